// The sites under test: built by the real program under a sub-path, served on
// this machine as a host would serve them, with the headers of `_headers`.

import { execFileSync } from "node:child_process";
import { createReadStream, readFileSync, readdirSync, rmSync, statSync } from "node:fs";
import { createServer } from "node:http";
import { basename, dirname, extname, join, resolve, sep } from "node:path";
import { fileURLToPath } from "node:url";

const here = dirname(fileURLToPath(import.meta.url));
export const repository = resolve(here, "../..");
export const program = process.env.STEPDOWN ?? join(repository, "target/debug/stepdown");

/** Each test file builds into a folder of its own: they run side by side. */
const output = join(repository, "target/browser", basename(process.argv[1] ?? "", ".test.mjs"));

/** Every site is built below this path: an address that forgets it is a 404. */
export const BASE = "/sub/path/";

const ROOTS = {
  guide: repository,
  languages: join(repository, "tests/fixtures/languages"),
  manual: join(repository, "docs"),
};

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".xml": "application/xml",
  ".txt": "text/plain; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".webmanifest": "application/manifest+json",
  ".wasm": "application/wasm",
  ".epub": "application/epub+zip",
};

/**
 * Builds a site into an empty folder, where no file of an earlier run is kept; gives the folder,
 * its HTML files, and those of them that are pages of their own. With `atTop` its address has no
 * path.
 */
export function build(name, { atTop = false } = {}) {
  const folder = atTop ? `${name}-top` : name;
  rmSync(join(output, folder), { recursive: true, force: true });
  return buildFrom(ROOTS[name], folder, atTop ? "https://example.org/" : undefined);
}

/** The same for a site in any folder, beside what is there; `name` is the output's. */
export function buildFrom(root, name, url = `https://example.org${BASE}`) {
  const folder = join(output, name);
  execFileSync(
    program,
    ["build", "--root", root, "--out", folder, "--base-url", url],
    { stdio: ["ignore", "inherit", "inherit"] },
  );
  const files = readdirSync(folder, { recursive: true })
    .filter((file) => file.endsWith(".html"))
    .map((file) => file.replaceAll(sep, "/"))
    .sort();
  const isRedirect = (file) =>
    readFileSync(join(folder, file), "utf8").includes('http-equiv="refresh"');
  return { name, folder, files, pages: files.filter((file) => !isRedirect(file)) };
}

/** The rules of `_headers`: a path, which may end in a star, and what it gets. */
function readHeaders(folder) {
  const rules = [];
  for (const line of readFileSync(join(folder, "_headers"), "utf8").split("\n")) {
    if (line.startsWith("  ")) {
      const colon = line.indexOf(":");
      rules.at(-1).headers.push([line.slice(2, colon), line.slice(colon + 1).trim()]);
    } else if (line !== "") {
      rules.push({ path: line, headers: [] });
    }
  }
  return (path) =>
    rules
      .filter((rule) =>
        rule.path.endsWith("*") ? path.startsWith(rule.path.slice(0, -1)) : path === rule.path,
      )
      .flatMap((rule) => rule.headers);
}

/**
 * Serves a built site; the address of its home page and how to end it. `leadsTo` gives
 * the address that a path is redirected to.
 */
export async function serve({ folder }, leadsTo = () => null) {
  const headersOf = readHeaders(folder);
  let failing = null;
  /** Where it has led to: outside of the site there is a page too, such as to sign in. */
  const others = new Set();
  const server = createServer((request, response) => {
    const { pathname } = new URL(request.url, "http://localhost");
    const path = decodeURIComponent(pathname);
    const elsewhere = leadsTo(path);
    if (elsewhere) {
      others.add(elsewhere);
      response.writeHead(308, { Location: elsewhere }).end();
      return;
    }
    const isBelow = path.startsWith(BASE);
    if (!isBelow && others.has(path)) {
      response.writeHead(200, { "Content-Type": TYPES[".html"] }).end("<!DOCTYPE html><title>Another page</title>");
      return;
    }
    let file = join(folder, isBelow ? path.slice(BASE.length) : "404.html");
    if (path.endsWith("/")) file = join(file, "index.html");
    // A host that leads away from `.html` answers without it.
    else if (!extname(path) && leadsTo(`${path}.html`) === path) file += ".html";
    const found = isBelow && file.startsWith(folder + sep) && statSync(file, { throwIfNoEntry: false })?.isFile();
    response.statusCode = found ? 200 : 404;
    if (pathname === failing) response.statusCode = 500;
    if (!found) file = join(folder, "404.html");
    for (const [name, value] of headersOf(pathname)) response.setHeader(name, value);
    response.setHeader("Content-Type", TYPES[extname(file)] ?? "application/octet-stream");
    createReadStream(file).pipe(response);
  });
  await new Promise((done) => server.listen(0, "127.0.0.1", done));
  return {
    home: `http://127.0.0.1:${server.address().port}${BASE}`,
    /** Answers this path with an error from now on. */
    fail: (path) => (failing = path),
    close: () =>
      new Promise((done) => {
        server.close(done);
        // A worker's connections would keep it open.
        server.closeAllConnections();
      }),
  };
}

/** The address of an HTML file of a site. */
export function address(home, file) {
  return home + file.replace(/(^|\/)index\.html$/, "$1");
}
