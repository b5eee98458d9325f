//! Plans that are given: the ranges to choose from, and the same rows in every format.

use std::io::Write as _;
use std::process::{Command, Stdio};

use serde_json::Value;

use super::{NO, caffeine, caffeine_from, coffee, err, out};

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
        let output = coffee("fixed_7", &["--stay-at", "100 mg", "--format", format]);
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
fn a_plan_in_every_format_says_of_which_product_and_range_it_is() {
    for (range, words) in [
        ("fixed_7", "25 mg less every 7 days"),
        ("tenth_14", "10% of the present amount every 14 days"),
    ] {
        for format in ["table", "text", "json", "csv", "ics", "svg"] {
            let output = coffee(range, &["--stay-at", "100 mg", "--format", format]);
            assert_eq!(output.status.code(), Some(0), "{}", err(&output));
            let text = out(&output).replace("\r\n ", "");
            let name = format!("Caffeine from drinks (test data). {words} (test data).");
            assert!(text.contains(&name), "{format} lacks “{name}”: {text}");
        }
    }
    // The columns of a terminal are narrow: there it stands once.
    let table = out(&coffee("fixed_7", &["--stay-at", "100 mg"]));
    assert_eq!(table.matches("Caffeine from drinks").count(), 1, "{table}");
}

#[test]
fn another_program_reads_the_same_days_from_the_calendar() {
    use icalendar::parser::{read_calendar, unfold};
    let with = |format: &str| {
        let output = coffee("tenth_14", &["--stay-at", "100 mg", "--format", format]);
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
    let ids = |daily: &str, range: &str, more: &[&str]| -> Vec<String> {
        let plan = ["--answers", NO, "--daily", daily, "--range", range];
        let output = caffeine(&[&plan[..], &["--format", "ics"], more].concat());
        assert_eq!(output.status.code(), Some(0), "{}", err(&output));
        let text = out(&output);
        let lines = text.lines().filter(|line| line.starts_with("UID:"));
        lines.map(str::to_owned).collect()
    };
    let stay = ["--stay-at", "100 mg"];
    let first = ids("300 mg", "tenth_14", &stay);
    assert_eq!(first, ids("300 mg", "tenth_14", &stay));
    // All begin on the same day.
    for (daily, range, end) in [
        ("290 mg", "tenth_14", stay),
        ("300 mg", "fixed_7", stay),
        ("300 mg", "tenth_14", ["--stay-at", "90 mg"]),
        ("300 mg", "tenth_14", ["--last-dose", "100 mg"]),
    ] {
        let other = ids(daily, range, &end);
        assert!(other.iter().all(|id| !first.contains(id)), "{other:?}");
    }
    let twice = [&stay[..], &["--times-a-day", "2"]].concat();
    let divided = ids("300 mg", "tenth_14", &twice);
    assert!(divided.iter().all(|id| !first.contains(id)));
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

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_is_no_request_that_cannot_be_read() {
    let full = std::fs::File::options().write(true).open("/dev/full");
    let mut child = Command::new(env!("CARGO_BIN_EXE_stepdown"))
        .args(["taper", "--batch"])
        .stdin(Stdio::piped())
        .stdout(full.expect("the device"))
        .stderr(Stdio::piped())
        .spawn()
        .expect("the program starts");
    let mut stdin = child.stdin.take().expect("piped");
    stdin.write_all(b"{}\n").expect("written");
    drop(stdin);
    let output = child.wait_with_output().expect("it ends");
    assert_eq!(output.status.code(), Some(3), "{}", err(&output));
    for words in ["cannot write the answers", "standard output", "free some"] {
        assert!(err(&output).contains(words), "{}", err(&output));
    }
}
