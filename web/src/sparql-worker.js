// Answers SPARQL in a thread of its own, so that the page stays quick and a query can be stopped.

import { initSync, Store } from "oxigraph/web.js";

/**
 * @typedef {{type: "engine", module: WebAssembly.Module} | {type: "load", triples: string}
 *   | {type: "ask", query: string, limit: number}} Order
 * @typedef {{type: "table", variables: string[], rows: (Cell | null)[][], count: number} | {type: "boolean", value: boolean}
 *   | {type: "graph", text: string, count: number} | {type: "error", message: string} | {type: "loaded"}} Report
 * @typedef {{type: string, value: string, datatype?: string, "xml:lang"?: string}} Cell
 */

/** @type {Store | undefined} */
let store;

/** @param {Order} order @returns {Report | undefined} */
function obey(order) {
  if (order.type === "engine") {
    initSync(/** @type {any} */ ({ module: order.module }));
    store = new Store();
    return undefined;
  }
  if (!store) throw new Error("the engine has not started");
  if (order.type === "load") {
    store.load(order.triples, { format: "application/n-triples", no_transaction: true, lenient: true });
    return { type: "loaded" };
  }
  return answer(store, order);
}

/** @param {Store} filled @param {{query: string, limit: number}} order @returns {Report} */
function answer(filled, { query, limit }) {
  const isTable = !/^\W*(?:CONSTRUCT|DESCRIBE)/i.test(withoutProlog(query));
  const format = isTable ? "application/sparql-results+json" : "application/n-triples";
  const found = String(filled.query(query, { results_format: format, use_default_graph_as_union: true }));
  if (!isTable) {
    const lines = [...new Set(found.split("\n").filter(Boolean))].sort();
    return { type: "graph", text: lines.slice(0, limit).join("\n"), count: lines.length };
  }
  const { head, results, boolean } = JSON.parse(found);
  if (boolean !== undefined) return { type: "boolean", value: boolean };
  /** @type {string[]} */
  const variables = head.vars;
  const rows = results.bindings.slice(0, limit).map((/** @type {Record<string, Cell>} */ row) => variables.map((name) => row[name] ?? null));
  return { type: "table", variables, rows, count: results.bindings.length };
}

/** Leave out comments and declarations, which come before the word that says what is asked for. @param {string} query */
function withoutProlog(query) {
  const token = /\s+|#[^\r\n]*|BASE\s*<[^>]*>|PREFIX\s*[^\s:]*:\s*<[^>]*>/iy;
  let end = 0;
  while (token.test(query)) end = token.lastIndex;
  return query.slice(end);
}

self.onmessage = ({ data }) => {
  try {
    const report = obey(data);
    if (report) self.postMessage(report);
  } catch (error) {
    self.postMessage({ type: "error", message: String(error instanceof Error ? error.message : error) });
  }
};
