//! Pages made from Markdown: what their templates see. Those that the site adds are in `added`.

use std::collections::BTreeMap;

use serde::Serialize;
use tera::{Context, Value};

use super::body::{Mode, Numbering, reference_values};
use super::related::related;
use super::templates::template_for_sections;
use super::wanted::{Piece, Wanted};
use super::{Renderer, context, json_ld, map, policy};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::Grade;
use crate::resolve::{Kind, PageId, Reference, SEARCH, Site};

/// What every page's `page` has, however it is made.
pub(super) struct Basics<'a> {
    pub kind: &'a str,
    pub language: usize,
    pub title: &'a str,
    pub description: &'a str,
    /// Path below the base path.
    pub path: &'a str,
}

/// `page` while it is put together.
pub(super) type Page = tera::Map;

/// More keys than a page has.
const KEYS: usize = 40;

/// `page` of a language with every key and nothing in it: who misspells a key is told all
/// of them.
pub(super) fn blank(site: &Site, language: usize) -> Page {
    let language = &site.languages[language];
    let none = Value::none;
    let html = || Value::safe_string("");
    // One list for all: a copy shares it.
    let list = Value::from(Vec::<Value>::new());
    let mut page = Page::with_capacity(KEYS);
    for (key, value) in [
        ("kind", none()),
        ("title", none()),
        ("description", none()),
        ("url", none()),
        ("permalink", none()),
        ("lang", Value::from(language.code.as_str())),
        ("dir", Value::from(language.dir)),
        ("content", html()),
        ("calculator", Value::from(false)),
        ("policy", Value::from(policy::PAGE)),
        ("extra", map([])),
        ("path", Value::from("")),
    ] {
        page.insert(key.into(), value);
    }
    for piece in Piece::ALL {
        let empty = match piece {
            Piece::Opening | Piece::Rest => html(),
            Piece::Date
            | Piece::Updated
            | Piece::Reviewed
            | Piece::ReviewBy
            | Piece::Prev
            | Piece::Next
            | Piece::Evidence
            | Piece::JsonLd => none(),
            Piece::Toc
            | Piece::Topics
            | Piece::Breadcrumbs
            | Piece::Backlinks
            | Piece::Related
            | Piece::References
            | Piece::Terms
            | Piece::Translations
            | Piece::Changes => list.clone(),
            // Those of a section.
            Piece::Pages | Piece::Subsections => continue,
        };
        page.insert(piece.name().into(), empty);
    }
    page
}

/// A heading in the contents list of a page.
#[derive(Serialize)]
struct Entry<'a> {
    id: &'a str,
    title: &'a str,
    children: Vec<Entry<'a>>,
}

impl Renderer {
    /// The common part of `page`.
    pub(super) fn basics(&self, basics: &Basics<'_>) -> Page {
        let site = &*self.site;
        let mut page = self.blank_pages[basics.language].clone();
        for (key, value) in [
            ("kind", Value::from(basics.kind)),
            ("title", Value::from(basics.title)),
            ("description", Value::from(basics.description)),
            ("url", Value::from(context::url(site, basics.path))),
            (
                "permalink",
                Value::from(context::permalink(site, basics.path)),
            ),
        ] {
            page.insert(key.into(), value);
        }
        page
    }

    /// A page made from Markdown.
    pub(super) fn page(&self, id: PageId) -> Result<Vec<u8>, Diagnostic> {
        let site = &*self.site;
        let this = &site.pages[id];
        let template = this.template();
        let is_article = this.kind == Kind::Article;
        if !self.templates.contains(template) || !self.templates.fits(template, is_article) {
            return Err(self.missing_template(id, template));
        }
        let mut numbering = self.numbering(id);
        let wanted = self.templates.wanted(template);
        let (mut value, mut context) =
            self.page_with_text(id, Mode::Site, wanted, &mut numbering)?;
        let json_ld = wanted
            .has(Piece::JsonLd)
            .then(|| json_ld::page(self, id, &numbering));
        let has_calculator = json_ld::has_calculator(&this.document.body);
        value.insert("calculator".into(), Value::from(has_calculator));
        let has_module = has_calculator || template == SEARCH;
        if json_ld.is_some() || has_module {
            let policy = policy::page(json_ld.as_deref(), has_module);
            value.insert("policy".into(), Value::from(policy));
        }
        if let Some(text) = json_ld {
            value.insert("json_ld".into(), Value::safe_string(&text));
        }
        context.insert_value("page", Value::from(value));
        self.template(this.language, template, &context, &this.file)
    }

    /// `page` of a Markdown page with its text, and what templates see beside it.
    pub(super) fn page_with_text(
        &self,
        id: PageId,
        mode: Mode,
        wanted: Wanted,
        numbering: &mut Numbering,
    ) -> Result<(Page, Context), Diagnostic> {
        let site = &*self.site;
        let this = &site.pages[id];
        let mut value = self.page_head(id, wanted);
        let text = self.text(id, mode, Some(&value), numbering)?;
        if wanted.has(Piece::Opening) || wanted.has(Piece::Rest) {
            let (opening, rest) = text.html.split_at(text.opening);
            value.insert("opening".into(), Value::safe_string(opening));
            value.insert("rest".into(), Value::safe_string(rest));
        }
        value.insert("content".into(), Value::safe_string(&text.html));
        if wanted.has(Piece::References) {
            let references = reference_values(site, this.language, numbering);
            value.insert("references".into(), references);
        }
        if wanted.has(Piece::Terms) {
            value.insert("terms".into(), self.term_values(this.language, &text.terms));
        }
        let mut context = Context::new();
        if this.kind != Kind::Article {
            context.insert_value("section", self.section_value(id, wanted));
        }
        match this.template() {
            "glossary.html" => {
                context.insert_value("glossary", self.glossary_value(this.language));
            }
            "references.html" => {
                context.insert_value("bibliography", self.bibliography_value(this.language));
            }
            SEARCH => {
                context.insert_value("urgent", self.urgent_value(this.language));
                if let Some(home) = site.languages[this.language].home {
                    context.insert_value("contents", self.section_value(home, wanted));
                }
            }
            _ => {}
        }
        Ok((value, context))
    }

    /// `page` of a Markdown page, all that is wanted of it but its text.
    pub(super) fn page_head(&self, id: PageId, wanted: Wanted) -> Page {
        let site = &*self.site;
        let this = &site.pages[id];
        let front = &this.document.front;
        let mut page = self.basics(&Basics {
            kind: this.kind.name(),
            language: this.language,
            title: &front.title,
            description: &front.description,
            path: &this.url,
        });
        page.insert("path".into(), Value::from(&*this.path));
        if !front.extra.is_empty() {
            page.insert("extra".into(), Value::from_serializable(&front.extra));
        }
        let mut put = |piece: Piece, make: &dyn Fn() -> Value| {
            if wanted.has(piece) {
                page.insert(piece.name().into(), make());
            }
        };
        let date = |date| context::date(site, this.language, date);
        put(Piece::Date, &|| self.entries.date(site, id));
        put(Piece::Updated, &|| date(front.updated));
        put(Piece::Reviewed, &|| date(front.reviewed));
        put(Piece::ReviewBy, &|| date(front.review_date()));
        let neighbour = |id: Option<PageId>| id.map_or_else(Value::none, |id| self.entry(id));
        put(Piece::Prev, &|| neighbour(this.prev));
        put(Piece::Next, &|| neighbour(this.next));
        put(Piece::Breadcrumbs, &|| self.list(site.breadcrumbs(id)));
        put(Piece::Backlinks, &|| {
            self.list(self.of_language(this.language, &this.backlinks))
        });
        put(Piece::Related, &|| self.list(related(site, id)));
        put(Piece::Toc, &|| self.toc(id));
        put(Piece::Topics, &|| self.topics_value(id));
        put(Piece::Translations, &|| self.translations_value(id));
        put(Piece::Evidence, &|| self.evidence_value(id));
        put(Piece::Changes, &|| self.changes_value(id));
        page
    }

    /// Those of the pages that a list in a language can show: titles in another would be
    /// read aloud as if they were words of this one.
    fn of_language(&self, language: usize, ids: &[PageId]) -> impl Iterator<Item = PageId> {
        let pages = &self.site.pages;
        let ids = ids.iter().copied();
        ids.filter(move |id| pages[*id].language == language)
    }

    fn topics_value(&self, id: PageId) -> Value {
        let site = &*self.site;
        let this = &site.pages[id];
        let language = &site.languages[this.language];
        let topics: Vec<Value> = this
            .document
            .front
            .topics
            .iter()
            .filter_map(|topic| {
                let name = topic.get_ref();
                let topics = &language.topics;
                let topic = topics
                    .binary_search_by(|t| t.name.as_str().cmp(name))
                    .ok()?;
                Some(self.entries.topic(site, this.language, topic))
            })
            .collect();
        Value::from(topics)
    }

    fn translations_value(&self, id: PageId) -> Value {
        let site = &*self.site;
        let translations: Vec<Value> = site
            .translations(id)
            .into_iter()
            .map(|other| {
                let language = &site.languages[site.pages[other].language];
                map([
                    ("lang", Value::from(language.code.as_str())),
                    ("name", Value::from(language.name.as_str())),
                    ("dir", Value::from(language.dir)),
                    ("url", Value::from(self.addresses.page(other))),
                ])
            })
            .collect();
        Value::from(translations)
    }

    /// How sure the page is: its claims by grade.
    fn evidence_value(&self, id: PageId) -> Value {
        let site = &*self.site;
        let this = &site.pages[id];
        let claims = this.document.body.claims();
        if claims.all() == 0 {
            return Value::none();
        }
        let grades: Vec<Value> = Grade::ALL
            .into_iter()
            .zip(claims.by_grade)
            .filter(|(_, count)| *count > 0)
            .map(|(grade, count)| {
                let anchor = site.languages[this.language]
                    .roles
                    .grades
                    .map(|page| format!("{}#grade-{}", self.addresses.page(page), grade.id()));
                map([
                    ("letter", Value::from(grade.letter())),
                    ("id", Value::from(grade.id())),
                    ("count", Value::from(count)),
                    ("meaning", Value::from(grade.ui_key())),
                    ("url", Value::from(anchor)),
                ])
            })
            .collect();
        map([
            ("claims", Value::from(claims.all())),
            ("elsewhere", Value::from(claims.elsewhere)),
            ("grades", Value::from(grades)),
        ])
    }

    /// What changed for the page's readers, newest first. What changed on one day stays in
    /// the order in which it is written.
    fn changes_value(&self, id: PageId) -> Value {
        let this = &self.site.pages[id];
        let mut changes: Vec<_> = this.document.front.changes.iter().collect();
        changes.sort_by_key(|change| std::cmp::Reverse(change.date));
        let changes: Vec<Value> = changes
            .into_iter()
            .map(|change| {
                map([
                    (
                        "date",
                        context::date(&self.site, this.language, Some(change.date)),
                    ),
                    ("what", Value::from(change.what.as_str())),
                ])
            })
            .collect();
        Value::from(changes)
    }

    /// Why the page cannot have the template that it asks for.
    fn missing_template(&self, id: PageId, template: &str) -> Diagnostic {
        if let Some(why) = self.templates.why_unfit(template) {
            return why.clone();
        }
        let page = &self.site.pages[id];
        let is_article = page.kind == Kind::Article;
        let what = match self.templates.contains(template) {
            true if template_for_sections(template) => {
                format!("`{template}` lists the pages of a section, and this is an article")
            }
            true => format!("`{template}` is no template for an article or a section"),
            false => format!("there is no template `{template}`"),
        };
        let d = Diagnostic::new(Code::MissingTemplate, what)
            .in_file(&page.file)
            .suggest(template, self.templates.page_names(is_article));
        match &page.document.front.template {
            Some(named) => d.at(page.document.front.place(named)),
            None => d,
        }
    }

    /// h2 headings with their h3.
    fn toc(&self, id: PageId) -> Value {
        let mut entries: Vec<Entry<'_>> = Vec::new();
        for heading in &self.site.pages[id].document.headings {
            let entry = Entry {
                id: &heading.id,
                title: &heading.title,
                children: Vec::new(),
            };
            match (heading.level, entries.last_mut()) {
                (3, Some(above)) => above.children.push(entry),
                (1..=3, _) => entries.push(entry),
                _ => {}
            }
        }
        Value::from_serializable(&entries)
    }

    /// Glossary terms of a page with the id of their place in the text.
    pub(super) fn term_values(&self, language: usize, terms: &[(u32, String)]) -> Value {
        let glossary = self.site.glossary(language);
        let mut values: Vec<(String, Value)> = terms
            .iter()
            .filter_map(|(term, back)| Some((glossary.get(*term as usize)?, back)))
            .map(|(term, back)| {
                let value = map([
                    ("id", Value::from(term.id.as_str())),
                    ("term", Value::from(term.term.as_str())),
                    ("definition", Value::safe_string(&term.definition)),
                    ("back", Value::from(back.as_str())),
                ]);
                (term.term.to_lowercase(), value)
            })
            .collect();
        values.sort_by(|a, b| a.0.cmp(&b.0));
        Value::from(values.into_iter().map(|(_, v)| v).collect::<Vec<_>>())
    }

    fn section_value(&self, id: PageId, wanted: Wanted) -> Value {
        let site = &*self.site;
        let children = |id: PageId, kind: Kind| {
            let children = site.pages[id].children.iter().copied();
            children.filter(move |child| site.pages[*child].kind == kind)
        };
        let articles = |id: PageId| match wanted.has(Piece::Pages) {
            true => self.list(children(id, Kind::Article)),
            false => Value::from(Vec::<Value>::new()),
        };
        let subsection = |id: PageId| {
            let front = &site.pages[id].document.front;
            map([
                ("title", Value::from(front.title.as_str())),
                ("url", Value::from(self.addresses.page(id))),
                ("description", Value::from(front.description.as_str())),
                ("pages", articles(id)),
            ])
        };
        let subsections: Vec<Value> = match wanted.has(Piece::Subsections) {
            true => children(id, Kind::Section).map(subsection).collect(),
            false => Vec::new(),
        };
        map([
            ("pages", articles(id)),
            ("subsections", Value::from(subsections)),
        ])
    }

    /// Which words open which sections of the search page, as JSON.
    fn urgent_value(&self, language: usize) -> Value {
        let words: BTreeMap<&str, &[String]> = self.site.languages[language]
            .urgent
            .iter()
            .map(|urgent| (urgent.id.as_str(), urgent.words.as_slice()))
            .collect();
        Value::from(serde_json::json!(words).to_string())
    }

    fn glossary_value(&self, language: usize) -> Value {
        let site = &*self.site;
        let used = site.used_in.get(language);
        let mut values: Vec<(String, Value)> = site
            .glossary(language)
            .iter()
            .enumerate()
            .map(|(n, term)| {
                let pages = used.and_then(|u| u.get(&u32::try_from(n).unwrap_or(u32::MAX)));
                let value = map([
                    ("id", Value::from(term.id.as_str())),
                    ("term", Value::from(term.term.as_str())),
                    ("definition", Value::safe_string(&term.definition)),
                    ("used_in", self.list(pages.into_iter().flatten().copied())),
                ]);
                (term.term.to_lowercase(), value)
            })
            .collect();
        values.sort_by(|a, b| a.0.cmp(&b.0));
        Value::from(values.into_iter().map(|(_, v)| v).collect::<Vec<_>>())
    }

    /// The numbers that a page's references begin with.
    pub(super) fn numbering(&self, id: PageId) -> Numbering {
        match self.site.pages[id].template() {
            "references.html" => Numbering::of_list(self.listed().map(|(r, _)| r.key.as_str())),
            _ => Numbering::default(),
        }
    }

    /// The references that some page cites, and which.
    fn listed(&self) -> impl Iterator<Item = (&Reference, &Vec<PageId>)> {
        let site = &*self.site;
        site.bibliography
            .iter()
            .filter_map(|reference| Some((reference, site.cited_in.get(&reference.key)?)))
    }

    fn bibliography_value(&self, language: usize) -> Value {
        let site = &*self.site;
        let values: Vec<Value> = self
            .listed()
            .enumerate()
            .map(|(n, (reference, pages))| {
                map([
                    ("number", Value::from(n + 1)),
                    ("key", Value::from(reference.key.as_str())),
                    ("html", Value::safe_string(&reference.html)),
                    ("links", context::reference_links(site, language, reference)),
                    ("checked", Value::from(reference.checked)),
                    ("cited_in", self.list(self.of_language(language, pages))),
                ])
            })
            .collect();
        Value::from(values)
    }
}
