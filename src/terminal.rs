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
