//! The page's questions and answers, as texts: the tricky cases of the
//! specification, and that a forbidden plan leaves no trace of a dose.

mod changes;
mod export;
mod form;
mod sample;
