//! One page as a document of the book.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use url::Url;

use super::finding;
use super::package::STYLE;
use super::places::{Lead, Places};
use super::xhtml::{self, Around, Body};
use crate::diagnostic::{Code, Diagnostic, Span};
use crate::parse::Part;
use crate::render::xml::escape;
use crate::resolve::PageId;

/// What a document is made from.
pub(super) struct Source<'a> {
    pub title: &'a str,
    /// The file that findings name.
    pub file: &'a str,
    /// The page; none for the title page.
    pub page: Option<PageId>,
    /// The text of its body, as the template gives it.
    pub html: Vec<u8>,
}

/// A document of the book.
pub(super) struct Document {
    /// Its path in the book.
    pub name: String,
    pub text: String,
    pub body: Body,
    /// The pictures that it shows, by their path in the book.
    pub pictures: BTreeSet<String>,
    /// Places that it leads to: document and id.
    links: BTreeSet<(String, String)>,
    file: String,
    page: Option<PageId>,
}

/// What the text's links and pictures become.
struct Links<'a> {
    places: &'a Places<'a>,
    name: &'a str,
    from: Url,
    links: BTreeSet<(String, String)>,
    pictures: BTreeSet<String>,
    /// What cannot be in the book.
    problem: Option<String>,
}

impl Around for Links<'_> {
    fn link(&mut self, href: &str, outward: bool) -> Option<String> {
        match self.places.link(&self.from, href, outward) {
            Lead::Outside(address) => Some(address),
            Lead::Nowhere => None,
            Lead::Inside(document, id) => {
                // A place on the same page, whatever its address.
                let document = match href.starts_with('#') {
                    true => self.name.to_owned(),
                    false => document,
                };
                let mut address = match document == self.name && id.is_some() {
                    true => String::new(),
                    false => document.clone(),
                };
                if let Some(id) = id {
                    let _ = write!(address, "#{id}");
                    self.links.insert((document, id));
                }
                Some(address)
            }
        }
    }

    fn picture(&mut self, src: &str) -> Option<String> {
        match self.places.picture(&self.from, src) {
            Ok(path) => {
                if !path.starts_with("data:") {
                    self.pictures.insert(path.clone());
                }
                Some(path)
            }
            Err(problem) => {
                self.problem.get_or_insert(problem);
                None
            }
        }
    }

    fn online(&self) -> (String, String) {
        let language = &self.places.site().languages[self.places.language()];
        (
            self.from.to_string(),
            language.strings.own("epub-online").to_string(),
        )
    }
}

/// Makes a document.
pub(super) fn make(
    places: &Places<'_>,
    name: String,
    source: &Source<'_>,
) -> Result<Document, Diagnostic> {
    let mut links = Links {
        places,
        name: &name,
        from: places.address(source.page),
        links: BTreeSet::new(),
        pictures: BTreeSet::new(),
        problem: None,
    };
    let body = xhtml::body(&String::from_utf8_lossy(&source.html), &mut links);
    let Links {
        links,
        pictures,
        problem,
        ..
    } = links;
    if let Some(problem) = problem {
        return Err(
            finding(source.file, format!("an e-book cannot hold {problem}"))
                .help("put a picture beside the article, or switch `epub` off below `[features]`"),
        );
    }
    let text = page(places, source.title, &body.text);
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..roxmltree::ParsingOptions::default()
    };
    // A reader refuses the whole document for one mistake.
    if let Err(error) = roxmltree::Document::parse_with_options(&text, options) {
        return Err(finding(
            source.file,
            format!("the page does not become XML: {error}"),
        )
        .help("look for raw HTML that is not closed"));
    }
    Ok(Document {
        name,
        text,
        body,
        pictures,
        links,
        file: source.file.to_owned(),
        page: source.page,
    })
}

/// A whole document around its body.
pub(super) fn page(places: &Places<'_>, title: &str, body: &str) -> String {
    let language = &places.site().languages[places.language()];
    let (code, dir) = (&language.code, language.dir);
    let mut out = format!(
        "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<!DOCTYPE html>\n<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\" lang=\"{code}\" xml:lang=\"{code}\" dir=\"{dir}\">\n<head>\n<title>"
    );
    escape(&mut out, title, false);
    let _ = write!(
        out,
        "</title>\n<link rel=\"stylesheet\" type=\"text/css\" href=\"{STYLE}\"/>\n</head>\n<body>\n{}\n</body>\n</html>\n",
        body.trim()
    );
    out
}

/// A link to a place that is not there is an error in a book.
pub(super) fn check_links(places: &Places<'_>, documents: &[Document]) -> Result<(), Diagnostic> {
    let by_name: BTreeMap<&str, &Document> =
        documents.iter().map(|d| (d.name.as_str(), d)).collect();
    for document in documents {
        for (name, id) in &document.links {
            let Some(target) = by_name.get(name.as_str()) else {
                continue;
            };
            if !target.body.ids.contains(id) {
                let d = Diagnostic::new(
                    Code::BrokenFragment,
                    format!(
                        "in the e-book, `{}` has no place with the id `{id}`",
                        target.file
                    ),
                )
                .in_file(&document.file)
                .help("correct the link, or let `templates/epub.html` set the id");
                return Err(
                    match document.page.and_then(|page| place_of(places, page, id)) {
                        Some(span) => d.at(span),
                        None => d,
                    },
                );
            }
        }
    }
    Ok(())
}

/// Where the text of a page links to a place of that id.
fn place_of(places: &Places<'_>, page: PageId, id: &str) -> Option<Span> {
    let mut found = None;
    let body = &places.site().pages[page].document.body;
    body.for_each_slot(&mut |slot| {
        if let Part::Link(dest) = &slot.part
            && let Some((_, fragment)) = dest.split_once('#')
            && xhtml::id(fragment) == id
        {
            found.get_or_insert(slot.span);
        }
    });
    found
}
