//! What kind of file a server says that a file is, and which files get smaller on the way.

use std::collections::BTreeSet;
use std::path::Path;

/// Endings with the types that a site's own files have, which servers do not all
/// know. [`media_type`] gives the type of each.
pub(crate) const ENDINGS: [&str; 37] = [
    "avif",
    "bib",
    "css",
    "csv",
    "epub",
    "gif",
    "htm",
    "html",
    "ico",
    "ics",
    "jpeg",
    "jpg",
    "js",
    "json",
    "map",
    "mjs",
    "mp3",
    "mp4",
    "ogg",
    "otf",
    "pagefind",
    "pdf",
    "pf_filter",
    "pf_fragment",
    "pf_index",
    "pf_meta",
    "png",
    "svg",
    "toml",
    "ttf",
    "txt",
    "wasm",
    "webm",
    "webmanifest",
    "webp",
    "woff2",
    "xml",
];

/// Endings of files whose bytes are not compressed yet.
const COMPRESSIBLE: [&str; 13] = [
    "css",
    "csv",
    "html",
    "ics",
    "js",
    "json",
    "map",
    "mjs",
    "svg",
    "txt",
    "wasm",
    "webmanifest",
    "xml",
];

/// Whether a file gets smaller when it is compressed, as a rule: a publish makes such forms,
/// a host sends them, and a look at the host asks for them.
#[must_use]
pub(crate) fn is_compressible(file: &str) -> bool {
    let ending = Path::new(file).extension().and_then(|e| e.to_str());
    ending.is_some_and(|ending| COMPRESSIBLE.contains(&ending))
}

/// The types of these files, without a charset.
pub(super) fn compressible_types() -> BTreeSet<String> {
    let names = COMPRESSIBLE.map(|ending| format!("x.{ending}"));
    let names = names.into_iter().chain([FEED.to_owned()]);
    names
        .map(|name| media_type(&name).trim_end_matches(UTF_8).to_owned())
        .collect()
}

/// What stands after the type of a text.
pub(super) const UTF_8: &str = "; charset=utf-8";

/// The feed's name. Its ending alone would make it any XML.
pub(super) const FEED: &str = "atom.xml";

/// `Content-Type` of a file, told by its name; text is in UTF-8.
#[must_use]
pub(crate) fn media_type(file: &str) -> String {
    let name = file.rsplit('/').next().unwrap_or(file);
    let own = match name.rsplit('.').next().unwrap_or_default() {
        "xml" if name == FEED => "application/atom+xml",
        "_headers" | "_redirects" | "bib" | "toml" => "text/plain",
        "mjs" => "text/javascript",
        "otf" => "font/otf",
        "xml" => "application/xml",
        "pagefind" | "pf_meta" | "pf_index" | "pf_fragment" | "pf_filter" => {
            "application/octet-stream"
        }
        _ => "",
    };
    let kind = match own {
        "" => mime_guess::from_path(name).first_or_octet_stream(),
        own => own
            .parse()
            .unwrap_or(mime_guess::mime::APPLICATION_OCTET_STREAM),
    };
    match kind.type_() == mime_guess::mime::TEXT {
        true => format!("{kind}{UTF_8}"),
        false => kind.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn types_are_told_by_the_names_end_however_it_is_written() {
        for (file, kind) in [
            ("a/index.html", "text/html; charset=utf-8"),
            ("A.SVG", "image/svg+xml"),
            ("x.JPeG", "image/jpeg"),
            ("x.avif", "image/avif"),
            ("x.woff2", "font/woff2"),
            ("x.otf", "font/otf"),
            ("x.mp4", "video/mp4"),
            ("x.mjs", "text/javascript; charset=utf-8"),
            ("x.wasm", "application/wasm"),
            ("x.webmanifest", "application/manifest+json"),
            ("x.ics", "text/calendar; charset=utf-8"),
            ("x.epub", "application/epub+zip"),
            ("tr/atom.xml", "application/atom+xml"),
            ("_headers", "text/plain; charset=utf-8"),
            ("no-ending", "application/octet-stream"),
        ] {
            assert_eq!(media_type(file), kind, "{file}");
        }
    }

    #[test]
    fn what_is_worth_compressing_is_the_same_for_all_who_ask() {
        for file in ["a/index.html", "m.mjs", "d.csv", "c.ics", "atom.xml"] {
            assert!(is_compressible(file), "{file}");
            let kind = media_type(file);
            let kind = kind.trim_end_matches(UTF_8);
            assert!(compressible_types().contains(kind), "{kind}");
        }
        for file in ["p.png", "b.epub", "x.woff2", "html", "i.pf_index"] {
            assert!(!is_compressible(file), "{file}");
        }
        assert!(!compressible_types().contains("application/octet-stream"));
    }
}
