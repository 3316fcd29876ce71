//! What keeps a step from being approved, in the one order that audit, trend and exports all tell it by.

use super::decision::{Decision, Status};
use super::merging::{MergeState, Merging};

/// What a step lacks, all of its open decisions taken together.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Lack {
    /// Nothing but somebody who looks at the proof, which lies outside of the repository.
    Unverifiable,
    /// Nothing but stronger proof.
    BelowEvidence,
    /// An approval.
    Unapproved,
}

impl Lack {
    /// What those of the decisions lack that are not approved; nothing where all are.
    pub fn of<'a>(decisions: impl IntoIterator<Item = &'a Decision>) -> Option<Self> {
        let open: Vec<&Decision> =
            decisions.into_iter().filter(|decision| decision.status != Status::Approved).collect();
        match () {
            () if open.is_empty() => None,
            () if open.iter().all(|decision| decision.unverifiable) => Some(Self::Unverifiable),
            () if open.iter().all(|decision| decision.unverifiable || decision.below_evidence) => {
                Some(Self::BelowEvidence)
            }
            () => Some(Self::Unapproved),
        }
    }

    /// What a step lacks by who merged it: that is a part of what the policy asks for.
    pub fn of_merging(merging: &[Merging]) -> Option<Self> {
        let lacks = |state: &MergeState| match state {
            MergeState::Awaited | MergeState::Proven(_) => None,
            MergeState::Unproven(_) => Some(Self::Unverifiable),
            MergeState::SomebodyElse(_) => Some(Self::Unapproved),
        };
        let mut found = merging.iter().filter_map(|one| lacks(&one.state));
        let first = found.next()?;
        Some(found.find(|lack| *lack == Self::Unapproved).unwrap_or(first))
    }
}
