//! Files that are written whole or not at all, so that a full disk loses nothing.

use std::fs;
use std::io::{self, Write as _};
use std::path::Path;

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
