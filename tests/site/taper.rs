//! The calculator: parameters that have nothing to do with the guide's, on the
//! page and on the command line.

use std::io::Write as _;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use serde_json::Value;

/// A calculator for something else entirely: nothing about the guide's subject
/// is in the code.
const CAFFEINE: &str = "tests/fixtures/languages/content/basics/calculator/caffeine.toml";
const NO: &str = "pregnancy=no,tablets=no,sleep=no";

/// A plan of the guide's calculator.
const LEAF: [&str; 6] = [
    "--product",
    "leaf_powder",
    "--daily",
    "3 g",
    "--range",
    "ten_28",
];

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

fn out(output: &Output) -> String {
    String::from_utf8(output.stdout.clone()).expect("UTF-8")
}

fn err(output: &Output) -> String {
    String::from_utf8(output.stderr.clone()).expect("UTF-8")
}

#[test]
fn without_a_range_the_ranges_are_listed_and_nothing_else() {
    let output = caffeine(&["--daily", "300 mg", "--answers", NO]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    assert!(
        text.contains("fixed_7") && text.contains("tenth_14"),
        "{text}"
    );
    assert!(text.contains("weeks"), "{text}");
}

#[test]
fn a_range_without_an_end_in_the_calendar_says_so_beside_the_others() {
    let at = |start: &str| caffeine_from(start, &["--daily", "300 mg", "--answers", NO]);
    let output = at("9998-06-01");
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let text = out(&output);
    let of = |id: &str| text.split(id).nth(1).and_then(|rest| rest.lines().nth(1));
    let quick = of("fixed_7").unwrap_or_default();
    assert!(quick.contains("53 weeks"), "{text}");
    let slow = of("tenth_14").unwrap_or_default();
    assert!(
        slow.ends_with("the plan ends after the year 9999; choose an earlier `--start`"),
        "{text}"
    );
    let output = at("9999-06-01");
    assert_eq!(output.status.code(), Some(2), "{}", out(&output));
    assert!(
        err(&output).contains("choose an earlier `--start`"),
        "{}",
        err(&output)
    );
}

#[test]
fn a_plan_in_every_format_has_the_same_rows() {
    let with = |format: &str| {
        let output = caffeine(&[
            "--daily",
            "300 mg",
            "--answers",
            NO,
            "--range",
            "fixed_7",
            "--stay-at",
            "100 mg",
            "--format",
            format,
        ]);
        assert_eq!(output.status.code(), Some(0), "{format}: {}", err(&output));
        out(&output)
    };
    let json: Value = serde_json::from_str(&with("json")).expect("JSON");
    let rows = json["rows"].as_array().expect("rows");
    assert_eq!(rows.len(), 9);
    assert_eq!(rows[0]["dose"], 300);
    assert_eq!(rows[8]["dose"], 100);
    let csv = with("csv");
    let ics = with("ics");
    let table = with("table");
    let text = with("text");
    for row in rows {
        let from = row["from"].as_str().expect("a date");
        assert!(csv.contains(from), "{csv}");
        assert!(table.contains(from), "{table}");
        assert!(ics.contains(&from.replace('-', "")), "{ics}");
    }
    assert_eq!(ics.matches("BEGIN:VEVENT").count(), rows.len());
    assert!(
        !ics.lines()
            .any(|line| line.starts_with("SUMMARY") && line.contains("mg"))
    );
    assert!(text.contains("300"), "{text}");
    assert!(with("svg").starts_with("<svg"));
}

#[test]
fn another_program_reads_the_same_days_from_the_calendar() {
    use icalendar::parser::{read_calendar, unfold};
    let with = |format: &str| {
        let output = caffeine(&[
            "--daily",
            "300 mg",
            "--answers",
            NO,
            "--range",
            "tenth_14",
            "--stay-at",
            "100 mg",
            "--format",
            format,
        ]);
        out(&output)
    };
    let json: Value = serde_json::from_str(&with("json")).expect("JSON");
    let text = unfold(&with("ics"));
    let calendar = read_calendar(&text).expect("a calendar");
    let rows = json["rows"].as_array().expect("rows");
    assert_eq!(calendar.components.len(), rows.len());
    let mut ids = std::collections::BTreeSet::new();
    for (event, row) in calendar.components.iter().zip(rows) {
        let value = |name: &str| {
            let property = event.properties.iter().find(|p| p.name == name);
            property.map_or("", |p| p.val.as_str()).to_owned()
        };
        let day = |key: &str| row[key].as_str().map(|day| day.replace('-', ""));
        assert_eq!(Some(value("DTSTART")), day("from"));
        // The end is the day after the last one; the last row is one day long.
        let last: jiff::civil::Date = row["to"]
            .as_str()
            .or(row["from"].as_str())
            .and_then(|day| day.parse().ok())
            .expect("a day");
        let after = last
            .tomorrow()
            .expect("in range")
            .to_string()
            .replace('-', "");
        assert_eq!(value("DTEND"), after);
        assert!(ids.insert(value("UID")), "each row has its own name");
        assert!(!value("SUMMARY").contains("mg"));
        assert!(value("DESCRIPTION").contains("mg"));
    }
}

#[test]
fn the_same_plan_has_the_same_events_and_another_plan_has_others() {
    let ids = |more: &[&str]| -> Vec<String> {
        let plan = ["--answers", NO, "--format", "ics"];
        let output = caffeine(&[&plan, more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        let text = out(&output);
        let lines = text.lines().filter(|line| line.starts_with("UID:"));
        lines.map(str::to_owned).collect()
    };
    let plan = [
        "--daily",
        "300 mg",
        "--range",
        "tenth_14",
        "--stay-at",
        "100 mg",
    ];
    let first = ids(&plan);
    assert_eq!(first, ids(&plan));
    let others: [&[&str]; 4] = [
        &[
            "--daily",
            "290 mg",
            "--range",
            "tenth_14",
            "--stay-at",
            "100 mg",
        ],
        &[
            "--daily",
            "300 mg",
            "--range",
            "fixed_7",
            "--stay-at",
            "100 mg",
        ],
        &[
            "--daily",
            "300 mg",
            "--range",
            "tenth_14",
            "--stay-at",
            "90 mg",
        ],
        &[
            "--daily",
            "300 mg",
            "--range",
            "tenth_14",
            "--last-dose",
            "100 mg",
        ],
    ];
    // All begin on the same day.
    for other in others {
        let other = ids(other);
        assert!(other.iter().all(|id| !first.contains(id)), "{other:?}");
    }
    let divided = ids(&[&plan[..], &["--times-a-day", "2"]].concat());
    assert!(divided.iter().all(|id| !first.contains(id)));
}

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

/// The guide's calculator, with every question answered no.
fn kratom(args: &[&str], more: &str) -> Output {
    kratom_with(args, |no| format!("{no}{more}"))
}

/// The same with other answers.
fn kratom_with(args: &[&str], answers: impl Fn(&str) -> String) -> Output {
    let file = [
        "--parameters",
        "content/coming-down/taper-calculator/kratom.toml",
        "--start",
        "2026-12-01",
    ];
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

#[test]
fn the_last_dose_that_is_chosen_for_the_reader_is_judged_too() {
    let plan = [
        "--product",
        "leaf_powder",
        "--daily",
        "3 g",
        "--scale",
        "1 g",
        "--range",
        "ten_14",
    ];
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
    let plan = [
        "--product",
        "leaf_powder",
        "--daily",
        "3 g",
        "--last-dose",
        "2.5 g",
        "--range",
        "ten_14",
        "--format",
    ];
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
        ] {
            assert!(said.contains(words), "{format} lacks “{words}”: {said}");
        }
    }
}

#[test]
fn a_question_is_answered_once() {
    let plan = [
        "--product",
        "leaf_powder",
        "--daily",
        "3 g",
        "--range",
        "ten_14",
    ];
    let output = kratom(&plan, ",pregnancy=yes");
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
        .find("Yellow eyes or skin, or another sign of a hurt liver: stop")
        .expect("what comes first");
    let rest = text
        .find("cannot make a safe plan for you")
        .expect("the worksheet's text");
    assert!(first < rest, "{text}");
    assert!(text.trim_end().ends_with("NZ: 111; 112"), "{text}");

    let output = kratom(&["--product", "leaf_powder"], "");
    assert_eq!(output.status.code(), Some(2));
    assert!(
        err(&output).contains("`--daily` is missing"),
        "{}",
        err(&output)
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
        let mut plan = LEAF.to_vec();
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
    let output = kratom_with(&LEAF, |answers| {
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
        (
            "--stay-at",
            "0.09 g",
            "`--stay-at` is less than the smallest amount that can be measured",
        ),
        ("--last-dose", "1500 mg", "the unit is `g`"),
    ] {
        let output = kratom(&[&LEAF[..], &[option, amount]].concat(), "");
        assert_eq!(output.status.code(), Some(2));
        assert!(err(&output).contains(words), "{}", err(&output));
    }
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

#[test]
fn unlikely_amounts_are_asked_about_first() {
    let args = ["--daily", "2000 mg", "--answers", NO, "--range", "tenth_14"];
    let output = caffeine(&args);
    assert_eq!(output.status.code(), Some(2), "{}", err(&output));
    assert!(err(&output).contains("--confirm"), "{}", err(&output));
}

#[test]
fn amounts_at_each_time_make_up_the_day() {
    let output = caffeine(&[
        "--times",
        "150 mg, 100 mg, 50 mg",
        "--answers",
        NO,
        "--range",
        "tenth_14",
        "--stay-at",
        "200 mg",
        "--format",
        "json",
    ]);
    assert_eq!(output.status.code(), Some(0), "{}", err(&output));
    let json: Value = serde_json::from_str(&out(&output)).expect("JSON");
    for row in json["rows"].as_array().expect("rows") {
        let times = row["times"].as_array().expect("times");
        let sum: u64 = times.iter().map(|t| t.as_u64().expect("a number")).sum();
        assert_eq!(Some(sum), row["dose"].as_u64());
    }
}

#[test]
fn the_guide_s_examples_and_rules_hold_together() {
    // Every rule of the guide that forbids a schedule does so alone.
    let file = "content/coming-down/taper-calculator/kratom.toml";
    let text = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join(file))
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
            file,
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

#[test]
fn the_batch_answers_on_standard_output_in_order() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_stepdown"))
        .args(["taper", "--batch"])
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut input = String::new();
    for start in (1_000..20_000).step_by(3) {
        input.push_str(&format!(
            "{{\"method\":\"percent_of_present\",\"start\":{start},\"grid\":100}}\n"
        ));
    }
    input.push_str("{}\n");
    let mut stdin = child.stdin.take().expect("piped");
    let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()).expect("written"));
    let output = child.wait_with_output().expect("it ends");
    writer.join().expect("written");
    assert_eq!(output.status.code(), Some(1), "one line had no answer");
    let lines: Vec<Value> = out(&output)
        .lines()
        .map(|line| serde_json::from_str(line).expect("JSON"))
        .collect();
    let (last, answered) = lines.split_last().expect("lines");
    assert!(last["error"].is_string());
    for (n, line) in answered.iter().enumerate() {
        assert_eq!(line["rows"][0]["dose"], 1_000 + 3 * n as u64);
    }
}
