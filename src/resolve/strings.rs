//! The words of the user interface, from Fluent files.

use std::borrow::Cow;
use std::collections::HashMap;
use std::sync::{Arc, Mutex, PoisonError};

use fluent_bundle::concurrent::FluentBundle;
use fluent_bundle::{FluentArgs, FluentResource};
use foldhash::fast::FixedState;

use super::conventions::{Conventions, format_number};
use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::load::Theme;

/// The strings of one language; what it lacks is taken from English.
pub struct Strings {
    bundle: FluentBundle<FluentResource>,
    /// How dates are written; none where ICU has no tables at all.
    conventions: Option<Conventions>,
    fallback: Option<Arc<Strings>>,
    /// Those that the program asked for, with their number: a page has a few of them in
    /// many places, and to format one takes longer than to write it.
    asked: Mutex<HashMap<Asked, Arc<str>, FixedState>>,
}

/// A key of the program's own, with a number where the string has one.
type Asked = (&'static str, Option<u32>);

impl std::fmt::Debug for Strings {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Strings")
            .field("locales", &self.bundle.locales)
            .finish()
    }
}

/// Why a string cannot be given.
#[derive(Debug)]
pub struct StringError(pub String);

impl Strings {
    /// The string of that key.
    ///
    /// # Errors
    /// When no file has it, or it wants an argument that was not given.
    pub fn get(&self, key: &str, args: Option<&FluentArgs<'_>>) -> Result<String, StringError> {
        let Some(pattern) = self.bundle.get_message(key).and_then(|m| m.value()) else {
            return match &self.fallback {
                Some(other) => other.get(key, args),
                None => Err(StringError(format!("no string is called `{key}`"))),
            };
        };
        let mut errors = Vec::new();
        let text = self
            .bundle
            .format_pattern(pattern, args, &mut errors)
            .into_owned();
        match errors.first() {
            None => Ok(text),
            Some(error) => Err(StringError(format!("the string `{key}`: {error}"))),
        }
    }

    /// The string of a key that the program itself uses; the embedded English
    /// file has all of them, which a test holds.
    #[must_use]
    pub fn own(&self, key: &'static str) -> Arc<str> {
        self.asked((key, None))
    }

    /// The same with one number.
    #[must_use]
    pub fn own_number(&self, key: &'static str, number: u32) -> Arc<str> {
        self.asked((key, Some(number)))
    }

    fn asked(&self, asked: Asked) -> Arc<str> {
        // A map is whole whoever panicked.
        let mut known = self.asked.lock().unwrap_or_else(PoisonError::into_inner);
        Arc::clone(known.entry(asked).or_insert_with(|| {
            let (key, number) = asked;
            let args = number.map(|number| {
                let mut args = FluentArgs::new();
                args.set("number", number);
                args
            });
            let text = self.get(key, args.as_ref());
            text.map_or_else(|_| key.into(), Into::into)
        }))
    }

    /// A date in words.
    #[must_use]
    pub fn long_date(&self, date: jiff::civil::Date) -> String {
        match &self.conventions {
            Some(conventions) => conventions.long_date(date),
            None => date.to_string(),
        }
    }
}

/// Reads the strings of every language of the site, in its order.
pub fn read(config: &Config, theme: &Theme, found: &mut Diagnostics) -> Vec<Arc<Strings>> {
    let english = Arc::new(bundle("en", theme, None, found));
    let codes = config.codes();
    codes
        .map(|code| match code {
            "en" => Arc::clone(&english),
            code => Arc::new(bundle(code, theme, Some(Arc::clone(&english)), found)),
        })
        .collect()
}

/// The embedded English strings, for a program without a site.
pub fn english(theme: &Theme) -> Strings {
    bundle("en", theme, None, &mut Diagnostics::new())
}

/// What its speakers call a language, and which of its kinds the code means: `português (BR)`.
fn autonym(code: &str, language: &str) -> String {
    let known = isolang::Language::from_639_1(language)
        .or_else(|| isolang::Language::from_639_3(language))
        .and_then(|language| language.to_autonym());
    match (known, code.split_once('-')) {
        (Some(name), Some((_, kind))) => format!("{name} ({})", kind.to_uppercase()),
        (Some(name), None) => name.to_owned(),
        (None, _) => code.to_owned(),
    }
}

fn bundle(
    code: &str,
    theme: &Theme,
    fallback: Option<Arc<Strings>>,
    found: &mut Diagnostics,
) -> Strings {
    let locale: unic_langid::LanguageIdentifier = code.parse().unwrap_or_default();
    // `en-GB` takes `en` where it has no file of its own.
    let language = locale.language.to_string();
    let mut bundle = FluentBundle::new_concurrent(vec![locale.clone()]);
    // Marks around arguments confuse tests of text and some screen readers.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(format_number));
    let conventions = Conventions::of(&locale)
        .map_err(|why| {
            found.push(
                Diagnostic::new(
                    Code::Strings,
                    format!("it is not known how `{code}` writes dates and numbers: {why}"),
                )
                .help("check the language's code in `stepdown.toml`"),
            );
        })
        .ok();
    let conventions_file = conventions.iter().map(Conventions::as_fluent);
    // English words for all else are better than none; its name would be a lie.
    let name_file = format!("language-name = {}\n", autonym(code, &language));
    for file in conventions_file.chain([name_file]) {
        bundle.add_resource_overriding(
            FluentResource::try_new(file).unwrap_or_else(|(resource, _)| resource),
        );
    }
    let codes = if language == code {
        vec![code]
    } else {
        vec![language.as_str(), code]
    };
    for (file, text) in codes.iter().filter_map(|c| theme.locales.get(*c)).flatten() {
        match FluentResource::try_new(Cow::clone(text).into_owned()) {
            Ok(resource) => bundle.add_resource_overriding(resource),
            Err((resource, errors)) => {
                for error in errors {
                    found.push(
                        Diagnostic::new(
                            Code::Strings,
                            format!("the strings cannot be read: {error}"),
                        )
                        .in_file(file)
                        .at(error.pos)
                        .help("a line is `key = text`; a long text goes on in indented lines"),
                    );
                }
                bundle.add_resource_overriding(resource);
            }
        }
    }
    Strings {
        bundle,
        conventions,
        fallback,
        asked: Mutex::default(),
    }
}
