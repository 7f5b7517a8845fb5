// The table: the same things as in the picture, for reading in order, by keyboard or with a screen reader.

import { element, place } from "./dom.js";
import { symbol } from "./symbol.js";
import { words } from "./words.js";

/** @param {import("./glossary.js").Glossary} glossary @param {import("./store.js").Store} store */
export function createTable(glossary, store) {
  const columns = words.columns;
  const caption = element("caption", {});
  const rows = glossary.things.map((thing) => row(glossary, store, thing));
  const head = [columns.name, columns.kind, columns.facts, columns.says].map((name) => element("th", { scope: "col" }, name));
  const body = element("tbody", {});
  const table = element("table", {}, caption, element("thead", {}, element("tr", {}, ...head)), body);
  place("table").append(table);
  store.watch((state, before) => {
    if (state.view !== "table") return;
    if (!body.childElementCount) body.append(...rows);
    if (state.hiddenKinds === before.hiddenKinds && state.view === before.view && caption.textContent) return;
    let shown = 0;
    glossary.things.forEach(({ kind }, id) => {
      rows[id].hidden = state.hiddenKinds.has(kind);
      shown += Number(!rows[id].hidden);
    });
    caption.textContent = shown ? words.rows(shown, rows.length) : words.hiddenAll;
  });
}

/** @param {import("./glossary.js").Glossary} glossary @param {import("./store.js").Store} store @param {import("./glossary.js").Thing} thing */
function row(glossary, store, thing) {
  const open = element("button", { type: "button", class: "thing", onclick: () => (store.set({ selected: thing.id }), place("panel").focus()) },
    symbol(glossary.kinds[thing.kind]), thing.label);
  return element(
    "tr",
    {},
    element("th", { scope: "row" }, open),
    element("td", {}, glossary.kinds[thing.kind].label),
    element("td", { class: "number" }, String(glossary.factsOf[thing.id].length)),
    element("td", {}, thing.definition ?? ""),
  );
}
