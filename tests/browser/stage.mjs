// Where tests take place: a built site on a server of its own and one Chromium, from
// the first test of a `describe` to the last.

import assert from "node:assert/strict";
import { after, before } from "node:test";

import { layOut, launch, newWindow, open } from "./browser.mjs";
import { address, serve } from "./sites.mjs";

/** A stage for the tests of the `describe` that this is called in; a file may have a `#place`. */
export function stage(site) {
  let server;
  let browser;
  before(async () => {
    server = await serve(site);
    browser = await launch();
  });
  after(async () => {
    await browser?.close();
    await server?.close();
  });
  const free = new Map();
  const addressOf = (file) => {
    const [path, hash] = file.split("#");
    return address(server.home, path) + (hash ? `#${hash}` : "");
  };

  return {
    get server() {
      return server;
    },
    get browser() {
      return browser;
    },
    get home() {
      return server.home;
    },
    address: addressOf,

    /** A reader of a file of the site, in a window of its own; whoever opens it closes it. */
    open: (file, options) => open(browser, server.home, addressOf(file), options),

    /** Runs `what` with a file of the site in a window of its own; it must not complain. */
    async on(file, options, what) {
      const opened = await open(browser, server.home, addressOf(file), options);
      try {
        await what(opened.page, opened);
        assert.deepEqual(opened.complaints, []);
      } finally {
        await opened.context.close();
      }
    },

    /**
     * The same in a window that other files were looked at in before: a new one takes five
     * times as long as its page. `what` leaves the size and the media of the window, and what
     * is stored, as it found them; after a failure the window is not used again.
     */
    async look(file, options, what) {
      const kind = JSON.stringify(options);
      if (!free.has(kind)) free.set(kind, []);
      const window = free.get(kind).pop() ?? (await newWindow(browser, server.home, options));
      try {
        // What the last page still asked for ends with it; and another place on the same page
        // would not be a new page. For a page of nobody's the browser would begin a new process.
        await window.page.goto(`${server.home}robots.txt`);
        window.complaints.length = 0;
        await window.page.goto(addressOf(file), { waitUntil: "load" });
        await layOut(window.page);
        await what(window.page, window);
        assert.deepEqual(window.complaints, []);
      } catch (error) {
        await window.context.close();
        throw error;
      }
      free.get(kind).push(window);
    },
  };
}
