//! Whether GitHub made and signed a commit on its web pages, such as the merge of a pull request, and for whom.
//!
//! GitHub signs such commits with its own OpenPGP key, `web-flow`, and writes the account that clicked as the author.
//! The keys it has used stand in `keys/` and are part of the program; there is no key ring and no key server.
//!
//! # What dates say here, and what they do not
//!
//! Each key has the time in which GitHub used it, and a signature that says it was made at another time is refused.
//! That time is inside the signed bytes, so a committer cannot choose it; but whoever has got hold of a retired key
//! can. `pgp` looks at no dates, and git at the committer's, which anybody can set back. So [`GitHubCommit::signed_at`]
//! says when GitHub signed as long as its keys are GitHub's alone, and where that matters, the position in history
//! decides, not the date (threat T22): a commit whose `signed_at` lies before what its ancestors show is suspicious.
//!
//! # Two wrong bytes
//!
//! Each signature repeats the first two bytes of the hash, so that a reader can see early that it looks at the wrong
//! text. They are not signed, and prove nothing. GitHub wrote two wrong ones before 2021-04-16. `pgp` refuses these
//! signatures although they are genuine, so the two bytes are replaced by the right ones, and the signature itself
//! decides.

use std::io::Read as _;
use std::sync::LazyLock;

use jiff::Timestamp;
use pgp::armor::Dearmor;
use pgp::composed::{Deserializable as _, SignedPublicKey};
use pgp::crypto::hash::HashAlgorithm;
use pgp::crypto::public_key::PublicKeyAlgorithm;
use pgp::packet::{self, PacketHeader, SignatureType, SignatureVersion};
use pgp::types::{KeyDetails as _, PacketLength, Tag};
use thiserror::Error;

use super::commit::{Commit, CommitError, Person, Unsigned};

/// The longest signature that is looked at; GitHub's have about 900 characters.
const MOST_CHARACTERS: usize = 8 * 1024;

const BEGIN: &str = "-----BEGIN PGP SIGNATURE-----";
const END: &str = "-----END PGP SIGNATURE-----";

/// Whom GitHub writes as the committer of what it commits itself. GitHub also signs what people commit in its hosted
/// development machines, where author and committer come from their own settings: such a commit shows nobody's deed.
const COMMITTER: (&str, &str) = ("GitHub", "noreply@github.com");

/// A commit that GitHub made and signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GitHubCommit {
    /// The account that GitHub made it for, by the name and the e-mail address that the account had then. For a merge
    /// that is who merged; for a squash or an edit it may be who proposed the change (threat T68).
    pub author: Person,
    /// The account by number, where its e-mail address says it. Accounts that show an address of their own, and those
    /// from before 2017 that keep the old form, have none.
    pub account: Option<Account>,
    /// How many parents it has: only two make it a merge.
    pub parents: usize,
    /// When GitHub signed it, by GitHub's clock. See the module's text on what that is worth.
    pub signed_at: Timestamp,
    /// The fingerprint of the key.
    pub key: &'static str,
}

/// An account on GitHub, as `ID+LOGIN@users.noreply.github.com` gives it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Account {
    /// The number, which stays through every renaming.
    pub id: u64,
    /// The name at that time, which somebody else may have by now (threat T18).
    pub login: String,
}

/// Why a commit is not shown to be GitHub's.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum WebFlowError {
    /// It cannot be read.
    #[error(transparent)]
    Commit(#[from] CommitError),
    /// It has no signature, or several (threat T21).
    #[error(transparent)]
    Unsigned(#[from] Unsigned),
    /// Its signature is of another kind: SSH or X.509.
    #[error("the commit is signed, but not by OpenPGP as GitHub does")]
    NotOpenPgp,
    /// Its signature is damaged, or more than one.
    #[error("the commit's OpenPGP signature is damaged")]
    Unreadable,
    /// Its signature is of a kind that GitHub's keys don't make.
    #[error(
        "the commit's OpenPGP signature is not of the kind that GitHub makes (RSA with SHA-2 over a file)"
    )]
    Unsupported,
    /// It is signed by somebody else.
    #[error("the commit is signed by the key `{key}`, which is not GitHub's")]
    OtherKey {
        /// The key that the signature names, or `unnamed`.
        key: String,
    },
    /// The signature names GitHub's key, but is over another text, or forged.
    #[error(
        "the commit's signature by GitHub's key `{key}` does not fit: the commit was changed, or the signature made up"
    )]
    Bad {
        /// The fingerprint of the key.
        key: &'static str,
    },
    /// GitHub did not use the key at the time that the signature gives.
    #[error("the commit's signature says {signed_at}, when GitHub did not use its key `{key}`")]
    OutsideKeyTime {
        /// The fingerprint of the key.
        key: &'static str,
        /// The time that the signature gives.
        signed_at: Timestamp,
    },
    /// GitHub signed it for a committer.
    #[error("GitHub signed the commit, but `{committer}` committed it and may have chosen its author")]
    OtherCommitter {
        /// Whom it names.
        committer: String,
    },
}

/// A key of GitHub's: which one, and the seconds since 1970 between which GitHub used it, both included.
struct Known {
    fingerprint: &'static str,
    armored: &'static str,
    from: i64,
    until: i64,
}

/// The keys by their time; `keys/README.md` says where they come from. The end of the first is the one that it states
/// itself; the second states none.
const KNOWN: [Known; 2] = [
    Known {
        fingerprint: "5DE3E0509C47EA3CF04A42D34AEE18F83AFDEB23",
        armored: include_str!("keys/github-web-flow-2017.asc"),
        from: 1_502_898_241,
        until: 1_705_435_200,
    },
    Known {
        fingerprint: "968479A1AFF927E37D1A566BB5690EEEBB952194",
        armored: include_str!("keys/github-web-flow-2024.asc"),
        from: 1_705_428_342,
        until: i64::MAX,
    },
];

struct Key {
    known: &'static Known,
    packet: packet::PublicKey,
}

static KEYS: LazyLock<Vec<Key>> = LazyLock::new(|| KNOWN.iter().filter_map(Key::read).collect());

/// Whether GitHub made and signed the commit object, which `git cat-file commit` prints.
pub fn verify(object: &[u8]) -> Result<GitHubCommit, WebFlowError> {
    verify_with(&KEYS, object)
}

fn verify_with(keys: &[Key], object: &[u8]) -> Result<GitHubCommit, WebFlowError> {
    let commit = Commit::parse(object)?;
    let signature = read_signature(&commit.signature?)?;
    let corrected = with_right_hash_bytes(&signature, &commit.payload).ok_or(WebFlowError::Unsupported)?;
    let key = keys
        .iter()
        .find(|key| corrected.verify(&key.packet, commit.payload.as_slice()).is_ok())
        .ok_or_else(|| refusal(keys, &signature))?;
    let signed_at = key.time_of(&signature)?;
    if (commit.committer.name.as_str(), commit.committer.email.as_str()) != COMMITTER {
        return Err(WebFlowError::OtherCommitter { committer: commit.committer.to_string() });
    }
    Ok(GitHubCommit {
        account: Account::parse(&commit.author.email),
        author: commit.author,
        parents: commit.parents.len(),
        signed_at,
        key: key.known.fingerprint,
    })
}

/// The one signature in the text.
fn read_signature(text: &str) -> Result<packet::Signature, WebFlowError> {
    let text = text.trim_ascii();
    if !text.starts_with(BEGIN) {
        return Err(WebFlowError::NotOpenPgp);
    }
    if text.len() > MOST_CHARACTERS || !text.ends_with(END) || text.matches("-----BEGIN").count() > 1 {
        return Err(WebFlowError::Unreadable);
    }
    let mut bytes = Vec::new();
    Dearmor::new(text.as_bytes()).read_to_end(&mut bytes).map_err(|_| WebFlowError::Unreadable)?;
    let signature = only_signature(&bytes).ok_or(WebFlowError::Unreadable)?;
    let kind = signature.config().map(|config| (config.typ, config.pub_alg, config.hash_alg));
    let Some((SignatureType::Binary, PublicKeyAlgorithm::RSA, hash)) = kind else {
        return Err(WebFlowError::Unsupported);
    };
    let strong = matches!(hash, HashAlgorithm::Sha256 | HashAlgorithm::Sha384 | HashAlgorithm::Sha512);
    if strong && signature.version() == SignatureVersion::V4 {
        Ok(signature)
    } else {
        Err(WebFlowError::Unsupported)
    }
}

/// The signature that the bytes are, if they are one and nothing else. No other kind of packet is even looked into.
fn only_signature(bytes: &[u8]) -> Option<packet::Signature> {
    let mut rest = bytes;
    let header = PacketHeader::try_from_reader(&mut rest).ok()?;
    let length = u32::try_from(rest.len()).ok()?;
    if header.tag() != Tag::Signature || header.packet_length() != PacketLength::Fixed(length) {
        return None;
    }
    let signature = packet::Signature::try_from_reader(header, &mut rest).ok()?;
    rest.is_empty().then_some(signature)
}

/// The same signature with the first two bytes of the hash that the payload really has.
fn with_right_hash_bytes(signature: &packet::Signature, payload: &[u8]) -> Option<packet::Signature> {
    let config = signature.config()?;
    let mut hasher = config.hash_alg.new_hasher().ok()?;
    config.hash_data_to_sign(&mut hasher, payload).ok()?;
    let length = config.hash_signature_data(&mut hasher).ok()?;
    hasher.update(&config.trailer(length).ok()?);
    let first = *hasher.finalize().first_chunk::<2>()?;
    packet::Signature::from_config(config.clone(), first, signature.signature()?.clone()).ok()
}

/// Why none of the keys fits.
fn refusal(keys: &[Key], signature: &packet::Signature) -> WebFlowError {
    let ids = signature.issuer_key_id();
    let named = |key: &&Key| ids.contains(&&key.packet.legacy_key_id());
    match (keys.iter().find(named), ids.first()) {
        (Some(key), _) => WebFlowError::Bad { key: key.known.fingerprint },
        (None, Some(id)) => WebFlowError::OtherKey { key: id.to_string().to_uppercase() },
        (None, None) => WebFlowError::OtherKey { key: "unnamed".to_owned() },
    }
}

impl Key {
    fn read(known: &'static Known) -> Option<Self> {
        let (key, _) = SignedPublicKey::from_string(known.armored).ok()?;
        let fits = format!("{:X}", key.primary_key.fingerprint()) == known.fingerprint;
        fits.then_some(Self { known, packet: key.primary_key })
    }

    /// When the signature says it was made, if GitHub used the key then.
    fn time_of(&self, signature: &packet::Signature) -> Result<Timestamp, WebFlowError> {
        let seconds = i64::from(signature.created().ok_or(WebFlowError::Unsupported)?.as_secs());
        let signed_at = Timestamp::from_second(seconds).map_err(|_| WebFlowError::Unsupported)?;
        if (self.known.from..=self.known.until).contains(&seconds) {
            Ok(signed_at)
        } else {
            Err(WebFlowError::OutsideKeyTime { key: self.known.fingerprint, signed_at })
        }
    }
}

impl Account {
    /// Reads the address that GitHub gives to an account that hides its own. None for any other address, and for the
    /// old form without a number, since a name alone may have changed hands.
    pub fn parse(email: &str) -> Option<Self> {
        let (id, login) = email.strip_suffix("@users.noreply.github.com")?.split_once('+')?;
        let plain = id.bytes().all(|byte| byte.is_ascii_digit()) && !id.starts_with('0');
        let name = login.strip_suffix("[bot]").unwrap_or(login);
        let known = name.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'));
        if !plain || !known || !(1..=100).contains(&name.len()) {
            return None;
        }
        Some(Self { id: id.parse().ok()?, login: login.to_owned() })
    }

    /// Whether it is a program's account. Bots never vote (threat T26).
    pub fn is_bot(&self) -> bool {
        self.login.ends_with("[bot]")
    }
}

#[cfg(test)]
mod tests;
