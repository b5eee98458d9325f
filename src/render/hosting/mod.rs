//! What hosts have to know of a site: which headers go with which paths.
//!
//! In: the site. Out: one list of rules ([`Renderer::header_rules`]), and the files
//! that are written from it: `_headers`, and the configurations of nginx and Caddy
//! that `stepdown hosting` prints. So they cannot say different things.

mod caddy;
mod nginx;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::net::Ipv6Addr;
use std::str::FromStr;

use super::media_type::{ENDINGS, media_type};
use super::{Renderer, policy};
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::{HASHED, Output, SEARCH_FOLDER, encode};

/// Files whose name changes with their content.
const IMMUTABLE: &str = "public, max-age=31536000, immutable";
/// Files that browsers ask for again, and get only if they are new.
const NO_CACHE: &str = "no-cache";

/// Which paths a rule is for, below the base path and not encoded.
#[derive(Clone, Debug, PartialEq, Eq)]
enum Paths {
    /// All.
    All,
    /// All that begin like this.
    From(String),
    /// One.
    One(String),
}

/// Headers of some paths.
struct Rule {
    paths: Paths,
    headers: Vec<(&'static str, String)>,
}

impl Rule {
    fn new(paths: Paths, name: &'static str, value: &str) -> Self {
        Self {
            paths,
            headers: vec![(name, value.to_owned())],
        }
    }
}

/// A web server whose configuration can be written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Server {
    /// nginx 1.18 or newer.
    Nginx,
    /// Caddy 2.6 or newer.
    Caddy,
}

/// Where a server listens: `8080`, `127.0.0.1:8080`, `[::1]:8080` or `localhost:8080`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listen {
    /// Every address of the machine, where none is named.
    pub address: Option<String>,
    /// The port.
    pub port: u16,
}

impl FromStr for Listen {
    type Err = String;

    fn from_str(text: &str) -> Result<Self, String> {
        let (address, port) = text.rsplit_once(':').unwrap_or(("", text));
        let is_name = |c: char| c.is_ascii_alphanumeric() || "-.".contains(c);
        let inner = address.strip_prefix('[').and_then(|a| a.strip_suffix(']'));
        let is_address = match inner {
            Some(inner) => inner.parse::<Ipv6Addr>().is_ok(),
            None => address.chars().all(is_name),
        };
        match port.parse() {
            Ok(port) if port > 0 && is_address => Ok(Self {
                address: (!address.is_empty()).then(|| address.to_owned()),
                port,
            }),
            _ => Err("write a port, or an address and a port: `8080`, `127.0.0.1:8080`".to_owned()),
        }
    }
}

/// Where the site is on the machine that serves it.
#[derive(Clone, Debug)]
pub struct Place {
    /// The published folder.
    pub folder: String,
    /// The address and port to listen on, in place of the site's own.
    pub listen: Option<Listen>,
    /// Whether nginx has the module that sends `.br` files. Caddy needs none.
    pub brotli: bool,
}

impl Renderer {
    /// Every header that is not the same for all sites, and those that are.
    /// Hosts join repeated headers, so no path gets one twice.
    fn header_rules(&self) -> Vec<Rule> {
        let features = &self.site.config.features;
        let fixed = [
            ("X-Content-Type-Options", "nosniff"),
            ("Referrer-Policy", "no-referrer"),
            (
                "Permissions-Policy",
                "camera=(), microphone=(), geolocation=()",
            ),
            ("Strict-Transport-Security", "max-age=31536000"),
            ("Cross-Origin-Opener-Policy", "same-origin"),
        ];
        let mut headers = vec![(
            "Content-Security-Policy",
            policy::header(self.inline.as_ref()),
        )];
        headers.extend(fixed.map(|(name, value)| (name, value.to_owned())));
        let caching = |paths, how| Rule::new(paths, "Cache-Control", how);
        let mut rules = vec![
            Rule {
                paths: Paths::All,
                headers,
            },
            caching(Paths::From(HASHED.to_owned()), IMMUTABLE),
        ];
        if self.is_searched() {
            // Whatever the folder's hash is: hosts do not know it.
            rules.push(caching(Paths::From(SEARCH_FOLDER.to_owned()), IMMUTABLE));
        }
        if features.offline {
            // Browsers must see at once that there is a new version.
            rules.push(caching(Paths::One("sw.js".to_owned()), NO_CACHE));
        }
        for (path, output) in &self.site.outputs {
            if let Output::Epub(_) = output {
                let kind = media_type(path);
                rules.push(Rule::new(Paths::One(path.clone()), "Content-Type", &kind));
            }
        }
        rules
    }

    /// `_headers`, as Netlify and Cloudflare Pages read it.
    pub(super) fn headers(&self) -> String {
        let base = self.site.config.base_path();
        let mut out = String::new();
        for rule in self.header_rules() {
            if !out.is_empty() {
                out.push('\n');
            }
            let _ = match &rule.paths {
                Paths::All => writeln!(out, "{base}*"),
                Paths::From(start) => writeln!(out, "{base}{start}*"),
                Paths::One(path) => writeln!(out, "{base}{}", encode(path)),
            };
            for (name, value) in &rule.headers {
                let _ = writeln!(out, "  {name}: {value}");
            }
        }
        out
    }

    /// The configuration of a server for this site. It has to be written again
    /// where the site's style or configuration changes, so after each build.
    ///
    /// # Errors
    /// When an address or the folder has characters that such a file cannot hold, or
    /// `base_url` names no host.
    pub fn hosting(&self, server: Server, place: &Place) -> Result<String, Diagnostic> {
        let config = &self.site.config;
        let url = url::Url::parse(&config.base_url).ok();
        let Some(host) = url.as_ref().and_then(|url| url.host_str()) else {
            return Err(Diagnostic::new(
                Code::Usage,
                format!("`base_url` names no host: `{}`", config.base_url),
            )
            .help("write the whole address in stepdown.toml, as in `https://example.org/guide/`"));
        };
        let base = percent_encoding::percent_decode_str(config.base_path())
            .decode_utf8_lossy()
            .into_owned();
        let folder = place.folder.trim_end_matches('/');
        let texts = [("base_url", base.as_str()), ("--folder", folder)];
        for (name, text) in texts {
            if text.contains(|c: char| c.is_control() || "\"\\$`{}*?;#".contains(c)) {
                return Err(Diagnostic::new(
                    Code::Usage,
                    format!("`{name}` has a character that the server's configuration cannot hold: `{text}`"),
                )
                .help("use letters, digits, spaces and `-_./:`"));
            }
        }
        let this = Written {
            host,
            port: url.as_ref().and_then(url::Url::port),
            secure: config.base_url.starts_with("https:"),
            base: &base,
            folder,
            place,
            rules: self.header_rules(),
            types: self.types(),
            not_found: self.not_found_pages(),
        };
        Ok(match server {
            Server::Nginx => nginx::write(&this),
            Server::Caddy => caddy::write(&this),
        })
    }

    /// Types by ending: those that guides have, and those of this site.
    fn types(&self) -> Vec<(String, String)> {
        let mut endings: BTreeSet<String> = ENDINGS.iter().map(|e| (*e).to_owned()).collect();
        for path in self.site.outputs.keys() {
            let name = path.rsplit('/').next().unwrap_or_default();
            if let Some((start, ending)) = name.rsplit_once('.')
                && !start.is_empty()
                && ending
                    .bytes()
                    .all(|b| b.is_ascii_alphanumeric() || b == b'_')
            {
                endings.insert(ending.to_ascii_lowercase());
            }
        }
        let of = |ending: String| {
            let kind = media_type(&format!("x.{ending}"));
            (ending, kind)
        };
        endings
            .into_iter()
            .filter(|e| !e.is_empty())
            .map(of)
            .collect()
    }

    /// The start of a language's paths, and its page for addresses that are not
    /// there; the main language is the last.
    fn not_found_pages(&self) -> Vec<(String, String)> {
        let mut pages: Vec<_> = self
            .site
            .languages
            .iter()
            .map(|language| {
                let prefix = language.prefix.clone();
                let page = format!("{prefix}404.html");
                (prefix, page)
            })
            .collect();
        pages.sort_by_key(|(prefix, _)| std::cmp::Reverse(prefix.len()));
        pages
    }
}

/// What both servers' files are written from.
struct Written<'a> {
    host: &'a str,
    /// Where the site's own address names one.
    port: Option<u16>,
    /// Whether the site's own address begins with `https:`.
    secure: bool,
    /// The base path, not encoded, with slashes at both ends.
    base: &'a str,
    folder: &'a str,
    place: &'a Place,
    rules: Vec<Rule>,
    types: Vec<(String, String)>,
    not_found: Vec<(String, String)>,
}

impl Written<'_> {
    /// The headers that go with every answer.
    fn everywhere(&self) -> impl Iterator<Item = (&'static str, &str)> {
        let rules = self.rules.iter().filter(|rule| rule.paths == Paths::All);
        let headers = rules.flat_map(|rule| &rule.headers);
        headers.map(|(name, value)| (*name, value.as_str()))
    }

    /// `Cache-Control` of some paths; what is not among them is asked for again.
    /// A host sends `no-cache` for those by itself, a server has to be told.
    fn caching(&self) -> impl Iterator<Item = (&Paths, &str)> {
        self.rules.iter().flat_map(|rule| {
            let of_rule = rule
                .headers
                .iter()
                .filter(|(name, _)| *name == "Cache-Control");
            of_rule.map(|(_, value)| (&rule.paths, value.as_str()))
        })
    }
}
