//! What a build writes.

use std::fs;
use std::process::{Command, Stdio};

use crate::harness::{BIB, CONFIG, HOME, SiteTest, said, tree};

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

#[cfg(target_os = "linux")]
#[test]
fn a_command_ends_with_its_code_where_nobody_reads_its_words() {
    let run = |site: &SiteTest, command: &str, to: Stdio| {
        Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .arg(command)
            .current_dir(site.root())
            .stderr(to)
            .spawn()
            .expect("the program starts")
    };
    let site = SiteTest::new();
    // With something to say: an article that nothing leads to.
    site.file(
        "stepdown.toml",
        format!("{CONFIG}rules.orphan = \"warn\"\n"),
    )
    .article("a.md", "Words.\n");
    let full = fs::File::options().write(true).open("/dev/full");
    let full = full.expect("the device");
    let ended = run(&site, "build", Stdio::from(full)).wait();
    assert_eq!(ended.expect("its end").code(), Some(0));
    assert!(site.root().join("public/a/index.html").is_file());

    site.article("a.md", &"[x](nothing.md) ".repeat(3000));
    let mut check = run(&site, "check", Stdio::piped());
    drop(check.stderr.take());
    assert_eq!(check.wait().expect("its end").code(), Some(1));
}

#[test]
fn what_is_for_hosts_is_published_and_not_kept_by_readers() {
    let site = SiteTest::new();
    let config = format!("{CONFIG}[features]\noffline = true\n");
    site.file("stepdown.toml", config)
        .file("static/.htaccess", "AddDefaultCharset utf-8\n")
        .file("static/_headers", "/*\n  X-Own: yes\n")
        .file("static/.well-known/assetlinks.json", "[]")
        .file("static/.env", "secret")
        .file("static/d.json", "{}")
        .file("static/d.json.gz", "packed")
        .file("content/.well-known/h.md", HOME)
        .build();
    assert!(site.page(".htaccess").contains("utf-8"));
    assert!(site.page("_headers").contains("X-Own"));
    assert_eq!(site.page(".well-known/assetlinks.json"), "[]");
    let worker = site.page("sw.js");
    assert!(worker.contains("[\"d.json\","), "{worker}");
    for other in [".htaccess", "_headers", "assetlinks", "d.json.gz"] {
        assert!(!worker.contains(other), "{other}: {worker}");
    }
    let paths = tree(&site.root().join("public"));
    let is_there = |name: &str| paths.iter().any(|(path, _)| path.ends_with(name));
    assert!(!is_there(".env") && !is_there("h/index.html"));
}

#[test]
fn security_txt_says_whom_to_tell() {
    let site = SiteTest::new();
    let security = "[security]\ncontact = [\"mailto:safety@example.org\"]\nexpires = 2027-11-24\npolicy = \"https://example.org/policy\"\n";
    site.file("stepdown.toml", format!("{CONFIG}{security}"));
    let output = site.run(&["build", "--today", "2026-11-24"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(
        site.page(".well-known/security.txt"),
        "Contact: mailto:safety@example.org\nExpires: 2027-11-24T23:59:59Z\nPreferred-Languages: en\nCanonical: https://example.org/.well-known/security.txt\nPolicy: https://example.org/policy\n"
    );
    let late = site.run(&["build", "--today", "2027-11-25"]);
    assert!(said(&late).contains("security-expired"), "{}", said(&late));
    site.file(
        "stepdown.toml",
        format!("{CONFIG}[security]\ncontact = [\"nobody\"]\nexpires = 2027-11-24\n"),
    );
    let wrong = site.run(&["build"]);
    assert!(
        said(&wrong).contains("`nobody` is no address"),
        "{}",
        said(&wrong)
    );
}

#[cfg(unix)]
#[test]
fn a_pipe_among_the_articles_is_named_and_not_read() {
    let site = SiteTest::new();
    let pipe = site.root().join("content/pipe.md");
    let made = Command::new("mkfifo").arg(&pipe).status();
    assert!(made.expect("mkfifo starts").success());
    let output = site.run(&["check"]);
    assert_eq!(output.status.code(), Some(3));
    let words = String::from_utf8_lossy(&output.stderr);
    assert!(words.contains("content/pipe.md"), "{words}");
    assert!(words.contains("neither a file nor a folder"), "{words}");
}

#[test]
fn a_bibliography_that_cannot_be_read_is_one_error_and_not_one_for_each_citation() {
    let site = SiteTest::new();
    site.article("a.md", "A fact. [@agency2020] Another. [@agency2020]\n");
    for broken in [&b"@misc{agency2020, title = {open\n"[..], b"\xff"] {
        site.file("content/references.bib", broken);
        let (found, code) = site.findings();
        assert_eq!((found.len(), code), (1, 1), "{found:?}");
    }
}

#[cfg(unix)]
#[test]
fn a_pipe_in_the_place_of_a_data_file_is_named_and_not_read() {
    for name in [
        "references.bib",
        "notices.toml",
        "helplines.toml",
        "glossary.toml",
        "reviews.toml",
    ] {
        let site = SiteTest::new();
        site.article("a.md", "A fact. [@agency2020]\n");
        let pipe = site.root().join("content").join(name);
        let _ = fs::remove_file(&pipe);
        let made = Command::new("mkfifo").arg(&pipe).status();
        assert!(made.expect("mkfifo starts").success());
        let output = site.run(&["check", "--format", "short"]);
        assert_eq!(output.status.code(), Some(3), "{name}");
        let words = String::from_utf8_lossy(&output.stderr);
        let named = format!("content/{name}: error[io]: this is neither a file nor a folder");
        assert_eq!(words.matches(&named).count(), 1, "{words}");
        assert_eq!(words.matches(": error[").count(), 1, "{words}");
        if name == "reviews.toml" {
            let output = site.run(&["review", "a.md", "--by", "R", "--on", "2026-01-02"]);
            assert_eq!(output.status.code(), Some(3), "{output:?}");
        }
    }
}

#[test]
fn a_page_that_cannot_be_read_is_not_said_to_be_gone() {
    let site = SiteTest::new();
    site.article("a.md", "Words.\n").build();
    site.file("content/a.md", "+++\ntitle = 5\n+++\nWords.\n");
    let found = site.findings().0;
    assert!(
        found.iter().all(|line| !line.contains("url-gone")),
        "{found:?}"
    );
    fs::remove_file(site.root().join("content/a.md")).expect("removed");
    let found = site.findings().0;
    assert!(
        found.iter().any(|line| line.contains("url-gone")),
        "{found:?}"
    );
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
fn references_are_numbered_by_first_use_and_lead_back() {
    let site = SiteTest::new();
    site.file(
        "content/references.bib",
        format!("{BIB}@misc{{b2021, author = {{{{B}}}}, title = {{B}}, year = {{2021}}}}\n"),
    );
    site.article(
        "a.md",
        "First [@b2021], then [@agency2020, p. 3; @b2021].\n",
    )
    .build();
    let page = site.page("a/index.html");
    assert!(
        page.contains("<a id=\"cite-1\" href=\"#ref-1\" aria-label=\"Reference 1\">1</a>"),
        "{page}"
    );
    assert!(
        page.contains("aria-label=\"Reference 2, p. 3\">2, p. 3</a>"),
        "{page}"
    );
    assert!(
        page.contains("<a class=\"back\" href=\"#cite-1\">"),
        "{page}"
    );
    assert!(
        page.contains("<a href=\"#ref-1\" aria-label=\"Reference 1\">1</a>"),
        "one place to lead back to is enough: {page}"
    );
}

#[test]
fn a_page_with_a_part_to_play_cannot_be_a_draft() {
    let site = SiteTest::new();
    let config = format!("{CONFIG}footer = [\"b.md\"]\n[pages]\nemergency = \"a.md\"\n");
    let draft = "+++\ntitle = \"A\"\ndraft = true\n+++\n";
    site.file("stepdown.toml", config)
        .file("content/a.md", draft)
        .file("content/b.md", draft);
    let (findings, code) = site.findings();
    assert_eq!(
        findings,
        ["broken-link 5:11", "broken-link 7:13"],
        "{findings:?}"
    );
    assert_eq!(code, 1);
    assert!(site.run(&["check", "--drafts"]).status.success());
}

#[test]
fn a_style_sheet_finds_its_files_from_where_it_is_published() {
    let site = SiteTest::new();
    let sheet = "@import \"more.css\";\n@font-face { font-family: F; src: url(\"../fonts/f%20g.woff2?v=1#x\") }\np { background: url(data:,), url(/own.png), url(https://example.net/a.png) }\n";
    site.file("static/css/style.css", sheet)
        .file("static/css/more.css", "a { color: red }\n")
        .file("static/fonts/f g.woff2", "font")
        .build();
    let page = site.page("index.html");
    let at = page.find("/assets/css/style.").expect("the sheet");
    let name = &page[at + 1..at + page[at..].find('"').expect("an end")];
    let moved = site.page(name);
    for address in [
        "@import \"../../css/more.css\"",
        "url(\"../../fonts/f%20g.woff2?v=1#x\")",
        "url(data:,)",
        "url(/own.png)",
        "url(https://example.net/a.png)",
    ] {
        assert!(moved.contains(address), "{address}: {moved}");
    }
    assert!(site.page("css/style.css").contains("@import \"more.css\""));
}

#[test]
fn related_pages_share_rare_topics_and_references() {
    let site = SiteTest::new();
    let article = |title: &str, topics: &str, text: &str| {
        format!("+++\ntitle = \"{title}\"\ntopics = [{topics}]\n+++\n{text}\n")
    };
    site.file("content/a.md", article("A", "\"x\", \"y\"", "Said. [@agency2020]"))
        .file("content/b.md", article("Neighbour", "\"x\", \"y\"", ""))
        .file("content/c.md", article("Two topics", "\"x\", \"y\"", ""))
        .file("content/d.md", article("One topic", "\"x\"", ""))
        .file("content/e.md", article("All", "\"x\", \"y\"", "Said. [@agency2020]"))
        .file("content/f.md", article("Links here", "\"x\", \"y\"", "[A](a.md)"))
        .file(
            "templates/article.html",
            "<!DOCTYPE html><title>x</title>{% for link in page.related %}{{ link.title }};{% endfor %}",
        )
        .build();
    assert_eq!(
        site.page("a/index.html"),
        "<!DOCTYPE html><title>x</title>All;Two topics;"
    );
}

#[test]
fn a_site_that_gives_no_health_information_may_say_so_until_it_does() {
    let not_reviewed = "Not reviewed by a clinician.";
    let site = SiteTest::new();
    site.file("stepdown.toml", format!("health = false\n{CONFIG}"))
        .article("how.md", "How it works.\n")
        .build();
    let page = site.page("how/index.html");
    assert!(
        !page.contains(not_reviewed) && page.contains("\"WebPage\""),
        "{page}"
    );
    // A graded claim on any page is health information on the site.
    site.article("claim.md", "Less is needed after a break. [D]\n")
        .build();
    let page = site.page("how/index.html");
    assert!(
        page.contains(not_reviewed) && page.contains("\"MedicalWebPage\""),
        "{page}"
    );
    // So is one in a notice.
    site.file(
        "content/notices.toml",
        "[lost]\nkind = \"warning\"\ntitle = \"T\"\ntext = \"Less is needed. [D]\"\nshort = \"Less.\"\n",
    )
    .article("claim.md", "```{notice}\nname = \"lost\"\n```\n")
    .build();
    let page = site.page("how/index.html");
    assert!(
        page.contains(not_reviewed) && page.contains("\"MedicalWebPage\""),
        "{page}"
    );
}

/// Text that is pasted from other programs has characters that XML does not know.
#[test]
fn the_feed_and_the_sitemap_are_xml_whatever_stands_in_titles_and_addresses() {
    let site = SiteTest::new();
    let config = CONFIG.replace("example.org/", "example.org/a&b/");
    site.file("stepdown.toml", config).file(
        "content/a.md",
        "+++\ntitle = \"Pasted\\f & <edited>\"\ndate = 2026-01-01\ntopics = [\"a & b\"]\n+++\nPage one.\u{c}Page two. \u{1b}\n",
    );
    site.build();
    let feed = site.page("atom.xml");
    let feed = roxmltree::Document::parse(&feed).expect("a well-formed feed");
    let texts = |name: &str| -> Vec<String> {
        feed.descendants()
            .filter(|node| node.has_tag_name(("http://www.w3.org/2005/Atom", name)))
            .filter_map(|node| node.text().map(str::to_owned))
            .collect()
    };
    assert_eq!(texts("title"), ["Test", "Pasted & <edited>"]);
    assert!(texts("content")[0].contains("Page one. Page two."));
    let links = feed.descendants().filter_map(|node| node.attribute("href"));
    assert!(links.count() == 3);
    let sitemap = site.page("sitemap.xml");
    roxmltree::Document::parse(&sitemap).expect("a well-formed sitemap");
}

#[test]
fn a_question_in_a_link_goes_to_the_page_that_it_names() {
    let site = SiteTest::new();
    let text = "[h](?q=1) [i](?a=b%20c&d=\"#two) [j](b.md?x=[1]#end) [k](f.txt?v=2)\n\n## Two\n";
    site.article("a.md", text)
        .article("b.md", "## End\n")
        .file("content/f.txt", "words")
        .build();
    let html = site.page("a/index.html");
    for expected in [
        "<a href=\"?q=1\"",
        "<a href=\"?a=b%20c&amp;d=%22#two\"",
        "/b/?x=%5B1%5D#end\"",
        "/f.txt?v=2\"",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
    // A text that stands on many pages has none to ask.
    site.file(
        "content/notices.toml",
        "[n]\nkind = \"warning\"\ntitle = \"N\"\ntext = \"[h](?q=1)\"\nshort = \"S.\"\n",
    );
    let output = site.run(&["build", "--format", "short"]);
    let said = said(&output);
    assert!(
        said.contains("`?q=1` names no page, and this text stands on many"),
        "{said}"
    );
}

#[test]
fn addresses_of_other_sites_are_valid_whatever_was_written() {
    let site = SiteTest::new();
    let text = "[a](<https://a.example/b c>) [b](https://x.example/[a]|ü) [c](https://x.example/%zz%20)\n\n<https://x.example/é>\n";
    site.article("a.md", text).build();
    let html = site.page("a/index.html");
    for expected in [
        "href=\"https://a.example/b%20c\"",
        "href=\"https://x.example/%5Ba%5D%7C%C3%BC\"",
        "href=\"https://x.example/%25zz%20\"",
        "href=\"https://x.example/%C3%A9\"",
        ">https://x.example/é</a>",
    ] {
        assert!(html.contains(expected), "{expected}: {html}");
    }
}

#[test]
fn addresses_of_references_are_valid_whatever_was_written() {
    let site = SiteTest::new();
    site.file(
        "content/references.bib",
        "@misc{agency2020, title = {A warning}, author = {{The Agency}}, year = {2020}, doi = {10.1/<x>\"y\"}, url = {https://x.example/<a>|\"b\"#/#c}}\n",
    );
    site.file(
        "stepdown.toml",
        format!("{CONFIG}report = \"https://x.example/a|b#/#c\"\n"),
    );
    site.article("a.md", "Words [@agency2020].\n").build();
    let page = site.page("a/index.html");
    for address in [
        "https://doi.org/10.1/%3Cx%3E%22y%22",
        "https://x.example/%3Ca%3E%7C%22b%22#/%23c",
        "https://x.example/a%7Cb#/%23c",
    ] {
        assert!(page.contains(&format!("href=\"{address}\"")), "{page}");
    }
}
