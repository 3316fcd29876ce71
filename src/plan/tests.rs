//! Plans as people ask for them, and what holds for every process.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::calendar::{DateText, Meeting, Zone, parse_day};
use crate::diagnostic::Severity;
use crate::document::{self, Process, Progress, ProjectCalendars, Schedule, Workspace};
use crate::rules;
use crate::source::InMemory;
use crate::yaml;

const TODAY: Date = date(2026, 12, 1);
const PROCESS: &str = "  - {id: kickoff, name: Kick-off}\n  - {id: ff, name: Feature freeze, at: kickoff + 10 weeks, snap: friday}\n  - {id: cf, at: ga - 4 weeks}\n  - {id: ga, key: true, at: kickoff + 25 weeks}\n";

fn process(milestones: &str) -> Process {
    read(&format!("kind: process/v1\nversion: 3\nmilestones:\n{milestones}"))
}

fn read<T: for<'de> serde::Deserialize<'de>>(text: &str) -> T {
    yaml::from_node(&yaml::read("f.yaml", text.as_bytes()).tree.expect("a tree")).expect("a document")
}

fn day(text: &str) -> Date {
    parse_day(text).expect("a day")
}

fn set(days: &[(&str, &str)]) -> Wishes {
    let date = |text: &str| DateText::parse(text).expect("a date");
    Wishes {
        set: days.iter().map(|(id, text)| ((*id).to_owned(), date(text))).collect(),
        ..Wishes::default()
    }
}

/// The dates of a draft, `tbd` with its reason.
fn dates(milestones: &str, wishes: &Wishes) -> Result<Vec<String>, DraftError> {
    let process = process(milestones);
    let draft = draft(&process, &ProjectCalendars::default(), wishes)?;
    let shown = draft.milestones.iter().map(|one| match &one.date {
        Ok(date) => date.to_string(),
        Err(why) => format!("tbd: {why}"),
    });
    Ok(shown.collect())
}

fn refusal(milestones: &str, wishes: &Wishes) -> String {
    match dates(milestones, wishes) {
        Err(DraftError::Refused(refusal)) => refusal.to_string(),
        other => format!("{other:?}"),
    }
}

#[test]
fn the_dates_follow_from_the_start() {
    let expected = ["2027-01-14", "2027-03-26", "2027-06-10", "2027-07-08"];
    let start = Wishes { start: Some(date(2027, 1, 14)), ..Wishes::default() };
    assert_eq!(dates(PROCESS, &start).unwrap(), expected);
    assert_eq!(dates(PROCESS, &set(&[("kickoff", "2027-01-14")])).unwrap(), expected);
}

#[test]
fn the_start_follows_from_the_release() {
    let release = Wishes { release: Some(date(2027, 7, 22)), ..Wishes::default() };
    assert_eq!(dates(PROCESS, &release).unwrap(), ["2027-01-28", "2027-04-09", "2027-06-24", "2027-07-22"]);
}

#[test]
fn a_day_that_the_rules_cannot_reach_departs_from_them() {
    let process = process(PROCESS);
    let draft = draft(&process, &ProjectCalendars::default(), &set(&[("ff", "2027-03-31")])).unwrap();
    let start = draft.starts.first().expect("a computed start");
    assert_eq!(
        (start.date, start.reached, start.wanted),
        (day("2027-01-15"), day("2027-03-26"), day("2027-03-31"))
    );
    let departures: Vec<i64> = draft.departures().map(|(_, _, departure)| departure.days).collect();
    assert_eq!(departures, [5]);
}

#[test]
fn a_start_computed_backwards_is_a_working_day() {
    let milestones = "  - {id: kickoff}\n  - {id: ga, at: kickoff + 5 working days}\n";
    // From Saturday and Sunday the rule leads to the same day as from the Friday before.
    assert_eq!(dates(milestones, &set(&[("ga", "2027-01-15")])).unwrap(), ["2027-01-08", "2027-01-15"]);
}

#[test]
fn what_is_counted_from_an_open_milestone_is_open() {
    let milestones = "  - {id: kickoff}\n  - {id: party}\n  - {id: photo, at: party + 1 day}\n";
    assert_eq!(
        dates(milestones, &set(&[("kickoff", "2027-01-14")])).unwrap(),
        ["2027-01-14", "tbd: no rule, and no date was given", "tbd: `party` has no exact date yet"]
    );
}

#[test]
fn several_starts_are_each_computed_from_what_hangs_on_them() {
    let milestones = "  - {id: a}\n  - {id: a2, at: a + 1 week}\n  - {id: b}\n  - {id: b2, at: b + 1 week}\n";
    assert_eq!(
        dates(milestones, &set(&[("a2", "2027-01-21"), ("b2", "2027-02-11")])).unwrap(),
        ["2027-01-14", "2027-01-21", "2027-02-04", "2027-02-11"]
    );
}

#[test]
fn circles_and_unknown_anchors_are_for_the_rules_to_explain() {
    let circle = "  - {id: kickoff}\n  - {id: a, at: b + 1 day}\n  - {id: b, at: a + 1 day}\n";
    assert_eq!(dates(circle, &set(&[("kickoff", "2027-01-14")])), Err(DraftError::Rules));
    assert!(dates(circle, &set(&[("kickoff", "2027-01-14"), ("a", "2027-01-21")])).is_ok());
    let unknown = "  - {id: kickoff}\n  - {id: a, at: kick-off + 1 day}\n";
    assert_eq!(dates(unknown, &set(&[("kickoff", "2027-01-14")])), Err(DraftError::Rules));
}

#[test]
fn wishes_that_cannot_be_are_refused() {
    assert!(refusal(PROCESS, &Wishes::default()).contains("--start DATE"));
    assert!(refusal(PROCESS, &set(&[("kick-off", "2027-01-14")])).contains("did you mean `kickoff`?"));
    let twice = Wishes { start: Some(date(2027, 1, 15)), ..set(&[("kickoff", "2027-01-14")]) };
    assert!(refusal(PROCESS, &twice).contains("cannot be on"));
    let release = Wishes { release: Some(date(2027, 1, 15)), ..Wishes::default() };
    assert!(refusal("  - {id: kickoff}\n", &release).contains("no milestone `ga` or `release`"));
    let start = Wishes { start: Some(date(9999, 12, 1)), ..Wishes::default() };
    let overflow = refusal(PROCESS, &start);
    assert!(overflow.contains("Feature freeze (`ff`)") && overflow.contains("9999-12-31"), "{overflow}");
    assert!(refusal("  - {id: a, at: b}\n  - {id: b, at: a}\n", &start).contains("every milestone"));
}

const SCHEDULE: &str = "  - {id: kickoff, date: 2027-01-14}\n  - {id: ff, date: 2027-03-26}\n  - {id: cf, date: 2027-06-10}\n  - {id: ga, date: 2027-07-08}\n";

struct Moving<'a> {
    process: &'a str,
    milestones: &'a str,
    progress: &'a str,
}

impl Moving<'_> {
    fn moved(&self, wishes: &[(&str, &str)]) -> Result<Moves, Refusal> {
        let schedule: Schedule = read(&format!(
            "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n{}",
            self.milestones
        ));
        let progress: Progress =
            read(&format!("kind: progress/v1\ncycle: paris\nmilestones: {{{}}}\n", self.progress));
        let wishes: Vec<Wish> = wishes
            .iter()
            .map(|(id, shift)| Wish {
                milestone: (*id).to_owned(),
                shift: Shift::parse(shift).expect("a shift"),
            })
            .collect();
        let (timing, process) = (ProjectCalendars::default(), process(self.process));
        moves(&schedule, Some(&process), Some(&progress), (&timing, &Zone::Utc, TODAY), &wishes)
    }
}

fn moved(milestones: &str, wishes: &[(&str, &str)]) -> Moves {
    Moving { process: PROCESS, milestones, progress: "" }.moved(wishes).expect("moves")
}

fn texts(moves: &Moves) -> Vec<(usize, &str)> {
    moves.moved.iter().map(|one| (one.place, one.date.text())).collect()
}

#[test]
fn what_follows_its_rule_moves_along() {
    let moves = moved(SCHEDULE, &[("kickoff", "+7d")]);
    assert_eq!(texts(&moves), [(0, "2027-01-21"), (1, "2027-04-02"), (2, "2027-06-17"), (3, "2027-07-15")]);
    assert_eq!((moves.stays.len(), moves.unexplained.len()), (0, 0));
}

#[test]
fn what_departs_from_its_rule_stays_and_holds_what_hangs_on_it() {
    let departing =
        SCHEDULE.replace("{id: ga, date: 2027-07-08}", "{id: ga, date: 2027-07-08, reason: a fair}");
    let departing = departing.replace("2027-01-14", "2027-01-15");
    let moves = moved(&departing, &[("kickoff", "+7d")]);
    assert_eq!(texts(&moves), [(0, "2027-01-22"), (1, "2027-04-02")]);
    let why = StayReason::Departs(Some("a fair".to_owned()));
    assert_eq!(moves.stays, [Stay { name: "ga".to_owned(), why }]);
    assert!(moves.unexplained.is_empty());
}

#[test]
fn what_was_reached_never_moves_and_then_needs_a_reason() {
    let moving = Moving { process: PROCESS, milestones: SCHEDULE, progress: "cf: {actual: 2027-06-10}" };
    let moves = moving.moved(&[("ga", "+14d")]).unwrap();
    assert_eq!(texts(&moves), [(3, "2027-07-22")]);
    assert_eq!(
        moves.stays.iter().map(|stay| stay.why.clone()).collect::<Vec<_>>(),
        [StayReason::Reached(day("2027-06-10"))]
    );
    let unexplained: Vec<(&str, i64)> =
        moves.unexplained.iter().map(|one| (one.name.as_str(), one.departure.days)).collect();
    assert_eq!(unexplained, [("cf", -14), ("ga", 14)]);
    assert_eq!(moves.explained, [2, 3]);
    assert!(moving.moved(&[("cf", "+1d")]).unwrap_err().message.contains("was reached on Thu 10 Jun 2027"));
}

#[test]
fn a_move_back_to_the_rule_leaves_its_reason_without_use() {
    let departing = SCHEDULE.replace("2027-03-26", "2027-04-02, reason: Easter");
    let moves = moved(&departing, &[("ff", "-1w")]);
    assert_eq!(texts(&moves), [(1, "2027-03-26")]);
    let (name, reason) = ("Feature freeze".to_owned(), "Easter".to_owned());
    let back = Superfluous { place: 1, name, reason, goes: true };
    assert_eq!(moves.reason_superfluous, [back]);
    let text = rewritten(&format!("milestones:\n{departing}"), &moves, None).expect("a text");
    assert_eq!(text, format!("milestones:\n{SCHEDULE}"));
    let text =
        departing.replace(", date: 2027-04-02, reason: Easter}", "\n    ,date: 2027-04-02, reason: Easter}");
    let text = rewritten(&format!("milestones:\n{text}"), &moves, None).expect("a text");
    assert!(text.contains("date: 2027-03-26}"), "{text}");
    let moves = moved(&departing, &[("kickoff", "+1w")]);
    assert_eq!(moves.reason_superfluous.iter().map(|one| one.goes).collect::<Vec<_>>(), [false]);
    let moves = moved(&departing, &[("ff", "+1w")]);
    assert_eq!(moves.reason_kept, [("Feature freeze".to_owned(), "Easter".to_owned())]);
    assert_eq!(moves.explained, [1]);
}

#[test]
fn stretches_move_along_and_months_wait_to_be_named() {
    let process =
        "  - {id: kickoff}\n  - {id: docs, at: kickoff + 8 weeks}\n  - {id: party, at: kickoff + 20 weeks}\n";
    let milestones = "  - {id: kickoff, date: 2027-01-14}\n  - {id: docs, date: 2027-03-08/2027-03-12}\n  - {id: party, date: 2027-06}\n";
    let moves = Moving { process, milestones, progress: "" }.moved(&[("kickoff", "+1w")]).unwrap();
    assert_eq!(texts(&moves), [(0, "2027-01-21"), (1, "2027-03-15/2027-03-19")]);
    assert_eq!((moves.stays.len(), moves.unexplained.len()), (0, 0), "the rule still leads into June");
    let moves = Moving { process, milestones, progress: "" }.moved(&[("kickoff", "+6w")]).unwrap();
    assert_eq!(moves.unexplained.iter().map(|one| one.name.as_str()).collect::<Vec<_>>(), ["party"]);
}

#[test]
fn what_loses_its_anchor_stays_and_says_so() {
    let moves = moved(SCHEDULE, &[("ga", "tbd")]);
    assert_eq!(texts(&moves), [(3, "tbd")]);
    let expected = Stay { name: "cf".to_owned(), why: StayReason::Unanchored("Thu 10 Jun 2027".to_owned()) };
    assert_eq!((moves.stays, moves.unexplained), (vec![expected], Vec::new()));
}

#[test]
fn a_year_that_cannot_be_meant_is_answered_at_the_milestone_that_was_named() {
    let refused = |id: &str, shift: &str| {
        Moving { process: PROCESS, milestones: SCHEDULE, progress: "" }
            .moved(&[(id, shift)])
            .unwrap_err()
            .to_string()
    };
    let said = refused("ga", "2026-07-22");
    assert!(said.contains("ga: Wed 22 Jul 2026 is over already, and 351 days before its date"), "{said}");
    assert!(said.contains("did you mean `ga=2027-07-22` (Thu 22 Jul 2027)?"), "{said}");
    let said = refused("ff", "-400d");
    assert!(
        said.contains("Feature freeze: Thu 19 Feb 2026 is over already") && said.contains("`actual`"),
        "{said}"
    );
    let doubted = |date: &str| moved(SCHEDULE, &[("ga", date)]).doubts;
    let doubts = doubted("2028-07-22");
    assert_eq!(
        doubts.iter().map(|one| (one.id.as_str(), one.suggested)).collect::<Vec<_>>(),
        [("ga", day("2027-07-22"))]
    );
    for meant in ["2028-07-08", "2028-03-01", "+56w", "2027-12-01", "2028-Q3", "2027-01-20"] {
        assert_eq!(doubted(meant), [], "{meant}");
    }
}

#[test]
fn a_plan_without_a_process_moves_what_is_named() {
    let schedule: Schedule =
        read(&format!("kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n{SCHEDULE}"));
    let wish = Wish { milestone: "kickoff".to_owned(), shift: Shift::parse("+7d").expect("a shift") };
    let moves =
        moves(&schedule, None, None, (&ProjectCalendars::default(), &Zone::Utc, TODAY), &[wish]).unwrap();
    assert_eq!(texts(&moves), [(0, "2027-01-21")]);
}

#[test]
fn wishes_that_name_nothing_are_refused() {
    let refused = |wishes: &[(&str, &str)]| {
        Moving { process: PROCESS, milestones: SCHEDULE, progress: "" }.moved(wishes).unwrap_err().to_string()
    };
    assert!(refused(&[("gaa", "+1d")]).contains("did you mean `ga`? It has `kickoff`, `ff`, `cf`, `ga`"));
    assert!(refused(&[("ga", "+1d"), ("ga", "+2d")]).contains("moved twice"));
    assert!(refused(&[("kickoff", "9999-12-01")]).contains("Feature freeze cannot move along"));
    let open = "  - {id: ga, date: tbd}\n  - {id: ff, not-applicable: no features}\n";
    let refused = |id: &str| {
        Moving { process: PROCESS, milestones: open, progress: "" }.moved(&[(id, "+1d")]).unwrap_err()
    };
    assert!(refused("ga").message.contains("no date yet"));
    assert!(refused("ff").message.contains("does not apply"));
}

#[test]
fn comments_quotes_and_line_ends_stay() {
    let text = "# plan\r\nmilestones:\r\n  - id: kickoff   # first\r\n    date: '2027-01-14'   # a Thursday\r\n  - {id: ff, date: \"2027-03-26\"} # rule\r\n";
    let moves =
        moved("  - {id: kickoff, date: 2027-01-14}\n  - {id: ff, date: 2027-03-26}\n", &[("kickoff", "+7d")]);
    let expected = text.replace("2027-01-14", "2027-01-21").replace("2027-03-26", "2027-04-02");
    assert_eq!(rewritten(text, &moves, None).unwrap(), expected);
    let explained = rewritten(text, &moves, Some("snow")).unwrap();
    assert!(explained.contains("'2027-01-21'   # a Thursday\r\n    reason: snow\r\n"), "{explained}");
}

#[test]
fn the_rule_behind_a_date_is_said_anew_where_it_was_written_by_itself() {
    let said = |comment: &str, wish: (&str, &str)| {
        let milestones = "  - {id: kickoff, date: 2027-01-14}\n  - {id: ff, date: 2027-03-26}   # ";
        let text = format!("milestones:\n{milestones}{comment}\n");
        let moves = moved(&format!("{milestones}\n"), &[wish]);
        let text = rewritten(&text, &moves, Some("snow")).expect("a text");
        text.trim_end().rsplit_once("# ").expect("a comment").1.to_owned()
    };
    let rule = "kickoff + 10 weeks, then the next friday";
    let (off, on) = (("ff", "+7d"), ("kickoff", "+7d"));
    assert_eq!(said(rule, off), format!("by its rule 2027-03-26: {rule}"));
    assert_eq!(said(rule, on), rule);
    assert_eq!(said(&format!("by its rule 2027-02-25: {rule}"), on), rule);
    assert_eq!(said(&format!("{rule}, but `kickoff` has no exact date yet"), on), rule);
    for mine in [
        "kickoff + 10 weeks, then the next friday!",
        "as discussed: kickoff + 10 weeks, then the next friday",
        "by its rule too late: kickoff + 10 weeks, then the next friday",
        "kickoff + 10 weeks, then the next friday, but it never has an exact date yet",
        "ask Carol first",
    ] {
        assert_eq!(said(mine, off), mine);
    }
}

#[test]
fn the_rule_behind_a_date_that_stays_gives_its_new_day() {
    let milestones = "  - {id: kickoff, date: 2027-01-14} # the start\n  - id: ff\n    date: 2027-04-01 # by its rule 2027-03-26: kickoff + 10 weeks, then the next friday\n    reason: Easter\n";
    let moves = moved(milestones, &[("kickoff", "+14d")]);
    let text = rewritten(&format!("milestones:\n{milestones}"), &moves, None).expect("a text");
    assert!(
        text.contains(
            "date: 2027-04-01 # by its rule 2027-04-09: kickoff + 10 weeks, then the next friday\n"
        ),
        "{text}"
    );
    assert!(text.contains("2027-01-28} # the start\n"), "{text}");
}

#[test]
fn a_refusal_names_the_milestones_that_it_is_about() {
    let process =
        "  - {id: kickoff, name: Kick-off}\n  - {id: ff, name: Feature freeze, at: kickoff + 1 week}\n";
    let milestones =
        "  - {id: kickoff, date: 2027-03-14}\n  - {id: ff, date: \"2027-03-21T02:30[Europe/Berlin]\"}\n";
    let refusal = Moving { process, milestones, progress: "" }.moved(&[("kickoff", "+7d")]).unwrap_err();
    assert!(refusal.message.starts_with("Feature freeze cannot move along with Kick-off: "), "{refusal}");
    assert!(refusal.hint.is_some(), "{refusal}");
    let text = "milestones:\n  - ? id\n    : kickoff\n    ? date\n    : 2027-01-14\n";
    let moves = moved("  - {id: kickoff, date: 2027-01-14}\n", &[("kickoff", "+7d")]);
    let refusal = rewritten(text, &moves, None).unwrap_err();
    assert!(refusal.message.contains("the `date` of `kickoff`"), "{refusal}");
}

#[test]
fn a_cycle_of_very_many_milestones_is_moved_and_planned_backwards() {
    let count = 1500;
    let process: String = (0..count)
        .map(|place| format!("  - {{id: f{place}}}\n  - {{id: m{place}, at: kickoff + {place} days}}\n"))
        .collect();
    let process = format!("  - {{id: kickoff}}\n{process}  - {{id: ga, at: m9 + 1 day}}\n");
    let day_of = |place: i64| {
        use jiff::ToSpan as _;
        date(2027, 1, 14).checked_add(place.days()).expect("a day")
    };
    let milestones: String =
        (0..count).map(|place| format!("  - {{id: m{place}, date: {}}} # m\n", day_of(place))).collect();
    let milestones = format!("  - {{id: kickoff, date: 2027-01-14}}\n{milestones}");
    let moves = Moving { process: &process, milestones: &milestones, progress: "" }
        .moved(&[("kickoff", "+7d")])
        .expect("moves");
    let text = rewritten(&format!("milestones:\n{milestones}"), &moves, None).expect("a text");
    assert_eq!(text.matches("- {id: m").count(), 1500);
    assert!(text.contains(&format!("{{id: m1499, date: {}}} # m\n", day_of(1506))));
    let planned = dates(&process, &set(&[("ga", "2027-01-24")])).expect("dates");
    assert_eq!(planned.first().map(String::as_str), Some("2027-01-14"));
}

#[test]
fn a_rule_on_several_lines_stays_in_its_comment() {
    for at in ["kickoff +\\n  10 weeks", "kickoff +\\r10 weeks", "kickoff +\\n\\n10 weeks"] {
        let milestones = format!("  - {{id: kickoff}}\n  - {{id: ff, at: \"{at}\"}}\n");
        let text = planned(&milestones, &Wishes { start: Some(date(2027, 1, 14)), ..Wishes::default() });
        let is_one_line = |line: &str| line.contains("{id: ff,") && line.ends_with(" # kickoff + 10 weeks");
        assert!(text.lines().any(is_one_line), "{text}");
    }
}

#[test]
fn a_schedule_that_nobody_could_read_is_refused() {
    let process = process(PROCESS);
    let draft = draft(&process, &ProjectCalendars::default(), &set(&[("kickoff", "2027-01-14")])).unwrap();
    let name = "a".repeat(yaml::LARGEST_DOCUMENT);
    let heading = Heading { what: "A cycle", cycle: "paris", name: Some(&name), version: None, process: 3 };
    let refusal = schedule_text(&heading, &draft, None).unwrap_err();
    assert!(refusal.message.contains("`paris` would be no file that can be read"), "{refusal}");
}

/// What people put between the words of a rule, where a quoted text may hold anything.
fn any_gap() -> impl Strategy<Value = &'static str> {
    prop::sample::select(vec![" ", "  ", "\\n", "\\n  ", "\\r", "\\r\\n", "\\t", "\\n\\n"])
}

/// A process whose milestones follow each other: a chain from the start, and a few counted back from the release.
fn any_process() -> impl Strategy<Value = String> {
    let link = prop_oneof![
        (1..5u8).prop_map(|weeks| (format!("{weeks} weeks"), ", snap: working-day")),
        (1..9u8).prop_map(|days| (format!("{days} working days"), "")),
        Just(("1 month".to_owned(), ", snap: working-day")),
        (1..3u8).prop_map(|weeks| (format!("{weeks} weeks"), ", snap: tsc-meeting")),
    ];
    let back = prop::collection::btree_set(1..8u8, 0..4);
    (prop::collection::vec((any_gap(), link), 0..5), back).prop_map(|(chain, back)| {
        let mut text = "  - {id: kickoff}\n".to_owned();
        let mut last = "kickoff".to_owned();
        for (place, (gap, (duration, snap))) in chain.iter().enumerate() {
            text.push_str(&format!("  - {{id: m{place}, at: \"{last}{gap}+{gap}{duration}\"{snap}}}\n"));
            last = format!("m{place}");
        }
        for weeks in back.into_iter().rev() {
            text.push_str(&format!("  - {{id: b{weeks}, at: ga - {weeks} weeks, snap-back: working-day}}\n"));
        }
        text.push_str("  - {id: ga, at: kickoff + 60 weeks, snap: working-day}\n");
        text
    })
}

const PROJECT: &str = "kind: project/v1\nname: Example\ncalendar: {holidays: [{date: 2027-03-24/2027-03-30, name: Spring}, {date: 2027-12-29/2028-01-02, name: Year end}]}\ntsc-meeting: {every: 2 weeks, on: tuesday, first: 2027-01-12}\n";

/// Mondays to Fridays outside of the holidays.
fn any_start() -> impl Strategy<Value = Date> {
    (0..200i64).prop_filter_map("a working day", |days| {
        use jiff::ToSpan as _;
        let day = date(2027, 1, 4).checked_add(days.days()).ok()?;
        workspace(PROJECT, "", "").project?.value.working_calendar().is_working_day(day).then_some(day)
    })
}

fn workspace(project: &str, milestones: &str, schedule: &str) -> Workspace {
    let process = format!("kind: process/v1\nversion: 3\nmilestones:\n{milestones}");
    let snapshot = InMemory::new("memory")
        .with_file("release/project.yaml", project)
        .with_file("release/process.yaml", process)
        .with_file("release/schedules/paris.yaml", schedule);
    document::load(&snapshot, "release", &BTreeSet::new()).expect("a workspace")
}

/// What `check` has against the schedule.
fn findings(workspace: &Workspace) -> Vec<String> {
    let context = rules::Context { workspace, today: date(2027, 1, 1), before: None, changes: &[] };
    let found = workspace.diagnostics.iter().cloned().chain(rules::run(&context).0);
    found
        .filter(|found| found.location.path.contains("schedules") && found.severity > Severity::Notice)
        .map(|found| format!("{}: {}", found.rule, found.message))
        .collect()
}

fn planned(milestones: &str, wishes: &Wishes) -> String {
    let workspace = workspace(PROJECT, milestones, "");
    let process = &workspace.process.as_ref().expect("a process").value;
    let draft = draft(process, &workspace.calendars(), wishes).expect("a draft");
    let heading = Heading { what: "A cycle", cycle: "paris", name: None, version: Some("1.0"), process: 3 };
    schedule_text(&heading, &draft, None).expect("a text")
}

fn shifted(milestones: &str, schedule: &str, wish: (&str, &str)) -> String {
    let workspace = workspace(PROJECT, milestones, schedule);
    let plan = &workspace.schedules.get("paris").expect("a schedule").value;
    let process = workspace.process.as_ref().map(|process| &*process.value);
    let wish = Wish { milestone: wish.0.to_owned(), shift: Shift::parse(wish.1).expect("a shift") };
    let timing = workspace.calendars();
    let moves = moves(plan, process, None, (&timing, &Zone::Utc, TODAY), &[wish]).expect("moves");
    assert_eq!(moves.unexplained, []);
    rewritten(schedule, &moves, None).expect("a text")
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(48))]

    #[test]
    fn check_has_nothing_against_a_new_plan(milestones in any_process(), start in any_start()) {
        let text = planned(&milestones, &Wishes { start: Some(start), ..Wishes::default() });
        prop_assert_eq!(findings(&workspace(PROJECT, &milestones, &text)), Vec::<String>::new());
    }

    #[test]
    fn a_plan_from_its_release_is_the_plan_from_its_start(milestones in any_process(), start in any_start()) {
        let forwards = workspace(PROJECT, &milestones, &planned(&milestones, &Wishes { start: Some(start), ..Wishes::default() }));
        let ga = forwards.schedules["paris"].value.exact_days(&Zone::Utc)["ga"];
        let backwards = planned(&milestones, &Wishes { release: Some(ga), ..Wishes::default() });
        let backwards = workspace(PROJECT, &milestones, &backwards);
        let days: BTreeMap<String, Date> = backwards.schedules["paris"].value.exact_days(&Zone::Utc);
        prop_assert_eq!(days["ga"], ga);
        prop_assert!(days["kickoff"] >= start);
        prop_assert_eq!(findings(&backwards), Vec::<String>::new());
    }

    #[test]
    fn a_move_there_and_back_leaves_every_byte(milestones in any_process(), start in any_start(), weeks in 1..30u8) {
        let text = planned(&milestones, &Wishes { start: Some(start), ..Wishes::default() });
        let there = shifted(&milestones, &text, ("kickoff", &format!("+{weeks}w")));
        let departs = findings(&workspace(PROJECT, &milestones, &there));
        prop_assert!(departs.iter().all(|found| found.starts_with("non-working-day")), "{:?}", departs);
        prop_assert_eq!(shifted(&milestones, &there, ("kickoff", &format!("-{weeks}w"))), text);
    }
}

#[test]
fn meetings_of_the_project_count() {
    let milestones = "  - {id: kickoff}\n  - {id: ff, at: kickoff + 1 week, snap: tsc-meeting}\n";
    let workspace = workspace(PROJECT, milestones, "");
    let timing = workspace.calendars();
    assert_eq!(timing.tsc.as_ref().map(Meeting::first), Some(day("2027-01-12")));
    let process = &workspace.process.as_ref().expect("a process").value;
    let draft = draft(process, &timing, &set(&[("kickoff", "2027-01-07")])).unwrap();
    assert_eq!(draft.milestones[1].date, Ok(day("2027-01-26")));
}
