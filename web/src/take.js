// What a reader takes away: the picture as it is seen, and what is shown as data.

import { sayFact } from "./cite.js";
import { writeRows } from "./csv.js";
import { element, place } from "./dom.js";
import { fileName, save } from "./files.js";
import { triples, withClaims } from "./triples.js";
import { writeTurtle } from "./turtle.js";
import { drawPng, drawSvg } from "./vector.js";
import { words } from "./words.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./triples.js").Terms} Terms
 * @typedef {{things: number[], facts: number[]}} Shown  numbers, in order
 * @typedef {{glossary: Glossary, terms: Terms, shown: () => Shown, view: () => import("./vector.js").View}} Source
 * @typedef {{type: string, make: (source: Source) => string | Promise<Blob>}} Form
 */

/** @type {Record<keyof typeof words.takes, Form>} */
const FORMS = {
  png: { type: "image/png", make: ({ view }) => drawPng(view()) },
  svg: { type: "image/svg+xml", make: ({ view }) => drawSvg(view()) },
  ttl: { type: "text/turtle", make: ({ glossary, terms, shown }) => writeTurtle(triples(glossary, withClaims(terms, document), shown()), terms.prefixes) },
  json: { type: "application/json", make: ({ glossary, terms, shown }) => `${JSON.stringify(asObject(glossary, terms, shown()), null, 1)}\n` },
  csv: { type: "text/csv", make: ({ glossary, terms, shown }) => asTable(glossary, terms, shown()) },
};

/** @param {Source} source */
export function createTake(source) {
  const live = place("live");
  const items = /** @type {(keyof typeof FORMS)[]} */ (Object.keys(FORMS)).map((form) => {
    const [name, hint] = words.takes[form];
    return element("li", {}, element("button", { type: "button", "data-form": form, onclick: async () => {
      const { type, make } = FORMS[form];
      const file = fileName(source.glossary.title, form);
      save(file, type, await make(source));
      close();
      live.textContent = words.taken(file);
    } }, name, element("small", {}, hint)));
  });
  const opener = element("summary", {}, words.take);
  const menu = element("details", { id: "take" }, opener, element("ul", {}, ...items));
  const close = () => {
    const isInside = menu.contains(document.activeElement);
    menu.open = false;
    if (isInside) opener.focus();
  };
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    event.stopPropagation();
    close();
  });
  document.addEventListener("pointerdown", ({ target }) => {
    if (target instanceof Node && !menu.contains(target)) menu.open = false;
  });
  place("tools").querySelector(".switch")?.after(menu);
}

/** @param {Glossary} glossary @param {Terms} terms @param {Shown} shown */
function asObject(glossary, terms, { things, facts }) {
  const slug = (/** @type {number} */ id) => glossary.things[id].slug;
  return {
    title: glossary.title,
    things: things.map((id) => {
      const { label, kind, aliases, definition, also = [] } = glossary.things[id];
      const kinds = [kind, ...also].map((number) => glossary.kinds[number].name);
      return { id: slug(id), label, kind: kinds[0], ...(kinds.length > 1 && { inferred_kinds: kinds.slice(1) }), aliases, definition };
    }),
    facts: facts.map((number) => {
      const fact = glossary.facts[number];
      const { subject, predicate, object, year, confidence, support, status, notes, evidence = [] } = fact;
      return {
        subject: slug(subject), predicate: terms.predicates[predicate][0], object: object === undefined ? year : slug(object),
        says: sayFact(glossary, fact), confidence, support, status, qualifiers: notes,
        evidence: evidence.map(({ sentence }) => quoteOf(glossary, glossary.sentences[sentence])),
      };
    }),
  };
}

/** @param {Glossary} glossary @param {import("./glossary.js").Sentence} sentence */
function quoteOf(glossary, { entry, section, text, start }) {
  const { name, title, url } = glossary.entries[entry] ?? {};
  return { entry: name ?? title, title, section, start, end: start === undefined ? undefined : start + Array.from(text).length, text, url };
}

/** The columns of edges.csv. @param {Glossary} glossary @param {Terms} terms @param {Shown} shown */
function asTable(glossary, terms, { facts }) {
  const rows = facts.map((number) => {
    const fact = glossary.facts[number];
    const { subject, predicate, object, year, confidence, support, status, evidence = [] } = fact;
    return [
      glossary.things[subject].slug, terms.predicates[predicate][0], object === undefined ? String(year) : glossary.things[object].slug,
      sayFact(glossary, fact), String(support), confidence.toFixed(2), status, evidence[0] ? glossary.sentences[evidence[0].sentence].text : "",
    ];
  });
  return writeRows(["source", "predicate", "target", "sentence", "support", "confidence", "status", "quotation"], rows);
}
