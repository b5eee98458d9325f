//! What the configuration says of publishing.

use schemars::JsonSchema;
use serde::{Deserialize, Serialize};

use super::FILE;
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::Date;

/// How a new site takes the old one's place.
// Written too: so the schema, and the manual with it, can say the default.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Deserialize, Serialize, JsonSchema)]
#[serde(rename_all = "kebab-case")]
pub enum Method {
    /// The folder is exchanged for a new one, all at once.
    #[default]
    Swap,
    /// File by file: assets first, pages next, deletions last. For a folder that is
    /// mounted, or held open by a server.
    InPlace,
}

/// Why a name of `keep` keeps nothing: it is none that something in the output folder has.
pub(super) fn kept_name_problem(name: &str) -> Option<Diagnostic> {
    let (what, help) = if name.trim().is_empty() {
        (
            "a name in `keep` is empty".to_owned(),
            WHOLE_NAMES.to_owned(),
        )
    } else if name.starts_with('/') {
        let inside = name.trim_matches('/');
        let help = match kept_name_problem(inside) {
            None => format!("write `{inside}` for what lies in the output folder"),
            Some(_) => WHOLE_NAMES.to_owned(),
        };
        (
            format!("`{name}` in `keep` begins at the root of the disk"),
            help,
        )
    } else if name.contains('*') {
        let what = format!("`{name}` in `keep` is a pattern, and names are read as they are");
        (what, WHOLE_NAMES.to_owned())
    } else if name
        .trim_end_matches('/')
        .split('/')
        .any(|part| matches!(part, "" | "." | ".."))
    {
        let what = format!("`{name}` in `keep` is no name in the output folder");
        (what, WHOLE_NAMES.to_owned())
    } else {
        return None;
    };
    Some(Diagnostic::new(Code::InvalidValue, what).help(help))
}

/// How `keep` is written.
const WHOLE_NAMES: &str = "write the names of files and folders in the output folder: `keep = [\"CNAME\", \".well-known\"]`";

/// A way to compress.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "lowercase")]
pub enum Encoding {
    /// Brotli, `.br`.
    Br,
    /// Gzip, `.gz`.
    Gzip,
}

/// `.well-known/security.txt` (RFC 9116).
#[derive(Clone, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Security {
    /// Addresses to write to: `mailto:`, `https:` or `tel:`, the best one first.
    #[schemars(length(min = 1), inner(regex(pattern = "^(mailto:|https://|tel:)")))]
    pub contact: Vec<String>,
    /// The last day on which this holds.
    pub expires: Date,
    /// How reports are handled: an `https:` address.
    #[serde(default)]
    #[schemars(regex(pattern = "^https://"))]
    pub policy: Option<String>,
}

impl Security {
    pub(super) fn findings(&self) -> Vec<Diagnostic> {
        let mut found = Vec::new();
        let mut wrong = |what: String, help: &str| {
            found.push(
                Diagnostic::new(Code::InvalidValue, what)
                    .in_file(FILE)
                    .help(help),
            );
        };
        let is_address = |text: &str, schemes: &[&str]| {
            schemes.iter().any(|scheme| text.starts_with(scheme))
                && !text.contains(char::is_whitespace)
        };
        if self.contact.is_empty() {
            wrong(
                "`security.contact` is empty".to_owned(),
                "give one address at least: `mailto:…` or `https://…`",
            );
        }
        for contact in &self.contact {
            if !is_address(contact, &["mailto:", "https://", "tel:"]) {
                wrong(
                    format!("`{contact}` is no address for `security.contact`"),
                    "write `mailto:…`, `https://…` or `tel:…`",
                );
            }
        }
        if let Some(policy) = &self.policy
            && !is_address(policy, &["https://"])
        {
            wrong(
                format!("`{policy}` is no address for `security.policy`"),
                "write `https://…`",
            );
        }
        found
    }
}
