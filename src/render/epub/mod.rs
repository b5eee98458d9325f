//! The guide of one language as an EPUB 3 book.
//!
//! In: the site, of which every page is rendered once more, without forms and
//! scripts. Out: the bytes of `guide.epub`. [`contents`] gives the reading order,
//! [`document`] one page as XHTML, [`places`] where its links and images lead
//! inside the book, [`package`] the files that describe the book, and [`archive`]
//! the zip.
//!
//! Dates come from the content and the identifier from the site's address, so
//! the same input gives the same bytes.
//!
//! Incremental: made anew whenever it is asked for. It needs every page of the
//! language, so only sites that want it have it switched on.

mod archive;
mod contents;
mod document;
mod package;
mod places;
mod xhtml;

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use tera::Context;

use self::archive::Archive;
use self::contents::Entry;
use self::document::Document;
use self::package::{CONTENTS, COVER, Medium, NCX, PACKAGE, STYLE, TITLE};
use self::places::Places;
use super::body::Mode;
use super::page::Basics;
use super::{Renderer, context, files, map};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{Date, FrontMatter};
use crate::resolve::{BOOK, PageId, Site};

/// The style sheet for books, a file of `static/`.
const STYLE_SHEET: &str = "css/book.css";

/// What makes a document of a page.
const TEMPLATE: &str = "epub.html";

/// A finding about something that the book cannot hold.
fn finding(file: &str, message: String) -> Diagnostic {
    Diagnostic::new(Code::Book, message).in_file(file)
}

/// Everything that the book says of itself, and all that is in it.
struct Book<'s> {
    site: &'s Site,
    language: usize,
    entries: Vec<Entry>,
    places: Places<'s>,
    /// The title page, then one document for each page in reading order.
    documents: Vec<Document>,
    /// Pictures by their path in the book.
    media: BTreeMap<String, Medium>,
    cover: Option<String>,
    modified: Option<Date>,
}

impl Renderer {
    /// `guide.epub` of a language.
    pub(super) fn epub(&self, language: usize) -> Result<Vec<u8>, Diagnostic> {
        let site = &*self.site;
        let entries = contents::entries(site, language);
        let places = Places::new(site, language, contents::order(&entries));
        let mut documents = vec![self.title_page(&places)?];
        // All pages before the first finding is taken, so that it is always the same.
        let pages: Vec<Result<Document, Diagnostic>> = places
            .pages()
            .par_iter()
            .map(|id| self.book_page(&places, *id))
            .collect();
        for page in pages {
            documents.push(page?);
        }
        document::check_links(&places, &documents)?;
        let cover = site.config.og_image.as_ref();
        let cover = cover
            .and_then(|path| places.cover(path.get_ref()))
            .transpose()?;
        let wanted: BTreeSet<&String> = documents.iter().flat_map(|d| &d.pictures).collect();
        let media = wanted
            .into_iter()
            .chain(&cover)
            .map(|path| Ok((path.clone(), places.medium(path)?)))
            .collect::<Result<BTreeMap<_, _>, Diagnostic>>()?;
        let book = Book {
            site,
            language,
            modified: newest(site, places.pages()),
            entries,
            places,
            documents,
            media,
            cover,
        };
        self.bind(&book)
    }

    /// Puts the files together.
    fn bind(&self, book: &Book<'_>) -> Result<Vec<u8>, Diagnostic> {
        let style = self.site.assets.static_file(STYLE_SHEET).ok_or_else(|| {
            Diagnostic::new(Code::Book, format!("there is no `static/{STYLE_SHEET}`"))
                .help("the book needs its style sheet: put the theme's back")
        })?;
        let mut archive = Archive::new()?;
        archive.add(PACKAGE, book.package().as_bytes())?;
        archive.add(CONTENTS, book.navigation().as_bytes())?;
        archive.add(NCX, book.ncx().as_bytes())?;
        archive.add(STYLE, &style.bytes()?)?;
        if let Some(cover) = book.cover_page() {
            archive.add(COVER, cover.as_bytes())?;
        }
        for document in &book.documents {
            archive.add(&document.name, document.text.as_bytes())?;
        }
        for (path, medium) in &book.media {
            archive.add(path, &medium.bytes)?;
        }
        archive.finish()
    }

    /// What the reader has to know first: who wrote it, whether a clinician
    /// reviewed it, how old it is, and where emergencies are.
    fn title_page(&self, places: &Places<'_>) -> Result<Document, Diagnostic> {
        let site = &*self.site;
        let language = places.language();
        let this = &site.languages[language];
        let mut page = self.basics(&Basics {
            kind: "book",
            language,
            title: &this.title,
            description: &this.description,
            path: &this.prefix,
        });
        let fronts = || {
            places
                .pages()
                .iter()
                .map(|id| &site.pages[*id].document.front)
        };
        // The book is reviewed when all of it is, and due when its first page is.
        let all_reviewed = fronts().all(|front| front.reviewed.is_some());
        let reviewed = fronts().filter_map(|front| front.reviewed).min();
        for (key, date) in [
            ("updated", newest(site, places.pages())),
            ("reviewed", reviewed.filter(|_| all_reviewed)),
            (
                "review_by",
                fronts().filter_map(FrontMatter::review_date).min(),
            ),
        ] {
            page.insert(key.into(), context::date(site, language, date));
        }
        let mut context = Context::new();
        context.insert_value("page", tera::Value::from(page));
        let html = self.template(
            language,
            "epub_title.html",
            &context,
            "the e-book's first page",
        )?;
        let source = document::Source {
            title: &this.title,
            file: "templates/epub_title.html",
            page: None,
            html,
        };
        document::make(places, TITLE.to_owned(), &source)
    }

    /// One page as a document of the book.
    fn book_page(&self, places: &Places<'_>, id: PageId) -> Result<Document, Diagnostic> {
        let this = &self.site.pages[id];
        let mut numbering = self.numbering(id);
        let wanted = self.templates.wanted(TEMPLATE);
        let (page, mut context) =
            self.page_with_text(id, Mode::Scriptless, wanted, &mut numbering)?;
        context.insert_value("page", tera::Value::from(page));
        // One template makes every kind of page: what a page lacks is none there.
        for list in ["section", "glossary", "bibliography"] {
            if !context.contains_key(list) {
                context.insert_value(list, tera::Value::none());
            }
        }
        let html = self.template(this.language, TEMPLATE, &context, &this.file)?;
        let source = document::Source {
            title: &this.document.front.title,
            file: &this.file,
            page: Some(id),
            html,
        };
        document::make(places, places.name(id).to_owned(), &source)
    }
}

/// The day of the newest page.
fn newest(site: &Site, pages: &[PageId]) -> Option<Date> {
    pages
        .iter()
        .filter_map(|id| files::changed(site, *id))
        .max()
}

/// How templates see the book: `{title, url, file}`. `file` is the name under
/// which browsers save it.
pub(super) fn link(site: &Site, language: usize) -> tera::Value {
    let this = &site.languages[language];
    let file = match crate::parse::slugify(&this.title) {
        slug if slug.is_empty() => BOOK.to_owned(),
        slug => format!("{slug}.epub"),
    };
    map([
        ("title", tera::Value::from(&*this.strings.own("epub"))),
        (
            "url",
            tera::Value::from(context::url(site, &format!("{}{BOOK}", this.prefix))),
        ),
        ("file", tera::Value::from(file)),
    ])
}
