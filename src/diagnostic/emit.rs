//! Drawing diagnostics: for people, one line each, or for other programs.

use std::borrow::Cow;
use std::collections::HashMap;
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use codespan_reporting::diagnostic as codespan;
use codespan_reporting::files::{self, Files, SimpleFile};
use codespan_reporting::term;
use codespan_reporting::term::termcolor::{ColorChoice, StandardStream};
use serde::Serialize;

use super::{Code, Diagnostic, Diagnostics, Severity};

/// How findings are written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Format {
    /// The line itself, underlined, with the way out.
    #[default]
    Human,
    /// `file:line:column: severity[code]: message`
    Short,
    /// One array of objects on standard output.
    Json,
    /// SARIF 2.1.0 on standard output, for code scanning. Files are named from the top of
    /// the git repository.
    Sarif,
    /// Workflow commands on standard output, for GitHub Actions. Files are named from the
    /// top of the git repository.
    Github,
}

impl Format {
    /// Whether a closing line is welcome.
    #[must_use]
    pub fn is_for_people(self) -> bool {
        match self {
            Self::Human | Self::Short => true,
            Self::Json | Self::Sarif | Self::Github => false,
        }
    }
}

/// One finding as JSON.
#[derive(Debug, Serialize)]
pub struct Record<'a> {
    /// `error` or `warning`.
    pub severity: String,
    /// The rule or the kind of mistake.
    pub code: &'static str,
    /// Relative to the root.
    pub file: Option<&'a str>,
    /// From 1.
    pub line: Option<usize>,
    /// From 1, in characters.
    pub column: Option<usize>,
    /// What is wrong.
    pub message: &'a str,
    /// The way out.
    pub help: Option<&'a str>,
}

/// Reads files again to turn spans into lines and columns.
pub struct Emitter {
    root: PathBuf,
    /// With the starts of their lines, so that many findings in one file are quick.
    texts: HashMap<String, Option<Text>>,
}

type Text = SimpleFile<String, String>;

/// A line of more bytes is named and not drawn: nobody would find the place in it, and many
/// findings in one would take minutes to draw.
const LONGEST_LINE: usize = 8 * 1024;

impl Emitter {
    /// For diagnostics whose files are relative to `root`.
    #[must_use]
    pub fn new(root: &Path) -> Self {
        Self {
            root: root.to_path_buf(),
            texts: HashMap::new(),
        }
    }

    /// The way from the top of the git repository to the site, with a slash behind: what
    /// programs that look from there put before a file. Empty at the top, and where there
    /// is no repository.
    pub(super) fn below_repository(&self) -> String {
        let Ok(root) = self.root.canonicalize() else {
            return String::new();
        };
        // In a worktree `.git` is a file.
        let top = root.ancestors().find(|folder| folder.join(".git").exists());
        let below = top.and_then(|top| root.strip_prefix(top).ok());
        let names = below.into_iter().flat_map(Path::components);
        names
            .map(|name| format!("{}/", name.as_os_str().to_string_lossy()))
            .collect()
    }

    fn text(&mut self, file: &str) -> Option<&Text> {
        let root = &self.root;
        self.texts
            .entry(file.to_owned())
            .or_insert_with(|| {
                let path = root.join(file);
                // Reading a pipe would wait for ever, and a device may have no end.
                if !path.metadata().ok()?.is_file() {
                    return None;
                }
                let bytes = std::fs::read(path).ok()?;
                let text = String::from_utf8_lossy(&bytes);
                Some(SimpleFile::new(
                    printable(file).into(),
                    drawable_text(&text),
                ))
            })
            .as_ref()
    }

    /// Line and column of a finding, both from 1; columns count characters.
    pub fn position(&mut self, diagnostic: &Diagnostic) -> Option<(usize, usize)> {
        let start = diagnostic.span?.start as usize;
        let text = self.text(diagnostic.file.as_deref()?)?;
        Some(place(text, start))
    }

    /// First and last position of a finding, like [`Self::position`]; the last is
    /// the one after it.
    pub fn range(&mut self, diagnostic: &Diagnostic) -> Option<((usize, usize), (usize, usize))> {
        let span = diagnostic.span?;
        let text = self.text(diagnostic.file.as_deref()?)?;
        let end = span.end.max(span.start) as usize;
        Some((place(text, span.start as usize), place(text, end)))
    }

    /// Writes every finding: for people to standard error, for programs to standard output.
    ///
    /// # Errors
    /// When the stream cannot be written.
    pub fn emit(&mut self, all: &Diagnostics, format: Format) -> io::Result<()> {
        match format {
            Format::Json => {
                let text = self.json(all)?;
                writeln!(io::stdout().lock(), "{text}")
            }
            Format::Sarif => {
                let log = serde_json::to_string_pretty(&super::sarif::log(self, all))?;
                writeln!(io::stdout().lock(), "{log}")
            }
            Format::Github => {
                let text = super::sarif::github(self, all);
                io::stdout().lock().write_all(text.as_bytes())
            }
            Format::Short => {
                let mut err = io::stderr().lock();
                for diagnostic in all.iter() {
                    writeln!(err, "{}", self.short(diagnostic))?;
                }
                Ok(())
            }
            Format::Human => {
                let choice = if io::IsTerminal::is_terminal(&io::stderr()) {
                    ColorChoice::Auto
                } else {
                    ColorChoice::Never
                };
                let err = StandardStream::stderr(choice);
                let mut err = err.lock();
                for diagnostic in all.iter() {
                    let (file, drawn) = self.drawable(diagnostic);
                    term::emit_to_write_style(&mut err, &term::Config::default(), &*file, &drawn)
                        .map_err(|error| match error {
                        // A closed pipe stays one.
                        files::Error::Io(error) => error,
                        error => io::Error::other(error),
                    })?;
                }
                Ok(())
            }
        }
    }

    /// All findings as one JSON array.
    ///
    /// # Errors
    /// Never for this data; the type asks for it.
    pub fn json(&mut self, all: &Diagnostics) -> serde_json::Result<String> {
        serde_json::to_string_pretty(&self.records(all))
    }

    /// All findings with their lines and columns.
    pub fn records<'d>(&mut self, all: &'d Diagnostics) -> Vec<Record<'d>> {
        let places: Vec<_> = all.iter().map(|d| self.position(d)).collect();
        all.iter()
            .zip(places)
            .map(|(d, place)| Record {
                severity: d.severity.to_string(),
                code: d.code.name(),
                file: d.file.as_deref(),
                line: place.map(|p| p.0),
                column: place.map(|p| p.1),
                message: &d.message,
                help: d.help.as_deref(),
            })
            .collect()
    }

    /// One line for one finding.
    pub fn short(&mut self, d: &Diagnostic) -> String {
        let place = match (d.file.as_deref().map(printable), self.position(d)) {
            (Some(file), Some((line, column))) => format!("{file}:{line}:{column}: "),
            (Some(file), None) => format!("{file}: "),
            (None, _) => String::new(),
        };
        let help = d.help.as_deref().map(|help| help.replace('\n', " "));
        let help = help.map_or(String::new(), |help| format!(" ({})", printable(&help)));
        format!(
            "{place}{}[{}]: {}{help}",
            d.severity,
            d.code.name(),
            printable(&d.message)
        )
    }

    fn drawable(&mut self, d: &Diagnostic) -> (Cow<'_, Text>, codespan::Diagnostic<()>) {
        let severity = match d.severity {
            Severity::Error => codespan::Severity::Error,
            Severity::Warning => codespan::Severity::Warning,
        };
        let mut drawn = codespan::Diagnostic::new(severity)
            .with_code(d.code.name())
            .with_message(printable(&d.message));
        let name = printable(d.file.as_deref().unwrap_or_default()).into_owned();
        let file = match d.file.as_deref().and_then(|f| self.text(f)) {
            Some(file) => Cow::Borrowed(file),
            None => Cow::Owned(SimpleFile::new(name.clone(), String::new())),
        };
        let text = file.source();
        match d.span {
            Some(span) if !text.is_empty() => {
                let range = span_in(text, span.start as usize, span.end as usize);
                drawn = match line_around(&file, range.start).len() > LONGEST_LINE {
                    true => {
                        let (line, column) = place(&file, range.start);
                        drawn.with_note(format!("at {name}:{line}:{column}"))
                    }
                    false => drawn.with_labels(vec![codespan::Label::primary((), range)]),
                };
            }
            _ if d.file.is_some() => drawn = drawn.with_note(format!("in {name}")),
            _ => {}
        }
        if let Some(help) = &d.help {
            drawn = drawn.with_note(match d.code {
                // Its help is a text of the calculator, which may have lines.
                Code::Worksheet => printable_lines(help),
                _ => printable(help).into_owned(),
            });
        }
        (file, drawn)
    }
}

/// Words of an author, with what would act on a terminal, or begin a line that a build
/// server obeys, written out: a link may hold either, encoded.
pub(super) fn printable(text: &str) -> Cow<'_, str> {
    if !text.contains(char::is_control) {
        return Cow::Borrowed(text);
    }
    let mut out = String::with_capacity(text.len() + 8);
    for c in text.chars() {
        match c.is_control() {
            true => out.extend(c.escape_default()),
            false => out.push(c),
        }
    }
    Cow::Owned(out)
}

/// The same of each line.
pub(super) fn printable_lines(text: &str) -> String {
    let lines: Vec<_> = text.lines().map(printable).collect();
    lines.join("\n")
}

/// A file with marks in place of what would act on a terminal, as long as that was, so
/// that spans stay right.
fn drawable_text(text: &str) -> String {
    let mut chars = text.chars().peekable();
    let mut out = String::with_capacity(text.len());
    while let Some(c) = chars.next() {
        let ends_line = c == '\n' || c == '\r' && chars.peek() == Some(&'\n');
        out.push(match c {
            _ if ends_line || c == '\t' || !c.is_control() => c,
            _ if c.len_utf8() == 1 => '?',
            _ => '¿',
        });
    }
    out
}

/// The file may have changed since it was parsed: a span never leaves it, and
/// never cuts a character. Long spans are shown by their first line.
fn span_in(text: &str, start: usize, end: usize) -> std::ops::Range<usize> {
    let floor = |mut at: usize| {
        at = at.min(text.len());
        while !text.is_char_boundary(at) {
            at -= 1;
        }
        at
    };
    let start = floor(start);
    let end = floor(end.max(start));
    let first_line = text[start..end].find('\n').map_or(end, |n| start + n);
    start..first_line
}

/// Line and column from 1 of a byte offset.
fn place(file: &Text, offset: usize) -> (usize, usize) {
    let text = file.source();
    let at = span_in(text, offset, offset).start;
    let line = file.line_index((), at).unwrap_or_default();
    let start = line_around(file, at).start;
    (line + 1, text[start..at].chars().count() + 1)
}

/// The line that a place is in.
fn line_around(file: &Text, at: usize) -> std::ops::Range<usize> {
    let line = file.line_index((), at).unwrap_or_default();
    file.line_range((), line).unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::diagnostic::Span;

    #[test]
    fn a_line_that_is_too_long_is_named_and_not_drawn() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut emitter = Emitter::new(folder.path());
        for (length, is_drawn) in [(LONGEST_LINE - 10, true), (LONGEST_LINE, false)] {
            let text = format!("a\n{}\nb", "x".repeat(length + 1));
            std::fs::write(folder.path().join("a.md"), text).expect("a file");
            emitter.texts.clear();
            let finding = Diagnostic::new(Code::RawHtml, "what").in_file("a.md");
            let finding = finding.at(Span { start: 4, end: 5 });
            let (_, drawn) = emitter.drawable(&finding);
            assert_eq!(drawn.labels.len(), usize::from(is_drawn));
            assert_eq!(drawn.notes.contains(&"at a.md:2:3".to_owned()), !is_drawn);
        }
    }

    #[test]
    fn columns_count_characters_and_lines_start_at_one() {
        let at = |text: &str, offset| {
            let file = SimpleFile::new(String::new(), text.to_owned());
            place(&file, offset)
        };
        assert_eq!(at("äb\ncd", 0), (1, 1));
        assert_eq!(at("äb\ncd", 2), (1, 2));
        assert_eq!(at("äb\ncd", 5), (2, 2));
        assert_eq!(at("ab", 99), (1, 3));
    }

    #[test]
    fn a_finding_without_a_file_is_still_one_line() {
        let mut emitter = Emitter::new(Path::new("."));
        let d = Diagnostic::new(Code::Usage, "no `stepdown.toml` here").help("run `stepdown init`");
        assert_eq!(
            emitter.short(&d),
            "error[usage]: no `stepdown.toml` here (run `stepdown init`)"
        );
    }

    #[test]
    fn what_acts_on_a_terminal_or_a_build_server_is_written_out() {
        let folder = tempfile::tempdir().expect("a folder");
        let name = "a\n::error::\u{1b}[31m.md";
        std::fs::write(folder.path().join(name), "x\u{1b}[2Jy\u{9b}z\r\nlast\n").expect("a file");
        let mut emitter = Emitter::new(folder.path());
        let d = Diagnostic::new(Code::BrokenLink, "there is no `\u{7}\n::stop-commands::x`")
            .in_file(name)
            .at(Span { start: 0, end: 1 })
            .help("did you mean `\r\n::x`?");
        let mut all = vec![emitter.short(&d)];
        let (file, drawn) = emitter.drawable(&d);
        let mut human = Vec::new();
        let config = term::Config::default();
        let mut to = term::termcolor::NoColor::new(&mut human);
        term::emit_to_write_style(&mut to, &config, &*file, &drawn).expect("written");
        all.push(String::from_utf8(human).expect("UTF-8"));
        let mut found = Diagnostics::new();
        found.push(d);
        all.push(crate::diagnostic::sarif::github(&mut emitter, &found));
        for text in &all {
            let mut lines = text.lines().skip(1);
            assert!(
                !lines.any(|line| line.trim_start().starts_with("::")),
                "{text}"
            );
            let acts = |c: char| c.is_control() && c != '\n';
            assert!(!text.contains(acts), "{text:?}");
        }
        assert!(all[1].contains("x?[2Jy¿z"), "{}", all[1]);
        assert_eq!(all[0].lines().count(), 1);
    }
}
