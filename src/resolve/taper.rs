//! Calculators: their parameter files held against the bibliography, the
//! languages and the engine.
//!
//! In: the parameter files that articles name. Out: a [`Calculator`] for each,
//! with its rules as the engine wants them, its texts by language, and its
//! example plans, computed. Whatever does not fit together is a diagnostic at
//! its place in the file.

use std::collections::{BTreeMap, BTreeSet};

use stepdown_taper::amount::{self, Reading, Unit};
use stepdown_taper::{
    Answer, BasisPoints, Condition, Level, Method, Pace, Plan, Product, Question, Range, Rule,
    Rulebook, Status, Ticks, Window, Wish,
};
use toml::Spanned;

use super::data::LinkedFragment;
use super::{Bibliography, PageId, Site, join, links};
use crate::config::read_toml;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, closest};
use crate::load::parameters::{
    ConditionTable, ExampleTable, Offered, ParametersFile, Percent, RangeMethod, RangeTable,
    RuleLevel, RuleTable, Text,
};
use crate::load::{Sources, read_text};
use crate::parse::{ComponentCall, MarkdownOptions, Part, parse_fragment};

/// The name of the component.
pub const COMPONENT: &str = "taper";
/// Its argument.
const ARGUMENT: &str = "parameters";
/// The engine never takes more of the present dose in one step.
const HARD_CAP: u16 = 2_500;

/// A calculator, checked.
#[derive(Debug)]
pub struct Calculator {
    /// Its parameter file, relative to the root.
    pub file: String,
    /// What the file says.
    pub table: ParametersFile,
    /// How amounts are written.
    pub unit: Unit,
    /// Its rules and bounds.
    pub book: Rulebook,
    /// Its example plans, in the file's order.
    pub examples: Vec<Example>,
    /// Its running texts by language and key.
    pub texts: Vec<BTreeMap<String, LinkedFragment>>,
}

/// An example plan.
#[derive(Debug)]
pub struct Example {
    /// What was asked.
    pub wish: Wish,
    /// What the engine made of it.
    pub plan: Plan,
}

impl Calculator {
    /// Every reference that it names, in the order of the file.
    pub fn cites(&self) -> impl Iterator<Item = &Spanned<String>> {
        let limits = &self.table.limits;
        [
            &limits.step_cap.cite,
            &limits.range_step.cite,
            &limits.hold.cite,
            &limits.window.cite,
            &limits.daily.cite,
        ]
        .into_iter()
        .chain(self.table.range.iter().map(|range| &range.cite))
        .chain(self.table.rule.iter().map(|rule| &rule.cite))
        .flatten()
    }
}

/// The content path of the parameter file that a component on a page names.
pub fn parameters_path(page_path: &str, call: &ComponentCall) -> Option<String> {
    join(page_path, call.str_arg(ARGUMENT)?)
}

/// Reads the calculators that pages embed.
pub(super) fn resolve(
    site: &mut Site,
    sources: &Sources,
    assets: &mut super::assets::Collector<'_>,
    found: &mut Diagnostics,
) {
    let mut wanted: BTreeMap<String, (PageId, Span)> = BTreeMap::new();
    for (id, page) in site.pages.iter().enumerate() {
        page.document.body.for_each_slot(&mut |slot| {
            let Part::Component(call) = &slot.part else {
                return;
            };
            if call.name != COMPONENT {
                return;
            }
            let span = call.span_of(ARGUMENT).unwrap_or(slot.span);
            if let Some(path) = parameters_path(&page.path, call) {
                wanted.entry(path).or_insert((id, span));
            }
        });
    }
    for (path, (page, span)) in wanted {
        let Some(source) = sources.beside.iter().find(|file| file.path == path) else {
            let d = Diagnostic::new(Code::Calculator, format!("there is no `content/{path}`"))
                .in_file(&site.pages[page].file)
                .at(span);
            let paths = sources.beside.iter().map(|file| file.path.as_str());
            let tables = paths.filter(|path| path.ends_with(".toml"));
            found.push(match closest(&path, tables) {
                Some(near) => d.help(format!("did you mean `content/{near}`?")),
                None => d.help("put the parameter file beside the article and name it here"),
            });
            continue;
        };
        let file = source.display();
        let table: ParametersFile = match read_text(&source.full, &file) {
            Err(diagnostic) => {
                found.push(diagnostic);
                continue;
            }
            Ok(text) => match read_toml(&text, &file, 0) {
                Ok(table) => table,
                Err(errors) => {
                    found.extend(errors);
                    continue;
                }
            },
        };
        let languages: Vec<String> = site.languages.iter().map(|l| l.code.clone()).collect();
        let around = Around {
            bibliography: Some(&site.bibliography),
            languages: &languages,
            smart_punctuation: site.config.markdown.smart_punctuation,
        };
        let Some(mut calculator) = Calculator::check(table, &file, &around, found) else {
            continue;
        };
        for texts in &mut calculator.texts {
            for text in texts.values_mut() {
                links::resolve_data(site, assets, &file, text, found);
            }
        }
        site.calculators.insert(path, calculator);
    }
}

/// What a parameter file is held against.
pub struct Around<'a> {
    /// `None` where there is no site around it: references are then not looked up.
    pub bibliography: Option<&'a Bibliography>,
    /// The languages that every text must have, the main one first.
    pub languages: &'a [String],
    /// How Markdown in texts is read.
    pub smart_punctuation: bool,
}

impl Calculator {
    /// Checks a parameter file; `None` when anything is wrong.
    pub fn check(
        table: ParametersFile,
        file: &str,
        around: &Around<'_>,
        found: &mut Diagnostics,
    ) -> Option<Self> {
        let errors = found.errors();
        let unit = Unit {
            name: table.unit.name.clone(),
            ticks: *table.unit.ticks.get_ref(),
            smaller: table.unit.smaller.clone(),
        };
        let check = Check {
            around,
            file,
            unit,
            found,
        };
        let calculator = check.calculator(table);
        (found.errors() == errors).then_some(calculator)
    }
}

/// The work of checking one file.
struct Check<'c> {
    around: &'c Around<'c>,
    file: &'c str,
    unit: Unit,
    found: &'c mut Diagnostics,
}

impl Check<'_> {
    fn wrong<T>(
        &mut self,
        value: &Spanned<T>,
        message: impl Into<String>,
        help: impl Into<String>,
    ) {
        self.found.push(
            Diagnostic::new(Code::Calculator, message)
                .in_file(self.file)
                .at(value.span())
                .help(help),
        );
    }

    fn calculator(mut self, table: ParametersFile) -> Calculator {
        self.names(&table);
        self.bounds(&table);
        self.references(&table);
        let book = self.book(&table);
        let examples = self.examples(&table, &book);
        let texts = self.texts(&table);
        Calculator {
            file: self.file.to_owned(),
            unit: self.unit,
            book,
            examples,
            texts,
            table,
        }
    }

    /// Names are written into links, so they are plain, and each is given once.
    fn names(&mut self, table: &ParametersFile) {
        let is_plain = |name: &str, sign: char| {
            !name.is_empty()
                && name.len() <= 40
                && name
                    .chars()
                    .all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == sign)
        };
        if !is_plain(table.name.get_ref(), '-') {
            self.wrong(
                &table.name,
                format!("`{}` cannot be a name", table.name.get_ref()),
                "use lower-case letters, digits and hyphens",
            );
        }
        let lists: [(&str, Vec<&Spanned<String>>); 4] = [
            ("product", table.product.iter().map(|p| &p.id).collect()),
            ("range", table.range.iter().map(|r| &r.id).collect()),
            ("question", table.question.iter().map(|q| &q.id).collect()),
            ("rule", table.rule.iter().map(|r| &r.id).collect()),
        ];
        for (what, ids) in lists {
            let mut seen = BTreeSet::new();
            for id in ids {
                if !is_plain(id.get_ref(), '_') {
                    self.wrong(
                        id,
                        format!("`{}` cannot be the id of a {what}", id.get_ref()),
                        "use lower-case letters, digits and underscores",
                    );
                }
                if !seen.insert(id.get_ref()) {
                    self.wrong(
                        id,
                        format!("the {what} `{}` is there twice", id.get_ref()),
                        "give one of them another id",
                    );
                }
            }
        }
    }

    fn bounds(&mut self, table: &ParametersFile) {
        if !matches!(table.unit.ticks.get_ref(), 1 | 10 | 100 | 1_000) {
            self.wrong(
                &table.unit.ticks,
                "a unit has 1, 10, 100 or 1000 ticks",
                "write how many of the smallest measurable parts one unit has",
            );
        }
        let engine = &table.engine;
        for (value, least, most, what) in [
            (&engine.hold_quantum_days, 1, 60, "days"),
            (&engine.hold_max_factor, 1, 52, "times"),
            (&engine.max_rows, 2, 2_000, "rows"),
        ] {
            if !(least..=most).contains(value.get_ref()) {
                self.wrong(
                    value,
                    format!("{} {what} are out of bounds", value.get_ref()),
                    format!("write {least} to {most}"),
                );
            }
        }
        let limits = &table.limits;
        if limits.step_cap.value.get_ref().0 > HARD_CAP || limits.step_cap.value.get_ref().0 == 0 {
            self.wrong(
                &limits.step_cap.value,
                "no step may take more than 25 % of the present dose",
                "write at most \"25 %\"",
            );
        }
        if limits.range_step.value.get_ref().0 > limits.step_cap.value.get_ref().0 {
            self.wrong(
                &limits.range_step.value,
                "a range's step cannot be above `step_cap`",
                "lower it",
            );
        }
        if !(stepdown_taper::LEAST_HOLD..=stepdown_taper::MOST_HOLD)
            .contains(limits.hold.days.get_ref())
        {
            self.wrong(
                &limits.hold.days,
                "holds are 7 to 60 days long",
                "write 7 to 60",
            );
        }
        if !(1..=stepdown_taper::MOST_WINDOW).contains(limits.window.days.get_ref()) {
            self.wrong(
                &limits.window.days,
                "a window has 1 to 366 days",
                "write 1 to 366",
            );
        }
        if limits.window.value.get_ref().0 == 0 {
            self.wrong(
                &limits.window.value,
                "a window without any fall allows no step",
                "write a percentage above 0",
            );
        }
    }

    /// Every key is in the bibliography, and none rests on unchecked ones alone.
    fn references(&mut self, table: &ParametersFile) {
        let limits = &table.limits;
        let lists = [
            &limits.step_cap.cite,
            &limits.range_step.cite,
            &limits.hold.cite,
            &limits.window.cite,
            &limits.daily.cite,
        ];
        for cite in lists {
            if cite.is_empty() {
                self.found.push(
                    Diagnostic::new(Code::Calculator, "a limit without a reference")
                        .in_file(self.file)
                        .at(limits.hold.days.span())
                        .help("write `cite = [\"key\"]` beside each limit"),
                );
            }
        }
        for range in table.range.iter().filter(|range| range.cite.is_empty()) {
            self.wrong(
                &range.id,
                format!("the range `{}` has no reference", range.id.get_ref()),
                "write `cite = [\"key\"]`: a range is published somewhere",
            );
        }
        let Some(bibliography) = self.around.bibliography else {
            return;
        };
        let ranges = table.range.iter().map(|range| &range.cite);
        let rules = table.rule.iter().map(|rule| &rule.cite);
        for cite in lists.into_iter().chain(ranges).chain(rules) {
            let mut checked = cite.is_empty();
            for key in cite {
                match bibliography.get(key.get_ref()) {
                    Some(reference) => checked |= reference.checked,
                    None => {
                        checked = true;
                        self.found.push(
                            Diagnostic::new(
                                Code::UnknownReference,
                                format!("no reference has the key `{}`", key.get_ref()),
                            )
                            .in_file(self.file)
                            .at(key.span())
                            .suggest(key.get_ref(), bibliography.keys()),
                        );
                    }
                }
            }
            if let (false, Some(first)) = (checked, cite.first()) {
                self.wrong(
                    first,
                    "nobody checked the details of any reference here",
                    "name a reference with `Status: VERIFIED` beside it",
                );
            }
        }
    }

    fn book(&mut self, table: &ParametersFile) -> Rulebook {
        let share = |percent: Percent| BasisPoints::new(percent.0).unwrap_or(BasisPoints::ALL);
        let products = table
            .product
            .iter()
            .map(|product| Product {
                id: product.id.get_ref().clone(),
                scales: product
                    .scales
                    .iter()
                    .filter_map(|scale| self.amount(scale))
                    .collect(),
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
        for question in &table.question {
            let id = question.id.get_ref();
            let is_used = rules.iter().flat_map(|rule| &rule.when).any(
                |condition| matches!(condition, Condition::Answered { question, .. } if question == id),
            );
            if !is_used {
                self.wrong(
                    &question.id,
                    format!("no rule uses the answer to `{id}`"),
                    "add a rule with `when = [{ question = … }]`, or do not ask",
                );
            }
        }
        for product in &table.product {
            let id = product.id.get_ref();
            let is_used = rules.iter().flat_map(|rule| &rule.when).any(
                |condition| matches!(condition, Condition::Product(products) if products.contains(id)),
            );
            if product.scales.is_empty() && !product.own_scale && !is_used {
                self.wrong(
                    &product.id,
                    format!("`{id}` can neither be measured nor is there a rule for it"),
                    "add `scales`, or a rule with `when = [{ product = [\"…\"] }]`",
                );
            }
        }
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

    /// An amount with its unit, such as `0.1 g`.
    fn amount(&mut self, value: &Spanned<String>) -> Option<Ticks> {
        match read_amount(value.get_ref(), &self.unit) {
            Ok(amount) => Some(amount),
            Err(why) => {
                let name = self.unit.name.clone();
                self.wrong(
                    value,
                    format!("`{}` is no amount: {why}", value.get_ref()),
                    format!("write a number and its unit: \"0.1 {name}\""),
                );
                None
            }
        }
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
        if hold.get_ref() < limits.hold.days.get_ref()
            || *hold.get_ref() > stepdown_taper::MOST_HOLD
        {
            self.wrong(
                hold,
                format!("a hold of {} days is outside the limits", hold.get_ref()),
                format!("write {} to 60 days", limits.hold.days.get_ref()),
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
            if step.get_ref().0 > limits.range_step.value.get_ref().0 || step.get_ref().0 == 0 {
                this.wrong(
                    step,
                    "the step is above `limits.range_step`",
                    "lower it, or write `offered = \"worksheet\"`: it is then told and not computed",
                );
            }
            BasisPoints::new(step.get_ref().0)
        };
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
        let level = match rule.level.get_ref() {
            RuleLevel::Worksheet => Level::Worksheet,
            RuleLevel::Limit => Level::Limit,
            RuleLevel::Warn => Level::Warn,
            RuleLevel::Input => Level::Input,
            _ => {
                if let Some(first) = rule.when.first() {
                    self.wrong(
                        first,
                        "a rule of this level always holds",
                        "take `when` away, or write the level `worksheet`, `limit`, `warn` or `input`",
                    );
                }
                return None;
            }
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
        for range in &rule.ranges {
            let ids = || table.range.iter().map(|range| range.id.get_ref().as_str());
            if !ids().any(|id| id == range.get_ref()) {
                self.unknown(range, range.get_ref(), "range", ids().collect());
            }
        }
        let when = rule
            .when
            .iter()
            .filter_map(|condition| self.condition(table, condition))
            .collect();
        Some(Rule {
            id: rule.id.get_ref().clone(),
            level,
            when,
            ranges: rule.ranges.iter().map(|r| r.get_ref().clone()).collect(),
            confirm: rule.confirm,
            alone: rule.alone,
        })
    }

    fn unknown<T>(&mut self, at: &Spanned<T>, name: &str, what: &str, known: Vec<&str>) {
        self.found.push(
            Diagnostic::new(Code::Calculator, format!("no {what} is called `{name}`"))
                .in_file(self.file)
                .at(at.span())
                .suggest(name, known),
        );
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

    fn examples(&mut self, table: &ParametersFile, book: &Rulebook) -> Vec<Example> {
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
        let steps = plan.rows().len() - 1;
        let weeks = plan.days() / 7;
        let expected = example.expect.get_ref();
        let is_as_expected = steps == expected.steps as usize
            && weeks == u64::from(expected.weeks)
            && plan.status() != Status::TooLong;
        if !is_as_expected {
            self.wrong(
                &example.expect,
                format!("the plan has {steps} steps and takes {weeks} weeks"),
                "correct `expect` or the example: the text around it may name these numbers too",
            );
        }
        Some(Example { wish, plan })
    }

    /// The texts of every language; one that is missing is an error.
    fn texts(&mut self, table: &ParametersFile) -> Vec<BTreeMap<String, LinkedFragment>> {
        let mut all: Vec<(String, &Spanned<Text>)> = Vec::new();
        let texts = &table.texts;
        for (key, text) in [
            ("before", &texts.before),
            ("no_trial", &texts.no_trial),
            ("worksheet", &texts.worksheet),
            ("worksheet_first", &texts.worksheet_first),
            ("lost_tolerance", &texts.lost_tolerance),
            ("slip", &texts.slip),
            ("no_script", &texts.no_script),
            ("share_warning", &texts.share_warning),
            ("print_note", &texts.print_note),
        ] {
            all.push((format!("text.{key}"), text));
        }
        for product in &table.product {
            let id = product.id.get_ref();
            all.push((format!("product.{id}.label"), &product.label));
            if let Some(hint) = &product.hint {
                all.push((format!("product.{id}.hint"), hint));
            }
        }
        for question in &table.question {
            let id = question.id.get_ref();
            all.push((format!("question.{id}.label"), &question.label));
            if let Some(short) = &question.short {
                all.push((format!("question.{id}.short"), short));
            }
            if let Some(hint) = &question.hint {
                all.push((format!("question.{id}.hint"), hint));
            }
        }
        for range in &table.range {
            let id = range.id.get_ref();
            all.push((format!("range.{id}.label"), &range.label));
            all.push((format!("range.{id}.say"), &range.say));
        }
        for rule in &table.rule {
            let id = rule.id.get_ref();
            all.push((format!("rule.{id}.text"), &rule.text));
            if let Some(title) = &rule.title {
                all.push((format!("rule.{id}.title"), title));
            }
        }
        for (n, example) in table.example.iter().enumerate() {
            all.push((format!("example.{n}.title"), &example.title));
        }
        let options = MarkdownOptions {
            smart_punctuation: self.around.smart_punctuation,
            raw_html: crate::config::RawHtml::Refuse,
            ..MarkdownOptions::default()
        };
        let languages = self.around.languages;
        let mut by_language = Vec::new();
        for (n, code) in languages.iter().enumerate() {
            let mut texts = BTreeMap::new();
            for (key, text) in &all {
                // One string is the main language's text.
                let own = match text.get_ref() {
                    Text::One(_) if n > 0 => None,
                    text => text.in_language(code),
                };
                let Some(words) = own else {
                    self.wrong(
                        text,
                        format!("`{key}` has no text in `{code}`"),
                        format!("write `{{ {} = \"…\", {code} = \"…\" }}`", languages[0]),
                    );
                    continue;
                };
                let span = Span::from(text.span());
                let (fragment, errors) = parse_fragment(words, true, self.file, span, &options);
                self.found.extend(errors);
                let linked = LinkedFragment {
                    fragment,
                    targets: Vec::new(),
                };
                texts.insert(key.clone(), linked);
            }
            by_language.push(texts);
        }
        by_language
    }
}

/// Reads `0.1 g`: a number with a point, and the unit's name.
pub fn read_amount(text: &str, unit: &Unit) -> Result<Ticks, String> {
    let number = text.trim().strip_suffix(unit.name.as_str());
    let Some(number) = number.map(str::trim_end) else {
        return Err(format!("the unit is `{}`", unit.name));
    };
    if number.contains(',') {
        return Err("write the decimals after a point".to_owned());
    }
    match amount::read(number, unit) {
        // Only a point can stand here, so nothing is left to ask.
        Ok(
            Reading::Amount(amount)
            | Reading::Ambiguous {
                decimal: amount, ..
            },
        ) => Ok(amount),
        Err(error) => Err(match error.code() {
            "too-exact" => "it has more decimals than can be measured".to_owned(),
            "too-large" | "smaller-unit" => "it is more than the engine accepts".to_owned(),
            "nothing" => "it is nothing".to_owned(),
            _ => "it is no number".to_owned(),
        }),
    }
}
