//! The schedule as a calendar file.
//!
//! In go a [`View`] and a [`CalendarKey`]; out comes iCalendar text after
//! RFC 5545: one all-day event for each row, the last of one day. Days are civil
//! dates without a time zone. Neither a heading nor the calendar's own name says what
//! it is about, because calendars are shared; the amount is in the description, between
//! the name of the plan and the warning. The same row of a plan has the same
//! `UID` in every file, so a newer file replaces the events of the same rows; those of
//! rows that a changed plan no longer has stay, and the page says to delete them first.

use alloc::string::String;

use crate::date::{Day, read_date, read_number};
use crate::labels::fill;
use crate::piece::{joined, push, push_number, text};
use crate::schedule::Line;
use crate::view::View;

/// A moment in UTC, as a calendar writes it: `20261124T101500Z`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp(String);

impl Stamp {
    /// Reads `20261124T101500Z` and nothing else.
    #[must_use]
    pub fn read(text: &str) -> Option<Self> {
        let bytes = text.as_bytes();
        let is_shape = bytes.len() == 16
            && bytes.iter().enumerate().all(|(at, byte)| match at {
                8 => *byte == b'T',
                15 => *byte == b'Z',
                _ => byte.is_ascii_digit(),
            });
        if !is_shape {
            return None;
        }
        read_date(text, [0, 4, 6])?;
        let number = |from| read_number(text, from, 2);
        // 60 is a leap second.
        let is_time = number(9)? < 24 && number(11)? < 60 && number(13)? <= 60;
        is_time.then(|| Self(String::from(text)))
    }

    /// The beginning of a day.
    #[must_use]
    pub fn midnight(day: Day) -> Self {
        Self(text!(compact(day), "T000000Z"))
    }
}

/// What names a calendar file and its state.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CalendarKey {
    /// The plan's own name, never that of another plan: random, made once.
    pub id: String,
    /// How many times the plan was changed.
    pub sequence: u32,
    /// When the file is made.
    pub stamp: Stamp,
}

/// The calendar.
#[must_use]
pub fn calendar(view: &View<'_>, key: &CalendarKey) -> String {
    let name = escape(view.name);
    let mut text = String::from(
        "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:-//Stepdown//Taper plan//EN\nCALSCALE:GREGORIAN",
    );
    for line in view.schedule.lines() {
        push_event(&mut text, view, key, line, &name);
    }
    push!(text, "\nEND:VCALENDAR\n");
    folded(&text)
}

fn push_event(text: &mut String, view: &View<'_>, key: &CalendarKey, line: &Line, name: &str) {
    let number = text!(line.number());
    let summary = fill(view.labels.calendar_summary(), &[("number", &number)]);
    let mut description = joined(&view.sentences(line), "\n");
    if !view.warning.is_empty() {
        push!(description, "\n", view.warning);
    }
    // The end is not part of the event. A schedule has a day after its last.
    let last = line.last().unwrap_or(line.first());
    let end = last.plus(1).unwrap_or(last);
    push!(
        text,
        "\nBEGIN:VEVENT\nUID:",
        escape(&key.id),
        "-",
        number,
        "\nDTSTAMP:",
        key.stamp.0,
        "\nSEQUENCE:",
        key.sequence,
        "\nDTSTART;VALUE=DATE:",
        compact(line.first()),
        "\nDTEND;VALUE=DATE:",
        compact(end),
        "\nSUMMARY:",
        escape(&summary),
        // Events of two plans can lie in one calendar.
        "\nDESCRIPTION:",
        name,
        "\\n",
        escape(&description),
        "\nTRANSP:TRANSPARENT\nEND:VEVENT"
    );
}

/// A date without hyphens.
fn compact(day: Day) -> String {
    let civil = day.civil();
    let mut text = String::new();
    push_number(&mut text, u64::from(civil.year), 4);
    push_number(&mut text, u64::from(civil.month), 2);
    push_number(&mut text, u64::from(civil.day), 2);
    text
}

/// A text value. Other control characters have no place in a calendar.
fn escape(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut chars = text.chars().peekable();
    while let Some(c) = chars.next() {
        match c {
            '\\' => push!(safe, "\\\\"),
            ';' => push!(safe, "\\;"),
            ',' => push!(safe, "\\,"),
            '\r' if chars.peek() == Some(&'\n') => {}
            '\n' | '\r' => push!(safe, "\\n"),
            '\t' => safe.push('\t'),
            c if c.is_control() => {}
            c => safe.push(c),
        }
    }
    safe
}

/// The most octets of a line, its end not counted.
const MOST_OCTETS: usize = 75;

/// Lines as the standard ends them, each folded between characters: each further part begins
/// with a space, which counts.
fn folded(lines: &str) -> String {
    let mut text = String::with_capacity(lines.len() * 2);
    let mut octets = 0;
    for c in lines.chars() {
        if c == '\n' {
            text.push('\r');
            octets = 0;
        } else {
            if octets + c.len_utf8() > MOST_OCTETS {
                push!(text, "\r\n ");
                octets = 1;
            }
            octets += c.len_utf8();
        }
        text.push(c);
    }
    text
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::samples::{case_1, labels_with, schedule, with_labels, with_view};
    use crate::schedule::Schedule;
    use std::vec::Vec;

    fn key(sequence: u32) -> CalendarKey {
        CalendarKey {
            id: String::from("0123abcd"),
            sequence,
            stamp: Stamp::read("20261124T101500Z").expect("a moment"),
        }
    }

    fn calendar_of(schedule: &Schedule, sequence: u32) -> String {
        with_view(schedule, |view| calendar(view, &key(sequence)))
    }

    /// The lines of one name, unfolded.
    fn values<'a>(text: &'a str, name: &'a str) -> impl Iterator<Item = String> + 'a {
        let unfolded = text.replace("\r\n ", "");
        let lines: Vec<String> = unfolded.split("\r\n").map(String::from).collect();
        lines.into_iter().filter_map(move |line| {
            let value = line.strip_prefix(name)?.strip_prefix(':')?;
            Some(String::from(value))
        })
    }

    #[test]
    fn events_last_as_long_as_their_rows_and_never_no_time() {
        let schedule = schedule(&case_1(), &[], &[(2, 3)]);
        let text = calendar_of(&schedule, 0);
        let starts: Vec<String> = values(&text, "DTSTART;VALUE=DATE").collect();
        let ends: Vec<String> = values(&text, "DTEND;VALUE=DATE").collect();
        assert_eq!((starts.len(), ends.len()), (35, 35));
        assert_eq!(starts[..3], ["20261124", "20261201", "20261211"]);
        assert_eq!(ends[..2], starts[1..3], "the day after the last day");
        assert!(starts.iter().zip(&ends).all(|(start, end)| start < end));
        assert_eq!((&*starts[34], &*ends[34]), ("20270723", "20270724"));
    }

    #[test]
    fn the_file_has_the_frame_that_the_standard_asks_for() {
        let text = calendar_of(&schedule(&case_1(), &[], &[]), 4);
        assert!(text.starts_with("BEGIN:VCALENDAR\r\nVERSION:2.0\r\nPRODID:"));
        assert!(text.ends_with("END:VEVENT\r\nEND:VCALENDAR\r\n"));
        assert_eq!(text.matches("BEGIN:VEVENT\r\n").count(), 35);
        assert_eq!(text.matches("\r\nTRANSP:TRANSPARENT\r\n").count(), 35);
        assert_eq!(text.matches("\r\nSEQUENCE:4\r\n").count(), 35);
        assert_eq!(text.matches("\r\nDTSTAMP:20261124T101500Z\r\n").count(), 35);
        assert!(!text.contains("TZID"));
        assert!(!text.replace("\r\n", "").contains(['\r', '\n']));
    }

    #[test]
    fn the_same_row_keeps_its_uid_in_a_later_file() {
        let before = calendar_of(&schedule(&case_1(), &[], &[]), 0);
        let after = calendar_of(&schedule(&case_1(), &[], &[(5, 7)]), 1);
        let before: Vec<String> = values(&before, "UID").collect();
        assert!(before.iter().cloned().eq(values(&after, "UID")));
        assert_eq!(before[0], "0123abcd-1");
        let mut once = before.clone();
        once.dedup();
        assert_eq!(once.len(), 35);
    }

    #[test]
    fn the_heading_is_neutral_and_the_amount_is_in_the_description() {
        let text = calendar_of(&schedule(&case_1(), &[], &[]), 0);
        assert!(values(&text, "SUMMARY").all(|summary| !summary.contains(" g")));
        let last = values(&text, "DESCRIPTION").last();
        let expected = "Leaf\\, weighed. Slow.\\n0.0 g a day\\n1.0 g less\\, the whole dose";
        assert_eq!(last.as_deref(), Some(expected));
    }

    #[test]
    fn every_event_says_of_which_plan_it_is_and_nothing_else_does() {
        let text = calendar_of(&schedule(&case_1(), &[], &[]), 0);
        let name = "Leaf\\, weighed. Slow.";
        assert!(!text.contains("NAME:"));
        let mut descriptions = values(&text, "DESCRIPTION");
        assert!(descriptions.all(|text| text.starts_with(&std::format!("{name}\\n"))));
        // A calendar that is shared shows its events' headings.
        assert!(values(&text, "SUMMARY").all(|summary| !summary.contains("Leaf")));
    }

    #[test]
    fn the_warning_stands_in_every_event_and_in_no_heading() {
        let schedule = schedule(&case_1(), &[], &[]);
        let text = with_view(&schedule, |view| {
            calendar(&view.warned("Too much, perhaps."), &key(0))
        });
        let mut descriptions = values(&text, "DESCRIPTION");
        assert!(descriptions.all(|text| text.ends_with("\\nToo much\\, perhaps.")));
        assert!(values(&text, "SUMMARY").all(|summary| !summary.contains("Too much")));
    }

    #[test]
    fn lines_are_folded_between_characters() {
        let long = "ğüşöç 漢字 عربي 😀 ".repeat(9);
        let labels = labels_with(&[("note-present", &long)]);
        let schedule = schedule(&case_1(), &[], &[]);
        let text = with_labels(&schedule, &labels, |view| calendar(view, &key(0)));
        assert!(text.split("\r\n").all(|line| line.len() <= MOST_OCTETS));
        assert!(text.split("\r\n").any(|line| line.len() > MOST_OCTETS - 4));
        let first = values(&text, "DESCRIPTION").next().expect("one");
        assert!(first.ends_with(&long), "unfolded as it was");
        for length in 70..80 {
            let line = "x".repeat(length);
            assert_eq!(
                folded(&line).matches("\r\n ").count(),
                usize::from(length > MOST_OCTETS)
            );
        }
    }

    #[test]
    fn no_text_can_end_its_line() {
        assert_eq!(
            escape("a\\b;c,d\r\ne\nf\rg\u{7}"),
            "a\\\\b\\;c\\,d\\ne\\nf\\ng"
        );
        let mut key = key(0);
        key.id = String::from("x\r\nBEGIN:VALARM");
        let schedule = schedule(&case_1(), &[], &[]);
        let text = with_view(&schedule, |view| calendar(view, &key));
        assert!(!text.contains("\r\nBEGIN:VALARM"));
    }

    #[test]
    fn only_moments_are_stamps() {
        for bad in [
            "",
            "20261124T101500",
            "20261324T101500Z",
            "20270229T101500Z",
            "20261124T241500Z",
            "20261124T106000Z",
            "20261124 101500Z",
            "20261124T101561Z",
            "2026-11-24T10:15Z",
        ] {
            assert_eq!(Stamp::read(bad), None, "{bad}");
        }
        let day = crate::samples::day("2026-11-24");
        assert_eq!(Some(Stamp::midnight(day)), Stamp::read("20261124T000000Z"));
    }
}
