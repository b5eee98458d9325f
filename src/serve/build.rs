//! Snapshots: made at once, looked through afterwards.

use std::net::SocketAddr;
use std::path::PathBuf;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError, Weak};
use std::thread::JoinHandle;
use std::time::{Instant, SystemTime};

use serde::Serialize;
use tokio::sync::watch as broadcast;

use super::terminal::Terminal;
use super::{Options, watch};
use crate::check::check;
use crate::diagnostic::emit::{Emitter, Record};
use crate::diagnostic::{Diagnostic, Diagnostics, Severity};
use crate::files::{exact_slashes, slashes};
use crate::load::{Changes, Sources, Stamps};
use crate::pipeline::{Kept, Request};
use crate::render::Renderer;

/// More findings than this are not sent to a browser; their number is.
const MOST_SHOWN: usize = 200;

/// What is served at one moment.
pub(super) struct Snapshot {
    /// The server's own number, see [`News::run`].
    pub run: u64,
    /// The number of the build.
    pub build: u64,
    /// The last site that could be put together.
    pub renderer: Option<Arc<Renderer>>,
}

/// What browsers are told.
#[derive(Clone, Debug, Default, Serialize)]
pub(super) struct News {
    /// Which run of the server speaks: another one counts from 1 again.
    pub run: u64,
    /// The number of the last build.
    pub build: u64,
    /// It could not be put together: the build before it is served, if there is one.
    pub failed: bool,
    /// There is a site to serve, of this build or of an earlier one.
    pub has_site: bool,
    /// The rules have read it, and every page was rendered.
    pub is_reviewed: bool,
    /// How many errors are known.
    pub errors: usize,
    /// How many warnings are known.
    pub warnings: usize,
    /// The address of the page that was edited, where browsers follow.
    pub follow: Option<String>,
}

/// What `findings.json` says.
#[derive(Serialize)]
struct FindingsFile<'a> {
    #[serde(flatten)]
    news: &'a News,
    findings: Vec<Finding<'a>>,
}

#[derive(Serialize)]
struct Finding<'a> {
    #[serde(flatten)]
    record: Record<'a>,
    /// An address that opens the place in an editor.
    open: Option<String>,
}

/// What is looked at after a build is out.
struct Review {
    build: u64,
    /// The site, with what the rules need, if it could be put together.
    site: Option<(Arc<Renderer>, Arc<Sources>)>,
    /// As the phases before the rules left them.
    found: Diagnostics,
    stop: Arc<AtomicBool>,
}

/// The loop's shared state.
pub(super) struct Server {
    pub request: Request,
    pub options: Options,
    address: SocketAddr,
    /// A number that no other run of the server has.
    pub run: u64,
    work: Mutex<Work>,
    snapshot: Mutex<Arc<Snapshot>>,
    /// All that may still be at work: somebody may wait for a page of an older build.
    renderers: Mutex<Vec<Weak<Renderer>>>,
    findings: Mutex<String>,
    news: broadcast::Sender<News>,
    reviews: Mutex<Option<Sender<Review>>>,
    /// Set when the review that is going on has become useless.
    stop: Mutex<Arc<AtomicBool>>,
    /// Changes that were found by looking, without an event.
    missed: Mutex<Option<Sender<watch::Hint>>>,
    terminal: Terminal,
}

/// What one build at a time uses.
struct Work {
    kept: Kept,
    stamps: Stamps,
}

fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    // A panic ends the released program; in others the thread that panicked is
    // gone and says so, and what it held is always whole: it is replaced, not changed.
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

impl Server {
    pub(super) fn new(request: Request, options: Options, address: SocketAddr) -> Self {
        let run = SystemTime::now()
            .duration_since(SystemTime::UNIX_EPOCH)
            .map_or(0, |since| u64::try_from(since.as_millis()).unwrap_or(0));
        Self {
            run,
            work: Mutex::new(Work {
                kept: Kept::with_files(&request.root),
                stamps: Stamps::default(),
            }),
            snapshot: Mutex::new(Arc::new(Snapshot {
                run,
                build: 0,
                renderer: None,
            })),
            renderers: Mutex::default(),
            findings: Mutex::new("{}".to_owned()),
            news: broadcast::channel(News::default()).0,
            reviews: Mutex::new(None),
            stop: Mutex::default(),
            missed: Mutex::new(None),
            terminal: Terminal::new(),
            request,
            options,
            address,
        }
    }

    pub(super) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&lock(&self.snapshot))
    }

    /// All findings that are known, as JSON.
    pub(super) fn findings(&self) -> String {
        lock(&self.findings).clone()
    }

    /// Every build from now on, and the last one.
    pub(super) fn subscribe(&self) -> broadcast::Receiver<News> {
        self.news.subscribe()
    }

    pub(super) fn is_loopback(&self) -> bool {
        self.options.bind.is_loopback()
    }

    /// The path that pages are served under.
    pub(super) fn base_path(&self) -> String {
        let renderer = self.snapshot().renderer.clone();
        renderer.map_or("/".to_owned(), |r| r.site().config.base_path().to_owned())
    }

    /// Where people find the site.
    pub(super) fn address(&self) -> String {
        let address = super::reachable(self.address, &[]);
        format!("http://{address}{}", self.base_path())
    }

    /// A line for whoever sits at the terminal.
    pub(super) fn say(&self, line: &str) {
        self.terminal.say(line);
    }

    /// Where to send changes that no event told of.
    pub(super) fn tell_missed_to(&self, sender: Option<Sender<watch::Hint>>) {
        *lock(&self.missed) = sender;
    }

    /// The template that has been at work for longer than it may, if there is one.
    pub(super) fn overdue(&self) -> Option<Diagnostic> {
        let mut renderers = lock(&self.renderers);
        renderers.retain(|renderer| renderer.strong_count() > 0);
        renderers
            .iter()
            .filter_map(Weak::upgrade)
            .find_map(|renderer| renderer.overdue(self.options.render_limit))
    }

    /// Ends what goes on in other threads.
    pub(super) fn stop(&self) {
        lock(&self.stop).store(true, Ordering::Relaxed);
        *lock(&self.reviews) = None;
        *lock(&self.missed) = None;
    }

    /// Builds anew and tells the browsers.
    pub(super) fn rebuild(&self, mut changes: Changes) {
        let begin = Instant::now();
        let stop = Arc::new(AtomicBool::new(false));
        std::mem::replace(&mut *lock(&self.stop), Arc::clone(&stop)).store(true, Ordering::Relaxed);
        let edited = self.options.follow.then(|| changes.paths().cloned());
        let mut outcome = {
            let mut work = lock(&self.work);
            // Looked at before it is read: what changes meanwhile differs later.
            let others = work.stamps.refresh(&self.request.root, &changes);
            changes.merge(others);
            work.kept.note(changes);
            work.kept.assemble(&self.request)
        };
        let unsettled = outcome.diagnostics.clone();
        outcome.settle();
        let found = outcome.diagnostics;
        // What parsing finds may also be a rule: then the page is shown, with a mark.
        let stops = |d: &Diagnostic| d.severity == Severity::Error && !d.code.is_rule();
        let failed = found.iter().any(stops);
        let old = self.snapshot();
        let build = old.build + 1;
        let renderer = outcome.renderer.filter(|_| !failed);
        // Before anybody can ask it for a page.
        lock(&self.renderers).extend(renderer.as_ref().map(Arc::downgrade));
        let served = renderer.clone().or_else(|| old.renderer.clone());
        let has_site = served.is_some();
        *lock(&self.snapshot) = Arc::new(Snapshot {
            run: self.run,
            build,
            renderer: served,
        });
        let news = News {
            run: self.run,
            build,
            failed,
            has_site,
            is_reviewed: false,
            errors: found.errors(),
            warnings: found.warnings(),
            follow: edited
                .flatten()
                .zip(renderer.as_deref())
                .and_then(|(paths, renderer)| self.edited_page(renderer, paths)),
        };
        self.publish(&news, &found);
        self.terminal.built(self, &news, &found, begin.elapsed());
        if let Some(reviews) = &*lock(&self.reviews) {
            // The reviewer is gone only when the server is.
            let _ = reviews.send(Review {
                build,
                site: renderer.zip(outcome.sources),
                found: unsettled,
                stop,
            });
        }
    }

    /// Tells the browsers, and keeps the findings for them.
    fn publish(&self, news: &News, found: &Diagnostics) {
        let mut emitter = Emitter::new(&self.request.root);
        let shown: Diagnostics = found.iter().take(MOST_SHOWN).cloned().collect();
        let findings = emitter
            .records(&shown)
            .into_iter()
            .map(|record| Finding {
                open: self.editor_link(&record),
                record,
            })
            .collect();
        let file = FindingsFile { news, findings };
        // Strings and numbers always become JSON.
        *lock(&self.findings) = serde_json::to_string(&file).unwrap_or_default();
        self.news.send_replace(news.clone());
    }

    /// An address that opens a finding's place. Only this machine has the file.
    fn editor_link(&self, record: &Record<'_>) -> Option<String> {
        if !self.is_loopback() {
            return None;
        }
        let path = self.request.root.join(record.file?);
        let path = slashes(&path);
        let path = crate::resolve::encode(&path);
        Some(
            self.options
                .editor
                .replace("{path}", &path)
                .replace("{line}", &record.line.unwrap_or(1).to_string())
                .replace("{column}", &record.column.unwrap_or(1).to_string()),
        )
    }

    /// The address of the only article among the changes.
    fn edited_page(
        &self,
        renderer: &Renderer,
        paths: impl IntoIterator<Item = PathBuf>,
    ) -> Option<String> {
        let content = self.request.root.join("content");
        let site = renderer.site();
        let mut pages = paths.into_iter().filter_map(|path| {
            let relative = path.strip_prefix(&content).ok()?;
            let id = site.page_at(&exact_slashes(relative)?)?;
            Some(format!(
                "{}{}",
                site.config.base_path(),
                crate::resolve::encode(&site.pages[id].url)
            ))
        });
        pages.next().filter(|_| pages.next().is_none())
    }

    /// Runs the rules and renders every page.
    fn review(&self, review: Review) {
        let Review {
            build,
            site,
            mut found,
            stop,
        } = review;
        self.look_for_missed(&stop);
        let Some((renderer, sources)) = site else {
            return;
        };
        let site = renderer.site();
        check(site, &sources, self.request.today, &stop, &mut found);
        found.apply_levels(|code| site.config.level(code));
        drop(sources);
        for output in site.outputs.values().filter(|output| !output.is_of_all()) {
            if stop.load(Ordering::Relaxed) {
                return;
            }
            if let Err(diagnostic) = renderer.render(output) {
                found.push(diagnostic);
            }
        }
        found.sort();
        // Whoever builds holds no lock that is taken here, and sets `stop` first.
        let current = lock(&self.stop);
        if stop.load(Ordering::Relaxed) {
            return;
        }
        let news = News {
            build,
            is_reviewed: true,
            errors: found.errors(),
            warnings: found.warnings(),
            ..self.news.borrow().clone()
        };
        self.publish(&news, &found);
        self.terminal.reviewed(self, &news, &found);
        drop(current);
    }

    /// Some changes send no event: those in a folder that was just made, or on
    /// the other side of a link. `false` when nobody wants to know any more.
    pub(super) fn look_for_missed(&self, stop: &AtomicBool) -> bool {
        let now = Stamps::look(&self.request.root);
        let known = lock(&self.work);
        // A build that came in between knows better.
        if stop.load(Ordering::Relaxed) {
            return true;
        }
        let changes = known.stamps.differences(&now);
        drop(known);
        let missed = lock(&self.missed);
        let Some(sender) = &*missed else { return false };
        let look = now.have_links().then_some(watch::Hint::Look);
        let changes = (!changes.is_empty()).then_some(watch::Hint::Changes(changes));
        look.into_iter()
            .chain(changes)
            .all(|hint| sender.send(hint).is_ok())
    }
}

/// Starts the thread that reads each build after it is out.
pub(super) fn start_reviewer(server: &Arc<Server>) -> JoinHandle<()> {
    let (sender, receiver): (Sender<Review>, Receiver<Review>) = channel();
    *lock(&server.reviews) = Some(sender);
    let server = Arc::clone(server);
    std::thread::spawn(move || {
        while let Ok(mut review) = receiver.recv() {
            // Only the newest is of interest.
            while let Ok(newer) = receiver.try_recv() {
                review = newer;
            }
            server.review(review);
        }
    })
}
