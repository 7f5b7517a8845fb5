// The data of the page: what Python wrote into its blocks, with the indexes that the parts need.

import { unpack } from "./unpack.js";

/**
 * @typedef {{id: number, slug: string, label: string, kind: number, x: number, y: number, also?: number[],
 *   aliases?: string[], definition?: string, entry?: number, entries?: number[], group?: number, apart?: boolean,
 *   merges?: [string, string][], matches?: Match[]}} Thing
 * @typedef {[predicate: string, target: string, name: string, source: string]} Match  a term of another vocabulary
 * @typedef {{sentence: number, marks?: [number, number][]}} Evidence
 * @typedef {{subject: number, predicate: number, object?: number, year?: number, confidence: number, support: number,
 *   status: string, notes?: Record<string, string | number | boolean>, evidence?: Evidence[],
 *   entries?: number[]}} Fact  `entries`: who says it, where the page holds no sentences
 * @typedef {{from: number, to: number, facts: number[]}} Line
 * @typedef {{name: string, label: string, plural: string, groups: string[], parent?: string}} Kind  `parent`: the kind that it refines
 * @typedef {{label: string, says: [string, string]}} Predicate
 * @typedef {{entry: number, section: string, text: string, start?: number, passage?: number, at?: number}} Sentence
 *   `start`: its place in the entry's published text; `at`: its place in its paragraph, `passage` (code points)
 * @typedef {{title: string, name?: string, url?: string}} Entry
 * @typedef {{parent: number | null, x: number, y: number, r: number, size: number}} Community
 * @typedef {{title: string, kinds: Kind[], predicates: Predicate[], entries: Entry[], sentences: Sentence[],
 *   facts: Fact[], passages?: string[], communities?: Community[]}} Content
 * @typedef {{fact: Fact, number: number, other: number | null}} Seen  a fact from one of its ends
 */

export class Glossary {
  /** @type {Map<number, number[]>} */
  #neighbours = new Map();

  /** @param {Thing[]} things in order of importance @param {Content} content */
  constructor(things, content) {
    this.things = things;
    this.title = content.title;
    this.kinds = content.kinds;
    this.predicates = content.predicates;
    this.entries = content.entries;
    this.sentences = content.sentences;
    this.facts = content.facts;
    this.passages = content.passages ?? [];
    /** Bubbles of a large glossary: communities, and communities of communities; none where all fits on a screen. */
    this.communities = content.communities ?? [];
    this.isLarge = this.communities.length > 0;
    this.bySlug = new Map(things.map((thing) => [thing.slug, thing.id]));
    /** @type {number[][]} facts of each thing, at either end */
    this.factsOf = things.map(() => []);
    this.facts.forEach(({ subject, object }, number) => {
      this.factsOf[subject].push(number);
      if (object !== undefined && object !== subject) this.factsOf[object].push(number);
    });
  }

  /** What facts join to a thing, the strongest first. @param {number} id */
  neighbours(id) {
    let found = this.#neighbours.get(id);
    if (!found) {
      const strength = new Map();
      for (const number of this.factsOf[id]) {
        const { subject, object, confidence, support } = this.facts[number];
        const other = subject === id ? object : subject;
        if (other === undefined || other === id) continue;
        strength.set(other, (strength.get(other) ?? 0) + confidence * support);
      }
      found = [...strength.keys()].sort((a, b) => strength.get(b) - strength.get(a) || a - b);
      this.#neighbours.set(id, found);
    }
    return found;
  }

  /** The communities that Python found, as lists of things, the largest first. */
  groups() {
    /** @type {number[][]} */
    const groups = [];
    for (const { id, group } of this.things) if (group !== undefined) (groups[group] ??= []).push(id);
    return groups.filter(Boolean);
  }

  /** Kinds that occur, in the vocabulary's order, with how many things each has. */
  countKinds() {
    const counts = this.kinds.map(() => 0);
    for (const thing of this.things) counts[thing.kind] += 1;
    return counts.map((count, kind) => ({ kind, count })).filter(({ count }) => count > 0);
  }

  /** Predicates that occur, with how many facts each has. */
  countPredicates() {
    const counts = this.predicates.map(() => 0);
    for (const { predicate } of this.facts) counts[predicate] += 1;
    return counts.map((count, predicate) => ({ predicate, count })).filter(({ count }) => count > 0);
  }

  /** The entries that say a fact. @param {Fact} fact @returns {number[]} */
  entriesOf({ entries, evidence = [] }) {
    return entries ?? [...new Set(evidence.map(({ sentence }) => this.sentences[sentence].entry))];
  }

  /** The fact as a sentence, from either end: [before, words, after]. @param {Fact} fact @param {number} [end] */
  say({ subject, predicate, object, year }, end = subject) {
    const name = (/** @type {number | undefined} */ id) => (id === undefined ? String(year) : this.things[id].label);
    const { says } = this.predicates[predicate];
    return end === subject ? [name(subject), says[0], name(object)] : [name(object), says[1], name(subject)];
  }

  /** @param {number[]} facts whether nothing but inference stands behind them */
  isInferred(facts) {
    return facts.every((fact) => this.facts[fact].status === "inferred");
  }

  /**
   * Facts of a thing under the words that say them, seen from this thing, the surest first.
   * @param {number} id @param {(fact: number) => boolean} [passes] @returns {{says: string, facts: Seen[]}[]}
   */
  groupFacts(id, passes = () => true) {
    /** @type {Map<string, {says: string, facts: Seen[]}>} */
    const groups = new Map();
    for (const number of this.factsOf[id].filter(passes)) {
      const fact = this.facts[number];
      const isSubject = fact.subject === id;
      const says = this.predicates[fact.predicate].says[isSubject ? 0 : 1];
      const key = `${String(fact.predicate).padStart(3, "0")} ${says}`;
      const group = groups.get(key) ?? { says, facts: [] };
      group.facts.push({ fact, number, other: isSubject ? (fact.object ?? null) : fact.subject });
      groups.set(key, group);
    }
    const found = [...groups.keys()].sort().map((key) => /** @type {{says: string, facts: Seen[]}} */ (groups.get(key)));
    found.forEach(({ facts }) => facts.sort((one, two) => two.fact.confidence - one.fact.confidence || (one.other ?? 0) - (two.other ?? 0)));
    return found;
  }
}

/** @param {Document} page */
export async function readGlossary(page) {
  const text = (/** @type {string} */ id) => page.getElementById(id)?.textContent ?? "null";
  const packed = page.getElementById("data-packed")?.textContent;
  const content = JSON.parse(text("data-glossary"));
  const { nodes, ...rest } = packed ? await unpack(packed) : { nodes: JSON.parse(text("data-nodes")) };
  return {
    glossary: new Glossary(nodes, { ...content, ...rest }),
    options: /** @type {Record<string, unknown>} */ (JSON.parse(text("data-options"))),
    terms: /** @type {import("./triples.js").Terms} */ (JSON.parse(text("data-terms"))),
  };
}
