//! Finds the approval that decides a document: what the readiness steps are proved by.

use jiff::civil::Date;

use super::View;
use crate::approval::Class;
use crate::document::{Approval, Document, Outcome};

/// An approval that decides a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Its id.
    pub approval: String,
    /// When the vote ended.
    pub date: Option<Date>,
    /// Whether the document has been changed since, in whatever it says.
    pub changed_since: bool,
}

/// What the approvals say about a document.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Standing {
    /// It was approved.
    Approved(Proof),
    /// A vote on it has no outcome yet: the approval's id.
    Open(String),
    /// The last vote on it failed: the approval's id.
    Rejected(String),
    /// No approval names it.
    Nothing,
}

/// What the approvals on file say about a path and a class; one about today's content before an older one.
pub(super) fn standing(view: View<'_>, path: &str, class: Class) -> Standing {
    let approvals = || deciding(view, path, class);
    let approved = approvals().filter(|approval| outcome(approval) == Some(Outcome::Approved));
    let best = approved.max_by_key(|approval| (is_about_today(view, &approval.value, path), order(approval)));
    if let Some(approval) = best {
        return Standing::Approved(Proof {
            approval: approval.id.clone(),
            date: approval.value.closed.as_ref().map(|day| day.value.0),
            changed_since: !is_about_today(view, &approval.value, path),
        });
    }
    match approvals().max_by_key(|approval| order(approval)) {
        Some(approval) if outcome(approval) == Some(Outcome::Rejected) => {
            Standing::Rejected(approval.id.clone())
        }
        Some(approval) => Standing::Open(approval.id.clone()),
        None => Standing::Nothing,
    }
}

/// The approvals that are neither revoked nor superseded.
pub(super) fn in_force(view: View<'_>) -> impl Iterator<Item = &Document<Approval>> {
    let all = &view.workspace.approvals;
    let is_void = move |id: &str| {
        let effective = all.values().filter(|other| outcome(other) == Some(Outcome::Approved));
        let mut voided = effective.flat_map(|other| other.value.voided());
        voided.any(|voided| voided.value == id)
    };
    all.values().filter(move |approval| !is_void(&approval.id))
}

/// What the file says came out of the vote.
pub(super) fn outcome(approval: &Document<Approval>) -> Option<Outcome> {
    approval.value.outcome.as_ref().map(|outcome| outcome.value)
}

fn deciding<'a>(view: View<'a>, path: &str, class: Class) -> impl Iterator<Item = &'a Document<Approval>> {
    in_force(view).filter(move |approval| {
        let decides = approval.value.decisions.iter().any(|decision| decision.value == class.name());
        decides && approval.value.subject.iter().any(|subject| subject.path.value == path)
    })
}

fn order(approval: &Document<Approval>) -> (Option<Date>, &str) {
    (approval.value.closed.as_ref().map(|day| day.value.0), &approval.id)
}

/// Whether the approval led to what the document says today, to the byte or in meaning.
fn is_about_today(view: View<'_>, approval: &Approval, path: &str) -> bool {
    let Some(file) = view.workspace.files.get(path) else { return false };
    approval.subject.iter().filter(|subject| subject.path.value == path).any(|subject| {
        let approved_meaning = subject.meaning.as_ref().map(|meaning| meaning.to.as_str());
        file.digest() == Some(subject.to.as_str())
            || approved_meaning.is_some_and(|approved| file.meaning() == Some(approved))
    })
}

#[cfg(test)]
mod tests {
    use crate::status::State;
    use crate::status::testing::{ADOPTED, approval, of, step, told};

    const PASSED: &str = "closed: 2026-11-30\noutcome: approved";

    fn adoption(approvals: &[(&str, &str)]) -> State {
        let files: Vec<(String, &str)> =
            approvals.iter().map(|(id, text)| (format!("approvals/{id}.yaml"), *text)).collect();
        let files: Vec<(&str, &str)> = files.iter().map(|(path, text)| (path.as_str(), *text)).collect();
        step(&of(&files, "2026-12-01", 4), "adoption")
    }

    fn proved_by(state: &State) -> Option<(&str, bool)> {
        match state {
            State::Done { proof: Some(proof), .. } => Some((&proof.approval, proof.changed_since)),
            _ => None,
        }
    }

    #[test]
    fn an_approval_of_the_class_and_content_proves() {
        let fits = approval("a", "adoption", "project.yaml", ADOPTED, PASSED);
        assert_eq!(proved_by(&adoption(&[("a", &fits)])), Some(("a", false)));
        let class = approval("a", "process", "project.yaml", ADOPTED, PASSED);
        assert_eq!(proved_by(&adoption(&[("a", &class)])), None);
        let path = approval("a", "adoption", "roster.yaml", ADOPTED, PASSED);
        assert_eq!(proved_by(&adoption(&[("a", &path)])), None);
    }

    #[test]
    fn an_approval_of_older_content_proves_and_says_so() {
        let older = approval("a", "adoption", "project.yaml", "something else", PASSED);
        assert_eq!(proved_by(&adoption(&[("a", &older)])), Some(("a", true)));
        let exact =
            approval("b", "adoption", "project.yaml", ADOPTED, "closed: 2026-11-01\noutcome: approved");
        assert_eq!(proved_by(&adoption(&[("a", &older), ("b", &exact)])), Some(("b", false)));
    }

    #[test]
    fn an_open_a_rejected_and_a_revoked_vote_prove_nothing() {
        let open = approval("a", "adoption", "project.yaml", ADOPTED, "opened: 2026-11-16");
        assert_eq!(adoption(&[("a", &open)]).name(), "under-way");
        let rejected = approval("a", "adoption", "project.yaml", ADOPTED, "outcome: rejected");
        assert_eq!(adoption(&[("a", &rejected)]).name(), "next");
        let fits = approval("a", "adoption", "project.yaml", ADOPTED, PASSED);
        let revoking = approval("b", "process", "process.yaml", "x", "outcome: approved\nrevokes: [a]");
        assert_eq!(adoption(&[("a", &fits), ("b", &revoking)]).name(), "next");
        let failed = approval("b", "process", "process.yaml", "x", "outcome: rejected\nrevokes: [a]");
        assert_eq!(proved_by(&adoption(&[("a", &fits), ("b", &failed)])), Some(("a", false)));
    }

    #[test]
    fn without_an_approval_the_step_says_what_to_do() {
        let said = told(&of(&[], "2026-12-01", 4), "adoption");
        assert_eq!(
            said,
            "next: since Mon 30 Nov 2026, but no approval on file decides `release/project.yaml`: let the TSC vote, or record its vote"
        );
    }
}
