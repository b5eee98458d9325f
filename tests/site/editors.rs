//! What editors do besides building: read findings in other programs, look a code
//! up, record a review.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::harness::{CONFIG, HOME, SiteTest, assert_success, program, said, tree};

fn with_warning() -> SiteTest {
    let site = SiteTest::new();
    site.file(
        "content/words.toml",
        "[[avoid]]\nfind = [\"reset\"]\nwhy = \"50% misleading, always\"\ninstead = \"other words\"\n",
    );
    site.article("an article.md", "Prüfung: a reset here.\n");
    site
}

#[test]
fn sarif_has_each_finding_with_its_place_and_its_rule() {
    let site = with_warning();
    let output = site.run(&["check", "--format", "sarif"]);
    assert_eq!(output.status.code(), Some(0));
    let log: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    assert_eq!(log["version"], "2.1.0");
    let run = &log["runs"][0];
    let result = &run["results"][0];
    assert_eq!(result["ruleId"], "avoided-word");
    assert_eq!(result["level"], "warning");
    let place = &result["locations"][0]["physicalLocation"];
    assert_eq!(place["artifactLocation"]["uri"], "content/an%20article.md");
    let region = &place["region"];
    assert_eq!(
        (&region["startLine"], &region["startColumn"]),
        (&4.into(), &12.into())
    );
    assert_eq!(
        (&region["endLine"], &region["endColumn"]),
        (&4.into(), &17.into())
    );
    let rule =
        &run["tool"]["driver"]["rules"][result["ruleIndex"].as_u64().expect("index") as usize];
    assert_eq!(rule["id"], "avoided-word");
    assert!(
        rule["fullDescription"]["text"]
            .as_str()
            .expect("a text")
            .starts_with("Finds")
    );
    assert!(
        rule["help"]["markdown"]
            .as_str()
            .expect("a page")
            .contains("## Why")
    );
}

#[test]
fn github_gets_one_escaped_command_a_finding() {
    let output = with_warning().run(&["check", "--format", "github"]);
    let said = String::from_utf8(output.stdout).expect("UTF-8");
    assert_eq!(
        said,
        "::warning file=content/an article.md,line=4,col=12,endLine=4,endColumn=17,title=avoided-word::\
         `reset`: 50%25 misleading, always%0Awrite other words\n"
    );
}

#[test]
fn other_programs_look_for_files_from_the_top_of_the_repository() {
    let site = SiteTest::new();
    let words = "[[avoid]]\nfind = [\"reset\"]\nwhy = \"why\"\ninstead = \"other\"\n";
    site.file(".git/HEAD", "ref: refs/heads/main\n")
        .file("guides/sleep/stepdown.toml", CONFIG)
        .file(
            "guides/sleep/content/_index.md",
            format!("{HOME}A reset.\n"),
        )
        .file("guides/sleep/content/words.toml", words);
    let root = site.root().join("guides/sleep");
    let check = |root: &Path, format: &str| -> String {
        let args = ["check", "--format", format, "--root"];
        let output = program().args(args).arg(root).output().expect("it starts");
        String::from_utf8(output.stdout).expect("UTF-8")
    };
    let github = check(&root, "github");
    assert!(
        github.starts_with("::warning file=guides/sleep/content/_index.md,line=5"),
        "{github}"
    );
    let uri = |sarif: &str| {
        let log: serde_json::Value = serde_json::from_str(sarif).expect("JSON");
        let place = &log["runs"][0]["results"][0]["locations"][0]["physicalLocation"];
        place["artifactLocation"]["uri"].as_str().map(str::to_owned)
    };
    assert_eq!(
        uri(&check(&root, "sarif")).as_deref(),
        Some("guides/sleep/content/_index.md")
    );
    // A finding without a file has a place too: one without would be no log for GitHub.
    fs::remove_dir_all(root.join("content")).expect("removed");
    assert_eq!(
        uri(&check(&root, "sarif")).as_deref(),
        Some("guides/sleep/stepdown.toml")
    );
}

#[test]
fn denied_warnings_are_errors_and_publish_nothing() {
    let site = with_warning();
    assert_eq!(site.run(&["check"]).status.code(), Some(0));
    assert_eq!(
        site.run(&["check", "--deny", "warnings"]).status.code(),
        Some(1)
    );
    assert_eq!(
        site.run(&["build", "--deny", "warnings"]).status.code(),
        Some(1)
    );
    assert!(!site.root().join("public").exists());
}

#[test]
fn a_code_is_explained_and_a_wrong_one_gets_the_nearest() {
    let run = |args: &[&str]| program().args(args).output().expect("the program starts");
    let output = run(&["explain", "missing-notice"]);
    let page = String::from_utf8(output.stdout).expect("UTF-8");
    assert!(page.starts_with("# `missing-notice`\n"), "{page}");
    let list = String::from_utf8(run(&["explain"]).stdout).expect("UTF-8");
    assert!(list.contains("missing-notice") && list.contains("broken-link"));
    let output = run(&["explain", "colour"]);
    assert!(said(&output).contains("`stepdown explain` lists them"));
    let output = run(&["explain", "missing-notise"]);
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("did you mean `missing-notice`?"));
}

#[test]
fn a_review_is_recorded_for_one_page_and_ends_when_its_text_changes() {
    let site = SiteTest::new();
    site.article("a.md", "A text.\n");
    let review = |page: &str, by: &str, on: &str| {
        site.run(&["review", page, "--by", by, "--on", on])
            .status
            .code()
    };
    for (page, by, on) in [
        ("*.md", "R", "2026-01-02"),
        ("a.md", " ", "2026-01-02"),
        ("a.md", "R", "2026-02-30"),
        ("a.md", "R", "9999-01-01"),
        ("../a.md", "R", "2026-01-02"),
        ("references.bib", "R", "2026-01-02"),
    ] {
        assert_eq!(review(page, by, on), Some(2), "{page} {by} {on}");
    }
    assert!(!site.root().join("content/reviews.toml").exists());
    assert_eq!(review("b.md", "R", "2026-01-02"), Some(2));
    assert_eq!(review("content/a.md", "R. Eader", "2026-01-02"), Some(0));
    let record = fs::read_to_string(site.root().join("content/reviews.toml")).expect("written");
    assert!(record.contains("page = \"a.md\"") && record.contains("on = 2026-01-02"));
    assert!(record.starts_with("# Who read which text"), "{record}");
    assert_eq!(site.findings().0, Vec::<String>::new());
    // Front matter and line ends are not what was read.
    site.file(
        "content/a.md",
        "+++\ntitle = \"Article\"\nweight = 3\n+++\r\nA text.  \r\n",
    );
    assert_eq!(site.findings().0, Vec::<String>::new());
    site.article("a.md", "Another text.\n");
    assert_eq!(site.findings().0, ["changed-since-review 1:1"]);
    // A newer review of the new text takes its place; the old one stays on record.
    assert_eq!(review("a.md", "R. Eader", "2026-01-03"), Some(0));
    assert_eq!(site.findings().0, Vec::<String>::new());
    let record = fs::read_to_string(site.root().join("content/reviews.toml")).expect("written");
    assert_eq!(record.matches("[[review]]").count(), 2);
    // What stands between and below the reviews keeps its place.
    site.file("content/reviews.toml", format!("{record}\n# Mine.\n"));
    assert_eq!(review("a.md", "R. Eader", "2026-01-04"), Some(0));
    let newest = fs::read_to_string(site.root().join("content/reviews.toml")).expect("written");
    let rest = newest.strip_prefix(&format!("{record}\n# Mine.\n\n[[review]]\n"));
    assert!(
        rest.is_some_and(|rest| rest.contains("2026-01-04")),
        "{newest}"
    );
    // It moves with its page.
    assert_eq!(site.run(&["mv", "a.md", "c.md"]).status.code(), Some(0));
    let record = fs::read_to_string(site.root().join("content/reviews.toml")).expect("written");
    assert!(!record.contains("page = \"a.md\"") && record.contains("page = \"c.md\""));
    assert_eq!(site.findings().0, Vec::<String>::new());
    // A record that cannot be read is not overwritten.
    site.file("content/reviews.toml", "[[review]\n");
    assert_eq!(review("c.md", "R", "2026-01-02"), Some(1));
    assert_eq!(
        fs::read_to_string(site.root().join("content/reviews.toml")).expect("kept"),
        "[[review]\n"
    );
}

#[test]
fn the_report_counts_what_is_there_and_is_never_published() {
    let site = SiteTest::new();
    site.file(
        "content/references.bib",
        "@misc{good2020, title = {A}, author = {{S}}, year = {2020}, note = {Status: VERIFIED}, retraction = {none}, retractiondate = {2026-11-01}}\n\
         @misc{known2021, title = {B}, author = {{S}}, year = {2021}, note = {Status: KNOWN}}\n",
    );
    site.file(
        "content/must-say.toml",
        "[[item]]\nid = \"S1\"\nsay = \"one thing\"\n\n[[item]]\nid = \"S2\"\nsay = \"another\"\n",
    );
    site.file(
        "content/helplines.toml",
        "[[country]]\ncode = \"GB\"\nname = \"United Kingdom\"\n\n[[country.line]]\nname = \"Line\"\nkind = \"advice\"\nnumbers = [\"1\"]\nchecked = false\nchecked_on = 2026-11-01\nsource = \"s\"\n",
    );
    site.file(
        "content/a.md",
        "+++\ntitle = \"A <b>\"\nreview_by = 2026-11-01\ncovers = [\"S1\"]\n\n[[allow]]\nrule = \"review-overdue\"\nreason = \"a test\"\n+++\n\
         The cat sat. It sat here. [B @good2020; @known2021]\n\nOnce. [A opioids @good2020]\n\n```{callout}\ntitle = \"T\"\ntext = \"In a box. [X]\"\n```\n",
    );
    let output = site.run(&["report", "--format", "json", "--today", "2026-11-24"]);
    let report: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let page = &report["pages"]
        .as_array()
        .expect("pages")
        .iter()
        .find(|page| page["file"] == "content/a.md")
        .expect("the page")
        .clone();
    let counts: Vec<_> = page["grades"]
        .as_array()
        .expect("grades")
        .iter()
        .map(|g| g["count"].as_u64().expect("a number"))
        .collect();
    assert_eq!(counts, [1, 1, 0, 0, 1]);
    assert_eq!(page["elsewhere"], 1);
    assert_eq!(
        (&page["citations"], &page["references"]),
        (&3.into(), &2.into())
    );
    // "The cat sat", "It sat here", "Once", "In a box": 10 words, 4 sentences.
    assert_eq!(
        (&page["words"], &page["longest_sentence"]),
        (&10.into(), &3.into())
    );
    assert_eq!(page["is_overdue"], true);
    assert_eq!(page["exceptions"][0]["reason"], "a test");
    assert_eq!(report["references"]["verified"], 1);
    assert_eq!(report["references"]["unverified"][0]["key"], "known2021");
    assert_eq!(report["references"]["not_looked_up"], 1);
    assert_eq!(report["helplines"][0]["name"], "Line");
    assert_eq!(report["coverage"][0]["pages"][0], "content/a.md");
    assert_eq!(
        report["coverage"][1]["pages"].as_array().map(Vec::len),
        Some(0)
    );
    assert!(
        report["findings"]
            .as_array()
            .expect("findings")
            .iter()
            .any(|f| f["code"] == "must-say")
    );
    let html = String::from_utf8(site.run(&["report"]).stdout).expect("UTF-8");
    assert!(html.starts_with("<!DOCTYPE html>") && html.contains("A &lt;b&gt;"));
    let out = site.root().join("public/report.html");
    let output = site.run(&["report", "--out", out.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(2));
    let out = site.root().join("report.html");
    let output = site.run(&["report", "--out", out.to_str().expect("UTF-8")]);
    assert_eq!(output.status.code(), Some(0));
    assert!(out.exists());
}

#[test]
fn a_report_takes_the_place_of_an_earlier_one_and_of_nothing_else() {
    let site = SiteTest::new();
    site.file("notes.html", "<p>mine</p>\n");
    let report = |file: &str, format: &str| {
        let out = site.root().join(file);
        let out = out.to_str().expect("UTF-8");
        site.run(&["report", "--out", out, "--format", format])
    };
    for bad in [
        "content/_index.md",
        "content/new.html",
        "static/report.html",
        "templates/report.html",
        "stepdown.toml",
        "notes.html",
    ] {
        let before = tree(site.root());
        assert_eq!(report(bad, "html").status.code(), Some(2), "{bad}");
        assert_eq!(tree(site.root()), before, "{bad}");
    }
    site.file("empty.html", "");
    for format in ["html", "json", "html"] {
        for good in ["report.html", "empty.html"] {
            let output = report(good, format);
            assert_eq!(output.status.code(), Some(0), "{}", said(&output));
        }
    }
}

#[test]
fn a_report_names_the_template_that_is_broken() {
    let site = SiteTest::new();
    site.article("a.md", "[x](no.md)\n")
        .file("templates/page.html", "{% if %}");
    let output = site.run(&["report"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(output.stdout.is_empty());
    let said = said(&output);
    assert!(said.contains("templates/page.html:1:7"), "{said}");
    for other in ["not found", "broken-link"] {
        assert!(!said.contains(other), "{said}");
    }
    // Its numbers need no template.
    let output = site.run(&["report", "--format", "json"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
}

/// The program on the site where no file can grow: each write fails as on a full disk.
#[cfg(target_os = "linux")]
fn on_a_full_disk(site: &SiteTest, args: &[&str]) -> Output {
    Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 0; exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_stepdown"))
        .args(args)
        .arg("--root")
        .arg(site.root())
        .output()
        .expect("a shell")
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_leaves_what_was_there() {
    let site = SiteTest::new();
    let out = site.root().join("report.html");
    let out = out.to_str().expect("UTF-8");
    assert_eq!(site.run(&["report", "--out", out]).status.code(), Some(0));
    let before = tree(site.root());
    for args in [&["report", "--out", out][..], &["new", "y.md"]] {
        let output = on_a_full_disk(&site, args);
        assert_eq!(output.status.code(), Some(3), "{}", said(&output));
        assert_eq!(tree(site.root()), before, "{args:?}");
    }
}

#[test]
fn a_review_vouches_for_the_numbers_of_a_calculator() {
    let site = SiteTest::new();
    let root = site.root().join("guide");
    let run = |args: &[&str]| program().args(args).output().expect("the program starts");
    let guide = root.display().to_string();
    assert_success(&run(&["init", &guide]));
    let page = "basics/cutting-down/index.md";
    let review = ["review", page, "--by", "R", "--on", "2026-01-02"];
    assert_success(&run(&[&review[..], &["--root", &guide]].concat()));
    let findings = || said(&run(&["check", "--format", "short", "--root", &guide]));
    let numbers = root.join("content/basics/cutting-down/calculator.toml");
    let old = fs::read_to_string(&numbers).expect("there");
    assert!(!findings().contains("changed-since-review"));
    let new = old.replace("step = 10", "step = 20");
    assert_ne!(old, new);
    fs::write(&numbers, new).expect("written");
    let now = findings();
    assert!(
        now.contains("content/basics/cutting-down/index.md:1:1: warning[changed-since-review]: the calculator’s parameters are not those that R reviewed on 2026-01-02"),
        "{now}"
    );
    // Line ends are not numbers, and a record of before says nothing of them.
    fs::write(&numbers, old.replace('\n', "\r\n")).expect("written");
    assert!(!findings().contains("changed-since-review"));
    let record = root.join("content/reviews.toml");
    let text = fs::read_to_string(&record).expect("there");
    let before: Vec<&str> = text
        .lines()
        .filter(|line| !line.starts_with("parameters"))
        .collect();
    fs::write(&record, before.join("\n")).expect("written");
    fs::write(&numbers, old.replace("step = 10", "step = 20")).expect("written");
    assert!(!findings().contains("changed-since-review"));
}

#[test]
fn a_new_file_is_one_that_the_next_check_reads() {
    let site = SiteTest::new();
    site.article("basics/_index.md", "").article("one.md", "");
    let code = |path: &str| site.run(&["new", path]).status.code();
    for bad in [
        ".hidden.md",
        ".git/a.md",
        "con.md",
        "aux/a.md",
        "basics.md",
        "one/index.md",
        "one/_index.md",
    ] {
        assert_eq!(code(bad), Some(2), "{bad}");
    }
    for good in ["two.md", "basics/a.md", "three/_index.md", "four/index.md"] {
        assert_eq!(code(good), Some(0), "{good}");
    }
    assert_eq!(site.findings(), (Vec::new(), 0));
}

#[test]
fn a_new_guide_in_place_of_a_file_is_wrong_use() {
    let site = SiteTest::new();
    let file = site.root().join("stepdown.toml").display().to_string();
    let output = program()
        .args(["init", &file])
        .output()
        .expect("the program starts");
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn a_grade_without_a_bibliography_is_a_grade() {
    let site = SiteTest::new();
    let demand = "[evidence]\ndemand = [\"a.md\"]\n";
    site.file("stepdown.toml", format!("{CONFIG}{demand}"))
        .article("a.md", "It heals. [D]\n");
    fs::remove_file(site.root().join("content/references.bib")).expect("removed");
    assert_eq!(site.findings(), (Vec::new(), 0));
    site.article("a.md", "It heals. [B @who]\n");
    assert_eq!(site.findings().0, ["unknown-reference 4:11"]);
}

#[cfg(unix)]
#[test]
fn the_record_of_reviews_is_as_readable_as_it_was() {
    use std::os::unix::fs::PermissionsExt as _;
    let site = SiteTest::new();
    site.article("a.md", "Text.\n");
    let file = site.root().join("content/reviews.toml");
    let mode = || fs::metadata(&file).expect("there").permissions().mode() & 0o777;
    let review = ["review", "a.md", "--by", "R", "--on", "2026-01-02"];
    assert_eq!(site.run(&review).status.code(), Some(0));
    let page = fs::metadata(site.root().join("content/a.md")).expect("there");
    assert_eq!(mode(), page.permissions().mode() & 0o777);
    fs::set_permissions(&file, fs::Permissions::from_mode(0o664)).expect("set");
    assert_eq!(site.run(&review).status.code(), Some(0));
    assert_eq!(mode(), 0o664);
}

#[test]
fn readers_see_how_sure_a_page_is_and_what_changed() {
    let site = SiteTest::new();
    site.file(
        "content/a.md",
        "+++\ntitle = \"A\"\ndate = 2026-11-01\n\n[[changes]]\ndate = 2026-11-20\nwhat = \"A number was <wrong>.\"\n\
         [[changes]]\ndate = 2026-11-22\nwhat = \"Later.\"\n+++\n\
         One. [B @agency2020]\n\nTwo. [B opioids @agency2020]\n\nThree. [D]\n",
    );
    site.article("plain.md", "No claim at all.\n");
    site.build();
    let page = site.page("a/index.html");
    let start = page.find("class=\"evidence\"").expect("the summary");
    let summary = &page[start..start + page[start..].find("</p>").expect("its end")];
    assert!(summary.contains("Of 3 graded claims:"), "{summary}");
    assert!(
        summary.contains("For 1, the evidence is from other substances"),
        "{summary}"
    );
    assert_eq!(summary.matches("class=\"share\"").count(), 2, "{summary}");
    assert!(page.contains(
        "<time datetime=\"2026-11-20\">20 November 2026</time>: A number was &lt;wrong&gt;."
    ));
    // Written in the other order, and still the newest is first.
    assert!(page.find("Later.") < page.find("A number was"), "{page}");
    assert!(!site.page("plain/index.html").contains("class=\"evidence\""));
}

#[test]
fn paths_count_from_the_folder_that_the_editor_is_in_too() {
    let site = SiteTest::new();
    site.article("basics/how.md", "A text.\n");
    let run = |folder: &str, args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(args)
            .current_dir(site.root().join(folder))
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        assert_eq!(output.status.code(), Some(0), "{folder} {args:?}: {said}");
    };
    let is_there = |path: &str| site.root().join("content").join(path).is_file();
    run("content/basics", &["mv", "how.md", "../why.md"]);
    assert!(is_there("why.md") && !is_there("basics/how.md"));
    run("content/basics", &["new", "here.md"]);
    assert!(is_there("basics/here.md"));
    // From the site's folder, and from a folder beside it.
    run(".", &["mv", "content/why.md", "basics/why.md"]);
    assert!(is_there("basics/why.md"));
    let name = site
        .root()
        .file_name()
        .expect("a name")
        .to_string_lossy()
        .into_owned();
    let (from, to) = (
        format!("{name}/content/basics/why.md"),
        format!("{name}/content/again.md"),
    );
    run("..", &["mv", &from, &to, "--root", &name]);
    assert!(is_there("again.md"));
}

#[test]
fn what_is_to_be_done_next_is_typed_in_the_same_folder() {
    let site = SiteTest::new();
    let config = format!("{CONFIG}rules.missing-translation = \"off\"\n[languages.tr]\n");
    site.file("stepdown.toml", config)
        .file("content/tr/_index.md", HOME)
        .article("a.md", "A text.\n")
        .article("tr/a.md", "A text.\n")
        .article("c.md", "A text.\n")
        .article("tr/c.md", "A text.\n")
        .article("part/b.md", "A text.\n")
        .article("whole/index.md", "A text.\n");
    let run = |folder: &str, command: &str| {
        let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(command.split(' '))
            .current_dir(site.root().join(folder))
            .output()
            .expect("the program starts");
        let said = String::from_utf8_lossy(&output.stderr).into_owned();
        (output.status.code(), said)
    };
    let is_there = |path: &str| site.root().join("content").join(path).is_file();
    for (folder, from, to) in [
        ("content/part", "../a.md", "_index.md"),
        ("content/tr", "../c.md", "../part/d.md"),
        (".", "part/d.md", "e.md"),
    ] {
        let (code, said) = run(folder, &format!("mv {from} {to}"));
        assert_eq!(code, Some(0), "{said}");
        let next = said.lines().find_map(|l| l.split_once(": stepdown "));
        let (_, next) = next.expect("a command");
        let (code, said) = run(folder, next);
        assert_eq!(code, Some(0), "{next}: {said}");
    }
    for path in ["part/_index.md", "e.md"] {
        assert!(is_there(path) && is_there(&format!("tr/{path}")), "{path}");
    }
    let (code, said) = run("content/part", "mv ../whole/index.md new/_index.md");
    assert_eq!(code, Some(2), "{said}");
    assert!(
        said.contains("the new folder's article: `new/index.md`"),
        "{said}"
    );
    let (_, said) = run("content/part", "mv ../whole/indx.md x.md");
    assert!(said.contains("did you mean `../whole/index.md`?"), "{said}");
}

#[test]
fn the_command_that_records_a_review_again_can_be_copied() {
    let site = SiteTest::new();
    let page = "a b (c).md";
    site.article(page, "A text.\n");
    let recorded = site.run(&["review", page, "--by", "R", "--on", "2026-01-02"]);
    assert_eq!(recorded.status.code(), Some(0), "{}", said(&recorded));
    site.article(page, "Another text.\n");
    let found = said(&site.run(&["check", "--format", "short"]));
    assert!(
        found.contains("`stepdown review 'a b (c).md' --by NAME --on DATE`"),
        "{found}"
    );
}
