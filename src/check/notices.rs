//! Safety notices beside the sentences that need them.

use std::ops::Range;

use aho_corasick::{AhoCorasick, AhoCorasickKind, MatchKind};

use super::language::is_whole;
use super::{Reading, Scope};
use crate::config::RequiredNotice;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::parse::{Block, BlockKind, Prose};
use crate::resolve::Page;

/// The configuration names notices that exist.
pub(super) fn configuration(scope: &Scope<'_>, found: &mut Diagnostics) {
    let language = &scope.site.languages[0];
    for rule in &scope.site.config.required_notice {
        if !language.notices.contains_key(&rule.notice) {
            let mut diagnostic = Diagnostic::new(
                Code::UnknownNotice,
                format!("no notice is called `{}`", rule.notice),
            )
            .in_file(crate::config::FILE)
            .suggest(&rule.notice, language.notices.keys().map(String::as_str));
            if let Some(span) = scope.site.config.place_of(&rule.notice) {
                diagnostic = diagnostic.at(span);
            }
            found.push(diagnostic);
        }
    }
}

/// A rule with its words ready to be found.
pub(super) struct Watch<'s> {
    rule: &'s RequiredNotice,
    words: AhoCorasick,
    unless: AhoCorasick,
}

/// The rules of the configuration, ready to be used on every page.
pub(super) fn watches<'s>(scope: &Scope<'s>, found: &mut Diagnostics) -> Vec<Watch<'s>> {
    if !scope.is_on(Code::MissingNotice) {
        return Vec::new();
    }
    let matcher = |words: &[String]| {
        AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .match_kind(MatchKind::LeftmostLongest)
            .kind(Some(AhoCorasickKind::DFA))
            .build(words)
    };
    let mut watches = Vec::new();
    for rule in &scope.site.config.required_notice {
        match (matcher(&rule.words), matcher(&rule.unless)) {
            (Ok(words), Ok(unless)) => watches.push(Watch {
                rule,
                words,
                unless,
            }),
            (Err(error), _) | (_, Err(error)) => found.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    format!("the words for `{}` cannot be used: {error}", rule.notice),
                )
                .in_file(crate::config::FILE),
            ),
        }
    }
    watches
}

impl Watch<'_> {
    /// The first word of each sentence of a block that needs the notice, with the
    /// sentence.
    fn sentences<'p>(
        &self,
        prose: &'p Prose,
        block: &Block,
    ) -> impl Iterator<Item = (Range<usize>, &'p str)> {
        let text = prose.words(block);
        let hits: Vec<Range<usize>> = self
            .words
            .find_iter(text)
            .map(|hit| hit.range())
            .filter(|hit| is_whole(text, hit))
            .collect();
        let excused: Vec<Range<usize>> = match hits.is_empty() {
            true => Vec::new(),
            false => self.unless.find_iter(text).map(|hit| hit.range()).collect(),
        };
        let hits: Vec<Range<usize>> = hits
            .into_iter()
            .filter(|hit| {
                !excused
                    .iter()
                    .any(|e| e.start <= hit.start && hit.end <= e.end)
            })
            .collect();
        let sentences = match hits.is_empty() {
            true => Vec::new(),
            false => prose.sentences(block),
        };
        let start = block.range.start;
        sentences.into_iter().filter_map(move |sentence| {
            let hit = hits
                .iter()
                .find(|hit| sentence.contains(&(start + hit.start)))?;
            Some((sentence, &text[hit.clone()]))
        })
    }
}

pub(super) fn page(reading: &Reading<'_>, watches: &[Watch<'_>], found: &mut Vec<Diagnostic>) {
    let Reading { scope, page, prose } = reading;
    for watch in watches {
        let rule = watch.rule;
        let exists = scope.site.languages[page.language]
            .notices
            .contains_key(&rule.notice);
        if !exists || !concerns(rule, page) {
            continue;
        }
        if rule.words.is_empty() {
            if prose.notices.iter().all(|n| n.name != rule.notice) {
                found.push(
                    Diagnostic::new(
                        Code::MissingNotice,
                        format!("the page's topics need the notice `{}`", rule.notice),
                    )
                    .in_file(&page.file)
                    .at(page.document.front.opening())
                    .help(how(&rule.notice)),
                );
            }
            continue;
        }
        let blocks = prose.blocks.iter().filter(|block| match block.kind {
            BlockKind::Heading | BlockKind::Label => false,
            BlockKind::Paragraph
            | BlockKind::Item
            | BlockKind::Row
            | BlockKind::HeadRow
            | BlockKind::Caption
            | BlockKind::Quote
            | BlockKind::Footnote
            | BlockKind::Argument => true,
        });
        for block in blocks {
            for (sentence, word) in watch.sentences(prose, block) {
                let where_it_is = match nearest(prose, page, block, &sentence, &rule.notice) {
                    Some(words) if words <= rule.within => continue,
                    Some(words) => format!("the next one stands {words} words away"),
                    None => "there is none below this heading".to_owned(),
                };
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

fn how(notice: &str) -> String {
    format!(
        "place it: a block ```{{notice}} with `name = \"{notice}\"`, and `short = true` from the second time on"
    )
}

fn concerns(rule: &RequiredNotice, page: &Page) -> bool {
    rule.topics.is_empty()
        || page
            .document
            .front
            .topics
            .iter()
            .any(|topic| rule.topics.contains(topic))
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
        .filter(|n| n.name == name && self::section(page, n.headings) == section)
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
