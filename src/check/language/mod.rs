//! How plain the text is: words to avoid, reading grade, long sentences, numbers
//! and percentages.

mod numbers;
mod reading;
mod words;

use super::Reading;
use crate::diagnostic::{Code, Diagnostic};
use crate::load::data::{GLOSSARY, HELPLINES};
use crate::parse::{Block, BlockKind};

pub use reading::{Counts, Score, Syllables};
pub(super) use words::{WordList, data_files, word_lists};

pub(super) fn page(
    text: &Reading<'_>,
    words: Option<&WordList<'_>>,
    syllables: &mut Syllables,
    found: &mut Vec<Diagnostic>,
) {
    let Reading {
        scope, page, prose, ..
    } = text;
    if let Some(words) = words {
        let read = |block: &&Block| block.kind != BlockKind::Code || text.reads_code();
        for block in prose.blocks.iter().filter(read) {
            words::avoided(text, words, block, found);
        }
        words::avoided_in_front_matter(text, words, found);
    }
    let language = &scope.site.languages[page.language].code;
    let unread = &scope.site.languages[page.language].unread;
    // The formulas and the little words below are English.
    if language.split('-').next() != Some("en") {
        return;
    }
    if scope.is_on(Code::LongSentence) || scope.is_on(Code::ReadingGrade) {
        let counts = Counts::new(
            prose,
            text.all_sentences(),
            scope.site.glossaries.get(language),
            syllables,
        );
        if scope.is_on(Code::LongSentence) {
            reading::long_sentences(text, &counts, found);
        }
        // Neither the words of what could not be read are known, nor which of them are explained.
        let is_known = !page.document.has_lost_parts && !unread.contains(&GLOSSARY);
        if scope.is_on(Code::ReadingGrade) && is_known {
            reading::grades(text, &counts, found);
        }
    }
    let in_sentences = |block: &&Block| {
        // A cell of a component's table is an argument too.
        is_running_text(block.kind)
            && (block.kind != BlockKind::Argument
                || prose
                    .words(block)
                    .trim_end()
                    .ends_with(['.', '!', '?', '”']))
    };
    for block in prose.blocks.iter().filter(in_sentences) {
        // It may be a number to call.
        if scope.is_on(Code::BareNumber) && !unread.contains(&HELPLINES) {
            numbers::bare_numbers(text, block, found);
        }
        if scope.is_on(Code::BarePercentage) {
            numbers::bare_percentages(text, block, found);
        }
    }
}

/// Text in sentences, in contrast to headings and cells.
fn is_running_text(kind: BlockKind) -> bool {
    match kind {
        BlockKind::Paragraph
        | BlockKind::Item
        | BlockKind::Quote
        | BlockKind::Footnote
        | BlockKind::Argument => true,
        BlockKind::Row
        | BlockKind::HeadRow
        | BlockKind::Caption
        | BlockKind::Label
        | BlockKind::Code
        | BlockKind::Heading => false,
    }
}
