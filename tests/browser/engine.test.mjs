// The published module, loaded here as a browser would load it, held byte for
// byte against the engine that the program uses. `ENGINE_REQUESTS` says how many
// random requests; `cargo xtask engine` asks for a hundred thousand.

import assert from "node:assert/strict";
import { spawnSync } from "node:child_process";
import { readFileSync, readdirSync } from "node:fs";
import { dirname, join, resolve } from "node:path";
import { test } from "node:test";
import { fileURLToPath } from "node:url";

import { build } from "./sites.mjs";

const COUNT = Number(process.env.ENGINE_REQUESTS ?? 4000);
const repository = resolve(dirname(fileURLToPath(import.meta.url)), "../..");
const native = join(repository, "target/debug/examples/answer");

const site = build("guide");

async function load() {
  const folder = join(site.folder, "assets/js");
  const file = readdirSync(folder).find((name) => name.endsWith(".wasm"));
  const { instance } = await WebAssembly.instantiate(readFileSync(join(folder, file)), {});
  const { memory, stepdown_alloc, stepdown_answer } = instance.exports;
  return (request) => {
    const bytes = new TextEncoder().encode(request);
    const place = stepdown_alloc(bytes.length) >>> 0;
    new Uint8Array(memory.buffer).set(bytes, place);
    const answer = BigInt.asUintN(64, stepdown_answer(place, bytes.length));
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

function rawRequest(next) {
  const below = (n) => Math.floor(next() * n);
  const start = 1 + below(next() < 0.5 ? 2000 : 510000);
  const fields = {
    do: "raw",
    method: METHODS[below(METHODS.length)],
    start,
    grid: Math.max(1, Math.floor(start / 400), below(Math.max(2, start / 5))),
    jump_off: next() < 0.5 ? 0 : below(start),
    target: next() < 0.7 ? 0 : below(start + 5),
    step: below(10100),
    cap: below(10100),
    hold: below(66),
    hold_quantum: below(15),
    hold_max_factor: below(7),
    fixed: below(start),
    knee: below(10100),
    steps: below(540),
    ed50: below(500100),
    max_rows: below(700),
    window_days: below(60),
    window_cap: below(10100),
  };
  if (next() < 0.3) fields.start_date = `20${10 + below(80)}-${String(1 + below(13)).padStart(2, "0")}-${String(1 + below(31)).padStart(2, "0")}`;
  let text = Object.entries(fields).map(([key, value]) => `${key}=${value}\n`).join("");
  if (next() < 0.3) {
    const first = below(start);
    for (const weight of [first, start - first]) text += `weight=${weight}\n`;
  }
  return text;
}

/** The form of the guide's own calculator, filled in at random. */
function formRequest(next, pack, questions, ranges) {
  const pick = (list) => list[Math.floor(next() * list.length)];
  const escaped = pack.replaceAll("\\", "\\\\").replaceAll("\n", "\\n");
  const lines = [`do=${pick(["form", "form", "export"])}`, `pack=${escaped}`, "today=2026-11-24", "final=1", "prefix=t"];
  for (const id of questions) lines.push(`answer.${id}=${next() < 0.005 ? pick(["yes", "unsure", ""]) : "no"}`);
  lines.push(`product=${next() < 0.95 ? "leaf_powder" : pick(["leaf_capsules", "tea", "x"])}`);
  lines.push(`per_day=${pick(["equal", "own"])}`);
  lines.push(`daily=${pick(["18", "7.5", "7,5", "1,500", "20000", "", "0", "39.9", "٧٫٥", "12"])}`);
  lines.push(`times=${pick(["1", "3", "13", ""])}`);
  for (let n = 0; n < 3; n += 1) lines.push(`time=${pick(["6", "4,4", "", "1.3"])}`);
  lines.push(`scale=${pick(["0.1", "0.5", "0.01", "0.3"])}`, `range=${pick(ranges)}`, `end=${pick(["stop", "stay"])}`);
  lines.push(`last=${pick(["1", "0.5", "30"])}`, `stay=${pick(["2", "5", "50"])}`, `start=${pick(["2026-12-01", "2028-02-22", "2027-02-29"])}`);
  lines.push(`kind=${pick(["ics", "csv", "text"])}`, "id=plan", "sequence=1", "now=20261124T101500Z");
  if (next() < 0.4) lines.push(`edit=hold ${1 + Math.floor(next() * 30)}`);
  if (next() < 0.2) lines.push("edit=took 2027-01-20 8;8;8;8;8;;9");
  return `${lines.join("\n")}\n`;
}

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
  const requests = [];
  for (let n = 0; n < COUNT; n += 1) {
    requests.push(n % 8 === 0 ? formRequest(next, pack, questions, ranges) : rawRequest(next));
  }
  let schedules = 0;
  for (let from = 0; from < COUNT; from += 2000) {
    const some = requests.slice(from, from + 2000);
    const { stdout, status } = spawnSync(native, {
      input: some.map((request) => `${request}\0`).join(""),
      maxBuffer: 1 << 30,
    });
    assert.equal(status, 0);
    const expected = stdout.toString("utf8").split("\0");
    for (const [n, request] of some.entries()) {
      const said = answer(request);
      assert.equal(said, expected[n], request.slice(0, 400));
      schedules += /^(outcome=schedule|status=(ok|extended))/m.test(said) ? 1 : 0;
    }
  }
  assert.ok(schedules > COUNT / 10, `${schedules} plans among the answers`);
});
