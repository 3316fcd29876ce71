//! What has to happen now, and by whom.

use super::{place, worst};
use crate::approval::{Decision, MergeState, Merging, Status, Verdict};
use crate::diagnostic::{Diagnostic, Severity};
use crate::report::{Command, OnBranch, Report};

/// What has to happen now and by whom, without a full stop.
pub(in crate::render) fn next(report: &Report) -> Option<String> {
    if let (Some(merged), Some(verdict)) = (&report.merged, report.verdict) {
        return after_the_merge(report, merged, verdict);
    }
    match report.verdict {
        Some(Verdict::NotRequired) if report.base == report.head && report.changes.is_empty() => {
            let nothing = "base and head are the same, so there is nothing to merge";
            Some(format!("{nothing}; commit a change on a branch, or name one with `--head`"))
        }
        Some(Verdict::Approved | Verdict::NotRequired) => {
            Some(merge(report).unwrap_or_else(|| "the change can be merged".to_owned()))
        }
        Some(Verdict::Pending) => Some(collect_votes(report)),
        Some(Verdict::Rejected) => {
            Some("the change was voted down; change it and ask for a new decision, or close it".to_owned())
        }
        Some(Verdict::Invalid) => worst(report).map(mend),
        None if matches!(report.command, Command::Diff | Command::Plan) => None,
        None => worst(report).filter(|diagnostic| diagnostic.severity > Severity::Notice).map(mend),
    }
}

/// Nobody can keep out any more what is on the branch: it is approved after the fact, or taken back.
fn after_the_merge(report: &Report, merged: &OnBranch, verdict: Verdict) -> Option<String> {
    let is_somebody_elses = |merging: &Merging| matches!(merging.state, MergeState::SomebodyElse(_));
    let by_the_wrong_one = report.merging.iter().any(is_somebody_elses);
    let is_unproven = |merging: &Merging| matches!(merging.state, MergeState::Unproven(_));
    if verdict == Verdict::Invalid {
        return worst(report).map(mend);
    }
    if verdict.passes() && !by_the_wrong_one {
        let is_open = report.merging.iter().any(is_unproven);
        return is_open.then(|| "`milepost audit --github` asks GitHub again who merged it".to_owned());
    }
    let commit: String = merged.commit.chars().take(SHORT).collect();
    let parent = if merged.is_merge { "-m 1 " } else { "" };
    Some(format!(
        "it is on the branch already: let it be approved now (`milepost approve --ratifies {commit}` writes the file to vote \
         in), or take it back (`git revert {parent}{commit}` on a branch, and a pull request)"
    ))
}

/// How many characters of a commit are shown.
const SHORT: usize = 9;

fn mend(diagnostic: &Diagnostic) -> String {
    let place = place(&diagnostic.location);
    let what = match diagnostic.severity {
        Severity::Error => "fix the error",
        Severity::Warning => "look at the warning",
        Severity::Notice => "look at the notice",
    };
    let how = diagnostic.hint.as_deref().map_or(String::new(), |hint| format!(": {}", unstopped(hint)));
    format!("{what} `{}` at `{place}`{how}", diagnostic.rule)
}

fn collect_votes(report: &Report) -> String {
    let mut needs: Vec<(Missing<'_>, Vec<&str>)> = Vec::new();
    for decision in report.decisions.iter().filter(|decision| decision.status == Status::Pending) {
        let missing = Missing::of(decision);
        match needs.iter_mut().find(|(known, _)| *known == missing) {
            Some((_, classes)) => classes.push(decision.class.name()),
            None => needs.push((missing, vec![decision.class.name()])),
        }
    }
    let mut steps: Vec<String> = needs
        .iter()
        .map(|(missing, classes)| {
            let verb = if classes.len() == 1 { "needs" } else { "need" };
            match missing {
                Missing::Votes(needed) => format!("{} {verb} {needed}", enumerated(classes)),
                Missing::Fact(fact) => format!("{}: {fact}", enumerated(classes)),
            }
        })
        .collect();
    let nothing_to_vote_in = report
        .decisions
        .iter()
        .any(|decision| decision.status == Status::Pending && decision.approvals.is_empty());
    if report.approval.is_some() && nothing_to_vote_in {
        steps.push("`milepost approve` writes the file to vote in".to_owned());
    }
    if steps.is_empty() {
        steps.push("the missing sign-off".to_owned());
    }
    let merge = merge(report).map_or(String::new(), |merge| format!("; then {merge}"));
    format!("{}{merge}", steps.join("; "))
}

/// What keeps a decision pending.
#[derive(PartialEq)]
enum Missing<'a> {
    Votes(&'a str),
    Fact(&'a str),
}

impl<'a> Missing<'a> {
    fn of(decision: &'a Decision) -> Self {
        let reason = decision.reasons.first().map(|reason| reason.message.as_str());
        match (decision.needed.as_deref(), reason) {
            (Some(needed), _) => Self::Votes(unstopped(needed)),
            (None, Some(reason)) => Self::Fact(unstopped(reason)),
            (None, None) => Self::Votes("more votes"),
        }
    }
}

/// `policy`, `policy and schedule`, `electorate, policy and schedule`
fn enumerated(names: &[&str]) -> String {
    match names.split_last() {
        Some((last, [])) => (*last).to_owned(),
        Some((last, others)) => format!("{} and {last}", others.join(", ")),
        None => String::new(),
    }
}

fn merge(report: &Report) -> Option<String> {
    let awaited = report.merging.iter().filter(|merging| merging.state == MergeState::Awaited);
    let mut who: Vec<&str> = awaited.map(|merging| merging.by.as_str()).collect();
    who.sort_unstable();
    who.dedup();
    (!who.is_empty()).then(|| format!("{} merges", who.join(" or ")))
}

fn unstopped(text: &str) -> &str {
    text.strip_suffix('.').unwrap_or(text)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::render::fixture;
    use crate::render::summary::counts::sign_off;

    #[test]
    fn what_is_compared_with_itself_is_no_change_that_could_be_merged() {
        let mut report = fixture::pending();
        (report.verdict, report.head) = (Some(Verdict::NotRequired), report.base.clone());
        report.merging.clear();
        assert_eq!(next(&report).unwrap(), "the change can be merged");
        report.changes.clear();
        assert!(next(&report).unwrap().contains("there is nothing to merge"));
        report.head = Some("another commit".to_owned());
        assert_eq!(next(&report).unwrap(), "the change can be merged");
    }

    #[test]
    fn several_decisions_are_counted_and_each_says_what_it_needs() {
        let mut report = fixture::pending();
        let mut policy = report.decisions[0].clone();
        policy.class = crate::approval::Class::Policy;
        policy.needed = None;
        report.decisions.push(policy);
        assert_eq!(sign_off(&report).unwrap(), "0 of 2 decisions approved");
        assert_eq!(
            next(&report).unwrap(),
            "schedule needs 1 more of dave, grace, heidi, and proof of the vote of bob (approve the pull request \
             on GitHub, or sign with `milepost sign`); policy: 2 of the 3 needed votes are in favour; then a TSC member merges"
        );
    }
}
