// Writing with `stepdown serve`: what an editor sees in the browser after saving.

import assert from "node:assert/strict";
import { spawn } from "node:child_process";
import { cpSync, mkdtempSync, readFileSync, rmSync, writeFileSync, mkdirSync } from "node:fs";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { after, afterEach, before, describe, test } from "node:test";

import { despiteCrash, launch } from "./browser.mjs";
import { program, repository } from "./sites.mjs";

const ARTICLE = "content/preventing/smallest-amount.md";
const PAGE = "preventing/smallest-amount/";
const PARAMETERS = "content/coming-down/taper-calculator/kratom.toml";
const CALCULATOR = "coming-down/taper-calculator/";

/** Nothing here takes as long, in milliseconds. */
const TIMEOUT = 20_000;

/** A copy of the guide, served. */
class Writing {
  constructor(args = []) {
    this.args = args;
    this.root = mkdtempSync(join(tmpdir(), "stepdown-serve-"));
    for (const part of ["content", "stepdown.toml"]) cpSync(join(repository, part), join(this.root, part), { recursive: true });
  }

  async start(port = 0) {
    const args = ["serve", "--root", this.root, "--port", String(port), "--today", "2026-11-24", ...this.args];
    this.server = spawn(program, args, { stdio: ["ignore", "ignore", "pipe"] });
    this.said = "";
    this.home = await new Promise((done, failed) => {
      this.server.on("exit", () => failed(new Error(this.said)));
      this.server.stderr.on("data", (data) => {
        this.said += data;
        const address = /^serving (http:\S+)/m.exec(this.said)?.[1];
        if (address) done(address);
      });
    });
    return this;
  }

  async stop() {
    const ended = new Promise((done) => this.server.on("exit", done));
    this.server.kill("SIGINT");
    await ended;
  }

  async end() {
    await this.stop();
    rmSync(this.root, { recursive: true });
  }

  read(path) {
    return readFileSync(join(this.root, path), "utf8");
  }

  write(path, text) {
    mkdirSync(dirname(join(this.root, path)), { recursive: true });
    writeFileSync(join(this.root, path), text);
  }

  /** Replaces words in a file. */
  edit(path, old, fresh) {
    const text = this.read(path);
    assert.ok(text.includes(old), `${path} has no ${old}`);
    this.write(path, text.replace(old, fresh));
  }

  /** Everything as it is in the guide. */
  restore() {
    for (const path of [ARTICLE, PARAMETERS, "stepdown.toml"]) this.write(path, readFileSync(join(repository, path), "utf8"));
    rmSync(join(this.root, "static"), { recursive: true, force: true });
  }

  /** What the server says of the pages that are edited here: other marks, other pages. */
  marks() {
    return Promise.all(
      [PAGE, CALCULATOR].map(async (path) => {
        const html = await (await fetch(this.home + path)).text();
        return /data-page="(\w+)"/.exec(html)[1];
      }),
    );
  }

  /**
   * Everything as it is in the guide, and served so. Without waiting, the page that the
   * next test opens could still be the old one, and would be loaded again.
   */
  async restoreAndWait(marks) {
    this.restore();
    const end = Date.now() + TIMEOUT;
    while (String(await this.marks()) !== String(marks)) {
      assert.ok(Date.now() < end, `not served again as it was:\n${this.said}`);
      await new Promise((done) => setTimeout(done, 50));
    }
  }

  /** One more paragraph at the end of a file. */
  add(path, words) {
    this.write(path, `${this.read(path)}\n${words}\n`);
  }
}

describe("serve", () => {
  let browser;
  let writing;
  let marks;
  before(async () => {
    browser = await launch();
    writing = await new Writing().start();
    marks = await writing.marks();
  });
  after(async () => {
    await browser?.close();
    await writing?.end();
  });

  afterEach(() => writing.restoreAndWait(marks));

  /** Opens a page; every complaint of the browser is an error. */
  async function on(path, what, { context, home = writing.home } = {}) {
    const own = context ?? (await browser.newContext({ viewport: { width: 1000, height: 700 } }));
    own.setDefaultTimeout(TIMEOUT);
    const page = await own.newPage();
    const complaints = [];
    page.on("console", (message) => complaints.push(message.text()));
    page.on("pageerror", (error) => complaints.push(error.message));
    try {
      await page.goto(home + path);
      await page.evaluate(() => (window.sameDocument = true));
      await what(page);
      assert.deepEqual(complaints, []);
    } finally {
      if (!context) await own.close();
    }
  }

  const isSame = (page) => page.evaluate(() => window.sameDocument === true);
  const shows = (page, words) => page.locator("main", { hasText: words }).waitFor();
  const findings = (page) => page.locator("stepdown-findings aside");

  test("an edit is shown where the reader was", async () => {
    await on(PAGE, async (page) => {
      const details = page.locator("details").first();
      await details.locator("summary").click();
      const target = page.locator("main h2").nth(2);
      await target.evaluate((heading) => heading.scrollIntoView());
      const before = (await target.boundingBox()).y;
      // A line above what is read must not push it away.
      writing.edit(ARTICLE, "\n## ", "\nA new line above. {.no-claim}\n\n## ");
      await shows(page, "A new line above.");
      assert.equal(await isSame(page), false);
      const place = await target.elementHandle();
      await page.waitForFunction(([heading, y]) => Math.abs(heading.getBoundingClientRect().y - y) < 3, [place, before]);
      await page.waitForFunction((element) => element.open, await details.elementHandle());
    });
  });

  test("an edit elsewhere leaves the page alone", async () => {
    await on("privacy/", async (page) => {
      writing.add(ARTICLE, "Words for another page. {.no-claim}");
      await on(PAGE, (other) => shows(other, "Words for another page."));
      assert.equal(await isSame(page), true);
    });
  });

  test("a style sheet takes the old one's place without a reload", async () => {
    await on(PAGE, async (page) => {
      const style = readFileSync(join(repository, "static/css/style.css"), "utf8");
      for (const color of ["rgb(1, 2, 3)", "rgb(4, 5, 6)"]) {
        writing.write("static/css/style.css", `${style}\nbody { outline-color: ${color}; }\n`);
        await page.waitForFunction((color) => getComputedStyle(document.body).outlineColor === color, color);
      }
      assert.equal(await isSame(page), true);
      assert.equal(await page.locator("link[rel=stylesheet]").count(), 1);
      rmSync(join(writing.root, "static"), { recursive: true });
      await page.waitForFunction(() => getComputedStyle(document.body).outlineColor !== "rgb(4, 5, 6)");
      assert.equal(await isSame(page), true);
    });
  });

  test("what cannot be read lies over the last good page until it is mended", async () => {
    await on(PAGE, async (page) => {
      writing.add(ARTICLE, "[<b id=evil>words</b>](gone.md)");
      const overlay = findings(page);
      await overlay.waitFor();
      const words = await overlay.innerText();
      assert.match(words, /last good page/);
      assert.match(words, /broken-link/);
      const link = overlay.getByRole("link").first();
      assert.match(await link.getAttribute("href"), /^vscode:\/\/file\/.*smallest-amount\.md:\d+:\d+$/);
      assert.equal(await page.locator("#evil").count(), 0);
      assert.equal(await isSame(page), true);
      // It can be put away, and comes back with the next mistake.
      await page.keyboard.press("Escape");
      await page.locator("stepdown-findings aside.mark").waitFor();
      writing.add(ARTICLE, "[more](gone-too.md)");
      await page.locator("stepdown-findings aside.all").waitFor();
      writing.restore();
      await findings(page).waitFor({ state: "detached" });
      assert.equal(await isSame(page), true);
    });
  });

  test("a bad configuration too", async () => {
    await on(PAGE, async (page) => {
      writing.edit("stepdown.toml", "title = ", "title: ");
      await findings(page).waitFor();
      assert.match(await findings(page).innerText(), /stepdown\.toml:3:/);
      writing.restore();
      await findings(page).waitFor({ state: "detached" });
    });
  });

  test("what breaks a rule is a mark that opens the list", async () => {
    await on(PAGE, async (page) => {
      writing.add(ARTICLE, "Nobody has said why this is so.");
      await shows(page, "Nobody has said why");
      const mark = page.locator("stepdown-findings aside.mark button");
      await mark.waitFor();
      assert.match(await mark.innerText(), /^1 error, 0 warnings$/);
      await mark.click();
      await page.locator("stepdown-findings aside.all", { hasText: "missing-evidence" }).waitFor();
      await page.keyboard.press("Escape");
      await mark.waitFor();
      writing.restore();
      await findings(page).waitFor({ state: "detached" });
    });
  });

  test("eight tabs load, and all are told", () =>
    despiteCrash(async () => {
      await writing.restoreAndWait(marks);
      const context = await browser.newContext();
      try {
        context.setDefaultTimeout(TIMEOUT);
        const pages = [];
        for (let n = 0; n < 8; n += 1) {
          const page = await context.newPage();
          await page.goto(writing.home + PAGE);
          pages.push(page);
        }
        writing.add(ARTICLE, "Words for eight tabs. {.no-claim}");
        for (const page of pages) await shows(page, "Words for eight tabs.");
        // The one that listens is closed: another one takes over.
        await pages.shift().close();
        writing.add(ARTICLE, "Words for seven. {.no-claim}");
        for (const page of pages) await shows(page, "Words for seven.");
      } finally {
        await context.close();
      }
    }));

  test("the calculator keeps what is filled in when its parameters change", async () => {
    await on(CALCULATOR, async (page) => {
      const form = page.locator(".taper-form");
      await form.waitFor();
      const names = await form
        .locator("[name^='answer.']")
        .evaluateAll((all) => [...new Set(all.map((input) => input.name))]);
      for (const name of names) await form.locator(`[name="${name}"][value="no"]`).check();
      await form.locator('[name="product"][value="leaf_powder"]').check();
      await form.locator('[name="per_day"][value="equal"]').check();
      await form.locator('[name="daily"]:enabled').first().fill("10");
      await form.locator('[name="times"]:enabled').fill("3");
      await form.locator('[name="scale"][value="0.1"]').check();
      await form.locator('[name="range"][value="ten_28"]').check();
      await form.locator('[name="end"][value="stop"]').check();
      await form.locator('[name="last"]:enabled').first().fill("1");
      for (const [name, value] of [["day", "24"], ["month", "11"], ["year", "2026"]]) {
        await form.locator(`[name="${name}"]:enabled`).fill(value);
      }
      await form.evaluate((form) => form.requestSubmit());
      await page.locator(".taper-plan").waitFor();
      const rows = await page.locator(".taper-output tr[data-row]").count();
      assert.ok(rows > 3);
      const label = /label\.en = "([^"]+)"/.exec(writing.read(PARAMETERS))[1];
      writing.edit(PARAMETERS, `label.en = "${label}"`, `label.en = "${label} (changed)"`);
      await page.waitForFunction(() => document.body.innerText.includes("(changed)"));
      await page.locator(".taper-plan").waitFor();
      assert.equal(await isSame(page), false);
      assert.equal(await form.locator('[name="daily"]:enabled').first().inputValue(), "10");
      assert.equal(await page.locator(".taper-output tr[data-row]").count(), rows);
    });
  });

  test("nothing is kept from an address where the guide is edited", async () => {
    await on("offline/", async (page) => {
      await page.getByRole("button", { name: "Keep this guide" }).click();
      await page.getByRole("status").filter({ hasText: "could not be kept" }).waitFor();
      assert.equal(await page.evaluate(async () => (await navigator.serviceWorker.getRegistrations()).length), 0);
      assert.deepEqual(await page.evaluate(() => caches.keys()), []);
    });
  });

  test("the whole guide hears of it as well", async () => {
    await on("whole-guide/", async (page) => {
      writing.add(ARTICLE, "Words for the whole guide. {.no-claim}");
      await shows(page, "Words for the whole guide.");
    });
  });

  test("a browser that was away looks again", async () => {
    const own = await new Writing().start();
    const port = new URL(own.home).port;
    try {
      const context = await browser.newContext();
      const page = await context.newPage();
      await page.goto(own.home + PAGE);
      await own.stop();
      own.add(ARTICLE, "Written meanwhile. {.no-claim}");
      await own.start(port);
      assert.equal(new URL(own.home).port, port);
      await shows(page, "Written meanwhile.");
      await context.close();
    } finally {
      await own.end();
    }
  });

  test("the browser follows the page that is edited", async () => {
    const own = await new Writing(["--follow"]).start();
    try {
      await on(
        "privacy/",
        async (page) => {
          own.add(ARTICLE, "Followed to here. {.no-claim}");
          await page.waitForURL(`**/${PAGE}`);
          await shows(page, "Followed to here.");
        },
        { home: own.home },
      );
    } finally {
      await own.end();
    }
  });
});
