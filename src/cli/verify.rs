//! `milepost verify`: one approval explained step by step, with the commands that repeat each step.

use std::collections::BTreeSet;

use jiff::Timestamp;
use jiff::civil::Date;

use crate::approval::{
    self, ClassifiedChange, Earlier, Explanation, GitHub, HistoryFacts, Judgement, NotExplained, Proofs,
    Ratified, Relation, Step, classify, judge, ratification,
};
use crate::audit::{Answers, Audit, Question, Selection, audit, merger};
use crate::calendar::show_day;
use crate::document::{Approval, Document, Method, Witness, Workspace};
use crate::history::{
    Documents, HistoryError, LineStep, brought, compromised_until, facts as facts_of, uses, voided_by,
    witnessed,
};
use crate::render::{self, Format, Options};
use crate::report;
use crate::report::verification::{Content, Merged, Verification, VerifiedStep};
use crate::schema::suggestion;
use crate::source::slashed;

use super::Outcome;
use super::arguments::VerifyOptions;
use super::failure::Failure;
use super::gate::{Change, base_side};
use super::output::{options_for_terminal, print};
use super::side::{Place, Side, default_branch};
use super::then::Then;
use super::verify_export::export;

/// Runs the command.
pub(super) fn run(options: &VerifyOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let id = id_of(&options.approval);
    let mut verification = verification(options, &place, &id)?;
    if let Some(folder) = &options.export {
        export(folder, &verification)?;
        verification.exported = Some(slashed(folder));
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
    place.refuse_ambiguous(branch)?;
    let tip = repository.resolve(branch)?;
    let documents = Documents::new(repository, place.root());
    let path = format!("{}/approvals/{id}.yaml", place.root());
    let Some(first) = brought(&documents, &tip.id, &path)? else { return Ok(Past::Nothing) };
    let (_, then) = documents.around(first.commit.parent.as_deref(), &first.commit.id)?;
    let Some(approval) = then.approvals.get(id) else {
        return Err(unreadable(&then, &path, id));
    };
    let past = uses(&documents, &tip.id, approval)?;
    // What ratifies or revokes does so where it comes in.
    let acts_at_once = approval.value.ratifies.is_some() || approval.value.subject.is_empty();
    let used = past.used.as_ref().filter(|_| !acts_at_once);
    let step = used.unwrap_or(&first);
    let now = documents.at(&tip.id, &BTreeSet::new())?;
    let audit = if hangs_on_ratification(&approval.value) && !repository.is_shallow() {
        Some(audited(place, &documents, branch, &tip.id)?)
    } else {
        None
    };
    let is_used = used.is_some();
    let seen = Seen { branch, now: &now, tip: &tip.id, is_used, audit: audit.as_ref() };
    let mut found = step_of_history(place, &documents, &seen, step, id)?;
    found.notes.extend(taken_back(&documents, &tip.id, approval, is_used)?);
    for altered in &past.altered {
        let short: String = altered.commit.id.chars().take(12).collect();
        let message = format!("its file was altered or removed after the merge, in commit {short}");
        found.explanation.problems.push(message);
        found.explanation.is_approved = false;
    }
    if is_used || acts_at_once {
        return Ok(Past::Used(Box::new(found)));
    }
    found.notes.push(format!("no step of {} made exactly the change that it is about", short_name(branch)));
    Ok(Past::Unused(Box::new(found)))
}

/// Whether what becomes of an approval is told by another step.
fn hangs_on_ratification(approval: &Approval) -> bool {
    let is_emergency = approval.method.as_ref().is_some_and(|method| method.value == Method::Emergency);
    is_emergency || approval.ratifies.is_some()
}

/// The audit of a whole branch.
pub(super) fn audited(
    place: &Place<'_>,
    documents: &Documents<'_>,
    branch: &str,
    tip: &str,
) -> Result<Audit, Failure> {
    let today = place.today(&documents.at(tip, &BTreeSet::new())?);
    let everything = Selection::default();
    let question = Question {
        branch: short_name(branch),
        tip,
        since: None,
        about: &everything,
        today,
        answers: &Answers::default(),
    };
    audit(documents, &question, &mut |_, _| ()).map_err(super::audit::failure)
}

/// Who took an approval back, and what that changes.
fn taken_back(
    documents: &Documents<'_>,
    tip: &str,
    approval: &Document<Approval>,
    is_used: bool,
) -> Result<Option<String>, HistoryError> {
    let Some(other) = voided_by(documents, tip, approval)? else { return Ok(None) };
    let path = format!("{}/approvals/{other}.yaml", documents.root());
    let commit = brought(documents, tip, &path)?.map(|step| step.commit.id);
    let place = commit.map(|id| format!(" in commit {}", id.chars().take(12).collect::<String>()));
    let effect = if is_used {
        "the step that was made by it stays made"
    } else {
        "no step can be made by it any more"
    };
    Ok(Some(format!("taken back by `{other}`{}; {effect}", place.unwrap_or_default())))
}

/// From where a step of the past is seen.
struct Seen<'a> {
    branch: &'a str,
    /// The documents of the branch as they are now.
    now: &'a Workspace,
    /// The commit of those.
    tip: &'a str,
    /// Whether the step made the change that the approval is about.
    is_used: bool,
    /// The audit of the branch, where that tells what became of the approval.
    audit: Option<&'a Audit>,
}

fn step_of_history(
    place: &Place<'_>,
    documents: &Documents<'_>,
    seen: &Seen<'_>,
    step: &LineStep,
    id: &str,
) -> Result<Verification, Failure> {
    let (before, mut after) = documents.around(step.commit.parent.as_deref(), &step.commit.id)?;
    after.name.clone_from(&step.commit.id);
    let instant = Timestamp::from_second(step.time.seconds).unwrap_or(Timestamp::UNIX_EPOCH);
    let zone = before.deadline_zone();
    let today = step.day(&zone, place.today(&before));
    let object = documents.repository().commit_bytes(&step.commit.id)?;
    let proofs = Proofs { merger: merger(step.commit.parents, &object), ..Proofs::default() };
    let none = HistoryFacts::default();
    let bare = Step { before: &before, after: &after, today, history: &none, proofs: &proofs };
    let mut facts = match &step.commit.parent {
        Some(parent) => facts_of(documents, parent, bare)?,
        None => HistoryFacts::default(),
    };
    facts.compromised = compromised_until(documents, seen.tip)?;
    facts.latest = Some(step.time.latest_day(&zone));
    let verified = VerifiedStep {
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
        None => explained(place, judged, verified, id, seen.audit)?,
        Some(witness) => {
            let needs = judge(judged, &classify(judged, judged.changes())).needs;
            let shown = witnessed(documents, judged, &needs, &witness.value)?;
            let proofs = Proofs { pull_request: GitHub::Witnessed(shown), ..proofs.clone() };
            let judged = Step { proofs: &proofs, ..judged };
            let mut found = explained(place, judged, verified, id, seen.audit)?;
            found.notes.push(in_words(witness));
            found
        }
    };
    if zone.local(instant).date() > today {
        let day = show_day(today);
        found.notes.push(format!("the commit states a day that has not come yet; {day} is used"));
    } else if step.time.stated.is_some() {
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
    let facts = change.facts(place, today)?;
    let sides = VerifiedStep {
        before: content_of(&base, options.base.as_deref()),
        after: content_of(&head, options.head.as_deref()),
        day: show_day(today),
        merged: None,
    };
    let mut found = explained(place, change.step(today, &facts, Proofs::offline()), sides, id, None)?;
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

fn explained(
    place: &Place<'_>,
    step: Step<'_>,
    sides: VerifiedStep,
    id: &str,
    audit: Option<&Audit>,
) -> Result<Verification, Failure> {
    let changes = classify(step, step.changes());
    let path = format!("{}/approvals/{id}.yaml", step.after.root);
    if step.after.unread.contains(&path) {
        return Err(unreadable(step.after, &path, id));
    }
    let healed = healed(place, step, &changes, id, audit)?;
    let earlier =
        healed.as_ref().map(|(before, after, unmet)| Earlier { before, after, unmet: unmet.as_slice() });
    let explanation = approval::explain(step, &changes, id, earlier).map_err(|error| match error {
        NotExplained::Unknown(_) => unknown(step.after, id),
        NotExplained::NoRules(message) => Failure::new(message)
            .hint("a readable policy and roster have to be on the target branch; repair them there first"),
    })?;
    let judged = report::gate(step, Vec::new());
    let verdict = judged.report.verdict.unwrap_or(approval::Verdict::Invalid);
    let mut explanation = explanation;
    if explanation.is_approved && !verdict.passes() {
        // Nobody may take the word of one approval for the whole change.
        let message =
            format!("the change as a whole is {}: `milepost gate` says what else it takes", verdict.name());
        explanation.problems.push(message);
        explanation.is_approved = false;
    }
    let mut notes: Vec<String> = judged.judgement.merging.iter().map(ToString::to_string).collect();
    let looking = Looking { sides: &sides, audit, today: place.today(step.before) };
    notes.extend(await_ratification(&mut explanation, &judged.judgement, &looking));
    Ok(Verification { step: sides, explanation, verdict, notes, exported: None })
}

/// From when and where an emergency approval is looked at.
struct Looking<'a> {
    sides: &'a VerifiedStep,
    audit: Option<&'a Audit>,
    today: Date,
}

/// What became of an emergency approval: ratified, waiting, or overdue, so that it holds no more.
fn await_ratification(
    explanation: &mut Explanation,
    judgement: &Judgement,
    looking: &Looking<'_>,
) -> Option<String> {
    let due = judgement.ratify_by.filter(|_| judgement.emergency.contains(&explanation.id))?;
    let due_day = show_day(due);
    let Content::Commit(commit) = &looking.sides.after else {
        return Some(format!("it is an emergency approval: the change must be ratified by {due_day}"));
    };
    if looking.sides.merged.is_none() {
        return Some(format!("it is an emergency approval: the change must be ratified by {due_day}"));
    }
    let judged = looking.audit.and_then(|audit| audit.steps.iter().find(|step| step.commit == *commit));
    if let Some(by) = judged.and_then(|step| step.ratified_by.as_ref()) {
        let short: String = by.commit.chars().take(12).collect();
        return Some(format!("it is an emergency approval, ratified by `{}` in commit {short}", by.approval));
    }
    let how = format!("an approval that `milepost approve --ratifies {}` writes", explanation.id);
    if looking.today > due {
        explanation.problems.push(format!(
            "the emergency approval had to be ratified by {due_day}, and was not; it takes {how}"
        ));
        explanation.is_approved = false;
        return None;
    }
    Some(format!("it is an emergency approval, and has to be ratified by {due_day}: by {how}"))
}

/// The documents before and after the commit that an approval ratifies, and why it does not heal it; nothing where it
/// ratifies none, or the repository does not hold it.
fn healed(
    place: &Place<'_>,
    step: Step<'_>,
    changes: &[ClassifiedChange],
    id: &str,
    audit: Option<&Audit>,
) -> Result<Option<(Workspace, Workspace, Vec<String>)>, Failure> {
    let target = step.after.approvals.get(id).and_then(|approval| approval.value.ratifies.as_ref());
    let (Some(target), Some(repository)) = (target, place.any_repository()) else { return Ok(None) };
    let Ok(commit) = repository.resolve(&target.value) else { return Ok(None) };
    let then = Then::of(place, repository, &commit, step.today)?;
    let healed = then.healed(step.before);
    let by_audit = audit.and_then(|audit| audit.steps.iter().find(|one| one.commit == commit.id));
    let is_healed = by_audit.and_then(|one| one.ratified_by.as_ref()).is_some_and(|by| by.approval == id);
    let unmet = match ratification(step, changes, id, healed) {
        Ratified::No(reasons) if !is_healed => reasons,
        Ratified::No(_) | Ratified::Yes(_) => Vec::new(),
    };
    Ok(Some((then.before, then.after, unmet)))
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
