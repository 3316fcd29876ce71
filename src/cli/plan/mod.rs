//! `milepost plan`: the plan of a cycle, written from the process or moved with what hangs on it.

mod drafting;
mod moving;
mod remarks;

use std::path::PathBuf;

use jiff::civil::Date;

use crate::approval::{HistoryFacts, Proofs, Step};
use crate::diagnostic::Severity;
use crate::document::{Document, Process, ProjectCalendars, Workspace};
use crate::plan::{Departure, Refusal};
use crate::render;
use crate::report::{self, Report};
use crate::schema::Kind;
use crate::source::{Overlay, Snapshot, slashed};

use super::Outcome;
use super::arguments::{PlanOptions, words};
use super::console::{Console, Terminal, question};
use super::failure::Failure;
use super::history::{self, Past};
use super::init::shell_word;
use super::output::{options_for_terminal, write_report};
use super::side::{Place, Side, absolute, project_around, protected_by};

/// Runs the command.
pub(super) fn run(options: &PlanOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let project = ProjectFolder::open(&place, options)?;
    if options.moves.is_empty() {
        drafting::run(&project, options, &mut Terminal)
    } else {
        moving::run(&project, options, &mut Terminal)
    }
}

/// The project whose cycle is planned, as its files lie in the folder.
struct ProjectFolder<'a> {
    place: &'a Place<'a>,
    top: PathBuf,
    side: Side,
    workspace: Workspace,
    today: Date,
    /// Where the schedule of the cycle is, from the top of the repository.
    path: String,
}

impl<'a> ProjectFolder<'a> {
    fn open(place: &'a Place<'a>, options: &PlanOptions) -> Result<Self, Failure> {
        let around = project_around(&absolute(&options.place.repo)?, place.root());
        let (side, top) = match around {
            Some(top) => (place.folder(&top)?, top),
            None => (place.worktree()?, place.top()?),
        };
        let snapshot = history::snapshot(place, &side)?;
        let protected = protected_by(snapshot.as_ref(), place.root())?;
        let workspace = place.load(snapshot.as_ref(), &protected)?;
        place.require_documents(&workspace, snapshot.as_ref())?;
        drop(snapshot);
        let today = place.today(&workspace);
        let path = format!("{}/schedules/{}.yaml", place.root(), options.cycle);
        Ok(Self { place, top, side, workspace, today, path })
    }

    fn timing(&self) -> ProjectCalendars {
        self.workspace.calendars()
    }

    /// The errors of documents that dates are computed from, and of `more`, as a report; nothing where they can be read.
    fn unreadable(&self, more: &[String]) -> Option<Report> {
        let single =
            [Kind::Project, Kind::WorkingGroup, Kind::Process].map(|kind| self.workspace.path_of(kind));
        let paths: Vec<&str> = single.iter().chain(more).map(String::as_str).collect();
        if !paths.iter().any(|path| self.workspace.unread.contains(*path)) {
            return None;
        }
        Some(self.findings(|rule, path, severity| {
            severity == Severity::Error && paths.contains(&path) && rule != "rule-circle"
        }))
    }

    /// A circle of rules, or one that counts from nothing: `check` knows what to say about either.
    fn rules_that_lead_nowhere(&self) -> Report {
        self.findings(|rule, _, _| matches!(rule, "rule-circle" | "rule-anchor"))
    }

    /// What `check` finds, as far as it is wanted.
    fn findings(&self, wanted: impl Fn(&str, &str, Severity) -> bool) -> Report {
        let mut report = report::check(&self.workspace, self.today);
        report.diagnostics.retain(|found| wanted(found.rule, &found.location.path, found.severity));
        report.not_checked.clear();
        report
    }

    fn process(&self) -> Option<&Document<Process>> {
        self.workspace.process.as_ref()
    }

    /// What the step changes that puts this text in the place of the schedule.
    fn step_to(&self, text: &str) -> Result<Report, Failure> {
        let snapshot = history::snapshot(self.place, &self.side)?;
        let protected = protected_by(snapshot.as_ref(), self.place.root())?;
        let overlay = Overlay::new(snapshot.as_ref(), &self.path, text.as_bytes());
        let overlay: &dyn Snapshot = &overlay;
        let after = self.place.load(overlay, &protected)?;
        let none = HistoryFacts::default();
        let step = Step {
            before: &self.workspace,
            after: &after,
            today: self.today,
            history: &none,
            proofs: Proofs::offline(),
        };
        let past = match &self.side {
            Side::Worktree(_, Some(commit)) => {
                Past::of(self.place.any_repository(), Some(commit), &after.root)
            }
            Side::Worktree(_, None) | Side::Revision(_) | Side::Folder(_) => None,
        };
        let facts = history::facts(past.as_ref(), step)?;
        let mut report = report::plan(Step { history: &facts, ..step });
        report.head = report.base.as_ref().map(|base| format!("{base} with the planned {}", self.path));
        report.planned = Some((self.path.clone(), text.to_owned()));
        Ok(report)
    }

    /// Whether the folder is a working tree or a part of one, so that its files can be committed.
    fn is_in_git(&self) -> bool {
        self.place.any_repository().is_some()
    }

    /// The options that mean this folder in another command.
    fn place_options(&self, options: &PlanOptions) -> String {
        let root = self.place.root();
        let mut text =
            if root == "release" { String::new() } else { format!(" --root {}", shell_word(root)) };
        let repo = slashed(&options.place.repo);
        if repo != "." {
            text.push_str(&format!(" --repo {}", shell_word(&repo)));
        }
        text
    }
}

/// Ends with what keeps the plan from being computed.
fn not_fine(report: &Report, options: &PlanOptions) -> Result<Outcome, Failure> {
    write_report(report, &options.output, false)?;
    Ok(Outcome::NotFine)
}

/// What is said where a reason is given and nothing needs it.
const UNUSED_REASON: &str = "no date departs from its rule, so the reason was not written";

/// A date that departs from its rule, in a sentence.
fn departing(name: &str, date: &str, departure: Departure, rule: &str) -> String {
    format!(
        "{name} ({date}) would be {} than its rule puts it: `{rule}` is {}",
        departure.words(),
        crate::calendar::show_day(departure.expected)
    )
}

/// The reason for dates that depart from their rule: as given, else asked for on a terminal, else demanded.
fn reason(
    options: &PlanOptions,
    departing: &[String],
    console: &mut dyn Console,
) -> Result<Option<String>, Failure> {
    if options.reason.is_some() || departing.is_empty() {
        return Ok(options.reason.clone());
    }
    if console.is_terminal() {
        let why = format!(
            "{}.\nThe schedule says why, so that who reads it later sees that it is meant.",
            departing.join(".\n")
        );
        let why = render::plain(&why, &options_for_terminal(&options.output));
        return question(console, why.trim_end(), "Reason", None, words).map(Some);
    }
    Err(Failure::new(departing.join("; ")).hint("say why with `--reason TEXT`, or take the date of the rule"))
}

impl From<Refusal> for Failure {
    fn from(refusal: Refusal) -> Self {
        let failure = Self::new(refusal.message);
        match refusal.hint {
            Some(hint) => failure.hint(hint),
            None => failure,
        }
    }
}

#[cfg(test)]
mod tests {
    use clap::Parser as _;

    use super::*;
    use crate::cli::arguments::{Arguments, Command};

    struct Script {
        is_terminal: bool,
        said: String,
    }

    impl Console for Script {
        fn is_terminal(&self) -> bool {
            self.is_terminal
        }

        fn say(&mut self, text: &str) -> Result<(), Failure> {
            self.said.push_str(text);
            Ok(())
        }

        fn read_line(&mut self) -> Result<Option<String>, Failure> {
            Ok(Some("a fair\n".to_owned()))
        }
    }

    fn asked(arguments: &[&str], is_terminal: bool) -> (Result<Option<String>, Failure>, String) {
        let line = ["milepost", "plan", "paris", "--start", "2027-01-14"].iter().chain(arguments);
        let Command::Plan(options) = Arguments::try_parse_from(line).expect("arguments").command else {
            return (Ok(None), String::new());
        };
        let mut console = Script { is_terminal, said: String::new() };
        let reason = reason(&options, &["GA is late".to_owned()], &mut console);
        (reason, console.said)
    }

    #[test]
    fn a_reason_is_asked_for_on_a_terminal_and_demanded_elsewhere() {
        let (reason, said) = asked(&[], true);
        assert_eq!(reason, Ok(Some("a fair".to_owned())));
        assert!(said.contains("GA is late.\n"), "{said}");
        let (reason, said) = asked(&["--reason", "snow"], true);
        assert_eq!((reason, said.as_str()), (Ok(Some("snow".to_owned())), ""));
        let failure = asked(&[], false).0.expect_err("a failure");
        assert!(failure.hint.is_some_and(|hint| hint.contains("--reason TEXT")), "{}", failure.message);
    }
}
