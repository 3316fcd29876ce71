//! The rule `cycle-overlap`: a cycle that overtakes the one before it.

use jiff::civil::Date;

use super::documents::folder_readable;
use super::plans::{Dated, Plan, plans};
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::calendar::show_day;
use crate::diagnostic::{Diagnostic, Severity};
use crate::document::Status;
use crate::schema::Kind;

pub(super) static RULE: Rule = Rule {
    id: "cycle-overlap",
    topic: Topic::Schedule,
    summary: "a cycle that starts later is released later",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Workspace,
    explanation: "Cycles of one process often overlap: one is stabilised while the next is planned. But a cycle that starts \
        after another and reaches its last key milestone before it, or on the same day, overtakes it, and people \
        cannot tell which of the two a change belongs to. Mostly one of the dates is wrong.\n\n\
        Only active cycles that follow the same version of the process are compared, by their first milestone \
        and their last key milestone.\n\n\
        Correct the date, or give one of the cycles another status. If overtaking is meant, turn the rule off in \
        project.yaml with the reason.",
    before: "# paris: kickoff 2027-01-14, ga 2027-07-08\n# rome:  kickoff 2027-03-04, ga 2027-06-24\n",
    after: "# paris: kickoff 2027-01-14, ga 2027-07-08\n# rome:  kickoff 2027-03-04, ga 2027-08-26\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let active = plans(context, |document| document.value.status.value == Status::Active)?;
    let courses: Vec<Course<'_>> = active.iter().filter_map(Course::of).collect();
    let found = courses.iter().filter_map(|course| overtaken(course, &courses)).collect();
    match folder_readable(context.workspace, Kind::Schedule) {
        Ok(()) => Ok(found),
        Err(reason) => Err(Unchecked { reason, found }),
    }
}

/// When a cycle starts, and what it is released with.
struct Course<'a> {
    plan: &'a Plan<'a>,
    version: u64,
    start: Date,
    release: Dated<'a>,
    day: Date,
}

impl<'a> Course<'a> {
    /// Nothing where the process has no key milestone, or the plan does not date it.
    fn of(plan: &'a Plan<'a>) -> Option<Self> {
        let process = &plan.process?.value;
        let is_key =
            |dated: &Dated<'_>| process.milestone(&dated.milestone.id).is_some_and(|milestone| milestone.key);
        let start = plan.dated().iter().filter_map(|dated| dated.date.first_day()).min()?;
        let release = plan.dated().into_iter().filter(is_key).max_by_key(|dated| dated.date.last_day())?;
        let day = release.date.last_day()?;
        Some(Self { plan, version: process.version.value, start, release, day })
    }
}

/// The breach of a cycle that overtakes an earlier one; of several earlier ones the latest is named.
fn overtaken(later: &Course<'_>, courses: &[Course<'_>]) -> Option<Diagnostic> {
    let earlier = courses
        .iter()
        .filter(|other| other.version == later.version && other.start < later.start && later.day <= other.day)
        .max_by_key(|other| (other.start, &other.plan.document.id))?;
    let message = format!(
        "{} starts after {} ({} and {}), but {} is not later than {}",
        later.plan.title(),
        earlier.plan.title(),
        show_day(later.start),
        show_day(earlier.start),
        later.release.show(),
        earlier.release.show()
    );
    Some(
        RULE.breach(later.release.location.clone(), message)
            .with_hint("correct the date, or the status of the cycle that is not active any more")
            .with_label(
                earlier.release.location.clone(),
                format!("{} is released here", earlier.plan.title()),
            ),
    )
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    const PROCESS: &str =
        "kind: process/v1\nversion: 1\nmilestones:\n  - {id: kickoff}\n  - {id: ga, key: true}\n";

    fn plan(cycle: &str, status: &str, kickoff: &str, ga: &str) -> String {
        format!(
            "kind: schedule/v1\ncycle: {cycle}\nprocess: 1\nstatus: {status}\nmilestones:\n  \
             - {{id: kickoff, date: {kickoff}}}\n  - {{id: ga, date: {ga}}}\n"
        )
    }

    fn with(rome: &str) -> Vec<String> {
        let paris = plan("paris", "active", "2027-01-14", "2027-07-08");
        let files = [
            ("process.yaml", PROCESS),
            ("schedules/paris.yaml", paris.as_str()),
            ("schedules/rome.yaml", rome),
        ];
        found(&RULE, &files, "2027-01-04")
    }

    #[test]
    fn a_cycle_that_overtakes_another_is_found_at_its_release() {
        for ga in ["2027-06-24", "2027-07-08"] {
            let found = with(&plan("rome", "active", "2027-03-04", ga));
            assert_eq!(found.len(), 1, "{found:?}");
            assert!(found[0].starts_with("7:20 "), "{found:?}");
            assert!(found[0].contains("rome starts after paris"), "{found:?}");
        }
    }

    #[test]
    fn cycles_in_their_order_may_overlap() {
        assert!(with(&plan("rome", "active", "2027-03-04", "2027-08-26")).is_empty());
        assert!(with(&plan("rome", "active", "2027-01-14", "2027-06-24")).is_empty());
    }

    #[test]
    fn only_active_cycles_are_compared() {
        assert!(with(&plan("rome", "draft", "2027-03-04", "2027-06-24")).is_empty());
    }
}
