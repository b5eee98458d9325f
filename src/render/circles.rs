//! Templates that lead back to themselves, and where.
//!
//! The engine says that they do, and in which order it met them, but not where. The
//! templates are read as text, and only after they were found to go in a circle, or, for
//! components, so that the place is known when one of them has called itself too often:
//! one that does so under a condition is no mistake.

use std::collections::BTreeMap;
use std::ops::Range;

use tera::ErrorKind;

use crate::load::Theme;

/// A tag that leads from one template to the next.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Step {
    /// The template in which it stands.
    pub(super) template: String,
    /// The name of the next, in the text of that template.
    pub(super) place: Range<usize>,
}

/// Which templates include or extend each other, the first at the end once more, and the
/// tags' word.
pub(super) fn of_error(error: &tera::Error) -> Option<(Vec<&str>, &'static str)> {
    let (chain, word): (Vec<&str>, _) = match error.kind() {
        ErrorKind::CircularInclude { include_chain, .. } => (
            include_chain.iter().map(String::as_str).collect(),
            "include",
        ),
        ErrorKind::CircularExtend {
            tpl,
            inheritance_chain,
        } => {
            let parents = inheritance_chain.iter().map(String::as_str);
            (
                std::iter::once(tpl.as_str()).chain(parents).collect(),
                "extends",
            )
        }
        _ => return None,
    };
    // What leads into the circle is no part of it, and where the engine came into it is chance.
    let (last, before) = chain.split_last()?;
    let start = before.iter().position(|name| name == last)?;
    let mut circle = before.get(start..)?.to_vec();
    let first = (0..circle.len()).min_by_key(|n| circle.get(*n))?;
    circle.rotate_left(first);
    circle.extend(circle.first().copied());
    Some((circle, word))
}

/// A tag of the circle in a template of the site, else in one of the theme.
pub(super) fn step(circle: &[&str], word: &str, theme: &Theme) -> Option<Step> {
    let mut steps: Vec<(bool, Step)> = circle
        .windows(2)
        .filter_map(|pair| {
            let &[from, to] = pair else { return None };
            let template = theme.templates.get(from)?;
            let place = named(&template.text, word, to)?;
            let step = Step {
                template: from.to_owned(),
                place,
            };
            Some((template.file.is_none(), step))
        })
        .collect();
    steps.sort_by_key(|(is_of_theme, _)| *is_of_theme);
    steps.into_iter().map(|(_, step)| step).next()
}

/// Where the tag `word` names the template `name`.
fn named(text: &str, word: &str, name: &str) -> Option<Range<usize>> {
    text.match_indices(name)
        .find(|(at, _)| {
            let before = text[..*at].strip_suffix(['"', '\'', '`']);
            before.is_some_and(|before| before.trim_end().ends_with(word))
        })
        .map(|(at, name)| at..at + name.len())
}

/// The components that each template calls, by template.
#[derive(Debug, Default)]
pub(super) struct Calls(BTreeMap<String, Vec<(String, Range<usize>)>>);

impl Calls {
    /// Reads the texts of a theme, by name.
    pub(super) fn of(texts: &BTreeMap<&str, &str>) -> Self {
        let is_component = |name: &str| texts.contains_key(file_of(name).as_str());
        let calls = texts.iter().map(|(template, text)| {
            let calls = calls(text, is_component);
            let calls = calls.map(|(name, place)| (name.to_owned(), place));
            ((*template).to_owned(), calls.collect())
        });
        Self(calls.collect())
    }

    /// The call by which the components that `template` reaches come back to themselves.
    pub(super) fn circle(&self, template: &str) -> Option<Step> {
        self.follow(&mut vec![template.to_owned()])
    }

    fn follow(&self, path: &mut Vec<String>) -> Option<Step> {
        let template = path.last()?.clone();
        for (name, place) in self.0.get(&template)? {
            let next = file_of(name);
            if path.contains(&next) {
                return Some(Step {
                    template,
                    place: place.clone(),
                });
            }
            path.push(next);
            let found = self.follow(path);
            path.pop();
            if found.is_some() {
                return found;
            }
        }
        None
    }
}

fn file_of(component: &str) -> String {
    format!("components/{component}.html")
}

/// `<name` in the tags of a template, in contrast to its HTML.
fn calls(
    text: &str,
    is_component: impl Fn(&str) -> bool,
) -> impl Iterator<Item = (&str, Range<usize>)> {
    text.match_indices('<').filter_map(move |(at, _)| {
        let rest = text.get(at + 1..)?;
        let end = rest.find(|c: char| !(c.is_alphanumeric() || c == '_'))?;
        let name = rest.get(..end).filter(|name| is_component(name))?;
        let before = text.get(..at)?;
        let opened = before.rfind("{{").max(before.rfind("{%"))?;
        let is_inside = before.rfind("}}").max(before.rfind("%}")) < Some(opened);
        is_inside.then_some((name, at..at + 1 + end))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn calls_are_told_from_html_and_followed_to_their_circle() {
        let texts = BTreeMap::from([
            ("page.html", "<box>{{ <outer title=\"x\" /> }}"),
            ("components/outer.html", "<p>{% <box> %}x{% </box> %}</p>"),
            ("components/box.html", "<box>{{ x }}<inner>{{- <inner/> }}"),
            (
                "components/inner.html",
                "{% if a < 2 %}{{ \"\" ~ <box /> }}{% endif %}",
            ),
            ("components/plain.html", "<plain>{{ x }}</plain>"),
        ]);
        let calls = Calls::of(&texts);
        let circle = calls.circle("page.html").expect("a circle");
        assert_eq!(circle.template, "components/inner.html");
        assert_eq!(&texts["components/inner.html"][circle.place], "<box");
        assert_eq!(calls.circle("components/plain.html"), None);
    }

    #[test]
    fn a_name_counts_only_behind_its_word() {
        let text = "{# b.html #}{{ \"b.html\" }}{% include 'b.html' %}";
        let place = named(text, "include", "b.html").expect("there");
        assert_eq!(place.start, text.rfind("b.html").expect("there"));
    }
}
