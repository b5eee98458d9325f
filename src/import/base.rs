//! Where the Zola site is served, which says what addresses are its own.
//!
//! In: `base_url`, and an address as a link has it. Out: the address from the top of the
//! site, as links between pages have it. A site can lie below a path of its host:
//! `https://host/path/page/` and `/path/page/` are then `/page/`.

use percent_encoding::percent_decode_str;

/// What stands before every address of the site.
#[derive(Debug, Default)]
pub(super) struct Base {
    /// With the port, in small letters; empty where nobody knows it.
    host: String,
    /// Decoded, with a slash before it and none at its end; empty at the top of the host.
    path: String,
}

impl Base {
    /// Reads `base_url`.
    pub(super) fn of(base_url: &str) -> Self {
        let Some((host, path)) = host_and_path(base_url) else {
            return Self::default();
        };
        let path = percent_decode_str(path.trim_matches('/')).decode_utf8_lossy();
        Self {
            host: host.to_ascii_lowercase(),
            path: match path.is_empty() {
                true => String::new(),
                false => format!("/{path}"),
            },
        }
    }

    /// The path of an address that names the site's own host.
    pub(super) fn on_host<'a>(&self, address: &'a str) -> Option<&'a str> {
        let (host, path) = host_and_path(address)?;
        let is_own = !host.is_empty() && host.eq_ignore_ascii_case(&self.host);
        is_own.then_some(if path.is_empty() { "/" } else { path })
    }

    /// A path of the host as seen from the top of the site; none where it is not below it.
    pub(super) fn below<'a>(&self, path: &'a str) -> Option<&'a str> {
        match path.strip_prefix(self.path.as_str())? {
            "" => Some("/"),
            // `/subject/` does not lie below `/sub`.
            below => below.starts_with('/').then_some(below),
        }
    }
}

/// The host of an address that names one, and its path with the slash before it.
fn host_and_path(address: &str) -> Option<(&str, &str)> {
    let (scheme, rest) = address.split_once("//")?;
    let is_web = ["", "http:", "https:"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known));
    is_web.then(|| rest.split_at(rest.find('/').unwrap_or(rest.len())))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_of_the_site_lose_what_stands_before_all_of_them() {
        let inside = |base_url: &str, address: &str| {
            let base = Base::of(base_url);
            let path = match address.starts_with('/') && !address.starts_with("//") {
                true => Some(address),
                false => base.on_host(address),
            };
            path.and_then(|path| base.below(path)).map(str::to_owned)
        };
        for base_url in ["https://e.org/sub", "https://E.org/sub/"] {
            for (address, wanted) in [
                ("/sub/p/", Some("/p/")),
                ("/sub/", Some("/")),
                ("/sub", Some("/")),
                ("/subject/", None),
                ("/p/", None),
                ("https://e.org/sub/p/", Some("/p/")),
                ("http://e.org/sub/p/", Some("/p/")),
                ("//e.org/sub", Some("/")),
                ("https://e.org/p/", None),
                ("https://e.org", None),
                ("https://e.org.other/sub/p/", None),
                ("https://e.org:8080/sub/p/", None),
                ("ftp://e.org/sub/p/", None),
                ("mailto:a@e.org", None),
            ] {
                assert_eq!(inside(base_url, address).as_deref(), wanted, "{address}");
            }
        }
        for (base_url, address, wanted) in [
            ("https://e.org", "https://e.org", Some("/")),
            ("https://e.org/", "https://e.org/p/", Some("/p/")),
            ("https://e.org/", "/p/", Some("/p/")),
            ("https://e.org/a%20b/c", "/a b/c/p", Some("/p")),
            ("/", "https:///p", None),
        ] {
            assert_eq!(inside(base_url, address).as_deref(), wanted, "{address}");
        }
    }
}
