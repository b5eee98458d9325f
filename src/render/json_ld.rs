//! Structured data: a MedicalWebPage (a WebPage where a site gives no health
//! information), with a WebApplication for a calculator.

use serde_json::{Map, Value, json};

use super::body::Numbering;
use super::{Renderer, context};
use crate::parse::{Fragment, Part};
use crate::resolve::{Kind, PageId, TAPER, encode_external};

/// The JSON of a page, safe inside a `<script>`.
pub(super) fn page(renderer: &Renderer, id: PageId, numbering: &Numbering) -> String {
    let this = &renderer.site.pages[id];
    of(
        renderer,
        id,
        &this.url,
        &this.document.front.title,
        numbering,
    )
}

/// That of another page made from a page's data, such as the whole guide from the home page.
pub(super) fn of(
    renderer: &Renderer,
    id: PageId,
    url: &str,
    title: &str,
    numbering: &Numbering,
) -> String {
    let site = &*renderer.site;
    let this = &site.pages[id];
    let front = &this.document.front;
    let language = &site.languages[this.language];
    let home = context::permalink(site, &language.prefix);
    let permalink = context::permalink(site, url);
    let organisation = |name: &str| json!({"@type": "Organization", "name": name, "url": home});
    let author = if language.author.is_empty() {
        &language.title
    } else {
        &language.author
    };
    let mut object = Map::new();
    let mut put = |key: &str, value: Value| {
        object.insert(key.to_owned(), value);
    };
    put("@context", json!("https://schema.org"));
    put(
        "@type",
        match renderer.is_medical {
            true => json!("MedicalWebPage"),
            false => json!("WebPage"),
        },
    );
    put("@id", json!(permalink));
    put("url", json!(permalink));
    put("name", json!(title));
    put("inLanguage", json!(language.code));
    put("isAccessibleForFree", json!(true));
    if !front.description.is_empty() {
        put("description", json!(front.description));
    }
    put("author", organisation(author));
    put("publisher", organisation(&language.title));
    put(
        "isPartOf",
        json!({"@type": "WebSite", "name": language.title, "url": home, "inLanguage": language.code}),
    );
    if let Some(date) = front.date {
        put("datePublished", json!(date.to_string()));
    }
    if let Some(date) = front.changed() {
        put("dateModified", json!(date.to_string()));
    }
    // Only when somebody reviewed it; the date alone names no person.
    if let Some(date) = front.reviewed {
        put("lastReviewed", json!(date.to_string()));
    }
    if let Some(license) = &site.config.license {
        put("license", json!(encode_external(&license.url)));
    }
    let about = site.about(this.language);
    if !about.is_empty() {
        let about: Vec<Value> = about
            .iter()
            .map(|name| json!({"@type": "Thing", "name": name}))
            .collect();
        put("about", json!(about));
    }
    // A calculator is a tool, and the heaviest page there is.
    let is_tool = has_calculator(&this.document.body);
    let citations: Vec<Value> = numbering
        .cited()
        .filter(|_| !is_tool)
        .filter_map(|key| site.bibliography.get(key))
        // An address says which work it is; the words would be a twentieth of the page,
        // which has them as text already.
        .map(|r| match r.links.first() {
            Some(link) => json!({"@type": "CreativeWork", "url": link.url}),
            None => json!({"@type": "CreativeWork", "name": plain(&r.html)}),
        })
        .collect();
    if !citations.is_empty() {
        put("citation", json!(citations));
    }
    if this.kind != Kind::Home {
        let mut trail = site.breadcrumbs(id);
        trail.push(id);
        let items: Vec<Value> = trail
            .iter()
            .enumerate()
            .map(|(n, crumb)| {
                let page = &site.pages[*crumb];
                json!({
                    "@type": "ListItem",
                    "position": n + 1,
                    "name": page.document.front.title,
                    "item": context::permalink(site, &page.url),
                })
            })
            .collect();
        put(
            "breadcrumb",
            json!({"@type": "BreadcrumbList", "itemListElement": items}),
        );
    }
    if is_tool {
        put(
            "mainEntity",
            json!({
                "@type": "WebApplication",
                "name": front.title,
                "url": permalink,
                "applicationCategory": "HealthApplication",
                "operatingSystem": "Any",
                "offers": {"@type": "Offer", "price": "0", "priceCurrency": "USD"},
            }),
        );
    }
    // Nothing in the data may end the script element, or begin another.
    Value::Object(object).to_string().replace('<', "\\u003c")
}

/// Whether a calculator stands on the page.
pub(super) fn has_calculator(body: &Fragment) -> bool {
    let mut found = false;
    body.for_each_slot(&mut |slot| {
        found |= matches!(&slot.part, Part::Component(call) if call.name == TAPER);
    });
    found
}

/// The text of inline HTML.
pub(crate) fn plain(html: &str) -> String {
    let mut out = String::with_capacity(html.len());
    let mut in_tag = false;
    for c in html.chars() {
        match c {
            '<' => in_tag = true,
            '>' => in_tag = false,
            c if !in_tag => out.push(c),
            _ => {}
        }
    }
    out.replace("&lt;", "<")
        .replace("&gt;", ">")
        .replace("&quot;", "\"")
        .replace("&amp;", "&")
}
