//! Rules held against the form, and against each other.
//!
//! In go the file as written and its rules as the engine wants them; out come
//! diagnostics alone: an answer that no rule uses, a product without a way on.

use stepdown_taper::{Answer, Condition, Level, Rule};

use super::Check;
use super::book::name;
use crate::load::parameters::ParametersFile;

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
