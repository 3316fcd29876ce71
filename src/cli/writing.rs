//! Writes new files, all of them or none, and never over anything that is there.

use std::fs;
use std::io::{ErrorKind, Write as _};
use std::path::{Path, PathBuf};

use super::failure::Failure;
use super::in_place;
use crate::init::NewDocument;
use crate::source::slashed;
use crate::yaml;

/// Fails with the list of files that are there already, or where something that is no folder stands in the way.
pub(super) fn refuse_existing(top: &Path, files: &[NewDocument]) -> Result<(), Failure> {
    let present = |path: &Path| fs::symlink_metadata(path).is_ok();
    let existing: Vec<String> = files
        .iter()
        .filter(|file| present(&top.join(&file.path)))
        .map(|file| format!("`{}`", file.path))
        .collect();
    if !existing.is_empty() {
        let verb = if existing.len() == 1 { "exists" } else { "exist" };
        let is_workflow = |path: &String| path.starts_with("`.github/");
        let is_of_pages = |path: &String| path.ends_with("/publish.yml`");
        let otherwise = if existing.iter().all(is_of_pages) {
            "leave `--pages` out"
        } else if existing.iter().any(is_workflow) {
            "leave `--github` out"
        } else {
            "choose another folder with `--root`"
        };
        return Err(Failure::new(format!("{} {verb} already, so nothing was written", existing.join(", ")))
            .hint(format!("`init` never overwrites: move the files away, or {otherwise}")));
    }
    files.iter().try_for_each(|file| refuse_a_detour(top, &file.path))
}

/// A symbolic link on the way would lead the files out of the repository.
pub(super) fn refuse_a_detour(top: &Path, path: &str) -> Result<(), Failure> {
    let mut folder = top.to_owned();
    let Some((folders, _)) = path.rsplit_once('/') else { return Ok(()) };
    for part in folders.split('/') {
        folder.push(part);
        match fs::symlink_metadata(&folder) {
            Ok(found) if !found.is_dir() => {
                return Err(Failure::new(format!("`{}` is no folder", slashed(&folder)))
                    .hint("move it away, or choose another folder with `--root`"));
            }
            _ => {}
        }
    }
    Ok(())
}

/// A document that cannot be read back is not written.
pub(super) fn refuse_unreadable(path: &str, text: &str) -> Result<(), Failure> {
    let is_document = Path::new(path).extension().is_some_and(|extension| extension == "yaml");
    let read = || yaml::read(path, text.as_bytes()).diagnostics.into_iter().next();
    let Some(problem) = is_document.then(read).flatten() else { return Ok(()) };
    let failure =
        Failure::new(format!("`{path}` was not written, since nobody could read it: {}", problem.message));
    Err(match problem.hint {
        Some(hint) => failure.hint(hint),
        None => failure,
    })
}

/// Writes all files; where one cannot be written, the ones before it are taken away again.
pub(super) fn write_all(top: &Path, files: &[NewDocument]) -> Result<(), Failure> {
    files.iter().try_for_each(|file| refuse_unreadable(&file.path, &file.text))?;
    let mut written: Vec<PathBuf> = Vec::new();
    for file in files {
        let path = top.join(&file.path);
        let result = create(&path, &file.text, &mut written);
        if let Err(error) = result {
            for path in &written {
                // The failure that matters is reported below.
                let _ = fs::remove_file(path);
            }
            return Err(Failure::new(format!(
                "cannot write `{}`: {error}; nothing was left behind",
                slashed(&path)
            )));
        }
    }
    Ok(())
}

fn create(path: &Path, text: &str, written: &mut Vec<PathBuf>) -> std::io::Result<()> {
    let folder = path.parent().ok_or(ErrorKind::InvalidInput)?;
    fs::create_dir_all(folder)?;
    let mut file = fs::OpenOptions::new().write(true).create_new(true).open(path)?;
    written.push(path.to_owned());
    file.write_all(text.as_bytes())
}

/// Puts a text in place of what a file holds, whole or not at all.
pub(super) fn replace(path: &Path, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::of_file("write", path, &error);
    let permissions = fs::metadata(path).map_err(failed)?.permissions();
    in_place::put(path, text, Some(permissions)).map_err(|unwritten| match unwritten.beside {
        None => failed(unwritten.error),
        Some(fresh) => Failure::of_file("write", &fresh, &unwritten.error).hint(format!(
            "the new text is written beside `{}` first, so its folder has to be writable",
            slashed(path)
        )),
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn file(path: &str) -> NewDocument {
        NewDocument { path: path.to_owned(), text: "text\n".to_owned() }
    }

    #[test]
    fn what_was_written_before_a_failure_is_taken_away() {
        let top = tempfile::tempdir().expect("a folder");
        let too_long = format!("release/schedules/{}.yaml", "a".repeat(300));
        assert!(write_all(top.path(), &[file("release/project.yaml"), file(&too_long)]).is_err());
        assert!(!top.path().join("release/project.yaml").exists());
    }

    #[cfg(unix)]
    #[test]
    fn a_link_on_the_way_is_refused() {
        let (top, elsewhere) =
            (tempfile::tempdir().expect("a folder"), tempfile::tempdir().expect("a folder"));
        std::os::unix::fs::symlink(elsewhere.path(), top.path().join("release")).expect("a link");
        let failure = refuse_existing(top.path(), &[file("release/project.yaml")]).expect_err("a detour");
        assert!(failure.message.contains("is no folder"), "{failure:?}");
    }

    #[cfg(unix)]
    #[test]
    fn a_link_that_leads_nowhere_is_not_written_through() {
        let top = tempfile::tempdir().expect("a folder");
        fs::create_dir(top.path().join("release")).expect("a folder");
        std::os::unix::fs::symlink("nowhere", top.path().join("release/project.yaml")).expect("a link");
        let failure = refuse_existing(top.path(), &[file("release/project.yaml")]).expect_err("a link");
        assert!(failure.message.contains("exists already"), "{failure:?}");
    }

    #[test]
    fn what_an_earlier_run_left_behind_is_not_in_the_way() {
        let top = tempfile::tempdir().expect("a folder");
        let path = top.path().join("paris.yaml");
        fs::write(&path, "old\n").expect("a file");
        let stale =
            [0, 1].map(|number| top.path().join(format!(".milepost-{}-{number}.part", std::process::id())));
        for stale in &stale {
            fs::write(stale, "stale\n").expect("a file");
        }
        replace(&path, "new\n").expect("replaced");
        assert_eq!(fs::read_to_string(&path).expect("the file"), "new\n");
        for stale in &stale {
            assert_eq!(fs::read_to_string(stale).expect("the file"), "stale\n");
        }
    }

    #[test]
    fn a_document_that_nobody_could_read_is_not_written() {
        let top = tempfile::tempdir().expect("a folder");
        let text = "a: 1 # two\n  lines\n".to_owned();
        let broken = NewDocument { path: "release/project.yaml".to_owned(), text };
        let failure = write_all(top.path(), &[file("release/notes.txt"), broken]).expect_err("a refusal");
        assert!(failure.message.contains("`release/project.yaml` was not written"), "{failure:?}");
        assert!(!top.path().join("release").exists());
    }

    #[test]
    fn what_is_replaced_leaves_nothing_beside_it() {
        let top = tempfile::tempdir().expect("a folder");
        let path = top.path().join("paris.yaml");
        fs::write(&path, "old\n").expect("a file");
        replace(&path, "new\n").expect("replaced");
        assert_eq!(fs::read_to_string(&path).expect("the file"), "new\n");
        assert_eq!(fs::read_dir(top.path()).expect("the folder").count(), 1);
        assert!(replace(&top.path().join("oslo.yaml"), "new\n").is_err(), "there is nothing to replace");
    }
}
