//! Exceptions: `[[allow]]` in an article's front matter.

use std::collections::{HashMap, HashSet};

use super::Scope;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::parse::{Allow, Document};
use crate::resolve::{Page, Site};

/// Rules whose findings on one page depend on what other articles say.
const OF_OTHER_PAGES: [Code; 3] = [
    Code::Orphan,
    Code::MissingTranslation,
    Code::StaleTranslation,
];

/// Takes away the findings that articles allow, and reports exceptions that
/// allow nothing.
pub(super) fn apply(scope: &Scope<'_>, found: &mut Diagnostics) {
    let used = take_away(scope.site, found);
    // A rule that is silent because a file cannot be read leaves exceptions without a use.
    let mut data = scope.sources.data.iter();
    let is_data_read =
        data.all(|files| files.unread.is_empty()) && scope.site.bibliography.is_read();
    let is_read = |page: &Page, code: Code| {
        let of_page = is_data_read && !page.document.has_lost_parts;
        of_page && (scope.knows_all_links || !OF_OTHER_PAGES.contains(&code))
    };
    for page in &scope.site.pages {
        let front = &page.document.front;
        // One exception may be for what is found of another.
        let mut own = Vec::new();
        for (n, allow) in front.allow.iter().enumerate() {
            let place = front.place(&allow.rule);
            let name = allow.rule.get_ref();
            let Some(code) = Code::rule(name) else {
                own.push(
                    Diagnostic::new(Code::InvalidValue, format!("no rule is called `{name}`"))
                        .in_file(&page.file)
                        .at(place)
                        .help("`stepdown explain` lists them")
                        .suggest(name, Code::rule_names()),
                );
                continue;
            };
            let before = own.len();
            own.retain(|finding| !is_allowed(finding, page, allow));
            let is_used = own.len() < before || used.contains(&(page.file.as_str(), n));
            // Whether a link to elsewhere is dead is not known here, and changes by the day.
            let is_known = !Code::EXTERNAL.contains(&code) && is_read(page, code);
            let is_on = scope.is_on(code) && scope.is_on(Code::UnusedAllow);
            if !is_used && is_on && is_known {
                own.push(
                    Diagnostic::new(
                        Code::UnusedAllow,
                        format!("the exception for `{name}` allows nothing any more"),
                    )
                    .in_file(&page.file)
                    .at(place)
                    .help("remove it"),
                );
            }
        }
        found.extend(own);
    }
}

/// Takes away the findings of rules that run on their own, where articles allow them.
pub(crate) fn apply_exceptions(site: &Site, found: &mut Diagnostics) {
    take_away(site, found);
}

/// Takes away the findings that articles allow. Gives the exceptions that were needed:
/// file, and number among the page's; of two that allow a finding the first.
fn take_away<'s>(site: &'s Site, found: &mut Diagnostics) -> HashSet<(&'s str, usize)> {
    let mut used = HashSet::new();
    let by_file: HashMap<&str, &Page> = site
        .pages
        .iter()
        .filter(|page| !page.document.front.allow.is_empty())
        .map(|page| (page.file.as_str(), &**page))
        .collect();
    found.retain(|finding| {
        let file = finding.file.as_deref();
        let Some(page) = file.and_then(|file| by_file.get(file)) else {
            return true;
        };
        let exceptions = &page.document.front.allow;
        let first = exceptions
            .iter()
            .position(|allow| is_allowed(finding, page, allow));
        used.extend(first.map(|n| (page.file.as_str(), n)));
        first.is_none()
    });
    used
}

/// Whether a page's exception is for this finding of the same page.
fn is_allowed(finding: &Diagnostic, page: &Page, allow: &Allow) -> bool {
    Code::rule(allow.rule.get_ref()) == Some(finding.code)
        && allow.text.as_deref().is_none_or(|text| {
            finding
                .span
                .is_some_and(|span| stands_there(&page.document, span, text))
        })
}

/// Whether a block that `span` touches has these words.
fn stands_there(document: &Document, span: Span, text: &str) -> bool {
    document.prose.as_ref().is_some_and(|prose| {
        prose.blocks.iter().any(|block| {
            // A finding may begin before the words (a link's bracket) or after
            // them (a marker), or be larger than a block (a table).
            block.span.start <= span.end
                && span.start <= block.span.end
                && prose.words(block).contains(text)
        })
    })
}
