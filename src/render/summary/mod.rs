//! Says in sentences what a report amounts to: verdict, consequence, counts and what to do next, for every format
//! that people read.
//!
//! The sentences hold foreign text and are not escaped; values stand between backquotes.

mod change;
mod counts;
mod decision;
mod next;
mod verdict;

use crate::diagnostic::Location;

pub(super) use change::{
    beyond_shift, by_document, cause, change_symbol, delta, far_moves, heading, is_dated, renumbering, shown,
    slip,
};
use counts::is_approval;
pub(super) use counts::{counts, documents, worth_telling};
pub(super) use decision::{
    has_evidence, has_proof_to_tell, hidden_by_errors, is_hidden_by_error, not_checked, proofs,
    reasons_worth_telling, rests_on_github, silent,
};
pub(super) use next::next;
pub(super) use verdict::{consequence, verdict_symbol, verdict_words, weightiest_change, worst};

/// A number with its noun.
pub(super) fn plural(count: usize, noun: &str) -> String {
    if count == 1 { format!("1 {noun}") } else { format!("{count} {noun}s") }
}

/// Names in a row.
pub(super) fn list(names: &[String]) -> String {
    names.join(", ")
}

/// `path:line:column`, or the path alone where the whole file is meant.
pub(super) fn place(location: &Location) -> String {
    match location.span {
        Some(span) => format!("{}:{}:{}", location.path, span.start.line(), span.start.column()),
        None => location.path.clone(),
    }
}
