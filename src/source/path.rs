//! Paths of the file system as people and git write them, the same on every system.

use std::io;
use std::path::{Path, PathBuf};

/// What Windows sets before a path whose every character is meant as it stands.
const VERBATIM: &str = r"\\?\";

/// The longest path that every program of Windows takes without [`VERBATIM`].
const LONGEST: usize = 259;

/// Names that are devices of Windows in every folder, whatever follows behind a dot.
const DEVICES: [&str; 6] = ["CON", "PRN", "AUX", "NUL", "COM", "LPT"];

/// The path of what is there, from the top of the file system, with every link followed.
pub fn real_path(path: &Path) -> io::Result<PathBuf> {
    #[expect(clippy::disallowed_methods, reason = "the one place that makes its answer readable")]
    let found = path.canonicalize()?;
    Ok(found.to_str().and_then(as_people_write_it).map_or(found.clone(), PathBuf::from))
}

/// A path for people, workflows and other programs: with a slash between the names, as in the paths of a repository. Every
/// program of Windows takes that too, but for paths that begin with [`VERBATIM`].
pub fn slashed(path: &Path) -> String {
    with_slashes(path.to_string_lossy().as_ref(), std::path::MAIN_SEPARATOR)
}

fn with_slashes(path: &str, separator: char) -> String {
    if path.starts_with(VERBATIM) { path.to_owned() } else { path.replace(separator, "/") }
}

/// `C:\project` for `\\?\C:\project`, if both mean the same. Elsewhere no path that starts at the top begins like that.
fn as_people_write_it(path: &str) -> Option<&str> {
    let plain = path.strip_prefix(VERBATIM)?;
    let is_on_a_drive = matches!(plain.as_bytes(), [drive, b':', b'\\', ..] if drive.is_ascii_alphabetic());
    let folders = plain.get(2..)?.split('\\').skip(1);
    let means_the_same = plain.encode_utf16().count() <= LONGEST && folders.clone().all(is_plain);
    (is_on_a_drive && means_the_same).then_some(plain)
}

/// Whether Windows takes a name as it stands: it cuts off dots and spaces at the end, and has its own ideas of some words.
fn is_plain(name: &str) -> bool {
    let word = name.split(['.', ' ']).next().unwrap_or_default();
    let stem = word.trim_end_matches(|last: char| last.is_ascii_digit() || "¹²³".contains(last));
    !name.ends_with(['.', ' '])
        && !name.contains('/')
        && !DEVICES.iter().any(|device| device.eq_ignore_ascii_case(stem))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_path_on_a_drive_is_written_as_people_write_it() {
        assert_eq!(as_people_write_it(r"\\?\C:\Users\Zoë\project"), Some(r"C:\Users\Zoë\project"));
        assert_eq!(as_people_write_it(r"\\?\C:\"), Some(r"C:\"));
        assert_eq!(as_people_write_it(r"\\?\d:\console\nuller.yaml"), Some(r"d:\console\nuller.yaml"));
    }

    #[test]
    fn a_path_that_would_mean_something_else_stays_as_it_is() {
        for other in [
            r"\\?\C:\project\nul",
            r"\\?\C:\project\Aux.yaml",
            r"\\?\C:\com1\release",
            r"\\?\C:\ends with a dot.",
            r"\\?\C:\ends with a space \release",
            r"\\?\UNC\server\share\project",
            r"\\?\Volume{4c1b02c4-0000-0000-0000-100000000000}\project",
            r"C:\project",
            "/srv/project",
        ] {
            assert_eq!(as_people_write_it(other), None, "{other}");
        }
        let long = format!(r"\\?\C:\{}", "long\\".repeat(60));
        assert_eq!(as_people_write_it(&long), None);
    }

    #[test]
    fn a_path_is_shown_with_slashes() {
        assert_eq!(with_slashes(r"C:\project\release/project.yaml", '\\'), "C:/project/release/project.yaml");
        assert_eq!(with_slashes(r"\\?\C:\project\nul", '\\'), r"\\?\C:\project\nul");
        // Elsewhere it is a letter like any other.
        assert_eq!(with_slashes(r"/srv/a\b", '/'), r"/srv/a\b");
    }

    #[test]
    fn the_real_path_has_no_verbatim_prefix_and_leads_to_the_same() {
        let folder = tempfile::tempdir().expect("a folder");
        let real = real_path(&folder.path().join(".")).expect("it is there");
        assert!(real.is_absolute() && !real.to_string_lossy().starts_with(VERBATIM), "{}", real.display());
        assert_eq!(real_path(&real).expect("it is there"), real);
        assert!(real_path(&folder.path().join("nothing")).is_err());
    }
}
