// A fact with its sentence and the place of that, as text for a footnote.

import { element, place } from "./dom.js";
import { copy } from "./files.js";
import { words } from "./words.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./glossary.js").Fact} Fact
 */

/** The fact as a sentence, read from its subject. @param {Glossary} glossary @param {Fact} fact */
export const sayFact = (glossary, fact) => glossary.say(fact).join(" ");

/** @param {Glossary} glossary @param {Fact} fact */
export function citation(glossary, fact) {
  const quotes = (fact.evidence ?? []).map(({ sentence }) => quote(glossary, glossary.sentences[sentence]));
  return [`${sayFact(glossary, fact)}.`, ...new Set(quotes)].join("\n");
}

/** @param {Glossary} glossary @param {import("./glossary.js").Sentence} sentence */
function quote(glossary, { entry, section, text, start }) {
  const { title, url } = glossary.entries[entry] ?? { title: "" };
  const where = start === undefined ? "" : words.characters(start, start + Array.from(text).length);
  const from = [glossary.title, title, section, where].filter(Boolean).join(", ");
  return `“${text.replace(/\s+/g, " ").trim()}” (${from})${url ? ` ${url}` : ""}`;
}

/** @param {Glossary} glossary @param {Fact} fact */
export function citeButton(glossary, fact) {
  const button = element("button", { type: "button", class: "cite", onclick: async () => {
    const said = (await copy(citation(glossary, fact))) ? words.cited : words.notCited;
    button.textContent = place("live").textContent = said;
    setTimeout(() => (button.textContent = words.cite), 1600);
  } }, words.cite);
  return button;
}
