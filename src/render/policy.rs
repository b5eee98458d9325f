//! What a page may load. The header of the whole site allows what any page
//! needs; each page's own policy takes back what it does not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

use super::guide::Inline;

/// The policy of an ordinary page.
pub(super) const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'";

/// What allows one inline text: its hash.
fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

/// The policy of a page with structured data, or with a calculator or a search,
/// whose module has to be compiled. No browser runs the data, but checkers hold it against
/// `script-src` all the same.
pub(super) fn page(json_ld: Option<&str>, has_module: bool) -> String {
    let mut scripts = "script-src 'self'".to_owned();
    if has_module {
        scripts.push_str(" 'wasm-unsafe-eval'");
    }
    if let Some(data) = json_ld {
        scripts.push(' ');
        scripts.push_str(&hash(data));
    }
    PAGE.replace("script-src 'self'", &scripts)
}

/// The policy of the whole guide: its one style sheet and its one script by hash, pictures
/// inside. Programs that judge the page ask for `robots.txt` from within it.
pub(super) fn whole_guide(inline: &Inline, json_ld: Option<&str>) -> String {
    let texts = [inline.script.as_str(), json_ld.unwrap_or_default()];
    let hashes = texts.into_iter().filter(|text| !text.is_empty()).map(hash);
    let scripts = match hashes.collect::<Vec<_>>().join(" ") {
        none if none.is_empty() => none,
        some => format!("script-src {some}; "),
    };
    format!(
        "default-src 'none'; {scripts}style-src {}; img-src data:; connect-src 'self'; form-action 'none'; base-uri 'none'; object-src 'none'",
        hash(&inline.style)
    )
}

/// The header for every path. Hosts join repeated headers, and browsers take
/// the strictest of several policies, so it must allow what any page needs.
pub(super) fn header(whole_guide: Option<&Inline>) -> String {
    let mut scripts = "'self' 'wasm-unsafe-eval'".to_owned();
    let (mut style, mut images) = ("'self'".to_owned(), "'self'");
    if let Some(inline) = whole_guide {
        if !inline.script.is_empty() {
            scripts = format!("{scripts} {}", hash(&inline.script));
        }
        style = format!("{style} {}", hash(&inline.style));
        images = "'self' data:";
    }
    format!(
        "default-src 'none'; script-src {scripts}; style-src {style}; img-src {images}; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )
}
