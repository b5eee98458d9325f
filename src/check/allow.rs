//! Exceptions: `[[allow]]` in an article's front matter.

use super::Scope;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::parse::Document;
use crate::resolve::{Page, Site};

/// Takes away the findings that articles allow, and reports exceptions that
/// allow nothing.
pub(super) fn apply(scope: &Scope<'_>, found: &mut Diagnostics) {
    for page in &scope.site.pages {
        let front = &page.document.front;
        for allow in &front.allow {
            let place = front.place(&allow.rule);
            let name = allow.rule.get_ref();
            let Some(code) = Code::rule(name) else {
                let rules = Code::ALL.iter().filter(|c| c.is_rule()).map(|c| c.name());
                found.push(
                    Diagnostic::new(Code::InvalidValue, format!("no rule is called `{name}`"))
                        .in_file(&page.file)
                        .at(place)
                        .suggest(name, rules),
                );
                continue;
            };
            let before = found.len();
            found.retain(|d| !is_allowed(d, page, code, allow.text.as_deref()));
            // Whether a link to elsewhere is dead is not known here, and changes by the day.
            let is_known = !Code::EXTERNAL.contains(&code);
            let is_on = scope.is_on(code) && scope.is_on(Code::UnusedAllow);
            if found.len() == before && is_on && is_known {
                found.push(
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
    }
}

/// Takes away the findings of rules that run on their own, where articles allow them.
pub(crate) fn apply_exceptions(site: &Site, found: &mut Diagnostics) {
    for page in &site.pages {
        for allow in &page.document.front.allow {
            if let Some(code) = Code::rule(allow.rule.get_ref()) {
                found.retain(|d| !is_allowed(d, page, code, allow.text.as_deref()));
            }
        }
    }
}

fn is_allowed(diagnostic: &Diagnostic, page: &Page, code: Code, text: Option<&str>) -> bool {
    diagnostic.code == code
        && diagnostic.file.as_deref() == Some(page.file.as_str())
        && text.is_none_or(|text| {
            diagnostic
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
