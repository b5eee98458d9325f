// What readers do with the guide: the keyboard, references and terms, print,
// wider letters, high contrast, the file on a disk.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { laidOut, open } from "./browser.mjs";
import { build } from "./sites.mjs";
import { stage } from "./stage.mjs";

const site = build("guide");
const article = site.pages.find((file) => file.startsWith("how-tolerance-happens/receptors/"));
const phone = { viewport: { width: 320, height: 640 } };

describe("readers", () => {
  const at = stage(site);

  const focused = (page) =>
    page.evaluate(() => {
      const element = document.activeElement;
      const box = element.getBoundingClientRect();
      const style = getComputedStyle(element);
      return {
        tag: element.tagName,
        href: element.getAttribute("href"),
        html: element.outerHTML.slice(0, 120),
        outlined: style.outlineStyle !== "none" && parseFloat(style.outlineWidth) >= 2,
        seen: box.bottom > 0 && box.top < innerHeight && box.width > 0,
        inMain: element.closest("main") !== null,
      };
    });

  test("the first stop of the Tab key leads past the navigation", async () => {
    await at.on(article, {}, async (page) => {
      await page.keyboard.press("Tab");
      assert.equal((await focused(page)).href, "#main");
      await page.keyboard.press("Enter");
      await page.keyboard.press("Tab");
      assert.ok((await focused(page)).inMain);
    });
  });

  test("each stop of the Tab key is seen and outlined, also in forced colours", async () => {
    for (const options of [{}, { forcedColors: "active" }, phone]) {
      await at.on(article, options, async (page) => {
        const stops = await page.locator("a[href], summary, [tabindex='0']").count();
        for (let stop = 0; stop < Math.min(stops, 60); stop += 1) {
          await page.keyboard.press("Tab");
          const now = await focused(page);
          assert.ok(now.seen, `not on the screen: ${now.html}`);
          assert.ok(now.outlined, `no outline: ${now.html}`);
        }
      });
    }
  });

  test("from a citation to its reference and back by keyboard", async () => {
    await at.on(article, {}, async (page) => {
      const citation = page.locator("a[id^='cite-']").first();
      const [id, href] = [await citation.getAttribute("id"), await citation.getAttribute("href")];
      await citation.focus();
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.hash === href);
      assert.ok(await page.locator(`${href}:target`).isVisible());
      await page.locator(`${href} a[href='#${id}']`).focus();
      await page.keyboard.press("Enter");
      await page.waitForURL((url) => url.hash === `#${id}`);
    });
  });

  test("a glossary term leads to its meaning on the same page", async () => {
    await at.on(article, {}, async (page) => {
      const term = page.locator("a.term").first();
      const href = await term.getAttribute("href");
      await term.focus();
      await page.keyboard.press("Enter");
      assert.ok(await page.locator(`${href}:target`).isVisible());
    });
  });

  test("a grade's badge says its meaning and leads to the explanation", async () => {
    await at.on(article, {}, async (page) => {
      const badge = page.locator("a[href*='#grade-']").first();
      await badge.focus();
      await page.keyboard.press("Enter");
      await page.waitForURL(/#grade-[abcdx]$/);
      assert.ok(await page.locator(":target").isVisible());
    });
  });

  test("no page prints navigation, and every page prints where it came from", async () => {
    for (const file of site.pages.filter((file) => !/(^|\/)whole-guide\//.test(file))) {
      await at.look(file, {}, async (page) => {
        await page.emulateMedia({ media: "print" });
        const printed = await page.locator("nav:visible, button:visible, .skip:visible").count();
        assert.equal(printed, 0, file);
        assert.ok(await page.locator(".site-footer .print-only").isVisible(), file);
        await page.emulateMedia({ media: null });
      });
    }
  });

  test("an article prints on A4 and on Letter", async () => {
    for (const format of ["A4", "Letter"]) {
      await at.on(article, {}, async (page) => {
        const pdf = await page.pdf({ format, preferCSSPageSize: false });
        assert.equal(pdf.subarray(0, 5).toString("latin1"), "%PDF-");
        assert.ok(pdf.length > 20_000, `${pdf.length} bytes`);
      });
    }
  });

  test("a sheet to fill in prints alone, on one page of either size", async () => {
    const isSheet = (file) => readFileSync(join(site.folder, file), "utf8").includes('data-kind="sheet"');
    const sheets = site.pages.filter(isSheet);
    // The diary, the questions and the worksheet, which is in Turkish too.
    assert.equal(sheets.length, 4);
    for (const file of sheets) {
      await at.on(file, {}, async (page) => {
        for (const format of ["A4", "Letter"]) {
          const pdf = (await page.pdf({ format })).toString("latin1");
          assert.equal(pdf.match(/\/Type\s*\/Page\b/g).length, 1, `${file} on ${format}`);
        }
        await page.emulateMedia({ media: "print" });
        assert.equal(await page.locator(".lead:visible, .evidence:visible, .references:visible, .review:visible").count(), 0);
        assert.ok(await page.locator("table").first().isVisible());
        assert.ok(await page.locator(".callout, .reminder").first().isVisible());
        assert.ok((await page.locator("a[href^='tel:']:visible").count()) > 5);
      });
    }
  });

  test("nothing is kept on the reader's device", async () => {
    await at.on(article, {}, async (page, { context }) => {
      assert.deepEqual(await context.cookies(), []);
      const kept = await page.evaluate(async () => [
        localStorage.length,
        sessionStorage.length,
        (await indexedDB.databases()).length,
        (await caches.keys()).length,
      ]);
      assert.deepEqual(kept, [0, 0, 0, 0]);
    });
  });

  test("the whole guide is read from a disk and asks for nothing else", async () => {
    const file = site.pages.find((name) => name.startsWith("whole-guide/"));
    const url = pathToFileURL(join(site.folder, file)).href;
    const { context, page, complaints } = await open(at.browser, url, url);
    assert.deepEqual(complaints, []);
    const lost = await page.evaluate(() =>
      [...document.querySelectorAll("a[href^='#']")]
        .map((link) => link.getAttribute("href").slice(1))
        .filter((id) => document.getElementById(decodeURIComponent(id)) === null),
    );
    assert.deepEqual(lost, []);
    const colour = await page.evaluate(() => getComputedStyle(document.body).fontFamily);
    assert.doesNotMatch(colour, /Times/, "its own style applies");
    await context.close();
  });

  describe("the chapters of the whole guide", () => {
    const file = site.pages.find((name) => name.startsWith("whole-guide/"));
    const waiting = () =>
      [...document.querySelectorAll(".chapter")].filter((chapter) => getComputedStyle(chapter).contentVisibility === "auto").length;
    /** Where a paragraph in the middle of the file stands in the window; it is brought there first if asked. */
    const middle = (scroll) => {
      const all = document.querySelectorAll(".chapter p");
      const one = all[Math.floor(all.length / 2)];
      if (scroll) scrollBy(0, one.getBoundingClientRect().top - 200);
      return one.getBoundingClientRect().top;
    };
    const near = (actual, expected, what) => assert.ok(Math.abs(actual - expected) <= 2, `${what}: ${actual}, not ${expected}`);

    test("those below wait while the page opens, and have their own heights soon after", async () => {
      const { context, page, complaints } = await at.open("about/index.html", { viewport: { width: 390, height: 700 } });
      // Nothing is laid out in turn until the test says so.
      await page.addInitScript(() => {
        globalThis.requestIdleCallback = (what) => {
          globalThis.next = () => what({ timeRemaining: () => 0 });
        };
      });
      await page.goto(at.address(file));
      const chapters = await page.locator(".chapter").count();
      assert.ok(chapters > 30);
      assert.equal(await page.evaluate(waiting), chapters);
      // A link of the contents leads to the place itself, which stays there.
      const target = page.locator(".contents a").nth(25);
      await target.click();
      const place = async () => (await page.locator(":target").boundingBox()).y;
      await page.waitForTimeout(100);
      const before = await place();
      assert.ok(before > -2 && before < 60, `${before}`);
      for (let n = 1; n <= chapters; n += 1) {
        await page.evaluate(() => globalThis.next());
        // Anchors are chosen when a frame is drawn.
        await page.evaluate(() => new Promise((drawn) => requestAnimationFrame(() => requestAnimationFrame(drawn))));
      }
      assert.equal(await page.evaluate(waiting), 0);
      assert.equal(await page.evaluate(() => document.adoptedStyleSheets.length), 0);
      near(await place(), before, "the place that a link led to");
      const height = await page.evaluate(() => document.documentElement.scrollHeight);
      await page.reload();
      near(await page.evaluate(() => document.documentElement.scrollHeight), height, "the height after a reload");
      near(await place(), before, "the same place after a reload");
      assert.deepEqual(complaints, []);
      await context.close();
    });

    test("who reads in the middle is there again after a reload, and on the way back", async () => {
      await at.on(file, { viewport: { width: 390, height: 700 } }, async (page) => {
        await laidOut(page);
        const before = await page.evaluate(middle, true);
        near(before, 200, "the paragraph");
        await page.waitForTimeout(100);
        await page.reload();
        assert.equal(await page.evaluate(waiting), 0);
        near(await page.evaluate(middle, false), before, "after a reload");
        await page.goto(at.address("about/index.html"));
        await page.goBack();
        await page.waitForTimeout(100);
        near(await page.evaluate(middle, false), before, "on the way back");
      });
    });

    test("who comes to a place in it has all of it at once", async () => {
      await at.on(`${file}#page-coming-down.tapering`, {}, async (page) => {
        assert.equal(await page.evaluate(waiting), 0);
        const { y } = await page.locator(":target").boundingBox();
        assert.ok(y > -2 && y < 60, `${y}`);
      });
    });
  });

  test("a page that is not there answers 404 and leads home", async () => {
    const response = await fetch(`${at.home}no/such/page/`);
    assert.equal(response.status, 404);
    assert.match(await response.text(), /href="\/sub\/path\/"/);
  });
});
