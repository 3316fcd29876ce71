//! The text of a schedule with other dates, and everything else as it was.

use super::knock_on::Moves;
use super::refusal::Refusal;
use crate::yaml::{EditError, Editor};

/// The text with the new dates, and with the reason, if one is given, behind those that it explains.
pub fn rewritten(text: &str, moves: &Moves, reason: Option<&str>) -> Result<String, Refusal> {
    let mut editor = Editor::new(text)?;
    for moved in &moves.moved {
        set(&mut editor, moved.place, "date", moved.date.text(), "id")?;
    }
    if let Some(reason) = reason {
        for place in &moves.explained {
            set(&mut editor, *place, "reason", reason, "date")?;
        }
    }
    Ok(editor.finish())
}

fn set(editor: &mut Editor, place: usize, key: &str, value: &str, after: &str) -> Result<(), Refusal> {
    Ok(editor.set(&["milestones", &place.to_string()], key, value, Some(after))?)
}

impl From<EditError> for Refusal {
    fn from(error: EditError) -> Self {
        Self::new(error.to_string())
    }
}
