// Searching: what is found, how it is said, what cannot wait, and what is fetched
// and stored for it.

import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import { BASE, build } from "./sites.mjs";
import { stage } from "./stage.mjs";

const PAGE = "search/index.html";

describe("search", () => {
  const site = build("guide");
  const two = build("languages");
  const at = stage(site);
  const other = stage(two);

  /** A reader on the search page, who asks nothing yet. */
  const visit = (file = PAGE, options = {}) => at.open(file, options);
  const results = (page) => page.locator(".results > li");
  const ask = async (page, words) => {
    await page.locator("#q").fill(words);
    await page.locator("#q").press("Enter");
  };
  const says = (page, pattern) => page.getByRole("status").filter({ hasText: pattern }).first().waitFor();

  test("the field of every page leads to the results, without a script there", async () => {
    for (const file of ["index.html", "safety/emergency/index.html", "404.html"]) {
      const { context, page, complaints } = await visit(file);
      assert.equal(await page.locator("script[src]").count(), 0, file);
      const field = page.getByRole("banner").getByRole("searchbox", { name: "Search this guide" });
      await field.fill("half-life");
      await field.press("Enter");
      await page.waitForURL(/\/search\//);
      await says(page, "Pages found for “half-life”");
      assert.ok((await results(page).count()) > 0);
      // The words are taken out of the address that is sent.
      assert.equal(new URL(page.url()).search, "");
      assert.equal(new URL(page.url()).hash, "#q=half-life");
      assert.deepEqual(complaints, []);
      await context.close();
    }
  });

  test("nothing of the search is fetched before somebody searches", async () => {
    const { context, page } = await visit();
    const fetched = [];
    page.on("request", (request) => {
      const { pathname } = new URL(request.url());
      if (!pathname.includes("favicon")) fetched.push(pathname);
    });
    await page.locator("#q").focus();
    assert.deepEqual(fetched, []);
    await ask(page, "withdrawal");
    await results(page).first().waitFor();
    assert.ok(fetched.some((path) => path.startsWith(`${BASE}pagefind-`)));
    // Nothing is asked with the words in the address, and nothing is stored.
    assert.ok(fetched.every((path) => !path.includes("withdrawal")));
    const stored = await page.evaluate(() => [localStorage.length, sessionStorage.length, document.cookie]);
    assert.deepEqual(stored, [0, 0, ""]);
    await context.close();
  });

  test("a result has its part, the section with the words, and the grades there", async () => {
    const { context, page, complaints } = await visit();
    await ask(page, "receptors");
    await results(page).first().waitFor();
    const first = results(page).first();
    assert.match(await first.innerText(), /How tolerance happens/);
    assert.ok((await first.locator("mark").count()) > 0);
    assert.ok((await page.locator(".results .note").filter({ hasText: /Evidence grades here: [A-DX]/ }).count()) > 0);
    // Every link leads to a page and a place that are there.
    const links = await page.locator(".results a").evaluateAll((all) => all.map((a) => a.href));
    for (const link of links) {
      const { pathname, hash } = new URL(link);
      const file = join(site.folder, pathname.slice(BASE.length), "index.html");
      const html = readFileSync(file, "utf8");
      if (hash) assert.ok(html.includes(`id="${decodeURIComponent(hash.slice(1))}"`), link);
    }
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("the marks of evidence are not in what is searched and shown", async () => {
    const { context, page } = await visit();
    await ask(page, "tolerance");
    await results(page).first().waitFor();
    const texts = await page.locator(".results > li > p:not(.note)").allInnerTexts();
    assert.ok(texts.length > 5);
    for (const text of texts) assert.doesNotMatch(text, /Evidence grade|\[\d+(, \d+)*\]/, text);
    await context.close();
  });

  test("a part can be chosen", async () => {
    const { context, page } = await visit();
    await ask(page, "alcohol");
    await results(page).first().waitFor();
    await page.getByLabel("Part of this guide").selectOption({ label: "Safety" });
    await page.waitForFunction(() => {
      const parts = [...document.querySelectorAll(".results > li > .note:nth-child(2)")];
      return parts.length > 0 && parts.every((part) => part.textContent === "Safety");
    });
    await context.close();
  });

  test("it searches while somebody types, and the keyboard is enough", async () => {
    const { context, page } = await visit();
    await page.locator("#q").pressSequentially("naloxone", { delay: 20 });
    await results(page).first().waitFor();
    await says(page, "Pages found for “naloxone”");
    const count = await results(page).count();
    const more = page.getByRole("button", { name: "Show more results" });
    assert.equal(await more.isVisible(), true);
    await more.focus();
    await page.keyboard.press("Enter");
    await page.waitForFunction((n) => document.querySelectorAll(".results > li").length > n, count);
    // The reader goes on with the first of the new ones.
    await page.waitForFunction((n) => {
      const entry = document.activeElement.closest(".results > li");
      return entry && [...entry.parentElement.children].indexOf(entry) === n;
    }, count);
    // Opened and come back, the words and the results are there again.
    await results(page).first().locator("a").first().click();
    await page.waitForURL((url) => !url.pathname.endsWith("/search/"));
    await page.goBack();
    await results(page).first().waitFor();
    assert.equal(await page.locator("#q").inputValue(), "naloxone");
    await context.close();
  });

  test("nothing found says so and leaves the list of all pages", async () => {
    const { context, page } = await visit();
    await ask(page, "xyzzyqwert");
    await says(page, "Nothing was found for “xyzzyqwert”");
    assert.equal(await page.locator(".contents").isVisible(), true);
    assert.equal(await results(page).count(), 0);
    await context.close();
  });

  test("a word that no page has is not taken for another one", async () => {
    const { context, page } = await visit();
    await ask(page, "kratom headphones");
    await says(page, "No page has “headphones”");
    assert.ok((await results(page).count()) > 0);
    await ask(page, "headphones");
    await says(page, "Nothing was found for “headphones”");
    assert.equal(await results(page).count(), 0);
    await context.close();
  });

  test("markup that is typed stays text", async () => {
    const { context, page, complaints } = await visit();
    for (const words of ["<img src=x onerror=alert(1)>", "\"'><script>alert(1)</script>", "%00 \\ \u202e", "a".repeat(200)]) {
      await ask(page, words);
      await page.waitForFunction((text) => document.querySelector(".search-status").textContent.includes(text.slice(0, 20)), words.trim());
      assert.equal(await page.locator("main :is(img, script:not([src]))").count(), 0);
    }
    assert.deepEqual(complaints, []);
    await context.close();
  });

  test("what cannot wait stands above the results, at once, and only then", async () => {
    const { context, page } = await visit();
    const shown = () =>
      page.locator(".urgent > section").evaluateAll((all) => all.filter((s) => !s.hidden).map((s) => s.querySelector("h2").id));
    assert.deepEqual(await shown(), []);
    const searches = {
      "I overdosed": ["emergency"],
      "he won’t wake up": ["emergency"],
      "WONT WAKE": ["emergency"],
      "friend not breathing blue lips": ["emergency"],
      "i cant breathe": ["emergency"],
      "took too much kratom what to do": ["emergency"],
      "I want to kill myself": ["crisis"],
      "suicidal thoughts withdrawal": ["crisis"],
      "don't want to live": ["crisis"],
      "suicide by overdose": ["emergency", "crisis"],
      "my eyes are yellow yellow eyes": ["liver"],
      "asiri doz aldim": ["emergency"],
      "nefes alamıyorum": ["emergency"],
      "İNTİHAR": ["crisis"],
      "oğlum kratom içmiş, kendine gelmiyor": ["emergency"],
      "overdoz": ["emergency"],
      "he isn’t waking up": ["emergency"],
      "fazla almış": ["emergency"],
      "ACİL": ["emergency"],
      "keşke ölseydim": ["crisis"],
      "idrarım kola gibi": ["liver"],
      "çok kratom içtim mosmor oldum": ["emergency"],
      "hayatımı bitirmek istiyorum": ["crisis"],
      "çişim kahverengi": ["liver"],
      "neden daha çok kratom gerekiyor": [],
      "oğlum kratom kullanıyor": [],
      "tolerans nasıl oluyor": [],
      "sayfa açıldı": [],
      "çocuk için tehlikeli mi": [],
      "Olsen 2019": [],
      "how tolerance happens": [],
      "code": [],
      "method": [],
      "taper": [],
      "period": [],
    };
    for (const [words, expected] of Object.entries(searches)) {
      await page.locator("#q").fill(words);
      assert.deepEqual(await shown(), expected, words);
    }
    await ask(page, "overdose");
    await says(page, "Does someone need help right now?");
    await results(page).first().waitFor();
    const box = await page.locator(".urgent > section").first().boundingBox();
    const first = await results(page).first().boundingBox();
    assert.ok(box.y < first.y);
    await ask(page, "suicide");
    await says(page, "Do you think of ending your life?");
    assert.ok((await page.locator(".urgent section:not([hidden]) a[href^='tel:']").count()) > 0);
    await context.close();
  });

  test("the boxes do not need the index", async () => {
    const { context, page } = await visit();
    await page.route("**/search.json", (route) => route.abort());
    await ask(page, "overdose");
    await says(page, "The search could not be loaded");
    assert.equal(await page.getByRole("heading", { name: "Does someone need help right now?" }).isVisible(), true);
    assert.equal(await page.locator(".contents").isVisible(), true);
    // The next try is a new one.
    await page.unroute("**/search.json");
    await ask(page, "overdose");
    await results(page).first().waitFor();
    await context.close();
  });

  test("without a script all is open, and all pages are listed", async () => {
    const { context, page } = await visit(PAGE, { javaScriptEnabled: false });
    assert.equal(await page.locator(".search-unavailable").isVisible(), true);
    for (const id of ["emergency", "crisis", "liver"]) assert.equal(await page.locator(`#${id}`).isVisible(), true);
    const listed = await page.locator(".contents a").evaluateAll((all) => all.map((a) => new URL(a.href).pathname));
    const isArticle = (file) => !/^(tr\/|index|404|topics|whole-guide|search)/.test(file);
    for (const file of site.pages.filter(isArticle)) {
      assert.ok(listed.includes(`${BASE}${file.replace(/index\.html$/, "")}`), file);
    }
    await context.close();
  });

  test("each language finds its own pages", async () => {
    for (const [file, words, found] of [
      ["search/index.html", "claim", /\/sub\/path\/(?!ar\/)/],
      ["ar/search/index.html", "حاشية", /\/sub\/path\/ar\//],
    ]) {
      const { context, page, complaints } = await other.open(file);
      await ask(page, words);
      await results(page).first().waitFor();
      for (const link of await page.locator(".results a").evaluateAll((all) => all.map((a) => a.href))) {
        assert.match(link, found);
      }
      assert.deepEqual(complaints, []);
      await context.close();
    }
  });

  test("what was typed in Latin letters stays whole between Arabic words", async () => {
    const { context, page } = await other.open("ar/search/index.html");
    await ask(page, "7xyzzyqwert");
    // A number before its letters would move behind them.
    await says(page, "«\u20687xyzzyqwert\u2069»");
    await context.close();
  });
});
