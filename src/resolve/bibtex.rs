//! What a bibliography may ask of the program that reads it.
//!
//! BibTeX has abbreviations made of abbreviations. One that leads back to itself would
//! be followed for ever, and thirty lines that each double the line before would fill
//! any memory; so they are measured before biblatex writes them out. Braces are
//! counted because the time to read them grows with the square of their depth.

use std::collections::HashMap;

use biblatex::{Bibliography, Field, RawBibliography, RawChunk};

use crate::diagnostic::{Code, Diagnostic, Span};
use crate::load::REFERENCES;

/// Titles need two or three.
const MOST_BRACES: usize = 100;
/// How many abbreviations may lead to each other.
const MOST_STEPS: usize = 16;
/// How long all of it may become, in bytes, besides what is written out in the file.
const MOST_BYTES: usize = 16 * 1024 * 1024;

fn too_much(message: String, span: Span, help: &str) -> Diagnostic {
    Diagnostic::new(Code::BibliographySyntax, message)
        .in_file(REFERENCES)
        .at(span)
        .help(help)
}

/// Whether braces are nested no deeper than anybody needs.
pub(super) fn check_braces(text: &str) -> Result<(), Diagnostic> {
    let mut depth = 0_usize;
    for (at, byte) in text.bytes().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        if depth > MOST_BRACES {
            return Err(too_much(
                format!("braces are nested more than {MOST_BRACES} deep"),
                Span::from(at..at + 1),
                "look for a closing brace that is missing before this place",
            ));
        }
    }
    Ok(())
}

/// Whether abbreviations can be written out.
pub(super) fn check_abbreviations(raw: &RawBibliography<'_>) -> Result<(), Diagnostic> {
    // The last of two with one name counts.
    let known: HashMap<&str, &Field<'_>> = raw
        .abbreviations
        .iter()
        .map(|pair| (pair.key.v, &pair.value.v))
        .collect();
    let mut lengths = HashMap::new();
    let mut all = 0_usize;
    for pair in &raw.abbreviations {
        let span = Span::from(pair.key.span.clone());
        all += length(&pair.value.v, &known, &mut lengths, MOST_STEPS, span)?;
    }
    for entry in &raw.entries {
        let span = Span::from(entry.v.key.span.clone());
        for pair in &entry.v.fields {
            all += length(&pair.value.v, &known, &mut lengths, MOST_STEPS, span)?;
            if all > MOST_BYTES {
                return Err(too_long(span));
            }
        }
    }
    Ok(())
}

fn too_long(span: Span) -> Diagnostic {
    too_much(
        "abbreviations (`@string`) make this longer than 16 MiB".to_owned(),
        span,
        "write the text itself instead of abbreviations of abbreviations",
    )
}

/// How long the abbreviations of a value become; a value without any has none.
fn length<'s>(
    field: &Field<'s>,
    known: &HashMap<&'s str, &Field<'s>>,
    lengths: &mut HashMap<&'s str, usize>,
    steps: usize,
    span: Span,
) -> Result<usize, Diagnostic> {
    let mut sum = 0_usize;
    for chunk in field {
        let RawChunk::Abbreviation(name) = chunk.v else {
            continue;
        };
        // Names of months, and names that biblatex will report, are short.
        let Some(inner) = known.get(name) else {
            continue;
        };
        let own = match lengths.get(name) {
            Some(length) => *length,
            None if steps == 0 => {
                return Err(too_much(
                    format!(
                        "the abbreviation `{name}` leads back to itself, or through more than {MOST_STEPS} others"
                    ),
                    span,
                    "write the text itself instead of abbreviations of abbreviations",
                ));
            }
            None => {
                let plain: usize = inner
                    .iter()
                    .map(|chunk| match chunk.v {
                        RawChunk::Normal(text) => text.len(),
                        RawChunk::Abbreviation(_) => 0,
                    })
                    .sum();
                let length = plain + length(inner, known, lengths, steps - 1, span)?;
                lengths.insert(name, length);
                length
            }
        };
        sum += own;
        if sum > MOST_BYTES {
            return Err(too_long(span));
        }
    }
    Ok(sum)
}

/// How many entries may be read again because others take data from them.
const MOST_INHERITED: usize = 10_000;

/// Whether entries that take data from others (`crossref`, `xdata`) come to an end.
/// biblatex follows them without looking.
pub(super) fn check_parents(raw: &RawBibliography<'_>) -> Result<(), Diagnostic> {
    // Under other names biblatex reads the fields just the same, and follows nothing.
    let mut copy = raw.clone();
    let mut is_any = false;
    for pair in copy
        .entries
        .iter_mut()
        .flat_map(|entry| &mut entry.v.fields)
    {
        for (name, other) in [("crossref", "own-crossref"), ("xdata", "own-xdata")] {
            if pair.key.v.eq_ignore_ascii_case(name) {
                pair.key.v = other;
                is_any = true;
            }
        }
    }
    if !is_any {
        return Ok(());
    }
    // What else is wrong is reported where the original is read.
    let Ok(parsed) = Bibliography::from_raw(copy) else {
        return Ok(());
    };
    let mut known = HashMap::new();
    let mut all = 0_usize;
    for entry in &raw.entries {
        let span = Span::from(entry.v.key.span.clone());
        all += inherited(entry.v.key.v, &parsed, &mut known, MOST_STEPS, span)?;
        if all > MOST_INHERITED {
            return Err(too_much(
                format!(
                    "more than {MOST_INHERITED} entries take data from others (`crossref`, `xdata`)"
                ),
                span,
                "write the data into the entries themselves",
            ));
        }
    }
    Ok(())
}

/// How many entries are read for one that takes data from others.
fn inherited(
    key: &str,
    parsed: &Bibliography,
    known: &mut HashMap<String, usize>,
    steps: usize,
    span: Span,
) -> Result<usize, Diagnostic> {
    if let Some(count) = known.get(key) {
        return Ok(*count);
    }
    let Some(entry) = parsed.get(key) else {
        return Ok(0);
    };
    let crossref = entry.get_as::<String>("own-crossref").into_iter();
    let xdata = entry
        .get_as::<Vec<String>>("own-xdata")
        .into_iter()
        .flatten();
    let parents: Vec<String> = crossref.chain(xdata).collect();
    if steps == 0 && !parents.is_empty() {
        return Err(too_much(
            format!(
                "the entry takes data from itself, or through more than {MOST_STEPS} others (`crossref`, `xdata`)"
            ),
            span,
            "write the data into the entry itself",
        ));
    }
    let mut sum = 0_usize;
    for parent in parents {
        let own = inherited(&parent, parsed, known, steps - 1, span)?;
        sum = sum.saturating_add(own).saturating_add(1);
    }
    known.insert(key.to_owned(), sum);
    Ok(sum)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Option<String> {
        let raw = RawBibliography::parse(text).expect("BibTeX");
        let checked = check_braces(text)
            .and_then(|()| check_abbreviations(&raw))
            .and_then(|()| check_parents(&raw));
        checked.err().map(|d| d.message)
    }

    #[test]
    fn ordinary_abbreviations_and_braces_are_fine() {
        let text = "@string{j = \"Journal\"}\n@string{k = j # \" of X\"}\n@misc{a, journal = k, month = jan, title = {The {DNA} of {{X}}}}";
        assert_eq!(said(text), None);
    }

    #[test]
    fn circles_doublings_and_deep_braces_are_named() {
        let circle = said("@string{a = b}\n@string{b = a}\n@misc{k, title = a}");
        assert!(circle.expect("an error").contains("leads back to itself"));
        let circle = said("@misc{a, CrossRef = b}\n@string{b = \"c\"}\n@misc{c, xdata = {x, {a}}}");
        assert!(circle.expect("an error").contains("takes data from itself"));
        let mut wide = "@misc{e0, title = {x}}\n".to_owned();
        for n in 1..12 {
            let before = n - 1;
            wide +=
                &format!("@misc{{e{n}, xdata = {{e{before}, e{before}, e{before}, e{before}}}}}\n");
        }
        assert!(
            said(&wide)
                .expect("an error")
                .contains("more than 10000 entries")
        );
        let mut doubling = "@string{a0 = \"0123456789\"}\n".to_owned();
        for n in 1..15 {
            let before = n - 1;
            doubling += &format!(
                "@string{{a{n} = a{before} # a{before} # a{before} # a{before} # a{before}}}\n"
            );
        }
        assert!(
            said(&doubling)
                .expect("an error")
                .contains("longer than 16 MiB")
        );
        let deep = format!(
            "@misc{{k, title = {}x{}}}",
            "{".repeat(200),
            "}".repeat(200)
        );
        assert!(
            said(&deep)
                .expect("an error")
                .contains("nested more than 100 deep")
        );
    }
}
