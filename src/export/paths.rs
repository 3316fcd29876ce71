//! Names the files of an export. Ids come from documents of any revision, read leniently: what is no id by the grammar is
//! written so that it can neither leave the folder nor take the name of another file, on any file system.

use std::fmt::Write as _;

use sha2::{Digest as _, Sha256};

use super::{About, Format};
use crate::schema::is_id;

/// Names that Windows gives to devices, whatever stands behind a dot.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];
/// Names of devices that have a digit behind them.
const NUMBERED_DEVICES: [&str; 2] = ["com", "lpt"];
/// No file system that is in use takes more than 255 bytes, and the extension needs some.
const LONGEST: usize = 200;

/// The path of a file below the folder of an export, with forward slashes.
pub(super) fn path(about: &About, format: Format) -> String {
    let whole = if format == Format::Html { "index" } else { "all" };
    let path = match (&about.cycle, &about.role) {
        (None, None) => whole.to_owned(),
        (Some(cycle), None) => format!("cycles/{}", file_name(cycle)),
        (None, Some(role)) => format!("roles/{}", file_name(role)),
        (Some(cycle), Some(role)) => format!("cycles/{}/{}", file_name(cycle), file_name(role)),
    };
    format!("{path}.{}", format.extension())
}

/// An id as the name of a file, without the extension. Two ids never share a name, not even where case is ignored: there
/// are no capitals in it.
fn file_name(id: &str) -> String {
    let name = if is_id(id) && !is_device(id) { id.to_owned() } else { encoded(id) };
    if name.len() <= LONGEST {
        return name;
    }
    // A sign of percent is never followed by another one elsewhere.
    let mut short: String = name.chars().take(LONGEST / 2).collect();
    short.push_str("%%");
    for byte in Sha256::digest(id.as_bytes()) {
        let _ = write!(short, "{byte:02x}");
    }
    short
}

/// The bytes of an id, with all but small letters, digits, and signs between them as `%2f`.
fn encoded(id: &str) -> String {
    let mut out = String::new();
    for (index, byte) in id.bytes().enumerate() {
        let is_plain = byte.is_ascii_lowercase() || byte.is_ascii_digit();
        if (is_plain && !(index == 0 && is_device(id))) || (index > 0 && b"._-".contains(&byte)) {
            out.push(char::from(byte));
        } else {
            // Writing to a text cannot fail.
            let _ = write!(out, "%{byte:02x}");
        }
    }
    if out.is_empty() { "%".to_owned() } else { out }
}

fn is_device(id: &str) -> bool {
    let stem = id.split('.').next().unwrap_or(id);
    let has_digit = |device: &&str| {
        stem.strip_prefix(*device)
            .is_some_and(|rest| rest.len() == 1 && rest.bytes().all(|byte| byte.is_ascii_digit()))
    };
    DEVICES.contains(&stem) || NUMBERED_DEVICES.iter().any(has_digit)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn role(id: &str) -> String {
        path(&About { cycle: None, role: Some(id.to_owned()) }, Format::Ics)
    }

    #[test]
    fn an_id_is_its_own_name() {
        for id in ["docs-lead", "1.30", "rc.1", "a_b", "console", "com10"] {
            assert_eq!(role(id), format!("roles/{id}.ics"));
        }
    }

    #[test]
    fn what_is_no_id_stays_in_the_folder() {
        let names = [
            ("../../../README", "%2e.%2f..%2f..%2f%52%45%41%44%4d%45"),
            (".", "%2e"),
            ("..", "%2e."),
            ("/etc/x", "%2fetc%2fx"),
            ("a\\b", "a%5cb"),
            ("QA", "%51%41"),
            ("con", "%63on"),
            ("nul.x", "%6eul.x"),
            ("com1", "%63om1"),
            ("a b:c", "a%20b%3ac"),
            ("", "%"),
        ];
        for (id, name) in names {
            assert_eq!(role(id), format!("roles/{name}.ics"), "{id}");
        }
    }

    #[test]
    fn a_long_id_has_a_name_that_file_systems_take() {
        let (one, other) = ("x".repeat(5000), "x".repeat(5001));
        assert!(role(&one).len() < 255 && role(&one) != role(&other));
    }

    proptest! {
        #[test]
        fn two_ids_have_two_names(one in "\\PC{0,6}|[a-zA-Z./%]{0,4}", other in "\\PC{0,6}|[a-zA-Z./%]{0,4}") {
            let same = role(&one).to_lowercase() == role(&other).to_lowercase();
            prop_assert_eq!(same, one == other);
        }

        #[test]
        fn no_name_leads_elsewhere(id in "\\PC{0,12}|[.a/\\\\:]{0,6}") {
            let path = role(&id);
            let name = path.strip_prefix("roles/").and_then(|rest| rest.strip_suffix(".ics"));
            let name = name.ok_or_else(|| TestCaseError::fail(path.clone()))?;
            let allowed = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit() || b"._-%".contains(&byte);
            prop_assert!(name.bytes().all(allowed) && !name.starts_with('.') && !name.is_empty(), "{}", path);
        }
    }
}
