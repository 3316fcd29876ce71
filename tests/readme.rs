//! What the README shows is what the program prints. `MILEPOST_UPDATE=1` writes it anew.

#![allow(clippy::expect_used, clippy::panic, reason = "a failed expectation is how a test fails")]

use std::fs;
use std::path::Path;
use std::process::Command;

/// Where the output of a command begins; the fenced block that follows holds it.
const MARKER: &str = "<!-- output";

#[test]
fn the_readme_shows_real_output() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let path = top.join("README.md");
    let written = fs::read_to_string(&path).expect("the README");
    let shown = written.split(MARKER).skip(1).count();
    assert!(shown >= 4, "the README shows the output of {shown} commands only");
    let fresh = with_output(&written, top);
    if std::env::var_os("MILEPOST_UPDATE").is_some() {
        fs::write(&path, &fresh).expect("the README can be written");
    } else {
        assert_eq!(written, fresh, "the README is out of date: MILEPOST_UPDATE=1 cargo test --test readme");
    }
}

#[test]
fn the_commands_of_the_readme_are_the_ones_that_are_tested() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(top.join("README.md")).expect("the README");
    let gate = fs::read_to_string(top.join(".ci/run")).expect("the gate of the repository");
    assert!(readme.contains("$ cargo test --locked\n"), "the README has another test command");
    assert!(gate.contains("cargo test --locked"), ".ci/run has another test command than the README");
}

/// A trend and an audit need a history, which the examples have none of.
#[test]
fn what_the_readme_shows_of_a_history_is_what_its_case_prints() {
    let top = Path::new(env!("CARGO_MANIFEST_DIR"));
    let readme = fs::read_to_string(top.join("README.md")).expect("the README");
    let samples: Vec<&str> = readme.split("<!-- case").skip(1).collect();
    assert_eq!(samples.len(), 2, "a trend and an audit");
    for sample in samples {
        is_that_of_its_case(sample, top);
    }
}

fn is_that_of_its_case(sample: &str, top: &Path) {
    let (head, rest) = sample.split_once(" -->\n```text\n").expect("a case and its output");
    let (how, case) = head.split_once(": ").expect("a case behind the colon");
    let (shown, _) = rest.split_once("```").expect("the end of the block");
    let path = top.join("tests/cases").join(case).join("expected.txt");
    let expected = fs::read_to_string(&path).expect("what the case prints");
    let (_, printed) = expected.split_once("--- stdout\n").expect("what the first call prints");
    let printed = printed.split_once("\n\n$ ").map_or(printed, |(first, _)| first);
    let printed = part_of(printed.trim_end(), how.trim());
    for (shown, printed) in shown.lines().zip(printed.lines()) {
        let same = match (printed.split_once("[step-"), printed.split_once(":short]")) {
            (Some((before, _)), Some((_, after))) => shown.starts_with(before) && shown.ends_with(after),
            _ => shown == printed,
        };
        assert!(same, "the README shows `{shown}`, the case prints `{printed}`");
    }
    assert_eq!(shown.trim_end().lines().count(), printed.trim_end().lines().count());
}

/// The text with every marked block filled by what its command prints.
fn with_output(text: &str, top: &Path) -> String {
    let mut parts = text.split(MARKER);
    let mut out = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let (head, rest) = part.split_once("-->\n```text\n").expect("a fenced block behind the marker");
        let (_, rest) = rest.split_once("```").expect("the end of the block");
        let (how, command) = head.split_once(": ").expect("a command behind the colon");
        let output = run(command.trim(), top);
        let output = part_of(&output, how.trim());
        assert!(
            !output.is_empty() && !output.contains("```"),
            "`{command}` prints nothing that can be shown"
        );
        out.push_str(&format!("{MARKER}{head}-->\n```text\n{output}```{rest}"));
    }
    out
}

/// The output, or only its `(the first 20 lines)` or `(the last 20 lines)`.
fn part_of(output: &str, how: &str) -> String {
    let lines: Vec<&str> = output.lines().collect();
    let counted = |words: &str| -> Option<usize> {
        let number = how.strip_prefix(words)?.strip_suffix(" lines)")?;
        Some(number.parse::<usize>().expect("a number of lines").min(lines.len()))
    };
    let shown = match (counted("(the first "), counted("(the last ")) {
        (Some(first), _) => lines.get(..first),
        (None, last) => lines.get(last.map_or(0, |last| lines.len() - last)..),
    };
    shown.unwrap_or_default().iter().map(|line| format!("{line}\n")).collect()
}

fn run(command: &str, top: &Path) -> String {
    let arguments = command.strip_prefix("milepost ").expect("a command of this program");
    let output = Command::new(env!("CARGO_BIN_EXE_milepost"))
        .args(words(arguments))
        .current_dir(top)
        .env_clear()
        .output()
        .expect("the program runs");
    assert_ne!(output.status.code(), Some(2), "{command}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).expect("UTF-8")
}

/// The words of a command line; what stands in double quotes is one.
fn words(line: &str) -> Vec<String> {
    let mut words = vec![String::new()];
    let mut quoted = false;
    for letter in line.chars() {
        match letter {
            '"' => quoted = !quoted,
            ' ' if !quoted => words.push(String::new()),
            _ => words.last_mut().expect("a word").push(letter),
        }
    }
    words
}
