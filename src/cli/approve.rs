//! `milepost approve`: the approval file of the change at hand, bound to exactly its content; or of what is merged already.

use std::fmt::Write as _;
use std::path::PathBuf;

use crate::approval::{self, Decision, Draft, DraftFile, Evidence, Need, Proofs, Status, Step};
use crate::diagnostic::Severity;
use crate::document::Method;
use crate::render;
use crate::report;
use crate::repository::{Commit, Repository};
use crate::source::slashed;

use super::Outcome;
use super::approve_past;
use super::approve_wishes;
use super::arguments::ApproveOptions;
use super::failure::Failure;
use super::gate::{Change, base_side, chosen_base, ungoverned_target};
use super::output::{plain_for_terminal, print};
use super::side::{Place, Side};
use super::writing;

/// Runs the command.
pub(super) fn run(options: &ApproveOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let base = base_side(&place, options.base.as_deref(), options.head.as_deref())?;
    let head = match &options.head {
        Some(head) => place.side(head)?,
        None => place.worktree()?,
    };
    let change = Change::load(&place, &base, &head)?;
    if let Some(branch) = ungoverned_target(&place, options.base.as_deref(), &change) {
        print(&format!(
            "The branch `{branch}` is not governed (`branches:` in `{}/policy.yaml` does not name it), so nobody has \
             to approve this\nchange. Nothing was written.\n",
            place.root()
        ))?;
        return Ok(Outcome::Fine);
    }
    approve_wishes::known_people(options, &change)?;
    let today = place.today(&change.before);
    approve_wishes::possible_days(options, today)?;
    let facts = change.facts(&place, today)?;
    let step = change.step(today, &facts, Proofs::offline());
    let desk = Desk { options, place: &place, base: change.base(), step };
    let proposal = if let Some(named) = &options.ratifies {
        approve_past::ratification(&desk, named)?
    } else if options.revokes.is_empty() {
        match of_change(&desk)? {
            Some(proposal) => proposal,
            None => return Ok(Outcome::Fine),
        }
    } else {
        approve_past::revocation(&desk)?
    };
    let file = proposal.file;
    approve_wishes::not_over_a_stale_one(step, &file.path)?;
    writing::refuse_unreadable(&file.path, &file.text)?;
    if options.dry_run {
        print(&file.text)?;
        return Ok(Outcome::Fine);
    }
    let target = folder_of(&place, &head, options)?.join(&file.path);
    write_new(&target, &file.text)?;
    let named = match (&head, &options.head) {
        (Side::Folder(_), Some(_)) => slashed(&target),
        _ => file.path,
    };
    let mut told = format!("Wrote {named}.\n{}", proposal.words);
    let lacking = Lacking::of(&place, (&base, &head), &file.id);
    told.push_str(&next_steps(&file.id, &file.needs, proposal.goes_with, lacking.as_ref()));
    told.push_str(&approve_wishes::stale(step));
    for sentence in chosen_base(&place, options.base.as_deref()) {
        // Writing to a string cannot fail.
        let _ = writeln!(told, "Note: {sentence}.");
    }
    print(&render::plain(&told, &plain_for_terminal()))?;
    Ok(Outcome::Fine)
}

/// What an approval is written from.
pub(super) struct Desk<'a> {
    pub(super) options: &'a ApproveOptions,
    pub(super) place: &'a Place<'a>,
    /// The target, where it is a commit.
    pub(super) base: Option<&'a Commit>,
    /// The change at hand.
    pub(super) step: Step<'a>,
}

/// A file, and what is said about it.
pub(super) struct Proposal {
    pub(super) file: DraftFile,
    /// Lines about what it does.
    pub(super) words: String,
    /// What it is committed with.
    pub(super) goes_with: &'static str,
}

impl Desk<'_> {
    /// What was wished for, with a title where none was.
    pub(super) fn wishes(&self, title: Option<String>, method: Option<Method>) -> Draft {
        let options = self.options;
        Draft {
            id: options.id.clone(),
            title: options.title.clone().or(title),
            method,
            opened: options.opened,
            closed: options.closed,
            minutes: options.minutes.clone(),
            present: options.present.clone(),
            votes: options.votes.clone(),
            revokes: Vec::new(),
            supersedes: Vec::new(),
        }
    }
}

/// The approval of the change at hand; nothing where nobody has to approve it, which is said then.
fn of_change(desk: &Desk<'_>) -> Result<Option<Proposal>, Failure> {
    let (options, step) = (desk.options, desk.step);
    let judged = report::gate(step, Vec::new());
    let classes = judged.judgement.needs.all_classes();
    let method = approve_wishes::method(options, step, &classes)?;
    let supersedes = approve_past::merged_ones(desk, &options.supersedes, "--supersedes")?;
    let wishes = Draft { supersedes, ..desk.wishes(render::title(&judged.report), method) };
    let Some(file) = approval::draft(step, &judged.judgement, &wishes) else {
        approve_past::nothing_takes_a_place(&wishes)?;
        nothing_to_approve(&judged.report)?;
        return Ok(None);
    };
    approve_past::same_classes(desk, &wishes, &classes)?;
    if let Some(failure) = refused(&judged) {
        return Err(failure);
    }
    if options.id.is_none() {
        approve_wishes::not_twice(step, &judged.judgement)?;
    }
    let words = approve_past::taken_back(desk, &wishes.supersedes, "It takes the place of")?;
    Ok(Some(Proposal { file, words, goes_with: "the file together with the change" }))
}

/// Votes on files that have to be corrected anyway would be lost with the correction.
fn refused(judged: &report::Judged) -> Option<Failure> {
    if judged.report.verdict != Some(approval::Verdict::Invalid) {
        return None;
    }
    let wrong = judged.report.diagnostics.iter().find(|diagnostic| {
        diagnostic.severity == Severity::Error
            && judged.judgement.needs.classes.contains_key(&diagnostic.location.path)
    })?;
    Some(
        Failure::new(format!("this change cannot be approved as it is: {}", wrong.message)).hint(
            "correct that first; an approval holds for exactly this content, so its votes would be lost",
        ),
    )
}

fn nothing_to_approve(report: &report::Report) -> Result<(), Failure> {
    if report.changes.is_empty() {
        return Err(Failure::new("there is no change to approve: both sides say the same")
            .hint(
                "edit the documents first, or name the sides with `--base` and `--head`; `--ratifies` and `--revokes` are \
                 about what is merged already",
            ));
    }
    if report.decisions.is_empty() && report.verdict == Some(approval::Verdict::Invalid) {
        let first = report.diagnostics.iter().find(|diagnostic| diagnostic.severity == Severity::Error);
        let message = first.map_or_else(String::new, |diagnostic| format!(": {}", diagnostic.message));
        return Err(Failure::new(format!("the change is invalid, so nobody can approve it{message}"))
            .hint("`milepost check` shows what is wrong"));
    }
    print("Nobody has to approve this change: it only records, or changes words.\n")
}

/// Where the file is written: into the folder that holds the change.
fn folder_of(place: &Place<'_>, head: &Side, options: &ApproveOptions) -> Result<PathBuf, Failure> {
    if let (Side::Folder(_), Some(folder)) = (head, &options.head) {
        return Ok(PathBuf::from(folder));
    }
    match place.any_repository().map(Repository::worktree_root) {
        Some(Some(root)) => Ok(root),
        Some(None) => Err(Failure::new("this repository is bare, so there is nowhere to write the file")
            .hint("use `--dry-run` and save what it prints")),
        None => Ok(options.place.repo.clone()),
    }
}

fn write_new(path: &std::path::Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::of_file("write", path, &error);
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder).map_err(failed)?;
    }
    let file = std::fs::OpenOptions::new().write(true).create_new(true).open(path);
    match file {
        Ok(mut file) => std::io::Write::write_all(&mut file, text.as_bytes()).map_err(failed),
        Err(error) if error.kind() == std::io::ErrorKind::AlreadyExists => Err(Failure::new(format!(
            "`{}` exists already, and approvals are never overwritten",
            slashed(path)
        ))
        .hint("choose another id with `--id`")),
        Err(error) => Err(failed(error)),
    }
}

/// What the decisions that rest on a new approval lack.
struct Lacking {
    /// Whether all votes that they need are given.
    votes_suffice: bool,
    /// What each of them still needs.
    needed: Vec<String>,
}

impl Lacking {
    /// Judges the change with the new file in it; nothing where the file is not a part of what is judged.
    fn of(place: &Place<'_>, (base, head): (&Side, &Side), id: &str) -> Option<Self> {
        if matches!(head, Side::Revision(_)) {
            return None;
        }
        let judged = Change::load(place, base, head).and_then(|change| change.judge(place)).ok()?;
        let is_by_it = |decision: &&Decision| decision.approvals.iter().any(|approval| approval == id);
        let decisions: Vec<&Decision> = judged.report.decisions.iter().filter(is_by_it).collect();
        let open = || decisions.iter().filter(|decision| decision.status != Status::Approved);
        if decisions.is_empty() || open().any(|decision| decision.needed.is_none()) {
            return None;
        }
        let needed = open().filter_map(|one| Some(format!("{} needs {}", one.class, one.needed.as_ref()?)));
        let has_votes = |decision: &&Decision| decision.count.is_some_and(|(have, need)| have >= need);
        Some(Self { votes_suffice: open().all(has_votes), needed: needed.collect() })
    }
}

fn next_steps(id: &str, needs: &[Need], goes_with: &str, lacking: Option<&Lacking>) -> String {
    let mut text: String = needs.iter().map(|need| format!("{need}\n")).collect();
    if needs.is_empty() {
        text.push_str("By the policy that needs nobody's vote.\n");
    }
    let lines_count = needs.is_empty() || needs.iter().any(|need| need.evidence == Evidence::Recorded);
    let next = match lacking {
        Some(lacking) if lacking.votes_suffice => "and run `milepost gate`",
        _ if lines_count => "add votes as lines, and run `milepost gate`",
        _ => "and open a pull request",
    };
    // Writing to a string cannot fail.
    let _ = writeln!(text, "Next: commit {goes_with}, {next}.");
    let _ = match lacking {
        Some(Lacking { needed, .. }) if needed.is_empty() => {
            writeln!(text, "All votes that it needs are in the file.")
        }
        Some(Lacking { votes_suffice: true, needed }) => {
            writeln!(text, "The votes in the file suffice, but {}.", needed.join("; "))
        }
        Some(Lacking { needed, .. }) => writeln!(text, "As it stands, {}.", needed.join("; ")),
        None => Ok(()),
    };
    if needs.iter().any(|need| need.evidence == Evidence::Confirmed) {
        text.push_str(
            "Where votes have to be confirmed, a line alone counts for nothing: who votes approves the\n\
             pull request on GitHub (Files changed, Review changes, Approve); its author writes a\n\
             review comment whose whole text is `+1`.\n",
        );
    }
    if needs.iter().any(|need| need.evidence > Evidence::Recorded) {
        let _ = writeln!(text, "A signed vote counts without GitHub: `milepost sign {id} --vote +1`.");
    }
    text
}
