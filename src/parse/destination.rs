//! Where the address of a link is written in a text.
//!
//! In: a text and an address. Out: the places at which it is a destination. The same words in
//! a title or in a sentence are none.

/// Where links and images of the text have the address, each written in its own brackets.
pub(crate) fn destinations(text: &str, address: &str) -> Vec<usize> {
    occurrences(text, address, |before, after| {
        stands_alone(before, after, "](", |c| c == ')')
    })
}

/// Where the one link or image that the text is has its address; what stands in its words, or
/// in its title, is no part of it.
pub(crate) fn own_destination(link: &str, address: &str) -> Option<usize> {
    let places = destinations(link, address);
    let ends = |at: &usize| ends_link(&link[at + address.len()..]);
    places.into_iter().rev().find(ends)
}

/// Where definitions have the address: `[name]: address`.
pub(crate) fn defined(text: &str, address: &str) -> Vec<usize> {
    occurrences(text, address, |before, after| {
        stands_alone(before, after, "]:", |_| false)
    })
}

/// Where `words` stand in the text, between what is right before and after them.
pub(crate) fn occurrences(
    text: &str,
    words: &str,
    is_place: impl Fn(&str, &str) -> bool,
) -> Vec<usize> {
    text.match_indices(words)
        .filter(|(at, _)| is_place(&text[..*at], &text[at + words.len()..]))
        .map(|(at, _)| at)
        .collect()
}

fn stands_alone(before: &str, after: &str, opening: &str, closes: fn(char) -> bool) -> bool {
    let (before, is_closed) = match before.strip_suffix('<') {
        Some(before) => (before, after.starts_with('>')),
        None => (
            before,
            after
                .chars()
                .next()
                .is_none_or(|c| c.is_whitespace() || closes(c)),
        ),
    };
    is_closed && before.trim_end().ends_with(opening)
}

/// Whether nothing but a title follows the address in its link.
fn ends_link(rest: &str) -> bool {
    let rest = rest.strip_prefix('>').unwrap_or(rest).trim_start();
    rest == ")" || (rest.starts_with(['"', '\'', '(']) && rest.len() > 1 && rest.ends_with(')'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_address_of_a_link_is_none_of_its_words() {
        for (link, at) in [
            ("[w](b)", Some(4)),
            ("[b](b \"About b\")", Some(4)),
            ("[w]( <b> 'b' )", Some(6)),
            ("[`[x](b)`](b \"](b)\")", Some(11)),
            ("[![b](b)](b)", Some(10)),
            ("[b](bb \"b\")", None),
            ("[b]: b", None),
        ] {
            assert_eq!(own_destination(link, "b"), at, "{link}");
        }
        assert_eq!(destinations("b [b](b), ![b](<b>)", "b"), [6, 16]);
    }

    #[test]
    fn a_definition_has_its_address_behind_the_name() {
        let text = "[b][x]\n\n[y]: b#h\n[x]: <b> \"b\"\n[b]:\n  b\n";
        assert_eq!(defined(text, "b"), [23, 37]);
    }
}
