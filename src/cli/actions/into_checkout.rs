//! Writes a file where a checkout lies, in which somebody else may have put links that lead elsewhere.

use std::path::Path;

use crate::cli::failure::Failure;
use crate::cli::in_place;
use crate::cli::links::link_below;
use crate::source::slashed;

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
    in_place::put(path, text, None).map_err(|unwritten| failed(unwritten.error))
}
