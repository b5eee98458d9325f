//! Files in the output folder that Stepdown did not make: none of them is removed,
//! replaced or followed.

use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::Path;

use super::{METHODS, printed, with_config};
use crate::harness::{CONFIG, HOME, SiteTest, said, tree};

#[test]
fn files_of_others_are_never_removed() {
    for more in METHODS {
        let site = with_config(&format!("{more}keep = [\"CNAME\"]\n"));
        site.build();
        site.file("public/CNAME", "guide.example");
        site.file("public/a/notes.txt", "mine");
        let output = site.run(&["build"]);
        assert_eq!(output.status.code(), Some(1));
        assert!(said(&output).contains("a/notes.txt"), "{}", said(&output));
        assert_eq!(site.page("a/notes.txt"), "mine");
        fs::remove_file(site.root().join("public/a/notes.txt")).expect("removed");
        fs::remove_file(site.root().join("content/a.md")).expect("removed");
        site.build();
        assert_eq!(site.page("CNAME"), "guide.example");
        assert!(!site.root().join("public/a").exists());
    }
}

#[test]
fn a_backslash_in_a_name_is_part_of_it() {
    for more in METHODS {
        let site = with_config(&format!("{more}keep = ['its\\own']\n"));
        site.file("static/q\\w.txt", "A file.").build();
        site.file("public/its\\own", "mine")
            .article("a.md", "Other text.\n")
            .build();
        assert_eq!(site.page("q\\w.txt"), "A file.");
        assert_eq!(site.page("its\\own"), "mine");
        // What is said of a file names it as it is.
        site.file("public/x\\y", "mine");
        assert_refused_without_a_change(&site, "keep = ['x\\y']");
    }
}

/// Neither a preview nor a build goes on; both name what would be taken, and the output
/// stays as it is.
fn assert_refused_without_a_change(site: &SiteTest, taken: &str) {
    let public = site.root().join("public");
    let before = tree(&public);
    for args in [&["build", "--dry-run"][..], &["build"]] {
        let output = site.run(args);
        assert_eq!(output.status.code(), Some(1), "{}", said(&output));
        assert!(said(&output).contains(taken), "{}", said(&output));
        assert_eq!(tree(&public), before);
    }
}

#[test]
fn a_kept_file_is_not_removed_by_an_output_that_needs_its_place() {
    for more in METHODS {
        let site = with_config(&format!("{more}keep = [\"stats/private.txt\", \"log\"]\n"));
        site.build();
        site.file("public/stats/private.txt", "mine");
        site.file("public/log", "mine too");
        for (new, taken) in [
            ("static/stats", "stats/private.txt"),
            ("static/log/x", "log"),
        ] {
            site.file(new, "new").article("a.md", "Other text.\n");
            assert_refused_without_a_change(&site, taken);
            fs::remove_file(site.root().join(new)).expect("removed");
        }
        site.build();
        assert_eq!(site.page("stats/private.txt"), "mine");
    }
}

#[test]
fn a_kept_file_is_not_replaced_by_an_output_of_its_name() {
    for more in METHODS {
        let config = format!("{CONFIG}{more}keep = [\"CNAME\", \"old\"]\n");
        let site = with_config(&format!("{more}keep = [\"CNAME\", \"old\"]\n"));
        site.build();
        site.file("public/CNAME", "mine");
        site.file("public/old/index.html", "mine too");
        for (new, taken) in [
            ("static/CNAME", "`CNAME`"),
            ("content/old.md", "`old/index.html`"),
        ] {
            site.file(new, HOME);
            assert_refused_without_a_change(&site, taken);
            fs::remove_file(site.root().join(new)).expect("removed");
        }
        // A copy of it replaces nothing; from then on it is the site's own.
        site.file("static/CNAME", "mine").build();
        site.file("static/CNAME", "changed").build();
        assert_eq!(site.page("CNAME"), "changed");
        site.file("stepdown.toml", config.replace("\"CNAME\", ", ""))
            .build();
        assert_eq!(site.page("CNAME"), "changed");
        assert_eq!(site.page("old/index.html"), "mine too");
    }
}

#[test]
fn a_kept_file_that_somebody_put_in_the_place_of_an_output_is_not_replaced() {
    for more in METHODS {
        // As a file that the first site made, before `keep` named it.
        let site = with_config(more);
        site.file("static/own/a.txt", "of the site").build();
        let config = format!("{CONFIG}{more}keep = [\"robots.txt\", \"own/\"]\n");
        site.file("stepdown.toml", &config);
        site.file("public/robots.txt", "mine");
        site.article("a.md", "Other text.\n");
        assert_refused_without_a_change(&site, "or take it out of `keep`");
        fs::remove_file(site.root().join("public/robots.txt")).expect("removed");
        site.build();
        assert_ne!(site.page("robots.txt"), "mine");
        // What the site wrote itself since then it writes anew,
        site.file("static/own/a.txt", "of the site again").build();
        assert_eq!(site.page("own/a.txt"), "of the site again");
        // and not what is there in its place, be it a file, a link or in the way.
        for path in ["robots.txt", "own/a.txt"] {
            let before = site.page(path);
            site.file(&format!("public/{path}"), "mine");
            assert_refused_without_a_change(&site, path);
            site.file(&format!("public/{path}"), before);
        }
        fs::remove_file(site.root().join("static/own/a.txt")).expect("removed");
        site.file("static/own/a.txt/x", "new");
        site.file("public/own/a.txt", "mine");
        assert_refused_without_a_change(&site, "would remove `own/a.txt`");
        // Taken out of `keep`, it gives way.
        site.file("stepdown.toml", config.replace(", \"own/\"", ""))
            .build();
        assert_eq!(site.page("own/a.txt/x"), "new");
    }
}

#[test]
fn what_keep_names_anew_is_known_although_nothing_else_changed() {
    for more in METHODS {
        let site = with_config(more);
        site.file("static/CNAME", "first").build();
        site.file(
            "stepdown.toml",
            format!("{CONFIG}{more}keep = [\"CNAME\"]\n"),
        );
        site.build();
        site.file("static/CNAME", "second").build();
        assert_eq!(site.page("CNAME"), "second");
    }
}

#[test]
fn a_kept_file_that_the_site_no_longer_makes_stays() {
    for more in METHODS {
        let site = with_config(&format!("{more}keep = [\"CNAME\", \"own\"]\n"));
        site.build();
        for path in ["CNAME", "own/a.txt"] {
            site.file(&format!("public/{path}"), "mine");
            site.file(&format!("static/{path}"), "mine");
        }
        site.build();
        for path in ["static/CNAME", "static/own/a.txt"] {
            fs::remove_file(site.root().join(path)).expect("removed");
        }
        let dry = printed(&site.run(&["build", "--dry-run"]));
        assert!(dry.contains("0 new, 0 changed, 0 removed"), "{dry}");
        let output = site.run(&["build"]);
        for told in [dry, said(&output)] {
            assert!(!told.contains("url-gone"), "{told}");
        }
        assert_eq!(site.page("CNAME"), "mine");
        assert_eq!(site.page("own/a.txt"), "mine");
        // From then on it is not the site's any more.
        site.file("static/CNAME", "other");
        assert_eq!(site.run(&["build"]).status.code(), Some(1));
        assert_eq!(site.page("CNAME"), "mine");
    }
}

#[test]
fn a_kept_link_stays_wherever_it_leads() {
    let site = with_config("keep = [\"nowhere\", \"log\", \"own\"]\n");
    site.build();
    let elsewhere = tempfile::tempdir().expect("a folder");
    let file = elsewhere.path().join("x");
    fs::write(&file, "x").expect("a file");
    let public = site.root().join("public");
    fs::create_dir(public.join("own")).expect("a folder");
    let links = [
        ("nowhere", Path::new("gone")),
        ("log", elsewhere.path()),
        ("own/file", &file),
    ];
    let inode = |name: &str| fs::symlink_metadata(public.join(name)).map(|m| m.ino());
    let before = links.map(|(name, to)| {
        std::os::unix::fs::symlink(to, public.join(name)).expect("a link");
        inode(name).expect("there")
    });
    site.article("a.md", "Other text.\n").build();
    for ((name, to), before) in links.into_iter().zip(before) {
        assert_eq!(fs::read_link(public.join(name)).expect("a link"), to);
        // A second name for somebody else's link is refused by many a system.
        assert_ne!(inode(name).expect("there"), before, "{name}");
    }
    assert_eq!(tree(elsewhere.path()).len(), 1);
}
