// What is painted on the picture beside nodes and lines: grounds under communities, labels, the names of bubbles.

import { BUBBLE, BUBBLE_EDGE, BUBBLE_FONT, CAPTION_FONT, COUNT_FONT, GROUND, INK, labelFont, NAME_FONT, PAPER, radiusOf, SOFT_INK } from "./appearance.js";
import { overlaps, placeLabels } from "./labels.js";
import { words } from "./words.js";

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {import("./labels.js").Wish} Wish
 * @typedef {import("./appearance.js").Emphasis} Emphasis
 * @typedef {{id: number | string, lines: [string, string][], wish: Wish}} Wanted  lines: [text, font]
 * @typedef {{scale: number, middle: Point, width: number, height: number}} View
 */

const HUBS = 24;
const LONGEST = 34;
const LINE_HEIGHT = 17;
const NAMED = 16;
/** Bubbles that are smaller, in radii of a dot, have room for their name alone. */
const DOTTED = 18;
/** Radius of the mark of a pinned thing. */
export const PIN = 3.6;

/** @param {string} label @param {boolean} inFull */
export const shorten = (label, inFull) => {
  const points = Array.from(label.replace(/\s+/g, " "));
  return inFull || points.length <= LONGEST ? points.join("") : `${points.slice(0, LONGEST - 1).join("").trimEnd()}…`;
};

/**
 * The convex hull (Andrew's monotone chain, 1979).
 * @param {Point[]} points
 */
export function hull(points) {
  const ordered = [...points].sort((a, b) => a.x - b.x || a.y - b.y);
  const half = (/** @type {Point[]} */ row) => {
    /** @type {Point[]} */
    const chain = [];
    for (const point of row) {
      while (chain.length > 1 && turn(chain[chain.length - 2], chain[chain.length - 1], point) <= 0) chain.pop();
      chain.push(point);
    }
    return chain.slice(0, -1);
  };
  return [...half(ordered), ...half(ordered.reverse())];
}

/** @param {Point} a @param {Point} b @param {Point} c */
const turn = (a, b, c) => (b.x - a.x) * (c.y - a.y) - (b.y - a.y) * (c.x - a.x);

export class Painter {
  /** @type {Map<string, number>} */
  #widths = new Map();
  /** @type {{id: number | string, text: string, lines: [string, string][], x: number, y: number, w: number, h: number}[]} what is drawn, in pixels */
  labels = [];

  /** @param {import("./picture.js").Picture} picture */
  constructor(picture) {
    this.picture = picture;
  }

  /** Lay a quiet ground under each community. @param {CanvasRenderingContext2D} context in the picture's units */
  drawGrounds(context) {
    const { picture } = this;
    const { theme } = picture.store.state;
    if (picture.scene.places) return;
    context.save();
    context.lineJoin = "round";
    for (const bubble of picture.store.state.opened) {
      const { x, y } = picture.bubblePlace(bubble);
      context.beginPath();
      context.arc(x, y, picture.glossary.communities[bubble].r, 0, 2 * Math.PI);
      context.lineWidth = 1 / picture.network.getScale();
      context.fillStyle = GROUND[theme];
      context.strokeStyle = BUBBLE_EDGE[theme];
      context.fill();
      context.stroke();
    }
    for (const group of picture.groups) {
      const shown = group.filter((id) => picture.scene.things.has(id)).map((id) => picture.placeOf(id));
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

  /** @param {CanvasRenderingContext2D} context */
  drawLabels(context) {
    const { picture } = this;
    const { theme } = picture.store.state;
    this.#drawInside(context);
    const { width: full, clientWidth: width, clientHeight: height } = context.canvas;
    const view = { scale: picture.network.getScale(), middle: picture.network.getViewPosition(), width, height };
    const wanted = [...this.#bubbleWishes(context, view), ...this.#wishes(context, view)];
    const caption = this.#caption(context, view);
    const limits = { hubs: width < 500 ? HUBS / 2 : HUBS, covered: [...picture.camera.covered(), ...caption], frame: { x: 4, y: 4, w: width - 8, h: height - 8 } };
    const places = placeLabels(wanted.map(({ wish }) => wish), limits);
    context.save();
    context.setTransform(full / width, 0, 0, full / width, 0, 0);
    context.textBaseline = "middle";
    context.lineJoin = "round";
    context.lineWidth = 3.5;
    context.strokeStyle = PAPER[theme];
    context.textAlign = "left";
    context.fillStyle = SOFT_INK[theme];
    context.font = CAPTION_FONT;
    for (const { x, y, h } of caption) context.fillText(words.apart, x, y + h / 2);
    for (const { x, y } of picture.pinMarks().map((at) => toPixels(at, view))) drawPin(context, x, y, theme);
    this.labels = wanted.flatMap((one, number) => this.#drawLabel(context, one, places[number], theme));
    context.restore();
  }

  /**
   * @param {CanvasRenderingContext2D} context @param {Wanted} wanted @param {import("./labels.js").Box | null} box
   * @param {import("./appearance.js").Theme} theme
   */
  #drawLabel(context, { id, lines }, box, theme) {
    if (!box) return [];
    lines.forEach(([text, font], number) => {
      const y = box.y + (box.h / lines.length) * (number + 0.5) + 0.5;
      const x = lines.length > 1 ? box.x + box.w / 2 : box.x;
      context.textAlign = lines.length > 1 ? "center" : "left";
      context.font = font;
      context.fillStyle = font === COUNT_FONT ? SOFT_INK[theme] : INK[theme];
      context.strokeStyle = lines.length === 1 ? PAPER[theme] : BUBBLE[theme];
      context.lineWidth = lines.length === 1 ? 3.5 : 5;
      context.strokeText(text, x, y);
      context.fillText(text, x, y);
    });
    return [{ id, text: lines[0][0], lines, ...box }];
  }

  /**
   * Where the small groups' caption stands: above them, if that is in sight.
   * @param {CanvasRenderingContext2D} context @param {View} view
   */
  #caption(context, view) {
    const around = this.picture.apartBox;
    if (!around) return [];
    const at = toPixels({ x: around.left, y: around.top }, view);
    const y = at.y - 48;
    const box = { x: at.x, y, w: this.#width(context, CAPTION_FONT, words.apart), h: 18 };
    const isFree = !this.picture.camera.covered().some((there) => overlaps(there, box));
    return y > 0 && y + 18 < view.height && isFree ? [box] : [];
  }

  /**
   * Labels that may be drawn: those of nodes in sight that are not faint.
   * @param {CanvasRenderingContext2D} context @param {View} view @returns {Wanted[]}
   */
  #wishes(context, view) {
    const { picture } = this;
    const isSmall = view.width < 500;
    const wanted = [];
    for (const id of picture.order) {
      const { x, y } = toPixels(picture.placeOf(id), view);
      if (x < -20 || y < -20 || x > view.width + 20 || y > view.height + 20) continue;
      const emphasis = picture.emphasis(id);
      if (emphasis === "faint") continue;
      const degree = picture.degree(id);
      const { size, font } = labelFont(degree, emphasis, isSmall);
      const text = shorten(picture.glossary.things[id].label, emphasis !== "plain");
      const must = emphasis === "focus" || emphasis === "route";
      const wish = { x, y, r: radiusOf(degree) * picture.grown.node * view.scale, w: this.#width(context, font, text), h: size + 3, must };
      wanted.push({ id, lines: /** @type {[string, string][]} */ ([[text, font]]), wish });
    }
    return wanted;
  }

  /** @param {CanvasRenderingContext2D} context @param {View} view @returns {Wanted[]} */
  #bubbleWishes(context, view) {
    const { picture } = this;
    return picture.scene.bubbles.flatMap((bubble) => {
      const { x, y } = toPixels(picture.bubblePlace(bubble), view);
      const radius = picture.glossary.communities[bubble].r * view.scale;
      if (x < -radius || y < -radius || x > view.width + radius || y > view.height + radius || radius < NAMED) return [];
      const { names, count } = picture.bubbleName(bubble);
      const room = Math.max(1.7 * radius, 60);
      const shown = names.slice(0, Math.max(1, Math.floor(radius / 22)));
      const fonts = shown.map((_, at) => (at ? NAME_FONT : BUBBLE_FONT));
      const said = shown.flatMap((name, at) => this.#lines(context, name, fonts[at], room, at ? 1 : 2).map((line) => /** @type {[string, string]} */ ([line, fonts[at]])));
      const lines = /** @type {[string, string][]} */ ([...said, [count, COUNT_FONT]]);
      const w = Math.max(...lines.map(([line, font]) => this.#width(context, font, line)));
      return [{ id: `b${bubble}`, lines, wish: { x, y, r: radius, w, h: lines.length * LINE_HEIGHT, inside: true, must: picture.litBubble === bubble } }];
    });
  }

  /**
   * A name in lines of a width, broken between words.
   * @param {CanvasRenderingContext2D} context @param {string} name @param {string} font @param {number} room @param {number} most
   */
  #lines(context, name, font, room, most) {
    const parts = name.split(/\s+/);
    const lines = [parts.shift() ?? ""];
    for (const part of parts) {
      const longer = `${lines[lines.length - 1]} ${part}`;
      if (lines.length < most && this.#width(context, font, longer) > room) lines.push(part);
      else lines[lines.length - 1] = longer;
    }
    return lines.map((line) => this.#fit(context, line, font, room));
  }

  /** Shorten a name to a width. @param {CanvasRenderingContext2D} context @param {string} name @param {string} font @param {number} room */
  #fit(context, name, font, room) {
    const points = Array.from(name.replace(/\s+/g, " "));
    for (let cut = points.length; cut > 3; cut -= 1) {
      const text = cut === points.length ? points.join("") : `${points.slice(0, cut).join("").trimEnd()}…`;
      if (this.#width(context, font, text) <= room) return text;
    }
    return `${points.slice(0, 3).join("")}…`;
  }

  /** In closed bubbles, where their main things stand and of which kinds they are. @param {CanvasRenderingContext2D} context in the picture's units */
  #drawInside(context) {
    const { picture } = this;
    const radius = 3.2 / picture.network.getScale();
    context.save();
    context.globalAlpha = 0.5;
    for (const bubble of picture.scene.bubbles) {
      if (picture.glossary.communities[bubble].r < DOTTED * radius) continue;
      for (const { x, y, colour } of picture.inside(bubble)) {
        context.fillStyle = colour;
        context.beginPath();
        context.arc(x, y, radius, 0, 2 * Math.PI);
        context.fill();
      }
    }
    context.restore();
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

/** The mark of a thing that was pinned: the head of a pin. @param {CanvasRenderingContext2D} context in pixels @param {number} x @param {number} y @param {import("./appearance.js").Theme} theme */
function drawPin(context, x, y, theme) {
  context.beginPath();
  context.arc(x, y, PIN, 0, 2 * Math.PI);
  context.stroke();
  context.fillStyle = INK[theme];
  context.fill();
}

/** @param {Point} point @param {View} view @returns {Point} */
const toPixels = ({ x, y }, { scale, middle, width, height }) => ({
  x: (x - middle.x) * scale + width / 2,
  y: (y - middle.y) * scale + height / 2,
});
