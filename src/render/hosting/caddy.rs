//! A configuration for Caddy, which fetches certificates itself.

use std::fmt::Write as _;

use super::{NO_CACHE, Paths, Written};
use crate::render::media_type::{FEED, media_type};

pub(super) fn write(this: &Written<'_>) -> String {
    let mut out = String::from(
        "# Written by `stepdown hosting caddy`. Write it again after each build: the\n\
         # policy holds hashes of the site's own style.\n\n",
    );
    let base = this.base;
    let _ = match &this.place.listen {
        // Behind a proxy, or on this machine alone: no certificate.
        Some(listen) => writeln!(out, "http://{listen} {{\n\tbind {}", host_of(listen)),
        None if this.secure => writeln!(out, "{} {{", this.host),
        None => writeln!(out, "http://{} {{", this.host),
    };
    let _ = writeln!(out, "\troot * \"{}\"\n", this.folder);
    out.push_str("\theader {\n");
    for (name, value) in this.everywhere() {
        let _ = writeln!(out, "\t\t{name} \"{value}\"");
    }
    let _ = writeln!(out, "\t\tCache-Control \"{NO_CACHE}\"\n\t\t-Server\n\t}}\n");
    for (n, (paths, value)) in this.caching().enumerate() {
        let path = match paths {
            Paths::All => continue,
            Paths::From(start) => format!("{base}{start}*"),
            Paths::One(path) => format!("{base}{path}"),
        };
        let _ = writeln!(
            out,
            "\t@cached{n} path \"{path}\"\n\theader @cached{n} Cache-Control \"{value}\""
        );
    }
    out.push_str("\n\t# The types of files, whatever the machine knows of them.\n");
    for (ending, kind) in &this.types {
        let _ = writeln!(
            out,
            "\t@type_{ending} path *.{ending}\n\theader @type_{ending} Content-Type \"{kind}\""
        );
    }
    let _ = writeln!(
        out,
        "\t@feed path */{FEED}\n\theader @feed Content-Type \"{}\"\n",
        media_type(FEED)
    );
    // The order in which they stand is the order in which they are looked at.
    out.push_str("\troute {\n");
    out.push_str("\t\t# Hidden files, and the files for other hosts.\n");
    out.push_str("\t\t@hidden {\n\t\t\tpath */.*\n\t\t\tnot path */.well-known/*\n\t\t}\n\t\terror @hidden 404\n");
    let _ = writeln!(
        out,
        "\t\t@others path \"{base}_headers\" \"{base}_redirects\"\n\t\terror @others 404"
    );
    if base == "/" {
        out.push_str("\t\tfile_server {\n\t\t\tprecompressed br gzip\n\t\t}\n");
    } else {
        let _ = writeln!(out, "\t\tredir / \"{base}\" 302");
        let _ = writeln!(
            out,
            "\t\t@site path \"{base}*\"\n\t\troute @site {{\n\t\t\turi strip_prefix \"{}\"\n\t\t\tfile_server {{\n\t\t\t\tprecompressed br gzip\n\t\t\t}}\n\t\t}}\n\t\terror 404",
            base.trim_end_matches('/')
        );
    }
    out.push_str("\t}\n\n\thandle_errors {\n\t\theader Content-Type \"text/html; charset=utf-8\"\n");
    let _ = writeln!(out, "\t\theader Cache-Control \"{NO_CACHE}\"");
    for (prefix, page) in &this.not_found {
        let _ = match prefix.is_empty() {
            true => writeln!(out, "\t\thandle {{\n\t\t\trewrite * \"/{page}\"\n\t\t\tfile_server\n\t\t}}"),
            false => {
                let name = prefix.trim_end_matches('/').replace(['/', '-'], "_");
                writeln!(
                    out,
                    "\t\t@lost_{name} path \"{base}{prefix}*\"\n\t\thandle @lost_{name} {{\n\t\t\trewrite * \"/{page}\"\n\t\t\tfile_server\n\t\t}}"
                )
            }
        };
    }
    out.push_str("\t}\n}\n");
    out
}

/// The address alone: without it Caddy would listen on all.
fn host_of(listen: &str) -> &str {
    let host = listen.rsplit_once(':').map_or(listen, |(host, _)| host);
    if host.is_empty() { "0.0.0.0" } else { host }
}
