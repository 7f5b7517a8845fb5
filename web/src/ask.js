// The part of the page in which one asks in SPARQL: query, answer as a table, and what was found shown in the picture.

import { writeRows } from "./csv.js";
import { element, place } from "./dom.js";
import { Engine, ROWS, Stopped } from "./engine.js";
import { fileName, save } from "./files.js";
import { nearest, prolog, readComplaint, refuse, titleOf, unknownNames } from "./question.js";
import { symbol } from "./symbol.js";
import { Names } from "./triples.js";
import { shortener } from "./turtle.js";
import { words } from "./words.js";

/**
 * @typedef {import("./glossary.js").Glossary} Glossary
 * @typedef {import("./triples.js").Terms} Terms
 * @typedef {import("./sparql-worker.js").Cell} Cell
 * @typedef {import("./sparql-worker.js").Report} Report
 * @typedef {{open: (id: number) => void, show: (ids: number[]) => void}} Doing  what an answer can do to the picture
 */

const FIRST = 100;
const HINTS = 3;
/** An unknown thing is compared with so many, the main ones first. */
const COMPARED = 5000;

/** @param {string} prefix @param {string} local */
const prefixed = (prefix, local) => (local ? `${prefix}:${local}` : "");

/** Add the button and the part, where the page holds the engine. @param {Glossary} glossary @param {Terms} terms @param {Doing} doing */
export function createAsk(glossary, terms, doing) {
  if (!document.getElementById("sparql-engine")) return;
  const isSheet = () => matchMedia("(max-width: 759px)").matches;
  /** Where the part covers the picture, it makes way. @template T @param {(what: T) => void} act @returns {(what: T) => void} */
  const uncovering = (act) => (what) => {
    if (isSheet()) toggle();
    act(what);
  };
  const asking = new Asking(glossary, terms, { open: uncovering(doing.open), show: uncovering(doing.show) });
  const button = element("button", { type: "button", id: "ask-button", class: "drawer-button", "aria-expanded": "false", "aria-controls": "ask", title: words.askHint, onclick: () => toggle() }, words.ask);
  const toggle = () => {
    const part = place("ask");
    part.hidden = !part.hidden;
    button.setAttribute("aria-expanded", String(!part.hidden));
    document.body.classList.toggle("with-ask", !part.hidden);
    if (part.hidden) button.focus();
    else asking.open(toggle);
  };
  place("tools").querySelector(".switch")?.before(button);
}

class Asking {
  /** @param {Glossary} glossary @param {Terms} terms @param {Doing} doing */
  constructor(glossary, terms, doing) {
    this.glossary = glossary;
    this.doing = doing;
    this.engine = new Engine(glossary, terms);
    this.names = new Names(terms);
    this.prefixes = { ...terms.prefixes, "": terms.base };
    this.shorten = shortener(this.prefixes);
    this.examples = terms.examples ?? [];
    this.byLabel = countLabels(glossary);
    const named = [...terms.kinds, ...terms.predicates.map(([, rdf]) => rdf)].filter((name) => name.startsWith("gg:"));
    /** What may follow gg: in a query. */
    this.terms = new Set([...(terms.own ?? []), ...named.map((name) => name.slice(3))]);
    this.part = place("ask");
    this.query = element("textarea", { id: "sparql", rows: 9, spellcheck: "false", autocapitalize: "off", "aria-describedby": "ask-said",
      onkeydown: /** @type {EventListener} */ ((event) => this.press(/** @type {KeyboardEvent} */ (event))) });
    this.run = element("button", { type: "button", class: "main-button", title: "Ctrl+Enter", onclick: () => this.ask() }, words.askRun);
    this.stop = element("button", { type: "button", class: "quiet-button", hidden: true, onclick: () => this.engine.stop() }, words.askStop);
    this.said = element("p", { id: "ask-said", role: "status" });
    this.answer = element("div", { id: "answer" });
  }

  /** @param {() => void} close */
  open(close) {
    if (!this.part.childElementCount) this.build(close);
    this.query.focus();
    this.engine.start().catch(() => undefined); // said when something is asked
  }

  /** @param {() => void} close */
  build(close) {
    const chooser = element("select", { id: "ask-example", onchange: () => this.choose(chooser.value) },
      element("option", { value: "" }, words.askChoose), ...this.examples.map(({ name, text }) => element("option", { value: name }, titleOf(text))));
    this.part.setAttribute("aria-label", words.askTitle);
    this.part.append(
      element("div", { class: "panel-top" }, element("h2", {}, words.askTitle),
        element("button", { type: "button", class: "close", "aria-label": words.close, title: words.close, onclick: close }, "✕")),
      element("p", { class: "ask-hint" }, words.askPrefixes),
      element("label", { class: "sr", for: "ask-example" }, words.askExample), chooser,
      element("label", { class: "sr", for: "sparql" }, words.askQuery), this.query,
      element("div", { class: "ask-run" }, this.run, this.stop, this.said),
      this.answer,
    );
    this.part.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.stopPropagation();
      close();
    });
    this.query.value = this.examples.find(({ name }) => name === "who-develops-what")?.text ?? this.examples[0]?.text ?? "";
  }

  /** @param {string} name */
  choose(name) {
    const example = this.examples.find((one) => one.name === name);
    if (!example) return;
    this.query.value = example.text;
    this.ask();
  }

  /** @param {KeyboardEvent} event */
  press(event) {
    if (event.key !== "Enter" || !(event.ctrlKey || event.metaKey)) return;
    event.preventDefault();
    this.ask();
  }

  async ask() {
    if (this.run.disabled) return;
    const query = this.query.value;
    const reason = refuse(query);
    if (reason) return this.say(words.askRefused(reason), true);
    this.run.disabled = true;
    this.stop.hidden = false;
    this.answer.replaceChildren();
    this.say(words.askWaiting);
    try {
      const report = await this.engine.ask(`${prolog({ ...this.prefixes, g: this.prefixes[""] })}\n${query}`);
      this.show(report);
      if ("count" in report && !report.count) this.say([words.askRows(0, ROWS), ...this.hints(query)].join(" "));
    } catch (error) {
      this.explain(error, query);
    } finally {
      this.run.disabled = false;
      this.stop.hidden = true;
    }
  }

  /** @param {unknown} error @param {string} query */
  explain(error, query) {
    if (error instanceof Stopped) return this.say(words.askStopped);
    const message = error instanceof Error ? error.message : String(error);
    const complaint = readComplaint(message, query);
    if (!complaint) return this.say(words.askFailed(message), true);
    const said = words.askWrong(complaint.line, complaint.column, complaint.reason);
    this.say([said, ...this.prefixHint(complaint.reason), ...this.hints(query)].join(" "), true);
    this.query.focus();
    this.query.setSelectionRange(complaint.at, Math.min(complaint.at + 1, query.length));
  }

  /** Names that the graph does not have, and what was probably meant. @param {string} query */
  hints(query) {
    const slugs = () => this.glossary.things.slice(0, COMPARED).map(({ slug }) => slug);
    const terms = unknownNames(query, "gg", (name) => this.terms.has(name)).map((name) => words.askUnknown(`gg:${name}`, prefixed("gg", nearest(name, this.terms))));
    const things = unknownNames(query, "", (name) => this.glossary.bySlug.has(name)).map((name) => words.askUnknown(`:${name}`, prefixed("", nearest(name, slugs()))));
    return [...terms, ...things].slice(0, HINTS);
  }

  /** @param {string} reason */
  prefixHint(reason) {
    const near = nearest(/^unknown prefix (.+):$/.exec(reason)?.[1] ?? "", Object.keys(this.prefixes));
    return near ? [words.askMeant(prefixed(near, " ").trim())] : [];
  }

  /** @param {string} text @param {boolean} [isError] */
  say(text, isError = false) {
    this.said.textContent = text;
    this.said.classList.toggle("wrong", isError);
  }

  /** @param {Report} report */
  show(report) {
    if (report.type === "boolean") return this.say(report.value ? words.yes : words.no);
    if (report.type === "graph") {
      this.say(words.askTriples(report.count, ROWS));
      this.answer.replaceChildren(element("pre", { tabindex: "0" }, report.text));
      return;
    }
    if (report.type !== "table") return;
    this.say(words.askRows(report.count, ROWS));
    const found = [...new Set(report.rows.flat().map((cell) => this.thingOf(cell)).filter((id) => id !== null))];
    if (report.rows.length) this.answer.replaceChildren(this.doings(report, found), this.table(report));
  }

  /** @param {Extract<Report, {type: "table"}>} report @param {number[]} found */
  doings({ variables, rows }, found) {
    const cells = () => rows.map((row) => row.map((cell) => cell?.value ?? ""));
    return element("div", { class: "ask-doings" },
      found.length > 0 && element("button", { type: "button", class: "quiet-button", onclick: () => this.doing.show(found) }, words.askShow(found.length)),
      element("button", { type: "button", class: "quiet-button", onclick: () => save(fileName(this.glossary.title, "csv", words.askFile), "text/csv", writeRows(variables, cells())) }, words.askSave));
  }

  /** @param {Extract<Report, {type: "table"}>} report */
  table({ variables, rows }) {
    const body = element("tbody", {}, ...rows.slice(0, FIRST).map((row) => this.row(row)));
    const more = rows.length > FIRST && element("button", { type: "button", class: "more", onclick: (event) => {
      body.append(...rows.slice(FIRST).map((row) => this.row(row)));
      /** @type {HTMLElement} */ (event.currentTarget).remove();
    } }, words.more(rows.length - FIRST));
    const heads = variables.map((name) => element("th", { scope: "col" }, name));
    return element("div", { class: "answer-table", tabindex: "0", role: "region", "aria-label": words.askAnswer },
      element("table", {}, element("thead", {}, element("tr", {}, ...heads)), body), more);
  }

  /** @param {(Cell | null)[]} row */
  row(row) {
    return element("tr", {}, ...row.map((cell) => element("td", cell?.datatype ? { class: "number" } : {}, this.cell(cell))));
  }

  /** @param {Cell | null} cell */
  cell(cell) {
    if (!cell) return null;
    const id = this.thingOf(cell);
    if (id === null) return cell.type === "uri" ? this.shorten(`<${cell.value}>`).replace(/^<|>$/g, "") : cell.value;
    const thing = this.glossary.things[id];
    return element("button", { type: "button", class: "thing", onclick: () => this.doing.open(id) }, symbol(this.glossary.kinds[thing.kind]), thing.label);
  }

  /** The thing that a cell names by its address, or by a label that only it has. @param {Cell | null} cell */
  thingOf(cell) {
    if (!cell || cell.datatype) return null;
    if (cell.type === "uri") return this.glossary.bySlug.get(this.names.slug(cell.value) ?? "") ?? null;
    return cell.type === "literal" ? (this.byLabel.get(cell.value) ?? null) : null;
  }
}

/** @param {Glossary} glossary @returns {Map<string, number | null>} null: several have it */
function countLabels({ things }) {
  const found = new Map();
  for (const { id, label } of things) found.set(label, found.has(label) ? null : id);
  return found;
}
