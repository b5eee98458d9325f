//! `stepdown init DIR`

use std::path::{Path, PathBuf};
use std::{fs, io};

use clap::Args;

use super::Report;
use super::reference::print;
use crate::diagnostic::{Code, Diagnostic, io_error};
use crate::files::{absolute, write_new};
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
        Err(error) if error.kind() == io::ErrorKind::NotFound => true,
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
    let mut made = Made::default();
    for (name, text) in STARTER {
        let path = args.dir.join(name);
        if name == GITIGNORE && path.exists() {
            continue;
        }
        if let Err(error) = made.write(&path, text) {
            made.take_back();
            let what = "write the file, so no guide was started";
            return Err(io_error(path.to_string_lossy(), what, &error).into());
        }
    }
    let next = match absolute(&args.dir) == absolute(Path::new(".")) {
        true => "A new guide is in this folder. Next: stepdown serve\n".to_owned(),
        false => {
            let folder = shell_word(&shown);
            format!("A new guide is in {shown}. Next: cd {folder} && stepdown serve\n")
        }
    };
    print(next.as_bytes())
}

/// What this run has made. Half a guide is none, and the next run would not take its folder
/// for an empty one.
#[derive(Default)]
struct Made {
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

impl Made {
    /// Writes a file, and makes the folders that it lies in.
    fn write(&mut self, path: &Path, text: &str) -> io::Result<()> {
        let above = path.ancestors().skip(1);
        let missing: Vec<&Path> = above
            .take_while(|folder| !folder.as_os_str().is_empty() && !folder.exists())
            .collect();
        for folder in missing.into_iter().rev() {
            match fs::create_dir(folder) {
                Ok(()) => self.folders.push(folder.to_path_buf()),
                // `new/..` is there once `new` is.
                Err(_) if folder.is_dir() => {}
                Err(error) => return Err(error),
            }
        }
        write_new(path, text.as_bytes())?;
        self.files.push(path.to_path_buf());
        Ok(())
    }

    /// Removes it, and nothing that was there before or that somebody else has put beside it.
    fn take_back(self) {
        // Why the guide could not be written is said; what cannot be removed stays.
        for file in self.files {
            let _ = fs::remove_file(file);
        }
        for folder in self.folders.into_iter().rev() {
            let _ = fs::remove_dir(folder);
        }
    }
}
