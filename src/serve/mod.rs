//! Build, watch, build again; pages are rendered when they are asked for.
//!
//! A new snapshot is built beside the old one and put in its place; then the
//! browsers are told its number. A page carries the number that it was built
//! with, so a browser that was away looks again at once. When the site cannot be
//! put together, the last good one is served and an overlay says why.
//!
//! Nobody waits for what is slow: the rules, and the rendering of every page in
//! search of template errors, come after the new page is out, and are given up
//! when the next change arrives.
//!
//! `build` makes snapshots and looks through them, `watch` says when,
//! `http` answers, `page` adds the script that reloads, `terminal` shows.

mod build;
mod http;
mod page;
mod terminal;
mod watch;

use std::net::{IpAddr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::net::TcpListener;

use crate::diagnostic::{Code, Diagnostic, Diagnostics, io_error};
use crate::pipeline::Request;

use build::Server;
pub use watch::Watcher;

/// How many ports after the wanted one are tried.
const MOST_PORTS: u16 = 20;

/// How the site is served.
#[derive(Clone, Debug)]
pub struct Options {
    /// The address to listen on.
    pub bind: IpAddr,
    /// The port; the next free one is taken where it is in use.
    pub port: u16,
    /// Opens the site in the browser.
    pub open: bool,
    /// How changes are found.
    pub watcher: Watcher,
    /// Takes the browser to the page that is being edited.
    pub follow: bool,
    /// An address that opens an editor: `vscode://file{path}:{line}:{column}`.
    pub editor: String,
    /// Names that the server answers to besides this machine's own.
    pub hosts: Vec<String>,
    /// How long one template may be at work for one page.
    pub render_limit: Duration,
}

/// How often templates at work are looked at.
const INTERVAL: Duration = Duration::from_millis(100);

/// Serves until Ctrl-C.
///
/// # Errors
/// When no port is free, the tree cannot be watched, or a template does not end.
pub fn serve(mut request: Request, options: Options) -> Result<(), Diagnostics> {
    // The paths of events and of listed files have to agree.
    request.root = std::path::absolute(&request.root)
        .map_err(|e| io_error(request.root.to_string_lossy(), "find", &e))?;
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| io_error("the server", "start", &e))?;
    let served = runtime.block_on(async {
        let (listener, address) = listen(options.bind, options.port).await?;
        request
            .base_url
            .get_or_insert_with(|| format!("http://{}/", reachable(address, &options.hosts)));
        let open = options.open;
        let server = Arc::new(Server::new(request, options, address));
        // Watching begins first, so that no change falls between.
        let changes = watch::start(&server)?;
        let reviewer = build::start_reviewer(&server);
        if !server.is_loopback() {
            server.say(&format!(
                "warning: {} can be reached from the network; unfinished pages can be read there",
                server.options.bind
            ));
        }
        server.rebuild(crate::load::Changes::everything());
        let watching = watch::run(Arc::clone(&server), changes);
        if open && let Err(error) = open::that_detached(server.address()) {
            server.say(&format!("warning: cannot open a browser: {error}"));
        }
        let app = http::app(Arc::clone(&server));
        let served = tokio::select! {
            result = axum::serve(listener, app) => {
                result.map_err(|e| io_error("the server", "answer", &e))
            }
            () = stopped() => Ok(()),
            why = overdue(&server) => Err(why),
        };
        server.stop();
        // Both end at their next step; what they hold is only memory.
        drop((watching, reviewer));
        Ok(served?)
    });
    // Dropping the runtime would wait for pages that are being rendered, and a
    // template in a loop has no end.
    runtime.shutdown_background();
    served
}

/// Waits until a template has been at work for too long. Nothing can stop the thread
/// that it keeps busy but the program's end.
async fn overdue(server: &Server) -> Diagnostic {
    let mut ticks = tokio::time::interval(INTERVAL);
    loop {
        ticks.tick().await;
        if let Some(why) = server.overdue() {
            return why;
        }
    }
}

/// The name and port that whoever reads the site can ask for: no browser finds
/// the address that stands for all of this machine's.
fn reachable(address: SocketAddr, hosts: &[String]) -> String {
    let port = address.port();
    match (address.ip(), hosts.first()) {
        (ip, Some(host)) if ip.is_unspecified() => format!("{host}:{port}"),
        (IpAddr::V4(ip), None) if ip.is_unspecified() => format!("127.0.0.1:{port}"),
        (IpAddr::V6(ip), None) if ip.is_unspecified() => format!("[::1]:{port}"),
        _ => address.to_string(),
    }
}

/// Ctrl-C, or the system's wish that the program ends.
async fn stopped() {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        if let Ok(mut terminate) = signal(SignalKind::terminate()) {
            tokio::select! {
                // Without a handler Ctrl-C ends the process all the same.
                _ = tokio::signal::ctrl_c() => {}
                _ = terminate.recv() => {}
            }
            return;
        }
    }
    let _ = tokio::signal::ctrl_c().await;
}

/// The wanted port or the next free one.
async fn listen(bind: IpAddr, port: u16) -> Result<(TcpListener, SocketAddr), Diagnostic> {
    let mut last = None;
    for candidate in (0..MOST_PORTS).filter_map(|n| port.checked_add(n)) {
        match TcpListener::bind(SocketAddr::new(bind, candidate)).await {
            Ok(listener) => {
                let address = listener
                    .local_addr()
                    .map_err(|e| io_error("the server", "listen", &e))?;
                return Ok((listener, address));
            }
            Err(error) if error.kind() == std::io::ErrorKind::AddrInUse => last = Some(error),
            Err(error) => return Err(io_error(format!("{bind}:{candidate}"), "listen", &error)),
        }
    }
    let why = last.map_or(String::new(), |e| format!(": {e}"));
    Err(
        Diagnostic::new(Code::Io, format!("no free port from {port} on{why}"))
            .help("choose another with `--port`"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn links_name_an_address_that_can_be_asked() {
        let name = |address: &str, hosts: &[&str]| {
            let hosts: Vec<String> = hosts.iter().map(|&h| h.to_owned()).collect();
            reachable(address.parse().expect("an address"), &hosts)
        };
        assert_eq!(name("127.0.0.1:1111", &["desk.local"]), "127.0.0.1:1111");
        assert_eq!(name("0.0.0.0:1111", &[]), "127.0.0.1:1111");
        assert_eq!(name("[::]:1111", &[]), "[::1]:1111");
        assert_eq!(name("0.0.0.0:1111", &["desk.local"]), "desk.local:1111");
    }
}
