//! The `stepdown` program.

use std::process::ExitCode;

fn main() -> ExitCode {
    stepdown::cli::main()
}
