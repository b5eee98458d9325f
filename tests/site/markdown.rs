//! Markdown to HTML: the golden file of each fixture in `fixtures/markdown`.
//!
//! The site's templates are one line, so that a golden file holds the text of
//! the article and its references and nothing else.

use std::fs;
use std::path::Path;

use crate::harness::{BIB, CONFIG, SiteTest};

const GLOSSARY: &str = "[[term]]\nid = \"dose\"\nterm = \"dose\"\nalso = [\"doses\"]\ndefinition = \"How much at once.\"\n\n[[term]]\nid = \"half-life\"\nterm = \"half-life\"\ndefinition = \"Time to half.\"\n";
const ARTICLE: &str = "{{ page.content | safe }}{% for r in page.references %}[{{ r.number }}] {{ r.key }}\n{% endfor %}";

#[test]
fn markdown_gives_its_golden_html() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/fixtures/markdown");
    let mut fixtures: Vec<_> = fs::read_dir(&folder)
        .expect("the fixtures")
        .map(|e| e.expect("readable").path())
        .collect();
    fixtures.sort();
    assert!(fixtures.len() > 10);
    for fixture in fixtures {
        let name = fixture.file_stem().expect("a name").to_string_lossy();
        let text = fs::read_to_string(&fixture).expect("a fixture");
        let site = SiteTest::new();
        let more = match &*name {
            "smart-punctuation" => "markdown.smart_punctuation = true\n",
            "raw-html" => "markdown.raw_html = \"allow\"\n",
            _ => "",
        };
        let config = format!("{CONFIG}{more}");
        site.file("stepdown.toml", config)
            .file("templates/article.html", ARTICLE)
            .file("content/glossary.toml", GLOSSARY)
            .file(
                "content/references.bib",
                format!(
                    "{BIB}@misc{{b2021, author = {{{{B}}}}, title = {{B}}, year = {{2021}}}}\n"
                ),
            )
            .file(
                "content/dot.svg",
                "<svg xmlns='http://www.w3.org/2000/svg' width='3' height='4'/>",
            )
            .article("a.md", &text)
            .build();
        let html = site.page("a/index.html");
        assert!(!html.contains(" style="), "{name}");
        insta::with_settings!({ snapshot_path => "../fixtures/golden", prepend_module_to_snapshot => false, description => text, omit_expression => true }, {
            insta::assert_snapshot!(&*name, html);
        });
    }
}
