//! Elements of raw HTML that are open, and where each ends.
//!
//! A tag that closes an element may stand in a later piece. What none closes ends with its
//! block, or with the item or quotation that it stands in, and takes no part in what follows.

use std::cmp::Reverse;
use std::ops::Range;

use super::BOX;
use super::elements::{ended_by, in_paragraphs};
use crate::parse::markdown::Writer;
use crate::parse::{Part, Slot};

/// An element that is open.
pub(in crate::parse::markdown) struct OpenElement {
    pub(super) name: &'static str,
    /// How many of Markdown's own elements were open around it.
    pub(super) depth: u32,
    /// Readers have to open it.
    pub(super) is_closed: bool,
    /// The end of what it stands in ends it too, without a word.
    pub(super) is_due: bool,
    /// Where its tag is written.
    pub(super) start: Written,
    /// Where its tag ends.
    pub(super) inside: Written,
    /// Of a box: whether its first words say what it holds.
    pub(super) has_summary: bool,
    /// Where its tag stands.
    pub(super) place: Range<usize>,
    /// Where its block ends that stands in no other; it is not known before.
    pub(super) block_end: Option<Written>,
}

impl OpenElement {
    fn lacks_summary(&self) -> bool {
        self.name == BOX && !self.has_summary
    }
}

/// A place in what is written, such as the end of a block: bytes of HTML and slots before it.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Written {
    html: usize,
    slots: usize,
}

impl Writer<'_, '_, '_> {
    /// What a block leaves open may be closed by a later one; should none do so, it ends
    /// here. Within an item or a quotation it ends with that.
    pub(super) fn end_open_blocks(&mut self) {
        if self.raw.depth > 0 {
            return;
        }
        let end = self.out_end();
        for element in &mut self.raw.open {
            element.block_end.get_or_insert(end);
        }
    }

    pub(super) fn out_end(&self) -> Written {
        Written {
            html: self.out.html.len(),
            slots: self.out.slots.len(),
        }
    }

    /// One of Markdown's own blocks begins: a paragraph of raw HTML can hold none. If there is
    /// nothing in it yet, it was written around the block, and is left out.
    pub(in crate::parse::markdown) fn end_raw_paragraph(&mut self) {
        let depth = self.raw.depth;
        let is_paragraph = |open: &&OpenElement| open.depth == depth && open.name == "p";
        let Some(open) = self.raw.open.last().filter(is_paragraph) else {
            return;
        };
        let (start, inside, place) = (open.start, open.inside, open.place.clone());
        match self.is_empty_from(inside) {
            true => self.out.html.truncate(start.html),
            false => self.out.html.push_str("</p>\n"),
        }
        if let Some(ended) = self.raw.open.pop() {
            self.end_after(ended.block_end);
        }
        self.raw.left_out.push("p");
        let what = "`<p>` ends before the block that follows: Markdown makes paragraphs itself";
        self.removed(what.to_owned(), place);
    }

    /// Whether nothing but space was written since.
    fn is_empty_from(&self, from: Written) -> bool {
        self.out.slots.len() == from.slots && self.out.html[from.html..].trim().is_empty()
    }

    /// Whether a box has just been opened: then the words that say what it holds may begin.
    pub(super) fn may_begin_summary(&mut self) -> bool {
        let inside = self.raw.open.last().filter(|open| open.name == BOX);
        let is_first = inside.is_some_and(|open| self.is_empty_from(open.inside));
        if let Some(open) = self.raw.open.last_mut().filter(|_| is_first) {
            open.has_summary = true;
        }
        is_first
    }

    /// A box without words to open it by gets some.
    fn insert_summary(&mut self, element: &OpenElement) {
        const TAG: &str = "<summary>";
        let at = element.inside;
        self.insert(at, &[TAG, "</summary>"].concat());
        let slot = Slot {
            at: u32::try_from(at.html + TAG.len()).unwrap_or(u32::MAX),
            span: self.place.of(element.place.clone()),
            part: Part::Ui("details-summary"),
        };
        self.out.slots.insert(at.slots, slot);
        // Only the end of what stands in nothing is known, and what stands in something may be
        // written elsewhere before it comes to its place.
        if element.depth == 0 {
            let by = TAG.len() + "</summary>".len();
            let open = self.raw.open.iter_mut();
            let ends = open.filter_map(|open| open.block_end.as_mut());
            for end in ends.filter(|end| end.html > at.html) {
                end.html += by;
                end.slots += 1;
            }
        }
        let what = "`<details>` has no `<summary>`, so readers cannot know what is in it";
        self.removed(what.to_owned(), element.place.clone());
    }

    /// Ends what a tag of that name ends without a word.
    pub(super) fn end_before(&mut self, name: &str) {
        let depth = self.raw.depth;
        let is_ended = |open: &&OpenElement| {
            open.depth == depth && ended_by(open.name).is_some_and(|tags| tags.contains(&name))
        };
        while let Some(open) = self.raw.open.last().filter(is_ended) {
            let tag = ["</", open.name, ">"].concat();
            self.out.html.push_str(&tag);
            if let Some(ended) = self.raw.open.pop() {
                self.end_after(ended.block_end);
            }
        }
    }

    /// Closes the nearest element of that name, with what is open inside it, unless
    /// it was opened outside the Markdown that is being written.
    pub(super) fn end_raw_element(&mut self, name: &'static str, place: Range<usize>) {
        let depth = self.raw.depth;
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
                self.out.html.push_str("</");
                self.out.html.push_str(name);
                self.out.html.push('>');
                if let Some(element) = self.raw.open.pop() {
                    if element.lacks_summary() {
                        self.insert_summary(&element);
                    }
                    self.end_after(element.block_end);
                }
            }
            None => match self.raw.left_out.iter().rposition(|left| *left == name) {
                Some(left) => {
                    if !in_paragraphs(self.raw.left_out.remove(left)) {
                        self.part_words();
                    }
                }
                None => self.removed(format!("`</{name}>` closes nothing here"), place),
            },
        }
    }

    /// What was opened in a block before an element that has ended in a later one cannot end
    /// within it.
    fn end_after(&mut self, block: Option<Written>) {
        for around in self.raw.open.iter_mut().rev() {
            if block.is_none() || around.block_end != block {
                break;
            }
            around.block_end = None;
        }
    }

    /// One of Markdown's own elements ends: nothing that was opened in it stays open.
    pub(in crate::parse::markdown) fn close_raw_elements(&mut self) {
        let depth = self.raw.depth;
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
        let ends = ends_of(&closed, here);
        // From the last place to the first, so that each is still where it was. At one place
        // what was opened last ends first, and an empty box has its words before its end.
        let ended = (0..closed.len()).map(|n| (ends[n], true, n));
        let without_words = closed.iter().enumerate().filter(|(_, e)| e.lacks_summary());
        let begun = without_words.map(|(n, e)| (e.inside, false, n));
        let mut order: Vec<(Written, bool, usize)> = ended.chain(begun).collect();
        order.sort_by_key(|(at, is_end, n)| (Reverse(*at), Reverse(*is_end), *n));
        for (at, is_end, n) in order {
            match is_end {
                true => self.insert(at, &["</", closed[n].name, ">"].concat()),
                false => self.insert_summary(&closed[n]),
            }
        }
        // A thousand of a kind in one block are one mistake, at the first of them.
        let mut block = None;
        let mut said = Vec::new();
        let closed = closed.into_iter().zip(ends);
        for (element, end) in closed.filter(|(element, _)| !element.is_due) {
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

    fn insert(&mut self, at: Written, tags: &str) {
        self.out.html.insert_str(at.html, tags);
        let by = u32::try_from(tags.len()).unwrap_or(0);
        for slot in &mut self.out.slots[at.slots..] {
            slot.at = slot.at.saturating_add(by);
        }
    }
}

/// Where each of some elements ends, the outermost first: what is due, `here`; the others with
/// their block; and none later than what it stands in, so that no word behind is struck
/// through or put into a box.
fn ends_of(closed: &[OpenElement], here: Written) -> Vec<Written> {
    let mut ends: Vec<Written> = Vec::with_capacity(closed.len());
    // Of what the next one stands in, the innermost last.
    let mut around: Vec<usize> = Vec::new();
    for (n, element) in closed.iter().enumerate() {
        while around
            .pop_if(|outer| ends[*outer] <= element.start)
            .is_some()
        {}
        let own = match element.is_due {
            true => here,
            false => element.block_end.unwrap_or(here),
        };
        ends.push(around.last().map_or(own, |outer| own.min(ends[*outer])));
        around.push(n);
    }
    ends
}
