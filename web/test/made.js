// A small glossary for the tests: a chain with a short cut, years, statuses, two entries.

import { Glossary } from "../src/glossary.js";

const names = ["hub", "one", "two", "three", "far", "alone"];

export const things = names.map((name, id) => ({ id, slug: name, label: name, kind: id % 2, x: 100 * id, y: 10 * id, entries: [id % 2], group: id < 3 ? 1 : id < 5 ? 2 : undefined }));

/** @param {number} subject @param {number} object @param {object} [more] */
const fact = (subject, object, more = {}) => ({ subject, predicate: 0, object, confidence: 0.9, support: 1, status: "extracted", ...more });

export const content = {
  title: "T",
  kinds: [
    { name: "Model", label: "model", plural: "models", groups: ["artifact"] },
    { name: "Organization", label: "organization", plural: "organizations", groups: ["agent"] },
  ],
  predicates: [
    { label: "uses", says: /** @type {[string, string]} */ (["uses", "is used by"]) },
    { label: "introduced in", says: /** @type {[string, string]} */ (["was introduced in", "saw the introduction of"]) },
  ],
  entries: [{ title: "A", name: "a" }, { title: "B", name: "b" }],
  sentences: [{ entry: 0, section: "", text: "It says so." }, { entry: 1, section: "", text: "It says more." }],
  facts: [
    fact(0, 1, { evidence: [{ sentence: 0 }] }),
    fact(0, 2, { confidence: 0.7, evidence: [{ sentence: 1 }] }),
    fact(1, 3, { status: "inferred" }),
    fact(2, 3, { confidence: 0.95, support: 3 }),
    fact(3, 4),
    { subject: 1, predicate: 1, year: 2019, confidence: 0.9, support: 1, status: "extracted" },
    { subject: 4, predicate: 1, year: 2022, confidence: 0.9, support: 1, status: "extracted" },
  ],
};

export const glossary = new Glossary(things, content);

/** The same in two bubbles, the second inside the first. */
export const large = new Glossary(things, {
  ...content,
  communities: [
    { parent: null, x: 0, y: 0, r: 300, size: 5 }, { parent: 0, x: -50, y: 0, r: 100, size: 3 }, { parent: 0, x: 90, y: 0, r: 80, size: 2 },
  ],
});
