//! Build, watch, build again; pages are rendered when they are asked for.
//!
//! A new snapshot is built beside the old one and put in its place; then the
//! browser is told its number. A page carries the number that it was built
//! with, so a browser that was away reloads at once. When the site cannot be
//! put together, the last good one is served and an overlay says why.

mod http;
mod watch;

use std::net::{IpAddr, SocketAddr};
use std::sync::{Arc, Mutex, PoisonError};

use tokio::net::TcpListener;
use tokio::sync::watch as channel;

use crate::diagnostic::emit::{Emitter, Format};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, io_error};
use crate::pipeline::{self, ParseCache, Request};
use crate::render::Renderer;

/// How many ports after the wanted one are tried.
const MOST_PORTS: u16 = 20;

/// What is served at one moment.
pub(crate) struct Snapshot {
    /// The number of the build.
    build: u64,
    /// The last site that could be put together.
    renderer: Option<Arc<Renderer>>,
    /// The findings of the last build.
    findings: String,
    /// Whether the last build failed.
    failed: bool,
}

/// The loop's shared state.
pub(crate) struct Server {
    request: Request,
    cache: Mutex<ParseCache>,
    snapshot: Mutex<Arc<Snapshot>>,
    build: channel::Sender<u64>,
}

impl Server {
    pub(crate) fn snapshot(&self) -> Arc<Snapshot> {
        Arc::clone(&self.snapshot.lock().unwrap_or_else(PoisonError::into_inner))
    }

    /// Builds anew and tells the browsers.
    pub(crate) fn rebuild(&self) {
        let mut cache = self.cache.lock().unwrap_or_else(PoisonError::into_inner);
        let outcome = pipeline::run(&self.request, Some(&mut cache));
        drop(cache);
        let found = outcome.diagnostics;
        let mut emitter = Emitter::new(&self.request.root);
        // The terminal is for people; a terminal that went away is no reason to stop.
        if emitter.emit(&found, Format::Human).is_err() {
            return;
        }
        let failed = found.errors() > 0;
        let findings = emitter.json(&found).unwrap_or_else(|_| "[]".to_owned());
        let old = self.snapshot();
        let renderer = match outcome.renderer {
            Some(renderer) if !failed => Some(Arc::new(renderer)),
            _ => old.renderer.clone(),
        };
        let build = old.build + 1;
        eprintln!(
            "build {build}: {} errors, {} warnings",
            found.errors(),
            found.warnings()
        );
        *self.snapshot.lock().unwrap_or_else(PoisonError::into_inner) = Arc::new(Snapshot {
            build,
            renderer,
            findings,
            failed,
        });
        self.build.send_replace(build);
    }
}

/// Serves until Ctrl-C.
///
/// # Errors
/// When no port is free, or the tree cannot be watched.
pub fn serve(mut request: Request, bind: IpAddr, port: u16) -> Result<(), Diagnostics> {
    let runtime = tokio::runtime::Builder::new_current_thread()
        .enable_all()
        .build()
        .map_err(|e| io_error("the server", "start", &e))?;
    runtime.block_on(async {
        let (listener, address) = listen(bind, port).await?;
        if !bind.is_loopback() {
            eprintln!("warning: {bind} can be reached from the network; unfinished pages can be read there");
        }
        request.base_url.get_or_insert_with(|| format!("http://{address}/"));
        let (build, _) = channel::channel(0);
        let server = Arc::new(Server {
            request,
            cache: Mutex::new(ParseCache::default()),
            snapshot: Mutex::new(Arc::new(Snapshot {
                build: 0,
                renderer: None,
                findings: "[]".to_owned(),
                failed: false,
            })),
            build,
        });
        server.rebuild();
        let watcher = watch::start(Arc::clone(&server))?;
        eprintln!("serving http://{address}{} (Ctrl-C ends it)", http::base_path(&server));
        let app = http::app(Arc::clone(&server), bind.is_loopback());
        let served = axum::serve(listener, app).with_graceful_shutdown(async {
            // Without a signal handler Ctrl-C ends the process all the same.
            let _ = tokio::signal::ctrl_c().await;
        });
        // Open event streams would hold the server back for ever.
        tokio::select! {
            result = served => result.map_err(|e| io_error("the server", "answer", &e))?,
            _ = tokio::signal::ctrl_c() => {}
        }
        drop(watcher);
        Ok(())
    })
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
