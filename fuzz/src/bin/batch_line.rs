//! Whatever line `stepdown taper --batch` is given: one line of JSON comes back.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|line: &[u8]| {
    if line.contains(&b'\n') {
        return;
    }
    let (answer, _) = stepdown::cli::answer_batch_line(line);
    let value: serde_json::Value = serde_json::from_slice(&answer).expect("JSON");
    let rows = value["rows"].as_array().map_or(&[][..], Vec::as_slice);
    for pair in rows.windows(2) {
        assert!(pair[1]["dose"].as_u64() < pair[0]["dose"].as_u64());
    }
});
