//! Words for the person at the terminal, on standard error.
//!
//! `eprintln!` ends the program where they cannot be written: the reader of a pipe has
//! gone, the disk behind a redirection is full. What a command has done is done all the
//! same, and its exit code says how it went, so such words are dropped here.

/// Writes words as `eprint!` does.
macro_rules! tell {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = write!(std::io::stderr().lock(), $($words)*);
    }};
}

/// Writes a line as `eprintln!` does.
macro_rules! tell_line {
    ($($words:tt)*) => {{
        use std::io::Write as _;
        let _ = writeln!(std::io::stderr().lock(), $($words)*);
    }};
}

pub(crate) use {tell, tell_line};

/// A number and its noun: `1 page`, `2 pages`.
pub(crate) fn count(n: usize, noun: &str) -> String {
    match n {
        1 => format!("1 {noun}"),
        n => format!("{n} {noun}s"),
    }
}

/// A path as a word of a command that somebody may copy.
pub(crate) fn shell_word(path: &str) -> String {
    // The command would take it for an option.
    let here = if path.starts_with('-') { "./" } else { "" };
    let is_plain = |c: char| c.is_alphanumeric() || "/._-".contains(c);
    match !path.is_empty() && path.chars().all(is_plain) {
        true => format!("{here}{path}"),
        false => format!("'{here}{}'", path.replace('\'', "'\\''")),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_is_one_word_of_a_command() {
        for (path, word) in [
            ("a/b-c_1.md", "a/b-c_1.md"),
            ("größe.md", "größe.md"),
            ("a b", "'a b'"),
            ("$(x)", "'$(x)'"),
            ("it's", "'it'\\''s'"),
            ("", "''"),
            ("-x", "./-x"),
            ("-x y", "'./-x y'"),
        ] {
            assert_eq!(shell_word(path), word);
        }
    }
}
