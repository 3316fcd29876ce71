//! The fallback of the diff: any two trees of one kind, compared field by field along their schema.

use std::collections::BTreeMap;

use crate::diagnostic::{Location, Span};
use crate::document::one_notation;
use crate::schema::{Field, Identity};
use crate::yaml::{Node, Pair, Scalar, Value};

use super::{Change, ChangeKind, Mark, Side};

/// Longer values are cut for people; the machine-readable value stays whole.
const LONGEST_SHOWN: usize = 120;

/// Longer texts without a meaning of their own are not told, only that they changed.
const LONGEST_TOLD: usize = 60;

/// The document that is compared.
#[derive(Debug, Clone, Copy)]
pub(super) struct Context<'a> {
    /// Path from the top of the repository.
    pub(super) path: &'a str,
    /// `roster`, `schedule/paris`
    pub(super) document: &'a str,
    /// What people call it.
    pub(super) title: &'a str,
}

/// A node with the key that leads to it, which is the better place to point at.
#[derive(Clone, Copy)]
pub(super) struct Found<'a> {
    node: &'a Node,
    key: Option<Span>,
}

impl<'a> Found<'a> {
    pub(super) fn node(node: &'a Node) -> Self {
        Self { node, key: None }
    }

    fn pair(pair: &'a Pair) -> Self {
        Self { node: &pair.value, key: Some(pair.key_span) }
    }

    fn span(self) -> Span {
        let own = self.node.span;
        match self.key {
            Some(key)
                if own.start.line() != own.end.line() || matches!(self.node.value, Value::Mapping(_)) =>
            {
                key
            }
            _ if own.start.line() != own.end.line() => Span { start: own.start, end: own.start },
            _ => own,
        }
    }
}

/// Compares two nodes; `pointer` leads to them.
pub(super) fn compare(
    context: Context<'_>,
    old: Option<Found<'_>>,
    new: Option<Found<'_>>,
    field: Option<Field<'_>>,
    pointer: &[String],
) -> Vec<Change> {
    let mut walk = Walk { context, changes: Vec::new() };
    walk.compare(old, new, field, &Path { steps: pointer.to_vec(), mark: None, criteria: false });
    walk.changes
}

/// Compares the fields of two mappings, but for the keys in `except`. What describes them is only asked for where they
/// differ: a schema takes longer to read than most plans.
pub(super) fn compare_except<'a>(
    context: Context<'_>,
    old: &Node,
    new: &Node,
    field: impl FnOnce() -> Option<Field<'a>>,
    pointer: &[String],
    except: &[&str],
) -> Vec<Change> {
    let mut walk = Walk { context, changes: Vec::new() };
    if !say_the_same_except(old, new, except) {
        let path = Path { steps: pointer.to_vec(), mark: None, criteria: false };
        walk.mappings(old, new, field(), &path, except);
    }
    walk.changes
}

fn say_the_same_except(old: &Node, new: &Node, except: &[&str]) -> bool {
    let is_compared = |pair: &&Pair| !except.contains(&pair.key.as_str());
    old.pairs().iter().filter(is_compared).count() == new.pairs().iter().filter(is_compared).count()
        && new
            .pairs()
            .iter()
            .filter(is_compared)
            .all(|pair| old.pair(&pair.key).is_some_and(|other| other.says_the_same(pair)))
}

/// Where the walk is, and what it has learnt on the way.
#[derive(Clone)]
struct Path {
    steps: Vec<String>,
    mark: Option<Mark>,
    criteria: bool,
}

impl Path {
    fn to(&self, step: &str, field: Option<Field<'_>>) -> Self {
        let mark = match field.and_then(Field::class) {
            Some("editorial") => Some(Mark::Editorial),
            Some("record") => Some(Mark::Record),
            _ => None,
        };
        let mut steps = self.steps.clone();
        steps.push(step.to_owned());
        Self { steps, mark: self.mark.or(mark), criteria: self.criteria || matches!(step, "entry" | "exit") }
    }
}

struct Walk<'a> {
    context: Context<'a>,
    changes: Vec<Change>,
}

impl Walk<'_> {
    fn compare(
        &mut self,
        old: Option<Found<'_>>,
        new: Option<Found<'_>>,
        field: Option<Field<'_>>,
        path: &Path,
    ) {
        match (old, new) {
            (Some(old), Some(new)) => match (&old.node.value, &new.node.value) {
                (Value::Mapping(_), Value::Mapping(_)) => {
                    self.mappings(old.node, new.node, field, path, &[]);
                }
                (Value::Sequence(_), Value::Sequence(_)) => self.sequences(old, new, field, path),
                (Value::Scalar(left), Value::Scalar(right)) if same_scalar(left, right, field) => {}
                _ => self.push(path, value_kind(path), Some(old), Some(new)),
            },
            (None, Some(new)) => self.push(path, ChangeKind::Added, None, Some(new)),
            (Some(old), None) => self.push(path, ChangeKind::Removed, Some(old), None),
            (None, None) => {}
        }
    }

    fn mappings(&mut self, old: &Node, new: &Node, field: Option<Field<'_>>, path: &Path, except: &[&str]) {
        let gone = old.pairs().iter().filter(|pair| new.pair(&pair.key).is_none());
        for pair in new.pairs().iter().chain(gone).filter(|pair| !except.contains(&pair.key.as_str())) {
            let inner = field.and_then(|field| field.key(&pair.key));
            let (left, right) = (old.pair(&pair.key), new.pair(&pair.key));
            let shaped = inner.map(|inner| inner.shaped_like(&pair.value));
            self.compare(left.map(Found::pair), right.map(Found::pair), shaped, &path.to(&pair.key, inner));
        }
    }

    fn sequences(&mut self, old: Found<'_>, new: Found<'_>, field: Option<Field<'_>>, path: &Path) {
        let item = field.and_then(Field::item);
        match field.map_or(Identity::Position, Field::identity) {
            Identity::Key { key, ordered } => {
                let (left, right) = (by_key(old.node, key), by_key(new.node, key));
                let gone = left.order.iter().filter(|name| !right.items.contains_key(*name));
                for name in right.order.iter().chain(gone) {
                    let (before, after) = (left.items.get(name).copied(), right.items.get(name).copied());
                    let shaped = item.zip(after.or(before)).map(|(item, node)| item.shaped_like(node));
                    self.compare(
                        before.map(Found::node),
                        after.map(Found::node),
                        shaped,
                        &path.to(name, item),
                    );
                }
                if ordered && common_order(&left, &right) != common_order(&right, &left) {
                    self.push(&path.to("order", None), ChangeKind::Value, Some(old), Some(new));
                }
            }
            Identity::Set => self.sets(old, new, path),
            Identity::Position if meaning_of_list(old.node, item) != meaning_of_list(new.node, item) => {
                self.push(path, value_kind(path), Some(old), Some(new));
            }
            Identity::Position => {}
        }
    }

    fn sets(&mut self, old: Found<'_>, new: Found<'_>, path: &Path) {
        let texts = |found: Found<'_>| -> Vec<String> { found.node.items().iter().map(show).collect() };
        let (left, right) = (texts(old), texts(new));
        for item in new.node.items().iter().filter(|item| !left.contains(&show(item))) {
            self.push(&path.to(&show(item), None), ChangeKind::Added, None, Some(Found::node(item)));
        }
        for item in old.node.items().iter().filter(|item| !right.contains(&show(item))) {
            self.push(&path.to(&show(item), None), ChangeKind::Removed, Some(Found::node(item)), None);
        }
    }

    fn push(&mut self, path: &Path, kind: ChangeKind, old: Option<Found<'_>>, new: Option<Found<'_>>) {
        let kind = match (path.mark, kind) {
            (Some(Mark::Editorial), _) => ChangeKind::Text,
            (_, kind) => kind,
        };
        let (side, found) = match (new, old) {
            (Some(new), _) => (Side::After, Some(new)),
            (None, old) => (Side::Before, old),
        };
        let subject = path.steps.join(".");
        let text = |found: Option<Found<'_>>| found.map(|found| show(found.node));
        let (old, new) = (text(old), text(new));
        let sentence = sentence(&subject, kind, old.as_deref(), new.as_deref());
        let location = Location { path: self.context.path.to_owned(), span: found.map(Found::span) };
        let change = Change::new(kind, self.context.document, self.context.title, &subject, location);
        self.changes.push(Change {
            old_shown: old.as_deref().map(shortened),
            new_shown: new.as_deref().map(shortened),
            old,
            new,
            side,
            mark: path.mark,
            pointer: path.steps.clone(),
            sentence,
            ..change
        });
    }
}

fn sentence(subject: &str, kind: ChangeKind, old: Option<&str>, new: Option<&str>) -> String {
    let value = |value: Option<&str>| value.map(shortened).unwrap_or_default();
    match (kind, old, new) {
        (ChangeKind::Text, old, new) if [old, new].into_iter().flatten().any(is_long) => match (old, new) {
            (None, _) => format!("{subject}: a text is new"),
            (_, None) => format!("{subject}: a text is gone"),
            _ => format!("{subject}: the text changes"),
        },
        (_, None, new) => format!("{subject} is new: {}", value(new)),
        (_, old, None) => format!("{subject} is gone: {}", value(old)),
        (_, old, new) => format!("{subject}: {} → {}", value(old), value(new)),
    }
}

/// Whether a text is too long to be told.
fn is_long(text: &str) -> bool {
    text.trim_end().contains('\n') || text.chars().count() > LONGEST_TOLD
}

/// What a changed value is called, by the key that holds it.
fn value_kind(path: &Path) -> ChangeKind {
    if path.criteria {
        return ChangeKind::Criteria;
    }
    match path.steps.last().map(String::as_str) {
        Some("owner") => ChangeKind::Owner,
        Some("confidence") => ChangeKind::Confidence,
        Some("status") => ChangeKind::Status,
        Some("not-applicable") => ChangeKind::Applicability,
        _ => ChangeKind::Value,
    }
}

/// The items of a list by the value of their key; a second item with the same key gets a number.
struct Keyed<'a> {
    order: Vec<String>,
    items: BTreeMap<String, &'a Node>,
}

fn by_key<'a>(list: &'a Node, key: &str) -> Keyed<'a> {
    let mut keyed = Keyed { order: Vec::new(), items: BTreeMap::new() };
    let mut seen: BTreeMap<String, usize> = BTreeMap::new();
    for item in list.items() {
        let base = item.get(key).map_or_else(|| show(item), show);
        let count = seen.entry(base.clone()).or_default();
        *count += 1;
        let name = if *count == 1 { base } else { format!("{base}#{count}") };
        keyed.order.push(name.clone());
        keyed.items.insert(name, item);
    }
    keyed
}

/// The names of `side` that `other` has too, in the order of `side`.
fn common_order<'a>(side: &'a Keyed<'_>, other: &Keyed<'_>) -> Vec<&'a str> {
    side.order.iter().filter(|name| other.items.contains_key(*name)).map(String::as_str).collect()
}

fn meaning_of_list(list: &Node, item: Option<Field<'_>>) -> Vec<String> {
    let format = item.and_then(Field::format);
    list.items()
        .iter()
        .map(|node| node.text().map_or_else(|| show(node), |text| one_notation(text, format)))
        .collect()
}

fn same_scalar(left: &Scalar, right: &Scalar, field: Option<Field<'_>>) -> bool {
    let format = field.and_then(Field::format);
    left.kind() == right.kind() && one_notation(&left.text, format) == one_notation(&right.text, format)
}

/// The value that a pointer of the comparison leads to.
pub(super) fn find<'a>(root: &'a Node, field: Field<'_>, pointer: &[String]) -> Option<&'a Node> {
    let mut node = root;
    let mut field = Some(field.shaped_like(root));
    for step in pointer {
        let (next, described) = match (&node.value, field.map(Field::identity)) {
            (Value::Mapping(_), _) => (node.get(step)?, field.and_then(|field| field.key(step))),
            (Value::Sequence(_), Some(Identity::Key { key, .. })) => {
                (*by_key(node, key).items.get(step)?, field.and_then(Field::item))
            }
            (Value::Sequence(items), _) => {
                (items.iter().find(|item| show(item) == *step)?, field.and_then(Field::item))
            }
            (Value::Scalar(_), _) => return None,
        };
        node = next;
        field = described.map(|described| described.shaped_like(next));
    }
    Some(node)
}

/// A value on one line: texts as they are, lists and mappings as they would be written in brackets.
pub(super) fn show(node: &Node) -> String {
    match &node.value {
        Value::Scalar(scalar) => scalar.text.clone(),
        Value::Sequence(items) => format!("[{}]", items.iter().map(show).collect::<Vec<_>>().join(", ")),
        Value::Mapping(pairs) => {
            let fields: Vec<String> =
                pairs.iter().map(|pair| format!("{}: {}", pair.key, show(&pair.value))).collect();
            format!("{{{}}}", fields.join(", "))
        }
    }
}

pub(super) fn shortened(text: &str) -> String {
    let line = text.split_whitespace().collect::<Vec<_>>().join(" ");
    if line.chars().count() <= LONGEST_SHOWN {
        return line;
    }
    let cut: String = line.chars().take(LONGEST_SHOWN - 1).collect();
    format!("{cut}…")
}
