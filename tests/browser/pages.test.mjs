// Every page of every site, in every way a reader may meet it: light, dark, a
// narrow phone, and without JavaScript. The list of pages is the folder's, so a
// new page is tested without a word here.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import { accessibility, accessibilityInEveryWay } from "./axe.mjs";
import { address, build } from "./sites.mjs";
import { stage } from "./stage.mjs";

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 320, height: 640 };

const isWholeGuide = (file) => /(^|\/)whole-guide\//.test(file);

const kindOf = (site, file) => /<body[^>]* data-kind="([^"]*)"/.exec(readFileSync(join(site.folder, file), "utf8"))?.[1];

/** What sticks out of the page sideways, unless its own box scrolls. */
function overflow(page) {
  return page.evaluate(() => {
    const width = document.documentElement.clientWidth;
    if (document.documentElement.scrollWidth <= width) return [];
    return [...document.querySelectorAll("body *")]
      .filter((element) => element.getBoundingClientRect().right > width + 1)
      .map((element) => `overflow: ${element.outerHTML.slice(0, 120)}`)
      .slice(0, 5);
  });
}

for (const site of ["guide", "languages"].map(build)) {
  describe(site.name, { concurrency: 2 }, () => {
    const at = stage(site);

    test("the sitemap and the folder agree on the pages", async () => {
      const xml = await (await fetch(`${at.home}sitemap.xml`)).text();
      const listed = [...xml.matchAll(/<loc>https:\/\/example\.org\/sub\/path\/(.*?)<\/loc>/g)];
      const pages = site.pages.filter((file) => !file.endsWith("404.html"));
      assert.deepEqual(
        listed.map((match) => decodeURI(match[1])).sort(),
        pages.map((file) => address("", file)).sort(),
      );
    });

    // What a wide window shows and a phone does not, such as the contents beside the text, is
    // in the frame of its kind of page; colours of the text are seen in the dark on the phone.
    const kinds = new Set();
    for (const file of site.pages) {
      const isFirst = !kinds.has(kindOf(site, file));
      kinds.add(kindOf(site, file));
      test(file, async () => {
        let text;
        let needsScript;
        await at.look(file, {}, async (page) => {
          assert.deepEqual(await overflow(page), []);
          assert.equal(await page.locator("h1").count(), 1);
          text = await page.locator("body").innerText();
          // A calculator, a search, and the buttons that keep the guide, work where scripts run, and say what is missing where not.
          needsScript = (await page.locator(".taper, .offline, .search-form").count()) > 0;
          await page.setViewportSize(PHONE);
          assert.deepEqual(await overflow(page), []);
          await page.setViewportSize(WIDE);
          if (isWholeGuide(file)) {
            // Everything in it was looked at in every way on a page of its own, and it takes minutes.
            await page.setViewportSize(PHONE);
            assert.deepEqual(await accessibility(page), []);
            // And while its chapters wait.
            await page.evaluate(() => document.documentElement.classList.add("waits"));
            assert.deepEqual(await accessibility(page), []);
            await page.setViewportSize(WIDE);
          } else {
            assert.deepEqual(await accessibilityInEveryWay(page, { wideInTheDark: isFirst }), []);
          }
        });
        await at.look(file, { javaScriptEnabled: false }, async (page) => {
          assert.deepEqual(await overflow(page), []);
          assert.equal(await page.locator("h1").count(), 1);
          const own = await page.locator("body").innerText();
          if (!needsScript) assert.equal(own, text, "the text is the same without scripts");
        });
      });
    }
  });
}
