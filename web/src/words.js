// Every word that the page itself says, in one place, so that it can be translated.

const LANGUAGE = "en";

/** @param {number} count */
const number = (count) => count.toLocaleString(LANGUAGE);

/** @param {number} count @param {string} one @param {string} many */
export const counted = (count, one, many) => `${number(count)} ${count === 1 ? one : many}`;

/** @type {Record<string, string>} why a name stands for a thing */
const MERGES = {
  title: "it is the title of the entry",
  alias: "the entry gives it as another name",
  link: "an editor linked it there",
  acronym: "it is its short form, or the long form of it",
  plural: "it is the plural",
  spelling: "it differs in spelling alone: case, hyphens, plural",
  gazetteer: "it is listed as another name",
  name: "it is written the way such names are",
  defined: "an entry defines it by that name",
  tagger: "it was recognized in its sentence",
  term: "it is the same term",
};

/** @type {Record<string, string>} how a thing relates to a term of another vocabulary */
const MATCHES = {
  exactMatch: "the same as", sameAs: "the same as", closeMatch: "close to", broadMatch: "narrower than", narrowMatch: "broader than",
  relatedMatch: "related to",
};

/** @type {Record<string, string>} */
const STATUSES = { extracted: "said in an entry", inferred: "inferred", confirmed: "confirmed by a person" };

export const words = {
  language: LANGUAGE,
  number,
  counts: (/** @type {number} */ things, /** @type {number} */ facts, /** @type {number} */ entries) =>
    `${counted(things, "thing", "things")} · ${counted(facts, "fact", "facts")} · ${counted(entries, "entry", "entries")}`,
  things: (/** @type {number} */ count) => counted(count, "thing", "things"),
  mainOf: (/** @type {number} */ shown, /** @type {number} */ all) => `The main ${number(shown)} of ${counted(all, "thing", "things")}`,
  moreDrawn: "Draw more",
  lessDrawn: "Draw fewer",

  search: "Find a thing by name",
  searchKey: "/",
  alsoCalled: (/** @type {string} */ alias) => `also “${alias}”`,
  results: (/** @type {number} */ count) => (count ? counted(count, "result", "results") : "Nothing has that name"),
  hint: "Click a thing to read what the entries say about it; double-click to follow it; press / to search, ? for help.",
  bubbleHint: "Each bubble is a group of things that belong together: click one to open it, or press / to search.",

  broken: "This browser cannot show the page: it needs one of 2023 or later.",

  picture: "Picture",
  table: "Table",
  view: "View",
  theme: "Change between light and dark",
  undo: "Undo",
  redo: "Redo",
  history: "Steps",
  filter: "Filter",
  filters: (/** @type {number} */ count) => (count ? `Filter, ${number(count)} set` : "Filter"),
  years: "Years",
  help: "Help and keys",
  wholeHint: "Bring all that is drawn into view",
  closer: "Closer",
  farther: "Farther",
  zoom: "Zoom",
  legend: "Kinds",
  legendShow: "Show every kind",
  canvas: (/** @type {string} */ title) => `Picture of the graph of ${title}`,
  canvasHelp: "Down and up choose, right goes there, left comes back, Enter opens. Press ? for all keys. The table gives the same by rows.",
  apart: "Smaller groups, and things that no fact joins to anything yet",

  close: "Close",
  also: "Also called",
  inferredKind: "follows from the facts",
  readEntry: "Read the entry",
  readThere: "Read it there",
  namedIn: (/** @type {number} */ count) => `Named in ${counted(count, "entry", "entries")}`,
  factCount: (/** @type {number} */ count) => counted(count, "fact", "facts"),
  noFacts: "No entry relates this to anything else yet.",
  setAside: (/** @type {number} */ count) => `${counted(count, "fact is", "facts are")} filtered out.`,
  inferred: "Follows from other facts; no sentence says it outright.",
  inferredMark: "inferred",
  confirmed: "confirmed by a person",
  more: (/** @type {number} */ count) => `Show ${number(count)} more`,
  moreSentences: (/** @type {number} */ count) => counted(count, "more sentence", "more sentences"),
  paragraph: "In its paragraph",
  hedged: "said with reservation",
  asOf: (/** @type {string} */ when) => `as of ${when}`,
  noSentence: "No sentence is kept for this fact.",
  saidIn: (/** @type {string[]} */ titles) => `Said in ${titles.join(", ")}.`,
  sure: (/** @type {number} */ confidence) =>
    confidence >= 0.9 ? "very likely right" : confidence >= 0.75 ? "likely right" : "perhaps right",
  percent: (/** @type {number} */ confidence) => `${Math.round(confidence * 100)} %`,
  confidence: (/** @type {number} */ confidence) => `How sure the extraction is: ${Math.round(confidence * 100)} of 100`,
  opened: (/** @type {string} */ label, /** @type {number} */ count) => `${label} opened, ${counted(count, "fact", "facts")}`,
  why: "Why are these one node?",
  elsewhere: "Elsewhere",
  match: (/** @type {string} */ predicate) => MATCHES[predicate.replace(/^.*:/, "")] ?? MATCHES.relatedMatch,
  matchIn: (/** @type {string} */ name, /** @type {string} */ source) => [name || "a term", source && `in ${source}`].filter(Boolean).join(" "),
  whyRow: (/** @type {string} */ reason) => MERGES[reason] ?? "the entries use it so",

  expand: (/** @type {number} */ next, /** @type {number} */ all) => (next < all ? `Show ${number(next)} neighbours` : "Show neighbours"),
  expandMore: (/** @type {number} */ count) => `Show ${number(count)} more`,
  expandHint: "Show this thing with its strongest neighbours alone",
  collapse: "Collapse",
  pin: "Pin",
  unpin: "Unpin",
  hide: "Hide",
  routeFrom: "Ways to …",
  routeTo: (/** @type {string} */ label) => `Ways from ${label} to …`,
  actions: "What you can do with it",
  only: (/** @type {number} */ shown, /** @type {number} */ all) => `${number(shown)} of ${counted(all, "thing", "things")}`,
  wholeGraph: "Back to the whole graph",
  onlyNear: "Only what you opened",
  closeBubbles: "Close all groups",
  hiddenThings: (/** @type {number} */ count) => `Show ${counted(count, "hidden thing", "hidden things")}`,

  route: (/** @type {string} */ from, /** @type {string} */ to) => `From ${from} to ${to}`,
  way: (/** @type {number} */ way, /** @type {number} */ hops) => `Way ${way}: ${counted(hops, "step", "steps")}`,
  ways: (/** @type {number} */ count) => (count ? `${counted(count, "way", "ways")} found` : "No way found"),
  noWay: "No facts that are shown now join these two.",
  turn: "Turn round",
  backToRoute: "Back to the ways",

  filterTitle: "What to show",
  sureness: "At least this sure",
  predicates: "What is said",
  statuses: "How it is known",
  status: (/** @type {string} */ name) => STATUSES[name] ?? name,
  entries: "Entries",
  entriesFind: "Find an entry",
  entriesAll: "All entries, unless you choose some",
  all: "All",
  none: "None",
  showEverything: "Show everything",
  passed: (/** @type {number} */ things, /** @type {number} */ facts) =>
    `${counted(things, "thing", "things")} and ${counted(facts, "fact", "facts")} pass`,
  timeline: "Introduced in",
  firstYear: "First year",
  lastYear: "Last year",
  allYears: "All years",
  yearCount: (/** @type {string} */ year, /** @type {number} */ count) => `${year}: ${counted(count, "thing", "things")}`,
  before: (/** @type {number} */ year) => `until ${year}`,
  span: (/** @type {number} */ first, /** @type {number} */ last) => (first === last ? String(first) : `${first} to ${last}`),

  rowsOf: "Rows",
  thingRows: "Things",
  factRows: "Facts",
  columns: {
    name: "Name", kind: "Kind", facts: "Facts", says: "Definition",
    subject: "Thing", predicate: "What is said", object: "Of what", sure: "Sure", sentence: "Sentence",
  },
  rows: (/** @type {number} */ shown, /** @type {number} */ all, /** @type {boolean} */ isFacts) => {
    const noun = isFacts ? counted(all, "fact", "facts") : counted(all, "thing", "things");
    return shown === all ? noun : `${number(shown)} of ${noun}`;
  },
  hiddenAll: "Nothing passes the filters that are set.",
  sortBy: (/** @type {string} */ column) => `Sort by ${column}`,

  step: (/** @type {string} */ sentence, /** @type {number} */ at, /** @type {number} */ all) => `${sentence}; ${number(at)} of ${number(all)}`,
  bubbleStep: (/** @type {string} */ name, /** @type {string} */ count, /** @type {number} */ at, /** @type {number} */ all) =>
    `Group of ${name}, ${count}; ${number(at)} of ${number(all)}`,
  helpTitle: "How to use this page",
  helpText:
    "Every shape is a thing that the entries name, every line a fact that they state. The panel shows the sentence behind each fact.",
  helpAnywhere: "Anywhere",
  helpPicture: "In the picture (reach it with Tab)",
  helpPointer: "With mouse or finger",
  keysAnywhere: /** @type {[string, string][]} */ ([
    ["/", "search; begin with a kind, as in “models: gpt”, to search in it"],
    ["Ctrl Z", "undo"], ["Ctrl Shift Z", "redo"], ["Esc", "close the panel"], ["?", "this help"],
  ]),
  keysPicture: /** @type {[string, string][]} */ ([
    ["↓ ↑", "choose among the neighbours of the open thing, or among the main things"], ["→ or Enter", "go to what is chosen"],
    ["←", "come back"], ["+", "show its strongest neighbours, 25 at a time"], ["−", "take them away"], ["P", "pin or unpin"],
    ["H", "hide"], ["F", "only what you opened, or the whole graph"], ["Shift and an arrow", "move the picture"],
  ]),
  keysPointer: /** @type {[string, string][]} */ ([
    ["Click", "open a thing or a group"], ["Double-click", "show its neighbours"], ["Shift-click", "ways from the open thing to this one"],
    ["Drag a thing", "pin it there"], ["Wheel or pinch", "zoom"],
  ]),

  found: (/** @type {number} */ count) => `${counted(count, "thing", "things")} found`,
  ask: "Ask",
  askHint: "Ask the graph in SPARQL",
  askTitle: "Ask in SPARQL",
  askPrefixes: "gg:, skos:, rdfs: and the others need no declaration; : begins a thing, as in :gpt-4.",
  askExample: "Example queries",
  askChoose: "Try an example …",
  askQuery: "Query",
  askRun: "Run",
  askStop: "Stop",
  askWaiting: "Asking …",
  askStopped: "Stopped.",
  askAnswer: "Answer",
  askFile: "answer",
  askSave: "Save as CSV",
  askShow: (/** @type {number} */ count) => `Show ${counted(count, "thing", "things")} on the graph`,
  askRows: (/** @type {number} */ count, /** @type {number} */ most) =>
    count > most ? `${counted(count, "row", "rows")}, the first ${most.toLocaleString("en")} of them here` : count ? counted(count, "row", "rows") : "Nothing fits.",
  askTriples: (/** @type {number} */ count, /** @type {number} */ most) =>
    count > most ? `${counted(count, "triple", "triples")}, the first ${most.toLocaleString("en")} of them here` : counted(count, "triple", "triples"),
  askWrong: (/** @type {number} */ line, /** @type {number} */ column, /** @type {string} */ reason) => `Line ${line}, column ${column}: ${reason}`,
  askRefused: (/** @type {string} */ reason) => `The query is ${reason}; ask for less at once.`,
  askFailed: (/** @type {string} */ message) => `That cannot be answered: ${message}`,
  askUnknown: (/** @type {string} */ name, /** @type {string} */ near) => `${name} is not a name of this graph${near ? `; did you mean ${near}?` : "."}`,
  askMeant: (/** @type {string} */ name) => `Did you mean ${name}?`,
  yes: "Yes.",
  no: "No.",
  take: "Take away",
  takes: {
    png: ["Picture, PNG", "as you see it, twice as sharp"],
    svg: ["Picture, SVG", "as you see it, to edit"],
    ttl: ["Turtle", "what is shown, as RDF"],
    json: ["JSON", "what is shown, with the sentences"],
    csv: ["CSV", "the facts shown, for a spreadsheet"],
  },
  taken: (/** @type {string} */ name) => `${name} saved`,
  cite: "Copy citation",
  cited: "Copied",
  notCited: "Copying is not allowed here",
  characters: (/** @type {number} */ start, /** @type {number} */ end) => `characters ${start}–${end}`,
};
