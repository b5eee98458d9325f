//! One plan for one reader.

use std::path::Path;

use serde_json::json;
use stepdown_taper::code::{Code as PlanCode, End, Times};
use stepdown_taper::{
    CalendarKey, Clearance, Day, Facts, Pauses, Plan, Refusal, Schedule, ScheduleRefusal, Split,
    SplitRefusal, Stamp, Verdict, View, Wish, WishRefusal, calendar, chart_svg, csv, equal_times,
    fill, plain_text,
};

use super::desk::{Desk, usage};
use super::table::table;
use super::{PlanFormat, TaperArgs};
use crate::cli::Report;
use crate::cli::reference::print;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::load::parameters::RuleLevel;
use crate::terminal::tell;

pub(super) fn run(
    args: &TaperArgs,
    root: Option<&Path>,
    is_terminal: bool,
) -> Result<Report, Report> {
    let parameters = args.parameters.as_deref();
    let desk = Desk::open(parameters.unwrap_or_else(|| Path::new("")), root)?;
    let facts = desk.facts(args, is_terminal)?;
    let clearance = desk.cleared(desk.calculator.book.judge(&facts))?;
    let start: Day = args
        .start
        .as_deref()
        .unwrap_or_default()
        .parse()
        .map_err(|_| usage("`--start` is no date", "write it as 2026-11-24"))?;
    let wish = desk.wish(args, &facts)?;
    let Some(range) = &args.range else {
        return desk.list(&clearance, &facts, &wish, start);
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
    let schedule = Schedule::new(&plan, split.as_ref(), &Pauses::new(), start)
        .map_err(|refusal| usage(refusal.to_string(), way_out(refusal)))?;
    // The plan may end at a larger dose than was asked for.
    let clearance = desk.cleared(desk.calculator.book.judge_schedule(&facts, &schedule))?;
    if !clearance.ranges().contains(&range) {
        return Err(desk.not_offered(&clearance));
    }
    let name = desk.name_of(&facts, &wish);
    let warning = desk.text("text.lost_tolerance");
    let view = desk.view(&schedule).named(&name);
    let file = view.warned(&warning);
    let beside = |text: String| {
        // What is no text for readers has no place for the warnings.
        tell!("{}", desk.with_warnings("", &clearance));
        text
    };
    let text = match args.format {
        PlanFormat::Csv => beside(csv(&file)),
        PlanFormat::Svg => beside(format!("{}\n", chart_svg(&view, "taper"))),
        PlanFormat::Ics => {
            let code = desk.code(args, &facts, &wish, start)?;
            beside(desk.calendar(&file, schedule.start(), &code))
        }
        PlanFormat::Json => desk.json(&schedule, &plan, &clearance, &name)?,
        PlanFormat::Text => desk.with_warnings(&plain_text(&view), &clearance),
        PlanFormat::Table => {
            let table = table(&csv(&view), desk.labels.decimal_sign());
            let status = view.status();
            desk.with_warnings(&format!("{name}\n\n{table}{status}\n"), &clearance)
        }
    };
    print(text.as_bytes())
}

impl Desk {
    /// What the rules allow, where they allow a plan and ask about no amount.
    fn cleared(&self, verdict: Verdict) -> Result<Clearance, Report> {
        let book = &self.calculator.book;
        let clearance = match verdict {
            Verdict::Worksheet { rules } => return Err(self.worksheet(&rules)),
            Verdict::Incomplete { questions, .. } => {
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
        match clearance.asks().first() {
            Some(rule) => {
                let id = &book.rules[*rule].id;
                Err(usage(
                    self.text(&format!("rule.{id}.text")),
                    "correct `--daily`, or add `--confirm` if the amount is right",
                ))
            }
            None => Ok(clearance),
        }
    }

    /// Which ranges there are in place of the one that the rules take away, and why.
    fn not_offered(&self, clearance: &Clearance) -> Report {
        let book = &self.calculator.book;
        let ids: Vec<&str> = clearance
            .ranges()
            .iter()
            .map(|range| book.ranges[*range].id.as_str())
            .collect();
        let mut words = "this range is not offered.".to_owned();
        for rule in clearance.limits() {
            words.push(' ');
            words.push_str(&self.text(&format!("rule.{}.text", book.rules[*rule].id)));
        }
        usage(words, format!("offered: {}", ids.join(", ")))
    }

    fn plan(&self, clearance: &Clearance, wish: &Wish) -> Result<Plan, Report> {
        self.calculator
            .book
            .plan(clearance, wish)
            .map_err(|refusal| match refusal {
                WishRefusal::Request(refusal) => refused(refusal),
                WishRefusal::StayOffScale => usage(
                    "`--stay-at` cannot be measured",
                    format!("write a whole multiple of \"{}\"", self.shown(wish.scale)),
                ),
                _ => self.not_offered(clearance),
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
        Split::new(plan, &present).map(Some).map_err(undivided)
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
    fn calendar(&self, view: &View<'_>, start: Day, code: &PlanCode) -> String {
        let hash = blake3::hash(code.write().as_bytes()).to_hex();
        let key = CalendarKey {
            id: format!("stepdown-{}", &hash[..32]),
            sequence: 0,
            stamp: Stamp::midnight(start),
        };
        calendar(view, &key)
    }

    /// What stands in place of a schedule; no dose is in it.
    pub(super) fn worksheet(&self, rules: &[usize]) -> Report {
        let mut found = Diagnostics::new();
        let book = &self.calculator.book;
        for rule in rules {
            let id = &book.rules[*rule].id;
            let title = self.text(&format!("rule.{id}.title"));
            let text = self.text(&format!("rule.{id}.text"));
            found.push(match title.is_empty() {
                true => Diagnostic::new(Code::Worksheet, text),
                false => Diagnostic::new(Code::Worksheet, title).help(text),
            });
        }
        let mut closing = String::new();
        if !rules.iter().any(|rule| book.rules[*rule].alone) {
            for key in ["text.worksheet_first", "text.worksheet"] {
                closing.push_str(&self.text(key));
                closing.push('\n');
            }
        }
        for text in self.texts_of(&[RuleLevel::Always]) {
            closing.push_str(&text);
            closing.push('\n');
        }
        if let Some(numbers) = self.emergency() {
            closing.push_str(&numbers);
        }
        Report {
            found,
            closing: Some(closing),
        }
    }

    /// The offered ranges with their length; nothing else is computed.
    fn list(
        &self,
        clearance: &Clearance,
        facts: &Facts,
        wish: &Wish,
        start: Day,
    ) -> Result<Report, Report> {
        let mut text = String::new();
        let mut is_offered = false;
        let mut taken = None;
        let mut too_long = None;
        for range in clearance.ranges() {
            let id = &self.calculator.book.ranges[*range].id;
            let wish = Wish {
                range: *range,
                ..*wish
            };
            let plan = self.plan(clearance, &wish)?;
            let label = self.text(&format!("range.{id}.label"));
            let schedule = match Schedule::new(&plan, None, &Pauses::new(), start) {
                Ok(schedule) => schedule,
                // A quicker range may well have an end.
                Err(refusal) => {
                    let help = way_out(refusal);
                    text.push_str(&format!("{id}\n  {label}: {refusal}; {help}\n"));
                    too_long.get_or_insert(refusal);
                    continue;
                }
            };
            // At the dose that this range ends at, the rules may take it away.
            let verdict = self.calculator.book.judge_schedule(facts, &schedule);
            if !matches!(&verdict, Verdict::Clear(left) if left.ranges().contains(range)) {
                let why = self.taken_away(clearance, &verdict);
                text.push_str(&format!("{id}\n  {label}: {why}\n"));
                taken.get_or_insert(verdict);
                continue;
            }
            is_offered = true;
            let view = self.view(&schedule);
            let say = self.text(&format!("range.{id}.say"));
            text.push_str(&format!(
                "{id}\n  {label}: {}\n  {say}\n",
                view.length_line()
            ));
        }
        // Each range ends at a dose at which the rules take it away.
        if let Some(verdict) = taken.filter(|_| !is_offered) {
            return Err(self.not_offered(&self.cleared(verdict)?));
        }
        if let Some(refusal) = too_long.filter(|_| !is_offered) {
            return Err(usage(refusal.to_string(), way_out(refusal)));
        }
        for rule in clearance.limits() {
            let id = &self.calculator.book.rules[*rule].id;
            text.push_str(&format!("{}\n", self.text(&format!("rule.{id}.text"))));
        }
        for note in
            std::iter::once(self.text("text.no_trial")).chain(self.texts_of(&[RuleLevel::Always]))
        {
            text.push_str(&format!("{note}\n"));
        }
        print(text.as_bytes())
    }

    /// Why a range that the reader may choose is none at the dose that it ends at. What
    /// limits the reader anyway stands below all ranges.
    fn taken_away(&self, clearance: &Clearance, at_end: &Verdict) -> String {
        let book = &self.calculator.book;
        let rules = match at_end {
            Verdict::Worksheet { rules } => rules.as_slice(),
            Verdict::Clear(left) => left.limits(),
            Verdict::Incomplete { questions, .. } => {
                let ids = questions.iter().map(|n| book.questions[*n].id.as_str());
                let ids: Vec<&str> = ids.collect();
                return format!("not offered before these are answered: {}", ids.join(", "));
            }
        };
        let new = rules
            .iter()
            .filter(|rule| !clearance.limits().contains(rule));
        let texts: Vec<String> = new
            .map(|rule| self.text(&format!("rule.{}.text", book.rules[*rule].id)))
            .collect();
        match texts.is_empty() {
            true => "not offered at the dose that it ends at".to_owned(),
            false => format!("not offered. {}", texts.join(" ")),
        }
    }

    /// Of which product and range a plan is, in words.
    fn name_of(&self, facts: &Facts, wish: &Wish) -> String {
        let product = facts.product.as_deref().unwrap_or_default();
        let range = &self.calculator.book.ranges[wish.range].id;
        let values = [
            ("product", &*self.text(&format!("product.{product}.label"))),
            ("range", &*self.text(&format!("range.{range}.label"))),
        ];
        fill(self.labels.plan_name(), &values)
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
        for note in self.notes() {
            text.push_str(&format!("\n{note}\n"));
        }
        text
    }

    /// What stands beside every plan.
    fn notes(&self) -> Vec<String> {
        let keys = ["text.no_trial", "text.lost_tolerance", "text.print_note"];
        let mut notes: Vec<String> = keys.iter().map(|key| self.text(key)).collect();
        notes.extend(self.texts_of(&[RuleLevel::Note, RuleLevel::Cap, RuleLevel::Always]));
        notes.extend(self.emergency());
        notes.retain(|note| !note.is_empty());
        notes
    }

    /// Emergency numbers by country.
    fn emergency(&self) -> Option<String> {
        let numbers = self.calculator.table.emergency.iter();
        let numbers: Vec<String> = numbers
            .map(
                |entry| match (entry.country.as_str(), &entry.number.get_ref().0) {
                    ("any", number) => {
                        format!("{}: {number}", self.strings.own("taper-ui-elsewhere"))
                    }
                    (country, number) => format!("{country}: {number}"),
                },
            )
            .collect();
        let title = self.strings.own("helpline-emergency");
        (!numbers.is_empty()).then(|| format!("{title} {}", numbers.join("; ")))
    }

    /// The texts of the rules of these levels, which are told to everybody.
    fn texts_of(&self, levels: &[RuleLevel]) -> impl Iterator<Item = String> {
        let rules = self.calculator.table.rule.iter();
        rules
            .filter(|rule| levels.contains(rule.level.get_ref()))
            .map(|rule| self.text(&format!("rule.{}.text", rule.id.get_ref())))
    }

    fn json(
        &self,
        schedule: &Schedule,
        plan: &Plan,
        clearance: &Clearance,
        name: &str,
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
            "plan": name,
            "status": plan.status().name(),
            "unit": self.calculator.unit.name,
            "ticks_per_unit": self.calculator.unit.ticks,
            "start": schedule.start().to_string(),
            "end": schedule.end().to_string(),
            "days": schedule.days(),
            "product": schedule.product(),
            "warnings": self.warnings(clearance),
            "notes": self.notes(),
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

/// What to do about a plan that cannot be put on the calendar.
fn way_out(refusal: ScheduleRefusal) -> &'static str {
    match refusal {
        ScheduleRefusal::BeyondCalendar => "choose an earlier `--start`",
        _ => "choose a larger last dose or a larger scale",
    }
}

/// Why a day cannot be divided, in the words of the options: the engine's own are those of raw
/// requests.
fn undivided(refusal: SplitRefusal) -> Report {
    match refusal {
        // An amount of `--times` is never nothing.
        SplitRefusal::TimeIsNothing => usage(
            "`--times-a-day` leaves some of the times without any amount that the scale can measure",
            "write fewer times",
        ),
        SplitRefusal::OffGrid => usage(refusal.words(), "give amounts that the scale can measure"),
        // Their number and their sum were looked at when the options were read.
        _ => usage(
            "`--times` or `--times-a-day` cannot be divided like this",
            "write 1 to 12 times that make up the amount of a day",
        ),
    }
}

/// What the engine refuses, in the words of the options that it comes from.
fn refused(refusal: Refusal) -> Report {
    let (message, help) = match refusal {
        Refusal::StartIsNothing => (
            "`--daily` is nothing: there is nothing to cut down from",
            "say what is taken in a day now",
        ),
        Refusal::GridAboveStart => (
            "`--scale` is more than the amount of a day",
            "check both amounts, or name a finer scale",
        ),
        Refusal::TargetNotBelowStart => (
            "`--stay-at` is not below the amount of a day",
            "name a lower amount to stay at, or leave it out",
        ),
        Refusal::JumpOffAboveStart => (
            "`--last-dose` is more than the amount of a day",
            "name the lowest amount that is taken before nothing",
        ),
        // The rest comes from the parameter file, whose limits were checked when it was read.
        other => return usage(other.to_string(), "correct the parameter file"),
    };
    usage(message, help)
}
