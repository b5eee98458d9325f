//! Whatever stands in `stepdown.toml`: diagnostics or a configuration, no panic.
#![no_main]

use libfuzzer_sys::fuzz_target;
use stepdown::config::Config;

fuzz_target!(|text: &str| {
    match Config::parse(text) {
        Ok(config) => assert!(config.base_path().ends_with('/')),
        Err(found) => assert!(found.errors() > 0),
    }
});
