//! How long a chapter of the whole guide is: what browsers go by until they lay it out.
//!
//! A guess, and rather too long than too short: what is taller than its place lies over the
//! next chapter until then, and for programs that judge contrast that is text over text.

use std::ops::AddAssign;

/// Letters in a line of the narrowest window, 320 pixels wide, if every line had a long word
/// at its end.
const LETTERS_IN_A_LINE: usize = 26;

/// What the rest of a paragraph's last line takes, and the space below it, in tenths of a line.
const BLOCK: usize = 19;

/// What a heading takes besides its letters: they are larger, and stand in more space.
const HEADING: usize = 50;

/// What a picture takes, with its caption.
const PICTURE: usize = 120;

/// Elements that take more than their letters do.
const ELEMENTS: [(&str, usize); 17] = [
    ("dd", BLOCK),
    ("div", BLOCK),
    ("dt", BLOCK),
    ("figure", BLOCK),
    ("h1", HEADING),
    ("h2", HEADING),
    ("h3", HEADING),
    ("h4", HEADING),
    ("h5", HEADING),
    ("h6", HEADING),
    ("img", PICTURE),
    ("li", BLOCK),
    ("p", BLOCK),
    ("pre", BLOCK),
    ("summary", BLOCK),
    ("svg", PICTURE),
    ("tr", BLOCK),
];

/// The numbers in the classes of `css/whole.css`, each a fifth more than the one before.
const CLASSES: [u16; 34] = [
    8, 10, 12, 14, 17, 20, 24, 29, 35, 42, 50, 60, 72, 86, 103, 124, 149, 179, 215, 258, 310, 372,
    446, 535, 642, 770, 924, 1109, 1331, 1597, 1916, 2299, 2759, 3311,
];

/// What stands in a chapter.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Length {
    letters: usize,
    /// Of a line, what its elements take besides their letters.
    tenths: usize,
}

impl Length {
    /// Of a heading with a space below.
    pub(super) fn of_heading(html: &str) -> Self {
        let mut length = Self::of(html);
        length.tenths += HEADING;
        length
    }

    /// Of a text with a tag around it, such as an entry of a list.
    pub(super) fn of_block(html: &str) -> Self {
        let mut length = Self::of(html);
        length.tenths += BLOCK;
        length
    }

    /// Of HTML as this program writes it: `<` begins a tag, `>` ends it outside of quotes.
    pub(super) fn of(html: &str) -> Self {
        let mut length = Self::default();
        let mut parts = html.split('<');
        length.letters += letters(parts.next().unwrap_or_default());
        for part in parts {
            let Some(end) = end_of_tag(part) else {
                length.letters += letters(part);
                continue;
            };
            let (tag, text) = part.split_at(end);
            let name = tag.split(|c: char| !c.is_ascii_alphanumeric()).next();
            let name = name.unwrap_or_default();
            if let Ok(at) = ELEMENTS.binary_search_by(|(known, _)| (*known).cmp(name)) {
                length.tenths += ELEMENTS[at].1;
            }
            length.letters += letters(&text[1..]);
        }
        length
    }

    /// The class that says how many lines it has, at most.
    pub(super) fn class(self) -> u16 {
        let lines = self.letters.div_ceil(LETTERS_IN_A_LINE) + self.tenths.div_ceil(10);
        let enough = |class: &&u16| usize::from(**class) >= lines;
        let most = CLASSES[CLASSES.len() - 1];
        CLASSES.iter().find(enough).copied().unwrap_or(most)
    }
}

impl AddAssign for Length {
    fn add_assign(&mut self, other: Self) {
        self.letters += other.letters;
        self.tenths += other.tenths;
    }
}

/// Where the tag ends that `part` begins with.
fn end_of_tag(part: &str) -> Option<usize> {
    let mut quote = None;
    part.bytes().position(|b| {
        match (quote, b) {
            (None, b'>') => return true,
            (None, b'"' | b'\'') => quote = Some(b),
            (Some(open), b) if open == b => quote = None,
            _ => {}
        }
        false
    })
}

/// Letters of a text, each run of white space one.
fn letters(text: &str) -> usize {
    let mut was_white = false;
    text.chars()
        .filter(|c| {
            let is_white = c.is_whitespace();
            let counts = !(is_white && was_white);
            was_white = is_white;
            counts
        })
        .count()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn tags_are_no_letters_and_blocks_are_counted() {
        let length = Length::of("<p>One  <a title=\"a > b\">two</a></p>\n<ul><li>x</li></ul>");
        assert_eq!(
            length,
            Length {
                letters: "One two\nx".len(),
                tenths: 2 * BLOCK,
            }
        );
        assert_eq!(
            Length::of("<h2>a</h2><img alt=\"\">").tenths,
            HEADING + PICTURE
        );
        assert!(ELEMENTS.is_sorted());
    }

    #[test]
    fn a_class_holds_all_lines_up_to_the_longest() {
        assert_eq!(Length::of("").class(), 8);
        for letters in [26 * 8, 26 * 8 + 1, 26 * 3000] {
            let length = Length {
                letters,
                ..Length::default()
            };
            assert!(usize::from(length.class()) * 26 >= letters);
        }
        let endless = Length {
            letters: usize::MAX / 2,
            ..Length::default()
        };
        assert_eq!(endless.class(), 3311);
    }

    #[test]
    fn the_style_sheet_has_every_class() {
        let sheet = include_str!("../../../static/css/whole.css");
        for class in CLASSES {
            let rule = format!(".lines-{class} {{ --lines: {class}; }}");
            assert!(sheet.contains(&rule), "{rule}");
        }
    }
}
