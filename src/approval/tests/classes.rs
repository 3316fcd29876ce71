//! Which decision each change needs.

use super::*;
use crate::document::{Process, Schedule};

fn classes(before: &World, after: &World, path: &str) -> Vec<&'static str> {
    step(before, after).classes_of(path)
}

/// The classes of one replacement in one document of the base.
fn edited(path: &str, old: &str, new: &str) -> Vec<&'static str> {
    let before = World::base();
    let after = before.clone().edit(path, old, new);
    classes(&before, &after, path)
}

fn project(before: &str, after: &str) -> Vec<&'static str> {
    let path = "release/project.yaml";
    let world = |lines: &str| World::base().with(path, &format!("{PROJECT}{lines}"));
    classes(&world(before), &world(after), path)
}

/// The classes of one replacement in the plan, on a day.
fn plan_on(today: &str, old: &str, new: &str, history: &HistoryFacts) -> Vec<&'static str> {
    let before = World::base();
    let after = before.clone().edit(PLAN, old, new);
    step_with(&before, &after, today, history).classes_of(PLAN)
}

fn plan(old: &str, new: &str) -> Vec<&'static str> {
    plan_on(TODAY, old, new, &HistoryFacts::default())
}

#[test]
fn adoption_is_the_service_and_the_working_group() {
    assert_eq!(project("", "service: {model: rmss, adopted: 2026-11-30}\n"), ["adoption"]);
    assert_eq!(project("service: {model: rmss, adopted: 2026-11-30}\n", ""), ["adoption"]);
    let group = |name: &str| {
        World::base().with(
            "release/working-group.yaml",
            &format!("kind: working-group/v1\nname: {name}\nformed: 2026-12-07\nmeeting: {{every: week, on: tuesday, at: \"15:00\", zone: UTC, first: 2026-12-08}}\n"),
        )
    };
    assert_eq!(classes(&World::base(), &group("A"), "release/working-group.yaml"), ["adoption"]);
    assert_eq!(classes(&group("A"), &group("B"), "release/working-group.yaml"), ["adoption"]);
    assert_eq!(classes(&group("A"), &World::base(), "release/working-group.yaml"), ["adoption"]);
}

#[test]
fn appointments_are_release_managers_and_advisors() {
    let carol = "{person: carol, from: 2026-01-01}";
    assert_eq!(
        edited(ROSTER_PATH, carol, "{person: carol, from: 2026-01-01, until: 2027-01-01}"),
        ["appointment"]
    );
    assert_eq!(edited(ROSTER_PATH, &format!("  - {carol}\n"), ""), ["appointment"]);
    assert_eq!(
        edited(ROSTER_PATH, "release-managers:", "advisors: [mallory]\nrelease-managers:"),
        ["appointment"]
    );
}

#[test]
fn the_electorate_is_seats_and_whatever_identifies_an_office_holder() {
    assert_eq!(edited(ROSTER_PATH, "  - {person: bob, from: 2026-01-01}\n", ""), ["electorate"]);
    assert_eq!(edited(ROSTER_PATH, "voting: false", "voting: true"), ["electorate"]);
    assert_eq!(edited(ROSTER_PATH, "alternate: dave", "alternate: mallory"), ["electorate"]);
    assert_eq!(edited(ROSTER_PATH, "{name: Carol}", "{name: Carol, email: c@example.org}"), ["electorate"]);
    assert_eq!(edited(ROSTER_PATH, "Dave, affiliation: Blue", "Dave, affiliation: Red"), ["electorate"]);
}

#[test]
fn absences_and_people_without_office_are_records() {
    assert_eq!(edited(ROSTER_PATH, "{name: Mallory}", "{name: Mallory, email: m@example.org}"), ["record"]);
    assert_eq!(edited(ROSTER_PATH, "tsc:", "  oscar: {name: Oscar}\ntsc:"), ["record"]);
    let away = "{person: carol, from: 2026-01-01, away: [{from: 2027-02-01, until: 2027-02-14}]}";
    assert_eq!(edited(ROSTER_PATH, "{person: carol, from: 2026-01-01}", away), ["record"]);
}

#[test]
fn an_emergency_approver_is_no_person_without_office() {
    let emergency = "emergency: {approvers: [mallory], count: 1, ratify-within: 14 days}\n";
    let before = World::base().with(POLICY_PATH, &format!("{POLICY}{emergency}"));
    let after = before.clone().edit(ROSTER_PATH, "{name: Mallory}", "{name: Mallory, email: m@example.org}");
    assert_eq!(classes(&before, &after, ROSTER_PATH), ["electorate"]);
}

#[test]
fn the_policy_is_its_file_the_project_and_protected_paths() {
    assert_eq!(edited(POLICY_PATH, "version: 1", "version: 2"), ["policy"]);
    assert_eq!(project("", "retired: 2030-01-01\n"), ["policy"]);
    assert_eq!(project("", "rules: {weekend: off}\n"), ["policy"]);
    let protect =
        |class: &str| World::base().with(POLICY_PATH, &format!("{POLICY}protect: {{CODEOWNERS: {class}}}\n"));
    let owners = |world: World| world.with("CODEOWNERS", "* @alice\n");
    assert_eq!(classes(&protect("policy"), &owners(protect("policy")), "CODEOWNERS"), ["policy"]);
    assert_eq!(classes(&protect("process"), &owners(protect("process")), "CODEOWNERS"), ["process"]);
    // Neither taking the protection away nor bringing it in the same step makes it free.
    assert_eq!(classes(&protect("policy"), &owners(World::base()), "CODEOWNERS"), ["policy"]);
    assert_eq!(classes(&protect("policy"), &owners(protect("record")), "CODEOWNERS"), ["policy"]);
    assert_eq!(classes(&protect("record"), &owners(protect("policy")), "CODEOWNERS"), ["policy"]);
}

#[test]
fn the_process_is_its_file_and_the_holidays_to_come() {
    assert_eq!(edited(PROCESS_PATH, "5 working days", "6 working days"), ["process"]);
    let holidays = |days: &str| format!("calendar: {{holidays: [{{date: 2026-05-01, name: May}}{days}]}}\n");
    let future = holidays(", {date: 2026-12-24/2027-01-01, name: Year}");
    assert_eq!(project(&holidays(""), &future), ["process"]);
    assert_eq!(project(&future, &holidays("")), ["process"]);
    assert_eq!(project(&holidays(""), &holidays(", {date: 2026-06-01, name: June}")), ["policy"]);
    assert_eq!(project(&holidays(""), &holidays(", {date: 2026-11-20, name: Today}")), ["process"]);
}

#[test]
fn drafts_and_proposals_are_records() {
    for status in ["draft", "proposed"] {
        let before = World::base().with(PLAN, &PARIS.replace("active", status));
        assert_eq!(classes(&before, &moved(&before), PLAN), ["record"]);
        assert_eq!(classes(&before.clone().without(PLAN), &before, PLAN), ["record"]);
        assert_eq!(classes(&before, &before.clone().without(PLAN), PLAN), ["record"]);
        let active = World::base();
        assert_eq!(classes(&before, &active, PLAN), ["schedule"]);
        assert_eq!(classes(&active, &before, PLAN), ["schedule"]);
        let shifted = before.clone().with(PLAN, &PARIS.replace("active", status).replace("2027-", "2028-"));
        assert_eq!(classes(&before, &shifted, PLAN), ["record"]);
    }
}

#[test]
fn a_cycle_that_enters_or_leaves_active_is_decided_as_a_whole() {
    let without = World::base().without(PLAN);
    assert_eq!(classes(&without, &World::base(), PLAN), ["schedule"]);
    assert_eq!(classes(&World::base(), &without, PLAN), ["schedule"]);
    assert_eq!(plan("status: active", "status: released"), ["schedule"]);
    let released = World::base().with(PLAN, &PARIS.replace("active", "released"));
    assert_eq!(classes(&released, &nudged(&released), PLAN), ["schedule"]);
}

#[test]
fn a_broken_proposal_is_no_proposal() {
    let broken = World::base().with(PLAN, &PARIS.replace("active", "drafft"));
    let draft = World::base().with(PLAN, &PARIS.replace("active", "draft"));
    assert_eq!(classes(&broken, &draft, PLAN), ["schedule"]);
    assert_eq!(classes(&World::base(), &broken, PLAN), ["schedule"]);
}

#[test]
fn of_an_active_plan_the_committee_decides_what_matters() {
    assert_eq!(plan("ga, date: 2027-07-08", "ga, date: 2027-07-09"), ["schedule"]);
    assert_eq!(plan("  - {id: freeze, date: 2027-05-10}\n", ""), ["schedule"]);
    assert_eq!(plan("{id: freeze, date: 2027-05-10}", "{id: freeze, not-applicable: no need}"), ["schedule"]);
    assert_eq!(plan("2027-05-10", "tbd"), ["schedule"]);
    assert_eq!(plan("{id: freeze,", "{id: freeze, name: Thaw,"), ["schedule"]);
    assert_eq!(plan("{id: freeze,", "{id: frost, was: freeze,"), ["schedule"]);
    assert_eq!(plan("milestones:", "supported: {from: ga, until: 2028-07-22}\nmilestones:"), ["schedule"]);
}

#[test]
fn of_an_active_plan_the_release_managers_decide_the_rest() {
    assert_eq!(plan("2027-05-10", "2027-05-12"), ["schedule-minor"]);
    assert_eq!(plan("{id: freeze,", "{id: freeze, owner: carol,"), ["schedule-minor"]);
    assert_eq!(plan("{id: ga,", "{id: ga, confidence: tentative,"), ["schedule-minor"]);
    assert_eq!(plan("  - {id: ga", "  - {id: docs, date: 2027-06-01}\n  - {id: ga"), ["schedule-minor"]);
}

#[test]
fn a_new_key_milestone_is_for_the_committee() {
    let before = World::base().with(PLAN, &PARIS.replace("  - {id: ga, date: 2027-07-08}\n", ""));
    assert_eq!(classes(&before, &World::base(), PLAN), ["schedule"]);
}

#[test]
fn a_move_is_minor_up_to_the_tolerance_in_working_days() {
    // Mon 10 May to Mon 17 May are five working days, whatever lies between.
    assert_eq!(plan("2027-05-10", "2027-05-17"), ["schedule-minor"]);
    assert_eq!(plan("2027-05-10", "2027-05-18"), ["schedule"]);
    assert_eq!(plan("2027-05-10", "2027-05-03"), ["schedule-minor"]);
    assert_eq!(plan("2027-05-10", "2027-04-30"), ["schedule"]);
}

#[test]
fn a_milestone_that_is_stretched_moves_by_its_end() {
    assert_eq!(plan("2027-05-10", "2027-05-10/2027-05-12"), ["schedule-minor"]);
    assert_eq!(plan("2027-05-10", "2027-05-10/2027-12-31"), ["schedule"]);
    assert_eq!(plan("2027-05-10", "2027-05"), ["schedule"]);
}

#[test]
fn a_milestone_nearer_than_the_notice_is_for_the_committee() {
    let none = HistoryFacts::default();
    let on = |today: &str| plan_on(today, "2027-05-10", "2027-05-12", &none);
    assert_eq!(on("2027-04-26"), ["schedule-minor"]);
    assert_eq!(on("2027-04-27"), ["schedule"]);
    assert_eq!(on("2027-06-01"), ["schedule"]);
    // Not even by moving it nearer than the notice.
    assert_eq!(plan_on("2027-04-26", "2027-05-10", "2027-05-07", &none), ["schedule"]);
}

#[test]
fn the_reason_says_what_has_already_passed() {
    let why = |today: &str, new: &str| {
        let before = World::base();
        let after = before.clone().edit(PLAN, "2027-05-10", new);
        let answer = step_with(&before, &after, today, &HistoryFacts::default());
        answer.classes.into_iter().find_map(|change| change.why).expect("a reason")
    };
    assert_eq!(why("2027-05-07", "2027-05-12"), "Mon 10 May 2027 is nearer than the notice of 14 days");
    assert_eq!(why("2027-05-11", "2027-05-12"), "Mon 10 May 2027 has already passed");
    assert_eq!(why("2027-05-12", "2027-05-07/2027-05-14"), "it began on Fri 7 May 2027");
    assert_eq!(why("2027-05-13", "2027-05-12"), "both dates have already passed");
    let far = "more than the tolerance of 5 working days";
    assert_eq!(why("2027-05-13", "2027-05-28"), far);
    assert_eq!(why("2027-05-31", "2027-05-28"), format!("{far}, and both dates have already passed"));
}

#[test]
fn without_change_control_every_move_is_for_the_committee() {
    for control in ["", "change-control: {notice: 14 days}\n"] {
        let process =
            PROCESS.replace("change-control: {tolerance: 5 working days, notice: 14 days}\n", control);
        let before = World::base().with(PROCESS_PATH, &process);
        assert_eq!(classes(&before, &nudged(&before), PLAN), ["schedule"], "{control}");
    }
    let before = World::base().without(PROCESS_PATH);
    assert_eq!(classes(&before, &nudged(&before), PLAN), ["schedule"]);
}

fn document<T: serde::de::DeserializeOwned>(text: &str) -> T {
    let parsed = crate::yaml::parse("f.yaml", text);
    crate::yaml::from_node(&parsed.tree.expect("a tree")).expect("a document")
}

#[test]
fn the_tolerance_counts_from_the_content_that_was_last_approved() {
    let approved: Schedule = document(&PARIS.replace("2027-05-10", "2027-05-05"));
    let history =
        HistoryFacts { baselines: BTreeMap::from([(PLAN.to_owned(), approved)]), ..HistoryFacts::default() };
    assert_eq!(plan_on(TODAY, "2027-05-10", "2027-05-12", &history), ["schedule-minor"]);
    assert_eq!(plan_on(TODAY, "2027-05-10", "2027-05-13", &history), ["schedule"]);
    assert_eq!(plan_on(TODAY, "2027-05-10", "2027-05-10/2027-05-13", &history), ["schedule"]);
}

#[test]
fn a_plan_on_an_older_process_is_judged_by_that_one() {
    let newer = PROCESS
        .replace("version: 1", "version: 2")
        .replace(", key: true", "")
        .replace("5 working", "50 working");
    let before = World::base().with(PROCESS_PATH, &newer);
    let late = before.clone().edit(PLAN, "2027-05-10", "2027-05-18");
    let key = before.clone().edit(PLAN, "ga, date: 2027-07-08", "ga, date: 2027-07-09");
    let old: Process = document(PROCESS);
    let known = HistoryFacts { processes: BTreeMap::from([(1, old)]), ..HistoryFacts::default() };
    let judged = |after: &World, history| step_with(&before, after, TODAY, history).classes_of(PLAN);
    assert_eq!(judged(&nudged(&before), &known), ["schedule-minor"]);
    assert_eq!(judged(&late, &known), ["schedule"]);
    assert_eq!(judged(&key, &known), ["schedule"], "it is a key milestone of the process that it follows");
    assert_eq!(judged(&nudged(&before), &HistoryFacts::default()), ["schedule"]);
}

#[test]
fn a_step_cannot_loosen_the_process_for_itself() {
    let before = World::base();
    let late = before.clone().edit(PLAN, "2027-05-10", "2027-05-31");
    let loose = late.edit(PROCESS_PATH, "5 working days", "50 working days");
    assert_eq!(classes(&before, &loose, PLAN), ["schedule"]);
    let not_key = before.clone().edit(PROCESS_PATH, ", key: true", "").edit(PLAN, "2027-07-08", "2027-07-09");
    assert_eq!(classes(&before, &not_key, PLAN), ["schedule"]);
}

#[test]
fn a_shift_is_as_weighty_as_its_weightiest_move() {
    let before = World::base();
    let after = before
        .clone()
        .with(PLAN, &PARIS.replace("03-01", "03-02").replace("05-10", "05-11").replace("07-08", "07-09"));
    let answer = step(&before, &after);
    let shift = answer.classes.iter().find(|change| change.change.kind == crate::diff::ChangeKind::Shifted);
    assert_eq!(shift.expect("a shift").class.name(), "schedule");
}

#[test]
fn an_exception_is_decided_when_it_is_granted_extended_or_denied() {
    let path = "release/exceptions/paris-1.yaml";
    let text = |state: &str, until: &str| {
        format!(
            "kind: exception/v1\ncycle: paris\nmilestone: freeze\nrequested-by: bob\nrequested: 2027-03-22\nscope: API\nuntil: {until}\nstate: {state}\n"
        )
    };
    let with = |state: &str| World::base().with(path, &text(state, "2027-04-08"));
    assert_eq!(classes(&World::base(), &with("requested"), path), ["record"]);
    assert_eq!(classes(&with("requested"), &with("withdrawn"), path), ["record"]);
    assert_eq!(classes(&with("requested"), &World::base(), path), ["record"]);
    for state in ["granted", "denied", "done"] {
        assert_eq!(classes(&with("requested"), &with(state), path), ["exception"]);
        assert_eq!(classes(&World::base(), &with(state), path), ["exception"]);
        assert_eq!(classes(&with(state), &with("requested"), path), ["exception"]);
        assert_eq!(classes(&with(state), &World::base(), path), ["exception"]);
    }
    let extended = World::base().with(path, &text("granted", "2027-05-08"));
    assert_eq!(classes(&with("granted"), &extended, path), ["exception"]);
    assert_eq!(classes(&with("grantedd"), &with("requested"), path), ["exception"]);
}

#[test]
fn that_an_exception_is_over_is_a_record() {
    let path = "release/exceptions/paris-1.yaml";
    let text = |state: &str, until: &str| {
        format!(
            "kind: exception/v1\ncycle: paris\nmilestone: freeze\nscope: API\nuntil: {until}\nstate: {state}\n"
        )
    };
    let with = |state: &str, until: &str| World::base().with(path, &text(state, until));
    let (granted, done) = (with("granted", "2026-11-19"), with("done", "2026-11-19"));
    assert_eq!(classes(&granted, &done, path), ["record"]);
    assert_eq!(classes(&done, &granted, path), ["exception"]);
    assert_eq!(classes(&granted, &with("done", "2026-12-19"), path), ["exception", "record"]);
    // Its last day is today: it still holds.
    assert_eq!(classes(&with("granted", "2026-11-20"), &with("done", "2026-11-20"), path), ["exception"]);
}

#[test]
fn what_happened_is_a_record() {
    for (path, text) in [
        (
            "release/progress/paris.yaml",
            "kind: progress/v1\ncycle: paris\nmilestones: {freeze: {actual: 2027-05-10}}\n",
        ),
        ("release/training.yaml", "kind: training/v1\nsessions: []\n"),
        (
            "release/support/1.yaml",
            "kind: support/v1\nasked: 2027-02-02\nasked-by: carol\ntopic: How?\nstate: open\n",
        ),
        ("release/approvals/p.yaml", "kind: approval/v1\nid: p\ndecisions: [policy]\nsubject: []\n"),
    ] {
        let answer = step(&World::base(), &World::base().with(path, text));
        assert_eq!(answer.classes_of(path), ["record"], "{path}");
        assert_eq!(answer.verdict, Verdict::NotRequired, "{path}: {:?}", answer.found);
    }
}

#[test]
fn words_order_and_notation_are_editorial() {
    assert_eq!(edited(PLAN, "status: active", "status: active # as voted"), ["editorial"]);
    assert_eq!(plan("status: active", "status: active\ndescription: Paris"), ["editorial"]);
    assert_eq!(plan("{id: ga, date: 2027-07-08}", "{id: ga, date: 2027-07-08, note: soon}"), ["editorial"]);
    assert_eq!(
        plan("{id: ga, date: 2027-07-08}", "{date: \"2027-07-08\", id: ga, reason: because}"),
        ["editorial"]
    );
    assert_eq!(project("", "links: {chat: https://example.org}\n"), ["editorial"]);
    let page = World::base().with("release/README.md", "# Read me\n");
    assert_eq!(classes(&World::base(), &page, "release/README.md"), ["editorial"]);
}

#[test]
fn a_comment_needs_whom_the_policy_wants_for_editorial_changes() {
    let policy = POLICY.replace("editorial: {}", "editorial: {approve: release-managers}");
    let before = World::base().with(POLICY_PATH, &policy);
    step(&before, &before.clone().edit(PLAN, "paris\n", "paris # the city\n")).is(Verdict::Pending);
    step(&World::base(), &World::base().edit(PLAN, "paris\n", "paris # the city\n")).is(Verdict::NotRequired);
}

#[test]
fn a_change_without_words_of_its_own_is_still_a_change() {
    // Lineage, and the time of a day that is not exact.
    assert_eq!(plan("{id: freeze,", "{id: freeze, was: [kickoff],"), ["schedule"]);
    let tbd = World::base().with(PLAN, &PARIS.replace("2027-05-10", "2027-05"));
    let timed = tbd.clone().edit(PLAN, "{id: freeze,", "{id: freeze, time: \"12:00\",");
    assert_eq!(classes(&tbd, &timed, PLAN), ["schedule"]);
    // Not hidden behind a change that only the release managers decide.
    assert_eq!(
        plan("{id: freeze,", "{id: freeze, owner: carol, was: [kickoff],"),
        ["schedule", "schedule-minor"]
    );
}

#[test]
fn a_change_without_words_of_its_own_says_what_it_is() {
    let sentences = |before: &World, after: &World| -> Vec<String> {
        step(before, after).classes.into_iter().map(|one| one.change.sentence).collect()
    };
    let base = World::base();
    let was = base.clone().edit(PLAN, "{id: freeze,", "{id: freeze, was: [kickoff],");
    assert_eq!(sentences(&base, &was), ["Freeze: was is new: kickoff"]);
    let timed = |time: &str| {
        let span = format!("2027-05-10/2027-05-12, time: \"{time}\", zone: UTC");
        World::base().with(PLAN, &PARIS.replace("2027-05-10", &span))
    };
    assert_eq!(sentences(&timed("12:00"), &timed("18:00")), ["Freeze: time: 12:00 → 18:00"]);
}

#[test]
fn zones_do_not_stretch_the_tolerance() {
    // Nine days and seven working days by the clock of the older zone, but five working days of the calendar's page.
    let first = "\"2027-05-03T00:00[Pacific/Kiritimati]\"";
    let before = World::base().with(PLAN, &PARIS.replace("2027-05-10", first));
    let after = before.clone().edit(PLAN, first, "\"2027-05-10T23:59[AoE]\"");
    assert_eq!(classes(&before, &after, PLAN), ["schedule"]);
}
