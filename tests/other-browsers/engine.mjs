// Firefox and WebKit behind one small set of words, those of Playwright: the tests' own
// helpers for the calculator (`../browser/calculator.mjs`) can then be used here too.
//
// Debian's Firefox speaks WebDriver BiDi, by way of Puppeteer. Safari's engine is WebKit, and
// Debian has it as WebKitGTK: its MiniBrowser speaks WebDriver and wants a screen, which Xvfb is.

import { spawn } from "node:child_process";
import { existsSync, readdirSync } from "node:fs";
import { createConnection, createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";

import puppeteer from "puppeteer-core";
import { Builder, Capabilities } from "selenium-webdriver";

/** How long a page may take for what it is waited for. */
const PATIENCE = 20_000;

/**
 * A page of a browser. `raw` has what differs: `goto`, `run` (a function and what it is given,
 * both as text can carry them), `put` (a program's text), `type` (words into the field that has
 * the focus, then Enter), `click`, `resize`.
 */
class Page {
  constructor(raw) {
    Object.assign(this, raw);
  }

  evaluate(what, given) {
    return this.run(`(${what})(given)`, given);
  }

  /** Waits until a function of the page gives something. */
  async waitForFunction(what, given) {
    const end = Date.now() + PATIENCE;
    for (;;) {
      const found = await this.evaluate(what, given).catch(ifBetweenPages);
      if (found) return found;
      if (Date.now() > end) throw new Error(`not in ${PATIENCE} ms: ${what}`);
      await sleep(50);
    }
  }

  locator(selector) {
    const onIt = (what, given) =>
      this.run(`(${what})(document.querySelector(given[0]), given[1])`, [selector, given]);
    return {
      evaluate: onIt,
      click: () => this.click(selector),
      isVisible: () => onIt((element) => element?.checkVisibility() ?? false),
      waitFor: () => this.waitForFunction((selector) => document.querySelector(selector)?.checkVisibility() ?? false, selector),
    };
  }

  /**
   * Goes where a script of the page can go, and waits until another page is there. One that comes
   * back out of the browser's memory is as it was when it went.
   */
  async leave(how) {
    const go = `(() => {
      globalThis.isLeft = true;
      addEventListener("pagehide", () => delete globalThis.isLeft, { once: true });
      setTimeout(() => ${how}, 1);
    })()`;
    await this.run(go, null);
    await this.waitForFunction(
      () => !globalThis.isLeft && document.readyState === "complete" && document.body && location.href !== "about:blank",
    );
  }

  reload() {
    return this.leave("location.reload()");
  }

  goBack() {
    return this.leave("history.back()");
  }
}

/** A page that is left answers nothing, and the next one will. */
function ifBetweenPages(error) {
  if (!/context|navigat|destroyed|no such frame|unload/i.test(error.message)) throw error;
  return undefined;
}

/** Debian's Firefox, or the one that `FIREFOX` names, without a screen. */
async function firefox() {
  const executablePath = process.env.FIREFOX ?? "/usr/bin/firefox-esr";
  const browser = await puppeteer.launch({ browser: "firefox", executablePath, headless: true });
  const page = await browser.newPage();
  const complaints = [];
  page.on("console", (message) => {
    if (["error", "warn"].includes(message.type())) complaints.push(message.text());
  });
  page.on("pageerror", (error) => {
    // For a page out of its memory Firefox wants this icon, whichever the page has.
    if (!/\/favicon\.ico /.test(error.message)) complaints.push(error.message);
  });
  return {
    page: new Page({
      complaints,
      // Puppeteer loses sight of a page that came out of Firefox's memory of those before.
      goto(url) {
        return page.url() === "about:blank" ? page.goto(url) : this.leave(`location.assign(${JSON.stringify(url)})`);
      },
      run: (code, given) => page.evaluate(new Function("given", `return ${code}`), given),
      put: (program) => page.evaluate(`${program};0`),
      click: (selector) => page.click(selector),
      async type(words) {
        await page.keyboard.type(words);
        await page.keyboard.press("Enter");
      },
      resize: (width, height) => page.setViewport({ width, height }),
    }),
    close: () => browser.close(),
  };
}

const ENTER = "\uE007";

/** WebKitGTK's MiniBrowser on a screen that nobody sees. */
async function webkit() {
  const display = freeDisplay();
  const port = await freePort();
  const screen = spawn("Xvfb", [display, "-nolisten", "tcp", "-screen", "0", "1600x1200x24"], { stdio: "ignore" });
  await until(() => existsSync(socketOf(display)), "Xvfb has not begun");
  const environment = { ...process.env, DISPLAY: display, LIBGL_ALWAYS_SOFTWARE: "1", NO_AT_BRIDGE: "1" };
  // As root its processes cannot have a sandbox; only pages of these tests are opened.
  if (process.getuid() === 0) environment.WEBKIT_DISABLE_SANDBOX_THIS_IS_DANGEROUS = "1";
  const service = spawn("WebKitWebDriver", [`--port=${port}`], { stdio: "ignore", env: environment });
  const end = () => {
    service.kill();
    screen.kill();
  };
  try {
    await until(() => listens(port), "WebKitWebDriver has not begun");
    const capabilities = new Capabilities({
      browserName: "MiniBrowser",
      "webkitgtk:browserOptions": { binary: miniBrowser(), args: ["--automation"] },
    });
    const driver = await new Builder().usingServer(`http://127.0.0.1:${port}`).withCapabilities(capabilities).build();
    await driver.manage().setTimeouts({ script: 3 * PATIENCE, pageLoad: 3 * PATIENCE });
    const find = (selector) => driver.findElement({ css: selector });
    return {
      page: new Page({
        complaints: [],
        goto: (url) => driver.get(url),
        async run(code, given) {
          const [value, error] = await driver.executeAsyncScript(
            `const [given, done] = arguments;
            (async () => ${code})().then((value) => done([value ?? null, null]), (error) => done([null, String(error)]));`,
            given,
          );
          if (error) throw new Error(error);
          return value;
        },
        put: (program) => driver.executeScript(program),
        click: async (selector) => (await find(selector)).click(),
        type: async (words) => (await driver.switchTo().activeElement()).sendKeys(words + ENTER),
        resize: (width, height) => driver.manage().window().setRect({ x: 0, y: 0, width, height }),
      }),
      async close() {
        await driver.quit();
        end();
      },
    };
  } catch (error) {
    end();
    throw error;
  }
}

export const ENGINES = { firefox, webkit };

/** Where the library has its browser: the folder is named for the machine. */
function miniBrowser() {
  const found = readdirSync("/usr/lib")
    .map((folder) => join("/usr/lib", folder, "webkit2gtk-4.1/MiniBrowser"))
    .find(existsSync);
  if (!found) throw new Error("no MiniBrowser below /usr/lib: install the package webkit2gtk-driver");
  return found;
}

const socketOf = (display) => `/tmp/.X11-unix/X${display.slice(1)}`;

function freeDisplay() {
  for (let n = 90; ; n += 1) if (!existsSync(socketOf(`:${n}`))) return `:${n}`;
}

function freePort() {
  return new Promise((done) => {
    const server = createServer().listen(0, "127.0.0.1", () => {
      const { port } = server.address();
      server.close(() => done(port));
    });
  });
}

const listens = (port) =>
  new Promise((done) => {
    const socket = createConnection(port, "127.0.0.1");
    socket.once("connect", () => done(true)).once("error", () => done(false));
    socket.once("connect", () => socket.end());
  });

async function until(what, otherwise) {
  const end = Date.now() + PATIENCE;
  while (!(await what())) {
    if (Date.now() > end) throw new Error(otherwise);
    await sleep(50);
  }
}
