//! What an address must be: the site's own, and those that it links to.

use crate::diagnostic::{Code, Diagnostic};

/// What is wrong with an address as a base URL.
pub(crate) fn base_url_problem(url: &str) -> Result<(), Diagnostic> {
    let rest = url
        .strip_prefix("https://")
        .or_else(|| url.strip_prefix("http://"));
    // The parser of addresses drops line ends and turns `\` round without a word.
    let bad = rest.is_none_or(|rest| {
        rest.starts_with('/')
            || rest.contains(['?', '#', ' ', '"', '<', '>', '\\'])
            || rest.contains(char::is_control)
    });
    let parsed = url::Url::parse(url)
        .ok()
        .filter(|url| !bad && url.has_host());
    let why = match &parsed {
        Some(parsed) => unfit_base(parsed),
        None => Some(""),
    };
    match why {
        Some(why) => Err(
            Diagnostic::new(Code::InvalidValue, format!("`{url}` is no base URL{why}"))
                .help("write where the site will be served: `https://example.org/` or `https://example.org/guide/`"),
        ),
        None => Ok(()),
    }
}

/// Why links below an address would lead elsewhere, or nowhere.
fn unfit_base(url: &url::Url) -> Option<&'static str> {
    let path = url.path().trim_end_matches('/');
    let last = path.rsplit('/').next().unwrap_or_default();
    let ending = last.rsplit_once('.').map(|(_, ending)| ending);
    let is_file =
        |ending: &str| ["html", "htm", "xhtml", "php", "asp", "aspx", "jsp"].contains(&ending);
    if !url.username().is_empty() || url.password().is_some() {
        Some(": it names a user, whom every reader would see")
    } else if path.contains("//") {
        // `//health/` is another site.
        Some(": it has `//` in its path")
    } else if !is_well_encoded(path) {
        Some(": what follows a `%` is no code of a letter")
    } else if ending.is_some_and(|ending| is_file(&ending.to_ascii_lowercase())) {
        Some(": it ends in a file, and pages lie in a folder")
    } else {
        None
    }
}

/// Whether every `%` begins the code of a byte, and the bytes are letters of one path.
fn is_well_encoded(path: &str) -> bool {
    let is_code = |rest: &str| rest.bytes().take(2).filter(u8::is_ascii_hexdigit).count() == 2;
    let decoded = percent_encoding::percent_decode_str(path).decode_utf8();
    path.split('%').skip(1).all(is_code)
        && decoded.is_ok_and(|decoded| {
            let slashes = |text: &str| text.matches(['/', '\\']).count();
            slashes(&decoded) == slashes(path) && !decoded.contains(char::is_control)
        })
}

/// Whether an address of another place lacks what would make it lead there: a host, a
/// number, somebody to write to.
pub(crate) fn leads_nowhere(address: &str) -> bool {
    let Some((scheme, rest)) = address.split_once(':') else {
        return true;
    };
    let (to, query) = rest.split_once('?').unwrap_or((rest, ""));
    let has_digit = to.bytes().any(|b| b.is_ascii_digit());
    match scheme.to_ascii_lowercase().as_str() {
        // Browsers would take `https:x` for a page of this site.
        "http" | "https" => {
            let host = rest.strip_prefix("//");
            host.is_none_or(|host| host.starts_with('/'))
                || !url::Url::parse(address).is_ok_and(|url| url.has_host())
        }
        "tel" => !has_digit,
        // Without a receiver they hand over a text.
        "sms" => !has_digit && query.is_empty(),
        "mailto" => match to.trim() {
            "" => query.is_empty(),
            to => !to.contains('@') && !to.contains("%40"),
        },
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn addresses_without_a_place_lead_nowhere() {
        for bad in [
            "https://",
            "http:///x",
            "https:x",
            "mailto:",
            "mailto:me",
            "tel:",
            "tel:x",
            "sms:",
            "//e.org/x",
        ] {
            assert!(leads_nowhere(bad), "{bad}");
        }
        for good in [
            "https://e.org",
            "HTTP://[::1]:80/x",
            "mailto:a@e.org?subject=x",
            "mailto:?body=x",
            "tel:+1-2",
            "sms:?body=x",
            "sms:741741",
        ] {
            assert!(!leads_nowhere(good), "{good}");
        }
    }

    #[test]
    fn base_urls_that_cannot_work_are_refused() {
        for bad in [
            "example.org",
            "ftp://example.org",
            "https://",
            "https:///x",
            "https://e.org/?q",
            "https://example.org:99999/",
            "https://exa mple.org/",
            "https://example.org/a\nb",
            "https://example.org\\a",
            "https://[::1/",
            "https://:80/",
            "https://e.org//health/",
            "https://e.org/a//b",
            "https://e.org/%zz/",
            "https://e.org/a%",
            "https://e.org/%ff/",
            "https://e.org/a%2fb/",
            "https://user:p@e.org/",
            "https://user@e.org/",
            "https://e.org/index.html",
            "https://e.org/a/Index.HTM/",
        ] {
            assert!(base_url_problem(bad).is_err(), "{bad}");
        }
        for good in [
            "https://e.org/v1.2",
            "https://e.org/g%C3%BC//",
            "http://[::1]:80/a@b/",
        ] {
            assert!(base_url_problem(good).is_ok(), "{good}");
        }
    }
}
