//! Languages, notices and help lines.

use std::sync::Arc;

use icu_locale::{LanguageIdentifier, LocaleDirectionality};

use super::{Basis, Language, Roles, Site, Target};
use crate::config::{Config, is_country};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::load::Sources;
use crate::load::data::{Country, DataFile, HELPLINES, NOTICES, NoticeKind, NoticesFile};
use crate::parse::{Fragment, MarkdownOptions, parse_fragment};

/// A safety notice, parsed.
#[derive(Debug)]
pub struct Notice {
    /// How loud it is.
    pub kind: NoticeKind,
    /// Its heading.
    pub title: String,
    /// Its text, with paragraphs.
    pub text: LinkedFragment,
    /// One sentence.
    pub short: LinkedFragment,
}

/// A fragment of a data file, with where its links lead.
#[derive(Debug)]
pub struct LinkedFragment {
    /// The text.
    pub fragment: Fragment,
    /// One for each link, in order.
    pub targets: Vec<Target>,
}

/// What opens a section of the search page above the results.
#[derive(Clone, Debug)]
pub struct Urgent {
    /// The id of the section's heading.
    pub id: String,
    /// Words and phrases; with a star at the end, beginnings.
    pub words: Vec<String>,
}

/// Help lines of a language.
#[derive(Debug, Default)]
pub struct Helplines {
    /// In the file's order.
    pub countries: Vec<Country>,
}

/// The languages of the site, the main one first.
pub(super) fn languages(config: &Config, basis: &Basis) -> Vec<Language> {
    let directions = LocaleDirectionality::new_extended();
    config
        .codes()
        .zip(&basis.strings)
        .enumerate()
        .map(|(n, (code, strings))| {
            let own = config.languages.get(code);
            let pick = |value: Option<&String>, main: &String| value.unwrap_or(main).clone();
            Language {
                dir: direction(&directions, code),
                name: strings.own("language-name").to_string(),
                prefix: if n == 0 {
                    String::new()
                } else {
                    format!("{code}/")
                },
                title: pick(own.and_then(|o| o.title.as_ref()), &config.title),
                description: pick(
                    own.and_then(|o| o.description.as_ref()),
                    &config.description,
                ),
                author: pick(own.and_then(|o| o.author.as_ref()), &config.author),
                strings: Arc::clone(strings),
                code: code.to_owned(),
                home: None,
                nav: Vec::new(),
                footer: Vec::new(),
                roles: Roles::default(),
                topics: Vec::new(),
                notices: std::collections::BTreeMap::new(),
                notices_file: String::new(),
                helplines: Helplines::default(),
                has_main_notices: false,
                unread: Vec::new(),
                has_main_helplines: false,
                urgent: Vec::new(),
            }
        })
        .collect()
}

/// How a language's script runs: the one that its code names, else its usual one.
fn direction(directions: &LocaleDirectionality, code: &str) -> &'static str {
    let language = LanguageIdentifier::try_from_str(code);
    match language.is_ok_and(|language| directions.is_right_to_left(&language)) {
        true => "rtl",
        false => "ltr",
    }
}

/// Reads notices and help lines into the languages; what a language lacks is
/// the main language's.
pub(super) fn read(site: &mut Site, sources: &Sources, found: &mut Diagnostics) {
    let options = MarkdownOptions {
        smart_punctuation: site.config.markdown.smart_punctuation,
        raw_html: crate::config::RawHtml::Refuse,
        evidence: true,
        ..MarkdownOptions::default()
    };
    for (n, language) in site.frame_mut().languages.iter_mut().enumerate() {
        let own = &sources.data[n];
        language.unread.clone_from(&own.unread);
        let shown = [
            (NOTICES, own.notices.is_none()),
            (HELPLINES, own.helplines.is_none()),
        ];
        let of_main = shown.into_iter().filter_map(|(name, is_of_main)| {
            (is_of_main && sources.data[0].unread.contains(&name)).then_some(name)
        });
        language.unread.extend(of_main);
        if let Some(file) = own.notices.as_ref().or(sources.data[0].notices.as_ref()) {
            language.notices = notices(file, &options, found);
            language.notices_file.clone_from(&file.file);
            language.has_main_notices = n > 0 && own.notices.is_none();
        }
        if let Some(file) = own
            .helplines
            .as_ref()
            .or(sources.data[0].helplines.as_ref())
        {
            language.helplines = helplines(file, found);
            language.has_main_helplines = n > 0 && own.helplines.is_none();
        }
    }
    urgent(site, sources, found);
    for data in &sources.data {
        let Some(helplines) = &data.helplines else {
            continue;
        };
        for key in helplines
            .value
            .country
            .iter()
            .flat_map(|c| &c.line)
            .flat_map(|l| &l.cite)
        {
            if site.bibliography.is_read() && site.bibliography.get(key.get_ref()).is_none() {
                found.push(
                    Diagnostic::new(
                        Code::UnknownReference,
                        format!("no reference has the key `{}`", key.get_ref()),
                    )
                    .in_file(&helplines.file)
                    .at(key.span())
                    .help("put the reference into `content/references.bib`, or correct the key")
                    .suggest(key.get_ref(), site.bibliography.keys()),
                );
            }
        }
    }
}

/// Words that open sections: a language's own, and those of all others, since
/// people search in the language that comes first to them.
fn urgent(site: &mut Site, sources: &Sources, found: &mut Diagnostics) {
    let mut all: Vec<Urgent> = Vec::new();
    for file in sources.data.iter().filter_map(|data| data.urgent.as_ref()) {
        for entry in &file.value.section {
            for word in &entry.words {
                if !word.get_ref().chars().any(char::is_alphanumeric) {
                    let message = format!("`{}` would fit every search", word.get_ref());
                    found.push(
                        Diagnostic::new(Code::InvalidValue, message)
                            .in_file(&file.file)
                            .at(word.span())
                            .help("write a word or a phrase"),
                    );
                }
            }
            let id = entry.id.get_ref();
            let words = entry.words.iter().map(|word| word.get_ref().clone());
            match all.iter_mut().find(|urgent| urgent.id == *id) {
                Some(urgent) => urgent.words.extend(words),
                None => all.push(Urgent {
                    id: id.clone(),
                    words: words.collect(),
                }),
            }
        }
    }
    for language in &mut site.frame_mut().languages {
        language.urgent.clone_from(&all);
    }
}

/// Every search page must have the sections that searches open.
pub(super) fn check_urgent(site: &Site, sources: &Sources, found: &mut Diagnostics) {
    let searches: Vec<_> = site
        .languages
        .iter()
        .filter_map(|language| Some(&site.pages[language.roles.search?]))
        .collect();
    for file in sources.data.iter().filter_map(|data| data.urgent.as_ref()) {
        for entry in &file.value.section {
            let id = entry.id.get_ref();
            let lacks = |message: String| {
                Diagnostic::new(Code::BrokenFragment, message)
                    .in_file(&file.file)
                    .at(entry.id.span())
            };
            if searches.is_empty() {
                // An article that cannot be read may be the one.
                if site.unreadable_articles().next().is_some() {
                    return;
                }
                found.push(
                    lacks("no page shows what such searches need".to_owned()).help(format!(
                        "add a page with `template = \"{}\"`",
                        super::SEARCH
                    )),
                );
                return;
            }
            for page in &searches {
                let ids = || page.document.headings.iter().map(|h| &*h.id);
                if !ids().any(|known| known == id) {
                    let message = format!("`{}` has no heading with the id `{id}`", page.file);
                    found.push(lacks(message).suggest(id, ids()));
                }
            }
        }
    }
}

fn notices(
    file: &DataFile<NoticesFile>,
    options: &MarkdownOptions,
    found: &mut Diagnostics,
) -> std::collections::BTreeMap<String, Notice> {
    // Links are resolved when the pages are known.
    let mut parse = |text: &toml::Spanned<String>, inline: bool| {
        let (fragment, errors) = parse_fragment(
            text.get_ref(),
            inline,
            &file.file,
            Span::from(text.span()),
            options,
        );
        found.extend(errors);
        LinkedFragment {
            fragment,
            targets: Vec::new(),
        }
    };
    file.value
        .iter()
        .map(|(name, entry)| {
            let notice = Notice {
                kind: entry.kind,
                title: entry.title.clone(),
                text: parse(&entry.text, false),
                short: parse(&entry.short, true),
            };
            (name.clone(), notice)
        })
        .collect()
}

fn helplines(
    file: &DataFile<crate::load::data::HelplinesFile>,
    found: &mut Diagnostics,
) -> Helplines {
    let mut seen = std::collections::BTreeSet::new();
    for country in &file.value.country {
        let code = country.code.get_ref();
        if !seen.insert(code) {
            found.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    format!("the country `{code}` is there twice"),
                )
                .in_file(&file.file)
                .at(country.code.span())
                .help("put all its numbers and lines under one `[[country]]`"),
            );
        }
        if !is_country(code) {
            found.push(
                Diagnostic::new(Code::InvalidValue, format!("`{code}` is no country code"))
                    .in_file(&file.file)
                    .at(country.code.span())
                    .help("write two capital letters such as `US`, or `any`"),
            );
        }
        for line in &country.line {
            if line.numbers.is_empty() && line.url.is_none() {
                found.push(
                    Diagnostic::new(
                        Code::MissingKey,
                        format!(
                            "`{}` has neither a number nor an address",
                            line.name.get_ref()
                        ),
                    )
                    .in_file(&file.file)
                    .at(line.name.span())
                    .help("add `numbers = [\"…\"]` or `url = \"…\"`"),
                );
            }
            if let Some(url) = &line.url
                && !["https://", "http://"]
                    .iter()
                    .any(|start| url.starts_with(start))
            {
                found.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        format!("`{url}` is no address of a page"),
                    )
                    .in_file(&file.file)
                    .at(line.name.span())
                    .help("write the whole address: `https://…`"),
                );
            }
        }
    }
    Helplines {
        countries: file.value.country.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_languages_script_says_where_a_line_begins() {
        let directions = LocaleDirectionality::new_extended();
        let right = [
            "ar", "arc", "dv", "fa", "he", "ps", "ur", "yi", "ar-EG", "ckb", "ug", "sd", "ks",
            "nqo", "syr", "az-Arab", "pa-Arab", "uz-AF", "ff-Adlm",
        ];
        for code in right {
            assert_eq!(direction(&directions, code), "rtl", "{code}");
        }
        for code in [
            "en", "tr", "ku", "az", "ur-Latn", "sd-Deva", "zh-Hant", "qaa",
        ] {
            assert_eq!(direction(&directions, code), "ltr", "{code}");
        }
    }
}
