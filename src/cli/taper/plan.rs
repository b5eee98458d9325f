//! One plan for one reader.

use std::io::{BufRead as _, Write as _};
use std::path::Path;
use std::sync::Arc;

use serde_json::json;
use stepdown_taper::code::{Code as PlanCode, End, Times};
use stepdown_taper::{
    Answer, CalendarKey, Clearance, Day, Facts, Labels, Pauses, Plan, Schedule, Split, Stamp,
    Ticks, Verdict, View, Wish, WishRefusal, calendar, chart_svg, csv, equal_times, plain_text,
};

use super::{PlanFormat, TaperArgs};
use crate::cli::Report;
use crate::cli::reference::print;
use crate::config::{Config, find_root, read_toml};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::load::parameters::ParametersFile;
use crate::load::{Theme, read_text};
use crate::render::{plain, words};
use crate::resolve::{Around, Calculator, Strings, english_strings, read_amount, read_strings};

fn usage(message: impl Into<String>, help: impl Into<String>) -> Report {
    Diagnostic::new(Code::Usage, message).help(help).into()
}

/// A calculator with the words around it.
struct Desk {
    calculator: Calculator,
    strings: Arc<Strings>,
    labels: Labels,
}

pub(super) fn run(args: &TaperArgs, is_terminal: bool) -> Result<Report, Report> {
    let desk = Desk::open(args.parameters.as_deref().unwrap_or_else(|| Path::new("")))?;
    let mut facts = desk.facts(args)?;
    desk.answers(args, is_terminal, &mut facts)?;
    let clearance = match desk.calculator.book.judge(&facts) {
        Verdict::Worksheet { rules } => return Err(desk.worksheet(&rules)),
        Verdict::Incomplete { questions, .. } => {
            let book = &desk.calculator.book;
            let ids: Vec<&str> = questions
                .iter()
                .map(|question| book.questions[*question].id.as_str())
                .collect();
            return Err(usage(
                "nothing is computed before every question is answered",
                format!(
                    "write `--answers \"ID=yes,ID=no\"` for each of these: {}",
                    ids.join(", ")
                ),
            ));
        }
        Verdict::Clear(clearance) => clearance,
    };
    if let Some(rule) = clearance.asks().first() {
        let id = &desk.calculator.book.rules[*rule].id;
        return Err(usage(
            desk.text(&format!("rule.{id}.text")),
            "correct `--daily`, or add `--confirm` if the amount is right",
        ));
    }
    let start: Day = args
        .start
        .as_deref()
        .unwrap_or_default()
        .parse()
        .map_err(|_| usage("`--start` is no date", "write it as 2026-11-24"))?;
    let wish = desk.wish(args, &facts)?;
    let Some(range) = &args.range else {
        return desk.list(&clearance, &wish, start);
    };
    let ids = || desk.calculator.book.ranges.iter().map(|r| r.id.as_str());
    let Some(range) = ids().position(|id| id == range) else {
        return Err(
            Diagnostic::new(Code::Usage, format!("no range is called `{range}`"))
                .suggest(range, ids())
                .into(),
        );
    };
    let wish = Wish { range, ..wish };
    let plan = desk.plan(&clearance, &wish)?;
    let split = desk.split(args, &facts, &wish, &plan)?;
    let schedule =
        Schedule::new(&plan, split.as_ref(), &Pauses::new(), start).map_err(|refusal| {
            usage(
                refusal.to_string(),
                "choose a later last dose or a larger scale",
            )
        })?;
    let text = match args.format {
        PlanFormat::Csv => csv(&desk.view(&schedule)),
        PlanFormat::Svg => format!("{}\n", chart_svg(&desk.view(&schedule), "taper")),
        PlanFormat::Ics => {
            let code = desk.code(args, &facts, &wish, start)?;
            desk.calendar(&schedule, &code)
        }
        PlanFormat::Json => desk.json(&schedule, &plan, &desk.warnings(&clearance))?,
        PlanFormat::Text => {
            let text = plain_text(&desk.view(&schedule));
            desk.with_warnings(&text, &clearance)
        }
        PlanFormat::Table => {
            let view = desk.view(&schedule);
            let table = table(&csv(&view), desk.labels.decimal_sign());
            desk.with_warnings(&format!("{table}{}\n", view.status()), &clearance)
        }
    };
    print(text.as_bytes())
}

impl Desk {
    /// Reads the file; a site around it brings its language and words.
    fn open(path: &Path) -> Result<Self, Report> {
        let file = path.display().to_string();
        let mut found = Diagnostics::new();
        let text = read_text(path, &file).map_err(Report::from)?;
        let table: ParametersFile = read_toml(&text, &file, 0).map_err(|errors| {
            let mut found = Diagnostics::new();
            found.extend(errors);
            Report::from(found)
        })?;
        // No site around the file is fine; a site that cannot be read is not.
        let root = find_root(&crate::publish::absolute(path)).ok();
        let config = root.as_deref().map(Config::read).transpose()?;
        let (strings, language) = match (&root, &config) {
            (Some(root), Some(config)) => {
                let theme = Theme::of_site(root, &mut found);
                let strings = read_strings(config, &theme, &mut found);
                (Arc::clone(&strings[0]), config.language.clone())
            }
            _ => {
                let theme = Theme::embedded();
                (Arc::new(english_strings(&theme)), "en".to_owned())
            }
        };
        let around = Around {
            bibliography: None,
            languages: std::slice::from_ref(&language),
            smart_punctuation: config.is_some_and(|c| c.markdown.smart_punctuation),
        };
        let calculator = Calculator::check(table, &file, &around, &mut found);
        let Some(calculator) = calculator.filter(|_| found.errors() == 0) else {
            return Err(found.into());
        };
        let own = words(&strings, Labels::KEYS);
        let pairs = own.iter().map(|(key, text)| (key.as_str(), text.as_str()));
        let labels = Labels::from_pairs(pairs)
            .and_then(|labels| labels.check().map(|()| labels))
            .map_err(|why| {
                Report::from(
                    Diagnostic::new(Code::Strings, why).help("correct the string in `locales/`"),
                )
            })?;
        Ok(Self {
            calculator,
            strings,
            labels,
        })
    }

    /// A text of the parameter file, without markup.
    fn text(&self, key: &str) -> String {
        let linked = self.calculator.texts.first().and_then(|t| t.get(key));
        linked.map_or_else(String::new, |linked| plain(&linked.fragment.html))
    }

    fn amount(&self, option: &str, text: &str) -> Result<Ticks, Report> {
        let unit = &self.calculator.unit;
        read_amount(text, unit).map_err(|why| {
            usage(
                format!("`{option}`: `{text}` is no amount: {why}"),
                format!("write a number and the unit: \"18 {}\"", unit.name),
            )
        })
    }

    fn times(&self, args: &TaperArgs) -> Result<Option<Vec<Ticks>>, Report> {
        let Some(text) = &args.times else {
            return Ok(None);
        };
        let amounts = text.split(',').map(|part| self.amount("--times", part));
        amounts.collect::<Result<Vec<_>, _>>().map(Some)
    }

    fn facts(&self, args: &TaperArgs) -> Result<Facts, Report> {
        let times = self.times(args)?;
        let daily = match (&args.daily, &times) {
            (Some(text), _) => self.amount("--daily", text)?,
            (None, Some(times)) => {
                let sum = times.iter().map(|time| time.get()).sum();
                Ticks::new(sum)
                    .ok_or_else(|| usage("the sum of `--times` is too large", "check it"))?
            }
            (None, None) => {
                return Err(usage("`--daily` is missing", "say what is taken in a day"));
            }
        };
        if let Some(times) = &times
            && times.iter().map(|time| u64::from(time.get())).sum::<u64>() != u64::from(daily.get())
        {
            return Err(usage(
                "`--times` do not make up `--daily`",
                "leave `--daily` out",
            ));
        }
        let product = args.product.clone().unwrap_or_default();
        let ids = || self.calculator.book.products.iter().map(|p| p.id.as_str());
        if !ids().any(|id| id == product) {
            return Err(
                Diagnostic::new(Code::Usage, format!("no product is called `{product}`"))
                    .suggest(&product, ids())
                    .into(),
            );
        }
        let last_dose = match &args.last_dose {
            Some(text) => Some(self.amount("--last-dose", text)?),
            None => None,
        };
        Ok(Facts {
            answers: Vec::new(),
            product: Some(product),
            daily: Some(daily),
            last_dose,
            daily_confirmed: args.confirm,
        })
    }

    /// Takes the answers of the command line, and asks for the rest in a terminal.
    fn answers(
        &self,
        args: &TaperArgs,
        is_terminal: bool,
        facts: &mut Facts,
    ) -> Result<(), Report> {
        let questions = &self.calculator.book.questions;
        let given = args.answers.as_deref().unwrap_or_default();
        for pair in given
            .split(',')
            .map(str::trim)
            .filter(|pair| !pair.is_empty())
        {
            let (id, answer) = pair.split_once('=').unwrap_or((pair, ""));
            let (id, answer) = (id.trim(), answer.trim());
            let ids = || questions.iter().map(|q| q.id.as_str());
            let Some(question) = questions.iter().find(|q| q.id == id) else {
                return Err(
                    Diagnostic::new(Code::Usage, format!("no question is called `{id}`"))
                        .suggest(id, ids())
                        .into(),
                );
            };
            let read = Answer::read(answer);
            let Some(answer) = read.filter(|a| *a != Answer::Unsure || question.unsure) else {
                return Err(usage(
                    format!("`{answer}` is no answer to `{id}`"),
                    if question.unsure {
                        "write yes, no or unsure"
                    } else {
                        "write yes or no"
                    },
                ));
            };
            facts.answers.push((id.to_owned(), answer));
        }
        if !is_terminal || args.answers.is_some() {
            return Ok(());
        }
        let mut input = std::io::stdin().lock();
        for question in questions {
            let choices = if question.unsure {
                "yes/no/unsure"
            } else {
                "yes/no"
            };
            loop {
                eprint!(
                    "{} [{choices}] ",
                    self.text(&format!("question.{}.label", question.id))
                );
                // Only the prompt is late when this fails; the answer is read all the same.
                std::io::stderr().flush().ok();
                let mut line = String::new();
                if input.read_line(&mut line).unwrap_or(0) == 0 {
                    return Ok(());
                }
                let answer =
                    Answer::read(line.trim()).filter(|a| *a != Answer::Unsure || question.unsure);
                if let Some(answer) = answer {
                    facts.answers.push((question.id.clone(), answer));
                    break;
                }
            }
            // What forbids a schedule is said at once.
            if let Verdict::Worksheet { .. } = self.calculator.book.judge(facts) {
                return Ok(());
            }
        }
        Ok(())
    }

    fn wish(&self, args: &TaperArgs, facts: &Facts) -> Result<Wish, Report> {
        let book = &self.calculator.book;
        let product = book
            .products
            .iter()
            .find(|p| Some(&p.id) == facts.product.as_ref());
        let scales = product.map_or(&[][..], |p| &p.scales);
        let scale = match &args.scale {
            Some(text) => {
                let scale = self.amount("--scale", text)?;
                if !scales.contains(&scale) && !product.is_some_and(|p| p.own_scale) {
                    let known: Vec<String> = scales.iter().map(|s| self.shown(*s)).collect();
                    return Err(usage(
                        format!("`{text}` is no scale of this product"),
                        format!("known: {}", known.join(", ")),
                    ));
                }
                scale
            }
            None => *scales
                .first()
                .ok_or_else(|| usage("`--scale` is missing", "say what can be measured"))?,
        };
        let stay_at = match &args.stay_at {
            Some(text) => self.amount("--stay-at", text)?,
            None => Ticks::ZERO,
        };
        let last_dose = match facts.last_dose {
            Some(last) => last,
            None if stay_at.is_zero() => scale,
            None => Ticks::ZERO,
        };
        Ok(Wish {
            range: 0,
            daily: facts.daily.unwrap_or_default(),
            scale,
            last_dose,
            stay_at,
        })
    }

    /// An amount with its unit.
    fn shown(&self, amount: Ticks) -> String {
        let unit = &self.calculator.unit;
        let number = stepdown_taper::amount::format(amount, unit, 0, self.labels.decimal_sign());
        format!("{number} {}", unit.name)
    }

    fn plan(&self, clearance: &Clearance, wish: &Wish) -> Result<Plan, Report> {
        self.calculator
            .book
            .plan(clearance, wish)
            .map_err(|refusal| match refusal {
                WishRefusal::Request(refusal) => usage(
                    refusal.to_string(),
                    "correct the amounts; `stepdown taper --help` explains them",
                ),
                _ => {
                    let ids = clearance
                        .ranges()
                        .iter()
                        .map(|r| self.calculator.book.ranges[*r].id.as_str());
                    let reasons = clearance.limits().iter().map(|rule| {
                        self.text(&format!(
                            "rule.{}.text",
                            self.calculator.book.rules[*rule].id
                        ))
                    });
                    let reasons: Vec<String> = reasons.collect();
                    usage(
                        format!("this range is not offered. {}", reasons.join(" ")),
                        format!("offered: {}", ids.collect::<Vec<_>>().join(", ")),
                    )
                }
            })
    }

    fn split(
        &self,
        args: &TaperArgs,
        facts: &Facts,
        wish: &Wish,
        plan: &Plan,
    ) -> Result<Option<Split>, Report> {
        let present = match (self.times(args)?, args.times_a_day) {
            (Some(times), _) => times,
            (None, Some(count)) if (1..=stepdown_taper::MOST_TIMES as u32).contains(&count) => {
                equal_times(facts.daily.unwrap_or_default(), count, wish.scale)
            }
            (None, Some(_)) => {
                return Err(usage("`--times-a-day` is out of bounds", "write 1 to 12"));
            }
            (None, None) => return Ok(None),
        };
        if present.len() < 2 {
            return Ok(None);
        }
        Split::new(plan, &present).map(Some).map_err(|refusal| {
            usage(
                refusal.to_string(),
                "give amounts that the scale can measure",
            )
        })
    }

    /// What the plan is made from, as in a link to it.
    fn code(
        &self,
        args: &TaperArgs,
        facts: &Facts,
        wish: &Wish,
        start: Day,
    ) -> Result<PlanCode, Report> {
        let table = &self.calculator.table;
        Ok(PlanCode {
            name: table.name.get_ref().clone(),
            version: table.version,
            product: facts.product.clone().unwrap_or_default(),
            daily: wish.daily,
            times: match self.times(args)? {
                Some(amounts) => Times::Own(amounts),
                None => Times::Equal(args.times_a_day.unwrap_or(1)),
            },
            scale: wish.scale,
            range: self.calculator.book.ranges[wish.range].id.clone(),
            end: if wish.stay_at.is_zero() {
                End::Stop {
                    last_dose: wish.last_dose,
                }
            } else {
                End::Stay { at: wish.stay_at }
            },
            start,
            changes: Vec::new(),
        })
    }

    /// The calendar. Its events are known by the plan, so that the same plan
    /// takes the place of its own events and another one never does.
    fn calendar(&self, schedule: &Schedule, code: &PlanCode) -> String {
        let hash = blake3::hash(code.write().as_bytes()).to_hex();
        let key = CalendarKey {
            id: format!("stepdown-{}", &hash[..32]),
            sequence: 0,
            stamp: Stamp::midnight(schedule.start()),
        };
        calendar(&self.view(schedule), &key)
    }

    /// What stands in place of a schedule; no dose is in it.
    fn worksheet(&self, rules: &[usize]) -> Report {
        let mut found = Diagnostics::new();
        let book = &self.calculator.book;
        for rule in rules {
            let id = &book.rules[*rule].id;
            let title = self.text(&format!("rule.{id}.title"));
            found.push(
                Diagnostic::new(Code::Worksheet, title).help(self.text(&format!("rule.{id}.text"))),
            );
        }
        let mut closing = String::new();
        if !rules.iter().any(|rule| book.rules[*rule].alone) {
            closing.push_str(&self.text("text.worksheet"));
            closing.push('\n');
        }
        closing.push_str(&self.strings.own("helpline-emergency"));
        for entry in &self.calculator.table.emergency {
            match entry.country.as_str() {
                "any" => closing.push_str(&format!(" {};", entry.number)),
                country => closing.push_str(&format!(" {country}: {};", entry.number)),
            }
        }
        Report {
            found,
            closing: Some(closing),
        }
    }

    /// The offered ranges with their length; nothing else is computed.
    fn list(&self, clearance: &Clearance, wish: &Wish, start: Day) -> Result<Report, Report> {
        let mut text = String::new();
        for range in clearance.ranges() {
            let id = &self.calculator.book.ranges[*range].id;
            let wish = Wish {
                range: *range,
                ..*wish
            };
            let plan = self.plan(clearance, &wish)?;
            let schedule = Schedule::new(&plan, None, &Pauses::new(), start)
                .map_err(|refusal| usage(refusal.to_string(), "choose a larger scale"))?;
            let view = self.view(&schedule);
            let label = self.text(&format!("range.{id}.label"));
            let say = self.text(&format!("range.{id}.say"));
            text.push_str(&format!(
                "{id}\n  {label}: {}\n  {say}\n",
                view.length_line()
            ));
        }
        for rule in clearance.limits() {
            let id = &self.calculator.book.rules[*rule].id;
            text.push_str(&format!("{}\n", self.text(&format!("rule.{id}.text"))));
        }
        text.push_str(&self.text("text.no_trial"));
        text.push('\n');
        print(text.as_bytes())
    }

    fn view<'v>(&'v self, schedule: &'v Schedule) -> View<'v> {
        View::new(schedule, &self.labels, &self.calculator.unit, &[])
    }

    /// What stands above a plan: why only slower ranges are left, and warnings.
    fn warnings(&self, clearance: &Clearance) -> Vec<String> {
        let rules = clearance.limits().iter().chain(clearance.warnings());
        rules
            .map(|rule| {
                let id = &self.calculator.book.rules[*rule].id;
                self.text(&format!("rule.{id}.text"))
            })
            .collect()
    }

    /// A plan for people to read, with what must stand beside it.
    fn with_warnings(&self, plan: &str, clearance: &Clearance) -> String {
        let mut text = String::new();
        for warning in self.warnings(clearance) {
            text.push_str(&warning);
            text.push_str("\n\n");
        }
        text.push_str(plan);
        for key in ["text.no_trial", "text.lost_tolerance", "text.print_note"] {
            text.push_str(&format!("\n{}\n", self.text(key)));
        }
        text
    }

    fn json(
        &self,
        schedule: &Schedule,
        plan: &Plan,
        warnings: &[String],
    ) -> Result<String, Report> {
        let rows: Vec<_> = schedule
            .lines()
            .iter()
            .map(|line| {
                json!({
                    "row": line.number(),
                    "from": line.first().to_string(),
                    "to": line.last().map(|day| day.to_string()),
                    "days": line.days(),
                    "dose": line.dose().get(),
                    "times": line.times().iter().map(|t| t.get()).collect::<Vec<_>>(),
                    "cut": line.cut().get(),
                    "flags": line.flag_names().collect::<Vec<_>>(),
                })
            })
            .collect();
        let value = json!({
            "status": plan.status().name(),
            "unit": self.calculator.unit.name,
            "ticks_per_unit": self.calculator.unit.ticks,
            "start": schedule.start().to_string(),
            "end": schedule.end().to_string(),
            "days": schedule.days(),
            "product": schedule.product(),
            "warnings": warnings,
            "rows": rows,
        });
        let text = serde_json::to_string_pretty(&value).map_err(|error| {
            Report::from(crate::diagnostic::io_error(
                "standard output",
                "write the plan",
                &std::io::Error::other(error),
            ))
        })?;
        Ok(format!("{text}\n"))
    }
}

/// A CSV as columns for a terminal, from the same text that a spreadsheet gets.
fn table(csv: &str, decimal: char) -> String {
    let separator = if decimal == ',' { ';' } else { ',' };
    let rows: Vec<Vec<String>> = csv.lines().map(|line| cells(line, separator)).collect();
    let columns = rows.iter().map(Vec::len).max().unwrap_or(0);
    let width = |column: usize| {
        let cells = rows.iter().filter_map(|row| row.get(column));
        cells.map(|cell| cell.chars().count()).max().unwrap_or(0)
    };
    let widths: Vec<usize> = (0..columns).map(width).collect();
    let mut text = String::new();
    for row in &rows {
        let mut line = String::new();
        for (cell, width) in row.iter().zip(&widths) {
            line.push_str(&format!("{cell:<width$}  "));
        }
        text.push_str(line.trim_end());
        text.push('\n');
    }
    text
}

/// The cells of one record, which holds no line end.
fn cells(line: &str, separator: char) -> Vec<String> {
    let mut cells = vec![String::new()];
    let mut quoted = false;
    let mut chars = line.chars().peekable();
    while let Some(c) = chars.next() {
        let cell = cells.last_mut().expect("there is always a cell");
        match c {
            '"' if quoted && chars.peek() == Some(&'"') => {
                chars.next();
                cell.push('"');
            }
            '"' => quoted = !quoted,
            c if c == separator && !quoted => cells.push(String::new()),
            c => cell.push(c),
        }
    }
    cells
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_quoted_cell_is_one_cell() {
        assert_eq!(cells("a,\"b, \"\"c\"\"\",d", ','), ["a", "b, \"c\"", "d"]);
        assert_eq!(table("a,b\nlong,c\n", '.'), "a     b\nlong  c\n");
    }
}
