//! Writes the differences of governed files line by line, as a unified diff.

use std::fmt::Write as _;

use similar::{ChangeTag, TextDiff};

use super::escape;
use crate::report::TextChange;

/// Lines before times lines after that are still compared; beyond, the time needed could be unbounded.
const MOST_PAIRS: usize = 25_000_000;

/// All files one below the other; hidden characters are shown.
pub(super) fn unified(texts: &[TextChange]) -> String {
    let mut out = String::new();
    for text in texts {
        let before = text.before.as_deref().unwrap_or_default();
        let after = text.after.as_deref().unwrap_or_default();
        let name = |side: &str, present: bool| {
            if present { format!("{side}/{}", escape::terminal(&text.path)) } else { "/dev/null".to_owned() }
        };
        // Writing to a string cannot fail.
        let _ = writeln!(out, "--- {}", name("a", text.before.is_some()));
        let _ = writeln!(out, "+++ {}", name("b", text.after.is_some()));
        push_hunks(&mut out, before, after);
    }
    out
}

fn push_hunks(out: &mut String, before: &str, after: &str) {
    let (old, new) = (before.lines().count(), after.lines().count());
    if old.saturating_mul(new) > MOST_PAIRS {
        let _ =
            writeln!(out, "@@ {old} lines before, {new} lines after: too many to compare line by line @@");
        return;
    }
    let diff = TextDiff::from_lines(before, after);
    for hunk in diff.unified_diff().context_radius(3).iter_hunks() {
        let _ = writeln!(out, "{}", hunk.header());
        for change in hunk.iter_changes() {
            let sign = match change.tag() {
                ChangeTag::Delete => '-',
                ChangeTag::Insert => '+',
                ChangeTag::Equal => ' ',
            };
            let _ = writeln!(out, "{sign}{}", escape::terminal_line(change.value()));
        }
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
    fn a_missing_line_end_adds_no_line() {
        let text = unified(&change("a: 1\nb: 2", "a: 1\nb: 3"));
        assert_eq!(text, "--- a/a.yaml\n+++ b/a.yaml\n@@ -1,2 +1,2 @@\n a: 1\n-b: 2\n+b: 3\n");
    }

    #[test]
    fn files_that_would_take_too_long_are_only_counted() {
        let text = unified(&change(&"a\n".repeat(6_000), &"b\n".repeat(6_000)));
        assert!(
            text.ends_with("@@ 6000 lines before, 6000 lines after: too many to compare line by line @@\n")
        );
    }
}
