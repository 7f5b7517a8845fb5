// A large glossary lies in the page as columns, gzipped, in base64: this makes rows of them again.

/**
 * @typedef {{count: number, columns: Record<string, unknown[]>, rare: Record<string, [number[], unknown[]]>,
 *   codes: Record<string, [string[], number[]]>, steps: Record<string, number[]>}} Columns
 *   `rare`: [row numbers, values] of what few rows have; `codes`: [different values, their numbers]; `steps`: differences
 */

/** @param {Columns} table @returns {Record<string, unknown>[]} */
export function rows({ count, columns, rare, codes, steps }) {
  const made = Array.from({ length: count }, (_, id) => /** @type {Record<string, unknown>} */ ({ id }));
  for (const [name, values] of Object.entries(columns)) {
    for (let row = 0; row < count; row += 1) if (values[row] !== null) made[row][name] = values[row];
  }
  for (const [name, [known, numbers]] of Object.entries(codes)) for (let row = 0; row < count; row += 1) made[row][name] = known[numbers[row]];
  for (const [name, values] of Object.entries(steps)) {
    let value = 0;
    for (let row = 0; row < count; row += 1) made[row][name] = value += values[row];
  }
  for (const [name, [at, values]] of Object.entries(rare)) at.forEach((row, number) => (made[row][name] = values[number]));
  return made;
}

/** The slug that follows from a label of plain letters. @param {string} label */
export const plainSlug = (label) => label.toLowerCase().replace(/[^a-z0-9.+]+/g, "-").replace(/^-+|-+$/g, "");

/** What was packed with gzip and written in base64. @param {string} packed @returns {Response} */
export function unzip(packed) {
  const text = atob(packed.trim());
  const bytes = new Uint8Array(text.length);
  for (let at = 0; at < text.length; at += 1) bytes[at] = text.charCodeAt(at);
  return new Response(new Blob([bytes]).stream().pipeThrough(new DecompressionStream("gzip")));
}

/** @param {string} packed @returns {Promise<any>} the tables by name; what is no table stays as it is */
export async function unpack(packed) {
  const content = JSON.parse(await unzip(packed).text());
  const tables = Object.fromEntries(Object.entries(content).map(([name, value]) => [name, value?.columns ? rows(value) : value]));
  for (const node of tables.nodes) node.slug ??= plainSlug(node.label);
  return tables;
}
