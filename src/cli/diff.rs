//! `milepost diff`: what a change does, between two revisions, two folders, or a revision and the working tree.

use crate::approval::{Class, HistoryFacts, Proofs, Step};
use crate::document;
use crate::report::{self, Report};

use super::Outcome;
use super::arguments::DiffOptions;
use super::failure::Failure;
use super::history::{self, Past};
use super::output::write_report;
use super::side::{Place, Side, protected_by, short_name};
use super::slips;

/// Runs the command.
pub(super) fn run(options: &DiffOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let base = place.side_or_head(options.base.as_deref())?;
    let head = match &options.head {
        Some(head) => place.side(head)?,
        None => place.worktree()?,
    };
    let snapshots = [history::snapshot(&place, &base)?, history::snapshot(&place, &head)?];
    let mut protected = protected_by(snapshots[0].as_ref(), place.root())?;
    protected.extend(protected_by(snapshots[1].as_ref(), place.root())?);
    let [base_snapshot, head_snapshot] = &snapshots;
    let [before, after] =
        document::load_both([base_snapshot.as_ref(), head_snapshot.as_ref()], place.root(), &protected)?;
    place.require_projects((&base, &before), (&head, &after))?;
    if before.is_empty() {
        place.require_documents(&after, snapshots[1].as_ref())?;
    }
    let today = place.today(&after);
    let none = HistoryFacts::default();
    let plain = Step { before: &before, after: &after, today, history: &none, proofs: Proofs::offline() };
    let past = match &base {
        Side::Revision(commit) => Past::of(place.any_repository(), Some(commit), &after.root),
        Side::Folder(_) | Side::Worktree(..) => None,
    };
    let facts = history::facts(past.as_ref(), plain)?;
    let step = Step { history: &facts, ..plain };
    let mut report = report::diff(step);
    if let Some(past) = &past {
        slips::add(&mut report, past, step);
    }
    if report.texts.is_empty() {
        report.notes.extend(whole_branch(&place, options));
    }
    write_report(&report, &options.output, options.text)?;
    Ok(if options.exit_code && changes_meaning(&report) { Outcome::NotFine } else { Outcome::Fine })
}

/// Where nothing was named and nothing was edited: how to compare the branch that is checked out as a whole.
fn whole_branch(place: &Place<'_>, options: &DiffOptions) -> Option<String> {
    if options.base.is_some() || options.head.is_some() {
        return None;
    }
    let repository = place.any_repository()?;
    let target = repository.default_branch()?;
    let (target_tip, here) = (repository.resolve(&target).ok()?, repository.resolve("HEAD").ok()?);
    let target = short_name(&target);
    (target_tip.id != here.id).then(|| {
        format!(
            "the files were compared with the commit that is checked out; `milepost diff {target}` compares \
             them with `{target}`"
        )
    })
}

fn changes_meaning(report: &Report) -> bool {
    report.changes.iter().any(|change| change.class != Class::Editorial)
}
