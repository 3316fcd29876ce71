//! The verdict in words, and the one consequence that matters most.

use super::{is_approval, renumbering};
use crate::approval::{Evidence, Verdict};
use crate::diagnostic::Diagnostic;
use crate::diff::{Cause, Change, ChangeKind};
use crate::report::{ClassifiedChange, PlanInForce, Report};

/// The sign of a verdict; never shown without `verdict_words`.
pub(in crate::render) const fn verdict_symbol(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Approved => "✅",
        Verdict::NotRequired => "☑️",
        Verdict::Pending | Verdict::Rejected | Verdict::Invalid => "❌",
    }
}

/// The verdict in words.
pub(in crate::render) fn verdict_words(report: &Report, verdict: Verdict) -> &'static str {
    let weakest = report.decisions.iter().filter_map(|decision| decision.evidence).min();
    match verdict {
        Verdict::Approved if weakest == Some(Evidence::Recorded) => "Approved (recorded)",
        Verdict::Approved => "Approved",
        Verdict::NotRequired => "No sign-off needed",
        Verdict::Pending if report.merged.is_some() => "Not approved",
        Verdict::Pending => "Not approved yet",
        Verdict::Rejected => "Rejected",
        Verdict::Invalid => "Invalid",
    }
}

/// The diagnostic that weighs most, the first of them.
pub(in crate::render) fn worst(report: &Report) -> Option<&Diagnostic> {
    let heaviest = report.diagnostics.iter().map(|diagnostic| diagnostic.severity).max()?;
    let mut worst = report.diagnostics.iter().filter(|diagnostic| diagnostic.severity == heaviest);
    let first = worst.next()?;
    // What is said of a file as a whole follows from what is wrong at a place in it.
    let is_cause = |other: &&Diagnostic| {
        first.location.span.is_none()
            && other.location.span.is_some()
            && other.location.path == first.location.path
    };
    Some(worst.find(is_cause).unwrap_or(first))
}

/// The one consequence that matters most.
pub(in crate::render) fn consequence(report: &Report) -> Option<String> {
    if report.verdict == Some(Verdict::Invalid)
        && let Some(diagnostic) = worst(report)
    {
        return Some(diagnostic.message.clone());
    }
    let weaker = report.diagnostics.iter().any(|diagnostic| diagnostic.rule == "policy-weakened");
    let change = weightiest_change(report)?;
    Some(if weaker { format!("{change}; the policy asks for less than before") } else { change })
}

/// The change that matters most, in one sentence.
pub(in crate::render) fn weightiest_change(report: &Report) -> Option<String> {
    if report.first_documents {
        return Some(first_documents(report));
    }
    // What a plan was before it came into force was promised to nobody: its dates count as a whole.
    let comes_into_force =
        |change: &&Change| report.in_force.iter().any(|plan| plan.document == change.document);
    let changes =
        || report.changes.iter().map(|classified| &classified.change).filter(|one| !comes_into_force(one));
    let farthest = |change: &&Change| change.days.map(i64::unsigned_abs);
    let key_move =
        changes().rev().filter(|change| change.key && farthest(change).is_some()).max_by_key(farthest);
    let shift = changes().rev().filter(|change| change.kind == ChangeKind::Shifted).max_by_key(farthest);
    let heaviest = || {
        let weight = |classified: &&ClassifiedChange| {
            (classified.class, is_approval(&classified.change), is_version(&classified.change))
        };
        report.changes.iter().min_by_key(weight).map(|found| &found.change)
    };
    let chosen = match (key_move, shift) {
        (Some(moved), Some(shift)) if moved.cause == Some(Cause::Shift) => Some(shift),
        (Some(moved), _) => Some(moved),
        (None, _) if !report.in_force.is_empty() => return plans_in_force(report),
        (None, Some(shift)) => Some(shift),
        (None, None) => heaviest(),
    };
    let chosen = chosen?;
    Some(match renumbering(report, &chosen.document).filter(|_| chosen.kind == ChangeKind::Renamed) {
        Some(numbers) => format!("{} – {numbers}", chosen.title),
        None => in_context(chosen),
    })
}

/// What nothing stands before: `the first documents of Harbour, with the plan of Paris (Release Thu 15 Jul 2027)`.
fn first_documents(report: &Report) -> String {
    let project = report.project.as_ref().map(|name| format!(" of {name}")).unwrap_or_default();
    let plans = plans_named(&report.in_force).map(|plans| format!(", with {plans}")).unwrap_or_default();
    format!("the first documents{project}{plans}")
}

/// `the plan of Paris becomes active (General availability Thu 15 Jul 2027)`
fn plans_in_force(report: &Report) -> Option<String> {
    let happens = match report.in_force.as_slice() {
        [plan] if plan.new => "is new and active",
        [_] => "becomes active",
        _ => "become active",
    };
    let (plans, goal) = (plans_called(&report.in_force)?, goal(&report.in_force));
    Some(format!("{plans} {happens}{goal}"))
}

fn plans_named(plans: &[PlanInForce]) -> Option<String> {
    Some(format!("{}{}", plans_called(plans)?, goal(plans)))
}

/// `the plan of Paris`, `the plans of Paris, Oslo and 3 more`
fn plans_called(plans: &[PlanInForce]) -> Option<String> {
    const NAMED: usize = 3;
    let (last, others) = plans.split_last()?;
    let title = |plan: &PlanInForce| plan.title.clone();
    Some(match others {
        [] => format!("the plan of {}", last.title),
        _ if plans.len() <= NAMED => {
            let others: Vec<String> = others.iter().map(title).collect();
            format!("the plans of {} and {}", others.join(", "), last.title)
        }
        _ => {
            let first: Vec<String> = plans.iter().take(NAMED - 1).map(title).collect();
            format!("the plans of {} and {} more", first.join(", "), plans.len() + 1 - NAMED)
        }
    })
}

/// ` (General availability Thu 15 Jul 2027)`; nothing of several plans.
fn goal(plans: &[PlanInForce]) -> String {
    let goal = match plans {
        [plan] => plan.goal(),
        _ => None,
    };
    goal.map(|goal| format!(" ({} {})", goal.name, goal.shown)).unwrap_or_default()
}

/// The sentence of a change with the name of its document, where the sentence does not say it.
fn in_context(change: &Change) -> String {
    if change.sentence.contains(&change.title) {
        change.sentence.clone()
    } else {
        format!("{} – {}", change.title, change.sentence)
    }
}

/// A number that goes up with every change says less than the change.
fn is_version(change: &Change) -> bool {
    change.subject == "version"
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::approval::Status;
    use crate::diff::PlannedMilestone;
    use crate::render::fixture;
    use crate::render::summary::counts::change_counts;
    use crate::render::summary::next;

    #[test]
    fn the_farthest_key_milestone_is_the_consequence() {
        assert_eq!(
            consequence(&fixture::pending()).unwrap(),
            "Paris – General availability moves 14 days later (Thu 8 Jul → Thu 22 Jul 2027)"
        );
    }

    #[test]
    fn a_shift_of_the_cycle_stands_for_its_moves() {
        let mut report = fixture::pending();
        for classified in &mut report.changes {
            classified.change.cause = Some(Cause::Shift);
        }
        let mut shift = report.changes[0].clone();
        shift.change.kind = ChangeKind::Shifted;
        shift.change.cause = None;
        shift.change.sentence = "Paris moves 14 days later".to_owned();
        report.changes.push(shift);
        assert_eq!(consequence(&report).unwrap(), "Paris moves 14 days later");
        assert_eq!(change_counts(&report), ["4 moved with the cycle"]);
    }

    #[test]
    fn without_dates_the_heaviest_class_is_the_consequence() {
        let mut report = fixture::pending();
        report.changes.drain(..3);
        assert_eq!(
            consequence(&report).unwrap(),
            "Ivan Petrov joins the roster as a contributor without a vote"
        );
    }

    fn plan(title: &str, dates: &[(&str, &str, bool)]) -> PlanInForce {
        let milestone = |(name, day, key): &(&str, &str, bool)| PlannedMilestone {
            id: name.to_lowercase(),
            name: (*name).to_owned(),
            date: Some((*day).to_owned()),
            shown: (*day).to_owned(),
            day: day.parse().ok(),
            key: *key,
            location: crate::diagnostic::Location::file("release/schedules/oslo.yaml"),
        };
        PlanInForce {
            document: format!("schedule/{}", title.to_lowercase()),
            title: title.to_owned(),
            path: String::new(),
            new: false,
            milestones: dates.iter().map(milestone).collect(),
        }
    }

    #[test]
    fn a_plan_that_comes_into_force_outweighs_what_else_changes_in_it() {
        let dates = [
            ("Freeze", "2027-05-20", true),
            ("Release", "2027-07-15", true),
            ("Review", "2027-08-01", false),
        ];
        let mut report = fixture::pending();
        report.in_force = vec![plan("Paris", &dates)];
        assert_eq!(consequence(&report).unwrap(), "the plan of Paris becomes active (Release 2027-07-15)");
        report.in_force[0].new = true;
        assert_eq!(consequence(&report).unwrap(), "the plan of Paris is new and active (Release 2027-07-15)");
        report.in_force = vec![plan("Paris", &dates[2..]), plan("Oslo", &dates)];
        assert_eq!(consequence(&report).unwrap(), "the plans of Paris and Oslo become active");
        report.in_force.extend([plan("Rome", &[]), plan("Bern", &[])]);
        assert_eq!(consequence(&report).unwrap(), "the plans of Paris, Oslo and 2 more become active");
    }

    #[test]
    fn a_key_date_that_was_promised_already_outweighs_another_plan() {
        let mut report = fixture::pending();
        report.in_force = vec![plan("Oslo", &[("Release", "2027-07-15", true)])];
        assert!(consequence(&report).unwrap().starts_with("Paris – General availability moves"));
    }

    #[test]
    fn documents_that_nothing_stood_before_are_the_first() {
        let mut report = fixture::pending();
        report.first_documents = true;
        report.project = Some("Harbour".to_owned());
        assert_eq!(consequence(&report).unwrap(), "the first documents of Harbour");
        report.in_force = vec![plan("Oslo", &[("Release", "2027-07-15", true)])];
        let said = "the first documents of Harbour, with the plan of Oslo (Release 2027-07-15)";
        assert_eq!(consequence(&report).unwrap(), said);
    }

    #[test]
    fn weak_evidence_is_said_with_the_verdict() {
        let mut report = fixture::pending();
        report.decisions[0].status = Status::Approved;
        assert_eq!(verdict_words(&report, Verdict::Approved), "Approved (recorded)");
        report.decisions[0].evidence = Some(Evidence::Signed);
        assert_eq!(verdict_words(&report, Verdict::Approved), "Approved");
        report.verdict = Some(Verdict::Approved);
        assert_eq!(next(&report).unwrap(), "a TSC member merges");
    }
}
