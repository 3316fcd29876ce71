//! The page and the tables on the days and with the names that trip them.

use std::collections::BTreeSet;

use crate::place::{Place, plan, release_on};

/// The text of the page's first section, with single spaces.
fn next(page: &str) -> String {
    let part = page.split("id=\"next\"").nth(1).unwrap().split("id=\"timeline\"").next().unwrap();
    let mut text = String::new();
    let mut is_tag = true;
    for character in part.chars() {
        match character {
            '<' => is_tag = true,
            '>' => {
                is_tag = false;
                text.push(' ');
            }
            _ if !is_tag => text.push(character),
            _ => {}
        }
    }
    text.split_whitespace().collect::<Vec<_>>().join(" ")
}

fn in_zone(zone: &str, date: &str) -> Place {
    let mut place = Place::new();
    let project = place.read("release/project.yaml").replace("zone: UTC", &format!("zone: {zone}"));
    place
        .write("project.yaml", &project)
        .write("schedules/paris.yaml", &plan(&[&format!("id: ga, date: {date}")]))
        .commit();
    place
}

#[test]
fn a_moment_counts_on_its_day_where_deadlines_end() {
    // Thu 25 Mar 10:30 in UTC.
    let place = in_zone("UTC", "\"2027-03-26T00:30[Pacific/Kiritimati]\"");
    let said = next(&place.export(&["html", "--today", "2027-03-25"]));
    assert!(
        said.contains("today General availability of Paris Thu 25 Mar 2027 , seen from Thu 25 Mar 2027"),
        "{said}"
    );
    assert!(said.contains("Thu 25 Mar 2027 today"), "the table says something else: {said}");
    assert!(next(&place.export(&["html", "--today", "2027-03-26"])).contains("1 day late"));
    // Wed 24 Mar 16:00 in Los Angeles.
    let place = in_zone("America/Los_Angeles", "\"2027-03-25T08:00[Asia/Tokyo]\"");
    let said = next(&place.export(&["html", "--today", "2027-03-25"]));
    assert!(said.contains("1 day late"), "{said}");
}

/// `now` is the present day in the zone of the project, which the test cannot know but for its place in a command.
#[test]
fn the_present_day_can_be_asked_for() {
    let place = Place::with_plan(&release_on("2027-07-22"));
    let page = place.export(&["html", "--today", "now"]);
    let seen = page.split("seen from ").nth(1).unwrap().split('.').next().unwrap();
    assert_ne!(seen, "Fri 4 Dec 2026", "the day of the revision is not the present one");
    place.export(&["html", "--today", "now", "--output", "docs/"]);
    assert_eq!(place.read("docs/index.html"), page);
}

#[test]
fn every_part_has_a_name_of_its_own_and_every_link_leads_somewhere() {
    let mut place = Place::with_plan(&release_on("2027-07-22"));
    let other = release_on("2027-07-22").replace("cycle: paris", "cycle: paris-dates");
    place.write("schedules/paris-dates.yaml", &other).commit();
    let page = place.export(&["html"]);
    let mut ids = BTreeSet::new();
    for id in page.split(" id=\"").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.insert(id), "`{id}` is there twice");
    }
    for target in page.split("href=\"#").skip(1).map(|rest| rest.split('"').next().unwrap()) {
        assert!(ids.contains(target), "`#{target}` leads nowhere");
    }
}

#[test]
fn a_year_that_is_far_off_does_not_make_the_timeline_wider() {
    let near = Place::with_plan(&release_on("2027-07-22")).export(&["html"]);
    let far = Place::with_plan(&release_on("9999-07-22")).export(&["html"]);
    assert!(far.len() < near.len() + 2_000, "{} bytes after {}", far.len(), near.len());
    assert!(far.contains("1 date is too far off to be drawn") && !near.contains("too far off"));
    assert!(far.contains("Thu 22 Jul 9999"), "the table has the date all the same");
    let twice = {
        let mut place = Place::with_plan(&release_on("2027-07-22"));
        place.write("schedules/paris.yaml", &release_on("9999-07-22")).commit();
        place.export(&["html"])
    };
    assert!(twice.len() < near.len() + 60_000, "{} bytes with the trend", twice.len());
}

#[test]
fn a_name_is_no_link_in_a_table() {
    let place = Place::with_plan(&plan(&["id: ga, date: 2027-07-22, name: \"https://evil.example/login\""]));
    assert!(!place.export(&["markdown"]).contains("https://evil"));
}
