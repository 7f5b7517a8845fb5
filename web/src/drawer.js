// The drawer of filters: how sure, what is said, how it is known, in which entries.

import { element, place } from "./dom.js";
import { countFilters, noFilters } from "./filters.js";
import { fold } from "./search.js";
import { toggled } from "./store.js";
import { words } from "./words.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./store.js").Store} Store
 */

const LISTED = 60;

/** @param {Glossary} glossary @param {Store} store @param {import("./filters.js").Sieve} sieve */
export function createDrawer(glossary, store, sieve) {
  const drawer = place("filters");
  drawer.setAttribute("aria-label", words.filterTitle);
  const passed = element("p", { class: "passed" });
  const everything = element("button", { type: "button", class: "action", onclick: () => store.set(noFilters()) }, words.showEverything);
  const close = element("button", { type: "button", class: "close", "aria-label": words.close, title: words.close, onclick: () => (drawer.hidden = true) }, "✕");
  const statuses = [...new Set(glossary.facts.map(({ status }) => status))].sort();
  drawer.append(
    element("div", { class: "panel-top" }, element("h2", {}, words.filterTitle), close),
    passed, everything,
    surenessSlider(glossary, store),
    predicateList(glossary, store),
    ...(statuses.length > 1 ? [statusList(store, statuses)] : []),
    ...(glossary.entries.length > 1 ? [entryList(glossary, store)] : []),
  );
  let before = sieve.of(store.state);
  store.watch((state) => {
    const now = sieve.of(state);
    passed.textContent = words.passed(now.thingCount, now.factCount);
    everything.hidden = countFilters(state) === 0;
    if (now !== before) place("live").textContent = passed.textContent;
    before = now;
  });
}

/** @param {Glossary} glossary @param {Store} store */
function surenessSlider(glossary, store) {
  const least = glossary.facts.reduce((low, { confidence }) => Math.min(low, confidence), 1);
  const floor = Math.floor(least * 20) / 20;
  const value = element("output", {});
  const input = element("input", { type: "range", id: "sureness", min: floor, max: 1, step: 0.01, oninput: () =>
    store.set({ sureness: Number(input.value) <= floor ? 0 : Number(input.value) }, { blend: true }) });
  store.watch(({ sureness }) => {
    input.value = String(sureness || floor);
    value.textContent = sureness ? words.percent(sureness) : words.all;
    input.setAttribute("aria-valuetext", value.textContent);
  });
  return element("div", { class: "filter" }, element("label", { for: "sureness" }, words.sureness), value, input);
}

/** @param {Glossary} glossary @param {Store} store */
function predicateList(glossary, store) {
  const counts = glossary.countPredicates();
  const boxes = counts.map(({ predicate, count }) =>
    checkBox(glossary.predicates[predicate].label, words.number(count), () => store.set({ hiddenPredicates: toggled(store.state.hiddenPredicates, predicate) })));
  const choose = (/** @type {string} */ name, /** @type {Iterable<number>} */ hidden) =>
    element("button", { type: "button", class: "more", "aria-label": `${words.predicates}: ${name}`, onclick: () => store.set({ hiddenPredicates: new Set(hidden) }) }, name);
  store.watch(({ hiddenPredicates }) => counts.forEach(({ predicate }, number) => (boxes[number].box.checked = !hiddenPredicates.has(predicate))));
  return element("fieldset", {}, element("legend", {}, words.predicates),
    element("p", { class: "choices" }, choose(words.all, []), choose(words.none, counts.map(({ predicate }) => predicate))), ...boxes.map(({ row }) => row));
}

/** @param {Store} store @param {string[]} statuses */
function statusList(store, statuses) {
  const boxes = statuses.map((status) => checkBox(words.status(status), "", () => store.set({ hiddenStatuses: toggled(store.state.hiddenStatuses, status) })));
  store.watch(({ hiddenStatuses }) => statuses.forEach((status, number) => (boxes[number].box.checked = !hiddenStatuses.has(status))));
  return element("fieldset", {}, element("legend", {}, words.statuses), ...boxes.map(({ row }) => row));
}

/** @param {Glossary} glossary @param {Store} store */
function entryList(glossary, store) {
  const titles = glossary.entries.map(({ title }) => fold(title));
  const list = element("div", { class: "entries" });
  const input = element("input", { type: "search", placeholder: words.entriesFind, "aria-label": words.entriesFind, oninput: () => fill() });
  const fill = () => {
    const { entries } = store.state;
    const query = fold(input.value);
    const found = titles.flatMap((title, entry) => (!entries.has(entry) && title.includes(query) ? [entry] : []));
    const shown = [...[...entries].sort((a, b) => a - b), ...found].slice(0, LISTED);
    list.replaceChildren(...shown.map((entry) => {
      const { box, row } = checkBox(glossary.entries[entry].title, "", () => store.set({ entries: toggled(store.state.entries, entry) }));
      box.checked = entries.has(entry);
      box.dataset.entry = String(entry);
      return row;
    }));
  };
  store.watch((state, before) => {
    if (state.entries === before.entries && list.childElementCount) return;
    const focused = document.activeElement instanceof HTMLElement && list.contains(document.activeElement) ? document.activeElement.dataset.entry : undefined;
    fill();
    if (focused !== undefined) /** @type {HTMLElement | null} */ (list.querySelector(`[data-entry="${focused}"]`))?.focus();
  });
  return element("fieldset", {}, element("legend", {}, words.entries), element("p", { class: "choices" }, words.entriesAll), input, list);
}

/** @param {string} name @param {string} count @param {() => void} change */
function checkBox(name, count, change) {
  const box = element("input", { type: "checkbox", onchange: change });
  const row = element("label", { class: "check" }, box, element("span", { class: "legend-name" }, name), element("span", { class: "count" }, count));
  return { box, row };
}
