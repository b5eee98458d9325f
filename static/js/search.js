// The search page. Pagefind's script and index are fetched when somebody searches,
// not before; they lie in a folder whose name `search.json` knows.
//
// What is searched for never leaves the device, but for the form of another page,
// which has no script and has to ask with the address; from there it is taken out.

const form = document.getElementById("search");
const words = form.dataset;
const field = form.elements.q;
const part = form.elements.part;
const status = document.querySelector(".search-status");
const list = document.querySelector(".results");
const more = document.querySelector(".more");
const contents = document.querySelector(".contents");
const own = document.querySelector(".urgent");

/** So many results are shown at a time. */
const PAGE = 8;
/** A search begins after so many milliseconds without a key. */
const QUIET = 200;

// ---- Searches that cannot wait ------------------------------------------

/** Letters and digits only, without accents, each word between spaces. */
const plain = (text) => {
  const bare = text.normalize("NFD").replace(/\p{M}/gu, "").replace(/[’'‘ʼ]/g, "").toLowerCase().replaceAll("ı", "i");
  return ` ${bare.replace(/[^\p{L}\p{N}]+/gu, " ").trim()} `;
};

/** Each section of the page's own text, with what opens it. */
function readSections() {
  const phrases = JSON.parse(own.dataset.words);
  const sections = [];
  for (const element of [...own.children]) {
    const isHeading = element.matches("h2[id]") && phrases[element.id];
    if (isHeading) {
      const box = document.createElement("section");
      box.hidden = true;
      box.setAttribute("aria-labelledby", element.id);
      element.before(box);
      const tests = phrases[element.id].map((phrase) => {
        const isOpen = phrase.endsWith("*");
        return isOpen ? plain(phrase).trimEnd() : plain(phrase);
      });
      sections.push({ box, tests, title: element.textContent });
    }
    sections.at(-1)?.box.append(element);
  }
  return sections;
}

const sections = readSections();

/** Shows the sections that the words call for; their titles. */
function openSections(text) {
  const searched = plain(text);
  const opened = sections.filter(({ box, tests }) => {
    box.hidden = !tests.some((test) => searched.includes(test));
    return !box.hidden;
  });
  return opened.map(({ title }) => title);
}

// ---- Pagefind -----------------------------------------------------------

let loading = null;

async function load() {
  const answer = await fetch(words.index, { cache: "no-cache" });
  if (!answer.ok) throw new Error(`${answer.status} ${words.index}`);
  const { index } = await answer.json();
  const pagefind = await import(`${index}pagefind.js`);
  await pagefind.options({ excerptLength: 24 });
  await pagefind.init();
  return pagefind;
}

/** Pagefind, fetched once; after a failure the next search tries again. */
function pagefind() {
  loading ??= load().catch((error) => {
    loading = null;
    throw error;
  });
  return loading;
}

/** How many letters two words begin with in common. */
function common(a, b) {
  let n = 0;
  while (n < a.length && a[n] === b[n]) n += 1;
  return n;
}

/**
 * The words that no page has. For an unknown word Pagefind looks for its first
 * letters, which turns “headache” into “heading”: such finds are worse than none.
 */
function missing(text, { content, locations }) {
  const there = content.split(/\s+/);
  const marked = locations.map((n) => plain(there[n] ?? "").trim().split(" ")).flat();
  const wanted = plain(text).trim().split(" ");
  const isNear = (word) => marked.some((other) => common(word, other) >= Math.max(Math.min(word.length, 2), word.length * 0.6));
  return wanted.filter((word) => !isNear(word));
}

/** What is found for the words; without those that no page has, if there are other ones. */
async function find(text, filters) {
  const engine = await pagefind();
  const { results } = await engine.search(text, { filters });
  if (results.length === 0) return { results, without: [] };
  const without = missing(text, await results[0].data());
  const rest = plain(text).trim().split(" ").filter((word) => !without.includes(word));
  if (without.length === 0) return { results, without };
  if (rest.length === 0) return { results: [], without: [] };
  return { ...(await engine.search(rest.join(" "), { filters })), without };
}

// ---- Results ------------------------------------------------------------

const make = (name, className, ...children) => {
  const element = document.createElement(name);
  if (className) element.className = className;
  element.append(...children);
  return element;
};

/** An excerpt as text with its marks: nothing else in it becomes an element. */
function excerpt(html) {
  const text = new DOMParser().parseFromString(html, "text/html").body;
  const nodes = [...text.childNodes].map((node) =>
    node.nodeName === "MARK" ? make("mark", "", node.textContent) : document.createTextNode(node.textContent),
  );
  return make("p", "", ...nodes);
}

const link = (url, text) => {
  const element = make("a", "", text);
  element.href = url;
  return element;
};

function graded(letters) {
  if (!letters?.length) return [];
  return [make("p", "note", `${words.grades} ${letters.join("; ")}`)];
}

/** A result, with the sections in it that were found. */
function item(data) {
  const grades = JSON.parse(data.meta.grades || "{}");
  const title = make("h2", "", link(data.url, data.meta.title));
  const entry = make("li", "", title);
  if (data.meta.part) entry.append(make("p", "note", data.meta.part));
  const places = data.sub_results.slice(0, 3);
  for (const place of places) {
    const isSection = place.anchor != null;
    if (isSection) entry.append(make("h3", "", link(place.url, place.title)));
    entry.append(excerpt(place.excerpt), ...graded(grades[isSection ? place.anchor.id : ""]));
  }
  return entry;
}

let found = [];
let shown = 0;
let round = 0;

/** Shows the next results; the first of them. */
async function showMore(mine) {
  const next = found.slice(shown, shown + PAGE);
  const data = await Promise.all(next.map((result) => result.data()));
  if (mine !== round) return null;
  const items = data.map(item);
  list.append(...items);
  shown += items.length;
  more.hidden = shown >= found.length;
  return items[0];
}

async function search() {
  const text = field.value.trim();
  const mine = ++round;
  // A fragment is not sent to anybody, and comes back with the way back.
  history.replaceState(null, "", location.pathname + (text ? `#q=${encodeURIComponent(text)}` : ""));
  const opened = openSections(text);
  const isIdle = text === "";
  const say = (message) => {
    const before = opened.length > 0 ? [`${words.opened} ${opened.join(" ")}`] : [];
    status.textContent = [...before, message].join(" ");
  };
  if (isIdle) {
    found = [];
    list.replaceChildren();
    list.hidden = more.hidden = true;
    contents.hidden = false;
    status.textContent = "";
    return;
  }
  // What was found before stays until there is something new, so that nothing flickers.
  const late = setTimeout(() => say(words.loading), 400);
  try {
    const filters = part?.value ? { part: part.value } : {};
    const { results, without } = await find(text, filters);
    if (mine !== round) return;
    found = results;
    shown = 0;
    const old = [...list.children];
    await showMore(mine);
    if (mine !== round) return;
    old.forEach((entry) => entry.remove());
    list.hidden = found.length === 0;
    contents.hidden = found.length > 0;
    clearTimeout(late);
    const message = found.length === 0 ? words.nothing : without.length > 0 ? words.without : words.found;
    // In one pass: what was typed may look like a place of the message.
    const places = { n: found.length, q: text, m: without.join(" ") };
    say(message.replace(/\{([nqm])\}/g, (_, place) => places[place]));
  } catch {
    if (mine !== round) return;
    // Perhaps a newer version was published meanwhile.
    loading = null;
    list.replaceChildren();
    list.hidden = more.hidden = true;
    contents.hidden = false;
    clearTimeout(late);
    say(words.failed);
  } finally {
    clearTimeout(late);
  }
}

let waiting;
field.addEventListener("input", () => {
  // Danger is shown at once.
  openSections(field.value);
  clearTimeout(waiting);
  waiting = setTimeout(search, QUIET);
});
part?.addEventListener("change", search);
form.addEventListener("submit", (event) => {
  event.preventDefault();
  clearTimeout(waiting);
  search();
});
more.addEventListener("click", async () => {
  const first = await showMore(round);
  // The button moves or goes; whoever pressed it reads on with the first new result.
  first?.querySelector("a").focus();
});

const asked = new URLSearchParams(location.search).get("q") ?? new URLSearchParams(location.hash.slice(1)).get("q") ?? "";
document.querySelector(".search-unavailable").hidden = true;
if (part) part.closest("p").hidden = false;
if (asked || field.value) {
  field.value = asked || field.value;
  search();
}
