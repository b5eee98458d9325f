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
use crate::check::text_hash;
use crate::config::FILE as CONFIG_FILE;
use crate::diagnostic::{Code, Diagnostic, io_error};
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
        old: &str,
        new: &str,
    ) -> Result<(), Diagnostic> {
        let config = self.open(root, CONFIG_FILE)?;
        if let Some(text) = mended_config(&config.before, old, new)? {
            config.after = text;
        }
        let reviews = format!("content/{REVIEWS}");
        if root.join(&reviews).exists() {
            let before = self.open(root, &reviews)?.before.clone();
            if let Some(text) = self.mended_reviews(&before, &reviews, old, new)? {
                self.open(root, &reviews)?.after = text;
            }
        }
        self.0.retain(|_, change| change.before != change.after);
        Ok(())
    }

    /// The record of reviews with the article's new path. A review of a text whose
    /// addresses change with the move holds on: its words are those that were read.
    fn mended_reviews(
        &self,
        text: &str,
        file: &str,
        old: &str,
        new: &str,
    ) -> Result<Option<String>, Diagnostic> {
        let mut document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
            Diagnostic::new(Code::TomlSyntax, e.message().to_owned()).in_file(file)
        })?;
        let mut changed = false;
        let reviews = document
            .get_mut("review")
            .and_then(|r| r.as_array_of_tables_mut());
        for review in reviews.into_iter().flat_map(|r| r.iter_mut()) {
            let text_of = |key: &str| review.get(key).and_then(|value| value.as_str());
            let (page, read) = (text_of("page").unwrap_or_default(), text_of("text"));
            let change = self.0.get(&format!("content/{page}"));
            let is_old = page == old;
            let hash = change
                .filter(|change| text_hash(&change.before).as_deref() == read)
                .and_then(|change| text_hash(&change.after))
                .filter(|hash| read.is_some_and(|read| read != hash));
            if let Some(hash) = hash {
                review["text"] = toml_edit::value(hash);
                changed = true;
            }
            if is_old {
                review["page"] = toml_edit::value(new);
                changed = true;
            }
        }
        Ok(changed.then(|| document.to_string()))
    }
}

/// The configuration with its paths mended, when it names the article.
fn mended_config(text: &str, old: &str, new: &str) -> Result<Option<String>, Diagnostic> {
    let mut document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
        Diagnostic::new(Code::TomlSyntax, e.message().to_owned()).in_file(CONFIG_FILE)
    })?;
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
