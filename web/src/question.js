// A query as a reader writes it: its declarations, and what the engine's complaints mean in it.

/** @param {Record<string, string>} prefixes in one line, so that a place in the query is one line lower */
export const prolog = (prefixes) => Object.entries(prefixes).map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>`).join(" ");

/** What an example asks, as its first line says. @param {string} text */
export const titleOf = (text) => (text.split("\n")[0] ?? "").replace(/^#\s*/, "");

/**
 * @param {string} message the engine's, about a query below the line of declarations @param {string} query
 * @returns {{line: number, column: number, at: number, reason: string} | null}
 */
export function readComplaint(message, query) {
  const found = /error at (\d+):(\d+): expected (?:one of )?(.*)/s.exec(message);
  if (!found) return null;
  const lines = query.split("\n");
  const row = Math.min(Math.max(Number(found[1]) - 1, 1), lines.length);
  const before = lines.slice(0, row - 1).reduce((sum, text) => sum + text.length + 1, 0);
  const said = Math.min(before + Array.from(lines[row - 1]).slice(0, Number(found[2]) - 1).join("").length, query.length);
  const { words, signs, sentence } = readExpected(found[3]);
  const at = words.length && !signs.length && !sentence ? startOf(query, said - Math.min(...words.map(({ length }) => length)), said) : said;
  const place = query.slice(0, at).split("\n");
  return { line: place.length, column: Array.from(place[place.length - 1]).length + 1, at, reason: reasonOf(found[3], query, at) };
}

/** What the engine waited for. @param {string} expected */
function readExpected(expected) {
  const words = [...new Set(expected.match(/(?<![\w\\{])[A-Z_]{2,}(?![\w}])/g) ?? [])].sort();
  const signs = [...new Set(expected.match(/(?<=")[^"\\ ]{1,3}(?=")/g) ?? [])].filter((sign) => sign !== ",").sort();
  return { words, signs, sentence: /The [A-Za-z][^,[\]]+/.exec(expected)?.[0].trim() };
}

/** The word that is no keyword: the engine gives the place where the one that it waited for would end. @param {string} query @param {number} earliest @param {number} latest */
function startOf(query, earliest, latest) {
  const starts = [...query.matchAll(/[\w:]+|\S/g)].map(({ index }) => index);
  return starts.find((start) => start >= earliest && start < latest) ?? latest;
}

/** @param {string} expected @param {string} query @param {number} at */
function reasonOf(expected, query, at) {
  if (/Prefix not found/.test(expected)) {
    const unknown = /([\w.-]*):[^\s:]*$/.exec(query.slice(0, at));
    return `unknown prefix ${unknown ? `${unknown[1]}:` : ""}`.trim();
  }
  const { words, signs, sentence } = readExpected(expected);
  if (sentence) return sentence;
  const there = /^\s*([\w:]+|\S)/.exec(query.slice(at))?.[1];
  const met = there ? `“${there}” is not expected here` : "the query ends too early";
  const choice = [...words, ...signs];
  return choice.length && choice.length <= 4 ? `${met}, but ${choice.join(" or ")}` : met;
}

/** A query without what is no name: texts, addresses, comments. @param {string} query */
const bare = (query) => query.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g, "");

/**
 * Names of a query that begin with a prefix and are not known. @param {string} query @param {string} prefix
 * @param {(local: string) => boolean} isKnown @returns {string[]} what follows the colon
 */
export function unknownNames(query, prefix, isKnown) {
  const names = bare(query).matchAll(new RegExp(`(?<![\\w:.-])${prefix}:([\\w-]+(?:\\.[\\w-]+)*)`, "g"));
  return [...new Set([...names].map(([, local]) => local))].filter((local) => !isKnown(local));
}

/** What is spelt most alike, if anything is. @param {string} name @param {Iterable<string>} known */
export function nearest(name, known) {
  const wanted = name.toLowerCase();
  let [best, least] = ["", Math.max(1, Math.floor(wanted.length / 3)) + 0.5];
  for (const other of known) {
    if (Math.abs(other.length - name.length) >= least) continue;
    const apart = distance(wanted, other.toLowerCase());
    if (apart < least) [best, least] = [other, apart];
  }
  return best;
}

/** So many letters to add, drop or change (Levenshtein 1966). @param {string} one @param {string} other */
function distance(one, other) {
  let row = Array.from({ length: other.length + 1 }, (_, at) => at);
  for (let down = 1; down <= one.length; down += 1) {
    const next = [down];
    for (let at = 1; at <= other.length; at += 1) {
      next.push(Math.min(row[at] + 1, next[at - 1] + 1, row[at - 1] + Number(one[down - 1] !== other[at - 1])));
    }
    row = next;
  }
  return row[other.length];
}

const MOST = { length: 100_000, depth: 100 };

/** Refuse what would end the engine's thread: it has no limits of its own. @param {string} query */
export function refuse(query) {
  if (query.length > MOST.length) return `longer than ${MOST.length} characters`;
  let depth = 0;
  for (const [sign] of bare(query).matchAll(/[()[\]{}]/g)) {
    depth += "([{".includes(sign) ? 1 : -1;
    if (depth > MOST.depth) return `more than ${MOST.depth} brackets deep`;
  }
  return null;
}
