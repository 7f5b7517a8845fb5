// The query editor at /sparql: YASGUI with our service, prefixes, terms and example queries. Nothing is asked elsewhere.

import Yasgui from "@zazuko/yasgui";

/**
 * @typedef {{name: string, query: string}} Example
 * @typedef {{base: string, place: string, examples: Example[], prefixes: Record<string, string>, terms: string[]}} Data
 */

const place = (/** @type {string} */ id) => /** @type {HTMLElement} */ (document.getElementById(id));
/** @type {Data} */
const data = JSON.parse(place("data").textContent ?? "{}");
const endpoint = new URL("/sparql", location.href).href;

const { Yasqe } = Yasgui;
const declarations = Object.entries(data.prefixes).map(([prefix, iri]) => `${prefix}: <${iri}>`).sort();
Yasqe.registerAutocompleter({ ...Yasqe.Autocompleters.prefixes, get: () => declarations, persistenceId: null }, false);
Yasqe.registerAutocompleter({
  name: "glossary-terms",
  bulk: true,
  autoShow: false,
  persistenceId: null,
  get: () => data.terms,
  isValidCompletionPosition: (/** @type {any} */ yasqe) => /^[a-z]+:?\w*$/i.test(yasqe.getCompleteToken().string),
  preProcessToken: (/** @type {any} */ yasqe) => yasqe.getCompleteToken(),
}, false);

/**
 * Declare the prefixes that a query uses: our service knows them, other tools and the editor's check do not.
 * @param {string} query
 */
function declared(query) {
  const used = Object.entries(data.prefixes).filter(
    ([prefix]) => new RegExp(`(?<![\\w<:])${prefix}:(?!//)`).test(query) && !new RegExp(`PREFIX ${prefix}:`, "i").test(query),
  );
  return [...used.map(([prefix, iri]) => `PREFIX ${prefix}: <${iri}>`).sort(), query].join("\n");
}

/** @param {Example} example */
const titleOf = ({ name, query }) => /^#\s*(.+)/.exec(query)?.[1].replace(/[.:]$/, "") ?? name;

const plain = Yasgui.Tab.getDefaults;
Yasgui.Tab.getDefaults = (given) => {
  const tab = plain(given);
  tab.yasr.settings.pluginsConfig = { table: { compact: true } }; // numbers without their datatypes
  return tab;
};

const yasgui = new Yasgui(place("editor"), {
  persistenceId: "glossary-graph",
  tabName: "Query",
  populateFromUrl: (given) => ({ ...given, requestConfig: { ...given.requestConfig, endpoint } }),
  requestConfig: {
    endpoint,
    method: "POST",
    acceptHeaderSelect: "application/sparql-results+json",
    acceptHeaderGraph: "text/turtle",
  },
  endpointCatalogueOptions: /** @type {any} */ ({ getData: () => [], keys: [], renderItem: () => {} }),
  yasqe: /** @type {any} */ ({
    value: declared(data.examples[0]?.query ?? "SELECT * { ?s ?p ?o } LIMIT 10"),
    autocompleters: ["prefixes", "variables", "glossary-terms"],
    prefixCcApi: null,
    editorHeight: "260px",
  }),
  yasr: /** @type {any} */ ({ prefixes: data.prefixes }),
});

/** What was kept from another address must not be asked now; and the field for the query has a name for those who hear. */
function settle() {
  const tab = yasgui.getTab();
  tab?.setEndpoint(endpoint);
  tab?.getYasqe()?.getInputField().setAttribute("aria-label", "SPARQL query");
}
yasgui.on("tabSelect", () => setTimeout(settle));
yasgui.on("tabAdd", () => setTimeout(settle));
settle();

/** @param {Example} example */
function open(example) {
  const { requestConfig } = /** @type {any} */ (yasgui.getTab()).getPersistedJson();
  const tab = yasgui.addTab(
    true,
    { name: titleOf(example), yasqe: { value: declared(example.query) }, requestConfig: { ...requestConfig, endpoint } },
    { avoidDuplicateTabs: true },
  );
  tab.query().catch(() => {});
}

for (const example of data.examples) {
  const button = document.createElement("button");
  button.type = "button";
  button.textContent = titleOf(example);
  button.addEventListener("click", () => open(example));
  place("examples").append(button);
}

// Results name things by their IRIs; here they lie at the same path of this server.
place("editor").addEventListener("click", (event) => {
  const link = event.target instanceof Element ? event.target.closest("a[href]") : null;
  if (link instanceof HTMLAnchorElement && link.href.startsWith(data.base)) {
    link.href = data.place + encodeURIComponent(decodeURIComponent(link.href.slice(data.base.length)));
  }
}, true);

Object.assign(globalThis, { glossaryEditor: yasgui });
