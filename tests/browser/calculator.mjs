// How a test fills in a calculator, and every state that a calculator can be in.
//
// States are made from the page itself: one for each question, product and range
// that stands in its form, beside those that every calculator has. A new question
// is a new state without a word here; barriers.test.mjs fails for a part of the
// page that no state shows.

/** A complete form of the kratom calculator; tests change single entries. */
export const ENTRIES = {
  product: "leaf_powder",
  per_day: "equal",
  daily: "10",
  times: "3",
  scale: "0.1",
  range: "ten_28",
  end: "stop",
  last: "1",
  start: ["24", "11", "2026"],
};

export const PLAN_CODE = "kratom.1.leaf_powder.10000.3.100.ten_28.stop.1000.2026-11-24.";

export const radio = (page, name, value) => page.locator(`.taper-form [name="${name}"][value="${value}"]:enabled`);
export const submit = (page) => page.locator(".taper-form [type=submit]").click();
export const press = (page, action) => page.locator(`[data-do="${action}"]`).click();
export const plan = (page) => page.locator(".taper-plan");
export const stop = (page) => page.locator(".taper-stop");
export const status = (page, words) =>
  page.locator(".taper-status").filter({ hasText: words }).waitFor({ timeout: 5000 });

/**
 * Chooses an answer for every question. The page itself presses them: a pointer of its own for
 * each of 23 questions is most of what making a state takes.
 */
export async function answer(page, others = {}) {
  const wrong = await page.locator(".taper-form").evaluate((form, others) => {
    const names = new Set([...form.querySelectorAll("[name^='answer.']")].map((input) => input.name));
    return [...names].filter((name) => {
      const value = others[name.slice("answer.".length)] ?? "no";
      const input = form.querySelector(`[name="${name}"][value="${value}"]:enabled`);
      input?.click();
      return !input?.checked || !input.checkVisibility();
    });
  }, others);
  if (wrong.length > 0) throw new Error(`no such answer: ${wrong}`);
}

/** Fills in the form as `answer` does; a question that its products or answers hide is an error. */
export async function enter(page, changes = {}) {
  const { start, ...others } = { ...ENTRIES, ...changes };
  const days = start ? { day: start[0], month: start[1], year: start[2] } : {};
  const entries = Object.entries({ ...others, ...days }).filter(([, value]) => value !== undefined);
  const wrong = await page.locator(".taper-form").evaluate((form, entries) => {
    return entries.filter(([name, value]) => {
      const all = [...form.querySelectorAll(`[name="${name}"]:enabled`)];
      const choice = all.find((input) => input.type === "radio" && input.value === value);
      const field = choice ?? all.find((input) => input.type !== "radio");
      if (!field?.checkVisibility()) return true;
      if (choice) {
        choice.click();
        return !choice.checked;
      }
      field.focus();
      field.value = value;
      field.dispatchEvent(new InputEvent("input", { bubbles: true }));
      field.blur();
      field.dispatchEvent(new Event("change", { bubbles: true }));
      return false;
    });
  }, entries);
  if (wrong.length > 0) throw new Error(`cannot be filled in: ${wrong}`);
}

export async function makePlan(page, changes = {}) {
  await answer(page);
  await enter(page, changes);
  await submit(page);
  await plan(page).waitFor();
}

/** A plan of the fixtures' calculator `taper`, which may be one of two on its page. */
export async function makeFixturePlan(taper) {
  await taper.locator(".taper-form").waitFor();
  for (const no of await taper.locator("[name^='answer.'][value=no]").all()) await no.check();
  for (const [name, value] of [
    ["product", "drinks"],
    ["per_day", "equal"],
    ["scale", "5"],
    ["range", "tenth_14"],
    ["end", "stop"],
  ]) {
    await taper.locator(`[name=${name}][value="${value}"]`).check();
  }
  const texts = { daily: "300", times: "2", last: "50", day: "1", month: "3", year: "2027" };
  for (const [name, value] of Object.entries(texts)) await taper.locator(`[name=${name}]`).fill(value);
  await taper.locator(".taper-form [type=submit]").click();
  await taper.locator(".taper-plan").waitFor();
}

/** A day some weeks ago by the browser's clock. */
export const weeksAgo = (page, weeks) =>
  page.evaluate((weeks) => {
    const day = new Date();
    day.setDate(day.getDate() - weeks * 7);
    return [day.getDate(), day.getMonth() + 1, day.getFullYear()].map(String);
  }, weeks);

/** Fills in what was taken on the last days. */
export async function log(page, days) {
  const details = page.locator(".taper-took").locator("..");
  if (!(await details.evaluate((element) => element.open))) await details.locator("summary").click();
  for (const [n, amount] of days.entries()) await page.locator(".taper-took input[type=text]").nth(n).fill(amount);
  await page.locator(".taper-took [type=submit]").click();
}

const openTools = async (page) => {
  for (const tool of await page.locator("details.taper-tool").all()) {
    if (!(await tool.evaluate((element) => element.open))) await tool.locator("summary").click();
  }
};

const newScale = async (page, amount) => {
  await openTools(page);
  await page.locator("[name=new_scale]").fill(amount);
  await page.locator(".taper-new-scale [type=submit]").click();
};

/** Every field that can be told to be wrong, wrong. */
const allWrong = { daily: "5-6", times: "x", last: "x", start: ["30", "2", "2026"] };

/**
 * Every state: `name`, `group` (states of one group differ in words only),
 * `options` and `hash` to open the page with, `prepare` to run before its script,
 * and `reach`, which leads a fresh page there.
 */
export async function statesOf(page) {
  const form = await page.evaluate(() => {
    const values = (name) => [...document.querySelectorAll(`.taper-form [name="${name}"]`)].map((input) => input.value);
    const hasScale = (product) => document.querySelector(`[data-when="product=${product}"]`) !== null;
    const questions = [...document.querySelectorAll(".taper-form [data-field^='answer.']")].map((one) => one.dataset.field);
    return {
      questions: questions.map((field) => field.slice("answer.".length)),
      products: values("product").map((value) => ({ value, hasScale: hasScale(value) })),
      ranges: values("range"),
    };
  });
  const noClipboard = () => Object.defineProperty(navigator, "clipboard", { value: undefined });
  const states = [
    { name: "empty", reach: async () => {} },
    { name: "errors: nothing filled in", reach: submit },
    {
      name: "errors: everything wrong",
      async reach(page) {
        await answer(page);
        await enter(page, allWrong);
        await submit(page);
      },
    },
    {
      name: "errors: amounts at times of their own, an own scale, an amount to stay at",
      async reach(page) {
        await answer(page);
        await enter(page, { per_day: "own", daily: undefined, times: undefined, end: "stay", last: undefined, product: "leaf_capsules", scale: "own" });
        for (let more = 0; more < 4; more += 1) await press(page, "add-time");
        for (const field of await page.locator(".taper-form [name=time]").all()) await field.fill("x");
        await page.locator(".taper-form [name=own_scale]:enabled").fill("x");
        await page.locator(".taper-form [name=stay]").fill("x");
        await submit(page);
      },
    },
    {
      name: "question: an amount to be read in two ways",
      async reach(page) {
        await answer(page);
        await enter(page, { daily: "1,500" });
        await submit(page);
      },
    },
    {
      name: "question: an unlikely amount",
      async reach(page) {
        await answer(page);
        await enter(page, { daily: "150" });
        await submit(page);
      },
    },
    { name: "link: a plan is filled in", hash: `#plan=${PLAN_CODE}`, reach: (page) => page.locator(".taper-opened:focus").waitFor() },
    { name: "link: junk", hash: "#plan=x", reach: (page) => page.locator(".taper-errors:focus").waitFor() },
    { name: "plan: stays at an amount", reach: (page) => makePlan(page, { end: "stay", last: undefined, stay: "4" }) },
    {
      name: "plan: six times a day",
      async reach(page) {
        await answer(page);
        await enter(page, { per_day: "own", daily: undefined, times: undefined });
        for (let more = 0; more < 4; more += 1) await press(page, "add-time");
        for (const [n, field] of (await page.locator(".taper-form [name=time]").all()).entries()) await field.fill(String(n + 2));
        await submit(page);
        await plan(page).waitFor();
      },
    },
    {
      name: "plan: a coarse scale, a large last step",
      reach: (page) => makePlan(page, { product: "leaf_capsules", daily: "5", scale: "0.5", last: "2.5" }),
    },
    {
      name: "plan: a warning above it",
      async reach(page) {
        await answer(page, { some_alcohol: "yes" });
        await enter(page);
        await submit(page);
        await plan(page).waitFor();
      },
    },
    {
      name: "plan: tools open, with errors",
      async reach(page) {
        await makePlan(page, { start: await weeksAgo(page, 6) });
        await log(page, ["x", "x", "x", "x", "x", "x", "x"]);
        await openTools(page);
      },
    },
    {
      name: "plan: an error of another scale",
      async reach(page) {
        await makePlan(page, { start: await weeksAgo(page, 6) });
        await newScale(page, "x");
      },
    },
    {
      name: "plan: three times a day",
      async reach(page) {
        await answer(page);
        await enter(page, { per_day: "own", daily: undefined, times: undefined });
        await press(page, "add-time");
        for (const [n, amount] of ["10", "6", "4"].entries()) await page.locator(".taper-form [name=time]").nth(n).fill(amount);
        await submit(page);
        await plan(page).waitFor();
      },
    },
    {
      name: "link: changes that do not fit",
      hash: `#plan=${PLAN_CODE}h500`,
      async reach(page) {
        await page.locator(".taper-opened").waitFor();
        await answer(page);
        await submit(page);
      },
    },
    {
      name: "plan: a question about a day",
      async reach(page) {
        await makePlan(page, { start: await weeksAgo(page, 6) });
        await log(page, ["8", "8", "1,500", "8", "8", "8", "8"]);
      },
    },
    {
      name: "plan: too few days",
      async reach(page) {
        await makePlan(page, { start: await weeksAgo(page, 6) });
        await log(page, ["8", "8", "", "", "", "", ""]);
      },
    },
    {
      name: "plan: days of before it began",
      async reach(page) {
        await makePlan(page, { start: await weeksAgo(page, -6) });
        await log(page, ["8", "8", "8", "8", "8", "8", "8"]);
      },
    },
    {
      name: "plan: changed and kept",
      async reach(page) {
        await makePlan(page);
        await press(page, "hold");
        await press(page, "keep");
      },
    },
    {
      name: "plan: copied by hand",
      prepare: noClipboard,
      async reach(page) {
        await makePlan(page);
        await press(page, "link");
      },
    },
    {
      name: "plan: the form has changed since",
      async reach(page) {
        await makePlan(page);
        await enter(page, { daily: "9" });
      },
    },
    {
      name: "stop: more than the limit",
      async reach(page) {
        await makePlan(page);
        await page.locator(".taper-form [name=daily]").fill("40.5");
        await page.keyboard.press("Tab");
      },
    },
    {
      name: "stop: a break",
      async reach(page) {
        await makePlan(page);
        await press(page, "break");
      },
    },
    {
      name: "stop: all questions again",
      async reach(page) {
        await makePlan(page, { daily: "8", start: await weeksAgo(page, 6) });
        await log(page, ["9", "9", "9", "9", "9", "9", "9"]);
        await stop(page).waitFor();
      },
    },
    { name: "no script", options: { javaScriptEnabled: false }, reach: async () => {} },
    {
      name: "no module",
      prepare: () => delete globalThis.WebAssembly,
      reach: async () => {},
    },
  ];
  for (const range of form.ranges) {
    states.push({ name: `plan: range ${range}`, group: "range", reach: (page) => makePlan(page, { range }) });
  }
  for (const { value, hasScale } of form.products) {
    states.push({
      name: `product: ${value}`,
      group: hasScale ? "product" : "refused product",
      async reach(page) {
        await answer(page);
        await radio(page, "product", value).check();
      },
    });
  }
  for (const question of form.questions) {
    states.push({
      name: `answer: ${question}`,
      group: "answer",
      async reach(page) {
        await answer(page, { [question]: "yes" });
        await enterWhatIsThere(page);
        if (await stop(page).isHidden()) await submit(page);
      },
    });
  }
  return states;
}

/** After an answer that asks for the worksheet there is nothing to fill in. */
async function enterWhatIsThere(page) {
  if (await stop(page).isHidden()) await enter(page, { range: "five_28" });
}

/** Leads a page that has been opened for a state into it. */
export async function arrive(state, page) {
  const hasForm = state.options?.javaScriptEnabled !== false && state.name !== "no module";
  if (hasForm) await page.locator(".taper-form").first().waitFor();
  await state.reach(page);
}
