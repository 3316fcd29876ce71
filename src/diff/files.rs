//! Which files differ, and who compares each of them.

use std::collections::BTreeMap;

use crate::diagnostic::{Location, Span};
use crate::document::{File, Process, Schedule, Workspace, with_profile};
use crate::schema::{Field, Kind, Place};

use super::fields::{self, Context, Found};
use super::schedule;
use super::text::changed_paths;
use super::words::{self, Sides};
use super::{Change, ChangeKind, Mark, Side};

/// Everything that changes from one workspace to the other, by path and then in the order of the documents.
pub fn diff(before: &Workspace, after: &Workspace) -> Vec<Change> {
    diff_with(before, after, &BTreeMap::new())
}

/// As [`diff`], where the versions of the process that only history holds are known: plans may still follow them.
pub fn diff_with(before: &Workspace, after: &Workspace, versions: &BTreeMap<u64, Process>) -> Vec<Change> {
    let comparison = Comparison { before, after, versions };
    changed_paths(before, after).into_iter().flat_map(|path| comparison.file(path)).collect()
}

struct Comparison<'a> {
    before: &'a Workspace,
    after: &'a Workspace,
    versions: &'a BTreeMap<u64, Process>,
}

impl Comparison<'_> {
    fn file(&self, path: &str) -> Vec<Change> {
        let (old, new) = (self.before.files.get(path), self.after.files.get(path));
        let Some(file) = new.or(old) else { return Vec::new() };
        match &file.place {
            Place::Document(kind, id) => self.document(path, *kind, id.as_deref(), old, new),
            Place::Page => vec![whole_file(path, old, new, Some(Mark::Editorial))],
            Place::Unknown => vec![whole_file(path, old, new, None)],
        }
    }

    fn document(
        &self,
        path: &str,
        kind: Kind,
        id: Option<&str>,
        old: Option<&File>,
        new: Option<&File>,
    ) -> Vec<Change> {
        let document = id.map_or_else(|| kind.to_string(), |id| format!("{kind}/{id}"));
        let title = self.title(kind, id);
        let context = Context { path, document: &document, title: &title };
        let (Some(old), Some(new)) = (old, new) else {
            return vec![self.whole_document(context, kind, id, old, new)];
        };
        let (Some(old_tree), Some(new_tree)) = (&old.tree, &new.tree) else {
            return vec![unreadable(context, old, new)];
        };
        if kind == Kind::Schedule {
            let id = id.unwrap_or_default();
            let plans = (self.before.schedules.get(id), self.after.schedules.get(id));
            if let (Some(old), Some(new)) = plans {
                let sides =
                    schedule::Sides { before: self.before, after: self.after, versions: self.versions };
                return schedule::diff(context, sides, old, new);
            }
        }
        // What a profile supplies is compared too: a change of its name alone would not say what it changes.
        let (old_tree, new_tree) = (&*with_profile(kind, old_tree), &*with_profile(kind, new_tree));
        let mut changes = fields::compare(
            context,
            Some(Found::node(old_tree)),
            Some(Found::node(new_tree)),
            Some(Field::document(kind)),
            &[],
        );
        let workspaces = [self.before, self.after];
        let sides = Sides { workspaces, old: old_tree, new: new_tree, kind, id: id.unwrap_or_default() };
        sides.reword(&mut changes);
        changes
    }

    fn title(&self, kind: Kind, id: Option<&str>) -> String {
        let Some(id) = id else { return kind.to_string() };
        let schedules =
            || [self.after, self.before].into_iter().filter_map(|workspace| workspace.schedules.get(id));
        match kind {
            Kind::Schedule => {
                schedules().find_map(|schedule| schedule.value.name.clone()).unwrap_or_else(|| id.to_owned())
            }
            kind => format!("{kind} {id}"),
        }
    }

    /// What the cycle is called whose plan goes and had the milestones and dates of a new one.
    fn gone_with_the_dates_of(&self, plan: &Schedule) -> Option<String> {
        let plans = self.before.schedules.iter();
        let gone = plans.filter(|(_, old)| !self.after.files.contains_key(&old.path));
        let mut same = gone.filter(|(_, old)| schedule::same_dates(&old.value, plan));
        same.next().map(|(id, _)| self.title(Kind::Schedule, Some(id)))
    }

    fn said_of_new(&self, kind: Kind, id: &str, new: Option<&File>) -> Option<String> {
        let tree = new?.tree.as_ref()?;
        words::of_new_document(kind, id, tree, [self.before, self.after])
    }

    fn said_of_gone(&self, kind: Kind, id: &str, old: &File) -> Option<String> {
        words::of_gone_document(kind, id, old.tree.as_ref()?, [self.before, self.after])
    }

    fn whole_document(
        &self,
        context: Context<'_>,
        kind: Kind,
        id: Option<&str>,
        old: Option<&File>,
        new: Option<&File>,
    ) -> Change {
        let subject = id.unwrap_or(kind.name());
        let (word, workspace) = if new.is_some() { ("new", self.after) } else { ("gone", self.before) };
        let detail = match (kind, workspace.schedules.get(subject)) {
            (Kind::Schedule, Some(plan)) => {
                let namesake = if new.is_some() { self.gone_with_the_dates_of(&plan.value) } else { None };
                let origin = namesake.map(|title| format!(", the dates that {title} had"));
                format!("{}{}", schedule::summary(&plan.value), origin.unwrap_or_default())
            }
            _ => String::new(),
        };
        let sentence = match kind {
            Kind::Approval => {
                let said = self.said_of_new(kind, subject, new);
                let said = said.or_else(|| self.said_of_gone(kind, subject, old?));
                said.unwrap_or_else(|| format!("{} is {word}", context.title))
            }
            Kind::Schedule => format!("the schedule of {} is {word}{detail}", context.title),
            _ => {
                self.said_of_new(kind, subject, new).unwrap_or_else(|| format!("{} is {word}", context.title))
            }
        };
        let mut change = file_change(context.path, old, new, sentence);
        context.document.clone_into(&mut change.document);
        context.title.clone_into(&mut change.title);
        subject.clone_into(&mut change.subject);
        context.title.clone_into(&mut change.subject_name);
        change
    }
}

/// A file that is no document, or a document that is compared as a whole.
fn whole_file(path: &str, old: Option<&File>, new: Option<&File>, mark: Option<Mark>) -> Change {
    let word = match (old, new) {
        (None, _) => "is new",
        (_, None) => "is gone",
        _ => "changes",
    };
    let mut change = file_change(path, old, new, format!("`{path}` {word}"));
    change.mark = mark;
    if mark == Some(Mark::Editorial) {
        change.kind = ChangeKind::Text;
    }
    change
}

fn unreadable(context: Context<'_>, old: &File, new: &File) -> Change {
    let side = match (&old.tree, &new.tree) {
        (None, None) => "on either side",
        (None, Some(_)) => "before the change",
        _ => "after the change",
    };
    let sentence = format!("the text changes, but it cannot be read {side}");
    let mut change = file_change(context.path, Some(old), Some(new), sentence);
    context.document.clone_into(&mut change.document);
    context.title.clone_into(&mut change.title);
    change
}

fn file_change(path: &str, old: Option<&File>, new: Option<&File>, sentence: String) -> Change {
    let kind = match (old, new) {
        (None, _) => ChangeKind::Added,
        (_, None) => ChangeKind::Removed,
        _ => ChangeKind::Value,
    };
    let side = if new.is_some() { Side::After } else { Side::Before };
    let content = |file: Option<&File>| {
        file.and_then(|file| file.digest().map(str::to_owned).or_else(|| file.target.clone()))
    };
    let shown = |content: &Option<String>| content.as_ref().map(|digest| digest.chars().take(19).collect());
    let both = old.is_some() && new.is_some();
    let (before, after) = if both { (content(old), content(new)) } else { (None, None) };
    let first = new.or(old).and_then(|file| file.tree.as_ref()).map(|tree| tree.span.start);
    let location = Location { path: path.to_owned(), span: first.map(|start| Span { start, end: start }) };
    Change {
        old_shown: shown(&before),
        new_shown: shown(&after),
        old: before,
        new: after,
        side,
        sentence,
        ..Change::new(kind, "file", path, path, location)
    }
}
