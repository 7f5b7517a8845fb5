// The sentence behind a fact: marked, in its paragraph, with its section and entry, and a link that opens it there.

import { element } from "./dom.js";
import { words } from "./words.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./glossary.js").Fact} Fact
 * @typedef {import("./glossary.js").Sentence} Sentence
 */

const SHORT = 90;
const WORDS = 5;

/** @param {string} address */
export const isWebAddress = (address) => /^https?:\/\//i.test(address);

/**
 * The address of a sentence in a page (a text fragment: https://wicg.github.io/scroll-to-text-fragment/).
 * @param {string} url @param {string} sentence
 */
export function addressOf(url, sentence) {
  const encode = (/** @type {string} */ text) => encodeURIComponent(text.replace(/\p{Cs}/gu, "\ufffd")).replace(/-/g, "%2D");
  const parts = sentence.trim().split(/\s+/);
  const isShort = sentence.length <= SHORT || parts.length <= 2 * WORDS;
  const said = isShort ? encode(parts.join(" ")) : `${encode(parts.slice(0, WORDS).join(" "))},${encode(parts.slice(-WORDS).join(" "))}`;
  return `${url}${url.includes("#") ? "" : "#"}:~:text=${said}`;
}

/** All sentences of a fact, the first in full, the others to open. @param {Glossary} glossary @param {Fact} fact */
export function evidence(glossary, fact) {
  const isInferred = fact.status === "inferred";
  const [first, ...others] = fact.evidence ?? [];
  if (!first) return [element("p", { class: "no-sentence" }, isInferred ? words.inferred : unquoted(glossary, fact))];
  const shown = [quotation(glossary, first)];
  if (isInferred) shown.unshift(element("p", { class: "no-sentence" }, words.inferred));
  if (!others.length) return shown;
  const rest = others.map((one) => quotation(glossary, one));
  return [...shown, element("details", {}, element("summary", {}, words.moreSentences(others.length)), ...rest)];
}

/** Where the page holds no sentences, who says it. @param {Glossary} glossary @param {Fact} fact */
function unquoted(glossary, fact) {
  const titles = glossary.entriesOf(fact).map((entry) => glossary.entries[entry].title);
  return titles.length ? words.saidIn(titles) : words.noSentence;
}

/** @param {Glossary} glossary @param {import("./glossary.js").Evidence} evidence_ */
export function quotation(glossary, { sentence, marks = [] }) {
  const said = glossary.sentences[sentence];
  const entry = glossary.entries[said.entry];
  const from = [entry?.title, said.section].filter(Boolean).join(" › ");
  const link = entry?.url && isWebAddress(entry.url) && element(
    "a", { href: addressOf(entry.url, said.text), rel: "noopener noreferrer", target: "_blank" }, `${words.readThere} ↗`);
  return element(
    "figure",
    {},
    element("blockquote", {}, ...highlight(said.text, marks)),
    element("figcaption", {}, from, link && " ", link),
    paragraph(glossary, said),
  );
}

/** The paragraph around a sentence, where it says more. @param {Glossary} glossary @param {Sentence} said */
function paragraph(glossary, { passage, at, text }) {
  if (passage === undefined || at === undefined) return null;
  const points = Array.from(glossary.passages[passage]);
  const stop = at + Array.from(text).length;
  const whole = element("p", { class: "paragraph" }, points.slice(0, at).join(""),
    element("strong", {}, points.slice(at, stop).join("")), points.slice(stop).join(""));
  return element("details", { class: "context" }, element("summary", {}, words.paragraph), whole);
}

/**
 * Cut a sentence at the marks (code points, end exclusive) and wrap what they cover.
 * @param {string} text @param {[number, number][]} marks sorted
 */
export function highlight(text, marks) {
  const points = Array.from(text);
  const parts = [];
  let at = 0;
  for (const [start, stop] of marks) {
    if (start < at) continue;
    parts.push(points.slice(at, start).join(""), element("mark", {}, points.slice(start, stop).join("")));
    at = stop;
  }
  return [...parts, points.slice(at).join("")].filter(Boolean);
}
