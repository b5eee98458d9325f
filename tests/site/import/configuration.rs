//! What `stepdown.toml` becomes: the old configuration, its languages, and what of them is refused.

use std::fs;

use super::{Moved, assert_files, import, moved, run_on, zola};

#[test]
fn a_configuration_that_cannot_be_read_stops_all() {
    let folder = tempfile::tempdir().expect("a folder");
    for (text, words) in [
        ("title = ", "config.toml:1:"),
        ("base_url = 5\ntitle = []\n", "`title`: expected a text"),
        (
            "base_url = \"https://e.org\"\ndefault_language = \"no language\"\n",
            "is no language code",
        ),
    ] {
        let site = zola(&[("config.toml", text)]);
        let to = folder.path().join("new");
        let (code, said) = import(site.path(), &to);
        assert_eq!(code, Some(1), "{said}");
        assert!(said.contains(words), "{said}");
        assert!(!to.exists());
    }
}

#[test]
fn languages_of_older_sites_are_moved_and_values_of_a_wrong_type_are_named() {
    let config = "base_url = \"https://e.org\"\ntitle = \"T\"\n";
    let site = zola(&[
        (
            "config.toml",
            &format!("{config}languages = [{{ code = \"fr\", feed = true }}, {{ x = 1 }}]\n"),
        ),
        ("content/_index.md", "+++\ntitle = \"Home\"\n+++\n"),
        ("content/a.fr.md", "+++\ntitle = \"Un\"\n+++\n"),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    assert!(to.join("content/fr/a.md").is_file(), "{said}");
    assert!(said.contains("in 2 languages"), "{said}");
    let lost = "config.toml:3:44: warning[not-moved]: `languages` was not moved: expected a `code`";
    assert!(said.contains(lost), "{said}");
    for (value, name) in [
        ("languages = 5", "languages"),
        ("languages.fr = true", "languages.fr"),
        ("languages = [\"fr\"]", "languages"),
        ("taxonomies = \"tags\"", "taxonomies"),
        ("taxonomies = [\"tags\"]", "taxonomies"),
        ("taxonomies = [{ title = \"tags\" }]", "taxonomies"),
        ("slugify = true", "slugify"),
        ("slugify.paths_keep_dates = 1", "slugify.paths_keep_dates"),
        ("markdown = []", "markdown"),
        (
            "markdown.smart_punctuation = 1",
            "markdown.smart_punctuation",
        ),
        ("generate_feeds = \"yes\"", "generate_feeds"),
    ] {
        let site = zola(&[("config.toml", &format!("{config}{value}\n"))]);
        let said = &moved(&site).said;
        let named = format!("`{name}` was not moved: expected ");
        assert!(said.contains(&named), "{value}\n{said}");
        assert!(!said.contains("everything was moved"), "{value}\n{said}");
    }
}

#[test]
fn a_language_with_a_low_line_in_its_code_is_moved_with_its_addresses() {
    let page = |title: &str, body: &str| format!("+++\ntitle = \"{title}\"\n+++\n{body}\n");
    let config = "base_url = \"https://e.org\"\ntitle = \"T\"\n";
    let site = zola(&[
        (
            "config.toml",
            &format!("{config}default_language = \"en_GB\"\n[languages.zh_cn]\n"),
        ),
        ("content/_index.md", &page("Home", "")),
        ("content/_index.zh_cn.md", &page("Zhu", "")),
        ("content/a.zh_cn.md", &page("Yi", "[home](/zh_cn/)")),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    assert_files(&to.join("content"), &["zh-cn/_index.md", "zh-cn/a.md"]);
    let config = fs::read_to_string(to.join("stepdown.toml")).expect("written");
    for part in ["language = \"en-GB\"", "[languages.zh-cn]"] {
        assert!(config.contains(part), "{part}\n{config}");
    }
    let build = run_on(to, &["build"]);
    assert!(build.status.success(), "{build:?}\n{said}");
    assert_files(
        &to.join("public"),
        &[
            "zh-cn/a/index.html",
            "zh_cn/a/index.html",
            "zh_cn/index.html",
        ],
    );
}

#[test]
fn a_configuration_that_the_new_site_would_refuse_is_named_at_its_line() {
    let site = zola(&[(
        "config.toml",
        "base_url = \"https://e.org\"\n[languages.x]\n",
    )]);
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = import(site.path(), &folder.path().join("new"));
    assert_eq!(code, Some(1), "{said}");
    assert!(
        said.contains("config.toml:2:12: error[invalid-value]: `x` is no language code"),
        "{said}"
    );
}

#[test]
fn an_address_that_stands_in_for_one_is_not_the_old_site() {
    let link = "[x](https://example.org/x/)";
    let site = zola(&[
        ("config.toml", "base_url = \"/\"\ntitle = \"T\"\n"),
        (
            "content/a.md",
            &format!("+++\ntitle = \"A\"\n+++\n{link}\n"),
        ),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    assert!(!said.contains("nothing was moved to which"), "{said}");
    let a = fs::read_to_string(to.join("content/a.md")).expect("moved");
    assert!(a.contains(link), "{a}");
}

#[test]
#[cfg(unix)]
fn a_configuration_behind_a_link_is_said_to_be_one() {
    let site = zola(&[]);
    let config = site.path().join("config.toml");
    fs::rename(&config, site.path().join("other.toml")).expect("moved");
    std::os::unix::fs::symlink("other.toml", &config).expect("a link");
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = import(site.path(), &folder.path().join("new"));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`config.toml` is a symbolic link"), "{said}");
}

#[test]
#[cfg(unix)]
fn pages_behind_a_link_are_said_to_be_there() {
    let site = zola(&[("pages/a.md", "+++\ntitle = \"A\"\n+++\n")]);
    std::os::unix::fs::symlink("pages", site.path().join("content")).expect("a link");
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = import(site.path(), &folder.path().join("new"));
    assert_eq!(code, Some(2), "{said}");
    assert!(said.contains("`content` is a symbolic link"), "{said}");
    assert_eq!(fs::read_dir(folder.path()).expect("readable").count(), 0);
}
