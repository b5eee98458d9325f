//! Texts that are read within a limit, and files that are written whole or not at all, so
//! that a full disk loses nothing; and how paths are written.

use std::fs;
use std::io::{self, Read as _, Write as _};
use std::path::{MAIN_SEPARATOR, Path, PathBuf};

use crate::diagnostic::{Code, Diagnostic, io_error};

/// The largest text, in bytes: an article, a template, a data file.
const MOST_BYTES: u64 = 256 * 1024 * 1024;

/// A path with `/` between its parts, as the site's files are named on every system. Where
/// `\` separates nothing it is a sign of a name, and stays.
pub(crate) fn slashes(path: &Path) -> String {
    path.to_string_lossy().replace(MAIN_SEPARATOR, "/")
}

/// The same of a path that is to be found again; nothing where it is no UTF-8.
pub(crate) fn exact_slashes(path: &Path) -> Option<String> {
    Some(path.to_str()?.replace(MAIN_SEPARATOR, "/"))
}

/// The absolute form of a path that need not exist.
pub(crate) fn absolute(path: &Path) -> PathBuf {
    std::path::absolute(path).unwrap_or_else(|_| path.to_path_buf())
}

/// Reads a text.
///
/// # Errors
/// When it cannot be read, is no UTF-8, or is too large. A pipe would be waited for: see
/// [`is_other`].
pub(crate) fn read_text(path: &Path, shown: &str) -> Result<String, Diagnostic> {
    let bytes = read_limited(path).map_err(|e| io_error(shown, "read", &e))?;
    let Some(bytes) = bytes else {
        return Err(
            Diagnostic::new(Code::InvalidValue, "the file is larger than 256 MiB")
                .in_file(shown)
                .help("split it, or take out what does not belong there"),
        );
    };
    String::from_utf8(bytes).map_err(|e| {
        let at = e.utf8_error().valid_up_to();
        Diagnostic::new(Code::InvalidUtf8, "the file is not UTF-8")
            .in_file(shown)
            .at(at..at + 1)
            .help("save it as UTF-8; the first wrong byte is here")
    })
}

/// Whether it is neither a file nor a folder. To open a pipe would wait for ever.
pub(crate) fn is_other(kind: fs::FileType) -> bool {
    !kind.is_file() && !kind.is_dir() && !kind.is_symlink()
}

/// What is said of a pipe, a socket or a device among the site's files.
pub(crate) fn neither(shown: &str) -> Diagnostic {
    Diagnostic::new(Code::Io, "this is neither a file nor a folder")
        .in_file(shown)
        .help("remove it")
}

/// Nothing where the file is too large.
fn read_limited(path: &Path) -> io::Result<Option<Vec<u8>>> {
    let file = fs::File::open(path)?;
    let length = file.metadata()?.len();
    if length > MOST_BYTES {
        return Ok(None);
    }
    let mut bytes = Vec::with_capacity(usize::try_from(length).unwrap_or_default());
    // It may grow meanwhile, or have no length, as a pipe.
    file.take(MOST_BYTES + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= MOST_BYTES).then_some(bytes))
}

/// Written beside and renamed: there is the old file or the new one, never half of either.
/// A file that is there keeps its permissions, and a link to it stays a link.
pub(crate) fn write_whole(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let real = path.canonicalize();
    let path = real.as_deref().unwrap_or(path);
    let folder = match path.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    let mut builder = tempfile::Builder::new();
    builder.prefix(".stepdown-");
    // A new file is as readable as any other, within the user's mask.
    #[cfg(unix)]
    let usual = std::os::unix::fs::PermissionsExt::from_mode(0o666);
    #[cfg(unix)]
    builder.permissions(usual);
    let mut file = builder.tempfile_in(folder)?;
    file.write_all(bytes)?;
    match fs::metadata(path) {
        Ok(old) => file.as_file().set_permissions(old.permissions())?,
        Err(error) if error.kind() == io::ErrorKind::NotFound => {}
        Err(error) => return Err(error),
    }
    file.persist(path)?;
    Ok(())
}

/// A new file; never over one that is there, and none is left where writing fails.
pub(crate) fn write_new(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = fs::File::create_new(path)?;
    let written = file.write_all(bytes);
    drop(file);
    if written.is_err() {
        // What failed is the writing: that is said.
        let _ = fs::remove_file(path);
    }
    written
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_has_the_same_form_on_every_system() {
        let path: PathBuf = ["a", "b c", "é.md"].iter().collect();
        assert_eq!(slashes(&path), "a/b c/é.md");
        assert_eq!(exact_slashes(&path).as_deref(), Some("a/b c/é.md"));
    }

    #[cfg(unix)]
    #[test]
    fn a_sign_that_separates_nothing_here_is_part_of_a_name() {
        use std::os::unix::ffi::OsStrExt as _;
        let path = Path::new("a/q\\w.txt");
        assert_eq!(slashes(path), "a/q\\w.txt");
        assert_eq!(exact_slashes(path).as_deref(), Some("a/q\\w.txt"));
        let wrong = Path::new(std::ffi::OsStr::from_bytes(b"a/\xff"));
        assert_eq!(slashes(wrong), "a/\u{fffd}");
        assert_eq!(exact_slashes(wrong), None);
    }

    #[test]
    fn what_is_no_text_is_said_with_its_place() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("f");
        fs::write(&path, b"a = \"\xff\"").expect("written");
        let wrong = read_text(&path, "f").expect_err("no UTF-8");
        assert_eq!(
            (wrong.code, wrong.span),
            (Code::InvalidUtf8, Some((5..6).into()))
        );
        // Nothing of it is on the disk.
        let file = fs::File::options().write(true).open(&path).expect("there");
        file.set_len(MOST_BYTES + 1).expect("longer");
        let wrong = read_text(&path, "f").expect_err("too large");
        assert_eq!(wrong.code, Code::InvalidValue);
    }

    #[test]
    fn a_new_file_takes_no_place_that_is_taken() {
        let root = tempfile::tempdir().expect("a folder");
        let path = root.path().join("f");
        write_new(&path, b"one").expect("written");
        let error = write_new(&path, b"two").expect_err("it is there");
        assert_eq!(error.kind(), io::ErrorKind::AlreadyExists);
        assert_eq!(fs::read(&path).expect("there"), b"one");
    }

    #[cfg(unix)]
    #[test]
    fn a_file_keeps_its_permissions_and_a_link_stays_a_link() {
        use std::os::unix::fs::{PermissionsExt as _, symlink};
        let root = tempfile::tempdir().expect("a folder");
        let (path, link) = (root.path().join("f"), root.path().join("l"));
        let mode = |path: &Path| fs::metadata(path).expect("there").permissions().mode() & 0o777;
        // What a file gets here that is written in the usual way.
        fs::write(root.path().join("usual"), "").expect("written");
        write_whole(&path, b"one").expect("written");
        assert_eq!(mode(&path), mode(&root.path().join("usual")));
        fs::set_permissions(&path, fs::Permissions::from_mode(0o640)).expect("set");
        symlink("f", &link).expect("a link");
        write_whole(&link, b"two").expect("written");
        assert_eq!(
            (fs::read(&path).expect("there"), mode(&path)),
            (b"two".to_vec(), 0o640)
        );
        assert!(link.is_symlink());
        assert_eq!(fs::read_dir(root.path()).expect("read").count(), 3);
    }
}
