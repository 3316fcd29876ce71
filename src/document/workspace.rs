//! All documents of one moment: every file under the root, and what the documents among them say.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use super::cache::{Cache, Slot};
use super::digest::Digests;
use super::paths;
use super::read::{Read, Typed, Wanted, read_all};
use super::{
    Approval, Exception, Policy, Process, Progress, Project, Retrospective, Roster, Schedule, Support,
    Training, Witness, WorkingGroup,
};
use crate::diagnostic::{Diagnostic, Location};
use crate::schema::{Kind, Place};
use crate::source::{Entry, EntryKind, Snapshot, SourceError};
use crate::yaml::Node;

/// The rule for documents of the wrong kind or at the wrong place.
pub const KIND_AND_PLACE: &str = "kind-and-place";
/// The rule for files under the root that Milepost does not know.
pub const UNKNOWN_FILE: &str = "unknown-file";
/// The rule for links, submodules and executables.
pub const NOT_A_PLAIN_FILE: &str = "not-a-plain-file";

/// A file under the root, or a protected one outside.
#[derive(Debug, Clone)]
pub struct File {
    /// Path from the top of the repository.
    pub path: String,
    /// What the path stands for; nothing known for protected files outside the root.
    pub place: Place,
    /// What stands there.
    pub entry: EntryKind,
    /// Its bytes; none where it is no file.
    pub bytes: Option<Arc<[u8]>>,
    /// Where a link or submodule leads to.
    pub target: Option<String>,
    /// Its tree, where it is a document whose tree says all that the text says.
    pub tree: Option<Arc<Node>>,
    /// What is known of its digests.
    pub digests: Arc<Digests>,
}

impl File {
    /// The kind of document that belongs here.
    pub fn kind(&self) -> Option<Kind> {
        match self.place {
            Place::Document(kind, _) => Some(kind),
            Place::Page | Place::Unknown => None,
        }
    }

    /// Its text; bytes that are not UTF-8 are replaced.
    pub fn text(&self) -> Arc<str> {
        let bytes = self.bytes.as_deref().unwrap_or_default();
        // The check alone is several times faster than the replacement, which clean texts need not wait for.
        str::from_utf8(bytes).map_or_else(|_| String::from_utf8_lossy(bytes).into(), Arc::from)
    }

    /// The digest of its bytes.
    pub fn digest(&self) -> Option<&str> {
        Some(self.digests.of_bytes(self.bytes.as_deref()?))
    }

    /// The digest of what it means, where it is a document whose tree says all that the text says.
    pub fn meaning(&self) -> Option<&str> {
        Some(self.digests.of_meaning(self.kind()?, self.tree.as_deref()?))
    }

    /// Whether two files say and are the same to the byte.
    pub fn is_same(&self, other: &Self) -> bool {
        self.entry == other.entry && self.bytes == other.bytes && self.target == other.target
    }
}

/// A typed document with its place.
#[derive(Debug)]
pub struct Document<T> {
    /// Path from the top of the repository.
    pub path: String,
    /// The id in the file's name; empty for the single documents.
    pub id: String,
    /// Its tree.
    pub tree: Arc<Node>,
    /// What it says; moments that hold the same file share it.
    pub value: Arc<T>,
    /// What is known of the digests of its file.
    pub digests: Arc<Digests>,
}

impl<T> Clone for Document<T> {
    fn clone(&self) -> Self {
        Self {
            path: self.path.clone(),
            id: self.id.clone(),
            tree: Arc::clone(&self.tree),
            value: Arc::clone(&self.value),
            digests: Arc::clone(&self.digests),
        }
    }
}

impl<T> Document<T> {
    /// A place in this document.
    pub fn at(&self, span: crate::diagnostic::Span) -> Location {
        Location::at(&self.path, span)
    }

    /// The digest of what it means as a document of its kind.
    pub fn meaning(&self, kind: Kind) -> &str {
        self.digests.of_meaning(kind, &self.tree)
    }
}

/// All documents of one moment.
#[derive(Debug)]
pub struct Workspace {
    /// What people call the moment: a folder or a revision.
    pub name: String,
    /// The folder that holds the documents.
    pub root: String,
    /// Every file under the root, and the protected ones outside that exist, by path.
    pub files: BTreeMap<String, File>,
    /// The paths outside of the root that were looked for, whether there is a file or not.
    pub looked_for: BTreeSet<String>,
    /// project.yaml
    pub project: Option<Document<Project>>,
    /// roster.yaml
    pub roster: Option<Document<Roster>>,
    /// policy.yaml
    pub policy: Option<Document<Policy>>,
    /// working-group.yaml
    pub working_group: Option<Document<WorkingGroup>>,
    /// training.yaml
    pub training: Option<Document<Training>>,
    /// process.yaml
    pub process: Option<Document<Process>>,
    /// schedules/, by cycle.
    pub schedules: BTreeMap<String, Document<Schedule>>,
    /// progress/, by cycle.
    pub progress: BTreeMap<String, Document<Progress>>,
    /// exceptions/, by id.
    pub exceptions: BTreeMap<String, Document<Exception>>,
    /// retrospectives/, by cycle.
    pub retrospectives: BTreeMap<String, Document<Retrospective>>,
    /// support/, by id.
    pub support: BTreeMap<String, Document<Support>>,
    /// approvals/, by id.
    pub approvals: BTreeMap<String, Document<Approval>>,
    /// What GitHub showed of approvals, by their id.
    pub witnesses: BTreeMap<String, Document<Witness>>,
    /// What is wrong with single files.
    pub diagnostics: Vec<Diagnostic>,
    /// The paths of documents that are too broken to be read.
    pub unread: BTreeSet<String>,
}

/// Reads every file under `root`, and the exact paths `also` outside of it.
pub fn load(snapshot: &dyn Snapshot, root: &str, also: &BTreeSet<String>) -> Result<Workspace, SourceError> {
    let listing = Listing::of(snapshot, root, also)?;
    let reads = read_all(&listing.wanted(), root)?;
    Ok(listing.assemble(reads))
}

/// The same, without reading again what the moments before had too.
pub fn load_with(
    snapshot: &dyn Snapshot,
    root: &str,
    also: &BTreeSet<String>,
    cache: &mut Cache,
) -> Result<Workspace, SourceError> {
    let unread = list(snapshot, root, also, cache)?;
    let new: Vec<&Arc<Slot>> = unread.slots.iter().filter(|slot| !slot.is_read()).collect();
    let wanted: Vec<Wanted<'_>> = new.iter().map(|slot| slot.wanted()).collect();
    for (slot, read) in new.iter().zip(read_all(&wanted, root)?) {
        slot.fill(read);
    }
    unread.read()
}

/// Lists the files of a moment without reading them, for whoever reads several moments at once.
pub fn list(
    snapshot: &dyn Snapshot,
    root: &str,
    also: &BTreeSet<String>,
    cache: &mut Cache,
) -> Result<Unread, SourceError> {
    let listing = Listing::of(snapshot, root, also)?;
    let slots = cache.slots(&listing.wanted(), root);
    Ok(Unread { listing, slots })
}

/// The files of a moment that nobody may have read yet. Moments that were listed one after another share the files that
/// they have in common, whichever of them is read first, on whichever thread.
#[derive(Debug)]
pub struct Unread {
    listing: Listing,
    slots: Vec<Arc<Slot>>,
}

impl Unread {
    /// Reads what nobody has read yet.
    pub fn read(self) -> Result<Workspace, SourceError> {
        let reads = self.slots.iter().map(|slot| slot.read(&self.listing.root));
        let reads = reads.collect::<Result<_, _>>()?;
        Ok(self.listing.assemble(reads))
    }
}

/// Two moments that share most of their files, which are read once.
pub fn load_both(
    snapshots: [&dyn Snapshot; 2],
    root: &str,
    also: &BTreeSet<String>,
) -> Result<[Workspace; 2], SourceError> {
    let [first, second] = [Listing::of(snapshots[0], root, also)?, Listing::of(snapshots[1], root, also)?];
    let same = first.places_in(&second);
    let mut wanted = first.wanted();
    wanted.extend(
        second.wanted().into_iter().zip(&same).filter_map(|(file, same)| same.is_none().then_some(file)),
    );
    let mut reads = read_all(&wanted, root)?;
    let mut others = reads.split_off(first.entries.len()).into_iter();
    let seconds = same
        .iter()
        .filter_map(|same| same.map_or_else(|| others.next(), |place| reads.get(place).cloned()))
        .collect();
    Ok([first.assemble(reads), second.assemble(seconds)])
}

/// The files of a moment, before they are read.
#[derive(Debug)]
struct Listing {
    name: String,
    root: String,
    also: BTreeSet<String>,
    entries: Vec<Entry>,
    collisions: Vec<Diagnostic>,
    explained: BTreeSet<String>,
}

impl Listing {
    fn of(snapshot: &dyn Snapshot, root: &str, also: &BTreeSet<String>) -> Result<Self, SourceError> {
        let mut entries = snapshot.entries(root)?;
        let collisions = paths::collisions(root, &entries, &snapshot.top_level()?);
        for path in also.iter().filter(|path| !is_below(path, root)) {
            entries.extend(snapshot.entry(path)?);
        }
        let colliding: BTreeSet<String> =
            collisions.iter().map(|problem| problem.location.path.clone()).collect();
        let mut explained = below_reported_folders(&entries, &colliding);
        explained.extend(colliding);
        Ok(Self {
            name: snapshot.name().to_owned(),
            root: root.to_owned(),
            also: also.clone(),
            entries,
            collisions,
            explained,
        })
    }

    fn wanted(&self) -> Vec<Wanted<'_>> {
        let wanted = |entry| Wanted { entry, explained: self.is_explained(entry) };
        self.entries.iter().map(wanted).collect()
    }

    fn is_explained(&self, entry: &Entry) -> bool {
        self.explained.contains(&entry.path)
    }

    /// For every file of the other listing, where this one has the same.
    fn places_in(&self, other: &Self) -> Vec<Option<usize>> {
        let own: BTreeMap<&str, usize> =
            self.entries.iter().enumerate().map(|(place, entry)| (entry.path.as_str(), place)).collect();
        let is_same = |place: usize, entry: &Entry| {
            self.entries
                .get(place)
                .is_some_and(|own| own == entry && self.is_explained(own) == other.is_explained(entry))
        };
        let place =
            |entry: &Entry| own.get(entry.path.as_str()).copied().filter(|&place| is_same(place, entry));
        other.entries.iter().map(place).collect()
    }

    fn assemble(self, reads: Vec<Read>) -> Workspace {
        let mut workspace = Workspace::empty(&self.name, &self.root);
        workspace.looked_for = self.also;
        let colliding: BTreeSet<String> =
            self.collisions.iter().map(|problem| problem.location.path.clone()).collect();
        workspace.diagnostics.extend(self.collisions);
        for read in reads {
            workspace.take(read, &colliding);
        }
        workspace.require_single_documents();
        workspace.diagnostics.extend(workspace.protected_folders());
        workspace.diagnostics.sort_by(|a, b| a.location.cmp(&b.location).then_with(|| a.rule.cmp(b.rule)));
        workspace
    }
}

/// What lies in a folder that is itself reported.
fn below_reported_folders(entries: &[Entry], colliding: &BTreeSet<String>) -> BTreeSet<String> {
    let folders: BTreeSet<&str> = entries
        .iter()
        .filter(|entry| entry.kind == EntryKind::Folder)
        .map(|entry| entry.path.as_str())
        .chain(colliding.iter().map(String::as_str))
        .collect();
    let reported = |path: &str| {
        path.match_indices('/').any(|(end, _)| path.get(..end).is_some_and(|folder| folders.contains(folder)))
    };
    entries.iter().filter(|entry| reported(&entry.path)).map(|entry| entry.path.clone()).collect()
}

pub(super) fn is_below(path: &str, root: &str) -> bool {
    path.strip_prefix(root).is_some_and(|rest| rest.starts_with('/'))
}

impl Workspace {
    fn empty(name: &str, root: &str) -> Self {
        Self {
            name: name.to_owned(),
            root: root.to_owned(),
            files: BTreeMap::new(),
            looked_for: BTreeSet::new(),
            project: None,
            roster: None,
            policy: None,
            working_group: None,
            training: None,
            process: None,
            schedules: BTreeMap::new(),
            progress: BTreeMap::new(),
            exceptions: BTreeMap::new(),
            retrospectives: BTreeMap::new(),
            support: BTreeMap::new(),
            approvals: BTreeMap::new(),
            witnesses: BTreeMap::new(),
            diagnostics: Vec::new(),
            unread: BTreeSet::new(),
        }
    }

    /// Whether there is nothing under the root at all.
    pub fn is_empty(&self) -> bool {
        !self.files.keys().any(|path| is_below(path, &self.root) || *path == self.root)
    }

    /// How many documents were found.
    pub fn document_count(&self) -> usize {
        self.files.values().filter(|file| file.kind().is_some()).count()
    }

    /// The path of a single document.
    pub fn path_of(&self, kind: Kind) -> String {
        format!("{}/{kind}.yaml", self.root)
    }

    /// Whether two moments hold the same file at a path, to the byte.
    pub fn is_same_at(&self, other: &Self, path: &str) -> bool {
        match (self.files.get(path), other.files.get(path)) {
            (Some(one), Some(another)) => one.is_same(another),
            _ => false,
        }
    }

    /// The plan at a path.
    pub fn plan_at(&self, path: &str) -> Option<&Document<Schedule>> {
        match &self.files.get(path)?.place {
            Place::Document(Kind::Schedule, Some(id)) => self.schedules.get(id),
            _ => None,
        }
    }

    /// The text of a file.
    pub fn text(&self, path: &str) -> Option<Arc<str>> {
        self.files.get(path).filter(|file| file.bytes.is_some()).map(File::text)
    }

    /// Takes in a file. A document that collides with another file counts for nothing.
    fn take(&mut self, read: Read, colliding: &BTreeSet<String>) {
        let Read { file, diagnostics, typed } = read;
        self.diagnostics.extend(diagnostics);
        match typed.filter(|_| !colliding.contains(&file.path)) {
            Some(Ok(document)) => self.enter(document),
            unreadable => {
                self.diagnostics.extend(unreadable.and_then(Result::err));
                if file.kind().is_some() {
                    self.unread.insert(file.path.clone());
                }
            }
        }
        self.files.insert(file.path.clone(), file);
    }

    fn enter(&mut self, document: Typed) {
        fn by_id<T>(documents: &mut BTreeMap<String, Document<T>>, document: Document<T>) {
            documents.insert(document.id.clone(), document);
        }
        match document {
            Typed::Project(document) => self.project = Some(document),
            Typed::Roster(document) => self.roster = Some(document),
            Typed::Policy(document) => self.policy = Some(document),
            Typed::WorkingGroup(document) => self.working_group = Some(document),
            Typed::Training(document) => self.training = Some(document),
            Typed::Process(document) => self.process = Some(document),
            Typed::Schedule(document) => by_id(&mut self.schedules, document),
            Typed::Progress(document) => by_id(&mut self.progress, document),
            Typed::Exception(document) => by_id(&mut self.exceptions, document),
            Typed::Retrospective(document) => by_id(&mut self.retrospectives, document),
            Typed::Support(document) => by_id(&mut self.support, document),
            Typed::Approval(document) => by_id(&mut self.approvals, document),
            Typed::Witness(document) => by_id(&mut self.witnesses, document),
        }
    }

    /// A folder cannot be protected: only its files have content, and a change of them would pass unseen.
    fn protected_folders(&self) -> Vec<Diagnostic> {
        let Some(policy) = &self.policy else { return Vec::new() };
        let is_folder = |path: &str| self.files.get(path).is_some_and(|file| file.entry == EntryKind::Folder);
        let folders = policy.value.protect.iter().filter(|(path, _)| is_folder(path));
        folders
            .map(|(path, _)| {
                let message = format!("`{}` is a folder; `protect` names files", path.value);
                Diagnostic::error(NOT_A_PLAIN_FILE, policy.at(path.span), message)
                    .with_hint("write one line for each file below it")
            })
            .collect()
    }

    /// A moment without any document is somebody else's matter: before adoption, or a wrong `--root`.
    fn require_single_documents(&mut self) {
        // Nothing can lie below a root that is no folder; that is reported itself.
        if self.is_empty() || self.files.contains_key(&self.root) {
            return;
        }
        for kind in [Kind::Project, Kind::Roster, Kind::Policy] {
            let path = self.path_of(kind);
            if !self.files.contains_key(&path) {
                self.diagnostics.push(
                    Diagnostic::error(KIND_AND_PLACE, Location::file(&path), format!("`{path}` is missing"))
                        .with_hint(format!(
                            "every project has a `{kind}.yaml`; begin it with `kind: {}`",
                            kind.tag()
                        )),
                );
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::source::InMemory;

    const PROJECT: &str = "kind: project/v1\nname: Example\n";
    const ROSTER: &str = "kind: roster/v1\npeople:\n  alice: {name: Alice}\ntsc:\n  - {person: alice}\n";
    const POLICY: &str = "kind: policy/v1\nversion: 1\nvotes: {}\nrequirements: {adoption: {}, appointment: {}, electorate: {}, policy: {}, process: {}, schedule: {}, schedule-minor: {}, exception: {}, record: {}, editorial: {}}\n";

    fn workspace(files: &[(&str, &str)]) -> Workspace {
        let base = InMemory::new("test")
            .with_file("release/project.yaml", PROJECT)
            .with_file("release/roster.yaml", ROSTER)
            .with_file("release/policy.yaml", POLICY);
        let snapshot = files.iter().fold(base, |snapshot, (path, text)| snapshot.with_file(path, text));
        load(&snapshot, "release", &BTreeSet::new()).expect("a workspace")
    }

    fn found(files: &[(&str, &str)]) -> Vec<String> {
        workspace(files)
            .diagnostics
            .iter()
            .map(|problem| {
                let start = problem.location.span.map(|span| span.start).unwrap_or_default();
                format!("{} {}:{} {}", problem.rule, start.line(), start.column(), problem.message)
            })
            .collect()
    }

    #[test]
    fn a_complete_project_is_read_without_remarks() {
        let read = workspace(&[]);
        assert_eq!(read.diagnostics, []);
        assert!(read.project.is_some() && read.roster.is_some() && read.policy.is_some());
    }

    #[test]
    fn every_violation_is_reported_at_its_key_or_value() {
        let text = "kind: schedule/v1\ncycle: paris\nstatus: activ\nmilestone: []\nmilestones:\n  - {date: 2027-01-01}\n  - {id: b, date: 2019-11-31}\n  - {id: c, was: [x, 7]}\nversion: 1.10\nprocess: 2.0\n";
        assert_eq!(
            found(&[("release/schedules/paris.yaml", text)]),
            [
                "schema 3:9 `activ` is not a valid `status`",
                "schema 4:1 unknown key `milestone` in a schedule document",
                "schema 6:6 `milestone` has no `id`",
                "no-such-date 7:19 `2019-11-31` does not exist: November 2019 has 30 days",
                "schema 8:22 `7` is read as a number, where a text is meant",
                "version-number 9:10 `1.10` is read as a number, where a text is meant",
                "schema 10:10 `2.0` is not a plain whole number",
            ]
        );
    }

    #[test]
    fn a_document_of_every_kind_can_be_read() {
        let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/data/described");
        let snapshot = crate::source::Folder::open(folder.as_ref()).expect("a folder");
        let read = load(&snapshot, "release", &BTreeSet::new()).expect("a workspace");
        assert_eq!(read.diagnostics, []);
        assert_eq!(read.unread, BTreeSet::new());
        assert_eq!(read.working_group.map(|group| group.value.meeting.minutes_long.is_some()), Some(true));
        let training = read.training.expect("a training").value;
        assert!(training.sessions.iter().all(|session| session.reached("carol")));
        let process = read.process.expect("a process").value;
        assert_eq!(process.milestone("feature-freeze").map(|freeze| freeze.criteria().count()), Some(2));
        assert_eq!(process.artifacts.len(), 1);
        let supported = read.schedules["paris"].value.supported.as_ref();
        assert!(supported.is_some_and(|supported| supported.until.is_some()));
        assert!(read.progress["paris"].value.actual("feature-freeze").is_some());
        assert!(read.exceptions["paris-1"].value.scope.is_some());
        assert!(read.retrospectives["paris"].value.actions.iter().all(super::super::Action::changes_process));
        assert!(!read.support["1"].value.is_open());
        assert_eq!(
            read.witnesses["2026-11-30-adopt-rmss"].value.reviews[0].reviewer.login.value,
            "grace-example"
        );
    }

    #[test]
    fn answers_are_actions_alone_or_with_what_is_done_about_them() {
        let process = "kind: process/v1\nversion: 2\nmilestones: []\nanswers:\n  - oslo/a1\n  - {action: oslo/a2, declined: nobody has the time}\n";
        let process = workspace(&[("release/process.yaml", process)]).process.expect("a process");
        let answers = &process.value.answers;
        assert_eq!((answers[0].action.as_str(), answers[1].action.as_str()), ("oslo/a1", "oslo/a2"));
        assert!(answers[1].declined.is_some() && answers[0].span.start.line() == 5);
    }

    #[test]
    fn a_date_that_does_not_exist_leaves_the_rest_readable() {
        let text =
            "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n  - {id: b, date: 2019-11-31}\n";
        let read = workspace(&[("release/schedules/paris.yaml", text)]);
        assert_eq!(read.diagnostics.len(), 1);
        assert!(read.schedules.contains_key("paris"));
    }
}
