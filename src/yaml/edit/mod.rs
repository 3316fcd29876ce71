//! Changes single values of a YAML text and leaves every other byte as it is: comments, order, quoting, line ends.
//!
//! No edit is trusted. What is to come out is known as a tree before anything is written, and a text that doesn't read
//! back as exactly that tree is refused: a document is changed as asked, or not at all.

mod comments;
mod content;
mod layout;
mod lines;
mod patch;
#[cfg(test)]
mod tests;

pub use content::Content;

use content::{Form, pair};
use layout::{Layout, Place, Places};
use patch::{Patch, Patches};

use super::{Node, Value, character_problems, parse};
use crate::diagnostic::Diagnostic;

/// Why a text was not edited; it is as it was.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum EditError {
    /// The text is no document that is understood as a whole.
    #[error("the file cannot be edited before it can be read: {0}")]
    Unreadable(String),
    /// Nothing stands at the path.
    #[error("there is no `{0}` that could be edited")]
    NotFound(String),
    /// Something stands there, but not what the edit is about.
    #[error("`{path}` is {found}; only {expected} can be edited in this way")]
    Shape {
        /// Where.
        path: String,
        /// What stands there.
        found: &'static str,
        /// What would have to stand there.
        expected: &'static str,
    },
    /// A mapping would be left without a key.
    #[error("`{0}` is the only key there; remove what is around it instead")]
    OnlyKey(String),
    /// The edit would change more than it should.
    #[error("could not edit `{0}` without changing anything else; edit the file by hand")]
    ChangesMore(String),
}

/// A text with its tree, both always of the same state.
///
/// Values are named by their path: keys, and positions in lists counted from `0`, as in [`Node::at`].
#[derive(Debug, Clone)]
pub struct Editor {
    text: String,
    tree: Node,
    /// How many forbidden characters the text had from the start; Windows line ends count as one.
    character_problems: usize,
}

/// One of several values that are set together, as [`Editor::set`] sets one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Setting {
    /// Where the mapping is.
    pub path: Vec<String>,
    /// The key.
    pub key: String,
    /// Its new value.
    pub content: Content,
    /// The key behind which it is inserted where it is not there yet.
    pub after: Option<String>,
}

impl Setting {
    fn path(&self) -> Vec<&str> {
        self.path.iter().map(String::as_str).collect()
    }
}

/// The ways to write a value, the most natural first, and whether comments are kept in their column.
const WAYS: [(Form, bool); 6] = [
    (Form::Block, true),
    (Form::Block, false),
    (Form::Inline, true),
    (Form::Inline, false),
    (Form::Quoted, true),
    (Form::Quoted, false),
];

impl Editor {
    /// Takes a text that is a document as a whole.
    pub fn new(text: &str) -> Result<Self, EditError> {
        let parsed = parse("", text);
        if let Some(Diagnostic { message, .. }) = parsed.diagnostics.first() {
            return Err(EditError::Unreadable(message.clone()));
        }
        match parsed.tree {
            Some(tree) if parsed.complete => Ok(Self {
                text: text.to_owned(),
                tree,
                character_problems: character_problems("", text).len(),
            }),
            _ => Err(EditError::Unreadable("it says nothing".to_owned())),
        }
    }

    /// The text as it is now.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The tree as it is now.
    pub fn tree(&self) -> &Node {
        &self.tree
    }

    /// The text in the end.
    pub fn finish(self) -> String {
        self.text
    }

    /// Replaces a scalar in place, in its own quotes; a comment behind it stays in its column where there is room.
    pub fn replace(&mut self, path: &[&str], content: impl Into<Content>) -> Result<(), EditError> {
        let content = content.into();
        let node = self.tree.at(path.iter().copied()).ok_or_else(|| EditError::NotFound(show(path)))?;
        if !matches!(node.value, Value::Scalar(_)) {
            return Err(shape(path, node, "a single value"));
        }
        let new = content.node();
        if node.says_the_same(&new) {
            return Ok(());
        }
        let mut expected = self.tree.clone();
        if let Some(node) = at_mut(&mut expected, path) {
            *node = new;
        }
        self.change(path, &expected, |patches, layout, place, form| {
            patches.replace(layout, place, &content, form)
        })
    }

    /// Gives a key of a mapping a value: replaces the one it has, or inserts the key behind another one or as the last.
    pub fn set(
        &mut self,
        path: &[&str],
        key: &str,
        content: impl Into<Content>,
        after: Option<&str>,
    ) -> Result<(), EditError> {
        let content = content.into();
        let node = self.mapping(path)?;
        if node.get(key).is_some() {
            return self.replace(&[path, &[key]].concat(), content);
        }
        let behind = match after {
            Some(after) => {
                let found = node.pairs().iter().position(|pair| pair.key == after);
                Some(found.ok_or_else(|| EditError::NotFound(show(&[path, &[after]].concat())))?)
            }
            None => node.pairs().len().checked_sub(1),
        };
        let mut expected = self.tree.clone();
        if let Some(Value::Mapping(pairs)) = at_mut(&mut expected, path).map(|node| &mut node.value) {
            pairs.insert(behind.map_or(0, |index| index + 1), pair(key, content.node()));
        }
        let whole = [path, &[key]].concat();
        self.change_at(path, &whole, &expected, |patches, layout, place, form| {
            patches.insert_pair(layout, place, behind, key, &content, form)
        })
    }

    /// Sets several values: all of them, or none, and then says which one could not be set, and why. However many there
    /// are, the text is read back once where all of them can be written in the most natural way.
    pub fn set_all(&mut self, settings: &[Setting]) -> Result<(), (usize, EditError)> {
        let mut edited = self.clone();
        edited.set_part(settings, 0)?;
        *self = edited;
        Ok(())
    }

    /// What cannot be written together is halved until the few that are in the way stand alone.
    fn set_part(&mut self, settings: &[Setting], first: usize) -> Result<(), (usize, EditError)> {
        if let [Setting { path: _, key, content, after }] = settings {
            let path: Vec<&str> = settings.iter().flat_map(Setting::path).collect();
            return self.set(&path, key, content.clone(), after.as_deref()).map_err(|error| (first, error));
        }
        if settings.is_empty() || self.set_at_once(settings).is_some() {
            return Ok(());
        }
        let (left, right) = settings.split_at(settings.len() / 2);
        self.set_part(left, first)?;
        self.set_part(right, first + left.len())
    }

    /// Writes all values in the most natural way; nothing happens where that changes more or less than it should.
    fn set_at_once(&mut self, settings: &[Setting]) -> Option<()> {
        let (form, keeps_columns) = (Form::Block, true);
        let layout = Layout { text: &self.text };
        let mut places = Places::new(layout, &self.tree);
        let mut expected = self.tree.clone();
        let mut patches = Patches::new(keeps_columns);
        for setting in settings {
            let (path, key) = (setting.path(), setting.key.as_str());
            let whole = [path.as_slice(), &[key]].concat();
            let (mapping, new) = (self.mapping(&path).ok()?, setting.content.node());
            if let Some(old) = mapping.get(key) {
                if !matches!(old.value, Value::Scalar(_)) {
                    return None;
                }
                if !old.says_the_same(&new) {
                    *at_mut(&mut expected, &whole)? = new;
                    patches.replace(layout, places.find(&whole)?, &setting.content, form)?;
                }
                continue;
            }
            let behind = match &setting.after {
                Some(after) => mapping.pairs().iter().position(|pair| pair.key == *after)?,
                None => mapping.pairs().len().checked_sub(1)?,
            };
            let Value::Mapping(pairs) = &mut at_mut(&mut expected, &path)?.value else { return None };
            pairs.insert((behind + 1).min(pairs.len()), pair(key, new));
            let place = places.find(&path)?;
            patches.insert_pair(layout, place, Some(behind), key, &setting.content, form)?;
        }
        let text = Patch::apply(patches.finish(), &self.text)?;
        let tree = self.read_back(&text, &expected)?;
        self.text = text;
        self.tree = tree;
        Some(())
    }

    /// Removes a key and its value, with the comment behind it.
    pub fn remove(&mut self, path: &[&str], key: &str) -> Result<(), EditError> {
        let whole = [path, &[key]].concat();
        let pairs = self.mapping(path)?.pairs();
        let index = pairs.iter().position(|pair| pair.key == key);
        let index = index.ok_or_else(|| EditError::NotFound(show(&whole)))?;
        let is_only = pairs.len() == 1;
        let mut expected = self.tree.clone();
        if let Some(Value::Mapping(pairs)) = at_mut(&mut expected, path).map(|node| &mut node.value) {
            pairs.remove(index);
        }
        self.change_at(path, &whole, &expected, |patches, layout, place, _| {
            patches.remove_pair(layout, place, index)
        })
        .map_err(|error| if is_only { EditError::OnlyKey(show(&whole)) } else { error })
    }

    /// Adds an item to the end of a list, in the style of the items before it.
    pub fn append(&mut self, path: &[&str], content: impl Into<Content>) -> Result<(), EditError> {
        let content = content.into();
        let node = self.tree.at(path.iter().copied()).ok_or_else(|| EditError::NotFound(show(path)))?;
        if !matches!(node.value, Value::Sequence(_)) {
            return Err(shape(path, node, "a list"));
        }
        let mut expected = self.tree.clone();
        if let Some(Value::Sequence(items)) = at_mut(&mut expected, path).map(|node| &mut node.value) {
            items.push(content.node());
        }
        self.change(path, &expected, |patches, layout, place, form| {
            patches.append_item(layout, place, &content, form)
        })
    }

    fn mapping(&self, path: &[&str]) -> Result<&Node, EditError> {
        let node = self.tree.at(path.iter().copied()).ok_or_else(|| EditError::NotFound(show(path)))?;
        if matches!(node.value, Value::Mapping(_)) { Ok(node) } else { Err(shape(path, node, "a mapping")) }
    }

    fn change(
        &mut self,
        path: &[&str],
        expected: &Node,
        edit: impl Fn(&mut Patches, Layout<'_>, Place<'_>, Form) -> Option<()>,
    ) -> Result<(), EditError> {
        self.change_at(path, path, expected, edit)
    }

    /// Takes the first way of writing whose text reads back as what is expected.
    fn change_at(
        &mut self,
        path: &[&str],
        subject: &[&str],
        expected: &Node,
        edit: impl Fn(&mut Patches, Layout<'_>, Place<'_>, Form) -> Option<()>,
    ) -> Result<(), EditError> {
        for (form, keeps_columns) in WAYS {
            let layout = Layout { text: &self.text };
            let mut patches = Patches::new(keeps_columns);
            let edited = layout.find(&self.tree, path).and_then(|place| {
                edit(&mut patches, layout, place, form)?;
                Patch::apply(patches.finish(), &self.text)
            });
            let Some(text) = edited else { continue };
            if let Some(tree) = self.read_back(&text, expected) {
                self.text = text;
                self.tree = tree;
                return Ok(());
            }
        }
        Err(EditError::ChangesMore(show(subject)))
    }

    /// The tree of an edited text, if it says what it should and nothing else.
    fn read_back(&self, text: &str, expected: &Node) -> Option<Node> {
        let parsed = parse("", text);
        let tree = parsed.tree.filter(|_| parsed.complete && parsed.diagnostics.is_empty())?;
        let is_clean = character_problems("", text).len() <= self.character_problems;
        (is_clean && tree.says_the_same(expected)).then_some(tree)
    }
}

fn at_mut<'a>(node: &'a mut Node, path: &[&str]) -> Option<&'a mut Node> {
    path.iter().try_fold(node, |node, step| match &mut node.value {
        Value::Mapping(pairs) => pairs.iter_mut().find(|pair| pair.key == *step).map(|pair| &mut pair.value),
        Value::Sequence(items) => items.get_mut(step.parse::<usize>().ok()?),
        Value::Scalar(_) => None,
    })
}

fn show(path: &[&str]) -> String {
    if path.is_empty() { "the document".to_owned() } else { path.join(".") }
}

fn shape(path: &[&str], node: &Node, expected: &'static str) -> EditError {
    EditError::Shape { path: show(path), found: node.shape(), expected }
}
