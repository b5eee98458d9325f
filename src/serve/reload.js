// Brings an edit to the browser, and says what is wrong with the site.
// Added to answers of `stepdown serve` only; no published page has it.
"use strict";
(() => {
  /** The build that a page or a piece of news is of. */
  const buildOf = ({ run, build }) => `${run} ${build}`;
  const { page, withoutStyles } = document.currentScript.dataset;
  const own = { build: buildOf(document.currentScript.dataset), page, withoutStyles };
  const KEPT = "stepdown-reload";

  // A guide that was kept from this address earlier would hide what is edited.
  const workers = navigator.serviceWorker;
  workers?.getRegistrations().then((all) => all.forEach((registration) => registration.unregister()));
  if (workers) workers.register = () => Promise.reject(new Error("not while the guide is edited"));

  // What the reader of this page did to it, over a reload.

  const words = (element) => element?.textContent.trim() ?? "";

  /** Elements with a name of their own, the same before and after a reload. */
  function named(elements, nameOf) {
    const seen = new Map();
    return [...elements].map((element) => {
      const name = nameOf(element);
      const count = (seen.get(name) ?? 0) + 1;
      seen.set(name, count);
      return [`${name} ${count}`, element];
    });
  }

  const details = () => named(document.querySelectorAll("details"), (d) => words(d.querySelector("summary")));
  const fields = () =>
    named(document.querySelectorAll("input, select, textarea"), (f) =>
      [f.form?.id, f.name, f.type, /^(radio|checkbox)$/.test(f.type) ? f.value : ""].join("|"),
    );
  const isChoice = (field) => field.type === "radio" || field.type === "checkbox";
  const readField = (field) => (isChoice(field) ? field.checked : field.value);

  /** The last place with an id above the top of the window, and how far. */
  function place() {
    let best = null;
    for (const element of document.querySelectorAll("[id]")) {
      const { top, height } = element.getBoundingClientRect();
      if (height > 0 && top <= 1 && (!best || top >= best.top)) best = { id: element.id, top };
    }
    return { ...best, y: scrollY };
  }

  function save() {
    const focused = fields().find(([, field]) => field === document.activeElement);
    const kept = {
      address: location.href,
      place: place(),
      details: details().map(([name, { open }]) => [name, open]),
      fields: fields().map(([name, field]) => [name, readField(field)]),
      focus: focused?.[0],
      plans: [...document.querySelectorAll(".taper-plan")].map((plan) => !plan.hidden),
    };
    try {
      sessionStorage.setItem(KEPT, JSON.stringify(kept));
      history.scrollRestoration = "manual";
    } catch {
      // Storage may be off: the reload still brings the new page.
    }
  }

  function scroll({ id, top, y }) {
    const element = id && document.getElementById(id);
    scrollTo({ top: element ? element.getBoundingClientRect().top + scrollY - top : y, behavior: "instant" });
  }

  /** Waits until something is so, for a few seconds at most. */
  async function until(isSo) {
    for (let n = 0; n < 100 && !isSo(); n += 1) await new Promise((done) => setTimeout(done, 50));
  }

  async function restore() {
    let kept = null;
    try {
      kept = JSON.parse(sessionStorage.getItem(KEPT));
      sessionStorage.removeItem(KEPT);
    } catch {
      return;
    }
    if (kept?.address !== location.href) return;
    const open = new Map(kept.details);
    for (const [name, element] of details()) element.open = open.get(name) ?? element.open;
    scroll(kept.place);
    // Pictures that come later move what is below them; and until the page is loaded
    // the browser would go back to where it was by itself.
    const settle = () => {
      scroll(kept.place);
      history.scrollRestoration = "auto";
    };
    if (document.readyState === "complete") settle();
    else addEventListener("load", () => setTimeout(settle), { once: true });
    // A calculator shows its form when its module is there.
    const forms = [...document.querySelectorAll(".taper-form")];
    await until(() => forms.every((form) => !form.hidden));
    const values = new Map(kept.fields);
    const changed = [];
    for (const [name, field] of fields()) {
      if (field.type === "file" || !values.has(name) || readField(field) === values.get(name)) continue;
      if (isChoice(field)) field.checked = values.get(name);
      else field.value = values.get(name);
      changed.push(field);
    }
    for (const field of changed) {
      field.dispatchEvent(new Event("input", { bubbles: true }));
      field.dispatchEvent(new Event("change", { bubbles: true }));
    }
    forms.forEach((form, n) => kept.plans[n] && form.requestSubmit());
    const focused = fields().find(([name]) => name === kept.focus)?.[1];
    focused?.focus({ preventScroll: true });
    scroll(kept.place);
  }

  // The new page.

  /** Puts the new style sheets in the place of the old ones. */
  function swapStyles(fresh) {
    const olds = [...document.querySelectorAll("link[rel~=stylesheet]")];
    const news = [...fresh.querySelectorAll("link[rel~=stylesheet]")].map((link) => document.importNode(link));
    const last = olds.at(-1);
    if (!last) document.head.append(...news);
    // The old ones stay until the new ones are there, so that nothing flashes.
    else last.after(...news);
    const loaded = news.map((link) => new Promise((done) => (link.onload = link.onerror = done)));
    Promise.all(loaded).then(() => olds.forEach((link) => link.remove()));
  }

  async function look() {
    const answer = await fetch(location.href, { cache: "no-store" });
    const fresh = new DOMParser().parseFromString(await answer.text(), "text/html");
    const marks = fresh.querySelector('script[src="/-stepdown/reload.js"]')?.dataset;
    if (marks?.page === own.page) {
      own.build = buildOf(marks);
    } else if (marks && marks.withoutStyles === own.withoutStyles) {
      Object.assign(own, { build: buildOf(marks), page: marks.page });
      swapStyles(fresh);
    } else {
      save();
      location.reload();
    }
  }

  // Findings: an overlay for what stops the site, a mark for the rest.

  const STYLE = `
    :host { all: initial; }
    aside { position: fixed; z-index: 2147483647; box-sizing: border-box; color: #fff; background: #1b1b1f;
      font: 15px/1.5 ui-monospace, monospace; }
    aside.all { inset: 0; overflow: auto; padding: 1.5rem; }
    aside.mark { inset: auto 0.75rem 0.75rem auto; border-radius: 0.5rem; }
    h2 { font: bold 1.1rem/1.4 system-ui, sans-serif; margin: 0 0 1rem; }
    ol { list-style: none; margin: 0; padding: 0; }
    li { margin: 0 0 1rem; padding: 0 0 0 0.75rem; border-left: 4px solid #e0b000; white-space: pre-wrap; overflow-wrap: anywhere; }
    li.error { border-color: #ff6b6b; }
    a { color: #9cc4ff; }
    button { font: inherit; color: inherit; background: #35353d; border: 1px solid #8a8a94; border-radius: 0.4rem;
      padding: 0.5rem 0.9rem; cursor: pointer; }
    aside.mark button { border: 0; }
    button:focus-visible, a:focus-visible { outline: 3px solid #9cc4ff; outline-offset: 2px; }
    .help { color: #c9c9d1; }
    @media print { aside { display: none; } }`;
  const host = document.createElement("stepdown-findings");
  const root = host.attachShadow({ mode: "open" });
  const sheet = new CSSStyleSheet();
  sheet.replaceSync(STYLE);
  root.adoptedStyleSheets = [sheet];

  const make = (name, text, className) => {
    const element = document.createElement(name);
    // Everything is text, never markup: it may hold markup of an article.
    if (text !== undefined) element.textContent = text;
    if (className) element.className = className;
    return element;
  };

  const count = (n, noun) => `${n} ${noun}${n === 1 ? "" : "s"}`;
  const totals = ({ errors, warnings }) => `${count(errors, "error")}, ${count(warnings, "warning")}`;

  function item({ severity, code, file, line, column, message, help, open }) {
    const element = make("li", undefined, severity);
    if (file) {
      const where = line ? `${file}:${line}:${column}` : file;
      const link = make(open ? "a" : "span", where);
      if (open) link.href = open;
      element.append(link, "\n");
    }
    element.append(`${severity}[${code}]: ${message}`);
    if (help) element.append("\n", make("span", help, "help"));
    return element;
  }

  let isOpen = false;
  let dismissed = null;

  async function showFindings() {
    const answer = await fetch("/-stepdown/findings.json", { cache: "no-store" });
    const state = await answer.json();
    const total = state.errors + state.warnings;
    if (!state.failed && total === 0) isOpen = false;
    const isOverlay = isOpen || (state.failed && dismissed !== buildOf(state));
    if (!isOverlay && total === 0) return host.remove();
    const box = make("aside", undefined, isOverlay ? "all" : "mark");
    const button = make("button", isOverlay ? "Hide" : totals(state));
    button.type = "button";
    if (isOverlay) {
      box.setAttribute("role", "alert");
      const below = state.has_site ? "Below this is the last good page." : "Nothing is served until it is mended.";
      const title = state.failed ? `The site cannot be put together. ${below}` : totals(state);
      const list = make("ol");
      list.append(...state.findings.map(item));
      box.append(make("h2", title), list);
      const more = total - state.findings.length;
      if (more > 0) box.append(make("p", `and ${more} more; \`stepdown check\` shows them all`));
    }
    button.onclick = () => {
      isOpen = !isOverlay;
      dismissed = isOverlay ? buildOf(state) : null;
      showFindings();
    };
    box.append(button);
    root.replaceChildren(box);
    if (!host.isConnected) document.body.append(host);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape") root.querySelector("aside.all button")?.click();
  });

  // News of builds. One tab at a time listens, and tells the others: browsers
  // keep only a few connections to one server. A hidden tab keeps none.

  let last = null;
  let followed = own.build;
  let isBusy = false;

  async function act() {
    if (isBusy) return;
    isBusy = true;
    try {
      for (let done = null; done !== last; ) {
        done = last;
        const { failed, follow } = done;
        const latest = buildOf(done);
        if (follow && latest !== followed && latest !== own.build) {
          followed = latest;
          if (follow !== location.pathname) return location.assign(follow);
        }
        if (!failed && latest !== own.build) await look();
        await showFindings();
      }
    } catch {
      // The server is away; the stream comes back when it does.
    } finally {
      isBusy = false;
    }
  }

  const hear = (news) => {
    last = news;
    act();
  };

  const others = new BroadcastChannel("stepdown");
  others.onmessage = ({ data }) => {
    if (data !== "hello") hear(data);
    else if (stream && last) others.postMessage(last);
  };

  let stream = null;
  let release = null;
  let waiting = null;

  function listen() {
    stream = new EventSource("/-stepdown/events");
    stream.addEventListener("build", ({ data }) => {
      const news = JSON.parse(data);
      others.postMessage(news);
      hear(news);
    });
  }

  function stopListening() {
    waiting?.abort();
    stream?.close();
    stream = waiting = null;
    release?.();
    release = null;
  }

  function startListening() {
    if (stream || waiting) return;
    // Without a secure context there are no locks: then each tab listens.
    if (!navigator.locks) return listen();
    waiting = new AbortController();
    others.postMessage("hello");
    const lead = () =>
      new Promise((done) => {
        release = done;
        listen();
      });
    navigator.locks.request("stepdown", { signal: waiting.signal }, lead).catch(() => {});
  }

  const update = () => (document.hidden ? stopListening() : startListening());
  document.addEventListener("visibilitychange", update);
  addEventListener("pagehide", stopListening);
  addEventListener("pageshow", update);
  update();
  restore();
})();
