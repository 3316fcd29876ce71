//! Who has to merge a step, and who did: a fact beside the decisions, which holds no verdict back.

use std::collections::BTreeSet;
use std::fmt;

use super::Class;
use super::case::Case;
use super::electorate::Electorate;
use super::proofs::{MergeAuthor, Merger};
use super::requirement::{Mergers, merged_by};

/// What the policy asks of the merger of a step, and what is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Merging {
    /// The class whose requirement asks for it.
    pub class: Class,
    /// Who has to merge: `a TSC member`.
    pub by: String,
    /// What is known.
    pub state: MergeState,
}

/// Whether the right person merged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum MergeState {
    /// It is not merged yet.
    Awaited,
    /// This person merged, and may.
    Proven(String),
    /// Somebody else merged: a person of the roster, or an account that it does not list.
    SomebodyElse(String),
    /// It is merged, and nothing shows by whom; the sentence says why.
    Unproven(String),
}

impl MergeState {
    /// The name used in reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Awaited => "awaited",
            Self::Proven(_) => "proven",
            Self::SomebodyElse(_) => "somebody-else",
            Self::Unproven(_) => "unproven",
        }
    }

    /// Whether it is merged, and not, or not shown to be, by who had to.
    pub const fn is_wrong(&self) -> bool {
        matches!(self, Self::SomebodyElse(_) | Self::Unproven(_))
    }

    /// Who merged, where that is known.
    pub fn who(&self) -> Option<&str> {
        match self {
            Self::Proven(who) | Self::SomebodyElse(who) => Some(who),
            Self::Awaited | Self::Unproven(_) => None,
        }
    }
}

impl fmt::Display for Merging {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let (class, by) = (self.class, &self.by);
        match &self.state {
            MergeState::Awaited => write!(formatter, "`{class}`: {by} must merge this"),
            MergeState::Proven(who) => write!(formatter, "`{class}`: merged by {who}, {by}"),
            MergeState::SomebodyElse(who) => {
                write!(formatter, "`{class}`: merged by {who}, but {by} had to merge this")
            }
            MergeState::Unproven(why) => {
                write!(formatter, "`{class}`: {by} had to merge this, and nothing shows who did: {why}")
            }
        }
    }
}

/// What is asked of the merger, by the policy before the step and the one after it; each once.
pub(super) fn merging(case: &Case<'_>) -> Vec<Merging> {
    let classes: BTreeSet<Class> = case.changes.iter().map(|change| change.class).collect();
    let mut all: Vec<Merging> = Vec::new();
    for class in classes {
        for who in case.policies().filter_map(|policy| merged_by(policy, class)) {
            let merging = Merging { class, by: who.in_words().to_owned(), state: state(case, who) };
            if !all.contains(&merging) {
                all.push(merging);
            }
        }
    }
    all
}

fn state(case: &Case<'_>, who: Mergers<'_>) -> MergeState {
    let by_account = |id: u64, login: &str| format!("the account {login} ({id})");
    let stranger = match &case.step.proofs.merger {
        Merger::NotMerged => return MergeState::Awaited,
        Merger::Unproven(why) => return MergeState::Unproven(why.clone()),
        Merger::Event(account) => by_account(account.id, &account.login),
        Merger::SignedMerge(MergeAuthor::Account(id)) => format!("the account {id}"),
        Merger::SignedMerge(MergeAuthor::Email(email)) => email.clone(),
    };
    match case.shown.merger() {
        Some(person) if may_merge(case, who, person) => MergeState::Proven(person.to_owned()),
        Some(person) => MergeState::SomebodyElse(person.to_owned()),
        None => MergeState::SomebodyElse(stranger),
    }
}

fn may_merge(case: &Case<'_>, who: Mergers<'_>, person: &str) -> bool {
    let today = case.step.today;
    match who {
        Mergers::Committee => Electorate::on(case.roster, today).seat_of(person).is_some(),
        Mergers::ReleaseManagers => case.roster.release_managers_on(today).contains(&person),
        Mergers::Unknown(_) => false,
    }
}
