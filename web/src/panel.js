// The side panel: what the entries say about one thing, each fact with the sentence behind it.

import { citeButton } from "./cite.js";
import { element, place } from "./dom.js";
import { symbol } from "./symbol.js";
import { words } from "./words.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./glossary.js").Fact} Fact
 * @typedef {import("./glossary.js").Evidence} Evidence
 * @typedef {{fact: Fact, other: number | null}} Seen
 */

const FIRST = 5;

/** @param {Glossary} glossary @param {import("./store.js").Store} store */
export function createPanel(glossary, store) {
  const panel = place("panel");
  panel.tabIndex = -1;
  /** @type {Element | null} where the reader was before the panel opened, and comes back to */
  let opener = null;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && store.state.selected !== null) store.set({ selected: null });
  });
  store.watch((state, before) => {
    if (state.selected === before.selected && panel.childElementCount) return;
    if (panel.hidden && !panel.contains(document.activeElement)) opener = document.activeElement;
    const isLeaving = state.selected === null && panel.contains(document.activeElement);
    panel.hidden = state.selected === null;
    if (isLeaving && opener instanceof HTMLElement && opener.isConnected) opener.focus();
    document.body.classList.toggle("with-panel", !panel.hidden);
    if (state.selected === null) return panel.replaceChildren();
    panel.replaceChildren(...describe(glossary, store, state.selected));
    panel.scrollTop = 0;
    panel.setAttribute("aria-label", glossary.things[state.selected].label);
    place("live").textContent = words.opened(
      glossary.things[state.selected].label, glossary.factsOf[state.selected].length,
    );
  });
}

/** @param {Glossary} glossary @param {import("./store.js").Store} store @param {number} id */
function describe(glossary, store, id) {
  const thing = glossary.things[id];
  const groups = glossary.groupFacts(id);
  return [
    element("div", { class: "panel-top" }, kindLine(glossary, thing), closeButton(store)),
    element("h2", {}, thing.label),
    thing.aliases && element("p", { class: "aliases" }, `${words.also} `, ...names(thing.aliases)),
    thing.definition && element("p", { class: "definition" }, thing.definition),
    element("p", { class: "whence" }, whence(glossary, thing), entryLink(glossary, thing.entry)),
    ...(groups.length ? [] : [element("p", { class: "nothing" }, words.noFacts)]),
    ...groups.map((group) => factGroup(glossary, store, thing.label, group)),
  ].filter((part) => part instanceof HTMLElement);
}

/** @param {Glossary} glossary @param {import("./glossary.js").Thing} thing */
function kindLine(glossary, thing) {
  const also = (thing.also ?? []).map((kind) =>
    element("span", { class: "inferred-kind", title: words.inferredKind }, glossary.kinds[kind].label),
  );
  const said = [glossary.kinds[thing.kind].label, ...also].flatMap((kind, number) => (number ? [", ", kind] : [kind]));
  return element("p", { class: "kind" }, symbol(glossary.kinds[thing.kind]), element("span", {}, ...said));
}

/** @param {import("./store.js").Store} store */
const closeButton = (store) =>
  element("button", { type: "button", class: "close", "aria-label": words.close, title: words.close, onclick: () => store.set({ selected: null }) }, "✕");

/** @param {string[]} aliases */
const names = (aliases) =>
  aliases.flatMap((alias, number) => [number ? ", " : "", element("b", {}, alias)]).filter(Boolean);

/** @param {Glossary} glossary @param {import("./glossary.js").Thing} thing */
function whence(glossary, thing) {
  const count = words.factCount(glossary.factsOf[thing.id].length);
  return `${words.namedIn((thing.entries ?? []).length)} · ${count}`;
}

/** @param {Glossary} glossary @param {number | undefined} entry */
function entryLink(glossary, entry) {
  const url = entry === undefined ? undefined : glossary.entries[entry].url;
  return url && isWebAddress(url) && element("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, `${words.readEntry} ↗`);
}

/** @param {string} address */
const isWebAddress = (address) => /^https?:\/\//i.test(address);

/** @param {Glossary} glossary @param {import("./store.js").Store} store @param {string} label @param {{says: string, facts: Seen[]}} group */
function factGroup(glossary, store, label, { says, facts }) {
  const items = facts.map((seen) => factItem(glossary, store, seen));
  items.slice(FIRST).forEach((item) => (item.hidden = true));
  const list = element("ul", { class: "facts" }, ...items);
  return element(
    "section",
    { class: "group" },
    element("h3", {}, element("span", { class: "sr" }, `${label} `), says),
    list,
    items.length > FIRST && moreButton(items),
  );
}

/** @param {HTMLElement[]} items */
function moreButton(items) {
  const rest = items.slice(FIRST);
  const button = element("button", { type: "button", class: "more", "aria-expanded": "false", onclick: () => {
    const isOpen = button.getAttribute("aria-expanded") === "true";
    rest.forEach((item) => (item.hidden = isOpen));
    button.setAttribute("aria-expanded", String(!isOpen));
    button.textContent = isOpen ? words.more(rest.length) : words.fewer;
  } }, words.more(rest.length));
  return button;
}

/** @param {Glossary} glossary @param {import("./store.js").Store} store @param {Seen} seen */
function factItem(glossary, store, { fact, other }) {
  const isInferred = fact.status === "inferred";
  return element(
    "li",
    { class: isInferred ? "fact inferred" : "fact" },
    element("div", { class: "fact-line" }, end(glossary, store, fact, other), sureness(fact)),
    notes(fact),
    ...evidence(glossary, fact, isInferred),
    citeButton(glossary, fact),
  );
}

/** @param {Glossary} glossary @param {import("./store.js").Store} store @param {Fact} fact @param {number | null} other */
function end(glossary, store, fact, other) {
  if (other === null) return element("span", { class: "year" }, String(fact.year));
  const thing = glossary.things[other];
  return element(
    "button",
    { type: "button", class: "thing", onclick: () => (store.set({ selected: other, hovered: null }), place("panel").focus()),
      onpointerenter: () => store.set({ hovered: other }), onpointerleave: () => store.set({ hovered: null }) },
    symbol(glossary.kinds[thing.kind]),
    thing.label,
  );
}

/** @param {Fact} fact */
function sureness({ confidence, status }) {
  const said = status === "confirmed" ? words.confirmed : status === "inferred" ? words.inferredMark : words.sure(confidence);
  return element("span", { class: "sure", title: words.confidence(confidence) }, `${said} · ${words.percent(confidence)}`);
}

/** @param {Fact} fact */
function notes({ notes: found = {} }) {
  const said = [found.hedged && words.hedged, found.asOf && words.asOf(String(found.asOf)), found.date && String(found.date)];
  const text = said.filter(Boolean).join(" · ");
  return text && element("p", { class: "notes" }, text);
}

/** @param {Glossary} glossary @param {Fact} fact @param {boolean} isInferred */
function evidence(glossary, fact, isInferred) {
  const [first, ...others] = fact.evidence ?? [];
  if (!first) return [element("p", { class: "no-sentence" }, isInferred ? words.inferred : words.noSentence)];
  const shown = [quotation(glossary, first)];
  if (isInferred) shown.unshift(element("p", { class: "no-sentence" }, words.inferred));
  if (!others.length) return shown;
  const rest = others.map((place_) => quotation(glossary, place_));
  return [...shown, element("details", {}, element("summary", {}, words.moreSentences(others.length)), ...rest)];
}

/** @param {Glossary} glossary @param {Evidence} evidence_ */
function quotation(glossary, { sentence, marks = [] }) {
  const { entry, section, text } = glossary.sentences[sentence];
  const from = [glossary.entries[entry]?.title, section].filter(Boolean).join(" › ");
  return element("figure", {}, element("blockquote", {}, ...highlight(text, marks)), element("figcaption", {}, from));
}

/**
 * Cut a sentence at the marks (code points, end exclusive) and wrap what they cover.
 * @param {string} text @param {[number, number][]} marks sorted
 */
function highlight(text, marks) {
  const points = Array.from(text);
  const parts = [];
  let at = 0;
  for (const [start, stop] of marks) {
    if (start < at) continue;
    parts.push(points.slice(at, start).join(""), element("mark", {}, points.slice(start, stop).join("")));
    at = stop;
  }
  return [...parts, points.slice(at).join("")].filter(Boolean);
}
