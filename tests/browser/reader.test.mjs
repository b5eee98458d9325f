// What readers do with the guide: the keyboard, references and terms, print,
// wider letters, high contrast, the file on a disk.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { describe, test } from "node:test";
import { join } from "node:path";
import { pathToFileURL } from "node:url";

import { open } from "./browser.mjs";
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

  describe("a reader of the whole guide", () => {
    const file = site.pages.find((name) => name.startsWith("whole-guide/"));
    const phone = { viewport: { width: 390, height: 700 } };
    /** Chapters that are not laid out, and all of them. */
    const waiting = () => {
      const all = [...document.querySelectorAll(".chapter")];
      return [all.filter((chapter) => !chapter.querySelector("*").checkVisibility({ contentVisibilityAuto: true })).length, all.length];
    };
    const near = (actual, expected, what) => assert.ok(Math.abs(actual - expected) <= 2, `${what}: ${actual}, not ${expected}`);
    /** After what the browser does when it has come to rest. */
    const rest = (page) => page.waitForTimeout(300);
    /** Turns the wheel; says which paragraph is on the screen then, and where. */
    const read = async (page, distance) => {
      await page.mouse.move(200, 300);
      await page.mouse.wheel(0, distance);
      await rest(page);
      return page.evaluate(() => {
        const all = [...document.querySelectorAll("p")];
        const isThere = (p) => p.checkVisibility({ contentVisibilityAuto: true });
        const n = all.findIndex((p) => isThere(p) && p.getBoundingClientRect().top > 100);
        return { n, top: all[n].getBoundingClientRect().top };
      });
    };
    const topOf = (page, n) => page.evaluate((n) => document.querySelectorAll("p")[n].getBoundingClientRect().top, n);

    test("chapters far away wait", async () => {
      await at.on(file, phone, async (page) => {
        const [far, all] = await page.evaluate(waiting);
        assert.ok(all > 30 && far > all - 5, `${far} of ${all}`);
        // Not on paper, where each is there.
        await page.emulateMedia({ media: "print" });
        await rest(page);
        assert.deepEqual(await page.evaluate(waiting), [0, all]);
      });
    });

    test("comes to the place of a link, and finds the place again where the link was", async () => {
      await at.on(file, phone, async (page) => {
        const { n, top } = await read(page, 60_000);
        await page.evaluate(() => document.querySelector("a[href^='#ref-']").click());
        await rest(page);
        const target = page.locator(":target");
        const { y } = await target.boundingBox();
        assert.ok(y > -2 && y < 60, `${y}`);
        // Chapters above that were not laid out are now, as if the reader had looked around.
        await page.evaluate(() => {
          const all = [...document.querySelectorAll(".chapter")];
          for (const chapter of all.slice(0, 9)) chapter.style.setProperty("content-visibility", "visible");
        });
        await rest(page);
        near((await target.boundingBox()).y, y, "what is read while something above it is laid out");
        await page.goBack();
        await rest(page);
        near(await topOf(page, n), top, "on the way back");
        await page.goForward();
        await rest(page);
        near((await target.boundingBox()).y, y, "forward again");
      });
    });

    test("is at the same words after a reload, and on the way back from another page", async () => {
      await at.on(file, phone, async (page) => {
        for (const distance of [300, 40_000, 90_000]) {
          const { n, top } = await read(page, distance);
          await page.reload();
          await rest(page);
          near(await topOf(page, n), top, `after a reload, ${distance} pixels further`);
          await page.goto(at.address("about/index.html"));
          await page.goBack();
          await rest(page);
          near(await topOf(page, n), top, `on the way back, ${distance} pixels further`);
        }
      });
    });

    test("of one chapter comes to it, and to where it was after a reload", async () => {
      await at.on(`${file}#page-coming-down.tapering`, phone, async (page) => {
        const { y } = await page.locator(":target").boundingBox();
        assert.ok(y > -2 && y < 60, `${y}`);
        const { n, top } = await read(page, 2_000);
        await page.reload();
        await rest(page);
        near(await topOf(page, n), top, "after a reload");
      });
    });

    test("has all of it laid out where no script runs", async () => {
      await at.on(file, { ...phone, javaScriptEnabled: false }, async (page) => {
        const [far] = await page.evaluate(waiting);
        assert.equal(far, 0);
      });
    });
  });

  test("a page that is not there answers 404 and leads home", async () => {
    const response = await fetch(`${at.home}no/such/page/`);
    assert.equal(response.status, 404);
    assert.match(await response.text(), /href="\/sub\/path\/"/);
  });
});
