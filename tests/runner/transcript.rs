//! What the commands of a case left behind as one text, compared byte for byte with `expected.txt`.

use std::fmt::Write;
use std::fs;

use similar::TextDiff;

use super::Result;
use super::case::Case;
use super::sandbox::{Run, Sandbox};

/// Set to 1, the output becomes the expectation.
const UPDATE: &str = "MILEPOST_UPDATE";

/// Runs the case, and compares or, when asked to, renews the expectation.
pub(crate) fn compare(case: &Case) -> Result {
    let found = of(case)?;
    let path = case.expected();
    if std::env::var_os(UPDATE).is_some_and(|value| value == "1") {
        return Ok(fs::write(path, found)?);
    }
    let Ok(expected) = fs::read_to_string(&path) else {
        return Err(format!(
            "there is no `expected.txt`: read the output below, and write it with {UPDATE}=1\n\n{found}"
        )
        .into());
    };
    if expected == found {
        return Ok(());
    }
    let difference =
        TextDiff::from_lines(&expected, &found).unified_diff().header("expected.txt", "found").to_string();
    Err(format!("the output differs; if it is meant to, write it with {UPDATE}=1\n\n{difference}").into())
}

fn of(case: &Case) -> Result<String> {
    let sandbox = Sandbox::build(case)?;
    let mut text = String::new();
    for command in &case.commands {
        if !text.is_empty() {
            text.push('\n');
        }
        let run = sandbox.run(&command.arguments)?;
        writeln!(text, "$ milepost {}", command.text)?;
        text.push_str(&block(&run)?);
    }
    Ok(text)
}

/// The exit code, and every stream and file that is not empty.
pub(crate) fn block(run: &Run) -> Result<String> {
    let mut text = format!("exit {}\n", run.code);
    for (title, content) in [("stdout", &run.stdout), ("stderr", &run.stderr)] {
        if !content.is_empty() {
            section(&mut text, title, content)?;
        }
    }
    for (path, content) in &run.written {
        match content {
            Some(content) => section(&mut text, &format!("wrote {path}"), content)?,
            None => writeln!(text, "--- removed {path}")?,
        }
    }
    Ok(text)
}

fn section(text: &mut String, title: &str, content: &str) -> Result {
    writeln!(text, "--- {title}")?;
    text.push_str(content);
    if !content.is_empty() && !content.ends_with('\n') {
        text.push_str("\n(no line end)\n");
    }
    Ok(())
}
