//! That nothing passes by a new policy and not by the old one without being said.

use super::*;
use crate::approval::candidate::candidates;
use crate::approval::case::Case;
use crate::approval::requirement::Requirement;
use crate::approval::view::View;
use crate::approval::weakened::{facts, weakened};
use crate::approval::{Class, Status};
use crate::document::{Approval, Document, Method, Vote};
use crate::yaml::Spanned;

const SEATS: [&str; 3] = ["s1", "s2", "s3"];

const ROSTER_OF_THREE: &str = "kind: roster/v1
people:
  s1: {name: One, affiliation: Red}
  s2: {name: Two, affiliation: Red}
  s3: {name: Three, affiliation: [{name: Red}, {name: Blue}]}
  carol: {name: Carol}
  frank: {name: Frank}
tsc: [{person: s1}, {person: s2}, {person: s3}]
release-managers: [{person: carol}, {person: frank}]
";

/// The parts of a policy that decide about the class `process`.
#[derive(Debug, Clone)]
struct Parts {
    meeting: &'static str,
    electronic: &'static str,
    lazy: &'static str,
    requirement: &'static str,
    limits: &'static str,
}

const PLAIN: Parts = Parts {
    meeting: "quorum: \">= 1/2 of seats\", pass: \"> 1/2 of present\"",
    electronic: "pass: \"> 1/2 of seats\", open: 7 days",
    lazy: "",
    requirement: "vote: test",
    limits: "",
};

const MEETINGS: [&str; 9] = [
    "",
    "pass: \"> 1/2 of present\"",
    "quorum: \">= 1/2 of seats\", pass: \">= 1/2 of present\"",
    "quorum: \"> 1/2 of seats\", pass: \"> 1/2 of cast\"",
    "quorum: \">= 2/3 of present\", pass: \"> 1/2 of cast\"",
    "quorum: \">= 2/3 of seats\", pass: \">= 2/3 of seats\"",
    "pass: \">= 1/3 of seats\"",
    "pass: \"> 1/2 of cast\", open: 3 days",
    "pass: \">= 1/1 of cast\"",
];
const ELECTRONIC: [&str; 10] = [
    "",
    "pass: \"> 1/2 of seats\"",
    "pass: \">= 1/2 of seats\", open: 3 days",
    "pass: \"> 1/2 of present\", open: 7 days",
    "pass: \"> 1/2 of cast\", open: 7 days",
    "quorum: \">= 2/3 of seats\", pass: \"> 1/2 of cast\", open: 7 days",
    "pass: \">= 2/3 of seats\", open: 1 weeks",
    "pass: \">= 1/3 of seats\", open: 3 days",
    "pass: \"> 2/3 of cast\", open: 3 days",
    "pass: \">= 1/1 of seats\"",
];
const LAZY: [&str; 4] =
    ["open: 3 days", "open: 7 days, sponsors: 1", "open: 3 days, sponsors: 2", "open: 7 days, sponsors: 2"];
const REQUIREMENTS: [&str; 6] = [
    "",
    "approve: release-managers",
    "approve: release-managers, count: 2",
    "vote: test, approve: release-managers",
    "vote: test, approve: release-managers, count: 2",
    "vote: majority",
];
const LIMITS: [&str; 8] = [
    "votes-per-affiliation: \"<= 1/2\"",
    "votes-per-affiliation: \"< 1/2\"",
    "votes-per-affiliation: \"<= 2/3\"",
    "other-approvers: 1",
    "other-approvers: 2",
    "proposer-votes: false",
    "other-approvers: 1, proposer-votes: false",
    "lapse: 14 days",
];

impl Parts {
    fn workspaces(&self) -> (World, World) {
        let method = |name: &str, rule: &str| match rule {
            "" => String::new(),
            rule => format!("    {name}: {{{rule}}}\n"),
        };
        let vote = [
            method("meeting", self.meeting),
            method("electronic", self.electronic),
            method("lazy-consensus", self.lazy),
        ]
        .concat();
        let vote = if vote.is_empty() { "  test: {}\n".to_owned() } else { format!("  test:\n{vote}") };
        let policy = POLICY
            .replace("  majority:\n", &format!("{vote}  majority:\n"))
            .replace("process: {vote: majority}", &format!("process: {{{}}}", self.requirement));
        let policy = format!("{policy}limits: {{{}}}\n", self.limits);
        let before = World::base().with(ROSTER_PATH, ROSTER_OF_THREE).with(POLICY_PATH, &policy);
        let after = before.clone().edit(PROCESS_PATH, "Kick-off", "Start");
        let paper = Paper::bytes("p", &before, &after, &[PROCESS_PATH]).deciding(&["process"]).ayes(&["s1"]);
        let after = after.approve(
            &paper.and("method: electronic\nopened: 2026-11-01\nclosed: 2026-11-01\npresent: [s1, s2]"),
        );
        (before, after)
    }
}

/// One part differs from a usual policy, then two.
fn palette() -> Vec<Parts> {
    let mut all = vec![PLAIN];
    all.extend(MEETINGS.map(|meeting| Parts { meeting, ..PLAIN }));
    all.extend(ELECTRONIC.map(|electronic| Parts { electronic, ..PLAIN }));
    all.extend(LAZY.map(|lazy| Parts { lazy, ..PLAIN }));
    all.extend(REQUIREMENTS.map(|requirement| Parts { requirement, ..PLAIN }));
    all.extend(LIMITS.map(|limits| Parts { limits, ..PLAIN }));
    for (index, limits) in LIMITS.into_iter().enumerate() {
        let electronic = ELECTRONIC[(index * 3 + 1) % ELECTRONIC.len()];
        let meeting = MEETINGS[(index * 5 + 2) % MEETINGS.len()];
        all.push(Parts { limits, electronic, meeting, lazy: LAZY[index % LAZY.len()], ..PLAIN });
    }
    all
}

/// Every way in which three seats and two release managers can vote, as typed approvals.
fn ballots(paper: &Approval) -> Vec<Approval> {
    let [method, day, person] = [
        paper.method.as_ref().expect("a method").span,
        paper.opened.as_ref().expect("a day").span,
        paper.votes[0].voter.span,
    ];
    let ways = [None, Some(Vote::InFavour), Some(Vote::Against), Some(Vote::Abstain), Some(Vote::Recused)];
    let mut all = Vec::new();
    for choice in 0..ways.len().pow(3) {
        let way = |seat: u32| choice / ways.len().pow(seat) % ways.len();
        // The first two seats are alike.
        if way(0) > way(1) {
            continue;
        }
        let votes: Vec<(&str, Vote)> =
            (0..).zip(SEATS).filter_map(|(seat, who)| Some((who, ways[way(seat)]?))).collect();
        for (how, present, opened, managers) in [
            (Method::Electronic, 0, "2026-11-01", 0),
            (Method::Electronic, 0, "2026-11-16", 2),
            (Method::Electronic, 0, "2026-11-19", 1),
            (Method::Meeting, 3, "2026-11-01", 0),
            (Method::Meeting, 2, "2026-11-16", 1),
            (Method::Meeting, 1, "2026-11-01", 2),
            (Method::LazyConsensus, 0, "2026-11-01", 0),
            (Method::LazyConsensus, 0, "2026-11-16", 1),
        ] {
            let mut approval = paper.clone();
            let named = |name: &str| Spanned { value: name.to_owned(), span: person };
            let managers = ["carol", "frank"].into_iter().take(managers).map(|who| (who, Vote::InFavour));
            let line = |(who, value): (&str, Vote)| {
                let mut line = paper.votes[0].clone();
                line.voter = named(who);
                line.vote = Spanned { value, span: person };
                line
            };
            approval.votes = votes.iter().copied().chain(managers).map(line).collect();
            approval.method = Some(Spanned { value: how, span: method });
            approval.present = SEATS.into_iter().take(present).map(named).collect();
            approval.opened = Some(Spanned { value: crate::document::Day(super::day(opened)), span: day });
            approval.closed = None;
            all.push(approval);
        }
    }
    all
}

/// Which of the ballots pass by a policy. Who has no vote by it is passed over: by another policy they may have one.
fn passing(parts: &Parts) -> (Workspace, Vec<bool>) {
    let (before, after) = parts.workspaces();
    let (old, mut new) = (before.workspace(), after.workspace());
    assert!(old.policy.is_some() && old.roster.is_some(), "{parts:?}: {:?}", old.diagnostics);
    let paper = new.approvals.remove("p").expect("an approval");
    for (number, value) in ballots(&paper.value).into_iter().enumerate() {
        let id = format!("{number:04}");
        let path = format!("release/approvals/{id}.yaml");
        new.approvals.insert(id.clone(), Document { path, id, value: value.into(), ..paper.clone() });
    }
    let history = HistoryFacts::default();
    let step =
        Step { before: &old, after: &new, today: day(TODAY), history: &history, proofs: Proofs::offline() };
    let changes = classify(step, diff(&old, &new));
    let case = Case::open(step, &changes).expect("a case");
    let requirement = Requirement::of(case.policy, Class::Process);
    let passes = candidates(&case).map(|candidate| match &requirement {
        Some(requirement) => {
            View::by(&case, &candidate, Class::Process, requirement).status == Status::Approved
        }
        None => true,
    });
    let passes: Vec<bool> = passes.collect();
    assert_eq!(passes.len(), new.approvals.len());
    (old, passes)
}

#[test]
fn nothing_passes_by_a_weaker_policy_unsaid() {
    let all: Vec<(Parts, Workspace, Vec<bool>)> = palette()
        .into_iter()
        .map(|parts| {
            let (workspace, passes) = passing(&parts);
            (parts, workspace, passes)
        })
        .collect();
    let mut weaker = 0;
    // The policies in which a method is missing, or somebody else is asked, are pairs like any other.
    for (old_parts, old, by_old) in &all {
        for (new_parts, new, by_new) in &all {
            let lets_more_pass = by_old.iter().zip(by_new).any(|(old, new)| !old && *new);
            let policies = [old, new].map(|side| &side.policy.as_ref().expect("a policy").value);
            let said = facts(policies[0], policies[1]);
            assert!(!lets_more_pass || !said.is_empty(), "{old_parts:#?}\n{new_parts:#?}");
            weaker += usize::from(lets_more_pass);
        }
    }
    assert!(weaker > 500, "only {weaker} pairs are weaker, so the test says little");
}

fn said(old: &str, new: &str) -> Vec<String> {
    let of = |policy: &str| World::base().with(POLICY_PATH, policy).workspace();
    let (old, new) = (of(old), of(new));
    let policies = [&old, &new].map(|side| &side.policy.as_ref().expect("a policy").value);
    facts(policies[0], policies[1])
}

#[test]
fn every_parameter_that_asks_for_less_is_said() {
    let policy = POLICY.replace(
        "  majority:\n",
        "  calm: {lazy-consensus: {open: 7 days, sponsors: 2}}
  long: {electronic: {pass: \">= 2/3 of seats\", quorum: \">= 1/2 of seats\", open: 7 days}}
  majority:\n",
    );
    let policy = policy
        .replace("process: {vote: majority}", "process: {vote: calm}")
        .replace("policy: {vote: majority}", "policy: {vote: long, evidence: confirmed, merged-by: tsc}")
        + "emergency: {approvers: [alice, bob], count: 2, ratify-within: 14 days}
limits: {seats-per-affiliation: \"<= 1/3\", votes-per-affiliation: \"< 1/2\", other-approvers: 1, proposer-votes: false, lapse: 30 days}
protect: {CODEOWNERS: policy}
branches: [main, \"stable/*\"]
";
    for (old, new, expected) in [
        ("pass: \">= 2/3 of seats\"", "pass: \">= 3/5 of seats\"", "`policy`: a lower threshold"),
        ("pass: \">= 2/3 of seats\"", "pass: \">= 2/3 of cast\"", "`policy`: a lower threshold"),
        (
            "electronic: {pass: \"> 1/2 of seats\"}",
            "electronic: {pass: \">= 1/2 of seats\"}",
            "`adoption`: a lower threshold",
        ),
        (", quorum: \">= 1/2 of seats\", open", ", open", "`policy`: a lower quorum"),
        (
            "quorum: \">= 1/2 of seats\", open",
            "quorum: \">= 1/3 of seats\", open",
            "`policy`: a lower quorum",
        ),
        (", open: 7 days}}", "}}", "`policy`: a shorter vote"),
        ("open: 7 days}}", "open: 6 days}}", "`policy`: a shorter vote"),
        ("open: 7 days}}", "open: 5 working days}}", "`policy`: a shorter vote"),
        ("open: 7 days, sponsors", "open: 3 days, sponsors", "`process`: a shorter vote"),
        ("sponsors: 2", "sponsors: 1", "`process`: fewer sponsors"),
        ("process: {vote: calm}", "process: {vote: majority}", "`process`: one more way to vote"),
        ("process: {vote: calm}", "process: {}", "`process` needs nobody"),
        ("policy: {vote: long,", "policy: {vote: majority,", "`policy`: one more way to vote"),
        (
            "long: {electronic",
            "long: {lazy-consensus: {open: 3 days}, electronic",
            "`policy`: silence may pass",
        ),
        ("evidence: confirmed", "evidence: recorded", "`policy`: weaker evidence"),
        (", merged-by: tsc", "", "`policy`: anybody may merge"),
        ("merged-by: tsc", "merged-by: release-managers", "`policy`: others may merge"),
        ("count: 2}\n  exception", "count: 1}\n  exception", "`schedule-minor`: fewer release managers"),
        (
            "schedule: {vote: majority}",
            "schedule: {approve: release-managers, count: 2}",
            "`schedule`: release managers instead of a vote",
        ),
        (
            "schedule-minor: {approve: release-managers, count: 2}",
            "schedule-minor: {vote: majority}",
            "`schedule-minor`: a vote instead of release managers",
        ),
        ("\"<= 1/3\"", "\"<= 1/2\"", "more seats of one organisation"),
        ("\"<= 1/3\"", "none", "no limit on the seats of one organisation"),
        ("\"< 1/2\"", "\"<= 1/2\"", "more votes of one organisation"),
        ("\"< 1/2\"", "none", "no limit on the votes of one organisation"),
        ("other-approvers: 1, ", "", "fewer approvers besides the proposer"),
        ("proposer-votes: false", "proposer-votes: true", "the vote of the proposer counts"),
        ("lapse: 30 days", "lapse: 31 days", "approvals stay usable for longer"),
        (", lapse: 30 days", "", "approvals stay usable for longer"),
        ("protect: {CODEOWNERS: policy}\n", "", "`CODEOWNERS` is not protected any more"),
        ("{CODEOWNERS: policy}", "{CODEOWNERS: record}", "`CODEOWNERS` is `record` instead of `policy`"),
        ("{CODEOWNERS: policy}", "{CODEOWNERS: process}", "`CODEOWNERS` is `process` instead of `policy`"),
        ("[alice, bob]", "[alice, bob, grace]", "`grace` may approve in an emergency"),
        ("count: 2, ratify", "count: 1, ratify", "fewer approvers in an emergency"),
        ("ratify-within: 14 days", "ratify-within: 3 weeks", "an emergency is ratified later"),
        ("[main, \"stable/*\"]", "[main, \"stable/1*\"]", "`stable/*` is not governed any more"),
        ("[main, \"stable/*\"]", "[\"stable/*\"]", "`main` is not governed any more"),
    ] {
        assert!(policy.contains(old), "{old}");
        let found = said(&policy, &policy.replacen(old, new, 1));
        assert!(found.iter().any(|fact| fact == expected), "{old} → {new}: {found:?}");
    }
    let no_emergency =
        policy.replace("emergency: {approvers: [alice, bob], count: 2, ratify-within: 14 days}\n", "");
    assert_eq!(said(&no_emergency, &policy), ["emergency approvals"]);
    let all_branches = policy.replace("branches: [main, \"stable/*\"]\n", "");
    assert_eq!(said(&all_branches, &policy), ["not every branch is governed"]);
    assert_eq!(said(&policy, &all_branches), Vec::<String>::new());
}

#[test]
fn what_asks_for_as_much_or_more_is_not_said() {
    assert_eq!(said(POLICY, POLICY), Vec::<String>::new());
    for (old, new) in [
        ("> 1/2 of present", "> 1/2 of seats"),
        ("electronic: {pass: \"> 1/2 of seats\"}", "electronic: {pass: \"> 1/2 of present\"}"),
        ("electronic: {pass: \"> 1/2 of seats\"}", "electronic: {pass: \">= 2/3 of seats\", open: 3 days}"),
        ("process: {vote: majority}", "process: {vote: majority, evidence: signed, merged-by: tsc}"),
        ("process: {vote: majority}", "process: {vote: majority, approve: release-managers}"),
        ("record: {}", "record: {approve: release-managers}"),
        ("    meeting: {quorum: \">= 1/2 of seats\", pass: \"> 1/2 of present\"}\n", ""),
        (
            "requirements:\n",
            "branches: [\"*\"]\nlimits: {lapse: 59 days, other-approvers: 1}\nprotect: {CODEOWNERS: policy}\nrequirements:\n",
        ),
    ] {
        let changed = POLICY.replacen(old, new, 1);
        assert_ne!(changed, POLICY, "{old}");
        let found = said(POLICY, &changed);
        let expected: &[&str] =
            if new.contains("branches") { &["not every branch is governed"] } else { &[] };
        assert_eq!(found, expected, "{old} → {new}");
    }
}

#[test]
fn a_weaker_profile_is_said_by_what_it_asks_for() {
    let of = |profile: &str| format!("kind: policy/v1\nversion: 1\nprofile: {profile}\n");
    assert_eq!(said(&of("lf-charter/1"), &of("lf-charter/1")), Vec::<String>::new());
    let found = said(&of("hiero/1"), &of("lf-charter/1"));
    assert!(found.contains(&"`schedule`: a lower quorum".to_owned()), "{found:?}");
    assert!(found.contains(&"no limit on the seats of one organisation".to_owned()), "{found:?}");
    let found = said(&of("nodejs-tsc/1"), &of("lazy/1"));
    assert!(found.contains(&"`schedule`: silence may pass".to_owned()), "{found:?}");
    assert!(!found.iter().any(|fact| fact.starts_with("`policy`")), "{found:?}");
}

#[test]
fn the_notice_names_what_is_weaker() {
    let before = World::base();
    let after = before.clone().edit(POLICY_PATH, "> 1/2 of seats", "> 1/3 of seats");
    let (old, new) = (before.workspace(), after.workspace());
    let history = HistoryFacts::default();
    let notice = weakened(Step {
        before: &old,
        after: &new,
        today: day(TODAY),
        history: &history,
        proofs: Proofs::offline(),
    });
    assert!(notice.is_some_and(|notice| notice.message.contains("`schedule`: a lower threshold")));
}
