//! Milepost: a Git-native release process engine.

pub mod calendar;
pub mod diagnostic;
