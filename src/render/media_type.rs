//! What kind of file a server says that a file is.

/// Endings with the types that a site's own files have, which servers do not all
/// know. [`media_type`] gives the type of each.
pub(crate) const ENDINGS: [&str; 36] = [
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
}
