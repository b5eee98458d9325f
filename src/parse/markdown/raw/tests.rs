//! Raw HTML as articles have it, as browsers read it, and as attackers would write it.

use std::collections::BTreeSet;

use proptest::prelude::*;

use super::elements::ELEMENTS;
use super::{ATTRIBUTES, TagKind, Token, VOID, listed, tokens};
use crate::config::RawHtml;
use crate::diagnostic::{Diagnostic, Severity};
use crate::parse::markdown::page;
use crate::parse::{Fragment, MarkdownOptions, Part};

fn sanitized(text: &str) -> (String, Vec<Diagnostic>) {
    let options = MarkdownOptions {
        raw_html: RawHtml::Sanitize,
        ..MarkdownOptions::default()
    };
    let body = page(text, 0, "a.md", &options, None, false);
    let Fragment { html, slots } = body.body;
    let (mut filled, mut from) = (String::new(), 0);
    for slot in slots {
        let at = slot.at as usize;
        filled.push_str(&html[from..at]);
        from = at;
        match slot.part {
            Part::HeadingStart(level) => filled.push_str(&format!("{level} id=\"")),
            Part::HeadingEnd(level) => filled.push_str(&level.to_string()),
            _ => {}
        }
    }
    filled.push_str(&html[from..]);
    (filled, body.diagnostics)
}

#[test]
fn pieces_around_markdown_stay_whole() {
    let (html, found) = sanitized("A <sub>two *and* three</sub>.\n");
    assert_eq!(html, "<p>A <sub>two <em>and</em> three</sub>.</p>\n");
    assert!(found.is_empty());
    let (html, found) = sanitized("<details>\n<summary>More</summary>\n\n*Text*\n\n</details>\n");
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
            "<div>\n</div><p>text</p>",
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
fn what_is_left_open_ends_with_its_block_and_is_named_where_it_was_opened() {
    for (text, kept, line) in [
        (
            "Text.\n\n<del>\n\n*first*\n\n## Warning\n\nCall 112.\n",
            "<p>Text.</p>\n<del>\n</del><p><em>first</em></p>\n<h2 id=\"warning\">Warning</h2>\n<p>Call 112.</p>",
            3,
        ),
        (
            "<div>\n\none\n\n<del>\n<b>\n\n*two*\n\n</div>\n\nthree\n",
            "<div>\n<p>one</p>\n<del>\n<b>\n</b></del><p><em>two</em></p>\n</div>\n<p>three</p>",
            5,
        ),
        // What begins behind it in its block is closed later, so it cannot end before.
        (
            "<del>\n<b>\n\none\n\n</b>\n\n*two*\n",
            "<del>\n<b>\n<p>one</p>\n</b>\n</del><p><em>two</em></p>",
            1,
        ),
        (
            "One\ntwo <del>three\nfour\n\nfive\n",
            "<p>One\ntwo <del>three\nfour</del></p>\n<p>five</p>",
            2,
        ),
        (
            "* one\n\n  <del>\n\n  two\n\nthree\n",
            "<ul>\n<li>\n<p>one</p>\n<del>\n<p>two</p>\n</del></li>\n</ul>\n<p>three</p>",
            3,
        ),
    ] {
        let (html, found) = sanitized(text);
        assert_eq!(html.trim_end(), kept, "{text}");
        let places = lines(text, &found);
        let first = places.iter().map(|place| place.0).min();
        assert_eq!(first, Some(line), "{text}: {places:?}");
    }
    let (html, found) = sanitized("<div>\n\n* one\n\n## Two\n\n</div>\n\nthree\n");
    assert!(html.contains("<div>\n<ul>"), "{html}");
    assert!(html.contains("</h2>\n</div>\n<p>three"), "{html}");
    assert!(found.is_empty());
}

#[test]
fn what_ends_with_its_block_moves_what_is_written_behind_it() {
    for (text, kept) in [
        (
            "<ul>\n<li>One\n<details><summary>More</summary>\n\nDo not stop suddenly.\n\n</ul>\n",
            "<ul>\n<li>One\n<details><summary>More</summary>\n</details><p>Do not stop suddenly.</p>\n</li></ul>",
        ),
        (
            "<ul>\n<li>One\n<details><summary>More</summary>\n\n## Head\n\n</ul>\n",
            "<ul>\n<li>One\n<details><summary>More</summary>\n</details><h2 id=\"head\">Head</h2>\n</li></ul>",
        ),
        (
            "<table>\n<tr>\n<td>\n<div>\n\nĞ急に止め\n\n</table>\n",
            "<table>\n<tr>\n<td>\n<div>\n</div><p>Ğ急に止め</p>\n</td></tr></table>",
        ),
        (
            "<ul>\n<li>one\n\n<li>two\n\nAfter the list.\n",
            "<ul>\n<li>one\n</li><li>two\n</li></ul><p>After the list.</p>",
        ),
        (
            "<ul><li>a\n<del><ul><li>b\n\nDo not stop.\n\n</ul></ul>\n",
            "<ul><li>a\n<del><ul><li>b\n<p>Do not stop.</p>\n</li></ul></del></li></ul>",
        ),
        (
            "<ul><del><li>b\n\nDo not stop.\n\n</ul>\n",
            "<ul><del><li>b\n</li></del><p>Do not stop.</p>\n</ul>",
        ),
        (
            "<table><tr><td>\n\n<td>\n\nAfter.\n",
            "<table><tr><td>\n</td><td>\n</td></tr></table><p>After.</p>",
        ),
    ] {
        let (html, _) = sanitized(text);
        assert_eq!(html.trim_end(), kept, "{text}");
    }
    let (html, _) = sanitized(
        "<table><tbody><tr><td><div><div><div><div>\n\n<hr title=\"zzzz onclick=a() \">\n\n## Head\n\n</table>\n",
    );
    assert!(html.contains("<hr title=\"zzzz onclick=a() \">"), "{html}");
}

#[test]
fn items_and_cells_end_where_browsers_end_them() {
    for (text, kept) in [
        (
            "<ul><li>one<li>two</ul>\n",
            "<ul><li>one</li><li>two</li></ul>",
        ),
        (
            "<ul>\n<li>one <ul><li>a</ul>\n<li>two\n</ul>\n",
            "<ul>\n<li>one <ul><li>a</li></ul>\n</li><li>two\n</li></ul>",
        ),
        (
            "<table><tr><th>a<td>b<tr><td>c</table>\n",
            "<table><tr><th>a</th><td>b</td></tr><tr><td>c</td></tr></table>",
        ),
        (
            "<dl><dt>a<dd>b<dt>c<dd>d</dl>\n",
            "<dl><dt>a</dt><dd>b</dd><dt>c</dt><dd>d</dd></dl>",
        ),
    ] {
        let (html, found) = sanitized(text);
        assert_eq!(html.trim_end(), kept, "{text}");
        assert!(found.is_empty(), "{text}: {found:?}");
    }
    let (_, found) = sanitized("A <b>b <b>c <i>d <b>e\n\n<del>\n\n<del>\n");
    assert_eq!(found.len(), 4, "{found:?}");
    // Without the end of the list there is none of its item.
    let (_, found) = sanitized("<ul><li>one\n");
    assert_eq!(found.len(), 2, "{found:?}");
}

fn refused(text: &str) -> (String, Vec<Diagnostic>) {
    let options = MarkdownOptions {
        raw_html: RawHtml::Refuse,
        ..MarkdownOptions::default()
    };
    let body = page(text, 0, "a.md", &options, None, false);
    (body.body.html, body.diagnostics)
}

/// The line of each finding, with its code and the beginning of its message.
fn lines(text: &str, found: &[Diagnostic]) -> Vec<(usize, &'static str, String)> {
    let line = |d: &Diagnostic| {
        let start = d.span.map_or(0, |span| span.start as usize);
        text[..start].matches('\n').count() + 1
    };
    let message = |d: &Diagnostic| d.message.chars().take(12).collect();
    found
        .iter()
        .map(|d| (line(d), d.code.name(), message(d)))
        .collect()
}

#[test]
fn text_after_a_comment_is_not_lost_where_html_is_refused() {
    for text in [
        "<!-- note --> Do not mix.\n",
        "<!-- note\ngoes on --> Do not mix.\n",
        "<!--> Do not mix. -->\n",
        "&amp; <!-- a -->\n\n<!-- note --> Do not mix.\n",
    ] {
        let (html, found) = refused(text);
        assert!(html.contains("Do not mix."), "{text}: {html}");
        let messages: Vec<_> = found.iter().map(|d| d.message.as_str()).collect();
        assert_eq!(
            messages,
            ["this text stands in raw HTML, which is not allowed on this site"],
            "{text}"
        );
    }
}

#[test]
fn a_comment_may_go_over_lines_where_html_is_refused() {
    for text in [
        "<!-- one\ntwo\nthree -->\n\nText\n",
        "<!-- one\r\ntwo\r\nthree -->\r\n",
        "* item\n\n  <!-- one\n     two -->\n",
        "A <!-- one\ntwo --> b.\n",
        "&not<!-- one -->\n",
    ] {
        let (_, found) = refused(text);
        assert!(found.is_empty(), "{text}: {found:?}");
    }
}

#[test]
fn whatever_is_no_comment_is_refused_once_a_line() {
    let text = "<!-- a --><b>x</b>\n\n<div>\n<i>y</i> z\n<!-- c -->\n</div>\n\n<?php x ?>\n";
    let (_, found) = refused(text);
    let expected = [1, 3, 4, 6, 8].map(|n| (n, "raw-html", "raw HTML is ".to_owned()));
    assert_eq!(lines(text, &found), expected);
}

#[test]
fn what_is_not_closed_swallows_nothing_in_silence() {
    for opens in ["<!--", "<?", "<!X", "<![CDATA[", "<!DOCTYPE html"] {
        let text = format!("First.\n\n{opens} open\n\nWARNING do not mix\n");
        let shown = match opens {
            "<!X" | "<!DOCTYPE html" => "<!",
            other => other,
        };
        let expected = format!("`{shown}` is not closed, so readers would miss the text after it");
        for (_, found) in [sanitized(&text), refused(&text)] {
            let messages: Vec<_> = found.iter().map(|d| d.message.as_str()).collect();
            assert_eq!(messages, [expected.as_str()], "{text}");
            assert_eq!(lines(&text, &found)[0].0, 3, "{text}");
            assert_eq!(found[0].severity, Severity::Error);
        }
    }
    for text in ["<div\nWARNING do not mix\n", "<p>\n</p\nWARNING\n"] {
        let (_, found) = sanitized(text);
        assert!(
            found.iter().any(|d| d.message.contains("not closed, so")),
            "{text}"
        );
    }
}

#[test]
fn what_is_not_closed_is_named_where_html_is_allowed_too() {
    let options = MarkdownOptions {
        raw_html: RawHtml::Allow,
        ..MarkdownOptions::default()
    };
    let text = "Before.\n\n<!-- a note\n\nCall a doctor.\n";
    let body = page(text, 0, "a.md", &options, None, false);
    let found = lines(text, &body.diagnostics);
    assert_eq!(found, [(3, "raw-html", "`<!--` is no".to_owned())]);
    let text = "Before.\n\n<style>\n.a{}\n\nCall a doctor.\n";
    let body = page(text, 0, "a.md", &options, None, false);
    let found = lines(text, &body.diagnostics);
    assert_eq!(found, [(3, "raw-html", "`<style>` is".to_owned())]);
    let text = "<div id=a>\n  <script>\n  if (a<b) {}\n  </script>\n</div>\n\nText.\n";
    let body = page(text, 0, "a.md", &options, None, false);
    assert!(body.diagnostics.is_empty(), "{:?}", body.diagnostics);
    assert!(
        body.body
            .html
            .starts_with(text.split("\n\n").next().expect("HTML"))
    );
}

#[test]
fn an_image_s_text_holds_no_tags() {
    for raw_html in [RawHtml::Allow, RawHtml::Sanitize] {
        let options = MarkdownOptions {
            raw_html,
            ..MarkdownOptions::default()
        };
        let body = page("![a <b>x</b> c](d.png)\n", 0, "a.md", &options, None, false);
        assert_eq!(body.body.html, "<p></p>\n");
        let Some(Part::Image(image)) = body.body.slots.first().map(|s| &s.part) else {
            panic!("no image");
        };
        assert_eq!(image.alt, "a x c");
    }
}

#[test]
fn what_a_browser_takes_for_a_comment_is_named() {
    let text = "<![CDATA[WARNING]]>\n\n<!-- a comment -->\n\n<?x WARNING?>\n";
    let (_, found) = sanitized(text);
    let codes: Vec<_> = lines(text, &found);
    assert_eq!(
        codes,
        [
            (1, "removed-html", "`<![CDATA[` ".to_owned()),
            (5, "removed-html", "`<?` was lef".to_owned())
        ]
    );
}

#[test]
fn signs_at_the_end_of_a_block_are_text() {
    let (html, found) = sanitized("<p>1 &lt; 2 <");
    assert!(html.contains("1 &lt; 2 &lt;"), "{html}");
    assert_eq!(found.len(), 1, "{found:?}");
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
            "<ul>",
            "</ul>",
            "<tr>",
            "<td>",
            "</table>",
            "<dl><dd>",
            "</dl>",
            "<div>",
            "<div>\n\n",
            "<b>",
            "\n\nĞ 止め\n\n",
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
const OWN: [&str; 13] = [
    "a", "h1", "h2", "h3", "h4", "h5", "h6", "input", "section", "code", "img", "hr", "wbr",
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
        // Whatever begins within another ends within it.
        let mut open: Vec<String> = Vec::new();
        for (token, _) in tokens(&html) {
            let Token::TagToken(tag) = token else { continue };
            let name = tag.name.to_string();
            match tag.kind {
                TagKind::StartTag if VOID.contains(&&*name) || name == "input" => {}
                TagKind::StartTag => open.push(name),
                TagKind::EndTag => prop_assert_eq!(open.pop(), Some(name), "{}", html),
            }
        }
        prop_assert!(open.is_empty(), "{open:?} in {html}");
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

#[test]
fn a_box_has_words_to_open_it_by() {
    let summary = "<summary></summary>";
    for (text, expected, said) in [
        (
            "<details>\n\n*a*\n\n</details>\n\nb",
            format!("<details>{summary}\n<p><em>a</em></p>\n</details>\n<p>b</p>\n"),
            1,
        ),
        (
            "<details><div>a</div></details>\n",
            format!("<details>{summary}<div>a</div></details>\n"),
            1,
        ),
        // The box that is never closed ends with its block.
        (
            "<details></details><details>\n\na",
            format!("<details>{summary}</details><details>{summary}\n</details><p>a</p>\n"),
            2,
        ),
        (
            "<details>\n\n<summary>s</summary>\n\na\n\n</details>",
            "<details>\n<summary>s</summary>\n<p>a</p>\n</details>".to_owned(),
            0,
        ),
        (
            "<details><summary>s</summary>a<summary>t</summary></details>",
            "<details><summary>s</summary>a t </details>".to_owned(),
            1,
        ),
        (
            "<details>a<summary>t</summary></details>",
            format!("<details>{summary}a t </details>"),
            2,
        ),
        ("<summary>t</summary>", "t ".to_owned(), 1),
        (
            "<div><details>a</div>",
            format!("<div><details>{summary}a</details></div>"),
            2,
        ),
    ] {
        let (html, found) = sanitized(text);
        assert_eq!(html, expected, "{text}");
        assert_eq!(found.len(), said, "{text}: {found:?}");
    }
}

#[test]
fn a_raw_paragraph_ends_before_a_block() {
    for (text, expected, said) in [
        ("<p>\n\na **b**\n\n</p>", "<p>a <strong>b</strong></p>\n", 1),
        (
            "<p>a\n\nb\n</p>\n\n- c",
            "<p>a\n</p>\n<p>b</p>\n\n<ul>\n<li>c</li>\n</ul>\n",
            1,
        ),
        (
            "<details><summary>s</summary>\n<p>\n\n## A\n\n</p>\n</details>",
            "<details><summary>s</summary>\n<h2 id=\"a\">A</h2>\n\n</details>",
            1,
        ),
        ("<p>a<p>b<div>c</div>", "<p>a</p><p>b</p><div>c</div>", 0),
        ("<p>a</p>\n\nb", "<p>a</p>\n<p>b</p>\n", 0),
    ] {
        let (html, found) = sanitized(text);
        assert_eq!(html, expected, "{text}");
        assert_eq!(found.len(), said, "{text}: {found:?}");
    }
}

#[test]
fn what_cannot_stand_in_a_paragraph_is_left_out_and_parts_words() {
    for (text, expected, said) in [
        ("5<hr>10 mg", "<p>5 10 mg</p>\n", 1),
        ("5<div>10</div>mg", "<p>5 10 mg</p>\n", 1),
        ("a *b<p>c</p>d*", "<p>a <em>b c d</em></p>\n", 1),
        (
            "## A <details><summary>b</summary>c</details>",
            "<h2 id=\"a-b-c\">A b c </h2>\n",
            2,
        ),
        ("a<td>b", "<p>a b</p>\n", 1),
        (
            "- a <div>b</div>",
            "<ul>\n<li>a <div>b</div></li>\n</ul>\n",
            0,
        ),
        (
            "a<br>b <ruby>c<rt>d</rt></ruby>",
            "<p>a<br>b <ruby>c<rt>d</rt></ruby></p>\n",
            0,
        ),
    ] {
        let (html, found) = sanitized(text);
        assert_eq!(html, expected, "{text}");
        assert_eq!(found.len(), said, "{text}: {found:?}");
    }
}
