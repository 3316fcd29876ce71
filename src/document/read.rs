//! Reads one file: its bytes as a tree, the tree checked against its kind, and typed.

use std::sync::Arc;

use serde::Deserialize;

use super::paths;
use super::workspace::{Document, File, NOT_A_PLAIN_FILE, is_below};
use super::{
    Approval, Exception, Policy, Process, Progress, Project, Retrospective, Roster, Schedule, Support,
    Training, Witness, WorkingGroup,
};
use crate::diagnostic::{Diagnostic, Location};
use crate::schema::{self, Kind, Place, place_of};
use crate::source::{Content, Entry, EntryKind, SourceError, is_document_name};
use crate::yaml::{self, DeserializeError, Node};

/// A file as it was read.
#[derive(Debug, Clone)]
pub(super) struct Read {
    /// The file.
    pub(super) file: File,
    /// What is wrong with it.
    pub(super) diagnostics: Vec<Diagnostic>,
    /// What it says, where it is a document; what is wrong, where only its types show that; nothing where the
    /// diagnostics say it already.
    pub(super) typed: Option<Result<Typed, Diagnostic>>,
}

/// A document of any kind.
#[derive(Debug, Clone)]
pub(super) enum Typed {
    Project(Document<Project>),
    Roster(Document<Roster>),
    Policy(Document<Policy>),
    WorkingGroup(Document<WorkingGroup>),
    Training(Document<Training>),
    Process(Document<Process>),
    Schedule(Document<Schedule>),
    Progress(Document<Progress>),
    Exception(Document<Exception>),
    Retrospective(Document<Retrospective>),
    Support(Document<Support>),
    Approval(Document<Approval>),
    Witness(Document<Witness>),
}

/// A file to read, and whether something else explains its place already.
#[derive(Debug, Clone, Copy)]
pub(super) struct Wanted<'a> {
    pub(super) entry: &'a Entry,
    pub(super) explained: bool,
}

/// Below so many bytes a second thread costs more than it saves.
const BYTES_WORTH_A_THREAD: usize = 8 << 10;
/// Below so many files nobody asks how many processors there are, which takes longer than to read some of them.
const FILES_WORTH_A_QUESTION: usize = 64;

/// Reads the files, several at the same time where that is quicker; the outcomes stand in the order of the files.
pub(super) fn read_all(wanted: &[Wanted<'_>], root: &str) -> Result<Vec<Read>, SourceError> {
    let read = |wanted: &Wanted<'_>| read_file(wanted.entry, root, wanted.explained);
    let mut parts = alike_parts(wanted).into_iter();
    let own = parts.next().unwrap_or_default();
    std::thread::scope(|scope| {
        let workers: Vec<_> = parts
            .map(|part| scope.spawn(move || part.iter().map(read).collect::<Result<Vec<_>, _>>()))
            .collect();
        let mut reads = Vec::with_capacity(wanted.len());
        for wanted in own {
            reads.push(read(wanted)?);
        }
        for worker in workers {
            reads.extend(worker.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic))?);
        }
        Ok(reads)
    })
}

/// As many parts as there are threads to read them, each with about as many bytes as the others.
fn alike_parts<'a, 'b>(wanted: &'a [Wanted<'b>]) -> Vec<&'a [Wanted<'b>]> {
    let bytes: usize = wanted.iter().map(cost).sum();
    let threads = if wanted.len() < 2 || bytes < BYTES_WORTH_A_THREAD {
        1
    } else if wanted.len() < FILES_WORTH_A_QUESTION {
        2
    } else {
        std::thread::available_parallelism().map_or(1, std::num::NonZero::get).min(8)
    };
    let mut parts = Vec::with_capacity(threads);
    let mut rest = wanted;
    for left in (1..=threads).rev() {
        let share = rest.iter().map(cost).sum::<usize>() / left;
        let (part, others) = rest.split_at(if left == 1 { rest.len() } else { closest_end(rest, share) });
        parts.push(part);
        rest = others;
    }
    parts
}

/// How many of the first files hold about so many bytes: the last of them is left out where that comes closer.
fn closest_end(wanted: &[Wanted<'_>], share: usize) -> usize {
    let mut sum = 0;
    for (index, file) in wanted.iter().enumerate() {
        let next = sum + cost(file);
        if next > share {
            return index + usize::from(next - share <= share - sum);
        }
        sum = next;
    }
    wanted.len()
}

/// How long it takes to read a file, in bytes of text that take as long.
fn cost(wanted: &Wanted<'_>) -> usize {
    const EVERY_FILE: usize = 256;
    EVERY_FILE
        + match &wanted.entry.content {
            Content::Bytes(bytes) => bytes.len(),
            _ => 0,
        }
}

/// Reads one file, where nothing but its entry, the root and `explained` decide what it reads as.
pub(super) fn read_file(entry: &Entry, root: &str, explained: bool) -> Result<Read, SourceError> {
    let place = match entry.path.strip_prefix(root).and_then(|rest| rest.strip_prefix('/')) {
        Some(relative) => place_of(relative),
        None => Place::Unknown,
    };
    let governed = is_below(&entry.path, root) || entry.path == root;
    let mut file = File {
        path: entry.path.clone(),
        place,
        entry: entry.kind,
        bytes: None,
        target: None,
        tree: None,
        digests: Arc::default(),
    };
    if let Content::Target(target) = &entry.content {
        file.target = Some(target.clone());
    }
    let mut diagnostics = Vec::new();
    if governed && entry.kind != EntryKind::File {
        diagnostics.extend(not_plain(entry));
        return Ok(Read { file, diagnostics, typed: None });
    }
    match &entry.content {
        Content::Bytes(bytes) => file.bytes = Some(Arc::clone(bytes)),
        Content::Unreadable(reason) => {
            return Err(SourceError::Folder { path: entry.path.clone(), reason: reason.clone() });
        }
        Content::TooLarge(size) if !governed => {
            let reason = format!("a protected file of {size} bytes is too large to be compared");
            return Err(SourceError::Folder { path: entry.path.clone(), reason });
        }
        Content::TooLarge(size) => diagnostics.push(yaml::too_large(&entry.path, *size)),
        Content::Nothing | Content::Target(_) => {}
    }
    match (&file.place, &file.bytes) {
        (Place::Document(kind, id), Some(bytes)) => {
            let read = read_document(&entry.path, root, *kind, id.as_deref(), bytes);
            diagnostics.extend(read.diagnostics);
            file.tree = read.tree.map(Arc::new);
        }
        (Place::Unknown, _) if governed && !explained => {
            diagnostics.push(paths::unknown_file(&entry.path, root));
        }
        _ => {}
    }
    let typed = Typed::of(&file, &diagnostics);
    Ok(Read { file, diagnostics, typed })
}

fn not_plain(entry: &Entry) -> Option<Diagnostic> {
    let what = match entry.kind {
        EntryKind::File => return None,
        EntryKind::Executable => "an executable file",
        EntryKind::Symlink => "a symbolic link",
        EntryKind::Submodule => "a submodule",
        EntryKind::Folder if is_document_name(&entry.path) => "a folder named like a document",
        EntryKind::Folder => "an empty folder",
        EntryKind::Other => "neither a file nor a folder",
    };
    let hint = match entry.kind {
        EntryKind::Executable => {
            format!("take the executable bit away: `git update-index --chmod=-x '{}'`", entry.path)
        }
        EntryKind::Folder if is_document_name(&entry.path) => {
            "rename the folder, or replace it by a file".to_owned()
        }
        EntryKind::Folder => "remove it; git keeps no empty folders".to_owned(),
        _ => "replace it by a plain file with the content itself: what is approved must stand in the file"
            .to_owned(),
    };
    let message = format!("`{}` is {what}; only plain files are governed", entry.path);
    Some(Diagnostic::error(NOT_A_PLAIN_FILE, Location::file(&entry.path), message).with_hint(hint))
}

struct ReadDocument {
    tree: Option<Node>,
    diagnostics: Vec<Diagnostic>,
}

fn read_document(path: &str, root: &str, kind: Kind, id: Option<&str>, bytes: &[u8]) -> ReadDocument {
    let parsed = yaml::read(path, bytes);
    let mut diagnostics = parsed.diagnostics;
    if !parsed.complete {
        return ReadDocument { tree: None, diagnostics };
    }
    let Some(tree) = parsed.tree.filter(|tree| !is_nothing(tree)) else {
        diagnostics.push(
            Diagnostic::error(schema::SCHEMA, Location::file(path), "the file is empty")
                .with_hint(format!("begin with `kind: {}`, or delete the file", kind.tag())),
        );
        return ReadDocument { tree: None, diagnostics };
    };
    let whole = diagnostics.is_empty();
    if let Some(problem) = paths::wrong_kind(path, root, kind, &tree) {
        diagnostics.push(problem);
        return ReadDocument { tree: None, diagnostics };
    }
    diagnostics.extend(schema::validate(path, kind, &tree));
    diagnostics.extend(paths::wrong_name(path, kind, id, &tree));
    ReadDocument { tree: whole.then_some(tree), diagnostics }
}

fn is_nothing(tree: &Node) -> bool {
    tree.text() == Some("") && tree.span.start.offset() == tree.span.end.offset()
}

impl Typed {
    /// What a document says; nothing where it is too broken to say it, and a diagnostic says so already.
    fn of(file: &File, diagnostics: &[Diagnostic]) -> Option<Result<Self, Diagnostic>> {
        let tree = file.tree.as_ref()?;
        let Place::Document(kind, id) = &file.place else { return None };
        if !diagnostics.iter().all(is_about_a_date) {
            return None;
        }
        match Self::read(*kind, id.as_deref().unwrap_or_default(), file, tree) {
            Ok(document) => Some(Ok(document)),
            Err(_) if !diagnostics.is_empty() => None,
            Err(error) => {
                let location = Location { path: file.path.clone(), span: error.span };
                Some(Err(Diagnostic::error(schema::SCHEMA, location, error.message)))
            }
        }
    }

    fn read(kind: Kind, id: &str, file: &File, tree: &Arc<Node>) -> Result<Self, DeserializeError> {
        fn any<T: for<'de> Deserialize<'de>>(
            id: &str,
            file: &File,
            tree: &Arc<Node>,
        ) -> Result<Document<T>, DeserializeError> {
            Ok(document(id, file, tree, yaml::from_node(tree)?))
        }
        Ok(match kind {
            Kind::Project => Self::Project(any(id, file, tree)?),
            Kind::Roster => Self::Roster(any(id, file, tree)?),
            Kind::Policy => Self::Policy(document(id, file, tree, Policy::read(tree)?)),
            Kind::WorkingGroup => Self::WorkingGroup(any(id, file, tree)?),
            Kind::Training => Self::Training(any(id, file, tree)?),
            Kind::Process => Self::Process(any(id, file, tree)?),
            Kind::Schedule => Self::Schedule(any(id, file, tree)?),
            Kind::Progress => Self::Progress(any(id, file, tree)?),
            Kind::Exception => Self::Exception(any(id, file, tree)?),
            Kind::Retrospective => Self::Retrospective(any(id, file, tree)?),
            Kind::Support => Self::Support(any(id, file, tree)?),
            Kind::Approval => Self::Approval(any(id, file, tree)?),
            Kind::Witness => Self::Witness(any(id, file, tree)?),
        })
    }
}

fn document<T>(id: &str, file: &File, tree: &Arc<Node>, value: T) -> Document<T> {
    Document {
        path: file.path.clone(),
        id: id.to_owned(),
        tree: Arc::clone(tree),
        value: Arc::new(value),
        digests: Arc::clone(&file.digests),
    }
}

/// A date that does not exist leaves the rest of the document as readable as before.
fn is_about_a_date(problem: &Diagnostic) -> bool {
    matches!(problem.rule, schema::NO_SUCH_DATE | schema::CLOCK_CHANGE | schema::VERSION_NUMBER)
}
