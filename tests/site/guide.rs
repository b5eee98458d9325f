//! Promises of the guide about itself that no rule of the program can hold.

use std::fs;
use std::path::Path;

/// Without this, an item could vanish from the list and from the guide at once.
#[test]
fn the_guide_s_list_of_what_must_be_said_is_whole() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("content/must-say.toml");
    let text = fs::read_to_string(path).expect("the list");
    let list: toml::Table = text.parse().expect("TOML");
    let ids: Vec<&str> = list["item"]
        .as_array()
        .expect("items")
        .iter()
        .map(|item| item["id"].as_str().expect("an id"))
        .collect();
    let expected: Vec<String> = (1..=42)
        .map(|n| format!("S{n}"))
        .chain((1..=24).map(|n| format!("M{n}")))
        .collect();
    assert_eq!(ids, expected);
}

/// Markdown without its markers, links and stars, on one line.
fn plain(markdown: &str) -> String {
    let mut out = String::new();
    let mut rest = markdown;
    while let Some(open) = rest.find('[') {
        out.push_str(&rest[..open]);
        rest = &rest[open + 1..];
        let Some(close) = rest.find(']') else {
            out.push('[');
            continue;
        };
        let inside = &rest[..close];
        let is_list = inside.contains('"') || inside.contains('\n');
        let after = &rest[close + 1..];
        if is_list {
            continue;
        } else if let Some(address) = after.strip_prefix('(') {
            out.push_str(inside);
            rest = address.split_once(')').map_or("", |(_, rest)| rest);
        } else if inside.contains('@') || inside.len() == 1 {
            rest = after;
        }
    }
    out.push_str(rest);
    let out = out.replace("**", "").replace('\'', "’");
    out.split_whitespace().collect::<Vec<_>>().join(" ")
}

#[test]
fn every_score_of_the_self_assessment_quotes_a_sentence_that_its_page_has() {
    let content = Path::new(env!("CARGO_MANIFEST_DIR")).join("content");
    let read = |path: &str| fs::read_to_string(content.join(path)).expect(path);
    let notices = plain(&read("notices.toml"));
    let page = read("self-assessment.md");
    let mut quotes = 0;
    for row in page.lines().filter(|line| line.starts_with("  [\"")) {
        let mut rest = row;
        while let Some((_, after)) = rest.split_once('“') {
            let (quote, after) = after.split_once('”').expect("a closing mark");
            rest = after;
            let Some((path, _)) = after
                .strip_prefix(" [")
                .and_then(|link| link.split_once("]("))
                .and_then(|(_, address)| address.split_once(')'))
            else {
                // A word that is spoken of, in the text after a quotation.
                continue;
            };
            let text = plain(&read(path.split('#').next().unwrap_or(path)));
            let quote = quote.replace('\'', "’");
            assert!(
                text.contains(&quote) || notices.contains(&quote),
                "{path} does not say: {quote}"
            );
            quotes += 1;
        }
    }
    assert!(quotes > 50, "{quotes} quotations");
}
