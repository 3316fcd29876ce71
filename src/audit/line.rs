//! The steps of a branch that touch what was ever governed: the root, and every path that some policy protected.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::history::{Documents, HistoryError, Line, LineStep};
use crate::repository::{Ends, Located, RepositoryError};
use crate::schema::Kind;

/// The line of first parents.
pub(super) struct Governed {
    pub(super) line: Line,
    /// By the ids of merges: their further parents that have something which the line never had.
    pub(super) beside: BTreeMap<String, Vec<String>>,
}

/// Where the root, its policy, its approvals and its roster stand in the paths that are walked.
const ROOT: usize = 0;
const POLICY: usize = 1;
const APPROVALS: usize = 2;
const ROSTER: usize = 3;

impl Governed {
    /// Walks the line that ends with `tip`: once for what is governed there, and again where an older policy protected
    /// more.
    pub(super) fn walk(documents: &Documents<'_>, tip: &str) -> Result<Self, HistoryError> {
        let root = documents.root();
        let document = |kind: Kind| format!("{root}/{kind}.yaml");
        let own =
            [root.to_owned(), document(Kind::Policy), format!("{root}/approvals"), document(Kind::Roster)];
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
        Ok(Self::with_merges(if ever == known { line } else { walk(&ever)? }))
    }

    /// Merges are steps too where a further parent has what the line never had: they may leave it out (threat T65).
    /// Branches that began earlier and left it alone have what the line had then.
    fn with_merges(mut line: Line) -> Self {
        let mut oldest: HashMap<Vec<Option<Located>>, usize> = HashMap::new();
        let after = |step: &LineStep| step.commit.paths.iter().map(|ends| ends.after.clone()).collect();
        let before = line.steps.first().map(|step| step.commit.paths.iter().map(|ends| ends.before.clone()));
        oldest.extend(before.map(|state| (state.collect(), usize::MAX)));
        for step in &line.steps {
            oldest.entry(after(step)).or_insert(step.commit.age);
        }
        let mut beside: BTreeMap<String, Vec<String>> = BTreeMap::new();
        let mut known: BTreeSet<String> = line.steps.iter().map(|step| step.commit.id.clone()).collect();
        for (step, aside) in std::mem::take(&mut line.asides) {
            if oldest.get(&aside.found).is_some_and(|age| *age > step.commit.age) {
                continue;
            }
            beside.entry(step.commit.id.clone()).or_default().push(aside.parent);
            if known.insert(step.commit.id.clone()) {
                line.steps.push(step);
            }
        }
        line.steps.sort_by_key(|step| std::cmp::Reverse(step.commit.age));
        Self { line, beside }
    }

    /// What the policies before and after a step protect outside of the root. One that cannot be read, or is gone,
    /// frees nothing: `last` is what was protected before.
    pub(super) fn protected_still(
        documents: &Documents<'_>,
        step: &LineStep,
        last: &mut BTreeSet<String>,
    ) -> Result<BTreeSet<String>, RepositoryError> {
        let Some(policy) = step.commit.paths.get(POLICY) else { return Ok(last.clone()) };
        let of = |located: &Option<Located>| match located {
            Some(located) => documents.protected_by(located),
            None => Ok(None),
        };
        let mut protected = of(&policy.before)?.unwrap_or_else(|| last.clone());
        if let Some(after) = of(&policy.after)? {
            last.clone_from(&after);
            protected.extend(after);
        }
        Ok(protected)
    }

    fn protected_around(
        documents: &Documents<'_>,
        step: &LineStep,
    ) -> Result<BTreeSet<String>, RepositoryError> {
        step.commit
            .paths
            .get(POLICY)
            .map_or_else(|| Ok(BTreeSet::new()), |ends| documents.protected_around(ends))
    }

    /// Every roster that the line ever held, once or more often.
    pub(super) fn rosters(&self) -> impl Iterator<Item = &Located> {
        let ends = self.line.steps.iter().filter_map(|step| step.commit.paths.get(ROSTER));
        ends.filter(|ends| ends.differ()).filter_map(|ends| ends.after.as_ref())
    }

    /// Whether a step touches the root itself.
    pub(super) fn touches_root(step: &LineStep) -> bool {
        step.commit.paths.get(ROOT).is_some_and(Ends::differ)
    }
}
