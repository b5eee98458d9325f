//! Dates: reviews, help lines, translations.

use std::collections::HashMap;
use std::path::Path;

use jiff::Span;
use jiff::civil::Date;

use super::Scope;
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::files::read_text;
use crate::load::SourceFile;
use crate::parse::{Part, body_of};
use crate::resolve::{Page, PageId, Site, TAPER, parameters_path};
use crate::terminal::shell_word;

/// The same day some months later; the last day of all where the calendar ends before.
pub(super) fn months_after(date: Date, months: u32) -> Date {
    Span::new()
        .try_months(months)
        .and_then(|span| date.checked_add(span))
        .unwrap_or(Date::MAX)
}

/// Whether `today` is more than some months after `date`: it is time to look again.
#[must_use]
pub fn is_past(date: Date, months: u32, today: Date) -> bool {
    months_after(date, months) < today
}

pub(super) fn page(scope: &Scope<'_>, id: PageId, found: &mut Vec<Diagnostic>) {
    if scope.is_on(Code::ReviewOverdue) {
        review_overdue(scope, id, found);
    }
    if scope.is_on(Code::ReviewDate) {
        review_date(scope, id, found);
    }
    if scope.site.pages[id].language == 0 {
        translations(scope, id, found);
    }
}

fn review_overdue(scope: &Scope<'_>, id: PageId, found: &mut Vec<Diagnostic>) {
    let page = &scope.site.pages[id];
    let front = &page.document.front;
    if let Some(due) = &front.review_by
        && due.get_ref().0 < scope.today
    {
        found.push(
            Diagnostic::new(
                Code::ReviewOverdue,
                format!("the page was due for review on {}", due.get_ref()),
            )
            .in_file(&page.file)
            .at(front.place(due))
            .help("check it against the evidence, then set a new `review_by`"),
        );
    }
}

/// Every page says when it is due, and not years ahead.
fn review_date(scope: &Scope<'_>, id: PageId, found: &mut Vec<Diagnostic>) {
    let page = &scope.site.pages[id];
    let front = &page.document.front;
    if let Some(reviewed) = front.reviewed
        && reviewed.0 > scope.today
    {
        found.push(
            Diagnostic::new(
                Code::ReviewDate,
                format!("the page was reviewed on {reviewed}, a day that has not come"),
            )
            .in_file(&page.file)
            .at(front.opening())
            .help("set `reviewed` to the day on which somebody checked it"),
        );
    }
    if let (Some(date), Some(updated)) = (front.date, front.updated)
        && updated < date
    {
        found.push(
            Diagnostic::new(
                Code::ReviewDate,
                format!("the page was updated on {updated}, before it was written on {date}"),
            )
            .in_file(&page.file)
            .at(front.opening())
            .help("set the right days, or take `updated` away"),
        );
    }
    let Some(due) = &front.review_by else {
        found.push(
            Diagnostic::new(
                Code::ReviewDate,
                "the page does not say when it must be checked again",
            )
            .in_file(&page.file)
            .at(front.opening())
            .help(format!(
                "add `{}` to the front matter",
                front.notation.line("review_by", "…")
            )),
        );
        return;
    };
    let months = scope.site.config.review.months;
    let last = [front.reviewed, front.updated, front.date]
        .into_iter()
        .flatten()
        .max();
    if let Some(last) = last
        && months_after(last.0, months) < due.get_ref().0
    {
        found.push(
            Diagnostic::new(
                Code::ReviewDate,
                format!(
                    "the next review is due on {}, more than {months} months after {last}",
                    due.get_ref()
                ),
            )
            .in_file(&page.file)
            .at(front.place(due))
            .help(format!(
                "write {} or an earlier day",
                months_after(last.0, months)
            )),
        );
    }
}

/// Pages that another language lacks, or has in an older state.
fn translations(scope: &Scope<'_>, id: PageId, found: &mut Vec<Diagnostic>) {
    let site = scope.site;
    let page = &site.pages[id];
    for language in site.languages.iter().skip(1) {
        let path = format!("{}{}", language.prefix, page.path);
        let Some(translation) = site.page_at(&path) else {
            if scope.is_on(Code::MissingTranslation) && !site.is_unreadable(&path) {
                found.push(
                    Diagnostic::new(
                        Code::MissingTranslation,
                        format!("the page is not there in `{}`", language.code),
                    )
                    .in_file(&page.file)
                    .at(page.document.front.opening())
                    .help(format!("write `content/{path}`")),
                );
            }
            continue;
        };
        let changed = |id: PageId| site.pages[id].document.front.changed();
        if scope.is_on(Code::StaleTranslation)
            && let (Some(original), Some(own)) = (changed(id), changed(translation))
            && own < original
        {
            let translated = &site.pages[translation];
            found.push(
                Diagnostic::new(
                    Code::StaleTranslation,
                    format!("the original changed on {original}, this translation on {own}"),
                )
                .in_file(&translated.file)
                .at(translated.document.front.opening())
                .help(format!(
                    "compare it with `{}`, then set `updated`",
                    page.file
                )),
            );
        }
    }
}

/// Help lines that were not checked for too long, or never.
pub(super) fn helplines(scope: &Scope<'_>, found: &mut Diagnostics) {
    for data in &scope.sources.data {
        let Some(file) = &data.helplines else {
            continue;
        };
        for line in file.value.country.iter().flat_map(|c| &c.line) {
            let name = line.name.get_ref();
            let months = scope.site.config.review.helpline_months;
            if scope.is_on(Code::HelplineOverdue) && is_past(line.checked_on.0, months, scope.today)
            {
                found.push(
                    Diagnostic::new(
                        Code::HelplineOverdue,
                        format!("`{name}` was last checked on {}", line.checked_on),
                    )
                    .in_file(&file.file)
                    .at(line.name.span())
                    .help("open the line's own page, compare the number, then set `checked_on`"),
                );
            }
            if scope.is_on(Code::HelplineOverdue) && line.checked_on.0 > scope.today {
                found.push(
                    Diagnostic::new(
                        Code::HelplineOverdue,
                        format!(
                            "`{name}` was checked on {}, a day that has not come",
                            line.checked_on
                        ),
                    )
                    .in_file(&file.file)
                    .at(line.name.span())
                    .help("set `checked_on` to the day on which somebody compared the number"),
                );
            }
            if scope.is_on(Code::HelplineUnverified) && !line.checked {
                found.push(
                    Diagnostic::new(
                        Code::HelplineUnverified,
                        format!("nobody has read the official page of `{name}`"),
                    )
                    .in_file(&file.file)
                    .at(line.name.span())
                    .help(
                        "open it, compare the number, then set `checked = true` and `checked_on`",
                    ),
                );
            }
        }
    }
}

/// The record of reviews against the texts as they are now.
pub(super) fn record(scope: &Scope<'_>, found: &mut Diagnostics) {
    let Some(file) = scope.sources.data.first().and_then(|d| d.reviews.as_ref()) else {
        return;
    };
    let reviews = &file.value.review;
    let articles: HashMap<&str, &SourceFile> = scope
        .sources
        .articles
        .iter()
        .map(|article| (&*article.path, article))
        .collect();
    // Only the last review of a page counts.
    let last: HashMap<&str, usize> = reviews
        .iter()
        .enumerate()
        .map(|(n, review)| (review.page.get_ref().as_str(), n))
        .collect();
    let is_on = scope.is_on(Code::ChangedSinceReview);
    for (n, review) in reviews.iter().enumerate() {
        let path = review.page.get_ref().as_str();
        let Some(source) = articles.get(path) else {
            let known = scope.site.pages.iter().map(|p| &*p.path);
            found.push(
                Diagnostic::new(Code::BrokenLink, format!("no page is `{path}`"))
                    .in_file(&file.file)
                    .at(review.page.span())
                    .suggest(path, known),
            );
            continue;
        };
        if !is_on || last.get(path) != Some(&n) {
            continue;
        }
        let Ok(text) = source.read() else {
            // Reported when it was parsed.
            continue;
        };
        let is_other_text = text_hash(&text).is_none_or(|hash| hash != review.text);
        // Records of before do not tell of numbers.
        let has_other_numbers = || {
            let page = scope.site.page_at(path).map(|id| &scope.site.pages[id]);
            let now = page.map(|page| parameters_hash(page, &scope.sources.root));
            review.parameters.is_some()
                && now.is_some_and(|now| now.is_ok_and(|now| now != review.parameters))
        };
        let what = match is_other_text {
            true => Some("the text is not the one"),
            false => has_other_numbers().then_some("the calculator’s parameters are not those"),
        };
        if let Some(what) = what {
            found.push(
                Diagnostic::new(
                    Code::ChangedSinceReview,
                    format!("{what} that {} reviewed on {}", review.by, review.on),
                )
                .in_file(source.display())
                .at(opening(scope.site, path))
                .help(format!(
                    "have it read again, then record it: `stepdown review {} --by NAME --on DATE`",
                    shell_word(path)
                )),
            );
        }
    }
}

fn opening(site: &Site, path: &str) -> crate::diagnostic::Span {
    site.page_at(path)
        .map(|id| site.pages[id].document.front.opening())
        .unwrap_or_default()
}

/// What a review vouches for: BLAKE3 of the text below the front matter, line
/// ends and white space at the end left out, in hexadecimal. Nothing when the
/// file has no front matter.
#[must_use]
pub fn text_hash(source: &str) -> Option<String> {
    let mut hasher = blake3::Hasher::new();
    add_lines(&mut hasher, body_of(source)?);
    Some(hasher.finalize().to_hex().to_string())
}

/// What a review vouches for besides: BLAKE3 of the parameter files of a page's
/// calculators, in the order in which they stand there, by the same lines. Nothing where
/// the page has no calculator.
///
/// # Errors
/// When one of them cannot be read.
pub fn parameters_hash(page: &Page, root: &Path) -> Result<Option<String>, Diagnostic> {
    hash_of_parameters(page, |file| read_text(&root.join(file), file))
}

/// The same of files as `read` gives them, which are named from the root.
///
/// # Errors
/// The first of `read`.
pub fn hash_of_parameters(
    page: &Page,
    read: impl Fn(&str) -> Result<String, Diagnostic>,
) -> Result<Option<String>, Diagnostic> {
    let mut paths: Vec<String> = Vec::new();
    page.document.body.for_each_slot(&mut |slot| {
        if let Part::Component(call) = &slot.part
            && call.name == TAPER
            && let Some(path) = parameters_path(&page.path, call)
            && !paths.contains(&path)
        {
            paths.push(path);
        }
    });
    if paths.is_empty() {
        return Ok(None);
    }
    let mut hasher = blake3::Hasher::new();
    for path in paths {
        add_lines(&mut hasher, &read(&format!("content/{path}"))?);
        hasher.update(b"\0");
    }
    Ok(Some(hasher.finalize().to_hex().to_string()))
}

fn add_lines(hasher: &mut blake3::Hasher, text: &str) {
    for line in text.trim().lines() {
        hasher.update(line.trim_end().as_bytes());
        hasher.update(b"\n");
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn more_months_than_the_calendar_has_end_on_its_last_day() {
        let day = jiff::civil::date(2026, 11, 24);
        assert_eq!(months_after(day, 6), jiff::civil::date(2027, 5, 24));
        for many in [239_977, 999_999, u32::MAX] {
            assert_eq!(months_after(day, many), Date::MAX);
            assert!(!is_past(day, many, day));
        }
    }
}
