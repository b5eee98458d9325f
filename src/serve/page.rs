//! HTML as browsers get it from this server: with the script that reloads,
//! which no published page has.

/// What the script needs to know of the page that it is in.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct Marks {
    /// Of the whole page.
    page: String,
    /// Of the page without its style sheets.
    without_styles: String,
}

impl Marks {
    /// Of a page as it is published. `version` tells files of one name apart.
    fn of<'s>(html: &str, version: impl Fn(&str) -> Option<&'s str>) -> Self {
        let mut bare = blake3::Hasher::new();
        let mut whole = blake3::Hasher::new();
        let mut rest = html;
        while let Some(start) = rest.find("<link ") {
            let end = rest[start..]
                .find('>')
                .map_or(rest.len(), |n| start + n + 1);
            bare.update(&rest.as_bytes()[..start]);
            let link = &rest[start..end];
            if !link.contains("stylesheet") {
                bare.update(link.as_bytes());
            }
            rest = &rest[end..];
        }
        bare.update(rest.as_bytes());
        whole.update(html.as_bytes());
        // A file whose name does not change with its contents changes the page.
        for version in addresses(html).filter_map(version) {
            bare.update(version.as_bytes());
            whole.update(version.as_bytes());
        }
        let short = |hash: blake3::Hash| hash.to_hex()[..16].to_owned();
        Self {
            page: short(whole.finalize()),
            without_styles: short(bare.finalize()),
        }
    }
}

/// The addresses in a page's attributes, as they are written.
fn addresses(html: &str) -> impl Iterator<Item = &str> {
    ["src=\"", "href=\"", "data=\"", "poster=\""]
        .into_iter()
        .flat_map(move |name| {
            html.match_indices(name).filter_map(move |(start, _)| {
                let value = &html[start + name.len()..];
                value.find('"').map(|end| &value[..end])
            })
        })
}

/// Adds the script to a page. `version` is another word when the contents of the
/// file at an address are others.
pub(super) fn with_script<'s>(
    html: &str,
    run: u64,
    build: u64,
    version: impl Fn(&str) -> Option<&'s str>,
) -> String {
    let marks = Marks::of(html, version);
    let tag = format!(
        "<script src=\"/-stepdown/reload.js\" data-run=\"{run}\" data-build=\"{build}\" data-page=\"{}\" data-without-styles=\"{}\" defer></script>",
        marks.page, marks.without_styles
    );
    let html = allow_script(html);
    let end = html.rfind("</body>").unwrap_or(html.len());
    format!("{}{tag}{}", &html[..end], &html[end..])
}

/// The whole guide's own policy forbids every script; here one is needed.
fn allow_script(html: &str) -> String {
    const POLICY: &str = "http-equiv=\"Content-Security-Policy\" content=\"";
    let Some(start) = html.find(POLICY).map(|n| n + POLICY.len()) else {
        return html.to_owned();
    };
    let end = html[start..].find('"').map_or(html.len(), |n| start + n);
    let policy = with_own(&with_own(&html[start..end], "script-src"), "connect-src");
    [&html[..start], &policy, &html[end..]].concat()
}

/// A policy, as it stands in an attribute, that allows the site's own of a kind.
fn with_own(policy: &str, directive: &str) -> String {
    let begin = format!("{directive} ");
    let Some(at) = policy.find(&begin).map(|n| n + begin.len()) else {
        return format!("{policy}; {directive} 'self'");
    };
    let rest = policy[at..].replace("&#39;", "'");
    let values = rest.split(';').next().unwrap_or_default();
    match values.contains("'self'") {
        true => policy.to_owned(),
        false => format!("{}'self' {}", &policy[..at], &policy[at..]),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_a_style_sheet_is_told_from_one_of_the_page() {
        let page = |style: &str, words: &str| {
            Marks::of(
                &format!(
                    "<head><link rel=\"icon\" href=\"i\"><link rel=\"stylesheet\" href=\"{style}\"></head><p>{words}"
                ),
                |_| None,
            )
        };
        let first = page("a.css", "words");
        assert_eq!(first, page("a.css", "words"));
        let other_style = page("b.css", "words");
        assert_ne!(first.page, other_style.page);
        assert_eq!(first.without_styles, other_style.without_styles);
        let other_words = page("a.css", "more");
        assert_ne!(first.without_styles, other_words.without_styles);
    }

    #[test]
    fn a_file_under_its_own_name_changes_the_pages_that_show_it() {
        let html =
            "<link rel=\"stylesheet\" href=\"/own.css\"><img src=\"/a.svg\"><a href=\"/b/\">b</a>";
        let marks = |a: &'static str, b: &'static str| {
            Marks::of(html, move |address| match address {
                "/a.svg" => Some(a),
                "/own.css" => Some(b),
                _ => None,
            })
        };
        let first = marks("1", "1");
        for other in [marks("2", "1"), marks("1", "2")] {
            assert_ne!(first.page, other.page);
            assert_ne!(first.without_styles, other.without_styles);
        }
    }

    #[test]
    fn the_script_comes_last_and_is_allowed() {
        let html = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-x'; img-src data:\"><body><p>one</body>";
        let served = with_script(html, 5, 7, |_| None);
        assert!(
            served.contains("script-src 'self' 'sha256-x'; img-src data:; connect-src 'self'\"")
        );
        assert!(served.contains("data-run=\"5\" data-build=\"7\""));
        assert!(served.ends_with("</script></body>"));
        let asks = html.replace("img-src data:", "connect-src https://x.example");
        let served = with_script(&asks, 5, 7, |_| None);
        assert!(served.contains("; connect-src 'self' https://x.example\""));
        let asks = html.replace("img-src data:", "connect-src &#39;self&#39;");
        let served = with_script(&asks, 5, 7, |_| None);
        assert!(served.contains("script-src 'self' 'sha256-x'; connect-src &#39;self&#39;\""));
        let usual = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'; connect-src 'self'\"><body></body>";
        assert!(with_script(usual, 1, 1, |_| None).starts_with(&usual[..usual.len() - 7]));
    }
}
