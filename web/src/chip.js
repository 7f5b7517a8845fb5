// The line over the picture that says that less than everything is drawn, and leads back.

import { act } from "./acts.js";
import { element, place } from "./dom.js";
import { DRAWN_AT_MOST, MAIN } from "./scene.js";
import { words } from "./words.js";

/** @param {import("./thing.js").Context} context */
export function createChip({ glossary, store, director }) {
  const chip = place("focus");
  const button = (/** @type {string} */ name, /** @type {() => void} */ press) => element("button", { type: "button", class: "action", onclick: press }, name);
  store.watch((state) => {
    const { focus, expanded, opened, hidden, found, more, view } = state;
    const passing = director.sieve.of(state).thingCount;
    const isPart = !focus && !glossary.isLarge && glossary.things.length > DRAWN_AT_MOST && passing > MAIN;
    const parts = [
      focus && element("span", {}, words.only(director.scene(state).things.size, glossary.things.length)),
      focus && button(words.wholeGraph, () => act(store).focus(false)),
      isPart && element("span", {}, words.mainOf(Math.min(director.limit(state), passing), passing)),
      isPart && button(more ? words.lessDrawn : words.moreDrawn, () => store.set({ more: !more })),
      !focus && expanded.size > 0 && button(words.onlyNear, () => act(store).focus(true)),
      !focus && opened.size > 0 && button(words.closeBubbles, () => act(store).closeBubbles()),
      found.size > 0 && !focus && element("span", {}, words.found(found.size)),
      found.size > 0 && !focus && button(words.wholeGraph, () => store.set({ found: new Set() })),
      hidden.size > 0 && button(words.hiddenThings(hidden.size), () => store.set({ hidden: new Set() })),
    ].filter((part) => part instanceof HTMLElement);
    const isInside = chip.contains(document.activeElement);
    chip.replaceChildren(...parts);
    chip.hidden = parts.length === 0 || view === "table";
    if (isInside) (chip.querySelector("button") ?? place("picture")).focus();
  });
}
