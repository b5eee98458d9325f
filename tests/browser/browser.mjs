// One Chromium for a test file, and pages that note everything they complain of.

import { chromium } from "playwright-core";

const FLAGS = [
  "--no-sandbox",
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
];

/** Starts Debian's Chromium, or the one that `CHROMIUM` names. */
export function launch() {
  return chromium.launch({
    executablePath: process.env.CHROMIUM ?? "/usr/bin/chromium-headless-shell",
    args: FLAGS,
  });
}

/**
 * Does something once more if Chromium lost the process of a page. It does so about once
 * in sixty times when many pages of one site load again at the same moment (Chromium 156),
 * and says nothing of the cause. A page that brings it down every time still fails.
 */
export async function despiteCrash(what) {
  try {
    await what();
  } catch (error) {
    if (!/page crashed/i.test(error.message)) throw error;
    console.log(`once more, since the browser lost a page: ${error.message.split("\n")[0]}`);
    await what();
  }
}

/**
 * A window in a context of its own, which collects console messages, errors,
 * failed requests and requests to anywhere but `home`.
 */
export async function newWindow(browser, home, options = {}) {
  const context = await browser.newContext({ viewport: { width: 1280, height: 900 }, ...options });
  const page = await context.newPage();
  const complaints = [];
  page.on("console", (message) => complaints.push(`console: ${message.text()}`));
  page.on("pageerror", (error) => complaints.push(`error: ${error.message}`));
  page.on("requestfailed", (request) => {
    // The icon comes last, and the browser gives it up when the next page is asked for.
    const isGivenUp = request.failure()?.errorText === "net::ERR_ABORTED" && /\/favicon\./.test(request.url());
    if (!isGivenUp) complaints.push(`failed: ${request.url()}`);
  });
  page.on("request", (request) => {
    const to = request.url();
    if (!to.startsWith(home) && !to.startsWith("data:")) complaints.push(`foreign request: ${to}`);
  });
  page.on("response", (response) => {
    if (response.status() >= 400) complaints.push(`status ${response.status()}: ${response.url()}`);
  });
  return { context, page, complaints };
}

/** Opens an address in a new window. */
export async function open(browser, home, url, options) {
  const window = await newWindow(browser, home, options);
  await window.page.goto(url, { waitUntil: "load" });
  return window;
}

/** Every chapter of the whole guide laid out, as each is when its reader comes to it: see js/whole.js. */
export const layOut = (page) => page.evaluate(() => document.documentElement.classList.remove("waits"));
