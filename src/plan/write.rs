//! The text of a new schedule: a modeline, comments that teach, and behind each date the rule that it follows.

use jiff::civil::Date;

use super::draft::{Draft, Drafted};
use super::refusal::Refusal;
use crate::calendar::{DateText, parse_day};
use crate::document::ProcessMilestone;
use crate::schema::Kind;
use crate::yaml;
use crate::yaml::write::{comment, quoted, scalar};

/// How wide a key is before its comment begins.
const KEY_COLUMN: usize = 29;
/// The least width of a date with its milestone before its comment begins.
const COMMENT_COLUMN: usize = 45;

/// What stands above the milestones.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Heading<'a> {
    /// Which cycle this is: `The first release cycle`.
    pub what: &'a str,
    /// The id of the cycle.
    pub cycle: &'a str,
    /// What people call it.
    pub name: Option<&'a str>,
    /// The version that it releases.
    pub version: Option<&'a str>,
    /// The version of the process.
    pub process: u64,
}

/// The document. The reason stands behind every date that departs from its rule. A text that cannot be read back as a
/// document is refused.
pub fn schedule_text(
    heading: &Heading<'_>,
    draft: &Draft<'_>,
    reason: Option<&str>,
) -> Result<String, Refusal> {
    let text = unproven_text(heading, draft, reason);
    match yaml::read("", text.as_bytes()).diagnostics.into_iter().next() {
        None => Ok(text),
        Some(problem) => Err(Refusal::new(format!(
            "the schedule of `{}` would be no file that can be read: {}",
            heading.cycle, problem.message
        ))
        .hint(problem.hint.unwrap_or_else(|| "write the file by hand".to_owned()))),
    }
}

fn unproven_text(heading: &Heading<'_>, draft: &Draft<'_>, reason: Option<&str>) -> String {
    let cycle = format!("cycle: {}", scalar(heading.cycle));
    let name = match heading.name {
        Some(name) => format!("name: {}", scalar(name)),
        None => format!("# name: {}", scalar(heading.cycle)),
    };
    let version = match heading.version {
        Some(version) => format!("version: {}", quoted(version)),
        None => "# version: \"1.0\"".to_owned(),
    };
    let process = format!("process: {}", heading.process);
    let mut text = format!(
        "{}\n\
         # {}: a draft, which nobody has to approve. The dates follow from the rules in process.yaml,\n\
         # written behind them. A date that departs from its rule says why: `reason: …`.\n\
         kind: schedule/v1\n\
         {cycle:<KEY_COLUMN$} # the name of this file\n\
         {name:<KEY_COLUMN$} # what people call the cycle\n\
         {version:<KEY_COLUMN$} # in quotes: a version is a text, not a number\n\
         {process:<KEY_COLUMN$} # the version of process.yaml that the dates follow\n\
         status: draft                 # then `proposed`; with `active` the TSC approves the plan\n\
         milestones:\n",
        Kind::Schedule.modeline(),
        comment(heading.what),
    );
    let start = draft.milestones.iter().position(|one| one.milestone.at.is_none());
    let lines = draft.milestones.iter().enumerate();
    let lines: Vec<Line> = lines.map(|(place, one)| line(one, Some(place) == start, reason)).collect();
    let column = lines.iter().map(|line| line.date.chars().count()).max().unwrap_or(0).max(COMMENT_COLUMN);
    for line in lines {
        text.push_str(&line.above);
        text.push_str(&format!("{:<column$} # {}\n", line.date, comment(&line.comment)));
        text.push_str(&line.below);
    }
    text
}

/// A milestone, of which one line holds the date.
struct Line {
    above: String,
    date: String,
    comment: String,
    below: String,
}

fn line(one: &Drafted<'_>, is_start: bool, reason: Option<&str>) -> Line {
    let id = scalar(one.milestone.id.as_str());
    let rule = if is_start { "the start".to_owned() } else { rule_in_words(one.milestone) };
    let undecided = || one.inexact.as_ref().map_or("tbd", DateText::text).to_owned();
    let date = one.date.as_ref().map_or_else(|_| undecided(), ToString::to_string);
    let flow = Line {
        above: String::new(),
        date: format!("  - {{id: {id}, date: {date}}}"),
        comment: String::new(),
        below: String::new(),
    };
    match (&one.date, one.departure, reason) {
        (Ok(_), Some(departure), Some(reason)) => Line {
            above: format!("  - id: {id}\n"),
            date: format!("    date: {date}"),
            comment: rule_comment(&rule, Some(departure.expected)),
            below: format!("    reason: {}\n", scalar(reason)),
        },
        (Err(_), _, _) if one.inexact.is_some() => Line { comment: rule, ..flow },
        (Err(why), _, _) if one.milestone.at.is_some() => {
            Line { comment: format!("{rule}{BUT}{why}"), ..flow }
        }
        (Err(why), _, _) => Line { comment: why.clone(), ..flow },
        (Ok(_), _, _) => Line { comment: rule, ..flow },
    }
}

/// What stands between a rule and why it gives no date.
const BUT: &str = ", but ";
/// The reason for that which ends by itself.
pub(super) const NO_DATE_YET: &str = "has no exact date yet";
/// What stands in front of the day of a rule that a date departs from.
const BY_ITS_RULE: &str = "by its rule ";

/// The comment behind a date: its rule, with the day that the rule gives where the date is another one.
pub(super) fn rule_comment(rule: &str, expected: Option<Date>) -> String {
    match expected {
        Some(expected) => format!("{BY_ITS_RULE}{expected}: {rule}"),
        None => rule.to_owned(),
    }
}

/// Whether a comment is one that was written behind a date of this rule, and says nothing else.
pub(super) fn is_rule_comment(words: &str, rule: &str) -> bool {
    let rule = comment(rule);
    let departs = || {
        let (day, of) = words.strip_prefix(BY_ITS_RULE)?.split_once(": ")?;
        Some(parse_day(day).is_ok() && of == rule)
    };
    let is_open = || {
        let why = words.strip_prefix(rule.as_str())?.strip_prefix(BUT)?;
        Some(why.starts_with('`') && why.ends_with(NO_DATE_YET))
    };
    words == rule || departs() == Some(true) || is_open() == Some(true)
}

/// Where a date comes from, in words.
pub(super) fn rule_in_words(milestone: &ProcessMilestone) -> String {
    let Some(at) = &milestone.at else { return "no rule".to_owned() };
    match (&milestone.snap, &milestone.snap_back) {
        (Some(snap), _) => format!("{}, then the next {}", at.value, snap.value),
        (None, Some(snap)) => format!("{}, then back to the {}", at.value, snap.value),
        (None, None) => at.value.clone(),
    }
}
