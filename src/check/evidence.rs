//! Claims and what they rest on.

use std::collections::{BTreeMap, HashSet};

use super::{Reading, Scope, is_named, is_past};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::load::{REFERENCES, Sources};
use crate::parse::{BlockKind, Part};
use crate::resolve::{PageId, Retraction};

/// Claims that rest on references which nobody compared with their source.
pub(super) fn markers(scope: &Scope<'_>, id: PageId, found: &mut Vec<Diagnostic>) {
    if !scope.is_on(Code::UncheckedEvidence) {
        return;
    }
    let page = &scope.site.pages[id];
    page.document.body.for_each_slot(&mut |slot| {
        let Part::Marker(marker) = &slot.part else {
            return;
        };
        let bibliography = &scope.site.bibliography;
        let mut cited = marker.items.iter().map(|i| bibliography.get(&i.key));
        // An unknown key is reported as such.
        let is_unchecked = !marker.items.is_empty() && cited.all(|r| r.is_some_and(|r| !r.checked));
        if is_unchecked {
            found.push(
                Diagnostic::new(
                    Code::UncheckedEvidence,
                    "the claim rests only on references whose details nobody has checked",
                )
                .in_file(&page.file)
                .at(slot.span)
                .help(
                    "add a reference of status VERIFIED, or read the source and change its status",
                ),
            );
        }
    });
}

/// Blocks without evidence, and markers without a grade.
pub(super) fn blocks(reading: &Reading<'_>, found: &mut Vec<Diagnostic>) {
    let Reading {
        scope, page, prose, ..
    } = reading;
    let config = &scope.site.config;
    if scope.is_on(Code::MissingEvidence) && is_named(scope.site, page, &config.evidence.demand) {
        const HOW: &str = "end the claim with its marker, `[B @key]`, or a text without a claim with `{.no-claim}`";
        const HOW_CODE: &str =
            "write it as text, with its marker; code that makes no claim needs an `[[allow]]`";
        for block in &prose.blocks {
            let (what, how) = match block.kind {
                BlockKind::Paragraph => ("paragraph", HOW),
                BlockKind::Item => ("list item", HOW),
                BlockKind::Row => ("table row", HOW),
                BlockKind::Quote => ("quotation", HOW),
                BlockKind::Footnote => ("footnote", HOW),
                BlockKind::Code => ("block of code", HOW_CODE),
                BlockKind::Heading
                | BlockKind::Caption
                | BlockKind::HeadRow
                | BlockKind::Label
                | BlockKind::Argument => continue,
            };
            let has = |sign: fn(char) -> bool| prose.words(block).chars().any(sign);
            // Numbers may have their marker in the table's caption.
            let says_something =
                has(char::is_alphabetic) || (has(char::is_numeric) && !block.caption_says);
            if says_something && !block.no_claim && block.marks.is_empty() {
                found.push(
                    Diagnostic::new(
                        Code::MissingEvidence,
                        format!("the {what} has no evidence and does not say that it needs none"),
                    )
                    .in_file(&page.file)
                    .at(block.span)
                    .help(how),
                );
            }
        }
    }
    if scope.is_on(Code::MissingGrade) && is_named(scope.site, page, &config.evidence.graded) {
        for mark in prose.marks.iter().filter(|mark| mark.grade.is_none()) {
            found.push(
                Diagnostic::new(Code::MissingGrade, "the claim has a source and no grade")
                    .in_file(&page.file)
                    .at(mark.span)
                    .help(format!(
                        "put the letter of the evidence before the source: `[B @{}]`",
                        mark.keys.first().map_or("key", String::as_str)
                    )),
            );
        }
    }
}

/// References that the help lines cite.
pub(crate) fn cited_by_helplines(sources: &Sources) -> HashSet<&str> {
    sources
        .data
        .iter()
        .filter_map(|data| data.helplines.as_ref())
        .flat_map(|file| &file.value.country)
        .flat_map(|country| &country.line)
        .flat_map(|line| &line.cite)
        .map(|key| key.get_ref().as_str())
        .collect()
}

/// The bibliography itself.
pub(super) fn references(scope: &Scope<'_>, found: &mut Diagnostics) {
    let site = scope.site;
    let by_helplines = cited_by_helplines(scope.sources);
    let mut by_doi: BTreeMap<String, &str> = BTreeMap::new();
    for reference in site.bibliography.iter() {
        let key = &reference.key;
        let mut report = |code, message: String, help: String| {
            found.push(
                Diagnostic::new(code, message)
                    .in_file(REFERENCES)
                    .at(reference.span)
                    .help(help),
            );
        };
        let cited_in = site.cited_in.get(key);
        let is_cited = cited_in.is_some() || by_helplines.contains(key.as_str());
        if scope.is_on(Code::UnusedReference) && site.is_whole && !is_cited {
            report(
                Code::UnusedReference,
                format!("no page cites `{key}`"),
                "cite it or remove it".to_owned(),
            );
        }
        let doi = reference.links.iter().find(|link| link.kind == "DOI");
        if scope.is_on(Code::SameDoi)
            && let Some(doi) = doi
            && let Some(other) = by_doi.insert(doi.text.to_lowercase(), key)
        {
            report(
                Code::SameDoi,
                format!("`{key}` and `{other}` have the same DOI"),
                "keep one of them, and cite that one".to_owned(),
            );
        }
        let pages = || -> String {
            let files: Vec<&str> = cited_in
                .into_iter()
                .flatten()
                .map(|id| site.pages[*id].file.as_str())
                .collect();
            match files.is_empty() {
                true if site.is_whole => "no page cites it: remove it".to_owned(),
                true => "look at what rests on it".to_owned(),
                false => format!("look at what rests on it: {}", files.join(", ")),
            }
        };
        match reference.retraction {
            Some(Retraction::Retracted) if scope.is_on(Code::RetractedReference) => {
                report(
                    Code::RetractedReference,
                    format!("`{key}` was retracted"),
                    pages(),
                );
            }
            Some(Retraction::Corrected)
                if scope.is_on(Code::CorrectedReference) && !reference.correction_read =>
            {
                report(
                    Code::CorrectedReference,
                    format!("`{key}` was corrected after it appeared"),
                    format!(
                        "read the correction, say in `correctionnote = {{…}}` what it changes here; {}",
                        pages()
                    ),
                );
            }
            _ => {}
        }
        if scope.is_on(Code::ReferenceNotLookedUp) {
            let (message, is_due) = match reference.looked_up {
                None => (
                    format!("nobody looked up whether `{key}` was retracted"),
                    true,
                ),
                Some(date) => (
                    format!("whether `{key}` was retracted was last looked up on {date}"),
                    is_past(date, site.config.review.reference_months, scope.today),
                ),
            };
            if is_due {
                report(
                    Code::ReferenceNotLookedUp,
                    message,
                    "look it up, then write `retraction = {none}` (or `corrected`, `retracted`) and `retractiondate = {2026-11-24}`".to_owned(),
                );
            }
        }
    }
}
