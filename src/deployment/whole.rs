//! What no single file can tell: addresses that are not there, slashes at the end,
//! plain HTTP.

use url::Url;

use super::expected::Kind;
use super::fetch::{End, Fetcher, Served};
use super::file::no_answer;
use super::finding::{Finding, Findings};
use super::{Code, Scope};
use crate::diagnostic::Severity;
use crate::external::client::Answer;

/// No site has this page.
const ABSENT: &str = "no-such-page-for-deploy-check/";

pub(super) fn judge(scope: &Scope<'_>, fetcher: &Fetcher, findings: &mut Findings) {
    absent(scope, fetcher, findings);
    without_slash(scope, fetcher, findings);
    plain_http(scope, fetcher, findings);
}

/// What does not exist is answered with 404 and the site's own page.
fn absent(scope: &Scope<'_>, fetcher: &Fetcher, findings: &mut Findings) {
    let address = format!("{}{ABSENT}", scope.url);
    let served = match fetcher.fetch(&address) {
        Ok(served) => served,
        Err(failure) => return no_answer(&failure, &address, findings),
    };
    let mut add = |severity, seen: String, expected: &str| {
        findings.add(Finding {
            code: Code::DeployNotFound,
            severity,
            address: &address,
            seen,
            expected: expected.to_owned(),
            help: "Netlify, Cloudflare Pages and GitHub Pages take `404.html` by themselves: remove rules that send every address to one page. nginx needs `error_page 404 /404.html`, Apache `ErrorDocument 404 /404.html`",
        });
    };
    if served.answer.status != 404 {
        add(
            Severity::Error,
            format!(
                "{} for an address that does not exist",
                served.answer.status_words()
            ),
            "404 Not Found",
        );
    } else if scope.compares && !is_own_page(scope, &served) {
        add(
            Severity::Warning,
            "404 Not Found with another page than the site's".to_owned(),
            "the site's `404.html`, which leads to its search and to help",
        );
    }
}

fn is_own_page(scope: &Scope<'_>, served: &Served) -> bool {
    let own = scope.expectations.not_found;
    own.is_none_or(|own| {
        let bytes = served.bytes.as_ref();
        bytes.is_some_and(|bytes| blake3::hash(bytes) == own)
    })
}

/// An address that somebody wrote without its last slash leads to the page.
fn without_slash(scope: &Scope<'_>, fetcher: &Fetcher, findings: &mut Findings) {
    let page = scope.expectations.files().iter().find_map(|file| {
        let folder = file.path.strip_suffix("/index.html")?;
        (file.kind == Kind::Page).then_some(folder)
    });
    let Some(folder) = page else { return };
    let address = format!("{}{}", scope.url, crate::resolve::encode(folder));
    let end = fetcher
        .fetch(&address)
        .and_then(|served| fetcher.follow(served));
    let seen = match end {
        Err(failure) => return no_answer(&failure, &address, findings),
        Ok(End::Circle(at)) => format!("redirects in a circle, back to `{at}`"),
        Ok(End::Served(served)) if served.answer.status != 200 => served.answer.status_words(),
        Ok(End::Served(served)) if served.url.as_str().trim_end_matches('/') != address => {
            format!("a redirect to `{}`", served.url)
        }
        Ok(End::Served(_)) => return,
    };
    findings.add(Finding {
        code: Code::DeployRedirect,
        severity: Severity::Error,
        address: &address,
        seen,
        expected: format!("a redirect to `{address}/`"),
        help: "let the host add the slash (nginx and Apache do for folders; Vercel `trailingSlash: true`), and keep only one rule about slashes",
    });
}

/// Where the site is served over HTTPS, plain HTTP leads there.
fn plain_http(scope: &Scope<'_>, fetcher: &Fetcher, findings: &mut Findings) {
    // Behind a port of its own there is no telling where plain HTTP is.
    if scope.url.scheme() != "https" || scope.url.port().is_some() {
        return;
    }
    let mut plain = scope.url.clone();
    if plain.set_scheme("http").is_err() {
        return;
    }
    // A host that does not listen there shows nobody anything.
    let Ok(served) = fetcher.fetch(plain.as_str()) else {
        return;
    };
    if let Some((severity, seen)) = plain_problem(&served.answer, &plain) {
        findings.add(Finding {
            code: Code::DeployRedirect,
            severity,
            address: plain.as_str(),
            seen,
            expected: format!("301 to `{}`", scope.url),
            help: "switch on “Always use HTTPS” (Cloudflare), “Enforce HTTPS” (GitHub Pages) or “Force HTTPS” (Netlify); nginx `return 301 https://$host$request_uri`",
        });
    }
}

/// What is wrong with the answer over plain HTTP.
fn plain_problem(answer: &Answer, plain: &Url) -> Option<(Severity, String)> {
    let to = answer.location(plain);
    let leads_to_https = to.as_ref().is_some_and(|to| to.scheme() == "https");
    match (answer.is_redirect(), leads_to_https) {
        (true, true) if answer.is_permanent() => None,
        (true, true) => Some((
            Severity::Warning,
            format!("{}, a redirect for now", answer.status),
        )),
        (true, false) => Some((
            Severity::Error,
            match to {
                Some(to) => format!("a redirect to `{to}`"),
                None => "a redirect that does not say where to".to_owned(),
            },
        )),
        (false, _) => Some((
            Severity::Error,
            format!("{} without a redirect", answer.status_words()),
        )),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn plain_http_must_lead_to_https_for_good() {
        let plain: Url = "http://e.org/".parse().expect("an address");
        let of = |status: u16, location: Option<&str>| {
            let mut headers = ureq::http::HeaderMap::new();
            if let Some(location) = location {
                headers.insert("location", location.parse().expect("a value"));
            }
            let answer = Answer {
                status,
                headers,
                body: Vec::new(),
            };
            plain_problem(&answer, &plain).map(|(severity, _)| severity)
        };
        assert_eq!(of(301, Some("https://e.org/")), None);
        assert_eq!(of(308, Some("https://www.e.org/")), None);
        assert_eq!(of(302, Some("https://e.org/")), Some(Severity::Warning));
        assert_eq!(of(301, Some("http://www.e.org/")), Some(Severity::Error));
        assert_eq!(of(301, None), Some(Severity::Error));
        assert_eq!(of(200, None), Some(Severity::Error));
    }
}
