//! `stepdown taper`: the calculator on the command line.
//!
//! The same rules and the same arithmetic as on the page. An answer that forbids
//! a schedule gives the words and the numbers to call, and no dose.

mod batch;
mod desk;
mod plan;
mod request;
mod table;

pub use batch::answer as answer_batch_line;

use std::io::{BufWriter, ErrorKind, IsTerminal as _};
use std::path::{Path, PathBuf};

use clap::{Args, ValueEnum};

use self::batch::Broken;
use super::Report;
use crate::diagnostic::{Code, Diagnostic, io_error};

#[derive(Args, Debug)]
#[command(
    override_usage = "stepdown taper --parameters <FILE> --product <ID> --start <DATE> [OPTIONS]\n       stepdown taper --batch"
)]
pub(super) struct TaperArgs {
    /// The calculator's parameter file
    #[arg(long, value_name = "FILE", required_unless_present = "batch")]
    parameters: Option<PathBuf>,
    /// What is taken, by its id in the file
    #[arg(long, value_name = "ID", required_unless_present = "batch")]
    product: Option<String>,
    /// What is taken in a day now, such as "18 g"
    #[arg(long, value_name = "AMOUNT")]
    daily: Option<String>,
    /// What is taken at each time of the day now, such as "8 g, 6 g, 4 g"
    #[arg(long, value_name = "AMOUNTS", conflicts_with = "times_a_day")]
    times: Option<String>,
    /// At how many equal times of the day
    #[arg(long, value_name = "COUNT")]
    times_a_day: Option<u32>,
    /// The smallest change that can be measured [default: the product's first]
    #[arg(long, value_name = "AMOUNT")]
    scale: Option<String>,
    /// The range, by its id; without it the ranges are listed
    #[arg(long, value_name = "ID")]
    range: Option<String>,
    /// The lowest dose that is taken before nothing [default: one unit of the scale]
    #[arg(long, value_name = "AMOUNT", conflicts_with = "stay_at")]
    last_dose: Option<String>,
    /// The dose that is kept, in place of a stop
    #[arg(long, value_name = "AMOUNT")]
    stay_at: Option<String>,
    /// The first day
    #[arg(long, value_name = "DATE", required_unless_present = "batch")]
    start: Option<String>,
    /// Answers to the questions about suitability, such as "pregnancy=no,opioids=no"
    #[arg(long, value_name = "ANSWERS")]
    answers: Option<String>,
    /// The daily amount is right, though it is unlikely
    #[arg(long)]
    confirm: bool,
    /// How the plan is written
    #[arg(long, value_enum, default_value_t)]
    format: PlanFormat,
    /// Answers raw requests of standard input, one JSON object a line: no product
    /// and no suitability rules, the arithmetic alone
    #[arg(long, exclusive = true)]
    batch: bool,
}

#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, ValueEnum)]
enum PlanFormat {
    /// Columns for a terminal
    #[default]
    Table,
    /// Sentences to copy
    Text,
    /// One object
    Json,
    /// A table for a spreadsheet
    Csv,
    /// A calendar file
    Ics,
    /// The chart
    Svg,
}

/// Runs the command; `root` is the site's folder where it was named.
pub(super) fn run(args: &TaperArgs, root: Option<&Path>) -> Result<Report, Report> {
    if !args.batch {
        return plan::run(args, root, std::io::stdin().is_terminal());
    }
    let output = BufWriter::new(std::io::stdout().lock());
    match batch::run(std::io::stdin().lock(), output) {
        Ok(true) => Ok(Report::default()),
        Ok(false) => Err(
            Diagnostic::new(Code::BatchLine, "some requests could not be answered")
                .help("their lines say why: `{\"error\": \"…\"}`")
                .into(),
        ),
        // A closed pipe is the reader's choice.
        Err(Broken::Output(error)) if error.kind() == ErrorKind::BrokenPipe => {
            Ok(Report::default())
        }
        Err(Broken::Output(error)) => {
            Err(io_error("standard output", "write the answers", &error).into())
        }
        Err(Broken::Input(error)) => {
            Err(io_error("standard input", "read the requests", &error).into())
        }
    }
}
