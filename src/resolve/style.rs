//! References in the Vancouver style of medical journals, as HTML.

use std::collections::HashMap;

use hayagriva::archive::{ArchivedStyle, locales};
use hayagriva::citationberg::{FontStyle, IndependentStyle, Locale, LocaleCode, Style};
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
    let locales = locales();
    let locale = LocaleCode(match language.split('-').next() {
        Some("en") | None => "en-US".to_owned(),
        Some(_) => language.to_owned(),
    });
    entries
        .par_chunks(TOGETHER)
        .flat_map_iter(|entries| some_in_style(entries, &style, &locale, &locales))
        .collect()
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
