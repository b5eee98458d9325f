//! The texts that a move changes: the links of the whole site, and what names the article by
//! its path.
//!
//! In: the site and its files as they are. Out: [`Changes`], each text as it is and as it
//! shall be; nothing is written here.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use toml_edit::DocumentMut;

use super::Move;
use super::edits::{Edit, apply};
use super::moving::Change;
use crate::check::{hash_of_parameters, text_hash};
use crate::config::FILE as CONFIG_FILE;
use crate::diagnostic::{Code, Diagnostic, io_error};
use crate::files::read_text;
use crate::load::data::REVIEWS;
use crate::parse::Fragment;
use crate::resolve::Site;

/// What changes, by file relative to the root.
#[derive(Default)]
pub(super) struct Changes(pub(super) BTreeMap<String, Change>);

impl Changes {
    /// A file, to change it.
    pub(super) fn open(&mut self, root: &Path, file: &str) -> Result<&mut Change, Diagnostic> {
        use std::collections::btree_map::Entry;
        match self.0.entry(file.to_owned()) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let before = fs::read_to_string(root.join(file))
                    .map_err(|e| io_error(file, "read the file", &e))?;
                let after = before.clone();
                Ok(entry.insert(Change { before, after }))
            }
        }
    }

    /// Mends the links of every text of the site; says how many.
    pub(super) fn mend_site(
        &mut self,
        root: &Path,
        site: &Site,
        move_: &Move,
    ) -> Result<usize, Diagnostic> {
        let mut mended = 0;
        for page in &site.pages {
            let edits = move_.edits(site, &page.path, &page.document.body);
            mended += self.mend(root, &page.file, &edits)?;
        }
        for language in &site.languages {
            let notices = language.notices.values();
            let texts = notices.flat_map(|notice| [&notice.text, &notice.short]);
            let texts = texts.map(|linked| &linked.fragment);
            mended += self.mend_data(root, site, move_, &language.notices_file, texts)?;
        }
        for calculator in site.calculators.values() {
            let texts = calculator.texts.iter().flat_map(BTreeMap::values);
            let texts = texts.map(|linked| &linked.fragment);
            mended += self.mend_data(root, site, move_, &calculator.file, texts)?;
        }
        Ok(mended)
    }

    /// The same for the texts of a data file.
    fn mend_data<'a>(
        &mut self,
        root: &Path,
        site: &Site,
        move_: &Move,
        file: &str,
        texts: impl Iterator<Item = &'a Fragment>,
    ) -> Result<usize, Diagnostic> {
        let path = file.strip_prefix("content/").unwrap_or(file);
        let edits: Vec<Edit> = texts
            .flat_map(|text| move_.edits(site, path, text))
            .collect();
        // Languages without notices of their own share a file.
        match self.0.contains_key(file) {
            true => Ok(0),
            false => self.mend(root, file, &edits),
        }
    }

    fn mend(&mut self, root: &Path, file: &str, edits: &[Edit]) -> Result<usize, Diagnostic> {
        if edits.is_empty() {
            return Ok(0);
        }
        apply(&mut self.open(root, file)?.after, edits, file)
    }

    /// Names the article's new path in the configuration and the record of reviews.
    pub(super) fn mend_records(
        &mut self,
        root: &Path,
        site: &Site,
        old: &str,
        new: &str,
    ) -> Result<(), Diagnostic> {
        let config = self.open(root, CONFIG_FILE)?;
        if let Some(text) = mended_config(&config.before, old, new)? {
            config.after = text;
        }
        let reviews = format!("content/{REVIEWS}");
        if root.join(&reviews).exists() {
            let mut record = document(&self.open(root, &reviews)?.before, &reviews)?;
            if self.mend_reviews(&mut record, root, site, old, new)? {
                self.open(root, &reviews)?.after = record.to_string();
            }
        }
        self.0.retain(|_, change| change.before != change.after);
        Ok(())
    }

    /// Names the article's new path in the record of reviews; whether anything of it changed.
    /// A review of a text whose addresses change with the move holds on, and so does one of a
    /// calculator's parameters: words and numbers are those that were read.
    fn mend_reviews(
        &self,
        record: &mut DocumentMut,
        root: &Path,
        site: &Site,
        old: &str,
        new: &str,
    ) -> Result<bool, Diagnostic> {
        let mut changed = false;
        let reviews = record
            .get_mut("review")
            .and_then(|r| r.as_array_of_tables_mut());
        for review in reviews.into_iter().flat_map(|r| r.iter_mut()) {
            let recorded = |key: &str| review.get(key).and_then(|value| value.as_str());
            let page = recorded("page").unwrap_or_default();
            let text = self.0.get(&format!("content/{page}")).and_then(|change| {
                let (before, after) = (text_hash(&change.before), text_hash(&change.after));
                renewed(recorded("text"), before.as_deref(), after)
            });
            let parameters = match (site.page_at(page), recorded("parameters")) {
                (Some(id), Some(read)) => {
                    let hash = |state: fn(&Change) -> &String| {
                        hash_of_parameters(&site.pages[id], |file| match self.0.get(file) {
                            Some(change) => Ok(state(change).clone()),
                            None => read_text(&root.join(file), file),
                        })
                    };
                    let (before, after) = (hash(|c| &c.before)?, hash(|c| &c.after)?);
                    renewed(Some(read), before.as_deref(), after)
                }
                _ => None,
            };
            let path = (page == old).then(|| new.to_owned());
            for (key, value) in [("text", text), ("parameters", parameters), ("page", path)] {
                if let Some(value) = value {
                    review[key] = toml_edit::value(value);
                    changed = true;
                }
            }
        }
        Ok(changed)
    }
}

/// The hash that takes the place of the recorded one; nothing where that is of something else
/// than what was there before, or where both are the same.
fn renewed(recorded: Option<&str>, before: Option<&str>, after: Option<String>) -> Option<String> {
    let holds_on = before == recorded && before != after.as_deref();
    after.filter(|_| holds_on)
}

/// A file of TOML whose values are to change, and nothing else of it.
fn document(text: &str, file: &str) -> Result<DocumentMut, Diagnostic> {
    text.parse().map_err(|e: toml_edit::TomlError| {
        Diagnostic::new(Code::TomlSyntax, e.message().to_owned())
            .in_file(file)
            .help("mend the file first; nothing was changed")
    })
}

/// The configuration with its paths mended, when it names the article.
fn mended_config(text: &str, old: &str, new: &str) -> Result<Option<String>, Diagnostic> {
    let mut document = document(text, CONFIG_FILE)?;
    let mut changed = false;
    if let Some(pages) = document
        .get_mut("pages")
        .and_then(|p| p.as_table_like_mut())
    {
        for (_, value) in pages.iter_mut() {
            if value.as_str() == Some(old) {
                *value = toml_edit::value(new);
                changed = true;
            }
        }
    }
    let mut mend = |list: Option<&mut toml_edit::Array>| {
        for value in list.into_iter().flat_map(|list| list.iter_mut()) {
            if value.as_str() == Some(old) {
                let decor = value.decor().clone();
                *value = new.into();
                *value.decor_mut() = decor;
                changed = true;
            }
        }
    };
    mend(document.get_mut("footer").and_then(|f| f.as_array_mut()));
    for key in ["demand", "graded"] {
        let evidence = document.get_mut("evidence");
        mend(
            evidence
                .and_then(|e| e.get_mut(key))
                .and_then(|e| e.as_array_mut()),
        );
    }
    Ok(changed.then(|| document.to_string()))
}
