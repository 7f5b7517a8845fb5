// All that a reader chose stands in the address, so that a link and the browser's back button restore it.

import { freshState } from "./store.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./store.js").State} State
 */

/** @param {Glossary} glossary @param {State} state */
export function writeHash(glossary, state) {
  const slug = (/** @type {number} */ id) => glossary.things[id].slug;
  const parts = new URLSearchParams();
  const list = (/** @type {string} */ name, /** @type {Iterable<string>} */ values) => {
    for (const value of values) parts.append(name, value);
  };
  if (state.selected !== null) parts.set("node", slug(state.selected));
  if (state.view === "table") parts.set("view", state.rows === "facts" ? "facts" : "table");
  if (state.sort) parts.set("sort", state.sort);
  const kinds = ordered(state.hiddenKinds).map((kind) => glossary.kinds[kind].label);
  if (kinds.length) parts.set("hide", kinds.join(","));
  list("without", ordered(state.hiddenPredicates).map((predicate) => glossary.predicates[predicate].label));
  list("no", [...state.hiddenStatuses].sort());
  list("entry", ordered(state.entries).map((entry) => glossary.entries[entry].name ?? glossary.entries[entry].title));
  if (state.sureness) parts.set("sure", String(state.sureness));
  if (state.years) parts.set("years", state.years.join("-"));
  list("gone", ordered(state.hidden).map(slug));
  list("pin", [...state.pinned].map(([id, [x, y]]) => `${x},${y},${slug(id)}`));
  list("near", [...state.expanded].map(([id, count]) => `${count},${slug(id)}`));
  list("open", [...state.opened].map(String));
  list("found", ordered(state.found).map(slug));
  if (state.focus) parts.set("only", "near");
  if (state.more) parts.set("draw", "more");
  if (state.route) {
    parts.set("from", slug(state.route.from));
    parts.set("to", slug(state.route.to));
    if (state.route.choice) parts.set("way", String(state.route.choice + 1));
  }
  return String(parts) ? `#${parts}` : "";
}

/** @param {Iterable<number>} numbers */
const ordered = (numbers) => [...numbers].sort((a, b) => a - b);

/**
 * What an address says, and for all that it does not say the state in which a page opens. What does not fit this
 * glossary is passed over.
 * @param {Glossary} glossary @param {string} hash @returns {Omit<State, "hovered" | "theme">}
 */
export function readHash(glossary, hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const { hovered, theme, ...state } = freshState();
  const view = parts.get("view");
  const sure = Number(parts.get("sure"));
  return {
    ...state,
    selected: glossary.bySlug.get(parts.get("node") ?? "") ?? null,
    view: view === "table" || view === "facts" ? "table" : "picture",
    rows: view === "facts" ? "facts" : "things",
    sort: /^-?[a-z]{1,12}$/.test(parts.get("sort") ?? "") ? String(parts.get("sort")) : "",
    hiddenKinds: numbersOf(glossary.kinds, ({ label }) => label, (parts.get("hide") ?? "").split(",")),
    hiddenPredicates: numbersOf(glossary.predicates, ({ label }) => label, parts.getAll("without")),
    hiddenStatuses: new Set(parts.getAll("no")),
    entries: numbersOf(glossary.entries, ({ name, title }) => name ?? title, parts.getAll("entry")),
    sureness: sure > 0 && sure <= 1 ? sure : 0,
    years: readYears(parts.get("years")),
    hidden: new Set(known(glossary, parts.getAll("gone"))),
    pinned: new Map(marked(glossary, parts.getAll("pin"), 2).map(([id, [x, y]]) => [id, /** @type {const} */ ([x, y])])),
    expanded: new Map(marked(glossary, parts.getAll("near"), 1).map(([id, [count]]) => [id, count])),
    opened: new Set(parts.getAll("open").map(Number).filter((bubble) => bubble in glossary.communities)),
    found: new Set(known(glossary, parts.getAll("found"))),
    focus: parts.get("only") === "near",
    more: parts.get("draw") === "more",
    route: readRoute(glossary, parts),
  };
}

/** @template T @param {T[]} rows @param {(row: T) => string} name @param {string[]} wanted */
const numbersOf = (rows, name, wanted) => {
  const names = new Set(wanted);
  return new Set(rows.flatMap((row, number) => (names.has(name(row)) ? [number] : [])));
};

/** @param {Glossary} glossary @param {string[]} slugs */
const known = (glossary, slugs) => slugs.flatMap((slug) => glossary.bySlug.get(slug) ?? []);

/**
 * Things with so many whole numbers before their slug: "25,openai".
 * @param {Glossary} glossary @param {string[]} texts @param {number} count @returns {[number, number[]][]}
 */
function marked(glossary, texts, count) {
  return texts.flatMap((text) => {
    const parts = text.split(",");
    const numbers = parts.slice(0, count).map(Number);
    const id = glossary.bySlug.get(parts.slice(count).join(","));
    return id === undefined || !numbers.every(Number.isInteger) ? [] : [/** @type {[number, number[]]} */ ([id, numbers])];
  });
}

/** @param {string | null} text @returns {[number, number] | null} */
function readYears(text) {
  const found = /^(\d{1,4})-(\d{1,4})$/.exec(text ?? "");
  return found && Number(found[1]) <= Number(found[2]) ? [Number(found[1]), Number(found[2])] : null;
}

/** @param {Glossary} glossary @param {URLSearchParams} parts */
function readRoute(glossary, parts) {
  const [from] = known(glossary, [parts.get("from") ?? ""]);
  const [to] = known(glossary, [parts.get("to") ?? ""]);
  if (from === undefined || to === undefined || from === to) return null;
  const way = Number(parts.get("way") ?? 1);
  return { from, to, choice: Number.isInteger(way) && way > 0 ? way - 1 : 0 };
}

/** @param {Glossary} glossary @param {import("./store.js").Store} store */
export function followHash(glossary, store) {
  store.watch((state, before, isBlended) => {
    const next = writeHash(glossary, state);
    if (next === writeHash(glossary, { ...state, ...readHash(glossary, location.hash) })) return;
    try {
      history[isBlended ? "replaceState" : "pushState"](null, "", next || location.href.replace(/#.*$/, ""));
    } catch {
      // In a frame without an address of its own there is none to keep; undo and redo still work.
    }
  });
  const restore = () => {
    const said = readHash(glossary, location.hash);
    if (writeHash(glossary, { ...store.state, ...said }) !== writeHash(glossary, store.state)) store.set({ ...said, hovered: null });
  };
  addEventListener("popstate", restore);
  addEventListener("hashchange", restore);
}
