//! The site's configuration, `stepdown.toml`.
//!
//! `title`, `base_url` and `language` are all that a site needs; everything
//! else has a default that suits a plain site. Unknown keys are errors.

mod address;
mod plain;
mod publishing;
mod read;
mod tables;
mod yaml;

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use schemars::JsonSchema;
use serde::Deserialize;

pub(crate) use address::{base_url_problem, leads_nowhere};
pub(crate) use plain::slips as toml_slips;
use publishing::kept_name_problem;
pub use publishing::{Encoding, Method, Security};
pub(crate) use read::{
    EMPTY_TEXT, all_placed_words, all_words, country, is_blank, is_country, number, numbers,
    placed_words, toml_string, words, words_if_any,
};
pub use read::{Notation, read_toml, read_yaml};
pub use tables::{
    Evidence, Features, License, Markdown, RawHtml, Reading, RequiredNotice, Review, RolePages,
    Translation,
};
pub(crate) use yaml::{table as yaml_table, table_without_empty as yaml_without_empty};

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Level, Span};
use crate::files::read_text;

/// The name of the configuration file, which also marks a site's root.
pub const FILE: &str = "stepdown.toml";

/// `stepdown.toml`.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Config {
    /// The site's name.
    #[serde(deserialize_with = "words")]
    pub title: String,
    /// Where the site will be served, a path included: `https://example.org/guide/`.
    pub base_url: String,
    /// BCP 47 code of the language that `content/` is written in.
    pub language: String,
    /// One or two sentences for search engines and the feed.
    #[serde(default)]
    pub description: String,
    /// Who wrote it, as shown on every page.
    #[serde(default)]
    pub author: String,
    /// Where "report a mistake" leads: `https:` or `mailto:`.
    #[serde(default)]
    #[schemars(regex(pattern = "^(https?|mailto):"))]
    pub report: Option<String>,
    /// The output folder, relative to the root.
    #[serde(default = "default_output")]
    pub output: String,
    /// Names of files and folders in the output folder that Stepdown did not make and must
    /// keep. They are no patterns.
    #[serde(default)]
    pub keep: Vec<String>,
    /// How a new site takes the old one's place. A folder that is a mount point is
    /// published in place, whatever this says.
    #[serde(default)]
    pub publish: Method,
    /// Compressed forms to put beside files, for hosts that send them as they are.
    #[serde(default)]
    pub compress: Vec<Encoding>,
    /// Whom to tell of a weakness, for `.well-known/security.txt`.
    #[serde(default)]
    pub security: Option<Security>,
    /// The licence of the content.
    #[serde(default)]
    pub license: Option<License>,
    /// Pages with a part to play, as paths below `content/`.
    #[serde(default)]
    pub pages: RolePages,
    /// Pages linked in the footer, as paths below `content/`; without any, those with a
    /// part to play.
    #[serde(default)]
    pub footer: Vec<String>,
    /// How Markdown is read.
    #[serde(default)]
    pub markdown: Markdown,
    /// What is made besides the pages.
    #[serde(default)]
    pub features: Features,
    /// Levels of rules: `orphan = "off"`.
    #[serde(default)]
    #[schemars(extend("propertyNames" = serde_json::json!({
        "enum": Code::rule_names().collect::<Vec<_>>()
    })))]
    pub rules: BTreeMap<String, Level>,
    /// Where evidence is demanded.
    #[serde(default)]
    pub evidence: Evidence,
    /// How plain the text has to be.
    #[serde(default)]
    pub reading: Reading,
    /// How often things are checked.
    #[serde(default)]
    pub review: Review,
    /// Which sentences or topics need which safety notice.
    #[serde(default)]
    pub required_notice: Vec<RequiredNotice>,
    /// Further languages by code; each has its folder `content/CODE/`.
    #[serde(default)]
    pub languages: BTreeMap<String, Translation>,
    /// What the pages are about, for structured data.
    #[serde(default)]
    pub about: Vec<String>,
    /// The picture for social cards, a file of `static/`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub og_image: Option<toml::Spanned<String>>,
    /// Whether the site gives health information. With `false` its pages are no medical
    /// pages in structured data, and do not say that no clinician reviewed them. A site
    /// with a graded claim or a calculator gives health information, whatever this says.
    #[serde(default = "is_about_health")]
    pub health: bool,
    /// Anything that the site's own templates want.
    #[serde(default)]
    #[schemars(with = "BTreeMap<String, serde_json::Value>")]
    pub extra: toml::Table,
    /// The file's text, for the place of a finding.
    #[serde(skip)]
    text: String,
}

fn is_about_health() -> bool {
    true
}

fn default_output() -> String {
    "public".to_owned()
}

impl Config {
    /// Whether both were read from the same text, for the same address.
    pub(crate) fn is_same(&self, other: &Self) -> bool {
        self.text == other.text && self.base_url == other.base_url
    }

    /// Reads `ROOT/stepdown.toml`.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn read(root: &Path) -> Result<Self, Diagnostics> {
        Self::parse(&read_text(&root.join(FILE), FILE)?)
    }

    /// Reads the text of a configuration.
    ///
    /// # Errors
    /// Everything that is wrong with it.
    pub fn parse(text: &str) -> Result<Self, Diagnostics> {
        let mut found = Diagnostics::new();
        let mut config: Self = match read_toml(text, FILE, 0) {
            Ok(config) => config,
            Err(errors) => {
                found.extend(errors);
                return Err(found);
            }
        };
        found.extend(config.findings(text));
        if found.is_empty() {
            config.set_base_url(&config.base_url.clone());
            text.clone_into(&mut config.text);
            Ok(config)
        } else {
            Err(found)
        }
    }

    /// What the types cannot say.
    fn findings(&self, text: &str) -> Vec<Diagnostic> {
        let at = |key: &str, d: Diagnostic| match place_of_key(text, key) {
            Some(span) => d.in_file(FILE).at(span),
            None => d.in_file(FILE),
        };
        let mut found = Vec::new();
        if let Err(why) = base_url_problem(&self.base_url) {
            found.push(at("base_url", why));
        }
        if let Some(d) = language_problem(&self.language) {
            found.push(at("language", d));
        }
        for code in self.languages.keys() {
            if let Some(d) = language_problem(code) {
                let d = d.in_file(FILE);
                found.push(match place_of_language(text, code) {
                    Some(span) => d.at(span),
                    None => d,
                });
            }
        }
        if self.languages.contains_key(&self.language) {
            found.push(at(
                "languages",
                Diagnostic::new(
                    Code::InvalidValue,
                    format!("`{}` is the site's main language already", self.language),
                )
                .help("list only the further languages under `[languages]`"),
            ));
        }
        for code in self.languages.keys() {
            // On some systems their folders are one.
            let mut codes = self.codes();
            if let Some(other) =
                codes.find(|other| other != code && other.eq_ignore_ascii_case(code))
            {
                let d = Diagnostic::new(
                    Code::InvalidValue,
                    format!("`{code}` and `{other}` are one language"),
                )
                .in_file(FILE)
                .help("list each language once");
                found.push(match place_of_language(text, code) {
                    Some(span) => d.at(span),
                    None => d,
                });
            }
        }
        if !(self.reading.grade.is_finite() && self.reading.grade > 0.0) {
            found.push(at(
                "grade",
                Diagnostic::new(
                    Code::InvalidValue,
                    format!("`{}` is no reading grade", self.reading.grade),
                )
                .help("write the years of school that readers need at most: `grade = 8`"),
            ));
        }
        for name in self.rules.keys() {
            if Code::rule(name).is_none() {
                found.push(at(
                    name,
                    Diagnostic::new(Code::UnknownKey, format!("no rule is called `{name}`"))
                        .help("`stepdown explain` lists them")
                        .suggest(name, Code::rule_names()),
                ));
            }
        }
        for name in &self.keep {
            if let Some(d) = kept_name_problem(name) {
                let d = d.in_file(FILE);
                found.push(match place_in_key(text, "keep", name) {
                    Some(span) => d.at(span),
                    None => d,
                });
            }
        }
        found.extend(self.addresses(text));
        if let Some(security) = &self.security {
            for finding in security.findings() {
                found.push(at("security", finding));
            }
        }
        found
    }

    /// Addresses that become links: anything else than these schemes could run a script.
    fn addresses(&self, text: &str) -> Vec<Diagnostic> {
        let license = self.license.as_ref().map(|license| &license.url);
        let all: [(&str, Option<&String>, &[&str], &str); 2] = [
            (
                "report",
                self.report.as_ref(),
                &["https:", "http:", "mailto:"],
                "write `mailto:…` or `https://…`",
            ),
            (
                "license",
                license,
                &["https://", "http://"],
                "write the whole address: `https://…`",
            ),
        ];
        let mut found = Vec::new();
        for (key, address, schemes, help) in all {
            let Some(address) = address else { continue };
            let is_known = schemes.iter().any(|scheme| address.starts_with(scheme));
            if is_known && !leads_nowhere(address) {
                continue;
            }
            let d = Diagnostic::new(Code::InvalidValue, format!("`{address}` is no address"))
                .in_file(FILE)
                .help(help);
            found.push(match place_of_key(text, key) {
                Some(span) => d.at(span),
                None => d,
            });
        }
        found
    }

    /// Where a text value stands in the file.
    #[must_use]
    pub fn place_of(&self, value: &str) -> Option<Span> {
        let quoted = format!("\"{value}\"");
        let start = self.text.find(&quoted)?;
        Some(Span::from(start..start + quoted.len()))
    }

    /// Sets the base URL, written as browsers write it: what pages, service worker and
    /// requests say is compared letter by letter. It always ends in a slash.
    fn set_base_url(&mut self, url: &str) {
        let written = url::Url::parse(url).map_or_else(|_| url.to_owned(), String::from);
        self.base_url = format!("{}/", written.trim_end_matches('/'));
    }

    /// Replaces the base URL (`--base-url`).
    ///
    /// # Errors
    /// When it is no `http` or `https` address.
    pub fn override_base_url(&mut self, url: &str) -> Result<(), Diagnostic> {
        base_url_problem(url)?;
        self.set_base_url(url);
        Ok(())
    }

    /// The codes of the site's languages, the main one first.
    pub fn codes(&self) -> impl Iterator<Item = &str> {
        std::iter::once(&self.language)
            .chain(self.languages.keys())
            .map(String::as_str)
    }

    /// The path part of the base URL, percent-encoded: `/` or `/sub/path/`.
    #[must_use]
    pub fn base_path(&self) -> &str {
        let after_scheme = self.base_url.find("://").map_or(0, |n| n + 3);
        self.base_url[after_scheme..]
            .find('/')
            .map_or("/", |n| &self.base_url[after_scheme + n..])
    }

    /// Whether a rule that is on has to read the words of the documents.
    #[must_use]
    pub fn reads_words(&self, sources: &crate::load::Sources) -> bool {
        !self.evidence.demand.is_empty()
            || !self.evidence.graded.is_empty()
            || !self.required_notice.is_empty()
            || sources.data.iter().any(|data| data.words.is_some())
            || Code::READING_WORDS
                .iter()
                .any(|code| self.level(*code) != Level::Off)
    }

    /// The level of a rule.
    #[must_use]
    pub fn level(&self, code: Code) -> Level {
        self.rules
            .get(code.name())
            .copied()
            .unwrap_or_else(|| code.default_level())
    }
}

/// What is wrong with a language's code.
fn language_problem(code: &str) -> Option<Diagnostic> {
    let is_code = code.parse::<unic_langid::LanguageIdentifier>().is_ok() && !code.contains('_');
    (!is_code).then(|| {
        Diagnostic::new(Code::InvalidValue, format!("`{code}` is no language code"))
            .help("write a BCP 47 code such as `en`, `en-GB` or `tr`")
    })
}

/// Where a further language stands: its own line, or that of `languages`.
fn place_of_language(text: &str, code: &str) -> Option<std::ops::Range<usize>> {
    let first = place_of_key(text, "languages")?;
    let mut at = first.start;
    for line in text.get(first.start..)?.split_inclusive('\n') {
        if line.contains(code) {
            return Some(at..at + line.trim_end().len());
        }
        at += line.len();
    }
    Some(first)
}

/// Where `key` stands at the beginning of a line. Another key can begin with it.
fn place_of_key(text: &str, key: &str) -> Option<std::ops::Range<usize>> {
    let mut at = 0;
    for line in text.split_inclusive('\n') {
        let rest = line.trim_start();
        let behind = rest.strip_prefix('[').unwrap_or(rest).strip_prefix(key);
        let goes_on = |c: char| c.is_ascii_alphanumeric() || matches!(c, '_' | '-');
        if behind.is_some_and(|behind| !behind.starts_with(goes_on)) {
            let start = at + (line.len() - rest.len());
            return Some(start..start + rest.trim_end().len());
        }
        at += line.len();
    }
    None
}

/// A text of the value of a top-level key; else the line of the key.
fn place_in_key(text: &str, key: &str, value: &str) -> Option<std::ops::Range<usize>> {
    let line = place_of_key(text, key)?;
    let quoted = [format!("\"{value}\""), format!("'{value}'")];
    let behind = &text[line.start..];
    let places = quoted.iter().filter_map(|q| Some((behind.find(q)?, q)));
    Some(places.min().map_or(line.clone(), |(n, quoted)| {
        line.start + n..line.start + n + quoted.len()
    }))
}

/// The nearest folder upwards from `start` that holds `stepdown.toml`.
///
/// # Errors
/// When there is none.
pub fn find_root(start: &Path) -> Result<PathBuf, Diagnostic> {
    start
        .ancestors()
        .find(|dir| dir.join(FILE).is_file())
        .map(Path::to_path_buf)
        .ok_or_else(|| {
            Diagnostic::new(Code::Usage, format!("no `{FILE}` in this folder or above it"))
                .help("go to the site's folder, give it with `--root DIR`, or start one with `stepdown init DIR`")
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    const LEAST: &str =
        "title = \"T\"\nbase_url = \"https://example.org/sub/path\"\nlanguage = \"en\"\n";

    #[test]
    fn three_keys_are_enough_and_the_base_path_is_kept() {
        let config = Config::parse(LEAST).expect("valid");
        assert_eq!(config.base_url, "https://example.org/sub/path/");
        assert_eq!(config.base_path(), "/sub/path/");
        assert_eq!(config.output, "public");
    }

    #[test]
    fn a_base_url_is_written_as_browsers_write_it() {
        let written = |url: &str| {
            let mut config = Config::parse(LEAST).expect("valid");
            config.override_base_url(url).expect("an address");
            config.base_url
        };
        let encoded = "https://example.org/g%C3%BC/";
        for typed in [
            encoded,
            "https://example.org/gü",
            "https://EXAMPLE.org:443/x/../gü//",
        ] {
            assert_eq!(written(typed), encoded, "{typed}");
        }
        let text = LEAST.replace("/sub/path", "/gü/");
        let config = Config::parse(&text).expect("valid");
        assert_eq!(
            (&*config.base_url, config.base_path()),
            (encoded, "/g%C3%BC/")
        );
    }

    #[test]
    fn a_base_url_at_the_top_has_the_path_slash() {
        let config = Config::parse(&LEAST.replace("/sub/path", "")).expect("valid");
        assert_eq!(config.base_path(), "/");
    }

    #[test]
    fn mistakes_name_their_line() {
        let text = format!("{LEAST}[rules]\norphans = \"off\"\n");
        let found = Config::parse(&text).expect_err("no such rule");
        let first = found.iter().next().expect("one finding");
        assert_eq!(first.help.as_deref(), Some("did you mean `orphan`?"));
        let span = first.span.expect("a place");
        assert_eq!(
            &text[span.start as usize..span.end as usize],
            "orphans = \"off\""
        );
    }

    #[test]
    fn a_licence_leads_to_a_page_and_runs_no_script() {
        let text = format!("{LEAST}[license]\nname = \"L\"\nurl = \"https://e.org/l\"\n");
        assert!(Config::parse(&text).is_ok());
        for bad in ["javascript:alert(1)", "data:text/html,x", "//e.org", ""] {
            let found = Config::parse(&text.replace("https://e.org/l", bad)).expect_err("refused");
            let first = found.iter().next().expect("one finding");
            assert_eq!(first.message, format!("`{bad}` is no address"));
            let span = first.span.expect("a place");
            assert_eq!(&text[span.start as usize..span.end as usize], "[license]");
        }
    }

    #[test]
    fn a_name_that_keeps_nothing_is_said_at_its_own_place() {
        let bad = [
            "../x", "", " ", ".", "*", "/abs", "a//b", "./CNAME", "a/..", "/",
        ];
        let list = bad.map(|name| format!("  \"{name}\",\n")).concat();
        let text = format!("keep = [\n  \"CNAME\", 'well/known/',\n{list}]\n{LEAST}");
        let found = Config::parse(&text).expect_err("names that are none");
        let places = found.iter().map(|d| {
            let span = d.span.expect("a place");
            assert!(
                d.help
                    .as_ref()
                    .is_some_and(|help| help.starts_with("write "))
            );
            &text[span.start as usize..span.end as usize]
        });
        let expected = bad.map(|name| format!("\"{name}\""));
        assert_eq!(places.collect::<Vec<_>>(), expected);
        let absolute = found.iter().find(|d| d.message.starts_with("`/abs`"));
        let help = absolute.and_then(|d| d.help.as_deref());
        assert_eq!(help, Some("write `abs` for what lies in the output folder"));
    }

    #[test]
    fn a_bad_further_language_is_said_at_its_own_line() {
        let text = format!("{LEAST}[languages.tr]\n[languages.\"../x\"]\n");
        let found = Config::parse(&text).expect_err("no language");
        let span = found.iter().next().and_then(|d| d.span).expect("a place");
        assert_eq!(
            &text[span.start as usize..span.end as usize],
            "[languages.\"../x\"]"
        );
    }

    #[test]
    fn a_grade_is_a_number_and_a_language_is_listed_once() {
        for (lines, place) in [
            ("[reading]\ngrade = nan\n", "grade = nan"),
            ("[reading]\ngrade = inf\n", "grade = inf"),
            ("[reading]\ngrade = 0\n", "grade = 0"),
            ("[languages.EN]\n", "[languages.EN]"),
            // Other keys begin with this one.
            (
                "[pages]\ngrades = \"a.md\"\n[reading]\ngrade = 0\n",
                "grade = 0",
            ),
            (
                "[rules]\norphan = \"off\"\norph = \"off\"\n",
                "orph = \"off\"",
            ),
        ] {
            let text = format!("{LEAST}{lines}");
            let found = Config::parse(&text).expect_err(lines);
            let span = found.iter().next().and_then(|d| d.span).expect("a place");
            assert_eq!(&text[span.start as usize..span.end as usize], place);
        }
    }

    #[test]
    fn mistakes_are_reported_to_somebody() {
        let report = |address: &str| Config::parse(&format!("{LEAST}report = \"{address}\"\n"));
        assert!(report("mailto:").is_err() && report("mailto:a@e.org").is_ok());
    }
}
