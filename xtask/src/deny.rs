//! Licences, bans and sources of everything that is linked in: `cargo-deny` with
//! `deny.toml`.

use std::path::Path;
use std::process::{Command, Stdio};

use crate::{Failure, run};

/// The version that `deny.toml` was written for.
const VERSION: &str = "0.20.2";

/// Holds the dependencies against `deny.toml`. With `advisories`, also against the list
/// of known weaknesses, which is fetched.
pub(crate) fn deny(repository: &Path, advisories: bool) -> Result<(), Failure> {
    install()?;
    let mut checks = vec!["licenses", "bans", "sources"];
    if advisories {
        checks.push("advisories");
    }
    run(
        "licences, bans and sources",
        Command::new(env!("CARGO"))
            .args(["deny", "--locked", "check", "--hide-inclusion-graph"])
            .args(checks)
            .current_dir(repository),
    )
}

/// Installs `cargo-deny` unless some version is there.
fn install() -> Result<(), Failure> {
    let is_there = Command::new(env!("CARGO"))
        .args(["deny", "--version"])
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .is_ok_and(|status| status.success());
    if is_there {
        return Ok(());
    }
    run(
        "cargo-deny",
        Command::new(env!("CARGO")).args([
            "install",
            "--locked",
            "cargo-deny",
            "--version",
            VERSION,
        ]),
    )
}
