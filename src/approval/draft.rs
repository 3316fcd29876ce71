//! The approval file of a change, ready to be filled in: subject, classes, who may vote, what is needed.

use std::collections::BTreeSet;
use std::fmt::{self, Write as _};

use jiff::civil::Date;

use crate::calendar::parse_day;
use crate::document::{Method, Vote};
use crate::schema::{Kind, is_id};
use crate::yaml::write::{comment, quoted, scalar};

use super::candidate::declared;
use super::classify::Step;
use super::electorate::Electorate;
use super::judge::Judgement;
use super::ratification::Needed;
use super::requirement::{Requirement, Who};
use super::subject::{PathContent, content};
use super::{Class, Decision, Evidence};

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
    /// The merged approvals that no longer hold by it.
    pub revokes: Vec<String>,
    /// The merged approvals that it takes the place of.
    pub supersedes: Vec<String>,
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
    /// What it needs, class by class.
    pub needs: Vec<Need>,
}

/// What one class asks of an approval.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Need {
    /// The class.
    pub class: Class,
    /// The name of the vote, or of those who approve.
    pub requirement: String,
    /// The rule in words.
    pub rule: String,
    /// The weakest evidence that counts.
    pub evidence: Evidence,
}

/// An earlier step that is to be approved after the fact.
#[derive(Debug, Clone, Copy)]
pub struct ToRatify<'a> {
    /// The full id of its commit.
    pub commit: &'a str,
    /// What it changed that needed sign-off.
    pub needed: &'a Needed,
    /// What had to be decided about it.
    pub classes: &'a BTreeSet<Class>,
    /// The id of the approval by which it was merged, for the name of the new one.
    pub approval: Option<&'a str>,
    /// Whether policy or roster say something else now than before it.
    pub rules_differ: bool,
}

/// The approval file of a step; nothing where nobody's sign-off is needed.
pub fn draft(step: Step<'_>, judgement: &Judgement, wishes: &Draft) -> Option<DraftFile> {
    if judgement.needs.classes.is_empty() {
        return None;
    }
    let classes = stated_classes(judgement.needs.all_classes());
    let mut needs: Vec<Need> = {
        // What other files of the change take back is their own.
        let of_content = judgement.decisions.iter().filter(|decision| decision.acts.is_empty());
        of_content.map(Need::of).collect()
    };
    let superseded = needs_now(step, &classes_of(step, &wishes.supersedes));
    needs.extend(superseded.into_iter().filter(|need| classes.iter().all(|class| *class != need.class)));
    let paths = judgement.needs.classes.keys();
    let paper = Paper {
        step,
        wishes,
        words: words_of_content(judgement, &classes),
        contents: paths.map(|path| (path.clone(), content(step.before, step.after, path))).collect(),
        classes,
        needs,
        about: CONTENT,
        ratifies: None,
        remark: None,
    };
    Some(paper.file())
}

/// An approval that takes others back, and is about no content.
pub fn draft_revocation(step: Step<'_>, wishes: &Draft) -> DraftFile {
    let classes: Vec<Class> = classes_of(step, &wishes.revokes).into_iter().collect();
    let ids = wishes.revokes.iter().map(|id| without_day(id)).collect::<Vec<_>>().join("-");
    let paper = Paper {
        step,
        wishes,
        words: vec![vec!["revoke".to_owned(), ids], vec!["revoke".to_owned()]],
        contents: Vec::new(),
        needs: needs_now(step, &classes.iter().copied().collect()),
        classes,
        about: "",
        ratifies: None,
        remark: None,
    };
    paper.file()
}

/// An approval of an earlier step after the fact, by the rules before the step that brings it.
pub fn draft_ratification(step: Step<'_>, past: ToRatify<'_>, wishes: &Draft) -> DraftFile {
    let short: String = past.commit.chars().take(12).collect();
    let what = past.approval.map_or_else(|| short.clone(), |id| without_day(id).to_owned());
    let paper = Paper {
        step,
        wishes,
        words: vec![vec!["ratify".to_owned(), what], vec!["ratify".to_owned(), short]],
        contents: past.needed.iter().map(|(path, (content, _))| (path.clone(), content.clone())).collect(),
        classes: stated_classes(past.classes.clone()),
        needs: needs_now(step, past.classes),
        about: CONTENT_OF_A_COMMIT,
        ratifies: Some(past.commit),
        remark: past.rules_differ.then_some(
            "Policy or roster are others now than before that commit. Where nobody approved that change, the votes have \
             to suffice by the rules before that commit as well.",
        ),
    };
    paper.file()
}

const CONTENT: &str = "\
# Exactly this content is decided: the SHA-256 of each file before and after the change,
# as `git show REVISION:PATH | sha256sum` prints it. If anything but comments or notation changes after the
# vote, it takes a new approval; `meaning` is how Milepost tells.
";

const CONTENT_OF_A_COMMIT: &str = "\
# Exactly this content is approved after the fact: the SHA-256 of each file before and after that commit,
# as `git show COMMIT^1:PATH | sha256sum` and `git show COMMIT:PATH | sha256sum` print it.
";

impl Need {
    fn of(decision: &Decision) -> Self {
        Self {
            class: decision.class,
            requirement: decision.requirement.clone(),
            rule: decision.rule.clone(),
            evidence: decision.needs_evidence,
        }
    }
}

/// What the rules before a step ask for some classes, but for those that need nobody.
fn needs_now(step: Step<'_>, classes: &BTreeSet<Class>) -> Vec<Need> {
    let source = if step.before.policy.is_some() { step.before } else { step.after };
    let Some(policy) = &source.policy else { return Vec::new() };
    let need = |class: &Class| {
        let requirement = Requirement::of(&policy.value, *class)?;
        Some(Need {
            class: *class,
            requirement: requirement.name().to_owned(),
            rule: requirement.in_words(),
            evidence: requirement.evidence,
        })
    };
    classes.iter().filter_map(need).collect()
}

/// The classes that merged approvals decided: who takes one back needs what it needed.
fn classes_of(step: Step<'_>, ids: &[String]) -> BTreeSet<Class> {
    let approvals = ids.iter().filter_map(|id| step.before.approvals.get(id));
    approvals.flat_map(|approval| declared(&approval.value)).collect()
}

/// An id without the day that it begins with: the new one begins with its own.
fn without_day(id: &str) -> &str {
    const DAY: usize = "2027-01-20-".len();
    let (day, rest) = id.split_at_checked(DAY).unwrap_or(("", id));
    let is_day = day.strip_suffix('-').is_some_and(|day| parse_day(day).is_ok());
    if is_day && !rest.is_empty() { rest } else { id }
}

/// A vote on the schedule serves its minor moves too.
fn stated_classes(all: BTreeSet<Class>) -> Vec<Class> {
    let by_vote = all.contains(&Class::Schedule);
    all.into_iter().filter(|class| *class != Class::ScheduleMinor || !by_vote).collect()
}

/// Names for the file of a change, the best first: a plan can have a name that no id can hold, and many plans have one
/// that is too long.
fn words_of_content(judgement: &Judgement, classes: &[Class]) -> Vec<Vec<String>> {
    let documents = judgement.needs.classes.keys().filter_map(|path| {
        let name = path.rsplit('/').next()?.strip_suffix(".yaml")?;
        path.contains("/schedules/").then(|| name.to_owned())
    });
    let of_classes: Vec<String> = classes.iter().map(|class| class.name().to_owned()).collect();
    vec![[of_classes.clone(), documents.collect()].concat(), of_classes]
}

/// So many approvals of one kind are not written in one day.
const MOST_NUMBERED: u32 = 999;

/// Everything that an approval file is made of.
struct Paper<'a> {
    step: Step<'a>,
    wishes: &'a Draft,
    /// What its id may be made of behind the day, the best first.
    words: Vec<Vec<String>>,
    contents: Vec<(String, PathContent)>,
    classes: Vec<Class>,
    needs: Vec<Need>,
    /// What stands above the subject.
    about: &'static str,
    ratifies: Option<&'a str>,
    /// What voters have to know besides.
    remark: Option<&'static str>,
}

impl Paper<'_> {
    fn file(self) -> DraftFile {
        let id = self.wishes.id.clone().unwrap_or_else(|| self.free_id());
        let path = format!("{}/approvals/{id}.yaml", self.step.after.root);
        DraftFile { text: self.text(&id), id, path, needs: self.needs }
    }

    fn free_id(&self) -> String {
        let step = self.step;
        let shortest = format!("{}-change", step.today);
        let named = self.words.iter().map(|words| format!("{}-{}", step.today, words.join("-")));
        let taken = |id: &str| {
            let path = format!("{}/approvals/{id}.yaml", step.after.root);
            step.after.files.contains_key(&path) || step.before.files.contains_key(&path)
        };
        let bases = named.chain([shortest.clone()]).filter(|base| is_id(base));
        let mut ids = bases.flat_map(|base| {
            let numbered = (2..=MOST_NUMBERED).map({
                let base = base.clone();
                move |number| format!("{base}-{number}")
            });
            std::iter::once(base).chain(numbered)
        });
        ids.find(|id| !taken(id) && is_id(id)).unwrap_or(shortest)
    }

    fn text(&self, id: &str) -> String {
        let wishes = self.wishes;
        let mut text =
            format!("{}\nkind: {}\nid: {}\n", Kind::Approval.modeline(), Kind::Approval.tag(), scalar(id));
        let title = wishes.title.clone().unwrap_or_else(|| "Say in one line what is decided".to_owned());
        let names: Vec<&str> = self.classes.iter().map(|class| class.name()).collect();
        // Writing to a string cannot fail.
        let _ = writeln!(text, "title: {}", scalar(&title));
        let _ = writeln!(text, "decisions: [{}]", names.join(", "));
        for (key, ids) in [("revokes", &wishes.revokes), ("supersedes", &wishes.supersedes)] {
            if !ids.is_empty() {
                let ids: Vec<String> = ids.iter().map(|id| scalar(id)).collect();
                let _ = writeln!(text, "{key}: [{}]", ids.join(", "));
            }
        }
        if let Some(commit) = self.ratifies {
            let _ = writeln!(text, "ratifies: {}", quoted(commit));
        }
        text.push_str(&self.subject());
        let _ = writeln!(text, "opened: {}", wishes.opened_on(self.step.today));
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
        let lines = emergency(self.step, wishes, &names).unwrap_or_else(|| {
            let needed = self.needs.iter().flat_map(needed);
            needed.chain(voters(self.step, &self.classes)).collect()
        });
        for line in lines.iter().map(String::as_str).chain(self.remark) {
            let _ = writeln!(text, "# {}", comment(line));
        }
        text.push_str(&votes(wishes));
        text
    }

    fn subject(&self) -> String {
        if self.contents.is_empty() {
            // Only what revokes may go without.
            return if self.ratifies.is_some() { "subject: []\n".to_owned() } else { String::new() };
        }
        let mut text = format!("{}subject:\n", self.about);
        for (path, content) in &self.contents {
            // Writing to a string cannot fail.
            let _ = writeln!(text, "  - path: {}", scalar(path));
            let _ = writeln!(text, "    from: {}", quoted(&content.from));
            let _ = writeln!(text, "    to: {}", quoted(&content.to));
            if let Some((from, to)) = &content.meaning {
                let _ =
                    writeln!(text, "    meaning:\n      from: {}\n      to: {}", quoted(from), quoted(to));
            }
        }
        text
    }
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
            "It has to be ratified within {} by the regular votes, in an approval that `milepost approve --ratifies`",
            emergency.ratify_within
        ),
        "writes once this is merged.".to_owned(),
    ])
}

fn needed(need: &Need) -> Vec<String> {
    let mut lines = vec![need.to_string()];
    if need.evidence > Evidence::Recorded {
        lines.push(format!("The votes have to be {}.", need.evidence));
    }
    lines
}

impl fmt::Display for Need {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} needs {} ({}).", self.class, self.requirement, self.rule)
    }
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
