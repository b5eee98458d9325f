//! Work around the program: `cargo xtask test` runs everything that CI's main job runs.
//! Its other jobs are a lint without the feature `search`, the tests on other systems, and
//! `cargo xtask deny --advisories`.

mod bench;
mod browser;
mod deny;
mod floor;
mod fuzz;

use std::path::{Path, PathBuf};
use std::process::{Command, ExitCode, ExitStatus};

/// What `cargo xtask test` asks of cargo, in this order.
const CARGO_STEPS: &[(&str, &[&str])] = &[
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
];

/// What it then asks of the program that the tests have built.
const PROGRAM_STEPS: &[(&str, &[&str])] = &[
    ("the guide", &["check"]),
    (
        "the manual",
        &["check", "--root", "docs", "--deny", "warnings"],
    ),
];

/// Writes the pages of the manual that are made from the code.
const MANUAL: [&str; 6] = [
    "test",
    "--locked",
    "--test",
    "site",
    "manual::reference",
    "--quiet",
];

/// What names the date to a program that would else ask the clock, in seconds since 1970:
/// <https://reproducible-builds.org/specs/source-date-epoch/>.
const DATE: &str = "SOURCE_DATE_EPOCH";

/// Why a step did not succeed.
enum Failure {
    /// The step ran and found something.
    Found(String),
    /// The step says that it was not called as it should be.
    Use(String),
    /// The machine lacks something; the words say what to do.
    Machine(String),
}

fn main() -> ExitCode {
    let mut args = std::env::args().skip(1);
    let command = args.next();
    // What follows it is for `benches/compare`, which says itself what it does not know.
    if command.as_deref() == Some("bench") {
        return exit(bench::bench(&repository(), args));
    }
    let result = match (command.as_deref(), args.next()) {
        (Some("test"), None) => test(),
        (Some("browser"), None) => browser::test(&repository()),
        (Some("other-browsers"), None) => browser::in_other_browsers(&repository()),
        (Some("engine"), None) => browser::engine(&repository()),
        (Some("manual"), None) => run(
            "the manual",
            Command::new(env!("CARGO"))
                .args(MANUAL)
                .env("STEPDOWN_BLESS", "1")
                .current_dir(repository()),
        ),
        (Some("fuzz"), Some(seconds)) if args.len() == 0 => fuzz::fuzz(&repository(), &seconds),
        (Some("floor"), Some(content)) => match (args.next(), args.next()) {
            (Some(out), None) => floor::floor(Path::new(&content), Path::new(&out)),
            _ => return usage(),
        },
        (Some("deny"), None) => deny::deny(&repository(), false),
        (Some("deny"), Some(what)) if what == "--advisories" && args.len() == 0 => {
            deny::deny(&repository(), true)
        }
        _ => return usage(),
    };
    exit(result)
}

fn usage() -> ExitCode {
    eprintln!(
        "usage: cargo xtask test      everything that CI's main job runs
       cargo xtask browser   the browser tests and validators alone
       cargo xtask other-browsers   what readers do, in Firefox and in Safari's engine, WebKit
       cargo xtask engine    the published module against the program, 100,000 requests
       cargo xtask manual    writes the manual's reference pages from the code
       cargo xtask bench …   this program beside other generators; `bench --help` says more
       cargo xtask floor CONTENT OUT   the yardstick of `bench`
       cargo xtask fuzz N    every fuzz target for N seconds
       cargo xtask deny [--advisories]   licences, bans and sources of all dependencies"
    );
    ExitCode::from(2)
}

fn exit(result: Result<(), Failure>) -> ExitCode {
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(Failure::Found(what)) => {
            eprintln!("== {what}: failed");
            ExitCode::FAILURE
        }
        Err(Failure::Use(what)) => {
            eprintln!("== {what}: wrong use");
            ExitCode::from(2)
        }
        Err(Failure::Machine(what)) => {
            eprintln!("== {what}");
            ExitCode::from(3)
        }
    }
}

/// Runs every step; stops at the first that fails. What the last one needs is fetched meanwhile:
/// the network is slow where the compiler is busy.
fn test() -> Result<(), Failure> {
    browser::install_with_password()?;
    let installing = std::thread::spawn(|| browser::install(&repository()));
    let without_browser = test_without_browser();
    // Whatever came of it: a package manager is not to be cut off.
    let installed = installing.join();
    without_browser?;
    installed
        .map_err(|_| Failure::Machine("what the browser tests need was not installed".into()))??;
    browser::test_what_is_built(&repository())
}

fn test_without_browser() -> Result<(), Failure> {
    for &(name, args) in CARGO_STEPS {
        run(
            name,
            Command::new(env!("CARGO"))
                .args(args)
                .env("RUSTDOCFLAGS", "-D warnings"),
        )?;
    }
    let program = built_program()?;
    for &(name, args) in PROGRAM_STEPS {
        let mut command = Command::new(&program);
        dated(command.args(args).current_dir(repository()));
        run(name, &mut command)?;
    }
    Ok(())
}

/// The program beside this one. `cargo run` would compile many crates once more, without
/// the features that only tests ask for.
fn built_program() -> Result<PathBuf, Failure> {
    let here = std::env::current_exe()
        .map_err(|error| Failure::Machine(format!("cannot find this program: {error}")))?;
    Ok(here.with_file_name(format!("stepdown{}", std::env::consts::EXE_SUFFIX)))
}

/// Gives a command the date of the commit, unless it has one. Reviews and help lines fall
/// due by date, and that is for the editors of a guide to see: what passed its tests on
/// one day passes them later. A copy of the sources that is no git checkout has today.
fn dated(command: &mut Command) {
    let commit = Command::new("git")
        .args(["log", "-1", "--format=%ct"])
        .current_dir(repository())
        .output();
    if let Ok(commit) = commit
        && commit.status.success()
        && std::env::var_os(DATE).is_none()
    {
        command.env(DATE, String::from_utf8_lossy(&commit.stdout).trim());
    }
}

/// Runs a command, which must succeed, and says which.
fn run(name: &str, command: &mut Command) -> Result<(), Failure> {
    match status(name, command)?.success() {
        true => Ok(()),
        false => Err(Failure::Found(name.to_owned())),
    }
}

/// The same beside other work: what the command says is shown if it fails.
fn run_aside(name: &str, command: &mut Command) -> Result<(), Failure> {
    say(name, command);
    let output = command.output().map_err(|e| no_start(name, command, &e))?;
    if output.status.success() {
        return Ok(());
    }
    for said in [&output.stdout, &output.stderr] {
        eprint!("{}", String::from_utf8_lossy(said));
    }
    Err(Failure::Found(name.to_owned()))
}

/// Runs a command and says which; how it ended is for others to judge.
fn status(name: &str, command: &mut Command) -> Result<ExitStatus, Failure> {
    say(name, command);
    command.status().map_err(|e| no_start(name, command, &e))
}

fn say(name: &str, command: &Command) {
    let args: Vec<_> = command.get_args().map(|a| a.to_string_lossy()).collect();
    eprintln!("== {name}: {} {}", program(command), args.join(" "));
}

fn no_start(name: &str, command: &Command, error: &std::io::Error) -> Failure {
    Failure::Machine(format!(
        "{name}: cannot start {}: {error}",
        program(command)
    ))
}

/// The name of the program, wherever it lies.
fn program(command: &Command) -> String {
    let path = Path::new(command.get_program()).with_extension("");
    let name = path.file_name().unwrap_or_default();
    name.to_string_lossy().into_owned()
}

/// The checkout that this program was built from.
fn repository() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.parent().unwrap_or(here).to_path_buf()
}
