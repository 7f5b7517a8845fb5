// How things look: the only place that knows colours, shapes and sizes. Data never does. Colours and shapes come from
// the table that pictures drawn by Python read too (page.css repeats the colours, and a test compares).
// Hues after Okabe and Ito (2008) and Tol (2021), told apart by people who see few colours; shape says it again.

import table from "../../graph/formats/appearance.json" with { type: "json" };

/** @typedef {"dot" | "square" | "diamond" | "triangle" | "triangleDown" | "hexagon" | "star"} Shape */
/** @typedef {{shape: Shape, hue: Hue, hollow?: boolean}} Look */
/** @typedef {keyof typeof table.hues.light} Hue */

export const { hues: HUES, paper: PAPER, ink: INK, softInk: SOFT_INK, ground: GROUND, route: ROUTE, bubble: BUBBLE, bubbleEdge: BUBBLE_EDGE } = table;
const { line: LINE, acrossLine: ACROSS_LINE, faintLine: FAINT_LINE, litLine: LIT_LINE } = table;
const LOOKS = /** @type {Record<string, Look>} */ (table.looks);
const GROUP_LOOKS = /** @type {Record<string, Look>} for kinds of other vocabularies */ (table.groupLooks);

/** @type {Record<Shape, string>} the outline of each shape in a box from -10 to 10 */
export const SYMBOLS = table.symbols;

/** @typedef {"light" | "dark"} Theme */
/** @typedef {"plain" | "lit" | "faint" | "focus" | "route"} Emphasis  `route`: on the way between two things */

/** @param {import("./glossary.js").Kind} kind @returns {Look} */
export function lookOf(kind) {
  return LOOKS[kind.name] ?? LOOKS[kind.parent ?? ""] ?? GROUP_LOOKS[kind.groups.find((group) => group in GROUP_LOOKS) ?? ""];
}

/** @param {Look} look @param {Theme} theme */
export function coloursOf(look, theme) {
  const colour = HUES[theme][look.hue];
  return { fill: look.hollow ? PAPER[theme] : colour, stroke: colour };
}

/** Radius in the picture's units; vis-network draws some shapes larger than others for the same number. */
const SHAPE_SCALE = { dot: 1, square: 0.88, diamond: 1.2, triangle: 1.1, triangleDown: 1.1, hexagon: 1.06, star: 1.3 };

/** @param {number} degree */
export const radiusOf = (degree) => Math.min(6 + 2.4 * Math.sqrt(degree), 24);

/**
 * Nodes grow by the square root of the zoom and lines not at all, so that neither vanishes nor bulges. (The width of
 * a node's border is in pixels already, says vis-network.)
 * @param {number} scale pixels for a unit
 */
export const growth = (scale) => ({ node: 0.92 / Math.sqrt(scale), line: 1 / scale });

/** @typedef {ReturnType<typeof growth>} Growth */

/** @type {Partial<Record<Emphasis, Record<Theme, string>>>} */
const EDGE = { focus: INK, route: ROUTE };

/** @param {Look} look @param {number} degree @param {Emphasis} emphasis @param {Theme} theme @param {Growth} grown */
export function nodeStyle(look, degree, emphasis, theme, grown) {
  const { fill, stroke } = coloursOf(look, theme);
  return {
    shape: look.shape,
    size: Math.max(radiusOf(degree) * SHAPE_SCALE[look.shape] * grown.node + (look.hollow ? -1.2 : 0.6) * grown.line, 1),
    color: { background: fill, border: EDGE[emphasis]?.[theme] ?? (look.hollow ? stroke : PAPER[theme]) },
    borderWidth: emphasis in EDGE ? 3 : look.hollow ? 2.4 : 1.2,
    opacity: emphasis === "faint" ? 0.13 : 1,
  };
}

/** @param {{isInferred: boolean, isAcross: boolean}} line `isAcross`: from one group to another @param {Emphasis} emphasis @param {Theme} theme @param {Growth} grown */
export function lineStyle({ isInferred, isAcross }, emphasis, theme, grown) {
  const isLit = emphasis === "lit" || emphasis === "focus" || emphasis === "route";
  const colour = (emphasis === "route" ? ROUTE : isLit ? LIT_LINE : emphasis === "faint" ? FAINT_LINE : isAcross ? ACROSS_LINE : LINE)[theme];
  return {
    color: { color: colour, highlight: colour, hover: colour, inherit: false },
    width: (emphasis === "route" ? 3 : isLit ? 1.6 : 1) * grown.line,
    dashes: isInferred ? [5 * grown.line, 5 * grown.line] : false,
    arrows: { to: { enabled: isLit, scaleFactor: 0.5 * grown.node } },
  };
}

/** A community that stands closed: as large as it is in the picture, so the zoom changes nothing. @param {number} radius @param {boolean} isLit @param {Theme} theme */
export const bubbleStyle = (radius, isLit, theme) => ({
  shape: "dot",
  size: radius,
  color: { background: BUBBLE[theme], border: isLit ? INK[theme] : BUBBLE_EDGE[theme] },
  borderWidth: isLit ? 2.5 : 1.2,
  opacity: 1,
});

/** @param {number} weight facts between two bubbles @param {Theme} theme @param {Growth} grown */
export const bandStyle = (weight, theme, grown) => ({
  color: { color: LINE[theme], highlight: LINE[theme], hover: LINE[theme], inherit: false },
  width: Math.min(1 + Math.sqrt(weight) / 2, 9) * grown.line,
  dashes: false,
  arrows: { to: { enabled: false } },
});

export const FAMILY = table.family;
export const CAPTION_FONT = `italic 13px ${FAMILY}`;
export const BUBBLE_FONT = `650 13.5px ${FAMILY}`;
export const NAME_FONT = `500 12.5px ${FAMILY}`;
export const COUNT_FONT = `450 12px ${FAMILY}`;

/** @param {number} degree @param {Emphasis} emphasis @param {boolean} isSmall a small screen */
export function labelFont(degree, emphasis, isSmall) {
  const isStrong = emphasis === "focus" || emphasis === "route";
  const size = (degree >= 12 ? 14 : degree >= 5 ? 12.5 : 11.5) - (isSmall ? 1 : 0);
  const weight = isStrong || degree >= 12 ? 650 : degree >= 5 ? 550 : 450;
  return { size, font: `${weight} ${size}px ${FAMILY}` };
}
