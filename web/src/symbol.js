// The small drawing that stands for a kind, the same shape as in the picture; its colours follow the theme by CSS.

import { lookOf, SYMBOLS } from "./appearance.js";
import { drawing } from "./dom.js";

/** @param {import("./glossary.js").Kind} kind */
export function symbol(kind) {
  const look = lookOf(kind);
  return drawing(
    "svg",
    { class: `symbol hue-${look.hue}${look.hollow ? " hollow" : ""}`, viewBox: "-10 -10 20 20", "aria-hidden": "true" },
    drawing("path", { d: SYMBOLS[look.shape] }),
  );
}
