//! The development server's answers.

use std::convert::Infallible;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, Method, StatusCode, header};
use axum::response::sse::{Event, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use percent_encoding::percent_decode_str;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::{Server, Snapshot};
use crate::render::Renderer;
use crate::resolve::Output;

const RELOAD_SCRIPT: &str = include_str!("reload.js");

#[derive(Clone)]
struct App {
    server: Arc<Server>,
    loopback: bool,
}

/// Everything that is answered.
pub(super) fn app(server: Arc<Server>, loopback: bool) -> Router {
    Router::new()
        .route("/-stepdown/events", get(events))
        .route("/-stepdown/reload.js", get(script))
        .route("/-stepdown/findings.json", get(findings))
        .fallback(page)
        .with_state(App { server, loopback })
}

/// The base path that pages are served under.
pub(super) fn base_path(server: &Server) -> String {
    server
        .snapshot()
        .renderer
        .as_ref()
        .map_or("/".to_owned(), |r| r.site().config.base_path().to_owned())
}

/// A page of another site could reach this server under a name of its own
/// choice (DNS rebinding); on the loopback only its own names are answered.
fn is_own_host(app: &App, headers: &HeaderMap) -> bool {
    if !app.loopback {
        return true;
    }
    let host = headers
        .get(header::HOST)
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
    let name = host.rsplit_once(':').map_or(host, |(name, port)| {
        if port.chars().all(|c| c.is_ascii_digit()) {
            name
        } else {
            host
        }
    });
    matches!(name, "localhost" | "127.0.0.1" | "[::1]")
}

async fn events(State(app): State<App>, headers: HeaderMap) -> Response {
    if !is_own_host(&app, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let builds = WatchStream::new(app.server.build.subscribe());
    let stream = builds
        .map(|build| Ok::<_, Infallible>(Event::default().event("build").data(build.to_string())));
    Sse::new(stream).into_response()
}

async fn script() -> Response {
    (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
        RELOAD_SCRIPT,
    )
        .into_response()
}

async fn findings(State(app): State<App>, headers: HeaderMap) -> Response {
    if !is_own_host(&app, &headers) {
        return StatusCode::FORBIDDEN.into_response();
    }
    let snapshot = app.server.snapshot();
    let body = format!(
        "{{\"build\":{},\"failed\":{},\"findings\":{}}}",
        snapshot.build, snapshot.failed, snapshot.findings
    );
    ([(header::CONTENT_TYPE, "application/json")], body).into_response()
}

async fn page(State(app): State<App>, request: Request) -> Response {
    if !is_own_host(&app, request.headers()) {
        return (
            StatusCode::FORBIDDEN,
            "This server answers to localhost only.\n",
        )
            .into_response();
    }
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return StatusCode::METHOD_NOT_ALLOWED.into_response();
    }
    let path = request.uri().path().to_owned();
    let snapshot = app.server.snapshot();
    // Rendering is work for a thread of its own.
    tokio::task::spawn_blocking(move || answer(&snapshot, &path))
        .await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn answer(snapshot: &Snapshot, path: &str) -> Response {
    let Some(renderer) = &snapshot.renderer else {
        let html = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Not built</title><body><main><h1>The site cannot be built yet</h1><p>The findings are shown on top of this page.</p></main></body></html>";
        return html_response(
            StatusCode::SERVICE_UNAVAILABLE,
            html.as_bytes(),
            snapshot.build,
        );
    };
    let site = renderer.site();
    let base = site.config.base_path();
    let Some(relative) = percent_decode_str(path)
        .decode_utf8()
        .ok()
        .and_then(|p| p.strip_prefix(base).map(str::to_owned))
    else {
        if path == base.trim_end_matches('/') || path == "/" {
            return ([(header::LOCATION, base.to_owned())], StatusCode::FOUND).into_response();
        }
        return not_found(renderer, snapshot);
    };
    let file = if relative.is_empty() || relative.ends_with('/') {
        format!("{relative}index.html")
    } else {
        relative.clone()
    };
    // Only what is in the list of outputs is ever served: no path can leave it.
    let output = site.outputs.get(&file).cloned().or_else(|| {
        let hashed = site.assets.iter().find(|(_, asset)| asset.hashed == file)?;
        Some(Output::HashedAsset(hashed.0))
    });
    let Some(output) = output else {
        if site.outputs.contains_key(&format!("{relative}/index.html")) {
            return (
                StatusCode::MOVED_PERMANENTLY,
                [(header::LOCATION, format!("{path}/"))],
            )
                .into_response();
        }
        return not_found(renderer, snapshot);
    };
    respond(renderer, &output, &file, StatusCode::OK, snapshot)
}

fn not_found(renderer: &Renderer, snapshot: &Snapshot) -> Response {
    respond(
        renderer,
        &Output::NotFound(0),
        "404.html",
        StatusCode::NOT_FOUND,
        snapshot,
    )
}

fn respond(
    renderer: &Renderer,
    output: &Output,
    file: &str,
    status: StatusCode,
    snapshot: &Snapshot,
) -> Response {
    match renderer.render(output) {
        Ok(bytes) if file.ends_with(".html") => html_response(status, &bytes, snapshot.build),
        Ok(bytes) => (
            status,
            [
                (header::CONTENT_TYPE, content_type(file)),
                (header::CACHE_CONTROL, "no-cache"),
            ],
            Body::from(bytes.into_owned()),
        )
            .into_response(),
        Err(diagnostic) => {
            // Everything is escaped: the text may hold markup of a template.
            let mut text = String::from(
                "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Template error</title><body><main><h1>The template failed</h1><pre>",
            );
            crate::parse::escape_text(&mut text, &diagnostic.message);
            if let Some(file) = &diagnostic.file {
                text.push_str("\n\nin ");
                crate::parse::escape_text(&mut text, file);
            }
            text.push_str("</pre></main></body></html>");
            html_response(
                StatusCode::INTERNAL_SERVER_ERROR,
                text.as_bytes(),
                snapshot.build,
            )
        }
    }
}

/// HTML with the reload script, which no published page has.
fn html_response(status: StatusCode, html: &[u8], build: u64) -> Response {
    let tag =
        format!("<script src=\"/-stepdown/reload.js\" data-build=\"{build}\" defer></script>");
    let mut bytes = html.to_vec();
    let end = bytes
        .windows(b"</body>".len())
        .rposition(|w| w == b"</body>")
        .unwrap_or(bytes.len());
    bytes.splice(end..end, tag.into_bytes());
    (
        status,
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        Body::from(bytes),
    )
        .into_response()
}

fn content_type(file: &str) -> &'static str {
    match file.rsplit('.').next().unwrap_or_default() {
        "css" => "text/css; charset=utf-8",
        "js" | "mjs" => "text/javascript; charset=utf-8",
        "json" | "webmanifest" => "application/json",
        "svg" => "image/svg+xml",
        "png" => "image/png",
        "jpg" | "jpeg" => "image/jpeg",
        "gif" => "image/gif",
        "webp" => "image/webp",
        "avif" => "image/avif",
        "ico" => "image/x-icon",
        "pdf" => "application/pdf",
        "wasm" => "application/wasm",
        "xml" => "application/xml",
        "txt" | "_headers" | "_redirects" | "bib" | "toml" | "csv" => "text/plain; charset=utf-8",
        _ => "application/octet-stream",
    }
}
