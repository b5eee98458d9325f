//! The shape of a document: whatever the rest of the site depends on.
//!
//! In: front matter, body and headings. Out: a hash. What is left out is read only
//! when a page is rendered or a rule looks at it: the words themselves, titles,
//! descriptions, dates of review, reasons, places in the source.

use super::component::ArgValue;
use super::front_matter::FrontMatter;
use super::{Fragment, Heading, Part};

/// A hash; equal for documents of one shape.
pub type Shape = [u8; 32];

pub(super) fn of(
    front: &FrontMatter,
    body: &Fragment,
    headings: &[Heading],
    has_lost_parts: bool,
) -> Shape {
    let FrontMatter {
        date,
        topics,
        weight,
        draft,
        slug,
        aliases,
        template,
        // Read when a page, a list or a rule asks for them.
        title: _,
        description: _,
        updated: _,
        reviewed: _,
        review_by: _,
        covers: _,
        changes: _,
        allow: _,
        extra: _,
        offset: _,
        notation: _,
    } = front;
    let mut hasher = Hasher(blake3::Hasher::new());
    hasher.text(&format!("{date:?} {weight:?} {draft} {has_lost_parts}"));
    hasher.list(topics.iter().map(|topic| topic.get_ref().as_str()));
    hasher.list(slug.iter().map(|slug| slug.get_ref().as_str()));
    hasher.list(aliases.iter().map(|alias| alias.get_ref().as_str()));
    hasher.list(template.iter().map(|template| template.get_ref().as_str()));
    hasher.list(headings.iter().map(|heading| &*heading.id));
    hasher.fragment(body);
    *hasher.0.finalize().as_bytes()
}

struct Hasher(blake3::Hasher);

impl Hasher {
    /// What follows is of this kind.
    fn kind(&mut self, kind: u8) {
        self.0.update(&[kind]);
    }

    fn text(&mut self, text: &str) {
        self.0.update(&text.len().to_le_bytes());
        self.0.update(text.as_bytes());
    }

    fn list<'a>(&mut self, texts: impl ExactSizeIterator<Item = &'a str>) {
        self.0.update(&texts.len().to_le_bytes());
        texts.for_each(|text| self.text(text));
    }

    fn fragment(&mut self, fragment: &Fragment) {
        self.kind(0);
        for slot in &fragment.slots {
            match &slot.part {
                // Their ids are in the list of headings.
                Part::HeadingStart(_) | Part::HeadingEnd(_) => {}
                // Links may lead to footnotes and to tables, with a caption or without.
                Part::IdPrefix => self.kind(16),
                Part::Ui(label) => {
                    self.kind(14);
                    self.text(label);
                }
                Part::UiNumber(label, number) => {
                    self.kind(15);
                    self.text(label);
                    self.0.update(&number.to_le_bytes());
                }
                Part::Link(dest) => {
                    self.kind(1);
                    self.text(dest);
                }
                Part::Image(image) => {
                    self.kind(2);
                    self.text(&image.src);
                }
                Part::Marker(marker) => {
                    self.kind(3);
                    self.list(marker.items.iter().map(|item| item.key.as_str()));
                }
                Part::Term(term) => {
                    self.kind(4);
                    self.0.update(&term.to_le_bytes());
                }
                Part::Component(call) => {
                    self.kind(5);
                    self.text(&call.name);
                    for argument in &call.args {
                        self.kind(6);
                        self.text(&argument.name);
                        self.value(&argument.value);
                    }
                }
            }
        }
        self.kind(7);
    }

    fn value(&mut self, value: &ArgValue) {
        match value {
            ArgValue::String(text) | ArgValue::Image(text) => {
                self.kind(8);
                self.text(text);
            }
            ArgValue::Markdown(fragment) => self.fragment(fragment),
            ArgValue::Integer(_) | ArgValue::Float(_) | ArgValue::Bool(_) => {
                self.kind(9);
                self.text(&format!("{value:?}"));
            }
            ArgValue::Array(items) => {
                self.kind(10);
                items.iter().for_each(|item| self.value(item));
                self.kind(11);
            }
            ArgValue::Table(entries) => {
                self.kind(12);
                for (name, item) in entries {
                    self.text(name);
                    self.value(item);
                }
                self.kind(13);
            }
        }
    }
}
