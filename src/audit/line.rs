//! The steps of a branch that touch what was ever governed: the root, and every path that some policy protected.

use std::collections::{BTreeMap, BTreeSet};

use crate::document::Policy;
use crate::history::{Documents, HistoryError, Line, LineStep, read};
use crate::repository::Located;
use crate::schema::Kind;

/// The line of first parents with what each policy on it protects.
pub(super) struct Governed {
    pub(super) line: Line,
    /// The protected paths outside of the root, by the id of the policy's content.
    protected: BTreeMap<String, BTreeSet<String>>,
}

/// Where the root, its policy and its approvals stand in the paths that are walked.
const ROOT: usize = 0;
const POLICY: usize = 1;
const APPROVALS: usize = 2;

impl Governed {
    /// Walks the line that ends with `tip`: once for the root, and again where a policy protects more.
    pub(super) fn walk(documents: &Documents<'_>, tip: &str) -> Result<Self, HistoryError> {
        let root = documents.root();
        let own = [root.to_owned(), format!("{root}/{}.yaml", Kind::Policy), format!("{root}/approvals")];
        let walk = |outside: &BTreeSet<String>| {
            let paths: Vec<&str> = own.iter().chain(outside).map(String::as_str).collect();
            Line::walk(documents.repository(), tip, &paths, Some(APPROVALS))
        };
        let line = walk(&BTreeSet::new())?;
        let mut protected = BTreeMap::new();
        for policy in line.steps.iter().flat_map(policies) {
            if !protected.contains_key(&policy.id) {
                protected.insert(policy.id.clone(), protected_by(documents, policy)?);
            }
        }
        let outside: BTreeSet<String> = protected.values().flatten().cloned().collect();
        let line = if outside.is_empty() { line } else { walk(&outside)? };
        Ok(Self { line, protected })
    }

    /// What the policies before and after a step protect outside of the root.
    pub(super) fn protected_around(&self, step: &LineStep) -> BTreeSet<String> {
        policies(step).filter_map(|policy| self.protected.get(&policy.id)).flatten().cloned().collect()
    }

    /// Whether a step touches the root itself.
    pub(super) fn touches_root(step: &LineStep) -> bool {
        step.commit.paths.get(ROOT).is_some_and(crate::repository::Ends::differ)
    }
}

fn policies(step: &LineStep) -> impl Iterator<Item = &Located> {
    let ends = step.commit.paths.get(POLICY).into_iter();
    ends.flat_map(|ends| ends.before.iter().chain(&ends.after))
}

/// A policy that cannot be read protects nothing here, and is reported where the documents are read.
fn protected_by(documents: &Documents<'_>, policy: &Located) -> Result<BTreeSet<String>, HistoryError> {
    let bytes = documents.bytes(Some(policy))?;
    let path = format!("{}/{}.yaml", documents.root(), Kind::Policy);
    let policy = bytes.and_then(|bytes| read::<Policy>(&path, &bytes));
    Ok(policy.map(|policy| policy.protect.keys().map(str::to_owned).collect()).unwrap_or_default())
}
