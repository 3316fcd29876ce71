//! The tree of a revision as a snapshot, read from git's objects.

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use git2::{ObjectType, Odb, Oid};

use super::tree_object::{self, TreeEntry};
use super::{Repository, RepositoryError, parse_id};
use crate::source::{
    Budget, Content, Entry, EntryKind, LARGEST_FILE, Snapshot, SourceError, is_document_name, join, segments,
    too_deep,
};

/// The largest tree object that is read, in bytes.
const LARGEST_TREE: usize = 32 * 1024 * 1024;
/// The longest target of a link that is read, in bytes; no system follows a longer one.
const LONGEST_TARGET: u64 = 4096;

/// The files of one commit.
pub struct GitTree<'repository> {
    repository: &'repository Repository,
    objects: Odb<'repository>,
    name: String,
    root: Oid,
}

/// What stands at a path of a commit, without being read.
#[derive(Debug, Clone, PartialEq, Eq)]
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
        Ok(GitTree { repository: self, objects: self.objects()?, name: commit_id.to_owned(), root })
    }

    /// What stands at `path` in a commit, unread: steps that leave the id of a path alone need no second look.
    pub fn id_at(&self, commit_id: &str, path: &str) -> Result<Option<Located>, RepositoryError> {
        let tree = self.snapshot(commit_id)?;
        Ok(tree.locate(path)?.map(|found| Located { id: found.id.to_string(), kind: found.kind }))
    }

    /// The entry at `path` in a commit with the id of its blob; `None` if nothing or a folder stands there.
    pub fn blob_at(&self, commit_id: &str, path: &str) -> Result<Option<(String, Entry)>, RepositoryError> {
        let tree = self.snapshot(commit_id)?;
        let Some(found) = tree.locate(path)?.filter(|found| found.kind != EntryKind::Folder) else {
            return Ok(None);
        };
        let content = tree.content(&found)?;
        Ok(Some((found.id.to_string(), Entry { path: path.to_owned(), kind: found.kind, content })))
    }
}

impl GitTree<'_> {
    /// What stands at a path, if every name on the way is a folder.
    fn locate(&self, path: &str) -> Result<Option<TreeEntry>, RepositoryError> {
        let Some(names) = segments(path) else { return Ok(None) };
        let mut found = TreeEntry { name: String::new(), kind: EntryKind::Folder, id: self.root };
        for name in names {
            if found.kind != EntryKind::Folder {
                return Ok(None);
            }
            match self.read_tree(found.id)?.into_iter().find(|entry| entry.name == name) {
                Some(entry) => found = entry,
                None => return Ok(None),
            }
        }
        Ok(Some(found))
    }

    fn read_tree(&self, id: Oid) -> Result<Vec<TreeEntry>, RepositoryError> {
        let (size, _) = self.header(id)?;
        let broken = |reason| RepositoryError::Broken { id: id.to_string(), reason };
        if size > LARGEST_TREE {
            return Err(broken(format!("it is a folder of {size} bytes, which is too large to read")));
        }
        let bytes = self.repository.read_object(&self.objects, id, ObjectType::Tree)?;
        tree_object::parse(&bytes).map_err(broken)
    }

    fn header(&self, id: Oid) -> Result<(usize, ObjectType), RepositoryError> {
        self.objects.read_header(id).map_err(|error| self.repository.unreadable(id, &error))
    }

    fn content(&self, entry: &TreeEntry) -> Result<Content, RepositoryError> {
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
        let bytes = self.repository.read_object(&self.objects, entry.id, ObjectType::Blob)?;
        Ok(match entry.kind {
            EntryKind::Symlink => Content::Target(String::from_utf8_lossy(&bytes).into_owned()),
            _ => Content::Bytes(Arc::from(bytes)),
        })
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
            let content = self.content(&found).map_err(self.at(&folder))?;
            return Ok(vec![Entry { path: folder, kind: found.kind, content }]);
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
        let content = self.content(&found).map_err(self.at(&path))?;
        Ok(Some(Entry { path, kind: found.kind, content }))
    }

    fn top_level(&self) -> Result<Vec<String>, SourceError> {
        let entries = self.read_tree(self.root).map_err(self.at(""))?;
        let mut names: Vec<String> = entries.into_iter().map(|entry| entry.name).collect();
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
        for child in self.tree.read_tree(id).map_err(self.tree.at(folder))? {
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
            let content = self.content(&path, &child)?;
            self.found.push(Entry { path, kind: child.kind, content });
        }
        Ok(())
    }

    fn content(&mut self, path: &str, entry: &TreeEntry) -> Result<Content, SourceError> {
        let key = (entry.id, entry.kind);
        if let Some(content) = self.read.get(&key) {
            return Ok(content.clone());
        }
        let content = self.tree.content(entry).map_err(self.tree.at(path))?;
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
