//! What the machine refuses or does meanwhile: mounted folders, a full disk, another
//! build, lost files, folders that cannot be removed.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use stepdown::diagnostic::Severity;
use stepdown::publish::{Observer, Phase};

use super::{beside, printed, publish_watched_by, with_config};
use crate::harness::{SiteTest, names, said, tree, without_privileges};

/// Runs a shell script in a mount namespace of its own.
#[cfg(target_os = "linux")]
fn in_namespace(script: &str) -> Output {
    Command::new("unshare")
        .args(["--user", "--map-root-user", "--mount", "sh", "-ec", script])
        .output()
        .expect("unshare runs")
}

/// The program on a site, as a shell word.
#[cfg(target_os = "linux")]
fn build_of(site: &SiteTest) -> String {
    format!(
        "{} build --root {}",
        env!("CARGO_BIN_EXE_stepdown"),
        site.root().display()
    )
}

#[cfg(target_os = "linux")]
#[test]
fn a_mount_point_is_published_in_place() {
    let site = with_config("");
    site.build();
    let public = site.root().join("public");
    let (own, shown) = (site.root().join("volume"), public.display());
    fs::create_dir(&own).expect("a folder");
    // As Docker does it with a volume: a folder of the same disk, mounted over the target.
    let output = in_namespace(&format!(
        "mount --bind {} {shown}; {build}; echo; {build}; ls -A {shown}",
        own.display(),
        build = build_of(&site),
    ));
    let text = printed(&output);
    assert!(output.status.success(), "{text}");
    assert!(text.contains("file by file"), "{text}");
    assert!(own.join("a/index.html").exists(), "{text}");
    assert!(own.join(".stepdown/manifest").exists(), "{text}");
}

/// A disk of so many bytes at `public`'s parent, an old site in it, then a build of another
/// one; afterwards the output is copied out.
#[cfg(target_os = "linux")]
fn build_on_small_disk(site: &SiteTest, kilobytes: usize, into: &Path) -> Output {
    let disk = site.root().join("disk");
    let program = build_of(site);
    in_namespace(&format!(
        "mount -t tmpfs -o size={kilobytes}k tmpfs {disk}; cp -a {old}/. {disk}; \
         code=0; {program} --out {disk}/public || code=$?; \
         rm -rf {into}; cp -a {disk} {into}; exit $code",
        disk = disk.display(),
        old = site.root().join("old").display(),
        into = into.display(),
    ))
}

#[cfg(target_os = "linux")]
#[test]
fn a_full_disk_at_any_write_leaves_the_old_site_and_the_next_build_cleans_up() {
    let site = with_config("");
    let old = site.root().join("old");
    fs::create_dir_all(site.root().join("disk")).expect("a folder");
    let out = old.join("public");
    let built = site.run(&["build", "--out", out.to_str().expect("UTF-8")]);
    assert!(built.status.success(), "{}", said(&built));
    let before = tree(&out);
    for n in 0..40 {
        site.article(&format!("more/{n}.md"), &"Words. ".repeat(400));
    }
    site.file("content/more/_index.md", "+++\ntitle = \"More\"\n+++\n");
    site.article("a.md", "Other text.\n");
    let copy = site.root().join("copy");
    let (mut full, mut done) = (0, 0);
    // From a disk that holds little more than the old site to one that holds both.
    let least = before
        .iter()
        .map(|(_, b)| b.len().div_ceil(4096) * 4 + 4)
        .sum::<usize>();
    for kilobytes in (least..least + 900).step_by(40) {
        let output = build_on_small_disk(&site, kilobytes, &copy);
        let text = said(&output);
        match output.status.code() {
            Some(0) => {
                done += 1;
                let page = fs::read_to_string(copy.join("public/more/39/index.html"));
                assert!(page.expect("published").contains("Words."));
            }
            Some(3) => {
                full += 1;
                assert!(text.contains("space") || text.contains("full"), "{text}");
                assert!(text.contains("the old site is as it was"), "{text}");
                assert!(tree(&copy.join("public")) == before, "{kilobytes}: {text}");
                let mut left = names(&copy);
                left.retain(|name| name.contains(".new-"));
                assert!(left.is_empty(), "{left:?}");
            }
            // The copy of the old site itself did not fit.
            Some(1) if text.contains("cp:") => {}
            code => panic!("{code:?} with {kilobytes} kB: {text}"),
        }
    }
    assert!(full > 5 && done > 2, "{full} full disks, {done} builds");
}

#[test]
fn a_second_build_at_the_same_time_is_refused() {
    let site = with_config("");
    site.build();
    let lock = fs::File::open(site.root().join(".stepdown-public.lock")).expect("there");
    lock.lock().expect("locked");
    let output = site.run(&["build"]);
    assert_eq!(output.status.code(), Some(3));
    assert!(said(&output).contains("another build"), "{}", said(&output));
    drop(lock);
    site.build();
}

#[test]
fn a_folder_that_vanished_is_made_again_and_a_lost_manifest_is_said() {
    let site = with_config("");
    site.build();
    let public = site.root().join("public");
    let before = tree(&public);
    fs::remove_dir_all(&public).expect("removed");
    site.build();
    assert!(tree(&public) == before);
    fs::remove_file(site.root().join(".stepdown-public.manifest")).expect("removed");
    let output = site.run(&["build"]);
    assert_eq!(output.status.code(), Some(1));
    assert!(
        said(&output).contains("was not made by Stepdown"),
        "{}",
        said(&output)
    );
    assert!(
        tree(&public) == before,
        "nothing is replaced that may be somebody's"
    );
}

/// The program on a site, without what lets root pass over permissions.
#[cfg(target_os = "linux")]
fn build_without_privileges(site: &SiteTest) -> Output {
    without_privileges()
        .args(["build", "--root"])
        .arg(site.root())
        .output()
        .expect("it starts")
}

#[cfg(target_os = "linux")]
#[test]
fn an_old_site_that_cannot_be_removed_is_named_and_stops_no_build() {
    use std::os::unix::fs::PermissionsExt as _;
    for (locked, more) in [
        ("public", ""),
        ("public/assets/css", ""),
        (".stepdown-public.new-7/folder", ""),
        (".stepdown-public.new-7-old/folder", ""),
        ("public/.stepdown/new-7/folder", "publish = \"in-place\"\n"),
    ] {
        let site = with_config(more);
        site.build();
        site.article("c.md", "Another.\n");
        if locked.contains("new-7") {
            site.file(&format!("{locked}/file"), "left");
        }
        let set = |path: &Path, mode| {
            fs::set_permissions(path, fs::Permissions::from_mode(mode)).expect("set");
        };
        set(&site.root().join(locked), 0o555);
        for text in ["Another.", "Once more."] {
            site.article("c.md", &format!("{text}\n"));
            let output = build_without_privileges(&site);
            let said = said(&output);
            assert_eq!(output.status.code(), Some(0), "{locked}: {said}");
            assert!(
                said.contains("warning[io]: a folder that is left over"),
                "{said}"
            );
            assert!(said.contains("-type d -exec chmod u+w"), "{said}");
            assert!(!said.contains("not published"), "{said}");
            assert!(said.contains(", 1 warning ("), "{said}");
            assert!(site.page("c/index.html").contains(text), "{locked}: {said}");
        }
        // What is left is taken for the site before by no later build.
        let is_old = |name: &String| name.ends_with("-old");
        assert!(!beside(&site).iter().any(is_old), "{:?}", beside(&site));
        // What the warning says helps.
        let parent = match more {
            "" => site.root().to_path_buf(),
            _ => site.root().join("public/.stepdown"),
        };
        for entry in walkdir::WalkDir::new(parent).into_iter().flatten() {
            if entry.file_type().is_dir() {
                set(entry.path(), 0o755);
            }
        }
        let output = build_without_privileges(&site);
        assert!(
            said(&output).contains(", 0 warnings ("),
            "{}",
            said(&output)
        );
    }
}

#[test]
fn what_fails_once_the_new_site_is_in_place_is_a_warning() {
    struct Blocks<'a>(&'a Path);
    impl Observer for Blocks<'_> {
        fn begins(&self, phase: Phase) {
            // The manifest cannot take the place of a folder that is not empty.
            if phase == Phase::Record {
                let manifest = self.0.join(".stepdown-public.manifest");
                fs::remove_file(&manifest).expect("announced");
                fs::create_dir_all(manifest.join("in-the-way")).expect("a folder");
            }
        }
    }
    let site = with_config("");
    let (_, published) = publish_watched_by(&site, &Blocks(site.root()));
    assert!(site.page("a/index.html").contains("Text."));
    let [left] = published.left.as_slice() else {
        panic!("{:?}", published.left);
    };
    assert!(left.message.contains("write the manifest"), "{left:?}");
    assert_eq!(left.severity, Severity::Warning);
}
