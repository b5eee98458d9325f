//! Measuring beside other generators: the program and the floor are built as releases
//! are, `benches/compare` does the rest.

use std::path::Path;
use std::process::Command;

use crate::{Failure, run};

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
    run(
        "measuring",
        Command::new("python3")
            .arg(repository.join("benches/compare"))
            .args(args)
            .env("STEPDOWN", built.join("stepdown"))
            .env("FLOOR", built.join("xtask")),
    )
}
