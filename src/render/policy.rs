//! What a page may load. The header of the whole site allows what any page
//! needs; each page's own policy takes back what it does not.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest, Sha256};

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

/// The policy of the whole guide: its one style sheet by hash, pictures inside. No script runs
/// there; programs that judge the page ask for `robots.txt` from within it.
pub(super) fn whole_guide(style: &str, json_ld: Option<&str>) -> String {
    let data = json_ld.map_or_else(String::new, |text| format!("script-src {}; ", hash(text)));
    format!(
        "default-src 'none'; {data}style-src {}; img-src data:; connect-src 'self'; form-action 'none'; base-uri 'none'; object-src 'none'",
        hash(style)
    )
}

/// The header for every path. Hosts join repeated headers, and browsers take
/// the strictest of several policies, so it must allow what any page needs.
pub(super) fn header(whole_guide_style: Option<&str>) -> String {
    let (style, images) = match whole_guide_style {
        Some(style) => (format!("'self' {}", hash(style)), "'self' data:"),
        None => ("'self'".to_owned(), "'self'"),
    };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src {style}; img-src {images}; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )
}
