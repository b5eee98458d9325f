// The published module, loaded here as a browser would load it, held byte for
// byte against the engine that the program uses. `ENGINE_REQUESTS` says how many
// random requests; `cargo xtask engine` asks for a hundred thousand.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";
import { gzipSync } from "node:zlib";

import { build } from "./sites.mjs";

const COUNT = Number(process.env.ENGINE_REQUESTS ?? 4000);
const BATCH = 1000;
const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const native = join(repository, "target/debug/examples/answer");

const site = build("guide");

const MODULE = /data-module="[^"]*\/(taper\.[^"]*\.wasm)"/;
const SCRIPT = /src="[^"]*\/(taper\.[^"]*\.js)"/;

/** The bytes of a file that the calculator's page names; beside it, that of an earlier build may lie. */
function published(name) {
  const page = readFileSync(join(site.folder, "coming-down/taper-calculator/index.html"), "utf8");
  return readFileSync(join(site.folder, "assets/js", page.match(name)[1]));
}

async function load() {
  const { instance } = await WebAssembly.instantiate(published(MODULE), {});
  const { memory, allocate, respond } = instance.exports;
  return (request) => {
    const bytes = new TextEncoder().encode(request);
    const place = allocate(bytes.length) >>> 0;
    new Uint8Array(memory.buffer).set(bytes, place);
    const answer = BigInt.asUintN(64, respond(place, bytes.length));
    const [at, length] = [Number(answer >> 32n), Number(answer & 0xffffffffn)];
    return new TextDecoder().decode(new Uint8Array(memory.buffer, at, length));
  };
}

/** The same numbers in every run. */
function random(seed) {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
  };
}

const METHODS = ["percent_of_present", "percent_of_start", "fixed_amount", "two_part", "linear", "hyperbolic"];

/** One line of the pack: pairs as the module reads them. */
const line = (key, pairs) => `${key}=${Object.entries(pairs).map(([name, value]) => `${name}=${value}\\n`).join("")}`;

/** The guide's pack with other limits, and with a method at random in each range. */
function otherPack(next, pack) {
  const below = (n) => Math.floor(next() * n);
  const share = () => 1 + below(next() < 0.8 ? 3000 : 10000);
  const amount = () => 1 + below(next() < 0.5 ? 300 : 20000);
  const methods = [
    () => ({ method: "percent_of_present", step: share() }),
    () => ({ method: "percent_of_start", step: share() }),
    () => ({ method: "fixed_amount", amount: amount() }),
    () => ({ method: "two_part", step: share(), knee: share() }),
    () => ({ method: "linear", steps: below(200) }),
    () => ({ method: "hyperbolic", steps: below(200), ed50: amount() }),
  ];
  const limits = {
    step_cap: share(),
    window_cap: share(),
    window_days: below(60),
    hold_quantum: below(15),
    hold_max_factor: below(7),
    max_rows: 10 + below(700),
  };
  return pack
    .split("\n")
    .map((text) => {
      const key = text.slice(0, text.indexOf("="));
      if (key in limits && next() < 0.5) return `${key}=${limits[key]}`;
      const id = text.match(/^range=id=([a-z0-9_]+)/)?.[1];
      return id && next() < 0.9 ? line("range", { id, ...methods[below(6)](), hold: 1 + below(65) }) : text;
    })
    .join("\n");
}

/** A form filled in at random. */
function formRequest(next, pack, questions, ranges) {
  const below = (n) => Math.floor(next() * n);
  const decimal = (most) => String(below(most * 1000) / 10 ** (1 + below(3)));
  const pick = (list) => list[below(list.length)];
  /** What a reader would write, and now and then something else. */
  const mostly = (good, bad) => pick(next() < 0.95 ? good : bad);
  const escaped = pack.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  const lines = [`do=${pick(["form", "form", "export"])}`, `pack=${escaped}`, "today=2026-11-24", "final=1", "prefix=t"];
  for (const id of questions) lines.push(`answer.${id}=${next() < 0.002 ? pick(["yes", "unsure", ""]) : "no"}`);
  lines.push(`product=${mostly(["leaf_powder"], ["leaf_capsules", "tea", "x"])}`);
  const isOwn = next() < 0.3;
  lines.push(`per_day=${isOwn ? "own" : "equal"}`);
  lines.push(`daily=${mostly(["18", "7.5", "7,5", "12", "٧٫٥", decimal(19), decimal(19), decimal(19)], ["1,500", "20000", "", "0", "39.9"])}`);
  lines.push(`times=${mostly(["1", "2", "3", "4", "6", "12"], ["13", ""])}`);
  for (let n = 0; isOwn && n < 3; n += 1) lines.push(`time=${mostly(["6", "4.4", "1.3", decimal(6)], ["4,4", "", "x"])}`);
  lines.push(`scale=${mostly(["0.1", "0.5", "0.01"], ["0.3", "2", ""])}`, `range=${pick(ranges)}`, `end=${pick(["stop", "stop", "stay"])}`);
  lines.push(`last=${mostly(["1", "0.5", "0.2"], ["30", decimal(3)])}`, `stay=${mostly(["2", "1", "0.5"], ["5", "50", decimal(8)])}`);
  lines.push(`start=${mostly(["2026-12-01", "2028-02-22", "2027-10-20"], ["2027-02-29", ""])}`);
  lines.push(`kind=${pick(["ics", "csv", "text"])}`, "id=plan", "sequence=1", "now=20261124T101500Z");
  if (next() < 0.3) lines.push(`edit=hold ${1 + below(30)}`);
  if (next() < 0.1) lines.push(`edit=took 2027-01-20 8;8;8;${pick(["8", "1,500", "1,500 decimal", "1.500 thousands", "0"])};8;;9`);
  if (next() < 0.1) lines.push(`edit=scale 2027-01-20 ${pick(["0.5", "0.5", "1.000", "1.000 decimal", ""])}`);
  return `${lines.join("\n")}\n`;
}

test("module and script together travel in less than 45,000 bytes", () => {
  const [module, script] = [MODULE, SCRIPT].map((name) => gzipSync(published(name), { level: 9 }).length);
  assert.ok(module + script < 45_000, `${module} + ${script} = ${module + script}`);
});

test(`the published module and the program give the same bytes for ${COUNT} requests`, async () => {
  const answer = await load();
  const next = random(42);
  const page = readFileSync(join(site.folder, "coming-down/taper-calculator/index.html"), "utf8");
  const pack = page
    .match(/data-pack="([^"]*)"/)[1]
    .replaceAll("&lt;", "<").replaceAll("&gt;", ">").replaceAll("&quot;", '"').replaceAll("&#39;", "'").replaceAll("&amp;", "&");
  const ids = (name) => [...pack.matchAll(new RegExp(`^${name}=id=([a-z0-9_]+)`, "gm"))].map((m) => m[1]);
  const [questions, ranges] = [ids("question"), ids("range")];
  assert.ok(questions.length > 10 && ranges.length > 3);
  /** Both answers to each request; they must not differ. */
  const compare = (requests) => {
    const { stdout, status } = spawnSync(native, {
      input: requests.map((request) => `${request}\0`).join(""),
      maxBuffer: 1 << 30,
    });
    assert.equal(status, 0);
    const expected = stdout.toString("utf8").split("\0");
    return requests.map((request, n) => {
      const said = answer(request);
      // The request without its pack, which is most of it.
      assert.equal(said, expected[n], request.replace(/^pack=.*\n/m, ""));
      return said;
    });
  };
  let [schedules, opened] = [0, 0];
  // Each request holds the whole pack: a hundred thousand of them at once do not fit into memory.
  for (let from = 0; from < COUNT; from += BATCH) {
    const some = Array.from({ length: Math.min(BATCH, COUNT - from) }, (_, n) =>
      formRequest(next, n % 4 === 0 ? pack : otherPack(next, pack), questions, ranges),
    );
    const links = [];
    for (const [n, said] of compare(some).entries()) {
      schedules += /^(outcome=schedule|name=)/m.test(said) ? 1 : 0;
      const code = said.match(/^code=(.*)$/m)?.[1];
      // The plan from its link: the same request, with the code alone.
      if (code && n % 3 === 0) links.push(`${some[n].replace(/^do=.*$/m, "do=open")}code=${code}\n`);
    }
    for (const said of compare(links)) opened += said.includes("field.") || said.includes("daily=") ? 1 : 0;
  }
  assert.ok(schedules > COUNT / 10, `${schedules} plans among the answers`);
  assert.ok(opened > COUNT / 100, `${opened} plans opened from their links`);
});
