// The picture: vis-network draws nodes and lines at the places that Python chose; labels are painted over them.

import { DataSet } from "vis-data/peer";
import { Network } from "vis-network/peer";

import { act } from "./acts.js";
import { bandStyle, bubbleStyle, coloursOf, growth, lineStyle, lookOf, nodeStyle, radiusOf } from "./appearance.js";
import { boundsOf } from "./bounds.js";
import { Camera } from "./camera.js";
import { element, place } from "./dom.js";
import { Painter } from "./paint.js";
import { words } from "./words.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./store.js").State} State
 * @typedef {import("./appearance.js").Emphasis} Emphasis
 * @typedef {import("./scene.js").Scene} Scene
 * @typedef {{id: number | string, [name: string]: unknown}} Row
 */

const MOST = 0.94;
const CLOSEST = 1.6;
const LEADERS = 4;
const DOTS = 40;
const SECOND_CLICK = 320;

export class Picture {
  /** @type {Map<number | string, string>} the style that each node and line has now, to change only what changed */
  #keys = new Map();
  /** Where on a ladder of zooms the picture is; styles change only from rung to rung. */
  #rung = 0;
  grown = growth(1);
  /** @type {Set<number>} things on the way that is shown */
  #onWay = new Set();
  /** @type {Set<number>} facts on it */
  #wayFacts = new Set();
  /** @type {Set<number>} what lies next to the thing that is lit */
  #near = new Set();
  /** @type {Map<number, {names: string[], count: string}>} */
  #names = new Map();
  /** @type {Map<string, {x: number, y: number, colour: string}[]>} */
  #dots = new Map();
  /** @type {number[]} things that nothing joins to the main picture */
  #apart = [];
  #isClicking = false;
  #approaching = 0;
  /** @type {number[]} the things that are drawn, in order of importance */
  order = [];
  /** @type {number | null} the bubble under the pointer or the keyboard */
  litBubble = null;

  /** @param {Glossary} glossary @param {import("./store.js").Store} store @param {import("./scene.js").Director} director @param {Record<string, unknown>} options */
  constructor(glossary, store, director, options) {
    this.glossary = glossary;
    this.store = store;
    this.director = director;
    this.looks = glossary.kinds.map(lookOf);
    this.container = place("picture");
    this.groups = glossary.isLarge ? [] : glossary.groups().filter((group) => group.length > 3);
    this.isTall = this.container.clientHeight > this.container.clientWidth * 1.2;
    this.scene = director.scene(store.state);
    const apart = glossary.things.filter((thing) => thing.apart);
    this.#apart = apart.length < glossary.things.length && !glossary.isLarge ? apart.map(({ id }) => id) : [];
    this.nodes = new DataSet(/** @type {any[]} */ ([]));
    this.lines = new DataSet(/** @type {any[]} */ ([]));
    this.#restyle();
    this.network = new Network(this.container, /** @type {any} */ ({ nodes: this.nodes, edges: this.lines }), options);
    this.camera = new Camera(this.container, this.network);
    this.painter = new Painter(this);
    this.#listen();
    store.watch((state, before) => this.#follow(state, before));
    requestAnimationFrame(() => this.#open());
  }

  get labels() {
    return this.painter.labels;
  }

  /** Around what stands apart, while that is drawn where Python put it. */
  get apartBox() {
    const shown = this.scene.places ? [] : this.#apart.filter((id) => this.scene.things.has(id));
    return shown.length ? boundsOf(shown.map((id) => this.placeOf(id)), 0) : null;
  }

  /** @param {number} id */
  degree(id) {
    return this.glossary.factsOf[id].length;
  }

  /** @param {number} id whether a thing is not drawn now */
  isHidden(id) {
    return !this.scene.things.has(id);
  }

  /** @param {number} id @returns {{x: number, y: number}} */
  placeOf(id) {
    const arranged = this.scene.places?.get(id);
    if (arranged) return arranged;
    const [x, y] = this.store.state.pinned.get(id) ?? [this.glossary.things[id].x, this.glossary.things[id].y];
    return this.isTall ? { x: y, y: x } : { x, y };
  }

  /** A place in the picture as it is kept: on a tall screen the whole graph lies on its side. @param {{x: number, y: number}} place_ @returns {[number, number]} */
  unturned({ x, y }) {
    return this.isTall && !this.scene.places ? [Math.round(y), Math.round(x)] : [Math.round(x), Math.round(y)];
  }

  /** @param {number} bubble */
  bubblePlace(bubble) {
    const { x, y } = this.glossary.communities[bubble];
    return this.isTall ? { x: y, y: x } : { x, y };
  }

  /** Where the mark of each pinned thing stands. @returns {{x: number, y: number}[]} */
  pinMarks() {
    const shown = [...this.store.state.pinned.keys()].filter((id) => this.scene.things.has(id));
    return shown.map((id) => {
      const { x, y } = this.placeOf(id);
      const away = 0.8 * radiusOf(this.degree(id)) * this.grown.node;
      return { x: x + away, y: y - away };
    });
  }

  /** @param {number} bubble */
  bubbleName(bubble) {
    let found = this.#names.get(bubble);
    if (!found) {
      const names = this.director.tree.leaders(bubble, LEADERS).map((id) => this.glossary.things[id].label);
      found = { names, count: words.things(this.glossary.communities[bubble].size) };
      this.#names.set(bubble, found);
    }
    return found;
  }

  /** The main things in a bubble as dots. @param {number} bubble */
  inside(bubble) {
    const { theme } = this.store.state;
    const key = `${theme} ${bubble}`;
    let found = this.#dots.get(key);
    if (!found) {
      found = this.director.tree.leaders(bubble, DOTS).map((id) => ({ ...this.placeOf(id), colour: coloursOf(this.looks[this.glossary.things[id].kind], theme).stroke }));
      this.#dots.set(key, found);
    }
    return found;
  }

  /** @param {number} id @returns {Emphasis} */
  emphasis(id) {
    const { hovered, selected, found } = this.store.state;
    const focus = hovered ?? selected;
    if (id === focus || id === selected) return "focus";
    if (this.#onWay.has(id)) return "route";
    if (focus === null && found.size) return found.has(id) ? "lit" : "faint";
    if (focus === null) return this.#onWay.size ? "faint" : "plain";
    return this.#near.has(id) ? "lit" : this.#isAlone ? "plain" : "faint";
  }

  /** @param {import("./glossary.js").Line} line @returns {Emphasis} */
  #lineEmphasis({ from, to, facts }) {
    if (facts.some((fact) => this.#wayFacts.has(fact))) return "route";
    const { hovered, selected, found } = this.store.state;
    const focus = hovered ?? selected;
    if (focus === null && found.size) return found.has(from) && found.has(to) ? "lit" : "faint";
    if (focus === null) return this.#onWay.size ? "faint" : "plain";
    return from === focus || to === focus ? "lit" : this.#isAlone ? "plain" : "faint";
  }

  /** Whether a neighbourhood is shown alone and nothing is pointed at: then nothing need step back. */
  get #isAlone() {
    const { focus, hovered } = this.store.state;
    return focus && hovered === null;
  }

  /** Bring nodes and lines to what the state says, changing only what is not so yet. */
  #restyle() {
    const { state } = this.store;
    this.scene = this.director.scene(state);
    this.order = [...this.scene.things].sort((a, b) => a - b);
    this.#wayFacts = new Set(this.director.way(state));
    this.#onWay = new Set([...this.#wayFacts].flatMap((number) => [this.glossary.facts[number].subject, this.glossary.facts[number].object ?? -1]));
    const focus = state.hovered ?? state.selected;
    this.#near = new Set(focus === null ? [] : this.glossary.neighbours(focus));
    const shown = new Set();
    const nodes = [...this.order.map((id) => this.#nodeRow(id)), ...this.scene.bubbles.map((bubble) => this.#bubbleRow(bubble))];
    const lines = [...this.scene.lines.map((line) => this.#lineRow(line)), ...this.scene.bands.map((band) => this.#bandRow(band))];
    for (const { id } of [...nodes, ...lines]) shown.add(id);
    const gone = [...this.#keys.keys()].filter((id) => !shown.has(id));
    gone.forEach((id) => this.#keys.delete(id));
    this.lines.remove(gone.filter((id) => typeof id === "string" && id.includes("-")));
    this.nodes.remove(gone.filter((id) => typeof id === "number" || !id.includes("-")));
    this.nodes.update(this.#fresh(nodes));
    this.lines.update(this.#fresh(lines));
  }

  /** Rows whose style is not what it was. @param {{id: number | string, key: string, style: () => Record<string, unknown>}[]} rows */
  #fresh(rows) {
    return rows.flatMap(({ id, key, style }) => {
      if (this.#keys.get(id) === key) return [];
      this.#keys.set(id, key);
      return [{ id, ...style() }];
    });
  }

  /** @param {number} id */
  #nodeRow(id) {
    const { theme } = this.store.state;
    const emphasis = this.emphasis(id);
    const at = this.placeOf(id);
    const look = this.looks[this.glossary.things[id].kind];
    return {
      id, key: `${emphasis} ${theme} ${this.#rung} ${at.x} ${at.y}`,
      style: () => ({ ...at, ...nodeStyle(look, this.degree(id), emphasis, theme, this.grown) }),
    };
  }

  /** @param {import("./glossary.js").Line} line */
  #lineRow(line) {
    const { theme } = this.store.state;
    const emphasis = this.#lineEmphasis(line);
    const { from, to, facts } = line;
    const isInferred = this.glossary.isInferred(facts);
    const isAcross = !this.scene.places && this.glossary.things[from].group !== this.glossary.things[to].group;
    return {
      id: `${from}-${to}`, key: `${emphasis} ${theme} ${isInferred} ${isAcross} ${this.#rung}`,
      style: () => ({ from, to, ...lineStyle({ isInferred, isAcross }, emphasis, theme, this.grown) }),
    };
  }

  /** @param {number} bubble */
  #bubbleRow(bubble) {
    const { theme } = this.store.state;
    const radius = this.glossary.communities[bubble].r;
    const isLit = this.litBubble === bubble;
    return {
      id: `b${bubble}`, key: `${theme} ${isLit}`,
      style: () => ({ ...this.bubblePlace(bubble), fixed: true, ...bubbleStyle(radius, isLit, theme) }),
    };
  }

  /** @param {import("./scene.js").Band} band */
  #bandRow({ from, to, weight }) {
    const { theme } = this.store.state;
    return {
      id: `b${from}-b${to}`, key: `${theme} ${weight} ${this.#rung}`,
      style: () => ({ from: `b${from}`, to: `b${to}`, ...bandStyle(weight, theme, this.grown) }),
    };
  }

  /** @param {number | null} bubble */
  lightBubble(bubble) {
    this.litBubble = bubble;
    this.#restyle();
    this.network.redraw();
  }

  /** @param {State} state @param {State} before */
  #follow(state, before) {
    if (state === before) return;
    const last = this.scene;
    this.#restyle();
    if (state.view !== before.view && state.view === "picture") requestAnimationFrame(() => this.#open());
    else if (state.view === "picture") this.#look(state, before, last);
    this.network.redraw();
  }

  /** Bring into view what the change was about. @param {State} state @param {State} before @param {Scene} last */
  #look(state, before, last) {
    if (state.opened !== before.opened && !state.focus) return this.#showOpened(state, before);
    if (this.scene !== last && (state.focus || state.focus !== before.focus)) return state.focus ? this.showAll() : this.showMain(true);
    if (state.route !== before.route && state.route) return this.#showThings([...this.#onWay]);
    if (state.selected !== before.selected && state.selected !== null) this.#approach(state.selected);
    else if (state.found !== before.found && state.found.size) this.#showThings([...state.found]);
  }

  /** Bring a thing into view; after a click not before a second one could have come, which must meet it where it was. @param {number} id */
  #approach(id) {
    clearTimeout(this.#approaching);
    if (!this.#isClicking) return this.show(id);
    this.#approaching = setTimeout(() => {
      const { selected, focus } = this.store.state;
      if (selected === id && !focus) this.show(id);
    }, SECOND_CLICK);
  }

  /** @param {State} state @param {State} before */
  #showOpened(state, before) {
    const fresh = [...state.opened].filter((bubble) => !before.opened.has(bubble));
    if (!fresh.length) return this.showMain(true);
    const discs = fresh.flatMap((bubble) => {
      const { x, y } = this.bubblePlace(bubble);
      const { r } = this.glossary.communities[bubble];
      return [{ x: x - r, y: y - r }, { x: x + r, y: y + r }];
    });
    this.camera.frame(boundsOf(discs, 10), { closest: CLOSEST, animate: true });
  }

  #listen() {
    let timer = 0;
    /** @type {number | null} */
    let clicked = null;
    const { network, store } = this;
    network.on("click", ({ nodes, event }) => {
      const [id] = nodes;
      if (typeof id === "string") return act(store).open(Number(id.slice(1)));
      clicked = id ?? null;
      const { selected } = store.state;
      if (event?.srcEvent?.shiftKey && id !== undefined && selected !== null) return act(store).route(selected, id);
      this.#isClicking = true;
      store.set({ selected: id ?? null, hovered: null });
      this.#isClicking = false;
    });
    network.on("doubleClick", () => clicked !== null && act(store).expand(clicked));
    network.on("dragEnd", ({ nodes }) => {
      if (typeof nodes[0] !== "number") return;
      act(store).pin(nodes[0], this.unturned(network.getPosition(nodes[0])));
    });
    network.on("hoverNode", ({ node }) => {
      clearTimeout(timer);
      this.container.style.cursor = "pointer";
      if (typeof node === "string") this.lightBubble(Number(node.slice(1)));
      else store.set({ hovered: node });
    });
    network.on("blurNode", () => {
      this.container.style.cursor = "";
      if (this.litBubble !== null) this.lightBubble(null);
      timer = setTimeout(() => store.set({ hovered: null }), 60);
    });
    network.on("beforeDrawing", (/** @type {CanvasRenderingContext2D} */ context) => {
      this.#climb();
      this.painter.drawGrounds(context);
    });
    network.on("afterDrawing", (/** @type {CanvasRenderingContext2D} */ context) => this.painter.drawLabels(context));
    new ResizeObserver(() => network.redraw()).observe(this.container);
  }

  /** After a zoom, give nodes and lines the sizes of the new rung. */
  #climb() {
    const rung = Math.round(Math.log(this.network.getScale()) / Math.log(1.25));
    if (rung === this.#rung) return;
    this.#rung = rung;
    this.grown = growth(1.25 ** rung);
    requestAnimationFrame(() => this.#restyle());
  }

  /** Bring all that is drawn into view. */
  showAll(animate = true) {
    this.#showThings(this.order, animate);
  }

  /** Bring the main picture into view: what hangs together, or everything where that is not much more. */
  showMain(animate = false) {
    const apart = new Set(this.#apart);
    const main = this.order.filter((id) => !apart.has(id));
    const isMost = main.length > MOST * this.order.length;
    this.#showThings(main.length && !isMost ? main : this.order, animate);
  }

  /** @param {number[]} ids @param {boolean} [animate] */
  #showThings(ids, animate = true) {
    const discs = this.scene.bubbles.flatMap((bubble) => {
      const { x, y } = this.bubblePlace(bubble);
      const { r } = this.glossary.communities[bubble];
      return [{ x: x - r, y: y - r }, { x: x + r, y: y + r }];
    });
    const points = ids.map((id) => this.placeOf(id));
    this.camera.frame(boundsOf(ids === this.order ? [...points, ...discs] : points, 40), { closest: CLOSEST, animate });
  }

  /** Bring a thing and its neighbours into view. @param {number} id @param {boolean} animate */
  show(id, animate = true) {
    const near = [id, ...this.glossary.neighbours(id)].filter((other) => this.scene.things.has(other));
    this.camera.frame(boundsOf(near.map((other) => this.placeOf(other)), 70), { closest: 1.8, animate, core: this.placeOf(id) });
  }

  #open() {
    const { selected, view, focus, route, found } = this.store.state;
    if (view !== "picture") return;
    if (focus) this.showAll(false);
    else if (selected !== null) this.show(selected, false);
    else if (found.size) this.#showThings([...found], false);
    else if (route && this.#onWay.size) this.#showThings([...this.#onWay], false);
    else this.showMain();
  }
}

/** @param {Glossary} glossary @param {import("./store.js").Store} store @param {import("./scene.js").Director} director @param {Record<string, unknown>} options */
export function createPicture(glossary, store, director, options) {
  const picture = new Picture(glossary, store, director, options);
  const button = (/** @type {string} */ name, /** @type {string} */ sign, /** @type {() => void} */ press) =>
    element("button", { type: "button", "aria-label": name, title: name, onclick: press }, sign);
  place("main").append(
    element("div", { id: "zoom", role: "group", "aria-label": words.zoom }, button(words.closer, "+", () => picture.camera.zoom(1.3)),
      button(words.farther, "−", () => picture.camera.zoom(1 / 1.3)), button(words.wholeHint, "⤢", () => picture.showAll())),
  );
  return picture;
}
