// Barriers: every page of every site and every state of the calculator, at 200 and
// 400 % zoom, with doubled text, with wide spacing, in forced colours, by pointer and
// by keyboard. And the weight of every page.
//
// Nothing here is a list by hand: pages come from the built folder, their kinds from
// the pages themselves, states from the calculator's own form (calculator.mjs). A
// kind or a part of the calculator that nothing here looks at is a failure.

import assert from "node:assert/strict";
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { describe, test } from "node:test";

import { accessibility, accessibilityInEveryWay } from "./axe.mjs";
import { newWindow } from "./browser.mjs";
import { arrive, statesOf } from "./calculator.mjs";
import { build, repository } from "./sites.mjs";
import { stage } from "./stage.mjs";
import { compressed, filesOf, weightOf } from "./weight.mjs";

/** CSS pixels and device pixels of a window 1280 pixels wide at some zoom. */
const ZOOMS = {
  "200 %": { width: 640, height: 450, deviceScaleFactor: 2 },
  "400 %": { width: 320, height: 225, deviceScaleFactor: 4 },
};
const WIDE = { width: 1280, height: 900, deviceScaleFactor: 1 };
const PHONE = { width: 320, height: 640, deviceScaleFactor: 2 };

/** Text doubled, as by a browser that enlarges text alone; and the spacing of WCAG 1.4.12. */
const SHEETS = {
  "text doubled": "html { font-size: 200% !important; }",
  "text spaced":
    "* { line-height: 1.5 !important; letter-spacing: .12em !important; word-spacing: .16em !important; } p { margin-block-end: 2em !important; }",
};

/**
 * What a page of each kind may weigh, compressed, with its style sheets, and how many
 * files it may ask for before a picture. Only a tool and the whole guide may weigh more
 * where they say more: `text` counts what a reader reads, compressed.
 */
const KB = 1024;
const KINDS = {
  home: { bytes: () => 14 * KB, requests: 3 },
  section: { bytes: () => 14 * KB, requests: 3 },
  article: { bytes: () => 14 * KB, requests: 4 },
  sheet: { bytes: () => 14 * KB, requests: 4 },
  tool: { bytes: (text) => text + 22_000, requests: 6 },
  glossary: { bytes: () => 14 * KB, requests: 3 },
  references: { bytes: () => 14 * KB, requests: 3 },
  search: { bytes: () => 14 * KB, requests: 5 },
  topics: { bytes: () => 14 * KB, requests: 3 },
  topic: { bytes: () => 14 * KB, requests: 3 },
  404: { bytes: () => 14 * KB, requests: 3 },
  "whole-guide": { bytes: (text) => 8_000 + 1.8 * text, requests: 1 },
};
/** Parts of the calculator for what its form does not let a reader do. */
const NEVER_SEEN = [
  // Only rows that can be held are offered.
  "p taper-error in hold",
];
/** A calculator's script and module together. */
const CALCULATOR_BYTES = 35_500;
/** A page with a calculator, and every file of it, in every language. */
const CALCULATOR_PAGE = 65_000;

// What is looked at inside the page. Each function stands alone: it is sent there.

/**
 * Gives all links the style of those that were visited; how many rules there are for these. No
 * browser tells a page, or who judges it, which links were, and a new one has visited none.
 */
function showAllAsVisited() {
  let count = 0;
  const change = (rules) => {
    for (const rule of rules) {
      if (rule.cssRules?.length > 0) change(rule.cssRules);
      if (!rule.selectorText?.includes(":visited")) continue;
      rule.selectorText = rule.selectorText.replaceAll(":visited", ":link");
      count += 1;
    }
  };
  for (const sheet of document.styleSheets) change(sheet.cssRules);
  return count;
}

/** What sticks out sideways, is cut off, or lies over other text. */
function lostText() {
  const found = [];
  const name = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 110);
  const width = document.documentElement.clientWidth;
  if (document.documentElement.scrollWidth > width) {
    const out = [...document.querySelectorAll("body *")].filter((e) => e.getBoundingClientRect().right > width + 1);
    found.push(`the page scrolls sideways: ${out.slice(0, 2).map(name).join(" | ")}`);
  }
  const isForReaders = (element) => element.closest(".visually-hidden, .skip, template, script, style") === null;
  for (const element of document.querySelectorAll("body *")) {
    if (!isForReaders(element) || !element.checkVisibility({ visibilityProperty: true }) || element.closest("svg, select, input, textarea")) continue;
    const { overflowX, overflowY } = getComputedStyle(element);
    const cut = (overflow, inside, box) => /hidden|clip/.test(overflow) && inside > box + 1;
    if (cut(overflowX, element.scrollWidth, element.clientWidth) || cut(overflowY, element.scrollHeight, element.clientHeight)) {
      found.push(`cut off: ${name(element)}`);
    }
    const scrolls = /auto|scroll/.test(overflowX) && element.scrollWidth > element.clientWidth + 1;
    const byKeyboard = element.tabIndex >= 0 || element.querySelector("a[href]");
    if (scrolls && !byKeyboard) found.push(`scrolls, but not by keyboard: ${name(element)}`);
  }
  // Boxes of text, a little smaller than they are: lines may touch.
  const boxes = [];
  const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  const range = document.createRange();
  for (let node = texts.nextNode(); node; node = texts.nextNode()) {
    const parent = node.parentElement;
    if (!node.data.trim() || !isForReaders(parent) || !parent.checkVisibility({ visibilityProperty: true }) || parent.closest("option, textarea, title, desc")) continue;
    const clip = parent.closest(".table, .toc")?.getBoundingClientRect();
    range.selectNodeContents(node);
    for (const rect of range.getClientRects()) {
      const sink = rect.height * 0.2;
      const box = { node, parent, left: rect.left + 1, right: rect.right - 1, top: rect.top + sink, bottom: rect.bottom - sink };
      if (clip) {
        box.left = Math.max(box.left, clip.left);
        box.right = Math.min(box.right, clip.right);
        box.bottom = Math.min(box.bottom, clip.bottom);
      }
      if (box.right > box.left && box.bottom > box.top) boxes.push(box);
    }
  }
  boxes.sort((a, b) => a.top - b.top);
  let open = [];
  for (const box of boxes) {
    open = open.filter((other) => other.bottom > box.top);
    for (const other of open) {
      const across = Math.min(box.right, other.right) - Math.max(box.left, other.left);
      if (other.node !== box.node && across > 1) found.push(`text over text: ${name(other.parent)} | ${name(box.parent)}`);
    }
    open.push(box);
  }
  return found.slice(0, 8);
}

/** Targets that are too small: 44 pixels for what a page is used with, 24 or room around it for the rest. */
function smallTargets() {
  const MAIN =
    "button, select, textarea, input, summary, nav a, .emergency a, .brand, .report a, .phone, .care a[href^='tel:']";
  const found = [];
  const isSeen = (element) => !element.disabled && element.checkVisibility({ visibilityProperty: true }) && !element.matches(".skip") && element.closest("[hidden]") === null;
  const targets = [...document.querySelectorAll("a[href], button, input, select, textarea, summary")].filter(isSeen).map((element) => {
    const box = (element.matches("input") && element.closest("label")) || element;
    const rect = box.getBoundingClientRect();
    // In a line of text the line decides how high a link is.
    const block = element.parentElement.closest("p, li, dd, dt, td, th, caption, figcaption, div, h1, h2, h3, h4, h5, h6");
    const isInText =
      getComputedStyle(element).display === "inline" && block.textContent.trim().length > element.textContent.trim().length;
    return { element, rect, isInText, isMain: element.matches(MAIN) };
  });
  const small = targets.filter(({ rect, isInText }) => !isInText && Math.min(rect.width, rect.height) < 23.5);
  const centre = ({ rect }) => [(rect.left + rect.right) / 2, (rect.top + rect.bottom) / 2];
  for (const target of targets) {
    const { element, rect, isMain } = target;
    const size = `${rect.width.toFixed(1)} × ${rect.height.toFixed(1)}: ${element.outerHTML.slice(0, 110)}`;
    if (isMain && Math.min(rect.width, rect.height) < 43.5) found.push(`a main target of ${size}`);
    if (!small.includes(target)) continue;
    const [x, y] = centre(target);
    const isClose = targets.some((other) => {
      if (other === target) return false;
      const [nearX, nearY] = [Math.max(other.rect.left, Math.min(x, other.rect.right)), Math.max(other.rect.top, Math.min(y, other.rect.bottom))];
      if (Math.hypot(x - nearX, y - nearY) < 12) return true;
      return small.includes(other) && Math.hypot(x - centre(other)[0], y - centre(other)[1]) < 24;
    });
    if (isClose) found.push(`a target with too little room, ${size}`);
  }
  return found.slice(0, 8);
}

/**
 * Focus on each thing that had none yet, or on the second, third … of them if there is a `step`: seen, outlined,
 * and nothing over it. Of the whole guide's thousands, a hundred.
 */
function hiddenFocus({ step, again }) {
  const found = [];
  if (again) globalThis.hadFocus = new WeakSet();
  const all = [...document.querySelectorAll("a[href], button, input, select, textarea, summary, [tabindex='0']")].filter(
    (element) => !element.disabled && element.checkVisibility({ visibilityProperty: true }) && !globalThis.hadFocus.has(element),
  );
  const every = all.length > 400 ? Math.ceil(all.length / 100) : step;
  for (const element of all.filter((_, n) => n % every === 0)) {
    element.focus();
    globalThis.hadFocus.add(element);
    const rect = [...element.getClientRects()][0] ?? element.getBoundingClientRect();
    const style = getComputedStyle(element);
    const name = element.outerHTML.replace(/\s+/g, " ").slice(0, 110);
    if (document.activeElement !== element) found.push(`cannot be focused: ${name}`);
    else if (rect.bottom <= 0 || rect.top >= innerHeight) found.push(`focused outside the window: ${name}`);
    else if (style.outlineStyle === "none" || parseFloat(style.outlineWidth) < 2) found.push(`no outline: ${name}`);
    else {
      const [x, y] = [rect.left + Math.min(rect.width / 2, 20), Math.min(Math.max(rect.top + rect.height / 2, 1), innerHeight - 1)];
      const over = document.elementFromPoint(x, y);
      const isOver = over && over !== element && !element.contains(over) && !over.contains(element);
      const isStuck = isOver && [over, ...parents(over)].some((e) => /sticky|fixed/.test(getComputedStyle(e).position));
      if (isStuck) found.push(`focused behind something: ${name}`);
    }
  }
  function parents(element) {
    const above = [];
    for (let e = element.parentElement; e; e = e.parentElement) above.push(e);
    return above;
  }
  return found.slice(0, 8);
}

/** What only colour would say where the reader's own colours are used. */
function saidByColour() {
  const found = [];
  const name = (element) => element.outerHTML.replace(/\s+/g, " ").slice(0, 110);
  const seen = (selector) => [...document.querySelectorAll(selector)].filter((element) => element.checkVisibility({ visibilityProperty: true }));
  const hasBorder = (element) => {
    const style = getComputedStyle(element);
    return style.borderBlockEndStyle !== "none" && parseFloat(style.borderBlockEndWidth) >= 1;
  };
  for (const control of seen("button, select, textarea, input[type=text], .grade")) {
    if (!hasBorder(control)) found.push(`no edge: ${name(control)}`);
  }
  for (const choice of seen("input[type=radio], input[type=checkbox]")) {
    if (getComputedStyle(choice).appearance === "none") found.push(`a choice without its own mark: ${name(choice)}`);
  }
  for (const badge of seen(".grade")) {
    if (!/^.*[ABCDX]:? .{5,}$/s.test(badge.textContent.trim())) found.push(`a grade without words: ${name(badge)}`);
  }
  for (const title of seen(".care-title")) {
    if (!title.querySelector(".care-kind")?.textContent.trim()) found.push(`a card whose kind is its colour: ${name(title)}`);
  }
  for (const link of seen("main p a, main li a, main td a, main dd a")) {
    const { textDecorationLine } = getComputedStyle(link);
    if (!textDecorationLine.includes("underline") && !link.matches(".grade")) found.push(`a link like its text: ${name(link)}`);
  }
  for (const link of seen(".site-header li a[aria-current]")) {
    const other = seen(".site-header li a:not([aria-current])")[0];
    if (other && getComputedStyle(other).borderBlockEndColor === getComputedStyle(link).borderBlockEndColor) {
      found.push(`the current part looks like the others: ${name(link)}`);
    }
  }
  const ground = getComputedStyle(document.body).backgroundColor;
  for (const line of seen(".taper-svg .taper-line, .taper-svg .taper-axis")) {
    if (getComputedStyle(line).stroke === ground) found.push(`a line that is not seen: ${name(line)}`);
  }
  return found.slice(0, 8);
}

/**
 * Chapters of the whole guide that are taller than the place that is kept for them until they
 * are laid out, of how many that wait. What judges contrast would find one over the next.
 */
function tallChapters() {
  const isLaidOut = (chapter) => chapter.querySelector("*").checkVisibility({ contentVisibilityAuto: true });
  const chapters = [...document.querySelectorAll(".chapter")].filter((chapter) => !isLaidOut(chapter));
  const heights = () => chapters.map((chapter) => chapter.offsetHeight);
  const kept = heights();
  document.documentElement.classList.remove("waits");
  const needed = heights();
  const tall = chapters.map((chapter, n) => `${needed[n]} of ${kept[n]} pixels: ${chapter.textContent.trim().slice(0, 60)}`);
  return { waiting: chapters.length, tall: tall.filter((_, n) => needed[n] > kept[n]) };
}

/** What moves although the reader asked for less movement. */
function moving() {
  const found = document.getAnimations().map((animation) => `moves: ${animation.effect?.target?.outerHTML?.slice(0, 110)}`);
  for (const element of document.querySelectorAll("*")) {
    const { animationName, transitionDuration, scrollBehavior } = getComputedStyle(element);
    const lasts = transitionDuration.split(",").some((time) => parseFloat(time) > 0);
    if (animationName !== "none" || lasts || scrollBehavior === "smooth") found.push(`may move: ${element.outerHTML.slice(0, 110)}`);
  }
  return found.slice(0, 8);
}

/**
 * What shifted while the page loaded, and fonts that came from anywhere. A shift that counts
 * less than 0.005 is 0.00 for every tool; on a busy machine a long page is painted in pieces.
 */
async function shifts() {
  const entries = [];
  const observer = new PerformanceObserver((list) => entries.push(...list.getEntries()));
  observer.observe({ type: "layout-shift", buffered: true });
  await new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)));
  entries.push(...observer.takeRecords());
  const moved = entries
    .filter((entry) => !entry.hadRecentInput && entry.value >= 0.005)
    .map((entry) => `shift of ${entry.value.toFixed(4)}: ${entry.sources.map((s) => s.node?.outerHTML?.slice(0, 60)).join(" | ")}`);
  return [...moved, ...[...document.fonts].map((font) => `a web font: ${font.family}`)];
}

/**
 * The same of a page that has just been opened. On a busy machine a page is now and then
 * painted before all of it is there; what shifts for readers shifts whenever it is loaded.
 */
async function shiftsOfEachLoad(page) {
  let found = [];
  for (let load = 1; load <= 3; load++) {
    if (load > 1) await page.reload({ waitUntil: "load" });
    for (const form of await page.locator(".taper-form").all()) await form.waitFor();
    found = await page.evaluate(shifts);
    if (found.length === 0) break;
    console.log(`load ${load} of ${page.url()}: ${found}`);
  }
  return found;
}

/** What speaks with the engine of a window; when it ends, what it asked for ends too. */
const clients = new WeakMap();
async function clientOf(page) {
  if (!clients.has(page)) clients.set(page, await page.context().newCDPSession(page));
  return clients.get(page);
}

/** Holds all of it against a page as it stands. */
async function assertNoBarrier(page) {
  const found = [];
  const note = (way, lines) => found.push(...lines.map((line) => `${way}: ${line}`));
  const client = await clientOf(page);
  const look = (metrics) => client.send("Emulation.setDeviceMetricsOverride", { mobile: false, ...metrics });
  // The engine's own styles and scripts are not the page's: its policy does not hold for them.
  const withSheet = async (css, what) => {
    const sheet = await page.evaluateHandle((css) => {
      const sheet = new CSSStyleSheet();
      sheet.replaceSync(css);
      document.adoptedStyleSheets = [sheet];
      return sheet;
    }, css);
    await what();
    await page.evaluate(() => (document.adoptedStyleSheets = []));
    await sheet.dispose();
  };
  for (const [zoom, metrics] of Object.entries(ZOOMS)) {
    await look(metrics);
    note(zoom, await page.evaluate(lostText));
  }
  for (const [width, metrics] of Object.entries({ 1280: WIDE, 320: PHONE })) {
    await look(metrics);
    note(`targets at ${width}`, await page.evaluate(smallTargets));
    for (const [way, css] of Object.entries(SHEETS)) {
      // At 320 pixels, zoom is as large as text gets.
      if (way === "text doubled" && metrics !== WIDE) continue;
      await withSheet(css, async () => note(`${way} at ${width}`, await page.evaluate(lostText)));
    }
    // As after a key: browsers outline less after a press of the pointer.
    await page.keyboard.press("Escape");
    // Each thing in one of the two.
    note(`focus at ${width}`, await page.evaluate(hiddenFocus, metrics === PHONE ? { step: 2, again: true } : { step: 1 }));
  }
  await look(WIDE);
  await page.emulateMedia({ forcedColors: "active", reducedMotion: "reduce" });
  note("forced colours", await page.evaluate(saidByColour));
  // What outlines one thing outlines those beside it.
  note("focus in forced colours", await page.evaluate(hiddenFocus, { step: 3, again: true }));
  note("less movement", await page.evaluate(moving));
  await page.emulateMedia({ forcedColors: "none", reducedMotion: "no-preference" });
  assert.deepEqual(found, []);
}

const sites = ["guide", "languages"].map(build);
const kindOf = (site, file) => /<body[^>]* data-kind="([^"]*)"/.exec(readFileSync(join(site.folder, file), "utf8"))?.[1];

for (const site of sites) {
  describe(`${site.name}: pages`, { concurrency: 2 }, () => {
    const at = stage(site);

    test("every page says its kind, and every kind is one that is weighed here", () => {
      const kinds = new Set(site.pages.map((file) => kindOf(site, file)));
      assert.deepEqual([...kinds].filter((kind) => !Object.hasOwn(KINDS, kind)), []);
    });

    test("no page weighs more than its kind may", async () => {
      const heavy = [];
      for (const file of site.pages) {
        const { html, sheets, icons, scripts, pictures } = filesOf(site.folder, file);
        const kind = KINDS[kindOf(site, file)];
        const weigh = (list) => list.reduce((sum, name) => sum + weightOf(site.folder, name), 0);
        let text;
        if (kind.bytes.length > 0) {
          await at.look(file, { javaScriptEnabled: false }, async (page) => {
            text = compressed(await page.locator("body").innerText());
          });
        }
        const bytes = compressed(html) + weigh(sheets);
        const requests = 1 + sheets.length + icons.length + scripts.length;
        if (bytes > kind.bytes(text)) heavy.push(`${file}: ${bytes} bytes, at most ${Math.round(kind.bytes(text))}`);
        if (requests > kind.requests) heavy.push(`${file}: ${requests} requests`);
        if (scripts.length > 0 && !/class="(taper|offline|search-form)/.test(html)) heavy.push(`${file}: ${scripts}`);
        const all = bytes + weigh(scripts) + weigh(icons);
        if (/class="taper"/.test(html) && scripts.length > 0 && all > CALCULATOR_PAGE) heavy.push(`${file}: ${all} bytes in all`);
        if (weigh(scripts) > CALCULATOR_BYTES) heavy.push(`${file}: ${weigh(scripts)} bytes of script and module`);
        if (pictures.some((name) => weightOf(site.folder, name) > 4_000)) heavy.push(`${file}: ${pictures}`);
      }
      assert.deepEqual(heavy, []);
    });

    test("links that were visited can be read as well, in light and in the dark", async () => {
      const kinds = new Map(site.pages.map((file) => [kindOf(site, file), file]));
      kinds.delete("whole-guide");
      for (const file of kinds.values()) {
        await at.on(file, {}, async (page) => {
          assert.ok((await page.evaluate(showAllAsVisited)) > 0, "no style for visited links");
          for (const colorScheme of ["light", "dark"]) {
            await page.emulateMedia({ colorScheme });
            const found = await accessibility(page, { rules: ["color-contrast", "link-in-text-block"] });
            assert.deepEqual(found, [], `${file}, ${colorScheme}`);
            // With the focus as well, which has a colour of its own behind it.
            const focused = await page.evaluate(() => {
              const links = [...document.querySelectorAll("a[href]")].filter((link) => link.checkVisibility());
              return links.map((link) => {
                link.focus({ focusVisible: true });
                return `${getComputedStyle(link).color} on ${getComputedStyle(link).backgroundColor}`;
              });
            });
            assert.equal(new Set(focused).size, 1, `${file}, ${colorScheme}: ${[...new Set(focused)].join("; ")}`);
          }
        });
      }
    });

    for (const file of site.pages) {
      test(file, async () => {
        await at.look(file, {}, async (page) => {
          assert.deepEqual(await shiftsOfEachLoad(page), []);
          await assertNoBarrier(page);
        });
      });
    }
  });
}

for (const site of sites) {
  describe(`${site.name}: chapters`, () => {
    const at = stage(site);
    for (const file of site.pages.filter((file) => kindOf(site, file) === "whole-guide")) {
      test(`${file} keeps enough place for each until it is laid out`, async () => {
        for (const width of [320, 414, 640, 1280]) {
          await at.on(file, { viewport: { width, height: 800 } }, async (page) => {
            const { waiting, tall } = await page.evaluate(tallChapters);
            assert.ok(waiting > 0, `none waits at ${width}`);
            assert.deepEqual(tall, [], `at ${width}`);
          });
        }
      });
    }
  });
}

test("lines of a drawing differ by more than their colour", () => {
  const same = [];
  for (const file of readdirSync(join(repository, "content"), { recursive: true }).filter((name) => name.endsWith(".svg"))) {
    const svg = readFileSync(join(repository, "content", file), "utf8");
    if (!svg.includes('class="axis"')) continue;
    // A curve that a class of its own colours; axes and arrows have the colour of the words.
    const lines = [...svg.matchAll(/<path[^>]*\bstroke="#[^>]*>/g)].map(([tag]) => ({
      colour: /\bstroke="([^"]*)"/.exec(tag)[1],
      shape: `${/stroke-dasharray="([^"]*)"/.exec(tag)?.[1]} ${/stroke-width="([^"]*)"/.exec(tag)?.[1]}`,
    }));
    for (const [n, line] of lines.entries()) {
      const twin = lines.slice(n + 1).find(({ colour, shape }) => colour !== line.colour && shape === line.shape);
      if (twin) same.push(`${file}: ${line.colour} and ${twin.colour} (${line.shape})`);
    }
  }
  assert.deepEqual(same, []);
});

describe("states of the calculator", () => {
  const site = sites[0];
  const file = site.pages.find((name) => kindOf(site, name) === "tool" && filesOf(site.folder, name).scripts.length > 0);
  const at = stage(site);

  test("each state, and each part is seen in one of them", { concurrency: 2 }, async (t) => {
    let states;
    await at.look(file, {}, async (page) => {
      await page.locator(".taper-form").waitFor();
      states = await statesOf(page);
    });
    assert.equal(new Set(states.map((state) => state.name)).size, states.length);

    const seen = new Set();
    const all = new Set();
    // States of one group differ in words only: all of them as they stand, one of them in every way.
    const groups = new Set();
    const again = states.filter(({ group }) => group && (groups.has(group) || !groups.add(group)));
    const inspect = async (state, page) => {
      const parts = await page.evaluate(changingParts);
      for (const [part, isShown] of parts) (isShown ? seen : all).add(part);
      // What the others of its group filled in looks the same.
      const isFilled = again.includes(state) && /answer|range/.test(state.group);
      await page.evaluate(leaveWhatChanges, isFilled ? ".taper-form" : "");
      // The engine itself is a script.
      const hasScript = state.options?.javaScriptEnabled !== false;
      if (again.includes(state)) {
        assert.deepEqual(await page.evaluate(lostText), []);
        if (hasScript) assert.deepEqual(await accessibility(page, { within: ".taper" }), []);
      } else {
        if (hasScript) assert.deepEqual(await accessibilityInEveryWay(page, { wideInTheDark: false }), []);
        await assertNoBarrier(page);
      }
    };
    const look = (state) =>
      t.test(state.name, async () => {
        if (state.prepare || state.options) {
          const { context, page, complaints } = await newWindow(at.browser, at.home, state.options);
          if (state.prepare) await context.addInitScript(state.prepare);
          await page.goto(at.address(file));
          await arrive(state, page);
          await inspect(state, page);
          assert.deepEqual(complaints, []);
          await context.close();
        } else {
          await at.look(`${file}${state.hash ?? ""}`, {}, async (page) => {
            await arrive(state, page);
            await inspect(state, page);
            await page.evaluate(() => localStorage.clear());
          });
        }
      });
    await Promise.all(states.map(look));
    // Classes that the script itself hangs on, and what it does with a button.
    const script = readFileSync(join(repository, "static/js/taper.js"), "utf8");
    for (const [, name] of script.matchAll(/"\.?(is-[a-z]+)"/g)) all.add(`.${name}`);
    for (const part of NEVER_SEEN) assert.ok(all.delete(part) && !seen.has(part), part);
    assert.deepEqual([...all].filter((part) => !seen.has(part)).sort(), []);
  });

  /**
   * Takes away what is the same in every state: it was looked at with the page itself, and is
   * most of what every check goes through. Headings stay, so that none is skipped.
   */
  function leaveWhatChanges(also) {
    const same = ".text > :not(h2, h3, link, .taper), .text > section, .taper-example, .taper-ranges, .taper-described, .taper-rules, .site-footer nav";
    for (const element of document.querySelectorAll(also ? `${same}, ${also}` : same)) element.remove();
  }

  /**
   * Every part of a calculator that is there at one time and not at another, by a name
   * of its own, and whether it is seen now. Numbered ones of a row are one part.
   */
  function changingParts() {
    const root = document.querySelector(".taper");
    const nameOf = (element) => {
      const field = element.closest("[data-field]")?.dataset.field;
      const kind = [...element.classList].find((name) => !name.startsWith("is-"));
      const own = element.dataset.do ?? element.dataset.when ?? element.dataset.field ?? kind ?? "";
      return `${element.localName} ${own}${field ? ` in ${field}` : ""}`.replace(/\d+/g, "N").replace(/answer\.\w+/g, "answer");
    };
    const parts = new Map();
    const add = (name, isShown) => parts.set(name, parts.get(name) || isShown);
    const changing =
      "[data-when], [data-plan], [data-do], [data-range], .taper-error, .taper-ask, .taper-no-script, .taper-form, .taper-result, .taper-copy, .taper-kept, .taper-opened, .taper-stale, .taper-changes, .taper-errors, .taper-tool form";
    for (const element of root.querySelectorAll(`${changing}, [hidden]`)) add(nameOf(element), false);
    for (const element of root.querySelectorAll("*")) if (element.checkVisibility({ visibilityProperty: true })) add(nameOf(element), true);
    for (const kind of root.querySelectorAll(".taper-stop [class], .taper-output [class]")) {
      if (/^taper-/.test(kind.classList[0])) add(`result ${kind.classList[0]}`, kind.checkVisibility({ visibilityProperty: true }));
    }
    for (const element of document.querySelectorAll(".taper, .taper [class*='is-']")) {
      for (const name of element.classList) if (name.startsWith("is-")) add(`.${name}`, true);
    }
    return [...parts];
  }
});
