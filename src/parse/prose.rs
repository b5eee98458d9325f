//! What a document says, without its form: for the rules that read sentences.
//!
//! In: words, citations, links and notices as the Markdown writer meets them,
//! each with its place in the source. Out: [`Prose`], one text in reading order
//! (components' texts and footnotes included), cut into blocks, with a way back
//! from any word to its place in the file. It is collected only where a rule
//! that needs it is switched on.

use std::ops::Range;

use super::component::Place;
use super::marker::{Grade, Marker, Scope};
use super::words::one_line;
use crate::diagnostic::Span;

/// What a document says.
#[derive(Debug, Default)]
pub struct Prose {
    /// All words. Blocks, and the cells of a row, end in a line break.
    pub text: String,
    /// In reading order.
    pub blocks: Vec<Block>,
    /// Citations and graded claims, in reading order.
    pub marks: Vec<Mark>,
    /// Links with their words, in reading order.
    pub links: Vec<LinkText>,
    /// Safety notices, in reading order.
    pub notices: Vec<NoticeUse>,
    /// Tables, in reading order.
    pub tables: Vec<Table>,
    runs: Vec<Run>,
    /// Where the block that is being read began.
    open: usize,
    open_marks: usize,
    open_links: usize,
    /// That block has said that it needs no evidence.
    open_no_claim: bool,
    /// The caption of the table that is being read has a marker, or says that it needs
    /// none.
    table_says: bool,
    /// Texts that belong to it and stand beside its words: they follow it.
    beside: Vec<(String, Place, Range<usize>)>,
}

/// A paragraph, item, row or heading.
#[derive(Debug)]
pub struct Block {
    /// What it is.
    pub kind: BlockKind,
    /// Its words in [`Prose::text`], without the line break.
    pub range: Range<usize>,
    /// Where it stands in the source.
    pub span: Span,
    /// How many headings begin before its end.
    pub headings: usize,
    /// It says of itself that it needs no evidence.
    pub no_claim: bool,
    /// A row whose table's caption has a marker, or says that it needs none.
    pub caption_says: bool,
    /// Its marks in [`Prose::marks`].
    pub marks: Range<usize>,
}

/// What a block is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum BlockKind {
    /// A paragraph of the text.
    Paragraph,
    /// A list item's own words.
    Item,
    /// A row of a table's body.
    Row,
    /// The row of a table's column headings.
    HeadRow,
    /// A table's caption.
    Caption,
    /// A heading.
    Heading,
    /// Words in a quotation or an alert.
    Quote,
    /// A footnote's words.
    Footnote,
    /// A text that a component was given.
    Argument,
    /// A block of code.
    Code,
    /// A short text beside others: the title or the text alternative of an image, a
    /// link's title, and of a component those and a column's head.
    Label,
}

/// A citation or a graded claim's marker.
#[derive(Debug)]
pub struct Mark {
    /// Its place in [`Prose::text`].
    pub at: usize,
    /// Its place in the source.
    pub span: Span,
    /// The grade, if it has one.
    pub grade: Option<Grade>,
    /// Where the grade was earned, if elsewhere.
    pub scope: Option<Scope>,
    /// What it cites.
    pub keys: Vec<String>,
}

/// A link.
#[derive(Debug)]
pub struct LinkText {
    /// Its words in [`Prose::text`].
    pub range: Range<usize>,
    /// Its place in the source.
    pub span: Span,
}

/// A safety notice that stands in the text.
#[derive(Debug)]
pub struct NoticeUse {
    /// Its place in [`Prose::text`].
    pub at: usize,
    /// How many headings begin before it.
    pub headings: usize,
    /// Which one.
    pub name: String,
    /// Readers see it where it stands: not in a footnote, nor in a box that is closed.
    pub is_open: bool,
}

/// A table.
#[derive(Debug)]
pub struct Table {
    /// Its place in the source.
    pub span: Span,
    /// Whether it has a caption.
    pub has_caption: bool,
}

/// Words that stand in the source as they are read, from here to the next run.
#[derive(Debug)]
struct Run {
    text: u32,
    source: Span,
    exact: bool,
}

impl Prose {
    /// For a source of so many bytes.
    pub(super) fn with_capacity(bytes: usize) -> Self {
        Self {
            text: String::with_capacity(bytes),
            runs: Vec::with_capacity(64),
            ..Self::default()
        }
    }

    /// Adds words that stand at `range` of a text at `place`.
    pub(super) fn push(&mut self, words: &str, place: Place, range: Range<usize>) {
        let exact = matches!(place, Place::Exact(_)) && range.len() == words.len();
        let text = u32::try_from(self.text.len()).unwrap_or(u32::MAX);
        let source = place.of(range);
        match self.runs.last_mut() {
            // Words that go on where the last ones ended need no run of their own.
            Some(last)
                if exact
                    && last.exact
                    // Components' texts come by their keys, not by their places.
                    && source.start.checked_sub(last.source.start) == Some(text - last.text) =>
            {
                last.source.end = source.end;
            }
            _ => self.runs.push(Run {
                text,
                source,
                exact,
            }),
        }
        // A line break would part blocks or cells.
        self.text.push_str(&one_line(words));
    }

    /// Adds white space; a block begins with a word.
    pub(super) fn space(&mut self) {
        if self.text.len() > self.open {
            self.text.push(' ');
        }
    }

    /// Adds words that a reader meets beside those of the block that is being read: an
    /// image's text alternative, a title.
    pub(super) fn push_beside(&mut self, words: &str, place: Place, range: Range<usize>) {
        if !words.trim().is_empty() {
            self.beside.push((words.to_owned(), place, range));
        }
    }

    /// A table begins; `caption` is the number of its caption's block.
    pub(super) fn start_table(&mut self, span: Span, caption: Option<usize>) {
        let block = caption.and_then(|n| self.blocks.get(n));
        self.table_says = block.is_some_and(|b| b.no_claim || !b.marks.is_empty());
        self.tables.push(Table {
            span,
            has_caption: caption.is_some(),
        });
    }

    /// A cell of a row ends.
    pub(super) fn end_cell(&mut self) {
        if self.text.len() > self.open && !self.text.ends_with('\n') {
            self.text.push('\n');
        }
    }

    pub(super) fn mark(&mut self, marker: &Marker, span: Span) {
        self.marks.push(Mark {
            at: self.text.len(),
            span,
            grade: marker.grade,
            scope: marker.scope,
            keys: marker.items.iter().map(|item| item.key.clone()).collect(),
        });
    }

    /// The words of a block or cell end in `attribute`, by which the block says that it
    /// needs no evidence: that is no part of them.
    pub(super) fn no_claim(&mut self, attribute: &str) {
        let text = self.text.trim_end();
        let end = text
            .strip_suffix(attribute)
            .unwrap_or(text)
            .trim_end()
            .len();
        self.cut(end.max(self.open));
        self.open_no_claim = true;
    }

    /// The block that is being read ends here, with all that stands in it.
    fn cut(&mut self, end: usize) {
        self.text.truncate(end);
        for mark in &mut self.marks[self.open_marks..] {
            mark.at = mark.at.min(end);
        }
        for link in &mut self.links[self.open_links..] {
            link.range.end = link.range.end.min(end);
            link.range.start = link.range.start.min(end);
        }
        // Words that were cut away stand nowhere.
        while self.runs.last().is_some_and(|run| run.text as usize >= end) {
            self.runs.pop();
        }
    }

    /// The block ends, if it has any words or marks.
    pub(super) fn end_block(&mut self, kind: BlockKind, headings: usize) {
        let end = self.text.trim_end().len().max(self.open);
        let no_claim = std::mem::take(&mut self.open_no_claim);
        let marks = self.open_marks..self.marks.len();
        if end > self.open || !marks.is_empty() {
            let words = self.span(self.open..end);
            let own = &self.marks[marks.clone()];
            let span = match (own.first(), own.last()) {
                (Some(first), Some(last)) if end == self.open => Span {
                    start: first.span.start,
                    end: last.span.end,
                },
                // A marker belongs to the block that it ends.
                (_, Some(last)) => Span {
                    start: words.start,
                    end: words.end.max(last.span.end),
                },
                _ => words,
            };
            self.cut(end);
            self.blocks.push(Block {
                kind,
                range: self.open..end,
                span,
                headings,
                no_claim,
                caption_says: kind == BlockKind::Row && self.table_says,
                marks,
            });
            self.text.push('\n');
        } else {
            self.cut(self.open);
        }
        self.open = self.text.len();
        self.open_marks = self.marks.len();
        self.open_links = self.links.len();
        for (words, place, range) in std::mem::take(&mut self.beside) {
            self.push(&words, place, range);
            self.end_block(BlockKind::Label, headings);
        }
    }

    /// Where words of the text stand in the source.
    #[must_use]
    pub fn span(&self, range: Range<usize>) -> Span {
        let start = self.source(range.start).start;
        let last = self.source(range.end.saturating_sub(1).max(range.start));
        Span {
            start,
            end: last.end.max(start),
        }
    }

    /// The place of one byte of the text; the whole run's where words differ
    /// from what was written.
    fn source(&self, at: usize) -> Span {
        let n = self.runs.partition_point(|run| run.text as usize <= at);
        let Some(run) = n.checked_sub(1).and_then(|n| self.runs.get(n)) else {
            return Span::default();
        };
        if !run.exact {
            return run.source;
        }
        let by = u32::try_from(at - run.text as usize).unwrap_or(u32::MAX);
        let start = run.source.start.saturating_add(by).min(run.source.end);
        Span {
            start,
            end: start.saturating_add(1).min(run.source.end),
        }
    }

    /// Gives back memory that was set aside for more.
    pub(super) fn shrink(&mut self) {
        self.text.shrink_to_fit();
        self.runs.shrink_to_fit();
        self.blocks.shrink_to_fit();
        self.marks.shrink_to_fit();
    }

    /// A block's words.
    #[must_use]
    pub fn words(&self, block: &Block) -> &str {
        &self.text[block.range.clone()]
    }

    /// All sentences in reading order, as places in [`Prose::text`].
    #[must_use]
    pub fn all_sentences(&self) -> Vec<Range<usize>> {
        self.blocks.iter().flat_map(|b| self.sentences(b)).collect()
    }

    /// The block's sentences, as places in [`Prose::text`]. A sentence ends at a
    /// full stop, a question or exclamation mark that a space and no small
    /// letter follow, or that is written without a space, and with its cell or block.
    fn sentences(&self, block: &Block) -> Vec<Range<usize>> {
        let words = self.words(block);
        let mut found = Vec::new();
        let mut start = 0;
        let mut push = |from: usize, to: usize| {
            let text = &words[from..to];
            if text.chars().any(char::is_alphanumeric) {
                let lead = text.len() - text.trim_start().len();
                let end = from + text.trim_end().len();
                found.push(block.range.start + from + lead..block.range.start + end);
            }
        };
        for (at, sign) in sentence_signs(words) {
            let after = at + sign.len();
            let rest = &words[after..];
            let closed = rest.trim_start_matches(CLOSING);
            let ends = sign == "\n"
                || sign.starts_with(WITHOUT_SPACE)
                || closed.is_empty()
                || (closed.starts_with(char::is_whitespace)
                    && !closed.trim_start().starts_with(char::is_lowercase));
            if ends && after > start {
                let end = after + (rest.len() - closed.len());
                push(start, end);
                start = end;
            }
        }
        if start < words.len() {
            push(start, words.len());
        }
        found
    }
}

/// Those of all `sentences`, which are in reading order, that a block holds.
#[must_use]
pub fn within<'a>(sentences: &'a [Range<usize>], block: &Block) -> &'a [Range<usize>] {
    // Blocks follow one another in the text.
    let first = sentences.partition_point(|s| s.start < block.range.start);
    let end = sentences.partition_point(|s| s.start < block.range.end);
    &sentences[first..end]
}

/// The signs that can end a sentence, with their places. It looks at bytes, since
/// it reads every word of the site.
fn sentence_signs(text: &str) -> Vec<(usize, &str)> {
    let mut signs: Vec<(usize, &str)> = memchr::memchr3_iter(b'.', b'!', b'?', text.as_bytes())
        .chain(memchr::memchr_iter(b'\n', text.as_bytes()))
        .map(|at| (at, &text[at..=at]))
        .collect();
    if !text.is_ascii() {
        signs.extend(text.match_indices('؟'));
        signs.extend(text.match_indices(WITHOUT_SPACE));
    }
    signs.sort_unstable_by_key(|(at, _)| *at);
    signs
}

/// Signs that end a sentence in scripts that have no space after it.
const WITHOUT_SPACE: [char; 3] = ['。', '！', '？'];

/// What may stand between a full stop and the space after it.
const CLOSING: [char; 8] = ['”', '"', '’', ')', '»', '」', '』', '）'];

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{MarkdownOptions, parse};

    fn prose(body: &str) -> (String, Prose) {
        let source = format!("+++\ntitle = \"T\"\n+++\n{body}");
        let options = MarkdownOptions {
            evidence: true,
            prose: true,
            ..MarkdownOptions::default()
        };
        let parsed = parse(&source, "a.md", "en", &options);
        let document = parsed.document.expect("front matter");
        (source, *document.prose.expect("asked for"))
    }

    #[test]
    fn blocks_know_their_kind_their_marks_and_what_they_say_of_themselves() {
        let (_, prose) = prose(
            "First. [A @a]\n\n## Head\n\n- one\n- two {.no-claim}\n\nTable: Cap\n\n| A | B |\n|---|---|\n| 1 g | x [B @b] |\n",
        );
        let seen: Vec<_> = prose
            .blocks
            .iter()
            .map(|b| {
                (
                    b.kind,
                    prose.words(b),
                    b.marks.len(),
                    b.no_claim,
                    b.headings,
                )
            })
            .collect();
        assert_eq!(
            seen,
            [
                (BlockKind::Paragraph, "First.", 1, false, 0),
                (BlockKind::Heading, "Head", 0, false, 1),
                (BlockKind::Item, "one", 0, false, 1),
                (BlockKind::Item, "two", 0, true, 1),
                (BlockKind::Caption, "Table: Cap", 0, false, 1),
                (BlockKind::HeadRow, "A\nB", 0, false, 1),
                (BlockKind::Row, "1 g\nx", 1, false, 1),
            ]
        );
        assert!(prose.tables[0].has_caption);
    }

    #[test]
    fn a_block_begins_with_its_first_word() {
        let (source, prose) = prose("One.\n\n<br>Two. ![Three](a.svg)\n\n<br>\n<br>\n");
        let seen: Vec<_> = prose
            .blocks
            .iter()
            .map(|b| (b.kind, &source[b.span.start as usize..b.span.end as usize]))
            .collect();
        assert_eq!(
            seen,
            [
                (BlockKind::Paragraph, "One."),
                (BlockKind::Paragraph, "Two."),
                (BlockKind::Label, "Three"),
            ]
        );
    }

    #[test]
    fn every_word_finds_its_way_back_to_the_source() {
        let (source, prose) = prose("One &amp; *two* `three` \\* four\nfive.\n");
        for word in ["One", "two", "three", "four", "five"] {
            let at = prose.text.find(word).expect("there");
            let span = prose.span(at..at + word.len());
            let there = &source[span.start as usize..span.end as usize];
            assert!(there.contains(word), "{word}: {there}");
        }
    }

    #[test]
    fn what_follows_a_cell_without_evidence_keeps_its_place() {
        let (source, prose) = prose(
            "| a | b | c |\n|---|---|---|\n| x {.no-claim} | [here](a.md) y [A @k] | last |\n\n[end ](b.md)\n",
        );
        let row = &prose.blocks[1];
        assert!(row.no_claim);
        assert_eq!(prose.words(row), "x\nhere y \nlast");
        let links: Vec<_> = prose
            .links
            .iter()
            .map(|l| &prose.text[l.range.clone()])
            .collect();
        assert_eq!(links, ["here", "end"]);
        assert!(prose.text[..prose.marks[0].at].ends_with("here y "));
        for word in ["x", "here", "y", "last", "end"] {
            let at = prose.text.rfind(word).expect("there");
            let span = prose.span(at..at + word.len());
            assert_eq!(&source[span.start as usize..span.end as usize], word);
        }
    }

    #[test]
    fn the_sign_of_no_evidence_counts_at_the_end_only() {
        let (_, prose) = prose("Write `{.no-claim}` at the end.\n\nDone. {.no-claim}\n");
        let seen: Vec<_> = prose
            .blocks
            .iter()
            .map(|b| (prose.words(b), b.no_claim))
            .collect();
        assert_eq!(
            seen,
            [("Write {.no-claim} at the end.", false), ("Done.", true)]
        );
    }

    #[test]
    fn a_sentence_ends_where_a_reader_would_end_it() {
        let (_, english) = prose("It is 0.5 g. “Really?” Yes (see b.) and so on. e.g. this.\n");
        let text: Vec<_> = english
            .sentences(&english.blocks[0])
            .into_iter()
            .map(|range| english.text[range].to_owned())
            .collect();
        assert_eq!(
            text,
            [
                "It is 0.5 g.",
                "“Really?”",
                "Yes (see b.) and so on. e.g. this."
            ]
        );
        let (_, prose) = prose("这是第一句。“真的？”是的！（不。）0.5克。 好\n");
        let text: Vec<_> = prose
            .all_sentences()
            .into_iter()
            .map(|range| prose.text[range].to_owned())
            .collect();
        assert_eq!(
            text,
            [
                "这是第一句。",
                "“真的？”",
                "是的！",
                "（不。）",
                "0.5克。",
                "好"
            ]
        );
    }
}
