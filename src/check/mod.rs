//! Rules over the whole [`Site`].
//!
//! A rule reads parsed documents, never raw Markdown, and reports every
//! finding with its place. Its level is the site's choice; see
//! [`crate::diagnostic::Code`] for the list.
//!
//! Incremental: done anew for each build.

use jiff::civil::Date;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level};
use crate::resolve::{Kind, PageId, Site};

/// Runs every rule that is not off. `today` may change findings, never output.
pub fn check(site: &Site, today: Date, found: &mut Diagnostics) {
    let is_on = |code: Code| site.config.level(code) != Level::Off;
    for (id, page) in site.pages.iter().enumerate() {
        if is_on(Code::HeadingOrder) {
            heading_order(site, id, found);
        }
        if is_on(Code::ReviewOverdue) {
            review_overdue(site, id, today, found);
        }
        if is_on(Code::Orphan) && page.kind == Kind::Article {
            orphan(site, id, found);
        }
        if is_on(Code::MissingTranslation) && page.language == 0 {
            missing_translation(site, id, found);
        }
    }
    if is_on(Code::UnusedReference) {
        unused_references(site, found);
    }
}

/// The title is the page's h1; below it no level is skipped.
fn heading_order(site: &Site, id: PageId, found: &mut Diagnostics) {
    let page = &site.pages[id];
    let mut last = 1;
    for heading in &page.document.headings {
        let finding = if heading.level == 1 {
            Some((
                "a second first-level heading: the page's title is the first".to_owned(),
                "begin with `##`".to_owned(),
            ))
        } else if heading.level > last + 1 {
            Some((
                format!("the heading `{}` skips a level", heading.title),
                format!("write it with {}", "#".repeat(usize::from(last) + 1)),
            ))
        } else {
            None
        };
        if let Some((message, help)) = finding {
            found.push(
                Diagnostic::new(Code::HeadingOrder, message)
                    .in_file(&page.file)
                    .at(heading.span)
                    .help(help),
            );
        }
        last = heading.level;
    }
}

fn review_overdue(site: &Site, id: PageId, today: Date, found: &mut Diagnostics) {
    let page = &site.pages[id];
    let front = &page.document.front;
    if let Some(due) = &front.review_by
        && due.get_ref().0 < today
    {
        found.push(
            Diagnostic::new(
                Code::ReviewOverdue,
                format!("the page was due for review on {}", due.get_ref()),
            )
            .in_file(&page.file)
            .at(front.place(due))
            .help("check it against the evidence, then set a new `review_by`"),
        );
    }
}

fn orphan(site: &Site, id: PageId, found: &mut Diagnostics) {
    let page = &site.pages[id];
    let language = &site.languages[page.language];
    let roles = &language.roles;
    let has_part = [
        roles.emergency,
        roles.help,
        roles.grades,
        roles.about,
        roles.glossary,
        roles.references,
    ]
    .contains(&Some(id))
        || language.footer.contains(&id);
    if page.backlinks.is_empty() && !has_part {
        found.push(
            Diagnostic::new(Code::Orphan, "no other page's text links to this article")
                .in_file(&page.file)
                .at(page.document.front.opening())
                .help("link to it where a reader would want it"),
        );
    }
}

fn missing_translation(site: &Site, id: PageId, found: &mut Diagnostics) {
    let page = &site.pages[id];
    for language in site.languages.iter().skip(1) {
        let path = format!("{}{}", language.prefix, page.path);
        if site.page_at(&path).is_none() {
            found.push(
                Diagnostic::new(
                    Code::MissingTranslation,
                    format!("the page is not there in `{}`", language.code),
                )
                .in_file(&page.file)
                .at(page.document.front.opening())
                .help(format!("write `content/{path}`")),
            );
        }
    }
}

fn unused_references(site: &Site, found: &mut Diagnostics) {
    for reference in site.bibliography.iter() {
        if !site.cited_in.contains_key(&reference.key) {
            found.push(
                Diagnostic::new(
                    Code::UnusedReference,
                    format!("no page cites `{}`", reference.key),
                )
                .in_file("content/references.bib")
                .at(reference.span)
                .help("cite it or remove it"),
            );
        }
    }
}
