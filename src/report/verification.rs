//! One approval verified: the step that it was looked at in, and what there is to say about it.

use crate::approval::{Explanation, Verdict};

/// An approval, explained in the step that used it.
#[derive(Debug, Clone)]
pub struct Verification {
    /// Where it was looked at.
    pub step: VerifiedStep,
    /// What there is to say.
    pub explanation: Explanation,
    /// The verdict over the whole step, of which the approval may be a part.
    pub verdict: Verdict,
    /// What else belongs to it.
    pub notes: Vec<String>,
    /// The folder that holds the files to check the signatures with.
    pub exported: Option<String>,
}

/// The step in which an approval was looked at.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct VerifiedStep {
    /// Before the change.
    pub before: Content,
    /// After the change.
    pub after: Content,
    /// The day by which it was judged.
    pub day: String,
    /// Whether it lies in history: on which branch, and when the step was taken.
    pub merged: Option<Merged>,
}

/// When and where a step was merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merged {
    /// What people call the branch.
    pub branch: String,
    /// When, in UTC.
    pub time: String,
    /// Whether the step made the change that the approval is about; otherwise it is the one that brought its file.
    pub is_used: bool,
}

/// Where the content of one side can be read.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Content {
    /// In a commit, by its id.
    Commit(String),
    /// In a folder.
    Folder(String),
    /// In the working tree.
    Worktree,
    /// Nowhere: there was nothing before.
    Nothing,
}

impl Content {
    /// The command that prints the digest of a file there.
    pub fn digest_command(&self, path: &str) -> String {
        let path = shell_word(path);
        match self {
            Self::Commit(id) => format!("git show {id}:{path} | sha256sum"),
            Self::Folder(folder) => format!("sha256sum {}/{path}", shell_word(folder.trim_end_matches('/'))),
            Self::Worktree => format!("sha256sum {path}"),
            Self::Nothing => format!("# nothing was there before: `none` for {path}"),
        }
    }

    /// The command that prints a file there.
    pub fn show_command(&self, path: &str) -> String {
        let path = shell_word(path);
        match self {
            Self::Commit(id) => format!("git show {id}:{path}"),
            Self::Folder(folder) => format!("cat {}/{path}", shell_word(folder.trim_end_matches('/'))),
            Self::Worktree => format!("cat {path}"),
            Self::Nothing => format!("# nothing was there before: no {path}"),
        }
    }
}

/// A word that a shell reads as one.
pub fn shell_word(text: &str) -> String {
    let is_plain = |letter: char| letter.is_ascii_alphanumeric() || "-_./@:+=,".contains(letter);
    if !text.is_empty() && text.chars().all(is_plain) {
        text.to_owned()
    } else {
        format!("'{}'", text.replace('\'', r"'\''"))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_with_blanks_or_quotes_is_one_word() {
        let commit = Content::Commit("abc".to_owned());
        assert_eq!(commit.digest_command("release/a.yaml"), "git show abc:release/a.yaml | sha256sum");
        assert_eq!(commit.show_command("it's; rm"), r"git show abc:'it'\''s; rm'");
    }
}
