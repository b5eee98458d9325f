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
    /// Of a page as it is published.
    fn of(html: &str) -> Self {
        let mut bare = blake3::Hasher::new();
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
        let short = |hash: blake3::Hash| hash.to_hex()[..16].to_owned();
        Self {
            page: short(blake3::hash(html.as_bytes())),
            without_styles: short(bare.finalize()),
        }
    }
}

/// Adds the script to a page.
pub(super) fn with_script(html: &str, run: u64, build: u64) -> String {
    let marks = Marks::of(html);
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
    let policy = &html[start..end];
    if policy.contains("connect-src ") {
        return html.to_owned();
    }
    let policy = match policy.contains("script-src ") {
        true => policy.replacen("script-src ", "script-src 'self' ", 1),
        false => format!("{policy}; script-src 'self'"),
    };
    format!(
        "{}{policy}; connect-src 'self'{}",
        &html[..start],
        &html[end..]
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_change_of_a_style_sheet_is_told_from_one_of_the_page() {
        let page = |style: &str, words: &str| {
            Marks::of(&format!(
                "<head><link rel=\"icon\" href=\"i\"><link rel=\"stylesheet\" href=\"{style}\"></head><p>{words}"
            ))
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
    fn the_script_comes_last_and_is_allowed() {
        let html = "<meta http-equiv=\"Content-Security-Policy\" content=\"default-src 'none'; script-src 'sha256-x'; img-src data:\"><body><p>one</body>";
        let served = with_script(html, 5, 7);
        assert!(
            served.contains("script-src 'self' 'sha256-x'; img-src data:; connect-src 'self'\"")
        );
        assert!(served.contains("data-run=\"5\" data-build=\"7\""));
        assert!(served.ends_with("</script></body>"));
        let usual = "<meta http-equiv=\"Content-Security-Policy\" content=\"script-src 'self'; connect-src 'self'\"><body></body>";
        assert!(with_script(usual, 1, 1).starts_with(&usual[..usual.len() - 7]));
    }
}
