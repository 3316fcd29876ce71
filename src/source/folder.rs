//! A folder of the file system as a snapshot; links are never followed.

use std::fs::{self, DirEntry, Metadata};
use std::io::{self, Read};
use std::path::{Path, PathBuf};
use std::sync::Arc;

use super::{
    Budget, Content, Entry, EntryKind, LARGEST_FILE, Snapshot, SourceError, is_document_name, join, segments,
    slashed, too_deep,
};

/// The folder that git keeps for itself; no part of the files.
const GIT_FOLDER: &str = ".git";

/// A folder or worktree, read when asked.
#[derive(Debug, Clone)]
pub struct Folder {
    path: PathBuf,
    name: String,
}

impl Folder {
    /// The folder at `path`, which must exist; only this path itself may be a link.
    pub fn open(path: &Path) -> Result<Self, SourceError> {
        let name = slashed(path);
        let metadata = fs::metadata(path).map_err(|error| unlisted(&name, &error))?;
        if !metadata.is_dir() {
            return Err(SourceError::Folder { path: name, reason: "it is not a folder".to_owned() });
        }
        Ok(Self { path: path.to_owned(), name })
    }

    /// What stands at the place that `names` lead to, if every name on the way is a true folder.
    ///
    /// Names are compared with those listed: a file system that ignores case must not find `Release` for
    /// `release`, since git does not.
    fn find(&self, names: &[&str]) -> Result<Option<Place>, SourceError> {
        let mut place = Place { path: String::new(), location: self.path.clone(), kind: EntryKind::Folder };
        for name in names {
            if place.kind != EntryKind::Folder {
                return Ok(None);
            }
            let listed = self.list(&place)?;
            match listed.into_iter().find(|child| child.path == join(&place.path, name)) {
                Some(child) => place = child,
                None => return Ok(None),
            }
        }
        Ok(Some(place))
    }

    /// What a folder holds, sorted by name.
    fn list(&self, folder: &Place) -> Result<Vec<Place>, SourceError> {
        let failed = |error: &io::Error| unlisted(&self.shown(&folder.path), error);
        let mut children = Vec::new();
        for child in fs::read_dir(&folder.location).map_err(|error| failed(&error))? {
            let child = child.map_err(|error| failed(&error))?;
            if folder.path.is_empty() && child.file_name() == GIT_FOLDER {
                continue;
            }
            children.push(Place::of(&folder.path, &child).map_err(|error| failed(&error))?);
        }
        children.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(children)
    }

    fn walk(
        &self,
        folder: &Place,
        depth: usize,
        budget: &mut Budget,
        found: &mut Vec<Entry>,
    ) -> Result<(), SourceError> {
        let refused = |reason| SourceError::Folder { path: self.shown(&folder.path), reason };
        if let Some(reason) = too_deep(depth) {
            return Err(refused(reason));
        }
        for child in self.list(folder)? {
            budget.take_entry().map_err(refused)?;
            let entry = child.read();
            if let Content::Bytes(bytes) = &entry.content {
                budget.take_bytes(bytes.len()).map_err(refused)?;
            }
            if child.kind == EntryKind::Folder {
                self.walk(&child, depth + 1, budget, found)?;
                // Git knows no folders, so one that holds nothing is nothing.
                if !is_document_name(&child.path) {
                    continue;
                }
            }
            found.push(entry);
        }
        Ok(())
    }

    fn shown(&self, path: &str) -> String {
        if path.is_empty() { self.name.clone() } else { slashed(&self.path.join(path)) }
    }
}

impl Snapshot for Folder {
    fn name(&self) -> &str {
        &self.name
    }

    fn entries(&self, folder: &str) -> Result<Vec<Entry>, SourceError> {
        let Some(names) = segments(folder) else { return Ok(Vec::new()) };
        let Some(place) = self.find(&names)? else { return Ok(Vec::new()) };
        if place.kind != EntryKind::Folder {
            return Ok(vec![place.read()]);
        }
        let mut found = Vec::new();
        self.walk(&place, names.len(), &mut Budget::new(), &mut found)?;
        found.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(found)
    }

    fn entry(&self, path: &str) -> Result<Option<Entry>, SourceError> {
        let Some(names) = segments(path) else { return Ok(None) };
        Ok(self.find(&names)?.map(|place| place.read()))
    }

    fn top_level(&self) -> Result<Vec<String>, SourceError> {
        let top = Place { path: String::new(), location: self.path.clone(), kind: EntryKind::Folder };
        Ok(self.list(&top)?.into_iter().map(|child| child.path).collect())
    }
}

/// Something found in the file system: how it is called and where it lies.
struct Place {
    /// Path from the top, as shown; the location may hold bytes that are not UTF-8.
    path: String,
    location: PathBuf,
    kind: EntryKind,
}

impl Place {
    fn of(folder: &str, child: &DirEntry) -> io::Result<Self> {
        let location = child.path();
        let metadata = fs::symlink_metadata(&location)?;
        let kind = kind(&metadata, &location);
        Ok(Self { path: join(folder, &child.file_name().to_string_lossy()), location, kind })
    }

    fn read(&self) -> Entry {
        let content = match self.kind {
            EntryKind::File | EntryKind::Executable => read_file(&self.location).unwrap_or_else(unreadable),
            EntryKind::Symlink => fs::read_link(&self.location)
                .map_or_else(unreadable, |target| Content::Target(target.to_string_lossy().into_owned())),
            EntryKind::Submodule | EntryKind::Folder | EntryKind::Other => Content::Nothing,
        };
        Entry { path: self.path.clone(), kind: self.kind, content }
    }
}

fn kind(metadata: &Metadata, location: &Path) -> EntryKind {
    let of = metadata.file_type();
    if of.is_symlink() {
        EntryKind::Symlink
    } else if of.is_dir() {
        // Git sees a folder with a `.git` of its own as another repository, whatever else it holds.
        let is_repository = fs::symlink_metadata(location.join(GIT_FOLDER)).is_ok();
        if is_repository { EntryKind::Submodule } else { EntryKind::Folder }
    } else if !of.is_file() {
        EntryKind::Other
    } else if is_executable(metadata) {
        EntryKind::Executable
    } else {
        EntryKind::File
    }
}

/// Git looks at the owner's bit alone.
#[cfg(unix)]
fn is_executable(metadata: &Metadata) -> bool {
    use std::os::unix::fs::PermissionsExt;
    metadata.permissions().mode() & 0o100 != 0
}

#[cfg(not(unix))]
fn is_executable(_: &Metadata) -> bool {
    false
}

fn read_file(location: &Path) -> io::Result<Content> {
    let size = fs::symlink_metadata(location)?.len();
    if size > LARGEST_FILE {
        return Ok(Content::TooLarge(size));
    }
    // The file may have grown since it was measured.
    let mut bytes = Vec::new();
    fs::File::open(location)?.take(LARGEST_FILE + 1).read_to_end(&mut bytes)?;
    let read = u64::try_from(bytes.len()).unwrap_or(u64::MAX);
    Ok(if read > LARGEST_FILE { Content::TooLarge(read) } else { Content::Bytes(Arc::from(bytes)) })
}

#[expect(clippy::needless_pass_by_value, reason = "the shape that `unwrap_or_else` asks for")]
fn unreadable(error: io::Error) -> Content {
    Content::Unreadable(reason(&error))
}

fn unlisted(path: &str, error: &io::Error) -> SourceError {
    SourceError::Folder { path: path.to_owned(), reason: reason(error) }
}

fn reason(error: &io::Error) -> String {
    match error.kind() {
        io::ErrorKind::NotFound => "it does not exist".to_owned(),
        io::ErrorKind::PermissionDenied => "you have no permission to read it".to_owned(),
        _ => error.to_string(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn write(folder: &Path, path: &str, bytes: &[u8]) {
        let location = folder.join(path);
        fs::create_dir_all(location.parent().unwrap()).unwrap();
        fs::write(location, bytes).unwrap();
    }

    fn listed(folder: &Path, path: &str) -> Vec<(String, EntryKind)> {
        let entries = Folder::open(folder).unwrap().entries(path).unwrap();
        entries.into_iter().map(|entry| (entry.path, entry.kind)).collect()
    }

    #[test]
    fn lists_hidden_files_but_not_the_git_folder() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), ".git/HEAD", b"ref");
        write(folder.path(), "release/.hidden.yaml", b"x");
        write(folder.path(), "release/b/.git-like", b"x");
        write(folder.path(), "release/a.yaml", b"kind: x\n");
        let files = ["release/.hidden.yaml", "release/a.yaml", "release/b/.git-like"];
        assert_eq!(listed(folder.path(), ""), files.map(|path| (path.to_owned(), EntryKind::File)));
        assert_eq!(Folder::open(folder.path()).unwrap().top_level().unwrap(), ["release"]);
        let entry = Folder::open(folder.path()).unwrap().entry("release/a.yaml").unwrap().unwrap();
        assert_eq!(entry.content, Content::Bytes(Arc::from(&b"kind: x\n"[..])));
    }

    #[test]
    fn sorts_by_whole_path_not_by_folder() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "r/a/x", b"");
        write(folder.path(), "r/a.b", b"");
        write(folder.path(), "r/a-b", b"");
        let paths: Vec<String> = listed(folder.path(), "r").into_iter().map(|(path, _)| path).collect();
        assert_eq!(paths, ["r/a-b", "r/a.b", "r/a/x"]);
    }

    #[test]
    fn lists_folders_that_are_named_like_documents_and_no_empty_ones() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "release/roster.YAML/x", b"x");
        fs::create_dir_all(folder.path().join("release/empty/deeper")).unwrap();
        fs::create_dir_all(folder.path().join("release/policy.yaml")).unwrap();
        let expected = [
            ("release/policy.yaml", EntryKind::Folder),
            ("release/roster.YAML", EntryKind::Folder),
            ("release/roster.YAML/x", EntryKind::File),
        ];
        assert_eq!(listed(folder.path(), "release"), expected.map(|(path, kind)| (path.to_owned(), kind)));
    }

    #[test]
    fn a_folder_with_its_own_git_folder_is_another_repository() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "release/other/.git/HEAD", b"ref");
        assert_eq!(listed(folder.path(), "release"), [("release/other".to_owned(), EntryKind::Submodule)]);
    }

    #[test]
    fn a_large_file_is_told_by_its_size() {
        let folder = tempfile::tempdir().unwrap();
        let size = usize::try_from(LARGEST_FILE).unwrap();
        write(folder.path(), "fits", &vec![b'x'; size]);
        write(folder.path(), "large", &vec![b'x'; size + 1]);
        let snapshot = Folder::open(folder.path()).unwrap();
        assert!(matches!(snapshot.entry("fits").unwrap().unwrap().content, Content::Bytes(_)));
        let large = snapshot.entry("large").unwrap().unwrap().content;
        assert_eq!(large, Content::TooLarge(LARGEST_FILE + 1));
    }

    #[test]
    fn names_are_exact_and_never_climb_out() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "secret", b"x");
        write(folder.path(), "inside/release/a", b"x");
        let snapshot = Folder::open(&folder.path().join("inside")).unwrap();
        assert_eq!(snapshot.entry("../secret").unwrap(), None);
        assert_eq!(snapshot.entries("..").unwrap(), []);
        assert_eq!(snapshot.entry("Release/a").unwrap(), None);
        assert_eq!(snapshot.entry("release/a/b").unwrap(), None);
        assert!(snapshot.entry("./release/a").unwrap().is_some());
    }

    #[test]
    fn a_missing_folder_and_a_file_are_no_folders() {
        let folder = tempfile::tempdir().unwrap();
        write(folder.path(), "file", b"x");
        let message = |name: &str| Folder::open(&folder.path().join(name)).unwrap_err().to_string();
        assert!(message("missing").ends_with("missing`: it does not exist"), "{}", message("missing"));
        assert!(message("file").ends_with("file`: it is not a folder"), "{}", message("file"));
        assert_eq!(Folder::open(folder.path()).unwrap().entries("missing").unwrap(), []);
    }

    #[test]
    fn a_folder_that_is_too_deep_is_an_error() {
        let folder = tempfile::tempdir().unwrap();
        let deep = vec!["d"; DEEPEST + 1].join("/");
        write(folder.path(), &format!("{deep}/x"), b"x");
        let error = Folder::open(folder.path()).unwrap().entries("").unwrap_err();
        assert!(error.to_string().ends_with("it lies more than 64 folders deep"), "{error}");
    }

    const DEEPEST: usize = super::super::DEEPEST_FOLDER;

    #[cfg(unix)]
    mod unix {
        use std::ffi::OsStr;
        use std::os::unix::ffi::OsStrExt;
        use std::os::unix::fs::{PermissionsExt, symlink};

        use super::*;

        #[test]
        fn links_are_never_followed() {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), "elsewhere/a.yaml", b"x");
            fs::create_dir(folder.path().join("release")).unwrap();
            symlink("../elsewhere", folder.path().join("release/folder")).unwrap();
            symlink("../elsewhere/a.yaml", folder.path().join("release/file.yaml")).unwrap();
            symlink("nowhere", folder.path().join("release/dangling")).unwrap();
            symlink("release", folder.path().join("root")).unwrap();
            let snapshot = Folder::open(folder.path()).unwrap();
            for (entry, target) in snapshot.entries("release").unwrap().iter().zip([
                "nowhere",
                "../elsewhere/a.yaml",
                "../elsewhere",
            ]) {
                assert_eq!(entry.kind, EntryKind::Symlink, "{}", entry.path);
                assert_eq!(entry.content, Content::Target(target.to_owned()), "{}", entry.path);
            }
            assert_eq!(snapshot.entry("release/folder/a.yaml").unwrap(), None);
            assert_eq!(listed(folder.path(), "root"), [("root".to_owned(), EntryKind::Symlink)]);
            assert_eq!(snapshot.entry("root/file.yaml").unwrap(), None);
        }

        #[test]
        fn the_executable_bit_is_seen() {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), "run", b"x");
            fs::set_permissions(folder.path().join("run"), fs::Permissions::from_mode(0o755)).unwrap();
            assert_eq!(listed(folder.path(), ""), [("run".to_owned(), EntryKind::Executable)]);
        }

        #[test]
        #[cfg_attr(
            target_vendor = "apple",
            ignore = "the file system of macOS takes no name that is not UTF-8"
        )]
        fn a_name_that_is_not_utf_8_is_seen() {
            let folder = tempfile::tempdir().unwrap();
            fs::write(folder.path().join(OsStr::from_bytes(b"odd\xff")), b"x").unwrap();
            assert_eq!(listed(folder.path(), ""), [("odd\u{fffd}".to_owned(), EntryKind::File)]);
            assert!(Folder::open(folder.path()).unwrap().entry("odd\u{fffd}").unwrap().is_some());
        }

        #[test]
        fn a_file_without_permission_is_unreadable() {
            let folder = tempfile::tempdir().unwrap();
            write(folder.path(), "closed.yaml", b"x");
            let location = folder.path().join("closed.yaml");
            fs::set_permissions(&location, fs::Permissions::from_mode(0o000)).unwrap();
            let content = Folder::open(folder.path()).unwrap().entry("closed.yaml").unwrap().unwrap().content;
            // The administrator may read everything.
            let expected = if fs::read(&location).is_ok() {
                Content::Bytes(Arc::from(&b"x"[..]))
            } else {
                Content::Unreadable("you have no permission to read it".to_owned())
            };
            assert_eq!(content, expected);
        }

        #[test]
        fn a_socket_is_something_else() {
            let folder = tempfile::tempdir().unwrap();
            let _listener = std::os::unix::net::UnixListener::bind(folder.path().join("socket")).unwrap();
            assert_eq!(listed(folder.path(), ""), [("socket".to_owned(), EntryKind::Other)]);
        }
    }
}
