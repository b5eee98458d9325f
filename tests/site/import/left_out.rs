//! What the next build leaves out or stops at, and is told of: drafts, shortcodes.

use std::fs;
use std::path::Path;

use crate::harness::tree;

use super::{Moved, assert_files, import, moved, run_on, zola};

#[test]
fn what_the_next_builds_leave_out_or_stop_at_is_said() {
    let page = |body: &str| format!("+++\ntitle = \"P\"\n+++\n{body}\n");
    let site = zola(&[
        (
            "content/_index.md",
            &page("<b>kept</b> and <iframe src=x></iframe>"),
        ),
        (
            "content/a.md",
            &page(
                "<script>run()</script>\n\n```rust,linenos,hl_lines=1-2\nx\n```\n\n```toml\ny\n```",
            ),
        ),
        ("content/b.md", &page("Text.\n\n```{r}\nz\n```")),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    for words in [
        "stands at 2 places on 2 pages: builds leave it out",
        "options of code blocks (`linenos`, `hl_lines=…`) do nothing any more: 1 on 1 page",
        "content/b.md: warning[not-moved]: the build stops at line 6 of the new `content/b.md`: ",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
    let config = fs::read_to_string(to.join("stepdown.toml")).expect("written");
    assert!(
        config.contains("\n[markdown]\n# Raw HTML that can"),
        "{config}"
    );
    assert!(config.contains("\n# raw_html = \"allow\"\n"), "{config}");
    let check = run_on(to, &["check", "--format", "short"]);
    let said = String::from_utf8_lossy(&check.stderr);
    assert_eq!(said.matches(": error[").count(), 1, "{said}");
    assert_eq!(said.matches("[removed-html]").count(), 2, "{said}");
}

/// What a build of the moved site publishes, as one text.
fn published(to: &Path) -> String {
    let build = run_on(to, &["build"]);
    assert!(build.status.success(), "{build:?}");
    let files = tree(&to.join("public")).into_iter();
    files
        .map(|(path, bytes)| format!("{}\n{}", path.display(), String::from_utf8_lossy(&bytes)))
        .collect()
}

#[test]
fn what_a_draft_section_keeps_private_stays_private() {
    let page = |title: &str, more: &str| format!("+++\ntitle = \"{title}\"\n{more}+++\nText.\n");
    let draft = "draft = true\n";
    let site = zola(&[
        ("content/_index.md", &page("Home", "")),
        ("content/open.md", &page("Open", "")),
        ("content/wip/_index.md", &page("Secret part", draft)),
        ("content/wip/_index.tr.md", &page("Turkish part", "")),
        ("content/wip/a.md", &page("Secret a", "")),
        ("content/wip/a.tr.md", &page("Secret Turkish", "")),
        ("content/wip/said.md", &page("Secret said", draft)),
        ("content/wip/deep/_index.md", &page("Secret deep", "")),
        ("content/wip/deep/b/index.md", &page("Secret b", "")),
        ("content/wip/deep/b/secret.csv", "Secret,numbers\n"),
        ("content/wip/deep/secret.txt", "Secret of the part.\n"),
        ("content/wipe/_index.md", &page("Wipe", "")),
        ("content/wipe/x.md", &page("Named alike", "")),
        ("content/one/index.md", &page("Secret one", draft)),
        ("content/one/secret.txt", "Secret of one.\n"),
    ]);
    let config = "base_url = \"https://e.org\"\ntitle = \"T\"\n[languages.tr]\n";
    fs::write(site.path().join("config.toml"), config).expect("a file");
    let Moved { to, said, .. } = &moved(&site);
    let remark = "content/wip/_index.md:3:1: warning[not-moved]: Zola left out the whole folder of this draft: `draft = true` was written into the 4 pages below it";
    assert!(said.contains(remark), "{said}");
    assert!(!said.contains("everything was moved"), "{said}");
    let all = published(to);
    assert!(!all.to_lowercase().contains("secret"), "{all}");
    for open in ["Open", "Wipe", "Named alike", "Turkish part"] {
        assert!(all.contains(open), "{open}");
    }
    // Nothing is lost: it lies where editors see it.
    assert_files(
        &to.join("content"),
        &[
            "wip/deep/b/secret.csv",
            "wip/deep/secret.txt",
            "one/secret.txt",
        ],
    );
}

#[test]
fn a_draft_section_that_cannot_be_read_says_what_it_would_mean() {
    let site = zola(&[
        (
            "content/wip/_index.md",
            "+++\ntitle = \"W\"\ndraft = true\n+++\n",
        ),
        ("content/wip/broken.md", "+++\ntitle = \n+++\n"),
        ("content/part/_index.md", "+++\ndraft = \n+++\n"),
    ]);
    let folder = tempfile::tempdir().expect("a folder");
    let (code, said) = import(site.path(), &folder.path().join("new"));
    assert_eq!(code, Some(1), "{said}");
    for words in [
        "content/wip/broken.md: warning[not-moved]: Zola left this file out, because `content/wip/_index.md` is a draft",
        "what lies below a draft is a draft too",
    ] {
        assert!(said.contains(words), "{words}\n{said}");
    }
}

#[test]
fn as_many_shortcodes_are_counted_as_builds_name() {
    let page = |draft: &str, body: &str| format!("+++\ntitle = \"P\"\n{draft}+++\n{body}\n");
    let site = zola(&[
        (
            "content/_index.md",
            &page(
                "",
                "{{ a() }}\n\nIn {{ b() }} a line, after \\{{ c() }} and {{/* d() */}}.\n\n```\n{{ e() }}\n```\n\n`{{ f() }}`, a lone ` and {{ g() }}.\n\n<!-- {{ h() }} -->\n\n<div>{{ i() }}</div>\n\n- {% j() %}\n  x\n  {% end %}\n\n| {{ k() }} |\n|---|\n| [{{ l() }}](p.md \"{{ m() }}\") |\n",
            ),
        ),
        ("content/p.md", &page("draft = true\n", "{{ n() }}")),
    ]);
    let Moved { to, said, .. } = &moved(&site);
    assert!(
        said.contains("\n8 shortcodes stand in the text as code, which readers see; each build names them, those in drafts (1) only with `--drafts` ("),
        "{said}"
    );
    for name in ["h", "i", "m"] {
        let words = format!("the shortcode `{name}` stands in raw HTML, a comment");
        assert!(said.contains(&words), "{words}\n{said}");
    }
    let build = run_on(to, &["check", "--drafts", "--format", "short"]);
    let said = String::from_utf8_lossy(&build.stderr);
    assert_eq!(said.matches("[not-moved]").count(), 8, "{said}");
}
