//! Tells a plan that comes into force as a whole: who approves it approves every one of its dates.

use std::collections::BTreeMap;

use jiff::civil::Date;

use super::wording::shown_date;
use super::{Milestone, Sides};
use crate::calendar::DateText;
use crate::diagnostic::Location;
use crate::document::{Document, Process, Schedule, Status, Workspace};
use crate::schema::Kind;

use super::super::title_of;

/// A plan that is active after a change and was not before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlanInForce {
    /// The document: `schedule/paris`.
    pub document: String,
    /// What people call the cycle.
    pub title: String,
    /// Its file, from the top of the repository.
    pub path: String,
    /// Whether there was no plan of the cycle before.
    pub new: bool,
    /// All its milestones, in its own order.
    pub milestones: Vec<PlannedMilestone>,
}

/// A milestone of such a plan.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PlannedMilestone {
    /// Its id.
    pub id: String,
    /// What people call it.
    pub name: String,
    /// Its date as written; none where it has none.
    pub date: Option<String>,
    /// The date for people, or why there is none.
    pub shown: String,
    /// The first day that is meant.
    pub day: Option<Date>,
    /// Whether the process calls it a key milestone.
    pub key: bool,
    /// Where it stands.
    pub location: Location,
}

impl PlanInForce {
    /// The milestone that the plan is about: the last key one that has a date, or the last of all.
    pub fn goal(&self) -> Option<&PlannedMilestone> {
        let dated = || self.milestones.iter().filter(|milestone| milestone.day.is_some());
        let key = dated().filter(|milestone| milestone.key).max_by_key(|milestone| milestone.day);
        key.or_else(|| dated().max_by_key(|milestone| milestone.day))
    }
}

/// The plans that a change puts into force, by path.
pub fn plans_in_force(
    before: &Workspace,
    after: &Workspace,
    versions: &BTreeMap<u64, Process>,
) -> Vec<PlanInForce> {
    let sides = Sides { before, after, versions };
    let is_active = |plan: &&Document<Schedule>| plan.value.status.value == Status::Active;
    let was_active = |id: &str| before.schedules.get(id).as_ref().is_some_and(is_active);
    // What a plan was that cannot be read is not known, so that it is not known either that it comes into force.
    let was_unread = |plan: &Document<Schedule>| before.unread.contains(&plan.path);
    let plans = after.schedules.iter().filter(|(id, plan)| is_active(plan) && !was_active(id));
    plans.filter(|(_, plan)| !was_unread(plan)).map(|(id, plan)| told(sides, id, plan)).collect()
}

fn told(sides: Sides<'_>, id: &str, plan: &Document<Schedule>) -> PlanInForce {
    let context = sides.after.plan_context(&plan.value);
    let followed = sides.process(&context);
    let current = sides.after.process.as_ref().map(|process| &*process.value);
    let in_process = |id: &str| {
        let mut known = followed.into_iter().chain(current);
        known.find_map(|process| process.milestones.iter().find(|one| one.id.as_str() == id))
    };
    let planned = |milestone: &Milestone| {
        let moment = milestone.moment(&context.zone);
        let rule = in_process(milestone.id.as_str());
        let dropped = milestone.not_applicable.as_ref().map(|why| format!("not applicable: {}", why.value));
        let shown = dropped.or_else(|| shown_date(milestone, &moment));
        let date = moment.and_then(Result::ok).filter(|_| milestone.not_applicable.is_none());
        PlannedMilestone {
            id: milestone.id.value.clone(),
            name: milestone.called(|| rule?.name.as_deref()).to_owned(),
            shown: shown.unwrap_or_else(|| "no date".to_owned()),
            day: date.as_ref().and_then(DateText::first_day),
            date: date.map(|date| date.text().to_owned()),
            key: rule.is_some_and(|rule| rule.key),
            location: Location::at(&plan.path, milestone.id.span),
        }
    };
    PlanInForce {
        document: format!("{}/{id}", Kind::Schedule),
        title: title_of(Kind::Schedule, Some(id), [sides.before, sides.after]),
        path: plan.path.clone(),
        new: !sides.before.schedules.contains_key(id),
        milestones: plan.value.milestones.iter().map(planned).collect(),
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;
    use crate::document::load;
    use crate::source::InMemory;

    const PROCESS: &str = "kind: process/v1\nversion: 1\nmilestones:\n  - {id: start, name: Start}\n  - {id: ga, name: Release, key: true}\n  - {id: review}\n";

    fn side(plan: Option<&str>) -> Workspace {
        let snapshot = InMemory::new("test").with_file("release/process.yaml", PROCESS);
        let snapshot = match plan {
            Some(plan) => snapshot.with_file("release/schedules/paris.yaml", plan),
            None => snapshot,
        };
        load(&snapshot, "release", &BTreeSet::new()).unwrap()
    }

    fn plan(status: &str) -> String {
        format!(
            "kind: schedule/v1\ncycle: paris\nname: Paris\nstatus: {status}\nmilestones:\n  - {{id: start, date: 2027-01-14}}\n  - {{id: ga, date: 2027-07-15}}\n  - {{id: review, date: tbd}}\n"
        )
    }

    fn between(before: Option<&str>, after: Option<&str>) -> Vec<PlanInForce> {
        plans_in_force(&side(before), &side(after), &BTreeMap::new())
    }

    #[test]
    fn a_plan_comes_into_force_when_it_becomes_active() {
        let active = plan("active");
        for before in ["draft", "proposed", "released", "cancelled"] {
            let found = between(Some(&plan(before)), Some(&active));
            assert_eq!(found.len(), 1, "{before}");
            assert!(!found[0].new && between(Some(&active), Some(&plan(before))).is_empty());
        }
        assert!(between(None, Some(&active))[0].new);
        assert!(between(Some(&active), Some(&active)).is_empty());
        assert!(between(None, Some(&plan("draft"))).is_empty());
        assert!(between(Some("status: [\n"), Some(&active)).is_empty(), "it may have been active");
    }

    #[test]
    fn it_is_told_whole_and_its_goal_is_the_last_key_milestone() {
        let found = between(None, Some(&plan("active")));
        let told: Vec<(&str, &str, bool)> =
            found[0].milestones.iter().map(|one| (one.name.as_str(), one.shown.as_str(), one.key)).collect();
        assert_eq!(
            told,
            [
                ("Start", "Thu 14 Jan 2027", false),
                ("Release", "Thu 15 Jul 2027", true),
                ("review", "to be decided", false)
            ]
        );
        assert_eq!(found[0].goal().map(|goal| goal.id.as_str()), Some("ga"));
    }
}
