// Which things and facts pass what the reader chose: kinds, predicates, entries, statuses, sureness, years.

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./store.js").State} State
 * @typedef {{things: Uint8Array, facts: Uint8Array, thingCount: number, factCount: number}} Passed  1 for what passes
 */

/** @type {(keyof State)[]} */
const KEYS = ["hiddenKinds", "hiddenPredicates", "hiddenStatuses", "entries", "sureness", "years", "hidden"];

/** @param {State} state how many choices narrow what is shown */
export const countFilters = ({ hiddenKinds, hiddenPredicates, hiddenStatuses, entries, sureness, years, hidden }) =>
  Number(hiddenKinds.size > 0) + Number(hiddenPredicates.size > 0) + Number(hiddenStatuses.size > 0) + Number(entries.size > 0) +
  Number(sureness > 0) + Number(years !== null) + Number(hidden.size > 0);

/** What takes every filter away. @returns {Partial<State>} */
export const noFilters = () => ({
  hiddenKinds: new Set(), hiddenPredicates: new Set(), hiddenStatuses: new Set(), entries: new Set(), sureness: 0, years: null,
  hidden: new Set(),
});

export class Sieve {
  /** @type {State | null} */
  #state = null;
  /** @type {Passed | null} */
  #passed = null;

  /** @param {Glossary} glossary */
  constructor(glossary) {
    this.glossary = glossary;
    /** @type {Map<number, number[]>} the years that a thing was introduced in */
    this.years = new Map();
    for (const { subject, year } of glossary.facts) {
      if (year !== undefined) this.years.set(subject, [...(this.years.get(subject) ?? []), year]);
    }
  }

  /** @param {State} state @returns {Passed} the same object until a filter changes */
  of(state) {
    const before = this.#state;
    if (!this.#passed || !before || KEYS.some((key) => state[key] !== before[key])) this.#passed = this.#sift(state);
    this.#state = state;
    return this.#passed;
  }

  /** @type {{passed: Passed, counts: number[]} | null} */
  #counts = null;

  /** How many things of each kind pass; of a kind that is hidden, how many would. @param {State} state */
  countKinds(state) {
    const passed = this.of(state);
    if (this.#counts?.passed === passed) return this.#counts.counts;
    const { things } = state.hiddenKinds.size ? this.#sift({ ...state, hiddenKinds: new Set() }) : passed;
    const counts = this.glossary.kinds.map(() => 0);
    for (const { id, kind } of this.glossary.things) counts[kind] += things[id];
    this.#counts = { passed, counts };
    return counts;
  }

  /** @param {State} state @returns {Passed} */
  #sift(state) {
    const facts = this.#siftFacts(state);
    const things = this.#siftThings(state, facts);
    this.glossary.facts.forEach(({ subject, object }, number) => {
      if (!things[subject] || (object !== undefined && !things[object])) facts[number] = 0;
    });
    const sum = (/** @type {Uint8Array} */ marks) => marks.reduce((total, mark) => total + mark, 0);
    return { things, facts, thingCount: sum(things), factCount: sum(facts) };
  }

  /** @param {State} state */
  #siftFacts({ hiddenPredicates, hiddenStatuses, sureness, entries }) {
    const { facts } = this.glossary;
    const passed = new Uint8Array(facts.length).fill(1);
    facts.forEach((fact, number) => {
      const { predicate, status, confidence } = fact;
      if (hiddenPredicates.has(predicate) || hiddenStatuses.has(status) || confidence < sureness) passed[number] = 0;
      else if (entries.size && !this.glossary.entriesOf(fact).some((entry) => entries.has(entry))) passed[number] = 0;
    });
    return passed;
  }

  /** @param {State} state @param {Uint8Array} facts */
  #siftThings({ hiddenKinds, hiddenPredicates, hiddenStatuses, sureness, entries, years, hidden }, facts) {
    const isStrict = hiddenPredicates.size > 0 || hiddenStatuses.size > 0 || sureness > 0;
    const passed = new Uint8Array(this.glossary.things.length).fill(1);
    this.glossary.things.forEach((thing) => {
      const isSaid = () => this.glossary.factsOf[thing.id].some((fact) => facts[fact]);
      const named = thing.entry === undefined ? (thing.entries ?? []) : [thing.entry, ...(thing.entries ?? [])];
      const isNamed = !entries.size || named.some((entry) => entries.has(entry)) || isSaid();
      const isKept = !hiddenKinds.has(thing.kind) && !hidden.has(thing.id) && isNamed;
      if (!isKept || (isStrict && !isSaid())) passed[thing.id] = 0;
    });
    return years ? this.#siftYears(years, passed, facts) : passed;
  }

  /**
   * Of years, keep what was introduced in them, and what has no year of its own but a fact that joins it to such a thing.
   * @param {readonly [number, number]} years @param {Uint8Array} passed @param {Uint8Array} facts
   */
  #siftYears([first, last], passed, facts) {
    const isWithin = (/** @type {number} */ id) => (this.years.get(id) ?? []).some((year) => first <= year && year <= last);
    const kept = passed.map((mark, id) => (mark && isWithin(id) ? 1 : 0));
    const joined = kept.slice();
    this.glossary.facts.forEach(({ subject, object }, number) => {
      if (object === undefined || !facts[number]) return;
      if (kept[subject] && passed[object] && !this.years.has(object)) joined[object] = 1;
      if (kept[object] && passed[subject] && !this.years.has(subject)) joined[subject] = 1;
    });
    return joined;
  }
}
