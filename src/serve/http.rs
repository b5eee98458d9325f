//! The development server's answers.

use std::net::IpAddr;
use std::path::Path;
use std::sync::Arc;

use axum::Router;
use axum::body::Body;
use axum::extract::{Request, State};
use axum::http::{HeaderMap, HeaderValue, Method, StatusCode, header};
use axum::middleware::{self, Next};
use axum::response::sse::{Event, KeepAlive, Sse};
use axum::response::{IntoResponse, Response};
use axum::routing::get;
use percent_encoding::percent_decode_str;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::WatchStream;

use super::build::{Server, Snapshot};
use super::page::with_script;
use crate::diagnostic::emit::Emitter;
use crate::render::{Renderer, media_type};
use crate::resolve::{Output, SEARCH_FOLDER, Site};

const RELOAD_SCRIPT: &str = include_str!("reload.js");

type App = Arc<Server>;

/// Everything that is answered.
pub(super) fn app(server: App) -> Router {
    Router::new()
        .route("/-stepdown/events", get(events))
        .route("/-stepdown/reload.js", get(script))
        .route("/-stepdown/findings.json", get(findings))
        .fallback(page)
        .layer(middleware::from_fn_with_state(
            Arc::clone(&server),
            only_own_hosts,
        ))
        .with_state(server)
}

/// A page of another site could reach this server under a name of its own
/// choice (DNS rebinding). A number, such a site cannot choose.
async fn only_own_hosts(State(server): State<App>, request: Request, next: Next) -> Response {
    if is_own_host(
        request.headers(),
        &server.options.hosts,
        server.is_loopback(),
    ) {
        let mut response = next.run(request).await;
        response.headers_mut().insert(
            header::X_CONTENT_TYPE_OPTIONS,
            HeaderValue::from_static("nosniff"),
        );
        return response;
    }
    (
        StatusCode::FORBIDDEN,
        "This server does not answer to that name; `--host NAME` allows it.\n",
    )
        .into_response()
}

fn is_own_host(headers: &HeaderMap, allowed: &[String], loopback: bool) -> bool {
    let host = headers
        .get(header::HOST)
        .and_then(|h| h.to_str().ok())
        .unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.chars().all(|c| c.is_ascii_digit()) => name,
        _ => host,
    };
    let number = name.trim_start_matches('[').trim_end_matches(']');
    match number.parse::<IpAddr>() {
        Ok(address) => address.is_loopback() || !loopback,
        Err(_) => {
            name.eq_ignore_ascii_case("localhost")
                || allowed.iter().any(|own| own.eq_ignore_ascii_case(name))
        }
    }
}

/// Tells of every build; the last one at once.
async fn events(State(server): State<App>) -> Response {
    let news = WatchStream::new(server.subscribe());
    let stream = news.map(|news| Event::default().event("build").json_data(news));
    Sse::new(stream)
        .keep_alive(KeepAlive::default())
        .into_response()
}

async fn script() -> Response {
    (
        [(header::CONTENT_TYPE, "text/javascript; charset=utf-8")],
        RELOAD_SCRIPT,
    )
        .into_response()
}

async fn findings(State(server): State<App>) -> Response {
    (
        [
            (header::CONTENT_TYPE, "application/json"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        server.findings(),
    )
        .into_response()
}

async fn page(State(server): State<App>, request: Request) -> Response {
    if request.method() != Method::GET && request.method() != Method::HEAD {
        return (
            StatusCode::METHOD_NOT_ALLOWED,
            [(header::ALLOW, "GET, HEAD")],
        )
            .into_response();
    }
    let path = request.uri().path().to_owned();
    let snapshot = server.snapshot();
    // Rendering is work for a thread of its own.
    tokio::task::spawn_blocking(move || answer(&server.request.root, &snapshot, &path))
        .await
        .unwrap_or_else(|_| StatusCode::INTERNAL_SERVER_ERROR.into_response())
}

fn answer(root: &Path, snapshot: &Snapshot, path: &str) -> Response {
    let Some(renderer) = &snapshot.renderer else {
        let html = "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>Not built</title><body><main><h1>The site cannot be built yet</h1><p>The findings are shown on top of this page.</p></main></body></html>";
        return html_response(StatusCode::SERVICE_UNAVAILABLE, html.as_bytes(), snapshot);
    };
    let site = renderer.site();
    let base = site.config.base_path();
    let Some(relative) = below(base, path) else {
        if path == "/" || below(base, &format!("{path}/")).is_some_and(|rest| rest.is_empty()) {
            return ([(header::LOCATION, base.to_owned())], StatusCode::FOUND).into_response();
        }
        return not_found(root, renderer, "", snapshot);
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
    if output.is_none()
        && relative.starts_with(SEARCH_FOLDER)
        && let Ok(Some(index)) = renderer.search_index()
        && let Some(bytes) = index.files().get(&relative)
    {
        let headers = [
            (header::CONTENT_TYPE, media_type(&file)),
            (header::CACHE_CONTROL, "no-cache".to_owned()),
        ];
        return (headers, Body::from(bytes.clone())).into_response();
    }
    let Some(output) = output else {
        if site.outputs.contains_key(&format!("{relative}/index.html")) {
            return (
                StatusCode::MOVED_PERMANENTLY,
                [(header::LOCATION, format!("{path}/"))],
            )
                .into_response();
        }
        return not_found(root, renderer, &relative, snapshot);
    };
    respond(root, renderer, &output, &file, StatusCode::OK, snapshot)
}

/// What follows `base` in an address, decoded, however either of them is encoded.
fn below(base: &str, address: &str) -> Option<String> {
    let base: Vec<u8> = percent_decode_str(base).collect();
    let address: Vec<u8> = percent_decode_str(address).collect();
    String::from_utf8(address.strip_prefix(&*base)?.to_vec()).ok()
}

/// The page for addresses that are not there, in the language below whose folder the
/// address lies.
fn not_found(root: &Path, renderer: &Renderer, relative: &str, snapshot: &Snapshot) -> Response {
    let folder = relative.split('/').next().unwrap_or_default();
    let own = format!("{folder}/404.html");
    let outputs = &renderer.site().outputs;
    let (file, output) = match outputs.get(&own) {
        Some(output @ Output::NotFound(_)) => (own.as_str(), output.clone()),
        _ => ("404.html", Output::NotFound(0)),
    };
    let status = StatusCode::NOT_FOUND;
    respond(root, renderer, &output, file, status, snapshot)
}

fn respond(
    root: &Path,
    renderer: &Renderer,
    output: &Output,
    file: &str,
    status: StatusCode,
    snapshot: &Snapshot,
) -> Response {
    match renderer.render(output) {
        Ok(bytes) if file.ends_with(".html") => html_response(status, &bytes, snapshot),
        Ok(bytes) => (
            status,
            [
                (header::CONTENT_TYPE, media_type(file)),
                (header::CACHE_CONTROL, "no-cache".to_owned()),
            ],
            Body::from(bytes.into_owned()),
        )
            .into_response(),
        Err(diagnostic) => {
            // Everything is escaped: the text may hold markup of a template.
            let mut text = String::from(
                "<!DOCTYPE html><html lang=\"en\"><meta charset=\"utf-8\"><title>This page cannot be made</title><body><main><h1>This page cannot be made</h1><pre>",
            );
            let line = Emitter::new(root).short(&diagnostic);
            crate::parse::escape_text(&mut text, &line);
            text.push_str("</pre></main></body></html>");
            html_response(StatusCode::INTERNAL_SERVER_ERROR, text.as_bytes(), snapshot)
        }
    }
}

/// HTML with the reload script, which no published page has.
fn html_response(status: StatusCode, html: &[u8], snapshot: &Snapshot) -> Response {
    let version = |address: &str| version_of(snapshot.renderer.as_ref()?.site(), address);
    let html = with_script(
        &String::from_utf8_lossy(html),
        snapshot.run,
        snapshot.build,
        version,
    );
    (
        status,
        [
            (header::CONTENT_TYPE, "text/html; charset=utf-8"),
            (header::CACHE_CONTROL, "no-cache"),
        ],
        html,
    )
        .into_response()
}

/// The hashed name of the asset that is published under its own name at an
/// address.
fn version_of<'s>(site: &'s Site, address: &str) -> Option<&'s str> {
    let address = address.split(['?', '#']).next()?;
    let config = &site.config;
    let relative = below(&config.base_url, address);
    let relative = relative.or_else(|| below(config.base_path(), address))?;
    match site.outputs.get(relative.trim_start_matches('/'))? {
        Output::Asset(id) => Some(&site.assets.get(*id).hashed),
        _ => None,
    }
}
