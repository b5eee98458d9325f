//! The move on the disk: all of it, or nothing.

use std::fs;
use std::path::{Path, PathBuf};

use crate::diagnostic::{Diagnostic, io_error};
use crate::files::write_whole;

/// The text of a file, as it is and as it shall be.
#[derive(Debug)]
pub(super) struct Change {
    pub(super) before: String,
    pub(super) after: String,
}

/// Moves `from` to `to`, then writes the texts, whose files are named as they are
/// called after the move. All paths are relative to the root.
pub(super) fn carry_out(
    root: &Path,
    (from, to): (&str, &str),
    changes: &[(String, Change)],
) -> Result<(), Diagnostic> {
    let (old, new) = (root.join(from), root.join(to));
    let folder = new.parent().unwrap_or(root);
    // Those that are not there yet, the innermost first.
    let made: Vec<PathBuf> = folder
        .ancestors()
        .take_while(|folder| !folder.exists())
        .map(Path::to_owned)
        .collect();
    let moved = fs::create_dir_all(folder).and_then(|()| fs::rename(&old, &new));
    if let Err(error) = moved {
        remove(&made);
        return Err(unchanged(io_error(from, "move the article", &error)));
    }
    for (n, (file, change)) in changes.iter().enumerate() {
        let Err(error) = write_whole(&root.join(file), change.after.as_bytes()) else {
            continue;
        };
        let failed = io_error(file, "write the file", &error);
        let mut left: Vec<&str> = Vec::new();
        for (file, change) in changes.iter().take(n) {
            if write_whole(&root.join(file), change.before.as_bytes()).is_err() {
                left.push(file);
            }
        }
        if fs::rename(&new, &old).is_err() {
            left.push(to);
        }
        remove(&made);
        return Err(match left.is_empty() {
            true => unchanged(failed),
            false => failed.help(format!(
                "these could not be put back as they were: `{}`",
                left.join("`, `")
            )),
        });
    }
    Ok(())
}

fn unchanged(diagnostic: Diagnostic) -> Diagnostic {
    let help = diagnostic.help.clone().unwrap_or_default();
    diagnostic.help(format!("{help}; nothing was changed"))
}

/// Takes away folders that were made for nothing. One that holds something stays.
fn remove(made: &[PathBuf]) {
    for folder in made {
        let _ = fs::remove_dir(folder);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn change(before: &str) -> Change {
        Change {
            before: before.to_owned(),
            after: "changed".to_owned(),
        }
    }

    #[test]
    fn a_text_that_cannot_be_written_undoes_the_move() {
        let folder = tempfile::tempdir().expect("a folder");
        let root = folder.path();
        fs::write(root.join("a.md"), "a").expect("a file");
        fs::write(root.join("b.md"), "b").expect("a file");
        let changes = [
            ("b.md".to_owned(), change("b")),
            ("x/y/c.md".to_owned(), change("a")),
            ("nowhere/z.md".to_owned(), change("z")),
        ];
        let error = carry_out(root, ("a.md", "x/y/c.md"), &changes).expect_err("it fails");
        assert_eq!(error.file.as_deref(), Some("nowhere/z.md"));
        let said = error.help.unwrap_or_default();
        assert!(said.ends_with("; nothing was changed"), "{said}");
        let text = |file: &str| fs::read_to_string(root.join(file)).unwrap_or_default();
        assert_eq!((text("a.md"), text("b.md")), ("a".into(), "b".into()));
        assert!(!root.join("x").exists());
        carry_out(root, ("a.md", "x/y/c.md"), &changes[..2]).expect("it moves");
        assert_eq!(text("x/y/c.md"), "changed");
    }
}
