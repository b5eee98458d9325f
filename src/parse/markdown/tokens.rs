//! Raw HTML cut into tags, comments and text, each with the place where it begins.

use std::cell::RefCell;

use html5ever::TokenizerResult;
use html5ever::tendril::StrTendril;
use html5ever::tokenizer::states::RawKind;
use html5ever::tokenizer::{BufferQueue, TokenSink, TokenSinkResult, Tokenizer, TokenizerOpts};
pub(super) use html5ever::tokenizer::{Tag, TagKind, Token};

/// The tokens that were found since they were last taken.
#[derive(Default)]
struct Tokens {
    found: RefCell<Vec<Token>>,
}

impl TokenSink for Tokens {
    type Handle = ();

    fn process_token(&self, token: Token, _line: u64) -> TokenSinkResult<()> {
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
        self.found.borrow_mut().push(token);
        match raw {
            Some(kind) => TokenSinkResult::RawData(kind),
            None => TokenSinkResult::Continue,
        }
    }
}

/// Cuts a piece into tags, comments and text, each with the place where it begins.
/// What is inside a script or another element that holds no markup belongs to that
/// element. The end of the input is among them if it comes inside a tag or a comment,
/// with the place where that begins: a browser would drop it with all its text.
pub(super) fn tokens(html: &str) -> Vec<(Token, usize)> {
    let queue = BufferQueue::default();
    let tokenizer = Tokenizer::new(Tokens::default(), TokenizerOpts::default());
    let mut found = Vec::new();
    let mut from = 0;
    // One sign at a time, since only so the place of a token is known.
    for (at, sign) in html.char_indices() {
        queue.push_back(StrTendril::from_char(sign));
        // The sink never asks for a pause; going on is all there is to do.
        while !matches!(tokenizer.feed(&queue), TokenizerResult::Done) {}
        for token in tokenizer.sink.found.take() {
            if !matches!(token, Token::ParseError(_)) {
                found.push((token, opening(html, from)));
                from = at + sign.len_utf8();
            }
        }
    }
    tokenizer.end();
    let (text, other): (Vec<_>, Vec<_>) = tokenizer
        .sink
        .found
        .take()
        .into_iter()
        .filter(|token| !matches!(token, Token::EOFToken))
        .partition(|token| matches!(token, Token::CharacterTokens(_)));
    // A sign that opens nothing is text, and a mistake as well.
    if text.is_empty() && !other.is_empty() {
        found.push((Token::EOFToken, opening(html, from)));
    }
    found.extend(text.into_iter().map(|token| (token, from)));
    found
}

/// Where the token begins that was read from this place on: text before it may have
/// ended only when its `<` was read.
fn opening(html: &str, from: usize) -> usize {
    let before = html.get(..from).unwrap_or_default();
    let here = html.get(from..).unwrap_or_default();
    if before.ends_with('<') && !here.starts_with('<') {
        from - 1
    } else {
        from
    }
}

/// Whether the comment that begins here was written as one. Whatever else begins with
/// `<!`, `<?` or `</` and is no tag is a comment to a browser.
pub(super) fn is_comment(html: &str, start: usize) -> bool {
    html.get(start..).is_some_and(|h| h.starts_with("<!--"))
}

/// What opens the tag or comment that begins here, and what would close it.
pub(super) fn delimiters(html: &str, start: usize) -> (&str, &'static str) {
    let here = html.get(start..).unwrap_or_default();
    for (opens, closes) in [
        ("<!--", "-->"),
        ("<![CDATA[", "]]>"),
        ("<?", "?>"),
        ("<!", ">"),
    ] {
        if here.starts_with(opens) {
            return (opens, closes);
        }
    }
    let is_part = |c: char| c.is_alphanumeric() || matches!(c, '<' | '/' | '-');
    let end = here.find(|c| !is_part(c)).unwrap_or(here.len());
    (&here[..end], ">")
}

/// Elements whose inside a browser does not read as markup. Their text goes with them.
pub(super) fn holds_no_markup(name: &str) -> bool {
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
