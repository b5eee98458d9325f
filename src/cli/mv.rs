//! `stepdown mv OLD NEW`: moves an article, mends the links to it, adds its
//! old address as an alias where the new one is another.
//!
//! All changes are worked out in memory first. When every one of them is known the
//! article moves, since that is what can be refused; then the texts are written.
//! Whatever fails, what was done before is undone.
//!
//! `edits` finds addresses in texts, `moving` is what happens on the disk.

mod edits;
mod moving;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use clap::Args;
use toml_edit::DocumentMut;

use self::edits::{Edit, Form, apply};
use self::moving::{Change, carry_out};
use super::new::{as_typed, below_content};
use super::{Report, count};
use crate::check::text_hash;
use crate::config::{FILE as CONFIG_FILE, find_root};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, closest, io_error};
use crate::files::{absolute, slashes};
use crate::load::data::REVIEWS;
use crate::load::is_ignored;
use crate::parse::{ComponentCall, Fragment, Part, with_alias};
use crate::pipeline;
use crate::resolve::{
    Destination, HASHED, Kind, Output, PageId, SEARCH_FOLDER, Site, TAPER, Wanted, address_at,
    alias_path, collision_key, encode, folder_with, is_external, join, page_there, parameters_path,
    relative, visit,
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
            None => d.suggest(&old, site.pages.iter().map(|p| &*p.path)),
        }));
    };
    if site.pages[id].kind != Kind::Article {
        return Err(usage(
            format!("`content/{old}` is a section's own page"),
            "move the articles of the section one by one",
        ));
    }
    if new.split('/').any(is_ignored) {
        return Err(Diagnostic::new(
            Code::ReservedName,
            format!(
                "`content/{new}` would not be read: it is the name of a hidden file or a backup"
            ),
        )
        .help("choose another name; nothing was changed")
        .into());
    }
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
    changes.mend_records(root, &old, &new)?;
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

/// Why the article cannot lie there: its name or a folder's is no part of an address.
fn no_address(found: &Diagnostics, new: &str) -> Report {
    let refused = found.iter().map(|d| {
        // The file is not there, so that no line of it can be shown.
        Diagnostic::new(d.code, format!("`content/{new}`: {}", d.message)).help(
            "choose another name, or give the article a `slug` that can be part of an address; nothing was changed",
        )
    });
    Report {
        found: refused.collect(),
        ..Report::default()
    }
}

/// Refuses an address at which something else is published, or that is no place for a page:
/// the site would have no build after the move.
fn check_place(site: &Site, id: PageId, address: &str) -> Result<(), Diagnostic> {
    let place = collision_key(&format!("{address}index.html"));
    let article = &site.pages[id];
    let front = &article.document.front;
    let slug = front.slug.as_ref().map(|slug| front.place(slug));
    let refused = |code: Code, why: String| {
        Diagnostic::new(code, why)
            .in_file(&article.file)
            .at(slug.unwrap_or_else(|| front.opening()))
            .help("choose another name for it, or give it another `slug`; nothing was changed")
    };
    let leads_there = |alias: &&toml::Spanned<String>| {
        alias_path(alias.get_ref()).is_some_and(|path| collision_key(&path) == place)
    };
    if let Some(alias) = front.aliases.iter().find(leads_there) {
        return Err(Diagnostic::new(
            Code::UrlCollision,
            format!("the article would be at `/{address}`, which is one of its aliases"),
        )
        .in_file(&article.file)
        .at(front.place(alias))
        .help(format!(
            "take `{}` out of `aliases`, then move again; nothing was changed",
            alias.get_ref()
        )));
    }
    if let Some(kept) = [HASHED, SEARCH_FOLDER]
        .into_iter()
        .find(|kept| place.starts_with(kept))
    {
        return Err(refused(
            Code::ReservedName,
            format!(
                "the article would be at `/{address}`: browsers keep for a year what begins with `/{kept}`"
            ),
        ));
    }
    for (path, output) in site.outputs.iter().filter(|(_, o)| **o != Output::Page(id)) {
        let key = collision_key(path);
        let rest = place.strip_prefix(&key);
        if rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('/')) {
            let owner = owner(site, output);
            let has = match key == place {
                true => format!("which is the address of {owner}"),
                false => format!("but `/{path}` is {owner}, and no folder"),
            };
            return Err(refused(
                Code::UrlCollision,
                format!("the article would be at `/{address}`, {has}"),
            ));
        }
    }
    Ok(())
}

/// Refuses to make an article the own page of a folder whose pages would get other addresses
/// with it: a section's slug is part of them, and nothing leads there from the old ones.
fn check_section(site: &Site, id: PageId, new: &str, address: &str) -> Result<(), Diagnostic> {
    let Some(folder) = folder_with(new, "_index.md").filter(|folder| !folder.is_empty()) else {
        return Ok(());
    };
    let article = &site.pages[id];
    let mut others = site.pages.iter().filter(|page| page.path != article.path);
    let Some(other) = others.find(|p| p.path.starts_with(folder) && !p.url.starts_with(address))
    else {
        return Ok(());
    };
    let front = &article.document.front;
    let slug = front.slug.as_ref().map(|slug| front.place(slug));
    Err(Diagnostic::new(
        Code::Usage,
        format!(
            "as a section's own page it would change the address of `{}`: its slug is part of that",
            other.file
        ),
    )
    .in_file(&article.file)
    .at(slug.unwrap_or_else(|| front.opening()))
    .help("take `slug` out of its front matter, then move again; nothing was changed"))
}

/// What is published there, for people.
fn owner(site: &Site, output: &Output) -> String {
    match output {
        Output::Page(id) => format!("`{}`", site.pages[*id].file),
        Output::Alias(id) => format!("an alias of `{}`", site.pages[*id].file),
        Output::Asset(id) | Output::HashedAsset(id) => format!("`{}`", site.assets.get(*id).file),
        Output::Topics(_) | Output::Topic(..) => "a list of topics".to_owned(),
        _ => "a file that Stepdown makes".to_owned(),
    }
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

/// What changes, by file relative to the root.
#[derive(Default)]
struct Changes(BTreeMap<String, Change>);

impl Changes {
    /// A file, to change it.
    fn open(&mut self, root: &Path, file: &str) -> Result<&mut Change, Diagnostic> {
        use std::collections::btree_map::Entry;
        match self.0.entry(file.to_owned()) {
            Entry::Occupied(entry) => Ok(entry.into_mut()),
            Entry::Vacant(entry) => {
                let before = fs::read_to_string(root.join(file))
                    .map_err(|e| io_error(file, "read the file", &e))?;
                let after = before.clone();
                Ok(entry.insert(Change { before, after }))
            }
        }
    }

    /// Mends the links of every text of the site; says how many.
    fn mend_site(&mut self, root: &Path, site: &Site, move_: &Move) -> Result<usize, Diagnostic> {
        let mut mended = 0;
        for page in &site.pages {
            let edits = move_.edits(site, &page.path, &page.document.body);
            mended += self.mend(root, &page.file, &edits)?;
        }
        for language in &site.languages {
            let notices = language.notices.values();
            let texts = notices.flat_map(|notice| [&notice.text, &notice.short]);
            let texts = texts.map(|linked| &linked.fragment);
            mended += self.mend_data(root, site, move_, &language.notices_file, texts)?;
        }
        for calculator in site.calculators.values() {
            let texts = calculator.texts.iter().flat_map(BTreeMap::values);
            let texts = texts.map(|linked| &linked.fragment);
            mended += self.mend_data(root, site, move_, &calculator.file, texts)?;
        }
        Ok(mended)
    }

    /// The same for the texts of a data file.
    fn mend_data<'a>(
        &mut self,
        root: &Path,
        site: &Site,
        move_: &Move,
        file: &str,
        texts: impl Iterator<Item = &'a Fragment>,
    ) -> Result<usize, Diagnostic> {
        let path = file.strip_prefix("content/").unwrap_or(file);
        let edits: Vec<Edit> = texts
            .flat_map(|text| move_.edits(site, path, text))
            .collect();
        // Languages without notices of their own share a file.
        match self.0.contains_key(file) {
            true => Ok(0),
            false => self.mend(root, file, &edits),
        }
    }

    fn mend(&mut self, root: &Path, file: &str, edits: &[Edit]) -> Result<usize, Diagnostic> {
        if edits.is_empty() {
            return Ok(0);
        }
        apply(&mut self.open(root, file)?.after, edits, file)
    }

    /// Names the article's new path in the configuration and the record of reviews.
    fn mend_records(&mut self, root: &Path, old: &str, new: &str) -> Result<(), Diagnostic> {
        let config = self.open(root, CONFIG_FILE)?;
        if let Some(text) = mended_config(&config.before, old, new)? {
            config.after = text;
        }
        let reviews = format!("content/{REVIEWS}");
        if root.join(&reviews).exists() {
            let before = self.open(root, &reviews)?.before.clone();
            if let Some(text) = self.mended_reviews(&before, &reviews, old, new)? {
                self.open(root, &reviews)?.after = text;
            }
        }
        self.0.retain(|_, change| change.before != change.after);
        Ok(())
    }

    /// The record of reviews with the article's new path. A review of a text whose
    /// addresses change with the move holds on: its words are those that were read.
    fn mended_reviews(
        &self,
        text: &str,
        file: &str,
        old: &str,
        new: &str,
    ) -> Result<Option<String>, Diagnostic> {
        let mut document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
            Diagnostic::new(Code::TomlSyntax, e.message().to_owned()).in_file(file)
        })?;
        let mut changed = false;
        let reviews = document
            .get_mut("review")
            .and_then(|r| r.as_array_of_tables_mut());
        for review in reviews.into_iter().flat_map(|r| r.iter_mut()) {
            let text_of = |key: &str| review.get(key).and_then(|value| value.as_str());
            let (page, read) = (text_of("page").unwrap_or_default(), text_of("text"));
            let change = self.0.get(&format!("content/{page}"));
            let is_old = page == old;
            let hash = change
                .filter(|change| text_hash(&change.before).as_deref() == read)
                .and_then(|change| text_hash(&change.after))
                .filter(|hash| read.is_some_and(|read| read != hash));
            if let Some(hash) = hash {
                review["text"] = toml_edit::value(hash);
                changed = true;
            }
            if is_old {
                review["page"] = toml_edit::value(new);
                changed = true;
            }
        }
        Ok(changed.then(|| document.to_string()))
    }
}

/// The configuration with its paths mended, when it names the article.
fn mended_config(text: &str, old: &str, new: &str) -> Result<Option<String>, Diagnostic> {
    let mut document: DocumentMut = text.parse().map_err(|e: toml_edit::TomlError| {
        Diagnostic::new(Code::TomlSyntax, e.message().to_owned()).in_file(CONFIG_FILE)
    })?;
    let mut changed = false;
    if let Some(pages) = document
        .get_mut("pages")
        .and_then(|p| p.as_table_like_mut())
    {
        for (_, value) in pages.iter_mut() {
            if value.as_str() == Some(old) {
                *value = toml_edit::value(new);
                changed = true;
            }
        }
    }
    let mut mend = |list: Option<&mut toml_edit::Array>| {
        for value in list.into_iter().flat_map(|list| list.iter_mut()) {
            if value.as_str() == Some(old) {
                let decor = value.decor().clone();
                *value = new.into();
                *value.decor_mut() = decor;
                changed = true;
            }
        }
    };
    mend(document.get_mut("footer").and_then(|f| f.as_array_mut()));
    for key in ["demand", "graded"] {
        let evidence = document.get_mut("evidence");
        mend(
            evidence
                .and_then(|e| e.get_mut(key))
                .and_then(|e| e.as_array_mut()),
        );
    }
    Ok(changed.then(|| document.to_string()))
}
