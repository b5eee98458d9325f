// Keeps this guide on the device, because its reader asked for that.
//
// All files are kept together, in one cache with the version's name. Pages come
// from the network where it answers, so that nobody reads an old page unasked;
// without it, from the cache. What is kept is never mixed with newer files: a new
// version is fetched whole, and then the old one is deleted.
"use strict";

const BASE = "@BASE@";
const VERSION = "@VERSION@";
/** Addresses below BASE, with the hash of what is there; of an old address, its page too. */
const FILES = [/*@FILES@*/];

const PREFIX = `stepdown ${BASE} `;
const CACHE = PREFIX + VERSION;
/** A network that has not answered after so many milliseconds is none. */
const PATIENCE = 4000;

const isOurs = (url) => url.origin === self.location.origin && url.pathname.startsWith(BASE);

async function tell(message) {
  for (const client of await self.clients.matchAll({ includeUncontrolled: true })) client.postMessage(message);
}

async function keep() {
  const cache = await caches.open(CACHE);
  let done = 0;
  try {
    for (const [path, , page] of FILES) {
      const answer = await fetch(BASE + path, { cache: "no-cache" });
      // The page for addresses that are not there may come with the status 404.
      if (!answer.ok && !/(^|\/)404\.html$/.test(path)) throw new Error(`${answer.status} ${path}`);
      // Some hosts lead from an address with `.html` to the one without, and from an old
      // address to its page. Anything else, such as a sign-in, is not what was asked for.
      const { origin, pathname } = new URL(answer.url);
      const expected = [path, path.replace(/\.html$/, ""), page ?? path].map((known) => self.location.origin + BASE + known);
      if (answer.redirected && !expected.includes(origin + pathname)) throw new Error(`redirected ${path}`);
      await cache.put(BASE + path, new Response(answer.body, { headers: answer.headers }));
      done += 1;
      if (done % 5 === 0) await tell({ kept: done, of: FILES.length });
    }
  } catch (error) {
    // All or nothing: half a guide would hide warnings.
    await caches.delete(CACHE);
    throw error;
  }
  await self.skipWaiting();
}

async function clean() {
  for (const name of await caches.keys()) {
    if (name.startsWith(PREFIX) && name !== CACHE) await caches.delete(name);
  }
  await self.clients.claim();
  await tell({ kept: FILES.length, of: FILES.length, isWhole: true });
}

/** The kept file of an address, without what follows a question mark. */
async function kept(url) {
  const cache = await caches.open(CACHE);
  const path = url.pathname;
  const found = (await cache.match(path)) ?? (await cache.match(`${path}/`));
  if (found) return found;
  const language = path.slice(BASE.length).split("/")[0];
  const missing = (await cache.match(`${BASE}${language}/404.html`)) ?? (await cache.match(`${BASE}404.html`));
  return missing ? new Response(missing.body, { status: 404, headers: missing.headers }) : Response.error();
}

async function answer(request, url) {
  // A file with its content's hash in its name is the same everywhere.
  if ([`${BASE}@HASHED@`, `${BASE}@SEARCH@`].some((hashed) => url.pathname.startsWith(hashed))) {
    const cache = await caches.open(CACHE);
    const found = await cache.match(url.pathname);
    return found ?? fetch(request);
  }
  let timer;
  const late = new Promise((_, broken) => (timer = setTimeout(() => broken(new Error("late")), PATIENCE)));
  try {
    return await Promise.race([fetch(request), late]);
  } catch {
    return kept(url);
  } finally {
    clearTimeout(timer);
  }
}

self.addEventListener("install", (event) => event.waitUntil(keep()));
self.addEventListener("activate", (event) => event.waitUntil(clean()));
self.addEventListener("fetch", (event) => {
  const url = new URL(event.request.url);
  if (isOurs(url) && event.request.method === "GET") event.respondWith(answer(event.request, url));
});
