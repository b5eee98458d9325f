//! References in the Vancouver style of medical journals, as HTML.

use std::collections::HashMap;

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::{FontStyle, IndependentStyle, Locale, LocaleCode, LocaleFile, Style};
use hayagriva::{
    BibliographyDriver, BibliographyRequest, CitationItem, CitationRequest, ElemChild,
    ElemChildren, Entry, Formatted,
};
use rayon::prelude::*;

use crate::parse::escape_text;

/// How many entries are formatted together: the time grows with the square of it, and
/// each time has a beginning of its own.
pub(super) const TOGETHER: usize = 128;

/// Formats all entries in the Vancouver style of medical journals. No entry's words depend
/// on another's: the style has numbers, which are taken away, and no letters behind years.
pub(super) fn in_style(entries: &[Entry], language: &str) -> HashMap<String, String> {
    let Style::Independent(style) = ArchivedStyle::ElsevierVancouver.get() else {
        return HashMap::new();
    };
    let locale = match language.split('-').next() {
        Some("en") | None => LocaleCode::en_us(),
        Some(_) => LocaleCode(language.to_owned()),
    };
    let locales = match english() {
        Some(english) if locale == LocaleCode::en_us() => vec![english],
        _ => locales(),
    };
    entries
        .par_chunks(TOGETHER)
        .flat_map_iter(|entries| some_in_style(entries, &style, &locale, &locales))
        .collect()
}

/// The words of the style in English: those of all languages, which the archive has, take
/// longer to read than most guides take to build.
fn english() -> Option<Locale> {
    let file = LocaleFile::from_xml(include_str!("style/en-US.xml")).ok()?;
    Some(file.into())
}

fn some_in_style(
    entries: &[Entry],
    style: &IndependentStyle,
    locale: &LocaleCode,
    locales: &[Locale],
) -> Vec<(String, String)> {
    let mut driver = BibliographyDriver::new();
    for entry in entries {
        let items = vec![CitationItem::with_entry(entry)];
        driver.citation(CitationRequest::new(
            items,
            style,
            Some(locale.clone()),
            locales,
            None,
        ));
    }
    let rendered = driver.finish(BibliographyRequest::new(
        style,
        Some(locale.clone()),
        locales,
    ));
    rendered
        .bibliography
        .map(|b| b.items)
        .unwrap_or_default()
        .into_iter()
        .map(|item| {
            let mut html = String::new();
            if let Some(first) = item.first_field {
                // The style puts its own number before the authors; ours differ.
                let mut field = String::new();
                write_child(&mut field, &first);
                let words =
                    field.trim_start_matches(|c: char| c.is_ascii_digit() || "[]. ".contains(c));
                html.push_str(words);
                if !words.is_empty() && !words.ends_with(' ') {
                    html.push(' ');
                }
            }
            write_children(&mut html, &item.content);
            // BibTeX's `and others` reaches the style as a last author's name.
            let html = html.trim().replace(", others. ", ", et al. ");
            // Without an editor the style's "In:" has nothing before its full stop.
            (item.key, html.replace("In:. ", "In: "))
        })
        .collect()
}

fn write_children(out: &mut String, children: &ElemChildren) {
    for child in &children.0 {
        write_child(out, child);
    }
}

fn write_child(out: &mut String, child: &ElemChild) {
    match child {
        ElemChild::Text(text) | ElemChild::Link { text, .. } => write_text(out, text),
        ElemChild::Elem(elem) => write_children(out, &elem.children),
        ElemChild::Markup(markup) => escape_text(out, markup),
        ElemChild::Transparent { .. } => {}
    }
}

fn write_text(out: &mut String, text: &Formatted) {
    let italic = text.formatting.font_style == FontStyle::Italic;
    out.push_str(if italic { "<i>" } else { "" });
    escape_text(out, &text.text);
    out.push_str(if italic { "</i>" } else { "" });
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Entries of every type that the format has, with and without each field that the style
    /// has a word for.
    fn entries() -> Vec<Entry> {
        let kinds = "article book booklet inbook incollection inproceedings manual mastersthesis misc phdthesis proceedings report techreport unpublished online software dataset patent collection mvbook periodical";
        let fields = [
            "",
            "editor = {Roe, R. and Poe, P.},",
            "editor = {Roe, R.}, booktitle = {Proc}, pages = {5},",
            "booktitle = {Proc}, pages = {5--19}, publisher = {P}, address = {Oslo},",
            "journal = {J}, volume = {3}, number = {4}, month = mar, pages = {e7},",
            "url = {https://example.org}, urldate = {2024-02-29}, date = {2023-12},",
            "url = {https://example.org}, urldate = {2024-11},",
            "translator = {Roe, R. and Poe, P.}, date = {0079},",
            "translator = {Roe, R.}, date = {-0044},",
            "editor = {Roe, R.}, translator = {Roe, R.}, date = {2020-21},",
        ];
        let editions = (1..=30).map(|n| format!("edition = {{{n}}}, year = {{{}}},", 1990 + n));
        let authors = [
            "",
            "author = {Doe, Jane},",
            "author = {Aa, A. and Bb, B. and Cc, C. and Dd, D. and Ee, E. and Ff, F. and Gg, G. and Hh, H.},",
        ];
        let mut text = String::new();
        for kind in kinds.split(' ') {
            for more in fields
                .iter()
                .map(|f| (*f).to_owned())
                .chain(editions.clone())
            {
                for author in authors {
                    let key = text.len();
                    text += &format!("@{kind}{{k{key}, title = {{T {key}}}, {author} {more}}}\n");
                }
            }
        }
        let library = hayagriva::io::from_biblatex_str(&text).expect("entries");
        library.iter().cloned().collect()
    }

    #[test]
    fn our_english_is_that_of_the_archive() {
        let Style::Independent(style) = ArchivedStyle::ElsevierVancouver.get() else {
            panic!("not a style of its own");
        };
        let ours = [english().expect("it can be read")];
        let archive = locales();
        let entries = entries();
        for entries in entries.chunks(TOGETHER) {
            let [ours, archive] = [&ours[..], &archive]
                .map(|locales| some_in_style(entries, &style, &LocaleCode::en_us(), locales));
            for (ours, archive) in ours.iter().zip(&archive) {
                assert_eq!(ours, archive);
            }
            assert_eq!(ours.len(), archive.len());
        }
        let all = in_style(&entries, "en");
        assert_eq!(all.len(), entries.len());
        for word in [
            "In: ",
            "editors",
            "translators",
            "22nd ed",
            "n.d.",
            "p. 5",
            "accessed February 29, 2024",
            "et al",
        ] {
            assert!(all.values().any(|html| html.contains(word)), "{word}");
        }
        // Other languages have the words of the archive.
        assert!(
            in_style(&entries[..200], "de")
                .values()
                .any(|html| html.contains("Aufl"))
        );
    }
}
