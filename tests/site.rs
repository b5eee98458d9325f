//! The real program on real folders: what a build writes, and what it says of
//! bad input.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A site in a folder of its own, and the program run on it.
struct SiteTest {
    folder: tempfile::TempDir,
}

const CONFIG: &str = "title = \"Test\"\nbase_url = \"https://example.org/\"\nlanguage = \"en\"\nrules.unused-reference = \"off\"\n";
const HOME: &str = "+++\ntitle = \"Home\"\n+++\nWelcome.\n";
const BIB: &str =
    "@misc{agency2020, title = {A warning}, author = {{The Agency}}, year = {2020}}\n";

impl SiteTest {
    /// The least site: a configuration, a home page, one reference.
    fn new() -> Self {
        let site = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        site.file("stepdown.toml", CONFIG)
            .file("content/_index.md", HOME)
            .file("content/references.bib", BIB);
        site
    }

    fn root(&self) -> &Path {
        self.folder.path()
    }

    fn file(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("has a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    fn article(&self, path: &str, body: &str) -> &Self {
        self.file(
            &format!("content/{path}"),
            format!("+++\ntitle = \"Article\"\n+++\n{body}"),
        )
    }

    fn run(&self, args: &[&str]) -> Output {
        Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(args)
            .arg("--root")
            .arg(self.root())
            .env_remove("SOURCE_DATE_EPOCH")
            .output()
            .expect("the program starts")
    }

    fn build(&self) -> &Self {
        let output = self.run(&["build"]);
        assert!(
            output.status.success(),
            "{}",
            String::from_utf8_lossy(&output.stderr)
        );
        self
    }

    /// Findings as `code line:column`, and the exit code.
    fn findings(&self) -> (Vec<String>, i32) {
        let output = self.run(&["build", "--format", "json"]);
        let all: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let lines = all
            .as_array()
            .expect("an array")
            .iter()
            .map(|f| {
                format!(
                    "{} {}:{}",
                    f["code"].as_str().expect("code"),
                    f["line"],
                    f["column"]
                )
            })
            .collect();
        (lines, output.status.code().expect("an exit code"))
    }

    fn page(&self, path: &str) -> String {
        fs::read_to_string(self.root().join("public").join(path)).expect("published")
    }
}

/// Every file of a folder with its bytes.
fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(|e| e.expect("readable"))
        .filter(|e| e.file_type().is_file())
        .map(|e| {
            let path = e.path().strip_prefix(folder).expect("inside").to_path_buf();
            (path, fs::read(e.path()).expect("readable"))
        })
        .collect()
}

#[test]
fn each_mistake_is_found_at_its_place_and_the_old_site_stays() {
    let cases: &[(&str, &str)] = &[
        ("See [@nobody2020].\n", "unknown-reference 4:5"),
        ("It is so. [E @agency2020]\n", "unknown-grade 4:11"),
        ("It is so. [B]\n", "marker-form 4:11"),
        ("Two: [@agency2020][B @agency2020]\n", "marker-form 4:6"),
        ("Nested [see [@agency2020]].\n", "marker-form 4:13"),
        ("Link [@agency2020](x.md) here.\n", "marker-form 4:7"),
        ("[@agency2020]: word\n", "marker-form 4:1"),
        ("Left over @agency2020 here.\n", "marker-form 4:11"),
        ("> [!WARNING] on one line\n", "marker-form 4:3"),
        ("See [it](nowhere.md).\n", "broken-link 4:5"),
        ("See [it](_index.md#nothing).\n", "broken-fragment 4:5"),
        ("![words](nothing.png)\n", "missing-image 4:1"),
        ("```{nobody}\n```\n", "unknown-component 4:1"),
        (
            "```{callout}\ntext = \"x\"\n```\n",
            "component-argument 4:1",
        ),
        (
            "```{callout}\ntitle = \"t\"\ntext = \"x\"\ncolour = \"red\"\n```\n",
            "component-argument 7:1",
        ),
        (
            "```{callout}\ntitle = 5\ntext = \"x\"\n```\n",
            "component-argument 5:9",
        ),
        (
            "```{notice}\nname = \"nobody\"\n```\n",
            "unknown-notice 4:1",
        ),
    ];
    let site = SiteTest::new();
    site.build();
    let before = tree(&site.root().join("public"));
    for (body, expected) in cases {
        site.article("a.md", body);
        let (findings, code) = site.findings();
        assert!(
            findings.iter().any(|f| f == expected),
            "{body}: {findings:?}"
        );
        assert_eq!(code, 1, "{body}");
        assert_eq!(tree(&site.root().join("public")), before, "{body}");
    }
}

#[test]
fn an_image_without_a_text_alternative_is_an_error() {
    let site = SiteTest::new();
    site.file(
        "content/x.svg",
        "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>",
    );
    site.article("a.md", "![](x.svg)\n");
    assert_eq!(site.findings(), (vec!["image-alt 4:1".to_owned()], 1));
    site.article("a.md", "![A dot](x.svg)\n").build();
    assert!(
        site.page("a/index.html")
            .contains("alt=\"A dot\" width=\"3\" height=\"4\"")
    );
}

#[test]
fn mistakes_outside_the_text_are_found_too() {
    let cases: &[(&str, &[u8], &str)] = &[
        ("content/a.md", b"+++\ntitle = \"A\"\n", "front-matter 1:1"),
        ("content/a.md", b"+++\ntitle = 5\n+++\n", "toml-type 2:9"),
        (
            "content/a.md",
            b"+++\ntitle = \"A\"\ntilte = 1\n+++\n",
            "unknown-key 3:1",
        ),
        (
            "content/a.md",
            b"+++\ntitle = \"A\"\ntemplate = \"no.html\"\n+++\n",
            "missing-template 3:12",
        ),
        (
            "content/a.md",
            b"+++\ntitle = \"A\"\n+++\n\xff\n",
            "invalid-utf8 4:1",
        ),
        (
            "templates/home.html",
            b"{{ page.nothing }}",
            "template-error 1:9",
        ),
        ("templates/home.html", b"{% if %}", "template-error 1:7"),
        (
            "content/references.bib",
            b"@misc{a, title = {X}}\n@misc{a, title = {Y}}\n",
            "duplicate-reference 2:7",
        ),
        (
            "stepdown.toml",
            b"title = \"T\"\nbase_url = \"https://e.org\"\nlanguage = \"en\"\nx = 1\n",
            "unknown-key 4:1",
        ),
    ];
    for (file, bytes, expected) in cases {
        let site = SiteTest::new();
        site.article("a.md", "Text.\n").file(file, bytes);
        let (findings, code) = site.findings();
        assert!(
            findings.iter().any(|f| f == expected),
            "{file}: {findings:?}"
        );
        assert_eq!(code, 1, "{file}");
    }
}

#[test]
fn two_pages_with_one_address_are_refused() {
    let site = SiteTest::new();
    site.article("a.md", "One.\n")
        .article("a/index.md", "Two.\n");
    let (findings, code) = site.findings();
    assert_eq!((findings.len(), code), (1, 1), "{findings:?}");
    assert!(findings[0].starts_with("url-collision"), "{findings:?}");
}

#[test]
fn an_output_folder_that_holds_sources_is_refused() {
    let site = SiteTest::new();
    let content = site.root().join("content");
    let as_flag = site.run(&["build", "--out", content.to_str().expect("UTF-8")]);
    assert_eq!(as_flag.status.code(), Some(2));
    let parent = site.run(&["build", "--out", site.root().to_str().expect("UTF-8")]);
    assert_eq!(parent.status.code(), Some(2));
    site.file("stepdown.toml", format!("{CONFIG}output = \"content\"\n"));
    assert_eq!(site.run(&["build"]).status.code(), Some(1));
    assert!(content.join("_index.md").is_file());
}

#[test]
fn files_of_others_in_the_output_folder_stop_the_build_unless_they_are_kept() {
    let site = SiteTest::new();
    site.file("public/CNAME", "guide.example");
    assert_eq!(
        site.run(&["build"]).status.code(),
        Some(1),
        "a folder that is not ours"
    );
    fs::remove_dir_all(site.root().join("public")).expect("removed");
    site.build().file("public/CNAME", "guide.example");
    assert_eq!(
        site.run(&["build"]).status.code(),
        Some(1),
        "a file that is not ours"
    );
    site.file("stepdown.toml", format!("{CONFIG}keep = [\"CNAME\"]\n"))
        .build();
    assert_eq!(site.page("CNAME"), "guide.example");
}

#[test]
fn two_builds_are_equal_whatever_the_threads_and_the_time_zone() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let out = tempfile::tempdir().expect("a folder");
    let build = |name: &str, threads: &str, zone: &str| {
        let target = out.path().join(name);
        let status = Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(["build", "--today", "2026-11-24", "--root"])
            .arg(root)
            .arg("--out")
            .arg(&target)
            .env("RAYON_NUM_THREADS", threads)
            .env("TZ", zone)
            .status()
            .expect("the program starts");
        assert!(status.success());
        tree(&target)
    };
    let one = build("one", "1", "Pacific/Kiritimati");
    assert!(one.len() > 30);
    assert!(one == build("two", "4", "America/Los_Angeles"));
}

#[test]
fn an_unchanged_page_keeps_its_file() {
    use std::os::unix::fs::MetadataExt;
    let site = SiteTest::new();
    site.article("a.md", "Text.\n").build();
    let inode = |path: &str| {
        fs::metadata(site.root().join("public").join(path))
            .expect("there")
            .ino()
    };
    let before = (inode("a/index.html"), inode("robots.txt"));
    site.article("a.md", "Other text.\n").build();
    assert_ne!(inode("a/index.html"), before.0);
    assert_eq!(inode("robots.txt"), before.1);
}

#[test]
fn a_base_url_with_a_path_is_in_every_address() {
    let site = SiteTest::new();
    site.file(
        "stepdown.toml",
        CONFIG.replace("example.org/", "example.org/sub/path/"),
    );
    site.article("a.md", "See [home](_index.md).\n").build();
    let page = site.page("a/index.html");
    assert!(page.contains("href=\"/sub/path/\""), "{page}");
    let foreign: Vec<&str> = page
        .split(['"'])
        .filter(|s| s.starts_with('/') && !s.contains('>') && !s.starts_with("/sub/path/"))
        .collect();
    assert!(foreign.is_empty(), "{foreign:?}");
    assert!(
        site.page("sitemap.xml")
            .contains("https://example.org/sub/path/a/")
    );
    assert!(site.page("_headers").contains("/sub/path/assets/*"));
}

#[test]
fn languages_have_their_own_folders_addresses_and_words() {
    let site = SiteTest::new();
    site.file(
        "stepdown.toml",
        format!("{CONFIG}[languages.ar]\ntitle = \"عنوان\"\n"),
    )
    .article("a.md", "English.\n")
    .file("content/ar/_index.md", "+++\ntitle = \"بيت\"\n+++\nنص\n")
    .file("content/ar/a.md", "+++\ntitle = \"مقال\"\n+++\nنص\n")
    .build();
    let page = site.page("ar/a/index.html");
    assert!(page.contains("<html lang=\"ar\" dir=\"rtl\">"), "{page}");
    assert!(site.page("a/index.html").contains("href=\"/ar/a/\""));
    assert!(site.page("ar/atom.xml").contains("xml:lang=\"ar\""));
}

#[test]
fn references_are_numbered_by_first_use_and_lead_back() {
    let site = SiteTest::new();
    site.file(
        "content/references.bib",
        format!("{BIB}@misc{{b2021, title = {{B}}, year = {{2021}}}}\n"),
    );
    site.article(
        "a.md",
        "First [@b2021], then [@agency2020, p. 3; @b2021].\n",
    )
    .build();
    let page = site.page("a/index.html");
    assert!(
        page.contains(
            "<a id=\"cite-b2021-1\" href=\"#ref-b2021\" aria-label=\"Reference 1\">1</a>"
        ),
        "{page}"
    );
    assert!(
        page.contains("aria-label=\"Reference 2, p. 3\">2, p. 3</a>"),
        "{page}"
    );
    assert!(page.contains("href=\"#cite-b2021-2\""), "{page}");
}

#[test]
fn a_moved_article_takes_its_links_along_and_leaves_an_alias() {
    let site = SiteTest::new();
    site.article("a.md", "See [b](s/b.md#part).\n")
        .file("content/s/_index.md", HOME)
        .article("s/b.md", "## Part\n\nBack to [a](../a.md).\n");
    let output = site.run(&["mv", "s/b.md", "c.md"]);
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
    site.build();
    assert!(site.page("a/index.html").contains("href=\"/c/#part\""));
    assert!(site.page("s/b/index.html").contains("url=/c/"));
    assert!(site.page("_redirects").contains("/s/b/ /c/ 301"));
}

#[test]
fn a_new_site_and_a_new_article_build() {
    let site = SiteTest::new();
    let fresh = site.root().join("fresh");
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(args)
            .output()
            .expect("starts");
        assert!(
            output.status.success(),
            "{args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    let path = fresh.to_str().expect("UTF-8");
    run(&["init", path]);
    run(&["new", "basics/breaks.md", "--root", path]);
    run(&["build", "--drafts", "--root", path]);
    assert!(fresh.join("public/basics/breaks/index.html").is_file());
}

#[test]
fn the_reference_of_the_program_can_be_printed() {
    for args in [
        &["schema"][..],
        &["schema", "front-matter"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(args)
            .output()
            .expect("starts");
        assert!(
            output.status.success() && output.stdout.len() > 100,
            "{args:?}"
        );
    }
}

#[test]
fn outside_a_site_the_way_out_is_said() {
    let empty = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
        .arg("build")
        .current_dir(empty.path())
        .output()
        .expect("starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("stepdown init"));
}

#[test]
fn markdown_becomes_the_html_that_the_theme_knows() {
    let site = SiteTest::new();
    site.article(
        "a.md",
        "## Don't {#own .wide}\n\nTable: Amounts\n\n| a | b |\n|---|--:|\n| x | 1 |\n\nWord[^n].\n\n[^n]: Note.\n\n- [x] done\n\nTerm\n: Meaning\n\n> [!WARNING]\n> Care.\n\n~~gone~~ and `code`. {.no-claim}\n",
    )
    .build();
    let page = site.page("a/index.html");
    for part in [
        "<h2 id=\"own\" class=\"wide\">Don't</h2>",
        "<caption id=\"table-1\">Amounts</caption>",
        "<td class=\"align-right\">1</td>",
        "<a id=\"fnref-1\" href=\"#fn-1\" role=\"doc-noteref\"",
        "<li id=\"fn-1\"><p>Note. <a class=\"backref\" href=\"#fnref-1\"",
        "<input type=\"checkbox\" disabled checked aria-label=\"Done\">",
        "<dt>Term</dt>",
        "<div class=\"alert alert-warning\"",
        "<p><del>gone</del> and <code>code</code>.</p>",
    ] {
        assert!(page.contains(part), "{part}\n{page}");
    }
    assert!(!page.contains(" style="));
}
