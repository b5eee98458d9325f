//! Whatever is edited, in whatever order: what is served equals a clean build.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use proptest::prelude::*;
use proptest::test_runner::{Config, TestRunner};

use crate::harness::{Folder, Serving, article};

/// Edits of one sequence.
const LENGTH: usize = 20;
/// The sequences of one test; four tests run beside each other, with seeds of their own.
const SEQUENCES: u32 = 20;

/// Something that an editor does. Numbers choose among what is there.
#[derive(Clone, Debug)]
enum Edit {
    Body {
        file: usize,
        text: usize,
    },
    Title {
        file: usize,
        number: usize,
    },
    FrontMatter {
        file: usize,
        key: usize,
        number: usize,
    },
    Create {
        folder: usize,
        name: usize,
        text: usize,
    },
    Rename {
        file: usize,
        name: usize,
    },
    MoveFolder {
        folder: usize,
        to: usize,
    },
    DeleteFile {
        file: usize,
    },
    DeleteFolder {
        folder: usize,
    },
    Template {
        number: usize,
    },
    Configuration {
        number: usize,
    },
    Data {
        file: usize,
        number: usize,
    },
    Asset {
        file: usize,
        number: usize,
    },
    Broken {
        file: usize,
        how: usize,
    },
    /// Everything as it was when it could last be built.
    Checkout,
}

fn edit() -> impl Strategy<Value = Edit> {
    let n = 0..1000_usize;
    prop_oneof![
        6 => (n.clone(), n.clone()).prop_map(|(file, text)| Edit::Body { file, text }),
        3 => (n.clone(), n.clone()).prop_map(|(file, number)| Edit::Title { file, number }),
        4 => (n.clone(), n.clone(), n.clone())
            .prop_map(|(file, key, number)| Edit::FrontMatter { file, key, number }),
        3 => (n.clone(), n.clone(), n.clone())
            .prop_map(|(folder, name, text)| Edit::Create { folder, name, text }),
        2 => (n.clone(), n.clone()).prop_map(|(file, name)| Edit::Rename { file, name }),
        2 => (n.clone(), n.clone()).prop_map(|(folder, to)| Edit::MoveFolder { folder, to }),
        1 => n.clone().prop_map(|file| Edit::DeleteFile { file }),
        1 => n.clone().prop_map(|folder| Edit::DeleteFolder { folder }),
        1 => n.clone().prop_map(|number| Edit::Template { number }),
        1 => n.clone().prop_map(|number| Edit::Configuration { number }),
        2 => (n.clone(), n.clone()).prop_map(|(file, number)| Edit::Data { file, number }),
        1 => (n.clone(), n.clone()).prop_map(|(file, number)| Edit::Asset { file, number }),
        2 => (n.clone(), n).prop_map(|(file, how)| Edit::Broken { file, how }),
        1 => Just(Edit::Checkout),
    ]
}

/// Names whose order differs by byte, by folder and by case.
const NAMES: [&str; 6] = ["a", "a-b", "b c", "ärzte", "z.y", "index"];

fn pick<T: Clone>(list: &[T], n: usize) -> Option<T> {
    (!list.is_empty()).then(|| list[n % list.len()].clone())
}

/// The folders of articles and what is in them.
struct Tree<'a>(&'a Folder);

impl Tree<'_> {
    fn content(&self) -> PathBuf {
        self.0.path("content")
    }

    fn found(&self, is_wanted: impl Fn(&walkdir::DirEntry) -> bool) -> Vec<PathBuf> {
        walkdir::WalkDir::new(self.content())
            .sort_by_file_name()
            .into_iter()
            .filter_map(Result::ok)
            .filter(is_wanted)
            .map(walkdir::DirEntry::into_path)
            .collect()
    }

    fn articles(&self) -> Vec<PathBuf> {
        self.found(|e| e.path().extension().is_some_and(|e| e == "md"))
    }

    fn folders(&self) -> Vec<PathBuf> {
        self.found(|e| e.file_type().is_dir())
    }

    /// Where `to` lies, as a link in an article in `from` says it.
    fn link(&self, from: &Path, to: &Path) -> String {
        let up = from
            .parent()
            .and_then(|f| f.strip_prefix(self.content()).ok())
            .map_or(0, |f| f.iter().count());
        let below = to.strip_prefix(self.content()).expect("inside");
        let parts: Vec<_> = below.iter().map(|p| p.to_string_lossy()).collect();
        format!(
            "{}{}",
            "../".repeat(up),
            parts.join("/").replace(' ', "%20")
        )
    }

    fn text(&self, own: &Path, n: usize) -> String {
        let words = format!("words {n}");
        let articles = self.articles();
        let other = pick(&articles, n / 7).map_or(String::new(), |to| self.link(own, &to));
        match n % 10 {
            0 | 1 => words,
            2 => format!("## One {}\n\n{words}\n\n## Two\n\nmore", n % 3),
            3 => format!("[leads]({other})"),
            4 => format!("[leads]({other}#one-1)"),
            5 => format!("{words} ![A picture](/img.svg)"),
            6 => format!("{words} with a word of the list. [B @a2020]"),
            7 => "```{notice}\nname = \"care\"\n```\n\nafter it".to_owned(),
            8 => format!("- [one]({other})\n- [B @b{}]", n % 2),
            _ => format!("[nowhere](gone{}.md) {words}", n % 2),
        }
    }

    fn apply(&self, edit: &Edit, good: &BTreeMap<PathBuf, Vec<u8>>) {
        let articles = self.articles();
        let folders = self.folders();
        match edit {
            Edit::Body { file, text } => {
                if let Some(path) = pick(&articles, *file) {
                    let old = fs::read_to_string(&path).unwrap_or_default();
                    let front = old.split("+++").nth(1).unwrap_or("\ntitle = \"New\"\n");
                    let text = format!("+++{front}+++\n{}\n", self.text(&path, *text));
                    fs::write(&path, text).expect("written");
                }
            }
            Edit::Title { file, number } => self.front(&articles, *file, "title", &format!("\"Title {number}\"")),
            Edit::FrontMatter { file, key, number } => {
                let (key, value) = match key % 8 {
                    0 => ("weight", format!("{}", number % 5)),
                    1 => ("slug", format!("\"own-{}\"", number % 4)),
                    2 => ("topics", format!("[\"t{}\", \"sleep\"]", number % 3)),
                    3 => ("draft", format!("{}", number % 3 == 0)),
                    4 => ("date", format!("2026-01-{:02}", number % 28 + 1)),
                    5 => ("description", format!("\"About {number}.\"")),
                    6 => ("aliases", format!("[\"/old-{}/\"]", number % 3)),
                    _ => ("updated", format!("2026-02-{:02}", number % 28 + 1)),
                };
                self.front(&articles, *file, key, &value);
            }
            Edit::Create { folder, name, text } => {
                if let Some(folder) = pick(&folders, *folder) {
                    let name = NAMES[name % NAMES.len()];
                    let (folder, name) = match text % 4 {
                        0 => (folder.join(name), "_index"),
                        1 => (folder.join(name), "index"),
                        _ => (folder, name),
                    };
                    // A file may have the folder's name.
                    if fs::create_dir_all(&folder).is_ok() {
                        let path = folder.join(format!("{name}.md"));
                        let text = article(&format!("Made {text}"), &self.text(&path, *text));
                        fs::write(path, text).expect("written");
                    }
                }
            }
            Edit::Rename { file, name } => {
                if let Some(path) = pick(&articles, *file) {
                    let name = format!("{}.md", NAMES[name % NAMES.len()]);
                    fs::rename(&path, path.with_file_name(name)).expect("renamed");
                }
            }
            Edit::MoveFolder { folder, to } => {
                if let (Some(from), Some(to)) = (pick(&folders, *folder), pick(&folders, *to)) {
                    // Into itself or over another: the system refuses.
                    let _ = fs::rename(&from, to.join(NAMES[folder % NAMES.len()]));
                }
            }
            Edit::DeleteFile { file } => {
                if let Some(path) = pick(&articles, *file) {
                    fs::remove_file(path).expect("removed");
                }
            }
            Edit::DeleteFolder { folder } => {
                if let Some(path) = pick(&folders, *folder)
                    && path != self.content()
                {
                    fs::remove_dir_all(path).expect("removed");
                }
            }
            Edit::Template { number } => match number % 3 {
                0 => {
                    // It may not be there.
                    let _ = fs::remove_file(self.0.path("templates/article.html"));
                }
                n => self.0.write(
                    "templates/article.html",
                    &format!(
                        "<!DOCTYPE html><html lang=\"en\"><title>{{{{ page.title }}}}</title><link rel=\"stylesheet\" href=\"{{{{ asset(path=\"own.css\") }}}}\"><body>{n} {{{{ page.content | safe }}}} {{% for p in site.nav %}}{{{{ p.title }}}}{{% endfor %}}{{% if page.next %}}{{{{ page.next.title }}}} {{{{ page.next.url }}}}{{% endif %}}{{% for b in page.backlinks %}}{{{{ b.url }}}}{{% endfor %}}</body></html>"
                    ),
                ),
            },
            Edit::Configuration { number } => self.configure(*number),
            Edit::Data { file, number } => {
                let n = number % 3;
                match file % 3 {
                    0 => self.0.write(
                        "content/references.bib",
                        &format!("@misc{{a2020, title = {{Title {n}}}, author = {{{{Agency}}}}, year = {{2020}}}}\n@misc{{b{n}, title = {{Other}}, year = {{2021}}}}\n"),
                    ),
                    1 => self.0.write(
                        "content/glossary.toml",
                        &format!("[[term]]\nid = \"word\"\nterm = \"{}\"\ndefinition = \"Meaning {n}.\"\n", ["word", "words", "more"][n]),
                    ),
                    _ => self.0.write(
                        "content/notices.toml",
                        &format!("[care]\nkind = \"warning\"\ntitle = \"Care {n}\"\ntext = \"Text {n}. [B @a2020]\"\nshort = \"Short.\"\n"),
                    ),
                }
            }
            Edit::Asset { file, number } => {
                let path = ["static/own.css", "static/img.svg"][file % 2];
                self.0.write(path, &asset(path, *number));
            }
            Edit::Broken { file, how } => {
                let bad = ["+++\ntitle = \n+++\n", "no front matter", "", "+++\ntitle = \"x\"\n+++\n[x](gone.md) [D @nobody]\n"];
                match how % 6 {
                    4 => self.0.write("stepdown.toml", "title = \"broken"),
                    5 => self.0.write("templates/article.html", "{% if %}"),
                    n => {
                        if let Some(path) = pick(&articles, *file) {
                            fs::write(path, bad[n]).expect("written");
                        }
                    }
                }
            }
            Edit::Checkout => self.checkout(good),
        }
    }

    fn configure(&self, number: usize) {
        let n = number % 4;
        self.0.write(
            "stepdown.toml",
            &format!(
                "title = \"Test {n}\"\nbase_url = \"https://example.org/\"\nlanguage = \"en\"\n[markdown]\nsmart_punctuation = {}\n[features]\nfeed = {}\nepub = {}\n[rules]\nunused-reference = \"off\"\n",
                n.is_multiple_of(2),
                n < 2,
                n == 2
            ),
        );
    }

    fn front(&self, articles: &[PathBuf], file: usize, key: &str, value: &str) {
        let Some(path) = pick(articles, file) else {
            return;
        };
        let old = fs::read_to_string(&path).unwrap_or_default();
        let mut parts = old.splitn(3, "+++");
        let (Some(""), Some(front), Some(body)) = (parts.next(), parts.next(), parts.next()) else {
            return;
        };
        let mut front: Vec<&str> = front.trim().lines().collect();
        front.retain(|line| !line.starts_with(&format!("{key} =")));
        let line = format!("{key} = {value}");
        front.push(&line);
        fs::write(&path, format!("+++\n{}\n+++{body}", front.join("\n"))).expect("written");
    }

    /// Brings all files back, as version control does.
    fn checkout(&self, good: &BTreeMap<PathBuf, Vec<u8>>) {
        for path in self
            .0
            .files()
            .keys()
            .filter(|path| !good.contains_key(*path))
        {
            fs::remove_file(path).expect("removed");
        }
        for (path, bytes) in good {
            if fs::read(path).ok().as_ref() != Some(bytes) {
                // A folder may stand where the file was, or be gone.
                let _ = fs::remove_dir_all(path);
                for above in path.ancestors().skip(1) {
                    if above.is_file() {
                        fs::remove_file(above).expect("removed");
                    }
                }
                fs::create_dir_all(path.parent().expect("a folder")).expect("made");
                fs::write(path, bytes).expect("written");
            }
        }
    }
}

fn asset(path: &str, number: usize) -> String {
    match path.ends_with(".css") {
        true => format!("body{{margin:{number}px}}"),
        false => format!(
            "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"{}\" height=\"2\"/>",
            number + 1
        ),
    }
}

/// A small site with everything in it.
fn site() -> Folder {
    let folder = Folder::new();
    let tree = Tree(&folder);
    tree.configure(0);
    for n in 0..3 {
        tree.apply(&Edit::Data { file: n, number: 0 }, &BTreeMap::new());
    }
    for path in ["static/own.css", "static/img.svg"] {
        folder.write(path, &asset(path, 1));
    }
    folder.write(
        "content/part/_index.md",
        &article("Part", "About. [to b](b.md#one-1)"),
    );
    folder.write(
        "content/part/b.md",
        &article("B", "## One 1\n\nA word of the list."),
    );
    folder.write(
        "content/part/a/index.md",
        &article("A", "![A picture](pic.svg)"),
    );
    folder.write("content/part/a/pic.svg", &asset("svg", 3));
    folder.write(
        "content/loose.md",
        &article("Loose", "[the part](part/_index.md)"),
    );
    folder
}

fn holds(edits: &[Edit]) {
    let folder = site();
    let serving = Serving::start(folder.root(), &[]);
    let mut good = folder.files();
    let mut last = serving.settles(folder.root(), None).expect("a good site");
    let mut failures = 0;
    for edit in edits {
        // Nobody leaves a site broken for long.
        let edit = match failures < 3 {
            true => edit.clone(),
            false => Edit::Checkout,
        };
        Tree(&folder).apply(&edit, &good);
        match serving.settles(folder.root(), Some(&last)) {
            Some(site) => {
                last = site;
                good = folder.files();
                failures = 0;
            }
            None => failures += 1,
        }
    }
}

fn run(seed: u8) {
    let config = Config {
        cases: SEQUENCES,
        max_shrink_iters: 20,
        failure_persistence: None,
        ..Config::default()
    };
    let seed = [seed; 32];
    let rng = proptest::test_runner::TestRng::from_seed(
        proptest::test_runner::RngAlgorithm::ChaCha,
        &seed,
    );
    TestRunner::new_with_rng(config, rng)
        .run(&prop::collection::vec(edit(), LENGTH), |edits| {
            holds(&edits);
            Ok(())
        })
        .unwrap_or_else(|error| panic!("{error}"));
}

#[test]
fn what_is_served_equals_a_clean_build_1() {
    run(1);
}

#[test]
fn what_is_served_equals_a_clean_build_2() {
    run(2);
}

#[test]
fn what_is_served_equals_a_clean_build_3() {
    run(3);
}

#[test]
fn what_is_served_equals_a_clean_build_4() {
    run(4);
}
