//! What is missing, mistyped or unlikely is refused with its option's name, but only
//! after what forbids a schedule.

use std::path::Path;
use std::process::Command;

use super::{NO, caffeine, err, kratom, kratom_with, leaf, out, taper};

#[test]
fn nothing_is_computed_before_every_question_is_answered() {
    for answers in [
        None,
        Some(""),
        Some("pregnancy=no"),
        Some("pregnancy=no,tablets=no"),
    ] {
        let mut args = vec!["--daily", "300 mg", "--range", "fixed_7"];
        args.extend(
            answers
                .map(|answers| ["--answers", answers])
                .into_iter()
                .flatten(),
        );
        let output = caffeine(&args);
        assert_eq!(output.status.code(), Some(2), "{answers:?}");
        assert_eq!(out(&output), "");
        assert!(err(&output).contains("sleep"), "{}", err(&output));
    }
    let bad = caffeine(&["--daily", "300 mg", "--answers", "tablets=unsure"]);
    assert_eq!(bad.status.code(), Some(2), "not sure is no answer there");
}

#[test]
fn a_site_that_is_named_is_the_site_around_the_file() {
    let args = ["--daily", "300 mg", "--answers", NO, "--range", "fixed_7"];
    let named = |root| caffeine(&[&args[..], &["--root", root]].concat());
    let around = caffeine(&args);
    assert_eq!(out(&named("tests/fixtures/languages")), out(&around));
    assert_ne!(out(&around), "");
    let nowhere = named("tests/nowhere");
    assert_eq!(nowhere.status.code(), Some(2), "{}", err(&nowhere));
    assert_eq!(out(&nowhere), "");
    let words = err(&nowhere);
    assert!(
        words.contains("no `stepdown.toml` in `tests/nowhere`"),
        "{words}"
    );
}

#[test]
fn a_limited_range_and_a_wrong_amount_are_refused() {
    let limited = caffeine(&[
        "--daily",
        "300 mg",
        "--answers",
        "pregnancy=no,tablets=no,sleep=yes",
        "--range",
        "fixed_7",
    ]);
    assert_eq!(limited.status.code(), Some(2));
    assert!(
        err(&limited).contains("offered: tenth_14"),
        "{}",
        err(&limited)
    );
    for daily in [
        "300", "300 g", "0 mg", "-5 mg", "1e3 mg", "1,500 mg", "0.5 mg",
    ] {
        let output = caffeine(&["--daily", daily, "--answers", NO, "--range", "fixed_7"]);
        assert_eq!(output.status.code(), Some(2), "{daily}");
        assert_eq!(out(&output), "", "{daily}");
    }
}

#[test]
fn a_question_is_answered_once() {
    let output = kratom(&leaf("ten_14"), ",pregnancy=yes");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("`pregnancy` is answered twice"),
        "{}",
        err(&output)
    );
    assert_eq!(out(&output), "");
}

#[test]
fn what_forbids_a_schedule_is_said_before_an_amount_is_asked_for() {
    let output = kratom(&["--product", "extract"], "");
    assert_eq!(output.status.code(), Some(1));
    let text = err(&output);
    let first = text
        .find("Yellow eyes or skin, or some other sign of a hurt liver: stop")
        .expect("what comes first");
    let rest = text
        .find("cannot make a safe plan for you")
        .expect("the worksheet's text");
    assert!(first < rest, "{text}");
    let numbers = "NZ: 111; Many other countries: 112";
    assert!(text.trim_end().ends_with(numbers), "{text}");

    let output = kratom(&["--product", "leaf_powder"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("`--daily` is missing"),
        "{}",
        err(&output)
    );
}

#[test]
fn emergency_numbers_stand_beside_every_plan_and_a_link_says_where_it_leads() {
    for format in ["table", "text", "csv", "ics", "svg", "json"] {
        let output = kratom(&[&leaf("ten_14")[..], &["--format", format]].concat(), "");
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        // What is a file for other programs has them beside it.
        let all = out(&output) + &err(&output);
        assert!(all.contains("US: 911; "), "{format}: {all}");
    }
    let in_crisis = |no: &str| no.replace("crisis=no", "crisis=yes");
    let output = kratom_with(&leaf("ten_14"), in_crisis);
    let said = err(&output);
    assert!(
        said.contains("find a help line (https://findahelpline.com)"),
        "{said}"
    );
}

#[test]
fn what_forbids_a_schedule_is_said_before_what_is_mistyped() {
    for mistake in [
        ["--daily", "1,5 g"],
        ["--scale", "0.1"],
        ["--product", "powder"],
        ["--stay-at", "none"],
    ] {
        let mut plan = leaf("ten_28").to_vec();
        match plan.iter().position(|option| *option == mistake[0]) {
            Some(at) => plan[at + 1] = mistake[1],
            None => plan.extend(mistake),
        }
        let output = kratom(&plan, "");
        assert_eq!(output.status.code(), Some(2), "{mistake:?}");
        let output = kratom_with(&plan, |answers| answers.replace("crisis=no", "crisis=yes"));
        assert_eq!(output.status.code(), Some(1), "{mistake:?}");
        assert!(
            err(&output).contains("error[worksheet]"),
            "{}",
            err(&output)
        );
        assert!(!err(&output).contains("error[usage]"), "{}", err(&output));
    }
    // One answer that cannot be read does not hide another one.
    let output = kratom_with(&leaf("ten_28"), |answers| {
        answers
            .replace("crisis=no", "crisis=yes")
            .replace("kava=no", "kava=perhaps")
    });
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("error[worksheet]"),
        "{}",
        err(&output)
    );
    // More times than a day has, whose sum no number of the engine holds.
    let times = vec!["500 g"; 9_000].join(",");
    let output = kratom(&["--product", "leaf_powder", "--times", &times], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("more than 12 amounts"),
        "{}",
        err(&output)
    );
    // A product without schedules has no scale either.
    let output = kratom(
        &["--product", "shot", "--scale", "0.1 g", "--daily", "10 g"],
        "",
    );
    assert_eq!(output.status.code(), Some(1));
    assert!(
        err(&output).contains("error[worksheet]"),
        "{}",
        err(&output)
    );
}

#[test]
fn refusals_name_the_option() {
    for (option, amount, words) in [
        (
            "--stay-at",
            "4 g",
            "`--stay-at` is not below the amount of a day",
        ),
        (
            "--last-dose",
            "4 g",
            "`--last-dose` is more than the amount of a day",
        ),
        ("--last-dose", "1.500 g", "write \"1.5 g\" or \"1500 g\""),
        ("--last-dose", "1.125 g", "write \"1.1250 g\" or \"1125 g\""),
        (
            "--last-dose",
            "0.09 g",
            "`--last-dose` is less than the smallest amount that can be measured",
        ),
        ("--stay-at", "0.09 g", "write a whole multiple of \"0.1 g\""),
        ("--stay-at", "1.05 g", "`--stay-at` cannot be measured"),
        ("--last-dose", "1500 mg", "the unit is `g`"),
        (
            "--last-dose",
            "1,5 g",
            "`--last-dose`: `1,5 g` is no amount: write the decimals after a point",
        ),
        ("--last-dose", "1,5 g", "if you mean \"1.5 g\", write that"),
        ("--last-dose", "20000 g", "is it a number of mg?"),
        ("--last-dose", "20000 g", "if you mean \"20 g\", write that"),
        (
            "--last-dose",
            "12500 g",
            "if you mean \"12.5 g\", write that",
        ),
        // "7.501 g" would be asked about again.
        (
            "--last-dose",
            "7501 g",
            "if you mean \"7.5010 g\", write that",
        ),
    ] {
        let output = kratom(&[&leaf("ten_28")[..], &[option, amount]].concat(), "");
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(words), "{}", err(&output));
    }
}

#[test]
fn a_day_with_more_times_than_it_can_be_divided_into_names_its_option() {
    let day = ["--product", "leaf_powder", "--daily", "0.3 g"];
    let plan = ["--range", "ten_28", "--times-a-day", "12"];
    let output = kratom(&[day, plan].concat(), "");
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    let said = err(&output);
    assert!(
        said.contains("`--times-a-day` leaves some of the times without any amount"),
        "{said}"
    );
    assert!(!said.contains("weights"), "{said}");
}

#[test]
fn amounts_that_are_named_are_taken_where_decimals_follow_a_comma() {
    let folder = tempfile::tempdir().expect("a folder");
    let made = Command::new(env!("CARGO_BIN_EXE_stepdown"))
        .current_dir(folder.path())
        .args(["init", "guide"])
        .output()
        .expect("the program starts");
    assert!(made.status.success(), "{}", err(&made));
    let root = folder.path().join("guide");
    let change = |file: &Path, from: &str, to: &str| {
        let text = std::fs::read_to_string(file).expect("readable");
        assert!(text.contains(from), "{from}");
        std::fs::write(file, text.replacen(from, to, 1)).expect("written");
    };
    change(&root.join("stepdown.toml"), "\"en\"", "\"tr\"");
    let file = root.join("content/basics/cutting-down/calculator.toml");
    change(&file, "ticks = 1 ", "ticks = 100 ");
    change(&file, "\"10 mg\"]", "\"0.25 mg\"]");
    let plan = |more: &[&str]| {
        let file = ["--parameters", file.to_str().expect("UTF-8")];
        let asked = ["--product", "drinks", "--daily", "30.5 mg"];
        let rest = ["--start", "2026-03-01", "--answers", NO];
        taper(&[&file[..], &asked, &rest, &["--range", "tenth_14"], more].concat())
    };
    let scale = ["--scale", "0.25 mg"];
    for (given, words, named) in [
        (["--scale", "0.3 mg"], "known: 5 mg, 0.25 mg", "0.25 mg"),
        (
            ["--stay-at", "3.1 mg"],
            "multiple of \"0.25 mg\"",
            "0.25 mg",
        ),
        (["--last-dose", "0.1 mg"], "at least \"0.25 mg\"", "0.25 mg"),
        (
            ["--last-dose", "1,5 mg"],
            "if you mean \"1.5 mg\"",
            "1.5 mg",
        ),
    ] {
        let with = |option: [&str; 2]| match given[0] {
            "--scale" => plan(&option),
            _ => plan(&[scale, option].concat()),
        };
        let output = with(given);
        assert_eq!(output.status.code(), Some(2), "{given:?}");
        assert!(err(&output).contains(words), "{}", err(&output));
        let output = with([given[0], named]);
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        // What is for readers is written as they write.
        assert!(out(&output).contains("30,5"), "{}", out(&output));
    }
}

#[test]
fn unlikely_amounts_are_asked_about_first() {
    let args = ["--daily", "2000 mg", "--answers", NO, "--range", "tenth_14"];
    let output = caffeine(&args);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    assert!(err(&output).contains("--confirm"), "{}", err(&output));
}
