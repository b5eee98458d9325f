//! The parameter file of a calculator: TOML beside the article that embeds it.
//!
//! Here are its types, as written. What they mean together (bounds, references,
//! languages, examples) is checked when the site is resolved.

use std::collections::BTreeMap;
use std::fmt;

use schemars::JsonSchema;
use serde::de::{self, MapAccess, Visitor};
use serde::{Deserialize, Deserializer};
use toml::Spanned;

use crate::config::{EMPTY_TEXT, country, is_blank, number, words};

/// A calculator's parameters.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ParametersFile {
    /// Names plans in links and on the reader's device: `a-z`, `0-9`, `-`.
    #[schemars(with = "String")]
    pub name: Spanned<String>,
    /// Raised when plans of before must not be opened any more.
    pub version: u32,
    /// How amounts are written.
    pub unit: UnitTable,
    /// How the arithmetic is set.
    pub engine: EngineTable,
    /// What no range and no plan may go beyond.
    pub limits: LimitsTable,
    /// What may be taken, in the order of the form.
    pub product: Vec<ProductTable>,
    /// Ranges, in the order of the form.
    pub range: Vec<RangeTable>,
    /// Questions about suitability, in the order of the form.
    #[serde(default)]
    pub question: Vec<QuestionTable>,
    /// Safety rules, in order of priority.
    #[serde(default)]
    pub rule: Vec<RuleTable>,
    /// Plans that are shown before anything is typed and without JavaScript.
    pub example: Vec<ExampleTable>,
    /// Emergency numbers by country.
    #[serde(default)]
    pub emergency: Vec<EmergencyTable>,
    /// The words around the form.
    pub texts: TextsTable,
}

/// How amounts are written.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct UnitTable {
    /// As shown, such as `g`.
    #[serde(deserialize_with = "words")]
    pub name: String,
    /// How many ticks one unit has: 1, 10, 100 or 1000.
    #[schemars(with = "u32")]
    pub ticks: Spanned<u32>,
    /// The name of a thousandth, such as `mg`.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub smaller: Option<Spanned<String>>,
}

/// How the arithmetic is set.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EngineTable {
    /// Lengthened holds are whole multiples of this many days.
    #[schemars(with = "u32")]
    pub hold_quantum_days: Spanned<u32>,
    /// A step that the scale makes too large is held at most so many times longer: 2 to 52.
    #[schemars(with = "u32")]
    pub hold_max_factor: Spanned<u32>,
    /// A plan has no more rows than this.
    #[schemars(with = "u32")]
    pub max_rows: Spanned<u32>,
}

/// What no range and no plan may go beyond.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct LimitsTable {
    /// The largest step of a plan, as a share of the present dose.
    pub step_cap: ShareLimit,
    /// The largest step of a range that names a percentage. It does not bound an amount:
    /// `fixed_amount` is held by `step_cap` alone.
    pub range_step: ShareLimit,
    /// The shortest hold of a range.
    pub hold: DaysLimit,
    /// The most that may go within a number of days.
    pub window: WindowLimit,
    /// The largest daily dose of an example.
    pub daily: AmountLimit,
}

/// A limit that is a share.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ShareLimit {
    /// Such as `"10 %"` or `10`.
    #[schemars(with = "Percent")]
    pub value: Spanned<Percent>,
    /// References.
    #[schemars(with = "Vec<String>")]
    pub cite: Vec<Spanned<String>>,
}

/// A limit in days.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct DaysLimit {
    /// Whole days.
    #[schemars(with = "u32")]
    pub days: Spanned<u32>,
    /// References.
    #[schemars(with = "Vec<String>")]
    pub cite: Vec<Spanned<String>>,
}

/// A limit within a number of days.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct WindowLimit {
    /// Whole days, more than `limits.hold`.
    #[schemars(with = "u32")]
    pub days: Spanned<u32>,
    /// Such as `"30 %"`.
    #[schemars(with = "Percent")]
    pub value: Spanned<Percent>,
    /// References.
    #[schemars(with = "Vec<String>")]
    pub cite: Vec<Spanned<String>>,
}

/// A limit that is an amount.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct AmountLimit {
    /// Such as `"40 g"`.
    #[schemars(with = "String")]
    pub value: Spanned<String>,
    /// References.
    #[schemars(with = "Vec<String>")]
    pub cite: Vec<Spanned<String>>,
}

/// What may be taken.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ProductTable {
    /// Its name in links: `a-z`, `0-9`, `_`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// As shown.
    #[schemars(with = "Text")]
    pub label: Spanned<Text>,
    /// More words at its choice.
    #[serde(default)]
    #[schemars(with = "Option<Text>")]
    pub hint: Option<Spanned<Text>>,
    /// What can be measured, such as `["0.1 g"]`; none for a product that a
    /// rule of level `worksheet` forbids.
    #[schemars(with = "Vec<String>")]
    pub scales: Vec<Spanned<String>>,
    /// The reader may name another unit, such as what one capsule holds.
    #[serde(default)]
    pub own_scale: bool,
}

/// A range, published or your own: how much goes at each step, and how long each amount is held.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RangeTable {
    /// Its name in links: `a-z`, `0-9`, `_`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// As shown.
    #[schemars(with = "Text")]
    pub label: Spanned<Text>,
    /// How the next dose is chosen; none for a range that is only told.
    #[serde(default)]
    pub method: Option<RangeMethod>,
    /// The share that goes at each step.
    #[serde(default)]
    #[schemars(with = "Option<Percent>")]
    pub step: Option<Spanned<Percent>>,
    /// The amount that goes at each step.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub amount: Option<Spanned<String>>,
    /// How long each dose is held, in days.
    #[serde(default)]
    #[schemars(with = "Option<u32>")]
    pub hold: Option<Spanned<u32>>,
    /// For whom it was written, and what to know.
    #[schemars(with = "Text")]
    pub say: Spanned<Text>,
    /// References.
    #[schemars(with = "Vec<String>")]
    pub cite: Vec<Spanned<String>>,
    /// Whether schedules are computed from it, or it is only told.
    pub offered: Offered,
}

/// How a range chooses the next dose.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RangeMethod {
    /// A share of the dose that is taken now.
    PercentOfPresent,
    /// A share of the first dose.
    PercentOfStart,
    /// The same amount at every step.
    FixedAmount,
}

/// Whether schedules are computed from a range.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum Offered {
    /// They are.
    Schedule,
    /// It is told, for a talk with a clinician.
    Worksheet,
}

/// A question about suitability.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct QuestionTable {
    /// Its name: `a-z`, `0-9`, `_`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// As asked.
    #[schemars(with = "Text")]
    pub label: Spanned<Text>,
    /// In a few words, for the list of what is missing; the label without it.
    #[serde(default)]
    #[schemars(with = "Option<Text>")]
    pub short: Option<Spanned<Text>>,
    /// More words.
    #[serde(default)]
    #[schemars(with = "Option<Text>")]
    pub hint: Option<Spanned<Text>>,
    /// "Not sure" may be answered too.
    #[serde(default)]
    pub unsure: bool,
}

/// A safety rule.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct RuleTable {
    /// Its name: `a-z`, `0-9`, `_`.
    #[schemars(with = "String")]
    pub id: Spanned<String>,
    /// What it does.
    #[schemars(with = "RuleLevel")]
    pub level: Spanned<RuleLevel>,
    /// It applies when any of these holds.
    #[serde(default)]
    #[schemars(with = "Vec<ConditionTable>")]
    pub when: Vec<Spanned<ConditionTable>>,
    /// Its heading.
    #[serde(default)]
    #[schemars(with = "Option<Text>")]
    pub title: Option<Spanned<Text>>,
    /// What the reader is told.
    #[schemars(with = "Text")]
    pub text: Spanned<Text>,
    /// References.
    #[schemars(with = "Vec<String>")]
    pub cite: Vec<Spanned<String>>,
    /// For `limit`: the ranges that are still offered.
    #[serde(default)]
    #[schemars(with = "Vec<String>")]
    pub ranges: Vec<Spanned<String>>,
    /// For `input`: the reader may say that the amount is right.
    #[serde(default)]
    pub confirm: bool,
    /// For `worksheet`: the general text is not shown beside this one, because
    /// it would contradict it.
    #[serde(default)]
    pub alone: bool,
}

/// What a rule does.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Deserialize, JsonSchema)]
#[serde(rename_all = "snake_case")]
pub enum RuleLevel {
    /// No schedule: its text and the blank worksheet instead.
    Worksheet,
    /// Only some ranges are offered.
    Limit,
    /// Its text stands above the schedule and on the print.
    Warn,
    /// The amount is asked about at its field.
    Input,
    /// Its text is always shown and printed.
    Always,
    /// Its text stands beside the schedule.
    Note,
    /// A bound of the arithmetic; the text says why.
    Cap,
    /// What the arithmetic guarantees; the text says why.
    Invariant,
    /// A rule for the words of the page.
    Content,
}

/// When a rule applies; exactly one key, and `is` beside `question`.
#[derive(Debug, Default, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields, default)]
pub struct ConditionTable {
    /// A question's name.
    pub question: Option<String>,
    /// The answers to it: `yes`, `no`, `unsure`.
    pub is: Option<Vec<String>>,
    /// Products' names.
    pub product: Option<Vec<String>>,
    /// So much a day, or more.
    pub daily_at_least: Option<String>,
    /// More than so much a day.
    pub daily_above: Option<String>,
    /// The last dose before nothing is more than this.
    pub last_dose_above: Option<String>,
    /// The last dose before nothing is more than this share of the daily dose.
    pub last_dose_above_share: Option<Percent>,
}

/// A plan that is shown before anything is typed.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct ExampleTable {
    /// Its caption, which says that it is made up.
    #[schemars(with = "Text")]
    pub title: Spanned<Text>,
    /// The product's name.
    #[schemars(with = "String")]
    pub product: Spanned<String>,
    /// What is taken in a day.
    #[schemars(with = "String")]
    pub daily: Spanned<String>,
    /// What can be measured.
    #[schemars(with = "String")]
    pub scale: Spanned<String>,
    /// The range's name.
    #[schemars(with = "String")]
    pub range: Spanned<String>,
    /// The lowest dose before nothing.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub last_dose: Option<Spanned<String>>,
    /// The dose that is kept, in place of a stop.
    #[serde(default)]
    #[schemars(with = "Option<String>")]
    pub stay_at: Option<Spanned<String>>,
    /// What the plan must be.
    #[schemars(with = "Expectation")]
    pub expect: Spanned<Expectation>,
}

/// What an example's plan must be.
#[derive(Clone, Copy, Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct Expectation {
    /// How many cuts there are, the last one included.
    pub steps: u32,
    /// How many weeks it takes, rounded down.
    pub weeks: u32,
}

/// An emergency number.
#[derive(Debug, Deserialize, JsonSchema)]
#[serde(deny_unknown_fields)]
pub struct EmergencyTable {
    /// ISO 3166 alpha-2, or `any`.
    #[serde(deserialize_with = "country")]
    pub country: String,
    /// As dialled.
    #[schemars(with = "Number")]
    pub number: Spanned<Number>,
}

/// A number to dial, as written.
#[derive(Debug, Deserialize, JsonSchema)]
pub struct Number(#[serde(deserialize_with = "number")] pub String);

/// Makes the table and the list of its texts from one list: a text that could be read but
/// never reached a page would be missing without a word.
macro_rules! texts {
    ($(#[doc = $doc:literal] $key:ident,)*) => {
        /// The words around the form.
        #[derive(Debug, Deserialize, JsonSchema)]
        #[serde(deny_unknown_fields)]
        pub struct TextsTable {
            $(
                #[doc = $doc]
                #[schemars(with = "Text")]
                pub $key: Spanned<Text>,
            )*
        }

        impl TextsTable {
            /// Every text with its key.
            pub fn by_key(&self) -> impl Iterator<Item = (&'static str, &Spanned<Text>)> {
                [$((stringify!($key), &self.$key)),*].into_iter()
            }
        }
    };
}

texts! {
    /// Above the form.
    before,
    /// Beside every range.
    no_trial,
    /// What is said in place of a schedule.
    worksheet,
    /// Above that: what comes before everything.
    worksheet_first,
    /// What the reader must know of lost tolerance.
    lost_tolerance,
    /// What to do when a step was too hard.
    slip,
    /// What is missing without JavaScript.
    no_script,
    /// Beside the link to share: whoever has it can read the plan.
    share_warning,
    /// A note on the printed plan.
    print_note,
}

/// A text in one language, or in several.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Text {
    /// For a site of one language.
    One(String),
    /// By language code.
    ByLanguage(BTreeMap<String, String>),
}

impl Text {
    /// The text in a language.
    #[must_use]
    pub fn in_language(&self, code: &str) -> Option<&str> {
        match self {
            Self::One(text) => Some(text),
            Self::ByLanguage(texts) => texts.get(code).map(String::as_str),
        }
    }
}

impl<'de> Deserialize<'de> for Text {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl<'de> Visitor<'de> for Read {
            type Value = Text;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str("a string, or a table of texts by language")
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Text, E> {
                match is_blank(text) {
                    true => Err(E::custom(EMPTY_TEXT)),
                    false => Ok(Text::One(text.to_owned())),
                }
            }

            fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Text, A::Error> {
                let mut texts = BTreeMap::new();
                while let Some((code, text)) = map.next_entry::<String, String>()? {
                    if is_blank(&text) {
                        return Err(de::Error::custom(EMPTY_TEXT));
                    }
                    texts.insert(code, text);
                }
                Ok(Text::ByLanguage(texts))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

impl JsonSchema for Text {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Text".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "oneOf": [
                {"type": "string"},
                {"type": "object", "additionalProperties": {"type": "string"}}
            ]
        })
    }
}

/// A percentage as people write it, in basis points.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Percent(pub u16);

impl Percent {
    /// Reads `10`, `10 %` or `2.5 %`: up to two decimals, at most 100.
    fn read(text: &str) -> Option<Self> {
        let text = text.trim();
        let text = text.strip_suffix('%').unwrap_or(text).trim_end();
        let (whole, part) = text.split_once('.').unwrap_or((text, ""));
        let is_digits = |t: &str| t.bytes().all(|b| b.is_ascii_digit());
        if whole.is_empty()
            || whole.len() > 3
            || part.len() > 2
            || !is_digits(whole)
            || !is_digits(part)
        {
            return None;
        }
        let points = format!("{whole}{part:0<2}").parse().ok()?;
        (points <= stepdown_taper::BasisPoints::WHOLE).then_some(Self(points))
    }
}

impl<'de> Deserialize<'de> for Percent {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        struct Read;
        impl Visitor<'_> for Read {
            type Value = Percent;

            fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(
                    "a percentage such as \"10 %\", at most 100 and with up to two decimals",
                )
            }

            fn visit_str<E: de::Error>(self, text: &str) -> Result<Percent, E> {
                Percent::read(text)
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Str(text), &self))
            }

            fn visit_i64<E: de::Error>(self, number: i64) -> Result<Percent, E> {
                Percent::read(&number.to_string())
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Signed(number), &self))
            }

            fn visit_f64<E: de::Error>(self, number: f64) -> Result<Percent, E> {
                Percent::read(&number.to_string())
                    .ok_or_else(|| E::invalid_value(de::Unexpected::Float(number), &self))
            }
        }
        deserializer.deserialize_any(Read)
    }
}

impl JsonSchema for Percent {
    fn schema_name() -> std::borrow::Cow<'static, str> {
        "Percent".into()
    }

    fn json_schema(_: &mut schemars::SchemaGenerator) -> schemars::Schema {
        schemars::json_schema!({
            "oneOf": [
                {"type": "string", "pattern": "^ *[0-9]{1,3}(\\.[0-9]{1,2})? *%? *$"},
                {"type": "number", "minimum": 0, "maximum": 100}
            ]
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn percentages_are_read_as_people_write_them() {
        for (text, points) in [
            ("10", 1_000),
            ("10 %", 1_000),
            ("2.5%", 250),
            (" 0.25 % ", 25),
            ("100", 10_000),
        ] {
            assert_eq!(Percent::read(text), Some(Percent(points)), "{text}");
        }
        for bad in ["", "%", "ten", "-5", "101", "1000", "2.555", "1e1", ".5"] {
            assert_eq!(Percent::read(bad), None, "{bad}");
        }
    }

    #[test]
    fn a_text_is_one_string_or_one_for_each_language() {
        #[derive(Deserialize)]
        struct Sample {
            one: Spanned<Text>,
            many: Spanned<Text>,
        }
        let sample: Sample =
            toml::from_str("one = \"A\"\nmany = { en = \"B\", tr = \"C\" }\n").expect("TOML");
        assert_eq!(sample.one.get_ref().in_language("tr"), Some("A"));
        assert_eq!(sample.many.get_ref().in_language("tr"), Some("C"));
        assert_eq!(sample.many.get_ref().in_language("ar"), None);
        assert_eq!(sample.one.span(), 6..9);
    }

    #[test]
    fn a_text_without_words_is_refused_in_every_language() {
        #[derive(Debug, Deserialize)]
        struct Sample {
            #[allow(dead_code, reason = "only the reading is tested")]
            text: Spanned<Text>,
        }
        for bad in [
            "text = \"\"",
            "text = \" \"",
            "text = { en = \"A\", tr = \"\" }",
        ] {
            let error = toml::from_str::<Sample>(bad).expect_err("refused");
            assert_eq!(error.message(), EMPTY_TEXT, "{bad}");
        }
    }
}
