//! The manual in `docs/`: its reference pages say what the code says, its examples
//! run, and the flags that it names are there.
//!
//! `cargo xtask manual` (this test with `STEPDOWN_BLESS` set) writes the pages anew.
//! They are made here and not in the program, so that nobody who installs it carries them.

mod commands;
mod components;
mod examples;
mod rules;
mod schema;

use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{assert_success, program};

/// A page that is made from the code.
struct Page {
    /// Below `docs/content/reference/`.
    path: &'static str,
    text: String,
}

fn content() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content")
}

/// Front matter, and the line that keeps people from editing what follows.
fn opening(title: &str, description: &str, more: &str) -> String {
    format!(
        "+++\ntitle = \"{title}\"\ndescription = \"{description}\"\n{more}+++\n\n\
         <!-- Made from the code by `cargo xtask manual`. Change the code, not this page. -->\n\n"
    )
}

/// Text of the code in a cell of a table: one line, its own bars and brackets no markup.
fn cell(text: &str) -> String {
    let mut out = String::new();
    let mut in_code = false;
    for c in text
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
    {
        match c {
            '`' => in_code = !in_code,
            '|' => out.push('\\'),
            '[' | '<' | '*' | '_' if !in_code => out.push('\\'),
            _ => {}
        }
        out.push(c);
    }
    out
}

/// A sentence begins with a capital letter and ends with a full stop.
fn sentence(text: &str) -> String {
    let text = cell(text);
    match text.ends_with(['.', '?', ':']) || text.is_empty() {
        true => text,
        false => format!("{text}."),
    }
}

#[test]
fn reference_pages_say_what_the_code_says() {
    let pages = [
        commands::page(),
        schema::configuration(),
        schema::front_matter(),
        schema::data_files(),
        schema::calculator(),
        components::page(),
        rules::page(),
    ];
    let mut old = Vec::new();
    for page in pages {
        let path = content().join("reference").join(page.path);
        if fs::read_to_string(&path).is_ok_and(|text| text == page.text) {
            continue;
        }
        if std::env::var_os("STEPDOWN_BLESS").is_some() {
            fs::write(&path, page.text).expect("written");
        } else {
            old.push(page.path);
        }
    }
    assert!(
        old.is_empty(),
        "these pages of docs/content/reference/ do not say what the code says: {old:?}. \
         Write them anew with `cargo xtask manual`, and read what changed before you commit it."
    );
}

#[test]
fn the_manual_has_no_findings() {
    let output = program()
        .args(["check", "--deny", "warnings", "--format", "short", "--root"])
        .arg(Path::new(env!("CARGO_MANIFEST_DIR")).join("docs"))
        .output()
        .expect("the program starts");
    assert_success(&output);
}

/// Every Markdown file of the manual: its path below `content/`, and its text.
fn pages() -> Vec<(String, String)> {
    let content = content();
    walkdir::WalkDir::new(&content)
        .sort_by_file_name()
        .into_iter()
        .map(|entry| entry.expect("readable").into_path())
        .filter(|path| path.extension().is_some_and(|e| e == "md"))
        .map(|path| {
            let text = fs::read_to_string(&path).expect("UTF-8");
            let path = path.strip_prefix(&content).expect("inside");
            (path.to_string_lossy().into_owned(), text)
        })
        .collect()
}

/// Pages, and the short forms beside them, name tests and files of the repository:
/// whoever looks for one must find it.
#[test]
fn tests_and_files_that_pages_name_are_there() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut sources = String::new();
    for folder in ["src", "tests", "taper/src", "taper/tests"] {
        for entry in walkdir::WalkDir::new(root.join(folder)) {
            let path = entry.expect("readable").into_path();
            if path.extension().is_some_and(|e| e == "rs") {
                sources.push_str(&fs::read_to_string(&path).expect("UTF-8"));
            }
        }
    }
    let mut texts = pages();
    for name in [
        "README.md",
        "ARCHITECTURE.md",
        "CONTRIBUTING.md",
        "SECURITY.md",
    ] {
        let text = fs::read_to_string(root.join(name)).expect("UTF-8");
        texts.push((name.to_owned(), text));
    }
    let mut named = 0;
    let mut missing = Vec::new();
    for (page, text) in texts {
        for word in text.split('`').skip(1).step_by(2) {
            let is_path = ["src/", "tests/", "taper/", "docs/", "benches/"]
                .iter()
                .any(|folder| word.starts_with(folder))
                && !word.contains([' ', '*', '{', '…']);
            let is_test = word.matches('_').count() > 3
                && word.chars().all(|c| c.is_ascii_lowercase() || c == '_');
            let is_there = match is_path {
                true => root.join(word).exists(),
                // A long test is several functions, with a number behind the name.
                false => !is_test || sources.contains(&format!("fn {word}")),
            };
            if !is_there {
                missing.push(format!("{page}: `{word}`"));
            }
            named += usize::from(is_path || is_test);
        }
    }
    assert!(missing.is_empty(), "these are not there: {missing:#?}");
    assert!(named > 40, "{named}");
}
