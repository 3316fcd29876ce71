//! The files of one tree of a case, those included that a checkout of this repository cannot hold.

use std::collections::BTreeMap;
use std::fs;
use std::path::Path;

use git2::{Oid, Repository};

use super::Result;
use super::case::{file_name, lines, read};
use super::discover::sorted_entries;

/// Paths with `/` between the parts, and what stands there.
pub(crate) type Files = BTreeMap<String, Entry>;

/// What stands at a path.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Entry {
    Plain(Vec<u8>),
    Executable(Vec<u8>),
    Symlink(String),
    Submodule(Oid),
}

/// The files that say how a tree is made and are no part of it.
const RECIPE: [&str; 5] = ["delta", "delete", "modes", "parents", "commit"];

/// Lays a folder over `files`: deletes what its `delete` lists, adds its files, and then follows its `modes`.
pub(crate) fn lay_over(files: &mut Files, folder: &Path, ignored: &[&str]) -> Result {
    if folder.join("delete").is_file() {
        for path in lines(&read(&folder.join("delete"))?) {
            delete(files, path)?;
        }
    }
    for entry in sorted_entries(folder)? {
        let name = file_name(&entry);
        if !RECIPE.contains(&name.as_str()) && !ignored.contains(&name.as_str()) {
            add(files, &entry, &in_the_tree(&name))?;
        }
    }
    if folder.join("modes").is_file() {
        for line in lines(&read(&folder.join("modes"))?) {
            follow_mode(files, line)?;
        }
    }
    Ok(())
}

/// Writes the files into an existing folder.
pub(crate) fn write_to(files: &Files, folder: &Path) -> Result {
    for (path, entry) in files {
        let target = folder.join(path);
        if let Some(parent) = target.parent() {
            fs::create_dir_all(parent)?;
        }
        match entry {
            Entry::Plain(bytes) => fs::write(&target, bytes)?,
            Entry::Executable(bytes) => {
                fs::write(&target, bytes)?;
                make_executable(&target)?;
            }
            Entry::Symlink(to) => make_symlink(to, &target)?,
            Entry::Submodule(_) => fs::create_dir_all(&target)?,
        }
    }
    Ok(())
}

/// Writes the files as a git tree.
pub(crate) fn write_tree(files: &Files, repository: &Repository) -> Result<Oid> {
    let mut builder = repository.treebuilder(None)?;
    let mut folders: BTreeMap<&str, Files> = BTreeMap::new();
    for (path, entry) in files {
        if let Some((folder, rest)) = path.split_once('/') {
            folders.entry(folder).or_default().insert(rest.to_owned(), entry.clone());
            continue;
        }
        let (id, mode) = match entry {
            Entry::Plain(bytes) => (repository.blob(bytes)?, 0o100_644),
            Entry::Executable(bytes) => (repository.blob(bytes)?, 0o100_755),
            Entry::Symlink(to) => (repository.blob(to.as_bytes())?, 0o120_000),
            Entry::Submodule(commit) => (*commit, 0o160_000),
        };
        builder.insert(path, id, mode)?;
    }
    for (name, inside) in folders {
        if files.contains_key(name) {
            return Err(format!("`{name}` is a file and a folder at once: list it in `delete`").into());
        }
        builder.insert(name, write_tree(&inside, repository)?, 0o040_000)?;
    }
    Ok(builder.write()?)
}

/// `dot-gitattributes` stands for `.gitattributes`, which would act on this repository itself.
fn in_the_tree(name: &str) -> String {
    name.strip_prefix("dot-").map_or_else(|| name.to_owned(), |rest| format!(".{rest}"))
}

fn add(files: &mut Files, path: &Path, name: &str) -> Result {
    if path.is_dir() {
        for entry in sorted_entries(path)? {
            add(files, &entry, &format!("{name}/{}", in_the_tree(&file_name(&entry))))?;
        }
    } else {
        files.insert(name.to_owned(), Entry::Plain(fs::read(path)?));
    }
    Ok(())
}

fn delete(files: &mut Files, path: &str) -> Result {
    let before = files.len();
    let below = format!("{path}/");
    files.retain(|file, _| file != path && !file.starts_with(&below));
    if files.len() == before {
        return Err(format!("`delete` lists `{path}`, which is not there").into());
    }
    Ok(())
}

/// `<mode> <path> [<target of a link, commit of a submodule, or path whose bytes are taken>]`
fn follow_mode(files: &mut Files, line: &str) -> Result {
    let words = line.split_whitespace().map(unescaped).collect::<Result<Vec<_>>>()?;
    let words: Vec<&str> = words.iter().map(String::as_str).collect();
    let bytes_of = |path: &str| match files.get(path) {
        Some(Entry::Plain(bytes) | Entry::Executable(bytes)) => Ok(bytes.clone()),
        _ => Err(format!("`modes`: there is no file `{path}`")),
    };
    let (path, entry) = match words.as_slice() {
        ["100644", path, source] => (*path, Entry::Plain(bytes_of(source)?)),
        ["100755", path] => (*path, Entry::Executable(bytes_of(path)?)),
        ["100755", path, source] => (*path, Entry::Executable(bytes_of(source)?)),
        ["120000", path, target] => (*path, Entry::Symlink((*target).to_owned())),
        ["160000", path, commit] => (*path, Entry::Submodule(Oid::from_str(commit)?)),
        _ => {
            return Err(
                format!("`modes`: `{line}` is not understood; tests/README.md shows the forms").into()
            );
        }
    };
    files.insert(path.to_owned(), entry);
    Ok(())
}

/// `\u{301}` stands for that character, so that a path may hold what a checkout or an editor would change.
fn unescaped(word: &str) -> Result<String> {
    let mut parts = word.split("\\u{");
    let mut text = parts.next().unwrap_or_default().to_owned();
    for part in parts {
        let character = part
            .split_once('}')
            .and_then(|(code, rest)| Some((char::from_u32(u32::from_str_radix(code, 16).ok()?)?, rest)));
        let Some((character, rest)) = character else {
            return Err(
                format!("`modes`: `{word}` holds an escape that is not `\\u{{<hexadecimal>}}`").into()
            );
        };
        text.push(character);
        text.push_str(rest);
    }
    Ok(text)
}

/// Whether the file system of this machine has what a case `needs`.
pub(crate) fn is_met(need: &str) -> Result<bool> {
    match need {
        "links" | "git" => Ok(cfg!(unix)),
        "names" => takes_every_name(),
        _ => Err(format!("`needs`: nothing is called `{need}`; tests/README.md lists what is").into()),
    }
}

/// Whether names that differ in their case or in how `é` is put together are two, and one may end with a dot.
fn takes_every_name() -> Result<bool> {
    let folder = tempfile::tempdir()?;
    let names = ["twin", "Twin", "e\u{301}", "\u{e9}", "dot", "dot."];
    Ok(names.iter().all(|name| fs::write(folder.path().join(name), "").is_ok())
        && fs::read_dir(folder.path())?.count() == names.len())
}

#[cfg(unix)]
fn make_executable(path: &Path) -> Result {
    use std::os::unix::fs::PermissionsExt;
    Ok(fs::set_permissions(path, fs::Permissions::from_mode(0o755))?)
}

#[cfg(unix)]
fn make_symlink(target: &str, path: &Path) -> Result {
    Ok(std::os::unix::fs::symlink(target, path)?)
}

#[cfg(not(unix))]
fn make_executable(path: &Path) -> Result {
    Err(format!("`{}`: this system has no executable files", path.display()).into())
}

#[cfg(not(unix))]
fn make_symlink(_target: &str, path: &Path) -> Result {
    Err(format!("`{}`: this system has no symbolic links", path.display()).into())
}
