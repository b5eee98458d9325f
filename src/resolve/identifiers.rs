//! Identifiers of publications: DOI, PubMed, PubMed Central and plain addresses.
//!
//! A reader follows them to see for themselves, so what cannot lead anywhere is an
//! error and never a link that is left out in silence.

use std::borrow::Cow;

use super::{encode, encode_external};

/// A link of a reference.
#[derive(Debug)]
pub struct ReferenceLink {
    /// `DOI`, `PubMed`, `PMC` or empty for a plain address.
    pub kind: &'static str,
    /// The identifier as shown.
    pub text: String,
    /// Where it leads.
    pub url: String,
}

/// A field that holds an identifier.
pub(super) struct Identifier {
    /// Its name in a bibliography.
    pub(super) field: &'static str,
    /// How one is written.
    pub(super) example: &'static str,
    link: fn(&str) -> Option<ReferenceLink>,
}

/// All of them, in the order in which a reference shows them.
pub(super) const IDENTIFIERS: [Identifier; 4] = [
    Identifier {
        field: "doi",
        example: "10.1021/jacs.6b00360",
        link: doi,
    },
    Identifier {
        field: "pmid",
        example: "31345678",
        link: pmid,
    },
    Identifier {
        field: "pmcid",
        example: "PMC7923387",
        link: pmcid,
    },
    Identifier {
        field: "url",
        example: "https://example.org/report",
        link: address,
    },
];

impl Identifier {
    /// The link that a field's text makes, unless it is no such identifier.
    pub(super) fn link(&self, text: &str) -> Option<ReferenceLink> {
        (self.link)(text.trim())
    }
}

/// The text after a prefix, in whichever letters it is written.
fn after<'t>(text: &'t str, prefix: &str) -> Option<&'t str> {
    let (start, rest) = text.split_at_checked(prefix.len())?;
    start.eq_ignore_ascii_case(prefix).then_some(rest)
}

/// The text without the first of the prefixes that it has.
fn without<'t>(text: &'t str, prefixes: &[&str]) -> &'t str {
    prefixes
        .iter()
        .find_map(|prefix| after(text, prefix))
        .unwrap_or(text)
        .trim_start()
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|b| b.is_ascii_digit())
}

/// `10.`, a registrant of digits and dots, a slash, and whatever that registrant chose.
fn doi(text: &str) -> Option<ReferenceLink> {
    let text = without(
        text,
        &[
            "https://doi.org/",
            "http://doi.org/",
            "https://dx.doi.org/",
            "http://dx.doi.org/",
            "doi:",
        ],
    );
    let (registrant, suffix) = text.strip_prefix("10.")?.split_once('/')?;
    let is_doi = registrant.split('.').all(is_number)
        && !suffix.is_empty()
        && !suffix.contains(char::is_whitespace);
    is_doi.then(|| ReferenceLink {
        kind: "DOI",
        text: text.to_owned(),
        url: format!("https://doi.org/{}", encode(text)),
    })
}

fn pmid(text: &str) -> Option<ReferenceLink> {
    let text = without(text, &["pmid:"]);
    is_number(text).then(|| ReferenceLink {
        kind: "PubMed",
        text: text.to_owned(),
        url: format!("https://pubmed.ncbi.nlm.nih.gov/{text}/"),
    })
}

fn pmcid(text: &str) -> Option<ReferenceLink> {
    let number = without(without(text, &["pmcid:"]), &["pmc"]);
    is_number(number).then(|| ReferenceLink {
        kind: "PMC",
        text: format!("PMC{number}"),
        url: format!("https://pmc.ncbi.nlm.nih.gov/articles/PMC{number}/"),
    })
}

fn address(text: &str) -> Option<ReferenceLink> {
    // A browser takes `\` for `/`; in a bibliography it stands before signs that mean something
    // to TeX.
    let text = &*without_escapes(text);
    url::Url::parse(text).ok()?;
    // `https:example.org` is read without its slashes, but a browser takes it for a page of
    // this site.
    let (scheme, _) = text.split_once("://")?;
    let leads_somewhere = ["https", "http"]
        .iter()
        .any(|known| scheme.eq_ignore_ascii_case(known))
        && !text.contains(|c: char| c.is_whitespace() || c.is_control() || c == '\\');
    leads_somewhere.then(|| ReferenceLink {
        kind: "",
        text: text.to_owned(),
        url: encode_external(text).into_owned(),
    })
}

/// `\_`, `\&` and the like as the signs that they stand for.
fn without_escapes(text: &str) -> Cow<'_, str> {
    let mut pieces = text.split('\\');
    let first = pieces.next().unwrap_or_default();
    pieces.fold(Cow::Borrowed(first), |mut out, piece| {
        let is_escape = piece.starts_with(['_', '&', '#', '%', '~', '$', '{', '}']);
        let text = out.to_mut();
        if !is_escape {
            text.push('\\');
        }
        text.push_str(piece);
        out
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn url(field: &str, text: &str) -> Option<String> {
        let mut all = IDENTIFIERS.iter();
        let identifier = all.find(|i| i.field == field).expect("a known field");
        identifier.link(text).map(|link| link.url)
    }

    #[test]
    fn an_identifier_may_be_written_in_the_usual_ways() {
        for text in [
            "10.1021/jacs.6b00360",
            "doi: 10.1021/jacs.6b00360",
            "https://doi.org/10.1021/jacs.6b00360",
            "HTTP://DX.DOI.ORG/10.1021/jacs.6b00360",
        ] {
            let expected = Some("https://doi.org/10.1021/jacs.6b00360".to_owned());
            assert_eq!(url("doi", text), expected, "{text}");
        }
        for text in ["PMC7923387", "7923387", "PMCID: pmc7923387"] {
            let expected = Some("https://pmc.ncbi.nlm.nih.gov/articles/PMC7923387/".to_owned());
            assert_eq!(url("pmcid", text), expected, "{text}");
        }
        let expected = Some("https://pubmed.ncbi.nlm.nih.gov/123/".to_owned());
        assert_eq!(url("pmid", " PMID: 123 "), expected);
        assert!(url("url", "https://example.org/a?b#c").is_some());
        for (written, encoded) in [
            (
                "https://example.org/<a>\"b\"|c",
                "https://example.org/%3Ca%3E%22b%22%7Cc",
            ),
            (
                "https://example.org/a%20b?q=ü",
                "https://example.org/a%20b?q=%C3%BC",
            ),
            ("https://example.org/#/#b", "https://example.org/#/%23b"),
            (
                r"https://example.org/a\_b?x=1\&y=2\#z~u",
                "https://example.org/a_b?x=1&y=2#z~u",
            ),
        ] {
            assert_eq!(url("url", written).as_deref(), Some(encoded), "{written}");
        }
        assert_eq!(url("url", r"https://example.org\a"), None);
        // Old registrants may contain a dot, and suffixes nearly anything.
        let expected = "https://doi.org/10.1000.10/%3C1.2%3E%283%294%3B5%236";
        assert_eq!(
            url("doi", "10.1000.10/<1.2>(3)4;5#6").as_deref(),
            Some(expected)
        );
    }

    #[test]
    fn what_leads_nowhere_is_no_identifier() {
        for (field, text) in [
            ("doi", "10.1021"),
            ("doi", "10./x"),
            ("doi", "10.x/y"),
            ("doi", "10.1021/a b"),
            ("doi", "https://example.org/10.1021/x"),
            ("doi", "é"),
            ("pmid", "abc"),
            ("pmid", "PMC7923387"),
            ("pmid", "-1"),
            ("pmcid", "PMC"),
            ("pmcid", "PMC12x"),
            ("url", "example.org"),
            ("url", "javascript:alert(1)"),
            ("url", "https://"),
            ("url", "https:example.org/report"),
            ("url", "https:/example.org/report"),
            ("url", "https://example.org/a b"),
        ] {
            assert_eq!(url(field, text), None, "{field} {text}");
        }
    }
}
