//! A small calculator with a question and a rule of each kind, and its form filled in.

use stepdown_taper::amount::Unit;
use stepdown_taper::{
    Answer, BasisPoints, Condition, Labels, Level, Message, Method, PAGE_TEXTS, PAGE_WORDS, Pace,
    Pack, Product, Question, Range, Rule, Rulebook, Ticks, Window, Words, answer,
};

fn ticks(n: u32) -> Ticks {
    Ticks::new(n).expect("within bounds")
}

fn share(n: u16) -> BasisPoints {
    BasisPoints::new(n).expect("within bounds")
}

fn rule(id: &str, level: Level, when: Vec<Condition>) -> Rule {
    Rule {
        id: id.into(),
        level,
        when,
        ranges: vec!["slow".into()],
        confirm: true,
        alone: false,
    }
}

pub(crate) fn pack() -> String {
    pack_with(".")
}

/// The sample calculator in a language that has this sign before the decimals.
pub(crate) fn pack_with(decimal: &str) -> String {
    let mut labels = Vec::new();
    for key in Labels::KEYS {
        let places: String = Labels::places(key)
            .iter()
            .map(|p| format!(" {{{p}}}"))
            .collect();
        let text = match *key {
            "decimal" => decimal.to_owned(),
            "amount" => "{number} {unit}".to_owned(),
            "date" => "{day} {month} {year}".to_owned(),
            key => format!("{key}{places}"),
        };
        labels.push((*key, text));
    }
    let labels = Labels::from_pairs(labels.iter().map(|(key, text)| (*key, text.as_str())));
    let mut words = Message::new();
    for key in PAGE_WORDS {
        words.push(key, &format!("words of {key}"));
    }
    for (key, text) in [
        ("text.worksheet.html", "general words"),
        ("text.lost_tolerance.html", "lost tolerance"),
        ("text.lost_tolerance.text", "take less"),
        ("rule.ill.title", "Ill"),
        ("rule.ill.html", "ill words"),
        ("rule.much.text", "is this right"),
        ("rule.old.text", "old words"),
        ("rule.jump.html", "a large last step"),
        ("rule.jump.text", "a large last step"),
        ("rule.share.html", "a large share"),
        ("always.text", "words for everybody"),
        ("product.leaf.label", "Leaf, weighed"),
        ("product.capsules.label", "Capsules"),
        ("range.slow.label", "Slow"),
        ("range.fast.label", "Fast"),
    ] {
        words.push(key, text);
    }
    let range = |id: &str, step, hold| Range {
        id: id.into(),
        pace: Some(Pace {
            method: Method::PercentOfPresent { step: share(step) },
            hold,
        }),
    };
    let mut pack = Pack {
        name: "sample".into(),
        version: 1,
        unit: Unit {
            name: "g".into(),
            ticks: 1_000,
            smaller: Some("mg".into()),
        },
        book: Rulebook {
            questions: vec![
                Question {
                    id: "ill".into(),
                    unsure: true,
                },
                Question {
                    id: "old".into(),
                    unsure: false,
                },
            ],
            products: vec![
                Product {
                    id: "leaf".into(),
                    scales: vec![ticks(100), ticks(500)],
                    own_scale: false,
                },
                Product {
                    id: "extract".into(),
                    scales: vec![],
                    own_scale: false,
                },
                Product {
                    id: "capsules".into(),
                    scales: vec![ticks(500)],
                    own_scale: true,
                },
            ],
            ranges: vec![
                range("slow", 1_000, 28),
                range("fast", 1_000, 14),
                Range {
                    id: "told".into(),
                    pace: None,
                },
            ],
            rules: vec![
                rule(
                    "ill",
                    Level::Worksheet,
                    vec![Condition::Answered {
                        question: "ill".into(),
                        is: vec![Answer::Yes, Answer::Unsure],
                    }],
                ),
                rule(
                    "not_leaf",
                    Level::Worksheet,
                    vec![Condition::Product(vec!["extract".into()])],
                ),
                rule(
                    "heavy",
                    Level::Worksheet,
                    vec![Condition::DailyAbove(ticks(40_000))],
                ),
                rule(
                    "old",
                    Level::Limit,
                    vec![Condition::Answered {
                        question: "old".into(),
                        is: vec![Answer::Yes],
                    }],
                ),
                rule(
                    "much",
                    Level::Input,
                    vec![Condition::DailyAbove(ticks(100_000))],
                ),
                rule(
                    "jump",
                    Level::Warn,
                    vec![Condition::LastDoseAbove(ticks(900))],
                ),
                rule(
                    "share",
                    Level::Warn,
                    vec![Condition::LastDoseAboveShare(share(2_500))],
                ),
            ],
            step_cap: share(2_500),
            window: Window {
                days: 28,
                cap: share(3_000),
            },
            hold_quantum: 7,
            hold_max_factor: 4,
            max_rows: 600,
        },
        labels: labels.expect("whole"),
        words: Words::default(),
    };
    // As the generator does: what can be shown, and no more.
    for rule in &pack.book.rules {
        for (is_shown, kind) in [
            (rule.level.has_html(), "html"),
            (rule.level.has_text(), "text"),
        ] {
            let key = format!("rule.{}.{kind}", rule.id);
            if is_shown && words.get(&key).is_none() {
                words.push(&key, &format!("{kind} of {}", rule.id));
            }
        }
    }
    for (key, kind) in PAGE_TEXTS {
        let key = format!("text.{key}.{kind}");
        if words.get(&key).is_none() {
            words.push(&key, "a text");
        }
    }
    pack.words = Words::new(&words);
    pack.write()
}

const FILLED: &[(&str, &str)] = &[
    ("do", "form"),
    ("final", "1"),
    ("today", "2026-11-24"),
    ("answer.ill", "no"),
    ("answer.old", "no"),
    ("product", "leaf"),
    ("per_day", "equal"),
    ("daily", "18"),
    ("times", "3"),
    ("scale", "0.1"),
    ("range", "fast"),
    ("end", "stop"),
    ("last", "1"),
    ("stay", ""),
    ("start", "2026-12-01"),
];

/// The filled form with some fields changed, and lines added.
pub(crate) fn ask(changed: &[(&str, &str)], added: &[(&str, &str)]) -> Message {
    let mut request = Message::new();
    request.push("pack", &pack());
    for (key, value) in FILLED {
        let other = changed.iter().find(|(k, _)| k == key);
        request.push(key, other.map_or(value, |(_, value)| value));
    }
    for (key, value) in added {
        request.push(key, value);
    }
    Message::read(&answer(&request.write()))
}

/// The form that a plan's code fills in.
pub(crate) fn open(pack: &str, code: &str) -> Message {
    let mut request = Message::new();
    request.push("do", "open");
    request.push("pack", pack);
    request.push("code", code);
    Message::read(&answer(&request.write()))
}

pub(crate) fn get<'m>(message: &'m Message, key: &str) -> &'m str {
    message.get(key).unwrap_or("")
}
