//! `check --external` against a server on this machine that misbehaves as servers
//! elsewhere do. No test asks another machine.

use std::collections::BTreeMap;
use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::process::Output;
use std::sync::atomic::Ordering;
use std::time::{Duration, Instant};

use crate::harness::{CONFIG, SiteTest, program_without_proxies, said};
use crate::misbehaving::Misbehaving;

/// A site whose article links to each path, a line each from line 4 on.
fn site_with(links: &[String]) -> SiteTest {
    let site = SiteTest::new();
    let lines: Vec<String> = links.iter().map(|url| format!("[words]({url})")).collect();
    site.article("a.md", &format!("{}\n", lines.join("\n\n")));
    site
}

fn check(site: &SiteTest, args: &[&str]) -> Output {
    let mut command = program_without_proxies();
    command
        .args(["check", "--external", "--root"])
        .arg(site.root());
    for (flag, value) in [
        ("--format", "short"),
        ("--pause", "0.01"),
        ("--timeout", "2"),
        ("--today", "2026-11-24"),
    ] {
        if !args.contains(&flag) {
            command.args([flag, value]);
        }
    }
    command.args(args).output().expect("the program starts")
}

/// What is said of one link, with every rule switched on.
fn of_path(path: &str) -> (String, Misbehaving) {
    let server = Misbehaving::start();
    let site = site_with(&[format!("{}{path}", server.address)]);
    site.file(
        "stepdown.toml",
        format!("{CONFIG}rules.external-blocked = \"warn\"\nrules.external-unknown = \"warn\"\n"),
    );
    let output = check(&site, &["--retries", "1"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    (said(&output).replace(&server.address, "SERVER"), server)
}

#[test]
fn each_answer_is_the_state_that_it_means() {
    let at = "content/a.md:4:1: warning";
    for (path, expected) in [
        ("/ok", String::new()),
        ("/no-head", String::new()),
        ("/no-head-405", String::new()),
        ("/for-now", String::new()),
        (
            "/missing",
            format!("{at}[external-dead]: `SERVER/missing` is dead: 404 Not Found"),
        ),
        (
            "/gone",
            format!("{at}[external-dead]: `SERVER/gone` is dead: 410 Gone"),
        ),
        (
            "/moved",
            format!("{at}[external-moved]: `SERVER/moved` has moved for good to `SERVER/new`"),
        ),
        (
            "/moved#part",
            format!(
                "{at}[external-moved]: `SERVER/moved#part` has moved for good to `SERVER/new#part`"
            ),
        ),
        (
            "/moved-then-for-now",
            format!(
                "{at}[external-moved]: `SERVER/moved-then-for-now` has moved for good to `SERVER/for-now`"
            ),
        ),
        (
            "/moved-to-nothing",
            format!(
                "{at}[external-dead]: `SERVER/moved-to-nothing` is dead: 404 Not Found, at `SERVER/missing`"
            ),
        ),
        (
            "/circle",
            format!(
                "{at}[external-unknown]: `SERVER/circle` could not be looked up: redirects in a circle: SERVER/circle → SERVER/circle-2 → SERVER/circle"
            ),
        ),
        (
            "/far-1",
            format!(
                "{at}[external-unknown]: `SERVER/far-1` could not be looked up: more than 10 redirects"
            ),
        ),
        (
            "/nowhere",
            format!(
                "{at}[external-unknown]: `SERVER/nowhere` could not be looked up: 302, a redirect that does not say where to"
            ),
        ),
        (
            "/to-mail",
            format!(
                "{at}[external-unknown]: `SERVER/to-mail` could not be looked up: 302, a redirect to `mailto:"
            ),
        ),
        (
            "/forbidden",
            format!(
                "{at}[external-blocked]: `SERVER/forbidden` answers no programs: 403 Forbidden"
            ),
        ),
        (
            "/odd",
            format!("{at}[external-blocked]: `SERVER/odd` answers no programs: 999"),
        ),
        (
            "/fails",
            format!(
                "{at}[external-unknown]: `SERVER/fails` could not be looked up: 500 Internal Server Error"
            ),
        ),
        (
            "/closes",
            format!(
                "{at}[external-unknown]: `SERVER/closes` could not be looked up: the connection broke"
            ),
        ),
        (
            "/closes-in-the-middle",
            format!(
                "{at}[external-unknown]: `SERVER/closes-in-the-middle` could not be looked up: "
            ),
        ),
        (
            "/garbage",
            format!(
                "{at}[external-unknown]: `SERVER/garbage` could not be looked up: what came is not HTTP"
            ),
        ),
    ] {
        let (said, _) = of_path(path);
        let is_fine = expected.is_empty() && !said.contains("[external-");
        assert!(
            is_fine || (!expected.is_empty() && said.contains(&expected)),
            "{path}: {said}"
        );
    }
}

#[test]
fn no_more_redirects_are_followed_than_ten() {
    let (_, server) = of_path("/far-1");
    assert_eq!(server.requests().len(), 11);
}

#[test]
fn who_does_not_answer_in_time_or_at_all_is_unknown() {
    let refused = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
        format!("http://{}/x", listener.local_addr().expect("an address"))
    };
    let server = Misbehaving::start();
    let site = site_with(&[format!("{}/hangs", server.address), refused.clone()]);
    let begin = Instant::now();
    let output = check(&site, &["--timeout", "0.3", "--retries", "0"]);
    assert!(begin.elapsed() < Duration::from_secs(30));
    let said = said(&output);
    // The rule is off by default: the lines at the end say it.
    assert!(
        said.contains(&format!(
            "unknown {}/hangs in content/a.md: no answer in time",
            server.address
        )),
        "{said}"
    );
    assert!(
        said.contains(&format!(
            "unknown {refused} in content/a.md: the connection was refused"
        )),
        "{said}"
    );
    assert!(
        said.contains("2 addresses, 0 ok, 0 moved, 0 dead, 0 blocked, 2 unknown"),
        "{said}"
    );
    assert_eq!(output.status.code(), Some(0));
}

#[test]
fn without_a_safe_connection_nothing_is_known() {
    let listener = TcpListener::bind("127.0.0.1:0").expect("a port");
    let address = listener.local_addr().expect("an address");
    std::thread::spawn(move || {
        for mut stream in listener.incoming().map_while(Result::ok) {
            // Plain HTTP where the client expects TLS.
            let mut hello = [0; 16];
            let _ = stream.read(&mut hello);
            let _ = stream.write_all(b"HTTP/1.1 400 Bad Request\r\n\r\n");
        }
    });
    let site = site_with(&[format!("https://{address}/x")]);
    let said = said(&check(&site, &[]));
    assert!(said.contains("1 unknown"), "{said}");
    assert!(
        said.contains(&format!(
            "unknown https://{address}/x in content/a.md: no safe connection ("
        )),
        "{said}"
    );
}

#[test]
fn a_failure_that_passes_is_asked_again() {
    let (said, server) = of_path("/fails-once");
    assert!(said.contains("1 ok"), "{said}");
    assert_eq!(server.requests(), ["HEAD /fails-once", "HEAD /fails-once"]);
}

#[test]
fn retry_after_is_heeded_unless_it_is_long() {
    let (said, server) = of_path("/busy-once");
    assert!(said.contains("1 ok"), "{said}");
    let waited = {
        let log = server.log.lock().expect("no thread panicked");
        log[1].1 - log[0].1
    };
    assert!(waited >= Duration::from_millis(990), "{waited:?}");

    let (said, server) = of_path("/busy");
    assert!(
        said.contains("[external-blocked]: `SERVER/busy` answers no programs: 429 Too Many Requests, to be asked again in 3600 s"),
        "{said}"
    );
    assert_eq!(server.times("HEAD /busy"), 1);
}

#[test]
fn a_host_is_asked_no_more_often_at_once_than_allowed() {
    for (flags, expected) in [
        (["--per-host", "1", "--jobs", "8"], 1..=1),
        (["--per-host", "3", "--jobs", "8"], 2..=3),
        // All hosts together are asked no more often either.
        (["--per-host", "8", "--jobs", "2"], 2..=2),
    ] {
        let server = Misbehaving::start();
        let links: Vec<String> = (0..12)
            .map(|n| format!("{}/slow-{n}", server.address))
            .collect();
        let site = site_with(&links);
        let output = check(&site, &[&flags[..], &["--pause", "0"]].concat());
        assert!(said(&output).contains("12 ok"), "{}", said(&output));
        let most = server.most.load(Ordering::SeqCst);
        assert!(expected.contains(&most), "{flags:?}: {most} at once");
    }
}

#[test]
fn requests_to_one_host_begin_with_a_pause_between_them() {
    let server = Misbehaving::start();
    let links: Vec<String> = (0..4).map(|n| format!("{}/{n}", server.address)).collect();
    let site = site_with(&links);
    check(&site, &["--pause", "0.2"]);
    let log = server.log.lock().expect("no thread panicked");
    assert_eq!(log.len(), 4);
    // 600 ms, less what the server may be late in seeing the first.
    assert!(log[3].1 - log[0].1 >= Duration::from_millis(300));
}

#[test]
fn what_was_fine_is_believed_for_some_days_and_the_rest_is_asked_again() {
    let server = Misbehaving::start();
    let site = site_with(&["/ok", "/missing"].map(|path| format!("{}{path}", server.address)));
    check(&site, &[]);
    let record =
        std::fs::read_to_string(site.root().join(".stepdown-links.json")).expect("written");
    let record: serde_json::Value = serde_json::from_str(&record).expect("JSON");
    let entry = &record["links"][format!("{}/ok", server.address)];
    assert_eq!(
        (entry["state"].as_str(), entry["date"].as_str()),
        (Some("ok"), Some("2026-11-24"))
    );

    let second = said(&check(&site, &["--today", "2026-11-30"]));
    assert!(
        second.contains("1 ok (1 of them from `.stepdown-links.json`)"),
        "{second}"
    );
    assert!(second.contains("[external-dead]"), "{second}");
    assert_eq!(server.times("HEAD /ok"), 1, "{:?}", server.requests());
    assert_eq!(server.times("HEAD /missing"), 2);

    check(&site, &["--today", "2026-12-01"]);
    assert_eq!(server.times("HEAD /ok"), 2, "a week has passed");
    check(&site, &["--today", "2026-12-01", "--max-age", "0"]);
    assert_eq!(server.times("HEAD /ok"), 3, "nothing is believed");
}

#[test]
fn a_record_that_cannot_be_read_is_said_and_written_anew() {
    let server = Misbehaving::start();
    let site = site_with(&[format!("{}/ok", server.address)]);
    site.file(".stepdown-links.json", "not JSON");
    let said = said(&check(&site, &[]));
    assert!(
        said.contains("`.stepdown-links.json` cannot be used"),
        "{said}"
    );
    let record = std::fs::read(site.root().join(".stepdown-links.json")).expect("written");
    assert!(serde_json::from_slice::<serde_json::Value>(&record).is_ok());
}

#[test]
fn links_are_found_wherever_they_are_written() {
    let server = Misbehaving::start();
    let at = |name: &str| format!("{}/missing?{name}", server.address);
    let site = SiteTest::new();
    site.file(
        "stepdown.toml",
        format!(
            "{CONFIG}report = \"{}\"\n[license]\nname = \"L\"\nurl = \"{}\"\n[markdown]\nraw_html = \"allow\"\n",
            at("report"),
            at("licence")
        ),
    )
    .file(
        "content/references.bib",
        format!("@misc{{r, author = {{{{A}}}}, title = {{T}}, year = {{2020}}, url = {{{}}}}}\n", at("reference")),
    )
    .file(
        "content/helplines.toml",
        format!(
            "[[country]]\ncode = \"GB\"\nname = \"UK\"\n[[country.line]]\nname = \"Line\"\nkind = \"advice\"\nurl = \"{}\"\nchecked = true\nchecked_on = 2026-11-24\nsource = \"its page, {}.\"\n",
            at("line"),
            at("source")
        ),
    )
    .file(
        "content/notices.toml",
        format!("[care]\nkind = \"warning\"\ntitle = \"Care\"\ntext = \"[Words]({})\"\nshort = \"Care.\"\n", at("notice")),
    )
    .article(
        "a.md",
        &format!("[words]({})\n\n<p><a href=\"{}\">raw</a></p>\n", at("article"), at("raw")),
    );
    let said = said(&check(&site, &[]));
    let mut places = BTreeMap::new();
    for line in said.lines().filter(|line| line.contains("[external-dead]")) {
        let name = line
            .split('?')
            .nth(1)
            .and_then(|rest| rest.split('`').next());
        let place = line.split(": warning").next().expect("a place");
        places.insert(name.expect("a name").to_owned(), place.to_owned());
    }
    let expected = [
        ("article", "content/a.md:4:1"),
        ("licence", "stepdown.toml:8:7"),
        ("line", "content/helplines.toml:7:8"),
        ("notice", "content/notices.toml:4:8"),
        ("raw", "content/a.md:6:13"),
        ("reference", "content/references.bib:1:7"),
        ("report", "stepdown.toml:5:10"),
        ("source", "content/helplines.toml:10:21"),
    ];
    let expected = expected.map(|(name, place)| (name.to_owned(), place.to_owned()));
    assert_eq!(places, BTreeMap::from(expected), "{said}");
}

#[test]
fn dead_links_are_findings_like_any_other() {
    let server = Misbehaving::start();
    let site = site_with(&[format!("{}/missing", server.address)]);
    let denied = check(&site, &["--deny", "warnings"]);
    assert_eq!(denied.status.code(), Some(1), "{}", said(&denied));

    let github = check(&site, &["--format", "github"]);
    let text = String::from_utf8(github.stdout).expect("UTF-8");
    assert!(
        text.starts_with("::warning file=content/a.md,line=4,col=1"),
        "{text}"
    );
    let sarif = check(&site, &["--format", "sarif"]);
    let log: serde_json::Value = serde_json::from_slice(&sarif.stdout).expect("JSON");
    assert_eq!(log["runs"][0]["results"][0]["ruleId"], "external-dead");

    // Switched off, it is still said at the end.
    site.file(
        "stepdown.toml",
        format!("{CONFIG}rules.external-dead = \"off\"\n"),
    );
    let off = said(&check(&site, &[]));
    assert!(!off.contains("[external-dead]"), "{off}");
    assert!(
        off.contains(&format!(
            "dead {}/missing in content/a.md: 404 Not Found",
            server.address
        )),
        "{off}"
    );
}

#[test]
fn an_exception_takes_the_finding_away_and_a_plain_check_does_not_call_it_unused() {
    let server = Misbehaving::start();
    let site = SiteTest::new();
    site.file(
        "content/a.md",
        format!("+++\ntitle = \"A\"\n[[allow]]\nrule = \"external-dead\"\nreason = \"It is gone.\"\n+++\n[words]({}/missing)\n", server.address),
    );
    let output = said(&check(&site, &[]));
    assert!(
        output.contains("1 dead") && !output.contains("[external-dead]"),
        "{output}"
    );
    let plain = said(&site.run(&["check", "--format", "short"]));
    assert!(!plain.contains("unused-allow"), "{plain}");
    assert_eq!(
        server.requests(),
        ["HEAD /missing", "GET /missing"],
        "a plain check asks nobody"
    );
}

#[test]
fn a_name_that_does_not_exist_is_dead() {
    let server = Misbehaving::start();
    let site = site_with(&[
        format!("{}/ok", server.address),
        "https://nowhere.invalid/x".to_owned(),
    ]);
    let said = said(&check(&site, &[]));
    assert!(said.contains("content/a.md:6:1: warning[external-dead]: `https://nowhere.invalid/x` is dead: there is no host `nowhere.invalid`"), "{said}");
    assert!(
        said.contains("2 addresses, 1 ok, 0 moved, 1 dead"),
        "{said}"
    );
}

/// What is missing there could be what its pages need.
#[test]
fn a_site_with_errors_is_not_looked_up() {
    let server = Misbehaving::start();
    let site = site_with(&[format!("{}/missing", server.address)]);
    site.article("b.md", "[nowhere](missing.md) ![A picture](picture.png)\n")
        .file("content/picture.png", "no picture");
    // Whoever may read everything reads this, too; the link is an error all the same.
    #[cfg(unix)]
    std::fs::set_permissions(
        site.root().join("content/picture.png"),
        std::os::unix::fs::PermissionsExt::from_mode(0o000),
    )
    .expect("nobody may read it");
    let output = check(&site, &["--format", "human"]);
    let said = said(&output);
    assert_eq!(output.status.code(), Some(1), "{said}");
    assert!(!said.contains("panicked"), "{said}");
    assert!(
        said.contains("links to elsewhere were not looked up: correct the errors first"),
        "{said}"
    );
    assert!(!said.contains("external-dead"), "{said}");
}
