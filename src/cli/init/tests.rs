//! What is asked on a terminal, and what is demanded elsewhere.

use std::collections::VecDeque;

use clap::Parser as _;

use super::super::arguments::{Arguments, Command};
use super::*;

/// A person who answers line by line, and what that person saw.
struct Scripted {
    answers: VecDeque<&'static str>,
    seen: String,
    terminal: bool,
}

impl Scripted {
    fn answering(answers: &[&'static str]) -> Self {
        Self { answers: answers.iter().copied().collect(), seen: String::new(), terminal: true }
    }

    fn nobody() -> Self {
        Self { terminal: false, ..Self::answering(&[]) }
    }
}

impl Console for Scripted {
    fn is_terminal(&self) -> bool {
        self.terminal
    }

    fn say(&mut self, text: &str) -> Result<(), Failure> {
        self.seen.push_str(text);
        Ok(())
    }

    fn read_line(&mut self) -> Result<Option<String>, Failure> {
        self.seen.push('\n');
        Ok(self.answers.pop_front().map(str::to_owned))
    }
}

fn options(arguments: &[&str]) -> InitOptions {
    let line = ["milepost", "init"].iter().chain(arguments);
    match Arguments::try_parse_from(line).expect("arguments").command {
        Command::Init(options) => options.0,
        _ => panic!("another command"),
    }
}

/// The command line that stands for the completed options.
fn completed(arguments: &[&str], console: &mut Scripted) -> String {
    command_line::shown(&complete(&options(arguments), console).expect("complete options"))
}

#[test]
fn a_person_is_asked_for_everything() {
    let mut console = Scripted::answering(&[
        "Example Project\n",
        "\n",
        "https://github.com/example/network\n",
        "\n",
        "yes\n",
        "minimal\n",
        "charter\n",
        "lazy\n",
        "Alice Example\n",
        "\n",
        "alice-example\n",
        "1327285\n",
        "Alice Other\n",
        "alice\n",
        "other\n",
        "\n",
        "\n",
        "alice\n",
        "\n",
        "yes\n",
        "\n",
        "2 weeks on tuesday at 15:00\n",
        "Europe/Berlin\n",
        "2027-01-14\n",
        "paris\n",
        "AoE",
    ]);
    assert_eq!(
        completed(&[], &mut console),
        "milepost init --template minimal --profile lazy --name 'Example Project' \
         --repository https://github.com/example/network --github --pages --tsc 'alice:Alice Example:alice-example:1327285' --tsc 'other:Alice Other' --release-manager alice \
         --rmss --meeting '2 weeks on tuesday at 15:00' --time-zone Europe/Berlin --deadline-zone AoE --cycle paris \
         --start 2027-01-14"
    );
    assert!(console.answers.is_empty(), "every answer belongs to a question");
    assert!(console.seen.contains("\nTSC member's name: "), "{}", console.seen);
    assert!(console.seen.contains("this person [alice]: "), "{}", console.seen);
    assert!(console.seen.contains("`alice` is somebody else\n"), "{}", console.seen);
    assert!(console.seen.contains("Zone of deadlines [UTC]: "), "{}", console.seen);
}

#[test]
fn what_a_flag_says_is_not_asked() {
    let given = [
        "--name=Example",
        "--description=About it",
        "--repository=https://example.org/x",
        "--github",
        "--template=managed",
        "--profile=hiero/1",
        "--tsc=alice:Alice",
        "--release-manager=alice",
        "--rmss",
        "--advisor=dana:Dana",
        "--meeting=week on monday at 09:00",
        "--time-zone=UTC",
        "--cycle=paris",
        "--start=2027-01-14",
        "--deadline-zone=AoE",
    ];
    let mut console = Scripted::answering(&[]);
    let line = completed(&given, &mut console);
    assert!(
        line.starts_with(
            "milepost init --template managed --profile hiero --name Example --description 'About it' "
        ),
        "{line}"
    );
}

#[test]
fn an_answer_that_cannot_be_read_is_asked_again() {
    let mut console = Scripted::answering(&[
        "",
        "Example",
        "",
        "ftp://x",
        "",
        "",
        "weekly",
        "",
        "charter",
        "",
        "",
        "花子",
        "Hanako",
        "hanako",
        "-",
        "hana",
        "x",
        "7",
        "",
        "",
        "perhaps",
        "n",
        "soon",
        "",
        "2027-02-30",
        "",
        "Mars",
        "UTC",
    ]);
    let line = completed(&[], &mut console);
    assert_eq!(
        line,
        "milepost init --template six-month --name Example --tsc 'hanako:花子:hana:7' --deadline-zone UTC"
    );
    assert!(console.answers.is_empty());
    for problem in [
        "write some words",
        "`weekly` is none of them",
        "no profile is called so; there are lf-charter, ",
        "answer yes or no",
        "2027-02-30",
    ] {
        assert!(console.seen.contains(problem), "{problem}: {}", console.seen);
    }
}

#[test]
fn answers_that_end_early_write_nothing() {
    let failure = complete(&options(&[]), &mut Scripted::answering(&["Example"])).expect_err("a failure");
    assert!(failure.message.contains("nothing was written"), "{failure:?}");
}

#[test]
fn elsewhere_the_whole_command_line_is_shown() {
    let given = ["--start", "2027-01-14", "--description", "it's fine", "--time-zone", "UTC"];
    let failure = complete(&options(&given), &mut Scripted::nobody()).expect_err("a failure");
    for flag in ["`--name`", "`--tsc`", "`--cycle`", "`--meeting`"] {
        assert!(failure.message.contains(flag), "{failure:?}");
    }
    let hint = failure.hint.expect("a hint");
    assert!(hint.contains(r"--description 'it'\''s fine'"), "{hint}");
    assert!(hint.contains("--tsc 'alice:Alice Example:alice-example:1327285'"), "{hint}");
    assert!(hint.contains("--cycle first --start 2027-01-14"), "{hint}");
}

#[test]
fn elsewhere_nobody_is_asked() {
    let mut console = Scripted::nobody();
    let line = completed(&["--name", "Example", "--tsc", "alice:Alice"], &mut console);
    assert_eq!(line, "milepost init --template six-month --name Example --tsc alice:Alice");
    assert_eq!(console.seen, "");
}

#[test]
fn workflows_are_all_or_those_that_are_named() {
    for (given, shown) in [
        ("--github", " --github"),
        ("--github=gate,forks,merged,audit", " --github"),
        ("--github=gate,audit", " --github=gate,audit"),
    ] {
        let line = completed(&["--name=Example", given, "--tsc=alice:Alice"], &mut Scripted::nobody());
        assert_eq!(
            line,
            format!("milepost init --template six-month --name Example{shown} --tsc alice:Alice")
        );
    }
    let failure = workflows(&[Workflow::Forks], true).expect_err("a failure");
    assert_eq!(failure.message, "the workflow `forks` does nothing without `gate`");
    let found = workflows(&[Workflow::Audit, Workflow::Gate, Workflow::Gate], false).expect("workflows");
    assert_eq!(found, [Workflow::Gate, Workflow::Audit]);
    assert_eq!(workflows(&[], true).expect("workflows"), [Workflow::Pages]);
    let line = completed(&["--name=Example", "--pages", "--tsc=alice:Alice"], &mut Scripted::nobody());
    assert_eq!(line, "milepost init --template six-month --name Example --pages --tsc alice:Alice");
}
