//! What GitHub says.

pub mod event;
