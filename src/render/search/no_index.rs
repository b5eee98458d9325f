//! In place of Pagefind's part in a program without it.

use std::collections::BTreeMap;

use super::Searched;
use crate::diagnostic::{Code, Diagnostic};

/// Refuses.
pub(super) fn files<'s>(
    _pages: impl Iterator<Item = Result<Searched<'s>, Diagnostic>>,
) -> Result<BTreeMap<String, Vec<u8>>, Diagnostic> {
    Err(Diagnostic::new(
        Code::Usage,
        "this program was built without search, and the site has a search page",
    )
    .help("build it with the feature `search`, or leave out the page with `template = \"search.html\"`"))
}
