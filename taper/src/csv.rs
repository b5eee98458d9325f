//! The schedule as comma-separated values.
//!
//! In goes a [`View`]; out comes UTF-8 text after RFC 4180: the columns of the
//! table, dates as ISO 8601, amounts and percentages as bare numbers whose unit
//! is in the column's name. Where the decimal sign is a comma, numbers have one
//! and cells are separated by semicolons, as spreadsheets of such languages
//! expect. No cell can be taken for a formula. The plan's name and the warning are the last
//! cells of each row: on lines of their own above the head they would make the file no table.

use alloc::string::String;

use crate::piece::{push, text};
use crate::quantity::Ticks;
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
    let mut table = Table {
        text: String::new(),
        separator,
    };
    push_head(&mut table, view);
    for line in view.schedule.lines() {
        push_line(&mut table, view, line, decimal);
    }
    table.text
}

fn push_head(table: &mut Table, view: &View<'_>) {
    let labels = view.labels;
    let with_unit = |name: &str| text!(name, " (", view.unit.name, ")");
    table.push(labels.head_step());
    table.push(labels.head_from());
    table.push(labels.head_to());
    table.push(labels.head_days());
    table.push(&with_unit(labels.head_amount()));
    for time in 0..view.times_a_day() {
        table.push(&with_unit(&view.time_name(time)));
    }
    table.push(&with_unit(labels.head_cut()));
    table.push(labels.head_share_present());
    table.push(labels.head_share_start());
    table.push(labels.head_note());
    table.push(labels.head_plan());
    table.push_last(labels.head_warning());
}

fn push_line(table: &mut Table, view: &View<'_>, line: &Line, decimal: char) {
    let amount = |ticks: Ticks| view.exported_number(ticks.wide(), decimal);
    table.push(&text!(line.number()));
    table.push(&text!(line.first()));
    // The last row has no end.
    let (to, days) = match line.last() {
        Some(day) => (text!(day), text!(line.days())),
        None => (String::new(), String::new()),
    };
    table.push(&to);
    table.push(&days);
    table.push(&amount(line.dose()));
    for time in line.times() {
        table.push(&amount(*time));
    }
    // Nothing comes before the first row.
    let is_cut = line.number() > 1;
    let mut push_cut = |number: String| table.push(if is_cut { &number } else { "" });
    push_cut(amount(line.cut()));
    push_cut(share_number(line.share_of_present(), decimal));
    push_cut(share_number(line.share_of_start(), decimal));
    table.push(&view.joined(&view.notes(line)));
    table.push(view.name);
    table.push_last(view.warning);
}

/// Rows of cells.
struct Table {
    text: String,
    separator: char,
}

impl Table {
    fn push(&mut self, cell: &str) {
        push_cell(&mut self.text, cell, self.separator);
        self.text.push(self.separator);
    }

    /// The last cell of a row.
    fn push_last(&mut self, cell: &str) {
        push_cell(&mut self.text, cell, self.separator);
        push!(self.text, "\r\n");
    }
}

/// A spreadsheet would run a cell that begins like a formula, quoted or not.
fn push_cell(text: &mut String, cell: &str, separator: char) {
    let is_formula = cell
        .chars()
        .next()
        .is_some_and(|c| matches!(c, '=' | '+' | '-' | '@' | '\t' | '\r' | '\n'));
    let must_quote = cell
        .chars()
        .any(|c| c == separator || matches!(c, '"' | '\r' | '\n'));
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
    use crate::samples::{NAME, case_1, labels_with, schedule, with_labels, with_view};
    use alloc::vec::Vec;

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
             head-cut (g),head-share-present,head-share-start,head-note,head-plan,head-warning"
        );
        assert_eq!(
            lines[1],
            "1,2026-11-24,2026-11-30,7,20.0,10.0,10.0,,,,note-present,\"Leaf, weighed. Slow.\","
        );
        assert_eq!(
            lines[3],
            "3,2026-12-08,2026-12-14,7,16.2,8.1,8.1,1.8,10.0,9.0,,\"Leaf, weighed. Slow.\","
        );
        assert_eq!(
            lines[35],
            "35,2027-07-20,,,0.0,0.0,0.0,1.0,100.0,5.0,\"1.0 g less, the whole dose\",\"Leaf, weighed. Slow.\","
        );
        assert_eq!(lines[36], "");
        assert!(!csv.replace("\r\n", "").contains(['\r', '\n']));
    }

    #[test]
    fn a_decimal_comma_brings_semicolons() {
        let schedule = schedule(&case_1(), &[], &[]);
        let csv = with_labels(&schedule, &labels_with(&[("decimal", ",")]), csv);
        let third = csv.split("\r\n").nth(3);
        assert_eq!(
            third,
            Some("3;2026-12-08;2026-12-14;7;16,2;1,8;10,0;9,0;;Leaf, weighed. Slow.;")
        );
        let arabic = labels_with(&[("decimal", "\u{66b}")]);
        let csv = with_labels(&schedule, &arabic, super::csv);
        assert!(
            csv.contains(",16.2,"),
            "spreadsheets do not read other signs"
        );
    }

    #[test]
    fn every_row_says_of_which_plan_it_is_and_warns_and_the_file_stays_a_table() {
        let schedule = schedule(&case_1(), &[], &[]);
        let labels = labels_with(&[("decimal", ",")]);
        let csv = with_labels(&schedule, &labels, |view| csv(&view.warned("Take less.")));
        let rows: Vec<Vec<&str>> = csv.lines().map(|row| row.split(';').collect()).collect();
        assert!(rows.iter().all(|row| row.len() == rows[0].len()));
        assert!(rows[0].ends_with(&["head-plan", "head-warning"]));
        assert!(
            rows[1..]
                .iter()
                .all(|row| row.ends_with(&[NAME, "Take less."]))
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
        assert!(csv.contains(",\"'=HYPERLINK(\"\"x\"\")\","));
        assert!(csv.contains(",'@now,"));
    }
}
