// The guide on the reader's device: only when asked, whole or not at all, and gone
// when it is removed.

import assert from "node:assert/strict";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { describe, test } from "node:test";

import { layOut } from "./browser.mjs";
import { BASE, address, build, buildFrom, repository, serve } from "./sites.mjs";
import { stage } from "./stage.mjs";

const PAGE = "offline/index.html";
const TIMEOUT = 30_000;

describe("offline", () => {
  const site = build("guide");
  const at = stage(site);

  /** What is stored on the device. */
  const stored = (page) =>
    page.evaluate(async () => ({
      caches: await caches.keys(),
      workers: (await navigator.serviceWorker.getRegistrations()).length,
      local: localStorage.length,
      session: sessionStorage.length,
      cookies: document.cookie,
      databases: (await indexedDB.databases()).length,
    }));
  const NOTHING = { caches: [], workers: 0, local: 0, session: 0, cookies: "", databases: 0 };

  /** A reader who has pressed the button. */
  async function keep(home) {
    const context = await at.browser.newContext();
    context.setDefaultTimeout(TIMEOUT);
    const page = await context.newPage();
    await page.goto(address(home, PAGE));
    await page.getByRole("button", { name: "Keep this guide on this device" }).click();
    await page.getByRole("status").filter({ hasText: "is on this device now" }).waitFor();
    return { context, page };
  }

  test("nothing is kept before the button is pressed, and nothing after the other one", async () => {
    const context = await at.browser.newContext();
    const page = await context.newPage();
    for (const file of ["index.html", "safety/emergency/index.html", PAGE]) {
      await page.goto(at.address(file));
      assert.deepEqual(await stored(page), NOTHING, file);
    }
    await context.close();
    const reader = await keep(at.home);
    const now = await stored(reader.page);
    assert.equal(now.workers, 1);
    assert.equal(now.caches.length, 1);
    await reader.page.getByRole("button", { name: "Remove it from this device" }).click();
    await reader.page.getByRole("status").filter({ hasText: "no longer kept" }).waitFor();
    assert.deepEqual(await stored(reader.page), NOTHING);
    assert.equal(await reader.page.getByRole("button", { name: "Keep this guide" }).isVisible(), true);
    await reader.context.close();
  });

  test("without a network the guide can still be searched", async () => {
    const own = await serve(site);
    const { context, page } = await keep(own.home);
    await own.close();
    await page.goto(address(own.home, "search/index.html"));
    await page.locator("#q").fill("half-life");
    await page.locator(".results > li").first().waitFor();
    await context.close();
  });

  test("without a network every page opens as it was", async () => {
    const own = await serve(site);
    const { context, page } = await keep(own.home);
    const texts = new Map();
    const read = async (file) => {
      await page.goto(address(own.home, file));
      await layOut(page);
      if ((await page.locator(".taper-form").count()) > 0) await page.locator(".taper-form").waitFor();
      return page.locator("body").innerText();
    };
    for (const file of site.pages) {
      texts.set(file, await read(file));
    }
    await own.close();
    for (const file of site.pages) {
      assert.equal(await read(file), texts.get(file), file);
      const size = await page.evaluate(() => getComputedStyle(document.querySelector("h1")).fontSize);
      assert.ok(Number.parseFloat(size) > 20, `${file} has lost its style sheet`);
    }
    const missing = await page.goto(`${own.home}nothing-is-here/`);
    assert.equal(missing.status(), 404);
    assert.match(await page.locator("h1").innerText(), /cannot find/);
    // The calculator's module is there as well.
    await page.goto(address(own.home, "coming-down/taper-calculator/index.html"));
    await page.locator(".taper-form").waitFor();
    await context.close();
  });

  test("with a network the newest page is shown, and a new version takes the old one's place whole", async () => {
    const root = mkdtempSync(join(tmpdir(), "stepdown-offline-"));
    for (const part of ["content", "stepdown.toml"]) cpSync(join(repository, part), join(root, part), { recursive: true });
    const first = buildFrom(root, "offline-first");
    const own = await serve(first);
    try {
      const { context, page } = await keep(own.home);
      const [before] = (await stored(page)).caches;
      const path = join(root, "content/privacy.md");
      writeFileSync(path, `${readFileSync(path, "utf8")}\nWords of the second version. {.no-claim}\n`);
      buildFrom(root, "offline-first");
      await page.goto(address(own.home, "privacy/index.html"));
      assert.match(await page.locator("main").innerText(), /Words of the second version/);
      // The browser looks for a new worker at each visit.
      await page.evaluate(async () => (await navigator.serviceWorker.getRegistration()).update());
      let names;
      do {
        await page.waitForTimeout(50);
        names = (await stored(page)).caches;
      } while (names.length !== 1 || names[0] === before);
      await own.close();
      await page.goto(address(own.home, "privacy/index.html"));
      assert.match(await page.locator("main").innerText(), /Words of the second version/);
      await context.close();
    } finally {
      rmSync(root, { recursive: true });
    }
  });

  test("half a guide is never kept", async () => {
    const context = await at.browser.newContext();
    context.setDefaultTimeout(TIMEOUT);
    const page = await context.newPage();
    await page.goto(at.address(PAGE));
    at.server.fail(`${BASE}safety/emergency/`);
    try {
      await page.getByRole("button", { name: "Keep this guide on this device" }).click();
      await page.getByRole("status").filter({ hasText: "could not be kept" }).waitFor();
      assert.deepEqual(await stored(page), NOTHING);
    } finally {
      at.server.fail(null);
    }
    await context.close();
  });

  test("a host that leads from addresses with .html elsewhere in the guide can be kept from, in every language", async () => {
    const own = await serve(site, (path) => (path.endsWith(".html") ? path.slice(0, -".html".length) : null));
    const { context, page } = await keep(own.home);
    await own.close();
    for (const [language, folder] of [["en", ""], ["tr", "tr/"]]) {
      const answer = await page.goto(`${own.home}${folder}nothing-is-here/`);
      assert.equal(answer.status(), 404);
      assert.equal(await page.locator("html").getAttribute("lang"), language);
    }
    await context.close();
  });

  test("what a host shows in place of a page, such as a sign-in, is never kept for it", async () => {
    // Home in place of a page is not that page either.
    for (const other of ["/sign-in/", BASE]) {
      const own = await serve(site, (path) => (path === `${BASE}safety/emergency/` ? other : null));
      const context = await at.browser.newContext();
      context.setDefaultTimeout(TIMEOUT);
      const page = await context.newPage();
      await page.goto(address(own.home, PAGE));
      await page.getByRole("button", { name: "Keep this guide on this device" }).click();
      await page.getByRole("status").filter({ hasText: "could not be kept" }).waitFor();
      assert.deepEqual(await stored(page), NOTHING);
      await context.close();
      await own.close();
    }
  });

  test("the manifest leads back into the guide", async () => {
    const manifest = JSON.parse(readFileSync(join(site.folder, "manifest.webmanifest"), "utf8"));
    assert.equal(manifest.start_url, BASE);
    assert.equal(manifest.id, BASE);
    assert.equal(manifest.scope, BASE);
    const icon = await fetch(new URL(manifest.icons[0].src, at.home));
    assert.equal(icon.status, 200);
    const page = readFileSync(join(site.folder, "index.html"), "utf8");
    assert.match(page, /<link rel="manifest" href="\/sub\/path\/manifest\.webmanifest">/);
  });
});
