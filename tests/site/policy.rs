//! What a browser lets a page do is what both policies allow: the header of the host and
//! the page's own. Here the two are put together for every page, and held against what
//! the page has in it.

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;
use std::process::Command;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use scraper::{Html, Selector};
use sha2::{Digest, Sha256};

use crate::harness::tree;

/// Directives with their sources.
type Policy = BTreeMap<String, BTreeSet<String>>;

fn parse(text: &str) -> Policy {
    text.split(';')
        .map(|directive| {
            let mut words = directive.split_whitespace().map(str::to_owned);
            (words.next().expect("a name"), words.collect())
        })
        .collect()
}

/// What a policy says of a kind of file; `default-src` where it says nothing.
fn sources<'p>(policy: &'p Policy, directive: &str) -> &'p BTreeSet<String> {
    policy.get(directive).unwrap_or(&policy["default-src"])
}

/// Whether header and page both allow it.
fn allow(policies: [&Policy; 2], directive: &str, source: &str) -> bool {
    policies
        .iter()
        .all(|p| sources(p, directive).contains(source))
}

fn hash(text: &str) -> String {
    format!("'sha256-{}'", STANDARD.encode(Sha256::digest(text)))
}

#[test]
fn header_and_page_together_allow_what_a_page_needs_and_no_more() {
    let repository = Path::new(env!("CARGO_MANIFEST_DIR"));
    let (mut pages, mut with_module, mut with_style, mut with_script) = (0, 0, 0, 0);
    for root in [
        repository.to_path_buf(),
        repository.join("tests/fixtures/languages"),
    ] {
        let out = tempfile::tempdir().expect("a folder");
        let public = out.path().join("public");
        let status = Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(["build", "--today", "2026-11-24", "--root"])
            .arg(&root)
            .arg("--out")
            .arg(&public)
            .status()
            .expect("starts");
        assert!(status.success());
        let headers = fs::read_to_string(public.join("_headers")).expect("published");
        let all: Vec<&str> = headers
            .lines()
            .filter_map(|line| line.trim().strip_prefix("Content-Security-Policy: "))
            .collect();
        // Hosts join repeated headers: a second one could only take away.
        assert_eq!(all.len(), 1, "{headers}");
        let header = parse(all[0]);
        assert!(header["frame-ancestors"].contains("'none'"));
        for (path, bytes) in tree(&public) {
            if path.extension().is_none_or(|extension| extension != "html") {
                continue;
            }
            pages += 1;
            let shown = path.display();
            let document = Html::parse_document(std::str::from_utf8(&bytes).expect("UTF-8"));
            let all = |selector: &str| {
                let selector = Selector::parse(selector).expect("a selector");
                document.select(&selector).collect::<Vec<_>>()
            };
            let metas = all("head meta[http-equiv=Content-Security-Policy]");
            let [meta] = metas.as_slice() else {
                panic!("{shown}: {} policies", metas.len());
            };
            // It holds for what comes after it only.
            let head = all("head > *");
            let place = head.iter().position(|e| e.id() == meta.id());
            assert!(
                place.is_some_and(|n| n <= 1),
                "{shown}: the policy comes late"
            );
            let own = parse(meta.attr("content").expect("a policy"));
            // Browsers ignore it there, and say so in the console.
            assert!(!own.contains_key("frame-ancestors"), "{shown}");
            for (policy, name) in [(&header, "header"), (&own, "page")] {
                assert!(policy["default-src"].contains("'none'"), "{shown}: {name}");
                assert!(policy["base-uri"].contains("'none'"), "{shown}: {name}");
                for word in policy.values().flatten() {
                    let is_known = ["'self'", "'none'", "data:", "'wasm-unsafe-eval'"]
                        .contains(&word.as_str())
                        || word.starts_with("'sha256-");
                    assert!(is_known, "{shown}: {name} allows {word}");
                }
            }
            let both = [&header, &own];
            // A module is compiled where there is a calculator or a search, and nowhere else.
            let has_module = !all("[data-module], .search-form").is_empty();
            assert_eq!(
                allow(both, "script-src", "'wasm-unsafe-eval'"),
                has_module,
                "{shown}"
            );
            with_module += usize::from(has_module);
            for script in all("script") {
                match script.attr("src") {
                    Some(_) => assert!(allow(both, "script-src", "'self'"), "{shown}"),
                    None => {
                        let text: String = script.text().collect();
                        assert!(
                            sources(&own, "script-src").contains(&hash(&text)),
                            "{shown}"
                        );
                        // Data does not run; a script of the page's own stands in the file
                        // that needs no other.
                        if script.attr("type") != Some("application/ld+json") {
                            assert_eq!(script.value().attrs().count(), 0, "{shown}");
                            assert!(allow(both, "script-src", &hash(&text)), "{shown}");
                            with_script += 1;
                        }
                    }
                }
            }
            for style in all("style") {
                with_style += 1;
                let text: String = style.text().collect();
                assert!(allow(both, "style-src", &hash(&text)), "{shown}");
            }
            assert!(
                all("[style], [onclick], [onload], iframe, object, embed").is_empty(),
                "{shown}"
            );
            for (selector, attribute, directive) in [
                ("link[rel=stylesheet]", "href", "style-src"),
                ("link[rel=manifest]", "href", "manifest-src"),
                ("link[rel=icon], img", "src", "img-src"),
                ("link[rel=icon]", "href", "img-src"),
                ("form[action]", "action", "form-action"),
            ] {
                for url in all(selector).iter().filter_map(|e| e.attr(attribute)) {
                    let source = if url.starts_with("data:") {
                        "data:"
                    } else {
                        "'self'"
                    };
                    assert!(source == "data:" || !url.contains("://"), "{shown}: {url}");
                    assert!(
                        allow(both, directive, source),
                        "{shown}: {directive} for {url}"
                    );
                }
            }
        }
    }
    assert!(pages > 100, "{pages} pages");
    assert!(with_module >= 4, "{with_module} with a module");
    assert!(with_style >= 2, "{with_style} with a style of their own");
    assert_eq!(with_script, with_style);
}
