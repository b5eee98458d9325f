//! TeX in a bibliography, as the signs that it stands for.
//!
//! In: the fields of `references.bib` as they are written. Out: the same fields without
//! the commands that biblatex would hand on as they are, so that no reader is shown
//! `\emph{…}`. What is not known stays, and the entry is named ([`left`]). A power is
//! never flattened: 10 to the sixth is no 106.

use biblatex::{Chunk, RawBibliography, RawChunk};

/// Fields whose signs mean themselves.
const VERBATIM: [&str; 6] = ["doi", "eprint", "file", "pdf", "uri", "url"];

/// The texts of a bibliography that change, in the order of its values; the same number
/// of places as there are texts.
pub(super) fn words_of(raw: &RawBibliography<'_>) -> Vec<Option<String>> {
    let mut all = Vec::new();
    for (name, value) in values(raw) {
        for chunk in value {
            let RawChunk::Normal(text) = chunk.v else {
                continue;
            };
            let is_verbatim = VERBATIM
                .iter()
                .any(|known| name.eq_ignore_ascii_case(known));
            all.push(if is_verbatim { None } else { changed(text) });
        }
    }
    all
}

/// The bibliography with these texts, which [`words_of`] gave.
pub(super) fn with_words<'w>(
    mut raw: RawBibliography<'w>,
    words: &'w [Option<String>],
) -> RawBibliography<'w> {
    let mut words = words.iter();
    let entries = raw.entries.iter_mut();
    let fields = entries.flat_map(|entry| &mut entry.v.fields);
    for chunk in raw
        .abbreviations
        .iter_mut()
        .chain(fields)
        .flat_map(|pair| &mut pair.value.v)
    {
        if let RawChunk::Normal(text) = &mut chunk.v
            && let Some(Some(new)) = words.next()
        {
            *text = new;
        }
    }
    raw
}

fn values<'r, 's>(
    raw: &'r RawBibliography<'s>,
) -> impl Iterator<Item = (&'s str, &'r biblatex::Field<'s>)> {
    let fields = raw.entries.iter().flat_map(|entry| &entry.v.fields);
    let all = raw.abbreviations.iter().chain(fields);
    all.map(|pair| (pair.key.v, &pair.value.v))
}

/// TeX that is left in a reference as readers are shown it: its first command or formula.
pub(super) fn left(entry: &biblatex::Entry, shown: &str) -> Option<String> {
    if let Some((_, rest)) = shown.split_once('\\') {
        let is_word = |c: char| c.is_ascii_alphabetic();
        let end = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let end = end.max(rest.chars().next().map_or(0, char::len_utf8));
        return Some(format!("\\{}", &rest[..end]));
    }
    // biblatex takes the dollars away.
    let mut formulas = entry
        .fields
        .values()
        .flatten()
        .filter_map(|chunk| match &chunk.v {
            Chunk::Math(formula) => Some(formula),
            _ => None,
        });
    let is_shown = |formula: &&String| shown.contains(formula.trim());
    let formula = formulas.find(is_shown)?;
    Some(format!("${formula}$"))
}

/// A text in other words; nothing where it stays as it is.
fn changed(text: &str) -> Option<String> {
    if !text.contains(['\\', '$', '`', '~']) {
        return None;
    }
    let mut out = String::with_capacity(text.len());
    plain(text, &mut out);
    (out != text).then_some(out)
}

/// Commands whose text is shown without them.
const FORMS: [&str; 13] = [
    "emph",
    "mbox",
    "text",
    "textbf",
    "textit",
    "textmd",
    "textnormal",
    "textrm",
    "textsc",
    "textsf",
    "textsl",
    "texttt",
    "textup",
];

/// Commands that stand before what they change.
const SWITCHES: [&str; 13] = [
    "bf", "bfseries", "em", "it", "itshape", "rm", "rmfamily", "sc", "scshape", "sf", "sl",
    "small", "upshape",
];

/// Commands that are one sign.
fn sign(name: &str) -> Option<&'static str> {
    let name = match name {
        "textmu" | "textmugreek" => "mu",
        "varepsilon" => "epsilon",
        "vartheta" => "theta",
        "varphi" => "phi",
        _ => name
            .strip_prefix("text")
            .filter(|n| GREEK.iter().any(|(g, _)| g == n))
            .unwrap_or(name),
    };
    let all = GREEK.iter().chain(&SIGNS);
    all.clone()
        .find(|(known, _)| *known == name)
        .map(|(_, sign)| *sign)
}

const GREEK: [(&str, &str); 34] = [
    ("alpha", "α"),
    ("beta", "β"),
    ("gamma", "γ"),
    ("delta", "δ"),
    ("epsilon", "ε"),
    ("zeta", "ζ"),
    ("eta", "η"),
    ("theta", "θ"),
    ("iota", "ι"),
    ("kappa", "κ"),
    ("lambda", "λ"),
    ("mu", "μ"),
    ("nu", "ν"),
    ("xi", "ξ"),
    ("pi", "π"),
    ("rho", "ρ"),
    ("sigma", "σ"),
    ("tau", "τ"),
    ("upsilon", "υ"),
    ("phi", "φ"),
    ("chi", "χ"),
    ("psi", "ψ"),
    ("omega", "ω"),
    ("Gamma", "Γ"),
    ("Delta", "Δ"),
    ("Theta", "Θ"),
    ("Lambda", "Λ"),
    ("Xi", "Ξ"),
    ("Pi", "Π"),
    ("Sigma", "Σ"),
    ("Upsilon", "Υ"),
    ("Phi", "Φ"),
    ("Psi", "Ψ"),
    ("Omega", "Ω"),
];

const SIGNS: [(&str, &str); 30] = [
    ("approx", "≈"),
    ("cdot", "·"),
    ("circ", "°"),
    ("degree", "°"),
    ("textdegree", "°"),
    ("div", "÷"),
    ("ge", "≥"),
    ("geq", "≥"),
    ("geqslant", "≥"),
    ("infty", "∞"),
    ("le", "≤"),
    ("leq", "≤"),
    ("leqslant", "≤"),
    ("leftarrow", "←"),
    ("ll", "≪"),
    ("gg", "≫"),
    ("neq", "≠"),
    ("ne", "≠"),
    ("pm", "±"),
    ("textpm", "±"),
    ("prime", "′"),
    ("rightarrow", "→"),
    ("to", "→"),
    ("sim", "∼"),
    ("times", "×"),
    ("texttimes", "×"),
    ("textminus", "−"),
    ("ldots", "…"),
    ("lbrack", "["),
    ("rbrack", "]"),
];

/// Above the line, in pairs.
const ABOVE: &str =
    "0⁰1¹2²3³4⁴5⁵6⁶7⁷8⁸9⁹+⁺-⁻−⁻=⁼(⁽)⁾aᵃbᵇcᶜdᵈeᵉfᶠgᵍhʰiⁱjʲkᵏlˡmᵐnⁿoᵒpᵖrʳsˢtᵗuᵘvᵛwʷxˣyʸzᶻ®®™™′′°°**";
/// Below it.
const BELOW: &str = "0₀1₁2₂3₃4₄5₅6₆7₇8₈9₉+₊-₋−₋=₌(₍)₎aₐeₑhₕiᵢjⱼkₖlₗmₘnₙoₒpₚrᵣsₛtₜuᵤvᵥxₓ";

/// A text above or below the line, if every sign of it has such a form.
fn script(text: &str, pairs: &str) -> Option<String> {
    let form = |c: char| {
        let mut signs = pairs.chars();
        while let (Some(plain), Some(form)) = (signs.next(), signs.next()) {
            if plain == c {
                return Some(form);
            }
        }
        None
    };
    text.trim().chars().map(form).collect()
}

/// The text of a group that begins with its brace, and what follows the group.
fn group(text: &str) -> Option<(&str, &str)> {
    let inner = text.strip_prefix('{')?;
    let mut depth = 1;
    let mut is_escaped = false;
    for (at, c) in inner.char_indices() {
        match c {
            _ if is_escaped => {}
            '{' => depth += 1,
            '}' => depth -= 1,
            _ => {}
        }
        is_escaped = c == '\\' && !is_escaped;
        if depth == 0 {
            return Some((&inner[..at], &inner[at + 1..]));
        }
    }
    None
}

/// A command's name behind its backslash, and what follows it: letters, or one sign.
fn command(text: &str) -> (&str, &str) {
    let is_letter = |c: char| c.is_ascii_alphabetic();
    let end = match text.find(|c| !is_letter(c)).unwrap_or(text.len()) {
        0 => text.chars().next().map_or(0, char::len_utf8),
        end => end,
    };
    text.split_at(end)
}

/// Writes a text without its commands.
fn plain(mut text: &str, out: &mut String) {
    // Quotation marks that are open.
    let (mut double, mut single) = (false, false);
    while let Some(c) = text.chars().next() {
        let rest = &text[c.len_utf8()..];
        text = match c {
            '\\' => backslash(rest, out),
            '$' => match formula(rest) {
                Some((words, after)) => {
                    out.push_str(&words);
                    after
                }
                // biblatex keeps it, or says that it does not end.
                None => {
                    let end = rest.find('$').map_or(rest.len(), |n| n + 1);
                    out.push('$');
                    out.push_str(&rest[..end]);
                    &rest[end..]
                }
            },
            '~' => {
                out.push('\u{a0}');
                rest
            }
            '`' => match rest.strip_prefix('`') {
                Some(after) => {
                    double = true;
                    out.push('“');
                    after
                }
                None => {
                    single = true;
                    out.push('‘');
                    rest
                }
            },
            '\'' if double && rest.starts_with('\'') => {
                double = false;
                out.push('”');
                &rest[1..]
            }
            '\'' if single && !rest.starts_with(char::is_alphanumeric) => {
                single = false;
                out.push('’');
                rest
            }
            _ => {
                out.push(c);
                rest
            }
        };
    }
}

/// Writes what a command stands for, or the command; gives what follows.
fn backslash<'t>(text: &'t str, out: &mut String) -> &'t str {
    let (name, rest) = command(text);
    let after_space = rest.trim_start();
    // The letter below an accent has lost its dot.
    let is_accent = matches!(name.as_bytes(), [b] if b"'\"`^~=.uvHcdbkrt".contains(b));
    if is_accent && let Some(letter) = after_space.strip_prefix('\\') {
        let (base, after) = command(letter);
        if base == "i" || base == "j" {
            let after = after.strip_prefix("{}").unwrap_or(after.trim_start());
            out.push_str(&format!("\\{name}{{{base}}}"));
            return after;
        }
    }
    let whole = |out: &mut String, words: &str| out.push_str(words);
    match name {
        "," => whole(out, "\u{202f}"),
        " " | "\\" | ";" | "\n" => whole(out, " "),
        "/" | "!" | "@" => {}
        "slash" => whole(out, "/"),
        _ if FORMS.contains(&name) || name == "enquote" => {
            let Some((inner, after)) = group(after_space) else {
                out.push('\\');
                out.push_str(name);
                return rest;
            };
            let [open, close] = match name {
                "enquote" => ["“", "”"],
                _ => ["", ""],
            };
            out.push_str(open);
            plain(inner, out);
            out.push_str(close);
            return after;
        }
        "url" | "path" if let Some((address, after)) = group(after_space) => {
            out.push_str(
                &address
                    .replace('_', "\\_")
                    .replace('~', "\\textasciitilde{}"),
            );
            return after;
        }
        "ensuremath"
            if let Some((inner, after)) = group(after_space)
                && let Some(words) = math(inner) =>
        {
            out.push_str(&words);
            return after;
        }
        "textsuperscript" | "textsubscript"
            if let Some((inner, after)) = group(after_space)
                && let Some(words) = raised(inner, name == "textsuperscript", out) =>
        {
            out.push_str(&words);
            return after;
        }
        _ if SWITCHES.contains(&name) => return after_space,
        _ => match sign(name) {
            Some(sign) => {
                out.push_str(sign);
                return rest.strip_prefix("{}").unwrap_or(after_space);
            }
            None => {
                out.push('\\');
                out.push_str(name);
            }
        },
    }
    rest
}

/// Words above or below the line. `out` is what stands before them: an ordinal number
/// is read without its letters raised.
fn raised(text: &str, is_above: bool, out: &str) -> Option<String> {
    let mut words = String::new();
    plain(text, &mut words);
    let is_ordinal = is_above
        && ["st", "nd", "rd", "th"].contains(&words.trim())
        && out.ends_with(|c: char| c.is_ascii_digit());
    match is_ordinal {
        true => Some(words),
        false => script(&words, if is_above { ABOVE } else { BELOW }),
    }
}

/// A formula behind its dollar in words, and what follows it.
fn formula(text: &str) -> Option<(String, &str)> {
    let mut is_escaped = false;
    let end = text.find(|c: char| {
        let is_end = c == '$' && !is_escaped;
        is_escaped = c == '\\' && !is_escaped;
        is_end
    })?;
    // Two of them, `$$…$$`, begin one on a line of its own.
    if end == 0 {
        return None;
    }
    Some((math(&text[..end])?, &text[end + 1..]))
}

/// A formula in words, if all of it is known.
fn math(mut text: &str) -> Option<String> {
    let mut out = String::new();
    while let Some(c) = text.chars().next() {
        let rest = &text[c.len_utf8()..];
        text = match c {
            '\\' => {
                let (name, rest) = command(rest);
                let is_upright = ["mathrm", "mathit", "mathbf", "mathsf", "operatorname", "rm"]
                    .contains(&name)
                    || FORMS.contains(&name);
                match name {
                    "," | ";" | ":" | " " => {
                        out.push('\u{202f}');
                        rest
                    }
                    "%" | "&" | "_" | "#" => {
                        out.push('\\');
                        out.push_str(name);
                        rest
                    }
                    "!" => rest,
                    _ if is_upright => match group(rest.trim_start()) {
                        Some((inner, after)) => {
                            out.push_str(&math(inner)?);
                            after
                        }
                        None if name == "rm" => rest.trim_start(),
                        None => return None,
                    },
                    _ => {
                        out.push_str(sign(name)?);
                        rest
                    }
                }
            }
            '^' | '_' => {
                let (inner, after) = match group(rest) {
                    Some((inner, after)) => (math(inner)?, after),
                    None => {
                        let end = match rest.strip_prefix('\\') {
                            Some(name) => 1 + command(name).0.len(),
                            None => rest.chars().next()?.len_utf8(),
                        };
                        (math(&rest[..end])?, &rest[end..])
                    }
                };
                out.push_str(&match inner.trim() {
                    letters @ ("st" | "nd" | "rd" | "th") if c == '^' => letters.to_owned(),
                    other => script(other, if c == '^' { ABOVE } else { BELOW })?,
                });
                after
            }
            '{' | '}' => rest,
            '\'' => {
                out.push('′');
                rest
            }
            '~' => {
                out.push('\u{a0}');
                rest
            }
            _ => {
                out.push(c);
                rest
            }
        };
    }
    Some(out)
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn shown(text: &str) -> String {
        changed(text).unwrap_or_else(|| text.to_owned())
    }

    #[test]
    fn common_commands_become_the_signs_that_they_stand_for() {
        for (tex, words) in [
            (r"Garc{\'\i}a", r"Garc{\'{i}}a"),
            (r"Ya{\u\i}, Mart{\'{\i}}nez", r"Ya{\u{i}}, Mart{\'{\i}}nez"),
            (r"M{\'a}rquez \& Co \%", r"M{\'a}rquez \& Co \%"),
            (
                r"\emph{in \textbf{vitro}} {\em in vivo}",
                "in vitro {in vivo}",
            ),
            (r"{\textmu}-opioid \textmu g \textmu{}g", "{μ}-opioid μg μg"),
            (r"$\alpha$-x, $\mu$ and $\Delta^9$-THC", "α-x, μ and Δ⁹-THC"),
            (r"H$_2$O, CO$_{2}$, 10\textsuperscript{6}", "H₂O, CO₂, 10⁶"),
            (r"$10^{-3}$ $\pm$ 5, $p \leq 0.05$", "10⁻³ ± 5, p ≤ 0.05"),
            (r"37$^\circ$C, $^{14}$C, 11$^{th}$", "37°C, ¹⁴C, 11th"),
            (
                "``Quoted'' and `so' and don't",
                "“Quoted” and ‘so’ and don't",
            ),
            (r"Dr.~X \enquote{y} a\,b", "Dr.\u{a0}X “y” a\u{202f}b"),
            (r"5\textsuperscript{th}", "5th"),
        ] {
            assert_eq!(shown(tex), words, "{tex}");
        }
    }

    #[test]
    fn what_is_not_known_stays() {
        for text in [
            r"\foo{bar}",
            r"$\frac{1}{2}$",
            r"10\textsuperscript{Q}",
            r"$10^{Q}$",
            r"$open",
            r"\emph open",
            "plain",
        ] {
            assert_eq!(shown(text), text);
        }
    }

    proptest! {
        #[test]
        fn any_text_is_read(text in "[a-c\\\\{}$^_`'~ é\n]{0,40}") {
            shown(&text);
        }
    }
}
