//! From a changed field to a sentence in the words of its document; what has no words of its own keeps the fallback.
//!
//! Only the sentence is replaced. Kind, subject and pointer stay those of the fallback: the classes of decisions and
//! the JSON report hang on them.

use crate::calendar::{parse_day, show_day};
use crate::document::Workspace;
use crate::schema::{Field, Kind};
use crate::yaml::Node;

use super::fields::{self, find, shortened, show};
use super::{
    Change, ChangeKind, approval, exception, policy, process, progress, retrospective, roster, support,
    training, working_group,
};

/// A change with what stands on either side of it.
pub(super) struct Said<'a> {
    /// The keys that lead to the value.
    pub(super) steps: Vec<&'a str>,
    /// The value before.
    pub(super) old: Option<&'a Node>,
    /// The value after.
    pub(super) new: Option<&'a Node>,
    /// The whole document after; before, where it is gone.
    pub(super) document: &'a Node,
    /// The id in the file's name.
    pub(super) id: &'a str,
    workspaces: [&'a Workspace; 2],
}

/// The two sides of a document that was compared.
pub(super) struct Sides<'a> {
    /// The documents before and after.
    pub(super) workspaces: [&'a Workspace; 2],
    /// The tree before.
    pub(super) old: &'a Node,
    /// The tree after.
    pub(super) new: &'a Node,
    /// The kind.
    pub(super) kind: Kind,
    /// The id in the file's name.
    pub(super) id: &'a str,
}

impl Sides<'_> {
    /// Gives every change the words of its document, where it has any.
    pub(super) fn reword(&self, changes: &mut [Change]) {
        let Some(words) = words_of(self.kind) else { return };
        for change in changes.iter_mut().filter(|change| change.kind != ChangeKind::Text) {
            let field = Field::document(self.kind);
            let said = Said {
                steps: change.pointer.iter().map(String::as_str).collect(),
                old: find(self.old, field, &change.pointer),
                new: find(self.new, field, &change.pointer),
                document: self.new,
                id: self.id,
                workspaces: self.workspaces,
            };
            if let Some(sentence) = words(&said) {
                change.sentence = sentence;
            }
        }
    }
}

type Words = fn(&Said<'_>) -> Option<String>;

fn words_of(kind: Kind) -> Option<Words> {
    Some(match kind {
        Kind::Roster => roster::words,
        Kind::Policy => policy::words,
        Kind::WorkingGroup => working_group::words,
        Kind::Training => training::words,
        Kind::Process => process::words,
        Kind::Progress => progress::words,
        Kind::Exception => exception::words,
        Kind::Retrospective => retrospective::words,
        Kind::Support => support::words,
        Kind::Approval => approval::words,
        Kind::Project | Kind::Schedule | Kind::Witness => return None,
    })
}

/// What a document that is new says, in one sentence.
pub(super) fn of_new_document(
    kind: Kind,
    id: &str,
    tree: &Node,
    workspaces: [&Workspace; 2],
) -> Option<String> {
    let said = Said { steps: Vec::new(), old: None, new: Some(tree), document: tree, id, workspaces };
    words_of(kind).and_then(|words| words(&said))
}

/// What a document that is gone said, in one sentence.
pub(super) fn of_gone_document(
    kind: Kind,
    id: &str,
    tree: &Node,
    workspaces: [&Workspace; 2],
) -> Option<String> {
    let said = Said { steps: Vec::new(), old: Some(tree), new: None, document: tree, id, workspaces };
    words_of(kind).and_then(|words| words(&said))
}

impl<'a> Said<'a> {
    /// What people call a person, with the id where the name does not say it: names alone can be made to mislead.
    pub(super) fn person(&self, id: &str) -> String {
        // A second entry for the same person has a number.
        let id = id.split('#').next().unwrap_or(id);
        let known = self.workspaces.into_iter().find_map(|workspace| {
            workspace.roster.as_ref()?.value.people.get(id).map(|person| person.name.value.as_str())
        });
        match known {
            Some(name) if name.split_whitespace().any(|word| word.eq_ignore_ascii_case(id)) => {
                name.to_owned()
            }
            Some(name) => format!("{name} ({id})"),
            None => id.to_owned(),
        }
    }

    /// People by their ids, `a and b`.
    pub(super) fn people(&self, node: Option<&Node>) -> String {
        let names: Vec<String> = node
            .map_or(&[][..], Node::items)
            .iter()
            .filter_map(Node::text)
            .map(|id| self.person(id))
            .collect();
        names.join(", ")
    }

    /// A person under a key of the value that is there.
    pub(super) fn person_at(&self, key: &str) -> Option<String> {
        self.field(key).map(|id| self.person(&id))
    }

    /// The value that is there: after, or before where it is gone.
    pub(super) fn value(&self) -> Option<&'a Node> {
        self.new.or(self.old)
    }

    /// A field of the value that is there, for people.
    pub(super) fn field(&self, key: &str) -> Option<String> {
        Some(shown(self.value()?.get(key)?))
    }

    /// A field of the whole document, for people.
    pub(super) fn of_document(&self, key: &str) -> Option<String> {
        Some(shown(self.document.get(key)?))
    }

    /// Whether the value is new.
    pub(super) fn is_new(&self) -> bool {
        self.old.is_none()
    }

    /// `new` or `gone`.
    pub(super) fn fate(&self) -> &'static str {
        if self.new.is_some() { "new" } else { "gone" }
    }

    /// `… now revokes B`, `… does not revoke B any more`.
    pub(super) fn does_now(&self, who: &str, does: &str, verb: &str, whom: &str) -> String {
        if self.new.is_some() {
            format!("{who} now {does} {whom}")
        } else {
            format!("{who} does not {verb} {whom} any more")
        }
    }

    /// What people call an approval.
    pub(super) fn approval(&self, id: &str) -> String {
        approval::approval_called(self.workspaces, id)
    }

    /// `… is B instead of A`, `… is B`, `… is no longer A`.
    pub(super) fn turns(&self, what: &str, verb: &str) -> String {
        match (self.old.map(shown), self.new.map(shown)) {
            (Some(old), Some(new)) => format!("{what} {verb} {new} instead of {old}"),
            (None, Some(new)) => format!("{what} {verb} {new}"),
            (Some(old), None) => format!("{what} no longer {verb} {old}"),
            (None, None) => what.to_owned(),
        }
    }

    /// `…: A → B`, with `none` for what is not there.
    pub(super) fn arrow(&self, what: &str) -> String {
        let side = |node: Option<&Node>| node.map_or_else(|| "none".to_owned(), shown);
        format!("{what}: {} → {}", side(self.old), side(self.new))
    }

    /// What people call a milestone of a cycle.
    pub(super) fn milestone(&self, cycle: Option<&str>, id: &str) -> String {
        let name = self.workspaces.into_iter().rev().find_map(|workspace| {
            let own = || {
                let schedule = workspace.schedules.get(cycle?)?;
                schedule.value.milestone(id)?.name.as_ref().map(|name| name.value.clone())
            };
            own().or_else(|| workspace.process.as_ref()?.value.milestone(id)?.name.clone())
        });
        name.unwrap_or_else(|| id.to_owned())
    }
}

/// `, from A, until B` of a mapping, as far as it says so.
pub(super) fn term(node: Option<&Node>) -> String {
    let day = |key: &str| node.and_then(|node| node.get(key)).map(shown);
    let from = day("from").map(|from| format!(" from {from}")).unwrap_or_default();
    let until = day("until").map(|until| format!(" until {until}")).unwrap_or_default();
    format!("{from}{until}")
}

/// A value for people: days with their weekday, long texts cut.
pub(super) fn shown(node: &Node) -> String {
    let text = show(node);
    parse_day(&text).map_or_else(|_| shortened(&text), show_day)
}

/// The items of a list by a key of theirs.
pub(super) fn names(node: Option<&Node>, key: &str) -> String {
    let items = node.map_or(&[][..], Node::items).iter();
    let names: Vec<String> =
        items.map(|item| item.get(key).map_or_else(|| fields::show(item), show)).collect();
    shortened(&names.join(", "))
}

#[cfg(test)]
pub(super) mod testing {
    //! What the comparison of two documents says.

    use std::collections::BTreeSet;

    use crate::document::{Workspace, load};
    use crate::source::InMemory;

    const ROSTER: &str = "kind: roster/v1\npeople:\n  alice: {name: Alice Example}\n  bob: {name: Bob Example}\n  carol: {name: Carol}\n  m: {name: Alice Example}\ntsc: [{person: alice}]\n";
    const PROCESS: &str =
        "kind: process/v1\nversion: 1\nmilestones:\n  - {id: ff, name: Feature freeze}\n  - {id: ga}\n";

    fn workspace(path: &str, text: Option<&str>) -> Workspace {
        let base = InMemory::new("test")
            .with_file("release/roster.yaml", ROSTER)
            .with_file("release/process.yaml", PROCESS);
        let snapshot = match text {
            Some(text) => base.with_file(&format!("release/{path}"), text),
            None => base,
        };
        load(&snapshot, "release", &BTreeSet::new()).expect("a workspace")
    }

    /// The sentences for a document that becomes another one.
    pub(in crate::diff) fn said(path: &str, before: &str, after: &str) -> Vec<String> {
        sentences(&workspace(path, Some(before)), &workspace(path, Some(after)))
    }

    /// The sentences for a document that is new.
    pub(in crate::diff) fn said_of_new(path: &str, text: &str) -> Vec<String> {
        sentences(&workspace(path, None), &workspace(path, Some(text)))
    }

    fn sentences(before: &Workspace, after: &Workspace) -> Vec<String> {
        assert!(after.unread.is_empty() && before.unread.is_empty(), "{:?}", after.diagnostics);
        crate::diff::diff(before, after).into_iter().map(|change| change.sentence).collect()
    }
}
