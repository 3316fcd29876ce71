//! The approval file of a change, ready to be filled in: subject, classes, who may vote, what is needed.

use std::fmt::Write as _;

use jiff::civil::Date;

use crate::document::{Method, Vote};
use crate::schema::{Kind, is_id};
use crate::yaml::write::{comment, quoted, scalar};

use super::classify::Step;
use super::electorate::Electorate;
use super::judge::Judgement;
use super::requirement::{Requirement, Who};
use super::subject::content;
use super::{Class, Decision};

/// What a person says about the vote.
#[derive(Debug, Clone, Default)]
pub struct Draft {
    /// The id; made of the day and the classes where absent.
    pub id: Option<String>,
    /// What people call the decision.
    pub title: Option<String>,
    /// How it is voted.
    pub method: Option<Method>,
    /// When the vote began; today where absent.
    pub opened: Option<Date>,
    /// When the vote ended.
    pub closed: Option<Date>,
    /// Where the minutes are.
    pub minutes: Option<String>,
    /// Who was in the meeting.
    pub present: Vec<String>,
    /// Who voted how.
    pub votes: Vec<(String, Vote)>,
}

impl Draft {
    /// The day on which the vote began; a vote that is closed already began no later than that.
    fn opened_on(&self, today: Date) -> Date {
        self.opened.unwrap_or_else(|| self.closed.map_or(today, |closed| closed.min(today)))
    }
}

/// A file that was not written yet.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DraftFile {
    /// The id of the approval.
    pub id: String,
    /// Path from the top of the repository.
    pub path: String,
    /// Its text.
    pub text: String,
}

/// The approval file of a step; nothing where nobody's sign-off is needed.
pub fn draft(step: Step<'_>, judgement: &Judgement, wishes: &Draft) -> Option<DraftFile> {
    if judgement.needs.classes.is_empty() {
        return None;
    }
    let classes = stated_classes(judgement);
    let id = wishes.id.clone().unwrap_or_else(|| free_id(step, judgement, &classes));
    let path = format!("{}/approvals/{id}.yaml", step.after.root);
    Some(DraftFile { text: text(step, judgement, wishes, &id, &classes), id, path })
}

/// A vote on the schedule serves its minor moves too.
fn stated_classes(judgement: &Judgement) -> Vec<Class> {
    let all = judgement.needs.all_classes();
    all.iter()
        .copied()
        .filter(|class| *class != Class::ScheduleMinor || !all.contains(&Class::Schedule))
        .collect()
}

/// So many approvals of one kind are not written in one day.
const MOST_NUMBERED: u32 = 999;

fn free_id(step: Step<'_>, judgement: &Judgement, classes: &[Class]) -> String {
    let documents = judgement.needs.classes.keys().filter_map(|path| {
        let name = path.rsplit('/').next()?.strip_suffix(".yaml")?;
        path.contains("/schedules/").then(|| name.to_owned())
    });
    let of_classes: Vec<String> = classes.iter().map(|class| class.name().to_owned()).collect();
    let words = [of_classes.clone(), documents.collect()].concat();
    // A plan can have a name that no id can hold, and many plans have one that is too long.
    let shortest = format!("{}-change", step.today);
    let named = |words: &[String]| format!("{}-{}", step.today, words.join("-"));
    let bases = [named(&words), named(&of_classes), shortest.clone()];
    let taken = |id: &str| {
        let path = format!("{}/approvals/{id}.yaml", step.after.root);
        step.after.files.contains_key(&path) || step.before.files.contains_key(&path)
    };
    let ids = bases.iter().filter(|base| is_id(base)).flat_map(|base| {
        let numbered = (2..=MOST_NUMBERED).map(move |number| format!("{base}-{number}"));
        std::iter::once(base.clone()).chain(numbered)
    });
    ids.into_iter().find(|id| !taken(id) && is_id(id)).unwrap_or(shortest)
}

fn text(step: Step<'_>, judgement: &Judgement, wishes: &Draft, id: &str, classes: &[Class]) -> String {
    let mut text =
        format!("{}\nkind: {}\nid: {}\n", Kind::Approval.modeline(), Kind::Approval.tag(), scalar(id));
    let title = wishes.title.clone().unwrap_or_else(|| "Say in one line what is decided".to_owned());
    let names: Vec<&str> = classes.iter().map(|class| class.name()).collect();
    // Writing to a string cannot fail.
    let _ = writeln!(text, "title: {}", scalar(&title));
    let _ = writeln!(text, "decisions: [{}]", names.join(", "));
    text.push_str(
        "# Exactly this content is decided: the SHA-256 of each file before and after the change,\n",
    );
    text.push_str("# as `git show REVISION:PATH | sha256sum` prints it. If anything but comments or notation changes after the\n");
    text.push_str("# vote, it takes a new approval; `meaning` is how Milepost tells.\n");
    text.push_str("subject:\n");
    for path in judgement.needs.classes.keys() {
        let content = content(step.before, step.after, path);
        let _ = writeln!(text, "  - path: {}", scalar(path));
        let _ = writeln!(text, "    from: {}", quoted(&content.from));
        let _ = writeln!(text, "    to: {}", quoted(&content.to));
        if let Some((from, to)) = content.meaning {
            let _ = writeln!(text, "    meaning:\n      from: {}\n      to: {}", quoted(&from), quoted(&to));
        }
    }
    let _ = writeln!(text, "opened: {}", wishes.opened_on(step.today));
    if let Some(closed) = wishes.closed {
        let _ = writeln!(text, "closed: {closed}");
    }
    let _ = writeln!(text, "method: {}", wishes.method.unwrap_or(Method::Electronic).name());
    if let Some(minutes) = &wishes.minutes {
        let _ = writeln!(text, "minutes: {}", scalar(minutes));
    }
    if !wishes.present.is_empty() {
        let _ = writeln!(text, "present: [{}]", wishes.present.join(", "));
    }
    let lines = match emergency(step, wishes, &names) {
        Some(lines) => lines,
        None => judgement.decisions.iter().flat_map(needed).chain(voters(step, classes)).collect(),
    };
    for line in lines {
        let _ = writeln!(text, "# {}", comment(&line));
    }
    text.push_str(&votes(wishes));
    text
}

/// What an emergency approval needs, and what follows it.
fn emergency(step: Step<'_>, wishes: &Draft, classes: &[&str]) -> Option<Vec<String>> {
    let source = if step.before.policy.is_some() { step.before } else { step.after };
    let emergency = source.policy.as_ref()?.value.emergency.as_ref()?;
    if wishes.method != Some(Method::Emergency) {
        return None;
    }
    let approvers: Vec<&str> = emergency.approvers.iter().map(|person| person.as_str()).collect();
    Some(vec![
        format!(
            "In an emergency, {} of the emergency approvers decide {}: {}.",
            emergency.count.max(1),
            classes.join(", "),
            approvers.join(", ")
        ),
        format!(
            "It has to be ratified within {}: by an approval with the same `decisions:` and `subject:`, the regular \
             votes,",
            emergency.ratify_within
        ),
        "and `ratifies:` with the full id of the commit that this change becomes.".to_owned(),
    ])
}

fn needed(decision: &Decision) -> Vec<String> {
    let mut lines = vec![format!("{} needs {} ({}).", decision.class, decision.requirement, decision.rule)];
    if decision.needs_evidence > super::Evidence::Recorded {
        lines.push(format!("The votes have to be {}.", decision.needs_evidence));
    }
    lines
}

/// Whose votes count for each decision.
fn voters(step: Step<'_>, classes: &[Class]) -> Vec<String> {
    let source = if step.before.policy.is_some() { step.before } else { step.after };
    let (Some(policy), Some(roster)) = (&source.policy, &source.roster) else { return Vec::new() };
    let electorate = Electorate::on(&roster.value, step.today);
    let seats = electorate.seats().iter().map(|seat| electorate.awaited(seat).to_string());
    let seats = nobody_or(&seats.collect::<Vec<_>>());
    let managers = roster.value.release_managers_on(step.today);
    let managers = nobody_or(&managers.into_iter().map(str::to_owned).collect::<Vec<_>>());
    let line = |class: &Class| {
        let who = match Requirement::of(&policy.value, *class)?.who {
            Who::Vote(_) => format!("the votes of the seats count: {seats}"),
            Who::ReleaseManagers(_) => format!("only release managers count: {managers}"),
            Who::Both(..) => {
                format!("release managers count ({managers}), and the votes of the seats: {seats}")
            }
            Who::Emergency(_) | Who::Unmeetable(_) => return None,
        };
        Some(format!("For {class}, {who}."))
    };
    classes.iter().filter_map(line).collect()
}

fn nobody_or(names: &[String]) -> String {
    if names.is_empty() { "nobody".to_owned() } else { names.join(", ") }
}

fn votes(wishes: &Draft) -> String {
    if wishes.votes.is_empty() {
        return "# One line a vote: - {voter: ID, vote: \"+1\"}, or \"-1\", \"0\" (abstains), recused.\nvotes: []\n".to_owned();
    }
    let lines: Vec<String> = wishes
        .votes
        .iter()
        .map(|(voter, vote)| format!("  - {{voter: {}, vote: {}}}\n", scalar(voter), vote_text(*vote)))
        .collect();
    format!("votes:\n{}", lines.concat())
}

fn vote_text(vote: Vote) -> &'static str {
    match vote {
        Vote::InFavour => "\"+1\"",
        Vote::Against => "\"-1\"",
        Vote::Abstain => "\"0\"",
        Vote::Recused => "recused",
    }
}
