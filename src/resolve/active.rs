//! Files that a browser would run, or a server.
//!
//! Whoever writes articles is trusted with words, not with code. A page of theirs among
//! the site's files would run with the site's own rights, and so would a script that it
//! loads; both belong to whoever owns `static/`.

use super::{is_external, refused_scheme};

/// Endings of files that run and that the tables of types do not know as such. Some
/// servers take the last ending that they know, and run what has any of theirs.
const ACTIVE: [&str; 21] = [
    "asp", "aspx", "atom", "cgi", "cjs", "hta", "htc", "jsp", "mht", "mhtml", "phar", "php",
    "phtml", "shtm", "shtml", "stm", "svgz", "xht", "xml", "xsl", "xslt",
];

/// Endings of images that browsers show.
const IMAGES: [&str; 10] = [
    "apng", "avif", "bmp", "gif", "ico", "jpeg", "jpg", "png", "svg", "webp",
];

/// Whether a browser shows the file as an image, told by its name.
pub(super) fn is_image(path: &str) -> bool {
    let ending = path.rsplit_once('.').map(|(_, ending)| ending);
    ending.is_some_and(|ending| IMAGES.iter().any(|e| e.eq_ignore_ascii_case(ending)))
}

/// What of a file would run: it is known by its name or by its bytes.
pub(crate) fn problem_of(path: &str, bytes: &[u8]) -> Option<String> {
    let name = path.rsplit('/').next().unwrap_or(path);
    let mut endings = name.split('.').skip(1);
    if let Some(ending) = endings.find(|ending| runs(ending)) {
        return Some(format!("its name has the ending `.{ending}`"));
    }
    let kind = mime_guess::from_path(name).first();
    match kind.as_ref().map(mime_guess::Mime::essence_str) {
        Some("image/svg+xml") => problem_of_svg(bytes),
        Some("text/plain" | "text/csv") => None,
        // Without a type from the host, a browser looks at how the file begins.
        _ => {
            let start = bytes.trim_ascii_start().first();
            (start == Some(&b'<')).then(|| "it begins as a page does, with `<`".to_owned())
        }
    }
}

fn runs(ending: &str) -> bool {
    let ending = ending.to_ascii_lowercase();
    ACTIVE.contains(&ending.as_str())
        || ending.starts_with("php")
        || mime_guess::from_ext(&ending).iter().any(|kind| {
            let is_xml = kind.subtype() == "xml" || kind.suffix().is_some_and(|s| s == "xml");
            let is_page = kind.subtype() == "html";
            let is_script = kind.subtype().as_str().ends_with("javascript");
            is_page || is_script || kind.subtype() == "wasm" || (is_xml && kind.subtype() != "svg")
        })
}

/// What in an SVG runs, or comes from elsewhere. As an image it could do neither, but
/// every image can be opened by itself.
pub(crate) fn problem_of_svg(bytes: &[u8]) -> Option<String> {
    let options = roxmltree::ParsingOptions {
        allow_dtd: true,
        ..roxmltree::ParsingOptions::default()
    };
    let Ok(text) = std::str::from_utf8(bytes) else {
        return Some("it is not UTF-8".to_owned());
    };
    let document = match roxmltree::Document::parse_with_options(text, options) {
        Ok(document) => document,
        Err(error) => return Some(format!("it is no XML: {error}")),
    };
    // Browsers would read other letters than these, or attributes that only it names.
    if declares_an_encoding(text) {
        return Some("its first line names an encoding other than UTF-8".to_owned());
    }
    if declares_in_doctype(text) {
        return Some("it has declarations of its own in `<!DOCTYPE`".to_owned());
    }
    document.descendants().find_map(problem_of_node)
}

fn problem_of_node(node: roxmltree::Node<'_, '_>) -> Option<String> {
    if node.pi().is_some_and(|pi| pi.target == "xml-stylesheet") {
        return Some("its style comes from elsewhere".to_owned());
    }
    if !node.is_element() {
        return None;
    }
    let tag = node.tag_name();
    let name = tag.name();
    match name {
        "script" => return Some("it has a script".to_owned()),
        "foreignObject" => return Some("it has `foreignObject`".to_owned()),
        "style" => {
            let texts = node.descendants().filter(roxmltree::Node::is_text);
            let sheet: String = texts.filter_map(|text| text.text()).collect();
            if style_loads(&sheet) {
                return Some("its style comes from elsewhere".to_owned());
            }
        }
        _ => {}
    }
    if matches!(tag.namespace(), Some("http://www.w3.org/1999/xhtml")) {
        return Some(format!("it has `{name}`, which belongs to pages"));
    }
    for attribute in node.attributes() {
        let value = attribute.value().trim();
        let key = attribute.name();
        if key.starts_with("on") {
            return Some(format!("it has a script, in `{key}`"));
        }
        // An animation can write them.
        if key == "attributeName" && (value.starts_with("on") || value.ends_with("href")) {
            return Some(format!("it changes `{value}` while it is shown"));
        }
        let shown = match (key, name) {
            ("href", "a") => {
                // Browsers leave these out of an address before they read it.
                let bare: String = value.chars().filter(|c| !c.is_control()).collect();
                is_external(&bare) && refused_scheme(&bare).is_some()
            }
            ("href", _) => !value.starts_with('#') && !value.starts_with("data:image/"),
            _ => style_loads(value),
        };
        if shown {
            return Some(match name {
                "a" => format!("it leads to `{value}`"),
                _ => format!("it shows `{value}`, which lies elsewhere"),
            });
        }
    }
    None
}

/// Whether a style asks for other files. With `\` it could do so in any letters.
fn style_loads(style: &str) -> bool {
    let style = style.to_ascii_lowercase();
    let mut addresses = style
        .split("url(")
        .skip(1)
        .map(|rest| rest.trim_start_matches(|c: char| c.is_whitespace() || c == '"' || c == '\''));
    style.contains("@import")
        || style.contains("image-set(")
        || (style.contains('\\') && style.contains('('))
        || (style.contains('\\') && style.contains('@'))
        || addresses.any(|at| !at.starts_with('#') && !at.starts_with("data:"))
}

fn declares_an_encoding(text: &str) -> bool {
    let declaration = text.strip_prefix('\u{feff}').unwrap_or(text);
    let Some((declaration, _)) = declaration
        .strip_prefix("<?xml")
        .and_then(|rest| rest.split_once("?>"))
    else {
        return false;
    };
    let packed: String = declaration.split_whitespace().collect();
    let packed = packed.to_ascii_lowercase().replace('\'', "\"");
    packed.contains("encoding=") && !packed.contains("encoding=\"utf-8\"")
}

/// Whether a document type brings declarations: default attributes, such as `onload`, are
/// set by browsers and not by the parser that looks here.
fn declares_in_doctype(text: &str) -> bool {
    text.match_indices("<!DOCTYPE").any(|(start, _)| {
        let mut quote = None;
        for c in text[start..].chars() {
            match (quote, c) {
                (None, '[') => return true,
                (None, '>') => return false,
                (None, '"' | '\'') => quote = Some(c),
                (Some(open), c) if open == c => quote = None,
                _ => {}
            }
        }
        false
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn pages_and_scripts_are_known_by_any_ending() {
        for bad in [
            "x.html",
            "x.HTM",
            "a/x.xhtml",
            "x.xht",
            "x.js",
            "x.mjs",
            "x.wasm",
            "x.xml",
            "x.xsl",
            "x.rss",
            "x.php8",
            "x.html.en",
            "x.php.png",
            "x.svgz",
            "x.kml",
        ] {
            assert!(problem_of(bad, b"x").is_some(), "{bad}");
        }
        for good in [
            "x.pdf",
            "x.csv",
            "x.json",
            "x.txt",
            "x.ics",
            "x.png",
            "dose-1.5.png",
            "x.mp3",
            "x.zip",
            "x.odt",
            "x.docx",
            "Containerfile",
            "x.yml",
            "x.sh",
            "js/x.png",
        ] {
            assert_eq!(problem_of(good, b"x"), None, "{good}");
        }
    }

    #[test]
    fn what_begins_as_a_page_is_one_unless_its_type_is_known() {
        assert!(problem_of("x", b" \n<script>").is_some());
        assert!(problem_of("x.unknown", b"<!doctype html>").is_some());
        assert_eq!(problem_of("x.txt", b"<3"), None);
    }

    #[test]
    fn images_are_told_by_their_name() {
        assert!(is_image("a/x.PNG") && is_image("x.svg"));
        assert!(!is_image("x.pdf") && !is_image("x.html") && !is_image("png"));
    }

    #[test]
    fn pictures_that_run_or_load_are_found() {
        let svg = |inner: &str| format!("<svg xmlns='http://www.w3.org/2000/svg'>{inner}</svg>");
        for inner in [
            "<script/>",
            "<g onload='x()'/>",
            "<foreignObject/>",
            "<iframe xmlns='http://www.w3.org/1999/xhtml'/>",
            "<image href='https://e.org/a.png'/>",
            "<use href='data:text/xml,x'/>",
            "<a href='java&#9;script:x()'/>",
            "<a><set attributeName='href' to='x'/></a>",
            "<set attributeName='onload' to='x'/>",
            "<style>@import 'x.css';</style>",
            "<style>a{}<!-- -->b{fill:url( 'https://e.org/x')}</style>",
            "<style>b{fill:u\\72l(//e.org)}</style>",
            "<path fill='URL(//e.org/x)'/>",
        ] {
            assert!(problem_of_svg(svg(inner).as_bytes()).is_some(), "{inner}");
        }
        let plain = svg("");
        for whole in [
            "<svg".to_owned(),
            format!("<?xml version='1.0' encoding='utf-16'?>{plain}"),
            format!("<?xml-stylesheet href='x.xsl' type='text/xsl'?>{plain}"),
            format!("<!DOCTYPE svg SYSTEM '>' [<!ATTLIST svg onload CDATA 'x'>]>{plain}"),
            format!("<!-- <!DOCTYPE svg> --><!DOCTYPE svg [<!ENTITY a 'b'>]>{plain}"),
        ] {
            assert!(problem_of_svg(whole.as_bytes()).is_some(), "{whole}");
        }
        let good = svg(
            "<use href='#a'/><path d='M0 0' fill='url(#b)'/><a href='https://e.org/'/>\
             <image href='data:image/png;base64,AA=='/><style>a{fill:url(#b)}</style>",
        );
        assert_eq!(problem_of_svg(good.as_bytes()), None);
        let named = format!(
            "<?xml version=\"1.0\" encoding=\"UTF-8\"?><!DOCTYPE svg PUBLIC '-//W3C//DTD SVG 1.1//EN' 'http://www.w3.org/x.dtd'>{good}"
        );
        assert_eq!(problem_of_svg(named.as_bytes()), None);
    }
}
