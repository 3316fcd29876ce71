//! The merge of three versions of a text, line by line.

use std::collections::{BTreeMap, BTreeSet};

use git2::{MergeFileInput, MergeFileOptions};

/// Merges what both sides made of `ancestor`; `None` is a conflict.
///
/// Git's own merge on bytes alone: no attributes, drivers or configuration take part. A file that both sides
/// added, or one with a zero byte, has no lines to merge.
pub fn merge_text(ancestor: Option<&[u8]>, ours: &[u8], theirs: &[u8]) -> Option<Vec<u8>> {
    merge_with(ancestor?, ours, theirs, &mut MergeFileOptions::new())
}

/// The same, where no program that compares lines can come to another result; `None` also where one might.
///
/// Ways to compare lines differ, and with them what a clean merge brings. They agree where the sides changed different
/// stretches between lines that every version has exactly once, in one order.
pub fn merge_clear_text(ancestor: Option<&[u8]>, ours: &[u8], theirs: &[u8]) -> Option<Vec<u8>> {
    let ancestor = ancestor?;
    let merged = merge_text(Some(ancestor), ours, theirs)?;
    let agrees = |options: &mut MergeFileOptions| {
        merge_with(ancestor, ours, theirs, options).as_ref() == Some(&merged)
    };
    let all_agree =
        agrees(MergeFileOptions::new().patience(true)) && agrees(MergeFileOptions::new().minimal(true));
    (all_agree && are_apart(ancestor, ours, theirs)).then_some(merged)
}

fn merge_with(
    ancestor: &[u8],
    ours: &[u8],
    theirs: &[u8],
    options: &mut MergeFileOptions,
) -> Option<Vec<u8>> {
    let input = |bytes| {
        let mut input = MergeFileInput::new();
        input.content(bytes);
        input
    };
    let inputs = [ancestor, ours, theirs].map(input);
    let [ancestor, ours, theirs] = &inputs;
    let merged = git2::merge_file(ancestor, ours, theirs, Some(options)).ok()?;
    merged.is_automergeable().then(|| merged.content().to_vec())
}

/// Whether no stretch between the lines that all versions have once was changed by both sides.
fn are_apart(ancestor: &[u8], ours: &[u8], theirs: &[u8]) -> bool {
    let versions = [ancestor, ours, theirs].map(lines);
    let once = versions.each_ref().map(|version| lines_found_once(version));
    let is_mark = |line: &&[u8]| once.iter().all(|lines| lines.contains(line));
    let marks =
        versions.each_ref().map(|version| version.iter().copied().filter(is_mark).collect::<Vec<_>>());
    let [of_ancestor, of_ours, of_theirs] = marks;
    if of_ours != of_ancestor || of_theirs != of_ancestor {
        return false;
    }
    let stretches =
        versions.each_ref().map(|version| version.split(|line| is_mark(line)).collect::<Vec<_>>());
    let [ancestor, ours, theirs] = &stretches;
    let both = ours.iter().zip(theirs);
    ancestor.iter().zip(both).all(|(old, (one, other))| old == one || old == other || one == other)
}

fn lines(bytes: &[u8]) -> Vec<&[u8]> {
    bytes.split_inclusive(|byte| *byte == b'\n').collect()
}

fn lines_found_once<'a>(lines: &[&'a [u8]]) -> BTreeSet<&'a [u8]> {
    let mut counts: BTreeMap<&[u8], usize> = BTreeMap::new();
    for line in lines {
        *counts.entry(line).or_default() += 1;
    }
    counts.into_iter().filter(|(_, count)| *count == 1).map(|(line, _)| line).collect()
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

    fn clear(ancestor: &str, ours: &str, theirs: &str) -> Option<String> {
        merge_clear_text(Some(ancestor.as_bytes()), ours.as_bytes(), theirs.as_bytes())
            .map(|bytes| String::from_utf8(bytes).unwrap())
    }

    #[test]
    fn a_merge_is_clear_where_a_line_of_its_own_stands_between_the_changes() {
        assert_eq!(clear("a\nb\nc\n", "A\nb\nc\n", "a\nb\nC\n").as_deref(), Some("A\nb\nC\n"));
        assert_eq!(clear("a\nb\nc\n", "A\nb\nC\n", "a\nb\nC\n").as_deref(), Some("A\nb\nC\n"));
    }

    #[test]
    fn a_merge_is_not_clear_where_the_lines_between_the_changes_could_be_others() {
        let (ancestor, ours, theirs) = ("a\nx\nx\nc\n", "A\nx\nx\nc\n", "a\nx\nx\nC\n");
        assert!(merge(ancestor, ours, theirs).is_some());
        assert_eq!(clear(ancestor, ours, theirs), None);
    }

    #[test]
    fn invalid_utf_8_is_kept() {
        let merged = merge_text(Some(b"\xff\nb\nc\n"), b"\xfe\nb\nc\n", b"\xff\nb\nC\n");
        assert_eq!(merged.as_deref(), Some(&b"\xfe\nb\nC\n"[..]));
    }
}
