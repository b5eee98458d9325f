//! Builds that are killed with `SIGKILL`, while somebody reads the site.
//!
//! The child is this test program itself (`a_build_to_be_killed`): it publishes as
//! `stepdown build` does and says each phase that begins, so that the parent knows in
//! which one it died. Some are killed from outside at any moment; the others set a timer of
//! their own when a phase begins, since some phases last microseconds.
//!
//! `STEPDOWN_KILLS=1000 cargo test --test site kills -- --nocapture` kills more, and
//! prints how many died in which phase.

use std::collections::BTreeMap;
use std::fs;
use std::io::{Read as _, Write as _};
use std::path::Path;
use std::process::{Command, Stdio};
use std::sync::atomic::{AtomicBool, AtomicUsize, Ordering};
use std::time::{Duration, Instant};

use stepdown::config::Method;
use stepdown::pipeline::{self, Request};
use stepdown::publish::{self, Observer, Phase, Target};

use crate::harness::{CONFIG, SiteTest, names, tree};

const PAGES: usize = 24;
const ROOT: &str = "STEPDOWN_KILLED_ROOT";
const PHASE: &str = "STEPDOWN_KILLED_PHASE";
const MICROSECONDS: &str = "STEPDOWN_KILLED_AFTER";

/// The other side of the tests below; does nothing when it is run as a test.
#[test]
fn a_build_to_be_killed() {
    let Ok(root) = std::env::var(ROOT) else {
        return;
    };
    let number = |name| std::env::var(name).ok().and_then(|n| n.parse::<u64>().ok());
    let killer = Killer {
        phase: number(PHASE).map(|n| Phase::ALL[usize::try_from(n).expect("small")]),
        after: Duration::from_micros(number(MICROSECONDS).unwrap_or_default()),
    };
    let request = Request {
        root: root.clone().into(),
        base_url: None,
        drafts: false,
        today: "2026-11-24".parse().expect("a date"),
        words: false,
    };
    let outcome = pipeline::run(&request);
    let renderer = outcome.renderer.expect("a site");
    let config = outcome.config.expect("a configuration");
    let target = Target {
        folder: &Path::new(&root).join("public"),
        method: config.publish,
        keep: &config.keep,
        compress: &config.compress,
    };
    let published = publish::publish(&renderer, &target, &killer);
    assert!(published.is_ok());
    say(b'.');
}

fn say(byte: u8) {
    let mut out = std::io::stdout().lock();
    out.write_all(&[b'@', byte]).expect("read by the parent");
    out.flush().expect("read by the parent");
}

/// Ends the process some time after a phase has begun.
struct Killer {
    phase: Option<Phase>,
    after: Duration,
}

impl Observer for Killer {
    fn begins(&self, phase: Phase) {
        say(b'0' + phase as u8);
        if self.phase == Some(phase) {
            let after = self.after;
            std::thread::spawn(move || {
                let begin = Instant::now();
                while begin.elapsed() < after {
                    std::hint::spin_loop();
                }
                let own = rustix::process::getpid();
                rustix::process::kill_process(own, rustix::process::Signal::KILL)
                    .expect("may kill itself");
            });
            // The phase itself must not be over before the other thread runs.
            std::thread::yield_now();
        }
    }
}

/// Whether the child died, and the phase that it was in.
fn build(root: &Path, phase: Option<usize>, after: Duration) -> (bool, Option<Phase>) {
    let mut command = Command::new(std::env::current_exe().expect("known"));
    command
        .args(["--exact", "kills::a_build_to_be_killed", "--nocapture"])
        .env(ROOT, root)
        .stdout(Stdio::piped())
        .stderr(Stdio::null());
    if let Some(phase) = phase {
        command
            .env(PHASE, phase.to_string())
            .env(MICROSECONDS, after.as_micros().to_string());
    }
    let mut child = command.spawn().expect("starts");
    if phase.is_none() {
        std::thread::sleep(after);
        // It may be done already.
        let _ = child.kill();
    }
    let mut said = Vec::new();
    let mut out = child.stdout.take().expect("piped");
    out.read_to_end(&mut said).expect("readable");
    child.wait().expect("ends");
    let marks = said.windows(2).filter(|pair| pair[0] == b'@');
    let last = marks.map(|pair| pair[1]).next_back();
    let phase = last.and_then(|byte| Phase::ALL.get(usize::from(byte.wrapping_sub(b'0'))));
    (last != Some(b'.'), phase.copied())
}

/// A version of the site: its number is in every page and in the style sheet.
fn write_version(site: &SiteTest, version: usize) {
    for page in 0..PAGES {
        let text = format!("Version {version}. {}\n", "Words of this page. ".repeat(40));
        site.article(&format!("p{page}.md"), &text);
    }
    site.file(
        "content/_index.md",
        format!("+++\ntitle = \"Home\"\n+++\nVersion {version}.\n"),
    );
    site.file(
        "static/css/style.css",
        format!("body{{--version:v{version}}}"),
    );
}

/// The page's own version, that of its style sheet, or what is wrong.
fn read_page(public: &Path, path: &str) -> Result<(usize, usize), String> {
    let number = |text: &str, before: &str| -> Option<usize> {
        let rest = &text[text.find(before)? + before.len()..];
        let end = rest
            .find(|c: char| !c.is_ascii_digit())
            .unwrap_or(rest.len());
        rest[..end].parse().ok()
    };
    let wrong = |what: &str| format!("{path}: {what}");
    let page = fs::read_to_string(public.join(path)).map_err(|e| wrong(&e.to_string()))?;
    if !page.trim_end().ends_with("</html>") {
        return Err(wrong("half a page"));
    }
    let version = number(&page, "Version ").ok_or_else(|| wrong("no version"))?;
    let at = page
        .find("assets/css/style.")
        .ok_or_else(|| wrong("no style"))?;
    let name: String = page[at..].chars().take_while(|c| *c != '"').collect();
    let style =
        fs::read_to_string(public.join(&name)).map_err(|e| wrong(&format!("{name}: {e}")))?;
    let style = number(&style, "--version:v").ok_or_else(|| wrong("half a style sheet"))?;
    Ok((version, style))
}

fn paths() -> Vec<String> {
    (0..PAGES)
        .map(|page| format!("p{page}/index.html"))
        .chain(["index.html".to_owned()])
        .collect()
}

/// Numbers that look random and are the same every time.
fn random(seed: &mut u64) -> u64 {
    *seed ^= *seed << 13;
    *seed ^= *seed >> 7;
    *seed ^= *seed << 17;
    *seed
}

/// About how long a phase lasts, in microseconds.
fn length(phase: Phase) -> u64 {
    match phase {
        Phase::Render => 12_000,
        Phase::Link | Phase::Clean => 1_500,
        Phase::Announce | Phase::Record => 250,
        Phase::Exchange => 60,
    }
}

fn kill_and_read(method: Method, kills: usize) {
    let more = match method {
        Method::Swap => "",
        Method::InPlace => "publish = \"in-place\"\n",
    };
    let site = SiteTest::new();
    site.file(
        "stepdown.toml",
        format!("{CONFIG}{more}rules.orphan = \"off\"\n"),
    );
    write_version(&site, 0);
    site.build();
    let public = site.root().join("public");
    let (published, over, reads) = (
        AtomicUsize::new(0),
        AtomicBool::new(false),
        AtomicUsize::new(0),
    );
    let mut deaths: BTreeMap<Option<Phase>, usize> = BTreeMap::new();
    let found = std::thread::scope(|scope| {
        let reader = scope.spawn(|| {
            let mut found = Vec::new();
            while !over.load(Ordering::Relaxed) {
                for path in paths() {
                    let before = published.load(Ordering::SeqCst);
                    let result = read_page(&public, &path);
                    // Style sheets stay for one publish; this page was read over two.
                    if published.load(Ordering::SeqCst) > before + 1 {
                        continue;
                    }
                    reads.fetch_add(1, Ordering::Relaxed);
                    match result {
                        Ok((page, style)) if page == style => {}
                        Ok((page, style)) => {
                            found.push(format!("{path}: page {page}, style {style}"));
                        }
                        Err(what) => found.push(what),
                    }
                }
                std::thread::sleep(Duration::from_millis(10));
            }
            found
        });
        let mut seed = 0x9E37_79B9_7F4A_7C15;
        let mut died = 0;
        let mut version = 0;
        while died < kills {
            version += 1;
            write_version(&site, version);
            let turn = version % 8;
            let (phase, after) = match Phase::ALL.get(turn) {
                Some(phase) => (Some(turn), random(&mut seed) % (2 * length(*phase))),
                None => (None, random(&mut seed) % 150_000),
            };
            let (killed, phase) = build(site.root(), phase, Duration::from_micros(after));
            published.fetch_add(1, Ordering::SeqCst);
            if killed {
                died += 1;
                *deaths.entry(phase).or_default() += 1;
            }
            let versions: Vec<_> = paths()
                .iter()
                .map(|path| read_page(&public, path))
                .collect();
            let whole = versions
                .iter()
                .all(|v| v.as_ref().is_ok_and(|(page, style)| page == style));
            assert!(whole, "killed in {phase:?}: {versions:?}");
            if method == Method::Swap {
                let first = &versions[0];
                assert!(
                    versions.iter().all(|v| v == first),
                    "killed in {phase:?}: two sites: {versions:?}"
                );
            }
        }
        over.store(true, Ordering::Relaxed);
        reader.join().expect("reads on")
    });
    println!(
        "{method:?}: {kills} kills, {} pages read, died in {deaths:?} (None: before publishing)",
        reads.load(Ordering::Relaxed)
    );
    assert_eq!(found, Vec::<String>::new(), "what the reader saw");
    // Few kills may miss a phase of microseconds; a thousand must not.
    assert!(deaths.len() >= 4, "{deaths:?}");
    for phase in Phase::ALL.into_iter().filter(|_| kills >= 500) {
        // In place nothing is linked.
        if method == Method::Swap || phase != Phase::Link {
            let died = deaths.get(&Some(phase)).copied().unwrap_or_default();
            assert!(died >= kills / 40, "{died} died in {phase:?}: {deaths:?}");
        }
    }
    // The next build is whole, leaves nothing behind, and equals a clean one but for the
    // assets that are kept for readers of the site before.
    write_version(&site, 1_000_000);
    site.build();
    let left = |folder: &Path| {
        let names = names(folder).into_iter();
        names.filter(|name| name.contains("new-")).count()
    };
    assert_eq!(left(site.root()), 0);
    if method == Method::InPlace {
        assert_eq!(left(&public.join(".stepdown")), 0);
    }
    let clean = site.root().join("clean");
    assert!(
        site.run(&["build", "--out", clean.to_str().expect("UTF-8")])
            .status
            .success()
    );
    let is_own = |path: &Path| !path.starts_with("assets/css") && !path.starts_with(".stepdown");
    let own = |folder: &Path| -> Vec<_> {
        tree(folder)
            .into_iter()
            .filter(|(path, _)| is_own(path))
            .collect()
    };
    assert!(own(&public) == own(&clean));
}

/// How many builds to kill.
fn kills() -> usize {
    match std::env::var("STEPDOWN_KILLS") {
        Ok(asked) => asked.parse().expect("STEPDOWN_KILLS is a number"),
        Err(_) => 80,
    }
}

#[test]
fn a_killed_build_never_shows_half_a_site() {
    kill_and_read(Method::Swap, kills());
}

#[test]
fn a_build_killed_in_place_never_shows_half_a_file_or_a_page_without_its_style() {
    kill_and_read(Method::InPlace, kills() / 2);
}
