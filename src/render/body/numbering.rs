//! References by number, in order of first citation.

use std::collections::HashMap;

use tera::Value;

use crate::parse::escape_attribute;
use crate::render::{context, map};
use crate::resolve::Site;

/// Numbers of references, in order of first citation. Ids on the page are made of
/// them, not of keys: that makes an article a thirtieth lighter. On the page that lists all
/// references they are made of keys, so that a link to one of them stays right.
#[derive(Debug, Default)]
pub(in crate::render) struct Numbering {
    /// Keys by ascending number.
    pub keys: Vec<String>,
    numbers: HashMap<String, usize>,
    /// Whether there is a place in the text to lead back to, for each.
    led_from: Vec<bool>,
    /// Whether all references of the site stand on the page, and ids are made of keys.
    lists_all: bool,
}

impl Numbering {
    /// The numbers on the page that lists these references, whichever it cites.
    pub(in crate::render) fn of_list<'k>(keys: impl Iterator<Item = &'k str>) -> Self {
        let mut numbering = Self {
            lists_all: true,
            ..Self::default()
        };
        for key in keys {
            numbering.mention(key);
        }
        numbering
    }

    /// What the page cites.
    pub(in crate::render) fn cited(&self) -> impl Iterator<Item = &str> {
        let keys = self.keys.iter().zip(&self.led_from);
        keys.filter(|(_, is_led_from)| !self.lists_all || **is_led_from)
            .map(|(key, _)| key.as_str())
    }

    /// What the ids of a reference are made of, as an attribute holds it.
    pub(super) fn id(&self, number: usize) -> String {
        match self.lists_all {
            false => number.to_string(),
            true => {
                let mut id = String::new();
                escape_attribute(&mut id, &self.keys[number - 1]);
                id
            }
        }
    }

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
        let back = numbering.led_from[n].then(|| format!("cite-{}", numbering.id(n + 1)));
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
        assert_eq!(numbering.id(2), "2");
        assert_eq!(numbering.cited().collect::<Vec<_>>(), ["b", "a"]);
    }

    #[test]
    fn where_all_stand_numbers_are_those_of_the_list() {
        let mut numbering = Numbering::of_list(["a", "b", "c"].into_iter());
        assert_eq!(numbering.cite("b"), (2, true));
        assert_eq!(numbering.id(2), "b");
        assert_eq!(numbering.cited().collect::<Vec<_>>(), ["b"]);
    }
}
