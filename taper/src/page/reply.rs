//! The answer to the form.
//!
//! In goes the [`Outcome`]; out come the fields that the page reads: problems at
//! their fields, the length of each range, the schedule with what stands above
//! it, or the worksheet, in which there is no dose.

use alloc::string::String;

use super::Page;
use super::outcome::{Made, Outcome};
use crate::amount;
use crate::code::End;
use crate::form::{self, Filled, Problem};
use crate::html::{escape, schedule_html};
use crate::labels::fill;
use crate::message::Message;
use crate::piece::{push, text};
use crate::quantity::Ticks;
use crate::rules::{Clearance, Verdict, Wish};
use crate::schedule::{Pauses, Schedule};
use crate::view::View;
use crate::words::Word;

impl Page<'_> {
    pub(super) fn form(&self, out: &mut Message) {
        let mut filled = form::read(self.request, self.pack, self.is_final());
        let verdict = self.pack.book.judge(&filled.facts);
        let outcome = self.outcome(&mut filled, &verdict);
        if let Outcome::Worksheet { rules } = &outcome {
            // Nothing else: no length, no field, no code holds a dose.
            out.push("outcome", "worksheet");
            out.push("html", &self.worksheet_html(rules));
            out.push("status", self.word(Word::StatusWorksheet));
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
            Outcome::AskAgain { notice } => {
                out.push("outcome", "again");
                out.push("status", self.word(Word::StatusAgain));
                let words = escape(self.word(Word::TextAgain));
                let first = self.notice_html(notice);
                out.push("html", &text!(first, "<p>", words, "</p>"));
            }
            Outcome::Schedule(made) => {
                let name = self.name_of(&made);
                let view = self.view(&made, &name);
                let prefix = self.request.get("prefix").unwrap_or("taper");
                out.push("outcome", "schedule");
                out.push(
                    "html",
                    &schedule_html(&view, &self.first_html(&made, &view), prefix),
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

    /// The length of each range for what is filled in so far.
    fn push_lengths(&self, out: &mut Message, filled: &Filled, clearance: &Clearance) {
        for (n, range) in self.pack.book.ranges.iter().enumerate() {
            if range.pace.is_some() && !clearance.ranges().contains(&n) {
                let limit = clearance.limits().first();
                let words = limit.map_or_else(
                    || String::from(self.word(Word::ErrorRangeNotOffered)),
                    |rule| {
                        let id = &self.pack.book.rules[*rule].id;
                        String::from(self.text_of(&text!("rule.", id, ".text")))
                    },
                );
                out.push(&text!("off.", range.id), &words);
            }
        }
        let (Some(daily), Some(scale)) = (filled.facts.daily, filled.scale) else {
            return;
        };
        // The length without the changes would contradict the plan below.
        let is_changed = self.request.all("edit").next().is_some();
        if is_changed || !clearance.asks().is_empty() {
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
            // At the dose that this range ends at, the rules may take it away.
            let verdict = self.pack.book.judge_schedule(&filled.facts, &schedule);
            if !matches!(verdict, Verdict::Clear(left) if left.ranges().contains(range)) {
                continue;
            }
            let view = View::new(&schedule, self.labels, &self.pack.unit, &[]);
            let id = &self.pack.book.ranges[*range].id;
            out.push(&text!("length.", id), &view.length_line());
        }
    }

    /// The text on lost tolerance, where a day was far above the plan.
    fn notice_html(&self, is_wanted: bool) -> String {
        if !is_wanted {
            return String::new();
        }
        let words = self.text_of("text.lost_tolerance.html");
        warning_html("lost_tolerance", words)
    }

    /// What stands above the schedule: warnings, and whom to call.
    fn first_html(&self, made: &Made, view: &View<'_>) -> String {
        let mut html = String::new();
        if let Some(words) = self.begun_long_ago(made, view) {
            html = warning_html("begun_long_ago", &text!(escape(&words)));
        }
        push!(html, &self.notice_html(made.notice));
        for rule in &made.warnings {
            push!(
                html,
                &self.rule_html(*rule, "taper-warning", self.heading_level())
            );
        }
        push!(html, self.pack.words.find("always.html").unwrap_or(""));
        html
    }

    fn rule_html(&self, rule: usize, class: &str, level: u32) -> String {
        let id = &self.pack.book.rules[rule].id;
        let mut html = text!("<div class=\"", class, "\" data-rule=\"", escape(id), "\">");
        if let Some(title) = self.pack.words.find(&text!("rule.", id, ".title")) {
            push!(html, "<h", level, ">", escape(title), "</h", level, ">");
        }
        let text = String::from(self.text_of(&text!("rule.", id, ".html")));
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
        let title = escape(self.word(Word::WorksheetTitle));
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
            let words = self.text_of("text.lost_tolerance.html");
            push!(
                html,
                "<div class=\"taper-rule\" data-rule=\"lost_tolerance\"><p>",
                words,
                "</p><p>",
                escape(self.word(Word::WorksheetBreak)),
                "</p></div>"
            );
        }
        for rule in rules {
            push!(html, &self.rule_html(*rule, "taper-rule", level + 1));
        }
        let is_alone = rules.iter().any(|rule| self.pack.book.rules[*rule].alone);
        if !is_alone {
            let words = self.text_of("text.worksheet.html");
            push!(html, "<p>", words, "</p>");
        }
        push!(html, self.pack.words.find("help.html").unwrap_or(""));
        push!(html, "</div>");
        html
    }
}

fn warning_html(id: &str, html: &str) -> String {
    text!(
        "<div class=\"taper-warning\" data-rule=\"",
        id,
        "\"><p>",
        html,
        "</p></div>"
    )
}
