// The ways between two things: what the panel says about them, each step with the sentence behind it.

import { act } from "./acts.js";
import { element } from "./dom.js";
import { quotation } from "./evidence.js";
import { sureness, thingButton } from "./thing.js";
import { words } from "./words.js";

/** @typedef {import("./thing.js").Context} Context */

/** @param {Context} context @param {import("./store.js").Route} route */
export function describeRoute({ glossary, store, director }, route) {
  const ways = director.ways(store.state);
  const choice = Math.min(route.choice, ways.length - 1);
  const turn = element("button", { type: "button", class: "action", onclick: () => act(store).route(route.to, route.from) }, words.turn);
  return [
    element("h2", {}, words.route(glossary.things[route.from].label, glossary.things[route.to].label)),
    element("div", { class: "actions" }, turn),
    ...(ways.length ? [] : [element("p", { class: "nothing" }, words.noWay)]),
    ...ways.map((way, number) => wayItem(glossary, store, way, { route, number, isOpen: number === choice })),
  ];
}

/**
 * @param {import("./glossary.js").Glossary} glossary @param {import("./store.js").Store} store @param {number[]} way
 * @param {{route: import("./store.js").Route, number: number, isOpen: boolean}} how
 */
function wayItem(glossary, store, way, { route, number, isOpen }) {
  const sure = way.reduce((product, fact) => product * glossary.facts[fact].confidence, 1);
  const title = element(
    "button",
    { type: "button", class: "way", "aria-expanded": String(isOpen), onclick: () => store.set({ route: { ...route, choice: number } }) },
    element("span", {}, words.way(number + 1, way.length)),
    element("span", { class: "sure" }, words.percent(sure)),
  );
  let at = route.from;
  const hops = isOpen ? way.map((fact) => {
    const item = hop(glossary, store, fact, at);
    const { subject, object } = glossary.facts[fact];
    at = subject === at ? (object ?? at) : subject;
    return item;
  }) : [];
  return element("section", { class: "group" }, element("h3", {}, title), element("ol", { class: "facts hops" }, ...hops));
}

/** @param {import("./glossary.js").Glossary} glossary @param {import("./store.js").Store} store @param {number} number @param {number} from */
function hop(glossary, store, number, from) {
  const fact = glossary.facts[number];
  const isForward = fact.subject === from;
  const to = isForward ? (fact.object ?? from) : fact.subject;
  const [first] = fact.evidence ?? [];
  return element(
    "li",
    { class: fact.status === "inferred" ? "fact inferred" : "fact" },
    element("div", { class: "hop" }, thingButton(glossary, store, from), element("span", { class: "says" }, glossary.predicates[fact.predicate].says[isForward ? 0 : 1]),
      thingButton(glossary, store, to), sureness(fact)),
    first ? quotation(glossary, first) : element("p", { class: "no-sentence" }, fact.status === "inferred" ? words.inferred : words.noSentence),
  );
}
