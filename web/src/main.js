// Puts the page together: data, one store, and the parts that watch it.

import { createAsk } from "./ask.js";
import { place } from "./dom.js";
import { readGlossary } from "./glossary.js";
import { followHash, readHash } from "./hash.js";
import { createLegend } from "./legend.js";
import { createPanel } from "./panel.js";
import { createPicture, DRAWN_AT_MOST } from "./picture.js";
import { createSearch } from "./search.js";
import { Store } from "./store.js";
import { createTable } from "./table.js";
import { createTake } from "./take.js";
import { createTools, preferredTheme } from "./tools.js";
import { viewOf } from "./vector.js";
import { words } from "./words.js";

const { glossary, options, terms } = readGlossary(document);
const store = new Store({ ...readHash(glossary, location.hash), hovered: null, found: new Set(), theme: preferredTheme() });

const counts = words.counts(glossary.things.length, glossary.facts.length, glossary.entries.length);
place("counts").textContent = glossary.things.length > DRAWN_AT_MOST ? `${counts} · ${words.drawn(DRAWN_AT_MOST)}` : counts;
place("hint").textContent = words.hint;
createTools(store);
createLegend(glossary, store);
createSearch(glossary, store);
createPanel(glossary, store);
createTable(glossary, store);
const picture = createPicture(glossary, store, options);
createAsk(glossary, terms, {
  open: (id) => store.set({ selected: id, hovered: null }),
  show: (ids) => store.set({ found: new Set(ids), selected: null, hovered: null, view: "picture" }),
});
createTake({
  glossary, terms, view: () => viewOf(picture, glossary),
  shown: () => {
    const isShown = (/** @type {number} */ id) => !picture.isHidden(id);
    const things = glossary.things.map(({ id }) => id).filter(isShown);
    const facts = [...glossary.facts.keys()].filter((number) => isShown(glossary.facts[number].subject) && isShown(glossary.facts[number].object ?? glossary.facts[number].subject));
    return { things, facts };
  },
});
followHash(glossary, store);
store.watch(({ selected, view }) => {
  if (selected !== null || view === "table") place("hint").hidden = true;
});
// For tests and for people who look behind the page: what is drawn, and what the state is.
Object.assign(globalThis, { glossaryGraph: { glossary, store, picture } });
