//! `content/references.bib`: read with biblatex, formatted with hayagriva.
//!
//! Status, fate and identifiers are read from the fields themselves (`fields`);
//! the numbers on a page are the page's own (order of first citation).

use std::collections::HashMap;

use biblatex::{Chunk, RawBibliography};
use hayagriva::Entry;

use super::fields::{Fields, Status, field};
use super::identifiers::ReferenceLink;
use super::style::in_style;
use super::{bibtex, tex};
use crate::diagnostic::{Code, Diagnostic, Diagnostics, Severity, Span};
use crate::load::REFERENCES;
use crate::parse::is_citable;

/// All references, sorted by key.
#[derive(Debug, Default)]
pub struct Bibliography {
    entries: Vec<Reference>,
    by_key: HashMap<String, usize>,
    /// What is wrong with the file is said already; what it holds is not known.
    is_unread: bool,
}

/// One reference, formatted.
#[derive(Debug)]
pub struct Reference {
    /// The key that articles cite.
    pub key: String,
    /// Author, title, journal, as HTML.
    pub html: String,
    /// DOI, PubMed and so on.
    pub links: Vec<ReferenceLink>,
    /// Whether somebody compared every field with the source.
    pub checked: bool,
    /// What is known of its fate, where somebody looked it up.
    pub retraction: Option<Retraction>,
    /// Whether `correctionnote` says what a correction changes.
    pub correction_read: bool,
    /// On which day somebody did.
    pub looked_up: Option<jiff::civil::Date>,
    /// Where the entry stands.
    pub span: Span,
}

/// What became of a publication after it appeared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Retraction {
    /// Nothing was found.
    None,
    /// An erratum or correction was published.
    Corrected,
    /// It was retracted.
    Retracted,
}

impl Bibliography {
    /// The reference of that key.
    #[must_use]
    pub fn get(&self, key: &str) -> Option<&Reference> {
        self.by_key.get(key).map(|n| &self.entries[*n])
    }

    /// All keys, sorted.
    pub fn keys(&self) -> impl Iterator<Item = &str> {
        self.entries.iter().map(|e| e.key.as_str())
    }

    /// All references, sorted by key.
    pub fn iter(&self) -> impl Iterator<Item = &Reference> {
        self.entries.iter()
    }

    /// That of a file which is there and cannot be read.
    pub(crate) fn unread() -> Self {
        Self {
            is_unread: true,
            ..Self::default()
        }
    }

    /// Whether a key that is not here is in none of the entries.
    #[must_use]
    pub fn is_read(&self) -> bool {
        !self.is_unread
    }

    /// Whether there is none.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.entries.is_empty()
    }
}

/// Reads and formats a bibliography in the words of `language`.
pub fn read(text: Option<&str>, language: &str, found: &mut Diagnostics) -> Bibliography {
    let Some(text) = text else {
        return Bibliography::default();
    };
    match parse(text, found) {
        Ok(entries) => format(&entries, language, found),
        Err(diagnostic) => {
            found.push(diagnostic);
            Bibliography::unread()
        }
    }
}

fn parse(text: &str, found: &mut Diagnostics) -> Result<Vec<(biblatex::Entry, Span)>, Diagnostic> {
    let wrong = |error: biblatex::ParseError| {
        Diagnostic::new(Code::BibliographySyntax, format!("the bibliography cannot be read: {}", error.kind))
            .in_file(REFERENCES)
            .at(error.span)
            .help("an entry is `@article{key, title = {…}, year = {2024}}`; look for a missing brace or comma just before")
    };
    bibtex::check_braces(text)?;
    let mut raw = RawBibliography::parse(text).map_err(wrong)?;
    bibtex::check_abbreviations(&raw)?;
    let mut first: HashMap<String, Span> = HashMap::new();
    raw.entries.retain(|entry| {
        let key = entry.v.key.v.to_owned();
        let span = Span::from(entry.v.key.span.clone());
        if key.trim().is_empty() {
            found.push(
                Diagnostic::new(
                    Code::InvalidValue,
                    "the entry has no key, so nothing can cite it",
                )
                .in_file(REFERENCES)
                .at(Span::from(entry.span.clone()))
                .help("write one before the first comma: `@article{meredith2013, …`"),
            );
            return false;
        }
        if !is_citable(&key) {
            let what = format!("the key `{key}` has other signs than `a` to `z`, digits and `_:.+-`, or ends in one of these, so nothing can cite it");
            let mut dead = Diagnostic::new(Code::InvalidValue, what)
                .in_file(REFERENCES)
                .at(span)
                .help("give the entry another key");
            dead.severity = Severity::Warning;
            found.push(dead);
        }
        if first.contains_key(&key) {
            found.push(
                Diagnostic::new(
                    Code::DuplicateReference,
                    format!("the key `{key}` is used twice"),
                )
                .in_file(REFERENCES)
                .at(span)
                .help("remove one of the two entries, or give it another key"),
            );
            return false;
        }
        first.insert(key, span);
        true
    });
    bibtex::check_parents(&raw)?;
    let words = tex::words_of(&raw);
    let bibliography = match words.iter().any(Option::is_some) {
        false => biblatex::Bibliography::from_raw(raw).map_err(wrong)?,
        // A mistake has its place in the file as it is written.
        true => match biblatex::Bibliography::from_raw(tex::with_words(raw.clone(), &words)) {
            Ok(bibliography) => bibliography,
            Err(error) => {
                let error = biblatex::Bibliography::from_raw(raw).err().unwrap_or(error);
                return Err(wrong(error));
            }
        },
    };
    Ok(bibliography
        .into_iter()
        .map(|entry| {
            let span = first.get(&entry.key).copied().unwrap_or_default();
            (entry, span)
        })
        .collect())
}

fn format(
    parsed: &[(biblatex::Entry, Span)],
    language: &str,
    found: &mut Diagnostics,
) -> Bibliography {
    let mut entries = Vec::new();
    let mut sources = Vec::new();
    let mut formatted = Vec::new();
    for (entry, span) in parsed {
        let mut fields = Fields {
            entry,
            span: *span,
            found,
        };
        let status = fields.status();
        let (retraction, looked_up) = fields.fate();
        let links = fields.links();
        let is_year = fields.check_year();
        fields.check_author(status);
        // What we show ourselves is taken out before the style sees it.
        let mut plain = entry.clone();
        for name in [
            "doi",
            "pmid",
            "pmcid",
            "url",
            "urldate",
            "retraction",
            "retractiondate",
            "correctionnote",
        ] {
            plain.fields.remove(name);
        }
        if status.is_some() {
            plain.fields.remove("note");
        }
        if !is_year {
            plain.fields.remove("year");
        }
        complete(&mut plain);
        match Entry::try_from(&plain) {
            Ok(plain) => formatted.push(plain),
            Err(error) => {
                found.push(
                    Diagnostic::new(
                        Code::BibliographySyntax,
                        // Its place is counted within one field.
                        format!("the entry `{}`: {}", entry.key, error.kind),
                    )
                    .in_file(REFERENCES)
                    .at(*span)
                    .help("correct the field that is named"),
                );
                continue;
            }
        }
        sources.push(entry);
        entries.push(Reference {
            key: entry.key.clone(),
            html: String::new(),
            links,
            checked: status != Some(Status::Known),
            retraction,
            correction_read: field(entry, "correctionnote").is_some(),
            looked_up,
            span: *span,
        });
    }
    let mut html = in_style(&formatted, language);
    for (entry, source) in entries.iter_mut().zip(sources) {
        entry.html = html.remove(&entry.key).unwrap_or_else(|| entry.key.clone());
        if let Some(left) = tex::left(source, &entry.html) {
            let message = format!(
                "the entry `{}`: readers see `{left}` as it is written",
                entry.key
            );
            let mut odd = Diagnostic::new(Code::BibliographySyntax, message)
                .in_file(REFERENCES)
                .at(entry.span)
                .help("write the sign itself in place of the TeX: `α`, `₂`, `é`");
            odd.severity = Severity::Warning;
            found.push(odd);
        }
    }
    entries.sort_by(|a, b| a.key.cmp(&b.key));
    let by_key = entries
        .iter()
        .enumerate()
        .map(|(n, e)| (e.key.clone(), n))
        .collect();
    Bibliography {
        entries,
        by_key,
        is_unread: false,
    }
}

/// Reports and theses say who published them in fields that the style does not know, and
/// it shows no number of a report.
fn complete(entry: &mut biblatex::Entry) {
    use biblatex::EntryType::{Manual, MastersThesis, PhdThesis, Report, TechReport, Thesis};
    let kind = &entry.entry_type;
    let is_report = matches!(kind, Report | TechReport);
    if !is_report && !matches!(kind, Manual | MastersThesis | PhdThesis | Thesis) {
        return;
    }
    let publisher = ["institution", "school", "organization"]
        .into_iter()
        .find(|name| field(entry, name).is_some());
    if let Some(name) = publisher
        && field(entry, "publisher").is_none()
    {
        // Who wrote it is named already.
        let is_author = field(entry, "author").is_some_and(|author| {
            field(entry, name).is_some_and(|publisher| author.contains(publisher.trim()))
        });
        if !is_author && let Some(chunks) = entry.fields.get(name).cloned() {
            entry.fields.insert("publisher".to_owned(), chunks);
        }
    }
    if let Some(number) = field(entry, "number").filter(|_| is_report)
        && let Some(title) = entry.fields.get("title")
    {
        let kind = field(entry, "type").map(|kind| format!("{} ", kind.trim()));
        let words = format!(" ({}{})", kind.unwrap_or_default(), number.trim());
        let mut title = title.clone();
        title.push(biblatex::Spanned::detached(Chunk::Normal(words)));
        entry.fields.insert("title".to_owned(), title);
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::resolve::style::TOGETHER;

    const BIB: &str = "@article{b2, author = {M{\\\"u}ller, Ann}, title = {On <rats>}, journal = {Life}, year = {2020}, doi = {10.1/x<y>}, pmid = {77}, note = {Status: KNOWN}}\n@misc{a1, author = {{The Agency}}, title = {Warning}, year = {2019}}\n";

    fn all(text: &str) -> (Bibliography, Diagnostics) {
        let mut found = Diagnostics::new();
        let bibliography = read(Some(text), "en", &mut found);
        (bibliography, found)
    }

    #[test]
    fn entries_are_formatted_escaped_and_linked() {
        let (bibliography, found) = all(BIB);
        assert!(found.is_empty(), "{found:?}");
        assert_eq!(bibliography.keys().collect::<Vec<_>>(), ["a1", "b2"]);
        let b = bibliography.get("b2").expect("there");
        assert!(b.html.contains("Müller A"), "{}", b.html);
        assert!(b.html.contains("&lt;rats&gt;"), "{}", b.html);
        assert!(!b.html.contains("KNOWN"), "{}", b.html);
        assert!(!b.checked);
        assert_eq!(b.links[0].url, "https://doi.org/10.1/x%3Cy%3E");
        assert_eq!(b.links[1].url, "https://pubmed.ncbi.nlm.nih.gov/77/");
        assert!(bibliography.get("a1").expect("there").checked);
    }

    #[test]
    fn every_duplicate_key_is_found_at_its_second_place() {
        let text = format!(
            "{BIB}@misc{{a1, author = {{A}}, title = {{X}}}}\n@misc{{b2, author = {{B}}, title = {{Y}}}}\n"
        );
        let (_, found) = all(&text);
        let places: Vec<_> = found
            .iter()
            .map(|d| (d.code, d.span.expect("place").start as usize))
            .collect();
        let second = |key: &str| text.rfind(&format!("{{{key},")).expect("there") + 1;
        assert_eq!(
            places,
            [
                (Code::DuplicateReference, second("a1")),
                (Code::DuplicateReference, second("b2"))
            ]
        );
    }

    #[test]
    fn fields_that_cannot_be_true_are_findings_at_their_entry() {
        for (wrong, words) in [
            ("year = {20x6}", "`20x6` is no year"),
            ("year = {24}", "`24` is no year"),
            ("year = {n.d.}", "`n.d.` is no year"),
            ("pmid = {abc}", "`abc` is no `pmid`"),
            ("pmcid = {PMC}", "`PMC` is no `pmcid`"),
            ("doi = {jacs.6b00360}", "`jacs.6b00360` is no `doi`"),
            ("url = {example.org}", "`example.org` is no `url`"),
            ("note = {Status: WHAT}", "`WHAT` is no status"),
            (
                "retration = {retracted}",
                "nothing reads the field `retration`",
            ),
            ("retracted = {yes}", "nothing reads the field `retracted`"),
            (
                "correction_note = {Read}",
                "nothing reads the field `correction_note`",
            ),
            ("title = { }", "its `title` is empty"),
            ("title = {{}}", "its `title` is empty"),
        ] {
            let (bibliography, found) = all(&format!(
                "@article{{a, author = {{A}}, title = {{T}}}}\n@article{{b, author = {{B}}, {wrong}}}\n"
            ));
            let [only] = &found.iter().collect::<Vec<_>>()[..] else {
                panic!("{wrong}: {found:?}");
            };
            assert_eq!(only.message, format!("the entry `b`: {words}"));
            assert_eq!(only.code, Code::InvalidValue);
            assert!(only.span.is_some());
            assert!(
                bibliography.get("b").expect("it stays").links.is_empty(),
                "{wrong}"
            );
        }
        let (bibliography, _) = all("@misc{a, title = {T}, note = {Status: WHAT}}");
        assert!(!bibliography.get("a").expect("it stays").checked);
    }

    #[test]
    fn a_part_of_a_book_without_an_editor_has_no_stop_before_the_book() {
        for kind in ["inproceedings", "incollection"] {
            let entry = format!(
                "@{kind}{{a, author = {{Doe, Jane}}, title = {{Tea}}, booktitle = {{Proc}}, year = {{1999}}}}"
            );
            let (bibliography, _) = all(&entry);
            let html = &bibliography.get("a").expect("it is there").html;
            assert!(html.contains("In: Proc") && !html.contains(":."), "{html}");
        }
    }

    #[test]
    fn a_key_that_no_citation_can_have_is_said_at_its_entry() {
        for (key, expected) in [("ü6", 1), ("conf/a", 1), ("a.", 1), ("Doe_a:b.c+d-2", 0)] {
            let (_, found) = all(&format!("@misc{{{key}, author = {{A}}, title = {{T}}}}"));
            assert_eq!((found.errors(), found.warnings()), (0, expected), "{key}");
        }
    }

    #[test]
    fn what_was_meant_as_a_status_is_a_finding_and_no_checked_entry() {
        for meant in [
            "note = {status: KNOWN}",
            "note = {STATUS: KNOWN}",
            "note = {Status : KNOWN}",
            "note = {Status KNOWN}",
            "note = {Stauts: KNOWN}",
            "note = {Preprint. Status: KNOWN}",
            "note = {Status = verified}",
            "note = {KNOWN}",
            "notes = {Status: KNOWN}",
            "annote = {Status: KNOWN}",
            "status = {KNOWN}",
            "Status = {KNOWN}",
            "stauts = {KNOWN}",
        ] {
            let (bibliography, found) = all(&format!("@misc{{a, author = {{A}}, {meant}}}"));
            assert_eq!(found.errors(), 1, "{meant}: {found:?}");
            let entry = bibliography.get("a").expect("it stays");
            assert!(!entry.checked, "{meant}");
        }
        for other in [
            "note = {Preprint}",
            "note = {Statute of 2019}",
            "note = {Little is known}",
            "pubstate = {inpress}",
            "annotation = {On the status of kratom}",
            "note = {Status: known}",
        ] {
            let (_, found) = all(&format!("@misc{{a, author = {{A}}, {other}}}"));
            assert_eq!(found.errors(), 0, "{other}: {found:?}");
        }
    }

    #[test]
    fn an_entry_says_who_answers_for_it() {
        let said = |entry: &str| {
            let (_, found) = all(&format!("% A comment\n{entry}\n"));
            let said = found.iter().map(|d| (d.severity, d.message.clone()));
            assert!(
                found
                    .iter()
                    .all(|d| d.span.is_some_and(|span| span.start > 10))
            );
            said.collect::<Vec<_>>()
        };
        for good in [
            "@misc{a, author = {{The Agency}}, title = {T}}",
            "@book{a, editor = {Doe, Jane}, title = {T}}",
            "@report{a, institution = {The Agency}, title = {T}}",
            "@misc{a, title = {T}, note = {Status: KNOWN}}",
            "@misc{a, title = {T}, crossref = {b}}\n@misc{b, author = {B}, title = {U}}",
        ] {
            assert_eq!(said(good), [], "{good}");
        }
        let none = "the entry `a`: it has no `author`";
        let empty = "the entry `a`: its `author` is empty";
        let no_key = "the entry has no key, so nothing can cite it";
        for (wrong, severity, message) in [
            ("@misc{a, title = {T}}", Severity::Warning, none),
            (
                "@misc{a, title = {T}, note = {Status: VERIFIED}}",
                Severity::Warning,
                none,
            ),
            (
                "@misc{a, author = { }, title = {T}}",
                Severity::Error,
                empty,
            ),
            (
                "@misc{a, author = {{}}, title = {T}}",
                Severity::Error,
                empty,
            ),
            (
                "@misc{, author = {A}, title = {T}}",
                Severity::Error,
                no_key,
            ),
        ] {
            assert_eq!(said(wrong), [(severity, message.to_owned())], "{wrong}");
        }
    }

    fn html_of(entry: &str) -> (String, Vec<String>) {
        let (bibliography, found) = all(entry);
        let only = bibliography.iter().next().expect("one");
        let found = found.iter().map(|found| found.message.clone());
        (only.html.clone(), found.collect())
    }

    #[test]
    fn readers_see_no_tex_and_what_is_not_known_is_named() {
        let (html, found) = html_of(
            r"@article{a, author = {Garc{\'\i}a, Jos{\'e}}, title = {The {\textmu}-opioid role \emph{in vitro} of $\alpha$-x, H$_2$O and 10\textsuperscript{6}}, journal = {A \& B}, year = 2020}",
        );
        assert_eq!(
            html,
            "García J. The μ-opioid role in vitro of α-x, H₂O and 10⁶. A &amp; B 2020."
        );
        assert_eq!(found, [""; 0]);
        for (title, left) in [
            (r"The \foo{bar}", r"\foo"),
            (r"Half $\frac{1}{2}$", r"\frac"),
            ("Ten $10^Q$", "$10^Q$"),
        ] {
            let (_, found) = html_of(&format!("@misc{{a, author = {{A}}, title = {{{title}}}}}"));
            let named = format!("the entry `a`: readers see `{left}` as it is written");
            assert_eq!(found, [named], "{title}");
        }
        let (_, found) =
            html_of(r"@misc{a, author = {A}, title = {It costs \$5}, abstract = {\foo}}");
        assert_eq!(found, [""; 0]);
    }

    #[test]
    fn reports_and_theses_say_who_published_them() {
        for (entry, shown) in [
            (
                "@techreport{a, author = {Doe, A.}, title = {T}, institution = {The Agency}, number = {TR-5}, year = 2020}",
                "Doe A. T (TR-5). The Agency; 2020.",
            ),
            (
                "@report{a, author = {Doe, A.}, title = {T}, organization = {The Agency}, type = {Paper}, number = {5}, address = {Bonn}, year = 2020}",
                "Doe A. T (Paper 5). Bonn: The Agency; 2020.",
            ),
            (
                "@phdthesis{a, author = {Doe, A.}, title = {T}, school = {A School}, year = 2020}",
                "Doe A. T. Doctoral dissertation. A School, 2020.",
            ),
            (
                "@techreport{a, author = {{The Agency}}, title = {T}, institution = {The Agency}, year = 2020}",
                "The Agency. T. 2020.",
            ),
        ] {
            assert_eq!(html_of(entry), (shown.to_owned(), Vec::new()), "{entry}");
        }
    }

    #[test]
    fn an_entry_is_shown_as_if_it_stood_alone() {
        let entry = |n: usize| {
            format!(
                "@article{{k{n}, author = {{Doe, Jane and others}}, title = {{T}}, journal = {{J}}, year = 2020}}\n"
            )
        };
        let many: String = (0..3 * TOGETHER).map(entry).collect();
        let (bibliography, found) = all(&many);
        assert!(found.is_empty());
        let (one, _) = html_of(&entry(0));
        assert_eq!(bibliography.iter().count(), 3 * TOGETHER);
        assert!(bibliography.iter().all(|reference| reference.html == one));
    }

    #[test]
    fn broken_bibtex_says_where() {
        let (_, found) = all("@article{x, title = {open\n");
        let first = found.iter().next().expect("one");
        assert_eq!(first.code, Code::BibliographySyntax);
        assert!(first.span.is_some());
    }
}
