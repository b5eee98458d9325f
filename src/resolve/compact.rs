//! Files without what only their writers need: comments, indents, the last semicolon of
//! a block. Every token of a style sheet stays as it was written, so nothing that a browser
//! knows and this module does not can be lost; a sheet that is not whole stays as it is.

use cssparser::{ParseError, Parser, Token, serialize_string};

/// Blocks deeper than this are in no sheet that people write.
const DEEPEST: usize = 64;

/// A script of the theme. What cannot be read as a script stays as it is.
pub(super) fn script(js: &str) -> String {
    minifier::js::minify(js).map_or_else(|_| js.to_owned(), |small| small.to_string())
}

/// The address to write in place of one, if it is another.
type Readdress<'a> = &'a dyn Fn(&str) -> Option<String>;

/// A style sheet with the same tokens in fewer bytes, but for addresses of files.
pub(super) fn style_sheet(css: &str, readdress: Readdress<'_>) -> String {
    let mut parser = Parser::new(css);
    let mut out = Compact {
        readdress,
        text: String::with_capacity(css.len()),
        last: None,
        gap: Gap::None,
    };
    match out.block(&mut parser, css.len(), 0, false) {
        Ok(()) => out.text,
        Err(_) => css.to_owned(),
    }
}

/// What stood between two tokens.
#[derive(Clone, Copy, PartialEq)]
enum Gap {
    None,
    Comment,
    Space,
}

/// The sheet cannot be written again without a change of meaning.
#[derive(Clone, Debug)]
struct NotWhole;

struct Compact<'a> {
    readdress: Readdress<'a>,
    text: String,
    /// The last token, where it is one sign; a name may end in the same sign: `.a\:`.
    last: Option<char>,
    gap: Gap,
}

impl Compact<'_> {
    /// `is_address`: a string in it is one.
    fn block(
        &mut self,
        parser: &mut Parser,
        end: usize,
        depth: usize,
        is_address: bool,
    ) -> Result<(), ParseError<NotWhole>> {
        if depth > DEEPEST {
            return Err(ParseError::custom(NotWhole));
        }
        let mut is_import = false;
        loop {
            let start = parser.position();
            let Ok(token) = parser.next_including_whitespace_and_comments().cloned() else {
                return Ok(());
            };
            let written = parser.slice_from(start);
            // What is written after it would belong to it.
            if parser.position().byte_index() == end && written.ends_with('\\') {
                return Err(ParseError::custom(NotWhole));
            }
            let close = match token {
                Token::WhiteSpace(_) => {
                    self.gap = Gap::Space;
                    continue;
                }
                Token::Comment(text) if !text.starts_with('!') => {
                    if self.gap == Gap::None {
                        self.gap = Gap::Comment;
                    }
                    continue;
                }
                Token::BadUrl(_)
                | Token::BadString(_)
                // It stays alone only before the end of its line.
                | Token::Delim('\\')
                | Token::CloseParenthesis
                | Token::CloseSquareBracket
                | Token::CloseCurlyBracket => return Err(ParseError::custom(NotWhole)),
                Token::Comment(_) if !written.ends_with("*/") => {
                    return Err(ParseError::custom(NotWhole));
                }
                Token::QuotedString(_) | Token::UnquotedUrl(_)
                    if parser.position().byte_index() == end =>
                {
                    return Err(ParseError::custom(NotWhole));
                }
                Token::QuotedString(address) if is_address || is_import => {
                    self.address(&address, written, |out| out);
                    continue;
                }
                Token::UnquotedUrl(address) => {
                    self.address(&address, written, |out| format!("url({out})"));
                    continue;
                }
                Token::AtKeyword(ref name) => {
                    is_import = name.eq_ignore_ascii_case("import");
                    self.token(written);
                    continue;
                }
                Token::Semicolon => {
                    is_import = false;
                    self.token(written);
                    continue;
                }
                Token::CurlyBracketBlock => '}',
                Token::SquareBracketBlock => ']',
                Token::ParenthesisBlock | Token::Function(_) => ')',
                _ => {
                    self.token(written);
                    continue;
                }
            };
            let is_url =
                matches!(&token, Token::Function(name) if name.eq_ignore_ascii_case("url"));
            self.token(written);
            parser.parse_nested_block(|inner| self.block(inner, end, depth + 1, is_url))?;
            if close == '}' {
                if self.last == Some(';') {
                    self.text.pop();
                }
                self.gap = Gap::None;
            }
            self.token(close.encode_utf8(&mut [0; 4]));
        }
    }

    /// Writes an address, which may be another from where the sheet lies.
    fn address(&mut self, address: &str, written: &str, within: impl Fn(String) -> String) {
        match (self.readdress)(address) {
            Some(other) => {
                let mut quoted = String::new();
                // Writing to a string never fails.
                let _ = serialize_string(&other, &mut quoted);
                self.token(&within(quoted));
            }
            None => self.token(written),
        }
    }

    /// Writes a token, after the space that it needs.
    fn token(&mut self, written: &str) {
        let before = self.last;
        let mut signs = written.chars();
        let after = signs.next();
        if !self.text.is_empty() && after.is_some() {
            let is_apart = |sign| matches!(sign, Some('{' | '}' | ';' | ','));
            match self.gap {
                Gap::Space => {
                    // An empty value keeps its space: `--x: ;`.
                    let is_free = is_apart(before)
                        || is_apart(after) && before != Some(':')
                        || before == Some(':') && after != Some(';');
                    if !is_free {
                        self.text.push(' ');
                    }
                }
                // Two tokens that only a comment kept apart.
                Gap::Comment if !is_apart(before) && !is_apart(after) => {
                    self.text.push_str("/**/");
                }
                Gap::Comment | Gap::None => {}
            }
        }
        self.text.push_str(written);
        self.last = after.filter(|_| signs.next().is_none());
        self.gap = Gap::None;
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn style_sheet(css: &str) -> String {
        super::style_sheet(css, &|_| None)
    }

    #[test]
    fn addresses_are_written_for_where_the_sheet_lies() {
        let moved = |css| super::style_sheet(css, &|address| Some(format!("../{address}")));
        for (css, then) in [
            ("a{b:url(c.png)}", "a{b:url(\"../c.png\")}"),
            ("a{b:URL( 'c d.png' )}", "a{b:URL( \"../c d.png\" )}"),
            (
                "@import \"c.css\" print; a{content:\"c\"}",
                "@import \"../c.css\" print;a{content:\"c\"}",
            ),
            ("@import url(c.css);", "@import url(\"../c.css\");"),
            ("@charset \"utf-8\";a{b:c}", "@charset \"utf-8\";a{b:c}"),
        ] {
            assert_eq!(moved(css), then);
        }
    }

    #[test]
    fn comments_and_indents_go() {
        assert_eq!(
            style_sheet(
                "/* a */\n.a > b :hover, c {\n\tcolor: red; /* why */\n\tmargin: 0 -1px;\n}\n\n@media (min-width: 2em) and print {\n\tp { color: #fff !important; }\n}\n"
            ),
            ".a > b :hover,c{color:red;margin:0 -1px}@media (min-width:2em) and print{p{color:#fff !important}}"
        );
    }

    #[test]
    fn what_has_a_meaning_stays() {
        for css in [
            "a{content:\"/* no { comment } */  \"}",
            "a{background:url(x  y.png)}",
            "a{width:calc(1px + 2px)}",
            "a{--empty: ;--list:a,b}",
            "/*! licence */a{b:c}",
            "a{b:c/**/d}",
            r".sm\: b{c:d}",
            r"a{b:c\; d}",
            "a::before{content:'\\'}'}",
        ] {
            assert_eq!(style_sheet(css), css);
        }
        assert_eq!(style_sheet("a{b:\"\\\n\"}"), "a{b:\"\\\n\"}");
    }

    #[test]
    fn a_sheet_that_is_not_whole_stays_as_it_is() {
        let deep = "a { ".repeat(10_000);
        for css in [
            "a { b: c; } }",
            "a { b: 'c",
            "a { b: url( c",
            "a { (b\\",
            "a \\\n{",
            "a { /*! b",
            &deep,
        ] {
            assert_eq!(style_sheet(css), css);
        }
        assert_eq!(style_sheet("a { b: c"), "a{b:c}");
    }

    #[test]
    fn a_comment_leaves_nothing_beside_a_brace() {
        assert_eq!(style_sheet("a{/* b */;}"), "a{}");
        assert_eq!(style_sheet("a{b:c;/* d */}"), "a{b:c}");
    }

    /// The tokens of a sheet, without what may go.
    fn tokens(css: &str) -> Vec<String> {
        fn read(parser: &mut Parser, into: &mut Vec<String>) {
            while let Ok(token) = parser.next().cloned() {
                let is_block = matches!(
                    token,
                    Token::CurlyBracketBlock
                        | Token::SquareBracketBlock
                        | Token::ParenthesisBlock
                        | Token::Function(_)
                );
                into.push(format!("{token:?}"));
                if is_block {
                    let _ = parser.parse_nested_block(|inner| {
                        read(inner, into);
                        Ok::<(), ParseError<()>>(())
                    });
                    while into.last().is_some_and(|t| t == "Semicolon") {
                        into.pop();
                    }
                    into.push("end".to_owned());
                }
            }
        }
        let mut list = Vec::new();
        read(&mut Parser::new(css), &mut list);
        list
    }

    proptest! {
        #![proptest_config(ProptestConfig { failure_persistence: None, ..ProptestConfig::default() })]

        #[test]
        fn the_tokens_of_any_sheet_stay(
            css in "([a-c{}();:,.#%'\"/*!@ \\n\\\\0-9+-]|/\\*|\\*/|url\\(|\\{ b: c; \\}){0,60}"
        ) {
            let once = style_sheet(&css);
            prop_assert_eq!(tokens(&css), tokens(&once), "{}", once);
            prop_assert_eq!(style_sheet(&once), once.clone());
        }
    }
}
