//! Pagefind's own part.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;

use super::Searched;
use crate::diagnostic::{Code, Diagnostic};

/// The files of an index of these pages, by path.
pub(super) fn files<'s>(
    pages: impl Iterator<Item = Result<Searched<'s>, Diagnostic>>,
) -> Result<BTreeMap<String, Vec<u8>>, Diagnostic> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .build()
        .map_err(|e| failed(&e))?;
    let found = runtime.block_on(async {
        let config = PagefindServiceConfig::builder().build();
        let mut index = PagefindIndex::new(Some(config)).map_err(|e| failed(&e))?;
        for page in pages {
            let page = page?;
            index
                .add_html_file(None, Some(page.url), page.html)
                .await
                .map_err(|e| failed(&e).in_file(page.file))?;
        }
        index.get_files().await.map_err(|e| failed(&e))
    })?;
    Ok(found
        .into_iter()
        .filter(|file| is_needed(&file.filename))
        .map(|file| {
            let parts = file.filename.iter().map(OsStr::to_string_lossy);
            (parts.collect::<Vec<_>>().join("/"), file.contents)
        })
        .collect())
}

/// Pagefind also gives several ready pages to search from, which nobody needs here.
fn is_needed(file: &Path) -> bool {
    let name = file.file_name().and_then(OsStr::to_str).unwrap_or_default();
    let kind = name.rsplit('.').next().unwrap_or_default();
    matches!(
        name,
        "pagefind.js" | "pagefind-worker.js" | "pagefind-entry.json"
    ) || matches!(
        kind,
        "pagefind" | "pf_meta" | "pf_index" | "pf_fragment" | "pf_filter"
    )
}

fn failed(error: &(impl std::fmt::Display + ?Sized)) -> Diagnostic {
    Diagnostic::new(
        Code::Io,
        format!("the search index cannot be made: {error:#}"),
    )
}
