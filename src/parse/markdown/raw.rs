//! Raw HTML: passed through, refused, or taken apart and written anew.
//!
//! Markdown hands raw HTML over in pieces: an opening tag here, its closing tag
//! three words later. Cleaning a piece as if it were whole would close what is meant
//! to stay open. So each piece is cut into tags and text, and the tags that are on
//! the list below are written anew from their names and attributes; none is copied.
//! That is harmless wherever it stands: no element of the list changes how a browser
//! reads what follows, and no attribute holds an address, a style, a script or an id.

use std::cell::RefCell;
use std::ops::Range;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{
    BufferQueue, Tag, TagKind, Token, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts,
};

use super::Writer;
use crate::config::RawHtml;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::text::{escape_attribute, escape_text};

/// Elements that an article may have, each with its own attributes. Links and images
/// are not among them: Markdown's are checked.
const ELEMENTS: [(&str, &[&str]); 53] = [
    ("abbr", &[]),
    ("b", &[]),
    ("bdi", &[]),
    ("bdo", &[]),
    ("blockquote", &[]),
    ("br", &[]),
    ("caption", &[]),
    ("cite", &[]),
    ("code", &[]),
    ("col", &["span"]),
    ("colgroup", &["span"]),
    ("data", &["value"]),
    ("dd", &[]),
    ("del", &["datetime"]),
    ("details", &["open"]),
    ("dfn", &[]),
    ("div", &[]),
    ("dl", &[]),
    ("dt", &[]),
    ("em", &[]),
    ("figcaption", &[]),
    ("figure", &[]),
    ("hr", &[]),
    ("i", &[]),
    ("ins", &["datetime"]),
    ("kbd", &[]),
    ("li", &["value"]),
    ("mark", &[]),
    ("ol", &["reversed", "start", "type"]),
    ("p", &[]),
    ("pre", &[]),
    ("q", &[]),
    ("rp", &[]),
    ("rt", &[]),
    ("ruby", &[]),
    ("s", &[]),
    ("samp", &[]),
    ("small", &[]),
    ("span", &[]),
    ("strong", &[]),
    ("sub", &[]),
    ("summary", &[]),
    ("sup", &[]),
    ("table", &[]),
    ("tbody", &[]),
    ("td", &["colspan", "rowspan"]),
    ("tfoot", &[]),
    ("th", &["abbr", "colspan", "rowspan", "scope"]),
    ("thead", &[]),
    ("time", &["datetime"]),
    ("tr", &[]),
    ("u", &[]),
    ("ul", &[]),
];

/// Elements of the list that have no closing tag, and `wbr`.
const VOID: [&str; 4] = ["br", "col", "hr", "wbr"];

/// Attributes of every element.
const ATTRIBUTES: [&str; 3] = ["dir", "lang", "title"];

/// An element that is open.
pub(super) struct OpenElement {
    name: &'static str,
    /// How many of Markdown's own elements were open around it.
    depth: u32,
}

/// Raw HTML as far as it was read.
#[derive(Default)]
pub(super) struct Raw {
    open: Vec<OpenElement>,
    /// How many of Markdown's own elements are open.
    pub(super) depth: u32,
    /// A block of it is collected: it comes line by line.
    block: String,
    /// Where each of its lines stands in the text.
    lines: Vec<Range<usize>>,
}

/// The tokens of a piece, each with its line, counted from 1.
#[derive(Default)]
struct Tokens {
    found: RefCell<Vec<(Token, u64)>>,
}

impl TokenSink for Tokens {
    type Handle = ();

    fn process_token(&self, token: Token, line: u64) -> TokenSinkResult<()> {
        let raw = match &token {
            Token::TagToken(tag) if tag.kind == TagKind::StartTag => match &*tag.name {
                "script" => Some(RawKind::ScriptData),
                "style" | "xmp" | "iframe" | "noembed" | "noframes" | "noscript" => {
                    Some(RawKind::Rawtext)
                }
                "textarea" | "title" => Some(RawKind::Rcdata),
                _ => None,
            },
            _ => None,
        };
        self.found.borrow_mut().push((token, line));
        match raw {
            Some(kind) => TokenSinkResult::RawData(kind),
            None => TokenSinkResult::Continue,
        }
    }
}

/// Cuts a piece into tags and text. What is inside a script or another element that
/// holds no markup belongs to that element.
fn tokens(html: &str) -> Vec<(Token, u64)> {
    let queue = BufferQueue::default();
    queue.push_back(StrTendril::from_slice(html));
    let tokenizer = Tokenizer::new(Tokens::default(), TokenizerOpts::default());
    // The sink never asks for a pause; going on is all there is to do.
    while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
    tokenizer.end();
    tokenizer.sink.found.take()
}

/// The name on the list, and the element's own attributes.
fn listed(name: &str) -> Option<(&'static str, &'static [&'static str])> {
    if name == "wbr" {
        return Some(("wbr", &[]));
    }
    let at = ELEMENTS.binary_search_by(|(known, _)| (*known).cmp(name));
    at.ok().map(|at| ELEMENTS[at])
}

impl Writer<'_, '_, '_> {
    /// A piece of raw HTML within a line, or a line of a block.
    pub(super) fn raw_html(&mut self, html: &str, range: Range<usize>) {
        self.flush(false);
        let is_comment = html.trim_start().starts_with("<!--");
        match self.page.options.raw_html {
            RawHtml::Allow => self.out.html.push_str(html),
            RawHtml::Sanitize if self.in_html_block => {
                self.raw.block.push_str(html);
                self.raw.lines.push(range);
            }
            // An image's alternative is text.
            RawHtml::Sanitize if self.image.is_some() => {}
            RawHtml::Sanitize => self.sanitize(html, &[range]),
            RawHtml::Refuse if is_comment => {}
            RawHtml::Refuse => self.report(
                Diagnostic::new(Code::RawHtml, "raw HTML is not allowed on this site")
                    .help("use Markdown or a component, or `\\<` for a plain sign; `raw_html = \"sanitize\"` in `[markdown]` lets harmless elements through"),
                range,
            ),
        }
    }

    /// A block of raw HTML is complete.
    pub(super) fn end_raw_block(&mut self) {
        let block = std::mem::take(&mut self.raw.block);
        let lines = std::mem::take(&mut self.raw.lines);
        if !block.is_empty() {
            self.sanitize(&block, &lines);
        }
    }

    fn sanitize(&mut self, html: &str, lines: &[Range<usize>]) {
        // The element whose text is left out with it.
        let mut skipped: Option<String> = None;
        for (token, line) in tokens(html) {
            let line = usize::try_from(line).unwrap_or(1).saturating_sub(1);
            let place = lines.get(line).or(lines.first()).cloned().unwrap_or(0..0);
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
                    escape_text(&mut self.out.html, &text);
                }
                _ => {}
            }
        }
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
        self.out.html.push('<');
        self.out.html.push_str(name);
        for attribute in &tag.attrs {
            let key = &*attribute.name.local;
            let Some(key) = own.iter().chain(&ATTRIBUTES).find(|known| **known == key) else {
                self.removed(format!("`{key}` of `<{name}>` was left out"), place.clone());
                continue;
            };
            self.out.html.push(' ');
            self.out.html.push_str(key);
            self.out.html.push_str("=\"");
            escape_attribute(&mut self.out.html, &attribute.value);
            self.out.html.push('"');
        }
        self.out.html.push('>');
        if !VOID.contains(&name) {
            let depth = self.raw.depth;
            self.raw.open.push(OpenElement { name, depth });
        }
    }

    /// Closes the nearest element of that name, with what is open inside it, unless
    /// it was opened outside the Markdown that is being written.
    fn end_raw_element(&mut self, name: &'static str, place: Range<usize>) {
        let depth = self.raw.depth;
        let mut here = self.raw.open.iter().rev().take_while(|e| e.depth == depth);
        match here.position(|element| element.name == name) {
            Some(inside) => {
                for _ in 0..inside {
                    self.close_last(place.clone());
                }
                self.raw.open.pop();
                self.out.html.push_str("</");
                self.out.html.push_str(name);
                self.out.html.push('>');
            }
            None => self.removed(format!("`</{name}>` closes nothing here"), place),
        }
    }

    /// One of Markdown's own elements ends: nothing that was opened in it stays open.
    pub(super) fn close_raw_elements(&mut self, place: &Range<usize>) {
        let depth = self.raw.depth;
        while self.raw.open.last().is_some_and(|e| e.depth >= depth) {
            self.flush(false);
            self.close_last(place.clone());
        }
    }

    fn close_last(&mut self, place: Range<usize>) {
        if let Some(OpenElement { name, .. }) = self.raw.open.pop() {
            self.out.html.push_str("</");
            self.out.html.push_str(name);
            self.out.html.push('>');
            self.removed(format!("`<{name}>` is not closed where it stands"), place);
        }
    }

    fn removed(&mut self, message: String, place: Range<usize>) {
        let help = "use Markdown or a component; `stepdown explain removed-html` lists what an article may have";
        self.report(
            Diagnostic::new(Code::RemovedHtml, message).help(help),
            place,
        );
    }
}

/// Elements whose inside a browser does not read as markup. Their text goes with them.
fn holds_no_markup(name: &str) -> bool {
    matches!(
        name,
        "script"
            | "style"
            | "xmp"
            | "iframe"
            | "noembed"
            | "noframes"
            | "noscript"
            | "textarea"
            | "title"
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use html5ever::tokenizer::{TagKind, Token};
    use proptest::prelude::*;

    use super::{ATTRIBUTES, ELEMENTS, VOID, listed, tokens};
    use crate::config::RawHtml;
    use crate::diagnostic::Diagnostic;
    use crate::parse::MarkdownOptions;
    use crate::parse::markdown::page;

    fn sanitized(text: &str) -> (String, Vec<Diagnostic>) {
        let options = MarkdownOptions {
            raw_html: RawHtml::Sanitize,
            ..MarkdownOptions::default()
        };
        let body = page(text, 0, "a.md", &options, None, false);
        (body.body.html, body.diagnostics)
    }

    #[test]
    fn the_list_is_sorted_so_that_names_are_found() {
        assert!(ELEMENTS.is_sorted());
        for (name, _) in ELEMENTS {
            assert_eq!(listed(name).map(|found| found.0), Some(name));
        }
        assert!(VOID.iter().all(|name| listed(name).is_some()));
    }

    #[test]
    fn pieces_around_markdown_stay_whole() {
        let (html, found) = sanitized("A <sub>two *and* three</sub>.\n");
        assert_eq!(html, "<p>A <sub>two <em>and</em> three</sub>.</p>\n");
        assert!(found.is_empty());
        let (html, found) =
            sanitized("<details>\n<summary>More</summary>\n\n*Text*\n\n</details>\n");
        assert!(
            html.contains("<details>\n<summary>More</summary>\n"),
            "{html}"
        );
        assert!(html.contains("<p><em>Text</em></p>\n</details>"), "{html}");
        assert!(found.is_empty());
    }

    #[test]
    fn what_is_not_on_the_list_is_left_out_and_named() {
        for (text, kept, said) in [
            (
                "a <b onclick=\"x()\">b</b>",
                "<p>a <b>b</b></p>\n",
                "`onclick` of `<b>` was left out",
            ),
            (
                "a <b style=color:red>b</b>",
                "<p>a <b>b</b></p>\n",
                "`style` of `<b>` was left out",
            ),
            (
                "a <a href=\"javascript:x()\">b</a>",
                "<p>a b</p>\n",
                "`<a>` was left out",
            ),
            (
                "<script>\nx()\n\ny()\n</script>",
                "",
                "`<script>` was left out",
            ),
            ("<style>p { }</style>", "", "`<style>` was left out"),
            (
                "*a <b>b*",
                "<p><em>a <b>b</b></em></p>\n",
                "`<b>` is not closed where it stands",
            ),
            ("a </b> b", "<p>a  b</p>\n", "`</b>` closes nothing here"),
            (
                "<div>\n\ntext",
                "<div>\n<p>text</p>\n</div>",
                "`<div>` is not closed where it stands",
            ),
        ] {
            let (html, found) = sanitized(text);
            assert_eq!(html.trim_end(), kept.trim_end(), "{text}");
            let messages: Vec<_> = found.iter().map(|d| d.message.as_str()).collect();
            assert_eq!(messages, [said], "{text}");
        }
    }

    #[test]
    fn a_finding_in_a_block_names_its_line() {
        let (_, found) = sanitized("<div>\n<b>x</b>\n<object></object>\n</div>\n");
        let span = found[0].span.expect("a place");
        assert_eq!(span.start, 15);
    }

    /// What an attacker would try, in any order.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            "[<>/=\"'& \n*`a-z!-]{0,6}",
            prop::sample::select(vec![
                "<script>",
                "</script>",
                "<b onclick=x>",
                "</b>",
                "<svg onload=x>",
                "<style>",
                "</style>",
                "<a href=\"java\tscript:x\">",
                "<img src=x onerror=x>",
                "<div style=\"x\">",
                "</div>",
                "\n\n",
                "<!--",
                "-->",
                "<![CDATA[",
                "]]>",
                "<textarea>",
                "</textarea>",
                "<title>",
                "<math>",
                "<template>",
                "<noscript>",
                "<details open>",
                "> ",
                "* ",
                "# ",
                "| a | b |\n|---|---|\n",
                "[^1]",
                "[^1]: x",
                "![",
                "](x)",
                "<table><td>",
                "<li>",
                "<p title='\"><script>'>",
                "&lt;script&gt;",
                "<plaintext>",
                "<form action=x>",
                "<iframe srcdoc=x>",
                "<base href=x>",
                "<meta http-equiv=refresh>",
            ])
            .prop_map(str::to_owned),
        ];
        prop::collection::vec(piece, 0..24).prop_map(|pieces| pieces.concat())
    }

    /// Elements and attributes that Markdown's own writer has besides those of the list.
    const OWN: [&str; 14] = [
        "a", "h", "h1", "h2", "h3", "h4", "h5", "h6", "input", "section", "code", "img", "hr",
        "wbr",
    ];
    const OWN_ATTRIBUTES: [&str; 12] = [
        "aria-describedby",
        "aria-label",
        "aria-labelledby",
        "checked",
        "class",
        "disabled",
        "href",
        "id",
        "role",
        "start",
        "tabindex",
        "type",
    ];

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(2000))]
        #[test]
        fn nothing_harmful_survives(text in hostile()) {
            let (html, _) = sanitized(&text);
            let known: BTreeSet<&str> = ELEMENTS.iter().map(|(name, _)| *name).chain(OWN).collect();
            for (token, _) in tokens(&html) {
                let Token::TagToken(tag) = token else { continue };
                prop_assert!(known.contains(&*tag.name), "{} in {html}", tag.name);
                if tag.kind == TagKind::EndTag { continue }
                for attribute in &tag.attrs {
                    let name = &*attribute.name.local;
                    let of_element = listed(&tag.name).is_some_and(|(_, own)| own.contains(&name));
                    prop_assert!(
                        of_element || ATTRIBUTES.contains(&name) || OWN_ATTRIBUTES.contains(&name),
                        "{name} in {html}"
                    );
                    prop_assert!(name != "href" || !attribute.value.contains("script:"), "{html}");
                }
            }
        }
    }
}
