//! What `init` writes is valid, whatever the answers: read back, checked by every rule, and compared.

use std::collections::BTreeSet;

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
        on_github: true,
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
        on_github: false,
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

#[test]
fn no_policy_asks_for_evidence_that_cannot_be_judged() {
    for template in Template::ALL {
        let policy = text_of(&full(template, "Example"), "policy.yaml");
        let lines = policy.lines().filter(|line| !line.trim_start().starts_with('#'));
        assert!(lines.clone().all(|line| !line.contains("evidence:")), "{policy}");
        assert!(policy.contains("# Votes count as the approval files record them"), "{policy}");
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
fn on_github_the_gate_comes_along_and_is_protected() {
    for template in Template::ALL {
        for answers in [full(template, "Example"), Answers { on_github: true, ..bare(template, "Example") }] {
            assert_eq!(findings(&answers), Vec::<String>::new(), "{template:?}");
            let policy = workspace(&answers).policy.expect("a policy");
            let path = ".github/workflows/release-gate.yml";
            assert_eq!(policy.value.protected().into_iter().collect::<Vec<_>>(), [(path, "policy")]);
            let written = documents(&answers, "release").expect("documents");
            assert!(written.iter().any(|document| document.path == path), "{template:?}");
        }
        let elsewhere = bare(template, "Example");
        assert!(!text_of(&elsewhere, "policy.yaml").contains("protect:"));
        let written = documents(&elsewhere, "release").expect("documents");
        assert!(written.iter().all(|document| document.path.starts_with("release/")), "{template:?}");
    }
}

#[test]
fn the_gate_looks_into_the_folder_of_the_documents() {
    let answers = full(Template::Minimal, "Example");
    for (root, line) in [("release", "ROOT: release\n"), ("docs/a: b", "ROOT: 'docs/a: b'\n")] {
        let written = documents(&answers, root).expect("documents");
        let gate = written.iter().find(|document| document.path.starts_with(".github/")).expect("a workflow");
        assert!(gate.text.contains(line), "{}", gate.text);
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
