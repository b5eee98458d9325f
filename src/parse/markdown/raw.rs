//! Raw HTML: passed through, refused, or taken apart and written anew.
//!
//! Markdown hands raw HTML over in pieces: an opening tag here, its closing tag
//! three words later. Cleaning a piece as if it were whole would close what is meant
//! to stay open. So each piece is cut into tags and text, and the tags that are on
//! the list of `elements` are written anew from their names and attributes; none is copied.
//! That is harmless wherever it stands: no element of the list changes how a browser
//! reads what follows, and no attribute holds an address, a style, a script or an id.

mod elements;
mod open;
#[cfg(test)]
mod tests;

use std::collections::BTreeSet;
use std::ops::Range;

use elements::{ATTRIBUTES, VOID, in_paragraphs, listed, parts_words, value_of};
use open::OpenElement;

use super::Writer;
use super::tokens::{Tag, TagKind, Token, delimiters, holds_no_markup, is_comment, tokens};
use crate::config::RawHtml;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::text::{escape_attribute, escape_text};

/// Raw HTML as far as it was read.
#[derive(Default)]
pub(super) struct Raw {
    open: Vec<OpenElement>,
    /// Of what is passed through as it is only boxes and links are followed: whether each box
    /// is closed, and whether a link is open.
    boxes: Vec<bool>,
    pub(super) is_in_link: bool,
    /// How many of Markdown's own elements are open, and how many of these are paragraphs and
    /// headings.
    pub(super) depth: u32,
    pub(super) paragraphs: u32,
    /// A block of it is collected: it comes line by line.
    block: String,
    /// Where each of its pieces begins in it, and stands in the text.
    pieces: Vec<Piece>,
    /// Elements whose opening tag was left out, and whose closing tag goes with it.
    left_out: Vec<&'static str>,
    /// What was said of the last line of which something was said.
    said: (Range<usize>, BTreeSet<String>),
}

impl Raw {
    /// Whether readers have to open a box before they see what stands here.
    pub(super) fn is_closed(&self) -> bool {
        self.open.iter().any(|element| element.is_closed) || self.boxes.contains(&true)
    }

    /// Follows the boxes and links of a piece that is passed through.
    fn follow(&mut self, html: &str) {
        // Hardly any piece has one.
        let lower = html.to_ascii_lowercase();
        if ![BOX, "<a", "</a"].iter().any(|tag| lower.contains(tag)) {
            return;
        }
        for (token, _) in tokens(html) {
            match token {
                Token::TagToken(tag) if &*tag.name == "a" => {
                    self.is_in_link = tag.kind == TagKind::StartTag;
                }
                Token::TagToken(tag) if &*tag.name != BOX => {}
                Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                    self.boxes.push(is_closed_box(&tag));
                }
                Token::TagToken(_) => {
                    self.boxes.pop();
                }
                _ => {}
            }
        }
    }
}

/// The element that readers open and close, and the one in it that says what it holds.
const BOX: &str = "details";
const SUMMARY: &str = "summary";

fn is_closed_box(tag: &Tag) -> bool {
    &*tag.name == BOX && tag.attrs.iter().all(|a| &*a.name.local != "open")
}

type Piece = (usize, Range<usize>);

/// The place in the text of what begins here in a piece or a block of them.
fn place_of(pieces: &[Piece], start: usize) -> Range<usize> {
    let after = pieces.partition_point(|(begin, _)| *begin <= start);
    let piece = pieces.get(after.saturating_sub(1));
    piece.map_or(0..0, |(_, range)| range.clone())
}

impl Writer<'_, '_, '_> {
    /// A piece of raw HTML within a line, or a line of a block.
    pub(super) fn raw_html(&mut self, html: &str, range: Range<usize>) {
        self.flush(false);
        if !self.in_html_block && parts_words(html) {
            self.space();
        }
        match self.page.options.raw_html {
            _ if self.in_html_block => {
                self.raw.pieces.push((self.raw.block.len(), range));
                self.raw.block.push_str(html);
            }
            // An image's alternative is text.
            RawHtml::Allow | RawHtml::Sanitize if self.image.is_some() => {}
            RawHtml::Allow => {
                self.raw.follow(html);
                self.out.html.push_str(html);
            }
            RawHtml::Sanitize => self.sanitize(html, &[(0, range)]),
            RawHtml::Refuse => self.refuse(html, &[(0, range)]),
        }
    }

    /// Spaces before a line of a block of raw HTML.
    pub(super) fn raw_spaces(&mut self, spaces: &str) {
        self.raw.block.push_str(spaces);
    }

    /// A block of raw HTML is complete.
    pub(super) fn end_raw_block(&mut self) {
        let block = std::mem::take(&mut self.raw.block);
        let pieces = std::mem::take(&mut self.raw.pieces);
        match self.page.options.raw_html {
            RawHtml::Allow => self.allow(&block, &pieces),
            RawHtml::Sanitize => {
                self.sanitize(&block, &pieces);
                self.end_open_blocks();
            }
            RawHtml::Refuse => self.refuse(&block, &pieces),
        }
    }

    /// Passes a block through as it is. What is not closed would hide the text after it: a
    /// comment, a tag, or an element whose block in Markdown ends only with it.
    fn allow(&mut self, html: &str, pieces: &[Piece]) {
        self.raw.follow(html);
        self.out.html.push_str(html);
        let mut open = None;
        for (token, start) in tokens(html) {
            match token {
                Token::EOFToken => self.not_closed(html, start, place_of(pieces, start)),
                Token::TagToken(tag) if tag.kind == TagKind::StartTag => {
                    if matches!(&*tag.name, "script" | "style" | "textarea") {
                        open = Some((tag.name, start));
                    }
                }
                Token::TagToken(tag) => open = open.filter(|(name, _)| *name != tag.name),
                _ => {}
            }
        }
        if let Some((name, start)) = open {
            self.unclosed(
                &format!("<{name}>"),
                &format!("</{name}>"),
                place_of(pieces, start),
            );
        }
    }

    /// Reports each line that holds something else than comments. Its text stays.
    fn refuse(&mut self, html: &str, pieces: &[Piece]) {
        let mut words = String::new();
        let mut reported = None;
        for (token, start) in tokens(html) {
            let place = place_of(pieces, start);
            let found = match &token {
                Token::EOFToken => {
                    self.not_closed(html, start, place);
                    continue;
                }
                Token::CommentToken(_) if is_comment(html, start) => continue,
                Token::CharacterTokens(text) => {
                    escape_text(&mut words, text);
                    if text.trim().is_empty() {
                        continue;
                    }
                    Diagnostic::new(
                        Code::RawHtml,
                        "this text stands in raw HTML, which is not allowed on this site",
                    )
                    .help("put it on a line of its own, with an empty line before it")
                }
                _ => Diagnostic::new(Code::RawHtml, "raw HTML is not allowed on this site")
                    .help("use Markdown or a component, or `\\<` for a plain sign; `raw_html = \"sanitize\"` in `[markdown]` lets harmless elements through"),
            };
            if reported != Some(place.start) {
                reported = Some(place.start);
                self.report(found, place);
            }
        }
        if !words.trim().is_empty() {
            self.out.html.push_str(&words);
        }
    }

    fn sanitize(&mut self, html: &str, pieces: &[Piece]) {
        // The element whose text is left out with it.
        let mut skipped: Option<String> = None;
        for (token, start) in tokens(html) {
            let place = place_of(pieces, start);
            match token {
                Token::TagToken(tag) if skipped.as_deref() == Some(&tag.name) => {
                    skipped = None;
                    if tag.kind == TagKind::StartTag {
                        self.removed(format!("`<{}>` was left out", tag.name), place);
                    }
                }
                Token::TagToken(tag) => {
                    if tag.kind == TagKind::StartTag && holds_no_markup(&tag.name) {
                        skipped = Some(tag.name.to_string());
                    }
                    self.tag(&tag, place);
                }
                Token::CharacterTokens(text) if skipped.is_none() => {
                    let text = self.readable(&text, &place);
                    escape_text(&mut self.out.html, &text);
                }
                Token::EOFToken => self.not_closed(html, start, place),
                Token::CommentToken(_) if is_comment(html, start) => {}
                Token::CommentToken(_) | Token::DoctypeToken(_) => {
                    let (opens, _) = delimiters(html, start);
                    let what = format!("`{opens}` was left out, with all that it holds");
                    self.removed(what, place);
                }
                _ => {}
            }
        }
    }

    /// A tag or comment has no end where its block has one. The text after it is part
    /// of it, so readers would miss it: an error, whatever the site says of raw HTML.
    fn not_closed(&mut self, html: &str, start: usize, place: Range<usize>) {
        let (opens, closes) = delimiters(html, start);
        self.unclosed(opens, closes, place);
    }

    fn unclosed(&mut self, opens: &str, closes: &str, place: Range<usize>) {
        self.report(
            Diagnostic::new(
                Code::RawHtml,
                format!("`{opens}` is not closed, so readers would miss the text after it"),
            )
            .help(format!(
                "write `{closes}` where it ends, or `\\<` for a plain sign"
            )),
            place,
        );
    }

    fn tag(&mut self, tag: &Tag, place: Range<usize>) {
        let Some((name, own)) = listed(&tag.name) else {
            if tag.kind == TagKind::StartTag {
                self.removed(format!("`<{}>` was left out", tag.name), place);
            }
            return;
        };
        if tag.kind == TagKind::EndTag {
            self.end_raw_element(name, place);
            return;
        }
        if self.raw.paragraphs > 0 && !in_paragraphs(name) {
            return self.leave_out(name, "it cannot stand in a paragraph or a heading", place);
        }
        self.end_before(name);
        if name == SUMMARY && !self.may_begin_summary() {
            return self.leave_out(name, "it stands first in `<details>`, and once", place);
        }
        let start = self.out_end();
        self.out.html.push('<');
        self.out.html.push_str(name);
        for attribute in &tag.attrs {
            let key = &*attribute.name.local;
            let Some(key) = own.iter().chain(&ATTRIBUTES).find(|known| **known == key) else {
                self.removed(format!("`{key}` of `<{name}>` was left out"), place.clone());
                continue;
            };
            let value = self.readable(&attribute.value, &place);
            let Some(value) = value_of(name, key, &value) else {
                let message = format!(
                    "`{key}` of `<{name}>` was left out, it cannot be `{}`",
                    attribute.value
                );
                self.removed(message, place.clone());
                continue;
            };
            self.out.html.push(' ');
            self.out.html.push_str(key);
            self.out.html.push_str("=\"");
            escape_attribute(&mut self.out.html, value);
            self.out.html.push('"');
        }
        self.out.html.push('>');
        if !VOID.contains(&name) {
            let depth = self.raw.depth;
            self.raw.open.push(OpenElement {
                name,
                depth,
                is_closed: is_closed_box(tag),
                is_due: false,
                start,
                inside: self.out_end(),
                has_summary: false,
                place,
                block_end: None,
            });
        }
    }

    /// Leaves out an element where HTML has none. Its words stay, and stay apart from those
    /// around it.
    fn leave_out(&mut self, name: &'static str, why: &str, place: Range<usize>) {
        self.part_words();
        if !VOID.contains(&name) {
            self.raw.left_out.push(name);
        }
        self.removed(format!("`<{name}>` was left out: {why}"), place);
    }

    /// Writes a space, if there is none yet.
    fn part_words(&mut self) {
        let title = self.heading.as_mut().map(|heading| &mut heading.title);
        for text in title.into_iter().chain([&mut self.out.html]) {
            if !text.is_empty() && !text.ends_with(char::is_whitespace) {
                text.push(' ');
            }
        }
    }

    /// Says what a page does not show. A thousand of a kind in one line are one mistake, at
    /// the first of them.
    fn removed(&mut self, message: String, place: Range<usize>) {
        let (line, said) = &mut self.raw.said;
        if !line.contains(&place.start) {
            let start = self.text[..place.start].rfind('\n').map_or(0, |n| n + 1);
            let length = self.text[start..].find('\n');
            *line = start..length.map_or(self.text.len(), |n| start + n + 1);
            said.clear();
        }
        if !said.insert(message.clone()) {
            return;
        }
        let help = "use Markdown or a component; `stepdown explain removed-html` lists what an article may have";
        self.report(
            Diagnostic::new(Code::RemovedHtml, message).help(help),
            place,
        );
    }
}
