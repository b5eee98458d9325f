//! The page's questions and answers, as texts: the tricky cases of the
//! specification, and that a forbidden plan leaves no trace of a dose.

use proptest::prelude::*;
use stepdown_taper::amount::Unit;
use stepdown_taper::{
    Answer, BasisPoints, Condition, Day, Labels, Level, Message, Method, PAGE_WORDS, Pace, Pack,
    Product, Question, Range, Rule, Rulebook, Ticks, Window, Words, answer,
};

fn ticks(n: u32) -> Ticks {
    Ticks::new(n).expect("within bounds")
}

fn share(n: u16) -> BasisPoints {
    BasisPoints::new(n).expect("within bounds")
}

fn rule(id: &str, level: Level, when: Vec<Condition>) -> Rule {
    Rule {
        id: id.into(),
        level,
        when,
        ranges: vec!["slow".into()],
        confirm: true,
        alone: false,
    }
}

fn pack() -> String {
    pack_with(".")
}

/// The sample calculator in a language that has this sign before the decimals.
fn pack_with(decimal: &str) -> String {
    let mut labels = Vec::new();
    for key in Labels::KEYS {
        let places: String = Labels::places(key)
            .iter()
            .map(|p| format!(" {{{p}}}"))
            .collect();
        let text = match *key {
            "decimal" => decimal.to_owned(),
            "amount" => "{number} {unit}".to_owned(),
            "date" => "{day} {month} {year}".to_owned(),
            key => format!("{key}{places}"),
        };
        labels.push((*key, text));
    }
    let labels = Labels::from_pairs(labels.iter().map(|(key, text)| (*key, text.as_str())));
    let mut words = Message::new();
    for key in PAGE_WORDS {
        words.push(key, &format!("words of {key}"));
    }
    for (key, text) in [
        ("text.worksheet.html", "general words"),
        ("text.lost_tolerance.html", "lost tolerance"),
        ("rule.ill.title", "Ill"),
        ("rule.ill.html", "ill words"),
        ("rule.much.text", "is this right"),
        ("rule.old.text", "old words"),
        ("rule.jump.html", "a large last step"),
        ("rule.jump.text", "a large last step"),
        ("rule.share.html", "a large share"),
        ("rule.share.text", "a large share"),
        ("always.text", "words for everybody"),
    ] {
        words.push(key, text);
    }
    let range = |id: &str, step, hold| Range {
        id: id.into(),
        pace: Some(Pace {
            method: Method::PercentOfPresent { step: share(step) },
            hold,
        }),
    };
    Pack {
        name: "sample".into(),
        version: 1,
        unit: Unit {
            name: "g".into(),
            ticks: 1_000,
            smaller: Some("mg".into()),
        },
        book: Rulebook {
            questions: vec![
                Question {
                    id: "ill".into(),
                    unsure: true,
                },
                Question {
                    id: "old".into(),
                    unsure: false,
                },
            ],
            products: vec![
                Product {
                    id: "leaf".into(),
                    scales: vec![ticks(100), ticks(500)],
                    own_scale: false,
                },
                Product {
                    id: "extract".into(),
                    scales: vec![],
                    own_scale: false,
                },
                Product {
                    id: "capsules".into(),
                    scales: vec![ticks(500)],
                    own_scale: true,
                },
            ],
            ranges: vec![
                range("slow", 1_000, 28),
                range("fast", 1_000, 14),
                Range {
                    id: "told".into(),
                    pace: None,
                },
            ],
            rules: vec![
                rule(
                    "ill",
                    Level::Worksheet,
                    vec![Condition::Answered {
                        question: "ill".into(),
                        is: vec![Answer::Yes, Answer::Unsure],
                    }],
                ),
                rule(
                    "not_leaf",
                    Level::Worksheet,
                    vec![Condition::Product(vec!["extract".into()])],
                ),
                rule(
                    "heavy",
                    Level::Worksheet,
                    vec![Condition::DailyAbove(ticks(40_000))],
                ),
                rule(
                    "old",
                    Level::Limit,
                    vec![Condition::Answered {
                        question: "old".into(),
                        is: vec![Answer::Yes],
                    }],
                ),
                rule(
                    "much",
                    Level::Input,
                    vec![Condition::DailyAbove(ticks(100_000))],
                ),
                rule(
                    "jump",
                    Level::Warn,
                    vec![Condition::LastDoseAbove(ticks(900))],
                ),
                rule(
                    "share",
                    Level::Warn,
                    vec![Condition::LastDoseAboveShare(share(2_500))],
                ),
            ],
            step_cap: share(2_500),
            window: Window {
                days: 28,
                cap: share(3_000),
            },
            hold_quantum: 7,
            hold_max_factor: 4,
            max_rows: 600,
        },
        labels: labels.expect("whole"),
        words: Words::new(words),
    }
    .write()
}

const FILLED: &[(&str, &str)] = &[
    ("do", "form"),
    ("final", "1"),
    ("today", "2026-11-24"),
    ("answer.ill", "no"),
    ("answer.old", "no"),
    ("product", "leaf"),
    ("per_day", "equal"),
    ("daily", "18"),
    ("times", "3"),
    ("scale", "0.1"),
    ("range", "fast"),
    ("end", "stop"),
    ("last", "1"),
    ("stay", ""),
    ("start", "2026-12-01"),
];

/// The filled form with some fields changed, and lines added.
fn ask(changed: &[(&str, &str)], added: &[(&str, &str)]) -> Message {
    let mut request = Message::new();
    request.push("pack", &pack());
    for (key, value) in FILLED {
        let other = changed.iter().find(|(k, _)| k == key);
        request.push(key, other.map_or(value, |(_, value)| value));
    }
    for (key, value) in added {
        request.push(key, value);
    }
    Message::read(&answer(&request.write()))
}

fn get<'m>(message: &'m Message, key: &str) -> &'m str {
    message.get(key).unwrap_or("")
}

#[test]
fn a_filled_form_gives_a_schedule_with_its_status_and_code() {
    let reply = ask(&[], &[]);
    assert_eq!(get(&reply, "outcome"), "schedule");
    assert!(get(&reply, "html").contains("18.0"));
    assert_eq!(
        get(&reply, "code"),
        "sample.1.leaf.18000.3.100.fast.stop.1000.2026-12-01."
    );
    assert!(reply.get("length.slow").is_some() && reply.get("length.told").is_none());
}

#[test]
fn case_20_a_forbidding_answer_removes_every_dose_from_every_answer() {
    for changed in [
        ("answer.ill", "yes"),
        ("answer.ill", "unsure"),
        ("product", "extract"),
        ("daily", "40.1"),
    ] {
        let reply = ask(&[changed], &[("edit", "hold 2")]);
        let keys: Vec<&str> = reply.iter().map(|(key, _)| key).collect();
        assert_eq!(keys, ["outcome", "html", "status"], "{changed:?}");
        assert_eq!(get(&reply, "outcome"), "worksheet");
        assert!(
            !get(&reply, "html").contains(" g"),
            "{}",
            get(&reply, "html")
        );
        for kind in ["ics", "csv", "text"] {
            let export = ask(&[changed, ("do", "export")], &[("kind", kind)]);
            assert_eq!(
                export.iter().collect::<Vec<_>>(),
                [("outcome", "worksheet")]
            );
        }
    }
}

#[test]
fn a_plan_that_ends_above_the_last_dose_asked_for_is_warned_of() {
    let small = ask(&[("last", "0.5")], &[]);
    assert!(!get(&small, "html").contains("a large last step"));
    // With 0.5 g at a time, the plan goes from 1 g to nothing.
    let coarse = [("daily", "9.5"), ("scale", "0.5"), ("last", "0.9")];
    let reply = ask(&coarse, &[]);
    assert_eq!(get(&reply, "outcome"), "schedule");
    assert!(
        get(&reply, "html").contains("a large last step"),
        "{}",
        get(&reply, "html")
    );
    let export = [&coarse[..], &[("do", "export")]].concat();
    let text = ask(&export, &[("kind", "text")]);
    let body = get(&text, "body");
    assert!(body.starts_with("a large last step"), "{body}");
    assert!(body.contains("words for everybody"), "{body}");
}

#[test]
fn a_forbidding_answer_is_heard_before_the_form_is_full() {
    let mut request = Message::new();
    request.push("do", "form");
    request.push("pack", &pack());
    request.push("answer.ill", "unsure");
    let reply = Message::read(&answer(&request.write()));
    assert_eq!(get(&reply, "outcome"), "worksheet");
    assert!(
        get(&reply, "html").contains("ill words") && get(&reply, "html").contains("general words")
    );
}

#[test]
fn cases_7_8_and_9_what_is_typed_is_asked_about_or_refused_at_its_field() {
    let reply = ask(&[("daily", "1,500")], &[]);
    assert_eq!(get(&reply, "outcome"), "errors");
    assert_eq!(get(&reply, "ask.daily"), "thousands");
    assert_eq!(get(&reply, "ask.daily.decimal"), "1.5 g");
    assert_eq!(get(&reply, "ask.daily.thousands"), "1500.0 g");
    assert_eq!(get(&reply, "ask.daily.words"), "amount-two-ways 1,500");
    // Both may be meant, and one of them is more than any dose.
    let thousands = ask(&[("daily", "1,500")], &[("reading.daily", "thousands")]);
    assert_eq!(
        get(&thousands, "error.daily"),
        "words of error-amount-smaller-unit"
    );
    let decimal = ask(
        &[("daily", "1,500"), ("last", "0.5")],
        &[("reading.daily", "decimal")],
    );
    assert_eq!(get(&decimal, "outcome"), "schedule");
    for (text, code) in [
        ("20000", "smaller-unit"),
        ("0", "nothing"),
        ("-5", "not-a-number"),
        ("1e3", "not-a-number"),
        ("NaN", "not-a-number"),
        ("5-6", "two"),
        ("7.12345", "too-exact"),
    ] {
        let reply = ask(&[("daily", text)], &[]);
        assert_eq!(get(&reply, "outcome"), "errors", "{text}");
        assert_eq!(
            get(&reply, "error.daily"),
            format!("words of error-amount-{code}"),
            "{text}"
        );
        assert!(reply.get("html").is_none());
    }
    let empty = ask(&[("daily", "")], &[]);
    assert_eq!(get(&empty, "error.daily"), "words of error-daily");
}

#[test]
fn case_8_an_unlikely_amount_is_asked_about_before_it_forbids() {
    let reply = ask(&[("daily", "150")], &[]);
    assert_eq!(get(&reply, "outcome"), "errors");
    assert_eq!(get(&reply, "ask.daily"), "confirm");
    assert!(reply.get("html").is_none() && reply.get("length.slow").is_none());
    let confirmed = ask(&[("daily", "150")], &[("confirm", "daily")]);
    assert_eq!(get(&confirmed, "outcome"), "worksheet");
}

#[test]
fn cases_5_and_17_amounts_that_do_not_fit_together() {
    for (changed, field, key) in [
        (
            [("daily", "0.05"), ("last", "0.05")],
            "scale",
            "error-scale-above-daily",
        ),
        (
            [("daily", "5"), ("last", "6")],
            "last",
            "error-last-above-daily",
        ),
        (
            [("daily", "5"), ("last", "0.05")],
            "last",
            "error-below-scale",
        ),
    ] {
        let reply = ask(&changed, &[]);
        assert_eq!(
            get(&reply, &format!("error.{field}")),
            format!("words of {key}"),
            "{changed:?}"
        );
    }
    let stay = ask(&[("end", "stay"), ("stay", "18")], &[]);
    assert_eq!(
        get(&stay, "error.stay"),
        "words of error-stay-not-below-daily"
    );
    let decimals = ask(&[("daily", "٧٫٥")], &[]);
    assert_eq!(get(&decimals, "outcome"), "schedule");
}

#[test]
fn a_limit_leaves_the_slower_range_and_says_why() {
    let reply = ask(&[("answer.old", "yes")], &[]);
    assert_eq!(get(&reply, "outcome"), "errors");
    assert_eq!(
        get(&reply, "error.range"),
        "words of error-range-not-offered"
    );
    assert_eq!(get(&reply, "off.fast"), "old words");
    assert!(reply.get("length.slow").is_some() && reply.get("length.fast").is_none());
    let slower = ask(&[("answer.old", "yes"), ("range", "slow")], &[]);
    assert_eq!(get(&slower, "outcome"), "schedule");
    assert!(get(&slower, "html").contains("data-rule=\"old\""));
    let text = ask(
        &[("do", "export"), ("answer.old", "yes"), ("range", "slow")],
        &[("kind", "text")],
    );
    assert!(get(&text, "body").contains("old words"));
}

#[test]
fn case_15_a_row_is_held_longer_and_later_rows_move() {
    let before = ask(&[], &[]);
    let held = ask(&[], &[("edit", "hold 2"), ("edit", "hold 5")]);
    let other = ask(&[], &[("edit", "hold 5"), ("edit", "hold 2")]);
    let days = |m: &Message| get(m, "days").parse::<u32>().expect("a number");
    assert_eq!(days(&held), days(&before) + 14);
    assert_eq!(get(&held, "html"), get(&other, "html"));
    assert!(get(&held, "code").ends_with(".h2~h5"));
    let nowhere = ask(&[], &[("edit", "hold 999")]);
    assert_eq!(get(&nowhere, "outcome"), "errors");
}

#[test]
fn case_16_what_was_really_taken() {
    // 2026-12-20 lies in row 2, which is 16.2 g.
    let took = |log: &str| ask(&[], &[("edit", &format!("took 2026-12-20 {log}"))]);
    let lower = took("8;8;8;8;8;8;30");
    assert_eq!(get(&lower, "outcome"), "schedule");
    assert!(
        get(&lower, "code").ends_with(".f8000_2026-12-20"),
        "{}",
        get(&lower, "code")
    );
    assert!(get(&lower, "html").contains("lost tolerance"));
    assert!(!get(&lower, "html").contains("16.2"));
    let fourteen = took("14;14;14;14;14;;");
    assert!(get(&fourteen, "code").ends_with(".f14000_2026-12-20"));
    assert!(!get(&fourteen, "html").contains("lost tolerance"));
    assert_eq!(get(&took("18;18;18;18;18;16;16"), "outcome"), "again");
    assert_eq!(
        get(&took(";;;;;;"), "error.took.1"),
        "words of error-took-too-few"
    );
    let gap = took("16;16;16;16;0;0;0");
    assert_eq!(get(&gap, "outcome"), "worksheet");
    assert!(get(&gap, "html").contains("lost tolerance"));
    assert_eq!(
        get(&took("8;x;8;8;8;8;8"), "error.took.2"),
        "words of error-amount-not-a-number"
    );
    assert_eq!(get(&ask(&[], &[("edit", "break")]), "outcome"), "worksheet");
}

#[test]
fn case_19_another_scale_goes_on_from_the_present_row_and_never_upward() {
    let reply = ask(&[], &[("edit", "scale 2026-12-20 0.5")]);
    assert_eq!(get(&reply, "outcome"), "schedule");
    assert!(get(&reply, "code").ends_with(".s500_2026-12-20"));
    assert!(get(&reply, "html").contains("16.2") && !get(&reply, "html").contains("18.0 g</td>"));
}

/// The cells of a row of the table.
fn row(reply: &Message, number: u32) -> String {
    let html = get(reply, "html");
    let begin = format!("<tr data-row=\"{number}\">");
    let at = html.find(&begin).expect("the row");
    let end = html[at..].find("</tr>").expect("its end");
    html[at..at + end].to_owned()
}

#[test]
fn a_time_that_came_to_nothing_keeps_its_place_when_the_plan_goes_on() {
    // 0.5 g at a time: on 2027-04-06 noon, the second of three, has nothing any more.
    let own = [
        ("per_day", "own"),
        ("daily", ""),
        ("times", ""),
        ("scale", "0.5"),
        ("last", "0.5"),
    ];
    let times = [("time", "4"), ("time", "1"), ("time", "3")];
    let plan = ask(&own, &times);
    assert_eq!(get(&plan, "outcome"), "schedule", "{plan:?}");
    let at_noon = |row: &str| {
        let cells: Vec<&str> = row.split("<td class=\"align-right\">").skip(1).collect();
        cells[2]
            .split("</td>")
            .next()
            .unwrap_or_default()
            .to_owned()
    };
    let rows = 1 + get(&plan, "html").matches("<tr data-row=").count();
    let first = (1..u32::try_from(rows).expect("few"))
        .find(|n| !at_noon(&row(&plan, *n)).contains(" g"))
        .expect("noon comes to nothing");
    let text = row(&plan, first);
    let day = text.split("datetime=\"").nth(1).expect("a day");
    let day = day.split('"').next().expect("a day");
    let finer = ask(
        &own,
        &[&times[..], &[("edit", &format!("scale {day} 0.1"))]].concat(),
    );
    assert_eq!(get(&finer, "outcome"), "schedule", "{finer:?}");
    let begun = row(&finer, 1);
    assert!(!at_noon(&begun).contains(" g"), "{begun}");
    assert_eq!(
        begun.matches(" g</td>").count(),
        3,
        "the amount and two times: {begun}"
    );
    let took = format!("took {day} 1;1;1;1;1;1;1");
    let less = ask(&own, &[&times[..], &[("edit", &took)]].concat());
    assert_eq!(get(&less, "outcome"), "schedule", "{less:?}");
    assert!(!at_noon(&row(&less, 1)).contains(" g"));
}

#[test]
fn equal_times_that_the_scale_cannot_divide_are_said_at_the_number_of_times() {
    let reply = ask(&[("daily", "1"), ("scale", "0.5"), ("last", "0.5")], &[]);
    assert_eq!(
        get(&reply, "error.times"),
        "words of error-times-scale",
        "{reply:?}"
    );
    assert_eq!(get(&reply, "error.time.1"), "");
}

#[test]
fn a_change_that_no_link_could_hold_is_refused() {
    let holds = |count: usize| vec![("edit", "hold 2"); count];
    assert_eq!(get(&ask(&[], &holds(60)), "outcome"), "schedule");
    let reply = ask(&[], &holds(61));
    assert_eq!(get(&reply, "error.edit"), "words of error-edit-too-many");
}

#[test]
fn the_last_step_is_measured_against_what_the_plan_goes_on_from() {
    let own = [("daily", "10"), ("times", "1"), ("last", "0.9")];
    let plan = ask(&own, &[]);
    assert!(!get(&plan, "html").contains("a large share"), "{plan:?}");
    let took = [("edit", "took 2026-12-20 1.5;1.5;1.5;1.5;1.5;1.5;1.5")];
    let reply = ask(&own, &took);
    assert_eq!(get(&reply, "outcome"), "schedule");
    assert!(get(&reply, "html").contains("a large share"), "{reply:?}");
    // The length of the plan without the change is not said beside the range.
    assert_eq!(get(&reply, "length.fast"), "");
    assert_ne!(get(&plan, "length.fast"), "");
}

#[test]
fn a_scale_above_the_amount_to_stay_at_is_said_at_the_change() {
    let stays = [("end", "stay"), ("stay", "2"), ("last", "")];
    let reply = ask(&stays, &[("edit", "scale 2026-12-20 3")]);
    assert_eq!(
        get(&reply, "error.edit"),
        "words of error-scale-above-stay",
        "{reply:?}"
    );
}

#[test]
fn case_7_an_amount_in_a_change_is_asked_about_too() {
    // 2026-12-20 lies in row 2, which is 16.2 g.
    let edit = |edit: &str| ask(&[("times", "1")], &[("edit", edit)]);
    for (change, meant, field, code) in [
        (
            "took 2026-12-20 8;8;1,500;8;8;8;8",
            "took 2026-12-20 8;8;1,500 decimal;8;8;8;8",
            "took.3",
            ".f8000_2026-12-20",
        ),
        (
            "scale 2026-12-20 1,125",
            "scale 2026-12-20 1,125 decimal",
            "new_scale",
            ".s1125_2026-12-20",
        ),
    ] {
        let reply = edit(change);
        assert_eq!(get(&reply, "outcome"), "errors", "{change}");
        assert_eq!(get(&reply, &format!("ask.{field}")), "thousands");
        assert!(get(&reply, &format!("ask.{field}.words")).starts_with("amount-two-ways 1,"));
        assert!(get(&reply, &format!("ask.{field}.decimal")).starts_with("1."));
        assert!(reply.get("html").is_none() && reply.get("code").is_none());
        let reply = edit(meant);
        assert_eq!(get(&reply, "outcome"), "schedule", "{meant}");
        assert!(get(&reply, "code").ends_with(code));
        let other = edit(&meant.replace("decimal", "thousands"));
        assert_eq!(
            get(&other, &format!("error.{field}")),
            "words of error-amount-smaller-unit"
        );
    }
    for (change, key) in [
        ("scale 2026-12-20 ", "error-scale"),
        ("scale 2026-12-20 x", "error-amount-not-a-number"),
        ("scale 2026-12-20 0.5 decimals", "error-amount-not-a-number"),
        ("scale 2026-12-20 0", "error-amount-nothing"),
    ] {
        let reply = edit(change);
        assert_eq!(
            get(&reply, "error.new_scale"),
            format!("words of {key}"),
            "{change}"
        );
    }
}

#[test]
fn a_scale_with_three_decimals_in_a_link_is_not_asked_about_again() {
    let ask = |edit: &str| ask(&[("times", "1")], &[("edit", edit)]);
    let made = ask("scale 2026-12-20 1,125 decimal");
    assert_eq!(get(&made, "outcome"), "schedule");
    let mut request = Message::new();
    request.push("do", "open");
    request.push("pack", &pack());
    request.push("code", get(&made, "code"));
    let fields = Message::read(&answer(&request.write()));
    let again = ask(get(&fields, "field.edit"));
    assert_eq!(get(&again, "html"), get(&made, "html"));
    assert_eq!(get(&again, "code"), get(&made, "code"));
}

#[test]
fn case_18_a_code_fills_the_form_and_computes_nothing() {
    let open = |code: &str| {
        let mut request = Message::new();
        request.push("do", "open");
        request.push("pack", &pack());
        request.push("code", code);
        Message::read(&answer(&request.write()))
    };
    let code = get(&ask(&[], &[("edit", "hold 2")]), "code").to_owned();
    let fields = open(&code);
    assert_eq!(get(&fields, "field.daily"), "18.0");
    assert_eq!(get(&fields, "field.edit"), "hold 2");
    assert!(
        fields
            .iter()
            .all(|(key, _)| key.starts_with("field.") && !key.contains("answer"))
    );
    for bad in [
        code.replace(".fast.", ".told."),
        code.replace(".leaf.", ".extract."),
        code.replace("sample.1", "sample.2"),
        code.replace("sample", "other"),
        code.replace(".100.", ".300."),
        format!("{code}~step=9000"),
        "9".repeat(10_000),
        String::new(),
    ] {
        let reply = open(&bad);
        assert_eq!(
            reply.iter().collect::<Vec<_>>(),
            [("error", "words of error-code")],
            "{bad}"
        );
    }
}

#[test]
fn a_scale_of_the_reader_s_own_is_written_as_the_language_writes_numbers() {
    let pack = pack_with(",");
    for (scale, filled_in) in [("0.5", "0.5"), ("0.6", "0,6")] {
        let made = ask(&[("product", "capsules"), ("scale", scale)], &[]);
        let mut request = Message::new();
        request.push("do", "open");
        request.push("pack", &pack);
        request.push("code", get(&made, "code"));
        let fields = Message::read(&answer(&request.write()));
        assert_eq!(get(&fields, "field.scale"), filled_in);
        assert_eq!(get(&fields, "field.daily"), "18,0");
    }
}

#[test]
fn exports_come_from_the_same_rows() {
    let export = |kind: &str| {
        ask(
            &[("do", "export")],
            &[
                ("kind", kind),
                ("id", "abc"),
                ("sequence", "2"),
                ("now", "20261124T101500Z"),
            ],
        )
    };
    let rows: usize = get(&ask(&[], &[]), "rows").parse().expect("a number");
    let ics = export("ics");
    assert_eq!(get(&ics, "body").matches("BEGIN:VEVENT").count(), rows);
    assert!(
        get(&ics, "body").contains("UID:abc-1\r\n") && get(&ics, "body").contains("SEQUENCE:2")
    );
    assert_eq!(get(&export("csv"), "body").lines().count(), rows + 1);
    assert!(get(&export("text"), "body").contains("18"));
    assert_eq!(get(&export("exe"), "outcome"), "errors");
}

#[test]
fn invariant_16_random_bytes_never_panic_and_never_compute() {
    let mut state = 1_u32;
    for _ in 0..2_000 {
        let bytes: Vec<u8> = (0..200)
            .map(|_| {
                state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
                (state >> 24) as u8
            })
            .collect();
        let reply = answer(&String::from_utf8_lossy(&bytes));
        assert!(!reply.contains("outcome=schedule"));
    }
}

/// First days and doses in milligrams of a plan's rows, from its table; why there
/// is none otherwise.
fn rows(filled: &[(&str, &str)], edits: &[String]) -> Result<Vec<(Day, u32)>, String> {
    let added: Vec<(&str, &str)> = [("kind", "csv")]
        .into_iter()
        .chain(edits.iter().map(|edit| ("edit", edit.as_str())))
        .collect();
    let reply = ask(&[&[("do", "export")], filled].concat(), &added);
    let Some(table) = reply.get("body") else {
        return Err(ask(filled, &added[1..])
            .get("outcome")
            .unwrap_or("none")
            .to_owned());
    };
    let milligrams = |text: &str| {
        let (whole, part) = text.split_once('.').expect("a decimal");
        let number = |text: &str| text.parse::<u32>().expect("a number");
        number(whole) * 1_000 + number(&format!("{part:0<3}"))
    };
    let row = |line: &str| {
        let cells: Vec<&str> = line.split(',').collect();
        (cells[1].parse().expect("a date"), milligrams(cells[4]))
    };
    Ok(table.lines().skip(1).map(row).collect())
}

/// What a reader may do to a plan, on some day of it.
#[derive(Clone, Debug)]
enum Doing {
    /// Of each day: not logged, or so many thousandths of the present dose.
    Took([Option<u32>; 7]),
    /// So many thousandths of the present dose.
    From(u32),
    /// In milligrams.
    Scale(u32),
    Hold(u32),
}

fn doing() -> impl Strategy<Value = Doing> {
    let near = prop_oneof![
        Just(None),
        (0..=2_500u32).prop_map(Some),
        (900..=1_100u32).prop_map(Some)
    ];
    prop_oneof![
        4 => proptest::array::uniform7(near).prop_map(Doing::Took),
        1 => (0..=2_000u32).prop_map(Doing::From),
        1 => prop::sample::select(vec![10, 100, 500, 1_000, 9_000]).prop_map(Doing::Scale),
        1 => (1..=30u32).prop_map(Doing::Hold),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 250, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn invariant_14_a_changed_plan_never_starts_above_the_present_row(
        // Mostly amounts that the scale can measure.
        daily in prop_oneof![1_000..=39_000u32, (20..=390u32).prop_map(|n| n * 100)],
        times in 1..=4u32,
        stays in proptest::bool::ANY,
        changes in proptest::collection::vec((0..=200u32, doing()), 1..=3),
    ) {
        let daily = format!("{}.{:03}0", daily / 1_000, daily % 1_000);
        let times = times.to_string();
        let filled = [
            ("daily", daily.as_str()),
            ("times", times.as_str()),
            ("end", if stays { "stay" } else { "stop" }),
            ("last", "1"),
            ("stay", "0.5"),
        ];
        let mut edits = Vec::new();
        for (days, doing) in changes {
            // Some first plans have amounts that cannot be divided.
            let Ok(before) = rows(&filled, &edits) else { break };
            let on = before[0].0.plus(days).expect("in range");
            let present = before.iter().rev().find(|(first, _)| *first <= on).expect("a row").1;
            let part = |thousandths: u32| present * thousandths / 1_000;
            let edit = match &doing {
                Doing::Took(log) => {
                    let log = log.map(|day| day.map_or_else(String::new, |of| {
                        format!("{}.{:03}0", part(of) / 1_000, part(of) % 1_000)
                    }));
                    format!("took {on} {}", log.join(";"))
                }
                Doing::From(of) => format!("from {on} {}", part(*of)),
                Doing::Scale(scale) => format!("scale {on} {}.{:03}0", scale / 1_000, scale % 1_000),
                Doing::Hold(row) => format!("hold {row}"),
            };
            edits.push(edit);
            let after = rows(&filled, &edits);
            let above = |log: &[Option<u32>; 7]| log.iter().flatten().filter(|of| part(**of) > present).count();
            match (&doing, &after) {
                // Most days above the row: all questions again, or nothing at all.
                (Doing::Took(log), after) if above(log) >= 5 => {
                    prop_assert!(after.is_err(), "{edits:?}");
                }
                (Doing::From(of), after) if part(*of) > present => {
                    prop_assert!(after.is_err(), "{edits:?}");
                }
                (Doing::Hold(_), Ok(after)) => {
                    prop_assert!(after.iter().map(|row| row.1).eq(before.iter().map(|row| row.1)));
                }
                (_, Ok(after)) => {
                    prop_assert_eq!(after[0].0, on);
                    prop_assert!(after[0].1 <= present, "{present} {edits:?}");
                    prop_assert!(after.windows(2).all(|pair| pair[1].1 < pair[0].1));
                }
                (_, Err(_)) => {}
            }
            if after.is_err() {
                edits.pop();
            }
        }
    }
}
