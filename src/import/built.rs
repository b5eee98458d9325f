//! What builds of the new site will make of the moved pages.
//!
//! In: pages as they were moved, read by the parser of the build itself. Out: a note on
//! each mistake that would stop a build, and counts of what builds leave out: raw HTML
//! and the options of code blocks.

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag};

use super::config::{LOWERED, Zola};
use super::{Moved, markdown_options, note};
use crate::diagnostic::{Code, Diagnostics, Severity};
use crate::load::Theme;
use crate::parse::{MarkdownOptions, parse};
use crate::render::compile;
use crate::terminal::count;

/// What builds leave out.
#[derive(Debug)]
pub(super) struct LeftOut {
    /// How builds will read pages.
    markdown: MarkdownOptions,
    /// Pages with raw HTML that is left out, and how many times it is.
    pub(super) raw: (usize, usize),
    /// The same of code blocks with options.
    options: (usize, usize),
}

impl LeftOut {
    pub(super) fn new(zola: &Zola) -> Self {
        // The theme is the program's own: nothing is wrong with it.
        let (_, components) = compile(&Theme::embedded(), &mut Diagnostics::new());
        Self {
            markdown: MarkdownOptions {
                smart_punctuation: zola.smart_punctuation,
                components,
                ..MarkdownOptions::default()
            },
            raw: (0, 0),
            options: (0, 0),
        }
    }

    /// Reads a page as it was moved. `source` names the old file, `file` the new one.
    pub(super) fn look(
        &mut self,
        text: &str,
        source: &str,
        file: &str,
        zola: &Zola,
        moved: &mut Moved,
    ) {
        let mut raw = 0;
        for found in parse(text, file, &zola.language, &self.markdown).diagnostics {
            let is_lowered = LOWERED.iter().any(|(rule, _)| *rule == found.code.name());
            if found.severity == Severity::Error && !is_lowered {
                let line = found.span.and_then(|span| text.get(..span.start as usize));
                let line = line.map_or(1, |before| 1 + before.matches('\n').count());
                let what = format!(
                    "the build stops at line {line} of the new `{file}`: {}",
                    found.message
                );
                let help = found.help.unwrap_or_default();
                moved.found.push(note(source, None, &what, &help));
            } else if found.code == Code::RemovedHtml {
                raw += 1;
            }
        }
        let blocks = Parser::new_ext(text, markdown_options()).filter(|event| {
            let Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) = event else {
                return false;
            };
            let mut words = info.split([' ', ',']).filter(|word| !word.is_empty());
            !info.starts_with('{') && words.nth(1).is_some()
        });
        for (count, (pages, times)) in [(raw, &mut self.raw), (blocks.count(), &mut self.options)] {
            *pages += usize::from(count > 0);
            *times += count;
        }
    }

    /// Names both once for the whole site.
    pub(super) fn say(&self, zola: &Zola, moved: &mut Moved) {
        let (pages, times) = self.raw;
        if times > 0 {
            moved.found.push(note(
                zola.file,
                None,
                &format!(
                    "raw HTML that can load or run something, or that no list knows, stands at {} on {}: builds leave it out and name each",
                    count(times, "place"),
                    count(pages, "page")
                ),
                "write it as Markdown or as a component; the new `stepdown.toml` says how to publish it as it is (`raw_html`)",
            ));
        }
        let (pages, times) = self.options;
        if times > 0 {
            moved.found.push(note(
                zola.file,
                None,
                &format!(
                    "options of code blocks (`linenos`, `hl_lines=…`) do nothing any more: {times} on {}",
                    count(pages, "page")
                ),
                "say in words which lines matter; the language of a block is kept",
            ));
        }
    }
}
