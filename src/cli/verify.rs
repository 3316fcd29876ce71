//! `milepost verify`: one approval explained step by step, with the commands that repeat each step.

use std::collections::BTreeSet;

use jiff::Timestamp;

use crate::approval::{
    self, GitHub, HistoryFacts, NotExplained, Proofs, Relation, Step, classify, compromised, judge,
};
use crate::audit::merger;
use crate::calendar::show_day;
use crate::document::{Document, Witness, Workspace};
use crate::history::{Documents, LineStep, brought, facts as facts_of, uses, witnessed};
use crate::render::{self, Format, Options};
use crate::report;
use crate::report::verification::{Content, Merged, Verification, VerifiedStep};
use crate::schema::suggestion;

use super::Outcome;
use super::arguments::VerifyOptions;
use super::failure::Failure;
use super::gate::{Change, base_side};
use super::history;
use super::output::{options_for_terminal, print};
use super::side::{Place, Side, default_branch};
use super::verify_export::export;

/// Runs the command.
pub(super) fn run(options: &VerifyOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let id = id_of(&options.approval);
    let mut verification = verification(options, &place, &id)?;
    if let Some(folder) = &options.export {
        export(folder, &verification)?;
        verification.exported = Some(folder.display().to_string());
    }
    for (format, path) in &options.output.files {
        std::fs::write(path, text(&verification, *format, &Options::default())?)
            .map_err(|error| Failure::of_file("write", path, &error))?;
    }
    let terminal = options_for_terminal(&options.output);
    print(&text(&verification, options.output.format, &terminal)?)?;
    Ok(if verification.explanation.is_approved { Outcome::Fine } else { Outcome::NotFine })
}

/// An id, or the path of its file.
pub(super) fn id_of(name: &str) -> String {
    let file = name.rsplit(['/', '\\']).next().unwrap_or(name);
    file.strip_suffix(".yaml").unwrap_or(file).to_owned()
}

fn text(verification: &Verification, format: Format, options: &Options) -> Result<String, Failure> {
    render::verify(verification, format, options).ok_or_else(|| {
        Failure::new("an explanation has no findings to annotate")
            .hint("choose the format human, json or markdown; `milepost gate` writes the others")
    })
}

fn verification(options: &VerifyOptions, place: &Place<'_>, id: &str) -> Result<Verification, Failure> {
    if options.base.is_some() || options.head.is_some() {
        return at_hand(options, place, id);
    }
    let branch = match &options.rev {
        Some(revision) => revision.clone(),
        None => default_branch(place, "--rev")?,
    };
    match in_history(place, &branch, id)? {
        Past::Used(found) => Ok(*found),
        Past::Unused(found) => match at_hand(options, place, id) {
            Ok(now) if options.rev.is_none() && now.explanation.relation != Relation::Elsewhere => Ok(now),
            _ => Ok(*found),
        },
        Past::Nothing if options.rev.is_none() => at_hand(options, place, id),
        Past::Nothing => {
            let message = format!("`{}` never held an approval `{id}`", short_name(&branch));
            Err(Failure::new(message).hint("name another branch with `--rev`, or leave it out"))
        }
    }
}

/// What the history says about an approval.
enum Past {
    /// A step made its change.
    Used(Box<Verification>),
    /// It is there, and no step made its change.
    Unused(Box<Verification>),
    /// It is not there.
    Nothing,
}

fn in_history(place: &Place<'_>, branch: &str, id: &str) -> Result<Past, Failure> {
    let repository = place.repository()?;
    let tip = repository.resolve(branch)?;
    let documents = Documents::new(repository, place.root());
    let path = format!("{}/approvals/{id}.yaml", place.root());
    let Some(first) = brought(&documents, &tip.id, &path)? else { return Ok(Past::Nothing) };
    let (_, then) = documents.around(first.commit.parent.as_deref(), &first.commit.id)?;
    let Some(approval) = then.approvals.get(id) else {
        return Err(unreadable(&then, &path, id));
    };
    let past = uses(&documents, &tip.id, approval)?;
    let step = past.used.as_ref().unwrap_or(&first);
    let now = documents.at(&tip.id, &BTreeSet::new())?;
    let place = Seen { branch, now: &now, is_used: past.used.is_some() };
    let mut found = step_of_history(&documents, &place, step, id)?;
    for altered in &past.altered {
        let short: String = altered.commit.id.chars().take(12).collect();
        let message = format!("its file was altered or removed after the merge, in commit {short}");
        found.explanation.problems.push(message);
        found.explanation.is_approved = false;
    }
    if past.used.is_some() {
        return Ok(Past::Used(Box::new(found)));
    }
    found.notes.push(format!("no step of {} made exactly the change that it is about", short_name(branch)));
    Ok(Past::Unused(Box::new(found)))
}

/// From where a step of the past is seen.
struct Seen<'a> {
    branch: &'a str,
    /// The documents of the branch as they are now.
    now: &'a Workspace,
    /// Whether the step made the change that the approval is about.
    is_used: bool,
}

fn step_of_history(
    documents: &Documents<'_>,
    seen: &Seen<'_>,
    step: &LineStep,
    id: &str,
) -> Result<Verification, Failure> {
    let (before, mut after) = documents.around(step.commit.parent.as_deref(), &step.commit.id)?;
    after.name.clone_from(&step.commit.id);
    let instant = Timestamp::from_second(step.time.seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    let today = before.deadline_zone().local(instant).date();
    let object = documents.repository().commit_bytes(&step.commit.id)?;
    let proofs = Proofs { merger: merger(step.commit.parents, &object), ..Proofs::default() };
    let none = HistoryFacts::default();
    let bare = Step { before: &before, after: &after, today, history: &none, proofs: &proofs };
    let mut facts = match &step.commit.parent {
        Some(parent) => facts_of(documents, parent, bare)?,
        None => HistoryFacts::default(),
    };
    facts.compromised = seen.now.roster.as_ref().map(|roster| compromised(&roster.value)).unwrap_or_default();
    let place = VerifiedStep {
        before: step.commit.parent.clone().map_or(Content::Nothing, Content::Commit),
        after: Content::Commit(step.commit.id.clone()),
        day: show_day(today),
        merged: Some(Merged {
            branch: short_name(seen.branch).to_owned(),
            time: instant.to_string(),
            is_used: seen.is_used,
        }),
    };
    let judged = Step { history: &facts, ..bare };
    let witness = seen.now.witnesses.values().find(|witness| witness.value.approval.value == id);
    let mut found = match witness {
        None => explained(judged, place, id)?,
        Some(witness) => {
            let needs = judge(judged, &classify(judged, judged.changes())).needs;
            let shown = witnessed(documents, judged, &needs, &witness.value)?;
            let proofs = Proofs { pull_request: GitHub::Witnessed(shown), ..proofs.clone() };
            let mut found = explained(Step { proofs: &proofs, ..judged }, place, id)?;
            found.notes.push(in_words(witness));
            found
        }
    };
    if step.time.stated.is_some() {
        found
            .notes
            .push("the commit states another time, which cannot be true beside its neighbours".to_owned());
    }
    Ok(found)
}

/// What a witness file says, for people.
fn in_words(witness: &Document<Witness>) -> String {
    let said = &witness.value;
    let mut told: Vec<String> = said
        .reviews
        .iter()
        .map(|review| {
            let state = review.state.value.in_words();
            format!("`{}` {state} (review {})", review.reviewer.login.value, review.id.value)
        })
        .collect();
    told.extend(said.merged_by.as_ref().map(|account| format!("`{}` merged", account.login.value)));
    let told = if told.is_empty() { "nothing about anybody".to_owned() } else { told.join(", ") };
    format!(
        "`{}` says that GitHub showed of pull request {}: {told}; GitHub was not asked, so that is a claim",
        witness.path, said.pull_request
    )
}

/// The change that is not merged yet.
fn at_hand(options: &VerifyOptions, place: &Place<'_>, id: &str) -> Result<Verification, Failure> {
    let base = base_side(place, options.base.as_deref(), options.head.as_deref())?;
    let head = match &options.head {
        Some(name) => place.judged_side(name, options.base.as_deref())?,
        None => place.worktree()?,
    };
    let change = Change::load(place, &base, &head)?;
    let today = place.today(&change.before);
    let none = HistoryFacts::default();
    let plain = Step {
        before: &change.before,
        after: &change.after,
        today,
        history: &none,
        proofs: Proofs::offline(),
    };
    let facts = match (change.base(), place.any_repository()) {
        (Some(commit), Some(repository)) => history::facts(repository, commit, plain)?,
        _ => HistoryFacts::default(),
    };
    let sides = VerifiedStep {
        before: content_of(&base, options.base.as_deref()),
        after: content_of(&head, options.head.as_deref()),
        day: show_day(today),
        merged: None,
    };
    let mut found = explained(Step { history: &facts, ..plain }, sides, id)?;
    found.notes.extend(merge_note(place, &base, &head)?);
    Ok(found)
}

fn content_of(side: &Side, name: Option<&str>) -> Content {
    match side {
        Side::Revision(commit) => Content::Commit(commit.id.clone()),
        Side::Folder(folder) => Content::Folder(
            name.map_or_else(|| crate::source::Snapshot::name(folder).to_owned(), str::to_owned),
        ),
        Side::Worktree(..) => Content::Worktree,
    }
}

/// What is judged is the merge of both; where there is something to merge, no single file holds it.
fn merge_note(place: &Place<'_>, base: &Side, head: &Side) -> Result<Option<String>, Failure> {
    let (Side::Revision(target), Some(repository)) = (base, place.any_repository()) else { return Ok(None) };
    let commit = match head {
        Side::Revision(commit) | Side::Worktree(_, Some(commit)) => commit,
        Side::Worktree(_, None) | Side::Folder(_) => return Ok(None),
    };
    let is_ahead = target.id == commit.id || repository.is_ancestor(&target.id, &commit.id)?;
    Ok((!is_ahead).then(|| {
        "the target branch went on since; what is judged is the merge of both, so a digest of the file alone may differ"
            .to_owned()
    }))
}

fn explained(step: Step<'_>, place: VerifiedStep, id: &str) -> Result<Verification, Failure> {
    let changes = classify(step, step.changes());
    let path = format!("{}/approvals/{id}.yaml", step.after.root);
    if step.after.unread.contains(&path) {
        return Err(unreadable(step.after, &path, id));
    }
    let explanation = approval::explain(step, &changes, id).map_err(|error| match error {
        NotExplained::Unknown(_) => unknown(step.after, id),
        NotExplained::NoRules(message) => Failure::new(message)
            .hint("a readable policy and roster have to be on the target branch; repair them there first"),
    })?;
    let judged = report::gate(step, Vec::new());
    let verdict = judged.report.verdict.unwrap_or(approval::Verdict::Invalid);
    let notes = judged.judgement.merging.iter().map(ToString::to_string).collect();
    Ok(Verification { step: place, explanation, verdict, notes, exported: None })
}

/// A file that nobody can read.
pub(super) fn unreadable(workspace: &Workspace, path: &str, id: &str) -> Failure {
    match workspace.diagnostics.iter().find(|found| found.location.path == path) {
        Some(found) => {
            let line = found.location.span.map(|span| format!(":{}", span.start.line())).unwrap_or_default();
            Failure::new(format!("the approval `{id}` cannot be read: {} (`{path}{line}`)", found.message))
                .hint("`milepost check` shows all that is wrong with it")
        }
        None => unknown(workspace, id),
    }
}

/// An approval that is not there.
pub(super) fn unknown(workspace: &Workspace, id: &str) -> Failure {
    let known = || workspace.approvals.keys().map(String::as_str);
    let hint = match suggestion(id, known()) {
        Some(near) => format!("did you mean `{near}`?"),
        None if workspace.approvals.is_empty() => {
            "there are no approvals yet; `milepost approve` writes the one of the change at hand".to_owned()
        }
        None => format!(
            "there are: {}",
            known().collect::<BTreeSet<_>>().into_iter().collect::<Vec<_>>().join(", ")
        ),
    };
    Failure::new(format!("there is no approval `{id}` under `{}/approvals/`", workspace.root)).hint(hint)
}

fn short_name(reference: &str) -> &str {
    ["refs/heads/", "refs/remotes/"]
        .into_iter()
        .find_map(|folder| reference.strip_prefix(folder))
        .unwrap_or(reference)
}
