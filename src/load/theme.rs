//! The default theme in the program, under the site's own files.
//!
//! A file of the same name in the site's `templates/`, `static/` or `locales/`
//! takes the embedded one's place (strings: message by message).

use std::borrow::Cow;
use std::collections::BTreeMap;
use std::path::Path;
use std::sync::Arc;

use rust_embed::RustEmbed;

use super::{Changes, Listings};
use crate::diagnostic::{Diagnostic, Diagnostics, io_error};
use crate::files::read_text;

#[derive(RustEmbed)]
#[folder = "templates/"]
struct EmbeddedTemplates;

#[derive(RustEmbed)]
#[folder = "static/"]
struct EmbeddedStatic;

#[derive(RustEmbed)]
#[folder = "locales/"]
struct EmbeddedLocales;

/// A template's text.
#[derive(Debug)]
pub struct Template {
    /// The text.
    pub text: Cow<'static, str>,
    /// Its file relative to the root, when it is the site's own.
    pub file: Option<String>,
}

/// A file that is published as it is.
#[derive(Clone, Debug)]
pub enum StaticFile {
    /// Part of the program.
    Embedded(Cow<'static, [u8]>),
    /// The site's own.
    Disk(Arc<Path>),
    /// The site's own, as it was when it was looked at.
    Kept(Arc<[u8]>),
}

impl StaticFile {
    /// Its bytes.
    ///
    /// # Errors
    /// When the file cannot be read.
    pub fn bytes(&self, shown: &str) -> Result<Cow<'_, [u8]>, Diagnostic> {
        match self {
            Self::Embedded(bytes) => Ok(Cow::Borrowed(bytes.as_ref())),
            Self::Kept(bytes) => Ok(Cow::Borrowed(bytes)),
            Self::Disk(path) => std::fs::read(path)
                .map(Cow::Owned)
                .map_err(|e| io_error(shown, "read", &e)),
        }
    }
}

/// Templates, static files and UI strings.
#[derive(Debug, Default)]
pub struct Theme {
    /// By name, such as `layouts/base.html`.
    pub templates: BTreeMap<String, Template>,
    /// By path, such as `css/style.css`.
    pub statics: BTreeMap<String, StaticFile>,
    /// Fluent texts by language, the embedded one first, with the file's name.
    pub locales: BTreeMap<String, Vec<(String, Cow<'static, str>)>>,
}

impl Theme {
    /// The theme of a site whose files are not listed yet.
    pub(crate) fn of_site(root: &Path, found: &mut Diagnostics) -> Self {
        let mut listings = Listings::new(root);
        listings.refresh(&Changes::everything());
        Self::load(&listings, found)
    }

    pub(super) fn load(listings: &Listings, found: &mut Diagnostics) -> Self {
        let mut theme = Self::embedded();
        listings.templates.report(found);
        for (name, path) in listings.templates.files() {
            let file = format!("templates/{name}");
            match read_text(path, &file) {
                Ok(text) => {
                    let template = Template {
                        text: Cow::Owned(text),
                        file: Some(file),
                    };
                    theme.templates.insert(name.to_string(), template);
                }
                Err(diagnostic) => found.push(diagnostic),
            }
        }
        listings.statics.report(found);
        for (name, path) in listings.statics.files() {
            theme
                .statics
                .insert(name.to_string(), StaticFile::Disk(Arc::clone(path)));
        }
        listings.locales.report(found);
        for (name, path) in listings.locales.files() {
            let Some(language) = name.strip_suffix(".ftl") else {
                continue;
            };
            let file = format!("locales/{name}");
            match read_text(path, &file) {
                Ok(text) => theme
                    .locales
                    .entry(language.to_owned())
                    .or_default()
                    .push((file, Cow::Owned(text))),
                Err(diagnostic) => found.push(diagnostic),
            }
        }
        theme
    }

    /// Whether the default theme has this very file below `static/`.
    #[must_use]
    pub fn has(path: &str, bytes: &[u8]) -> bool {
        EmbeddedStatic::get(path).is_some_and(|file| file.data == bytes)
    }

    /// The default theme alone.
    #[must_use]
    pub fn embedded() -> Self {
        let mut theme = Self::default();
        for name in EmbeddedTemplates::iter() {
            if let Some(text) = EmbeddedTemplates::get(&name).and_then(|f| text_of(f.data)) {
                theme
                    .templates
                    .insert(name.into_owned(), Template { text, file: None });
            }
        }
        for name in EmbeddedStatic::iter() {
            if let Some(file) = EmbeddedStatic::get(&name) {
                theme
                    .statics
                    .insert(name.into_owned(), StaticFile::Embedded(file.data));
            }
        }
        // The engine's module is made from its source, not kept as a file.
        theme.statics.insert(
            TAPER_MODULE.to_owned(),
            StaticFile::Embedded(Cow::Borrowed(stepdown_taper::MODULE)),
        );
        for name in EmbeddedLocales::iter() {
            let text = EmbeddedLocales::get(&name).and_then(|f| text_of(f.data));
            if let (Some(language), Some(text)) = (name.strip_suffix(".ftl"), text) {
                theme
                    .locales
                    .insert(language.to_owned(), vec![(format!("locales/{name}"), text)]);
            }
        }
        theme
    }
}

/// The taper engine in WebAssembly, as templates ask for it.
const TAPER_MODULE: &str = "js/taper.wasm";

/// The embedded files are this repository's own, in UTF-8.
fn text_of(data: Cow<'static, [u8]>) -> Option<Cow<'static, str>> {
    match data {
        Cow::Borrowed(bytes) => std::str::from_utf8(bytes).ok().map(Cow::Borrowed),
        Cow::Owned(bytes) => String::from_utf8(bytes).ok().map(Cow::Owned),
    }
}
