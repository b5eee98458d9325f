//! Calculators: their parameter files held against the bibliography, the
//! languages and the engine.
//!
//! In: the parameter files that articles name. Out: a [`Calculator`] for each,
//! with its rules as the engine wants them, its texts by language, and its
//! example plans, computed. Whatever does not fit together is a diagnostic at
//! its place in the file.
//!
//! `bounds` holds names and numbers, `book` the rules, `rules` what they leave
//! open, `examples` the plans and `texts` the words.

mod book;
mod bounds;
mod examples;
mod rules;
mod texts;

use std::collections::{BTreeMap, BTreeSet};

use stepdown_taper::amount::{self, Reading, Unit};
use stepdown_taper::{Condition, Level, Plan, Rulebook, Ticks, Wish};
use toml::Spanned;

use super::data::LinkedFragment;
use super::{Bibliography, PageId, Site, join, links};
use crate::config::read_toml;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, closest};
use crate::files::read_text;
use crate::load::Sources;
use crate::load::parameters::ParametersFile;
use crate::parse::{ComponentCall, Part};

/// The name of the component.
pub const COMPONENT: &str = "taper";
/// Its argument.
const ARGUMENT: &str = "parameters";

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

/// A parameter file that pages name.
struct Wanted {
    /// The first of them, and where it does.
    page: PageId,
    span: Span,
    /// The languages of all of them.
    languages: BTreeSet<usize>,
}

/// Reads the calculators that pages embed.
pub(super) fn resolve(
    site: &mut Site,
    sources: &Sources,
    assets: &mut super::assets::Collector<'_>,
    found: &mut Diagnostics,
) {
    let mut wanted: BTreeMap<String, Wanted> = BTreeMap::new();
    for (id, page) in site.pages.iter().enumerate() {
        if !page.document.holds.components {
            continue;
        }
        page.document.body.for_each_slot(&mut |slot| {
            let Part::Component(call) = &slot.part else {
                return;
            };
            if call.name != COMPONENT {
                return;
            }
            let span = call.span_of(ARGUMENT).unwrap_or(slot.span);
            if let Some(path) = parameters_path(&page.path, call) {
                let first = Wanted {
                    page: id,
                    span,
                    languages: BTreeSet::new(),
                };
                let wanted = wanted.entry(path).or_insert(first);
                wanted.languages.insert(page.language);
            }
        });
    }
    let count = wanted.len();
    for (path, wanted) in wanted {
        let Some(source) = sources.beside.iter().find(|file| *file.path == *path) else {
            let d = Diagnostic::new(Code::Calculator, format!("there is no `content/{path}`"))
                .in_file(&site.pages[wanted.page].file)
                .at(wanted.span);
            let paths = sources.beside.iter().map(|file| &*file.path);
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
            // Where it cannot be read, no key is known, and that is said once.
            bibliography: Some(&*site.bibliography).filter(|all| all.is_read()),
            languages: &languages,
            shown_in: &wanted.languages,
            smart_punctuation: site.config.markdown.smart_punctuation,
        };
        let Some(mut calculator) = Calculator::check(table, &file, &around, found) else {
            continue;
        };
        found.extend(other_emergency_numbers(site, &calculator.table, &file));
        for texts in &mut calculator.texts {
            for text in texts.values_mut() {
                links::resolve_data(site, assets, &file, text, found);
            }
        }
        site.frame_mut().calculators.insert(path, calculator);
    }
    let frame = site.frame_mut();
    frame.is_whole &= frame.calculators.len() == count;
}

/// Emergency numbers that the help lines of the site do not have for the same country: one of
/// the two is wrong.
fn other_emergency_numbers(site: &Site, table: &ParametersFile, file: &str) -> Vec<Diagnostic> {
    let digits = |number: &str| -> String {
        let digits = number.chars().filter(char::is_ascii_digit);
        digits.collect()
    };
    let lines = &site.languages[0].helplines.countries;
    let of_country = |code: &str| {
        let country = lines
            .iter()
            .find(|country| country.code.get_ref() == code)?;
        (!country.emergency.is_empty()).then_some(&country.emergency)
    };
    let wrong = table.emergency.iter().filter_map(|entry| {
        let known = of_country(&entry.country)?;
        let number = &entry.number.get_ref().0;
        let is_known = known.iter().any(|other| digits(other) == digits(number));
        (!is_known).then(|| {
            let message = format!(
                "`{number}` is no emergency number of `{}` in `helplines.toml`, which has {}",
                entry.country,
                known.join(", ")
            );
            Diagnostic::new(Code::Calculator, message)
                .in_file(file)
                .at(entry.number.span())
                .help("write the same number in both")
        })
    });
    wrong.collect()
}

/// What a parameter file is held against.
pub struct Around<'a> {
    /// `None` where there is no site around it: references are then not looked up.
    pub bibliography: Option<&'a Bibliography>,
    /// The languages of the site, the main one first.
    pub languages: &'a [String],
    /// Those that every text must have: a page in that language shows the calculator.
    pub shown_in: &'a BTreeSet<usize>,
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
            smaller: table.unit.smaller.as_ref().map(|s| s.get_ref().clone()),
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
        self.most(&table, &book);
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

    /// Above `limits.daily` some rule takes the schedule away: the engine itself computes
    /// whatever it is asked for.
    fn most(&mut self, table: &ParametersFile, book: &Rulebook) {
        let limit = &table.limits.daily.value;
        let Some(most) = self.amount(limit) else {
            return;
        };
        let mut conditions = book
            .rules
            .iter()
            .filter(|rule| rule.level == Level::Worksheet)
            .flat_map(|rule| &rule.when);
        let is_held = conditions.any(|when| match when {
            Condition::DailyAbove(amount) => *amount <= most,
            Condition::DailyAtLeast(amount) => amount.get() <= most.get() + 1,
            _ => false,
        });
        // Rules that cannot be read have their own errors, and one of them may be it.
        let are_read = table.rule.is_empty() || !book.rules.is_empty();
        if !is_held && are_read {
            let amount = limit.get_ref();
            self.wrong(
                limit,
                format!("no rule takes the schedule away above `limits.daily`, {amount}"),
                format!("add a rule with `level = \"worksheet\"` and `when = [{{ daily_above = \"{amount}\" }}]`"),
            );
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

    fn unknown<T>(&mut self, at: &Spanned<T>, name: &str, what: &str, known: Vec<&str>) {
        self.found.push(
            Diagnostic::new(Code::Calculator, format!("no {what} is called `{name}`"))
                .in_file(self.file)
                .at(at.span())
                .suggest(name, known),
        );
    }
}

/// The number of `0.1 g`, as written; none where another unit follows it.
#[must_use]
pub fn number_before<'t>(text: &'t str, unit: &Unit) -> Option<&'t str> {
    let number = text.trim().strip_suffix(unit.name.as_str())?;
    // `mg` ends as `g` does.
    (!number.ends_with(char::is_alphabetic)).then(|| number.trim_end())
}

/// Reads `0.1 g`: a number with a point, and the unit's name.
pub fn read_amount(text: &str, unit: &Unit) -> Result<Ticks, String> {
    let Some(number) = number_before(text, unit) else {
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
            "smaller-unit" => match &unit.smaller {
                Some(smaller) => {
                    format!("it is more than the engine accepts; is it a number of {smaller}?")
                }
                None => "it is more than the engine accepts".to_owned(),
            },
            "too-large" => "it is more than the engine accepts".to_owned(),
            "nothing" => "it is nothing".to_owned(),
            _ => "it is no number".to_owned(),
        }),
    }
}
