//! A server on this machine that misbehaves as servers elsewhere do.

use std::io::{BufRead as _, BufReader, Write as _};
use std::net::{TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};

/// One request: method and path, and when it came.
pub(crate) type Log = Arc<Mutex<Vec<(String, Instant)>>>;

/// A server that does what each path asks for.
pub(crate) struct Misbehaving {
    pub(crate) address: String,
    pub(crate) log: Log,
    /// The most requests that were under way at once.
    pub(crate) most: Arc<AtomicUsize>,
}

impl Misbehaving {
    pub(crate) fn start() -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        let address = format!("http://{}", listener.local_addr().expect("an address"));
        let log = Log::default();
        let (most, now) = (Arc::new(AtomicUsize::new(0)), Arc::new(AtomicUsize::new(0)));
        let of_server = (Arc::clone(&log), Arc::clone(&most));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                let (log, most) = of_server.clone();
                let now = Arc::clone(&now);
                std::thread::spawn(move || {
                    most.fetch_max(now.fetch_add(1, Ordering::SeqCst) + 1, Ordering::SeqCst);
                    answer(stream, &log, &now);
                });
            }
        });
        Self { address, log, most }
    }

    pub(crate) fn requests(&self) -> Vec<String> {
        let log = self.log.lock().expect("no thread panicked");
        log.iter().map(|(request, _)| request.clone()).collect()
    }

    pub(crate) fn times(&self, request: &str) -> usize {
        self.requests().iter().filter(|r| *r == request).count()
    }
}

/// Reads one request and answers it; the connection ends.
fn answer(mut stream: TcpStream, log: &Log, now: &AtomicUsize) {
    let mut lines = BufReader::new(stream.try_clone().expect("a copy")).lines();
    let first = lines.next().and_then(Result::ok).unwrap_or_default();
    while lines
        .next()
        .and_then(Result::ok)
        .is_some_and(|line| !line.is_empty())
    {}
    let request = first.rsplit_once(' ').map_or("", |(request, _)| request);
    let (method, path) = request.split_once(' ').unwrap_or(("", ""));
    let seen = {
        let mut log = log.lock().expect("no thread panicked");
        log.push((request.to_owned(), Instant::now()));
        log.iter()
            .filter(|(r, _)| r.ends_with(&format!(" {path}")))
            .count()
    };
    let response = response(method, path, seen);
    if path.starts_with("/slow") {
        std::thread::sleep(Duration::from_millis(60));
    }
    if path == "/hangs" {
        std::thread::sleep(Duration::from_secs(3));
    }
    // Counted down first: the client may begin its next request with the last byte.
    now.fetch_sub(1, Ordering::SeqCst);
    let _ = stream.write_all(response.as_bytes());
}

fn response(method: &str, path: &str, seen: usize) -> String {
    let status = |line: &str, fields: &str| {
        format!("HTTP/1.1 {line}\r\n{fields}Connection: close\r\nContent-Length: 0\r\n\r\n")
    };
    let to = |line: &str, path: &str| status(line, &format!("Location: {path}\r\n"));
    match path.split('?').next().unwrap_or(path) {
        "/gone" => status("410 Gone", ""),
        "/missing" => status("404 Not Found", ""),
        "/moved" => to("301 Moved Permanently", "/moved-again"),
        "/moved-again" => to("308 Permanent Redirect", "/new"),
        "/for-now" => to("302 Found", "/new"),
        "/moved-then-for-now" => to("301 Moved Permanently", "/for-now"),
        "/moved-to-nothing" => to("301 Moved Permanently", "/missing"),
        "/circle" => to("301 Moved Permanently", "/circle-2"),
        "/circle-2" => to("302 Found", "/circle"),
        "/nowhere" => status("302 Found", ""),
        "/to-mail" => to("302 Found", "mailto:a@b.example"),
        _ if path.starts_with("/far-") => {
            let n: u32 = path.trim_start_matches("/far-").parse().expect("a number");
            to("302 Found", &format!("/far-{}", n + 1))
        }
        "/no-head" if method == "HEAD" => status("403 Forbidden", ""),
        "/no-head-405" if method == "HEAD" => status("405 Method Not Allowed", ""),
        "/forbidden" => status("403 Forbidden", ""),
        "/odd" => status("999 No", ""),
        "/busy-once" if seen == 1 => status("429 Too Many Requests", "Retry-After: 1\r\n"),
        "/busy" => status("429 Too Many Requests", "Retry-After: 3600\r\n"),
        "/fails-once" if seen == 1 => status("503 Service Unavailable", ""),
        "/fails" => status("500 Internal Server Error", ""),
        "/closes" => String::new(),
        "/closes-in-the-middle" => "HTTP/1.1 200 OK\r\nContent-Le".to_owned(),
        "/garbage" => "\u{1}\u{2}garbage without any sense\r\n\r\n".to_owned(),
        _ => status("200 OK", ""),
    }
}
