//! Addresses: joining relative paths and percent-encoding.

use std::borrow::Cow;

use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, percent_decode_str, utf8_percent_encode};

/// What may stand in the path of an address as it is.
const PATH: &AsciiSet = &NON_ALPHANUMERIC
    .remove(b'-')
    .remove(b'.')
    .remove(b'_')
    .remove(b'~')
    .remove(b'/');

/// Percent-encodes a path.
#[must_use]
pub fn encode(path: &str) -> Cow<'_, str> {
    utf8_percent_encode(path, PATH).into()
}

/// What CommonMark's reference programs leave as it is in an address, but for `%`.
const ADDRESS: &AsciiSet = &PATH
    .remove(b';')
    .remove(b'?')
    .remove(b':')
    .remove(b'@')
    .remove(b'&')
    .remove(b'=')
    .remove(b'+')
    .remove(b'$')
    .remove(b',')
    .remove(b'!')
    .remove(b'*')
    .remove(b'\'')
    .remove(b'(')
    .remove(b')')
    .remove(b'#');

/// The same behind the first `#`: a second one would begin another fragment.
const FRAGMENT: &AsciiSet = &ADDRESS.add(b'#');

/// The address of another place with all that no address can hold percent-encoded; its
/// host stays as written, since names have an encoding of their own.
pub(crate) fn encode_external(dest: &str) -> Cow<'_, str> {
    let scheme = dest.find(':').map_or(0, |n| n + 1);
    let behind = match dest[scheme..].strip_prefix("//") {
        Some(host) => dest.len() - host.len() + host.find(['/', '?', '#']).unwrap_or(host.len()),
        None => 0,
    };
    match encode_written(&dest[behind..]) {
        Cow::Borrowed(_) => Cow::Borrowed(dest),
        Cow::Owned(rest) => Cow::Owned(format!("{}{rest}", &dest[..behind])),
    }
}

/// A part of an address as somebody wrote it: what is encoded already stays so.
pub(crate) fn encode_written(part: &str) -> Cow<'_, str> {
    let Some((before, fragment)) = part.split_once('#') else {
        return encode_but_escapes(part, ADDRESS);
    };
    match (
        encode_but_escapes(before, ADDRESS),
        encode_but_escapes(fragment, FRAGMENT),
    ) {
        (Cow::Borrowed(_), Cow::Borrowed(_)) => Cow::Borrowed(part),
        (before, fragment) => Cow::Owned(format!("{before}#{fragment}")),
    }
}

/// Encodes all of the set, but no `%` that begins an escape.
fn encode_but_escapes<'t>(part: &'t str, set: &'static AsciiSet) -> Cow<'t, str> {
    let mut pieces = part.split('%');
    let first = pieces.next().unwrap_or_default();
    let mut out: Cow<'_, str> = utf8_percent_encode(first, set).into();
    let is_escape = |piece: &str| {
        let digits = piece.as_bytes().get(..2);
        digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit))
    };
    for piece in pieces {
        let out = out.to_mut();
        out.push_str(if is_escape(piece) { "%" } else { "%25" });
        out.extend(utf8_percent_encode(piece, set));
    }
    out
}

/// Undoes percent-encoding; what is no UTF-8 stays as it is.
pub(super) fn decode(path: &str) -> Cow<'_, str> {
    percent_decode_str(path)
        .decode_utf8()
        .unwrap_or(Cow::Borrowed(path))
}

/// Whether an address leads out of the site: it has a scheme or a host.
#[must_use]
pub fn is_external(dest: &str) -> bool {
    if dest.starts_with("//") {
        return true;
    }
    let is_of_scheme = |b: &u8| b.is_ascii_alphanumeric() || b"+.-".contains(b);
    let scheme = dest.bytes().take_while(|b| is_of_scheme(b)).count();
    scheme > 1
        && dest.as_bytes()[0].is_ascii_alphabetic()
        && dest.as_bytes().get(scheme) == Some(&b':')
}

/// The ends of names that are far more often those of machines than of files.
const ENDS_OF_HOSTS: [&str; 6] = [".com", ".org", ".net", ".edu", ".gov", ".int"];

/// The way out where a path looks like an address of another site, or of a letter box.
pub(super) fn elsewhere(path: &str) -> Option<String> {
    let is_host = |part: &str| {
        let part = part.to_ascii_lowercase();
        part.starts_with("www.") || ENDS_OF_HOSTS.iter().any(|end| part.ends_with(end))
    };
    let host = path.split('/').find(|part| is_host(part))?;
    Some(match host.contains('@') {
        true => format!("if a letter is meant, write `mailto:` before it: `mailto:{host}`"),
        false => format!("if another site is meant, write `https://` before `{host}`"),
    })
}

/// The folder in which a path names a file of that name, with its slash; none for a file
/// whose name only ends in the same way.
pub(crate) fn folder_with<'a>(path: &'a str, name: &str) -> Option<&'a str> {
    path.strip_suffix(name)
        .filter(|folder| folder.is_empty() || folder.ends_with('/'))
}

/// Where readers find a file of the output folder: an `index.html` is its folder's page.
#[must_use]
pub fn address_of(path: &str) -> &str {
    folder_with(path, "index.html").unwrap_or(path)
}

/// `relative` seen from the folder of `file`; `None` when it climbs out.
#[must_use]
pub fn join(file: &str, relative: &str) -> Option<String> {
    let folder = file.rfind('/').unwrap_or(0);
    let mut path = String::with_capacity(folder + 1 + relative.len());
    path.push_str(&file[..folder]);
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." if path.is_empty() => return None,
            ".." => path.truncate(path.rfind('/').unwrap_or(0)),
            part => {
                if !path.is_empty() {
                    path.push('/');
                }
                path.push_str(part);
            }
        }
    }
    Some(path)
}

/// The path to `to` as seen from the file `from`.
#[must_use]
pub fn relative(from: &str, to: &str) -> String {
    let mut from: Vec<&str> = from.split('/').collect();
    from.pop();
    let to: Vec<&str> = to.split('/').collect();
    let common = from
        .iter()
        .zip(&to)
        .take_while(|(a, b)| a == b)
        .count()
        .min(to.len() - 1);
    let up = std::iter::repeat_n("..", from.len() - common);
    up.chain(to[common..].iter().copied())
        .collect::<Vec<_>>()
        .join("/")
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn relative_paths_are_joined_and_never_leave_the_tree() {
        assert_eq!(join("a/b.md", "../c/d.md").as_deref(), Some("c/d.md"));
        assert_eq!(
            join("a/b/index.md", "./x.svg").as_deref(),
            Some("a/b/x.svg")
        );
        assert_eq!(join("a/b/c.md", "../../x/").as_deref(), Some("x"));
        assert_eq!(join("a.md", "./").as_deref(), Some(""));
        assert_eq!(join("a.md", "../x.md"), None);
        assert_eq!(join("a/b.md", "../../x.md"), None);
    }

    #[test]
    fn relative_paths_between_files() {
        assert_eq!(relative("a/b.md", "a/c.md"), "c.md");
        assert_eq!(relative("a/b.md", "c/d.md"), "../c/d.md");
        assert_eq!(relative("b.md", "c/d.md"), "c/d.md");
        assert_eq!(relative("a/x/index.md", "b.md"), "../../b.md");
    }

    #[test]
    fn only_a_whole_name_is_a_folders_page() {
        for (path, address) in [
            ("index.html", ""),
            ("a/index.html", "a/"),
            ("myindex.html", "myindex.html"),
            ("a/plan-index.html", "a/plan-index.html"),
            ("a/index.html.br", "a/index.html.br"),
        ] {
            assert_eq!(address_of(path), address);
        }
        assert_eq!(folder_with("a/_index.md", "_index.md"), Some("a/"));
        assert_eq!(folder_with("a/_index.md", "index.md"), None);
    }

    #[test]
    fn addresses_of_other_places_are_encoded_once_as_commonmark_s_reference_does() {
        for (written, encoded) in [
            ("https://a.example/b c", "https://a.example/b%20c"),
            (
                "https://x.example/\"y\u{1}>",
                "https://x.example/%22y%01%3E",
            ),
            ("https://x.example/[a]|b", "https://x.example/%5Ba%5D%7Cb"),
            ("https://x.example/%zz%", "https://x.example/%25zz%25"),
            (
                "https://x.example/a%20b%C3%bc",
                "https://x.example/a%20b%C3%bc",
            ),
            (
                "https://x.example/ü?q=ü#ü",
                "https://x.example/%C3%BC?q=%C3%BC#%C3%BC",
            ),
            ("https://bücher.example/ü", "https://bücher.example/%C3%BC"),
            ("http://[::1]:80/[a]", "http://[::1]:80/%5Ba%5D"),
            ("https://x.example?a b", "https://x.example?a%20b"),
            ("mailto:a@e.org?subject=a b", "mailto:a@e.org?subject=a%20b"),
            ("tel:+1-2*3#", "tel:+1-2*3#"),
            (
                "https://matrix.to/#/#room:matrix.org",
                "https://matrix.to/#/%23room:matrix.org",
            ),
            (
                "https://x.example/a?b##c d#",
                "https://x.example/a?b#%23c%20d%23",
            ),
            (
                "https://x.example/;/?:@&=+$,-_.!~*'()#",
                "https://x.example/;/?:@&=+$,-_.!~*'()#",
            ),
        ] {
            assert_eq!(encode_external(written), encoded);
            assert_eq!(encode_external(encoded), encoded);
        }
    }

    #[test]
    fn what_is_external() {
        for yes in ["https://e.org", "mailto:a@b", "tel:911", "//e.org/x"] {
            assert!(is_external(yes), "{yes}");
        }
        for no in ["a.md", "../a:b.md", "#x", "/a/", "c:x"] {
            assert!(!is_external(no), "{no}");
        }
    }

    #[test]
    fn a_path_that_looks_like_another_site_has_a_way_out() {
        for (path, way_out) in [
            (
                "section/www.example.net",
                "`https://` before `www.example.net`",
            ),
            ("example.COM/page.html", "`https://` before `example.COM`"),
            ("a/me@example.org", "`mailto:me@example.org`"),
        ] {
            let help = elsewhere(path).expect("a way out");
            assert!(help.ends_with(way_out), "{help}");
        }
        for path in ["notes.txt", "a/org", "a.org.pdf", "ü/www"] {
            assert_eq!(elsewhere(path), None, "{path}");
        }
    }

    proptest! {
        #[test]
        fn encoding_can_be_undone(path in "\\PC{0,30}") {
            let encoded = encode(&path);
            prop_assert_eq!(decode(&encoded), path.as_str());
        }
    }
}
