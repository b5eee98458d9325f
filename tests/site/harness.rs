//! Sites in folders of their own, and the real program run on them.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

/// A site in a folder of its own, and the program run on it.
pub(crate) struct SiteTest {
    folder: tempfile::TempDir,
}

pub(crate) const CONFIG: &str = "title = \"Test\"\nbase_url = \"https://example.org/\"\nlanguage = \"en\"\nrules.unused-reference = \"off\"\n";
pub(crate) const HOME: &str = "+++\ntitle = \"Home\"\n+++\nWelcome.\n";
pub(crate) const BIB: &str =
    "@misc{agency2020, title = {A warning}, author = {{The Agency}}, year = {2020}}\n";

impl SiteTest {
    /// The least site: a configuration, a home page, one reference.
    pub(crate) fn new() -> Self {
        let site = Self {
            folder: tempfile::tempdir().expect("a folder"),
        };
        site.file("stepdown.toml", CONFIG)
            .file("content/_index.md", HOME)
            .file("content/references.bib", BIB);
        site
    }

    pub(crate) fn root(&self) -> &Path {
        self.folder.path()
    }

    pub(crate) fn file(&self, path: &str, text: impl AsRef<[u8]>) -> &Self {
        let path = self.root().join(path);
        fs::create_dir_all(path.parent().expect("has a parent")).expect("a folder");
        fs::write(path, text).expect("a file");
        self
    }

    pub(crate) fn article(&self, path: &str, body: &str) -> &Self {
        self.file(
            &format!("content/{path}"),
            format!("+++\ntitle = \"Article\"\n+++\n{body}"),
        )
    }

    pub(crate) fn run(&self, args: &[&str]) -> Output {
        program()
            .args(args)
            .arg("--root")
            .arg(self.root())
            .output()
            .expect("the program starts")
    }

    pub(crate) fn build(&self) -> &Self {
        let output = self.run(&["build"]);
        assert_success(&output);
        self
    }

    /// Findings as `code line:column`, and the exit code.
    pub(crate) fn findings(&self) -> (Vec<String>, i32) {
        let output = self.run(&["build", "--format", "json"]);
        let all: serde_json::Value = serde_json::from_slice(&output.stdout).expect("JSON");
        let lines = all
            .as_array()
            .expect("an array")
            .iter()
            .map(|f| {
                format!(
                    "{} {}:{}",
                    f["code"].as_str().expect("code"),
                    f["line"],
                    f["column"]
                )
            })
            .collect();
        (lines, output.status.code().expect("an exit code"))
    }

    pub(crate) fn page(&self, path: &str) -> String {
        fs::read_to_string(self.root().join("public").join(path)).expect("published")
    }
}

/// The program, without what lets root pass over permissions.
#[cfg(target_os = "linux")]
pub(crate) fn without_privileges() -> Command {
    use std::os::unix::fs::MetadataExt as _;
    let is_root = fs::metadata("/proc/self").is_ok_and(|own| own.uid() == 0);
    match is_root {
        true => {
            let mut command = Command::new("setpriv");
            command.args(["--bounding-set=-all", "--inh-caps=-all"]);
            command.arg(env!("CARGO_BIN_EXE_stepdown"));
            command
        }
        false => Command::new(env!("CARGO_BIN_EXE_stepdown")),
    }
}

/// The program, free of what the machine says of dates.
pub(crate) fn program() -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_stepdown"));
    program.env_remove("SOURCE_DATE_EPOCH");
    program
}

/// The program, which asks the server of a test and no proxy.
pub(crate) fn program_without_proxies() -> Command {
    let mut program = program();
    for name in ["HTTP_PROXY", "HTTPS_PROXY", "ALL_PROXY"] {
        program.env_remove(name).env_remove(name.to_lowercase());
    }
    program
}

pub(crate) fn assert_success(output: &Output) {
    assert!(output.status.success(), "{}", said(output));
}

/// What the program told on standard error.
pub(crate) fn said(output: &Output) -> String {
    String::from_utf8_lossy(&output.stderr).into_owned()
}

/// The names in a folder, in order.
pub(crate) fn names(folder: &Path) -> Vec<String> {
    let name = |entry: io::Result<fs::DirEntry>| entry.expect("readable").file_name();
    let entries = fs::read_dir(folder).expect("readable");
    let mut names: Vec<String> = entries
        .map(|entry| name(entry).to_string_lossy().into_owned())
        .collect();
    names.sort();
    names
}

/// Every file of a folder with its bytes.
pub(crate) fn tree(folder: &Path) -> Vec<(PathBuf, Vec<u8>)> {
    walkdir::WalkDir::new(folder)
        .sort_by_file_name()
        .into_iter()
        .map(|e| e.expect("readable"))
        .filter(|e| e.file_type().is_file())
        .map(|e| {
            let path = e.path().strip_prefix(folder).expect("inside").to_path_buf();
            (path, fs::read(e.path()).expect("readable"))
        })
        .collect()
}
