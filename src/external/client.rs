//! One HTTP request and its answer. Redirects are not followed and bodies are not
//! decoded: what a server says is what is looked at.

use std::io::{ErrorKind, Read as _};
use std::time::Duration;

use ureq::Agent;
use ureq::http::{HeaderMap, Method, Request, StatusCode, header};
use url::Url;

/// How this program names itself to servers.
const AGENT: &str = concat!("stepdown/", env!("CARGO_PKG_VERSION"));

/// Top-level names that never exist (RFC 6761, section 6.4): nobody needs to be asked.
const NEVER: &str = ".invalid";

/// Asks servers.
#[derive(Debug)]
pub struct Client {
    agent: Agent,
}

/// What to ask for.
#[derive(Clone, Copy, Debug)]
pub struct Question<'a> {
    /// `http` or `https`.
    pub url: &'a Url,
    /// Whether only the header fields are wanted.
    pub head: bool,
    /// The encodings that are welcome, as `Accept-Encoding` names them.
    pub encodings: Option<&'a str>,
    /// The most bytes of the body that are read; 0 reads none.
    pub most_bytes: u64,
}

impl<'a> Question<'a> {
    /// Asks for the header fields only.
    #[must_use]
    pub fn head(url: &'a Url) -> Self {
        Self {
            url,
            head: true,
            encodings: None,
            most_bytes: 0,
        }
    }

    /// Asks for everything and reads the header fields only.
    #[must_use]
    pub fn get(url: &'a Url) -> Self {
        Self {
            head: false,
            ..Self::head(url)
        }
    }
}

/// What a server said.
#[derive(Clone, Debug)]
pub struct Answer {
    /// The status code; some servers make up their own, up to 999.
    pub status: u16,
    /// The header fields.
    pub headers: HeaderMap,
    /// The body as it was sent, as far as it was asked for.
    pub body: Vec<u8>,
}

impl Answer {
    /// A header field's text; nothing where it is missing or no text.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.get(name)?.to_str().ok()
    }

    /// The status with its standard words: `404 Not Found`.
    #[must_use]
    pub fn status_words(&self) -> String {
        let reason = StatusCode::from_u16(self.status)
            .ok()
            .and_then(|status| status.canonical_reason());
        match reason {
            Some(reason) => format!("{} {reason}", self.status),
            None => self.status.to_string(),
        }
    }

    /// Whether it sends on to another address.
    #[must_use]
    pub fn is_redirect(&self) -> bool {
        matches!(self.status, 301 | 302 | 303 | 307 | 308)
    }

    /// Whether the other address takes this one's place for good.
    #[must_use]
    pub fn is_permanent(&self) -> bool {
        matches!(self.status, 301 | 308)
    }

    /// Where it sends on to, seen from `url`, without a fragment.
    #[must_use]
    pub fn location(&self, url: &Url) -> Option<Url> {
        let to = self.header(header::LOCATION.as_str())?;
        let mut to = url.join(&in_capitals(to)).ok()?;
        to.set_fragment(None);
        Some(to)
    }
}

/// An address with its percent-encoding in capitals: `%c3` is `%C3`, and servers write either.
fn in_capitals(address: &str) -> String {
    let mut pieces = address.split('%');
    let mut out = pieces.next().unwrap_or_default().to_owned();
    for piece in pieces {
        let is_hex = |digits: &&str| digits.bytes().all(|b| b.is_ascii_hexdigit());
        let digits = piece.get(..2).filter(is_hex).unwrap_or_default();
        out.push('%');
        out.push_str(&digits.to_ascii_uppercase());
        out.push_str(&piece[digits.len()..]);
    }
    out
}

/// Why there is no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Cause {
    /// Nothing has this name.
    NoSuchName,
    /// The name could not be looked up at all.
    NotResolved,
    /// The machine is there and nothing listens.
    Refused,
    /// It took too long.
    Timeout,
    /// No safe connection.
    Tls,
    /// The connection broke, or what came is not HTTP.
    Broken,
    /// The address cannot be asked for.
    Address,
}

/// No answer, and why.
#[derive(Clone, Debug)]
pub struct Failure {
    /// What kind.
    pub cause: Cause,
    /// The same for people, with what the system said.
    pub words: String,
}

impl Failure {
    /// Whether it may go well a moment later.
    #[must_use]
    pub fn is_transient(&self) -> bool {
        match self.cause {
            Cause::NotResolved | Cause::Refused | Cause::Timeout | Cause::Broken => true,
            Cause::NoSuchName | Cause::Tls | Cause::Address => false,
        }
    }
}

impl Client {
    /// A client that waits at most `timeout` for a whole answer. Certificates are held
    /// against Mozilla's list, which is part of the program, so that every machine
    /// says the same.
    #[must_use]
    pub fn new(timeout: Duration) -> Self {
        let config = Agent::config_builder()
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            .timeout_global(Some(timeout))
            .user_agent(AGENT)
            .accept("text/html, application/xhtml+xml, */*;q=0.8")
            .build();
        Self {
            agent: config.new_agent(),
        }
    }

    /// Asks once.
    ///
    /// # Errors
    /// When no answer came: never for a status, whatever it is.
    pub fn ask(&self, question: Question<'_>) -> Result<Answer, Failure> {
        let host = question.url.host_str().unwrap_or_default();
        if host.trim_end_matches('.').ends_with(NEVER) {
            return Err(no_such_name(host));
        }
        let method = match question.head {
            true => Method::HEAD,
            false => Method::GET,
        };
        let mut request = Request::builder().method(method).uri(question.url.as_str());
        if let Some(encodings) = question.encodings {
            request = request.header(header::ACCEPT_ENCODING, encodings);
        }
        let request = request.body(()).map_err(|e| Failure {
            cause: Cause::Address,
            words: format!("the address cannot be asked for ({e})"),
        })?;
        let failed = |error: ureq::Error| failure(host, error);
        let (parts, body) = self.agent.run(request).map_err(failed)?.into_parts();
        let mut bytes = Vec::new();
        if question.most_bytes > 0 {
            body.into_reader()
                .take(question.most_bytes)
                .read_to_end(&mut bytes)
                .map_err(|e| failure(host, e.into()))?;
        }
        Ok(Answer {
            status: parts.status.as_u16(),
            headers: parts.headers,
            body: bytes,
        })
    }
}

fn no_such_name(host: &str) -> Failure {
    Failure {
        cause: Cause::NoSuchName,
        words: format!("there is no host `{host}`"),
    }
}

fn failure(host: &str, error: ureq::Error) -> Failure {
    use ureq::Error;
    let (cause, words) = match error {
        Error::HostNotFound => return no_such_name(host),
        Error::Timeout(_) => (Cause::Timeout, "no answer in time".to_owned()),
        Error::Tls(why) => (Cause::Tls, format!("no safe connection ({why})")),
        Error::Rustls(why) => (Cause::Tls, format!("no safe connection ({why})")),
        Error::BadUri(why) => (
            Cause::Address,
            format!("the address cannot be asked for ({why})"),
        ),
        Error::Io(io) => return io_failure(host, &io),
        Error::Protocol(why) => (Cause::Broken, format!("what came is not HTTP ({why})")),
        other => (Cause::Broken, format!("the connection broke ({other})")),
    };
    Failure { cause, words }
}

fn io_failure(host: &str, error: &std::io::Error) -> Failure {
    let words = error.to_string();
    let (cause, said) = match error.kind() {
        ErrorKind::ConnectionRefused => (Cause::Refused, "the connection was refused"),
        ErrorKind::TimedOut | ErrorKind::WouldBlock => (Cause::Timeout, "no answer in time"),
        // rustls hands its errors on in this form.
        ErrorKind::InvalidData => (Cause::Tls, "no safe connection"),
        _ if is_no_such_name(&words) => return no_such_name(host),
        _ if words.contains("lookup address") => {
            (Cause::NotResolved, "the name could not be looked up")
        }
        _ => (Cause::Broken, "the connection broke"),
    };
    let words = match cause {
        Cause::Refused | Cause::Timeout => said.to_owned(),
        _ => format!("{said} ({words})"),
    };
    Failure { cause, words }
}

/// The standard library passes a failed look-up on as words only: those of glibc,
/// macOS and the BSDs, musl, and Windows for a name that does not exist.
fn is_no_such_name(words: &str) -> bool {
    [
        "Name or service not known",
        "nodename nor servname provided",
        "Name does not resolve",
        "No such host is known",
        "No address associated with",
    ]
    .iter()
    .any(|known| words.contains(known))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn answer(status: u16, location: &'static str) -> Answer {
        let mut headers = HeaderMap::new();
        headers.insert(header::LOCATION, location.parse().expect("a value"));
        Answer {
            status,
            headers,
            body: Vec::new(),
        }
    }

    #[test]
    fn an_address_is_the_same_in_capitals_and_without() {
        let url: Url = "http://e.org/a".parse().expect("an address");
        let to = answer(301, "/%c3%A9/%zz%").location(&url);
        let to = to.expect("a place").to_string();
        assert_eq!(to, "http://e.org/%C3%A9/%zz%");
    }

    #[test]
    fn a_location_may_be_relative_and_loses_its_fragment() {
        let from: Url = "https://e.org/a/b".parse().expect("an address");
        let to = |location| answer(301, location).location(&from).map(String::from);
        assert_eq!(to("../c#d").as_deref(), Some("https://e.org/c"));
        assert_eq!(to("//f.org/").as_deref(), Some("https://f.org/"));
        assert_eq!(to("https://["), None);
    }

    #[test]
    fn a_name_that_does_not_exist_is_told_from_one_that_cannot_be_looked_up() {
        let of = |words: &str| io_failure("e.org", &std::io::Error::other(words)).cause;
        assert_eq!(
            of("failed to lookup address information: Name or service not known"),
            Cause::NoSuchName
        );
        assert_eq!(
            of("failed to lookup address information: Temporary failure in name resolution"),
            Cause::NotResolved
        );
        assert_eq!(of("unexpected end of file"), Cause::Broken);
    }

    #[test]
    fn a_status_of_the_servers_own_is_said_as_it_is() {
        assert_eq!(answer(404, "/").status_words(), "404 Not Found");
        assert_eq!(answer(999, "/").status_words(), "999");
    }
}
