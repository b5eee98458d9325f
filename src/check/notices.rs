//! Safety notices beside the sentences that need them.

use std::collections::BTreeSet;
use std::ops::Range;

use super::{Reading, Scope};
use crate::config::RequiredNotice;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::load::data::NOTICES;
use crate::parse::{Block, BlockKind, Prose, WordSearch, is_whole, slugify};
use crate::resolve::Page;

/// The configuration names notices that exist, in every language.
pub(super) fn configuration(scope: &Scope<'_>, found: &mut Diagnostics) {
    in_translations(scope, found);
    let language = &scope.site.languages[0];
    for rule in &scope.site.config.required_notice {
        if !language.unread.contains(&NOTICES) && !language.notices.contains_key(&rule.notice) {
            let mut diagnostic = Diagnostic::new(
                Code::UnknownNotice,
                format!("no notice is called `{}`", rule.notice),
            )
            .in_file(crate::config::FILE)
            .help("write it in `notices.toml`, or correct the name")
            .suggest(&rule.notice, language.notices.keys().map(String::as_str));
            if let Some(span) = scope.site.config.place_of(&rule.notice) {
                diagnostic = diagnostic.at(span);
            }
            found.push(diagnostic);
        }
    }
}

/// A language with a `notices.toml` of its own has all notices that a rule asks for:
/// nothing of the main language's file stands in for one that it lacks.
fn in_translations(scope: &Scope<'_>, found: &mut Diagnostics) {
    let languages = &scope.site.languages;
    let rules = scope.site.config.required_notice.iter();
    let names: BTreeSet<&str> = rules.map(|rule| rule.notice.as_str()).collect();
    for (language, data) in languages.iter().zip(&scope.sources.data).skip(1) {
        let Some(file) = &data.notices else {
            continue;
        };
        for name in &names {
            // One that is nowhere is reported once.
            if !languages[0].notices.contains_key(*name) || language.notices.contains_key(*name) {
                continue;
            }
            found.push(
                Diagnostic::new(
                    Code::UnknownNotice,
                    format!(
                        "`{}` has no notice `{name}`, which `[[required_notice]]` asks for",
                        language.code
                    ),
                )
                .in_file(&file.file)
                .help(format!(
                    "translate `[{name}]` of `{}` into this file",
                    languages[0].notices_file
                )),
            );
        }
    }
}

/// The rules of the configuration with their words ready to be found: one search
/// through a page serves all of them.
pub(super) struct Watches<'s> {
    rules: &'s [RequiredNotice],
    words: WordSearch,
    /// What each of `words` stands for.
    patterns: Vec<Pattern>,
}

struct Pattern {
    /// Index into the rules.
    rule: usize,
    /// A phrase in which a word needs no notice.
    excuses: bool,
}

/// Where words of one rule stand on a page.
#[derive(Clone, Default)]
struct Hits {
    words: Vec<Range<usize>>,
    excused: Vec<Range<usize>>,
}

/// The rules of the configuration; nothing where they are off.
pub(super) fn watches<'s>(scope: &Scope<'s>, found: &mut Diagnostics) -> Option<Watches<'s>> {
    if !scope.is_on(Code::MissingNotice) {
        return None;
    }
    let rules = &scope.site.config.required_notice;
    let mut patterns = Vec::new();
    let mut words = Vec::new();
    for (rule, required) in rules.iter().enumerate() {
        for (list, excuses) in [(&required.words, false), (&required.unless, true)] {
            patterns.extend(list.iter().map(|_| Pattern { rule, excuses }));
            words.extend(list.iter().map(String::as_str));
        }
    }
    match WordSearch::new(words) {
        Ok(words) => Some(Watches {
            rules,
            words,
            patterns,
        }),
        Err(error) => {
            found.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    format!("the words of `[[required_notice]]` cannot be used: {error}"),
                )
                .in_file(crate::config::FILE)
                .help("use fewer or shorter words"),
            );
            None
        }
    }
}

impl Watches<'_> {
    /// Where each rule's words stand in a page.
    fn search(&self, prose: &Prose) -> Vec<Hits> {
        let mut hits = vec![Hits::default(); self.rules.len()];
        for (pattern, range) in self.words.everywhere(&prose.text) {
            let pattern = &self.patterns[pattern];
            let of_rule = &mut hits[pattern.rule];
            if pattern.excuses {
                of_rule.excused.push(range);
            } else if is_whole(&prose.text, &range) {
                of_rule.words.push(range);
            }
        }
        hits
    }
}

impl Hits {
    /// The sentences of a block that need the notice, each with its first word
    /// that does; the longest of those that begin there.
    fn sentences(&self, reading: &Reading<'_>, block: &Block) -> Vec<(Range<usize>, Range<usize>)> {
        let needs_it = |hit: &&Range<usize>| {
            let is_inside = |outer: &Range<usize>| outer.start <= hit.start && hit.end <= outer.end;
            is_inside(&block.range) && !self.excused.iter().any(is_inside)
        };
        let hits: Vec<&Range<usize>> = self.words.iter().filter(needs_it).collect();
        if hits.is_empty() {
            return Vec::new();
        }
        reading
            .sentences(block)
            .iter()
            .filter_map(|sentence| {
                let hit = hits
                    .iter()
                    .filter(|hit| sentence.contains(&hit.start))
                    .min_by_key(|hit| (hit.start, std::cmp::Reverse(hit.end)))?;
                Some((sentence.clone(), (*hit).clone()))
            })
            .collect()
    }
}

pub(super) fn page(reading: &Reading<'_>, watches: &Watches<'_>, found: &mut Vec<Diagnostic>) {
    let Reading {
        scope, page, prose, ..
    } = reading;
    // What could not be read may be the notice.
    if page.document.has_lost_parts {
        return;
    }
    for (rule, hits) in watches.rules.iter().zip(watches.search(prose)) {
        let exists = scope.site.languages[page.language]
            .notices
            .contains_key(&rule.notice);
        if !exists || !concerns(rule, page) {
            continue;
        }
        if rule.words.is_empty() {
            let own = || prose.notices.iter().filter(|n| n.name == rule.notice);
            if !own().any(|notice| notice.is_open) {
                let closed = match own().next() {
                    Some(_) => format!(": {CLOSED}"),
                    None => String::new(),
                };
                found.push(
                    Diagnostic::new(
                        Code::MissingNotice,
                        format!(
                            "the page's topics need the notice `{}`{closed}",
                            rule.notice
                        ),
                    )
                    .in_file(&page.file)
                    .at(page.document.front.opening())
                    .help(how(&rule.notice)),
                );
            }
            continue;
        }
        if hits.words.is_empty() {
            continue;
        }
        let blocks = prose.blocks.iter().filter(|block| match block.kind {
            BlockKind::Heading => false,
            BlockKind::Code => reading.reads_code(),
            BlockKind::Paragraph
            | BlockKind::Item
            | BlockKind::Row
            | BlockKind::HeadRow
            | BlockKind::Caption
            | BlockKind::Quote
            | BlockKind::Footnote
            | BlockKind::Argument
            | BlockKind::Label => true,
        });
        for block in blocks {
            for (sentence, word) in hits.sentences(reading, block) {
                let where_it_is = match nearest(prose, page, block, &sentence, &rule.notice) {
                    Some(words) if words <= rule.within => continue,
                    Some(words) => format!("the next one stands {words} words away"),
                    None if has_closed(prose, page, block, &rule.notice) => CLOSED.to_owned(),
                    None => "there is none below this heading".to_owned(),
                };
                let word = &prose.text[word];
                found.push(
                    Diagnostic::new(
                        Code::MissingNotice,
                        format!(
                            "`{word}` needs the notice `{}` within {} words: {where_it_is}",
                            rule.notice, rule.within
                        ),
                    )
                    .in_file(&page.file)
                    .at(prose.span(sentence))
                    .help(how(&rule.notice)),
                );
            }
        }
    }
}

/// Why a notice that is there does not count.
const CLOSED: &str = "the one that is there stands in a footnote or a closed box";

fn how(notice: &str) -> String {
    format!(
        "place it: a block ```{{notice}} with `name = \"{notice}\"`, and `short = true` from the second time on"
    )
}

/// Topics are told apart by their addresses: `Sleep` and `sleep` are one.
fn concerns(rule: &RequiredNotice, page: &Page) -> bool {
    let mut own = page.document.front.topics.iter();
    rule.topics.is_empty()
        || own.any(|topic| {
            let slug = slugify(topic.get_ref());
            rule.topics.iter().any(|named| slugify(named) == slug)
        })
}

/// How many words lie between a sentence and the nearest notice of that name
/// below the same second-level heading.
fn nearest(
    prose: &Prose,
    page: &Page,
    block: &Block,
    sentence: &Range<usize>,
    name: &str,
) -> Option<usize> {
    let section = section(page, block.headings);
    prose
        .notices
        .iter()
        .filter(|n| n.is_open && n.name == name && self::section(page, n.headings) == section)
        .map(|notice| {
            let between = if notice.at >= sentence.end {
                &prose.text[sentence.end..notice.at]
            } else {
                &prose.text[notice.at.min(sentence.start)..sentence.start]
            };
            between.split_whitespace().count()
        })
        .min()
}

/// Whether a notice of that name below the same second-level heading is there for
/// readers only who open something.
fn has_closed(prose: &Prose, page: &Page, block: &Block, name: &str) -> bool {
    let section = section(page, block.headings);
    let mut closed = prose.notices.iter().filter(|n| !n.is_open);
    closed.any(|n| n.name == name && self::section(page, n.headings) == section)
}

/// The number of second-level (or first-level) headings among the first
/// `headings` of the page: 0 is the text before the first of them.
fn section(page: &Page, headings: usize) -> usize {
    page.document
        .headings
        .iter()
        .take(headings)
        .filter(|heading| heading.level <= 2)
        .count()
}
