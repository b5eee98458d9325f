//! Content that is made to harm: the program answers with a finding or a page, and
//! neither crashes nor hangs.

use std::fmt::Write as _;
use std::fs;

use crate::harness::{BIB, CONFIG, HOME, SiteTest, said, tree};

/// Depth of nested Markdown.
const DEEP: usize = 10_000;

/// The site is refused with this finding; a crash has no exit code, or another.
fn refused(site: &SiteTest, finding: &str) {
    let output = site.run(&["build", "--format", "short"]);
    assert_eq!(output.status.code(), Some(1), "{}", said(&output));
    assert!(said(&output).contains(finding), "{}", said(&output));
    assert!(!site.root().join("public").exists());
}

/// Everything that goes through parsers again: the book, search, the whole guide.
fn with_everything() -> SiteTest {
    let site = SiteTest::new();
    let features = "[features]\nepub = true\nwhole_guide = true\noffline = true\n";
    site.file("stepdown.toml", format!("{CONFIG}{features}"))
        .file(
            "content/search.md",
            "+++\ntitle = \"Search\"\ntemplate = \"search.html\"\n+++\nSearch.\n",
        );
    site
}

#[test]
fn fifty_megabytes_are_an_article() {
    let site = SiteTest::new();
    let paragraph = format!(
        "{}\n\n",
        "Some words of a paragraph that goes on. ".repeat(12)
    );
    site.article("a.md", &paragraph.repeat(104_000)).build();
    let page = fs::metadata(site.root().join("public/a/index.html")).expect("published");
    assert!(page.len() > 50_000_000, "{}", page.len());
}

#[test]
fn key_points_in_another_component_cut_no_letter_in_two() {
    let site = SiteTest::new();
    let points = "````{callout}\ntitle = \"T\"\ntext = \"\"\"\n```{key-points}\nitems = [\"One\"]\n```\n\"\"\"\n````\n";
    // Whatever the length of the box is, it falls within a letter of one of them.
    for start in ["x", "xx"] {
        let text = format!("{start}{}\n\n{points}", "ğ".repeat(200));
        site.article(&format!("{start}.md"), &text);
    }
    site.build();
    let page = site.page("x/index.html");
    assert!(page.contains("key-points"), "{page}");
}

#[test]
fn deeply_nested_markdown_is_published_in_every_form() {
    for (name, text) in [
        ("quotes", format!("{}x\n", "> ".repeat(DEEP))),
        ("lists", format!("{}x\n", "- ".repeat(DEEP))),
        (
            "emphasis",
            format!("{}x{}", "*a _b ".repeat(DEEP), " b_ a*".repeat(DEEP)),
        ),
        (
            "brackets",
            format!("{}x{}", "[".repeat(DEEP), "]".repeat(DEEP)),
        ),
        ("links", "[a](".repeat(DEEP)),
        ("raw blocks", "<div>\n\n".repeat(DEEP)),
        ("raw tags", "<b>".repeat(DEEP)),
    ] {
        let site = with_everything();
        site.article("a.md", &text);
        let output = site.run(&["build"]);
        assert_eq!(output.status.code(), Some(0), "{name}: {}", said(&output));
        for file in ["a/index.html", "whole-guide/index.html", "guide.epub"] {
            assert!(site.root().join("public").join(file).is_file(), "{name}");
        }
    }
}

#[test]
fn toml_nested_without_end_is_refused() {
    let deep = 100_000;
    for value in [
        format!("extra.a = {}{}\n", "[".repeat(deep), "]".repeat(deep)),
        format!("extra.a = {}1{}\n", "{a = ".repeat(deep), "}".repeat(deep)),
        format!("extra{} = 1\n", ".a".repeat(deep)),
        format!("[extra{}]\na = 1\n", ".a".repeat(deep)),
    ] {
        let site = SiteTest::new();
        site.file("stepdown.toml", format!("{CONFIG}{value}"));
        refused(&site, "stepdown.toml");
        refused(&site, "error[toml-syntax]");
        let site = SiteTest::new();
        site.file(
            "content/a.md",
            format!("+++\ntitle = \"A\"\n{value}+++\nText.\n"),
        );
        refused(&site, "content/a.md");
        refused(&site, "error[toml-syntax]");
    }
}

#[test]
fn keys_of_a_megabyte_are_unknown_keys() {
    let key = "a".repeat(1_000_000);
    let site = SiteTest::new();
    site.file("stepdown.toml", format!("{key} = 1\n{CONFIG}"));
    refused(&site, "error[unknown-key]");
    let site = SiteTest::new();
    site.file(
        "content/a.md",
        format!("+++\ntitle = \"A\"\n{key} = 1\n+++\nText.\n"),
    );
    refused(&site, "error[unknown-key]");
}

#[test]
fn templates_that_lead_back_to_themselves_or_nest_without_end_are_refused() {
    let many = |text: &str| text.repeat(DEEP);
    for template in [
        "{% include \"article.html\" %}".to_owned(),
        "{% extends \"article.html\" %}".to_owned(),
        "{% for i in range(end=100000000000) %}{% endfor %}".to_owned(),
        format!("{{{{ {}1{} }}}}", many("("), many(")")),
        format!("{}{}", many("{% if true %}"), many("{% endif %}")),
    ] {
        let site = SiteTest::new();
        site.file("templates/article.html", &template)
            .article("a.md", "Text.\n");
        refused(&site, "error[template-error]");
    }
}

#[test]
fn a_template_that_writes_without_end_is_stopped() {
    let site = SiteTest::new();
    let rows = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}";
    let words = "words ".repeat(1000);
    site.file(
        "templates/article.html",
        format!("{rows}{words}{{% endfor %}}{{% endfor %}}"),
    )
    .article("a.md", "Text.\n");
    refused(&site, "templates/article.html: error[template-error]");
}

/// Runs for years.
const LOOPS: &str = "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% for c in range(end=100000) %}{% endfor %}{% endfor %}{% endfor %}";

#[test]
fn a_template_that_loops_and_writes_nothing_is_stopped_and_named() {
    for command in [&["build"][..], &["build", "--verify"], &["check"]] {
        let site = SiteTest::new();
        site.build();
        let before = tree(&site.root().join("public"));
        site.file("templates/article.html", LOOPS)
            .article("a.md", "Text.\n");
        let limit = ["--format", "short", "--render-limit", "1"];
        let output = site.run(&[command, &limit].concat());
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let finding = "templates/article.html: error[template-error]: the template has been at work for more than 1 s for `content/a.md`";
        assert!(said(&output).contains(finding), "{}", said(&output));
        assert_eq!(tree(&site.root().join("public")), before);
        // What was left behind is no hindrance.
        fs::remove_file(site.root().join("templates/article.html")).expect("there");
        site.build();
        assert!(site.page("a/index.html").contains("Text."));
    }
}

#[test]
fn every_command_that_renders_has_a_limit_of_time_and_no_other_offers_one() {
    let site = SiteTest::new();
    site.file("templates/article.html", LOOPS)
        .file("templates/report.html", LOOPS)
        .article("a.md", "Text.\n");
    for command in [&["deploy-check", "http://127.0.0.1:9/"][..], &["report"]] {
        let output = site.run(&[command, &["--render-limit", "1"]].concat());
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        let finding = "the template has been at work for more than 1 s";
        assert!(said(&output).contains(finding), "{}", said(&output));
    }
    let output = site.run(&["hosting", "nginx", "--render-limit", "1"]);
    assert_eq!(output.status.code(), Some(2), "{}", said(&output));
}

#[test]
fn bibliographies_made_to_grow_are_refused() {
    let mut doubling = "@string{s0 = \"text\"}\n".to_owned();
    for n in 1..40 {
        let before = n - 1;
        let _ = writeln!(doubling, "@string{{s{n} = s{before} # s{before}}}");
    }
    for (text, finding) in [
        (
            "@string{a = b}\n@string{b = a}\n@misc{k, title = a}".to_owned(),
            "leads back to itself",
        ),
        (
            format!("{doubling}@misc{{k, title = s39}}"),
            "error[bibliography-syntax]",
        ),
        (
            format!(
                "@misc{{k, title = {}x{}}}",
                "{".repeat(DEEP),
                "}".repeat(DEEP)
            ),
            "nested more than 100 deep",
        ),
        (
            "@misc{k, title = {x".to_owned(),
            "error[bibliography-syntax]",
        ),
    ] {
        let site = SiteTest::new();
        site.file("content/references.bib", text);
        refused(&site, finding);
    }
}

#[test]
fn references_that_take_data_from_each_other_are_refused() {
    let site = SiteTest::new();
    site.file(
        "content/references.bib",
        format!("{BIB}@misc{{a, title = {{A}}, crossref = {{b}}}}\n@misc{{b, title = {{B}}, crossref = {{a}}}}\n@misc{{c, title = {{C}}, xdata = {{c}}}}\n"),
    );
    refused(&site, "takes data from itself");
}

#[test]
fn names_that_file_systems_allow_are_published_or_named() {
    let site = SiteTest::new();
    // The most that a file system takes, with the ending.
    let long = format!("{}.md", "l".repeat(252));
    for name in [
        " a b .md",
        "quote\"'`.md",
        "🫖 tea.md",
        "$(x);&|.md",
        "-rf.md",
        &long,
    ] {
        site.article(name, "Text.\n");
    }
    let output = site.run(&["build", "--format", "short"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let pages = tree(&site.root().join("public"))
        .into_iter()
        .filter(|(path, _)| path.ends_with("index.html"));
    assert_eq!(pages.count(), 7);
}

#[test]
fn an_article_cannot_bring_a_script_or_a_style_onto_its_page() {
    let attack = "A <script>alert(1)</script> <b onclick=\"alert(2)\" style=\"x\">b</b> <img src=x onerror=alert(3)>\n\n\
        <svg onload=alert(4)><style>body 'x'</style></svg>\n\n\
        <iframe srcdoc=\"<script>alert(5)</script>\"></iframe>\n\n\
        <a href=\"javascript:alert(6)\">a</a> <details ontoggle=alert(7) open>\n\n\
        ## Heading {#\"><script>alert(8)</script>}\n\n\
        ```\"><script>alert(9)</script>\nx\n```\n\n\
        | a<script> | b |\n|---|---|\n| <b onfocus=x>c | d |\n";
    let site = with_everything();
    site.file("content/_index.md", HOME)
        .article("a.md", attack)
        .build();
    for file in ["a/index.html", "whole-guide/index.html"] {
        let page = site.page(file);
        let start = page.find("<main").expect("a main part");
        let end = page.find("</main>").expect("its end");
        let text = &page[start..end];
        for harmful in [
            "<script",
            "<svg",
            "<iframe",
            "<img",
            "<style",
            " onclick=",
            " onerror=",
            " onload=",
            " ontoggle=",
            " onfocus=",
            " style=",
            "href=\"javascript",
            " srcdoc=",
        ] {
            assert!(!text.contains(harmful), "{harmful} in {file}: {text}");
        }
    }
}

#[test]
fn front_matter_and_references_are_text_wherever_they_are_shown() {
    let attack = "</script></title><script>alert(1)</script>\\\"><b onclick=x>&";
    let site = with_everything();
    site.file(
        "content/a.md",
        format!("+++\ntitle = \"{attack}\"\ndescription = \"{attack}\"\ntopics = [\"{attack}\"]\n+++\nA claim. [B @evil]\n"),
    )
    .file(
        "content/references.bib",
        "@misc{evil, title = {</script><script>alert(1)</script>}, author = {{<b onclick=x>}}, year = {2020}, url = {https://example.org/\"onclick=x}}\n",
    );
    let output = site.run(&["build"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    for (path, bytes) in tree(&site.root().join("public")) {
        if !path.extension().is_some_and(|e| e == "html" || e == "xml") {
            continue;
        }
        let page = String::from_utf8(bytes).expect("text");
        for harmful in ["<script>alert", "<b onclick", "href=\"javascript"] {
            assert!(!page.contains(harmful), "{harmful} in {}", path.display());
        }
    }
}

#[test]
fn an_attribute_in_pieces_leaves_the_places_of_later_words_right() {
    let site = SiteTest::new();
    let long = "word ".repeat(60);
    site.file(
        "stepdown.toml",
        format!("{CONFIG}rules.long-sentence = \"error\"\n"),
    )
    .article(
        "a.md",
        &format!("A word {{.no-c<b>laim}}</b>\n\nShort. Then {long}end.\n"),
    );
    let (findings, code) = site.findings();
    assert_eq!(code, 1);
    assert!(
        findings.iter().any(|f| f == "long-sentence 6:8"),
        "{findings:?}"
    );
}

#[test]
fn a_link_that_would_run_a_script_is_refused() {
    for link in [
        "[a](javascript:alert(1))",
        "[a](JaVaScRiPt:alert(1))",
        "[a](&#106;avascript:alert(1))",
        "<javascript:alert(1)>",
        "[a](data:text/html,x)",
        "[a](vbscript:x)",
    ] {
        let site = SiteTest::new();
        site.article("a.md", &format!("See {link}.\n"));
        let output = site.run(&["build", "--format", "short"]);
        assert_eq!(output.status.code(), Some(1), "{link}: {}", said(&output));
        assert!(
            said(&output).contains("content/a.md:4:"),
            "{}",
            said(&output)
        );
    }
}
