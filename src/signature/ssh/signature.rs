//! One SSH signature: read strictly, and checked against the keys that may have made it.

use base64ct::{Base64, Encoding as _};
use ssh_key::{Algorithm, HashAlg, SshSig};
use thiserror::Error;

use super::key::{KeyError, PublicKey};
use super::wire::Wire;

/// The longest text that is looked at. The longest signature that is taken has about 1,600 characters.
const MOST_CHARACTERS: usize = 8 * 1024;

const BEGIN: &str = "-----BEGIN SSH SIGNATURE-----";
const END: &str = "-----END SSH SIGNATURE-----";

/// What the bytes of a signature begin with.
const PREAMBLE: &[u8] = b"SSHSIG";

const VERSION: u32 = 1;

/// The flag that a security key sets when somebody touched it.
const USER_PRESENT: u8 = 0x01;

/// An SSH signature that can be read. Whether it is good, and for what, is [`Signature::verify`]'s to say.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Signature {
    key: PublicKey,
    signed: SshSig,
    /// What a security key says about how it was used; none for other keys.
    flags: Option<u8>,
}

/// Why a text is no signature of one of the keys over the message.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SignatureError {
    /// It is far longer than any signature.
    #[error("the signature has {characters} characters; no signature is longer than {MOST_CHARACTERS}")]
    TooLong {
        /// How long it is.
        characters: usize,
    },
    /// It does not stand between the two lines that mark one.
    #[error(
        "the signature does not stand between the lines `{BEGIN}` and `{END}`; paste the whole `.sig` file"
    )]
    NotArmored,
    /// There is more than one (threat T21).
    #[error("there is more than one signature, and only one can be meant")]
    TwoSignatures,
    /// Something follows it.
    #[error("something follows the signature's end")]
    TrailingData,
    /// What stands between the two lines is damaged.
    #[error(
        "the text between the signature's first and last line is damaged; paste the whole `.sig` file again"
    )]
    Unreadable,
    /// It is written in a later notation.
    #[error("the signature has version {version}, and only version {VERSION} is known")]
    UnsupportedVersion {
        /// Its version.
        version: u32,
    },
    /// It was made in a way that is not taken.
    #[error("the signature was made by `{algorithm}`, which is not accepted for a `{key}` key")]
    UnsupportedAlgorithm {
        /// How the signature was made.
        algorithm: String,
        /// The kind of key that it names.
        key: &'static str,
    },
    /// RSA with SHA-1: others can make a second text that fits the same signature.
    #[error("the signature was made with SHA-1, which is broken; sign again with OpenSSH 8.1 or later")]
    Sha1,
    /// The message was hashed in a way that is not known.
    #[error("the signature hashes the text by `{hash}`; only `sha256` and `sha512` are known")]
    UnsupportedHash {
        /// What the signature names.
        hash: String,
    },
    /// The key that it names is not taken.
    #[error("the signature's key cannot be used: {0}")]
    Key(#[from] KeyError),
    /// It was made for something else (threat T25).
    #[error("the signature was made for `{found}`, and not for `{wanted}`")]
    OtherNamespace {
        /// What it was made for.
        found: String,
        /// What was asked for.
        wanted: String,
    },
    /// None of the given keys made it.
    #[error("the signature is by the key `{fingerprint}`, which is not listed")]
    KeyNotListed {
        /// The key that it names.
        fingerprint: String,
    },
    /// It is over another text, or altered.
    #[error("the signature does not fit: the text or the signature was changed after signing")]
    Bad,
    /// A security key made it without a touch (threat T24).
    #[error("the security key signed without being touched, so nothing shows that its owner was there")]
    NoUserPresence,
}

impl Signature {
    /// Reads one signature between the lines that mark it, with nothing but white space around them.
    pub fn parse(text: &str) -> Result<Self, SignatureError> {
        Self::from_bytes(&dearmor(text)?)
    }

    fn from_bytes(bytes: &[u8]) -> Result<Self, SignatureError> {
        let outline = Outline::read(bytes)?;
        let key = PublicKey::from_bytes(outline.key)?;
        let (algorithm, value, flags) = read_value(outline.value, &key)?;
        let hash = HashAlg::new(outline.hash)
            .map_err(|_| SignatureError::UnsupportedHash { hash: outline.hash.to_owned() })?;
        let value = ssh_key::Signature::new(algorithm, value).map_err(|_| SignatureError::Unreadable)?;
        let signed = SshSig::new(key.data().clone(), outline.namespace, hash, value)
            .map_err(|_| SignatureError::Unreadable)?;
        Ok(Self { key, signed, flags })
    }

    /// The key that the signature says it is by; nothing is shown by that yet.
    pub fn claimed_key(&self) -> &PublicKey {
        &self.key
    }

    /// What the signature says it is for.
    pub fn namespace(&self) -> &str {
        self.signed.namespace()
    }

    /// Which of the keys made this signature, for this purpose, over exactly these bytes.
    pub fn verify<'k>(
        &self,
        keys: &'k [PublicKey],
        namespace: &str,
        message: &[u8],
    ) -> Result<&'k PublicKey, SignatureError> {
        if self.namespace() != namespace {
            return Err(SignatureError::OtherNamespace {
                found: self.namespace().to_owned(),
                wanted: namespace.to_owned(),
            });
        }
        let key = keys
            .iter()
            .find(|key| **key == self.key)
            .ok_or_else(|| SignatureError::KeyNotListed { fingerprint: self.key.fingerprint() })?;
        if !key.made(&self.signed, message) {
            return Err(SignatureError::Bad);
        }
        // The flags are among the signed bytes, so they say something only now.
        if self.flags.is_some_and(|flags| flags & USER_PRESENT == 0) {
            return Err(SignatureError::NoUserPresence);
        }
        Ok(key)
    }
}

/// The bytes between the two lines.
fn dearmor(text: &str) -> Result<Vec<u8>, SignatureError> {
    if text.len() > MOST_CHARACTERS {
        return Err(SignatureError::TooLong { characters: text.len() });
    }
    if text.matches(BEGIN).count() > 1 {
        return Err(SignatureError::TwoSignatures);
    }
    let inside = text.trim_ascii().strip_prefix(BEGIN).ok_or(SignatureError::NotArmored)?;
    let (body, after) = inside.split_once(END).ok_or(SignatureError::NotArmored)?;
    if !after.is_empty() {
        return Err(SignatureError::TrailingData);
    }
    if !body.starts_with(['\n', '\r']) || !body.ends_with('\n') {
        return Err(SignatureError::NotArmored);
    }
    let encoded: String = body.split_ascii_whitespace().collect();
    Base64::decode_vec(&encoded).map_err(|_| SignatureError::Unreadable)
}

/// The parts of a signature, as OpenSSH's PROTOCOL.sshsig orders them.
struct Outline<'a> {
    key: &'a [u8],
    namespace: &'a str,
    hash: &'a str,
    value: &'a [u8],
}

impl<'a> Outline<'a> {
    fn read(bytes: &'a [u8]) -> Result<Self, SignatureError> {
        let mut wire = Wire::new(bytes);
        if wire.bytes(PREAMBLE.len()) != Some(PREAMBLE) {
            return Err(SignatureError::Unreadable);
        }
        let version = wire.number().ok_or(SignatureError::Unreadable)?;
        if version != VERSION {
            return Err(SignatureError::UnsupportedVersion { version });
        }
        let (outline, reserved, rest) = Self::read_parts(wire).ok_or(SignatureError::Unreadable)?;
        // Nothing is defined for it, and it would be signed along.
        if !reserved.is_empty() {
            return Err(SignatureError::Unreadable);
        }
        if rest.is_empty() { Ok(outline) } else { Err(SignatureError::TrailingData) }
    }

    fn read_parts(mut wire: Wire<'a>) -> Option<(Self, &'a [u8], &'a [u8])> {
        let (key, namespace, reserved) = (wire.string()?, wire.text()?, wire.string()?);
        let (hash, value) = (wire.text()?, wire.string()?);
        Some((Self { key, namespace, hash, value }, reserved, wire.rest()))
    }
}

/// The value of the signature in the form that `ssh-key` takes, and the flags of a security key.
fn read_value(bytes: &[u8], key: &PublicKey) -> Result<(Algorithm, Vec<u8>, Option<u8>), SignatureError> {
    let mut wire = Wire::new(bytes);
    let name = wire.text().ok_or(SignatureError::Unreadable)?;
    let algorithm = value_algorithm(name, key)?;
    let mut value = wire.string().ok_or(SignatureError::Unreadable)?.to_vec();
    let mut flags = None;
    if key.is_security_key() {
        let state = wire.bytes(5).ok_or(SignatureError::Unreadable)?;
        flags = state.first().copied();
        value.extend(state);
    }
    if wire.rest().is_empty() { Ok((algorithm, value, flags)) } else { Err(SignatureError::TrailingData) }
}

/// How the key made its signature: each kind of key has one way, but RSA has several.
fn value_algorithm(name: &str, key: &PublicKey) -> Result<Algorithm, SignatureError> {
    let accepted: &[&str] = match key.algorithm() {
        "ssh-rsa" if name == "ssh-rsa" => return Err(SignatureError::Sha1),
        "ssh-rsa" => &["rsa-sha2-256", "rsa-sha2-512"],
        other => &[other],
    };
    let refused =
        || SignatureError::UnsupportedAlgorithm { algorithm: name.to_owned(), key: key.algorithm() };
    if !accepted.contains(&name) {
        return Err(refused());
    }
    Algorithm::new(name).map_err(|_| refused())
}
