//! Milepost: a Git-native release process engine.

pub mod approval;
pub mod calendar;
pub mod diagnostic;
pub mod diff;
pub mod render;
pub mod report;
