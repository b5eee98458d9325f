//! Findings for other programs: SARIF 2.1.0 for code scanning, and the workflow
//! commands of GitHub Actions.

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use super::emit::{Emitter, printable, printable_lines};
use super::{Code, Diagnostics, Severity, explain};

/// What stays as it is in the path of a URI.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'/')
    .remove(b'.')
    .remove(b'-')
    .remove(b'_')
    .remove(b'~');

/// All findings as one SARIF log. Lines and columns count from 1, columns in
/// characters.
///
/// Source: OASIS, Static Analysis Results Interchange Format 2.1.0.
pub(super) fn log(emitter: &mut Emitter, all: &Diagnostics) -> Value {
    let mut codes: Vec<Code> = all.iter().map(|d| d.code).collect();
    codes.sort_by_key(|code| code.name());
    codes.dedup();
    let below = emitter.below_repository();
    let rules: Vec<Value> = codes.iter().map(|code| rule(*code)).collect();
    let results: Vec<Value> = all
        .iter()
        .map(|d| {
            let text = match &d.help {
                Some(help) => format!("{} ({help})", d.message),
                None => d.message.clone(),
            };
            let index = codes.iter().position(|code| *code == d.code);
            let mut result = json!({
                "ruleId": d.code.name(),
                "ruleIndex": index,
                "level": level(d.severity),
                "message": { "text": text },
            });
            // GitHub refuses a log in which a single result has no place.
            let file = format!("{below}{}", d.file.as_deref().unwrap_or(crate::config::FILE));
            let mut place = json!({
                "artifactLocation": { "uri": utf8_percent_encode(&file, PATH).to_string(), "uriBaseId": "SRCROOT" },
            });
            if let Some((start, end)) = emitter.range(d) {
                place["region"] = json!({
                    "startLine": start.0,
                    "startColumn": start.1,
                    "endLine": end.0,
                    "endColumn": end.1,
                });
            }
            result["locations"] = json!([{ "physicalLocation": place }]);
            result
        })
        .collect();
    json!({
        "$schema": "https://json.schemastore.org/sarif-2.1.0.json",
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": {
                "name": "stepdown",
                "version": env!("CARGO_PKG_VERSION"),
                "rules": rules,
            }},
            "columnKind": "unicodeCodePoints",
            "results": results,
        }],
    })
}

fn rule(code: Code) -> Value {
    let explanation = explain(code);
    let mut rule = json!({
        "id": code.name(),
        "shortDescription": { "text": explanation.summary },
        "fullDescription": { "text": explanation.finds() },
        "defaultConfiguration": { "level": level(code.default_severity()) },
    });
    if let Some(page) = explanation.page {
        rule["help"] = json!({ "text": page, "markdown": page });
    }
    rule
}

fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

/// All findings as workflow commands, one a line.
///
/// Source: GitHub, Workflow commands for GitHub Actions.
pub(super) fn github(emitter: &mut Emitter, all: &Diagnostics) -> String {
    let below = emitter.below_repository();
    let mut out = String::new();
    for d in all.iter() {
        let mut properties = Vec::new();
        if let Some(file) = &d.file {
            let file = format!("{below}{file}");
            properties.push(format!("file={}", property(&printable(&file))));
            if let Some((start, end)) = emitter.range(d) {
                properties.push(format!("line={},col={}", start.0, start.1));
                properties.push(format!("endLine={},endColumn={}", end.0, end.1));
            }
        }
        properties.push(format!("title={}", property(d.code.name())));
        let message = printable(&d.message);
        let text = match &d.help {
            Some(help) => format!("{message}\n{}", printable_lines(help)),
            None => message.into_owned(),
        };
        out.push_str(&format!(
            "::{} {}::{}\n",
            level(d.severity),
            properties.join(","),
            data(&text)
        ));
    }
    out
}

fn data(text: &str) -> String {
    text.replace('%', "%25")
        .replace('\r', "%0D")
        .replace('\n', "%0A")
}

fn property(text: &str) -> String {
    data(text).replace(':', "%3A").replace(',', "%2C")
}
