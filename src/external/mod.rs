//! Links to elsewhere, looked up over the network.
//!
//! In: a site that can be rendered, and what an earlier run found ([`Record`]). Out:
//! for each address a [`Verdict`], and findings at every place that leads there.
//! `deployment` asks the site's own host with the same client; `build` and a plain
//! `check` ask nobody.
//!
//! `links` collects the addresses with their places; `client` asks once; `hosts` holds
//! how often; `lookup` follows an address to its end; `record` is the file between
//! runs; `findings` puts it in words.
//!
//! Incremental: what was fine some days ago is taken from the record.

pub mod client;
mod findings;
pub mod hosts;
mod links;
mod lookup;
mod record;

use std::collections::{BTreeMap, BTreeSet, VecDeque};
use std::path::Path;
use std::sync::Mutex;
use std::time::Duration;

use jiff::civil::Date;
use serde::{Deserialize, Serialize};
use url::Url;

pub use links::Link;
pub use record::{RECORD, Record};

use crate::diagnostic::{Diagnostics, Level};
use crate::load::Sources;
use crate::render::Renderer;
use client::Client;
use hosts::Hosts;
use lookup::Lookup;

/// How hosts are treated.
#[derive(Clone, Debug)]
pub struct Limits {
    /// The longest wait for one answer.
    pub timeout: Duration,
    /// The most requests at once to one host.
    pub per_host: usize,
    /// Between the beginnings of two requests to one host. Before a retry it is twice
    /// as long, then four times, and so on.
    pub pause: Duration,
    /// The most requests at once.
    pub jobs: usize,
    /// How often an address is asked again after a failure that may pass.
    pub retries: u32,
}

/// What became of an address.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Deserialize, Serialize)]
#[serde(rename_all = "lowercase")]
pub enum State {
    /// It is there.
    Ok,
    /// It is there, at another address for good.
    Moved,
    /// It is not there.
    Dead,
    /// Its host answers no programs, so nobody can say.
    Blocked,
    /// There was no answer that says it.
    Unknown,
}

/// What was seen at an address.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
pub struct Verdict {
    /// What became of it.
    pub state: State,
    /// What was seen, in a few words: `404 Not Found`.
    pub seen: String,
    /// The new address.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Whether anything answered.
    #[serde(skip, default = "answered")]
    is_answered: bool,
}

fn answered() -> bool {
    true
}

impl Verdict {
    fn new(state: State, seen: String) -> Self {
        Self {
            state,
            seen,
            to: None,
            is_answered: true,
        }
    }
}

/// What looking up every link gave.
#[derive(Debug)]
pub struct Outcome {
    /// A finding for each place of each address that is not fine.
    pub found: Diagnostics,
    /// Lines for people: how many are what, and those that nobody can say.
    pub summary: Vec<String>,
}

/// Looks up every link of a site, and keeps what was found in the site's folder.
///
/// `progress` is told how many of how many addresses were asked.
#[must_use]
pub fn check(
    renderer: &Renderer,
    sources: &Sources,
    limits: &Limits,
    today: Date,
    max_age: u32,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> Outcome {
    let root: &Path = &sources.root;
    let links = links::of_site(renderer, sources);
    let (mut record, unusable) = Record::read(root);
    let mut verdicts: BTreeMap<String, Verdict> = BTreeMap::new();
    let mut wanted: Vec<Url> = Vec::new();
    let mut remembered = 0;
    let mut seen: BTreeSet<&Url> = BTreeSet::new();
    for address in links.iter().filter_map(|link| link.address.as_ref()) {
        if !seen.insert(address) {
            continue;
        }
        match record.fine(address.as_str(), today, max_age) {
            Some(verdict) => {
                remembered += 1;
                verdicts.insert(address.to_string(), verdict.clone());
            }
            None => wanted.push(address.clone()),
        }
    }
    let mut asked = look_up_all(&wanted, limits, progress);
    doubt_without_network(&mut asked);
    for (url, verdict) in &asked {
        record.note(url, today, verdict);
    }
    verdicts.extend(asked);
    let written = record.write(root, today, max_age, |url| verdicts.contains_key(url));
    let mut found = findings::all(&links, &verdicts);
    found.extend(written.err());
    let site = renderer.site();
    crate::check::apply_exceptions(site, &mut found);
    let mut summary = findings::summary(&links, &verdicts, remembered, |code| {
        site.config.level(code) == Level::Off
    });
    summary.extend(unusable);
    found.apply_levels(|code| site.config.level(code));
    Outcome { found, summary }
}

/// Asks for every address, several at once.
fn look_up_all(
    wanted: &[Url],
    limits: &Limits,
    progress: &(dyn Fn(usize, usize) + Sync),
) -> BTreeMap<String, Verdict> {
    let client = Client::new(limits.timeout);
    let hosts = Hosts::new(limits.per_host, limits.pause);
    let lookup = Lookup {
        client: &client,
        hosts: &hosts,
        limits,
    };
    let queue = Mutex::new(in_turns(wanted));
    let verdicts = Mutex::new(BTreeMap::new());
    let next = || queue.lock().ok()?.pop_front();
    std::thread::scope(|scope| {
        for _ in 0..limits.jobs.clamp(1, wanted.len().max(1)) {
            scope.spawn(|| {
                while let Some(url) = next() {
                    let verdict = lookup.look_up(url);
                    if let Ok(mut verdicts) = verdicts.lock() {
                        verdicts.insert(url.to_string(), verdict);
                        progress(verdicts.len(), wanted.len());
                    }
                }
            });
        }
    });
    // The scope would have panicked with any thread that did.
    verdicts
        .into_inner()
        .unwrap_or_else(std::sync::PoisonError::into_inner)
}

/// The first address of each host, then the second of each, so that no thread waits
/// for a busy host while others are idle.
fn in_turns(wanted: &[Url]) -> VecDeque<&Url> {
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    let mut turns: Vec<(usize, &Url)> = wanted
        .iter()
        .map(|url| {
            let turn = seen.entry(hosts::name(url)).or_default();
            *turn += 1;
            (*turn, url)
        })
        .collect();
    turns.sort_by_key(|(turn, _)| *turn);
    turns.into_iter().map(|(_, url)| url).collect()
}

/// Without a network some systems say of every name that it does not exist. When
/// nothing answered at all, and more than one host was asked, that is no proof.
fn doubt_without_network(asked: &mut BTreeMap<String, Verdict>) {
    let hosts: BTreeSet<String> = asked
        .keys()
        .filter_map(|url| Some(hosts::name(&url.parse().ok()?)))
        .collect();
    if hosts.len() < 2 || asked.values().any(|verdict| verdict.is_answered) {
        return;
    }
    for verdict in asked.values_mut() {
        if verdict.state == State::Dead {
            verdict.state = State::Unknown;
            verdict
                .seen
                .push_str(", but no host answered: is this machine online?");
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn silent(state: State) -> Verdict {
        Verdict {
            is_answered: false,
            ..Verdict::new(state, "there is no host".to_owned())
        }
    }

    #[test]
    fn names_are_not_called_dead_when_nothing_answered() {
        let both = |second: Verdict| {
            let mut asked = BTreeMap::from([
                ("https://a.example/".to_owned(), silent(State::Dead)),
                ("https://b.example/".to_owned(), second),
            ]);
            doubt_without_network(&mut asked);
            asked["https://a.example/"].state
        };
        assert_eq!(both(silent(State::Dead)), State::Unknown);
        assert_eq!(both(silent(State::Unknown)), State::Unknown);
        let there = Verdict::new(State::Ok, "200 OK".to_owned());
        assert_eq!(both(there), State::Dead);
    }

    #[test]
    fn hosts_take_turns() {
        let urls: Vec<Url> = ["http://a/1", "http://a/2", "http://b/1"]
            .iter()
            .map(|url| url.parse().expect("an address"))
            .collect();
        let order: Vec<&str> = in_turns(&urls).into_iter().map(Url::as_str).collect();
        assert_eq!(order, ["http://a/1", "http://b/1", "http://a/2"]);
    }
}
