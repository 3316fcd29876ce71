//! What exports say is approved: as the audit judges the step that made it so, and the same in every format.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it cannot go on, helpers included"
)]

#[path = "export/branch.rs"]
mod branch;
#[path = "export/documents.rs"]
mod documents;
#[path = "export/program.rs"]
mod program;
#[allow(dead_code, reason = "shared with the test of subscriptions")]
#[path = "export/subscriber.rs"]
mod subscriber;

use branch::{Branch, GA, LATE, MANAGERS, TSC, free_minor_moves, plan, plan_that_is};
use documents::{FREEZE, KICKOFF, POLICY};

const FREEZE_LATER: &str = "id: freeze, date: 2027-03-26";

fn three() -> String {
    plan(&[KICKOFF, FREEZE, GA])
}

#[test]
fn what_came_with_the_first_policy_or_was_approved_is_confirmed() {
    let mut branch = Branch::anchored(POLICY, &three());
    assert_eq!(branch.status("ga"), "CONFIRMED");
    branch.approved_step(&plan(&[KICKOFF, FREEZE, LATE]), &TSC);
    let event = branch.event("ga");
    assert_eq!(event.status, "CONFIRMED");
    assert!(event.description.contains("Approval: approved by `"), "{}", event.description);
    branch.agrees();
}

/// Two release managers may move the freeze by a day; the move of the release is the committee's.
#[test]
fn an_approved_step_settles_only_what_it_changed() {
    let mut branch = Branch::anchored(POLICY, &three());
    branch.step(&plan(&[KICKOFF, FREEZE, LATE]));
    assert_eq!(branch.status("ga"), "TENTATIVE");
    branch.approved_step(&plan(&[KICKOFF, FREEZE_LATER, LATE]), &MANAGERS);
    assert_eq!(branch.audit(), ["anchor", "unapproved", "approved"]);
    assert_eq!((branch.status("freeze").as_str(), branch.status("ga").as_str()), ("CONFIRMED", "TENTATIVE"));
    assert_eq!(branch.milestone("ga")["approval"]["state"], "unapproved");
    assert_eq!(branch.data()["cycles"][0]["approval"]["state"], "unapproved");
    assert!(branch.export("markdown").contains("the plan as it stands: not approved"));
    branch.agrees();
}

/// The committee voted on the whole plan, with the unapproved move in it; the audit still has that step as not approved.
#[test]
fn a_later_vote_on_the_same_plan_ratifies_nothing() {
    let mut branch = Branch::anchored(POLICY, &three());
    branch.step(&plan(&[KICKOFF, FREEZE, LATE]));
    branch.approved_step(&plan(&[KICKOFF, "id: freeze, date: 2027-06-26", LATE]), &TSC);
    assert_eq!(branch.audit(), ["anchor", "unapproved", "approved"]);
    assert_eq!((branch.status("freeze").as_str(), branch.status("ga").as_str()), ("CONFIRMED", "TENTATIVE"));
    branch.agrees();
}

#[test]
fn a_move_that_needs_nobody_settles_no_plan_that_needed_somebody() {
    let mut branch = Branch::ungoverned();
    branch.write("policy.yaml", &free_minor_moves());
    branch.commit();
    branch.step(&three());
    assert_eq!(branch.status("freeze"), "TENTATIVE");
    branch.step(&plan(&[KICKOFF, FREEZE_LATER, GA]));
    assert_eq!(branch.audit(), ["anchor", "unapproved", "not-required"]);
    for id in ["kickoff", "freeze", "ga"] {
        assert_eq!(branch.status(id), "TENTATIVE", "{id}");
    }
    branch.agrees();
}

/// Who may say how sure a date is does not decide the date, and neither does another notation of it.
#[test]
fn what_settles_something_else_of_a_milestone_does_not_settle_its_date() {
    let mut branch = Branch::anchored(&free_minor_moves(), &three());
    branch.step(&plan(&[KICKOFF, FREEZE, LATE]));
    let unsure = format!("{LATE}, confidence: tentative");
    branch.step(&plan(&[KICKOFF, FREEZE, &unsure]));
    let sure = format!("{LATE}, confidence: confirmed");
    branch.step(&plan(&[KICKOFF, FREEZE, &sure]));
    assert_eq!(branch.audit(), ["anchor", "unapproved", "not-required", "not-required"]);
    assert_eq!(branch.status("ga"), "TENTATIVE");
    branch.step(&plan(&[KICKOFF, FREEZE, "id: ga, date: 2027-10-22/2027-10-22"]));
    assert_eq!(branch.status("ga"), "TENTATIVE");
    branch.agrees();
}

/// Whoever takes a milestone out without approval and puts it back as a new one has moved it.
#[test]
fn a_milestone_that_comes_back_is_not_settled_by_its_return_alone() {
    let mut branch = Branch::anchored(&free_minor_moves(), &three());
    branch.step(&plan(&[KICKOFF, GA]));
    branch.step(&plan(&[KICKOFF, "id: freeze, date: 2027-06-25", GA]));
    assert_eq!(branch.audit(), ["anchor", "unapproved", "not-required"]);
    assert_eq!(branch.status("freeze"), "TENTATIVE");
    branch.agrees();
}

#[test]
fn a_released_plan_is_as_settled_as_the_steps_behind_it() {
    let mut branch = Branch::anchored(POLICY, &three());
    branch.step(&plan(&[KICKOFF, FREEZE, LATE]));
    branch.step(&plan_that_is("released", &[KICKOFF, FREEZE, LATE]));
    for id in ["kickoff", "ga"] {
        assert_eq!(branch.status(id), "TENTATIVE", "{id}");
    }
    assert_eq!(branch.data()["cycles"][0]["approval"]["state"], "unapproved");
    branch.agrees();

    let mut branch = Branch::anchored(POLICY, &three());
    branch.approved_step(&plan_that_is("released", &[KICKOFF, FREEZE, GA]), &TSC);
    assert_eq!(branch.status("ga"), "CONFIRMED");
    assert_eq!(branch.data()["cycles"][0]["approval"]["state"], "over");
    branch.agrees();
}

#[test]
fn a_plan_that_nobody_put_in_force_is_tentative() {
    let mut branch = Branch::anchored(POLICY, &plan_that_is("proposed", &[KICKOFF, FREEZE, GA]));
    assert_eq!(branch.milestone("ga")["approval"]["state"], "proposed");
    branch.step(&three());
    branch.approved_step(&plan(&[KICKOFF, FREEZE, LATE]), &TSC);
    assert_eq!((branch.status("kickoff").as_str(), branch.status("ga").as_str()), ("TENTATIVE", "TENTATIVE"));
    branch.agrees();
}

#[test]
fn votes_that_are_proven_too_weakly_confirm_nothing() {
    let policy =
        POLICY.replace("schedule: {vote: majority}", "schedule: {vote: majority, evidence: confirmed}");
    let mut branch = Branch::anchored(&policy, &three());
    branch.approved_step(&plan(&[KICKOFF, FREEZE, LATE]), &TSC);
    assert_eq!(branch.audit(), ["anchor", "below-evidence"]);
    let event = branch.event("ga");
    assert_eq!(event.status, "TENTATIVE");
    assert!(event.description.contains("not approved: the votes in"), "{}", event.description);
    assert_eq!(branch.milestone("ga")["approval"]["state"], "below-evidence");
    branch.agrees();
}

/// Nothing else is on file, so nothing but the plans themselves is read; still both say the same.
#[test]
fn how_sure_a_date_is_what_it_is_called_and_free_moves_are_judged_without_any_approval() {
    let unsure = format!("{GA}, confidence: tentative");
    let mut branch = Branch::anchored(POLICY, &plan(&[KICKOFF, FREEZE, &unsure]));
    branch.agrees();
    branch.step(&three());
    branch.agrees();
    branch.step(&plan(&[KICKOFF, "id: freeze, date: 2027-06-25", GA]));
    assert_eq!(branch.status("ga"), "TENTATIVE");
    branch.step(&plan(&[KICKOFF, "id: freeze, date: 2027-06-25", GA, "id: late, date: 2027-08-01"]));
    assert_eq!(branch.status("kickoff"), "CONFIRMED");
    branch.agrees();

    let mut branch = Branch::anchored(&free_minor_moves(), &three());
    let later = "id: kickoff, date: 2027-01-15";
    branch.step(&plan(&[later, FREEZE, GA]));
    branch.step(&plan(&[later, FREEZE, LATE]));
    assert_eq!((branch.status("kickoff").as_str(), branch.status("ga").as_str()), ("CONFIRMED", "TENTATIVE"));
    branch.agrees();
}

#[test]
fn what_is_taken_back_without_approval_stays_as_tentative() {
    let steps = [
        ("freeze", Some(plan(&[KICKOFF, GA])), "Dropped from the plan on"),
        ("freeze", Some(plan(&[KICKOFF, "id: freeze, date: tbd", GA])), "The date is to be decided anew"),
        ("freeze", Some(plan(&[KICKOFF, "id: freeze, not-applicable: too small", GA])), "Not applicable"),
        ("ga", Some(plan_that_is("cancelled", &[KICKOFF, FREEZE, GA])), "The cycle was cancelled"),
        ("ga", None, "The cycle is gone from the documents"),
    ];
    for (id, after, said) in steps {
        let mut branch = Branch::anchored(POLICY, &three());
        branch.put(after.as_deref());
        branch.commit();
        let event = branch.event(id);
        assert_eq!(event.status, "TENTATIVE", "{said}");
        assert!(event.description.starts_with(said), "{}", event.description);
        assert!(event.description.contains(", which nobody approved"), "{}", event.description);
        branch.agrees();

        let mut branch = Branch::anchored(POLICY, &three());
        branch.put(after.as_deref());
        branch.approve(&["--base", "HEAD"], &TSC);
        branch.commit();
        let event = branch.event(id);
        assert_eq!(event.status, "CANCELLED", "{said}");
        assert!(event.description.starts_with(said), "{}", event.description);
        assert!(!event.description.contains("nobody"), "{}", event.description);
        branch.agrees();
    }
}

#[test]
fn a_cycle_that_was_given_up_by_vote_is_given_up_whatever_came_before() {
    let mut branch = Branch::anchored(POLICY, &three());
    branch.step(&plan(&[KICKOFF, LATE]));
    branch.approved_step(&plan_that_is("cancelled", &[KICKOFF, LATE]), &TSC);
    for id in ["kickoff", "freeze", "ga"] {
        assert_eq!(branch.status(id), "CANCELLED", "{id}");
    }
    branch.put(None);
    branch.commit();
    assert_eq!(branch.status("ga"), "CANCELLED");
    branch.agrees();
}

#[test]
fn what_nobody_governs_is_confirmed() {
    let mut branch = Branch::ungoverned();
    branch.step(&three());
    branch.step(&plan(&[KICKOFF, LATE]));
    assert_eq!((branch.status("ga").as_str(), branch.status("freeze").as_str()), ("CONFIRMED", "CANCELLED"));
    branch.agrees();
}

#[test]
fn a_step_that_was_ratified_is_confirmed() {
    let mut branch = Branch::anchored(POLICY, &three());
    let base = branch.commits.last().unwrap().clone();
    let step = branch.step(&plan(&[KICKOFF, FREEZE, LATE]));
    assert_eq!(branch.status("ga"), "TENTATIVE");
    let id = branch.ratify(&base, &step, &TSC);
    branch.commit();
    assert_eq!(branch.audit(), ["anchor", "ratified", "approved"]);
    let event = branch.event("ga");
    assert_eq!(event.status, "CONFIRMED");
    assert!(event.description.contains(&format!("approved after the fact by `{id}`")), "{event:?}");
    assert_eq!(branch.milestone("ga")["approval"]["state"], "ratified");
    branch.agrees();
    assert_eq!(branch.data()["cycles"][0]["revisions"][1]["approval"]["state"], "ratified");
    let page = branch.export("html");
    assert!(page.contains("the plan as it stands: <span class=\"good\">"), "{page}");
}

#[test]
fn a_ratification_without_the_votes_confirms_nothing() {
    let mut branch = Branch::anchored(POLICY, &three());
    let base = branch.commits.last().unwrap().clone();
    let step = branch.step(&plan(&[KICKOFF, FREEZE, LATE]));
    branch.ratify(&base, &step, &["alice"]);
    branch.commit();
    assert_eq!(branch.audit()[1], "unapproved");
    assert_eq!(branch.status("ga"), "TENTATIVE");
    branch.agrees();
}

/// A policy that asks for nobody any more.
fn disarmed() -> String {
    POLICY
        .replace("version: 1", "version: 2")
        .replace("schedule: {vote: majority}", "schedule: {}")
        .replace("schedule-minor: {approve: release-managers, count: 2}", "schedule-minor: {}")
}

#[test]
fn rules_that_nobody_approved_confirm_nothing() {
    let mut branch = Branch::anchored(POLICY, &three());
    branch.write("policy.yaml", &disarmed());
    let base = branch.commits.last().unwrap().clone();
    let disarming = branch.commit();
    assert_eq!(branch.status("ga"), "CONFIRMED");
    branch.step(&plan(&[KICKOFF, FREEZE, LATE]));
    assert_eq!(branch.audit(), ["anchor", "unapproved", "not-required"]);
    let event = branch.event("ga");
    assert_eq!((event.status.as_str(), branch.status("freeze").as_str()), ("TENTATIVE", "CONFIRMED"));
    assert!(event.description.contains("nobody approved the rules in force then"), "{event:?}");
    assert_eq!(branch.milestone("ga")["approval"]["state"], "rules-unapproved");
    branch.agrees();
    branch.ratify(&base, &disarming, &TSC);
    branch.commit();
    assert_eq!(branch.audit(), ["anchor", "ratified", "not-required", "approved"]);
    assert_eq!(branch.status("ga"), "CONFIRMED");
    branch.agrees();
}

#[test]
fn rules_that_are_as_they_were_approved_count_again() {
    let mut branch = Branch::anchored(POLICY, &three());
    branch.write("policy.yaml", &disarmed());
    branch.commit();
    branch.step(&plan(&[KICKOFF, "id: freeze, date: 2027-03-26", GA]));
    branch.write("policy.yaml", POLICY);
    branch.commit();
    branch.approved_step(&plan(&[KICKOFF, "id: freeze, date: 2027-03-26", LATE]), &TSC);
    assert_eq!((branch.status("freeze").as_str(), branch.status("ga").as_str()), ("TENTATIVE", "CONFIRMED"));
    branch.agrees();
}

/// Who votes and who has retired are rules as well; what a person is called is none.
#[test]
fn offices_and_retirement_are_rules() {
    let mut branch = Branch::anchored(POLICY, &three());
    let roster = branch.read("roster.yaml").replace("person: bob, from: 2026", "person: carol, from: 2026");
    branch.write("roster.yaml", &roster);
    branch.commit();
    branch.approved_step(&plan(&[KICKOFF, FREEZE, LATE]), &["alice", "carol"]);
    assert_eq!(branch.audit(), ["anchor", "unapproved", "approved"]);
    assert_eq!(branch.milestone("ga")["approval"]["state"], "rules-unapproved");
    branch.agrees();

    let mut branch = Branch::anchored(POLICY, &three());
    let project = branch.read("project.yaml");
    branch.write("project.yaml", &format!("{project}retired: 2026-12-02\n"));
    branch.commit();
    branch.step(&plan(&[KICKOFF, FREEZE, LATE]));
    assert_eq!(branch.audit(), ["anchor", "unapproved", "not-required"]);
    assert_eq!(branch.status("ga"), "TENTATIVE");
    branch.agrees();

    let mut branch = Branch::anchored(POLICY, &three());
    branch.write("project.yaml", &project.replace("name: Demo", "name: Neo"));
    branch.commit();
    branch.approved_step(&plan(&[KICKOFF, FREEZE, LATE]), &TSC);
    assert_eq!(branch.status("ga"), "CONFIRMED");
    branch.agrees();
}

/// A number that looks like chance, and is the same everywhere.
struct Chance(u64);

impl Chance {
    fn below(&mut self, end: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % end
    }
}

/// A plan that somebody edits as it comes.
struct Edited {
    milestones: Vec<(&'static str, u64, &'static str)>,
    status: &'static str,
}

impl Edited {
    fn text(&self) -> String {
        let line = |(id, week, rest): &(&str, u64, &str)| {
            let day = jiff::civil::date(2027, 1, 7)
                .checked_add(jiff::Span::new().days(i64::try_from(*week).unwrap()));
            format!("id: {id}, date: {}{rest}", day.unwrap())
        };
        let lines: Vec<String> = self.milestones.iter().map(line).collect();
        let lines: Vec<&str> = lines.iter().map(String::as_str).collect();
        plan_that_is(self.status, &lines)
    }

    fn edit(&mut self, chance: &mut Chance) {
        let number = usize::try_from(chance.below(3)).unwrap();
        let action = chance.below(8);
        if action == 0 {
            self.status =
                ["active", "proposed", "released", "cancelled"][usize::try_from(chance.below(4)).unwrap()];
        } else if action == 1 && self.milestones.len() > 1 {
            self.milestones.remove(number % self.milestones.len());
        } else if action == 2 && !self.milestones.iter().any(|(id, ..)| *id == "rc") {
            self.milestones.push(("rc", chance.below(200), ""));
        } else {
            let index = number % self.milestones.len();
            let (id, day, rest) = &mut self.milestones[index];
            match action {
                3 => *rest = ", confidence: tentative",
                4 => *rest = "",
                5 => *rest = ", note: \"seen\"",
                6 => *day += 90,
                _ => *day += 1,
            }
            if *rest == ", was: freeze" || (*id == "freeze" && chance.below(6) == 0) {
                (*id, *rest) = ("freeze-of-code", ", was: freeze");
            }
        }
    }
}

/// Whatever is done, calendar and data say the same, and nothing is confirmed of which the audit says that something is
/// missing.
#[test]
fn nothing_is_confirmed_that_the_audit_does_not_confirm() {
    let settled = ["approved", "ratified", "not-required", "anchor", "before-adoption"];
    let mut confirmed = 0;
    for seed in 0..5 {
        let mut chance = Chance(seed);
        let policy = match chance.below(4) {
            0 => free_minor_moves(),
            1 => disarmed(),
            2 => POLICY
                .replace("schedule: {vote: majority}", "schedule: {vote: majority, evidence: confirmed}"),
            _ => POLICY.to_owned(),
        };
        let milestones = vec![("kickoff", 7, ""), ("freeze", 77, ""), ("ga", 196, "")];
        let mut edited = Edited { milestones, status: "active" };
        let mut branch = Branch::ungoverned();
        if chance.below(3) == 0 {
            branch.commit();
        }
        branch.write("policy.yaml", &policy);
        branch.step(&edited.text());
        for step in 0..5 {
            let base = branch.commits.last().unwrap().clone();
            edited.edit(&mut chance);
            branch.put(Some(&edited.text()));
            let everybody = ["alice", "bob", "carol", "frank"];
            let approves = chance.below(2) == 0;
            if approves {
                branch.approve_if_needed(&["--base", "HEAD"], &everybody);
            }
            let head = branch.commit();
            if chance.below(3) == 0 && !approves && branch.changed_the_plan(&base, &head) {
                branch.ratify_if_needed(&base, &head, &everybody);
                branch.commit();
            }
            branch.agrees();
            let audit = branch.audit_by_commit();
            for milestone in branch.data()["cycles"][0]["milestones"].as_array().unwrap() {
                if milestone["confirmed"] != true {
                    continue;
                }
                confirmed += 1;
                let dated =
                    milestone["history"].as_array().unwrap().last().unwrap()["commit"].as_str().unwrap();
                let status = audit.get(dated).map_or("not-required", String::as_str);
                assert!(settled.contains(&status), "seed {seed}, step {step}: {status}: {milestone}");
            }
        }
    }
    assert!(confirmed > 10, "{confirmed}");
}

fn ga_on(date: &str) -> String {
    plan(&[KICKOFF, FREEZE, &format!("id: ga, date: {date}")])
}

/// The date that it has now is told from the last one that it had, whatever stood in between.
#[test]
fn the_last_move_leads_to_the_present_date() {
    let mut branch = Branch::ungoverned();
    for date in ["2027-07-22", "2027-08-01", "tbd", "2027-12-01"] {
        branch.step(&ga_on(date));
    }
    let said = branch.event("ga").description;
    let moved = "Moved 122 days later on Tue 26 Jan 2027; was Sun 1 Aug 2027, undated in between.\n";
    assert!(said.contains(moved), "{said}");
    assert!(said.contains("Moved 2 times; first planned for Thu 22 Jul 2027."), "{said}");
    assert!(branch.export("markdown").contains("moved 122 days later"));
}

#[test]
fn a_date_that_becomes_exact_has_not_moved() {
    let mut branch = Branch::ungoverned();
    branch.step(&ga_on("2027-07"));
    branch.step(&ga_on("2027-07-22"));
    let said = branch.event("ga").description;
    assert!(said.contains("\nNow exact since Tue 29 Dec 2026; was July 2027.\n"), "{said}");
    branch.step(&ga_on("2027-08-22"));
    let said = branch.event("ga").description;
    assert!(said.contains("Moved 31 days later") && !said.contains("times"), "{said}");
}

#[test]
fn what_cannot_be_read_takes_no_date_away() {
    let mut branch = Branch::ungoverned();
    branch.step(&three());
    for unreadable in ["2027-02-30", "2027-07-30, time: \"12:00\", zone: Mars/Phobos"] {
        branch.step(&ga_on(unreadable));
        let event = branch.event("ga");
        assert_eq!(
            (event.status.as_str(), event.day().as_str()),
            ("TENTATIVE", "2027-07-22"),
            "{unreadable}"
        );
        assert!(event.description.contains("what the plan says now cannot be read"), "{event:?}");
        branch.agrees();
    }
    branch.step(&ga_on("2027-07-23"));
    let event = branch.event("ga");
    assert_eq!((event.status.as_str(), event.day().as_str()), ("CONFIRMED", "2027-07-23"));

    let progress = "kind: progress/v1\ncycle: paris\nmilestones:\n  kickoff: {actual: 2027-01-10}\n";
    branch.write("progress/paris.yaml", progress);
    branch.commit();
    let reached = |branch: &Branch| branch.event("kickoff").description.starts_with("Reached on Sun 10 Jan");
    assert!(reached(&branch));
    branch.write("progress/paris.yaml", progress.trim_end_matches("}\n"));
    branch.commit();
    assert!(reached(&branch));
    assert_eq!(branch.milestone("kickoff")["state"], "reached");
}

/// Another candidate came first and went again: it had the id of the one that is first once more.
#[test]
fn a_milestone_is_not_measured_against_another_one_of_its_id() {
    let candidates = |days: &[&str]| {
        let lines = days.iter().enumerate();
        let lines: Vec<String> =
            lines.map(|(index, day)| format!("id: rc{}, date: {day}", index + 1)).collect();
        plan(&lines.iter().map(String::as_str).collect::<Vec<_>>())
    };
    let days = ["2027-03-01", "2027-03-15", "2027-03-29"];
    let mut branch = Branch::anchored(POLICY, &candidates(&days));
    branch.step(&candidates(&[&["2027-02-15"], days.as_slice()].concat()));
    branch.step(&candidates(&days));
    let data = branch.data();
    let all = data["cycles"][0]["milestones"].as_array().unwrap();
    let [first, .., removed] = all.as_slice() else { panic!("{all:?}") };
    assert_eq!((&removed["id"], &removed["state"]), (&"rc1".into(), &"removed".into()), "{all:?}");
    assert_eq!(removed["date"]["date"], "2027-02-15");
    assert!(removed["baseline"].is_null() && removed["slip_days"].is_null(), "{removed}");
    assert_eq!(first["baseline"], "2027-03-01");
}

/// The page tells what was counted, whatever the file says of itself.
#[test]
fn decisions_are_told_as_they_were_counted() {
    let decisions = |branch: &Branch| {
        let page = branch.export("html");
        page.split("id=\"approvals\"").nth(1).unwrap().split("</table>").next().unwrap().to_owned()
    };
    let mut branch = Branch::anchored(POLICY, &three());
    branch.put(Some(&plan(&[KICKOFF, FREEZE, LATE])));
    let id = branch.approve(&["--base", "HEAD"], &["alice"]);
    let name = format!("approvals/{id}.yaml");
    let forged = "  - voter: bob\n    vote: \"+1\"\n    signature: |\n      -----BEGIN SSH SIGNATURE-----\n      \
                  Z2FyYmFnZQ==\n      -----END SSH SIGNATURE-----\noutcome: approved\n";
    let written = branch.read(&name);
    branch.write(&name, &format!("{written}{forged}"));
    branch.commit();
    let table = decisions(&branch);
    assert!(!table.contains("✓"), "{table}");
    assert!(
        table.contains("the file says approved") && table.contains("its signature does not hold"),
        "{table}"
    );

    let mut branch = Branch::anchored(POLICY, &three());
    branch.approved_step(&plan(&[KICKOFF, FREEZE, LATE]), &TSC);
    let table = decisions(&branch);
    assert!(table.contains("</span> approved</span>") && !table.contains("the file says"), "{table}");
    assert!(table.contains("Alice, Bob <span class=\"soft\">(recorded)</span>"), "{table}");
}

/// The project's zone says when a time without one is.
#[test]
fn a_zone_that_nobody_approved_confirms_no_time() {
    let timed = "id: ga, date: 2027-07-22, time: \"17:00\"";
    let mut branch = Branch::anchored(POLICY, &plan(&[KICKOFF, FREEZE, timed]));
    assert_eq!((branch.status("freeze").as_str(), branch.status("ga").as_str()), ("CONFIRMED", "CONFIRMED"));
    let project = branch.read("project.yaml");
    branch.write("project.yaml", &project.replace("zone: UTC", "zone: Asia/Tokyo"));
    branch.commit();
    assert_eq!(branch.audit(), ["anchor", "unapproved"]);
    assert_eq!((branch.status("freeze").as_str(), branch.status("ga").as_str()), ("CONFIRMED", "TENTATIVE"));
    branch.agrees();
    // It is taken back.
    branch.write("project.yaml", &project);
    branch.commit();
    assert_eq!(branch.status("ga"), "TENTATIVE");
    branch.approved_step(&plan(&[KICKOFF, FREEZE, "id: ga, date: 2027-07-22, time: \"18:00\""]), &TSC);
    assert_eq!(branch.status("ga"), "CONFIRMED");
    branch.agrees();
}

/// What an approval decided stays decided when its file goes.
#[test]
fn an_approval_that_was_deleted_later_is_still_found() {
    let mut branch = Branch::anchored(POLICY, &three());
    branch.approved_step(&plan(&[KICKOFF, FREEZE, LATE]), &TSC);
    let approvals = branch.path().join("release/approvals");
    for file in std::fs::read_dir(approvals).unwrap() {
        std::fs::remove_file(file.unwrap().path()).unwrap();
    }
    branch.commit();
    assert_eq!(branch.audit(), ["anchor", "approved", "amended"]);
    assert_eq!(branch.status("ga"), "CONFIRMED");
    branch.agrees();
}
