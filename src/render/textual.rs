//! Compares governed files line by line, as a unified diff that `git apply` takes, with the changed words of a line.

use similar::{Change, ChangeTag, DiffOp, DiffTag, TextDiff};

use super::changed_words::{self, Budget, Part};
use super::escape;
use crate::report::TextChange;

/// Lines before times lines after that are still compared; beyond, the time needed could be unbounded.
const MOST_PAIRS: usize = 25_000_000;

/// A line of the diff. Its pieces are the whole line with its sign; hidden characters are shown.
pub(super) struct Line {
    pub(super) role: Role,
    pub(super) parts: Vec<Part>,
}

/// What a line of the diff says.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// The name of a file, or a remark on the line before.
    Frame,
    /// Which lines follow.
    Place,
    /// It is the same on both sides.
    Same,
    /// It is gone.
    Removed,
    /// It is new.
    Added,
}

/// All files one below the other, as text.
pub(super) fn unified(texts: &[TextChange]) -> String {
    let mut out = String::new();
    for line in lines(texts) {
        out.extend(line.parts.iter().map(|part| part.text.as_str()));
        out.push('\n');
    }
    out
}

/// All files one below the other.
pub(super) fn lines(texts: &[TextChange]) -> Vec<Line> {
    let mut page = Page { lines: Vec::new(), budget: Budget::full() };
    for text in texts {
        page.file(text);
    }
    page.lines
}

struct Page {
    lines: Vec<Line>,
    budget: Budget,
}

impl Page {
    fn file(&mut self, text: &TextChange) {
        let name = |side: &str, present: bool| {
            if present { format!("{side}/{}", escape::terminal(&text.path)) } else { "/dev/null".to_owned() }
        };
        self.push(Role::Frame, &format!("--- {}", name("a", text.before.is_some())));
        self.push(Role::Frame, &format!("+++ {}", name("b", text.after.is_some())));
        self.hunks(text.before.as_deref().unwrap_or_default(), text.after.as_deref().unwrap_or_default());
    }

    fn hunks(&mut self, before: &str, after: &str) {
        let (old, new) = (before.lines().count(), after.lines().count());
        if old.saturating_mul(new) > MOST_PAIRS {
            let counts = format!("{old} lines before, {new} lines after");
            self.push(Role::Place, &format!("@@ {counts}: too many to compare line by line @@"));
            return;
        }
        let diff = TextDiff::from_lines(before, after);
        for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
            self.push(Role::Place, &hunk.header().to_string());
            for operation in hunk.ops() {
                self.operation(&diff, operation);
            }
        }
    }

    fn operation(&mut self, diff: &TextDiff<'_, '_, str>, operation: &DiffOp) {
        let changes: Vec<Change<&str>> = diff.iter_changes(operation).collect();
        let (old, new): (Vec<_>, Vec<_>) =
            changes.into_iter().partition(|change| change.tag() != ChangeTag::Insert);
        let texts = |changes: &[Change<&str>]| -> Vec<String> {
            changes.iter().map(|change| escape::file_line(change.value())).collect()
        };
        let (before, after) = (texts(&old), texts(&new));
        let (before, after) = if operation.tag() == DiffTag::Replace {
            changed_words::mark(&before, &after, &mut self.budget)
        } else {
            let whole = |lines: &[String]| lines.iter().map(|line| changed_words::unmarked(line)).collect();
            (whole(&before), whole(&after))
        };
        for (change, parts) in old.iter().zip(before).chain(new.iter().zip(after)) {
            self.line(change, parts);
        }
    }

    fn line(&mut self, change: &Change<&str>, mut parts: Vec<Part>) {
        let (role, sign) = match change.tag() {
            ChangeTag::Equal => (Role::Same, " "),
            ChangeTag::Delete => (Role::Removed, "-"),
            ChangeTag::Insert => (Role::Added, "+"),
        };
        match parts.first_mut().filter(|first| !first.changed) {
            Some(first) => first.text.insert_str(0, sign),
            None => parts.splice(..0, changed_words::unmarked(sign)).for_each(drop),
        }
        self.lines.push(Line { role, parts });
        if change.missing_newline() {
            self.push(Role::Frame, "\\ No newline at end of file");
        }
    }

    fn push(&mut self, role: Role, text: &str) {
        self.lines.push(Line { role, parts: changed_words::unmarked(text) });
    }
}

#[cfg(test)]
mod tests {
    use std::sync::Arc;

    use super::*;

    fn change(before: &str, after: &str) -> [TextChange; 1] {
        [TextChange {
            path: "a.yaml".to_owned(),
            before: Some(Arc::from(before)),
            after: Some(Arc::from(after)),
        }]
    }

    #[test]
    fn a_missing_line_end_is_told_as_patch_programs_know_it() {
        let text = unified(&change("a: 1\nb: 2", "a: 1\nb: 3\n"));
        let end = "-b: 2\n\\ No newline at end of file\n+b: 3\n";
        assert_eq!(text, format!("--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,2 @@\n a: 1\n{end}"));
    }

    #[test]
    fn the_words_that_differ_are_marked_and_change_no_byte() {
        let texts = change("a: 1\nb: 2 x\n", "a: 1\nb: 3 x\n");
        let marked: Vec<String> = lines(&texts)
            .iter()
            .flat_map(|line| &line.parts)
            .filter(|part| part.changed)
            .map(|part| part.text.clone())
            .collect();
        assert_eq!(marked, ["2", "3"]);
        let plain = unified(&texts);
        assert_eq!(plain, "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,2 @@\n a: 1\n-b: 2 x\n+b: 3 x\n");
    }

    #[test]
    fn tabs_stay_so_that_the_patch_fits() {
        let text = unified(&change("a:\t1\nb: 1\n", "a:\t1\nb: 2\n"));
        assert!(text.contains("\n a:\t1\n"), "{text}");
    }

    #[test]
    fn hidden_characters_and_workflow_commands_stay_text() {
        let text = unified(&change("b: 2\n", "b: \u{202e}3\u{1b}[31m\n::error::x\n##[error]\n"));
        assert!(text.contains("+b: \\u{202e}3\\u{1b}[31m\n+\\u{3a}:error::x\n+\\u{23}#[error]\n"), "{text}");
    }

    #[test]
    fn files_that_would_take_too_long_are_only_counted() {
        let text = unified(&change(&"a\n".repeat(6_000), &"b\n".repeat(6_000)));
        assert!(
            text.ends_with("@@ 6000 lines before, 6000 lines after: too many to compare line by line @@\n")
        );
    }

    #[test]
    fn a_huge_line_is_shown_without_marks() {
        let line = |word: &str| format!("same {}\n", format!("{word} ").repeat(200_000));
        let texts = change(&line("a"), &line("b"));
        assert!(lines(&texts).iter().flat_map(|line| &line.parts).all(|part| !part.changed));
    }
}
