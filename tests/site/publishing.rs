//! What happens to the output folder: nothing without need, nothing that is not ours,
//! and never half a site.

use std::collections::BTreeMap;
use std::fs;
use std::os::unix::fs::MetadataExt as _;
use std::path::{Path, PathBuf};
use std::process::Output;

use stepdown::config::Method;
use stepdown::pipeline::{self, Request};
use stepdown::publish::{self, Observer, Target};

use crate::harness::{CONFIG, HOME, SiteTest, tree};

fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

fn printed(output: &Output) -> String {
    format!(
        "{}{}",
        String::from_utf8_lossy(&output.stdout),
        said(output)
    )
}

/// Device, inode and times of every file and folder.
fn stamps(folder: &Path) -> BTreeMap<PathBuf, (u64, i64, i64, i64, i64)> {
    walkdir::WalkDir::new(folder)
        .into_iter()
        .map(|entry| {
            let entry = entry.expect("readable");
            let m = entry.metadata().expect("readable");
            let stamp = (
                m.ino(),
                m.mtime(),
                m.mtime_nsec(),
                m.ctime(),
                m.ctime_nsec(),
            );
            (entry.into_path(), stamp)
        })
        .collect()
}

/// Names in a folder that are not the site's sources or its output.
fn beside(site: &SiteTest) -> Vec<String> {
    let mut names: Vec<String> = fs::read_dir(site.root())
        .expect("readable")
        .map(|e| {
            e.expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| !["content", "static", "stepdown.toml", "public"].contains(&name.as_str()))
        .collect();
    names.sort();
    names
}

fn with_config(more: &str) -> SiteTest {
    let site = SiteTest::new();
    site.file("stepdown.toml", format!("{CONFIG}{more}"));
    site.article("a.md", "Text.\n").article("b.md", "More.\n");
    site
}

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
    let mut names: Vec<String> = fs::read_dir(site.root().join("public/assets/css"))
        .expect("readable")
        .map(|e| {
            e.expect("readable")
                .file_name()
                .to_string_lossy()
                .into_owned()
        })
        .filter(|name| name.starts_with("style."))
        .collect();
    names.sort();
    names
}

#[test]
fn a_readers_old_page_finds_its_style_for_one_publish_longer() {
    for more in ["", "publish = \"in-place\"\n"] {
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
fn compressed_forms_lie_beside_files_and_are_made_again_only_when_needed() {
    use std::io::Read as _;
    let site = with_config("compress = [\"br\", \"gzip\"]\n");
    site.build();
    let public = site.root().join("public");
    let expanded = |path: &str| {
        let mut text = String::new();
        let file = fs::File::open(public.join(path)).expect("there");
        match path.ends_with(".br") {
            true => brotli::Decompressor::new(file, 4096).read_to_string(&mut text),
            false => flate2::read::GzDecoder::new(file).read_to_string(&mut text),
        }
        .expect("compressed text");
        text
    };
    for form in ["a/index.html.br", "a/index.html.gz"] {
        assert_eq!(expanded(form), site.page("a/index.html"), "{form}");
    }
    let names: Vec<String> = tree(&public)
        .into_iter()
        .map(|(path, _)| path.to_string_lossy().into_owned())
        .collect();
    assert!(
        !names
            .iter()
            .any(|n| n.contains(".png.") || n.ends_with(".br.gz"))
    );
    let inode = |path: &str| fs::metadata(public.join(path)).expect("there").ino();
    let (kept, made) = (inode("b/index.html.br"), inode("a/index.html.br"));
    site.article("a.md", "Other text.\n").build();
    assert_eq!(inode("b/index.html.br"), kept);
    assert_ne!(inode("a/index.html.br"), made);
    assert!(expanded("a/index.html.gz").contains("Other text."));
    // What does not say the same as its original is no compressed form of it.
    fs::remove_file(public.join("b/index.html.br")).expect("removed");
    fs::copy(
        public.join("a/index.html.br"),
        public.join("b/index.html.br"),
    )
    .expect("copied");
    site.build();
    assert_eq!(expanded("b/index.html.br"), site.page("b/index.html"));
    // Switched off, they go.
    site.file("stepdown.toml", CONFIG);
    let output = site.run(&["build"]);
    assert!(!said(&output).contains("url-gone"), "{}", said(&output));
    assert!(!public.join("a/index.html.br").exists());
}

#[test]
fn a_compressed_file_of_the_authors_own_stays() {
    let site = with_config("compress = [\"gzip\"]\n");
    site.file("static/data.json", format!("[{}0]", "0, ".repeat(500)))
        .file("static/data.json.gz", "mine");
    for _ in 0..2 {
        site.build();
        assert_eq!(site.page("data.json.gz"), "mine");
    }
    fs::remove_file(site.root().join("static/data.json.gz")).expect("removed");
    site.build();
    let made = fs::read(site.root().join("public/data.json.gz")).expect("there");
    assert!(made.starts_with(&[0x1f, 0x8b]));
}

#[test]
fn an_archive_of_the_authors_own_that_dies_is_said() {
    let site = with_config("");
    site.file("static/data.json.gz", "mine").build();
    fs::remove_file(site.root().join("static/data.json.gz")).expect("removed");
    let output = site.run(&["build"]);
    assert!(said(&output).contains("url-gone"), "{}", said(&output));
    assert!(said(&output).contains("`/data.json.gz`"));
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

#[test]
fn files_of_others_are_never_removed() {
    for more in ["", "publish = \"in-place\"\n"] {
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
fn a_kept_file_is_not_removed_by_an_output_that_needs_its_place() {
    for more in ["", "publish = \"in-place\"\n"] {
        let site = with_config(&format!("{more}keep = [\"stats/private.txt\", \"log\"]\n"));
        site.build();
        site.file("public/stats/private.txt", "mine");
        site.file("public/log", "mine too");
        let before = tree(&site.root().join("public"));
        for (new, taken) in [
            ("static/stats", "stats/private.txt"),
            ("static/log/x", "log"),
        ] {
            site.file(new, "new").article("a.md", "Other text.\n");
            for args in [&["build", "--dry-run"][..], &["build"]] {
                let output = site.run(args);
                assert_eq!(output.status.code(), Some(1), "{}", said(&output));
                assert!(said(&output).contains(taken), "{}", said(&output));
                assert_eq!(tree(&site.root().join("public")), before);
            }
            fs::remove_file(site.root().join(new)).expect("removed");
        }
        site.build();
        assert_eq!(site.page("stats/private.txt"), "mine");
    }
}

#[test]
fn a_kept_file_is_not_replaced_by_an_output_of_its_name() {
    for more in ["", "publish = \"in-place\"\n"] {
        let config = format!("{CONFIG}{more}keep = [\"CNAME\", \"old\"]\n");
        let site = with_config(&format!("{more}keep = [\"CNAME\", \"old\"]\n"));
        site.build();
        site.file("public/CNAME", "mine");
        site.file("public/old/index.html", "mine too");
        let before = tree(&site.root().join("public"));
        for (new, taken) in [
            ("static/CNAME", "`CNAME`"),
            ("content/old.md", "`old/index.html`"),
        ] {
            site.file(new, HOME);
            for args in [&["build", "--dry-run"][..], &["build"]] {
                let output = site.run(args);
                assert_eq!(output.status.code(), Some(1), "{}", said(&output));
                assert!(said(&output).contains(taken), "{}", said(&output));
                assert_eq!(tree(&site.root().join("public")), before);
            }
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
fn a_kept_file_that_the_site_no_longer_makes_stays() {
    for more in ["", "publish = \"in-place\"\n"] {
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
fn a_compressed_form_below_a_kept_name_is_never_older_than_its_original() {
    for more in ["", "publish = \"in-place\"\n"] {
        let keep = format!("{more}keep = [\"own\"]\n");
        let site = with_config(&format!("{keep}compress = [\"gzip\"]\n"));
        site.file("static/own/a.txt", "long ".repeat(200)).build();
        assert!(site.root().join("public/own/a.txt.gz").exists());
        site.file("public/own/b.txt.gz", "mine");
        site.file("static/own/a.txt", "short").build();
        assert!(!site.root().join("public/own/a.txt.gz").exists());
        assert_eq!(site.page("own/b.txt.gz"), "mine");
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

/// Everything that was told.
#[derive(Default)]
struct Progress(std::sync::Mutex<Vec<(usize, usize)>>);

impl Observer for Progress {
    fn rendered(&self, done: usize, of: usize) {
        self.0.lock().expect("no panic").push((done, of));
    }
}

#[test]
fn no_more_files_are_counted_than_there_are() {
    let site = with_config("");
    let outcome = pipeline::run(&Request {
        root: site.root().to_path_buf(),
        base_url: None,
        drafts: false,
        today: "2026-11-24".parse().expect("a date"),
        words: false,
    });
    let renderer = outcome.renderer.expect("a site");
    let target = Target {
        folder: &site.root().join("public"),
        method: Method::Swap,
        keep: &[],
        compress: &[],
    };
    let progress = Progress::default();
    let published = publish::publish(&renderer, &target, &progress).expect("published");
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
fn security_txt_says_whom_to_tell() {
    let site = with_config(
        "[security]\ncontact = [\"mailto:safety@example.org\"]\nexpires = 2027-11-24\npolicy = \"https://example.org/policy\"\n",
    );
    let output = site.run(&["build", "--today", "2026-11-24"]);
    assert!(output.status.success(), "{}", said(&output));
    assert_eq!(
        site.page(".well-known/security.txt"),
        "Contact: mailto:safety@example.org\nExpires: 2027-11-24T23:59:59Z\nPreferred-Languages: en\nCanonical: https://example.org/.well-known/security.txt\nPolicy: https://example.org/policy\n"
    );
    let late = site.run(&["build", "--today", "2027-11-25"]);
    assert!(said(&late).contains("security-expired"), "{}", said(&late));
    site.file(
        "stepdown.toml",
        format!("{CONFIG}[security]\ncontact = [\"nobody\"]\nexpires = 2027-11-24\n"),
    );
    let wrong = site.run(&["build"]);
    assert!(
        said(&wrong).contains("`nobody` is no address"),
        "{}",
        said(&wrong)
    );
}

/// Runs a shell script in a mount namespace of its own.
#[cfg(target_os = "linux")]
fn in_namespace(script: &str) -> Output {
    std::process::Command::new("unshare")
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
                let left: Vec<_> = fs::read_dir(&copy)
                    .expect("readable")
                    .map(|e| {
                        e.expect("readable")
                            .file_name()
                            .to_string_lossy()
                            .into_owned()
                    })
                    .filter(|name| name.contains(".new-"))
                    .collect();
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

/// The program on a site, without what lets root pass over permissions.
#[cfg(target_os = "linux")]
fn build_without_privileges(site: &SiteTest) -> Output {
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    let mut command = match is_root {
        true => {
            let mut command = std::process::Command::new("setpriv");
            command.args(["--bounding-set=-all", "--inh-caps=-all"]);
            command.arg(env!("CARGO_BIN_EXE_stepdown"));
            command
        }
        false => std::process::Command::new(env!("CARGO_BIN_EXE_stepdown")),
    };
    command
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
        fn begins(&self, phase: publish::Phase) {
            // The manifest cannot take the place of a folder that is not empty.
            if phase == publish::Phase::Record {
                let manifest = self.0.join(".stepdown-public.manifest");
                fs::remove_file(&manifest).expect("announced");
                fs::create_dir_all(manifest.join("in-the-way")).expect("a folder");
            }
        }
    }
    let site = with_config("");
    let request = Request {
        root: site.root().to_path_buf(),
        base_url: None,
        drafts: false,
        today: "2026-11-24".parse().expect("a date"),
        words: false,
    };
    let outcome = pipeline::run(&request);
    let target = Target {
        folder: &site.root().join("public"),
        method: Method::Swap,
        keep: &[],
        compress: &[],
    };
    let renderer = outcome.renderer.expect("a site");
    let published = publish::publish(&renderer, &target, &Blocks(site.root())).expect("published");
    assert!(site.page("a/index.html").contains("Text."));
    let [left] = published.left.as_slice() else {
        panic!("{:?}", published.left);
    };
    assert!(left.message.contains("write the manifest"), "{left:?}");
    assert_eq!(left.severity, stepdown::diagnostic::Severity::Warning);
}

#[test]
fn a_link_as_output_folder_is_followed_and_stays() {
    use std::os::unix::fs::symlink;
    let elsewhere = tempfile::tempdir().expect("a folder");
    let real = elsewhere.path().join("real");
    fs::create_dir(&real).expect("a folder");
    for more in ["", "publish = \"in-place\"\n"] {
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
    use std::os::unix::fs::symlink;
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
            let output = std::process::Command::new(env!("CARGO_BIN_EXE_stepdown"))
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
