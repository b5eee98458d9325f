//! The step chart as inline SVG.
//!
//! In goes a [`View`]; out comes a figure: the daily dose over the weeks as
//! steps, with a few round values at the axes and marks on rows that are held
//! longer. The marks differ by shape. Everything is drawn in the colour of the
//! text, so it is right in dark pages, on paper and in forced colours. Lengths
//! are hundredths of a user unit, computed in integers.

use alloc::string::String;
use alloc::vec::Vec;

use crate::html::escape;
use crate::labels::{Labels, fill};
use crate::piece::{push, push_number, text};
use crate::schedule::Line;
use crate::view::View;

// In user units. The chart is narrow so that its text stays legible where the
// page is 320 px wide.
const WIDTH: u64 = 360;
const HEIGHT: u64 = 230;
/// Room for the name of the upright axis.
const TOP: u64 = 26;
/// Room for each kind of mark that is used, above the line.
const LANE: u64 = 10;
const BOTTOM: u64 = 42;
const RIGHT: u64 = 14;
/// How far the last dose, which has no end, is drawn.
const TAIL: u64 = 12;
const FONT: u64 = 14;
/// The width of a digit, rounded up.
const DIGIT: u64 = 8;
/// The most ticks at an axis beside the one at zero.
const MOST_TICKS: u64 = 4;
/// Half of a mark's width.
const HALF: u64 = 4;

/// Where days and doses lie in the drawing.
struct Area {
    top: u64,
    left: u64,
    days: u64,
    most: u64,
}

impl Area {
    /// In hundredths of a user unit.
    fn x(&self, day: u64) -> u64 {
        let width = WIDTH - RIGHT - TAIL - self.left;
        self.left * 100 + day * width * 100 / self.days
    }

    /// In hundredths of a user unit.
    fn y(&self, ticks: u64) -> u64 {
        let height = HEIGHT - self.top - BOTTOM;
        (HEIGHT - BOTTOM) * 100 - ticks * height * 100 / self.most
    }
}

/// The chart in a `figure`, with its caption and the key to the marks in use.
// Within its only caller it would make the module larger.
#[inline(never)]
pub(crate) fn chart_html(view: &View<'_>, id_prefix: &str) -> String {
    let mut html = String::from("<figure class=\"taper-chart\">");
    push!(html, &chart_svg(view, id_prefix));
    let caption = escape(view.labels.chart_caption());
    push!(html, "<figcaption>", caption);
    for mark in used_marks(view) {
        let shape = mark.at(600, 600);
        let words = escape((mark.words)(view.labels));
        push!(
            html,
            " <span class=\"taper-key\"><svg class=\"taper-key-mark\" width=\"12\" height=\"12\" \
             viewBox=\"0 0 12 12\" aria-hidden=\"true\" focusable=\"false\">\
             <path d=\"",
            shape,
            "\" fill=\"currentColor\"/></svg> ",
            words,
            "</span>"
        );
    }
    push!(html, "</figcaption></figure>");
    html
}

/// The chart alone. `id_prefix` begins the ids of its title, its description and its text.
#[must_use]
pub fn chart_svg(view: &View<'_>, id_prefix: &str) -> String {
    let schedule = view.schedule;
    let most = schedule
        .lines()
        .first()
        .map_or(1, |line| line.dose().wide());
    let amounts = round_step(most);
    let days = schedule.days().max(1);
    let weeks = round_step(days.div_ceil(7));
    // All ticks of the axis have the decimals that one step needs.
    let sign = view.labels.decimal_sign();
    let step = view.number_with(amounts, 0, sign);
    let decimals = step.chars().rev().position(|c| c == sign).unwrap_or(0);
    let number = |ticks: u64| view.number_with(ticks, decimals, sign);
    let longest = (0..=most / amounts).map(|n| number(n * amounts).chars().map(|_| 1_u64).sum());
    let marks = used_marks(view);
    let area = Area {
        top: TOP + LANE * marks.len() as u64,
        left: longest.max().unwrap_or(1) * DIGIT + 12,
        days,
        most,
    };
    let prefix = escape(id_prefix);
    let mut svg = text!(
        "<svg class=\"taper-svg\" role=\"img\" viewBox=\"0 0 ",
        WIDTH,
        " ",
        HEIGHT,
        "\" \
         aria-labelledby=\"",
        prefix,
        "-title ",
        prefix,
        "-desc\" direction=\"ltr\" \
         fill=\"none\" font-size=\"",
        FONT,
        "\">\
         <title id=\"",
        prefix,
        "-title\">",
        escape(&title(view)),
        "</title><desc id=\"",
        prefix,
        "-desc\">",
        escape(&description(view)),
        "</desc>"
    );
    let mut texts = String::new();
    let grid = amount_axis(&mut texts, view, &area, amounts, number);
    let ticks = week_axis(&mut texts, view, &area, weeks);
    push!(
        svg,
        "<path class=\"taper-grid\" stroke=\"currentColor\" stroke-opacity=\"0.25\" d=\"",
        grid,
        "\"/>\
         <path class=\"taper-axis\" stroke=\"currentColor\" d=\"M",
        area.left,
        " ",
        area.top,
        "V",
        HEIGHT - BOTTOM,
        "H",
        WIDTH - RIGHT,
        ticks,
        "\"/>"
    );
    // Engines that judge contrast cannot tell what lies behind the letters of a drawing, and
    // leave each of them to a human. Letters that are only used here they do not meet; they
    // have the colour of the text around the figure.
    push!(
        svg,
        "<defs><g id=\"",
        prefix,
        "-text\" fill=\"currentColor\" text-anchor=\"end\">",
        texts,
        "</g></defs><use href=\"#",
        prefix,
        "-text\"/>\
         <path class=\"taper-line\" stroke=\"currentColor\" stroke-width=\"2\" d=\"",
        steps(view, &area),
        "\"/>"
    );
    for (mark, lane) in marks.iter().zip(0..) {
        push_marks(&mut svg, view, &area, mark, lane);
    }
    push!(svg, "</svg>");
    svg
}

fn title(view: &View<'_>) -> String {
    let values = [
        ("start", &*view.date(view.schedule.start())),
        ("end", &*view.date(view.schedule.end())),
    ];
    view.titled(&fill(view.labels.chart_title(), &values))
}

fn description(view: &View<'_>) -> String {
    let dose = |line: Option<&Line>| line.map_or(0, |line| line.dose().wide());
    let lines = view.schedule.lines();
    let values = [
        ("from", &*view.amount(dose(lines.first()))),
        ("start", &*view.date(view.schedule.start())),
        ("to", &*view.amount(dose(lines.last()))),
        ("end", &*view.date(view.schedule.end())),
        ("steps", &*view.steps()),
    ];
    fill(view.labels.chart_description(), &values)
}

/// Labels of the upright axis into `texts`; the path of the lines across.
fn amount_axis(
    texts: &mut String,
    view: &View<'_>,
    area: &Area,
    step: u64,
    number: impl Fn(u64) -> String,
) -> String {
    let mut lines = String::new();
    for ticks in (0..=area.most).step_by(usize::try_from(step).unwrap_or(usize::MAX)) {
        let y = area.y(ticks);
        if ticks > 0 {
            push!(lines, "M", area.left, " ", decimal(y), "H", WIDTH - RIGHT);
        }
        push!(
            texts,
            "<text x=\"",
            area.left - 6,
            "\" y=\"",
            decimal(y + 500),
            "\">",
            escape(&number(ticks)),
            "</text>"
        );
    }
    let name = fill(view.labels.chart_amount(), &[("unit", &view.unit.name)]);
    push!(
        texts,
        "<text x=\"2\" y=\"16\" text-anchor=\"start\">",
        escape(&name),
        "</text>"
    );
    lines
}

/// Labels of the level axis into `texts`; the path of its ticks.
fn week_axis(texts: &mut String, view: &View<'_>, area: &Area, step: u64) -> String {
    let bottom = HEIGHT - BOTTOM;
    let mut lines = String::new();
    let mut week = 0;
    while week * 7 <= area.days {
        let x = decimal(area.x(week * 7));
        push!(lines, "M", x, " ", bottom, "v5");
        push!(
            texts,
            "<text x=\"",
            x,
            "\" y=\"",
            bottom + 19,
            "\" text-anchor=\"middle\">",
            week,
            "</text>"
        );
        week += step;
    }
    push!(
        texts,
        "<text x=\"",
        WIDTH - RIGHT,
        "\" y=\"",
        HEIGHT - 6,
        "\">",
        escape(view.labels.chart_weeks()),
        "</text>"
    );
    lines
}

/// The smallest of 1, 2, 5, 10, 20 … of which at most [`MOST_TICKS`] fit.
fn round_step(most: u64) -> u64 {
    let mut ten = 1;
    loop {
        for step in [ten, 2 * ten, 5 * ten] {
            if most / step <= MOST_TICKS {
                return step;
            }
        }
        ten *= 10;
    }
}

/// The path of the dose: level while it is held, then down.
fn steps(view: &View<'_>, area: &Area) -> String {
    let mut path = String::new();
    let mut day = 0;
    for line in view.schedule.lines() {
        let y = decimal(area.y(line.dose().wide()));
        if line.number() == 1 {
            push!(path, "M", decimal(area.x(0)), " ", y);
        } else {
            push!(path, "V", y);
        }
        day += u64::from(line.days());
        let end = area.x(day) + if line.last().is_none() { TAIL * 100 } else { 0 };
        push!(path, "H", decimal(end));
    }
    path
}

/// A reason for a longer hold, and how it is drawn.
struct Mark {
    class: &'static str,
    applies: fn(&Line) -> bool,
    words: fn(&Labels) -> &str,
    /// How far left of its centre the outline begins, in hundredths of a user unit.
    left: u64,
    /// The outline from there, [`HALF`] above the centre: twice that high and wide at most.
    outline: &'static str,
}

impl Mark {
    /// The path around a centre, in hundredths of a user unit.
    fn at(&self, x: u64, y: u64) -> String {
        let (x, y) = (decimal(x - self.left), decimal(y - HALF * 100));
        text!("M", x, " ", y, self.outline)
    }
}

static MARKS: [Mark; 3] = [
    Mark {
        class: "taper-mark taper-mark-coarse",
        applies: |line| line.flags().coarse && !line.flags().stay,
        words: |labels| labels.key_coarse(),
        left: 0,
        outline: "l4 4-4 4-4-4z",
    },
    Mark {
        class: "taper-mark taper-mark-slowed",
        applies: |line| line.flags().slowed,
        words: |labels| labels.key_slowed(),
        left: 0,
        outline: "l4 8h-8z",
    },
    Mark {
        class: "taper-mark taper-mark-paused",
        applies: |line| line.paused() > 0,
        words: |labels| labels.key_paused(),
        left: 300,
        outline: "h2v8h-2zm4 0h2v8h-2z",
    },
];

/// The marks that a schedule needs, in the order of their lanes.
fn used_marks(view: &View<'_>) -> Vec<&'static Mark> {
    let lines = view.schedule.lines();
    let is_used = |mark: &&Mark| lines.iter().any(mark.applies);
    MARKS.iter().filter(is_used).collect()
}

/// Marks one kind of longer hold. They stand above the row near its end, where
/// a line that falls leaves room. Each kind has its own lane. Of marks that would
/// overlap in it only the first is drawn; the table names every row.
fn push_marks(svg: &mut String, view: &View<'_>, area: &Area, mark: &Mark, lane: u64) {
    let mut path = String::new();
    let mut free_from = 0;
    let mut day = 0;
    let above = 2 * HALF + lane * LANE;
    for line in view.schedule.lines() {
        let begin = area.x(day);
        day += u64::from(line.days());
        // Clear of the fall at the beginning, and where there is room before
        // the end, so that it is not taken for the next row's.
        let clear = (HALF + 2) * 100;
        let end = area.x(day);
        let x = end - (end - begin).saturating_sub(clear).min(clear);
        if (mark.applies)(line) && x >= free_from {
            let y = area.y(line.dose().wide()) - above * 100;
            push!(path, mark.at(x, y));
            free_from = x + (2 * HALF + 1) * 100;
        }
    }
    if !path.is_empty() {
        let class = mark.class;
        push!(
            svg,
            "<path class=\"",
            class,
            "\" fill=\"currentColor\" d=\"",
            path,
            "\"/>"
        );
    }
}

/// Writes hundredths as a number without needless zeros.
fn decimal(hundredths: u64) -> String {
    let (whole, part) = (hundredths / 100, hundredths % 100);
    match part {
        0 => text!(whole),
        part if part % 10 == 0 => text!(whole, ".", part / 10),
        part => {
            let mut text = text!(whole, '.');
            push_number(&mut text, part, 2);
            text
        }
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::method::Method;
    use crate::plan::Request;
    use crate::samples::{case_1, paged, schedule, ticks, with_view};
    use crate::schedule::Schedule;

    fn svg(schedule: &Schedule) -> String {
        with_view(schedule, |view| chart_svg(view, "p1"))
    }

    /// 600 rows and one more, of one unit each.
    fn long() -> Schedule {
        let request = Request {
            method: Method::FixedAmount { amount: ticks(10) },
            start: ticks(6_000),
            grid: ticks(10),
            jump_off: ticks(0),
            max_rows: 601,
            ..case_1()
        };
        schedule(&request, &[], &[(7, 9)])
    }

    fn schedules() -> Vec<Schedule> {
        let capsule = paged(600, 600, 600, 14);
        let sixty = paged(10_000, 100, 500, 14);
        Vec::from([
            schedule(&capsule, &[], &[]),
            schedule(&sixty, &[], &[]),
            long(),
        ])
    }

    /// All numbers of an attribute's values, without their signs.
    fn numbers(svg: &str, attribute: &str) -> Vec<u64> {
        let opening = std::format!(" {attribute}=\"");
        let values = svg.split(&*opening).skip(1);
        let values = values.filter_map(|rest| rest.split('"').next());
        values
            .flat_map(|value| value.split(|c: char| !c.is_ascii_digit() && c != '.'))
            .filter(|number| !number.is_empty())
            .map(|number| {
                let (whole, part) = number.split_once('.').unwrap_or((number, ""));
                assert!(part.len() <= 2, "{number}");
                whole.parse().expect("a number")
            })
            .collect()
    }

    #[test]
    fn charts_of_2_of_60_and_of_600_rows_stay_within_the_drawing() {
        for schedule in schedules() {
            let svg = svg(&schedule);
            assert!(numbers(&svg, "d").iter().all(|n| *n <= WIDTH), "{svg}");
            assert!(numbers(&svg, "x").iter().all(|n| *n <= WIDTH));
            assert!(numbers(&svg, "y").iter().all(|n| *n <= HEIGHT));
            let texts = svg.matches("<text ").count();
            assert!(texts <= 12, "few labels, not {texts}");
            let line = svg.split("class=\"taper-line\"").nth(1).expect("a line");
            let steps = line.split("/>").next().unwrap_or("").matches('V').count();
            assert_eq!(steps as u32, schedule.steps());
            assert!(!svg.contains("style="));
        }
    }

    #[test]
    fn the_chart_has_a_name_and_its_summary() {
        let svg = svg(&schedule(&case_1(), &[], &[]));
        assert!(svg.contains("role=\"img\""));
        assert!(svg.contains("aria-labelledby=\"p1-title p1-desc\""));
        assert!(
            svg.contains("<title id=\"p1-title\">Leaf, weighed. Slow. chart-title 24 month-11 2026 20 month-7 2027<")
        );
        assert!(svg.contains("<desc id=\"p1-desc\">chart-description 20.0 g "));
        assert!(svg.contains(">20</text>") && !svg.contains(">20.0</text>"));
    }

    #[test]
    fn longer_holds_are_marked_by_shape_and_only_then_explained() {
        let plain = schedule(&case_1(), &[], &[]);
        assert!(!svg(&plain).contains("taper-mark"));
        let html = with_view(&plain, |view| chart_html(view, "p1"));
        assert!(!html.contains("taper-key"));
        let marked = schedule(&paged(18_000, 500, 1_000, 14), &[], &[(4, 7)]);
        let html = with_view(&marked, |view| chart_html(view, "p1"));
        for (name, words) in [
            ("coarse", "key-coarse"),
            ("slowed", "key-slowed"),
            ("paused", "key-paused"),
        ] {
            let is_used = match name {
                "coarse" => marked.lines().iter().any(|line| line.flags().coarse),
                "slowed" => marked.lines().iter().any(|line| line.flags().slowed),
                _ => true,
            };
            assert_eq!(html.contains(&*std::format!("taper-mark-{name}")), is_used);
            assert_eq!(html.contains(words), is_used);
        }
        let outlines = MARKS.each_ref().map(|mark| mark.outline);
        assert!(outlines[0] != outlines[1] && outlines[1] != outlines[2]);
        assert_eq!(MARKS[2].at(1_000, 1_000), "M7 6h2v8h-2zm4 0h2v8h-2z");
    }

    #[test]
    fn ticks_are_few_and_round() {
        for (most, step) in [
            (1, 1),
            (4, 1),
            (5, 2),
            (12, 5),
            (18_000, 5_000),
            (25_000, 10_000),
        ] {
            assert_eq!(round_step(most), step, "{most}");
            assert!(most / step <= MOST_TICKS);
        }
    }

    #[test]
    fn coordinates_are_written_exactly() {
        let written = [0, 5, 50, 100, 1_205, 1_250].map(decimal);
        assert_eq!(written, ["0", "0.05", "0.5", "1", "12.05", "12.5"]);
    }
}
