//! The tree of pages: kinds, addresses, sections, order, topics, roles.

use std::collections::HashMap;
use std::sync::Arc;

use foldhash::fast::FixedState;

use super::address::folder_with;
use super::{Absence, Kind, Page, PageId, ParsedFile, Site, Topic};
use crate::config::FILE as CONFIG_FILE;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, closest};
use crate::parse::{FrontMatter, composed, slugify};

/// Names that some system or host cannot hold.
const RESERVED_NAMES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Whether a name without its ending belongs to the machine on some systems.
pub(crate) fn is_reserved(name: &str) -> bool {
    RESERVED_NAMES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(name))
}

/// Puts parsed files in the order of their pages.
pub(super) fn sort(files: &mut [ParsedFile]) {
    files.sort_by(|a, b| {
        (a.source.language, &a.source.path).cmp(&(b.source.language, &b.source.path))
    });
}

/// Makes pages of parsed files, which are in order.
pub(super) fn build(site: &mut Site, files: Vec<ParsedFile>, found: &mut Diagnostics) {
    let urls = addresses(site, &files, found);
    let mut by_path = HashMap::with_capacity_and_hasher(files.len(), FixedState::default());
    site.pages.reserve(files.len());
    for (file, url) in files.into_iter().zip(urls) {
        let id = site.pages.len();
        let path = file.source.path;
        by_path.insert(Arc::clone(&path), id);
        let common = path
            .strip_prefix(site.languages[file.source.language].prefix.as_str())
            .unwrap_or(&path);
        let kind = match common {
            "_index.md" => Kind::Home,
            p if is_section_file(p) => Kind::Section,
            _ => Kind::Article,
        };
        site.pages.push(Arc::new(Page {
            file: ["content/", &*path].concat(),
            language: file.source.language,
            kind,
            document: file.document,
            url,
            path,
            parent: None,
            children: Vec::new(),
            prev: None,
            next: None,
            targets: Vec::new(),
            backlinks: Vec::new(),
        }));
    }
    site.frame_mut().by_path = Arc::new(by_path);
    for n in 0..site.languages.len() {
        let home = format!("{}_index.md", site.languages[n].prefix);
        site.frame_mut().languages[n].home = site.page_at(&home);
        if site.languages[n].home.is_none() && !site.absent.contains_key(&home) {
            found.push(
                Diagnostic::new(
                    Code::MissingHome,
                    format!("the language `{}` has no home page", site.languages[n].code),
                )
                .in_file(format!("content/{home}"))
                .help("write this file"),
            );
        }
    }
    tree(site);
}

/// Whether a content path is a section's own page, or a language's first.
fn is_section_file(path: &str) -> bool {
    folder_with(path, "_index.md").is_some()
}

/// Addresses of folders, by language.
type SectionUrls = Vec<HashMap<String, String, FixedState>>;

/// Whether a folder is where a language's pages begin.
fn is_top(site: &Site, language: usize, folder: &str) -> bool {
    folder.is_empty() || site.languages[language].prefix.strip_suffix('/') == Some(folder)
}

/// The address of every file.
fn addresses(site: &Site, files: &[ParsedFile], found: &mut Diagnostics) -> Vec<String> {
    let mut section_urls: SectionUrls = vec![HashMap::default(); site.languages.len()];
    let mut urls = vec![String::new(); files.len()];
    // Sections first, since an article's address is made of its section's; an
    // outer one before those in it.
    let mut sections: Vec<usize> = (0..files.len())
        .filter(|n| is_section_file(&files[*n].source.path))
        .collect();
    sections.sort_by_key(|n| files[*n].source.path.matches('/').count());
    for n in sections {
        urls[n] = url_of(site, Named::file(&files[n]), &mut section_urls, found);
    }
    for (n, file) in files.iter().enumerate() {
        if !is_section_file(&file.source.path) {
            urls[n] = url_of(site, Named::file(file), &mut section_urls, found);
        }
    }
    urls
}

/// The address that an article would have at another content path.
///
/// # Errors
/// When its name or a folder's there cannot be part of an address.
pub(crate) fn address_at(site: &Site, article: PageId, path: &str) -> Result<String, Diagnostics> {
    let mut section_urls: SectionUrls = vec![HashMap::default(); site.languages.len()];
    for page in &site.pages {
        if let Some(folder) = page.path.strip_suffix("/_index.md") {
            section_urls[page.language].insert(folder.to_owned(), page.url.clone());
        }
    }
    let mut translations = site.languages.iter().enumerate().skip(1);
    let language = translations.find(|(_, language)| path.starts_with(&language.prefix));
    let named = Named {
        language: language.map_or(0, |(n, _)| n),
        path,
        front: &site.pages[article].document.front,
    };
    let mut found = Diagnostics::new();
    let address = url_of(site, named, &mut section_urls, &mut found);
    match found.is_empty() {
        true => Ok(address),
        false => Err(found),
    }
}

/// What a file's address is made of.
#[derive(Clone, Copy)]
struct Named<'a> {
    language: usize,
    /// Below `content/`.
    path: &'a str,
    front: &'a FrontMatter,
}

impl<'a> Named<'a> {
    fn file(file: &'a ParsedFile) -> Self {
        Self {
            language: file.source.language,
            path: &file.source.path,
            front: &file.document.front,
        }
    }
}

/// The address of a file, and a section's for what lies in it.
fn url_of(
    site: &Site,
    file: Named<'_>,
    section_urls: &mut SectionUrls,
    found: &mut Diagnostics,
) -> String {
    let Named {
        language,
        path,
        front,
    } = file;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let shown = || format!("content/{path}");
    let slug = front.slug.as_ref();
    let own_segment = |default: &str, found: &mut Diagnostics| match slug {
        Some(slug) => {
            let wanted = slug.get_ref();
            let clean = slugify(wanted);
            if clean != composed(wanted) || clean.is_empty() {
                let help = match clean.is_empty() {
                    true => "use lower-case letters, digits and hyphens".to_owned(),
                    false => {
                        let line = front.notation.line("slug", &format!("\"{clean}\""));
                        format!("write `{line}`")
                    }
                };
                found.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        format!("`{wanted}` cannot be part of an address"),
                    )
                    .in_file(shown())
                    .at(front.place(slug))
                    .help(help),
                );
            } else if is_reserved(&clean) {
                found.push(
                    Diagnostic::new(
                        Code::ReservedName,
                        format!("`{wanted}` cannot be part of an address"),
                    )
                    .in_file(shown())
                    .at(front.place(slug))
                    .help("not every system can have a file of this name: choose another `slug`"),
                );
            }
            clean
        }
        None => segment(default, &shown, found),
    };
    let stem = name.trim_end_matches(".md");
    if is_top(site, language, folder) {
        let base = site.languages[language].prefix.clone();
        if stem == "_index" {
            section_urls[language].insert(folder.to_owned(), base.clone());
            return base;
        }
        let last = own_segment(stem, found);
        return [&base, &*last, "/"].concat();
    }
    if stem == "_index" || stem == "index" {
        let (parent, last) = folder.rsplit_once('/').unwrap_or(("", folder));
        let base = folder_url(site, language, parent, section_urls, &shown, found);
        let last = own_segment(last, found);
        let url = format!("{base}{last}/");
        if stem == "_index" {
            section_urls[language].insert(folder.to_owned(), url.clone());
        }
        return url;
    }
    let base = folder_url(site, language, folder, section_urls, &shown, found);
    let last = own_segment(stem, found);
    [&base, &*last, "/"].concat()
}

fn folder_url(
    site: &Site,
    language: usize,
    folder: &str,
    section_urls: &mut SectionUrls,
    shown: &dyn Fn() -> String,
    found: &mut Diagnostics,
) -> String {
    if is_top(site, language, folder) {
        return site.languages[language].prefix.clone();
    }
    if let Some(url) = section_urls[language].get(folder) {
        return url.clone();
    }
    let (parent, last) = folder.rsplit_once('/').unwrap_or(("", folder));
    let base = folder_url(site, language, parent, section_urls, shown, found);
    let url = format!("{base}{}/", segment(last, shown, found));
    section_urls[language].insert(folder.to_owned(), url.clone());
    url
}

/// A file's or folder's name as part of an address.
fn segment(name: &str, shown: &dyn Fn() -> String, found: &mut Diagnostics) -> String {
    let slug = slugify(name);
    if slug.is_empty() || is_reserved(&slug) {
        found.push(
            Diagnostic::new(
                Code::ReservedName,
                format!("`{name}` cannot be part of an address"),
            )
            .in_file(shown())
            .at(Span { start: 0, end: 3 })
            .help("rename the file, or give it `slug = \"…\"` in the front matter"),
        );
    }
    slug
}

/// Parents, children in order, neighbours, navigation.
fn tree(site: &mut Site) {
    let mut last: Option<(usize, Option<PageId>)> = None;
    for id in 0..site.pages.len() {
        let page = &site.pages[id];
        // Articles of one folder have one parent, and stand together.
        let parent = match last {
            Some((other, parent))
                if page.kind == Kind::Article
                    && site.pages[other].kind == Kind::Article
                    && site.pages[other].language == page.language
                    && folder(&site.pages[other].path) == folder(&page.path) =>
            {
                parent
            }
            _ => parent_of(site, id),
        };
        last = Some((id, parent));
        site.page_mut(id).parent = parent;
        if let Some(parent) = parent {
            site.page_mut(parent).children.push(id);
        }
    }
    for id in 0..site.pages.len() {
        if site.pages[id].children.is_empty() {
            continue;
        }
        let mut children = std::mem::take(&mut site.page_mut(id).children);
        // Pages are sorted by path already.
        children.sort_by_cached_key(|c| site.pages[*c].document.front.weight.unwrap_or(i64::MAX));
        let articles: Vec<PageId> = children
            .iter()
            .copied()
            .filter(|c| site.pages[*c].kind == Kind::Article)
            .collect();
        for pair in articles.windows(2) {
            site.page_mut(pair[0]).next = Some(pair[1]);
            site.page_mut(pair[1]).prev = Some(pair[0]);
        }
        site.page_mut(id).children = children;
    }
    for n in 0..site.languages.len() {
        if let Some(home) = site.languages[n].home {
            let children = site.pages[home].children.iter().copied();
            let nav = children.filter(|c| site.pages[*c].kind == Kind::Section);
            site.frame_mut().languages[n].nav = nav.collect();
        }
    }
}

/// The folder of a path; empty for the top.
fn folder(path: &str) -> &str {
    path.rsplit_once('/').map_or("", |(folder, _)| folder)
}

/// The nearest section above.
fn parent_of(site: &Site, id: PageId) -> Option<PageId> {
    let page = &site.pages[id];
    let mut folder = match page.kind {
        Kind::Home => return None,
        Kind::Section => page
            .path
            .trim_end_matches("/_index.md")
            .rsplit_once('/')
            .map_or("", |(f, _)| f),
        Kind::Article => page.path.rsplit_once('/').map_or("", |(f, _)| f),
    };
    let prefix = site.languages[page.language].prefix.trim_end_matches('/');
    loop {
        let inside = folder.len() > prefix.len();
        let candidate = if inside {
            format!("{folder}/_index.md")
        } else {
            format!("{}_index.md", site.languages[page.language].prefix)
        };
        if let Some(parent) = site.page_at(&candidate)
            && parent != id
        {
            return Some(parent);
        }
        if !inside {
            return None;
        }
        folder = folder.rsplit_once('/').map_or("", |(f, _)| f);
    }
}

/// Whether a folder or file below `content/`, as the configuration names it, is or holds
/// this file.
pub(crate) fn holds(named: &str, file: &str) -> bool {
    let rest = file.strip_prefix(named.trim_end_matches('/'));
    rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/'))
}

/// Where evidence is demanded there are pages: a misspelt path would switch the rule off.
/// A page has two names, its own and that of its original.
fn evidence_paths(site: &Site, found: &mut Diagnostics) {
    let evidence = &site.config.evidence;
    let lists = [("demand", &evidence.demand), ("graded", &evidence.graded)];
    for (key, path) in lists
        .into_iter()
        .flat_map(|(key, paths)| paths.iter().map(move |path| (key, path)))
    {
        let named = path.trim_end_matches('/');
        let names = |page: &Page| holds(named, &page.path) || holds(named, site.common_path(page));
        let is_there = named == "." || site.pages.iter().any(|page| names(page));
        if is_there || site.absent.keys().any(|file| holds(named, file)) {
            continue;
        }
        let mut d = Diagnostic::new(
            Code::BrokenLink,
            format!("`evidence.{key}` names `content/{path}`, where no page is"),
        )
        .in_file(CONFIG_FILE);
        if let Some(span) = site.config.place_of(path) {
            d = d.at(span);
        }
        let folders = site
            .pages
            .iter()
            .filter_map(|page| page.path.rsplit_once('/'));
        let files = site.pages.iter().map(|page| &*page.path);
        found.push(
            match closest(named, folders.map(|(folder, _)| folder).chain(files)) {
                Some(near) => d.help(format!("did you mean `{near}`?")),
                None => d.help("write a folder or a file below `content/`, or `.` for all of it"),
            },
        );
    }
}

/// Pages with a part to play, and the footer, in every language.
pub(super) fn roles(site: &mut Site, found: &mut Diagnostics) {
    let config = site.config.clone();
    let roles = &config.pages;
    let named = [
        ("emergency", &roles.emergency),
        ("help", &roles.help),
        ("grades", &roles.grades),
        ("about", &roles.about),
    ];
    let known = || {
        let pages = site.pages.iter().filter(|p| p.language == 0);
        pages.map(|p| &*p.path)
    };
    let paths = named
        .iter()
        .filter_map(|(key, path)| path.as_ref().map(|p| (format!("pages.{key}"), p)))
        .chain(config.footer.iter().map(|p| ("footer".to_owned(), p)));
    for (key, path) in paths {
        if site.page_at(path).is_some() {
            continue;
        }
        let (what, help) = match site.absent.get(path) {
            Some(Absence::Unreadable) => continue,
            Some(Absence::Draft) => (
                "a draft",
                "publish the draft, name another page, or build with `--drafts`".to_owned(),
            ),
            None => (
                "which is not there",
                match closest(path, known()) {
                    Some(near) => format!("did you mean `{near}`?"),
                    None => "write a path below `content/`, such as `about.md`".to_owned(),
                },
            ),
        };
        let d = Diagnostic::new(
            Code::BrokenLink,
            format!("`{key}` names `content/{path}`, {what}"),
        )
        .in_file(CONFIG_FILE)
        .help(help);
        found.push(match config.place_of(path) {
            Some(span) => d.at(span),
            None => d,
        });
    }
    evidence_paths(site, found);
    let by_template = |site: &Site, language: usize, template: &str| {
        (0..site.pages.len()).find(|id| {
            site.pages[*id].language == language && site.pages[*id].template() == template
        })
    };
    for n in 0..site.languages.len() {
        // A page that a language lacks is the main language's.
        let find = |path: &Option<String>| {
            let path = path.as_ref()?;
            site.page_at(&format!("{}{path}", site.languages[n].prefix))
                .or_else(|| site.page_at(path))
        };
        let found_roles = super::Roles {
            emergency: find(&roles.emergency),
            help: find(&roles.help),
            grades: find(&roles.grades),
            about: find(&roles.about),
            glossary: by_template(site, n, "glossary.html"),
            references: by_template(site, n, "references.html"),
            search: by_template(site, n, super::SEARCH),
        };
        let footer = config
            .footer
            .iter()
            .filter_map(|p| find(&Some(p.clone())))
            .collect();
        let language = &mut site.frame_mut().languages[n];
        language.roles = found_roles;
        language.footer = footer;
    }
}

/// Topics of each language, by name; pages newest first.
pub(super) fn topics(site: &mut Site, found: &mut Diagnostics) {
    for n in 0..site.languages.len() {
        let mut by_name: HashMap<&str, Vec<PageId>, FixedState> = HashMap::default();
        for (id, page) in site
            .pages
            .iter()
            .enumerate()
            .filter(|(_, p)| p.language == n)
        {
            for topic in &page.document.front.topics {
                let pages = by_name.entry(topic.get_ref().as_str()).or_default();
                if pages.last() != Some(&id) {
                    pages.push(id);
                }
            }
        }
        let mut by_name: Vec<(&str, Vec<PageId>)> = by_name.into_iter().collect();
        by_name.sort_unstable_by_key(|(name, _)| *name);
        let mut topics = Vec::with_capacity(by_name.len());
        let mut slugs: HashMap<String, String> = HashMap::new();
        for (name, mut pages) in by_name {
            let slug = slugify(name);
            let clash = slugs.insert(slug.clone(), name.to_owned());
            if slug.is_empty() || clash.is_some() {
                let (what, help) = match clash {
                    Some(other) => (
                        format!("the topics `{name}` and `{other}` have one address"),
                        "write the topic the same way everywhere; two things need two names that differ in letters or digits",
                    ),
                    None => (
                        format!("the topic `{name}` has neither letter nor digit"),
                        "give it a name that an address can be made of",
                    ),
                };
                let page = &site.pages[pages[0]];
                let front = &page.document.front;
                let mut own = front.topics.iter();
                let place = own.find(|topic| topic.get_ref() == name);
                let d = Diagnostic::new(Code::InvalidValue, what)
                    .in_file(&page.file)
                    .help(help);
                found.push(match place {
                    Some(topic) => d.at(front.place(topic)),
                    None => d,
                });
                continue;
            }
            pages.sort_by_cached_key(|id| {
                (std::cmp::Reverse(site.pages[*id].document.front.date), *id)
            });
            topics.push(Topic {
                name: name.to_owned(),
                slug,
                pages,
            });
        }
        site.frame_mut().languages[n].topics = topics;
    }
}
