//! What is answered and typed: a schedule, a refusal of one, or words at the field.

use stepdown_taper::{Message, answer};

use crate::sample::{ask, get, pack};

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
    let at = |words: &str| body.find(words).expect(words);
    // Whoever sends it on may send its beginning alone.
    assert_eq!(at("take less"), 0, "{body}");
    assert!(at("a large last step") < at("9.5 g"), "{body}");
    assert!(at("9.5 g") < at("words for everybody"), "{body}");
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
            "error-off-scale",
        ),
    ] {
        let reply = ask(&changed, &[]);
        assert_eq!(
            get(&reply, &format!("error.{field}")),
            format!("words of {key}"),
            "{changed:?}"
        );
    }
    // On a scale that shows 0.1 g.
    for (amount, outcome) in [("5.05", "errors"), ("5.1", "schedule")] {
        let stay = ask(&[("end", "stay"), ("stay", amount)], &[]);
        assert_eq!(get(&stay, "outcome"), outcome, "{stay:?}");
        let is_refused = outcome == "errors";
        let words = if is_refused {
            "words of error-off-scale"
        } else {
            ""
        };
        assert_eq!(get(&stay, "error.stay"), words);
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

#[test]
fn the_words_that_the_page_is_given_are_all_that_it_shows() {
    let asked: &[&[(&str, &str)]] = &[
        &[],
        &[("answer.ill", "yes")],
        &[("answer.old", "yes")],
        &[("answer.old", "yes"), ("range", "slow")],
        &[("product", "extract")],
        &[("daily", "41")],
        &[("daily", "101")],
        &[("daily", "2"), ("last", "1.5")],
        &[("product", "capsules"), ("scale", "0.5"), ("last", "8")],
    ];
    for changed in asked {
        for (what, kind) in [
            ("form", ""),
            ("export", "text"),
            ("export", "csv"),
            ("export", "ics"),
        ] {
            let changed = [changed, &[("do", what)][..]].concat();
            let reply = ask(&changed, &[("kind", kind)]);
            for (key, value) in reply.iter() {
                // A word that is missing is shown as its key.
                let is_key = ["rule.", "text.", "product.", "range."]
                    .iter()
                    .any(|k| value.contains(k));
                assert!(!is_key, "{changed:?}: {key} = {value}");
            }
        }
    }
    let broken = ask(&[], &[("edit", "break")]);
    assert!(get(&broken, "html").contains("lost tolerance"));
}

#[test]
fn a_field_that_says_two_things_says_nothing() {
    for (field, other, key) in [
        ("answer.ill", "yes", "error-answer"),
        ("product", "capsules", "error-product"),
        ("daily", "9", "error-daily"),
        ("range", "slow", "error-range"),
        ("start", "2026-12-24", "error-start"),
    ] {
        let reply = ask(&[], &[(field, other)]);
        assert_eq!(get(&reply, "outcome"), "errors", "{field}");
        assert_eq!(
            get(&reply, &format!("error.{field}")),
            format!("words of {key}")
        );
    }
    let same = ask(&[], &[("answer.ill", "no"), ("daily", "18")]);
    assert_eq!(get(&same, "outcome"), "schedule");
}
