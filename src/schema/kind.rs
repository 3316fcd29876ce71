//! The kinds of documents, where each of them stands, and its embedded schema.

use std::fmt;

/// A kind of document.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Kind {
    /// `project.yaml`
    Project,
    /// `roster.yaml`
    Roster,
    /// `policy.yaml`
    Policy,
    /// `working-group.yaml`
    WorkingGroup,
    /// `training.yaml`
    Training,
    /// `process.yaml`
    Process,
    /// `schedules/<cycle>.yaml`
    Schedule,
    /// `progress/<cycle>.yaml`
    Progress,
    /// `exceptions/<cycle>-<n>.yaml`
    Exception,
    /// `retrospectives/<cycle>.yaml`
    Retrospective,
    /// `support/<n>.yaml`
    Support,
    /// `approvals/<id>.yaml`
    Approval,
    /// `approvals/<id>.witness.yaml`
    Witness,
}

impl Kind {
    /// All of them, in the order in which people meet them.
    pub const ALL: [Self; 13] = [
        Self::Project,
        Self::Roster,
        Self::Policy,
        Self::WorkingGroup,
        Self::Training,
        Self::Process,
        Self::Schedule,
        Self::Progress,
        Self::Exception,
        Self::Retrospective,
        Self::Support,
        Self::Approval,
        Self::Witness,
    ];

    /// The word in `kind:`, without the version.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Project => "project",
            Self::Roster => "roster",
            Self::Policy => "policy",
            Self::WorkingGroup => "working-group",
            Self::Training => "training",
            Self::Process => "process",
            Self::Schedule => "schedule",
            Self::Progress => "progress",
            Self::Exception => "exception",
            Self::Retrospective => "retrospective",
            Self::Support => "support",
            Self::Approval => "approval",
            Self::Witness => "witness",
        }
    }

    /// The kind of this name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|kind| kind.name() == name)
    }

    /// The value of `kind:` that this version of Milepost reads.
    pub fn tag(self) -> String {
        format!("{}/v1", self.name())
    }

    /// The folder below the root that holds documents of this kind; none for the single documents.
    pub const fn folder(self) -> Option<&'static str> {
        match self {
            Self::Schedule => Some("schedules"),
            Self::Progress => Some("progress"),
            Self::Exception => Some("exceptions"),
            Self::Retrospective => Some("retrospectives"),
            Self::Support => Some("support"),
            Self::Approval | Self::Witness => Some("approvals"),
            _ => None,
        }
    }

    /// Where it stands, for messages: `release/schedules/<cycle>.yaml`.
    pub fn place(self, root: &str) -> String {
        match self {
            Self::Schedule | Self::Progress | Self::Retrospective => {
                format!("{root}/{}/<cycle>.yaml", self.folder().unwrap_or_default())
            }
            Self::Exception => format!("{root}/exceptions/<cycle>-<number>.yaml"),
            Self::Support => format!("{root}/support/<number>.yaml"),
            Self::Approval => format!("{root}/approvals/<id>.yaml"),
            Self::Witness => format!("{root}/approvals/<id>.witness.yaml"),
            single => format!("{root}/{}.yaml", single.name()),
        }
    }

    /// The text of its JSON Schema.
    pub const fn schema_text(self) -> &'static str {
        match self {
            Self::Project => include_str!("../../schemas/v1/project.schema.json"),
            Self::Roster => include_str!("../../schemas/v1/roster.schema.json"),
            Self::Policy => include_str!("../../schemas/v1/policy.schema.json"),
            Self::WorkingGroup => include_str!("../../schemas/v1/working-group.schema.json"),
            Self::Training => include_str!("../../schemas/v1/training.schema.json"),
            Self::Process => include_str!("../../schemas/v1/process.schema.json"),
            Self::Schedule => include_str!("../../schemas/v1/schedule.schema.json"),
            Self::Progress => include_str!("../../schemas/v1/progress.schema.json"),
            Self::Exception => include_str!("../../schemas/v1/exception.schema.json"),
            Self::Retrospective => include_str!("../../schemas/v1/retrospective.schema.json"),
            Self::Support => include_str!("../../schemas/v1/support.schema.json"),
            Self::Approval => include_str!("../../schemas/v1/approval.schema.json"),
            Self::Witness => include_str!("../../schemas/v1/witness.schema.json"),
        }
    }

    /// The comment that makes editors check and complete a document of this kind.
    pub fn modeline(self) -> String {
        format!(
            "# yaml-language-server: $schema=https://raw.githubusercontent.com/milepost-project/milepost/v1/schemas/v1/{}.schema.json",
            self.name()
        )
    }
}

/// The JSON Schema of the report that `--format json` writes.
pub const REPORT_SCHEMA: &str = include_str!("../../schemas/v1/report.schema.json");

/// The JSON Schema of what `milepost status --format json` writes.
pub const STATUS_SCHEMA: &str = include_str!("../../schemas/v1/status.schema.json");

/// The JSON Schema of what `milepost audit --format json` writes.
pub const AUDIT_SCHEMA: &str = include_str!("../../schemas/v1/audit.schema.json");
/// The JSON Schema of what `milepost trend --format json` writes.
pub const TREND_SCHEMA: &str = include_str!("../../schemas/v1/trend.schema.json");

/// The JSON Schema of what `milepost verify` writes as JSON.
pub const VERIFY_SCHEMA: &str = include_str!("../../schemas/v1/verify.schema.json");

/// The JSON Schema of what `milepost export json` writes.
pub const EXPORT_SCHEMA: &str = include_str!("../../schemas/v1/export.schema.json");

impl Kind {
    /// The article before its name.
    pub(super) fn article(self) -> &'static str {
        if self.name().starts_with(['a', 'e', 'i', 'o']) { "an" } else { "a" }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.name())
    }
}

/// What a path below the root stands for.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Place {
    /// A document of this kind, with its id where the kind has one.
    Document(Kind, Option<String>),
    /// A Markdown page.
    Page,
    /// Nothing that Milepost knows.
    Unknown,
}

/// What the path, relative to the root, stands for.
pub fn place_of(relative: &str) -> Place {
    if has_extension(relative, "md") {
        return Place::Page;
    }
    let Some(stem) = relative.strip_suffix(".yaml") else { return Place::Unknown };
    match stem.split_once('/') {
        None => match Kind::from_name(stem) {
            Some(kind) if kind.folder().is_none() => Place::Document(kind, None),
            _ => Place::Unknown,
        },
        Some((folder, id)) if is_id(id) => {
            let (kind, id) = match (folder, id.strip_suffix(".witness")) {
                ("approvals", Some(approval)) => (Some(Kind::Witness), approval),
                ("approvals", None) => (Some(Kind::Approval), id),
                _ => (Kind::ALL.into_iter().find(|kind| kind.folder() == Some(folder)), id),
            };
            kind.map_or(Place::Unknown, |kind| Place::Document(kind, Some(id.to_owned())))
        }
        Some(_) => Place::Unknown,
    }
}

/// Whether a text is an id: `^[a-z0-9][a-z0-9._-]*$`.
pub fn is_id(text: &str) -> bool {
    let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    text.bytes().next().is_some_and(allowed)
        && text.bytes().all(|byte| allowed(byte) || b"._-".contains(&byte))
}

fn has_extension(path: &str, extension: &str) -> bool {
    std::path::Path::new(path).extension().is_some_and(|found| found.eq_ignore_ascii_case(extension))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_found_at_its_place() {
        let document = |kind, id: Option<&str>| Place::Document(kind, id.map(str::to_owned));
        assert_eq!(place_of("project.yaml"), document(Kind::Project, None));
        assert_eq!(place_of("schedules/v0.10.yaml"), document(Kind::Schedule, Some("v0.10")));
        assert_eq!(place_of("approvals/2026-11-30-x.yaml"), document(Kind::Approval, Some("2026-11-30-x")));
        assert_eq!(place_of("approvals/x.witness.yaml"), document(Kind::Witness, Some("x")));
        assert_eq!(place_of("notes/any.md"), Place::Page);
        for unknown in [
            "project.yml",
            "schedule.yaml",
            "schedules/a/b.yaml",
            "schedules/Paris.yaml",
            "a.txt",
            "x/y.yaml",
        ] {
            assert_eq!(place_of(unknown), Place::Unknown, "{unknown}");
        }
    }
}
