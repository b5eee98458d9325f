//! `stepdown mv`: what a move takes along, and what it refuses.

use std::fs;
use std::process::Command;

use crate::harness::{CONFIG, HOME, SiteTest, assert_success, program, said, tree};

#[test]
fn a_moved_article_takes_its_links_along_and_leaves_an_alias() {
    let site = SiteTest::new();
    site.article("a.md", "See [b](s/b.md#part).\n")
        .file(
            "content/notices.toml",
            "[care]\nkind = \"warning\"\ntitle = \"Care\"\ntext = \"See [b](s/b.md).\"\nshort = \"Care.\"\n",
        )
        .file(
            "content/s/x.svg",
            "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>",
        )
        .file("content/s/_index.md", HOME)
        .article("s/b.md", "## Part\n\nBack to [a](../a.md).\n\n```{figure}\nsrc = \"x.svg\"\nalt = \"A dot\"\ncaption = \"A dot.\"\n```\n\n```{notice}\nname = \"care\"\n```\n");
    let output = site.run(&["mv", "s/b.md", "c.md"]);
    assert_success(&output);
    site.build();
    assert!(site.page("a/index.html").contains("href=\"/c/#part\""));
    assert!(site.page("c/index.html").contains("href=\"/c/\">b</a>"));
    assert!(site.page("c/index.html").contains("/assets/s/x."));
    assert!(site.page("s/b/index.html").contains("url=/c/"));
    assert!(site.page("_redirects").contains("/s/b/ /c/ 301"));
}

#[test]
fn a_move_that_is_refused_changes_nothing() {
    let site = SiteTest::new();
    site.article("a.md", "Text.\n")
        .article("b.md", "[a](a.md)\n");
    let before = tree(site.root());
    assert_eq!(
        site.run(&["mv", "a.md", "b.md/c.md"]).status.code(),
        Some(3)
    );
    assert_eq!(tree(site.root()), before);
    assert_eq!(site.run(&["mv", "a.md", "c.md"]).status.code(), Some(0));
}

#[test]
fn a_move_mends_every_way_to_write_an_address_and_keeps_reviews() {
    let site = SiteTest::new();
    site.article("my page.md", "## H\n\n[itself](my%20page.md#h)\n")
        .article(
            "b.md",
            "[x](my%20page.md?x=1#h \"my%20page.md\"), [y](<my page.md>), [z](/my%20page.md)\n",
        );
    let review = ["review", "my page.md", "--by", "R", "--on", "2026-01-02"];
    assert_eq!(site.run(&review).status.code(), Some(0));
    let output = site.run(&["mv", "my page.md", "s/c.md"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let text =
        |file: &str| fs::read_to_string(site.root().join("content").join(file)).expect("there");
    assert!(
        text("b.md").ends_with("[x](s/c.md?x=1#h \"my%20page.md\"), [y](<s/c.md>), [z](/s/c.md)\n"),
        "{}",
        text("b.md")
    );
    assert!(text("s/c.md").contains("[itself](c.md#h)"));
    assert_eq!(site.findings().0, Vec::<String>::new());
}

#[test]
fn a_move_keeps_reviews_of_the_numbers_beside_a_link_to_the_article() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("guide");
    let guide = root.to_str().expect("UTF-8");
    let run = |args: &[&str]| {
        let output = program().args(args).output().expect("the program starts");
        assert_success(&output);
        said(&output)
    };
    run(&["init", guide]);
    let numbers = root.join("content/basics/cutting-down/calculator.toml");
    let text = || fs::read_to_string(&numbers).expect("there");
    let say = "A made-up range as an example.";
    assert!(text().contains(say));
    let linked = text().replace(say, "An [example](../tolerance.md).");
    fs::write(&numbers, linked).expect("written");
    let (page, on) = ("basics/cutting-down/index.md", "2026-01-02");
    run(&["review", page, "--by", "R", "--on", on, "--root", guide]);
    let move_and_check = |from: &str, to: &str| {
        run(&["mv", from, to, "--root", guide]);
        run(&["check", "--format", "short", "--root", guide])
    };
    let found = move_and_check("basics/tolerance.md", "basics/why.md");
    assert!(text().contains("(../why.md)"), "{}", text());
    assert!(!found.contains("changed-since-review"), "{found}");
    // Numbers that nobody read are none that were reviewed after a move.
    fs::write(&numbers, text().replace("step = 10", "step = 20")).expect("written");
    let found = move_and_check("basics/why.md", "basics/how.md");
    assert!(text().contains("(../how.md)"), "{}", text());
    assert!(found.contains("the calculator’s parameters"), "{found}");
}

#[test]
fn a_move_that_keeps_the_address_needs_no_alias() {
    let site = SiteTest::new();
    let slug = "+++\ntitle = \"S\"\nslug = \"kept\"\n+++\n";
    site.article("a.md", "[s](s/b.md)\n")
        .file("content/s/_index.md", slug)
        .file("content/s/b.md", slug)
        .article("t/c.md", "Text.\n");
    for (from, to, page) in [
        ("a.md", "a/index.md", "a"),
        ("s/b.md", "s/d.md", "kept/kept"),
    ] {
        let output = site.run(&["mv", from, to]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        let stays = format!("the address stays /{page}/");
        assert!(said.contains(&stays), "{said}");
        site.build();
        assert!(!site.page(&format!("{page}/index.html")).contains("url="));
        let text = fs::read_to_string(site.root().join("content").join(to)).expect("there");
        assert!(!text.contains("aliases"), "{text}");
    }
    // Into a section whose address is not its folder's name.
    let output = site.run(&["mv", "t/c.md", "s/c.md"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    site.build();
    assert!(site.page("_redirects").contains("/t/c/ /kept/c/ 301"));
    // Back to where an alias is.
    let before = tree(&site.root().join("content"));
    let output = site.run(&["mv", "s/c.md", "t/c.md"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("take `/t/c/` out of `aliases`"), "{said}");
    assert_eq!(tree(&site.root().join("content")), before);
}

#[test]
fn an_article_becomes_a_section_where_no_other_address_changes() {
    let site = SiteTest::new();
    let slug = "+++\ntitle = \"S\"\nslug = \"kept\"\n+++\n[a](../part/a.md)\n";
    site.article("part/a.md", "[b](../b.md), [c](../whole/index.md)\n")
        .article("b.md", "[a](part/a.md)\n")
        .file("content/s/b.md", slug)
        .article("whole/index.md", "A text with ![a dot](dot.svg).\n")
        .file(
            "content/whole/dot.svg",
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"9\" height=\"9\"/>",
        );
    for (from, to) in [
        ("b.md", "part/_index.md"),
        ("whole/index.md", "whole/_index.md"),
        ("s/b.md", "empty/_index.md"),
    ] {
        let output = site.run(&["mv", from, to]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        site.build();
    }
    assert!(site.page("part/index.html").contains("href=\"/part/a/\""));
    assert!(site.page("part/a/index.html").contains("href=\"/part/\""));
    assert!(
        site.page("whole/index.html")
            .contains("<img src=\"/assets/whole/dot.")
    );
    assert!(site.page("kept/index.html").contains("href=\"/part/a/\""));

    site.file("content/t/b.md", slug.replace("kept", "other"))
        .article("t/c.md", "A text.\n");
    let before = tree(&site.root().join("content"));
    let output = site.run(&["mv", "t/b.md", "t/_index.md"]);
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        said.contains("would change the address of `content/t/c.md`"),
        "{said}"
    );
    assert!(said.contains("content/t/b.md:3:"), "{said}");
    assert_eq!(tree(&site.root().join("content")), before);
}

#[test]
fn a_move_to_where_nothing_can_be_or_something_is_changes_nothing() {
    let site = SiteTest::new();
    site.file(
        "content/a.md",
        "+++\ntitle = \"A\"\naliases = [\"/basics/q/\", \"/Basics/É/\"]\ntopics = [\"sleep\"]\n+++\nText.\n",
    )
    .article("b.md", "[a](a.md)\n")
    .article("part/c.md", "Text.\n")
    .file("static/plain", "A file.")
    .build();
    let before = tree(&site.root().join("content"));
    for (to, says) in [
        ("basics/q.md", "an alias of `content/a.md`"),
        ("basics/é.md", "an alias of `content/a.md`"),
        ("a/index.md", "the address of `content/a.md`"),
        ("part/C!.md", "the address of `content/part/c.md`"),
        ("plain/b.md", "`/plain` is `static/plain`, and no folder"),
        ("topics/sleep.md", "the list of topics"),
        ("assets/b.md", "browsers keep for a year"),
        ("!!!.md", "`!!!` cannot be part of an address"),
        ("part/.b.md", "`content/part/.b.md` would not be read"),
        ("b~/b.md", "`content/b~/b.md` would not be read"),
        ("!!!/con.md", "`con` cannot be part of an address"),
    ] {
        let output = site.run(&["mv", "b.md", to]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(2), "{to}: {said}");
        assert!(
            said.contains(says) && said.contains("nothing was changed"),
            "{to}: {said}"
        );
        assert_eq!(tree(&site.root().join("content")), before, "{to}");
    }
    assert_eq!(site.findings().0, Vec::<String>::new());
}

#[cfg(unix)]
#[test]
fn a_move_leaves_a_link_to_the_configuration_a_link() {
    let site = SiteTest::new();
    site.file("shared/site.toml", format!("{CONFIG}footer = [\"a.md\"]\n"))
        .article("a.md", "Text.\n");
    let link = site.root().join("stepdown.toml");
    fs::remove_file(&link).expect("removed");
    std::os::unix::fs::symlink("shared/site.toml", &link).expect("a link");
    let output = site.run(&["mv", "a.md", "b.md"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    assert!(link.is_symlink());
    let text = fs::read_to_string(site.root().join("shared/site.toml")).expect("there");
    assert!(text.contains("footer = [\"b.md\"]"), "{text}");
}

#[test]
fn a_name_that_only_ends_like_a_folders_page_is_a_name_of_its_own() {
    let site = SiteTest::new();
    let picture = "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>";
    site.file(
        "stepdown.toml",
        format!("{CONFIG}[features]\noffline = true\n"),
    )
    .file("static/docs/plan-index.html", "<p>A plan.</p>")
    .file("content/guide/_index.md", "+++\ntitle = \"G\"\nslug = \"g\"\n+++\n")
    .article("guide/1_index.md", "Text.\n")
    .file("content/guide/mymap.svg", picture)
    .file(
        "content/guide/myindex.md",
        "+++\ntitle = \"M\"\naliases = [\"/myindex.html\"]\n+++\n[map](mymap.svg), [plan](/docs/plan-index.html)\n",
    )
    .build();
    assert!(
        site.page("_redirects")
            .contains("/myindex.html /g/myindex/ 301")
    );
    let worker = site.page("sw.js");
    for kept in ["docs/plan-index.html", "myindex.html", "g/1-index/"] {
        assert!(worker.contains(&format!("[\"{kept}\",")), "{worker}");
    }
    assert_eq!(site.page("guide/mymap.svg"), picture);
    // What is said of it names it whole.
    fs::remove_file(site.root().join("static/docs/plan-index.html")).expect("removed");
    site.file(
        "content/guide/myindex.md",
        "+++\ntitle = \"M\"\naliases = [\"/myindex.html\"]\n+++\nText.\n",
    );
    let output = site.run(&["build"]);
    let said = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(said.contains("`/docs/plan-index.html`"), "{said}");
}

#[test]
fn a_move_names_the_translations_that_stay_and_the_commands_that_take_them_along() {
    let site = SiteTest::new();
    let config =
        format!("{CONFIG}rules.missing-translation = \"off\"\n[languages.tr]\n[languages.de]\n");
    site.file("stepdown.toml", config)
        .file("content/tr/_index.md", HOME)
        .file("content/de/_index.md", HOME)
        .article("a b.md", "Text.\n")
        .article("tr/a b.md", "Metin.\n")
        .article("de/a b.md", "Text.\n")
        .article("de/c.md", "Text.\n");
    let said = |from: &str, to: &str| {
        let output = site.run(&["mv", from, to]);
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert!(output.status.success(), "{said}");
        said
    };
    let first = said("a b.md", "c.md");
    assert!(
        first.contains("content/tr/a b.md stays where it is")
            && first.contains("stepdown mv 'tr/a b.md' tr/c.md --root "),
        "{first}"
    );
    assert!(
        !first.contains("de/a b.md"),
        "de/c.md is its translation now: {first}"
    );
    assert_eq!(
        said("tr/a b.md", "tr/c.md").lines().count(),
        1,
        "the German one has its counterparts"
    );
    let back = said("tr/c.md", "tr/d.md");
    assert!(
        back.contains("stepdown mv c.md d.md --root ")
            && back.contains("stepdown mv de/c.md de/d.md --root "),
        "{back}"
    );
    // Inside the site nobody has to name it.
    let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
        .args(["mv", "c.md", "e.md"])
        .current_dir(site.root())
        .output()
        .expect("the program starts");
    let inside = String::from_utf8_lossy(&output.stderr).into_owned();
    assert!(
        inside.ends_with("stepdown mv de/c.md de/e.md\n"),
        "{inside}"
    );
}
