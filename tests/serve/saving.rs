//! The ways in which programs save files, and the ways in which changes are seen.

use std::fs::{self, File, OpenOptions};
use std::io::Write;
use std::process::Command;
use std::time::{Duration, SystemTime};

use crate::harness::{Folder, Serving, Site, article};

/// A site with an article to edit, served, and as it was built first.
fn served(args: &[&str]) -> (Folder, Serving, Option<Site>) {
    let folder = Folder::new();
    folder.write("content/part/_index.md", &article("Part", "About."));
    folder.write("content/part/a.md", &article("First", "one"));
    let serving = Serving::start(folder.root(), args);
    let site = serving.settles(folder.root(), None);
    assert!(site.is_some());
    (folder, serving, site)
}

fn shows(serving: &Serving, path: &str, words: &str) {
    serving.until(&format!("{path} shows `{words}`"), |s| {
        s.get(path).text().contains(words)
    });
}

#[test]
fn vim_moves_the_old_file_away_and_writes_a_new_one() {
    let (folder, serving, site) = served(&[]);
    let path = folder.path("content/part/a.md");
    let backup = folder.path("content/part/a.md~");
    // vim tries whether it may write here with a file called 4913.
    fs::write(folder.path("content/part/4913"), "").expect("written");
    fs::remove_file(folder.path("content/part/4913")).expect("removed");
    fs::rename(&path, &backup).expect("moved");
    fs::write(&path, article("First", "two, by vim")).expect("written");
    fs::remove_file(&backup).expect("removed");
    shows(&serving, "/part/a/", "two, by vim");
    serving.settles(folder.root(), site.as_ref());
}

#[test]
fn a_link_shows_what_a_save_beside_a_temporary_file_changed() {
    let (folder, serving, _) = served(&[]);
    std::os::unix::fs::symlink("a.md", folder.path("content/part/link.md")).expect("a link");
    let site = serving.settles(folder.root(), None);
    let save = |how: &str| {
        fs::write(folder.path("content/part/4913"), "").expect("written");
        let words = article("First", &format!("saved {how}"));
        fs::write(folder.path("content/part/4913"), &words).expect("written");
        fs::rename(
            folder.path("content/part/4913"),
            folder.path("content/part/a.md"),
        )
        .expect("moved");
    };
    // Each time the one or the other may be looked at first.
    for n in 0..5 {
        let how = format!("by moving, {n}");
        save(&how);
        shows(&serving, "/part/a/", &how);
        shows(&serving, "/part/link/", &how);
    }
    serving.settles(folder.root(), site.as_ref());
}

#[test]
fn an_article_changes_its_notation_and_a_mistake_in_yaml_keeps_the_page() {
    let (folder, serving, site) = served(&[]);
    folder.write("content/part/a.md", "---\ntitle: First\n---\nin YAML\n");
    shows(&serving, "/part/a/", "in YAML");
    let site = serving.settles(folder.root(), site.as_ref());
    folder.write(
        "content/part/a.md",
        "---\ntitle: Renamed\n---\nin YAML, again\n",
    );
    shows(&serving, "/part/", "Renamed");
    let site = serving.settles(folder.root(), site.as_ref());
    folder.write(
        "content/part/a.md",
        "---\ntitle: Renamed\ntitel: x\n---\nwrong\n",
    );
    serving.settles(folder.root(), site.as_ref());
    folder.write("content/part/a.md", &article("First", "in TOML again"));
    shows(&serving, "/part/a/", "in TOML again");
    serving.settles(folder.root(), site.as_ref());
}

#[test]
fn others_write_beside_and_move_over() {
    let (folder, serving, site) = served(&[]);
    for (n, name) in [".a.md.tmp123", "a.md.new", "#a.md#", "a.md.tmp"]
        .iter()
        .enumerate()
    {
        let beside = folder.path(&format!("content/part/{name}"));
        let words = format!("saved by moving, {n}");
        fs::write(&beside, article("First", &words)).expect("written");
        fs::rename(&beside, folder.path("content/part/a.md")).expect("moved");
        shows(&serving, "/part/a/", &words);
        serving.settles(folder.root(), site.as_ref());
    }
}

#[test]
fn a_lock_or_a_copy_beside_is_no_page() {
    let (folder, serving, site) = served(&[]);
    std::os::unix::fs::symlink("me@host.1", folder.path("content/part/.#a.md")).expect("a link");
    folder.write("content/part/.a.md.swp", "x");
    folder.write("content/part/a.md~", &article("Copy", "copy"));
    folder.write("content/part/a.md", &article("First", "with a lock beside"));
    shows(&serving, "/part/a/", "with a lock beside");
    serving.settles(folder.root(), site.as_ref());
}

#[test]
fn truncated_and_written_in_pieces() {
    let (folder, serving, site) = served(&[]);
    let mut file = File::create(folder.path("content/part/a.md")).expect("truncated");
    let text = article("First", "in three pieces");
    for piece in text.as_bytes().chunks(text.len() / 3 + 1) {
        file.write_all(piece).expect("written");
        file.flush().expect("flushed");
        std::thread::sleep(Duration::from_millis(20));
    }
    drop(file);
    shows(&serving, "/part/a/", "in three pieces");
    serving.settles(folder.root(), site.as_ref());
}

#[test]
fn appended_and_touched() {
    let (folder, serving, site) = served(&[]);
    let path = folder.path("content/part/a.md");
    let mut file = OpenOptions::new().append(true).open(&path).expect("open");
    file.write_all(b"\nAppended.\n").expect("written");
    drop(file);
    shows(&serving, "/part/a/", "Appended.");
    let last = serving.settles(folder.root(), site.as_ref());
    File::options()
        .append(true)
        .open(&path)
        .and_then(|file| file.set_modified(SystemTime::now() + Duration::from_secs(5)))
        .expect("touched");
    serving.settles(folder.root(), last.as_ref());
    // And the next change is seen as ever.
    folder.write("content/part/a.md", &article("First", "after the touch"));
    shows(&serving, "/part/a/", "after the touch");
}

#[test]
fn five_hundred_files_at_once() {
    let (folder, serving, site) = served(&[]);
    for n in 0..500 {
        folder.write(
            &format!("content/many/a{n}.md"),
            &article(&format!("Many {n}"), "one"),
        );
    }
    let many = serving.settles(folder.root(), site.as_ref());
    assert!(many.as_ref().is_some_and(|site| site.len() > 500));
    for n in 0..500 {
        let path = format!("content/many/a{n}.md");
        match n % 3 {
            0 => fs::remove_file(folder.path(&path)).expect("removed"),
            1 => folder.write(&path, &article(&format!("Other {n}"), "two")),
            _ => {}
        }
    }
    serving.settles(folder.root(), many.as_ref());
}

#[test]
fn folders_come_and_go() {
    let (folder, serving, site) = served(&[]);
    let outside = tempfile::tempdir_in(folder.root()).expect("a folder");
    fs::create_dir_all(outside.path().join("new/deep")).expect("made");
    fs::write(
        outside.path().join("new/deep/b.md"),
        article("Deep", "from outside"),
    )
    .expect("written");
    fs::rename(outside.path().join("new"), folder.path("content/new")).expect("moved in");
    let with = serving.settles(folder.root(), site.as_ref());
    assert!(
        with.as_ref()
            .is_some_and(|site| site.contains_key("new/deep/b/index.html"))
    );
    // What lies in a folder that came is watched too.
    folder.write("content/new/deep/b.md", &article("Deep", "edited there"));
    shows(&serving, "/new/deep/b/", "edited there");
    fs::rename(folder.path("content/new"), folder.path("content/renamed")).expect("renamed");
    let renamed = serving.settles(folder.root(), with.as_ref());
    folder.write(
        "content/renamed/deep/b.md",
        &article("Deep", "edited after"),
    );
    shows(&serving, "/renamed/deep/b/", "edited after");
    fs::rename(folder.path("content/renamed"), outside.path().join("away")).expect("moved out");
    serving.settles(folder.root(), renamed.as_ref());
}

#[test]
fn a_file_takes_a_folders_place() {
    let (folder, serving, site) = served(&[]);
    fs::rename(folder.path("content/part"), folder.path("aside")).expect("moved");
    std::thread::sleep(Duration::from_millis(8));
    folder.write("content/part", "no article");
    serving.settles(folder.root(), site.as_ref());
}

#[test]
fn what_breaks_a_rule_is_shown_even_where_parsing_finds_it() {
    let (folder, serving, _) = served(&[]);
    folder.write(
        "static/img.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\"/>",
    );
    folder.write(
        "content/part/a.md",
        &article("First", "shown all the same ![](/img.svg)"),
    );
    shows(&serving, "/part/a/", "shown all the same");
    assert_eq!(serving.findings()["failed"], false);
}

#[test]
fn whole_parts_of_the_site_come_later() {
    let (folder, serving, site) = served(&[]);
    folder.write("static/css/own.css", "p{color:red}");
    shows(&serving, "/css/own.css", "red");
    folder.write("static/css/own.css", "p{color:blue}");
    shows(&serving, "/css/own.css", "blue");
    folder.write(
        "templates/article.html",
        "<!DOCTYPE html><title>{{ page.title }}</title><body>own template{{ page.content }}</body>",
    );
    shows(&serving, "/part/a/", "own template");
    let with = serving.settles(folder.root(), site.as_ref());
    fs::remove_dir_all(folder.path("templates")).expect("removed");
    let without = serving.settles(folder.root(), with.as_ref());
    let config = fs::read_to_string(folder.path("stepdown.toml")).expect("read");
    folder.write(
        "stepdown.toml",
        &format!("{config}missing-translation = \"off\"\n[languages.tr]\ntitle = \"Test\"\n"),
    );
    folder.write("content/tr/_index.md", &article("Ev", "Merhaba."));
    let languages = serving.settles(folder.root(), without.as_ref());
    assert!(languages.is_some_and(|site| site.contains_key("tr/index.html")));
}

#[test]
fn everything_that_is_read_is_watched() {
    let folder = Folder::new();
    folder.write(
        "content/references.bib",
        "@misc{a2020, title = {First title}, author = {{An Agency}}, year = {2020}}\n",
    );
    folder.write(
        "content/glossary.toml",
        "[[term]]\nid = \"word\"\nterm = \"word\"\ndefinition = \"First meaning.\"\n",
    );
    folder.write("content/notices.toml", "[care]\nkind = \"warning\"\ntitle = \"Care\"\ntext = \"First notice.\"\nshort = \"Short.\"\n");
    folder.write(
        "content/a.md",
        &article(
            "A",
            "A word. [B @a2020]\n\n```{notice}\nname = \"care\"\n```\n\n![A picture](pic.svg)",
        ),
    );
    folder.write(
        "content/pic.svg",
        "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"2\" height=\"2\"/>",
    );
    let serving = Serving::start(folder.root(), &[]);
    let mut last = serving.settles(folder.root(), None);
    assert!(last.is_some(), "{}", serving.findings());
    let replace = |path: &str, old: &str, new: &str| {
        let text = fs::read_to_string(folder.path(path)).expect("read");
        assert!(text.contains(old), "{path}");
        folder.write(path, &text.replace(old, new));
    };
    for (path, old, new) in [
        ("content/references.bib", "First title", "Second title"),
        ("content/glossary.toml", "First meaning", "Second meaning"),
        ("content/notices.toml", "First notice", "Second notice"),
    ] {
        replace(path, old, new);
        shows(&serving, "/a/", new);
        last = serving.settles(folder.root(), last.as_ref());
    }
    replace("stepdown.toml", "Test", "Another name");
    shows(&serving, "/a/", "Another name");
    replace("content/pic.svg", "width=\"2\"", "width=\"77\"");
    shows(&serving, "/a/", "width=\"77\"");
    folder.write("locales/en.ftl", "skip-link = Straight to the text\n");
    shows(&serving, "/a/", "Straight to the text");
    serving.settles(folder.root(), last.as_ref());
}

#[test]
fn links_to_a_reference_a_word_and_a_table_end_with_it() {
    let folder = Folder::new();
    let work = "@misc{a2020, title = {Title}, author = {{An Agency}}, year = {2020}}\n";
    let term = "[[term]]\nid = \"word\"\nterm = \"word\"\ndefinition = \"Meaning.\"\n";
    let table = article("B", "Table: A caption\n\n| a |\n|---|\n| 1 |\n\nText.");
    folder.write("content/references.bib", work);
    folder.write("content/glossary.toml", term);
    folder.write("content/b.md", &table);
    for name in ["references", "glossary"] {
        let page = article(name, "Text.").replacen(
            "+++\n",
            &format!("+++\ntemplate = \"{name}.html\"\n"),
            1,
        );
        folder.write(&format!("content/{name}.md"), &page);
    }
    folder.write(
        "content/a.md",
        &article(
            "A",
            "[The work](references.md#ref-a2020) and [the word](glossary.md#term-word), [the table](b.md#table-1)",
        ),
    );
    let serving = Serving::start(folder.root(), &[]);
    let mut last = serving.settles(folder.root(), None);
    assert!(last.is_some(), "{}", serving.findings());
    let no_table = article("B", "Text.");
    let renamed = |text: &str, id: &str| text.replacen(id, &format!("x{id}"), 1);
    for (path, text, other, place) in [
        (
            "content/references.bib",
            work,
            &renamed(work, "a2020"),
            "ref-a2020",
        ),
        (
            "content/glossary.toml",
            term,
            &renamed(term, "word"),
            "term-word",
        ),
        ("content/b.md", &table, &no_table, "table-1"),
    ] {
        folder.write(path, other);
        serving.until(place, |s| {
            let found = s.findings()["findings"].to_string();
            found.contains("broken-fragment") && found.contains(place)
        });
        assert!(serving.settles(folder.root(), last.as_ref()).is_none());
        folder.write(path, text);
        last = serving.settles(folder.root(), last.as_ref());
        assert!(last.is_some(), "{}", serving.findings());
    }
}

#[test]
fn a_mistake_keeps_the_last_good_site_until_it_is_mended() {
    let (folder, serving, site) = served(&[]);
    let config = fs::read_to_string(folder.path("stepdown.toml")).expect("read");
    for (path, bad) in [
        ("stepdown.toml", "title = \"Test\nbase_url"),
        ("content/part/a.md", "+++\ntitle = \n+++\n"),
        ("content/part/a.md", "no front matter"),
        (
            "content/part/a.md",
            "+++\ntitle = \"A\"\n+++\n[x](nowhere.md)\n",
        ),
        ("templates/article.html", "{% block never_closed %}"),
        ("content/references.bib", "@misc{a, title = {"),
        ("content/part/a.md", "\u{0}"),
    ] {
        folder.write(path, bad);
        assert!(
            serving.settles(folder.root(), site.as_ref()).is_none(),
            "{path}"
        );
        // While it is broken, another article changes; that is not lost.
        folder.write("content/part/b.md", &article("Second", path));
        assert!(
            serving.settles(folder.root(), site.as_ref()).is_none(),
            "{path}"
        );
        match path {
            "stepdown.toml" => folder.write(path, &config),
            "content/part/a.md" => folder.write(path, &article("First", "one")),
            _ => fs::remove_file(folder.path(path)).expect("removed"),
        }
        let mended = serving.settles(folder.root(), site.as_ref());
        assert!(mended.is_some(), "{path}");
        assert!(serving.get("/part/b/").text().contains(path));
        fs::remove_file(folder.path("content/part/b.md")).expect("removed");
        serving.settles(folder.root(), mended.as_ref());
    }
}

#[test]
fn template_errors_of_other_pages_are_found_after_the_page_is_out() {
    let (folder, serving, _) = served(&[]);
    folder.write(
        "templates/section.html",
        "<!DOCTYPE html><title>x</title><body>{{ page.no_such_thing }}</body>",
    );
    serving.until("the review finds it", |s| {
        let findings = s.findings();
        findings["failed"] == false
            && findings["is_reviewed"] == true
            && findings["findings"].to_string().contains("no_such_thing")
    });
    let page = serving.get("/part/");
    assert_eq!(page.status, 500);
    assert!(page.text().contains("no_such_thing"), "{}", page.text());
    assert_eq!(serving.get("/part/a/").status, 200);
}

#[test]
fn the_only_edited_page_is_followed() {
    let (folder, serving, _) = served(&["--follow"]);
    let events = serving.events();
    let first = events.recv().expect("an event");
    assert_eq!(first["follow"], serde_json::Value::Null);
    folder.write("content/part/a.md", &article("First", "followed"));
    let follow = loop {
        let event = events.recv().expect("an event");
        if event["build"].as_u64() > first["build"].as_u64() {
            break event["follow"].clone();
        }
    };
    assert_eq!(follow, "/part/a/");
}

#[test]
fn looking_finds_what_events_would_have_told() {
    let (folder, serving, site) = served(&["--watcher", "poll"]);
    folder.write("content/part/a.md", &article("First", "found by looking"));
    shows(&serving, "/part/a/", "found by looking");
    folder.write("content/new/b.md", &article("New", "in a new folder"));
    let with = serving.settles(folder.root(), site.as_ref());
    assert!(
        with.as_ref()
            .is_some_and(|s| s.contains_key("new/b/index.html"))
    );
    fs::remove_dir_all(folder.path("content/new")).expect("removed");
    serving.settles(folder.root(), with.as_ref());
}

#[test]
fn files_behind_links_are_watched() {
    let folder = Folder::new();
    folder.write("shared/linked.md", &article("Linked", "one"));
    folder.write("shared/part/deep.md", &article("Deep", "one"));
    fs::create_dir_all(folder.path("content")).expect("made");
    std::os::unix::fs::symlink("../shared/linked.md", folder.path("content/linked.md"))
        .expect("a link");
    std::os::unix::fs::symlink("../shared/part", folder.path("content/part")).expect("a link");
    let serving = Serving::start(folder.root(), &[]);
    let site = serving.settles(folder.root(), None);
    folder.write(
        "shared/linked.md",
        &article("Linked", "two, behind the link"),
    );
    shows(&serving, "/linked/", "two, behind the link");
    folder.write(
        "shared/part/deep.md",
        &article("Deep", "two, in a linked folder"),
    );
    shows(&serving, "/part/deep/", "two, in a linked folder");
    // A link may be put elsewhere, too.
    folder.write("shared/other.md", &article("Other", "three"));
    fs::remove_file(folder.path("content/linked.md")).expect("removed");
    std::os::unix::fs::symlink("../shared/other.md", folder.path("content/linked.md"))
        .expect("a link");
    shows(&serving, "/linked/", "three");
    folder.write("shared/other.md", &article("Other", "four"));
    shows(&serving, "/linked/", "four");
    serving.settles(folder.root(), site.as_ref());
}

#[test]
fn links_that_are_made_while_serving_are_watched() {
    let (folder, serving, site) = served(&[]);
    let link = |to: &str, from: &str| {
        std::os::unix::fs::symlink(to, folder.path(from)).expect("a link");
    };
    folder.write("shared/a.md", &article("Linked", "one"));
    link("../shared/a.md", "content/linked.md");
    shows(&serving, "/linked/", "one");
    folder.write("shared/a.md", &article("Linked", "two"));
    shows(&serving, "/linked/", "two");

    // A folder that brings a link with it.
    folder.write("aside/_index.md", &article("Aside", "part"));
    link("../../shared/a.md", "aside/again.md");
    fs::rename(folder.path("aside"), folder.path("content/aside")).expect("moved");
    shows(&serving, "/aside/again/", "two");
    folder.write("shared/a.md", &article("Linked", "three"));
    shows(&serving, "/aside/again/", "three");

    // What the links lead to goes and comes back.
    fs::remove_dir_all(folder.path("shared")).expect("removed");
    serving.until("dangling links are told", |s| {
        s.findings()["failed"] == true
    });
    folder.write("shared/a.md", &article("Linked", "four"));
    shows(&serving, "/linked/", "four");
    folder.write("shared/a.md", &article("Linked", "five"));
    shows(&serving, "/linked/", "five");
    serving.settles(folder.root(), site.as_ref());
}

/// Following it would keep the server busy for as long as the disk is large.
#[test]
fn a_link_to_all_of_the_disk_is_told_and_not_followed() {
    for link in ["content/disk", "static"] {
        for watcher in ["native", "poll"] {
            let (folder, serving, site) = served(&["--watcher", watcher]);
            std::os::unix::fs::symlink("/", folder.path(link)).expect("a link");
            serving.until("the link is told", |s| {
                let findings = s.findings();
                findings["failed"] == true
                    && findings["findings"].to_string().contains("link-outside")
            });
            drop(serving);
            // Nor is it followed where it is there from the beginning.
            let serving = Serving::start(folder.root(), &["--watcher", watcher]);
            serving.until("the link is told", |s| s.findings()["failed"] == true);
            fs::remove_file(folder.path(link)).expect("removed");
            serving.settles(folder.root(), site.as_ref());
        }
    }
}

#[test]
fn a_linked_configuration_is_watched() {
    let folder = Folder::new();
    fs::create_dir(folder.path("shared")).expect("made");
    fs::rename(
        folder.path("stepdown.toml"),
        folder.path("shared/stepdown.toml"),
    )
    .expect("moved");
    std::os::unix::fs::symlink("shared/stepdown.toml", folder.path("stepdown.toml"))
        .expect("a link");
    let serving = Serving::start(folder.root(), &[]);
    serving.settles(folder.root(), None);
    let config = fs::read_to_string(folder.path("stepdown.toml")).expect("read");
    folder.write(
        "shared/stepdown.toml",
        &config.replace("title = \"Test\"", "title = \"Another title\""),
    );
    shows(&serving, "/", "Another title");
}

#[test]
fn looking_sees_an_old_time_put_back_and_a_link_to_nowhere() {
    let (folder, serving, site) = served(&["--watcher", "poll"]);
    let path = folder.path("content/part/a.md");
    let modified = fs::metadata(&path).and_then(|m| m.modified());
    folder.write("content/part/a.md", &article("First", "two"));
    File::options()
        .append(true)
        .open(&path)
        .and_then(|file| file.set_modified(modified?))
        .expect("the old time");
    shows(&serving, "/part/a/", "two");
    std::os::unix::fs::symlink("nowhere.md", folder.path("content/b.md")).expect("a link");
    serving.until("it is told", |s| s.findings()["failed"] == true);
    folder.write("content/nowhere.md", &article("Found", "there after all"));
    shows(&serving, "/b/", "there after all");
    serving.settles(folder.root(), site.as_ref());
}

#[test]
fn a_file_under_its_own_name_reaches_the_pages_that_show_it() {
    let (folder, serving, _) = served(&[]);
    folder.write(
        "templates/article.html",
        "<!DOCTYPE html><title>x</title><body><img src=\"/own.svg\" alt=\"\">own</body>",
    );
    let svg = |colour: &str| {
        format!("<svg xmlns=\"http://www.w3.org/2000/svg\"><path fill=\"{colour}\"/></svg>")
    };
    folder.write("static/own.svg", &svg("red"));
    shows(&serving, "/part/a/", "own");
    shows(&serving, "/own.svg", "red");
    let mark = |path: &str| {
        let page = serving.get(path).text();
        let start = page.find("data-page=").expect("a mark");
        page[start..start + 30].to_owned()
    };
    let (article, part) = (mark("/part/a/"), mark("/part/"));
    folder.write("static/own.svg", &svg("blue"));
    shows(&serving, "/own.svg", "blue");
    assert_ne!(mark("/part/a/"), article);
    assert_eq!(mark("/part/"), part);
}

/// In a namespace of its own the limit can be set without touching the machine's.
#[cfg(target_os = "linux")]
fn serving_with_watches(folder: &Folder, most: u32) -> Serving {
    let mut command = Command::new("unshare");
    command
        .args(["--user", "--map-root-user", "sh", "-c"])
        .arg(format!(
            "echo {most} > /proc/sys/user/max_inotify_watches && exec \"$@\""
        ))
        .args([
            "sh",
            env!("CARGO_BIN_EXE_stepdown"),
            "serve",
            "--port",
            "0",
            "--root",
        ])
        .arg(folder.root());
    Serving::run(&mut command)
}

#[cfg(target_os = "linux")]
#[test]
fn without_watches_left_it_looks_instead_and_says_how_to_raise_the_limit() {
    let folder = Folder::new();
    folder.write("content/part/a.md", &article("First", "one"));
    let serving = serving_with_watches(&folder, 1);
    let said = serving.said();
    assert!(
        said.contains("limit of watches") && said.contains("max_user_watches"),
        "{said}"
    );
    folder.write("content/part/a.md", &article("First", "seen all the same"));
    shows(&serving, "/part/a/", "seen all the same");
}

#[cfg(target_os = "linux")]
#[test]
fn the_limit_may_be_reached_while_it_serves() {
    let folder = Folder::new();
    folder.write("content/part/a.md", &article("First", "one"));
    // The root, the content and its one folder.
    let serving = serving_with_watches(&folder, 3);
    assert!(!serving.said().contains("limit"), "{}", serving.said());
    for n in 0..3 {
        let path = format!("content/new{n}/deep/b.md");
        folder.write(&path, &article(&format!("New {n}"), "one"));
    }
    serving.until("it says so", |s| s.said().contains("max_user_watches"));
    for n in 0..3 {
        let path = format!("content/new{n}/deep/b.md");
        folder.write(&path, &article(&format!("New {n}"), "two, without a watch"));
        shows(
            &serving,
            &format!("/new{n}/deep/b/"),
            "two, without a watch",
        );
    }
    assert_eq!(serving.said().matches("max_user_watches").count(), 1);
}
