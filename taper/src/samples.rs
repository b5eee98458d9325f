//! Plans, schedules and labels that the tests of the views share.

extern crate std;

use std::borrow::ToOwned as _;
use std::string::String;
use std::vec::Vec;

use crate::amount::Unit;
use crate::date::Day;
use crate::labels::Labels;
use crate::method::Method;
use crate::plan::{Plan, Request, Window};
use crate::quantity::{BasisPoints, Ticks};
use crate::schedule::{Pauses, Schedule};
use crate::split::Split;
use crate::view::View;

pub(crate) fn ticks(n: u32) -> Ticks {
    Ticks::new(n).expect("within bounds")
}

pub(crate) fn share(n: u16) -> BasisPoints {
    BasisPoints::new(n).expect("within bounds")
}

pub(crate) fn day(text: &str) -> Day {
    text.parse().expect("a date")
}

pub(crate) fn gram() -> Unit {
    Unit {
        name: "g".to_owned(),
        ticks: 1_000,
        smaller: Some("mg".to_owned()),
    }
}

/// Case 1 of the tricky ones: 20 g to a stop in 34 cuts and 238 days.
pub(crate) fn case_1() -> Request {
    Request {
        method: Method::PercentOfPresent { step: share(1_000) },
        start: ticks(20_000),
        target: Ticks::ZERO,
        jump_off: ticks(1_000),
        grid: ticks(100),
        cap: share(2_500),
        window: None,
        hold: 7,
        hold_quantum: 1,
        hold_max_factor: 4,
        max_rows: 600,
    }
}

/// The page's own settings.
pub(crate) fn paged(start: u32, grid: u32, jump_off: u32, hold: u32) -> Request {
    Request {
        start: ticks(start),
        grid: ticks(grid),
        jump_off: ticks(jump_off),
        hold,
        hold_quantum: 7,
        window: Some(Window {
            days: 28,
            cap: share(3_000),
        }),
        ..case_1()
    }
}

pub(crate) fn plan(request: &Request) -> Plan {
    request.plan().expect("a plan")
}

/// A schedule from Tuesday, 24 November 2026; `times` may be empty.
pub(crate) fn schedule(request: &Request, times: &[u32], pauses: &[(u32, u32)]) -> Schedule {
    let plan = plan(request);
    let present: Vec<Ticks> = times.iter().map(|amount| ticks(*amount)).collect();
    let split = (!times.is_empty()).then(|| Split::new(&plan, &present).expect("a division"));
    let mut added = Pauses::new();
    for (row, days) in pauses {
        added.add(*row, *days);
    }
    Schedule::new(&plan, split.as_ref(), &added, day("2026-11-24")).expect("a schedule")
}

/// Of which product and range a reader's plan is.
pub(crate) const NAME: &str = "Leaf, weighed. Slow.";

/// Shows a schedule in grams with the plain labels.
pub(crate) fn with_view<T>(schedule: &Schedule, show: impl FnOnce(&View<'_>) -> T) -> T {
    with_labels(schedule, &labels(), show)
}

pub(crate) fn with_labels<T>(
    schedule: &Schedule,
    labels: &Labels,
    show: impl FnOnce(&View<'_>) -> T,
) -> T {
    let times = ["morning".to_owned(), "noon".to_owned()];
    show(&View::new(schedule, labels, &gram(), &times).named(NAME))
}

/// A text for each key: its own name and its places, or what tests read.
pub(crate) fn pairs() -> Vec<(&'static str, String)> {
    let text_of = |key: &str| match key {
        "decimal" => ".".to_owned(),
        "separator" => ",".to_owned(),
        "note-separator" => ";".to_owned(),
        "none" => "–".to_owned(),
        "date" => "{day} {month} {year}".to_owned(),
        "amount" => "{number} {unit}".to_owned(),
        "share" => "{number} %".to_owned(),
        "days" => "{count} days".to_owned(),
        "days-one" => "one day".to_owned(),
        "weeks" => "{count} weeks".to_owned(),
        "steps" => "{count} steps".to_owned(),
        "steps-one" => "one step".to_owned(),
        "a-day" => "{amount} a day".to_owned(),
        "time-amount" => "{time} {amount}".to_owned(),
        "note-stop" => "{amount} less, the whole dose".to_owned(),
        "note-paused" => "{days} longer".to_owned(),
        "text-total" => "{name}: {value}".to_owned(),
        "text-cut" => "{amount} less ({share})".to_owned(),
        "text-row" => "{number}. {from} to {to} ({days}): {words}".to_owned(),
        "text-row-last" => "{number}. from {from}: {words}".to_owned(),
        "status" => "{steps}, ends {date}, largest step {share}".to_owned(),
        "length-line" => "{length}, {steps}, ends {date}".to_owned(),
        key => {
            let mut text = key.to_owned();
            for place in Labels::places(key) {
                text.push_str(&std::format!(" {{{place}}}"));
            }
            text
        }
    };
    let keys = Labels::KEYS.iter();
    keys.map(|key| (*key, text_of(key))).collect()
}

pub(crate) fn labels() -> Labels {
    labels_with(&[])
}

pub(crate) fn labels_with(changes: &[(&str, &str)]) -> Labels {
    let pairs = pairs();
    let changed = pairs.iter().map(|(key, text)| {
        let other = changes.iter().find(|(other, _)| other == key);
        (*key, other.map_or(text.as_str(), |(_, text)| *text))
    });
    Labels::from_pairs(changed).expect("complete labels")
}
