//! The ids of a page's headings: each only once, and none that the program gives out.

use std::collections::HashMap;

use foldhash::fast::RandomState;

use crate::parse::Glossary;

/// Ids that the layouts and components use themselves.
const RESERVED: [&str; 12] = [
    "all-pages",
    "guide-contents",
    "main",
    "on-this-page",
    "page-backlinks",
    "page-references",
    "page-related",
    "page-terms",
    "page-topics",
    "references",
    "what-changed",
    "words",
];

/// What stands before the number in the ids of footnotes and citations, and of the
/// places they lead to.
const NUMBERED: [&str; 4] = ["cite-", "fn-", "fnref-", "ref-"];

/// What stands before a term's id: where it is used first, and where it is explained.
const OF_TERMS: [&str; 2] = ["term-", "use-"];

/// The ids that a page has given out.
#[derive(Default)]
pub(crate) struct Ids<'a> {
    /// With the next number to try for a second one.
    taken: HashMap<String, u32, RandomState>,
    glossary: Option<&'a Glossary>,
}

impl<'a> Ids<'a> {
    pub(super) fn new(glossary: Option<&'a Glossary>) -> Self {
        Self {
            taken: HashMap::default(),
            glossary,
        }
    }

    /// Whether a heading cannot have it.
    pub(crate) fn is_taken(&self, id: &str) -> bool {
        self.taken.contains_key(id)
            || RESERVED.contains(&id)
            || NUMBERED
                .iter()
                .any(|prefix| id.strip_prefix(prefix).is_some_and(is_number))
            || is_of_later_reference(id)
            || OF_TERMS
                .iter()
                .any(|prefix| id.strip_prefix(prefix).is_some_and(|id| self.is_term(id)))
    }

    fn is_term(&self, id: &str) -> bool {
        self.glossary
            .is_some_and(|glossary| glossary.terms.iter().any(|term| term.id == id))
    }

    /// What a heading would get that asks for `wanted`.
    pub(crate) fn peek(&self, wanted: &str) -> String {
        self.next(wanted).0
    }

    /// Gives out an id that no heading of the page has yet.
    pub(crate) fn take(&mut self, wanted: &str) -> String {
        let wanted = or_section(wanted);
        let (id, next) = self.next(wanted);
        if id != wanted {
            self.taken.insert(wanted.to_owned(), next);
        }
        self.taken.entry(id.clone()).or_insert(1);
        id
    }

    /// The id, and the number to try after it.
    fn next(&self, wanted: &str) -> (String, u32) {
        let wanted = or_section(wanted);
        if !self.is_taken(wanted) {
            return (wanted.to_owned(), 1);
        }
        let mut n = self.taken.get(wanted).copied().unwrap_or(1);
        loop {
            let mut id = format!("{wanted}-{n}");
            // Every number after `ref` is that of a reference.
            if self.is_taken(&id) && !self.taken.contains_key(&id) {
                id.push_str("-1");
            }
            n += 1;
            if !self.is_taken(&id) {
                return (id, n);
            }
        }
    }
}

fn or_section(wanted: &str) -> &str {
    if wanted.is_empty() { "section" } else { wanted }
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// Whether it is that of a second reference to a footnote, or of a later one.
fn is_of_later_reference(id: &str) -> bool {
    id.strip_prefix("fnref-")
        .and_then(|rest| rest.split_once('-'))
        .is_some_and(|(note, reference)| is_number(note) && is_number(reference))
}

#[cfg(test)]
mod tests {
    use std::fs;
    use std::path::Path;

    use super::{Ids, RESERVED};
    use crate::parse::markdown::page;
    use crate::parse::{Glossary, GlossaryTerm, MarkdownOptions};

    /// Ids of pages that are no article's: the report, and the form of the search.
    const ELSEWHERE: [&str; 12] = [
        "coverage",
        "evidence",
        "exceptions",
        "findings",
        "helplines",
        "part",
        "plot-title",
        "q",
        "reading",
        "reviews",
        "search",
        "references",
    ];

    fn templates(folder: &Path, found: &mut Vec<String>) {
        for entry in fs::read_dir(folder).expect("a folder") {
            let path = entry.expect("an entry").path();
            if path.is_dir() {
                templates(&path, found);
            } else {
                found.push(fs::read_to_string(&path).expect("a template"));
            }
        }
    }

    #[test]
    fn every_id_of_the_templates_is_reserved() {
        let mut texts = Vec::new();
        let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("templates");
        templates(&root, &mut texts);
        let mut seen = 0;
        for text in &texts {
            for after in text.split(" id=\"").skip(1) {
                let id = after.split('"').next().unwrap_or_default();
                if id.contains('{') || ELSEWHERE.contains(&id) {
                    continue;
                }
                seen += 1;
                assert!(RESERVED.contains(&id), "{id}");
            }
        }
        assert!(seen >= RESERVED.len() - 2, "{seen}");
    }

    #[test]
    fn what_the_program_gives_out_no_heading_gets() {
        let term = |id: &str| GlossaryTerm {
            id: id.to_owned(),
            term: id.to_owned(),
            also: Vec::new(),
            definition: String::new(),
        };
        let glossary = Glossary::new(vec![term("dose")]).expect("a glossary");
        let mut ids = Ids::new(Some(&glossary));
        for (wanted, got) in [
            ("what-changed", "what-changed-1"),
            ("what-changed", "what-changed-2"),
            ("fn-1", "fn-1-1"),
            ("fnref-2-3", "fnref-2-3-1"),
            ("ref", "ref"),
            ("ref", "ref-1-1"),
            ("ref", "ref-2-1"),
            ("ref-1", "ref-1-2"),
            ("use-dose", "use-dose-1"),
            ("term-dose", "term-dose-1"),
            // These collide with nothing.
            ("use-doses", "use-doses"),
            ("table-1", "table-1"),
            ("fn-one", "fn-one"),
            ("plain", "plain"),
            ("plain", "plain-1"),
            ("plain-1", "plain-1-1"),
            ("", "section"),
            ("", "section-1"),
        ] {
            assert_eq!(ids.peek(wanted), got);
            assert_eq!(ids.take(wanted), got);
        }
    }

    #[test]
    fn a_table_has_no_id_of_a_heading() {
        let table = "Table: Words\n\n| a |\n|---|\n| b |\n\n";
        let text = format!("## Table 1\n\n{table}## Table 2\n\n{table}## Table 3\n");
        let body = page(&text, 0, "a.md", &MarkdownOptions::default(), None, false);
        let ids: Vec<_> = body.headings.iter().map(|h| &*h.id).collect();
        assert_eq!(ids, ["table-1", "table-2-1", "table-3-1"]);
        assert!(body.body.html.contains("<caption id=\"table-2\""));
        assert!(body.body.html.contains("<caption id=\"table-3\""));
        assert!(body.diagnostics.is_empty(), "{:?}", body.diagnostics);
    }
}
