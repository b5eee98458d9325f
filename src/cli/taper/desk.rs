//! A calculator on the command line: its parameter file, and the words around it.

use std::collections::BTreeSet;
use std::path::Path;
use std::sync::Arc;

use stepdown_taper::amount::{AmountError, Reading, Unit};
use stepdown_taper::{Labels, Ticks};

use crate::cli::{Report, named_root};
use crate::config::{Config, find_root, read_toml};
use crate::diagnostic::{Code, Diagnostic, Diagnostics};
use crate::files::read_text;
use crate::load::Theme;
use crate::load::parameters::ParametersFile;
use crate::parse::{Fragment, Part};
use crate::render::{plain, words};
use crate::resolve::{
    Around, Calculator, Strings, encode_external, english_strings, number_before, read_amount,
    read_strings,
};

/// What was asked for cannot be done as it was written.
pub(super) fn usage(message: impl Into<String>, help: impl Into<String>) -> Report {
    Diagnostic::new(Code::Usage, message).help(help).into()
}

/// A calculator with the words around it.
pub(super) struct Desk {
    pub(super) calculator: Calculator,
    pub(super) strings: Arc<Strings>,
    pub(super) labels: Labels,
}

impl Desk {
    /// Reads the file; a site around it brings its language and words.
    pub(super) fn open(path: &Path, root: Option<&Path>) -> Result<Self, Report> {
        let file = path.display().to_string();
        let mut found = Diagnostics::new();
        if !path.is_file() {
            return Err(usage(
                format!("`--parameters`: there is no file `{file}`"),
                "give the path of a calculator's TOML file, from the folder that you are in",
            ));
        }
        let text = read_text(path, &file).map_err(Report::from)?;
        let table: ParametersFile = read_toml(&text, &file, 0).map_err(|errors| {
            let mut found = Diagnostics::new();
            found.extend(errors);
            Report::from(found)
        })?;
        // No site around the file is fine; one that is named and is not there, or cannot be read, is not.
        let root = match root {
            Some(root) => named_root(root).map(|()| Some(root.to_path_buf()))?,
            None => find_root(&crate::files::absolute(path)).ok(),
        };
        let config = root.as_deref().map(Config::read).transpose()?;
        let (strings, language) = match (&root, &config) {
            (Some(root), Some(config)) => {
                let theme = Theme::of_site(root, &mut found);
                let strings = read_strings(config, &theme, &mut found);
                (Arc::clone(&strings[0]), config.language.clone())
            }
            _ => {
                let theme = Theme::embedded();
                (Arc::new(english_strings(&theme)), "en".to_owned())
            }
        };
        let around = Around {
            bibliography: None,
            languages: std::slice::from_ref(&language),
            shown_in: &BTreeSet::from([0]),
            smart_punctuation: config.is_some_and(|c| c.markdown.smart_punctuation),
        };
        let calculator = Calculator::check(table, &file, &around, &mut found);
        let Some(calculator) = calculator.filter(|_| found.errors() == 0) else {
            return Err(found.into());
        };
        let own = words(&strings, Labels::KEYS);
        let pairs = own.iter().map(|(key, text)| (key.as_str(), text.as_str()));
        let labels = Labels::from_pairs(pairs)
            .and_then(|labels| labels.check().map(|()| labels))
            .map_err(|why| {
                Report::from(
                    Diagnostic::new(Code::Strings, why).help("correct the string in `locales/`"),
                )
            })?;
        Ok(Self {
            calculator,
            strings,
            labels,
        })
    }

    /// A text of the parameter file, without markup.
    pub(super) fn text(&self, key: &str) -> String {
        let linked = self.calculator.texts.first().and_then(|t| t.get(key));
        linked.map_or_else(String::new, |linked| told(&linked.fragment))
    }

    /// Reads what an option says.
    pub(super) fn amount(&self, option: &str, text: &str) -> Result<Ticks, Report> {
        let unit = &self.calculator.unit;
        let number = number_before(text, unit);
        let reading = number.map(|number| stepdown_taper::amount::read(number, unit));
        if let Some(Ok(Reading::Ambiguous { decimal, .. })) = reading {
            let decimal = typed(decimal, unit);
            let thousands: String = text.chars().filter(char::is_ascii_digit).collect();
            return Err(usage(
                format!("`{option}`: `{text}` can be read in two ways"),
                format!("write \"{decimal} {0}\" or \"{thousands} {0}\"", unit.name),
            ));
        }
        read_amount(text, unit).map_err(|why| {
            let help = match number.and_then(|number| self.meant(number)) {
                Some(meant) => format!("if you mean \"{meant}\", write that"),
                None => format!("write a number and the unit: \"18 {}\"", unit.name),
            };
            usage(format!("`{option}`: `{text}` is no amount: {why}"), help)
        })
    }

    /// What an amount may mean that is not taken as it is written: decimals after a comma, or
    /// a number of the smaller unit.
    fn meant(&self, number: &str) -> Option<String> {
        let unit = &self.calculator.unit;
        let amount = match stepdown_taper::amount::read(number, unit) {
            Ok(Reading::Amount(amount)) => amount,
            Err(AmountError::SmallerUnit) => {
                let smaller = Unit {
                    name: unit.smaller.clone()?,
                    ticks: unit.ticks / 1_000,
                    smaller: None,
                };
                match stepdown_taper::amount::read(number, &smaller) {
                    Ok(Reading::Amount(amount)) if smaller.ticks > 0 => amount,
                    _ => return None,
                }
            }
            _ => return None,
        };
        Some(self.shown(amount))
    }

    /// An amount as an option takes it: with a point, whatever sign the site's language has
    /// between a number and its decimals.
    pub(super) fn shown(&self, amount: Ticks) -> String {
        let unit = &self.calculator.unit;
        format!("{} {}", typed(amount, unit), unit.name)
    }
}

/// A number that an option takes as it is: three decimals can be read in two ways, and a
/// fourth says which.
fn typed(amount: Ticks, unit: &Unit) -> String {
    let mut number = stepdown_taper::amount::format(amount, unit, 0, '.');
    if number
        .split_once('.')
        .is_some_and(|(_, decimals)| decimals.len() == 3)
    {
        number.push('0');
    }
    number
}

/// A text without markup. Where a link leads stands behind it: nothing can be clicked here.
fn told(text: &Fragment) -> String {
    let mut html = String::with_capacity(text.html.len());
    let mut from = 0;
    for slot in &text.slots {
        let Part::Link(dest) = &slot.part else {
            continue;
        };
        // A number to call is the link's own words.
        if !dest.starts_with("http") {
            continue;
        }
        let at = slot.at as usize;
        let end = text.html[at..]
            .find("</a>")
            .map_or(text.html.len(), |length| at + length);
        html.push_str(&text.html[from..end]);
        html.push_str(&format!(" ({})", encode_external(dest)));
        from = end;
    }
    html.push_str(&text.html[from..]);
    plain(&html)
}
