//! What templates are given: `site`, `data`, and the pieces of `page`.
//! `docs/content/reference/templates.md` describes it for people who write templates.

use std::collections::HashMap;
use std::sync::{Mutex, OnceLock, PoisonError};

use rayon::prelude::*;
use tera::Value;

use super::{epub, map};
use crate::load::data::Helpline;
use crate::parse::Date;
use crate::resolve::{PageId, Reference, Site, encode, encode_external};

/// The addresses of all pages, encoded, with the base path.
#[derive(Debug)]
pub(super) struct Addresses {
    pages: Vec<String>,
}

impl Addresses {
    pub(super) fn new(site: &Site) -> Self {
        let base = site.config.base_path();
        Self {
            pages: site
                .pages
                .par_iter()
                .map(|p| [base, &*encode(&p.url)].concat())
                .collect(),
        }
    }

    pub(super) fn page(&self, id: PageId) -> &str {
        &self.pages[id]
    }
}

/// What others show of each page: the list of its section, those of its topics, its
/// neighbours, the pages below it; and of each topic. It is made once, and all share it.
pub(super) struct Entries {
    entries: Vec<OnceLock<Value>>,
    /// By language, in its order.
    topics: Vec<Vec<OnceLock<Value>>>,
    /// By language and day, which pages share too: to write a day out in words takes
    /// longer than all the rest of an entry.
    dates: Mutex<HashMap<(usize, Date), Value>>,
}

impl Entries {
    pub(super) fn new(site: &Site) -> Self {
        Self {
            entries: site.pages.iter().map(|_| OnceLock::new()).collect(),
            topics: site
                .languages
                .iter()
                .map(|l| l.topics.iter().map(|_| OnceLock::new()).collect())
                .collect(),
            dates: Mutex::default(),
        }
    }

    /// `{iso, long}` of the day that a page is from, or nothing.
    pub(super) fn date(&self, site: &Site, id: PageId) -> Value {
        let page = &site.pages[id];
        let Some(day) = page.document.front.date else {
            return Value::none();
        };
        let mut known = self.dates.lock().unwrap_or_else(PoisonError::into_inner);
        known
            .entry((page.language, day))
            .or_insert_with(|| date(site, page.language, Some(day)))
            .clone()
    }

    /// `{name, url}` of a topic.
    pub(super) fn topic(&self, site: &Site, language: usize, topic: usize) -> Value {
        let made = self.topics[language][topic].get_or_init(|| {
            let this = &site.languages[language];
            let topic = &this.topics[topic];
            let path = format!("{}topics/{}/", this.prefix, topic.slug);
            map([
                ("name", Value::from(topic.name.as_str())),
                ("url", Value::from(url(site, &path))),
            ])
        });
        made.clone()
    }

    /// `{title, url, description, date}` of a page.
    pub(super) fn entry(&self, site: &Site, addresses: &Addresses, id: PageId) -> Value {
        let made = self.entries[id].get_or_init(|| {
            let front = &site.pages[id].document.front;
            map([
                ("title", Value::from(front.title.as_str())),
                ("url", Value::from(addresses.page(id))),
                ("description", Value::from(front.description.as_str())),
                ("date", self.date(site, id)),
            ])
        });
        made.clone()
    }

    /// The same of each of many pages.
    pub(super) fn list(
        &self,
        site: &Site,
        addresses: &Addresses,
        ids: impl IntoIterator<Item = PageId>,
    ) -> Value {
        let entries = ids.into_iter().map(|id| self.entry(site, addresses, id));
        Value::from(entries.collect::<Vec<_>>())
    }
}

/// `{title, url}`.
pub(super) fn link(title: &str, url: &str) -> Value {
    map([("title", Value::from(title)), ("url", Value::from(url))])
}

/// `{iso, long}`, or nothing.
pub(super) fn date(site: &Site, language: usize, date: Option<Date>) -> Value {
    match date {
        None => Value::none(),
        Some(date) => map([
            ("iso", Value::from(date.to_string())),
            (
                "long",
                Value::from(site.languages[language].strings.long_date(date.0)),
            ),
        ]),
    }
}

/// An address below the base path.
pub(super) fn url(site: &Site, path: &str) -> String {
    [site.config.base_path(), &encode(path)].concat()
}

/// An absolute address.
pub(super) fn permalink(site: &Site, path: &str) -> String {
    [&*site.config.base_url, &encode(path)].concat()
}

/// `site`.
pub(super) fn site_value(
    site: &Site,
    language: usize,
    addresses: &Addresses,
    entries: &Entries,
    is_medical: bool,
) -> Value {
    let config = &site.config;
    let this = &site.languages[language];
    let role = |page: Option<PageId>| {
        page.map_or_else(Value::none, |id| entries.entry(site, addresses, id))
    };
    let topics = (!this.topics.is_empty()).then(|| {
        link(
            &this.strings.own("topics"),
            &url(site, &format!("{}topics/", this.prefix)),
        )
    });
    let whole_guide = config.features.whole_guide.then(|| {
        link(
            &this.strings.own("whole-guide"),
            &url(site, &format!("{}whole-guide/", this.prefix)),
        )
    });
    let book = config.features.epub.then(|| epub::link(site, language));
    let pages = map([
        ("emergency", role(this.roles.emergency)),
        ("help", role(this.roles.help)),
        ("about", role(this.roles.about)),
        ("grades", role(this.roles.grades)),
        ("glossary", role(this.roles.glossary)),
        ("references", role(this.roles.references)),
        ("search", role(this.roles.search)),
        ("topics", Value::from(topics)),
        ("whole_guide", Value::from(whole_guide)),
        ("epub", Value::from(book)),
    ]);
    let languages: Vec<Value> = site
        .languages
        .iter()
        .map(|l| {
            map([
                ("code", Value::from(l.code.as_str())),
                ("name", Value::from(l.name.as_str())),
                ("dir", Value::from(l.dir)),
                ("url", Value::from(url(site, &l.prefix))),
            ])
        })
        .collect();
    let license = config.license.as_ref().map(|l| {
        map([
            ("name", Value::from(l.name.as_str())),
            ("url", Value::from(address(&l.url))),
        ])
    });
    let og_image = config
        .og_image
        .as_ref()
        .and_then(|path| site.assets.static_file(path.get_ref()));
    let og_image_size = og_image
        .and_then(|asset| asset.size)
        .map(|(width, height)| map([("width", width.into()), ("height", height.into())]));
    let og_image = og_image.map(|asset| permalink(site, asset.use_hashed()));
    map([
        ("title", Value::from(this.title.as_str())),
        ("description", Value::from(this.description.as_str())),
        ("url", Value::from(config.base_url.as_str())),
        ("base_path", Value::from(config.base_path())),
        ("language", Value::from(this.code.as_str())),
        ("dir", Value::from(this.dir)),
        ("home_url", Value::from(url(site, &this.prefix))),
        (
            "nav",
            entries.list(site, addresses, this.nav.iter().copied()),
        ),
        (
            "footer",
            entries.list(site, addresses, this.footer.iter().copied()),
        ),
        ("pages", pages),
        (
            "manifest_url",
            match config.features.offline {
                true => {
                    let prefix = this.home.map_or("", |_| &*this.prefix);
                    Value::from(url(site, &format!("{prefix}manifest.webmanifest")))
                }
                false => Value::none(),
            },
        ),
        (
            "search_url",
            match site.languages.iter().any(|l| l.roles.search.is_some()) {
                true => Value::from(url(site, "search.json")),
                false => Value::none(),
            },
        ),
        (
            "feed_url",
            match config.features.feed {
                true => Value::from(url(site, &format!("{}atom.xml", this.prefix))),
                false => Value::none(),
            },
        ),
        (
            "report_url",
            Value::from(config.report.as_deref().map(address)),
        ),
        ("author", Value::from(this.author.as_str())),
        ("license", Value::from(license)),
        ("og_image", Value::from(og_image)),
        ("og_image_size", Value::from(og_image_size)),
        ("languages", Value::from(languages)),
        ("health", Value::from(is_medical)),
        ("extra", Value::from_serializable(&config.extra)),
    ])
}

/// `data`: what components may ask for.
pub(super) fn data_value(site: &Site, language: usize) -> Value {
    let countries: Vec<Value> = site.languages[language]
        .helplines
        .countries
        .iter()
        .map(|country| {
            let lines: Vec<Value> = country
                .line
                .iter()
                .map(|line| helpline(site, language, line))
                .collect();
            map([
                ("code", Value::from(country.code.get_ref().as_str())),
                ("name", Value::from(country.name.as_str())),
                ("emergency", numbers(&country.emergency)),
                ("lines", Value::from(lines)),
            ])
        })
        .collect();
    let is_foreign = site.languages[language].has_main_helplines;
    map([
        ("helplines", Value::from(countries)),
        ("foreign", foreign(site, language, is_foreign)),
    ])
}

/// The main language, for what a page in another language shows of it: screen readers
/// would read it with the wrong voice, and its signs would stand on the wrong side.
pub(super) fn foreign(site: &Site, language: usize, is_foreign: bool) -> Value {
    if !is_foreign {
        return Value::none();
    }
    let (main, own) = (&site.languages[0], &site.languages[language]);
    let dir = match main.dir == own.dir {
        true => Value::none(),
        false => Value::from(main.dir),
    };
    map([("lang", Value::from(main.code.as_str())), ("dir", dir)])
}

/// An address that somebody wrote, as a page can hold it.
fn address(written: &str) -> String {
    encode_external(written).into_owned()
}

fn helpline(site: &Site, language: usize, line: &Helpline) -> Value {
    map([
        ("name", Value::from(line.name.get_ref().as_str())),
        ("kind", Value::from(line.kind.name())),
        ("numbers", numbers(&line.numbers)),
        ("note", Value::from(line.note.as_str())),
        ("url", Value::from(line.url.as_deref().map(address))),
        ("checked", Value::from(line.checked)),
        ("checked_on", date(site, language, Some(line.checked_on))),
        ("source", Value::from(line.source.as_str())),
    ])
}

/// Numbers as shown and as dialled.
fn numbers(numbers: &[String]) -> Value {
    let values: Vec<Value> = numbers.iter().map(|text| number(text)).collect();
    Value::from(values)
}

/// A number as shown and as dialled: `{text, tel}`.
pub(super) fn number(text: &str) -> Value {
    map([
        ("text", Value::from(text)),
        ("tel", Value::from(dialled(text))),
    ])
}

/// What a telephone dials, as the address `tel:` has it.
pub(super) fn dialled(text: &str) -> String {
    let mut out = String::new();
    let text = match text.starts_with('+') {
        // The zero of `+44 (0)20` is for those who leave `+44` out.
        true => text.replace("(0)", ""),
        false => text.to_owned(),
    };
    for c in text.chars() {
        match c {
            '+' if out.is_empty() => out.push('+'),
            '0'..='9' | '*' => out.push(c),
            // It would begin the fragment of the address.
            '#' => out.push_str("%23"),
            _ => {}
        }
    }
    out
}

/// Links of a reference: `{label, url}`.
pub(super) fn reference_links(site: &Site, language: usize, reference: &Reference) -> Value {
    let strings = &site.languages[language].strings;
    let values: Vec<Value> = reference
        .links
        .iter()
        .map(|l| {
            let label = match l.kind {
                "DOI" => format!("{} {}", strings.own("doi"), l.text),
                "PubMed" => format!("{} {}", strings.own("pubmed"), l.text),
                _ => l.text.clone(),
            };
            map([
                ("label", Value::from(label)),
                ("url", Value::from(l.url.as_str())),
            ])
        })
        .collect();
    Value::from(values)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_telephone_dials_digits_and_signs_alone() {
        assert_eq!(dialled("0300 123 6600"), "03001236600");
        assert_eq!(dialled("(0800)\u{a0}123-4.5/6"), "0800123456");
        assert_eq!(dialled("+44 (0)20 7946 0000"), "+442079460000");
        assert_eq!(dialled("+49 0 30"), "+49030");
        assert_eq!(dialled("*31#123"), "*31%23123");
        assert_eq!(dialled("988"), "988");
    }
}
