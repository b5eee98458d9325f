//! Markdown events to HTML with slots.
//!
//! An own writer instead of pulldown-cmark's: it writes no `style` attribute,
//! prefixes ids, gives footnotes their way back, knows components, markers and
//! glossary terms, and finds what Markdown would lose in silence.
//!
//! Here are the page's shared state and the walk over the events; `blocks`,
//! `inline`, `markers` and `footnotes` write what the events stand for.

mod addresses;
mod blocks;
mod colons;
mod control;
mod footnotes;
mod ids;
mod inline;
mod lost;
mod markers;
mod raw;
mod tokens;

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BrokenLink, CowStr, Event, HeadingLevel, LinkType, Options, Parser, Tag, TagEnd,
};

use self::colons::Hidden;
use self::footnotes::Footnotes;
pub(crate) use self::ids::Ids;
use super::component::Place;
use super::prose::{BlockKind, Prose};
use super::{Fragment, Glossary, Heading, Image, MarkdownOptions, marker};
use crate::diagnostic::{Code, Diagnostic, Span};

/// The address that the broken-link callback gives to markers.
const MARKER: &str = "stepdown:marker";
/// The end of a block that needs no evidence.
const NO_CLAIM: &str = "{.no-claim}";
/// A block of code that another generator understood, and its like in a line: the
/// rule `not-moved` finds them.
pub(crate) const NOT_MOVED: &str = "not-moved";
pub(crate) const NOT_MOVED_INLINE: &str = "not-moved: ";

/// What parsing a page's body gives.
pub(super) struct Body {
    pub body: Fragment,
    pub headings: Vec<Heading>,
    pub prose: Option<Prose>,
    pub diagnostics: Vec<Diagnostic>,
}

/// What all texts of one page share: its own and those in components.
pub(super) struct Page<'a> {
    file: &'a str,
    pub(super) options: &'a MarkdownOptions,
    glossary: Option<&'a Glossary>,
    terms_used: Vec<bool>,
    headings: Vec<Heading>,
    ids: Ids<'a>,
    tables: u32,
    /// Around the text that is being written: boxes that are closed until a reader
    /// opens them, and footnotes.
    pub(super) closed: u32,
    prose: Option<Prose>,
    diagnostics: Vec<Diagnostic>,
}

impl<'a> Page<'a> {
    fn new(file: &'a str, options: &'a MarkdownOptions, glossary: Option<&'a Glossary>) -> Self {
        Self {
            file,
            options,
            glossary,
            terms_used: vec![false; glossary.map_or(0, |g| g.terms.len())],
            headings: Vec::new(),
            ids: Ids::new(glossary),
            tables: 0,
            closed: 0,
            prose: None,
            diagnostics: Vec::new(),
        }
    }

    /// Notes a short text of a component for the rules that read words.
    pub(super) fn label(&mut self, text: &str, place: Place, length: usize) {
        let headings = self.headings.len();
        if let Some(prose) = &mut self.prose {
            prose.push(text, place, 0..length);
            prose.end_block(BlockKind::Label, headings);
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.in_file(self.file));
    }
}

/// Parses the body of an article, which begins at `start` in `source`.
pub(super) fn page(
    source: &str,
    start: usize,
    file: &str,
    options: &MarkdownOptions,
    glossary: Option<&Glossary>,
    wants_prose: bool,
) -> Body {
    let mut page = Page::new(file, options, glossary);
    page.prose = wants_prose.then(|| Prose::with_capacity(source.len()));
    let (text, forbidden) = control::spaced(&source[start..]);
    let mut writer = Writer::new(&mut page, &text, Place::Exact(start), Kind::Page);
    writer.report_forbidden(&source[start..], &forbidden);
    let body = writer.run();
    // Every page is kept until the site is written, or served.
    page.headings.shrink_to_fit();
    if let Some(prose) = &mut page.prose {
        prose.shrink();
    }
    Body {
        body,
        headings: page.headings,
        prose: page.prose,
        diagnostics: page.diagnostics,
    }
}

/// Parses the Markdown of a component's argument.
pub(super) fn argument(page: &mut Page<'_>, text: &str, place: Place) -> Fragment {
    Writer::new(page, text, place, Kind::Argument).run()
}

/// Parses Markdown from a data file, which belongs to no page.
pub(super) fn stand_alone(
    text: &str,
    inline: bool,
    file: &str,
    span: Span,
    options: &MarkdownOptions,
) -> (Fragment, Vec<Diagnostic>) {
    let mut page = Page::new(file, options, None);
    let kind = if inline { Kind::Argument } else { Kind::Block };
    let fragment = Writer::new(&mut page, text, Place::Within(span), kind).run();
    (fragment, page.diagnostics)
}

/// What kind of text is written.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Kind {
    /// An article's body.
    Page,
    /// Blocks that keep their paragraphs.
    Block,
    /// A single paragraph loses its `<p>`, so that it can stand in an element.
    Argument,
}

/// A heading that is being written.
struct OpenHeading {
    level: HeadingLevel,
    title: String,
    classes: String,
}

/// A fenced block that is being collected.
struct Fence {
    name: String,
    span: Range<usize>,
    body: String,
    body_start: Option<usize>,
    exact: bool,
}

/// A paragraph that is a table's caption, if a table follows.
struct Caption {
    words: Fragment,
    /// Its place among the blocks of the page's [`Prose`].
    block: usize,
}

struct Writer<'p, 'a, 't> {
    page: &'p mut Page<'a>,
    text: &'t str,
    place: Place,
    kind: Kind,
    out: Fragment,
    /// Text that was read and not yet written, so that runs are seen whole.
    pending: String,
    pending_span: Range<usize>,
    /// Where a bracket opens in it, with no backslash before.
    pending_brackets: Vec<usize>,
    /// Brackets of the block that were opened and not closed.
    open_brackets: i32,
    /// Inside `<a>`: no glossary terms.
    in_link: u32,
    /// Whether there may be addresses in the text.
    has_addresses: bool,
    /// Plain text of the heading being written.
    heading: Option<OpenHeading>,
    /// The image whose alternative is being collected.
    image: Option<(Image, Range<usize>, u32)>,
    fence: Option<Fence>,
    in_code_block: bool,
    in_html_block: bool,
    /// Column alignments, and the column that comes next.
    alignments: Vec<Alignment>,
    column: usize,
    in_table_head: bool,
    in_row: bool,
    /// How many lists and quotations are open.
    lists: u32,
    quotes: u32,
    /// Where the words of an open link begin.
    link: Option<(usize, Range<usize>)>,
    /// Where its HTML begins, behind its tag.
    link_html: usize,
    /// `Table: …` that waits for its table.
    caption: Option<Caption>,
    in_caption: bool,
    /// Set aside while a footnote or a caption is written.
    outer: Vec<Fragment>,
    footnotes: Footnotes,
    raw: raw::Raw,
}

impl<'p, 'a, 't> Writer<'p, 'a, 't> {
    fn new(page: &'p mut Page<'a>, text: &'t str, place: Place, kind: Kind) -> Self {
        Self {
            page,
            text,
            place,
            kind,
            out: Fragment {
                html: String::with_capacity(text.len() + text.len() / 3),
                // A link or a mark in every other line.
                slots: Vec::with_capacity(text.len() / 160),
            },
            pending: String::new(),
            pending_span: 0..0,
            pending_brackets: Vec::new(),
            open_brackets: 0,
            in_link: 0,
            has_addresses: addresses::may_hold(text),
            heading: None,
            image: None,
            fence: None,
            in_code_block: false,
            in_html_block: false,
            alignments: Vec::new(),
            column: 0,
            in_table_head: false,
            in_row: false,
            lists: 0,
            quotes: 0,
            link: None,
            link_html: 0,
            caption: None,
            in_caption: false,
            outer: Vec::new(),
            footnotes: Footnotes::default(),
            raw: raw::Raw::default(),
        }
    }

    fn run(mut self) -> Fragment {
        let evidence = self.page.options.evidence;
        let text = self.text;
        let mut undefined: Vec<(String, Range<usize>)> = Vec::new();
        let mut callback = |link: BrokenLink<'_>| {
            let after = text.get(link.span.end..).unwrap_or_default();
            if marker::is_lost_marker(&link.reference, after, evidence) {
                return Some((CowStr::Borrowed(MARKER), CowStr::Borrowed("")));
            }
            // Brackets alone are often no link.
            if matches!(link.link_type, LinkType::Reference | LinkType::Collapsed) {
                undefined.push((link.reference.into_string(), link.span));
            }
            None
        };
        let options = self.options();
        let hidden = Hidden::new(self.text);
        let parser =
            Parser::new_with_broken_link_callback(&hidden.text, options, Some(&mut callback));
        let lost: Vec<Range<usize>> = parser
            .reference_definitions()
            .iter()
            .filter(|(label, _)| marker::is_marker(label, evidence))
            .map(|(_, definition)| definition.span.clone())
            .collect();
        for span in lost {
            self.report(
                Diagnostic::new(
                    Code::MarkerForm,
                    "a citation followed by a colon at the start of a line is a link definition and vanishes",
                )
                .help("put a word before it, or the colon elsewhere"),
                span,
            );
        }
        let mut notes: HashMap<usize, Range<usize>> = parser
            .reference_definitions()
            .iter()
            .filter(|(label, definition)| {
                !marker::is_marker(label, evidence) && lost::is_note(label, &definition.dest)
            })
            .map(|(_, definition)| (definition.span.start, definition.span.clone()))
            .collect();
        let mut events = parser.into_offset_iter();
        while let Some((event, range)) = events.next() {
            if let Event::Start(Tag::Link { id, .. } | Tag::Image { id, .. }) = &event
                && !notes.is_empty()
                && let Some(used) = events.reference_definitions().get(id)
            {
                notes.remove(&used.span.start);
            }
            if let Event::Start(Tag::Link {
                dest_url,
                link_type,
                id,
                ..
            }) = &event
                && dest_url.as_ref() == MARKER
            {
                self.flush(false);
                self.marker(id, *link_type, range);
                let mut depth = 1;
                while depth > 0 {
                    match events.next() {
                        Some((Event::Start(Tag::Link { .. }), _)) => depth += 1,
                        Some((Event::End(TagEnd::Link), _)) => depth -= 1,
                        None => break,
                        _ => {}
                    }
                }
                continue;
            }
            match hidden.is_other() {
                true => self.event(hidden.shown(event, &range), range),
                false => self.event(event, range),
            }
        }
        for (name, range) in undefined {
            self.undefined_reference(&name, range);
        }
        let mut notes: Vec<Range<usize>> = notes.into_values().collect();
        notes.sort_by_key(|note| note.start);
        for note in notes {
            self.lost_definition(note);
        }
        self.flush(true);
        self.close_raw_elements();
        self.drop_caption();
        self.write_footnotes();
        if self.kind == Kind::Argument {
            unwrap_paragraph(&mut self.out);
        }
        self.out.html.shrink_to_fit();
        self.out.slots.shrink_to_fit();
        self.out
    }

    fn options(&self) -> Options {
        let mut options = Options::ENABLE_TABLES
            | Options::ENABLE_STRIKETHROUGH
            | Options::ENABLE_TASKLISTS
            | Options::ENABLE_DEFINITION_LIST
            | Options::ENABLE_HEADING_ATTRIBUTES
            | Options::ENABLE_GFM;
        if self.kind == Kind::Page {
            options |= Options::ENABLE_FOOTNOTES;
        }
        if self.page.options.smart_punctuation {
            options |= Options::ENABLE_SMART_PUNCTUATION;
        }
        options
    }

    fn report(&mut self, diagnostic: Diagnostic, range: Range<usize>) {
        let span = self.place.of(range);
        self.page.report(diagnostic.at(span));
    }

    /// Code of another generator would stand on the page as it is.
    fn report_not_moved(&mut self, range: Range<usize>) {
        let what = "this is code of another generator; readers see it as it stands here";
        let help = "write what it stood for as Markdown or as a component";
        self.report(Diagnostic::new(Code::NotMoved, what).help(help), range);
    }

    /// What the words that are being read belong to.
    fn block_kind(&self) -> BlockKind {
        if self.heading.is_some() {
            BlockKind::Heading
        } else if self.in_caption {
            BlockKind::Caption
        } else if self.in_row {
            match self.in_table_head {
                true => BlockKind::HeadRow,
                false => BlockKind::Row,
            }
        } else if self.kind == Kind::Argument {
            BlockKind::Argument
        } else if !self.footnotes.open.is_empty() {
            BlockKind::Footnote
        } else if self.quotes > 0 {
            BlockKind::Quote
        } else if self.lists > 0 {
            BlockKind::Item
        } else {
            BlockKind::Paragraph
        }
    }

    /// The words of a block end here.
    fn end_prose(&mut self) {
        let kind = self.block_kind();
        let headings = self.page.headings.len();
        if let Some(prose) = &mut self.page.prose {
            prose.end_block(kind, headings);
        }
    }

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.code(&code, range),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => {
                self.flush(false);
                self.space();
                if let Some(heading) = &mut self.heading {
                    heading.title.push(' ');
                }
                if !self.in_alt(" ") {
                    self.out.html.push_str("<br>\n");
                }
            }
            Event::Rule => {
                self.block();
                self.out.html.push_str("<hr>\n");
            }
            Event::Html(html) | Event::InlineHtml(html) => self.raw_html(&html, range),
            Event::FootnoteReference(label) => self.footnote_reference(&label, range),
            Event::TaskListMarker(done) => self.task(done, range),
            // A block of raw HTML is none of the elements that raw tags stand in.
            Event::Start(tag @ Tag::HtmlBlock) => self.start(tag, range),
            Event::End(tag @ TagEnd::HtmlBlock) => self.end(tag, range),
            Event::Start(tag) => {
                if is_block(&tag) {
                    self.end_raw_paragraph();
                }
                self.raw.depth += 1;
                self.raw.paragraphs +=
                    u32::from(matches!(tag, Tag::Paragraph | Tag::Heading { .. }));
                self.start(tag, range);
            }
            Event::End(tag) => {
                self.close_raw_elements();
                self.raw.depth = self.raw.depth.saturating_sub(1);
                let ends_one = matches!(tag, TagEnd::Paragraph | TagEnd::Heading(_));
                self.raw.paragraphs -= u32::from(ends_one);
                self.end(tag, range);
            }
            // Mathematics is not switched on.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
        }
    }
}

/// Whether it can stand in no paragraph.
fn is_block(tag: &Tag<'_>) -> bool {
    matches!(
        tag,
        Tag::Paragraph
            | Tag::Heading { .. }
            | Tag::BlockQuote(_)
            | Tag::CodeBlock(_)
            | Tag::List(_)
            | Tag::DefinitionList
            | Tag::Table(_)
    )
}

/// Takes `<p>` and `</p>` from a fragment that is one paragraph.
fn unwrap_paragraph(fragment: &mut Fragment) {
    let html = &fragment.html;
    let single = html.starts_with("<p>")
        && html.matches("<p>").count() == 1
        && html.matches("</p>").count() == 1;
    if let Some(end) = last_paragraph_end(fragment).filter(|_| single) {
        fragment.html.truncate(end);
        cut_prefix(fragment, "<p>");
    }
}

/// Where `</p>` begins, if a fragment ends with it and no slot stands behind it: a
/// component's output would be a part of the fragment too.
fn last_paragraph_end(fragment: &Fragment) -> Option<usize> {
    let end = fragment.html.trim_end().strip_suffix("</p>")?.len();
    let last = fragment.slots.last();
    last.is_none_or(|slot| slot.at as usize <= end)
        .then_some(end)
}

/// Takes `prefix` from the beginning of a fragment.
fn cut_prefix(fragment: &mut Fragment, prefix: &str) {
    if fragment.html.starts_with(prefix) {
        fragment.html.drain(..prefix.len());
        let by = u32::try_from(prefix.len()).unwrap_or(0);
        for slot in &mut fragment.slots {
            slot.at = slot.at.saturating_sub(by);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::parse::{ArgSpec, ArgValue, Part, Signature};

    /// A site with a component `{box}` whose `text` is Markdown.
    fn options() -> MarkdownOptions {
        let text = ArgSpec {
            name: "text".to_owned(),
            kind: None,
            required: false,
            markdown: true,
            image: false,
            closed: false,
            one_of: Vec::new(),
            as_long_as: None,
        };
        MarkdownOptions {
            evidence: true,
            components: [("box".to_owned(), Signature { args: vec![text] })].into(),
            ..MarkdownOptions::default()
        }
    }

    /// The HTML, with a sign for each citation and component, and the components' texts
    /// in theirs.
    fn filled(fragment: &Fragment) -> String {
        let mut out = String::new();
        let mut written = 0;
        for slot in &fragment.slots {
            let at = slot.at as usize;
            out.push_str(&fragment.html[written..at]);
            written = at;
            match &slot.part {
                Part::Marker(_) => out.push_str("[@]"),
                Part::Component(call) => {
                    out.push_str("{box:");
                    for argument in &call.args {
                        if let ArgValue::Markdown(text) = &argument.value {
                            out.push_str(&filled(text));
                        }
                    }
                    out.push('}');
                }
                _ => {}
            }
        }
        out + &fragment.html[written..]
    }

    fn written(text: &str) -> String {
        let body = page(text, 0, "a.md", &options(), None, false);
        assert!(body.diagnostics.is_empty(), "{:?}", body.diagnostics);
        filled(&body.body)
    }

    #[test]
    fn a_paragraph_loses_its_tags_only_where_nothing_follows() {
        let inner = "```{box}\ntext = \"In\"\n```\n";
        for (text, html) in [
            ("Hello", "Hello"),
            ("Hello [@a]", "Hello [@]"),
            (&format!("Hello\n\n{inner}"), "<p>Hello</p>\n{box:In}\n"),
            (&format!("{inner}\nHello"), "{box:In}\n<p>Hello</p>\n"),
            (inner, "{box:In}\n"),
        ] {
            let outer = format!("````{{box}}\ntext = '''\n{text}\n'''\n````\n");
            assert_eq!(written(&outer), format!("{{box:{html}}}\n"), "{text}");
        }
    }

    #[test]
    fn a_heading_of_two_lines_keeps_its_words_apart() {
        for text in ["Foo  \nBar\n---\n", "Foo\\\nBar\n---\n", "Foo\nBar\n---\n"] {
            let body = page(text, 0, "a.md", &options(), None, false);
            let heading = &body.headings[0];
            assert_eq!(
                (&*heading.title, &*heading.id),
                ("Foo Bar", "foo-bar"),
                "{text}"
            );
        }
    }

    #[test]
    fn the_last_paragraph_of_a_definition_keeps_its_tags() {
        let html = written("Term\n: Table: one\n\n  Table: two\n");
        assert!(html.contains("<p>Table: two</p>\n</dd>"), "{html}");
        assert!(html.ends_with("</dd>\n</dl>\n"), "{html}");
    }

    #[test]
    fn the_way_back_from_a_footnote_stands_behind_its_components() {
        let html =
            written("One[^1].\n\n[^1]: A note.\n\n    ```{box}\n    text = \"In\"\n    ```\n");
        assert!(
            html.contains("<p>A note.</p>\n{box:In}\n <a class=\"backref\""),
            "{html}"
        );
        let html = written("One[^1].\n\n[^1]: A note [@a]\n");
        assert!(
            html.contains("<p>A note [@] <a class=\"backref\""),
            "{html}"
        );
        assert!(html.contains("</a></p></li>"), "{html}");
    }
}
