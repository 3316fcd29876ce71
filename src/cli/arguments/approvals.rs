//! The options of the commands that write and explain approvals.

use std::path::PathBuf;

use clap::Args;
use jiff::civil::Date;

use super::shared::{OutputOptions, PlaceOptions};
use super::values::{day, id, method, one_vote, vote, words};
use crate::document::{Method, Vote};

#[derive(Debug, Args)]
#[command(after_help = "\
The file binds the approval to exactly the content of the change and names the decisions that it needs. It never \
overwrites a file. Votes can be added by hand afterwards, one line each.

`--revokes` and `--ratifies` write a file about what is merged already, whatever else the working tree changes: the one \
takes an approval back, the other approves a commit after the fact, an emergency approval among others. Either needs the \
votes that the policy of the target asks for. Revoking moves nothing back; propose the reverse change for that. \
`--supersedes` writes the file of the change at hand, and says which merged approval that nobody used it takes the place of.

Examples:
  milepost approve
      the change of the working tree against the default branch
  milepost approve --base main --title 'Paris: two weeks later' \\
    --vote alice=+1 --vote bob=+1
  milepost approve --method meeting --present alice,bob,grace \\
    --minutes https://… --closed 2027-06-01
  milepost approve --revokes 2027-05-24-paris
      take back what was approved on 24 May
  milepost approve --supersedes 2027-05-24-paris
      the change at hand instead of that
  milepost approve --ratifies 2027-05-24-hotfix
      the regular decision after an emergency
  milepost approve --ratifies 3f2a91c
      approve a commit that was pushed without approval
  milepost approve --dry-run
      print the file instead of writing it")]
pub(in crate::cli) struct ApproveOptions {
    /// The target of the change: a revision or a folder; the default branch if absent
    #[arg(long, value_name = "BASE")]
    pub(in crate::cli) base: Option<String>,
    /// The change: a revision or a folder; the working tree if absent
    #[arg(long, value_name = "HEAD")]
    pub(in crate::cli) head: Option<String>,
    /// The id of the approval and name of its file; made of the day and the decisions if absent
    #[arg(long, value_parser = id)]
    pub(in crate::cli) id: Option<String>,
    /// What is decided, in one line; the weightiest change if absent
    #[arg(long)]
    pub(in crate::cli) title: Option<String>,
    /// How it is voted: meeting, electronic, lazy-consensus or emergency
    #[arg(long, value_parser = method)]
    pub(in crate::cli) method: Option<Method>,
    /// The day on which the vote began; today if absent
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(in crate::cli) opened: Option<Date>,
    /// The day on which the vote ended
    #[arg(long, value_parser = day, value_name = "DATE")]
    pub(in crate::cli) closed: Option<Date>,
    /// The address of the minutes
    #[arg(long, value_name = "URL")]
    pub(in crate::cli) minutes: Option<String>,
    /// Who was in the meeting, by roster id
    #[arg(long, value_delimiter = ',', value_parser = id, value_name = "PERSON")]
    pub(in crate::cli) present: Vec<String>,
    /// A vote: `alice=+1`, `bob=-1`, `carol=0`, `dave=recused`; may be given several times
    #[arg(long = "vote", value_parser = vote, value_name = "PERSON=VOTE", allow_hyphen_values = true)]
    pub(in crate::cli) votes: Vec<(String, Vote)>,
    /// Take back a merged approval, by its id; may be given several times
    #[arg(long, value_name = "ID", conflicts_with_all = ["supersedes", "ratifies"])]
    pub(in crate::cli) revokes: Vec<String>,
    /// Approve the change at hand in the place of a merged approval, by its id; may be given several times
    #[arg(long, value_name = "ID", conflicts_with = "ratifies")]
    pub(in crate::cli) supersedes: Vec<String>,
    /// Approve a commit of the target after the fact: the commit, or the id of the approval by which it was merged
    #[arg(long, value_name = "COMMIT|ID")]
    pub(in crate::cli) ratifies: Option<String>,
    /// Print the file instead of writing it
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
}

#[derive(Debug, Args)]
#[command(after_help = "\
It has `ssh-keygen` sign, so agents, passphrases and security keys work as they do for git. The key is the one that \
`--key` names, else the one that git signs with (`gpg.format` ssh, `user.signingKey`), else the first one in `~/.ssh` \
that the roster lists. A `.pub` file is enough where the agent has the private key. The voter is whoever the roster of \
the target branch lists the key for.

Anybody can sign without Milepost: `--print-statement` prints the exact bytes, without a line end behind them, and \
`--signature` adds the result. Anybody may add it, since it proves itself.

Examples:
  milepost sign 2027-05-24-paris --vote +1
  milepost sign 2027-05-24-paris --vote -1 \\
    --reason 'the test run is too short' --key ~/.ssh/id_ed25519
  milepost sign 2027-05-24-paris --vote +1 --voter alice \\
    --print-statement > statement
  ssh-keygen -Y sign -n milepost-approval-v1 -f ~/.ssh/id_ed25519 statement
  milepost sign 2027-05-24-paris --signature statement.sig")]
pub(in crate::cli) struct SignOptions {
    /// The approval: its id, or the path of its file
    #[arg(value_name = "APPROVAL")]
    pub(in crate::cli) approval: String,
    /// How you vote: +1, -1, 0 (you abstain) or recused
    #[arg(long, value_parser = one_vote, allow_hyphen_values = true)]
    pub(in crate::cli) vote: Option<Vote>,
    /// Why, in your words; it is not signed
    #[arg(long, value_parser = words, value_name = "TEXT")]
    pub(in crate::cli) reason: Option<String>,
    /// The key to sign with: a private key, or a public one whose private part the agent has
    #[arg(long, value_name = "FILE")]
    pub(in crate::cli) key: Option<PathBuf>,
    /// Who votes, by roster id; whoever has the key if absent
    #[arg(long, value_parser = id, value_name = "PERSON")]
    pub(in crate::cli) voter: Option<String>,
    /// The target of the change: a revision or a folder; the default branch if absent
    #[arg(long, value_name = "BASE")]
    pub(in crate::cli) base: Option<String>,
    /// The folder that holds the change; the working tree if absent
    #[arg(long, value_name = "HEAD")]
    pub(in crate::cli) head: Option<String>,
    /// Print exactly the bytes to sign, without a line end, and sign nothing
    #[arg(long, conflicts_with_all = ["signature", "dry_run"])]
    pub(in crate::cli) print_statement: bool,
    /// Add a signature that was made elsewhere
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    pub(in crate::cli) signature: Option<PathBuf>,
    /// Print the approval file instead of writing it
    #[arg(long)]
    pub(in crate::cli) dry_run: bool,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
}

#[derive(Debug, Args)]
#[command(after_help = "\
It looks for the step of the branch that used the approval. Where it is not merged yet, it looks at the working tree \
against the default branch. It ends with 0 only if the approval approves what it is about.

Examples:
  milepost verify 2027-05-24-paris
      every step of the check, with the commands that repeat it
  milepost verify 2027-05-24-paris --export evidence
      also write what `ssh-keygen` needs to check the signatures
  milepost verify 2027-05-24-paris --base main --head topic")]
pub(in crate::cli) struct VerifyOptions {
    /// The approval: its id, or the path of its file
    #[arg(value_name = "APPROVAL")]
    pub(in crate::cli) approval: String,
    /// The branch or revision whose history is searched; the default branch if absent
    #[arg(long, value_name = "REVISION", conflicts_with_all = ["base", "head"])]
    pub(in crate::cli) rev: Option<String>,
    /// The target of a change that is not merged: a revision or a folder; the default branch if absent
    #[arg(long, value_name = "BASE")]
    pub(in crate::cli) base: Option<String>,
    /// The change: a revision or a folder; the working tree if absent
    #[arg(long, value_name = "HEAD")]
    pub(in crate::cli) head: Option<String>,
    /// Write statement, signature and keys of every signed vote into this new folder
    #[arg(long, value_name = "FOLDER")]
    pub(in crate::cli) export: Option<PathBuf>,
    #[command(flatten)]
    pub(in crate::cli) place: PlaceOptions,
    #[command(flatten)]
    pub(in crate::cli) output: OutputOptions,
}
