//! Words of the source that Markdown leaves out, so that no reader sees them: the rule
//! `lost-words`. Each is found where Markdown loses it.

use std::ops::Range;

use super::Writer;
use crate::diagnostic::{Code, Diagnostic};

impl Writer<'_, '_, '_> {
    /// A row may have more cells than its table has columns. The text of those is nowhere.
    pub(super) fn lost_cells(&mut self, range: Range<usize>) {
        let columns = self.alignments.len();
        let lost = cells(&self.text[range.clone()])
            .skip(columns)
            .find(|(_, words)| !words.is_empty());
        let Some((at, words)) = lost else { return };
        let place = range.start + at..range.start + at + words.len();
        let what = format!(
            "`{words}` stands in no column, so readers do not see it: the table has {columns}"
        );
        let help =
            "write `\\|` for a sign in the text, in code too; or give the head another column";
        self.report(Diagnostic::new(Code::LostWords, what).help(help), place);
    }

    /// Only the language of a block of code stands behind its opening.
    pub(super) fn lost_info(&mut self, info: &str, range: Range<usize>) {
        if !has_lost_words(info) {
            return;
        }
        let line = self.text[range.clone()].lines().next().unwrap_or_default();
        let place = match line.rfind(info) {
            Some(at) => range.start + at..range.start + at + info.len(),
            None => range.start..range.start + line.len(),
        };
        let what = format!(
            "`{info}` stands behind the opening of a block of code, so readers do not see it"
        );
        let help =
            "begin the words on the next line; for code in a line of text write `` `code` ``";
        self.report(Diagnostic::new(Code::LostWords, what).help(help), place);
    }

    /// A block of code that nothing closes takes all that follows with it: headings, links and
    /// warnings stand there as code.
    pub(super) fn endless_code(&mut self, range: Range<usize>) {
        let text = &self.text[range.clone()];
        let is_last = self.text[range.end..].trim().is_empty();
        let line = range.start..range.start + text.find('\n').unwrap_or(text.len());
        // Its last line alone may be code that was meant: then nothing is lost.
        if !is_last || is_fenced(text) || text.trim_end().lines().count() < 3 {
            return;
        }
        let what = "nothing closes this block of code, so all that follows is a part of it";
        let help = "write a line with the same signs alone where the code ends";
        self.report(Diagnostic::new(Code::LostWords, what).help(help), line);
    }

    /// Braces at the end of a heading hold its id and its classes, and are no part of its
    /// `title`.
    pub(super) fn lost_attributes(&mut self, title: &str, range: Range<usize>) {
        let Some(braces) = braces_behind(&self.text[range.clone()]) else {
            return;
        };
        let place = range.start + braces.start..range.start + braces.end;
        let text = &self.text[place.clone()];
        if title.trim_end().ends_with('}') || are_settings(text) {
            return;
        }
        let what = format!("`{text}` are settings of the heading, so readers do not see them");
        let help = "only `#id` and `.class` stand there; write `\\}` for a brace in the text";
        self.report(Diagnostic::new(Code::LostWords, what).help(help), place);
    }

    /// A note in brackets with a colon is the address of a link for Markdown, which nothing
    /// uses here.
    pub(super) fn lost_definition(&mut self, range: Range<usize>) {
        let text = self.text[range.clone()].trim_end();
        let place = range.start..range.start + text.len();
        let line: Vec<&str> = text.split_whitespace().collect();
        let what = format!(
            "`{}` is the address of a link that nothing uses, so readers do not see it",
            line.join(" ")
        );
        let help = "put the colon into the brackets, `[Note:] …`, or write `\\[`";
        self.report(Diagnostic::new(Code::LostWords, what).help(help), place);
    }
}

/// The cells of a row as Markdown parts them, without the space around, and where each begins.
fn cells(row: &str) -> impl Iterator<Item = (usize, &str)> {
    let row = row.trim_end();
    let indent = row.len() - row.trim_start().len();
    let begin = indent + usize::from(row[indent..].starts_with('|'));
    // One backslash is enough, whatever is before it.
    let is_sign = move |at: &usize| !row[..*at].ends_with('\\');
    let signs = row.match_indices('|').map(|(at, _)| at);
    let ends = signs.filter(move |at| *at >= begin).filter(is_sign);
    let mut start = begin;
    ends.chain([row.len()]).map(move |end| {
        let cell = &row[start..end];
        let words = cell.trim();
        let at = start + (cell.len() - cell.trim_start().len());
        start = end + 1;
        (at, words)
    })
}

/// Whether text stands where a block of code has its language and its settings, such as
/// `js startline=3 {1,2} title="three words here"`, `toml,edit`, `rust ignore`.
fn has_lost_words(info: &str) -> bool {
    let mut closing = None;
    let bare: String = info
        .chars()
        .filter(|c| {
            if closing == Some(*c) {
                closing = None;
                return false;
            }
            if closing.is_none() {
                closing = match c {
                    '"' => Some('"'),
                    '{' => Some('}'),
                    _ => None,
                };
            }
            closing.is_none()
        })
        .collect();
    // A sign that nothing closes begins no setting.
    let bare = if closing.is_some() { info } else { &bare };
    let is_word = |word: &&str| word.split_once('=').is_none_or(|(key, _)| key.is_empty());
    info.contains("~~~") || bare.split_whitespace().filter(is_word).count() > 2
}

/// Whether the last line of a block of code closes it.
fn is_fenced(code: &str) -> bool {
    let sign = |c: &char| matches!(c, '`' | '~');
    let opening: String = code.chars().take_while(sign).collect();
    let last = code.trim_end().rsplit_once('\n').map(|(_, line)| line);
    last.is_some_and(|line| {
        // A quotation has its mark on each line.
        let line = line.trim_matches(['>', ' ', '\t']);
        line.starts_with(&opening) && line.trim_start_matches(&opening[..1]).is_empty()
    })
}

/// Where braces stand at the end of a heading's text, before what closes or underlines it.
fn braces_behind(heading: &str) -> Option<Range<usize>> {
    let heading = heading.trim_end();
    let text = match heading.rsplit_once('\n') {
        Some((above, line)) if line.ends_with(['=', '-']) => above,
        _ => heading.trim_end_matches('#'),
    };
    let text = text.trim_end();
    let start = text.strip_suffix('}')?.rfind('{')?;
    Some(start..text.len())
}

/// Whether braces hold what belongs to a heading: `#id`, `.class`, `key=value`.
fn are_settings(braces: &str) -> bool {
    let inside = braces.trim_matches(['{', '}']);
    let is_name = |name: &str| {
        name.starts_with(|c: char| c.is_alphanumeric() || c == '_')
            && name
                .chars()
                .all(|c| c.is_alphanumeric() || "_-:.".contains(c))
    };
    let is_setting = |word: &str| match word.split_once('=') {
        Some((key, _)) => is_name(key),
        // Python's Markdown begins with a colon.
        None => word == ":" || word.strip_prefix(['#', '.']).is_some_and(is_name),
    };
    !inside.trim().is_empty() && inside.split_whitespace().all(is_setting)
}

/// Whether the definition of a link that nothing uses is a note that somebody wrote for
/// readers: `[Note]: stop!`, `[Dose]: 2.5mg`. Comments are written as `[//]: # (…)`.
pub(super) fn is_note(label: &str, dest: &str) -> bool {
    let has_letters = |text: &str| text.contains(char::is_alphanumeric);
    let begins_with_letter = |text: &str| text.starts_with(|c: char| c.is_ascii_alphabetic());
    let is_scheme = |scheme: &str| {
        begins_with_letter(scheme)
            && scheme
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '+')
    };
    let is_address = dest.starts_with(['/', '#', '?'])
        || dest.ends_with('/')
        || dest.contains('@')
        || dest.split_once(':').is_some_and(|(scheme, rest)| is_scheme(scheme) && !rest.is_empty())
        // `page.md`, `example.org`, `../a`
        || dest.split('.').skip(1).any(|part| begins_with_letter(part) || part.starts_with('/'));
    has_letters(label) && has_letters(dest) && !is_address
}

#[cfg(test)]
mod tests {
    use super::{are_settings, braces_behind, has_lost_words, is_fenced, is_note};

    #[test]
    fn a_language_and_its_settings_are_no_words() {
        for (info, expected) in [
            ("", false),
            ("rust ignore", false),
            ("toml,edit", false),
            ("js startline=3 {1,2} title=\"three words here\"", false),
            ("Never with alcohol", true),
            ("Never take 5 mg = danger", true),
            ("She said \"never mix", true),
            ("js {never take it", true),
            ("words ~~~~", true),
        ] {
            assert_eq!(has_lost_words(info), expected, "{info}");
        }
    }

    #[test]
    fn an_address_is_no_note() {
        for (label, dest, expected) in [
            ("Warning", "stop!", true),
            ("Dose", "2.5mg", true),
            ("When", "8:00", true),
            ("How", "swallowed/chewed", true),
            ("a", "https://example.org/x", false),
            ("a", "tel:112", false),
            ("a", "page.md", false),
            ("a", "../b", false),
            ("a", "folder/", false),
            ("a", "#place", false),
            ("//", "stop", false),
            ("comment", "", false),
        ] {
            assert_eq!(is_note(label, dest), expected, "[{label}]: {dest}");
        }
    }

    #[test]
    fn braces_behind_a_heading_hold_settings_or_words() {
        for (heading, words) in [
            ("## Plan {#plan .no-claim lang=en}", None),
            ("## Plan {#türkçe-2.1} ##", None),
            ("## Plan {: #plan }", None),
            ("Plan {.a}\n----", None),
            ("## Plan {1}", Some("{1}")),
            ("## Never {don't=mix}", Some("{don't=mix}")),
            ("## Unless {...} ##\n", Some("{...}")),
            ("Warning {.important!}\n===", Some("{.important!}")),
            ("## Set {}", Some("{}")),
            ("## A {b} c", None),
            ("##", None),
        ] {
            let braces = braces_behind(heading).map(|range| &heading[range]);
            assert_eq!(braces.filter(|b| !are_settings(b)), words, "{heading}");
        }
    }

    #[test]
    fn a_line_of_the_same_signs_closes_a_block_of_code() {
        for (code, expected) in [
            ("```\na\n```\n", true),
            ("~~~ x\na\n~~~~~  \n", true),
            ("```\n> a\n> ```", true),
            ("````\na\n```\n", false),
            ("```\na\n~~~\n", false),
            ("```\na ```\n", false),
            ("```", false),
        ] {
            assert_eq!(is_fenced(code), expected, "{code}");
        }
    }
}
