//! Which pages use which references and which words of the glossary.

use std::collections::BTreeMap;

use super::{PageId, Site, taper};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Span, closest};
use crate::load::data::NOTICES;
use crate::parse::{Glossary, Part};

/// Which pages cite each reference; unknown keys are found here.
pub(super) fn cited_in(site: &Site, found: &mut Diagnostics) -> BTreeMap<String, Vec<PageId>> {
    let mut cited: BTreeMap<String, Vec<PageId>> = BTreeMap::new();
    let mut note = |key: &str, page: PageId| {
        let pages = cited.entry(key.to_owned()).or_default();
        if pages.last() != Some(&page) {
            pages.push(page);
        }
    };
    let unknown = |key: &str, file: &str, span: Span| {
        let d = Diagnostic::new(
            Code::UnknownReference,
            format!("no reference has the key `{key}`"),
        )
        .in_file(file)
        .at(span);
        if site.bibliography.is_empty() {
            d.help("put the reference into `content/references.bib`")
        } else {
            match closest(key, site.bibliography.keys()) {
                Some(near) => d.help(format!("did you mean `{near}`?")),
                None => {
                    d.help("put the reference into `content/references.bib`, or correct the key")
                }
            }
        }
    };
    for (id, page) in site.pages.iter().enumerate() {
        let holds = page.document.holds;
        if !(holds.markers || holds.components) {
            continue;
        }
        page.document
            .body
            .for_each_slot(&mut |slot| match &slot.part {
                Part::Marker(marker) => {
                    for item in &marker.items {
                        match site.bibliography.get(&item.key) {
                            Some(_) => note(&item.key, id),
                            None if !site.bibliography.is_read() => {}
                            None => found.push(unknown(&item.key, &page.file, slot.span)),
                        }
                    }
                }
                Part::Component(call) if call.name == "notice" => {
                    let notices = &site.languages[page.language].notices;
                    let name = call.str_arg("name").unwrap_or_default();
                    match notices.get(name) {
                        Some(notice) => {
                            let shown = if call.bool_arg("short") == Some(true) {
                                &notice.short
                            } else {
                                &notice.text
                            };
                            shown.fragment.for_each_slot(&mut |slot| {
                                if let Part::Marker(marker) = &slot.part {
                                    marker.items.iter().for_each(|item| note(&item.key, id));
                                }
                            });
                        }
                        // The file that may have it cannot be read, which is said already.
                        None if site.languages[page.language].unread.contains(&NOTICES) => {}
                        None => found.push(
                            Diagnostic::new(
                                Code::UnknownNotice,
                                format!("no notice is called `{name}`"),
                            )
                            .in_file(&page.file)
                            .at(call.span_of("name").unwrap_or(slot.span))
                            .help("write it in `notices.toml`, or correct the name")
                            .suggest(name, notices.keys().map(String::as_str)),
                        ),
                    }
                }
                Part::Component(call)
                    if call.name == "offline" && !site.config.features.offline =>
                {
                    found.push(
                        Diagnostic::new(
                            Code::InvalidValue,
                            "there is no service worker for these buttons",
                        )
                        .in_file(&page.file)
                        .at(slot.span)
                        .help("write `offline = true` below `[features]` in `stepdown.toml`"),
                    );
                }
                Part::Component(call) if call.name == taper::COMPONENT => {
                    let path = taper::parameters_path(&page.path, call);
                    if let Some(calculator) = path.and_then(|p| site.calculators.get(&p)) {
                        calculator.cites().for_each(|key| note(key.get_ref(), id));
                    }
                }
                _ => {}
            });
    }
    // What is wrong is said of the file that cannot be read.
    let languages = site.languages.iter();
    for language in languages.filter(|_| site.bibliography.is_read()) {
        for linked in language.notices.values().flat_map(|n| [&n.text, &n.short]) {
            linked.fragment.for_each_slot(&mut |slot| {
                if let Part::Marker(marker) = &slot.part {
                    for item in marker
                        .items
                        .iter()
                        .filter(|i| site.bibliography.get(&i.key).is_none())
                    {
                        found.push(unknown(&item.key, &language.notices_file, slot.span));
                    }
                }
            });
        }
    }
    cited
}

/// Which pages use each glossary term, by language.
pub(super) fn used_in(
    site: &Site,
    glossaries: &BTreeMap<String, Glossary>,
) -> Vec<BTreeMap<u32, Vec<PageId>>> {
    let mut used = vec![BTreeMap::<u32, Vec<PageId>>::new(); site.languages.len()];
    if glossaries.values().all(|g| g.terms.is_empty()) {
        return used;
    }
    let with_terms = site.pages.iter().enumerate();
    for (id, page) in with_terms.filter(|(_, page)| page.document.holds.terms) {
        page.document.body.for_each_slot(&mut |slot| {
            if let Part::Term(term) = slot.part {
                used[page.language].entry(term).or_default().push(id);
            }
        });
    }
    used
}
