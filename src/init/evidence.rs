//! The proof of votes that the first policy asks for: on GitHub, where the gate reads reviews, more than a line in a file.

use super::answers::Answers;
use super::workflows::Workflow;
use crate::document::Policy;
use crate::yaml::{self, parse};

/// The classes whose votes have to be proven on GitHub: who decides, by which rules, and the plan that others rely on.
/// `process` is one of them, since it says which moves of a date need no vote. The others may be decided in a meeting,
/// whose votes nobody can confirm.
const PROVEN: [&str; 4] = ["electorate", "policy", "process", "schedule"];

const RECORDED: &str = "\
# Votes count as the approval files record them: anyone can read them, and nothing proves them. A requirement may ask
# for more: `evidence: confirmed`, by a review on GitHub, where the workflow asks for it (each voter needs a number in
# roster.yaml; a signed vote meets it anywhere), or `evidence: signed`, by a key of the voter.
";

const CONFIRMED: &str = "\
# `evidence: confirmed` asks for proof of each vote: a review on GitHub of the same content, by the account that stands in
# roster.yaml, or a signed vote. Such votes count by the electronic rule, also where there was a meeting. Elsewhere votes
# count as the approval files record them, if somebody in office proposes or approves the pull request; nothing else
# proves them.
";

const NOT_YET: &str = "\
# Votes count as the approval files record them, if somebody in office proposes or approves the pull request; nothing else
# proves them. When every seat has its GitHub number in roster.yaml, write `evidence: confirmed` behind the votes of
# electorate, policy, process and schedule, and raise `version`: then a review on GitHub has to prove each of these votes,
# or a signature. Before, nobody could meet it.
";

/// The proof of votes that the first policy asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Proof {
    /// The line in the approval file.
    Recorded,
    /// Reviews, for what matters most.
    Confirmed,
    /// The line, until GitHub can tell who the voters are: what nobody can meet could not even be changed any more.
    NotYet,
}

impl Proof {
    /// What these answers allow.
    pub(super) fn of(answers: &Answers) -> Self {
        match () {
            () if !answers.workflows.contains(&Workflow::Gate) => Self::Recorded,
            () if answers.seats_without_number().is_empty() => Self::Confirmed,
            () => Self::NotYet,
        }
    }

    /// What a policy says about it above its requirements.
    pub(super) const fn comment(self) -> &'static str {
        match self {
            Self::Recorded => RECORDED,
            Self::Confirmed => CONFIRMED,
            Self::NotYet => NOT_YET,
        }
    }

    /// The same policy, with proof asked for where it spells out the votes.
    pub(super) fn asked_for_in(self, policy: &str) -> String {
        self.votes_to_prove(policy).into_iter().fold(policy.to_owned(), |text, (class, vote)| {
            text.replace(&line(class, &vote, ""), &line(class, &vote, EVIDENCE))
        })
    }

    /// The requirements that replace those of a profile, so that they ask for proof.
    pub(super) fn asked_for_beside(self, profile: &str) -> String {
        let lines: String = self
            .votes_to_prove(profile)
            .iter()
            .map(|(class, vote)| format!("{}\n", line(class, vote, EVIDENCE)))
            .collect();
        if lines.is_empty() { lines } else { format!("requirements:\n{lines}") }
    }

    /// The classes, each with the name of its vote. Silence cannot be proven, so what passes by it stays as it is.
    fn votes_to_prove(self, policy: &str) -> Vec<(&'static str, String)> {
        let tree = (self == Self::Confirmed).then(|| parse("policy.yaml", policy).tree).flatten();
        let Some(policy) = tree.and_then(|tree| yaml::from_node::<Policy>(&tree).ok()) else {
            return Vec::new();
        };
        let vote = |class: &'static str| {
            let vote = policy.requirements.get(class)?.vote.as_ref()?;
            let is_loud = policy.votes.get(&vote.value)?.lazy_consensus.is_none();
            is_loud.then(|| (class, vote.value.clone()))
        };
        PROVEN.into_iter().filter_map(vote).collect()
    }
}

const EVIDENCE: &str = ", evidence: confirmed";

/// A requirement as policies write it.
fn line(class: &str, vote: &str, evidence: &str) -> String {
    format!("  {class}: {{vote: {vote}{evidence}}}")
}
