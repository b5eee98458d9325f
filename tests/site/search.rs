//! The search index as it is published.

use std::fs;

use crate::harness::SiteTest;

const SEARCH: &str = "+++\ntitle = \"Search\"\ntemplate = \"search.html\"\n+++\nText.\n";

/// The folder that `search.json` names, and the names of its files.
fn index(site: &SiteTest) -> (String, Vec<String>) {
    let said: serde_json::Value =
        serde_json::from_str(&site.page("search.json")).expect("search.json is JSON");
    let address = said["index"].as_str().expect("an address");
    let folder = address.trim_matches('/').to_owned();
    let path = site.root().join("public").join(&folder);
    let mut files: Vec<String> = walkdir::WalkDir::new(&path)
        .into_iter()
        .map(|entry| entry.expect("readable"))
        .filter(|entry| entry.file_type().is_file())
        .map(|entry| {
            let below = entry.path().strip_prefix(&path).expect("below");
            below.to_string_lossy().into_owned()
        })
        .collect();
    files.sort();
    (folder, files)
}

#[test]
fn a_search_page_brings_an_index_and_nothing_else_does() {
    let site = SiteTest::new();
    site.article("a.md", "Words.\n").build();
    assert!(!site.root().join("public/search.json").exists());
    site.file("content/search.md", SEARCH).build();
    let (folder, files) = index(&site);
    assert!(folder.starts_with("pagefind-"), "{folder}");
    for needed in ["pagefind.js", "pagefind-entry.json", "pagefind-worker.js"] {
        assert!(files.iter().any(|file| file == needed), "{files:?}");
    }
    let ready_made = |file: &String| file.contains("ui") || file.ends_with(".css");
    assert!(!files.iter().any(ready_made), "{files:?}");
    let fragments = files.iter().filter(|file| file.ends_with("pf_fragment"));
    // The home page and the article; the search page holds nothing of its own.
    assert_eq!(fragments.count(), 2, "{files:?}");
    let headers = site.page("_headers");
    assert!(headers.contains("/pagefind-*\n  Cache-Control: public, max-age=31536000, immutable"));
}

#[test]
fn another_text_is_another_folder_and_the_same_text_the_same_files() {
    let site = SiteTest::new();
    site.article("a.md", "Words.\n")
        .file("content/search.md", SEARCH)
        .build();
    let first = index(&site);
    let entry = site.root().join("public").join(&first.0);
    let before = fs::read(entry.join("pagefind-entry.json")).expect("read");
    site.build();
    assert_eq!(index(&site), first);
    let after = fs::read(entry.join("pagefind-entry.json")).expect("read");
    assert_eq!(before, after);
    site.article("a.md", "Other words.\n").build();
    assert_ne!(index(&site).0, first.0);
    // The old one stays for a reader who is searching, and goes at the next publish.
    assert!(entry.exists());
    site.article("a.md", "Third words.\n").build();
    assert!(!entry.exists());
}
