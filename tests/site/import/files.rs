//! Files beside the pages: which are moved, which stay behind, and which cannot be read.

use std::fs;
use std::process::Command;

use crate::harness::tree;
#[cfg(target_os = "linux")]
use crate::harness::without_privileges;

use super::{Moved, import, moved, run_on, stepdown, zola};

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
fn a_file_that_a_browser_could_run_is_named_if_the_build_stops_at_it() {
    let svg = |inside: &str| format!("<svg xmlns=\"http://www.w3.org/2000/svg\">{inside}</svg>");
    let site = zola(&[
        ("content/_index.md", "+++\ntitle = \"H\"\n+++\n"),
        (
            "content/p/index.md",
            "+++\ntitle = \"P\"\n+++\n\n[d](d.html) ![b](b.svg) ![g](g.svg) [z](z.txt)\n",
        ),
        ("content/p/d.html", "<p>A page.</p>"),
        ("content/p/unused.html", "<p>A page.</p>"),
        ("content/p/b.svg", &svg("<script>x()</script>")),
        ("content/p/g.svg", &svg("")),
        ("content/p/z.txt", "words"),
    ]);
    let moved = moved(&site);
    let named: Vec<&str> = (moved.said.lines())
        .filter(|line| line.contains("could run this file"))
        .filter_map(|line| line.split(':').next())
        .collect();
    assert_eq!(
        named,
        ["content/p/b.svg", "content/p/d.html"],
        "{}",
        moved.said
    );
    let root = moved.to.to_str().expect("UTF-8");
    let built = stepdown(&["build", "--root", root, "--format", "short"]);
    let said = String::from_utf8_lossy(&built.stderr).into_owned();
    assert_eq!(said.matches("error[runnable-file]").count(), 2, "{said}");
}
