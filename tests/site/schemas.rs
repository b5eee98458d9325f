//! The schemas that `stepdown schema` prints, held against real files: what the
//! program reads they allow, and what it refuses they refuse.

use std::fs;
use std::path::Path;

use serde_json::Value;

use crate::harness::program;

/// One of the schemas, ready to be held against files.
struct Validator {
    schemas: boon::Schemas,
    schema: boon::SchemaIndex,
}

/// A schema as the program prints it.
pub(crate) fn schema(name: &str) -> Value {
    let output = program().args(["schema", name]).output();
    let output = output.expect("the program starts");
    serde_json::from_slice(&output.stdout).expect("JSON")
}

impl Validator {
    fn of(name: &str) -> Self {
        let text = schema(name);
        let mut schemas = boon::Schemas::new();
        let mut compiler = boon::Compiler::new();
        let place = "https://schemas.example/it.json";
        compiler.add_resource(place, text).expect("a resource");
        let schema = compiler.compile(place, &mut schemas).expect("a schema");
        Self { schemas, schema }
    }

    /// What it refuses in a file, in words.
    fn errors(&self, file: &Value) -> Option<String> {
        let result = self.schemas.validate(file, self.schema);
        result.err().map(|error| format!("{error:#}"))
    }
}

/// TOML as the JSON that editors hold against a schema: dates are strings.
fn json(text: &str) -> Value {
    fn convert(value: toml::Value) -> Value {
        match value {
            toml::Value::Datetime(date) => Value::from(date.to_string()),
            toml::Value::Array(items) => items.into_iter().map(convert).collect(),
            toml::Value::Table(table) => Value::Object(
                table
                    .into_iter()
                    .map(|(key, value)| (key, convert(value)))
                    .collect(),
            ),
            toml::Value::String(text) => Value::from(text),
            toml::Value::Integer(number) => Value::from(number),
            toml::Value::Float(number) => Value::from(number),
            toml::Value::Boolean(switch) => Value::from(switch),
        }
    }
    convert(toml::Value::Table(toml::from_str(text).expect("TOML")))
}

fn front_matter(text: &str) -> &str {
    text.split("+++\n").nth(1).expect("front matter")
}

#[test]
fn the_schemas_allow_this_guide_and_the_fixtures() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let page = Validator::of("front-matter");
    let mut pages = 0;
    for site in [root.to_path_buf(), root.join("tests/fixtures/languages")] {
        for (schema, file) in [
            ("config", "stepdown.toml"),
            ("glossary", "content/glossary.toml"),
            ("notices", "content/notices.toml"),
            ("helplines", "content/helplines.toml"),
        ] {
            let text = fs::read_to_string(site.join(file)).expect("readable");
            let found = Validator::of(schema).errors(&json(&text));
            assert_eq!(found, None, "{file}");
        }
        for entry in walkdir::WalkDir::new(site.join("content")) {
            let path = entry.expect("readable").into_path();
            if path.extension().is_some_and(|e| e == "md") {
                let text = fs::read_to_string(&path).expect("readable");
                let found = page.errors(&json(front_matter(&text)));
                assert_eq!(found, None, "{}", path.display());
                pages += 1;
            }
        }
    }
    assert!(pages > 20, "{pages}");
}

#[test]
fn the_schemas_refuse_what_the_program_refuses() {
    for (schema, text) in [
        ("front-matter", "title = 5"),
        ("front-matter", "date = 2026-01-01"),
        ("front-matter", "title = \"A\"\ntilte = 1"),
        (
            "config",
            "title = \"T\"\nbase_url = \"https://example.org/\"",
        ),
        (
            "config",
            "title = \"T\"\nbase_url = \"x\"\nlanguage = \"en\"\nx = 1",
        ),
        ("glossary", "[[term]]\nid = \"a\"\nterm = \"a\""),
        (
            "notices",
            "[a]\nkind = \"loud\"\ntitle = \"\"\ntext = \"\"\nshort = \"\"",
        ),
        ("helplines", "[[country]]\nname = \"US\""),
    ] {
        let found = Validator::of(schema).errors(&json(text));
        assert!(found.is_some(), "{schema}: {text}");
    }
}

#[test]
fn editors_are_told_of_rules_and_addresses_that_are_none() {
    let least = "title = \"T\"\nbase_url = \"https://example.org/\"\nlanguage = \"en\"\n";
    let config = Validator::of("config");
    let errors = |lines: &str| config.errors(&json(&format!("{least}{lines}")));
    for good in [
        "[rules]\norphan = \"off\"",
        "report = \"mailto:a@example.org\"",
        "[security]\ncontact = [\"tel:+1\"]\nexpires = 2027-01-01",
    ] {
        assert_eq!(errors(good), None, "{good}");
    }
    for bad in [
        "[rules]\norphans = \"off\"",
        "report = \"a@example.org\"",
        "[reading]\ngrade = 0",
        "[security]\ncontact = []\nexpires = 2027-01-01",
        "[security]\ncontact = [\"http://example.org\"]\nexpires = 2027-01-01",
    ] {
        assert!(errors(bad).is_some(), "{bad}");
    }
}
