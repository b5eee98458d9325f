//! `stepdown explain CODE`: what a finding means and how to mend it.

use clap::Args;

use super::Report;
use super::reference::print;
use crate::diagnostic::{Code, Diagnostic, Level, explain};

#[derive(Args, Debug)]
pub(super) struct ExplainArgs {
    /// A code, as it stands in brackets in a finding; without it, the list of codes
    code: Option<String>,
}

pub(super) fn run(args: &ExplainArgs) -> Result<Report, Report> {
    let text = match &args.code {
        Some(name) => page(name)?,
        None => list(),
    };
    print(text.as_bytes())
}

fn page(name: &str) -> Result<String, Diagnostic> {
    let Some(code) = Code::ALL.iter().copied().find(|code| code.name() == name) else {
        let known = Code::ALL.iter().map(|code| code.name());
        return Err(Diagnostic::new(Code::Usage, format!("no code is `{name}`"))
            .help("`stepdown explain` lists them")
            .suggest(name, known));
    };
    let explanation = explain(code);
    let why = match code {
        code if code.is_of_deployment() => {
            "`stepdown deploy-check` reports it. It is about what a host serves: the finding says what was seen, what was expected, and what to do on common hosts. More: `docs/content/publishing/links-and-deployment.md`."
        }
        Code::BatchLine | Code::Worksheet => "`stepdown taper` reports it.",
        code if code.is_of_content() => {
            "It is always reported: what it finds cannot be understood or published."
        }
        _ => {
            "It is not about the content: it says how to call the program, or what the machine lacks."
        }
    };
    Ok(explanation
        .page
        .unwrap_or_else(|| format!("# `{}`\n\n{}\n\n{why}\n", code.name(), explanation.summary)))
}

fn list() -> String {
    let mut out = String::from("Rules, whose level a site sets in `[rules]`:\n\n");
    let mut line = |code: &Code, level: &str| {
        out.push_str(&format!(
            "  {:<24} {level:<6} {}\n",
            code.name(),
            code.summary()
        ));
    };
    for code in Code::ALL.iter().filter(|code| code.is_rule()) {
        line(
            code,
            match code.default_level() {
                Level::Off => "off",
                Level::Warn => "warn",
                Level::Error => "error",
            },
        );
    }
    out.push_str("\nAlways reported:\n\n");
    let (deployed, always): (Vec<&Code>, Vec<&Code>) = Code::ALL
        .iter()
        .filter(|code| !code.is_rule())
        .partition(|code| code.is_of_deployment());
    for code in always {
        out.push_str(&format!("  {:<24} {}\n", code.name(), code.summary()));
    }
    out.push_str("\nReported of a deployed site, by `deploy-check`:\n\n");
    for code in deployed {
        out.push_str(&format!("  {:<24} {}\n", code.name(), code.summary()));
    }
    out
}
