//! `stepdown mv OLD NEW`: moves an article, mends the links to it, adds its
//! old address as an alias where the new one is another.
//!
//! All changes are worked out in memory first. When every one of them is known the
//! article moves, since that is what can be refused; then the texts are written.
//! Whatever fails, what was done before is undone.
//!
//! `refusals` says where the article cannot be, `changes` which texts become others, `edits`
//! finds addresses in them, `moving` is what happens on the disk.

mod changes;
mod edits;
mod moving;
mod refusals;

use std::path::{Path, PathBuf};

use clap::Args;

use self::changes::Changes;
use self::edits::{Edit, Form};
use self::moving::{Change, carry_out};
use self::refusals::{check_place, check_section, no_address};
use super::new::{as_typed, below_content, check_is_read};
use super::{Report, count};
use crate::config::find_root;
use crate::diagnostic::{Code, Diagnostic, closest};
use crate::files::{absolute, slashes};
use crate::parse::{ComponentCall, Fragment, Part, with_alias};
use crate::pipeline;
use crate::resolve::{
    Destination, Kind, PageId, Site, TAPER, Wanted, address_at, encode, is_external, join,
    page_there, parameters_path, relative, visit,
};
use crate::terminal::shell_word;

#[derive(Args, Debug)]
pub(super) struct MvArgs {
    /// The article's file below `content/`
    old: PathBuf,
    /// Where it shall be
    new: PathBuf,
}

pub(super) fn run(args: &MvArgs, root: &Path) -> Result<Report, Report> {
    let old = slashes(&below_content(&args.old, root)?);
    let new = slashes(&below_content(&args.new, root)?);
    let content = root.join("content");
    let usage = |message: String, help: &str| {
        Report::from(Diagnostic::new(Code::Usage, message).help(help))
    };
    if content.join(&new).exists() {
        return Err(usage(
            format!("`content/{new}` is there already"),
            "choose another name; nothing was changed",
        ));
    }
    let request = pipeline::Request {
        root: root.to_path_buf(),
        base_url: None,
        drafts: true,
        today: pipeline::today(None)?,
        words: false,
    };
    let outcome = pipeline::run(&request);
    // Links can be mended only where they can be read.
    let (Some(renderer), 0) = (outcome.renderer, outcome.diagnostics.errors()) else {
        let mut report = Report::from(outcome.diagnostics);
        report.closing = Some("nothing was moved: correct these errors first".to_owned());
        return Err(report);
    };
    let site = renderer.site();
    let Some(id) = site.page_at(&old) else {
        let d = Diagnostic::new(Code::Usage, format!("there is no article `content/{old}`"));
        let near = closest(&old, site.pages.iter().map(|p| &*p.path));
        return Err(Report::from(match near {
            Some(near) => d.help(format!("did you mean `{}`?", as_typed(near, root))),
            None => d
                .help("name the article's file below `content/`")
                .suggest(&old, site.pages.iter().map(|p| &*p.path)),
        }));
    };
    if site.pages[id].kind != Kind::Article {
        return Err(usage(
            format!("`content/{old}` is a section's own page"),
            "move the articles of the section one by one",
        ));
    }
    check_is_read(&new)?;
    let move_ = Move::plan(site, &old, &new, root).map_err(Report::from)?;
    let before = &site.pages[id].url;
    let after = address_at(site, id, &new).map_err(|found| no_address(&found, &new))?;
    check_place(site, id, &after)?;
    check_section(site, id, &new, &after)?;
    let mut changes = Changes::default();
    let mended = changes.mend_site(root, site, &move_)?;
    let file = format!("content/{old}");
    let article = changes.open(root, &file)?;
    if *before != after {
        article.after = with_alias(&article.after, &format!("/{before}"), &file)?;
    }
    changes.mend_records(root, site, &old, &new)?;
    let changes: Vec<(String, Change)> = changes
        .0
        .into_iter()
        .map(|(file, change)| match file.strip_prefix("content/") {
            Some(path) => (format!("content/{}", move_.moved(path)), change),
            None => (file, change),
        })
        .collect();
    let (from, to) = (&move_.from, &move_.to);
    carry_out(
        root,
        (&format!("content/{from}"), &format!("content/{to}")),
        &changes,
    )?;
    let mut lines = vec![format!(
        "moved to content/{new}; {} mended, {}",
        count(mended, "link"),
        match *before == after {
            true => format!("the address stays /{before}"),
            false => format!("/{before} leads there"),
        }
    )];
    lines.extend(left_behind(site, id, &new, root));
    Ok(Report {
        closing: Some(lines.join("\n")),
        ..Report::default()
    })
}

/// Names the pages in other languages that the article leaves behind, and the move that
/// takes each along. Which of them go with it is for people to say: a page can be moved
/// so that it becomes the translation of another.
fn left_behind(site: &Site, id: PageId, new: &str, root: &Path) -> Vec<String> {
    let option = root_option(root);
    let typed = |path: &str| shell_word(&as_typed(path, root));
    let common = site.original_path(new).unwrap_or(new);
    let others = site.translations(id).into_iter();
    let left = others.filter_map(|other| {
        let other = &site.pages[other];
        let there = format!("{}{common}", site.languages[other.language].prefix);
        // What is there already is the moved page's counterpart now.
        (there != new && site.page_at(&there).is_none()).then(|| {
            format!(
                "content/{} stays where it is, and the two are no translations of each other any more. To take it along: stepdown mv {} {}{option}",
                other.path,
                typed(&other.path),
                typed(&there)
            )
        })
    });
    left.collect()
}

/// ` --root DIR` for a command about this site, where it is not the one that the current
/// folder lies in.
fn root_option(root: &Path) -> String {
    let here = find_root(&absolute(Path::new(".")));
    let is_here = here.is_ok_and(|here| match (here.canonicalize(), root.canonicalize()) {
        (Ok(here), Ok(root)) => here == root,
        _ => here == root,
    });
    match is_here {
        true => String::new(),
        false => format!(" --root {}", shell_word(&root.to_string_lossy())),
    }
}

/// What moves where: a file, or the folder of an `index.md`.
struct Move {
    /// Below `content/`.
    from: String,
    to: String,
}

impl Move {
    fn plan(site: &Site, old: &str, new: &str, root: &Path) -> Result<Self, Diagnostic> {
        let folder = |path: &str| path.strip_suffix("/index.md").map(str::to_owned);
        let section = new.strip_suffix("/_index.md");
        let (from, to) = match (folder(old), folder(new)) {
            (Some(from), Some(to)) => (from, to),
            // What lies beside it stays beside it.
            (Some(from), None) if section == Some(&*from) => (old.to_owned(), new.to_owned()),
            (None, _) => (old.to_owned(), new.to_owned()),
            (Some(from), None) => {
                return Err(Diagnostic::new(
                    Code::Usage,
                    format!("`content/{from}/` is a folder with files beside the article"),
                )
                .help(format!(
                    "give the new folder's article: `{}`",
                    as_typed(
                        &format!(
                            "{}/index.md",
                            section.unwrap_or(new.trim_end_matches(".md"))
                        ),
                        root
                    )
                )));
            }
        };
        // Articles of the same folder would move along and lose their links.
        let inside = site
            .pages
            .iter()
            .find(|p| *p.path != *old && p.path.starts_with(&format!("{from}/")));
        if let Some(other) = inside {
            return Err(Diagnostic::new(
                Code::Usage,
                format!("`{}` lies in the same folder", other.file),
            )
            .help("move it elsewhere first"));
        }
        Ok(Self { from, to })
    }

    /// Where a content path will be after the move.
    fn moved(&self, path: &str) -> String {
        match path.strip_prefix(&self.from) {
            Some("") => self.to.clone(),
            Some(rest) if rest.starts_with('/') => format!("{}{rest}", self.to),
            _ => path.to_owned(),
        }
    }

    /// The addresses of a text in the file `path` that must change.
    fn edits(&self, site: &Site, path: &str, text: &Fragment) -> Vec<Edit> {
        let mut edits = Vec::new();
        visit(text, &mut |wanted| {
            let (old, span, form) = match wanted {
                Wanted::Link(dest, span) | Wanted::Image(dest, span) => {
                    (dest, span, Form::Markdown)
                }
                Wanted::Argument(src, span) => (src, span, Form::Value),
            };
            let destination = match wanted {
                Wanted::Link(..) => Destination::of_link(old),
                _ => Destination::of_image(old),
            };
            if is_external(old) || destination.path.is_empty() {
                return;
            }
            if let Some(new) = self.mended(site, path, &destination) {
                edits.push(Edit {
                    span,
                    old: old.to_owned(),
                    new: format!("{}{}", written(&new), destination.rest),
                    form,
                });
            }
        });
        text.for_each_slot(&mut |slot| {
            if let Part::Component(call) = &slot.part {
                edits.extend(self.parameters(path, call));
            }
        });
        edits
    }

    /// How the file `path` must name a destination after the move; nothing when it
    /// can stay as it is.
    fn mended(&self, site: &Site, path: &str, destination: &Destination<'_>) -> Option<String> {
        let named = destination.content_path(path)?;
        let page = page_there(site, &named);
        let target = page.map_or(named.as_str(), |(target, _)| target);
        // A page that is not translated is named as if it were, and the link leads to the
        // translation by itself once there is one.
        let prefix = named.strip_suffix(target).unwrap_or_default();
        let is_of_language = site.languages.iter().any(|l| l.prefix == prefix);
        let prefix = if is_of_language { prefix } else { "" };
        let target = format!("{prefix}{target}");
        let after = format!("{prefix}{}", self.moved(&target[prefix.len()..]));
        if destination.path.starts_with('/') {
            // Other addresses from the root are of `static/`.
            return (page.is_some() && after != target).then(|| format!("/{after}"));
        }
        let from = self.moved(path);
        let then = destination.content_path(&from);
        let leads_there = then.as_deref() == Some(after.as_str());
        let leads_as_before = after == target && then.as_deref() == Some(named.as_str());
        (!leads_there && !leads_as_before).then(|| relative(&from, &after))
    }

    /// The name of a calculator's parameter file, if that must change.
    fn parameters(&self, path: &str, call: &ComponentCall) -> Option<Edit> {
        if call.name != TAPER {
            return None;
        }
        let old = call.str_arg(PARAMETERS)?;
        let (from, after) = (self.moved(path), self.moved(&parameters_path(path, call)?));
        if join(&from, old).as_deref() == Some(after.as_str()) {
            return None;
        }
        Some(Edit {
            span: call.span_of(PARAMETERS)?,
            old: old.to_owned(),
            new: relative(&from, &after),
            form: Form::Value,
        })
    }
}

/// The argument that names a calculator's parameter file.
const PARAMETERS: &str = "parameters";

/// A path as it can stand in a link and in a quoted value.
fn written(path: &str) -> String {
    let mut out = String::with_capacity(path.len());
    for c in path.chars() {
        match c.is_control() || c.is_whitespace() || "()<>[]%?#\\\"'`*&|:".contains(c) {
            true => out.push_str(&encode(c.encode_utf8(&mut [0; 4]))),
            false => out.push(c),
        }
    }
    out
}
