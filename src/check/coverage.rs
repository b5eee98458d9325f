//! What the guide must say, and which pages say it.

use std::collections::HashSet;

use super::Scope;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span};

/// Compares `covers` of all pages with `must-say.toml`.
pub(super) fn coverage(scope: &Scope<'_>, found: &mut Diagnostics) {
    let Some(file) = scope.sources.data.first().and_then(|d| d.must_say.as_ref()) else {
        return;
    };
    let items = &file.value.item;
    let mut known = HashSet::new();
    for item in items {
        if !known.insert(item.id.get_ref().as_str()) {
            found.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    format!("the item `{}` is there twice", item.id.get_ref()),
                )
                .in_file(&file.file)
                .at(item.id.span())
                .help("remove one, or give it another id"),
            );
        }
    }
    let mut covered = HashSet::new();
    for page in &scope.site.pages {
        let front = &page.document.front;
        for id in &front.covers {
            if known.contains(id.get_ref().as_str()) {
                // A translation alone is not enough for those who read the main language.
                if page.language == 0 {
                    covered.insert(id.get_ref().as_str());
                }
            } else if scope.is_on(Code::UnknownCover) {
                found.push(
                    Diagnostic::new(
                        Code::UnknownCover,
                        format!("`{}` is not on the list of what must be said", id.get_ref()),
                    )
                    .in_file(&page.file)
                    .at(front.place(id))
                    .suggest(id.get_ref(), known.iter().copied()),
                );
            }
        }
    }
    // An article that cannot be read may cover any of them.
    let mut unread = scope.site.unreadable_articles();
    let is_known = !unread.any(|path| scope.site.original_path(path).is_none());
    if scope.is_on(Code::MustSay) && is_known {
        for item in items {
            // Inserted, so that an item that is there twice is reported once.
            if covered.insert(item.id.get_ref().as_str()) {
                found.push(
                    Diagnostic::new(
                        Code::MustSay,
                        format!("no page covers `{}`: {}", item.id.get_ref(), item.say),
                    )
                    .in_file(&file.file)
                    .at(Span::from(item.id.span()))
                    .help("say it on a page, and name it there in `covers`"),
                );
            }
        }
    }
}
