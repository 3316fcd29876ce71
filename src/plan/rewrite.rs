//! The text of a schedule with other dates, and everything else as it was.

use super::knock_on::{Moves, Ruled};
use super::refusal::Refusal;
use super::write::{is_rule_comment, rule_comment};
use crate::yaml::write::comment;
use crate::yaml::{EditError, Editor, Setting};

/// The text with the new dates, and with the reason, if one is given, behind those that it explains. The reason of a
/// date that gave way to the one of its rule goes with it, unless the notation is in the way.
pub fn rewritten(text: &str, moves: &Moves, reason: Option<&str>) -> Result<String, Refusal> {
    let mut editor = Editor::new(text).map_err(|error| Refusal::new(error.to_string()))?;
    let dates = moves.moved.iter().map(|moved| setting(moved.place, "date", moved.date.text(), "id"));
    set_all(&mut editor, &dates.collect::<Vec<_>>())?;
    if let Some(reason) = reason {
        let reasons = moves.explained.iter().map(|place| setting(*place, "reason", reason, "date"));
        set_all(&mut editor, &reasons.collect::<Vec<_>>())?;
    }
    for one in moves.reason_superfluous.iter().filter(|one| one.goes) {
        // What cannot be taken away stays, and whoever moved the date is told so.
        let _ = editor.remove(&["milestones", &one.place.to_string()], "reason");
    }
    if !moves.moved.is_empty() {
        say_rules_anew(&mut editor, &moves.ruled);
    }
    Ok(editor.finish())
}

/// Corrects the rules that a new schedule got as comments behind its dates. What people wrote there is theirs.
fn say_rules_anew(editor: &mut Editor, ruled: &[Ruled]) {
    let path = |one: &Ruled| vec!["milestones".to_owned(), one.place.to_string(), "date".to_owned()];
    let paths: Vec<Vec<String>> = ruled.iter().map(path).collect();
    editor.reword_comments(&paths, |index, words| {
        let one = ruled.get(index).filter(|one| is_rule_comment(words, &one.rule))?;
        Some(comment(&rule_comment(&one.rule, one.expected)))
    });
}

fn setting(place: usize, key: &str, value: &str, after: &str) -> Setting {
    Setting {
        path: vec!["milestones".to_owned(), place.to_string()],
        key: key.to_owned(),
        content: value.into(),
        after: Some(after.to_owned()),
    }
}

fn set_all(editor: &mut Editor, settings: &[Setting]) -> Result<(), Refusal> {
    editor.set_all(settings).map_err(|(index, error)| match settings.get(index) {
        Some(setting) => about(editor, setting, &error),
        None => Refusal::new(error.to_string()),
    })
}

/// Names the milestone; where it stands in a list of many says nothing to people.
fn about(
    editor: &Editor,
    Setting { path, key, content: _, after: _ }: &Setting,
    error: &EditError,
) -> Refusal {
    let id = editor.tree().at(path.iter().map(String::as_str).chain(["id"])).and_then(|id| id.text());
    let id = id.unwrap_or_default();
    match error {
        EditError::ChangesMore(_) => {
            Refusal::new(format!("the `{key}` of `{id}` cannot be written without changing anything else"))
                .hint("edit the file by hand, or write that milestone as the others are written")
        }
        error => Refusal::new(format!("the `{key}` of `{id}` cannot be written: {error}")),
    }
}
