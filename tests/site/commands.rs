//! The small commands around a build: those that start a site, and those that read none.

use std::fs;
use std::path::Path;
use std::process::{Command, Output};

use crate::harness::{SiteTest, said};

/// Runs the program in a folder.
fn run_in(folder: &Path, args: &[&str]) -> Output {
    Command::new(env!("CARGO_BIN_EXE_stepdown"))
        .args(args)
        .current_dir(folder)
        .output()
        .expect("the program starts")
}

#[test]
fn a_new_site_and_a_new_article_build() {
    let site = SiteTest::new();
    let fresh = site.root().join("fresh");
    let run = |args: &[&str]| {
        let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(args)
            .output()
            .expect("starts");
        assert!(
            output.status.success(),
            "{args:?}: {}",
            String::from_utf8_lossy(&output.stderr)
        );
    };
    let path = fresh.to_str().expect("UTF-8");
    run(&["init", path]);
    run(&["new", "basics/breaks.md", "--root", path]);
    run(&["build", "--drafts", "--root", path]);
    assert!(fresh.join("public/basics/breaks/index.html").is_file());
}

#[test]
fn a_new_repository_is_empty_enough_for_a_guide() {
    let folder = tempfile::tempdir().expect("a folder");
    let init = || {
        Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(["init", "."])
            .current_dir(folder.path())
            .output()
            .expect("the program starts")
    };
    fs::create_dir(folder.path().join(".git")).expect("a folder");
    for (name, text) in [("README.md", "mine"), (".gitignore", "/mine\n")] {
        fs::write(folder.path().join(name), text).expect("written");
    }
    let output = init();
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    for (name, text) in [("README.md", "mine"), (".gitignore", "/mine\n")] {
        assert_eq!(
            fs::read_to_string(folder.path().join(name)).expect("read"),
            text
        );
    }
    assert!(folder.path().join("content/_index.md").is_file());
    // A guide is there now.
    let output = init();
    assert_eq!(output.status.code(), Some(2), "{output:?}");
    assert!(String::from_utf8_lossy(&output.stderr).contains("is not empty"));
}

/// The program in a folder where no file can have more bytes than a block: what is larger fails
/// as on a full disk.
#[cfg(target_os = "linux")]
fn run_on_a_full_disk(folder: &Path, args: &[&str]) -> Output {
    Command::new("sh")
        .args(["-c", "trap '' XFSZ; ulimit -f 1; exec \"$@\"", "sh"])
        .arg(env!("CARGO_BIN_EXE_stepdown"))
        .args(args)
        .current_dir(folder)
        .output()
        .expect("a shell")
}

#[cfg(target_os = "linux")]
#[test]
fn a_guide_that_cannot_be_written_leaves_nothing() {
    let folder = tempfile::tempdir().expect("a folder");
    let here = folder.path();
    fs::create_dir_all(here.join("mine/.git/x")).expect("a folder");
    fs::write(here.join("mine/README.md"), "mine").expect("written");
    let entries = || {
        let all = walkdir::WalkDir::new(here).sort_by_file_name();
        let paths = all
            .into_iter()
            .map(|entry| entry.expect("readable").into_path());
        paths.collect::<Vec<_>>()
    };
    let before = entries();
    for dir in ["mine", "new", "deep/er/new", "none/../new"] {
        let output = run_on_a_full_disk(here, &["init", dir]);
        assert_eq!(output.status.code(), Some(3), "{output:?}");
        let said = said(&output);
        assert!(said.contains("so no guide was started"), "{said}");
        // The first file is small, so there was something to take back.
        assert!(!said.contains(".gitignore"), "{said}");
        assert_eq!(entries(), before, "{dir}");
    }
    for dir in ["mine", "deep/er/new"] {
        let output = run_in(here, &["init", dir]);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
    }
    let mine = fs::read_to_string(here.join("mine/README.md"));
    assert_eq!(mine.expect("there"), "mine");
}

#[test]
fn the_reference_of_the_program_can_be_printed() {
    for args in [
        &["schema"][..],
        &["schema", "front-matter"],
        &["completions", "bash"],
        &["man"],
        &["--help"],
    ] {
        let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(args)
            .output()
            .expect("starts");
        assert!(
            output.status.success() && output.stdout.len() > 100,
            "{args:?}"
        );
    }
}

#[test]
fn outside_a_site_the_way_out_is_said() {
    let empty = tempfile::tempdir().expect("a folder");
    let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
        .arg("build")
        .current_dir(empty.path())
        .output()
        .expect("starts");
    assert_eq!(output.status.code(), Some(2));
    assert!(String::from_utf8_lossy(&output.stderr).contains("stepdown init"));
}

#[test]
fn the_command_that_comes_next_can_be_copied() {
    let folder = tempfile::tempdir().expect("a folder");
    let output = run_in(folder.path(), &["init", "my guide"]);
    assert_eq!(output.status.code(), Some(0), "{output:?}");
    let words = String::from_utf8_lossy(&output.stdout).into_owned();
    assert!(words.contains("cd 'my guide' && stepdown serve"), "{words}");
    fs::create_dir_all(folder.path().join("old/content")).expect("a folder");
    fs::write(folder.path().join("old/config.toml"), "title = \"Old\"\n").expect("written");
    let output = run_in(folder.path(), &["import", "old", "moved in"]);
    assert!(
        said(&output).contains("cd 'moved in' && stepdown serve"),
        "{}",
        said(&output)
    );
}

#[test]
fn the_folder_that_a_guide_is_in_is_named_so_that_it_can_be_reached() {
    for (args, words) in [
        (
            &["init", "--", "-x"][..],
            "A new guide is in -x. Next: cd ./-x && stepdown serve\n",
        ),
        (
            &["init", "."],
            "A new guide is in this folder. Next: stepdown serve\n",
        ),
    ] {
        let folder = tempfile::tempdir().expect("a folder");
        let output = run_in(folder.path(), args);
        assert_eq!(output.status.code(), Some(0), "{output:?}");
        assert_eq!(String::from_utf8_lossy(&output.stdout), words);
    }
}

#[test]
fn an_article_is_not_started_without_a_title() {
    let site = SiteTest::new();
    for title in ["", " \t"] {
        let output = run_in(site.root(), &["new", "q.md", "--title", title]);
        assert_eq!(output.status.code(), Some(2), "{output:?}");
        assert!(
            said(&output).contains("leave `--title` out"),
            "{}",
            said(&output)
        );
        assert!(!site.root().join("content/q.md").exists());
    }
}

#[cfg(target_os = "linux")]
#[test]
fn an_answer_that_nobody_can_read_is_the_machine() {
    let folder = tempfile::tempdir().expect("a folder");
    for args in [
        &["--help"][..],
        &["--version"],
        &["help", "build"],
        &["build", "-h"],
        &["man"],
    ] {
        let full = fs::File::options().write(true).open("/dev/full");
        let output = Command::new(env!("CARGO_BIN_EXE_stepdown"))
            .args(args)
            .current_dir(folder.path())
            .stdout(full.expect("the device"))
            .output()
            .expect("the program starts");
        assert_eq!(output.status.code(), Some(3), "{args:?} {output:?}");
        assert!(said(&output).contains("No space left"), "{}", said(&output));
    }
    // What is wrong with the words is told on the other stream.
    assert_eq!(run_in(folder.path(), &["no"]).status.code(), Some(2));
}

#[test]
fn a_command_that_reads_no_site_takes_no_root() {
    let site = SiteTest::new();
    for command in [
        &["explain", "usage"][..],
        &["schema"],
        &["completions", "bash"],
        &["man"],
        &["init", "fresh"],
        &["import", "old", "fresh"],
    ] {
        let output = run_in(site.root(), &[command, &["--root", "/nowhere"]].concat());
        assert_eq!(output.status.code(), Some(2), "{command:?} {output:?}");
        assert!(
            said(&output).contains("leave `--root` out"),
            "{}",
            said(&output)
        );
        assert!(output.stdout.is_empty() && !site.root().join("fresh").exists());
    }
}

#[test]
fn what_no_content_can_cause_is_not_explained_as_its_fault() {
    let site = SiteTest::new();
    let explained = |code: &str| {
        String::from_utf8(run_in(site.root(), &["explain", code]).stdout).expect("UTF-8")
    };
    let of_content = "It is always reported";
    assert!(explained("front-matter").contains(of_content));
    for code in ["usage", "io", "worksheet"] {
        assert!(!explained(code).contains(of_content), "{}", explained(code));
    }
}

/// `any` is a word of the parameter file.
#[test]
fn a_new_calculator_names_the_number_for_everywhere_else_in_words() {
    let folder = tempfile::tempdir().expect("a folder");
    let root = folder.path().join("guide");
    assert!(run_in(folder.path(), &["init", "guide"]).status.success());
    let output = run_in(&root, &["build", "--drafts"]);
    assert!(output.status.success(), "{}", said(&output));
    let pages = crate::harness::tree(&root.join("public"));
    let mut calculators = 0;
    for (path, bytes) in pages {
        let text = String::from_utf8_lossy(&bytes).into_owned();
        if path.extension().is_none_or(|ending| ending != "html")
            || !text.contains("class=\"taper\"")
        {
            continue;
        }
        calculators += 1;
        let number = "Many other countries: <a class=\"phone\" href=\"tel:112\">112</a>";
        // The script's copies stand in an attribute.
        for part in [
            number,
            "Many other countries &lt;a",
            "Many other countries: 112",
        ] {
            assert!(text.contains(part), "{part}: {text}");
        }
        assert!(!text.contains(" any: 112"), "{text}");
    }
    assert!(calculators > 0);
}
