//! What the tests on published schedules share: the data, a repository made of it, and the program.

pub(crate) mod history;
pub(crate) mod milepost;
pub(crate) mod moves;
pub(crate) mod repository;
