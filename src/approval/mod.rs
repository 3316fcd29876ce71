//! Who must approve what, and whether they did.
//!
//! A step is a change from one set of documents to the next. [`classify()`] says which decision each change needs;
//! [`judge()`] finds the approvals that are about exactly this content and counts their votes by the rules before the
//! step; [`verdict()`] puts it all in one word.

mod act;
mod ballot;
mod candidate;
mod cap;
mod case;
mod check;
mod class;
mod classify;
mod counted;
mod decide;
mod decision;
mod defects;
mod draft;
mod electorate;
mod emergency;
mod explain;
mod governance;
mod guards;
mod judge;
mod lack;
mod merging;
mod plans;
mod proof;
mod proofs;
mod ratification;
mod requirement;
mod roll;
mod ruling;
mod shown;
mod signed;
mod subject;
mod tally;
mod unseen;
mod view;
mod voted;
mod weakened;

#[cfg(test)]
mod tests;

pub use act::{Act, Former};
pub use check::Check;
pub use class::Class;
pub use classify::{ClassifiedChange, HistoryFacts, Step, UsedEmergency, classify, classify_again};
pub use decision::{Cure, Decision, Evidence, Reason, Status, Verdict, Votes};
pub use draft::{Draft, DraftFile, Need, ToRatify, draft, draft_ratification, draft_revocation};
pub use electorate::{Electorate, VotingSeat};
pub use emergency::{ratify_by, unratified};
pub use explain::{
    Earlier, Effect, Eligible, ExplainedContent, ExplainedDecision, ExplainedVote, Explanation, Fit,
    NotExplained, Rules, explain,
};
pub use governance::{Governance, governance, has_rules};
pub use judge::{Judgement, identity, judge, verdict};
pub use lack::Lack;
pub use merging::{MergeState, Merging};
pub use proof::{CastVote, Proof, Uncounted};
pub use proofs::{
    Account, GitHub, MergeAuthor, Merger, Proofs, PullRequest, Review, ReviewState, same_content, same_votes,
};
pub use ratification::{Healed, Needed, Ratified, ratification};
pub use ruling::{Extent, Ruling};
pub use signed::{SignedVote, Terms, compromised, statement};
pub use subject::{Contents, Needs, PathContent, Relation, content, is_about, relation};
pub use voted::{Voted, was_voted, was_voted_after};
