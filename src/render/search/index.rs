//! Pagefind's own part.
//!
//! Pagefind divides its work among rayon's threads, and a thread that waits for rayon does other
//! work meanwhile: perhaps the very page or file that waits for this index. So the index is made
//! by threads of its own, and whoever asks for it only waits.

use std::collections::BTreeMap;
use std::ffi::OsStr;
use std::path::Path;

use pagefind::api::PagefindIndex;
use pagefind::options::PagefindServiceConfig;

use super::Searched;
use crate::diagnostic::{Code, Diagnostic};
use crate::resolve::SEARCH;

/// The files of an index of these pages, by path.
pub(super) fn files<'s>(
    pages: impl Iterator<Item = Result<Searched<'s>, Diagnostic>> + Send,
) -> Result<BTreeMap<String, Vec<u8>>, Diagnostic> {
    let threads = rayon::ThreadPoolBuilder::new()
        .build()
        .map_err(|e| failed(&e))?;
    // Asked from one of rayon's threads, `install` alone would let it do other work.
    std::thread::scope(|scope| {
        let made = std::thread::Builder::new()
            .spawn_scoped(scope, || threads.install(|| make(pages)))
            .map_err(|e| failed(&e))?;
        made.join()
            .unwrap_or_else(|panic| std::panic::resume_unwind(panic))
    })
}

fn make<'s>(
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
    .help(format!(
        "end other programs, so that memory and threads are free, and run again; without a page of the template `{SEARCH}` no index is made"
    ))
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;
    use std::sync::Mutex;
    use std::thread;

    use super::*;

    #[test]
    fn an_index_is_made_by_threads_of_its_own() {
        let asking = rayon::ThreadPoolBuilder::new()
            .num_threads(2)
            .build()
            .expect("threads");
        let name = |id: thread::ThreadId| format!("{id:?}");
        let at_work = Mutex::new(BTreeSet::new());
        let pages = (0..20).map(|n| {
            let threads = rayon::broadcast(|_| name(thread::current().id()));
            at_work.lock().expect("the names").extend(threads);
            Ok(Searched {
                url: format!("/{n}/"),
                html: format!(
                    "<!doctype html><html lang=\"en\"><h1>Page {n}</h1><p>Words.</p></html>"
                ),
                file: "content/a.md",
            })
        });
        let made = asking.install(|| files(pages)).expect("an index");
        assert!(made.contains_key("pagefind-entry.json"));
        let at_work = at_work.into_inner().expect("the names");
        assert!(!at_work.is_empty());
        for thread in asking.broadcast(|_| name(thread::current().id())) {
            assert!(
                !at_work.contains(&thread),
                "{thread} worked while it waited"
            );
        }
    }
}
