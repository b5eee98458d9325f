//! What a reader takes along: the code in a link, and files.

use crate::sample::{ask, get, open, pack, pack_with};

#[test]
fn case_18_a_code_fills_the_form_and_computes_nothing() {
    let open = |code: &str| open(&pack(), code);
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
        let fields = open(&pack, get(&made, "code"));
        assert_eq!(get(&fields, "field.scale"), filled_in);
        assert_eq!(get(&fields, "field.daily"), "18,0");
    }
}

#[test]
fn whatever_is_taken_away_says_of_which_product_and_range_it_is() {
    for (product, range, name) in [
        ("leaf", "fast", "plan-name Leaf, weighed Fast"),
        ("capsules", "slow", "plan-name Capsules Slow"),
    ] {
        let changed = [("product", product), ("range", range), ("scale", "0.5")];
        let html = ask(&changed, &[]);
        assert!(get(&html, "html").contains(&format!("<caption>{name} caption")));
        let exported = |kind: &str| {
            let changed = [&changed[..], &[("do", "export")]].concat();
            ask(&changed, &[("kind", kind)])
        };
        let text = exported("text");
        assert!(get(&text, "body").contains(&format!("{name} text-title")));
        let csv = exported("csv");
        assert!(
            get(&csv, "body")
                .lines()
                .skip(1)
                .all(|row| row.contains(name))
        );
        let ics = get(&exported("ics"), "body").replace("\r\n ", "");
        let name = name.replace(',', "\\,");
        let events = ics.matches("BEGIN:VEVENT").count();
        let named = ics.matches(&format!("DESCRIPTION:{name}\\n")).count();
        assert_eq!(named, events);
        // Months later each is read alone.
        assert_eq!(ics.matches("\\ntake less\r\n").count(), events);
        let mut rows = get(&csv, "body").lines().skip(1);
        assert!(rows.all(|row| row.ends_with(",take less")));
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
