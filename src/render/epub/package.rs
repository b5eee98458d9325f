//! What a book says of itself: the package file, the contents for people and for
//! old readers, and the cover.

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::sync::Arc;

use super::contents::Entry;
use super::document;
use super::{Book, context, files};
use crate::render::xml::escape;

pub(super) const PACKAGE: &str = "package.opf";
pub(super) const CONTENTS: &str = "contents.xhtml";
pub(super) const NCX: &str = "contents.ncx";
pub(super) const STYLE: &str = "book.css";
pub(super) const TITLE: &str = "title.xhtml";
pub(super) const COVER: &str = "cover.xhtml";

/// A picture in the book.
pub(super) struct Medium {
    /// Its media type.
    pub kind: &'static str,
    pub bytes: Vec<u8>,
}

fn escaped(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    escape(&mut out, text, true);
    out
}

/// `<NAME>text</NAME>` on a line, unless there is no text. `name` may have attributes.
fn element(out: &mut String, name: &str, text: &str) {
    if text.is_empty() {
        return;
    }
    let end = name.split(' ').next().unwrap_or(name);
    let _ = writeln!(out, "<{name}>{}</{end}>", escaped(text));
}

/// `<meta property="…">`.
fn meta(out: &mut String, property: &str, text: &str) {
    element(out, &format!("meta property=\"{property}\""), text);
}

impl Book<'_> {
    fn own(&self, key: &'static str) -> Arc<str> {
        self.site.languages[self.language].strings.own(key)
    }

    fn title_of(&self, entry: &Entry) -> String {
        escaped(&self.site.pages[entry.page].document.front.title)
    }

    /// The same for the same site and language, whatever is in it: a newer edition
    /// takes the older one's place on a shelf.
    fn identifier(&self) -> String {
        let mut hash = blake3::Hasher::new();
        hash.update(b"stepdown book\0");
        hash.update(self.site.config.base_url.as_bytes());
        hash.update(b"\0");
        hash.update(self.site.languages[self.language].code.as_bytes());
        let mut bytes = [0; 16];
        bytes.copy_from_slice(&hash.finalize().as_bytes()[..16]);
        // A UUID of version 8 (RFC 9562): made in a way of one's own.
        bytes[6] = bytes[6] & 0x0f | 0x80;
        bytes[8] = bytes[8] & 0x3f | 0x80;
        let hex: String = bytes.iter().map(|byte| format!("{byte:02x}")).collect();
        format!(
            "urn:uuid:{}-{}-{}-{}-{}",
            &hex[..8],
            &hex[8..12],
            &hex[12..16],
            &hex[16..20],
            &hex[20..]
        )
    }

    /// The package file: metadata, every file, the reading order.
    pub(super) fn package(&self) -> String {
        let language = &self.site.languages[self.language];
        let (code, dir) = (&language.code, language.dir);
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<package xmlns=\"http://www.idpf.org/2007/opf\" version=\"3.0\" unique-identifier=\"book\" xml:lang=\"{code}\" dir=\"{dir}\">\n<metadata xmlns:dc=\"http://purl.org/dc/elements/1.1/\">\n"
        );
        self.metadata(&mut out);
        out.push_str("</metadata>\n<manifest>\n");
        self.manifest(&mut out);
        let _ = writeln!(
            out,
            "</manifest>\n<spine toc=\"ncx\" page-progression-direction=\"{dir}\">"
        );
        if self.cover.is_some() {
            out.push_str("<itemref idref=\"cover\"/>\n");
        }
        for n in 0..self.documents.len() {
            let _ = writeln!(out, "<itemref idref=\"d{n}\"/>");
            // The contents stand behind the title page.
            if n == 0 {
                out.push_str("<itemref idref=\"contents\"/>\n");
            }
        }
        out.push_str("</spine>\n</package>\n");
        out
    }

    fn metadata(&self, out: &mut String) {
        let config = &self.site.config;
        let language = &self.site.languages[self.language];
        element(out, "dc:identifier id=\"book\"", &self.identifier());
        element(out, "dc:title", &language.title);
        element(out, "dc:language", &language.code);
        element(out, "dc:creator", &language.author);
        element(out, "dc:description", &language.description);
        for subject in self.site.about(self.language) {
            element(out, "dc:subject", subject);
        }
        if let Some(license) = &config.license {
            element(
                out,
                "dc:rights",
                &format!("{} ({})", license.name, license.url),
            );
        }
        element(
            out,
            "dc:source",
            &context::permalink(self.site, &language.prefix),
        );
        if let Some(date) = self.modified {
            element(out, "dc:date", &date.to_string());
        }
        meta(out, "dcterms:modified", &files::timestamp(self.modified));
        self.accessibility(out);
        if self.cover.is_some() {
            // For readers of EPUB 2.
            out.push_str("<meta name=\"cover\" content=\"cover-picture\"/>\n");
        }
    }

    /// EPUB Accessibility 1.1. No conformance is claimed: that takes a person's
    /// look at each edition.
    fn accessibility(&self, out: &mut String) {
        let bodies = || self.documents.iter().map(|d| &d.body);
        let has_pictures = !self.media.is_empty() || bodies().any(|body| body.has_svg);
        let all_described = !bodies().any(|body| body.lacks_alternative);
        // A picture that moves may flash; nobody has looked.
        let may_move = self
            .media
            .values()
            .any(|m| matches!(m.kind, "image/gif" | "image/webp"));
        meta(out, "schema:accessMode", "textual");
        if has_pictures {
            meta(out, "schema:accessMode", "visual");
        }
        if all_described {
            meta(out, "schema:accessModeSufficient", "textual");
        }
        for feature in [
            "tableOfContents",
            "readingOrder",
            "structuralNavigation",
            "displayTransformability",
        ] {
            meta(out, "schema:accessibilityFeature", feature);
        }
        if has_pictures && all_described {
            meta(out, "schema:accessibilityFeature", "alternativeText");
        }
        let hazard = if may_move { "unknown" } else { "none" };
        meta(out, "schema:accessibilityHazard", hazard);
        let summary = match all_described {
            true => "epub-accessibility",
            false => "epub-accessibility-partial",
        };
        meta(out, "schema:accessibilitySummary", &self.own(summary));
    }

    fn manifest(&self, out: &mut String) {
        let mut item = |id: &str, path: &str, kind: &str, properties: &[&str]| {
            let _ = write!(
                out,
                "<item id=\"{id}\" href=\"{path}\" media-type=\"{kind}\""
            );
            if !properties.is_empty() {
                let _ = write!(out, " properties=\"{}\"", properties.join(" "));
            }
            out.push_str("/>\n");
        };
        const XHTML: &str = "application/xhtml+xml";
        item("contents", CONTENTS, XHTML, &["nav"]);
        item("ncx", NCX, "application/x-dtbncx+xml", &[]);
        item("style", STYLE, "text/css", &[]);
        if self.cover.is_some() {
            item("cover", COVER, XHTML, &[]);
        }
        for (n, document) in self.documents.iter().enumerate() {
            let mut properties = Vec::new();
            if document.body.has_svg {
                properties.push("svg");
            }
            if document.body.has_math {
                properties.push("mathml");
            }
            item(&format!("d{n}"), &document.name, XHTML, &properties);
        }
        for (n, (path, medium)) in self.media.iter().enumerate() {
            match self.cover.as_ref() == Some(path) {
                true => item("cover-picture", path, medium.kind, &["cover-image"]),
                false => item(&format!("m{n}"), path, medium.kind, &[]),
            }
        }
    }

    /// The contents, for people and readers.
    pub(super) fn navigation(&self) -> String {
        let contents = escaped(&self.own("contents"));
        let mut out = format!(
            "<nav epub:type=\"toc\" role=\"doc-toc\" id=\"toc\" aria-labelledby=\"contents\">\n<h1 id=\"contents\">{contents}</h1>\n<ol>\n<li><a href=\"{TITLE}\">{}</a></li>\n",
            escaped(&self.own("epub-title-page"))
        );
        self.list(&mut out, &self.entries);
        let _ = write!(
            out,
            "</ol>\n</nav>\n<nav epub:type=\"landmarks\" hidden=\"\" aria-labelledby=\"landmarks\">\n<h2 id=\"landmarks\">{}</h2>\n<ol>\n",
            escaped(&self.own("epub-landmarks"))
        );
        let mut landmark = |kind: &str, path: &str, title: &str| {
            let _ = writeln!(
                out,
                "<li><a epub:type=\"{kind}\" href=\"{path}\">{title}</a></li>"
            );
        };
        landmark("titlepage", TITLE, &escaped(&self.own("epub-title-page")));
        landmark("toc", &format!("{CONTENTS}#toc"), &contents);
        if let Some(first) = self.entries.first() {
            landmark(
                "bodymatter",
                self.places.name(first.page),
                &self.title_of(first),
            );
        }
        let mut seen = BTreeSet::new();
        for entry in &self.entries {
            let kind = match self.site.pages[entry.page].template() {
                "glossary.html" => "glossary",
                "references.html" => "bibliography",
                _ => continue,
            };
            // A reader wants one place of each kind.
            if seen.insert(kind) {
                landmark(kind, self.places.name(entry.page), &self.title_of(entry));
            }
        }
        out.push_str("</ol>\n</nav>");
        document::page(&self.places, &self.own("contents"), &out)
    }

    fn list(&self, out: &mut String, entries: &[Entry]) {
        for entry in entries {
            let name = self.places.name(entry.page);
            let _ = write!(out, "<li><a href=\"{name}\">{}</a>", self.title_of(entry));
            if !entry.below.is_empty() {
                out.push_str("\n<ol>\n");
                self.list(out, &entry.below);
                out.push_str("</ol>\n");
            }
            out.push_str("</li>\n");
        }
    }

    /// The contents for readers of EPUB 2.
    pub(super) fn ncx(&self) -> String {
        let language = &self.site.languages[self.language];
        let mut out = format!(
            "<?xml version=\"1.0\" encoding=\"utf-8\"?>\n<ncx xmlns=\"http://www.daisy.org/z3986/2005/ncx/\" version=\"2005-1\" xml:lang=\"{}\">\n<head>\n<meta name=\"dtb:uid\" content=\"{}\"/>\n<meta name=\"dtb:depth\" content=\"{}\"/>\n<meta name=\"dtb:totalPageCount\" content=\"0\"/>\n<meta name=\"dtb:maxPageNumber\" content=\"0\"/>\n</head>\n<docTitle><text>{}</text></docTitle>\n<navMap>\n",
            language.code,
            self.identifier(),
            depth(&self.entries),
            escaped(&language.title)
        );
        let mut order = 1;
        let title = escaped(&self.own("epub-title-page"));
        let _ = writeln!(
            out,
            "<navPoint id=\"n1\" playOrder=\"1\"><navLabel><text>{title}</text></navLabel><content src=\"{TITLE}\"/></navPoint>"
        );
        self.points(&mut out, &self.entries, &mut order);
        out.push_str("</navMap>\n</ncx>\n");
        out
    }

    fn points(&self, out: &mut String, entries: &[Entry], order: &mut usize) {
        for entry in entries {
            *order += 1;
            let _ = writeln!(
                out,
                "<navPoint id=\"n{order}\" playOrder=\"{order}\"><navLabel><text>{}</text></navLabel><content src=\"{}\"/>",
                self.title_of(entry),
                self.places.name(entry.page)
            );
            self.points(out, &entry.below, order);
            out.push_str("</navPoint>\n");
        }
    }

    /// The cover as a page of its own.
    pub(super) fn cover_page(&self) -> Option<String> {
        let path = self.cover.as_ref()?;
        let alternative = escaped(&self.own("og-image-alt"));
        let body = format!(
            "<section epub:type=\"cover\" class=\"cover\">\n<img src=\"{path}\" alt=\"{alternative}\"/>\n</section>"
        );
        Some(document::page(&self.places, &self.own("epub-cover"), &body))
    }
}

/// How deep the contents are.
fn depth(entries: &[Entry]) -> usize {
    entries
        .iter()
        .map(|entry| 1 + depth(&entry.below))
        .max()
        .unwrap_or(1)
}
