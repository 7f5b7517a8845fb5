// The small drawing that stands for a kind, the same shape as in the picture; its colours follow the theme by CSS.

import { lookOf } from "./appearance.js";
import { drawing } from "./dom.js";

/** @type {Record<import("./appearance.js").Shape, string>} paths in a box from -10 to 10 */
const PATHS = {
  dot: "M-7 0A7 7 0 1 0 7 0A7 7 0 1 0 -7 0Z",
  square: "M-6.5 -6.5H6.5V6.5H-6.5Z",
  diamond: "M0 -8.5L8.5 0L0 8.5L-8.5 0Z",
  triangle: "M0 -8L8 6.5H-8Z",
  triangleDown: "M0 8L8 -6.5H-8Z",
  hexagon: "M8 0L4 7H-4L-8 0L-4 -7H4Z",
  star: "M0 -9L2.3 -3.1L8.6 -2.8L3.7 1.2L5.3 7.3L0 3.8L-5.3 7.3L-3.7 1.2L-8.6 -2.8L-2.3 -3.1Z",
};

/** @param {import("./glossary.js").Kind} kind */
export function symbol(kind) {
  const look = lookOf(kind);
  return drawing(
    "svg",
    { class: `symbol hue-${look.hue}${look.hollow ? " hollow" : ""}`, viewBox: "-10 -10 20 20", "aria-hidden": "true" },
    drawing("path", { d: PATHS[look.shape] }),
  );
}
