//! The `stepdown` program.

#![forbid(unsafe_code)]

use std::process::ExitCode;

fn main() -> ExitCode {
    stepdown::cli::main()
}
