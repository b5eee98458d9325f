//! Sites in several languages: what each has of its own, and what it shares.

use crate::harness::{CONFIG, HOME, SiteTest};

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
fn each_language_is_about_something_in_its_own_words_and_is_kept_by_its_own_name() {
    let site = SiteTest::new();
    let languages = "[languages.tr]\ntitle = \"Rehber\"\nabout = [\"Uyku\"]\n[languages.fr]\n";
    site.file(
        "stepdown.toml",
        format!(
            "about = [\"Sleep\"]\n{CONFIG}[features]\noffline = true\nepub = true\n{languages}"
        ),
    )
    .file("content/tr/_index.md", HOME)
    .file("content/fr/_index.md", HOME)
    .build();
    let about = |path: &str| {
        let page = site.page(path);
        let start = page.find("\"about\":")?;
        Some(page[start..].split_once(']')?.0.to_owned())
    };
    assert!(about("index.html").is_some_and(|about| about.contains("\"Sleep\"")));
    assert!(about("tr/index.html").is_some_and(|about| about.contains("\"Uyku\"")));
    // No words are better than those of another language.
    assert_eq!(about("fr/index.html"), None);
    for (folder, name) in [("", "Test"), ("tr/", "Rehber")] {
        let page = site.page(&format!("{folder}index.html"));
        let link = format!("rel=\"manifest\" href=\"/{folder}manifest.webmanifest\"");
        assert!(page.contains(&link), "{page}");
        let manifest = site.page(&format!("{folder}manifest.webmanifest"));
        let manifest: serde_json::Value = serde_json::from_str(&manifest).expect("JSON");
        assert_eq!(manifest["name"], name);
        assert_eq!(manifest["start_url"], format!("/{folder}"));
        assert_eq!(manifest["scope"], "/");
    }
}

#[test]
fn what_falls_back_to_the_main_language_says_so() {
    let site = SiteTest::new();
    let notice = "```{notice}\nname = \"lost\"\n```\n";
    let short = "```{notice}\nname = \"lost\"\nshort = true\n```\n";
    let text = format!("{notice}\n{short}\n```{{helplines}}\n```\n");
    let languages = "[languages.tr]\n[languages.ar]\n";
    let notices =
        "[lost]\nkind = \"warning\"\ntitle = \"T\"\ntext = \"Long.\"\nshort = \"Short.\"\n";
    let lines = "[[country]]\ncode = \"GB\"\nname = \"Britain\"\n[[country.line]]\nname = \"A line\"\nkind = \"crisis\"\nnote = \"Free.\"\nurl = \"https://e.org/\"\nsource = \"S\"\nchecked = true\nchecked_on = 2026-11-01\n";
    site.file("stepdown.toml", format!("{CONFIG}{languages}"))
        .file("content/notices.toml", notices)
        .file("content/helplines.toml", lines)
        .file("content/tr/_index.md", HOME)
        .file("content/ar/_index.md", HOME)
        .article("a.md", &text)
        .article("tr/a.md", &text)
        .article("ar/a.md", &text)
        .build();
    let parts = |attributes: &str| {
        [
            format!("<div class=\"callout callout-warning\"{attributes}>"),
            format!("<div class=\"reminder\"{attributes}>"),
            format!("{attributes}>Britain</h2>"),
            format!("<strong{attributes}>A line</strong>"),
            format!("<p{attributes}>Free.</p>"),
        ]
    };
    let all_in = |page: &str, attributes: &str| {
        let page = site.page(page);
        for part in parts(attributes) {
            assert!(page.contains(&part), "{part} in {page}");
        }
        page
    };
    let main = all_in("a/index.html", "");
    assert!(main.contains("<h2>Britain</h2>") && !main.contains("visually-hidden\" lang"));
    let turkish = all_in("tr/a/index.html", " lang=\"en\"");
    // Its own words stand within.
    assert!(
        turkish.contains("<span class=\"visually-hidden\" lang=\"tr\">"),
        "{turkish}"
    );
    all_in("ar/a/index.html", " lang=\"en\" dir=\"ltr\"");
    site.file("content/ar/notices.toml", notices)
        .file("content/ar/helplines.toml", lines)
        .build();
    all_in("ar/a/index.html", "");
}

#[test]
fn a_reference_says_that_it_is_not_in_the_language_of_the_page() {
    let site = SiteTest::new();
    let config = format!("{CONFIG}rules.missing-translation = \"off\"\n[languages.tr]\n");
    site.file("stepdown.toml", config)
        .file(
            "content/references.bib",
            "@misc{a2020, title = {Title}, author = {{An Agency}}, year = {2020}}\n",
        )
        .file("content/tr/_index.md", HOME)
        .article("a.md", "A claim. [B @a2020]\n")
        .article("tr/a.md", "Bir sav. [B @a2020]\n")
        .build();
    let english = site.page("a/index.html");
    let turkish = site.page("tr/a/index.html");
    let reference = |page: &str| {
        let at = page.find("<li id=\"ref-1\">").expect("a reference");
        page[at..].lines().next().unwrap_or_default().to_owned()
    };
    assert!(!reference(&english).contains("lang="), "{english}");
    let reference = reference(&turkish);
    let (work, rest) = reference.split_once("</bdi>").expect("a work");
    assert!(
        work.contains("<bdi lang=\"en\">") && work.contains("Title"),
        "{reference}"
    );
    assert!(rest.contains("class=\"back\""), "{reference}");
}

#[test]
fn a_link_to_what_is_not_translated_leads_to_the_original_and_says_so() {
    let site = SiteTest::new();
    let config = format!("{CONFIG}rules.missing-translation = \"off\"\n[languages.tr]\n");
    site.file("stepdown.toml", config)
        .file("content/tr/_index.md", HOME)
        .article("part/b.md", "## Head\n")
        .article(
            "tr/a.md",
            "[B](part/b.md#head), [itself](a.md), [the original](../_index.md).\n",
        )
        .build();
    let page = site.page("tr/a/index.html");
    assert!(
        page.contains("<a href=\"/part/b/#head\" hreflang=\"en\" data-language=\"English\">B</a>")
    );
    assert!(page.contains("<a href=\"/tr/a/\">itself</a>"));
    assert!(
        page.contains("<a href=\"/\" hreflang=\"en\" data-language=\"English\">the original</a>")
    );

    // Moved, it is still found; translated, the link leads to the translation.
    let moved = site.run(&["mv", "content/part/b.md", "content/c.md"]);
    assert!(moved.status.success());
    site.build();
    assert!(
        site.page("tr/a/index.html")
            .contains("<a href=\"/c/#head\" hreflang")
    );
    site.article("tr/c.md", "## Head\n").build();
    assert!(
        site.page("tr/a/index.html")
            .contains("<a href=\"/tr/c/#head\">B</a>")
    );
    site.article("tr/a.md", "[B](nowhere.md)\n");
    assert_eq!(site.findings(), (vec!["broken-link 4:1".to_owned()], 1));
}

#[test]
fn a_language_without_words_has_the_name_that_its_speakers_give_it() {
    let site = SiteTest::new();
    let config = CONFIG.replace("\"en\"", "\"fr\"");
    let languages = "[languages.de]\n[languages.pt-BR]\n[languages.tr]\n";
    let rules = "rules.missing-translation = \"off\"\n";
    let pages = "[pages]\nemergency = \"a.md\"\n";
    site.file(
        "stepdown.toml",
        format!("{config}{rules}{pages}{languages}"),
    )
    .article("a.md", "")
    .file(
        "content/de/_index.md",
        "+++\ntitle = \"Anfang\"\n+++\n[A](a.md)\n",
    )
    .file("content/pt-BR/_index.md", HOME)
    .file("content/tr/_index.md", HOME)
    .file("locales/tr.ftl", "language-name = Anadolu\n")
    .build();
    let page = site.page("de/index.html");
    for name in ["français", "Deutsch", "português (BR)", "Anadolu"] {
        assert!(page.contains(&format!(">{name}</a>")), "{name}: {page}");
    }
    // In the text, and at the top of the page.
    let other = "<a href=\"/a/\" hreflang=\"fr\" data-language=\"français\"";
    assert_eq!(page.matches(other).count(), 2, "{page}");
    assert_eq!(site.page("index.html").matches(other).count(), 0);
}

#[test]
fn lists_of_pages_name_those_of_their_language_alone() {
    let site = SiteTest::new();
    let config = format!("{CONFIG}rules.missing-translation = \"off\"\n[languages.tr]\n");
    let titled = |title: &str, text: &str| format!("+++\ntitle = \"{title}\"\n+++\n{text}\n");
    site.file("stepdown.toml", config)
        .file("content/tr/_index.md", HOME)
        .file("content/a.md", titled("Article", "Said. [B @agency2020]"))
        .file(
            "content/references.md",
            "+++\ntitle = \"References\"\ntemplate = \"references.html\"\n+++\n",
        )
        .file(
            "content/tr/b.md",
            titled("Yaprak", "[A](a.md) denmiş. [B @agency2020]"),
        )
        .file("content/c.md", titled("Leaf", "[A](a.md)"))
        .build();
    let linked = site.page("a/index.html");
    assert!(linked.contains(">Leaf</a>"), "{linked}");
    assert!(!linked.contains("Yaprak"), "{linked}");
    let references = site.page("references/index.html");
    assert!(references.contains(">Article</a>"), "{references}");
    assert!(!references.contains("Yaprak"), "{references}");
    assert!(!references.contains("<details"), "{references}");

    // Many are folded, and none is lost.
    for name in ["d", "e", "f"] {
        site.file(
            &format!("content/{name}.md"),
            titled(&format!("Page {name}"), "Said. [B @agency2020]"),
        );
    }
    let references = site.build().page("references/index.html");
    let (_, folded) = references
        .split_once("<details class=\"used\"><summary>Cited in: 4 pages</summary>")
        .expect("a box to open");
    let (folded, _) = folded.split_once("</details>").expect("its end");
    for title in ["Article", "Page d", "Page e", "Page f"] {
        assert!(folded.contains(&format!(">{title}</a>")), "{folded}");
    }
}
