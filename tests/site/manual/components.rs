//! `components.md`, from the templates of the theme: a component says in its first
//! comment what it is for.

use std::fmt::Write as _;

use stepdown::diagnostic::Diagnostics;
use stepdown::load::Theme;
use stepdown::parse::ArgKind;

use super::{Page, opening, sentence};

pub(super) fn page() -> Page {
    let theme = Theme::embedded();
    let mut found = Diagnostics::new();
    let (_, signatures) = stepdown::render::compile(&theme, &mut found);
    assert_eq!(found.errors(), 0);
    let mut text = opening(
        "Components",
        "Every block that an article may hold, with its arguments.",
        "weight = 6\ntemplate = \"tool.html\"\n",
    );
    text.push_str(
        "[How to write one](../writing/components.md), and [how to make one](templates.md#components). “Markdown” says that markers, links and emphasis count in its texts; other texts are shown as they are.\n\n",
    );
    for (name, signature) in &signatures {
        let template = &theme.templates[&format!("components/{name}.html")];
        let (_, rest) = template.text.split_once("{#-").unwrap_or_else(|| {
            panic!("components/{name}.html has no comment that says what it is for")
        });
        let (purpose, _) = rest.split_once("-#}").expect("a closed comment");
        let shown = name.replace('_', "-");
        let _ = write!(
            text,
            "## `{shown}` {{#{shown}}}\n\n{}\n\n",
            sentence(purpose)
        );
        if signature.args.is_empty() {
            text.push_str("It takes no arguments.\n\n");
            continue;
        }
        text.push_str("| argument | value | must be given | Markdown |\n|---|---|---|---|\n");
        for arg in &signature.args {
            let kind = match (arg.image, arg.kind) {
                (true, _) => "an image beside the article",
                (_, Some(ArgKind::String)) => "text",
                (_, Some(ArgKind::Bool)) => "`true` or `false`",
                (_, Some(ArgKind::Integer)) => "whole number",
                (_, Some(ArgKind::Number)) => "number",
                (_, Some(ArgKind::Array)) => "list",
                (_, Some(ArgKind::Table)) => "table",
                (_, None) => "anything",
            };
            let yes = |is: bool| if is { "yes" } else { "" };
            let _ = writeln!(
                text,
                "| `{}` | {kind} | {} | {} |",
                arg.name,
                yes(arg.required),
                yes(arg.markdown)
            );
        }
        text.push('\n');
    }
    Page {
        path: "components.md",
        text: format!("{}\n", text.trim_end()),
    }
}
