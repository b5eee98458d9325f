//! Blocks: headings, lists, quotes, tables with their captions, code and components.

use std::fmt::Write as _;
use std::ops::Range;

use pulldown_cmark::{Alignment, BlockQuoteKind, CodeBlockKind, CowStr, HeadingLevel, Tag, TagEnd};

use super::{Caption, Fence, NOT_MOVED, OpenHeading, Writer, cut_prefix};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::component::{self, Place};
use crate::parse::prose::{BlockKind, LinkText, NoticeUse};
use crate::parse::text::{escape_attribute, slugify};
use crate::parse::{Heading, Image, Part};

impl Writer<'_, '_, '_> {
    /// A new block begins: what was pending ended.
    pub(super) fn block(&mut self) {
        self.flush(true);
        self.drop_caption();
        if !self.out.html.is_empty() && !self.out.html.ends_with('\n') {
            self.out.html.push('\n');
        }
    }

    /// A caption without a table is an ordinary paragraph, for the rules too.
    pub(super) fn drop_caption(&mut self) {
        if self.in_caption {
            return;
        }
        if let Some(caption) = self.caption.take() {
            self.out.html.push_str("<p>Table: ");
            self.out.append(caption.words);
            self.out.html.push_str("</p>\n");
            let kind = self.block_kind();
            if let Some(prose) = &mut self.page.prose
                && let Some(block) = prose.blocks.get_mut(caption.block)
            {
                block.kind = kind;
            }
        }
    }

    pub(super) fn start(&mut self, tag: Tag<'_>, range: Range<usize>) {
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
                self.quotes += 1;
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
                self.lists += 1;
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
                self.footnotes.open.push((label.into_string(), range));
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
                self.in_row = true;
                self.column = 0;
                self.out.html.push_str("<thead>\n<tr>");
            }
            Tag::TableRow => {
                self.lost_cells(range);
                self.in_row = true;
                self.column = 0;
                self.out.html.push_str("<tr>");
            }
            Tag::TableCell => {
                self.flush(true);
                self.out.html.push_str(match self.in_table_head {
                    true => "<th scope=\"col\"",
                    false => "<td",
                });
                self.out
                    .html
                    .push_str(match self.alignments.get(self.column) {
                        Some(Alignment::Right) => " class=\"align-right\">",
                        Some(Alignment::Center) => " class=\"align-center\">",
                        _ => ">",
                    });
                self.column += 1;
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
                            src: dest_url.into_string(),
                            alt: String::new(),
                            title: title.into_string(),
                        };
                        self.image = Some((image, range, 0));
                    }
                }
            }
            Tag::MetadataBlock(_) => {}
        }
    }

    pub(super) fn inline(&mut self, tag: &str) {
        self.flush(false);
        if self.image.is_none() {
            self.out.html.push_str(tag);
        }
    }

    pub(super) fn end(&mut self, tag: TagEnd, range: Range<usize>) {
        match tag {
            TagEnd::Paragraph if self.in_caption => {
                let block = self.page.prose.as_ref().map_or(0, |p| p.blocks.len());
                self.flush(true);
                self.in_caption = false;
                let outer = self.outer.pop().unwrap_or_default();
                let mut words = std::mem::replace(&mut self.out, outer);
                cut_prefix(&mut words, "Table: ");
                self.caption = Some(Caption { words, block });
            }
            TagEnd::Paragraph => {
                self.flush(true);
                self.out.html.push_str("</p>\n");
            }
            TagEnd::Heading(_) => self.end_heading(range),
            TagEnd::BlockQuote(kind) => {
                self.block();
                self.quotes = self.quotes.saturating_sub(1);
                self.out.html.push_str(if kind.is_some() {
                    "</div>\n"
                } else {
                    "</blockquote>\n"
                });
            }
            TagEnd::CodeBlock => self.end_code(),
            TagEnd::HtmlBlock => {
                self.in_html_block = false;
                self.end_raw_block();
            }
            TagEnd::List(ordered) => {
                self.block();
                self.lists = self.lists.saturating_sub(1);
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
                if let Some((label, span)) = self.footnotes.open.pop() {
                    if self.footnotes.bodies.contains_key(&label) {
                        self.report(
                            Diagnostic::new(
                                Code::DuplicateId,
                                format!("the footnote `{label}` is defined twice"),
                            )
                            .help(
                                "give one of them another name; readers would see the first only",
                            ),
                            span.clone(),
                        );
                    }
                    self.footnotes.bodies.entry(label).or_insert((body, span));
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
                self.drop_caption();
                self.out.html.push_str("</dd>\n");
            }
            TagEnd::Table => self.out.html.push_str("</tbody>\n</table></div>\n"),
            TagEnd::TableHead => {
                self.end_row();
                self.in_table_head = false;
                self.out.html.push_str("</tr>\n</thead>\n<tbody>\n");
            }
            TagEnd::TableRow => {
                self.end_row();
                self.out.html.push_str("</tr>\n");
            }
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
                if self.in_link > 1 {
                    self.in_link -= 1;
                } else if self.image.is_none() {
                    self.end_link_words();
                    self.end_link(range);
                }
            }
            TagEnd::Image => self.end_image(),
            TagEnd::MetadataBlock(_) => {}
        }
    }

    fn end_row(&mut self) {
        self.end_prose();
        self.in_row = false;
    }

    fn end_link_words(&mut self) {
        if let Some((start, range)) = self.link.take()
            && let Some(prose) = &mut self.page.prose
        {
            prose.links.push(LinkText {
                range: start..prose.text.len(),
                span: self.place.of(range),
            });
        }
    }

    pub(super) fn start_heading(
        &mut self,
        level: HeadingLevel,
        id: Option<&str>,
        classes: &[CowStr<'_>],
        range: Range<usize>,
    ) {
        let span = self.place.of(range);
        self.out.html.push_str("<h");
        self.out.slot(span, Part::HeadingStart(level as u8));
        // The id is known when the heading's text is; it goes in at the end.
        self.page.headings.push(Heading {
            level: level as u8,
            id: id.unwrap_or_default().into(),
            title: Box::default(),
            span,
        });
        self.heading = Some(OpenHeading {
            level,
            title: String::new(),
            classes: classes.join(" "),
        });
        self.outer.push(std::mem::take(&mut self.out));
    }

    pub(super) fn end_heading(&mut self, range: Range<usize>) {
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
        self.lost_attributes(&title, range.clone());
        let wanted = self
            .page
            .headings
            .last()
            .map(|h| h.id.clone())
            .unwrap_or_default();
        let id = if wanted.is_empty() {
            self.page.ids.take(&slugify(&title))
        } else {
            if self.page.ids.is_taken(&wanted) {
                self.report(
                    Diagnostic::new(
                        Code::DuplicateId,
                        format!("the id `{wanted}` is taken already"),
                    )
                    .help("give this heading another `{#id}`"),
                    range.clone(),
                );
            }
            self.page.ids.take(&wanted)
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
        self.out.slot(span, Part::HeadingEnd(level as u8));
        self.out.html.push_str(">\n");
        if let Some(heading) = self.page.headings.last_mut() {
            heading.id = id.into();
            heading.title = title.trim().into();
        }
    }

    pub(super) fn start_quote(&mut self, kind: Option<BlockQuoteKind>, range: Range<usize>) {
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

    pub(super) fn start_code(&mut self, kind: &CodeBlockKind<'_>, range: Range<usize>) {
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
        // A warning whose fence is misspelt must not become a box of code.
        if info.trim_start().starts_with('{') {
            let line = self.text[range.clone()].find('\n').unwrap_or(range.len());
            let span = self.place.of(range.start..range.start + line);
            self.page.report(
                Diagnostic::new(
                    Code::UnknownComponent,
                    format!("`{}` names no component", info.trim()),
                )
                .at(span)
                .help("write the name alone between `{` and `}`, such as ```{callout}"),
            );
        }
        if info == NOT_MOVED {
            let line = self.text[range.clone()].find('\n').unwrap_or(range.len());
            self.report_not_moved(range.start..range.start + line);
        } else {
            self.lost_info(info.trim(), range.clone());
        }
        if matches!(kind, CodeBlockKind::Fenced(_)) {
            self.endless_code(range);
        }
        match info.split([' ', ',']).next().filter(|l| !l.is_empty()) {
            Some(language) => {
                self.out.html.push_str("<pre><code class=\"language-");
                escape_attribute(&mut self.out.html, language);
                self.out.html.push_str("\">");
            }
            None => self.out.html.push_str("<pre><code>"),
        }
    }

    pub(super) fn end_code(&mut self) {
        let Some(fence) = self.fence.take() else {
            self.in_code_block = false;
            let headings = self.page.headings.len();
            if let Some(prose) = &mut self.page.prose {
                prose.end_block(BlockKind::Code, headings);
            }
            self.out.html.push_str("</code></pre>\n");
            return;
        };
        let whole = self.place.of(fence.span.clone());
        let body_place = match (self.place, fence.body_start) {
            (Place::Exact(base), Some(start)) if fence.exact => Place::Exact(base + start),
            _ => Place::Within(whole),
        };
        let is_closed = self.is_closed();
        self.page.closed += u32::from(is_closed);
        let call = component::read(self.page, &fence.name, whole, &fence.body, body_place);
        let is_open = self.page.closed == 0;
        self.page.closed -= u32::from(is_closed);
        if let Some(call) = call {
            let headings = self.page.headings.len();
            if call.name == "notice"
                && let Some(prose) = &mut self.page.prose
            {
                prose.notices.push(NoticeUse {
                    at: prose.text.len(),
                    headings,
                    name: call.str_arg("name").unwrap_or_default().to_owned(),
                    is_open,
                });
            }
            self.out.slot(whole, Part::Component(Box::new(call)));
            self.out.html.push('\n');
        }
    }

    /// Whether what is being written is no part of what readers see at once.
    fn is_closed(&self) -> bool {
        !self.footnotes.open.is_empty() || self.raw.is_closed()
    }

    /// Nothing leads to a table but its own label, so its id makes way for a heading's.
    fn table_id(&mut self) -> String {
        loop {
            self.page.tables += 1;
            let id = format!("table-{}", self.page.tables);
            if !self.page.ids.is_taken(&id) {
                return self.page.ids.take(&id);
            }
        }
    }

    pub(super) fn start_table(&mut self, alignments: Vec<Alignment>, range: Range<usize>) {
        self.flush(true);
        let span = self.place.of(range);
        let caption = self.caption.as_ref().map(|caption| caption.block);
        if let Some(prose) = &mut self.page.prose {
            prose.start_table(span, caption);
        }
        self.alignments = alignments;
        self.out
            .html
            .push_str("<div class=\"table\" role=\"group\" tabindex=\"0\" ");
        match self.caption.take() {
            Some(caption) => {
                let id = self.table_id();
                self.out.html.push_str("aria-labelledby=\"");
                self.out.slot(span, Part::IdPrefix);
                let _ = write!(self.out.html, "{id}\"><table>\n<caption id=\"");
                self.out.slot(span, Part::IdPrefix);
                let _ = write!(self.out.html, "{id}\">");
                self.out.append(caption.words);
                self.out.html.push_str("</caption>\n");
            }
            None => {
                self.out.html.push_str("aria-label=\"");
                self.out.slot(span, Part::Ui("table-label"));
                self.out.html.push_str("\"><table>\n");
            }
        }
    }
}
