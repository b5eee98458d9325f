//! `stepdown import`: a Zola site in every form that is known, moved by the real
//! program; the new site is built, and its addresses are held against Zola's.

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

#[cfg(target_os = "linux")]
use crate::harness::without_privileges;
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
    insta::with_settings!({ snapshot_path => "../fixtures/golden", prepend_module_to_snapshot => false, omit_expression => true }, {
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
fn a_configuration_that_cannot_be_read_stops_all() {
    let folder = tempfile::tempdir().expect("a folder");
    for (text, words) in [
        ("title = ", "config.toml:1:"),
        ("base_url = 5\ntitle = []\n", "`title`: expected a text"),
        (
            "base_url = \"https://e.org\"\ndefault_language = \"no language\"\n",
            "is no language code",
        ),
    ] {
        let site = zola(&[("config.toml", text)]);
        let to = folder.path().join("new");
        let (code, said) = import(site.path(), &to);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(words), "{said}");
        assert!(!to.exists());
    }
}

#[test]
fn languages_of_older_sites_are_moved_and_values_of_a_wrong_type_are_named() {
    let config = "base_url = \"https://e.org\"\ntitle = \"T\"\n";
    let site = zola(&[
        (
            "config.toml",
            &format!("{config}languages = [{{ code = \"fr\", feed = true }}, {{ x = 1 }}]\n"),
        ),
        ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n"),
        ("content/a.fr.md", "+++\ntitle = \"Un\"\n+++\n"),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    assert!(to.join("content/fr/a.md").is_file(), "{said}");
    assert!(said.contains("in 2 languages"), "{said}");
    let lost = "config.toml:3:44: warning[not-moved]: `languages` was not moved: expected a `code`";
    assert!(said.contains(lost), "{said}");
    for (value, name) in [
        ("languages = 5", "languages"),
        ("languages.fr = true", "languages.fr"),
        ("languages = [\"fr\"]", "languages"),
        ("taxonomies = \"tags\"", "taxonomies"),
        ("taxonomies = [\"tags\"]", "taxonomies"),
        ("taxonomies = [{ title = \"tags\" }]", "taxonomies"),
        ("slugify = true", "slugify"),
        ("slugify.paths_keep_dates = 1", "slugify.paths_keep_dates"),
        ("markdown = []", "markdown"),
        (
            "markdown.smart_punctuation = 1",
            "markdown.smart_punctuation",
        ),
        ("generate_feeds = \"yes\"", "generate_feeds"),
    ] {
        let site = zola(&[("config.toml", &format!("{config}{value}\n"))]);
        let said = &moved(&site).said;
        let named = format!("`{name}` was not moved: expected ");
        assert!(said.contains(&named), "{value}\n{said}");
        assert!(!said.contains("everything was moved"), "{value}\n{said}");
    }
}

#[test]
fn what_cannot_be_read_is_carried_over_as_it_is() {
    let broken = "+++\ntitle = \"A\nweight = x\n+++\nNever lost.\n";
    let site = zola(&[
        ("content/a.md", broken),
        ("content/b.md", "No front matter.\n"),
        ("content/c.md", "---\na: &a [b]\nb: *a\n---\nText.\n"),
        ("content/d.md", "+++\ntitle = 5\nweight = \"x\"\n+++\n"),
        (
            "content/good.md",
            "+++\ntitle = \"Good\"\n+++\n[a](@/a.md) [no](@/no.md)\n",
        ),
    ]);
    fs::write(
        site.path().join("content/e.md"),
        b"+++\ntitle = \"\xff\"\n+++\n",
    )
    .expect("a file");
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("new");
    let (code, said) = import(site.path(), &to);
    assert_eq!(code, Some(1), "{said}");
    for words in [
        "content/a.md:2:11: error[toml-syntax]",
        "content/b.md:1:1: error[front-matter]",
        "content/c.md:2:4: error[yaml-syntax]",
        "content/d.md:2:9: error[wrong-type]",
        "content/d.md:3:10: error[wrong-type]",
        "content/e.md: error[invalid-utf8]",
        "content/good.md:4:13: warning[not-moved]: there is no `content/no.md`",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    for file in ["a.md", "b.md", "c.md", "d.md", "e.md"] {
        let [old, new] = [site.path(), &to].map(|root| fs::read(root.join("content").join(file)));
        assert_eq!(old.expect("there"), new.expect("carried over"), "{file}");
    }
    let good = fs::read_to_string(to.join("content/good.md")).expect("moved");
    assert!(good.contains("[a](a.md) [no](@/no.md)"), "{good}");
}

#[test]
#[cfg(unix)]
fn links_out_of_the_site_are_not_followed() {
    let secret = tempfile::tempdir().expect("a folder");
    fs::write(
        secret.path().join("secret.md"),
        "+++\ntitle = \"S\"\n+++\nSecret.\n",
    )
    .expect("a file");
    let site = zola(&[
        ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n"),
        ("static/x.txt", "x"),
    ]);
    for (what, place) in [
        ("", "content/folder"),
        ("secret.md", "content/secret.md"),
        ("secret.md", "static/secret.txt"),
    ] {
        std::os::unix::fs::symlink(secret.path().join(what), site.path().join(place))
            .expect("a link");
    }
    let Moved { to, said, .. } = &moved(&site);
    assert_eq!(
        said.matches("a symbolic link was not followed").count(),
        3,
        "{said}"
    );
    let moved = tree(to);
    assert!(
        moved
            .iter()
            .all(|(_, bytes)| !String::from_utf8_lossy(bytes).contains("Secret"))
    );
}

#[test]
#[cfg(unix)]
fn a_pipe_in_the_old_site_is_named_and_nothing_is_written() {
    for place in ["content/pipe.md", "static/pipe.png"] {
        let site = zola(&[
            ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n"),
            ("static/x.txt", "x"),
        ]);
        let made = Command::new("mkfifo").arg(site.path().join(place)).status();
        assert!(made.expect("mkfifo starts").success());
        let folder = tempfile::tempdir().expect("a folder");
        let (code, said) = import(site.path(), &folder.path().join("new"));
        assert_eq!(code, Some(3), "{said}");
        let named = format!("{place}: error[io]: this is neither a file nor a folder");
        assert!(said.contains(&named), "{said}");
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 0);
    }
}

#[test]
#[cfg(target_os = "linux")]
fn a_file_that_cannot_be_read_is_named_and_nothing_is_written() {
    use std::os::unix::fs::PermissionsExt as _;
    for place in ["content/a.md", "content/a/pic.png", "static/pic.png"] {
        let page = "+++\ntitle = \"P\"\n+++\n![A picture](a/pic.png)\n";
        let site = zola(&[
            ("content/_index.md", page),
            ("content/a.md", page),
            ("content/a/_index.md", page),
            ("content/a/pic.png", "x"),
            ("static/pic.png", "x"),
        ]);
        let unreadable = fs::Permissions::from_mode(0o000);
        fs::set_permissions(site.path().join(place), unreadable).expect("set");
        let folder = tempfile::tempdir().expect("a folder");
        let to = folder.path().join("new");
        let output = without_privileges()
            .arg("import")
            .args([site.path(), &to])
            .args(["--format", "short"])
            .output()
            .expect("it starts");
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(3), "{place}: {said}");
        let named = format!("{place}: error[io]: cannot read the ");
        assert!(said.contains(&named), "{said}");
        assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 0);
    }
}

#[test]
fn only_files_that_the_program_makes_stay_behind() {
    let site = zola(&[
        ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n"),
        ("static/site.webmanifest", "{}"),
        ("static/sitemap.xml", "<urlset/>"),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    assert!(to.join("static/site.webmanifest").is_file());
    assert!(!to.join("static/sitemap.xml").exists());
    assert!(said.contains("static/sitemap.xml"), "{said}");
}

#[test]
fn two_files_with_one_place_are_named_and_the_first_is_moved() {
    let site = zola(&[
        ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n"),
        ("content/index.md", "+++\ntitle = \"Other\"\n+++\n"),
    ]);
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = import(site.path(), &folder.path().join("new"));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("content/index.md: error[url-collision]"),
        "{said}"
    );
}

#[test]
fn nothing_is_written_outside_of_the_new_site() {
    let site = zola(&[
        (
            "content/a/index.md",
            "+++\ntitle = \"A\"\npath = \"../../../../evil\"\naliases = [\"../../b\"]\n+++\n",
        ),
        ("content/a/x.txt", "x"),
        (
            "content/b/index.md",
            "+++\ntitle = \"B\"\nslug = \"../../c\"\n+++\n",
        ),
        ("content/b/y.txt", "y"),
    ]);
    fs::write(
        site.path().join("config.toml"),
        "base_url = \"https://e.org\"\n[slugify]\npaths = \"off\"\n",
    )
    .expect("a file");
    let folder = tempfile::tempdir().expect("a folder");
    let to = folder.path().join("deep/er/new");
    let (code, said) = import(site.path(), &to);
    assert_eq!(code, Some(0), "{said}");
    assert_eq!(
        said.matches("leads out of the site and was not kept")
            .count(),
        2,
        "{said}"
    );
    let outside = tree(folder.path());
    assert!(
        outside
            .iter()
            .all(|(path, _)| path.starts_with("deep/er/new")),
        "{outside:?}"
    );
    let build = run_on(&to, &["build"]);
    assert!(build.status.success(), "{build:?}");
    // A language whose code is a way out is no language.
    let site = zola(&[(
        "config.toml",
        "base_url = \"https://e.org\"\n[languages.\"../x\"]\n",
    )]);
    let (code, said) = import(site.path(), &folder.path().join("other"));
    assert_eq!(code, Some(1), "{said}");
}

#[test]
fn addresses_with_other_settings_are_kept_too() {
    let site = zola(&[
        ("content/Part/_index.md", "+++\ntitle = \"Part\"\n+++\n"),
        (
            "content/Part/Büyük Ad.md",
            "+++\ntitle = \"Ad\"\n+++\n## Ön Söz\n[@me] wrote it: [here](#Ön_Söz).\n",
        ),
        (
            "content/2024-01-02-day.md",
            "+++\ntitle = \"Day\"\n+++\n[x](@/Part/Büyük%20Ad.md#Ön_Söz)\n",
        ),
    ]);
    fs::write(
        site.path().join("config.toml"),
        "base_url = \"https://e.org\"\n[slugify]\npaths = \"safe\"\npaths_keep_dates = true\nanchors = \"safe\"\n",
    )
    .expect("a file");
    let Moved { to, said, .. } = &moved(&site);
    let build = run_on(to, &["build"]);
    assert!(build.status.success(), "{build:?}");
    let page = |path: &str| fs::read_to_string(to.join("public").join(path)).unwrap_or_default();
    assert!(
        page("Part/Büyük Ad/index.html").contains("/part/b"),
        "{said}"
    );
    assert!(page("part/büyük-ad/index.html").contains("id=\"Ön_Söz\""));
    assert!(page("part/büyük-ad/index.html").contains("[@me] wrote it"));
    assert!(page("2024-01-02-day/index.html").contains("#"));
}

#[test]
fn an_address_that_only_a_host_can_keep_is_named_with_its_line_and_not_counted_as_kept() {
    let page = |more: &str| format!("+++\ntitle = \"P\"\n{more}+++\n");
    let site = zola(&[
        (
            "config.toml",
            "base_url = \"https://e.org/sub\"\ntitle = \"T\"\n",
        ),
        ("content/_index.md", &page("")),
        ("content/Guide/_index.md", &page("")),
        ("content/Guide/x.md", &page("")),
        ("content/about.md", &page("path = \"About\"\n")),
        (
            "content/b.md",
            &page(
                "path = \"else/where\"\naliases = [\"/b/\", \"/about/\", \"/con/\", \"/assets/x/\", \"/fine/\"]\n",
            ),
        ),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    assert!(
        said.contains("0 kept by `slug`, 1 by an alias that leads to the new one; 3 not kept"),
        "{said}"
    );
    for words in [
        "content/Guide/x.md:1:1: warning[not-moved]: the old address `/Guide/x/` leads nowhere: it differs only in upper and lower case",
        "redirect it at your host: `/sub/Guide/x/ /sub/guide/x/ 301`",
        "`/About/` leads nowhere: it differs only in upper and lower case",
        "`/about/` leads nowhere: `content/about.md` has it",
        "`/con/` leads nowhere: not every system can have it as a file",
        "`/assets/x/` leads nowhere: not every system can have it as a file",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert_eq!(said.matches("leads nowhere").count(), 6, "{said}");
    let moved = fs::read_to_string(to.join("content/b.md")).expect("moved");
    assert!(
        moved.contains("aliases = [\"/else/where/\", \"/fine/\"]"),
        "{moved}"
    );
    let build = run_on(to, &["build"]);
    assert!(build.status.success(), "{build:?}");
}

#[test]
fn what_the_next_builds_leave_out_or_stop_at_is_said() {
    let page = |body: &str| format!("+++\ntitle = \"P\"\n+++\n{body}\n");
    let site = zola(&[
        (
            "content/_index.md",
            &page("<b>kept</b> and <iframe src=x></iframe>"),
        ),
        (
            "content/a.md",
            &page(
                "<script>run()</script>\n\n```rust,linenos,hl_lines=1-2\nx\n```\n\n```toml\ny\n```",
            ),
        ),
        ("content/b.md", &page("Text.\n\n```{r}\nz\n```")),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    for words in [
        "stands at 2 places on 2 pages: builds leave it out",
        "options of code blocks (`linenos`, `hl_lines=…`) do nothing any more: 1 on 1 page",
        "content/b.md: warning[not-moved]: the build stops at line 6 of the new `content/b.md`: ",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let config = fs::read_to_string(to.join("stepdown.toml")).expect("written");
    assert!(
        config.contains("\n[markdown]\n# Raw HTML that can"),
        "{config}"
    );
    assert!(config.contains("\n# raw_html = \"allow\"\n"), "{config}");
    let check = run_on(to, &["check", "--format", "short"]);
    let said = String::from_utf8_lossy(&check.stderr);
    assert_eq!(said.matches(": error[").count(), 1, "{said}");
    assert_eq!(said.matches("[removed-html]").count(), 2, "{said}");
}

#[test]
fn a_language_with_a_low_line_in_its_code_is_moved_with_its_addresses() {
    let page = |title: &str, body: &str| format!("+++\ntitle = \"{title}\"\n+++\n{body}\n");
    let config = "base_url = \"https://e.org\"\ntitle = \"T\"\n";
    let site = zola(&[
        (
            "config.toml",
            &format!("{config}default_language = \"en_GB\"\n[languages.zh_cn]\n"),
        ),
        ("content/_index.md", &page("Home", "")),
        ("content/_index.zh_cn.md", &page("Zhu", "")),
        ("content/a.zh_cn.md", &page("Yi", "[home](/zh_cn/)")),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    assert_files(&to.join("content"), &["zh-cn/_index.md", "zh-cn/a.md"]);
    let config = fs::read_to_string(to.join("stepdown.toml")).expect("written");
    for part in ["language = \"en-GB\"", "[languages.zh-cn]"] {
        assert!(config.contains(part), "{part}\n{config}");
    }
    let build = run_on(to, &["build"]);
    assert!(build.status.success(), "{build:?}\n{said}");
    assert_files(
        &to.join("public"),
        &[
            "zh-cn/a/index.html",
            "zh_cn/a/index.html",
            "zh_cn/index.html",
        ],
    );
}

#[test]
fn a_configuration_that_the_new_site_would_refuse_is_named_at_its_line() {
    let site = zola(&[(
        "config.toml",
        "base_url = \"https://e.org\"\n[languages.x]\n",
    )]);
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = import(site.path(), &folder.path().join("new"));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("config.toml:2:12: error[invalid-value]: `x` is no language code"),
        "{said}"
    );
}

#[test]
#[cfg(unix)]
fn a_configuration_behind_a_link_is_said_to_be_one() {
    let site = zola(&[]);
    let config = site.path().join("config.toml");
    fs::rename(&config, site.path().join("other.toml")).expect("moved");
    std::os::unix::fs::symlink("other.toml", &config).expect("a link");
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = import(site.path(), &folder.path().join("new"));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`config.toml` is a symbolic link"), "{said}");
}

#[test]
fn files_that_the_build_would_refuse_are_named_and_an_output_elsewhere_stays_behind() {
    let page = |body: &str| format!("+++\ntitle = \"P\"\n+++\n{body}\n");
    let site = zola(&[
        (
            "config.toml",
            "base_url = \"https://e.org\"\ntitle = \"T\"\noutput_dir = \"../www\"\n",
        ),
        ("content/_index.md", &page("[c](@/caf\u{e9}.md)")),
        ("content/cafe\u{301}.md", &page("Text.")),
        ("content/index.html", "<p>Old</p>"),
        ("content/x#y.png", "x"),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    for words in [
        "config.toml:3:14: warning[not-moved]: `output_dir` leads out of the site's folder",
        "content/index.html: warning[not-moved]: the build makes a file of this name itself",
        "content/x#y.png: warning[not-moved]: its name has a sign that no address can have",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert!(!said.contains("there is no `content/caf"), "{said}");
    assert!(
        !said.contains("leads out of the site and was not kept"),
        "{said}"
    );
    let build = run_on(to, &["build"]);
    assert!(build.status.success(), "{build:?}");
    assert!(to.join("public/index.html").is_file());
}

#[test]
fn pages_whose_address_the_build_refuses_are_named() {
    let page = |more: &str| format!("+++\ntitle = \"P\"\n{more}+++\n");
    let site = zola(&[
        ("content/_index.md", &page("aliases = [\"/\"]\n")),
        ("content/con.md", &page("")),
        ("content/assets/_index.md", &page("")),
        ("content/one.md", &page("slug = \"same\"\n")),
        ("content/two.md", &page("slug = \"same\"\n")),
        ("content/old.md", &page("path = \"else/where\"\n")),
        ("static/else/where/index.html", "<p>Old</p>"),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    for words in [
        "content/con.md:1:1: warning[not-moved]: it cannot have the address `/con/`: the build stops at it",
        "content/assets/_index.md:1:1: warning[not-moved]: it cannot have the address `/assets/`",
        "content/two.md:3:1: warning[not-moved]: `content/one.md` has the address `/same/` too",
        "static/else/where/index.html: warning[not-moved]: the build makes a file of this name",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    assert!(!said.contains(" 301`"), "{said}");
    let check = run_on(to, &["check", "--format", "short"]);
    let said = String::from_utf8_lossy(&check.stderr);
    assert_eq!(said.matches(": error[").count(), 3, "{said}");
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

/// What a build of the moved site publishes, as one text.
fn published(to: &Path) -> String {
    let build = run_on(to, &["build"]);
    assert!(build.status.success(), "{build:?}");
    let files = tree(&to.join("public")).into_iter();
    files
        .map(|(path, bytes)| format!("{}\n{}", path.display(), String::from_utf8_lossy(&bytes)))
        .collect()
}

#[test]
fn what_a_draft_section_keeps_private_stays_private() {
    let page = |title: &str, more: &str| format!("+++\ntitle = \"{title}\"\n{more}+++\nText.\n");
    let draft = "draft = true\n";
    let site = zola(&[
        ("content/_index.md", &page("Home", "")),
        ("content/open.md", &page("Open", "")),
        ("content/wip/_index.md", &page("Secret part", draft)),
        ("content/wip/_index.tr.md", &page("Turkish part", "")),
        ("content/wip/a.md", &page("Secret a", "")),
        ("content/wip/a.tr.md", &page("Secret Turkish", "")),
        ("content/wip/said.md", &page("Secret said", draft)),
        ("content/wip/deep/_index.md", &page("Secret deep", "")),
        ("content/wip/deep/b/index.md", &page("Secret b", "")),
        ("content/wip/deep/b/secret.csv", "Secret,numbers\n"),
        ("content/wip/deep/secret.txt", "Secret of the part.\n"),
        ("content/wipe/_index.md", &page("Wipe", "")),
        ("content/wipe/x.md", &page("Named alike", "")),
        ("content/one/index.md", &page("Secret one", draft)),
        ("content/one/secret.txt", "Secret of one.\n"),
    ]);
    let config = "base_url = \"https://e.org\"\ntitle = \"T\"\n[languages.tr]\n";
    fs::write(site.path().join("config.toml"), config).expect("a file");
    let Moved { to, said, .. } = &moved(&site);
    let remark = "content/wip/_index.md:3:1: warning[not-moved]: Zola left out the whole folder of this draft: `draft = true` was written into the 4 pages below it";
    assert!(said.contains(remark), "{said}");
    assert!(!said.contains("everything was moved"), "{said}");
    let all = published(to);
    assert!(!all.to_lowercase().contains("secret"), "{all}");
    for open in ["Open", "Wipe", "Named alike", "Turkish part"] {
        assert!(all.contains(open), "{open}");
    }
    // Nothing is lost: it lies where editors see it.
    assert_files(
        &to.join("content"),
        &[
            "wip/deep/b/secret.csv",
            "wip/deep/secret.txt",
            "one/secret.txt",
        ],
    );
}

#[test]
fn links_that_the_new_build_stops_at_are_named() {
    let page = |more: &str, body: &str| format!("+++\ntitle = \"P\"\n{more}+++\n{body}\n");
    let site = zola(&[
        ("content/_index.md", &page("", "Text.")),
        (
            "content/wip/_index.md",
            &page("draft = true\n", "[x](@/wip/x.md)"),
        ),
        (
            "content/wip/x.md",
            &page("", "[p](@/p.md) [itself](@/wip/x.md)"),
        ),
        (
            "content/p.md",
            &page(
                "",
                "[x](@/wip/x.md)\n\n![a](data:image/gif;base64,R0lGODlhAQABAAAAACw=)",
            ),
        ),
        ("static/.well-known/a.txt", "A.\n"),
        ("static/.htaccess", "Options -Indexes\n"),
        ("static/.hidden", "H.\n"),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    for remark in [
        "content/p.md:4:1: warning[not-moved]: the link leads to `content/wip/x.md`, a draft: the build stops at it",
        "content/p.md:6:1: warning[not-moved]: the picture stands in its own address (`data:`)",
        "static/.hidden: warning[not-moved]: a hidden file or backup was not moved",
    ] {
        assert!(said.contains(remark), "{remark}\n{said}");
    }
    assert_eq!(
        said.matches("a draft: the build stops").count(),
        1,
        "{said}"
    );
    assert_files(&to.join("static"), &[".well-known/a.txt", ".htaccess"]);
    let check = run_on(to, &["check", "--format", "short"]);
    let said = String::from_utf8_lossy(&check.stderr);
    assert_eq!(said.matches(": error[").count(), 2, "{said}");
}

#[test]
fn a_draft_section_that_cannot_be_read_says_what_it_would_mean() {
    let site = zola(&[
        (
            "content/wip/_index.md",
            "+++\ntitle = \"W\"\ndraft = true\n+++\n",
        ),
        ("content/wip/broken.md", "+++\ntitle = \n+++\n"),
        ("content/part/_index.md", "+++\ndraft = \n+++\n"),
    ]);
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = import(site.path(), &folder.path().join("new"));
    assert_eq!(code, Some(1), "{said}");
    for words in [
        "content/wip/broken.md: warning[not-moved]: Zola left this file out, because `content/wip/_index.md` is a draft",
        "what lies below a draft is a draft too",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn a_home_page_that_was_made_takes_no_links_of_others() {
    let page = |body: &str| format!("+++\ntitle = \"P\"\n+++\n{body}\n");
    let site = zola(&[
        ("content/_index.md", &page("[here](./) [b](b/)")),
        ("content/b/_index.md", &page("[home](../)")),
        ("content/b/p.md", &page("[up](../)")),
        ("content/b/p.tr.md", &page("[up](../) [top](/tr/)")),
    ]);
    let config = "base_url = \"https://e.org\"\ntitle = \"T\"\n[languages.tr]\n";
    fs::write(site.path().join("config.toml"), config).expect("a file");
    let Moved { to, said, .. } = &moved(&site);
    for (file, links) in [
        ("_index.md", "[here](_index.md) [b](b/_index.md)"),
        ("b/_index.md", "[home](../_index.md)"),
        ("b/p.md", "[up](_index.md)"),
        // Zola has no `/tr/b/` either.
        ("tr/b/p.md", "[up](../) [top](../_index.md)"),
    ] {
        let text = fs::read_to_string(to.join("content").join(file)).expect("moved");
        assert!(text.contains(links), "{file}: {text}");
    }
    assert!(
        said.contains(
            "content/b/p.tr.md:4:1: warning[not-moved]: nothing was moved to which `../` leads"
        ),
        "{said}"
    );
}

#[test]
fn as_many_shortcodes_are_counted_as_builds_name() {
    let page = |draft: &str, body: &str| format!("+++\ntitle = \"P\"\n{draft}+++\n{body}\n");
    let site = zola(&[
        (
            "content/_index.md",
            &page(
                "",
                "{{ a() }}\n\nIn {{ b() }} a line, after \\{{ c() }} and {{/* d() */}}.\n\n```\n{{ e() }}\n```\n\n`{{ f() }}`, a lone ` and {{ g() }}.\n\n<!-- {{ h() }} -->\n\n<div>{{ i() }}</div>\n\n- {% j() %}\n  x\n  {% end %}\n\n| {{ k() }} |\n|---|\n| [{{ l() }}](p.md \"{{ m() }}\") |\n",
            ),
        ),
        ("content/p.md", &page("draft = true\n", "{{ n() }}")),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    assert!(
        said.contains("\n8 shortcodes stand in the text as code, which readers see; each build names them, those in drafts (1) only with `--drafts` ("),
        "{said}"
    );
    for name in ["h", "i", "m"] {
        let words = format!("the shortcode `{name}` stands in raw HTML, a comment");
        assert!(said.contains(&words), "{words}\n{said}");
    }
    let build = run_on(to, &["check", "--drafts", "--format", "short"]);
    let said = String::from_utf8_lossy(&build.stderr);
    assert_eq!(said.matches("[not-moved]").count(), 8, "{said}");
}
