//! One Markdown file in, one [`Document`] out.
//!
//! [`parse`] is a pure function of the file's text, its language and the
//! [`MarkdownOptions`]; it never sees another file, the disk or the clock. What
//! depends on other files (an address, a reference's number, an image's size,
//! a component's output) is left as a [`Slot`] in the HTML and filled when the
//! page is rendered.
//!
//! Incremental: results are kept between builds, by content hash.

mod alias;
mod component;
mod destination;
mod front_matter;
mod letters;
mod markdown;
mod marker;
mod prose;
mod shape;
mod text;
mod words;

use std::collections::BTreeMap;
use std::sync::{Arc, OnceLock};

pub(crate) use alias::with_alias;
pub use component::{ArgKind, ArgSpec, ArgValue, Argument, ComponentCall, Signature};
pub(crate) use destination::{defined, destinations, occurrences, own_destination};
pub use front_matter::{Allow, Change, Date, FrontMatter};
pub(crate) use front_matter::{Split, split};
pub(crate) use letters::composed;
pub(crate) use markdown::{Ids, NOT_MOVED, NOT_MOVED_INLINE};
pub use marker::{CiteItem, Grade, Marker, Scope};
pub(crate) use marker::{is_citable, is_marker};
pub use prose::{Block, BlockKind, Mark, Prose, within};
pub use shape::Shape;
pub(crate) use text::is_plain;
pub use text::{escape_attribute, escape_text, slugify};
pub(crate) use words::{Hit, WordSearch, is_whole, longest, one_line};

use crate::config::RawHtml;
use crate::diagnostic::{Code, Diagnostic, Span};

/// What a site's configuration says about Markdown. Changing any of it
/// re-parses every file.
#[derive(Debug, Default)]
pub struct MarkdownOptions {
    /// Curly quotes and dashes.
    pub smart_punctuation: bool,
    /// What to do with raw HTML.
    pub raw_html: RawHtml,
    /// Whether the site has a bibliography. Without one a lone `[A]` is text.
    pub evidence: bool,
    /// Whether rules want to read the words: see [`Prose`].
    pub prose: bool,
    /// Components by name, with what they take.
    pub components: BTreeMap<String, Signature>,
    /// Glossaries by language.
    pub glossaries: Arc<BTreeMap<String, Glossary>>,
}

/// The words that are marked at their first use on a page.
#[derive(Debug, Default)]
pub struct Glossary {
    /// In the file's order.
    pub terms: Vec<GlossaryTerm>,
    words: WordSearch,
    /// The term of each of the words.
    term_of: Vec<usize>,
}

/// One entry of the glossary.
#[derive(Clone, Debug)]
pub struct GlossaryTerm {
    /// Part of its address.
    pub id: String,
    /// The word as shown in the list.
    pub term: String,
    /// Other forms that are found in text.
    pub also: Vec<String>,
    /// What it means, as inline HTML.
    pub definition: String,
}

impl Glossary {
    /// Builds the matcher.
    ///
    /// # Errors
    /// When the words are too many for the automaton.
    pub fn new(terms: Vec<GlossaryTerm>) -> Result<Self, aho_corasick::BuildError> {
        let mut words = Vec::new();
        let mut term_of = Vec::new();
        for (index, term) in terms.iter().enumerate() {
            for word in std::iter::once(&term.term).chain(&term.also) {
                words.push(word.as_str());
                term_of.push(index);
            }
        }
        let words = WordSearch::new(words)?;
        Ok(Self {
            terms,
            words,
            term_of,
        })
    }

    /// Whole words of `text` that are in the glossary: term and place.
    pub(crate) fn find(&self, text: &str) -> Vec<(usize, std::ops::Range<usize>)> {
        let mut hits = self.words.whole(text);
        for (word, _) in &mut hits {
            *word = self.term_of[*word];
        }
        hits
    }
}

/// A parsed file.
#[derive(Debug)]
pub struct Document {
    /// The keys at the top.
    pub front: FrontMatter,
    /// The text.
    pub body: Fragment,
    /// Every heading, in order.
    pub headings: Vec<Heading>,
    /// The words, where a rule wants them.
    pub prose: Option<Box<Prose>>,
    /// What the body holds.
    pub holds: Holds,
    /// Whether a component of it could not be read: what stands in it is not known, so
    /// nobody can say what the page lacks.
    pub has_lost_parts: bool,
    /// Worked out when a second text is compared with it: a single build never does.
    shape: OnceLock<Shape>,
}

impl Document {
    /// Of everything in it that other pages, lists or addresses depend on. Two
    /// texts of one shape can stand in for one another without a look at the rest
    /// of the site: they differ in words, and in what is read when the page or a
    /// list with its title is rendered.
    #[must_use]
    pub fn shape(&self) -> &Shape {
        self.shape
            .get_or_init(|| shape::of(&self.front, &self.body, &self.headings, self.has_lost_parts))
    }
}

/// Which kinds of slots a document holds, so that whoever wants one kind can pass
/// over the documents that have none.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Holds {
    /// Components.
    pub components: bool,
    /// Citations and graded claims.
    pub markers: bool,
    /// Words of the glossary.
    pub terms: bool,
}

impl Holds {
    fn of(body: &Fragment) -> Self {
        let mut holds = Self::default();
        body.for_each_slot(&mut |slot| match slot.part {
            Part::Component(_) => holds.components = true,
            Part::Marker(_) => holds.markers = true,
            Part::Term(_) => holds.terms = true,
            _ => {}
        });
        holds
    }
}

/// HTML with holes: what depends on other files is filled in when rendered.
#[derive(Debug, Default)]
pub struct Fragment {
    /// Everything that depends on this file alone.
    pub html: String,
    /// The holes, by ascending position.
    pub slots: Vec<Slot>,
}

/// A hole in a [`Fragment`].
#[derive(Debug)]
pub struct Slot {
    /// Byte offset in the fragment's HTML.
    pub at: u32,
    /// Where in the source it comes from.
    pub span: Span,
    /// What goes there.
    pub part: Part,
}

/// What fills a hole.
#[derive(Debug)]
pub enum Part {
    /// The prefix of ids, so that many pages can stand in one file.
    IdPrefix,
    /// A heading's level, which is deeper in the whole guide, and its id up to the end of
    /// the prefix: `2" id="`.
    HeadingStart(u8),
    /// The level again, in its end tag.
    HeadingEnd(u8),
    /// An address, inside `href="…"`.
    Link(Box<str>),
    /// An image element.
    Image(Box<Image>),
    /// References, or a graded claim's badge and references.
    Marker(Box<Marker>),
    /// A component's output.
    Component(Box<ComponentCall>),
    /// Registers a glossary term's first use; writes nothing.
    Term(u32),
    /// A string of the user interface, by key.
    Ui(&'static str),
    /// A string of the user interface with one number.
    UiNumber(&'static str, u32),
}

/// An image as written.
#[derive(Debug)]
pub struct Image {
    /// As written.
    pub src: String,
    /// The text alternative.
    pub alt: String,
    /// The title, may be empty.
    pub title: String,
}

/// A heading of the text.
#[derive(Debug)]
pub struct Heading {
    /// 1 to 6.
    pub level: u8,
    /// Unique on the page.
    pub id: Box<str>,
    /// Plain text.
    pub title: Box<str>,
    /// Where it stands.
    pub span: Span,
}

/// Graded claims of a text.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Claims {
    /// In the order of [`Grade::ALL`].
    pub by_grade: [u32; 5],
    /// Those that were graded on something else than the page's subject.
    pub elsewhere: u32,
}

impl Claims {
    /// All of them.
    #[must_use]
    pub fn all(&self) -> u32 {
        self.by_grade.iter().sum()
    }
}

impl Fragment {
    pub(crate) fn slot(&mut self, span: Span, part: Part) {
        let at = u32::try_from(self.html.len()).unwrap_or(u32::MAX);
        self.slots.push(Slot { at, span, part });
    }

    /// Adds another fragment at the end.
    pub(crate) fn append(&mut self, other: Self) {
        let base = u32::try_from(self.html.len()).unwrap_or(u32::MAX);
        self.html.push_str(&other.html);
        self.slots.extend(other.slots.into_iter().map(|slot| Slot {
            at: slot.at + base,
            ..slot
        }));
    }

    /// How many claims have which grade, and how many of them earned it
    /// elsewhere.
    #[must_use]
    pub fn claims(&self) -> Claims {
        let mut claims = Claims::default();
        self.for_each_slot(&mut |slot| {
            if let Part::Marker(marker) = &slot.part
                && let Some(grade) = marker.grade
            {
                claims.by_grade[grade as usize] += 1;
                claims.elsewhere += u32::from(marker.scope.is_some());
            }
        });
        claims
    }

    /// Visits every slot, those inside components' arguments included, in the
    /// order of the text.
    pub fn for_each_slot<'a>(&'a self, visit: &mut dyn FnMut(&'a Slot)) {
        for slot in &self.slots {
            visit(slot);
            if let Part::Component(call) = &slot.part {
                for argument in &call.args {
                    argument
                        .value
                        .for_each_fragment(&mut |f| f.for_each_slot(visit));
                }
            }
        }
    }
}

/// What parsing one file gives.
#[derive(Debug)]
pub struct Parsed {
    /// Nothing when the front matter cannot be read.
    pub document: Option<Document>,
    /// Everything that is wrong.
    pub diagnostics: Vec<Diagnostic>,
}

/// Parses a whole file.
///
/// `file` is only written into diagnostics; `language` chooses the glossary.
#[must_use]
pub fn parse(source: &str, file: &str, language: &str, options: &MarkdownOptions) -> Parsed {
    let mut diagnostics = Vec::new();
    let at = match split(source, file) {
        Ok(split) => split,
        Err(diagnostic) => {
            return Parsed {
                document: None,
                diagnostics: vec![diagnostic],
            };
        }
    };
    let front = match FrontMatter::read(source, file, &at) {
        Ok(front) => Some(front),
        Err(errors) => {
            diagnostics.extend(errors);
            None
        }
    };
    // The body is read all the same, so that its mistakes are shown too.
    let wants_terms = front.as_ref().is_none_or(|f| {
        f.template
            .as_ref()
            .is_none_or(|t| t.get_ref() != "glossary.html")
    });
    let glossary = options.glossaries.get(language).filter(|_| wants_terms);
    // An exception for some words has to find them.
    let has_exceptions = front
        .as_ref()
        .is_some_and(|f| f.allow.iter().any(|allow| allow.text.is_some()));
    let wants_prose = options.prose || has_exceptions;
    let parsed = markdown::page(source, at.body, file, options, glossary, wants_prose);
    let has_lost_parts = parsed.diagnostics.iter().any(loses_a_part);
    diagnostics.extend(parsed.diagnostics);
    Parsed {
        document: front.map(|front| Document {
            holds: Holds::of(&parsed.body),
            has_lost_parts,
            shape: OnceLock::new(),
            front,
            body: parsed.body,
            headings: parsed.headings,
            prose: parsed.prose.map(Box::new),
        }),
        diagnostics,
    }
}

/// Whether a finding says that a component, or an argument of it, could not be read. Where
/// templates fail all components are among them: what each takes is read from its template.
fn loses_a_part(finding: &Diagnostic) -> bool {
    matches!(
        finding.code,
        Code::UnknownComponent | Code::ComponentArgument | Code::TomlSyntax
    )
}

/// The text below the front matter; nothing where there is none.
#[must_use]
pub fn body_of(source: &str) -> Option<&str> {
    source.get(split(source, "").ok()?.body..)
}

/// Parses Markdown that stands in a data file (a notice, a definition).
///
/// `span` is the place of the whole text in `file`.
#[must_use]
pub fn parse_fragment(
    text: &str,
    inline: bool,
    file: &str,
    span: Span,
    options: &MarkdownOptions,
) -> (Fragment, Vec<Diagnostic>) {
    markdown::stand_alone(text, inline, file, span, options)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_glossary_marks_whole_words_in_any_case_of_letters() {
        let term = |term: &str, also: &[&str]| GlossaryTerm {
            id: slugify(term),
            term: term.to_owned(),
            also: also.iter().map(|&word| word.to_owned()).collect(),
            definition: String::new(),
        };
        let terms = vec![
            term("taper", &["tapering", "taper off"]),
            term("ölüm", &[]),
            term("taper plan", &[]),
        ];
        let glossary = Glossary::new(terms).expect("few words");
        for (text, found) in [
            ("Tapering, a taper plan", vec![(0, 0..8), (2, 12..22)]),
            ("a taper planned", vec![(0, 2..7)]),
            ("taper\nplan", vec![(2, 0..10)]),
            ("Ölüm riski", vec![(1, 0..6)]),
            ("tapers", vec![]),
        ] {
            assert_eq!(glossary.find(text), found, "{text}");
        }
    }
}
