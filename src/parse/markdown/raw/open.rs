//! Elements of raw HTML that are open, and where each ends.
//!
//! A tag that closes an element may stand in a later piece. What none closes ends with its
//! block, or with the item or quotation that it stands in, and takes no part in what follows.

use std::ops::Range;

use super::elements::{ended_by, holds_text_alone};
use crate::parse::markdown::Writer;

/// An element that is open.
pub(in crate::parse::markdown) struct OpenElement {
    pub(super) name: &'static str,
    /// How many of Markdown's own elements were open around it.
    pub(super) depth: usize,
    /// Readers have to open it.
    pub(super) is_closed: bool,
    /// Its tag was not left out, and so its end is not either.
    pub(super) is_written: bool,
    /// The end of what it stands in ends it too, without a word.
    pub(super) is_due: bool,
    /// Where its tag stands.
    pub(super) place: Range<usize>,
    /// Where its block ends that stands in no other; it is not known before.
    pub(super) block_end: Option<BlockEnd>,
}

/// The end of a block in what is written: bytes of HTML and slots before it.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) struct BlockEnd {
    html: usize,
    slots: usize,
}

impl Writer<'_, '_, '_> {
    /// What holds text alone cannot hold the blocks that follow: it ends with its block. A
    /// closing tag of a later block is taken for it, and ends nothing.
    pub(super) fn end_open_lines(&mut self) {
        let depth = self.raw.depth();
        let is_line =
            |e: &OpenElement| e.depth == depth && e.is_written && holds_text_alone(e.name);
        let Some(first) = self.raw.open.iter().position(is_line) else {
            return;
        };
        for element in self.raw.open[first..].iter_mut().rev() {
            if std::mem::take(&mut element.is_written) {
                self.out.html.push_str("</");
                self.out.html.push_str(element.name);
                self.out.html.push('>');
            }
        }
        let OpenElement { name, place, .. } = &self.raw.open[first];
        let what = format!("`<{name}>` is not closed where it stands");
        self.removed(what, place.clone());
    }

    /// What a block leaves open may be closed by a later one; should none do so, it ends
    /// here. Within an item or a quotation it ends with that.
    pub(super) fn end_open_blocks(&mut self) {
        if self.raw.depth() > 0 {
            return;
        }
        let end = self.out_end();
        for element in &mut self.raw.open {
            element.block_end.get_or_insert(end);
        }
    }

    fn out_end(&self) -> BlockEnd {
        BlockEnd {
            html: self.out.html.len(),
            slots: self.out.slots.len(),
        }
    }

    /// Ends what a tag of that name ends without a word.
    pub(super) fn end_before(&mut self, name: &str) {
        let depth = self.raw.depth();
        let is_ended = |open: &&OpenElement| {
            open.depth == depth && ended_by(open.name).is_some_and(|tags| tags.contains(&name))
        };
        while let Some(open) = self.raw.open.last().filter(is_ended) {
            if open.is_written {
                let tag = ["</", open.name, ">"].concat();
                self.out.html.push_str(&tag);
            }
            self.raw.open.pop();
        }
    }

    /// Closes the nearest element of that name, with what is open inside it, unless
    /// it was opened outside the Markdown that is being written.
    pub(super) fn end_raw_element(&mut self, name: &'static str, place: Range<usize>) {
        let depth = self.raw.depth();
        let mut here = self.raw.open.iter().rev().take_while(|e| e.depth == depth);
        match here.position(|element| element.name == name) {
            Some(inside) => {
                // The end of a list is the end of its last item.
                let last = self.raw.open.iter_mut().rev().take(inside);
                for element in last.filter(|element| ended_by(element.name).is_some()) {
                    element.is_due = true;
                }
                let kept = self.raw.open.len() - inside;
                self.close_from(kept);
                let closed = self.raw.open.pop();
                if closed.as_ref().is_some_and(|element| element.is_written) {
                    self.out.html.push_str("</");
                    self.out.html.push_str(name);
                    self.out.html.push('>');
                }
                let opened = closed.and_then(|element| element.block_end);
                // What was opened before it in its block cannot end within it.
                for around in &mut self.raw.open {
                    if opened.is_some() && around.block_end == opened {
                        around.block_end = None;
                    }
                }
            }
            None => self.removed(format!("`</{name}>` closes nothing here"), place),
        }
    }

    /// One of Markdown's own elements ends: nothing that was opened in it stays open.
    pub(in crate::parse::markdown) fn close_raw_elements(&mut self) {
        let depth = self.raw.depth();
        let kept = self.raw.open.partition_point(|e| e.depth < depth);
        if kept < self.raw.open.len() {
            self.flush(false);
            self.close_from(kept);
        }
    }

    /// Closes what is open but for the first `kept`, each at the end of its block, so that
    /// it takes no part in what follows.
    fn close_from(&mut self, kept: usize) {
        let here = self.out_end();
        let closed: Vec<OpenElement> = self.raw.open.split_off(kept);
        let end_of = |element: &OpenElement| match element.is_due {
            true => here,
            false => element.block_end.unwrap_or(here),
        };
        let mut at = here;
        let mut tags = String::new();
        // The last one was opened last and ends first.
        for element in closed.iter().rev() {
            if !element.is_written {
                continue;
            }
            let end = end_of(element);
            if end != at {
                self.insert(at, &std::mem::take(&mut tags));
                at = end;
            }
            tags.push_str("</");
            tags.push_str(element.name);
            tags.push('>');
        }
        self.insert(at, &tags);
        // A thousand of a kind in one block are one mistake, at the first of them.
        let mut block = None;
        let mut said = Vec::new();
        let unclosed = |element: &OpenElement| element.is_written && !element.is_due;
        for element in closed.into_iter().filter(unclosed) {
            let end = end_of(&element);
            if block.replace(end) != Some(end) {
                said.clear();
            }
            if !said.contains(&element.name) {
                said.push(element.name);
                let what = format!("`<{}>` is not closed where it stands", element.name);
                self.removed(what, element.place);
            }
        }
    }

    fn insert(&mut self, at: BlockEnd, tags: &str) {
        self.out.html.insert_str(at.html, tags);
        let by = u32::try_from(tags.len()).unwrap_or(0);
        for slot in &mut self.out.slots[at.slots..] {
            slot.at = slot.at.saturating_add(by);
        }
    }
}
