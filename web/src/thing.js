// What the panel says about one thing: names, definition, what one can do with it, and every fact with its sentence.

import { citeButton } from "./cite.js";
import { act } from "./acts.js";
import { element, place } from "./dom.js";
import { evidence, isWebAddress } from "./evidence.js";
import { AT_A_TIME } from "./scene.js";
import { createPicker } from "./search.js";
import { symbol } from "./symbol.js";
import { words } from "./words.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./glossary.js").Thing} Thing
 * @typedef {import("./glossary.js").Fact} Fact
 * @typedef {import("./glossary.js").Seen} Seen
 * @typedef {{glossary: Glossary, store: import("./store.js").Store, director: import("./scene.js").Director,
 *   find: import("./search.js").Find}} Context
 */

const FIRST = 5;
const NEXT = 25;

/** @param {Context} context @param {number} id */
export function describe(context, id) {
  const { glossary, store, director } = context;
  const thing = glossary.things[id];
  const { facts: passing } = director.sieve.of(store.state);
  const groups = glossary.groupFacts(id, (fact) => passing[fact] === 1);
  const aside = glossary.factsOf[id].filter((fact) => !passing[fact]).length;
  return [
    element("h2", {}, thing.label),
    thing.aliases && element("p", { class: "aliases" }, `${words.also} `, ...names(thing.aliases)),
    thing.definition && element("p", { class: "definition" }, thing.definition),
    element("p", { class: "whence" }, whence(glossary, thing), entryLink(glossary, thing.entry)),
    reasons(thing),
    matches(thing),
    actions(context, id),
    ...(groups.length ? [] : [element("p", { class: "nothing" }, aside ? "" : words.noFacts)]),
    aside > 0 && element("p", { class: "nothing" }, words.setAside(aside)),
    ...groups.map((group) => factGroup(context, thing.label, group)),
  ].filter((part) => part instanceof HTMLElement);
}

/** @param {Glossary} glossary @param {Thing} thing */
export function kindLine(glossary, thing) {
  const also = (thing.also ?? []).map((kind) =>
    element("span", { class: "inferred-kind", title: words.inferredKind }, glossary.kinds[kind].label),
  );
  const said = [glossary.kinds[thing.kind].label, ...also].flatMap((kind, number) => (number ? [", ", kind] : [kind]));
  return element("p", { class: "kind" }, symbol(glossary.kinds[thing.kind]), element("span", {}, ...said));
}

/** @param {string[]} aliases */
const names = (aliases) => aliases.flatMap((alias, number) => [number ? ", " : "", element("b", {}, alias)]).filter(Boolean);

/** @param {Glossary} glossary @param {Thing} thing */
function whence(glossary, thing) {
  return `${words.namedIn((thing.entries ?? []).length)} · ${words.factCount(glossary.factsOf[thing.id].length)}`;
}

/** @param {Glossary} glossary @param {number | undefined} entry */
function entryLink(glossary, entry) {
  const url = entry === undefined ? undefined : glossary.entries[entry].url;
  return url && isWebAddress(url) && element("a", { href: url, rel: "noopener noreferrer", target: "_blank" }, `${words.readEntry} ↗`);
}

/** Why several names are one node. @param {Thing} thing */
function reasons({ merges }) {
  if (!merges?.length) return null;
  const rows = merges.flatMap(([name, reason]) => [element("dt", {}, name), element("dd", {}, words.whyRow(reason))]);
  return element("details", { class: "why" }, element("summary", {}, words.why), element("dl", {}, ...rows));
}

/** What it is called in other vocabularies. @param {Thing} thing */
function matches({ matches: found }) {
  if (!found?.length) return null;
  const rows = found.map(([predicate, target, name, source]) => {
    const said = words.matchIn(name, source);
    const link = isWebAddress(target) ? element("a", { href: target, rel: "noopener noreferrer", target: "_blank" }, `${said} ↗`) : said;
    return element("li", {}, `${words.match(predicate)} `, link);
  });
  return element("section", { class: "elsewhere", "aria-label": words.elsewhere }, element("h3", {}, words.elsewhere), element("ul", {}, ...rows));
}

/** @param {Context} context @param {number} id */
function actions({ glossary, store, director, find }, id) {
  const { expanded, pinned, focus } = store.state;
  const all = director.near(store.state, id, Infinity).length;
  const shown = Math.min(focus ? (expanded.get(id) ?? 0) : 0, all);
  const next = Math.min(AT_A_TIME, all - shown);
  const button = (/** @type {string} */ name, /** @type {() => void} */ press, title = "") =>
    element("button", { type: "button", class: "action", title: title || null, onclick: press }, name);
  const picker = createPicker(glossary, find, { id: "route-to", label: words.routeTo(glossary.things[id].label), choose: (to) => act(store).route(id, to) });
  const box = element("div", { class: "route-box", hidden: true }, picker.input, picker.list);
  const ways = button(words.routeFrom, () => {
    box.hidden = !box.hidden;
    ways.setAttribute("aria-expanded", String(!box.hidden));
    if (!box.hidden) picker.input.focus();
  });
  ways.setAttribute("aria-expanded", "false");
  return element(
    "div",
    { class: "actions", role: "group", "aria-label": words.actions },
    next > 0 && button(`+ ${shown ? words.expandMore(next) : words.expand(next, all)}`, () => act(store).expand(id), words.expandHint),
    expanded.has(id) && button(words.collapse, () => act(store).collapse(id)),
    pinned.has(id) ? button(words.unpin, () => act(store).unpin(id)) : button(words.pin, () => act(store).pin(id, standing(director, store, glossary, id))),
    button(words.hide, () => act(store).hide(id)),
    ways,
    box,
  );
}

/** Where a thing stands now. @param {import("./scene.js").Director} director @param {import("./store.js").Store} store @param {Glossary} glossary @param {number} id @returns {[number, number]} */
function standing(director, store, glossary, id) {
  const { x, y } = director.scene(store.state).places?.get(id) ?? glossary.things[id];
  return [x, y];
}

/** @param {Context} context @param {string} label @param {{says: string, facts: Seen[]}} group */
function factGroup(context, label, { says, facts }) {
  const list = element("ul", { class: "facts" });
  const more = element("button", { type: "button", class: "more", onclick: () => grow(NEXT) });
  const grow = (/** @type {number} */ count) => {
    const at = list.childElementCount;
    list.append(...facts.slice(at, at + count).map((seen) => factItem(context, seen)));
    const left = facts.length - list.childElementCount;
    more.textContent = words.more(Math.min(left, NEXT));
    if (at) list.children[at]?.querySelector("button")?.focus();
    if (!left) more.remove();
  };
  const section = element("section", { class: "group", "aria-label": `${label} ${says}` }, element("h3", {}, says), list, more);
  grow(FIRST);
  return section;
}

/** @param {Context} context @param {Seen} seen */
function factItem({ glossary, store }, { fact, number, other }) {
  return element(
    "li",
    { class: fact.status === "inferred" ? "fact inferred" : "fact", "data-fact": number },
    element("div", { class: "fact-line" }, other === null ? element("span", { class: "year" }, String(fact.year)) : thingButton(glossary, store, other), sureness(fact)),
    notes(fact),
    ...evidence(glossary, fact),
    citeButton(glossary, fact),
  );
}

/** A thing's name that opens it, and lights it in the picture. @param {Glossary} glossary @param {import("./store.js").Store} store @param {number} id */
export function thingButton(glossary, store, id) {
  const thing = glossary.things[id];
  return element(
    "button",
    { type: "button", class: "thing", onclick: () => (store.set({ selected: id, hovered: null }), place("panel").focus()),
      onpointerenter: () => store.set({ hovered: id }), onpointerleave: () => store.set({ hovered: null }) },
    symbol(glossary.kinds[thing.kind]),
    thing.label,
  );
}

/** @param {Fact} fact */
export function sureness({ confidence, status }) {
  const said = status === "confirmed" ? words.confirmed : status === "inferred" ? words.inferredMark : words.sure(confidence);
  return element("span", { class: "sure", title: words.confidence(confidence) }, `${said} · ${words.percent(confidence)}`);
}

/** @param {Fact} fact */
function notes({ notes: found = {} }) {
  const said = [found.hedged && words.hedged, found.asOf && words.asOf(String(found.asOf)), found.date && String(found.date)];
  const text = said.filter(Boolean).join(" · ");
  return text && element("p", { class: "notes" }, text);
}
