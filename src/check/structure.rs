//! Headings, links, tables, and pages that nothing leads to.

use super::{Reading, Scope};
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::{Kind, PageId, Site};

/// Link texts that say nothing of where they lead, in small letters.
const EMPTY_LINK_TEXTS: [&str; 12] = [
    "click here",
    "click",
    "here",
    "link",
    "this",
    "this link",
    "this page",
    "more",
    "read more",
    "learn more",
    "see here",
    "buraya",
];

pub(super) fn page(scope: &Scope<'_>, id: PageId, found: &mut Vec<Diagnostic>) {
    let site = scope.site;
    if scope.is_on(Code::HeadingOrder) {
        heading_order(site, id, found);
    }
    let is_article = site.pages[id].kind == Kind::Article;
    if scope.is_on(Code::Orphan) && scope.knows_all_links && is_article {
        orphan(site, id, found);
    }
}

/// Link texts and captions.
pub(super) fn words(reading: &Reading<'_>, found: &mut Vec<Diagnostic>) {
    let Reading {
        scope, page, prose, ..
    } = reading;
    if scope.is_on(Code::LinkText) {
        for link in &prose.links {
            let words = prose.text.get(link.range.clone()).unwrap_or_default();
            let said = words
                .trim()
                .trim_end_matches(['.', ':', '…'])
                .to_lowercase();
            let is_address = said.starts_with("http://") || said.starts_with("https://");
            if EMPTY_LINK_TEXTS.contains(&said.as_str()) || is_address {
                found.push(
                    Diagnostic::new(
                        Code::LinkText,
                        format!("the link `{}` does not say where it leads", words.trim()),
                    )
                    .in_file(&page.file)
                    .at(link.span)
                    .help("name the page or the thing that the reader will find: `[emergency signs](…)`"),
                );
            }
        }
    }
    if scope.is_on(Code::TableCaption) {
        for table in prose.tables.iter().filter(|table| !table.has_caption) {
            found.push(
                Diagnostic::new(Code::TableCaption, "the table has no caption")
                    .in_file(&page.file)
                    .at(table.span)
                    .help("put a paragraph just before it: `Table: what it shows`"),
            );
        }
    }
}

/// The title is the page's h1; below it no level is skipped.
fn heading_order(site: &Site, id: PageId, found: &mut Vec<Diagnostic>) {
    let page = &site.pages[id];
    let mut last = 1;
    for heading in &page.document.headings {
        let finding = if heading.title.trim().is_empty() {
            Some((
                "a heading without words: the contents would have an empty link".to_owned(),
                "write words, beside a picture or a citation too, or take the line out".to_owned(),
            ))
        } else if heading.level == 1 {
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

fn orphan(site: &Site, id: PageId, found: &mut Vec<Diagnostic>) {
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
        roles.search,
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
