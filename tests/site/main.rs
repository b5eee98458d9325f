//! The real program on real folders: what a build writes, and what it says of
//! bad input.

mod build;
mod determinism;
mod diagnostics;
mod editors;
mod epub;
mod harness;
mod hostile;
mod hosting;
mod markdown;
mod recipes;
mod schemas;
mod search;
mod taper;
mod tree;
