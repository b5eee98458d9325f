//! The e-book of a site, opened and read as a reader's program would.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::{Cursor, Read as _};
use std::path::Path;

use roxmltree::{Document, Node, ParsingOptions};
use scraper::{ElementRef, Html, Selector};

use crate::harness::{CONFIG, SiteTest, assert_success, program};

/// A book's files by name.
pub(crate) struct Book {
    files: BTreeMap<String, Vec<u8>>,
}

/// What a package file names.
struct Package {
    /// Media type and properties by path.
    items: BTreeMap<String, (String, String)>,
    /// Documents in reading order.
    spine: Vec<String>,
    direction: String,
    language: String,
}

fn xml(text: &str) -> Document<'_> {
    let options = ParsingOptions {
        allow_dtd: true,
        ..ParsingOptions::default()
    };
    Document::parse_with_options(text, options).expect("well-formed")
}

fn elements<'a>(document: &'a Document<'a>, name: &'a str) -> impl Iterator<Item = Node<'a, 'a>> {
    document
        .descendants()
        .filter(move |node| node.tag_name().name() == name)
}

impl Book {
    pub(crate) fn open(bytes: &[u8]) -> Self {
        let mut zip = zip::ZipArchive::new(Cursor::new(bytes)).expect("a zip");
        let mut files = BTreeMap::new();
        for n in 0..zip.len() {
            let mut file = zip.by_index(n).expect("an entry");
            let name = file.name().expect("a name").into_owned();
            if n == 0 {
                assert_eq!(name, "mimetype");
                assert_eq!(file.compression(), zip::CompressionMethod::Stored);
            }
            let mut bytes = Vec::new();
            file.read_to_end(&mut bytes).expect("readable");
            let twice = files.insert(name.clone(), bytes);
            assert!(twice.is_none(), "{name} is there twice");
        }
        assert_eq!(files["mimetype"], b"application/epub+zip");
        Self { files }
    }

    fn text(&self, path: &str) -> &str {
        let bytes = self.files.get(&format!("EPUB/{path}"));
        std::str::from_utf8(bytes.unwrap_or_else(|| panic!("no {path}"))).expect("UTF-8")
    }

    fn package(&self) -> Package {
        let package = xml(self.text("package.opf"));
        let attribute =
            |node: Node<'_, '_>, name: &str| node.attribute(name).unwrap_or_default().to_owned();
        let mut items = BTreeMap::new();
        let mut ids = BTreeMap::new();
        for item in elements(&package, "item") {
            let path = attribute(item, "href");
            let what = (attribute(item, "media-type"), attribute(item, "properties"));
            assert!(
                items.insert(path.clone(), what).is_none(),
                "{path} is listed twice"
            );
            ids.insert(attribute(item, "id"), path);
        }
        let spine = elements(&package, "itemref");
        let spine: Vec<String> = spine
            .map(|item| ids[item.attribute("idref").expect("an id")].clone())
            .collect();
        let once: BTreeSet<&String> = spine.iter().collect();
        assert_eq!(once.len(), spine.len(), "a document is there twice");
        Package {
            direction: attribute(
                elements(&package, "spine").next().expect("a spine"),
                "page-progression-direction",
            ),
            language: elements(&package, "language")
                .next()
                .and_then(|l| l.text())
                .expect("a language")
                .to_owned(),
            items,
            spine,
        }
    }

    /// Whether the book holds together; gives each document's title and text.
    pub(crate) fn check(&self) -> Vec<(String, String)> {
        let package = self.package();
        for path in self
            .files
            .keys()
            .filter_map(|name| name.strip_prefix("EPUB/"))
        {
            assert!(
                path == "package.opf" || package.items.contains_key(path),
                "{path} is not listed"
            );
        }
        for path in package.items.keys() {
            assert!(
                self.files.contains_key(&format!("EPUB/{path}")),
                "{path} is not there"
            );
        }
        let documents: BTreeMap<&String, Document<'_>> = package
            .items
            .iter()
            .filter(|(_, (kind, _))| kind == "application/xhtml+xml")
            .map(|(path, _)| (path, xml(self.text(path))))
            .collect();
        for path in documents.keys() {
            assert!(
                package.spine.contains(path),
                "{path} is not in the reading order"
            );
        }
        let mut places = BTreeSet::new();
        for (path, document) in &documents {
            places.insert((path.as_str(), ""));
            for id in document
                .descendants()
                .filter_map(|node| node.attribute("id"))
            {
                assert!(places.insert((path.as_str(), id)), "{path} has {id} twice");
            }
        }
        for (path, document) in &documents {
            check_document(path, document, &places, &package);
        }
        let readable = package.spine.iter().map(|path| {
            let title = elements(&documents[path], "title")
                .next()
                .and_then(|t| t.text());
            (
                title.unwrap_or_default().to_owned(),
                self.text(path).to_owned(),
            )
        });
        readable.collect()
    }
}

/// `places` are all documents and ids of the book.
fn check_document(
    path: &str,
    document: &Document<'_>,
    places: &BTreeSet<(&str, &str)>,
    package: &Package,
) {
    let root = document.root_element();
    let xml_language = root.attribute(("http://www.w3.org/XML/1998/namespace", "lang"));
    assert_eq!(
        root.attribute("lang"),
        Some(package.language.as_str()),
        "{path}"
    );
    assert_eq!(xml_language, Some(package.language.as_str()), "{path}");
    assert_eq!(
        root.attribute("dir"),
        Some(package.direction.as_str()),
        "{path}"
    );
    let has_svg = elements(document, "svg").next().is_some();
    assert_eq!(has_svg, package.items[path].1.contains("svg"), "{path}");
    for node in document.descendants().filter(Node::is_element) {
        let name = node.tag_name().name();
        let refused = [
            "script", "form", "button", "input", "select", "textarea", "iframe", "style",
        ];
        assert!(!refused.contains(&name), "{path} has a {name}");
        for attribute in node.attributes() {
            let name = attribute.name();
            assert!(
                !name.starts_with("on") && name != "style",
                "{path} has {name}"
            );
        }
        if let Some(src) = node.attribute("src") {
            assert!(
                src.starts_with("data:") || package.items.contains_key(src),
                "{path}: {src}"
            );
        }
        match node.attribute("href") {
            Some(href) if href.contains(':') => {
                let known = ["https:", "http:", "mailto:", "tel:"];
                assert!(
                    known.iter().any(|scheme| href.starts_with(scheme)),
                    "{path}: {href}"
                );
            }
            Some(href) if name != "link" => {
                let (file, id) = href.split_once('#').unwrap_or((href, ""));
                let file = if file.is_empty() { path } else { file };
                assert!(places.contains(&(file, id)), "{path}: {href}");
            }
            _ => {}
        }
    }
}

/// Builds a site of this repository.
fn build(root: &Path, today: &str) -> tempfile::TempDir {
    let out = tempfile::tempdir().expect("a folder");
    let output = program()
        .args(["build", "--today", today, "--root"])
        .arg(root)
        .arg("--out")
        .arg(out.path().join("site"))
        .output()
        .expect("the program starts");
    assert_success(&output);
    out
}

/// The words of an element, without the numbers of references.
fn words(element: ElementRef<'_>) -> String {
    let cites = Selector::parse(".cite").expect("a selector");
    let cites: Vec<String> = element.select(&cites).map(|c| c.text().collect()).collect();
    let mut text: String = element.text().collect();
    for cite in cites {
        text = text.replacen(&cite, "", 1);
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn warnings(html: &str, within: &str) -> Vec<String> {
    let parsed = Html::parse_document(html);
    let wanted = format!("{within} :is(.callout, .reminder, .care, .emergency)");
    let wanted = Selector::parse(&wanted).expect("a selector");
    // What a script shows later is no part of the page as it is read without one.
    let is_shown = |element: &ElementRef<'_>| {
        let has = |e: &ElementRef<'_>| {
            e.value().attr("hidden").is_some() || matches!(e.value().name(), "form" | "template")
        };
        !has(element)
            && !element
                .ancestors()
                .filter_map(ElementRef::wrap)
                .any(|e| has(&e))
    };
    parsed
        .select(&wanted)
        .filter(is_shown)
        .map(words)
        .filter(|text| !text.is_empty())
        .collect()
}

#[test]
fn the_books_of_both_sites_hold_together_and_have_every_page_and_warning() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for (root, prefixes) in [
        (repository.to_path_buf(), &["", "tr/"][..]),
        (repository.join("tests/fixtures/languages"), &["", "ar/"]),
    ] {
        let out = build(&root, "2026-11-24");
        let site = out.path().join("site");
        for prefix in prefixes {
            let book = fs::read(site.join(prefix).join("guide.epub")).expect("a book");
            let documents = Book::open(&book).check();
            let content = root.join("content").join(prefix);
            let is_other = |path: &Path| {
                let mut languages = ["ar", "tr"].iter();
                let is_translation = languages.any(|l| path.starts_with(content.join(l)));
                // A book has no form to search with.
                (prefix.is_empty() && is_translation) || path.ends_with("search.md")
            };
            let mut pages = 0;
            for file in walkdir::WalkDir::new(&content) {
                let file = file.expect("readable").into_path();
                if file.extension().is_none_or(|e| e != "md") || is_other(&file) {
                    continue;
                }
                let below = file.strip_prefix(root.join("content")).expect("inside");
                let below = below.to_string_lossy().replace('\\', "/");
                let folder = below
                    .trim_end_matches(".md")
                    .trim_end_matches("_index")
                    .trim_end_matches("index")
                    .trim_end_matches('/');
                let page =
                    fs::read_to_string(site.join(folder).join("index.html")).expect("a page");
                let h1 = Selector::parse("h1").expect("a selector");
                let parsed = Html::parse_document(&page);
                let title: String = parsed.select(&h1).next().expect("a title").text().collect();
                let found: Vec<_> = documents
                    .iter()
                    .filter(|(t, text)| *t == title && !text.contains("class=\"title-page\""))
                    .collect();
                assert_eq!(found.len(), 1, "{below}: {title}");
                let in_book = warnings(&found[0].1, "body");
                for warning in warnings(&page, "main") {
                    // What needs a script says so in a box that the book has no use for.
                    let is_button =
                        page.contains("class=\"offline ") && warning.starts_with("This browser");
                    assert!(
                        is_button || in_book.contains(&warning),
                        "{below}: {warning}\n{in_book:#?}"
                    );
                }
                pages += 1;
            }
            // Contents and title page; the cover where there is one.
            let others = documents
                .iter()
                .filter(|(_, text)| {
                    text.contains("<nav ")
                        || text.contains("class=\"cover\"")
                        || text.contains("class=\"title-page\"")
                })
                .count();
            assert_eq!(documents.len(), pages + others);
        }
    }
}

#[test]
fn the_day_of_the_build_is_not_in_the_book() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/languages");
    let book =
        |today| fs::read(build(&root, today).path().join("site/ar/guide.epub")).expect("a book");
    assert!(book("2026-11-24") == book("2031-02-03"));
}

#[test]
fn a_book_says_what_it_is_and_who_reviewed_it() {
    let site = SiteTest::new();
    site.file(
        "stepdown.toml",
        format!("{CONFIG}author = \"A & B\"\nfeatures.epub = true\n[license]\nname = \"CC0\"\nurl = \"https://e.org/cc0\"\n"),
    )
    .file("content/a.md", "+++\ntitle = \"A\"\nupdated = 2026-03-04\n+++\n## 7-OH\n[there](#7-oh), [topic](_index.md)\n")
    .build();
    let bytes = fs::read(site.root().join("public/guide.epub")).expect("a book");
    let book = Book::open(&bytes);
    let documents = book.check();
    let package = book.text("package.opf");
    for part in [
        "<dc:creator>A &amp; B</dc:creator>",
        "<dc:rights>CC0 (https://e.org/cc0)</dc:rights>",
        "<dc:date>2026-03-04</dc:date>",
        "<meta property=\"dcterms:modified\">2026-03-04T00:00:00Z</meta>",
        "<meta property=\"schema:accessibilityHazard\">none</meta>",
        "<dc:identifier id=\"book\">urn:uuid:",
    ] {
        assert!(package.contains(part), "{part}\n{package}");
    }
    let title = &documents[0].1;
    assert!(title.contains("Not reviewed by a clinician."), "{title}");
    assert!(title.contains("CC0"), "{title}");
    assert!(
        site.page("_headers")
            .contains("/guide.epub\n  Content-Type: application/epub+zip")
    );
    assert!(
        site.page("index.html")
            .contains("href=\"/guide.epub\" type=\"application/epub+zip\" download=\"test.epub\"")
    );
    // An id that XML does not allow is another one, and its links follow.
    let article = &documents.last().expect("a page").1;
    assert!(
        article.contains("href=\"#u_7-oh\"") && article.contains("id=\"u_7-oh\""),
        "{article}"
    );
}

#[test]
fn raw_html_never_breaks_a_book() {
    let site = SiteTest::new();
    site.file("stepdown.toml", format!("{CONFIG}features.epub = true\nmarkdown.raw_html = \"allow\"\n"))
        .file("content/dot.svg", "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>")
        .article("b.md", "B. ![dot](dot.svg)\n")
        .article(
            "a.md",
            "<p>a<br>&nbsp;<b>x<i>y</b>\n\n<center onclick=\"x()\"><a href=\"../b/\" id=1>b</a> <a href=\"/nowhere/\">n</a></center>\n\n<form><button>go</button></form>\n\n<table><tr><td>x</table>\n\n<a href=\"javascript:x()\">j</a> <img src=\"/dot.svg\" alt=\"\"> <a@ b c>d</a@>\n",
        );
    site.file(
        "static/dot.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>",
    );
    site.build();
    let bytes = fs::read(site.root().join("public/guide.epub")).expect("a book");
    let documents = Book::open(&bytes).check();
    let page = documents
        .iter()
        .find(|(_, text)| text.contains("<td>x</td>"))
        .expect("the page");
    assert!(page.1.contains("-b.xhtml\""), "{}", page.1);
    assert!(
        page.1.contains("href=\"https://example.org/nowhere/\""),
        "{}",
        page.1
    );
    assert!(page.1.contains("This works on the site only"), "{}", page.1);
}
