//! Safety notices beside the sentences that need them.

use std::ops::Range;

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

pub(super) fn page(reading: &Reading<'_>, found: &mut Vec<Diagnostic>) {
    let Reading { scope, page, prose } = reading;
    if !scope.is_on(Code::MissingNotice) {
        return;
    }
    for rule in &scope.site.config.required_notice {
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
        for block in prose.blocks.iter().filter(|b| b.kind != BlockKind::Heading) {
            for sentence in prose.sentences(block) {
                let Some(word) = needs(rule, &prose.text[sentence.clone()]) else {
                    continue;
                };
                match nearest(prose, page, block, &sentence, &rule.notice) {
                    Some(words) if words <= rule.within => {}
                    near => {
                        let where_it_is = match near {
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

/// The word for which a sentence needs the notice.
fn needs<'r>(rule: &'r RequiredNotice, sentence: &str) -> Option<&'r str> {
    let mut text = sentence.to_lowercase();
    for phrase in &rule.unless {
        text = text.replace(&phrase.to_lowercase(), " ");
    }
    rule.words
        .iter()
        .find(|word| super::language::whole_word(&text, &word.to_lowercase()).is_some())
        .map(String::as_str)
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
