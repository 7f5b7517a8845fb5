// Which labels are drawn, and where: in the order of importance, each at the first free side of its node.

/**
 * @typedef {{x: number, y: number, r: number, w: number, h: number, must?: boolean, inside?: boolean}} Wish
 *   pixels; x, y the node's middle; `inside`: in the middle of a node that is large enough, and nowhere else
 * @typedef {{x: number, y: number, w: number, h: number}} Box  x, y the left top corner
 */

const CELL = 64;
const GAP = 3;

/** A grid of boxes that answers "is this place free?" quickly. */
class Occupied {
  /** @type {Map<number, Box[]>} */
  #cells = new Map();

  /** @param {Box} box @param {(cell: number) => boolean} visit stops at the first true */
  #visit(box, visit) {
    const right = Math.floor((box.x + box.w) / CELL);
    const bottom = Math.floor((box.y + box.h) / CELL);
    for (let column = Math.floor(box.x / CELL); column <= right; column += 1) {
      for (let row = Math.floor(box.y / CELL); row <= bottom; row += 1) {
        if (visit(column * 65_536 + row)) return true;
      }
    }
    return false;
  }

  /** @param {Box} box */
  add(box) {
    this.#visit(box, (cell) => {
      const there = this.#cells.get(cell);
      if (there) there.push(box);
      else this.#cells.set(cell, [box]);
      return false;
    });
  }

  /** @param {Box} box */
  meets(box) {
    return this.#visit(box, (cell) => (this.#cells.get(cell) ?? []).some((there) => overlaps(there, box)));
  }

  /** How many a box meets, larger ones counting more. @param {Box} box @param {Box} own a box that does not count */
  weigh(box, own) {
    /** @type {Set<Box>} */
    const met = new Set();
    this.#visit(box, (cell) => {
      for (const there of this.#cells.get(cell) ?? []) if (there !== own && overlaps(there, box)) met.add(there);
      return false;
    });
    return [...met].reduce((sum, { w, h }) => sum + w * h, 0);
  }
}

/** @param {Box} one @param {Box} two */
export function overlaps(one, two) {
  return one.x < two.x + two.w && two.x < one.x + one.w && one.y < two.y + two.h && two.y < one.y + one.h;
}

/**
 * The first box that weighs nothing, else the lightest, where that will do.
 * @param {Box[]} boxes @param {(box: Box) => number} weigh @param {boolean} anyWillDo
 */
function lightest(boxes, weigh, anyWillDo) {
  /** @type {Box | null} */
  let best = null;
  let least = Infinity;
  for (const box of boxes) {
    const weight = weigh(box);
    if (weight === 0) return box;
    if (weight < least) [best, least] = [box, weight];
  }
  return anyWillDo ? best : null;
}

/** @param {Box} box @param {Box} frame */
const within = (box, frame) =>
  box.x >= frame.x && box.y >= frame.y && box.x + box.w <= frame.x + frame.w && box.y + box.h <= frame.y + frame.h;

/** @param {Wish} wish @returns {Box[]} right, left, below, above, then the corners */
function sides({ x, y, r, w, h, inside }) {
  if (inside) return [{ x: x - w / 2, y: y - h / 2, w, h }];
  const [right, left] = [x + r + GAP, x - r - GAP - w];
  const [above, below, middle, centre] = [y - r - h - 1, y + r + 1, y - h / 2, x - w / 2];
  const [near, far] = [x + r * 0.7, x - r * 0.7 - w];
  const [up, down] = [y - r * 0.7 - h, y + r * 0.7];
  return [[right, middle], [left, middle], [centre, below], [centre, above], [near, down], [near, up], [far, down], [far, up]]
    .map(([left_, top]) => ({ x: left_, y: top, w, h }));
}

/**
 * Choose places for labels so that none covers another, a node, or what lies over the picture. The first wishes are
 * served first; those that must be drawn may cover nodes, and as the last resort each other.
 * @param {Wish[]} wishes
 * @param {{hubs?: number, covered?: Box[], frame?: Box}} [limits] `hubs`: so many of the first may cover nodes where
 *   no place is free of them; `covered`: where buttons and lists lie; `frame`: the edge of the picture
 * @returns {(Box | null)[]}
 */
export function placeLabels(wishes, { hubs = 0, covered = [], frame } = {}) {
  const nodes = new Occupied();
  const labels = new Occupied();
  covered.forEach((box) => labels.add(box));
  const discs = wishes.map(({ x, y, r }) => ({ x: x - r, y: y - r, w: 2 * r, h: 2 * r }));
  discs.forEach((disc, number) => wishes[number].inside || nodes.add(disc));
  /** @type {(Box | null)[]} */
  const places = wishes.map(() => null);
  const order = wishes.map((_, number) => number).sort((a, b) => Number(!!wishes[b].must) - Number(!!wishes[a].must) || a - b);
  for (const number of order) {
    const wish = wishes[number];
    const around = sides(wish);
    const free = around.filter((box) => !labels.meets(box) && (!frame || within(box, frame)));
    const place = lightest(free, (box) => nodes.weigh(box, discs[number]), wish.must || number < hubs) ?? (wish.must ? around[0] : null);
    if (!place) continue;
    places[number] = place;
    labels.add(place);
  }
  return places;
}
