//! A public SSH key, as it stands in a roster: read strictly, compared without its remark.

use std::fmt;

use base64ct::{Base64, Encoding as _};
use ssh_key::public::{Ed25519PublicKey, KeyData, RsaPublicKey};
use ssh_key::{HashAlg, SshSig};
use thiserror::Error;

use super::wire::Wire;

/// The longest line that is looked at. The longest key that is taken has about 700 characters.
const MOST_CHARACTERS: usize = 8 * 1024;

/// Smaller RSA keys are refused: they can be broken, or will soon be.
pub const FEWEST_RSA_BITS: usize = 2048;

/// Larger RSA keys are refused: each signature would take long to check, and they protect no better than Ed25519.
pub const MOST_RSA_BITS: usize = 4096;

/// The kinds of keys that are taken, as they name themselves.
const ALGORITHMS: [&str; 7] = [
    "ssh-ed25519",
    "ecdsa-sha2-nistp256",
    "ecdsa-sha2-nistp384",
    "ecdsa-sha2-nistp521",
    "ssh-rsa",
    "sk-ssh-ed25519@openssh.com",
    "sk-ecdsa-sha2-nistp256@openssh.com",
];

/// What every application of SSH security keys begins with. Keys for anything else, such as a web site, sign other
/// things than their owners believe.
const SSH_APPLICATION: &str = "ssh:";

/// Each coordinate of the point follows; the compressed form would be a second way to write the same key.
const UNCOMPRESSED_POINT: u8 = 4;

/// A public SSH key. Two are equal if they are the same key, whatever the remark behind them says.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct PublicKey(ssh_key::PublicKey);

/// Why a text is no public key that signatures can be checked with.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// There is nothing.
    #[error("the key is empty; copy the line of the `.pub` file")]
    Empty,
    /// It is far longer than any key.
    #[error("the key has {characters} characters; no public key is longer than {MOST_CHARACTERS}")]
    TooLong {
        /// How long it is.
        characters: usize,
    },
    /// It is a private key.
    #[error(
        "this is a private key, and whoever has read it can sign in its owner's name: make a new one, \
         and copy the line of its `.pub` file"
    )]
    Private,
    /// It has line ends.
    #[error("a public key stands on one line, and this one has several")]
    SeveralLines,
    /// It is a certificate.
    #[error("`{algorithm}` is a certificate; list the key itself, from the `.pub` file without `-cert`")]
    Certificate {
        /// What it calls itself.
        algorithm: String,
    },
    /// It is another kind of key.
    #[error(
        "`{algorithm}` is no kind of key that signatures are checked with; use `ssh-ed25519`, `ecdsa-sha2-…`, \
         `ssh-rsa`, `sk-ssh-ed25519@openssh.com` or `sk-ecdsa-sha2-nistp256@openssh.com`"
    )]
    UnsupportedAlgorithm {
        /// What it calls itself.
        algorithm: String,
    },
    /// It is damaged.
    #[error("what follows the kind of key is not such a key; copy the line of the `.pub` file once more")]
    Unreadable,
    /// It is an RSA key of a size that is not taken.
    #[error(
        "the RSA key has {bits} bits, and {FEWEST_RSA_BITS} to {MOST_RSA_BITS} are taken; \
         better, make an Ed25519 key with `ssh-keygen -t ed25519`"
    )]
    RsaSize {
        /// Its size.
        bits: usize,
    },
    /// Anybody could sign with it.
    #[error("the key is not a secret of anybody: signatures for it can be made without its private part")]
    Weak,
    /// It is a security key that was not made for SSH.
    #[error("the security key was made for `{application}`, and not for SSH")]
    OtherApplication {
        /// What it was made for.
        application: String,
    },
}

impl PublicKey {
    /// Reads a key as OpenSSH writes it on one line: its kind, the key, and maybe a remark.
    pub fn parse(text: &str) -> Result<Self, KeyError> {
        if text.len() > MOST_CHARACTERS {
            return Err(KeyError::TooLong { characters: text.len() });
        }
        if text.contains("PRIVATE KEY") {
            return Err(KeyError::Private);
        }
        let line = text.trim_ascii();
        if line.contains(['\n', '\r']) {
            return Err(KeyError::SeveralLines);
        }
        let mut words = line.split_ascii_whitespace();
        let algorithm = words.next().ok_or(KeyError::Empty)?;
        supported(algorithm)?;
        let encoded = words.next().ok_or(KeyError::Unreadable)?;
        let bytes = Base64::decode_vec(encoded).map_err(|_| KeyError::Unreadable)?;
        let key = Self::from_bytes(&bytes)?;
        if key.algorithm() == algorithm { Ok(key) } else { Err(KeyError::Unreadable) }
    }

    /// Reads a key in SSH's binary notation.
    pub(super) fn from_bytes(bytes: &[u8]) -> Result<Self, KeyError> {
        supported(Wire::new(bytes).text().ok_or(KeyError::Unreadable)?)?;
        let key = ssh_key::PublicKey::from_bytes(bytes).map_err(|_| KeyError::Unreadable)?;
        // One key, one notation: else one key could stand under two people (threat T19).
        if key.to_bytes().ok().as_deref() != Some(bytes) {
            return Err(KeyError::Unreadable);
        }
        sound(key.key_data())?;
        Ok(Self(key))
    }

    /// The kind of key: `ssh-ed25519`.
    pub fn algorithm(&self) -> &'static str {
        let algorithm = self.0.algorithm();
        // What is not in the table does not get into this type.
        ALGORITHMS.into_iter().find(|name| *name == algorithm.as_str()).unwrap_or_default()
    }

    /// What people compare keys by: `SHA256:` and 43 characters, as `ssh-keygen -l` prints it.
    pub fn fingerprint(&self) -> String {
        self.0.fingerprint(HashAlg::Sha256).to_string()
    }

    /// Whether the private part is in a device that asks for a touch.
    pub fn is_security_key(&self) -> bool {
        matches!(self.0.key_data(), KeyData::SkEd25519(_) | KeyData::SkEcdsaSha2NistP256(_))
    }

    /// Whether the key made the signature, which names the same key and namespace, over the message.
    pub(super) fn made(&self, signature: &SshSig, message: &[u8]) -> bool {
        self.0.verify(signature.namespace(), message, signature).is_ok()
    }

    pub(super) fn data(&self) -> &KeyData {
        self.0.key_data()
    }
}

/// The key on one line, without remark.
impl fmt::Display for PublicKey {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let bytes = self.0.to_bytes().map_err(|_| fmt::Error)?;
        write!(formatter, "{} {}", self.algorithm(), Base64::encode_string(&bytes))
    }
}

fn supported(algorithm: &str) -> Result<(), KeyError> {
    if ALGORITHMS.contains(&algorithm) {
        Ok(())
    } else if algorithm.contains("-cert-v01") {
        Err(KeyError::Certificate { algorithm: algorithm.to_owned() })
    } else {
        Err(KeyError::UnsupportedAlgorithm { algorithm: algorithm.to_owned() })
    }
}

/// Whether a well-written key can be relied on.
fn sound(data: &KeyData) -> Result<(), KeyError> {
    match data {
        KeyData::Ed25519(key) => sound_ed25519(key),
        KeyData::Ecdsa(key) => uncompressed(key.as_sec1_bytes()),
        KeyData::Rsa(key) => sound_rsa(key),
        KeyData::SkEd25519(key) => {
            sound_ed25519(key.public_key())?;
            made_for_ssh(key.application())
        }
        KeyData::SkEcdsaSha2NistP256(key) => {
            uncompressed(key.ec_point().as_bytes())?;
            made_for_ssh(key.application())
        }
        other => Err(KeyError::UnsupportedAlgorithm { algorithm: other.algorithm().to_string() }),
    }
}

/// A few points, all zeros among them, make anybody's signature right.
fn sound_ed25519(key: &Ed25519PublicKey) -> Result<(), KeyError> {
    let point = ed25519_dalek::VerifyingKey::from_bytes(&key.0).map_err(|_| KeyError::Unreadable)?;
    if point.is_weak() { Err(KeyError::Weak) } else { Ok(()) }
}

fn uncompressed(point: &[u8]) -> Result<(), KeyError> {
    if point.first() == Some(&UNCOMPRESSED_POINT) { Ok(()) } else { Err(KeyError::Unreadable) }
}

fn sound_rsa(key: &RsaPublicKey) -> Result<(), KeyError> {
    let modulus = key.n.as_positive_bytes().ok_or(KeyError::Unreadable)?;
    let exponent = key.e.as_positive_bytes().ok_or(KeyError::Unreadable)?;
    let bits = bits(modulus);
    if !(FEWEST_RSA_BITS..=MOST_RSA_BITS).contains(&bits) {
        return Err(KeyError::RsaSize { bits });
    }
    let odd = |number: &[u8]| number.last().is_some_and(|byte| byte % 2 == 1);
    // With the exponent 1, a message is its own signature.
    if !odd(modulus) || !odd(exponent) || exponent == [1] {
        return Err(KeyError::Weak);
    }
    Ok(())
}

fn bits(number: &[u8]) -> usize {
    let leading = number.first().map_or(0, |byte| byte.leading_zeros() as usize);
    (number.len() * 8).saturating_sub(leading)
}

fn made_for_ssh(application: &str) -> Result<(), KeyError> {
    if application.starts_with(SSH_APPLICATION) {
        Ok(())
    } else {
        Err(KeyError::OtherApplication { application: application.to_owned() })
    }
}
