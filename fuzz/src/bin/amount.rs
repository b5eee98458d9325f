//! Whatever is typed into a field: no panic, and what is read is written back.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stepdown_taper::amount::{Reading, Unit, format, read};

fuzz_target!(|text: &str| {
    for ticks in [1, 10, 100, 1_000] {
        let unit = Unit {
            name: "g".to_owned(),
            ticks,
            smaller: Some("mg".to_owned()),
        };
        let amount = match read(text, &unit) {
            Ok(
                Reading::Amount(amount)
                | Reading::Ambiguous {
                    decimal: amount, ..
                },
            ) => amount,
            Err(_) => continue,
        };
        assert!(!amount.is_zero());
        let again = match read(&format(amount, &unit, 1, '.'), &unit) {
            Ok(Reading::Amount(again) | Reading::Ambiguous { decimal: again, .. }) => again,
            Err(error) => panic!("{error:?}"),
        };
        assert_eq!(amount, again);
    }
});
