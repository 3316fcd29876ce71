//! Writes how well the steps of a branch were approved: for a terminal, as Markdown, as JSON, as a table for spreadsheets,
//! and as a web page.

mod csv;
mod html;
mod human;
mod json;
mod markdown;
pub(crate) mod words;

pub use csv::csv;
pub use html::html;
pub(crate) use html::rows;
pub use human::human;
pub use json::json;
pub use markdown::{issue, markdown};

/// What the audit comes to, in one line. The name of the branch in it is not escaped.
pub fn headline(audit: &crate::audit::Audit) -> String {
    format!("{}: {}", words::title(audit), words::verdict(audit))
}
