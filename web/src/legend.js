// The legend: what the shapes mean, how many things each has; a click hides and shows a kind.

import { act } from "./acts.js";
import { element, place } from "./dom.js";
import { symbol } from "./symbol.js";
import { words } from "./words.js";

/** @param {import("./thing.js").Context} context */
export function createLegend({ glossary, store, director }) {
  const counts = glossary.countKinds();
  const numbers = counts.map(({ count }) => element("span", { class: "count" }, words.number(count)));
  const buttons = counts.map(({ kind }, number) =>
    element(
      "button",
      { type: "button", "aria-pressed": "true", onclick: () => act(store).toggleKind(kind) },
      symbol(glossary.kinds[kind]),
      element("span", { class: "legend-name" }, glossary.kinds[kind].plural),
      numbers[number],
    ),
  );
  const all = element("button", { type: "button", class: "all", onclick: () => store.set({ hiddenKinds: new Set() }) }, words.legendShow);
  const isRoomy = matchMedia("(min-width: 760px)").matches;
  const box = element(
    "details",
    { open: isRoomy },
    element("summary", {}, words.legend),
    element("ul", {}, ...buttons.map((button) => element("li", {}, button))),
    all,
  );
  const legend = place("legend");
  legend.setAttribute("aria-label", words.legend);
  legend.append(box);
  store.watch((state) => {
    const { hiddenKinds } = state;
    const passing = director.sieve.countKinds(state);
    counts.forEach(({ kind }, number) => {
      buttons[number].setAttribute("aria-pressed", String(!hiddenKinds.has(kind)));
      numbers[number].textContent = words.number(passing[kind]);
    });
    all.hidden = hiddenKinds.size === 0;
  });
}
