//! Reading without a network, where the reader asks for it: the service worker with
//! the list of everything that it keeps, and the web manifest.
//!
//! The list needs the bytes of every page, so all pages are rendered for it. Only
//! small guides have it switched on.

use std::collections::{BTreeMap, BTreeSet};

use rayon::prelude::*;
use serde_json::json;

use super::Renderer;
use super::context;
use crate::diagnostic::Diagnostic;
use crate::resolve::{HASHED, Output, SEARCH_FOLDER, address_of, encode, is_for_hosts};

const WORKER: &str = include_str!("worker.js");

/// A file that is kept on the device.
struct Kept {
    /// Of its content.
    hash: String,
    /// Where an old address leads to.
    page: Option<String>,
}

impl Renderer {
    /// `sw.js`.
    pub(super) fn service_worker(&self) -> Result<String, Diagnostic> {
        let base = self.site.config.base_path();
        let files = self.kept_files()?;
        let mut version = blake3::Hasher::new();
        let mut list = String::new();
        for (path, kept) in &files {
            let entry = match &kept.page {
                None => json!([path, kept.hash]),
                Some(page) => json!([path, kept.hash, page]),
            };
            let entry = entry.to_string();
            version.update(entry.as_bytes());
            list.push_str("\n  ");
            list.push_str(&entry);
            list.push(',');
        }
        // Another worker may keep the same files in another way.
        version.update(WORKER.as_bytes());
        Ok(WORKER
            .replace("\"@BASE@\"", &json!(base).to_string())
            .replace("@VERSION@", &version.finalize().to_hex()[..16])
            .replace("@HASHED@", HASHED)
            .replace("@SEARCH@", SEARCH_FOLDER)
            .replace("/*@FILES@*/", &format!("{list}\n")))
    }

    /// Whether nobody reads a file by its own name: it is for the host or for other
    /// programs, or a compressed form of another file.
    fn is_for_others(&self, path: &str) -> bool {
        let is_form = |ending: &str| {
            let original = path.strip_suffix(ending);
            original.is_some_and(|original| self.site.outputs.contains_key(original))
        };
        is_for_hosts(path) || path.starts_with(".well-known/") || is_form(".gz") || is_form(".br")
    }

    /// Everything that a reader can open, and what it shows, by address.
    fn kept_files(&self) -> Result<BTreeMap<String, Kept>, Diagnostic> {
        let readable: Vec<(&String, &Output)> = self
            .site
            .outputs
            .iter()
            .filter(|(path, _)| !self.is_for_others(path))
            .filter(|(_, output)| match output {
                Output::Page(_)
                | Output::Topics(_)
                | Output::Topic(..)
                | Output::NotFound(_)
                | Output::WholeGuide(_)
                | Output::Alias(_)
                | Output::Asset(_)
                | Output::SearchIndex
                | Output::WebManifest(_) => true,
                // Who keeps the pages does not need them twice.
                Output::Epub(_)
                | Output::Feed(_)
                | Output::Sitemap
                | Output::Robots
                | Output::Headers
                | Output::Redirects
                | Output::NoJekyll
                | Output::SecurityText
                | Output::ServiceWorker
                | Output::HashedAsset(_) => false,
            })
            .collect();
        let short = |bytes: &[u8]| blake3::hash(bytes).to_hex()[..16].to_owned();
        let kept = |bytes: &[u8]| Kept {
            hash: short(bytes),
            page: None,
        };
        let rendered: Vec<(String, Kept, BTreeSet<String>)> = readable
            .into_par_iter()
            .map(|(path, output)| {
                let bytes = self.render(output)?;
                let mut file = kept(&bytes);
                if let Output::Alias(id) = output {
                    file.page = Some(encode(&self.site.pages[*id].url).into_owned());
                }
                Ok((
                    encode(address_of(path)).into_owned(),
                    file,
                    hashed_names(&bytes),
                ))
            })
            .collect::<Result<_, Diagnostic>>()?;
        let mut files = BTreeMap::new();
        let mut shown = BTreeSet::new();
        for (address, file, names) in rendered {
            files.insert(address, file);
            shown.extend(names);
        }
        for (_, asset) in self.site.assets.iter() {
            let name = encode(&asset.hashed).into_owned();
            if shown.contains(&name) {
                files.insert(name, kept(&asset.hashed_bytes()?));
            }
        }
        if let Some(index) = self.search_index()? {
            let own = index.files().iter();
            files.extend(own.map(|(path, bytes)| (encode(path).into_owned(), kept(bytes))));
        }
        Ok(files)
    }

    /// `manifest.webmanifest`.
    pub(super) fn web_manifest(&self, language: usize) -> String {
        let site = &self.site;
        let language = &site.languages[language];
        let base = site.config.base_path();
        let home = context::url(site, &language.prefix);
        let icons = site.assets.static_file("favicon.svg").map(|icon| {
            json!([{
                "src": context::url(site, icon.use_hashed()),
                "sizes": "any",
                "type": "image/svg+xml",
            }])
        });
        let mut manifest = json!({
            "name": language.title,
            "lang": language.code,
            "dir": language.dir,
            // Each language can be kept beside the others.
            "id": home,
            "start_url": home,
            "scope": base,
            // With the browser's own buttons: back, reload, the address.
            "display": "minimal-ui",
            "background_color": "#ffffff",
            "theme_color": "#0b3c49",
        });
        if let Some(icons) = icons {
            manifest["icons"] = icons;
        }
        manifest.to_string()
    }
}

/// The names of hashed files that a page or style sheet mentions.
fn hashed_names(bytes: &[u8]) -> BTreeSet<String> {
    let Ok(text) = std::str::from_utf8(bytes) else {
        return BTreeSet::new();
    };
    let ends = |c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ')' | '?' | '#');
    text.match_indices(HASHED)
        .map(|(at, _)| {
            let rest = &text[at..];
            rest[..rest.find(ends).unwrap_or(rest.len())].to_owned()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_names_of_files_in_a_page() {
        let html = "<link href=\"/sub/assets/css/a.12.css\"><img src='/sub/assets/b%20c.34.svg'><p>assets/";
        let names: Vec<String> = hashed_names(html.as_bytes()).into_iter().collect();
        assert_eq!(
            names,
            ["assets/", "assets/b%20c.34.svg", "assets/css/a.12.css"]
        );
    }
}
