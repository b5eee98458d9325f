//! The guide that strangers copy: `examples/caffeine/`.

use std::path::{Path, PathBuf};
use std::process::{Output, Stdio};

use serde_json::Value;

use crate::harness::program;

const FILE: &str = "examples/caffeine/content/cutting-down/in-steps/caffeine.toml";

/// 1 December 2026: a day on which no review and no help line of the guide is overdue.
const TODAY: &str = "1796083200";

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/caffeine")
}

fn run(args: &[&str]) -> Output {
    program()
        .current_dir(env!("CARGO_MANIFEST_DIR"))
        .env("SOURCE_DATE_EPOCH", TODAY)
        .args(args)
        .stdin(Stdio::null())
        .output()
        .expect("the program starts")
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8(bytes.to_vec()).expect("UTF-8")
}

fn parameters() -> toml::Table {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(FILE);
    toml::from_str(&std::fs::read_to_string(file).expect("readable")).expect("TOML")
}

/// Every question answered with “no”, but one with `answer`.
fn answers(except: &str, answer: &str) -> String {
    let table = parameters();
    let questions = table["question"].as_array().expect("questions");
    let all: Vec<String> = questions
        .iter()
        .map(|question| question["id"].as_str().expect("an id"))
        .map(|id| format!("{id}={}", if id == except { answer } else { "no" }))
        .collect();
    all.join(",")
}

fn taper(args: &[&str]) -> Output {
    let first = [
        "taper",
        "--root",
        "examples/caffeine",
        "--parameters",
        FILE,
        "--start",
        "2026-12-01",
    ];
    run(&[&first, args].concat())
}

/// Days and mg of each row.
fn rows(args: &[&str]) -> Vec<(u64, u64)> {
    let no = answers("", "");
    let output = taper(&[args, &["--answers", &no, "--format", "json"]].concat());
    assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    let json: Value = serde_json::from_slice(&output.stdout).expect("JSON");
    let rows = json["rows"].as_array().expect("rows");
    let dates: Vec<jiff::civil::Date> = rows
        .iter()
        .map(|row| row["from"].as_str().expect("a day").parse().expect("a day"))
        .collect();
    let lengths = dates
        .windows(2)
        .map(|pair| u64::try_from((pair[1] - pair[0]).get_days()).expect("in order"))
        .chain([0]);
    lengths
        .zip(rows)
        .map(|(days, row)| (days, row["dose"].as_u64().expect("mg")))
        .collect()
}

#[test]
fn it_checks_without_findings_and_builds() {
    let root = root();
    let site = root.to_str().expect("UTF-8");
    let check = run(&["check", "--root", site, "--deny", "warnings"]);
    assert_eq!(check.status.code(), Some(0), "{}", text(&check.stderr));

    let folder = tempfile::tempdir().expect("a folder");
    let out = folder.path().join("public");
    let build = run(&[
        "build",
        "--root",
        site,
        "--out",
        out.to_str().expect("UTF-8"),
    ]);
    assert_eq!(build.status.code(), Some(0), "{}", text(&build.stderr));
    let page = std::fs::read_to_string(out.join("cutting-down/in-steps/index.html"))
        .expect("the calculator's page");
    assert!(page.contains("Our own, untested"), "each pace says so");
    assert!(out.join("whole-guide/index.html").is_file());
}

/// By hand, with a scale of 10 mg, from 200 mg, a tenth of the present amount, rounded up to the scale:
///
/// 200 - 20 = 180. 180 - 18 = 162, up to 170. 170 - 17 = 153, up to 160. 160 - 16 = 144, up to 150.
/// 150 - 15 = 135, up to 140. 140 - 14 = 126, up to 130. 130 - 13 = 117, up to 120. 120 - 12 = 108, up to 110.
/// 110 - 11 = 99, up to 100, where it stays. Nowhere is 60 % of what was there within 28 days lost
/// (200 to 150 is a quarter). So nine steps of seven days.
#[test]
fn a_tenth_each_week_is_what_it_is_by_hand() {
    let plan = rows(&[
        "--product",
        "home",
        "--daily",
        "200 mg",
        "--scale",
        "10 mg",
        "--range",
        "tenth_7",
        "--stay-at",
        "100 mg",
    ]);
    let doses = [200, 180, 170, 160, 150, 140, 130, 120, 110, 100];
    let by_hand: Vec<(u64, u64)> = doses
        .iter()
        .map(|dose| (if *dose == 100 { 0 } else { 7 }, *dose))
        .collect();
    assert_eq!(plan, by_hand);
}

/// By hand, 25 mg less each week on a scale of 5 mg, the last amount 25 mg:
///
/// 300, 275, … 100, 75: nine steps of 25 mg. The last of them is 25 of 100, just the quarter that a step may take.
/// From 75 a quarter leaves 56.25, up to 60. Then 45 (a quarter of 60 is 15), 35 (33.75, up), 30 (26.25, up), 25
/// (22.5, up), and 0.
///
/// Within 28 days 60 % may go, so 40 % must be left. On day 70 the largest of the 28 days before is 150 (from day 42),
/// and 40 % of it is 60: allowed. On day 77 it is 125 (from day 49), and 40 % of it is 50: 45 must wait. On day 84 it
/// is 100, and 40 is below 45: allowed. So 60 is held for 14 days. On day 91 it is 75 (30 left, 35 is more), on day
/// 98 and on day 105 it is 60 (24 left). All others are held for 7 days, and the last step is exempt.
#[test]
fn the_last_steps_of_a_fixed_amount_are_made_smaller() {
    let plan = rows(&[
        "--product",
        "mixed",
        "--daily",
        "300 mg",
        "--scale",
        "5 mg",
        "--range",
        "fixed_7",
        "--last-dose",
        "25 mg",
    ]);
    let doses = [
        300, 275, 250, 225, 200, 175, 150, 125, 100, 75, 60, 45, 35, 30, 25, 0,
    ];
    let days = |dose| match dose {
        60 => 14,
        0 => 0,
        _ => 7,
    };
    let by_hand: Vec<(u64, u64)> = doses.iter().map(|dose| (days(*dose), *dose)).collect();
    assert_eq!(plan, by_hand);
}

#[test]
fn what_must_be_refused_is_refused_without_a_number() {
    let refused = |product: &str, daily: &str, answers: &str| {
        let plan = ["--product", product, "--daily", daily, "--range", "tenth_7"];
        let output = taper(&[&plan[..], &["--answers", answers]].concat());
        let asked = (product, daily, answers);
        assert_eq!(output.status.code(), Some(1), "{asked:?}");
        assert_eq!(text(&output.stdout), "", "{asked:?}");
        let words = text(&output.stderr);
        assert!(words.starts_with("error[worksheet]"), "{asked:?}: {words}");
        assert!(!words.contains("mg"), "{asked:?}: {words}");
    };
    for question in [
        "acute",
        "bleeding",
        "crisis",
        "pregnancy",
        "heart",
        "panic",
        "mental_health",
        "medicines",
        "painkillers",
    ] {
        for answer in ["yes", "unsure"] {
            refused("home", "300 mg", &answers(question, answer));
        }
    }
    refused("home", "300 mg", &answers("under_18", "yes"));
    let no = answers("", "");
    for product in ["powder", "unknown"] {
        refused(product, "300 mg", &no);
    }
    refused("mixed", "1300 mg", &no);
}

#[test]
fn much_caffeine_and_a_hard_time_before_leave_fewer_paces() {
    let (no, hard) = (answers("", ""), answers("hard_before", "yes"));
    for (daily, answers, refused, offered) in [
        (
            "600 mg",
            &no,
            &["fifth_7", "fifth_14"][..],
            "tenth_7, fixed_7",
        ),
        (
            "300 mg",
            &hard,
            &["fifth_7", "fixed_7"],
            "tenth_7, fifth_14",
        ),
        (
            "600 mg",
            &hard,
            &["fifth_7", "fixed_7", "fifth_14"],
            "tenth_7",
        ),
    ] {
        let plan = [
            "--product",
            "mixed",
            "--daily",
            daily,
            "--answers",
            answers,
            "--range",
        ];
        for range in refused {
            let output = taper(&[&plan[..], &[*range]].concat());
            assert_eq!(output.status.code(), Some(2), "{range}");
            assert_eq!(text(&output.stdout), "", "{range}");
            let words = text(&output.stderr);
            assert!(words.contains(&format!("offered: {offered}\n")), "{words}");
        }
        let output = taper(&[&plan[..], &["tenth_7"]].concat());
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
}

#[test]
fn above_the_amount_of_the_food_agency_the_plan_says_so() {
    let no = answers("", "");
    for (daily, is_said) in [("400 mg", false), ("401 mg", true)] {
        let plan = [
            "--product",
            "mixed",
            "--daily",
            daily,
            "--scale",
            "1 mg",
            "--answers",
            &no,
        ];
        let output = taper(&[&plan[..], &["--range", "tenth_7"]].concat());
        let words = text(&output.stdout);
        assert_eq!(
            words.contains("The European food agency"),
            is_said,
            "{words}"
        );
    }
}

#[test]
fn a_move_mends_the_links_of_a_calculator() {
    let folder = tempfile::tempdir().expect("a folder");
    for entry in walkdir::WalkDir::new(root()) {
        let entry = entry.expect("readable");
        let below = entry.path().strip_prefix(root()).expect("below");
        let to = folder.path().join(below);
        if entry.file_type().is_dir() {
            std::fs::create_dir_all(to).expect("made");
        } else {
            std::fs::copy(entry.path(), to).expect("copied");
        }
    }
    let site = folder.path().to_str().expect("UTF-8");
    let moves = [
        ("get-help.md", "safety/help-lines.md"),
        ("cutting-down/in-steps/index.md", "steps/index.md"),
    ];
    for (from, to) in moves {
        let output = run(&["mv", "--root", site, from, to]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
        let output = run(&["check", "--root", site, "--deny", "warnings"]);
        assert_eq!(output.status.code(), Some(0), "{}", text(&output.stderr));
    }
    let moved = folder.path().join("content/steps/caffeine.toml");
    let moved = std::fs::read_to_string(moved).expect("it moved along");
    assert!(moved.contains("[the help page](../safety/help-lines.md)"));
}
