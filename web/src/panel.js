// The side panel: one thing, or the ways between two.

import { element, place } from "./dom.js";
import { describe, kindLine } from "./thing.js";
import { describeRoute } from "./way.js";
import { words } from "./words.js";

/** @typedef {import("./thing.js").Context} Context */

/** @type {(keyof import("./store.js").State)[]} what changes what the panel says */
const KEYS = ["selected", "route", "expanded", "pinned", "focus", "hiddenKinds", "hiddenPredicates", "hiddenStatuses", "entries", "sureness", "years", "hidden"];

/** @param {Context} context */
export function createPanel(context) {
  const { glossary, store } = context;
  const panel = place("panel");
  panel.tabIndex = -1;
  /** @type {Element | null} where the reader was before the panel opened, and comes back to */
  let opener = null;
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && !panel.hidden && !document.querySelector("dialog[open]")) close(store);
  });
  store.watch((state, before) => {
    if (panel.childElementCount && KEYS.every((key) => state[key] === before[key])) return;
    const isOpen = state.selected !== null || state.route !== null;
    if (panel.hidden && !panel.contains(document.activeElement)) opener = document.activeElement;
    const isInside = panel.contains(document.activeElement);
    const wasSame = state.selected === before.selected && state.route === before.route;
    const scrolled = wasSame ? panel.scrollTop : 0;
    panel.hidden = !isOpen;
    document.body.classList.toggle("with-panel", isOpen);
    if (!isOpen) {
      panel.replaceChildren();
      if (isInside && opener instanceof HTMLElement && opener.isConnected) opener.focus();
      return;
    }
    panel.replaceChildren(...contents(context));
    panel.scrollTop = scrolled;
    if (isInside) panel.focus({ preventScroll: true });
    panel.setAttribute("aria-label", titleOf(context));
    if (!wasSame) place("live").textContent = said(context);
  });
}

/** @param {import("./store.js").Store} store what was opened last closes first */
const close = (store) => store.set(store.state.selected !== null ? { selected: null } : { route: null });

/** @param {Context} context */
function contents(context) {
  const { glossary, store } = context;
  const { selected, route } = store.state;
  const closing = element("button", { type: "button", class: "close", "aria-label": words.close, title: words.close, onclick: () => close(store) }, "✕");
  const back = route && selected !== null && element("button", { type: "button", class: "back", onclick: () => store.set({ selected: null }) }, `← ${words.backToRoute}`);
  const top = selected !== null ? kindLine(glossary, glossary.things[selected]) : element("p", { class: "kind" }, words.ways(context.director.ways(store.state).length));
  const body = selected !== null ? describe(context, selected) : describeRoute(context, /** @type {import("./store.js").Route} */ (route));
  return [back, element("div", { class: "panel-top" }, top, closing), ...body].filter((part) => part instanceof HTMLElement);
}

/** @param {Context} context */
function titleOf({ glossary, store }) {
  const { selected, route } = store.state;
  if (selected !== null) return glossary.things[selected].label;
  return route ? words.route(glossary.things[route.from].label, glossary.things[route.to].label) : "";
}

/** @param {Context} context */
function said({ glossary, store, director }) {
  const { selected } = store.state;
  if (selected === null) return words.ways(director.ways(store.state).length);
  return words.opened(glossary.things[selected].label, glossary.factsOf[selected].length);
}
