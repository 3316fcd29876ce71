//! Writes the files of an export: nowhere but where they belong, and each as a whole or not at all.

use std::fs;
use std::io::ErrorKind;
use std::path::{Component, Path, PathBuf};

use crate::cli::failure::Failure;
use crate::cli::in_place;
use crate::cli::links::link_below;
use crate::source::{real_path, slashed};

use super::target::{Made, Target};

/// What became of the files.
#[derive(Default)]
pub(super) struct Written {
    /// How many are new or differ from what was there.
    pub(super) changed: usize,
    /// How many were as they should be.
    pub(super) same: usize,
}

/// Writes what is not there yet as it should be. `tops` are the folders that others may have put links into, such as a
/// checkout.
pub(super) fn write(target: &Target, made: &[Made], tops: &[PathBuf]) -> Result<Written, Failure> {
    let tops: Vec<&Path> = tops.iter().map(PathBuf::as_path).chain(target.folder()).collect();
    for made in made {
        refuse_a_way_out(target, &made.path)?;
        refuse_links(&tops, &made.path)?;
    }
    let mut written = Written::default();
    for Made { path, file } in made {
        if let (Target::Folder(_), Some(folder)) = (target, path.parent()) {
            fs::create_dir_all(folder).map_err(|error| Failure::of_file("write", folder, &error))?;
        }
        // What is as it should be keeps its time, for whoever makes something else of it.
        if fs::read(path).is_ok_and(|present| present == file.text.as_bytes()) {
            written.same += 1;
            continue;
        }
        replace(path, &file.text).map_err(|error| Failure::of_file("write", path, &error))?;
        written.changed += 1;
    }
    Ok(written)
}

/// A name below the folder leads nowhere else.
fn refuse_a_way_out(target: &Target, path: &Path) -> Result<(), Failure> {
    let Some(folder) = target.folder() else { return Ok(()) };
    let below = path.strip_prefix(folder).map(Path::components);
    if below.is_ok_and(|mut parts| parts.all(|part| matches!(part, Component::Normal(_)))) {
        return Ok(());
    }
    Err(Failure::new(format!(
        "`{}` lies outside of `{}`, so nothing was written",
        slashed(path),
        slashed(folder)
    ))
    .hint("correct the id that the file is named by: `milepost check` names it"))
}

/// A link may lead to any file that the user can write.
fn refuse_links(tops: &[&Path], path: &Path) -> Result<(), Failure> {
    let Some(link) = link_below(tops, path) else { return Ok(()) };
    let here = std::env::current_dir().unwrap_or_default();
    let link = link.strip_prefix(here).unwrap_or(&link);
    Err(Failure::new(format!(
        "`{}` is a link, which may lead anywhere, so nothing was written",
        slashed(link)
    ))
    .hint("delete the link, or name the folder that it leads to with `--output`"))
}

/// Puts a new file in the place of the old one, so that nobody ever reads half of it, and no second name of the old one
/// is written through. What is no file, such as a pipe, is written into.
fn replace(path: &Path, text: &str) -> std::io::Result<()> {
    let path = &match real_path(path) {
        Ok(found) => found,
        Err(error) if error.kind() == ErrorKind::NotFound => path.to_owned(),
        Err(error) => return Err(error),
    };
    let is_special = fs::metadata(path).is_ok_and(|found| !found.is_file() && !found.is_dir());
    if is_special {
        return fs::write(path, text);
    }
    if path.is_dir() {
        return Err(ErrorKind::IsADirectory.into());
    }
    in_place::put(path, text, None).map_err(|unwritten| unwritten.error)
}
