//! The development server: the real program, spoken to over HTTP.

mod any_edits;
mod harness;
mod http;
mod saving;
