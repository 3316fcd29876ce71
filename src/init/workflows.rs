//! The workflows that run Milepost on GitHub, for a project whose documents may lie in a folder of another name.

use crate::yaml::write::scalar;

/// A workflow. Its text is that in `examples/workflows`.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, clap::ValueEnum)]
pub enum Workflow {
    /// Judges every pull request, every review and every candidate of a merge queue
    Gate,
    /// Posts comment and verdict on pull requests from forks, where the gate may write nothing
    Forks,
    /// Verifies what has reached the branch, and who merged it
    Merged,
    /// Audits the whole history once a week, and keeps one issue about it
    Audit,
}

const ROOT_PLACE: &str = "root: release\n";

impl Workflow {
    /// All workflows, in the order in which they follow each other.
    pub const ALL: [Self; 4] = [Self::Gate, Self::Forks, Self::Merged, Self::Audit];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Forks => "forks",
            Self::Merged => "merged",
            Self::Audit => "audit",
        }
    }

    /// Where GitHub looks for it, from the top of the repository.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Gate => ".github/workflows/release-gate.yml",
            Self::Forks => ".github/workflows/release-gate-forks.yml",
            Self::Merged => ".github/workflows/release-merged.yml",
            Self::Audit => ".github/workflows/release-audit.yml",
        }
    }

    /// The workflow without which it does nothing.
    pub const fn follows(self) -> Option<Self> {
        match self {
            Self::Forks => Some(Self::Gate),
            Self::Gate | Self::Merged | Self::Audit => None,
        }
    }

    /// Whether it names the branch for which it runs.
    pub(super) fn names_the_branch(self) -> bool {
        self.example().contains("branches: [main]")
    }

    /// Its text for documents in this folder.
    pub(super) fn text(self, root: &str) -> String {
        self.example().replace(ROOT_PLACE, &format!("root: {}\n", scalar(root)))
    }

    const fn example(self) -> &'static str {
        match self {
            Self::Gate => include_str!("../../examples/workflows/release-gate.yml"),
            Self::Forks => include_str!("../../examples/workflows/release-gate-forks.yml"),
            Self::Merged => include_str!("../../examples/workflows/release-merged.yml"),
            Self::Audit => include_str!("../../examples/workflows/release-audit.yml"),
        }
    }
}

/// What policy.yaml says about them.
pub(super) fn protection(workflows: &[Workflow]) -> String {
    let mut text = "\n\
         # Files outside of this folder whose change is a decision too, with its class. Whoever edits these could switch the\n\
         # gate off.\n\
         protect:\n"
        .to_owned();
    text.extend(workflows.iter().map(|workflow| format!("  {}: policy\n", workflow.path())));
    text
}
