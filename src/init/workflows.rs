//! The workflows that run Milepost on GitHub, for a project whose documents may lie in a folder of another name.

use crate::yaml::write::{quoted, scalar};

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
    /// Publishes the dates on GitHub Pages, which is a choice of its own
    #[value(skip)]
    Pages,
}

/// Where a workflow names the branch.
const BRANCH: &str = "branches: [main]";

/// Where a workflow names the folder of the documents.
const ROOT_PLACES: [&str; 2] = ["root: ", "ROOT: "];

impl Workflow {
    /// All workflows that judge, in the order in which they follow each other.
    pub const ALL: [Self; 4] = [Self::Gate, Self::Forks, Self::Merged, Self::Audit];

    /// Its name.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Forks => "forks",
            Self::Merged => "merged",
            Self::Audit => "audit",
            Self::Pages => "pages",
        }
    }

    /// Where GitHub looks for it, from the top of the repository.
    pub const fn path(self) -> &'static str {
        match self {
            Self::Gate => ".github/workflows/release-gate.yml",
            Self::Forks => ".github/workflows/release-gate-forks.yml",
            Self::Merged => ".github/workflows/release-merged.yml",
            Self::Audit => ".github/workflows/release-audit.yml",
            Self::Pages => ".github/workflows/publish.yml",
        }
    }

    /// The workflow without which it does nothing.
    pub const fn follows(self) -> Option<Self> {
        match self {
            Self::Forks => Some(Self::Gate),
            Self::Gate | Self::Merged | Self::Audit | Self::Pages => None,
        }
    }

    /// Whether whoever edits it could switch the gate off, or what watches over it.
    pub fn is_guard(self) -> bool {
        self != Self::Pages
    }

    /// Whether it names the branch for which it runs.
    pub(super) fn names_the_branch(self) -> bool {
        self.example().contains(BRANCH)
    }

    /// Its text for documents in this folder, and for this branch where it is known.
    pub fn text(self, root: &str, branch: Option<&str>) -> String {
        let text = ROOT_PLACES.iter().fold(self.example().to_owned(), |text, place| {
            text.replace(&format!("{place}release\n"), &format!("{place}{}\n", scalar(root)))
        });
        let is_plain = |name: &str| {
            name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'.' | b'/'))
                && name.starts_with(|first: char| first.is_ascii_alphabetic())
        };
        match branch.filter(|name| *name != "main") {
            Some(name) if is_plain(name) => text.replace(BRANCH, &format!("branches: [{}]", scalar(name))),
            Some(name) => text.replace(BRANCH, &format!("branches: [{}]", quoted(name))),
            None => text,
        }
    }

    const fn example(self) -> &'static str {
        match self {
            Self::Gate => include_str!("../../examples/workflows/release-gate.yml"),
            Self::Forks => include_str!("../../examples/workflows/release-gate-forks.yml"),
            Self::Merged => include_str!("../../examples/workflows/release-merged.yml"),
            Self::Audit => include_str!("../../examples/workflows/release-audit.yml"),
            Self::Pages => include_str!("../../examples/workflows/publish.yml"),
        }
    }
}

/// What policy.yaml says about them; nothing where none of them guards anything.
pub(super) fn protection(workflows: &[Workflow]) -> String {
    let guards = workflows.iter().filter(|workflow| workflow.is_guard());
    let lines: String = guards.map(|workflow| format!("  {}: policy\n", workflow.path())).collect();
    if lines.is_empty() {
        return lines;
    }
    format!(
        "\n\
         # Files outside of this folder whose change is a decision too, with its class. Whoever edits these could switch the\n\
         # gate off.\n\
         protect:\n{lines}"
    )
}
