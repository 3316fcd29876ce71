//! The steps of a branch that touch what was ever governed: the root, and every path that some policy protected.

use std::collections::BTreeSet;

use crate::history::{Documents, HistoryError, Line, LineStep};
use crate::repository::{Ends, RepositoryError};
use crate::schema::Kind;

/// The line of first parents.
pub(super) struct Governed {
    pub(super) line: Line,
}

/// Where the root, its policy and its approvals stand in the paths that are walked.
const ROOT: usize = 0;
const POLICY: usize = 1;
const APPROVALS: usize = 2;

impl Governed {
    /// Walks the line that ends with `tip`: once for what is governed there, and again where an older policy protected
    /// more.
    pub(super) fn walk(documents: &Documents<'_>, tip: &str) -> Result<Self, HistoryError> {
        let root = documents.root();
        let own = [root.to_owned(), format!("{root}/{}.yaml", Kind::Policy), format!("{root}/approvals")];
        let walk = |outside: &BTreeSet<String>| {
            let paths: Vec<&str> = own.iter().chain(outside).map(String::as_str).collect();
            Line::walk(documents.repository(), tip, &paths, Some(APPROVALS))
        };
        let newest = documents.repository().id_at(tip, &format!("{root}/{}.yaml", Kind::Policy))?;
        let known = documents.protected_around(&Ends { before: None, after: newest })?;
        let line = walk(&known)?;
        let mut ever = known.clone();
        for step in &line.steps {
            ever.extend(Self::protected_around(documents, step)?);
        }
        Ok(Self { line: if ever == known { line } else { walk(&ever)? } })
    }

    /// What the policies before and after a step protect outside of the root.
    pub(super) fn protected_around(
        documents: &Documents<'_>,
        step: &LineStep,
    ) -> Result<BTreeSet<String>, RepositoryError> {
        step.commit
            .paths
            .get(POLICY)
            .map_or_else(|| Ok(BTreeSet::new()), |ends| documents.protected_around(ends))
    }

    /// Whether a step touches the root itself.
    pub(super) fn touches_root(step: &LineStep) -> bool {
        step.commit.paths.get(ROOT).is_some_and(Ends::differ)
    }
}
