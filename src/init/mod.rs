//! A project's first documents: answers and a template in, files out.
//!
//! Everything here is pure; [`crate::cli`] asks the questions and writes the files. What comes out reads without
//! errors and warnings, and says in its comments what each part is for.

mod answers;
mod documents;
mod evidence;
mod meeting;
mod open;
mod person;
mod schedule;
mod template;
mod workflows;

pub use crate::plan::Refusal;
pub use answers::{Answers, FirstCycle};
pub use documents::{NewDocument, documents};
pub use meeting::MeetingWish;
pub use open::still_open;
pub use person::{Account, Mention, Person, Roll};
pub use template::Template;
pub use workflows::Workflow;

#[cfg(test)]
mod tests;
