// What part of the picture is in view, and how it gets there.

import { place } from "./dom.js";

/** @typedef {import("./bounds.js").Box} Box @typedef {import("./bounds.js").Point} Point */

const FARTHEST = 0.6;

export class Camera {
  /** @param {HTMLElement} container @param {import("vis-network/peer").Network} network */
  constructor(container, network) {
    this.container = container;
    this.network = network;
  }

  /** What the picture may use: the container without what lies over it. */
  #insets() {
    const { clientWidth: width, clientHeight: height } = this.container;
    const isSheet = matchMedia("(max-width: 759px)").matches;
    const panel = place("panel").hidden ? { offsetWidth: 0, offsetHeight: 0 } : place("panel");
    const below = ["hint", "timeline"].reduce((most, id) => Math.max(most, place(id).offsetHeight), 0);
    const strip = place("timeline").offsetHeight;
    const top = place("focus").offsetHeight ? place("focus").offsetHeight + 28 : 20;
    if (isSheet) return { left: 12, top, right: 12, bottom: Math.min(Math.max(panel.offsetHeight, strip + 64), height * 0.7) };
    const side = place("filters").hidden ? place("legend") : place("filters");
    const left = side.offsetHeight > height * 0.3 ? side.offsetWidth + 16 : 0;
    return { left: left + 20, top, right: Math.min(Math.max(panel.offsetWidth, 40) + 24, width * 0.6), bottom: below ? below + 30 : 20 };
  }

  /** Where buttons and lists lie over the picture, in its pixels. */
  covered() {
    const origin = this.container.getBoundingClientRect();
    return ["legend", "filters", "zoom", "hint", "panel", "timeline", "focus"].flatMap((id) => {
      const { left, top, width, height } = document.getElementById(id)?.getBoundingClientRect() ?? new DOMRect();
      return width ? [{ x: left - origin.left - 4, y: top - origin.top - 4, w: width + 8, h: height + 8 }] : [];
    });
  }

  /**
   * Bring a box into view.
   * @param {Box} box @param {{closest: number, animate?: boolean, core?: Point}} how `core`: what must be seen well, even
   *   if not all of the box is
   */
  frame(box, { closest, animate = false, core }) {
    const inset = this.#insets();
    const width = Math.max(this.container.clientWidth - inset.left - inset.right, 80);
    const height = Math.max(this.container.clientHeight - inset.top - inset.bottom, 80);
    const whole = Math.min(width / (box.right - box.left), height / (box.bottom - box.top), closest);
    const isTooFar = core !== undefined && whole < FARTHEST;
    const scale = isTooFar ? FARTHEST : whole;
    const middle = isTooFar ? core : { x: (box.left + box.right) / 2, y: (box.top + box.bottom) / 2 };
    const x = middle.x + (inset.right - inset.left) / 2 / scale;
    const y = middle.y + (inset.bottom - inset.top) / 2 / scale;
    const isCalm = matchMedia("(prefers-reduced-motion: reduce)").matches;
    const animation = animate && !isCalm ? { duration: 350, easingFunction: /** @type {const} */ ("easeInOutQuad") } : false;
    this.network.moveTo({ position: { x, y }, scale, animation: /** @type {any} */ (animation) });
  }

  /** @param {number} factor */
  zoom(factor) {
    this.network.moveTo({ scale: this.network.getScale() * factor, animation: /** @type {any} */ (false) });
  }

  /** Move the view by pixels. @param {number} right @param {number} down */
  pan(right, down) {
    const [{ x, y }, scale] = [this.network.getViewPosition(), this.network.getScale()];
    this.network.moveTo({ position: { x: x + right / scale, y: y + down / scale }, animation: /** @type {any} */ (false) });
  }
}
