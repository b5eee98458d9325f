//! Example plans.
//!
//! In go the examples as written and the checked rules; out come plans that the
//! engine computed. One that does not come to what the file says is a diagnostic.

use stepdown_taper::{Answer, Condition, Facts, Plan, Rulebook, Status, Ticks, Verdict, Wish};
use toml::Spanned;

use super::{Check, Example};
use crate::load::parameters::{ExampleTable, ParametersFile};

impl Check<'_> {
    pub(super) fn examples(&mut self, table: &ParametersFile, book: &Rulebook) -> Vec<Example> {
        let mut examples = Vec::new();
        for example in &table.example {
            if let Some(example) = self.example(table, book, example) {
                examples.push(example);
            }
        }
        examples
    }

    fn example(
        &mut self,
        table: &ParametersFile,
        book: &Rulebook,
        example: &ExampleTable,
    ) -> Option<Example> {
        let product = book
            .products
            .iter()
            .find(|p| p.id == *example.product.get_ref());
        let range = book
            .ranges
            .iter()
            .position(|r| r.id == *example.range.get_ref());
        let Some(product) = product else {
            let known = book.products.iter().map(|p| p.id.as_str()).collect();
            self.unknown(
                &example.product,
                example.product.get_ref(),
                "product",
                known,
            );
            return None;
        };
        let Some(range) = range else {
            let known = book.ranges.iter().map(|r| r.id.as_str()).collect();
            self.unknown(&example.range, example.range.get_ref(), "range", known);
            return None;
        };
        let daily = self.amount(&example.daily)?;
        let scale = self.amount(&example.scale)?;
        if !product.own_scale && !product.scales.contains(&scale) {
            self.wrong(
                &example.scale,
                format!("`{}` is no scale of this product", example.scale.get_ref()),
                "name one of its `scales`",
            );
            return None;
        }
        let most = self.amount(&table.limits.daily.value)?;
        if daily > most {
            self.wrong(
                &example.daily,
                "an example above `limits.daily`",
                "show a smaller one",
            );
        }
        let optional = |this: &mut Self, value: &Option<Spanned<String>>| match value {
            None => Some(Ticks::ZERO),
            Some(value) => this.amount(value),
        };
        let last_dose = optional(self, &example.last_dose)?;
        let stay_at = optional(self, &example.stay_at)?;
        if !last_dose.is_zero() && !stay_at.is_zero() {
            self.wrong(
                &example.title,
                "an example has `last_dose` or `stay_at`, not both",
                "a plan ends with a stop or with a dose that is kept",
            );
        }
        let wish = Wish {
            range,
            daily,
            scale,
            last_dose,
            stay_at,
        };
        let plan = match book.example(&wish) {
            Ok(plan) => plan,
            Err(why) => {
                let why = match why {
                    stepdown_taper::WishRefusal::Request(refusal) => refusal.to_string(),
                    stepdown_taper::WishRefusal::StayOffScale => {
                        "`stay_at` is no whole multiple of `scale`, so it cannot be measured"
                            .to_owned()
                    }
                    _ => "the range has no schedule".to_owned(),
                };
                self.wrong(
                    &example.title,
                    format!("the example gives no plan: {why}"),
                    "correct its amounts",
                );
                return None;
            }
        };
        if plan.status() == Status::TooLong {
            self.wrong(
                &example.title,
                format!(
                    "the example has more than the {} rows of `engine.max_rows`",
                    plan.rows().len()
                ),
                "show a shorter one, or raise `max_rows`",
            );
            return None;
        }
        self.allowed(book, example, &wish, &plan);
        let steps = plan.rows().len() - 1;
        let weeks = plan.days() / 7;
        let expected = example.expect.get_ref();
        let is_as_expected = steps == expected.steps as usize && weeks == u64::from(expected.weeks);
        if !is_as_expected {
            self.wrong(
                &example.expect,
                format!("the plan has {steps} steps and takes {weeks} weeks"),
                "correct `expect` or the example: the text around it may name these numbers too",
            );
        }
        Some(Example { wish, plan })
    }

    /// An example of a plan that no reader would get is a plan all the same, for whoever reads
    /// it. Its reader has answered so that no rule holds.
    fn allowed(&mut self, book: &Rulebook, example: &ExampleTable, wish: &Wish, plan: &Plan) {
        let holds = |id: &str, answer: Answer| {
            let mut conditions = book.rules.iter().flat_map(|rule| &rule.when);
            conditions.any(|condition| {
                matches!(condition, Condition::Answered { question, is } if question == id && is.contains(&answer))
            })
        };
        let answers = book.questions.iter().map(|question| {
            let answer = match holds(&question.id, Answer::No) {
                true => Answer::Yes,
                false => Answer::No,
            };
            (question.id.clone(), answer)
        });
        let stop = match plan.rows() {
            [.., before, last] if last.dose().is_zero() => before.dose(),
            _ => Ticks::ZERO,
        };
        let facts = Facts {
            answers: answers.collect(),
            product: Some(example.product.get_ref().clone()),
            daily: Some(wish.daily),
            last_dose: Some(stop),
            ..Facts::default()
        };
        let named = |rules: &[usize]| {
            let ids = rules
                .iter()
                .map(|rule| format!("`{}`", book.rules[*rule].id));
            ids.collect::<Vec<_>>().join(", ")
        };
        let (place, why) = match book.judge(&facts) {
            Verdict::Worksheet { rules } => (
                &example.daily,
                format!(
                    "readers get no plan for this product and amount, by {}",
                    named(&rules)
                ),
            ),
            Verdict::Clear(clearance) if !clearance.asks().is_empty() => (
                &example.daily,
                format!(
                    "readers are asked about this amount, by {}",
                    named(clearance.asks())
                ),
            ),
            Verdict::Clear(clearance) if !clearance.ranges().contains(&wish.range) => {
                let why = named(clearance.limits());
                (
                    &example.range,
                    format!("readers do not get this range here, by {why}"),
                )
            }
            Verdict::Clear(_) | Verdict::Incomplete { .. } => return,
        };
        self.wrong(
            place,
            why,
            "show an example that the rules allow, or correct the rule",
        );
    }
}
