//! One file: its status, its bytes, its type, and where an old address leads.

use super::expected::{Expected, Kind};
use super::fetch::{End, Fetcher, Served};
use super::finding::{Finding, Findings};
use super::{Code, Scope, header};
use crate::diagnostic::Severity;
use crate::external::client::Failure;
use crate::render::media_type;

const PUBLISH: &str = "publish the whole folder that `stepdown build` wrote, and wait until the host has taken it over";

/// Asks for the file and judges what comes.
pub(super) fn judge(
    scope: &Scope<'_>,
    fetcher: &Fetcher,
    expected: &Expected,
    findings: &mut Findings,
) {
    let address = scope.address(&expected.path);
    let served = match fetcher.fetch(&address) {
        Ok(served) => served,
        Err(failure) => return no_answer(&failure, &address, findings),
    };
    if let Kind::Alias(page) = &expected.kind
        && served.answer.is_redirect()
    {
        return old_address(scope, page, &served, &address, findings);
    }
    if served.answer.is_redirect() {
        return sent_on(fetcher, served, &address, findings);
    }
    if served.answer.status != 200 {
        findings.add(Finding {
            code: match expected.kind {
                Kind::Alias(_) => Code::DeployRedirect,
                _ => Code::DeployPage,
            },
            severity: Severity::Error,
            address: &address,
            seen: served.answer.status_words(),
            expected: "200 OK".to_owned(),
            help: PUBLISH,
        });
        return;
    }
    if scope.compares
        && let Some(bytes) = &served.bytes
        && blake3::hash(bytes) != expected.hash
    {
        findings.add(Finding {
            code: Code::DeployPage,
            severity: Severity::Error,
            address: &address,
            seen: "other bytes than this site gives".to_owned(),
            expected: "the file as it is built".to_owned(),
            help: "publish the newest build. If it is published, the host changes files: switch off minifying, e-mail obfuscation, injected scripts and analytics, which also break the policy",
        });
    }
    kind(expected, &served, &address, findings);
    header::judge(scope, expected, &served, &address, findings);
}

pub(super) fn no_answer(failure: &Failure, address: &str, findings: &mut Findings) {
    findings.add(Finding {
        code: Code::DeployPage,
        severity: Severity::Error,
        address,
        seen: failure.words.clone(),
        expected: "an answer".to_owned(),
        help: "run the check again; with `--jobs 1` where the host limits requests",
    });
}

/// A redirect from an old address must lead to its page.
fn old_address(
    scope: &Scope<'_>,
    page: &str,
    served: &Served,
    address: &str,
    findings: &mut Findings,
) {
    let wanted = format!("{}{}", scope.url, crate::resolve::encode(page));
    let to = served.answer.location(&served.url);
    if to.as_ref().is_some_and(|to| to.as_str() == wanted) {
        return;
    }
    let to = to.map_or_else(|| "nowhere".to_owned(), |to| format!("to `{to}`"));
    findings.add(Finding {
        code: Code::DeployRedirect,
        severity: Severity::Error,
        address,
        seen: format!("a redirect {to}"),
        expected: format!("one to `{wanted}`, or the page that leads there"),
        help: "publish `_redirects` with the rest; remove older rules of the host's own for this address",
    });
}

/// A page that should be here and sends readers on.
pub(super) fn sent_on(fetcher: &Fetcher, served: Served, address: &str, findings: &mut Findings) {
    let first = served.answer.location(&served.url);
    let seen = match fetcher.follow(served) {
        Ok(End::Circle(at)) => format!("redirects in a circle, back to `{at}`"),
        Ok(End::Served(end)) => match first {
            Some(to) => format!("a redirect to `{to}` ({})", end.answer.status_words()),
            None => "a redirect that does not say where to".to_owned(),
        },
        Err(failure) => format!("a redirect, and then {}", failure.words),
    };
    findings.add(Finding {
        code: Code::DeployRedirect,
        severity: Severity::Error,
        address,
        seen,
        expected: "the page itself: addresses of pages end in a slash".to_owned(),
        help: "give the address that the host sends to; or let it keep slashes at the end (Vercel `trailingSlash: true`, Cloudflare Pages and Netlify keep them for `a/index.html`), and remove rules that take them away",
    });
}

/// The type, and the encoding of letters.
fn kind(expected: &Expected, served: &Served, address: &str, findings: &mut Findings) {
    let Some(wanted) = types(&expected.path) else {
        return;
    };
    let value = served.answer.header("content-type").unwrap_or_default();
    let mut parts = value.split(';').map(str::trim);
    let essence = parts.next().unwrap_or_default().to_ascii_lowercase();
    let charset = parts.find_map(|part| {
        let part = part.to_ascii_lowercase();
        Some(part.strip_prefix("charset=")?.trim_matches('"').to_owned())
    });
    let seen = match value {
        "" => "no `content-type`".to_owned(),
        value => format!("`content-type: {value}`"),
    };
    let needs_charset = wanted[0].starts_with("text/");
    let full = match needs_charset {
        true => format!("`{}; charset=utf-8`", wanted[0]),
        false => format!("`{}`", wanted[0]),
    };
    let is_other_charset = charset
        .as_ref()
        .is_some_and(|name| !matches!(name.as_str(), "utf-8" | "utf8"));
    let severity = if !wanted.contains(&essence) || is_other_charset {
        Severity::Error
    } else if needs_charset && charset.is_none() {
        Severity::Warning
    } else {
        return;
    };
    findings.add(Finding {
        code: Code::DeployType,
        severity,
        address,
        seen,
        expected: full,
        help: "set the type by the name's end (nginx `types` and `charset utf-8`, Apache `AddType` and `AddDefaultCharset utf-8`); on object stores set it for each file when it is copied",
    });
}

/// The types that a file may have, the best first; nothing where any will do.
fn types(path: &str) -> Option<Vec<String>> {
    let name = path.rsplit('/').next().unwrap_or(path).to_ascii_lowercase();
    let (_, ending) = name.rsplit_once('.')?;
    // What this program serves, and has nginx and Caddy serve.
    let own = media_type(&name);
    let own = own.split(';').next().unwrap_or_default();
    // Nobody minds how these come, such as Pagefind's own files.
    if own == "application/octet-stream" {
        return None;
    }
    // What hosts say that go by other tables, and browsers take as well.
    let others: &[&str] = match ending {
        "js" | "mjs" => &["application/javascript"],
        "xml" => &["application/xml", "text/xml"],
        "webmanifest" => &["application/json"],
        "toml" => &["application/toml"],
        _ => &[],
    };
    let guess = mime_guess::from_path(&name).first();
    let guess = guess.as_ref().map(mime_guess::Mime::essence_str);
    let all = std::iter::once(own).chain(others.iter().copied());
    Some(all.chain(guess).map(str::to_owned).collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::ENDINGS;

    #[test]
    fn the_type_follows_from_the_names_end() {
        let first = |path: &str| types(path).map(|all| all[0].clone());
        assert_eq!(first("a/index.html").as_deref(), Some("text/html"));
        assert_eq!(
            first("tr/atom.xml").as_deref(),
            Some("application/atom+xml")
        );
        assert_eq!(first("assets/x.wasm").as_deref(), Some("application/wasm"));
        assert_eq!(first("x.PNG").as_deref(), Some("image/png"));
        assert_eq!(first("LICENSE"), None);
        assert_eq!(first("pagefind/en.pf_meta"), None);
    }

    #[test]
    fn what_the_program_itself_has_served_is_right() {
        for ending in ENDINGS {
            let file = format!("file.{ending}");
            let own = media_type(&file);
            let own = own.split(';').next().unwrap_or_default();
            if let Some(accepted) = types(&file) {
                assert_eq!(accepted[0], own, "{file}");
            }
        }
        let accepts =
            |file: &str, kind: &str| types(file).is_some_and(|a| a.contains(&kind.into()));
        for (file, kind) in [
            ("a.toml", "text/plain"),
            ("a.toml", "text/x-toml"),
            ("a.otf", "font/otf"),
            ("A.OTF", "font/otf"),
            ("a.js", "application/javascript"),
            ("atom.xml", "text/xml"),
        ] {
            assert!(accepts(file, kind), "{file} as {kind}");
        }
        assert!(!accepts("a.html", "text/plain"));
    }
}
