//! Writes the files by which anybody checks the signed votes of an approval with `ssh-keygen` alone.

use std::fs;
use std::path::Path;

use crate::approval::ExplainedVote;
use crate::report::verification::{Verification, shell_word};
use crate::signature::ssh::APPROVAL_NAMESPACE;
use crate::source::slashed;

use super::failure::Failure;

/// Writes a folder with one folder for each signed vote; it never writes into one that holds anything.
pub(super) fn export(folder: &Path, verification: &Verification) -> Result<(), Failure> {
    let failed = |error: std::io::Error| Failure::of_file("write", folder, &error);
    fs::create_dir_all(folder).map_err(failed)?;
    if fs::read_dir(folder).map_err(failed)?.next().is_some() {
        return Err(Failure::new(format!("`{}` is not empty, so nothing was written", slashed(folder)))
            .hint("name a new folder with `--export`"));
    }
    let votes = &verification.explanation.votes;
    for vote in votes.iter().filter(|vote| vote.signed.is_some()) {
        write_vote(folder, vote)?;
    }
    write(&folder.join("README.md"), read_me(verification).as_bytes())
}

fn write_vote(folder: &Path, vote: &ExplainedVote) -> Result<(), Failure> {
    let Some(signed) = &vote.signed else { return Ok(()) };
    let own = folder.join(&vote.voter);
    fs::create_dir_all(&own).map_err(|error| Failure::of_file("write", &own, &error))?;
    write(&own.join("statement"), &signed.statement)?;
    let signature = format!("{}\n", signed.signature.trim_end());
    write(&own.join("signature"), signature.as_bytes())?;
    let line = |key: &String| format!("{} namespaces=\"{APPROVAL_NAMESPACE}\" {key}\n", vote.voter);
    let signers: String = signed.keys.iter().map(line).collect();
    write(&own.join("allowed_signers"), signers.as_bytes())
}

fn write(path: &Path, bytes: &[u8]) -> Result<(), Failure> {
    fs::write(path, bytes).map_err(|error| Failure::of_file("write", path, &error))
}

fn read_me(verification: &Verification) -> String {
    let explained = &verification.explanation;
    let signed: Vec<&ExplainedVote> = explained.votes.iter().filter(|vote| vote.signed.is_some()).collect();
    let mut text = format!(
        "# The signed votes of {}\n\nOne folder a voter. `statement` is what was signed, without a line end behind \
         it; `signature` stands in\n`{}`; `allowed_signers` lists the voter's keys by the roster before the \
         change\n(`{}`): compare them with that file, for they are what everything rests on.\n\n",
        explained.id, explained.path, explained.rules.roster
    );
    if signed.is_empty() {
        text.push_str("No vote of this approval is signed.\n");
        return text;
    }
    text.push_str("In this folder (OpenSSH 8.1 or later):\n\n```sh\n");
    for vote in signed {
        let voter = shell_word(&vote.voter);
        text.push_str(&format!(
            "ssh-keygen -Y verify -f {voter}/allowed_signers -I {voter} -n {APPROVAL_NAMESPACE} -s {voter}/signature \
             < {voter}/statement\n"
        ));
    }
    text.push_str("```\n\n");
    text.push_str(
        "Each statement is JSON. Compare its `subject` with `git show COMMIT:PATH | sha256sum`, and its `approval`,\n\
         `classes`, `method`, `voter` and `vote` with the approval file.\n",
    );
    text
}
