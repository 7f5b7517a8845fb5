// The data of the page: what Python wrote into its JSON blocks, with the indexes that the parts need.

/**
 * @typedef {{id: number, slug: string, label: string, kind: number, x: number, y: number, also?: number[],
 *   aliases?: string[], definition?: string, entry?: number, entries?: number[], group?: number, apart?: boolean}} Thing
 * @typedef {{sentence: number, marks?: [number, number][]}} Evidence
 * @typedef {{subject: number, predicate: number, object?: number, year?: number, confidence: number, support: number,
 *   status: string, notes?: Record<string, string | number | boolean>, evidence?: Evidence[]}} Fact
 * @typedef {{id: number, from: number, to: number, facts: number[]}} Line
 * @typedef {{name: string, label: string, plural: string, groups: string[]}} Kind
 * @typedef {{label: string, says: [string, string]}} Predicate
 * @typedef {{entry: number, section: string, text: string, start?: number}} Sentence  `start`: its place in the entry's text
 * @typedef {{title: string, name?: string, url?: string}} Entry
 * @typedef {{title: string, kinds: Kind[], predicates: Predicate[], entries: Entry[], sentences: Sentence[],
 *   facts: Fact[]}} Content
 */

export class Glossary {
  /** @param {Thing[]} things @param {Line[]} lines @param {Content} content */
  constructor(things, lines, content) {
    this.things = things;
    this.lines = lines;
    this.title = content.title;
    this.kinds = content.kinds;
    this.predicates = content.predicates;
    this.entries = content.entries;
    this.sentences = content.sentences;
    this.facts = content.facts;
    /** @type {number[][]} facts of each thing, at either end */
    this.factsOf = things.map(() => []);
    /** @type {Set<number>[]} */
    this.neighboursOf = things.map(() => new Set());
    this.facts.forEach((fact, number) => this.#index(fact, number));
    this.bySlug = new Map(things.map((thing) => [thing.slug, thing.id]));
  }

  /** @param {Fact} fact @param {number} number */
  #index(fact, number) {
    this.factsOf[fact.subject].push(number);
    if (fact.object === undefined || fact.object === fact.subject) return;
    this.factsOf[fact.object].push(number);
    this.neighboursOf[fact.subject].add(fact.object);
    this.neighboursOf[fact.object].add(fact.subject);
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

  /** @param {number} line whether nothing but inference stands behind it */
  isInferred(line) {
    return this.lines[line].facts.every((fact) => this.facts[fact].status === "inferred");
  }

  /**
   * Facts of a thing under the words that say them, seen from this thing: [words, facts].
   * @param {number} id @returns {{says: string, facts: {fact: Fact, other: number | null}[]}[]}
   */
  groupFacts(id) {
    /** @type {Map<string, {says: string, facts: {fact: Fact, other: number | null}[]}>} */
    const groups = new Map();
    for (const number of this.factsOf[id]) {
      const fact = this.facts[number];
      const isSubject = fact.subject === id;
      const says = this.predicates[fact.predicate].says[isSubject ? 0 : 1];
      const key = `${String(fact.predicate).padStart(3, "0")} ${says}`;
      const group = groups.get(key) ?? { says, facts: [] };
      group.facts.push({ fact, other: isSubject ? (fact.object ?? null) : fact.subject });
      groups.set(key, group);
    }
    return [...groups.keys()].sort().map((key) => sorted(/** @type {any} */ (groups.get(key))));
  }
}

/** @param {{says: string, facts: {fact: Fact, other: number | null}[]}} group */
function sorted(group) {
  group.facts.sort((one, two) => two.fact.confidence - one.fact.confidence || (one.other ?? 0) - (two.other ?? 0));
  return group;
}

/** @param {Document} page */
export function readGlossary(page) {
  const read = (/** @type {string} */ id) => JSON.parse(page.getElementById(id)?.textContent ?? "null");
  return {
    glossary: new Glossary(read("data-nodes"), read("data-edges"), read("data-glossary")),
    options: /** @type {Record<string, unknown>} */ (read("data-options")),
    terms: /** @type {import("./triples.js").Terms} */ (read("data-terms")),
  };
}
