//! The commits of a line of first parents with their top trees, read and verified ahead of whoever walks it: a long walk
//! is mostly spent on unpacking objects and on hashing them, and each can go on beside the other.
//!
//! One thread unpacks the commits, another verifies them and unpacks the trees.

use std::collections::VecDeque;
use std::path::{Path, PathBuf};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use git2::{ObjectType, Odb, Oid};

use super::commit::{Links, links};
use super::pack::Packs;
use super::pack_index::Indexes;
use super::tree::LARGEST_TREE;
use super::tree_object::{Found, find};

/// How many commits are handed on at once.
const BATCH: usize = 128;
/// How many top trees are remembered.
pub(super) const REMEMBERED: usize = 8;
/// How many bytes are handed on at once, but for the last commit of them.
const LARGEST_BATCH: usize = 256 * 1024;
/// About how many bytes a commit has.
const TYPICAL: usize = 512;
/// How many batches may wait to be taken.
const WAITING: usize = 16;

/// Threads that read a line. They only ever run ahead: the first commit that is missing, broken or not the one of its id
/// ends them, as does a tree, and is left to the walk, which says what is wrong with it.
pub(super) struct Ahead {
    batch: std::vec::IntoIter<Proven>,
    verified: Option<Receiver<Vec<Proven>>>,
    threads: Vec<JoinHandle<()>>,
}

/// What a top tree has under the names that are asked for.
pub(super) type Tops = Arc<[Option<Found>]>;

/// A commit whose bytes have the hash that is its id.
struct Proven {
    id: Oid,
    links: Links,
    tops: Tops,
}

/// The objects of a repository, for one thread: libgit2 reads what is in no pack that can be read without its locks.
struct Objects {
    folder: PathBuf,
    packs: Option<Packs>,
    /// Opened where it is needed.
    others: Option<Odb<'static>>,
}

/// Proves commits and finds what their top trees have under certain names.
struct Prover {
    objects: Objects,
    names: Vec<String>,
    /// The bytes of a tree.
    bytes: Vec<u8>,
    /// The last top trees, the newest first: branches that are merged in turn bring the same ones back and forth.
    recent: VecDeque<(Oid, Tops)>,
}

/// Commits as they are stored, their bytes in one piece: what one thread allocates and another frees is dear.
struct Batch {
    commits: Vec<Stored>,
    bytes: Vec<u8>,
}

struct Stored {
    id: Oid,
    links: Links,
    length: usize,
}

impl Ahead {
    /// Reads the line from a commit on, and what its trees have under `names`; nothing where no thread can be had.
    pub(super) fn of(folder: &Path, from: Oid, names: Vec<String>) -> Option<Self> {
        let (hand_on, stored) = sync_channel(WAITING);
        let (give, verified) = sync_channel(WAITING);
        let mut ahead = Self { batch: Vec::new().into_iter(), verified: Some(verified), threads: Vec::new() };
        let indexes = Arc::new(Indexes::below(folder));
        let commits = Objects::of(folder, Arc::clone(&indexes));
        let objects = Objects::of(folder, indexes);
        let recent = VecDeque::with_capacity(REMEMBERED);
        let prover = Prover { objects, names, bytes: Vec::new(), recent };
        ahead.threads.push(Builder::new().spawn(move || read(commits, from, &hand_on)).ok()?);
        ahead.threads.push(Builder::new().spawn(move || prover.prove(&stored, &give)).ok()?);
        Some(ahead)
    }

    /// The next commit of the line, if it is the one with this id; nothing where the line has to be read without help.
    pub(super) fn next(&mut self, id: Oid) -> Option<(Links, Tops)> {
        loop {
            if let Some(found) = self.batch.next() {
                return (found.id == id).then_some((found.links, found.tops));
            }
            self.batch = self.verified.as_ref()?.recv().ok()?.into_iter();
        }
    }
}

impl Drop for Ahead {
    /// Whoever stops early does not leave a thread behind that still reads when the program ends.
    fn drop(&mut self) {
        self.verified = None;
        for thread in self.threads.drain(..) {
            // A thread that failed has handed on less, and the walk has read that itself.
            let _ = thread.join();
        }
    }
}

impl Objects {
    fn of(folder: &Path, indexes: Arc<Indexes>) -> Self {
        Self { folder: folder.to_owned(), packs: Packs::of(indexes), others: None }
    }

    /// The object with an id, put after what `bytes` has, if it is of this kind.
    fn read(&mut self, id: Oid, kind: ObjectType, bytes: &mut Vec<u8>) -> Option<()> {
        let found = match self.packs.as_mut().and_then(|packs| packs.read(id, bytes)) {
            Some(found) => found,
            None => self.read_elsewhere(id, bytes)?,
        };
        (found == kind).then_some(())
    }

    fn read_elsewhere(&mut self, id: Oid, bytes: &mut Vec<u8>) -> Option<ObjectType> {
        if self.others.is_none() {
            let others = Odb::new().ok()?;
            others.add_disk_alternate(self.folder.to_str()?).ok()?;
            self.others = Some(others);
        }
        let object = self.others.as_ref()?.read(id).ok()?;
        bytes.extend_from_slice(object.data());
        Some(object.kind())
    }
}

fn read(mut objects: Objects, from: Oid, hand_on: &SyncSender<Batch>) {
    let mut next = Some(from);
    let mut batch = Batch::new();
    while let Some(links) = next.and_then(|id| batch.take(id, &mut objects)) {
        next = links.parent;
        if batch.is_full() && hand_on.send(std::mem::replace(&mut batch, Batch::new())).is_err() {
            return;
        }
    }
    // Nobody waits for the rest where the walk has ended.
    let _ = hand_on.send(batch);
}

impl Batch {
    fn new() -> Self {
        Self { commits: Vec::with_capacity(BATCH), bytes: Vec::with_capacity(BATCH * TYPICAL) }
    }

    fn is_full(&self) -> bool {
        self.commits.len() == BATCH || self.bytes.len() >= LARGEST_BATCH
    }

    fn take(&mut self, id: Oid, objects: &mut Objects) -> Option<Links> {
        let start = self.bytes.len();
        objects.read(id, ObjectType::Commit, &mut self.bytes)?;
        let bytes = self.bytes.get(start..)?;
        let links = links(bytes).ok()?;
        self.commits.push(Stored { id, links, length: bytes.len() });
        Some(links)
    }
}

impl Prover {
    fn prove(mut self, stored: &Receiver<Batch>, give: &SyncSender<Vec<Proven>>) {
        for batch in stored {
            let proven = self.proven(&batch);
            let are_all = proven.len() == batch.commits.len();
            if give.send(proven).is_err() || !are_all {
                return;
            }
        }
    }

    /// The commits before the first one whose bytes do not have the hash that is its id, or whose tree cannot be read.
    fn proven(&mut self, batch: &Batch) -> Vec<Proven> {
        let mut proven = Vec::with_capacity(batch.commits.len());
        let mut rest = batch.bytes.as_slice();
        for Stored { id, links, length } in &batch.commits {
            let Some((bytes, after)) = rest.split_at_checked(*length) else { break };
            rest = after;
            if !Oid::hash_object(ObjectType::Commit, bytes).is_ok_and(|hash| hash == *id) {
                break;
            }
            let Some(tops) = self.tops(links.tree) else { break };
            proven.push(Proven { id: *id, links: *links, tops });
        }
        proven
    }

    fn tops(&mut self, tree: Oid) -> Option<Tops> {
        if let Some((_, tops)) = self.recent.iter().find(|(known, _)| *known == tree) {
            return Some(Arc::clone(tops));
        }
        self.bytes.clear();
        self.objects.read(tree, ObjectType::Tree, &mut self.bytes)?;
        if self.bytes.len() > LARGEST_TREE {
            return None;
        }
        let found = find(&self.bytes, &self.names).ok()?;
        let tops = match self.recent.iter().find(|(_, same)| **same == *found) {
            Some((_, same)) => Arc::clone(same),
            None => Arc::from(found),
        };
        self.recent.truncate(REMEMBERED - 1);
        self.recent.push_front((tree, Arc::clone(&tops)));
        Some(tops)
    }
}
