//! Pages that the site adds to those of its author: topics, the page for addresses that are not
//! there, and old addresses.

use tera::{Context, Value};

use super::page::Basics;
use super::{Renderer, context, map};
use crate::diagnostic::Diagnostic;
use crate::resolve::PageId;

impl Renderer {
    /// The list of topics.
    pub(super) fn topics(&self, language: usize) -> Result<Vec<u8>, Diagnostic> {
        let site = &*self.site;
        let this = &site.languages[language];
        let mut page = self.basics(&Basics {
            kind: "topics",
            language,
            title: &this.strings.own("topics"),
            description: "",
            path: &format!("{}topics/", this.prefix),
        });
        page.insert("breadcrumbs".into(), self.home_crumb(language));
        let topics: Vec<Value> = this
            .topics
            .iter()
            .map(|topic| {
                let path = format!("{}topics/{}/", this.prefix, topic.slug);
                map([
                    ("name", Value::from(topic.name.as_str())),
                    ("url", Value::from(context::url(site, &path))),
                    ("count", Value::from(topic.pages.len())),
                ])
            })
            .collect();
        let mut context = Context::new();
        context.insert_value("topics", Value::from(topics));
        context.insert_value("page", Value::from(page));
        self.template(language, "topics.html", &context, "the list of topics")
    }

    fn home_crumb(&self, language: usize) -> Value {
        let home = self.site.languages[language].home;
        self.list(home)
    }

    /// One topic.
    pub(super) fn topic(&self, language: usize, topic: usize) -> Result<Vec<u8>, Diagnostic> {
        let site = &*self.site;
        let this = &site.languages[language];
        let topic = &this.topics[topic];
        let title = {
            let mut args = fluent_bundle::FluentArgs::new();
            args.set("topic", topic.name.as_str());
            this.strings
                .get("topic-title", Some(&args))
                .unwrap_or_else(|_| topic.name.clone())
        };
        let mut page = self.basics(&Basics {
            kind: "topic",
            language,
            title: &title,
            description: "",
            path: &format!("{}topics/{}/", this.prefix, topic.slug),
        });
        let topics = context::link(
            &this.strings.own("topics"),
            &context::url(site, &format!("{}topics/", this.prefix)),
        );
        let mut crumbs: Vec<Value> = this.home.map(|home| self.entry(home)).into_iter().collect();
        crumbs.push(topics);
        page.insert("breadcrumbs".into(), Value::from(crumbs));
        let mut context = Context::new();
        context.insert_value("topic", map([("name", Value::from(topic.name.as_str()))]));
        context.insert_value("pages", self.list(topic.pages.iter().copied()));
        context.insert_value("page", Value::from(page));
        self.template(
            language,
            "topic.html",
            &context,
            &format!("the topic {}", topic.name),
        )
    }

    /// The page for addresses that are not there.
    pub(super) fn not_found(&self, language: usize) -> Result<Vec<u8>, Diagnostic> {
        let this = &self.site.languages[language];
        let page = self.basics(&Basics {
            kind: "404",
            language,
            title: &this.strings.own("not-found-title"),
            description: "",
            path: &format!("{}404.html", this.prefix),
        });
        let mut context = Context::new();
        context.insert_value("page", Value::from(page));
        self.template(language, "404.html", &context, "404.html")
    }

    /// An old address.
    pub(super) fn alias(&self, id: PageId) -> Result<Vec<u8>, Diagnostic> {
        let page = &self.site.pages[id];
        let mut context = Context::new();
        context.insert("target", self.addresses.page(id));
        context.insert("permalink", &context::permalink(&self.site, &page.url));
        self.template(page.language, "redirect.html", &context, &page.file)
    }
}
