//! Which files may have changed. Every event is only a hint: whoever gets it
//! reads the file again and compares.
//!
//! The system's events are used where it has them; on network and container
//! mounts, and where its limit is reached, every file's stamp is looked at
//! twice a second instead ([`Stamps`]).

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, Flag, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::build::Server;
use crate::diagnostic::{Diagnostic, io_error};
use crate::load::{Changes, FOLDERS, Stamps, is_ignored};

/// A batch of changes ends after this much quiet.
const QUIET: Duration = Duration::from_millis(5);
/// A batch ends this long after its first change in any case.
const LONGEST: Duration = Duration::from_millis(300);
/// How often stamps are looked at where there are no events.
const POLL: Duration = Duration::from_millis(500);

/// How changes are found.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, clap::ValueEnum)]
pub enum Watcher {
    /// By the system's events where they can be trusted, else by looking
    #[default]
    Auto,
    /// By the system's events only
    Native,
    /// By looking at every file twice a second
    Poll,
}

/// What a thread that watches says.
pub(super) enum Hint {
    /// The system's word.
    Event(notify::Result<Event>),
    /// What looking at the stamps found.
    Changes(Changes),
}

/// A source of hints that has begun.
pub(super) struct Watching {
    hints: Receiver<Hint>,
    native: Option<Native>,
}

/// Starts to watch a server's tree.
pub(super) fn start(server: &Arc<Server>) -> Result<Watching, Diagnostic> {
    let (sender, hints) = channel();
    let root = &server.request.root;
    let native = match server.options.watcher {
        Watcher::Poll => None,
        Watcher::Native => Some(Native::start(root, sender.clone()).map_err(|e| failed(root, &e))?),
        Watcher::Auto => match without_events(root) {
            Some(kind) => {
                server.say(&format!(
                    "`{kind}` mounts send no events: looking at every file twice a second"
                ));
                None
            }
            None => match Native::start(root, sender.clone()) {
                Ok(native) => Some(native),
                Err(error) => {
                    server.say(&format!(
                        "warning: {}; looking at every file twice a second instead\n  {RAISE}",
                        words(&error)
                    ));
                    None
                }
            },
        },
    };
    match native {
        Some(_) => server.tell_missed_to(Some(sender)),
        None => poll(Arc::clone(server), sender),
    }
    Ok(Watching { hints, native })
}

const RAISE: &str =
    "on Linux the limit is raised by `sudo sysctl fs.inotify.max_user_watches=524288`";

fn words(error: &notify::Error) -> String {
    match error.kind {
        notify::ErrorKind::MaxFilesWatch => "the system's limit of watches is reached".to_owned(),
        _ => format!("the folder cannot be watched ({error})"),
    }
}

fn failed(root: &Path, error: &notify::Error) -> Diagnostic {
    io_error(
        root.to_string_lossy(),
        "watch the folder",
        &std::io::Error::other(error.to_string()),
    )
    .help(format!("use `--watcher poll`; {RAISE}"))
}

/// Builds after each batch of hints, until the server ends.
pub(super) fn run(server: Arc<Server>, watching: Watching) -> JoinHandle<()> {
    let Watching { hints, mut native } = watching;
    std::thread::spawn(move || {
        while let Ok(first) = hints.recv() {
            let begin = Instant::now();
            let mut changes = Changes::default();
            let mut next = Some(first);
            while let Some(hint) = next {
                match hint {
                    Hint::Changes(more) => changes.merge(more),
                    Hint::Event(event) => {
                        if let Some(native) = &mut native
                            && let Err(error) = native.follow(&event)
                        {
                            server.say(&format!("warning: {}\n  {RAISE}", words(&error)));
                        }
                        let elsewhere = native.as_ref().map(|native| &native.elsewhere);
                        changes.merge(changes_of(&event, &server.request.root, elsewhere));
                    }
                }
                let rest = LONGEST.saturating_sub(begin.elapsed());
                next = match rest.is_zero() {
                    true => None,
                    false => match hints.recv_timeout(QUIET.min(rest)) {
                        Ok(hint) => Some(hint),
                        Err(RecvTimeoutError::Timeout) => None,
                        Err(RecvTimeoutError::Disconnected) => return,
                    },
                };
            }
            if !changes.is_empty() {
                server.rebuild(changes);
            }
        }
    })
}

/// Compares stamps until nobody listens.
fn poll(server: Arc<Server>, sender: Sender<Hint>) {
    let root = server.request.root.clone();
    drop(server);
    let mut known = Stamps::look(&root);
    std::thread::spawn(move || {
        loop {
            std::thread::sleep(POLL);
            let now = Stamps::look(&root);
            let changes = known.differences(&now);
            known = now;
            if !changes.is_empty() && sender.send(Hint::Changes(changes)).is_err() {
                return;
            }
        }
    });
}

/// The system's watches on a site.
struct Native {
    watcher: RecommendedWatcher,
    root: PathBuf,
    /// Folders of files that links lead to.
    elsewhere: BTreeSet<PathBuf>,
}

impl Native {
    fn start(root: &Path, sender: Sender<Hint>) -> notify::Result<Self> {
        let mut watcher = notify::recommended_watcher(move |event| {
            // The receiver is gone only when the server is.
            let _ = sender.send(Hint::Event(event));
        })?;
        watcher.watch(root, RecursiveMode::NonRecursive)?;
        let mut native = Self {
            watcher,
            root: root.to_path_buf(),
            elsewhere: BTreeSet::new(),
        };
        for folder in FOLDERS {
            native.watch_folder(&root.join(folder))?;
        }
        Ok(native)
    }

    fn watch_folder(&mut self, folder: &Path) -> notify::Result<()> {
        if !folder.is_dir() {
            return Ok(());
        }
        self.watcher.watch(folder, RecursiveMode::Recursive)?;
        // A change of the file that a link leads to is told of where that file is.
        let links = walkdir::WalkDir::new(folder)
            .into_iter()
            .filter_map(Result::ok)
            .filter(walkdir::DirEntry::path_is_symlink);
        for link in links {
            let Ok(target) = link.path().canonicalize() else {
                continue;
            };
            let parent = match target.is_dir() {
                true => Some(target.as_path()),
                false => target.parent(),
            };
            if let Some(parent) = parent
                && !FOLDERS
                    .iter()
                    .any(|f| parent.starts_with(self.root.join(f)))
                && self.elsewhere.insert(parent.to_path_buf())
            {
                let mode = match target.is_dir() {
                    true => RecursiveMode::Recursive,
                    false => RecursiveMode::NonRecursive,
                };
                self.watcher.watch(parent, mode)?;
            }
        }
        Ok(())
    }

    /// A folder of the site that was made just now has no watch yet.
    fn follow(&mut self, event: &notify::Result<Event>) -> notify::Result<()> {
        let Ok(event) = event else { return Ok(()) };
        if !matches!(
            event.kind,
            EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_))
        ) {
            return Ok(());
        }
        for path in &event.paths {
            let is_top = FOLDERS.iter().any(|f| *path == self.root.join(f));
            if is_top || path.is_symlink() {
                self.watch_folder(path)?;
            }
        }
        Ok(())
    }
}

/// What an event says of the site. A failed watch may hide anything.
fn changes_of(
    event: &notify::Result<Event>,
    root: &Path,
    elsewhere: Option<&BTreeSet<PathBuf>>,
) -> Changes {
    let Ok(event) = event else {
        return Changes::everything();
    };
    // A file that was mapped into memory tells only that it was closed after writing.
    let is_written = event.kind == EventKind::Access(AccessKind::Close(AccessMode::Write));
    if matches!(event.kind, EventKind::Access(_)) && !is_written {
        return Changes::default();
    }
    if event.attrs.flag() == Some(Flag::Rescan) || event.paths.is_empty() {
        return Changes::everything();
    }
    let mut changes = Changes::default();
    for path in &event.paths {
        let is_linked = |folder: &PathBuf| path.starts_with(folder);
        let relative = match path.strip_prefix(root) {
            Ok(relative) if !elsewhere.into_iter().flatten().any(is_linked) => relative,
            // Where a link leads: the site has it under another path.
            _ => return Changes::everything(),
        };
        let mut parts = relative.iter().map(|p| p.to_string_lossy());
        let first = parts.next().unwrap_or_default();
        let is_known = FOLDERS.contains(&first.as_ref()) || first == crate::config::FILE;
        if is_known && !parts.any(|part| is_ignored(&part)) {
            changes.add(path.clone());
        }
    }
    changes
}

/// The kind of file system below `root`, where it is one that sends no events of
/// changes made on the other side.
fn without_events(root: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    kind_of_mount(&mounts, root).filter(|kind| {
        let kind = kind.as_str();
        matches!(
            kind,
            "9p" | "afs"
                | "ceph"
                | "cifs"
                | "nfs"
                | "nfs4"
                | "smb3"
                | "smbfs"
                | "vboxsf"
                | "virtiofs"
        ) || kind.starts_with("fuse.") && kind != "fuse.overlayfs"
            || kind == "fuse"
    })
}

/// The type of the mount that `path` lies on; see proc(5).
fn kind_of_mount(mounts: &str, path: &Path) -> Option<String> {
    mounts
        .lines()
        .filter_map(|line| {
            let (before, after) = line.split_once(" - ")?;
            let point = before.split(' ').nth(4)?.replace("\\040", " ");
            let kind = after.split(' ').next()?;
            path.starts_with(&point).then_some((point.len(), kind))
        })
        // The later of two mounts on one point hides the other.
        .max_by_key(|(length, _)| *length)
        .map(|(_, kind)| kind.to_owned())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_nearest_mount_counts() {
        let mounts = "\
22 1 0:20 / / rw - ext4 /dev/vda rw
31 22 0:30 / /home/me/my\\040site rw - virtiofs share rw
32 22 0:31 / /home/me/my rw - tmpfs tmpfs rw\n";
        let kind = |path: &str| kind_of_mount(mounts, Path::new(path));
        assert_eq!(kind("/srv/guide").as_deref(), Some("ext4"));
        assert_eq!(kind("/home/me/my site/guide").as_deref(), Some("virtiofs"));
        assert_eq!(kind("/home/me/my/guide").as_deref(), Some("tmpfs"));
    }

    #[test]
    fn only_what_belongs_to_the_site_counts() {
        let root = Path::new("/site");
        let event = |path: &str| {
            let event = Event::new(EventKind::Any).add_path(PathBuf::from(path));
            changes_of(&Ok(event), root, None)
        };
        for other in [
            "/site/public/a.html",
            "/site/notes.txt",
            "/site/content/.a.md.swp",
            "/site/content/a.md~",
            "/site/content/.git/HEAD",
        ] {
            assert!(event(other).is_empty(), "{other}");
        }
        for own in ["/site/stepdown.toml", "/site/content/a.md", "/site/static"] {
            assert!(event(own).concerns(Path::new(own)), "{own}");
        }
        assert_eq!(event("/elsewhere/a.md"), Changes::everything());
        let error = Err(notify::Error::generic("gone"));
        assert_eq!(changes_of(&error, root, None), Changes::everything());
    }
}
