// Where a neighbourhood stands when it is shown alone: what was expanded in the middle of its neighbours, then a few
// rounds of pulling and pushing. The same state gives the same places.

import { boundsOf } from "./bounds.js";

/** @typedef {{x: number, y: number}} Point */

const RING = 150;
const ROOM = { x: 110, y: 62 };
const ROUNDS = 70;
const BROAD = 1.3;
const GOLDEN = Math.PI * (3 - Math.sqrt(5));

/**
 * @param {{id: number, near: number[]}[]} clusters what was expanded, in order @param {{from: number, to: number}[]} lines
 * @param {Point[]} homes where things stand in the whole picture @param {ReadonlyMap<number, readonly [number, number]>} pinned
 * @param {Set<number>} shown @returns {Map<number, Point>}
 */
export function arrange(clusters, lines, homes, pinned, shown) {
  /** @type {Map<number, Point>} */
  const places = new Map();
  for (const [id, [x, y]] of pinned) places.set(id, { x, y });
  for (const { id, near } of clusters) {
    const middle = places.get(id) ?? (places.size ? beside(places) : pointOf(homes[id]));
    places.set(id, { ...middle });
    const fresh = near.filter((other) => shown.has(other) && !places.has(other));
    fresh.forEach((other, number) => places.set(other, around(middle, number, fresh.length)));
  }
  for (const id of shown) if (!places.has(id)) places.set(id, places.size ? beside(places) : pointOf(homes[id]));
  for (const id of [...places.keys()]) if (!shown.has(id)) places.delete(id);
  relax(places, lines, pinned);
  return places;
}

/** @param {Point} point */
const pointOf = ({ x, y }) => ({ x, y });

/** @param {Point} middle @param {number} number @param {number} count */
function around(middle, number, count) {
  const radius = RING * Math.sqrt(1 + (number / 9));
  const angle = count > 12 ? number * GOLDEN : (number / count) * 2 * Math.PI;
  return { x: middle.x + radius * 1.35 * Math.cos(angle), y: middle.y + radius * Math.sin(angle) };
}

/** A place to the right of all others, or below them where they lie broad. @param {Map<number, Point>} places */
function beside(places) {
  const { left, right, top, bottom } = boundsOf(places.values(), RING / 2);
  const isBroad = right - left > BROAD * (bottom - top);
  return isBroad ? { x: (left + right) / 2, y: bottom + 1.5 * RING } : { x: right + 1.5 * RING, y: (top + bottom) / 2 };
}

/** @param {Map<number, Point>} places @param {{from: number, to: number}[]} lines @param {ReadonlyMap<number, readonly [number, number]>} pinned */
function relax(places, lines, pinned) {
  const ids = [...places.keys()];
  const points = [...places.values()];
  const row = new Map(ids.map((id, number) => [id, number]));
  const pairs = lines.flatMap(({ from, to }) => {
    const [one, other] = [row.get(from), row.get(to)];
    return one === undefined || other === undefined ? [] : [[one, other]];
  });
  const degree = ids.map(() => 1);
  for (const pair of pairs) for (const end of pair) degree[end] += 1;
  const still = ids.flatMap((id, number) => (pinned.has(id) ? [{ point: points[number], x: points[number].x, y: points[number].y }] : []));
  const rounds = Math.max(4, Math.min(ROUNDS, Math.round(8_000_000 / (ids.length * ids.length + 1))));
  for (let round = 0; round < rounds; round += 1) {
    for (const [one, other] of pairs) pull(points[one], points[other], 1 - round / rounds, degree[one], degree[other]);
    for (let one = 0; one < points.length; one += 1) for (let other = one + 1; other < points.length; other += 1) push(points[one], points[other]);
    for (const { point, x, y } of still) [point.x, point.y] = [x, y];
  }
  for (const point of points) [point.x, point.y] = [Math.round(point.x), Math.round(point.y)];
}

/** Those with more lines move less. @param {Point} one @param {Point} other @param {number} warmth @param {number} first @param {number} second */
function pull(one, other, warmth, first, second) {
  const [x, y] = [other.x - one.x, other.y - one.y];
  const far = Math.hypot(x, y) - RING;
  if (far <= 0) return;
  const step = (0.12 * warmth * far) / (far + RING);
  one.x += (x * step) / first;
  one.y += (y * step) / first;
  other.x -= (x * step) / second;
  other.y -= (y * step) / second;
}

/** Two whose labels would meet move apart. @param {Point} one @param {Point} other */
function push(one, other) {
  const [x, y] = [other.x - one.x, other.y - one.y];
  const [across, down] = [Math.abs(x) / ROOM.x, Math.abs(y) / ROOM.y];
  const near = Math.max(across, down);
  if (near >= 1) return;
  const step = (1 - near) * 0.25;
  const [right, below] = [x >= 0 ? 1 : -1, y >= 0 ? 1 : -1];
  one.x -= right * step * ROOM.x * (across >= down ? 1 : 0.3);
  other.x += right * step * ROOM.x * (across >= down ? 1 : 0.3);
  one.y -= below * step * ROOM.y * (down > across ? 1 : 0.3);
  other.y += below * step * ROOM.y * (down > across ? 1 : 0.3);
}
