//! The public contract of the documents: embedded JSON Schemas, their violations as diagnostics, and what they say
//! about each field.

mod annotations;
mod formats;
mod kind;
mod validate;

pub use annotations::{Field, Identity};
pub use formats::{CLOCK_CHANGE, NO_SUCH_DATE};
pub use kind::{Kind, Place, REPORT_SCHEMA, is_id, place_of};
pub use validate::{SCHEMA, VERSION_NUMBER, validate};

/// The candidate that was most likely meant, for "did you mean"; none if nothing is near.
pub fn suggestion<'a>(written: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    candidates
        .map(|candidate| (strsim::damerau_levenshtein(written, candidate), candidate))
        .filter(|(distance, candidate)| {
            *distance <= 1 + candidate.chars().count().min(written.chars().count()) / 4
        })
        .min()
        .map(|(_, candidate)| candidate)
}
