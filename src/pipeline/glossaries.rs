//! The glossaries, which parsing needs: their words are found in every text.

use std::collections::BTreeMap;

use crate::config::Config;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};
use crate::load::Sources;
use crate::parse::{Glossary, GlossaryTerm, MarkdownOptions, parse_fragment, slugify};

/// Reads the glossaries; a language without one has none.
pub(super) fn read(
    config: &Config,
    sources: &Sources,
    found: &mut Diagnostics,
) -> BTreeMap<String, Glossary> {
    let plain = MarkdownOptions {
        smart_punctuation: config.markdown.smart_punctuation,
        raw_html: crate::config::RawHtml::Refuse,
        ..MarkdownOptions::default()
    };
    let mut glossaries = BTreeMap::new();
    for (code, data) in config.codes().zip(&sources.data) {
        let Some(file) = &data.glossary else { continue };
        let mut terms: Vec<GlossaryTerm> = Vec::new();
        for entry in &file.value.term {
            let id = entry.id.get_ref();
            let mut wrong = |message: String, help: &str, span: std::ops::Range<usize>| {
                found.push(
                    Diagnostic::new(Code::InvalidValue, message)
                        .in_file(&file.file)
                        .at(span)
                        .help(help),
                );
            };
            if slugify(id) != *id || id.is_empty() {
                wrong(
                    format!("`{id}` cannot be part of an address"),
                    "use lower-case letters, digits and hyphens",
                    entry.id.span(),
                );
            }
            if terms.iter().any(|t| t.id == *id) {
                wrong(
                    format!("the id `{id}` is used twice"),
                    "give one of the terms another id",
                    entry.id.span(),
                );
                continue;
            }
            let span = Span::from(entry.definition.span());
            let (definition, errors) =
                parse_fragment(entry.definition.get_ref(), true, &file.file, span, &plain);
            if !definition.slots.is_empty() {
                wrong(
                    format!(
                        "the definition of `{}` holds a link or a citation",
                        entry.term
                    ),
                    "a definition is shown on many pages: keep it to plain words",
                    entry.definition.span(),
                );
            }
            found.extend(errors);
            terms.push(GlossaryTerm {
                id: id.clone(),
                term: entry.term.clone(),
                also: entry.also.clone(),
                definition: definition.html.trim().to_owned(),
            });
        }
        match Glossary::new(terms) {
            Ok(glossary) => {
                glossaries.insert(code.to_owned(), glossary);
            }
            Err(error) => found.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    format!("the glossary cannot be used: {error}"),
                )
                .in_file(&file.file)
                .help("use fewer or shorter terms"),
            ),
        }
    }
    glossaries
}
