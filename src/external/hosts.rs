//! How often a host is asked: never more than some requests at once, and a pause
//! between two beginnings. Whoever must wait waits here.

use std::collections::BTreeMap;
use std::sync::{Condvar, Mutex, MutexGuard, PoisonError};
use std::time::{Duration, Instant};

use url::Url;

/// All hosts that were asked.
#[derive(Debug)]
pub struct Hosts {
    most: usize,
    pause: Duration,
    busy: Mutex<BTreeMap<String, Busy>>,
    changed: Condvar,
}

#[derive(Debug)]
struct Busy {
    requests: usize,
    /// Nobody asks before.
    not_before: Instant,
}

/// One request may be under way until this is dropped.
#[derive(Debug)]
pub struct Permit<'h> {
    hosts: &'h Hosts,
    host: String,
}

impl Hosts {
    /// At most `most` requests at once to one host, begun at least `pause` apart.
    #[must_use]
    pub fn new(most: usize, pause: Duration) -> Self {
        Self {
            most: most.max(1),
            pause,
            busy: Mutex::default(),
            changed: Condvar::new(),
        }
    }

    /// Waits until the host of `url` may be asked.
    #[must_use]
    pub fn enter(&self, url: &Url) -> Permit<'_> {
        let host = name(url);
        let mut all = self.lock();
        loop {
            let now = Instant::now();
            let busy = all.entry(host.clone()).or_insert(Busy {
                requests: 0,
                not_before: now,
            });
            if busy.requests < self.most && busy.not_before <= now {
                busy.requests += 1;
                busy.not_before = now + self.pause;
                return Permit { hosts: self, host };
            }
            let wait = busy.not_before.saturating_duration_since(now);
            all = match busy.requests < self.most {
                true => {
                    let waited = self.changed.wait_timeout(all, wait);
                    waited.unwrap_or_else(PoisonError::into_inner).0
                }
                false => {
                    let waited = self.changed.wait(all);
                    waited.unwrap_or_else(PoisonError::into_inner)
                }
            };
        }
    }

    /// Nobody asks the host of `url` for a while.
    pub fn rest(&self, url: &Url, pause: Duration) {
        let until = Instant::now() + pause;
        let mut all = self.lock();
        let busy = all.entry(name(url)).or_insert(Busy {
            requests: 0,
            not_before: until,
        });
        busy.not_before = busy.not_before.max(until);
    }

    /// A thread that panicked leaves numbers that still hold.
    fn lock(&self) -> MutexGuard<'_, BTreeMap<String, Busy>> {
        self.busy.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Drop for Permit<'_> {
    fn drop(&mut self) {
        if let Some(busy) = self.hosts.lock().get_mut(&self.host) {
            busy.requests -= 1;
        }
        self.hosts.changed.notify_all();
    }
}

/// The host with its port: another port is another server.
pub(super) fn name(url: &Url) -> String {
    let host = url.host_str().unwrap_or_default();
    match url.port_or_known_default() {
        Some(port) => format!("{host}:{port}"),
        None => host.to_owned(),
    }
}
