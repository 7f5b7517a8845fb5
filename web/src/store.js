// The one place that knows the page's state; parts read it, change it by `set`, and are told when it changed.

/**
 * @typedef {{selected: number | null, hovered: number | null, hiddenKinds: ReadonlySet<number>,
 *   found: ReadonlySet<number>, view: "picture" | "table", theme: "light" | "dark"}} State
 * @typedef {(state: State, before: State) => void} Listener
 */

export class Store {
  /** @type {Set<Listener>} */
  #listeners = new Set();

  /** @param {State} state */
  constructor(state) {
    this.state = state;
  }

  /** @param {Partial<State>} change */
  set(change) {
    const before = this.state;
    const after = { ...before, ...change };
    const keys = /** @type {(keyof State)[]} */ (Object.keys(after));
    if (keys.every((key) => after[key] === before[key])) return;
    this.state = after;
    for (const listener of this.#listeners) listener(after, before);
  }

  /** @param {Listener} listener called at once and after each change */
  watch(listener) {
    this.#listeners.add(listener);
    listener(this.state, this.state);
  }
}

/** @param {State} state @param {number} kind */
export function toggleKind({ hiddenKinds }, kind) {
  const next = new Set(hiddenKinds);
  if (!next.delete(kind)) next.add(kind);
  return { hiddenKinds: next };
}
