//! How long the engine takes: `cargo bench -p stepdown-taper`.

use divan::{Bencher, black_box};
use stepdown_taper::{BasisPoints, Method, Request, Split, Ticks, Window};

fn main() {
    divan::main();
}

/// 18 g a day, 10 % every 14 days on a scale of 0.1 g: what a page asks.
fn request() -> Request {
    let ticks = |n| Ticks::new(n).expect("within bounds");
    let share = |n| BasisPoints::new(n).expect("within bounds");
    Request {
        method: Method::PercentOfPresent { step: share(1_000) },
        start: ticks(18_000),
        target: Ticks::ZERO,
        jump_off: ticks(1_000),
        grid: ticks(100),
        cap: share(2_500),
        window: Some(Window {
            days: 28,
            cap: share(3_000),
        }),
        hold: 14,
        hold_quantum: 7,
        hold_max_factor: 4,
        max_rows: 600,
    }
}

#[divan::bench]
fn plan(bencher: Bencher<'_, '_>) {
    let request = request();
    bencher.bench(|| black_box(&request).plan());
}

#[divan::bench]
fn plan_with_three_times_a_day(bencher: Bencher<'_, '_>) {
    let request = request();
    let present = [8_000, 6_000, 4_000].map(|n| Ticks::new(n).expect("within bounds"));
    bencher.bench(|| {
        let plan = black_box(&request).plan().expect("a plan");
        Split::new(&plan, black_box(&present))
    });
}

/// One gram in units of a milligram, 1 % at a time: 300 rows.
#[divan::bench]
fn long_plan(bencher: Bencher<'_, '_>) {
    let request = Request {
        method: Method::PercentOfPresent {
            step: BasisPoints::new(100).expect("within bounds"),
        },
        start: Ticks::new(1_000).expect("within bounds"),
        grid: Ticks::new(1).expect("within bounds"),
        jump_off: Ticks::ZERO,
        ..request()
    };
    bencher.bench(|| black_box(&request).plan());
}
