//! Text to spanned tree, and back: the only user of the YAML crates.
//!
//! [`read`] takes the raw bytes of a file, first refuses every character that could make a reviewer see something else
//! than the parser (`characters`), then builds the tree (`parse`), keeping the place of every key and value and the
//! text of every scalar. [`deserialize`] turns a tree into a typed document; [`write`](mod@write) makes text of values;
//! an [`Editor`] changes single values of a text and nothing else.

mod characters;
mod deserialize;
mod edit;
mod node;
mod parse;
mod position;
mod syntax;
pub mod write;

pub use characters::{LARGEST_DOCUMENT, character_problems, is_forbidden};
pub use deserialize::{DeserializeError, Spanned, from_node};
pub use edit::{Content, EditError, Editor, Setting};
pub use node::{Node, Pair, Scalar, ScalarType, Value};
pub use parse::{DEEPEST_NESTING, Parsed, parse};
pub use position::TextIndex;

use std::str;

use crate::diagnostic::{Diagnostic, Location};

/// The rule that every breach of plain YAML is reported under.
pub const PLAIN_YAML: &str = "plain-yaml";
/// The rule that unparsable text is reported under.
pub const YAML_SYNTAX: &str = "yaml-syntax";

/// Reads the bytes of a document: character checks first, and only a clean text is parsed.
pub fn read(path: &str, bytes: &[u8]) -> Parsed {
    if bytes.len() > LARGEST_DOCUMENT {
        return Parsed::refused(too_large(path, bytes.len() as u64));
    }
    match str::from_utf8(bytes) {
        Ok(text) => {
            let problems = character_problems(path, text);
            if problems.is_empty() {
                parse(path, text)
            } else {
                Parsed { tree: None, diagnostics: problems, complete: false }
            }
        }
        Err(error) => Parsed::refused(not_utf8(path, bytes, error.valid_up_to())),
    }
}

/// The diagnostic of a document that is larger than [`LARGEST_DOCUMENT`].
pub fn too_large(path: &str, size: u64) -> Diagnostic {
    Diagnostic::error(
        PLAIN_YAML,
        Location::file(path),
        format!("the file has {size} bytes; a document has at most {LARGEST_DOCUMENT} (256 KiB)"),
    )
    .with_hint("split it, or keep only what the release process needs: a document is read by people")
}

fn not_utf8(path: &str, bytes: &[u8], valid_up_to: usize) -> Diagnostic {
    let clean = bytes.get(..valid_up_to).unwrap_or_default();
    let text = str::from_utf8(clean).unwrap_or_default();
    let position = TextIndex::new(text).from_byte(valid_up_to);
    let byte = bytes.get(valid_up_to).copied().unwrap_or_default();
    Diagnostic::error(
        PLAIN_YAML,
        Location::at(path, crate::diagnostic::Span { start: position, end: position }),
        format!("the byte 0x{byte:02X} is not UTF-8"),
    )
    .with_hint("save the file as UTF-8 without a byte order mark")
}
