//! The fields of a reference that are read here: what is known of it, what became of it,
//! where it leads, who answers for it. What was meant and not said is a finding.

use biblatex::ChunksExt;

use super::bibliography::Retraction;
use super::identifiers::{IDENTIFIERS, ReferenceLink};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span, closest};
use crate::load::REFERENCES;

/// The words of a field, if it has any.
pub(super) fn field(entry: &biblatex::Entry, name: &str) -> Option<String> {
    entry
        .fields
        .get(name)
        .map(|chunks| chunks.format_verbatim())
        .filter(|text| !text.trim().is_empty())
}

/// What `note = {Status: …}` says of an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Status {
    /// Every field was compared with the source.
    Verified,
    /// At least one was not.
    Known,
}

/// What to write instead of something that was meant as a status.
const HOW_STATUS: &str = "write `note = {Status: VERIFIED}` if every field was compared with the source, else `note = {Status: KNOWN}`";

/// Fields in which somebody may write a status; it is read in the first.
const NOTES: [&str; 6] = [
    "note",
    "notes",
    "annote",
    "annotation",
    "addendum",
    "comment",
];

/// Fields about what became of a work after it appeared.
const FATE: [&str; 3] = ["retraction", "retractiondate", "correctionnote"];

/// Whether a field's words were meant as a status, in whatever form.
fn is_status(entry: &biblatex::Entry, name: &str) -> bool {
    let Some(text) = field(entry, name) else {
        return false;
    };
    let words: Vec<&str> = text
        .split(|c: char| !c.is_alphanumeric())
        .filter(|word| !word.is_empty())
        .collect();
    let has = |known: &[&str]| {
        let mut words = words.iter();
        words.any(|word| closest(word, known.iter().copied()).is_some())
    };
    let says_which = has(&["verified", "known"]);
    // A journal's note may have one of these words.
    says_which && (words.len() == 1 || has(&["status"]))
}

/// Whether a field of this name was meant as one of [`FATE`].
fn is_about_fate(name: &str) -> bool {
    name.starts_with("retract") || name.starts_with("correct") || closest(name, FATE).is_some()
}

/// Fields that name somebody who answers for a work.
const AUTHORS: [&str; 4] = ["author", "editor", "organization", "institution"];

/// The fields of an entry that are read here; what is wrong in one is a finding.
pub(super) struct Fields<'a> {
    pub(super) entry: &'a biblatex::Entry,
    pub(super) span: Span,
    pub(super) found: &'a mut Diagnostics,
}

impl Fields<'_> {
    fn wrong(&mut self, message: &str, help: &str) {
        let message = format!("the entry `{}`: {message}", self.entry.key);
        self.found.push(
            Diagnostic::new(Code::InvalidValue, message)
                .in_file(REFERENCES)
                .at(self.span)
                .help(help),
        );
    }

    /// A note that begins with `Status:`; any other note is the style's. One that was
    /// meant as a status must not pass for a checked entry.
    pub(super) fn status(&mut self) -> Option<Status> {
        let entry = self.entry;
        let mut meant = entry.fields.keys().filter(|name| {
            let is_note = closest(name, NOTES).is_some();
            closest(name, ["status"]).is_some()
                || (is_note && *name != "note" && is_status(entry, name))
        });
        if let Some(name) = meant.next() {
            self.wrong(&format!("`{name}` is no field for its status"), HOW_STATUS);
            return Some(Status::Known);
        }
        let note = field(entry, "note")?;
        let Some(text) = note.trim().strip_prefix("Status:") else {
            if !is_status(entry, "note") {
                return None;
            }
            let message = format!("`{}` does not begin with `Status:`", note.trim());
            self.wrong(&message, HOW_STATUS);
            return Some(Status::Known);
        };
        let text = text.trim();
        if text.eq_ignore_ascii_case("VERIFIED") {
            return Some(Status::Verified);
        }
        if !text.eq_ignore_ascii_case("KNOWN") {
            self.wrong(&format!("`{text}` is no status"), HOW_STATUS);
        }
        Some(Status::Known)
    }

    /// `retraction = {none}` and `retractiondate = {2026-11-24}`, which belong
    /// together.
    pub(super) fn fate(&mut self) -> (Option<Retraction>, Option<jiff::civil::Date>) {
        let mut names = self.entry.fields.keys();
        let meant = names.find(|name| !FATE.contains(&name.as_str()) && is_about_fate(name));
        if let Some(name) = meant {
            self.wrong(
                &format!("nothing reads the field `{name}`"),
                "write `retraction = {none}`, `{corrected}` or `{retracted}`, with `retractiondate`, and `correctionnote` for what a correction changes here",
            );
        }
        let value = field(self.entry, "retraction");
        let date = field(self.entry, "retractiondate");
        let retraction = match value.as_deref().map(str::trim) {
            None => None,
            Some("none") => Some(Retraction::None),
            Some("corrected") => Some(Retraction::Corrected),
            Some("retracted") => Some(Retraction::Retracted),
            Some(other) => {
                self.wrong(
                    &format!("`{other}` is no state of a reference"),
                    "write `retraction = {none}`, `{corrected}` or `{retracted}`",
                );
                None
            }
        };
        let looked_up = date.as_deref().and_then(|text| match text.trim().parse() {
            Ok(day) => Some(day),
            Err(_) => {
                self.wrong(
                    &format!("`{}` is no date", text.trim()),
                    "write `retractiondate = {2026-11-24}`, the day on which it was looked up",
                );
                None
            }
        });
        if value.is_some() && date.is_none() {
            self.wrong(
                "it does not say when the retraction was looked up",
                "add `retractiondate = {2026-11-24}`",
            );
        }
        (retraction, looked_up)
    }

    /// Where a reader finds the publication.
    pub(super) fn links(&mut self) -> Vec<ReferenceLink> {
        let mut links = Vec::new();
        for identifier in IDENTIFIERS {
            let name = identifier.field;
            let Some(text) = field(self.entry, name) else {
                continue;
            };
            match identifier.link(&text) {
                Some(link) => links.push(link),
                None => self.wrong(
                    &format!("`{}` is no `{name}`", text.trim()),
                    &format!("write it like `{name} = {{{}}}`", identifier.example),
                ),
            }
        }
        links
    }

    /// Who says it, and what it is called. An entry whose details nobody has checked may
    /// lack its authors, where they were not seen.
    pub(super) fn check_author(&mut self, status: Option<Status>) {
        for name in ["author", "title"] {
            let is_there = self.entry.fields.contains_key(name);
            if is_there && field(self.entry, name).is_none() {
                self.wrong(
                    &format!("its `{name}` is empty"),
                    "write it, or take the line out",
                );
            }
        }
        let is_named = AUTHORS
            .iter()
            .any(|name| self.entry.fields.contains_key(*name));
        if !is_named && status != Some(Status::Known) {
            let message = format!("the entry `{}`: it has no `author`", self.entry.key);
            let mut found = Diagnostic::new(Code::MissingKey, message)
                .in_file(REFERENCES)
                .at(self.span)
                .help("write who answers for it, such as `author = {{The Agency}}`; where the names were not seen, say `note = {Status: KNOWN}`");
            // There are works without one.
            found.severity = Severity::Warning;
            self.found.push(found);
        }
    }

    /// biblatex takes as much of a year as it can read: `20x6` would be the year 20.
    pub(super) fn check_year(&mut self) -> bool {
        let Some(year) = field(self.entry, "year") else {
            return true;
        };
        let year = year.trim();
        let is_year = year.len() == 4 && year.bytes().all(|b| b.is_ascii_digit());
        if !is_year {
            self.wrong(
                &format!("`{year}` is no year"),
                "write it like `year = {2024}`; leave it out where there is none",
            );
        }
        is_year
    }
}
