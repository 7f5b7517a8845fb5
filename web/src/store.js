// The one place that knows the page's state; parts read it, change it by `set`, and are told when it changed.
// What a reader does can be undone: each change is a step, save what passes by itself (where the pointer is, the theme).

/** @typedef {{from: number, to: number, choice: number}} Route  two things and which of the ways between them is shown */
/**
 * @typedef {{selected: number | null, hovered: number | null, view: "picture" | "table", theme: "light" | "dark",
 *   rows: "things" | "facts", sort: string, hiddenKinds: ReadonlySet<number>, hiddenPredicates: ReadonlySet<number>,
 *   hiddenStatuses: ReadonlySet<string>, entries: ReadonlySet<number>, sureness: number, years: readonly [number, number] | null,
 *   hidden: ReadonlySet<number>, pinned: ReadonlyMap<number, readonly [number, number]>, expanded: ReadonlyMap<number, number>,
 *   opened: ReadonlySet<number>, found: ReadonlySet<number>, focus: boolean, more: boolean, route: Route | null}} State
 *   `sort`: a column of the table, "-" before it for downwards; `entries`: empty for all; `expanded`: how many neighbours of a thing are shown; `opened`: bubbles; `found`: what a
 *   question found, lit; `more`: more than the main things
 * @typedef {(state: State, before: State, isBlended: boolean) => void} Listener
 */

/** @type {ReadonlySet<keyof State>} */
const PASSING = new Set(/** @type {(keyof State)[]} */ (["hovered", "theme"]));
const STEPS = 200;

/** @param {"light" | "dark"} theme @returns {State} the state in which a page opens */
export const freshState = (theme = "light") => ({
  selected: null, hovered: null, view: "picture", theme, rows: "things", sort: "", hiddenKinds: new Set(), hiddenPredicates: new Set(),
  hiddenStatuses: new Set(), entries: new Set(), sureness: 0, years: null, hidden: new Set(), pinned: new Map(),
  expanded: new Map(), opened: new Set(), found: new Set(), focus: false, more: false, route: null,
});

/** @param {State} one @param {State} other */
const changedKeys = (one, other) => /** @type {(keyof State)[]} */ (Object.keys(one)).filter((key) => one[key] !== other[key]);

export class Store {
  /** @type {Set<Listener>} */
  #listeners = new Set();
  /** @type {State[]} */
  #past = [];
  /** @type {State[]} */
  #future = [];
  #blend = "";

  /** @param {State} state */
  constructor(state) {
    this.state = state;
  }

  get canUndo() {
    return this.#past.length > 0;
  }

  get canRedo() {
    return this.#future.length > 0;
  }

  /**
   * @param {Partial<State>} change
   * @param {{blend?: boolean}} [how] `blend`: one step with the change before it, where that blended the same (a slider)
   */
  set(change, { blend = false } = {}) {
    const before = this.state;
    const after = { ...before, ...change };
    const changed = changedKeys(after, before);
    if (!changed.length) return;
    const steps = changed.filter((key) => !PASSING.has(key));
    const name = blend ? steps.join(" ") : "";
    const isBlended = blend && name === this.#blend;
    if (steps.length) {
      this.#blend = name;
      if (!isBlended) this.#past = [...this.#past.slice(1 - STEPS), before];
      this.#future = [];
    }
    this.#tell(after, before, isBlended);
  }

  undo() {
    this.#turn(this.#past, this.#future);
  }

  redo() {
    this.#turn(this.#future, this.#past);
  }

  /** @param {State[]} from @param {State[]} to */
  #turn(from, to) {
    const next = from.pop();
    if (!next) return;
    const before = this.state;
    to.push(before);
    this.#blend = "";
    this.#tell({ ...next, hovered: null, theme: before.theme }, before, false);
  }

  /** @param {State} after @param {State} before @param {boolean} isBlended */
  #tell(after, before, isBlended) {
    this.state = after;
    for (const listener of this.#listeners) listener(after, before, isBlended);
  }

  /** @param {Listener} listener called at once and after each change */
  watch(listener) {
    this.#listeners.add(listener);
    listener(this.state, this.state, false);
  }
}

/** @template T @param {ReadonlySet<T>} set @param {T} item @returns {Set<T>} a copy with the item in it, or without */
export function toggled(set, item) {
  const next = new Set(set);
  if (!next.delete(item)) next.add(item);
  return next;
}
