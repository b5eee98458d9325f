// The form of a taper calculator.
//
// Rules, arithmetic and nearly all words are in the WebAssembly module. This
// script carries what the reader filled in to it, and shows what it answers.
// Nothing is sent anywhere, and nothing is kept unless the reader asks.

const KEY = "stepdown-taper";
const PLAN = "#plan=";
/** No plan code is longer; more than that is not even read. */
const LONGEST_CODE = 600;

// The module: a text of `key=value` lines in, another one out.

/** Loads the module; gives the function that asks it. */
async function load(url, integrity) {
  const response = await fetch(url, { integrity });
  const { instance } = await WebAssembly.instantiate(await response.arrayBuffer());
  const { memory, allocate, respond } = instance.exports;
  return (pairs) => {
    const request = new TextEncoder().encode(pairs.map(line).join(""));
    const place = allocate(request.length) >>> 0;
    new Uint8Array(memory.buffer, place, request.length).set(request);
    const answer = BigInt.asUintN(64, respond(place, request.length));
    // The memory may have grown meanwhile: a new view of it.
    const bytes = new Uint8Array(memory.buffer, Number(answer >> 32n), Number(answer & 0xffffffffn));
    return new TextDecoder().decode(bytes).split("\n").filter(Boolean).map(entry);
  };
}

const line = ([key, value]) => `${key}=${value.replace(/\\/g, "\\\\").replace(/\n/g, "\\n")}\n`;

function entry(text) {
  const at = text.indexOf("=");
  const value = text.slice(at + 1).replace(/\\(\\|n)/g, (_, sign) => (sign === "n" ? "\n" : sign));
  return [text.slice(0, at), value];
}

const get = (pairs, key) => pairs.find(([name]) => name === key)?.[1];

/** The entries whose key begins with `prefix`, without it. */
const below = (pairs, prefix) =>
  pairs.filter(([key]) => key.startsWith(prefix)).map(([key, value]) => [key.slice(prefix.length), value]);

// Dates: what the reader's own calendar says, never a moment in another zone.

const two = (number) => String(number).padStart(2, "0");

function today() {
  const now = new Date();
  return `${now.getFullYear()}-${two(now.getMonth() + 1)}-${two(now.getDate())}`;
}

/** Digits of Arabic and full-width keyboards as 0 to 9. */
const plainDigits = (text) => text.trim().replace(/[٠-٩۰-۹０-９]/g, (digit) => digit.charCodeAt(0) & 15);

/** What is kept on this device, for every calculator of the site. */
function readKept() {
  try {
    const kept = JSON.parse(localStorage.getItem(KEY));
    return kept?.v === 1 ? kept : { v: 1 };
  } catch {
    return { v: 1 };
  }
}

/** A name that no other plan has. */
const newId = () => [...crypto.getRandomValues(new Uint8Array(16))].map((byte) => byte.toString(16).padStart(2, "0")).join("");

/** What makes a plan another plan: its numbers, not the answers. */
const signatureOf = (fields) => JSON.stringify(fields.filter(([key]) => !/^(answer|confirm)/.test(key)));

/** Puts one calculator to work. `module` asks its module. */
function start(root, module) {
  const find = (selector) => root.querySelector(selector);
  const findAll = (selector) => [...root.querySelectorAll(selector)];
  const { name, pack } = root.dataset;
  const form = find(".taper-form");
  const words = form.dataset;
  const [plan, output, stop, status, summary] = [".taper-plan", ".taper-output", ".taper-stop", ".taper-status", ".taper-errors"].map(find);
  const times = findAll("[name=time]");
  const title = document.title;
  const echo = document.createElement("strong");
  /** Changes to the plan since it was made, in order. */
  let edits = [];
  /** The plan on the screen: what it was made from, and its code. */
  let made = null;
  /** What its calendar entries are known by. */
  let identity = null;
  let waiting = 0;

  /** Asks the module; where that fails, the page is again what it is without. */
  function ask(pairs) {
    try {
      return module(pairs);
    } catch {
      dropPlan();
      form.hidden = stop.hidden = true;
      find(".taper-no-script").hidden = false;
      return [];
    }
  }

  /** One sentence for the live region, once things are quiet. */
  function say(sentence = "") {
    clearTimeout(waiting);
    echo.remove();
    status.textContent = "";
    waiting = setTimeout(() => (status.textContent = sentence), 300);
  }

  /** The same beside the button as well: the region is far above it. */
  function tell(sentence, action) {
    say(sentence);
    echo.textContent = sentence;
    find(`[data-do=${action}]`).parentElement.after(echo);
  }

  /**
   * Adds what every field and question has: where its problem is said, what describes it, and
   * the answers. In the page it would stand fifty times.
   */
  function complete() {
    const answers = find("template").content.lastElementChild;
    for (const holder of findAll("[data-field]")) {
      const { field, unsure } = holder.dataset;
      if (unsure) {
        const row = answers.cloneNode(true);
        if (unsure === "false") row.lastElementChild.remove();
        for (const radio of row.querySelectorAll("input")) radio.name = field;
        holder.append(row);
      }
      const error = document.createElement("p");
      error.className = "taper-error";
      error.hidden = true;
      const head = [...holder.children].filter((child) => child.matches("legend, [for], .hint")).at(-1);
      if (head) head.after(error);
      else holder.prepend(error);
      const described = [...holder.querySelectorAll("[type=text], select, [data-do=undo]")];
      if (holder.matches("fieldset")) described.push(holder);
      for (const [name, part] of Object.entries({ hint: head, error })) {
        if (!part?.matches(".taper-error, .hint:not([id], [data-when])")) continue;
        part.id = `${root.id}-${field}-${name}`;
        for (const control of described) {
          control.setAttribute("aria-describedby", `${control.getAttribute("aria-describedby") ?? ""} ${part.id}`);
        }
      }
    }
  }

  // What is filled in.

  function startDate(values) {
    const [year, month, day] = ["year", "month", "day"].map((key) => plainDigits(get(values, key) ?? ""));
    return year + month + day && `${year}-${two(month)}-${two(day)}`;
  }

  /** The fields as the module wants them. */
  function fields() {
    const values = [...new FormData(form)];
    const own = get(values, "own_scale") ?? "";
    return values
      .filter(([key]) => !["day", "month", "year", "own_scale"].includes(key))
      .map(([key, value]) => [key, key === "scale" && value === "own" ? own : value])
      .concat([["start", startDate(values)]]);
  }

  const request = (what, more) => [["do", what], ["pack", pack], ["prefix", root.id], ["today", today()], ...more];
  const editLines = (list) => list.map((edit) => ["edit", edit]);

  /** Shows the fields that belong to what is chosen; the others do not count. */
  function showFields() {
    for (const part of findAll("[data-when]")) {
      const [key, value] = part.dataset.when.split("=");
      // Looked at anew each time, and within the part around it: what is hidden is not chosen.
      const around = part.parentElement.closest("[data-when]") ?? form;
      part.hidden = (around.querySelector(`[name=${key}]:checked:enabled`)?.value ?? "") !== value;
      const isAway = part.closest("[hidden]") !== null;
      for (const input of part.querySelectorAll("input")) input.disabled = isAway;
    }
    const changes = find(".taper-changes");
    changes.hidden = edits.length === 0;
    changes.querySelector("strong").textContent = edits.length;
    find(".taper-kept").hidden = !readKept()[name];
  }

  function showTimes(count) {
    times.forEach((input, n) => (input.closest(".taper-field").hidden = n >= count));
    find("[data-do=add-time]").hidden = count >= times.length;
    find("[data-do=remove-time]").hidden = count <= 2;
  }
  const timesShown = () => times.filter((input) => !input.closest(".taper-field").hidden).length;

  // Problems, at their fields and in the summary.

  const holderOf = (field) => find(`[data-field="${CSS.escape(field)}"]`);
  /** The first choice of a question about an amount that is not answered yet. */
  const openAsk = (holder) =>
    [...holder.querySelectorAll(".taper-ask")].find((box) => !box.querySelector(":checked"))?.querySelector("input");
  const askOf = (holder, kind) => holder.querySelector(`.taper-ask[data-kind=${kind}]`);
  /** Where the reader corrects a field. */
  const controlOf = (holder) => {
    const shown = [...holder.querySelectorAll("input, select, button")].filter((c) => !c.disabled && c.offsetParent);
    return openAsk(holder) ?? shown.find((control) => control.type === "text") ?? shown[0];
  };

  function focusOn(holder) {
    const control = controlOf(holder);
    if (!control) holder.tabIndex = -1;
    (control ?? holder).focus();
  }

  function clearErrors() {
    for (const error of findAll(".taper-error")) {
      error.hidden = true;
      error.textContent = "";
    }
    for (const control of findAll("[aria-invalid]")) control.removeAttribute("aria-invalid");
    summary.hidden = true;
    document.title = title;
  }

  function showError(field, sentence) {
    const holder = holderOf(field);
    const error = holder?.querySelector(".taper-error");
    if (!error) return null;
    // A question stands there with its own words.
    if (openAsk(holder)) return holder;
    error.textContent = sentence;
    error.hidden = false;
    const marked = holder.matches("[role=radiogroup]") ? [holder] : holder.querySelectorAll("input[type=text]");
    for (const control of marked) control.setAttribute("aria-invalid", "true");
    return holder;
  }

  /** An amount that may be a slip: the question stands at its field. */
  function showAsk(field, reply) {
    const holder = holderOf(field);
    const kind = get(reply, `ask.${field}`);
    // The other question stays with its answer: both belong to the amount.
    askOf(holder, kind)?.remove();
    const box = find("template").content.children[kind === "thousands" ? 0 : 1].cloneNode(true);
    box.dataset.kind = kind;
    const sentence = get(reply, `ask.${field}.words`);
    box.querySelector("legend").textContent = sentence;
    for (const radio of box.querySelectorAll("[type=radio]")) {
      radio.name = `reading.${field}`;
      radio.nextElementSibling.textContent = get(reply, `ask.${field}.${radio.value}`);
    }
    holder.append(box);
    return sentence;
  }

  const isQuestion = (value) => value === "thousands" || value === "confirm";

  /** Every problem of an answer as [field, words], in the form's order. */
  function problemsOf(reply) {
    const found = [];
    for (const [key, value] of reply) {
      const [, kind, field] = /^(error|ask)\.?(.*)$/.exec(key) ?? [];
      if (kind === "error") found.push([field, value]);
      else if (kind && isQuestion(value)) found.push([field, showAsk(field, reply)]);
    }
    return found;
  }

  /** Leads to the beginning of what is taller than the window, where its heading is. */
  function lead(box) {
    box.focus({ preventScroll: true });
    box.scrollIntoView();
  }

  function showProblems(problems, isAnswer = true) {
    const list = summary.querySelector("ul");
    list.replaceChildren();
    for (const [field, sentence] of problems) {
      const item = list.appendChild(document.createElement("li"));
      const holder = showError(field, sentence);
      if (!holder) {
        item.textContent = sentence;
        continue;
      }
      const link = item.appendChild(document.createElement("a"));
      // Twenty times the same words would lead nowhere: first what is asked.
      const asked = holder.dataset.short ?? holder.querySelector("legend, label")?.textContent;
      link.textContent = asked ? `${asked}${/[?؟]$/.test(asked) ? "" : ":"} ${sentence}` : sentence;
      link.href = `#${holder.id || controlOf(holder)?.id || holder.querySelector("[id]").id}`;
      // The address stays as it is, and the key press goes to the field itself.
      link.onclick = (event) => {
        event.preventDefault();
        focusOn(holder);
      };
    }
    summary.hidden = false;
    // Whoever has done nothing yet is not led away from the top of the page.
    if (!isAnswer) return;
    document.title = `${words.titleError} ${title}`;
    lead(summary);
  }

  // Results.

  /** Takes every dose off the page. */
  function dropPlan() {
    made = null;
    output.replaceChildren();
    plan.querySelector("select").replaceChildren();
    clearTools();
    plan.querySelector("textarea").value = "";
    find(".taper-copy").hidden = plan.hidden = true;
    plan.classList.remove("is-fresh", "is-stale");
  }

  function clearTools() {
    for (const box of plan.querySelectorAll(".taper-ask")) box.remove();
    for (const tool of plan.querySelectorAll("form")) tool.reset();
  }

  /** Words in place of a plan, after the part of the form that led there. */
  function showStop(reply, after) {
    dropPlan();
    clearErrors();
    const html = get(reply, "html");
    if (!stop.hidden && stop.dataset.html === html) return;
    after.after(stop);
    stop.dataset.html = stop.innerHTML = html;
    stop.classList.toggle("is-again", get(reply, "outcome") === "again");
    stop.hidden = false;
    say(get(reply, "status"));
  }

  function showLengths(reply) {
    for (const part of findAll("[data-range]")) {
      const { range } = part.dataset;
      const [radio, text] = [part.querySelector("input"), part.querySelector("p")];
      const off = get(reply, `off.${range}`);
      radio.disabled = off !== undefined;
      if (off) radio.checked = false;
      text.textContent = off ?? get(reply, `length.${range}`) ?? "";
      text.hidden = text.textContent === "";
    }
  }

  /** A plan that no longer fits the form is greyed and cannot be taken away. */
  function setStale(isStale) {
    plan.classList.toggle("is-stale", isStale);
    plan.classList.toggle("is-fresh", !isStale);
    find(".taper-stale").hidden = !isStale;
    for (const control of plan.querySelectorAll("button, input, select, textarea")) control.disabled = isStale;
    if (isStale) find(".taper-copy").hidden = true;
  }

  function showPlan(reply, from) {
    const signature = signatureOf(from);
    if (identity?.signature !== signature) identity = { id: newId(), sequence: 0, signature };
    made = { from, code: get(reply, "code") };
    output.innerHTML = get(reply, "html");
    stop.hidden = true;
    plan.hidden = false;
    find(".taper-copy").hidden = true;
    setStale(false);
    showRows();
    // A plan that is kept is kept up to date; another one does not take its place.
    if (isKept()) keep();
    say(get(reply, "status"));
  }

  /** Marks today's row, and lists those that can be held: today's first. */
  function showRows() {
    const select = plan.querySelector("select");
    const rows = [...output.querySelectorAll("tr[data-row]")];
    // To hold a row that is over would put today back into a higher one.
    const begun = rows.filter((row) => row.querySelector("time").dateTime <= today());
    begun.at(-1)?.setAttribute("aria-current", "date");
    const rest = rows.slice(Math.max(0, begun.length - 1), -1);
    find("[data-field=hold]").hidden = rest.length === 0;
    select.replaceChildren(
      ...rest.map((row) => {
        const [number, from, amount] = [...row.cells].map((cell) => cell.textContent);
        return new Option(`${number}. ${from}: ${amount}`, row.dataset.row);
      }),
    );
  }

  // What the reader does.

  /** Judges what is filled in so far; `target` is where something changed. */
  function judge(target) {
    const now = fields();
    const reply = ask(request("form", [...now, ...editLines(edits)]));
    const isWorksheet = get(reply, "outcome") === "worksheet";
    showLengths(reply);
    find(".taper-back").hidden = !isWorksheet;
    if (isWorksheet) {
      // Where an amount alone led there, the fields stay, for it to be corrected.
      const rest = now.filter(([key]) => !/^(daily|time|last|stay|confirm|reading)/.test(key));
      const isAmount = get(ask(request("form", rest)), "outcome") !== "worksheet" && !edits.includes("break");
      for (const part of findAll("[data-plan]")) part.classList.toggle("is-away", !isAmount);
      showStop(reply, [...form.children].find((part) => part.contains(target)) ?? form);
      return reply;
    }
    for (const part of findAll(".is-away")) part.classList.remove("is-away");
    if (!stop.hidden && !stop.matches(".is-again")) {
      stop.hidden = true;
      say();
    }
    for (const [field, kind] of below(reply, "ask.")) {
      if (isQuestion(kind) && !askOf(holderOf(field), kind)) say(showAsk(field, reply));
    }
    return reply;
  }

  /** All questions again, for a new plan. The old one would come back at the next visit. */
  function askAgain(reply) {
    const wasKept = isKept();
    if (wasKept) forget();
    reset();
    showStop(reply, find(".taper-opened"));
    if (wasKept) stop.append(words.deleted);
    lead(stop);
  }

  /** Computes the plan, with `list` as its changes. */
  function compute(list) {
    const from = fields();
    const reply = ask(request("form", [...from, ...editLines(list), ["final", "1"]]));
    return { from, reply, outcome: get(reply, "outcome") };
  }

  function submit() {
    const { from, reply, outcome } = compute(edits);
    clearErrors();
    if (outcome === "worksheet") {
      judge(form);
      lead(stop);
    } else if (outcome === "again") {
      // Only what the form says is new: an earlier change no longer fits it.
      if (made) setStale(true);
      showProblems([["edit", words.editUnfit]]);
    } else if (outcome === "schedule") {
      showPlan(reply, from);
    } else if (outcome) {
      let problems = problemsOf(reply);
      // Until it is said how the day's amount is divided, its fields are hidden.
      if (!get(from, "per_day")) {
        const at = problems.findIndex(([field]) => field === "daily");
        problems[at] = ["per_day", words.perDayMissing];
        problems = problems.filter(([field]) => field !== "times");
      }
      // What can be measured is asked about a product.
      if (!get(from, "product")) problems = problems.filter(([field]) => field !== "scale");
      if (made) setStale(true);
      showProblems(problems);
    }
  }

  /** Changes the plan, or says at the field `at` why not. */
  function change(edit, at) {
    const { from, reply, outcome } = compute([...edits, edit]);
    clearErrors();
    if (outcome === "schedule") {
      edits.push(edit);
      identity.sequence += 1;
      showPlan(reply, from);
      clearTools();
      // The row that is longer now, or the first of a plan that goes on from today: both
      // stand far above the button.
      focusOn(find(`[data-row="${edit.split(" ")[1]}"]`) ?? find(".taper-output [data-row]"));
    } else if (outcome === "worksheet") {
      edits.push(edit);
      judge(form);
      lead(stop);
    } else if (outcome === "again") {
      askAgain(reply);
    } else if (outcome) {
      const [[field, sentence]] = problemsOf(reply);
      const holder = showError(holderOf(field) && field !== "edit" ? field : at, sentence);
      if (holder) focusOn(holder);
    }
    showFields();
  }

  /** Empties the form. The module is not asked: an empty form has no answer. */
  function clear() {
    form.reset();
    for (const box of findAll(".taper-ask")) box.remove();
    edits = [];
    identity = null;
    dropPlan();
    clearErrors();
    stop.hidden = find(".taper-opened").hidden = true;
    showTimes(2);
    showFields();
  }

  function reset() {
    clear();
    judge(form);
  }

  /** Fills the form from a plan code. Nothing is computed: the answers are missing. */
  function open(code, sentence) {
    reset();
    const openCode = (text) => ask(request("open", [["code", text]]));
    let reply = openCode(code.slice(0, LONGEST_CODE + 1));
    const fill = below(reply, "field.");
    const ownTimes = fill.filter(([key]) => key === "time").map(([, value]) => value);
    if (ownTimes.length > times.length) reply = openCode("");
    const error = get(reply, "error");
    if (error) {
      showProblems([["code", sentence ?? error]], !sentence);
      return false;
    }
    for (const [key, value] of fill) {
      const controls = [...form.querySelectorAll(`[name="${key}"]`)];
      if (key === "edit") edits.push(value);
      else if (key === "scale") fillScale(value, get(fill, "product"));
      else if (controls[0]?.type === "radio") controls.find((radio) => radio.value === value).checked = true;
      else if (controls.length === 1) controls[0].value = value;
    }
    ownTimes.forEach((amount, n) => (times[n].value = amount));
    showTimes(Math.max(2, ownTimes.length));
    const [year, month, day] = get(fill, "start").split("-");
    Object.entries({ year, month, day }).forEach(([part, value]) => (find(`[name=${part}]`).value = Number(value)));
    showFields();
    find(".taper-opened").hidden = false;
    judge(form);
    // A code holds numbers: how they are meant is not asked again.
    const meant = findAll(".taper-form .taper-ask [value=decimal]");
    for (const radio of meant) radio.checked = true;
    if (meant.length > 0) judge(form);
    return true;
  }

  function fillScale(value, product) {
    const group = find(`[data-when="product=${product}"]`);
    const radio = [...group.querySelectorAll("[name=scale]")].find(
      (radio) => radio.value === "own" || Number(radio.value) === Number(value),
    );
    radio.checked = true;
    if (radio.value === "own") group.querySelector("[name=own_scale]").value = value;
  }

  // Taking the plan away.

  function exported(kind) {
    const now = new Date().toISOString().replace(/[-:]|\.\d+/g, "");
    const { id, sequence } = identity;
    const more = { kind, id, sequence: String(sequence), now };
    return ask(request("export", [...made.from, ...editLines(edits), ...Object.entries(more)]));
  }

  function download(kind) {
    const reply = exported(kind);
    const body = get(reply, "body");
    if (!body) return;
    const link = document.createElement("a");
    // Spreadsheets read a file without the mark in the signs of old Windows. The address goes
    // with the page, which holds the same plan.
    link.href = URL.createObjectURL(new Blob([kind === "csv" ? "\ufeff" : "", body], { type: get(reply, "type") }));
    link.download = get(reply, "name");
    link.click();
  }

  /** Copies a text; where the browser refuses, it is shown to be copied by hand. */
  async function copy(text, action) {
    if (!text) return;
    try {
      await navigator.clipboard.writeText(text);
      tell(words.copied, action);
    } catch {
      const area = find(".taper-copy textarea");
      area.value = text;
      find(".taper-copy").hidden = false;
      area.focus();
      area.select();
    }
  }

  function keep() {
    try {
      const { id, sequence } = identity;
      localStorage.setItem(KEY, JSON.stringify({ ...readKept(), [name]: { code: made.code, id, sequence } }));
      return true;
    } catch {
      return false;
    }
  }

  /** Whether the plan on the screen is the one that is kept. */
  const isKept = () => readKept()[name]?.id === identity.id;

  function forget() {
    const { [name]: _, ...others } = readKept();
    if (Object.keys(others).length > 1) localStorage.setItem(KEY, JSON.stringify(others));
    else localStorage.removeItem(KEY);
  }

  const actions = {
    "add-time"() {
      const count = timesShown() + 1;
      showTimes(count);
      times[count - 1].focus();
    },
    "remove-time"() {
      const count = timesShown();
      times[count - 1].value = "";
      showTimes(count - 1);
      times[count - 2].focus();
      touched();
      judge(times[0]);
    },
    undo() {
      edits.pop();
      if (identity) identity.sequence += 1;
      const hadPlan = made !== null;
      showFields();
      judge(form);
      // After the last one the button is gone.
      if (!hadPlan || edits.length === 0) find("[type=submit]").focus();
      if (hadPlan) submit();
    },
    print: () => print(),
    ics: () => download("ics"),
    csv: () => download("csv"),
    text: () => copy(get(exported("text"), "body"), "text"),
    link: () => copy(location.href.split("#")[0] + PLAN + made.code, "link"),
    keep() {
      tell(keep() ? words.kept : words.notKept, "keep");
      showFields();
    },
    delete() {
      forget();
      showFields();
      say(words.deleted);
      form.querySelector("[id$=-form-title]").focus();
    },
    hold: () => change(`hold ${plan.querySelector("select").value}`, "hold"),
    break: () => change("break"),
  };

  /** Something was typed or chosen: a plan on the screen no longer fits. */
  function touched() {
    if (!made || plan.classList.contains("is-stale")) return;
    setStale(true);
    say(find(".taper-stale").textContent);
  }

  root.addEventListener("input", ({ target }) => {
    if (form.contains(target)) touched();
    if (target.type !== "text") return;
    // Another amount needs another question.
    for (const box of target.closest("[data-field]").querySelectorAll(".taper-ask")) box.remove();
    if (form.contains(target)) find("[name=confirm]")?.closest(".taper-ask").remove();
  });
  // What appears must not move what is being pressed: leaving a field with the
  // pointer is judged once it is up again.
  let pressed = false;
  let changed = null;
  function settle() {
    if (pressed || !changed) return;
    showFields();
    judge(changed);
    changed = null;
  }
  form.addEventListener("change", ({ target }) => {
    changed = target;
    settle();
  });
  addEventListener("pointerdown", () => (pressed = true));
  for (const end of ["pointerup", "pointercancel"]) {
    addEventListener(end, () => {
      pressed = false;
      setTimeout(settle);
    });
  }
  root.addEventListener("click", ({ target }) => actions[target.closest("[data-do]")?.dataset.do]?.());
  root.addEventListener("submit", (event) => {
    event.preventDefault();
    // After an amount that was asked about stands how it is meant.
    const amounts = [...event.target.querySelectorAll("[type=text]")].map((input) => {
      return `${input.value} ${input.closest("[data-field]").querySelector(":checked")?.value ?? ""}`;
    });
    if (event.target === form) submit();
    else if (event.target.matches(".taper-took")) change(`took ${today()} ${amounts.join(";")}`, "took");
    else change(`scale ${today()} ${amounts[0]}`, "new_scale");
  });

  complete();
  form.hidden = false;
  find(".taper-no-script").hidden = true;
  root.classList.add("is-ready");
  clear();
  return { name, open, find, restore };

  /** Fills the form with the plan that the reader keeps on this device. */
  function restore() {
    const kept = readKept()[name];
    if (typeof kept?.code !== "string" || !open(kept.code, words.keptUnreadable)) return;
    const isOurs = /^[0-9a-f]{32}$/.test(kept.id) && Number.isSafeInteger(kept.sequence);
    if (isOurs) identity = { id: kept.id, sequence: kept.sequence, signature: signatureOf(fields()) };
  }
}

const modules = new Map();
const calculators = [];
// What there is to read is painted first: a slow line has enough to do with that. The second of
// two frames begins when the first one is done.
await new Promise(requestAnimationFrame);
await new Promise(requestAnimationFrame);
for (const root of document.querySelectorAll(".taper[data-module]")) {
  const { module, integrity } = root.dataset;
  try {
    if (!modules.has(module)) modules.set(module, await load(module, integrity));
    calculators.push(start(root, modules.get(module)));
  } catch {
    // No module, no form: the page says what is missing.
    root.classList.add("is-ready");
  }
}

/** A plan code in the address is opened by the calculator that it names. */
function openAddress() {
  if (!location.hash.startsWith(PLAN)) return false;
  const code = location.hash.slice(PLAN.length, PLAN.length + LONGEST_CODE + 1);
  // Amounts do not stay in the address.
  history.replaceState(null, "", location.pathname + location.search);
  const named = calculators.find(({ name }) => code.startsWith(`${name}.`)) ?? calculators[0];
  if (named?.open(code)) named.find(".taper-opened").focus();
  return named;
}

const opened = openAddress();
for (const calculator of calculators) if (calculator !== opened) calculator.restore();
addEventListener("hashchange", openAddress);
