//! Somebody in the roster, with the offices of a day.

use jiff::civil::Date;

/// Somebody in the roster.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id.
    pub id: String,
    /// The name.
    pub name: String,
    /// The login on GitHub.
    pub login: Option<String>,
    /// The offices held on the day that is looked from.
    pub offices: Vec<Office>,
}

/// An office and its term.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Office {
    /// Which one.
    pub kind: OfficeKind,
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
}

/// What somebody is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum OfficeKind {
    /// Holds a seat of the committee that has a vote.
    TscMember,
    /// Holds a seat without a vote.
    TscObserver,
    /// Votes where the holder of a seat does not.
    Alternate,
    /// Manages releases.
    ReleaseManager,
    /// Advises; foundation staff.
    Advisor,
}

impl OfficeKind {
    /// The word for machines.
    pub const fn name(self) -> &'static str {
        match self {
            Self::TscMember => "tsc",
            Self::TscObserver => "tsc-without-vote",
            Self::Alternate => "alternate",
            Self::ReleaseManager => "release-manager",
            Self::Advisor => "advisor",
        }
    }
}
