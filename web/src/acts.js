// What a reader can do to the graph, each one step that can be undone; buttons, keys and the pointer all call these.

import { AT_A_TIME } from "./scene.js";
import { toggled } from "./store.js";

/** Of what a question found among bubbles, so much is drawn. */
const ALONE = 200;

/** @param {import("./store.js").Store} store */
export function act(store) {
  const { state } = store;
  return {
    /** Show more neighbours of a thing, 25 at a time, and only what was opened so. @param {number} id */
    expand(id) {
      const expanded = new Map(state.expanded);
      expanded.set(id, (expanded.get(id) ?? 0) + AT_A_TIME);
      store.set({ expanded, focus: true, selected: id, hidden: without(state.hidden, id), view: "picture", hovered: null });
    },
    /** Take a thing's neighbours away again. @param {number} id */
    collapse(id) {
      const expanded = new Map(state.expanded);
      expanded.delete(id);
      store.set({ expanded, focus: state.focus && expanded.size > 0 });
    },
    /** Keep a thing drawn, at a place, whatever else changes. @param {number} id @param {readonly [number, number]} place */
    pin(id, place) {
      store.set({ pinned: new Map(state.pinned).set(id, place) });
    },
    /** @param {number} id */
    unpin(id) {
      const pinned = new Map(state.pinned);
      pinned.delete(id);
      store.set({ pinned });
    },
    /** Take a thing out of the picture. @param {number} id */
    hide(id) {
      const [expanded, pinned] = [new Map(state.expanded), new Map(state.pinned)];
      expanded.delete(id);
      pinned.delete(id);
      store.set({ hidden: new Set(state.hidden).add(id), expanded, pinned, selected: null, hovered: null, focus: state.focus && expanded.size > 0 });
    },
    /** Show only what was expanded, or the whole graph again. @param {boolean} focus */
    focus(focus) {
      store.set({ focus, ...(state.found.size && !focus ? { found: new Set() } : {}) });
    },
    /** Light what a question found; among bubbles, draw it alone. @param {number[]} ids @param {boolean} isLarge */
    find(ids, isLarge) {
      const alone = isLarge ? { focus: true, expanded: new Map([[ids[0], 0]]) } : { focus: false };
      store.set({ found: new Set(ids.slice(0, isLarge ? ALONE : undefined)), ...alone, selected: null, hovered: null, route: null, view: "picture" });
    },
    /** Open a bubble. @param {number} bubble */
    open(bubble) {
      store.set({ opened: new Set(state.opened).add(bubble), hovered: null });
    },
    /** Close every bubble. */
    closeBubbles() {
      store.set({ opened: new Set() });
    },
    /** Show the ways between two things. @param {number} from @param {number} to */
    route(from, to) {
      if (from !== to) store.set({ route: { from, to, choice: 0 }, selected: null, hovered: null, view: "picture" });
    },
    /** @param {number} kind */
    toggleKind(kind) {
      store.set({ hiddenKinds: toggled(state.hiddenKinds, kind) });
    },
  };
}

/** @template T @param {ReadonlySet<T>} set @param {T} item */
function without(set, item) {
  if (!set.has(item)) return set;
  const next = new Set(set);
  next.delete(item);
  return next;
}
