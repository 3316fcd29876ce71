//! What people do on the page of a pull request that waits for votes: where to choose what there, and who.

use std::collections::BTreeSet;

use super::summary;
use crate::approval::{CastVote, Decision, Evidence, Status, Uncounted, Verdict};
use crate::report::{Page, Report};

/// What is to be done on the page, a sentence with a full stop each; the names of at most so many people. It is Markdown;
/// `say` escapes what others wrote.
pub(super) fn acting(report: &Report, most: usize, say: &dyn Fn(&str) -> String) -> Vec<String> {
    let (Some(page), Some(Verdict::Pending)) = (&report.page, report.verdict) else { return Vec::new() };
    let open = || report.decisions.iter().filter(|decision| decision.status == Status::Pending);
    let mut steps = Vec::new();
    if report.approval.is_some() && open().any(|decision| decision.approvals.is_empty()) {
        let commit = "Commit the approval file below to the branch, by hand or with `milepost approve`: votes count by it \
                      alone.";
        steps.push(commit.to_owned());
    }
    let by_review: Vec<&Decision> =
        open().filter(|decision| decision.needs_evidence < Evidence::Signed).collect();
    let awaited: BTreeSet<&str> = by_review.iter().flat_map(|decision| awaited(decision)).collect();
    if !awaited.is_empty() {
        let shown: Vec<String> = awaited.iter().take(most).map(|person| say(&page.name(person))).collect();
        let more = awaited.len().saturating_sub(most);
        let more = if more > 0 { format!(" and {more} more") } else { String::new() };
        steps.push(format!(
            "Vote here: *Files changed* → *Review changes* → *Approve*, or *Request changes* to object. Awaited: {}{more}.",
            shown.join(", ")
        ));
    }
    if let Some(proposer) = page.proposer.as_deref().filter(|proposer| awaited.contains(proposer)) {
        steps.push(format!(
            "GitHub lets nobody approve an own pull request, so {} votes by *Review changes* → *Comment*, with `+1` as the \
             whole text.",
            say(&page.name(proposer))
        ));
    }
    if open().any(|decision| decision.needs_evidence == Evidence::Signed) {
        steps.push(
            "Sign where the policy asks for `signed`: `milepost sign`; a review is not enough there."
                .to_owned(),
        );
    }
    if open().any(|decision| decision.reasons.iter().any(|reason| reason.rule == "window")) {
        let run = page
            .run
            .as_ref()
            .map_or("the page of this run".to_owned(), |run| format!("[the page of this run]({run})"));
        steps.push(format!(
            "When the vote has been open long enough, nobody looks again by itself: choose *Re-run all jobs* on {run} then, \
             or review or push anew."
        ));
    }
    steps
}

/// Who has not voted, and whose vote lacks proof that a review would be.
fn awaited(decision: &Decision) -> impl Iterator<Item = &str> {
    let is_weak = |cast: &&CastVote| cast.uncounted == Some(Uncounted::EvidenceTooWeak);
    let weak = decision.cast.iter().filter(is_weak).map(|cast| cast.voter.as_str());
    let silent = decision.votes.missing.iter().filter(|person| !decision.votes.uncounted.contains(person));
    silent.map(String::as_str).chain(weak)
}

impl Page {
    /// `Alice Example (alice, on GitHub alice-example)`; the id where no more is known.
    fn name(&self, person: &str) -> String {
        self.names.get(person).cloned().unwrap_or_else(|| person.to_owned())
    }
}

/// The mark at a commit: the verdict, and what is missing where something is.
pub(super) fn mark(report: &Report) -> Option<String> {
    let verdict = report.verdict.filter(|verdict| *verdict == Verdict::Pending)?;
    let next = summary::next(report)?;
    Some(format!("{}: {next}", summary::verdict_words(report, verdict)))
}
