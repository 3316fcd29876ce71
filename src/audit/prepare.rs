//! What each step is judged by: its documents, and what the steps before it told. Most of that needs no other step, and
//! is worked out for several steps at once.

use std::collections::BTreeSet;
use std::sync::Arc;

use jiff::civil::Date;

use super::Anchor;
use super::asked::{Answers, Subject};
use super::facts::{Memory, Told};
use super::line::Governed;
use super::merges::merger;
use super::witnesses::Witnesses;
use crate::approval::{
    ClassifiedChange, Extent, GitHub, Governance, HistoryFacts, Merger, Proofs, Ruling, Step, classify_again,
    governance,
};
use crate::document::{Unread, Workspace, digest};
use crate::history::{Documents, HistoryError, LineStep};
use crate::schema::Kind;
use crate::source::SourceError;
use crate::threads;

/// A step with all that it is judged by.
pub(super) struct Prepared<'a> {
    pub(super) known: Known<'a>,
    changes: Vec<ClassifiedChange>,
}

impl Prepared<'_> {
    /// The ruling on the step; it needs no other step any more.
    pub(super) fn rule(&mut self) -> Ruling {
        let changes = classify_again(self.known.step(), std::mem::take(&mut self.changes));
        Ruling::after(self.known.step(), changes, Extent::Verdict)
    }
}

/// A step with its documents and what is known about it.
pub(super) struct Known<'a> {
    pub(super) line_step: &'a LineStep,
    pub(super) protected: BTreeSet<String>,
    before: Arc<Workspace>,
    after: Arc<Workspace>,
    today: Date,
    proofs: Proofs,
    /// The proofs of a vote on a plan as GitHub shows them, where it was asked, or as a witness file tells them.
    witnessed: Option<Proofs>,
    facts: HistoryFacts,
    pub(super) governance: Governance,
    /// Whether an earlier step took the rules away.
    pub(super) lost_its_rules: bool,
}

impl Known<'_> {
    pub(super) fn step(&self) -> Step<'_> {
        Step {
            before: &self.before,
            after: &self.after,
            today: self.today,
            history: &self.facts,
            proofs: &self.proofs,
        }
    }

    /// The step as GitHub may have been asked about it.
    pub(super) fn subject(&self) -> Subject<'_> {
        Subject {
            commit: &self.line_step.commit.id,
            base: self.base(),
            step: self.step(),
            governance: self.governance,
            protected: &self.protected,
        }
    }

    /// What the branch had before the step; nothing at its first commit.
    pub(super) fn base(&self) -> Option<&str> {
        self.line_step.commit.parent.as_deref()
    }

    /// The step as it looks with what GitHub says, or if a witness file tells the truth.
    fn as_witnessed(&self) -> Step<'_> {
        Step { proofs: self.witnessed.as_ref().unwrap_or(&self.proofs), ..self.step() }
    }

    /// What the step says of itself, whatever earlier steps decided.
    fn tell(&self) -> Told {
        Told::of(self.step(), self.as_witnessed())
    }
}

/// A step of which the files are listed, and not yet read.
pub(super) struct Listed<'a> {
    line_step: &'a LineStep,
    protected: BTreeSet<String>,
    /// None where they are those after the step before: nothing governed changes between two steps.
    before: Option<Unread>,
    after: Unread,
    /// The commit as it is stored, where it is a merge that may show who merged.
    merge: Vec<u8>,
}

/// A step with its documents.
struct Loaded<'a> {
    line_step: &'a LineStep,
    protected: BTreeSet<String>,
    /// None where they are those after the step before.
    before: Option<Workspace>,
    after: Workspace,
    merger: Merger,
}

impl<'a> Listed<'a> {
    fn read(self) -> Result<Loaded<'a>, SourceError> {
        Ok(Loaded {
            before: self.before.map(Unread::read).transpose()?,
            after: self.after.read()?,
            merger: merger(self.line_step.commit.parents, &self.merge),
            line_step: self.line_step,
            protected: self.protected,
        })
    }
}

/// Goes through the steps, the oldest first, and remembers on the way what later ones have to know.
pub(super) struct Preparation<'a> {
    documents: &'a Documents<'a>,
    witnesses: &'a Witnesses<'a>,
    answers: &'a Answers,
    pub(super) memory: Memory,
    /// The day to look from.
    present: Date,
    /// What the last policy that could be read protects outside of the root.
    protected: BTreeSet<String>,
    /// With which files outside of the root the last step was listed.
    listed_with: Option<BTreeSet<String>>,
    /// The documents after the last step.
    last: Option<Arc<Workspace>>,
    pub(super) anchor: Option<Anchor>,
}

impl<'a> Preparation<'a> {
    pub(super) fn new(
        documents: &'a Documents<'a>,
        (witnesses, answers): (&'a Witnesses<'a>, &'a Answers),
        memory: Memory,
        present: Date,
    ) -> Self {
        Self {
            documents,
            witnesses,
            answers,
            memory,
            present,
            protected: BTreeSet::new(),
            listed_with: None,
            last: None,
            anchor: None,
        }
    }

    /// Looks up the files of the next steps.
    pub(super) fn list(&mut self, steps: Option<&'a [LineStep]>) -> Result<Vec<Listed<'a>>, HistoryError> {
        steps.unwrap_or_default().iter().map(|step| self.listed(step)).collect()
    }

    fn listed(&mut self, line_step: &'a LineStep) -> Result<Listed<'a>, HistoryError> {
        let protected = Governed::protected_still(self.documents, line_step, &mut self.protected)?;
        let is_as_left = self.listed_with.as_ref() == Some(&protected);
        let commit = &line_step.commit;
        let before = match &commit.parent {
            _ if is_as_left => None,
            Some(parent) => Some(self.documents.listed(parent, &protected)?),
            None => Some(self.documents.nothing_listed()?),
        };
        let after = self.documents.listed(&commit.id, &protected)?;
        let merge = match commit.parents {
            2 => self.documents.repository().commit_bytes(&commit.id)?,
            _ => Vec::new(),
        };
        self.listed_with = Some(protected.clone());
        Ok(Listed { line_step, protected, before, after, merge })
    }

    /// Reads the documents of steps that follow each other, and remembers what later ones have to know of them.
    pub(super) fn prepare(&mut self, listed: Vec<Listed<'a>>) -> Result<Vec<Prepared<'a>>, HistoryError> {
        let loaded = threads::each(listed, Listed::read).into_iter().collect::<Result<Vec<_>, _>>()?;
        let known = loaded.into_iter().map(|step| self.known(step)).collect::<Result<Vec<_>, _>>()?;
        let told = threads::each(known.iter().collect(), Known::tell);
        Ok(known.into_iter().zip(told).map(|(known, told)| self.prepared(known, told)).collect())
    }

    /// What earlier steps say about a step by their documents alone.
    fn known(&mut self, loaded: Loaded<'a>) -> Result<Known<'a>, HistoryError> {
        let Loaded { line_step, protected, before, after, merger } = loaded;
        let before = match (before, self.last.take(), &line_step.commit.parent) {
            (Some(before), ..) => Arc::new(before),
            (None, Some(last), _) => last,
            (None, None, Some(parent)) => Arc::new(self.documents.at(parent, &protected)?),
            (None, None, None) => Arc::new(self.documents.nothing()?),
        };
        let after = Arc::new(after);
        self.last = Some(Arc::clone(&after));
        let zone = if before.project.is_some() { before.deadline_zone() } else { after.deadline_zone() };
        let today = line_step.day(&zone, self.present);
        let proofs = Proofs { pull_request: GitHub::NotAsked, merger };
        let nothing = HistoryFacts::default();
        let step = Step { before: &before, after: &after, today, history: &nothing, proofs: &proofs };
        let mut facts = self.memory.of_documents(step);
        facts.latest = Some(line_step.time.latest_day(&zone));
        let step = Step { history: &facts, ..step };
        let commit = &line_step.commit.id;
        let (governance, lost_its_rules) = self.govern(commit, step);
        let base = line_step.commit.parent.as_deref();
        let subject = Subject { commit, base, step, governance, protected: &protected };
        let witnessed = match self.answers.of_plans(self.documents, subject)? {
            None => self.witnesses.of_plans((step, base))?,
            shown => shown,
        };
        Ok(Known {
            line_step,
            protected,
            before,
            after,
            today,
            proofs,
            witnessed,
            facts,
            governance,
            lost_its_rules,
        })
    }

    /// By which rules a step is judged, as the steps before it left them; and whether one of these took them away.
    fn govern(&mut self, commit: &str, step: Step<'_>) -> (Governance, bool) {
        let alone = governance(step);
        // Who takes the rules away does not start anew (threat T7).
        let lost_its_rules =
            self.anchor.is_some() && matches!(alone, Governance::BeforeAdoption | Governance::Anchor);
        if alone == Governance::Anchor && !lost_its_rules {
            self.anchor = Some(anchor(commit, step.after));
        }
        (if lost_its_rules { Governance::Governed } else { alone }, lost_its_rules)
    }

    /// What earlier steps say about a step by what they decided.
    fn prepared(&mut self, mut known: Known<'a>, told: Told) -> Prepared<'a> {
        let facts = std::mem::take(&mut known.facts);
        known.facts = self.memory.of_decisions(known.step(), facts, &told);
        self.memory.remember(known.as_witnessed(), &told);
        Prepared { known, changes: told.changes }
    }
}

fn anchor(commit: &str, after: &Workspace) -> Anchor {
    let path = after.path_of(Kind::Policy);
    let policy = if let Some(policy) = &after.policy {
        policy.meaning(Kind::Policy).to_owned()
    } else {
        let bytes = after.files.get(&path).and_then(|file| file.bytes.as_deref());
        digest(bytes.unwrap_or_default())
    };
    Anchor { commit: commit.to_owned(), policy }
}
