//! SSH signatures as `ssh-keygen -Y sign` makes them, and the public keys that check them.
//!
//! Accepted are Ed25519, ECDSA over the curves nistp256, nistp384 and nistp521, RSA with SHA-2 and 2048 to 4096 bits,
//! and the security keys `sk-ssh-ed25519@openssh.com` and `sk-ecdsa-sha2-nistp256@openssh.com`, if somebody touched
//! them (threat T24). DSA, SHA-1 and certificates are refused.
//!
//! The `ssh-key` crate does the cryptography. Its reader takes lengths loosely and passes over what it does not expect,
//! so that `ssh-keygen` might see something else in the same bytes; the outline is therefore read here, strictly, and a
//! key is taken only in the one way to write it. It also leaves the flags of security keys to its caller.

mod key;
mod signature;
mod wire;

pub use key::{FEWEST_RSA_BITS, KeyError, MOST_RSA_BITS, PublicKey};
pub use signature::{Signature, SignatureError};

/// What the signatures of votes are made for: an SSH signature for anything else is no vote (threat T25).
pub const APPROVAL_NAMESPACE: &str = "milepost-approval-v1";

/// What git's own signatures of commits and tags are made for.
pub const GIT_NAMESPACE: &str = "git";
