//! Names, bounds and references of a parameter file.
//!
//! In goes the file as written; out come diagnostics alone: a name that cannot
//! stand in a link, a number beyond what the engine accepts, a limit, range
//! or rule that rests on nothing.

use std::collections::BTreeSet;

use toml::Spanned;

use super::Check;
use crate::diagnostic::{Code, Diagnostic};
use crate::load::parameters::ParametersFile;

/// The most of the present dose that a site may let one step take, in basis points.
const HARD_CAP: u16 = 2_500;

impl Check<'_> {
    /// Names are written into links, so they are plain, and each is given once.
    pub(super) fn names(&mut self, table: &ParametersFile) {
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

    pub(super) fn bounds(&mut self, table: &ParametersFile) {
        if !matches!(table.unit.ticks.get_ref(), 1 | 10 | 100 | 1_000) {
            self.wrong(
                &table.unit.ticks,
                "a unit has 1, 10, 100 or 1000 ticks",
                "write how many of the smallest measurable parts one unit has",
            );
        }
        if let Some(smaller) = &table.unit.smaller
            && *smaller.get_ref() == table.unit.name
        {
            self.wrong(
                smaller,
                "`smaller` names a thousandth of the unit, and this is the unit",
                "write the name of a thousandth, such as \"mg\" beside \"g\", or take it away",
            );
        }
        let engine = &table.engine;
        for (value, least, most, what) in [
            (&engine.hold_quantum_days, 1, 60, "days"),
            // A step that is larger than the limit is held for longer, so there has to be a longer.
            (&engine.hold_max_factor, 2, 52, "times"),
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
                "a step takes something, and no more than 25 % of the present dose",
                "write more than \"0 %\" and at most \"25 %\"",
            );
        }
        if limits.range_step.value.get_ref().0 > limits.step_cap.value.get_ref().0 {
            self.wrong(
                &limits.range_step.value,
                "a range's step cannot be above `step_cap`",
                "lower it",
            );
        }
        let hold = *limits.hold.days.get_ref();
        let holds = stepdown_taper::LEAST_HOLD..=stepdown_taper::MOST_HOLD;
        if !holds.contains(&hold) {
            self.wrong(
                &limits.hold.days,
                "holds are 7 to 60 days long",
                "write 7 to 60",
            );
        }
        let window = *limits.window.days.get_ref();
        if !(1..=stepdown_taper::MOST_WINDOW).contains(&window) {
            self.wrong(
                &limits.window.days,
                "a window has 1 to 366 days",
                "write 1 to 366",
            );
        } else if holds.contains(&hold) && window <= hold {
            // Two steps never begin within it, and one step is the matter of `step_cap`.
            self.wrong(
                &limits.window.days,
                format!(
                    "a window no longer than `limits.hold`, {hold} days, holds nothing back: at most one step begins within it"
                ),
                format!("write {} to {} days", hold + 1, stepdown_taper::MOST_WINDOW),
            );
        }
        let most = stepdown_taper::BasisPoints::ALL.get();
        if !(1..most).contains(&limits.window.value.get_ref().0) {
            self.wrong(
                &limits.window.value,
                "a window without any fall allows no step, and one of 100 % holds nothing back",
                "write more than \"0 %\" and less than \"100 %\"",
            );
        }
    }

    /// Every key is in the bibliography, and none rests on unchecked ones alone.
    pub(super) fn references(&mut self, table: &ParametersFile) {
        let limits = &table.limits;
        let lists = [
            (&limits.step_cap.cite, limits.step_cap.value.span()),
            (&limits.range_step.cite, limits.range_step.value.span()),
            (&limits.hold.cite, limits.hold.days.span()),
            (&limits.window.cite, limits.window.days.span()),
            (&limits.daily.cite, limits.daily.value.span()),
        ];
        for (_, span) in lists.iter().filter(|(cite, _)| cite.is_empty()) {
            self.found.push(
                Diagnostic::new(Code::Calculator, "a limit without a reference")
                    .in_file(self.file)
                    .at(span.clone())
                    .help("write `cite = [\"key\"]` beside each limit"),
            );
        }
        for range in table.range.iter().filter(|range| range.cite.is_empty()) {
            self.wrong(
                &range.id,
                format!("the range `{}` has no reference", range.id.get_ref()),
                "write `cite = [\"key\"]`: a range is published somewhere",
            );
        }
        for rule in table.rule.iter().filter(|rule| rule.cite.is_empty()) {
            self.wrong(
                &rule.id,
                format!("the rule `{}` has no reference", rule.id.get_ref()),
                "write `cite = [\"key\"]`: name what it rests on, also where its line is your own",
            );
        }
        let Some(bibliography) = self.around.bibliography else {
            return;
        };
        let ranges = table.range.iter().map(|range| &range.cite);
        let rules = table.rule.iter().map(|rule| &rule.cite);
        let limits = lists.into_iter().map(|(cite, _)| cite);
        for cite in limits.chain(ranges).chain(rules) {
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
}
