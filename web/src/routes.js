// The best few ways between two things, whichever way the facts point (Yen 1971), as `glossary-graph path` finds them:
// a way is as likely as the product of its facts' confidences, times HOP for each.

/** @typedef {import("./glossary.js").Glossary} Glossary */

const HOP = 0.9;
const BEYOND = 0.3;

/** A heap of numbers by cost. */
class Queue {
  /** @type {number[]} */
  #items = [];
  /** @type {number[]} */
  #costs = [];

  get size() {
    return this.#items.length;
  }

  /** @param {number} item @param {number} cost */
  push(item, cost) {
    let at = this.#items.length;
    for (let up = (at - 1) >> 1; at > 0 && this.#costs[up] > cost; at = up, up = (at - 1) >> 1) {
      this.#items[at] = this.#items[up];
      this.#costs[at] = this.#costs[up];
    }
    this.#items[at] = item;
    this.#costs[at] = cost;
  }

  /** @returns {[number, number]} */
  pop() {
    const best = /** @type {[number, number]} */ ([this.#items[0], this.#costs[0]]);
    const item = /** @type {number} */ (this.#items.pop());
    const cost = /** @type {number} */ (this.#costs.pop());
    const size = this.#items.length;
    if (size) {
      let at = 0;
      for (;;) {
        let next = 2 * at + 1;
        if (next + 1 < size && this.#costs[next + 1] < this.#costs[next]) next += 1;
        if (next >= size || this.#costs[next] >= cost) break;
        this.#items[at] = this.#items[next];
        this.#costs[at] = this.#costs[next];
        at = next;
      }
      this.#items[at] = item;
      this.#costs[at] = cost;
    }
    return best;
  }
}

/** @typedef {{starts: Int32Array, others: Int32Array, facts: Int32Array}} Roads  what lies next to each thing, as rows */

/** @type {WeakMap<Glossary, Roads>} */
const known = new WeakMap();

/** @param {Glossary} glossary @returns {Roads} */
function roadsOf(glossary) {
  let roads = known.get(glossary);
  if (!roads) {
    const size = glossary.factsOf.reduce((sum, facts) => sum + facts.length, 0);
    roads = { starts: new Int32Array(glossary.things.length + 1), others: new Int32Array(size), facts: new Int32Array(size) };
    let at = 0;
    for (let id = 0; id < glossary.things.length; id += 1) {
      roads.starts[id] = at;
      for (const fact of glossary.factsOf[id]) {
        const { subject, object } = glossary.facts[fact];
        const other = subject === id ? object : subject;
        if (other === undefined || other === id) continue;
        roads.others[at] = other;
        roads.facts[at] = fact;
        at += 1;
      }
    }
    roads.starts[glossary.things.length] = at;
    known.set(glossary, roads);
  }
  return roads;
}

/**
 * @param {Glossary} glossary @param {number} from @param {number} to @param {(fact: number) => boolean} passes
 * @param {number} [count] @returns {number[][]} ways as lists of facts, the likeliest first
 */
export function findRoutes(glossary, from, to, passes, count = 3) {
  const roads = roadsOf(glossary);
  const { starts, others, facts } = roads;
  const costs = Float64Array.from(glossary.facts, ({ confidence }, fact) => (passes(fact) ? -Math.log(Math.max(confidence, 0.01) * HOP) : Infinity));
  const left = distances(roads, costs, to, from);
  if (from === to || left[from] === Infinity) return [];
  const farthest = left.reduce((far, cost) => (cost < Infinity && cost > far ? cost : far), 0);
  /** At least how far it is from there, as far as that was looked at. @param {number} id */
  const ahead = (id) => Math.min(left[id], farthest);
  /** @param {number} start @param {Set<number>} shut things @param {Set<number>} gone first steps that are taken: things */
  const search = (start, shut, gone) => {
    const best = new Map([[start, 0]]);
    const came = /** @type {Map<number, [number, number]>} */ (new Map());
    const queue = new Queue();
    queue.push(start, ahead(start));
    const done = new Set();
    while (queue.size) {
      const [id] = queue.pop();
      if (id === to) return walkBack(came, start, to);
      if (done.has(id)) continue;
      done.add(id);
      const cost = /** @type {number} */ (best.get(id));
      for (let road = starts[id]; road < starts[id + 1]; road += 1) {
        const other = others[road];
        if (shut.has(other) || (id === start && gone.has(other))) continue;
        const there = cost + costs[facts[road]];
        if (there >= (best.get(other) ?? Infinity)) continue;
        best.set(other, there);
        came.set(other, [id, facts[road]]);
        queue.push(other, there + ahead(other));
      }
    }
    return null;
  };
  return yen(search, from, count, (way) => way.reduce((sum, [, fact]) => sum + costs[fact], 0)).map((way) => way.map(([, fact]) => fact));
}

/** @typedef {[number, number][]} Way  [the thing that a step leads to, its fact] */

/** @param {Map<number, [number, number]>} came @param {number} start @param {number} to @returns {Way} */
function walkBack(came, start, to) {
  /** @type {Way} */
  const way = [];
  for (let at = to; at !== start; ) {
    const [before, fact] = /** @type {[number, number]} */ (came.get(at));
    way.unshift([at, fact]);
    at = before;
  }
  return way;
}

/**
 * @param {(start: number, shut: Set<number>, gone: Set<number>) => Way | null} search @param {number} from @param {number} count
 * @param {(way: Way) => number} costOf
 */
function yen(search, from, count, costOf) {
  const first = search(from, new Set(), new Set());
  /** @type {Way[]} */
  const found = first ? [first] : [];
  /** @type {Map<string, Way>} */
  const candidates = new Map();
  const name = (/** @type {Way} */ way) => way.map(([id]) => id).join(" ");
  while (found.length && found.length < count) {
    const last = found[found.length - 1];
    for (let at = 0; at < last.length; at += 1) {
      const root = last.slice(0, at);
      const start = at ? last[at - 1][0] : from;
      const gone = new Set(found.filter((way) => name(way.slice(0, at)) === name(root) && way.length > at).map((way) => way[at][0]));
      const spur = search(start, new Set([from, ...root.map(([id]) => id)]), gone);
      if (spur) candidates.set(name([...root, ...spur]), [...root, ...spur]);
    }
    const [best] = [...candidates.keys()].sort((a, b) => costOf(/** @type {Way} */ (candidates.get(a))) - costOf(/** @type {Way} */ (candidates.get(b))) || a.localeCompare(b));
    if (best === undefined) break;
    found.push(/** @type {Way} */ (candidates.get(best)));
    candidates.delete(best);
  }
  return found;
}

/**
 * How far things are from one thing (Dijkstra 1959), somewhat beyond the other: what makes the searches above look in
 * the right direction.
 * @param {Roads} roads @param {Float64Array} costs @param {number} start @param {number} end
 */
function distances({ starts, others, facts }, costs, start, end) {
  const left = new Float64Array(starts.length - 1).fill(Infinity);
  const queue = new Queue();
  let enough = Infinity;
  left[start] = 0;
  queue.push(start, 0);
  while (queue.size) {
    const [id, far] = queue.pop();
    if (far > enough) break;
    if (id === end) enough = far + BEYOND;
    if (far > left[id]) continue;
    for (let road = starts[id]; road < starts[id + 1]; road += 1) {
      const there = far + costs[facts[road]];
      if (there >= left[others[road]]) continue;
      left[others[road]] = there;
      queue.push(others[road], there);
    }
  }
  return enough === Infinity ? left : left.map((far) => (far > enough ? Infinity : far));
}
