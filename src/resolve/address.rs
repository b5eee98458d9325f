//! Addresses: joining relative paths and percent-encoding.

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
pub fn encode(path: &str) -> String {
    utf8_percent_encode(path, PATH).to_string()
}

/// Undoes percent-encoding; what is no UTF-8 stays as it is.
pub(super) fn decode(path: &str) -> String {
    percent_decode_str(path)
        .decode_utf8()
        .map_or_else(|_| path.to_owned(), std::borrow::Cow::into_owned)
}

/// Whether an address leads out of the site: it has a scheme or a host.
#[must_use]
pub fn is_external(dest: &str) -> bool {
    if dest.starts_with("//") {
        return true;
    }
    let Some(colon) = dest.find(':') else {
        return false;
    };
    let scheme = &dest[..colon];
    scheme.len() > 1
        && scheme.starts_with(|c: char| c.is_ascii_alphabetic())
        && scheme
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "+.-".contains(c))
}

/// `relative` seen from the folder of `file`; `None` when it climbs out.
#[must_use]
pub fn join(file: &str, relative: &str) -> Option<String> {
    let mut parts: Vec<&str> = file.split('/').collect();
    parts.pop();
    for part in relative.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            part => parts.push(part),
        }
    }
    Some(parts.join("/"))
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
        assert_eq!(join("a.md", "../x.md"), None);
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

    proptest! {
        #[test]
        fn encoding_can_be_undone(path in "\\PC{0,30}") {
            prop_assert_eq!(decode(&encode(&path)), path);
        }
    }
}
