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

const MOST = { length: 100_000, depth: 100 };

/** Refuse what would end the engine's thread: it has no limits of its own. @param {string} query */
export function refuse(query) {
  if (query.length > MOST.length) return `longer than ${MOST.length} characters`;
  let depth = 0;
  for (const [sign] of query.replace(/"(?:[^"\\\n]|\\.)*"|'(?:[^'\\\n]|\\.)*'|<[^<>\s]*>|#[^\n]*/g, "").matchAll(/[()[\]{}]/g)) {
    depth += "([{".includes(sign) ? 1 : -1;
    if (depth > MOST.depth) return `more than ${MOST.depth} brackets deep`;
  }
  return null;
}
