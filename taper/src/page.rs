//! The one entry of the page, the command line and the tests: a text in, a text
//! out.
//!
//! [`answer`] reads a [`Message`] whose `do` says what is asked: judge and
//! compute the form, make a file of the plan, or open a plan code. It is a pure
//! function; natively and in WebAssembly it gives the same bytes.

use alloc::boxed::Box;
use alloc::string::String;
use alloc::vec::Vec;

use crate::amount::{self, AmountError};
use crate::calendar::{CalendarKey, Stamp, calendar};
use crate::code::{Change, Code, End, Times};
use crate::csv::csv;
use crate::date::Day;
use crate::form::{self, Filled, Problem};
use crate::html::{escape, schedule_html};
use crate::labels::{Labels, fill};
use crate::message::Message;
use crate::pack::Pack;
use crate::piece::{push, text};
use crate::plan::{Plan, Refusal};
use crate::quantity::Ticks;
use crate::revise::{LOG_DAYS, Revision, revise};
use crate::rules::{Clearance, Verdict, Wish, WishRefusal};
use crate::schedule::{Pauses, Schedule};
use crate::split::{Split, equal_times, same_shares};
use crate::text::plain_text;
use crate::view::View;

/// How many days "hold a week longer" adds.
const WEEK: u32 = 7;

/// The keys of the words that [`answer`] shows, besides those of [`Labels`].
pub const PAGE_WORDS: &[&str] = &[
    "error-answer",
    "error-product",
    "error-daily",
    "error-times",
    "error-scale",
    "error-scale-above-daily",
    "error-range",
    "error-range-not-offered",
    "error-end",
    "error-last",
    "error-last-above-daily",
    "error-last-below-scale",
    "error-stay",
    "error-stay-not-below-daily",
    "error-start",
    "error-split",
    "error-code",
    "error-edit",
    "error-edit-before-start",
    "error-edit-after-end",
    "error-edit-at-end",
    "error-took-too-few",
    "error-amount-not-a-number",
    "error-amount-two",
    "error-amount-nothing",
    "error-amount-too-exact",
    "error-amount-too-large",
    "error-amount-smaller-unit",
    "error-schedule_unfinished",
    "error-schedule_beyond_calendar",
    "error-schedule_pause_out_of_bounds",
    "error-schedule_split_differs",
    "status-worksheet",
    "status-again",
    "text-again",
    "worksheet-title",
];

/// Answers a request.
#[must_use]
pub fn answer(request: &str) -> String {
    let request = Message::read(request);
    let mut out = Message::new();
    let Some(pack) = request.get("pack").and_then(|text| Pack::read(text).ok()) else {
        out.push("outcome", "errors");
        out.push("error", "the calculator's data cannot be read");
        return out.write();
    };
    let labels: Vec<(&str, &str)> = Labels::KEYS
        .iter()
        .filter_map(|key| Some((*key, pack.words.find(key)?)))
        .collect();
    let Ok(labels) = Labels::from_pairs(labels) else {
        out.push("outcome", "errors");
        out.push("error", "the calculator's words cannot be read");
        return out.write();
    };
    let page = Page {
        request: &request,
        pack: &pack,
        labels: &labels,
    };
    match request.get("do") {
        Some("form") => page.form(&mut out),
        Some("export") => page.export(&mut out),
        Some("open") => page.open(&mut out),
        _ => out.push("error", "`do` must be form, export or open"),
    }
    out.write()
}

struct Page<'p> {
    request: &'p Message,
    pack: &'p Pack,
    labels: &'p Labels,
}

/// What became of the form.
enum Outcome {
    /// Something is missing or wrong.
    Open(Vec<Problem>),
    /// No schedule: these rules, or a break, forbid it.
    Worksheet { rules: Vec<usize> },
    /// Most days were above the plan: all questions again.
    AskAgain,
    /// A schedule.
    Schedule(Box<Made>),
}

/// A schedule and what it was made from.
struct Made {
    schedule: Schedule,
    warnings: Vec<usize>,
    /// A day far above the plan: the text on lost tolerance comes first.
    notice: bool,
    code: Code,
}

/// The part of a plan since the last change of its numbers.
struct Segment {
    wish: Wish,
    start: Day,
    present: Vec<Ticks>,
    pauses: Pauses,
}

impl Page<'_> {
    fn word<'k>(&'k self, key: &'k str) -> &'k str {
        self.pack.words.get(key)
    }

    fn is_final(&self) -> bool {
        self.request.get("final") == Some("1")
    }

    fn form(&self, out: &mut Message) {
        let filled = form::read(self.request, self.pack, self.is_final());
        let verdict = self.pack.book.judge(&filled.facts);
        let outcome = self.outcome(&filled, &verdict);
        if let Outcome::Worksheet { rules } = &outcome {
            // Nothing else: no length, no field, no code holds a dose.
            out.push("outcome", "worksheet");
            out.push("html", &self.worksheet_html(rules));
            out.push("status", self.word("status-worksheet"));
            return;
        }
        if let Verdict::Clear(clearance) = &verdict {
            self.push_lengths(out, &filled, clearance);
        }
        match outcome {
            Outcome::Open(problems) => {
                let has_errors = problems.iter().any(|p| matches!(p, Problem::Error { .. }));
                let is_asked = !problems.is_empty();
                out.push(
                    "outcome",
                    if has_errors || (is_asked && self.is_final()) {
                        "errors"
                    } else {
                        "incomplete"
                    },
                );
                for problem in &problems {
                    self.push_problem(out, problem);
                }
            }
            Outcome::AskAgain => {
                out.push("outcome", "again");
                out.push("status", self.word("status-again"));
                let words = escape(self.word("text-again"));
                out.push("html", &text!("<p>", words, "</p>"));
            }
            Outcome::Schedule(made) => {
                let view = View::new(&made.schedule, self.labels, &self.pack.unit, &[]);
                let prefix = self.request.get("prefix").unwrap_or("taper");
                out.push("outcome", "schedule");
                out.push(
                    "html",
                    &schedule_html(&view, &self.first_html(&made), prefix),
                );
                out.push("status", &view.status());
                out.push("code", &made.code.write());
                out.push("days", &text!(made.schedule.days()));
                out.push("rows", &text!(made.schedule.lines().len()));
            }
            Outcome::Worksheet { .. } => {}
        }
    }

    fn push_problem(&self, out: &mut Message, problem: &Problem) {
        match problem {
            Problem::Error { field, words } => out.push(&text!("error.", field), words.as_str()),
            Problem::Confirm { field, words } => {
                out.push(&text!("ask.", field), "confirm");
                out.push(&text!("ask.", field, ".words"), words.as_str());
            }
            Problem::Thousands {
                field,
                text,
                decimal,
                thousands,
            } => {
                let words = fill(self.labels.amount_two_ways(), &[("text", text)]);
                out.push(&text!("ask.", field), "thousands");
                out.push(&text!("ask.", field, ".words"), &words);
                // Both, even where one is more than any dose: which is meant is asked.
                for (reading, ticks) in [("decimal", decimal.wide()), ("thousands", *thousands)] {
                    out.push(&text!("ask.", field, ".", reading), &self.amount(ticks));
                }
            }
        }
    }

    /// An amount with its unit.
    fn amount(&self, ticks: u64) -> String {
        let sign = self.labels.decimal_sign();
        let number = amount::format_wide(ticks, &self.pack.unit, 1, sign);
        fill(
            self.labels.amount(),
            &[("number", &number), ("unit", &self.pack.unit.name)],
        )
    }

    fn outcome(&self, filled: &Filled, verdict: &Verdict) -> Outcome {
        let clearance = match verdict {
            Verdict::Worksheet { rules } => {
                return Outcome::Worksheet {
                    rules: rules.clone(),
                };
            }
            Verdict::Incomplete { .. } => return Outcome::Open(filled.problems.clone()),
            Verdict::Clear(clearance) => clearance,
        };
        if self.request.all("edit").any(|edit| edit == "break") {
            return Outcome::Worksheet { rules: Vec::new() };
        }
        let mut problems = filled.problems.clone();
        for rule in clearance.asks() {
            let rule = &self.pack.book.rules[*rule];
            let words = String::from(self.word(&text!("rule.", rule.id, ".text")));
            // The field that holds the amount.
            let field = match &filled.times {
                Some(Times::Own(_)) => "time.1",
                _ => "daily",
            };
            problems.push(if rule.confirm {
                Problem::Confirm {
                    field: field.into(),
                    words,
                }
            } else {
                Problem::Error {
                    field: field.into(),
                    words,
                }
            });
        }
        if !problems.is_empty() {
            return Outcome::Open(problems);
        }
        self.schedule(filled, clearance)
    }

    /// The schedule, when everything is filled in.
    fn schedule(&self, filled: &Filled, clearance: &Clearance) -> Outcome {
        let incomplete = || Outcome::Open(Vec::new());
        let (Some(daily), Some(times), Some(scale)) =
            (filled.facts.daily, &filled.times, filled.scale)
        else {
            return incomplete();
        };
        let (Some(range), Some(end), Some(start)) = (filled.range, filled.end, filled.start) else {
            return incomplete();
        };
        let present = match times {
            Times::Equal(count) => equal_times(daily, *count, scale),
            Times::Own(amounts) => amounts.clone(),
        };
        let (last_dose, stay_at) = match end {
            End::Stop { last_dose } => (last_dose, Ticks::ZERO),
            End::Stay { at } => (Ticks::ZERO, at),
        };
        let mut segment = Segment {
            wish: Wish {
                range,
                daily,
                scale,
                last_dose,
                stay_at,
            },
            start,
            present,
            pauses: Pauses::new(),
        };
        let mut code = Code {
            name: self.pack.name.clone(),
            version: self.pack.version,
            product: filled.facts.product.clone().unwrap_or_default(),
            daily,
            times: times.clone(),
            scale,
            range: self.pack.book.ranges[range].id.clone(),
            end,
            start,
            changes: Vec::new(),
        };
        let mut notice = false;
        for edit in self.request.all("edit") {
            match self.edit(edit, &mut segment, clearance) {
                Edited::Changed(change) => code.changes.push(change),
                Edited::ChangedWithNotice(change) => {
                    notice = true;
                    code.changes.push(change);
                }
                Edited::Stopped(outcome) => return outcome,
            }
        }
        match self.compute(&segment, clearance) {
            Ok(schedule) => Outcome::Schedule(Box::new(Made {
                schedule,
                // Why only slower ranges are left belongs above the plan too.
                warnings: [clearance.limits(), clearance.warnings()].concat(),
                notice,
                code,
            })),
            Err(problem) => Outcome::Open(alloc::vec![problem]),
        }
    }

    fn problem(&self, field: &str, key: &str) -> Problem {
        Problem::Error {
            field: field.into(),
            words: String::from(self.word(key)),
        }
    }

    fn compute(&self, segment: &Segment, clearance: &Clearance) -> Result<Schedule, Problem> {
        let plan = self
            .pack
            .book
            .plan(clearance, &segment.wish)
            .map_err(|refusal| self.refusal(refusal))?;
        let split = self.split(&plan, &segment.present)?;
        Schedule::new(&plan, split.as_ref(), &segment.pauses, segment.start)
            .map_err(|refusal| self.problem("start", &text!("error-", refusal.code())))
    }

    /// One time a day needs no division.
    fn split(&self, plan: &Plan, present: &[Ticks]) -> Result<Option<Split>, Problem> {
        if present.len() < 2 {
            return Ok(None);
        }
        Split::new(plan, present)
            .map(Some)
            .map_err(|_| self.problem("time.1", "error-split"))
    }

    fn refusal(&self, refusal: WishRefusal) -> Problem {
        match refusal {
            WishRefusal::RangeNotOffered => self.problem("range", "error-range-not-offered"),
            WishRefusal::Unconfirmed => self.problem("daily", "error-daily"),
            WishRefusal::Request(Refusal::GridAboveStart) => {
                self.problem("scale", "error-scale-above-daily")
            }
            WishRefusal::Request(Refusal::TargetNotBelowStart) => {
                self.problem("stay", "error-stay-not-below-daily")
            }
            WishRefusal::Request(Refusal::JumpOffAboveStart) => {
                self.problem("last", "error-last-above-daily")
            }
            WishRefusal::Request(_) => self.problem("daily", "error-daily"),
        }
    }

    /// Applies one change; `hold ROW`, `took DATE AMOUNTS`, `from DATE TICKS`,
    /// `scale DATE AMOUNT`.
    fn edit(&self, edit: &str, segment: &mut Segment, clearance: &Clearance) -> Edited {
        let stopped = |problem: Problem| Edited::Stopped(Outcome::Open(alloc::vec![problem]));
        let unreadable = || stopped(self.problem("edit", "error-edit"));
        let (what, rest) = edit.split_once(' ').unwrap_or((edit, ""));
        if what == "hold" {
            let Some(row) = rest.parse::<u32>().ok() else {
                return unreadable();
            };
            segment.pauses.add(row, WEEK);
            return match self.compute(segment, clearance) {
                Ok(_) => Edited::Changed(Change::Hold { row }),
                Err(_) => unreadable(),
            };
        }
        let (date, rest) = rest.split_once(' ').unwrap_or((rest, ""));
        let Ok(on) = date.parse::<Day>() else {
            return unreadable();
        };
        let schedule = match self.compute(segment, clearance) {
            Ok(schedule) => schedule,
            Err(problem) => return stopped(problem),
        };
        // The row in force on that day.
        let line = schedule
            .lines()
            .iter()
            .rev()
            .find(|line| line.first() <= on);
        let Some(line) = line else {
            return stopped(self.problem("edit", "error-edit-before-start"));
        };
        if line.dose().is_zero() {
            return stopped(self.problem("edit", "error-edit-after-end"));
        }
        let (dose, times) = (line.dose(), line.times().to_vec());
        let present = if times.is_empty() {
            alloc::vec![dose]
        } else {
            times
        };
        match what {
            "took" => self.took(rest, on, dose, &present, segment),
            "from" => {
                let start = rest.parse().ok().and_then(Ticks::new);
                match start.filter(|start| *start <= dose && !start.is_zero()) {
                    Some(start) => match self.go_on(segment, start, on, &present) {
                        Ok(()) => Edited::Changed(Change::From { dose: start, on }),
                        Err(problem) => stopped(problem),
                    },
                    None => unreadable(),
                }
            }
            "scale" if rest.trim().is_empty() => stopped(self.problem("new_scale", "error-scale")),
            "scale" => match self.changed_amount("new_scale", rest) {
                Ok(scale) => {
                    if scale > dose {
                        return stopped(self.problem("edit", "error-scale-above-daily"));
                    }
                    segment.wish.scale = scale;
                    match self.go_on(segment, dose, on, &present) {
                        Ok(()) => Edited::Changed(Change::Scale { scale, on }),
                        Err(problem) => stopped(problem),
                    }
                }
                Err(problem) => stopped(problem),
            },
            _ => unreadable(),
        }
    }

    /// An amount within a change. After it may stand how it is meant, where that
    /// was asked: `1,500 decimal`.
    fn changed_amount(&self, field: &str, text: &str) -> Result<Ticks, Problem> {
        for reading in ["decimal", "thousands"] {
            if let Some(amount) = text.strip_suffix(reading) {
                return form::amount_of(self.pack, field, amount.trim_end(), reading);
            }
        }
        form::amount_of(self.pack, field, text, "")
    }

    /// Goes on from what was really taken in the last days, oldest first,
    /// divided by `;`; an empty place is a day that was not logged.
    fn took(
        &self,
        log: &str,
        on: Day,
        dose: Ticks,
        present: &[Ticks],
        segment: &mut Segment,
    ) -> Edited {
        let stopped = |problem: Problem| Edited::Stopped(Outcome::Open(alloc::vec![problem]));
        let texts: Vec<&str> = log.split(';').map(str::trim).collect();
        if texts.len() != LOG_DAYS {
            return stopped(self.problem("edit", "error-edit"));
        }
        let mut days = [None; LOG_DAYS];
        for (n, text) in texts.iter().enumerate() {
            days[n] = match amount::read(text, &self.pack.unit) {
                Err(AmountError::Empty) => None,
                Err(AmountError::Nothing) => Some(Ticks::ZERO),
                _ => match self.changed_amount(&text!("took.", n + 1), text) {
                    Ok(amount) => Some(amount),
                    Err(problem) => return stopped(problem),
                },
            };
        }
        match revise(&days, dose, segment.wish.scale) {
            Revision::Break => Edited::Stopped(Outcome::Worksheet { rules: Vec::new() }),
            Revision::TooFewDays { .. } => stopped(self.problem("took.1", "error-took-too-few")),
            Revision::AskAgain => Edited::Stopped(Outcome::AskAgain),
            Revision::From { start, notice } => match self.go_on(segment, start, on, present) {
                Err(problem) => stopped(problem),
                Ok(()) => {
                    let change = Change::From { dose: start, on };
                    if notice {
                        Edited::ChangedWithNotice(change)
                    } else {
                        Edited::Changed(change)
                    }
                }
            },
        }
    }

    /// Begins a new segment at a dose that is not above the present one.
    fn go_on(
        &self,
        segment: &mut Segment,
        start: Ticks,
        on: Day,
        present: &[Ticks],
    ) -> Result<(), Problem> {
        let wish = &mut segment.wish;
        if !wish.stay_at.is_zero() && start <= wish.stay_at {
            return Err(self.problem("edit", "error-edit-at-end"));
        }
        segment.present = if present.iter().map(|time| time.wide()).sum::<u64>() == start.wide() {
            present.to_vec()
        } else {
            same_shares(present, start, wish.scale)
                .map_err(|_| self.problem("edit", "error-split"))?
        };
        wish.daily = start;
        wish.scale = wish.scale.min(start);
        wish.last_dose = wish.last_dose.min(start);
        segment.start = on;
        segment.pauses = Pauses::new();
        Ok(())
    }

    /// The length of each range for what is filled in so far.
    fn push_lengths(&self, out: &mut Message, filled: &Filled, clearance: &Clearance) {
        for (n, range) in self.pack.book.ranges.iter().enumerate() {
            if range.pace.is_some() && !clearance.ranges().contains(&n) {
                let limit = clearance.limits().first();
                let words = limit.map_or_else(
                    || String::from(self.word("error-range-not-offered")),
                    |rule| {
                        let id = &self.pack.book.rules[*rule].id;
                        String::from(self.word(&text!("rule.", id, ".text")))
                    },
                );
                out.push(&text!("off.", range.id), &words);
            }
        }
        let (Some(daily), Some(scale)) = (filled.facts.daily, filled.scale) else {
            return;
        };
        if !clearance.asks().is_empty() {
            return;
        }
        let (last_dose, stay_at) = match filled.end {
            Some(End::Stop { last_dose }) => (last_dose, Ticks::ZERO),
            Some(End::Stay { at }) => (Ticks::ZERO, at),
            None => (scale, Ticks::ZERO),
        };
        let Some(start) = filled.start.or(filled.today) else {
            return;
        };
        for range in clearance.ranges() {
            let wish = Wish {
                range: *range,
                daily,
                scale,
                last_dose,
                stay_at,
            };
            let Ok(plan) = self.pack.book.plan(clearance, &wish) else {
                continue;
            };
            let Ok(schedule) = Schedule::new(&plan, None, &Pauses::new(), start) else {
                continue;
            };
            let view = View::new(&schedule, self.labels, &self.pack.unit, &[]);
            let id = &self.pack.book.ranges[*range].id;
            out.push(&text!("length.", id), &view.length_line());
        }
    }

    /// What stands above the schedule: warnings, and whom to call.
    fn first_html(&self, made: &Made) -> String {
        let mut html = String::new();
        if made.notice {
            let words = self.word("text.lost_tolerance.html");
            push!(
                html,
                "<div class=\"taper-warning\" data-rule=\"lost_tolerance\"><p>",
                words,
                "</p></div>"
            );
        }
        for rule in &made.warnings {
            push!(html, &self.rule_html(*rule, "taper-warning"));
        }
        push!(html, self.pack.words.find("always.html").unwrap_or(""));
        html
    }

    fn rule_html(&self, rule: usize, class: &str) -> String {
        let id = &self.pack.book.rules[rule].id;
        let mut html = text!("<div class=\"", class, "\" data-rule=\"", escape(id), "\">");
        if let Some(title) = self.pack.words.find(&text!("rule.", id, ".title")) {
            let level = self.heading_level() + 1;
            push!(html, "<h", level, ">", escape(title), "</h", level, ">");
        }
        let text = String::from(self.word(&text!("rule.", id, ".html")));
        push!(html, "<p>", text, "</p></div>");
        html
    }

    fn heading_level(&self) -> u32 {
        let level = self.pack.words.find("heading-level");
        level.and_then(|text| text.parse().ok()).unwrap_or(3)
    }

    /// In place of a schedule: what applies, first the most pressing; then what
    /// holds for everybody. No amount stands in it.
    fn worksheet_html(&self, rules: &[usize]) -> String {
        let level = self.heading_level();
        let title = escape(self.word("worksheet-title"));
        let mut html = text!(
            "<div class=\"taper-worksheet\"><h",
            level,
            ">",
            title,
            "</h",
            level,
            ">"
        );
        if rules.is_empty() {
            let words = self.word("text.lost_tolerance.html");
            push!(
                html,
                "<div class=\"taper-rule\" data-rule=\"lost_tolerance\"><p>",
                words,
                "</p></div>"
            );
        }
        for rule in rules {
            push!(html, &self.rule_html(*rule, "taper-rule"));
        }
        let is_alone = rules.iter().any(|rule| self.pack.book.rules[*rule].alone);
        if !is_alone {
            let words = self.word("text.worksheet.html");
            push!(html, "<p>", words, "</p>");
        }
        push!(html, self.pack.words.find("help.html").unwrap_or(""));
        push!(html, "</div>");
        html
    }

    fn export(&self, out: &mut Message) {
        let filled = form::read(self.request, self.pack, true);
        let verdict = self.pack.book.judge(&filled.facts);
        let made = match self.outcome(&filled, &verdict) {
            Outcome::Schedule(made) => made,
            Outcome::Worksheet { .. } => {
                out.push("outcome", "worksheet");
                return;
            }
            _ => {
                out.push("outcome", "errors");
                return;
            }
        };
        let view = View::new(&made.schedule, self.labels, &self.pack.unit, &[]);
        let (body, name, kind) = match self.request.get("kind") {
            Some("ics") => {
                let stamp = self.request.get("now").and_then(Stamp::read);
                let key = CalendarKey {
                    id: self.request.get("id").unwrap_or("plan").into(),
                    sequence: self
                        .request
                        .get("sequence")
                        .and_then(|text| text.parse().ok())
                        .unwrap_or(0),
                    stamp: stamp.unwrap_or_else(|| Stamp::midnight(made.schedule.start())),
                };
                (calendar(&view, &key), "taper-plan.ics", "text/calendar")
            }
            Some("csv") => (csv(&view), "taper-plan.csv", "text/csv"),
            Some("text") => (self.text(&view, &made), "taper-plan.txt", "text/plain"),
            _ => {
                out.push("outcome", "errors");
                return;
            }
        };
        out.push("outcome", "schedule");
        out.push("name", name);
        out.push("type", kind);
        out.push("body", &body);
    }

    /// The plan as text, with what must stand beside it.
    fn text(&self, view: &View<'_>, made: &Made) -> String {
        let mut text = String::new();
        for rule in &made.warnings {
            let id = &self.pack.book.rules[*rule].id;
            push!(text, self.word(&text!("rule.", id, ".text")));
            push!(text, "\n\n");
        }
        push!(text, &plain_text(view));
        for key in [
            "text.lost_tolerance.text",
            "text.print_note.text",
            "help.text",
        ] {
            if let Some(words) = self.pack.words.find(key) {
                text.push('\n');
                push!(text, words);
                text.push('\n');
            }
        }
        text
    }

    /// A plan code as fields of the form; nothing is computed.
    fn open(&self, out: &mut Message) {
        let code = self
            .request
            .get("code")
            .and_then(|text| Code::read(text).ok());
        let fits = |code: &Code| {
            let book = &self.pack.book;
            let product = book.products.iter().find(|p| p.id == code.product);
            let range = book.ranges.iter().find(|r| r.id == code.range);
            code.name == self.pack.name
                && code.version == self.pack.version
                && product.is_some_and(|p| p.own_scale || p.scales.contains(&code.scale))
                && range.is_some_and(|r| r.pace.is_some())
        };
        let Some(code) = code.filter(fits) else {
            out.push("error", self.word("error-code"));
            return;
        };
        let number =
            |amount: Ticks| amount::format(amount, &self.pack.unit, 1, self.labels.decimal_sign());
        out.push("field.product", code.product.as_str());
        match &code.times {
            Times::Equal(count) => {
                out.push("field.per_day", "equal");
                out.push("field.daily", &number(code.daily));
                out.push("field.times", &text!(count));
            }
            Times::Own(amounts) => {
                out.push("field.per_day", "own");
                for amount in amounts {
                    out.push("field.time", &number(*amount));
                }
            }
        }
        out.push(
            "field.scale",
            &amount::format(code.scale, &self.pack.unit, 1, '.'),
        );
        out.push("field.range", code.range.as_str());
        match code.end {
            End::Stop { last_dose } => {
                out.push("field.end", "stop");
                out.push("field.last", &number(last_dose));
            }
            End::Stay { at } => {
                out.push("field.end", "stay");
                out.push("field.stay", &number(at));
            }
        }
        out.push("field.start", &text!(code.start));
        for change in &code.changes {
            let edit = match change {
                Change::Hold { row } => text!("hold ", row),
                Change::From { dose, on } => text!("from ", on, " ", dose.get()),
                Change::Scale { scale, on } => {
                    text!(
                        "scale ",
                        on,
                        " ",
                        amount::format(*scale, &self.pack.unit, 1, '.'),
                        " decimal"
                    )
                }
            };
            out.push("field.edit", &edit);
        }
    }
}

/// What a change did.
enum Edited {
    Changed(Change),
    ChangedWithNotice(Change),
    Stopped(Outcome),
}
