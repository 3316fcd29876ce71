//! What subscribers of the calendars and the news feed rely on from one revision to the next: who an event is, and which
//! of two copies is the newer one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it cannot go on, helpers included"
)]

#[path = "export/chance.rs"]
mod chance;
#[allow(dead_code, reason = "shared with the other tests of exports")]
#[path = "export/documents.rs"]
mod documents;
#[path = "export/program.rs"]
mod program;
#[path = "export/project.rs"]
mod project;
#[allow(dead_code, reason = "shared with the other tests of exports")]
#[path = "export/subscriber.rs"]
mod subscriber;

use std::collections::BTreeSet;

use chance::History;
use program::{export, run};
use project::{DAY, Files, Project, START, documents, paris, plan, strict_policy, with, with_group};
use subscriber::{Calendar, Event};

fn uids(project: &Project, revision: &str) -> Vec<String> {
    project.events(revision, &[]).into_iter().map(|event| event.uid).collect()
}

/// Nothing of an id or of a file name can end a line, nor stand for another part of the id of an event.
#[test]
fn what_is_written_into_ids_stays_in_the_ids() {
    let project = Project::new();
    let forged = "id: \"ga\\r\\nEND:VEVENT\\r\\nBEGIN:VEVENT\\r\\nUID:fake@x\\r\\nSUMMARY:Cancelled\\r\\nX:1\", date: 2027-03-01";
    let hostile = with(
        &documents(),
        &[
            ("schedules/paris.yaml", &plan("Paris", &[forged.to_owned()])),
            ("schedules/a\r\nX-EVIL:1.yaml", &paris("date: 2027-07-22")),
        ],
    );
    let mended = with(&documents(), &[("schedules/paris.yaml", &paris("date: 2027-07-22"))]);
    let commits = project.line(&[hostile, mended]);
    for commit in &commits {
        let text = export(project.path(), &["ics", "--rev", commit]);
        assert!(!text.contains("\nX-EVIL") && !text.contains("\nUID:fake"), "{text}");
        assert_eq!(text.matches("\nBEGIN:VEVENT\r").count(), text.matches("\nUID:").count());
        let odd = |sign: char| !matches!(sign, 'a'..='z' | '0'..='9' | '.' | '_' | '-' | '/' | '@' | '%' | '~' | 'A'..='F');
        assert!(uids(&project, commit).iter().all(|uid| !uid.contains(odd)), "{:?}", uids(&project, commit));
    }
    assert!(uids(&project, &commits[1]).iter().any(|uid| uid.starts_with("ga%0D%0A%45")));
}

#[test]
fn ids_with_dots_stand_for_one_milestone_each() {
    let project = Project::new();
    let one = |cycle: &str, id: &str| {
        plan("One", &[format!("id: {id}, date: 2027-03-01")])
            .replace("cycle: paris", &format!("cycle: \"{cycle}\""))
    };
    let files = with(
        &documents(),
        &[
            ("schedules/1.30.yaml", &one("1.30", "rc")),
            ("schedules/30.yaml", &one("30", "rc.1")),
            ("schedules/working-group.yaml", &one("working-group", "meeting")),
        ],
    );
    let commit = project.line(&[files]).remove(0);
    let found = uids(&project, &commit);
    assert_eq!(found.iter().collect::<BTreeSet<_>>().len(), 3, "{found:?}");
}

/// Two projects of one name, two roots of one repository, and what was begun from one template: all are told apart, and
/// the project can be renamed.
#[test]
fn projects_and_roots_are_told_apart() {
    let files = with(&documents(), &[("schedules/paris.yaml", &paris("date: 2027-07-22"))]);
    let both: Files = files
        .iter()
        .chain(&files)
        .enumerate()
        .map(|(index, (path, text))| {
            let path = if index < files.len() { path.clone() } else { path.replacen("release", "a/b", 1) };
            (path, text.clone())
        })
        .collect();
    let renamed = with(&both, &[("project.yaml", &files["release/project.yaml"].replace("Demo", "Widget"))]);
    let project = Project::new();
    let commits = project.line(&[both, renamed]);
    assert_eq!(uids(&project, &commits[0]), uids(&project, &commits[1]), "the project was renamed");
    let other_root: Vec<String> =
        project.events(&commits[1], &["--root", "a/b"]).into_iter().map(|event| event.uid).collect();
    let other_project = Project::new();
    let other = other_project.commit(&[], &files, START + 1);
    let all = [uids(&project, &commits[1]), other_root, uids(&other_project, &other)];
    assert_eq!(all.iter().flatten().collect::<BTreeSet<_>>().len(), 9, "{all:?}");
    assert!(all[0][0].starts_with("kickoff/paris@demo."), "{:?}", all[0]);
    let feeds: BTreeSet<String> = [None, Some("a/b")]
        .into_iter()
        .map(|root| {
            let root: Vec<&str> = root.map(|root| ["--root", root]).into_iter().flatten().collect();
            let arguments: Vec<&str> = ["atom", "--rev", &commits[1]].into_iter().chain(root).collect();
            let feed = export(project.path(), &arguments);
            feed.split("<id>").nth(1).unwrap().split("</id>").next().unwrap().to_owned()
        })
        .collect();
    assert_eq!(feeds.len(), 2, "{feeds:?}");
}

/// The documents with the given end of Paris.
fn ending(ga: &str) -> Files {
    with(&documents(), &[("schedules/paris.yaml", &paris(&format!("date: {ga}")))])
}

/// Readers take over what has the higher number, and keep what they have otherwise.
fn assert_newer(new: &Event, old: &Event) {
    assert_eq!(new.uid, old.uid);
    assert!(new.sequence > old.sequence, "{new:?} after {old:?}");
    assert!(new.modified >= old.modified && new.stamp >= old.stamp, "{new:?} after {old:?}");
}

#[test]
fn numbers_rise_over_squashes_and_merges_the_other_way_round() {
    let project = Project::new();
    let days = ["2027-07-22", "2027-08-01", "2027-08-10", "2027-08-20"];
    let commits = project.line(&days.map(ending));
    let last = project.event(&commits[3], "ga/");
    assert_newer(&last, &project.event(&commits[2], "ga/"));

    let squashed = project.commit(&[&commits[0]], &ending("2027-09-20"), START + 4 * DAY);
    assert_newer(&project.event(&squashed, "ga/"), &last);

    let mut other = ending(days[0]);
    other.insert("other.txt".to_owned(), "1".to_owned());
    let side = project.commit(&[&commits[0]], &other, START + 4 * DAY);
    other.extend(ending(days[3]));
    let foxtrot = project.commit(&[&side, &commits[3]], &other, START + 4 * DAY + 1);
    assert_newer(&project.event(&foxtrot, "ga/"), &last);

    // A rebase gives all of them one time.
    let mut tip: Vec<String> = Vec::new();
    let mut before: Option<Event> = None;
    for day in days {
        let parents: Vec<&str> = tip.iter().map(String::as_str).collect();
        let commit = project.commit(&parents, &ending(day), START + 9 * DAY);
        let event = project.event(&commit, "ga/");
        if let Some(before) = &before {
            assert_newer(&event, before);
        }
        (tip, before) = (vec![commit], Some(event));
    }
}

/// What was published bears its time for ever, whatever the clocks of later commits say.
#[test]
fn a_clock_that_was_ahead_takes_nothing_back() {
    let project = Project::new();
    let first = project.commit(&[], &ending("2027-07-22"), START);
    let ahead = project.commit(&[&first], &ending("2027-08-22"), START + 400 * DAY);
    let later = with(&with_group(), &[("schedules/paris.yaml", &paris("date: 2027-08-22"))]);
    let later = project.commit(&[&ahead], &later, START + 2 * DAY);
    let (old, new) = (project.event(&ahead, "ga/"), project.event(&later, "ga/"));
    assert_eq!((&new.sequence, &new.modified), (&old.sequence, &old.modified));
    assert!(new.stamp >= old.stamp, "{new:?} after {old:?}");
    let moved = project.commit(&[&later], &ending("2027-09-22"), START + 3 * DAY);
    assert_newer(&project.event(&moved, "ga/"), &old);
    let noted = run(project.path(), &["export", "ics", "--rev", &moved]);
    let noted = String::from_utf8_lossy(&noted.stderr).replace('\n', " ");
    assert!(noted.contains(&format!("clock of commit `{}` was ahead", &ahead[..9])), "{noted}");
}

/// Not only the plan decides what an event shows.
#[test]
fn whatever_changes_what_is_shown_makes_the_event_newer() {
    let noon = paris("date: 2027-07-22, time: \"12:00\"");
    let start = with(&with_group(), &[("schedules/paris.yaml", &noon)]);
    let replaced = |files: &Files, name: &str, old: &str, new: &str| {
        let text = &files[&format!("release/{name}")];
        assert!(text.contains(old), "{text}");
        with(files, &[(name, &text.replace(old, new))])
    };
    let zone = replaced(&start, "project.yaml", "zone: UTC", "zone: AoE");
    let milestone = replaced(&start, "process.yaml", "name: General availability", "name: Release");
    let owner =
        replaced(&start, "process.yaml", "key: true, owner: release-manager", "key: true, owner: alice");
    let person = replaced(&owner, "roster.yaml", "name: Alice", "name: Alice Example");
    let cycle = replaced(&start, "schedules/paris.yaml", "name: Paris", "name: London");
    let name = replaced(&start, "project.yaml", "name: Demo", "name: Neo");
    let retired =
        with(&start, &[("project.yaml", &format!("{}retired: 2027-06-01\n", start["release/project.yaml"]))]);
    let (ga, meeting) = ("ga/paris", "meeting.working-group");
    let cases = [
        ("zone", &start, zone, ga),
        ("name of the milestone", &start, milestone, ga),
        ("owner", &start, owner.clone(), ga),
        ("name of the owner", &owner, person, ga),
        ("name of the cycle", &start, cycle, ga),
        ("name of the project", &start, name, meeting),
        ("end of the project", &start, retired, meeting),
    ];
    for (case, before, after, uid) in cases {
        let project = Project::new();
        let commits = project.line(&[before.clone(), after]);
        let (old, new) = (project.event(&commits[0], uid), project.event(&commits[1], uid));
        assert_ne!(old.seen(), new.seen(), "{case}");
        assert_newer(&new, &old);
    }
}

/// What is gone bears the name of its cycle too.
#[test]
fn what_is_gone_becomes_newer_with_its_cycle() {
    let short = |name: &str| plan(name, &["id: kickoff, date: 2027-01-14".to_owned()]);
    let project = Project::new();
    let steps = [paris("date: 2027-07-22"), short("Paris"), short("London")];
    let steps = steps.map(|text| with(&documents(), &[("schedules/paris.yaml", &text)]));
    let commits = project.line(&steps);
    let events = [1, 2].map(|step: usize| project.event(&commits[step], "ga/"));
    assert_eq!(events.each_ref().map(|event| event.status.as_str()), ["CANCELLED"; 2]);
    assert_newer(&events[1], &events[0]);
}

/// A late approval can make a step valid that lies behind: nothing else of the event changes.
#[test]
fn decisions_make_every_event_newer_that_they_may_be_about() {
    let governed = |files: &Files| with(files, &[("policy.yaml", &strict_policy())]);
    let start = governed(&ending("2027-07-22"));
    let moved = governed(&ending("2027-10-22"));
    let approval = "kind: approval/v1\ndecides: [schedule]\nmethod: electronic\nvotes: []\n";
    let decided = with(&moved, &[("approvals/2026-12-05-late.yaml", approval)]);
    let project = Project::new();
    let commits = project.line(&[start, moved, decided]);
    let events = [1, 2].map(|step: usize| project.event(&commits[step], "ga/"));
    assert_newer(&events[1], &events[0]);
}

#[test]
fn a_meeting_whose_days_nobody_can_tell_is_cancelled() {
    let start = with_group();
    let group = &start["release/working-group.yaml"];
    let contradicts = group.replace("on: tuesday", "on: wednesday");
    let without_first = group.replace(", first: 2026-12-08", "");
    for broken in [contradicts, without_first] {
        let project = Project::new();
        let broken = with(&start, &[("working-group.yaml", &broken)]);
        let commits = project.line(&[start.clone(), broken, start.clone()]);
        let events = [0, 1, 2].map(|step: usize| project.event(&commits[step], "meeting."));
        let states = events.each_ref().map(|event| event.status.as_str());
        assert_eq!(states, ["CONFIRMED", "CANCELLED", "CONFIRMED"]);
        assert_newer(&events[1], &events[0]);
        assert_newer(&events[2], &events[1]);
        let noted = run(project.path(), &["export", "ics", "--rev", &commits[1]]);
        let noted = String::from_utf8_lossy(&noted.stderr).replace('\n', " ");
        assert!(noted.contains("calendars show the meeting `WG` as cancelled"), "{noted}");
        let role = project.events(&commits[1], &["--role", "release-manager"]);
        assert_eq!(role.len(), 1, "{role:?}");
    }
}

#[test]
fn a_project_that_stops_before_its_first_meeting_has_none() {
    let start = with_group();
    let project = Project::new();
    let retired = format!("{}retired: 2026-12-08\n", start["release/project.yaml"]);
    let commits = project.line(&[start.clone(), with(&start, &[("project.yaml", &retired)])]);
    let events = [0, 1].map(|step: usize| project.event(&commits[step], "meeting."));
    assert_eq!(events[1].status, "CANCELLED");
    assert_newer(&events[1], &events[0]);
    assert!(!events[1].more.iter().flatten().any(|value| value.contains("UNTIL")), "{events:?}");
}

/// Who subscribed to a role hears what it no longer owns.
#[test]
fn what_changes_its_owner_is_cancelled_in_the_calendar_of_the_former_one() {
    let start = ending("2027-07-22");
    let handed = start["release/schedules/paris.yaml"]
        .replace("date: 2027-03-25", "date: 2027-03-25, owner: release-manager");
    let handed = with(&start, &[("schedules/paris.yaml", &handed)]);
    let by_process = start["release/process.yaml"].replace("owner: docs-lead", "owner: alice");
    let by_process = with(&start, &[("process.yaml", &by_process)]);
    for (after, owner) in [(handed, "release manager"), (by_process, "Alice")] {
        let project = Project::new();
        let commits = project.line(&[start.clone(), after, start.clone()]);
        let of_role = |step: usize, role: &str| {
            let events = project.events(&commits[step], &["--role", role]);
            events.into_iter().find(|event| event.uid.starts_with("freeze/"))
        };
        let lead = [0, 1, 2].map(|step| of_role(step, "docs-lead").unwrap());
        assert_eq!(
            lead.each_ref().map(|event| event.status.as_str()),
            ["CONFIRMED", "CANCELLED", "CONFIRMED"]
        );
        assert!(lead[1].description.starts_with(&format!("Now owned by {owner}.")), "{:?}", lead[1]);
        assert_newer(&lead[1], &lead[0]);
        assert_newer(&lead[2], &lead[1]);
        let folder = project.path().join("calendars");
        let folder = folder.to_str().unwrap();
        export(project.path(), &["ics", "--rev", &commits[1], "--output", folder]);
        assert!(project.path().join("calendars/roles/docs-lead.ics").exists());
        let table = export(project.path(), &["markdown", "--rev", &commits[1], "--role", "docs-lead"]);
        assert!(!table.contains("Freeze"), "{table}");
        assert_eq!(
            of_role(1, if owner == "Alice" { "alice" } else { "release-manager" }).unwrap().status,
            "CONFIRMED"
        );
    }
}

/// A milestone is known by its first id, whatever happened to the plan in between.
#[test]
fn a_rename_over_a_gap_keeps_the_event() {
    let plan = |freeze: Option<&str>| {
        let all =
            ["id: kickoff, date: 2027-01-14"].into_iter().chain(freeze).chain(["id: ga, date: 2027-07-22"]);
        plan("Paris", &all.map(str::to_owned).collect::<Vec<_>>())
    };
    let old = plan(Some("id: freeze, date: 2027-03-25"));
    let new = plan(Some("id: code-freeze, date: 2027-03-25, was: freeze"));
    for between in [format!("{old}  - {{id: bad\n"), plan(None)] {
        let steps = [old.clone(), between.clone(), new.clone()];
        let project = Project::new();
        let commits = project.line(&steps.map(|text| with(&documents(), &[("schedules/paris.yaml", &text)])));
        let events = project.events(&commits[2], &[]);
        assert_eq!(events.len(), 3, "{events:?}");
        let event = project.event(&commits[2], "freeze/");
        assert_eq!((event.status.as_str(), event.summary.as_str()), ("CONFIRMED", "Paris: code-freeze"));
        assert_newer(&event, &project.event(&commits[1], "freeze/"));
    }
}

#[test]
fn news_of_one_second_are_in_the_order_of_the_steps() {
    let project = Project::new();
    let mut tip: Vec<String> = Vec::new();
    let mut told: Vec<String> = Vec::new();
    for (number, day) in ["22", "23", "25", "28"].into_iter().enumerate() {
        let parents: Vec<&str> = tip.iter().map(String::as_str).collect();
        tip = vec![project.commit(&parents, &ending(&format!("2027-07-{day}")), START)];
        told.push(if number == 0 { "first published".to_owned() } else { format!("moves {number} day") });
    }
    let feed = export(project.path(), &["atom", "--rev", &tip[0]]);
    let titles: Vec<&str> = feed.split("<title>").skip(2).collect();
    assert_eq!(titles.len(), told.len());
    for (title, told) in titles.iter().zip(told.iter().rev()) {
        assert!(title.split("</title>").next().unwrap().contains(told.as_str()), "{titles:?}");
    }
}

/// Plans, processes, rosters, rules, meetings and clocks that change at random, on branches that are merged either way.
#[test]
fn every_revision_of_any_history_can_be_imported_over_the_one_before() {
    for seed in 0..12 {
        let project = Project::new();
        let mut history = History::new(seed);
        let mut tip = project.commit(&[], history.files(), START);
        let mut calendar = Calendar::default();
        for step in 1..14 {
            let mut events = project.events(&tip, &[]);
            if seed % 2 == 1 {
                // The days in the text are as true as later clocks let them be.
                for event in &mut events {
                    event.description.clear();
                }
            }
            for known in calendar.events() {
                let goes_on = events.iter().any(|event| event.uid == known.uid);
                assert!(goes_on, "seed {seed}, step {step}: {known:?} is gone; {:?}", history.told());
            }
            calendar = calendar.import(events);
            history.step();
            let time = START + step * DAY - if seed % 2 == 1 { history.late() } else { 0 };
            tip = if history.merges() {
                let side = project.commit(&[&tip], history.files(), time);
                // A foxtrot: the branch comes first.
                let other = project.commit(&[&tip], &with(history.files(), &[]), time);
                project.commit(&[&side, &other], history.files(), time)
            } else {
                project.commit(&[&tip], history.files(), time)
            };
        }
    }
}
