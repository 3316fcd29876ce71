//! The page and the tables on the days and with the names that trip them.

use std::collections::BTreeSet;

use crate::documents::POLICY;
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
    assert!(
        said.contains("General availability today Thu 25 Mar 2027 release"),
        "the table says something else: {said}"
    );
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

#[test]
fn a_draft_is_said_to_be_one_where_nothing_else_lies_ahead() {
    let draft = release_on("2027-07-22").replace("status: active", "status: draft");
    let mut place = Place::with_plan(&draft);
    let said = next(&place.export(&["html"]));
    let sentence = "There is only a draft: Kick-off of Paris on Thu 14 Jan 2027 , in 41 days.";
    assert!(said.contains(sentence), "{said}");
    assert!(!place.export(&["html", "--today", "2027-08-01"]).contains("only a draft"), "nothing lies ahead");
    place.write("schedules/paris.yaml", &release_on("2027-07-22")).commit();
    let said = next(&place.export(&["html"]));
    assert!(said.contains("days left Kick-off") && !said.contains("only a draft"), "{said}");
}

#[test]
fn what_is_late_is_called_so_everywhere() {
    let mut place = Place::with_plan(&release_on("2027-07-22"));
    let late = ["--today", "2027-04-01"];
    let tables = place.export(&["markdown", late[0], late[1]]);
    assert_eq!(tables.matches("**overdue** on Thu 1 Apr 2027").count(), 2, "{tables}");
    let chart = place.export(&["mermaid", late[0], late[1]]);
    assert!(chart.contains("Freeze (overdue) :milestone, 2027-03-25, 0d"), "{chart}");
    assert!(!chart.contains("General availability (overdue)"), "{chart}");
    assert!(!place.export(&["markdown"]).contains("overdue"), "on the day of the revision all lies ahead");
    let draft = release_on("2027-07-22").replace("status: active", "status: draft");
    place.write("schedules/paris.yaml", &draft).commit();
    for format in ["markdown", "mermaid", "html"] {
        let text = place.export(&[format, late[0], late[1]]);
        let is_said =
            ["**overdue**", "(overdue)", "</span> overdue</span>"].iter().any(|word| text.contains(word));
        assert!(!is_said, "{format}: a draft is late for nobody");
    }
}

#[test]
fn a_chart_says_what_it_draws() {
    let place = Place::with_plan(&plan(&["id: ga, date: 2027-07-22, name: \"Paris: first, and last\""]));
    let chart = place.export(&["mermaid"]);
    assert!(chart.contains("title Demo, revision ") && chart.contains("section Paris (active)"), "{chart}");
    assert!(chart.contains("    Paris - first, and last :crit, milestone, 2027-07-22, 0d\n"), "{chart}");
    let place = Place::with_plan(&plan(&["id: ga, date: tbd"]));
    assert!(place.export(&["mermaid"]).contains("%% no milestone has a date to draw"));
}

#[test]
fn what_cannot_be_read_is_said_in_the_file() {
    let mut place = Place::with_plan(&release_on("2027-07-22"));
    place.write("process.yaml", "kind: process/v1\nversion: [").commit();
    for format in ["ics", "markdown", "mermaid", "json", "atom", "html"] {
        let text = place.export(&[format]).replace("\r\n ", "");
        assert!(text.contains("process.yaml") && text.contains("cannot be read"), "{format}: {text}");
    }
}

#[test]
fn a_name_is_one_line_and_turns_nothing_around_it() {
    let place = Place::with_plan(&plan(&[
        "id: ga, date: 2027-07-22, name: \"General\\n  availability\"",
        "id: x, date: 2027-07-23, name: \"\u{5e9}\u{5dc}\"",
    ]));
    assert!(place.export(&["ics"]).contains("SUMMARY:Paris: General availability\r\n"));
    let tables = place.export(&["markdown"]);
    assert!(tables.contains("| **General availability** (key) |"), "{tables}");
    assert!(tables.contains("\u{2068}\u{5e9}\u{5dc}\u{2069}"), "{tables}");
}

#[test]
fn documents_in_a_part_of_a_repository_are_said_to_be_there() {
    let place = Place::with_plan(&release_on("2027-07-22"));
    std::fs::create_dir_all(place.top().join("examples")).unwrap();
    std::fs::rename(place.top().join("release"), place.top().join("examples/release")).unwrap();
    let said = place.run(&["markdown", "examples"]);
    let said = String::from_utf8_lossy(&said.stderr).split_whitespace().collect::<Vec<_>>().join(" ");
    assert!(said.contains("`release/` is not at the top of the repository"), "{said}");
    assert!(said.contains("`--root examples/release`") && !said.contains("no git history"), "{said}");
}

#[test]
fn examples_of_the_help_can_be_copied_from_a_narrow_terminal() {
    let place = Place::with_plan(&release_on("2027-07-22"));
    let mut examples = 0;
    for command in [
        "init", "check", "diff", "gate", "approve", "sign", "verify", "plan", "status", "trend", "audit",
        "export",
    ] {
        let output = crate::program::run(&place.top(), &[command, "--help"]);
        let help = String::from_utf8(output.stdout).unwrap();
        let lines: Vec<&str> = help.split("Examples:\n").skip(1).flat_map(str::lines).collect();
        examples += lines.len();
        for line in lines {
            assert!(line.chars().count() <= 80, "{command}: {line}");
        }
    }
    assert!(examples > 60, "{examples}");
}

/// Somebody else's commit took the approval away that a plan was approved by.
#[test]
fn a_decision_that_is_not_on_file_is_no_link() {
    let mut place = Place::new();
    place.write("policy.yaml", POLICY).write("schedules/paris.yaml", &release_on("2027-07-22")).commit();
    place.write("schedules/paris.yaml", &release_on("2027-10-22"));
    let approve = [
        "approve",
        "--base",
        "HEAD",
        "--id",
        "2026-12-05-x",
        "--method",
        "electronic",
        "--vote",
        "alice=+1",
        "--vote",
        "bob=+1",
        "--opened",
        "2026-11-26",
        "--closed",
        "2026-12-05",
        "--today",
        "2026-12-05",
    ];
    let output = crate::program::run(&place.top(), &approve);
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    place.commit();
    let is_link = |page: &str| page.contains("href=\"#decision-2026-12-05-x\"");
    let page = place.export(&["html"]);
    assert!(is_link(&page) && page.contains(" id=\"decision-2026-12-05-x\""));
    std::fs::remove_file(place.top().join("release/approvals/2026-12-05-x.yaml")).unwrap();
    place.commit();
    assert!(!is_link(&place.export(&["html"])));
}
