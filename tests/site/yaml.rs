//! Front matter in YAML: the same pages, commands and refusals as with TOML.

use std::fs;

use crate::harness::{SiteTest, tree};

const TOML: &str = "+++\ntitle = \"Ünlü: a\"\ndescription = \"D\"\ndate = 2026-01-02\ntopics = [\"t\"]\nweight = 2\naliases = [\"/old/\"]\n+++\nText.\n\n---\n\nMore.\n";
const YAML: &str = "---\ntitle: \"Ünlü: a\"\ndescription: D # short\ndate: 2026-01-02\ntopics:\n  - t\nweight: 2\naliases: [/old/]\n---\nText.\n\n---\n\nMore.\n";

#[test]
fn a_page_is_the_same_in_both_notations() {
    let sites = [TOML, YAML].map(|text| {
        let site = SiteTest::new();
        site.file("content/a.md", text).build();
        tree(&site.root().join("public"))
    });
    assert_eq!(sites[0], sites[1]);
}

#[test]
fn a_yaml_page_moves_and_keeps_its_old_address() {
    let site = SiteTest::new();
    site.file("content/a.md", YAML)
        .article("b.md", "See [a](a.md).\n");
    let output = site.run(&["mv", "a.md", "part/c.md"]);
    assert!(output.status.success(), "{output:?}");
    let moved = fs::read_to_string(site.root().join("content/part/c.md")).expect("moved");
    assert!(moved.contains("aliases: [/old/, \"/a/\"]\n"), "{moved}");
    assert!(moved.contains("description: D # short\n"), "{moved}");
    site.build();
    assert!(site.page("a/index.html").contains("/part/c/"));
    assert!(site.page("b/index.html").contains("part/c/"));
}

#[test]
fn front_matter_that_cannot_be_changed_safely_stops_the_move() {
    let site = SiteTest::new();
    site.file("content/a.md", "---\n{title: A}\n---\nText.\n");
    let before = tree(site.root());
    let output = site.run(&["mv", "a.md", "b.md"]);
    assert_eq!(output.status.code(), Some(1));
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(said.contains("add `/a/` to `aliases` by hand"), "{said}");
    assert_eq!(tree(site.root()), before);
}

#[test]
fn a_review_of_a_yaml_page_is_of_its_text() {
    let site = SiteTest::new();
    site.file("content/a.md", YAML);
    let output = site.run(&["review", "a.md", "--by", "A Reader", "--on", "2026-01-03"]);
    assert!(output.status.success(), "{output:?}");
    // The words of the front matter were not what was read; those below it were.
    site.file("content/a.md", YAML.replace("weight: 2", "weight: 3"));
    let (found, _) = site.findings();
    assert!(
        found.iter().all(|f| !f.contains("changed-since")),
        "{found:?}"
    );
    site.file("content/a.md", YAML.replace("More.", "Other."));
    let (found, _) = site.findings();
    assert!(
        found.iter().any(|f| f.contains("changed-since")),
        "{found:?}"
    );
}

#[test]
fn hostile_yaml_is_an_error_and_costs_nothing() {
    let site = SiteTest::new();
    let mut bomb = "a0: &a0 [x, x]\n".to_owned();
    for n in 1..40 {
        bomb.push_str(&format!("a{n}: &a{n} [*a{}, *a{}]\n", n - 1, n - 1));
    }
    for text in [
        bomb,
        "[".repeat(200_000),
        "a:\n".to_owned() + &"- ".repeat(200_000),
        "{a: ".repeat(50_000),
        format!("title: \"{}", "\\".repeat(100_001)),
        "? ".repeat(50_000),
    ] {
        site.file("content/a.md", format!("---\n{text}\n---\nText.\n"));
        let (found, code) = site.findings();
        assert_eq!(code, 1, "{:.40}", text);
        assert!(found.iter().any(|f| f.contains("yaml-syntax")), "{found:?}");
    }
}
