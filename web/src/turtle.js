// Triples as files: N-Triples for the store, Turtle for people.

/** @typedef {import("./triples.js").Triple} Triple */

/** @param {Iterable<Triple>} triples @param {number} size @returns {Generator<string>} N-Triples, so many lines at a time */
export function* pieces(triples, size = 4000) {
  let lines = [];
  for (const triple of triples) {
    lines.push(`${triple.join(" ")} .\n`);
    if (lines.length < size) continue;
    yield lines.join("");
    lines = [];
  }
  yield lines.join("");
}

/**
 * Turtle, sorted, with a blank line after each subject.
 * @param {Iterable<Triple>} triples @param {Record<string, string>} prefixes
 */
export function writeTurtle(triples, prefixes) {
  const shorten = shortener(prefixes);
  /** @type {Map<string, Map<string, Set<string>>>} */
  const subjects = new Map();
  for (const [subject, predicate, object] of triples) {
    const rows = subjects.get(subject) ?? new Map();
    subjects.set(subject, rows);
    rows.set(predicate, (rows.get(predicate) ?? new Set()).add(object));
  }
  const head = Object.keys(prefixes).sort().map((prefix) => `@prefix ${prefix}: <${prefixes[prefix]}> .\n`);
  const blocks = [...subjects.keys()].sort().map((subject) => {
    const rows = /** @type {Map<string, Set<string>>} */ (subjects.get(subject));
    const said = [...rows.keys()].map((predicate) => {
      const objects = [.../** @type {Set<string>} */ (rows.get(predicate))].map(shorten).sort().join(", ");
      const name = shorten(predicate);
      return `${name === "rdf:type" ? "a" : name} ${objects}`;
    });
    return `\n${shorten(subject)} ${said.sort((a, b) => Number(b.startsWith("a ")) - Number(a.startsWith("a ")) || (a < b ? -1 : 1)).join(" ;\n  ")} .\n`;
  });
  return [...head, ...blocks].join("");
}

/** @param {Record<string, string>} prefixes @returns {(term: string) => string} names with their prefix where that is safe */
export function shortener(prefixes) {
  const starts = Object.entries(prefixes).sort(([, one], [, two]) => two.length - one.length);
  /** @param {string} iri without brackets */
  const short = (iri) => {
    for (const [prefix, start] of starts) {
      if (!iri.startsWith(start)) continue;
      const name = iri.slice(start.length);
      if (/^[A-Za-z0-9_](?:[\w-]|\.(?=[\w-]))*$/.test(name)) return `${prefix}:${name}`;
    }
    return null;
  };
  return (term) => {
    if (term.startsWith("<")) return short(term.slice(1, -1)) ?? term;
    const [, text, datatype] = /^(".*")\^\^<([^<>"]*)>$/s.exec(term) ?? [];
    if (datatype === undefined) return term;
    if (datatype.endsWith("#integer") && /^"-?\d+"$/.test(text)) return text.slice(1, -1);
    return `${text}^^${short(datatype) ?? `<${datatype}>`}`;
  };
}
