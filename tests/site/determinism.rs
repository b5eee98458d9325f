//! The same input gives the same bytes: whatever the threads, the time zone,
//! the order in which files were made, and what lay in the output folder.

use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;

use crate::epub::Book;
use crate::harness::{BIB, CONFIG, HOME, assert_success, program, tree};

/// Builds `root` into `out` and gives every file.
fn build(root: &Path, out: &Path, threads: &str, zone: &str) -> Vec<(PathBuf, Vec<u8>)> {
    let output = program()
        .args(["build", "--today", "2026-11-24", "--root"])
        .arg(root)
        .arg("--out")
        .arg(out)
        .env("RAYON_NUM_THREADS", threads)
        .env("TZ", zone)
        .output()
        .expect("the program starts");
    assert_success(&output);
    tree(out)
}

#[test]
fn the_guide_and_the_fixture_are_the_same_on_every_machine() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    for root in [
        repository.to_path_buf(),
        repository.join("tests/fixtures/languages"),
    ] {
        let out = tempfile::tempdir().expect("a folder");
        let one = build(&root, &out.path().join("one"), "1", "Pacific/Kiritimati");
        assert!(one.len() > 30);
        let two = build(&root, &out.path().join("two"), "4", "America/Los_Angeles");
        assert!(one == two);
    }
}

/// One article: its place, and what stands in it.
#[derive(Clone, Debug)]
struct Article {
    path: String,
    text: String,
}

/// Pieces of text that exercise every phase; none of them is an error.
fn piece() -> impl Strategy<Value = String> {
    prop_oneof![
        "[a-z ]{1,40}".prop_map(|words| format!("{words}\n\n")),
        Just("A claim. [B @agency2020]\n\n".to_owned()),
        Just("See [home](/_index.md).\n\n".to_owned()),
        Just("A dose and a half-life.\n\n".to_owned()),
        Just("| a | b |\n|---|--:|\n| x | 1 |\n\n".to_owned()),
        Just("<div onclick=x>raw<br><button>b</button></div>\n\n".to_owned()),
        Just("> [!NOTE]\n> Text.\n\n".to_owned()),
        Just("```{callout}\ntitle = \"T\"\ntext = \"*x*\"\n```\n\n".to_owned()),
        "[a-z]{1,8}".prop_map(|word| format!("## {word}\n\n")),
    ]
}

fn article() -> impl Strategy<Value = Article> {
    let topics =
        proptest::collection::vec(prop_oneof![Just("one"), Just("two"), Just("three")], 0..3);
    (
        "[a-c]",
        "[a-z]{1,6}",
        1..28u8,
        topics,
        proptest::collection::vec(piece(), 0..6),
    )
        .prop_map(|(section, name, day, topics, pieces)| Article {
            path: format!("{section}/x{name}.md"),
            text: format!(
                "+++\ntitle = \"{name}\"\ndate = 2026-01-{day:02}\ntopics = {topics:?}\n+++\n{}",
                pieces.concat()
            ),
        })
}

/// Writes the site, its files in the order given.
fn write<'a>(root: &Path, articles: impl Iterator<Item = &'a Article>) {
    let file = |path: &str, text: &str| {
        let path = root.join(path);
        fs::create_dir_all(path.parent().expect("has a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    };
    for article in articles {
        file(&format!("content/{}", article.path), &article.text);
    }
    file(
        "stepdown.toml",
        &format!(
            "{CONFIG}rules.heading-order = \"off\"\nfeatures.whole_guide = true\nfeatures.epub = true\n"
        ),
    );
    file("content/_index.md", HOME);
    for section in ["a", "b", "c"] {
        file(&format!("content/{section}/_index.md"), HOME);
    }
    file("content/references.bib", BIB);
    file(
        "content/glossary.toml",
        "[[term]]\nid = \"dose\"\nterm = \"dose\"\ndefinition = \"How much.\"\n",
    );
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 24, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn two_builds_of_any_site_are_equal(
        articles in proptest::collection::vec(article(), 0..12),
        fewer in proptest::collection::vec(any::<bool>(), 12),
    ) {
        let folder = tempfile::tempdir().expect("a folder");
        let (first, second) = (folder.path().join("first"), folder.path().join("second"));
        write(&first, articles.iter());
        // The same files made in another order, so that the disk lists them differently;
        // where two articles have one path the later one must win in both.
        let mut once = std::collections::BTreeMap::new();
        for article in &articles {
            once.insert(article.path.clone(), article.clone());
        }
        write(&second, once.values().rev());
        let one = build(&first, &folder.path().join("out-1"), "1", "Pacific/Kiritimati");
        // Before the second: a build of a part of the site into the same folder.
        let out = folder.path().join("out-2");
        let part: Vec<Article> = once
            .values()
            .zip(&fewer)
            .filter(|(_, keep)| **keep)
            .map(|(article, _)| article.clone())
            .collect();
        let partial = folder.path().join("partial");
        write(&partial, part.iter());
        build(&partial, &out, "2", "UTC");
        let two = build(&second, &out, "4", "America/Los_Angeles");
        let book = one.iter().find(|(path, _)| path.ends_with("guide.epub"));
        let documents = Book::open(&book.expect("a book").1).check();
        // Title page, contents, first page and three parts stand beside the articles.
        prop_assert_eq!(documents.len(), once.len() + 6);
        prop_assert_eq!(one.len(), two.len());
        for ((path, bytes), (other_path, other)) in one.iter().zip(&two) {
            prop_assert_eq!(path, other_path);
            prop_assert!(bytes == other, "{} differs", path.display());
        }
    }
}
