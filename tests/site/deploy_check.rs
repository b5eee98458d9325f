//! `deploy-check` against a host on this machine: one that does everything right, and
//! one fault at a time.

use std::net::TcpListener;
use std::process::{Command, Output};

use crate::harness::{CONFIG, SiteTest, program_without_proxies};
use crate::host::{Host, Response, SAFETY, right};

/// A published site and its host.
fn deployed() -> (SiteTest, Host) {
    let host = Host::start();
    let site = SiteTest::new();
    site.file(
        "stepdown.toml",
        format!("{CONFIG}[features]\noffline = true\n"),
    )
    .file(
        "content/a.md",
        format!(
            "+++\ntitle = \"A\"\naliases = [\"/old/\"]\n+++\n{}\n",
            "Many words. ".repeat(200)
        ),
    )
    .article("b.md", "Text.\n");
    let built = site.run(&["build", "--base-url", &host.url]);
    assert!(built.status.success());
    *host.folder.lock().expect("no thread panicked") = site.root().join("public");
    (site, host)
}

fn check(site: &SiteTest, url: &str, args: &[&str]) -> Output {
    program_without_proxies()
        .args(["deploy-check", url, "--root"])
        .arg(site.root())
        .args(["--timeout", "5"])
        .args(args)
        .output()
        .expect("the program starts")
}

/// What is said, and the exit code.
fn said(site: &SiteTest, host: &Host, args: &[&str]) -> (String, Option<i32>) {
    let args = [&["--base-url", host.url.as_str()], args].concat();
    let output = check(site, &host.url, &args);
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    (text.replace(&host.url, "HOST/"), output.status.code())
}

#[test]
fn a_good_host_gives_no_finding() {
    let (site, host) = deployed();
    let (text, code) = said(&site, &host, &[]);
    assert!(!text.contains("[deploy-"), "{text}");
    assert!(text.contains("0 errors, 0 warnings"), "{text}");
    assert!(!text.contains("not compared"), "{text}");
    assert_eq!(code, Some(0));
    let paths = host.paths.lock().expect("no thread panicked");
    for path in [
        "/",
        "/a/",
        "/a",
        "/b/",
        "/old/",
        "/sw.js",
        "/manifest.webmanifest",
        "/atom.xml",
    ] {
        assert!(paths.iter().any(|p| p == path), "{path}: {paths:?}");
    }
    assert!(paths.iter().any(|p| p.starts_with("/assets/")), "{paths:?}");
}

fn is_page(path: &str) -> bool {
    path.ends_with('/') || path.ends_with(".html")
}

/// Sets a fault and says whether a line of that code and severity has these words.
#[track_caller]
fn expect(
    (site, host): &(SiteTest, Host),
    line: &str,
    words: &str,
    fault: impl Fn(&str, Response) -> Response + Send + Sync + 'static,
) {
    host.set(fault);
    let (text, code) = said(site, host, &[]);
    let found = text
        .lines()
        .find(|l| l.starts_with(line) && l.contains(words));
    assert!(found.is_some(), "{line} … {words}:\n{text}");
    let has_errors = text.lines().any(|l| l.starts_with("error["));
    assert_eq!(code, Some(i32::from(has_errors)), "{text}");
}

#[test]
fn pages_that_are_missing_or_changed_are_said() {
    let it = deployed();
    expect(
        &it,
        "error[deploy-page]: HOST/b/: ",
        "other bytes",
        |path, r| match path {
            "/b/" => r.body("<!DOCTYPE html><title>x</title>"),
            _ => r,
        },
    );
    expect(
        &it,
        "error[deploy-page]: HOST/b/: ",
        "500 Internal Server Error",
        |path, r| match path {
            "/b/" => r.status(500),
            _ => r,
        },
    );
    expect(
        &it,
        "error[deploy-page]: HOST/sitemap.xml: ",
        "404 Not Found",
        |path, r| match path {
            "/sitemap.xml" => r.status(404),
            _ => r,
        },
    );
    expect(
        &it,
        "error[deploy-redirect]: HOST/b/: ",
        "a redirect to `HOST/b.html` (404",
        |path, r| match path {
            "/b/" => r.status(302).with("Location", "/b.html"),
            _ => r,
        },
    );
}

#[test]
fn wrong_types_are_said() {
    let it = deployed();
    expect(
        &it,
        "error[deploy-type]: HOST/atom.xml: ",
        "`content-type: text/plain`, expected `application/atom+xml`",
        |path, r| match path {
            "/atom.xml" => r.with("Content-Type", "text/plain"),
            _ => r,
        },
    );
    expect(
        &it,
        "error[deploy-type]: HOST/b/: ",
        "iso-8859-1",
        |path, r| match path {
            "/b/" => r.with("Content-Type", "text/html; charset=iso-8859-1"),
            _ => r,
        },
    );
    expect(
        &it,
        "warning[deploy-type]: HOST/b/: ",
        "expected `text/html; charset=utf-8`",
        |path, r| match path {
            "/b/" => r.with("Content-Type", "text/html"),
            _ => r,
        },
    );
    expect(
        &it,
        "error[deploy-type]: HOST/manifest.webmanifest: ",
        "no `content-type`",
        |path, r| match path {
            "/manifest.webmanifest" => r.without("Content-Type"),
            _ => r,
        },
    );
}

#[test]
fn safety_fields_are_held_against_those_of_the_site() {
    let it = deployed();
    for (name, lower, line) in [
        (
            "Content-Security-Policy",
            "no `content-security-policy`",
            "error",
        ),
        (
            "X-Content-Type-Options",
            "no `x-content-type-options`",
            "error",
        ),
        ("Referrer-Policy", "no `referrer-policy`", "error"),
        ("Permissions-Policy", "no `permissions-policy`", "warning"),
    ] {
        let start = format!("{line}[deploy-header]: HOST/b/: ");
        expect(&it, &start, lower, move |path, r| match path {
            "/b/" => r.without(name),
            _ => r,
        });
    }
    expect(
        &it,
        "error[deploy-header]: HOST/b/: ",
        "`script-src 'self' 'unsafe-inline' 'wasm-unsafe-eval'`",
        |path, r| match path {
            "/b/" => {
                let policy = r.fields["Content-Security-Policy"].clone();
                let weaker = policy.replace("script-src", "script-src 'unsafe-inline'");
                r.with("Content-Security-Policy", &weaker)
            }
            _ => r,
        },
    );
    // The same at every page is one line.
    expect(
        &it,
        "error[deploy-header]: HOST/",
        " more: `referrer-policy: unsafe-url`, expected `no-referrer`",
        |_, r| r.with("Referrer-Policy", "unsafe-url"),
    );
}

fn without_safety(response: Response) -> Response {
    SAFETY.iter().fold(response, |r, name| r.without(name))
}

#[test]
fn a_host_that_sets_no_fields_is_said_once_and_pages_need_their_own_policy() {
    let it = deployed();
    expect(
        &it,
        "warning[deploy-header]: HOST/: ",
        "the host sets none",
        |_, r| without_safety(r),
    );
    let served_as_file = |path: &str, r: Response| match path {
        "/_headers" => r.status(200),
        _ => without_safety(r),
    };
    expect(
        &it,
        "warning[deploy-header]: HOST/: ",
        "it serves `_headers` as a file",
        served_as_file,
    );
    let (text, code) = said(&it.0, &it.1, &[]);
    assert_eq!(
        (text.matches("[deploy-header]").count(), code),
        (1, Some(0)),
        "{text}"
    );

    expect(
        &it,
        "warning[deploy-header]: HOST/: ",
        "GitHub Pages cannot set header fields",
        |_, r| without_safety(r).with("Server", "GitHub.com"),
    );
    expect(
        &it,
        "error[deploy-header]: HOST/b/: ",
        "neither the field",
        |path, r| match path {
            "/b/" => without_safety(r).body("<!DOCTYPE html><title>x</title>"),
            _ => without_safety(r),
        },
    );
}

#[test]
fn caching_too_long_or_too_short_is_said() {
    let it = deployed();
    expect(
        &it,
        "warning[deploy-cache]: HOST/assets/",
        "`cache-control: max-age=600`",
        |path, r| match path.starts_with("/assets/") {
            true => r.with("Cache-Control", "max-age=600"),
            false => r,
        },
    );
    expect(
        &it,
        "error[deploy-cache]: HOST/ and ",
        "never see a correction",
        |path, r| match is_page(path) {
            true => r.with("Cache-Control", "public, max-age=31536000, immutable"),
            false => r,
        },
    );
    expect(
        &it,
        "warning[deploy-cache]: HOST/b/: ",
        "max-age=86400",
        |path, r| match path {
            "/b/" => r.with("Cache-Control", "max-age=86400"),
            _ => r,
        },
    );
    expect(
        &it,
        "warning[deploy-cache]: HOST/b/: ",
        "no `cache-control`",
        |path, r| match path {
            "/b/" => r.without("Cache-Control"),
            _ => r,
        },
    );
    expect(
        &it,
        "error[deploy-cache]: HOST/sw.js: ",
        "an old guide",
        |path, r| match path {
            "/sw.js" => r.with("Cache-Control", "public, max-age=31536000, immutable"),
            _ => r,
        },
    );
    expect(
        &it,
        "error[deploy-cache]: HOST/robots.txt: ",
        "no `immutable`",
        |path, r| match path {
            "/robots.txt" => r.with("Cache-Control", "immutable"),
            _ => r,
        },
    );
}

#[test]
fn a_first_page_that_sends_on_is_said_once() {
    let it = deployed();
    expect(
        &it,
        "error[deploy-redirect]: HOST/: ",
        "a redirect to `HOST/b/` (200 OK)",
        |path, r| match path {
            "/" => r.status(301).with("Location", "/b/"),
            _ => r.with("Cache-Control", "immutable"),
        },
    );
    let (text, _) = said(&it.0, &it.1, &[]);
    assert_eq!(text.matches("[deploy-").count(), 1, "{text}");
}

/// Brotli without any gain: one part that is stored as it is (RFC 7932, section 9.2).
fn brotli(bytes: &[u8]) -> Vec<u8> {
    let length = u32::try_from(bytes.len() - 1).expect("short");
    assert!(length < 1 << 16);
    let head = (length << 4) | (1 << 20);
    let mut packed = head.to_le_bytes()[..3].to_vec();
    packed.extend(bytes);
    packed.push(3);
    packed
}

#[test]
fn compression_that_is_missing_or_broken_is_said_and_brotli_is_read() {
    let it = deployed();
    let plain = std::fs::read_to_string(it.0.root().join("public/a/index.html")).expect("there");
    let packed = brotli(plain.as_bytes());
    let body = plain.clone();
    expect(
        &it,
        "warning[deploy-compression]: HOST/a/: ",
        "no compression",
        move |path, r| match path {
            "/a/" => r.body(&body),
            _ => r,
        },
    );
    expect(
        &it,
        "error[deploy-compression]: HOST/a/: ",
        "cannot be undone",
        |path, r| match path {
            "/a/" => r.body("no gzip").with("Content-Encoding", "gzip"),
            _ => r,
        },
    );
    it.1.set(move |path, mut r| {
        if path == "/a/" {
            r.body = packed.clone();
            r = r.with("Content-Encoding", "br");
        }
        r
    });
    let (text, code) = said(&it.0, &it.1, &[]);
    assert!(!text.contains("[deploy-"), "{text}");
    assert_eq!(code, Some(0));
}

#[test]
fn old_addresses_must_lead_to_their_pages() {
    let it = deployed();
    expect(
        &it,
        "error[deploy-redirect]: HOST/old/: ",
        "404 Not Found",
        |path, r| match path {
            "/old/" => r.status(404),
            _ => r,
        },
    );
    expect(
        &it,
        "error[deploy-redirect]: HOST/old/: ",
        "a redirect to `HOST/b/`, expected one to `HOST/a/`",
        |path, r| match path {
            "/old/" => r.with("Location", "/b/"),
            _ => r,
        },
    );
    // A host without redirects serves the page that leads there.
    let page = std::fs::read_to_string(it.0.root().join("public/old/index.html")).expect("there");
    let folder = it.0.root().join("public");
    it.1.set(move |path, r| match path {
        "/old/" => {
            let like = right(&folder, "/b/");
            like.body(&page)
        }
        _ => r,
    });
    let (text, code) = said(&it.0, &it.1, &[]);
    assert!(!text.contains("[deploy-"), "{text}");
    assert_eq!(code, Some(0));
}

#[test]
fn absent_addresses_and_slashes_are_said() {
    let it = deployed();
    let absent = "/no-such-page-for-deploy-check/";
    expect(
        &it,
        "error[deploy-not-found]: HOST/no-such",
        "200 OK for an address that does not exist",
        move |path, r| {
            if path == absent { r.status(200) } else { r }
        },
    );
    expect(
        &it,
        "warning[deploy-not-found]: HOST/no-such",
        "another page than the site's",
        move |path, r| {
            if path == absent {
                r.body("Not here.")
            } else {
                r
            }
        },
    );
    expect(
        &it,
        "error[deploy-redirect]: HOST/a: ",
        "404 Not Found, expected a redirect to `HOST/a/`",
        |path, r| match path {
            "/a" => r.status(404),
            _ => r,
        },
    );
    expect(
        &it,
        "error[deploy-redirect]: HOST/a/: ",
        "redirects in a circle",
        |path, r| match path {
            "/a/" => r.status(301).with("Location", "/a"),
            _ => r,
        },
    );
}

#[test]
fn another_base_url_is_said_and_bytes_are_not_compared() {
    let (site, host) = deployed();
    host.set(|path, r| match path {
        "/b/" => r.body("<!DOCTYPE html><title>x</title>"),
        _ => r,
    });
    let output = check(&site, &host.url, &[]);
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(
        text.contains("bytes were not compared: the site is built for `https://example.org/`"),
        "{text}"
    );
    assert!(!text.contains("[deploy-page]"), "{text}");
    assert_eq!(output.status.code(), Some(0), "{text}");
}

#[test]
fn a_sample_asks_for_less() {
    let (site, host) = deployed();
    let (text, code) = said(&site, &host, &["--sample", "1"]);
    assert_eq!(code, Some(0), "{text}");
    assert!(text.contains("HOST/: 2 of "), "{text}");
}

#[test]
fn a_deployment_that_cannot_be_reached_is_the_machines_fault() {
    let site = SiteTest::new();
    let url = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}/", listener.local_addr().expect("an address"))
    };
    let output = check(&site, &url, &[]);
    let text = String::from_utf8(output.stderr).expect("UTF-8");
    assert!(text.starts_with("error[deploy-unreachable]"), "{text}");
    assert_eq!(output.status.code(), Some(3));

    let usage = check(&site, "example.org", &[]);
    assert_eq!(usage.status.code(), Some(2));
    site.article("a.md", "[words](nowhere.md)\n");
    let broken = check(&site, &url, &[]);
    let text = String::from_utf8(broken.stderr).expect("UTF-8");
    assert!(
        text.contains("[broken-link]") && text.contains("nothing was fetched"),
        "{text}"
    );
    assert_eq!(broken.status.code(), Some(1));
}

#[test]
fn each_code_is_explained() {
    let site = SiteTest::new();
    for code in ["deploy-page", "deploy-unreachable", "deploy-not-found"] {
        let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(["explain", code])
            .current_dir(site.root())
            .output()
            .expect("the program starts");
        let text = String::from_utf8(output.stdout).expect("UTF-8");
        assert!(
            text.contains("`stepdown deploy-check` reports it"),
            "{text}"
        );
    }
}
