// The picture as SVG, from what vis-network was given to draw: real shapes and real text, as they are seen.

import { COUNT_FONT, FAMILY, GROUND, INK, PAPER, SOFT_INK, SYMBOLS, coloursOf, lookOf } from "./appearance.js";
import { hull, PIN } from "./paint.js";

/**
 * @typedef {{x: number, y: number}} Point
 * @typedef {{id?: unknown, from: unknown, to: unknown, hidden?: boolean, width: number, dashes: boolean | number[],
 *   color: {color: string}, arrows: {to: {enabled: boolean, scaleFactor?: number}}}} Line
 * @typedef {{id: unknown, hidden?: boolean, shape: string, size: number, borderWidth: number, opacity: number,
 *   color: {background: string, border: string}}} Mark
 * @typedef {{lines: [string, string][], x: number, y: number, w: number, h: number}} Label  lines: [text, font]
 * @typedef {{width: number, height: number, scale: number, middle: Point, theme: import("./appearance.js").Theme, title: string,
 *   places: Record<string, Point>, marks: Mark[], lines: Line[], labels: Label[], pins: Point[], grounds: Point[][],
 *   kinds: import("./glossary.js").Kind[]}} View  lengths in pixels, save the places and sizes of marks and lines
 */

/**
 * What a picture shows now.
 * @param {import("./picture.js").Picture} picture @param {import("./glossary.js").Glossary} glossary
 * @returns {View}
 */
export function viewOf(picture, glossary) {
  const { network, container, labels } = picture;
  const places = network.getPositions();
  const marks = /** @type {Mark[]} */ (/** @type {unknown} */ (picture.nodes.get()));
  const ids = new Set(marks.map(({ id }) => id));
  const held = new Set(glossary.things.filter(({ id }) => ids.has(id)).map(({ kind }) => kind));
  return {
    width: container.clientWidth, height: container.clientHeight, scale: network.getScale(), middle: network.getViewPosition(),
    theme: picture.store.state.theme, title: glossary.title, places, marks, labels, pins: picture.pinMarks(),
    lines: /** @type {Line[]} */ (/** @type {unknown} */ (picture.lines.get())),
    grounds: picture.scene.places ? [] : picture.groups.map((group) => group.filter((id) => ids.has(id) && places[id]).map((id) => places[id]))
      .filter((points) => points.length > 2).map(hull),
    kinds: glossary.kinds.filter((_, kind) => held.has(kind)),
  };
}

const FOOT = 46;
const ESCAPES = /** @type {Record<string, string>} */ ({ "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;" });

/** @param {string} text what XML cannot say is left out */
const escape = (text) => text.replace(/[&<>"]/g, (sign) => ESCAPES[sign])
  .replace(/[\x00-\x08\x0b\x0c\x0e-\x1f\ufffe\uffff]|[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

/** @param {number} value */
const say = (value) => String(Math.round(value * 100) / 100);

/** @param {string} tag @param {Record<string, string | number | undefined>} attributes @param {string} [text] */
function draw(tag, attributes, text) {
  const said = Object.entries(attributes).filter(([, value]) => value !== undefined)
    .map(([name, value]) => ` ${name}="${typeof value === "number" ? say(value) : escape(String(value))}"`).join("");
  return text === undefined ? `<${tag}${said}/>` : `<${tag}${said}>${escape(text)}</${tag}>`;
}

/** @param {View} view */
export function drawSvg(view) {
  const { width, height, theme, title } = view;
  const at = (/** @type {Point} */ { x, y }) => ({ x: (x - view.middle.x) * view.scale + width / 2, y: (y - view.middle.y) * view.scale + height / 2 });
  const size = { width, height: height + FOOT, viewBox: `0 0 ${say(width)} ${say(height + FOOT)}` };
  const head = Object.entries({ xmlns: "http://www.w3.org/2000/svg", ...size, role: "img", "font-family": FAMILY }).map(([name, value]) => ` ${name}="${escape(String(value))}"`).join("");
  return [
    `<svg${head}>`,
    draw("title", {}, title),
    draw("rect", { width, height: height + FOOT, fill: PAPER[theme] }),
    `<svg ${Object.entries({ width, height }).map(([name, value]) => `${name}="${say(value)}"`).join(" ")}>`,
    ...view.grounds.map((corners) => ground(corners.map(at), 58 * view.scale, theme)),
    ...view.lines.flatMap((line) => drawLine(view, line, at)),
    ...view.marks.flatMap((mark) => drawMark(mark, view.places[String(mark.id)], view.scale, at)),
    ...view.pins.map(at).map(({ x, y }) => draw("circle", { class: "pin", cx: x, cy: y, r: PIN, fill: INK[theme], stroke: PAPER[theme], "stroke-width": 1.75 })),
    ...view.labels.flatMap((label) => drawLabel(label, theme)),
    "</svg>",
    ...foot(view),
    "</svg>",
    "",
  ].join("\n");
}

/** @param {Point[]} corners @param {number} width @param {import("./appearance.js").Theme} theme */
const ground = (corners, width, theme) =>
  draw("path", { d: outline(corners), fill: GROUND[theme], stroke: GROUND[theme], "stroke-width": width, "stroke-linejoin": "round" });

/** @param {Point[]} corners */
const outline = (corners) => `M${corners.map(({ x, y }) => `${say(x)} ${say(y)}`).join("L")}Z`;

/** @param {View} view @param {Line} line @param {(point: Point) => Point} at */
function drawLine(view, line, at) {
  const [from, to] = [view.places[String(line.from)], view.places[String(line.to)]];
  if (line.hidden || !from || !to || line.from === line.to) return [];
  const [start, end] = [at(from), at(to)];
  const dashes = Array.isArray(line.dashes) ? line.dashes.map((dash) => say(dash * view.scale)).join(" ") : undefined;
  const stroke = { stroke: line.color.color, "stroke-width": line.width * view.scale, "stroke-dasharray": dashes };
  const drawn = draw("line", { x1: start.x, y1: start.y, x2: end.x, y2: end.y, ...stroke });
  return line.arrows?.to?.enabled ? [drawn, drawArrow(view, line, start, end)] : [drawn];
}

/** @param {View} view @param {Line} line @param {Point} start @param {Point} end */
function drawArrow(view, line, start, end) {
  const target = view.marks.find(({ id }) => id === line.to);
  const length = Math.hypot(end.x - start.x, end.y - start.y) || 1;
  const [dx, dy] = [(end.x - start.x) / length, (end.y - start.y) / length];
  const gap = ((target?.size ?? 0) + 1) * view.scale;
  const long = 15 * (line.arrows.to.scaleFactor ?? 1) * view.scale;
  const tip = { x: end.x - dx * gap, y: end.y - dy * gap };
  const back = { x: tip.x - dx * long, y: tip.y - dy * long };
  return draw("path", { d: outline([tip, { x: back.x - dy * long * 0.35, y: back.y + dx * long * 0.35 }, { x: back.x + dy * long * 0.35, y: back.y - dx * long * 0.35 }]), fill: line.color.color });
}

/** @param {Mark} mark @param {Point | undefined} place @param {number} scale @param {(point: Point) => Point} at */
function drawMark({ hidden, shape, size, color, borderWidth, opacity }, place, scale, at) {
  if (hidden || !place) return [];
  const { x, y } = at(place);
  const look = { fill: color.background, stroke: color.border, "stroke-width": borderWidth, opacity: opacity === 1 ? undefined : opacity };
  if (shape === "dot") return [draw("circle", { cx: x, cy: y, r: size * scale, ...look })];
  const corners = cornersOf(shape).map(([right, down]) => ({ x: x + right * size * scale, y: y + down * size * scale }));
  return [draw("path", { d: outline(corners), "stroke-linejoin": "round", ...look })];
}

const ROOT = Math.sqrt(3);

/** The corners that vis-network gives a shape of size 1. @param {string} shape @returns {[number, number][]} */
function cornersOf(shape) {
  const round = (/** @type {number} */ count, /** @type {(corner: number) => number} */ radius, turn = 0, down = 0) =>
    Array.from({ length: count }, (_, corner) => /** @type {[number, number]} */ ([
      radius(corner) * Math.sin((2 * Math.PI * corner) / count + turn), down - radius(corner) * Math.cos((2 * Math.PI * corner) / count + turn),
    ]));
  if (shape === "diamond") return [[0, -1], [1, 0], [0, 1], [-1, 0]];
  if (shape === "triangle") return [[0, 0.316 - (2 / ROOT) * 1.15], [1.15, 0.316 + 1.15 / ROOT], [-1.15, 0.316 + 1.15 / ROOT]];
  if (shape === "triangleDown") return [[0, (2 / ROOT) * 1.15 - 0.316], [1.15, -0.316 - 1.15 / ROOT], [-1.15, -0.316 - 1.15 / ROOT]];
  if (shape === "hexagon") return round(6, () => 1, Math.PI / 2);
  if (shape === "star") return round(10, (corner) => 0.82 * (corner % 2 ? 0.5 : 1.3), 0, 0.082);
  return [[-1, -1], [1, -1], [1, 1], [-1, 1]];
}

/** @param {Label} label @param {import("./appearance.js").Theme} theme */
function drawLabel({ lines, x, y, w, h }, theme) {
  const isSingle = lines.length === 1;
  const halo = { stroke: PAPER[theme], "stroke-width": 3.5, "stroke-linejoin": "round", "paint-order": "stroke", textLength: w, lengthAdjust: "spacingAndGlyphs" };
  return lines.map(([text, font], number) => {
    const [, style, weight, size] = /^(italic )?(\d{3})? ?([\d.]+)px/.exec(font) ?? ["", "", "500", "12"];
    return draw("text", {
      x: isSingle ? x : x + w / 2, y: y + (h / lines.length) * (number + 0.5) + Number(size) * 0.35, "font-size": Number(size),
      "font-weight": Number(weight) > 600 ? "700" : weight || "400", "font-style": style?.trim(), fill: font === COUNT_FONT ? SOFT_INK[theme] : INK[theme],
      ...(isSingle ? halo : { "text-anchor": "middle" }),
    }, text);
  });
}

/** The kinds, and the title. @param {View} view */
function foot({ width, height, theme, title, kinds }) {
  const level = height + FOOT / 2;
  const drawn = [draw("line", { x1: 0, y1: height, x2: width, y2: height, stroke: SOFT_INK[theme], "stroke-opacity": 0.25 })];
  const end = width - 20 - title.length * 8.2;
  let left = 20;
  for (const kind of kinds) {
    const room = kind.plural.length * 7.4 + 40;
    if (left + room > end) break;
    const look = lookOf(kind);
    const { fill, stroke } = coloursOf(look, theme);
    drawn.push(draw("path", { d: SYMBOLS[look.shape], transform: `translate(${say(left + 7)} ${say(level)}) scale(0.85)`, fill, stroke, "stroke-width": look.hollow ? 2.6 : 1 }));
    drawn.push(draw("text", { x: left + 20, y: level + 4.5, "font-size": 13, fill: SOFT_INK[theme] }, kind.plural));
    left += room;
  }
  return [...drawn, draw("text", { x: width - 20, y: level + 4.5, "font-size": 14, "font-weight": 650, "text-anchor": "end", fill: INK[theme] }, title)];
}

/** @param {View} view @returns {Promise<Blob>} twice as many pixels as on the screen */
export async function drawPng(view) {
  const address = URL.createObjectURL(new Blob([drawSvg(view)], { type: "image/svg+xml" }));
  try {
    const image = new Image();
    image.src = address;
    await image.decode();
    const canvas = document.createElement("canvas");
    [canvas.width, canvas.height] = [view.width * 2, (view.height + FOOT) * 2];
    canvas.getContext("2d")?.drawImage(image, 0, 0, canvas.width, canvas.height);
    return await new Promise((resolve, reject) => canvas.toBlob((blob) => (blob ? resolve(blob) : reject(new Error("no picture"))), "image/png"));
  } finally {
    URL.revokeObjectURL(address);
  }
}
