// Every word that the page itself says, in one place, so that it can be translated.

/** @param {number} count @param {string} one @param {string} many */
export const counted = (count, one, many) => `${count.toLocaleString("en")} ${count === 1 ? one : many}`;

export const words = {
  counts: (/** @type {number} */ things, /** @type {number} */ facts, /** @type {number} */ entries) =>
    `${counted(things, "thing", "things")} · ${counted(facts, "fact", "facts")} · ${counted(entries, "entry", "entries")}`,
  drawn: (/** @type {number} */ count) => `${count.toLocaleString("en")} drawn`,
  search: "Find a thing by name",
  searchKey: "/",
  alsoCalled: (/** @type {string} */ alias) => `also “${alias}”`,
  results: (/** @type {number} */ count) => (count ? counted(count, "result", "results") : "Nothing has that name"),
  hint: "Click a thing to read what the entries say about it; press / to search.",
  picture: "Picture",
  table: "Table",
  view: "View",
  toDark: "Dark",
  toLight: "Light",
  theme: "Change between light and dark",
  whole: "Show all",
  wholeHint: "Bring the whole graph into view",
  closer: "Closer",
  farther: "Farther",
  legend: "Kinds",
  legendShow: "Show every kind",
  kindShown: (/** @type {string} */ kind, /** @type {number} */ count) => `${kind}: ${count}`,
  canvas: (/** @type {string} */ title) =>
    `Picture of the graph of ${title}. The search field and the table give the same things by keyboard.`,
  apart: "Smaller groups, and things that no fact joins to anything yet",
  close: "Close",
  also: "Also called",
  inferredKind: "follows from the facts",
  definition: "Definition",
  readEntry: "Read the entry",
  subjectOf: "Has an entry of its own",
  namedIn: (/** @type {number} */ count) => `Named in ${counted(count, "entry", "entries")}`,
  factCount: (/** @type {number} */ count) => counted(count, "fact", "facts"),
  noFacts: "No entry relates this to anything else yet.",
  inferred: "Follows from other facts; no sentence says it outright.",
  inferredMark: "inferred",
  confirmed: "confirmed by a person",
  more: (/** @type {number} */ count) => `Show ${count} more`,
  fewer: "Show fewer",
  moreSentences: (/** @type {number} */ count) => counted(count, "more sentence", "more sentences"),
  hedged: "said with reservation",
  asOf: (/** @type {string} */ when) => `as of ${when}`,
  noSentence: "No sentence is kept for this fact.",
  sure: (/** @type {number} */ confidence) =>
    confidence >= 0.9 ? "very likely right" : confidence >= 0.75 ? "likely right" : "perhaps right",
  percent: (/** @type {number} */ confidence) => `${Math.round(confidence * 100)} %`,
  confidence: (/** @type {number} */ confidence) =>
    `How sure the extraction is: ${Math.round(confidence * 100)} of 100`,
  opened: (/** @type {string} */ label, /** @type {number} */ count) =>
    `${label} opened, ${counted(count, "fact", "facts")}`,
  columns: { name: "Name", kind: "Kind", facts: "Facts", says: "Definition" },
  rows: (/** @type {number} */ shown, /** @type {number} */ all) =>
    shown === all ? counted(all, "thing", "things") : `${shown} of ${counted(all, "thing", "things")}`,
  hiddenAll: "Every kind is hidden: choose one in the list of kinds.",
};
