//! `stepdown init DIR`

use std::fs;
use std::path::PathBuf;

use clap::Args;

use super::Report;
use super::reference::print;
use crate::diagnostic::{Code, Diagnostic, io_error};
use crate::files::write_new;
use crate::terminal::shell_word;

#[derive(Args, Debug)]
pub(super) struct InitArgs {
    /// The new site's folder
    dir: PathBuf,
}

const GITIGNORE: &str = ".gitignore";

/// What a new repository has before any guide is in it.
fn belongs_to_a_repository(name: &str) -> bool {
    name.starts_with(".git") || name.starts_with("README") || name.starts_with("LICENSE")
}

/// A small guide that builds.
const STARTER: [(&str, &str); 9] = [
    (GITIGNORE, "/public\n/.stepdown-*\n"),
    ("stepdown.toml", include_str!("starter/stepdown.toml")),
    ("content/_index.md", include_str!("starter/_index.md")),
    (
        "content/basics/_index.md",
        include_str!("starter/basics.md"),
    ),
    (
        "content/basics/tolerance.md",
        include_str!("starter/tolerance.md"),
    ),
    (
        "content/basics/cutting-down/index.md",
        include_str!("starter/calculator.md"),
    ),
    (
        "content/basics/cutting-down/calculator.toml",
        include_str!("starter/calculator.toml"),
    ),
    ("content/emergency.md", include_str!("starter/emergency.md")),
    (
        "content/references.bib",
        include_str!("starter/references.bib"),
    ),
];

pub(super) fn run(args: &InitArgs) -> Result<Report, Report> {
    let shown = args.dir.to_string_lossy().into_owned();
    let is_empty = match fs::read_dir(&args.dir) {
        Ok(entries) => {
            let entries: Result<Vec<_>, _> = entries.collect();
            let entries = entries.map_err(|e| io_error(shown.as_str(), "read the folder", &e))?;
            let mut names = entries.iter().map(fs::DirEntry::file_name);
            names.all(|name| belongs_to_a_repository(&name.to_string_lossy()))
        }
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => true,
        Err(_) if args.dir.is_file() => {
            return Err(Diagnostic::new(Code::Usage, format!("`{shown}` is a file"))
                .help("name a new or an empty folder; nothing was changed")
                .into());
        }
        Err(error) => return Err(io_error(shown, "read the folder", &error).into()),
    };
    if !is_empty {
        return Err(
            Diagnostic::new(Code::Usage, format!("`{shown}` is not empty"))
                .help("name a new or an empty folder; nothing was changed")
                .into(),
        );
    }
    for (name, text) in STARTER {
        let path = args.dir.join(name);
        if name == GITIGNORE && path.exists() {
            continue;
        }
        let write = || -> std::io::Result<()> {
            if let Some(folder) = path.parent() {
                fs::create_dir_all(folder)?;
            }
            write_new(&path, text.as_bytes())
        };
        write().map_err(|e| io_error(path.to_string_lossy(), "write the file", &e))?;
    }
    let folder = shell_word(&shown);
    let next = format!("A new guide is in {shown}. Next: cd {folder} && stepdown serve\n");
    print(next.as_bytes())
}
