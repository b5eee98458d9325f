//! Safety rules, evaluated from data.
//!
//! Which answers, products and amounts keep a reader from a schedule is in the
//! [`Rulebook`], not here. [`Rulebook::judge`] reads the facts and gives a
//! [`Verdict`]; a plan for a reader can only be computed with the [`Clearance`]
//! that a verdict holds when no rule forbids it, so a blocked answer yields no
//! dose anywhere.

use alloc::string::String;
use alloc::vec::Vec;

use crate::plan::{Past, Plan, Refusal, Request};
use crate::quantity::{Ticks, WHOLE};
use crate::rulebook::{Answer, Condition, Level, Pace, Rule, Rulebook};
use crate::schedule::{Line, Schedule};

/// What a reader said so far.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Facts {
    /// Answers by question.
    pub answers: Vec<(String, Answer)>,
    /// The product's name.
    pub product: Option<String>,
    /// What is taken in a day.
    pub daily: Option<Ticks>,
    /// The last dose before nothing.
    pub last_dose: Option<Ticks>,
    /// What a schedule starts at that goes on after a change: its last step is measured
    /// against this where it is less than `daily`.
    pub present: Option<Ticks>,
    /// The reader said that the amount is right.
    pub daily_confirmed: bool,
}

impl Facts {
    /// The answer to a question.
    #[must_use]
    pub fn answer(&self, question: &str) -> Option<Answer> {
        let mut answers = self.answers.iter();
        answers
            .find(|(id, _)| id == question)
            .map(|(_, answer)| *answer)
    }
}

/// What the rules say of the facts. The numbers are places in
/// [`Rulebook::rules`] or [`Rulebook::questions`], in their order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verdict {
    /// These rules keep the reader from a schedule: they forbid one, which comes before
    /// anything that is still missing, or the limits that apply leave no range together.
    Worksheet {
        /// The rules that apply.
        rules: Vec<usize>,
    },
    /// These questions have no answer yet, or the product is not named.
    Incomplete {
        /// The questions.
        questions: Vec<usize>,
        /// Whether the product is missing.
        product: bool,
    },
    /// A schedule may be computed.
    Clear(Clearance),
}

/// Permission to compute schedules for a reader. Only [`Rulebook::judge`] makes
/// one.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Clearance {
    ranges: Vec<usize>,
    limits: Vec<usize>,
    warnings: Vec<usize>,
    asks: Vec<usize>,
}

impl Clearance {
    /// The ranges that are offered to this reader.
    #[must_use]
    pub fn ranges(&self) -> &[usize] {
        &self.ranges
    }

    /// The rules that took ranges away.
    #[must_use]
    pub fn limits(&self) -> &[usize] {
        &self.limits
    }

    /// The rules whose text stands above the schedule.
    #[must_use]
    pub fn warnings(&self) -> &[usize] {
        &self.warnings
    }

    /// The rules that ask about the amount, and were not confirmed.
    #[must_use]
    pub fn asks(&self) -> &[usize] {
        &self.asks
    }
}

/// What a reader asks for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Wish {
    /// The place of the range in [`Rulebook::ranges`].
    pub range: usize,
    /// What is taken in a day now.
    pub daily: Ticks,
    /// The smallest change that can be measured.
    pub scale: Ticks,
    /// The lowest dose that will be taken before nothing.
    pub last_dose: Ticks,
    /// What shall be taken in the end; nothing to stop.
    pub stay_at: Ticks,
}

/// Why a reader's wish gave no plan.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum WishRefusal {
    /// The range is not offered to this reader.
    RangeNotOffered,
    /// The amount is asked about and was not confirmed.
    Unconfirmed,
    /// The amount to stay at is no whole multiple of the smallest that can be measured.
    StayOffScale,
    /// A value lies outside its bounds.
    Request(Refusal),
}

impl Rulebook {
    /// Reads the facts.
    #[must_use]
    pub fn judge(&self, facts: &Facts) -> Verdict {
        let amounts = Amounts {
            daily: facts.daily,
            last_dose: facts.last_dose,
            present: facts.present,
        };
        self.judge_with(facts, amounts)
    }

    /// The same with other amounts than those of the facts.
    fn judge_with(&self, facts: &Facts, mut amounts: Amounts) -> Verdict {
        let of_level = |level: Level, amounts: Amounts, keep: &dyn Fn(&Rule) -> bool| {
            places(self.rules.len(), &|place| {
                let rule = &self.rules[place];
                rule.level == level
                    && keep(rule)
                    && rule.when.iter().any(|when| holds(when, facts, amounts))
            })
        };
        let asks = of_level(Level::Input, amounts, &|rule| {
            !(facts.daily_confirmed && rule.confirm)
        });
        // An amount that may be a slip says nothing about the reader yet.
        if !asks.is_empty() {
            amounts.daily = None;
        }
        let of_level = |level: Level| of_level(level, amounts, &|_| true);
        let forbidding = of_level(Level::Worksheet);
        if !forbidding.is_empty() {
            return Verdict::Worksheet { rules: forbidding };
        }
        let questions = places(self.questions.len(), &|question| {
            !self.is_answered(question, facts)
        });
        let product = !self
            .products
            .iter()
            .any(|product| facts.product.as_ref() == Some(&product.id));
        if !questions.is_empty() || product {
            return Verdict::Incomplete { questions, product };
        }
        let limits = of_level(Level::Limit);
        let ranges = places(self.ranges.len(), &|range| {
            let range = &self.ranges[range];
            let allows = |rule: &usize| self.rules[*rule].ranges.contains(&range.id);
            range.pace.is_some() && limits.iter().all(allows)
        });
        // Each rule leaves some range, and together they leave none.
        if ranges.is_empty() && !limits.is_empty() {
            return Verdict::Worksheet { rules: limits };
        }
        Verdict::Clear(Clearance {
            ranges,
            limits,
            warnings: of_level(Level::Warn),
            asks,
        })
    }

    /// What the rules say once there is a schedule: its last dose counts where it is above the
    /// one that was asked for. The scale and the pace can leave it there, and then the step to
    /// nothing is larger than the reader chose.
    #[must_use]
    pub fn judge_schedule(&self, facts: &Facts, schedule: &Schedule) -> Verdict {
        let amounts = Amounts {
            daily: facts.daily,
            last_dose: facts.last_dose.max(schedule.stop()),
            present: schedule.lines().first().map(Line::dose),
        };
        self.judge_with(facts, amounts)
    }

    /// "Not sure" counts only where it is offered.
    fn is_answered(&self, question: usize, facts: &Facts) -> bool {
        let question = &self.questions[question];
        match facts.answer(&question.id) {
            None => false,
            Some(Answer::Unsure) => question.unsure,
            Some(Answer::Yes | Answer::No) => true,
        }
    }

    /// Computes the plan that a cleared reader asks for.
    ///
    /// # Errors
    /// When the range is not offered, or a value lies outside its bounds.
    pub fn plan(&self, clearance: &Clearance, wish: &Wish) -> Result<Plan, WishRefusal> {
        self.plan_after(clearance, wish, &Past::default())
    }

    /// The same for a plan that goes on from another one.
    ///
    /// # Errors
    /// When the range is not offered, or a value lies outside its bounds.
    pub fn plan_after(
        &self,
        clearance: &Clearance,
        wish: &Wish,
        past: &Past,
    ) -> Result<Plan, WishRefusal> {
        if !clearance.asks.is_empty() {
            return Err(WishRefusal::Unconfirmed);
        }
        if !clearance.ranges.contains(&wish.range) {
            return Err(WishRefusal::RangeNotOffered);
        }
        self.computed(wish, past)
    }

    /// The plan of a published example, which belongs to no reader.
    ///
    /// # Errors
    /// When the range has no schedule, or a value lies outside its bounds.
    pub fn example(&self, wish: &Wish) -> Result<Plan, WishRefusal> {
        self.computed(wish, &Past::default())
    }

    fn computed(&self, wish: &Wish, past: &Past) -> Result<Plan, WishRefusal> {
        // The last row holds it as it is written, for good: nobody can take 7 g in capsules of 5 g.
        if !wish.stay_at.is_multiple_of(wish.scale) {
            return Err(WishRefusal::StayOffScale);
        }
        let range = self.ranges.get(wish.range).and_then(|range| range.pace);
        let pace = range.ok_or(WishRefusal::RangeNotOffered)?;
        let request = self.request(pace, wish);
        request.plan_after(past).map_err(WishRefusal::Request)
    }

    fn request(&self, pace: Pace, wish: &Wish) -> Request {
        Request {
            method: pace.method,
            start: wish.daily,
            target: wish.stay_at,
            jump_off: wish.last_dose,
            grid: wish.scale,
            cap: self.step_cap,
            window: Some(self.window),
            hold: pace.hold,
            hold_quantum: self.hold_quantum,
            hold_max_factor: self.hold_max_factor,
            max_rows: self.max_rows,
        }
    }
}

/// The places up to `count` that are kept, in order.
// One copy of the loop: each `collect` would bring its own.
#[inline(never)]
fn places(count: usize, keep: &dyn Fn(usize) -> bool) -> Vec<usize> {
    let mut places = Vec::new();
    for place in 0..count {
        if keep(place) {
            places.push(place);
        }
    }
    places
}

/// The amounts that conditions look at.
#[derive(Clone, Copy)]
struct Amounts {
    daily: Option<Ticks>,
    last_dose: Option<Ticks>,
    present: Option<Ticks>,
}

fn holds(condition: &Condition, facts: &Facts, amounts: Amounts) -> bool {
    match condition {
        Condition::Answered { question, is } => facts
            .answer(question)
            .is_some_and(|answer| is.contains(&answer)),
        Condition::Product(products) => facts
            .product
            .as_ref()
            .is_some_and(|product| products.contains(product)),
        Condition::DailyAtLeast(amount) => amounts.daily.is_some_and(|daily| daily >= *amount),
        Condition::DailyAbove(amount) => amounts.daily.is_some_and(|daily| daily > *amount),
        Condition::LastDoseAbove(amount) => amounts.last_dose.is_some_and(|last| last > *amount),
        Condition::LastDoseAboveShare(share) => match (amounts.last_dose, amounts.daily) {
            (Some(last), Some(daily)) => {
                let daily = amounts.present.map_or(daily, |present| present.min(daily));
                last.wide() * WHOLE > daily.wide() * share.wide()
            }
            _ => false,
        },
    }
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use crate::method::Method;
    use crate::plan::Window;
    use crate::quantity::BasisPoints;
    use crate::rulebook::{Product, Question, Range};
    use crate::samples::day;
    use crate::schedule::Pauses;
    use alloc::borrow::ToOwned as _;
    use std::vec;

    fn ticks(n: u32) -> Ticks {
        Ticks::new(n).expect("within bounds")
    }

    fn share(n: u16) -> BasisPoints {
        BasisPoints::new(n).expect("within bounds")
    }

    fn rule(id: &str, level: Level, when: Condition) -> Rule {
        Rule {
            id: id.to_owned(),
            level,
            when: vec![when],
            ranges: vec!["slow".to_owned()],
            confirm: true,
            alone: false,
        }
    }

    fn book() -> Rulebook {
        let range = |id: &str, step| Range {
            id: id.to_owned(),
            pace: Some(Pace {
                method: Method::PercentOfPresent { step: share(step) },
                hold: 14,
            }),
        };
        Rulebook {
            questions: vec![
                Question {
                    id: "ill".to_owned(),
                    unsure: true,
                },
                Question {
                    id: "old".to_owned(),
                    unsure: false,
                },
            ],
            products: vec![Product {
                id: "leaf".to_owned(),
                scales: vec![ticks(100)],
                own_scale: false,
            }],
            ranges: vec![
                range("slow", 500),
                range("fast", 1_000),
                Range {
                    id: "told".to_owned(),
                    pace: None,
                },
            ],
            rules: vec![
                rule(
                    "ill",
                    Level::Worksheet,
                    Condition::Answered {
                        question: "ill".to_owned(),
                        is: vec![Answer::Yes, Answer::Unsure],
                    },
                ),
                rule(
                    "old",
                    Level::Limit,
                    Condition::Answered {
                        question: "old".to_owned(),
                        is: vec![Answer::Yes],
                    },
                ),
                rule(
                    "heavy",
                    Level::Worksheet,
                    Condition::DailyAbove(ticks(40_000)),
                ),
                rule("much", Level::Input, Condition::DailyAbove(ticks(30_000))),
                rule(
                    "jump",
                    Level::Warn,
                    Condition::LastDoseAboveShare(share(2_500)),
                ),
            ],
            step_cap: share(2_500),
            window: Window {
                days: 28,
                cap: share(3_000),
            },
            hold_quantum: 7,
            hold_max_factor: 4,
            max_rows: 600,
        }
    }

    fn facts(ill: Answer, old: Answer) -> Facts {
        Facts {
            answers: vec![("ill".to_owned(), ill), ("old".to_owned(), old)],
            product: Some("leaf".to_owned()),
            daily: Some(ticks(10_000)),
            ..Facts::default()
        }
    }

    fn clear(facts: &Facts) -> Clearance {
        match book().judge(facts) {
            Verdict::Clear(clearance) => clearance,
            other => panic!("{other:?}"),
        }
    }

    fn wish(range: usize) -> Wish {
        Wish {
            range,
            daily: ticks(10_000),
            scale: ticks(100),
            last_dose: ticks(1_000),
            stay_at: Ticks::ZERO,
        }
    }

    #[test]
    fn a_forbidding_answer_comes_before_everything_that_is_missing() {
        let mut facts = Facts::default();
        facts.answers.push(("ill".to_owned(), Answer::Unsure));
        assert_eq!(book().judge(&facts), Verdict::Worksheet { rules: vec![0] });
        let mut heavy = self::facts(Answer::No, Answer::No);
        heavy.daily = Some(ticks(40_001));
        heavy.daily_confirmed = true;
        assert_eq!(book().judge(&heavy), Verdict::Worksheet { rules: vec![2] });
    }

    #[test]
    fn without_every_answer_nothing_is_cleared() {
        let mut facts = facts(Answer::No, Answer::Unsure);
        assert_eq!(
            book().judge(&facts),
            Verdict::Incomplete {
                questions: vec![1],
                product: false
            },
            "not sure is no answer where it is not offered"
        );
        facts.product = Some("unheard of".to_owned());
        assert_eq!(
            book().judge(&facts),
            Verdict::Incomplete {
                questions: vec![1],
                product: true
            }
        );
    }

    #[test]
    fn a_limit_takes_ranges_away_and_the_plan_refuses_them() {
        let free = clear(&facts(Answer::No, Answer::No));
        assert_eq!(free.ranges(), [0, 1]);
        assert!(book().plan(&free, &wish(1)).is_ok());
        let limited = clear(&facts(Answer::No, Answer::Yes));
        assert_eq!((limited.ranges(), limited.limits()), (&[0][..], &[1][..]));
        assert_eq!(
            book().plan(&limited, &wish(1)),
            Err(WishRefusal::RangeNotOffered)
        );
        for unoffered in [2, 3] {
            assert_eq!(
                book().plan(&free, &wish(unoffered)),
                Err(WishRefusal::RangeNotOffered)
            );
        }
    }

    #[test]
    fn nobody_stays_at_an_amount_that_cannot_be_measured() {
        let clearance = clear(&facts(Answer::No, Answer::No));
        let staying_at = |amount: u32| Wish {
            stay_at: ticks(amount),
            last_dose: Ticks::ZERO,
            ..wish(0)
        };
        let scale = wish(0).scale.get();
        for measured in [scale, 2 * scale] {
            assert!(book().plan(&clearance, &staying_at(measured)).is_ok());
        }
        for not_measured in [scale - 1, scale + 1, 2 * scale - 1] {
            assert_eq!(
                book().plan(&clearance, &staying_at(not_measured)),
                Err(WishRefusal::StayOffScale)
            );
            assert_eq!(
                book().example(&staying_at(not_measured)),
                Err(WishRefusal::StayOffScale)
            );
        }
    }

    #[test]
    fn limits_that_leave_no_range_together_leave_the_worksheet() {
        let mut book = book();
        let mut other = rule("large", Level::Limit, Condition::DailyAbove(ticks(20_000)));
        other.ranges = vec![book.ranges[1].id.clone()];
        book.rules.push(other);
        let mut facts = facts(Answer::No, Answer::Yes);
        facts.daily = Some(ticks(20_000));
        assert!(matches!(book.judge(&facts), Verdict::Clear(_)));
        facts.daily = Some(ticks(20_001));
        let rules = vec![1, book.rules.len() - 1];
        assert_eq!(book.judge(&facts), Verdict::Worksheet { rules });
    }

    #[test]
    fn an_unlikely_amount_is_asked_about_until_it_is_confirmed() {
        let mut facts = facts(Answer::No, Answer::No);
        facts.daily = Some(ticks(35_000));
        assert_eq!(clear(&facts).asks(), [3]);
        assert_eq!(
            book().plan(&clear(&facts), &wish(0)),
            Err(WishRefusal::Unconfirmed)
        );
        // So much that a forbidding rule applies too: it is asked first.
        facts.daily = Some(ticks(90_000));
        assert_eq!(clear(&facts).asks(), [3]);
        facts.daily_confirmed = true;
        assert_eq!(book().judge(&facts), Verdict::Worksheet { rules: vec![2] });
        facts.daily = Some(ticks(35_000));
        facts.daily_confirmed = true;
        assert!(clear(&facts).asks().is_empty());
    }

    #[test]
    fn a_large_last_dose_is_a_warning() {
        let mut facts = facts(Answer::No, Answer::No);
        facts.last_dose = Some(ticks(2_500));
        assert!(clear(&facts).warnings().is_empty());
        facts.last_dose = Some(ticks(2_501));
        assert_eq!(clear(&facts).warnings(), [4]);
    }

    #[test]
    fn the_last_dose_of_the_plan_is_judged_and_not_only_the_one_that_was_asked_for() {
        let mut facts = facts(Answer::No, Answer::No);
        facts.daily = Some(ticks(9_600));
        facts.last_dose = Some(ticks(2_300));
        let clearance = clear(&facts);
        assert!(clearance.warnings().is_empty());
        let wish = Wish {
            daily: ticks(9_600),
            // The scale skips what lies between.
            scale: ticks(900),
            last_dose: ticks(2_300),
            ..wish(0)
        };
        let plan = book().plan(&clearance, &wish).expect("a plan");
        let schedule =
            Schedule::new(&plan, None, &Pauses::new(), day("2026-12-01")).expect("a schedule");
        assert!(schedule.stop() > facts.last_dose, "{:?}", schedule.stop());
        match book().judge_schedule(&facts, &schedule) {
            Verdict::Clear(clearance) => assert_eq!(clearance.warnings(), [4]),
            other => panic!("{other:?}"),
        }
        // One that stays at a dose has no step to nothing.
        let stays = Facts {
            last_dose: None,
            ..facts
        };
        let wish = Wish {
            last_dose: Ticks::ZERO,
            stay_at: ticks(2_700),
            ..wish
        };
        let plan = book().plan(&clearance, &wish).expect("a plan");
        let schedule =
            Schedule::new(&plan, None, &Pauses::new(), day("2026-12-01")).expect("a schedule");
        assert_eq!(
            book().judge_schedule(&stays, &schedule),
            book().judge(&stays)
        );
    }
}
