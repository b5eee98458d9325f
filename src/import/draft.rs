//! Parts that are drafts as a whole.
//!
//! In: all pages. Out: the same pages, of which everything below a draft section is a
//! draft too. Zola leaves out the whole folder of such a section, in every language and
//! whichever of them says it; in Stepdown a page is private only if it says so itself.

use super::note;
use super::page::Site;
use crate::diagnostic::{Diagnostics, Span};

/// A folder that Zola left out.
struct LeftOut {
    folder: String,
    /// The section's file, and where it says that it is a draft.
    file: String,
    place: Span,
}

impl LeftOut {
    fn holds(&self, folder: &str) -> bool {
        folder
            .strip_prefix(&self.folder)
            .is_some_and(|rest| self.folder.is_empty() || rest.is_empty() || rest.starts_with('/'))
    }
}

/// Makes everything below draft sections a draft.
pub(super) fn below_sections(site: &mut Site, found: &mut Diagnostics) {
    let sections = site.pages.iter();
    let sections = sections.filter(|page| page.name.is_section() && page.front.left_out);
    let mut left_out: Vec<LeftOut> = sections
        .map(|page| LeftOut {
            folder: page.name.folder.clone(),
            file: page.file(),
            place: page.front.place("draft"),
        })
        .collect();
    // The outermost says it for those in it.
    left_out.sort_by(|a, b| (a.folder.len(), &a.file).cmp(&(b.folder.len(), &b.file)));
    for part in left_out {
        let mut made = 0;
        for page in &mut site.pages {
            // The section's page in another language is there unless it is a draft itself.
            let is_own = page.name.is_section() && page.name.folder == part.folder;
            if !is_own && part.holds(&page.name.folder) && !page.front.left_out {
                page.front.draft = true;
                page.front.left_out = true;
                made += 1;
            }
        }
        if made > 0 {
            let pages = if made == 1 { "page" } else { "pages" };
            found.push(note(
                &part.file,
                Some(part.place),
                &format!("Zola left out the whole folder of this draft: `draft = true` was written into the {made} {pages} below it"),
                "take it out of each page that is ready to be read",
            ));
        }
        for carried in &site.carried {
            let (folder, _) = carried.source.rsplit_once('/').unwrap_or_default();
            let is_own = carried.is_section && folder == part.folder;
            if !is_own && part.holds(folder) {
                found.push(note(
                    &format!("content/{}", carried.source),
                    None,
                    &format!("Zola left this file out, because `{}` is a draft; it could not be read, so it does not say so itself", part.file),
                    "write `draft = true` when you mend it in the new site",
                ));
            }
        }
    }
}
