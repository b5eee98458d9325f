//! The schedule as HTML.
//!
//! In goes a [`View`]; out comes the fragment that the page and the pre-rendered
//! examples share: totals, chart, table. Of several examples, the first has the chart.
//! Every text is escaped, and there is no `style` attribute, so a strict content
//! security policy holds.

use alloc::string::String;

use crate::chart::chart_html;
use crate::date::Day;
use crate::labels::fill;
use crate::piece::{Piece, push, text};
use crate::schedule::Line;
use crate::view::View;

/// The schedule. `first_html` comes before the totals and is not escaped again:
/// the warnings and the emergency line, which belong to the rules. `id_prefix`
/// begins each `id`, so that several schedules can stand on one page.
#[must_use]
pub fn schedule_html(view: &View<'_>, first_html: &str, id_prefix: &str) -> String {
    schedule(view, first_html, &chart_html(view, id_prefix))
}

/// The schedule without its chart: one of several examples on a page, where the first shows how
/// a plan goes down.
#[must_use]
pub fn schedule_html_without_chart(view: &View<'_>, first_html: &str) -> String {
    schedule(view, first_html, "")
}

fn schedule(view: &View<'_>, first_html: &str, chart_html: &str) -> String {
    let mut html = String::from("<div class=\"taper-schedule\">");
    push!(html, first_html);
    push!(html, "<dl class=\"taper-totals\">");
    view.for_totals(&mut |name, value| {
        let (name, value) = (escape(name), escape(value));
        push!(html, "<div><dt>", name, "</dt><dd>", value, "</dd></div>");
    });
    push!(html, "</dl>");
    if view.schedule.is_coarse() {
        let advice = escape(view.labels.advice_coarse());
        push!(html, "<p class=\"taper-advice\">", advice, "</p>");
    }
    push!(html, chart_html);
    push_table(&mut html, view);
    push!(html, "</div>");
    html
}

fn push_table(html: &mut String, view: &View<'_>) {
    let labels = view.labels;
    let start = view.date(view.schedule.start());
    let caption = view.titled(&fill(labels.caption(), &[("start", &start)]));
    push!(
        html,
        "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"",
        escape(labels.table_name()),
        "\">\
         <table class=\"taper-table\"><caption>",
        escape(&caption),
        "</caption><thead><tr>"
    );
    let mut head = |text: &str, is_number: bool| {
        let class = if is_number { RIGHT } else { "" };
        push!(html, "<th scope=\"col\"", class, ">", escape(text), "</th>");
    };
    head(labels.head_step(), true);
    // On a small screen the first columns are those that are seen: when, and how much.
    head(labels.head_from(), false);
    head(labels.head_amount(), true);
    for time in 0..view.times_a_day() {
        head(&view.time_name(time), true);
    }
    head(labels.head_to(), false);
    head(labels.head_days(), true);
    head(labels.head_cut(), true);
    head(labels.head_share_present(), true);
    head(labels.head_share_start(), true);
    head(labels.head_note(), false);
    push!(html, "</tr></thead><tbody>");
    for line in view.schedule.lines() {
        push_row(html, view, line);
    }
    push!(html, "</tbody></table></div>");
}

const RIGHT: &str = " class=\"align-right\"";

fn push_row(html: &mut String, view: &View<'_>, line: &Line) {
    let number = line.number();
    let none = view.labels.none();
    push!(
        html,
        "<tr data-row=\"",
        number,
        "\"><th scope=\"row\"",
        RIGHT,
        ">",
        number,
        "</th>\
         <td>",
        time_html(view, line.first()),
        "</td>"
    );
    push_number(html, &view.amount(line.dose().wide()));
    for amount in line.times() {
        if amount.is_zero() {
            push_number(html, none);
        } else {
            push_number(html, &view.amount(amount.wide()));
        }
    }
    match line.last() {
        Some(day) => {
            push!(html, "<td>", time_html(view, day), "</td>");
            push_number(html, &text!(line.days()));
        }
        None => {
            push!(html, "<td>", escape(view.labels.open_end()), "</td>");
            push_number(html, none);
        }
    }
    if number == 1 {
        (0..3).for_each(|_| push_number(html, none));
    } else {
        push_number(html, &view.amount(line.cut().wide()));
        push_number(html, &view.share(line.share_of_present()));
        push_number(html, &view.share(line.share_of_start()));
    }
    let note = view.joined(&view.notes(line));
    push!(html, "<td>", escape(&note), "</td></tr>");
}

fn push_number(html: &mut String, text: &str) {
    push!(html, "<td", RIGHT, ">", escape(text), "</td>");
}

/// A date. The days of an example are made up: programs have no use for them, and they are
/// a hundredth of the page.
fn time_html(view: &View<'_>, day: Day) -> String {
    let words = view.date(day);
    let words = escape(&words);
    if view.name.is_empty() {
        return text!(words);
    }
    text!("<time datetime=\"", day, "\">", words, "</time>")
}

/// A text that is harmless in HTML, in attributes too, once it is written.
pub(crate) struct Escaped<'t>(&'t str);

/// Makes a text harmless in HTML.
pub(crate) fn escape(text: &str) -> Escaped<'_> {
    Escaped(text)
}

impl Piece for Escaped<'_> {
    #[inline(never)]
    fn push_to(&self, safe: &mut String) {
        for c in self.0.chars() {
            match c {
                '&' => push!(safe, "&amp;"),
                '<' => push!(safe, "&lt;"),
                '>' => push!(safe, "&gt;"),
                '"' => push!(safe, "&quot;"),
                '\'' => push!(safe, "&#39;"),
                c => safe.push(c),
            }
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::amount::Unit;
    use crate::samples::{case_1, labels_with, paged, schedule, with_view};
    use std::string::ToString as _;
    use std::vec::Vec;

    fn html(times: &[u32]) -> String {
        let schedule = schedule(&case_1(), times, &[]);
        with_view(&schedule, |view| schedule_html(view, "<p>first</p>", "p1"))
    }

    fn cells(row: &str) -> Vec<String> {
        let parts = row.split("<t").skip(1);
        let text = |part: &str| {
            let mut is_tag = true;
            part.chars()
                .filter(|c| match c {
                    '<' => {
                        is_tag = true;
                        false
                    }
                    '>' => !core::mem::replace(&mut is_tag, false),
                    _ => !is_tag,
                })
                .collect::<String>()
        };
        parts
            .filter(|part| part.starts_with(['h', 'd']))
            .map(text)
            .collect()
    }

    fn rows(html: &str) -> Vec<Vec<String>> {
        let html = html.replace("<time ", "<i ");
        html.split("<tr data-row=").skip(1).map(cells).collect()
    }

    #[test]
    fn the_parts_stand_in_the_order_of_the_contract() {
        let html = html(&[]);
        let parts = [
            "<div class=\"taper-schedule\"><p>first</p>",
            "<dl class=\"taper-totals\">",
            "<figure class=\"taper-chart\"><svg ",
            "<div class=\"table\" role=\"group\" tabindex=\"0\" aria-label=\"table-name\">\
             <table class=\"taper-table\"><caption>",
            "<thead>",
            "<tbody><tr data-row=\"1\"><th scope=\"row\"",
            "<tr data-row=\"35\">",
            "</tbody></table></div></div>",
        ];
        let places: Vec<usize> = parts
            .iter()
            .map(|part| html.find(part).unwrap_or_else(|| panic!("{part}")))
            .collect();
        assert!(places.is_sorted(), "{places:?}");
        assert!(!html.contains("style="));
    }

    #[test]
    fn the_caption_says_of_which_plan_the_table_is_and_an_example_has_no_name() {
        let caption = "<caption>Leaf, weighed. Slow. caption 24 month-11 2026</caption>";
        assert!(html(&[]).contains(caption));
        let schedule = schedule(&case_1(), &[], &[]);
        let (labels, unit) = (labels_with(&[]), crate::samples::gram());
        let example = View::new(&schedule, &labels, &unit, &[]);
        let html = schedule_html_without_chart(&example, "");
        assert!(html.contains("<caption>caption 24 month-11 2026</caption>"));
        assert!(html.contains("<td>24 month-11 2026</td>") && !html.contains("<time"));
    }

    #[test]
    fn rows_show_the_cut_both_ways_and_the_last_says_the_whole_dose() {
        let rows = rows(&html(&[]));
        assert_eq!(rows.len(), 35);
        let first = [
            "1",
            "24 month-11 2026",
            "20.0 g",
            "30 month-11 2026",
            "7",
            "–",
            "–",
            "–",
            "note-present",
        ];
        assert_eq!(rows[0], first);
        let third = [
            "3",
            "8 month-12 2026",
            "16.2 g",
            "14 month-12 2026",
            "7",
            "1.8 g",
            "10.0 %",
            "9.0 %",
            "",
        ];
        assert_eq!(rows[2], third);
        let last = [
            "35",
            "20 month-7 2027",
            "0.0 g",
            "open-end",
            "–",
            "1.0 g",
            "100.0 %",
            "5.0 %",
            "1.0 g less, the whole dose",
        ];
        assert_eq!(rows[34], last);
    }

    #[test]
    fn a_day_in_parts_has_a_column_for_each_time() {
        let html = html(&[10_000, 6_000, 4_000]);
        for head in ["morning", "noon", "time-number 3"] {
            assert!(html.contains(&std::format!(
                "<th scope=\"col\" class=\"align-right\">{head}</th>"
            )));
        }
        let rows = rows(&html);
        assert_eq!(rows[1][2..6], ["18.0 g", "9.0 g", "5.4 g", "3.6 g"]);
        assert_eq!(
            rows[34][3..6],
            ["–", "–", "–"],
            "never an amount of nothing"
        );
        assert!(rows.iter().all(|row| row.len() == 12));
    }

    #[test]
    fn no_text_from_outside_becomes_markup() {
        let evil = "<b a='1' b=\"2\">&{";
        let changes: Vec<(&str, String)> = crate::samples::pairs()
            .into_iter()
            .filter(|(key, _)| *key != "decimal")
            .map(|(key, text)| (key, std::format!("{text}{}", &evil[..evil.len() - 1])))
            .collect();
        let changes: Vec<(&str, &str)> =
            changes.iter().map(|(key, text)| (*key, &**text)).collect();
        let labels = labels_with(&changes);
        let unit = Unit {
            name: evil.to_string(),
            ticks: 1_000,
            smaller: None,
        };
        let schedule = schedule(&paged(2_400, 600, 600, 14), &[1_200, 1_200], &[(1, 7)]);
        let times = [evil.to_string()];
        let view = View::new(&schedule, &labels, &unit, &times).named(evil);
        let html = schedule_html(&view, "", evil);
        assert!(html.contains("&lt;b a=&#39;1&#39; b=&quot;2&quot;&gt;&amp;"));
        assert!(!html.contains("<b ") && !html.contains("b=\"2") && !html.contains("a='1"));
        assert!(html.contains("<p class=\"taper-advice\">"));
    }
}
