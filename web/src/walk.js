// Walking the graph by keyboard: arrows choose among neighbours, go there and come back; letters do what buttons do.

import { act } from "./acts.js";
import { place } from "./dom.js";
import { words } from "./words.js";

/** @typedef {import("./thing.js").Context} Context */

const STEP = 80;

export class Walk {
  /** @type {number[]} where the reader came from */
  #trail = [];
  #at = -1;

  /** @param {Context} context @param {import("./picture.js").Picture} picture */
  constructor(context, picture) {
    this.context = context;
    this.picture = picture;
  }

  /** What up and down choose from: neighbours of the open thing, else groups, else the main things. @returns {number[]} */
  choices() {
    const { store, director } = this.context;
    const { selected } = store.state;
    if (selected !== null) return director.near(store.state, selected, Infinity);
    return this.isAmongBubbles ? this.picture.scene.bubbles : this.picture.order;
  }

  get isAmongBubbles() {
    return this.context.store.state.selected === null && this.picture.scene.bubbles.length > 0;
  }

  /** @param {number} step @returns {string} what is chosen now, in words */
  choose(step) {
    const choices = this.choices();
    if (!choices.length) return words.noFacts;
    this.#at = this.#at < 0 ? (step > 0 ? 0 : choices.length - 1) : (this.#at + step + choices.length) % choices.length;
    const id = choices[this.#at];
    if (this.isAmongBubbles) {
      const { names, count } = this.picture.bubbleName(id);
      this.picture.lightBubble(id);
      return words.bubbleStep(names.join(", "), count, this.#at + 1, choices.length);
    }
    this.context.store.set({ hovered: id });
    return words.step(this.#say(id), this.#at + 1, choices.length);
  }

  /** @param {number} id */
  #say(id) {
    const { glossary, store } = this.context;
    const { selected } = store.state;
    const fact = selected === null ? undefined : glossary.factsOf[selected].map((number) => glossary.facts[number]).find((one) => one.subject === id || one.object === id);
    return fact && selected !== null ? glossary.say(fact, selected).join(" ") : glossary.things[id].label;
  }

  /** Go to what is chosen. */
  go() {
    const { store } = this.context;
    const id = this.choices()[this.#at];
    if (id === undefined) return;
    const isBubble = this.isAmongBubbles;
    this.#at = -1;
    if (isBubble) {
      this.picture.lightBubble(null);
      return act(store).open(id);
    }
    if (store.state.selected !== null) this.#trail.push(store.state.selected);
    store.set({ selected: id, hovered: null });
  }

  back() {
    this.#at = -1;
    this.context.store.set({ selected: this.#trail.pop() ?? null, hovered: null });
  }

  forget() {
    this.#at = -1;
  }
}

/** @param {Context} context @param {import("./picture.js").Picture} picture */
export function createWalk(context, picture) {
  const { store, glossary } = context;
  const walk = new Walk(context, picture);
  const { container, camera } = picture;
  const say = (/** @type {string} */ text) => (place("live").textContent = text);
  container.tabIndex = 0;
  container.setAttribute("role", "application");
  container.setAttribute("aria-label", words.canvas(glossary.title));
  container.setAttribute("aria-describedby", "walk-help");
  place("walk-help").textContent = words.canvasHelp;
  store.watch((state, before) => state.selected !== before.selected && walk.forget());

  /** @type {Record<string, () => void>} */
  const keys = {
    ArrowDown: () => say(walk.choose(1)), ArrowUp: () => say(walk.choose(-1)),
    ArrowRight: () => walk.go(), Enter: () => walk.go(), ArrowLeft: () => walk.back(),
    "shift ArrowDown": () => camera.pan(0, STEP), "shift ArrowUp": () => camera.pan(0, -STEP),
    "shift ArrowRight": () => camera.pan(STEP, 0), "shift ArrowLeft": () => camera.pan(-STEP, 0),
    f: () => act(store).focus(!store.state.focus),
  };
  /** @type {Record<string, (id: number) => void>} */
  const own = {
    "+": (id) => act(store).expand(id), "=": (id) => act(store).expand(id), "-": (id) => act(store).collapse(id), "−": (id) => act(store).collapse(id),
    h: (id) => act(store).hide(id), p: (id) => pin(id),
  };
  const pin = (/** @type {number} */ id) => {
    if (store.state.pinned.has(id)) act(store).unpin(id);
    else act(store).pin(id, picture.unturned(picture.placeOf(id)));
  };
  container.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    const isArrow = event.key.startsWith("Arrow");
    const name = event.shiftKey && isArrow ? `shift ${event.key}` : event.key.length === 1 ? event.key.toLowerCase() : event.key;
    const { selected } = store.state;
    const press = keys[name] ?? (selected !== null && own[name] ? () => own[name](selected) : null);
    if (!press) return;
    event.preventDefault();
    press();
  });
  container.addEventListener("blur", () => store.set({ hovered: null }));
}
