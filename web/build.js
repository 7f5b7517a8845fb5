// Bundles web/src into graph/formats/static/ (or the folder named): page.js, with vis-network inside, and page.css; and
// the query editor of the server into graph/serve/static/: editor.js, with YASGUI inside, and editor.css.
// The same sources give the same bytes.
import { build } from "esbuild";

const target = process.argv[2] ?? new URL("../graph/formats/static/", import.meta.url).pathname;

await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: { page: "src/main.js" },
  outdir: target,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  legalComments: "inline",
  logLevel: "warning",
});
await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: { page: "src/page.css" },
  outdir: target,
  minify: true,
  logLevel: "warning",
});
await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: { editor: "src/editor.js" },
  outdir: process.argv[2] ?? new URL("../graph/serve/static/", import.meta.url).pathname,
  bundle: true,
  minify: true,
  format: "iife",
  target: "es2022",
  charset: "ascii",
  legalComments: "inline",
  logLevel: "warning",
  logOverride: { "direct-eval": "silent" }, // a fallback in YASGUI for browsers without JSON, which the policy forbids
});
await build({
  absWorkingDir: new URL(".", import.meta.url).pathname,
  entryPoints: { editor: "src/editor.css" },
  outdir: process.argv[2] ?? new URL("../graph/serve/static/", import.meta.url).pathname,
  bundle: true,
  minify: true,
  logLevel: "warning",
});
