// How things look: the only place that knows colours, shapes and sizes. Data never does.
// Hues after Okabe and Ito (2008) and Tol (2021), told apart by people who see few colours; shape says it again.

/** @typedef {"dot" | "square" | "diamond" | "triangle" | "triangleDown" | "hexagon" | "star"} Shape */
/** @typedef {{shape: Shape, hue: Hue, hollow?: boolean}} Look */
/** @typedef {keyof typeof HUES.light} Hue */

const HUES = {
  light: {
    blue: "#3b76af", teal: "#2c8c82", slate: "#75808f", gold: "#b98a17", violet: "#8363b8", red: "#cf4f58",
    orange: "#d9772b", green: "#3c8a45", navy: "#35508f", wine: "#93406f",
  },
  dark: {
    blue: "#6ea8dc", teal: "#58bdb1", slate: "#98a3b3", gold: "#dcb44c", violet: "#ad92de", red: "#ee7f85",
    orange: "#f0a062", green: "#76bd7c", navy: "#8ba3e0", wine: "#cf86b2",
  },
};

/** @type {Record<string, Look>} */
const LOOKS = {
  Model: { shape: "square", hue: "red" },
  ModelFamily: { shape: "square", hue: "red", hollow: true },
  Organization: { shape: "triangle", hue: "orange" },
  Lab: { shape: "triangle", hue: "orange" },
  Person: { shape: "star", hue: "orange" },
  Dataset: { shape: "diamond", hue: "green" },
  Benchmark: { shape: "diamond", hue: "green", hollow: true },
  Software: { shape: "square", hue: "navy" },
  Hardware: { shape: "square", hue: "navy", hollow: true },
  Technique: { shape: "dot", hue: "blue" },
  ModelType: { shape: "hexagon", hue: "teal" },
  Task: { shape: "triangleDown", hue: "gold" },
  Field: { shape: "dot", hue: "violet" },
  Metric: { shape: "dot", hue: "violet", hollow: true },
  Concept: { shape: "dot", hue: "slate" },
  Publication: { shape: "diamond", hue: "wine" },
  Event: { shape: "star", hue: "wine" },
  Place: { shape: "hexagon", hue: "wine", hollow: true },
};

/** @type {Record<string, Look>} for kinds of other vocabularies */
const GROUP_LOOKS = {
  concept: { shape: "dot", hue: "blue", hollow: true },
  artifact: { shape: "square", hue: "navy" },
  agent: { shape: "triangle", hue: "orange" },
  "": { shape: "hexagon", hue: "wine" },
};

export const PAPER = { light: "#fbfaf7", dark: "#15181d" };
export const INK = { light: "#23272e", dark: "#e6e8eb" };
export const SOFT_INK = { light: "#59616d", dark: "#a2abb8" };
export const GROUND = { light: "#f2efe7", dark: "#1f242c" };
const LINE = { light: "rgba(88, 96, 110, 0.24)", dark: "rgba(160, 170, 186, 0.22)" };
const FAINT_LINE = { light: "rgba(88, 96, 110, 0.09)", dark: "rgba(160, 170, 186, 0.08)" };
const LIT_LINE = { light: "#4d5663", dark: "#b4bdca" };
export const ROUTE = { light: "#b3541e", dark: "#f2b36b" };
export const BUBBLE = { light: "#ebe6d9", dark: "#262c35" };
export const BUBBLE_EDGE = { light: "#cfc7b3", dark: "#414a57" };

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

/** @param {boolean} inferred @param {Emphasis} emphasis @param {Theme} theme @param {Growth} grown */
export function lineStyle(inferred, emphasis, theme, grown) {
  const isLit = emphasis === "lit" || emphasis === "focus" || emphasis === "route";
  const colour = (emphasis === "route" ? ROUTE : isLit ? LIT_LINE : emphasis === "faint" ? FAINT_LINE : LINE)[theme];
  return {
    color: { color: colour, highlight: colour, hover: colour, inherit: false },
    width: (emphasis === "route" ? 3 : isLit ? 1.6 : 1) * grown.line,
    dashes: inferred ? [5 * grown.line, 5 * grown.line] : false,
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

const FAMILY = 'ui-sans-serif, system-ui, "Segoe UI", Roboto, "Helvetica Neue", Arial, sans-serif';
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
