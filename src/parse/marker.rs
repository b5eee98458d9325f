//! Citations `[@key; @other, p. 3]` and graded claims `[B opioids @key]`.

use schemars::JsonSchema;
use serde::Deserialize;

use crate::diagnostic::closest;

/// How good the evidence behind a claim is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Deserialize, JsonSchema)]
pub enum Grade {
    /// Consistent human studies or guidelines.
    A,
    /// Limited human evidence.
    B,
    /// Animal or in-vitro.
    C,
    /// Anecdote or user report.
    D,
    /// Contradicted, or unsafe as commonly said.
    X,
}

impl Grade {
    /// All, best first.
    pub const ALL: [Self; 5] = [Self::A, Self::B, Self::C, Self::D, Self::X];

    /// The letter.
    #[must_use]
    pub fn letter(self) -> &'static str {
        match self {
            Self::A => "A",
            Self::B => "B",
            Self::C => "C",
            Self::D => "D",
            Self::X => "X",
        }
    }

    /// The lower-case letter, for ids and classes.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::A => "a",
            Self::B => "b",
            Self::C => "c",
            Self::D => "d",
            Self::X => "x",
        }
    }

    /// The key of its meaning among the UI strings.
    #[must_use]
    pub fn ui_key(self) -> &'static str {
        match self {
            Self::A => "grade-a",
            Self::B => "grade-b",
            Self::C => "grade-c",
            Self::D => "grade-d",
            Self::X => "grade-x",
        }
    }

    /// Anecdotes and contradicted claims may stand without a reference.
    fn may_stand_alone(self) -> bool {
        matches!(self, Self::D | Self::X)
    }

    fn from_letter(letter: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|g| g.letter() == letter)
    }
}

/// Where a grade was earned, when not in what the page is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// Other opioids.
    Opioids,
    /// Animals.
    Animals,
    /// Other substances.
    OtherSubstances,
}

impl Scope {
    const ALL: [Self; 3] = [Self::Opioids, Self::Animals, Self::OtherSubstances];

    /// As written in a marker.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Opioids => "opioids",
            Self::Animals => "animals",
            Self::OtherSubstances => "other-substances",
        }
    }

    /// The key of its wording among the UI strings.
    #[must_use]
    pub fn ui_key(self) -> &'static str {
        match self {
            Self::Opioids => "scope-opioids",
            Self::Animals => "scope-animals",
            Self::OtherSubstances => "scope-other-substances",
        }
    }
}

/// One reference of a marker.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CiteItem {
    /// The bibliography's key.
    pub key: String,
    /// A page or table, as written after the comma.
    pub locator: Option<String>,
}

/// A citation (`grade` is none) or a graded claim.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Marker {
    /// The claim's grade.
    pub grade: Option<Grade>,
    /// Where the grade was earned.
    pub scope: Option<Scope>,
    /// The references.
    pub items: Vec<CiteItem>,
}

/// Why a marker cannot be read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct MarkerError {
    /// The grade or scope is unknown, rather than the form wrong.
    pub unknown_grade: bool,
    pub message: String,
    pub help: String,
}

/// Whether the text between brackets is meant as a marker. In a site with a
/// bibliography a grade letter is one, alone or before a scope or an `@`.
pub(crate) fn is_marker(text: &str, evidence: bool) -> bool {
    let text = text.trim();
    let mut words = text.split_whitespace();
    if evidence
        && words
            .next()
            .is_some_and(|w| Grade::from_letter(w).is_some())
    {
        let is_meant = match words.next() {
            None => true,
            Some(word) => {
                word.starts_with('@') || closest(word, Scope::ALL.map(Scope::name)).is_some()
            }
        };
        if is_meant {
            return true;
        }
    }
    // `@` before a key, at the beginning or after a space; an address such as
    // `a@b.org` or a package such as `@scope/name` is none.
    text.split_whitespace().any(|word| {
        word.strip_prefix('@')
            .is_some_and(|key| !read_key(key).0.is_empty() && !key.contains('/'))
    })
}

/// Whether text between brackets that leads nowhere was meant as a marker: as [`is_marker`]
/// says, or as the next letters of a scale that ends before them. Other letters stand in
/// brackets where a quotation was changed; so do these where the word goes on in `after`:
/// “[E]ach”.
pub(super) fn is_lost_marker(text: &str, after: &str, evidence: bool) -> bool {
    let goes_on = after.starts_with(char::is_alphanumeric);
    is_marker(text, evidence) || (evidence && matches!(text.trim(), "E" | "F") && !goes_on)
}

/// Splits a key from what follows it.
fn read_key(text: &str) -> (&str, &str) {
    let mut end = text
        .find(|c: char| !(c.is_ascii_alphanumeric() || "_:.+-".contains(c)))
        .unwrap_or(text.len());
    while end > 0 && matches!(text.as_bytes()[end - 1], b'.' | b':' | b'-' | b'+') {
        end -= 1;
    }
    text.split_at(end)
}

/// Whether a citation reads the key as a whole.
pub(crate) fn is_citable(key: &str) -> bool {
    read_key(key).1.is_empty()
}

/// Reads the text between the brackets.
pub(super) fn read(text: &str) -> Result<Marker, MarkerError> {
    let wrong_form = |message: String| MarkerError {
        unknown_grade: false,
        message,
        help: "write `[@key]`, `[@key, p. 3; @other]` or `[B @key]`".to_owned(),
    };
    let text = text.trim();
    let (head, rest) = text.find('@').map_or((text, ""), |n| text.split_at(n));
    let (grade, scope) = read_head(head)?;
    let mut items = Vec::new();
    for item in rest.split(';').map(str::trim).filter(|i| !i.is_empty()) {
        let Some(after) = item.strip_prefix('@') else {
            return Err(wrong_form(format!("`{item}` is no reference")));
        };
        let (key, tail) = read_key(after);
        // BibTeX allows such a key.
        if tail.starts_with(char::is_alphanumeric) {
            let whole = after.split([',', ' ']).next().unwrap_or(after);
            return Err(MarkerError {
                unknown_grade: false,
                message: format!(
                    "the key `{whole}` has other signs than `a` to `z`, digits and `_:.+-`, so it cannot be cited"
                ),
                help: "give the reference another key, in `references.bib` and here".to_owned(),
            });
        }
        if key.is_empty() {
            return Err(wrong_form(format!("`{item}` has no key after the `@`")));
        }
        let locator = match tail.trim().strip_prefix(',') {
            Some(locator) => Some(locator.trim().to_owned()).filter(|l| !l.is_empty()),
            None if tail.trim().is_empty() => None,
            None => {
                return Err(wrong_form(format!(
                    "`{}` stands after the key `{key}`",
                    tail.trim()
                )));
            }
        };
        if locator.as_deref().is_some_and(|l| l.contains('@')) {
            return Err(wrong_form(
                "references are separated by semicolons".to_owned(),
            ));
        }
        items.push(CiteItem {
            key: key.to_owned(),
            locator,
        });
    }
    if items.is_empty() && !grade.is_some_and(Grade::may_stand_alone) {
        let letter = grade.map_or("", Grade::letter);
        return Err(MarkerError {
            unknown_grade: false,
            message: format!("a claim of grade {letter} needs a reference"),
            help: format!("write `[{letter} @key]`, or `\\[{letter}\\]` for plain text"),
        });
    }
    Ok(Marker {
        grade,
        scope,
        items,
    })
}

/// Reads what stands before the first `@`: nothing, a grade, a grade and scope.
fn read_head(head: &str) -> Result<(Option<Grade>, Option<Scope>), MarkerError> {
    let mut words = head.split_whitespace();
    let Some(letter) = words.next() else {
        return Ok((None, None));
    };
    let Some(grade) = Grade::from_letter(letter) else {
        return Err(MarkerError {
            unknown_grade: true,
            message: format!("unknown evidence grade `{letter}`"),
            help: format!(
                "the grades are A, B, C, D and X: `[B @key]`; for plain text write `\\[{letter}\\]`"
            ),
        });
    };
    let Some(word) = words.next() else {
        return Ok((Some(grade), None));
    };
    let scope = Scope::ALL.into_iter().find(|s| s.name() == word);
    match (scope, words.next()) {
        (Some(scope), None) => Ok((Some(grade), Some(scope))),
        _ => {
            let names = Scope::ALL.map(Scope::name);
            let help = match closest(word, names) {
                Some(near) => format!("did you mean `{near}`?"),
                None => format!("a grade may be earned in {}", names.join(", ")),
            };
            Err(MarkerError {
                unknown_grade: true,
                message: format!("unknown scope `{}`", head[letter.len()..].trim()),
                help,
            })
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn citations_with_and_without_locators() {
        let marker = read("@rogers2024, p. 3; @singh2014").expect("valid");
        assert_eq!(marker.grade, None);
        assert_eq!(marker.items[0].locator.as_deref(), Some("p. 3"));
        assert_eq!(marker.items[1].key, "singh2014");
    }

    #[test]
    fn claims_with_grade_and_scope() {
        let marker = read("A opioids @williams2013").expect("valid");
        assert_eq!(
            (marker.grade, marker.scope),
            (Some(Grade::A), Some(Scope::Opioids))
        );
        assert_eq!(read("D").expect("stands alone").items, []);
    }

    #[test]
    fn what_is_wrong_is_said() {
        assert!(read("E @key").expect_err("grade").unknown_grade);
        assert_eq!(
            read("A opioid @k").expect_err("scope").help,
            "did you mean `opioids`?"
        );
        assert!(
            read("B")
                .expect_err("key")
                .message
                .contains("needs a reference")
        );
        assert!(
            read("@a @b")
                .expect_err("separator")
                .message
                .contains("after the key")
        );
        assert!(
            read("@a, @b")
                .expect_err("separator")
                .message
                .contains("semicolons")
        );
        for (text, key) in [("@ü6", "ü6"), ("A @a; @meğer24, p. 3", "meğer24")] {
            let error = read(text).expect_err("a key that no citation reads");
            assert!(
                error.message.starts_with(&format!("the key `{key}` has")),
                "{error:?}"
            );
        }
        assert!(
            read("@")
                .expect_err("no key")
                .message
                .contains("no key after")
        );
    }

    #[test]
    fn what_is_a_marker_and_what_is_not() {
        for yes in ["@key", "B @key", "see @key", "E @key", "@a; @b", "D"] {
            assert!(is_marker(yes, true), "{yes}");
        }
        for no in ["a@b.org", "@scope/name", "word", "Q", "1"] {
            assert!(!is_marker(no, true), "{no}");
        }
        assert!(
            !is_marker("D", false),
            "a letter is text in a site without a bibliography"
        );
    }

    proptest! {
        #[test]
        fn reading_never_panics(text in "\\PC{0,60}") {
            let _ = read(&text);
            let _ = is_marker(&text, true);
        }
    }
}
