// Bundles web/src into graph/formats/static/ (or the folder named): page.js, with vis-network inside, and page.css; and
// the query editor of the server into graph/serve/static/: editor.js, with YASGUI inside, and editor.css.
// The same sources give the same bytes.
import { readFile, writeFile } from "node:fs/promises";
import { createRequire } from "node:module";
import { join } from "node:path";
import { gunzipSync, gzipSync } from "node:zlib";

import { build } from "esbuild";

const place = (folder) => process.argv[2] ?? new URL(`../graph/${folder}/static/`, import.meta.url).pathname;
const target = place("formats");
const common = {
  absWorkingDir: new URL(".", import.meta.url).pathname,
  bundle: true,
  minify: true,
  logLevel: "warning",
};
const script = { ...common, format: "iife", target: "es2022", charset: "ascii", legalComments: "inline" };

await build({
  ...script,
  entryPoints: { page: "src/main.js", "sparql-worker": "src/sparql-worker.js" },
  define: { "import.meta.url": '""' }, // where Oxigraph would fetch its engine: the page hands it over
  outdir: target,
});
await build({ ...common, entryPoints: { page: "src/page.css" }, outdir: target, bundle: false });
await build({
  ...script,
  entryPoints: { editor: "src/editor.js" },
  outdir: place("serve"),
  logOverride: { "direct-eval": "silent" }, // a fallback in YASGUI for browsers without JSON, which the policy forbids
});
await build({ ...common, entryPoints: { editor: "src/editor.css" }, outdir: place("serve") });

const engine = createRequire(import.meta.url).resolve("oxigraph/web_bg.wasm");
const packed = join(target, "oxigraph.wasm.gz");
const [wanted, there] = [await readFile(engine), await readFile(packed).then(gunzipSync, () => null)];
// Another zlib packs the same into other bytes: what holds the right engine stays as it is.
if (!there?.equals(wanted)) await writeFile(packed, gzipSync(wanted, { level: 9 }));
