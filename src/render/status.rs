//! Writes where a project stands: for a terminal, as JSON, and as Markdown for an agenda or a mail.

mod human;
mod json;
mod markdown;
pub(crate) mod words;

#[cfg(test)]
mod tests;

use super::{Format, Options};
use crate::status::Status;

/// Where the project stands, as text; nothing in formats that are for findings alone.
pub fn status(status: &Status, format: Format, options: &Options) -> Option<String> {
    match format {
        Format::Human => Some(human::render(status, options)),
        Format::Json => Some(json::render(status)),
        Format::Markdown => Some(markdown::render(status)),
        Format::Github | Format::Sarif => None,
    }
}
