//! What people call a commit.

/// How many letters of its id people read where many commits stand below each other.
const LETTERS: usize = 9;

/// A commit as people read it.
pub fn short_commit(id: &str) -> String {
    id.chars().take(LETTERS).collect()
}
