//! What becomes of links and pictures.

use super::*;

fn map() -> Map {
    let strings = |pairs: &[(&str, &str)]| {
        let pairs = pairs.iter();
        pairs
            .map(|(a, b)| ((*a).to_owned(), (*b).to_owned()))
            .collect()
    };
    let ids = [("ad", "ad"), ("references", "references-1")];
    Map {
        files: strings(&[
            ("a/b.md", "a/b.md"),
            ("a/c/index.md", "a/c/index.md"),
            ("a/c/p q.png", "a/c/p q.png"),
            ("x.tr.md", "tr/x.md"),
            ("sub.md", "sub.md"),
        ]),
        composed: HashMap::new(),
        addresses: strings(&[
            ("a/b", "a/b.md"),
            ("a/c", "a/c/index.md"),
            ("sub", "sub.md"),
            ("a/c/p q.png", "a/c/p q.png"),
        ]),
        ids: HashMap::from([
            (
                "a/b.md".to_owned(),
                ids.map(|(a, b)| (a.to_owned(), b.to_owned())).into(),
            ),
            ("a/c/index.md".to_owned(), BTreeMap::new()),
        ]),
        drafts: HashSet::new(),
        statics: HashSet::from(["pic.png".to_owned()]),
        made: vec![("tags".to_owned(), Some("https://e.org/topics".to_owned()))],
        base: Base::of("https://own.org/sub"),
    }
}

fn at_c(body: &str) -> Links {
    let page = Page {
        source: "a/c/index.md",
        target: "a/c/index.md",
        address: "/a/c/",
    };
    rewrite(body, &page, &map(), &[])
}

#[test]
fn every_form_of_a_link_leads_from_file_to_file() {
    for (zola, here) in [
        ("[w](@/a/b.md#ad)", "[w](../b.md#ad)"),
        (
            "[w](@/a/b.md#references \"t\")",
            "[w](../b.md#references-1 \"t\")",
        ),
        (
            "[next](../b \"About ../b\"), [b](/a/b/ '(/a/b/)')",
            "[next](../b.md \"About ../b\"), [b](../b.md '(/a/b/)')",
        ),
        (
            "[w][r]\n\n[r]: /a/b/ \"/a/b/\"",
            "[w][r]\n\n[r]: ../b.md \"/a/b/\"",
        ),
        ("[w](/a/b/)", "[w](../b.md)"),
        ("[w](../b)", "[w](../b.md)"),
        (
            "[w](/a/b/?q=1#ad) [h](?q=1)",
            "[w](../b.md?q=1#ad) [h](?q=1)",
        ),
        ("![w](<p q.png>)", "![w](<p%20q.png>)"),
        ("[w](@/x.tr.md)", "[w](../../tr/x.md)"),
        ("![w](/pic.png)", "![w](/pic.png)"),
        ("[w](/tags/sleep/)", "[w](https://e.org/topics/sleep/)"),
        ("[w][r]\n\n[r]: @/a/b.md", "[w][r]\n\n[r]: ../b.md"),
        ("[![w](p%20q.png)](@/a/b.md)", "[![w](p%20q.png)](../b.md)"),
        (
            "[w](https://e.org) <https://e.org>",
            "[w](https://e.org) <https://e.org>",
        ),
    ] {
        let links = at_c(zola);
        assert_eq!(links.body, here);
        assert!(links.lost.is_empty(), "{zola}: {:?}", links.lost);
    }
}

#[test]
fn a_link_with_a_shortcode_in_its_words_or_title_is_rewritten() {
    let page = Page {
        source: "a/c/index.md",
        target: "a/c/index.md",
        address: "/a/c/",
    };
    for (zola, here) in [
        (
            "[{{ i(n=\"x\") }} W](@/a/b.md)",
            "[{{ i(n=\"x\") }} W](../b.md)",
        ),
        ("[w](@/a/b.md \"{{ t() }}\")", "[w](../b.md \"{{ t() }}\")"),
        ("![{{ t() }}](/a/c/p%20q.png)", "![{{ t() }}](p%20q.png)"),
        // Within a shortcode, and in an address that it makes, nothing is known.
        (
            "{% b() %}[w](@/a/b.md){% end %}",
            "{% b() %}[w](@/a/b.md){% end %}",
        ),
        ("[w]({{u()}}/no)", "[w]({{u()}}/no)"),
    ] {
        let shortcodes = crate::import::shortcode::show(zola).1;
        let skip: Vec<_> = shortcodes.into_iter().map(|found| found.range).collect();
        assert!(!skip.is_empty(), "{zola}");
        let links = rewrite(zola, &page, &map(), &skip);
        assert_eq!(links.body, here);
        assert!(links.lost.is_empty(), "{zola}: {:?}", links.lost);
    }
    let zola = "[{{ t() }}](javascript:x())";
    let inside = 1..10;
    let links = rewrite(zola, &page, &map(), std::slice::from_ref(&inside));
    assert_eq!(links.lost.len(), 1, "{:?}", links.lost);
}

#[test]
fn pictures_of_other_sites_become_links() {
    let links = at_c("![a](https://e.org/a.png) ![](https://e.org/b.png)");
    assert_eq!(
        links.body,
        "[a](https://e.org/a.png) [picture](https://e.org/b.png)"
    );
    assert_eq!(links.lost.len(), 2);
    for (zola, here) in [
        ("![a][r] ![][r]", "[a][r] [picture][r]"),
        ("![r][] ![r]", "[r][] [r]"),
    ] {
        let definition = "\n\n[r]: https://e.org/a.png";
        let links = at_c(&format!("{zola}{definition}"));
        assert_eq!(links.body, format!("{here}{definition}"));
        assert_eq!(links.lost.len(), 2, "{zola}: {:?}", links.lost);
    }
}

#[test]
fn links_that_no_page_can_have_stay_and_are_named() {
    for zola in [
        "[a](ftp://e.org/a)",
        "[a](javascript:alert(1))",
        "<ftp://e.org/a>",
        "[a][r] [b]\n\n[r]: JavaScript:x()\n[b]: https://e.org\n[c]: ftp://e.org",
    ] {
        let links = at_c(zola);
        assert_eq!(links.body, zola);
        assert_eq!(links.lost.len(), 1, "{zola}: {:?}", links.lost);
        let (_, what, help) = &links.lost[0];
        assert!(what.starts_with("a link cannot begin with"), "{what}");
        assert_eq!(help, LEAD_ELSEWHERE);
    }
    let links = at_c("![a](ftp://e.org/a.png)");
    assert_eq!(links.body, "[a](ftp://e.org/a.png)");
    assert_eq!(links.lost.len(), 2);
}

#[test]
fn pictures_in_their_own_addresses_stay_and_are_named() {
    for zola in [
        "![a](data:image/png;base64,AAAA)",
        "![a][r]\n\n[r]: data:image/png;base64,AAAA",
        "[![a](data:image/png;base64,AAAA)](https://e.org)",
    ] {
        let links = at_c(zola);
        assert_eq!(links.body, zola);
        assert_eq!(links.lost.len(), 1, "{zola}: {:?}", links.lost);
        let (_, what, _) = &links.lost[0];
        assert!(what.contains("the build stops at it"), "{what}");
    }
}

#[test]
fn what_leads_nowhere_stays_and_is_named() {
    for zola in [
        "[w](@/no.md)",
        "[w](/no/)",
        "[w](/a/bindex.html)",
        "[w](../../../x)",
    ] {
        let links = at_c(zola);
        assert_eq!(links.body, zola);
        assert_eq!(links.lost.len(), 1, "{zola}");
    }
}

#[test]
fn addresses_that_name_the_site_itself_lead_from_file_to_file() {
    for (zola, here) in [
        ("[w](/sub/a/b/)", "[w](../b.md)"),
        ("[w](/sub/a/b/#ad)", "[w](../b.md#ad)"),
        ("[w](/sub/sub/)", "[w](../../sub.md)"),
        ("[w](/sub/pic.png#x)", "[w](/pic.png#x)"),
        ("[w](/sub/tags/a/)", "[w](https://e.org/topics/a/)"),
        ("![w](/sub/pic.png)", "![w](/pic.png)"),
        ("![w](/sub/a/c/p%20q.png)", "![w](p%20q.png)"),
        ("[w](https://own.org/sub/a/b/?q#ad)", "[w](../b.md?q#ad)"),
        ("![w](https://OWN.org/sub/pic.png)", "![w](/pic.png)"),
        (
            "![w][r] [w][r]\n\n[r]: https://own.org/sub/pic.png",
            "![w][r] [w][r]\n\n[r]: /pic.png",
        ),
        // Whole addresses between `<` and `>` are words too.
        ("<https://own.org/sub/a/b/>", "<https://own.org/sub/a/b/>"),
        // Another site of the same host.
        ("[w](https://own.org/a/b/)", "[w](https://own.org/a/b/)"),
        // As if the site were at the top of its host, and a page that is called like its path.
        ("[w](/a/b/)", "[w](../b.md)"),
        ("[w](/sub/)", "[w](../../sub.md)"),
    ] {
        let links = at_c(zola);
        assert_eq!(links.body, here);
        assert!(links.lost.is_empty(), "{zola}: {:?}", links.lost);
    }
    for (zola, here) in [
        ("[w](/sub/no/)", "[w](/sub/no/)"),
        ("[w](/subject/a/b/)", "[w](/subject/a/b/)"),
        (
            "[w](https://own.org/sub/no/)",
            "[w](https://own.org/sub/no/)",
        ),
        // A picture that nobody has must not stop the build.
        (
            "![w](https://own.org/sub/no.png)",
            "[w](https://own.org/sub/no.png)",
        ),
        (
            "![w](https://own.org/pic.png)",
            "[w](https://own.org/pic.png)",
        ),
    ] {
        let links = at_c(zola);
        assert_eq!(links.body, here);
        assert_eq!(links.lost.len(), 1, "{zola}: {:?}", links.lost);
    }
}

#[test]
fn a_lost_id_takes_no_way_to_its_page_along() {
    for (zola, here) in [
        ("[w](@/a/b.md#no)", "[w](../b.md#no)"),
        ("[w](/a/b/#no)", "[w](../b.md#no)"),
        ("[w](@/a/c/index.md#no)", "[w](#no)"),
        ("[w](#no)", "[w](#no)"),
    ] {
        let links = at_c(zola);
        assert_eq!(links.body, here);
        assert_eq!(links.lost.len(), 1, "{zola}: {:?}", links.lost);
    }
}

#[test]
fn the_top_of_a_page_is_no_heading() {
    for (zola, here) in [
        ("[top](#)", "[top](#)"),
        ("[top](@/a/c/index.md#)", "[top](#)"),
        ("[w](@/a/b.md#)", "[w](../b.md)"),
    ] {
        let links = at_c(zola);
        assert_eq!(links.body, here);
        assert!(links.lost.is_empty(), "{zola}: {:?}", links.lost);
    }
}
