//! The documents of the projects that tests of exports write: a committee of two, and two release managers.

use std::path::Path;

use git2::{Repository, RepositoryInitOptions};

pub(crate) const PROJECT: &str = "\
kind: project/v1
name: Demo
repository: https://github.com/example/demo
deadline: {time: \"23:59\", zone: UTC}
";

pub(crate) const PROCESS: &str = "\
kind: process/v1
version: 1
roles: [release-manager, docs-lead]
milestones:
  - {id: kickoff, name: Kick-off, owner: release-manager}
  - {id: freeze, name: Freeze, owner: docs-lead}
  - {id: ga, name: General availability, key: true, owner: release-manager}
change-control: {tolerance: 5 working days, notice: 14 days}
";

pub(crate) const ROSTER: &str = "\
kind: roster/v1
people:
  alice: {name: Alice, github: {login: alice, id: 1}, affiliation: A}
  bob: {name: Bob, github: {login: bob, id: 2}, affiliation: B}
  carol: {name: Carol, github: {login: carol, id: 3}, affiliation: C}
  frank: {name: Frank, github: {login: frank, id: 4}, affiliation: D}
tsc:
  - {person: alice, from: 2026-01-01}
  - {person: bob, from: 2026-01-01}
release-managers:
  - {person: carol, from: 2026-01-01}
  - {person: frank, from: 2026-01-01}
";

/// Plans need a majority of the committee, their small moves the release managers.
pub(crate) const POLICY: &str = "\
kind: policy/v1
version: 1
votes:
  majority: {electronic: {pass: \"> 1/2 of seats\", open: 7 days}}
requirements:
  adoption: {vote: majority}
  appointment: {vote: majority}
  electorate: {vote: majority}
  policy: {vote: majority}
  process: {vote: majority}
  schedule: {vote: majority}
  schedule-minor: {approve: release-managers, count: 2}
  exception: {vote: majority}
  record: {}
  editorial: {}
";

/// The policy, where small moves need something else.
pub(crate) fn policy_with_minor_moves(need: &str) -> String {
    POLICY
        .replace("schedule-minor: {approve: release-managers, count: 2}", &format!("schedule-minor: {need}"))
}

pub(crate) const KICKOFF: &str = "id: kickoff, date: 2027-01-14";
pub(crate) const FREEZE: &str = "id: freeze, date: 2027-03-25";

/// The plan of a cycle with the id `paris`; each milestone is what stands between the braces.
pub(crate) fn plan_of(name: &str, status: &str, milestones: &[impl AsRef<str>]) -> String {
    let lines: String =
        milestones.iter().map(|milestone| format!("  - {{{}}}\n", milestone.as_ref())).collect();
    format!(
        "kind: schedule/v1\ncycle: paris\nname: {name}\nprocess: 1\nstatus: {status}\nmilestones:\n{lines}"
    )
}

/// A repository without a commit, whatever the machine is set to.
pub(crate) fn repository(path: &Path) -> Repository {
    let mut options = RepositoryInitOptions::new();
    options.external_template(false).initial_head("main");
    Repository::init_opts(path, &options).unwrap()
}
