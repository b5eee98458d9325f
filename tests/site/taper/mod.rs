//! The calculator: parameters that have nothing to do with the guide's, on the
//! page and on the command line.

mod plans;
mod refusals;
mod rules;

use std::process::{Command, Output, Stdio};

/// A calculator for something else entirely: nothing about the guide's subject
/// is in the code.
const CAFFEINE: &str = "tests/fixtures/languages/content/basics/calculator/caffeine.toml";

/// Its questions, all answered no.
const NO: &str = "pregnancy=no,tablets=no,sleep=no";

fn taper(args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stepdown"))
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .arg("taper")
        .args(args)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn caffeine(args: &[&str]) -> Output {
    caffeine_from("2026-03-01", args)
}

fn caffeine_from(start: &str, args: &[&str]) -> Output {
    let file = [
        "--parameters",
        CAFFEINE,
        "--product",
        "drinks",
        "--start",
        start,
    ];
    taper(&[&file, args].concat())
}

/// A plan from 300 mg a day, with every question answered no.
fn coffee(range: &str, more: &[&str]) -> Output {
    let plan = ["--daily", "300 mg", "--answers", NO, "--range", range];
    caffeine(&[&plan, more].concat())
}

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

/// The guide's calculator.
const KRATOM: &str = "content/coming-down/taper-calculator/kratom.toml";

/// The guide's calculator, with every question answered no.
fn kratom(args: &[&str], more: &str) -> Output {
    kratom_with(args, |no| format!("{no}{more}"))
}

/// The same with other answers.
fn kratom_with(args: &[&str], answers: impl Fn(&str) -> String) -> Output {
    let file = ["--parameters", KRATOM, "--start", "2026-12-01"];
    let asked = taper(&[&file[..], &["--product", "leaf_powder", "--daily", "3 g"]].concat());
    let asked = err(&asked);
    let ids = asked
        .split("each of these: ")
        .nth(1)
        .expect("the questions");
    let no: Vec<String> = ids
        .trim()
        .split(", ")
        .map(|id| format!("{id}=no"))
        .collect();
    let answers = answers(&no.join(","));
    taper(&[&file[..], args, &["--answers", &answers]].concat())
}

/// A plan of the guide's calculator, from 3 g of leaf powder a day.
fn leaf(range: &str) -> [&str; 6] {
    let product = "leaf_powder";
    ["--product", product, "--daily", "3 g", "--range", range]
}

#[test]
fn a_language_without_the_calculator_needs_none_of_its_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let run = |args: &[&str]| {
        Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .current_dir(folder.path())
            .args(args)
            .output()
            .expect("the program starts")
    };
    assert!(run(&["init", "guide"]).status.success());
    let root = folder.path().join("guide");
    let mut config =
        std::fs::read_to_string(root.join("stepdown.toml")).expect("the configuration");
    config.push_str("\n[languages.de]\n");
    std::fs::write(root.join("stepdown.toml"), config).expect("written");
    std::fs::create_dir(root.join("content/de")).expect("a folder");
    let home = "+++\ntitle = \"Anfang\"\n+++\n\nEin Text.\n";
    std::fs::write(root.join("content/de/_index.md"), home).expect("written");
    let output = run(&["check", "--root", "guide"]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    assert!(!err(&output).contains("calculator"), "{}", err(&output));
}
