//! The pages on files that people write, from the schemas that `stepdown schema` prints.

use std::fmt::Write as _;

use serde_json::Value;

use super::{Page, opening, sentence};
use crate::schemas::schema;

pub(super) fn configuration() -> Page {
    let mut text = opening(
        "Configuration",
        "Every key of stepdown.toml, with its type and default.",
        "weight = 2\ntemplate = \"tool.html\"\n",
    );
    text.push_str("`stepdown schema` prints the same as a JSON Schema, for your editor. A key that is not here is an error, with its line.\n\n");
    Tables::of(&schema("config"), "table", 2).write(&mut text, "The file itself");
    Page {
        path: "configuration.md",
        text: format!("{}\n", text.trim_end()),
    }
}

pub(super) fn front_matter() -> Page {
    let mut text = opening(
        "Front matter",
        "Every key that may stand between the +++ lines of an article.",
        "weight = 3\ntemplate = \"tool.html\"\n",
    );
    text.push_str("TOML between two lines of `+++` at the top of each Markdown file. [How it is used](../writing/articles.md#the-top-of-a-page). `stepdown schema front-matter` prints the same as a JSON Schema.\n\n");
    Tables::of(&schema("front-matter"), "table", 2).write(&mut text, "Keys");
    Page {
        path: "front-matter.md",
        text: format!("{}\n", text.trim_end()),
    }
}

pub(super) fn data_files() -> Page {
    let mut text = opening(
        "Data files",
        "Every key of the files in content/ that pages share.",
        "weight = 4\ntemplate = \"tool.html\"\n",
    );
    text.push_str("[How they are used](../writing/shared-files.md). `stepdown schema NAME` prints each as a JSON Schema. References are BibTeX, in `content/references.bib`.\n\n");
    for name in [
        "glossary",
        "notices",
        "helplines",
        "urgent",
        "words",
        "must-say",
        "reviews",
    ] {
        let schema = schema(name);
        let _ = write!(text, "## `{name}.toml` {{#{name}-toml}}\n\n");
        Tables::of(&schema, name, 3).write(&mut text, "");
    }
    Page {
        path: "data-files.md",
        text: format!("{}\n", text.trim_end()),
    }
}

pub(super) fn calculator() -> Page {
    let mut text = opening(
        "Calculator parameters",
        "Every key of a calculator’s parameter file.",
        "weight = 5\ntemplate = \"tool.html\"\n",
    );
    text.push_str("[How a calculator is made](../writing/calculators.md). `stepdown schema calculator` prints the same as a JSON Schema. A text is a string, or a table with one for each language. A percentage is written `\"10 %\"`, an amount with its unit, `\"0.1 g\"`.\n\n");
    Tables::of(&schema("calculator"), "table", 2).write(&mut text, "The file itself");
    Page {
        path: "calculator-parameters.md",
        text: format!("{}\n", text.trim_end()),
    }
}

/// A schema, cut into one table for each table of the file.
struct Tables<'a> {
    root: &'a Value,
    /// Begins the ids of the headings: a page may have several files.
    prefix: &'a str,
    level: usize,
    /// Those still to be written: their heading in TOML, and their schema.
    waiting: Vec<(String, &'a Value)>,
}

impl<'a> Tables<'a> {
    fn of(root: &'a Value, prefix: &'a str, level: usize) -> Self {
        Self {
            root,
            prefix,
            level,
            waiting: Vec::new(),
        }
    }

    fn write(mut self, text: &mut String, first: &str) {
        let marks = "#".repeat(self.level);
        if !first.is_empty() {
            let _ = write!(text, "{marks} {first}\n\n");
        }
        match self.root.get("properties") {
            Some(_) => self.table(text, "", self.root),
            // A file that is a table of tables, by name.
            None => {
                let entry = self.resolve(&self.root["additionalProperties"]);
                let _ = write!(text, "{marks} `[NAME]`\n\n");
                self.describe(text, entry);
                self.table(text, "NAME", entry);
            }
        }
        while !self.waiting.is_empty() {
            let (path, schema) = self.waiting.remove(0);
            let _ = write!(text, "{marks} `{path}` {{#{}}}\n\n", self.id(&path));
            self.describe(text, schema);
            self.table(text, path.trim_matches(['[', ']']), schema);
        }
    }

    fn id(&self, heading: &str) -> String {
        let words = heading.split(|c: char| !c.is_ascii_alphanumeric());
        let words: Vec<&str> = words.filter(|word| !word.is_empty()).collect();
        format!("{}-{}", self.prefix, words.join("-").to_lowercase())
    }

    fn describe(&self, text: &mut String, schema: &Value) {
        if let Some(description) = schema["description"].as_str() {
            let _ = write!(text, "{}\n\n", sentence(description));
        }
    }

    fn table(&mut self, text: &mut String, path: &str, schema: &'a Value) {
        let properties = schema["properties"].as_object().expect("a table");
        let required: Vec<&str> = schema["required"]
            .as_array()
            .map(|keys| keys.iter().filter_map(Value::as_str).collect())
            .unwrap_or_default();
        text.push_str("| key | value | meaning |\n|---|---|---|\n");
        // What must be given comes first.
        let (first, rest): (Vec<_>, Vec<_>) = properties
            .iter()
            .partition(|(key, _)| required.contains(&key.as_str()));
        for (key, property) in first.iter().chain(&rest) {
            let own = property["description"].as_str();
            let kind = self.kind(property, path, key);
            let described = own.or_else(|| self.resolve(property)["description"].as_str());
            let mut meaning = sentence(
                described
                    .unwrap_or_else(|| panic!("the key `{key}` has no description in the code")),
            );
            meaning.push_str(&self.choices(property));
            let default = match (required.contains(&key.as_str()), property.get("default")) {
                (true, _) => " **Must be given.**".to_owned(),
                (false, Some(value)) => default(value),
                // Lists and tables: what is not given is empty.
                (false, None) => String::new(),
            };
            let _ = writeln!(text, "| `{key}` | {kind} | {meaning}{default} |");
        }
        text.push('\n');
    }

    /// The schema itself: references followed, and "or nothing" left out.
    fn resolve(&self, schema: &'a Value) -> &'a Value {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.trim_start_matches("#/$defs/");
            return self.resolve(&self.root["$defs"][name]);
        }
        if let Some(choices) = schema["anyOf"].as_array()
            && let Some(one) = choices.iter().find(|c| c["type"] != "null")
        {
            return self.resolve(one);
        }
        schema
    }

    /// What a value is, in words; tables are put on the list.
    fn kind(&mut self, schema: &'a Value, path: &str, key: &str) -> String {
        let schema = self.resolve(schema);
        let full = match path {
            "" => key.to_owned(),
            path => format!("{path}.{key}"),
        };
        if schema["properties"].is_object() {
            return self.wait(format!("[{full}]"), schema);
        }
        if let Some(items) = schema.get("items") {
            let item = self.resolve(items);
            return match item["properties"].is_object() {
                true => self.wait(format!("[[{full}]]"), item),
                false => format!("list of {}", self.word(item)),
            };
        }
        if let Some(values) = schema.get("additionalProperties")
            && values.is_object()
            && schema.get("oneOf").is_none()
        {
            let value = self.resolve(values);
            return match value["properties"].is_object() {
                true => self.wait(format!("[{full}.NAME]"), value),
                false => format!("table: a name, and {}", self.word(value)),
            };
        }
        self.word(schema)
    }

    fn wait(&mut self, heading: String, schema: &'a Value) -> String {
        let kind = format!("[`{heading}`](#{})", self.id(&heading));
        // One type in several places is written once.
        if !self.waiting.iter().any(|(h, _)| *h == heading) {
            self.waiting.push((heading, schema));
        }
        kind
    }

    fn word(&self, schema: &Value) -> String {
        if schema["format"] == "date" {
            return "date".to_owned();
        }
        if let Some(choices) = schema["oneOf"].as_array() {
            let names: Vec<String> = choices
                .iter()
                .filter_map(|choice| Some(format!("`\"{}\"`", choice["const"].as_str()?)))
                .collect();
            return match (
                names.as_slice(),
                choices.iter().any(|c| c["type"] == "number"),
            ) {
                ([], true) => "percentage".to_owned(),
                ([], false) => "text, or one for each language".to_owned(),
                ([first @ .., last], _) if !first.is_empty() => {
                    format!("{} or {last}", first.join(", "))
                }
                (names, _) => names.concat(),
            };
        }
        let kind = match &schema["type"] {
            Value::Array(kinds) => kinds
                .iter()
                .filter_map(Value::as_str)
                .find(|kind| *kind != "null"),
            kind => kind.as_str(),
        };
        match kind {
            Some("string") => "text",
            Some("boolean") => "`true` or `false`",
            Some("integer") => "whole number",
            Some("number") => "number",
            Some("array") => "list",
            Some("object") => "table",
            _ => "anything",
        }
        .to_owned()
    }

    /// The names that may be given, with what each means.
    fn choices(&self, schema: &'a Value) -> String {
        let mut schema = self.resolve(schema);
        for inner in ["items", "additionalProperties"] {
            if schema[inner].is_object() && schema.get("oneOf").is_none() {
                schema = self.resolve(&schema[inner]);
            }
        }
        let Some(choices) = schema["oneOf"].as_array() else {
            return String::new();
        };
        let names: Vec<String> = choices
            .iter()
            .filter_map(|choice| {
                let name = choice["const"].as_str()?;
                let meaning = sentence(choice["description"].as_str().unwrap_or_default());
                Some(format!(" `\"{name}\"`: {meaning}"))
            })
            .collect();
        names.concat()
    }
}

/// What holds where the key is not given; nothing for what is then simply not there.
fn default(value: &Value) -> String {
    match value {
        Value::Null | Value::Object(_) => String::new(),
        Value::String(text) if text.is_empty() => String::new(),
        Value::Array(items) if items.is_empty() => String::new(),
        Value::Array(items) => {
            let items: Vec<String> = items.iter().map(ToString::to_string).collect();
            format!(" Default: `[{}]`.", items.join(", "))
        }
        value => format!(" Default: `{value}`."),
    }
}
