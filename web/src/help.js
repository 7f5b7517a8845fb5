// The help: what is to be seen, and every key.

import { element } from "./dom.js";
import { isTyping } from "./search.js";
import { words } from "./words.js";

/** @returns {() => void} what opens the help */
export function createHelp() {
  const list = (/** @type {string} */ title, /** @type {[string, string][]} */ keys) => [
    element("h3", {}, title),
    element("dl", {}, ...keys.flatMap(([key, does]) => [element("dt", {}, element("kbd", {}, key)), element("dd", {}, does)])),
  ];
  const dialog = element("dialog", { id: "help", "aria-labelledby": "help-title" });
  const close = element("button", { type: "button", class: "close", "aria-label": words.close, title: words.close, onclick: () => dialog.close() }, "✕");
  dialog.append(
    element("div", { class: "panel-top" }, element("h2", { id: "help-title" }, words.helpTitle), close),
    element("p", {}, words.helpText),
    element("div", { class: "help-columns" },
      element("div", {}, ...list(words.helpAnywhere, words.keysAnywhere), ...list(words.helpPointer, words.keysPointer)),
      element("div", {}, ...list(words.helpPicture, words.keysPicture))),
  );
  dialog.addEventListener("click", (event) => event.target === dialog && dialog.close());
  document.body.append(dialog);
  const open = () => dialog.open || dialog.showModal();
  document.addEventListener("keydown", (event) => {
    if (event.key !== "?" || isTyping(event)) return;
    event.preventDefault();
    open();
  });
  return open;
}
