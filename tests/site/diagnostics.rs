//! Each kind of mistake, with the diagnostic that it must give.
//!
//! A fixture is one text file: `-- PATH --` begins a file of the site, and the
//! part `-- expected --` at the end is what `build --format short` says. The
//! site's own configuration, home page and bibliography are the harness's
//! unless the fixture brings its own. `STEPDOWN_BLESS=1` writes what the program
//! says now into the fixtures: read the difference before you commit it.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use crate::harness::{SiteTest, tree};

const EXPECTED: &str = "expected";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/diagnostics")
}

/// The parts of a fixture: name and text.
fn parts(text: &str) -> Vec<(&str, String)> {
    let mut parts: Vec<(&str, String)> = Vec::new();
    for line in text.split_inclusive('\n') {
        let header = line
            .strip_prefix("-- ")
            .and_then(|l| l.strip_suffix(" --\n"));
        match (header, parts.last_mut()) {
            (Some(name), _) => parts.push((name, String::new())),
            (None, Some((_, body))) => body.push_str(line),
            (None, None) => {}
        }
    }
    parts
}

#[test]
fn each_mistake_gives_its_diagnostic_and_the_old_site_stays() {
    let mut wrong = Vec::new();
    let mut codes = BTreeSet::new();
    let mut names: Vec<_> = fs::read_dir(folder())
        .expect("the fixtures")
        .map(|e| e.expect("readable").path())
        .collect();
    names.sort();
    for path in names {
        let text = fs::read_to_string(&path).expect("a fixture");
        let parts = parts(&text);
        let site = SiteTest::new();
        site.build();
        let before = tree(&site.root().join("public"));
        for (name, body) in parts.iter().filter(|(name, _)| *name != EXPECTED) {
            site.file(name, body);
        }
        let output = site.run(&["build", "--today", "2026-11-24", "--format", "short"]);
        let said = String::from_utf8(output.stderr).expect("UTF-8");
        // The closing line is not a diagnostic.
        let said: String = said
            .split_inclusive('\n')
            .filter(|line| !line.starts_with("not published") && !line.contains(" pages in "))
            .filter(|line| !line.contains(" page in "))
            .collect();
        for line in said.lines() {
            if let Some((_, rest)) = line.split_once('[')
                && let Some((code, _)) = rest.split_once(']')
            {
                codes.insert(code.to_owned());
            }
        }
        for line in said.lines() {
            assert!(line.ends_with(')'), "no way out: {line}");
        }
        let is_error = said.contains("error[");
        assert_eq!(
            output.status.code(),
            Some(i32::from(is_error)),
            "{}: {said}",
            path.display()
        );
        if is_error {
            assert_eq!(
                tree(&site.root().join("public")),
                before,
                "{}",
                path.display()
            );
        }
        let expected = parts
            .iter()
            .find(|(name, _)| *name == EXPECTED)
            .map_or("", |(_, text)| text);
        if said != *expected {
            if std::env::var_os("STEPDOWN_BLESS").is_some() {
                let kept = text.split("-- expected --\n").next().unwrap_or_default();
                fs::write(&path, format!("{kept}-- expected --\n{said}")).expect("written");
            }
            wrong.push(format!(
                "{}:\n  expected:\n{expected}\n  said:\n{said}",
                path.display()
            ));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(codes.len() > 30, "{codes:?}");
}
