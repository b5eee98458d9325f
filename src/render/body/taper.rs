//! A calculator as its component sees it.
//!
//! The same engine that runs in the reader's browser computes the example plans
//! here, so that a page without JavaScript shows what the form would. What the
//! module needs of words and rules goes into one text, the pack.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use stepdown_taper::amount;
use stepdown_taper::{
    Day, Labels, Message, Method, PAGE_TEXTS, PAGE_WORDS, Pack, Pauses, Schedule, View, Wish,
    Words, fill, schedule_html, schedule_html_without_chart,
};
use tera::{Context, Value};

use super::{Body, Mode};
use crate::load::parameters::{Offered, RuleLevel, RuleTable};
use crate::parse::{ComponentCall, escape_attribute, escape_text};
use crate::render::json_ld::plain;
use crate::render::{context, map};
use crate::resolve::{Calculator, TAPER, parameters_path};

impl<'r> Body<'r> {
    /// Fills in the argument `taper`; nothing when the parameters were not read,
    /// for which there is a diagnostic.
    pub(super) fn taper_args(&mut self, call: &ComponentCall, level: u8, args: &mut Context) {
        let site = self.site;
        let path = parameters_path(&site.pages[self.page].path, call);
        let Some(calculator) = path.and_then(|path| site.calculators.get(&path)) else {
            return;
        };
        self.calculators += 1;
        let id = format!("{}{TAPER}-{}", self.prefix, self.calculators);
        let interactive = self.mode == Mode::Site;
        let labels = self.labels();
        let start = self.first_day();
        let value = map([
            ("id", Value::from(id.as_str())),
            (
                "name",
                Value::from(calculator.table.name.get_ref().as_str()),
            ),
            ("version", Value::from(calculator.table.version)),
            (
                "unit",
                map([
                    ("name", Value::from(calculator.unit.name.as_str())),
                    ("decimals", Value::from(calculator.unit.decimals() as u64)),
                ]),
            ),
            (
                "window_days",
                Value::from(u64::from(calculator.book.window.days)),
            ),
            ("interactive", Value::from(interactive)),
            ("texts", self.texts(calculator)),
            ("products", self.products(calculator, &labels)),
            ("questions", self.questions(calculator)),
            ("ranges", self.ranges(calculator, &labels, start)),
            ("rules", self.rules(calculator)),
            ("examples", self.examples(calculator, &labels, start, &id)),
            ("emergency", self.emergency(calculator)),
            (
                "pack",
                if interactive {
                    Value::from(self.pack(calculator, level).write())
                } else {
                    Value::none()
                },
            ),
        ]);
        args.insert_value("taper", value);
        if let Some(name) = call.str_arg("parameters") {
            args.insert("parameters", name);
        }
    }

    /// A text of the parameter file in the page's language, as inline HTML.
    fn taper_text(&mut self, calculator: &'r Calculator, key: &str) -> String {
        let texts = calculator.texts.get(self.language());
        match texts.and_then(|texts| texts.get(key)) {
            Some(linked) => self.linked(linked),
            None => String::new(),
        }
    }

    fn optional_text(&mut self, calculator: &'r Calculator, key: &str) -> Value {
        match self.taper_text(calculator, key) {
            text if text.is_empty() => Value::none(),
            text => Value::safe_string(&text),
        }
    }

    fn texts(&mut self, calculator: &'r Calculator) -> Value {
        let mut texts = tera::Map::default();
        for (key, _) in calculator.table.texts.by_key() {
            let text = self.taper_text(calculator, &format!("text.{key}"));
            texts.insert(key.into(), Value::safe_string(&text));
        }
        Value::from(texts)
    }

    fn products(&mut self, calculator: &'r Calculator, labels: &Labels) -> Value {
        let mut products = Vec::new();
        for product in &calculator.book.products {
            let scales: Vec<Value> = product
                .scales
                .iter()
                .map(|scale| {
                    let shown = amount::format(*scale, &calculator.unit, 0, labels.decimal_sign());
                    let label = fill(
                        labels.amount(),
                        &[("number", &shown), ("unit", &calculator.unit.name)],
                    );
                    map([
                        (
                            "value",
                            Value::from(amount::format(*scale, &calculator.unit, 0, '.')),
                        ),
                        ("label", Value::from(label)),
                    ])
                })
                .collect();
            let key = format!("product.{}", product.id);
            products.push(map([
                ("id", Value::from(product.id.as_str())),
                (
                    "label",
                    self.optional_text(calculator, &format!("{key}.label")),
                ),
                (
                    "hint",
                    self.optional_text(calculator, &format!("{key}.hint")),
                ),
                ("scales", Value::from(scales)),
                ("own_scale", Value::from(product.own_scale)),
            ]));
        }
        Value::from(products)
    }

    fn questions(&mut self, calculator: &'r Calculator) -> Value {
        let mut questions = Vec::new();
        for question in &calculator.book.questions {
            let key = format!("question.{}", question.id);
            // For an attribute: without markup.
            let short = match plain(&self.taper_text(calculator, &format!("{key}.short"))) {
                text if text.is_empty() => Value::none(),
                text => Value::from(text),
            };
            questions.push(map([
                ("id", Value::from(question.id.as_str())),
                (
                    "label",
                    self.optional_text(calculator, &format!("{key}.label")),
                ),
                (
                    "hint",
                    self.optional_text(calculator, &format!("{key}.hint")),
                ),
                ("short", short),
                ("unsure", Value::from(question.unsure)),
            ]));
        }
        Value::from(questions)
    }

    /// The ranges, with the length of the first example at each pace.
    fn ranges(&mut self, calculator: &'r Calculator, labels: &Labels, start: Day) -> Value {
        let mut ranges = Vec::new();
        for (n, range) in calculator.table.range.iter().enumerate() {
            let id = range.id.get_ref();
            let label = self.taper_text(calculator, &format!("range.{id}.label"));
            let mut say = self.taper_text(calculator, &format!("range.{id}.say"));
            let keys = range.cite.iter().map(|key| key.get_ref().as_str());
            self.cites(&mut say, keys, true);
            let example = calculator.examples.first().and_then(|example| {
                let wish = Wish {
                    range: n,
                    ..example.wish
                };
                let plan = calculator.book.example(&wish).ok()?;
                let schedule = Schedule::new(&plan, None, &Pauses::new(), start).ok()?;
                Some(View::new(&schedule, labels, &calculator.unit, &[]).length_line())
            });
            let is_offered = range.offered == Offered::Schedule;
            let (month, tenth) = self.pace_numbers(calculator, labels, n);
            ranges.push(map([
                ("month", month),
                ("tenth", tenth),
                ("id", Value::from(id.as_str())),
                ("label", Value::safe_string(&label)),
                ("say", Value::safe_string(&say)),
                ("offered", Value::from(is_offered)),
                (
                    "example",
                    example
                        .filter(|_| is_offered)
                        .map_or_else(Value::none, Value::from),
                ),
            ]));
        }
        Value::from(ranges)
    }

    /// How much of the present dose goes within the window, and how long it takes
    /// to a tenth of the start: the sum alone, without rounding to a scale. Only
    /// for a share of the present dose; others depend on the start.
    fn pace_numbers(
        &self,
        calculator: &Calculator,
        labels: &Labels,
        range: usize,
    ) -> (Value, Value) {
        let pace = calculator.book.ranges[range].pace;
        let Some((step, hold)) = pace.and_then(|pace| match pace.method {
            Method::PercentOfPresent { step } => Some((u64::from(step.get()), pace.hold)),
            _ => None,
        }) else {
            return (Value::none(), Value::none());
        };
        // What is left of a billion parts after each cut.
        const WHOLE: u64 = 1_000_000_000;
        let mut left = WHOLE;
        let mut cuts = 0_u32;
        let mut after_window = WHOLE;
        while left > WHOLE / 10 {
            left = left * (10_000 - step) / 10_000;
            cuts += 1;
            if cuts * hold <= calculator.book.window.days {
                after_window = left;
            }
        }
        let tenths = ((WHOLE - after_window) * 1_000 + WHOLE / 2) / WHOLE;
        let number = match tenths % 10 {
            0 => (tenths / 10).to_string(),
            part => format!("{}{}{part}", tenths / 10, labels.decimal_sign()),
        };
        let month = fill(labels.share(), &[("number", &number)]);
        let weeks = (cuts * hold / 7).to_string();
        let tenth = fill(labels.weeks(), &[("count", &weeks)]);
        (Value::from(month), Value::from(tenth))
    }

    /// The rules that are told, whatever the reader answers.
    fn rules(&mut self, calculator: &'r Calculator) -> Value {
        let mut rules = Vec::new();
        for rule in &calculator.table.rule {
            let level = match rule.level.get_ref() {
                RuleLevel::Always => "always",
                RuleLevel::Note => "note",
                RuleLevel::Cap => "cap",
                _ => continue,
            };
            let id = rule.id.get_ref();
            if stands_above(calculator, rule) {
                continue;
            }
            let title = self.optional_text(calculator, &format!("rule.{id}.title"));
            let mut html = self.taper_text(calculator, &format!("rule.{id}.text"));
            let keys = rule.cite.iter().map(|key| key.get_ref().as_str());
            self.cites(&mut html, keys, true);
            rules.push(map([
                ("id", Value::from(id.as_str())),
                ("level", Value::from(level)),
                ("title", title),
                ("html", Value::safe_string(&html)),
            ]));
        }
        Value::from(rules)
    }

    fn examples(
        &mut self,
        calculator: &'r Calculator,
        labels: &Labels,
        start: Day,
        id: &str,
    ) -> Value {
        let mut examples = Vec::new();
        for (n, example) in calculator.examples.iter().enumerate() {
            let Ok(schedule) = Schedule::new(&example.plan, None, &Pauses::new(), start) else {
                continue;
            };
            let view = View::new(&schedule, labels, &calculator.unit, &[]);
            let first = u64::from(example.plan.rows()[0].dose().get());
            // Each chart weighs a hundredth of the page.
            let html = match n {
                0 => schedule_html(&view, "", &format!("{id}-example-1")),
                _ => schedule_html_without_chart(&view, ""),
            };
            let title = self.taper_text(calculator, &format!("example.{n}.title"));
            examples.push(map([
                ("title", Value::safe_string(&title)),
                ("start", Value::from(view.amount(first))),
                ("html", Value::safe_string(&html)),
            ]));
        }
        Value::from(examples)
    }

    /// Emergency numbers, by country.
    fn emergency(&self, calculator: &Calculator) -> Value {
        let countries = self.emergency_numbers(calculator);
        let countries = countries.into_iter().map(|(country, numbers)| {
            let numbers: Vec<Value> = numbers.into_iter().map(context::number).collect();
            map([
                ("country", Value::from(country)),
                ("numbers", Value::from(numbers)),
            ])
        });
        Value::from(countries.collect::<Vec<_>>())
    }

    /// Countries' names, or codes where no help line names them, and numbers; `any` is
    /// everywhere else.
    fn emergency_numbers<'c>(&self, calculator: &'c Calculator) -> Vec<(String, Vec<&'c str>)> {
        let language = &self.site.languages[self.language()];
        let mut seen = BTreeSet::new();
        let mut countries = Vec::new();
        for entry in &calculator.table.emergency {
            let code = entry.country.as_str();
            if !seen.insert(code) {
                continue;
            }
            let named = language.helplines.countries.iter();
            let name = named
                .filter(|country| country.code.get_ref() == code)
                .map(|country| country.name.clone())
                .next();
            let numbers = calculator.table.emergency.iter();
            let numbers = numbers.filter(|other| other.country == code);
            countries.push((
                name.unwrap_or_else(|| match code {
                    "any" => language.strings.own("taper-ui-elsewhere").to_string(),
                    _ => code.to_owned(),
                }),
                numbers
                    .map(|other| other.number.get_ref().0.as_str())
                    .collect(),
            ));
        }
        countries
    }

    /// The engine's labels in the page's language.
    fn labels(&mut self) -> Labels {
        let words = self.words(Labels::KEYS);
        let pairs = words
            .iter()
            .map(|(key, text)| (key.as_str(), text.as_str()));
        let labels = Labels::from_pairs(pairs).and_then(|labels| labels.check().map(|()| labels));
        match labels {
            Ok(labels) => labels,
            Err(message) => {
                self.fail(message);
                // The English labels are part of the program, and a test holds them.
                english_labels()
            }
        }
    }

    /// Strings by their keys, with `{name}` where a value goes.
    fn words(&self, keys: &[&str]) -> Vec<(String, String)> {
        let strings = &self.site.languages[self.language()].strings;
        words(strings, keys)
    }

    /// What the module is given.
    fn pack(&mut self, calculator: &'r Calculator, level: u8) -> Pack {
        let mut words = Message::new();
        let strings = &self.site.languages[self.language()].strings;
        for (key, text) in page_words(strings, &calculator.unit) {
            words.push(key, &text);
        }
        words.push("heading-level", &(level + 1).min(5).to_string());
        for (key, kind) in PAGE_TEXTS {
            let html = self.taper_text(calculator, &format!("text.{key}"));
            let text = if *kind == "html" { html } else { plain(&html) };
            words.push(&format!("text.{key}.{kind}"), &text);
        }
        let mut always = String::new();
        let mut always_texts = Vec::new();
        for rule in &calculator.table.rule {
            let id = rule.id.get_ref();
            let mut html = self.taper_text(calculator, &format!("rule.{id}.text"));
            let text = plain(&html);
            // Told rules are references of the page too, whatever is shown of them here.
            let keys = rule.cite.iter().map(|key| key.get_ref().as_str());
            self.cites(&mut html, keys, false);
            if *rule.level.get_ref() == RuleLevel::Always {
                if !stands_above(calculator, rule) {
                    let _ = write!(
                        always,
                        "<div class=\"taper-always\" data-rule=\"{id}\"><p>{html}</p></div>"
                    );
                }
                always_texts.push(text);
                continue;
            }
            // The page has them below the schedule, which a copied plan is without.
            if *rule.level.get_ref() == RuleLevel::Note {
                always_texts.push(text);
                continue;
            }
            // Only what can be shown: a page with a calculator is the heaviest of a guide.
            let of_book = calculator.book.rules.iter().find(|other| other.id == *id);
            let Some(level) = of_book.map(|rule| rule.level) else {
                continue;
            };
            if level.has_text() {
                words.push(&format!("rule.{id}.text"), &text);
            }
            if level.has_html() {
                let title = self.taper_text(calculator, &format!("rule.{id}.title"));
                if !title.is_empty() {
                    words.push(&format!("rule.{id}.title"), &plain(&title));
                }
                words.push(&format!("rule.{id}.html"), &html);
            }
        }
        // What plans are named after: only what a plan can be of.
        for product in &calculator.book.products {
            if product.own_scale || !product.scales.is_empty() {
                self.push_label(
                    calculator,
                    &mut words,
                    &format!("product.{}.label", product.id),
                );
            }
        }
        for range in &calculator.book.ranges {
            if range.pace.is_some() {
                self.push_label(calculator, &mut words, &format!("range.{}.label", range.id));
            }
        }
        let (help, help_text) = self.help(calculator);
        words.push("always.html", &format!("{always}{help}"));
        if !always_texts.is_empty() {
            words.push("always.text", &always_texts.join("\n\n"));
        }
        words.push("help.html", &help);
        if !help_text.is_empty() {
            words.push("help.text", &help_text);
        }
        Pack {
            name: calculator.table.name.get_ref().clone(),
            version: calculator.table.version,
            unit: calculator.unit.clone(),
            book: calculator.book.clone(),
            labels: self.labels(),
            words: Words::new(&words),
        }
    }

    /// A label without markup, as it stands in files.
    fn push_label(&mut self, calculator: &'r Calculator, words: &mut Message, key: &str) {
        let label = plain(&self.taper_text(calculator, key));
        words.push(key, &label);
    }

    /// Whom to call, as HTML and as text.
    fn help(&self, calculator: &Calculator) -> (String, String) {
        let language = &self.site.languages[self.language()];
        let title = language.strings.own("helpline-emergency").to_string();
        let mut html = String::new();
        let mut told = Vec::new();
        let countries = self.emergency_numbers(calculator);
        if !countries.is_empty() {
            html.push_str("<div class=\"taper-emergency\"><p><strong>");
            escape_text(&mut html, &title);
            html.push_str("</strong></p><ul>");
            for (country, numbers) in countries {
                html.push_str("<li>");
                escape_text(&mut html, &country);
                told.push(format!("{country}: {}", numbers.join(", ")));
                for number in numbers {
                    html.push_str(" <a class=\"phone\" href=\"tel:");
                    escape_attribute(&mut html, &context::dialled(number));
                    html.push_str("\">");
                    escape_text(&mut html, number);
                    html.push_str("</a>");
                }
                html.push_str("</li>");
            }
            html.push_str("</ul></div>");
        }
        if let Some(help) = language.roles.help {
            let page = &self.site.pages[help];
            html.push_str("<p><a href=\"");
            escape_attribute(&mut html, self.renderer.addresses.page(help));
            html.push_str("\">");
            escape_text(&mut html, &page.document.front.title);
            html.push_str("</a></p>");
        }
        let text = match told.is_empty() {
            true => String::new(),
            false => format!("{title} {}", told.join("; ")),
        };
        (html, text)
    }

    /// The day on which the examples begin: the page's, for there is no clock.
    fn first_day(&self) -> Day {
        let front = &self.site.pages[self.page].document.front;
        let day = front.changed().and_then(|date| {
            let part = |n: i8| u8::try_from(n).ok();
            let year = u16::try_from(date.0.year()).ok()?;
            Day::new(year, part(date.0.month())?, part(date.0.day())?)
        });
        day.unwrap_or_else(a_monday)
    }
}

/// Whether a rule has the words above the form, which stand there already.
fn stands_above(calculator: &Calculator, rule: &RuleTable) -> bool {
    rule.text.get_ref() == calculator.table.texts.before.get_ref()
}

/// 2001-01-01, for a page without a date.
fn a_monday() -> Day {
    Day::new(2001, 1, 1).expect("there is such a day")
}

/// Strings of a language by their keys, with `{name}` where a value goes.
pub(crate) fn words(strings: &crate::resolve::Strings, keys: &[&str]) -> Vec<(String, String)> {
    keys.iter()
        .map(|key| {
            let mut args = fluent_bundle::FluentArgs::new();
            for place in Labels::places(key) {
                args.set(*place, format!("{{{place}}}"));
            }
            let name = format!("taper-{key}");
            let text = strings.get(&name, Some(&args)).unwrap_or(name);
            ((*key).to_owned(), text)
        })
        .collect()
}

/// The words of problems, with examples of amounts as the unit has them.
fn page_words<'s>(
    strings: &'s crate::resolve::Strings,
    unit: &amount::Unit,
) -> impl Iterator<Item = (&'static str, String)> + use<'s> {
    let mut args = fluent_bundle::FluentArgs::new();
    args.set("decimals", unit.decimals());
    PAGE_WORDS.iter().map(move |key| {
        let name = format!("taper-{key}");
        let text = strings.get(&name, Some(&args)).unwrap_or(name);
        (*key, text)
    })
}

/// The labels of the embedded English file.
fn english_labels() -> Labels {
    let theme = crate::load::Theme::embedded();
    let strings = crate::resolve::english_strings(&theme);
    let words = words(&strings, Labels::KEYS);
    let pairs = words
        .iter()
        .map(|(key, text)| (key.as_str(), text.as_str()));
    Labels::from_pairs(pairs).expect("the embedded English labels are whole")
}
