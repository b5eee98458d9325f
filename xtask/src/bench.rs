//! Measuring beside other generators: the program and the floor are built as releases
//! are, `benches/compare` does the rest.

use std::path::Path;
use std::process::Command;

use crate::{Failure, run, status};

/// Builds what is measured and runs `benches/compare` with these arguments.
pub(crate) fn bench(repository: &Path, args: impl Iterator<Item = String>) -> Result<(), Failure> {
    run(
        "the program and the floor",
        Command::new(env!("CARGO"))
            .args(["build", "--locked", "--profile", "bench-fast"])
            .args(["-p", "stepdown", "-p", "xtask"])
            .current_dir(repository),
    )?;
    let built = repository.join("target/bench-fast");
    let name = "measuring";
    let measured = status(
        name,
        compare(repository)
            .args(args)
            .env("STEPDOWN", built.join("stepdown"))
            .env("FLOOR", built.join("xtask")),
    )?;
    match measured.code() {
        Some(0) => Ok(()),
        Some(2) => Err(Failure::Use(name.to_owned())),
        _ => Err(Failure::Found(name.to_owned())),
    }
}

fn compare(repository: &Path) -> Command {
    let mut python = Command::new("python3");
    python.arg(repository.join("benches/compare"));
    python
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_program_that_is_not_there_is_named_with_its_variable() {
        for variable in ["FLOOR", "STEPDOWN", "ZOLA", "HUGO", "ELEVENTY", "MDBOOK"] {
            let mut measuring = compare(&crate::repository());
            let program = std::env::current_exe().expect("this program");
            let measuring = measuring.env("FLOOR", &program).env("STEPDOWN", &program);
            let output = measuring
                .args(["--only", "nothing"])
                .env(variable, "/no/such/program")
                .output();
            // Where Python is not there, nothing can be measured either.
            let Ok(output) = output else { return };
            let said = String::from_utf8_lossy(&output.stderr);
            assert_eq!(output.status.code(), Some(2), "{said}");
            let words =
                format!("{variable} names `/no/such/program`, and there is no such program");
            assert!(said.starts_with(&words), "{said}");
        }
    }
}
