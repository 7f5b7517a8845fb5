// The table: the twin of the picture, for reading in order, by keyboard or with a screen reader. The same things and
// facts pass, what is shown alone is listed alone, and everything opens from here too.

import { element, place } from "./dom.js";
import { thingButton } from "./thing.js";
import { words } from "./words.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./store.js").State} State
 * @typedef {{name: string, title: string, isNumber?: boolean, order: (id: number) => string | number,
 *   cell: (id: number) => import("./dom.js").Child}} Column
 */

const CHUNK = 200;

/** @param {import("./thing.js").Context} context */
export function createTable(context) {
  const { store } = context;
  const columns = { things: thingColumns(context), facts: factColumns(context) };
  const caption = element("caption", {});
  const head = element("tr", {});
  const body = element("tbody", {});
  const more = element("button", { type: "button", class: "action", onclick: () => grow(true) });
  const kinds = /** @type {const} */ ([["things", words.thingRows], ["facts", words.factRows]]);
  const buttons = kinds.map(([rows, name]) => element("button", { type: "button", onclick: () => store.set({ rows, sort: "" }) }, name));
  const table = element("table", {}, caption, element("thead", {}, head), body);
  place("table").append(element("div", { class: "switch", role: "group", "aria-label": words.rowsOf }, ...buttons), table, more);
  /** @type {number[]} */
  let ids = [];

  /** @param {boolean} [isAsked] */
  function grow(isAsked = false) {
    const at = body.childElementCount;
    body.append(...ids.slice(at, at + CHUNK).map((id) => row(columns[store.state.rows], id, store.state.rows === "facts" && context.glossary.facts[id].status === "inferred")));
    more.hidden = body.childElementCount >= ids.length;
    more.textContent = words.more(Math.min(CHUNK, ids.length - body.childElementCount));
    if (isAsked) body.children[at]?.querySelector("button")?.focus();
  }

  /** @type {unknown[]} */
  let drawn = [];
  store.watch((state) => {
    if (state.view !== "table") return;
    const scene = state.focus ? context.director.scene(state) : null;
    const now = [context.director.sieve.of(state), state.rows, state.sort, scene];
    if (now.every((part, number) => part === drawn[number])) return;
    drawn = now;
    const isFacts = state.rows === "facts";
    buttons.forEach((button, number) => button.setAttribute("aria-pressed", String(kinds[number][0] === state.rows)));
    ids = sorted(listed(context, state), columns[state.rows], state.sort);
    head.replaceChildren(...columns[state.rows].map((column) => heading(store, column, state.sort)));
    body.replaceChildren();
    grow();
    const all = isFacts ? context.glossary.facts.length : context.glossary.things.length;
    caption.textContent = ids.length || !all ? words.rows(ids.length, all, isFacts) : words.hiddenAll;
    place("live").textContent = caption.textContent;
  });
}

/** What the table lists: all that passes, or what is shown alone. @param {import("./thing.js").Context} context @param {State} state @returns {number[]} */
function listed({ director }, state) {
  if (state.focus) {
    const scene = director.scene(state);
    return state.rows === "facts" ? scene.facts : [...scene.things].sort((a, b) => a - b);
  }
  const passed = director.sieve.of(state);
  const marks = state.rows === "facts" ? passed.facts : passed.things;
  return Array.from(marks.keys()).filter((id) => marks[id]);
}

/** @param {number[]} ids @param {Column[]} columns @param {string} sort */
function sorted(ids, columns, sort) {
  const column = columns.find(({ name }) => name === sort.replace("-", ""));
  if (!column) return ids;
  const turn = sort.startsWith("-") ? -1 : 1;
  const compare = new Intl.Collator(words.language, { numeric: true }).compare;
  const keyed = ids.map((id) => ({ id, key: column.order(id) }));
  keyed.sort((a, b) => turn * (typeof a.key === "number" ? a.key - Number(b.key) : compare(a.key, String(b.key))) || a.id - b.id);
  return keyed.map(({ id }) => id);
}

/** @param {import("./store.js").Store} store @param {Column} column @param {string} sort */
function heading(store, { name, title, isNumber }, sort) {
  const isSorted = sort.replace("-", "") === name;
  const isDown = sort.startsWith("-");
  const next = isSorted ? (isDown === Boolean(isNumber) ? (isDown ? name : `-${name}`) : "") : isNumber ? `-${name}` : name;
  const press = () => {
    store.set({ sort: next });
    /** @type {HTMLElement | null} */ (document.querySelector(`[data-sort="${name}"]`))?.focus();
  };
  const button = element("button", { type: "button", title: words.sortBy(title), "data-sort": name, onclick: press }, title,
    element("span", { class: "arrow", "aria-hidden": "true" }, isSorted ? (isDown ? " ↓" : " ↑") : ""));
  return element("th", { scope: "col", "aria-sort": isSorted ? (isDown ? "descending" : "ascending") : "none" }, button);
}

/** @param {Column[]} columns @param {number} id @param {boolean} isInferred */
function row(columns, id, isInferred) {
  const [first, ...others] = columns;
  return element("tr", { class: isInferred ? "inferred-row" : null }, element("th", { scope: "row" }, first.cell(id)),
    ...others.map(({ cell, isNumber, name, title }) => element("td", { class: `${isNumber ? "number " : ""}of-${name}`, "data-title": title }, cell(id))));
}

/** @param {import("./thing.js").Context} context @returns {Column[]} */
function thingColumns({ glossary, store }) {
  const { columns } = words;
  const kindOf = (/** @type {number} */ id) => glossary.kinds[glossary.things[id].kind].label;
  return [
    { name: "name", title: columns.name, order: (id) => glossary.things[id].label, cell: (id) => thingButton(glossary, store, id) },
    { name: "kind", title: columns.kind, order: kindOf, cell: kindOf },
    { name: "facts", title: columns.facts, isNumber: true, order: (id) => glossary.factsOf[id].length, cell: (id) => words.number(glossary.factsOf[id].length) },
    { name: "says", title: columns.says, order: (id) => glossary.things[id].definition ?? "", cell: (id) => glossary.things[id].definition ?? "" },
  ];
}

/** @param {import("./thing.js").Context} context @returns {Column[]} */
function factColumns({ glossary, store }) {
  const { columns } = words;
  const object = (/** @type {number} */ number) => glossary.say(glossary.facts[number])[2];
  const says = (/** @type {number} */ number) => glossary.say(glossary.facts[number])[1];
  const sentence = (/** @type {number} */ number) => {
    const [first] = glossary.facts[number].evidence ?? [];
    return first ? glossary.sentences[first.sentence].text : glossary.facts[number].status === "inferred" ? words.inferred : "";
  };
  const end = (/** @type {number} */ number) => {
    const { object: other, year } = glossary.facts[number];
    return other === undefined ? String(year) : thingButton(glossary, store, other);
  };
  return [
    { name: "subject", title: columns.subject, order: (number) => glossary.things[glossary.facts[number].subject].label,
      cell: (number) => thingButton(glossary, store, glossary.facts[number].subject) },
    { name: "predicate", title: columns.predicate, order: says, cell: says },
    { name: "object", title: columns.object, order: object, cell: end },
    { name: "sure", title: columns.sure, isNumber: true, order: (number) => glossary.facts[number].confidence,
      cell: (number) => words.percent(glossary.facts[number].confidence) },
    { name: "sentence", title: columns.sentence, order: sentence, cell: sentence },
  ];
}
