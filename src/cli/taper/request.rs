//! What a reader says on the command line: amounts, answers, and the plan that is wished for.

use std::io::{BufRead as _, Write as _};

use stepdown_taper::{Answer, Facts, MOST_TIMES, Product, Ticks, Verdict, Wish};

use super::TaperArgs;
use super::desk::{Desk, usage};
use crate::cli::Report;
use crate::diagnostic::{Code, Diagnostic};
use crate::terminal::tell;

impl Desk {
    /// The amount at each time of the day, if they were given.
    pub(super) fn times(&self, args: &TaperArgs) -> Result<Option<Vec<Ticks>>, Report> {
        let Some(text) = &args.times else {
            return Ok(None);
        };
        if text.split(',').count() > MOST_TIMES {
            return Err(usage(
                format!("`--times` has more than {MOST_TIMES} amounts"),
                "write one amount for each time of the day",
            ));
        }
        let amounts = text.split(',').map(|part| self.amount("--times", part));
        amounts.collect::<Result<Vec<_>, _>>().map(Some)
    }

    fn product(&self, args: &TaperArgs) -> Result<&Product, Report> {
        let name = args.product.as_deref().unwrap_or_default();
        let book = &self.calculator.book;
        book.product(name).ok_or_else(|| {
            let products = &book.products;
            Diagnostic::new(Code::Usage, format!("no product is called `{name}`"))
                .suggest(name, products.iter().map(|p| p.id.as_str()))
                .into()
        })
    }

    /// The smallest change that can be measured: what was said, or the product's first; none
    /// for a product without schedules.
    fn scale(&self, args: &TaperArgs, product: &Product) -> Result<Option<Ticks>, Report> {
        let Some(text) = &args.scale else {
            return Ok(product.scales.first().copied());
        };
        let scale = self.amount("--scale", text)?;
        if product.has_scale(scale) {
            return Ok(Some(scale));
        }
        let known: Vec<String> = product.scales.iter().map(|s| self.shown(*s)).collect();
        Err(usage(
            format!("`{text}` is no scale of this product"),
            if known.is_empty() {
                "leave `--scale` out: this product has no schedules".to_owned()
            } else {
                format!("known: {}", known.join(", "))
            },
        ))
    }

    /// What is known about the reader.
    ///
    /// # Errors
    /// First what the answers and the product forbid, whatever else is mistyped: somebody
    /// in a crisis reads whom to call, and not how amounts are written.
    pub(super) fn facts(&self, args: &TaperArgs, is_terminal: bool) -> Result<Facts, Report> {
        let mut facts = Facts {
            daily_confirmed: args.confirm,
            product: args.product.clone(),
            ..Facts::default()
        };
        let forbidden = |facts: &Facts| match self.calculator.book.judge(facts) {
            Verdict::Worksheet { rules } => Err(self.worksheet(&rules)),
            _ => Ok(()),
        };
        // Who is asked here is not asked in vain: a mistake in an amount is said before.
        if is_terminal && args.answers.is_none() {
            let read = self.amounts(args, &mut facts);
            forbidden(&facts)?;
            read?;
            self.ask(&mut facts);
            return forbidden(&facts).map(|()| facts);
        }
        let read = self
            .answers(args, &mut facts)
            .and_then(|()| self.amounts(args, &mut facts));
        forbidden(&facts)?;
        read.map(|()| facts)
    }

    /// The product and its amounts, as far as they can be read.
    fn amounts(&self, args: &TaperArgs, facts: &mut Facts) -> Result<(), Report> {
        let product = self.product(args)?;
        let times = self.times(args)?;
        facts.daily = match (&args.daily, &times) {
            (Some(text), _) => Some(self.amount("--daily", text)?),
            (None, Some(times)) => {
                let sum = times.iter().map(|time| time.get()).sum();
                let sum = Ticks::new(sum);
                Some(sum.ok_or_else(|| usage("the sum of `--times` is too large", "check it"))?)
            }
            // What forbids a schedule is said before any amount is asked for.
            (None, None) => None,
        };
        if let (Some(times), Some(daily)) = (&times, facts.daily)
            && times.iter().map(|time| u64::from(time.get())).sum::<u64>() != u64::from(daily.get())
        {
            return Err(usage(
                "`--times` do not make up `--daily`",
                "leave `--daily` out",
            ));
        }
        if let Some(text) = &args.stay_at {
            self.amount("--stay-at", text)?;
        }
        let scale = self.scale(args, product)?;
        facts.last_dose = match &args.last_dose {
            Some(text) => Some(self.amount("--last-dose", text)?),
            // The rules about a last dose hold for the one that is chosen for the reader too.
            None if args.stay_at.is_none() => scale,
            None => None,
        };
        if let (Some(last), Some(scale)) = (facts.last_dose, scale)
            && last < scale
        {
            return Err(usage(
                "`--last-dose` is less than the smallest amount that can be measured",
                format!("write at least \"{}\"", self.shown(scale)),
            ));
        }
        Ok(())
    }

    /// Takes the answers of the command line. A wrong one is an error, once all others
    /// are taken.
    fn answers(&self, args: &TaperArgs, facts: &mut Facts) -> Result<(), Report> {
        let given = args.answers.as_deref().unwrap_or_default();
        let pairs = given.split(',').map(str::trim);
        let mut wrong = None;
        for pair in pairs.filter(|pair| !pair.is_empty()) {
            if let Err(error) = self.answer(pair, facts) {
                wrong.get_or_insert(error);
            }
        }
        wrong.map_or(Ok(()), Err)
    }

    /// Asks in a terminal, until an answer forbids a schedule or nothing comes any more.
    fn ask(&self, facts: &mut Facts) {
        let mut input = std::io::stdin().lock();
        for question in &self.calculator.book.questions {
            let choices = if question.unsure {
                "yes/no/unsure"
            } else {
                "yes/no"
            };
            loop {
                tell!(
                    "{} [{choices}] ",
                    self.text(&format!("question.{}.label", question.id))
                );
                // Only the prompt is late when this fails; the answer is read all the same.
                std::io::stderr().flush().ok();
                let mut line = String::new();
                if input.read_line(&mut line).unwrap_or(0) == 0 {
                    return;
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
                return;
            }
        }
    }

    /// Takes one answer, such as `pregnancy=no`.
    fn answer(&self, pair: &str, facts: &mut Facts) -> Result<(), Report> {
        let questions = &self.calculator.book.questions;
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
        if facts.answer(id).is_some() {
            return Err(usage(
                format!("`{id}` is answered twice"),
                "answer each question once",
            ));
        }
        facts.answers.push((id.to_owned(), answer));
        Ok(())
    }

    /// The plan that is wished for, but for its range.
    pub(super) fn wish(&self, args: &TaperArgs, facts: &Facts) -> Result<Wish, Report> {
        let Some(daily) = facts.daily else {
            return Err(usage("`--daily` is missing", "say what is taken in a day"));
        };
        let scale = self.scale(args, self.product(args)?)?;
        let scale =
            scale.ok_or_else(|| usage("`--scale` is missing", "say what can be measured"))?;
        let stay_at = match &args.stay_at {
            Some(text) => self.amount("--stay-at", text)?,
            None => Ticks::ZERO,
        };
        Ok(Wish {
            range: 0,
            daily,
            scale,
            last_dose: facts.last_dose.unwrap_or_default(),
            stay_at,
        })
    }
}
