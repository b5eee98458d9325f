//! Watching the tree. Every event is only a hint: the build reads everything
//! again and compares.

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, channel};
use std::time::{Duration, Instant};

use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher};

use super::Server;
use crate::diagnostic::{Diagnostic, io_error};
use crate::load::is_ignored;

/// A batch of events ends after this much quiet.
const QUIET: Duration = Duration::from_millis(5);
/// A batch ends this long after its first event in any case.
const LONGEST: Duration = Duration::from_millis(300);

/// Starts watching; stops when the value is dropped.
pub(super) fn start(server: Arc<Server>) -> Result<RecommendedWatcher, Diagnostic> {
    let root = server.request.root.clone();
    let (sender, receiver) = channel();
    let failed = |e: &notify::Error| {
        io_error(
            root.to_string_lossy(),
            "watch the folder",
            &std::io::Error::other(e.to_string()),
        )
        .help("where the system's limit is reached, raise `fs.inotify.max_user_watches`")
    };
    let mut watcher = notify::recommended_watcher(move |event| {
        // The receiver is gone only when the server is.
        let _ = sender.send(event);
    })
    .map_err(|e| failed(&e))?;
    watcher
        .watch(&root, RecursiveMode::NonRecursive)
        .map_err(|e| failed(&e))?;
    for folder in ["content", "templates", "static", "locales"] {
        let path = root.join(folder);
        if path.is_dir() {
            watcher
                .watch(&path, RecursiveMode::Recursive)
                .map_err(|e| failed(&e))?;
        }
    }
    std::thread::spawn(move || run(&server, &receiver, &root));
    Ok(watcher)
}

fn run(server: &Server, events: &Receiver<notify::Result<Event>>, root: &Path) {
    while let Ok(first) = events.recv() {
        let begin = Instant::now();
        let mut matters = is_change(&first, root);
        loop {
            match events.recv_timeout(QUIET.min(LONGEST.saturating_sub(begin.elapsed()))) {
                Ok(event) => matters |= is_change(&event, root),
                Err(RecvTimeoutError::Timeout) => break,
                Err(RecvTimeoutError::Disconnected) => return,
            }
        }
        if matters {
            server.rebuild();
        }
    }
}

/// Whether an event may change the site. A failed watch may hide anything.
fn is_change(event: &notify::Result<Event>, root: &Path) -> bool {
    let Ok(event) = event else { return true };
    let of_content = |path: &PathBuf| {
        let Ok(relative) = path.strip_prefix(root) else {
            return true;
        };
        let mut parts = relative.iter().map(|p| p.to_string_lossy());
        let first = parts.next().unwrap_or_default();
        let known = [
            "content",
            "templates",
            "static",
            "locales",
            crate::config::FILE,
        ];
        known.contains(&first.as_ref()) && !parts.any(|p| is_ignored(&p))
    };
    !matches!(event.kind, EventKind::Access(_)) && event.paths.iter().any(of_content)
}
