//! Components: their arguments as templates see them, and what else they are told.

use tera::{Context, Value};

use super::{Body, Mode, Page};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{ArgValue, ComponentCall, Slot};
use crate::render::context;
use crate::resolve::{TAPER, Target};

/// What a reader should see before the list of contents.
const KEY_POINTS: &str = "key_points";

/// A safety notice, from `notices.toml`.
const NOTICE: &str = "notice";

/// Numbers to call, from `helplines.toml`.
const HELPLINES: &str = "helplines";

/// Whether a text may be cut after this beginning: no list, quotation or box is open.
fn is_whole(beginning: &str) -> bool {
    [
        ("<ul", "</ul>"),
        ("<ol", "</ol>"),
        ("<blockquote", "</blockquote>"),
        ("<div", "</div>"),
    ]
    .iter()
    .all(|(start, end)| beginning.matches(start).count() == beginning.matches(end).count())
}

impl<'r> Body<'r> {
    pub(super) fn component(&mut self, out: &mut String, call: &'r ComponentCall, slot: &Slot) {
        let mut args = Context::new();
        if call.name == NOTICE {
            self.notice_args(call, &mut args);
        } else if call.name == TAPER {
            let level = self.heading_level(slot);
            self.taper_args(call, level, &mut args);
        } else {
            for argument in &call.args {
                let value = self.value(&argument.value, &mut args);
                args.insert_value(argument.name.clone(), value);
            }
        }
        let (renderer, page, head) = (self.renderer, self.page, self.head);
        let mut implicits = self
            .implicits
            .get_or_insert_with(|| {
                let template = self.site.pages[page].template();
                let made = || renderer.page_head(page, renderer.templates.wanted(template));
                let mut implicits = Context::new();
                let head = head.map_or_else(made, Page::clone);
                implicits.insert_value("page", Value::from(head));
                implicits
            })
            .clone();
        implicits.insert("heading_level", &self.heading_level(slot));
        // Feeds, the book and the whole guide have no scripts.
        implicits.insert("interactive", &(self.mode == Mode::Site));
        let language = self.language();
        if call.name == NOTICE {
            let is_foreign = self.site.languages[language].has_main_notices;
            let foreign = context::foreign(self.site, language, is_foreign);
            implicits.insert_value("foreign", foreign);
        }
        // Only components that ask for an image's size are told it.
        if let Some(info) = self.renderer.engines[language].get_component_definition(&call.name) {
            for size in ["width", "height"] {
                if !info.args().iter().any(|a| a.name() == size) {
                    args.remove(size);
                }
            }
        }
        match self
            .renderer
            .component(language, &call.name, &args, &implicits)
        {
            Ok(html) => {
                if call.name == HELPLINES {
                    self.judge_helplines(call, slot, &html);
                }
                out.push_str(html.trim());
                // Within another component `out` is not the page's text.
                let is_first = self.depth == 1 && self.opening == 0;
                if call.name == KEY_POINTS && is_first && is_whole(out) {
                    self.opening = out.len();
                }
            }
            Err(error) => {
                let page = &self.site.pages[self.page];
                let mut diagnostic = self.renderer.templates.diagnose(
                    &error,
                    &format!("components/{}.html", call.name),
                    Some(&page.file),
                );
                if diagnostic.span.is_none() {
                    // The component refused its arguments: the article is the place.
                    diagnostic = Diagnostic::new(Code::ComponentArgument, error.to_string())
                        .in_file(&page.file)
                        .at(slot.span);
                }
                self.error.get_or_insert(diagnostic);
            }
        }
    }

    /// A box of help lines shows what it names: an empty one would be found by whoever needs it.
    fn judge_helplines(&mut self, call: &ComponentCall, slot: &Slot, html: &str) {
        let countries = &self.site.languages[self.language()].helplines.countries;
        let known = || {
            countries
                .iter()
                .map(|country| country.code.get_ref().as_str())
        };
        let unknown = call
            .strings("country")
            .find(|code| !known().any(|other| other == *code));
        let diagnostic = if let Some(code) = unknown {
            Diagnostic::new(
                Code::ComponentArgument,
                format!("`helplines.toml` has no country `{code}`"),
            )
            .at(call.span_of("country").unwrap_or(slot.span))
            .suggest(code, known())
        } else if !html.contains("<li") {
            Diagnostic::new(Code::ComponentArgument, "this block shows no help line")
                .at(slot.span)
                .help(
                    "`helplines.toml` has none of this kind and country: add one, or choose others",
                )
        } else {
            return;
        };
        let file = &self.site.pages[self.page].file;
        self.error.get_or_insert(diagnostic.in_file(file));
    }

    /// One deeper than the heading above the component.
    fn heading_level(&self, slot: &Slot) -> u8 {
        let above = self
            .headings
            .iter()
            .take_while(|h| h.span.start < slot.span.start)
            .last();
        let level = above.map_or(1, |h| h.level) + 1;
        match self.mode {
            Mode::Site | Mode::Scriptless | Mode::Search => level.min(6),
            Mode::WholeGuide { deeper } => (level + deeper).min(6),
        }
    }

    fn notice_args(&mut self, call: &ComponentCall, args: &mut Context) {
        let name = call.str_arg("name").unwrap_or_default();
        let site = self.site;
        let Some(notice) = site.languages[self.language()].notices.get(name) else {
            return;
        };
        let short = call.bool_arg("short") == Some(true);
        let text = self.linked(if short { &notice.short } else { &notice.text });
        args.insert("name", name);
        args.insert("kind", notice.kind.name());
        args.insert("title", &notice.title);
        args.insert_value("text", Value::safe_string(&text));
        args.insert("short", &short);
    }

    /// An argument as the template sees it; an image brings its size along.
    fn value(&mut self, value: &'r ArgValue, args: &mut Context) -> Value {
        match value {
            ArgValue::String(text) => Value::normal_string(text),
            ArgValue::Integer(number) => Value::from(*number),
            ArgValue::Float(number) => Value::from(*number),
            ArgValue::Bool(switch) => Value::from(*switch),
            ArgValue::Markdown(fragment) => {
                let mut html = String::new();
                self.fragment(&mut html, fragment);
                Value::safe_string(&html)
            }
            ArgValue::Image(src) => match self.targets.next() {
                Some(Target::Image(id)) => {
                    let asset = self.site.assets.get(*id);
                    if let Some((width, height)) = asset.size {
                        args.insert("width", &width);
                        args.insert("height", &height);
                    }
                    Value::safe_string(&self.image_address(asset))
                }
                _ => Value::normal_string(src),
            },
            ArgValue::Array(items) => {
                let items: Vec<Value> = items.iter().map(|item| self.value(item, args)).collect();
                Value::from(items)
            }
            ArgValue::Table(entries) => {
                let mut table = tera::Map::default();
                for (key, item) in entries {
                    let item = self.value(item, args);
                    table.insert(key.clone().into(), item);
                }
                Value::from(table)
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_text_is_not_cut_inside_a_list() {
        assert!(is_whole(
            "<p>One</p><div class=\"key-points\"><ul><li>Two</li></ul></div>"
        ));
        assert!(!is_whole("<ul><li><div class=\"key-points\"></div>"));
    }
}
