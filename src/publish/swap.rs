//! The new folder in the old one's place, in one step where the system can.

use std::fs;
use std::io;
use std::path::Path;

use super::failed;
use super::leftovers::aside;
use crate::diagnostic::Diagnostics;

/// Puts the new folder in the target's place, and the old one in the new one's.
pub(super) fn exchange(staging: &Path, target: &Path, exists: bool) -> Result<(), Diagnostics> {
    let done = if exists {
        swap(staging, target)
    } else {
        fs::rename(staging, target)
    };
    done.map_err(|e| failed(target, "put the new site in place", &e))
}

#[cfg(target_os = "linux")]
fn swap(staging: &Path, target: &Path) -> io::Result<()> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    match renameat_with(CWD, staging, CWD, target, RenameFlags::EXCHANGE) {
        Ok(()) => Ok(()),
        // File systems that cannot exchange: two renames, as elsewhere.
        Err(rustix::io::Errno::INVAL | rustix::io::Errno::NOSYS | rustix::io::Errno::NOTSUP) => {
            two_renames(staging, target)
        }
        Err(error) => Err(error.into()),
    }
}

#[cfg(not(target_os = "linux"))]
fn swap(staging: &Path, target: &Path) -> io::Result<()> {
    two_renames(staging, target)
}

/// Between the two the target is missing for an instant; nothing is lost.
fn two_renames(staging: &Path, target: &Path) -> io::Result<()> {
    let aside = aside(staging);
    fs::rename(target, &aside)?;
    if let Err(error) = fs::rename(staging, target) {
        fs::rename(&aside, target)?;
        return Err(error);
    }
    // The new site is in place. What stays aside is a leftover, and no site to put back.
    let _ = fs::rename(&aside, staging);
    Ok(())
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_exchange_without_the_system_call_does_the_same() {
        let root = tempfile::tempdir().expect("a folder");
        let (new, old) = (root.path().join("new"), root.path().join("old"));
        for (folder, text) in [(&new, "new"), (&old, "old")] {
            fs::create_dir(folder).expect("a folder");
            fs::write(folder.join("f"), text).expect("a file");
        }
        two_renames(&new, &old).expect("renamed");
        assert_eq!(fs::read_to_string(old.join("f")).expect("there"), "new");
        assert_eq!(fs::read_to_string(new.join("f")).expect("there"), "old");
    }
}
