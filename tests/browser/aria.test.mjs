// What a screen reader is told, page type by page type, as small texts to read: the
// names and levels of headings, landmarks, lists, tables, links, fields. From the site
// of the fixtures, so that the guide's words do not matter.
//
// After a change that is meant: `UPDATE_ARIA=1 node --test aria.test.mjs`, and read
// the difference as a reader would hear it.

import assert from "node:assert/strict";
import { mkdirSync, readFileSync, readdirSync, writeFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { describe, test } from "node:test";
import { fileURLToPath } from "node:url";

import { makeFixturePlan } from "./calculator.mjs";
import { build } from "./sites.mjs";
import { stage } from "./stage.mjs";

const folder = join(dirname(fileURLToPath(import.meta.url)), "aria");
const site = build("languages");
const kindOf = (file) => /<body[^>]* data-kind="([^"]*)"/.exec(readFileSync(join(site.folder, file), "utf8"))?.[1];

/** The first page of each kind, in English; and what stands on few pages only. */
const PAGES = new Map();
for (const file of site.pages.filter((file) => !file.startsWith("ar/"))) {
  const kind = kindOf(file);
  if (!PAGES.has(kind)) PAGES.set(kind, file);
}
PAGES.set("emergency", "emergency/index.html");
PAGES.set("right to left", "ar/index.html");

describe("what a screen reader is told", () => {
  const at = stage(site);

  const seen = new Set();

  /** Holds a part of a page against its text. */
  async function assertSame(name, locator) {
    const file = `${name.replaceAll(" ", "-")}.yml`;
    seen.add(file);
    const now = `${await locator.ariaSnapshot()}\n`.replaceAll(at.home, "/").replace(/\.[0-9a-f]{10}\./g, ".");
    if (process.env.UPDATE_ARIA) {
      mkdirSync(folder, { recursive: true });
      writeFileSync(join(folder, file), now);
    }
    assert.equal(now, readFileSync(join(folder, file), "utf8"));
  }

  for (const [kind, file] of PAGES) {
    test(kind, async () => {
      await at.look(file, {}, async (page) => {
        for (const form of await page.locator(".taper-form").all()) await form.waitFor();
        await assertSame(kind, page.locator("body"));
      });
    });
  }

  test("a plan, and problems", async () => {
    await at.on(PAGES.get("tool"), {}, async (page) => {
      const taper = page.locator(".taper").last();
      await makeFixturePlan(taper);
      await taper.locator(".taper-status").filter({ hasText: /\S/ }).waitFor();
      await assertSame("a plan", taper.locator(".taper-plan"));
      await taper.locator(".taper-form [name=daily]").fill("x");
      await taper.locator(".taper-form [type=submit]").click();
      await assertSame("a problem", taper.locator(".taper-errors"));
    });
  });

  test("no text is left over", () => {
    assert.deepEqual(readdirSync(folder).filter((file) => !seen.has(file)), []);
  });
});
