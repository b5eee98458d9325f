//! Rules held against the form, and against each other.
//!
//! In go the file as written and its rules as the engine wants them; out come
//! diagnostics alone: an answer that no rule uses, a product without a way on,
//! a condition that holds for nobody.

use stepdown_taper::{Answer, BasisPoints, Condition, Level, Rule};

use super::Check;
use super::book::{evaluated, name};
use crate::load::parameters::{Offered, ParametersFile, RuleLevel};

impl Check<'_> {
    /// Every answer that is asked for does something, and “not sure” as much as the answer
    /// that it may stand for.
    pub(super) fn questions_used(&mut self, table: &ParametersFile, rules: &[Rule]) {
        for question in &table.question {
            let id = question.id.get_ref();
            let used: Vec<(Level, &Vec<Answer>)> = rules
                .iter()
                .flat_map(|rule| rule.when.iter().map(|condition| (rule.level, condition)))
                .filter_map(|(level, condition)| match condition {
                    Condition::Answered { question, is } if question == id => Some((level, is)),
                    _ => None,
                })
                .collect();
            let strictest = |counts: fn(&Answer) -> bool| {
                let levels = used.iter().filter(|(_, is)| is.iter().any(counts));
                levels
                    .map(|(level, _)| *level)
                    .max_by_key(|level| strictness(*level))
            };
            let sure = strictest(|answer| *answer != Answer::Unsure);
            let unsure = strictest(|answer| *answer == Answer::Unsure);
            if used.is_empty() {
                self.wrong(
                    &question.id,
                    format!("no rule uses the answer to `{id}`"),
                    "add a rule with `when = [{ question = … }]`, or do not ask",
                );
            } else if unsure.map(strictness) > sure.map(strictness) {
                self.wrong(
                    &question.id,
                    format!("a rule holds for “not sure” to `{id}`, and none as strict for a yes or a no"),
                    "write `is = [\"yes\", \"unsure\"]` in its rule: who is sure is not helped less",
                );
            } else if question.unsure && unsure.is_none() {
                self.wrong(
                    &question.id,
                    format!("no rule uses the answer “not sure” to `{id}`: it would count as a no"),
                    "write `is = [\"yes\", \"unsure\"]` in its rule, or take `unsure = true` out",
                );
            } else if let (true, Some(sure), Some(unsure)) = (question.unsure, sure, unsure)
                && strictness(unsure) < strictness(sure)
            {
                self.wrong(
                    &question.id,
                    format!(
                        "“not sure” to `{id}` counts for less than a sure answer, which a rule of level `{}` holds for",
                        name(sure)
                    ),
                    "add `\"unsure\"` to `is` in that rule: who is not sure may be whom it is for",
                );
            }
        }
    }

    /// Who takes a product gets a plan, or is told why there is none.
    pub(super) fn products_used(&mut self, table: &ParametersFile, rules: &[Rule]) {
        for product in &table.product {
            let id = product.id.get_ref();
            // A rule that only warns stands above a plan, and there is none.
            let is_forbidden = rules
                .iter()
                .filter(|rule| rule.level == Level::Worksheet)
                .flat_map(|rule| &rule.when)
                .any(|condition| matches!(condition, Condition::Product(products) if products.contains(id)));
            if product.scales.is_empty() && !product.own_scale && !is_forbidden {
                self.wrong(
                    &product.id,
                    format!("`{id}` can neither be measured nor does a rule say that there is no plan for it"),
                    "add `scales`, or a rule with `level = \"worksheet\"` and `when = [{ product = [\"…\"] }]`",
                );
            }
        }
    }

    /// Each rule that limits takes ranges away, and leaves some.
    pub(super) fn limits_used(&mut self, table: &ParametersFile) {
        let computed: Vec<&String> = table
            .range
            .iter()
            .filter(|range| range.offered == Offered::Schedule)
            .map(|range| range.id.get_ref())
            .collect();
        let limits = table
            .rule
            .iter()
            .filter(|rule| *rule.level.get_ref() == RuleLevel::Limit);
        for rule in limits {
            let is_left = |id: &&String| rule.ranges.iter().any(|left| left.get_ref() == *id);
            let left = computed.iter().filter(|id| is_left(id)).count();
            // A rule that names no range, or one that does not exist, has its own error.
            let Some(first) = rule.ranges.first() else {
                continue;
            };
            let is_known = |id: &String| table.range.iter().any(|range| range.id.get_ref() == id);
            if left == 0 && rule.ranges.iter().all(|id| is_known(id.get_ref())) {
                self.wrong(
                    first,
                    "the rule leaves only ranges that are told and not computed",
                    "name one with `offered = \"schedule\"`, or write `level = \"worksheet\"`",
                );
            } else if left > 0 && left == computed.len() {
                self.wrong(
                    first,
                    "the rule leaves every range that is computed, so it limits nothing",
                    "leave out what it takes away, or write `level = \"warn\"`",
                );
            }
        }
    }

    /// Each condition holds for somebody. Rules that limit or warn speak to those whom no rule
    /// of level `worksheet` takes the schedule away from.
    pub(super) fn conditions_used(&mut self, table: &ParametersFile, rules: &[Rule]) {
        let forbidding: Vec<&Condition> = rules
            .iter()
            .filter(|rule| rule.level == Level::Worksheet)
            .flat_map(|rule| &rule.when)
            .collect();
        let evaluated = table
            .rule
            .iter()
            .filter(|rule| evaluated(*rule.level.get_ref()).is_some());
        for (written, rule) in evaluated.zip(rules) {
            // One that cannot be read has its own error.
            if written.when.len() != rule.when.len() {
                continue;
            }
            let is_after = matches!(rule.level, Level::Limit | Level::Warn);
            for (place, condition) in written.when.iter().zip(&rule.when) {
                if let Condition::LastDoseAboveShare(share) = condition
                    && *share == BasisPoints::ALL
                {
                    self.wrong(
                        place,
                        "the condition never holds: no last dose is more than the whole day’s amount",
                        "write a smaller share, or take the condition away",
                    );
                } else if is_after && is_covered(condition, &forbidding) {
                    self.wrong(
                        place,
                        "the condition never counts: a rule of level `worksheet` takes the schedule away wherever it holds",
                        "correct it or that rule, or take it away",
                    );
                }
            }
        }
    }
}

/// Whether some rule of level `worksheet` holds wherever a condition does.
fn is_covered(condition: &Condition, forbidding: &[&Condition]) -> bool {
    let any = |covers: &dyn Fn(&Condition) -> bool| forbidding.iter().any(|other| covers(other));
    let above = |least: u32| {
        any(&|other| match other {
            Condition::DailyAtLeast(from) => from.get() <= least,
            Condition::DailyAbove(most) => most.get() < least,
            _ => false,
        })
    };
    match condition {
        Condition::Answered { question, is } => {
            let is_forbidden = |answer: &Answer| {
                any(&|other| match other {
                    Condition::Answered { question: of, is } => {
                        of == question && is.contains(answer)
                    }
                    _ => false,
                })
            };
            // One without an answer that can be read has its own error.
            !is.is_empty() && is.iter().all(is_forbidden)
        }
        Condition::Product(products) => {
            let is_forbidden = |product: &String| {
                any(&|other| match other {
                    Condition::Product(others) => others.contains(product),
                    _ => false,
                })
            };
            products.iter().all(is_forbidden)
        }
        Condition::DailyAtLeast(from) => above(from.get()),
        Condition::DailyAbove(most) => above(most.get() + 1),
        // A last dose is part of the day's amount.
        Condition::LastDoseAbove(most) => {
            above(most.get() + 1)
                || any(&|other| matches!(other, Condition::LastDoseAbove(less) if less <= most))
        }
        Condition::LastDoseAboveShare(share) => {
            any(&|other| matches!(other, Condition::LastDoseAboveShare(less) if less <= share))
        }
    }
}

/// How far a rule of a level goes.
fn strictness(level: Level) -> u8 {
    match level {
        Level::Input => 0,
        Level::Warn => 1,
        Level::Limit => 2,
        Level::Worksheet => 3,
    }
}
