//! Puts a new file in the place of an old one, so that nobody ever reads half of it.

use std::fs::{self, File, OpenOptions, Permissions};
use std::io::{self, ErrorKind, Write as _};
use std::path::{Path, PathBuf};

/// What could not be written, and why.
#[derive(Debug)]
pub(super) struct Unwritten {
    /// The new file, where already that could not be made beside the old one.
    pub(super) beside: Option<PathBuf>,
    pub(super) error: io::Error,
}

/// Puts a text in the place of what a path holds: neither a link nor a second name of that is written through.
pub(super) fn put(path: &Path, text: &str, permissions: Option<Permissions>) -> Result<(), Unwritten> {
    let (fresh, mut file) = create_beside(path)?;
    let filled = file
        .write_all(text.as_bytes())
        .and_then(|()| permissions.map_or(Ok(()), |permissions| file.set_permissions(permissions)));
    // Not every system moves a file that is open.
    drop(file);
    filled.and_then(|()| fs::rename(&fresh, path)).map_err(|error| {
        // The failure that matters is the first one.
        let _ = fs::remove_file(&fresh);
        Unwritten { beside: None, error }
    })
}

/// As many names are tried before something else must be wrong.
const MOST_LEFT_BEHIND: u32 = 1000;

/// A new file in the same folder, under a name that nothing has: an earlier run that was stopped may have left its own.
/// The name does not hold that of the old file, which may be as long as a name can be.
fn create_beside(path: &Path) -> Result<(PathBuf, File), Unwritten> {
    let mut number = 0;
    loop {
        let fresh = path.with_file_name(format!(".milepost-{}-{number}.part", std::process::id()));
        match OpenOptions::new().write(true).create_new(true).open(&fresh) {
            Ok(file) => return Ok((fresh, file)),
            Err(error) if error.kind() == ErrorKind::AlreadyExists && number < MOST_LEFT_BEHIND => {
                number += 1;
            }
            Err(error) => return Err(Unwritten { beside: Some(fresh), error }),
        }
    }
}
