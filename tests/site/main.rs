//! The real program on real folders: what a build writes, and what it says of
//! bad input.

mod build;
mod determinism;
mod diagnostics;
mod editors;
mod epub;
mod harness;
mod kills;
mod markdown;
mod policy;
mod publishing;
mod schemas;
mod search;
mod taper;
mod tree;
