//! The elements and attributes that an article may have in raw HTML.

/// Elements that an article may have, each with its own attributes. Links and images
/// are not among them: Markdown's are checked.
pub(super) const ELEMENTS: [(&str, &[&str]); 53] = [
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
pub(super) const VOID: [&str; 4] = ["br", "col", "hr", "wbr"];

/// The value of an attribute of the list as it is written; none where HTML has no such value.
pub(super) fn value_of<'v>(element: &str, key: &str, value: &'v str) -> Option<&'v str> {
    let is_in = |known: &[&str]| known.iter().any(|k| k.eq_ignore_ascii_case(value));
    let number = value
        .parse::<i32>()
        .ok()
        .filter(|_| !value.starts_with('+'));
    let is_number = |least: i32, most: i32| number.is_some_and(|n| (least..=most).contains(&n));
    let is_valid = match (element, key) {
        (_, "open" | "reversed") => return Some(""),
        (_, "dir") => is_in(&["ltr", "rtl", "auto"]),
        // Without one, nobody knows the language.
        (_, "lang") => value.is_empty() || is_language_tag(value),
        (_, "scope") => is_in(&["row", "col", "rowgroup", "colgroup"]),
        (_, "type") => ["1", "a", "A", "i", "I"].contains(&value),
        (_, "start") | ("li", "value") => number.is_some(),
        (_, "colspan" | "span") => is_number(1, 1000),
        (_, "rowspan") => is_number(0, 65534),
        _ => true,
    };
    is_valid.then_some(value)
}

/// Whether it has the form of a language tag: `en`, `pt-BR`, `zh-Hant`, `x-own`.
fn is_language_tag(text: &str) -> bool {
    let mut parts = text.split('-');
    let is_part = |part: &str| {
        (1..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphanumeric())
    };
    let is_first =
        |part: &str| (2..=8).contains(&part.len()) && part.bytes().all(|b| b.is_ascii_alphabetic());
    let begins = |part: &str| is_first(part) || part.eq_ignore_ascii_case("x") && text.len() > 2;
    parts.next().is_some_and(begins) && parts.all(is_part)
}

/// Elements that may be left open, and the tags that end them, as for browsers.
const ENDED_BY: [(&str, &[&str]); 11] = [
    ("dd", &["dd", "dt"]),
    ("dt", &["dd", "dt"]),
    ("li", &["li"]),
    (
        "p",
        &[
            "blockquote",
            "details",
            "div",
            "dl",
            "figcaption",
            "figure",
            "hr",
            "ol",
            "p",
            "pre",
            "table",
            "ul",
        ],
    ),
    ("rp", &["rp", "rt"]),
    ("rt", &["rp", "rt"]),
    ("tbody", &["tbody", "tfoot"]),
    ("td", &["tbody", "td", "tfoot", "th", "tr"]),
    ("th", &["tbody", "td", "tfoot", "th", "tr"]),
    ("thead", &["tbody", "tfoot"]),
    ("tr", &["tbody", "tfoot", "tr"]),
];

/// The tags that end an element which is left open; none for one that must be closed.
pub(super) fn ended_by(name: &str) -> Option<&'static [&'static str]> {
    ENDED_BY
        .iter()
        .find_map(|(open, tags)| (*open == name).then_some(*tags))
}

/// Attributes of every element.
pub(super) const ATTRIBUTES: [&str; 3] = ["dir", "lang", "title"];

/// Elements within which a word can stand whole, or which a word can go through: what
/// is not among them parts the words before and after its tags.
const IN_WORDS: [&str; 27] = [
    "a", "abbr", "b", "bdi", "bdo", "cite", "code", "data", "del", "dfn", "em", "font", "i", "ins",
    "kbd", "mark", "q", "s", "samp", "small", "span", "strong", "sub", "sup", "time", "u", "wbr",
];

/// Whether readers see a gap or a new line where this piece of raw HTML stands.
pub(super) fn parts_words(html: &str) -> bool {
    let name = html.trim_start_matches(['<', '/']);
    let end = name.find(|c: char| !c.is_ascii_alphanumeric() && c != '-');
    let name = name[..end.unwrap_or(name.len())].to_ascii_lowercase();
    // A comment has no name.
    !name.is_empty() && !IN_WORDS.contains(&name.as_str())
}

/// Whether it can stand in a paragraph.
pub(super) fn in_paragraphs(name: &str) -> bool {
    const OTHERS: [&str; 4] = ["br", "rp", "rt", "ruby"];
    IN_WORDS.contains(&name) || OTHERS.contains(&name)
}

/// The name on the list, and the element's own attributes.
pub(super) fn listed(name: &str) -> Option<(&'static str, &'static [&'static str])> {
    if name == "wbr" {
        return Some(("wbr", &[]));
    }
    let at = ELEMENTS.binary_search_by(|(known, _)| (*known).cmp(name));
    at.ok().map(|at| ELEMENTS[at])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_list_is_sorted_so_that_names_are_found() {
        assert!(ELEMENTS.is_sorted());
        for (name, _) in ELEMENTS {
            assert_eq!(listed(name).map(|found| found.0), Some(name));
        }
        assert!(VOID.iter().all(|name| listed(name).is_some()));
    }

    #[test]
    fn values_are_those_that_html_has() {
        for (element, key, value, written) in [
            ("p", "dir", "RTL", Some("RTL")),
            ("p", "dir", "right", None),
            ("p", "lang", "pt-BR", Some("pt-BR")),
            ("p", "lang", "", Some("")),
            ("p", "lang", "x-own", Some("x-own")),
            ("p", "lang", "x", None),
            ("p", "lang", "en_US", None),
            ("details", "open", "yes", Some("")),
            ("ol", "start", "-3", Some("-3")),
            ("ol", "start", "+3", None),
            ("ol", "start", "3rd", None),
            ("ol", "type", "a", Some("a")),
            ("li", "value", "x", None),
            ("data", "value", "x", Some("x")),
            ("td", "colspan", "0", None),
            ("td", "rowspan", "0", Some("0")),
            ("th", "scope", "here", None),
            ("p", "title", "anything", Some("anything")),
        ] {
            let of = value_of(element, key, value);
            assert_eq!(of, written, "<{element} {key}={value}>");
        }
    }
}
