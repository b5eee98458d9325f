//! The words of a parameter file.
//!
//! In goes the file as written; out come its texts by language and key, parsed as
//! inline Markdown. A text that a language lacks is a diagnostic.

use std::collections::BTreeMap;

use toml::Spanned;

use super::super::data::LinkedFragment;
use super::Check;
use crate::diagnostic::Span;
use crate::load::parameters::{ParametersFile, Text};
use crate::parse::{MarkdownOptions, parse_fragment};

impl Check<'_> {
    /// The texts of every language; one that is missing is an error.
    pub(super) fn texts(
        &mut self,
        table: &ParametersFile,
    ) -> Vec<BTreeMap<String, LinkedFragment>> {
        let mut all: Vec<(String, &Spanned<Text>)> = Vec::new();
        for (key, text) in table.texts.by_key() {
            all.push((format!("text.{key}"), text));
        }
        for product in &table.product {
            let id = product.id.get_ref();
            all.push((format!("product.{id}.label"), &product.label));
            if let Some(hint) = &product.hint {
                all.push((format!("product.{id}.hint"), hint));
            }
        }
        for question in &table.question {
            let id = question.id.get_ref();
            all.push((format!("question.{id}.label"), &question.label));
            if let Some(short) = &question.short {
                all.push((format!("question.{id}.short"), short));
            }
            if let Some(hint) = &question.hint {
                all.push((format!("question.{id}.hint"), hint));
            }
        }
        for range in &table.range {
            let id = range.id.get_ref();
            all.push((format!("range.{id}.label"), &range.label));
            all.push((format!("range.{id}.say"), &range.say));
        }
        for rule in &table.rule {
            let id = rule.id.get_ref();
            all.push((format!("rule.{id}.text"), &rule.text));
            if let Some(title) = &rule.title {
                all.push((format!("rule.{id}.title"), title));
            }
        }
        for (n, example) in table.example.iter().enumerate() {
            all.push((format!("example.{n}.title"), &example.title));
        }
        let options = MarkdownOptions {
            smart_punctuation: self.around.smart_punctuation,
            raw_html: crate::config::RawHtml::Refuse,
            ..MarkdownOptions::default()
        };
        let languages = self.around.languages;
        let mut by_language = Vec::new();
        for (n, code) in languages.iter().enumerate() {
            let mut texts = BTreeMap::new();
            for (key, text) in &all {
                // One string is the main language's text.
                let own = match text.get_ref() {
                    Text::One(_) if n > 0 => None,
                    text => text.in_language(code),
                };
                // Links of other languages lead to the page that does show it.
                let is_shown = self.around.shown_in.contains(&n);
                let own = own.or_else(|| match is_shown {
                    true => None,
                    false => text.get_ref().in_language(&languages[0]),
                });
                let Some(words) = own else {
                    if !is_shown {
                        // The main language's text is missing, which is said there.
                        continue;
                    }
                    self.wrong(
                        text,
                        format!("`{key}` has no text in `{code}`"),
                        format!("write `{{ {} = \"…\", {code} = \"…\" }}`", languages[0]),
                    );
                    continue;
                };
                let span = Span::from(text.span());
                let (fragment, errors) = parse_fragment(words, true, self.file, span, &options);
                self.found.extend(errors);
                let linked = LinkedFragment {
                    fragment,
                    targets: Vec::new(),
                };
                texts.insert(key.clone(), linked);
            }
            by_language.push(texts);
        }
        by_language
    }
}
