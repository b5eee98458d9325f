//! The rules as the engine wants them.
//!
//! In goes the file as written; out comes a [`Rulebook`] whose ranges lie within
//! the limits and whose conditions name only what exists. What does not fit is a
//! diagnostic at its place.

use stepdown_taper::{
    Answer, BasisPoints, Condition, Level, Method, Pace, Product, Question, Range, Rule, Rulebook,
    Ticks, Window,
};
use toml::Spanned;

use super::Check;
use crate::load::parameters::{
    ConditionTable, Offered, ParametersFile, Percent, ProductTable, RangeMethod, RangeTable,
    RuleLevel, RuleTable,
};

impl Check<'_> {
    pub(super) fn book(&mut self, table: &ParametersFile) -> Rulebook {
        let share = |percent: Percent| BasisPoints::new(percent.0).unwrap_or(BasisPoints::ALL);
        let products = table
            .product
            .iter()
            .map(|product| Product {
                id: product.id.get_ref().clone(),
                scales: self.scales(product),
                own_scale: product.own_scale,
            })
            .collect();
        let questions: Vec<Question> = table
            .question
            .iter()
            .map(|question| Question {
                id: question.id.get_ref().clone(),
                unsure: question.unsure,
            })
            .collect();
        let ranges: Vec<Range> = table
            .range
            .iter()
            .map(|range| Range {
                id: range.id.get_ref().clone(),
                pace: self.pace(table, range),
            })
            .collect();
        let rules: Vec<Rule> = table
            .rule
            .iter()
            .filter_map(|rule| self.rule(table, rule))
            .collect();
        self.questions_used(table, &rules);
        self.products_used(table, &rules);
        self.limits_used(table);
        self.conditions_used(table, &rules);
        Rulebook {
            questions,
            products,
            ranges,
            rules,
            step_cap: share(*table.limits.step_cap.value.get_ref()),
            window: Window {
                days: *table.limits.window.days.get_ref(),
                cap: share(*table.limits.window.value.get_ref()),
            },
            hold_quantum: *table.engine.hold_quantum_days.get_ref(),
            hold_max_factor: *table.engine.hold_max_factor.get_ref(),
            max_rows: *table.engine.max_rows.get_ref(),
        }
    }

    fn scales(&mut self, product: &ProductTable) -> Vec<Ticks> {
        let mut scales = Vec::new();
        for written in &product.scales {
            let Some(scale) = self.amount(written) else {
                continue;
            };
            if scales.contains(&scale) {
                self.wrong(
                    written,
                    format!("the scale `{}` is there twice", written.get_ref()),
                    "take it away, or write the one that was meant",
                );
            }
            scales.push(scale);
        }
        scales
    }

    fn pace(&mut self, table: &ParametersFile, range: &RangeTable) -> Option<Pace> {
        if range.offered == Offered::Worksheet {
            return None;
        }
        let (Some(method), Some(hold)) = (range.method, &range.hold) else {
            self.wrong(
                &range.id,
                "a range with schedules needs `method` and `hold`",
                "add them, or write `offered = \"worksheet\"`",
            );
            return None;
        };
        let limits = &table.limits;
        let least = *limits.hold.days.get_ref();
        let most = stepdown_taper::MOST_HOLD;
        // A limit that is out of bounds is said once, at the limit.
        if least <= most && !(least..=most).contains(hold.get_ref()) {
            self.wrong(
                hold,
                format!("a hold of {} days is outside the limits", hold.get_ref()),
                format!("write {least} to {most} days"),
            );
        }
        let step = |this: &mut Self| -> Option<BasisPoints> {
            let Some(step) = &range.step else {
                this.wrong(
                    &range.id,
                    "the range has no `step`",
                    "add `step = \"10 %\"`",
                );
                return None;
            };
            if step.get_ref().0 == 0 {
                this.wrong(
                    step,
                    "a step of nothing never comes to an end",
                    "write a percentage above 0",
                );
            }
            if step.get_ref().0 > limits.range_step.value.get_ref().0 {
                this.wrong(
                    step,
                    "the step is above `limits.range_step`",
                    "lower it, or write `offered = \"worksheet\"`: it is then told and not computed",
                );
            }
            BasisPoints::new(step.get_ref().0)
        };
        // What is not read would be believed to hold.
        let unread = match method {
            RangeMethod::FixedAmount => range.step.as_ref().map(|step| (step.span(), "step")),
            _ => range
                .amount
                .as_ref()
                .map(|amount| (amount.span(), "amount")),
        };
        if let Some((span, key)) = unread {
            self.wrong(
                &Spanned::new(span, ()),
                format!("a range of this `method` does not read `{key}`"),
                "take it away, or write the method that it belongs to",
            );
        }
        let method = match method {
            RangeMethod::PercentOfPresent => Method::PercentOfPresent { step: step(self)? },
            RangeMethod::PercentOfStart => Method::PercentOfStart { step: step(self)? },
            RangeMethod::FixedAmount => {
                let Some(amount) = &range.amount else {
                    self.wrong(
                        &range.id,
                        "the range has no `amount`",
                        "add `amount = \"…\"`",
                    );
                    return None;
                };
                Method::FixedAmount {
                    amount: self.amount(amount)?,
                }
            }
        };
        Some(Pace {
            method,
            hold: *hold.get_ref(),
        })
    }

    /// A rule as the engine evaluates it; none for one that is only told.
    fn rule(&mut self, table: &ParametersFile, rule: &RuleTable) -> Option<Rule> {
        let level = evaluated(*rule.level.get_ref());
        self.unread(rule, level);
        for range in &rule.ranges {
            let ids = || table.range.iter().map(|range| range.id.get_ref().as_str());
            if !ids().any(|id| id == range.get_ref()) {
                self.unknown(range, range.get_ref(), "range", ids().collect());
            }
        }
        let when = self.conditions(table, rule, level);
        let Some(level) = level else {
            if let Some(first) = rule.when.first() {
                self.wrong(
                    first,
                    "a rule of this level always holds",
                    "take `when` away, or write the level `worksheet`, `limit`, `warn` or `input`",
                );
            }
            return None;
        };
        if rule.when.is_empty() {
            self.wrong(
                &rule.level,
                "the rule says no `when`, so it would never apply",
                "add `when = [{ question = \"…\", is = [\"yes\"] }]`",
            );
        }
        if level == Level::Limit && rule.ranges.is_empty() {
            self.wrong(
                &rule.level,
                "a rule that limits names the ranges that are left",
                "add `ranges = [\"…\"]`",
            );
        }
        Some(Rule {
            id: rule.id.get_ref().clone(),
            level,
            when,
            ranges: rule.ranges.iter().map(|r| r.get_ref().clone()).collect(),
            confirm: rule.confirm,
            alone: rule.alone,
        })
    }

    /// Keys that a rule's level does not read: whoever wrote them believes that they hold.
    fn unread(&mut self, rule: &RuleTable, level: Option<Level>) {
        for (is_given, key, wanted) in [
            (!rule.ranges.is_empty(), "ranges", Level::Limit),
            (rule.confirm, "confirm", Level::Input),
            (rule.alone, "alone", Level::Worksheet),
        ] {
            if is_given && level != Some(wanted) {
                self.wrong(
                    &rule.level,
                    format!("a rule of this level does not read `{key}`"),
                    format!("take it away, or write `level = \"{}\"`", name(wanted)),
                );
            }
        }
        if let (Some(Level::Input), Some(title)) = (level, &rule.title) {
            self.wrong(
                title,
                "a rule of level `input` shows no `title`: its text stands at the field",
                "write these words into `text`, or take them away",
            );
        }
    }

    /// The conditions of a rule. Those of one that is only told are no more than looked at.
    fn conditions(
        &mut self,
        table: &ParametersFile,
        rule: &RuleTable,
        level: Option<Level>,
    ) -> Vec<Condition> {
        let mut when = Vec::new();
        for condition in &rule.when {
            let Some(read) = self.condition(table, condition) else {
                continue;
            };
            let is_of_daily = matches!(read, Condition::DailyAtLeast(_) | Condition::DailyAbove(_));
            if level == Some(Level::Input) && !is_of_daily {
                self.wrong(
                    condition,
                    "a rule of level `input` asks whether the daily amount is right, whatever its condition is about",
                    "write `daily_above` or `daily_at_least`, or another level",
                );
            }
            when.push(read);
        }
        when
    }

    fn condition(
        &mut self,
        table: &ParametersFile,
        spanned: &Spanned<ConditionTable>,
    ) -> Option<Condition> {
        let ConditionTable {
            question,
            is,
            product,
            daily_at_least,
            daily_above,
            last_dose_above,
            last_dose_above_share,
        } = spanned.get_ref();
        let given = [
            question.is_some(),
            product.is_some(),
            daily_at_least.is_some(),
            daily_above.is_some(),
            last_dose_above.is_some(),
            last_dose_above_share.is_some(),
        ];
        if given.iter().filter(|is_given| **is_given).count() != 1
            || question.is_some() != is.is_some()
        {
            self.wrong(
                spanned,
                "a condition compares one thing",
                "write `{ question = \"…\", is = [\"yes\"] }`, `{ product = [\"…\"] }` or `{ daily_above = \"…\" }`; several in one `when` mean any of them",
            );
            return None;
        }
        if let (Some(question), Some(is)) = (question, is) {
            let Some(asked) = table.question.iter().find(|q| q.id.get_ref() == question) else {
                let known = table.question.iter().map(|q| q.id.get_ref().as_str());
                self.unknown(spanned, question, "question", known.collect());
                return None;
            };
            if is.is_empty() {
                self.never(spanned, "answers");
                return None;
            }
            let mut answers = Vec::new();
            for answer in is {
                match Answer::read(answer) {
                    Some(Answer::Unsure) if !asked.unsure => self.wrong(
                        spanned,
                        format!("`unsure` cannot be answered to `{question}`"),
                        "write `unsure = true` at the question, or take it away here",
                    ),
                    Some(answer) => answers.push(answer),
                    None => self.unknown(spanned, answer, "answer", vec!["yes", "no", "unsure"]),
                }
            }
            return Some(Condition::Answered {
                question: question.clone(),
                is: answers,
            });
        }
        if let Some(products) = product {
            if products.is_empty() {
                self.never(spanned, "products");
                return None;
            }
            for product in products {
                let ids = || table.product.iter().map(|p| p.id.get_ref().as_str());
                if !ids().any(|id| id == product) {
                    self.unknown(spanned, product, "product", ids().collect());
                }
            }
            return Some(Condition::Product(products.clone()));
        }
        if let Some(share) = last_dose_above_share {
            return BasisPoints::new(share.0).map(Condition::LastDoseAboveShare);
        }
        let amount = |this: &mut Self, text: &Option<String>| {
            let text = text.as_ref()?;
            this.amount(&Spanned::new(spanned.span(), text.clone()))
        };
        if daily_at_least.is_some() {
            return amount(self, daily_at_least).map(Condition::DailyAtLeast);
        }
        if daily_above.is_some() {
            return amount(self, daily_above).map(Condition::DailyAbove);
        }
        amount(self, last_dose_above).map(Condition::LastDoseAbove)
    }

    /// An empty list is no condition that holds for everybody: it holds for nobody.
    fn never(&mut self, condition: &Spanned<ConditionTable>, what: &str) {
        self.wrong(
            condition,
            format!("the condition names no {what}, so it never holds"),
            format!("write the {what} that count, or take the condition away"),
        );
    }
}

/// The level of a rule that the engine evaluates; none for one that is only told.
pub(super) fn evaluated(level: RuleLevel) -> Option<Level> {
    match level {
        RuleLevel::Worksheet => Some(Level::Worksheet),
        RuleLevel::Limit => Some(Level::Limit),
        RuleLevel::Warn => Some(Level::Warn),
        RuleLevel::Input => Some(Level::Input),
        RuleLevel::Always
        | RuleLevel::Note
        | RuleLevel::Cap
        | RuleLevel::Invariant
        | RuleLevel::Content => None,
    }
}

/// As the file writes it.
pub(super) fn name(level: Level) -> &'static str {
    match level {
        Level::Worksheet => "worksheet",
        Level::Limit => "limit",
        Level::Warn => "warn",
        Level::Input => "input",
    }
}
