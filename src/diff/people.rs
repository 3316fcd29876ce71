//! The words for changes of the roster: who joins, who leaves, and whose entry changes.

use crate::document::Workspace;

use super::{Change, ChangeKind};

/// Replaces `tsc.bob is gone: {…}` by what it means.
pub(super) fn reword(changes: &mut [Change], before: &Workspace, after: &Workspace) {
    for change in changes {
        let steps: Vec<&str> = change.pointer.iter().map(String::as_str).collect();
        let [list, entry, field @ ..] = steps.as_slice() else { continue };
        let Some(office) = Office::of(list) else { continue };
        // A second entry of the same person is numbered.
        let person = entry.split('#').next().unwrap_or(entry);
        let name = name_of(person, [after, before]);
        let sentence = match (field, change.kind) {
            ([], ChangeKind::Added) => office.joins(&name, change.new.as_deref().unwrap_or_default()),
            ([], ChangeKind::Removed) => office.leaves(&name),
            ([], _) => continue,
            _ => {
                let prefix = format!("{list}.{entry}.");
                change.sentence.replacen(&prefix, &format!("{}: ", office.entry_of(&name)), 1)
            }
        };
        change.sentence = sentence;
        change.subject_name = name;
    }
}

/// The lists of the roster.
#[derive(Clone, Copy)]
enum Office {
    Nobody,
    Committee,
    ReleaseManager,
    Advisor,
}

impl Office {
    fn of(list: &str) -> Option<Self> {
        Some(match list {
            "people" => Self::Nobody,
            "tsc" => Self::Committee,
            "release-managers" => Self::ReleaseManager,
            "advisors" => Self::Advisor,
            _ => return None,
        })
    }

    fn joins(self, name: &str, entry: &str) -> String {
        let suffix = if entry.contains("voting: false") { " without a vote" } else { "" };
        match self {
            Self::Nobody => format!("{name} is new in the roster"),
            Self::Committee => format!("{name} joins the TSC{suffix}"),
            Self::ReleaseManager => format!("{name} becomes a release manager"),
            Self::Advisor => format!("{name} becomes an advisor"),
        }
    }

    fn leaves(self, name: &str) -> String {
        match self {
            Self::Nobody => format!("{name} is not in the roster any more"),
            Self::Committee => format!("{name} has no seat in the TSC any more"),
            Self::ReleaseManager => format!("{name} is no release manager any more"),
            Self::Advisor => format!("{name} is no advisor any more"),
        }
    }

    fn entry_of(self, name: &str) -> String {
        match self {
            Self::Nobody => name.to_owned(),
            Self::Committee => format!("{name}, TSC"),
            Self::ReleaseManager => format!("{name}, release manager"),
            Self::Advisor => format!("{name}, advisor"),
        }
    }
}

fn name_of(person: &str, workspaces: [&Workspace; 2]) -> String {
    workspaces
        .iter()
        .find_map(|workspace| Some(workspace.roster.as_ref()?.value.people.get(person)?.name.value.clone()))
        .unwrap_or_else(|| person.to_owned())
}
