//! The steps of a branch, and what only they tell about a change.
