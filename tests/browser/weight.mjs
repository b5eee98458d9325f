// What a page of a built folder weighs: itself and the files that it asks for, each as a host
// sends it that has the `.br` beside the file.
//
//     node weight.mjs FOLDER [WORDS]
//
// prints the parts of each page whose name has the words in it; without them, of each page
// with a calculator. `FOLDER` was built below `/sub/path/`, as the tests build.

import { readFileSync, readdirSync } from "node:fs";
import { join, posix, sep } from "node:path";
import { pathToFileURL } from "node:url";
import { brotliCompressSync } from "node:zlib";

import { BASE } from "./sites.mjs";

export const compressed = (bytes) => brotliCompressSync(bytes).length;

/** The weight of a file that many pages ask for. */
const weights = new Map();
export function weightOf(folder, name) {
  const path = join(folder, name);
  if (!weights.has(path)) weights.set(path, compressed(readFileSync(path)));
  return weights.get(path);
}

/** The files that a page asks for, by their place in the folder. */
export function filesOf(folder, file) {
  const html = readFileSync(join(folder, file), "utf8");
  const place = (url) =>
    url.startsWith(BASE) ? decodeURIComponent(url.slice(BASE.length)) : posix.join(posix.dirname(file), decodeURIComponent(url));
  const list = (pattern) =>
    [...html.matchAll(pattern)].map((match) => match[1]).filter((url) => !url.startsWith("data:")).map(place);
  return {
    html,
    sheets: list(/<link rel="stylesheet" href="([^"]+)"/g),
    icons: list(/<link rel="icon" href="([^"]+)"/g),
    scripts: [...new Set(list(/(?:<script[^>]* src|data-module)="([^"]+)"/g))],
    pictures: [...new Set(list(/<img src="([^"]+)"/g))],
  };
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href) {
  const [folder, words] = process.argv.slice(2);
  const files = readdirSync(folder, { recursive: true }).map((name) => name.replaceAll(sep, "/"));
  for (const file of files.filter((name) => name.endsWith(".html")).sort()) {
    const { html, sheets, icons, scripts } = filesOf(folder, file);
    if (words ? !file.includes(words) : !html.includes("data-module=")) continue;
    const parts = [[file, compressed(html)], ...[...sheets, ...icons, ...scripts].map((name) => [name, weightOf(folder, name)])];
    for (const [name, bytes] of parts) console.log(String(bytes).padStart(7), name);
    console.log(String(parts.reduce((sum, [, bytes]) => sum + bytes, 0)).padStart(7), "in all");
  }
}
