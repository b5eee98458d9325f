//! The schedule as plain text to copy.
//!
//! In goes a [`View`]; out come lines that end in a line feed: of which product and range it is, the
//! totals, then one line for each row, readable without a table.

use alloc::string::String;

use crate::labels::fill;
use crate::piece::{push, text};
use crate::schedule::Line;
use crate::view::View;

/// The text.
#[must_use]
pub fn plain_text(view: &View<'_>) -> String {
    let labels = view.labels;
    let start = view.date(view.schedule.start());
    let mut text = view.titled(&fill(labels.text_title(), &[("start", &start)]));
    push!(text, "\n\n");
    view.for_totals(&mut |name, value| {
        let values = [("name", name), ("value", value)];
        push!(text, &fill(labels.text_total(), &values));
        text.push('\n');
    });
    if view.schedule.is_coarse() {
        push!(text, labels.advice_coarse());
        text.push('\n');
    }
    text.push('\n');
    for line in view.schedule.lines() {
        push!(text, &row(view, line));
        text.push('\n');
    }
    text
}

fn row(view: &View<'_>, line: &Line) -> String {
    let number = text!(line.number());
    let from = view.date(line.first());
    let words = view.joined(&view.sentences(line));
    match line.last() {
        Some(last) => fill(
            view.labels.text_row(),
            &[
                ("number", &number),
                ("from", &from),
                ("to", &view.date(last)),
                ("days", &view.days(u64::from(line.days()))),
                ("words", &words),
            ],
        ),
        None => fill(
            view.labels.text_row_last(),
            &[("number", &number), ("from", &from), ("words", &words)],
        ),
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::samples::{case_1, schedule, with_view};
    use std::vec::Vec;

    #[test]
    fn every_row_is_a_line_and_the_last_says_the_whole_dose() {
        let schedule = schedule(&case_1(), &[10_000, 10_000], &[(2, 1)]);
        let text = with_view(&schedule, plain_text);
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], "Leaf, weighed. Slow. text-title 24 month-11 2026");
        assert_eq!(lines[2], "total-length: 239 days");
        let rows = &lines[lines.len() - 35..];
        assert_eq!(
            rows[1],
            "2. 1 month-12 2026 to 8 month-12 2026 (8 days): 18.0 g a day; \
             morning 9.0 g, noon 9.0 g; 2.0 g less (10 %); one day longer"
        );
        assert_eq!(
            rows[34],
            "35. from 21 month-7 2027: 0.0 g a day; 1.0 g less, the whole dose"
        );
        assert!(text.ends_with('\n') && !text.contains('\r'));
    }
}
