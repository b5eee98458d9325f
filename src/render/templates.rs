//! Templates: compiled once, checked at once, given their functions per language.

use std::collections::BTreeMap;
use std::io::{self, Write};
use std::sync::Arc;

use fluent_bundle::FluentArgs;
use tera::{ComponentArgType, ErrorKind, Kwargs, State, Tera, TeraResult, Value};

use super::circles::Calls;
use super::wanted::Wanted;
use crate::diagnostic::{Code, Diagnostic, Diagnostics, closest};
use crate::load::Theme;
use crate::parse::{ArgKind, ArgSpec, Signature, is_plain};
use crate::resolve::{Asset, Site, TAPER};

/// More than this from one template is a loop that does not end.
const MOST_BYTES: usize = 256 * 1024 * 1024;

/// The template of the whole guide.
pub(super) const WHOLE_GUIDE: &str = "whole_guide.html";

/// Arguments that the program fills in from `notices.toml`.
const NOTICE_ARGS: [(&str, ArgKind, bool); 2] = [
    ("name", ArgKind::String, true),
    ("short", ArgKind::Bool, false),
];

/// A calculator's rules and words come from its parameter file.
const TAPER_ARGS: [(&str, ArgKind, bool); 1] = [("parameters", ArgKind::String, true)];

/// Templates that the program itself asks for: they know nothing of a page's text.
const NOT_FOR_PAGES: [&str; 8] = [
    "404.html",
    "epub.html",
    "epub_title.html",
    "redirect.html",
    "report.html",
    "topic.html",
    "topics.html",
    WHOLE_GUIDE,
];

/// Whether a template shows what only sections have.
pub(super) fn template_for_sections(name: &str) -> bool {
    ["home.html", "section.html"].contains(&name)
}

/// The compiled templates.
pub struct Templates {
    tera: Tera,
    /// What each template asks for.
    wanted: BTreeMap<String, Wanted>,
    /// Which components each template calls.
    pub(super) calls: Calls,
    /// The site's own files by template name.
    pub(super) files: BTreeMap<String, String>,
    /// The theme's templates that do not fit the site's own layouts.
    unfit: BTreeMap<String, Diagnostic>,
    /// Whether they could be put together; where one is broken, no page can have any.
    is_whole: bool,
}

/// Compiles all templates; what is wrong with them is in `found`.
pub fn compile(
    theme: &Theme,
    found: &mut Diagnostics,
) -> (Arc<Templates>, BTreeMap<String, Signature>) {
    let files = theme
        .templates
        .iter()
        .filter_map(|(name, t)| Some((name.clone(), t.file.clone()?)))
        .collect();
    let texts = theme.templates.iter();
    let texts = texts
        .map(|(name, t)| (name.as_str(), t.text.as_ref()))
        .collect();
    let mut templates = Templates {
        tera: Tera::new(),
        wanted: Wanted::by_template(&texts),
        calls: Calls::of(&texts),
        files,
        unfit: BTreeMap::new(),
        is_whole: true,
    };
    if let Err(error) = templates.put_together(theme) {
        templates.is_whole = false;
        match templates.diagnose_all(&error, theme) {
            reports if reports.is_empty() => found.push(
                templates
                    .diagnose_circle(&error, theme)
                    .unwrap_or_else(|| templates.diagnose(&error, "", None)),
            ),
            reports => found.extend(
                reports
                    .into_iter()
                    .filter(|r| !r.is_unfit)
                    .map(|r| r.diagnostic),
            ),
        }
        // One by one, so that every template's mistakes are shown.
        for (name, template) in &theme.templates {
            let mut alone = Tera::new();
            if let Err(error) = alone.add_raw_template(name, &template.text)
                && matches!(error.kind(), ErrorKind::SyntaxError(_))
            {
                found.push(templates.diagnose(&error, name, None));
            }
        }
    }
    let signatures = signatures(&templates.tera, theme, found);
    (Arc::new(templates), signatures)
}

impl Templates {
    /// Gives all templates to the engine. Those of the theme that do not fit
    /// the site's own layouts are left out: most sites never ask for them.
    fn put_together(&mut self, theme: &Theme) -> Result<(), tera::Error> {
        loop {
            self.tera = Tera::new();
            // Templates are checked against the functions that exist; the real
            // ones are put in their place for each language.
            for name in ["t", "asset", "integrity"] {
                self.tera
                    .register_function(name, |_: Kwargs, _: &State<'_>| -> TeraResult<String> {
                        Ok(String::new())
                    });
            }
            let fit = theme
                .templates
                .iter()
                .filter(|(name, _)| !self.unfit.contains_key(*name))
                .map(|(name, t)| (name.as_str(), t.text.as_ref()));
            let Err(error) = self.tera.add_raw_templates(fit) else {
                return Ok(());
            };
            let reports = self.diagnose_all(&error, theme);
            if reports.is_empty() || reports.iter().any(|r| !r.is_unfit) {
                return Err(error);
            }
            for report in reports {
                self.unfit
                    .entry(report.template)
                    .or_insert(report.diagnostic);
            }
        }
    }

    /// What a template may ask for.
    pub(super) fn wanted(&self, template: &str) -> Wanted {
        let wanted = self.wanted.get(template).copied();
        wanted.unwrap_or(Wanted::EVERYTHING)
    }

    pub(super) fn is_whole(&self) -> bool {
        self.is_whole
    }

    /// Why the theme's template of that name was left out.
    pub(super) fn why_unfit(&self, name: &str) -> Option<&Diagnostic> {
        self.unfit.get(name)
    }
}

/// What each component takes; a component is a file of `components/`.
fn signatures(tera: &Tera, theme: &Theme, found: &mut Diagnostics) -> BTreeMap<String, Signature> {
    let mut signatures = BTreeMap::new();
    for (path, template) in &theme.templates {
        let Some(name) = path
            .strip_prefix("components/")
            .and_then(|p| p.strip_suffix(".html"))
        else {
            continue;
        };
        let Some(info) = tera.get_component_definition(name) else {
            if found.errors() == 0 {
                found.push(
                    Diagnostic::new(
                        Code::TemplateError,
                        format!("the file defines no component `{name}`"),
                    )
                    .in_file(
                        template
                            .file
                            .clone()
                            .unwrap_or_else(|| format!("templates/{path}")),
                    )
                    .help(format!(
                        "write `{{% component {name}(…) %}} … {{% endcomponent {name} %}}`"
                    )),
                );
            }
            continue;
        };
        let texts = |list: Option<&Value>| -> Vec<String> {
            let list = list.and_then(Value::as_array).into_iter().flatten();
            list.filter_map(|v| v.as_str().map(str::to_owned)).collect()
        };
        let listed = |key: &str| texts(info.metadata().get(key));
        let (markdown, images) = (listed("markdown"), listed("images"));
        let mut args: Vec<ArgSpec> = info
            .args()
            .iter()
            .filter(|a| !a.is_implicit())
            // Filled in by the program beside an image.
            .filter(|a| images.is_empty() || !matches!(a.name(), "width" | "height"))
            .map(|a| ArgSpec {
                name: a.name().to_owned(),
                kind: a.arg_type().and_then(kind_of),
                required: a.is_required(),
                markdown: markdown.iter().any(|m| m == a.name()),
                image: images.iter().any(|m| m == a.name()),
                closed: stands_in_closed_box(&template.text, a.name()),
                one_of: texts(
                    info.metadata()
                        .get("one_of")
                        .and_then(|m| m.get_from_path(a.name())),
                ),
                as_long_as: info
                    .metadata()
                    .get("as_long_as")
                    .and_then(|m| m.get_from_path(a.name())?.as_str())
                    .map(str::to_owned),
            })
            .collect();
        // What the program fills in itself is no argument for authors.
        let own: Option<&[(&str, ArgKind, bool)]> = match name {
            "notice" => Some(&NOTICE_ARGS),
            TAPER => Some(&TAPER_ARGS),
            _ => None,
        };
        if let Some(own) = own {
            args = own
                .iter()
                .map(|(name, kind, required)| ArgSpec {
                    name: (*name).to_owned(),
                    kind: Some(*kind),
                    required: *required,
                    markdown: false,
                    image: false,
                    closed: false,
                    one_of: Vec::new(),
                    as_long_as: None,
                })
                .collect();
        }
        args.sort_by(|a, b| a.name.cmp(&b.name));
        signatures.insert(name.to_owned(), Signature { args });
    }
    signatures
}

/// Whether a template names an argument within a `<details>` that is not open. It is read
/// as text, and on the safe side: every word there counts.
fn stands_in_closed_box(template: &str, name: &str) -> bool {
    // Whether each box around the place is closed.
    let mut boxes: Vec<bool> = Vec::new();
    for part in template.split_inclusive("<") {
        let (tag, text) = part.split_once('>').unwrap_or((part, ""));
        let mut words = tag.split(|c: char| !c.is_alphanumeric() && c != '/');
        match words.next() {
            // What a condition opens is closed without it.
            Some("details") => boxes.push(tag.contains('{') || words.all(|word| word != "open")),
            Some("/details") => {
                boxes.pop();
            }
            _ => {}
        }
        let mut words = text.split(|c: char| !c.is_alphanumeric() && c != '_');
        if boxes.contains(&true) && words.any(|word| word == name) {
            return true;
        }
    }
    false
}

fn kind_of(kind: ComponentArgType) -> Option<ArgKind> {
    Some(match kind {
        ComponentArgType::String => ArgKind::String,
        ComponentArgType::Bool => ArgKind::Bool,
        ComponentArgType::Integer => ArgKind::Integer,
        ComponentArgType::Float | ComponentArgType::Number => ArgKind::Number,
        ComponentArgType::Array => ArgKind::Array,
        ComponentArgType::Map => ArgKind::Table,
        _ => return None,
    })
}

/// The engine of one language.
pub(super) fn engine(templates: &Templates, site: &Arc<Site>, language: usize) -> Tera {
    let mut tera = templates.tera.clone();
    tera.set_escape_fn(|text, out| match is_plain(text) {
        true => out.write_all(text.as_bytes()),
        false => tera::escape_html(text, out),
    });
    let strings = Arc::clone(&site.languages[language].strings);
    tera.register_function(
        "t",
        move |kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
            let key: &str = kwargs.must_get("key")?;
            let mut args = FluentArgs::new();
            for (name, value) in kwargs.iter() {
                let name = name.as_str().unwrap_or_default();
                if name == "key" {
                    continue;
                }
                match (value.as_i64(), value.as_str()) {
                    (Some(number), _) => args.set(name.to_owned(), number),
                    (None, Some(text)) => args.set(name.to_owned(), text.to_owned()),
                    (None, None) => args.set(name.to_owned(), value.to_string()),
                }
            }
            strings
                .get(key, Some(&args))
                .map_err(|e| tera::Error::message(e.0))
        },
    );
    let base = site.config.base_path().to_owned();
    let assets = Arc::clone(site);
    tera.register_function(
        "asset",
        move |kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
            let asset = static_file(&assets, &kwargs)?;
            let path = crate::resolve::encode(asset.use_hashed());
            Ok(format!("{base}{path}"))
        },
    );
    let assets = Arc::clone(site);
    tera.register_function(
        "integrity",
        move |kwargs: Kwargs, _: &State<'_>| -> TeraResult<String> {
            let integrity = static_file(&assets, &kwargs)?.integrity();
            let integrity = integrity.map_err(|d| tera::Error::message(d.message))?;
            Ok(integrity.to_owned())
        },
    );
    tera
}

/// The file of `static/` that a template asks for.
fn static_file<'s>(site: &'s Site, kwargs: &Kwargs) -> TeraResult<&'s Asset> {
    let path: &str = kwargs.must_get("path")?;
    site.assets.static_file(path).ok_or_else(|| {
        let near = closest(path, site.assets.static_paths())
            .map_or(String::new(), |near| format!("; did you mean `{near}`?"));
        tera::Error::message(format!("there is no file `static/{path}`{near}"))
    })
}

impl Templates {
    /// Whether there is a template of that name.
    #[must_use]
    pub fn contains(&self, name: &str) -> bool {
        self.tera.contains_template(name)
    }

    /// Whether an article, or a section, may ask for a template. What the site's own
    /// `home.html` and `section.html` show is for it to say.
    #[must_use]
    pub fn fits(&self, name: &str, is_article: bool) -> bool {
        let is_piece = name.starts_with("components/") || name.starts_with("layouts/");
        let lacks_section =
            is_article && template_for_sections(name) && !self.files.contains_key(name);
        !is_piece && !NOT_FOR_PAGES.contains(&name) && !lacks_section
    }

    /// The names of the templates that a page may ask for.
    #[must_use]
    pub fn page_names(&self, is_article: bool) -> Vec<&str> {
        let mut names: Vec<&str> = self
            .tera
            .get_template_names()
            .filter(|name| !name.contains('/') && self.fits(name, is_article))
            .collect();
        names.sort_unstable();
        names
    }
}

/// Stops a template that writes without end.
pub(super) struct Bounded<'b> {
    out: &'b mut Vec<u8>,
}

impl<'b> Bounded<'b> {
    pub(super) fn new(out: &'b mut Vec<u8>) -> Self {
        Self { out }
    }
}

impl Write for Bounded<'_> {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        if self.out.len() + bytes.len() > MOST_BYTES {
            return Err(io::Error::other("the template writes more than 256 MiB"));
        }
        self.out.extend_from_slice(bytes);
        Ok(bytes.len())
    }

    fn write_all(&mut self, bytes: &[u8]) -> io::Result<()> {
        self.write(bytes).map(drop)
    }

    fn flush(&mut self) -> io::Result<()> {
        Ok(())
    }
}
