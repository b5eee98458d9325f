// What EPUBCheck says of the e-books, and what a reader's program shows of them.

import assert from "node:assert/strict";
import { execFileSync } from "node:child_process";
import { existsSync, mkdtempSync, readdirSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { after, before, describe, test } from "node:test";
import { pathToFileURL } from "node:url";

import axe from "axe-core";

import { launch } from "./browser.mjs";
import { java } from "./java.mjs";
import { build, repository } from "./sites.mjs";

const EPUBCHECK = process.env.EPUBCHECK ?? join(repository, "target/epubcheck/epubcheck/epubcheck.jar");

/** Every message, down to hints on usage; the checker exits with 1 when there is an error. */
async function check(book) {
  assert.ok(existsSync(EPUBCHECK), `no ${EPUBCHECK}: \`cargo xtask browser\` installs it`);
  const { error, stdout, stderr } = await java(["-jar", EPUBCHECK, book, "--usage", "--quiet", "--json", "-"]);
  try {
    return JSON.parse(stdout);
  } catch {
    throw error ?? new Error(stderr);
  }
}

/** Violations; landmarks are the reader's program's own, not a document's. */
async function accessibility(page) {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const off = { enabled: false };
    const { violations } = await globalThis.axe.run(document, {
      preload: false,
      resultTypes: ["violations"],
      rules: { "landmark-one-main": off, region: off },
    });
    return violations.map((rule) => `${rule.id} ${rule.nodes.map((node) => node.target)}`);
  });
}

for (const site of ["guide", "languages"].map(build)) {
  const books = readdirSync(site.folder, { recursive: true }).filter((file) => file.endsWith(".epub"));

  describe(`${site.name}: e-books`, () => {
    let browser;
    let folder;
    before(async () => {
      browser = await launch();
      folder = mkdtempSync(join(tmpdir(), "stepdown-epub-"));
    });
    after(async () => {
      await browser.close();
      rmSync(folder, { recursive: true });
    });

    test("there is one for each language", () => {
      const homes = site.pages.filter((page) => /^([a-z]{2}\/)?index\.html$/.test(page));
      assert.equal(books.length, homes.length);
    });

    for (const book of books) {
      test(`EPUBCheck has nothing to say of ${book}`, async () => {
        const report = await check(join(site.folder, book));
        const said = report.messages.map((m) => `${m.severity} ${m.ID}: ${m.message} ${JSON.stringify(m.locations)}`);
        assert.deepEqual(said, []);
        assert.match(report.publication.ePubVersion, /^3\./);
      });

      test(`every document of ${book} fits a narrow page and is accessible`, async () => {
        const out = join(folder, book.replaceAll(/[/\\]/g, "-"));
        execFileSync("python3", ["-m", "zipfile", "-e", join(site.folder, book), out]);
        const documents = readdirSync(join(out, "EPUB")).filter((file) => file.endsWith(".xhtml"));
        const found = [];
        const context = await browser.newContext({ viewport: { width: 320, height: 640 } });
        const page = await context.newPage();
        page.on("console", (message) => found.push(`console: ${message.text()}`));
        page.on("pageerror", (error) => found.push(`error: ${error}`));
        page.on("request", (request) => {
          if (!request.url().startsWith("file:")) found.push(`request: ${request.url()}`);
        });
        for (const file of documents) {
          await page.goto(pathToFileURL(join(out, "EPUB", file)).href);
          const width = await page.evaluate(() => document.documentElement.scrollWidth);
          if (width > 320) found.push(`${file}: ${width} pixels wide`);
          const violations = await accessibility(page);
          // A cover is a picture and nothing else.
          const counts = (line) => file !== "cover.xhtml" || !line.startsWith("page-has-heading-one");
          found.push(...violations.filter(counts).map((line) => `${file}: ${line}`));
        }
        await context.close();
        assert.deepEqual(found, []);
      });
    }
  });
}
