//! The data files of `content/`: glossary, notices, help lines, searches that
//! cannot wait, the list of words to avoid, what must be said, and the record of reviews.

use std::collections::BTreeMap;
use std::path::Path;

use schemars::JsonSchema;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use toml::Spanned;

use super::optional_text;
use crate::config::{all_placed_words, all_words, numbers, placed_words, read_toml, words};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, closest};
use crate::parse::Date;

/// Names in a language's folder that are no files beside articles.
pub(crate) const FILES: [&str; 8] = [
    "references.bib",
    GLOSSARY,
    NOTICES,
    HELPLINES,
    "urgent.toml",
    "words.toml",
    "must-say.toml",
    REVIEWS,
];

/// Those that all languages share: they lie in the main language's folder.
const SHARED: [&str; 3] = ["references.bib", "must-say.toml", REVIEWS];

/// Names a file of a language's folder that nobody reads and that was meant as a data
/// file. A list of emergency words by another name would be switched off in silence.
pub(super) fn misnamed(file: &str, is_main: bool) -> Option<Diagnostic> {
    let (folder, name) = file.rsplit_once('/')?;
    let report = |message: String, help: String| {
        let code = Code::MisnamedFile;
        Some(Diagnostic::new(code, message).in_file(file).help(help))
    };
    if FILES.contains(&name) {
        if is_main || !SHARED.contains(&name) {
            return None;
        }
        return report(
            "nothing reads this file: all languages share one".to_owned(),
            format!("move what is in it to `content/{name}`"),
        );
    }
    let (stem, ending) = name.rsplit_once('.')?;
    if !matches!(ending, "toml" | "bib" | "yaml" | "yml") {
        return None;
    }
    let stem_of = |known: &'static str| known.rsplit_once('.').map_or(known, |(stem, _)| stem);
    let near = closest(&stem.to_lowercase(), FILES.map(stem_of))?;
    let meant = FILES.into_iter().find(|known| stem_of(known) == near)?;
    report(
        format!("nothing reads this file; the data file is called `{meant}`"),
        format!("call it `{folder}/{meant}`, or give it a name of its own"),
    )
}

/// The data files of one language.
#[derive(Debug, Default)]
pub struct DataFiles {
    /// `glossary.toml`.
    pub glossary: Option<DataFile<GlossaryFile>>,
    /// `notices.toml`.
    pub notices: Option<DataFile<NoticesFile>>,
    /// `helplines.toml`.
    pub helplines: Option<DataFile<HelplinesFile>>,
    /// `urgent.toml`.
    pub urgent: Option<DataFile<UrgentFile>>,
    /// `words.toml`.
    pub words: Option<DataFile<WordsFile>>,
    /// `must-say.toml`, of the main language only.
    pub must_say: Option<DataFile<MustSayFile>>,
    /// `reviews.toml`, of the main language only.
    pub reviews: Option<DataFile<ReviewsFile>>,
    /// The names of those that are there and could not be read.
    pub unread: Vec<&'static str>,
}

/// A data file and where it was read.
#[derive(Debug)]
pub struct DataFile<T> {
    /// Relative to the root.
    pub file: String,
    /// What it says.
    pub value: T,
}

impl DataFiles {
    pub(super) fn read(root: &Path, folder: &str, is_main: bool, found: &mut Diagnostics) -> Self {
        let mut folder = Folder {
            root,
            folder,
            unread: Vec::new(),
            found,
        };
        let files = Self {
            words: folder.read("words.toml"),
            must_say: is_main.then(|| folder.read("must-say.toml")).flatten(),
            reviews: is_main.then(|| folder.read(REVIEWS)).flatten(),
            glossary: folder.read(GLOSSARY),
            notices: folder.read(NOTICES),
            helplines: folder.read(HELPLINES),
            urgent: folder.read("urgent.toml"),
            unread: Vec::new(),
        };
        // Known once all of them were looked at.
        Self {
            unread: folder.unread,
            ..files
        }
    }
}

/// A folder of data files that is read.
struct Folder<'a> {
    root: &'a Path,
    folder: &'a str,
    unread: Vec<&'static str>,
    found: &'a mut Diagnostics,
}

impl Folder<'_> {
    fn read<T: DeserializeOwned>(&mut self, name: &'static str) -> Option<DataFile<T>> {
        let file = format!("{}/{name}", self.folder);
        let path = self.root.join(&file);
        let Some(text) = optional_text(&path, &file, self.found) else {
            self.unread.extend(path.exists().then_some(name));
            return None;
        };
        match read_toml(&text, &file, 0) {
            Ok(value) => Some(DataFile { file, value }),
            Err(errors) => {
                self.found.extend(errors);
                self.unread.push(name);
                None
            }
        }
    }
}

/// `glossary.toml`: the words that are explained.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct GlossaryFile {
    /// The entries.
    #[serde(default)]
    pub term: Vec<TermEntry>,
}

/// One word.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct TermEntry {
    /// Part of its address: letters, digits, hyphens.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// The word.
    #[serde(deserialize_with = "words")]
    pub term: String,
    /// Other forms of it that are found in text.
    #[serde(default, deserialize_with = "all_words")]
    pub also: Vec<String>,
    /// What it means, in one or two sentences of inline Markdown.
    #[serde(deserialize_with = "placed_words")]
    #[schemars(with = "String")]
    pub definition: Spanned<String>,
}

/// `notices.toml`: the safety notices by name.
pub type NoticesFile = BTreeMap<String, NoticeEntry>;

/// One safety notice: one text, used everywhere.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct NoticeEntry {
    /// How loud it is.
    pub kind: NoticeKind,
    /// The heading of its box.
    #[serde(deserialize_with = "words")]
    pub title: String,
    /// The box's text, Markdown.
    #[serde(deserialize_with = "placed_words")]
    #[schemars(with = "String")]
    pub text: Spanned<String>,
    /// One sentence for a repeat on the same page, inline Markdown.
    #[serde(deserialize_with = "placed_words")]
    #[schemars(with = "String")]
    pub short: Spanned<String>,
}

/// How loud a notice is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum NoticeKind {
    /// Take care.
    Warning,
    /// Get help soon.
    Urgent,
    /// Call now.
    Emergency,
}

impl NoticeKind {
    /// As in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Warning => "warning",
            Self::Urgent => "urgent",
            Self::Emergency => "emergency",
        }
    }
}

/// `helplines.toml`: whom to call, by country.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct HelplinesFile {
    /// In the order in which they are shown.
    #[serde(default)]
    pub country: Vec<Country>,
}

/// A country's numbers.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Country {
    /// ISO 3166 alpha-2, or `any`.
    #[schemars(with = "String")]
    pub code: Spanned<String>,
    /// As shown.
    #[serde(deserialize_with = "words")]
    pub name: String,
    /// Emergency numbers.
    #[serde(default, deserialize_with = "numbers")]
    pub emergency: Vec<String>,
    /// Help lines.
    #[serde(default)]
    pub line: Vec<Helpline>,
}

/// A help line.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Helpline {
    /// As shown.
    #[serde(deserialize_with = "placed_words")]
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// What it is for.
    pub kind: HelplineKind,
    /// As shown and dialled.
    #[serde(default, deserialize_with = "numbers")]
    pub numbers: Vec<String>,
    /// When it answers, who may call.
    #[serde(default)]
    pub note: String,
    /// Its page.
    #[serde(default)]
    pub url: Option<String>,
    /// Whether somebody read the number on the line's own page.
    pub checked: bool,
    /// When the number was last compared with a source.
    pub checked_on: Date,
    /// Where it was read.
    #[serde(deserialize_with = "words")]
    pub source: String,
    /// References.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub cite: Vec<Spanned<String>>,
}

/// What a help line is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum HelplineKind {
    /// Thoughts of suicide, despair.
    Crisis,
    /// Finding treatment.
    Treatment,
    /// Poisoning.
    Poison,
    /// Questions.
    Advice,
}

impl HelplineKind {
    /// As in the file.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Crisis => "crisis",
            Self::Treatment => "treatment",
            Self::Poison => "poison",
            Self::Advice => "advice",
        }
    }
}

/// `urgent.toml`: searches that cannot wait for results.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgentFile {
    /// The sections of the search page that such searches open.
    #[serde(default)]
    pub section: Vec<UrgentEntry>,
}

/// Words that open a section of the search page above the results.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UrgentEntry {
    /// The id of the section's heading.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// Whole words or phrases, in any case of letters, without regard to accents;
    /// with a star at the end, their beginnings.
    #[serde(deserialize_with = "all_placed_words")]
    #[schemars(with = "Vec<String>")]
    pub words: Vec<Spanned<String>>,
}

/// The glossary of a language.
pub(crate) const GLOSSARY: &str = "glossary.toml";

/// The help lines of a language.
pub(crate) const HELPLINES: &str = "helplines.toml";

/// The safety notices of a language.
pub(crate) const NOTICES: &str = "notices.toml";

/// The record of reviews, below `content/`.
pub const REVIEWS: &str = "reviews.toml";

/// `words.toml`: words and phrases that the text should not use.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WordsFile {
    /// The entries.
    #[serde(default)]
    pub avoid: Vec<AvoidEntry>,
}

/// Words to avoid, and what to write.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AvoidEntry {
    /// Whole words or phrases, in any case of letters.
    #[serde(deserialize_with = "all_placed_words")]
    #[schemars(with = "Vec<String>")]
    pub find: Vec<Spanned<String>>,
    /// Longer phrases with such a word in them that are right.
    #[serde(default, deserialize_with = "all_words")]
    pub unless: Vec<String>,
    /// Why not.
    #[serde(deserialize_with = "words")]
    pub why: String,
    /// What to write.
    #[serde(deserialize_with = "words")]
    pub instead: String,
}

/// `must-say.toml`: what the guide must say somewhere.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MustSayFile {
    /// The items.
    #[serde(default)]
    pub item: Vec<MustSayItem>,
}

/// One thing that must be said.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct MustSayItem {
    /// What `covers` in an article's front matter names.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What has to be said, in a few words.
    #[serde(deserialize_with = "words")]
    pub say: String,
}

/// `reviews.toml`: who checked which text, and when. `stepdown review` writes it.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewsFile {
    /// The reviews, in the order in which they were recorded.
    #[serde(default)]
    pub review: Vec<ReviewEntry>,
}

/// One review of one page.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ReviewEntry {
    /// The page's path below `content/`.
    #[schemars(with = "String")]
    pub page: Spanned<String>,
    /// Who read it.
    #[serde(deserialize_with = "words")]
    pub by: String,
    /// On which day.
    pub on: Date,
    /// BLAKE3 of the text that was read, in hexadecimal.
    pub text: String,
    /// BLAKE3 of the parameter files of the page's calculators, if it has any.
    pub parameters: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_data_file_by_another_name_is_found() {
        for (file, is_main, meant) in [
            ("content/notice.toml", true, "content/notices.toml"),
            ("content/must_say.toml", true, "content/must-say.toml"),
            ("content/Urgent.toml", true, "content/urgent.toml"),
            ("content/glossary.yaml", true, "content/glossary.toml"),
            ("content/references.toml", true, "content/references.bib"),
            (
                "content/tr/helpline.toml",
                false,
                "content/tr/helplines.toml",
            ),
            ("content/tr/must-say.toml", false, "content/must-say.toml"),
        ] {
            let help = misnamed(file, is_main).and_then(|d| d.help);
            let help = help.expect(file);
            assert!(help.contains(&format!("`{meant}`")), "{file}: {help}");
        }
        for (file, is_main) in [
            ("content/notices.toml", true),
            ("content/tr/notices.toml", false),
            ("content/words.png", true),
            ("content/caffeine.toml", true),
            ("content/README", true),
        ] {
            assert!(misnamed(file, is_main).is_none(), "{file}");
        }
    }
}
