//! Where links, images and references of every page lead.

use std::borrow::Cow;

use rayon::prelude::*;

use super::active::is_image;
use super::address::{decode, elsewhere, folder_with, is_external, join};
use super::assets::{AssetId, Collector};
use super::places::{has_id, no_heading};
use super::{LinkedFragment, Page, PageId, Site};
use crate::config::leads_nowhere;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, closest};
use crate::parse::{ArgValue, Fragment, Part, composed};

/// Where a link or image leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Target {
    /// A page of the site, perhaps a heading of it.
    Page(PageId, Option<Box<str>>),
    /// A place on the same page.
    Here(Box<str>),
    /// A file, under its own name.
    File(AssetId),
    /// An image, under its hashed name.
    Image(AssetId),
    /// Another site, `mailto:` and so on.
    External,
    /// Nowhere; there is a diagnostic.
    Broken,
}

/// An address within the site as it is written, taken apart.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Destination<'a> {
    /// The way to the file, decoded.
    pub(crate) path: Cow<'a, str>,
    /// What follows it: `?query` and `#fragment`, as written.
    pub(crate) rest: &'a str,
}

impl<'a> Destination<'a> {
    /// Of a link.
    pub(crate) fn of_link(dest: &'a str) -> Self {
        let (path, rest) = dest.split_at(dest.find(['?', '#']).unwrap_or(dest.len()));
        Self {
            path: decode(path),
            rest,
        }
    }

    /// Of an image, whose file may have any name.
    pub(crate) fn of_image(src: &'a str) -> Self {
        Self {
            path: decode(src),
            rest: "",
        }
    }

    /// The place on the page, decoded.
    fn fragment(&self) -> Option<Cow<'a, str>> {
        self.rest.split_once('#').map(|(_, id)| decode(id))
    }

    /// Whether it names no file, so that it leads to the page that it stands on.
    fn is_here(&self) -> bool {
        self.path.is_empty()
    }

    /// The content path of what it names in the file `from`; nothing when that is
    /// not below `content/`.
    pub(crate) fn content_path(&self, from: &str) -> Option<String> {
        match self.path.strip_prefix('/') {
            Some(path) => Some(path.to_owned()),
            None => join(from, &self.path),
        }
    }
}

/// Where a link to a content path leads, and its page, if it is one. A page that is
/// not translated is the original; readers are told. A name whose accents are written in
/// another way looks the same, and on some systems it is.
pub(crate) fn page_there<'a>(site: &'a Site, path: &'a str) -> Option<(&'a str, PageId)> {
    let original = || {
        let is_absent = site.absent.contains_key(path);
        let original = site.original_path(path).filter(|_| !is_absent)?;
        Some((original, page_of(site, original)?))
    };
    let lookalike = || {
        let is_named = !path.is_ascii() && path.ends_with(".md");
        let named = is_named.then(|| composed(path))?;
        let id = site.pages.iter().position(|p| composed(&p.path) == named)?;
        Some((&*site.pages[id].path, id))
    };
    page_of(site, path)
        .map(|id| (path, id))
        .or_else(original)
        .or_else(lookalike)
}

/// A file that a link or image wants, before it is known whether it is there.
struct Wish {
    /// Which of the text's targets it becomes.
    index: usize,
    path: String,
    /// From the root of `static/`, not of `content/`.
    is_static: bool,
    is_image: bool,
    span: Span,
}

/// Where the links of a text lead, as far as other pages go.
#[derive(Default)]
struct Leads {
    targets: Vec<Target>,
    /// The rest of them: those are [`Target::Broken`] so far.
    wishes: Vec<Wish>,
    /// Pages that are meant by links with a mistake in them: they are linked to all the same.
    meant: Vec<PageId>,
    errors: Vec<Diagnostic>,
}

/// Resolves every link; also fills in backlinks.
pub(super) fn resolve(site: &mut Site, assets: &mut Collector<'_>, found: &mut Diagnostics) {
    let leads: Vec<Leads> = site
        .pages
        .par_iter()
        .map(|page| leads_of(site, Origin::page(page), &page.document.body))
        .collect();
    let mut backlinks: Vec<Vec<PageId>> = vec![Vec::new(); site.pages.len()];
    for (id, mut leads) in leads.into_iter().enumerate() {
        let meant = std::mem::take(&mut leads.meant);
        let targets = grant(Origin::page(&site.pages[id]), leads, assets, found);
        let linked = targets.iter().filter_map(|target| match target {
            Target::Page(to, _) => Some(*to),
            _ => None,
        });
        for to in linked.chain(meant) {
            if to != id && backlinks[to].last() != Some(&id) {
                backlinks[to].push(id);
            }
        }
        site.page_mut(id).targets = targets;
    }
    for (id, links) in backlinks.into_iter().enumerate() {
        site.page_mut(id).backlinks = links;
    }
}

/// Notices link like an article that lies where their file lies.
pub(super) fn resolve_notices(
    site: &mut Site,
    assets: &mut Collector<'_>,
    found: &mut Diagnostics,
) {
    for language in 0..site.languages.len() {
        let file = site.languages[language].notices_file.clone();
        let mut notices = std::mem::take(&mut site.frame_mut().languages[language].notices);
        let origin = Origin::data(&file);
        for notice in notices.values_mut() {
            for linked in [&mut notice.text, &mut notice.short] {
                resolve_from(site, assets, origin, linked, found);
            }
        }
        site.frame_mut().languages[language].notices = notices;
    }
}

/// Resolves the links of a text that stands in a data file.
pub(super) fn resolve_data(
    site: &Site,
    assets: &mut Collector<'_>,
    file: &str,
    linked: &mut LinkedFragment,
    found: &mut Diagnostics,
) {
    resolve_from(site, assets, Origin::data(file), linked, found);
}

fn resolve_from(
    site: &Site,
    assets: &mut Collector<'_>,
    origin: Origin<'_>,
    linked: &mut LinkedFragment,
    found: &mut Diagnostics,
) {
    let leads = leads_of(site, origin, &linked.fragment);
    linked.targets = grant(origin, leads, assets, found);
}

/// The file that a link stands in.
#[derive(Clone, Copy)]
struct Origin<'a> {
    /// Relative to the root, for diagnostics.
    file: &'a str,
    /// Relative to `content/`: what links start from.
    path: &'a str,
    /// Its page, if it is one.
    page: Option<&'a Page>,
}

impl<'a> Origin<'a> {
    fn page(page: &'a Page) -> Self {
        Self {
            file: &page.file,
            path: &page.path,
            page: Some(page),
        }
    }

    fn data(file: &'a str) -> Self {
        Self {
            file,
            path: file.strip_prefix("content/").unwrap_or(file),
            page: None,
        }
    }
}

fn leads_of(site: &Site, origin: Origin<'_>, fragment: &Fragment) -> Leads {
    let mut leads = Leads::default();
    visit(fragment, &mut |part| {
        let target = match part {
            Wanted::Link(dest, span) => link(site, origin, dest, span, &mut leads),
            Wanted::Image(src, span) | Wanted::Argument(src, span) => {
                image(origin, src, span, &mut leads)
            }
        };
        leads.targets.push(target);
    });
    leads
}

impl Leads {
    /// Takes note of a file; its target is known later.
    fn wish(&mut self, path: String, is_static: bool, is_image: bool, span: Span) -> Target {
        self.wishes.push(Wish {
            index: self.targets.len(),
            path,
            is_static,
            is_image,
            span,
        });
        Target::Broken
    }
}

/// Something of a fragment that leads somewhere, and where it stands.
pub(crate) enum Wanted<'a> {
    Link(&'a str, Span),
    Image(&'a str, Span),
    /// An image that a component is given.
    Argument(&'a str, Span),
}

/// Visits links and images in exactly the order in which they are rendered.
pub(crate) fn visit<'a>(fragment: &'a Fragment, on: &mut dyn FnMut(Wanted<'a>)) {
    for slot in &fragment.slots {
        match &slot.part {
            Part::Link(dest) => on(Wanted::Link(dest, slot.span)),
            Part::Image(image) => on(Wanted::Image(&image.src, slot.span)),
            Part::Component(call) => {
                for argument in &call.args {
                    visit_value(&argument.value, argument.span, on);
                }
            }
            _ => {}
        }
    }
}

fn visit_value<'a>(value: &'a ArgValue, span: Span, on: &mut dyn FnMut(Wanted<'a>)) {
    match value {
        ArgValue::Markdown(fragment) => visit(fragment, on),
        ArgValue::Image(src) => on(Wanted::Argument(src, span)),
        ArgValue::Array(items) => items.iter().for_each(|item| visit_value(item, span, on)),
        ArgValue::Table(entries) => entries
            .iter()
            .for_each(|(_, item)| visit_value(item, span, on)),
        _ => {}
    }
}

/// The page of a content path, or of a folder.
fn page_of(site: &Site, path: &str) -> Option<PageId> {
    let of_folder = || {
        let pages = pages_of_folder(path);
        pages.iter().find_map(|path| site.page_at(path))
    };
    site.page_at(path).or_else(of_folder)
}

/// The articles that a link to a folder can mean.
fn pages_of_folder(path: &str) -> [String; 2] {
    let folder = path.trim_end_matches('/');
    let slash = if folder.is_empty() { "" } else { "/" };
    ["index.md", "_index.md"].map(|name| format!("{folder}{slash}{name}"))
}

/// Whether the page that a content path means, or its original, is there and cannot be read.
fn is_unreadable(site: &Site, path: &str) -> bool {
    let mut meant = [Some(path), site.original_path(path)].into_iter().flatten();
    meant.any(|path| {
        site.is_unreadable(path) || pages_of_folder(path).iter().any(|p| site.is_unreadable(p))
    })
}

/// Kinds of addresses that lead readers to another place, to a letter or a call. Any
/// other could run a script (`javascript:`) or show what nobody has read (`data:`).
const SCHEMES: [&str; 5] = ["http", "https", "mailto", "sms", "tel"];

/// What the address of a link to elsewhere begins with, if no link can.
pub(crate) fn refused_scheme(dest: &str) -> Option<&str> {
    let scheme = dest.split(':').next().filter(|_| is_external(dest))?;
    let mut known = SCHEMES.iter();
    let is_known = dest.starts_with("//") || known.any(|known| known.eq_ignore_ascii_case(scheme));
    (!is_known).then_some(scheme)
}

/// Why a link to elsewhere can have no such address.
pub(crate) fn refused_address(dest: &str) -> Option<String> {
    if !is_external(dest) {
        None
    } else if dest.starts_with("//") {
        // In an e-book or a file it would be a path of the reader's machine.
        Some("a link cannot begin with `//`".to_owned())
    } else if let Some(scheme) = refused_scheme(dest) {
        Some(format!("a link cannot begin with `{scheme}:`"))
    } else {
        leads_nowhere(dest).then(|| "this address leads nowhere".to_owned())
    }
}

/// What those begin with that can.
pub(crate) const LEAD_ELSEWHERE: &str =
    "link to a page, or to an address with `https:`, `http:`, `mailto:`, `tel:` or `sms:`";

fn link(site: &Site, origin: Origin<'_>, dest: &str, span: Span, leads: &mut Leads) -> Target {
    if is_external(dest) {
        let Some(why) = refused_address(dest) else {
            return Target::External;
        };
        leads.errors.push(
            Diagnostic::new(Code::BrokenLink, why)
                .in_file(origin.file)
                .at(span)
                .help(LEAD_ELSEWHERE),
        );
        return Target::Broken;
    }
    let mut broken = |d: Diagnostic| {
        leads.errors.push(d.in_file(origin.file).at(span));
        Target::Broken
    };
    let destination = Destination::of_link(dest);
    let fragment = destination.fragment();
    if destination.is_here() {
        return match (fragment, origin.page) {
            (Some(id), Some(page)) if id.is_empty() || has_id(site, page, &id) => {
                Target::Here(id.into())
            }
            (Some(id), Some(page)) => broken(no_heading(page, &id, "this page")),
            (Some(id), None) => broken(
                Diagnostic::new(
                    Code::BrokenFragment,
                    format!("`#{id}` names no page, and this text stands on many"),
                )
                .help(format!("write `[words](page.md#{id})`")),
            ),
            (None, Some(_)) if !destination.rest.is_empty() => Target::Here(Box::default()),
            (None, None) if !destination.rest.is_empty() => broken(
                Diagnostic::new(
                    Code::BrokenLink,
                    format!("`{dest}` names no page, and this text stands on many"),
                )
                .help(format!("write `[words](page.md{dest})`")),
            ),
            (None, _) => broken(
                Diagnostic::new(Code::BrokenLink, "the link leads nowhere")
                    .help("write `[words](page.md)`"),
            ),
        };
    }
    let path = &destination.path;
    let from_root = path.strip_prefix('/');
    let Some(content_path) = destination.content_path(origin.path) else {
        return broken(
            Diagnostic::new(
                Code::BrokenLink,
                format!("`{path}` leads out of `content/`"),
            )
            .help("link to a file below `content/`"),
        );
    };
    if let Some((_, target)) = page_there(site, &content_path) {
        let to = &site.pages[target];
        return match fragment {
            Some(id) if !id.is_empty() && !has_id(site, to, &id) => {
                leads.meant.push(target);
                broken(no_heading(to, &id, &format!("`{}`", to.file)))
            }
            fragment => Target::Page(target, fragment.filter(|f| !f.is_empty()).map(Into::into)),
        };
    }
    if is_unreadable(site, &content_path) {
        return Target::Broken;
    }
    match site.absent.get(&content_path) {
        Some(super::Absence::Draft) => {
            return broken(
                Diagnostic::new(
                    Code::BrokenLink,
                    format!("`content/{content_path}` is a draft"),
                )
                .help("publish the draft, take the link away, or build with `--drafts`"),
            );
        }
        Some(super::Absence::Unreadable) | None => {}
    }
    if content_path.ends_with(".md") {
        let paths = site.pages.iter().map(|p| &*p.path);
        let d = Diagnostic::new(
            Code::BrokenLink,
            format!("there is no `content/{content_path}`"),
        );
        let same_name = || {
            let name = content_path.rsplit('/').next().unwrap_or_default();
            site.pages
                .iter()
                .map(|p| &*p.path)
                .find(|p| p.rsplit('/').next() == Some(name))
        };
        return broken(match closest(&content_path, paths).or_else(same_name) {
            Some(near) => d.help(format!("did you mean `content/{near}`?")),
            None => d.help(
                "links are relative to the file they stand in: `[words](../section/page.md)`",
            ),
        });
    }
    // Files have an ending, addresses of pages have none.
    let named = from_root.unwrap_or(&content_path).trim_matches('/');
    if !named.is_empty() && !named.rsplit('/').next().is_some_and(|n| n.contains('.')) {
        let mut pages = site.pages.iter().enumerate();
        if let Some((id, page)) = pages.find(|(_, page)| page.url.trim_end_matches('/') == named) {
            leads.meant.push(id);
            return broken(
                Diagnostic::new(
                    Code::BrokenLink,
                    format!("`{dest}` is the address of a page"),
                )
                .help(format!(
                    "link to its file, `content/{}`, by the way from this one",
                    page.path
                )),
            );
        }
    }
    match from_root {
        Some(path) => leads.wish(path.to_owned(), true, false, span),
        None => leads.wish(content_path, false, false, span),
    }
}

fn image(origin: Origin<'_>, src: &str, span: Span, leads: &mut Leads) -> Target {
    if src.starts_with("data:") {
        leads.errors.push(
            Diagnostic::new(
                Code::MissingImage,
                "browsers do not show an image inside an address: the site's policy allows files only",
            )
            .in_file(origin.file)
            .at(span)
            .help("save it as a file beside the article"),
        );
        return Target::Broken;
    }
    if is_external(src) {
        leads.errors.push(
            Diagnostic::new(
                Code::MissingImage,
                "an image of another site would tell that site who reads this page",
            )
            .in_file(origin.file)
            .at(span)
            .help("copy the image beside the article, if its licence allows that"),
        );
        return Target::Broken;
    }
    let path = Destination::of_image(src).path;
    if !is_image(&path) {
        leads.errors.push(
            Diagnostic::new(Code::MissingImage, format!("`{path}` is no image"))
                .in_file(origin.file)
                .at(span)
                .help("show a PNG, JPEG, GIF, WebP, AVIF or SVG, or link to the file: `[words](file)`"),
        );
        return Target::Broken;
    }
    match path.strip_prefix('/') {
        Some(path) => leads.wish(path.to_owned(), true, true, span),
        None => {
            let path = join(origin.path, &path).unwrap_or_else(|| path.to_string());
            leads.wish(path, false, true, span)
        }
    }
}

/// Looks for the files that are wanted; gives where everything leads.
fn grant(
    origin: Origin<'_>,
    leads: Leads,
    assets: &mut Collector<'_>,
    found: &mut Diagnostics,
) -> Vec<Target> {
    let Leads {
        mut targets,
        wishes,
        errors,
        ..
    } = leads;
    found.extend(errors);
    for wish in wishes {
        let path = &wish.path;
        let id = match wish.is_static {
            true => assets.static_file(path),
            false => assets.beside(path, || published_beside(origin, path)),
        };
        match id {
            Some(id) if wish.is_image => targets[wish.index] = Target::Image(id),
            Some(id) => {
                assets.keep_name(id);
                targets[wish.index] = Target::File(id);
            }
            None => found.push(missing_file(origin, &wish, assets)),
        }
    }
    targets
}

fn missing_file(origin: Origin<'_>, wish: &Wish, assets: &Collector<'_>) -> Diagnostic {
    let code = match wish.is_image {
        true => Code::MissingImage,
        false => Code::BrokenLink,
    };
    let folder = match wish.is_static {
        true => "static",
        false => "content",
    };
    let d = Diagnostic::new(code, format!("there is no `{folder}/{}`", wish.path))
        .in_file(origin.file)
        .at(wish.span);
    if let Some(help) = (!wish.is_image).then(|| elsewhere(&wish.path)).flatten() {
        return d.help(help);
    }
    match closest(&wish.path, assets.beside_paths()) {
        Some(near) if !wish.is_static => d.help(format!("did you mean `content/{near}`?")),
        _ if wish.is_image && wish.is_static => d.help(
            "put the image into `static/`, or beside the article and name it without the first `/`",
        ),
        _ if wish.is_image => d.help("put the image beside the article and name it here"),
        _ => d.help(
            "link to a Markdown file, a file beside the article, or a file of `static/` as `/name`",
        ),
    }
}

/// Where a file beside an article is published: in the article's own folder
/// when it lies there, else under its content path.
fn published_beside(origin: Origin<'_>, path: &str) -> String {
    let own_folder = origin.page.and_then(|page| {
        let folder = folder_with(&page.path, "index.md")?;
        Some((page, path.strip_prefix(folder)?))
    });
    match own_folder {
        Some((page, rest)) => format!("{}{rest}", page.url),
        None => path.to_owned(),
    }
}
