//! Everything that can be wrong, as values.
//!
//! A [`Diagnostic`] says what is wrong, where, and what to do about it. Every
//! phase collects them and goes on, so that an editor sees all mistakes at
//! once; drawing them is the work of [`emit`], and the exit code follows from
//! [`Diagnostics::exit_code`]. Nothing here reads content or decides rules.
//!
//! Spans are byte offsets from the start of the file, front matter included.
//! The text itself is not kept: the emitter reads the file again.

mod code;
pub mod emit;
mod explain;
mod sarif;

use std::fmt;
use std::ops::Range;

pub use code::{Code, Level};
pub use explain::{Explanation, explain};

/// Byte offsets from the start of a file: `start..end`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Span {
    /// First byte.
    pub start: u32,
    /// One past the last byte.
    pub end: u32,
}

impl Span {
    /// The same span, `by` bytes further down the file.
    #[must_use]
    pub fn shifted(self, by: usize) -> Self {
        Self::from(self.start as usize + by..self.end as usize + by)
    }
}

impl From<Range<usize>> for Span {
    /// Texts over 256 MiB are refused when they are read, so the cast holds.
    fn from(range: Range<usize>) -> Self {
        let clamp = |n: usize| u32::try_from(n).unwrap_or(u32::MAX);
        Self {
            start: clamp(range.start),
            end: clamp(range.end),
        }
    }
}

/// How bad a finding is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The site is built; somebody should look.
    Warning,
    /// The site is not published.
    Error,
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Warning => "warning",
            Self::Error => "error",
        })
    }
}

/// One finding: what is wrong, where, and the way out.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Diagnostic {
    /// Error or warning.
    pub severity: Severity,
    /// The name that the configuration and the documentation use.
    pub code: Code,
    /// Path relative to the site's root, with `/`; `None` where no file is at fault.
    pub file: Option<String>,
    /// Where in that file.
    pub span: Option<Span>,
    /// What is wrong, in one sentence.
    pub message: String,
    /// What to do about it.
    pub help: Option<String>,
}

impl Diagnostic {
    /// A finding of the code's own severity (its default level).
    pub fn new(code: Code, message: impl Into<String>) -> Self {
        Self {
            severity: code.default_severity(),
            code,
            file: None,
            span: None,
            message: message.into(),
            help: None,
        }
    }

    /// Names the file (relative to the root).
    #[must_use]
    pub fn in_file(mut self, file: impl Into<String>) -> Self {
        self.file = Some(file.into());
        self
    }

    /// Names the place in the file.
    #[must_use]
    pub fn at(mut self, span: impl Into<Span>) -> Self {
        self.span = Some(span.into());
        self
    }

    /// Says what to do.
    #[must_use]
    pub fn help(mut self, help: impl Into<String>) -> Self {
        self.help = Some(help.into());
        self
    }

    /// Adds "did you mean" when one of `known` is close to `word`, else the list. Where that
    /// is empty, or too long to be read, the way out that was given before stays.
    #[must_use]
    pub fn suggest<'a>(self, word: &str, known: impl IntoIterator<Item = &'a str>) -> Self {
        let known: Vec<&str> = known.into_iter().collect();
        match closest(word, known.iter().copied()) {
            Some(near) => self.help(format!("did you mean `{near}`?")),
            None if known.is_empty() || known.len() > 30 => match self.help {
                Some(_) => self,
                None => self.help("correct its spelling, or take it out"),
            },
            None => self.help(format!("known: {}", list_of(&known))),
        }
    }
}

/// What other generators call it, and what it is called here.
const ELSEWHERE: [(&str, &str); 8] = [
    ("tags", "topics"),
    ("categories", "topics"),
    ("taxonomies", "topics"),
    ("keywords", "topics"),
    ("summary", "description"),
    ("lastmod", "updated"),
    ("layout", "template"),
    ("params", "extra"),
];

/// The known word that `word` stands for: the nearest, if it is near enough to
/// be a slip, or what another generator's word is called here.
pub fn closest<'a>(word: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (word.chars().count() / 3).clamp(1, 3);
    let known: Vec<&str> = known.into_iter().collect();
    let elsewhere = ELSEWHERE.iter().find(|(other, _)| *other == word);
    if let Some((_, here)) = elsewhere
        && let Some(found) = known.iter().find(|k| *k == here)
    {
        return Some(found);
    }
    let wanted = word.to_lowercase();
    let letters = Letters::of(&wanted);
    known
        .into_iter()
        // Of ten thousand pages few come near; the exact distance is dear.
        .filter(|k| k.len().abs_diff(word.len()) <= 4 * limit)
        .filter_map(|k| {
            let lower = k.to_lowercase();
            let may_be_near = letters.distance(&Letters::of(&lower)) <= limit;
            may_be_near.then(|| (strsim::damerau_levenshtein(&wanted, &lower), k))
        })
        .filter(|(distance, _)| *distance <= limit)
        .min()
        .map(|(_, k)| k)
}

/// How often each letter stands in a word; letters share counts where there are too many.
struct Letters([i16; 64]);

impl Letters {
    fn of(word: &str) -> Self {
        let mut counts = [0_i16; 64];
        for letter in word.chars() {
            let count = &mut counts[letter as usize % 64];
            *count = count.saturating_add(1);
        }
        Self(counts)
    }

    /// Never more than the number of letters that were put in, taken out, replaced or
    /// exchanged between the two words.
    fn distance(&self, other: &Self) -> usize {
        let (mut more, mut fewer) = (0_usize, 0_usize);
        for (a, b) in self.0.iter().zip(other.0) {
            let difference = usize::from(a.abs_diff(b));
            if *a > b {
                more += difference;
            } else {
                fewer += difference;
            }
        }
        more.max(fewer)
    }
}

fn list_of(words: &[&str]) -> String {
    let ticked: Vec<String> = words.iter().map(|w| format!("`{w}`")).collect();
    ticked.join(", ")
}

/// All findings of a run, in a stable order once [`Diagnostics::sort`] was called.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Diagnostics(Vec<Diagnostic>);

impl Diagnostics {
    /// None yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Adds one finding.
    pub fn push(&mut self, diagnostic: Diagnostic) {
        self.0.push(diagnostic);
    }

    /// Adds many.
    pub fn extend(&mut self, more: impl IntoIterator<Item = Diagnostic>) {
        self.0.extend(more);
    }

    /// How many findings.
    #[must_use]
    pub fn len(&self) -> usize {
        self.0.len()
    }

    /// Keeps what `keep` says yes to.
    pub fn retain(&mut self, keep: impl FnMut(&Diagnostic) -> bool) {
        self.0.retain(keep);
    }

    /// All findings.
    pub fn iter(&self) -> std::slice::Iter<'_, Diagnostic> {
        self.0.iter()
    }

    /// Whether there is no finding at all.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.0.is_empty()
    }

    /// Gives every configurable finding the level that the site chose and
    /// drops those that are off.
    pub fn apply_levels(&mut self, level_of: impl Fn(Code) -> Level) {
        self.0.retain_mut(|d| {
            if !d.code.is_rule() {
                return true;
            }
            match level_of(d.code) {
                Level::Off => return false,
                Level::Warn => d.severity = Severity::Warning,
                Level::Error => d.severity = Severity::Error,
            }
            true
        });
    }

    /// Makes every warning an error.
    pub fn deny_warnings(&mut self) {
        for diagnostic in &mut self.0 {
            diagnostic.severity = Severity::Error;
        }
    }

    /// By file, place, code: the same order whatever the threads did.
    pub fn sort(&mut self) {
        self.0.sort_by(|a, b| {
            (&a.file, a.span, a.code.name(), &a.message).cmp(&(
                &b.file,
                b.span,
                b.code.name(),
                &b.message,
            ))
        });
        self.0.dedup();
    }

    /// How many errors.
    #[must_use]
    pub fn errors(&self) -> usize {
        self.count(Severity::Error)
    }

    /// How many warnings.
    #[must_use]
    pub fn warnings(&self) -> usize {
        self.count(Severity::Warning)
    }

    fn count(&self, severity: Severity) -> usize {
        self.0.iter().filter(|d| d.severity == severity).count()
    }

    /// 0 fine, 1 the content has errors, 2 wrong use, 3 the machine.
    #[must_use]
    pub fn exit_code(&self) -> u8 {
        self.0
            .iter()
            .filter(|d| d.severity == Severity::Error)
            .map(|d| d.code.exit_code())
            .max()
            .unwrap_or(0)
    }
}

impl IntoIterator for Diagnostics {
    type Item = Diagnostic;
    type IntoIter = std::vec::IntoIter<Diagnostic>;
    fn into_iter(self) -> Self::IntoIter {
        self.0.into_iter()
    }
}

impl FromIterator<Diagnostic> for Diagnostics {
    fn from_iter<T: IntoIterator<Item = Diagnostic>>(found: T) -> Self {
        Self(found.into_iter().collect())
    }
}

impl From<Diagnostic> for Diagnostics {
    fn from(diagnostic: Diagnostic) -> Self {
        Self(vec![diagnostic])
    }
}

/// An I/O failure where an output is written, whose place can be chosen with `--out`.
pub fn output_error(path: impl Into<String>, doing: &str, error: &std::io::Error) -> Diagnostic {
    let diagnostic = io_error(path, doing, error);
    match error.kind() {
        std::io::ErrorKind::ReadOnlyFilesystem => {
            diagnostic.help("choose another place with `--out`: this disk can only be read")
        }
        _ => diagnostic,
    }
}

/// An I/O failure of the machine, with the path and what can be done.
pub fn io_error(path: impl Into<String>, doing: &str, error: &std::io::Error) -> Diagnostic {
    use std::io::ErrorKind;
    let help = match error.kind() {
        ErrorKind::PermissionDenied => "check who owns the file and its permissions",
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => {
            "free some space on the disk and run again"
        }
        ErrorKind::ReadOnlyFilesystem => {
            "this disk can only be read: make it writable, or work on a copy elsewhere"
        }
        ErrorKind::NotFound => "check the path; the file may have been moved while it was read",
        ErrorKind::AddrInUse => "choose another port with `--port`, or end the program that has it",
        ErrorKind::AddrNotAvailable => "choose an address of this machine, such as 127.0.0.1",
        _ => "check the disk and run again",
    };
    Diagnostic::new(Code::Io, format!("cannot {doing}: {error}"))
        .in_file(path)
        .help(help)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_gets_a_suggestion_and_a_stranger_gets_the_list() {
        let near = Diagnostic::new(Code::UnknownKey, "x").suggest("tilte", ["title", "date"]);
        assert_eq!(near.help.as_deref(), Some("did you mean `title`?"));
        let far = Diagnostic::new(Code::UnknownKey, "x").suggest("colour", ["title", "date"]);
        assert_eq!(far.help.as_deref(), Some("known: `title`, `date`"));
    }

    #[test]
    fn a_list_that_nobody_would_read_is_no_dead_end() {
        let many: Vec<String> = (0..31).map(|n| format!("name-{n}")).collect();
        for known in [&many[..], &[]] {
            let known = || known.iter().map(String::as_str);
            let found = || Diagnostic::new(Code::UnknownKey, "x");
            let help = found().suggest("colour", known()).help;
            assert_eq!(
                help.as_deref(),
                Some("correct its spelling, or take it out")
            );
            let own = found().help("`x` lists them").suggest("colour", known());
            assert_eq!(own.help.as_deref(), Some("`x` lists them"));
        }
        let near = Diagnostic::new(Code::UnknownKey, "x").help("`x` lists them");
        let near = near.suggest("name-30x", many.iter().map(String::as_str));
        assert_eq!(near.help.as_deref(), Some("did you mean `name-30`?"));
    }

    proptest::proptest! {
        /// Else a word that is near enough would never be measured.
        #[test]
        fn counting_letters_never_takes_a_word_for_farther_than_it_is(
            a in "[a-eé\u{4e00}]{0,12}",
            b in "[a-eé\u{4e00}]{0,12}",
        ) {
            let counted = Letters::of(&a).distance(&Letters::of(&b));
            proptest::prop_assert!(counted <= strsim::damerau_levenshtein(&a, &b));
        }
    }

    #[test]
    fn the_worst_error_decides_the_exit_code_and_warnings_do_not() {
        let mut all = Diagnostics::new();
        all.push(Diagnostic::new(Code::Orphan, "w"));
        assert_eq!(all.exit_code(), 0);
        all.push(Diagnostic::new(Code::UnknownKey, "e"));
        assert_eq!(all.exit_code(), 1);
        all.push(Diagnostic::new(Code::Io, "e"));
        assert_eq!(all.exit_code(), 3);
    }

    #[test]
    fn only_what_writes_an_output_advises_another_place_for_it() {
        let error = std::io::Error::from(std::io::ErrorKind::ReadOnlyFilesystem);
        let advises = |d: Diagnostic| d.help.is_some_and(|help| help.contains("--out"));
        assert!(advises(output_error("public", "write", &error)));
        assert!(!advises(io_error("content/a.md", "write", &error)));
    }

    #[test]
    fn levels_change_rules_only() {
        let mut all = Diagnostics::new();
        all.push(Diagnostic::new(Code::Orphan, "rule"));
        all.push(Diagnostic::new(Code::UnknownKey, "not a rule"));
        all.apply_levels(|_| Level::Off);
        assert_eq!(
            all.iter().map(|d| d.code).collect::<Vec<_>>(),
            [Code::UnknownKey]
        );
    }
}
