//! Tree objects, parsed from their bytes: libgit2 and git pick different ones of two entries of one name.

use std::collections::BTreeSet;

use git2::Oid;

use crate::source::EntryKind;

/// One entry of a tree object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct TreeEntry {
    pub(super) name: String,
    pub(super) kind: EntryKind,
    pub(super) id: Oid,
}

/// What stands under a name.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) kind: EntryKind,
    pub(super) id: Oid,
}

/// What stands under each of the names, without a look at how the others are written.
pub(super) fn find(bytes: &[u8], names: &[String]) -> Result<Vec<Option<Found>>, String> {
    let mut found = vec![None; names.len()];
    let mut rest = bytes;
    while !rest.is_empty() {
        let (raw, after) = split(rest).ok_or(CUT_OFF)?;
        rest = after;
        for (name, place) in names.iter().zip(&mut found) {
            if raw.name != name.as_bytes() {
                continue;
            }
            let kind = kind(raw.mode).ok_or_else(|| no_mode(name))?;
            let id = Oid::from_bytes(raw.id).map_err(|error| error.message().to_owned())?;
            if place.replace(Found { kind, id }).is_some() {
                return Err(twice(name));
            }
        }
    }
    Ok(found)
}

const CUT_OFF: &str = "it is cut off";

fn twice(name: &str) -> String {
    format!("it holds two entries named `{name}`")
}

fn no_mode(name: &str) -> String {
    format!("its entry `{name}` has no proper mode")
}

/// The entries of a tree object, or what is wrong with it.
///
/// The format is `mode`, a space, the name, a zero byte and the 20 bytes of the id, over and over.
pub(super) fn parse(bytes: &[u8]) -> Result<Vec<TreeEntry>, String> {
    let mut entries = Vec::new();
    let mut names = BTreeSet::new();
    let mut previous: Option<SortKey<'_>> = None;
    let mut rest = bytes;
    while !rest.is_empty() {
        let (raw, after) = split(rest).ok_or(CUT_OFF)?;
        rest = after;
        let shown = String::from_utf8_lossy(raw.name).into_owned();
        if !is_proper_name(raw.name) {
            return Err(format!("it holds an entry named `{}`", shown.escape_debug()));
        }
        if !names.insert(raw.name) {
            return Err(twice(&shown));
        }
        let kind = kind(raw.mode).ok_or_else(|| no_mode(&shown))?;
        let key = SortKey { name: raw.name, kind };
        if previous.is_some_and(|previous| previous.bytes().gt(key.bytes())) {
            return Err(format!("its entries are out of order at `{shown}`"));
        }
        previous = Some(key);
        let id = Oid::from_bytes(raw.id).map_err(|error| error.message().to_owned())?;
        entries.push(TreeEntry { name: shown, kind, id });
    }
    Ok(entries)
}

struct RawEntry<'a> {
    mode: &'a [u8],
    name: &'a [u8],
    id: &'a [u8],
}

fn split(bytes: &[u8]) -> Option<(RawEntry<'_>, &[u8])> {
    let space = bytes.iter().position(|byte| *byte == b' ')?;
    let (mode, rest) = (bytes.get(..space)?, bytes.get(space + 1..)?);
    let end = rest.iter().position(|byte| *byte == 0)?;
    let (name, rest) = (rest.get(..end)?, rest.get(end + 1..)?);
    let (id, rest) = rest.split_at_checked(20)?;
    Some((RawEntry { mode, name, id }, rest))
}

/// Names that git itself never writes, and that would mean another place when written to a disk.
fn is_proper_name(name: &[u8]) -> bool {
    !name.is_empty()
        && name != b"."
        && name != b".."
        && !name.eq_ignore_ascii_case(b".git")
        && !name.contains(&b'/')
}

/// Old and careless writers used modes such as 100664 and 040000; the first is not plain, the second a folder.
fn kind(mode: &[u8]) -> Option<EntryKind> {
    // Nearly every entry is one of these.
    match mode {
        b"100644" => return Some(EntryKind::File),
        b"40000" => return Some(EntryKind::Folder),
        _ => {}
    }
    let mode =
        std::str::from_utf8(mode).ok().filter(|mode| mode.bytes().all(|byte| byte.is_ascii_digit()))?;
    Some(match u32::from_str_radix(mode, 8).ok()? {
        0o100_644 => EntryKind::File,
        0o100_755 => EntryKind::Executable,
        0o120_000 => EntryKind::Symlink,
        0o160_000 => EntryKind::Submodule,
        0o040_000 => EntryKind::Folder,
        _ => EntryKind::Other,
    })
}

/// Git sorts a folder as if its name ended with a slash.
struct SortKey<'a> {
    name: &'a [u8],
    kind: EntryKind,
}

impl SortKey<'_> {
    fn bytes(&self) -> impl Iterator<Item = u8> {
        self.name.iter().copied().chain((self.kind == EntryKind::Folder).then_some(b'/'))
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn tree(entries: &[(&str, &str)]) -> Vec<u8> {
        let entry =
            |(mode, name): &(&str, &str)| [mode.as_bytes(), b" ", name.as_bytes(), b"\0", &[7; 20]].concat();
        entries.iter().flat_map(entry).collect()
    }

    fn kinds(entries: &[(&str, &str)]) -> Result<Vec<EntryKind>, String> {
        parse(&tree(entries)).map(|entries| entries.into_iter().map(|entry| entry.kind).collect())
    }

    #[test]
    fn modes_are_told_apart() {
        use EntryKind::{Executable, File, Folder, Other, Submodule, Symlink};
        let entries = [
            ("100644", "a"),
            ("100755", "b"),
            ("120000", "c"),
            ("160000", "d"),
            ("40000", "e"),
            ("040000", "f"),
            ("100664", "g"),
        ];
        let expected = vec![File, Executable, Symlink, Submodule, Folder, Folder, Other];
        assert_eq!(kinds(&entries), Ok(expected));
        assert_eq!(kinds(&[("+644", "a")]), Err("its entry `a` has no proper mode".to_owned()));
        assert_eq!(kinds(&[]), Ok(vec![]));
    }

    #[test]
    fn two_entries_of_one_name_are_refused_wherever_they_stand() {
        let twice = Err("it holds two entries named `a`".to_owned());
        assert_eq!(kinds(&[("100644", "a"), ("100644", "a")]), twice);
        assert_eq!(kinds(&[("100644", "a"), ("100644", "a.b"), ("40000", "a")]), twice);
    }

    #[test]
    fn names_are_found_without_a_look_at_the_others() {
        let names = ["a".to_owned(), "b".to_owned(), "c".to_owned()];
        let kinds = |entries: &[(&str, &str)]| {
            let found = find(&tree(entries), &names)?;
            Ok::<_, String>(found.into_iter().map(|found| Some(found?.kind)).collect::<Vec<_>>())
        };
        let found = kinds(&[("40000", "b"), ("100644", "a"), ("100644", "bc")]);
        assert_eq!(found, Ok(vec![Some(EntryKind::File), Some(EntryKind::Folder), None]));
        let twice = kinds(&[("100644", "a"), ("100644", "b"), ("40000", "a")]);
        assert_eq!(twice, Err("it holds two entries named `a`".to_owned()));
        let whole = tree(&[("100644", "z"), ("100644", "a")]);
        assert_eq!(find(&whole[..whole.len() - 1], &names), Err(CUT_OFF.to_owned()));
    }

    #[test]
    fn entries_are_sorted_with_folders_as_if_they_ended_with_a_slash() {
        assert!(kinds(&[("100644", "a.b"), ("40000", "a"), ("100644", "a0")]).is_ok());
        let unsorted = Err("its entries are out of order at `a.b`".to_owned());
        assert_eq!(kinds(&[("40000", "a"), ("100644", "a.b")]), unsorted);
    }

    #[test]
    fn names_that_lead_elsewhere_are_refused() {
        for name in ["", ".", "..", ".git", ".GIT", "a/b"] {
            let refused = format!("it holds an entry named `{name}`");
            assert_eq!(kinds(&[("100644", name)]), Err(refused), "{name}");
        }
        assert!(kinds(&[("100644", ".gitattributes")]).is_ok());
    }

    #[test]
    fn a_tree_that_is_cut_off_is_refused() {
        let whole = tree(&[("100644", "a")]);
        for length in 1..whole.len() {
            assert_eq!(parse(&whole[..length]), Err("it is cut off".to_owned()), "{length}");
        }
    }
}
