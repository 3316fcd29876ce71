//! An earlier step of a branch as it is judged today: what it changed, and what had to be decided about it.

use jiff::civil::Date;

use crate::approval::{Healed, HistoryFacts, Judgement, Needed, Proofs, Step, content};
use crate::document::Workspace;
use crate::history::{Documents, facts, timestamp};
use crate::render;
use crate::report;
use crate::repository::{Commit, Repository};
use crate::schema::Kind;

use super::failure::Failure;
use super::side::Place;

/// An earlier step.
pub(super) struct Then {
    pub(super) before: Workspace,
    pub(super) after: Workspace,
    pub(super) judged: Judgement,
    /// What it changed that needed sign-off.
    pub(super) needed: Needed,
    /// What it did that matters most, in one sentence.
    pub(super) title: Option<String>,
}

impl Then {
    /// The step that a commit makes; it was taken on `latest` at the latest.
    pub(super) fn of(
        place: &Place<'_>,
        repository: &Repository,
        commit: &Commit,
        latest: Date,
    ) -> Result<Self, Failure> {
        let documents = Documents::new(repository, place.root());
        let parent = commit.parents.first().map(String::as_str);
        let (before, after) = documents.around(parent, &commit.id)?;
        let none = HistoryFacts::default();
        let day = before.deadline_zone().local(timestamp(commit.time)).date();
        let bare = Step {
            before: &before,
            after: &after,
            today: day.min(latest),
            history: &none,
            proofs: Proofs::offline(),
        };
        let known = match parent {
            Some(parent) => facts(&documents, parent, bare)?,
            None => HistoryFacts::default(),
        };
        let step = Step { history: &known, ..bare };
        let told = report::gate(step, Vec::new());
        let (title, judged) = (render::title(&told.report), told.judgement);
        let needed = judged.needs.classes.iter();
        let needed: Needed = needed
            .map(|(path, classes)| (path.clone(), (content(&before, &after, path), classes.clone())))
            .collect();
        Ok(Self { before, after, judged, needed, title })
    }

    /// The step as something to be healed by an approval that comes after the documents of `now`.
    pub(super) fn healed(&self, now: &Workspace) -> Healed<'_> {
        Healed {
            needed: &self.needed,
            decisions: &self.judged.decisions,
            before: &self.before,
            rules_are_settled: self.has_the_rules_of(now),
        }
    }

    /// Whether policy and roster are those of other documents, to the byte.
    pub(super) fn has_the_rules_of(&self, now: &Workspace) -> bool {
        let rules = [Kind::Policy, Kind::Roster].map(|kind| now.path_of(kind));
        rules.iter().all(|path| self.before.is_same_at(now, path))
    }
}
