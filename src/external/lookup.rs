//! What became of one address: asked, asked again where that may help, followed
//! through its redirects.

use std::time::Duration;

use url::Url;

use super::client::{Answer, Cause, Client, Failure, Question};
use super::hosts::Hosts;
use super::{Limits, State, Verdict};

/// The most redirects that are followed.
const MOST_REDIRECTS: usize = 10;
/// A host that wants to be left alone for longer is left alone for today.
const LONGEST_WAIT: Duration = Duration::from_secs(30);

/// What looking up needs.
#[derive(Clone, Copy)]
pub(super) struct Lookup<'a> {
    pub client: &'a Client,
    pub hosts: &'a Hosts,
    pub limits: &'a Limits,
}

impl Lookup<'_> {
    /// Follows `url` to its end.
    pub(super) fn look_up(self, url: &Url) -> Verdict {
        let mut way = vec![url.clone()];
        // The new address, as long as every redirect so far was for good.
        let mut moved: Option<Url> = None;
        let mut is_permanent = true;
        loop {
            let at = &way[way.len() - 1];
            let answer = match self.ask(at) {
                Ok(answer) => answer,
                Err(failure) => return no_answer(&failure, &way),
            };
            if !answer.is_redirect() {
                return verdict(&answer, &way, moved);
            }
            let status = answer.status;
            let unknown = |seen: String| Verdict::new(State::Unknown, seen);
            let Some(next) = answer.location(at) else {
                return unknown(format!("{status}, a redirect that does not say where to"));
            };
            if !matches!(next.scheme(), "http" | "https") {
                return unknown(format!("{status}, a redirect to `{next}`"));
            }
            if let Some(first) = way.iter().position(|seen| *seen == next) {
                let circle: Vec<&str> = way[first..].iter().map(Url::as_str).collect();
                return unknown(format!(
                    "redirects in a circle: {} → {next}",
                    circle.join(" → ")
                ));
            }
            if way.len() > MOST_REDIRECTS {
                return unknown(format!("more than {MOST_REDIRECTS} redirects, to `{next}`"));
            }
            is_permanent &= answer.is_permanent();
            if is_permanent {
                moved = Some(next.clone());
            }
            way.push(next);
        }
    }

    /// One address, without following it: first for its header fields only; then, where
    /// a server does not take that, for everything.
    fn ask(self, url: &Url) -> Result<Answer, Failure> {
        let mut question = Question::head(url);
        let mut retries = 0;
        loop {
            let permit = self.hosts.enter(url);
            let outcome = self.client.ask(question);
            drop(permit);
            if let Ok(answer) = &outcome
                && question.head
                && is_refusal_of_head(answer.status)
            {
                question = Question::get(url);
                continue;
            }
            if retries == self.limits.retries {
                return outcome;
            }
            let Some(wait) = self.wait_before_retry(&outcome, retries) else {
                return outcome;
            };
            self.hosts.rest(url, wait);
            // Some servers break the connection when they are asked for a head.
            if outcome.is_err() {
                question = Question::get(url);
            }
            retries += 1;
        }
    }

    /// How long to wait before asking again; nothing where that is of no use.
    fn wait_before_retry(
        self,
        outcome: &Result<Answer, Failure>,
        retries: u32,
    ) -> Option<Duration> {
        let growing = self.limits.pause.saturating_mul(2 << retries.min(8));
        match outcome {
            Err(failure) => failure.is_transient().then_some(growing),
            Ok(answer) if matches!(answer.status, 429 | 500 | 502 | 503 | 504) => {
                let wait = asked_to_wait(answer).map_or(growing, |asked| asked.max(growing));
                (wait <= LONGEST_WAIT).then_some(wait)
            }
            Ok(_) => None,
        }
    }
}

/// `Retry-After` in seconds. As a date it would need a clock that is right; the pause
/// that grows does then.
fn asked_to_wait(answer: &Answer) -> Option<Duration> {
    let seconds = answer.header("retry-after")?.trim().parse().ok()?;
    Some(Duration::from_secs(seconds))
}

/// Whether a server may answer otherwise when it is asked for the whole page.
fn is_refusal_of_head(status: u16) -> bool {
    matches!(status, 400 | 403 | 404 | 405 | 406 | 500 | 501)
}

fn verdict(answer: &Answer, way: &[Url], moved: Option<Url>) -> Verdict {
    let mut seen = answer.status_words();
    if let Some(asked) = asked_to_wait(answer)
        && !(200..300).contains(&answer.status)
    {
        seen.push_str(&format!(", to be asked again in {} s", asked.as_secs()));
    }
    let state = match answer.status {
        200..=299 | 304 if moved.is_some() => State::Moved,
        200..=299 | 304 => State::Ok,
        404 | 410 => State::Dead,
        401 | 403 | 429 | 451 | 999 => State::Blocked,
        _ => State::Unknown,
    };
    Verdict {
        to: moved.filter(|_| state == State::Moved).map(String::from),
        ..Verdict::new(state, with_way(seen, way))
    }
}

fn no_answer(failure: &Failure, way: &[Url]) -> Verdict {
    let state = match failure.cause {
        Cause::NoSuchName => State::Dead,
        _ => State::Unknown,
    };
    Verdict {
        is_answered: false,
        ..Verdict::new(state, with_way(failure.words.clone(), way))
    }
}

/// Where it was seen, when that is another address.
fn with_way(seen: String, way: &[Url]) -> String {
    match way {
        [_] | [] => seen,
        [.., last] => format!("{seen}, at `{last}` where it redirects to"),
    }
}
