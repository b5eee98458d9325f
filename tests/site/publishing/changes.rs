//! A build touches what differs and nothing else, says what it would change, and leaves
//! no trace beside the output.

use std::collections::BTreeMap;
use std::fs;
use std::path::PathBuf;
use std::sync::Mutex;

use stepdown::publish::Observer;

use super::{METHODS, beside, printed, publish_watched_by, stamps, with_config};
use crate::harness::{CONFIG, SiteTest, names, said, tree};

#[test]
fn a_second_build_that_changes_nothing_touches_no_file() {
    for more in [
        "",
        "publish = \"in-place\"\ncompress = [\"br\", \"gzip\"]\n",
    ] {
        let site = with_config(more);
        site.build();
        let before = stamps(&site.root().join("public"));
        site.build();
        assert_eq!(before, stamps(&site.root().join("public")), "{more}");
    }
}

#[test]
fn beside_the_output_lie_a_lock_and_a_manifest_and_nothing_else() {
    let site = with_config("");
    site.build().article("a.md", "Other text.\n").build();
    assert_eq!(
        beside(&site),
        [".stepdown-public.lock", ".stepdown-public.manifest"]
    );
}

#[test]
fn a_dry_run_says_what_would_change_and_changes_nothing() {
    let site = with_config("");
    let first = site.run(&["build", "--dry-run"]);
    assert!(
        said(&first).contains("new      a/index.html"),
        "{}",
        said(&first)
    );
    assert!(!site.root().join("public").exists());
    assert_eq!(beside(&site), Vec::<String>::new());
    site.build();
    let before = stamps(site.root());
    site.article("a.md", "Other text.\n")
        .article("c.md", "New.\n");
    fs::remove_file(site.root().join("content/b.md")).expect("removed");
    let output = site.run(&["build", "--dry-run"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    let text = printed(&output);
    for line in [
        "changed  a/index.html\n",
        "new      c/index.html\n",
        "removed  b/index.html\n",
        "nothing was written: ",
        "warning[url-gone]",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    assert!(
        !text.contains("robots.txt"),
        "what stays is not listed: {text}"
    );
    let after: BTreeMap<_, _> = stamps(site.root());
    let public = site.root().join("public");
    for (path, stamp) in before.iter().filter(|(path, _)| path.starts_with(&public)) {
        assert_eq!(after.get(path), Some(stamp));
    }
    assert_eq!(
        beside(&site),
        [".stepdown-public.lock", ".stepdown-public.manifest"]
    );
}

#[test]
fn an_address_that_dies_is_said_once_and_can_stop_the_build() {
    let site = with_config("");
    site.build();
    fs::remove_file(site.root().join("content/b.md")).expect("removed");
    let denied = site.run(&["build", "--deny", "warnings"]);
    assert_eq!(denied.status.code(), Some(1), "{}", said(&denied));
    assert!(said(&denied).contains("`/b/`"), "{}", said(&denied));
    assert!(
        site.page("b/index.html").contains("More."),
        "the old site stays"
    );
    // With an alias the address lives on.
    site.file(
        "content/a.md",
        "+++\ntitle = \"Article\"\naliases = [\"/b/\"]\n+++\nText.\n",
    );
    let output = site.run(&["build", "--deny", "warnings"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    site.article("a.md", "Text.\n");
    let first = site.run(&["build"]);
    assert!(said(&first).contains("url-gone"), "{}", said(&first));
    assert!(!site.root().join("public/b").exists());
    assert!(!said(&site.run(&["build"])).contains("url-gone"));
}

/// The style sheets of the output, by name.
fn sheets(site: &SiteTest) -> Vec<String> {
    let mut names = names(&site.root().join("public/assets/css"));
    names.retain(|name| name.starts_with("style."));
    names
}

#[test]
fn a_readers_old_page_finds_its_style_for_one_publish_longer() {
    for more in METHODS {
        let site = with_config(more);
        let style = |text: &str| {
            site.file("static/css/style.css", text).build();
            sheets(&site)
        };
        let first = style("body { color: #111 }");
        assert_eq!(first.len(), 1);
        let both = style("body { color: #222 }");
        assert_eq!(both.len(), 2, "{both:?}");
        assert!(both.contains(&first[0]));
        // A build without a change is no publish.
        site.build();
        assert_eq!(sheets(&site), both);
        let third = style("body { color: #333 }");
        assert_eq!(third.len(), 2);
        assert!(!third.contains(&first[0]));
        // Other text is the next publish: only the style in use is left.
        site.article("a.md", "Other text.\n").build();
        assert_eq!(sheets(&site).len(), 1);
    }
}

#[test]
fn in_place_gives_the_same_site_and_only_touches_what_differs() {
    let (swap, in_place) = (with_config(""), with_config("publish = \"in-place\"\n"));
    let folder = in_place.root().join("public");
    for site in [&swap, &in_place] {
        site.build();
        site.article("a.md", "Other text.\n")
            .article("new/c.md", "New.\n");
        site.file("content/new/_index.md", "+++\ntitle = \"New\"\n+++\n");
        fs::remove_file(site.root().join("content/b.md")).expect("removed");
    }
    let before = stamps(&folder);
    for site in [&swap, &in_place] {
        site.build();
    }
    let of = |site: &SiteTest| -> Vec<(PathBuf, Vec<u8>)> {
        let all = tree(&site.root().join("public")).into_iter();
        all.filter(|(path, _)| !path.starts_with(".stepdown"))
            .collect()
    };
    assert_eq!(of(&swap), of(&in_place));
    assert_eq!(
        before[&folder.join("robots.txt")].0,
        stamps(&folder)[&folder.join("robots.txt")].0
    );
    assert!(!folder.join("b").exists());
    assert_eq!(beside(&in_place), Vec::<String>::new());
    // From one method to the other and back.
    in_place.file("stepdown.toml", CONFIG).build();
    assert!(!folder.join(".stepdown").exists());
    in_place.file("stepdown.toml", format!("{CONFIG}publish = \"in-place\"\n"));
    in_place.article("a.md", "Again.\n");
    let back = in_place.run(&["build"]);
    assert_eq!(back.status.code(), Some(0), "{}", said(&back));
    assert!(in_place.page("a/index.html").contains("Again."));
}

/// Everything that was told.
#[derive(Default)]
struct Progress(Mutex<Vec<(usize, usize)>>);

impl Observer for Progress {
    fn rendered(&self, done: usize, of: usize) {
        self.0.lock().expect("no panic").push((done, of));
    }
}

#[test]
fn no_more_files_are_counted_than_there_are() {
    let site = with_config("");
    let progress = Progress::default();
    let (renderer, published) = publish_watched_by(&site, &progress);
    let told = progress.0.into_inner().expect("no panic");
    let all = renderer.site().outputs.len();
    // Style sheets and the like come besides.
    assert!(published.files.len() > all);
    assert_eq!(told.len(), all);
    assert!(told.iter().all(|(done, of)| done <= of && *of == all));
}

#[test]
fn a_build_can_be_verified() {
    let site = with_config("");
    let output = site.run(&["build", "--verify"]);
    assert_eq!(output.status.code(), Some(0), "{}", said(&output));
    assert!(site.page("a/index.html").contains("Text."));
}

#[test]
fn dates_of_files_and_of_the_machine_change_nothing() {
    let site = with_config("");
    let early = |day: &str| {
        let output = site.run(&["build", "--today", day]);
        assert!(output.status.success(), "{}", said(&output));
        tree(&site.root().join("public"))
    };
    let before = early("2026-11-24");
    // The clock goes back, and a source gets older.
    let file = fs::File::options()
        .write(true)
        .open(site.root().join("content/a.md"))
        .expect("there");
    file.set_modified(std::time::SystemTime::UNIX_EPOCH)
        .expect("set");
    assert!(early("1999-01-01") == before);
    site.article("a.md", "Older text.\n");
    file.set_modified(std::time::SystemTime::UNIX_EPOCH)
        .expect("set");
    early("1999-01-01");
    assert!(site.page("a/index.html").contains("Older text."));
}
