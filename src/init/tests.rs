//! What `init` writes is valid, whatever the answers: read back, checked by every rule, and compared.

use std::collections::BTreeSet;

use clap::ValueEnum as _;
use jiff::ToSpan as _;
use jiff::civil::{Date, date};
use proptest::prelude::*;

use super::*;
use crate::calendar::Zone;
use crate::document::{Workspace, load};
use crate::rules::{Context, run};
use crate::source::InMemory;

const HOSTILE: &[&str] = &[
    "Plain",
    "a: b",
    "# no comment",
    "it's \"quoted\"",
    "{flow}, [seq]",
    "- item",
    "*alias &anchor !tag",
    "no",
    "1.10",
    "~",
    "%YAML",
    "花子 Zoë 🚀",
    "line\nbreak: injected\nkind: policy/v1",
    "carriage\r\nreturn",
    "bidi \u{202e}override",
    "zero\u{200d}width\u{feff}",
    "escape \u{1b}[31m \u{0} \u{7f} \u{85}",
    "{{evidence}} {{project-name}}",
    ", evidence: confirmed}",
    " padded ",
    "a very long name that goes on and on, so that a writer of YAML may want to break the line in the middle of it",
];

fn person(id: &str, name: &str, account: Account) -> Mention {
    Mention::New(Person { id: id.into(), name: name.into(), account })
}

fn numbered(login: &str, number: u64) -> Account {
    Account::Numbered { login: login.into(), number }
}

/// Every answer given, with this text wherever a text is asked for.
fn full(template: Template, text: &str) -> Answers {
    let today = date(2026, 12, 1);
    let tsc = [
        person("alice", text, numbered("alice-example", 900_000_001)),
        person("no", text, numbered("1e3", 900_000_002)),
        person("1.10", "Erin", Account::Login("erin-example".into())),
    ];
    let managers = [person("carol", text, Account::Unknown), Mention::Known("no".into())];
    let wish = MeetingWish::parse("2 weeks on tuesday at 15:00").expect("a meeting");
    Answers {
        template,
        profile: None,
        name: text.to_owned(),
        description: Some(text.to_owned()),
        repository: Some("https://github.com/example/network".to_owned()),
        workflows: Workflow::ALL.to_vec(),
        branch: None,
        people: Roll::new(&tsc, &managers, &[person("dana", text, Account::Unknown)]).expect("a roll"),
        adopting_service: true,
        meeting: Some(wish.meeting(Zone::parse("Europe/Berlin").expect("a zone"), today).expect("a meeting")),
        first_cycle: Some(FirstCycle { id: "3.10".into(), start: date(2027, 1, 14) }),
        deadline_zone: Zone::AoE,
        today,
    }
}

/// As little as possible.
fn bare(template: Template, text: &str) -> Answers {
    Answers {
        description: None,
        repository: None,
        workflows: Vec::new(),
        branch: None,
        people: Roll::new(&[person("alice", text, Account::Unknown)], &[], &[]).expect("a roll"),
        adopting_service: false,
        meeting: None,
        first_cycle: None,
        ..full(template, text)
    }
}

fn workspace(answers: &Answers) -> Workspace {
    let written = documents(answers, "release").expect("documents");
    let snapshot = written
        .iter()
        .fold(InMemory::new("test"), |snapshot, document| snapshot.with_file(&document.path, &document.text));
    load(&snapshot, "release", &BTreeSet::new()).expect("a workspace")
}

/// Everything that `check` has to say.
fn findings(answers: &Answers) -> Vec<String> {
    let workspace = workspace(answers);
    let context = Context { workspace: &workspace, today: answers.today, before: None, changes: &[] };
    let (diagnostics, not_checked) = run(&context);
    let found = workspace.diagnostics.iter().chain(&diagnostics);
    let found = found.map(|found| format!("{} {}: {}", found.location.path, found.rule, found.message));
    found.chain(not_checked.iter().map(|unchecked| format!("not checked: {}", unchecked.reason))).collect()
}

fn text_of(answers: &Answers, path: &str) -> String {
    let written = documents(answers, "release").expect("documents");
    let path = format!("release/{path}");
    written.into_iter().find(|document| document.path == path).expect("the document").text
}

#[test]
fn every_template_is_clean_whatever_the_names() {
    for template in Template::ALL {
        for text in HOSTILE {
            assert_eq!(findings(&full(template, text)), Vec::<String>::new(), "{template:?} {text:?}");
            assert_eq!(findings(&bare(template, text)), Vec::<String>::new(), "{template:?} {text:?}");
        }
    }
}

#[test]
fn every_profile_is_clean_whatever_the_names() {
    for profile in &crate::document::PROFILES {
        for text in ["Example", "line\nbreak: injected\nkind: policy/v1", "{{evidence}} {{project-name}}"] {
            for answers in [full(Template::default(), text), bare(Template::default(), text)] {
                let answers = Answers { profile: Some(profile.id), ..answers };
                assert_eq!(findings(&answers), Vec::<String>::new(), "{} {text:?}", profile.id);
                let policy = workspace(&answers).policy.expect("a policy").value;
                assert_eq!(policy.requirements.0.len(), 10, "{}", profile.id);
                assert!(text_of(&answers, "policy.yaml").contains(&format!("\nprofile: {}\n", profile.id)));
            }
        }
    }
}

#[test]
fn every_document_begins_with_its_modeline_and_says_what_it_is_for() {
    for template in Template::ALL {
        let written = documents(&full(template, "Example"), "release").expect("documents");
        for document in written.iter().filter(|document| document.path.starts_with("release/")) {
            let lines: Vec<&str> = document.text.lines().collect();
            assert!(lines[0].starts_with("# yaml-language-server: $schema=https://"), "{}", document.path);
            assert!(lines[1].starts_with("# "), "{} teaches nothing", document.path);
            assert!(!document.text.contains("{{"), "{} has a place left to fill", document.path);
            let widest = lines.iter().skip(1).map(|line| line.chars().count()).max();
            assert!(widest <= Some(125), "{} has a line of {widest:?}", document.path);
        }
    }
}

#[test]
fn a_cycle_may_start_on_any_working_day() {
    for template in Template::ALL {
        for days in 0..400 {
            let start = date(2026, 12, 1).checked_add(days.days()).expect("a day");
            let cycle = Some(FirstCycle { id: "paris".into(), start });
            let answers = Answers { first_cycle: cycle, ..full(template, "Example") };
            if [6, 7].contains(&start.weekday().to_monday_one_offset()) {
                let problem = documents(&answers, "release").expect_err("a weekend");
                assert!(problem.message.contains("weekend"), "{problem}");
            } else if days % 9 == 0 {
                assert_eq!(findings(&answers), Vec::<String>::new(), "{template:?} {start}");
            }
        }
    }
}

#[test]
fn a_start_beyond_the_calendar_is_refused() {
    let start = Date::MAX.checked_sub(3.days()).expect("a day");
    let start =
        if start.weekday().to_monday_one_offset() > 5 { start.yesterday().expect("a day") } else { start };
    let cycle = Some(FirstCycle { id: "paris".into(), start });
    let answers = Answers { first_cycle: cycle, ..full(Template::SixMonth, "Example") };
    assert!(documents(&answers, "release").is_err());
}

/// The same on GitHub, where every seat has its number or lacks it.
fn on_github(answers: Answers, workflow: Workflow, account: Account) -> Answers {
    let tsc = [
        person("alice", "Alice", numbered("alice-example", 900_000_001)),
        person("bob", "Bob", numbered("bob-example", 900_000_002)),
        person("erin", "Erin", account),
    ];
    let people = Roll::new(&tsc, &[], &[]).expect("a roll");
    Answers { workflows: vec![workflow], people, meeting: None, adopting_service: false, ..answers }
}

/// The classes whose votes have to be confirmed, after a look at everything else that the policy says about proof.
fn confirmed(answers: &Answers) -> Vec<String> {
    assert_eq!(findings(answers), Vec::<String>::new());
    let policy = workspace(answers).policy.expect("a policy").value;
    let asked = policy.requirements.iter().filter_map(|(class, asked)| {
        let evidence = asked.evidence.as_deref()?;
        assert_eq!(evidence, "confirmed");
        Some(class.as_str().to_owned())
    });
    let mut asked: Vec<String> = asked.collect();
    asked.sort();
    asked
}

const RULES_AND_PLAN: [&str; 4] = ["electorate", "policy", "process", "schedule"];

#[test]
fn t66_on_github_the_rules_and_the_plan_take_confirmed_votes() {
    let known = numbered("erin-example", 900_000_003);
    for template in Template::ALL {
        for text in ["Example", "{{evidence}}", "x\n  electorate: {vote: two-thirds}"] {
            let answers = on_github(full(template, text), Workflow::Gate, known.clone());
            // Where dates pass in silence, silence cannot be proven.
            let asked = if template == Template::Continuous { &RULES_AND_PLAN[..3] } else { &RULES_AND_PLAN };
            assert_eq!(confirmed(&answers), asked, "{template:?} {text:?}");
            assert!(text_of(&answers, "policy.yaml").contains("\n# `evidence: confirmed` asks for proof"));
            assert!(answers.votes_by_review());
        }
    }
}

#[test]
fn t66_the_votes_of_a_charter_are_confirmed_on_github_and_stay_the_same_otherwise() {
    for profile in &crate::document::PROFILES {
        let of = |workflow| Answers {
            profile: Some(profile.id),
            ..on_github(full(Template::Minimal, "Example"), workflow, numbered("erin-example", 900_000_003))
        };
        let rules = |workflow| workspace(&of(workflow)).policy.expect("a policy").value;
        let asked = match profile.id {
            "lazy/1" | "camara/1" => &RULES_AND_PLAN[..2],
            _ => &RULES_AND_PLAN,
        };
        assert_eq!(confirmed(&of(Workflow::Gate)), asked, "{}", profile.id);
        let (plain, proven) = (rules(Workflow::Audit), rules(Workflow::Gate));
        assert_eq!((&plain.votes, &plain.limits), (&proven.votes, &proven.limits), "{}", profile.id);
        assert_eq!(plain.requirements.0.len(), proven.requirements.0.len(), "{}", profile.id);
        for (class, asked) in &proven.requirements {
            let before = plain.requirements.get(class.as_str()).expect("the class");
            let name = |one: &crate::document::Requirement| one.vote.as_ref().map(|vote| vote.value.clone());
            assert_eq!(name(asked), name(before), "{} {class:?}", profile.id);
            assert_eq!((&asked.approve, asked.count), (&before.approve, before.count), "{class:?}");
        }
    }
}

#[test]
fn no_policy_asks_for_evidence_that_cannot_be_judged() {
    for template in Template::ALL {
        let known = numbered("erin-example", 900_000_003);
        let elsewhere = Answers { workflows: Vec::new(), ..full(template, "Example") };
        let without_gate = on_github(full(template, "Example"), Workflow::Audit, known);
        for answers in [elsewhere, without_gate] {
            assert_eq!(confirmed(&answers), Vec::<String>::new(), "{template:?}");
            assert!(
                text_of(&answers, "policy.yaml").contains("# Votes count as the approval files record them:")
            );
            assert!(!answers.votes_by_review());
        }
    }
}

#[test]
fn a_vote_that_github_could_not_confirm_is_asked_for_later() {
    for account in [Account::Unknown, Account::Login("erin-example".into())] {
        for profile in [None, Some("lf-charter/1")] {
            let answers = on_github(full(Template::SixMonth, "Example"), Workflow::Gate, account.clone());
            let answers = Answers { profile, ..answers };
            assert_eq!(confirmed(&answers), Vec::<String>::new());
            assert!(
                text_of(&answers, "policy.yaml").contains("write `evidence: confirmed` behind the votes")
            );
            let open = still_open(&answers, "release");
            assert!(open[0].contains("of erin: add it in release/roster.yaml"), "{open:?}");
        }
    }
}

#[test]
fn one_seat_is_not_asked_for_a_second_approver() {
    for template in [Template::SixMonth, Template::Continuous] {
        assert!(text_of(&bare(template, "Example"), "policy.yaml").contains("# limits:\n"));
        assert!(text_of(&full(template, "Example"), "policy.yaml").contains("\nlimits:\n"));
    }
}

#[test]
fn the_service_is_not_adopted_before_the_committee_said_so() {
    let answers = full(Template::SixMonth, "Example");
    assert!(text_of(&answers, "project.yaml").contains("#   adopted: 2026-12-01\n#   advisor: dana"));
    let project = workspace(&answers).project.expect("a project");
    assert_eq!(project.value.service, None);
    let without = Answers { adopting_service: false, ..answers };
    assert!(!text_of(&without, "project.yaml").contains("rmss"));
    let written = documents(&without, "release").expect("documents");
    assert!(written.iter().all(|document| document.path != "release/training.yaml"));
}

#[test]
fn on_github_the_workflows_come_along_and_are_protected() {
    for template in Template::ALL {
        let one = Answers { workflows: vec![Workflow::Gate], ..bare(template, "Example") };
        for answers in [full(template, "Example"), one] {
            assert_eq!(findings(&answers), Vec::<String>::new(), "{template:?}");
            let policy = workspace(&answers).policy.expect("a policy");
            let wanted: BTreeSet<_> = answers.workflows.iter().map(|one| (one.path(), "policy")).collect();
            assert_eq!(policy.value.protected().into_iter().collect::<BTreeSet<_>>(), wanted);
            let written = documents(&answers, "release").expect("documents");
            let paths = written.iter().filter(|document| document.path.starts_with(".github/"));
            let wanted: Vec<&str> = answers.workflows.iter().map(|one| one.path()).collect();
            assert_eq!(paths.map(|document| document.path.as_str()).collect::<Vec<_>>(), wanted);
        }
        let elsewhere = bare(template, "Example");
        assert!(!text_of(&elsewhere, "policy.yaml").contains("protect:"));
        let written = documents(&elsewhere, "release").expect("documents");
        assert!(written.iter().all(|document| document.path.starts_with("release/")), "{template:?}");
    }
}

#[test]
fn the_dates_are_published_only_if_that_is_wished_for() {
    for profile in [None, Some("lazy/1")] {
        let answers =
            Answers { profile, workflows: vec![Workflow::Pages], ..bare(Template::Minimal, "Example") };
        assert_eq!(findings(&answers), Vec::<String>::new());
        // It judges nothing, so nothing is switched off by a change of it, and no review is read.
        assert!(!text_of(&answers, "policy.yaml").contains("protect:"));
        assert!(!answers.votes_by_review());
        let open = still_open(&answers, "release").join("\n");
        assert!(open.contains("under Settings, Pages") && !open.contains("the gate"), "{open}");
        assert!(open.contains("write its name in .github/workflows/publish.yml"), "{open}");
    }
    let with_all = full(Template::Minimal, "Example");
    assert!(!still_open(&with_all, "release").join("\n").contains("Pages"));
}

#[test]
fn every_workflow_looks_into_the_folder_of_the_documents() {
    let workflows = [&Workflow::ALL[..], &[Workflow::Pages]].concat();
    let answers = Answers { workflows: workflows.clone(), ..full(Template::Minimal, "Example") };
    for (root, line) in [("release", "root: release\n"), ("docs/a: b", "root: 'docs/a: b'\n")] {
        let written = documents(&answers, root).expect("documents");
        let written: Vec<_> =
            written.iter().filter(|document| document.path.starts_with(".github/")).collect();
        assert_eq!(written.len(), workflows.len());
        for workflow in written {
            let text = workflow.text.replace("ROOT: ", "root: ");
            assert_eq!(text.matches("root: ").count(), 1, "{text}");
            assert!(text.contains(line), "{text}");
        }
    }
}

#[test]
fn a_workflow_has_the_name_by_which_it_is_chosen() {
    for workflow in Workflow::ALL {
        let value = workflow.to_possible_value().expect("a value");
        assert_eq!(value.get_name(), workflow.name());
    }
}

#[test]
fn what_is_open_is_said() {
    let open = still_open(&bare(Template::Minimal, "Example"), "release");
    assert_eq!(open.len(), 3, "{open:?}");
    assert!(open[0].contains("alice"), "{open:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(96))]

    #[test]
    fn every_name_reads_back(text in any::<String>().prop_filter("something", |text| !text.is_empty())) {
        let answers = full(Template::Minimal, &text);
        let workspace = workspace(&answers);
        prop_assert_eq!(&workspace.diagnostics, &[]);
        let project = workspace.project.expect("a project");
        prop_assert_eq!(&project.value.name.value, &text);
        let roster = workspace.roster.expect("a roster");
        for id in ["alice", "no", "carol", "dana"] {
            prop_assert_eq!(roster.value.name_of(id), &text);
        }
    }
}
