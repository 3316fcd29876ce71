//! One line for every milestone of a cycle through all plans that the branch held, whatever ids it had.

use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use super::common::Common;
use super::identity::encoded;
use super::marks::Mark;
use super::model::DateChange;
use super::stamp::Stamp;
use crate::calendar::{DateText, Zone};
use crate::diff::{Change, ChangeKind};
use crate::document::{Confidence, Milestone, MilestoneProgress, Progress, Schedule};

/// What a step made of a cycle: its plan, its progress, or both are other ones than before.
#[derive(Debug, Clone)]
pub(super) struct Moment {
    pub(super) at: Stamp,
    /// The plan from here on, of several that cannot be read the last one that could; none where it is gone.
    pub(super) plan: Option<Rc<Schedule>>,
    /// The commit that holds the last plan that could be read.
    pub(super) read_at: Option<String>,
    pub(super) progress: Option<Rc<Progress>>,
    /// The changes of ids that the step made.
    pub(super) lineage: Vec<Change>,
}

/// A milestone through all moments.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Line {
    /// Its first id, encoded, with a number where an earlier line began with the same.
    pub(super) identity: String,
    pub(super) id: String,
    pub(super) former_ids: Vec<String>,
    /// What the plan says of it, or said last.
    pub(super) last: Milestone,
    /// Whether the newest plan has it.
    pub(super) is_there: bool,
    /// Where the newest plan has it.
    pub(super) place: usize,
    /// Whether what the plan says of its date cannot be read.
    pub(super) unreadable: bool,
    pub(super) history: Vec<DateChange>,
    /// Who owned it before and does not now.
    pub(super) former_owners: BTreeSet<String>,
    /// The step that brought it.
    pub(super) created: Mark,
    /// The last step that changed what is shown of it.
    pub(super) modified: Mark,
    /// The steps that what the plan says of it rests on.
    pub(super) rests_on: RestsOn,
}

/// The steps, by their indices, that last changed what has to be decided about a milestone. Each settles only what it
/// changed: who may say that a date is sure does not decide the date.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct RestsOn {
    pub(super) date: usize,
    /// Its id and its own name.
    pub(super) id: usize,
    /// Whether it applies.
    pub(super) applies: usize,
    /// Whether its date is tentative.
    pub(super) confidence: usize,
    /// Since when the plan has it.
    pub(super) there: usize,
    /// The step that last took it out of the plan, where one did.
    pub(super) gone: Option<usize>,
    /// The step of the project that gave its time another zone since it was written, where one did.
    pub(super) zone: Option<usize>,
}

impl RestsOn {
    const fn first(step: usize) -> Self {
        Self { date: step, id: step, applies: step, confidence: step, there: step, gone: None, zone: None }
    }

    /// All that a milestone of the plan rests on.
    pub(super) fn all(self) -> BTreeSet<usize> {
        let always = [self.date, self.id, self.applies, self.confidence, self.there];
        always.into_iter().chain(self.gone).collect()
    }

    fn take(&mut self, step: usize, changed: Decided) {
        let whens = [
            (&mut self.date, changed.date),
            (&mut self.id, changed.id),
            (&mut self.applies, changed.applies),
            (&mut self.confidence, changed.confidence),
        ];
        for (when, _) in whens.into_iter().filter(|(_, changed)| *changed) {
            *when = step;
        }
        if changed.date {
            self.zone = None;
        }
    }
}

/// What of all that has to be decided two plans say differently.
#[derive(Debug, Clone, Copy)]
struct Decided {
    date: bool,
    id: bool,
    applies: bool,
    confidence: bool,
}

impl Decided {
    fn between(old: &Milestone, new: &Milestone, zone: &Zone) -> Self {
        let is_tentative = |milestone: &Milestone| milestone.confidence == Some(Confidence::Tentative);
        let date = match (old.moment(zone), new.moment(zone)) {
            (Some(Ok(old)), Some(Ok(new))) => !old.same_moment(&new),
            (old, new) => old != new,
        };
        Self {
            date,
            id: old.id != new.id || old.name != new.name,
            applies: old.not_applicable.is_some() != new.not_applicable.is_some(),
            confidence: is_tentative(old) != is_tentative(new),
        }
    }
}

/// Whether two plans that follow each other may call the same milestone differently.
pub(super) fn may_rename(old: &Schedule, new: &Schedule) -> bool {
    old.milestones.len() != new.milestones.len()
        || old.milestones.iter().zip(&new.milestones).any(|(old, new)| old.id != new.id || old.was != new.was)
}

/// The lines of a cycle: those that the newest plan has in its order, then the others in the order in which they came.
/// `commons` is what all cycles share, the oldest first.
pub(super) fn lines(moments: &[Moment], commons: &[Common]) -> Vec<Line> {
    let mut tangle = Tangle { common: None, plan: None, lines: Vec::new(), by_id: BTreeMap::new() };
    let mut commons = commons.iter().peekable();
    let mut before: Option<&Moment> = None;
    for moment in moments {
        while let Some(common) = commons.next_if(|common| common.since.step <= moment.at.step) {
            tangle.share(common);
        }
        tangle.take(moment, before);
        before = Some(moment);
    }
    commons.for_each(|common| tangle.share(common));
    let mut lines: Vec<Line> = tangle.lines.into_iter().map(|open| open.line).collect();
    lines.sort_by_key(|line| (!line.is_there, if line.is_there { line.place } else { 0 }));
    lines
}

/// A line that may go on.
struct Open {
    line: Line,
    /// Its first id.
    origin: String,
    owner: Option<String>,
}

struct Tangle<'a> {
    /// What all cycles share at the moment.
    common: Option<&'a Common>,
    /// The newest plan so far.
    plan: Option<&'a Schedule>,
    lines: Vec<Open>,
    by_id: BTreeMap<String, usize>,
}

impl<'a> Tangle<'a> {
    /// Something else that all cycles share: other dates where times have no zone, other names, other owners.
    fn share(&mut self, common: &'a Common) {
        let before = self.common.replace(common);
        let (Some(plan), Some(before)) = (self.plan, before) else { return };
        for open in &mut self.lines {
            if before.shows_the_same(common, plan, &open.line.last) {
                continue;
            }
            open.changed(&common.since);
            open.owned(common, plan);
            if open.line.is_there
                && !open.line.unreadable
                && open.date(date_of(&open.line.last, common.zone()), None, &common.since)
            {
                open.line.rests_on.zone = Some(common.since.step);
            }
        }
    }

    fn take(&mut self, moment: &'a Moment, before: Option<&Moment>) {
        self.hand_on(&moment.lineage);
        let mut seen = BTreeSet::new();
        let milestones = moment.plan.as_ref().map_or(&[][..], |plan| &plan.milestones);
        self.plan = moment.plan.as_deref().or(self.plan);
        for (place, milestone) in milestones.iter().enumerate() {
            let number = match self.by_id.get(milestone.id.as_str()) {
                Some(number) => *number,
                None => self.come_back(milestone).unwrap_or_else(|| self.begin(milestone, moment)),
            };
            if seen.insert(number) {
                self.go_on(number, place, milestone, moment, before);
            }
        }
        let is_same_cycle = same_cycle(moment, before);
        for (number, open) in self.lines.iter_mut().enumerate() {
            if seen.contains(&number) {
                continue;
            }
            if open.line.is_there {
                open.line.is_there = false;
                open.line.rests_on.gone = Some(moment.at.step);
                open.changed(&moment.at);
                open.date(None, None, &moment.at);
            } else if !is_same_cycle {
                // It bears the name of its cycle, wherever it was last.
                open.changed(&moment.at);
            }
        }
    }

    fn begin(&mut self, milestone: &Milestone, moment: &Moment) -> usize {
        let id = milestone.id.value.clone();
        let same = self.lines.iter().filter(|open| open.origin == id).count();
        let line = Line {
            identity: if same == 0 { encoded(&id) } else { format!("{}~{}", encoded(&id), same + 1) },
            id: id.clone(),
            former_ids: Vec::new(),
            last: milestone.clone(),
            is_there: false,
            place: 0,
            unreadable: false,
            history: Vec::new(),
            former_owners: BTreeSet::new(),
            created: moment.at.mark,
            modified: moment.at.mark,
            rests_on: RestsOn::first(moment.at.step),
        };
        self.lines.push(Open { line, origin: id.clone(), owner: None });
        self.by_id.insert(id, self.lines.len() - 1);
        self.lines.len() - 1
    }

    /// The line of a milestone that was out of the plan for some steps and comes back by another name.
    fn come_back(&mut self, milestone: &Milestone) -> Option<usize> {
        let is_out = |id: &&String| {
            let found = self.by_id.get(id.as_str()).and_then(|number| self.lines.get(*number));
            found.is_some_and(|open| !open.line.is_there)
        };
        let former = milestone.was.0.iter().find(is_out)?.clone();
        let number = self.by_id.remove(&former)?;
        self.by_id.insert(milestone.id.value.clone(), number);
        Some(number)
    }

    fn go_on(
        &mut self,
        number: usize,
        place: usize,
        milestone: &Milestone,
        moment: &Moment,
        before: Option<&Moment>,
    ) {
        let (common, plan) = (self.common, self.plan);
        let Some(open) = self.lines.get_mut(number) else { return };
        let old_id = open.line.id.clone();
        let same = open.line.is_there
            && open.line.last == *milestone
            && same_cycle(moment, before)
            && progress_of(moment, milestone.id.as_str())
                == before.and_then(|before| progress_of(before, &old_id));
        open.line.place = place;
        if same {
            return;
        }
        open.changed(&moment.at);
        let zone = common.map_or(&Zone::Utc, Common::zone);
        let changed = Decided::between(&open.line.last, milestone, zone);
        open.line.rests_on.take(moment.at.step, changed);
        if !open.line.is_there {
            open.line.rests_on.there = moment.at.step;
        }
        if old_id != milestone.id.value {
            if !open.line.former_ids.contains(&old_id) {
                open.line.former_ids.push(old_id);
            }
            open.line.id = milestone.id.value.clone();
            open.line.former_ids.retain(|id| *id != milestone.id.value);
        }
        open.line.is_there = true;
        open.line.last = milestone.clone();
        if let Some((common, plan)) = common.zip(plan) {
            open.owned(common, plan);
        }
        let reason = milestone.reason.as_ref().map(|reason| reason.value.clone());
        open.line.unreadable = is_unreadable(milestone, zone);
        // Like a plan that cannot be read: until it is mended, what stood before stands.
        if !open.line.unreadable {
            open.date(date_of(milestone, zone), reason, &moment.at);
        }
    }

    /// All ids change at once: where `rc1` becomes `rc2`, `rc2` may become `rc3`. An id that is gone and new in one step
    /// means something else now.
    fn hand_on(&mut self, changes: &[Change]) {
        let successions: Vec<(String, String)> =
            changes.iter().filter_map(|change| self.succession(change)).collect();
        let taken: Vec<(usize, String)> =
            successions.into_iter().filter_map(|(old, new)| Some((self.by_id.remove(&old)?, new))).collect();
        let of_kind = |kind: ChangeKind| -> BTreeSet<&str> {
            let found = changes.iter().filter(|change| change.kind == kind);
            found.map(|change| change.subject.as_str()).collect()
        };
        for id in of_kind(ChangeKind::Added).intersection(&of_kind(ChangeKind::Removed)) {
            self.by_id.remove(*id);
        }
        self.by_id.extend(taken.into_iter().map(|(line, new)| (new, line)));
    }

    /// Which id goes on as which. Where several become one or one several, who has the same id goes on, else the first.
    fn succession(&self, change: &Change) -> Option<(String, String)> {
        let lineage = change.lineage.as_ref()?;
        let is_open = |id: &&String| self.by_id.contains_key(id.as_str());
        let same = lineage.ancestors.iter().find(|id| lineage.heirs.contains(id));
        let ancestor = same.or_else(|| lineage.ancestors.iter().find(is_open))?;
        let heir = same.or_else(|| lineage.heirs.first())?;
        Some((ancestor.clone(), heir.clone()))
    }
}

impl Open {
    fn changed(&mut self, at: &Stamp) {
        self.line.modified = at.mark;
    }

    /// Who owns it from here on.
    fn owned(&mut self, common: &Common, plan: &Schedule) {
        let owner = common.owner(plan, &self.line.last).map(str::to_owned);
        if let Some(owner) = &owner {
            self.line.former_owners.remove(owner);
        }
        let before = std::mem::replace(&mut self.owner, owner);
        self.line.former_owners.extend(before.filter(|before| Some(before) != self.owner.as_ref()));
    }

    /// The date from here on. Whether it is another one than before.
    fn date(&mut self, new: Option<DateText>, reason: Option<String>, at: &Stamp) -> bool {
        let old = self.line.history.last().and_then(|change| change.new.clone());
        let same = match (&old, &new) {
            (Some(old), Some(new)) => old.same_moment(new),
            (old, new) => old.is_none() && new.is_none(),
        };
        if same {
            return false;
        }
        self.line.history.push(DateChange {
            commit: at.commit.clone(),
            time: at.time,
            day: at.day,
            old,
            new,
            reason,
            approval: None,
        });
        true
    }
}

fn same_cycle(moment: &Moment, before: Option<&Moment>) -> bool {
    let before = before.and_then(|before| before.plan.as_ref());
    match (&moment.plan, before) {
        (Some(now), Some(before)) => {
            Rc::ptr_eq(now, before)
                || (now.name == before.name
                    && now.status == before.status
                    && now.version == before.version
                    && now.process == before.process)
        }
        (None, None) => true,
        _ => false,
    }
}

fn progress_of<'a>(moment: &'a Moment, id: &str) -> Option<&'a MilestoneProgress> {
    moment.progress.as_ref()?.milestones.get(id)
}

/// Whether a milestone that applies has something that is no date.
pub(super) fn is_unreadable(milestone: &Milestone, zone: &Zone) -> bool {
    milestone.not_applicable.is_none() && matches!(milestone.moment(zone), Some(Err(_)))
}

/// The date of a milestone that applies and has a day.
pub(super) fn date_of(milestone: &Milestone, zone: &Zone) -> Option<DateText> {
    let applies = milestone.not_applicable.is_none();
    let date = milestone.moment(zone)?.ok().filter(|_| applies)?;
    date.first_day().is_some().then_some(date)
}

#[cfg(test)]
mod tests {
    use jiff::Timestamp;
    use proptest::prelude::*;

    use super::*;
    use crate::diagnostic::Location;
    use crate::diff::Lineage;

    /// A plan with the given milestones on days of March 2027.
    fn moment(step: usize, milestones: &[(&str, u8)]) -> Moment {
        let list: String = milestones
            .iter()
            .map(|(id, day)| format!("  - {{id: {id}, date: 2027-03-{day:02}}}\n"))
            .collect();
        let list = if list.is_empty() { " []\n".to_owned() } else { format!("\n{list}") };
        let text = format!("kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:{list}");
        let time = Timestamp::from_second(i64::try_from(step).unwrap() * 86_400).unwrap();
        Moment {
            at: Stamp {
                step,
                commit: format!("commit-{step}"),
                time,
                day: Zone::Utc.local(time).date(),
                mark: Mark { number: u32::try_from(step).unwrap(), time },
            },
            read_at: None,
            plan: Some(Rc::new(crate::history::read("paris", text.as_bytes()).unwrap())),
            progress: None,
            lineage: Vec::new(),
        }
    }

    fn renamed(old: &str, new: &str) -> Change {
        let ids = |id: &str| vec![id.to_owned()];
        Change {
            lineage: Some(Lineage { ancestors: ids(old), heirs: ids(new) }),
            ..Change::new(ChangeKind::Renamed, "schedule/paris", "Paris", new, Location::file("paris"))
        }
    }

    #[test]
    fn a_milestone_keeps_its_first_id_and_bears_the_mark_of_its_last_change() {
        let moments = [
            moment(0, &[("freeze", 1), ("ga", 20)]),
            moment(1, &[("freeze", 1), ("ga", 25)]),
            Moment {
                lineage: vec![renamed("freeze", "code-freeze")],
                ..moment(2, &[("code-freeze", 1), ("ga", 25)])
            },
            moment(3, &[("code-freeze", 1), ("freeze", 8), ("ga", 25)]),
            moment(4, &[("freeze", 8), ("ga", 25)]),
        ];
        let found = lines(&moments, &[]);
        let said: Vec<(&str, &str, u32, bool, usize)> = found
            .iter()
            .map(|line| {
                (
                    line.identity.as_str(),
                    line.id.as_str(),
                    line.modified.number,
                    line.is_there,
                    line.history.len(),
                )
            })
            .collect();
        assert_eq!(
            said,
            [
                ("freeze~2", "freeze", 3, true, 1),
                ("ga", "ga", 1, true, 2),
                ("freeze", "code-freeze", 4, false, 2)
            ]
        );
    }

    proptest! {
        /// What readers rely on from one refresh to the next.
        #[test]
        fn no_step_takes_an_event_away_or_turns_its_number_back(
            plans in prop::collection::vec(prop::collection::btree_map(0_u8..5, 1_u8..29, 0..5), 1..8)
        ) {
            let names = ["a", "b", "c", "d", "e"];
            let moments: Vec<Moment> = plans.iter().enumerate().map(|(step, plan)| {
                let milestones: Vec<(&str, u8)> =
                    plan.iter().map(|(id, day)| (names[usize::from(*id)], *day)).collect();
                moment(step, &milestones)
            }).collect();
            let mut before: Vec<Line> = Vec::new();
            for end in 1..=moments.len() {
                let now = lines(&moments[..end], &[]);
                let identities: BTreeSet<&str> = now.iter().map(|line| line.identity.as_str()).collect();
                prop_assert_eq!(identities.len(), now.len());
                for old in &before {
                    let new = now.iter().find(|line| line.identity == old.identity).unwrap();
                    prop_assert!(new.modified >= old.modified);
                    prop_assert_eq!(new.created, old.created);
                    let same = new.last == old.last && new.is_there == old.is_there;
                    prop_assert_eq!(same, new.modified == old.modified);
                }
                before = now;
            }
        }
    }
}
