//! What waits for somebody: votes, exceptions, actions, risks, questions. What has its day soon moves to what is due.

use jiff::civil::Date;

use super::{Cycle, Due, Kind, Open, Owner, View, count, proof, retrospective};
use crate::approval::{ratify_by, unratified};
use crate::calendar::{days_between, show_day};
use crate::document::{
    ABSENT, Approval, Document, Exception, File, RiskState, State, Subject, Vote, Workspace,
};

/// What is open; what is due before the weeks are over is added to `due` instead.
pub(super) fn open(view: View<'_>, due: &mut Vec<Due>) -> Vec<Open> {
    let votes = votes(view);
    let found = ratifications(view)
        .into_iter()
        .chain(exceptions(view))
        .chain(actions(view))
        .chain(risks(view))
        .chain(questions(view));
    let mut open: Vec<Open> = votes;
    for item in found {
        match item.due {
            Some(day) if day <= view.until => due.push(dated(view, item, day)),
            _ => open.push(item),
        }
    }
    open
}

fn dated(view: View<'_>, open: Open, date: Date) -> Due {
    let Open { kind, id, what, cycle, owner, note, path, .. } = open;
    Due { date, days: view.days_to(date), kind, id, what, cycle, owner, note, path }
}

fn item(kind: Kind, id: &str, what: String, owner: Owner, path: &str) -> Open {
    let (id, path) = (id.to_owned(), path.to_owned());
    Open { kind, id, what, cycle: None, owner, since: None, due: None, note: None, path }
}

fn votes(view: View<'_>) -> Vec<Open> {
    let undecided = proof::in_force(view).filter(|approval| proof::outcome(approval).is_none());
    let emergencies = unratified(view.workspace);
    let waits_otherwise = |approval: &Document<Approval>| emergencies.iter().any(|one| one.id == approval.id);
    undecided
        .filter(|approval| is_open(view, approval) && !waits_otherwise(approval))
        .map(|approval| {
            let what = approval.value.title.clone().unwrap_or_else(|| approval.id.clone());
            let owner = view.owner(Some("tsc"), view.today);
            Open {
                since: approval.value.opened.as_ref().map(|day| day.value.0),
                note: Some(so_far(approval)),
                ..item(Kind::Vote, &approval.id, what, owner, &approval.path)
            }
        })
        .collect()
}

/// Whether somebody may still vote. A vote is over once its change is merged. Where the target branch is not known, the
/// change may be the proposal that is looked at, so a vote is over only when it was closed and its content is there, or
/// when the content has moved on.
fn is_open(view: View<'_>, approval: &Document<Approval>) -> bool {
    let vote = &approval.value;
    let Some(merged) = view.past.merged else {
        let leads_here = vote.subject.iter().all(|subject| is_at(view.workspace, subject, &subject.to.value));
        let begins_here =
            vote.subject.iter().any(|subject| is_at(view.workspace, subject, &subject.from.value));
        let is_closed = vote.closed.as_ref().is_some_and(|closed| closed.value.0 <= view.today);
        let is_over = if leads_here { is_closed } else { !begins_here && is_closed };
        return !is_over;
    };
    if !merged.files.contains_key(&approval.path) {
        return true;
    }
    // A vote can be merged before its change.
    vote.ratifies.is_none()
        && vote.subject.iter().any(|subject| {
            subject.from.value != subject.to.value && is_at(merged, subject, &subject.from.value)
        })
}

/// Whether the documents hold this content of a path.
fn is_at(workspace: &Workspace, subject: &Subject, digest: &str) -> bool {
    let held = workspace.files.get(&subject.path.value).and_then(File::digest);
    held.unwrap_or(ABSENT) == digest
}

/// What was approved in an emergency, and has to be ratified in time.
fn ratifications(view: View<'_>) -> Vec<Open> {
    let waiting = unratified(view.workspace).into_iter();
    waiting.map(|approval| ratification(view, approval)).collect()
}

fn ratification(view: View<'_>, approval: &Document<Approval>) -> Open {
    let vote = &approval.value;
    let brought = view.past.brought.and_then(|brought| brought.get(&approval.id));
    let voted = vote.closed.as_ref().or(vote.opened.as_ref()).map(|day| day.value.0);
    let used = brought.map(|brought| brought.day).or(voted);
    let policy = view.workspace.policy.as_ref();
    let due = policy
        .zip(used)
        .and_then(|(policy, used)| ratify_by(&policy.value, used, &view.workspace.working_calendar()));
    let note = match brought {
        Some(brought) => format!(
            "approved in an emergency; to be ratified by an approval that `milepost approve --ratifies {}` writes (commit {})",
            approval.id,
            brought.commit.chars().take(12).collect::<String>()
        ),
        None => "approved in an emergency; to be ratified once it is merged".to_owned(),
    };
    let what = vote.title.clone().unwrap_or_else(|| approval.id.clone());
    let owner = view.owner(Some("tsc"), view.today);
    Open { since: used, due, note: Some(note), ..item(Kind::Vote, &approval.id, what, owner, &approval.path) }
}

fn so_far(approval: &Document<Approval>) -> String {
    let votes = |wanted: Vote| approval.value.votes.iter().filter(|line| line.vote.value == wanted).count();
    let counted = format!("{} for and {} against so far", votes(Vote::InFavour), votes(Vote::Against));
    match &approval.value.closed {
        Some(closed) => format!("{counted}; closes on {}", show_day(closed.value.0)),
        None => counted,
    }
}

fn exceptions(view: View<'_>) -> Vec<Open> {
    view.workspace.exceptions.values().filter_map(|document| exception(view, document)).collect()
}

fn exception(view: View<'_>, document: &Document<Exception>) -> Option<Open> {
    let exception = &document.value;
    let until = exception.until.as_ref().map(|day| day.value.0);
    let asked_by = exception.requested_by.as_ref().map(|person| person.as_str());
    let scope = exception.scope.as_deref().unwrap_or(&document.id);
    let (owner, due, note) = match exception.state.value {
        State::Requested => ("tsc", None, Some("to be granted or denied".to_owned())),
        State::Granted => (asked_by.unwrap_or("release-managers"), until, ends(view, until)),
        State::Denied | State::Withdrawn | State::Done => return None,
    };
    let cycle = Cycle::named(view.workspace, &exception.cycle);
    let what = format!("{scope} after {}", milestone_name(view, exception));
    let owner = view.owner(Some(owner), view.today);
    Some(Open {
        cycle: Some(cycle),
        since: exception.requested.as_ref().map(|day| day.value.0),
        due,
        note,
        ..item(Kind::Exception, &document.id, what, owner, &document.path)
    })
}

fn ends(view: View<'_>, until: Option<Date>) -> Option<String> {
    let until = until?;
    let word =
        if until < view.today { "until then: set `state: done`, or ask for another" } else { "until then" };
    Some(format!("granted {word}"))
}

fn milestone_name<'a>(view: View<'a>, exception: &'a Exception) -> &'a str {
    let cycles = super::cycles::cycles(view);
    let cycle = cycles.into_iter().find(|cycle| cycle.plan.id == exception.cycle.value);
    cycle.map_or(exception.milestone.as_str(), |cycle| cycle.milestone_name(&exception.milestone))
}

fn actions(view: View<'_>) -> Vec<Open> {
    let open = retrospective::actions(view)
        .into_iter()
        .filter(|(_, asked)| asked.action.is_open() && asked.answer.is_none());
    open.map(|(cycle, asked)| {
        let action = asked.action;
        let owner = view.owner(action.owner.as_ref().map(|owner| owner.as_str()), view.today);
        let path = view.path(&format!("retrospectives/{cycle}.yaml"));
        Open {
            cycle: Some(Cycle::named(view.workspace, cycle)),
            due: action.due.as_ref().map(|day| day.value.0),
            note: action.changes_process().then(|| "changes the process".to_owned()),
            ..item(Kind::Action, &asked.reference, action.text.clone(), owner, &path)
        }
    })
    .collect()
}

fn risks(view: View<'_>) -> Vec<Open> {
    let mut open = Vec::new();
    for document in view.workspace.progress.values() {
        for risk in &document.value.risks {
            if risk.state.unwrap_or(RiskState::Open) != RiskState::Open {
                continue;
            }
            let owner = view.owner(risk.owner.as_ref().map(|owner| owner.as_str()), view.today);
            open.push(Open {
                cycle: Some(Cycle::named(view.workspace, &document.id)),
                since: risk.raised.as_ref().map(|day| day.value.0),
                ..item(Kind::Risk, &risk.id, risk.text.clone(), owner, &document.path)
            });
        }
    }
    open
}

fn questions(view: View<'_>) -> Vec<Open> {
    let service = view.workspace.project.as_ref().and_then(|project| project.value.service.as_ref());
    let advisor = service.and_then(|service| service.advisor.as_ref()).map(|advisor| advisor.as_str());
    let open = view.workspace.support.values().filter(|document| document.value.is_open());
    open.map(|document| {
        let question = &document.value;
        let owner = question.owner.as_ref().map(|owner| owner.as_str()).or(advisor);
        let asked = question.asked.as_ref().map(|day| day.value.0);
        let waits = asked.map(|day| days_between(day, view.today)).filter(|days| *days > 0);
        Open {
            since: asked,
            note: waits
                .map(|days| format!("waits for {}", count(usize::try_from(days).unwrap_or_default(), "day"))),
            ..item(
                Kind::Question,
                &document.id,
                question.topic.value.clone(),
                view.owner(owner, view.today),
                &document.path,
            )
        }
    })
    .collect()
}

#[cfg(test)]
mod tests {
    use crate::status::testing::{ADOPTED, approval, lines, of};
    use crate::status::{Open, Status};

    fn open(status: &Status) -> Vec<String> {
        let line = |open: &Open| {
            let note = open.note.as_ref().map_or_else(String::new, |note| format!("; {note}"));
            format!("{}: {} ({}{note})", open.kind.name(), open.what, open.owner.shown)
        };
        status.open.iter().map(line).collect()
    }

    #[test]
    fn votes_questions_and_risks_wait_for_somebody() {
        let vote = approval(
            "a",
            "adoption",
            "project.yaml",
            ADOPTED,
            "title: Adopt it\nvotes: [{voter: alice, vote: \"+1\"}]",
        );
        let files = [
            ("approvals/a.yaml", vote.as_str()),
            ("support/1.yaml", "kind: support/v1\ntopic: How?\nasked: 2026-12-01\nstate: open\n"),
            ("support/2.yaml", "kind: support/v1\ntopic: Why?\nstate: answered\n"),
            (
                "progress/oslo.yaml",
                "kind: progress/v1\ncycle: oslo\nrisks: [{id: r1, text: Rain, owner: carol}, {id: r2, text: Snow, state: closed}]\n",
            ),
            (
                "schedules/oslo.yaml",
                "kind: schedule/v1\ncycle: oslo\nstatus: active\nmilestones: [{id: ga, date: 2028-01-01}]\n",
            ),
        ];
        assert_eq!(
            open(&of(&files, "2026-12-10", 4)),
            [
                "vote: Adopt it (TSC; 1 for and 0 against so far)",
                "risk: Rain (Carol)",
                "question: How? (Dana; waits for 9 days)",
            ]
        );
    }

    #[test]
    fn an_exception_is_open_until_it_is_decided_and_due_when_it_ends() {
        let files = |state: &str| {
            format!(
                "kind: exception/v1\ncycle: oslo\nmilestone: ga\nrequested-by: frank\nscope: API\nuntil: 2027-01-10\nstate: {state}\n"
            )
        };
        let at = |state: &str, today: &str| {
            let text = files(state);
            let schedule =
                "kind: schedule/v1\ncycle: oslo\nstatus: draft\nmilestones: [{id: ga, date: 2027-01-01}]\n";
            of(&[("exceptions/oslo-1.yaml", &text), ("schedules/oslo.yaml", schedule)], today, 1)
        };
        assert_eq!(
            open(&at("requested", "2027-01-08")),
            ["exception: API after ga (TSC; to be granted or denied)"]
        );
        assert_eq!(
            lines(&at("granted", "2027-01-08").due),
            ["2027-01-10 2 exception: API after ga (Frank; granted until then)"]
        );
        assert_eq!(open(&at("granted", "2026-12-01")).len(), 1);
        assert_eq!(lines(&at("granted", "2027-01-11").overdue).len(), 1);
        assert!(open(&at("denied", "2027-01-08")).is_empty());
    }
}
