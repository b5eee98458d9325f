//! The state of a guide, for its editors: `stepdown report`.
//!
//! In: the [`Site`], its data files, today's date and the findings of the rules.
//! Out: a [`Report`] of plain numbers and lists, which is written as JSON or
//! rendered with the template `report.html`. Nothing of it is published.

use std::collections::BTreeMap;

use jiff::civil::Date;
use serde::Serialize;

use crate::check::{Counts, Score, Syllables, cited_by_helplines, is_past};
use crate::diagnostic::{Diagnostics, Severity};
use crate::load::Sources;
use crate::parse::{Grade, Part};
use crate::resolve::{Page, PageId, Retraction, Site};

/// The state of a guide.
#[derive(Debug, Serialize)]
pub struct Report {
    /// The guide's name.
    pub title: String,
    /// The day that due dates are compared with.
    pub today: String,
    /// The bounds that the configuration sets.
    pub limits: Limits,
    /// Every page of the main language and the others, in the site's order.
    pub pages: Vec<PageReport>,
    /// Claims of all pages by grade, best first.
    pub grades: Vec<GradeCount>,
    /// Findings by rule, most first.
    pub findings: Vec<FindingCount>,
    /// The bibliography.
    pub references: References,
    /// Help lines that nobody read on their official page, or not for too long.
    pub helplines: Vec<HelplineReport>,
    /// What must be said, with the pages that say it.
    pub coverage: Vec<Coverage>,
}

/// Bounds from the configuration.
#[derive(Debug, Serialize)]
pub struct Limits {
    /// Highest reading grade.
    pub grade: f64,
    /// Most words in a sentence.
    pub sentence: usize,
}

/// One page.
#[derive(Debug, Serialize)]
pub struct PageReport {
    /// Its title.
    pub title: String,
    /// Its file, relative to the root.
    pub file: String,
    /// Words in sentences; headings and tables left out.
    pub words: usize,
    /// Claims by grade, best first.
    pub grades: Vec<GradeCount>,
    /// All graded claims.
    pub claims: u32,
    /// Those graded on something else than the page's subject.
    pub elsewhere: u32,
    /// Citations, repeats included.
    pub citations: usize,
    /// Different references.
    pub references: usize,
    /// Reading grades, all words counted.
    pub reading: Reading,
    /// Reading grades without glossary terms.
    pub reading_without_terms: Reading,
    /// Words in the longest sentence.
    pub longest_sentence: usize,
    /// Its dates.
    pub updated: Option<String>,
    /// When somebody with knowledge of the matter checked it.
    pub reviewed: Option<String>,
    /// When it must be checked again.
    pub review_by: Option<String>,
    /// Whether that day has passed.
    pub is_overdue: bool,
    /// Exceptions from rules, with their reasons.
    pub exceptions: Vec<Exception>,
}

/// How many claims have a grade.
#[derive(Clone, Debug, Serialize)]
pub struct GradeCount {
    /// `A` to `X`.
    pub grade: &'static str,
    /// How many.
    pub count: u32,
    /// How many came before, for a bar.
    pub before: u32,
}

/// Two reading formulas, rounded to tenths.
#[derive(Clone, Copy, Debug, Serialize)]
pub struct Reading {
    /// Flesch-Kincaid grade.
    pub flesch_kincaid: f64,
    /// SMOG grade; rough below 30 sentences.
    pub smog: f64,
}

/// How often a rule spoke.
#[derive(Debug, Serialize)]
pub struct FindingCount {
    /// The rule.
    pub code: &'static str,
    /// `error` or `warning`.
    pub severity: String,
    /// How often.
    pub count: usize,
}

/// An exception in an article's front matter.
#[derive(Debug, Serialize)]
pub struct Exception {
    /// The rule.
    pub rule: String,
    /// Why.
    pub reason: String,
}

/// The state of the bibliography.
#[derive(Debug, Serialize)]
pub struct References {
    /// All entries.
    pub all: usize,
    /// Entries whose every field was compared with the source.
    pub verified: usize,
    /// Entries that were not, with the pages that cite them.
    pub unverified: Vec<CitedReference>,
    /// Entries that were retracted or corrected.
    pub changed: Vec<CitedReference>,
    /// Entries that nobody looked up for retractions, or not lately.
    pub not_looked_up: usize,
    /// Entries that no page cites.
    pub unused: Vec<String>,
}

/// A reference and where it is cited.
#[derive(Debug, Serialize)]
pub struct CitedReference {
    /// The key.
    pub key: String,
    /// Files that cite it.
    pub pages: Vec<String>,
}

/// A help line that has to be looked at.
#[derive(Debug, Serialize)]
pub struct HelplineReport {
    /// The country.
    pub country: String,
    /// The line.
    pub name: String,
    /// Whether its official page was read.
    pub checked: bool,
    /// When it was last compared.
    pub checked_on: String,
    /// Whether that is too long ago.
    pub is_overdue: bool,
}

/// Something that must be said.
#[derive(Debug, Serialize)]
pub struct Coverage {
    /// The item.
    pub id: String,
    /// What has to be said.
    pub say: String,
    /// Files that say so.
    pub pages: Vec<String>,
}

/// Gathers the report.
#[must_use]
pub fn gather(site: &Site, sources: &Sources, today: Date, found: &Diagnostics) -> Report {
    let mut syllables = Syllables::default();
    let pages: Vec<PageReport> = (0..site.pages.len())
        .map(|id| page(site, id, today, &mut syllables))
        .collect();
    let mut totals = [0; 5];
    for page in &pages {
        for (total, grade) in totals.iter_mut().zip(&page.grades) {
            *total += grade.count;
        }
    }
    Report {
        title: site.config.title.clone(),
        today: today.to_string(),
        limits: Limits {
            grade: site.config.reading.grade,
            sentence: site.config.reading.sentence,
        },
        pages,
        grades: grade_counts(totals),
        findings: findings(found),
        references: references(site, sources, today),
        helplines: helplines(site, sources, today),
        coverage: coverage(site, sources),
    }
}

fn grade_counts(counts: [u32; 5]) -> Vec<GradeCount> {
    let mut before = 0;
    Grade::ALL
        .into_iter()
        .zip(counts)
        .map(|(grade, count)| {
            let entry = GradeCount {
                grade: grade.letter(),
                count,
                before,
            };
            before += count;
            entry
        })
        .collect()
}

fn page(site: &Site, id: PageId, today: Date, syllables: &mut Syllables) -> PageReport {
    let page = &site.pages[id];
    let front = &page.document.front;
    let claims = page.document.body.claims();
    let mut cited: Vec<&str> = Vec::new();
    page.document.body.for_each_slot(&mut |slot| {
        if let Part::Marker(marker) = &slot.part {
            cited.extend(marker.items.iter().map(|item| item.key.as_str()));
        }
    });
    let citations = cited.len();
    cited.sort_unstable();
    cited.dedup();
    let glossary = site.glossaries.get(&site.languages[page.language].code);
    let scores = page.document.prose.as_ref().map(|prose| {
        let counts = Counts::new(prose, &prose.all_sentences(), glossary, syllables);
        (counts.with_terms(), counts.without_terms())
    });
    let (all, without) = scores.unwrap_or_default();
    PageReport {
        title: front.title.clone(),
        file: page.file.clone(),
        words: all.words,
        grades: grade_counts(claims.by_grade),
        claims: claims.all(),
        elsewhere: claims.elsewhere,
        citations,
        references: cited.len(),
        reading: reading(&all),
        reading_without_terms: reading(&without),
        longest_sentence: all.longest,
        updated: front.updated.map(|date| date.to_string()),
        reviewed: front.reviewed.map(|date| date.to_string()),
        review_by: front.review_date().map(|date| date.to_string()),
        is_overdue: front.review_date().is_some_and(|date| date.0 < today),
        exceptions: front
            .allow
            .iter()
            .map(|allow| Exception {
                rule: allow.rule.get_ref().clone(),
                reason: allow.reason.clone(),
            })
            .collect(),
    }
}

fn reading(score: &Score) -> Reading {
    let tenths = |grade: f64| (grade * 10.0).round() / 10.0;
    Reading {
        flesch_kincaid: tenths(score.flesch_kincaid()),
        smog: tenths(score.smog()),
    }
}

fn findings(found: &Diagnostics) -> Vec<FindingCount> {
    let mut counts: BTreeMap<(&'static str, bool), usize> = BTreeMap::new();
    for diagnostic in found.iter() {
        let is_error = diagnostic.severity == Severity::Error;
        *counts
            .entry((diagnostic.code.name(), is_error))
            .or_default() += 1;
    }
    let mut findings: Vec<FindingCount> = counts
        .into_iter()
        .map(|((code, is_error), count)| FindingCount {
            code,
            severity: match is_error {
                true => Severity::Error,
                false => Severity::Warning,
            }
            .to_string(),
            count,
        })
        .collect();
    findings.sort_by_key(|finding| std::cmp::Reverse(finding.count));
    findings
}

fn references(site: &Site, sources: &Sources, today: Date) -> References {
    let by_helplines = cited_by_helplines(sources);
    let cited = |key: &str| CitedReference {
        key: key.to_owned(),
        pages: site
            .cited_in
            .get(key)
            .into_iter()
            .flatten()
            .map(|id| site.pages[*id].file.clone())
            .collect(),
    };
    let mut report = References {
        all: 0,
        verified: 0,
        unverified: Vec::new(),
        changed: Vec::new(),
        not_looked_up: 0,
        unused: Vec::new(),
    };
    for reference in site.bibliography.iter() {
        report.all += 1;
        match reference.checked {
            true => report.verified += 1,
            false => report.unverified.push(cited(&reference.key)),
        }
        if matches!(
            reference.retraction,
            Some(Retraction::Retracted | Retraction::Corrected)
        ) {
            report.changed.push(cited(&reference.key));
        }
        let months = site.config.review.reference_months;
        let is_due = reference
            .looked_up
            .is_none_or(|date| is_past(date, months, today));
        report.not_looked_up += usize::from(is_due);
        let key = reference.key.as_str();
        if !site.cited_in.contains_key(key) && !by_helplines.contains(key) {
            report.unused.push(reference.key.clone());
        }
    }
    report
}

fn helplines(site: &Site, sources: &Sources, today: Date) -> Vec<HelplineReport> {
    let mut lines = Vec::new();
    let files = sources.data.iter().filter_map(|d| d.helplines.as_ref());
    for country in files.flat_map(|file| &file.value.country) {
        for line in &country.line {
            let months = site.config.review.helpline_months;
            let is_overdue = is_past(line.checked_on.0, months, today);
            if is_overdue || !line.checked {
                lines.push(HelplineReport {
                    country: country.name.clone(),
                    name: line.name.get_ref().clone(),
                    checked: line.checked,
                    checked_on: line.checked_on.to_string(),
                    is_overdue,
                });
            }
        }
    }
    lines
}

fn coverage(site: &Site, sources: &Sources) -> Vec<Coverage> {
    let covers = |page: &Page, id: &str| {
        let front = &page.document.front;
        front.covers.iter().any(|covered| covered.get_ref() == id)
    };
    sources
        .data
        .first()
        .and_then(|data| data.must_say.as_ref())
        .into_iter()
        .flat_map(|file| &file.value.item)
        .map(|item| {
            let id = item.id.get_ref();
            Coverage {
                id: id.clone(),
                say: item.say.clone(),
                pages: site
                    .pages
                    .iter()
                    .filter(|page| page.language == 0 && covers(page, id))
                    .map(|page| page.file.clone())
                    .collect(),
            }
        })
        .collect()
}
