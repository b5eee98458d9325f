//! What editors do besides building: read findings in other programs, look a code
//! up, record a review.

use std::fs;

use crate::harness::SiteTest;

fn with_warning() -> SiteTest {
    let site = SiteTest::new();
    site.file(
        "content/words.toml",
        "[[avoid]]\nfind = [\"reset\"]\nwhy = \"50% misleading, always\"\ninstead = \"other words\"\n",
    );
    site.article("an article.md", "Prüfung: a reset here.\n");
    site
}

#[test]
fn sarif_has_each_finding_with_its_place_and_its_rule() {
    let site = with_warning();
    let output = site.run(&["check", "--format", "sarif"]);
    assert_eq!(output.status.code(), Some(0));
    let log: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "avoided-word");
    assert_eq!(result["level"], "warning");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/an%20article.md");
    let region = &place["region"];
    assert_eq!(
        (&region["startLine"], &region["startColumn"]),
        (&4.into(), &12.into())
    );
    assert_eq!(
        (&region["endLine"], &region["endColumn"]),
        (&4.into(), &17.into())
    );
    let rule = &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("index") as usize];
    assert_eq!(rule["id"], "avoided-word");
    assert!(
        rule["help"]["markdown"]
            .as_str()
            .expect("a page")
            .contains("## Why")
    );
}

#[test]
fn github_gets_one_escaped_command_a_finding() {
    let output = with_warning().run(&["check", "--format", "github"]);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(
        said,
        "::warning file=content/an article.md,line=4,col=12,endLine=4,endColumn=17,title=avoided-word::\
         `reset`: 50%25 misleading, always%0Awrite other words\n"
    );
}

#[test]
fn denied_warnings_are_errors_and_publish_nothing() {
    let site = with_warning();
    assert_eq!(site.run(&["check"]).status.code(), Some(0));
    assert_eq!(
        site.run(&["check", "--deny", "warnings"]).status.code(),
        Some(1)
    );
    assert_eq!(
        site.run(&["build", "--deny", "warnings"]).status.code(),
        Some(1)
    );
    assert!(!site.root().join("public").exists());
}

#[test]
fn a_code_is_explained_and_a_wrong_one_gets_the_nearest() {
    let site = SiteTest::new();
    let output = site.run(&["explain", "missing-notice"]);
    let page = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(page.starts_with("# `missing-notice`\n"), "{page}");
    let list = String::from_utf8(site.run(&["explain"]).stdout).expect("UTF-8");
    assert!(list.contains("missing-notice") && list.contains("broken-link"));
    let output = site.run(&["explain", "missing-notise"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `missing-notice`?"));
}

#[test]
fn a_review_is_recorded_for_one_page_and_ends_when_its_text_changes() {
    let site = SiteTest::new();
    site.article("a.md", "A text.\n");
    let review = |page: &str, by: &str, on: &str| {
        site.run(&["review", page, "--by", by, "--on", on])
            .status
            .code()
    };
    for (page, by, on) in [
        ("*.md", "R", "2026-01-02"),
        ("a.md", " ", "2026-01-02"),
        ("a.md", "R", "2026-02-30"),
        ("a.md", "R", "9999-01-01"),
        ("../a.md", "R", "2026-01-02"),
        ("references.bib", "R", "2026-01-02"),
    ] {
        assert_eq!(review(page, by, on), Some(2), "{page} {by} {on}");
    }
    assert!(!site.root().join("content/reviews.toml").exists());
    assert_eq!(review("b.md", "R", "2026-01-02"), Some(2));
    assert_eq!(review("content/a.md", "R. Eader", "2026-01-02"), Some(0));
    let record = fs::read_to_string(site.root().join("content/reviews.toml")).expect("written");
    assert!(record.contains("page = \"a.md\"") && record.contains("on = 2026-01-02"));
    assert_eq!(site.findings().0, Vec::<String>::new());
    // Front matter and line ends are not what was read.
    site.file(
        "content/a.md",
        "+++\ntitle = \"Article\"\nweight = 3\n+++\r\nA text.  \r\n",
    );
    assert_eq!(site.findings().0, Vec::<String>::new());
    site.article("a.md", "Another text.\n");
    assert_eq!(site.findings().0, ["changed-since-review 1:1"]);
    // A newer review of the new text takes its place; the old one stays on record.
    assert_eq!(review("a.md", "R. Eader", "2026-01-03"), Some(0));
    assert_eq!(site.findings().0, Vec::<String>::new());
    let record = fs::read_to_string(site.root().join("content/reviews.toml")).expect("written");
    assert_eq!(record.matches("[[review]]").count(), 2);
    // It moves with its page.
    assert_eq!(site.run(&["mv", "a.md", "c.md"]).status.code(), Some(0));
    let record = fs::read_to_string(site.root().join("content/reviews.toml")).expect("written");
    assert!(!record.contains("page = \"a.md\"") && record.contains("page = \"c.md\""));
    assert_eq!(site.findings().0, Vec::<String>::new());
    // A record that cannot be read is not overwritten.
    site.file("content/reviews.toml", "[[review]\n");
    assert_eq!(review("c.md", "R", "2026-01-02"), Some(1));
    assert_eq!(
        fs::read_to_string(site.root().join("content/reviews.toml")).expect("kept"),
        "[[review]\n"
    );
}
