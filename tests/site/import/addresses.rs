//! Where pages stand and what leads to them.

use std::fs;

use super::{Moved, assert_files, import, moved, run_on, zola};

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
fn links_and_pictures_of_a_site_below_a_path_lead_to_what_they_led_to() {
    let text = "[a](/sub/p/) [b](/sub/p/#x) [c](/sub/doc.pdf) [d](/sub/) [e](https://e.org/sub/p/) \
                ![f](/sub/me.svg) ![g](https://e.org/sub/me.svg) [h](https://e.org/no/) [i](#)";
    let page = |text: &str| format!("+++\ntitle = \"P\"\n+++\n{text}\n");
    let site = zola(&[
        (
            "config.toml",
            "base_url = \"https://e.org/sub\"\ntitle = \"T\"\n",
        ),
        ("content/_index.md", &page("")),
        ("content/p.md", &page("## X")),
        ("content/q.md", &page(text)),
        ("static/doc.pdf", "%PDF-1.4"),
        (
            "static/me.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"1\" height=\"1\"/>",
        ),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    assert!(!said.contains("content/q.md"), "{said}");
    let q = fs::read_to_string(to.join("content/q.md")).expect("moved");
    let links = "[a](p.md) [b](p.md#x) [c](/doc.pdf) [d](_index.md) [e](p.md) \
                 ![f](/me.svg) ![g](/me.svg) [h](https://e.org/no/) [i](#)";
    assert!(q.contains(links), "{q}");
    let build = run_on(to, &["build"]);
    assert!(build.status.success(), "{build:?}");
}

#[test]
fn a_heading_with_a_shortcode_keeps_its_id() {
    let page = |text: &str| format!("+++\ntitle = \"P\"\n+++\n{text}\n");
    let site = zola(&[
        (
            "content/p.md",
            &page("## Changelog {{ pr(id=1) }}\n\nOne.\n\n## Changelog\n\nTwo."),
        ),
        (
            "content/q.md",
            &page("[one](@/p.md#changelog) [two](@/p.md#changelog-1) [gone](@/p.md#gone)"),
        ),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    assert_eq!(said.matches("no heading of").count(), 1, "{said}");
    let moved = |file: &str| fs::read_to_string(to.join("content").join(file)).expect("moved");
    assert!(
        moved("p.md").contains("## Changelog `not-moved: {{ pr(id=1) }}` {#changelog}\n"),
        "{}",
        moved("p.md")
    );
    assert!(
        moved("q.md").contains("[one](p.md#changelog) [two](p.md#changelog-1) [gone](p.md#gone)"),
        "{}",
        moved("q.md")
    );
    let check = run_on(to, &["check", "--format", "short"]);
    let said = String::from_utf8_lossy(&check.stderr);
    assert_eq!(said.matches("error[").count(), 1, "{said}");
    assert!(said.contains("has no place with the id `gone`"), "{said}");
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
