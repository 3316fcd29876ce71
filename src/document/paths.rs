//! What a path must look like, and that a document's kind and id agree with it.

use std::borrow::Cow;
use std::collections::{BTreeMap, BTreeSet};

use unicode_normalization::UnicodeNormalization;

use super::workspace::{KIND_AND_PLACE, UNKNOWN_FILE};
use crate::diagnostic::{Diagnostic, Location};
use crate::schema::{self, Kind, suggestion};
use crate::source::Entry;
use crate::yaml::{Node, Value};

/// The rule for two paths that some file systems take for one.
pub const PATH_COLLISION: &str = "path-collision";

/// Paths that differ only in case or Unicode form, or end in a dot or space: on some machines they are one file.
pub(super) fn collisions(root: &str, entries: &[Entry], top_level: &[String]) -> Vec<Diagnostic> {
    let mut problems: Vec<Diagnostic> = top_level
        .iter()
        .filter(|name| name.as_str() != root && folded(name) == folded(root))
        .map(|name| collision(name, root))
        .collect();
    let mut seen: BTreeMap<Cow<'_, str>, &str> = BTreeMap::new();
    let mut twins: BTreeSet<(&str, &str)> = BTreeSet::new();
    for entry in entries {
        if let Some(problem) = unportable(&entry.path) {
            problems.push(problem);
            continue;
        }
        for prefix in prefixes(&entry.path) {
            match seen.get(&folded(prefix)) {
                Some(first) if *first != prefix => {
                    // A folder collides once, however many files it holds.
                    if twins.insert((*first, prefix)) {
                        problems.push(collision_of(first, prefix));
                    }
                    break;
                }
                Some(_) => {}
                None => {
                    seen.insert(folded(prefix), prefix);
                }
            }
        }
    }
    problems
}

/// `a`, `a/b`, `a/b/c` of `a/b/c`.
fn prefixes(path: &str) -> impl Iterator<Item = &str> {
    path.match_indices('/').map(|(index, _)| &path[..index]).chain(std::iter::once(path))
}

fn folded(path: &str) -> Cow<'_, str> {
    // Most paths are folded as they are.
    if path.bytes().all(|byte| byte.is_ascii() && !byte.is_ascii_uppercase()) {
        return Cow::Borrowed(path);
    }
    path.nfkc().flat_map(char::to_lowercase).collect::<String>().into()
}

/// Of two twins the one that is written unusually is the one to look at.
fn collision_of(first: &str, second: &str) -> Diagnostic {
    let is_usual = |path: &str| path == folded(path);
    if is_usual(second) && !is_usual(first) { collision(first, second) } else { collision(second, first) }
}

fn collision(path: &str, other: &str) -> Diagnostic {
    let message = format!("`{path}` and `{other}` are the same path on some machines");
    Diagnostic::error(PATH_COLLISION, Location::file(path), message)
        .with_hint("keep one of them; use lower-case ASCII letters in paths")
}

fn unportable(path: &str) -> Option<Diagnostic> {
    let part = path.split('/').find(|part| part.ends_with(['.', ' ']))?;
    let message = format!("`{part}` ends in a dot or space, which some machines leave out");
    Some(Diagnostic::error(PATH_COLLISION, Location::file(path), message).with_hint("rename it"))
}

pub(super) fn unknown_file(path: &str, root: &str) -> Diagnostic {
    let relative = path.strip_prefix(root).map_or(path, |rest| rest.trim_start_matches('/'));
    Diagnostic::error(UNKNOWN_FILE, Location::file(path), format!("`{path}` is no file that Milepost knows"))
        .with_hint(unknown_file_hint(relative, root))
}

fn unknown_file_hint(relative: &str, root: &str) -> String {
    if let Some(stem) = relative.strip_suffix(".yml") {
        return format!("rename it to `{root}/{stem}.yaml`");
    }
    let (folder, name) = relative.rsplit_once('/').unwrap_or(("", relative));
    let is_yaml = name.strip_suffix(".yaml").is_some();
    let folders = || Kind::ALL.into_iter().filter_map(Kind::folder);
    if folder.is_empty() {
        let singles = Kind::ALL.into_iter().filter(|kind| kind.folder().is_none()).map(Kind::name);
        if let Some(near) = suggestion(name.trim_end_matches(".yaml"), singles) {
            return format!("did you mean `{root}/{near}.yaml`?");
        }
        if is_yaml {
            return format!(
                "a plan is `{root}/schedules/<cycle>.yaml`, an exception `{root}/exceptions/<cycle>-<number>.yaml`, an approval `{root}/approvals/<id>.yaml`"
            );
        }
    } else if !folders().any(|known| known == folder) {
        if let Some(near) = suggestion(folder, folders()) {
            return format!("did you mean `{root}/{near}/{name}`?");
        }
    } else if is_yaml {
        return "name it with lower-case letters, digits, dots, underscores and hyphens".to_owned();
    }
    format!("move it out of `{root}/`; only documents and Markdown pages (`*.md`) live there")
}

/// What is wrong with `kind:`; then nothing else can be said about the document.
pub(super) fn wrong_kind(path: &str, root: &str, expected: Kind, tree: &Node) -> Option<Diagnostic> {
    let Value::Mapping(_) = &tree.value else {
        let message =
            format!("a {expected} document is a mapping of keys to values, but this is {}", tree.shape());
        let span = crate::diagnostic::Span { start: tree.span.start, end: tree.span.start };
        return Some(
            Diagnostic::error(schema::SCHEMA, Location::at(path, span), message)
                .with_hint(format!("begin with `kind: {}`", expected.tag())),
        );
    };
    let Some(pair) = tree.pair("kind") else { return Some(no_kind(path, expected, tree)) };
    let written = pair.value.text().unwrap_or_default();
    if written == expected.tag() {
        return None;
    }
    let write = format!("write `kind: {}`", expected.tag());
    let problem = |message: String, hint: String| {
        let empty = pair.value.span.start.offset() == pair.value.span.end.offset();
        let span = if empty { pair.key_span } else { pair.value.span };
        Some(Diagnostic::error(KIND_AND_PLACE, Location::at(path, span), message).with_hint(hint))
    };
    if written.is_empty() {
        let message = match &pair.value.value {
            Value::Scalar(_) => "`kind` has no value".to_owned(),
            Value::Mapping(_) | Value::Sequence(_) => format!("`kind` cannot be {}", pair.value.shape()),
        };
        return problem(message, write);
    }
    let (name, version) = written.split_once('/').unwrap_or((written, ""));
    match Kind::from_name(name) {
        Some(kind) if kind == expected && version.is_empty() => {
            problem(format!("`{written}` does not say which version of the format this is"), write)
        }
        Some(kind) if kind == expected => problem(
            format!("version `{version}` of `{kind}` is not known to this Milepost"),
            format!("{write}, or use a Milepost that knows the version"),
        ),
        Some(kind) => problem(
            format!("a {kind} document does not belong here"),
            format!("its place is `{}`; here belongs `kind: {}`", kind.place(root), expected.tag()),
        ),
        None => {
            let hint = match suggestion(name, Kind::ALL.into_iter().map(Kind::name)) {
                Some(near) if near != expected.name() => {
                    format!("did you mean `{near}/v1`? Here belongs `kind: {}`", expected.tag())
                }
                _ => write,
            };
            problem(format!("unknown kind `{written}`"), hint)
        }
    }
}

fn no_kind(path: &str, expected: Kind, tree: &Node) -> Diagnostic {
    let misspelt = tree.pairs().iter().find(|pair| suggestion(&pair.key, std::iter::once("kind")).is_some());
    if let Some(pair) = misspelt {
        let message = format!("unknown key `{}`; every document begins with `kind`", pair.key);
        return Diagnostic::error(KIND_AND_PLACE, Location::at(path, pair.key_span), message)
            .with_hint(format!("did you mean `kind: {}`?", expected.tag()));
    }
    let location = Location { path: path.to_owned(), span: tree.pairs().first().map(|pair| pair.key_span) };
    Diagnostic::error(KIND_AND_PLACE, location, "the document does not say what it is")
        .with_hint(format!("add `kind: {}` as the first line", expected.tag()))
}

/// Whether the id inside a document is the name of its file.
pub(super) fn wrong_name(path: &str, kind: Kind, id: Option<&str>, tree: &Node) -> Option<Diagnostic> {
    let id = id?;
    let key = match kind {
        Kind::Schedule | Kind::Progress | Kind::Retrospective | Kind::Exception => "cycle",
        Kind::Approval => "id",
        Kind::Witness => "approval",
        _ => return None,
    };
    let node = tree.get(key)?;
    let written = node.text()?;
    let agrees = match kind {
        Kind::Exception => {
            id.strip_prefix(written).and_then(|rest| rest.strip_prefix('-')).is_some_and(is_number)
        }
        _ => written == id,
    };
    if agrees || !schema::is_id(written) {
        return None;
    }
    let extension = if kind == Kind::Witness { ".witness.yaml" } else { ".yaml" };
    let (message, hint) = match kind {
        Kind::Exception if id.strip_prefix(written).is_some_and(|rest| rest.starts_with('-')) => (
            format!("the file is called `{id}`, but an exception is called after its cycle and a number"),
            format!("call it `{written}-1.yaml`, with the next free number"),
        ),
        Kind::Exception => (
            format!("the file is called `{id}`, but is about the cycle `{written}`"),
            format!("call it `{written}-1.yaml`, with the next free number"),
        ),
        _ => (
            format!("the file is called `{id}`, but its `{key}` is `{written}`"),
            format!("write `{key}: {id}`, or rename the file to `{written}{extension}`"),
        ),
    };
    Some(Diagnostic::error(KIND_AND_PLACE, Location::at(path, node.span), message).with_hint(hint))
}

fn is_number(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit())
}
