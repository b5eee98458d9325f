//! `stepdown import`: a Zola site in every form that is known, moved by the real
//! program; the new site is built, and its addresses are held against Zola's.

mod addresses;
mod configuration;
mod files;
mod left_out;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Output;

use crate::harness::{program, tree};

/// Where Zola publishes the pages of the fixture, by its documentation, and a word of
/// each page.
const ADDRESSES: [(&str, &str); 13] = [
    ("", "A Zola site"),
    ("about/", "About: us"),
    ("us/", "about"),
    ("old/about.html", "about"),
    ("buyuk-ad/", "A name that Zola"),
    ("some/other/place/", "elsewhere"),
    ("blog/", "Blog"),
    ("blog/first/", "Never stop suddenly"),
    ("blog/second-post/", "Second"),
    ("blog/bundle-of-files/", "A bundle"),
    ("guide/deep/page/", "Own id"),
    ("tr/about/", "Hakkında"),
    ("tr/blog/bundle/", "Bir klasör"),
];

fn fixture() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/zola")
}

fn stepdown(args: &[&str]) -> Output {
    program().args(args).output().expect("the program starts")
}

fn import(from: &Path, to: &Path) -> (Option<i32>, String) {
    let (from, to) = (from.to_str().expect("UTF-8"), to.to_str().expect("UTF-8"));
    let output = stepdown(&["import", from, to, "--format", "short"]);
    let said = String::from_utf8(output.stderr).expect("UTF-8");
    (output.status.code(), said.replace(to, "TO"))
}

/// A site of a few files.
fn zola(files: &[(&str, &str)]) -> tempfile::TempDir {
    let folder = tempfile::tempdir().expect("a folder");
    let config = (
        "config.toml",
        "base_url = \"https://e.org\"\ntitle = \"T\"\n",
    );
    for (path, text) in std::iter::once(&config).chain(files) {
        let path = folder.path().join(path);
        fs::create_dir_all(path.parent().expect("has a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
    }
    folder
}

/// A site that was moved, and what was said of it.
struct Moved {
    to: PathBuf,
    said: String,
    /// Lasts as long as the site in it is looked at.
    _folder: tempfile::TempDir,
}

/// Moves a site in which nothing is wrong.
fn moved(site: &tempfile::TempDir) -> Moved {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("new");
    let (code, said) = import(site.path(), &to);
    assert_eq!(code, Some(0), "{said}");
    Moved {
        to,
        said,
        _folder: folder,
    }
}

/// Runs a command on a moved site.
fn run_on(to: &Path, command: &[&str]) -> Output {
    let root = to.to_str().expect("UTF-8");
    stepdown(&[command, &["--root", root]].concat())
}

/// These files lie in the folder.
fn assert_files(folder: &Path, files: &[&str]) {
    for file in files {
        assert!(folder.join(file).is_file(), "{file}");
    }
}

#[test]
fn a_zola_site_is_moved_with_its_addresses_and_builds() {
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("deep/new");
    let before = tree(&fixture());
    let (code, said) = import(&fixture(), &to);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(tree(&fixture()), before, "the old site is only read");
    let files: String = tree(&to)
        .into_iter()
        .map(|(path, bytes)| match String::from_utf8(bytes) {
            Ok(text) => format!("-- {} --\n{text}", path.display()),
            Err(_) => format!("-- {} --\n", path.display()),
        })
        .collect();
    insta::with_settings!({ snapshot_path => "../../fixtures/golden", prepend_module_to_snapshot => false, omit_expression => true }, {
        insta::assert_snapshot!("import-report", said);
        insta::assert_snapshot!("import-site", files);
    });

    let output = run_on(&to, &["build", "--format", "short"]);
    let said = String::from_utf8_lossy(&output.stderr);
    assert!(output.status.success(), "{said}");
    assert_eq!(said.matches("[not-moved]").count(), 3, "{said}");
    for (address, word) in ADDRESSES {
        let file = match address.ends_with(".html") {
            true => to.join("public").join(address),
            false => to.join("public").join(address).join("index.html"),
        };
        let page = fs::read_to_string(&file).unwrap_or_else(|e| panic!("{address}: {e}"));
        assert!(page.contains(word), "{address}");
    }
    // No page has an address that Zola would not have given it, but for the one page
    // whose `path` is another place: its old address leads there.
    let own = [
        "elsewhere/index.html",
        "guide/index.html",
        "tr/index.html",
        "404.html",
        "tr/404.html",
    ];
    let known: BTreeSet<String> = ADDRESSES
        .iter()
        .map(|(address, _)| match address.ends_with(".html") {
            true => (*address).to_owned(),
            false => format!("{address}index.html"),
        })
        .chain(own.map(str::to_owned))
        .collect();
    let published: BTreeSet<String> = tree(&to.join("public"))
        .into_iter()
        .map(|(path, _)| path.to_str().expect("UTF-8").to_owned())
        .filter(|path| path.ends_with(".html") && !path.contains("topics/"))
        .collect();
    assert_eq!(published, known);
    let page = |path: &str| fs::read_to_string(to.join("public").join(path)).expect("published");
    let first = page("blog/first/index.html");
    for part in ["id=\"turkce-baslik\"", "id=\"don-t\"", "{% warning"] {
        assert!(first.contains(part), "{part}");
    }
    assert!(page("about/index.html").contains("id=\"fn-1\""));
    // Files beside pages have their old addresses.
    assert_files(
        &to.join("public"),
        &[
            "blog/bundle-of-files/table.csv",
            "blog/bundle-of-files/raw.txt",
            "img/logo.png",
        ],
    );
}

#[test]
fn titles_and_code_are_moved_as_they_are() {
    let shown = "One.\n\n```html\n<!-- more -->\n```\n";
    let site = zola(&[
        (
            "content/a.md",
            "+++\ntitle = \"A\"\n+++\n[next](../b \"About ../b\"), [home](/ \"Back / Home\")\n",
        ),
        ("content/b.md", &format!("+++\ntitle = \"B\"\n+++\n{shown}")),
    ]);
    let Moved { to, .. } = &moved(&site);
    let text = |file: &str| fs::read_to_string(to.join("content").join(file)).expect("moved");
    assert!(
        text("a.md").ends_with("[next](b.md \"About ../b\"), [home](_index.md \"Back / Home\")\n"),
        "{}",
        text("a.md")
    );
    let b = text("b.md");
    assert!(b.ends_with(shown) && !b.contains("description"), "{b}");
}

#[test]
fn two_imports_are_equal_and_leave_nothing_beside() {
    let folder = tempfile::tempdir().expect("a folder");
    let [a, b] = ["a", "b"].map(|name| folder.path().join(name));
    fs::create_dir(&b).expect("an empty folder is a target too");
    import(&fixture(), &a);
    import(&fixture(), &b);
    assert_eq!(tree(&a), tree(&b));
    let entries = fs::read_dir(folder.path()).expect("readable").count();
    assert_eq!(entries, 2);
}

#[test]
#[cfg(unix)]
fn a_link_to_an_empty_folder_is_a_target() {
    use std::os::unix::fs::symlink;
    let folder = tempfile::tempdir().expect("a folder");
    let site = zola(&[("content/a.md", "+++\ntitle = \"A\"\n+++\n")]);
    let [real, link, nowhere] = ["real", "link", "nowhere"].map(|name| folder.path().join(name));
    fs::create_dir(&real).expect("a folder");
    symlink("real", &link).expect("a link");
    symlink("gone", &nowhere).expect("a link");
    let (code, said) = import(site.path(), &nowhere);
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("is a symbolic link that leads to no folder"),
        "{said}"
    );
    let (code, said) = import(site.path(), &link);
    assert_eq!(code, Some(0), "{said}");
    assert!(link.is_symlink());
    assert_files(&real, &["stepdown.toml", "content/a.md"]);
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 3);
    // It is full now, and a link into the old site leads there.
    let into = folder.path().join("into");
    fs::create_dir(site.path().join("new")).expect("a folder");
    symlink(site.path().join("new"), &into).expect("a link");
    for (to, words) in [
        (&link, "is not empty"),
        (&into, "lies in the Zola site's folder"),
    ] {
        let (code, said) = import(site.path(), to);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
}

#[test]
fn wrong_use_is_refused_and_nothing_is_written() {
    let site = zola(&[("content/a.md", "+++\ntitle = \"A\"\n+++\n")]);
    let folder = tempfile::tempdir().expect("a folder");
    let full = folder.path().join("full");
    fs::create_dir(&full).expect("a folder");
    fs::write(full.join("mine.txt"), "mine").expect("a file");
    let inside = site.path().join("new");
    let through = folder.path().join("none/../full/../x");
    let before = (tree(site.path()), tree(folder.path()));
    for (from, to, words) in [
        (site.path(), full.as_path(), "is not empty"),
        (site.path(), full.join("mine.txt").as_path(), "is no folder"),
        (site.path(), inside.as_path(), "lies in the Zola site"),
        (site.path(), site.path(), "is not empty"),
        (full.as_path(), through.as_path(), "is no Zola site"),
        (
            folder.path().join("no").as_path(),
            through.as_path(),
            "is no folder",
        ),
    ] {
        let (code, said) = import(from, to);
        assert_eq!(code, Some(2), "{said}");
        assert!(said.contains(words), "{said}");
    }
    assert_eq!((tree(site.path()), tree(folder.path())), before);
}

#[test]
fn a_disk_that_refuses_is_the_machine() {
    let folder = tempfile::tempdir().expect("a folder");
    fs::write(folder.path().join("file"), "x").expect("a file");
    let (code, said) = import(&fixture(), &folder.path().join("file/new"));
    assert_eq!(code, Some(3), "{said}");
}

#[test]
fn a_text_that_is_made_to_take_long_does_not() {
    let body = |piece: &str| {
        format!(
            "+++\ntitle = \"T\"\n+++\n{}\n",
            piece.repeat(20_000 / piece.len())
        )
    };
    let bodies = [
        "{{a(",
        "{% a() %}",
        "{{/*",
        "# a\n\n",
        "[x](y) {{ b() }} ",
        "<!--",
        "`{{ c() }}` ",
    ]
    .map(body);
    let names: Vec<String> = (0..bodies.len())
        .map(|n| format!("content/{n}.md"))
        .collect();
    let files: Vec<(&str, &str)> = names
        .iter()
        .map(String::as_str)
        .zip(bodies.iter().map(String::as_str))
        .collect();
    let site = zola(&files);
    let folder = tempfile::tempdir().expect("a folder");
    let begun = std::time::Instant::now();
    let root = site.path().to_str().expect("UTF-8");
    let to = folder.path().join("new");
    let output = stepdown(&[
        "import",
        root,
        to.to_str().expect("UTF-8"),
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0));
    assert!(
        begun.elapsed() < std::time::Duration::from_secs(60),
        "{:?}",
        begun.elapsed()
    );
}
