// The picture: vis-network draws nodes and lines at the places that Python chose; labels are drawn here.

import { DataSet } from "vis-data/peer";
import { Network } from "vis-network/peer";

import { CAPTION_FONT, GROUND, growth, INK, labelFont, lineStyle, lookOf, nodeStyle, PAPER, radiusOf, SOFT_INK } from "./appearance.js";
import { element, place } from "./dom.js";
import { placeLabels } from "./labels.js";
import { words } from "./words.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./store.js").State} State
 * @typedef {import("./appearance.js").Emphasis} Emphasis
 * @typedef {{left: number, top: number, right: number, bottom: number}} Box
 */

export const DRAWN_AT_MOST = 1500;
const HUBS = 24;
const MOST = 0.94;
const FARTHEST = 0.6;
const LONGEST = 34;

/** @param {string} label @param {boolean} inFull */
export const shorten = (label, inFull) => {
  const points = Array.from(label.replace(/\s+/g, " "));
  return inFull || points.length <= LONGEST ? points.join("") : `${points.slice(0, LONGEST - 1).join("").trimEnd()}…`;
};

/**
 * The convex hull (Andrew's monotone chain, 1979).
 * @param {{x: number, y: number}[]} points
 */
export function hull(points) {
  const ordered = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (/** @type {{x: number, y: number}[]} */ row) => {
    /** @type {{x: number, y: number}[]} */
    const chain = [];
    for (const point of row) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(ordered), ...half(ordered.reverse())];
}

/** @typedef {{x: number, y: number}} Point @param {Point} a @param {Point} b @param {Point} c */
const turn = (a, b, c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

export class Picture {
  /** @type {Map<number, string>} the style that each node and line has now, to change only what changed */
  #nodeKeys = new Map();
  #lineKeys = new Map();
  /** @type {Map<string, number>} */
  #widths = new Map();
  /** Where on a ladder of zooms the picture is; styles change only from rung to rung. */
  #rung = 0;
  #grown = growth(1);
  /** @type {{id: number, text: string, x: number, y: number, w: number, h: number}[]} what is drawn, in pixels */
  labels = [];

  /** @param {Glossary} glossary @param {import("./store.js").Store} store @param {Record<string, unknown>} options */
  constructor(glossary, store, options) {
    this.glossary = glossary;
    this.store = store;
    this.looks = glossary.kinds.map(lookOf);
    this.degree = glossary.factsOf.map((facts) => facts.length);
    this.container = place("picture");
    this.apart = glossary.things.filter(({ apart }) => apart).map(({ id }) => id);
    this.groups = glossary.groups().filter((group) => group.length > 3);
    const isTall = this.container.clientHeight > this.container.clientWidth * 1.2;
    this.nodes = new DataSet(
      glossary.things.map(({ id, x, y }) => ({ id, ...(isTall ? { x: y, y: x } : { x, y }), ...this.#nodeStyle(id) })),
    );
    this.lines = new DataSet(glossary.lines.map(({ id, from, to }) => ({ id, from, to, ...this.#lineStyle(id) })));
    this.network = new Network(this.container, /** @type {any} */ ({ nodes: this.nodes, edges: this.lines }), options);
    this.#listen();
    store.watch((state, before) => this.#follow(state, before));
    requestAnimationFrame(() => this.#open());
  }

  /** @param {number} id @returns {Emphasis} */
  #emphasis(id) {
    const { hovered, selected, found } = this.store.state;
    const focus = hovered ?? selected;
    if (focus === null && found.size) return found.has(id) ? "lit" : "faint";
    if (focus === null) return "plain";
    if (id === focus || id === selected) return "focus";
    return this.glossary.neighboursOf[focus].has(id) ? "lit" : "faint";
  }

  /** @param {number} line @returns {Emphasis} */
  #lineEmphasis(line) {
    const { hovered, selected, found } = this.store.state;
    const focus = hovered ?? selected;
    const { from, to } = this.glossary.lines[line];
    if (focus === null && found.size) return found.has(from) && found.has(to) ? "lit" : "faint";
    if (focus === null) return "plain";
    return from === focus || to === focus ? "lit" : "faint";
  }

  /** Things of a hidden kind, and in a large glossary those with few facts, unless they are open or next to it. @param {number} id */
  isHidden(id) {
    const { selected, hiddenKinds, found } = this.store.state;
    if (id === selected || found.has(id)) return false;
    if (hiddenKinds.has(this.glossary.things[id].kind)) return true;
    return id >= DRAWN_AT_MOST && (selected === null || !this.glossary.neighboursOf[selected].has(id));
  }

  /** @param {number} id */
  #nodeStyle(id) {
    const [emphasis, theme, hidden] = [this.#emphasis(id), this.store.state.theme, this.isHidden(id)];
    this.#nodeKeys.set(id, `${emphasis} ${theme} ${hidden} ${this.#rung}`);
    return { hidden, ...nodeStyle(this.looks[this.glossary.things[id].kind], this.degree[id], emphasis, theme, this.#grown) };
  }

  /** @param {number} line */
  #lineStyle(line) {
    const { from, to } = this.glossary.lines[line];
    const [emphasis, theme] = [this.#lineEmphasis(line), this.store.state.theme];
    const hidden = this.isHidden(from) || this.isHidden(to);
    this.#lineKeys.set(line, `${emphasis} ${theme} ${hidden} ${this.#rung}`);
    return { hidden, ...lineStyle(this.glossary.isInferred(line), emphasis, theme, this.#grown) };
  }

  #restyle() {
    const nodes = this.glossary.things.flatMap(({ id }) => {
      const before = this.#nodeKeys.get(id);
      const style = this.#nodeStyle(id);
      return before === this.#nodeKeys.get(id) ? [] : [{ id, ...style }];
    });
    const lines = this.glossary.lines.flatMap(({ id }) => {
      const before = this.#lineKeys.get(id);
      const style = this.#lineStyle(id);
      return before === this.#lineKeys.get(id) ? [] : [{ id, ...style }];
    });
    if (lines.length) this.lines.update(lines);
    if (nodes.length) this.nodes.update(nodes);
  }

  /** @param {State} state @param {State} before */
  #follow(state, before) {
    if (state === before) return;
    this.#restyle();
    if (state.view !== before.view && state.view === "picture") requestAnimationFrame(() => this.#open());
    if (state.selected !== before.selected && state.selected !== null) this.show(state.selected);
    else if (state.found !== before.found && state.found.size) this.showSet([...state.found]);
    this.network.redraw();
  }

  #listen() {
    let timer = 0;
    this.network.on("click", ({ nodes }) => this.store.set({ selected: nodes[0] ?? null, hovered: null, found: new Set() }));
    this.network.on("hoverNode", ({ node }) => {
      clearTimeout(timer);
      this.container.style.cursor = "pointer";
      this.store.set({ hovered: node });
    });
    this.network.on("blurNode", () => {
      this.container.style.cursor = "";
      timer = setTimeout(() => this.store.set({ hovered: null }), 60);
    });
    this.network.on("beforeDrawing", (/** @type {CanvasRenderingContext2D} */ context) => {
      this.#climb();
      this.#drawGrounds(context);
    });
    this.network.on("afterDrawing", (/** @type {CanvasRenderingContext2D} */ context) => this.#drawLabels(context));
    new ResizeObserver(() => this.network.redraw()).observe(this.container);
  }

  /** After a zoom, give nodes and lines the sizes of the new rung. */
  #climb() {
    const rung = Math.round(Math.log(this.network.getScale()) / Math.log(1.25));
    if (rung === this.#rung) return;
    this.#rung = rung;
    this.#grown = growth(1.25 ** rung);
    requestAnimationFrame(() => this.#restyle());
  }

  /** Lay a quiet ground under each community. @param {CanvasRenderingContext2D} context in the picture's units */
  #drawGrounds(context) {
    const { theme } = this.store.state;
    const positions = this.network.getPositions();
    context.save();
    context.lineJoin = "round";
    for (const group of this.groups) {
      const shown = group.filter((id) => !this.isHidden(id) && positions[id]).map((id) => positions[id]);
      if (shown.length < 3) continue;
      context.beginPath();
      for (const { x, y } of hull(shown)) context.lineTo(x, y);
      context.closePath();
      for (const [width, colour] of /** @type {[number, string][]} */ ([[72, PAPER[theme]], [58, GROUND[theme]]])) {
        context.lineWidth = width;
        context.strokeStyle = context.fillStyle = colour;
        context.stroke();
      }
      context.fill();
    }
    context.restore();
  }

  /** What the picture may use: the container without what lies over it. */
  #insets() {
    const { clientWidth: width, clientHeight: height } = this.container;
    const isSheet = matchMedia("(max-width: 759px)").matches;
    const panel = place("panel").hidden ? { offsetWidth: 0, offsetHeight: 0 } : place("panel");
    const hint = place("hint").offsetHeight;
    if (isSheet) return { left: 12, top: 12, right: 12, bottom: Math.min(Math.max(panel.offsetHeight, 64), height * 0.7) };
    const legend = place("legend").offsetHeight > height * 0.3 ? place("legend").offsetWidth + 16 : 0;
    return { left: legend + 20, top: 20, right: Math.min(Math.max(panel.offsetWidth, 40) + 24, width * 0.6), bottom: hint ? hint + 30 : 20 };
  }

  /** Where buttons and lists lie over the picture, in its pixels. */
  #covered() {
    const origin = this.container.getBoundingClientRect();
    return ["legend", "zoom", "hint", "panel"].flatMap((id) => {
      const { left, top, width, height } = document.getElementById(id)?.getBoundingClientRect() ?? new DOMRect();
      return width ? [{ x: left - origin.left - 4, y: top - origin.top - 4, w: width + 8, h: height + 8 }] : [];
    });
  }

  /** @param {number[]} ids @param {number} margin @returns {Box} */
  #bounds(ids, margin) {
    const box = { left: Infinity, top: Infinity, right: -Infinity, bottom: -Infinity };
    for (const { x, y } of Object.values(this.network.getPositions(ids)).filter(Boolean)) {
      box.left = Math.min(box.left, x - margin);
      box.right = Math.max(box.right, x + margin);
      box.top = Math.min(box.top, y - margin);
      box.bottom = Math.max(box.bottom, y + margin);
    }
    return ids.length ? box : { left: -200, right: 200, top: -150, bottom: 150 };
  }

  /**
   * @param {Box} box @param {number} closest @param {boolean} animate
   * @param {{x: number, y: number, farthest: number}} [core] what must be seen well, even if not all of the box is
   */
  #frame(box, closest, animate, core) {
    const inset = this.#insets();
    const width = Math.max(this.container.clientWidth - inset.left - inset.right, 80);
    const height = Math.max(this.container.clientHeight - inset.top - inset.bottom, 80);
    const whole = Math.min(width / (box.right - box.left), height / (box.bottom - box.top), closest);
    const isTooFar = core !== undefined && whole < core.farthest;
    const scale = isTooFar ? core.farthest : whole;
    const middle = isTooFar ? core : { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    const x = middle.x + (inset.right - inset.left) / 2 / scale;
    const y = middle.y + (inset.bottom - inset.top) / 2 / scale;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const animation = animate && !isCalm ? { duration: 350, easingFunction: /** @type {const} */ ("easeInOutQuad") } : false;
    this.network.moveTo({ position: { x, y }, scale, animation: /** @type {any} */ (animation) });
  }

  /** Bring everything into view. @param {boolean} animate */
  showAll(animate = true) {
    this.#showThings(this.glossary.things, animate);
  }

  /** Bring the main picture into view: what hangs together, or everything where that is not much more. */
  showMain() {
    const main = this.glossary.things.filter(({ apart }) => !apart);
    const isMost = main.length > MOST * this.glossary.things.length;
    this.#showThings(main.length && !isMost ? main : this.glossary.things, false);
  }

  /** @param {import("./glossary.js").Thing[]} things @param {boolean} animate */
  #showThings(things, animate) {
    this.#frame(this.#bounds(things.filter(({ id }) => !this.isHidden(id)).map(({ id }) => id), 40), 1.6, animate);
  }

  /** Bring a thing and its neighbours into view. @param {number} id @param {boolean} animate */
  show(id, animate = true) {
    const near = [id, ...this.glossary.neighboursOf[id]].filter((other) => !this.isHidden(other));
    this.#frame(this.#bounds(near, 70), 1.8, animate, { ...this.network.getPosition(id), farthest: FARTHEST });
  }

  /** Bring some things into view. @param {number[]} ids */
  showSet(ids) {
    this.#frame(this.#bounds(ids, 70), 1.6, true);
  }

  #open() {
    if (this.store.state.view !== "picture") return;
    const { selected } = this.store.state;
    if (selected === null) this.showMain();
    else this.show(selected, false);
  }

  /** @param {number} factor */
  zoom(factor) {
    this.network.moveTo({ scale: this.network.getScale() * factor, animation: /** @type {any} */ (false) });
  }

  /** @param {CanvasRenderingContext2D} context */
  #drawLabels(context) {
    const { theme } = this.store.state;
    const { width: full, clientWidth: width, clientHeight: height } = context.canvas;
    const [scale, view] = [this.network.getScale(), this.network.getViewPosition()];
    const wanted = this.#wishes(context, scale, view, width, height);
    const frame = { x: 4, y: 4, w: width - 8, h: height - 8 };
    const caption = this.#caption(context, scale, view);
    const covered = [...this.#covered(), ...caption];
    const places = placeLabels(wanted.map(({ wish }) => wish), { hubs: width < 500 ? HUBS / 2 : HUBS, covered, frame });
    context.save();
    context.setTransform(full / width, 0, 0, full / width, 0, 0);
    context.textBaseline = "middle";
    context.textAlign = "left";
    context.lineJoin = "round";
    for (const { x, y, h } of caption) {
      context.font = CAPTION_FONT;
      context.fillStyle = SOFT_INK[theme];
      context.fillText(words.apart, x, y + h / 2);
    }
    context.lineWidth = 3.5;
    context.strokeStyle = PAPER[theme];
    context.fillStyle = INK[theme];
    this.labels = [];
    wanted.forEach(({ id, text, font }, number) => {
      const box = places[number];
      if (!box) return;
      context.font = font;
      context.strokeText(text, box.x, box.y + box.h / 2 + 0.5);
      context.fillText(text, box.x, box.y + box.h / 2 + 0.5);
      this.labels.push({ id, text, ...box });
    });
    context.restore();
  }

  /**
   * Where the small groups' caption stands: above them, if that is in sight.
   * @param {CanvasRenderingContext2D} context @param {number} scale @param {{x: number, y: number}} view
   */
  #caption(context, scale, view) {
    if (!this.apart.length || this.apart.length === this.glossary.things.length) return [];
    const { left, top } = this.#bounds(this.apart, 0);
    const { clientWidth: width, clientHeight: height } = context.canvas;
    const box = { x: (left - view.x) * scale + width / 2, y: (top - view.y) * scale + height / 2 - 48, h: 18 };
    const w = this.#width(context, CAPTION_FONT, words.apart);
    return box.y > 0 && box.y + box.h < height ? [{ ...box, w }] : [];
  }

  /**
   * Labels that may be drawn: those of nodes in sight that are not faint.
   * @param {CanvasRenderingContext2D} context @param {number} scale @param {{x: number, y: number}} view
   * @param {number} width @param {number} height
   */
  #wishes(context, scale, view, width, height) {
    const wanted = [];
    const positions = this.network.getPositions();
    for (const { id, label } of this.glossary.things) {
      const at = positions[id]; // vis-network knows no place of a node that it hides
      if (!at || this.isHidden(id)) continue;
      const x = (at.x - view.x) * scale + width / 2;
      const y = (at.y - view.y) * scale + height / 2;
      if (x < -20 || y < -20 || x > width + 20 || y > height + 20) continue;
      const emphasis = this.#emphasis(id);
      if (emphasis === "faint") continue;
      const { size, font } = labelFont(this.degree[id], emphasis, width < 500);
      const text = shorten(label, emphasis !== "plain");
      const wish = { x, y, r: radiusOf(this.degree[id]) * this.#grown.node * scale, w: this.#width(context, font, text), h: size + 3, must: emphasis === "focus" };
      wanted.push({ id, text, font, wish });
    }
    return wanted;
  }

  /** @param {CanvasRenderingContext2D} context @param {string} font @param {string} text */
  #width(context, font, text) {
    const key = `${font}|${text}`;
    let width = this.#widths.get(key);
    if (width === undefined) {
      context.save();
      context.font = font;
      width = context.measureText(text).width;
      context.restore();
      this.#widths.set(key, width);
    }
    return width;
  }
}

/** @param {Glossary} glossary @param {import("./store.js").Store} store @param {Record<string, unknown>} options */
export function createPicture(glossary, store, options) {
  const picture = new Picture(glossary, store, options);
  picture.container.setAttribute("role", "img");
  picture.container.setAttribute("aria-label", words.canvas(glossary.title));
  const button = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {() => void} */ act) =>
    element("button", { type: "button", "aria-label": name, title: name, onclick: act }, sign);
  place("main").append(
    element("div", { id: "zoom" }, button(words.closer, "+", () => picture.zoom(1.3)), button(words.farther, "−", () => picture.zoom(1 / 1.3)),
      button(words.wholeHint, "⤢", () => picture.showAll())),
  );
  return picture;
}
