//! The commits of a line of first parents, read and verified ahead of whoever walks it: a long walk is mostly spent on
//! unpacking commits and on hashing them, and each can go on beside the other and beside the look at their trees.

use std::path::Path;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::{Builder, JoinHandle};

use git2::{ObjectType, Odb, Oid};

use super::commit::{Links, links};

/// How many commits are handed on at once.
const BATCH: usize = 128;
/// About how many bytes a commit has.
const TYPICAL: usize = 512;
/// How many batches may wait to be taken.
const WAITING: usize = 16;

/// Threads that read a line. They only ever run ahead: the first commit that is missing, broken or not the one of its id
/// ends them, and is left to the walk, which says what is wrong with it.
pub(super) struct Ahead {
    batch: std::vec::IntoIter<(Oid, Links)>,
    verified: Option<Receiver<Vec<(Oid, Links)>>>,
    threads: Vec<JoinHandle<()>>,
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
    /// Reads the line from a commit on; nothing where its objects cannot be opened once more.
    pub(super) fn of(objects: &Path, from: Oid) -> Option<Self> {
        let own = Odb::new().ok()?;
        own.add_disk_alternate(objects.to_str()?).ok()?;
        let (hand_on, stored) = sync_channel(WAITING);
        let (give, verified) = sync_channel(WAITING);
        let mut ahead = Self { batch: Vec::new().into_iter(), verified: Some(verified), threads: Vec::new() };
        ahead.threads.push(Builder::new().spawn(move || read(&own, from, &hand_on)).ok()?);
        ahead.threads.push(Builder::new().spawn(move || verify(&stored, &give)).ok()?);
        Some(ahead)
    }

    /// The next commit of the line, if it is the one with this id; nothing where the line has to be read without help.
    pub(super) fn next(&mut self, id: Oid) -> Option<Links> {
        loop {
            if let Some((found, links)) = self.batch.next() {
                return (found == id).then_some(links);
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

fn read(objects: &Odb<'_>, from: Oid, hand_on: &SyncSender<Batch>) {
    let mut next = Some(from);
    let mut batch = Batch::new();
    while let Some(links) = next.and_then(|id| batch.take(objects, id)) {
        next = links.parent;
        if batch.commits.len() == BATCH && hand_on.send(std::mem::replace(&mut batch, Batch::new())).is_err()
        {
            return;
        }
    }
    // Nobody waits for the rest where the walk has ended.
    let _ = hand_on.send(batch);
}

fn verify(stored: &Receiver<Batch>, give: &SyncSender<Vec<(Oid, Links)>>) {
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

    fn take(&mut self, objects: &Odb<'_>, id: Oid) -> Option<Links> {
        let object = objects.read(id).ok().filter(|object| object.kind() == ObjectType::Commit)?;
        let links = links(object.data()).ok()?;
        self.bytes.extend_from_slice(object.data());
        self.commits.push(Stored { id, links, length: object.len() });
        Some(links)
    }

    /// The commits before the first one whose bytes do not have the hash that is its id.
    fn proven(&self) -> Vec<(Oid, Links)> {
        let mut rest = self.bytes.as_slice();
        let is_proven = |commit: &&Stored| {
            let Some((bytes, after)) = rest.split_at_checked(commit.length) else { return false };
            rest = after;
            Oid::hash_object(ObjectType::Commit, bytes).is_ok_and(|hash| hash == commit.id)
        };
        self.commits.iter().take_while(is_proven).map(|commit| (commit.id, commit.links)).collect()
    }
}
