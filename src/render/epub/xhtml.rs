//! HTML text as XHTML that a book may hold.
//!
//! In: the HTML of a document's body, as templates, articles and raw HTML give
//! it. It goes through an HTML parser, so whatever a browser understands becomes
//! well-formed. Out: XHTML of what a book can show. Elements and attributes that
//! are not in the lists below are left out: their content stays, except for
//! scripts and form controls. What would need the network or a script is replaced
//! by a link to the page on the site.

use std::collections::{BTreeMap, BTreeSet};

use ego_tree::NodeRef;
use ego_tree::iter::Edge;
use html5ever::driver::{ParseOpts, parse_document};
use html5ever::tendril::TendrilSink as _;
use html5ever::tree_builder::TreeBuilderOpts;
use html5ever::{Namespace, QualName, ns};
use scraper::node::Element;
use scraper::{Html, HtmlTreeSink, Node};

use crate::render::xml::escape;

/// What the document's surroundings know.
pub(super) trait Around {
    /// Where a link leads inside the book, or nowhere. `outward` links mean the
    /// site itself.
    fn link(&mut self, href: &str, outward: bool) -> Option<String>;
    /// Where a picture lies in the book, or nowhere.
    fn picture(&mut self, src: &str) -> Option<String>;
    /// The page on the site, and the words that lead there.
    fn online(&self) -> (String, String);
}

/// A document's body.
#[derive(Debug, Default)]
pub(super) struct Body {
    /// What stands between the tags of `body`.
    pub text: String,
    /// All ids, as [`id`] writes them.
    pub ids: BTreeSet<String>,
    pub has_svg: bool,
    pub has_math: bool,
    /// Whether a picture has no text alternative.
    pub lacks_alternative: bool,
}

/// What a book can show.
const ELEMENTS: &str = " a abbr address article aside b bdi bdo blockquote br caption cite code col colgroup data dd del details dfn div dl dt em figcaption figure footer h1 h2 h3 h4 h5 h6 header hr i img ins kbd li main mark nav ol p pre q rp rt ruby s samp section small span strong sub summary sup table tbody td tfoot th thead time tr u ul var wbr ";

/// Left out with all that is in them.
const DROPPED: &str = " area base button datalist dialog head input link map meta optgroup option param script select source style template textarea title track ";

/// These need the network, a script or a form.
const ONLINE: &str = " audio canvas embed form iframe object video ";

const VOID: &str = " br col hr img wbr ";

/// Attributes of any element, besides `aria-`.
const GLOBAL: &str = " class dir epub:type hidden id lang role title ";

/// Attributes of single elements.
const OWN: [(&str, &str); 15] = [
    ("a", " data-language href hreflang rel "),
    ("blockquote", " cite "),
    ("col", " span "),
    ("colgroup", " span "),
    ("data", " value "),
    ("del", " cite datetime "),
    ("details", " open "),
    ("img", " alt height src width "),
    ("ins", " cite datetime "),
    ("li", " value "),
    ("ol", " reversed start type "),
    ("q", " cite "),
    ("td", " colspan headers rowspan "),
    ("th", " abbr colspan headers rowspan scope "),
    ("time", " datetime "),
];

/// Attributes that name ids.
const ID_LISTS: &str = " aria-activedescendant aria-controls aria-describedby aria-details aria-errormessage aria-flowto aria-labelledby aria-owns headers ";

/// Roles that older readers know under a name of their own.
const EPUB_TYPES: [(&str, &str); 2] = [("doc-noteref", "noteref"), ("doc-endnotes", "endnotes")];

fn is_in(list: &str, word: &str) -> bool {
    !word.contains(' ') && list.contains(&format!(" {word} "))
}

/// An id as XML and every reader accept it: ASCII that begins with a letter.
/// Two ids never become one.
pub(super) fn id(id: &str) -> String {
    let fits = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '.';
    let is_plain = id.starts_with(|c: char| c.is_ascii_alphabetic())
        && id.chars().all(|c| fits(c) || c == '_')
        && !id.starts_with("u_");
    if is_plain {
        return id.to_owned();
    }
    let mut out = "u_".to_owned();
    for c in id.chars() {
        match fits(c) {
            true => out.push(c),
            false => out.push_str(&format!("_{:x}_", u32::from(c))),
        }
    }
    out
}

/// What becomes of an element.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Fate {
    Kept,
    /// Its content alone.
    Unwrapped,
    Dropped,
    /// A link to the page on the site.
    Online,
    /// A box of a list of tasks: a sign with words.
    Task,
}

fn fate(element: &Element) -> Fate {
    let name = element.name();
    if element.name.ns != ns!(html) {
        let is_known = [ns!(svg), ns!(mathml)].contains(&element.name.ns);
        return match name {
            "script" | "style" | "foreignObject" | "animate" | "set" => Fate::Dropped,
            _ if is_known && is_name(name) => Fate::Kept,
            _ => Fate::Unwrapped,
        };
    }
    if name == "input" && element.attr("type") == Some("checkbox") {
        return Fate::Task;
    }
    match name {
        _ if is_in(ELEMENTS, name) => Fate::Kept,
        _ if is_in(DROPPED, name) => Fate::Dropped,
        _ if is_in(ONLINE, name) => Fate::Online,
        _ => Fate::Unwrapped,
    }
}

/// Whether a name of HTML is one of XML.
fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
        && name
            .chars()
            .all(|c| c.is_ascii_alphanumeric() || "-_.".contains(c))
}

/// One step through what is kept.
enum Step<'t> {
    Open(&'t Element, Option<NodeRef<'t, Node>>),
    Close(&'t Element),
    Text(&'t str),
    Online,
    Task(&'t Element),
}

fn walk<'t>(html: &'t Html, on: &mut dyn FnMut(Step<'t>)) {
    let mut skipped = None;
    for edge in html.tree.root().traverse() {
        match edge {
            Edge::Open(node) if skipped.is_none() => match node.value() {
                Node::Text(text) => on(Step::Text(text)),
                Node::Element(element) => {
                    let fate = fate(element);
                    match fate {
                        Fate::Kept => on(Step::Open(element, node.parent())),
                        Fate::Online => on(Step::Online),
                        Fate::Task => on(Step::Task(element)),
                        Fate::Unwrapped | Fate::Dropped => {}
                    }
                    if !matches!(fate, Fate::Kept | Fate::Unwrapped) {
                        skipped = Some(node.id());
                    }
                }
                _ => {}
            },
            Edge::Open(_) => {}
            Edge::Close(node) if skipped == Some(node.id()) => skipped = None,
            Edge::Close(node) => {
                if let Node::Element(element) = node.value()
                    && skipped.is_none()
                    && fate(element) == Fate::Kept
                {
                    on(Step::Close(element));
                }
            }
        }
    }
}

/// The body as XHTML.
pub(super) fn body(html: &str, around: &mut dyn Around) -> Body {
    let options = ParseOpts {
        tree_builder: TreeBuilderOpts {
            // What stands in `noscript` is text like any other.
            scripting_enabled: false,
            ..TreeBuilderOpts::default()
        },
        ..ParseOpts::default()
    };
    let html = parse_document(HtmlTreeSink::new(Html::new_document()), options).one(html);
    let mut ids = BTreeSet::new();
    walk(&html, &mut |step| {
        if let Step::Open(element, _) = step
            && let Some(own) = element.id().filter(|own| !own.is_empty())
        {
            ids.insert(id(own));
        }
    });
    let mut writer = Writer {
        body: Body {
            ids,
            ..Body::default()
        },
        written: BTreeSet::new(),
        around,
    };
    walk(&html, &mut |step| match step {
        Step::Open(element, parent) => writer.open(element, parent),
        Step::Close(element) => writer.close(element),
        Step::Text(text) => escape(&mut writer.body.text, text, false),
        Step::Online => writer.online(),
        Step::Task(element) => writer.task(element),
    });
    writer.body
}

struct Writer<'a> {
    body: Body,
    /// Ids so far: the first of two equal ones stays.
    written: BTreeSet<String>,
    around: &'a mut dyn Around,
}

impl Writer<'_> {
    fn open(&mut self, element: &Element, parent: Option<NodeRef<'_, Node>>) {
        let name = element.name();
        let namespace = &element.name.ns;
        let attributes = match *namespace == ns!(html) {
            true => self.html_attributes(element),
            false => self.foreign_attributes(element),
        };
        self.body.lacks_alternative |= name == "img" && !attributes.contains_key("alt");
        // A picture that cannot be in the book has been reported.
        if name == "img" && !attributes.contains_key("src") {
            return;
        }
        self.body.has_svg |= *namespace == ns!(svg);
        self.body.has_math |= *namespace == ns!(mathml);
        let out = &mut self.body.text;
        out.push('<');
        out.push_str(name);
        let outer = parent.and_then(|p| p.value().as_element().map(|e| &e.name.ns));
        if outer.is_some_and(|outer: &Namespace| outer != namespace) {
            write_attribute(out, "xmlns", namespace);
        }
        for (name, value) in &attributes {
            write_attribute(out, name, value);
        }
        out.push_str(if is_void(element) { "/>" } else { ">" });
    }

    fn close(&mut self, element: &Element) {
        if !is_void(element) {
            self.body.text.push_str("</");
            self.body.text.push_str(element.name());
            self.body.text.push('>');
        }
    }

    /// Sorted by name, so that their order never depends on where they come from.
    fn html_attributes(&mut self, element: &Element) -> BTreeMap<String, String> {
        let name = element.name();
        let own = OWN
            .iter()
            .find(|(owner, _)| *owner == name)
            .map_or("", |(_, list)| list);
        let mut kept = BTreeMap::new();
        for (attribute, value) in element.attrs() {
            let is_aria = attribute.starts_with("aria-") && is_name(attribute);
            if !(is_aria || is_in(GLOBAL, attribute) || is_in(own, attribute)) {
                continue;
            }
            let value = match attribute {
                "id" => match id(value) {
                    own if !value.is_empty() && self.written.insert(own.clone()) => own,
                    _ => continue,
                },
                "href" => {
                    let outward = element.attr("rel").is_some_and(|rel| {
                        rel.split_ascii_whitespace().any(|word| word == "external")
                    });
                    match self.around.link(value, outward) {
                        Some(address) => address,
                        None => continue,
                    }
                }
                "src" => match self.around.picture(value) {
                    Some(path) => path,
                    None => continue,
                },
                "width" | "height" if value.parse::<u32>().is_err() => continue,
                _ if is_in(ID_LISTS, attribute) => match self.id_list(value) {
                    list if list.is_empty() => continue,
                    list => list,
                },
                _ => value.to_owned(),
            };
            kept.insert(attribute.to_owned(), value);
        }
        if let Some(language) = kept.get("lang").cloned() {
            kept.insert("xml:lang".to_owned(), language);
        }
        // Not every reader opens them, and paper cannot.
        if name == "details" {
            kept.insert("open".to_owned(), "open".to_owned());
        }
        let role = kept.get("role").map(String::as_str);
        if let Some((_, kind)) = EPUB_TYPES.iter().find(|(known, _)| role == Some(*known)) {
            kept.entry("epub:type".to_owned())
                .or_insert_with(|| (*kind).to_owned());
        }
        kept
    }

    fn id_list(&self, value: &str) -> String {
        let ids = value.split_ascii_whitespace().map(id);
        let there: Vec<String> = ids.filter(|id| self.body.ids.contains(id)).collect();
        there.join(" ")
    }

    /// Attributes of SVG and MathML.
    fn foreign_attributes(&mut self, element: &Element) -> BTreeMap<String, String> {
        let mut kept = BTreeMap::new();
        for (
            QualName {
                ns: namespace,
                local,
                ..
            },
            value,
        ) in &element.attrs
        {
            let local: &str = local;
            let leads = *namespace == ns!(xlink) || *namespace == ns!();
            let value: &str = value;
            let value = match local {
                "href" if leads => match (value.strip_prefix('#'), element.name()) {
                    (Some(here), _) => Some(format!("#{}", id(here))),
                    (None, "a") => self.around.link(value, false),
                    (None, "image") => self.around.picture(value),
                    (None, _) => None,
                },
                "id" => Some(id(value)).filter(|own| self.written.insert(own.clone())),
                _ if is_in(ID_LISTS, local) => {
                    Some(self.id_list(value)).filter(|list| !list.is_empty())
                }
                "focusable" | "tabindex" => None,
                _ if local.starts_with("on") || local.starts_with("data-") => None,
                _ if *namespace != ns!() || !is_name(local) => None,
                _ => Some(value.to_owned()),
            };
            if let Some(value) = value {
                // Older e-readers know `href` of what is used from elsewhere by this name alone.
                let is_use = local == "href" && element.name() == "use";
                let name = match *namespace == ns!(xlink) || is_use {
                    true => {
                        kept.insert("xmlns:xlink".to_owned(), ns!(xlink).to_string());
                        format!("xlink:{local}")
                    }
                    false => local.to_owned(),
                };
                kept.insert(name, value);
            }
        }
        kept
    }

    fn online(&mut self) {
        let (address, words) = self.around.online();
        let out = &mut self.body.text;
        out.push_str("<a");
        write_attribute(out, "href", &address);
        out.push('>');
        escape(out, &words, false);
        out.push_str("</a>");
    }

    fn task(&mut self, element: &Element) {
        let is_done = element.attr("checked").is_some();
        let out = &mut self.body.text;
        out.push_str("<span");
        if let Some(words) = element.attr("aria-label") {
            write_attribute(out, "role", "img");
            write_attribute(out, "aria-label", words);
        }
        out.push('>');
        out.push(if is_done { '\u{2611}' } else { '\u{2610}' });
        out.push_str("</span>");
    }
}

fn is_void(element: &Element) -> bool {
    element.name.ns == ns!(html) && is_in(VOID, element.name())
}

fn write_attribute(out: &mut String, name: &str, value: &str) {
    out.push(' ');
    out.push_str(name);
    out.push_str("=\"");
    escape(out, value, true);
    out.push('"');
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// Every link and picture is where it says.
    struct Plain;

    impl Around for Plain {
        fn link(&mut self, href: &str, _: bool) -> Option<String> {
            Some(href.to_owned())
        }
        fn picture(&mut self, src: &str) -> Option<String> {
            Some(src.to_owned())
        }
        fn online(&self) -> (String, String) {
            ("https://example.org/".to_owned(), "Online".to_owned())
        }
    }

    fn text(html: &str) -> String {
        body(html, &mut Plain).text
    }

    fn is_well_formed(text: &str) -> bool {
        let document = format!(
            "<html xmlns=\"http://www.w3.org/1999/xhtml\" xmlns:epub=\"http://www.idpf.org/2007/ops\">{text}</html>"
        );
        roxmltree::Document::parse(&document).is_ok()
    }

    #[test]
    fn html_becomes_xml() {
        assert_eq!(
            text("<p>a<br>b &nbsp;&amp; c<p>d"),
            "<p>a<br/>b \u{a0}&amp; c</p><p>d</p>"
        );
        assert_eq!(
            text("<ul><li>a<li hidden>b"),
            "<ul><li>a</li><li hidden=\"\">b</li></ul>"
        );
        assert_eq!(
            text("<i lang=tr>x</i>"),
            "<i lang=\"tr\" xml:lang=\"tr\">x</i>"
        );
    }

    #[test]
    fn what_a_book_cannot_hold_is_left_out_and_its_words_stay() {
        assert_eq!(
            text("<p onclick=a style=b>x<script>y</script><button>z</button>"),
            "<p>x</p>"
        );
        assert_eq!(text("<center><my-box a$=1>x</my-box></center>"), "x");
        assert_eq!(text("<noscript><p>x</p></noscript>"), "<p>x</p>");
        let link = "<a href=\"https://example.org/\">Online</a>";
        assert_eq!(text("<form><label>x<input></label></form>"), link);
        assert_eq!(text("<iframe src=x></iframe>"), link);
        assert_eq!(
            text("<li><input type=checkbox checked disabled aria-label=Done> x"),
            "<li><span role=\"img\" aria-label=\"Done\">\u{2611}</span> x</li>"
        );
    }

    #[test]
    fn what_is_used_from_elsewhere_is_found_by_older_readers() {
        assert_eq!(
            text("<svg><g id=a></g><use href='#a'/></svg>"),
            "<svg xmlns=\"http://www.w3.org/2000/svg\"><g id=\"a\"></g><use xlink:href=\"#a\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"></use></svg>"
        );
    }

    #[test]
    fn svg_keeps_its_namespace() {
        assert_eq!(
            text("<svg viewBox='0 0 1 1' onload=x><use xlink:href='#a'/><title>t</title></svg>"),
            "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 1 1\"><use xlink:href=\"#a\" xmlns:xlink=\"http://www.w3.org/1999/xlink\"></use><title>t</title></svg>"
        );
    }

    #[test]
    fn ids_are_names_of_xml_and_lists_of_ids_name_what_is_there() {
        assert_eq!(id("a-1"), "a-1");
        assert_eq!(id("7-oh"), "u_7-oh");
        assert_eq!(id("ş_"), "u__15f__5f_");
        assert_eq!(
            text("<p id=a>x<p id=a aria-labelledby='a b'>y"),
            "<p id=\"a\">x</p><p aria-labelledby=\"a\">y</p>"
        );
        assert_eq!(text("<p aria-describedby=b>y"), "<p>y</p>");
    }

    proptest! {
        #[test]
        fn any_text_becomes_well_formed(html in "([<>/=\"'&;a-z !?\\-\\x00-\\x1f]|<p|<svg|<a href=|<!--|<table>|<math>|&#1;|\\PC){0,60}") {
            let text = text(&html);
            prop_assert!(is_well_formed(&text), "{text}");
        }

        #[test]
        fn two_ids_never_become_one(a in "[u_a5f0-9é-]{1,6}", b in "[u_a5f0-9é-]{1,6}") {
            prop_assert_eq!(a == b, id(&a) == id(&b));
        }
    }
}
