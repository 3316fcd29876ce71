//! The documents as checks ask for them: there, not there, or there but too broken to be read.

use crate::calendar::WorkingCalendar;
use crate::diagnostic::{Location, Span};
use crate::document::{Document, Policy, Process, Project, Roster, Workspace};
use crate::schema::Kind;
use crate::yaml::Node;

/// The project's document, if there is one.
pub(super) fn project(workspace: &Workspace) -> Result<Option<&Document<Project>>, String> {
    readable(workspace, Kind::Project).map(|()| workspace.project.as_ref())
}

/// The roster, if there is one.
pub(super) fn roster(workspace: &Workspace) -> Result<Option<&Document<Roster>>, String> {
    readable(workspace, Kind::Roster).map(|()| workspace.roster.as_ref())
}

/// The policy, if there is one.
pub(super) fn policy(workspace: &Workspace) -> Result<Option<&Document<Policy>>, String> {
    readable(workspace, Kind::Policy).map(|()| workspace.policy.as_ref())
}

/// The process, if there is one.
pub(super) fn process(workspace: &Workspace) -> Result<Option<&Document<Process>>, String> {
    readable(workspace, Kind::Process).map(|()| workspace.process.as_ref())
}

/// The days on which the project works.
pub(super) fn working_calendar(workspace: &Workspace) -> Result<WorkingCalendar, String> {
    readable(workspace, Kind::Project).map(|()| workspace.working_calendar())
}

/// Whether a single document can be read; one that does not exist hides nothing.
pub(super) fn readable(workspace: &Workspace, kind: Kind) -> Result<(), String> {
    let path = workspace.path_of(kind);
    if workspace.unread.contains(&path) { Err(unreadable(&path)) } else { Ok(()) }
}

/// Whether every document of a folder can be read.
pub(super) fn folder_readable(workspace: &Workspace, kind: Kind) -> Result<(), String> {
    let Some(folder) = kind.folder() else { return readable(workspace, kind) };
    let prefix = format!("{}/{folder}/", workspace.root);
    match workspace.unread.iter().find(|path| path.starts_with(&prefix)) {
        Some(path) => Err(unreadable(path)),
        None => Ok(()),
    }
}

fn unreadable(path: &str) -> String {
    format!("`{path}` has errors")
}

/// A place in a document by its keys: the key of a mapping, as wide as the word.
pub(super) fn key_location<T>(document: &Document<T>, key: &str) -> Location {
    document.tree.pair(key).map_or_else(|| Location::file(&document.path), |pair| document.at(pair.key_span))
}

/// The items of a list under a key.
pub(super) fn items<'a>(node: &'a Node, key: &str) -> &'a [Node] {
    node.get(key).map_or(&[], Node::items)
}

/// A text under a key, with its place.
pub(super) fn text_at<'a>(node: &'a Node, key: &str) -> Option<(&'a str, Span)> {
    let value = node.get(key)?;
    Some((value.text()?, value.span))
}
