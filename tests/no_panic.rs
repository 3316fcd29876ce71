//! Whatever stands in a folder, reading it ends without a panic, and what cannot be read is said.

#![allow(clippy::expect_used, reason = "a test that cannot prepare its input has failed")]

use milepost::approval::{HistoryFacts, Proofs, Step};
use milepost::document;
use milepost::render::{Format, Options, render};
use milepost::report;
use milepost::schema::Kind;
use milepost::source::{Content, EntryKind, InMemory};
use milepost::yaml;
use proptest::collection::vec;
use proptest::prelude::*;

/// The paths where documents stand, and some where none do.
const PATHS: [&str; 18] = [
    "release/project.yaml",
    "release/roster.yaml",
    "release/policy.yaml",
    "release/working-group.yaml",
    "release/training.yaml",
    "release/process.yaml",
    "release/schedules/paris.yaml",
    "release/progress/paris.yaml",
    "release/exceptions/paris-1.yaml",
    "release/retrospectives/paris.yaml",
    "release/support/1.yaml",
    "release/approvals/2026-11-30-adopt-rmss.yaml",
    "release/approvals/2026-11-30-adopt-rmss.witness.yaml",
    "release/README.md",
    "release/odd.txt",
    "release/Schedules/É.yaml",
    "release",
    "CODEOWNERS",
];

/// What YAML is made of, and what it is not made of.
const TOKENS: [&str; 62] = [
    "kind: ",
    "schedule/v1",
    "policy/v1",
    "cycle: paris",
    "milestones:",
    "- ",
    "  ",
    "    ",
    "\n",
    "\n\n",
    ": ",
    ":",
    "?",
    "? ",
    "{",
    "}",
    "[",
    "]",
    ",",
    ", ",
    "&a ",
    "*a",
    "!!str ",
    "!x ",
    "<<: ",
    "| ",
    "|\n",
    ">-\n",
    "\"",
    "'",
    "\\",
    "\\u0073",
    "#",
    " # ",
    "---\n",
    "...\n",
    "%YAML 1.2\n",
    "%TAG ! x\n",
    "@",
    "`",
    "~",
    "null",
    "true",
    "no",
    "1.10",
    "0x2",
    "2027-02-30",
    "tbd",
    "\t",
    "\r",
    "\u{feff}",
    "\u{85}",
    "\u{2028}",
    "\u{202e}",
    "\u{1b}[31m",
    "é",
    "🚀",
    "\u{0}",
    "a",
    "id",
    "date",
    "\u{10ffff}",
];

fn load(files: &[(usize, Vec<u8>)]) -> document::Workspace {
    let mut snapshot = InMemory::new("memory");
    for (place, bytes) in files {
        snapshot = snapshot.with_file(PATHS[place % PATHS.len()], bytes);
    }
    let protected = ["CODEOWNERS".to_owned()].into();
    document::load(&snapshot, "release", &protected).expect("memory can be read")
}

/// A document that is no document any more has a diagnostic.
fn is_said(workspace: &document::Workspace) -> Result<(), TestCaseError> {
    for path in &workspace.unread {
        let said = workspace.diagnostics.iter().any(|problem| problem.location.path == *path);
        prop_assert!(said, "nothing is said about {path}");
    }
    for problem in &workspace.diagnostics {
        prop_assert!(!problem.message.is_empty());
        let Some(span) = problem.location.span else { continue };
        prop_assert!(span.start.line() >= 1 && span.start.column() >= 1, "{problem:?}");
        prop_assert!(span.start <= span.end, "{problem:?}");
    }
    Ok(())
}

fn documents() -> Vec<Vec<u8>> {
    let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/documents");
    let read = |kind: Kind| std::fs::read(format!("{folder}/{kind}.yaml")).expect("a document of every kind");
    Kind::ALL.into_iter().map(read).collect()
}

fn edited(mut bytes: Vec<u8>, edits: Vec<(prop::sample::Index, usize, Vec<u8>)>) -> Vec<u8> {
    for (place, gone, comes) in edits {
        let start = place.index(bytes.len() + 1);
        let end = (start + gone).min(bytes.len());
        bytes.splice(start..end, comes);
    }
    bytes
}

/// Makes another digit of one, so that dates, versions and counts change and the document stays readable.
fn next_digit(bytes: &mut [u8], place: prop::sample::Index) {
    let digits: Vec<usize> = (0..bytes.len()).filter(|index| bytes[*index].is_ascii_digit()).collect();
    if !digits.is_empty() {
        let digit = &mut bytes[*place.get(&digits)];
        *digit = if *digit == b'9' { b'0' } else { *digit + 1 };
    }
}

/// A change of some bytes: where, how many go, and what comes.
fn edit() -> impl Strategy<Value = (prop::sample::Index, usize, Vec<u8>)> {
    let token = prop::sample::select(TOKENS.to_vec()).prop_map(|token| token.as_bytes().to_vec());
    let comes = prop_oneof![3 => token, 1 => vec(any::<u8>(), 0..4)];
    (any::<prop::sample::Index>(), 0_usize..12, comes)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 400, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn arbitrary_bytes(files in vec((any::<usize>(), vec(any::<u8>(), 0..300)), 0..6)) {
        is_said(&load(&files))?;
    }

    #[test]
    fn soups_of_tokens(place in any::<usize>(), tokens in vec(prop::sample::select(TOKENS.to_vec()), 0..80)) {
        let text = tokens.concat();
        is_said(&load(&[(place, text.clone().into_bytes())]))?;
        yaml::parse("f.yaml", &text);
    }

    #[test]
    fn documents_with_some_bytes_changed(which in 0..Kind::ALL.len(), edits in vec(edit(), 1..6)) {
        let bytes = edited(documents().swap_remove(which), edits);
        is_said(&load(&[(which, bytes)]))?;
    }

    #[test]
    fn documents_cut_off_anywhere(which in 0..Kind::ALL.len(), end in any::<prop::sample::Index>()) {
        let mut bytes = documents().swap_remove(which);
        bytes.truncate(end.index(bytes.len() + 1));
        is_said(&load(&[(which, bytes)]))?;
    }

    #[test]
    fn documents_at_the_place_of_others(which in 0..Kind::ALL.len(), place in any::<usize>()) {
        is_said(&load(&[(place, documents().swap_remove(which))]))?;
    }

    #[test]
    fn any_path_and_any_kind_of_entry(
        paths in vec(("release(/[a-zA-Z.é \u{301}~-]{0,8}){0,4}(\\.ya?ml)?", 0_usize..6), 0..8),
    ) {
        let kinds = [
            (EntryKind::File, Content::Bytes(b"kind: x"[..].into())),
            (EntryKind::Executable, Content::Bytes(b""[..].into())),
            (EntryKind::Symlink, Content::Target("..".to_owned())),
            (EntryKind::Submodule, Content::Nothing),
            (EntryKind::Folder, Content::Nothing),
            (EntryKind::File, Content::TooLarge(u64::MAX)),
        ];
        let mut snapshot = InMemory::new("memory");
        for (path, kind) in paths {
            let (kind, content) = kinds[kind].clone();
            snapshot = snapshot.with(&path, kind, content);
        }
        is_said(&document::load(&snapshot, "release", &[].into()).expect("memory can be read"))?;
    }
}

proptest! {
    // Each of them judges a whole project twice and writes it in every format.
    #![proptest_config(ProptestConfig { cases: 100, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn a_project_with_some_bytes_changed_is_judged(
        which in 0..Kind::ALL.len(),
        edits in vec(edit(), 0..3),
        places in vec(any::<prop::sample::Index>(), 1..3),
    ) {
        let all: Vec<(usize, Vec<u8>)> = documents().into_iter().enumerate().collect();
        let mut changed = all.clone();
        changed[which].1 = edited(changed[which].1.clone(), edits);
        for place in places {
            let (_, bytes) = &mut changed[which];
            next_digit(bytes, place);
        }
        let (before, after) = (load(&all), load(&changed));
        let history = HistoryFacts::default();
        for (before, after) in [(&before, &after), (&after, &before)] {
            let step = Step { before, after, today: jiff::civil::date(2027, 2, 1), history: &history, proofs: Proofs::offline() };
            let judged = report::gate(step, Vec::new());
            for format in [Format::Human, Format::Json, Format::Markdown, Format::Github, Format::Sarif] {
                prop_assert!(!render(&judged.report, format, &Options::default()).is_empty());
            }
        }
    }
}
