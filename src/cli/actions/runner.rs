//! What a run leaves behind on the runner: its log, its outputs, its summary and its reports.
//!
//! The runner obeys lines of the log that look like commands, and splits files of outputs at their delimiters. So foreign
//! text is written where commands are switched off, and behind delimiters that nobody can guess.

use std::fmt::Write as _;
use std::fs::{self, OpenOptions};
use std::hash::{BuildHasher as _, Hasher as _, RandomState};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::output::print;

/// The most bytes of a summary; GitHub drops a longer one as a whole.
const LARGEST_SUMMARY: u64 = 1024 * 1024;

/// Writes lines for people into the log, folded under a title. No line of them is obeyed.
pub(super) fn log(title: &str, text: &str) -> Result<(), Failure> {
    print(&folded(title, text, &unguessable()))
}

fn folded(title: &str, text: &str, token: &str) -> String {
    let end = if text.is_empty() || text.ends_with('\n') { "" } else { "\n" };
    format!("::group::{title}\n::stop-commands::{token}\n{text}{end}::{token}::\n::endgroup::\n")
}

/// Adds outputs to the file that takes them.
pub(super) fn add_outputs(path: &Path, outputs: &[(&str, String)]) -> Result<(), Failure> {
    let text: String = outputs.iter().map(|(name, value)| output(name, value, &unguessable())).collect();
    append(path, &text)
}

fn output(name: &str, value: &str, delimiter: &str) -> String {
    format!("{name}<<{delimiter}\n{value}\n{delimiter}\n")
}

/// Adds Markdown to the summary, as far as there is room.
pub(super) fn add_summary(path: &Path, markdown: &str) -> Result<(), Failure> {
    let written = fs::metadata(path).map_or(0, |found| found.len());
    let room = LARGEST_SUMMARY.saturating_sub(written);
    if u64::try_from(markdown.len()).is_ok_and(|length| length + 1 < room) {
        return append(path, &format!("{markdown}\n"));
    }
    let note = "The report does not fit into the summary of this step any more; the log has it.\n";
    if note.len() as u64 <= room { append(path, note) } else { Ok(()) }
}

/// A new folder for the reports of this run.
pub(super) fn report_folder(temporary: &Path) -> Result<PathBuf, Failure> {
    let folder = temporary.join(unguessable());
    fs::create_dir_all(&folder).map_err(|error| Failure::of_file("write", &folder, &error))?;
    Ok(folder)
}

fn append(path: &Path, text: &str) -> Result<(), Failure> {
    let file = OpenOptions::new().append(true).create(true).open(path);
    file.and_then(|mut file| file.write_all(text.as_bytes()))
        .map_err(|error| Failure::of_file("write", path, &error))
}

/// A word that no text was written to contain: the keys of the hashes come from the system's own source of chance.
pub(super) fn unguessable() -> String {
    let mut word = String::from("milepost-");
    for _ in 0..2 {
        // Writing to a string cannot fail.
        let _ = write!(word, "{:016x}", RandomState::new().build_hasher().finish());
    }
    word
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_of_foreign_text_is_obeyed() {
        let text = folded("Report", "::error::x\n::endgroup::", "token");
        assert_eq!(
            text,
            "::group::Report\n::stop-commands::token\n::error::x\n::endgroup::\n::token::\n::endgroup::\n"
        );
    }

    #[test]
    fn an_output_may_have_several_lines() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("outputs");
        fs::write(&path, "a=b\n").expect("a file");
        add_outputs(&path, &[("summary", "x\nverdict=approved\nEOF".to_owned())]).expect("written");
        let text = fs::read_to_string(&path).expect("the file");
        let lines: Vec<&str> = text.lines().collect();
        let delimiter = lines[1].strip_prefix("summary<<").expect("a delimiter");
        assert_eq!(lines[2..], ["x", "verdict=approved", "EOF", delimiter]);
        assert!(delimiter.len() > 32 && unguessable() != unguessable());
    }

    #[test]
    fn a_summary_is_never_longer_than_what_is_shown() {
        let folder = tempfile::tempdir().expect("a folder");
        let path = folder.path().join("summary");
        add_summary(&path, "first").expect("written");
        add_summary(&path, &"x".repeat(2 * 1024 * 1024)).expect("written");
        let text = fs::read_to_string(&path).expect("the file");
        assert!(text.starts_with("first\n") && text.contains("does not fit"), "{}", text.len());
        fs::write(&path, "x".repeat(1024 * 1024)).expect("a file");
        add_summary(&path, "more").expect("nothing to write");
        assert_eq!(fs::metadata(&path).expect("the file").len(), 1024 * 1024);
    }
}
