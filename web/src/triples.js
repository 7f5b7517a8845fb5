// The glossary in RDF, the same triples as graph.ttl and provenance.ttl as far as the page holds what they say.
// Terms are written as N-Triples writes them: <iri>, "text", "text"@en, "1"^^<…integer>.

import { blake2b } from "@noble/hashes/blake2.js";

/**
 * @typedef {[id: string, confidence: number, rules: number[], qualifiers?: Record<string, string | number | boolean>]} ClaimRow
 * @typedef {{base: string, language: string, prefixes: Record<string, string>, kinds: string[], concepts: number[], forms: Record<string, number[]>, predicates: [string, string][],
 *   rules?: string[], claims?: ClaimRow[][], qualifiers?: Record<string, Record<string, string | number | boolean>>,
 *   mentions?: number[], examples?: {name: string, text: string}[], own?: string[]}} Terms
 *   `concepts`: kinds that are concept-like; `forms`: of things, the aliases that only a search needs; `predicates`: name and RDF property; `claims`: of each fact, beside its evidence
 * @typedef {[subject: string, predicate: string, object: string]} Triple
 * @typedef {{things: Iterable<number>, facts: Iterable<number>}} Part  what of the glossary is asked for
 * @typedef {import("./glossary.js").Glossary} Glossary
 */

// RFC 3987: what a path segment may hold, beyond ASCII without private use and non-characters.
const SEGMENT = /[A-Za-z0-9\-._~!$&'()*+,;=:@\u00a0-\ud7ff\uf900-\ufdcf\ufdf0-\uffef\u{10000}-\u{1fffd}\u{20000}-\u{2fffd}\u{30000}-\u{3fffd}\u{40000}-\u{4fffd}\u{50000}-\u{5fffd}\u{60000}-\u{6fffd}\u{70000}-\u{7fffd}\u{80000}-\u{8fffd}\u{90000}-\u{9fffd}\u{a0000}-\u{afffd}\u{b0000}-\u{bfffd}\u{c0000}-\u{cfffd}\u{d0000}-\u{dfffd}\u{e1000}-\u{efffd}]/u;

/** @param {string} text */
const wellFormed = (text) => text.replace(/[\ud800-\udbff](?![\udc00-\udfff])|(?<![\ud800-\udbff])[\udc00-\udfff]/g, "\ufffd");

/** @param {string} text */
const segment = (text) => Array.from(wellFormed(text), (letter) => (SEGMENT.test(letter) ? letter : encodeURIComponent(letter))).join("");

/** The 16 digits that ids are made of, as Python makes them. @param {...string} parts */
export function digest(...parts) {
  const bytes = blake2b(new TextEncoder().encode(parts.join("\x1f")), { dkLen: 8 });
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const ESCAPES = /** @type {Record<string, string>} */ ({ '"': '\\"', "\\": "\\\\", "\n": "\\n", "\r": "\\r" });

/** @param {string} value */
const quoted = (value) => `"${wellFormed(value).replace(/["\\\n\r]/g, (sign) => ESCAPES[sign])}"`;

/** Names of things and of all the rest, and the way back from a name to a thing. */
export class Names {
  /** @param {Terms} terms */
  constructor({ base, language, prefixes }) {
    this.base = base;
    this.language = language;
    this.prefixes = prefixes;
    this.scheme = this.iri("_scheme");
  }

  /** @param {string} name */
  iri(name) {
    return `<${this.base}${name}>`;
  }

  /** @param {string} slug */
  thing(slug) {
    return this.iri(/^\.*$/.test(slug) ? slug.replaceAll(".", "%2E") : segment(slug));
  }

  /** @param {string} kind @param {string} name */
  other(kind, name) {
    return this.iri(`_${kind}-${segment(name)}`);
  }

  /** @param {string} iri without brackets @returns {string | null} the slug of a thing */
  slug(iri) {
    const name = iri.startsWith(this.base) ? iri.slice(this.base.length) : "";
    if (!name || name.startsWith("_")) return null;
    try {
      return decodeURIComponent(name);
    } catch {
      return null;
    }
  }

  /** @param {string} curie */
  expand(curie) {
    const colon = curie.indexOf(":");
    return `<${this.prefixes[curie.slice(0, colon)]}${curie.slice(colon + 1)}>`;
  }

  /** @param {string | number | boolean} value */
  value(value) {
    if (typeof value === "string") return quoted(value);
    return `"${value}"^^${this.expand(typeof value === "boolean" ? "xsd:boolean" : "xsd:integer")}`;
  }

  /** @param {string} text */
  worded(text) {
    return `${quoted(text)}@${this.language}`;
  }

  /** @param {number} share */
  share(share) {
    return `"${Math.round(share * 100) / 100}"^^${this.expand("xsd:decimal")}`;
  }
}

/**
 * What a page that answers SPARQL holds beside its data, read when it is needed.
 * @param {Terms} terms @param {Document} page @returns {Terms}
 */
export function withClaims(terms, page) {
  const block = page.getElementById("data-claims");
  return block ? { ...terms, ...JSON.parse(block.textContent ?? "{}") } : terms;
}

/** Everything, or a part of it. @param {Glossary} glossary @param {Terms} terms @param {Part} [part] @returns {Generator<Triple>} */
export function* triples(glossary, terms, part) {
  const speaker = new Speaker(glossary, terms);
  if (!part) yield* speaker.scheme();
  for (const id of part?.things ?? glossary.things.keys()) yield* speaker.thing(id, !part);
  const entries = new Set(part ? [] : glossary.entries.keys());
  for (const number of part?.facts ?? glossary.facts.keys()) {
    yield* speaker.fact(number);
    for (const { sentence } of glossary.facts[number].evidence ?? []) entries.add(glossary.sentences[sentence].entry);
  }
  for (const number of entries) if (glossary.entries[number] && (terms.claims || !part)) yield* speaker.entry(number);
}

class Speaker {
  /** @param {Glossary} glossary @param {Terms} terms */
  constructor(glossary, terms) {
    this.glossary = glossary;
    this.terms = terms;
    this.names = new Names(terms);
  }

  /** @param {string} subject @param {string} curie @param {string} object @returns {Triple} */
  say(subject, curie, object) {
    return [subject, this.names.expand(curie), object];
  }

  /** @returns {Generator<Triple>} */
  *scheme() {
    yield this.say(this.names.scheme, "rdf:type", this.names.expand("skos:ConceptScheme"));
    yield this.say(this.names.scheme, "dcterms:title", this.names.worded(this.glossary.title));
    const narrower = new Set(this.glossary.facts.filter(({ predicate }) => this.terms.predicates[predicate][0] === "broader").map(({ subject }) => subject));
    for (const { id, slug, kind } of this.glossary.things) {
      if (this.isConcept(kind) && !narrower.has(id)) yield this.say(this.names.scheme, "skos:hasTopConcept", this.names.thing(slug));
    }
  }

  /** @param {number} kind */
  isConcept(kind) {
    return this.terms.concepts.includes(kind);
  }

  /** @param {number} id @param {boolean} withPlaces whether to say which entries name it @returns {Generator<Triple>} */
  *thing(id, withPlaces) {
    const { names, terms } = this;
    const thing = this.glossary.things[id];
    const node = names.thing(thing.slug);
    for (const kind of [thing.kind, ...(thing.also ?? [])]) yield this.say(node, "rdf:type", names.expand(terms.kinds[kind]));
    yield this.say(node, "rdfs:label", names.value(thing.label));
    if (this.isConcept(thing.kind)) {
      yield this.say(node, "rdf:type", names.expand("skos:Concept"));
      yield this.say(node, "skos:prefLabel", names.worded(thing.label));
      yield this.say(node, "skos:inScheme", names.scheme);
    }
    for (const [number, alias] of (thing.aliases ?? []).entries()) {
      const isForm = terms.forms[id]?.includes(number);
      if (alias !== thing.label) yield this.say(node, isForm ? "skos:hiddenLabel" : "skos:altLabel", names.worded(alias));
    }
    if (thing.definition !== undefined) yield this.say(node, "skos:definition", names.worded(thing.definition));
    for (const [predicate, target] of thing.matches ?? []) if (/^[^\s<>"{}|\\^`]+$/.test(target)) yield this.say(node, predicate, `<${target}>`);
    if (withPlaces) yield* this.places(thing, node);
  }

  /** @param {import("./glossary.js").Thing} thing @param {string} node @returns {Generator<Triple>} */
  *places(thing, node) {
    const { names, terms } = this;
    for (const kind of thing.also ?? []) yield this.say(node, "gg:inferredKind", names.expand(terms.kinds[kind]));
    if (terms.mentions) yield this.say(node, "gg:mentionCount", names.value(terms.mentions[thing.id]));
    if (thing.entry !== undefined) yield this.say(this.entryName(thing.entry), "foaf:primaryTopic", node);
    for (const entry of thing.entries ?? []) yield this.say(this.entryName(entry), "schema:mentions", node);
  }

  /** @param {number} number */
  entryName(number) {
    const { name, title } = this.glossary.entries[number];
    return this.names.other("entry", name ?? title);
  }

  /** @param {number} number @returns {Generator<Triple>} */
  *entry(number) {
    const { title, url } = this.glossary.entries[number];
    const node = this.entryName(number);
    yield this.say(node, "rdf:type", this.names.expand("schema:Article"));
    yield this.say(node, "schema:headline", this.names.value(title));
    if (url) yield this.say(node, "schema:url", `${this.names.value(url)}^^${this.names.expand("xsd:anyURI")}`);
  }

  /** @param {number} number @returns {Generator<Triple>} */
  *fact(number) {
    const { names, terms } = this;
    const { subject, predicate, object, year, support, confidence, status } = this.glossary.facts[number];
    const slug = (/** @type {number} */ id) => this.glossary.things[id].slug;
    const [name, property] = terms.predicates[predicate];
    const [from, says] = [names.thing(slug(subject)), names.expand(property)];
    const to = object === undefined ? names.value(/** @type {number} */ (year)) : names.thing(slug(object));
    const node = names.other("fact", digest(slug(subject), name, object === undefined ? String(year) : slug(object)));
    yield [from, says, to];
    yield this.say(node, "rdf:type", names.expand("rdf:Statement"));
    yield this.say(node, "rdf:type", names.expand("gg:Fact"));
    yield this.say(node, "rdf:subject", from);
    yield this.say(node, "rdf:predicate", says);
    yield this.say(node, "rdf:object", to);
    yield this.say(node, "gg:support", names.value(support));
    yield this.say(node, "gg:confidence", names.share(confidence));
    yield this.say(node, "gg:status", names.value(status));
    yield* this.qualifiers(node, terms.qualifiers?.[number] ?? (terms.claims ? undefined : this.glossary.facts[number].notes));
    yield* this.claims(number, node);
  }

  /** @param {string} node @param {Record<string, string | number | boolean>} [qualifiers] @returns {Generator<Triple>} */
  *qualifiers(node, qualifiers = {}) {
    for (const [name, value] of Object.entries(qualifiers)) yield this.say(node, `gg:${name}`, this.names.value(value));
  }

  /** @param {number} number @param {string} fact @returns {Generator<Triple>} */
  *claims(number, fact) {
    const { names } = this;
    for (const [place, [id, confidence, rules, qualifiers]] of (this.terms.claims?.[number] ?? []).entries()) {
      const evidence = this.glossary.facts[number].evidence?.[place];
      if (!evidence) continue;
      const sentence = this.glossary.sentences[evidence.sentence];
      const node = names.other("claim", id);
      yield this.say(fact, "gg:hasClaim", node);
      yield this.say(node, "rdf:type", names.expand("gg:Claim"));
      yield this.say(node, "rdf:type", names.expand("prov:Entity"));
      yield this.say(node, "gg:quote", names.value(sentence.text));
      yield this.say(node, "gg:confidence", names.share(confidence));
      for (const rule of rules) yield this.say(node, "gg:rule", names.value(this.terms.rules?.[rule] ?? ""));
      yield* this.qualifiers(node, qualifiers);
      if (sentence.start !== undefined && this.glossary.entries[sentence.entry]) yield* this.span(sentence, sentence.start, node);
    }
  }

  /** @param {import("./glossary.js").Sentence} sentence @param {number} start @param {string} claim @returns {Generator<Triple>} */
  *span({ entry, text }, start, claim) {
    const { names } = this;
    const end = start + Array.from(text).length;
    const { name, title } = this.glossary.entries[entry];
    const id = digest(name ?? title, String(start), String(end));
    const [span, words, position] = ["", "-quote", "-position"].map((part) => names.other("span", id + part));
    yield this.say(claim, "prov:wasDerivedFrom", span);
    yield this.say(span, "rdf:type", names.expand("oa:SpecificResource"));
    yield this.say(span, "oa:hasSource", this.entryName(entry));
    yield this.say(span, "oa:hasSelector", words);
    yield this.say(span, "oa:hasSelector", position);
    yield this.say(words, "rdf:type", names.expand("oa:TextQuoteSelector"));
    yield this.say(words, "oa:exact", names.value(text));
    yield this.say(position, "rdf:type", names.expand("oa:TextPositionSelector"));
    yield this.say(position, "oa:start", names.value(start));
    yield this.say(position, "oa:end", names.value(end));
  }
}
