//! The command line that stands for a set of answers, and what it still lacks.

use std::fmt::Display;

use super::super::arguments::InitOptions;
use crate::init::Workflow;
use crate::source::slashed;

// What stands in place of an answer that is missing.
const NAME: &str = "Example Project";
const MEMBER: &str = "alice:Alice Example:alice-example:1327285";
const MEETING: &str = "2 weeks on tuesday at 15:00";
const START: &str = "2027-01-14";

/// What has to be known and is not.
pub(super) fn missing(options: &InitOptions) -> Vec<&'static str> {
    let mut missing = Vec::new();
    if options.name.is_none() {
        missing.push("the project's name (`--name`)");
    }
    if options.tsc.is_empty() {
        missing.push("a member of the TSC at least (`--tsc`)");
    }
    match (&options.cycle, options.start) {
        (Some(_), None) => missing.push("when the first cycle starts (`--start`)"),
        (None, Some(_)) => missing.push("what the first cycle is called (`--cycle`)"),
        _ => {}
    }
    if options.time_zone.is_some() && options.meeting.is_none() {
        missing.push("when the working group meets (`--meeting`)");
    }
    missing
}

/// The whole command line, with examples in place of what is missing.
pub(super) fn shown(options: &InitOptions) -> String {
    let mut line = Line("milepost init".to_owned());
    let place = &options.place;
    line.option("root", Some(&place.root).filter(|root| *root != "release"));
    line.option("repo", Some(slashed(&place.repo)).filter(|_| place.repo.as_os_str() != "."));
    line.option("today", place.today);
    line.option("template", Some(options.template.unwrap_or_default().name()));
    line.option("profile", options.profile.map(|id| id.split_once('/').map_or(id, |(name, _)| name)));
    line.option("name", Some(options.name.as_deref().unwrap_or(NAME)));
    line.option("description", options.description.as_ref());
    line.option("repository", options.repository.as_ref());
    line.github(&options.github);
    line.flag("pages", options.pages);
    line.option("tsc", options.tsc.is_empty().then_some(MEMBER));
    options.tsc.iter().for_each(|person| line.option("tsc", Some(person)));
    options.release_managers.iter().for_each(|person| line.option("release-manager", Some(person)));
    options.advisors.iter().for_each(|person| line.option("advisor", Some(person)));
    line.flag("rmss", options.rmss);
    let meeting = options.meeting.as_ref().map(ToString::to_string);
    line.option("meeting", meeting.or_else(|| options.time_zone.as_ref().map(|_| MEETING.to_owned())));
    line.option("time-zone", options.time_zone.as_ref());
    line.option("deadline-zone", options.deadline_zone.as_ref());
    if options.cycle.is_some() || options.start.is_some() {
        line.option("cycle", Some(options.cycle.as_deref().unwrap_or("first")));
        line.option("start", Some(options.start.map_or_else(|| START.to_owned(), |start| start.to_string())));
    }
    line.flag("dry-run", options.dry_run);
    line.0
}

struct Line(String);

impl Line {
    fn option(&mut self, name: &str, value: Option<impl Display>) {
        if let Some(value) = value {
            self.0.push_str(&format!(" --{name} {}", quoted(&value.to_string())));
        }
    }

    fn github(&mut self, workflows: &[Workflow]) {
        let names: Vec<&str> = workflows.iter().map(|workflow| workflow.name()).collect();
        match names.len() {
            0 => {}
            all if all == Workflow::ALL.len() => self.flag("github", true),
            _ => self.0.push_str(&format!(" --github={}", names.join(","))),
        }
    }

    fn flag(&mut self, name: &str, given: bool) {
        if given {
            self.0.push_str(&format!(" --{name}"));
        }
    }
}

/// A word that a shell reads as it stands.
pub(in crate::cli) fn quoted(word: &str) -> String {
    let plain = |byte: u8| byte.is_ascii_alphanumeric() || b"-_./:@=+,".contains(&byte);
    if !word.is_empty() && word.bytes().all(plain) {
        word.to_owned()
    } else {
        format!("'{}'", word.replace('\'', r"'\''"))
    }
}
