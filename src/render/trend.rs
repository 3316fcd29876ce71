//! Writes how a plan moved: for a terminal, as Markdown, as JSON, as a table for spreadsheets, and as a picture.

mod csv;
mod human;
mod json;
mod markdown;
mod svg;
pub(crate) mod words;

#[cfg(test)]
mod fixture;
#[cfg(test)]
mod tests;

pub(in crate::render) use csv::text as cell;

pub use csv::csv;
pub use human::human;
pub use json::json;
pub use markdown::markdown;
pub use svg::svg;
pub(crate) use svg::{styles, unstyled};
