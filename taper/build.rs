//! With the feature `module`: compiles this crate to WebAssembly as well, with
//! the same compiler and from the same source. The crate has no dependencies, so
//! one call of the compiler is enough; a nested cargo would wait for the lock of
//! the outer one.

use std::env;
use std::path::PathBuf;
use std::process::{Command, exit};

const TARGET: &str = "wasm32-unknown-unknown";

fn main() {
    println!("cargo::rerun-if-changed=build.rs");
    if env::var_os("CARGO_FEATURE_MODULE").is_none() {
        return;
    }
    println!("cargo::rerun-if-changed=src");
    let folder = |name: &str| env::var_os(name).map(PathBuf::from).unwrap_or_default();
    let source = folder("CARGO_MANIFEST_DIR").join("src/lib.rs");
    let module = folder("OUT_DIR").join("stepdown_taper.wasm");
    let compiler = env::var_os("RUSTC").unwrap_or_else(|| "rustc".into());
    let result = Command::new(compiler)
        .arg(source)
        .args(["--crate-name", "stepdown_taper", "--crate-type", "cdylib"])
        .args(["--edition", "2024", "--target", TARGET])
        .args([
            "-C",
            "opt-level=z",
            "-C",
            "lto=fat",
            "-C",
            "codegen-units=1",
        ])
        .args(["-C", "panic=abort", "-C", "strip=symbols"])
        // Both make loops faster and code longer: two hundredths of what the page weighs.
        .args(["-C", "llvm-args=-disable-lsr -disable-machine-licm"])
        // The paths of this machine do not belong into the module.
        .arg("--remap-path-prefix")
        .arg(format!("{}=.", folder("CARGO_MANIFEST_DIR").display()))
        .arg("-o")
        .arg(module)
        .output();
    let why = match result {
        Ok(output) if output.status.success() => return,
        Ok(output) => String::from_utf8_lossy(&output.stderr).into_owned(),
        Err(error) => error.to_string(),
    };
    eprintln!("the taper engine was not compiled to WebAssembly:\n{why}");
    if why.contains("can't find crate") || why.contains("may not be installed") {
        eprintln!(
            "the target is missing; run this once and build again:\n  rustup target add {TARGET}"
        );
    }
    exit(1);
}
