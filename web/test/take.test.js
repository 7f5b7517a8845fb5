import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";

import { citation } from "../src/cite.js";
import { guardCell, writeRows } from "../src/csv.js";
import { fileName } from "../src/files.js";
import { Glossary } from "../src/glossary.js";
import { nearest, prolog, readComplaint, refuse, titleOf, unknownNames } from "../src/question.js";
import { digest, Names, triples } from "../src/triples.js";
import { pieces, shortener, writeTurtle } from "../src/turtle.js";
import table from "../../graph/formats/appearance.json" with { type: "json" };

const terms = {
  base: "https://example.org/g/", language: "en", concepts: [], forms: {}, kinds: ["gg:Model", "org:Organization"],
  prefixes: { gg: "https://w3id.org/glossary-graph/ns#", org: "http://www.w3.org/ns/org#", rdf: "http://www.w3.org/1999/02/22-rdf-syntax-ns#", rdfs: "http://www.w3.org/2000/01/rdf-schema#", xsd: "http://www.w3.org/2001/XMLSchema#", "": "https://example.org/g/" },
  predicates: /** @type {[string, string][]} */ ([["developedBy", "gg:developedBy"]]),
};
const things = [
  { id: 0, slug: "gpt-4", label: "GPT-4", kind: 0, x: 0, y: 0 },
  { id: 1, slug: "openai", label: "OpenAI", kind: 1, x: 9, y: 9 },
];
const content = {
  title: "T",
  kinds: [{ name: "Model", label: "model", plural: "models", groups: ["artifact"] }, { name: "Organization", label: "organization", plural: "organizations", groups: ["agent"] }],
  predicates: [{ label: "developed by", says: /** @type {[string, string]} */ (["is developed by", "developed"]) }],
  entries: [{ title: "GPT-4", name: "gpt-4", url: "https://example.com/a" }],
  sentences: [{ entry: 0, section: "Definition", text: "GPT-4 is made by\nOpenAI.", start: 7 }],
  facts: [{ subject: 0, predicate: 0, object: 1, confidence: 0.9, support: 1, status: "extracted", evidence: [{ sentence: 0 }] }],
};
const glossary = new Glossary(things, content);

test("ids are those that Python makes", () => {
  assert.equal(digest("a", "b"), "f84c4d669fe0d410");
  assert.equal(digest("gpt-4", "developedBy", "openai"), "b56d91d20eefab8a");
});

test("names go to addresses and back, whatever they hold", () => {
  const names = new Names(terms);
  for (const slug of ["gpt-4", "llama-3.1+x", "no space?", "注意", "a/b#c%d", "..", "\u{1f600}", "a\u0000b"]) {
    assert.equal(names.slug(names.thing(slug).slice(1, -1)), slug);
    assert.doesNotMatch(names.thing(slug).slice(1, -1), /[\s<>"{}|\\^`]/);
  }
  assert.equal(names.slug("https://example.org/g/_fact-1"), null);
  assert.equal(names.slug("https://elsewhere.org/gpt-4"), null);
});

test("a fact is said directly and as a statement", () => {
  const said = [...triples(glossary, terms, { things: [0, 1], facts: [0] })].map((triple) => triple.join(" "));
  assert.ok(said.includes("<https://example.org/g/gpt-4> <https://w3id.org/glossary-graph/ns#developedBy> <https://example.org/g/openai>"));
  assert.ok(said.some((row) => row.endsWith('ns#confidence> "0.9"^^<http://www.w3.org/2001/XMLSchema#decimal>')));
});

test("text in triples is escaped", () => {
  const odd = new Glossary([{ ...things[0], label: 'a"b\\c\nd\re\ud800' }], { ...content, facts: [] });
  assert.match([...pieces(triples(odd, terms, { things: [0], facts: [] }))].join(""), /"a\\"b\\\\c\\nd\\re\ufffd"/);
});

test("pieces hold every triple once", () => {
  const all = Array.from({ length: 10 }, (_, number) => /** @type {[string, string, string]} */ ([`<a:${number}>`, "<a:b>", "<a:c>"]));
  const made = [...pieces(all, 3)];
  assert.equal(made.length, 4);
  assert.equal(made.join("").split("\n").filter(Boolean).length, 10);
});

test("Turtle is sorted, shortens what may be short, and nothing else", () => {
  const short = shortener(terms.prefixes);
  assert.equal(short("<https://example.org/g/gpt-4>"), ":gpt-4");
  assert.equal(short("<https://example.org/g/llama-3.1>"), ":llama-3.1");
  assert.equal(short("<https://example.org/g/a.>"), "<https://example.org/g/a.>");
  assert.equal(short("<https://example.org/g/a%20b>"), "<https://example.org/g/a%20b>");
  assert.equal(short('"3"^^<http://www.w3.org/2001/XMLSchema#integer>'), "3");
  assert.equal(short('"1"^^<http://www.w3.org/2001/XMLSchema#decimal>'), '"1"^^xsd:decimal');
  assert.equal(short('"x"^^<y>"'), '"x"^^<y>"');
  const rows = [...triples(glossary, terms, { things: [0, 1], facts: [0] })];
  assert.equal(writeTurtle(rows, terms.prefixes), writeTurtle([...rows].reverse(), terms.prefixes));
});

test("a cell that a spreadsheet would run gets an apostrophe, as in Python", () => {
  assert.deepEqual(["=1", "'=1", "+1", "-x", "@a", "\ta", "\ra", "a=1", "'tis"].map(guardCell), ["'=1", "''=1", "'+1", "'-x", "'@a", "'\ta", "'\ra", "a=1", "'tis"]);
  assert.equal(writeRows(["a", "b"], [["x,y", 'q"q'], ["l\nm", "=2"]]), 'a,b\n"x,y","q""q"\n"l\nm",\'=2\n');
});

test("files are called after the title, whatever it holds", () => {
  assert.equal(fileName("AI glossary", "svg"), "ai-glossary.svg");
  assert.equal(fileName("../../etc: <x>\u0000", "ttl"), "etc-x.ttl");
  assert.equal(fileName("???", "csv", "answer"), "answer.csv");
  assert.equal(fileName("", "csv"), "glossary.csv");
});

test("a citation has the fact, the sentence, its entry and its place there", () => {
  assert.equal(citation(glossary, content.facts[0]), "GPT-4 is developed by OpenAI.\n“GPT-4 is made by OpenAI.” (T, GPT-4, Definition, characters 7–31) https://example.com/a");
});

test("a complaint names the line and column of the query as it was typed", () => {
  const query = "SELECT ?x {\n  ?x gg:a ;; }";
  assert.deepEqual(readComplaint("error at 3:11: expected one of \"a\"", query), { line: 2, column: 11, at: 22, reason: "“;” is not expected here, but a" });
  assert.equal(readComplaint("error at 2:10: expected Prefix not found", "SELECT * { x:a ?b ?c }")?.line, 1);
  assert.match(readComplaint("error at 2:14: expected Prefix not found", "SELECT * { x:a ?b ?c }")?.reason ?? "", /^unknown prefix x:$/);
  assert.equal(readComplaint("out of memory", query), null);
  assert.equal(prolog({ a: "b" }).includes("\n"), false);
  assert.equal(titleOf("# Who develops what\nSELECT"), "Who develops what");
});

test("what would end the engine's thread is refused before", () => {
  assert.match(refuse(`ASK ${"{".repeat(101)}`) ?? "", /brackets deep/);
  assert.equal(refuse(`ASK { ?a ?b "${"(".repeat(500)}" } # ${"{".repeat(500)}`), null);
  assert.match(refuse("x".repeat(100_001)) ?? "", /longer/);
});

test("the style sheet has the colours of the table", () => {
  const style = readFileSync(new URL("../src/page.css", import.meta.url), "utf8");
  const [light, dark] = style.split('[data-theme="dark"]');
  for (const [theme, part] of /** @type {["light" | "dark", string][]} */ ([["light", light], ["dark", dark]])) {
    for (const [name, colour] of Object.entries(table.hues[theme])) assert.ok(part.includes(`--${name}: ${colour};`), `${theme} ${name}`);
    assert.ok(part.includes(`--paper: ${table.paper[theme]};`) && part.includes(`--ink: ${table.ink[theme]};`) && part.includes(`--soft: ${table.softInk[theme]};`));
  }
});

test("names that a query gets wrong are found, and what is spelt most alike", () => {
  const known = (/** @type {string} */ local) => local === "developedBy";
  const query = 'SELECT * { ?a gg:developdBy "gg:text" ; gg:developedBy <http://x#gg:y> } # gg:comment';
  assert.deepEqual(unknownNames(query, "gg", known), ["developdBy"]);
  assert.deepEqual(unknownNames("{ :open-ai ?p gg:x, :GPT-4.5 }", "", () => false), ["open-ai", "GPT-4.5"]);
  assert.equal(nearest("developdBy", ["uses", "developedBy", "derivedFrom"]), "developedBy");
  assert.equal(nearest("zebra", ["uses", "developedBy"]), "");
});
