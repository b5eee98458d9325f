//! The server's manners: types, addresses, hosts, its end.

use std::process::Command;

use crate::harness::{Folder, Serving, article};

fn site() -> Folder {
    let folder = Folder::new();
    folder.write(
        "stepdown.toml",
        "title = \"Test\"\nbase_url = \"https://example.org/\"\nlanguage = \"en\"\nfeatures.epub = true\nrules.unused-reference = \"off\"\n",
    );
    folder.write("content/part/_index.md", &article("Part", "About."));
    folder.write(
        "content/part/a b.md",
        &article("Space", "![A](pic.svg) [file](data.csv)"),
    );
    folder.write(
        "content/part/pic.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"2\"/>",
    );
    folder.write("content/part/data.csv", "a,b\n");
    folder.write("static/own.css", "body{}");
    folder.write("outside.txt", "secret");
    folder
}

#[test]
fn every_kind_of_file_has_its_type_and_what_is_not_there_the_page_that_says_so() {
    let folder = site();
    let serving = Serving::start(folder.root(), &[]);
    for (path, kind) in [
        ("/", "text/html; charset=utf-8"),
        ("/part/a-b/", "text/html; charset=utf-8"),
        ("/own.css", "text/css; charset=utf-8"),
        ("/part/data.csv", "text/csv; charset=utf-8"),
        ("/sitemap.xml", "application/xml"),
        ("/robots.txt", "text/plain; charset=utf-8"),
        ("/atom.xml", "application/atom+xml"),
        ("/guide.epub", "application/epub+zip"),
    ] {
        let answer = serving.get(path);
        assert_eq!(answer.status, 200, "{path}");
        assert_eq!(answer.header("content-type"), Some(kind), "{path}");
        assert_eq!(answer.header("cache-control"), Some("no-cache"), "{path}");
        assert_eq!(
            answer.header("x-content-type-options"),
            Some("nosniff"),
            "{path}"
        );
    }
    let missing = serving.get("/nothing/");
    assert_eq!(missing.status, 404);
    assert!(missing.text().contains("<h1"), "{}", missing.text());
    assert!(missing.text().contains("/-stepdown/reload.js"));

    let folder_without_slash = serving.get("/part");
    assert_eq!(folder_without_slash.status, 301);
    assert_eq!(folder_without_slash.header("location"), Some("/part/"));
    let post = serving.send(&format!(
        "POST / HTTP/1.1\r\nHost: localhost:{}\r\nContent-Length: 0\r\nConnection: close\r\n\r\n",
        serving.port
    ));
    assert_eq!(post.status, 405);
    assert_eq!(post.header("allow"), Some("GET, HEAD"));
    let head = serving.send(&format!(
        "HEAD / HTTP/1.1\r\nHost: localhost:{}\r\nConnection: close\r\n\r\n",
        serving.port
    ));
    assert_eq!(head.status, 200);
    assert!(head.body.is_empty());
}

#[test]
fn no_path_leads_out_of_the_site() {
    let folder = site();
    let serving = Serving::start(folder.root(), &[]);
    for path in [
        "/../outside.txt",
        "/%2e%2e/outside.txt",
        "/part/..%2f..%2foutside.txt",
        "/..%5coutside.txt",
        "//etc/passwd",
        "/%2fetc/passwd",
        "/own.css%00",
        "/%00",
        "/static/own.css",
        "/content/_index.md",
        "/stepdown.toml",
        "/%ff%fe",
        "/-stepdown/",
        "/-stepdown/../outside.txt",
    ] {
        let answer = serving.get(path);
        assert_eq!(answer.status, 404, "{path}");
        assert!(!answer.text().contains("secret"), "{path}");
    }
}

#[test]
fn only_its_own_names_are_answered() {
    let folder = site();
    let serving = Serving::start(folder.root(), &["--host", "guide.test"]);
    let status = |path: &str, host: &str| {
        let request = format!("GET {path} HTTP/1.1\r\nHost: {host}\r\nConnection: close\r\n\r\n");
        serving.send(&request).status
    };
    for path in [
        "/",
        "/-stepdown/findings.json",
        "/-stepdown/reload.js",
        "/-stepdown/events",
    ] {
        for host in ["evil.example", "127.0.0.1.evil.example", "8.8.8.8", ""] {
            assert_eq!(status(path, host), 403, "{path} {host}");
        }
    }
    for host in [
        "localhost",
        "LOCALHOST:80",
        "127.0.0.1:1",
        "[::1]:4000",
        "guide.test",
    ] {
        assert_eq!(status("/", host), 200, "{host}");
    }
}

#[test]
fn a_taken_port_is_passed_over_and_the_network_is_warned_of() {
    let folder = site();
    let first = Serving::start(folder.root(), &[]);
    let mut command = Command::new(env!("CARGO_BIN_EXE_stepdown"));
    command
        .args(["serve", "--bind", "0.0.0.0", "--port"])
        .arg(first.port.to_string())
        .arg("--root")
        .arg(folder.root());
    let second = Serving::run(&mut command);
    assert_ne!(second.port, first.port);
    assert!(
        second.said().contains("can be reached from the network"),
        "{}",
        second.said()
    );
    assert!(!first.said().contains("network"));
}

/// The end that a terminal asks for, and the one that the system asks for.
#[cfg(unix)]
#[test]
fn it_ends_at_once_and_leaves_nothing() {
    for signal in ["INT", "TERM"] {
        let folder = site();
        let before = folder.files();
        let mut serving = Serving::start(folder.root(), &[]);
        // An open stream of events must not hold it.
        let events = serving.events();
        events.recv().expect("an event");
        let status = Command::new("kill")
            .args(["-s", signal, &serving.id().to_string()])
            .status()
            .expect("kill runs");
        assert!(status.success());
        assert_eq!(serving.ended().code(), Some(0), "{signal}");
        assert_eq!(folder.files(), before, "{signal}");
    }
}

/// A template that loops for years without writing anything, and the server on it.
fn looping(args: &[&str]) -> (Folder, Serving) {
    let folder = site();
    folder.write(
        "templates/article.html",
        "{% for a in range(end=100000) %}{% for b in range(end=100000) %}{% for c in range(end=100000) %}{% endfor %}{% endfor %}{% endfor %}",
    );
    let serving = Serving::start(folder.root(), args);
    // The answer never comes.
    let mut stream = std::net::TcpStream::connect(("127.0.0.1", serving.port)).expect("it listens");
    let request = "GET /part/a-b/ HTTP/1.1\r\nHost: localhost\r\n\r\n";
    std::io::Write::write_all(&mut stream, request.as_bytes()).expect("sent");
    // Other pages have their answer meanwhile.
    assert_eq!(serving.get("/part/").status, 200);
    (folder, serving)
}

#[cfg(unix)]
#[test]
fn it_ends_at_once_while_a_template_loops() {
    let (_folder, mut serving) = looping(&[]);
    let status = Command::new("kill")
        .args(["-s", "TERM", &serving.id().to_string()])
        .status()
        .expect("kill runs");
    assert!(status.success());
    assert_eq!(serving.ended().code(), Some(0));
}

#[test]
fn a_template_that_loops_is_named_and_ends_the_server() {
    let (_folder, mut serving) = looping(&["--render-limit", "1"]);
    assert_eq!(serving.ended().code(), Some(1));
    serving.until_said("the template has been at work for more than 1 s");
    assert!(
        serving.said().contains("templates/article.html"),
        "{}",
        serving.said()
    );
}

#[test]
fn under_a_path_the_root_leads_there() {
    let folder = site();
    let serving = Serving::start(
        folder.root(),
        &["--base-url", "http://localhost:4000/sub/path/"],
    );
    assert_eq!(
        serving.get("/").header("location").map(str::to_owned),
        Some("/sub/path/".to_owned())
    );
    assert_eq!(serving.get("/sub/path/part/").status, 200);
    assert_eq!(serving.get("/part/").status, 404);
}

#[test]
fn a_path_with_letters_beyond_ascii_is_found_however_it_is_typed() {
    let folder = site();
    for typed in ["http://localhost:4000/g%C3%BC/", "http://localhost:4000/gü"] {
        let serving = Serving::start(folder.root(), &["--base-url", typed]);
        for base in ["/g%C3%BC", "/g%c3%bc"] {
            let location = serving.get(base).header("location").map(str::to_owned);
            assert_eq!(location.as_deref(), Some("/g%C3%BC/"), "{typed} {base}");
            let page = serving.get(&format!("{base}/part/"));
            assert_eq!(page.status, 200, "{typed} {base}");
            assert!(page.text().contains("href=\"/g%C3%BC/\""), "{typed} {base}");
        }
        assert_eq!(serving.get("/part/").status, 404, "{typed}");
    }
}

#[test]
fn no_page_registers_a_service_worker() {
    let folder = site();
    let serving = Serving::start(folder.root(), &[]);
    for path in ["/", "/part/"] {
        assert!(
            !serving.get(path).text().contains("serviceWorker"),
            "{path}"
        );
    }
    // Nor can a script of the site: see `serve.test.mjs`.
    let script = serving.get("/-stepdown/reload.js").text();
    assert!(script.contains("workers.register = () => Promise.reject"));
}

#[test]
fn findings_are_told_with_their_places_and_never_as_markup() {
    let folder = site();
    folder.write(
        "content/bad.md",
        &article("Bad", "one\n\n[<script>alert(1)</script>](nowhere.md)"),
    );
    let serving = Serving::start(
        folder.root(),
        &["--editor", "edit://{path}?l={line}&c={column}"],
    );
    let findings = serving.findings();
    assert_eq!(findings["failed"], true);
    let finding = &findings["findings"][0];
    assert_eq!(finding["code"], "broken-link");
    assert_eq!(finding["file"], "content/bad.md");
    assert_eq!(
        (&finding["line"], &finding["column"]),
        (&6.into(), &1.into())
    );
    let open = finding["open"].as_str().expect("an address");
    assert!(
        open.starts_with("edit:///") && open.ends_with("/content/bad.md?l=6&c=1"),
        "{open}"
    );
    // Nothing could be built yet: the terminal and the page say so, and the page hears of the
    // repair.
    assert_eq!(findings["has_site"], false);
    serving.until("it is said", |s| {
        s.said().contains("nothing is served until it is mended")
    });
    assert!(!serving.said().contains("last good"), "{}", serving.said());
    let page = serving.get("/");
    assert_eq!(page.status, 503);
    assert!(page.text().contains("/-stepdown/reload.js"));
    folder.write("content/bad.md", &article("Good", "one"));
    serving.until("the site is back", |s| s.get("/bad/").status == 200);
    assert!(serving.said().contains("broken-link"), "{}", serving.said());
    folder.write("content/bad.md", &article("Bad", "[x](nowhere.md)"));
    serving.until("the good site is served", |s| {
        s.said().contains("the last good site is served")
    });
    assert_eq!(serving.findings()["has_site"], true);
}

#[test]
fn the_search_index_is_made_when_it_is_asked_for_and_is_that_of_the_newest_build() {
    let folder = Folder::new();
    folder.write("content/a.md", &article("Article", "One."));
    folder.write(
        "content/search.md",
        "+++\ntitle = \"Search\"\ntemplate = \"search.html\"\n+++\nText.\n",
    );
    let serving = Serving::start(folder.root(), &[]);
    let index = || {
        let said: serde_json::Value =
            serde_json::from_slice(&serving.get("/search.json").body).expect("JSON");
        said["index"].as_str().expect("an address").to_owned()
    };
    let first = index();
    let script = serving.get(&format!("{first}pagefind.js"));
    assert_eq!(script.status, 200);
    assert_eq!(
        script.header("content-type"),
        Some("text/javascript; charset=utf-8")
    );
    folder.write("content/a.md", &article("Article", "Two."));
    serving.until("another index", |_| index() != first);
    assert_eq!(serving.get(&format!("{first}pagefind.js")).status, 404);
    assert_eq!(serving.get(&format!("{}nothing.js", index())).status, 404);
}
