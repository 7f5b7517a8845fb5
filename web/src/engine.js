// The SPARQL engine: unpacked and started when it is first asked, in a thread that can be stopped.

import { pieces } from "./turtle.js";
import { triples, withClaims } from "./triples.js";
import { unzip } from "./unpack.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./triples.js").Terms} Terms
 * @typedef {import("./sparql-worker.js").Report} Report
 * @typedef {import("./sparql-worker.js").Order} Order
 */

export const ROWS = 1000;

export class Engine {
  /** @type {Promise<WebAssembly.Module> | null} */
  #module = null;
  /** @type {Worker | null} */
  #worker = null;
  /** @type {Promise<void> | null} settled when the thread holds the graph */
  #ready = null;
  /** @type {((error: Error) => void) | null} ends what is being waited for */
  #fail = null;

  /** @param {Glossary} glossary @param {Terms} terms */
  constructor(glossary, terms) {
    this.glossary = glossary;
    this.terms = terms;
  }

  /** Answer a query that holds its own declarations. @param {string} query @returns {Promise<Report>} */
  async ask(query) {
    await this.start();
    return this.#order({ type: "ask", query, limit: ROWS });
  }

  /** Start the thread and hand it the graph, once. */
  start() {
    this.#ready ??= this.#fill().catch((error) => {
      this.stop();
      throw error;
    });
    return this.#ready;
  }

  /** End the thread, and with it whatever it is at; the next question starts another. */
  stop() {
    this.#worker?.terminate();
    this.#fail?.(new Stopped());
    this.#worker = this.#ready = this.#fail = null;
  }

  async #fill() {
    this.#module ??= unpackEngine();
    const module = await this.#module;
    const code = JSON.parse(document.getElementById("sparql-worker")?.textContent ?? '""');
    const address = URL.createObjectURL(new Blob([code], { type: "text/javascript" }));
    const worker = new Worker(address);
    this.#worker = worker;
    worker.postMessage({ type: "engine", module });
    for (const piece of pieces(triples(this.glossary, withClaims(this.terms, document)))) {
      await this.#order({ type: "load", triples: piece });
      if (this.#worker !== worker) throw new Stopped();
    }
    URL.revokeObjectURL(address);
  }

  /** @param {Order} order @returns {Promise<Report>} */
  #order(order) {
    const worker = this.#worker;
    if (!worker) return Promise.reject(new Stopped());
    return new Promise((resolve, reject) => {
      this.#fail = reject;
      worker.onmessage = ({ data }) => (data.type === "error" ? reject(new Error(data.message)) : resolve(data));
      worker.onerror = (event) => {
        event.preventDefault();
        this.stop();
        reject(new Error(event.message || "the thread ended"));
      };
      worker.postMessage(order);
    });
  }
}

/** The reader stopped the query. */
export class Stopped extends Error {}

async function unpackEngine() {
  const packed = document.getElementById("sparql-engine")?.textContent ?? "";
  return WebAssembly.compile(await unzip(packed).arrayBuffer());
}
