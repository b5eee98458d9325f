// The calculator's page: what a reader can do with it by keyboard, what it never
// shows, what it never keeps, and what it says when something is wrong.

import assert from "node:assert/strict";
import { describe, test } from "node:test";

import { accessibility } from "./axe.mjs";
import { open } from "./browser.mjs";
import {
  ENTRIES,
  PLAN_CODE,
  answer,
  enter,
  log,
  makeFixturePlan,
  makePlan,
  plan,
  press,
  radio,
  status,
  stop,
  submit,
  weeksAgo,
} from "./calculator.mjs";
import { build } from "./sites.mjs";
import { stage } from "./stage.mjs";

const site = build("guide");
const FILE = site.pages.find((file) => file.includes("taper-calculator/"));
const phone = { viewport: { width: 320, height: 640 } };
/** An amount with its unit, however it is spaced. */
const DOSE = /\d\s*g\b/;
/** What stands in place of words that the module was not given. */
const KEY = /\b(rule|text|product|range)\.[a-z_]+/;

/**
 * No violation, and nothing that the engine could not decide. It does not see the text in a
 * drawing; that text has the colour of all text, which is held here. Every other state is
 * looked at in barriers.test.mjs.
 */
async function assertAccessible(page) {
  const colours = await page
    .locator(".taper-svg text")
    .evaluateAll((all) => all.map((text) => getComputedStyle(text).fill === getComputedStyle(text.closest("figure")).color));
  assert.ok(colours.length > 0 && colours.every(Boolean));
  assert.deepEqual(await accessibility(page), []);
}

describe("calculator", () => {
  const at = stage(site);

  /** Runs `what` on the calculator's page once its form is there. */
  async function on(options, what) {
    const { hash = "", prepare, form = true, ...context } = options;
    const url = at.address(FILE);
    const opened = await open(at.browser, at.home, prepare ? "about:blank" : url + hash, context);
    try {
      if (prepare) {
        await opened.context.addInitScript(prepare);
        await opened.page.goto(url + hash);
      }
      if (form) await opened.page.locator(".taper-form").waitFor();
      await what(opened.page, opened);
      assert.deepEqual(opened.complaints, []);
    } finally {
      await opened.context.close();
    }
  }

  /** How long each row lasts: four columns follow it. */
  const rowDays = (page) => page.locator(".taper-output tbody tr > :nth-last-child(5)").allInnerTexts();
  const column = (page, n) => page.locator(`.taper-output tbody tr > :nth-child(${n})`).allInnerTexts();
  const error = (page, field) => page.locator(`[data-field="${field}"] > .taper-error`);

  const focused = (page) => page.evaluate(() => document.activeElement.innerText);
  // A browser scrolls by whole pixels, and a place may lie between two.
  const isInWindow = (element) => {
    const { top, bottom } = element.getBoundingClientRect();
    return top > -1 && bottom < innerHeight + 1;
  };

  /** No dose in the results, in the address, or in a file. */
  async function assertNoDose(page) {
    assert.ok(await plan(page).isHidden());
    assert.ok(await stop(page).isVisible());
    const results = await page.locator(".taper-result").evaluateAll((all) => all.map((one) => one.textContent));
    const html = await page.locator(".taper-output").innerHTML();
    assert.equal(html, "");
    assert.doesNotMatch(await stop(page).innerText(), DOSE);
    assert.doesNotMatch(await stop(page).innerText(), KEY);
    assert.ok(results.length === 2);
    assert.equal(await page.locator(".taper-plan select option").count(), 0);
    assert.equal(await page.locator(".taper-actions button:visible").count(), 0);
    assert.equal(await page.locator(".taper-form .taper-range p:visible").count(), 0);
    assert.equal(new URL(page.url()).hash, "");
    assert.equal(await page.locator(".taper-copy textarea").inputValue(), "");
  }

  test("a plan by keyboard alone", async () => {
    await on({}, async (page) => {
      // From the form's first field to its button, with Tab, Space and the arrow keys only.
      await page.locator(".taper-form input").first().focus();
      for (let stops = 0; stops < 80; stops += 1) {
        const [name, type, value] = await page.evaluate(() => {
          const { name, type, value } = document.activeElement;
          return [name ?? "", type ?? "", value ?? ""];
        });
        if (type === "submit") break;
        if (name.startsWith("answer.")) {
          await page.keyboard.press("ArrowDown");
        } else if (type === "radio") {
          const wanted = ENTRIES[name];
          await page.keyboard.press("Space");
          for (let n = 0; n < 9; n += 1) {
            if ((await page.evaluate(() => document.activeElement.value)) === wanted) break;
            await page.keyboard.press("ArrowDown");
          }
          assert.equal(await page.evaluate(() => document.activeElement.value), wanted, `${name} ${value}`);
        } else if (type === "text") {
          const part = ["day", "month", "year"].indexOf(name);
          await page.keyboard.type(part < 0 ? ENTRIES[name] : ENTRIES.start[part]);
        }
        await page.keyboard.press("Tab");
      }
      await page.keyboard.press("Enter");
      await plan(page).waitFor();
      await status(page, /27 steps, ends .* 2028, largest step 10/);
      assert.equal((await column(page, 3)).length, 28);
      // What is in the pre-rendered example is what the form computes.
      const doses = await column(page, 3);
      const example = await page.locator(".taper-example").first().locator("tbody td:nth-child(3)").allTextContents();
      assert.deepEqual(doses, example);
    });
  });

  test("nothing is preselected, and nothing is worked out before it is asked for", async () => {
    await on({}, async (page) => {
      assert.equal(await page.locator(".taper-form :checked").count(), 0);
      const filled = await page.locator(".taper-form input[type=text]").evaluateAll((all) => all.filter((i) => i.value));
      assert.equal(filled.length, 0);
      await answer(page);
      await enter(page);
      assert.ok(await plan(page).isHidden());
      // The length of each range is told side by side.
      assert.match(await page.locator("[data-range=five_28]").innerText(), /weeks, \d+ steps, ends/);
      assert.match(await page.locator("[data-range=ten_14]").innerText(), /weeks, \d+ steps, ends/);
    });
  });

  test("each answer that asks for the worksheet shows no dose, before and after a plan", async () => {
    await on({}, async (page) => {
      await makePlan(page);
      const questions = await page
        .locator("[data-field^='answer.']")
        .evaluateAll((all) => all.map((one) => [one.dataset.field, [...one.querySelectorAll("input")].map((i) => i.value)]));
      let worksheets = 0;
      for (const [name, values] of questions) {
        for (const value of values.filter((value) => value !== "no")) {
          await radio(page, name, value).check();
          if (await stop(page).isVisible()) {
            worksheets += 1;
            await assertNoDose(page);
            assert.ok(await page.locator(".taper-form [name=daily]").isHidden());
            await status(page, /no plan/);
          }
          await radio(page, name, "no").check();
          assert.ok(await stop(page).isHidden());
          assert.ok(await plan(page).isHidden() || (await plan(page).getAttribute("class")).includes("is-stale"));
          if (worksheets % 8 === 1) {
            await submit(page);
            await plan(page).waitFor();
          }
        }
      }
      // 15 questions lead there; all but the one about age can be unsure.
      assert.ok(worksheets >= 29, `${worksheets} worksheets`);
    });
  });

  test("what limits or warns is said in words, beside the range, above the plan and in its text", async () => {
    await on({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      await answer(page, { some_alcohol: "yes", over_a_year: "yes" });
      await enter(page, { range: "five_28", last: "3" });
      assert.match(await page.locator("[data-range=ten_14] p").innerText(), /\w+ \w+ \w+/);
      assert.doesNotMatch(await page.locator("[data-range=ten_14] p").innerText(), KEY);
      await submit(page);
      const warnings = page.locator(".taper-output .taper-warning");
      assert.ok((await warnings.count()) > 1);
      for (const words of await warnings.allInnerTexts()) assert.doesNotMatch(words, KEY);
      await press(page, "text");
      await status(page, "Copied");
      assert.doesNotMatch(await page.evaluate(() => navigator.clipboard.readText()), KEY);
    });
  });

  test("each refused product, and more than the limit, show no dose", async () => {
    await on({}, async (page) => {
      for (const product of ["seven_oh", "extract", "shot", "tablet", "tea", "unknown"]) {
        await makePlan(page);
        await radio(page, "product", product).check();
        await assertNoDose(page);
      }
      await radio(page, "product", "leaf_powder").check();
      await makePlan(page);
      await page.locator(".taper-form [name=daily]").fill("40.5");
      await page.keyboard.press("Tab");
      await assertNoDose(page);
      // The amount led there, so it can be corrected.
      assert.ok(await page.locator(".taper-form [name=daily]").isVisible());
      await page.locator(".taper-form [name=daily]").fill("10");
      await submit(page);
      await plan(page).waitFor();
      assert.ok(await stop(page).isHidden());
    });
  });

  test("problems are listed, linked, told at the field, and the title says so", async () => {
    await on({}, async (page) => {
      const title = await page.title();
      await submit(page);
      const summary = page.locator(".taper-errors");
      assert.ok(await summary.evaluate((element) => element === document.activeElement));
      assert.equal(await page.title(), `Error: ${title}`);
      const links = summary.locator("a");
      const questions = await page.locator("[data-field^='answer.']").count();
      // The list is taller than the window: it begins at its heading.
      const { y } = await summary.boundingBox();
      assert.ok(y > -1 && y < 50, `the summary begins at ${y}`);
      // Questions, product, division, range, end, start; a scale is asked of a product.
      assert.equal(await links.count(), questions + 5);
      for (const n of [0, questions, questions + 1, questions + 3, questions + 4]) {
        await links.nth(n).click();
        const at = await page.evaluate(() => {
          const holder = document.activeElement.closest("[data-field]");
          return [document.activeElement.tagName, holder.querySelector(".taper-error").textContent];
        });
        assert.equal(at[0], "INPUT");
        assert.ok((await links.nth(n).innerText()).endsWith(at[1]), at[1]);
      }
      // Each link names its question, and no two are the same.
      const texts = await links.allInnerTexts();
      assert.equal(new Set(texts).size, texts.length);
      assert.equal(texts[3], "Pregnant or breastfeeding: Choose an answer.");
      assert.equal(texts[questions], "What do you take? Choose what you take.");
      assert.ok(texts.slice(0, questions).every((text) => text.length < 70), texts.join("\n"));
      assert.equal(new URL(page.url()).hash, "");
      await answer(page);
      await enter(page, { daily: "5-6", start: ["30", "2", "2026"] });
      await submit(page);
      assert.match(await error(page, "daily").innerText(), /two/);
      assert.match(await links.first().innerText(), /^Amount in a whole day, in g: Write one amount/);
      assert.match(await error(page, "start").innerText(), /day, month/);
      assert.equal(await page.locator("[name=daily]").getAttribute("aria-invalid"), "true");
      assert.match(await page.locator("[name=daily]").getAttribute("aria-describedby"), /daily-error/);
      await enter(page);
      await submit(page);
      await plan(page).waitFor();
      assert.equal(await page.title(), title);
      assert.ok(await summary.isHidden());
      assert.equal(await page.locator("[aria-invalid]").count(), 0);
    });
  });

  test("amounts: what is refused, and where", async () => {
    await on({}, async (page) => {
      await answer(page);
      await enter(page);
      for (const wrong of ["0", "-5", "1e3", "NaN", "5-6", "7.55555", "4 4", "20000000"]) {
        await enter(page, { daily: wrong });
        await submit(page);
        assert.ok(await plan(page).isHidden(), wrong);
        assert.notEqual(await error(page, "daily").innerText(), "", wrong);
      }
    });
  });

  test("a decimal comma is a decimal comma, in other digits too", async () => {
    await on({}, async (page) => {
      for (const daily of ["7,5", "7.5", "٧٫٥", "７.５"]) {
        await makePlan(page, { daily, times: "٣", start: ["٢٤", "11", "2026"] });
        assert.match((await column(page, 3))[0], /^7\.5\sg$/, daily);
      }
    });
  });

  test("1,500 is a question", async () => {
    await on({}, async (page) => {
      await answer(page);
      await enter(page, { daily: "1,500", last: "0.5" });
      const ask = page.locator("[data-field=daily] .taper-ask");
      await ask.waitFor();
      const choices = await ask.locator("label").allInnerTexts();
      assert.deepEqual(choices.map((text) => text.trim().replace(/\s/g, " ")), ["1.5 g", "1500.0 g"]);
      assert.match(await ask.locator("legend").innerText(), /^“1,500” can be read in two ways/);
      await submit(page);
      assert.ok(await plan(page).isHidden());
      // The question is told once at the field, and the link leads to it.
      assert.ok(await error(page, "daily").isHidden());
      const link = page.locator(".taper-errors a");
      assert.match(await link.innerText(), /^Amount in a whole day, in g: “1,500” can be read/);
      await link.click();
      const choice = ask.locator("input").first();
      assert.ok(await choice.evaluate((element) => element === document.activeElement));
      // The other reading is more than any amount: that is said, not hidden.
      await ask.locator("input").nth(1).check();
      await submit(page);
      assert.match(await error(page, "daily").innerText(), /very large number/);
      await choice.check();
      await submit(page);
      await plan(page).waitFor();
      assert.match((await column(page, 3))[0], /^1\.5\sg$/);
      // Another amount needs another answer.
      await enter(page, { daily: "2,500" });
      assert.equal(await ask.locator(":checked").count(), 0);
    });
  });

  test("an unlikely amount is asked about; yes leads to the worksheet", async () => {
    await on({}, async (page) => {
      await answer(page);
      await enter(page, { daily: "150" });
      await submit(page);
      const ask = page.locator("[data-field=daily] .taper-ask");
      await ask.locator("[type=checkbox]").check();
      await assertNoDose(page);
    });
  });

  test("an amount that can be read in two ways and is unlikely is asked about twice", async () => {
    await on({}, async (page) => {
      await answer(page);
      await enter(page, { daily: "150.000" });
      const asks = page.locator("[data-field=daily] .taper-ask");
      await asks.locator("[value=decimal]").check();
      await submit(page);
      // The second question does not take the first answer away.
      await asks.locator("[type=checkbox]").check();
      assert.equal(await asks.locator(":checked").count(), 2);
      await stop(page).waitFor();
      await assertNoDose(page);
      // Another amount, and both are gone.
      await page.locator(".taper-form [name=daily]").fill("10");
      assert.equal(await asks.count(), 0);
    });
  });

  test("amounts of their own at each time of day", async () => {
    await on({}, async (page) => {
      await answer(page);
      await enter(page, { per_day: "own", daily: undefined, times: undefined });
      await press(page, "add-time");
      const fields = page.locator(".taper-form [name=time]");
      for (const [n, amount] of ["10", "6", "4"].entries()) await fields.nth(n).fill(amount);
      await submit(page);
      await plan(page).waitFor();
      const doses = await Promise.all([3, 4, 5, 6].map(async (n) => (await column(page, n))[1]));
      assert.deepEqual(doses.map((dose) => parseFloat(dose)), [18, 9, 5.4, 3.6]);
      await press(page, "remove-time");
      assert.match(await plan(page).getAttribute("class"), /is-stale/);
    });
  });

  test("a change in the form greys the plan and stops print and files", async () => {
    await on({}, async (page) => {
      await makePlan(page);
      await enter(page, { daily: "9" });
      assert.ok(await page.locator(".taper-stale").isVisible());
      await status(page, /no longer fit/);
      assert.equal(await page.locator(".taper-actions button:enabled").count(), 0);
      await page.emulateMedia({ media: "print" });
      assert.ok(await plan(page).isHidden());
      await page.emulateMedia({ media: "screen" });
      await submit(page);
      await status(page, /steps, ends/);
      assert.ok(await page.locator(".taper-stale").isHidden());
      assert.ok(await page.locator("[data-do=ics]").isEnabled());
      assert.match((await column(page, 3))[0], /^9\.0\sg$/);
    });
  });

  test("a row is held a week longer, and that is undone", async () => {
    await on({}, async (page) => {
      await makePlan(page);
      const days = await rowDays(page);
      await page.locator(".taper-plan select").selectOption("3");
      await press(page, "hold");
      assert.deepEqual((await rowDays(page)).map(Number)[2], Number(days[2]) + 7);
      assert.equal(await page.locator(".taper-changes strong").innerText(), "1");
      // Whoever pressed the button sees the row that it changed, and hears the new end.
      assert.match(await focused(page), /^3\s.* 7 days/s);
      assert.ok(await page.locator("tr:focus").evaluate(isInWindow));
      await status(page, /27 steps, ends 26 December 2028/);
      await press(page, "hold");
      await press(page, "undo");
      assert.equal(await page.evaluate(() => document.activeElement.dataset.do), "undo");
      await press(page, "undo");
      await plan(page).waitFor();
      assert.deepEqual(await rowDays(page), days);
      assert.ok(await page.locator(".taper-changes").isHidden());
      assert.equal(await page.evaluate(() => document.activeElement.type), "submit", "the button has gone");
    });
  });

  test("of the rows to hold the first is today's, and each has its day and its amount", async () => {
    await on({}, async (page) => {
      await makePlan(page, { start: await weeksAgo(page, 9) });
      const [from, amounts] = [await column(page, 2), await column(page, 3)];
      assert.match(amounts[2], /\sg$/);
      assert.match(await page.locator(".taper-output [aria-current=date] th").innerText(), /^3$/);
      // Nine weeks are in the third row of 28 days: one before would raise what is taken now.
      assert.deepEqual(
        await page.locator(".taper-plan option").allInnerTexts(),
        from.slice(2, -1).map((day, n) => `${n + 3}. ${day}: ${amounts[n + 2]}`),
      );
    });
  });

  test("a plan that began long ago says that today's row may be none of the reader's", async () => {
    await on({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      const words = /^This plan began on .*, 35 days ago\. .* make a new plan with today as its first day\.$/;
      const warning = page.locator(".taper-output .taper-warning[data-rule=begun_long_ago]");
      await makePlan(page, { start: await weeksAgo(page, 4) });
      assert.equal(await warning.count(), 0);
      await enter(page, { start: await weeksAgo(page, 5) });
      await submit(page);
      assert.match(await warning.innerText(), words);
      assert.ok(await warning.evaluate((element) => element === element.parentElement.firstElementChild));
      await press(page, "text");
      await status(page, "Copied");
      assert.match((await page.evaluate(() => navigator.clipboard.readText())).split("\n")[0], words);
      await log(page, ["9", "9", "9", "9", "9", "9", "9"]);
      assert.equal(await warning.count(), 0, "what is taken is known");
    });
  });

  test("where today's row is the last one, none can be held", async () => {
    await on({}, async (page) => {
      await makePlan(page, { end: "stay", last: undefined, stay: "9", start: await weeksAgo(page, 5) });
      assert.deepEqual((await column(page, 3)).map((amount) => parseFloat(amount)), [10, 9]);
      assert.ok(await page.locator("[data-field=hold]").isHidden());
      assert.ok(await page.locator("[data-do=break]").isVisible());
    });
  });

  test("a different amount goes on lower, never higher", async () => {
    await on({}, async (page) => {
      await makePlan(page, { start: await weeksAgo(page, 6) });
      await log(page, ["8", "8", "", "", "", "", ""]);
      assert.match(await error(page, "took").or(error(page, "took.1")).filter({ visible: true }).innerText(), /5 of the last 7/);
      assert.ok(await plan(page).isVisible());
      await log(page, ["8", "8", "x", "8", "8", "8", "8"]);
      assert.notEqual(await error(page, "took.3").innerText(), "");
      await log(page, ["8", "8", "8", "8", "8", "8", "8"]);
      assert.match((await column(page, 3))[0], /^8\.0\sg$/);
      assert.match(await focused(page), /^1\s.*8\.0\sg/s, "the plan goes on from its first row");
      assert.equal(await page.locator(".taper-took input").first().inputValue(), "");
      // The row of the days before was 9 g.
      await log(page, ["9", "9", "9", "9", "9", "9", "9"]);
      assert.match((await column(page, 3))[0], /^8\.0\sg$/);
      await log(page, ["10", "10", "10", "10", "10", "10", "10"]);
      await stop(page).waitFor();
      assert.ok(await plan(page).isHidden());
      assert.equal(await page.locator(".taper-form :checked").count(), 0);
      await status(page, /all questions again/);
      assert.ok(await stop(page).isVisible());
    });
  });

  test("another scale goes on from today's row", async () => {
    await on({}, async (page) => {
      await makePlan(page, { start: await weeksAgo(page, 6) });
      await page.locator(".taper-new-scale").locator("..").locator("summary").click();
      await page.locator("[name=new_scale]").fill("0.5");
      await page.locator(".taper-new-scale [type=submit]").click();
      await page.locator(".taper-changes").waitFor();
      const doses = (await column(page, 3)).map(parseFloat);
      assert.equal(doses[0], 9);
      assert.equal(doses[1], 8.5);
      assert.match(await focused(page), /^1\s.*9\.0\sg/s);
    });
  });

  test("1,500 is a question in a change of the plan too", async () => {
    await on({}, async (page) => {
      await makePlan(page, { start: await weeksAgo(page, 6) });
      const ask = (field) => page.locator(`[data-field="${field}"] .taper-ask`);
      await log(page, ["8", "8", "1,500", "8", "8", "8", "8"]);
      await ask("took.3").waitFor();
      assert.ok(await page.locator(".taper-changes").isHidden());
      assert.ok(await ask("took.3").locator("input").first().evaluate((element) => element === document.activeElement));
      assert.equal(await ask("took.3").locator("label").count(), 2);
      // Another amount needs another question.
      await page.locator(".taper-took input[type=text]").nth(2).fill("2,500");
      assert.equal(await ask("took.3").count(), 0);
      await page.locator(".taper-took [type=submit]").click();
      await ask("took.3").locator("[value=decimal]").check();
      await page.locator(".taper-took [type=submit]").click();
      await page.locator(".taper-changes").waitFor();
      assert.match((await column(page, 3))[0], /^8\.0\sg$/);
      assert.equal(await page.locator(".taper-plan .taper-ask").count(), 0);
      await page.locator(".taper-new-scale").locator("..").locator("summary").click();
      await page.locator("[name=new_scale]").fill("1.000");
      await page.locator(".taper-new-scale [type=submit]").click();
      assert.equal(await ask("new_scale").locator("label").count(), 2);
      await assertAccessible(page);
      await ask("new_scale").locator("[value=thousands]").check();
      await page.locator(".taper-new-scale [type=submit]").click();
      assert.match(await error(page, "new_scale").innerText(), /very large number/);
      assert.equal(await page.locator(".taper-changes strong").innerText(), "1");
    });
  });

  test("a break ends the plan", async () => {
    await on({}, async (page) => {
      await makePlan(page);
      await press(page, "break");
      await assertNoDose(page);
      await press(page, "undo");
      await submit(page);
      await plan(page).waitFor();
    });
  });

  test("files: calendar, table, text, link", async () => {
    await on({ permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      await makePlan(page);
      // Each says of which product and range it is.
      const of = "Plain leaf powder, weighed on a scale. 10% of the present amount every 28 days.";
      assert.ok((await page.locator(".taper-output caption").innerText()).startsWith(`${of} Steps down from`));
      const beside = (action) => page.locator(`:has(> [data-do=${action}]) + strong`);
      for (const [kind, name, start] of [
        ["ics", "taper-plan.ics", /^BEGIN:VCALENDAR\r\n/],
        // With the mark that tells spreadsheets how its letters are written.
        ["csv", "taper-plan.csv", /^\ufeff[^\ufeff]*2026-11-24/],
      ]) {
        const [file] = await Promise.all([page.waitForEvent("download"), press(page, kind)]);
        assert.equal(file.suggestedFilename(), name);
        const chunks = [];
        for await (const chunk of await file.createReadStream()) chunks.push(chunk);
        const text = Buffer.concat(chunks).toString("utf8");
        assert.match(text, start);
        assert.ok(text.replaceAll("\r\n ", "").replaceAll("\\,", ",").includes(of), text);
      }
      await press(page, "text");
      await status(page, "Copied");
      // The live region is far above the button: eyes are told beside it.
      assert.equal(await beside("text").innerText(), "Copied.");
      const text = await page.evaluate(() => navigator.clipboard.readText());
      assert.match(text, /24 November 2026/);
      // Whoever sends it on may send its beginning alone.
      assert.match(text, /^Your tolerance can start to fall/);
      assert.match(text, /A hard patch means hold/);
      assert.ok(text.includes(`${of} Steps down from`), text);
      await press(page, "link");
      await beside("link").waitFor();
      assert.equal(await page.locator(".taper-actions strong").count(), 1);
      const link = await page.evaluate(() => navigator.clipboard.readText());
      assert.equal(new URL(link).hash, `#plan=${PLAN_CODE}`);
      assert.equal(new URL(page.url()).hash, "");
    });
  });

  test("where copying is refused, the text is there to be copied by hand", async () => {
    const prepare = () => Object.defineProperty(navigator, "clipboard", { value: undefined });
    await on({ prepare }, async (page) => {
      await makePlan(page);
      await press(page, "link");
      const area = page.locator(".taper-copy textarea");
      assert.match(await area.inputValue(), /#plan=kratom/);
      await radio(page, "answer.crisis", "yes").check();
      await assertNoDose(page);
    });
  });

  test("a link fills the form and works nothing out", async () => {
    await on({ hash: `#plan=${PLAN_CODE}` }, async (page) => {
      await page.locator(".taper-opened:focus").waitFor();
      assert.equal(new URL(page.url()).hash, "");
      assert.equal(await page.locator("[name=daily]").inputValue(), "10.0");
      assert.equal(await page.locator(".taper-form [name^='answer.']:checked").count(), 0);
      assert.equal(await page.locator(".taper-range p:visible").count(), 0);
      assert.ok(await plan(page).isHidden());
      await submit(page);
      assert.ok(await plan(page).isHidden());
      await answer(page);
      await submit(page);
      await plan(page).waitFor();
      assert.match((await column(page, 2))[0], /24 November 2026/);
    });
    const own = "kratom.1.leaf_capsules.7000.-3000-4000.700.five_14.stay.2100.2027-03-01.h2";
    await on({ hash: `#plan=${own}`, permissions: ["clipboard-read", "clipboard-write"] }, async (page) => {
      assert.equal(await page.locator(".taper-changes strong").innerText(), "1");
      await answer(page);
      await submit(page);
      await plan(page).waitFor();
      await press(page, "link");
      await page.waitForTimeout(100);
      const link = await page.evaluate(() => navigator.clipboard.readText());
      assert.equal(new URL(link).hash, `#plan=${own}`);
    });
  });

  test("amounts of a link are not asked about again", async () => {
    await on({ hash: "#plan=kratom.1.leaf_powder.1125.1.100.ten_28.stop.100.2026-11-24." }, async (page) => {
      assert.equal(await page.locator("[data-field=daily] [value=decimal]:checked").count(), 1);
      await answer(page);
      await submit(page);
      await plan(page).waitFor();
      assert.match((await column(page, 3))[0], /^1\.125\sg$/);
    });
  });

  test("a change that a corrected form no longer allows is named, and nothing is emptied", async () => {
    await on({}, async (page) => {
      await makePlan(page, { start: await weeksAgo(page, 9) });
      await log(page, ["8", "8", "8", "8", "8", "8", "8"]);
      await enter(page, { daily: "7" });
      await submit(page);
      assert.match(await error(page, "edit").innerText(), /does not fit the plan/);
      assert.equal(await page.locator("[name=daily]").inputValue(), "7");
      assert.match(await plan(page).getAttribute("class"), /is-stale/);
      await press(page, "undo");
      await submit(page);
      await plan(page).waitFor();
      assert.match((await column(page, 3))[0], /^7\.0\sg$/);
    });
  });

  test("junk in the address is refused in words, and the form is empty", async () => {
    for (const junk of [
      "kratom.1.leaf_powder.10000.3.100.ninety_28.stop.1000.2026-11-24.",
      "kratom.1.leaf_powder.10000.3.100.ten_28.stop.1000.2026-11-24..step=9000",
      "kratom.9.leaf_powder.10000.3.100.ten_28.stop.1000.2026-11-24.",
      "kratom.1.extract.10000.3.100.ten_28.stop.1000.2026-11-24.",
      "kratom.1.leaf_powder.21000.-1000-2000-3000-4000-5000-1000-5000.100.ten_28.stop.1000.2026-11-24.",
      "x".repeat(10_000),
      "%3Cimg%20src=x%20onerror=alert(1)%3E",
      "",
    ]) {
      await on({ hash: `#plan=${junk}` }, async (page) => {
        await page.locator(".taper-errors:focus").waitFor();
        assert.match(await page.locator(".taper-errors").innerText(), /link does not hold a plan/);
        assert.match(await page.title(), /^Error:/);
        assert.equal(await page.locator(".taper-form :checked").count(), 0);
        const filled = await page.locator(".taper-form [type=text]").evaluateAll((all) => all.map((i) => i.value).join(""));
        assert.equal(filled, "");
        assert.ok(await plan(page).isHidden());
      });
    }
  });

  test("nothing is kept unless asked, and the button deletes it", async () => {
    await on({}, async (page) => {
      const kept = () => page.evaluate(() => ({ ...localStorage, sessions: sessionStorage.length }));
      const reload = async () => {
        await page.reload();
        await page.locator(".taper-form").waitFor();
      };
      await makePlan(page);
      assert.deepEqual(await kept(), { sessions: 0 });
      await reload();
      assert.equal(await page.locator(".taper-form :checked").count(), 0);
      assert.ok(await plan(page).isHidden());
      await makePlan(page);
      await press(page, "keep");
      await status(page, /kept on this device/);
      assert.match(await page.locator(":has(> [data-do=keep]) + strong").innerText(), /kept on this device/);
      const [key, ...others] = Object.keys(await page.evaluate(() => ({ ...localStorage })));
      assert.deepEqual([key, others], ["stepdown-taper", []]);
      const value = JSON.parse((await kept())["stepdown-taper"]);
      assert.equal(value.v, 1);
      assert.equal(value.kratom.code, PLAN_CODE);
      await reload();
      assert.match(await page.locator(".taper-kept").innerText(), /filled in here at each visit/);
      assert.equal(await page.locator("[name=daily]").inputValue(), "10.0");
      assert.equal(await page.locator(".taper-form [name^='answer.']:checked").count(), 0);
      assert.ok(await plan(page).isHidden());
      await press(page, "delete");
      assert.deepEqual(await kept(), { sessions: 0 });
      await reload();
      assert.equal(await page.locator(".taper-form :checked").count(), 0);
    });
  });

  test("after all questions again, the old plan does not come back at the next visit", async () => {
    await on({}, async (page) => {
      const makeAndKeep = async (daily) => {
        await makePlan(page, { daily, start: await weeksAgo(page, 6) });
        await press(page, "keep");
      };
      const again = () => log(page, ["9", "9", "9", "9", "9", "9", "9"]);
      const reload = async () => {
        await page.reload();
        await page.locator(".taper-form").waitFor();
      };
      await makeAndKeep("8");
      await again();
      assert.match(await stop(page).innerText(), /no longer fits.*The kept plan is deleted\.$/s);
      assert.ok(await page.locator(".taper-kept").isHidden());
      await reload();
      assert.equal(await page.locator("[name=daily]").inputValue(), "");
      assert.ok(await page.locator(".taper-opened").isHidden());
      // Another plan that is kept has nothing to do with it.
      await makeAndKeep("10");
      await makePlan(page, { daily: "8", start: await weeksAgo(page, 6) });
      await again();
      assert.doesNotMatch(await stop(page).innerText(), /deleted/);
      await reload();
      assert.equal(await page.locator("[name=daily]").inputValue(), "10.0");
    });
  });

  test("below a form that gives no plan, links lead to what to do instead", async () => {
    await on({}, async (page) => {
      const links = page.locator(".taper-back a");
      await answer(page);
      assert.ok(await links.first().isHidden());
      await radio(page, "answer.pregnancy", "yes").check();
      await links.first().click();
      // A browser scrolls to the place of a link in its next frame.
      const arrive = async (place) => {
        for (let n = 0; n < 40 && !(await place.evaluate(isInWindow)); n += 1) await page.waitForTimeout(25);
        assert.ok(await place.evaluate(isInWindow));
      };
      await arrive(stop(page).locator(".taper-worksheet > :first-child"));
      await links.last().click();
      const heading = page.locator("[id$=-worksheet]");
      await arrive(heading);
      // The guide's own worksheet stands right below.
      const below = page.locator("[id$=-worksheet] ~ p, .taper ~ p").getByRole("link", { name: "blank worksheet" });
      assert.match(await below.first().getAttribute("href"), /blank-worksheet/);
      await radio(page, "answer.pregnancy", "no").check();
      assert.ok(await links.first().isHidden());
    });
  });

  test("a kept plan that cannot be opened any more says so, without leading anybody there", async () => {
    const prepare = () => localStorage.setItem("stepdown-taper", '{"v":1,"kratom":{"code":"kratom.9.old"}}');
    await on({ prepare }, async (page) => {
      const words = page.locator(".taper-errors");
      await words.waitFor();
      assert.match(await words.innerText(), /plan that is kept on this device cannot be opened/);
      assert.ok(await page.evaluate(() => document.activeElement === document.body));
      assert.doesNotMatch(await page.title(), /^Error/);
      assert.ok(await page.locator("[data-do=delete]").isVisible());
      assert.equal(await page.locator(".taper-form :checked").count(), 0);
    });
  });

  test("the same row has the same calendar entry after a reload", async () => {
    await on({}, async (page) => {
      const uids = async () => {
        const [file] = await Promise.all([page.waitForEvent("download"), press(page, "ics")]);
        const chunks = [];
        for await (const chunk of await file.createReadStream()) chunks.push(chunk);
        return Buffer.concat(chunks).toString("utf8").match(/^UID:.*$/gm);
      };
      await makePlan(page);
      const first = await uids();
      await press(page, "keep");
      await page.reload();
      await page.locator(".taper-form").waitFor();
      await answer(page);
      await submit(page);
      await plan(page).waitFor();
      assert.deepEqual(await uids(), first);
    });
  });

  test("every time zone gives the same dates", async () => {
    const seen = new Set();
    for (const timezoneId of ["Pacific/Kiritimati", "America/Los_Angeles", "Europe/Berlin", "Etc/GMT+12"]) {
      await on({ timezoneId }, async (page) => {
        await makePlan(page, { start: ["18", "10", "2026"], range: "ten_14" });
        const dates = await page.locator(".taper-output time").evaluateAll((all) => all.map((time) => time.dateTime));
        assert.equal(dates[0], "2026-10-18");
        assert.equal(dates[2], "2026-11-01");
        seen.add(dates.join());
      });
    }
    assert.equal(seen.size, 1);
  });

  test("a plan prints alone, without form and buttons; the worksheet prints too", async () => {
    await on({}, async (page) => {
      const inside = ".taper-form > :not(.taper-stop):visible, .taper button:visible, .taper input:visible";
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator(inside).count(), 0);
      assert.ok(await page.locator("h1").isVisible());
      await page.emulateMedia({ media: "screen" });
      await makePlan(page);
      await page.emulateMedia({ media: "print" });
      assert.equal(await page.locator(inside).count(), 0);
      assert.ok(await page.locator("h1").isHidden());
      assert.ok(await page.locator(".taper-output .taper-table").isVisible());
      assert.ok(await page.locator(".taper-output .taper-emergency").isVisible());
      assert.ok(await page.locator(".taper-print-note").isVisible());
      assert.equal(await page.locator(".taper-example:visible").count(), 0);
      await page.emulateMedia({ media: "screen" });
      await radio(page, "answer.crisis", "yes").check();
      await page.emulateMedia({ media: "print" });
      assert.ok(await stop(page).isVisible());
      assert.ok(await page.locator("h1").isVisible());
    });
  });

  test("a plan of 34 rows or more fits on two sheets of either size", async () => {
    await on({}, async (page) => {
      await makePlan(page, { daily: "16", range: "ten_14", last: "0.5" });
      assert.ok((await column(page, 1)).length >= 34, String((await column(page, 1)).length));
      for (const format of ["A4", "Letter"]) {
        const pdf = await page.pdf({ format });
        const sheets = pdf.toString("latin1").match(/\/Type\s*\/Page\b/g).length;
        assert.equal(sheets, 2, format);
      }
    });
  });

  test("without JavaScript: the examples and the ranges, no form", async () => {
    await on({ javaScriptEnabled: false, form: false }, async (page) => {
      assert.ok(await page.locator(".taper-form").isHidden());
      assert.ok(await page.locator(".taper-no-script").isVisible());
      assert.ok(await page.locator(".taper-example .taper-table").first().isVisible());
      assert.equal(await page.locator(".taper-ranges > li:visible").count(), 4);
      const titles = await page.locator(".taper-example summary").allTextContents();
      const starts = titles.map((title) => title.match(/starts at ([\d.]+)\sg a day/)?.[1]);
      assert.deepEqual(starts, ["10.0", "6.0", "5.0"]);
      assert.equal(await page.locator(".taper-described > li:visible").count(), 4);
    });
  });

  test("without WebAssembly the page says what is missing", async () => {
    const prepare = () => delete globalThis.WebAssembly;
    await on({ prepare, form: false }, async (page) => {
      await page.waitForTimeout(300);
      assert.ok(await page.locator(".taper-form").isHidden());
      assert.ok(await page.locator(".taper-no-script").isVisible());
    });
  });

  test("a module that breaks leaves no half of a plan", async () => {
    const prepare = () => {
      const { instantiate } = WebAssembly;
      WebAssembly.instantiate = async (...args) => {
        const { instance } = await instantiate(...args);
        const broken = { ...instance.exports, respond: (...at) => {
          if (globalThis.breaks) throw new WebAssembly.RuntimeError("unreachable");
          return instance.exports.respond(...at);
        } };
        return { instance: { exports: broken } };
      };
    };
    await on({ prepare }, async (page) => {
      await makePlan(page);
      await page.evaluate(() => (globalThis.breaks = true));
      await page.locator(".taper-form [name=daily]").fill("9");
      await page.keyboard.press("Tab");
      assert.ok(await page.locator(".taper-form").isHidden());
      assert.ok(await plan(page).isHidden());
      assert.ok(await page.locator(".taper-no-script").isVisible());
    });
  });
});

describe("two calculators on one page", () => {
  const at = stage(build("languages"));

  for (const file of ["basics/calculator/index.html", "ar/basics/calculator/index.html"]) {
    test(`${file}: they keep to themselves`, async () => {
      await at.on(file, phone, async (page) => {
        const [first, second] = [page.locator(".taper").first(), page.locator(".taper").last()];
        await second.locator(".taper-form").waitFor();
        if (!file.startsWith("ar/")) {
          // Days and examples of amounts come from the parameters: 27 days, whole milligrams.
          assert.match(await first.locator(".taper-ranges").innerText(), /Cut in 27 days/);
          assert.equal(await first.locator("[id$=-daily-hint]").textContent(), "A whole number, such as 8.");
          assert.doesNotMatch(await first.evaluate((root) => root.outerHTML), /7,5|such as [07]\.5/);
        }
        await makeFixturePlan(second);
        if ((await page.locator(".taper").count()) > 1) {
          assert.ok(await first.locator(".taper-plan").isHidden());
          assert.equal(await first.locator(":checked").count(), 0);
        }
        const ids = await page.locator("[id]").evaluateAll((all) => all.map((element) => element.id));
        assert.equal(new Set(ids).size, ids.length);
        await assertAccessible(page);
        assert.equal(await page.evaluate(() => document.documentElement.scrollWidth - innerWidth), 0);
      });
    });
  }
});
