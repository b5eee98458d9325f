//! A configuration for nginx, to be included where `http` blocks are.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use super::{Listen, NO_CACHE, Paths, Written};
use crate::render::media_type::{FEED, UTF_8, compressible_types, media_type};

/// A text that a regular expression finds as it is.
fn literally(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for c in text.chars() {
        if ".+()[]|^".contains(c) {
            out.push('\\');
        }
        out.push(c);
    }
    out
}

pub(super) fn write(this: &Written<'_>) -> String {
    let mut out = String::from(
        "# Written by `stepdown hosting nginx`. Write it again after each build: the\n\
         # policy holds hashes of the site's own style. Include it in the `http` block.\n\n",
    );
    maps(&mut out, this);
    let _ = writeln!(out, "server {{");
    match &this.place.listen {
        Some(Listen { address, port }) => {
            let _ = match address {
                Some(address) => writeln!(out, "    listen {address}:{port};"),
                None => writeln!(out, "    listen {port};"),
            };
        }
        None => {
            // Whoever serves `https:` adds its port and its certificate, or a proxy has them.
            let port = this.port.filter(|_| !this.secure).unwrap_or(80);
            let _ = writeln!(out, "    listen {port};\n    listen [::]:{port};");
        }
    }
    let _ = writeln!(out, "    server_name {};\n", this.host);
    out.push_str(
        "    # A proxy in front may have another port or scheme.\n    absolute_redirect off;\n    server_tokens off;\n\n",
    );
    for (name, value) in this.everywhere() {
        let _ = writeln!(out, "    add_header {name} \"{value}\" always;");
    }
    let name = variables(this);
    let _ = writeln!(
        out,
        "    add_header Cache-Control ${name}_caching always;\n"
    );
    out.push_str("    # Files that were made smaller beforehand, and the others.\n");
    out.push_str("    gzip_static on;\n    gzip_vary on;\n    gzip on;\n    gzip_proxied any;\n");
    let mut made_smaller = compressible_types();
    // It always is, and to name it is an error.
    made_smaller.remove("text/html");
    let made_smaller = Vec::from_iter(made_smaller).join(" ");
    let _ = writeln!(out, "    gzip_types {made_smaller};");
    out.push_str(match this.place.brotli {
        true => "    brotli_static on;\n\n",
        false => "    # With Debian's libnginx-mod-http-brotli-static: `stepdown hosting nginx --brotli`.\n\n",
    });
    out.push_str("    types {\n");
    for (ending, kind) in &this.types {
        let kind = kind.strip_suffix(UTF_8).unwrap_or(kind);
        let _ = writeln!(out, "        {kind} {ending};");
    }
    out.push_str("    }\n    default_type application/octet-stream;\n");
    let texts = this
        .types
        .iter()
        .filter_map(|(_, kind)| kind.strip_suffix(UTF_8));
    // HTML is always among them, and nginx warns where it is named.
    let texts: BTreeSet<&str> = texts.filter(|kind| *kind != "text/html").collect();
    let texts = texts.into_iter().collect::<Vec<_>>().join(" ");
    let _ = writeln!(out, "    charset utf-8;\n    charset_types {texts};\n");
    let _ = writeln!(out, "    error_page 403 404 =404 ${name}_not_found;\n");
    let base = this.base;
    let _ = writeln!(out, "    location \"{base}\" {{");
    let _ = writeln!(out, "        alias \"{}/\";", this.folder);
    out.push_str("        index index.html;\n\n");
    let _ = writeln!(
        out,
        "        location ~ \"/{}$\" {{\n            types {{ }}\n            default_type {};\n        }}",
        literally(FEED),
        media_type(FEED)
    );
    out.push_str("    }\n\n");
    if base != "/" {
        let _ = writeln!(
            out,
            "    location = / {{\n        return 302 \"{base}\";\n    }}\n    location = \"{}\" {{\n        return 301 \"{base}\";\n    }}\n    location / {{\n        return 404;\n    }}\n",
            base.trim_end_matches('/')
        );
    }
    out.push_str("    # Hidden files, and the files for other hosts.\n");
    out.push_str("    location ~ \"/\\.(?!well-known/)\" {\n        return 404;\n    }\n");
    for file in ["_headers", "_redirects"] {
        let _ = writeln!(
            out,
            "    location = \"{base}{file}\" {{\n        return 404;\n    }}"
        );
    }
    out.push_str("}\n");
    out
}

/// What the names of the site's variables begin with. nginx has one set of them for all
/// servers: of two sites whose names were the same, one would have the other's.
fn variables(this: &Written<'_>) -> String {
    let site = blake3::hash(format!("{}{}", this.host, this.base).as_bytes());
    format!("stepdown_{}", &site.to_hex()[..8])
}

/// What depends on the path. A header in a location would take all those of the
/// server away, so there is one list of headers, and maps for what differs.
fn maps(out: &mut String, this: &Written<'_>) {
    let base = literally(this.base);
    let name = variables(this);
    let _ = writeln!(out, "map $uri ${name}_caching {{");
    for (paths, value) in this.caching() {
        let _ = match paths {
            Paths::All => Ok(()),
            Paths::From(start) => {
                writeln!(out, "    \"~^{base}{}\" \"{value}\";", literally(start))
            }
            Paths::One(path) => writeln!(out, "    \"~^{base}{}$\" \"{value}\";", literally(path)),
        };
    }
    let _ = writeln!(out, "    default \"{NO_CACHE}\";\n}}\n");
    let _ = writeln!(out, "map $uri ${name}_not_found {{");
    for (prefix, page) in &this.not_found {
        let _ = match prefix.is_empty() {
            true => writeln!(out, "    default \"{}{page}\";", this.base),
            false => writeln!(
                out,
                "    \"~^{base}{}\" \"{}{page}\";",
                literally(prefix),
                this.base
            ),
        };
    }
    out.push_str("}\n\n");
}
