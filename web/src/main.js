// Puts the page together: data, one store, and the parts that watch it.

import { act } from "./acts.js";
import { createAsk } from "./ask.js";
import { createChip } from "./chip.js";
import { place } from "./dom.js";
import { createDrawer } from "./drawer.js";
import { Sieve } from "./filters.js";
import { readGlossary } from "./glossary.js";
import { followHash, readHash } from "./hash.js";
import { createHelp } from "./help.js";
import { createLegend } from "./legend.js";
import { createPanel } from "./panel.js";
import { createPicture } from "./picture.js";
import { Director } from "./scene.js";
import { createIndex, createSearch } from "./search.js";
import { Store } from "./store.js";
import { createTable } from "./table.js";
import { createTake } from "./take.js";
import { createTimeline } from "./timeline.js";
import { createTools, preferredTheme } from "./tools.js";
import { viewOf } from "./vector.js";
import { createWalk } from "./walk.js";
import { words } from "./words.js";

async function open() {
  const { glossary, options, terms } = await readGlossary(document);
  const store = new Store({ ...readHash(glossary, location.hash), hovered: null, theme: preferredTheme() });
  const sieve = new Sieve(glossary);
  const director = new Director(glossary, sieve);
  const find = createIndex(glossary.things, glossary.kinds);
  const context = { glossary, store, director, find };

  sayCounts(glossary);
  const hasYears = createTimeline(store, sieve);
  createTools(store, { help: createHelp(), hasYears });
  createLegend(context);
  createSearch(glossary, find, (id) => {
    if (glossary.isLarge) act(store).expand(id);
    else store.set({ selected: id });
    place("panel").focus();
  });
  createPanel(context);
  createTable(context);
  createChip(context);
  const picture = createPicture(glossary, store, director, options);
  createWalk(context, picture);
  createAsk(glossary, terms, {
    open: (id) => store.set({ selected: id, hovered: null }),
    show: (ids) => act(store).find(ids, glossary.isLarge),
  });
  createTake({
    glossary, terms, view: () => viewOf(picture, glossary),
    shown: () => ({ things: picture.order, facts: picture.scene.facts }),
  });
  followHash(glossary, store);
  store.watch(({ selected, view, opened, route }) => {
    if (selected !== null || view === "table" || opened.size || route) place("hint").hidden = true;
  });
  // For tests and for people who look behind the page: what is drawn, and what the state is.
  Object.assign(globalThis, { glossaryGraph: { ...context, sieve, picture } });
  later(() => createDrawer(glossary, store, sieve));
  later(() => find.warm());
}

/** @param {import("./glossary.js").Glossary} glossary */
function sayCounts({ things, facts, entries, isLarge }) {
  place("counts").textContent = words.counts(things.length, facts.length, entries.length);
  place("hint").textContent = isLarge ? words.bubbleHint : words.hint;
}

/** Leave to the next quiet moment what the first sight does not need. @param {() => void} work */
const later = (work) => setTimeout(() => requestAnimationFrame(() => setTimeout(work)));

open().catch((error) => {
  place("hint").textContent = words.broken;
  throw error;
});
