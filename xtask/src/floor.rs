//! The floor: the least that a static-site generator can do with these articles, as a
//! yardstick for the real ones.
//!
//! Reads every article, cuts off its front matter, turns Markdown into HTML with ids on
//! headings, puts constant text around it, and writes it. No lists, links, templates,
//! checks or feeds.

use std::collections::HashMap;
use std::fs;
use std::io;
use std::path::{Path, PathBuf};

use pulldown_cmark::{CowStr, Event, Options, Parser, Tag, TagEnd, html};
use rayon::prelude::*;

use crate::Failure;

const HEAD: &str = "<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><title>Bench</title></head><body>\n<main>\n";
const TAIL: &str = "</main>\n</body></html>\n";

/// Writes the pages of all articles below `content` into `out`.
pub(crate) fn floor(content: &Path, out: &Path) -> Result<(), Failure> {
    let articles = articles(content)?;
    articles
        .par_iter()
        .try_for_each(|article| write(content, article, out))
        .map_err(|error| Failure::Machine(format!("cannot write into {}: {error}", out.display())))
}

/// The articles below a folder, without its sections.
fn articles(content: &Path) -> Result<Vec<PathBuf>, Failure> {
    let mut found = Vec::new();
    for entry in walkdir::WalkDir::new(content).sort_by_file_name() {
        let path = entry
            .map_err(|error| Failure::Machine(error.to_string()))?
            .into_path();
        if path.extension().is_some_and(|end| end == "md")
            && path.file_stem().is_some_and(|stem| stem != "_index")
        {
            found.push(path);
        }
    }
    Ok(found)
}

fn write(content: &Path, article: &Path, out: &Path) -> io::Result<()> {
    let text = fs::read_to_string(article)?;
    let page = [HEAD, &markdown(body(&text)), TAIL].concat();
    let relative = article.strip_prefix(content).unwrap_or(article);
    let folder = out.join(relative.with_extension(""));
    fs::create_dir_all(&folder)?;
    fs::write(folder.join("index.html"), page)
}

/// What stands below the front matter.
fn body(text: &str) -> &str {
    text.strip_prefix("+++\n")
        .and_then(|rest| rest.split_once("\n+++\n"))
        .map_or(text, |(_, body)| body)
}

fn markdown(body: &str) -> String {
    let options =
        Options::ENABLE_TABLES | Options::ENABLE_FOOTNOTES | Options::ENABLE_STRIKETHROUGH;
    let mut events: Vec<Event<'_>> = Parser::new_ext(body, options).collect();
    let mut seen = HashMap::new();
    let headings: Vec<usize> = (0..events.len())
        .filter(|n| matches!(events[*n], Event::Start(Tag::Heading { .. })))
        .collect();
    for start in headings {
        let title: String = events[start..]
            .iter()
            .take_while(|event| !matches!(event, Event::End(TagEnd::Heading(_))))
            .filter_map(|event| match event {
                Event::Text(text) | Event::Code(text) => Some(text.as_ref()),
                _ => None,
            })
            .collect();
        if let Event::Start(Tag::Heading { id, .. }) = &mut events[start] {
            *id = Some(CowStr::from(slug(&title, &mut seen)));
        }
    }
    let mut out = String::with_capacity(body.len() * 3 / 2);
    html::push_html(&mut out, events.into_iter());
    out
}

/// An id that no heading of the page has yet.
fn slug(title: &str, seen: &mut HashMap<String, usize>) -> String {
    let mut id = String::with_capacity(title.len());
    for c in title.chars() {
        if c.is_alphanumeric() {
            id.extend(c.to_lowercase());
        } else if !id.is_empty() && !id.ends_with('-') {
            id.push('-');
        }
    }
    let id = id.trim_end_matches('-').to_owned();
    let count = seen.entry(id.clone()).or_insert(0);
    *count += 1;
    match *count {
        1 => id,
        n => format!("{id}-{}", n - 1),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_article_becomes_html_with_ids_and_without_front_matter() {
        let text = "+++\ntitle = \"x\"\n+++\n## One two\n\ntext\n\n## One two\n";
        assert_eq!(
            markdown(body(text)),
            "<h2 id=\"one-two\">One two</h2>\n<p>text</p>\n<h2 id=\"one-two-1\">One two</h2>\n"
        );
    }
}
