//! What the rules make of a plan: they forbid it, take a range away, or say something
//! beside it, in every format.

use std::path::Path;
use std::process::Output;

use super::{CAFFEINE, KRATOM, NO, caffeine, err, kratom, leaf, out, taper};

#[test]
fn an_answer_that_forbids_a_schedule_gives_no_dose() {
    for answers in ["pregnancy=yes", "pregnancy=unsure", "tablets=yes"] {
        for format in ["table", "text", "json", "csv", "ics", "svg"] {
            let output = caffeine(&[
                "--daily",
                "300 mg",
                "--answers",
                answers,
                "--range",
                "fixed_7",
                "--format",
                format,
            ]);
            assert_eq!(output.status.code(), Some(1), "{answers} {format}");
            assert_eq!(out(&output), "", "{answers} {format}");
            let words = err(&output);
            assert!(words.contains("no schedule"), "{words}");
            assert!(!words.contains("300"), "{words}");
        }
    }
}

#[test]
fn what_forbids_a_schedule_is_said_without_a_heading_too() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("caffeine.toml");
    let parameters = std::fs::read_to_string(CAFFEINE).expect("the fixture");
    let is_heading = |line: &str| line.starts_with("title = { en = \"Test rule: no schedule\"");
    let without: Vec<&str> = parameters.lines().filter(|l| !is_heading(l)).collect();
    assert_eq!(without.len() + 1, parameters.lines().count());
    std::fs::write(&file, without.join("\n")).expect("written");
    let output = taper(&[
        "--parameters",
        file.to_str().expect("UTF-8"),
        "--product",
        "drinks",
        "--start",
        "2026-03-01",
        "--answers",
        "tablets=yes",
    ]);
    assert_eq!(output.status.code(), Some(1), "{}", err(&output));
    let said = err(&output);
    assert!(
        said.contains("error[worksheet]: A made-up rule that takes the schedule away."),
        "{said}"
    );
}

#[test]
fn the_last_dose_that_is_chosen_for_the_reader_is_judged_too() {
    let plan = [&leaf("ten_14")[..], &["--scale", "1 g"]].concat();
    let chosen = kratom(&plan, "");
    let said = kratom(&[&plan[..], &["--last-dose", "1 g"]].concat(), "");
    assert_eq!(chosen.status.code(), Some(0), "{}", err(&chosen));
    assert_eq!(out(&chosen), out(&said));
    assert!(
        out(&chosen).contains("more than a quarter of the daily amount"),
        "{}",
        out(&chosen)
    );
}

#[test]
fn the_list_says_why_a_range_is_missing_that_a_rule_takes_away_at_its_end() {
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("caffeine.toml");
    let rule = r#"[[rule]]
id = "small_end"
level = "limit"
when = [{ last_dose_above = "15 mg" }]
title = { en = "Test rule", ar = "قاعدة اختبار" }
text = { en = "A made-up rule on the end.", ar = "قاعدة مختلقة عن النهاية." }
cite = ["test2020"]
ranges = ["tenth_14"]

[[example]]"#;
    let parameters = std::fs::read_to_string(CAFFEINE).expect("the fixture");
    std::fs::write(&file, parameters.replacen("[[example]]", rule, 1)).expect("written");
    let file = file.to_str().expect("UTF-8");
    // The amount that is asked for is within the rule, the one that the scale leaves is not.
    let output = taper(&[
        "--parameters",
        file,
        "--product",
        "drinks",
        "--daily",
        "300 mg",
        "--scale",
        "10 mg",
        "--last-dose",
        "15 mg",
        "--start",
        "2026-03-01",
        "--answers",
        NO,
    ]);
    let text = out(&output);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    // It stands beside the range that it is about, and nowhere else.
    let lines: Vec<&str> = text.lines().collect();
    let about = |id: &str| {
        let at = lines.iter().position(|line| *line == id);
        at.and_then(|at| lines.get(at + 1)).copied().unwrap_or("")
    };
    let why = "not offered. A made-up rule on the end.";
    assert!(about("fixed_7").ends_with(why), "{text}");
    assert!(!about("tenth_14").contains("not offered"), "{text}");
    assert_eq!(
        text.matches("A made-up rule on the end.").count(),
        1,
        "{text}"
    );
}

#[test]
fn a_last_dose_that_the_scale_or_the_pace_leaves_larger_is_judged_as_it_is() {
    // Asked for is a last dose within the line of 2 g and of a quarter; the plans end above it.
    let cases = [
        ("leaf_capsules", "9.6 g", "0.6 g", "2 g"),
        ("leaf_capsules", "7.3 g", "0.5 g", "1.6 g"),
        ("leaf_powder", "8 g", "0.01 g", "2 g"),
    ];
    for (product, daily, scale, last) in cases {
        let plan = [
            "--product",
            product,
            "--daily",
            daily,
            "--scale",
            scale,
            "--last-dose",
            last,
            "--range",
            "ten_14",
        ];
        let output = kratom(&plan, "");
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        assert!(
            out(&output).contains("more than a quarter of the daily amount"),
            "{daily}: {}",
            out(&output)
        );
    }
}

#[test]
fn what_stands_beside_a_plan_is_said_in_every_format() {
    let plan = [&leaf("ten_14")[..], &["--last-dose", "2.5 g", "--format"]].concat();
    for format in ["table", "text", "csv", "svg", "ics", "json"] {
        let output = kratom(&[&plan[..], &[format]].concat(), "");
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        let said = if matches!(format, "csv" | "svg" | "ics") {
            err(&output)
        } else {
            out(&output)
        };
        for words in [
            "more than a quarter of the daily amount",
            "Your tolerance can start to fall",
            "if someone cannot be woken",
            // Rules of the levels `note` and `cap`.
            "A hard patch means hold",
            "never falls by more than 30%",
        ] {
            assert!(said.contains(words), "{format} lacks “{words}”: {said}");
        }
    }
}

#[test]
fn the_guide_s_examples_and_rules_hold_together() {
    // Every rule of the guide that forbids a schedule does so alone.
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(KRATOM))
        .expect("readable");
    let table: toml::Table = toml::from_str(&text).expect("TOML");
    let ids: Vec<&str> = table["question"]
        .as_array()
        .expect("questions")
        .iter()
        .map(|question| question["id"].as_str().expect("an id"))
        .collect();
    let all_no = |except: &str, answer: &str| {
        let answers = ids
            .iter()
            .map(|id| format!("{id}={}", if *id == except { answer } else { "no" }));
        answers.collect::<Vec<_>>().join(",")
    };
    let run = |answers: &str, product: &str, daily: &str| {
        taper(&[
            "--parameters",
            KRATOM,
            "--product",
            product,
            "--start",
            "2026-03-01",
            "--daily",
            daily,
            "--range",
            "ten_28",
            "--last-dose",
            "1 g",
            "--answers",
            answers,
        ])
    };
    assert_eq!(
        run(&all_no("", ""), "leaf_powder", "10 g").status.code(),
        Some(0)
    );
    let mut forbidding = 0;
    for rule in table["rule"].as_array().expect("rules") {
        if rule["level"].as_str() != Some("worksheet") {
            continue;
        }
        for when in rule["when"].as_array().expect("conditions") {
            let when = when.as_table().expect("a table");
            let outputs: Vec<Output> = if let Some(question) = when.get("question") {
                let question = question.as_str().expect("a name");
                let answers = when["is"].as_array().expect("answers").iter();
                answers
                    .map(|is| {
                        run(
                            &all_no(question, is.as_str().expect("a word")),
                            "leaf_powder",
                            "10 g",
                        )
                    })
                    .collect()
            } else if let Some(products) = when.get("product") {
                let products = products.as_array().expect("products").iter();
                products
                    .map(|product| run(&all_no("", ""), product.as_str().expect("a name"), "10 g"))
                    .collect()
            } else {
                vec![run(&all_no("", ""), "leaf_powder", "40.1 g")]
            };
            for output in outputs {
                forbidding += 1;
                assert_eq!(output.status.code(), Some(1), "{when:?}: {}", err(&output));
                assert_eq!(out(&output), "");
                let has_dose = err(&output)
                    .split_whitespace()
                    .zip(err(&output).split_whitespace().skip(1))
                    .any(|(number, unit)| {
                        number.parse::<f64>().is_ok() && unit.trim_matches('.') == "g"
                    });
                assert!(!has_dose, "{}", err(&output));
            }
        }
    }
    assert!(forbidding > 30, "{forbidding}");
}
