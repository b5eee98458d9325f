//! An old address for a page that moves.
//!
//! In: an article's text and an address. Out: the same text with the address among
//! its `aliases`; comments, order and notation of the front matter stay. The result
//! is read again before anybody gets it, so a text whose form is not understood is
//! refused and never spoilt.

use toml::de::DeValue;
use toml_edit::DocumentMut;

use super::{FrontMatter, Split, split};
use crate::config::{Notation, yaml_table};
use crate::diagnostic::{Code, Diagnostic};

/// `source` with `address` among its aliases. `file` is named in findings.
///
/// # Errors
/// When the front matter cannot be read, or has a form that cannot be changed safely.
pub(crate) fn with_alias(source: &str, address: &str, file: &str) -> Result<String, Diagnostic> {
    let at = split(source, file)?;
    let before = aliases(source, &at, file)?;
    if before.iter().any(|known| known == address) {
        return Ok(source.to_owned());
    }
    let keys = &source[at.keys.clone()];
    let keys = match at.notation {
        Notation::Toml => in_toml(keys, address).map_err(|d| d.in_file(file))?,
        Notation::Yaml => in_yaml(keys, address).ok_or_else(|| by_hand(address, file))?,
    };
    let text = format!(
        "{}{keys}{}",
        &source[..at.keys.start],
        &source[at.keys.end..]
    );
    let mut wanted = before;
    wanted.push(address.to_owned());
    let after = split(&text, file).and_then(|at| aliases(&text, &at, file));
    match after {
        Ok(after) if after == wanted => Ok(text),
        _ => Err(by_hand(address, file)),
    }
}

fn aliases(source: &str, at: &Split, file: &str) -> Result<Vec<String>, Diagnostic> {
    let front = FrontMatter::read(source, file, at).map_err(|mut found| found.swap_remove(0))?;
    let aliases = front.aliases.into_iter();
    Ok(aliases.map(toml::Spanned::into_inner).collect())
}

fn by_hand(address: &str, file: &str) -> Diagnostic {
    let what = "the old address cannot be added to front matter of this form";
    Diagnostic::new(Code::FrontMatter, what)
        .in_file(file)
        .at(0..3)
        .help(format!(
            "add `{address}` to `aliases` by hand, then move again; nothing was changed"
        ))
}

fn in_toml(keys: &str, address: &str) -> Result<String, Diagnostic> {
    let mut front: DocumentMut = keys.parse().map_err(|e: toml_edit::TomlError| {
        Diagnostic::new(Code::TomlSyntax, e.message().to_owned())
            .help("correct the front matter first")
    })?;
    let aliases = front
        .entry("aliases")
        .or_insert(toml_edit::value(toml_edit::Array::new()));
    if let Some(list) = aliases.as_array_mut() {
        list.push(address);
    }
    let text = front.to_string();
    // `toml_edit` ends every line in the way of Unix.
    Ok(match keys.contains("\r\n") {
        true => text.replace("\r\n", "\n").replace('\n', "\r\n"),
        false => text,
    })
}

/// Nothing where the text has a form that is not looked for.
fn in_yaml(keys: &str, address: &str) -> Option<String> {
    let table = yaml_table(keys).ok()?;
    let quoted = serde_json::to_string(address).ok()?;
    let line_end = if keys.contains("\r\n") { "\r\n" } else { "\n" };
    let insert = |at: usize, text: &str| format!("{}{text}{}", &keys[..at], &keys[at..]);
    let Some(value) = table.get_ref().get("aliases") else {
        let first = table.get_ref().keys().map(|key| key.span().start).min()?;
        let indent = keys[..first].rfind('\n').map_or(0, |n| n + 1)..first;
        let gap = if keys.ends_with('\n') { "" } else { line_end };
        return Some(format!(
            "{keys}{gap}{}aliases:{line_end}{0}  - {quoted}{line_end}",
            &keys[indent]
        ));
    };
    let DeValue::Array(items) = value.get_ref() else {
        return None;
    };
    let span = value.span();
    if keys[span.clone()].starts_with('[') {
        let from = items.last().map_or(span.start + 1, |item| item.span().end);
        let at = from + keys[from..].find(']')?;
        let comma = match keys[from..at].trim() {
            "" if items.is_empty() => "",
            "" => ", ",
            "," => " ",
            _ => return None,
        };
        return Some(insert(at, &format!("{comma}{quoted}")));
    }
    // A list with a line for each item: one more line like the last one.
    let last = items.last()?.span();
    let start = keys[..last.start].rfind('\n').map_or(0, |n| n + 1);
    let mark = keys[start..last.start].strip_suffix("- ")?;
    let end = keys[last.end..]
        .find('\n')
        .map_or(keys.len(), |n| last.end + n + 1);
    let gap = if keys[..end].ends_with('\n') {
        ""
    } else {
        line_end
    };
    Some(insert(end, &format!("{gap}{mark}- {quoted}{line_end}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn twice(source: &str) -> String {
        let once = with_alias(source, "/a/", "f").expect("valid");
        let twice = with_alias(&once, "/b/", "f").expect("valid");
        assert_eq!(with_alias(&twice, "/a/", "f").expect("valid"), twice);
        twice
    }

    #[test]
    fn toml_keeps_its_comments_and_tables() {
        let text = "+++\ntitle = \"T\" # a word\n\n[extra]\nx = 1\n+++\nBody\n";
        let twice = twice(text);
        assert!(twice.contains("title = \"T\" # a word"), "{twice}");
        assert!(twice.contains("aliases = [\"/a/\", \"/b/\"]"), "{twice}");
        assert!(twice.ends_with("[extra]\nx = 1\n+++\nBody\n"), "{twice}");
    }

    #[test]
    fn lines_end_as_they_did() {
        let text = "+++\r\ntitle = \"T\"\r\n\r\n[extra]\r\nx = 1\r\n+++\r\nBody\r\n";
        let twice = twice(text);
        assert_eq!(
            twice.replace("\r\n", "").find(['\r', '\n']),
            None,
            "{twice:?}"
        );
    }

    #[test]
    fn yaml_keeps_its_comments_and_the_form_of_its_list() {
        assert_eq!(
            twice("---\ntitle: T # a word\nextra:\n  x: 1\n---\nBody\n"),
            "---\ntitle: T # a word\nextra:\n  x: 1\naliases:\n  - \"/a/\"\n  - \"/b/\"\n---\nBody\n"
        );
        assert_eq!(
            twice("---\naliases: [/x/] # old\ntitle: T\n---\n"),
            "---\naliases: [/x/, \"/a/\", \"/b/\"] # old\ntitle: T\n---\n"
        );
        assert_eq!(
            twice("---\r\naliases:\r\n- /x/ # old\r\ntitle: T\r\n---\r\n"),
            "---\r\naliases:\r\n- /x/ # old\r\n- \"/a/\"\r\n- \"/b/\"\r\ntitle: T\r\n---\r\n"
        );
        assert_eq!(
            twice("---\naliases: []\ntitle: T\n---\n"),
            "---\naliases: [\"/a/\", \"/b/\"]\ntitle: T\n---\n"
        );
    }

    #[test]
    fn a_form_that_is_not_understood_is_refused_with_the_way_out() {
        let refused = with_alias("---\n{title: T}\n---\n", "/a/", "f").expect_err("flow form");
        assert!(refused.help.expect("help").contains("by hand"));
        let long = "---\ntitle: |\n  T\n---\n";
        assert!(with_alias(long, "/a/", "f").is_ok());
    }
}
