//! `commands.md`, from the definition of the command line; and whether the commands
//! that pages name are there.

use std::fmt::Write as _;

use clap::{Arg, Command, CommandFactory};

use super::{Page, cell, opening, sentence};

fn program() -> Command {
    let mut program = stepdown::cli::Cli::command();
    program.build();
    program
}

pub(super) fn page() -> Page {
    let program = program();
    let mut text = opening(
        "Commands",
        "Every command with its flags.",
        "weight = 1\ntemplate = \"tool.html\"\n",
    );
    let root = program
        .get_arguments()
        .find(|arg| arg.get_id() == "root")
        .expect("--root");
    let (purpose, otherwise) = help(root);
    let _ = writeln!(
        text,
        "`--root DIR` goes with every command that works on a site. It names {} Without it, {} `--help` after a command prints its flags, `--version` the program’s version.\n",
        sentence(&purpose.replacen("The", "the", 1)),
        sentence(&otherwise.expect("a default")),
    );
    text.push_str("## Exit codes\n\n");
    let after = program.get_after_help().expect("exit codes").to_string();
    let codes = after.trim().strip_prefix("Exit codes: ").expect("a list");
    text.push_str("| code | means |\n|---:|---|\n");
    // A comma within brackets is no end of an entry: entries begin with a digit.
    let mut entries: Vec<String> = Vec::new();
    for part in codes.trim_end_matches('.').split(", ") {
        match part.starts_with(|c: char| c.is_ascii_digit()) {
            true => entries.push(part.to_owned()),
            false => {
                let last = entries.last_mut().expect("an entry before");
                let _ = write!(last, ", {part}");
            }
        }
    }
    for entry in entries {
        let (code, meaning) = entry.split_once(' ').expect("a code and its meaning");
        let _ = writeln!(text, "| {code} | {} |", cell(meaning));
    }
    text.push('\n');
    for command in program.get_subcommands().filter(|c| c.get_name() != "help") {
        section(&mut text, command, "stepdown", 2);
    }
    Page {
        path: "commands.md",
        text: format!("{}\n", text.trim_end()),
    }
}

fn section(text: &mut String, command: &Command, before: &str, level: usize) {
    let name = format!("{before} {}", command.get_name());
    let about = command
        .get_long_about()
        .or(command.get_about())
        .expect("every command says what it does")
        .to_string();
    let usage = command.clone().render_usage().to_string();
    // One that has two forms has them below one another.
    let usage = usage
        .trim_start_matches("Usage: ")
        .replace("\n       ", "\n");
    let _ = write!(
        text,
        "{} `{name}` {{#{}}}\n\n{}\n\n```text\n{}\n```\n\n",
        "#".repeat(level),
        command.get_name(),
        sentence(&about),
        usage.trim(),
    );
    let args: Vec<&Arg> = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set() && !arg.is_global_set())
        .filter(|arg| !matches!(arg.get_id().as_str(), "help" | "version" | "root"))
        .collect();
    if !args.is_empty() {
        text.push_str("| argument | default | meaning |\n|---|---|---|\n");
        for arg in args {
            let _ = writeln!(
                text,
                "| {} | {} | {} |",
                name_of(arg),
                default(arg),
                meaning(arg)
            );
        }
        text.push('\n');
    }
    for inner in command.get_subcommands().filter(|c| c.get_name() != "help") {
        section(text, inner, &name, level + 1);
    }
}

fn name_of(arg: &Arg) -> String {
    let value = arg
        .get_value_names()
        .filter(|_| arg.get_action().takes_values())
        .map(|names| {
            names
                .iter()
                .map(ToString::to_string)
                .collect::<Vec<_>>()
                .join(" ")
        });
    match (arg.get_long(), value) {
        (Some(long), Some(value)) => format!("`--{long} {value}`"),
        (Some(long), None) => format!("`--{long}`"),
        (None, Some(value)) => format!("`{value}`"),
        (None, None) => format!("`{}`", arg.get_id().as_str().to_uppercase()),
    }
}

fn default(arg: &Arg) -> String {
    let values = arg.get_default_values();
    if let (_, Some(default)) = help(arg) {
        return cell(&default);
    }
    if arg.is_required_set() {
        return "must be given".to_owned();
    }
    if values.is_empty() || !arg.get_action().takes_values() {
        return String::new();
    }
    let values: Vec<_> = values.iter().map(|v| v.to_string_lossy()).collect();
    format!("`{}`", values.join(" "))
}

/// What an argument is for, and its default where the help has it in words.
fn help(arg: &Arg) -> (String, Option<String>) {
    let help = arg
        .get_long_help()
        .or(arg.get_help())
        .unwrap_or_else(|| panic!("`{}` has no help", arg.get_id()))
        .to_string();
    match help.split_once(" [default: ") {
        Some((help, default)) => {
            let default = default.trim_end_matches(']');
            (help.to_owned(), Some(default.to_owned()))
        }
        None => (help, None),
    }
}

fn meaning(arg: &Arg) -> String {
    let mut out = sentence(&help(arg).0);
    if let Some(variable) = arg.get_env() {
        let _ = write!(out, " Also from `{}`.", variable.to_string_lossy());
    }
    if arg.get_action().takes_values() {
        let values: Vec<String> = arg
            .get_possible_values()
            .iter()
            .filter(|value| !value.is_hide_set())
            .map(|value| match value.get_help() {
                Some(help) => format!("`{}`: {}", value.get_name(), cell(&help.to_string())),
                None => format!("`{}`", value.get_name()),
            })
            .collect();
        if !values.is_empty() {
            let values = values.join("; ");
            let _ = write!(out, " It takes {}.", values.trim_end_matches('.'));
        }
    }
    out
}

/// Commands in code, wherever the manual has them, name flags that there are.
#[test]
fn commands_and_flags_that_pages_name_are_there() {
    let program = program();
    let mut looked_at = 0;
    for (path, text) in super::pages() {
        // Spans and lines of code alike: what begins with the program's name.
        for piece in text.split(['`', '\n', '|', '>']) {
            let Some(words) = piece.trim_start_matches("$ ").strip_prefix("stepdown ") else {
                continue;
            };
            let mut words = words.split_whitespace();
            let Some(name) = words.next() else { continue };
            if !name.starts_with(|c: char| c.is_ascii_lowercase()) {
                continue;
            }
            let command = program.find_subcommand(name).unwrap_or_else(|| {
                panic!("docs/content/{path}: there is no command `stepdown {name}`")
            });
            looked_at += 1;
            for flag in words.filter_map(|word| word.strip_prefix("--")) {
                let flag = flag.split('=').next().unwrap_or_default();
                let is_there = ["help", "version", "root"].contains(&flag)
                    || command.get_arguments().any(|a| a.get_long() == Some(flag));
                assert!(
                    is_there || flag.is_empty(),
                    "docs/content/{path}: `stepdown {name}` has no flag `--{flag}`"
                );
            }
        }
    }
    assert!(looked_at > 50, "{looked_at}");
}
