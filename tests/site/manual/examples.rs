//! Examples that say so are run. `CONTRIBUTING.md` has the convention.

use std::collections::BTreeMap;
use std::fs;
use std::path::{Component, Path};
use std::process::{Command, Stdio};

use pulldown_cmark::{CodeBlockKind, Event, Parser, Tag, TagEnd};

/// 2026-11-24, so that output with a date in it stays the same.
const TODAY: &str = "1795478400";

/// A fence that the test acts on.
struct Example {
    line: usize,
    action: Action,
    text: String,
}

enum Action {
    Run { exit: i32, after: Option<String> },
    Write { file: String, append: bool },
    Output,
}

/// The examples of a page; `Err` names a fence whose braces are not understood.
fn examples(text: &str) -> Result<Vec<Example>, String> {
    // Front matter has no fences of three backticks; it is paragraphs to the parser.
    let mut found = Vec::new();
    let mut open: Option<Example> = None;
    for (event, range) in Parser::new(text).into_offset_iter() {
        match event {
            Event::Start(Tag::CodeBlock(CodeBlockKind::Fenced(info))) => {
                let line = text[..range.start].lines().count() + 1;
                open = action(&info)
                    .map_err(|why| format!("{line}: {why}"))?
                    .map(|action| Example {
                        line,
                        action,
                        text: String::new(),
                    });
            }
            Event::Text(piece) => {
                if let Some(example) = &mut open {
                    example.text.push_str(&piece);
                }
            }
            Event::End(TagEnd::CodeBlock) => found.extend(open.take()),
            _ => {}
        }
    }
    Ok(found)
}

/// What an info string asks for, such as `sh {.run exit=1}`.
fn action(info: &str) -> Result<Option<Action>, String> {
    let Some((language, braces)) = info.split_once(" {") else {
        return Ok(None);
    };
    let braces = braces
        .strip_suffix('}')
        .ok_or_else(|| format!("`{info}` has no closing brace"))?;
    let (mut run, mut output, mut keys) = (false, false, BTreeMap::new());
    for word in braces.split_whitespace() {
        match word.split_once('=') {
            Some((key, value)) => {
                keys.insert(key, value.trim_matches('"').to_owned());
            }
            None if word == ".run" => run = true,
            None if word == ".output" => output = true,
            None => return Err(format!("`{word}` means nothing here")),
        }
    }
    let action = if run {
        if language != "sh" {
            return Err(format!("only `sh` can be run, not `{language}`"));
        }
        let exit = keys.remove("exit").map_or(Ok(0), |code| code.parse());
        Action::Run {
            exit: exit.map_err(|_| "`exit` is a number".to_owned())?,
            after: keys.remove("after"),
        }
    } else if output {
        Action::Output
    } else if let Some(file) = keys.remove("file") {
        Action::Write {
            file,
            append: false,
        }
    } else if let Some(file) = keys.remove("append") {
        Action::Write { file, append: true }
    } else {
        return Err(format!("`{info}` says nothing to do"));
    };
    match keys.keys().next() {
        Some(key) => Err(format!("`{key}` means nothing here")),
        None => Ok(Some(action)),
    }
}

/// Runs the examples of a page in a folder; says what did not come out as it should.
fn run(page: &str, pages: &BTreeMap<String, String>, folder: &Path) -> Result<usize, String> {
    let text = pages
        .get(page)
        .ok_or_else(|| format!("docs/content/{page}: there is no such page"))?;
    let at = |line: usize| format!("docs/content/{page}:{line}");
    let mut written = None;
    let mut runs = 0;
    let examples = examples(text).map_err(|why| format!("docs/content/{page}:{why}"))?;
    let before = examples.iter().find_map(|example| match &example.action {
        Action::Run { after, .. } => after.as_ref(),
        _ => None,
    });
    if let Some(before) = before {
        let before = Path::new(page).with_file_name(before);
        let before = before.to_string_lossy();
        if before == page {
            return Err(format!("docs/content/{page}: it cannot come after itself"));
        }
        run(&before, pages, folder)?;
    }
    for example in examples {
        let line = example.line;
        match example.action {
            Action::Write { file, append } => {
                let path = Path::new(&file);
                if !path.components().all(|c| matches!(c, Component::Normal(_))) {
                    return Err(format!("{}: `{file}` leads out of the folder", at(line)));
                }
                let path = folder.join(path);
                let old = match append {
                    true => fs::read_to_string(&path)
                        .map_err(|e| format!("{}: {file}: {e}", at(line)))?,
                    false => String::new(),
                };
                fs::create_dir_all(path.parent().expect("inside the folder")).expect("a folder");
                fs::write(&path, old + &example.text).expect("written");
                written = None;
            }
            Action::Run { exit, .. } => {
                let (code, output) = shell(&example.text, folder);
                if code != Some(exit) {
                    return Err(format!(
                        "{}: ended with {code:?}, not with {exit}:\n{}\n{output}",
                        at(line),
                        example.text
                    ));
                }
                runs += 1;
                written = Some(output);
            }
            Action::Output => {
                let Some(output) = &written else {
                    return Err(format!("{}: no block before it was run", at(line)));
                };
                if let Some(missing) = first_missing(&example.text, output) {
                    return Err(format!(
                        "{}: the line `{missing}` is not in what was written:\n{output}",
                        at(line)
                    ));
                }
            }
        }
    }
    Ok(runs)
}

/// Both streams of a shell that stops at the first mistake, and how it ended.
fn shell(script: &str, folder: &Path) -> (Option<i32>, String) {
    let program = Path::new(env!("CARGO_BIN_EXE_stepdown"));
    let path = format!(
        "{}:{}",
        program.parent().expect("a folder").display(),
        std::env::var("PATH").unwrap_or_default()
    );
    let output = Command::new("sh")
        .args(["-e", "-c", &format!("exec 2>&1\n{script}")])
        .current_dir(folder)
        .env("PATH", path)
        .env("HOME", folder)
        .env("SOURCE_DATE_EPOCH", TODAY)
        .env_remove("STEPDOWN_EDITOR")
        .stdin(Stdio::null())
        .output()
        .expect("a shell");
    (
        output.status.code(),
        String::from_utf8_lossy(&output.stdout).into_owned(),
    )
}

/// The first expected line that the output does not have after the ones before it.
fn first_missing<'a>(expected: &'a str, output: &str) -> Option<&'a str> {
    let mut lines = output.lines();
    expected
        .lines()
        .filter(|line| !line.trim().is_empty() && line.trim() != "…")
        .find(|wanted| !lines.any(|line| fits(wanted, line)))
}

/// Whether a line is as expected; `…` stands for anything.
fn fits(wanted: &str, line: &str) -> bool {
    let mut pieces = wanted.trim_end().split('…');
    let first = pieces.next().unwrap_or_default();
    let Some(mut rest) = line.trim_end().strip_prefix(first) else {
        return false;
    };
    let pieces: Vec<&str> = pieces.collect();
    let Some((last, middle)) = pieces.split_last() else {
        return rest.is_empty();
    };
    for piece in middle {
        match rest.find(piece) {
            Some(n) => rest = &rest[n + piece.len()..],
            None => return false,
        }
    }
    rest.ends_with(last)
}

#[test]
fn examples_of_the_manual_do_what_they_say() {
    let pages: BTreeMap<String, String> = super::pages().into_iter().collect();
    let results: Vec<Result<usize, String>> = std::thread::scope(|scope| {
        let pages = &pages;
        let threads: Vec<_> = pages
            .keys()
            .map(|page| {
                scope.spawn(move || {
                    let folder = tempfile::tempdir().expect("a folder");
                    run(page, pages, folder.path())
                })
            })
            .collect();
        let join = |thread: std::thread::ScopedJoinHandle<'_, _>| thread.join().expect("joined");
        threads.into_iter().map(join).collect()
    });
    let wrong: Vec<&String> = results.iter().filter_map(|r| r.as_ref().err()).collect();
    assert!(wrong.is_empty(), "{}", {
        let wrong: Vec<&str> = wrong.iter().map(|w| w.as_str()).collect();
        wrong.join("\n\n")
    });
    let runs: usize = results.into_iter().flatten().sum();
    assert!(runs > 10, "{runs}");
}

#[test]
fn a_page_goes_on_in_the_folder_of_the_one_before() {
    let page = |text: &str| text.to_owned();
    let pages = BTreeMap::from([
        (
            "part/first.md".to_owned(),
            page(
                "```text {file=\"a/b.txt\"}\none\n```\n\n```sh {.run}\ncat a/b.txt\n```\n\n```text {.output}\none\n```\n",
            ),
        ),
        (
            "part/second.md".to_owned(),
            page(
                "```text {append=\"a/b.txt\"}\ntwo\n```\n\n```sh {.run exit=3 after=\"first.md\"}\ncat a/b.txt; exit 3\n```\n\n```text {.output}\no…\ntwo\n```\n",
            ),
        ),
        (
            "part/wrong.md".to_owned(),
            page("Text\n\n```sh {.run}\nfalse\n```\n"),
        ),
    ]);
    let folder = tempfile::tempdir().expect("a folder");
    assert_eq!(run("part/second.md", &pages, folder.path()), Ok(1));
    let why = run("part/wrong.md", &pages, folder.path()).expect_err("it fails");
    assert!(
        why.starts_with("docs/content/part/wrong.md:3: ended with Some(1)"),
        "{why}"
    );
}

#[test]
fn output_is_compared_line_by_line_and_in_order() {
    assert!(fits("a…c", "a b c") && fits("a", "a  ") && fits("…b…", "abc"));
    assert!(!fits("a", "ab") && !fits("a…c", "a b") && !fits("ab…b", "ab"));
    assert_eq!(first_missing("one\n…\nthree\n", "one\ntwo\nthree\n"), None);
    assert_eq!(first_missing("two\none\n", "one\ntwo\n"), Some("one"));
}

#[test]
fn a_fence_that_cannot_be_understood_is_a_mistake() {
    for bad in [
        "sh {.run",
        "toml {.run}",
        "sh {.rum}",
        "sh {.run exit=x}",
        "toml {file=\"a\" mode=1}",
        "toml {exit=1}",
    ] {
        assert!(action(bad).is_err(), "{bad}");
    }
    assert!(matches!(action("sh"), Ok(None)));
    assert!(matches!(action("{notice}"), Ok(None)));
}
