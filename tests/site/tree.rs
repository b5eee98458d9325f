//! What a disk can do to a build.

use std::fs;
use std::os::unix::ffi::OsStrExt;
use std::os::unix::fs::{PermissionsExt, symlink};

use crate::harness::{CONFIG, SiteTest, said, tree};

#[test]
fn a_symbolic_link_that_leads_back_is_named() {
    let site = SiteTest::new();
    site.article("part/a.md", "Text.\n");
    symlink("..", site.root().join("content/part/up")).expect("a link");
    let output = site.run(&["build", "--format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("content/part/up") && said(&output).contains("symlink-loop"),
        "{}",
        said(&output)
    );
}

#[test]
fn a_symbolic_link_to_an_article_elsewhere_is_followed() {
    let site = SiteTest::new();
    site.file("elsewhere.md", "+++\ntitle = \"Linked\"\n+++\nText.\n");
    symlink("../elsewhere.md", site.root().join("content/linked.md")).expect("a link");
    site.build();
    assert!(site.page("linked/index.html").contains("Linked"));
}

#[test]
fn a_link_that_leads_nowhere_is_named() {
    let site = SiteTest::new();
    symlink("nowhere.md", site.root().join("content/gone.md")).expect("a link");
    let output = site.run(&["build", "--format", "short"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    let expected = "content/gone.md: error[symlink-loop]: the symbolic link leads to `nowhere.md`, which is not there";
    assert!(said(&output).contains(expected), "{}", said(&output));
}

#[test]
fn a_symbolic_link_of_a_file_that_leads_back_to_itself_is_named() {
    let site = SiteTest::new();
    for (link, to) in [
        ("own.md", "own.md"),
        ("one.md", "two.md"),
        ("two.md", "one.md"),
    ] {
        symlink(to, site.root().join("content").join(link)).expect("a link");
    }
    let (found, code) = site.findings();
    assert_eq!(code, 1);
    assert_eq!(found, ["symlink-loop null:null"; 3]);
}

#[test]
fn folders_nested_too_deeply_are_refused() {
    let site = SiteTest::new();
    let deep = "d/".repeat(40);
    site.article(&format!("{deep}a.md"), "Text.\n");
    let output = site.run(&["build", "--format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("too-deep"), "{}", said(&output));
}

#[test]
fn a_name_that_is_not_utf8_is_named() {
    let site = SiteTest::new();
    let name = std::ffi::OsStr::from_bytes(b"bad\xff.md");
    fs::write(site.root().join("content").join(name), "x").expect("a file");
    let output = site.run(&["build", "--format", "short"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(said(&output).contains("reserved-name"), "{}", said(&output));
}

#[test]
fn text_that_is_not_utf8_is_found_at_its_byte() {
    let site = SiteTest::new();
    site.file("content/a.md", b"+++\ntitle = \"A\"\n+++\nab\xff\n");
    assert_eq!(site.findings(), (vec!["invalid-utf8 4:3".to_owned()], 1));
    let config = [CONFIG.as_bytes(), b"author = \"\xff\"\n"].concat();
    site.file("stepdown.toml", config);
    assert_eq!(site.findings(), (vec!["invalid-utf8 5:11".to_owned()], 1));
}

#[test]
fn names_with_spaces_quotes_and_other_scripts_are_published_and_linked() {
    let site = SiteTest::new();
    site.article("it's a \"name\".md", "## Ünder\n")
        .article("çay 🍵.md", "See [it](<it's a \"name\".md#ünder>).\n")
        .build();
    let pages: Vec<_> = tree(&site.root().join("public"))
        .into_iter()
        .filter(|(path, _)| path.ends_with("index.html"))
        .collect();
    assert_eq!(pages.len(), 3);
    let page = site.page("çay/index.html");
    assert!(page.contains("href=\"/its-a-name/#%C3%BCnder\""), "{page}");
}

/// Root may write anywhere, so permissions prove nothing for it.
fn is_root() -> bool {
    std::process::Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|o| o.stdout.trim_ascii() == b"0")
}

#[test]
fn an_output_folder_that_cannot_be_written_leaves_the_old_site() {
    let site = SiteTest::new();
    site.build();
    let before = tree(&site.root().join("public"));
    let root = site.root().to_path_buf();
    site.article("a.md", "Text.\n");
    let output = if is_root() {
        // A place where not even root can make a folder.
        site.run(&["build", "--out", "/proc/stepdown-output"])
    } else {
        fs::set_permissions(&root, fs::Permissions::from_mode(0o555)).expect("set");
        let output = site.run(&["build"]);
        fs::set_permissions(&root, fs::Permissions::from_mode(0o755)).expect("set");
        output
    };
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("error"), "{}", said(&output));
    assert_eq!(tree(&root.join("public")), before);
}

#[test]
fn a_link_out_of_the_site_is_refused() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    fs::write(elsewhere.path().join("secret.md"), "secret").expect("written");
    for link in ["content/a.md", "static/a.txt", "content/part"] {
        let site = SiteTest::new();
        site.file("static/b.txt", "b");
        let target = match link.ends_with("part") {
            true => elsewhere.path().to_path_buf(),
            false => elsewhere.path().join("secret.md"),
        };
        symlink(target, site.root().join(link)).expect("a link");
        let output = site.run(&["build", "--format", "short"]);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let finding = format!("{link}: error[link-outside]");
        assert!(said(&output).contains(&finding), "{}", said(&output));
        assert!(!site.root().join("public").exists());
    }
}

#[test]
fn an_article_that_cannot_be_read_is_named() {
    let site = SiteTest::new();
    site.build();
    let before = tree(&site.root().join("public"));
    // Not even root can read a socket, and reading a pipe would never end.
    let _socket = std::os::unix::net::UnixListener::bind(site.root().join("content/a.md"));
    let output = site.run(&["build", "--format", "short"]);
    assert_eq!(output.status.code(), Some(3), "{}", said(&output));
    assert!(said(&output).contains("content/a.md"), "{}", said(&output));
    assert_eq!(tree(&site.root().join("public")), before);
}
