//! The text that goes in and out of the page's module: lines of `key=value`.
//!
//! In a value, `\\` stands for a backslash and `\n` for a line end. Keys may
//! repeat; their order is kept.

use alloc::string::String;
use alloc::vec::Vec;

use crate::cut::{cut, parts};
use crate::piece::push;

/// Keys and values in order.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Message {
    entries: Vec<(String, String)>,
}

impl Message {
    /// Without entries.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// Reads a text. A line without `=` is a key with an empty value.
    #[must_use]
    pub fn read(text: &str) -> Self {
        let entries = parts(text, b'\n')
            .filter(|line| !line.is_empty())
            .map(|line| {
                let (key, value) = cut(line, b'=').unwrap_or((line, ""));
                (String::from(key), unescape(value))
            })
            .collect();
        Self { entries }
    }

    /// Adds an entry at the end.
    #[inline(never)]
    pub fn push(&mut self, key: &str, value: &str) {
        self.entries.push((String::from(key), String::from(value)));
    }

    /// The first value of a key.
    #[must_use]
    #[inline(never)]
    pub fn get(&self, key: &str) -> Option<&str> {
        self.iter()
            .find_map(|(other, value)| (other == key).then_some(value))
    }

    /// Every value of a key, in order.
    pub fn all<'a>(&'a self, key: &'a str) -> impl Iterator<Item = &'a str> {
        self.iter()
            .filter_map(move |(other, value)| (other == key).then_some(value))
    }

    /// Every entry, in order.
    pub fn iter(&self) -> impl Iterator<Item = (&str, &str)> {
        self.entries
            .iter()
            .map(|(key, value)| (key.as_str(), value.as_str()))
    }

    /// The text.
    #[must_use]
    pub fn write(&self) -> String {
        let mut text = String::new();
        for (key, value) in &self.entries {
            push!(text, key);
            text.push('=');
            for c in value.chars() {
                match c {
                    '\\' => push!(text, "\\\\"),
                    '\n' => push!(text, "\\n"),
                    c => text.push(c),
                }
            }
            text.push('\n');
        }
        text
    }
}

/// A piece at a time and not a character: the pack is long, and read at every key
/// that a reader presses.
fn unescape(value: &str) -> String {
    let mut text = String::with_capacity(value.len());
    let mut rest = value;
    while let Some((before, after)) = cut(rest, b'\\') {
        push!(text, before);
        if let Some(after) = after.strip_prefix('n') {
            text.push('\n');
            rest = after;
        } else {
            text.push('\\');
            rest = after.strip_prefix('\\').unwrap_or(after);
        }
    }
    push!(text, rest);
    text
}

#[cfg(test)]
mod tests {
    extern crate std;
    use super::*;
    use proptest::prelude::*;

    proptest! {
        #[test]
        fn what_is_written_is_read_back(values in proptest::collection::vec("\\PC{0,20}|a\\n\\\\n\nb", 0..6)) {
            let mut message = Message::new();
            for value in values {
                message.push("key", &value);
            }
            prop_assert_eq!(Message::read(&message.write()), message);
        }
    }
}
