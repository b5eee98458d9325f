//! What the terminal shows: the present state, drawn anew in place. Where the
//! output is no terminal, a line a build.

use std::io::IsTerminal;
use std::sync::Mutex;
use std::sync::PoisonError;
use std::time::Duration;

use super::build::{News, Server};
use crate::diagnostic::Diagnostics;
use crate::diagnostic::emit::{Emitter, Format};
use crate::terminal::{count, tell, tell_line};

/// More findings than this do not fit on a screen.
const MOST_SHOWN: usize = 20;

/// The standard error stream.
pub(super) struct Terminal {
    is_terminal: bool,
    /// What stays on the screen whatever is built.
    lines: Mutex<Vec<String>>,
}

impl Terminal {
    pub(super) fn new() -> Self {
        Self {
            is_terminal: std::io::stderr().is_terminal(),
            lines: Mutex::default(),
        }
    }

    /// A line that stays.
    pub(super) fn say(&self, line: &str) {
        let mut lines = self.lines.lock().unwrap_or_else(PoisonError::into_inner);
        lines.push(line.to_owned());
        tell_line!("{line}");
    }

    /// A build is served, or the one before it.
    pub(super) fn built(&self, server: &Server, news: &News, found: &Diagnostics, took: Duration) {
        let head = format!(
            "build {} in {:.1} ms{}",
            news.build,
            took.as_secs_f64() * 1000.0,
            match (news.failed, news.has_site) {
                (true, true) => ": it cannot be put together, the last good site is served",
                (true, false) =>
                    ": it cannot be put together, and nothing is served until it is mended",
                (false, _) => "",
            }
        );
        if news.build == 1 && !self.is_terminal {
            tell_line!("serving {} (Ctrl-C ends it)", server.address());
        }
        match self.is_terminal {
            true => self.draw(server, &head, found),
            false => tell_line!("{head}"),
        }
        if news.failed && !self.is_terminal {
            show(server, found);
        }
    }

    /// The rules have read a build.
    pub(super) fn reviewed(&self, server: &Server, news: &News, found: &Diagnostics) {
        let head = format!(
            "build {}: {}, {}",
            news.build,
            count(news.errors, "error"),
            count(news.warnings, "warning")
        );
        match self.is_terminal {
            true => self.draw(server, &head, found),
            false => {
                show(server, found);
                tell_line!("{head}");
            }
        }
    }

    fn draw(&self, server: &Server, head: &str, found: &Diagnostics) {
        // Clears the screen and goes to its first line.
        tell!("\u{1b}[2J\u{1b}[H");
        tell_line!("{} (Ctrl-C ends it)", server.address());
        for line in &*self.lines.lock().unwrap_or_else(PoisonError::into_inner) {
            tell_line!("{line}");
        }
        tell_line!("{head}\n");
        show(server, found);
    }
}

/// Draws findings, errors first.
fn show(server: &Server, found: &Diagnostics) {
    let mut shown: Vec<_> = found.iter().cloned().collect();
    shown.sort_by_key(|d| std::cmp::Reverse(d.severity));
    let more = shown.len().saturating_sub(MOST_SHOWN);
    shown.truncate(MOST_SHOWN);
    let shown: Diagnostics = shown.into_iter().collect();
    // A terminal that went away is no reason to stop serving.
    let _ = Emitter::new(&server.request.root).emit(&shown, Format::Human);
    if more > 0 {
        tell_line!("and {more} more; `stepdown check` shows them all");
    }
}
