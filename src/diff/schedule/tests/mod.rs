//! What the comparison of two plans says.

mod dates;
mod knock_on;
mod lineage;
mod numbers;
mod words;

use std::collections::{BTreeMap, BTreeSet};

use crate::diff::{Cause, Change, ChangeKind, Renumbering, diff, diff_with};
use crate::document::{Workspace, load};
use crate::source::InMemory;

const PROJECT: &str = "kind: project/v1
name: Harbour
deadline: {time: \"23:59\", zone: UTC}
tsc-meeting: {every: 2 weeks, on: thursday, first: 2027-01-07}
";
const GROUP: &str = "kind: working-group/v1
name: Release group
formed: 2026-12-01
meeting: {every: 2 weeks, on: tuesday, first: 2027-01-05}
";

/// A project with a process and one plan.
fn side(process: &str, plan: &str) -> Workspace {
    let snapshot = InMemory::new("test")
        .with_file("release/project.yaml", PROJECT)
        .with_file("release/working-group.yaml", GROUP)
        .with_file("release/process.yaml", process)
        .with_file("release/schedules/paris.yaml", plan);
    load(&snapshot, "release", &BTreeSet::new()).unwrap()
}

fn plan(version: &str, milestones: &[&str]) -> String {
    let items: String = milestones.iter().map(|item| format!("  - {{{item}}}\n")).collect();
    let list = if items.is_empty() { " []\n".to_owned() } else { format!("\n{items}") };
    format!("kind: schedule/v1\ncycle: paris\nname: Paris\n{version}status: active\nmilestones:{list}")
}

fn process(version: u64, milestones: &[&str]) -> String {
    let items: String = milestones.iter().map(|item| format!("  - {{{item}}}\n")).collect();
    format!("kind: process/v1\nversion: {version}\nmilestones:\n{items}")
}

const NO_RULES: &[&str] = &["id: ga, name: General availability"];

fn changes_by(rules: &[&str], old: &[&str], new: &[&str]) -> Vec<Change> {
    let process = process(1, rules);
    let (before, after) = (side(&process, &plan("", old)), side(&process, &plan("", new)));
    assert!(before.unread.is_empty() && after.unread.is_empty(), "{:?}", after.diagnostics);
    diff(&before, &after)
}

fn changes(old: &[&str], new: &[&str]) -> Vec<Change> {
    changes_by(NO_RULES, old, new)
}

fn said(old: &[&str], new: &[&str]) -> Vec<String> {
    changes(old, new).into_iter().map(|change| change.sentence).collect()
}

/// Of every move: the milestone and what drew it along.
fn causes(rules: &[&str], old: &[&str], new: &[&str]) -> Vec<String> {
    let moves =
        changes_by(rules, old, new).into_iter().filter_map(|change| Some((change.subject, change.cause?)));
    moves.map(|(subject, cause)| format!("{subject}: {}", cause.text())).collect()
}

const CHAIN: &[&str] = &["id: a", "id: b, at: a + 1 week", "id: c, at: b + 2 weeks"];
