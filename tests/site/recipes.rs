//! The recipes in `docs/content/publishing/hosting/` as far as they can be run without their hosts.

use std::fs;
use std::os::unix::fs::PermissionsExt;
use std::path::Path;
use std::process::Command;

use crate::harness::SiteTest;

fn recipe(name: &str) -> String {
    let path = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("docs/content/publishing/hosting")
        .join(name);
    fs::read_to_string(path).expect("a recipe")
}

/// A stand-in for `aws` writes its arguments down.
const STAND_IN: &str = "#!/bin/sh\nfor argument in \"$@\"; do printf '%s\\t' \"$argument\"; done >> \"$CALLS\"\necho >> \"$CALLS\"\n";

#[test]
fn storage_gets_assets_first_pages_later_and_deletes_last() {
    let site = SiteTest::new();
    let programs = site.file("bin/aws", STAND_IN).root().join("bin");
    let aws = programs.join("aws");
    fs::set_permissions(&aws, fs::Permissions::from_mode(0o755)).expect("set");
    let calls = site.root().join("calls");
    let path = std::env::var("PATH").expect("a path");
    let script =
        Path::new(env!("CARGO_MANIFEST_DIR")).join("docs/content/publishing/hosting/s3.sh");
    let output = Command::new("sh")
        .arg(script)
        .args(["a folder", "s3://guide"])
        .env("PATH", format!("{}:{path}", programs.display()))
        .env("CALLS", &calls)
        .output()
        .expect("a shell");
    assert!(output.status.success(), "{output:?}");
    let calls = fs::read_to_string(calls).expect("calls");
    let calls: Vec<&str> = calls.lines().collect();
    assert!(
        calls
            .iter()
            .all(|call| call.starts_with("s3\tsync\ta folder\ts3://guide\t"))
    );
    let first = |what: &str| calls.iter().position(|call| call.contains(what));
    let last = |what: &str| calls.iter().rposition(|call| call.contains(what));
    let immutable = last("immutable").expect("lasting files");
    let other = first("no-cache").expect("files that change");
    let pages = first("--include\t*.html\t").expect("pages");
    assert!(immutable < other && other < pages, "{calls:?}");
    assert_eq!(first("--delete"), Some(calls.len() - 1));
    for (file, kind) in [
        ("*.wasm", "application/wasm"),
        ("*.epub", "application/epub+zip"),
        ("*.html", "text/html; charset=utf-8"),
    ] {
        let typed = |call: &&&str| call.contains(file) && call.contains("--include");
        let call = calls
            .iter()
            .filter(typed)
            .find(|call| call.contains("--content-type"));
        assert!(call.expect("a type").contains(kind), "{file}");
    }
    // What only other hosts read, and hidden files, are left out of every copy.
    for call in calls.iter().filter(|call| !call.contains("--exclude\t*\t")) {
        for name in ["_headers", "_redirects", ".*"] {
            assert!(call.contains(&format!("--exclude\t{name}\t")), "{call}");
        }
    }
}

#[test]
fn recipes_name_flags_and_a_compiler_that_are_there() {
    let manifest = include_str!("../../rust-toolchain.toml");
    let container = recipe("Containerfile");
    let (_, version) = container.split_once("rust:").expect("an image");
    let version: String = version
        .chars()
        .take_while(|c| c.is_ascii_digit() || *c == '.')
        .collect();
    assert!(manifest.contains(&format!("\"{version}")), "{version}");
    let site = SiteTest::new();
    for line in container
        .lines()
        .filter(|line| line.contains("target/release/stepdown"))
    {
        let (_, command) = line
            .split_once("target/release/stepdown ")
            .expect("the program");
        let command = command.split(['>', '\\']).next().unwrap_or_default();
        let args: Vec<&str> = command.split_whitespace().collect();
        let output = site.run(&args);
        assert!(output.status.success(), "{args:?}: {output:?}");
    }
    for name in ["github-pages.yml", "netlify.toml"] {
        assert!(
            recipe(name).contains("cargo run --release --locked -- build --deny warnings"),
            "{name}"
        );
    }
    let netlify: toml::Table = toml::from_str(&recipe("netlify.toml")).expect("TOML");
    assert_eq!(netlify["build"]["publish"].as_str(), Some("public"));
}
