// Search by label and alias: what begins with the words comes before what holds them.

import { element, place } from "./dom.js";
import { symbol } from "./symbol.js";
import { words } from "./words.js";

/** @typedef {{id: number, alias: string | null}} Hit */

/** @param {string} text case, accents and hyphens do not matter */
export const fold = (text) =>
  text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().replace(/[-‐‑–_/]+/g, " ").replace(/\s+/g, " ").trim();

/** @param {string} name folded @param {string} query folded; 0 is best, 9 no match */
function rank(name, query) {
  if (name === query) return 0;
  if (name.startsWith(query)) return 1;
  if (name.includes(` ${query}`)) return 3;
  return name.includes(query) ? 5 : 9;
}

/** @param {{label: string, aliases?: string[]}[]} things in order of importance */
export function createIndex(things) {
  const names = things.map(({ label, aliases = [] }) => [label, ...aliases].map(fold));
  /** @param {string} text @param {number} limit @returns {Hit[]} */
  return (text, limit = 9) => {
    const query = fold(text);
    if (!query) return [];
    const hits = [];
    for (let id = 0; id < names.length; id += 1) {
      let [best, which] = [9, 0];
      for (let name = 0; name < names[id].length; name += 1) {
        const found = rank(names[id][name], query) + (name > 0 ? 1 : 0);
        if (found < best) [best, which] = [found, name];
      }
      if (best < 9) hits.push({ id, best, alias: which > 0 ? (things[id].aliases ?? [])[which - 1] : null });
    }
    return hits.sort((a, b) => a.best - b.best || a.id - b.id).slice(0, limit).map(({ id, alias }) => ({ id, alias }));
  };
}

/** @param {import("./glossary.js").Glossary} glossary @param {import("./store.js").Store} store */
export function createSearch(glossary, store) {
  const find = createIndex(glossary.things);
  /** @type {Hit[]} */
  let hits = [];
  let active = -1;
  const list = element("ul", { id: "results", role: "listbox", "aria-label": words.search, hidden: true });
  const input = element("input", {
    id: "query", type: "search", role: "combobox", placeholder: words.search, "aria-label": words.search,
    "aria-controls": "results", "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off",
    spellcheck: "false", oninput: () => show(find(input.value)), onfocus: () => show(find(input.value)),
    onblur: () => hide(), onkeydown: /** @type {EventListener} */ ((event) => press(/** @type {KeyboardEvent} */ (event))),
  });

  /** @param {Hit[]} found */
  function show(found) {
    hits = found;
    list.replaceChildren(...hits.map(option), ...(input.value.trim() && !hits.length ? [nothing()] : []));
    list.hidden = !input.value.trim();
    input.setAttribute("aria-expanded", String(!list.hidden));
    activate(hits.length ? 0 : -1);
    if (input.value.trim()) place("live").textContent = words.results(hits.length);
  }

  const nothing = () => element("li", { class: "nothing" }, words.results(0));

  function hide() {
    list.hidden = true;
    input.setAttribute("aria-expanded", "false");
    input.removeAttribute("aria-activedescendant");
  }

  /** @param {Hit} hit @param {number} number */
  function option(hit, number) {
    const thing = glossary.things[hit.id];
    return element(
      "li",
      { id: `result-${number}`, role: "option", onpointerdown: (event) => (event.preventDefault(), choose(number)) },
      symbol(glossary.kinds[thing.kind]),
      element("span", { class: "result-name" }, thing.label, hit.alias && element("small", {}, ` ${words.alsoCalled(hit.alias)}`)),
      element("span", { class: "result-kind" }, glossary.kinds[thing.kind].label),
    );
  }

  /** @param {number} number */
  function activate(number) {
    active = number;
    [...list.children].forEach((item, place_) => item.setAttribute("aria-selected", String(place_ === active)));
    if (active < 0) input.removeAttribute("aria-activedescendant");
    else input.setAttribute("aria-activedescendant", `result-${active}`);
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} number */
  function choose(number) {
    const hit = hits[number];
    if (!hit) return;
    input.value = "";
    hide();
    input.blur();
    store.set({ selected: hit.id });
    place("panel").focus();
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) activate((active + step + hits.length) % hits.length);
    else if (event.key === "Enter") choose(active);
    else if (event.key === "Escape") input.value ? ((input.value = ""), show([])) : input.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }

  document.addEventListener("keydown", (event) => {
    const isTyping = event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName);
    if (event.key !== "/" || isTyping || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  place("search").append(input, element("kbd", { "aria-hidden": "true" }, words.searchKey), list);
}
