// The buttons of the bar: steps back and forth, what is shown beside the picture, picture or table, light or dark.

import { countFilters } from "./filters.js";
import { element, place } from "./dom.js";
import { words } from "./words.js";

/** @param {string} name @param {string} sign @param {() => void} press */
const signButton = (name, sign, press) => element("button", { type: "button", class: "sign", title: name, "aria-label": name, onclick: press }, sign);

/** @param {import("./store.js").Store} store @param {{help: () => void, hasYears: boolean}} how */
export function createTools(store, { help, hasYears }) {
  const undo = signButton(words.undo, "↶", () => store.undo());
  const redo = signButton(words.redo, "↷", () => store.redo());
  const theme = signButton(words.theme, "", () => store.set({ theme: store.state.theme === "dark" ? "light" : "dark" }));
  theme.classList.add("theme");
  const views = { picture: viewButton(store, "picture", words.picture), table: viewButton(store, "table", words.table) };
  const filter = drawerButton(words.filter, "filters");
  const years = hasYears && drawerButton(words.years, "timeline");
  place("tools").append(
    element("div", { class: "steps", role: "group", "aria-label": words.history }, undo, redo),
    filter, ...(years ? [years] : []),
    element("div", { class: "switch", role: "group", "aria-label": words.view }, views.picture, views.table),
    signButton(words.help, "?", help), theme,
  );
  document.addEventListener("keydown", (event) => pressSteps(event, store));
  store.watch((state) => {
    undo.disabled = !store.canUndo;
    redo.disabled = !store.canRedo;
    const count = countFilters(state);
    filter.textContent = count ? `${words.filter} · ${count}` : words.filter;
    filter.setAttribute("aria-label", words.filters(count));
    views.picture.setAttribute("aria-pressed", String(state.view === "picture"));
    views.table.setAttribute("aria-pressed", String(state.view === "table"));
    theme.textContent = state.theme === "dark" ? "☀" : "☾";
    document.documentElement.dataset.theme = state.theme;
    place("picture").hidden = state.view !== "picture";
    place("table").hidden = state.view !== "table";
    document.body.classList.toggle("as-table", state.view === "table");
  });
}

/** @param {import("./store.js").Store} store @param {"picture" | "table"} view @param {string} name */
const viewButton = (store, view, name) => element("button", { type: "button", onclick: () => store.set({ view }) }, name);

/** A button that opens and closes what is called by an id. @param {string} name @param {string} id */
function drawerButton(name, id) {
  const drawer = place(id);
  const button = element("button", { type: "button", class: "drawer-button", "aria-controls": id, onclick: () => {
    drawer.hidden = !drawer.hidden;
    if (!drawer.hidden) drawer.querySelector("input")?.focus();
  } }, name);
  const follow = () => {
    button.setAttribute("aria-expanded", String(!drawer.hidden));
    document.body.classList.toggle(`with-${id}`, !drawer.hidden);
  };
  follow();
  new MutationObserver(follow).observe(drawer, { attributeFilter: ["hidden"] });
  return button;
}

/** @param {KeyboardEvent} event @param {import("./store.js").Store} store */
function pressSteps(event, store) {
  if (!(event.ctrlKey || event.metaKey) || event.altKey) return;
  if (event.target instanceof HTMLInputElement && event.target.value && event.target.type === "search") return;
  const key = event.key.toLowerCase();
  if (key === "z" && !event.shiftKey) store.undo();
  else if ((key === "z" && event.shiftKey) || key === "y") store.redo();
  else return;
  event.preventDefault();
}

/** What the reader's system prefers: how the page opens. @returns {"light" | "dark"} */
export const preferredTheme = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
