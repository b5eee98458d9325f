//! What a code means, for `stepdown explain` and the manual.
//!
//! Each rule has a page in the manual, `docs/content/reference/rules/`, which is part
//! of the program.

use rust_embed::Embed;

use super::Code;

#[derive(Embed)]
#[folder = "docs/content/reference/rules/"]
#[include = "*.md"]
#[exclude = "_index.md"]
struct RulePages;

/// What a code means.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Explanation {
    /// The code.
    pub code: Code,
    /// One line.
    pub summary: String,
    /// The rule's page, Markdown; other codes have none.
    pub page: Option<String>,
}

impl Explanation {
    /// What it finds: the first paragraph of the rule's page, else the summary.
    #[must_use]
    pub fn finds(&self) -> &str {
        let mut paragraphs = self.page.as_deref().unwrap_or_default().split("\n\n");
        paragraphs.nth(1).unwrap_or(&self.summary)
    }
}

/// Explains a code.
#[must_use]
pub fn explain(code: Code) -> Explanation {
    let page = RulePages::get(&format!("{}.md", code.name())).map(|file| {
        let text = String::from_utf8_lossy(&file.data);
        format!("# `{}`\n\n{}", code.name(), body(&text))
    });
    Explanation {
        code,
        summary: code.summary().to_owned(),
        page,
    }
}

/// A page without its front matter, whose title is the code's name.
fn body(page: &str) -> &str {
    page.strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
        .map_or(page, |(_, body)| body)
        .trim_start()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_rule_has_a_page_with_what_why_and_how() {
        for code in Code::ALL.iter().filter(|code| code.is_rule()) {
            let page = explain(*code).page;
            let page = page.unwrap_or_else(|| panic!("no rules/{}.md", code.name()));
            assert!(
                page.starts_with(&format!("# `{}`\n\nFinds", code.name())),
                "{}: {page}",
                code.name()
            );
            for heading in ["## Why", "## Wrong", "## Right", "## Settings"] {
                assert!(page.contains(heading), "{}: {heading}", code.name());
            }
        }
    }

    #[test]
    fn every_page_belongs_to_a_rule() {
        for name in RulePages::iter() {
            let code = name.trim_end_matches(".md");
            assert!(Code::rule(code).is_some(), "{name}");
        }
    }
}
