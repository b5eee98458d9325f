//! Fuzzing: libFuzzer on the pinned stable compiler, which takes the flags for
//! coverage though it has no sanitizers.

use std::path::Path;
use std::process::Command;

use crate::{Failure, run};

const TARGETS: [&str; 9] = [
    "amount",
    "plan_code",
    "batch_line",
    "parameters",
    "page",
    "configuration",
    "front_matter",
    "markdown",
    "bibliography",
];

/// What makes the compiler count which branches an input takes.
const FLAGS: &str = "-Cpasses=sancov-module -Cllvm-args=-sanitizer-coverage-level=4 -Cllvm-args=-sanitizer-coverage-inline-8bit-counters -Cllvm-args=-sanitizer-coverage-pc-table -Cllvm-args=-sanitizer-coverage-trace-compares -Ccodegen-units=1 --cfg fuzzing";

/// Runs every target for so many seconds.
pub(crate) fn fuzz(repository: &Path, seconds: &str) -> Result<(), Failure> {
    if seconds.parse::<u32>().is_err() {
        eprintln!("`{seconds}` is no number of seconds");
        return Err(Failure::Use("fuzz".into()));
    }
    let folder = repository.join("fuzz");
    run(
        "fuzz targets",
        Command::new(env!("CARGO"))
            // A named target keeps the flags away from build scripts.
            .args(["build", "--release", "--target", "x86_64-unknown-linux-gnu"])
            .env("RUSTFLAGS", FLAGS)
            .current_dir(&folder),
    )?;
    for target in TARGETS {
        let corpus = folder.join("target/corpus").join(target);
        std::fs::create_dir_all(&corpus)
            .map_err(|e| Failure::Machine(format!("cannot make the corpus folder: {e}")))?;
        let program = folder
            .join("target/x86_64-unknown-linux-gnu/release")
            .join(target);
        run(
            &format!("fuzzing {target}"),
            Command::new(program)
                .arg(corpus)
                .arg(folder.join("seeds").join(target))
                .args([
                    &format!("-max_total_time={seconds}"),
                    "-max_len=70000",
                    "-timeout=10",
                    "-print_final_stats=1",
                ])
                .current_dir(folder.join("target")),
        )?;
    }
    Ok(())
}
