// What nginx and Caddy send with the configurations that `stepdown hosting` writes:
// every file of the guide, its type, its headers, and what is not for readers.

import assert from "node:assert/strict";
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, readdirSync, rmSync, statSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { extname, join } from "node:path";
import { after, before, describe, test } from "node:test";
import { brotliCompressSync, brotliDecompressSync, constants, gunzipSync, gzipSync } from "node:zlib";

import { configuration, freePort, start } from "./servers.mjs";
import { BASE, build, repository } from "./sites.mjs";

const TYPES = {
  ".html": "text/html; charset=utf-8",
  ".css": "text/css; charset=utf-8",
  ".js": "text/javascript; charset=utf-8",
  ".txt": "text/plain; charset=utf-8",
  ".json": "application/json",
  ".svg": "image/svg+xml",
  ".png": "image/png",
  ".xml": "application/xml",
  ".wasm": "application/wasm",
  ".webmanifest": "application/manifest+json",
  ".epub": "application/epub+zip",
};
const typeOf = (file) =>
  file.endsWith("atom.xml") ? "application/atom+xml" : (TYPES[extname(file)] ?? "application/octet-stream");

/** What is worth making smaller. */
const isText = (file) => /\.(html|css|js|json|svg|xml|txt|wasm|webmanifest)$/.test(file);

/** Puts `.br` and `.gz` beside the files that lack them, as a build with `compress` does. */
function compress(folder, files) {
  const quick = { params: { [constants.BROTLI_PARAM_QUALITY]: 1 } };
  for (const file of files.filter(isText)) {
    const path = join(folder, file);
    const bytes = readFileSync(path);
    if (!existsSync(`${path}.br`)) writeFileSync(`${path}.br`, brotliCompressSync(bytes, quick));
    if (!existsSync(`${path}.gz`)) writeFileSync(`${path}.gz`, gzipSync(bytes, { level: 1 }));
  }
}

/** The headers that `_headers` gives to every path. */
function everywhere(folder) {
  const [, first] = readFileSync(join(folder, "_headers"), "utf8").match(/^[^\n]*\*\n((?: {2}[^\n]*\n)+)/);
  const headers = first.trimEnd().split("\n").map((line) => line.trim().split(/: (.*)/));
  return headers.map(([name, value]) => [name.toLowerCase(), value]);
}

for (const base of [BASE, "/"]) {
  for (const kind of ["nginx", "caddy"]) {
    describe(`${kind} under ${base}`, () => {
      const temporary = mkdtempSync(join(tmpdir(), "stepdown-hosting-"));
      const folder = join(temporary, "public");
      let server;
      let files;
      let secured;
      before(async () => {
        const url = `https://example.org${base}`;
        cpSync(build("guide", { atTop: base === "/" }).folder, folder, { recursive: true });
        files = readdirSync(folder, { recursive: true })
          .filter((file) => statSync(join(folder, file)).isFile())
          .filter((file) => !/(^|\/)\.|^_|\.(br|gz)$/.test(file));
        assert.ok(files.length > 100, `${files.length} files`);
        secured = everywhere(folder);
        assert.ok(secured.length >= 6, `${secured.length} headers`);
        compress(folder, files);
        for (const file of [".git/config", ".well-known/security.txt"]) {
          mkdirSync(join(folder, file, ".."), { recursive: true });
          writeFileSync(join(folder, file), `This is ${file}.\n`);
        }
        const port = await freePort();
        const text = configuration(kind, { root: repository, folder, port, url });
        server = await start(kind, { text, port, folder: join(temporary, "server") });
      });
      after(async () => {
        await server?.close();
        rmSync(temporary, { recursive: true });
      });

      const address = (file) => base + encodeURI(file.replace(/(^|\/)index\.html$/, "$1"));
      const bytesOf = (file) => readFileSync(join(folder, file));
      function holdsSecurity(answer, what) {
        for (const [name, value] of secured) assert.equal(answer.headers[name], value, `${name} of ${what}`);
      }

      test("every file comes whole, with its type, its caching and the security headers", async () => {
        for (const file of files) {
          const answer = await server.get(address(file));
          assert.equal(answer.status, 200, file);
          assert.ok(answer.body.equals(bytesOf(file)), file);
          assert.equal(answer.headers["content-type"], typeOf(file), file);
          assert.equal(answer.headers["content-encoding"], undefined, file);
          const lasting = /^(assets|pagefind-[0-9a-f]+)\//.test(file);
          const caching = lasting ? "public, max-age=31536000, immutable" : "no-cache";
          assert.equal(answer.headers["cache-control"], caching, file);
          holdsSecurity(answer, file);
        }
      });

      test("who can unpack it gets the smaller file, and nobody else", async () => {
        const ways = { br: [".br", brotliDecompressSync], gzip: [".gz", gunzipSync] };
        for (const file of files.filter(isText)) {
          for (const [coding, [ending, unpack]] of Object.entries(ways)) {
            const answer = await server.get(address(file), { "Accept-Encoding": coding });
            assert.equal(answer.headers["content-encoding"], coding, file);
            assert.ok(answer.body.equals(bytesOf(file + ending)), file);
            assert.ok(unpack(answer.body).equals(bytesOf(file)), file);
            assert.equal(answer.headers["content-type"], typeOf(file), file);
            assert.match(answer.headers.vary, /Accept-Encoding/i, file);
            holdsSecurity(answer, file);
          }
          const plain = await server.get(address(file), { "Accept-Encoding": "identity" });
          assert.equal(plain.headers["content-encoding"], undefined, file);
        }
      });

      test("a file without a smaller one beside it is made smaller on the way", async () => {
        for (const end of ["privacy/index.html", ".wasm", "sitemap.xml", "atom.xml"]) {
          const file = files.find((name) => name.endsWith(end));
          for (const ending of [".br", ".gz"]) rmSync(join(folder, file + ending));
          const answer = await server.get(address(file), { "Accept-Encoding": "gzip" });
          assert.equal(answer.headers["content-encoding"], "gzip", file);
          assert.ok(gunzipSync(answer.body).equals(bytesOf(file)), file);
        }
      });

      test("what the browser has already is not sent again", async () => {
        for (const file of files) {
          const first = await server.get(address(file));
          const { etag, "last-modified": changed } = first.headers;
          for (const known of [{ "If-None-Match": etag }, { "If-Modified-Since": changed }]) {
            assert.notEqual(Object.values(known)[0], undefined, file);
            const answer = await server.get(address(file), known);
            assert.equal(answer.status, 304, `${file}: ${JSON.stringify(known)}`);
            assert.equal(answer.body.length, 0, file);
          }
        }
      });

      test("an address that is not there gets its language's page, which is not kept", async () => {
        for (const [path, page] of [
          ["nothing/", "404.html"],
          ["assets/nothing.css", "404.html"],
          ["assets/", "404.html"],
          ["tr/nothing/", "tr/404.html"],
          ["tr/nothing.js", "tr/404.html"],
        ]) {
          const answer = await server.get(base + path);
          assert.equal(answer.status, 404, path);
          assert.ok(answer.body.equals(bytesOf(page)), path);
          assert.equal(answer.headers["content-type"], TYPES[".html"], path);
          assert.equal(answer.headers["cache-control"], "no-cache", path);
          holdsSecurity(answer, path);
        }
      });

      test("only what is for readers is served", async () => {
        const secret = [".git/config", ".nojekyll", "_headers", "_redirects"].map((file) => base + file);
        const outside = ["../../../../../etc/hostname", "%2e%2e/%2e%2e/%2e%2e/etc/hostname", "..%2f..%2f..%2fetc/hostname"];
        for (const path of [...secret, ...outside.map((path) => base + path)]) {
          const answer = await server.get(path);
          assert.ok([400, 404].includes(answer.status), `${path}: ${answer.status}`);
          if (answer.status === 404) assert.ok(answer.body.equals(bytesOf("404.html")), path);
        }
        const contact = await server.get(`${base}.well-known/security.txt`);
        assert.equal(contact.status, 200);
        assert.ok(contact.body.equals(bytesOf(".well-known/security.txt")));
      });

      test("an address without its last slash leads to the one with it", async () => {
        const answer = await server.get(`${base}privacy`);
        assert.ok([301, 308].includes(answer.status), String(answer.status));
        assert.equal(new URL(answer.headers.location, `http://localhost${base}privacy`).pathname, `${base}privacy/`);
        if (base !== "/") {
          const home = await server.get(base.slice(0, -1));
          assert.equal(home.status, 301);
          assert.equal(home.headers.location, base);
          assert.equal((await server.get("/elsewhere/")).status, 404);
        }
      });

      test("the server has nothing to warn of", () => {
        // Caddy warns of the test's own `admin off`.
        const said = server.said().split("\n").filter((line) => !line.includes("admin endpoint disabled"));
        const warnings = said.filter((line) => /\[(warn|emerg|alert|crit)\]|"level":"(warn|error)"/.test(line));
        assert.deepEqual(warnings, []);
      });
    });
  }
}
