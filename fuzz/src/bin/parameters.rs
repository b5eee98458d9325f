//! Whatever stands in a parameter file: diagnostics or a calculator, no panic.
#![no_main]

use std::collections::BTreeSet;

use libfuzzer_sys::fuzz_target;
use stepdown::config::read_toml;
use stepdown::diagnostic::Diagnostics;
use stepdown::load::parameters::ParametersFile;
use stepdown::resolve::{Around, Calculator};

fuzz_target!(|text: &str| {
    let languages = ["en".to_owned()];
    let shown_in = BTreeSet::from([0]);
    let around = Around {
        bibliography: None,
        languages: &languages,
        shown_in: &shown_in,
        smart_punctuation: false,
    };
    let Ok(table) = read_toml::<ParametersFile>(text, "fuzz.toml", 0) else {
        return;
    };
    let mut found = Diagnostics::new();
    let calculator = Calculator::check(table, "fuzz.toml", &around, &mut found);
    assert_eq!(calculator.is_none(), found.errors() > 0);
});
