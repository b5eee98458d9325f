//! `stepdown taper`: the calculator on the command line.

mod batch;

use std::io::{BufReader, BufWriter, ErrorKind};

use clap::Args;

use super::Report;
use crate::diagnostic::{Code, Diagnostic, io_error};

#[derive(Args, Debug)]
pub(super) struct TaperArgs {
    /// Answers raw requests of standard input, one JSON object a line: no product
    /// and no suitability rules, the arithmetic alone
    #[arg(long)]
    batch: bool,
}

pub(super) fn run(args: &TaperArgs) -> Result<Report, Report> {
    if !args.batch {
        return Err(
            Diagnostic::new(Code::Usage, "only `--batch` is there in this version")
                .help("the calculator's page is not there either")
                .into(),
        );
    }
    let output = BufWriter::new(std::io::stdout().lock());
    match batch::run(BufReader::new(std::io::stdin().lock()), output) {
        Ok(true) => Ok(Report::default()),
        Ok(false) => Err(
            Diagnostic::new(Code::BatchLine, "some requests could not be answered")
                .help("their lines say why: `{\"error\": \"…\"}`")
                .into(),
        ),
        // A closed pipe is the reader's choice.
        Err(error) if error.kind() == ErrorKind::BrokenPipe => Ok(Report::default()),
        Err(error) => Err(io_error("standard input", "read the requests", &error).into()),
    }
}
