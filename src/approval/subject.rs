//! The content that a step changes, and whether an approval is about exactly that content.

use std::cell::RefCell;
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;

use crate::document::{ABSENT, Approval, File, Subject, Workspace, digest};
use crate::source::EntryKind;

use super::Class;
use super::classify::ClassifiedChange;

/// Stands for content that is too large to be read; no approval can name it.
const UNREADABLE: &str = "unreadable";

/// One path's content before and after the step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PathContent {
    /// The digest of the bytes before; `none` where the file is new.
    pub from: String,
    /// The digest of the bytes after; `none` where the file is gone.
    pub to: String,
    /// The digests of the meanings, where both sides are readable documents or absent, and one is there.
    pub meaning: Option<(String, String)>,
}

/// The governed paths of a step that need sign-off, with the classes they need.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Needs {
    /// The classes that each path needs.
    pub classes: BTreeMap<String, BTreeSet<Class>>,
}

impl Needs {
    /// What the changes need, given the classes that need anybody at all.
    pub fn of(changes: &[ClassifiedChange], needs_sign_off: impl Fn(Class) -> bool) -> Self {
        let mut classes: BTreeMap<String, BTreeSet<Class>> = BTreeMap::new();
        for change in changes.iter().filter(|change| needs_sign_off(change.class)) {
            classes.entry(change.change.location.path.clone()).or_default().insert(change.class);
        }
        Self { classes }
    }

    /// Every class that some path needs.
    pub fn all_classes(&self) -> BTreeSet<Class> {
        self.classes.values().flatten().copied().collect()
    }

    /// The paths that need this class.
    pub fn paths_of(&self, class: Class) -> Vec<&str> {
        self.classes
            .iter()
            .filter(|(_, classes)| classes.contains(&class))
            .map(|(path, _)| path.as_str())
            .collect()
    }
}

/// The content of a path before and after.
pub fn content(before: &Workspace, after: &Workspace, path: &str) -> PathContent {
    let bytes =
        |workspace: &Workspace| workspace.files.get(path).map_or_else(|| ABSENT.to_owned(), digest_of);
    let meaning = |workspace: &Workspace| match workspace.files.get(path) {
        None => Some(ABSENT.to_owned()),
        Some(file) => file.meaning().map(str::to_owned),
    };
    PathContent { from: bytes(before), to: bytes(after), meaning: meaning(before).zip(meaning(after)) }
}

/// The digest of a plain file is that of its bytes. Anything else is told apart by what it is: who approved a file with
/// some text did not approve a link or a program of the same text (threat T14).
fn digest_of(file: &File) -> String {
    let kind = match file.entry {
        EntryKind::File => {
            return file.digest().unwrap_or(UNREADABLE).to_owned();
        }
        EntryKind::Executable => "executable",
        EntryKind::Symlink => "symlink",
        EntryKind::Submodule => "submodule",
        EntryKind::Folder => "folder",
        EntryKind::Other => "other",
    };
    let mut text = format!("{kind}\0").into_bytes();
    text.extend(file.bytes.as_deref().or(file.target.as_deref().map(str::as_bytes)).unwrap_or_default());
    digest(&text)
}

/// The paths of an approval that applies whose bytes are not the approved ones, but mean the same.
pub(super) fn by_meaning<'a>(approval: &'a Approval, before: &Workspace, after: &Workspace) -> Vec<&'a str> {
    let differs = |subject: &&Subject| {
        let now = content(before, after, &subject.path);
        subject.from.value != now.from || subject.to.value != now.to
    };
    approval.subject.iter().filter(differs).map(|subject| subject.path.as_str()).collect()
}

/// How an approval relates to a step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Relation {
    /// It is about exactly content of this step.
    Applies,
    /// It is about paths of this step, but about other content; each sentence says which.
    Stale(Vec<String>),
    /// It is about something else.
    Elsewhere,
}

impl Relation {
    /// The word for reports.
    pub const fn name(&self) -> &'static str {
        match self {
            Self::Applies => "applies",
            Self::Stale(_) => "stale",
            Self::Elsewhere => "elsewhere",
        }
    }
}

/// Compares the subject of an approval with the step. `is_new` says that the step itself brings the approval.
pub fn relation(approval: &Approval, before: &Workspace, after: &Workspace, is_new: bool) -> Relation {
    Contents::new(before, after).relation(approval, is_new)
}

/// The contents of a step, each looked at once however many approvals name it.
#[derive(Debug)]
pub struct Contents<'a> {
    before: &'a Workspace,
    after: &'a Workspace,
    known: RefCell<BTreeMap<String, Rc<PathContent>>>,
}

impl<'a> Contents<'a> {
    /// Nothing is looked at yet.
    pub fn new(before: &'a Workspace, after: &'a Workspace) -> Self {
        Self { before, after, known: RefCell::default() }
    }

    fn at(&self, path: &str) -> Rc<PathContent> {
        if let Some(known) = self.known.borrow().get(path) {
            return Rc::clone(known);
        }
        let content = Rc::new(content(self.before, self.after, path));
        self.known.borrow_mut().insert(path.to_owned(), Rc::clone(&content));
        content
    }

    fn changes(&self, path: &str) -> bool {
        match (self.before.files.get(path), self.after.files.get(path)) {
            (Some(before), Some(after)) => !before.is_same(after),
            (before, after) => before.is_some() != after.is_some(),
        }
    }

    /// How an approval relates to the step; see [`relation`].
    pub fn relation(&self, approval: &Approval, is_new: bool) -> Relation {
        // Most approvals of a long history are about files that the step leaves alone.
        if !approval.subject.iter().any(|subject| self.changes(&subject.path)) {
            return Relation::Elsewhere;
        }
        let mut matching = 0;
        let mut differences = Vec::new();
        let mut waiting = false;
        for subject in &approval.subject {
            let path = subject.path.as_str();
            let now = self.at(path);
            let changed = now.from != now.to;
            if changed && is_about(subject, &now) {
                matching += 1;
            } else if changed {
                // An approval that was used long ago names the same path with contents that are history.
                waiting |= begins_here(subject, &now);
                differences.push(difference(subject, &now));
            } else if begins_here(subject, &now) {
                differences
                    .push(format!("it also decides about `{path}`, which this change leaves as it is"));
            } else {
                differences
                    .push(format!("it also decides about `{path}`, whose content is another one already"));
            }
        }
        match () {
            () if matching == approval.subject.len() && matching > 0 => Relation::Applies,
            () if matching > 0 || is_new || waiting => Relation::Stale(differences),
            () => Relation::Elsewhere,
        }
    }
}

/// Whether a subject names this content: by what it means where both say so, else by its bytes.
pub fn is_about(subject: &Subject, now: &PathContent) -> bool {
    match (&subject.meaning, &now.meaning) {
        // Bytes that fit with a meaning that does not: people would vote on the one and the other would be merged.
        (Some(approved), Some((from, to))) => approved.from == *from && approved.to == *to,
        _ => subject.from.value == now.from && subject.to.value == now.to,
    }
}

fn begins_here(subject: &Subject, now: &PathContent) -> bool {
    let meaning = match (&subject.meaning, &now.meaning) {
        (Some(approved), Some((from, _))) => approved.from == *from,
        _ => false,
    };
    subject.from.value == now.from || meaning
}

fn difference(subject: &Subject, now: &PathContent) -> String {
    let path = &subject.path.value;
    let short = |digest: &str| match digest.strip_prefix("sha256:") {
        Some(digits) => format!("{}…", digits.chars().take(8).collect::<String>()),
        None => digest.to_owned(),
    };
    if subject.from.value == now.from && subject.to.value == now.to {
        format!("`{path}` has the bytes that were approved, but not the `meaning` that the approval states")
    } else if subject.from.value == now.from {
        format!(
            "`{path}` was changed after the approval (it becomes {}, approved was {})",
            short(&now.to),
            short(&subject.to)
        )
    } else if subject.to.value == now.to {
        format!(
            "`{path}` was changed on the target branch after the approval (it starts from {}, approved from {})",
            short(&now.from),
            short(&subject.from)
        )
    } else {
        format!("`{path}` was changed on both sides, before and after, since the approval")
    }
}
