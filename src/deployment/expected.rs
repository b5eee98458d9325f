//! The files that should be served, and the header fields that `_headers` asks for.

use rayon::prelude::*;

use crate::diagnostic::{Diagnostic, Diagnostics};
use crate::render::Renderer;
use crate::resolve::{Output, address_of, encode, is_for_hosts, is_kept_for_ever};

/// A file of the output folder.
#[derive(Clone, Debug)]
pub(super) struct Expected {
    /// In the output folder.
    pub path: String,
    /// What it is to a host.
    pub kind: Kind,
    /// How many bytes it has.
    pub size: usize,
    /// BLAKE3 of its bytes.
    pub hash: blake3::Hash,
}

/// What a file is to a host.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    /// A page, which changes under the same address.
    Page,
    /// An old address, and the path of the page that it leads to.
    Alias(String),
    /// The service worker.
    Worker,
    /// Any other file.
    Plain,
}

/// Everything that should be served.
#[derive(Debug)]
pub(super) struct Expectations {
    files: Vec<Expected>,
    headers: Vec<HeaderRule>,
    /// What addresses that are not there should show. Hosts treat the page's own address
    /// as they like, so it is not asked for.
    pub not_found: Option<blake3::Hash>,
    base_path: String,
}

/// A part of `_headers`: a pattern of paths and the fields for them.
#[derive(Debug, PartialEq, Eq)]
struct HeaderRule {
    pattern: String,
    fields: Vec<(String, String)>,
}

impl Expectations {
    /// Renders everything that would be published.
    pub(super) fn of(renderer: &Renderer) -> Result<Self, Diagnostics> {
        let site = renderer.site();
        let rendered: Vec<Result<Option<Expected>, Diagnostic>> = site
            .outputs
            .par_iter()
            .filter(|(path, output)| {
                let is_not_found = matches!(output, Output::NotFound(_));
                !output.is_of_all() && !is_not_found && !is_for_hosts(path)
            })
            .map(|(path, output)| {
                let kind = match output {
                    Output::Alias(id) => Kind::Alias(site.pages[*id].url.clone()),
                    _ if path.ends_with(".html") => Kind::Page,
                    _ => Kind::Plain,
                };
                Ok(Some(Expected::new(path, kind, &renderer.render(output)?)))
            })
            .collect();
        let mut found = Diagnostics::new();
        let mut files = Vec::new();
        let mut keep = |result: Result<Option<Expected>, Diagnostic>| match result {
            Ok(file) => files.extend(file),
            Err(error) => found.push(error),
        };
        rendered.into_iter().for_each(&mut keep);
        // These are made of all pages; threads of rayon may not wait for them.
        for (path, output) in site.outputs.iter().filter(|(_, output)| output.is_of_all()) {
            let kind = match output {
                Output::ServiceWorker => Kind::Worker,
                _ => Kind::Plain,
            };
            let made = renderer.render(output);
            keep(made.map(|bytes| Some(Expected::new(path, kind, &bytes))));
        }
        for (_, asset) in site.assets.iter().filter(|(_, asset)| asset.is_used()) {
            let made = asset.hashed_bytes();
            keep(made.map(|bytes| Some(Expected::new(&asset.hashed, Kind::Plain, &bytes))));
        }
        match renderer.search_index() {
            Ok(Some(index)) => {
                for (path, bytes) in index.files() {
                    keep(Ok(Some(Expected::new(path, Kind::Plain, bytes))));
                }
            }
            Ok(None) => {}
            Err(error) => keep(Err(error)),
        }
        let headers = match site.outputs.get("_headers").map(|o| renderer.render(o)) {
            Some(Ok(bytes)) => header_rules(&String::from_utf8_lossy(&bytes)),
            Some(Err(error)) => {
                found.push(error);
                Vec::new()
            }
            None => Vec::new(),
        };
        let not_found = match site.outputs.get("404.html").map(|o| renderer.render(o)) {
            Some(Ok(bytes)) => Some(blake3::hash(&bytes)),
            Some(Err(error)) => {
                found.push(error);
                None
            }
            None => None,
        };
        if !found.is_empty() {
            found.sort();
            return Err(found);
        }
        Ok(Self {
            not_found,
            headers,
            base_path: site.config.base_path().to_owned(),
            files,
        })
    }

    /// All of them.
    pub(super) fn files(&self) -> &[Expected] {
        &self.files
    }

    /// So many pages and so many other files, spread over the whole site; the first of
    /// each is always among them.
    pub(super) fn sample(&self, most: Option<usize>) -> Vec<&Expected> {
        let (pages, others): (Vec<_>, Vec<_>) =
            self.files.iter().partition(|f| f.kind == Kind::Page);
        let mut sample = spread(&pages, most);
        sample.extend(spread(&others, most));
        sample
    }

    /// What `_headers` asks for at a path of the output folder, by lower-case name.
    pub(super) fn headers_of(&self, path: &str) -> Vec<(&str, &str)> {
        let address = format!("{}{}", self.base_path, encode(address_of(path)));
        self.headers
            .iter()
            .filter(|rule| match rule.pattern.strip_suffix('*') {
                Some(prefix) => address.starts_with(prefix),
                None => rule.pattern == address,
            })
            .flat_map(|rule| &rule.fields)
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect()
    }
}

fn spread<'f>(files: &[&'f Expected], most: Option<usize>) -> Vec<&'f Expected> {
    let count = most.unwrap_or(files.len()).min(files.len());
    (0..count).map(|n| files[n * files.len() / count]).collect()
}

impl Expected {
    fn new(path: &str, kind: Kind, bytes: &[u8]) -> Self {
        Self {
            path: path.to_owned(),
            kind,
            size: bytes.len(),
            hash: blake3::hash(bytes),
        }
    }

    /// Whether it may be cached for ever: its name changes with its content.
    pub(super) fn is_immutable(&self) -> bool {
        is_kept_for_ever(&self.path)
    }
}

/// The parts of a `_headers` file, as Netlify and Cloudflare Pages read it.
fn header_rules(text: &str) -> Vec<HeaderRule> {
    let mut rules: Vec<HeaderRule> = Vec::new();
    for line in text.lines() {
        let is_field = line.starts_with([' ', '\t']);
        let line = line.trim();
        if line.is_empty() || line.starts_with('#') {
            continue;
        }
        match (is_field, rules.last_mut(), line.split_once(':')) {
            (true, Some(rule), Some((name, value))) => rule
                .fields
                .push((name.trim().to_ascii_lowercase(), value.trim().to_owned())),
            _ => rules.push(HeaderRule {
                pattern: line.to_owned(),
                fields: Vec::new(),
            }),
        }
    }
    rules
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_headers_file_is_read_by_its_parts() {
        let rules = header_rules("/*\n  A: b: c\n\n# words\n/x\n\tD: e\n");
        let fields = |n: usize| rules[n].fields.clone();
        assert_eq!(rules[0].pattern, "/*");
        assert_eq!(fields(0), [("a".to_owned(), "b: c".to_owned())]);
        assert_eq!(rules[1].pattern, "/x");
        assert_eq!(fields(1), [("d".to_owned(), "e".to_owned())]);
    }

    #[test]
    fn a_sample_is_spread_and_never_larger_than_what_there_is() {
        let files: Vec<Expected> = (0..10)
            .map(|n| Expected::new(&n.to_string(), Kind::Page, b""))
            .collect();
        let all: Vec<&Expected> = files.iter().collect();
        let paths =
            |most| -> Vec<&str> { spread(&all, most).iter().map(|f| f.path.as_str()).collect() };
        assert_eq!(paths(Some(3)), ["0", "3", "6"]);
        assert_eq!(paths(Some(99)).len(), 10);
        assert_eq!(paths(None).len(), 10);
        assert_eq!(spread(&[], Some(3)).len(), 0);
    }
}
