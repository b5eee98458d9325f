//! Work around the program.
fn main() {}
