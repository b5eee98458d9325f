//! What was found when: a file beside the site, so that what was fine some days ago is
//! not asked for again.

use std::collections::BTreeMap;
use std::io::ErrorKind;
use std::path::Path;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};

use super::{State, Verdict};
use crate::diagnostic::{Diagnostic, io_error};
use crate::files::write_whole;

/// The file's name, in the site's folder. It is hidden, and not below `content/`, so
/// that neither a build nor `serve` looks at it.
pub const RECORD: &str = ".stepdown-links.json";

/// Which form the file has.
const VERSION: u32 = 1;

/// All addresses that were asked, with what was found.
#[derive(Debug, Default)]
pub struct Record {
    links: BTreeMap<String, Entry>,
}

#[derive(Debug, Deserialize, Serialize)]
struct Form {
    version: u32,
    links: BTreeMap<String, Entry>,
}

#[derive(Clone, Debug, Deserialize, Serialize)]
struct Entry {
    /// On which day it was asked.
    date: String,
    #[serde(flatten)]
    verdict: Verdict,
}

impl Record {
    /// Reads the file; without one nothing was found yet. Where it cannot be used, the
    /// words say so, and everything is asked again.
    #[must_use]
    pub fn read(root: &Path) -> (Self, Option<String>) {
        let none = |why: &dyn std::fmt::Display| {
            let said = format!("`{RECORD}` cannot be used ({why}): every link was asked again");
            (Self::default(), Some(said))
        };
        let text = match std::fs::read_to_string(root.join(RECORD)) {
            Ok(text) => text,
            Err(error) if error.kind() == ErrorKind::NotFound => return (Self::default(), None),
            Err(error) => return none(&error),
        };
        match serde_json::from_str::<Form>(&text) {
            Ok(form) if form.version == VERSION => (Self { links: form.links }, None),
            Ok(form) => none(&format_args!("its version is {}", form.version)),
            Err(error) => none(&error),
        }
    }

    /// What was found at `url` less than `max_age` days ago, if it was fine.
    #[must_use]
    pub fn fine(&self, url: &str, today: Date, max_age: u32) -> Option<&Verdict> {
        let entry = self.links.get(url)?;
        (entry.verdict.state == State::Ok && entry.is_young(today, max_age))
            .then_some(&entry.verdict)
    }

    /// Notes what was found today.
    pub fn note(&mut self, url: &str, today: Date, verdict: &Verdict) {
        let entry = Entry {
            date: today.to_string(),
            verdict: verdict.clone(),
        };
        self.links.insert(url.to_owned(), entry);
    }

    /// Writes the file, wholly or not at all. What is old and not `wanted` is left out.
    ///
    /// # Errors
    /// When it cannot be written.
    pub fn write(
        mut self,
        root: &Path,
        today: Date,
        max_age: u32,
        wanted: impl Fn(&str) -> bool,
    ) -> Result<(), Diagnostic> {
        self.links
            .retain(|url, entry| wanted(url) || entry.is_young(today, max_age));
        let form = Form {
            version: VERSION,
            links: self.links,
        };
        let write = || -> std::io::Result<()> {
            let path = root.join(RECORD);
            let mut text = serde_json::to_string_pretty(&form)?;
            text.push('\n');
            // Where nothing was looked up there is nothing to note, nor need the disk let us.
            let is_noted = match std::fs::read(&path) {
                Ok(old) => old == text.as_bytes(),
                Err(error) => form.links.is_empty() && error.kind() == ErrorKind::NotFound,
            };
            match is_noted {
                true => Ok(()),
                false => write_whole(&path, text.as_bytes()),
            }
        };
        write().map_err(|e| io_error(RECORD, "write what was found", &e))
    }
}

impl Entry {
    /// A date in the future says nothing: somebody gave another `--today`.
    fn is_young(&self, today: Date, max_age: u32) -> bool {
        let Ok(date) = self.date.parse::<Date>() else {
            return false;
        };
        let age = date.until(today).map(|span| span.get_days());
        age.is_ok_and(|days| days >= 0 && i64::from(days) < i64::from(max_age))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn date(text: &str) -> Date {
        text.parse().expect("a date")
    }

    #[test]
    fn only_what_was_fine_and_is_young_is_believed() {
        let mut record = Record::default();
        let ok = Verdict::new(State::Ok, "200 OK".to_owned());
        let dead = Verdict::new(State::Dead, "404 Not Found".to_owned());
        record.note("a", date("2026-11-20"), &ok);
        record.note("b", date("2026-11-20"), &dead);
        let is_fine = |url, today, age| record.fine(url, date(today), age).is_some();
        assert!(is_fine("a", "2026-11-20", 1));
        assert!(is_fine("a", "2026-11-26", 7));
        assert!(!is_fine("a", "2026-11-27", 7));
        assert!(!is_fine("a", "2027-01-21", 40));
        assert!(!is_fine("a", "2026-11-20", 0));
        assert!(!is_fine("a", "2026-11-19", 7), "the future");
        assert!(!is_fine("b", "2026-11-20", 7));
    }

    #[test]
    fn without_anything_to_note_nothing_is_written() {
        let root = tempfile::tempdir().expect("a folder");
        let today = date("2026-11-24");
        let (record, _) = Record::read(root.path());
        record
            .write(root.path(), today, 7, |_| false)
            .expect("done");
        assert!(!root.path().join(RECORD).exists());
        // Nor a second time: a file that is written whole is another file.
        let noted = || {
            let (mut record, _) = Record::read(root.path());
            let verdict = Verdict::new(State::Ok, "200 OK".to_owned());
            record.note("https://e.org/", today, &verdict);
            record.write(root.path(), today, 7, |_| true).expect("done");
            let path = root.path().join(RECORD);
            std::fs::metadata(path)
                .and_then(|m| m.modified())
                .expect("there")
        };
        assert_eq!(noted(), noted());
    }
}
