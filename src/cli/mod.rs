//! The command line: a file a command.

mod build;
mod check;
mod deploy_check;
mod explain;
mod external;
mod hosting;
mod import;
mod init;
mod mv;
mod new;
mod reference;
mod report;
mod review;
mod schema;
mod serve;
mod taper;
mod watchdog;

pub use taper::answer_batch_line;

use std::io::{ErrorKind, Write};
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use clap::{Args, Parser, Subcommand};

use crate::config::find_root;
use crate::diagnostic::emit::{Emitter, Format};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, io_error};
use crate::terminal::{count, tell_line};

/// Builds evidence-based guides about tolerance and tapering as static websites.
#[derive(Debug, Parser)]
#[command(
    name = "stepdown",
    version,
    propagate_version = true,
    max_term_width = 100
)]
#[command(
    after_help = "Exit codes: 0 fine, 1 the content has errors, 2 wrong use, 3 the machine (disk, permission)."
)]
pub struct Cli {
    /// The site's folder [default: the nearest folder upwards with stepdown.toml]
    #[arg(long, global = true, value_name = "DIR")]
    root: Option<PathBuf>,
    #[command(subcommand)]
    command: Command,
}

#[derive(Debug, Subcommand)]
enum Command {
    /// Builds the site
    Build(build::BuildArgs),
    /// Reports everything that is wrong, and writes nothing
    Check(check::CheckArgs),
    /// Fetches the published site and says what its host does not serve as it should
    DeployCheck(deploy_check::DeployCheckArgs),
    /// Says what a finding means and how to mend it
    Explain(explain::ExplainArgs),
    /// Writes a page on the state of the guide, for its editors
    Report(report::ReportArgs),
    /// Records that somebody read a page against the evidence
    Review(review::ReviewArgs),
    /// Serves the site on this machine and rebuilds it after each change
    Serve(serve::ServeArgs),
    /// Prints the configuration of a web server for the site
    Hosting(hosting::HostingArgs),
    /// Starts an article
    New(new::NewArgs),
    /// Starts a site in a new folder
    Init(init::InitArgs),
    /// Moves a Zola site in: a new site from the folder of the old one
    Import(import::ImportArgs),
    /// Moves an article, mends the links to it and keeps its old address
    Mv(mv::MvArgs),
    /// Computes taper plans
    Taper(taper::TaperArgs),
    /// Prints the JSON Schema of a file that people write
    Schema(schema::SchemaArgs),
    /// Prints a completion script for a shell
    Completions(reference::CompletionsArgs),
    /// Prints the manual page, or writes one for each command
    Man(reference::ManArgs),
}

/// What all commands that put the site together have in common.
#[derive(Args, Clone, Debug)]
struct SiteArgs {
    /// Where the site will be served, in place of `base_url`
    #[arg(long, value_name = "URL")]
    base_url: Option<String>,
    /// Builds drafts too
    #[arg(long)]
    drafts: bool,
    /// The date that review dates are compared with [default: SOURCE_DATE_EPOCH, else today]
    #[arg(long, value_name = "DATE")]
    today: Option<String>,
}

/// What all commands that render have in common.
#[derive(Args, Clone, Copy, Debug)]
struct RenderArgs {
    /// How long one template may be at work for one page
    #[arg(long, value_name = "SECONDS", default_value_t = 60)]
    render_limit: u64,
}

impl RenderArgs {
    fn limit(self) -> std::time::Duration {
        std::time::Duration::from_secs(self.render_limit)
    }
}

impl SiteArgs {
    fn request(&self, root: &Path) -> Result<crate::pipeline::Request, Diagnostic> {
        if let Some(url) = &self.base_url {
            crate::config::base_url_problem(url).map_err(|why| Diagnostic {
                code: Code::Usage,
                message: format!("--base-url: {}", why.message),
                ..why
            })?;
        }
        Ok(crate::pipeline::Request {
            root: root.to_path_buf(),
            base_url: self.base_url.clone(),
            drafts: self.drafts,
            today: crate::pipeline::today(self.today.as_deref())?,
            words: false,
        })
    }
}

/// Which findings stop a build besides errors.
#[derive(Args, Clone, Copy, Debug)]
struct DenyArgs {
    /// Treats warnings as errors
    #[arg(long, value_enum, value_name = "WHAT")]
    deny: Option<Denied>,
}

/// What `--deny` takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq, clap::ValueEnum)]
enum Denied {
    /// Every warning is an error
    Warnings,
}

impl DenyArgs {
    fn apply(self, found: &mut Diagnostics) {
        if self.deny == Some(Denied::Warnings) {
            found.deny_warnings();
        }
    }
}

/// Runs the program.
#[must_use]
pub fn main() -> ExitCode {
    let cli = match Cli::try_parse() {
        Ok(cli) => cli,
        Err(words) => return answer(&words),
    };
    let root = cli.root;
    match cli.command {
        Command::Build(args) => with_root(root, args.format, |root| build::run(&args, root)),
        Command::Check(args) => with_root(root, args.format, |root| check::run(&args, root)),
        Command::DeployCheck(args) => {
            with_root(root, args.format, |root| deploy_check::run(&args, root))
        }
        Command::Serve(args) => with_root(root, Format::Human, |root| serve::run(&args, root)),
        Command::Hosting(args) => with_root(root, Format::Human, |root| hosting::run(&args, root)),
        Command::New(args) => with_root(root, Format::Human, |root| new::run(&args, root)),
        Command::Report(args) => with_root(root, Format::Human, |root| report::run(&args, root)),
        Command::Review(args) => with_root(root, Format::Human, |root| review::run(&args, root)),
        Command::Explain(args) => without_root(root.as_deref(), || explain::run(&args)),
        Command::Mv(args) => with_root(root, Format::Human, |root| mv::run(&args, root)),
        Command::Import(args) => match root {
            None => report(&args.from, args.format, import::run(&args)),
            Some(_) => report(Path::new("."), args.format, Err(no_root().into())),
        },
        Command::Init(args) => without_root(root.as_deref(), || init::run(&args)),
        Command::Taper(args) => report(
            Path::new("."),
            Format::Human,
            taper::run(&args, root.as_deref()),
        ),
        Command::Schema(args) => without_root(root.as_deref(), || schema::run(&args)),
        Command::Completions(args) => {
            without_root(root.as_deref(), || reference::completions(&args))
        }
        Command::Man(args) => without_root(root.as_deref(), || reference::man(&args)),
    }
}

/// Writes help or the version, which somebody asked for and must get, or what is wrong with the
/// words of the command.
fn answer(words: &clap::Error) -> ExitCode {
    let written = words.print().and_then(|()| std::io::stdout().flush());
    match written {
        Err(error) if !words.use_stderr() && error.kind() != ErrorKind::BrokenPipe => {
            let found = io_error("standard output", "write", &error);
            report(Path::new("."), Format::Human, Err(found.into()))
        }
        _ => ExitCode::from(u8::try_from(words.exit_code()).unwrap_or(2)),
    }
}

/// Runs a command that is not about a site, and writes what it found.
fn without_root(root: Option<&Path>, run: impl FnOnce() -> Result<Report, Report>) -> ExitCode {
    let result = match root {
        None => run(),
        Some(_) => Err(no_root().into()),
    };
    report(Path::new("."), Format::Human, result)
}

/// `--root` where there is no site: it would change nothing, and whoever writes it believes
/// that it does.
fn no_root() -> Diagnostic {
    Diagnostic::new(
        Code::Usage,
        "this command does not read a site: `--root` changes nothing",
    )
    .help("leave `--root` out; files and folders are arguments of the command: add `--help`")
}

/// Finds the root, runs the command, writes what it found.
fn with_root(
    root: Option<PathBuf>,
    format: Format,
    run: impl FnOnce(&Path) -> Result<Report, Report>,
) -> ExitCode {
    let root = match root {
        Some(root) => named_root(&root).map(|()| root),
        None => find_root(&crate::files::absolute(Path::new("."))),
    };
    match root {
        Ok(root) => report(&root, format, run(&root)),
        Err(diagnostic) => report(Path::new("."), format, Err(diagnostic.into())),
    }
}

/// Whether the folder that was named is a site's.
fn named_root(root: &Path) -> Result<(), Diagnostic> {
    let file = crate::config::FILE;
    match root.join(file).is_file() {
        true => Ok(()),
        false => Err(Diagnostic::new(
            Code::Usage,
            format!("there is no `{file}` in `{}`", root.display()),
        )
        .help("give the site's folder with `--root`, or start one with `stepdown init DIR`")),
    }
}

/// What a command has to say at its end.
#[derive(Debug, Default)]
struct Report {
    found: Diagnostics,
    /// Lines after the findings; not written where the output is JSON.
    closing: Option<String>,
}

impl From<Diagnostics> for Report {
    fn from(found: Diagnostics) -> Self {
        Self {
            found,
            closing: None,
        }
    }
}

impl From<Diagnostic> for Report {
    fn from(diagnostic: Diagnostic) -> Self {
        Diagnostics::from(diagnostic).into()
    }
}

/// Writes the findings, then the closing line, and gives the exit code.
fn report(root: &Path, format: Format, result: Result<Report, Report>) -> ExitCode {
    let (Ok(report) | Err(report)) = result;
    if let Err(error) = Emitter::new(root).emit(&report.found, format) {
        // A closed pipe is the reader's choice; and where words for people have no room,
        // what was done is done, and the code says how it went.
        if error.kind() != ErrorKind::BrokenPipe && !format.is_for_people() {
            tell_line!("error: cannot write the findings: {error}");
            return ExitCode::from(3);
        }
    }
    if format.is_for_people()
        && let Some(closing) = report.closing
    {
        tell_line!("{closing}");
    }
    ExitCode::from(report.found.exit_code())
}
