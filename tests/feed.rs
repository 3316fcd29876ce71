//! What subscribers of the calendars and the news feed rely on from one revision to the next: who an event is, and which
//! of two copies is the newer one.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it cannot go on, helpers included"
)]

#[path = "export/program.rs"]
mod program;
#[path = "export/project.rs"]
mod project;
#[allow(dead_code, reason = "shared with the other tests of exports")]
#[path = "export/subscriber.rs"]
mod subscriber;

use std::collections::BTreeSet;

use program::export;
use project::{Files, Project, START, documents, paris, plan, with};

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
