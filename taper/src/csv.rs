//! The schedule as comma-separated values.
//!
//! In goes a [`View`]; out comes UTF-8 text after RFC 4180: the columns of the
//! table, dates as ISO 8601, amounts and percentages as bare numbers whose unit
//! is in the column's name. Where the decimal sign is a comma, numbers have one
//! and cells are separated by semicolons, as spreadsheets of such languages
//! expect. No cell can be taken for a formula.

use alloc::string::String;
use alloc::vec::Vec;

use crate::piece::{push, text};
use crate::schedule::Line;
use crate::view::{View, share_number};

/// The table.
#[must_use]
pub fn csv(view: &View<'_>) -> String {
    // Spreadsheets know these two signs and no other.
    let (decimal, separator) = match view.labels.decimal_sign() {
        ',' => (',', ';'),
        _ => ('.', ','),
    };
    let mut text = String::new();
    push_record(&mut text, &head(view), separator);
    for line in view.schedule.lines() {
        push_record(&mut text, &record(view, line, decimal), separator);
    }
    text
}

fn head(view: &View<'_>) -> Vec<String> {
    let labels = view.labels;
    let with_unit = |name: &str| text!(name, " (", view.unit.name, ")");
    let mut cells = Vec::from([
        String::from(labels.head_step()),
        String::from(labels.head_from()),
        String::from(labels.head_to()),
        String::from(labels.head_days()),
        with_unit(labels.head_amount()),
    ]);
    cells.extend((0..view.times_a_day()).map(|time| with_unit(&view.time_name(time))));
    cells.extend([
        with_unit(labels.head_cut()),
        String::from(labels.head_share_present()),
        String::from(labels.head_share_start()),
        String::from(labels.head_note()),
    ]);
    cells
}

fn record(view: &View<'_>, line: &Line, decimal: char) -> Vec<String> {
    let amount = |ticks: u64| view.exported_number(ticks, decimal);
    let last = line.last();
    let mut cells = Vec::from([
        text!(line.number()),
        text!(line.first()),
        last.map_or_else(String::new, |day| text!(day)),
        last.map_or_else(String::new, |_| text!(line.days())),
        amount(line.dose().wide()),
    ]);
    cells.extend(line.times().iter().map(|time| amount(time.wide())));
    if line.number() == 1 {
        cells.extend((0..3).map(|_| String::new()));
    } else {
        cells.push(amount(line.cut().wide()));
        cells.push(share_number(line.share_of_present(), decimal));
        cells.push(share_number(line.share_of_start(), decimal));
    }
    cells.push(view.joined(&view.notes(line)));
    cells
}

fn push_record(text: &mut String, cells: &[String], separator: char) {
    for (at, cell) in cells.iter().enumerate() {
        if at > 0 {
            text.push(separator);
        }
        push_cell(text, cell, separator);
    }
    push!(text, "\r\n");
}

/// A spreadsheet would run a cell that begins like a formula, quoted or not.
fn push_cell(text: &mut String, cell: &str, separator: char) {
    let is_formula = cell.starts_with(['=', '+', '-', '@', '\t', '\r', '\n']);
    let must_quote = cell.contains([separator, '"', '\r', '\n']);
    let apostrophe = if is_formula { "'" } else { "" };
    if must_quote {
        let cell = cell.replace('"', "\"\"");
        push!(text, "\"", apostrophe, cell, "\"");
    } else {
        push!(text, apostrophe);
        push!(text, cell);
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::samples::{case_1, labels_with, schedule, with_labels, with_view};

    fn cell(text: &str, separator: char) -> String {
        let mut cell = String::new();
        push_cell(&mut cell, text, separator);
        cell
    }

    #[test]
    fn rows_have_iso_dates_bare_numbers_and_line_ends_of_rfc_4180() {
        let schedule = schedule(&case_1(), &[10_000, 10_000], &[]);
        let csv = with_view(&schedule, csv);
        let lines: Vec<&str> = csv.split("\r\n").collect();
        assert_eq!(lines.len(), 37, "a head, 35 rows and the end of the last");
        assert_eq!(
            lines[0],
            "head-step,head-from,head-to,head-days,head-amount (g),morning (g),noon (g),\
             head-cut (g),head-share-present,head-share-start,head-note"
        );
        assert_eq!(
            lines[1],
            "1,2026-11-24,2026-11-30,7,20.0,10.0,10.0,,,,note-present"
        );
        assert_eq!(
            lines[3],
            "3,2026-12-08,2026-12-14,7,16.2,8.1,8.1,1.8,10.0,9.0,"
        );
        assert_eq!(
            lines[35],
            "35,2027-07-20,,,0.0,0.0,0.0,1.0,100.0,5.0,\"1.0 g less, the whole dose\""
        );
        assert_eq!(lines[36], "");
        assert!(!csv.replace("\r\n", "").contains(['\r', '\n']));
    }

    #[test]
    fn a_decimal_comma_brings_semicolons() {
        let schedule = schedule(&case_1(), &[], &[]);
        let csv = with_labels(&schedule, &labels_with(&[("decimal", ",")]), csv);
        let third = csv.split("\r\n").nth(3);
        assert_eq!(third, Some("3;2026-12-08;2026-12-14;7;16,2;1,8;10,0;9,0;"));
        let arabic = labels_with(&[("decimal", "\u{66b}")]);
        let csv = with_labels(&schedule, &arabic, super::csv);
        assert!(
            csv.contains(",16.2,"),
            "spreadsheets do not read other signs"
        );
    }

    #[test]
    fn no_cell_is_a_formula() {
        for (text, expected) in [
            ("=1+1", "'=1+1"),
            ("+1", "'+1"),
            ("-1", "'-1"),
            ("@SUM(A1)", "'@SUM(A1)"),
            ("\tx", "'\tx"),
            ("\rx", "\"'\rx\""),
            ("=\"B\"", "\"'=\"\"B\"\"\""),
            ("1 = 1", "1 = 1"),
            ("", ""),
        ] {
            assert_eq!(cell(text, ','), expected);
            assert_eq!(cell(text, ';'), expected);
        }
        assert_eq!(
            (&*cell("a;=b", ';'), &*cell("a;b", ',')),
            ("\"a;=b\"", "a;b")
        );
        assert_eq!(
            cell("a,=b", ','),
            "\"a,=b\"",
            "a quoted cell stays one cell"
        );
        let labels = labels_with(&[("head-note", "=HYPERLINK(\"x\")"), ("note-present", "@now")]);
        let schedule = schedule(&case_1(), &[], &[]);
        let csv = with_labels(&schedule, &labels, csv);
        assert!(csv.contains(",\"'=HYPERLINK(\"\"x\"\")\"\r\n"));
        assert!(csv.contains(",'@now\r\n"));
    }
}
