// The best few ways between two things, whichever way the facts point (Yen 1971), as `glossary-graph path` finds them:
// a way is as likely as the product of its facts' confidences, times HOP for each.

/** @typedef {import("./glossary.js").Glossary} Glossary */

const HOP = 0.9;

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

/**
 * @param {Glossary} glossary @param {number} from @param {number} to @param {(fact: number) => boolean} passes
 * @param {number} [count] @returns {number[][]} ways as lists of facts, the likeliest first
 */
export function findRoutes(glossary, from, to, passes, count = 3) {
  const cost = (/** @type {number} */ fact) => -Math.log(Math.max(glossary.facts[fact].confidence, 0.01) * HOP);
  /** @param {number} id @param {(other: number, fact: number) => void} visit */
  const each = (id, visit) => {
    for (const fact of glossary.factsOf[id]) {
      const { subject, object } = glossary.facts[fact];
      const other = subject === id ? object : subject;
      if (other !== undefined && other !== id && passes(fact)) visit(other, fact);
    }
  };
  const left = distances(glossary.things.length, to, each, cost);
  if (from === to || left[from] === Infinity) return [];
  /** @param {number} start @param {Set<number>} shut things @param {Set<number>} gone first steps that are taken: things */
  const search = (start, shut, gone) => {
    const known = new Map([[start, 0]]);
    const came = /** @type {Map<number, [number, number]>} */ (new Map());
    const queue = new Queue();
    queue.push(start, left[start]);
    const done = new Set();
    while (queue.size) {
      const [id] = queue.pop();
      if (id === to) return walkBack(came, start, to);
      if (done.has(id)) continue;
      done.add(id);
      each(id, (other, fact) => {
        if (left[other] === Infinity || shut.has(other) || (id === start && gone.has(other))) return;
        const cost_ = /** @type {number} */ (known.get(id)) + cost(fact);
        if (cost_ >= (known.get(other) ?? Infinity)) return;
        known.set(other, cost_);
        came.set(other, [id, fact]);
        queue.push(other, cost_ + left[other]);
      });
    }
    return null;
  };
  return yen(search, from, count, (way) => way.reduce((sum, [, fact]) => sum + cost(fact), 0)).map((way) => way.map(([, fact]) => fact));
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
 * How far everything is from one thing (Dijkstra 1959): what makes the searches above look in the right direction.
 * @param {number} size @param {number} start
 * @param {(id: number, visit: (other: number, fact: number) => void) => void} each @param {(fact: number) => number} cost
 */
function distances(size, start, each, cost) {
  const left = new Float64Array(size).fill(Infinity);
  const queue = new Queue();
  left[start] = 0;
  queue.push(start, 0);
  while (queue.size) {
    const [id, far] = queue.pop();
    if (far > left[id]) continue;
    each(id, (other, fact) => {
      const there = far + cost(fact);
      if (there >= left[other]) return;
      left[other] = there;
      queue.push(other, there);
    });
  }
  return left;
}
