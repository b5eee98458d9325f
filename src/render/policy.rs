//! What a page may load. The header of the whole site allows what any page
//! needs; each page's own policy takes back what it does not.

/// The policy of an ordinary page.
pub(super) const PAGE: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self'; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; object-src 'none'";

/// The policy of the whole guide: its one style sheet by hash, pictures inside.
pub(super) fn whole_guide(style_hash: &str) -> String {
    format!(
        "default-src 'none'; style-src 'sha256-{style_hash}'; img-src data:; form-action 'none'; base-uri 'none'; object-src 'none'"
    )
}

/// The header for every path. Hosts join repeated headers, and browsers take
/// the strictest of several policies, so it must allow what any page needs.
pub(super) fn header(whole_guide_style: Option<&str>) -> String {
    let (style, images) = match whole_guide_style {
        Some(hash) => (format!("'self' 'sha256-{hash}'"), "'self' data:"),
        None => ("'self'".to_owned(), "'self'"),
    };
    format!(
        "default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src {style}; img-src {images}; connect-src 'self'; manifest-src 'self'; worker-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; object-src 'none'"
    )
}
