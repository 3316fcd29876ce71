//! Signatures: bytes in, facts out: who signed exactly these bytes, or why that is not shown.
//!
//! | module | answers |
//! | --- | --- |
//! | [`ssh`] | which of these public keys made this SSH signature over these bytes |
//! | [`statement`] | the exact bytes that a voter signs |
//! | [`signing`] | how to have them signed by `ssh-keygen`, and what it printed |
//! | [`commit`] | what a commit object says, and what its signature is over |
//! | [`web_flow`] | whether GitHub made and signed a commit, and for whom |
//!
//! Nothing here knows rosters, documents or repositories, and nothing here trusts a date: whether a key counted is
//! judged by where in history the signature stands (threat T22). All input is foreign. Its size is looked at before
//! anything else, and whatever it is, the answer is a value.

pub mod commit;
pub mod signing;
pub mod ssh;
pub mod statement;
pub mod web_flow;

#[cfg(test)]
pub(crate) mod testing;
