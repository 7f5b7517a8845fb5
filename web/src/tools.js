// The few buttons of the bar: picture or table, light or dark.

import { element, place } from "./dom.js";
import { words } from "./words.js";

/** @param {import("./store.js").Store} store */
export function createTools(store) {
  /** @param {"picture" | "table"} view @param {string} name */
  const viewButton = (view, name) => element("button", { type: "button", onclick: () => store.set({ view }) }, name);
  const views = { picture: viewButton("picture", words.picture), table: viewButton("table", words.table) };
  const theme = element("button", { type: "button", class: "theme", title: words.theme, "aria-label": words.theme, onclick: () =>
    store.set({ theme: store.state.theme === "dark" ? "light" : "dark" }) });
  place("tools").append(element("div", { class: "switch", role: "group", "aria-label": words.view }, views.picture, views.table), theme);
  store.watch((state) => {
    views.picture.setAttribute("aria-pressed", String(state.view === "picture"));
    views.table.setAttribute("aria-pressed", String(state.view === "table"));
    theme.textContent = state.theme === "dark" ? "☀" : "☾";
    document.documentElement.dataset.theme = state.theme;
    place("picture").hidden = state.view !== "picture";
    place("table").hidden = state.view !== "table";
    document.body.classList.toggle("as-table", state.view === "table");
  });
}

/** What the reader's system prefers: how the page opens. @returns {"light" | "dark"} */
export const preferredTheme = () => (matchMedia("(prefers-color-scheme: dark)").matches ? "dark" : "light");
