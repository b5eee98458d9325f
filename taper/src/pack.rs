//! A calculator's rules and words as one text, which the page hands to the
//! module with every question.
//!
//! The generator writes it from the parameter file ([`Pack::write`]); the module
//! reads it ([`Pack::read`]). Both are this file, so that they cannot differ.

use alloc::string::String;
use alloc::vec::Vec;

use crate::amount::Unit;
use crate::cut::parts;
use crate::labels::Labels;
use crate::message::Message;
use crate::method::Method;
use crate::piece::{push, text};
use crate::plan::Window;
use crate::quantity::{BasisPoints, Ticks};
use crate::rulebook::{Answer, Condition, Level, Pace, Product, Question, Range, Rule, Rulebook};
use crate::words::Words;

/// What one calculator is made of.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Pack {
    /// The calculator's name.
    pub name: String,
    /// The version of its parameters.
    pub version: u32,
    /// How amounts are written.
    pub unit: Unit,
    /// Its rules and bounds.
    pub book: Rulebook,
    /// The words of a schedule.
    pub labels: Labels,
    /// The other words.
    pub words: Words,
}

/// A pack that cannot be read.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NoPack;

impl Pack {
    /// The text.
    #[must_use]
    pub fn write(&self) -> String {
        let mut out = Message::new();
        out.push("name", self.name.as_str());
        out.push("version", &text!(self.version));
        out.push("unit", self.unit.name.as_str());
        out.push("unit_ticks", &text!(self.unit.ticks));
        if let Some(smaller) = &self.unit.smaller {
            out.push("unit_smaller", smaller.as_str());
        }
        let book = &self.book;
        out.push("step_cap", &text!(book.step_cap.get()));
        out.push("window_days", &text!(book.window.days));
        out.push("window_cap", &text!(book.window.cap.get()));
        out.push("hold_quantum", &text!(book.hold_quantum));
        out.push("hold_max_factor", &text!(book.hold_max_factor));
        out.push("max_rows", &text!(book.max_rows));
        for question in &book.questions {
            let mut entry = Message::new();
            entry.push("id", question.id.as_str());
            push_flag(&mut entry, "unsure", question.unsure);
            out.push("question", &entry.write());
        }
        for product in &book.products {
            let mut entry = Message::new();
            entry.push("id", product.id.as_str());
            for scale in &product.scales {
                entry.push("scale", &text!(scale.get()));
            }
            push_flag(&mut entry, "own_scale", product.own_scale);
            out.push("product", &entry.write());
        }
        for range in &book.ranges {
            let mut entry = Message::new();
            entry.push("id", range.id.as_str());
            if let Some(pace) = &range.pace {
                write_method(&mut entry, pace.method);
                entry.push("hold", &text!(pace.hold));
            }
            out.push("range", &entry.write());
        }
        for rule in &book.rules {
            let mut entry = Message::new();
            entry.push("id", rule.id.as_str());
            entry.push("level", level_name(rule.level));
            for condition in &rule.when {
                entry.push("when", &write_condition(condition));
            }
            for range in &rule.ranges {
                entry.push("range", range.as_str());
            }
            push_flag(&mut entry, "confirm", rule.confirm);
            push_flag(&mut entry, "alone", rule.alone);
            out.push("rule", &entry.write());
        }
        let mut labels = Message::new();
        for text in self.labels.texts() {
            labels.push("", text);
        }
        out.push("labels", &labels.write());
        let [own, others] = self.words.write();
        out.push("words", &own);
        out.push("texts", &others);
        out.write()
    }

    /// Reads the text.
    ///
    /// # Errors
    /// When anything in it is not what [`Pack::write`] writes.
    pub fn read(text: &str) -> Result<Self, NoPack> {
        let pack = Message::read(text);
        let unit = Unit {
            name: own(&pack, "unit")?,
            ticks: number(&pack, "unit_ticks")?,
            smaller: pack.get("unit_smaller").map(String::from),
        };
        if !matches!(unit.ticks, 1 | 10 | 100 | 1_000) {
            return Err(NoPack);
        }
        // Loops, not `collect`: each `collect` into a `Result` is a kilobyte of the
        // module.
        let (mut questions, mut products) = (Vec::new(), Vec::new());
        let (mut ranges, mut rules) = (Vec::new(), Vec::new());
        for (key, value) in pack.iter() {
            let is_entry = matches!(key, "question" | "product" | "range" | "rule");
            if !is_entry {
                continue;
            }
            let entry = Message::read(value);
            let id = own(&entry, "id")?;
            match key {
                "question" => questions.push(Question {
                    id,
                    unsure: is_set(&entry, "unsure"),
                }),
                "product" => {
                    let mut scales = Vec::new();
                    for scale in entry.all("scale") {
                        scales.push(dose(scale)?);
                    }
                    products.push(Product {
                        id,
                        scales,
                        own_scale: is_set(&entry, "own_scale"),
                    });
                }
                "range" => ranges.push(Range {
                    id,
                    pace: read_pace(&entry)?,
                }),
                _ => rules.push(read_rule(&entry, id)?),
            }
        }
        let texts = |key: &str| pack.get(key).ok_or(NoPack);
        let words = Words::read(texts("words")?, texts("texts")?);
        let labels = Message::read(texts("labels")?);
        let labels = labels.all("").map(String::from).collect();
        Ok(Self {
            name: own(&pack, "name")?,
            version: number(&pack, "version")?,
            unit,
            labels: Labels::in_order(labels).ok_or(NoPack)?,
            words: words.ok_or(NoPack)?,
            book: Rulebook {
                questions,
                products,
                ranges,
                rules,
                step_cap: share(pack.get("step_cap"))?,
                window: Window {
                    days: number(&pack, "window_days")?,
                    cap: share(pack.get("window_cap"))?,
                },
                hold_quantum: number(&pack, "hold_quantum")?,
                hold_max_factor: number(&pack, "hold_max_factor")?,
                max_rows: number(&pack, "max_rows")?,
            },
        })
    }
}

/// What is not there is not so.
fn push_flag(entry: &mut Message, key: &str, is_so: bool) {
    if is_so {
        entry.push(key, "1");
    }
}

fn is_set(entry: &Message, key: &str) -> bool {
    entry.get(key) == Some("1")
}

fn own(entry: &Message, key: &str) -> Result<String, NoPack> {
    entry.get(key).map(String::from).ok_or(NoPack)
}

fn number(entry: &Message, key: &str) -> Result<u32, NoPack> {
    let text = entry.get(key).ok_or(NoPack)?;
    text.parse().map_err(|_| NoPack)
}

fn dose(text: &str) -> Result<Ticks, NoPack> {
    text.parse().ok().and_then(Ticks::new).ok_or(NoPack)
}

fn share(text: Option<&str>) -> Result<BasisPoints, NoPack> {
    let points = text.and_then(|text| text.parse::<u32>().ok());
    let points = points.and_then(|points| u16::try_from(points).ok());
    points.and_then(BasisPoints::new).ok_or(NoPack)
}

fn write_method(entry: &mut Message, method: Method) {
    let mut put = |name: &'static str, keys: &[(&'static str, u32)]| {
        entry.push("method", name);
        for (key, value) in keys {
            entry.push(key, &text!(value));
        }
    };
    match method {
        Method::PercentOfPresent { step } => {
            put("percent_of_present", &[("step", u32::from(step.get()))]);
        }
        Method::PercentOfStart { step } => {
            put("percent_of_start", &[("step", u32::from(step.get()))]);
        }
        Method::FixedAmount { amount } => put("fixed_amount", &[("amount", amount.get())]),
        Method::TwoPart { step, knee } => put(
            "two_part",
            &[
                ("step", u32::from(step.get())),
                ("knee", u32::from(knee.get())),
            ],
        ),
        Method::Linear { steps } => put("linear", &[("steps", steps)]),
        Method::Hyperbolic { steps, ed50 } => {
            put("hyperbolic", &[("steps", steps), ("ed50", ed50.get())]);
        }
    }
}

fn read_pace(entry: &Message) -> Result<Option<Pace>, NoPack> {
    let Some(method) = entry.get("method") else {
        return Ok(None);
    };
    let step = || share(entry.get("step"));
    let method = match method {
        "percent_of_present" => Method::PercentOfPresent { step: step()? },
        "percent_of_start" => Method::PercentOfStart { step: step()? },
        "fixed_amount" => Method::FixedAmount {
            amount: dose(entry.get("amount").ok_or(NoPack)?)?,
        },
        "two_part" => Method::TwoPart {
            step: step()?,
            knee: share(entry.get("knee"))?,
        },
        "linear" => Method::Linear {
            steps: number(entry, "steps")?,
        },
        "hyperbolic" => Method::Hyperbolic {
            steps: number(entry, "steps")?,
            ed50: dose(entry.get("ed50").ok_or(NoPack)?)?,
        },
        _ => return Err(NoPack),
    };
    Ok(Some(Pace {
        method,
        hold: number(entry, "hold")?,
    }))
}

fn level_name(level: Level) -> &'static str {
    match level {
        Level::Worksheet => "worksheet",
        Level::Limit => "limit",
        Level::Warn => "warn",
        Level::Input => "input",
    }
}

fn read_rule(entry: &Message, id: String) -> Result<Rule, NoPack> {
    let mut when = Vec::new();
    for condition in entry.all("when") {
        when.push(read_condition(condition)?);
    }
    Ok(Rule {
        id,
        level: match entry.get("level") {
            Some("worksheet") => Level::Worksheet,
            Some("limit") => Level::Limit,
            Some("warn") => Level::Warn,
            Some("input") => Level::Input,
            _ => return Err(NoPack),
        },
        when,
        ranges: entry.all("range").map(String::from).collect(),
        confirm: is_set(entry, "confirm"),
        alone: is_set(entry, "alone"),
    })
}

/// A condition as words: its name, then what it compares with.
fn write_condition(condition: &Condition) -> String {
    let words = |first: &str, rest: &[String]| {
        let mut text = String::from(first);
        for word in rest {
            text.push(' ');
            push!(text, word);
        }
        text
    };
    match condition {
        Condition::Answered { question, is } => {
            let answers: Vec<String> = is.iter().map(|a| String::from(a.name())).collect();
            words(&text!("answered ", question), &answers)
        }
        Condition::Product(products) => words("product", products),
        Condition::DailyAtLeast(amount) => text!("daily_at_least ", amount.get()),
        Condition::DailyAbove(amount) => text!("daily_above ", amount.get()),
        Condition::LastDoseAbove(amount) => text!("last_dose_above ", amount.get()),
        Condition::LastDoseAboveShare(share) => {
            text!("last_dose_above_share ", share.get())
        }
    }
}

fn read_condition(text: &str) -> Result<Condition, NoPack> {
    let mut words = parts(text, b' ');
    let name = words.next().ok_or(NoPack)?;
    let mut one = || words.next().ok_or(NoPack);
    Ok(match name {
        "answered" => Condition::Answered {
            question: String::from(one()?),
            is: {
                let mut is = Vec::new();
                for word in words {
                    is.push(Answer::read(word).ok_or(NoPack)?);
                }
                is
            },
        },
        "product" => Condition::Product(words.map(String::from).collect()),
        "daily_at_least" => Condition::DailyAtLeast(dose(one()?)?),
        "daily_above" => Condition::DailyAbove(dose(one()?)?),
        "last_dose_above" => Condition::LastDoseAbove(dose(one()?)?),
        "last_dose_above_share" => Condition::LastDoseAboveShare(share(Some(one()?))?),
        _ => return Err(NoPack),
    })
}
