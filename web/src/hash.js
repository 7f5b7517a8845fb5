// What is open, hidden and shown stands in the address, so that a link and the browser's back button restore it.

/** @param {import("./glossary.js").Glossary} glossary @param {import("./store.js").State} state */
export function writeHash(glossary, { selected, hiddenKinds, view }) {
  const parts = new URLSearchParams();
  if (selected !== null) parts.set("node", glossary.things[selected].slug);
  if (view === "table") parts.set("view", view);
  const hidden = [...hiddenKinds].sort((a, b) => a - b).map((kind) => glossary.kinds[kind].label);
  if (hidden.length) parts.set("hide", hidden.join(","));
  return String(parts) ? `#${parts}` : "";
}

/**
 * @param {import("./glossary.js").Glossary} glossary @param {string} hash
 * @returns {Pick<import("./store.js").State, "selected" | "hiddenKinds" | "view">}
 */
export function readHash(glossary, hash) {
  const parts = new URLSearchParams(hash.replace(/^#/, ""));
  const labels = (parts.get("hide") ?? "").split(",");
  const hidden = glossary.kinds.map((_, kind) => kind).filter((kind) => labels.includes(glossary.kinds[kind].label));
  return {
    selected: glossary.bySlug.get(parts.get("node") ?? "") ?? null,
    view: parts.get("view") === "table" ? "table" : "picture",
    hiddenKinds: new Set(hidden),
  };
}

/** @param {import("./glossary.js").Glossary} glossary @param {import("./store.js").Store} store */
export function followHash(glossary, store) {
  const readState = (/** @type {string} */ hash) => ({ ...store.state, ...readHash(glossary, hash) });
  store.watch((state, before) => {
    const next = writeHash(glossary, state);
    if (next === writeHash(glossary, readState(location.hash))) return;
    const isStep = state.selected !== before.selected || state.view !== before.view;
    try {
      history[isStep ? "pushState" : "replaceState"](null, "", next || location.href.replace(/#.*$/, ""));
    } catch {
      // In a frame without an address of its own there is none to keep; undo and redo still work.
    }
  });
  const restore = () => {
    if (writeHash(glossary, readState(location.hash)) !== writeHash(glossary, store.state)) {
      store.set({ ...readHash(glossary, location.hash), hovered: null });
    }
  };
  addEventListener("popstate", restore);
  addEventListener("hashchange", restore);
}
