//! A git repository in which every revision of a history holds its schedules as Milepost documents.

use std::path::Path;

use git2::{Oid, Repository, RepositoryInitOptions, Signature, Time, TreeBuilder};
use jiff::Timestamp;
use tempfile::TempDir;

use super::history::{Milestone, Releases, Revision};

const FILE: i32 = 0o100_644;
const FOLDER: i32 = 0o040_000;

const PROJECT: &str = "kind: project/v1\nname: Published schedules\n";

const ROSTER: &str = "\
kind: roster/v1
people:
  alice:
    name: Alice Example
tsc:
  - {person: alice, from: 2010-01-01}
";

const POLICY: &str = "\
kind: policy/v1
version: 1
votes:
  majority:
    meeting: {pass: \"> 1/2 of present\"}
requirements:
  adoption: {}
  appointment: {}
  electorate: {}
  policy: {}
  process: {}
  schedule: {}
  schedule-minor: {}
  exception: {}
  record: {}
  editorial: {}
";

const PROCESS: &str = "\
kind: process/v1
version: 1
milestones: []
change-control:
  tolerance: 5 working days
  notice: 14 days
";

/// The repository, which is deleted with this value, and its commits in the order of the revisions.
pub(crate) struct Built {
    folder: TempDir,
    pub(crate) commits: Vec<String>,
}

impl Built {
    pub(crate) fn path(&self) -> &Path {
        self.folder.path()
    }
}

/// Writes one commit a revision to the branch `main`. Neither an index nor a worktree is used, so that no setting of
/// the user or the machine can change a byte.
pub(crate) fn build(revisions: &[Revision]) -> Built {
    let folder = tempfile::tempdir().unwrap();
    let mut options = RepositoryInitOptions::new();
    options.external_template(false).initial_head("main");
    let repository = Repository::init_opts(folder.path(), &options).unwrap();
    let mut commits: Vec<Oid> = Vec::new();
    for revision in revisions {
        commits.push(commit(&repository, revision, commits.last().copied()));
    }
    Built { folder, commits: commits.iter().map(Oid::to_string).collect() }
}

fn commit(repository: &Repository, revision: &Revision, parent: Option<Oid>) -> Oid {
    let seconds = revision.date.parse::<Timestamp>().unwrap().as_second();
    let signature = Signature::new("Release Team", "release@example.org", &Time::new(seconds, 0)).unwrap();
    let tree = repository.find_tree(write_tree(repository, &revision.releases)).unwrap();
    let parent = parent.map(|parent| repository.find_commit(parent).unwrap());
    let parents: Vec<_> = parent.iter().collect();
    let message = format!("Publish {}\n", revision.id);
    repository.commit(Some("refs/heads/main"), &signature, &signature, &message, &tree, &parents).unwrap()
}

fn write_tree(repository: &Repository, releases: &Releases) -> Oid {
    let mut schedules = repository.treebuilder(None).unwrap();
    for (release, milestones) in releases {
        insert_file(repository, &mut schedules, &format!("{release}.yaml"), &schedule(release, milestones));
    }
    let mut root = repository.treebuilder(None).unwrap();
    insert_file(repository, &mut root, "project.yaml", PROJECT);
    insert_file(repository, &mut root, "roster.yaml", ROSTER);
    insert_file(repository, &mut root, "policy.yaml", POLICY);
    insert_file(repository, &mut root, "process.yaml", PROCESS);
    // Git keeps no empty folders.
    if !releases.is_empty() {
        root.insert("schedules", schedules.write().unwrap(), FOLDER).unwrap();
    }
    let mut top = repository.treebuilder(None).unwrap();
    top.insert("release", root.write().unwrap(), FOLDER).unwrap();
    top.write().unwrap()
}

fn insert_file(repository: &Repository, folder: &mut TreeBuilder<'_>, name: &str, content: &str) {
    folder.insert(name, repository.blob(content.as_bytes()).unwrap(), FILE).unwrap();
}

/// The lines of a schedule before its first milestone.
const HEADER_LINES: usize = 5;

/// The schedule document of a release, every milestone on a line of its own.
pub(crate) fn schedule(release: &str, milestones: &[Milestone]) -> String {
    let mut text =
        format!("kind: schedule/v1\ncycle: {release}\nname: {release}\nstatus: active\nmilestones:\n");
    for milestone in milestones {
        text.push_str(&milestone_line(milestone));
    }
    text
}

/// Which milestone stands on a line of the schedule, counted from one.
pub(crate) fn milestone_on_line(milestones: &[Milestone], line: usize) -> Option<&Milestone> {
    milestones.get(line.checked_sub(HEADER_LINES + 1)?)
}

fn milestone_line(milestone: &Milestone) -> String {
    let Milestone { id, name, date, remark, notation } = milestone;
    let rest = match (date, remark) {
        (Some(date), None) => format!("date: {}", scalar(date)),
        (Some(date), Some(remark)) => format!("date: {}, note: {}", scalar(date), quoted(remark)),
        (None, Some(reason)) => format!("not-applicable: {}", quoted(reason)),
        (None, None) => "date: tbd".to_owned(),
    };
    let comment = notation.as_ref().map(|notation| format!(" # {notation}")).unwrap_or_default();
    format!("  - {{id: {id}, name: {}, {rest}}}{comment}\n", quoted(name))
}

/// A date in a flow mapping; the brackets of a zone need quotes there.
fn scalar(date: &str) -> String {
    if date.contains('[') { quoted(date) } else { date.to_owned() }
}

/// A JSON string, which is a double-quoted YAML scalar too.
fn quoted(text: &str) -> String {
    serde_json::Value::from(text).to_string()
}
