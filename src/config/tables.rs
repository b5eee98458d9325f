//! The tables of the configuration but for publishing's.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::{all_words, words, words_if_any};

/// A licence's name and address.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct License {
    /// Its name, as shown.
    #[serde(deserialize_with = "words")]
    pub name: String,
    /// The address where it can be read.
    pub url: String,
}

/// Pages with a part to play.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RolePages {
    /// The page for emergencies, linked at the top of every page.
    pub emergency: Option<String>,
    /// The page with help lines, linked beside the parts of the guide on every page.
    pub help: Option<String>,
    /// The page that says what the evidence grades mean; grade B is explained at `#grade-b`.
    pub grades: Option<String>,
    /// The page that says who made the site.
    pub about: Option<String>,
}

/// How Markdown is read.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Markdown {
    /// Curly quotes, dashes and ellipses from straight ones.
    pub smart_punctuation: bool,
    /// What to do with raw HTML in articles.
    pub raw_html: RawHtml,
}

/// What to do with raw HTML in Markdown.
// Written too: so the schema, and the manual with it, can say the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum RawHtml {
    /// Passed through, as CommonMark says.
    Allow,
    /// Harmless elements are written anew, everything else is left out and named.
    #[default]
    Sanitize,
    /// An error.
    Refuse,
}

/// Where evidence is demanded. Paths are folders or files below `content/`;
/// `.` is everything.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Evidence {
    /// Here every paragraph, list item and table row has a marker or says
    /// `{.no-claim}`.
    pub demand: Vec<String>,
    /// Here every marker has a grade.
    pub graded: Vec<String>,
}

/// How plain the text has to be.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Reading {
    /// The highest reading grade (Flesch-Kincaid and SMOG) of a page and of a
    /// section that is long enough to be measured, glossary terms left out.
    #[schemars(extend("exclusiveMinimum" = 0))]
    pub grade: f64,
    /// The most words in a sentence.
    pub sentence: usize,
    /// In a sentence with one of these words a percentage is of an amount and not
    /// of people.
    pub percent_of: Vec<String>,
}

impl Default for Reading {
    fn default() -> Self {
        Self {
            grade: 8.0,
            sentence: 25,
            percent_of: ["amount", "dose", "level", "weight"]
                .map(str::to_owned)
                .to_vec(),
        }
    }
}

/// How often things are checked.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Review {
    /// The most months from the latest of `date`, `updated` and `reviewed` to `review_by`.
    pub months: u32,
    /// The most months since a help line's `checked_on`.
    pub helpline_months: u32,
    /// The most months since a reference was looked up for retractions.
    pub reference_months: u32,
}

impl Default for Review {
    fn default() -> Self {
        Self {
            months: 12,
            helpline_months: 6,
            reference_months: 12,
        }
    }
}

/// Which sentences or topics need which safety notice.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RequiredNotice {
    /// The notice's name in `notices.toml`.
    pub notice: String,
    /// Only pages with one of these topics; without any, all pages.
    #[serde(default)]
    pub topics: Vec<String>,
    /// A sentence with one of these words needs the notice near it. Without any,
    /// the page needs the notice once.
    #[serde(default, deserialize_with = "all_words")]
    pub words: Vec<String>,
    /// Phrases in which such a word needs no notice.
    #[serde(default, deserialize_with = "all_words")]
    pub unless: Vec<String>,
    /// The most words between the sentence and the notice, which stands below
    /// the same second-level heading.
    #[serde(default = "default_within")]
    pub within: usize,
}

fn default_within() -> usize {
    120
}

/// What is made besides the pages.
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Features {
    /// `atom.xml`, the newest articles.
    pub feed: bool,
    /// How many articles the feed holds.
    pub feed_entries: usize,
    /// `whole-guide/`, the whole guide as one page that prints and works from disk.
    pub whole_guide: bool,
    /// `guide.epub`, the guide as an e-book.
    pub epub: bool,
    /// A service worker and a web manifest: readers can keep the guide on their
    /// device. The component `{offline}` has the buttons.
    pub offline: bool,
}

impl Default for Features {
    fn default() -> Self {
        Self {
            feed: true,
            feed_entries: 20,
            whole_guide: false,
            epub: false,
            offline: false,
        }
    }
}

/// A further language.
#[derive(Clone, Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct Translation {
    /// The site's name in that language.
    #[serde(deserialize_with = "words_if_any")]
    pub title: Option<String>,
    /// The site's description in that language.
    pub description: Option<String>,
    /// The author line in that language.
    pub author: Option<String>,
    /// What the pages are about, in that language's words. Without it, its pages say
    /// nothing of that: the words of `about` are of another language.
    pub about: Vec<String>,
}
