//! Component fences: a fenced block whose info string is `{name}`, with TOML
//! arguments that are checked against the component's signature.

use std::ops::Range;

use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fragment;
use super::markdown::{self, Page};
use crate::config::toml_slips;
use crate::diagnostic::{Code, Diagnostic, Span};

/// What a component takes, from its template's definition.
#[derive(Clone, Debug, Default)]
pub struct Signature {
    /// The arguments an author may write.
    pub args: Vec<ArgSpec>,
}

/// One argument of a component.
#[derive(Clone, Debug)]
pub struct ArgSpec {
    /// The TOML key.
    pub name: String,
    /// `None`: anything.
    pub kind: Option<ArgKind>,
    /// Whether it has no default.
    pub required: bool,
    /// Its texts are Markdown.
    pub markdown: bool,
    /// It names an image beside the article.
    pub image: bool,
    /// Readers see it only when they open a box.
    pub closed: bool,
    /// The texts that it may be, or that its list may hold; empty for any.
    pub one_of: Vec<String>,
    /// The argument whose list each of its lists is as long as: a table's columns.
    pub as_long_as: Option<String>,
}

/// The TOML type of an argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum ArgKind {
    /// Text.
    String,
    /// `true` or `false`.
    Bool,
    /// A whole number.
    Integer,
    /// Any number.
    Number,
    /// A list.
    Array,
    /// A table.
    Table,
}

impl ArgKind {
    fn name(self) -> &'static str {
        match self {
            Self::String => "a text in quotes",
            Self::Bool => "true or false",
            Self::Integer => "a whole number",
            Self::Number => "a number",
            Self::Array => "a list in [ ]",
            Self::Table => "a table",
        }
    }

    fn takes(self, value: &DeValue<'_>) -> bool {
        match self {
            Self::String => value.is_str(),
            Self::Bool => value.is_bool(),
            Self::Integer => value.is_integer(),
            Self::Number => value.is_integer() || value.is_float(),
            Self::Array => value.is_array(),
            Self::Table => value.is_table(),
        }
    }
}

/// A component as an article calls it.
#[derive(Debug)]
pub struct ComponentCall {
    /// The component's name, with underscores.
    pub name: String,
    /// What it was given.
    pub args: Vec<Argument>,
}

impl ComponentCall {
    /// Where the value of an argument stands.
    #[must_use]
    pub fn span_of(&self, name: &str) -> Option<Span> {
        let argument = self.args.iter().find(|a| a.name == name)?;
        Some(argument.span)
    }

    /// The text of an argument.
    #[must_use]
    pub fn str_arg(&self, name: &str) -> Option<&str> {
        self.args
            .iter()
            .find(|a| a.name == name)
            .and_then(|a| match &a.value {
                ArgValue::String(text) => Some(text.as_str()),
                _ => None,
            })
    }

    /// The texts of a list.
    pub fn strings(&self, name: &str) -> impl Iterator<Item = &str> {
        let argument = self.args.iter().find(|a| a.name == name);
        let items = match argument.map(|a| &a.value) {
            Some(ArgValue::Array(items)) => items.as_slice(),
            _ => &[],
        };
        items.iter().filter_map(|item| match item {
            ArgValue::String(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// A switch.
    #[must_use]
    pub fn bool_arg(&self, name: &str) -> Option<bool> {
        self.args
            .iter()
            .find(|a| a.name == name)
            .and_then(|a| match a.value {
                ArgValue::Bool(value) => Some(value),
                _ => None,
            })
    }
}

/// One given argument.
#[derive(Debug)]
pub struct Argument {
    /// The TOML key.
    pub name: String,
    /// Where the value stands.
    pub span: Span,
    /// The value.
    pub value: ArgValue,
}

/// A TOML value, with its Markdown parsed.
#[derive(Debug)]
pub enum ArgValue {
    /// Plain text.
    String(String),
    /// Markdown.
    Markdown(Fragment),
    /// An image beside the article, as written.
    Image(String),
    /// A whole number.
    Integer(i64),
    /// A number.
    Float(f64),
    /// A switch.
    Bool(bool),
    /// A list.
    Array(Vec<ArgValue>),
    /// A table.
    Table(Vec<(String, ArgValue)>),
}

impl ArgValue {
    pub(super) fn for_each_fragment<'a>(&'a self, visit: &mut dyn FnMut(&'a Fragment)) {
        match self {
            Self::Markdown(fragment) => visit(fragment),
            Self::Array(items) => items.iter().for_each(|i| i.for_each_fragment(visit)),
            Self::Table(entries) => entries.iter().for_each(|(_, v)| v.for_each_fragment(visit)),
            _ => {}
        }
    }
}

/// The component's name, when an info string is one.
pub(super) fn fence_name(info: &str) -> Option<&str> {
    let name = info.trim().strip_prefix('{')?.strip_suffix('}')?;
    let mut chars = name.chars();
    let first = chars.next()?;
    let rest = |c: char| c.is_ascii_alphanumeric() || c == '-' || c == '_';
    (first.is_ascii_alphabetic() && chars.all(rest)).then_some(name)
}

/// Where the body of a fence stands in the file.
#[derive(Clone, Copy, Debug)]
pub(super) enum Place {
    /// The body is the file's text from this offset.
    Exact(usize),
    /// Somewhere in here (the fence stands in a quote or a list).
    Within(Span),
}

impl Place {
    pub(super) fn of(self, range: Range<usize>) -> Span {
        match self {
            Self::Exact(base) => Span::from(range).shifted(base),
            Self::Within(span) => span,
        }
    }
}

/// The first text that an argument may not be.
fn strange<'v>(spec: &ArgSpec, value: &'v DeValue<'_>) -> Option<&'v str> {
    if spec.one_of.is_empty() {
        return None;
    }
    let items = value.as_array();
    let items = items
        .into_iter()
        .flatten()
        .filter_map(|item| item.get_ref().as_str());
    items
        .chain(value.as_str())
        .find(|text| !spec.one_of.iter().any(|known| known == text))
}

/// Whether an argument says nothing: a box of warnings with an empty list, or with an
/// empty line in it, looks finished and is not.
fn is_empty(spec: &ArgSpec, value: &DeValue<'_>) -> bool {
    let is_blank = |text: &str| text.trim().is_empty();
    match value {
        DeValue::String(text) => is_blank(text),
        DeValue::Array(items) => {
            let mut texts = items.iter().filter_map(|item| item.get_ref().as_str());
            items.is_empty() || (spec.markdown && texts.any(is_blank))
        }
        _ => false,
    }
}

/// Reports the rows that have more or fewer cells than their table has columns: readers
/// would find a number under the wrong head.
fn report_uneven_rows(page: &mut Page<'_>, spec: &ArgSpec, table: &DeTable<'_>, place: Place) {
    let list = |name: &str| {
        let mut entries = table.iter();
        let (_, value) = entries.find(|(key, _)| key.get_ref() == name)?;
        value.get_ref().as_array()
    };
    let Some(other) = &spec.as_long_as else {
        return;
    };
    let (Some(rows), Some(columns)) = (list(&spec.name), list(other)) else {
        return;
    };
    for (n, row) in rows.iter().enumerate() {
        let cells = row.get_ref().as_array().map(|cells| cells.len());
        if cells == Some(columns.len()) {
            continue;
        }
        let has = match cells {
            Some(1) => "has 1 cell".to_owned(),
            Some(cells) => format!("has {cells} cells"),
            None => "is no list of cells".to_owned(),
        };
        page.report(
            Diagnostic::new(
                Code::ComponentArgument,
                format!(
                    "row {} of `{}` {has}, where `{other}` has {}",
                    n + 1,
                    spec.name,
                    columns.len()
                ),
            )
            .at(place.of(row.span()))
            .help("give each row a cell for each column; write `\"\"` for one that is empty"),
        );
    }
}

/// Reads a fence's body.
pub(super) fn read(
    page: &mut Page<'_>,
    name: &str,
    fence: Span,
    body: &str,
    place: Place,
) -> Option<ComponentCall> {
    let options = page.options;
    let component = name.replace('-', "_");
    let Some(signature) = options.components.get(&component) else {
        // As authors write them.
        let known: Vec<String> = options
            .components
            .keys()
            .map(|k| k.replace('_', "-"))
            .collect();
        page.report(
            Diagnostic::new(
                Code::UnknownComponent,
                format!("no component is called `{name}`"),
            )
            .at(fence)
            .suggest(name, known.iter().map(String::as_str)),
        );
        return None;
    };
    let (table, errors) = DeTable::parse_recoverable(body);
    if !errors.is_empty() {
        for slip in toml_slips(body, &errors) {
            let span = slip.span.map_or(fence, |s| place.of(s));
            let help = slip
                .help
                .unwrap_or_else(|| "the body of a component is TOML: `key = \"value\"`".to_owned());
            page.report(
                Diagnostic::new(
                    Code::TomlSyntax,
                    format!("the arguments of `{name}`: {}", slip.message),
                )
                .at(span)
                .help(help),
            );
        }
        return None;
    }
    let mut args = Vec::new();
    for (key, value) in table.get_ref() {
        let key_name = key.get_ref().as_ref();
        let Some(spec) = signature.args.iter().find(|a| a.name == key_name) else {
            let known = signature.args.iter().map(|a| a.name.as_str());
            page.report(
                Diagnostic::new(
                    Code::ComponentArgument,
                    format!("`{name}` takes no argument `{key_name}`"),
                )
                .at(place.of(key.span()))
                .suggest(key_name, known),
            );
            continue;
        };
        if let Some(kind) = spec.kind
            && !kind.takes(value.get_ref())
        {
            page.report(
                Diagnostic::new(
                    Code::ComponentArgument,
                    format!("the argument `{key_name}` of `{name}` is {}", kind.name()),
                )
                .at(place.of(value.span()))
                .help(format!("found {}", value.get_ref().type_str())),
            );
            continue;
        }
        let span = place.of(value.span());
        if spec.required && is_empty(spec, value.get_ref()) {
            page.report(
                Diagnostic::new(
                    if key_name == "alt" {
                        Code::ImageAlt
                    } else {
                        Code::ComponentArgument
                    },
                    format!("the argument `{key_name}` of `{name}` is empty"),
                )
                .at(span)
                .help(match value.get_ref().as_array() {
                    Some(_) => format!("write `{key_name} = [\"…\", \"…\"]`, each with words"),
                    None => format!("write `{key_name} = \"…\"`"),
                }),
            );
            continue;
        }
        if let Some(other) = strange(spec, value.get_ref()) {
            page.report(
                Diagnostic::new(
                    Code::ComponentArgument,
                    format!("the argument `{key_name}` of `{name}` cannot be `{other}`"),
                )
                .at(span)
                .suggest(other, spec.one_of.iter().map(String::as_str)),
            );
            continue;
        }
        args.push(Argument {
            name: key_name.to_owned(),
            span,
            value: convert(page, spec, value, body, place),
        });
    }
    for spec in &signature.args {
        report_uneven_rows(page, spec, table.get_ref(), place);
    }
    for spec in signature.args.iter().filter(|a| a.required) {
        if !table
            .get_ref()
            .iter()
            .any(|(k, _)| k.get_ref().as_ref() == spec.name)
        {
            let code = if spec.name == "alt" {
                Code::ImageAlt
            } else {
                Code::ComponentArgument
            };
            page.report(
                Diagnostic::new(code, format!("`{name}` needs the argument `{}`", spec.name))
                    .at(fence)
                    .help(format!("add a line `{} = …` to the block", spec.name)),
            );
        }
    }
    Some(ComponentCall {
        name: component,
        args,
    })
}

/// Arguments that readers see as they are, in contrast to names and switches.
const LABELS: [&str; 6] = ["title", "caption", "alt", "description", "text", "columns"];

fn convert(
    page: &mut Page<'_>,
    spec: &ArgSpec,
    value: &Spanned<DeValue<'_>>,
    body: &str,
    place: Place,
) -> ArgValue {
    match value.get_ref() {
        DeValue::String(text) if spec.markdown => {
            // Most texts stand in the file as they are; then spans are exact.
            let raw = &body[value.span()];
            let text_place = match (place, raw.find(text.as_ref())) {
                (Place::Exact(base), Some(n)) => Place::Exact(base + value.span().start + n),
                _ => Place::Within(place.of(value.span())),
            };
            page.closed += u32::from(spec.closed);
            let text = markdown::argument(page, text, text_place);
            page.closed -= u32::from(spec.closed);
            ArgValue::Markdown(text)
        }
        DeValue::String(text) if spec.image => ArgValue::Image(text.to_string()),
        DeValue::String(text) => {
            if LABELS.contains(&spec.name.as_str()) {
                let raw = &body[value.span()];
                let (text_place, length) = match (place, raw.find(text.as_ref())) {
                    (Place::Exact(base), Some(n)) => {
                        (Place::Exact(base + value.span().start + n), text.len())
                    }
                    _ => (Place::Within(place.of(value.span())), 0),
                };
                page.label(text, text_place, length);
            }
            ArgValue::String(text.to_string())
        }
        DeValue::Boolean(value) => ArgValue::Bool(*value),
        DeValue::Integer(n) => i64::from_str_radix(n.as_str(), n.radix())
            .map_or_else(|_| ArgValue::String(n.to_string()), ArgValue::Integer),
        DeValue::Float(n) => n
            .as_str()
            .parse()
            .map_or_else(|_| ArgValue::String(n.to_string()), ArgValue::Float),
        DeValue::Datetime(date) => ArgValue::String(date.to_string()),
        DeValue::Array(items) => ArgValue::Array(
            items
                .iter()
                .map(|item| convert(page, spec, item, body, place))
                .collect(),
        ),
        DeValue::Table(table) => ArgValue::Table(
            table
                .iter()
                .map(|(k, v)| (k.get_ref().to_string(), convert(page, spec, v, body, place)))
                .collect(),
        ),
    }
}
