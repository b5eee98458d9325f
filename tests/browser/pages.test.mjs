// Every page of every site, in every way a reader may meet it: light, dark, a
// narrow phone, and without JavaScript. The list of pages is the folder's, so a
// new page is tested without a word here.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import axe from "axe-core";

import { launch, open } from "./browser.mjs";
import { address, build, serve } from "./sites.mjs";

const WAYS = {
  light: {},
  dark: { colorScheme: "dark" },
  phone: { viewport: { width: 320, height: 640 } },
  "no script": { javaScriptEnabled: false },
};

/** Violations, and what the engine could not decide, as lines to read. */
async function accessibility(page) {
  await page.evaluate(axe.source);
  return page.evaluate(async () => {
    const result = await globalThis.axe.run(document, {
      resultTypes: ["violations", "incomplete"],
      rules: { "target-size": { enabled: true } },
    });
    // The engine cannot see what lies behind letters of a drawing. The chart's are the
    // page's own colour on the page's own ground, and the table says the same.
    const isChart = (rule, node) =>
      rule.id === "color-contrast" &&
      document.querySelector(node.target[0])?.closest(".taper-svg") !== null;
    const lines = (kind, rules) =>
      rules.flatMap((rule) =>
        rule.nodes
          .filter((node) => kind === "violation" || !isChart(rule, node))
          .map((node) => `${kind} ${rule.id}: ${node.html.slice(0, 200)}`),
      );
    return [...lines("violation", result.violations), ...lines("undecided", result.incomplete)];
  });
}

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
    const texts = new Map();
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
      for (const [way, options] of Object.entries(WAYS)) {
        test(`${file}: ${way}`, async () => {
          const url = address(server.home, file);
          const { context, page, complaints } = await open(browser, server.home, url, options);
          try {
            assert.deepEqual(complaints, []);
            assert.deepEqual(await overflow(page), []);
            assert.equal(await page.locator("h1").count(), 1);
            const text = await page.locator("body").innerText();
            // A calculator, a search, and the buttons that keep the guide, work where scripts run, and say what is missing where not.
            const needsScript = (await page.locator(".taper, .offline, .search-form").count()) > 0;
            if (!needsScript) assert.equal(texts.get(file) ?? text, text, "the text is the same in every way");
            if (way !== "phone") texts.set(file, text);
            if (way === "no script") return;
            assert.deepEqual(await accessibility(page), []);
            assert.deepEqual(complaints, []);
          } finally {
            await context.close();
          }
        });
      }
    }
  });
}
