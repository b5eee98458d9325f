//! References by number, in order of first citation.

use std::collections::HashMap;

use tera::Value;

use crate::render::{context, map};
use crate::resolve::Site;

/// Numbers of references, in order of first citation.
#[derive(Debug, Default)]
pub(in crate::render) struct Numbering {
    /// Keys by ascending number.
    pub keys: Vec<String>,
    numbers: HashMap<String, usize>,
    /// Whether there is a place in the text to lead back to, for each.
    pub led_from: Vec<bool>,
}

impl Numbering {
    /// The number of a key that is shown where no way leads back to.
    pub(super) fn mention(&mut self, key: &str) -> usize {
        let next = self.keys.len();
        let index = *self.numbers.entry(key.to_owned()).or_insert_with(|| {
            self.keys.push(key.to_owned());
            self.led_from.push(false);
            next
        });
        index + 1
    }

    /// The number of a key, from 1, and whether this is the first place that it can be
    /// led back to. One place is enough: twenty links behind a reference are twenty stops
    /// of the Tab key, and an id at each citation is a tenth of an article's weight.
    pub(super) fn cite(&mut self, key: &str) -> (usize, bool) {
        let number = self.mention(key);
        let is_first = !std::mem::replace(&mut self.led_from[number - 1], true);
        (number, is_first)
    }
}

/// References of a page as templates see them.
pub(in crate::render) fn reference_values(
    site: &Site,
    language: usize,
    numbering: &Numbering,
) -> Value {
    let mut values = Vec::with_capacity(numbering.keys.len());
    for (n, key) in numbering.keys.iter().enumerate() {
        let Some(reference) = site.bibliography.get(key) else {
            continue;
        };
        let back = numbering.led_from[n].then(|| format!("cite-{key}"));
        values.push(map([
            ("number", Value::from(n + 1)),
            ("key", Value::from(key.clone())),
            ("html", Value::safe_string(&reference.html)),
            ("links", context::reference_links(site, language, reference)),
            ("checked", Value::from(reference.checked)),
            ("back", back.map_or_else(Value::none, Value::from)),
        ]));
    }
    Value::from(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbers_follow_the_first_citation() {
        let mut numbering = Numbering::default();
        assert_eq!(numbering.cite("b"), (1, true));
        assert_eq!(numbering.cite("a"), (2, true));
        assert_eq!(numbering.cite("b"), (1, false));
    }
}
