//! Which templates are being rendered: one that does not end can then be named.
//!
//! The template engine has limits for ranges, includes and nesting, but loops within
//! loops can run for years without writing anything, and nothing can stop a thread.
//! So whoever asked for the pages looks from time to time, and ends the program.

use std::collections::BTreeMap;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use super::Renderer;
use crate::diagnostic::{Code, Diagnostic};

/// A template at work.
struct Work {
    template: String,
    page: Option<String>,
    since: Instant,
}

#[derive(Default)]
struct List {
    next: u64,
    works: BTreeMap<u64, Work>,
}

/// All templates at work.
#[derive(Default)]
pub(super) struct Running {
    list: Mutex<List>,
}

/// A template at work until it is dropped.
pub(super) struct Ticket<'r> {
    running: &'r Running,
    number: u64,
}

impl Running {
    fn list(&self) -> MutexGuard<'_, List> {
        // A number and a map are whole whoever panicked.
        self.list.lock().unwrap_or_else(PoisonError::into_inner)
    }

    pub(super) fn begin(&self, template: &str, page: Option<&str>) -> Ticket<'_> {
        let mut list = self.list();
        let number = list.next;
        list.next += 1;
        let work = Work {
            template: template.to_owned(),
            page: page.map(str::to_owned),
            since: Instant::now(),
        };
        list.works.insert(number, work);
        Ticket {
            running: self,
            number,
        }
    }
}

impl Drop for Ticket<'_> {
    fn drop(&mut self) {
        self.running.list().works.remove(&self.number);
    }
}

impl Renderer {
    /// The template that has been at work for longer than `most`, if there is one.
    #[must_use]
    pub fn overdue(&self, most: Duration) -> Option<Diagnostic> {
        let list = self.running.list();
        let work = list
            .works
            .values()
            .find(|work| work.since.elapsed() > most)?;
        let page = work
            .page
            .as_ref()
            .map_or(String::new(), |page| format!(" for `{page}`"));
        let file = self.templates.files.get(&work.template).cloned();
        Some(
            Diagnostic::new(
                Code::TemplateError,
                format!(
                    "the template has been at work for more than {} s{page}",
                    most.as_secs()
                ),
            )
            .in_file(file.unwrap_or_else(|| format!("templates/{}", work.template)))
            .help("look for loops within loops; `--render-limit SECONDS` gives it more time"),
        )
    }
}
