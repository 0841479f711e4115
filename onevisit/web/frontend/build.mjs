/* Builds what the pages load: `npm run build` → onevisit/web/static/build/.
 *
 * One style sheet and one script for each face, a sprite of the icons that templates name, the mark as an icon.
 */

import { build } from "esbuild";
import { mkdir, readdir, readFile, rm, writeFile } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

const HERE = dirname(fileURLToPath(import.meta.url));
const ROOT = resolve(HERE, "../../..");
const OUTPUT = resolve(HERE, "../static/build");
const ICONS = join(ROOT, "node_modules/bootstrap-icons/icons");
const FACES = ["portal", "desk", "device"];
const FLOOR = ["chrome109", "firefox128"];
const FIRST_LOAD_LIMIT = 150 * 1024;

/** All files below a folder with one of the given endings. */
async function filesBelow(folder, endings) {
  const entries = await readdir(folder, { recursive: true });
  return entries
    .filter((entry) => endings.some((ending) => entry.endsWith(ending)))
    .map((entry) => join(folder, entry));
}

/** The names of icons that templates and programs use: `{% icon "name" %}` and `icon="name"`. */
async function usedIcons() {
  const names = new Set();
  const named = [/\{%\s*icon\s+["']([a-z0-9-]+)["']/g, /\bicon["']?\s*[:=]\s*["']([a-z0-9-]+)["']/g];
  for (const file of await filesBelow(join(ROOT, "onevisit"), [".html", ".py"])) {
    if (file.includes("node_modules")) continue;
    const text = await readFile(file, "utf8");
    for (const pattern of named) for (const match of text.matchAll(pattern)) names.add(match[1]);
  }
  const listed = await readFile(join(HERE, "icons.txt"), "utf8");
  for (const line of listed.split("\n")) if (line && !line.startsWith("#")) names.add(line.trim());
  return [...names].sort();
}

/** One SVG file with a symbol for every used icon; an unknown name stops the build. */
async function sprite(names) {
  const symbols = [];
  for (const name of names) {
    let drawing;
    try {
      drawing = await readFile(join(ICONS, `${name}.svg`), "utf8");
    } catch {
      throw new Error(`There is no icon "${name}" in bootstrap-icons.`);
    }
    const inner = drawing.slice(drawing.indexOf(">") + 1, drawing.lastIndexOf("</svg>")).trim();
    symbols.push(`<symbol id="${name}" viewBox="0 0 16 16">${inner.replace(/\s*\n\s*/g, "")}</symbol>`);
  }
  return `<svg xmlns="http://www.w3.org/2000/svg">${symbols.join("")}</svg>\n`;
}

const MARK =
  '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 24 24"><rect x="1" y="1" width="22" height="22" rx="3" ' +
  'fill="#1a5490"/><path d="M6 20V6h12v14M9.5 13.5l2.5 2.5 6-6" fill="none" stroke="#fff" stroke-width="2" ' +
  'stroke-linecap="round" stroke-linejoin="round"/></svg>\n';

await rm(OUTPUT, { recursive: true, force: true });
await mkdir(OUTPUT, { recursive: true });
await build({
  entryPoints: [
    ...FACES.map((face) => join(HERE, `css/${face}.css`)),
    ...FACES.map((face) => join(HERE, `js/${face}.js`)),
  ],
  outdir: OUTPUT,
  entryNames: "[name]",
  bundle: true,
  minify: true,
  format: "esm",
  charset: "utf8",
  target: FLOOR,
  legalComments: "linked",
  absWorkingDir: ROOT,
});
const names = await usedIcons();
await writeFile(join(OUTPUT, "icons.svg"), await sprite(names));
await writeFile(join(OUTPUT, "mark.svg"), MARK);

let tooLarge = false;
for (const face of FACES) {
  const parts = [`${face}.css`, `${face}.js`, "icons.svg"];
  const sizes = await Promise.all(parts.map(async (part) => gzipSync(await readFile(join(OUTPUT, part))).length));
  const total = sizes.reduce((sum, size) => sum + size, 0);
  console.log(`${face}: ${(total / 1024).toFixed(1)} KB compressed on first load, ${names.length} icons`);
  tooLarge ||= total > FIRST_LOAD_LIMIT;
}
if (tooLarge) throw new Error("A face loads more than 150 KB compressed (look.md).");
