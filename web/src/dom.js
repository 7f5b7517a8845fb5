// Elements made from text: nothing here, or anywhere on the page, parses HTML.

/**
 * @typedef {Node | string | null | undefined | false} Child
 * @typedef {Record<string, string | number | boolean | null | undefined | EventListener>} Attributes
 */

/**
 * Make an element; `on…` attributes are listeners, strings become text.
 * @template {keyof HTMLElementTagNameMap} Tag
 * @param {Tag} tag @param {Attributes} [attributes] @param {...Child} children
 * @returns {HTMLElementTagNameMap[Tag]}
 */
export function element(tag, attributes = {}, ...children) {
  const made = document.createElement(tag);
  setAttributes(made, attributes);
  made.append(...children.filter(isChild));
  return made;
}

const SVG = "http://www.w3.org/2000/svg";

/** @param {string} tag @param {Attributes} attributes @param {...Child} children */
export function drawing(tag, attributes, ...children) {
  const made = document.createElementNS(SVG, tag);
  setAttributes(made, attributes);
  made.append(...children.filter(isChild));
  return made;
}

/** @param {Child} child @returns {child is Node | string} */
const isChild = (child) => child !== null && child !== undefined && child !== false;

/** @param {Element} made @param {Attributes} attributes */
function setAttributes(made, attributes) {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value === "function") made.addEventListener(name.slice(2), value);
    else if (value === true) made.setAttribute(name, "");
    else if (value !== false && value !== null && value !== undefined) made.setAttribute(name, String(value));
  }
}

/** @param {string} id */
export function place(id) {
  const found = document.getElementById(id);
  if (!found) throw new Error(`The page has no place called ${id}`);
  return found;
}
