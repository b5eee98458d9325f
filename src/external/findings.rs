//! What was found, in words: a finding for each place, and lines for the end.

use std::collections::{BTreeMap, BTreeSet};

use super::{Link, RECORD, State, Verdict};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};

/// A finding for each place of each address that is not fine.
pub(super) fn all(links: &[Link], verdicts: &BTreeMap<String, Verdict>) -> Diagnostics {
    links
        .iter()
        .filter_map(|link| finding(link, verdicts))
        .collect()
}

fn finding(link: &Link, verdicts: &BTreeMap<String, Verdict>) -> Option<Diagnostic> {
    let written = &link.written;
    let diagnostic = match of(link, verdicts) {
        None => Diagnostic::new(
            Code::ExternalDead,
            format!("`{written}` is no address that can be asked for"),
        )
        .help("correct it, or remove the link"),
        Some(verdict) => {
            let seen = &verdict.seen;
            let code = code_of(verdict.state)?;
            match verdict.state {
                State::Ok => return None,
                State::Dead => Diagnostic::new(code, format!("`{written}` is dead: {seen}"))
                    .help("find its new address or another source, or remove the link"),
                State::Moved => {
                    let to = new_address(link, verdict);
                    Diagnostic::new(code, format!("`{written}` has moved for good to `{to}`"))
                        .help("open the new address, and write it here if it shows the same")
                }
                State::Blocked => {
                    Diagnostic::new(code, format!("`{written}` answers no programs: {seen}"))
                        .help("open it in a browser; nobody else can say whether it is there")
                }
                State::Unknown => {
                    Diagnostic::new(code, format!("`{written}` could not be looked up: {seen}"))
                        .help(
                            "run the check again later; if it stays so, open the link in a browser",
                        )
                }
            }
        }
    };
    let diagnostic = match &link.file {
        Some(file) => diagnostic.in_file(file),
        None => diagnostic,
    };
    Some(match link.span {
        Some(span) => diagnostic.at(span),
        None => diagnostic,
    })
}

fn of<'v>(link: &Link, verdicts: &'v BTreeMap<String, Verdict>) -> Option<&'v Verdict> {
    verdicts.get(link.address.as_ref()?.as_str())
}

fn code_of(state: State) -> Option<Code> {
    match state {
        State::Ok => None,
        State::Moved => Some(Code::ExternalMoved),
        State::Dead => Some(Code::ExternalDead),
        State::Blocked => Some(Code::ExternalBlocked),
        State::Unknown => Some(Code::ExternalUnknown),
    }
}

/// The new address with the place that the link names: browsers take it along.
fn new_address(link: &Link, verdict: &Verdict) -> String {
    let to = verdict.to.as_deref().unwrap_or_default();
    match link.written.split_once('#') {
        Some((_, fragment)) if !fragment.is_empty() => format!("{to}#{fragment}"),
        _ => to.to_owned(),
    }
}

/// How many addresses are what; below it every one that a rule would name and does not
/// because it is off, so that none is passed over in silence.
pub(super) fn summary(
    links: &[Link],
    verdicts: &BTreeMap<String, Verdict>,
    remembered: usize,
    is_off: impl Fn(Code) -> bool,
) -> Vec<String> {
    let mut counts: BTreeMap<State, usize> = BTreeMap::new();
    for verdict in verdicts.values() {
        *counts.entry(verdict.state).or_default() += 1;
    }
    // What is no address has no verdict, and leads nowhere.
    let malformed: BTreeSet<&str> = links
        .iter()
        .filter(|link| link.address.is_none())
        .map(|link| link.written.as_str())
        .collect();
    let malformed = malformed.len();
    if malformed > 0 {
        *counts.entry(State::Dead).or_default() += malformed;
    }
    let of = |state: State| counts.get(&state).copied().unwrap_or_default();
    let from_record = match remembered {
        0 => String::new(),
        n => format!(" ({n} of them from `{RECORD}`)"),
    };
    let all = verdicts.len() + malformed;
    let noun = if all == 1 { "address" } else { "addresses" };
    let mut lines = vec![format!(
        "links to elsewhere: {all} {noun}, {} ok{from_record}, {} moved, {} dead, {} blocked, {} unknown",
        of(State::Ok),
        of(State::Moved),
        of(State::Dead),
        of(State::Blocked),
        of(State::Unknown),
    )];
    let mut told = BTreeSet::new();
    for link in links {
        let verdict = self::of(link, verdicts);
        let state = verdict.map_or(State::Dead, |verdict| verdict.state);
        if !code_of(state).is_some_and(&is_off) || !told.insert(&link.written) {
            continue;
        }
        let seen = match verdict {
            Some(verdict) if state == State::Moved => new_address(link, verdict),
            Some(verdict) => verdict.seen.clone(),
            None => "no address".to_owned(),
        };
        let file = link.file.as_deref().unwrap_or("the theme");
        lines.push(format!(
            "  {} {} in {file}: {seen}",
            name(state),
            link.written
        ));
    }
    lines
}

fn name(state: State) -> &'static str {
    match state {
        State::Ok => "ok",
        State::Moved => "moved",
        State::Dead => "dead",
        State::Blocked => "blocked",
        State::Unknown => "unknown",
    }
}
