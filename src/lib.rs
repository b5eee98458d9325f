//! Stepdown builds evidence-based guides: a folder of Markdown in, a finished
//! static website out.
//!
//! A tour, in the order in which data flows. A module may use what stands
//! above it, never what stands below; three things are an exception:
//! [`parse::Date`] is the date of [`config`] and [`load`] too,
//! [`config::Config::reads_words`] looks into [`load::Sources`], and a finding
//! without a place is put into [`config::FILE`] where one has to be named.
//!
//! 1. [`diagnostic`] holds everything that can be wrong, as values.
//! 2. [`config`] reads `stepdown.toml`.
//! 3. [`load`] reads the tree on disk once.
//! 4. [`parse`] turns one Markdown file into one document; pure.
//! 5. [`resolve`] puts all documents together to one site: addresses, order, links.
//! 6. [`check`] runs rules over the site.
//! 7. [`render`] turns one page of the site into bytes; pure.
//! 8. [`report`] gathers the state of a guide for its editors.
//! 9. [`publish`] writes the outputs to a folder, all or nothing.
//! 10. [`external`] looks links to other sites up, where that is asked for.
//! 11. [`deployment`] holds what a host serves against what would be published.
//! 12. [`import`] makes a site of another generator's.
//!
//! Around them: [`pipeline`] runs the phases in order, [`serve`] runs them
//! again whenever a file changes, and [`cli`] is the command line.
//!
//! `ARCHITECTURE.md` says what holds everywhere, and which test holds it.

#![forbid(unsafe_code)]
// They end the program where nobody reads: `terminal` has what does not.
#![deny(clippy::print_stderr, clippy::print_stdout)]

pub mod check;
pub mod cli;
pub mod config;
pub mod deployment;
pub mod diagnostic;
pub mod external;
mod files;
pub mod import;
pub mod load;
pub mod parse;
pub mod pipeline;
pub mod publish;
pub mod render;
pub mod report;
pub mod resolve;
pub mod serve;
mod terminal;
