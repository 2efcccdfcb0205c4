// Builds webapp/static/dist: the same bytes from the same sources, on any machine.
import { build } from "esbuild";
import { readFile, readdir, writeFile } from "node:fs/promises";
import { existsSync } from "node:fs";
import { basename, dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { compile } from "sass";

const here = dirname(fileURLToPath(import.meta.url));
const out = join(here, "..", "static", "dist");

const sass = {
  name: "sass",
  setup(chain) {
    chain.onLoad({ filter: /\.scss$/ }, ({ path }) => ({
      contents: compile(path, { loadPaths: [join(here, "node_modules")], quietDeps: true, silenceDeprecations: ["import"] }).css,
      loader: "css",
    }));
  },
};

// Of the icon font only the newest format is shipped; its own stylesheet names all of them.
const font = {
  name: "font",
  setup(chain) {
    chain.onLoad({ filter: /(bpmn|dmn)-font\/css\/(bpmn|dmn)\.css$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace(/src: url[^;]*;\s*src: [^;]*;/, `src: url("../font/${basename(path, ".css")}.woff2") format("woff2");`),
      loader: "css",
    }));
  },
};

// Styles in the markup of libraries, such as that of the mark of bpmn.io, are set by CSSOM: as attributes they would be
// inline styles, which our Content-Security-Policy refuses.
const markup = {
  name: "markup",
  setup(chain) {
    chain.onLoad({ filter: /node_modules\/domify\/index\.js$/ }, async ({ path }) => ({
      contents: `${(await readFile(path, "utf8")).replace("export default function domify(", "function parse(")}
export default function domify(html, document) {
  const made = parse(html.replace(/ style="/g, ' data-style="'), document);
  for (const each of [made, ...(made.querySelectorAll?.("[data-style]") || [])]) {
    const style = each.getAttribute?.("data-style");
    if (!style) continue;
    each.style.cssText = style;
    each.removeAttribute("data-style");
  }
  return made;
}`,
      loader: "js",
    }));
    // The same for the style sheet of the text fields of dmn-js: constructed, not written into the page.
    chain.onLoad({ filter: /node_modules\/style-mod\/src\/style-mod\.js$/ }, async ({ path }) => ({
      contents: (await readFile(path, "utf8")).replace("!root.head && root.adoptedStyleSheets", "root.adoptedStyleSheets"),
      loader: "js",
    }));
  },
};

const { metafile } = await build({
  absWorkingDir: here,
  entryPoints: {
    app: "src/app.js",
    diagram: "src/diagram.js",
    editor: "src/editor.js",
    table: "src/table.js",
    style: "src/styles/app.css",
    drawing: "src/styles/diagram.css",
    editing: "src/styles/editor.css",
    tabling: "src/styles/table.css",
  },
  outdir: out,
  bundle: true,
  plugins: [sass, font, markup],
  minify: true,
  format: "iife",
  target: ["chrome100", "firefox100", "safari15"],
  charset: "utf8",
  legalComments: "none",
  loader: { ".svg": "dataurl", ".woff2": "file" },
  assetNames: "[name]",
  metafile: true,
  logLevel: "warning",
});

await writeFile(join(out, "licenses.txt"), await collectLicenses(metafile));

async function collectLicenses(meta) {
  const names = new Set(["bootstrap"]);
  for (const input of Object.keys(meta.inputs)) {
    const found = /^node_modules\/((?:@[^/]+\/)?[^/]+)\//.exec(input);
    if (found) names.add(found[1]);
  }
  const parts = [];
  for (const name of [...names].sort()) parts.push(await describe(name));
  // The icon fonts come inside other packages, without their licence.
  for (const [name, version] of [["bpmn-font", "0.12.1"], ["dmn-font", "0.6.2"]]) {
    parts.push(frame(`${name} ${version} (OFL-1.1)`, await readFile(join(here, "licenses", `${name}.txt`), "utf8")));
  }
  return parts.join("\n");
}

async function describe(name) {
  const folder = join(here, "node_modules", name);
  const card = JSON.parse(await readFile(join(folder, "package.json"), "utf8"));
  const file = (await readdir(folder)).find((each) => /^licen[cs]e/i.test(each));
  const text = file && existsSync(join(folder, file)) ? await readFile(join(folder, file), "utf8") : "";
  return frame(`${name} ${card.version} (${card.license})`, text);
}

function frame(title, text) {
  const line = "=".repeat(78);
  return `${line}\n${title}\n${line}\n\n${text.trim() || "No licence file in the package."}\n`;
}
