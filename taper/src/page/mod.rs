//! The one entry of the page: a text in, a text out.
//!
//! [`answer`] reads a [`Message`] whose `do` says what is asked: judge and
//! compute the form, make a file of the plan, or open a plan code. It is a pure
//! function; natively and in WebAssembly it gives the same bytes.
//!
//! `outcome` decides what becomes of a filled form, `changes` applies what was
//! changed since; `reply` and `exports` write the answers.

mod changes;
mod exports;
mod outcome;
mod reply;

use alloc::string::String;

use crate::labels::{Labels, fill};
use crate::message::Message;
use crate::pack::Pack;
use crate::piece::text;
use crate::view::View;
use crate::words::Word;
use outcome::Made;

/// The texts of the parameter file that [`answer`] shows: their key, and as what.
pub const PAGE_TEXTS: &[(&str, &str)] = &[
    ("lost_tolerance", "html"),
    ("lost_tolerance", "text"),
    ("print_note", "text"),
    ("worksheet", "html"),
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
    let page = Page {
        request: &request,
        pack: &pack,
        labels: &pack.labels,
    };
    match request.get("do") {
        Some("form") => page.form(&mut out),
        Some("export") => page.export(&mut out),
        Some("open") => page.open(&mut out),
        _ => out.push("error", "`do` must be form, export or open"),
    }
    out.write()
}

/// A request with what it is held against.
struct Page<'p> {
    request: &'p Message,
    pack: &'p Pack,
    labels: &'p Labels,
}

impl Page<'_> {
    fn word(&self, word: Word) -> &str {
        self.pack.words.own(word)
    }

    /// A text of the parameter file.
    #[inline(never)]
    fn text_of<'k>(&'k self, key: &'k str) -> &'k str {
        self.pack.words.get(key)
    }

    fn is_final(&self) -> bool {
        self.request.get("final") == Some("1")
    }

    /// Of which product and range a plan is, in words.
    fn name_of(&self, made: &Made) -> String {
        let label = |kind: &str, id: &str| String::from(self.text_of(&text!(kind, id, ".label")));
        let values = [
            ("product", &*label("product.", &made.code.product)),
            ("range", &*label("range.", &made.code.range)),
        ];
        fill(self.labels.plan_name(), &values)
    }

    /// What stands above a plan that began more than a window ago: until then the plan takes no
    /// more than the window allows, and later today's row can be far below what is taken by
    /// somebody who has not followed it or has mistyped the year.
    fn begun_long_ago(&self, made: &Made, view: &View<'_>) -> Option<String> {
        let today = self.request.get("today")?.parse().ok()?;
        let since = made.known_since();
        let days = u32::try_from(since.until(today)).ok()?;
        (days > self.pack.book.window.days).then(|| {
            let values = [
                ("date", &*view.date(since)),
                ("days", &*view.days(u64::from(days))),
            ];
            fill(self.labels.begun_long_ago(), &values)
        })
    }

    /// A reader's plan, to be shown or taken away.
    fn view<'v>(&'v self, made: &'v Made, name: &'v str) -> View<'v> {
        View::new(&made.schedule, self.labels, &self.pack.unit, &[]).named(name)
    }
}
