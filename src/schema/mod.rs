//! The public contract of the documents: embedded JSON Schemas, their violations as diagnostics, and what they say
//! about each field.

mod accept;
mod annotations;
mod formats;
mod kind;
mod patterns;
mod target;
mod validate;

pub use annotations::{Field, Identity};
pub use formats::{CLOCK_CHANGE, NO_SUCH_DATE};
pub use kind::{
    AUDIT_SCHEMA, EXPORT_SCHEMA, Kind, Place, REPORT_SCHEMA, STATUS_SCHEMA, TREND_SCHEMA, VERIFY_SCHEMA,
    is_id, place_of,
};
pub use validate::{SCHEMA, VERSION_NUMBER, validate};

/// The candidate that was most likely meant, for "did you mean"; none if nothing is near.
///
/// Case and underscores count for nothing, and three letters are enough for the rest of a word: `sun`, `warn`.
pub fn suggestion<'a>(written: &str, candidates: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let written = written.to_lowercase().replace('_', "-");
    let is_beginning = |candidate: &str| written.chars().count() >= 3 && candidate.starts_with(&written);
    candidates
        .map(|candidate| {
            let distance = strsim::damerau_levenshtein(&written, candidate);
            (if is_beginning(candidate) { distance.min(1) } else { distance }, candidate)
        })
        .filter(|(distance, candidate)| {
            *distance <= 1 + candidate.chars().count().min(written.chars().count()) / 4
        })
        .min()
        .map(|(_, candidate)| candidate)
}
