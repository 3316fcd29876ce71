//! Writes a file where a checkout lies, in which somebody else may have put links that lead elsewhere.

use std::fs;
use std::path::{Component, Path, PathBuf};

use crate::cli::failure::Failure;
use crate::source::slashed;

use super::runner::unguessable;

/// Writes a file. No link of the checkout is followed: what it shows may be anything that this account can write.
pub(super) fn write(path: &Path, workspace: Option<&Path>, text: &str) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::of_file("write", path, &error);
    let here = std::env::current_dir().map_err(failed)?;
    let tops: Vec<&Path> = workspace.into_iter().chain([here.as_path()]).collect();
    if let Some(link) = link_below(&tops, &here.join(path)) {
        return Err(Failure::new(format!(
            "`{}` was not written: `{}` is a link, and may lead anywhere",
            slashed(path),
            slashed(&link)
        ))
        .hint("name a file behind `sarif` that the repository does not hold, such as `${{ runner.temp }}/milepost.sarif`"));
    }
    // A new file that takes the place of the old one: neither a link nor a second name of it is written through.
    let new = path.with_file_name(unguessable());
    let written = fs::write(&new, text).and_then(|()| fs::rename(&new, path));
    written.map_err(|error| {
        // What matters is told already.
        let _ = fs::remove_file(&new);
        failed(error)
    })
}

/// The first link on the way to a file, below one of these folders. What stands above them is the machine's own.
fn link_below(tops: &[&Path], path: &Path) -> Option<PathBuf> {
    let mut way = PathBuf::new();
    for part in path.components() {
        way.push(part);
        let is_below = tops.iter().any(|top| way.starts_with(top) && way != **top);
        let is_link = |path: &Path| fs::symlink_metadata(path).is_ok_and(|found| found.is_symlink());
        if matches!(part, Component::Normal(_)) && is_below && is_link(&way) {
            return Some(way);
        }
    }
    None
}
