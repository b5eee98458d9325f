//! What is not as it should be. The same at many addresses is one line.

use std::collections::BTreeMap;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity};

/// Findings by what they say; each with the addresses where it was seen.
#[derive(Debug, Default)]
pub(super) struct Findings(BTreeMap<Said, Vec<String>>);

/// What is said of addresses.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Said {
    code: Code,
    severity: Severity,
    seen: String,
    expected: String,
    help: &'static str,
}

/// One finding at one address.
pub(super) struct Finding<'a> {
    pub code: Code,
    pub severity: Severity,
    pub address: &'a str,
    pub seen: String,
    pub expected: String,
    /// What to do, on common hosts.
    pub help: &'static str,
}

impl Findings {
    pub(super) fn add(&mut self, finding: Finding<'_>) {
        let said = Said {
            code: finding.code,
            severity: finding.severity,
            seen: finding.seen,
            expected: finding.expected,
            help: finding.help,
        };
        self.0
            .entry(said)
            .or_default()
            .push(finding.address.to_owned());
    }

    pub(super) fn merge(&mut self, other: Self) {
        for (said, addresses) in other.0 {
            self.0.entry(said).or_default().extend(addresses);
        }
    }

    pub(super) fn into_diagnostics(self) -> Diagnostics {
        let mut found: Diagnostics = self
            .0
            .into_iter()
            .map(|(said, mut addresses)| {
                addresses.sort();
                addresses.dedup();
                let first = addresses.first().map_or("", String::as_str);
                let more = match addresses.len() {
                    0 | 1 => String::new(),
                    n => format!(" and {} more", n - 1),
                };
                let mut diagnostic = Diagnostic::new(
                    said.code,
                    format!("{first}{more}: {}, expected {}", said.seen, said.expected),
                )
                .help(said.help);
                diagnostic.severity = said.severity;
                diagnostic
            })
            .collect();
        found.sort();
        found
    }
}
