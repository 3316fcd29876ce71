//! Exports are written where they belong, whatever the documents of a revision hold, and whatever a checkout does.

use std::fs;
use std::path::Path;

use crate::place::{Place, plan, release_on};

const OUTSIDE: [&str; 5] =
    ["../../../README", "../../../../outside/x", "/tmp/milepost-outside/x", "..", "a/../../../../../y"];

fn owned_by(owner: &str) -> String {
    plan(&[&format!("id: ga, date: 2027-01-01, owner: \"{owner}\"")])
}

/// Every file below a folder.
fn all_files(folder: &Path) -> Vec<String> {
    let mut found = Vec::new();
    for entry in fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()) {
        if entry.is_dir() && !entry.ends_with(".git") {
            found.extend(all_files(&entry));
        } else {
            found.push(entry.display().to_string());
        }
    }
    found.sort();
    found
}

#[test]
fn an_owner_names_no_file_outside_of_the_folder() {
    for owner in OUTSIDE {
        let place = Place::with_plan(&owned_by(owner));
        fs::write(place.top().join("README.md"), "precious").unwrap();
        let before = all_files(place.outside());
        for format in ["ics", "markdown"] {
            place.export(&[format, "--output", "docs/releases/"]);
        }
        let docs = place.top().join("docs/releases").display().to_string();
        let new: Vec<String> =
            all_files(place.outside()).into_iter().filter(|file| !before.contains(file)).collect();
        assert!(new.len() >= 6 && new.iter().all(|file| file.starts_with(&docs)), "{owner}: {new:?}");
        assert_eq!(place.read("README.md"), "precious", "{owner}");
        assert!(!Path::new("/tmp/milepost-outside").exists());
    }
}

#[test]
fn history_keeps_no_way_out_alive() {
    let mut place = Place::with_plan(&release_on("2027-07-22"));
    let evil = plan(&["id: kickoff, date: 2027-01-14", "id: x, date: 2027-01-01, owner: ../../../README"]);
    place.write("schedules/paris.yaml", &evil).commit();
    place.write("schedules/paris.yaml", &release_on("2027-07-22")).commit();
    fs::write(place.top().join("README.md"), "precious").unwrap();
    place.export(&["markdown", "--output", "docs/releases/"]);
    assert_eq!(place.read("README.md"), "precious");
    assert!(place.top().join("docs/releases/roles/docs-lead.md").is_file());
}

#[test]
fn two_owners_never_share_a_file() {
    let place = Place::with_plan(&plan(&[
        "id: a, date: 2027-01-01, owner: qa",
        "id: b, date: 2027-01-02, owner: QA",
        "id: c, date: 2027-01-03, owner: con",
        "id: d, date: 2027-01-04, owner: a/b",
    ]));
    place.export(&["ics", "--output", "docs/"]);
    let roles = place.top().join("docs/roles");
    let mut names: Vec<String> = fs::read_dir(&roles)
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap().to_lowercase())
        .collect();
    names.sort();
    assert_eq!(names, ["%51%41.ics", "%63on.ics", "a%2fb.ics", "qa.ics"]);
    // What is no longer made is found, whatever it was called.
    let mut place = place;
    place.write("schedules/paris.yaml", &plan(&["id: a, date: 2027-01-01, owner: qa"])).commit();
    place.write("schedules/paris.yaml", &plan(&["id: a, date: 2027-01-01, owner: qa"]));
    let checked = place.run(&["ics", "--output", "docs/", "--check"]);
    assert_eq!(checked.status.code(), Some(1));
}

#[test]
fn a_part_has_the_path_that_it_has_in_a_whole_export() {
    let place = Place::with_plan(&release_on("2027-07-22"));
    place.export(&["ics", "--output", "whole/"]);
    place.export(&["ics", "--cycle", "paris", "--output", "part/"]);
    place.export(&["ics", "--role", "docs-lead", "--output", "part/"]);
    place.export(&["ics", "--cycle", "paris", "--role", "docs-lead", "--output", "part/"]);
    for path in ["cycles/paris.ics", "roles/docs-lead.ics"] {
        assert_eq!(place.read(&format!("whole/{path}")), place.read(&format!("part/{path}")));
    }
    assert!(place.read("part/cycles/paris/docs-lead.ics").contains("SUMMARY:Paris: Freeze"));
}

#[cfg(unix)]
#[test]
fn no_link_of_a_checkout_is_followed() {
    use std::os::unix::fs::symlink;
    for (link, leads_to, victim) in [
        ("docs/cycles", "../../elsewhere", "../elsewhere/paris.md"),
        ("docs/all.md", "../victim", "victim"),
        ("docs", "../elsewhere", "../elsewhere/all.md"),
    ] {
        let place = Place::with_plan(&release_on("2027-07-22"));
        let top = place.top();
        fs::create_dir_all(place.outside().join("elsewhere")).unwrap();
        fs::create_dir_all(top.join(link).parent().unwrap()).unwrap();
        fs::write(top.join("victim"), "precious").unwrap();
        symlink(leads_to, top.join(link)).unwrap();
        let output = place.run(&["markdown", "--output", "docs/"]);
        let said = String::from_utf8_lossy(&output.stderr);
        assert_eq!(output.status.code(), Some(2), "{link}: {said}");
        assert!(said.contains("is a link, which may lead anywhere"), "{link}: {said}");
        assert_eq!(place.read("victim"), "precious", "{link}");
        assert!(victim == "victim" || !top.join(victim).exists(), "{link}");
        assert!(!top.join("docs/roles").exists(), "{link}: something was written all the same");
    }
}

/// Whoever has the old file open, or a second name of it, keeps the old content.
#[cfg(unix)]
#[test]
fn a_file_is_replaced_as_a_whole() {
    use std::os::unix::fs::MetadataExt as _;
    let mut place = Place::with_plan(&release_on("2027-07-22"));
    place.export(&["ics", "--output", "docs/"]);
    let file = place.top().join("docs/all.ics");
    let second = place.top().join("second");
    fs::hard_link(&file, &second).unwrap();
    let before = fs::read_to_string(&second).unwrap();
    place.write("schedules/paris.yaml", &release_on("2027-11-01")).commit();
    place.export(&["ics", "--output", "docs/"]);
    assert_eq!(fs::read_to_string(&second).unwrap(), before);
    assert_ne!(fs::read_to_string(&file).unwrap(), before);
    assert_ne!(fs::metadata(&file).unwrap().ino(), fs::metadata(&second).unwrap().ino());
    let names = fs::read_dir(place.top().join("docs")).unwrap();
    let left: Vec<_> = names
        .map(|entry| entry.unwrap().file_name())
        .filter(|name| name.to_string_lossy().contains("part"))
        .collect();
    assert!(left.is_empty(), "{left:?}");
}

#[test]
fn what_is_as_it_should_be_is_left_alone() {
    let place = Place::with_plan(&release_on("2027-07-22"));
    place.export(&["ics", "--output", "docs/"]);
    let time = || fs::metadata(place.top().join("docs/all.ics")).unwrap().modified().unwrap();
    let before = time();
    place.export(&["ics", "--output", "docs/"]);
    assert_eq!(time(), before);
}

#[test]
fn what_was_written_and_what_is_left_over_is_said() {
    let mut place = Place::with_plan(&release_on("2027-07-22"));
    let said = |place: &Place| String::from_utf8(place.run(&["ics", "--output", "docs/"]).stderr).unwrap();
    assert_eq!(said(&place), "wrote 4 files to `docs/`\n");
    assert_eq!(said(&place), "4 files in `docs/`, all as they should be\n");
    let other = plan(&["id: ga, date: 2027-07-22", "id: kickoff, date: 2027-01-14, owner: ../x"]);
    place.write("schedules/paris.yaml", &other).commit();
    fs::write(place.top().join("docs/cycles/oslo.ics"), "old").unwrap();
    let told = said(&place);
    assert!(told.contains("wrote ") && told.contains(" files to `docs/`"), "{told}");
    assert!(told.contains("`docs/cycles/oslo.ics` is no longer made: delete it"), "{told}");
    let one = place.run(&["ics", "--cycle", "paris", "--output", "paris.ics"]);
    assert!(String::from_utf8(one.stderr).unwrap().contains("wrote `paris.ics`\n"));
}

#[test]
fn nothing_is_written_among_the_documents() {
    let place = Place::with_plan(&release_on("2027-07-22"));
    for output in ["release/", "release", "release/x.ics", "./release/public/"] {
        let output = place.run(&["ics", "--output", output]);
        assert_eq!(output.status.code(), Some(2));
        assert!(String::from_utf8_lossy(&output.stderr).contains("`release` holds the documents"));
    }
    place.export(&["ics", "--output", "releases/"]);
}
