//! The words of an explanation, in the order in which somebody would check an approval by hand.

use crate::approval::{
    Effect, Evidence, ExplainedContent, ExplainedDecision, ExplainedVote, Explanation, Fit, Proof, Relation,
    Status,
};
use crate::calendar::show_day;
use crate::document::ABSENT;
use crate::report::verification::{Content, Verification, shell_word};
use crate::signature::ssh::APPROVAL_NAMESPACE;

/// A whole explanation.
pub(super) struct Page {
    pub(super) title: String,
    pub(super) result: (Mark, String),
    pub(super) origin: Vec<String>,
    pub(super) sections: Vec<Section>,
}

/// One step of the check.
pub(super) struct Section {
    pub(super) title: String,
    pub(super) lines: Vec<Line>,
    /// What repeats the step without Milepost.
    pub(super) commands: Vec<String>,
}

/// A line of a section.
pub(super) enum Line {
    /// A fact, and whether it speaks for the approval.
    Fact(Mark, String),
    /// What belongs to the fact above it.
    More(String),
}

/// Whether a fact speaks for the approval.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Mark {
    Good,
    Bad,
    Open,
    Plain,
}

impl Mark {
    pub(super) const fn sign(self) -> &'static str {
        match self {
            Self::Good => "✓",
            Self::Bad => "✗",
            Self::Open => "…",
            Self::Plain => "·",
        }
    }

    const fn of(is_met: bool) -> Self {
        if is_met { Self::Good } else { Self::Bad }
    }

    const fn status(status: Status) -> Self {
        match status {
            Status::Approved => Self::Good,
            Status::Pending => Self::Open,
            Status::Rejected => Self::Bad,
        }
    }
}

impl Page {
    pub(super) fn of(verification: &Verification) -> Self {
        let explained = &verification.explanation;
        let title = match &explained.title {
            Some(title) => format!("Approval {}: {title}", explained.id),
            None => format!("Approval {}", explained.id),
        };
        Self {
            title,
            result: result(explained),
            origin: origin(verification),
            sections: vec![
                content_section(verification),
                rules(verification),
                voters(verification),
                votes(verification),
                count(explained),
                conclusion(verification),
            ],
        }
    }
}

fn result(explained: &Explanation) -> (Mark, String) {
    let is_broken = |vote: &ExplainedVote| {
        vote.refused.is_some() || vote.signed.as_ref().is_some_and(|signed| signed.holds.is_err())
    };
    let statuses = || explained.decisions.iter().map(|decision| decision.status);
    match () {
        () if explained.is_approved => (Mark::Good, approved(&explained.effect)),
        () if !explained.is_about_it() => (Mark::Bad, about_something_else(&explained.effect)),
        () if statuses().any(|status| status == Status::Rejected) => {
            (Mark::Bad, "Not approved: voted down (step 5)".to_owned())
        }
        () if explained.votes.iter().any(is_broken) => {
            (Mark::Bad, "Not approved: a vote does not hold (step 4)".to_owned())
        }
        () if explained.is_unverifiable() => (
            Mark::Open,
            "Unverifiable offline: approved only if reviews on GitHub say so, which a clone does not show (step 4)"
                .to_owned(),
        ),
        () if statuses().any(|status| status == Status::Pending) => {
            (Mark::Open, "Not approved: something is missing (step 5)".to_owned())
        }
        () => (Mark::Bad, "Not approved as it stands: something is wrong with it (step 6)".to_owned()),
    }
}

fn approved(effect: &Effect) -> String {
    match effect {
        Effect::Decides => "Approved".to_owned(),
        Effect::Ratifies(commit) => format!("Approved: it ratifies commit {}", short(commit)),
        Effect::Voids(ids) => format!("Approved: it revokes {}", quoted(ids)),
    }
}

fn about_something_else(effect: &Effect) -> String {
    let what = match effect {
        Effect::Ratifies(_) => "the content of the commit that it ratifies",
        Effect::Decides | Effect::Voids(_) => "this content",
    };
    format!("Not approved: it is not about {what} (step 1)")
}

fn quoted(ids: &[String]) -> String {
    ids.iter().map(|id| format!("`{id}`")).collect::<Vec<_>>().join(", ")
}

fn place(content: &Content) -> String {
    match content {
        Content::Commit(id) => format!("commit {}", short(id)),
        Content::Folder(folder) => format!("the folder {folder}"),
        Content::Worktree => "the working tree".to_owned(),
        Content::Nothing => "nothing".to_owned(),
    }
}

fn short(id: &str) -> String {
    id.chars().take(12).collect()
}

/// The same place under a name that fits into a line.
fn shortened(content: &Content) -> Content {
    match content {
        Content::Commit(id) => Content::Commit(short(id)),
        other => other.clone(),
    }
}

fn origin(verification: &Verification) -> Vec<String> {
    let step = &verification.step;
    let from_to = format!("from {} to {}", place(&step.before), place(&step.after));
    let first = match &step.merged {
        Some(merged) => {
            let did = if merged.is_used { "used it" } else { "brought its file" };
            format!("The step of {} that {did}: {from_to}, taken {}", merged.branch, merged.time)
        }
        None => format!("The change at hand: {from_to}, judged on {}", step.day),
    };
    let anchor = verification.explanation.is_anchor.then(|| {
        "It brings the first policy, so it is judged by its own policy and roster (the anchor)".to_owned()
    });
    let notes = verification.notes.iter().map(|note| format!("Note: {note}"));
    std::iter::once(first).chain(anchor).chain(notes).collect()
}

fn content_section(verification: &Verification) -> Section {
    let explained = &verification.explanation;
    let mut lines: Vec<Line> = explained.contents.iter().flat_map(content_lines).collect();
    match &explained.effect {
        Effect::Voids(ids) => {
            let fact = format!("the file names no content; it revokes {}", quoted(ids));
            lines.push(Line::Fact(Mark::Good, fact));
        }
        Effect::Ratifies(commit) => {
            let fact = format!("compared with commit {}, which it ratifies", short(commit));
            lines.insert(0, Line::Fact(Mark::Plain, fact));
        }
        Effect::Decides if explained.contents.is_empty() => {
            lines.push(Line::Fact(Mark::Bad, "the file names no content".to_owned()));
        }
        Effect::Decides => {}
    }
    if let Relation::Stale(differences) = &explained.relation {
        lines.extend(differences.iter().map(|difference| Line::More(difference.clone())));
    }
    for (path, classes) in &explained.unnamed {
        let classes: Vec<&str> = classes.iter().map(|class| class.name()).collect();
        let fact = format!("{path} needs {} too, and this approval does not name it", classes.join(", "));
        lines.push(Line::Fact(Mark::Plain, fact));
    }
    let (before, after) = match &explained.effect {
        Effect::Ratifies(commit) => {
            (Content::Commit(format!("{}^1", short(commit))), Content::Commit(short(commit)))
        }
        _ => (shortened(&verification.step.before), shortened(&verification.step.after)),
    };
    let commands = explained.contents.iter().flat_map(|content| {
        let sides = [(&before, &content.found.from), (&after, &content.found.to)];
        let there = sides.into_iter().filter(|(_, digest)| *digest != ABSENT);
        there.map(|(side, _)| side.digest_command(&content.path)).collect::<Vec<_>>()
    });
    let title = "1. Is it about exactly this content?".to_owned();
    Section { title, lines, commands: commands.collect() }
}

fn content_lines(content: &ExplainedContent) -> Vec<Line> {
    let (mark, words) = match content.fit {
        Fit::Bytes => (Mark::Good, "equal to the byte, before and after"),
        Fit::Meaning => (Mark::Good, "equal in meaning; comments or notation differ from the approved bytes"),
        Fit::No if content.found.from == ABSENT && content.found.to == ABSENT => {
            (Mark::Bad, "there is no such file, neither before nor after")
        }
        Fit::No if content.found.from == content.found.to => (Mark::Bad, "this step does not change it"),
        Fit::No => (Mark::Bad, "not the content that was approved"),
    };
    let mut lines = vec![Line::Fact(mark, format!("{}: {words}", content.path))];
    let sides = [
        ("before", &content.stated.from, &content.found.from),
        ("after", &content.stated.to, &content.found.to),
    ];
    for (side, stated, found) in sides {
        if stated == found {
            lines.push(Line::More(format!("{side} {}", digits(found))));
        } else {
            lines.push(Line::More(format!("{side}:")));
            lines.push(Line::More(format!("approved {}", digits(stated))));
            lines.push(Line::More(format!("found {}", digits(found))));
        }
    }
    lines
}

/// A digest as `sha256sum` prints it.
fn digits(digest: &str) -> &str {
    digest.strip_prefix("sha256:").unwrap_or(digest)
}

fn rules(verification: &Verification) -> Section {
    let explained = &verification.explanation;
    let rules = &explained.rules;
    let digest = format!(
        "digest of its meaning {} (in every signed statement; without Milepost it cannot be computed from the file)",
        digits(&rules.digest)
    );
    let mut lines =
        vec![Line::Fact(Mark::Plain, format!("policy version {}", rules.version)), Line::More(digest)];
    if let Some(version) = rules.new_version {
        let fact = format!("the change brings policy version {version}, which has to be met as well");
        lines.push(Line::Fact(Mark::Plain, fact));
    }
    for decision in &explained.decisions {
        let by = if decision.by_new_policy { ", by the new policy" } else { "" };
        let fact = format!("{} ({}{by}): {}", decision.class, decision.requirement, decision.rule);
        lines.push(Line::Fact(Mark::Plain, fact));
        if decision.needs_evidence > Evidence::Recorded {
            lines.push(Line::More(format!("only votes that are {} count", decision.needs_evidence)));
        }
        lines.extend(decision.limits.iter().map(|limit| Line::More(format!("limit: {limit}"))));
    }
    if explained.decisions.is_empty() {
        lines.push(Line::Fact(Mark::Bad, "by these rules, what it decides needs nobody".to_owned()));
    }
    let source = source(verification);
    let commands = vec![source.show_command(&rules.policy)];
    Section { title: "2. By which rules?".to_owned(), lines, commands }
}

/// Where policy and roster are read.
fn source(verification: &Verification) -> Content {
    let step = &verification.step;
    shortened(if verification.explanation.is_anchor { &step.after } else { &step.before })
}

fn voters(verification: &Verification) -> Section {
    let explained = &verification.explanation;
    let day = show_day(explained.day);
    let why = match (explained.is_closed, &verification.step.merged) {
        (true, _) => "the day on which the vote was closed",
        (false, Some(_)) => "the day of the step",
        (false, None) => "the day of the look",
    };
    let mut lines = Vec::new();
    for voter in &explained.voters {
        lines.push(Line::Fact(Mark::Plain, format!("{}: {}", voter.person, voter.why)));
    }
    if explained.voters.is_empty() {
        lines.push(Line::Fact(Mark::Bad, "nobody".to_owned()));
    }
    for silent in &explained.without_vote {
        lines.push(Line::Fact(Mark::Plain, format!("not {}: {}", silent.person, silent.why)));
    }
    let commands = vec![source(verification).show_command(&explained.rules.roster)];
    Section { title: format!("3. Who may vote on {day}, {why}?"), lines, commands }
}

fn votes(verification: &Verification) -> Section {
    let explained = &verification.explanation;
    let (mut lines, mut commands) = minutes(explained);
    for vote in &explained.votes {
        lines.extend(vote_lines(vote));
        if vote.signed.is_some() {
            commands.push(signature_command(verification, &vote.voter));
        }
    }
    if explained.votes.is_empty() {
        lines.push(Line::Fact(Mark::Open, "the file lists no votes".to_owned()));
    }
    let has_signatures = explained.votes.iter().any(|vote| vote.signed.is_some());
    if has_signatures && verification.exported.is_none() {
        let id = &explained.id;
        commands.insert(0, format!("milepost verify {id} --export FOLDER"));
    }
    Section { title: "4. Who voted how, and what proves it?".to_owned(), lines, commands }
}

/// Where the minutes are, and how to see whether they still say what they said (threat T60).
fn minutes(explained: &Explanation) -> (Vec<Line>, Vec<String>) {
    let Some(address) = &explained.minutes else { return (Vec::new(), Vec::new()) };
    let fact = format!("minutes: {address}");
    let Some(pinned) = &explained.minutes_sha256 else {
        let more = "not pinned by `minutes-sha256`: if they were edited since, nothing shows it";
        return (vec![Line::Fact(Mark::Plain, fact), Line::More(more.to_owned())], Vec::new());
    };
    let more = format!("pinned: their SHA-256 was {}", digits(pinned));
    let command = format!("curl -fsSL {} | sha256sum", shell_word(address));
    (vec![Line::Fact(Mark::Plain, fact), Line::More(more)], vec![command])
}

fn vote_lines(vote: &ExplainedVote) -> Vec<Line> {
    let mark = Mark::of(vote.uncounted.is_none());
    let proof = match (&vote.uncounted, &vote.proof) {
        (None, Proof::Recorded) => "recorded: it stands in the file, and nothing else proves it".to_owned(),
        (None, proof) => proof.to_string(),
        (Some(why), _) => format!("does not count: {why}"),
    };
    let mut lines =
        vec![Line::Fact(mark, format!("{} ({}): {}, {proof}", vote.voter, vote.name, vote.vote.name()))];
    lines.extend(vote.reason.iter().map(|reason| Line::More(format!("reason: {reason}"))));
    let Some(signed) = &vote.signed else { return lines };
    if let Some(day) = signed.compromised_since {
        let words =
            format!("the roster says that somebody else may have had this key since {}", show_day(day));
        lines.push(Line::More(words));
    }
    if let (Err(_), Some(key)) = (&signed.holds, &signed.claimed) {
        lines.push(Line::More(format!("the signature names the key {key}")));
    }
    lines
}

fn signature_command(verification: &Verification, voter: &str) -> String {
    let folder = verification.exported.as_deref().unwrap_or("FOLDER");
    let file = |name: &str| shell_word(&format!("{}/{voter}/{name}", folder.trim_end_matches('/')));
    format!(
        "ssh-keygen -Y verify -f {} -I {voter} \\\n    -n {APPROVAL_NAMESPACE} -s {} \\\n    < {}",
        file("allowed_signers"),
        file("signature"),
        file("statement")
    )
}

fn count(explained: &Explanation) -> Section {
    let lines = explained.decisions.iter().flat_map(decision_lines).collect();
    Section { title: "5. Do the votes suffice?".to_owned(), lines, commands: Vec::new() }
}

fn decision_lines(decision: &ExplainedDecision) -> Vec<Line> {
    let by = if decision.by_new_policy { ", by the new policy" } else { "" };
    let head = format!(
        "{} ({}, {} rule{by}): {}",
        decision.class,
        decision.requirement,
        decision.method,
        decision.status.name()
    );
    let mut lines = vec![Line::Fact(Mark::status(decision.status), head), Line::More(tally(decision))];
    for check in &decision.checks {
        let sign = Mark::of(check.is_met).sign();
        lines
            .push(Line::More(format!("{sign} {}: asked {}; found {}", check.what, check.asked, check.found)));
    }
    lines.extend(decision.reasons.iter().map(|reason| Line::More(format!("because: {reason}"))));
    lines
}

fn tally(decision: &ExplainedDecision) -> String {
    let votes = &decision.votes;
    let lists = [
        ("for", &votes.in_favour),
        ("against", &votes.against),
        ("abstain", &votes.abstain),
        ("recused", &votes.recused),
        ("not counted", &votes.uncounted),
    ];
    let told: Vec<String> = lists
        .into_iter()
        .filter(|(_, list)| !list.is_empty())
        .map(|(word, list)| format!("{word}: {}", list.join(", ")))
        .collect();
    let told = if told.is_empty() { "no votes".to_owned() } else { told.join(" · ") };
    let who = if decision.is_emergency { "emergency approvers" } else { "seats" };
    format!("{} {who} · {told}", decision.seats)
}

fn conclusion(verification: &Verification) -> Section {
    let explained = &verification.explanation;
    let problems = explained.problems.iter().map(|problem| Line::Fact(Mark::Bad, problem.clone()));
    let mut lines: Vec<Line> = problems.collect();
    let (mark, words) = result(explained);
    lines.push(Line::Fact(mark, words));
    // What only revokes or ratifies says so with its result.
    if explained.effect == Effect::Decides {
        lines.extend(
            explained.acts.iter().map(|act| Line::Fact(Mark::Plain, format!("it {}", act.consequence()))),
        );
    }
    let verdict = verification.verdict.name();
    let whole = format!("the whole step, with everything else in it, is `{verdict}`");
    lines.push(Line::Fact(Mark::Plain, whole));
    Section { title: "6. What comes of it?".to_owned(), lines, commands: Vec::new() }
}
