//! How a signature is made: by `ssh-keygen`, so that no private key, passphrase or device is ever touched here.
//!
//! The program gets the bytes on its standard input and prints the signature on its standard output; what it asks for
//! (a passphrase, a touch) it asks for itself. With the path of a public key, it asks the agent. Running it is left to
//! the caller. What it printed is checked before it is believed.

use std::ffi::OsString;
use std::path::Path;

use thiserror::Error;

use super::ssh::{PublicKey, Signature, SignatureError};

/// The program that signs; part of OpenSSH 8.1 and later.
pub const PROGRAM: &str = "ssh-keygen";

/// Its arguments to sign what is on its standard input, for this purpose, with this key.
pub fn arguments(key: &Path, namespace: &str) -> Vec<OsString> {
    vec!["-q".into(), "-Y".into(), "sign".into(), "-n".into(), namespace.into(), "-f".into(), key.into()]
}

/// A signature that was just made, and holds.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made<'k> {
    /// The text to put into the approval file, with a line end.
    pub text: String,
    /// The key that made it.
    pub key: &'k PublicKey,
}

/// Why nothing was signed.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SigningError {
    /// It printed nothing.
    #[error("`{PROGRAM}` made no signature; what it said stands above")]
    Nothing,
    /// It printed something else.
    #[error("`{PROGRAM}` printed something that is no signature of this text by a listed key: {0}")]
    Signature(#[from] SignatureError),
}

/// What `ssh-keygen` printed, if it is a signature of the message by one of the keys.
pub fn accept<'k>(
    output: &[u8],
    keys: &'k [PublicKey],
    namespace: &str,
    message: &[u8],
) -> Result<Made<'k>, SigningError> {
    if output.trim_ascii().is_empty() {
        return Err(SigningError::Nothing);
    }
    let text = std::str::from_utf8(output).map_err(|_| SignatureError::NotArmored)?;
    let key = Signature::parse(text)?.verify(keys, namespace, message)?;
    // Windows ends lines in another way, and documents do not.
    let text = format!("{}\n", text.trim_ascii().replace('\r', ""));
    Ok(Made { text, key })
}

/// A line for the file of allowed signers that `ssh-keygen -Y verify -f FILE -I NAME` asks for, by which anybody can
/// check a vote without this program. A name is an id of the roster, which has no white space or wildcards.
pub fn allowed_signers_line(name: &str, namespace: &str, key: &PublicKey) -> String {
    format!("{name} namespaces=\"{namespace}\" {key}\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_program_is_asked_for_a_signature_of_its_input() {
        let arguments = arguments(Path::new("/home/alice/my key.pub"), "milepost-approval-v1");
        assert_eq!(
            arguments,
            ["-q", "-Y", "sign", "-n", "milepost-approval-v1", "-f", "/home/alice/my key.pub"]
        );
    }

    #[test]
    fn nothing_printed_is_nothing_signed() {
        for output in [&b""[..], b"\n \r\n"] {
            assert_eq!(accept(output, &[], "n", b""), Err(SigningError::Nothing));
        }
        assert_eq!(accept(b"\xff", &[], "n", b""), Err(SignatureError::NotArmored.into()));
    }
}
