//! `stepdown schema`: JSON Schemas made from the types that read the files.

use clap::{Args, ValueEnum};
use schemars::{Schema, schema_for};

use super::Report;
use super::reference::print;
use crate::config::Config;
use crate::diagnostic::io_error;
use crate::load::data::{
    GlossaryFile, HelplinesFile, MustSayFile, NoticesFile, ReviewsFile, UrgentFile, WordsFile,
};
use crate::load::parameters::ParametersFile;
use crate::parse::FrontMatter;

#[derive(Args, Debug)]
pub(super) struct SchemaArgs {
    /// Which file
    #[arg(value_enum, default_value_t)]
    file: File,
}

#[derive(Clone, Copy, Debug, Default, ValueEnum)]
enum File {
    /// `stepdown.toml`
    #[default]
    Config,
    /// What stands between the `+++` lines of an article
    FrontMatter,
    /// `content/glossary.toml`
    Glossary,
    /// `content/notices.toml`
    Notices,
    /// `content/helplines.toml`
    Helplines,
    /// `content/urgent.toml`
    Urgent,
    /// `content/words.toml`
    Words,
    /// `content/must-say.toml`
    MustSay,
    /// `content/reviews.toml`
    Reviews,
    /// The parameter file of a calculator, beside its article
    Calculator,
}

pub(super) fn run(args: &SchemaArgs) -> Result<Report, Report> {
    let schema = schema(args.file);
    let mut text = serde_json::to_string_pretty(&schema).map_err(|e| {
        io_error(
            "standard output",
            "write the schema",
            &std::io::Error::other(e),
        )
    })?;
    text.push('\n');
    print(text.as_bytes())
}

fn schema(file: File) -> Schema {
    let mut schema = match file {
        File::Config => schema_for!(Config),
        File::FrontMatter => schema_for!(FrontMatter),
        File::Glossary => schema_for!(GlossaryFile),
        File::Notices => schema_for!(NoticesFile),
        File::Helplines => schema_for!(HelplinesFile),
        File::Urgent => schema_for!(UrgentFile),
        File::Words => schema_for!(WordsFile),
        File::MustSay => schema_for!(MustSayFile),
        File::Reviews => schema_for!(ReviewsFile),
        File::Calculator => schema_for!(ParametersFile),
    };
    // Every field has a default for the reader's sake, but a page needs a title.
    if matches!(file, File::FrontMatter)
        && let Some(object) = schema.as_object_mut()
    {
        object.insert("required".to_owned(), serde_json::json!(["title"]));
    }
    schema
}
