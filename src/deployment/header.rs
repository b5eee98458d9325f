//! The header fields of one answer: safety, caching, compression.

use std::collections::{BTreeMap, BTreeSet};

use super::expected::{Expectations, Expected, Kind};
use super::fetch::{Fetcher, Served};
use super::finding::{Finding, Findings};
use super::{Code, Scope};
use crate::diagnostic::Severity;
use crate::render::is_compressible;

/// What is said of fields that no page can set for itself.
const SET_THEM: &str = "Netlify and Cloudflare Pages read `_headers` from the published folder: publish all of it. Elsewhere copy the fields of `_headers` into the host's configuration (nginx `add_header … always`, Apache `Header always set`, Caddy `header`, `vercel.json`, CloudFront response headers policy)";

/// Fields that protect readers, and how bad it is when one is not as it should be.
const SAFETY: [(&str, Severity); 6] = [
    (POLICY, Severity::Error),
    (SNIFFING, Severity::Error),
    ("referrer-policy", Severity::Error),
    ("permissions-policy", Severity::Warning),
    ("cross-origin-opener-policy", Severity::Warning),
    (TRANSPORT, Severity::Warning),
];
const POLICY: &str = "content-security-policy";
const SNIFFING: &str = "x-content-type-options";
const TRANSPORT: &str = "strict-transport-security";

/// Hosts compress nothing below about this size, since it gains nothing.
const WORTH_COMPRESSING: usize = 1400;
/// The least time for a file whose name changes with its content: 30 days, in seconds.
const LONG: u64 = 30 * 24 * 60 * 60;
/// The most time that a page may be shown without asking for a newer one: 10 minutes.
const SHORT: u64 = 10 * 60;

/// Whether a host sets any field that the site asks for to keep readers safe.
pub(super) fn sets_any(home: &Served, expectations: &Expectations) -> bool {
    let wanted = expectations.headers_of("index.html");
    SAFETY
        .iter()
        // Hosts add these on their own.
        .filter(|(name, _)| ![TRANSPORT, SNIFFING].contains(name))
        .any(|(name, _)| {
            home.answer.header(name).is_some() && wanted.iter().any(|(wanted, _)| wanted == name)
        })
}

/// Says once that the host sets none of the fields; each page is then held for the
/// policy that it carries itself.
pub(super) fn none_at_all(
    scope: &Scope<'_>,
    fetcher: &Fetcher,
    home: &Served,
    findings: &mut Findings,
) {
    if scope.expectations.headers_of("index.html").is_empty() {
        return;
    }
    let server = home.answer.header("server").unwrap_or_default();
    let (seen, help) = match server.eq_ignore_ascii_case("github.com") {
        true => (
            "GitHub Pages sets none of the site's header fields",
            "GitHub Pages cannot set header fields. Each page carries its own policy, so readers are safe but for `frame-ancestors`, `X-Content-Type-Options` and `Referrer-Policy`; another host, or a proxy in front of this one, can add them",
        ),
        // A host that reads the file keeps it to itself.
        false if is_served(fetcher, &format!("{}_headers", scope.url)) => (
            "the host sets none of the site's header fields: it serves `_headers` as a file and does not read it",
            SET_THEM,
        ),
        false => ("the host sets none of the site's header fields", SET_THEM),
    };
    findings.add(Finding {
        code: Code::DeployHeader,
        severity: Severity::Warning,
        address: scope.url.as_str(),
        seen: seen.to_owned(),
        expected: "those of `_headers`".to_owned(),
        help,
    });
}

/// Whether anything is there. No answer is as good as none here: it only adds a word.
fn is_served(fetcher: &Fetcher, address: &str) -> bool {
    fetcher
        .fetch(address)
        .is_ok_and(|served| served.answer.status == 200)
}

/// Judges the fields of one file.
pub(super) fn judge(
    scope: &Scope<'_>,
    expected: &Expected,
    served: &Served,
    address: &str,
    findings: &mut Findings,
) {
    if scope.sets_headers {
        safety(scope, expected, served, address, findings);
    } else if expected.kind == Kind::Page {
        own_policy(served, address, findings);
    }
    cache(expected, served, address, findings);
    compression(expected, served, address, findings);
}

fn safety(
    scope: &Scope<'_>,
    expected: &Expected,
    served: &Served,
    address: &str,
    findings: &mut Findings,
) {
    let wanted = scope.expectations.headers_of(&expected.path);
    for (name, severity) in SAFETY {
        let Some((_, value)) = wanted.iter().find(|(wanted, _)| *wanted == name) else {
            continue;
        };
        // Browsers heed it over HTTPS only.
        if name == TRANSPORT && scope.url.scheme() != "https" {
            continue;
        }
        let mut add = |seen: String, expected: String| {
            findings.add(Finding {
                code: Code::DeployHeader,
                severity,
                address,
                seen,
                expected,
                help: SET_THEM,
            });
        };
        match served.answer.header(name) {
            None => add(format!("no `{name}`"), format!("`{value}`")),
            Some(seen) if name == POLICY => {
                if let Some((seen, expected)) = policy_difference(seen, value) {
                    add(seen, expected);
                }
            }
            Some(seen) if name == TRANSPORT => {
                if max_age(seen).is_none_or(|seconds| seconds == 0) {
                    add(format!("`{name}: {seen}`"), format!("`{value}`"));
                }
            }
            Some(seen) if !is_same(seen, value) => {
                add(format!("`{name}: {seen}`"), format!("`{value}`"));
            }
            Some(_) => {}
        }
    }
}

/// Where the host sets nothing, the page's own policy has to be in it.
fn own_policy(served: &Served, address: &str, findings: &mut Findings) {
    let Some(bytes) = &served.bytes else { return };
    let html = scraper::Html::parse_document(&String::from_utf8_lossy(bytes));
    let has_policy = scraper::Selector::parse("meta[http-equiv]").is_ok_and(|selector| {
        html.select(&selector).any(|meta| {
            meta.attr("http-equiv")
                .is_some_and(|name| name.eq_ignore_ascii_case(POLICY))
        })
    });
    if has_policy {
        return;
    }
    findings.add(Finding {
        code: Code::DeployHeader,
        severity: Severity::Error,
        address,
        seen: format!("neither the field `{POLICY}` nor a `<meta>` element with it"),
        expected: "one of them".to_owned(),
        help: "publish the page as it was built, and keep the policy's element in templates of your own",
    });
}

/// The first directive in which two policies differ: what was seen and what was
/// expected of it. Order and spaces mean nothing to browsers.
fn policy_difference(seen: &str, expected: &str) -> Option<(String, String)> {
    let (seen, expected) = (directives(seen), directives(expected));
    let names: BTreeSet<&String> = seen.keys().chain(expected.keys()).collect();
    let name = names
        .into_iter()
        .find(|name| seen.get(*name) != expected.get(*name))?;
    let words = |policy: &BTreeMap<String, BTreeSet<&str>>| match policy.get(name) {
        None => format!("no `{name}` in `{POLICY}`"),
        Some(sources) => {
            let sources: Vec<&str> = sources.iter().copied().collect();
            format!("`{name} {}` in `{POLICY}`", sources.join(" "))
        }
    };
    Some((words(&seen), words(&expected)))
}

fn directives(policy: &str) -> BTreeMap<String, BTreeSet<&str>> {
    policy
        .split(';')
        .filter_map(|directive| {
            let mut words = directive.split_whitespace();
            Some((words.next()?.to_ascii_lowercase(), words.collect()))
        })
        .collect()
}

/// Whether two values are the same but for spaces and the case of letters.
fn is_same(a: &str, b: &str) -> bool {
    let plain = |text: &str| {
        text.chars()
            .filter(|c| !c.is_whitespace())
            .collect::<String>()
            .to_ascii_lowercase()
    };
    plain(a) == plain(b)
}

fn max_age(value: &str) -> Option<u64> {
    value.split([',', ';']).find_map(|part| {
        let part = part.trim().to_ascii_lowercase();
        part.strip_prefix("max-age=")?
            .trim_matches('"')
            .parse()
            .ok()
    })
}

const CACHE: &str = "cache-control";

fn cache(expected: &Expected, served: &Served, address: &str, findings: &mut Findings) {
    let value = served.answer.header(CACHE);
    let lower = value.unwrap_or_default().to_ascii_lowercase();
    let says = |word: &str| lower.split(',').any(|part| part.trim() == word);
    let seconds = max_age(&lower);
    let is_immutable = says("immutable");
    let asks_again = says("no-cache") || says("no-store");
    let is_kept = !asks_again && seconds.is_some_and(|s| s > SHORT);
    let (severity, wanted, help) = if expected.is_immutable() {
        if is_immutable && seconds.is_some_and(|s| s >= LONG) {
            return;
        }
        (
            Severity::Warning,
            "`public, max-age=31536000, immutable`, since its name changes with its content",
            "Netlify and Cloudflare Pages read it from `_headers`; elsewhere set it for `assets/`. GitHub Pages cannot: pages load a little slower there",
        )
    } else if expected.kind == Kind::Worker {
        if !is_immutable && !is_kept {
            return;
        }
        (
            Severity::Error,
            "`no-cache`: who keeps an old service worker keeps an old guide",
            "set `Cache-Control: no-cache` for `sw.js`, as `_headers` says",
        )
    } else if matches!(expected.kind, Kind::Page | Kind::Alias(_)) {
        if is_immutable {
            (
                Severity::Error,
                "`no-cache` or a short `max-age`: browsers would never see a correction",
                "take the rule for `assets/` away from pages",
            )
        } else if is_kept || value.is_none() {
            (
                Severity::Warning,
                "`no-cache` or a short `max-age`, so that readers see corrections",
                "set `Cache-Control: no-cache` for pages; on Cloudflare look at “Browser Cache TTL”",
            )
        } else {
            return;
        }
    } else if is_immutable {
        (
            Severity::Error,
            "no `immutable`, since its name stays when its content changes",
            "set `immutable` for `assets/` only",
        )
    } else {
        return;
    };
    findings.add(Finding {
        code: Code::DeployCache,
        severity,
        address,
        seen: match value {
            Some(value) => format!("`{CACHE}: {value}`"),
            None => format!("no `{CACHE}`"),
        },
        expected: wanted.to_owned(),
        help,
    });
}

/// Texts gain most of their size.
fn compression(expected: &Expected, served: &Served, address: &str, findings: &mut Findings) {
    let encoding = served.encoding();
    if let Some(name) = &encoding
        && served.bytes.is_none()
    {
        findings.add(Finding {
            code: Code::DeployCompression,
            severity: Severity::Error,
            address,
            seen: format!("`content-encoding: {name}`, which cannot be undone"),
            expected: "`br` or `gzip`, as asked for, and whole".to_owned(),
            help: "switch off other compression, and look whether a file is compressed twice",
        });
    } else if is_compressible(&expected.path)
        && encoding.is_none()
        && expected.size > WORTH_COMPRESSING
    {
        findings.add(Finding {
            code: Code::DeployCompression,
            severity: Severity::Warning,
            address,
            seen: "no compression".to_owned(),
            expected: "`content-encoding: br` or `gzip`".to_owned(),
            help: "switch it on for texts (nginx `gzip on` with `gzip_types`, Apache `mod_deflate`, Caddy `encode`); object stores such as S3 need a CDN in front of them",
        });
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn policies_are_compared_by_what_they_mean() {
        assert_eq!(policy_difference("a x  y;b", "B ; a y x"), None);
        let (seen, expected) = policy_difference("a x", "a x; b 'none'").expect("other");
        assert_eq!(seen, "no `b` in `content-security-policy`");
        assert_eq!(expected, "`b 'none'` in `content-security-policy`");
    }

    #[test]
    fn the_age_is_found_among_other_words() {
        assert_eq!(max_age("public, Max-Age=60, immutable"), Some(60));
        assert_eq!(
            max_age("max-age=31536000; includeSubDomains"),
            Some(31_536_000)
        );
        assert_eq!(max_age("no-cache"), None);
    }
}
