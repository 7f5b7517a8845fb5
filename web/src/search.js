// Search by label and alias: what begins with the words comes before what holds them.

import { element, place } from "./dom.js";
import { symbol } from "./symbol.js";
import { words } from "./words.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {{id: number, alias: string | null}} Hit
 * @typedef {{label: string, aliases?: string[], kind?: number}} Named
 */

const NO_MATCH = 9;

/** @param {string} text case, accents and hyphens do not matter */
export const fold = (text) =>
  (/^[\x20-\x7e]*$/.test(text) ? text : text.normalize("NFKD").replace(/\p{M}/gu, ""))
    .toLowerCase().replace(/[-‐‑–_/]+/g, " ").replace(/\s+/g, " ").trim();

/** @param {string} name folded @param {string} query folded; 0 is best, 9 no match */
function rank(name, query) {
  const at = name.indexOf(query);
  if (at < 0) return NO_MATCH;
  if (at === 0) return name.length === query.length ? 0 : 1;
  return name.includes(` ${query}`) ? 3 : 5;
}

/**
 * Things are looked through in their order of importance; the names are folded when they are first needed.
 * @param {Named[]} things @param {{label: string, plural: string}[]} [kinds] "plural: words" searches in one kind alone
 */
export function createIndex(things, kinds = []) {
  /** @type {string[][]} */
  let names = [];
  const warm = () => names.length || (names = things.map(({ label, aliases }) => (aliases ? [label, ...aliases].map(fold) : [fold(label)])));
  /** @param {string} text @param {number} limit @returns {Hit[]} */
  const find = (text, limit = 9) => {
    warm();
    const { query, kind } = narrow(text, kinds);
    if (!query && kind === null) return [];
    /** @type {Hit[][]} */
    const ranked = Array.from({ length: NO_MATCH }, () => []);
    for (let id = 0; id < names.length; id += 1) {
      if (kind !== null && things[id].kind !== kind) continue;
      let [best, which] = [NO_MATCH, 0];
      for (let name = 0; name < names[id].length; name += 1) {
        const found = rank(names[id][name], query) + (name > 0 ? 1 : 0);
        if (found < best) [best, which] = [found, name];
      }
      if (best < NO_MATCH && ranked[best].length < limit) ranked[best].push({ id, alias: which > 0 ? (things[id].aliases ?? [])[which - 1] : null });
    }
    return ranked.flat().slice(0, limit);
  };
  return Object.assign(find, { warm });
}

/** @param {string} text @param {{label: string, plural: string}[]} kinds @returns {{query: string, kind: number | null}} */
function narrow(text, kinds) {
  const [before, ...after] = text.split(":");
  const name = fold(before);
  const kind = after.length ? kinds.findIndex(({ label, plural }) => fold(label) === name || fold(plural) === name) : -1;
  return kind < 0 ? { query: fold(text), kind: null } : { query: fold(after.join(":")), kind };
}

/** @typedef {ReturnType<typeof createIndex>} Find */

/**
 * A field that finds a thing by its name, with a list below it.
 * @param {Glossary} glossary @param {Find} find @param {{id: string, label: string, choose: (id: number) => void}} how
 */
export function createPicker(glossary, find, { id, label, choose }) {
  /** @type {Hit[]} */
  let hits = [];
  let active = -1;
  const list = element("ul", { id: `${id}-results`, class: "results", role: "listbox", "aria-label": label, hidden: true });
  const input = element("input", {
    id, type: "search", role: "combobox", placeholder: label, "aria-label": label,
    "aria-controls": `${id}-results`, "aria-expanded": "false", "aria-autocomplete": "list", autocomplete: "off",
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

  const nothing = () => element("li", { class: "nothing", role: "option", "aria-disabled": "true", "aria-selected": "false" }, words.results(0));

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
      { id: `${id}-result-${number}`, role: "option", onpointerdown: (event) => (event.preventDefault(), take(number)) },
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
    else input.setAttribute("aria-activedescendant", `${id}-result-${active}`);
    list.children[active]?.scrollIntoView({ block: "nearest" });
  }

  /** @param {number} number */
  function take(number) {
    const hit = hits[number];
    if (!hit) return;
    input.value = "";
    hide();
    input.blur();
    choose(hit.id);
  }

  /** @param {KeyboardEvent} event */
  function press(event) {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step && hits.length) activate((active + step + hits.length) % hits.length);
    else if (event.key === "Enter") take(active);
    else if (event.key === "Escape") input.value ? ((input.value = ""), show([])) : input.blur();
    else return;
    event.preventDefault();
    event.stopPropagation();
  }
  return { input, list };
}

/** @param {Glossary} glossary @param {Find} find @param {(id: number) => void} choose */
export function createSearch(glossary, find, choose) {
  const { input, list } = createPicker(glossary, find, { id: "query", label: words.search, choose });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "/" || isTyping(event) || event.ctrlKey || event.metaKey || event.altKey) return;
    event.preventDefault();
    input.focus();
    input.select();
  });
  place("search").append(input, element("kbd", { "aria-hidden": "true" }, words.searchKey), list);
}

/** @param {Event} event whether a letter belongs to a field */
export const isTyping = (event) =>
  event.target instanceof HTMLElement && /^(INPUT|TEXTAREA|SELECT)$/.test(event.target.tagName) && event.target.getAttribute("type") !== "checkbox";
