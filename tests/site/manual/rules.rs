//! `rules/_index.md`, from the list of codes.

use std::fmt::Write as _;

use stepdown::diagnostic::{Code, Level};

use super::{Page, cell, opening};

pub(super) fn page() -> Page {
    let mut text = opening(
        "Rules",
        "What is reported, how strictly, and how a site changes that.",
        "weight = 8\n\n[extra]\nown_list = true\n",
    );
    text.push_str(
        "`stepdown explain RULE` prints a rule’s page. `stepdown.toml` sets the level of each rule:\n\n\
         ```toml\n[rules]\norphan = \"warn\"\nbare-number = \"off\"\n```\n\n\
         `off` reports nothing, `warn` reports, `error` reports and keeps the old site. `--deny warnings` makes every warning an error.\n\n\
         ## Rules with a level\n\n| rule | default | finds |\n|---|---|---|\n",
    );
    for code in Code::ALL.iter().filter(|code| code.is_rule()) {
        let level = match code.default_level() {
            Level::Off => "off",
            Level::Warn => "warn",
            Level::Error => "error",
        };
        let name = code.name();
        let _ = writeln!(
            text,
            "| [`{name}`]({name}.md) | {level} | {} |",
            cell(code.summary())
        );
    }
    text.push_str(
        "\n## Exceptions\n\nNow and then a rule is wrong about a sentence. Then make an exception at the top of the page, after the other lines:\n\n\
         ```toml\n[[allow]]\nrule = \"bare-number\"\ntext = \"CC BY 4.0\"\nreason = \"The name of a licence.\"\n```\n\n\
         `text` is a piece of the sentence. Without it the exception holds for the whole page. The reason is for the next editor. When the exception is no longer needed, the program says so ([`unused-allow`](unused-allow.md)).\n\n\
         ## Always reported\n\nWhat these find cannot be understood or published, so no level is theirs to set.\n\n| code | finds |\n|---|---|\n",
    );
    let of = |deployed: bool| {
        Code::ALL
            .iter()
            .filter(move |code| !code.is_rule() && code.is_of_deployment() == deployed)
    };
    for code in of(false) {
        let _ = writeln!(text, "| `{}` | {} |", code.name(), cell(code.summary()));
    }
    text.push_str(
        "\n## Reported of a deployed site\n\n[`stepdown deploy-check`](../../publishing/links-and-deployment.md) reports these.\n\n| code | finds |\n|---|---|\n",
    );
    for code in of(true) {
        let _ = writeln!(text, "| `{}` | {} |", code.name(), cell(code.summary()));
    }
    Page {
        path: "rules/_index.md",
        text,
    }
}
