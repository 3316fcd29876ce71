//! Milepost: a Git-native release process engine.

pub mod calendar;
pub mod diagnostic;
pub mod repository;
pub mod source;
