//! Shortcodes, which cannot be moved.
//!
//! In: a body as Zola has it. Out: the same body in which every shortcode is visible
//! as code, and the place of each. A shortcode can hold a warning, so it must neither
//! vanish nor pass for text: the rule `not-moved` finds each of them in every build.
//! Those in raw HTML and the like, where Markdown has no code, stay as they are, and the
//! import names them.
//!
//! `{{ name(…) }}` and `{% name(…) %}…{% end %}` are what Zola takes for shortcodes;
//! `{{/* … */}}` shows one without being one, and becomes what it shows.

use std::collections::HashMap;
use std::ops::Range;

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

use super::markdown_options;
use crate::parse::{NOT_MOVED, NOT_MOVED_INLINE};

/// A shortcode in the text.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) name: String,
    /// In the body as Zola has it; a block with its `{% end %}`.
    pub(super) range: Range<usize>,
    pub(super) place: Place,
}

/// Where a shortcode stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Place {
    /// In the text: it is marked, and each build names it.
    Text,
    /// Inside code, where it is visible already.
    Code,
    /// In raw HTML, a comment, a title or a picture's words: there is no mark for it.
    Unmarked,
    /// Its arguments are so long that nobody looked for their end.
    Endless,
}

/// How a shortcode of the text is written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Way {
    Marked,
    /// With more backticks than any other code: one before it took its own for its end.
    Apart,
    AsItIs,
}

/// Makes every shortcode visible.
pub(super) fn show(body: &str) -> (String, Vec<Found>) {
    if !body.contains("{{") && !body.contains("{%") {
        return (body.to_owned(), Vec::new());
    }
    let pieces = pieces(body);
    // Only the whole text shows which marks are code in it.
    let mut ways = HashMap::new();
    let (mut out, mut all) = marked(body, &pieces, &ways);
    for way in [Way::Apart, Way::AsItIs] {
        let unmarked = unmarked(&out, &all);
        if unmarked.is_empty() {
            break;
        }
        ways.extend(unmarked.into_iter().map(|n| (all[n].0.range.start, way)));
        (out, all) = marked(body, &pieces, &ways);
    }
    for n in unmarked(&out, &all) {
        all[n].0.place = Place::Unmarked;
    }
    (out, all.into_iter().map(|(found, _)| found).collect())
}

/// A part of a body that is written in another way, or named.
struct Piece<'b> {
    range: Range<usize>,
    is: Is<'b>,
}

enum Is<'b> {
    /// What `{{/* … */}}` shows.
    Shown(String),
    /// A shortcode of that name.
    Shortcode(&'b str, Place),
}

/// The shortcodes of a body in order, and those that are shown without being one.
fn pieces(body: &str) -> Vec<Piece<'_>> {
    let mut pieces = Vec::new();
    let mut at = 0;
    let code = code_ranges(body);
    let ends = ends(body);
    let mut budget = Budget::default();
    while let Some(start) = next(body, at) {
        // Ranges of code are in order.
        let before = code.partition_point(|range| range.end <= start);
        let in_code = code.get(before).is_some_and(|range| range.contains(&start));
        let place = |other| if in_code { Place::Code } else { other };
        let (end, is) = if let Some((shown, end)) = escaped(body, start, &mut budget) {
            (end, Is::Shown(shown))
        } else {
            match shortcode(body, start, &ends, &mut budget) {
                Call::Whole(name, end) => (end, Is::Shortcode(name, place(Place::Text))),
                Call::Endless(name) => (start + 2, Is::Shortcode(name, place(Place::Endless))),
                Call::None => {
                    at = start + 2;
                    continue;
                }
            }
        };
        pieces.push(Piece {
            range: start..end,
            is,
        });
        at = end;
    }
    pieces
}

/// The body with its shortcodes written in these ways, and where each mark begins.
fn marked(
    body: &str,
    pieces: &[Piece<'_>],
    ways: &HashMap<usize, Way>,
) -> (String, Vec<(Found, usize)>) {
    let mut found = Vec::new();
    let mut out = String::with_capacity(body.len());
    let mut at = 0;
    let mut longest = None;
    for Piece { range, is } in pieces {
        out.push_str(&body[at..range.start]);
        at = range.end;
        let (name, place) = match is {
            Is::Shown(shown) => {
                out.push_str(shown);
                continue;
            }
            Is::Shortcode(name, place) => (*name, *place),
        };
        let text = &body[range.clone()];
        let way = ways.get(&range.start).copied().unwrap_or(Way::Marked);
        let (place, mark) = if place != Place::Text || way == Way::AsItIs {
            out.push_str(text);
            let place = match place {
                Place::Text => Place::Unmarked,
                other => other,
            };
            (place, out.len())
        } else if is_alone(body, range) {
            (Place::Text, as_block(&mut out, text, body, &mut at))
        } else {
            // Zola knows no escape by a backslash; here it would take the first backtick.
            let slashes = out.len() - out.trim_end_matches('\\').len();
            if slashes % 2 == 1 {
                out.push('\\');
            }
            // Backticks that touch are one mark.
            if out.ends_with('`') {
                out.push(' ');
            }
            let mark = out.len();
            let apart = match way {
                Way::Apart => *longest.get_or_insert_with(|| longest_run(body)),
                _ => 0,
            };
            out.push_str(&as_words(text, apart));
            if body[at..].starts_with('`') {
                out.push(' ');
            }
            (Place::Text, mark)
        };
        let (name, range) = (name.to_owned(), range.clone());
        found.push((Found { name, range, place }, mark));
    }
    out.push_str(&body[at..]);
    (out, found)
}

/// Which of the marks no build would find.
fn unmarked(out: &str, all: &[(Found, usize)]) -> Vec<usize> {
    let mut marks: Vec<Range<usize>> = Vec::new();
    let mut pictures = 0;
    for (event, range) in Parser::new_ext(out, markdown_options()).into_offset_iter() {
        match event {
            Event::Start(Tag::Image { .. }) => pictures += 1,
            Event::End(TagEnd::Image) => pictures -= 1,
            // A picture's words are words and no more.
            Event::Code(code) if pictures == 0 && code.starts_with(NOT_MOVED_INLINE) => {
                marks.push(range);
            }
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) if &*info == NOT_MOVED => {
                marks.push(range);
            }
            _ => {}
        }
    }
    let is_unmarked = |(found, mark): &(Found, usize)| {
        let before = marks.partition_point(|range| range.end <= *mark);
        found.place == Place::Text && !marks.get(before).is_some_and(|range| range.contains(mark))
    };
    let all = all.iter().enumerate();
    all.filter(|(_, found)| is_unmarked(found))
        .map(|(n, _)| n)
        .collect()
}

/// How much of a text is looked through for the end of a shortcode, whatever else the
/// page holds.
const ALWAYS: usize = 2_000;

/// The longest arguments that are looked through.
const LONGEST: usize = 64 * 1024;

/// How much of a page may be looked through in vain beyond [`ALWAYS`], so that a text
/// full of openings costs little more than its length.
struct Budget(usize);

impl Default for Budget {
    fn default() -> Self {
        Self(64 * LONGEST)
    }
}

impl Budget {
    /// The beginning of a text that is looked through, and whether it is all of it.
    fn window<'t>(&self, text: &'t str) -> (&'t str, bool) {
        let most = self.0.clamp(ALWAYS, LONGEST);
        let end = text.floor_char_boundary(most);
        (&text[..end], end == text.len())
    }

    /// What was looked for is not in the window.
    fn spend(&mut self, window: &str) {
        self.0 = self.0.saturating_sub(window.len());
    }
}

/// Where the next opening braces stand.
fn next(body: &str, from: usize) -> Option<usize> {
    let rest = body.get(from..)?;
    // One search for both: with one each, a text with none of a kind is read to its
    // end for every brace of the other.
    rest.as_bytes()
        .windows(2)
        .position(|pair| matches!(pair, b"{{" | b"{%"))
        .map(|n| from + n)
}

/// `{{/* name() */}}` or `{%/* name() */%}`: what it shows, and its end.
fn escaped(body: &str, start: usize, budget: &mut Budget) -> Option<(String, usize)> {
    let (open, close) = match body[start..].starts_with("{{") {
        true => ("{{", "}}"),
        false => ("{%", "%}"),
    };
    let inner = body[start..].strip_prefix(&format!("{open}/*"))?;
    let (window, _) = budget.window(inner);
    let Some(end) = window.find(&format!("*/{close}")) else {
        budget.spend(window);
        return None;
    };
    let length = open.len() + 2 + end + 2 + close.len();
    Some((format!("{open}{}{close}", &inner[..end]), start + length))
}

/// What two opening braces begin.
enum Call<'b> {
    /// A shortcode: its name, and its end.
    Whole(&'b str, usize),
    /// A shortcode of that name whose end was not looked for any further.
    Endless(&'b str),
    None,
}

/// The shortcode that begins at `start`, if one does.
fn shortcode<'b>(
    body: &'b str,
    start: usize,
    ends: &HashMap<usize, usize>,
    budget: &mut Budget,
) -> Call<'b> {
    let is_block = body[start..].starts_with("{%");
    match call(body, start, if is_block { "%}" } else { "}}" }, budget) {
        // One without an end is shown by itself: what follows may be the page's own text.
        Call::Whole(name, at) if is_block => {
            Call::Whole(name, ends.get(&at).copied().unwrap_or(at))
        }
        other => other,
    }
}

/// Where the blocks of a body end, by where their openings end. They can stand inside
/// one another.
fn ends(body: &str) -> HashMap<usize, usize> {
    let mut ends = HashMap::new();
    let mut open = Vec::new();
    let mut at = 0;
    let mut budget = Budget::default();
    while let Some(start) = body[at..].find("{%").map(|n| at + n) {
        if let Some(end) = end_tag(body, start) {
            if let Some(opening) = open.pop() {
                ends.insert(opening, end);
            }
            at = end;
        } else if let Call::Whole(_, end) = call(body, start, "%}", &mut budget) {
            open.push(end);
            at = end;
        } else {
            at = start + 2;
        }
    }
    ends
}

/// `{% end %}`.
fn end_tag(body: &str, start: usize) -> Option<usize> {
    let rest = body[start..].strip_prefix("{%")?;
    let window = &rest[..rest.floor_char_boundary(ALWAYS)];
    let close = window.find("%}")?;
    let word = rest[..close].trim_matches('-').trim();
    (word == "end").then_some(start + 2 + close + 2)
}

/// `name(…)` between braces, whose closing ones are `close`.
fn call<'b>(body: &'b str, start: usize, close: &str, budget: &mut Budget) -> Call<'b> {
    let rest = &body[start + 2..];
    let inner = rest.trim_start_matches('-').trim_start();
    let length = inner
        .find(|c: char| !(c.is_ascii_alphanumeric() || c == '_'))
        .unwrap_or(inner.len());
    let name = &inner[..length];
    if name.is_empty() || name.starts_with(|c: char| c.is_ascii_digit()) {
        return Call::None;
    }
    let Some(arguments) = inner[length..].trim_start().strip_prefix('(') else {
        return Call::None;
    };
    let (window, is_all) = budget.window(arguments);
    let Some(closing) = closing(window) else {
        budget.spend(window);
        return match is_all {
            true => Call::None,
            false => Call::Endless(name),
        };
    };
    let tail = arguments[closing + 1..].trim_start();
    let tail = tail.strip_prefix('-').unwrap_or(tail).strip_prefix(close);
    match tail {
        Some(tail) => Call::Whole(name, body.len() - tail.len()),
        None => Call::None,
    }
}

/// Where the bracket of the arguments closes; quoted texts can hold brackets.
fn closing(arguments: &str) -> Option<usize> {
    let mut quote = None;
    let mut depth = 1;
    for (at, c) in arguments.char_indices() {
        match (quote, c) {
            (Some(open), c) if c == open => quote = None,
            (Some(_), _) => {}
            (None, '"' | '\'' | '`') => quote = Some(c),
            (None, '(') => depth += 1,
            (None, ')') => {
                depth -= 1;
                if depth == 0 {
                    return Some(at);
                }
            }
            (None, _) => {}
        }
    }
    None
}

/// Whether nothing else stands in its lines.
fn is_alone(body: &str, range: &Range<usize>) -> bool {
    let line = body[..range.start].rfind('\n').map_or(0, |n| n + 1);
    let before = &body[line..range.start];
    let after = body[range.end..].lines().next().unwrap_or_default();
    before.trim().is_empty() && before.len() < 4 && after.trim().is_empty()
}

/// A block of code, whose lines stand where the shortcode's first one stood; says where
/// its fence begins.
fn as_block(out: &mut String, text: &str, body: &str, at: &mut usize) -> usize {
    let line = out.rfind('\n').map_or(0, |n| n + 1);
    let indent = out[line..].to_owned();
    out.truncate(line);
    if !out.is_empty() && !out.ends_with("\n\n") {
        out.push('\n');
    }
    let fence = "`".repeat(longest_run(text).max(2) + 1);
    let mark = out.len() + indent.len();
    out.push_str(&format!("{indent}{fence}{NOT_MOVED}\n"));
    for line in text.lines() {
        out.push_str(&format!("{indent}{line}\n"));
    }
    out.push_str(&format!("{indent}{fence}\n"));
    // The rest of the shortcode's line, and a blank one after the block.
    let rest = &body[*at..];
    *at += rest.find('\n').map_or(rest.len(), |n| n + 1);
    if !body[*at..].starts_with('\n') && *at < body.len() {
        out.push('\n');
    }
    mark
}

/// Words of code in a line, between more than `apart` backticks.
fn as_words(text: &str, apart: usize) -> String {
    let text = text.split_whitespace().collect::<Vec<_>>().join(" ");
    // A bar would end a table's cell.
    let text = text.replace('|', "\\|");
    let ticks = "`".repeat(longest_run(&text).max(apart) + 1);
    let gap = if text.contains('`') { " " } else { "" };
    format!("{ticks}{gap}{NOT_MOVED_INLINE}{text}{gap}{ticks}")
}

fn longest_run(text: &str) -> usize {
    text.split(|c| c != '`').map(str::len).max().unwrap_or(0)
}

/// Where code stands.
fn code_ranges(body: &str) -> Vec<Range<usize>> {
    let mut ranges = Vec::new();
    let mut start = None;
    for (event, range) in Parser::new_ext(body, markdown_options()).into_offset_iter() {
        match event {
            Event::Code(_) => ranges.push(range),
            Event::Start(Tag::CodeBlock(_)) => start = Some(range),
            Event::End(TagEnd::CodeBlock) => ranges.extend(start.take()),
            _ => {}
        }
    }
    ranges
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn shortcodes_become_visible_code() {
        let (text, found) = show(
            "A {{ year(of=\"(\") }} b.\n{{ video(id=1) }}\nC\n\n{% note() %}\nDo not.\n{% end %}\n",
        );
        assert_eq!(
            text,
            "A `not-moved: {{ year(of=\"(\") }}` b.\n\n```not-moved\n{{ video(id=1) }}\n```\n\nC\n\n```not-moved\n{% note() %}\nDo not.\n{% end %}\n```\n"
        );
        let names: Vec<&str> = found.iter().map(|f| f.name.as_str()).collect();
        assert_eq!(names, ["year", "video", "note"]);
    }

    #[test]
    fn blocks_inside_blocks_end_together_and_fences_are_long_enough() {
        let (text, found) = show("{% a() %}\n```\n{% b() %}x{% end %}\n```\n{% end %}\nrest");
        assert_eq!(found.len(), 1);
        assert!(text.starts_with("````not-moved\n"), "{text}");
        assert!(text.ends_with("{% end %}\n````\n\nrest"), "{text}");
    }

    #[test]
    fn what_is_shown_in_code_or_escaped_stays_visible() {
        let (text, found) = show("`{{ a() }}` {{/* b() */}} {{ no call }} {% raw");
        assert_eq!(text, "`{{ a() }}` {{ b() }} {{ no call }} {% raw");
        assert_eq!(found.len(), 1);
        assert_eq!(found[0].place, Place::Code);
    }

    #[test]
    fn a_mark_is_code_wherever_it_can_be() {
        for (body, wanted) in [
            // A backslash before it is one for Zola too.
            ("a \\{{ b() }}", "a \\\\`not-moved: {{ b() }}`"),
            ("a \\\\{{ b() }}", "a \\\\`not-moved: {{ b() }}`"),
            ("a ` b {{ c() }} d", "a ` b ``not-moved: {{ c() }}`` d"),
            (
                "<div>\n{{ a() }}\n</div>",
                "<div>\n\n```not-moved\n{{ a() }}\n```\n\n</div>",
            ),
            ("[a]({{ b() }})", "[a](`not-moved: {{ b() }}`)"),
            ("{{ a() }}`b`", "`not-moved: {{ a() }}` `b`"),
            ("`b`{{ a() }}", "`b` `not-moved: {{ a() }}`"),
        ] {
            let (text, found) = show(body);
            assert_eq!(text, wanted);
            assert_eq!(found[0].place, Place::Text, "{body}");
        }
    }

    #[test]
    fn shortcodes_without_a_gap_between_them_are_two() {
        let (text, found) = show("x {{ a() }}{{ b() }}");
        assert_eq!(text, "x `not-moved: {{ a() }}` `not-moved: {{ b() }}`");
        assert_eq!(found.len(), 2);
    }

    #[test]
    fn where_nothing_can_mark_it_a_shortcode_stays_and_is_told_apart() {
        for body in [
            "<!-- {{ a() }} -->",
            "<!--\n{{ a() }}\n-->",
            "x <!-- {{ a() }} --> y",
            "<div>{{ a() }}</div>",
            "x <b title=\"{{ a() }}\">y</b>",
            "[x](y \"{{ a() }}\")",
            "![{{ a() }}](y.png)",
        ] {
            let (text, found) = show(&format!("{body}\n\nb {{{{ c() }}}}"));
            assert_eq!(text, format!("{body}\n\nb `not-moved: {{{{ c() }}}}`"));
            let places = [found[0].place, found[1].place];
            assert_eq!(places, [Place::Unmarked, Place::Text], "{body}");
        }
    }

    #[test]
    fn a_block_without_an_end_is_visible_and_takes_nothing_along() {
        let (text, found) = show("{% note() %}\n\nText.\n");
        assert_eq!(text, "```not-moved\n{% note() %}\n```\n\nText.\n");
        assert_eq!(found.len(), 1);
    }

    #[test]
    fn long_arguments_are_looked_through_and_endless_ones_are_named() {
        let long = format!("a {{{{ x(of=\"{}\") }}}} b", "w ".repeat(5_000));
        let (text, found) = show(&long);
        assert!(text.starts_with("a `not-moved: {{ x("), "{text}");
        assert_eq!(found[0].place, Place::Text);
        let longer = format!("a {{{{ x(of=\"{}\") }}}} b", "w ".repeat(50_000));
        let (text, found) = show(&longer);
        assert_eq!(text, longer);
        assert_eq!((found.len(), found[0].place), (1, Place::Endless));
        assert_eq!(found[0].name, "x");
    }

    #[test]
    fn many_openings_without_an_end_hide_no_shortcode_behind_them() {
        let text = format!("{}\" {{{{ b() }}}}", "{{ a(\" ".repeat(50_000));
        let (_, found) = show(&text);
        let last = found.last().expect("found");
        assert_eq!((last.name.as_str(), last.place), ("b", Place::Text));
        assert!(found.len() > 40_000, "{}", found.len());
    }

    #[test]
    fn many_braces_that_close_nowhere_stay() {
        // Were the rest searched at each of them, this would take minutes.
        let text = "{{ ".repeat(300_000);
        assert_eq!(show(&text).0, text);
    }

    proptest! {
        #[test]
        fn nothing_panics_and_nothing_is_lost(text in "[{}%a()\"`\n /*é-]{0,60}") {
            let (out, _) = show(&text);
            let letters = |t: &str| t.matches('a').count();
            prop_assert!(letters(&out) >= letters(&text));
        }
    }
}
