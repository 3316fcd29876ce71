//! Builds the repository of a history case: the same commits with the same ids on every machine.

use std::fs;
use std::path::{Path, PathBuf};

use git2::{Commit, Oid, Repository, RepositoryInitOptions, Signature, Time};
use jiff::{SignedDuration, Timestamp};

use super::Result;
use super::case::{file_name, lines, read, step_number};
use super::files::{self, Entry, Files};

/// The first commit's time where the case names none; each later one is a day younger.
const FIRST_COMMIT: &str = "2027-01-01T12:00:00Z";

/// A commit of the case.
pub(crate) struct Step {
    pub(crate) id: Oid,
    pub(crate) files: Files,
}

/// Makes a repository with a work tree of the last commit in an existing, empty folder.
pub(crate) fn build(folders: &[PathBuf], worktree: Option<&Path>, target: &Path) -> Result<Vec<Step>> {
    let mut options = RepositoryInitOptions::new();
    options.external_template(false).initial_head("main").no_reinit(true);
    let repository = Repository::init_opts(target, &options)?;

    let mut steps: Vec<Step> = Vec::new();
    for folder in folders {
        let step = build_step(&repository, folder, &steps)
            .map_err(|error| format!("{}: {error}", file_name(folder)))?;
        steps.push(step);
        repository.reference(
            &format!("refs/tags/step-{}", steps.len()),
            steps[steps.len() - 1].id,
            false,
            "",
        )?;
    }
    if let Some(last) = steps.last() {
        check_out(&repository, last, worktree, target)?;
    }
    Ok(steps)
}

/// Copies what only git's own folder can hold: `shallow`, `info/grafts`, `refs/replace/…`.
pub(crate) fn fill_git_folder(source: &Path, target: &Path, expand: &impl Fn(&str) -> String) -> Result {
    for entry in super::discover::sorted_entries(source)? {
        let copy = target.join(expand(&file_name(&entry)));
        if entry.is_dir() {
            fs::create_dir_all(&copy)?;
            fill_git_folder(&entry, &copy, expand)?;
        } else {
            fs::write(copy, expand(&read(&entry)?))?;
        }
    }
    Ok(())
}

/// Takes out what a shallow clone does not have: all that lies before the commits in `.git/shallow`.
pub(crate) fn forget_what_is_cut_off(target: &Path) -> Result {
    let git = target.join(".git");
    let list = git.join("shallow");
    if !list.is_file() {
        return Ok(());
    }
    let repository = Repository::open(target)?;
    let objects = repository.odb()?;
    let mut left = Vec::new();
    for id in lines(&read(&list)?) {
        left.extend(parents_in(objects.read(Oid::from_str(id)?)?.data()));
    }
    while let Some(id) = left.pop() {
        let text = id.to_string();
        let (folder, file) = text.split_at(2);
        let path = git.join("objects").join(folder).join(file);
        if path.is_file() {
            left.extend(parents_in(objects.read(id)?.data()));
            remove(&path)?;
        }
    }
    for tag in super::discover::sorted_entries(&git.join("refs/tags"))? {
        if !objects.exists_ext(Oid::from_str(read(&tag)?.trim())?, git2::OdbLookupFlags::empty()) {
            fs::remove_file(tag)?;
        }
    }
    Ok(())
}

/// Objects are read-only, and not every system deletes such a file.
fn remove(path: &Path) -> Result {
    let mut permissions = fs::metadata(path)?.permissions();
    #[expect(clippy::permissions_set_readonly_false, reason = "the file is gone in a moment")]
    permissions.set_readonly(false);
    fs::set_permissions(path, permissions)?;
    Ok(fs::remove_file(path)?)
}

/// The parents of a commit as its bytes name them, since libgit2 hides those of a shallow one.
fn parents_in(commit: &[u8]) -> Vec<Oid> {
    let text = String::from_utf8_lossy(commit);
    let headers = text.lines().take_while(|line| !line.is_empty());
    headers.filter_map(|line| Oid::from_str(line.strip_prefix("parent ")?).ok()).collect()
}

fn build_step(repository: &Repository, folder: &Path, earlier: &[Step]) -> Result<Step> {
    let parents = parents(folder, earlier)?;
    let mut files = match (folder.join("delta").is_file(), parents.first()) {
        (false, _) => Files::new(),
        (true, Some(parent)) => parent.files.clone(),
        (true, None) => return Err("`delta` needs a commit before it".into()),
    };
    files::lay_over(&mut files, folder, &[])?;
    name_commits(&mut files, earlier);

    let tree = repository.find_tree(files::write_tree(&files, repository)?)?;
    let header = Header::read(folder, earlier.len())?;
    let commits = parents
        .iter()
        .map(|step| repository.find_commit(step.id))
        .collect::<std::result::Result<Vec<_>, git2::Error>>()?;
    let id = repository.commit(
        None,
        &header.author,
        &header.committer,
        &header.subject,
        &tree,
        &commits.iter().collect::<Vec<&Commit<'_>>>(),
    )?;
    Ok(Step { id, files })
}

/// Puts the ids of earlier commits into the files that name them as `[step-1]`.
fn name_commits(files: &mut Files, earlier: &[Step]) {
    for entry in files.values_mut() {
        let Entry::Plain(bytes) = entry else { continue };
        if let Some(text) = std::str::from_utf8(bytes).ok().filter(|text| text.contains("[step-")) {
            let steps = earlier.iter().enumerate();
            let text = steps.fold(text.to_owned(), |text, (index, step)| {
                text.replace(&format!("[step-{}]", index + 1), &step.id.to_string())
            });
            *bytes = text.into_bytes();
        }
    }
}

/// The step before, unless `parents` lists others, or nobody for a second root.
fn parents<'a>(folder: &Path, earlier: &'a [Step]) -> Result<Vec<&'a Step>> {
    let path = folder.join("parents");
    if !path.is_file() {
        return Ok(earlier.last().into_iter().collect());
    }
    let text = read(&path)?;
    let numbers = lines(&text).flat_map(str::split_whitespace);
    numbers
        .map(|number| {
            let index = number.parse::<usize>().ok().and_then(|number| number.checked_sub(1));
            let missing = || format!("`parents`: there is no earlier step `{number}`").into();
            index.and_then(|index| earlier.get(index)).ok_or_else(missing)
        })
        .collect()
}

fn check_out(repository: &Repository, last: &Step, changes: Option<&Path>, target: &Path) -> Result {
    repository.reference("refs/heads/main", last.id, false, "")?;
    let mut index = repository.index()?;
    index.read_tree(&repository.find_commit(last.id)?.tree()?)?;
    index.write()?;
    let mut files = last.files.clone();
    if let Some(changes) = changes {
        files::lay_over(&mut files, changes, &[])?;
    }
    files::write_to(&files, target)
}

/// Who made a commit, when, and why.
struct Header {
    author: Signature<'static>,
    committer: Signature<'static>,
    subject: String,
}

impl Header {
    /// The file `commit` of a step: `time:`, `author:`, `committer:`, `message:`, each of them optional.
    fn read(folder: &Path, index: usize) -> Result<Self> {
        let days = SignedDuration::from_hours(24) * i32::try_from(index)?;
        let mut time = FIRST_COMMIT.parse::<Timestamp>()? + days;
        let mut author = "Case Author <author@example.org>".to_owned();
        let mut committer = "Case Committer <committer@example.org>".to_owned();
        let name = file_name(folder);
        let mut subject = match (step_number(&name), name.split_once('-')) {
            (Some(_), Some((_, words))) => words.replace('-', " "),
            _ => name,
        };
        let path = folder.join("commit");
        if path.is_file() {
            for line in lines(&read(&path)?) {
                match line.split_once(':').map(|(key, value)| (key, value.trim())) {
                    Some(("time", value)) => time = value.parse()?,
                    Some(("author", value)) => value.clone_into(&mut author),
                    Some(("committer", value)) => value.clone_into(&mut committer),
                    Some(("message", value)) => subject = value.replace("\\n", "\n"),
                    _ => return Err(format!("`commit`: `{line}` is not understood").into()),
                }
            }
        }
        Ok(Self { author: signature(&author, time)?, committer: signature(&committer, time)?, subject })
    }
}

fn signature(person: &str, time: Timestamp) -> Result<Signature<'static>> {
    let Some((name, email)) = person.strip_suffix('>').and_then(|person| person.split_once(" <")) else {
        return Err(format!("`commit`: write `{person}` as `Name <name@example.org>`").into());
    };
    Ok(Signature::new(name, email, &Time::new(time.as_second(), 0))?)
}
