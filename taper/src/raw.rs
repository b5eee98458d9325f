//! Raw requests as messages: the arithmetic alone, so that the published module
//! and the program can be held against each other.

use alloc::string::String;
use alloc::vec::Vec;
use core::str::FromStr;

use crate::date::Day;
use crate::message::Message;
use crate::method::Method;
use crate::piece::{push, text};
use crate::plan::{Request, Window};
use crate::quantity::{BasisPoints, Ticks};
use crate::split::Split;

/// Answers a raw request.
pub(crate) fn answer(request: &Message) -> Message {
    compute(request).unwrap_or_else(|error| {
        let mut out = Message::new();
        out.push("error", &error);
        out
    })
}

fn compute(request: &Message) -> Result<Message, String> {
    let plan = read(request)?
        .plan()
        .map_err(|refusal| String::from(refusal.words()))?;
    let mut weights = Vec::new();
    for weight in request.all("weight") {
        weights.push(weight.parse().ok().and_then(Ticks::new).ok_or("weight")?);
    }
    let split = if weights.is_empty() {
        None
    } else {
        Some(Split::new(&plan, &weights).map_err(|refusal| String::from(refusal.words()))?)
    };
    let start = match request.get("start_date") {
        Some(text) => Some(text.parse::<Day>().map_err(|_| "start_date")?),
        None => None,
    };
    let mut out = Message::new();
    out.push("status", plan.status().name());
    let mut begins = 0;
    for (n, row) in plan.rows().iter().enumerate() {
        let mut text = text!(row.dose().get(), ' ', row.hold(), ' ', row.cut().get());
        if let Some(start) = start {
            let day = start.plus(begins).ok_or("beyond the year 9999")?;
            push!(&mut text, ' ', day);
        }
        for name in row.flags().names() {
            push!(&mut text, ' ', name);
        }
        if let Some(split) = &split {
            for amount in &split.rows()[n] {
                push!(&mut text, ' ', amount.get());
            }
        }
        out.push("row", &text);
        begins += row.hold();
    }
    out.push("days", &text!(plan.days()));
    out.push("product", &text!(plan.product()));
    Ok(out)
}

fn read(request: &Message) -> Result<Request, String> {
    let share = |key: &'static str, default: u16| {
        BasisPoints::new(number(request, key, Some(default))?).ok_or_else(|| String::from(key))
    };
    let ticks = |key: &'static str, default: Option<u32>| {
        Ticks::new(number(request, key, default)?).ok_or_else(|| String::from(key))
    };
    let method = match request.get("method").unwrap_or("") {
        "percent_of_present" => Method::PercentOfPresent {
            step: share("step", 1_000)?,
        },
        "percent_of_start" => Method::PercentOfStart {
            step: share("step", 1_000)?,
        },
        "fixed_amount" => Method::FixedAmount {
            amount: ticks("fixed", None)?,
        },
        "two_part" => Method::TwoPart {
            step: share("step", 1_000)?,
            knee: share("knee", 3_000)?,
        },
        "linear" => Method::Linear {
            steps: number(request, "steps", None)?,
        },
        "hyperbolic" => Method::Hyperbolic {
            steps: number(request, "steps", None)?,
            ed50: ticks("ed50", None)?,
        },
        _ => return Err(String::from("method")),
    };
    let days: u32 = number(request, "window_days", Some(0))?;
    let window_cap = share("window_cap", 0)?;
    Ok(Request {
        method,
        start: ticks("start", None)?,
        target: ticks("target", Some(0))?,
        jump_off: ticks("jump_off", Some(0))?,
        grid: ticks("grid", None)?,
        cap: share("cap", 2_500)?,
        window: (days > 0 && window_cap.get() > 0).then_some(Window {
            days,
            cap: window_cap,
        }),
        hold: number(request, "hold", Some(7))?,
        hold_quantum: number(request, "hold_quantum", Some(1))?,
        hold_max_factor: number(request, "hold_max_factor", Some(4))?,
        max_rows: number(request, "max_rows", Some(600))?,
    })
}

fn number<N: FromStr>(
    request: &Message,
    key: &'static str,
    default: Option<N>,
) -> Result<N, String> {
    match request.get(key) {
        Some(text) => text.parse().map_err(|_| String::from(key)),
        None => default.ok_or_else(|| String::from(key)),
    }
}
