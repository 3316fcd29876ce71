//! Small projects for the tests of rules, and what a rule finds in them.

use std::collections::BTreeSet;
use std::path::Path;

use jiff::civil::Date;

use super::{Check, Checked, Context, RULES, Rule, run};
use crate::calendar::parse_day;
use crate::diagnostic::Diagnostic;
use crate::document::{Workspace, load};
use crate::source::{Folder, InMemory};

const PROJECT: &str = "kind: project/v1\nname: Example\n";
const ROSTER: &str = "kind: roster/v1\npeople:\n  alice: {name: Alice}\ntsc:\n  - {person: alice}\n";
const POLICY: &str = "kind: policy/v1\nversion: 1\nvotes: {}\nrequirements: {adoption: {}, appointment: {}, electorate: {}, policy: {}, process: {}, schedule: {}, schedule-minor: {}, exception: {}, record: {}, editorial: {}}\n";

/// A small valid project, with these files in it or in place of its own; paths without the root.
pub(super) fn workspace(files: &[(&str, &str)]) -> Workspace {
    let base = [("project.yaml", PROJECT), ("roster.yaml", ROSTER), ("policy.yaml", POLICY)];
    let snapshot = base.iter().chain(files).fold(InMemory::new("test"), |snapshot, (path, text)| {
        snapshot.with_file(&format!("release/{path}"), text)
    });
    load(&snapshot, "release", &BTreeSet::new()).expect("a workspace")
}

/// What the rule finds, as `line:column message`; the files themselves must be readable.
pub(super) fn found(rule: &Rule, files: &[(&str, &str)], today: &str) -> Vec<String> {
    let workspace = workspace(files);
    assert_eq!(workspace.diagnostics, [], "the test's own documents");
    lines(&checked(rule, &workspace, None, today).expect("a check"))
}

/// What the rule finds in an exception with these lines.
pub(super) fn found_in_exception(rule: &Rule, lines: &str, today: &str) -> Vec<String> {
    let exception = format!("kind: exception/v1\ncycle: paris\nmilestone: ff\n{lines}");
    found(rule, &[("exceptions/paris-1.yaml", &exception)], today)
}

/// What the rule says at other places, in a folder of files.
pub(super) fn labels(rule: &Rule, files: &[(&str, &str)]) -> Vec<String> {
    let found = checked(rule, &workspace(files), None, "2026-12-01").expect("a check");
    found.into_iter().flat_map(|problem| problem.labels).map(|label| label.message).collect()
}

/// What the rule finds in the change from the first files to the second.
pub(super) fn found_in_change(
    rule: &Rule,
    before: &[(&str, &str)],
    after: &[(&str, &str)],
    today: &str,
) -> Vec<String> {
    let (before, after) = (workspace(before), workspace(after));
    assert_eq!(after.diagnostics, [], "the test's own documents");
    lines(&checked(rule, &after, Some(&before), today).expect("a check"))
}

/// Why the rule could not look at everything.
pub(super) fn unchecked(rule: &Rule, files: &[(&str, &str)]) -> Option<String> {
    checked(rule, &workspace(files), None, "2026-12-01").err().map(|unchecked| unchecked.reason)
}

/// Why the rule could not look at everything in the change from the first files to the second.
pub(super) fn unchecked_in_change(
    rule: &Rule,
    before: &[(&str, &str)],
    after: &[(&str, &str)],
) -> Option<String> {
    let (before, after) = (workspace(before), workspace(after));
    checked(rule, &after, Some(&before), "2026-12-01").err().map(|unchecked| unchecked.reason)
}

/// A plan that can be read, by its path.
pub(super) const SOUND_PLAN: (&str, &str) = (
    "schedules/paris.yaml",
    "kind: schedule/v1\ncycle: paris\nstatus: draft\nmilestones:\n  - {id: ga, date: 2027-07-08}\n",
);
/// Nothing was found.
pub(super) const SILENT: [String; 0] = [];

/// A feature freeze that asks for three criteria.
pub(super) const PROCESS: &str = "kind: process/v1\nversion: 1\nmilestones:\n  - id: ff\n    entry: [{id: plan, text: Planned}]\n    exit: [{id: docs, text: Documented, evidence: link}, {id: tests, text: Tested}]\n  - {id: ga}\nexceptions: {request-within: 3 days}\n";
/// A plan of that process.
pub(super) const SCHEDULE: &str = "kind: schedule/v1\ncycle: paris\nname: Paris\nstatus: active\nmilestones:\n  - {id: ff, name: Feature freeze, date: 2027-03-25}\n  - {id: ga, date: 2027-07-08}\n";

/// What is found in that plan on 1 April 2027, given how its milestones went.
pub(super) fn found_in_progress(rule: &Rule, milestones: &str) -> Vec<String> {
    let progress = format!("kind: progress/v1\ncycle: paris\nmilestones:\n{milestones}");
    let files =
        [("schedules/paris.yaml", SCHEDULE), ("progress/paris.yaml", &progress), ("process.yaml", PROCESS)];
    found(rule, &files, "2027-04-01")
}

/// What the readers of files find, under the rule's id.
pub(super) fn found_by_reading(rule: &Rule, files: &[(&str, &str)]) -> Vec<String> {
    assert!(matches!(rule.check, Check::Reading));
    let workspace = workspace(files);
    let of_rule: Vec<Diagnostic> =
        workspace.diagnostics.iter().filter(|problem| problem.rule == rule.id).cloned().collect();
    lines(&of_rule)
}

/// Whatever is found in an example of the repository on 1 December 2026.
pub(super) fn found_in_example(folder: &str) -> Vec<String> {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join(folder);
    let workspace =
        load(&Folder::open(&path).expect("an example"), "release", &BTreeSet::new()).expect("a workspace");
    let context = Context { workspace: &workspace, today: day("2026-12-01"), before: None, changes: &[] };
    let (diagnostics, not_checked) = run(&context);
    assert_eq!(not_checked, []);
    let all = workspace.diagnostics.iter().chain(&diagnostics);
    all.map(|problem| format!("{} {} {}", problem.severity, problem.rule, problem.message)).collect()
}

fn checked(rule: &Rule, workspace: &Workspace, before: Option<&Workspace>, today: &str) -> Checked {
    assert!(RULES.iter().any(|listed| listed.id == rule.id), "{} is not listed", rule.id);
    let Check::Function(check) = rule.check else { panic!("{} is no function", rule.id) };
    let changes = before.map(|before| crate::diff::diff(before, workspace)).unwrap_or_default();
    let checked = check(&Context { workspace, today: day(today), before, changes: &changes });
    // Whoever asks for errors alone relies on this.
    let found = checked.as_ref().unwrap_or_else(|unchecked| &unchecked.found);
    assert!(found.iter().all(|found| found.rule == rule.id && found.severity == rule.severity));
    checked
}

fn lines(diagnostics: &[Diagnostic]) -> Vec<String> {
    diagnostics
        .iter()
        .map(|problem| {
            let start = problem.location.span.map(|span| span.start).unwrap_or_default();
            format!("{}:{} {}", start.line(), start.column(), problem.message)
        })
        .collect()
}

fn day(text: &str) -> Date {
    parse_day(text).expect("a day")
}
