import assert from "node:assert/strict";
import { test } from "node:test";
import { gzipSync } from "node:zlib";

import { act } from "../src/acts.js";
import { arrange } from "../src/arrange.js";
import { addressOf } from "../src/evidence.js";
import { countFilters, noFilters, Sieve } from "../src/filters.js";
import { readHash, writeHash } from "../src/hash.js";
import { findRoutes } from "../src/routes.js";
import { Director } from "../src/scene.js";
import { createIndex } from "../src/search.js";
import { freshState, Store } from "../src/store.js";
import { countYears } from "../src/timeline.js";
import { unpack } from "../src/unpack.js";
import { glossary, large, things } from "./made.js";

const sieve = new Sieve(glossary);
const director = new Director(glossary, sieve);
const passing = (change) => {
  const { things: marks, facts } = sieve.of({ ...freshState(), ...change });
  return { things: [...marks.keys()].filter((id) => marks[id]), facts: [...facts.keys()].filter((id) => facts[id]) };
};
const drawn = (change, of = director) => {
  const scene = of.scene({ ...freshState(), ...change });
  return { things: [...scene.things].sort(), lines: scene.lines.map(({ from, to }) => `${from}-${to}`).sort(), scene };
};

test("undo and redo take back what was done, and leave where the pointer is and the theme", () => {
  const store = new Store(freshState());
  store.set({ selected: 1 });
  store.set({ hovered: 2 });
  store.set({ theme: "dark" });
  act(store).expand(1);
  store.undo();
  assert.deepEqual([store.state.focus, store.state.selected, store.state.theme], [false, 1, "dark"]);
  store.undo();
  assert.deepEqual([store.state.selected, store.canUndo, store.canRedo], [null, false, true]);
  store.redo();
  store.redo();
  assert.deepEqual([store.state.focus, store.canRedo], [true, false]);
  store.undo();
  store.set({ selected: 3 });
  assert.equal(store.canRedo, false);
});

test("moving a slider is one step", () => {
  const store = new Store(freshState());
  for (const sureness of [0.5, 0.6, 0.7]) store.set({ sureness }, { blend: true });
  store.set({ years: [2019, 2020] }, { blend: true });
  store.undo();
  assert.deepEqual([store.state.years, store.state.sureness], [null, 0.7]);
  store.undo();
  assert.equal(store.state.sureness, 0);
});

test("the address restores all that was chosen", () => {
  const state = {
    ...freshState(), selected: 3, view: "table", rows: "facts", sort: "-sure", hiddenKinds: new Set([1]), hiddenPredicates: new Set([0]),
    hiddenStatuses: new Set(["inferred"]), entries: new Set([1]), sureness: 0.8, years: [2018, 2020], hidden: new Set([5]),
    pinned: new Map([[2, [-30, 12]]]), expanded: new Map([[0, 25], [3, 50]]), focus: true, route: { from: 0, to: 4, choice: 1 },
  };
  assert.deepEqual(readHash(glossary, writeHash(glossary, state)), (({ hovered, theme, ...rest }) => rest)(state));
});

test("an address that fits nothing opens the page as it is", () => {
  const hash = "#node=x&years=9-1&sure=7&pin=a,b,hub&near=,hub&open=9&from=hub&to=hub&sort=<b>&view=?";
  const { expanded, ...rest } = readHash(glossary, hash);
  const { hovered, theme, expanded: none, ...fresh } = freshState();
  assert.deepEqual(rest, fresh);
});

test("facts pass by sureness, predicate, status and entry, and things that lose all their facts go with them", () => {
  assert.deepEqual(passing({ sureness: 0.92 }), { things: [2, 3], facts: [3] });
  assert.deepEqual(passing({ hiddenPredicates: new Set([0]) }).things, [1, 4]);
  assert.equal(passing({ hiddenStatuses: new Set(["inferred"]) }).facts.includes(2), false);
  assert.deepEqual(passing({ entries: new Set([0]) }), { things: [0, 1, 2, 4], facts: [0] });
  assert.equal(passing({ hidden: new Set([0]) }).things.includes(0), false);
});

test("years keep what was introduced in them and what has no year but is joined to it", () => {
  assert.deepEqual(passing({ years: [2018, 2020] }).things, [0, 1, 3]);
});

test("the legend counts what passes, and of a hidden kind what would", () => {
  assert.deepEqual(sieve.countKinds({ ...freshState(), years: /** @type {const} */ ([2018, 2020]) }), [1, 2]);
  assert.deepEqual(sieve.countKinds({ ...freshState(), hiddenKinds: new Set([0]) }), [3, 3]);
});

test("filters are counted, and taken away at once", () => {
  const state = { ...freshState(), sureness: 0.5, years: [1, 2] };
  assert.equal(countFilters(/** @type {any} */ (state)), 2);
  assert.equal(countFilters(/** @type {any} */ ({ ...state, ...noFilters() })), 0);
});

test("neighbours come strongest first, and expanding shows them alone with the lines between them", () => {
  assert.deepEqual(glossary.neighbours(3), [2, 1, 4]);
  const near = drawn({ expanded: new Map([[3, 2]]), focus: true });
  assert.deepEqual(near.things, [1, 2, 3]);
  assert.deepEqual(near.lines, ["1-3", "2-3"]);
  assert.equal(drawn({ expanded: new Map([[3, 2]]) }).things.length, 6);
});

test("the same scene is not made twice, and pointing at something makes none", () => {
  const state = freshState();
  assert.equal(director.scene(state), director.scene({ ...state, hovered: 2, theme: "dark" }));
});

test("a neighbourhood is arranged around its middle, the same each time, pins where they were put", () => {
  const clusters = [{ id: 0, near: [1, 2, 3] }];
  const lines = [1, 2, 3].map((to) => ({ from: 0, to }));
  const places = arrange(clusters, lines, things, new Map([[2, [900, 900]]]), new Set([0, 1, 2, 3]));
  assert.deepEqual(places, arrange(clusters, lines, things, new Map([[2, [900, 900]]]), new Set([0, 1, 2, 3])));
  assert.deepEqual(places.get(2), { x: 900, y: 900 });
  const points = [...places.values()];
  points.forEach((one, at) => points.slice(at + 1).forEach((two) => assert.ok(Math.hypot(one.x - two.x, one.y - two.y) > 40)));
});

test("the best ways come first, each thing once in each, and filters close them", () => {
  const ways = findRoutes(glossary, 0, 4, () => true);
  assert.deepEqual(ways, [[0, 2, 4], [1, 3, 4]]);
  assert.deepEqual(findRoutes(glossary, 0, 4, (fact) => fact !== 0), [[1, 3, 4]]);
  assert.deepEqual(findRoutes(glossary, 0, 5, () => true), []);
  assert.deepEqual(findRoutes(glossary, 2, 2, () => true), []);
});

test("ways are the shortest, whatever the graph", () => {
  // Compared with every simple way, counted out by hand, in small random graphs (a fixed sequence).
  let seed = 7;
  const random = () => (seed = (seed * 16807) % 2147483647) / 2147483647;
  for (let round = 0; round < 30; round += 1) {
    const facts = Array.from({ length: 12 }, () => ({ subject: Math.floor(random() * 6), predicate: 0, object: Math.floor(random() * 6), confidence: 0.5 + random() / 2, support: 1, status: "extracted" }));
    const made = Object.assign(Object.create(Object.getPrototypeOf(glossary)), { things, facts, factsOf: things.map(({ id }) => facts.flatMap((one, at) => (one.subject === id || one.object === id ? [at] : []))) });
    const cost = (way) => way.reduce((sum, at) => sum - Math.log(facts[at].confidence * 0.9), 0);
    const all = [];
    const walk = (at, seen, way) => {
      if (at === 5) return all.push(cost(way));
      for (const number of made.factsOf[at]) {
        const other = facts[number].subject === at ? facts[number].object : facts[number].subject;
        if (!seen.has(other)) walk(other, new Set([...seen, other]), [...way, number]);
      }
    };
    walk(0, new Set([0]), []);
    const [best] = findRoutes(made, 0, 5, () => true);
    if (!all.length) assert.equal(best, undefined);
    else assert.ok(Math.abs(cost(best) - Math.min(...all)) < 1e-9);
  }
});

test("a large glossary shows bubbles that open to bubbles, then to things", () => {
  const of = new Director(large, new Sieve(large));
  assert.deepEqual([drawn({}, of).things, drawn({}, of).scene.bubbles], [[], [0]]);
  const first = drawn({ opened: new Set([0]) }, of).scene;
  assert.deepEqual([first.bubbles, first.bands], [[1, 2], [{ from: 1, to: 2, weight: 2 }]]);
  const second = drawn({ opened: new Set([0, 1]) }, of);
  assert.deepEqual([second.things, second.scene.bubbles, second.lines], [[0, 1, 2], [2], ["0-1", "0-2"]]);
  assert.deepEqual(of.tree.leaders(0, 2), [0, 1]);
  assert.deepEqual(of.tree.around(4), [0, 2]);
});

test("search keeps to a kind that is named before a colon", () => {
  const find = createIndex(glossary.things, glossary.kinds);
  assert.deepEqual(find("organizations: ").map(({ id }) => id), [1, 3, 5]);
  assert.deepEqual(find("model:o").map(({ id }) => id), [2]);
  assert.deepEqual(find("nothing: o").map(({ id }) => id), []);
});

test("the timeline counts years, and what is very old shares the first bar", () => {
  const { years, counts, oldest } = countYears(new Map([[0, [1763]], [1, [2020, 2021]], [2, [2021]]]));
  assert.deepEqual([years[0], years.at(-1), oldest], [1962, 2021, 1763]);
  assert.deepEqual([counts[0], counts.at(-2), counts.at(-1)], [1, 1, 2]);
  assert.deepEqual(countYears(new Map()).years, []);
});

test("a sentence has an address in its page", () => {
  assert.equal(addressOf("https://x.org/a", "Short, re-used."), "https://x.org/a#:~:text=Short%2C%20re%2Dused.");
  const long = "This one has many more words than anyone would like to see in an address, so it is cut in the middle.";
  assert.equal(addressOf("https://x.org/a#b", long), "https://x.org/a#b:~:text=This%20one%20has%20many%20more,is%20cut%20in%20the%20middle.");
  assert.ok(addressOf("https://x.org/", "broken \ud800 half").includes("%EF%BF%BD"));
});

test("packed columns become rows again", async () => {
  const table = { count: 3, columns: { x: [1, null, 3], label: ["A b", "É", "C"] }, rare: { y: [[2], ["z"]] }, codes: { s: [["p", "q"], [0, 1, 0]] }, steps: { n: [5, 1, -2] } };
  const packed = gzipSync(JSON.stringify({ nodes: table, list: [1] })).toString("base64");
  const { nodes, list } = await unpack(packed);
  assert.deepEqual(list, [1]);
  assert.deepEqual(nodes[0], { id: 0, x: 1, label: "A b", s: "p", n: 5, slug: "a-b" });
  assert.deepEqual(nodes[1], { id: 1, label: "É", s: "q", n: 6, slug: "" });
  assert.deepEqual(nodes[2], { id: 2, x: 3, label: "C", s: "p", n: 4, y: "z", slug: "c" });
});
