// What is drawn: from the state, which things, which bubbles and which lines between them, and where they stand.

import { arrange } from "./arrange.js";
import { findRoutes } from "./routes.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./glossary.js").Line} Line
 * @typedef {import("./filters.js").Sieve} Sieve
 * @typedef {import("./store.js").State} State
 * @typedef {{x: number, y: number}} Point
 * @typedef {{from: number, to: number, weight: number}} Band  a line between bubbles
 * @typedef {{things: Set<number>, bubbles: number[], lines: Line[], bands: Band[], facts: number[],
 *   places: Map<number, Point> | null}} Scene  `places`: where things stand when that is not where Python put them
 */

/** What is drawn of the whole graph at most, and at first: the main things, which can be told apart. */
export const DRAWN_AT_MOST = 1500;
export const MAIN = 600;
export const AT_A_TIME = 25;
const BANDS = 160;

/** @type {(keyof State)[]} */
const KEYS = ["expanded", "focus", "found", "more", "opened", "pinned", "route", "selected"];

export class Director {
  /** @type {{scene: Scene, passed: unknown, state: State} | null} */
  #last = null;
  /** @type {{route: State["route"], passed: unknown, ways: number[][]} | null} */
  #ways = null;

  /** @param {Glossary} glossary @param {Sieve} sieve */
  constructor(glossary, sieve) {
    this.glossary = glossary;
    this.sieve = sieve;
    this.tree = growTree(glossary);
  }

  /** @param {State} state @returns {Scene} the same object until what is drawn changes */
  scene(state) {
    const passed = this.sieve.of(state);
    const last = this.#last;
    if (last && last.passed === passed && KEYS.every((key) => state[key] === last.state[key])) return last.scene;
    const scene = this.#stage(state);
    this.#last = { scene, passed, state };
    return scene;
  }

  /** The best ways between the two things chosen, each a list of facts. @param {State} state */
  ways(state) {
    const passed = this.sieve.of(state);
    if (!state.route) return [];
    if (this.#ways?.route?.from !== state.route.from || this.#ways.route.to !== state.route.to || this.#ways.passed !== passed) {
      const ways = findRoutes(this.glossary, state.route.from, state.route.to, (fact) => passed.facts[fact] === 1);
      this.#ways = { route: state.route, passed, ways };
    }
    return this.#ways?.ways ?? [];
  }

  /** The facts of the way that is shown. @param {State} state */
  way(state) {
    const ways = this.ways(state);
    return ways[Math.min(state.route?.choice ?? 0, ways.length - 1)] ?? [];
  }

  /** Things in the order in which they are drawn: those of the main picture before those apart from it. */
  *#ranked() {
    const { things } = this.glossary;
    for (const { id, apart } of things) if (!apart) yield id;
    for (const { id, apart } of things) if (apart) yield id;
  }

  /** How many things of the whole graph are drawn. @param {State} state */
  limit(state) {
    return state.more || this.glossary.things.length <= DRAWN_AT_MOST ? DRAWN_AT_MOST : MAIN;
  }

  /** The neighbours that opening a thing shows. @param {State} state @param {number} id @param {number} count */
  near(state, id, count) {
    const { things } = this.sieve.of(state);
    return this.glossary.neighbours(id).filter((other) => things[other]).slice(0, count);
  }

  /** @param {State} state @returns {Scene} */
  #stage(state) {
    const extras = this.#extras(state);
    const { things: passing } = this.sieve.of(state);
    const things = new Set(extras);
    let bubbles = /** @type {number[]} */ ([]);
    if (!state.focus && this.glossary.isLarge) bubbles = this.#openBubbles(state, things);
    else if (!state.focus) firstOf(this.#ranked(), passing, this.limit(state), things);
    const { lines, facts } = this.#join(state, things);
    const places = state.focus ? arrange(this.#clusters(state), lines, this.glossary.things, state.pinned, things) : null;
    return { things, bubbles, lines, facts, places, bands: this.#bands(state, bubbles) };
  }

  /** What is drawn in any case: what was chosen, expanded, pinned, or lies on the way that is shown. @param {State} state */
  #extras(state) {
    const extras = new Set([...state.pinned.keys(), ...state.expanded.keys(), ...state.found]);
    for (const [id, count] of state.expanded) for (const other of this.near(state, id, count)) extras.add(other);
    for (const number of this.way(state)) {
      const { subject, object } = this.glossary.facts[number];
      extras.add(subject).add(object ?? subject);
    }
    if (state.route) extras.add(state.route.from).add(state.route.to);
    if (state.selected !== null) {
      extras.add(state.selected);
      if (!state.focus) for (const other of this.near(state, state.selected, this.glossary.isLarge ? AT_A_TIME : 500)) extras.add(other);
    }
    for (const id of state.hidden) if (id !== state.selected) extras.delete(id);
    return extras;
  }

  /** What was expanded, each with its neighbours, in the order in which it was; what was found stands around its first. @param {State} state */
  #clusters(state) {
    const [first, ...found] = state.found;
    return [...state.expanded].map(([id, count]) => ({ id, near: [...new Set([...this.near(state, id, count), ...(id === first ? found : [])])] }));
  }

  /** Which bubbles stand closed; the members of those that are open join the things. @param {State} state @param {Set<number>} things */
  #openBubbles(state, things) {
    const passing = this.sieve.of(state).things;
    const closed = [];
    const waiting = [...this.tree.roots];
    for (let bubble = waiting.shift(); bubble !== undefined; bubble = waiting.shift()) {
      const members = this.tree.members[bubble];
      if (!state.opened.has(bubble)) closed.push(bubble);
      else if (this.tree.children[bubble].length) waiting.push(...this.tree.children[bubble]);
      else firstOf(members, passing, Math.min(DRAWN_AT_MOST / 3, DRAWN_AT_MOST - things.size), things);
    }
    return closed;
  }

  /** Lines between things that are drawn: one for all facts of one direction. @param {State} state @param {Set<number>} things */
  #join(state, things) {
    const { facts: passing } = this.sieve.of(state);
    /** @type {Map<string, Line>} */
    const lines = new Map();
    const facts = [];
    for (const id of things) {
      for (const number of this.glossary.factsOf[id]) {
        const { subject, object } = this.glossary.facts[number];
        if (subject !== id || !passing[number]) continue;
        if (object === undefined) facts.push(number);
        else if (things.has(object)) {
          const key = `${subject}-${object}`;
          const line = lines.get(key);
          if (line) line.facts.push(number);
          else lines.set(key, { from: subject, to: object, facts: [number] });
          facts.push(number);
        }
      }
    }
    return { lines: [...lines.values()], facts: facts.sort((a, b) => a - b) };
  }

  /** The strongest lines between closed bubbles. @param {State} state @param {number[]} bubbles @returns {Band[]} */
  #bands(state, bubbles) {
    if (bubbles.length < 2) return [];
    const home = this.tree.homes(new Set(bubbles));
    const passing = this.sieve.of(state).facts;
    /** @type {Map<number, number>} */
    const weights = new Map();
    const size = this.glossary.communities.length;
    this.glossary.facts.forEach(({ subject, object }, number) => {
      if (object === undefined || !passing[number]) return;
      const [one, other] = [home[subject], home[object]];
      if (one < 0 || other < 0 || one === other) return;
      const key = Math.min(one, other) * size + Math.max(one, other);
      weights.set(key, (weights.get(key) ?? 0) + 1);
    });
    const ranked = [...weights].sort((a, b) => b[1] - a[1] || a[0] - b[0]).slice(0, BANDS);
    return ranked.map(([key, weight]) => ({ from: Math.floor(key / size), to: key % size, weight }));
  }
}

/**
 * Add the first so many that pass.
 * @param {Iterable<number>} ids @param {Uint8Array} passing @param {number} count @param {Set<number>} things
 */
function firstOf(ids, passing, count, things) {
  let left = count;
  for (const id of ids) {
    if (left <= 0) return;
    if (!passing[id]) continue;
    things.add(id);
    left -= 1;
  }
}

/**
 * The tree of communities of a large glossary.
 * @param {Glossary} glossary
 */
function growTree({ communities, things }) {
  /** @type {number[][]} */
  const children = communities.map(() => []);
  /** @type {number[][]} */
  const members = communities.map(() => []);
  const roots = /** @type {number[]} */ ([]);
  communities.forEach(({ parent }, bubble) => (parent === null ? roots : children[parent]).push(bubble));
  if (communities.length) for (const { id, group } of things) if (group !== undefined) members[group].push(id);
  /** For each thing, which of some bubbles it lies in, or -1. @param {Set<number>} bubbles */
  const homes = (bubbles) => {
    const up = communities.map((_, bubble) => {
      let at = /** @type {number | null} */ (bubble);
      while (at !== null && !bubbles.has(at)) at = communities[at].parent;
      return at ?? -1;
    });
    return Int32Array.from(things, ({ group }) => (group === undefined ? -1 : up[group]));
  };
  /** The most important things in a bubble. @param {number} bubble @param {number} count @returns {number[]} */
  const leaders = (bubble, count) =>
    (children[bubble].length ? children[bubble].flatMap((child) => leaders(child, count)) : members[bubble].slice(0, count))
      .sort((a, b) => a - b).slice(0, count);
  /** The bubbles around a thing, the outermost first. @param {number} id */
  const around = (id) => {
    const found = [];
    for (let at = things[id].group ?? null; at !== null; at = communities[at].parent) found.unshift(at);
    return found;
  };
  return { roots, children, members, homes, leaders, around };
}
