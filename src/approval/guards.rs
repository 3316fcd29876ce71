//! What a step may never do, whoever approves it: touch merged approvals, leave no rules, reuse a policy's number.

use crate::diagnostic::{Diagnostic, Location};
use crate::document::KIND_AND_PLACE;
use crate::schema::Kind;

use super::classify::Step;

/// Merged approvals are never edited, moved or deleted.
pub(super) fn append_only(step: Step<'_>) -> Vec<Diagnostic> {
    let merged = step
        .before
        .files
        .iter()
        .filter(|(_, file)| matches!(file.kind(), Some(Kind::Approval | Kind::Witness)));
    merged
        .filter_map(|(path, before)| {
            let what = match step.after.files.get(path) {
                Some(after) if after.is_same(before) => return None,
                Some(_) => "is edited",
                None => "is deleted",
            };
            let message = format!("`{path}` is merged already, and {what} here");
            Some(
                Diagnostic::error("append-only", Location::file(path), message).with_hint(
                    "put it back as it was; a new approval can `supersede` or `revoke` an old one",
                ),
            )
        })
        .collect()
}

/// A step leaves rules by which the next one can be judged (threat T7). Where it leaves other documents, their reader
/// reports the one that is missing or broken.
pub(super) fn leaves_no_rules(step: Step<'_>) -> Option<Diagnostic> {
    let kinds = [(Kind::Policy, step.after.policy.is_none()), (Kind::Roster, step.after.roster.is_none())];
    let (kind, _) = kinds.into_iter().find(|(_, missing)| *missing)?;
    let path = step.after.path_of(kind);
    let reported = step.after.diagnostics.iter().any(|diagnostic| diagnostic.location.path == path);
    (!reported && step.before.files.contains_key(&path)).then(|| {
        let message = format!("the change leaves no `{path}` to judge the next change by");
        Diagnostic::error(KIND_AND_PLACE, Location::file(path), message)
            .with_hint("a project that leaves sets `retired` in its project document; the files stay")
    })
}

/// The policy's number goes up by one with every effective change, so that an older policy cannot come back unseen.
pub(super) fn policy_version(step: Step<'_>) -> Option<Diagnostic> {
    let (before, after) = (step.before.policy.as_ref()?, step.after.policy.as_ref()?);
    let (old, new) = (before.value.version.value, after.value.version.value);
    let same = step.before.is_same_at(step.after, &after.path)
        || before.meaning(Kind::Policy) == after.meaning(Kind::Policy);
    if same || new == old.saturating_add(1) {
        return None;
    }
    let message = format!("the policy changes, and its version goes from {old} to {new}");
    Some(Diagnostic::error("policy-version", after.at(after.value.version.span), message).with_hint(format!(
        "write `version: {}`; a policy that comes back gets a new number too",
        old.saturating_add(1)
    )))
}
