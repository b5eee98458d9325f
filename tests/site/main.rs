//! The real program on real folders: what a build writes, and what it says of
//! bad input.

mod build;
mod commands;
mod deploy_check;
mod determinism;
mod diagnostics;
mod editors;
mod epub;
mod example;
mod external;
mod guide;
mod harness;
mod host;
mod hostile;
mod hosting;
mod import;
mod kills;
mod languages;
mod manual;
mod markdown;
mod misbehaving;
mod moves;
mod policy;
mod publishing;
mod recipes;
mod schemas;
mod search;
mod taper;
mod tree;
mod yaml;
