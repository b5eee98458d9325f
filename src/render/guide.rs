//! The whole guide as one file that needs no other.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use tera::{Context, Value};

use super::body::{Mode, Numbering, reference_values};
use super::media_type::media_type;
use super::page::Basics;
use super::templates::WHOLE_GUIDE;
use super::wanted::Piece;
use super::{Renderer, context, json_ld, map, policy};
use crate::diagnostic::Diagnostic;
use crate::parse::slugify;
use crate::resolve::{Kind, PageId, Site, encode};

/// What stands in the file itself, in place of files beside it.
pub(super) struct Inline {
    /// The style sheets of the frame, of calculators and of the file.
    pub style: String,
    pub script: String,
}

const SHEETS: [&str; 3] = ["css/style.css", "css/taper.css", "css/whole.css"];
const SCRIPT: &str = "js/whole.js";

impl Inline {
    /// None where the site has no such file.
    pub(super) fn new(site: &Site) -> Option<Self> {
        let text = |path| {
            let asset = site.assets.static_file(path)?;
            let bytes = asset.bytes().ok()?;
            String::from_utf8(bytes.into_owned()).ok()
        };
        site.config.features.whole_guide.then(|| Self {
            style: SHEETS.into_iter().filter_map(text).collect(),
            script: text(SCRIPT).unwrap_or_default(),
        })
    }
}

/// The id of a page's heading in the file.
pub(super) fn page_id(site: &Site, id: PageId) -> String {
    id_of(&site.pages[id].url)
}

/// One id for each address: a point, which no slug holds, stands for the slash.
fn id_of(url: &str) -> String {
    let slugs: Vec<String> = url
        .split('/')
        .filter(|part| !part.is_empty())
        .map(slugify)
        .collect();
    match slugs.join(".") {
        slug if slug.is_empty() => "page".to_owned(),
        // The two lists at the end of the file have these.
        slug if slug == "references" || slug == "terms" => format!("page-{slug}."),
        slug => format!("page-{slug}"),
    }
}

/// What stands before the ids of a page's own text.
pub(super) fn id_prefix(site: &Site, id: PageId) -> String {
    format!("{}--", page_id(site, id))
}

/// Where a link leads from inside the file: to a place in it, or to the site
/// for what is not in it, such as a page in another language.
pub(super) fn address(
    site: &Site,
    language: usize,
    page: PageId,
    fragment: Option<&str>,
) -> String {
    let this = &site.pages[page];
    if this.language != language || is_list(site, page) {
        let mut address = context::permalink(site, &this.url);
        if let Some(fragment) = fragment {
            address.push('#');
            address.push_str(&encode(fragment));
        }
        return address;
    }
    match fragment {
        // Words stand once in the file, for all pages.
        Some(shared) if shared.starts_with("term-") => {
            format!("#{}", encode(shared))
        }
        Some(own) => format!("#{}{}", id_prefix(site, page), encode(own)),
        None if this.kind == Kind::Home => "#main".to_owned(),
        None => format!("#{}", page_id(site, page)),
    }
}

/// Pages that only list what stands at the end of the file already, and the one to
/// search from.
pub(super) fn is_list(site: &Site, page: PageId) -> bool {
    matches!(
        site.pages[page].template(),
        "glossary.html" | "references.html" | crate::resolve::SEARCH
    )
}

/// A file as an address that holds it.
pub(super) fn data_uri(path: &str, bytes: &[u8]) -> String {
    format!(
        "data:{};base64,{}",
        media_type(path),
        STANDARD.encode(bytes)
    )
}

impl Renderer {
    /// The whole guide of a language.
    pub(super) fn whole_guide(&self, language: usize) -> Result<Vec<u8>, Diagnostic> {
        let site = &*self.site;
        let this = &site.languages[language];
        let (Some(home), Some(inline)) = (this.home, &self.inline) else {
            return Ok(Vec::new());
        };
        let mut numbering = Numbering::default();
        let mut terms: Vec<(u32, String)> = Vec::new();
        let mut text = |id: PageId, deeper: u8| -> Result<Value, Diagnostic> {
            let mode = Mode::WholeGuide { deeper };
            let text = self.text(id, mode, None, &mut numbering)?;
            terms.extend(text.terms);
            Ok(Value::safe_string(&text.html))
        };
        let home_text = text(home, 0)?;
        let mut parts = Vec::new();
        for id in parts_of(site, home) {
            let page = &site.pages[id];
            let content = text(id, 1)?;
            let mut articles = Vec::new();
            for article in articles_of(site, id) {
                let front = &site.pages[article].document.front;
                articles.push(map([
                    ("id", Value::from(page_id(site, article))),
                    ("title", Value::from(front.title.as_str())),
                    ("description", Value::from(front.description.as_str())),
                    ("content", text(article, 2)?),
                ]));
            }
            parts.push(map([
                ("id", Value::from(page_id(site, id))),
                ("title", Value::from(page.document.front.title.as_str())),
                ("content", content),
                ("articles", Value::from(articles)),
            ]));
        }
        terms.sort_by_key(|(term, _)| *term);
        terms.dedup_by_key(|(term, _)| *term);
        let title = format!("{}: {}", this.title, this.strings.own("whole-guide"));
        let path = format!("{}whole-guide/", this.prefix);
        let mut page = self.basics(&Basics {
            kind: "whole-guide",
            language,
            title: &title,
            description: &this.description,
            path: &path,
        });
        page.insert("content".into(), home_text);
        let front = &site.pages[home].document.front;
        page.insert("date".into(), context::date(site, language, front.date));
        page.insert(
            "updated".into(),
            context::date(site, language, front.updated),
        );
        page.insert(
            "reviewed".into(),
            context::date(site, language, front.reviewed),
        );
        page.insert(
            "review_by".into(),
            context::date(site, language, front.review_date()),
        );
        let json_ld = self
            .templates
            .wanted(WHOLE_GUIDE)
            .has(Piece::JsonLd)
            .then(|| json_ld::of(self, home, &path, &title, &numbering));
        let policy = policy::whole_guide(inline, json_ld.as_deref());
        page.insert("policy".into(), Value::from(policy));
        if let Some(text) = json_ld {
            page.insert("json_ld".into(), Value::safe_string(&text));
        }
        let mut context = Context::new();
        context.insert_value("parts", Value::from(parts));
        context.insert_value("references", reference_values(site, language, &numbering));
        context.insert_value("terms", self.term_values(language, &terms));
        context.insert_value("style", Value::safe_string(&inline.style));
        context.insert_value("script", Value::safe_string(&inline.script));
        context.insert_value("page", Value::from(page));
        self.template(language, WHOLE_GUIDE, &context, "the whole guide")
    }
}

/// What stands as a part of its own: sections, however deep, and the articles
/// that belong to none.
fn parts_of(site: &Site, home: PageId) -> Vec<PageId> {
    fn descend(site: &Site, id: PageId, parts: &mut Vec<PageId>) {
        for child in &site.pages[id].children {
            if site.pages[*child].kind == Kind::Section {
                parts.push(*child);
                descend(site, *child, parts);
            }
        }
    }
    let mut parts = Vec::new();
    descend(site, home, &mut parts);
    parts.extend(articles_of(site, home));
    parts
}

fn articles_of(site: &Site, section: PageId) -> impl Iterator<Item = PageId> {
    let is_section = site.pages[section].kind != Kind::Article;
    let children = site.pages[section].children.iter().copied();
    children.filter(move |id| {
        is_section && site.pages[*id].kind == Kind::Article && !is_list(site, *id)
    })
}

#[cfg(test)]
mod tests {
    use super::{data_uri, id_of};

    #[test]
    fn a_file_in_its_own_address_has_the_type_that_a_server_gives_it() {
        for (file, start) in [
            ("a/x.svg", "data:image/svg+xml;base64,"),
            ("x.JPG", "data:image/jpeg;base64,"),
            ("x.bmp", "data:image/bmp;base64,"),
        ] {
            assert_eq!(data_uri(file, b""), start);
        }
    }

    #[test]
    fn every_address_has_its_own_id() {
        for (url, id) in [
            ("", "page"),
            ("a/b/", "page-a.b"),
            ("a-b/", "page-a-b"),
            ("tr/a/b/", "page-tr.a.b"),
            ("terms/", "page-terms."),
            ("a/terms/", "page-a.terms"),
        ] {
            assert_eq!(id_of(url), id);
        }
    }
}
