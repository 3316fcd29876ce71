//! The tree of a revision as a snapshot, read from git's objects.

use std::cell::RefCell;
use std::collections::HashMap;
use std::fmt;
use std::rc::Rc;
use std::sync::Arc;

use git2::{ObjectType, Odb, OdbObject, Oid};

use super::tree_object::{self, Found, TreeEntry};
use super::{Repository, RepositoryError, hexadecimal, parse_id};
use crate::source::{
    Budget, Content, Entry, EntryKind, LARGEST_FILE, Snapshot, SourceError, is_document_name, join, segments,
    too_deep,
};

/// The largest tree object that is read, in bytes.
pub(super) const LARGEST_TREE: usize = 32 * 1024 * 1024;
/// The longest target of a link that is read, in bytes; no system follows a longer one.
const LONGEST_TARGET: u64 = 4096;

/// The files of one commit.
pub struct GitTree<'repository> {
    trees: Trees<'repository>,
    name: String,
    root: Oid,
    blobs: Option<&'repository Blobs>,
}

/// The trees of a repository.
pub(super) struct Trees<'repository> {
    repository: &'repository Repository,
    objects: Odb<'repository>,
}

/// Contents by their ids, for whoever looks at many commits that share most of their files. It keeps those of the last
/// snapshots that were listed.
#[derive(Debug, Default)]
pub struct Blobs {
    fresh: RefCell<HashMap<(Oid, EntryKind), Content>>,
    old: RefCell<HashMap<(Oid, EntryKind), Content>>,
    fresh_trees: RefCell<HashMap<Oid, Rc<[TreeEntry]>>>,
    old_trees: RefCell<HashMap<Oid, Rc<[TreeEntry]>>>,
}

impl Blobs {
    /// What was read before.
    fn get(&self, key: (Oid, EntryKind)) -> Option<Content> {
        if let Some(content) = self.fresh.borrow().get(&key) {
            return Some(content.clone());
        }
        let content = self.old.borrow_mut().remove(&key)?;
        self.put(key, content.clone());
        Some(content)
    }

    fn put(&self, key: (Oid, EntryKind), content: Content) {
        self.fresh.borrow_mut().insert(key, content);
    }

    /// A folder that was read before.
    fn tree(&self, id: Oid) -> Option<Rc<[TreeEntry]>> {
        if let Some(entries) = self.fresh_trees.borrow().get(&id) {
            return Some(Rc::clone(entries));
        }
        let entries = self.old_trees.borrow_mut().remove(&id)?;
        self.put_tree(id, &entries);
        Some(entries)
    }

    fn put_tree(&self, id: Oid, entries: &Rc<[TreeEntry]>) {
        self.fresh_trees.borrow_mut().insert(id, Rc::clone(entries));
    }

    /// From here on, what the last listing did not use is forgotten.
    fn next_listing(&self) {
        self.old.replace(self.fresh.take());
        self.old_trees.replace(self.fresh_trees.take());
    }
}

/// What stands at a path of a commit, without being read.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub struct Located {
    /// The id of the file or folder; equal ids hold equal content.
    pub id: String,
    /// What stands there.
    pub kind: EntryKind,
}

impl Repository {
    /// The files of the commit with an id.
    pub fn snapshot(&self, commit_id: &str) -> Result<GitTree<'_>, RepositoryError> {
        let root = parse_id(&self.commit(commit_id)?.tree)?;
        Ok(GitTree { trees: Trees::of(self)?, name: commit_id.to_owned(), root, blobs: None })
    }

    /// The same, with contents that were read for other commits.
    pub fn snapshot_with<'a>(
        &'a self,
        commit_id: &str,
        blobs: &'a Blobs,
    ) -> Result<GitTree<'a>, RepositoryError> {
        Ok(GitTree { blobs: Some(blobs), ..self.snapshot(commit_id)? })
    }

    /// What stands at `path` in a commit, unread: steps that leave the id of a path alone need no second look.
    pub fn id_at(&self, commit_id: &str, path: &str) -> Result<Option<Located>, RepositoryError> {
        let tree = self.snapshot(commit_id)?;
        Ok(tree.locate(path)?.map(|found| Located { id: hexadecimal::encode(found.id), kind: found.kind }))
    }

    /// The names in a folder that was located; none in what is no folder.
    pub fn names_in(&self, located: &Located) -> Result<Vec<String>, RepositoryError> {
        if located.kind != EntryKind::Folder {
            return Ok(Vec::new());
        }
        let entries = Trees::of(self)?.read_tree(parse_id(&located.id)?)?;
        Ok(entries.into_iter().map(|entry| entry.name).collect())
    }

    /// What stands in a folder that was located, unread; nothing in what is no folder.
    pub fn entries_in(&self, located: &Located) -> Result<Vec<(String, Located)>, RepositoryError> {
        if located.kind != EntryKind::Folder {
            return Ok(Vec::new());
        }
        let entries = Trees::of(self)?.read_tree(parse_id(&located.id)?)?;
        let unread =
            |entry: TreeEntry| (entry.name, Located { id: hexadecimal::encode(entry.id), kind: entry.kind });
        Ok(entries.into_iter().map(unread).collect())
    }

    /// What was located, read.
    pub fn content(&self, located: &Located) -> Result<Content, RepositoryError> {
        Trees::of(self)?.content(Found { kind: located.kind, id: parse_id(&located.id)? })
    }
}

impl<'repository> Trees<'repository> {
    pub(super) fn of(repository: &'repository Repository) -> Result<Self, RepositoryError> {
        Ok(Self { repository, objects: repository.objects()? })
    }

    /// What stands at each path below a tree, if every name on its way is a folder. Most paths share folders, each of which
    /// is read once.
    pub(super) fn locate_all(
        &self,
        root: Oid,
        paths: &[Option<String>],
    ) -> Result<Rc<[Option<Found>]>, RepositoryError> {
        let known: RefCell<Vec<(Oid, Rc<[TreeEntry]>)>> = RefCell::default();
        let read = |id: Oid| -> Result<Rc<[TreeEntry]>, RepositoryError> {
            if let Some((_, entries)) = known.borrow().iter().find(|(known, _)| *known == id) {
                return Ok(Rc::clone(entries));
            }
            let entries: Rc<[TreeEntry]> = Rc::from(self.read_tree(id)?);
            known.borrow_mut().push((id, Rc::clone(&entries)));
            Ok(entries)
        };
        let found = |path: &Option<String>| match path {
            Some(path) => locate(root, path, read),
            None => Ok(None),
        };
        paths.iter().map(found).collect()
    }

    fn read_tree(&self, id: Oid) -> Result<Vec<TreeEntry>, RepositoryError> {
        let object = self.unverified_tree(id)?;
        Repository::verify(id, &object)?;
        let broken = |reason| RepositoryError::Broken { id: id.to_string(), reason };
        tree_object::parse(object.data()).map_err(broken)
    }

    fn header(&self, id: Oid) -> Result<(usize, ObjectType), RepositoryError> {
        self.objects.read_header(id).map_err(|error| self.repository.unreadable(id, &error))
    }

    fn content(&self, entry: Found) -> Result<Content, RepositoryError> {
        let largest = match entry.kind {
            EntryKind::Submodule => return Ok(Content::Target(entry.id.to_string())),
            EntryKind::Folder => return Ok(Content::Nothing),
            EntryKind::Symlink => LONGEST_TARGET,
            EntryKind::File | EntryKind::Executable | EntryKind::Other => LARGEST_FILE,
        };
        let (size, _) = self.header(entry.id)?;
        let size = u64::try_from(size).unwrap_or(u64::MAX);
        if size > largest {
            return Ok(Content::TooLarge(size));
        }
        let blob = self.repository.read_object(&self.objects, entry.id, ObjectType::Blob)?;
        Ok(match entry.kind {
            EntryKind::Symlink => Content::Target(String::from_utf8_lossy(blob.data()).into_owned()),
            _ => Content::Bytes(Arc::from(blob.data())),
        })
    }

    /// A commit, its hash verified.
    pub(super) fn commit(&self, id: Oid) -> Result<OdbObject<'_>, RepositoryError> {
        self.repository.read_object(&self.objects, id, ObjectType::Commit)
    }

    /// Every parent of a commit.
    pub(super) fn parents(&self, id: Oid) -> Result<Vec<Oid>, RepositoryError> {
        self.repository.commit(&id.to_string())?.parents.iter().map(|parent| parse_id(parent)).collect()
    }

    /// A tree as it is stored, for a look that decides nothing.
    pub(super) fn unverified_tree(&self, id: Oid) -> Result<OdbObject<'_>, RepositoryError> {
        let object = self.repository.read_unverified(&self.objects, id, ObjectType::Tree)?;
        if object.len() > LARGEST_TREE {
            let reason = too_large(object.len());
            return Err(RepositoryError::Broken { id: id.to_string(), reason });
        }
        Ok(object)
    }
}

/// What stands at a path below a tree, if every name on the way is a folder.
fn locate(
    root: Oid,
    path: &str,
    read_tree: impl Fn(Oid) -> Result<Rc<[TreeEntry]>, RepositoryError>,
) -> Result<Option<Found>, RepositoryError> {
    let Some(names) = segments(path) else { return Ok(None) };
    let mut found = Found { kind: EntryKind::Folder, id: root };
    for name in names {
        if found.kind != EntryKind::Folder {
            return Ok(None);
        }
        match read_tree(found.id)?.iter().find(|entry| entry.name == name) {
            Some(entry) => found = Found { kind: entry.kind, id: entry.id },
            None => return Ok(None),
        }
    }
    Ok(Some(found))
}

fn too_large(size: usize) -> String {
    format!("it is a folder of {size} bytes, which is too large to read")
}

impl GitTree<'_> {
    fn locate(&self, path: &str) -> Result<Option<Found>, RepositoryError> {
        locate(self.root, path, |id| self.read_tree(id))
    }

    fn read_tree(&self, id: Oid) -> Result<Rc<[TreeEntry]>, RepositoryError> {
        if let Some(known) = self.blobs.and_then(|blobs| blobs.tree(id)) {
            return Ok(known);
        }
        let entries = Rc::from(self.trees.read_tree(id)?);
        if let Some(blobs) = self.blobs {
            blobs.put_tree(id, &entries);
        }
        Ok(entries)
    }

    fn content(&self, entry: Found) -> Result<Content, RepositoryError> {
        let Some(blobs) = self.blobs else { return self.trees.content(entry) };
        let key = (entry.id, entry.kind);
        if let Some(content) = blobs.get(key) {
            return Ok(content);
        }
        let content = self.trees.content(entry)?;
        blobs.put(key, content.clone());
        Ok(content)
    }

    fn at(&self, path: &str) -> impl Fn(RepositoryError) -> SourceError {
        let path = if path.is_empty() { "the top folder".to_owned() } else { path.to_owned() };
        let snapshot = self.name.clone();
        move |error| SourceError::Object {
            path: path.clone(),
            snapshot: snapshot.clone(),
            reason: error.to_string(),
        }
    }

    fn refused(&self, path: &str, reason: String) -> SourceError {
        SourceError::Object { path: path.to_owned(), snapshot: self.name.clone(), reason }
    }
}

impl Snapshot for GitTree<'_> {
    fn name(&self) -> &str {
        &self.name
    }

    fn entries(&self, folder: &str) -> Result<Vec<Entry>, SourceError> {
        let Some(names) = segments(folder) else { return Ok(Vec::new()) };
        let folder = names.join("/");
        let Some(found) = self.locate(&folder).map_err(self.at(&folder))? else { return Ok(Vec::new()) };
        if found.kind != EntryKind::Folder {
            let content = self.content(found).map_err(self.at(&folder))?;
            return Ok(vec![Entry { path: folder, kind: found.kind, content }]);
        }
        if let Some(blobs) = self.blobs {
            blobs.next_listing();
        }
        let mut listing =
            Listing { tree: self, budget: Budget::new(), read: HashMap::new(), found: Vec::new() };
        listing.walk(&folder, found.id, names.len())?;
        listing.found.sort_by(|one, other| one.path.cmp(&other.path));
        Ok(listing.found)
    }

    fn entry(&self, path: &str) -> Result<Option<Entry>, SourceError> {
        let path = segments(path).map_or_else(|| path.to_owned(), |names| names.join("/"));
        let Some(found) = self.locate(&path).map_err(self.at(&path))? else { return Ok(None) };
        let content = self.content(found).map_err(self.at(&path))?;
        Ok(Some(Entry { path, kind: found.kind, content }))
    }

    fn top_level(&self) -> Result<Vec<String>, SourceError> {
        let entries = self.read_tree(self.root).map_err(self.at(""))?;
        let mut names: Vec<String> = entries.iter().map(|entry| entry.name.clone()).collect();
        names.sort();
        Ok(names)
    }
}

impl fmt::Debug for GitTree<'_> {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.debug_tuple("GitTree").field(&self.name).finish()
    }
}

/// A walk through the folders of a tree.
struct Listing<'a> {
    tree: &'a GitTree<'a>,
    budget: Budget,
    /// Contents by blob: a small tree can name one large file many thousand times.
    read: HashMap<(Oid, EntryKind), Content>,
    found: Vec<Entry>,
}

impl Listing<'_> {
    fn walk(&mut self, folder: &str, id: Oid, depth: usize) -> Result<(), SourceError> {
        if let Some(reason) = too_deep(depth) {
            return Err(self.tree.refused(folder, reason));
        }
        for child in self.tree.read_tree(id).map_err(self.tree.at(folder))?.iter() {
            let path = join(folder, &child.name);
            self.budget.take_entry().map_err(|reason| self.tree.refused(folder, reason))?;
            self.take_bytes(folder, path.len())?;
            let before = self.found.len();
            if child.kind == EntryKind::Folder {
                self.walk(&path, child.id, depth + 1)?;
                if self.found.len() > before && !is_document_name(&path) {
                    continue;
                }
            }
            let content = self.content(&path, child)?;
            self.found.push(Entry { path, kind: child.kind, content });
        }
        Ok(())
    }

    fn content(&mut self, path: &str, entry: &TreeEntry) -> Result<Content, SourceError> {
        let key = (entry.id, entry.kind);
        if let Some(content) = self.read.get(&key) {
            return Ok(content.clone());
        }
        let found = Found { kind: entry.kind, id: entry.id };
        let content = self.tree.content(found).map_err(self.tree.at(path))?;
        match &content {
            Content::Bytes(bytes) => {
                self.take_bytes(path, bytes.len())?;
                self.read.insert(key, content.clone());
            }
            Content::Target(target) => self.take_bytes(path, target.len())?,
            Content::TooLarge(_) | Content::Unreadable(_) | Content::Nothing => {}
        }
        Ok(content)
    }

    fn take_bytes(&mut self, path: &str, count: usize) -> Result<(), SourceError> {
        self.budget.take_bytes(count).map_err(|reason| self.tree.refused(path, reason))
    }
}
