// The timeline: how many things were introduced in each year, and a brush over it, by pointer or by keyboard.

import { drawing, element, place } from "./dom.js";
import { words } from "./words.js";

const MOST = 60;
const HEIGHT = 40;

/**
 * The years that have a bar of their own; what is older shares the first.
 * @param {Map<number, number[]>} yearsOf @returns {{years: number[], counts: number[], oldest: number}}
 */
export function countYears(yearsOf) {
  const all = [...yearsOf.values()].flat();
  if (!all.length) return { years: [], counts: [], oldest: 0 };
  const oldest = all.reduce((one, other) => Math.min(one, other));
  const last = all.reduce((one, other) => Math.max(one, other));
  const first = Math.max(oldest, last - MOST + 1);
  const years = Array.from({ length: last - first + 1 }, (_, number) => first + number);
  const counts = years.map(() => 0);
  for (const year of all) counts[Math.max(year - first, 0)] += 1;
  return { years, counts, oldest };
}

/** @param {import("./store.js").Store} store @param {import("./filters.js").Sieve} sieve whether there is a timeline */
export function createTimeline(store, sieve) {
  const { years, counts, oldest } = countYears(sieve.years);
  if (years.length < 2) return false;
  const strip = place("timeline");
  const last = years.length - 1;
  const most = counts.reduce((one, other) => Math.max(one, other));
  const bars = counts.map((count, at) => {
    const h = count ? Math.max((count / most) * (HEIGHT - 2), 2) : 0;
    return drawing("rect", { x: at + 0.1, y: HEIGHT - h, width: 0.8, height: h }, drawing("title", {}, words.yearCount(name(at), count)));
  });
  /** @param {number} at */
  function name(at) {
    return at === 0 && oldest < years[0] ? words.before(years[0]) : String(years[at]);
  }
  const chart = drawing("svg", { viewBox: `0 0 ${years.length} ${HEIGHT}`, preserveAspectRatio: "none", "aria-hidden": "true" }, ...bars);
  const inputs = [words.firstYear, words.lastYear].map((label, end) =>
    element("input", { type: "range", min: 0, max: last, step: 1, "aria-label": label, oninput: () => choose(end) }));
  const said = element("output", {});
  const all = element("button", { type: "button", class: "more", onclick: () => store.set({ years: null }) }, words.allYears);

  /** @param {number} first @param {number} second */
  const brush = (first, second) => {
    const [from, to] = [Math.min(first, second), Math.max(first, second)];
    const isAll = from === 0 && to === last;
    store.set({ years: isAll ? null : [from === 0 ? oldest : years[from], years[to]] }, { blend: true });
  };
  /** @param {number} end */
  const choose = (end) => {
    const values = inputs.map((input) => Number(input.value));
    if (values[0] > values[1]) values[1 - end] = values[end];
    brush(values[0], values[1]);
  };
  /** @type {number | null} */
  let began = null;
  /** @param {Event} event */
  const yearAt = (event) => {
    const { left, width } = chart.getBoundingClientRect();
    const at = Math.floor(((/** @type {PointerEvent} */ (event).clientX - left) / width) * years.length);
    return Math.max(0, Math.min(last, at));
  };
  chart.addEventListener("pointerdown", (event) => {
    chart.setPointerCapture(/** @type {PointerEvent} */ (event).pointerId);
    began = yearAt(event);
    brush(began, began);
  });
  chart.addEventListener("pointermove", (event) => began !== null && brush(began, yearAt(event)));
  for (const end of ["pointerup", "pointercancel"]) chart.addEventListener(end, () => (began = null));

  strip.setAttribute("aria-label", words.timeline);
  strip.append(
    element("div", { class: "strip-top" }, element("h2", {}, words.timeline), said, all),
    element("div", { class: "chart" }, chart, element("div", { class: "ends" }, ...inputs)),
    element("div", { class: "axis", "aria-hidden": "true" }, element("span", {}, name(0)), element("span", {}, name(last >> 1)), element("span", {}, name(last))),
  );
  store.watch(({ years: chosen }) => {
    if (chosen && strip.hidden) strip.hidden = false;
    const from = chosen ? Math.max(years.indexOf(chosen[0]), 0) : 0;
    const to = chosen ? Math.max(years.indexOf(chosen[1]), from) : last;
    inputs[0].value = String(from);
    inputs[1].value = String(to);
    inputs.forEach((input) => input.setAttribute("aria-valuetext", name(Number(input.value))));
    said.textContent = chosen ? words.span(chosen[0], chosen[1]) : words.allYears;
    all.hidden = chosen === null;
    bars.forEach((bar, at) => bar.classList.toggle("out", at < from || at > to));
  });
  return true;
}
