//! Work around the program: `cargo xtask test` runs everything that CI runs.

use std::process::{Command, ExitCode};

const CARGO_STEPS: [(&str, &[&str]); 5] = [
    ("formatting", &["fmt", "--all", "--check"]),
    (
        "lints",
        &[
            "clippy",
            "--workspace",
            "--all-targets",
            "--locked",
            "--",
            "-D",
            "warnings",
        ],
    ),
    ("tests", &["test", "--workspace", "--locked"]),
    (
        "documentation",
        &["doc", "--workspace", "--no-deps", "--locked"],
    ),
    ("the guide", &["run", "--quiet", "--locked", "--", "check"]),
];

fn main() -> ExitCode {
    match std::env::args().nth(1).as_deref() {
        Some("test") => test(),
        _ => {
            eprintln!("usage: cargo xtask test");
            ExitCode::from(2)
        }
    }
}

/// Runs every step; stops at the first that fails.
fn test() -> ExitCode {
    for (name, args) in CARGO_STEPS {
        eprintln!("== {name}: cargo {}", args.join(" "));
        let status = Command::new(env!("CARGO"))
            .args(args)
            .env("RUSTDOCFLAGS", "-D warnings")
            .status();
        match status {
            Ok(status) if status.success() => {}
            Ok(_) => {
                eprintln!("== {name}: failed");
                return ExitCode::FAILURE;
            }
            Err(error) => {
                eprintln!("== {name}: cannot start cargo: {error}");
                return ExitCode::from(3);
            }
        }
    }
    ExitCode::SUCCESS
}
