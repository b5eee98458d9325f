//! Which files may have changed. Every event is only a hint: whoever gets it
//! reads the file again and compares.
//!
//! The system's events are used where it has them. On network and container
//! mounts, where its limit is reached, and where links lead to files that it was
//! not asked about, every file's stamp is looked at twice a second as well
//! ([`Stamps`](crate::load::Stamps)).

use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::atomic::AtomicBool;
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender, channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use notify::event::{AccessKind, AccessMode, Flag, ModifyKind};
use notify::{Event, EventKind, RecommendedWatcher, RecursiveMode, Watcher as _};

use super::build::Server;
use crate::diagnostic::{Diagnostic, io_error};
use crate::load::{Changes, FOLDERS, is_ignored, leads_into};

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
    /// By the system's events; an error where there are none
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
    /// Events do not tell of every change: there are links.
    Look,
}

/// A source of hints that has begun.
pub(super) struct Watching {
    hints: Receiver<Hint>,
    native: Option<Native>,
    /// Whether every file is looked at twice a second.
    is_looking: bool,
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
                    say_why(server, &error);
                    None
                }
            },
        },
    };
    server.tell_missed_to(Some(sender));
    let mut watching = Watching {
        hints,
        is_looking: false,
        native,
    };
    if watching.native.is_none() {
        watching.look(server);
    }
    Ok(watching)
}

fn say_why(server: &Server, error: &notify::Error) {
    server.say(&format!(
        "warning: {}; looking at every file twice a second instead\n  {RAISE}",
        words(error)
    ));
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
pub(super) fn run(server: Arc<Server>, mut watching: Watching) -> JoinHandle<()> {
    std::thread::spawn(move || {
        while let Ok(first) = watching.hints.recv() {
            let begin = Instant::now();
            let mut changes = Changes::default();
            let mut next = Some(first);
            while let Some(hint) = next {
                changes.merge(watching.changes(hint, &server));
                let rest = LONGEST.saturating_sub(begin.elapsed());
                next = match rest.is_zero() {
                    true => None,
                    false => match watching.hints.recv_timeout(QUIET.min(rest)) {
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

impl Watching {
    /// What a hint says of the site.
    fn changes(&mut self, hint: Hint, server: &Arc<Server>) -> Changes {
        let event = match hint {
            Hint::Changes(changes) => return changes,
            Hint::Look => {
                self.look(server);
                return Changes::default();
            }
            Hint::Event(event) => event,
        };
        let followed = match (&event, &mut self.native) {
            (Ok(event), Some(native)) => native.follow(event),
            _ => Ok(()),
        };
        // Without a watch, changes there would be missed from now on.
        for error in [event.as_ref().err(), followed.as_ref().err()] {
            if let Some(error) = error.filter(|e| !is_gone(e))
                && !self.is_looking
            {
                say_why(server, error);
                self.look(server);
            }
        }
        changes_of(&event, &server.request.root)
    }

    /// Begins to look at every file from time to time.
    fn look(&mut self, server: &Arc<Server>) {
        if std::mem::replace(&mut self.is_looking, true) {
            return;
        }
        let server = Arc::downgrade(server);
        std::thread::spawn(move || {
            loop {
                std::thread::sleep(POLL);
                let is_watched = server
                    .upgrade()
                    .is_some_and(|server| server.look_for_missed(&AtomicBool::new(false)));
                if !is_watched {
                    return;
                }
            }
        });
    }
}

/// Whether the path was gone before it could be watched; an event says so too.
fn is_gone(error: &notify::Error) -> bool {
    match &error.kind {
        notify::ErrorKind::PathNotFound | notify::ErrorKind::WatchNotFound => true,
        notify::ErrorKind::Io(error) => error.kind() == std::io::ErrorKind::NotFound,
        _ => false,
    }
}

/// The system's watches on a site.
struct Native {
    watcher: RecommendedWatcher,
    root: PathBuf,
}

impl Native {
    fn start(root: &Path, sender: Sender<Hint>) -> notify::Result<Self> {
        // A link may lead to all of the disk. What lies behind those that may stay is
        // found by looking: where there is a link, files are looked at as well.
        let config = notify::Config::default().with_follow_symlinks(false);
        let handler = move |event| {
            // The receiver is gone only when the server is.
            let _ = sender.send(Hint::Event(event));
        };
        let mut watcher = RecommendedWatcher::new(handler, config)?;
        watcher.watch(root, RecursiveMode::NonRecursive)?;
        let mut native = Self {
            watcher,
            root: root.to_path_buf(),
        };
        for folder in FOLDERS {
            native.watch_folder(&root.join(folder))?;
        }
        Ok(native)
    }

    fn watch_folder(&mut self, folder: &Path) -> notify::Result<()> {
        // The watcher would follow this link, where its walk begins.
        let leads_out = folder.is_symlink() && !leads_into(folder, Some(&self.root));
        match folder.is_dir() && !leads_out {
            true => self.watcher.watch(folder, RecursiveMode::Recursive),
            false => Ok(()),
        }
    }

    /// A folder of the site that was made just now has no watch yet.
    fn follow(&mut self, event: &Event) -> notify::Result<()> {
        if !matches!(
            event.kind,
            EventKind::Create(_) | EventKind::Modify(ModifyKind::Name(_))
        ) {
            return Ok(());
        }
        for path in &event.paths {
            if FOLDERS.iter().any(|f| *path == self.root.join(f)) {
                self.watch_folder(path)?;
            }
        }
        Ok(())
    }
}

/// What an event says of the site. A failed watch may hide anything.
fn changes_of(event: &notify::Result<Event>, root: &Path) -> Changes {
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
        let Ok(relative) = path.strip_prefix(root) else {
            return Changes::everything();
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

/// The kind of a file system that a site lies on, where it is one that sends no
/// events of changes made on the other side.
fn without_events(root: &Path) -> Option<String> {
    let mounts = std::fs::read_to_string("/proc/self/mountinfo").ok()?;
    let folders = FOLDERS.iter().map(|folder| root.join(folder));
    std::iter::once(root.to_path_buf())
        .chain(folders)
        // A link may lead to another file system.
        .filter_map(|folder| folder.canonicalize().ok())
        .flat_map(|folder| kinds_of_mounts(&mounts, &folder))
        .find(|kind| sends_no_events(kind))
}

fn sends_no_events(kind: &str) -> bool {
    const KINDS: [&str; 11] = [
        "9p", "afs", "ceph", "cifs", "fuse", "nfs", "nfs4", "smb3", "smbfs", "vboxsf", "virtiofs",
    ];
    KINDS.contains(&kind) || kind.starts_with("fuse.") && kind != "fuse.overlayfs"
}

/// The types of the mount that a folder lies on and of those below it.
fn kinds_of_mounts(mounts: &str, folder: &Path) -> Vec<String> {
    let parts = mounts.lines().filter_map(parts_of_mount);
    let below = parts.filter(|(point, _)| Path::new(point).starts_with(folder));
    let mut kinds: Vec<String> = below.map(|(_, kind)| kind.to_owned()).collect();
    kinds.extend(kind_of_mount(mounts, folder));
    kinds
}

/// The point and the type in a line of mountinfo; see proc(5).
fn parts_of_mount(line: &str) -> Option<(String, &str)> {
    let (before, after) = line.split_once(" - ")?;
    let point = before.split(' ').nth(4)?.replace("\\040", " ");
    Some((point, after.split(' ').next()?))
}

/// The type of the mount that `path` lies on.
fn kind_of_mount(mounts: &str, path: &Path) -> Option<String> {
    mounts
        .lines()
        .filter_map(parts_of_mount)
        .filter(|(point, _)| path.starts_with(point))
        // The later of two mounts on one point hides the other.
        .max_by_key(|(point, _)| point.len())
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
        // A mount below the folder counts as well.
        let kinds = kinds_of_mounts(mounts, Path::new("/home/me"));
        assert_eq!(kinds, ["virtiofs", "tmpfs", "ext4"]);
        assert!(kinds.iter().any(|kind| sends_no_events(kind)));
        assert!(!sends_no_events("fuse.overlayfs") && sends_no_events("fuse.sshfs"));
    }

    #[test]
    fn only_what_belongs_to_the_site_counts() {
        let root = Path::new("/site");
        let event = |path: &str| {
            let event = Event::new(EventKind::Any).add_path(PathBuf::from(path));
            changes_of(&Ok(event), root)
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
        assert_eq!(changes_of(&error, root), Changes::everything());
    }
}
