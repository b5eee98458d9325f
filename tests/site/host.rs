//! A host on this machine that serves a published folder and does everything right,
//! until a fault is set.

use std::collections::BTreeMap;
use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::path::{Path, PathBuf};
use std::sync::{Arc, Mutex};

/// What the host says.
#[derive(Clone)]
pub(crate) struct Response {
    pub(crate) status: u16,
    pub(crate) fields: BTreeMap<&'static str, String>,
    pub(crate) body: Vec<u8>,
}

impl Response {
    pub(crate) fn with(mut self, name: &'static str, value: &str) -> Self {
        self.fields.insert(name, value.to_owned());
        self
    }

    pub(crate) fn without(mut self, name: &str) -> Self {
        self.fields.remove(name);
        self
    }

    pub(crate) fn status(mut self, status: u16) -> Self {
        self.status = status;
        self
    }

    /// The same without its compression, with other bytes.
    pub(crate) fn body(self, body: &str) -> Self {
        let mut plain = self.without("Content-Encoding");
        plain.body = body.as_bytes().to_vec();
        plain
    }
}

/// Changes what the host says of a path.
pub(crate) type Fault = dyn Fn(&str, Response) -> Response + Send + Sync;

/// A host that serves a folder.
pub(crate) struct Host {
    pub(crate) url: String,
    pub(crate) folder: Arc<Mutex<PathBuf>>,
    pub(crate) fault: Arc<Mutex<Arc<Fault>>>,
    pub(crate) paths: Arc<Mutex<Vec<String>>>,
}

/// Fields that keep readers safe.
pub(crate) const SAFETY: [&str; 6] = [
    "Content-Security-Policy",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Strict-Transport-Security",
    "Cross-Origin-Opener-Policy",
];

impl Host {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let host = Self {
            url: format!("http://{}/", listener.local_addr().expect("an address")),
            folder: Arc::default(),
            fault: Arc::new(Mutex::new(Arc::new(|_: &str, response| response))),
            paths: Arc::default(),
        };
        let (folder, fault, paths) = (
            Arc::clone(&host.folder),
            Arc::clone(&host.fault),
            Arc::clone(&host.paths),
        );
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let folder = folder.lock().expect("no thread panicked").clone();
                let fault = Arc::clone(&fault.lock().expect("no thread panicked"));
                let paths = Arc::clone(&paths);
                std::thread::spawn(move || {
                    let path = read_path(&stream);
                    paths.lock().expect("no thread panicked").push(path.clone());
                    send(stream, &fault(&path, right(&folder, &path)));
                });
            }
        });
        host
    }

    pub(crate) fn set(&self, fault: impl Fn(&str, Response) -> Response + Send + Sync + 'static) {
        *self.fault.lock().expect("no thread panicked") = Arc::new(fault);
    }
}

fn read_path(stream: &TcpStream) -> String {
    let mut lines = BufReader::new(stream).lines();
    let first = lines.next().and_then(Result::ok).unwrap_or_default();
    while lines
        .next()
        .and_then(Result::ok)
        .is_some_and(|line| !line.is_empty())
    {}
    first.split(' ').nth(1).unwrap_or_default().to_owned()
}

fn send(mut stream: TcpStream, response: &Response) {
    let mut head = format!(
        "HTTP/1.1 {} Words\r\nConnection: close\r\n",
        response.status
    );
    for (name, value) in &response.fields {
        head.push_str(&format!("{name}: {value}\r\n"));
    }
    head.push_str(&format!("Content-Length: {}\r\n\r\n", response.body.len()));
    let _ = stream.write_all(head.as_bytes());
    let _ = stream.write_all(&response.body);
}

/// What a good host says of a path.
pub(crate) fn right(folder: &Path, path: &str) -> Response {
    let empty = Response {
        status: 200,
        fields: BTreeMap::new(),
        body: Vec::new(),
    };
    let relative = path.trim_start_matches('/');
    let redirects = std::fs::read_to_string(folder.join("_redirects")).expect("published");
    for line in redirects.lines() {
        let words: Vec<&str> = line.split(' ').collect();
        if words[0] == path {
            return empty.status(301).with("Location", words[1]);
        }
    }
    if !path.ends_with('/') && folder.join(relative).is_dir() {
        return empty.status(301).with("Location", &format!("{path}/"));
    }
    let file = match path.ends_with('/') {
        true => folder.join(relative).join("index.html"),
        false => folder.join(relative),
    };
    let (status, file) = match relative.starts_with('_') || !file.is_file() {
        true => (404, folder.join("404.html")),
        false => (200, file),
    };
    let body = std::fs::read(&file).expect("published");
    let end = file.extension().expect("has one").to_string_lossy();
    let kind = match end.as_ref() {
        "html" => "text/html; charset=utf-8",
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "xml" if relative == "atom.xml" => "application/atom+xml",
        "xml" => "application/xml",
        "txt" => "text/plain; charset=utf-8",
        "webmanifest" => "application/manifest+json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "wasm" => "application/wasm",
        "woff2" => "font/woff2",
        other => panic!("no type for {other}"),
    };
    let mut response = empty.status(status).with("Content-Type", kind);
    // The one part that holds for every path, as the site wrote it.
    let headers = std::fs::read_to_string(folder.join("_headers")).expect("published");
    let all = headers.split("\n\n").next().expect("a part");
    for name in SAFETY {
        let start = format!("  {name}: ");
        let value = all
            .lines()
            .find_map(|line| line.strip_prefix(start.as_str()));
        response = response.with(name, value.expect("the site asks for it"));
    }
    let cache = match relative.starts_with("assets/") {
        true => "public, max-age=31536000, immutable",
        false => "public, max-age=0, must-revalidate",
    };
    response = response.with("Cache-Control", cache);
    if body.len() <= 1000 {
        response.body = body;
        return response;
    }
    let mut packed = flate2::write::GzEncoder::new(Vec::new(), flate2::Compression::fast());
    packed.write_all(&body).expect("written");
    response.body = packed.finish().expect("packed");
    response.with("Content-Encoding", "gzip")
}
