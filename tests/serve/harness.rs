//! The program serving a site, a browser's part of HTTP, and what a clean build
//! would give.

use std::collections::BTreeMap;
use std::fs;
use std::io::{BufRead, BufReader, Read, Write};
use std::net::TcpStream;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Stdio};
use std::sync::mpsc::{Receiver, channel};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

use jiff::civil::date;
use stepdown::pipeline::{Kept, Request};
use stepdown::resolve::{HASHED, Output};

/// Nothing here takes as long; a test that waits longer has failed.
const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) const TODAY: &str = "2026-01-01";

/// A site in a folder of its own.
pub(crate) struct Folder(tempfile::TempDir);

impl Folder {
    pub(crate) fn new() -> Self {
        let folder = Self(tempfile::tempdir().expect("a folder"));
        folder.write(
            "stepdown.toml",
            "title = \"Test\"\nbase_url = \"https://example.org/\"\nlanguage = \"en\"\n[rules]\nunused-reference = \"off\"\n",
        );
        folder.write("content/_index.md", &article("Home", "Welcome."));
        folder
    }

    pub(crate) fn root(&self) -> &Path {
        self.0.path()
    }

    pub(crate) fn path(&self, path: &str) -> PathBuf {
        self.root().join(path)
    }

    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.path(path);
        fs::create_dir_all(path.parent().expect("a folder")).expect("made");
        fs::write(path, text).expect("written");
    }

    /// The folders of a site that hold files, and its configuration.
    pub(crate) fn files(&self) -> BTreeMap<PathBuf, Vec<u8>> {
        walkdir::WalkDir::new(self.root())
            .into_iter()
            .filter_map(Result::ok)
            .filter(|entry| entry.file_type().is_file())
            .map(|entry| {
                let bytes = fs::read(entry.path()).expect("readable");
                (entry.into_path(), bytes)
            })
            .collect()
    }
}

pub(crate) fn article(title: &str, body: &str) -> String {
    format!("+++\ntitle = \"{title}\"\n+++\n{body}\n")
}

/// An answer over HTTP.
#[derive(Debug)]
pub(crate) struct Answer {
    pub status: u16,
    head: String,
    pub body: Vec<u8>,
}

impl Answer {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.head.lines().find_map(|line| {
            let (own, value) = line.split_once(':')?;
            own.eq_ignore_ascii_case(name).then_some(value.trim())
        })
    }

    pub(crate) fn text(&self) -> String {
        String::from_utf8_lossy(&self.body).into_owned()
    }
}

/// The program, serving a site.
pub(crate) struct Serving {
    child: Child,
    pub port: u16,
    said: Arc<Mutex<Vec<String>>>,
    /// For the clean builds that its answers are compared with.
    kept: Mutex<Option<Kept>>,
}

impl Drop for Serving {
    fn drop(&mut self) {
        // It may have ended by itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
    }
}

impl Serving {
    pub(crate) fn start(root: &Path, args: &[&str]) -> Self {
        let mut command = Command::new(env!("CARGO_BIN_EXE_stepdown"));
        command.args(["serve", "--port", "0", "--today", TODAY, "--root"]);
        command.arg(root).args(args);
        Self::run(&mut command)
    }

    /// Starts a command that ends up serving, and waits until it does.
    pub(crate) fn run(command: &mut Command) -> Self {
        let mut child = command
            .stdin(Stdio::null())
            .stdout(Stdio::null())
            .stderr(Stdio::piped())
            .spawn()
            .expect("the program starts");
        let stderr = child.stderr.take().expect("its words");
        let said = Arc::new(Mutex::new(Vec::new()));
        let (sender, ready) = channel();
        let heard = Arc::clone(&said);
        std::thread::spawn(move || {
            for line in BufReader::new(stderr).lines().map_while(Result::ok) {
                let port = line
                    .strip_prefix("serving http://")
                    .and_then(|rest| rest.split('/').next()?.rsplit(':').next()?.parse().ok());
                heard.lock().expect("not poisoned").push(line);
                if let Some(port) = port {
                    let _ = sender.send(port);
                }
            }
        });
        match ready.recv_timeout(PATIENCE) {
            Ok(port) => Self {
                child,
                port,
                said,
                kept: Mutex::new(None),
            },
            Err(_) => {
                let _ = child.kill();
                panic!("it does not serve: {:?}", said.lock());
            }
        }
    }

    pub(crate) fn id(&self) -> u32 {
        self.child.id()
    }

    pub(crate) fn said(&self) -> String {
        self.said.lock().expect("not poisoned").join("\n")
    }

    pub(crate) fn base_url(&self) -> String {
        format!("http://127.0.0.1:{}/", self.port)
    }

    /// Waits until the program has ended.
    pub(crate) fn ended(&mut self) -> ExitStatus {
        let begin = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().expect("its state") {
                return status;
            }
            assert!(begin.elapsed() < PATIENCE, "it does not end");
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Waits until it has said these words; it may have ended since.
    pub(crate) fn until_said(&self, words: &str) {
        let begin = Instant::now();
        while !self.said().contains(words) {
            assert!(begin.elapsed() < PATIENCE, "{words}: {}", self.said());
            std::thread::sleep(Duration::from_millis(5));
        }
    }

    /// Sends a request as it is written.
    pub(crate) fn send(&self, request: &str) -> Answer {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.write_all(request.as_bytes()).expect("sent");
        let mut bytes = Vec::new();
        stream.read_to_end(&mut bytes).expect("an answer");
        let end = bytes
            .windows(4)
            .position(|w| w == b"\r\n\r\n")
            .expect("a head");
        let head = String::from_utf8_lossy(&bytes[..end]).into_owned();
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok());
        Answer {
            status: status.expect("a status"),
            head,
            body: bytes[end + 4..].to_vec(),
        }
    }

    /// A connection for many requests.
    fn connect(&self) -> Connection {
        let stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        stream.set_nodelay(true).expect("set");
        Connection(BufReader::new(stream))
    }

    pub(crate) fn get(&self, path: &str) -> Answer {
        self.send(&format!(
            "GET {path} HTTP/1.1\r\nHost: 127.0.0.1:{}\r\nConnection: close\r\n\r\n",
            self.port
        ))
    }

    /// What is wrong with the site, as browsers are told.
    pub(crate) fn findings(&self) -> serde_json::Value {
        serde_json::from_slice(&self.get("/-stepdown/findings.json").body).expect("JSON")
    }

    /// The events of builds from now on.
    pub(crate) fn events(&self) -> Receiver<serde_json::Value> {
        let mut stream = TcpStream::connect(("127.0.0.1", self.port)).expect("it listens");
        let request = format!(
            "GET /-stepdown/events HTTP/1.1\r\nHost: localhost:{}\r\n\r\n",
            self.port
        );
        stream.write_all(request.as_bytes()).expect("sent");
        let (sender, receiver) = channel();
        std::thread::spawn(move || {
            for line in BufReader::new(stream).lines().map_while(Result::ok) {
                if let Some(data) = line.strip_prefix("data: ") {
                    let event = serde_json::from_str(data).expect("JSON");
                    if sender.send(event).is_err() {
                        return;
                    }
                }
            }
        });
        receiver
    }

    /// Tries until it holds.
    pub(crate) fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        self.until_ok(|serving| match holds(serving) {
            true => Ok(()),
            false => Err(what.to_owned()),
        });
    }

    pub(crate) fn until_ok(&self, mut holds: impl FnMut(&Self) -> Result<(), String>) {
        let begin = Instant::now();
        loop {
            match holds(self) {
                Ok(()) => return,
                Err(why) => assert!(
                    begin.elapsed() < PATIENCE,
                    "{why}\n\nfindings: {}\n\nsaid: {}",
                    self.findings(),
                    self.said()
                ),
            }
            std::thread::sleep(Duration::from_millis(3));
        }
    }

    /// Waits until every address answers as a clean build of the tree as it is now;
    /// what is `gone` answers with 404. Gives the build, unless it fails: then the
    /// server must say so and go on to answer as `last`.
    pub(crate) fn settles(&self, root: &Path, last: Option<&Site>) -> Option<Site> {
        let now = self.clean_build(root);
        let mut connection = self.connect();
        self.until_ok(|_| {
            let findings = connection.get("/-stepdown/findings.json");
            let findings: serde_json::Value = serde_json::from_slice(&findings.body).expect("JSON");
            let failed = findings["failed"] == true;
            match (&now, last) {
                (Some(site), _) if failed => Err(format!("{} pages can be built", site.len())),
                (None, _) if !failed => Err("nothing can be built".to_owned()),
                (Some(site), last) => connection.answers_as(site, last),
                (None, Some(last)) => connection.answers_as(last, None),
                (None, None) => Ok(()),
            }
        });
        now
    }

    /// What a build from nothing publishes; nothing when it cannot be put together.
    /// Rules are not asked: the server shows a page that breaks one.
    fn clean_build(&self, root: &Path) -> Option<Site> {
        let mut kept = self.kept.lock().expect("not poisoned");
        let kept = kept.get_or_insert_with(|| Kept::new(root));
        kept.forget_files(root);
        clean_build(kept, root, &self.base_url())
    }
}

/// Many requests over one connection, as browsers make them.
struct Connection(BufReader<TcpStream>);

impl Connection {
    fn get(&mut self, path: &str) -> Answer {
        let request = format!("GET {path} HTTP/1.1\r\nHost: localhost\r\n\r\n");
        self.0
            .get_mut()
            .write_all(request.as_bytes())
            .expect("sent");
        let mut head = String::new();
        while !head.ends_with("\r\n\r\n") {
            assert!(
                self.0.read_line(&mut head).expect("a head") > 0,
                "{path}: {head}"
            );
        }
        let status = head.split(' ').nth(1).and_then(|s| s.parse().ok());
        let mut answer = Answer {
            status: status.expect("a status"),
            head,
            body: Vec::new(),
        };
        let length = answer.header("content-length").map_or("0", |length| length);
        answer.body = vec![0; length.parse().expect("a length")];
        self.0.read_exact(&mut answer.body).expect("the body");
        answer
    }

    fn answers_as(&mut self, site: &Site, last: Option<&Site>) -> Result<(), String> {
        for (path, bytes) in site {
            let answer = self.get(&address(path));
            if answer.status != 200 {
                return Err(format!("{path}: status {}", answer.status));
            }
            let body = match path.ends_with(".html") {
                true => without_script(&answer.body),
                false => answer.body,
            };
            if body != *bytes {
                return Err(format!(
                    "{path} is not as in a clean build:\n{}\n\nbut:\n{}",
                    String::from_utf8_lossy(&body),
                    String::from_utf8_lossy(bytes)
                ));
            }
        }
        let gone = last.into_iter().flatten();
        for (path, _) in gone.filter(|(path, _)| !site.contains_key(*path)) {
            if path.starts_with(HASHED) {
                // It may be there still, and only not be used any more.
                continue;
            }
            let answer = self.get(&address(path));
            if answer.status != 404 {
                return Err(format!("{path} is gone: status {}", answer.status));
            }
        }
        Ok(())
    }
}

/// The files of a site by path.
pub(crate) type Site = BTreeMap<String, Vec<u8>>;

fn clean_build(kept: &mut Kept, root: &Path, base_url: &str) -> Option<Site> {
    let request = Request {
        root: root.to_path_buf(),
        base_url: Some(base_url.to_owned()),
        drafts: false,
        today: date(2026, 1, 1),
        words: false,
    };
    let mut outcome = kept.assemble(&request);
    outcome.settle();
    let renderer = outcome.renderer?;
    if outcome.diagnostics.errors() > 0 {
        return None;
    }
    let site = renderer.site();
    let mut files = Site::new();
    for (path, output) in &site.outputs {
        let bytes = renderer.render(output).expect("templates that render");
        files.insert(path.clone(), bytes.into_owned());
    }
    for (id, asset) in site.assets.iter().filter(|(_, asset)| asset.is_used()) {
        let bytes = renderer.render(&Output::HashedAsset(id)).expect("read");
        files.insert(asset.hashed.clone(), bytes.into_owned());
    }
    Some(files)
}

/// Where browsers find a file.
pub(crate) fn address(path: &str) -> String {
    let page = match path.strip_suffix("index.html") {
        Some(folder) if folder.is_empty() || folder.ends_with('/') => folder,
        _ => path,
    };
    format!("/{}", stepdown::resolve::encode(page))
}

/// A page as it is published: without the script, and without what allows it.
fn without_script(html: &[u8]) -> Vec<u8> {
    let mut text = String::from_utf8_lossy(html)
        .replace("; script-src 'self'; connect-src 'self'\"", "\"")
        .replace("; connect-src 'self'\"", "\"");
    // Of the pages with a hash in `script-src`, only the whole guide has no `'self'` there.
    if text.contains("img-src data:") {
        text = text.replace("script-src 'self' '", "script-src '");
    }
    let start = text
        .find("<script src=\"/-stepdown/reload.js\"")
        .expect("the script is added to every page");
    let end = start + text[start..].find("</script>").expect("its end") + "</script>".len();
    [&text[..start], &text[end..]].concat().into_bytes()
}
