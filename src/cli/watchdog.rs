//! Ends the program when a template does not end.

use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::{Report, report};
use crate::diagnostic::emit::Format;
use crate::render::Renderer;

/// How often it looks.
const INTERVAL: Duration = Duration::from_millis(100);

/// Looks at the templates at work until it is dropped.
pub(super) struct Watchdog {
    /// Dropping it ends the thread.
    stop: Option<Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Watchdog {
    /// Watches a renderer. When a template is at work for longer than `most`, what
    /// is wrong is written, then `closing`, and the program ends: a half-written folder beside the
    /// published one is removed by the next build.
    pub(super) fn start(
        renderer: &Arc<Renderer>,
        root: &Path,
        format: Format,
        most: Duration,
        closing: &'static str,
    ) -> Self {
        let (renderer, root) = (Arc::clone(renderer), root.to_path_buf());
        let (stop, stopped) = channel::<()>();
        let thread = thread::spawn(move || {
            while stopped.recv_timeout(INTERVAL) == Err(RecvTimeoutError::Timeout) {
                if let Some(diagnostic) = renderer.overdue(most) {
                    let end = Report {
                        found: diagnostic.into(),
                        closing: Some(closing.to_owned()),
                    };
                    report(&root, format, Err(end));
                    // Nothing else ends a thread that is busy.
                    std::process::exit(1);
                }
            }
        });
        Self {
            stop: Some(stop),
            thread: Some(thread),
        }
    }
}

impl Drop for Watchdog {
    fn drop(&mut self) {
        self.stop.take();
        if let Some(thread) = self.thread.take() {
            // It has nothing to say when it ends.
            let _ = thread.join();
        }
    }
}
