//! Shorter names within a script of the theme.
//!
//! In goes a script without comments, out comes the same script in which what it declares
//! for itself has short names. A name is changed everywhere or nowhere, so scopes need not be
//! known: it must be declared, and never be a key and a name at once (`{ list }`) or a word
//! whose part is unclear. A script that cannot be read that way stays as it is.

use std::collections::{HashMap, HashSet};
use std::ops::Range;

/// Words that name nothing, and signs of which a name could be one.
const RESERVED: &[&str] = &[
    "as",
    "async",
    "await",
    "break",
    "case",
    "catch",
    "class",
    "const",
    "continue",
    "debugger",
    "default",
    "delete",
    "do",
    "else",
    "export",
    "extends",
    "false",
    "finally",
    "for",
    "from",
    "function",
    "if",
    "import",
    "in",
    "instanceof",
    "let",
    "new",
    "null",
    "of",
    "return",
    "static",
    "super",
    "switch",
    "this",
    "throw",
    "true",
    "try",
    "typeof",
    "undefined",
    "var",
    "void",
    "while",
    "with",
    "yield",
];

/// After these an expression begins, in which `/` opens a pattern.
const BEFORE_EXPRESSION: &[&str] = &[
    "await",
    "case",
    "delete",
    "do",
    "else",
    "in",
    "instanceof",
    "new",
    "of",
    "return",
    "throw",
    "typeof",
    "void",
    "yield",
];

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Kind {
    Word,
    /// A word after a point or before the colon in an object: no name.
    Property,
    /// One sign; `=>` and `...` are one too.
    Sign,
    /// A number, a string, a pattern, or a piece of a template.
    Text,
}

#[derive(Clone, Debug)]
struct Token {
    kind: Kind,
    at: Range<usize>,
}

/// The script with short names.
pub(super) fn shortened(js: &str) -> String {
    let Some(tokens) = tokens(js) else {
        return js.to_owned();
    };
    let mut script = Script { js, tokens };
    let short = short_names(&mut script);
    let mut out = String::with_capacity(js.len());
    let mut written = 0;
    for token in &script.tokens {
        let word = &js[token.at.clone()];
        if let Some(name) = short.get(word).filter(|_| token.kind == Kind::Word) {
            out.push_str(&js[written..token.at.start]);
            out.push_str(name);
            written = token.at.end;
        }
    }
    out.push_str(&js[written..]);
    out
}

/// A name that may be short.
struct Name<'s> {
    text: &'s str,
    /// The group that holds every place of it, as a range of tokens.
    group: Range<usize>,
    short: String,
}

/// The new name of each name that has one: the shortest for the most frequent. Names of parts
/// of the script that do not touch may be the same.
fn short_names<'s>(script: &mut Script<'s>) -> HashMap<&'s str, String> {
    let (declared, fixed) = script.names();
    let groups = Groups::of(script);
    let mut used: HashSet<&str> = RESERVED.iter().copied().collect();
    // In the order of the script, so that the same script gives the same names.
    let mut names: Vec<(&str, Vec<usize>)> = Vec::new();
    for (n, word) in script.words() {
        used.insert(word);
        let may_change = declared.contains(word) && !fixed.contains(word);
        if !may_change || word.len() < 2 || RESERVED.contains(&word) {
            continue;
        }
        match names.iter_mut().find(|(name, _)| *name == word) {
            Some((_, places)) => places.push(n),
            None => names.push((word, vec![n])),
        }
    }
    names.sort_by_key(|(_, places)| std::cmp::Reverse(places.len()));
    let mut given: Vec<Name> = Vec::new();
    for (text, places) in names {
        let group = groups.around(&places);
        let touches =
            |other: &&Name| group.start < other.group.end && other.group.start < group.end;
        let taken: HashSet<&str> = given
            .iter()
            .filter(touches)
            .map(|n| n.short.as_str())
            .collect();
        let is_free =
            |name: &String| !used.contains(name.as_str()) && !taken.contains(name.as_str());
        let Some(short) = (0..).map(numbered).find(is_free) else {
            continue;
        };
        if short.len() < text.len() {
            given.push(Name { text, group, short });
        }
    }
    given
        .into_iter()
        .map(|name| (name.text, name.short))
        .collect()
}

/// What brackets hold together, each group within another one; a function's parameters and
/// its body are one.
struct Groups {
    /// The tokens of each group, and the group around it; the first is the script.
    groups: Vec<(Range<usize>, usize)>,
    /// The group of each token.
    of: Vec<usize>,
}

impl Groups {
    fn of(script: &Script<'_>) -> Self {
        let mut groups = vec![(0..script.tokens.len(), 0)];
        let mut of = Vec::new();
        // Whether a group is a function, which ends with its body.
        let mut open: Vec<(usize, bool)> = vec![(0, false)];
        for n in 0..script.tokens.len() {
            let within = open.last().map_or(0, |(group, _)| *group);
            let is_sign = script.tokens[n].kind == Kind::Sign;
            of.push(within);
            let mut begin = |is_function| {
                let within = open.last().map_or(0, |(group, _)| *group);
                groups.push((n..script.tokens.len(), within));
                open.push((groups.len() - 1, is_function));
            };
            match script.text(n) {
                "(" if is_sign && script.holds_parameters(n) => {
                    begin(true);
                    begin(false);
                }
                "(" | "[" | "{" | "${" if is_sign => begin(false),
                end @ (")" | "]" | "}") if is_sign => {
                    let mut close = || {
                        let closed = open.pop();
                        if let Some((group, _)) = closed {
                            groups[group].0.end = n + 1;
                        }
                        open.last().is_some_and(|(_, is_function)| *is_function)
                    };
                    let is_function = close();
                    let has_body = script.text(n + 1) == "{"
                        || script.text(n + 1) == "=>" && script.text(n + 2) == "{";
                    // The parameters are followed by the body of their function.
                    if is_function && !(end == ")" && has_body) {
                        close();
                    }
                }
                _ => {}
            }
        }
        Self { groups, of }
    }

    /// The smallest group that holds all these tokens.
    fn around(&self, tokens: &[usize]) -> Range<usize> {
        let holds = |group: usize| {
            tokens
                .iter()
                .all(|token| self.groups[group].0.contains(token))
        };
        let mut group = tokens.first().map_or(0, |token| self.of[*token]);
        while !holds(group) {
            group = self.groups[group].1;
        }
        self.groups[group].0.clone()
    }
}

/// `a` to `z`, `A` to `Z`, `aa`, `ab` and so on.
fn numbered(mut number: usize) -> String {
    const LETTERS: &[u8; 52] = b"abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
    let mut name = String::new();
    loop {
        name.insert(0, char::from(LETTERS[number % LETTERS.len()]));
        number /= LETTERS.len();
        if number == 0 {
            return name;
        }
        number -= 1;
    }
}

struct Script<'s> {
    js: &'s str,
    tokens: Vec<Token>,
}

/// What stands around a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Around {
    Block,
    /// An object or a pattern for one.
    Object,
    List,
    /// Parentheses; whether they hold parameters.
    Parentheses(bool),
    /// A list of names that are declared.
    Declared,
}

impl<'s> Script<'s> {
    fn text(&self, token: usize) -> &'s str {
        self.tokens
            .get(token)
            .map_or("", |token| &self.js[token.at.clone()])
    }

    fn words(&self) -> impl Iterator<Item = (usize, &'s str)> {
        let tokens = self.tokens.iter().enumerate();
        let words = tokens.filter(|(_, token)| token.kind == Kind::Word);
        words.map(|(n, token)| (n, &self.js[token.at.clone()]))
    }

    /// The names that are declared, and those that have to stay. Properties are marked.
    fn names(&mut self) -> (HashSet<&'s str>, HashSet<&'s str>) {
        let (mut declared, mut fixed) = (HashSet::new(), HashSet::new());
        let mut around: Vec<Around> = Vec::new();
        for n in 0..self.tokens.len() {
            let kind = self.tokens[n].kind;
            let text = self.text(n);
            let before = if n == 0 { "" } else { self.text(n - 1) };
            let within = around.last().copied();
            if kind == Kind::Sign {
                let is_declared = matches!(before, "const" | "let")
                    || matches!(within, Some(Around::Declared | Around::Parentheses(true)))
                        && matches!(before, "(" | "," | "[");
                match text {
                    "{" => around.push(match before {
                        "" | ")" | "=>" | ";" | "}" | "else" | "try" | "do" | "finally"
                        | "catch" => Around::Block,
                        "{" if within == Some(Around::Block) => Around::Block,
                        _ => Around::Object,
                    }),
                    // A template goes on; what is in it is an expression.
                    "${" => around.push(Around::List),
                    "[" if is_declared => around.push(Around::Declared),
                    "[" => around.push(Around::List),
                    "(" => around.push(Around::Parentheses(self.holds_parameters(n))),
                    ")" | "]" | "}" => drop(around.pop()),
                    _ => {}
                }
                continue;
            }
            if kind != Kind::Word {
                continue;
            }
            let is_key = within == Some(Around::Object)
                && (matches!(before, "{" | ",")
                    || RESERVED.contains(&before)
                    || matches!(before, "get" | "set"));
            if before == "." || is_key && self.text(n + 1) == ":" {
                self.tokens[n].kind = Kind::Property;
            } else if is_key || matches!(before, "#" | "@") {
                fixed.insert(text);
            } else if matches!(before, "const" | "let" | "function")
                || self.text(n + 1) == "=>"
                || matches!(within, Some(Around::Declared | Around::Parentheses(true)))
                    && matches!(before, "(" | "," | "[" | "...")
            {
                declared.insert(text);
            }
        }
        (declared, fixed)
    }

    /// Whether the parentheses that open here hold the parameters of a function.
    fn holds_parameters(&self, open: usize) -> bool {
        let is_function = |n: usize| n > 0 && self.text(n - 1) == "function";
        if is_function(open) || open > 0 && is_function(open - 1) {
            return true;
        }
        let mut depth = 0_usize;
        for n in open..self.tokens.len() {
            match (self.tokens[n].kind, self.text(n)) {
                (Kind::Sign, "(" | "[" | "{" | "${") => depth += 1,
                (Kind::Sign, ")" | "]" | "}") => depth -= 1,
                _ => {}
            }
            if depth == 0 {
                return self.text(n + 1) == "=>";
            }
        }
        false
    }
}

/// The tokens of a script; `None` where a part is unclear or left open.
fn tokens(js: &str) -> Option<Vec<Token>> {
    let mut tokens: Vec<Token> = Vec::new();
    // What closes each bracket that is open. Where it is a template's, the template goes on.
    let mut open: Vec<char> = Vec::new();
    let mut at = 0;
    while let Some(c) = js[at..].chars().next() {
        let start = at;
        let rest = &js[at..];
        let is_name = |c: char| c.is_alphanumeric() || matches!(c, '_' | '$');
        let before = tokens
            .last()
            .map(|token| (token.kind, &js[token.at.clone()]));
        let kind = if c.is_whitespace() {
            at += c.len_utf8();
            continue;
        } else if c.is_ascii_digit() {
            let is_number = |c: char| is_name(c) || c == '.';
            at += rest.find(|c| !is_number(c)).unwrap_or(rest.len());
            Kind::Text
        } else if is_name(c) {
            at += rest.find(|c| !is_name(c)).unwrap_or(rest.len());
            Kind::Word
        } else if matches!(c, '"' | '\'') {
            at += closed(rest, c)?;
            Kind::Text
        } else if c == '`' || c == '}' && open.last() == Some(&'`') {
            if c == '}' {
                open.pop();
                tokens.push(sign(at, 1));
            }
            at += 1;
            let (length, is_expression) = template(&js[at..])?;
            tokens.push(Token {
                kind: Kind::Text,
                at: at..at + length,
            });
            at += length;
            if is_expression {
                open.push('`');
                tokens.push(sign(at, 2));
                at += 2;
            } else {
                at += 1;
            }
            continue;
        } else if c == '/' && begins_pattern(before)? {
            at += pattern(rest)?;
            Kind::Text
        } else {
            at += ["=>", "..."]
                .iter()
                .find(|sign| rest.starts_with(**sign))
                .map_or(c.len_utf8(), |sign| sign.len());
            match c {
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' if open.pop() != Some(c) => return None,
                _ => {}
            }
            Kind::Sign
        };
        tokens.push(Token {
            kind,
            at: start..at,
        });
    }
    open.is_empty().then_some(tokens)
}

fn sign(at: usize, length: usize) -> Token {
    Token {
        kind: Kind::Sign,
        at: at..at + length,
    }
}

/// Whether a `/` after this begins a pattern; `None` where it is unclear.
fn begins_pattern(before: Option<(Kind, &str)>) -> Option<bool> {
    match before {
        None => Some(true),
        Some((Kind::Text, _)) => Some(false),
        Some((Kind::Word | Kind::Property, word)) => Some(BEFORE_EXPRESSION.contains(&word)),
        Some((Kind::Sign, ")" | "]")) => Some(false),
        Some((Kind::Sign, "}")) => None,
        Some((Kind::Sign, _)) => Some(true),
    }
}

/// The length of a string with its signs.
fn closed(text: &str, sign: char) -> Option<usize> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' => return None,
            c if c == sign => return Some(at + 1),
            _ => {}
        }
    }
    None
}

/// The length of a template's text up to its end or to an expression, and whether it is one.
fn template(text: &str) -> Option<(usize, bool)> {
    let mut is_escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '`' => return Some((at, false)),
            '$' if text[at..].starts_with("${") => return Some((at, true)),
            _ => {}
        }
    }
    None
}

/// The length of a pattern with its flags.
fn pattern(text: &str) -> Option<usize> {
    let (mut is_escaped, mut is_class) = (false, false);
    for (at, c) in text.char_indices().skip(1) {
        match c {
            _ if is_escaped => is_escaped = false,
            '\\' => is_escaped = true,
            '\n' => return None,
            '[' => is_class = true,
            ']' => is_class = false,
            '/' if !is_class => {
                let flags = &text[at + 1..];
                let end = flags.find(|c: char| !c.is_alphanumeric());
                return Some(at + 1 + end.unwrap_or(flags.len()));
            }
            _ => {}
        }
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_a_script_declares_has_short_names() {
        for (js, short) in [
            (
                "const number=1;function twice(value){return value*number;}twice(number);",
                "const a=1;function b(c){return c*a;}b(a);",
            ),
            (
                "const[first,second]=g();h((one,[two],three=four)=>one+two+three,second,first);",
                "const[a,b]=g();h((c,[d],e=four)=>c+d+e,b,a);",
            ),
            // Parts that do not touch.
            (
                "function f(one){return one;}const list=(two)=>{f(two);};list(three=>three);",
                "function f(a){return a;}const b=(a)=>{f(a);};b(a=>a);",
            ),
            // Beside properties and keys.
            (
                "const list=1;f(list,x.list,y?.list,{list:list,a:[...list]});",
                "const a=1;f(a,x.list,y?.list,{list:a,a:[...a]});",
            ),
            // In templates, beside patterns and strings.
            (
                "const text=1;f(`text ${text} ${{}} ${`${text}`}`,/text[/]text/g,\"text\",4/text/2);",
                "const a=1;f(`text ${a} ${{}} ${`${a}`}`,/text[/]text/g,\"text\",4/a/2);",
            ),
            // `a` is taken; what is short already stays.
            (
                "const of=1;const long=a;let b=of+long;",
                "const of=1;const c=a;let b=of+c;",
            ),
        ] {
            assert_eq!(shortened(js), short);
        }
    }

    #[test]
    fn a_name_that_may_be_something_else_stays() {
        for js in [
            // A shorthand, a method, a pattern for an object.
            "const list=1;f({list});",
            "const list=1;f(list,{a:1,async list(){}});",
            "const{list,other:{deep}}=x;f(list,deep);",
            "f(({list})=>list);",
            // What is not declared here.
            "f(document,(x=location)=>x);",
            "try{f();}catch(error){g(error);}",
        ] {
            assert_eq!(shortened(js), js);
        }
    }

    #[test]
    fn a_script_that_cannot_be_read_stays_as_it_is() {
        for js in [
            "const list=1;f(list",
            "const list=1;f(list]",
            "const list=\"1;f(list);",
            "const list=`${1;f(list);`",
            "const list={}/2;f(list);",
            "const list=/a;f(list);",
        ] {
            assert_eq!(shortened(js), js);
        }
    }

    #[test]
    fn no_name_of_the_browser_is_taken_for_one_of_the_theme_s() {
        const BROWSER: &[&str] = &[
            "BigInt",
            "Blob",
            "Boolean",
            "CSS",
            "FormData",
            "JSON",
            "Map",
            "Number",
            "Object",
            "Option",
            "Promise",
            "Set",
            "String",
            "TextDecoder",
            "TextEncoder",
            "URL",
            "URLSearchParams",
            "Uint8Array",
            "WebAssembly",
            "addEventListener",
            "caches",
            "clearTimeout",
            "crypto",
            "decodeURIComponent",
            "document",
            "fetch",
            "history",
            "localStorage",
            "location",
            "navigator",
            "print",
            "setTimeout",
        ];
        for js in [
            include_str!("../../static/js/taper.js"),
            include_str!("../../static/js/search.js"),
            include_str!("../../static/js/offline.js"),
        ] {
            let small = minifier::js::minify(js).expect("a script").to_string();
            let tokens = tokens(&small).expect("a whole script");
            let mut script = Script { js: &small, tokens };
            let short = short_names(&mut script);
            assert!(short.len() > 10);
            let taken: Vec<_> = BROWSER
                .iter()
                .filter(|name| short.contains_key(*name))
                .collect();
            assert!(taken.is_empty(), "{taken:?}");
            assert!(shortened(&small).len() < small.len() * 9 / 10);
        }
    }
}
