//! The files around the pages: feed, sitemap, robots, redirects.

use std::fmt::Write as _;

use super::body::{Mode, Numbering};
use super::xml::escape;
use super::{Renderer, context};
use crate::diagnostic::Diagnostic;
use crate::parse::Date;
use crate::resolve::{Kind, Output, PageId, Site, address_of, encode};

/// Name and description of the generator in feeds.
const GENERATOR: &str = concat!("Stepdown ", env!("CARGO_PKG_VERSION"));

fn element(out: &mut String, name: &str, text: &str) {
    let _ = write!(out, "<{name}>");
    escape(out, text, false);
    let _ = writeln!(out, "</{name}>");
}

/// A link of the feed or of an entry.
fn link(out: &mut String, relation: &str, kind: &str, address: &str) {
    let _ = write!(out, "<link rel=\"{relation}\" type=\"{kind}\" href=\"");
    escape(out, address, true);
    out.push_str("\"/>\n");
}

/// When a page last changed, for readers.
pub(super) fn changed(site: &Site, id: PageId) -> Option<Date> {
    site.pages[id].document.front.changed()
}

impl Renderer {
    /// The newest articles of a language as Atom.
    pub(super) fn feed(&self, language: usize) -> Result<String, Diagnostic> {
        let site = &*self.site;
        let this = &site.languages[language];
        let mut articles: Vec<PageId> = (0..site.pages.len())
            .filter(|id| {
                let page = &site.pages[*id];
                page.language == language
                    && page.kind == Kind::Article
                    && changed(site, *id).is_some()
            })
            .collect();
        articles.sort_by_key(|id| (std::cmp::Reverse(changed(site, *id)), *id));
        articles.truncate(site.config.features.feed_entries);
        let home = context::permalink(site, &this.prefix);
        let own = context::permalink(site, &format!("{}atom.xml", this.prefix));
        let newest = articles.first().and_then(|id| changed(site, *id));
        let mut out = String::from("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n");
        let _ = writeln!(
            out,
            "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"{}\">",
            this.code
        );
        element(&mut out, "title", &this.title);
        if !this.description.is_empty() {
            element(&mut out, "subtitle", &this.description);
        }
        element(&mut out, "id", &home);
        link(&mut out, "self", "application/atom+xml", &own);
        link(&mut out, "alternate", "text/html", &home);
        element(&mut out, "updated", &timestamp(newest));
        out.push_str("<author>");
        element(
            &mut out,
            "name",
            if this.author.is_empty() {
                &this.title
            } else {
                &this.author
            },
        );
        out.push_str("</author>\n");
        element(&mut out, "generator", GENERATOR);
        for id in articles {
            self.feed_entry(&mut out, id)?;
        }
        out.push_str("</feed>\n");
        Ok(out)
    }

    fn feed_entry(&self, out: &mut String, id: PageId) -> Result<(), Diagnostic> {
        let site = &*self.site;
        let page = &site.pages[id];
        let front = &page.document.front;
        let permalink = context::permalink(site, &page.url);
        out.push_str("<entry>\n");
        element(out, "title", &front.title);
        element(out, "id", &permalink);
        link(out, "alternate", "text/html", &permalink);
        element(out, "updated", &timestamp(changed(site, id)));
        if front.date.is_some() {
            element(out, "published", &timestamp(front.date));
        }
        for topic in &front.topics {
            out.push_str("<category term=\"");
            escape(out, topic.get_ref(), true);
            out.push_str("\"/>\n");
        }
        if !front.description.is_empty() {
            element(out, "summary", &front.description);
        }
        let mut numbering = Numbering::default();
        let mut html = self.text(id, Mode::Scriptless, None, &mut numbering)?.html;
        if !numbering.keys.is_empty() {
            html.push_str("<ol>\n");
            for (n, key) in numbering.keys.iter().enumerate() {
                if let Some(reference) = site.bibliography.get(key) {
                    let _ = writeln!(html, "<li id=\"ref-{}\">{}</li>", n + 1, reference.html);
                }
            }
            html.push_str("</ol>\n");
        }
        out.push_str("<content type=\"html\" xml:base=\"");
        escape(out, &permalink, true);
        out.push_str("\">");
        escape(out, &html, false);
        out.push_str("</content>\n</entry>\n");
        Ok(())
    }
}

/// A date as a point in time: midnight UTC. The feed needs one even for a site
/// without dates; the epoch is the same everywhere.
pub(super) fn timestamp(date: Option<Date>) -> String {
    match date {
        Some(date) => format!("{date}T00:00:00Z"),
        None => "1970-01-01T00:00:00Z".to_owned(),
    }
}

/// All pages, for search engines.
pub(super) fn sitemap(site: &Site) -> String {
    let mut out = String::with_capacity(site.pages.len() * 120);
    out.push_str("<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<urlset xmlns=\"http://www.sitemaps.org/schemas/sitemap/0.9\">\n");
    let mut add = |path: &str, date: Option<Date>| {
        out.push_str("<url><loc>");
        escape(&mut out, &context::permalink(site, path), false);
        out.push_str("</loc>");
        if let Some(date) = date {
            let _ = write!(out, "<lastmod>{date}</lastmod>");
        }
        out.push_str("</url>\n");
    };
    for (path, output) in &site.outputs {
        let address = address_of(path);
        match output {
            Output::Page(id) => add(address, changed(site, *id)),
            Output::Topics(_) | Output::Topic(..) | Output::WholeGuide(_) => add(address, None),
            _ => {}
        }
    }
    out.push_str("</urlset>\n");
    out
}

pub(super) fn robots(site: &Site) -> String {
    format!(
        "User-agent: *\nAllow: /\n\nSitemap: {}sitemap.xml\n",
        site.config.base_url
    )
}

/// `.well-known/security.txt`, as RFC 9116 has it.
pub(super) fn security_text(site: &Site) -> String {
    let Some(security) = &site.config.security else {
        return String::new();
    };
    let mut out = String::new();
    for contact in &security.contact {
        let _ = writeln!(out, "Contact: {contact}");
    }
    let _ = writeln!(out, "Expires: {}T23:59:59Z", security.expires);
    let languages: Vec<&str> = site.languages.iter().map(|l| l.code.as_str()).collect();
    let _ = writeln!(out, "Preferred-Languages: {}", languages.join(", "));
    let _ = writeln!(
        out,
        "Canonical: {}.well-known/security.txt",
        site.config.base_url
    );
    if let Some(policy) = &security.policy {
        let _ = writeln!(out, "Policy: {policy}");
    }
    out
}

/// `_redirects`, as Netlify and Cloudflare Pages read it.
pub(super) fn redirects(site: &Site) -> String {
    let base = site.config.base_path();
    let mut out = String::new();
    for (path, output) in &site.outputs {
        if let Output::Alias(id) = output {
            let from = address_of(path);
            let to = &site.pages[*id].url;
            let _ = writeln!(out, "{base}{} {base}{} 301", encode(from), encode(to));
        }
    }
    out
}
