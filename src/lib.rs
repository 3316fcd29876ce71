//! Milepost: a Git-native release process engine.

pub mod approval;
pub mod calendar;
pub mod cli;
pub mod diagnostic;
pub mod diff;
pub mod document;
pub mod render;
pub mod report;
pub mod repository;
pub mod rules;
pub mod schema;
pub mod source;
pub mod threshold;
pub mod yaml;
