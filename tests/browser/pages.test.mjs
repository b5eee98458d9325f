// Every page of every site, in every way a reader may meet it: light, dark, a
// narrow phone, and without JavaScript. The list of pages is the folder's, so a
// new page is tested without a word here.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";

import { accessibilityInEveryWay } from "./axe.mjs";
import { launch, open } from "./browser.mjs";
import { address, build, serve } from "./sites.mjs";

const WIDE = { width: 1280, height: 900 };
const PHONE = { width: 320, height: 640 };

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
    let server;
    let browser;
    before(async () => {
      server = await serve(site);
      browser = await launch();
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    test("the sitemap and the folder agree on the pages", async () => {
      const xml = await (await fetch(`${server.home}sitemap.xml`)).text();
      const listed = [...xml.matchAll(/<loc>https:\/\/example\.org\/sub\/path\/(.*?)<\/loc>/g)];
      const pages = site.pages.filter((file) => !file.endsWith("404.html"));
      assert.deepEqual(
        listed.map((match) => decodeURI(match[1])).sort(),
        pages.map((file) => address("", file)).sort(),
      );
    });

    for (const file of site.pages) {
      test(file, async () => {
        const url = address(server.home, file);
        const { context, page, complaints } = await open(browser, server.home, url);
        let text;
        let needsScript;
        try {
          assert.deepEqual(complaints, []);
          assert.deepEqual(await overflow(page), []);
          assert.equal(await page.locator("h1").count(), 1);
          text = await page.locator("body").innerText();
          // A calculator, a search, and the buttons that keep the guide, work where scripts run, and say what is missing where not.
          needsScript = (await page.locator(".taper, .offline, .search-form").count()) > 0;
          await page.setViewportSize(PHONE);
          assert.deepEqual(await overflow(page), []);
          await page.setViewportSize(WIDE);
          assert.deepEqual(await accessibilityInEveryWay(page), []);
          assert.deepEqual(complaints, []);
        } finally {
          await context.close();
        }
        const plain = await open(browser, server.home, url, { javaScriptEnabled: false });
        try {
          assert.deepEqual(await overflow(plain.page), []);
          assert.equal(await plain.page.locator("h1").count(), 1);
          const own = await plain.page.locator("body").innerText();
          if (!needsScript) assert.equal(own, text, "the text is the same without scripts");
          assert.deepEqual(plain.complaints, []);
        } finally {
          await plain.context.close();
        }
      });
    }
  });
}
