//! The tree of pages: kinds, addresses, sections, order, topics, roles.

use std::collections::{BTreeMap, HashMap};

use super::{Kind, Page, PageId, ParsedFile, Site, Topic};
use crate::config::FILE as CONFIG_FILE;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, closest};
use crate::parse::slugify;

/// Names that some system or host cannot hold.
const RESERVED_NAMES: [&str; 22] = [
    "con", "prn", "aux", "nul", "com1", "com2", "com3", "com4", "com5", "com6", "com7", "com8",
    "com9", "lpt1", "lpt2", "lpt3", "lpt4", "lpt5", "lpt6", "lpt7", "lpt8", "lpt9",
];

/// Makes pages of parsed files and puts them in order.
pub(super) fn build(site: &mut Site, parsed: Vec<ParsedFile>, found: &mut Diagnostics) {
    let mut files = parsed;
    files.sort_by(|a, b| {
        (a.source.language, &a.source.path).cmp(&(b.source.language, &b.source.path))
    });
    // Sections first, since an article's address is made of its section's.
    let mut section_urls: HashMap<(usize, String), String> = HashMap::new();
    let mut order: Vec<usize> = (0..files.len()).collect();
    order.sort_by_key(|n| {
        let path = &files[*n].source.path;
        (!path.ends_with("_index.md"), path.matches('/').count())
    });
    let mut urls = vec![String::new(); files.len()];
    for n in order {
        let file = &files[n];
        urls[n] = url_of(site, file, &mut section_urls, found);
    }
    for (file, url) in files.into_iter().zip(urls) {
        let id = site.pages.len();
        let path = file.source.path;
        site.by_path.insert(path.clone(), id);
        let common = path
            .strip_prefix(site.languages[file.source.language].prefix.as_str())
            .unwrap_or(&path);
        let kind = match common {
            "_index.md" => Kind::Home,
            p if p.ends_with("/_index.md") => Kind::Section,
            _ => Kind::Article,
        };
        site.pages.push(Page {
            file: format!("content/{path}"),
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
        });
    }
    for n in 0..site.languages.len() {
        let home = format!("{}_index.md", site.languages[n].prefix);
        site.languages[n].home = site.page_at(&home);
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

/// The address of a file, and a section's for what lies in it.
fn url_of(
    site: &Site,
    file: &ParsedFile,
    section_urls: &mut HashMap<(usize, String), String>,
    found: &mut Diagnostics,
) -> String {
    let language = file.source.language;
    let path = &file.source.path;
    let (folder, name) = path.rsplit_once('/').unwrap_or(("", path));
    let shown = file.source.display();
    let slug = file.document.front.slug.as_ref();
    let own_segment = |default: &str, found: &mut Diagnostics| match slug {
        Some(slug) => {
            let wanted = slug.get_ref();
            let clean = slugify(wanted);
            if &clean != wanted {
                let help = match clean.is_empty() {
                    true => "use lower-case letters, digits and hyphens".to_owned(),
                    false => format!("write `slug = \"{clean}\"`"),
                };
                found.push(
                    Diagnostic::new(
                        Code::InvalidValue,
                        format!("`{wanted}` cannot be part of an address"),
                    )
                    .in_file(&shown)
                    .at(file.document.front.place(slug))
                    .help(help),
                );
            }
            clean
        }
        None => segment(default, &shown, found),
    };
    let stem = name.trim_end_matches(".md");
    if folder.is_empty() || format!("{folder}/") == site.languages[language].prefix {
        let base = site.languages[language].prefix.clone();
        if stem == "_index" {
            section_urls.insert((language, folder.to_owned()), base.clone());
            return base;
        }
        let last = own_segment(stem, found);
        return format!("{base}{last}/");
    }
    if stem == "_index" || stem == "index" {
        let (parent, last) = folder.rsplit_once('/').unwrap_or(("", folder));
        let base = folder_url(site, language, parent, section_urls, &shown, found);
        let last = own_segment(last, found);
        let url = format!("{base}{last}/");
        if stem == "_index" {
            section_urls.insert((language, folder.to_owned()), url.clone());
        }
        return url;
    }
    let base = folder_url(site, language, folder, section_urls, &shown, found);
    let last = own_segment(stem, found);
    format!("{base}{last}/")
}

fn folder_url(
    site: &Site,
    language: usize,
    folder: &str,
    section_urls: &mut HashMap<(usize, String), String>,
    shown: &str,
    found: &mut Diagnostics,
) -> String {
    if folder.is_empty() || format!("{folder}/") == site.languages[language].prefix {
        return site.languages[language].prefix.clone();
    }
    if let Some(url) = section_urls.get(&(language, folder.to_owned())) {
        return url.clone();
    }
    let (parent, last) = folder.rsplit_once('/').unwrap_or(("", folder));
    let base = folder_url(site, language, parent, section_urls, shown, found);
    let url = format!("{base}{}/", segment(last, shown, found));
    section_urls.insert((language, folder.to_owned()), url.clone());
    url
}

/// A file's or folder's name as part of an address.
fn segment(name: &str, shown: &str, found: &mut Diagnostics) -> String {
    let slug = slugify(name);
    if slug.is_empty() || RESERVED_NAMES.contains(&slug.as_str()) {
        found.push(
            Diagnostic::new(
                Code::ReservedName,
                format!("`{name}` cannot be part of an address"),
            )
            .in_file(shown)
            .at(Span { start: 0, end: 3 })
            .help("rename the file, or give it `slug = \"…\"` in the front matter"),
        );
    }
    slug
}

/// Parents, children in order, neighbours, navigation.
fn tree(site: &mut Site) {
    for id in 0..site.pages.len() {
        let parent = parent_of(site, id);
        site.pages[id].parent = parent;
        if let Some(parent) = parent {
            site.pages[parent].children.push(id);
        }
    }
    for id in 0..site.pages.len() {
        let mut children = std::mem::take(&mut site.pages[id].children);
        children.sort_by_cached_key(|c| {
            let page = &site.pages[*c];
            (
                page.document.front.weight.unwrap_or(i64::MAX),
                page.path.clone(),
            )
        });
        let articles: Vec<PageId> = children
            .iter()
            .copied()
            .filter(|c| site.pages[*c].kind == Kind::Article)
            .collect();
        for pair in articles.windows(2) {
            site.pages[pair[0]].next = Some(pair[1]);
            site.pages[pair[1]].prev = Some(pair[0]);
        }
        site.pages[id].children = children;
    }
    for language in &mut site.languages {
        if let Some(home) = language.home {
            language.nav = site.pages[home]
                .children
                .iter()
                .copied()
                .filter(|c| site.pages[*c].kind == Kind::Section)
                .collect();
        }
    }
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
    let known: Vec<String> = site
        .pages
        .iter()
        .filter(|p| p.language == 0)
        .map(|p| p.path.clone())
        .collect();
    let paths = named
        .iter()
        .filter_map(|(key, path)| path.as_ref().map(|p| (format!("pages.{key}"), p)))
        .chain(config.footer.iter().map(|p| ("footer".to_owned(), p)));
    for (key, path) in paths {
        if site.page_at(path).is_none() && !site.absent.contains_key(path) {
            let d = Diagnostic::new(
                Code::BrokenLink,
                format!("`{key}` names `content/{path}`, which is not there"),
            )
            .in_file(CONFIG_FILE);
            let d = match config.place_of(path) {
                Some(span) => d.at(span),
                None => d,
            };
            found.push(match closest(path, known.iter().map(String::as_str)) {
                Some(near) => d.help(format!("did you mean `{near}`?")),
                None => d.help("write a path below `content/`, such as `about.md`"),
            });
        }
    }
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
        };
        let footer = config
            .footer
            .iter()
            .filter_map(|p| find(&Some(p.clone())))
            .collect();
        site.languages[n].roles = found_roles;
        site.languages[n].footer = footer;
    }
}

/// Topics of each language, by name; pages newest first.
pub(super) fn topics(site: &mut Site, found: &mut Diagnostics) {
    for n in 0..site.languages.len() {
        let mut by_name: BTreeMap<&str, Vec<PageId>> = BTreeMap::new();
        for (id, page) in site
            .pages
            .iter()
            .enumerate()
            .filter(|(_, p)| p.language == n)
        {
            for topic in &page.document.front.topics {
                let pages = by_name.entry(topic.as_str()).or_default();
                if pages.last() != Some(&id) {
                    pages.push(id);
                }
            }
        }
        let mut topics = Vec::with_capacity(by_name.len());
        let mut slugs: HashMap<String, String> = HashMap::new();
        for (name, mut pages) in by_name {
            let slug = slugify(name);
            let clash = slugs.insert(slug.clone(), name.to_owned());
            if slug.is_empty() || clash.is_some() {
                let what = match clash {
                    Some(other) => format!("the topics `{name}` and `{other}` have one address"),
                    None => format!("the topic `{name}` has neither letter nor digit"),
                };
                found.push(
                    Diagnostic::new(Code::InvalidValue, what)
                        .in_file(&site.pages[pages[0]].file)
                        .help("write the topic the same way everywhere"),
                );
                continue;
            }
            pages.sort_by_key(|id| (std::cmp::Reverse(site.pages[*id].document.front.date), *id));
            topics.push(Topic {
                name: name.to_owned(),
                slug,
                pages,
            });
        }
        site.languages[n].topics = topics;
    }
}
