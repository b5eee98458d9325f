//! Taking a plan away and bringing it back.
//!
//! In goes the filled form, out comes a file of the same plan; or a plan code
//! goes in and the fields that it fills come out, without anything computed.

use alloc::string::String;

use super::Page;
use super::outcome::{Made, Outcome};
use crate::amount;
use crate::calendar::{CalendarKey, Stamp, calendar};
use crate::code::{Change, Code, End, Times};
use crate::csv::csv;
use crate::form;
use crate::message::Message;
use crate::piece::{push, text};
use crate::quantity::Ticks;
use crate::text::plain_text;
use crate::view::View;
use crate::words::Word;

impl Page<'_> {
    pub(super) fn export(&self, out: &mut Message) {
        let mut filled = form::read(self.request, self.pack, true);
        let verdict = self.pack.book.judge(&filled.facts);
        let made = match self.outcome(&mut filled, &verdict) {
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
        let name = self.name_of(&made);
        let warning = self.pack.words.find("text.lost_tolerance.text");
        let view = self.view(&made, &name).warned(warning.unwrap_or_default());
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
        if let Some(words) = self.begun_long_ago(made, view) {
            push!(text, &words, "\n\n");
        }
        // Whoever sends it on may send its beginning alone.
        push!(text, self.text_of("text.lost_tolerance.text"), "\n\n");
        for rule in &made.warnings {
            let id = &self.pack.book.rules[*rule].id;
            push!(text, self.text_of(&text!("rule.", id, ".text")));
            push!(text, "\n\n");
        }
        push!(text, &plain_text(view));
        for key in ["text.print_note.text", "always.text", "help.text"] {
            if let Some(words) = self.pack.words.find(key) {
                text.push('\n');
                push!(text, words);
                text.push('\n');
            }
        }
        text
    }

    /// A plan code as fields of the form; nothing is computed.
    pub(super) fn open(&self, out: &mut Message) {
        let code = self
            .request
            .get("code")
            .and_then(|text| Code::read(text).ok());
        let product_of = |code: &Code| self.pack.book.product(&code.product);
        let fits = |code: &Code| {
            let book = &self.pack.book;
            let product = product_of(code);
            let range = book.ranges.iter().find(|r| r.id == code.range);
            code.name == self.pack.name
                && code.version == self.pack.version
                && product.is_some_and(|p| p.has_scale(code.scale))
                && range.is_some_and(|r| r.pace.is_some())
        };
        let Some(code) = code.filter(fits) else {
            out.push("error", self.word(Word::ErrorCode));
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
        // A scale of the list is told by its value, one of the reader's own as it is typed.
        let is_listed = product_of(&code).is_some_and(|p| p.scales.contains(&code.scale));
        let scale = match is_listed {
            true => amount::format(code.scale, &self.pack.unit, 1, '.'),
            false => number(code.scale),
        };
        out.push("field.scale", &scale);
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
                Change::From { dose, on, notice } => {
                    let notice = if *notice { " notice" } else { "" };
                    text!("from ", on, " ", dose.get(), notice)
                }
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
