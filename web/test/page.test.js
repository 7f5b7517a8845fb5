import assert from "node:assert/strict";
import { test } from "node:test";

import { growth, lookOf } from "../src/appearance.js";
import { Glossary } from "../src/glossary.js";
import { readHash, writeHash } from "../src/hash.js";
import { overlaps, placeLabels } from "../src/labels.js";
import { createIndex, fold } from "../src/search.js";
import { freshState, Store, toggled } from "../src/store.js";

const things = [
  { id: 0, slug: "gpt-4", label: "GPT-4", kind: 0, x: 0, y: 0 },
  { id: 1, slug: "openai", label: "OpenAI", kind: 1, x: 9, y: 9, aliases: ["Open AI, Inc."] },
];
const content = {
  title: "T",
  kinds: [
    { name: "Model", label: "model", plural: "models", groups: ["artifact"] },
    { name: "Organization", label: "organization", plural: "organizations", groups: ["agent"] },
  ],
  predicates: [{ label: "developed by", says: /** @type {[string, string]} */ (["is developed by", "developed"]) }],
  entries: [],
  sentences: [],
  facts: [{ subject: 0, predicate: 0, object: 1, confidence: 0.9, support: 1, status: "inferred" }],
};
const glossary = new Glossary(things, content);
const state = () => freshState();

test("a fact reads in both directions", () => {
  assert.equal(glossary.groupFacts(0)[0].says, "is developed by");
  assert.equal(glossary.groupFacts(1)[0].says, "developed");
  assert.equal(glossary.groupFacts(1)[0].facts[0].other, 0);
});

test("a line is inferred when nothing else stands behind it", () => assert.equal(glossary.isInferred([0]), true));

test("search puts what begins with the words before what holds them, labels before aliases", () => {
  const find = createIndex([{ label: "Remodel" }, { label: "Other", aliases: ["Model X"] }, { label: "Large model" }, { label: "Model" }]);
  assert.deepEqual(find("model").map(({ id }) => id), [3, 1, 2, 0]);
  assert.equal(find("model x")[0].alias, "Model X");
  assert.deepEqual(find("  "), []);
});

test("case, accents and hyphens do not matter to search", () => {
  assert.equal(fold("Élan‑Vital"), "elan vital");
  assert.equal(createIndex([{ label: "GPT-4" }])("gpt 4").length, 1);
});

test("no two labels overlap, and the more important one is drawn", () => {
  const wishes = Array.from({ length: 60 }, (_, n) => ({ x: (n * 37) % 300, y: (n * 53) % 200, r: 4, w: 70, h: 14 }));
  const places = placeLabels(wishes);
  assert.ok(places[0]);
  const drawn = places.filter((box) => box !== null);
  assert.ok(drawn.length > 8 && drawn.length < 60);
  drawn.forEach((one, n) => drawn.slice(n + 1).forEach((two) => assert.equal(overlaps(one, two), false)));
});

test("labels keep off what lies over the picture and inside its frame, save those that must be drawn", () => {
  const wish = { x: 50, y: 50, r: 5, w: 40, h: 10 };
  assert.equal(placeLabels([wish], { covered: [{ x: 0, y: 0, w: 100, h: 100 }] })[0], null);
  assert.ok(placeLabels([{ ...wish, must: true }], { covered: [{ x: 0, y: 0, w: 100, h: 100 }] })[0]);
  const [box] = placeLabels([{ ...wish, x: 95 }], { frame: { x: 0, y: 0, w: 100, h: 100 } });
  assert.ok(box && box.x + box.w <= 100);
});

test("the address restores what was open, hidden and shown", () => {
  const before = { ...state(), selected: 1, hiddenKinds: new Set([0]), view: "table" };
  const hash = writeHash(glossary, before);
  assert.equal(hash, "#node=openai&view=table&hide=model");
  const after = readHash(glossary, hash);
  assert.deepEqual([after.selected, [...after.hiddenKinds], after.view], [1, [0], "table"]);
  assert.equal(readHash(glossary, "#node=nothing").selected, null);
});

test("the store tells of changes only", () => {
  const store = new Store(state());
  let told = 0;
  store.watch(() => (told += 1));
  store.set({ selected: null });
  store.set({ selected: 1 });
  assert.equal(told, 2);
  assert.deepEqual([...toggled(new Set([1]), 1)], []);
});

test("kinds of other vocabularies have a look, and nodes shrink less than the zoom", () => {
  assert.equal(lookOf({ name: "Ship", label: "ship", plural: "ships", groups: [] }).shape, "hexagon");
  assert.deepEqual(lookOf({ name: "Service", label: "service", plural: "services", groups: [], parent: "Software" }), lookOf({ name: "Software", label: "", plural: "", groups: [] }));
  assert.ok(growth(0.25).node * 0.25 > growth(1).node * 0.25);
});
