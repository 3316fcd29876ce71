//! Exports that a project keeps in its repository: `--check` says whether they say what an export says now.

use std::fs;

use crate::documents::POLICY;
use crate::place::{Place, release_on};

/// Every format that several commits can share the words of. A page counts days from that of its commit.
const TABLES: [&str; 5] = ["ics", "markdown", "mermaid", "json", "atom"];

/// A branch with these plans after a first one, exported; then `main` goes on without it.
fn branch(plans: &[&str]) -> (Place, git2::Oid, git2::Oid) {
    let mut place = Place::new();
    let base = place.write("schedules/paris.yaml", &release_on("2027-07-22")).commit();
    let mut last = base;
    for plan in plans {
        last = place.write("schedules/paris.yaml", &release_on(plan)).commit();
    }
    for format in TABLES {
        place.export(&[format, "--output", "docs/"]);
    }
    fs::write(place.top().join("other"), "meanwhile").unwrap();
    let text = place.read("release/schedules/paris.yaml");
    place.write("schedules/paris.yaml", &release_on("2027-07-22"));
    let main = place.commit_onto(&[base]);
    place.write("schedules/paris.yaml", &text);
    (place, main, last)
}

#[test]
fn a_branch_with_one_step_may_be_merged_or_squashed() {
    for format in TABLES {
        let (mut place, main, last) = branch(&["2027-08-22"]);
        assert_eq!(place.check(format), Some(1), "{format}: `main` does not have the step yet");
        place.commit_onto(&[main, last]);
        assert_eq!(place.check(format), Some(0), "{format}: merged");
        place.commit_onto(&[main]);
        assert_eq!(place.check(format), Some(0), "{format}: squashed");
        place.commit_something_else();
        assert_eq!(place.check(format), Some(0), "{format}: squashed, and something else");
    }
}

#[test]
fn moves_that_were_squashed_into_one_are_out_of_date() {
    let (mut place, main, last) = branch(&["2027-08-01", "2027-08-10", "2027-08-22"]);
    for parents in [vec![main, last], vec![main]] {
        place.commit_onto(&parents);
        for format in ["ics", "markdown", "json", "atom"] {
            assert_eq!(place.check(format), Some(1), "{format}: the file tells moves that `main` never had");
        }
    }
}

/// The same documents as before mean something else when nobody approved to go away from them and back.
#[test]
fn dates_that_nobody_approved_to_restore_are_out_of_date() {
    let mut place = Place::new();
    place.write("policy.yaml", POLICY).write("schedules/paris.yaml", &release_on("2027-07-22")).commit();
    for format in TABLES {
        place.export(&[format, "--output", "docs/"]);
    }
    place.write("schedules/paris.yaml", &release_on("2027-10-22")).commit();
    place.write("schedules/paris.yaml", &release_on("2027-07-22")).commit();
    for format in ["ics", "markdown", "json", "atom"] {
        assert_eq!(place.check(format), Some(1), "{format}");
    }
}

#[test]
fn a_date_that_differs_is_out_of_date_even_where_a_step_could_be_named() {
    for format in TABLES {
        let place = Place::with_plan(&release_on("2027-07-22"));
        place.export(&[format, "--output", "docs/"]);
        assert_eq!(place.check(format), Some(0), "{format}");
        let path = fs::read_dir(place.top().join("docs")).unwrap().map(|entry| entry.unwrap().path());
        let path = path.into_iter().find(|path| path.is_file()).unwrap();
        let text = fs::read_to_string(&path).unwrap();
        let name = text.replacen("Paris", "Pariz", 1);
        let days =
            [("DATE:20270722", "DATE:20270723"), ("Thu 22 Jul", "Wed 21 Jul"), ("2027-07-22", "2027-07-23")];
        let day = days.into_iter().fold(text.clone(), |text, (old, new)| text.replace(old, new));
        assert!(format == "atom" || text != day, "{format} has no date");
        for other in [name, day, format!("{text}\nmore")].into_iter().filter(|other| *other != text) {
            fs::write(&path, other).unwrap();
            assert_eq!(place.check(format), Some(1), "{format}");
        }
    }
}

#[test]
fn a_higher_sequence_than_the_branch_has_is_out_of_date() {
    let place = Place::with_plan(&release_on("2027-07-22"));
    place.export(&["ics", "--output", "docs/"]);
    let text = place.read("docs/all.ics");
    let line = text.lines().find(|line| line.starts_with("SEQUENCE:")).unwrap();
    let high = text.replace(line, "SEQUENCE:99999999999");
    fs::write(place.top().join("docs/all.ics"), high).unwrap();
    assert_eq!(place.check("ics"), Some(1));
}

#[test]
fn how_lines_end_is_the_business_of_git() {
    for format in ["ics", "markdown", "html"] {
        let place = Place::with_plan(&release_on("2027-07-22"));
        place.export(&[format, "--output", "docs/"]);
        let name = if format == "html" {
            "index.html"
        } else if format == "ics" {
            "all.ics"
        } else {
            "all.md"
        };
        let file = place.top().join("docs").join(name);
        let lines = fs::read_to_string(&file).unwrap().replace("\r\n", "\n");
        for ends in ["\n", "\r\n"] {
            fs::write(&file, lines.replace('\n', ends)).unwrap();
            assert_eq!(place.check(format), Some(0), "{format} {ends:?}");
        }
    }
}

/// Neither the name of the branch nor that of the revision, nor a commit that changes no document.
#[test]
fn the_same_documents_give_the_same_bytes_wherever_they_are_exported() {
    for format in TABLES.into_iter().chain(["html"]) {
        let mut place = Place::with_plan(&release_on("2027-07-22"));
        let tip = place.write("schedules/paris.yaml", &release_on("2027-08-22")).commit();
        let first = place.export(&[format]);
        let id = tip.to_string();
        for revision in ["HEAD", "main", &id, &id[..12], "refs/heads/main"] {
            assert_eq!(place.export(&[format, "--rev", revision]), first, "{format}: --rev {revision}");
        }
        place.head(&id);
        assert_eq!(place.export(&[format]), first, "{format}: detached");
        place.head("feature");
        assert_eq!(place.export(&[format]), first, "{format}: on another branch");
        place.head("main");
        place.commit_something_else();
        assert_eq!(place.export(&[format]), first, "{format}: after a commit elsewhere");
    }
}
