//! File by file into a folder that cannot be exchanged: each file is whole at every
//! moment, and no page is there before its assets, but for a while there are pages of both
//! sites.

use std::fs;
use std::io;
use std::path::Path;

use super::{Change, compressed, with_parents};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::resolve::is_kept_for_ever;

/// What comes first: files that pages ask for, then what lists them, then pages.
fn turn(path: &str) -> u8 {
    let of = compressed::original(path).unwrap_or(path);
    if is_kept_for_ever(of) {
        0
    } else if !of.ends_with(".html") {
        1
    } else {
        2
    }
}

/// Moves what differs out of `staging` into `target`.
pub(super) fn move_in(
    staging: &Path,
    target: &Path,
    files: &[(String, Change)],
) -> Result<(), Diagnostics> {
    let differs = files.iter().filter(|(_, change)| *change != Change::Same);
    let mut paths: Vec<&str> = differs.map(|(path, _)| path.as_str()).collect();
    paths.sort_by_key(|path| (turn(path), *path));
    for path in paths {
        move_one(&staging.join(path), target, path)
            .map_err(|e| stopped(path, "put in place", &e))?;
    }
    Ok(())
}

/// Some files are the new site's by now.
fn stopped(path: &str, what: &str, error: &io::Error) -> Diagnostics {
    Diagnostic::new(
        Code::HalfPublished,
        format!("`{path}` could not be {what}: {error}"),
    )
    .help("mend that, and build again: until then there are files of both sites")
    .into()
}

fn move_one(from: &Path, target: &Path, path: &str) -> io::Result<()> {
    let to = target.join(path);
    match with_parents(&to, || fs::rename(from, &to)) {
        Ok(()) => Ok(()),
        Err(error) => {
            // A folder of the old site where a file comes now, or the other way round.
            let file_in_the_way = to
                .ancestors()
                .skip(1)
                .take_while(|above| *above != target)
                .find(|above| above.is_file());
            if let Some(file) = file_in_the_way {
                fs::remove_file(file)?;
            } else if to.is_dir() {
                fs::remove_dir_all(&to)?;
            } else {
                return Err(error);
            }
            with_parents(&to, || fs::rename(from, &to))
        }
    }
}

/// Removes files of the old site, and the folders that they leave empty.
pub(super) fn remove(target: &Path, paths: &[&str]) -> Result<(), Diagnostics> {
    for path in paths {
        let file = target.join(path);
        match fs::remove_file(&file) {
            Ok(()) => {}
            // Gone with a folder that a file replaced, or a folder took its place.
            Err(e)
                if matches!(
                    e.kind(),
                    io::ErrorKind::NotFound
                        | io::ErrorKind::NotADirectory
                        | io::ErrorKind::IsADirectory
                ) => {}
            Err(e) => return Err(stopped(path, "removed", &e)),
        }
        for folder in file.ancestors().skip(1).take_while(|a| *a != target) {
            // Not empty: so are those above it.
            if fs::remove_dir(folder).is_err() {
                break;
            }
        }
    }
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn assets_come_before_pages() {
        let mut paths = [
            "a/index.html",
            "sitemap.xml",
            "index.html.br",
            "assets/z.css",
        ];
        paths.sort_by_key(|path| (turn(path), *path));
        assert_eq!(
            paths,
            [
                "assets/z.css",
                "sitemap.xml",
                "a/index.html",
                "index.html.br"
            ]
        );
    }

    #[test]
    fn what_stops_in_between_is_said() {
        let root = tempfile::tempdir().expect("a folder");
        let files = [("a".to_owned(), Change::New)];
        let said = move_in(&root.path().join("nothing"), root.path(), &files);
        let said = said.expect_err("there is no such file");
        assert!(said.iter().all(|d| d.code == Code::HalfPublished));
    }

    #[test]
    fn a_file_takes_a_folders_place_and_the_other_way_round() {
        let root = tempfile::tempdir().expect("a folder");
        let (staging, target) = (root.path().join("new"), root.path().join("old"));
        for (path, text) in [
            ("new/a", "new"),
            ("new/b/c", "new"),
            ("old/a/x/y", "old"),
            ("old/b", "old"),
        ] {
            let path = root.path().join(path);
            fs::create_dir_all(path.parent().expect("has one")).expect("a folder");
            fs::write(path, text).expect("a file");
        }
        let files = [
            ("a".to_owned(), Change::Changed),
            ("b/c".to_owned(), Change::New),
        ];
        move_in(&staging, &target, &files).expect("moved");
        remove(&target, &["a/x/y", "b"]).expect("removed");
        let read = |path: &str| fs::read_to_string(target.join(path)).expect("there");
        assert_eq!((read("a"), read("b/c")), ("new".into(), "new".into()));
    }
}
