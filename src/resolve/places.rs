//! The places of a page that a link can name, `page.md#place`.
//!
//! Headings have ids of their own; the program gives out the rest as the page needs
//! them. A link to one that is not there is a mistake like one to a missing heading.
//! What is looked at here is part of a document's shape, so that a link is looked at
//! again when it changes.

use super::{Page, Site};
use crate::diagnostic::{Code, Diagnostic};
use crate::load::data::GLOSSARY;
use crate::parse::Part;

/// Whether the page has a place of that id.
pub(super) fn has_id(site: &Site, page: &Page, id: &str) -> bool {
    page.document.headings.iter().any(|h| *h.id == *id) || is_given_out(site, page, id)
}

/// Whether the program gives out the id on that page. The references of a page have numbers
/// that the next citation changes: a link leads to the page of all references instead.
fn is_given_out(site: &Site, page: &Page, id: &str) -> bool {
    let holds = page.document.holds;
    // One that could not be read counts.
    let has_components = holds.components || page.document.has_lost_parts;
    if id == "main" {
        return true;
    }
    if id == "page-references" {
        return holds.markers || has_components;
    }
    if let Some(key) = id.strip_prefix("ref-") {
        let is_known = !site.bibliography.is_read() || site.bibliography.get(key).is_some();
        return page.template() == "references.html" && is_known;
    }
    let has_unread_glossary = site.languages[page.language].unread.contains(&GLOSSARY);
    if has_unread_glossary && (id.starts_with("term-") || id.starts_with("use-")) {
        return true;
    }
    if let Some(term) = id.strip_prefix("term-") {
        return has_term(site, page, term) || explains(site, page, term);
    }
    if let Some(term) = id.strip_prefix("use-") {
        return has_term(site, page, term);
    }
    if let Some(note) = id.strip_prefix("fn-").or_else(|| id.strip_prefix("fnref-")) {
        // `fnref-1-2` is the second reference to the first footnote.
        let is_later = note.contains('-');
        let is_written = || page.document.body.html.contains(&format!("{id}\""));
        let number = note.split('-').next().unwrap_or(note);
        return number.parse().is_ok_and(|n| has_footnote(page, n)) && (!is_later || is_written());
    }
    // A component may hold a table of its own.
    let is_table = |number: &str| number.parse::<u32>().is_ok();
    id.strip_prefix("table-").is_some_and(is_table)
        && (has_components || page.document.body.html.contains(&format!("{id}\">")))
}

/// Whether a word of the glossary stands on the page, in its text or in that of a component.
fn has_term(site: &Site, page: &Page, id: &str) -> bool {
    let Some(index) = site
        .glossary(page.language)
        .iter()
        .position(|term| term.id == id)
    else {
        return false;
    };
    let mut is_there = page.document.holds.components || page.document.has_lost_parts;
    page.document.body.for_each_slot(&mut |slot| {
        is_there |= matches!(slot.part, Part::Term(term) if usize::try_from(term) == Ok(index));
    });
    is_there
}

/// Whether the page is the glossary and has the word.
fn explains(site: &Site, page: &Page, id: &str) -> bool {
    page.template() == "glossary.html"
        && site
            .glossary(page.language)
            .iter()
            .any(|term| term.id == id)
}

fn has_footnote(page: &Page, wanted: u32) -> bool {
    let mut is_there = false;
    page.document.body.for_each_slot(&mut |slot| {
        is_there |=
            matches!(slot.part, Part::UiNumber("footnote-number", number) if number == wanted);
    });
    is_there
}

/// What is said of a place that is not there.
pub(super) fn no_heading(page: &Page, id: &str, place: &str) -> Diagnostic {
    let d = Diagnostic::new(
        Code::BrokenFragment,
        format!("{place} has no place with the id `{id}`"),
    );
    let headings = &page.document.headings;
    if headings.is_empty() {
        return d.help(format!("it has no heading: write the link without `#{id}`"));
    }
    d.suggest(id, headings.iter().map(|h| &*h.id))
}
