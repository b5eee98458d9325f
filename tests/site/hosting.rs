//! The configurations that `stepdown hosting` prints. `tests/browser/hosting.test.mjs`
//! runs servers with them.

use std::collections::BTreeSet;

use crate::harness::{CONFIG, SiteTest};

fn printed(site: &SiteTest, args: &[&str]) -> String {
    let output = site.run(&[&["hosting"], args].concat());
    assert!(output.status.success(), "{output:?}");
    String::from_utf8(output.stdout).expect("text")
}

#[test]
fn servers_send_what_the_headers_file_says() {
    let site = SiteTest::new();
    let features = "[features]\nwhole_guide = true\noffline = true\n";
    site.file("stepdown.toml", format!("{CONFIG}{features}"));
    let mut policies = Vec::new();
    for style in ["body { color: #111 }", "body { color: #222 }"] {
        site.file("static/css/style.css", style).build();
        let headers = site.page("_headers");
        let (first, _) = headers.split_once("\n\n").expect("two rules");
        for line in first.lines().skip(1) {
            let (name, value) = line.trim().split_once(": ").expect("a header");
            let nginx = printed(&site, &["nginx"]);
            let expected = format!("add_header {name} \"{value}\" always;");
            assert!(nginx.contains(&expected), "{expected}\n{nginx}");
            let caddy = printed(&site, &["caddy"]);
            assert!(caddy.contains(&format!("{name} \"{value}\"")), "{caddy}");
            if name == "Content-Security-Policy" {
                policies.push(value.to_owned());
            }
        }
    }
    // The hash of the whole guide's style is in it: another style, another policy.
    assert_eq!(policies.len(), 2);
    assert_ne!(policies[0], policies[1]);
}

#[test]
fn two_sites_in_one_nginx_share_no_variable() {
    let site = SiteTest::new();
    let variables = |base: &str| -> BTreeSet<String> {
        let nginx = printed(&site, &["nginx", "--base-url", base]);
        let maps = nginx.lines().filter(|line| line.starts_with("map "));
        maps.filter_map(|line| line.split_whitespace().nth(2).map(str::to_owned))
            .collect()
    };
    let one = variables("https://example.org/");
    assert_eq!(one.len(), 2);
    for other in ["https://example.org/manual/", "https://other.example/"] {
        let other = variables(other);
        assert!(other.len() == 2 && one.is_disjoint(&other), "{other:?}");
    }
    assert_eq!(one, variables("https://example.org/"));
}

#[test]
fn a_server_listens_where_it_is_told_and_serves_the_folder() {
    let site = SiteTest::new();
    let nginx = printed(&site, &["nginx"]);
    assert!(nginx.contains("alias \"/srv/guide/public/\";"), "{nginx}");
    assert!(nginx.contains("listen 80;") && nginx.contains("server_name example.org;"));
    assert!(!nginx.contains("brotli_static on"));
    let args = ["--listen", "127.0.0.1:8080", "--folder", "/a b/public/"];
    let nginx = printed(&site, &[&["nginx", "--brotli"], &args[..]].concat());
    assert!(nginx.contains("listen 127.0.0.1:8080;"), "{nginx}");
    assert!(nginx.contains("alias \"/a b/public/\";"), "{nginx}");
    assert!(nginx.contains("brotli_static on;"), "{nginx}");
    let caddy = printed(&site, &[&["caddy"], &args[..]].concat());
    assert!(
        caddy.contains("http://:8080 {\n\tbind 127.0.0.1\n"),
        "{caddy}"
    );
    assert!(printed(&site, &["caddy"]).contains("\nexample.org {\n"));
    // The port of the site's own address; a proxy has that of `https:` for nginx.
    let base = ["--base-url", "http://example.org:8080/"];
    let nginx = printed(&site, &[&["nginx"], &base[..]].concat());
    assert!(nginx.contains("    listen 8080;\n    listen [::]:8080;\n"));
    let caddy = printed(&site, &[&["caddy"], &base[..]].concat());
    assert!(caddy.contains("\nhttp://example.org:8080 {\n"), "{caddy}");
    let base = ["--base-url", "https://example.org:8443/"];
    let nginx = printed(&site, &[&["nginx"], &base[..]].concat());
    assert!(nginx.contains("    listen 80;\n"), "{nginx}");
    let caddy = printed(&site, &[&["caddy"], &base[..]].concat());
    assert!(caddy.contains("\nexample.org:8443 {\n"), "{caddy}");
    // A port alone is a port for both.
    let nginx = printed(&site, &["nginx", "--listen", "8080"]);
    assert!(nginx.contains("    listen 8080;\n"), "{nginx}");
    let caddy = printed(&site, &["caddy", "--listen", ":8080"]);
    assert!(caddy.contains("http://:8080 {\n\troot"), "{caddy}");
    let nginx = printed(&site, &["nginx", "--listen", "[::1]:8080"]);
    assert!(nginx.contains("listen [::1]:8080;"), "{nginx}");
    let caddy = printed(&site, &["caddy", "--listen", "[::1]:8080"]);
    assert!(caddy.contains("bind ::1\n"), "{caddy}");
}

#[test]
fn caddy_is_told_of_a_folder_as_browsers_ask_for_it() {
    let site = SiteTest::new();
    let caddy = printed(&site, &["caddy", "--base-url", "https://example.org/yağ/"]);
    assert!(
        caddy.contains("uri strip_prefix \"/ya%C4%9F\"\n"),
        "{caddy}"
    );
}

#[test]
fn what_such_a_file_cannot_hold_is_refused() {
    let site = SiteTest::new();
    for (flag, value) in [
        ("--folder", "/srv/\"; return 200 x; #"),
        ("--folder", "/srv/$uri"),
        ("--listen", "80; }"),
        ("--listen", "foo"),
        ("--listen", "0"),
        ("--base-url", "https://example.org/a;b/"),
    ] {
        let output = site.run(&["hosting", "nginx", flag, value]);
        assert_eq!(output.status.code(), Some(2), "{flag} {value}: {output:?}");
        assert!(output.stdout.is_empty());
    }
}

#[test]
fn an_address_on_the_command_line_that_is_none_is_wrong_use() {
    let site = SiteTest::new();
    for command in [&["build"][..], &["check"], &["hosting", "caddy"]] {
        let output = site.run(&[command, &["--base-url", "foo"]].concat());
        assert_eq!(output.status.code(), Some(2), "{command:?} {output:?}");
        let said = String::from_utf8_lossy(&output.stderr);
        assert!(said.contains("--base-url: `foo` is no base URL"), "{said}");
    }
}

#[test]
fn a_site_with_errors_has_no_configuration() {
    let site = SiteTest::new();
    site.article("a.md", "[x](nowhere.md)\n");
    let output = site.run(&["hosting", "caddy"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(output.stdout.is_empty());
}
