//! The commits of a line of first parents with their top trees, read and verified ahead of whoever walks it: a long walk
//! is mostly spent on unpacking objects and on hashing them, and each can go on beside the other.
//!
//! One thread unpacks all of them: libgit2 locks a pack some twenty times for every object, and threads that unpack side
//! by side spend more time on waiting for each other than they save.

use std::collections::VecDeque;
use std::path::Path;
use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use git2::{ObjectType, Odb, Oid};

use super::commit::{Links, links};
use super::tree::LARGEST_TREE;
use super::tree_object::{Found, find};

/// How many commits are handed on at once.
const BATCH: usize = 128;
/// How many top trees are remembered.
pub(super) const REMEMBERED: usize = 8;
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

/// Reads commits and what their top trees have under certain names.
struct Reader<'a> {
    objects: Odb<'a>,
    names: Vec<String>,
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
    tops: Tops,
    length: usize,
}

impl Ahead {
    /// Reads the line from a commit on, and what its trees have under `names`; nothing where its objects cannot be opened
    /// once more.
    pub(super) fn of(objects: &Path, from: Oid, names: Vec<String>) -> Option<Self> {
        let own = Odb::new().ok()?;
        own.add_disk_alternate(objects.to_str()?).ok()?;
        let (hand_on, stored) = sync_channel(WAITING);
        let (give, verified) = sync_channel(WAITING);
        let mut ahead = Self { batch: Vec::new().into_iter(), verified: Some(verified), threads: Vec::new() };
        let reader = Reader { objects: own, names, recent: VecDeque::with_capacity(REMEMBERED) };
        ahead.threads.push(Builder::new().spawn(move || reader.read(from, &hand_on)).ok()?);
        ahead.threads.push(Builder::new().spawn(move || verify(&stored, &give)).ok()?);
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

impl Reader<'_> {
    fn read(mut self, from: Oid, hand_on: &SyncSender<Batch>) {
        let mut next = Some(from);
        let mut batch = Batch::new();
        while let Some(links) = next.and_then(|id| self.take(id, &mut batch)) {
            next = links.parent;
            if batch.commits.len() == BATCH
                && hand_on.send(std::mem::replace(&mut batch, Batch::new())).is_err()
            {
                return;
            }
        }
        // Nobody waits for the rest where the walk has ended.
        let _ = hand_on.send(batch);
    }

    fn take(&mut self, id: Oid, batch: &mut Batch) -> Option<Links> {
        let object = self.objects.read(id).ok().filter(|object| object.kind() == ObjectType::Commit)?;
        let links = links(object.data()).ok()?;
        let length = object.len();
        batch.bytes.extend_from_slice(object.data());
        drop(object);
        let tops = self.tops(links.tree)?;
        batch.commits.push(Stored { id, links, tops, length });
        Some(links)
    }

    fn tops(&mut self, tree: Oid) -> Option<Tops> {
        if let Some((_, tops)) = self.recent.iter().find(|(known, _)| *known == tree) {
            return Some(Arc::clone(tops));
        }
        let object = self.objects.read(tree).ok().filter(|object| object.kind() == ObjectType::Tree)?;
        if object.len() > LARGEST_TREE {
            return None;
        }
        let found = find(object.data(), &self.names).ok()?;
        let tops = match self.recent.iter().find(|(_, same)| **same == *found) {
            Some((_, same)) => Arc::clone(same),
            None => Arc::from(found),
        };
        self.recent.truncate(REMEMBERED - 1);
        self.recent.push_front((tree, Arc::clone(&tops)));
        Some(tops)
    }
}

fn verify(stored: &Receiver<Batch>, give: &SyncSender<Vec<Proven>>) {
    for batch in stored {
        let proven = batch.proven();
        let are_all = proven.len() == batch.commits.len();
        if give.send(proven).is_err() || !are_all {
            return;
        }
    }
}

impl Batch {
    fn new() -> Self {
        Self { commits: Vec::with_capacity(BATCH), bytes: Vec::with_capacity(BATCH * TYPICAL) }
    }

    /// The commits before the first one whose bytes do not have the hash that is its id.
    fn proven(&self) -> Vec<Proven> {
        let mut rest = self.bytes.as_slice();
        let is_proven = |commit: &&Stored| {
            let Some((bytes, after)) = rest.split_at_checked(commit.length) else { return false };
            rest = after;
            Oid::hash_object(ObjectType::Commit, bytes).is_ok_and(|hash| hash == commit.id)
        };
        let proven = self.commits.iter().take_while(is_proven);
        proven.map(|one| Proven { id: one.id, links: one.links, tops: Arc::clone(&one.tops) }).collect()
    }
}
