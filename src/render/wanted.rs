//! What templates ask for, so that what none asks for is not made: all that a page's template
//! may see takes several times as long to make as the template takes to run.
//!
//! The templates are read as text, and always on the safe side. Every word counts, wherever
//! it stands. A template may ask for whatever the templates that it names may ask for, and for
//! whatever a component may ask for. Where `page`, `section` or `contents` is used as a value
//! (`page[key]`, `for … in page`), everything is wanted.

use std::collections::{BTreeMap, BTreeSet};

macro_rules! pieces {
    ($($piece:ident = $name:literal,)*) => {
        /// What is made only for templates that ask for it.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(super) enum Piece { $($piece,)* }

        impl Piece {
            /// Fewer than the bits of a [`Wanted`].
            pub(super) const ALL: &[Self] = &[$(Self::$piece,)*];

            /// The word in templates.
            pub(super) fn name(self) -> &'static str {
                match self { $(Self::$piece => $name,)* }
            }
        }
    };
}

pieces! {
    Backlinks = "backlinks",
    Breadcrumbs = "breadcrumbs",
    Changes = "changes",
    Date = "date",
    Evidence = "evidence",
    JsonLd = "json_ld",
    Next = "next",
    Opening = "opening",
    Pages = "pages",
    Prev = "prev",
    References = "references",
    Related = "related",
    Rest = "rest",
    ReviewBy = "review_by",
    Reviewed = "reviewed",
    Subsections = "subsections",
    Terms = "terms",
    Toc = "toc",
    Topics = "topics",
    Translations = "translations",
    Updated = "updated",
}

impl Piece {
    fn of_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|piece| piece.name() == name)
    }
}

/// A set of pieces.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(super) struct Wanted(u32);

impl Wanted {
    /// All that there is.
    pub(super) const EVERYTHING: Self = Self(u32::MAX);

    /// Whether `piece` is asked for.
    pub(super) fn has(self, piece: Piece) -> bool {
        self.0 & (1 << piece as u32) != 0
    }

    /// What stands in the text of one template.
    fn in_text(text: &str) -> Self {
        if uses_all_of_it(text) {
            return Self::EVERYTHING;
        }
        identifiers(text)
            .filter_map(Piece::of_name)
            .fold(Self::default(), |all, piece| {
                Self(all.0 | 1 << piece as u32)
            })
    }

    /// What each template of a theme may ask for, by name; from the texts by name.
    pub(super) fn by_template(texts: &BTreeMap<&str, &str>) -> BTreeMap<String, Self> {
        let own: BTreeMap<&str, Self> = texts
            .iter()
            .map(|(name, text)| (*name, Self::in_text(text)))
            .collect();
        let named: BTreeMap<&str, Vec<&str>> = texts
            .iter()
            .map(|(name, text)| {
                let all = texts.keys().copied();
                (*name, all.filter(|name| text.contains(name)).collect())
            })
            .collect();
        let reached = |from: Vec<&str>| -> Self {
            let mut seen = BTreeSet::new();
            let mut next = from;
            let mut all = Self::default();
            while let Some(name) = next.pop() {
                if let Some((&name, wanted)) = own.get_key_value(name)
                    && seen.insert(name)
                {
                    all.0 |= wanted.0;
                    next.extend(&named[name]);
                }
            }
            all
        };
        let names = texts.keys().copied();
        let components = reached(names.filter(|n| n.starts_with("components/")).collect());
        texts
            .keys()
            .map(|name| {
                (
                    (*name).to_owned(),
                    Self(reached(vec![name]).0 | components.0),
                )
            })
            .collect()
    }
}

/// The words of a text.
fn identifiers(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !is_of_identifier(c))
        .filter(|word| !word.is_empty())
}

fn is_of_identifier(c: char) -> bool {
    c.is_alphanumeric() || c == '_'
}

/// Whether some tag has `page`, a list of pages or all there is as a value, and not as `page.key`.
fn uses_all_of_it(text: &str) -> bool {
    let mut rest = text;
    while let Some((_, inside)) = rest.split_once('{') {
        let (end, inside) = match inside.as_bytes().first() {
            Some(b'{') => ("}}", &inside[1..]),
            Some(b'%') => ("%}", &inside[1..]),
            Some(b'#') => {
                // A comment, with any quotes.
                rest = inside.split_once("#}").map_or("", |(_, after)| after);
                continue;
            }
            _ => {
                rest = inside;
                continue;
            }
        };
        rest = inside;
        let mut before = "";
        loop {
            if rest.is_empty() || rest.starts_with(end) {
                break;
            }
            let word = rest.find(|c| !is_of_identifier(c)).unwrap_or(rest.len());
            if word > 0 {
                let (name, after) = rest.split_at(word);
                let is_dotted = after.trim_start().starts_with('.');
                // In `for page in` it is a name for something else.
                let before = std::mem::replace(&mut before, name);
                let is_new = before == "for";
                // What follows is no template for a while.
                let is_raw = before.is_empty() && name == "raw";
                let is_whole =
                    matches!(name, "page" | "section" | "contents") && !is_dotted && !is_new;
                if is_whole || is_raw || name == "__tera_context" {
                    return true;
                }
                rest = after;
                // What follows a point is the name of a key, which may be `page`.
                while let Some(key) = rest.trim_start().strip_prefix('.') {
                    let key = key.trim_start();
                    rest = key.trim_start_matches(is_of_identifier);
                }
                continue;
            }
            let c = rest.chars().next().unwrap_or_default();
            rest = &rest[c.len_utf8()..];
            match c {
                '"' | '\'' | '`' => rest = after_string(rest, c),
                // What a component is given without being told to.
                '@' => rest = rest.trim_start_matches(is_of_identifier),
                _ => {}
            }
        }
    }
    false
}

/// What stands behind a string that ends with `quote`.
fn after_string(text: &str, quote: char) -> &str {
    let mut escaped = false;
    for (at, c) in text.char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            c if c == quote => return &text[at + c.len_utf8()..],
            _ => {}
        }
    }
    ""
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Whether each template of a small theme wants the piece.
    fn wants(template: &str, piece: Piece) -> bool {
        let texts = BTreeMap::from([
            ("layouts/base.html", "<title>{{ page.date }}</title>"),
            (
                "article.html",
                "{% extends \"layouts/base.html\" %}{% for b in page.backlinks %}{% endfor %}",
            ),
            (
                "home.html",
                "{% extends \"layouts/base.html\" %}{{ page.toc }}",
            ),
            ("components/note.html", "{% include \"part.html\" %}"),
            ("part.html", "{{ page.terms }}"),
            (
                "dump.html",
                "{% for key, value in page %}{{ value }}{% endfor %}",
            ),
            ("outer.html", "{% include \"dump.html\" %}"),
        ]);
        Wanted::by_template(&texts)[template].has(piece)
    }

    #[test]
    fn a_template_wants_what_it_and_its_layout_name() {
        assert!(wants("article.html", Piece::Backlinks));
        assert!(wants("article.html", Piece::Date));
        assert!(!wants("article.html", Piece::Toc));
        assert!(!wants("home.html", Piece::Backlinks));
    }

    #[test]
    fn what_a_component_reaches_is_wanted_by_all() {
        assert!(wants("article.html", Piece::Terms));
        assert!(wants("home.html", Piece::Terms));
    }

    #[test]
    fn a_page_used_as_a_value_wants_everything() {
        for template in ["dump.html", "outer.html"] {
            for piece in Piece::ALL.iter().copied() {
                assert!(wants(template, piece), "{template} {}", piece.name());
            }
        }
    }

    #[test]
    fn every_piece_has_a_bit() {
        assert!(Piece::ALL.len() <= 32);
    }

    #[test]
    fn a_page_is_a_value_only_where_it_is_one() {
        for text in [
            "{{ page }}",
            "{{ page[\"toc\"] }}",
            "{% set p = page %}",
            "{{ f(x=\"}}\", y=page) }}",
            "{{ \"a \\\" }} \" ~ page }}",
            "{{ __tera_context }}",
            "{% for key in keys %}{{ section[key] }}{% endfor %}",
            "{{ a }} {% if x %}{{page|length}}{% endif %}",
            "{# don't {{ 'x #}{{ page }}",
            "{%- raw %}{{ it's }}{% endraw %}",
        ] {
            assert!(uses_all_of_it(text), "{text}");
        }
        for text in [
            "page, {{ page.title }} page",
            "<a class=\"page\">{{ pages }} {{ a.page }} {{ page . toc }}",
            "{{ \"page\" }} {{ 'page' }} {% if page.next.page %}",
            "{{ \"\\\"page\" }}",
            "{% for page in pages %}{{ page.url }}",
            "{% component note(text: string, @page, @site) %}{{ page.url }}",
            "{{ unfinished",
            "{# {{ page }}",
        ] {
            assert!(!uses_all_of_it(text), "{text}");
        }
    }
}
