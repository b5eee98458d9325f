//! A page's text: a fragment's slots, filled.
//!
//! In: a page of the site. Out: its HTML, with what the templates around it need to know
//! of it ([`Text`]). `component` fills the slots of components, `taper` those of
//! calculators, `numbering` counts references. Nothing is kept from page to page.

mod component;
mod numbering;
mod taper;

use std::fmt::Write as _;

use tera::Context;

use super::page::Page;
use super::{Renderer, context, guide};
use crate::diagnostic::{Code, Diagnostic};
use crate::parse::{
    Fragment, Grade, Heading, Image, Marker, Part, Scope, Slot, escape_attribute, escape_text,
};
use crate::resolve::{
    Asset, LinkedFragment, PageId, Site, Target, encode, encode_external, encode_written,
};

pub(super) use numbering::{Numbering, reference_values};
pub(crate) use taper::words;

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
        head: Option<&Page>,
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
            headings_above: 0,
            grades: Vec::new(),
            opening: 0,
            depth: 0,
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

/// What an address of the site asks the page for, as written.
fn query_of(dest: &str) -> Option<&str> {
    let before = dest.split('#').next().unwrap_or(dest);
    before.split_once('?').map(|(_, query)| query)
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
    /// `page` of what is shown, where it was made for the page's template.
    head: Option<&'r Page>,
    /// What every component of the page sees; most pages have none.
    implicits: Option<Context>,
    /// How many calculators stand above.
    calculators: u32,
    /// How many headings stand above, the one that is being written among them.
    headings_above: usize,
    grades: Vec<(usize, Grade, Option<Scope>)>,
    /// Where the key points end in the text.
    opening: usize,
    /// How many fragments are being written: those of components stand in the page's.
    depth: u32,
    error: Option<Diagnostic>,
}

impl<'r> Body<'r> {
    fn language(&self) -> usize {
        self.site.pages[self.page].language
    }

    fn fragment(&mut self, out: &mut String, fragment: &'r Fragment) {
        self.depth += 1;
        let mut written = 0;
        for slot in &fragment.slots {
            let at = slot.at as usize;
            out.push_str(&fragment.html[written..at]);
            written = at;
            self.slot(out, slot);
        }
        out.push_str(&fragment.html[written..]);
        self.depth -= 1;
    }

    fn slot(&mut self, out: &mut String, slot: &'r Slot) {
        match &slot.part {
            Part::IdPrefix => out.push_str(&self.prefix),
            Part::HeadingStart(level) => {
                self.headings_above += 1;
                out.push(self.level(*level));
                out.push_str(" id=\"");
                out.push_str(&self.prefix);
            }
            Part::HeadingEnd(level) => out.push(self.level(*level)),
            Part::Link(dest) => match self.targets.next() {
                Some(Target::External) | None => escape_attribute(out, &encode_external(dest)),
                Some(target) => {
                    match query_of(dest) {
                        Some(query) => escape_attribute(out, &self.asked(target, query)),
                        None => out.push_str(&self.address(target)),
                    }
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

    /// The digit of a heading's level.
    fn level(&self, level: u8) -> char {
        let deeper = match self.mode {
            Mode::Site | Mode::Scriptless | Mode::Search => 0,
            Mode::WholeGuide { deeper } => deeper,
        };
        char::from(b'0' + (level + deeper).min(6))
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

    /// The address of something of the site with a question to its script: one file that
    /// needs no other has none, so it leads to the site.
    fn asked(&self, target: &Target, query: &str) -> String {
        let is_whole = matches!(self.mode, Mode::WholeGuide { .. });
        let (mut address, fragment) = match target {
            Target::Page(page, fragment) if is_whole => {
                let url = &self.site.pages[*page].url;
                (context::permalink(self.site, url), fragment.as_deref())
            }
            Target::Page(page, fragment) => {
                let address = self.renderer.addresses.page(*page).to_owned();
                (address, fragment.as_deref())
            }
            Target::Here(fragment) if is_whole => {
                let url = &self.site.pages[self.page].url;
                (context::permalink(self.site, url), Some(&**fragment))
            }
            Target::Here(fragment) => (String::new(), Some(&**fragment)),
            Target::File(_) => (self.address(target), None),
            Target::Image(_) | Target::External | Target::Broken => return self.address(target),
        };
        address.push('?');
        address.push_str(&encode_written(query));
        if let Some(fragment) = fragment.filter(|f| !f.is_empty()) {
            address.push('#');
            address.push_str(&encode(fragment));
        }
        address
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
            Mode::Site | Mode::Scriptless | Mode::Search => context::url(self.site, path),
            Mode::WholeGuide { .. } => context::permalink(self.site, path),
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
            let section = self.headings_above;
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
                let id = self.numbering.id(number);
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
            out.push_str("<a ");
            let number = if with_ids {
                let (number, is_first) = self.numbering.cite(key);
                if is_first {
                    let _ = write!(out, "id=\"cite-{}\" ", self.numbering.id(number));
                }
                number
            } else {
                self.numbering.mention(key)
            };
            let id = self.numbering.id(number);
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
}
