// Tables for spreadsheets, as Python writes them: what a spreadsheet would take for a formula gets an apostrophe.

/** @param {string} text */
export const guardCell = (text) => (/^'*[=+\-@\t\r]/.test(text) ? `'${text}` : text);

/** @param {string} text */
const quoteCell = (text) => (/[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text);

/** @param {string[]} heads @param {string[][]} rows */
export const writeRows = (heads, rows) =>
  [heads, ...rows.map((row) => row.map(guardCell))].map((row) => `${row.map(quoteCell).join(",")}\n`).join("");
