//! A configuration for Caddy, which fetches certificates itself.

use std::fmt::Write as _;

use super::{Listen, NO_CACHE, Paths, Written};
use crate::render::media_type::{FEED, compressible_types, media_type};
use crate::resolve::encode;

pub(super) fn write(this: &Written<'_>) -> String {
    let mut out = String::from(
        "# Written by `stepdown hosting caddy`. Write it again after each build: the\n\
         # policy holds hashes of the site's own style.\n\n",
    );
    let _ = match &this.place.listen {
        // Behind a proxy, or on this machine alone: no certificate, and any name.
        Some(Listen { address, port }) => {
            writeln!(out, "http://:{port} {{").and_then(|()| match address {
                None => Ok(()),
                Some(address) => {
                    let address = address.trim_matches(['[', ']']);
                    writeln!(out, "\tbind {address}")
                }
            })
        }
        None => {
            let scheme = if this.secure { "" } else { "http://" };
            let port = this
                .port
                .map_or_else(String::new, |port| format!(":{port}"));
            writeln!(out, "{scheme}{}{port} {{", this.host)
        }
    };
    let _ = writeln!(out, "\troot * \"{}\"", this.folder);
    // In a route what stands later is done later; elsewhere Caddy has its own order.
    out.push_str("\theader -Server\n\tencode {\n\t\tgzip\n\t\tmatch {\n");
    // Its own list lacks WebAssembly, and XML before Caddy 2.7.
    for kind in compressible_types() {
        let _ = writeln!(out, "\t\t\theader Content-Type {kind}*");
    }
    out.push_str("\t\t}\n\t}\n\n\troute {\n");
    headers(&mut out, this);
    files(&mut out, this);
    out.push_str("\t}\n\n\thandle_errors {\n");
    not_found(&mut out, this);
    out.push_str("\t}\n}\n");
    out
}

fn headers(out: &mut String, this: &Written<'_>) {
    out.push_str("\t\theader {\n");
    for (name, value) in this.everywhere() {
        let _ = writeln!(out, "\t\t\t{name} \"{value}\"");
    }
    let _ = writeln!(out, "\t\t\tCache-Control \"{NO_CACHE}\"\n\t\t}}");
    for (n, (paths, value)) in this.caching().enumerate() {
        let path = match paths {
            Paths::All => continue,
            Paths::From(start) => format!("{}{start}*", this.base),
            Paths::One(path) => format!("{}{path}", this.base),
        };
        let _ = writeln!(
            out,
            "\t\t@cached{n} path \"{path}\"\n\t\theader @cached{n} Cache-Control \"{value}\""
        );
    }
    out.push_str("\n\t\t# The types of files, whatever the machine knows of them.\n");
    for (ending, kind) in &this.types {
        let _ = writeln!(
            out,
            "\t\t@type_{ending} path *.{ending}\n\t\theader @type_{ending} Content-Type \"{kind}\""
        );
    }
    let _ = writeln!(
        out,
        "\t\t@feed path */{FEED}\n\t\theader @feed Content-Type \"{}\"\n",
        media_type(FEED)
    );
}

fn files(out: &mut String, this: &Written<'_>) {
    let base = this.base;
    let folder = base.trim_end_matches('/');
    out.push_str("\t\t# Hidden files, and the files for other hosts.\n");
    out.push_str("\t\t@hidden {\n\t\t\tpath */.*\n\t\t\tnot path */.well-known/*\n\t\t}\n\t\terror @hidden 404\n");
    let _ = writeln!(
        out,
        "\t\t@others path \"{base}_headers\" \"{base}_redirects\"\n\t\terror @others 404\n"
    );
    if folder.is_empty() {
        out.push_str("\t\tfile_server {\n\t\t\tprecompressed br gzip\n\t\t}\n");
        return;
    }
    let _ = writeln!(
        out,
        "\t\tredir / \"{base}\" 302\n\t\t@folder path \"{folder}\"\n\t\tredir @folder \"{base}\" 301\n\
         \t\t@outside not path \"{base}*\"\n\t\terror @outside 404\n\
         \t\turi strip_prefix \"{}\"\n\t\tfile_server {{\n\t\t\tprecompressed br gzip\n\t\t}}",
        // It is compared with the path as it was asked for.
        encode(folder)
    );
}

/// A language's own page, under the type and caching of a page.
fn not_found(out: &mut String, this: &Written<'_>) {
    let _ = writeln!(
        out,
        "\t\theader Content-Type \"{}\"\n\t\theader Cache-Control \"{NO_CACHE}\"",
        media_type("404.html")
    );
    for (prefix, page) in &this.not_found {
        let name = prefix.trim_end_matches('/').replace(['/', '-'], "_");
        let path = format!("{}{prefix}*", this.base);
        // The path of a file that is not there has lost its base.
        let below = format!("/{prefix}*");
        let to = match prefix.is_empty() {
            true => String::new(),
            false => {
                let _ = writeln!(out, "\t\t@lost_{name} path \"{path}\" \"{below}\"");
                format!("@lost_{name} ")
            }
        };
        let _ = writeln!(
            out,
            "\t\thandle {to}{{\n\t\t\trewrite * \"/{page}\"\n\t\t\tfile_server\n\t\t}}"
        );
    }
}
