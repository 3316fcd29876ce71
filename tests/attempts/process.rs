//! Group G: the process around the vote.

use super::history::{History, run, step};
use super::world::{EVERYBODY, PLAN, POLICY, PROCESS, Paper, ROSTER, TSC, World};

#[test]
fn t59_a_vote_closed_early_or_too_short_is_not_over() {
    let before = World::base().edit(POLICY, "> 1/2 of seats\"}", "> 1/2 of seats\", open: 7 days}");
    let after = before.moved();
    let on = |dates: &str| {
        let vote = Paper::about("p", &before, &after, &[PLAN]).ayes(&TSC).and(dates);
        step(&before, &after.clone().approve(&vote))
    };
    on("opened: 2026-11-01\nclosed: 2026-11-07").is("pending").because("window");
    on("opened: 2026-11-01\nclosed: 2026-11-08").is("approved");
    on("opened: 2026-11-18").is("pending").because("window");
    on("opened: 2026-11-18\nclosed: 2026-11-30").is("pending").because("window");
    on("").is("pending").because("window");
}

#[test]
fn t59_a_member_who_joins_during_the_vote_raises_the_number_it_takes() {
    let before = World::base();
    let vote = Paper::about("p", &before, &before.moved(), &[PLAN])
        .ayes(&TSC)
        .and("opened: 2026-11-01\nclosed: 2026-11-08");
    step(&before, &before.moved().approve(&vote)).is("approved");
    let seats = "  - {person: carol, from: 2026-11-05}\n  - {person: mallory, from: 2026-11-05}\n";
    let joined = before.edit(ROSTER, "release-managers:", &format!("{seats}release-managers:"));
    step(&joined, &joined.moved().approve(&vote)).is("pending").because("threshold");
}

#[test]
fn t61_one_company_does_not_hold_the_votes() {
    let policy = World::base().text(POLICY) + "limits: {votes-per-affiliation: \"<= 1/3\"}\n";
    let before = World::base().with(POLICY, &policy);
    let after = before.moved();
    let by = |voters: &[&str]| {
        let vote = Paper::about("p", &before, &after, &[PLAN]).ayes(voters);
        step(&before, &after.clone().approve(&vote))
    };
    by(&["alice", "bob", "grace"]).is("pending").because("threshold");
    by(&EVERYBODY).is("approved");
}

#[test]
fn t61_one_company_does_not_hold_the_seats() {
    let roster = World::base().text(ROSTER).replace("Blue", "Red");
    let policy = World::base().text(POLICY) + "limits: {seats-per-affiliation: \"<= 1/2\"}\n";
    let history = History::new();
    let crowded = history.commit(&World::base().with(ROSTER, &roster).with(POLICY, &policy), &[]);
    let arguments = ["check", "--rev", &crowded, "--today", "2026-11-20"];
    assert!(run(&history.path(), &arguments).report.to_string().contains("affiliation-limit"));
    let balanced = history.commit(&World::base().with(POLICY, &policy), &[]);
    let arguments = ["check", "--rev", &balanced, "--today", "2026-11-20"];
    assert!(!run(&history.path(), &arguments).report.to_string().contains("affiliation-limit"));
}

#[test]
fn t63_an_exception_has_an_end_and_ends() {
    let path = "release/exceptions/paris-1.yaml";
    let text = "kind: exception/v1\ncycle: paris\nmilestone: freeze\nrequested-by: carol\nrequested: 2026-11-01\n\
                scope: northbound API\nstate: granted\n";
    let history = History::new();
    for (until, today, rule) in [
        ("", "2026-11-20", Some("exception-without-end")),
        ("until: 2027-05-20\n", "2026-11-20", None),
        ("until: 2027-05-20\n", "2027-05-20", None),
        ("until: 2027-05-20\n", "2027-05-21", Some("exception-expired")),
    ] {
        let commit = history.commit(&World::base().with(path, &format!("{text}{until}")), &[]);
        let answer = run(&history.path(), &["check", "--rev", &commit, "--today", today]);
        let said = answer.report.to_string();
        let found: Vec<&str> = ["exception-without-end", "exception-expired"]
            .into_iter()
            .filter(|id| said.contains(id))
            .collect();
        assert_eq!(found, rule.into_iter().collect::<Vec<_>>(), "{until} {today}: {said}");
    }
}

#[test]
fn t64_many_small_moves_are_measured_against_the_last_vote() {
    let history = History::new();
    let mut world = World::base();
    let mut tip = history.commit(&world, &[]);
    let mut verdicts = Vec::new();
    for (number, (old, new)) in
        [("05-10", "05-13"), ("05-13", "05-17"), ("05-17", "05-20")].iter().enumerate()
    {
        let after = world.clone().edit(PLAN, &format!("2027-{old}"), &format!("2027-{new}"));
        let minor = Paper::about(&format!("move-{number}"), &world, &after, &[PLAN])
            .deciding(&["schedule-minor"])
            .ayes(&["carol", "frank"]);
        let approved = after.clone().approve(&minor);
        let head = history.commit(&approved, &[&tip]);
        let answer = history.gate(&tip, &head);
        verdicts.push((answer.classes_of(PLAN).concat(), answer.verdict().to_owned()));
        // Whatever came of it, it is merged, so that the next move starts from there.
        (world, tip) = (approved, head);
    }
    let minor = ("schedule-minor".to_owned(), "approved".to_owned());
    assert_eq!(verdicts[..2], [minor.clone(), minor.clone()]);
    assert_eq!(verdicts[2].0, "schedule");
    assert_ne!(verdicts[2].1, "approved");
}

#[test]
fn t69_revoking_takes_what_the_approval_took() {
    let old = World::base();
    let vote = Paper::about("p", &old, &old.moved(), &[PLAN]).ayes(&TSC).and("closed: 2026-11-01");
    let merged = old.moved().approve(&vote);
    let revoke = |voters: &[&str]| {
        let paper = Paper::about("r", &old, &old, &[]).ayes(voters).and("revokes: [p]");
        step(&merged, &merged.clone().approve(&paper))
    };
    revoke(&[]).is("pending");
    revoke(&["alice"]).is("pending");
    revoke(&["alice", "bob", "mallory"]).is("invalid").because("voter-not-eligible");
    revoke(&TSC).is("approved");
}

#[test]
fn t70_a_vote_is_not_dated_back_to_a_former_seat() {
    let before = World::base().edit(
        ROSTER,
        "{person: bob, from: 2026-01-01}",
        "{person: bob, from: 2026-01-01, until: 2026-06-30}",
    );
    let after = before.moved();
    let closed = |day: &str| {
        let vote = Paper::about("p", &before, &after, &[PLAN]).ayes(&TSC).and(&format!("closed: {day}"));
        step(&before, &after.clone().approve(&vote))
    };
    closed("2026-06-30").is("pending").because("approval-lapsed");
    closed("2026-11-19").is("invalid").because("voter-not-eligible");
    // Nor forward, to a day that has not come.
    closed("2026-11-21").because("voter-not-eligible");
}

#[test]
fn t71_wording_that_decides_is_no_wording() {
    let before = World::base();
    let criterion = before.clone().edit(PROCESS, "version: 1", "version: 2").edit(
        PROCESS,
        "all documented",
        "some documented",
    );
    assert_eq!(step(&before, &criterion).is("pending").classes_of(PROCESS), ["process"]);
    let named = before.clone().edit(PLAN, "{id: freeze,", "{id: freeze, name: A,").edit(
        PLAN,
        "{id: kickoff,",
        "{id: kickoff, name: B,",
    );
    let swapped = before.clone().edit(PLAN, "{id: freeze,", "{id: freeze, name: B,").edit(
        PLAN,
        "{id: kickoff,",
        "{id: kickoff, name: A,",
    );
    assert_eq!(step(&named, &swapped).is("pending").classes_of(PLAN), ["schedule"]);
    let exception = "release/exceptions/paris-1.yaml";
    let granted = before.with(
        exception,
        "kind: exception/v1\ncycle: paris\nmilestone: freeze\nrequested-by: carol\nrequested: 2026-11-01\n\
         scope: northbound API\nuntil: 2027-05-20\nstate: granted\n",
    );
    let wider = granted.clone().edit(exception, "northbound API", "everything");
    assert_eq!(step(&granted, &wider).is("pending").classes_of(exception), ["exception"]);
}

#[test]
fn t60_minutes_prove_no_more_than_the_record_and_their_pin_stays() {
    const PIN: &str = "sha256:9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0bb822cd15d6c15b0f00a0";
    let meeting = |before: &World| {
        Paper::about("p", before, &before.moved(), &[PLAN])
            .ayes(&TSC)
            .and("method: meeting\nclosed: 2026-11-19\npresent: [alice, bob, grace]")
            .and("minutes: https://example.org/minutes/2026-11-19")
            .and(&format!("minutes-sha256: \"{PIN}\""))
    };
    let recorded = World::base().edit(
        POLICY,
        "electronic: {pass: \"> 1/2 of seats\"}",
        "meeting: {pass: \"> 1/2 of present\"}\n    electronic: {pass: \"> 1/2 of seats\"}",
    );
    let approved = recorded.moved().approve(&meeting(&recorded));
    step(&recorded, &approved).is("approved");
    // Whoever edits the minutes cannot take the pin along.
    let unpinned = approved.clone().edit("release/approvals/p.yaml", "9f86", "9f87");
    step(&approved, &unpinned).is("invalid").because("append-only");
    // And no minutes lift a vote to what somebody else can check.
    let confirmed = recorded.edit(
        POLICY,
        "schedule: {vote: majority}",
        "schedule: {vote: majority, evidence: confirmed}",
    );
    let voted = confirmed.moved().approve(&meeting(&confirmed));
    step(&confirmed, &voted).is("pending").because("evidence-too-weak");
}
