//! How votes are counted.

use super::*;
use Verdict::{Approved, Invalid, Pending, Rejected};

/// A vote on the process by a committee with seats `s1`, `s2`, ….
struct Vote<'a> {
    seats: usize,
    rule: &'a str,
    limits: &'a str,
    requirement: &'a str,
}

impl Default for Vote<'_> {
    fn default() -> Self {
        Self {
            seats: 3,
            rule: "electronic: {pass: \"> 1/2 of seats\"}",
            limits: "",
            requirement: "vote: test",
        }
    }
}

impl Vote<'_> {
    fn world(&self) -> World {
        let mut roster = "kind: roster/v1\npeople:\n  carol: {name: Carol}\n".to_owned();
        for seat in 1..=self.seats {
            writeln!(roster, "  s{seat}: {{name: Member {seat}, affiliation: Company {}}}", seat.min(4))
                .expect("a string");
        }
        roster.push_str(if self.seats == 0 { "tsc: []\n" } else { "tsc:\n" });
        for seat in 1..=self.seats {
            writeln!(roster, "  - {{person: s{seat}}}").expect("a string");
        }
        roster.push_str("release-managers: [{person: carol}]\n");
        let policy = POLICY
            .replace("  majority:\n", &format!("  test:\n    {}\n  majority:\n", self.rule))
            .replace("process: {vote: majority}", &format!("process: {{{}}}", self.requirement));
        World::base().with(ROSTER_PATH, &roster).with(POLICY_PATH, &(policy + self.limits + "\n"))
    }

    fn result(&self, votes: &[(&'static str, &[&str])], extra: &str) -> Answer {
        let before = self.world();
        let after = before.clone().edit(PROCESS_PATH, "Kick-off", "Start");
        let mut paper = Paper::bytes("p", &before, &after, &[PROCESS_PATH]).deciding(&["process"]).and(extra);
        for (vote, voters) in votes {
            paper = paper.votes(vote, voters);
        }
        step(&before, &after.approve(&paper))
    }

    fn ayes(&self, count: usize) -> Answer {
        let names: Vec<String> = (1..=count).map(|seat| format!("s{seat}")).collect();
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        self.result(&[("+1", &names)], "")
    }
}

#[test]
fn shares_of_the_seats_are_exact() {
    for (pass, seats, ayes, expected) in [
        ("> 1/2 of seats", 14, 7, Pending),
        ("> 1/2 of seats", 14, 8, Approved),
        (">= 1/2 of seats", 14, 7, Approved),
        (">= 2/3 of seats", 3, 2, Approved),
        ("> 2/3 of seats", 3, 2, Pending),
        ("> 1/2 of seats", 1, 1, Approved),
        ("> 1/2 of seats", 3, 0, Pending),
        (">= 0/1 of seats", 3, 0, Pending),
        ("> 1/1 of seats", 3, 3, Rejected),
        ("> 1/2 of cast", 9, 1, Approved),
    ] {
        let rule = format!("electronic: {{pass: \"{pass}\"}}");
        let answer = Vote { seats, rule: &rule, ..Vote::default() }.ayes(ayes);
        assert_eq!(answer.verdict, expected, "{ayes} of {seats} by {pass}");
    }
}

#[test]
fn a_tie_never_passes_more_than_half() {
    let cast = Vote { seats: 4, rule: "electronic: {pass: \"> 1/2 of cast\"}", ..Vote::default() };
    cast.result(&[("+1", &["s1", "s2"]), ("-1", &["s3", "s4"])], "").is(Rejected).because("threshold");
    let seats = Vote { seats: 4, ..Vote::default() };
    seats.result(&[("+1", &["s1", "s2"]), ("-1", &["s3", "s4"])], "").is(Rejected);
}

#[test]
fn an_abstention_counts_in_the_seats_and_not_in_the_votes_cast() {
    let votes: [(&str, &[&str]); 2] = [("+1", &["s1"]), ("0", &["s2", "s3"])];
    Vote::default().result(&votes, "").is(Rejected);
    let cast = Vote { rule: "electronic: {pass: \"> 1/2 of cast\"}", ..Vote::default() };
    cast.result(&votes, "").is(Approved);
}

#[test]
fn a_recused_seat_leaves_every_base() {
    let votes: [(&str, &[&str]); 2] = [("+1", &["s1", "s2"]), ("recused", &["s3", "s4"])];
    for rule in [
        "electronic: {pass: \"> 1/1 of seats\"}",
        "electronic: {pass: \">= 1/1 of seats\", quorum: \">= 1/1 of seats\"}",
        "electronic: {pass: \">= 1/1 of cast\"}",
    ] {
        let answer = Vote { seats: 4, rule, ..Vote::default() }.result(&votes, "");
        assert_eq!(answer.verdict, if rule.contains("> 1/1") { Rejected } else { Approved }, "{rule}");
    }
    let meeting = Vote { seats: 4, rule: "meeting: {pass: \">= 1/1 of present\"}", ..Vote::default() };
    meeting.result(&votes, "method: meeting\npresent: [s1, s2, s3, s4]").is(Approved);
}

#[test]
fn a_meeting_without_a_list_has_nobody_present() {
    let vote = Vote { rule: "meeting: {pass: \"> 1/2 of present\"}", ..Vote::default() };
    vote.result(&[("+1", &["s1", "s2", "s3"])], "method: meeting").is(Pending).because("threshold");
    let quorum =
        Vote { rule: "meeting: {pass: \"> 1/2 of cast\", quorum: \">= 1/2 of seats\"}", ..Vote::default() };
    quorum.result(&[("+1", &["s1", "s2", "s3"])], "method: meeting").is(Pending).because("quorum");
}

#[test]
fn a_meeting_needs_its_quorum_and_counts_who_is_there() {
    let vote = Vote {
        seats: 5,
        rule: "meeting: {pass: \"> 1/2 of present\", quorum: \">= 1/2 of seats\"}",
        ..Vote::default()
    };
    let votes: [(&str, &[&str]); 1] = [("+1", &["s1", "s2"])];
    vote.result(&votes, "method: meeting\npresent: [s1, s2]").is(Pending).because("quorum");
    vote.result(&votes, "method: meeting\npresent: [s1, s2, carol]").is(Pending).because("quorum");
    vote.result(&votes, "method: meeting\npresent: [s1, s2, s3]").is(Approved);
    vote.result(&votes, "method: meeting\npresent: [s1, s3, s4]").is(Invalid).because("voter-not-eligible");
}

#[test]
fn a_list_of_who_is_present_does_not_shrink_an_electronic_vote() {
    let vote = Vote { seats: 5, rule: "electronic: {pass: \"> 1/2 of present\"}", ..Vote::default() };
    vote.result(&[("+1", &["s1"])], "method: electronic\npresent: [s1]").is(Pending);
}

#[test]
fn a_vote_is_open_for_its_time() {
    let vote = Vote { rule: "electronic: {pass: \"> 1/2 of seats\", open: 7 days}", ..Vote::default() };
    let votes: [(&str, &[&str]); 1] = [("+1", &["s1", "s2"])];
    for (dates, expected) in [
        ("", Pending),
        ("closed: 2026-11-20", Pending),
        ("opened: 2026-11-13", Approved),
        ("opened: 2026-11-14", Pending),
        ("opened: 2026-11-10\nclosed: 2026-11-17", Approved),
        ("opened: 2026-11-10\nclosed: 2026-11-16", Pending),
        ("opened: 2026-11-30\nclosed: 2026-11-17", Pending),
        ("opened: 2026-11-10\nclosed: 2026-11-21", Pending),
    ] {
        let answer = vote.result(&votes, dates);
        assert_eq!(answer.verdict, expected, "{dates}");
        assert!(expected == Approved || answer.rules().contains("window"), "{dates}");
    }
}

#[test]
fn silence_passes_at_the_end_of_the_window_unless_somebody_objects() {
    let vote = Vote { rule: "lazy-consensus: {open: 3 days, sponsors: 1}", ..Vote::default() };
    let open = "method: lazy-consensus\nopened: 2026-11-17";
    vote.result(&[("+1", &["s1"])], open).is(Approved);
    vote.result(&[], open).is(Pending).because("threshold");
    vote.result(&[("+1", &["s1"])], "method: lazy-consensus\nopened: 2026-11-18")
        .is(Pending)
        .because("window");
    vote.result(&[("+1", &["s1", "s2"]), ("-1", &["s3"])], open).is(Rejected).because("threshold");
    vote.result(&[("+1", &["s1"])], "opened: 2026-11-01").is(Pending).because("threshold");
}

#[test]
fn silence_of_nobody_is_no_consent() {
    let vote = Vote { seats: 0, rule: "lazy-consensus: {open: 3 days}", ..Vote::default() };
    let answer = vote.result(&[], "method: lazy-consensus\nopened: 2026-11-01");
    assert!(!answer.verdict.passes(), "{answer:#?}");
}

#[test]
fn one_company_cannot_outvote_the_others() {
    let limits = "limits: {votes-per-affiliation: \"<= 1/2\"}";
    // Seats 4, 5 and 6 work for one company.
    let vote = Vote { seats: 6, rule: "electronic: {pass: \">= 1/2 of seats\"}", limits, ..Vote::default() };
    vote.result(&[("+1", &["s4", "s5", "s6"])], "").is(Pending).because("threshold");
    vote.result(&[("+1", &["s1", "s4", "s5", "s6"])], "").is(Pending);
    vote.result(&[("+1", &["s1", "s2", "s4", "s5", "s6"])], "").is(Approved);
}

#[test]
fn a_cap_that_later_votes_lift_rejects_nothing() {
    let limits = "limits: {votes-per-affiliation: \"<= 1/2\"}";
    let vote = Vote { seats: 6, rule: "electronic: {pass: \">= 5/6 of seats\"}", limits, ..Vote::default() };
    vote.result(&[("+1", &["s1", "s4", "s5", "s6"])], "").is(Pending);
}

#[test]
fn others_than_the_proposer_have_to_approve() {
    let one = Vote { seats: 1, limits: "limits: {other-approvers: 1}", ..Vote::default() };
    one.ayes(1).is(Pending).because("proposer-alone");
    let three = Vote { limits: "limits: {proposer-votes: false}", ..Vote::default() };
    three.ayes(2).is(Pending).because("proposer-alone");
    three.ayes(3).is(Approved);
    let cast = Vote {
        rule: "electronic: {pass: \"> 1/2 of cast\"}",
        limits: "limits: {proposer-votes: false}",
        ..Vote::default()
    };
    cast.ayes(1).is(Pending);
    cast.result(&[("+1", &["s1", "s2"]), ("-1", &["s3"])], "").is(Pending).because("proposer-alone");
    let lazy = Vote {
        rule: "lazy-consensus: {open: 3 days, sponsors: 1}",
        limits: "limits: {other-approvers: 1}",
        ..Vote::default()
    };
    lazy.result(&[("+1", &["s1"])], "method: lazy-consensus\nopened: 2026-11-01").is(Pending);
    let manager = Vote {
        requirement: "approve: release-managers",
        limits: "limits: {other-approvers: 1}",
        ..Vote::default()
    };
    manager.result(&[("+1", &["carol"])], "").is(Pending).because("proposer-alone");
}

#[test]
fn a_requirement_for_both_needs_both() {
    let both = Vote { requirement: "vote: test, approve: release-managers", ..Vote::default() };
    both.result(&[("+1", &["carol"])], "").is(Pending);
    both.result(&[("+1", &["s1", "s2"])], "").is(Pending);
    both.result(&[("+1", &["s1", "s2", "carol"])], "").is(Approved);
}

#[test]
fn what_the_policy_leaves_open_is_met_by_nobody() {
    for requirement in
        ["vote: unheard-of", "vote: majority, evidence: confirmed", "vote: test, evidence: signed"]
    {
        let answer = Vote { requirement, ..Vote::default() }.ayes(3);
        assert!(!answer.verdict.passes(), "{requirement}");
    }
    Vote::default().result(&[("+1", &["s1", "s2", "s3"])], "method: meeting").is(Pending);
    Vote::default().result(&[("+1", &["s1", "s2", "s3"])], "method: emergency").is(Pending);
}

#[test]
fn an_alternate_votes_only_where_the_holder_does_not() {
    let before = World::base();
    let after = moved(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]);
    let judged = |paper: Paper| step(&before, &after.clone().approve(&paper));
    judged(paper.clone().ayes(&["alice", "bob", "dave"])).is(Approved);
    judged(paper.clone().ayes(&["alice", "grace", "dave"])).is(Invalid).because("voter-not-eligible");
    judged(paper.clone().ayes(&["alice", "dave"]).votes("-1", &["grace"])).is(Invalid);
}

#[test]
fn only_seats_of_the_day_vote() {
    for seat in [
        "{person: mallory, from: 2026-12-01}",
        "{person: mallory, until: 2026-11-19}",
        "{person: mallory, voting: false}",
        "{person: mallory, suspended: [{from: 2026-11-01, until: 2026-11-20}]}",
    ] {
        let before =
            World::base().edit(ROSTER_PATH, "release-managers:", &format!("  - {seat}\nrelease-managers:"));
        let after = moved(&before);
        let paper = Paper::bytes("p", &before, &after, &[PLAN]);
        let votes = step(&before, &after.clone().approve(&paper.clone().ayes(&["alice", "bob", "mallory"])));
        votes.is(Invalid).because("voter-not-eligible");
        // The seat does not count in the base either: three of four.
        step(&before, &after.approve(&paper.ayes(&["alice", "bob", "grace"]))).is(Approved);
    }
}

#[test]
fn the_last_committee_holds_over_when_every_term_has_run_out() {
    let lapsed = ROSTER.replace("from: 2026-01-01", "from: 2026-01-01, until: 2026-10-31");
    let before = World::base().with(ROSTER_PATH, &lapsed);
    let after = moved(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]).ayes(&["alice", "bob", "grace"]);
    let answer = step(&before, &after.approve(&paper));
    answer.is(Approved);
    assert!(answer.judgement.notes.iter().any(|note| note.contains("hold over")), "{answer:?}");
}

#[test]
fn a_suspended_committee_does_not_bring_back_its_predecessors() {
    let roster = "kind: roster/v1
people: {alice: {name: Alice}, bob: {name: Bob}}
tsc:
  - {person: alice, until: 2025-12-31}
  - {person: bob, from: 2026-01-01, suspended: [{from: 2026-11-01}]}
";
    let before = World::base().with(ROSTER_PATH, roster);
    let after = moved(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]).ayes(&["alice"]);
    step(&before, &after.approve(&paper)).is(Invalid).because("voter-not-eligible");
}

#[test]
fn release_managers_count_once_and_only_in_their_term() {
    let before = World::base();
    let after = nudged(&before);
    let paper = Paper::bytes("p", &before, &after, &[PLAN]).deciding(&["schedule-minor"]);
    let judged = |before: &World, paper: Paper| step(before, &nudged(before).approve(&paper));
    judged(&before, paper.clone().ayes(&["carol", "frank"])).is(Approved);
    judged(&before, paper.clone().ayes(&["carol"])).is(Pending).because("threshold");
    judged(&before, paper.clone().ayes(&["carol", "carol"])).is(Invalid).because("duplicate-vote");
    judged(&before, paper.clone().ayes(&["carol", "mallory"])).is(Invalid).because("voter-not-eligible");
    let over = before.clone().edit(
        ROSTER_PATH,
        "{person: frank, from: 2026-01-01}",
        "{person: frank, from: 2026-01-01, until: 2026-11-19}",
    );
    judged(&over, paper.ayes(&["carol", "frank"])).is(Invalid);
}

#[test]
fn somebody_of_two_organisations_counts_in_both() {
    let limits = "limits: {votes-per-affiliation: \"<= 1/2\"}";
    let vote = Vote { seats: 4, rule: "electronic: {pass: \"> 1/2 of seats\"}", limits, ..Vote::default() };
    vote.ayes(3).is(Approved);
    // Seat 1 comes to work for the company of seat 2 as well: two of three are too many of them.
    let before = vote.world().edit(
        ROSTER_PATH,
        "affiliation: Company 1",
        "affiliation: [{name: Company 1}, {name: company 2}]",
    );
    let after = before.clone().edit(PROCESS_PATH, "Kick-off", "Start");
    let paper = Paper::bytes("p", &before, &after, &[PROCESS_PATH]).deciding(&["process"]);
    let judged = |voters: &[&str]| step(&before, &after.clone().approve(&paper.clone().ayes(voters)));
    judged(&["s1", "s2", "s3"]).is(Pending).because("threshold");
    judged(&["s1", "s2", "s3", "s4"]).is(Approved);
}

#[test]
fn a_quorum_is_met_at_its_share_and_not_below() {
    for (quorum, seats, voting, expected) in [
        (">= 1/2 of seats", 14, 7, Approved),
        (">= 1/2 of seats", 14, 6, Pending),
        ("> 1/2 of seats", 14, 7, Pending),
        ("> 1/2 of seats", 14, 8, Approved),
        (">= 2/3 of seats", 3, 2, Approved),
        (">= 1/2 of seats", 5, 2, Pending),
        (">= 1/2 of seats", 5, 3, Approved),
    ] {
        let rule = format!("electronic: {{quorum: \"{quorum}\", pass: \"> 1/2 of cast\"}}");
        let answer = Vote { seats, rule: &rule, ..Vote::default() }.ayes(voting);
        assert_eq!(answer.verdict, expected, "{voting} of {seats} by {quorum}");
    }
}

#[test]
fn who_abstains_takes_part_and_who_is_recused_does_not() {
    let vote = Vote {
        seats: 6,
        rule: "electronic: {quorum: \">= 1/2 of seats\", pass: \"> 1/2 of cast\"}",
        ..Vote::default()
    };
    vote.result(&[("+1", &["s1"]), ("0", &["s2", "s3"])], "").is(Approved);
    vote.result(&[("+1", &["s1"]), ("0", &["s2"])], "").is(Pending).because("quorum");
    // Of four seats two take part.
    vote.result(&[("+1", &["s1"]), ("0", &["s2"]), ("recused", &["s3", "s4"])], "").is(Approved);
}

#[test]
fn where_lapse_changes_the_shorter_one_holds() {
    let limited =
        |lapse: &str| World::base().with(POLICY_PATH, &format!("{POLICY}limits: {{lapse: {lapse}}}\n"));
    for (old, new, expected) in [
        ("10 days", "90 days", Pending),
        ("90 days", "10 days", Pending),
        ("90 days", "30 days", Approved),
        ("20 days", "90 days", Approved),
    ] {
        let before = limited(old);
        let after = limited(new).edit(POLICY_PATH, "version: 1", "version: 2");
        let paper = Paper::bytes("p", &before, &after, &[POLICY_PATH]).deciding(&["policy"]);
        let paper = paper.ayes(&["alice", "bob", "grace"]).and("opened: 2026-11-01\nclosed: 2026-11-01");
        let answer = step(&before, &after.approve(&paper));
        assert_eq!(answer.verdict, expected, "{old} → {new}");
        assert!(expected == Approved || answer.rules().contains("approval-lapsed"), "{old} → {new}");
    }
}
