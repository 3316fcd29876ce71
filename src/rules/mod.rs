//! The rules: one file each, with what the rule means, why it exists, how to mend a breach, and the check itself.
//!
//! Rules are pure: documents and today's date in, diagnostics out. Rules of files are emitted where files are read,
//! rules of approvals where approvals are judged; here stands what they mean.

mod approvals;
mod settings;
#[cfg(test)]
mod testing;

// What checks share.
mod courses;
mod documents;
mod moves;
mod plans;
mod requests;
mod service;
mod timing;

// Files
mod clock_change;
mod duplicate_id;
mod kind_and_place;
mod no_such_date;
mod not_a_plain_file;
mod path_collision;
mod plain_yaml;
mod protected_file_missing;
mod schema;
mod unknown_file;
mod unknown_reference;
mod version_number;
mod yaml_syntax;

// Roster
mod advisor_as_approver;
mod affiliation_limit;
mod empty_electorate;
mod identity;
mod release_manager_cover;
mod same_affiliation;
mod seat_term;
mod terms_run_out;
mod two_release_managers;

// RMSS
mod adoption_order;
mod artifact_missing;
mod first_schedule_missing;
mod process_missing;
mod retrospective_missing;
mod support_unanswered;
mod training_attendance;
mod training_in_tsc_meeting;
mod training_length;
mod working_group_idle;
mod working_group_rhythm;

// Process
mod criterion_without_owner;
mod improvement_unanswered;
mod milestone_without_owner;
mod process_version;
mod rule_anchor;
mod rule_circle;

// Schedule
mod beyond_tolerance;
mod cycle_overlap;
mod deadline_added_late;
mod departs_from_rule;
mod holiday_span;
mod milestone_order;
mod moved_without_notice;
mod non_working_day;
mod outside_support_window;
mod process_milestone_missing;
mod recorded_late;
mod released_but_unfinished;
mod same_day;
mod still_tentative;
mod weekday_mismatch;
mod year_slip;

// Progress
mod actual_in_future;
mod evidence_missing;
mod forecast_before_today;
mod overdue;
mod passed_with_open_criteria;
mod unknown_criterion;
mod waived_without_exception;

// Exceptions
mod exception_expired;
mod exception_undecided;
mod exception_window;
mod exception_without_end;

pub use approvals::duplicate_votes;
pub use settings::Settings;

use std::sync::LazyLock;

use jiff::civil::Date;

use crate::diagnostic::{Diagnostic, Location, NotChecked, Severity};
use crate::diff::Change;
use crate::document::Workspace;

/// What a rule looks at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Scope {
    /// One file by itself.
    File,
    /// One document by itself.
    Document,
    /// All documents of one moment.
    Workspace,
    /// A change from one moment to the next.
    Change,
    /// The steps of a branch.
    History,
}

impl Scope {
    /// The word for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::File => "file",
            Self::Document => "document",
            Self::Workspace => "workspace",
            Self::Change => "change",
            Self::History => "history",
        }
    }
}

/// The topics under which rules are listed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Topic {
    /// How files are written and where they stand.
    Files,
    /// People and seats.
    Roster,
    /// The steps of the support service.
    Service,
    /// The process.
    Process,
    /// Plans of cycles.
    Schedule,
    /// Cycles as they went.
    Progress,
    /// Requests to depart from a plan.
    Exceptions,
    /// Decisions.
    Approvals,
    /// The history of the branch.
    History,
}

impl Topic {
    /// The word for people.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Files => "Files",
            Self::Roster => "Roster",
            Self::Service => "RMSS",
            Self::Process => "Process",
            Self::Schedule => "Schedule",
            Self::Progress => "Progress",
            Self::Exceptions => "Exceptions",
            Self::Approvals => "Approvals",
            Self::History => "History",
        }
    }
}

/// What a check sees.
#[derive(Debug, Clone, Copy)]
pub struct Context<'a> {
    /// The documents.
    pub workspace: &'a Workspace,
    /// The day on which they are looked at.
    pub today: Date,
    /// The documents before, where a change is looked at.
    pub before: Option<&'a Workspace>,
    /// What changed, where a change is looked at.
    pub changes: &'a [Change],
}

/// What a check found, or why it could not look at everything.
pub type Checked = Result<Vec<Diagnostic>, Unchecked>;

/// Why a check could not look at everything, and what it found in the rest.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unchecked {
    /// Why.
    pub reason: String,
    /// What it found where it could look.
    pub found: Vec<Diagnostic>,
}

impl From<String> for Unchecked {
    fn from(reason: String) -> Self {
        Self { reason, found: Vec::new() }
    }
}

/// Who finds breaches of a rule.
#[derive(Debug, Clone, Copy)]
pub enum Check {
    /// The readers of files and documents.
    Reading,
    /// This function.
    Function(fn(&Context<'_>) -> Checked),
    /// The judgement of approvals.
    Approval,
    /// The walk through history.
    History,
}

/// A rule.
#[derive(Debug, Clone, Copy)]
pub struct Rule {
    /// Its id.
    pub id: &'static str,
    /// Where it is listed.
    pub topic: Topic,
    /// What it says, in one line without a full stop.
    pub summary: &'static str,
    /// Its weight, if the project does not choose another.
    pub severity: Severity,
    /// Whether it guards decisions; then its weight cannot be lowered.
    pub guarded: bool,
    /// What it looks at.
    pub scope: Scope,
    /// Why it exists and how to mend or adapt it: one or more paragraphs.
    pub explanation: &'static str,
    /// A piece of a document that breaks it.
    pub before: &'static str,
    /// The same piece mended.
    pub after: &'static str,
    /// Who finds breaches.
    pub check: Check,
}

impl Rule {
    /// A breach of this rule.
    fn breach(&self, location: Location, message: impl Into<String>) -> Diagnostic {
        Diagnostic::error(self.id, location, message).with_severity(self.severity)
    }
}

/// Every rule, by topic.
pub static RULES: LazyLock<Vec<&'static Rule>> =
    LazyLock::new(|| DOCUMENTS.iter().chain(approvals::APPROVALS).copied().collect());

/// The rules that documents are checked by.
static DOCUMENTS: &[&Rule] = &[
    &yaml_syntax::RULE,
    &plain_yaml::RULE,
    &schema::RULE,
    &kind_and_place::RULE,
    &unknown_file::RULE,
    &not_a_plain_file::RULE,
    &path_collision::RULE,
    &protected_file_missing::RULE,
    &unknown_reference::RULE,
    &duplicate_id::RULE,
    &version_number::RULE,
    &two_release_managers::RULE,
    &release_manager_cover::RULE,
    &same_affiliation::RULE,
    &identity::RULE,
    &seat_term::RULE,
    &terms_run_out::RULE,
    &affiliation_limit::RULE,
    &advisor_as_approver::RULE,
    &empty_electorate::RULE,
    &adoption_order::RULE,
    &training_length::RULE,
    &training_attendance::RULE,
    &training_in_tsc_meeting::RULE,
    &working_group_rhythm::RULE,
    &working_group_idle::RULE,
    &process_missing::RULE,
    &first_schedule_missing::RULE,
    &retrospective_missing::RULE,
    &artifact_missing::RULE,
    &support_unanswered::RULE,
    &rule_circle::RULE,
    &rule_anchor::RULE,
    &milestone_without_owner::RULE,
    &criterion_without_owner::RULE,
    &improvement_unanswered::RULE,
    &process_version::RULE,
    &no_such_date::RULE,
    &year_slip::RULE,
    &weekday_mismatch::RULE,
    &milestone_order::RULE,
    &non_working_day::RULE,
    &holiday_span::RULE,
    &departs_from_rule::RULE,
    &process_milestone_missing::RULE,
    &same_day::RULE,
    &clock_change::RULE,
    &cycle_overlap::RULE,
    &still_tentative::RULE,
    &deadline_added_late::RULE,
    &moved_without_notice::RULE,
    &recorded_late::RULE,
    &beyond_tolerance::RULE,
    &released_but_unfinished::RULE,
    &outside_support_window::RULE,
    &overdue::RULE,
    &actual_in_future::RULE,
    &passed_with_open_criteria::RULE,
    &evidence_missing::RULE,
    &waived_without_exception::RULE,
    &unknown_criterion::RULE,
    &forecast_before_today::RULE,
    &exception_window::RULE,
    &exception_without_end::RULE,
    &exception_expired::RULE,
    &exception_undecided::RULE,
];

/// The rule of this id.
pub fn find(id: &str) -> Option<&'static Rule> {
    RULES.iter().copied().find(|rule| rule.id == id)
}

/// Whether the rule guards decisions. A rule that is not known guards: what is unknown must not be waved through.
pub fn is_guarded(id: &str) -> bool {
    find(id).is_none_or(|rule| rule.guarded)
}

/// The one-line summary of a rule.
pub fn summary(id: &str) -> Option<&'static str> {
    find(id).map(|rule| rule.summary)
}

/// Runs every check.
pub fn run(context: &Context<'_>) -> (Vec<Diagnostic>, Vec<NotChecked>) {
    run_those(context, |_| true)
}

/// Runs the checks whose breaches are errors as a project weighs them: no other breach makes a step invalid.
pub fn run_for_errors(context: &Context<'_>, settings: &Settings) -> (Vec<Diagnostic>, Vec<NotChecked>) {
    run_those(context, |rule| settings.weight(rule) == Some(Severity::Error))
}

fn run_those(context: &Context<'_>, is_wanted: impl Fn(&Rule) -> bool) -> (Vec<Diagnostic>, Vec<NotChecked>) {
    let mut diagnostics = Vec::new();
    let mut not_checked = Vec::new();
    for rule in RULES.iter().filter(|rule| is_wanted(rule)) {
        let Check::Function(check) = rule.check else { continue };
        if rule.scope == Scope::Change && context.before.is_none() {
            continue;
        }
        let found = check(context).unwrap_or_else(|unchecked| {
            not_checked.push(NotChecked { rule: rule.id, reason: unchecked.reason });
            unchecked.found
        });
        // What a check finds weighs what its rule weighs, or whoever asks for errors alone would miss some.
        debug_assert!(found.iter().all(|found| found.rule == rule.id && found.severity == rule.severity));
        diagnostics.extend(found);
    }
    (diagnostics, not_checked)
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    #[test]
    fn every_rule_is_explained_with_an_example() {
        let mut ids = BTreeSet::new();
        for rule in RULES.iter() {
            let kebab = |byte: u8| byte.is_ascii_lowercase() || byte == b'-';
            assert!(rule.id.bytes().all(kebab), "{}", rule.id);
            assert!(ids.insert(rule.id), "{} stands twice", rule.id);
            assert!(!rule.summary.is_empty() && !rule.summary.ends_with('.'), "{}", rule.id);
            assert!(rule.explanation.contains("\n\n"), "{} has one paragraph", rule.id);
            assert!(rule.explanation.ends_with('.'), "{}", rule.id);
            assert!(!rule.before.is_empty() && !rule.after.is_empty(), "{}", rule.id);
            assert_ne!(rule.before, rule.after, "{}", rule.id);
        }
    }

    #[test]
    fn what_guards_decisions_is_an_error() {
        for rule in RULES.iter().filter(|rule| rule.guarded) {
            assert_eq!(rule.severity, Severity::Error, "{}", rule.id);
        }
    }

    #[test]
    fn a_found_rule_is_the_one_that_was_asked_for() {
        assert_eq!(find("year-slip").map(|rule| rule.id), Some("year-slip"));
        assert!(find("year-slips").is_none());
        assert!(is_guarded("identity") && !is_guarded("year-slip") && is_guarded("no-such-rule"));
    }

    #[test]
    fn who_asks_for_errors_alone_gets_all_of_them() {
        // A Saturday, and an owner whom the roster does not have.
        let plan = testing::SCHEDULE.replace("2027-03-25", "2027-03-27");
        let plan = plan.replace("name: Feature freeze", "owner: nobody");
        for (severity, errors) in [("error", 2), ("warning", 1), ("off", 1)] {
            let rules = format!("rules: {{non-working-day: {{severity: {severity}, reason: we mean it}}}}");
            let project = format!("kind: project/v1\nname: Example\n{rules}\n");
            let workspace = testing::workspace(&[
                ("project.yaml", &project),
                ("process.yaml", testing::PROCESS),
                ("schedules/paris.yaml", &plan),
            ]);
            let today = jiff::civil::date(2026, 12, 1);
            let context = Context { workspace: &workspace, today, before: None, changes: &[] };
            let settings = Settings::of(&workspace);
            let found = |found: Vec<Diagnostic>| {
                let found = settings.apply(found).into_iter();
                found.filter(|found| found.severity == Severity::Error).collect::<Vec<_>>()
            };
            let all = found(run(&context).0);
            assert_eq!(all.len(), errors, "{all:?}");
            assert_eq!(found(run_for_errors(&context, &settings).0), all);
        }
    }

    #[test]
    fn the_examples_keep_the_rules() {
        let found = testing::found_in_example("examples/network");
        assert_eq!(found, Vec::<String>::new());
        for example in ["examples/slip/before", "examples/slip/after"] {
            let errors: Vec<String> = testing::found_in_example(example)
                .into_iter()
                .filter(|line| line.starts_with("error"))
                .collect();
            assert_eq!(errors, Vec::<String>::new(), "{example}");
        }
    }
}
