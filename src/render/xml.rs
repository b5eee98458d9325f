//! Text of XML: of the e-book, the feed and the sitemap.
//!
//! XML is stricter than HTML: some characters may not stand in it in any form, and one
//! of them, pasted with a text, would keep the whole file from being read.

/// Adds text, or an attribute's value. Characters that XML forbids are left out.
pub(super) fn escape(out: &mut String, text: &str, is_attribute: bool) {
    for c in text.chars() {
        match c {
            '&' => out.push_str("&amp;"),
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '"' if is_attribute => out.push_str("&quot;"),
            '\t' | '\n' if is_attribute => out.push(' '),
            '\t' | '\n' => out.push(c),
            '\r' => out.push(' '),
            '\0'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            c => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_written_can_be_read_as_xml() {
        let text = "a & b < c > d \"e\" 'f'\u{c}\u{0}\u{1b}\u{ffff}\r\n\tğ";
        let mut xml = "<a b=\"".to_owned();
        escape(&mut xml, text, true);
        xml.push_str("\">");
        escape(&mut xml, text, false);
        xml.push_str("</a>");
        let read = roxmltree::Document::parse(&xml).expect("well-formed");
        let element = read.root_element();
        let plain = "a & b < c > d \"e\" 'f'";
        assert_eq!(element.text(), Some(&*format!("{plain} \n\tğ")));
        assert_eq!(element.attribute("b"), Some(&*format!("{plain}   ğ")));
    }
}
