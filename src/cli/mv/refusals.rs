//! What a move refuses: a place where the article cannot be, or where something else is.
//!
//! In: the site as it is, in which nothing is wrong, and where the article shall be. Out: why
//! the site would have no build after the move, or one with other addresses. All of it is wrong
//! use and no mistake of the content, as where `stepdown new` refuses a name.

use super::Report;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resolve::{
    Output, PageId, Site, alias_path, collision_key, folder_with, kept_for_ever, owner,
};

/// Why the article cannot lie there: its name or a folder's is no part of an address.
pub(super) fn no_address(found: &Diagnostics, new: &str) -> Report {
    let refused = found.iter().map(|d| {
        // The file is not there, so that no line of it can be shown.
        Diagnostic::new(Code::Usage, format!("`content/{new}`: {}", d.message)).help(
            "choose another name, or give the article a `slug` that can be part of an address; nothing was changed",
        )
    });
    Report {
        found: refused.collect(),
        ..Report::default()
    }
}

/// Refuses an address at which something else is published, or that is no place for a page:
/// the site would have no build after the move.
pub(super) fn check_place(site: &Site, id: PageId, address: &str) -> Result<(), Diagnostic> {
    let place = collision_key(&format!("{address}index.html"));
    let article = &site.pages[id];
    let front = &article.document.front;
    let slug = front.slug.as_ref().map(|slug| front.place(slug));
    let refused = |why: String| {
        Diagnostic::new(Code::Usage, why)
            .in_file(&article.file)
            .at(slug.unwrap_or_else(|| front.opening()))
            .help("choose another name for it, or give it another `slug`; nothing was changed")
    };
    let leads_there = |alias: &&toml::Spanned<String>| {
        alias_path(alias.get_ref()).is_some_and(|path| collision_key(&path) == place)
    };
    if let Some(alias) = front.aliases.iter().find(leads_there) {
        return Err(Diagnostic::new(
            Code::Usage,
            format!("the article would be at `/{address}`, which is one of its aliases"),
        )
        .in_file(&article.file)
        .at(front.place(alias))
        .help(format!(
            "take `{}` out of `aliases`, then move again; nothing was changed",
            alias.get_ref()
        )));
    }
    if let Some(kept) = kept_for_ever(&place) {
        return Err(refused(format!(
            "the article would be at `/{address}`: browsers keep for a year what begins with `/{kept}`"
        )));
    }
    for (path, output) in site.outputs.iter().filter(|(_, o)| **o != Output::Page(id)) {
        let key = collision_key(path);
        let rest = place.strip_prefix(&key);
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            let owner = owner(site, output, path);
            let has = match key == place {
                true => format!("which is the address of {owner}"),
                false => format!("but `/{path}` is {owner}, and no folder"),
            };
            return Err(refused(format!(
                "the article would be at `/{address}`, {has}"
            )));
        }
    }
    Ok(())
}

/// Refuses to make an article the own page of a folder whose pages would get other addresses
/// with it: a section's slug is part of them, and nothing leads there from the old ones.
pub(super) fn check_section(
    site: &Site,
    id: PageId,
    new: &str,
    address: &str,
) -> Result<(), Diagnostic> {
    let Some(folder) = folder_with(new, "_index.md").filter(|folder| !folder.is_empty()) else {
        return Ok(());
    };
    let article = &site.pages[id];
    let mut others = site.pages.iter().filter(|page| page.path != article.path);
    let Some(other) = others.find(|p| p.path.starts_with(folder) && !p.url.starts_with(address))
    else {
        return Ok(());
    };
    let front = &article.document.front;
    let slug = front.slug.as_ref().map(|slug| front.place(slug));
    Err(Diagnostic::new(
        Code::Usage,
        format!(
            "as a section's own page it would change the address of `{}`: its slug is part of that",
            other.file
        ),
    )
    .in_file(&article.file)
    .at(slug.unwrap_or_else(|| front.opening()))
    .help("take `slug` out of its front matter, then move again; nothing was changed"))
}
