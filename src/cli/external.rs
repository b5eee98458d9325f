//! The flags for asking other sites.

use std::io::IsTerminal as _;
use std::time::Duration;

use clap::Args;
use jiff::civil::Date;

use crate::external::{self, Limits, Outcome};
use crate::load::Sources;
use crate::render::Renderer;

/// What `check --external` takes.
#[derive(Args, Clone, Debug)]
pub(super) struct ExternalArgs {
    /// Looks up every link to another site, over the network; what was fine is remembered in
    /// `.stepdown-links.json`
    #[arg(long)]
    pub(super) external: bool,
    /// For how many days a link that was fine is believed
    #[arg(long, value_name = "DAYS", default_value_t = 7, requires = "external")]
    max_age: u32,
    /// The most requests at once, to all hosts together
    #[arg(long, value_name = "N", default_value_t = 8, requires = "external", value_parser = at_least_one)]
    jobs: usize,
    #[command(flatten)]
    manners: MannersArgs,
}

/// How other machines are asked.
#[derive(Args, Clone, Debug)]
struct MannersArgs {
    /// The most requests at once to one host
    #[arg(long, value_name = "N", default_value_t = 1, requires = "external", value_parser = at_least_one)]
    per_host: usize,
    /// The pause between two requests to one host
    #[arg(long, value_name = "SECONDS", default_value = "1", requires = "external", value_parser = seconds)]
    pause: Duration,
    /// The longest wait for one answer
    #[arg(long, value_name = "SECONDS", default_value = "20", requires = "external", value_parser = seconds)]
    timeout: Duration,
    /// How often a host that fails is asked again
    #[arg(long, value_name = "N", default_value_t = 2, requires = "external")]
    retries: u32,
}

/// A number of things, at least one.
pub(super) fn at_least_one(text: &str) -> Result<usize, String> {
    match text.parse() {
        Ok(0) | Err(_) => Err("write a whole number, 1 or more".to_owned()),
        Ok(n) => Ok(n),
    }
}

/// Nobody waits for longer than a day, and a time that far away can be told.
const MOST_SECONDS: u64 = 24 * 60 * 60;

/// A duration in seconds, which may be a part of one.
pub(super) fn seconds(text: &str) -> Result<Duration, String> {
    let number = text.parse().ok();
    number
        .and_then(|seconds| Duration::try_from_secs_f64(seconds).ok())
        .filter(|time| *time <= Duration::from_secs(MOST_SECONDS))
        .ok_or_else(|| {
            format!("write a number of seconds, such as 20 or 0.5, of at most {MOST_SECONDS}")
        })
}

impl ExternalArgs {
    /// Looks every link up, and says how far it is on a terminal.
    pub(super) fn check(&self, renderer: &Renderer, sources: &Sources, today: Date) -> Outcome {
        let limits = Limits {
            timeout: self.manners.timeout,
            per_host: self.manners.per_host,
            pause: self.manners.pause,
            jobs: self.jobs,
            retries: self.manners.retries,
        };
        let bar = Bar::new("addresses");
        external::check(
            renderer,
            sources,
            &limits,
            today,
            self.max_age,
            &|done, all| {
                bar.tell(done, all);
            },
        )
    }
}

/// A bar on a terminal: other machines take their time.
pub(super) struct Bar(Option<indicatif::ProgressBar>);

impl Bar {
    /// A bar that counts `noun`.
    pub(super) fn new(noun: &str) -> Self {
        Self(std::io::stderr().is_terminal().then(|| {
            let template = format!("{{bar:30}} {{pos}} of {{len}} {noun}");
            let style = indicatif::ProgressStyle::with_template(&template)
                .unwrap_or_else(|_| indicatif::ProgressStyle::default_bar());
            indicatif::ProgressBar::new(0).with_style(style)
        }))
    }

    /// So many of so many are done.
    pub(super) fn tell(&self, done: usize, all: usize) {
        if let Some(bar) = &self.0 {
            bar.set_length(all as u64);
            bar.set_position(done as u64);
        }
    }
}

impl Drop for Bar {
    fn drop(&mut self) {
        if let Some(bar) = &self.0 {
            bar.finish_and_clear();
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_time_is_a_number_of_seconds_and_at_most_a_day() {
        assert_eq!(seconds("0.5"), Ok(Duration::from_millis(500)));
        assert_eq!(seconds("86400"), Ok(Duration::from_secs(MOST_SECONDS)));
        for wrong in ["86400.1", "1e19", "1e300", "inf", "NaN", "-1", "20 s", ""] {
            assert!(seconds(wrong).is_err(), "{wrong}");
        }
    }
}
