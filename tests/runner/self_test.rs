//! Tests of the runner itself: a runner that overlooks things would make every case worthless.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use git2::{Oid, Repository};
use libtest_mimic::Trial;

use super::Result;
use super::case::{Case, CommandLine, words};
use super::files::Entry;
use super::sandbox::{Run, name_commits};
use super::{discover, history, properties, transcript};

type Test = fn() -> Result;

/// One a test below.
pub(crate) fn trials() -> Vec<Trial> {
    let tests: [(&str, Test); 9] = [
        ("arguments are split outside of quotes", arguments_are_split),
        ("commit ids become names", commit_ids_become_names),
        ("a folder without cmd is reported", a_folder_without_cmd_is_reported),
        ("an empty cmd is refused", an_empty_cmd_is_refused),
        ("idle files are refused", idle_files_are_refused),
        ("a gap in the commits is refused", a_gap_is_refused),
        ("a history is built alike everywhere", a_history_is_built_alike),
        ("bad output is refused in every format", bad_output_is_refused),
        ("a transcript shows everything", a_transcript_shows_everything),
    ];
    let trial = |(name, test): (&str, Test)| Trial::test(format!("runner: {name}"), move || Ok(test()?));
    tests.into_iter().map(trial).collect()
}

fn arguments_are_split() -> Result {
    same(
        &words("check  --rev 'a b' \"\" x'y'")?,
        &["check", "--rev", "a b", "", "xy"].map(str::to_owned).to_vec(),
    )?;
    refused(words("check 'open"), "not closed")
}

fn commit_ids_become_names() -> Result {
    let steps = ["0123456789abcdef0123456789abcdef01234567".to_owned(), "f".repeat(40)];
    let text = format!("{} 0123456, ffff ffffffff\nsha256:{}", steps[0], "f".repeat(64));
    let named = format!("[step-1] [step-1:short], ffff [step-2:short]\nsha256:{}", "f".repeat(64));
    same(&name_commits(&text, &steps), &named)
}

fn a_folder_without_cmd_is_reported() -> Result {
    let folder =
        folder_of(&[("group/runs/cmd", "check\n"), ("group/never/release/a.yaml", ""), ("stray.txt", "")])?;
    let (found, misplaced) = discover::find(folder.path())?;
    same(&found, &vec![folder.path().join("group/runs")])?;
    same(&misplaced.len(), &2)
}

fn an_empty_cmd_is_refused() -> Result {
    let folder = folder_of(&[("cmd", "# nothing\n")])?;
    refused(Case::load(folder.path()), "no command")
}

fn idle_files_are_refused() -> Result {
    let folder = folder_of(&[("cmd", "check\n"), ("before/release/a.yaml", "")])?;
    refused(Case::load(folder.path()), "no command reads `before`")?;
    let folder = folder_of(&[("cmd", "check\n"), ("expected.json", "")])?;
    refused(Case::load(folder.path()), "compared with nothing")?;
    let folder = folder_of(&[("cmd", "check\n"), ("1-begin/a", ""), ("release/a.yaml", "")])?;
    refused(Case::load(folder.path()), "no command reads `release`")
}

fn a_gap_is_refused() -> Result {
    let folder = folder_of(&[("cmd", "check\n"), ("1-begin/a", ""), ("3-end/a", "")])?;
    refused(Case::load(folder.path()), "without a gap")
}

fn a_history_is_built_alike() -> Result {
    let folder = folder_of(&[
        ("1-begin/release/a.yaml", "a\n"),
        ("1-begin/old/b", "b\n"),
        ("2-side/delta", ""),
        ("2-side/delete", "old\n"),
        (
            "2-side/modes",
            "120000 release/link ../a\n100755 release/a.yaml\n100644 e\\u{301} release/a.yaml\n",
        ),
        ("3-main/delta", ""),
        ("3-main/parents", "1\n"),
        ("3-main/commit", "time: 2027-05-01T00:00:00Z\nauthor: Mallory <m@example.org>\n"),
        ("3-main/dot-gitattributes", "* text\n"),
        ("4-merge/delta", ""),
        ("4-merge/parents", "3 2\n"),
        ("4-merge/modes", "160000 module 1111111111111111111111111111111111111111\n"),
    ])?;
    let folders = discover::sorted_entries(folder.path())?;
    let target = tempfile::tempdir()?;
    let steps = history::build(&folders, None, target.path())?;
    let again = tempfile::tempdir()?;
    let ids = |steps: &[history::Step]| steps.iter().map(|step| step.id).collect::<Vec<Oid>>();
    same(&ids(&steps), &ids(&history::build(&folders, None, again.path())?))?;

    let repository = Repository::open(target.path())?;
    let merge = repository.find_commit(steps[3].id)?;
    same(&merge.parent_ids().collect(), &vec![steps[2].id, steps[1].id])?;
    same(&repository.head()?.target(), &Some(steps[3].id))?;
    same(&repository.revparse_single("step-1")?.id(), &steps[0].id)?;
    let author = repository.find_commit(steps[2].id)?;
    same(&author.author().name().map(str::to_owned).ok(), &Some("Mallory".to_owned()))?;
    same(&author.time().seconds(), &1_809_129_600)?;

    let side = repository.find_commit(steps[1].id)?.tree()?;
    let modes = |path: &str| side.get_path(Path::new(path)).map(|entry| entry.filemode()).ok();
    let found = ["release/a.yaml", "release/link", "e\u{301}", "old"].map(modes);
    same(&found, &[Some(0o100_755), Some(0o120_000), Some(0o100_644), None])?;
    same(&steps[2].files.get(".gitattributes"), &Some(&Entry::Plain(b"* text\n".to_vec())))?;
    let module = merge.tree()?.get_name("module").map(|entry| entry.filemode());
    same(&module, &Some(0o160_000))?;
    same(&repository.statuses(None)?.len(), &0)
}

fn bad_output_is_refused() -> Result {
    let contract = properties::report_schema()?;
    let judged = |format: &str, code: i32, stdout: &str| {
        let arguments = ["gate", "--format", format].map(str::to_owned).to_vec();
        let command = CommandLine { text: arguments.join(" "), arguments };
        let (stderr, written) = (String::new(), BTreeMap::new());
        properties::hold_for(&command, &Run { code, stdout: stdout.to_owned(), stderr, written }, &contract)
    };
    let fine = r#"{"version": 1, "command": "gate", "verdict": "pending", "changes": []}"#;
    let failed = r#"{"version": 1, "command": "gate", "error": {"message": "not a repository"}}"#;
    judged("json", 1, fine)?;
    judged("json", 2, failed)?;
    judged("markdown", 0, &"x".repeat(60_000))?;
    refused(judged("json", 1, "verdict: pending"), "not JSON")?;
    refused(judged("json", 1, r#"{"version": 1, "command": "gate"}"#), "not the published format")?;
    refused(judged("json", 1, &fine.replace("changes", "chances")), "not the published format")?;
    refused(judged("json", 2, fine), "go together")?;
    refused(judged("json", 0, failed), "go together")?;
    refused(judged("markdown", 0, &"x".repeat(60_001)), "larger than")?;
    refused(judged("human", 0, "\u{1b}[31mred\u{1b}[0m"), "control character")
}

fn a_transcript_shows_everything() -> Result {
    let written = BTreeMap::from([("a.yaml".to_owned(), Some("kind\n".to_owned())), ("b".to_owned(), None)]);
    let run = Run { code: 1, stdout: "open".to_owned(), stderr: "bad\n".to_owned(), written };
    let expected =
        "exit 1\n--- stdout\nopen\n(no line end)\n--- stderr\nbad\n--- wrote a.yaml\nkind\n--- removed b\n";
    same(&transcript::block(&run)?, &expected.to_owned())
}

fn folder_of(files: &[(&str, &str)]) -> Result<tempfile::TempDir> {
    let folder = tempfile::tempdir()?;
    for (path, text) in files {
        let path = folder.path().join(path);
        if let Some(parent) = path.parent() {
            fs::create_dir_all(parent)?;
        }
        fs::write(path, text)?;
    }
    Ok(folder)
}

fn same<T: PartialEq + std::fmt::Debug>(found: &T, expected: &T) -> Result {
    if found == expected { Ok(()) } else { Err(format!("found {found:?}, expected {expected:?}").into()) }
}

fn refused<T>(found: Result<T>, words: &str) -> Result {
    match found {
        Err(error) if error.to_string().contains(words) => Ok(()),
        Err(error) => Err(format!("expected a refusal with `{words}`, found: {error}").into()),
        Ok(_) => Err(format!("expected a refusal with `{words}`, found none").into()),
    }
}
