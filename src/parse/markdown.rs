//! Markdown events to HTML with slots.
//!
//! An own writer instead of pulldown-cmark's: it writes no `style` attribute,
//! prefixes ids, gives footnotes their way back, knows components, markers and
//! glossary terms, and finds what Markdown would lose in silence.

use std::collections::HashMap;
use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{
    Alignment, BlockQuoteKind, BrokenLink, CodeBlockKind, CowStr, Event, HeadingLevel, LinkType,
    Options, Parser, Tag, TagEnd,
};

use super::component::{self, Place};
use super::text::{escape_attribute, escape_text, slugify};
use super::{Fragment, Glossary, Heading, Image, MarkdownOptions, Part, marker};
use crate::config::RawHtml;
use crate::diagnostic::{Code, Diagnostic, Span};

/// The address that the broken-link callback gives to markers.
const MARKER: &str = "stepdown:marker";
/// The end of a block that needs no evidence.
const NO_CLAIM: &str = "{.no-claim}";
/// Ids that the layouts use themselves.
const RESERVED_IDS: [&str; 3] = ["main", "references", "words"];

/// What parsing a page's body gives.
pub(super) struct Body {
    pub body: Fragment,
    pub headings: Vec<Heading>,
    pub diagnostics: Vec<Diagnostic>,
}

/// What all texts of one page share: its own and those in components.
pub(super) struct Page<'a> {
    file: &'a str,
    pub(super) options: &'a MarkdownOptions,
    glossary: Option<&'a Glossary>,
    terms_used: Vec<bool>,
    headings: Vec<Heading>,
    /// Ids that are taken, with the next number to try for a second one.
    ids: HashMap<String, u32>,
    tables: u32,
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
            ids: RESERVED_IDS
                .iter()
                .map(|id| ((*id).to_owned(), 1))
                .collect(),
            tables: 0,
            diagnostics: Vec::new(),
        }
    }

    pub(super) fn report(&mut self, diagnostic: Diagnostic) {
        self.diagnostics.push(diagnostic.in_file(self.file));
    }

    /// An id that no heading of the page has yet.
    fn unique_id(&mut self, wanted: &str) -> String {
        let wanted = if wanted.is_empty() { "section" } else { wanted };
        let Some(mut n) = self.ids.get(wanted).copied() else {
            self.ids.insert(wanted.to_owned(), 1);
            return wanted.to_owned();
        };
        loop {
            let id = format!("{wanted}-{n}");
            n += 1;
            if !self.ids.contains_key(&id) {
                self.ids.insert(id.clone(), 1);
                self.ids.insert(wanted.to_owned(), n);
                return id;
            }
        }
    }
}

/// Parses the body of an article, which begins at `start` in `source`.
pub(super) fn page(
    source: &str,
    start: usize,
    file: &str,
    options: &MarkdownOptions,
    glossary: Option<&Glossary>,
) -> Body {
    let mut page = Page::new(file, options, glossary);
    let text = &source[start..];
    let writer = Writer::new(&mut page, text, Place::Exact(start), Kind::Page);
    let body = writer.run();
    Body {
        body,
        headings: page.headings,
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

struct Footnote {
    number: u32,
    references: u32,
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

struct Writer<'p, 'a, 't> {
    page: &'p mut Page<'a>,
    text: &'t str,
    place: Place,
    kind: Kind,
    out: Fragment,
    /// Text that was read and not yet written, so that runs are seen whole.
    pending: String,
    pending_span: Range<usize>,
    /// Brackets of the block that were opened and not closed.
    open_brackets: i32,
    /// Inside `<a>`: no glossary terms.
    in_link: u32,
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
    /// `Table: …` that waits for its table.
    caption: Option<(Fragment, Range<usize>)>,
    in_caption: bool,
    /// Set aside while a footnote or a caption is written.
    outer: Vec<Fragment>,
    footnote_numbers: HashMap<String, Footnote>,
    footnote_order: Vec<String>,
    footnote_bodies: HashMap<String, (Fragment, Range<usize>)>,
    footnote_open: Option<(String, Range<usize>)>,
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
                slots: Vec::new(),
            },
            pending: String::new(),
            pending_span: 0..0,
            open_brackets: 0,
            in_link: 0,
            heading: None,
            image: None,
            fence: None,
            in_code_block: false,
            in_html_block: false,
            alignments: Vec::new(),
            column: 0,
            in_table_head: false,
            caption: None,
            in_caption: false,
            outer: Vec::new(),
            footnote_numbers: HashMap::new(),
            footnote_order: Vec::new(),
            footnote_bodies: HashMap::new(),
            footnote_open: None,
        }
    }

    fn run(mut self) -> Fragment {
        let evidence = self.page.options.evidence;
        let mut callback = |link: BrokenLink<'_>| {
            marker::is_marker(&link.reference, evidence)
                .then_some((CowStr::Borrowed(MARKER), CowStr::Borrowed("")))
        };
        let options = self.options();
        let parser = Parser::new_with_broken_link_callback(self.text, options, Some(&mut callback));
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
        let mut events = parser.into_offset_iter();
        while let Some((event, range)) = events.next() {
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
            self.event(event, range);
        }
        self.flush(true);
        self.drop_caption();
        self.write_footnotes();
        if self.kind == Kind::Argument {
            unwrap_paragraph(&mut self.out);
        }
        self.out.html.shrink_to_fit();
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

    fn event(&mut self, event: Event<'_>, range: Range<usize>) {
        match event {
            Event::Text(text) => self.text(&text, range),
            Event::Code(code) => self.code(&code),
            Event::SoftBreak => self.soft_break(),
            Event::HardBreak => {
                self.flush(false);
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
            Event::Start(tag) => self.start(tag, range),
            Event::End(tag) => self.end(tag, range),
            // Mathematics is not switched on.
            Event::InlineMath(text) | Event::DisplayMath(text) => self.text(&text, range),
        }
    }

    // ---- text ----------------------------------------------------------

    fn text(&mut self, text: &str, range: Range<usize>) {
        if let Some(fence) = &mut self.fence {
            let start = *fence.body_start.get_or_insert(range.start);
            fence.body.push_str(text);
            let end = start + fence.body.len();
            fence.exact &= self.text.get(start..end) == Some(fence.body.as_str());
            return;
        }
        if self.in_code_block {
            escape_text(&mut self.out.html, text);
            return;
        }
        if self.in_html_block {
            self.out.html.push_str(text);
            return;
        }
        let escaped = range.start > 0 && self.text.as_bytes()[range.start - 1] == b'\\';
        self.count_brackets(text, escaped);
        if self.page.options.evidence && !escaped {
            self.leftover_key(text, &range);
        }
        if self.pending.is_empty() {
            self.pending_span = range;
        } else {
            self.pending_span.end = range.end;
        }
        self.pending.push_str(text);
    }

    fn count_brackets(&mut self, text: &str, escaped: bool) {
        for c in text.chars().skip(usize::from(escaped)) {
            match c {
                '[' => self.open_brackets += 1,
                ']' => self.open_brackets -= 1,
                _ => {}
            }
        }
    }

    /// `@key` that is still text was meant as a citation.
    fn leftover_key(&mut self, text: &str, range: &Range<usize>) {
        for (at, _) in text.match_indices('@') {
            let before = text[..at].chars().next_back();
            let after = text[at + 1..].chars().next();
            let word_before =
                before.is_some_and(|c| c.is_alphanumeric() || matches!(c, '.' | '_' | '-' | '/'));
            if word_before || !after.is_some_and(|c| c.is_ascii_alphabetic()) {
                continue;
            }
            let key: String = text[at + 1..]
                .chars()
                .take_while(|c| c.is_alphanumeric())
                .collect();
            let (message, help) = if self.in_link > 0 {
                (
                    format!("`[@{key}]` followed by `(` is a link and not a citation"),
                    "put a space or a word between the citation and the bracket".to_owned(),
                )
            } else {
                (
                    format!("`@{key}` is left over as text"),
                    format!("write `[@{key}]` for a citation, or `\\@{key}` for the plain text"),
                )
            };
            let place = range.start + at..(range.start + at + 1 + key.len()).min(range.end);
            self.report(Diagnostic::new(Code::MarkerForm, message).help(help), place);
        }
    }

    fn soft_break(&mut self) {
        if self.image.is_some() || self.heading.is_some() {
            self.pending.push(' ');
        } else {
            self.pending.push('\n');
        }
    }

    /// Writes the text that is pending. `ends_block`: nothing of the block follows.
    fn flush(&mut self, ends_block: bool) {
        if ends_block {
            let ended = std::mem::take(&mut self.pending);
            let text = ended.trim_end();
            match text.strip_suffix(NO_CLAIM) {
                Some(rest) => self.pending.push_str(rest.trim_end()),
                None => self.pending = ended,
            }
            self.open_brackets = 0;
        }
        if self.pending.is_empty() {
            return;
        }
        let text = std::mem::take(&mut self.pending);
        let span = self.pending_span.clone();
        if self.page.options.evidence && (text.contains("[!") || text.contains(NO_CLAIM)) {
            let (what, help) = if text.contains("[!") {
                (
                    "`[!` is left over as text",
                    "an alert is `> [!WARNING]` alone on its line, with a known name",
                )
            } else {
                (
                    "`{.no-claim}` is left over as text",
                    "put it at the very end of its paragraph, list item or cell",
                )
            };
            self.report(
                Diagnostic::new(Code::MarkerForm, what).help(help),
                span.clone(),
            );
        }
        self.undefined_footnotes(&text, &span);
        if let Some((image, _, _)) = &mut self.image {
            image.alt.push_str(&text);
        } else if let Some(heading) = &mut self.heading {
            heading.title.push_str(&text);
            escape_text(&mut self.out.html, &text);
        } else if self.page.glossary.is_some()
            && self.in_link == 0
            && !self.in_table_head
            && !self.in_caption
        {
            self.write_with_terms(&text, span);
        } else {
            escape_text(&mut self.out.html, &text);
        }
        // The buffer is used again.
        self.pending = text;
        self.pending.clear();
    }

    /// `[^label]` that is still text has no definition.
    fn undefined_footnotes(&mut self, text: &str, span: &Range<usize>) {
        for (at, _) in text.match_indices("[^") {
            let Some(length) = text[at + 2..].find(']') else {
                break;
            };
            let label = &text[at + 2..at + 2 + length];
            if !label.is_empty() && !label.contains(char::is_whitespace) {
                self.report(
                    Diagnostic::new(
                        Code::UndefinedFootnote,
                        format!("the footnote `{label}` is not defined"),
                    )
                    .help(format!("add a line `[^{label}]: …`")),
                    span.clone(),
                );
            }
        }
    }

    fn write_with_terms(&mut self, text: &str, span: Range<usize>) {
        let Some(glossary) = self.page.glossary else {
            return;
        };
        let place = self.place.of(span);
        let mut written = 0;
        for (index, range) in glossary.find(text) {
            if std::mem::replace(&mut self.page.terms_used[index], true) {
                continue;
            }
            escape_text(&mut self.out.html, &text[written..range.start]);
            let id = &glossary.terms[index].id;
            self.out.html.push_str("<a class=\"term\" id=\"");
            self.out.slot(place, Part::IdPrefix);
            let _ = write!(self.out.html, "use-{id}\" href=\"#");
            self.out.slot(place, Part::IdPrefix);
            let _ = write!(self.out.html, "term-{id}\">");
            escape_text(&mut self.out.html, &text[range.clone()]);
            self.out.html.push_str("</a>");
            self.out
                .slot(place, Part::Term(u32::try_from(index).unwrap_or(u32::MAX)));
            written = range.end;
        }
        escape_text(&mut self.out.html, &text[written..]);
    }

    fn code(&mut self, code: &str) {
        self.flush(false);
        if self.in_alt(code) {
            return;
        }
        if let Some(heading) = &mut self.heading {
            heading.title.push_str(code);
        }
        self.out.html.push_str("<code>");
        escape_text(&mut self.out.html, code);
        self.out.html.push_str("</code>");
    }

    /// Adds to the image's alternative, if one is being collected.
    fn in_alt(&mut self, text: &str) -> bool {
        if let Some((image, _, _)) = &mut self.image {
            image.alt.push_str(text);
            return true;
        }
        false
    }

    fn raw_html(&mut self, html: &str, range: Range<usize>) {
        self.flush(false);
        let is_comment = html.trim_start().starts_with("<!--");
        match self.page.options.raw_html {
            RawHtml::Allow => self.out.html.push_str(html),
            RawHtml::Refuse if is_comment => {}
            RawHtml::Refuse => self.report(
                Diagnostic::new(Code::RawHtml, "raw HTML is not allowed on this site")
                    .help("use Markdown or a component, or `\\<` for a plain sign; `raw_html = \"allow\"` in `[markdown]` lets it through"),
                range,
            ),
        }
    }

    fn task(&mut self, done: bool, range: Range<usize>) {
        let span = self.place.of(range);
        self.out.html.push_str("<input type=\"checkbox\" disabled");
        self.out.html.push_str(if done {
            " checked aria-label=\""
        } else {
            " aria-label=\""
        });
        self.out
            .slot(span, Part::Ui(if done { "task-done" } else { "task-open" }));
        self.out.html.push_str("\"> ");
    }

    // ---- markers -------------------------------------------------------

    fn marker(&mut self, id: &str, link_type: LinkType, range: Range<usize>) {
        let form =
            |message: &str, help: &str| Diagnostic::new(Code::MarkerForm, message).help(help);
        match link_type {
            LinkType::ReferenceUnknown => {
                return self.report(
                    form(
                        "two pairs of brackets side by side are one link, and the first is lost",
                        "put both references into one pair, `[@a; @b]`, or text between them",
                    ),
                    range,
                );
            }
            LinkType::CollapsedUnknown => {
                return self.report(
                    form(
                        "a citation takes no second pair of brackets",
                        "write `[@key]`",
                    ),
                    range,
                );
            }
            _ => {}
        }
        if self.open_brackets > 0 {
            return self.report(
                form(
                    "a citation stands inside other brackets",
                    "take the outer brackets away, or write them as `\\[`",
                ),
                range,
            );
        }
        if self.heading.is_some() || self.image.is_some() {
            return self.report(
                form(
                    "a citation cannot stand in a heading or an image's text",
                    "move it to the text below",
                ),
                range,
            );
        }
        match marker::read(id) {
            Ok(marker) => {
                let span = self.place.of(range);
                self.out.slot(span, Part::Marker(Box::new(marker)));
            }
            Err(error) => {
                let code = if error.unknown_grade {
                    Code::UnknownGrade
                } else {
                    Code::MarkerForm
                };
                self.report(Diagnostic::new(code, error.message).help(error.help), range);
            }
        }
    }

    // ---- blocks --------------------------------------------------------

    /// A new block begins: what was pending ended.
    fn block(&mut self) {
        self.flush(true);
        self.drop_caption();
        if !self.out.html.is_empty() && !self.out.html.ends_with('\n') {
            self.out.html.push('\n');
        }
    }

    /// A caption without a table is an ordinary paragraph.
    fn drop_caption(&mut self) {
        if self.in_caption {
            return;
        }
        if let Some((caption, _)) = self.caption.take() {
            self.out.html.push_str("<p>Table: ");
            self.out.append(caption);
            self.out.html.push_str("</p>\n");
        }
    }

    fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
        match tag {
            Tag::Paragraph => {
                self.block();
                if self.text[range.clone()].starts_with("Table: ") {
                    self.in_caption = true;
                    self.outer.push(std::mem::take(&mut self.out));
                } else {
                    self.out.html.push_str("<p>");
                }
            }
            Tag::Heading {
                level, id, classes, ..
            } => {
                self.block();
                self.start_heading(level, id.as_deref(), &classes, range);
            }
            Tag::BlockQuote(kind) => {
                self.block();
                self.start_quote(kind, range);
            }
            Tag::CodeBlock(kind) => {
                self.block();
                self.start_code(&kind, range);
            }
            Tag::HtmlBlock => {
                self.block();
                self.in_html_block = true;
            }
            Tag::List(first) => {
                self.block();
                match first {
                    None => self.out.html.push_str("<ul>\n"),
                    Some(1) => self.out.html.push_str("<ol>\n"),
                    Some(n) => {
                        let _ = writeln!(self.out.html, "<ol start=\"{n}\">");
                    }
                }
            }
            Tag::Item => {
                self.flush(true);
                self.out.html.push_str("<li>");
            }
            Tag::FootnoteDefinition(label) => {
                self.block();
                self.footnote_open = Some((label.to_string(), range));
                self.outer.push(std::mem::take(&mut self.out));
            }
            Tag::DefinitionList => {
                self.block();
                self.out.html.push_str("<dl>\n");
            }
            Tag::DefinitionListTitle => {
                self.flush(true);
                self.out.html.push_str("<dt>");
            }
            Tag::DefinitionListDefinition => {
                self.flush(true);
                self.out.html.push_str("<dd>");
            }
            Tag::Table(alignments) => self.start_table(alignments, range),
            Tag::TableHead => {
                self.in_table_head = true;
                self.column = 0;
                self.out.html.push_str("<thead>\n<tr>");
            }
            Tag::TableRow => {
                self.column = 0;
                self.out.html.push_str("<tr>");
            }
            Tag::TableCell => {
                self.flush(true);
                let class = match self.alignments.get(self.column) {
                    Some(Alignment::Right) => " class=\"align-right\"",
                    Some(Alignment::Center) => " class=\"align-center\"",
                    _ => "",
                };
                self.column += 1;
                let _ = match self.in_table_head {
                    true => write!(self.out.html, "<th scope=\"col\"{class}>"),
                    false => write!(self.out.html, "<td{class}>"),
                };
            }
            Tag::Emphasis => self.inline("<em>"),
            Tag::Strong => self.inline("<strong>"),
            Tag::Strikethrough => self.inline("<del>"),
            Tag::Superscript => self.inline("<sup>"),
            Tag::Subscript => self.inline("<sub>"),
            Tag::Link {
                link_type,
                dest_url,
                title,
                ..
            } => self.start_link(link_type, &dest_url, &title, range),
            Tag::Image {
                dest_url, title, ..
            } => {
                self.flush(false);
                match &mut self.image {
                    // An image inside an image's alternative is only its text.
                    Some((_, _, depth)) => *depth += 1,
                    None => {
                        let image = Image {
                            src: dest_url.to_string(),
                            alt: String::new(),
                            title: title.to_string(),
                        };
                        self.image = Some((image, range, 0));
                    }
                }
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    fn inline(&mut self, tag: &str) {
        self.flush(false);
        if self.image.is_none() {
            self.out.html.push_str(tag);
        }
    }

    fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph if self.in_caption => {
                self.flush(true);
                self.in_caption = false;
                let outer = self.outer.pop().unwrap_or_default();
                let mut caption = std::mem::replace(&mut self.out, outer);
                cut_prefix(&mut caption, "Table: ");
                self.caption = Some((caption, range));
            }
            TagEnd::Paragraph => {
                self.flush(true);
                self.out.html.push_str("</p>\n");
            }
            TagEnd::Heading(_) => self.end_heading(range),
            TagEnd::BlockQuote(kind) => {
                self.block();
                self.out.html.push_str(if kind.is_some() {
                    "</div>\n"
                } else {
                    "</blockquote>\n"
                });
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => self.in_html_block = false,
            TagEnd::List(ordered) => {
                self.block();
                self.out
                    .html
                    .push_str(if ordered { "</ol>\n" } else { "</ul>\n" });
            }
            TagEnd::Item => {
                self.flush(true);
                self.drop_caption();
                self.out.html.push_str("</li>\n");
            }
            TagEnd::FootnoteDefinition => {
                self.block();
                let outer = self.outer.pop().unwrap_or_default();
                let body = std::mem::replace(&mut self.out, outer);
                if let Some((label, span)) = self.footnote_open.take() {
                    self.footnote_bodies.entry(label).or_insert((body, span));
                }
            }
            TagEnd::DefinitionList => {
                self.block();
                self.out.html.push_str("</dl>\n");
            }
            TagEnd::DefinitionListTitle => {
                self.flush(true);
                self.out.html.push_str("</dt>\n");
            }
            TagEnd::DefinitionListDefinition => {
                self.flush(true);
                self.out.html.push_str("</dd>\n");
            }
            TagEnd::Table => self.out.html.push_str("</tbody>\n</table></div>\n"),
            TagEnd::TableHead => {
                self.in_table_head = false;
                self.out.html.push_str("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => self.out.html.push_str("</tr>\n"),
            TagEnd::TableCell => {
                self.flush(true);
                self.out
                    .html
                    .push_str(if self.in_table_head { "</th>" } else { "</td>" });
            }
            TagEnd::Emphasis => self.inline("</em>"),
            TagEnd::Strong => self.inline("</strong>"),
            TagEnd::Strikethrough => self.inline("</del>"),
            TagEnd::Superscript => self.inline("</sup>"),
            TagEnd::Subscript => self.inline("</sub>"),
            TagEnd::Link => {
                self.flush(false);
                if self.image.is_none() {
                    self.in_link = self.in_link.saturating_sub(1);
                    self.out.html.push_str("</a>");
                }
            }
            TagEnd::Image => self.end_image(),
            TagEnd::MetadataBlock(_) => {}
        }
    }

    fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<&str>,
        classes: &[CowStr<'_>],
        range: Range<usize>,
    ) {
        let span = self.place.of(range);
        self.out.html.push_str("<h");
        self.out.slot(span, Part::HeadingLevel(level as u8));
        self.out.html.push_str(" id=\"");
        self.out.slot(span, Part::IdPrefix);
        // The id is known when the heading's text is; it goes in at the end.
        self.page.headings.push(Heading {
            level: level as u8,
            id: id.unwrap_or_default().to_owned(),
            title: String::new(),
            span,
        });
        self.heading = Some(OpenHeading {
            level,
            title: String::new(),
            classes: classes.join(" "),
        });
        self.outer.push(std::mem::take(&mut self.out));
    }

    fn end_heading(&mut self, range: Range<usize>) {
        self.flush(true);
        let outer = self.outer.pop().unwrap_or_default();
        let inner = std::mem::replace(&mut self.out, outer);
        let Some(OpenHeading {
            level,
            title,
            classes,
        }) = self.heading.take()
        else {
            return;
        };
        let wanted = self
            .page
            .headings
            .last()
            .map(|h| h.id.clone())
            .unwrap_or_default();
        let id = if wanted.is_empty() {
            self.page.unique_id(&slugify(&title))
        } else {
            if self.page.ids.contains_key(&wanted) {
                self.report(
                    Diagnostic::new(
                        Code::DuplicateId,
                        format!("the id `{wanted}` is taken already"),
                    )
                    .help("give this heading another `{#id}`"),
                    range.clone(),
                );
            }
            self.page.unique_id(&wanted)
        };
        escape_attribute(&mut self.out.html, &id);
        if !classes.is_empty() {
            self.out.html.push_str("\" class=\"");
            escape_attribute(&mut self.out.html, &classes);
        }
        self.out.html.push_str("\">");
        self.out.append(inner);
        let span = self.place.of(range);
        self.out.html.push_str("</h");
        self.out.slot(span, Part::HeadingLevel(level as u8));
        self.out.html.push_str(">\n");
        if let Some(heading) = self.page.headings.last_mut() {
            heading.id = id;
            heading.title = title.trim().to_owned();
        }
    }

    fn start_quote(&mut self, kind: Option<BlockQuoteKind>, range: Range<usize>) {
        let Some(kind) = kind else {
            self.out.html.push_str("<blockquote>\n");
            return;
        };
        let (class, key) = match kind {
            BlockQuoteKind::Note => ("note", "alert-note"),
            BlockQuoteKind::Tip => ("tip", "alert-tip"),
            BlockQuoteKind::Important => ("important", "alert-important"),
            BlockQuoteKind::Warning => ("warning", "alert-warning"),
            BlockQuoteKind::Caution => ("caution", "alert-caution"),
        };
        let span = self.place.of(range);
        let _ = write!(
            self.out.html,
            "<div class=\"alert alert-{class}\" role=\"note\" aria-label=\""
        );
        self.out.slot(span, Part::Ui(key));
        self.out.html.push_str("\"><p class=\"alert-title\">");
        self.out.slot(span, Part::Ui(key));
        self.out.html.push_str("</p>\n");
    }

    fn start_code(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>) {
        let info = match kind {
            CodeBlockKind::Fenced(info) => info.as_ref(),
            CodeBlockKind::Indented => "",
        };
        if let Some(name) = component::fence_name(info) {
            self.fence = Some(Fence {
                name: name.to_owned(),
                span: range,
                body: String::new(),
                body_start: None,
                exact: true,
            });
            return;
        }
        self.in_code_block = true;
        match info.split([' ', ',']).next().filter(|l| !l.is_empty()) {
            Some(language) => {
                self.out.html.push_str("<pre><code class=\"language-");
                escape_attribute(&mut self.out.html, language);
                self.out.html.push_str("\">");
            }
            None => self.out.html.push_str("<pre><code>"),
        }
    }

    fn end_code(&mut self) {
        let Some(fence) = self.fence.take() else {
            self.in_code_block = false;
            self.out.html.push_str("</code></pre>\n");
            return;
        };
        let whole = self.place.of(fence.span.clone());
        let body_place = match (self.place, fence.body_start) {
            (Place::Exact(base), Some(start)) if fence.exact => Place::Exact(base + start),
            _ => Place::Within(whole),
        };
        if let Some(call) = component::read(self.page, &fence.name, whole, &fence.body, body_place)
        {
            self.out.slot(whole, Part::Component(Box::new(call)));
            self.out.html.push('\n');
        }
    }

    fn start_table(&mut self, alignments: Vec<Alignment>, range: Range<usize>) {
        self.flush(true);
        let span = self.place.of(range);
        self.alignments = alignments;
        self.out
            .html
            .push_str("<div class=\"table\" role=\"group\" tabindex=\"0\" ");
        match self.caption.take() {
            Some((caption, _)) => {
                self.page.tables += 1;
                let id = format!("table-{}", self.page.tables);
                self.out.html.push_str("aria-labelledby=\"");
                self.out.slot(span, Part::IdPrefix);
                let _ = write!(self.out.html, "{id}\"><table>\n<caption id=\"");
                self.out.slot(span, Part::IdPrefix);
                let _ = write!(self.out.html, "{id}\">");
                self.out.append(caption);
                self.out.html.push_str("</caption>\n");
            }
            None => {
                self.out.html.push_str("aria-label=\"");
                self.out.slot(span, Part::Ui("table-label"));
                self.out.html.push_str("\"><table>\n");
            }
        }
    }

    fn start_link(&mut self, link_type: LinkType, dest: &str, title: &str, range: Range<usize>) {
        self.flush(false);
        if self.image.is_some() {
            return;
        }
        self.in_link += 1;
        let span = self.place.of(range);
        self.out.html.push_str("<a href=\"");
        let dest = if link_type == LinkType::Email {
            format!("mailto:{dest}")
        } else {
            dest.to_owned()
        };
        self.out.slot(span, Part::Link(dest.into_boxed_str()));
        if !title.is_empty() {
            self.out.html.push_str("\" title=\"");
            escape_attribute(&mut self.out.html, title);
        }
        self.out.html.push_str("\">");
    }

    fn end_image(&mut self) {
        self.flush(false);
        let Some((image, range, depth)) = self.image.take() else {
            return;
        };
        if depth > 0 {
            self.image = Some((image, range, depth - 1));
            return;
        }
        if image.alt.trim().is_empty() {
            self.report(
                Diagnostic::new(Code::ImageAlt, format!("the image `{}` has no text alternative", image.src))
                    .help("say in words what it shows: `![two curves, the second further right](curve.svg)`"),
                range.clone(),
            );
        }
        let span = self.place.of(range);
        self.out.slot(span, Part::Image(Box::new(image)));
    }

    // ---- footnotes -----------------------------------------------------

    fn footnote_reference(&mut self, label: &str, range: Range<usize>) {
        self.flush(false);
        if self.image.is_some() {
            return;
        }
        let next = u32::try_from(self.footnote_order.len() + 1).unwrap_or(u32::MAX);
        let note = self
            .footnote_numbers
            .entry(label.to_owned())
            .or_insert_with(|| {
                self.footnote_order.push(label.to_owned());
                Footnote {
                    number: next,
                    references: 0,
                }
            });
        note.references += 1;
        let (number, reference) = (note.number, note.references);
        let span = self.place.of(range);
        self.out
            .html
            .push_str("<sup class=\"footnote-ref\"><a id=\"");
        self.out.slot(span, Part::IdPrefix);
        let _ = write!(self.out.html, "fnref-{number}");
        if reference > 1 {
            let _ = write!(self.out.html, "-{reference}");
        }
        self.out.html.push_str("\" href=\"#");
        self.out.slot(span, Part::IdPrefix);
        let _ = write!(
            self.out.html,
            "fn-{number}\" role=\"doc-noteref\" aria-label=\""
        );
        self.out
            .slot(span, Part::UiNumber("footnote-number", number));
        let _ = write!(self.out.html, "\">{number}</a></sup>");
    }

    fn write_footnotes(&mut self) {
        let mut unused: Vec<_> = self
            .footnote_bodies
            .iter()
            .filter(|(label, _)| !self.footnote_numbers.contains_key(*label))
            .map(|(label, (_, range))| (label.clone(), range.clone()))
            .collect();
        unused.sort_by_key(|(_, range)| range.start);
        for (label, range) in unused {
            self.report(
                Diagnostic::new(
                    Code::UnusedFootnote,
                    format!("nothing refers to the footnote `{label}`"),
                )
                .help(format!("write `[^{label}]` where it belongs, or remove it")),
                range,
            );
        }
        if self.footnote_order.is_empty() {
            return;
        }
        let nowhere = self.place.of(0..0);
        self.out
            .html
            .push_str("<section class=\"footnotes\" role=\"doc-endnotes\" aria-label=\"");
        self.out.slot(nowhere, Part::Ui("footnotes"));
        self.out.html.push_str("\">\n<ol>\n");
        for label in std::mem::take(&mut self.footnote_order) {
            let Some((mut body, _)) = self.footnote_bodies.remove(&label) else {
                continue;
            };
            let (number, references) = self
                .footnote_numbers
                .get(&label)
                .map_or((0, 0), |note| (note.number, note.references));
            let in_paragraph = body.html.trim_end().ends_with("</p>");
            if in_paragraph {
                let end = body.html.trim_end().len() - "</p>".len();
                body.html.truncate(end);
            }
            self.out.html.push_str("<li id=\"");
            self.out.slot(nowhere, Part::IdPrefix);
            let _ = write!(self.out.html, "fn-{number}\">");
            self.out.append(body);
            for reference in 1..=references {
                self.out.html.push_str(" <a class=\"backref\" href=\"#");
                self.out.slot(nowhere, Part::IdPrefix);
                let _ = write!(self.out.html, "fnref-{number}");
                if reference > 1 {
                    let _ = write!(self.out.html, "-{reference}");
                }
                self.out
                    .html
                    .push_str("\" role=\"doc-backlink\" aria-label=\"");
                self.out
                    .slot(nowhere, Part::UiNumber("back-to-footnote", number));
                self.out.html.push_str("\">↩</a>");
            }
            self.out.html.push_str(if in_paragraph {
                "</p></li>\n"
            } else {
                "</li>\n"
            });
        }
        self.out.html.push_str("</ol>\n</section>\n");
    }
}

/// Takes `<p>` and `</p>` from a fragment that is one paragraph.
fn unwrap_paragraph(fragment: &mut Fragment) {
    let trimmed = fragment.html.trim_end();
    let single = trimmed.starts_with("<p>")
        && trimmed.ends_with("</p>")
        && trimmed.matches("<p>").count() == 1
        && trimmed.matches("</p>").count() == 1;
    if single {
        let end = trimmed.len() - "</p>".len();
        fragment.html.truncate(end);
        cut_prefix(fragment, "<p>");
    }
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
