//! Exports of real schedules, read by other programs: a calendar that is fetched again moves its events and doubles none.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it cannot go on, helpers included"
)]

#[allow(dead_code, reason = "shared with the other tests of exports")]
#[path = "export/documents.rs"]
mod documents;
#[path = "export/files.rs"]
mod files;
#[path = "export/kept.rs"]
mod kept;
#[path = "export/merge.rs"]
mod merge;
#[path = "export/page.rs"]
mod page;
#[path = "export/place.rs"]
mod place;
#[path = "export/program.rs"]
mod program;
#[path = "export/subscriber.rs"]
mod subscriber;
#[allow(dead_code, reason = "shared with the other tests of histories")]
mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use program::{export, run};
use subscriber::{Calendar, Event};
use support::{history, repository};

/// The revisions of a history, with every date that it publishes.
struct Published {
    built: repository::Built,
    revisions: Vec<history::Revision>,
}

impl Published {
    fn read(name: &str) -> Self {
        let revisions = history::read(name);
        Self { built: repository::build(&revisions), revisions }
    }

    fn calendar(&self, revision: usize) -> Vec<Event> {
        subscriber::parse(&export(self.built.path(), &["ics", "--rev", &self.built.commits[revision]]))
    }

    /// The planned days of a revision, by cycle and milestone.
    fn days(&self, revision: usize) -> BTreeMap<(String, String), String> {
        let releases = &self.revisions[revision].releases;
        let milestones = releases.iter().flat_map(|(release, all)| all.iter().map(move |one| (release, one)));
        milestones
            .filter_map(|(release, one)| {
                let day = one.date.as_ref().filter(|date| date.len() == 10)?;
                Some(((release.clone(), one.id.clone()), day.clone()))
            })
            .collect()
    }
}

/// What OpenDaylight published on 11 occasions, every one of them later than before.
#[test]
fn a_slip_moves_exactly_the_events_whose_dates_slipped() {
    let published = Published::read("opendaylight");
    let last = published.revisions.len() - 1;
    let mut slips = 0;
    for revision in [last / 4, last / 3, last / 2, last] {
        let (before, after) = (published.calendar(revision - 1), published.calendar(revision));
        let (old, new) = (published.days(revision - 1), published.days(revision));
        let subscribed = Calendar::of(before.clone());
        let refreshed = subscribed.clone().import(after.clone());
        assert_eq!(
            refreshed,
            Calendar::of(after),
            "revision {revision}: an import leaves what a new reader would see"
        );
        for (key, day) in &new {
            let event = refreshed.event(&key.0, &key.1);
            assert_eq!(event.day(), *day, "{key:?}");
            let Some(then) = old.get(key) else { continue };
            let earlier = subscribed.event(&key.0, &key.1);
            assert_eq!(event.uid, earlier.uid, "{key:?}");
            if then == day {
                continue;
            }
            slips += 1;
            assert!(event.sequence > earlier.sequence, "{key:?}: {event:?} after {earlier:?}");
            assert!(event.modified > earlier.modified);
            assert!(event.description.contains("; was "), "{}", event.description);
        }
        for key in old.keys().filter(|key| !new.contains_key(key)) {
            let uid = &subscribed.event(&key.0, &key.1).uid;
            let event = refreshed.events().find(|event| event.uid == *uid).unwrap();
            let goes_on = event.milestone.as_ref().is_some_and(|found| new.contains_key(found));
            assert!(
                goes_on || event.status == "CANCELLED",
                "{key:?} is gone, and its event stays: {event:?}"
            );
        }
    }
    assert!(slips > 0, "no slip was looked at");
}

/// Every slip of the history, found by the program's own account of the moves.
#[test]
fn every_revision_of_a_real_history_can_be_imported_over_the_one_before() {
    let published = Published::read("opendaylight");
    let mut calendar = Calendar::default();
    let steps = (0..published.revisions.len()).step_by(3).chain([published.revisions.len() - 1]);
    for revision in steps {
        calendar = calendar.import(published.calendar(revision));
        for (key, day) in published.days(revision) {
            assert_eq!(calendar.event(&key.0, &key.1).day(), day, "revision {revision}: {key:?}");
        }
        let confirmed = calendar.events().filter(|event| event.status != "CANCELLED");
        let distinct: BTreeSet<(&str, &str)> =
            confirmed.map(|event| (event.summary.as_str(), event.start.as_str())).collect();
        let alive = calendar.events().filter(|event| event.status != "CANCELLED").count();
        assert!(distinct.len() * 10 >= alive * 9, "revision {revision}: events are doubled");
    }
}

#[test]
fn the_same_revision_gives_the_same_bytes() {
    let published = Published::read("nodejs");
    let commit = published.built.commits.last().unwrap();
    for format in ["ics", "json", "atom", "markdown", "mermaid"] {
        let one = export(published.built.path(), &[format, "--rev", commit]);
        assert_eq!(one, export(published.built.path(), &[format, "--rev", commit]), "{format}");
        assert!(one.contains(commit) || format == "atom", "{format} does not name the revision");
    }
}

/// What is known without judging the steps is what the judged steps say.
#[test]
fn the_calendar_and_the_data_agree() {
    let published = Published::read("opendaylight");
    let commit = published.built.commits.last().unwrap();
    let data: serde_json::Value =
        serde_json::from_str(&export(published.built.path(), &["json", "--rev", commit])).unwrap();
    let events: BTreeMap<String, Event> = published
        .calendar(published.revisions.len() - 1)
        .into_iter()
        .map(|event| (event.uid.clone(), event))
        .collect();
    let mut compared = 0;
    for cycle in data["cycles"].as_array().unwrap() {
        for milestone in cycle["milestones"].as_array().unwrap() {
            let Some(event) = events.get(milestone["uid"].as_str().unwrap()) else {
                assert!(milestone["date"].is_null(), "{milestone} is not in the calendar");
                continue;
            };
            compared += 1;
            assert_eq!(milestone["date"]["first"], event.day(), "{milestone}");
            assert_eq!(milestone["sequence"], event.sequence, "{milestone}");
            let is_gone = ["removed", "not-applicable", "to-be-decided"]
                .iter()
                .any(|state| milestone["state"] == *state);
            assert_eq!(event.status == "CANCELLED", is_gone, "{milestone}");
            assert_eq!(
                event.status == "CONFIRMED",
                !is_gone && milestone["confirmed"] == true,
                "{milestone}"
            );
        }
    }
    assert!(compared > 50, "{compared}");
}

#[test]
fn a_feed_is_well_formed_and_tells_every_revision_once() {
    let published = Published::read("opendaylight");
    let commit = published.built.commits.last().unwrap();
    let feed = export(published.built.path(), &["atom", "--rev", commit]);
    let document = roxmltree::Document::parse(&feed).unwrap();
    let atom = "http://www.w3.org/2005/Atom";
    let text = |node: roxmltree::Node<'_, '_>, name: &str| {
        let found = node.children().find(|child| child.has_tag_name((atom, name)));
        found.and_then(|child| child.text()).unwrap_or_else(|| panic!("no {name}")).to_owned()
    };
    let root = document.root_element();
    assert!(root.has_tag_name((atom, "feed")));
    let entries: Vec<_> = root.children().filter(|child| child.has_tag_name((atom, "entry"))).collect();
    let ids: BTreeSet<String> = entries.iter().map(|entry| text(*entry, "id")).collect();
    assert_eq!(ids.len(), entries.len(), "an id stands for two entries");
    let times: Vec<String> = entries.iter().map(|entry| text(*entry, "updated")).collect();
    assert!(times.is_sorted_by(|one, next| one >= next), "the newest come first");
    assert_eq!(text(root, "updated"), times[0]);
    let data: serde_json::Value =
        serde_json::from_str(&export(published.built.path(), &["json", "--rev", commit])).unwrap();
    let revisions = data["cycles"].as_array().unwrap().iter();
    let revisions: usize = revisions.map(|cycle| cycle["revisions"].as_array().unwrap().len()).sum();
    assert_eq!(entries.len(), revisions);
    assert!(entries.iter().any(|entry| text(*entry, "title").contains("later")), "no entry tells a slip");
}

#[test]
fn the_examples_of_communities_can_be_exported() {
    let communities = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/communities");
    for name in ["kubernetes", "nodejs", "opendaylight", "openstack"] {
        // Outside of a repository nothing is known of the history.
        let folder = tempfile::tempdir().unwrap();
        copy(&communities.join(name).join("release"), &folder.path().join("release"));
        let events = subscriber::parse(&export(folder.path(), &["ics"]));
        assert!(!events.is_empty(), "{name}");
        let identities: BTreeSet<&str> = events.iter().map(|event| event.uid.as_str()).collect();
        assert_eq!(identities.len(), events.len(), "{name}: one id for two events");
        assert!(events.iter().all(|event| event.sequence == 0));
        let page = export(folder.path(), &["markdown"]);
        assert!(page.contains("| Milestone | Date |"), "{name}");
    }
}

/// The first reader is a crate, the second one the package that most programs in Python use.
#[test]
fn another_program_reads_the_same_calendar() {
    let Some(python) = python() else { return };
    let published = Published::read("opendaylight");
    let commit = published.built.commits.last().unwrap();
    let mut calendars = vec![export(published.built.path(), &["ics", "--rev", commit])];
    let case = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases/export/folder-without-history");
    let folder = tempfile::tempdir().unwrap();
    copy(&case.join("release"), &folder.path().join("release"));
    calendars.push(export(folder.path(), &["ics"]));
    for calendar in calendars {
        let script = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/export/read.py");
        let mut reader = Command::new(&python)
            .arg(script)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .spawn()
            .expect("the reader starts");
        reader.stdin.take().unwrap().write_all(calendar.as_bytes()).unwrap();
        let output = reader.wait_with_output().unwrap();
        assert!(output.status.success(), "the reader refuses the calendar");
        let read: Vec<serde_json::Value> = serde_json::from_slice(&output.stdout).unwrap();
        let events = subscriber::parse(&calendar);
        assert_eq!(read.len(), events.len());
        for (theirs, ours) in read.iter().zip(&events) {
            assert_eq!(theirs["uid"], ours.uid);
            assert_eq!(theirs["start"], ours.start, "{}", ours.uid);
            assert_eq!(theirs["sequence"], ours.sequence, "{}", ours.uid);
            assert_eq!(theirs["status"], ours.status, "{}", ours.uid);
            assert_eq!(theirs["summary"], ours.summary, "{}", ours.uid);
            assert_eq!(theirs["errors"], serde_json::json!([]), "{}", ours.uid);
            let is_day = ours.start.len() == 8;
            assert!(!is_day || theirs["days"].as_i64().is_none_or(|days| days >= 1), "{theirs}");
        }
    }
}

/// Where .ci/run installed the package, or the machine has it.
fn python() -> Option<PathBuf> {
    let python = std::env::var_os("MILEPOST_PYTHON").map_or_else(|| PathBuf::from("python3"), PathBuf::from);
    let found = Command::new(&python).args(["-c", "import icalendar"]).stderr(Stdio::null()).status();
    if found.is_ok_and(|status| status.success()) {
        return Some(python);
    }
    assert!(
        std::env::var_os("MILEPOST_REQUIRE_ICALENDAR").is_none(),
        "the Python package `icalendar` is required, and `{}` does not have it",
        python.display()
    );
    // Standard error of a test that passes is not shown; its handle is.
    let _ = writeln!(
        std::io::stderr(),
        "NOT TESTED: `{}` does not have the package `icalendar`; .ci/run installs it",
        python.display()
    );
    None
}

#[test]
fn a_committed_calendar_is_up_to_date_on_the_branch_that_merges_it() {
    let published = Published::read("nodejs");
    let (path, commit) = (published.built.path(), published.built.commits.last().unwrap());
    let file = path.join("all.ics");
    fs::write(&file, export(path, &["ics"])).unwrap();
    let merged = merge::of(path, commit);
    for revision in [commit, &merged] {
        let checked =
            run(path, &["export", "ics", "--rev", revision, "--output", file.to_str().unwrap(), "--check"]);
        assert_eq!(checked.status.code(), Some(0), "{}", String::from_utf8_lossy(&checked.stdout));
    }
    let older = &published.built.commits[published.built.commits.len() - 2];
    let checked =
        run(path, &["export", "ics", "--rev", older, "--output", file.to_str().unwrap(), "--check"]);
    assert_eq!(checked.status.code(), Some(1));
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let entry = entry.unwrap().path();
        let name = to.join(entry.file_name().unwrap());
        if entry.is_dir() { copy(&entry, &name) } else { fs::copy(&entry, &name).map(|_| ()).unwrap() }
    }
}
