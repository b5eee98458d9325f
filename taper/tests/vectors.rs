//! The published rows that the engine must give.
//!
//! Doses are in grams a day, `@n` is a hold in days when it is not the usual
//! one, `*` marks a coarse or capped row, `~` one that the window slowed.

use stepdown_taper::{
    BasisPoints, Method, Plan, Request, Split, SplitRefusal, Status, Ticks, Window,
};

fn ticks(n: u32) -> Ticks {
    Ticks::new(n).expect("within bounds")
}

fn share(points: u16) -> BasisPoints {
    BasisPoints::new(points).expect("within bounds")
}

/// Percent of present in milligrams, with the defaults of a raw request.
fn percent(step: u16, start: u32, grid: u32, jump_off: u32) -> Request {
    Request {
        method: Method::PercentOfPresent { step: share(step) },
        start: ticks(start),
        target: Ticks::ZERO,
        jump_off: ticks(jump_off),
        grid: ticks(grid),
        cap: share(2_500),
        window: None,
        hold: 7,
        hold_quantum: 1,
        hold_max_factor: 4,
        max_rows: 600,
    }
}

fn uncapped(request: Request) -> Request {
    Request {
        cap: BasisPoints::ALL,
        ..request
    }
}

fn grams(ticks: u32) -> String {
    let (whole, rest) = (ticks / 1_000, ticks % 1_000);
    let text = format!("{whole}.{rest:03}");
    text.trim_end_matches('0').trim_end_matches('.').to_owned()
}

fn rows(plan: &Plan, usual: u32) -> String {
    let last = plan.rows().len() - 1;
    let row = |(n, row): (usize, &stepdown_taper::Row)| {
        let mut text = grams(row.dose().get());
        let flags = row.flags();
        if n < last && row.hold() != usual {
            text.push_str(&format!("@{}", row.hold()));
        }
        if flags.capped || flags.coarse {
            text.push('*');
        }
        if flags.slowed {
            text.push('~');
        }
        if flags.stay {
            text.push_str("(stay)");
        }
        text
    };
    plan.rows()
        .iter()
        .enumerate()
        .map(row)
        .collect::<Vec<_>>()
        .join(" ")
}

/// Rows, then cuts, days and the whole product in ticks.
#[track_caller]
fn expect(request: &Request, expected: &str, cuts: usize, days: u64, product: u64) -> Plan {
    let plan = request.plan().expect("a plan");
    let said = rows(&plan, request.hold);
    assert_eq!(said, expected);
    assert_eq!(
        (plan.rows().len() - 1, plan.days(), plan.product()),
        (cuts, days, product)
    );
    plan
}

#[test]
fn v1_five_percent_from_ten_grams() {
    let mut by_tenths = String::new();
    for tenths in (19..=36).rev() {
        by_tenths.push_str(&format!("{} ", grams(tenths * 100)));
    }
    let expected = format!(
        "10 9.5 9.1 8.7 8.3 7.9 7.6 7.3 7 6.7 6.4 6.1 5.8 5.6 5.4 5.2 5 4.8 4.6 4.4 4.2 4 3.8 3.7 {by_tenths}1.8@8* 1.7@8* 1.6@9* 1.5@9* 1.4@10* 1.3@10* 1.2@11* 1.1@12* 1@13* 0.9@14* 0.8@16* 0.7@18* 0.6@20* 0.5@24* 0"
    );
    expect(
        &percent(500, 10_000, 100, 500),
        &expected,
        56,
        476,
        1_588_500,
    );
}

#[test]
fn v2_ten_percent_from_ten_grams() {
    expect(
        &percent(1_000, 10_000, 100, 500),
        "10 9 8.1 7.3 6.6 6 5.4 4.9 4.5 4.1 3.7 3.4 3.1 2.8 2.6 2.4 2.2 2 1.8 1.7 1.6 1.5 1.4 1.3 1.2 1.1 1 0.9 0.8@8* 0.7@9* 0.6@10* 0.5@12* 0",
        32,
        235,
        735_900,
    );
}

#[test]
fn v2b_lengthened_holds_keep_the_weekday() {
    let request = Request {
        hold_quantum: 7,
        ..percent(1_000, 10_000, 100, 500)
    };
    expect(
        &request,
        "10 9 8.1 7.3 6.6 6 5.4 4.9 4.5 4.1 3.7 3.4 3.1 2.8 2.6 2.4 2.2 2 1.8 1.7 1.6 1.5 1.4 1.3 1.2 1.1 1 0.9 0.8@14* 0.7@14* 0.6@14* 0.5@14* 0",
        32,
        252,
        747_600,
    );
}

#[test]
fn v4_thirty_grams_on_a_coarse_scale() {
    let request = Request {
        hold_quantum: 7,
        ..percent(1_000, 30_000, 500, 1_000)
    };
    expect(
        &request,
        "30 27 24.5 22.5 20.5 18.5 17 15.5 14 13 12 11 10 9 8.5 8 7.5 7 6.5 6 5.5 5 4.5 4@14* 3.5@14* 3@14* 2.5@14* 2@14* 1.5@21* 1@28* 0",
        30,
        280,
        2_390_500,
    );
}

#[test]
fn v6_percent_of_start_without_a_cap() {
    let request = Request {
        method: Method::PercentOfStart { step: share(1_000) },
        ..uncapped(percent(1_000, 20_000, 100, 0))
    };
    expect(&request, "20 18 16 14 12 10 8 6 4 2 0", 10, 70, 770_000);
}

#[test]
fn v8_linear_in_twelve_weeks() {
    let request = Request {
        method: Method::Linear { steps: 12 },
        ..uncapped(percent(1_000, 12_000, 100, 0))
    };
    let plan = expect(&request, "12 11 10 9 8 7 6 5 4 3 2 1 0", 12, 84, 546_000);
    assert_eq!(plan.status(), Status::Ok);
}

#[test]
fn v10_linear_with_fewer_units_than_steps() {
    let request = Request {
        method: Method::Linear { steps: 40 },
        ..uncapped(percent(1_000, 1_000, 100, 0))
    };
    expect(
        &request,
        "1@28 0.9@28 0.8@28 0.7@28 0.6@28 0.5@28 0.4@28 0.3@28 0.2@28 0.1@28 0",
        10,
        280,
        154_000,
    );
}

#[test]
fn v11_capsules_lengthen_every_hold() {
    let request = Request {
        hold_quantum: 7,
        ..percent(1_000, 3_000, 500, 500)
    };
    expect(
        &request,
        "3 2.5@14* 2@14* 1.5@21* 1@28* 0.5@28* 0",
        6,
        112,
        157_500,
    );
}

#[test]
fn vt_ten_percent_down_to_a_dose_that_is_kept() {
    let request = Request {
        target: ticks(8_000),
        ..percent(1_000, 20_000, 100, 0)
    };
    let plan = request.plan().expect("a plan");
    assert_eq!(
        rows(&plan, 7),
        "20 18 16.2 14.6 13.2 11.9 10.8 9.8 8.9 8.1 8(stay)"
    );
    assert_eq!((plan.rows().len() - 1, plan.days()), (10, 70));
}

#[test]
fn case_1_twenty_grams_to_a_stop_with_the_window_off() {
    let plan = percent(1_000, 20_000, 100, 1_000).plan().expect("a plan");
    assert_eq!(
        rows(&plan, 7),
        "20 18 16.2 14.6 13.2 11.9 10.8 9.8 8.9 8.1 7.3 6.6 6 5.4 4.9 4.5 4.1 3.7 3.4 3.1 2.8 2.6 2.4 2.2 2 1.8 1.7 1.6 1.5 1.4 1.3 1.2 1.1 1 0"
    );
    assert_eq!((plan.rows().len() - 1, plan.days()), (34, 238));
    let last = plan.rows().last().expect("a last row");
    assert_eq!((last.cut().get(), last.flags().stop), (1_000, true));
}

#[test]
fn case_1_with_the_window_on_is_longer_and_each_lengthened_row_is_marked() {
    let off = percent(1_000, 20_000, 100, 1_000);
    let on = Request {
        window: Some(Window {
            days: 28,
            cap: share(3_000),
        }),
        hold_quantum: 7,
        ..off
    };
    let (off, on) = (off.plan().expect("a plan"), on.plan().expect("a plan"));
    assert!(on.days() > off.days());
    let doses = |plan: &Plan| {
        plan.rows()
            .iter()
            .map(stepdown_taper::Row::dose)
            .collect::<Vec<_>>()
    };
    assert_eq!(doses(&on), doses(&off));
    let last = on.rows().len() - 1;
    for row in &on.rows()[..last] {
        let (coarse, slowed) = (row.flags().coarse, row.flags().slowed);
        assert_eq!(row.hold() > 7, coarse || slowed, "{row:?}");
    }
    assert!(on.rows().iter().any(|row| row.flags().slowed));
}

#[test]
fn case_2_a_dose_off_the_scale_is_never_rounded() {
    let plan = percent(1_000, 7_300, 500, 500).plan().expect("a plan");
    let doses: Vec<_> = plan.rows().iter().take(2).map(|r| r.dose().get()).collect();
    assert_eq!(doses, [7_300, 7_000]);
}

#[test]
fn case_3_four_capsules_are_all_coarse() {
    let plan = percent(1_000, 2_400, 600, 600).plan().expect("a plan");
    let doses: Vec<_> = plan.rows().iter().map(|r| r.dose().get()).collect();
    assert_eq!(doses, [2_400, 1_800, 1_200, 600, 0]);
    assert!(plan.rows()[1..4].iter().all(|row| row.flags().coarse));
}

#[test]
fn case_4_one_capsule_has_only_the_row_of_the_stop() {
    let plan = percent(1_000, 600, 600, 600).plan().expect("a plan");
    assert_eq!(rows(&plan, 7), "0.6 0");
}

#[test]
fn case_6_a_straight_line_past_the_cap_takes_longer() {
    let request = Request {
        method: Method::Linear { steps: 4 },
        ..percent(1_000, 10_000, 100, 500)
    };
    let plan = request.plan().expect("a plan");
    assert_eq!(plan.status(), Status::Extended);
    assert!(plan.days() > 28);
    assert!(plan.rows().iter().any(|row| row.flags().capped));
}

#[test]
fn the_two_parts_of_cdc_2022() {
    let request = Request {
        method: Method::TwoPart {
            step: share(1_000),
            knee: share(3_000),
        },
        max_rows: 12,
        ..uncapped(percent(1_000, 100_000, 1, 0))
    };
    let plan = request.plan().expect("a plan");
    let doses: Vec<_> = plan.rows().iter().map(|r| r.dose().get()).collect();
    // Rounded up to a tick: 21.87, 19.683, 17.7147 and 15.94323 of 100.
    assert_eq!(
        doses,
        [
            100_000, 90_000, 80_000, 70_000, 60_000, 50_000, 40_000, 30_000, 27_000, 24_300,
            21_870, 19_683
        ]
    );
    assert_eq!(plan.status(), Status::TooLong);
}

#[test]
fn the_four_tapers_of_the_va() {
    let fixed = |start, amount| Request {
        method: Method::FixedAmount {
            amount: ticks(amount),
        },
        ..uncapped(percent(1_000, start, 15, 0))
    };
    let doses = |request: &Request, n| {
        let plan = request.plan().expect("a plan");
        plan.rows()
            .iter()
            .take(n)
            .map(|r| r.dose().get())
            .collect::<Vec<_>>()
    };
    assert_eq!(
        doses(&fixed(270, 15), 10),
        [270, 255, 240, 225, 210, 195, 180, 165, 150, 135]
    );
    assert_eq!(doses(&fixed(270, 45), 6), [270, 225, 180, 135, 90, 45]);
    assert_eq!(doses(&fixed(180, 15), 4), [180, 165, 150, 135]);
}

#[test]
fn citalopram_by_equal_steps_of_occupancy() {
    // Occupancy is Emax * dose / (ED50 + dose) with ED50 2.33 mg; in hundredths
    // of a milligram, 40 mg in 10 steps. Each step takes the same occupancy away.
    let request = Request {
        method: Method::Hyperbolic {
            steps: 10,
            ed50: ticks(233),
        },
        ..uncapped(percent(1_000, 4_000, 1, 0))
    };
    let plan = request.plan().expect("a plan");
    let occupancy = |dose: u32| 83.98 * f64::from(dose) / (233.0 + f64::from(dose));
    assert!((occupancy(4_000) - 79.36).abs() < 0.01);
    assert!((occupancy(2_000) - 75.22).abs() < 0.01);
    let step = occupancy(4_000) / 10.0;
    for pair in plan.rows().windows(2) {
        let fall = occupancy(pair[0].dose().get()) - occupancy(pair[1].dose().get());
        // Rounded up to 0.01 mg; near the end that is up to 0.4 of a point.
        assert!((fall - step).abs() < 0.5, "{fall} {step}");
    }
    assert_eq!(plan.rows().len(), 11);
}

// ---- the day's dose over its times -------------------------------------------

/// A plan whose rows fall by one unit at a time, divided.
fn by_units(present: &[u32], grid: u32) -> Vec<Vec<u32>> {
    let start: u32 = present.iter().sum();
    let request = Request {
        method: Method::FixedAmount {
            amount: ticks(grid),
        },
        ..uncapped(percent(1_000, start, grid, 0))
    };
    let plan = request.plan().expect("a plan");
    let present: Vec<Ticks> = present.iter().map(|n| ticks(*n)).collect();
    let split = Split::new(&plan, &present).expect("a division");
    split
        .rows()
        .iter()
        .map(|row| row.iter().map(|t| t.get()).collect())
        .collect()
}

fn row_of(rows: &[Vec<u32>], sum: u32) -> &[u32] {
    rows.iter()
        .find(|row| row.iter().sum::<u32>() == sum)
        .expect("that total")
}

#[test]
fn equal_times_get_equal_shares_and_the_first_the_rest() {
    assert_eq!(row_of(&by_units(&[61, 61, 61], 1), 182), [61, 61, 60]);
    // Case 14: 18.2 g over three equal times.
    assert_eq!(
        row_of(&by_units(&[6_100, 6_100, 6_100], 100), 18_200),
        [6_100, 6_100, 6_000]
    );
}

#[test]
fn unequal_times_keep_their_shares() {
    assert_eq!(row_of(&by_units(&[100, 60, 40], 1), 180), [90, 54, 36]);
    // Case 13: 10, 6 and 4 g at 18 g.
    assert_eq!(
        row_of(&by_units(&[10_000, 6_000, 4_000], 100), 18_000),
        [9_000, 5_400, 3_600]
    );
}

#[test]
fn three_three_and_one_from_seven_to_nothing() {
    let rows = by_units(&[3, 3, 1], 1);
    let rows: Vec<String> = rows
        .iter()
        .map(|row| row.iter().map(ToString::to_string).collect())
        .collect();
    assert_eq!(
        rows,
        ["331", "321", "221", "220", "210", "110", "100", "000"]
    );
}

#[test]
fn the_slowest_taper_of_the_va_time_by_time() {
    // Rank evening, morning, noon, in units of 15 mg; the source writes morning,
    // noon, evening.
    let rows = by_units(&[90, 90, 75], 15);
    let as_written: Vec<[u32; 3]> = rows.iter().take(9).map(|r| [r[1], r[2], r[0]]).collect();
    assert_eq!(
        as_written,
        [
            [90, 75, 90],
            [75, 75, 90],
            [75, 75, 75],
            [75, 60, 75],
            [60, 60, 75],
            [60, 60, 60],
            [60, 45, 60],
            [45, 45, 60],
            [45, 45, 45]
        ]
    );
}

#[test]
fn no_time_is_lifted_by_a_scale_that_cannot_measure_it() {
    let amounts = [ticks(1_400), ticks(1_300), ticks(1_300)];
    let request = Request {
        target: ticks(3_500),
        ..percent(1_000, 4_000, 500, 0)
    };
    let plan = request.plan().expect("a plan");
    assert_eq!(Split::new(&plan, &amounts), Err(SplitRefusal::OffGrid));
    let lower = Request {
        target: ticks(3_000),
        ..request
    };
    // 4 g falls to 3.5 g first, which no division keeps from lifting a time.
    assert_eq!(
        Split::new(&lower.plan().expect("a plan"), &amounts),
        Err(SplitRefusal::OffGrid)
    );
}

#[test]
fn a_target_off_the_scale_is_divided_without_a_rise() {
    let request = Request {
        target: ticks(8_150),
        ..percent(1_000, 10_000, 100, 0)
    };
    let plan = request.plan().expect("a plan");
    let split = Split::new(&plan, &[ticks(5_000), ticks(3_000), ticks(2_000)]).expect("divided");
    let last = split.rows().last().expect("a row");
    assert_eq!(last.iter().map(|t| t.get()).sum::<u32>(), 8_150);
}
