//! Writes one approval explained step by step: for a terminal, as Markdown, and as JSON.

mod human;
mod json;
mod markdown;
mod page;

use super::{Format, Options};
use crate::report::verification::Verification;

/// The explanation as text; nothing in formats that are for findings alone.
pub fn verify(verification: &Verification, format: Format, options: &Options) -> Option<String> {
    match format {
        Format::Human => Some(human::render(verification, options)),
        Format::Json => Some(json::render(verification)),
        Format::Markdown => Some(markdown::render(verification)),
        Format::Github | Format::Sarif => None,
    }
}
