//! What the template engine says, as diagnostics with a file and a place.

use tera::ErrorKind;

use super::{Templates, circles};
use crate::diagnostic::{Code, Diagnostic};
use crate::load::Theme;

/// What the engine says of a component that calls itself too often.
const TOO_DEEP: &str = "Maximum render recursion depth for components";

/// One mistake that the engine found when it put all templates together.
pub(super) struct Report {
    /// The template's name.
    pub template: String,
    /// The theme's template, whose layout the site replaced by one without a
    /// block that it fills.
    pub is_unfit: bool,
    pub diagnostic: Diagnostic,
}

impl Templates {
    /// An engine's error as a diagnostic; `page` is what was being rendered.
    pub(super) fn diagnose(
        &self,
        error: &tera::Error,
        name: &str,
        page: Option<&str>,
    ) -> Diagnostic {
        if let ErrorKind::TemplateNotFound(name) = error.kind()
            && let Some(why) = self.why_unfit(name)
        {
            return why.clone();
        }
        if let ErrorKind::Msg(message) = error.kind()
            && message.starts_with(TOO_DEEP)
            && let Some(step) = self.calls.circle(name)
        {
            return self
                .of_template("the component calls itself without end", &step.template)
                .at(step.place)
                .help("take this call out, or put a condition around it that comes to an end");
        }
        let rendering = page.map_or(String::new(), |p| format!(" (while rendering `{p}`)"));
        let (message, place, template) = match error.kind() {
            ErrorKind::SyntaxError(report) | ErrorKind::RenderingError(report) => (
                report.message().to_owned(),
                Some(report.span().range.clone()),
                report.filename().to_owned(),
            ),
            ErrorKind::MissingParent { current, parent } => (
                format!("there is no template `{parent}` to extend"),
                None,
                current.clone(),
            ),
            _ => (error.to_string(), None, name.to_owned()),
        };
        let template = if template.is_empty() {
            name.to_owned()
        } else {
            template
        };
        let d = self.of_template(&format!("{message}{rendering}"), &template);
        match place {
            Some(place) => d.at(place),
            None => d,
        }
    }

    /// Templates that include or extend each other, at one of the tags that do.
    pub(super) fn diagnose_circle(&self, error: &tera::Error, theme: &Theme) -> Option<Diagnostic> {
        let (circle, word) = circles::of_error(error)?;
        let step = circles::step(&circle, word, theme)?;
        let message = format!(
            "templates lead back to themselves: `{}`",
            circle.join("`, `")
        );
        let help = format!("take the `{word}` out of one of them");
        let d = self.of_template(&message, &step.template);
        Some(d.at(step.place).help(help))
    }

    /// What the engine found when it put all templates together: its error is
    /// then one text, with a report for each mistake.
    pub(super) fn diagnose_all(&self, error: &tera::Error, theme: &Theme) -> Vec<Report> {
        let ErrorKind::Msg(text) = error.kind() else {
            return Vec::new();
        };
        let mut lines = text.lines();
        let mut found = Vec::new();
        while let Some(line) = lines.next() {
            let Some(message) = line.strip_prefix("error: ") else {
                continue;
            };
            let place = lines.next().and_then(|l| l.trim().strip_prefix("--> "));
            let mut parts = place.unwrap_or_default().rsplitn(3, ':');
            let mut number = || parts.next().and_then(|n| n.parse::<usize>().ok());
            let (column, line) = (number(), number());
            let name = parts.next().unwrap_or_default();
            let mut d = self.of_template(message, name);
            if let (Some(line), Some(column), Some(template)) =
                (line, column, theme.templates.get(name))
                && let Some(at) = offset(&template.text, line, column)
            {
                d = d.at(at..at + 1);
            }
            found.push(Report {
                template: name.to_owned(),
                is_unfit: lost_block(message).is_some() && !self.files.contains_key(name),
                diagnostic: d,
            });
        }
        found
    }

    fn of_template(&self, message: &str, template: &str) -> Diagnostic {
        let own = self.files.get(template);
        let help = match lost_block(message) {
            // The theme's own templates fit together; the site replaced one.
            Some(block) if own.is_none() => format!(
                "a template of this site takes the place of a layout and lacks a block that the theme's `{template}` fills: add `{{% block {block} %}}{{% endblock %}}` to it"
            ),
            _ => {
                "correct the template; the manual's page “Templates” lists what templates are given"
                    .to_owned()
            }
        };
        let d = Diagnostic::new(Code::TemplateError, message).help(help);
        match own {
            _ if template.is_empty() => d,
            Some(file) => d.in_file(file.as_str()),
            None => d.in_file(format!("templates/{template}")),
        }
    }
}

/// The byte offset of a line and column, both from 1.
fn offset(text: &str, line: usize, column: usize) -> Option<usize> {
    let before = line.checked_sub(1)?;
    let start: usize = text.split_inclusive('\n').take(before).map(str::len).sum();
    let mut characters = text.get(start..)?.char_indices();
    let (at, _) = characters.nth(column.checked_sub(1)?)?;
    Some(start + at)
}

/// The block that a template fills and no layout has.
fn lost_block(message: &str) -> Option<&str> {
    let rest = message.strip_prefix("Block ")?;
    let (block, rest) = rest.split_once(' ')?;
    rest.starts_with("is not defined in any parent")
        .then(|| block.trim_matches('`'))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_place_counts_characters_and_lines_from_one() {
        assert_eq!(offset("ab\ncd", 2, 2), Some(4));
        assert_eq!(offset("é x", 1, 3), Some(3));
        assert_eq!(offset("ab", 3, 1), None);
        assert_eq!(offset("ab", 0, 1), None);
    }

    #[test]
    fn a_lost_block_is_named() {
        let message = "Block `main` is not defined in any parent template";
        assert_eq!(lost_block(message), Some("main"));
        assert_eq!(lost_block("Unknown filter `x`"), None);
    }
}
