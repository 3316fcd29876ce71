//! What a later step may need of a judged one: what heals it, and what it takes to be healed.

use std::collections::BTreeSet;

use jiff::civil::Date;

use super::facts::new_approvals;
use super::record::Record;
use super::{AuditStep, RatifiedBy, Reason, Status};
use crate::approval::{
    Class, Decision, Healed, Needed, Needs, Ratified, Ruling, Step, content, ratification,
};
use crate::calendar::show_day;
use crate::diff::short_commit;
use crate::document::{Approval, Document, Workspace};
use crate::history::HistoryError;
use crate::schema::Kind;

/// A judged step, with what a later one may need of it.
pub(super) struct Judged {
    pub(super) step: AuditStep,
    pub(super) age: usize,
    /// The commit before it.
    pub(super) parent: Option<String>,
    /// The paths and classes that it needed somebody's sign-off for.
    pub(super) needs: Needs,
    /// What was looked for outside of the root.
    pub(super) protected: BTreeSet<String>,
    /// The last day on which it can be ratified, where it rests on an emergency approval.
    pub(super) ratify_by: Option<Date>,
    /// Whether an approval that it brings should ratify an earlier step, and does not.
    pub(super) heals_less: bool,
}

/// What the approvals of a step do for earlier ones.
#[derive(Default)]
pub(super) struct Healing {
    pub(super) reasons: Vec<Reason>,
    /// Whether one should ratify an earlier step, and does not.
    pub(super) lacks_some: bool,
}

impl Record<'_> {
    /// Heals the earlier steps that approvals of this one ratify, or says why one does not; tells which it takes back.
    pub(super) fn ratify(
        &mut self,
        step: Step<'_>,
        ruling: &Ruling,
        status: Status,
        commit: &str,
    ) -> Result<Healing, HistoryError> {
        // What is not approved itself approves nothing else.
        let is_approved = ruling.verdict.passes() && !matches!(status, Status::Invalid | Status::Amended);
        let mut healing = Healing::default();
        let reasons = &mut healing.reasons;
        for approval in new_approvals(step) {
            let taken_back = approval.value.voided().map(|old| {
                format!("`{}` takes back `{}`; what was merged by that stays", approval.id, old.value)
            });
            reasons.extend(taken_back.map(Reason::fact));
            let Some(target) = &approval.value.ratifies else { continue };
            let fails = |why: &str| {
                Reason::fact(format!(
                    "`{}` does not ratify commit {}: {why}",
                    approval.id,
                    short_commit(target)
                ))
            };
            let Some(index) = self.by_commit.get(target.as_str()).copied() else {
                reasons.push(fails("it is no governed step of the branch before this one"));
                continue;
            };
            match self.ratified(step, ruling, &approval.id, index)? {
                Ratified::No(why) => {
                    healing.lacks_some = true;
                    reasons.push(fails(&why.join("; ")));
                }
                Ratified::Yes(_) if !is_approved => {
                    healing.lacks_some = true;
                    reasons.push(fails("the commit that brings it is not approved itself"));
                }
                Ratified::Yes(decisions) => {
                    if let Some(healed) = self.judged.get_mut(index) {
                        healed.heal(approval, commit, decisions);
                    }
                    reasons.push(Reason::fact(format!(
                        "`{}` ratifies commit {}",
                        approval.id,
                        short_commit(target)
                    )));
                }
            }
        }
        Ok(healing)
    }

    fn ratified(
        &self,
        step: Step<'_>,
        ruling: &Ruling,
        id: &str,
        index: usize,
    ) -> Result<Ratified, HistoryError> {
        let Some(judged) = self.judged.get(index) else { return Ok(Ratified::No(Vec::new())) };
        let before = match &judged.parent {
            Some(parent) => self.documents.at(parent, &BTreeSet::new())?,
            None => self.documents.nothing()?,
        };
        let needed = self.needed(judged)?;
        let healed = Healed {
            needed: &needed,
            decisions: &judged.step.decisions,
            before: &before,
            rules_are_settled: self.are_rules_settled(&before, step.before, index),
        };
        Ok(ratification(step, &ruling.changes, id, healed))
    }

    /// What a judged step needed sign-off for, with the content: read again, since few steps are ever ratified and the
    /// digests of what documents mean take longest of all.
    fn needed(&self, judged: &Judged) -> Result<Needed, HistoryError> {
        let before = match &judged.parent {
            Some(parent) => self.documents.at(parent, &judged.protected)?,
            None => self.documents.nothing()?,
        };
        let after = self.documents.at(&judged.step.commit, &judged.protected)?;
        let needed = judged.needs.classes.iter();
        Ok(needed
            .map(|(path, classes)| (path.clone(), (content(&before, &after, path), classes.clone())))
            .collect())
    }

    /// Whether the rules before a judged step are in force still, or changed since by steps that were approved alone.
    fn are_rules_settled(&self, then: &Workspace, now: &Workspace, index: usize) -> bool {
        let rules = [Kind::Policy, Kind::Roster].map(|kind| now.path_of(kind));
        if rules.iter().all(|path| then.is_same_at(now, path)) {
            return true;
        }
        let mut since = self.judged.iter().skip(index);
        let is_own = since.next().is_some_and(|judged| judged.changes(&rules));
        !is_own && since.all(|judged| judged.is_settled() || !judged.changes(&rules))
    }
}

impl Judged {
    /// Whether it lacks nothing but proof, which GitHub may have.
    pub(super) fn is_open(&self) -> bool {
        self.step.is_open() || self.heals_less
    }

    /// Whether it changed what one of these files means, or left it unreadable.
    fn changes(&self, paths: &[String]) -> bool {
        let is_free = |class: Class| matches!(class, Class::Record | Class::Editorial);
        let mut changes = self.step.changes.iter().filter(|change| !is_free(change.class));
        changes.any(|change| paths.contains(&change.change.location.path))
    }

    /// Whether what it changed is approved once and for all.
    fn is_settled(&self) -> bool {
        match self.step.status {
            Status::Ratified | Status::NotRequired => true,
            Status::Approved => self.ratify_by.is_none(),
            _ => false,
        }
    }

    /// What was approved in an emergency, or not well enough, is healed.
    fn heal(&mut self, approval: &Document<Approval>, commit: &str, decisions: Vec<Decision>) {
        let waits = self.ratify_by.is_some() && self.step.status == Status::Approved;
        let lacks =
            matches!(self.step.status, Status::Unapproved | Status::BelowEvidence | Status::Unverifiable);
        if waits || lacks {
            self.step.status = Status::Ratified;
            self.step.ratified_by =
                Some(RatifiedBy { approval: approval.id.clone(), commit: commit.to_owned(), decisions });
        }
    }

    /// An emergency approval that nobody ratified in time holds no more.
    pub(super) fn settle_emergency(&mut self, today: Date) {
        let Some(due) = self.ratify_by.filter(|_| self.step.status == Status::Approved) else { return };
        if today > due {
            self.step.status = Status::Unapproved;
            self.step.may_be_reviewed = false;
            let message = format!("the emergency approval was not ratified by {}", show_day(due));
            self.step.reasons.insert(0, Reason::fact(message));
        }
    }
}
