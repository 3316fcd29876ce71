//! The merge of three versions of a text, line by line.

use git2::{MergeFileInput, MergeFileOptions};

/// Merges what both sides made of `ancestor`; `None` is a conflict.
///
/// Git's own merge on bytes alone: no attributes, drivers or configuration take part. A file that both sides
/// added, or one with a zero byte, has no lines to merge.
pub fn merge_text(ancestor: Option<&[u8]>, ours: &[u8], theirs: &[u8]) -> Option<Vec<u8>> {
    let ancestor = ancestor?;
    let input = |bytes| {
        let mut input = MergeFileInput::new();
        input.content(bytes);
        input
    };
    let inputs = [ancestor, ours, theirs].map(input);
    let [ancestor, ours, theirs] = &inputs;
    let merged = git2::merge_file(ancestor, ours, theirs, Some(&mut MergeFileOptions::new())).ok()?;
    merged.is_automergeable().then(|| merged.content().to_vec())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn merge(ancestor: &str, ours: &str, theirs: &str) -> Option<String> {
        merge_text(Some(ancestor.as_bytes()), ours.as_bytes(), theirs.as_bytes())
            .map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn changes_of_different_lines_come_together() {
        let ancestor = "a\nb\nc\nd\ne\n";
        assert_eq!(merge(ancestor, "A\nb\nc\nd\ne\n", "a\nb\nc\nd\nE").as_deref(), Some("A\nb\nc\nd\nE"));
        assert_eq!(merge(ancestor, "b\nc\nd\ne\n", "a\nb\nc\nd\n").as_deref(), Some("b\nc\nd\n"));
        assert_eq!(merge(ancestor, "c\nd\ne\n", "a\nb\nc\n").as_deref(), Some("c\n"));
    }

    #[test]
    fn changes_of_the_same_line_conflict() {
        assert_eq!(merge("a\nb\nc\n", "a\nB\nc\n", "a\nbb\nc\n"), None);
        assert_eq!(merge("a\n", "b\n", ""), None);
        assert_eq!(merge("", "b\n", "c\n"), None);
    }

    #[test]
    fn neighbouring_lines_conflict_as_in_git() {
        assert_eq!(merge("a\nb\n", "A\nb\n", "a\nB\n"), None);
    }

    #[test]
    fn bytes_that_are_no_text_and_files_added_twice_conflict() {
        assert_eq!(merge("a\nb\nc\n\0", "A\nb\nc\n\0", "a\nb\nC\n\0"), None);
        assert_eq!(merge_text(None, b"a\nb\n", b"a\n"), None);
    }

    #[test]
    fn invalid_utf_8_is_kept() {
        let merged = merge_text(Some(b"\xff\nb\nc\n"), b"\xfe\nb\nc\n", b"\xff\nb\nC\n");
        assert_eq!(merged.as_deref(), Some(&b"\xfe\nb\nC\n"[..]));
    }
}
