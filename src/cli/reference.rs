//! `stepdown completions` and `stepdown man`, both made from the one
//! definition of the command line.

use std::io::Write;
use std::path::PathBuf;

use clap::{Args, CommandFactory};

use super::{Cli, Report};
use crate::diagnostic::{io_error, output_error};

#[derive(Args, Debug)]
pub(super) struct CompletionsArgs {
    /// The shell
    #[arg(value_enum)]
    shell: clap_complete::Shell,
}

#[derive(Args, Debug)]
pub(super) struct ManArgs {
    /// Writes a page for each command into this folder
    #[arg(long, value_name = "DIR")]
    out: Option<PathBuf>,
}

pub(super) fn completions(args: &CompletionsArgs) -> Result<Report, Report> {
    let mut bytes = Vec::new();
    clap_complete::generate(args.shell, &mut Cli::command(), "stepdown", &mut bytes);
    print(&bytes)
}

pub(super) fn man(args: &ManArgs) -> Result<Report, Report> {
    match &args.out {
        Some(out) => {
            let shown = out.to_string_lossy().into_owned();
            std::fs::create_dir_all(out)
                .map_err(|e| output_error(&shown, "create the folder", &e))?;
            clap_mangen::generate_to(Cli::command(), out)
                .map_err(|e| output_error(&shown, "write the manual", &e))?;
            Ok(Report::default())
        }
        None => {
            let mut bytes = Vec::new();
            clap_mangen::Man::new(Cli::command())
                .render(&mut bytes)
                .map_err(|e| io_error("standard output", "write the manual", &e))?;
            print(&bytes)
        }
    }
}

/// To standard output; a reader that stops early is no error.
pub(super) fn print(bytes: &[u8]) -> Result<Report, Report> {
    match std::io::stdout().lock().write_all(bytes) {
        Err(e) if e.kind() != std::io::ErrorKind::BrokenPipe => {
            Err(io_error("standard output", "write", &e).into())
        }
        _ => Ok(Report::default()),
    }
}
