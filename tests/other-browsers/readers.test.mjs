// What readers do, in the engines of Firefox and Safari. `../browser` has the whole of it, in
// Chromium; here is what an engine can break: the form that computes, the search, what is kept
// on a device, the place in a long page, and the look of every page.

import assert from "node:assert/strict";
import { after, before, describe, test } from "node:test";
import { setTimeout as sleep } from "node:timers/promises";

import axe from "axe-core";

import { PLAN_CODE, answer, enter, press, submit } from "../browser/calculator.mjs";
import { address, build, serve } from "../browser/sites.mjs";
import { ENGINES } from "./engine.mjs";

const site = build("guide");
/** In two languages, one from right to left, with every component. */
const languages = build("languages");
const CALCULATOR = "coming-down/taper-calculator/index.html";
const WHOLE = "whole-guide/index.html";

for (const [name, launch] of Object.entries(ENGINES)) {
  describe(name, () => {
    let server;
    let browser;
    let page;
    before(async () => {
      server = await serve(site);
      browser = await launch();
      page = browser.page;
      await page.resize(1280, 900);
    });
    after(async () => {
      await browser?.close();
      await server?.close();
    });

    const open = (file, hash = "") => page.goto(address(server.home, file) + hash);
    /** Another place on the page that is open would not be a new page. */
    const openAnew = async (file, hash) => {
      await page.goto(`${server.home}robots.txt`);
      await open(file, hash);
    };
    const openForm = async (hash) => {
      await openAnew(CALCULATOR, hash);
      await page.locator(".taper-form").waitFor();
    };
    const makePlan = async () => {
      await answer(page);
      await enter(page);
      await submit(page);
      await page.locator(".taper-plan").waitFor();
    };
    const results = () => page.waitForFunction(() => document.querySelectorAll(".results > li").length);
    const complains = () => {
      assert.deepEqual(page.complaints.splice(0), []);
    };

    /** What is wrong with the look of pages. */
    async function look(files, home) {
      const found = [];
      for (const width of [1280, 320]) {
        // A window of a desktop has a least width.
        await page.resize(width, 900);
        for (const file of files) {
          await page.goto(address(home, file));
          const beside = await page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
          if (beside > 0) found.push(`${file} at ${width}: ${beside} pixels too wide`);
          // A thousand paragraphs that are judged in Chromium.
          if (file.endsWith(WHOLE)) continue;
          await page.put(axe.source);
          const violations = await page.evaluate(async () => {
            const { violations } = await globalThis.axe.run(document, { preload: false, resultTypes: ["violations"] });
            return violations.map((rule) => `${rule.id}: ${rule.nodes[0].html.slice(0, 200)}`);
          });
          found.push(...violations.map((what) => `${file} at ${width}: ${what}`));
        }
      }
      return found;
    }

    for (const every of [site, languages]) {
      test(`${every.name}: every page, wide and narrow: no violation, nothing beside the page`, async () => {
        const own = await serve(every);
        try {
          assert.deepEqual(await look(every.pages, own.home), []);
        } finally {
          await own.close();
          await page.resize(1280, 900);
        }
        complains();
      });
    }

    test("the form gives the plan that the page has as its example", async () => {
      await openForm();
      await makePlan();
      const doses = (of) =>
        page.locator(of).evaluate((element) => [...element.querySelectorAll("tbody tr > :nth-child(3)")].map((cell) => cell.textContent));
      const plan = await doses(".taper-output");
      assert.equal(plan.length, 28);
      assert.deepEqual(plan, await doses(".taper-example"));
      await page.waitForFunction(() => /27 steps, ends .* 2028, largest step 10/.test(document.querySelector(".taper-status").textContent));
      complains();
    });

    test("an empty form says what is missing, and leads there", async () => {
      await openForm();
      await submit(page);
      await page.locator(".taper-errors").waitFor();
      assert.match(await page.evaluate(() => document.title), /^Error: /);
      assert.equal(await page.evaluate(() => document.activeElement.className), "taper-errors");
      complains();
    });

    test("a plan is kept when asked, opened again, and deleted", async () => {
      await openForm();
      await makePlan();
      await press(page, "keep");
      await page.waitForFunction(() => localStorage.length === 1);
      await page.reload();
      await page.locator(".taper-opened").waitFor();
      assert.equal(await page.locator(".taper-form [name=daily]").evaluate((field) => field.value), "10.0");
      assert.equal(await page.locator(".taper-plan").isVisible(), false, "nothing is worked out before it is asked for");
      await press(page, "delete");
      await page.waitForFunction(() => localStorage.length === 0);
      complains();
    });

    test("the link to a plan fills the form in and leaves the address", async () => {
      await openForm(`#plan=${PLAN_CODE}`);
      await page.locator(".taper-opened").waitFor();
      assert.equal(await page.locator(".taper-form [name=daily]").evaluate((field) => field.value), "10.0");
      assert.equal(await page.evaluate(() => location.hash), "");
      complains();
    });

    test("the files of a plan hold its rows", async () => {
      await openForm();
      await makePlan();
      // What would go to the reader's folder of downloads.
      await page.evaluate(() => {
        globalThis.files = [];
        const create = URL.createObjectURL;
        URL.createObjectURL = (file) => {
          globalThis.files.push(file);
          return create(file);
        };
        HTMLAnchorElement.prototype.click = () => {};
      });
      await press(page, "ics");
      await press(page, "csv");
      const files = await page.waitForFunction(
        async () => globalThis.files.length === 2 && Promise.all(globalThis.files.map(async (file) => [file.type, await file.text()])),
      );
      assert.deepEqual(files.map(([type]) => type), ["text/calendar", "text/csv"]);
      assert.equal(files[0][1].match(/BEGIN:VEVENT/g).length, 28);
      complains();
    });

    test("search: from any page, as somebody types, in both languages, and what cannot wait", async () => {
      await open("about/index.html");
      await page.locator("header [type=search]").evaluate((field) => field.focus());
      await page.type("half-life");
      await results();
      assert.equal(await page.evaluate(() => location.search + decodeURIComponent(location.hash)), "#q=half-life");
      await page.locator("#q").evaluate((field) => {
        field.value = "he is not breathing";
        field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      });
      await page.locator(".care-emergency").waitFor();
      await openAnew("tr/search/index.html", "#q=tolerans");
      await results();
      complains();
    });

    test("the whole guide: the place of a link, and the words that were read after a reload and on the way back", async () => {
      await page.resize(500, 800);
      await open(WHOLE);
      const seen = () =>
        page.evaluate(() => {
          const all = [...document.querySelectorAll("p, li")];
          const n = all.findIndex((one) => one.checkVisibility({ contentVisibilityAuto: true }) && one.getBoundingClientRect().top > 60);
          return { n, top: all[n].getBoundingClientRect().top };
        });
      const same = (now, then, what) => assert.ok(now.n === then.n && Math.abs(now.top - then.top) <= 2, `${what}: ${JSON.stringify([then, now])}`);
      // What a browser does when it has come to rest.
      const rest = () => sleep(800);
      for (const height of [3000, 60_000]) {
        await page.evaluate((top) => scrollTo({ top, behavior: "instant" }), height);
        await rest();
        const read = await seen();
        await page.reload();
        await rest();
        same(await seen(), read, "after a reload");
        await open("about/index.html");
        await page.goBack();
        await rest();
        same(await seen(), read, "on the way back");
      }
      await openAnew(WHOLE, "#page-coming-down.tapering");
      await rest();
      const top = await page.locator(":target").evaluate((element) => element.getBoundingClientRect().top);
      assert.ok(Math.abs(top) < 60, `${top}`);
      await page.resize(1280, 900);
      complains();
    });

    test("kept on the device, the guide opens without a network, and nothing of it stays when it is removed", async () => {
      await openForm();
      await open("offline/index.html");
      const kept = async () => [await caches.keys(), await navigator.serviceWorker.getRegistrations()].map((all) => all.length);
      assert.deepEqual(await page.evaluate(kept), [0, 0]);
      const say = (words) =>
        page.waitForFunction((words) => document.querySelector("main").innerText.includes(words), words);
      const button = (words) =>
        page.evaluate((words) => [...document.querySelectorAll("main button")].find((one) => one.textContent.includes(words)).click(), words);
      await button("Keep this guide");
      await say("is on this device now");
      const { home } = server;
      await server.close();
      server = null;
      for (const file of ["index.html", "preventing/strain-rotation/index.html", "tr/index.html"]) {
        await page.goto(address(home, file));
        const size = await page.locator("h1").evaluate((element) => getComputedStyle(element).fontSize);
        assert.ok(Number.parseFloat(size) > 20, `${file} has lost its style sheet`);
      }
      await page.goto(address(home, CALCULATOR));
      await page.locator(".taper-form").waitFor();
      await makePlan();
      await page.goto(`${address(home, "search/index.html")}#q=alcohol`);
      await results();
      await page.goto(address(home, "offline/index.html"));
      await button("Remove it");
      await say("no longer kept");
      assert.deepEqual(await page.evaluate(kept), [0, 0]);
    });
  });
}
