// What leaves the page: files, by an address that only this page knows, and text for the clipboard.

/** A file name from the glossary's title, which may hold anything. @param {string} title @param {string} suffix @param {string} [part] */
export function fileName(title, suffix, part = "") {
  const name = [title, part].map((text) => text.normalize("NFKC").toLowerCase().replace(/[^\p{L}\p{N}.+]+/gu, "-").replace(/^[-.]+|[-.]+$/g, "").slice(0, 60));
  return `${name.filter(Boolean).join("-") || "glossary"}.${suffix}`;
}

/** @param {string} name @param {string} type @param {string | Blob} content */
export function save(name, type, content) {
  const address = URL.createObjectURL(typeof content === "string" ? new Blob([content], { type: `${type};charset=utf-8` }) : content);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

/** @param {string} text @returns {Promise<boolean>} whether the clipboard took it */
export async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch {
    return copyBySelection(text); // in frames, and where there is no secure context
  }
}

/** @param {string} text */
function copyBySelection(text) {
  const field = document.createElement("textarea");
  const before = document.activeElement;
  field.value = text;
  field.className = "sr";
  document.body.append(field);
  field.select();
  const isCopied = document.execCommand("copy");
  field.remove();
  if (before instanceof HTMLElement) before.focus();
  return isCopied;
}
