//! A plan that has begun: a row held longer, what was really taken, another scale, and
//! that no change starts above the present row.

use proptest::prelude::*;
use stepdown_taper::{Day, Message};

use crate::sample::{ask, get, open, pack};

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
        get(&lower, "code").ends_with(".n8000_2026-12-20"),
        "{}",
        get(&lower, "code")
    );
    assert!(get(&lower, "html").contains("lost tolerance"));
    // Whoever opens the link reads it too.
    let opened = ask(&[], &[("edit", "from 2026-12-20 8000 notice")]);
    assert_eq!(get(&opened, "html"), get(&lower, "html"));
    assert_eq!(get(&opened, "code"), get(&lower, "code"));
    assert!(!get(&lower, "html").contains("16.2"));
    let fourteen = took("14;14;14;14;14;;");
    assert!(get(&fourteen, "code").ends_with(".f14000_2026-12-20"));
    assert!(!get(&fourteen, "html").contains("lost tolerance"));
    for (log, is_far) in [
        // The row of the first day was 18 g.
        ("18;18;18;18;18;18;16", false),
        ("30;30;30;30;30;30;30", true),
    ] {
        let again = took(log);
        assert_eq!(get(&again, "outcome"), "again");
        assert_eq!(get(&again, "html").contains("lost tolerance"), is_far);
    }
    assert_eq!(
        get(&took(";;;;;;"), "error.took.1"),
        "words of error-took-too-few"
    );
    // A day that may make a break of three is asked about.
    assert_eq!(
        get(&took("16;16;16;16;0;;0"), "error.took.6"),
        "words of error-took-gap"
    );
    let gap = took("16;16;16;16;0;0;0");
    assert_eq!(get(&gap, "outcome"), "worksheet");
    // Who has stopped for days does not read 'this does not mean stop' as 'go on'.
    let without = |reply: &Message| {
        let html = get(reply, "html").to_owned();
        html.contains("lost tolerance") && html.contains("words of worksheet-break")
    };
    assert!(without(&gap));
    assert_eq!(
        get(&took("8;x;8;8;8;8;8"), "error.took.2"),
        "words of error-amount-not-a-number"
    );
    let after_break = ask(&[], &[("edit", "break")]);
    assert_eq!(get(&after_break, "outcome"), "worksheet");
    assert!(without(&after_break));
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
fn what_fits_the_plan_does_not_make_it_faster() {
    // From 0.2 g the scale can only cut by half: 0.1 g is held for longer.
    let coarse = [("daily", "0.3"), ("times", "1"), ("last", "0.1")];
    let plan = rows(&coarse, &[]).expect("a plan");
    let [_, _, row, end] = plan[..] else {
        panic!("{plan:?}")
    };
    assert!(row.0.until(end.0) > 28, "{plan:?}");
    let on = row.0.plus(10).expect("in range");
    for edit in [
        format!("took {on} 0.1;0.1;0.1;0.1;0.1;0.1;0.1"),
        format!("scale {on} 0.1"),
        format!("from {on} 100"),
    ] {
        let changed = rows(&coarse, &[edit]).expect("a plan");
        assert_eq!(changed, [(on, 100), end]);
    }
}

#[test]
fn a_scale_that_cannot_measure_the_amount_to_stay_at_is_said_at_the_change() {
    let stays = [
        ("product", "capsules"),
        ("end", "stay"),
        ("stay", "2"),
        ("last", ""),
    ];
    for scale in ["3", "0.3"] {
        let edit = format!("scale 2026-12-20 {scale}");
        let reply = ask(&stays, &[("edit", &edit)]);
        assert_eq!(
            get(&reply, "error.edit"),
            "words of error-stay-off-scale",
            "{reply:?}"
        );
    }
    let reply = ask(&stays, &[("edit", "scale 2026-12-20 0.5")]);
    assert_eq!(get(&reply, "outcome"), "schedule", "{reply:?}");
}

#[test]
fn case_7_an_amount_in_a_change_is_asked_about_too() {
    // 2026-12-20 lies in row 2, which is 16.2 g.
    let capsules = [("product", "capsules"), ("times", "1")];
    let edit = |edit: &str| ask(&capsules, &[("edit", edit)]);
    for (change, meant, field, code) in [
        (
            "took 2026-12-20 14;14;1,500;14;14;14;14",
            "took 2026-12-20 14;14;1,500 decimal;14;14;14;14",
            "took.3",
            ".f14000_2026-12-20",
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
    let capsules = [("product", "capsules"), ("times", "1")];
    let ask = |edit: &str| ask(&capsules, &[("edit", edit)]);
    let made = ask("scale 2026-12-20 1,125 decimal");
    assert_eq!(get(&made, "outcome"), "schedule");
    let fields = open(&pack(), get(&made, "code"));
    let again = ask(get(&fields, "field.edit"));
    assert_eq!(get(&again, "html"), get(&made, "html"));
    assert_eq!(get(&again, "code"), get(&made, "code"));
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

/// A log of a day, after what the form has.
fn log(filled: &[(&str, &str)], on: Day, days: &str) -> Message {
    ask(filled, &[("edit", &format!("took {on} {days}"))])
}

#[test]
fn a_log_is_judged_before_the_plan_begins_and_after_it_has_ended() {
    let plan = rows(&[], &[]).expect("a plan");
    let day = |day: Day, days: u32| day.plus(days).expect("in range");
    let (end, _) = *plan.last().expect("a row");
    let shown = |reply: &Message| get(reply, "html").contains("lost tolerance");
    // Months after the end.
    for days in ["0;0;0;0;0;0;10", "0;0;0;0;5;5;5", "5;5;5;5;5;5;5"] {
        let reply = log(&[], day(end, 200), days);
        assert_eq!(get(&reply, "outcome"), "worksheet", "{days}");
        assert!(shown(&reply), "{days}");
    }
    // Days after it: a new plan, and the text all the same.
    let reply = log(&[], day(end, 1), "2;2;2;2;2;2;2");
    assert_eq!(get(&reply, "outcome"), "again");
    assert!(shown(&reply));
    let reply = log(&[], day(end, 200), "0;0;0;0;0;0;0");
    assert_eq!(get(&reply, "error.edit"), "words of error-edit-after-end");
    // Before it begins.
    let before: Day = "2026-11-20".parse().expect("a day");
    assert!(before < plan[0].0);
    let reply = log(&[], before, "0;0;0;0;18;18;18");
    assert_eq!(get(&reply, "outcome"), "worksheet");
    let reply = log(&[], before, "18;18;18;18;18;18;18");
    assert_eq!(
        get(&reply, "error.edit"),
        "words of error-edit-before-start"
    );
}

#[test]
fn who_takes_less_than_the_rows_that_are_left_gets_a_new_plan_and_not_those_rows() {
    let stays = [("end", "stay"), ("stay", "8"), ("last", "")];
    let plan = rows(&stays, &[]).expect("a plan");
    let outcome = |filled: &[(&str, &str)], on: Day, days: &str| {
        let reply = log(filled, on, days);
        let shown = get(&reply, "html").contains("lost tolerance");
        (get(&reply, "outcome").to_owned(), shown)
    };
    let again = |shown| ("again".to_owned(), shown);
    let on = plan[1].0;
    assert_eq!(outcome(&stays, on, "3;3;3;3;3;3;3"), again(true));
    // At the amount to stay at.
    let (last, dose) = *plan.last().expect("a row");
    assert_eq!(dose, 8_000);
    let at_end = last.plus(30).expect("in range");
    assert_eq!(outcome(&stays, at_end, "8;8;8;8;20;20;20"), again(true));
    let reply = log(&stays, at_end, "8;8;8;8;8;8;8");
    assert_eq!(get(&reply, "error.edit"), "words of error-edit-at-end");
    // Below the last amount before nothing.
    let stops = [("last", "5")];
    assert_eq!(outcome(&stops, on, "4;4;4;4;4;4;4"), again(true));
}

#[test]
fn who_follows_the_plan_is_not_told_to_have_taken_more() {
    let plan = rows(&[], &[]).expect("a plan");
    let amount = |day: Day| {
        let row = plan.iter().rev().find(|(first, _)| *first <= day);
        row.expect("a row").1
    };
    let mut changed = 0;
    let steps = plan.windows(2).filter(|pair| pair[1].1 > 0);
    for (on, dose) in steps.map(|pair| pair[1]) {
        let days: Vec<String> = (0..7)
            .rev()
            .map(|ago| {
                let day = plan[0]
                    .0
                    .plus(u32::try_from(plan[0].0.until(on)).expect("later") - ago);
                let amount = amount(day.expect("in range"));
                format!("{}.{:03}0", amount / 1_000, amount % 1_000)
            })
            .collect();
        let after = rows(&[], &[format!("took {on} {}", days.join(";"))]);
        let after = after.unwrap_or_else(|outcome| panic!("{on:?}: {outcome}"));
        assert_eq!(after[0], (on, dose));
        changed += 1;
    }
    assert!(changed > 5);
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

/// The first row that takes more than 30 % of the largest amount of the 28 days before it. A
/// stop may, and so may what comes after 28 days at one amount.
fn fall_beyond_the_window(earlier: &[(Day, u32)], rows: &[(Day, u32)]) -> Option<String> {
    let all = [earlier, rows].concat();
    let in_force = |day: i32| {
        let begun = all.iter().rev().find(|(first, _)| first.number() <= day);
        begun.unwrap_or(&all[0]).1
    };
    let steps = rows.windows(2).filter(|pair| pair[1].1 > 0);
    steps
        .filter(|pair| pair[0].0.until(pair[1].0) < 28)
        .find_map(|pair| {
            let (day, dose) = pair[1];
            let days = day.number() - 28..day.number();
            let largest = days.map(in_force).max().unwrap_or_default();
            let is_within = u64::from(dose) * 10 >= u64::from(largest) * 7;
            (!is_within).then(|| format!("{dose} on {day:?}, after {largest}"))
        })
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
        // They may have any scale.
        let filled = [
            ("product", "capsules"),
            ("daily", daily.as_str()),
            ("times", times.as_str()),
            ("end", if stays { "stay" } else { "stop" }),
            ("last", "1"),
            ("stay", "0.5"),
        ];
        let mut edits = Vec::new();
        let mut earlier = Vec::new();
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
            let in_force: Vec<(Day, u32)> = [&earlier[..], &before[..]].concat();
            let row = |days_ago: i32| {
                let begun = in_force.iter().rev().find(|(first, _)| first.until(on) >= days_ago);
                begun.unwrap_or(&in_force[0]).1
            };
            let above = |log: &[Option<u32>; 7]| {
                let days = log.iter().zip((0..7).rev());
                days.filter(|(of, days_ago)| of.is_some_and(|of| part(of) > row(*days_ago))).count()
            };
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
                    // Nothing comes sooner than it would have come.
                    let next = before.iter().find(|(first, _)| *first > on);
                    if let (Some(next), Some(step)) = (next, after.get(1)) {
                        prop_assert!(step.0 >= next.0, "{edits:?}: {step:?} before {next:?}");
                    }
                    earlier.extend(before.iter().copied().filter(|(first, _)| *first <= on));
                    if let Some(fall) = fall_beyond_the_window(&earlier, after) {
                        prop_assert!(false, "{filled:?} {edits:?}: {fall}");
                    }
                }
                (_, Err(_)) => {}
            }
            if after.is_err() {
                edits.pop();
            }
        }
    }
}

#[test]
fn a_plan_that_began_long_ago_says_that_today_s_row_may_be_none_of_the_reader_s() {
    // The first day is 2026-12-01.
    let on = |today: &str, edits: &[(&str, &str)]| {
        let html = get(&ask(&[("today", today)], edits), "html").to_owned();
        let exported = ask(
            &[("today", today), ("do", "export")],
            &[edits, &[("kind", "text")]].concat(),
        );
        let is_above = html.starts_with(
            "<div class=\"taper-schedule\"><div class=\"taper-warning\" data-rule=\"begun_long_ago\">",
        );
        let text = get(&exported, "body").to_owned();
        assert!(!text.is_empty());
        assert_eq!(is_above, text.starts_with("begun-long-ago "));
        is_above.then_some(html)
    };
    assert_eq!(on("2026-11-01", &[]), None, "not begun");
    assert_eq!(on("2026-12-29", &[]), None, "one window");
    let html = on("2026-12-30", &[]).expect("said");
    assert!(
        html.contains("<p>begun-long-ago 1 month-12 2026 days 29</p>"),
        "{html}"
    );
    // A mistyped year: today's row would be the last one.
    assert!(on("2036-12-01", &[]).is_some());
    let unknown = [("edit", "hold 2"), ("edit", "scale 2027-01-10 0.5")];
    assert!(
        on("2027-01-11", &unknown).is_some(),
        "nothing of what is taken"
    );
    let known = [("edit", "from 2027-01-10 8000")];
    assert_eq!(on("2027-01-11", &known), None);
    let html = on("2027-02-08", &known).expect("long ago again");
    assert!(html.contains("begun-long-ago 10 month-1 2027 days 29"));
    // Nobody says which day it is.
    assert_eq!(on("", &[]), None);
}

#[test]
fn a_fall_that_the_window_would_not_allow_brings_the_text_on_lost_tolerance() {
    // 18 g until 2026-12-15, then 16.2 g until 2026-12-29, then 14.6 g, then 13.2 g.
    let notice = |on: &str, grams: &str| {
        let edit = format!("took {on} {}", [grams; 7].join(";"));
        let reply = ask(&[("times", "1")], &[("edit", &edit)]);
        let change = get(&reply, "code").rsplit('.').next().unwrap_or("");
        let is_said = get(&reply, "html").contains("lost tolerance");
        assert_eq!(is_said, change.starts_with('n'), "{reply:?}");
        is_said
    };
    // 30 % less than 18 g is 12.6 g.
    assert!(!notice("2026-12-20", "12.6"));
    assert!(notice("2026-12-20", "12.5"));
    // From 2027-01-11 on, 28 days back is 16.2 g.
    assert!(!notice("2027-01-13", "11.4"));
    assert!(notice("2027-01-13", "11.3"));
    // The earlier part of the plan counts too.
    let edits = [
        ("edit", "from 2026-12-16 16000"),
        ("edit", "took 2026-12-20 12.5;12.5;12.5;12.5;12.5;12.5;12.5"),
    ];
    let reply = ask(&[("times", "1")], &edits);
    assert!(
        get(&reply, "code").ends_with("~n12500_2026-12-20"),
        "{reply:?}"
    );
}

#[test]
fn another_scale_is_one_that_the_product_has() {
    // 2026-12-20 lies in row 2, which is 16.2 g.
    let scale = |product: &str, scale: &str| {
        let edit = format!("scale 2026-12-20 {scale}");
        ask(
            &[("product", product), ("scale", "0.5")],
            &[("edit", &edit)],
        )
    };
    assert_eq!(get(&scale("leaf", "0.1"), "outcome"), "schedule");
    assert_eq!(get(&scale("capsules", "0.3"), "outcome"), "schedule");
    for amount in ["0.3", "0.001 decimal", "1"] {
        let reply = scale("leaf", amount);
        assert_eq!(
            get(&reply, "error.edit"),
            "words of error-scale-not-offered",
            "{amount}"
        );
    }
}
