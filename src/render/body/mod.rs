//! A fragment's slots, filled.

mod taper;

use std::collections::HashMap;
use std::fmt::Write as _;

use tera::{Context, Value};

use super::{Renderer, guide, map};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{
    ArgValue, ComponentCall, Fragment, Grade, Heading, Image, Marker, Part, Scope, Slot,
    escape_attribute, escape_text,
};
use crate::resolve::{Asset, LinkedFragment, PageId, Site, TAPER, Target, encode};

/// Numbers of references, in order of first citation.
#[derive(Debug, Default)]
pub(super) struct Numbering {
    /// Keys by ascending number.
    pub keys: Vec<String>,
    numbers: HashMap<String, usize>,
    /// Whether there is a place in the text to lead back to, for each.
    pub led_from: Vec<bool>,
}

impl Numbering {
    /// The number of a key that is shown where no way leads back to.
    fn mention(&mut self, key: &str) -> usize {
        let next = self.keys.len();
        let index = *self.numbers.entry(key.to_owned()).or_insert_with(|| {
            self.keys.push(key.to_owned());
            self.led_from.push(false);
            next
        });
        index + 1
    }

    /// The number of a key, from 1, and whether this is the first place that it can be
    /// led back to. One place is enough: twenty links behind a reference are twenty stops
    /// of the Tab key, and an id at each citation is a tenth of an article's weight.
    fn cite(&mut self, key: &str) -> (usize, bool) {
        let number = self.mention(key);
        let is_first = !std::mem::replace(&mut self.led_from[number - 1], true);
        (number, is_first)
    }
}

/// How addresses are written.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Mode {
    /// Pages of a site.
    Site,
    /// The text of a page where neither form nor script can be: in a feed, in a book.
    Scriptless,
    /// What a search reads: no marks of evidence, no form and no script.
    Search,
    /// One file that needs no other; headings this much deeper.
    WholeGuide { deeper: u8 },
}

/// A page's text.
pub(super) struct Text {
    pub html: String,
    /// How much of `html` there is up to the end of the key points; 0 without them.
    pub opening: usize,
    /// Glossary terms in order of first use, with the id of the place.
    pub terms: Vec<(u32, String)>,
    /// For a search: grades with the number of headings above them.
    pub grades: Vec<(usize, Grade, Option<Scope>)>,
}

impl Renderer {
    /// Fills the slots of a page's text. `head` is what its components see as
    /// `page`; references are numbered on from `numbering`.
    pub(super) fn text(
        &self,
        id: PageId,
        mode: Mode,
        head: &tera::Map,
        numbering: &mut Numbering,
    ) -> Result<Text, Diagnostic> {
        let site = &*self.site;
        let page = &site.pages[id];
        let mut body = Body {
            renderer: self,
            site,
            page: id,
            mode,
            prefix: match mode {
                Mode::Site | Mode::Scriptless | Mode::Search => String::new(),
                Mode::WholeGuide { .. } => guide::id_prefix(site, id),
            },
            headings: &page.document.headings,
            targets: page.targets.iter(),
            numbering,
            terms: Vec::new(),
            head,
            implicits: None,
            calculators: 0,
            levels: 0,
            grades: Vec::new(),
            opening: 0,
            error: None,
        };
        let fragment = &page.document.body;
        let mut html = String::with_capacity(fragment.html.len() + fragment.slots.len() * 40);
        body.fragment(&mut html, fragment);
        match body.error {
            Some(error) => Err(error),
            None => Ok(Text {
                html,
                opening: body.opening,
                terms: body.terms,
                grades: body.grades,
            }),
        }
    }
}

/// What a reader should see before the list of contents.
const KEY_POINTS: &str = "key_points";

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

/// One page's text while its slots are filled.
struct Body<'r> {
    renderer: &'r Renderer,
    site: &'r Site,
    page: PageId,
    mode: Mode,
    prefix: String,
    headings: &'r [Heading],
    targets: std::slice::Iter<'r, Target>,
    /// References of the page, or of the whole guide.
    numbering: &'r mut Numbering,
    terms: Vec<(u32, String)>,
    head: &'r tera::Map,
    /// What every component of the page sees; most pages have none.
    implicits: Option<Context>,
    /// How many calculators stand above.
    calculators: u32,
    /// How many slots of headings stand above: two for each, its begin and its end.
    levels: usize,
    grades: Vec<(usize, Grade, Option<Scope>)>,
    /// Where the key points end in the text.
    opening: usize,
    error: Option<Diagnostic>,
}

impl<'r> Body<'r> {
    fn language(&self) -> usize {
        self.site.pages[self.page].language
    }

    fn fragment(&mut self, out: &mut String, fragment: &'r Fragment) {
        let mut written = 0;
        for slot in &fragment.slots {
            let at = slot.at as usize;
            out.push_str(&fragment.html[written..at]);
            written = at;
            self.slot(out, slot);
        }
        out.push_str(&fragment.html[written..]);
    }

    fn slot(&mut self, out: &mut String, slot: &'r Slot) {
        match &slot.part {
            Part::IdPrefix => out.push_str(&self.prefix),
            Part::HeadingLevel(level) => {
                self.levels += 1;
                let deeper = match self.mode {
                    Mode::Site | Mode::Scriptless | Mode::Search => 0,
                    Mode::WholeGuide { deeper } => deeper,
                };
                let _ = write!(out, "{}", (level + deeper).min(6));
            }
            Part::Link(dest) => match self.targets.next() {
                Some(Target::External) | None => escape_attribute(out, dest),
                Some(target) => {
                    let address = self.address(target);
                    out.push_str(&address);
                    if let Target::Page(page, _) = target {
                        self.other_language(out, *page);
                    }
                }
            },
            Part::Image(image) => self.image(out, image),
            Part::Marker(marker) => self.marker(out, marker),
            Part::Component(call) => self.component(out, call, slot),
            Part::Term(term) => {
                let id = self.term_id(*term);
                self.terms.push((*term, format!("{}use-{id}", self.prefix)));
            }
            Part::Ui(key) => {
                let text = self.site.languages[self.language()].strings.own(key);
                escape_attribute(out, &text);
            }
            Part::UiNumber(key, number) => {
                let text = self.site.languages[self.language()]
                    .strings
                    .own_number(key, *number);
                escape_attribute(out, &text);
            }
        }
    }

    fn term_id(&self, term: u32) -> &str {
        self.site
            .glossary(self.language())
            .get(term as usize)
            .map_or("", |t| t.id.as_str())
    }

    /// The address of something of the site, ready for an attribute.
    fn address(&self, target: &Target) -> String {
        match target {
            Target::Page(page, fragment) => match self.mode {
                Mode::Site | Mode::Scriptless | Mode::Search => {
                    let mut address = self.renderer.addresses.page(*page).to_owned();
                    if let Some(fragment) = fragment {
                        address.push('#');
                        address.push_str(&encode(fragment));
                    }
                    address
                }
                Mode::WholeGuide { .. } => {
                    guide::address(self.site, self.language(), *page, fragment.as_deref())
                }
            },
            Target::Here(fragment) => format!("#{}{}", self.prefix, encode(fragment)),
            Target::File(asset) => self.file_address(&self.site.assets.get(*asset).plain),
            Target::Image(asset) => self.image_address(self.site.assets.get(*asset)),
            Target::External | Target::Broken => String::new(),
        }
    }

    /// Says, in further attributes of a link, that its page is in another language.
    fn other_language(&self, out: &mut String, page: PageId) {
        let language = self.site.pages[page].language;
        if language != self.language() {
            let language = &self.site.languages[language];
            let _ = write!(out, "\" hreflang=\"{}\" data-language=\"", language.code);
            escape_attribute(out, &language.name);
        }
    }

    fn file_address(&self, path: &str) -> String {
        match self.mode {
            Mode::Site | Mode::Scriptless | Mode::Search => {
                format!("{}{}", self.site.config.base_path(), encode(path))
            }
            Mode::WholeGuide { .. } => format!("{}{}", self.site.config.base_url, encode(path)),
        }
    }

    /// An image's address; in the whole guide the image itself.
    fn image_address(&self, asset: &Asset) -> String {
        if !matches!(self.mode, Mode::WholeGuide { .. }) {
            return self.file_address(asset.use_hashed());
        }
        match asset.bytes() {
            Ok(bytes) => guide::data_uri(&asset.plain, &bytes),
            Err(_) => self.file_address(asset.use_hashed()),
        }
    }

    fn image(&mut self, out: &mut String, image: &Image) {
        let target = self.targets.next();
        out.push_str("<img src=\"");
        let size = match target {
            Some(Target::Image(id)) => {
                let asset = self.site.assets.get(*id);
                out.push_str(&self.image_address(asset));
                asset.size
            }
            _ => {
                escape_attribute(out, &image.src);
                None
            }
        };
        out.push_str("\" alt=\"");
        escape_attribute(out, image.alt.trim());
        if !image.title.is_empty() {
            out.push_str("\" title=\"");
            escape_attribute(out, &image.title);
        }
        if let Some((width, height)) = size {
            let _ = write!(out, "\" width=\"{width}\" height=\"{height}");
        }
        out.push_str("\" loading=\"lazy\" decoding=\"async\">");
    }

    fn marker(&mut self, out: &mut String, marker: &Marker) {
        if self.mode == Mode::Search {
            let section = self.levels.div_ceil(2);
            let grade = marker.grade.map(|grade| (section, grade, marker.scope));
            self.grades.extend(grade);
            return;
        }
        let strings = &self.site.languages[self.language()].strings;
        if let Some(grade) = marker.grade {
            out.push_str("<span class=\"claim\">");
            let grades = self.site.languages[self.language()].roles.grades;
            let tag = match grades {
                Some(page) => {
                    let target =
                        Target::Page(page, Some(format!("grade-{}", grade.id()).into_boxed_str()));
                    let _ = write!(
                        out,
                        "<a class=\"grade grade-{}\" href=\"{}\">",
                        grade.id(),
                        self.address(&target)
                    );
                    "a"
                }
                None => {
                    let _ = write!(out, "<span class=\"grade grade-{}\">", grade.id());
                    "span"
                }
            };
            out.push_str("<span class=\"visually-hidden\">");
            escape_text(out, &strings.own("evidence-grade"));
            let _ = write!(
                out,
                " </span>{}<span class=\"visually-hidden\">: ",
                grade.letter()
            );
            escape_text(out, &strings.own(grade.ui_key()));
            let _ = write!(out, "</span></{tag}>");
            if let Some(scope) = marker.scope {
                out.push_str(" <span class=\"scope\">");
                escape_text(out, &strings.own(scope.ui_key()));
                out.push_str("</span>");
            }
            if !marker.items.is_empty() {
                out.push(' ');
            }
        }
        if !marker.items.is_empty() {
            out.push_str("<span class=\"cite\">[");
            for (n, item) in marker.items.iter().enumerate() {
                if n > 0 {
                    out.push_str(", ");
                }
                let (number, is_first) = self.numbering.cite(&item.key);
                let mut id = String::new();
                escape_attribute(&mut id, &item.key);
                out.push_str("<a ");
                if is_first {
                    let _ = write!(out, "id=\"cite-{id}\" ");
                }
                let label = strings.own_number(
                    "reference-number",
                    u32::try_from(number).unwrap_or(u32::MAX),
                );
                let _ = write!(out, "href=\"#ref-{id}\" aria-label=\"");
                escape_attribute(out, &label);
                if let Some(locator) = &item.locator {
                    out.push_str(", ");
                    escape_attribute(out, locator);
                }
                let _ = write!(out, "\">{number}");
                if let Some(locator) = &item.locator {
                    out.push_str(", ");
                    escape_text(out, locator);
                }
                out.push_str("</a>");
            }
            out.push_str("]</span>");
        }
        if marker.grade.is_some() {
            out.push_str("</span>");
        }
    }

    // ---- components ----------------------------------------------------

    fn component(&mut self, out: &mut String, call: &'r ComponentCall, slot: &Slot) {
        let mut args = Context::new();
        if call.name == "notice" {
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
        let head = self.head;
        let mut implicits = self
            .implicits
            .get_or_insert_with(|| {
                let mut implicits = Context::new();
                implicits.insert_value("page", Value::from(head.clone()));
                implicits
            })
            .clone();
        implicits.insert("heading_level", &self.heading_level(slot));
        // Feeds, the book and the whole guide have no scripts.
        implicits.insert("interactive", &(self.mode == Mode::Site));
        let language = self.language();
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
                out.push_str(html.trim());
                if call.name == KEY_POINTS && self.opening == 0 && is_whole(out) {
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

    /// A text of a data file, which brings its own targets.
    fn linked(&mut self, linked: &'r LinkedFragment) -> String {
        let mut html = String::new();
        let page_targets = std::mem::replace(&mut self.targets, linked.targets.iter());
        self.fragment(&mut html, &linked.fragment);
        self.targets = page_targets;
        html
    }

    /// Adds references in brackets. Without ids nothing leads back to them: for
    /// text that may be shown several times.
    fn cites<'k>(&mut self, out: &mut String, keys: impl Iterator<Item = &'k str>, with_ids: bool) {
        if self.mode == Mode::Search {
            return;
        }
        let strings = &self.site.languages[self.language()].strings;
        for (n, key) in keys.enumerate() {
            out.push_str(if n == 0 {
                " <span class=\"cite\">["
            } else {
                ", "
            });
            let mut id = String::new();
            escape_attribute(&mut id, key);
            out.push_str("<a ");
            let number = if with_ids {
                let (number, is_first) = self.numbering.cite(key);
                if is_first {
                    let _ = write!(out, "id=\"cite-{id}\" ");
                }
                number
            } else {
                self.numbering.mention(key)
            };
            let label = u32::try_from(number).unwrap_or(u32::MAX);
            let _ = write!(out, "href=\"#ref-{id}\" aria-label=\"");
            escape_attribute(out, &strings.own_number("reference-number", label));
            let _ = write!(out, "\">{number}</a>");
        }
        if out.ends_with("</a>") {
            out.push_str("]</span>");
        }
    }

    /// Notes that something went wrong on this page; the first counts.
    fn fail(&mut self, message: String) {
        let page = &self.site.pages[self.page];
        let diagnostic = Diagnostic::new(Code::Strings, message)
            .in_file(&page.file)
            .help("correct the string in `locales/`");
        self.error.get_or_insert(diagnostic);
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

/// References of a page as templates see them.
pub(super) fn reference_values(site: &Site, language: usize, numbering: &Numbering) -> Value {
    let mut values = Vec::with_capacity(numbering.keys.len());
    for (n, key) in numbering.keys.iter().enumerate() {
        let Some(reference) = site.bibliography.get(key) else {
            continue;
        };
        let back = numbering.led_from[n].then(|| format!("cite-{key}"));
        values.push(map([
            ("number", Value::from(n + 1)),
            ("key", Value::from(key.clone())),
            ("html", Value::safe_string(&reference.html)),
            (
                "links",
                super::context::reference_links(site, language, reference),
            ),
            ("checked", Value::from(reference.checked)),
            ("back", back.map_or_else(Value::none, Value::from)),
        ]));
    }
    Value::from(values)
}

pub(crate) use taper::words;

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

    #[test]
    fn numbers_follow_the_first_citation() {
        let mut numbering = Numbering::default();
        assert_eq!(numbering.cite("b"), (1, true));
        assert_eq!(numbering.cite("a"), (2, true));
        assert_eq!(numbering.cite("b"), (1, false));
    }
}
