//! Symbolic links in the output folder's place.

use std::fs;
use std::os::unix::fs::symlink;
use std::process::Command;

use super::{METHODS, beside, with_config};
use crate::harness::{said, tree};

#[test]
fn a_link_as_output_folder_is_followed_and_stays() {
    let elsewhere = tempfile::tempdir().expect("a folder");
    let real = elsewhere.path().join("real");
    fs::create_dir(&real).expect("a folder");
    for more in METHODS {
        let site = with_config(more);
        let link = site.root().join("public");
        symlink(&real, &link).expect("a link");
        for text in ["Text.", "Other text."] {
            site.article("a.md", &format!("{text}\n"));
            let preview = site.run(&["build", "--dry-run"]);
            assert!(
                said(&preview).contains("a/index.html"),
                "{}",
                said(&preview)
            );
            site.build();
            assert_eq!(fs::read_link(&link).expect("a link still"), real);
            let page = fs::read_to_string(real.join("a/index.html")).expect("published there");
            assert!(page.contains(text), "{page}");
        }
        // The folder is known under each of its names.
        let other = site.root().join("other");
        symlink("public", &other).expect("a link to the link");
        for name in [&other, &other.join(""), &real] {
            let built = site.run(&["build", "--out", name.to_str().expect("UTF-8")]);
            assert!(other.is_symlink() && link.is_symlink());
            assert!(built.status.success(), "{}", said(&built));
            assert!(said(&built).contains("files unchanged"), "{}", said(&built));
        }
        assert_eq!(
            beside(&site),
            ["other"],
            "all lies beside the folder itself"
        );
        // The next method finds a site that is its own; what holds files of others is refused.
        fs::write(real.join("mine.txt"), "mine").expect("a file");
        let refused = site.run(&["build"]);
        assert!(said(&refused).contains("`mine.txt`"), "{}", said(&refused));
        fs::remove_file(real.join("mine.txt")).expect("removed");
    }
}

#[test]
fn a_link_that_leads_nowhere_or_to_sources_is_no_output_folder() {
    for (target, words) in [
        ("nowhere", "a symbolic link that leads nowhere"),
        ("public", "a symbolic link that leads nowhere"),
        ("content", "the folder `content/`"),
        ("stepdown.toml", "is a file"),
    ] {
        let site = with_config("");
        symlink(target, site.root().join("public")).expect("a link");
        let before = tree(site.root());
        for args in [&["build"][..], &["build", "--out", "public"]] {
            let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
                .args(args)
                .current_dir(site.root())
                .output()
                .expect("it starts");
            assert!(!output.status.success(), "{target}");
            assert!(said(&output).contains(words), "{target}: {}", said(&output));
            assert_eq!(tree(site.root()), before);
        }
    }
}
