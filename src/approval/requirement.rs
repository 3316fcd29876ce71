//! What a policy asks for one class: read once from the words of the policy, and said in words for people.

use crate::document::{Limits, Method, MethodRule, Policy, Requirement as Written, VoteRule};
use crate::threshold::{Base, Threshold};

use super::emergency::Emergency;
use super::{Class, Evidence};

/// What has to be met before a change of a class counts. A class that needs nobody has none.
#[derive(Debug, Clone, Copy)]
pub(super) struct Requirement<'a> {
    /// Whose approval it takes.
    pub(super) who: Who<'a>,
    /// The weakest evidence that counts.
    pub(super) evidence: Evidence,
    /// What the policy says about every vote.
    pub(super) limits: &'a Limits,
    merged_by: Option<Mergers<'a>>,
}

/// Whose approval it takes.
#[derive(Debug, Clone, Copy)]
pub(super) enum Who<'a> {
    /// The seats, by a vote.
    Vote(NamedVote<'a>),
    /// So many release managers, at least one.
    ReleaseManagers(usize),
    /// So many release managers, and then the seats by a vote.
    Both(usize, NamedVote<'a>),
    /// Those whom the policy names for an emergency, for the time being.
    Emergency(Emergency<'a>),
    /// Nobody could ever meet it.
    Unmeetable(Unmeetable<'a>),
}

/// A vote with the name that the policy calls it by.
#[derive(Debug, Clone, Copy)]
pub(super) struct NamedVote<'a> {
    pub(super) name: &'a str,
    pub(super) rule: &'a VoteRule,
}

/// Why nobody can meet a requirement. None of them makes a class free: what the policy forgot is not allowed.
#[derive(Debug, Clone, Copy)]
pub(super) enum Unmeetable<'a> {
    /// The policy says nothing about the class.
    Forgotten(Class),
    /// The policy has no vote of this name.
    UnknownVote(&'a str),
    /// No group of people has this name.
    UnknownApprovers(&'a str),
    /// A number, and nothing that says of whom.
    CountOfNobody,
    /// Evidence, and nothing that says of whose votes.
    EvidenceOfNobody,
}

impl<'a> Requirement<'a> {
    /// What a policy asks for a class; nothing where it says that the class needs nobody.
    pub(super) fn of(policy: &'a Policy, class: Class) -> Option<Self> {
        let Some(written) = policy.requirements.get(class.name()) else {
            return Some(Self {
                who: Who::Unmeetable(Unmeetable::Forgotten(class)),
                evidence: Evidence::Recorded,
                limits: &policy.limits,
                merged_by: None,
            });
        };
        Some(Self {
            who: Who::read(policy, written)?,
            evidence: evidence_of(written),
            limits: &policy.limits,
            merged_by: Mergers::read(written),
        })
    }

    /// The same, whatever evidence there is.
    pub(super) fn by_record(self) -> Self {
        Self { evidence: Evidence::Recorded, ..self }
    }

    /// The same in an emergency: other people, with the same proof.
    pub(super) fn in_an_emergency(self, emergency: Emergency<'a>) -> Self {
        Self { who: Who::Emergency(emergency), ..self }
    }

    /// The vote that it takes.
    pub(super) fn vote(&self) -> Option<NamedVote<'a>> {
        match self.who {
            Who::Vote(vote) | Who::Both(_, vote) => Some(vote),
            Who::ReleaseManagers(_) | Who::Emergency(_) | Who::Unmeetable(_) => None,
        }
    }

    /// Whether the policy wants a vote, even one that it does not know.
    pub(super) fn wants_vote(&self) -> bool {
        matches!(self.who, Who::Vote(_) | Who::Both(..) | Who::Unmeetable(Unmeetable::UnknownVote(_)))
    }

    /// How many release managers it takes.
    pub(super) fn managers(&self) -> Option<usize> {
        match self.who {
            Who::ReleaseManagers(count) | Who::Both(count, _) => Some(count),
            Who::Emergency(emergency) => Some(emergency.count()),
            Who::Vote(_) | Who::Unmeetable(_) => None,
        }
    }

    /// What the policy says about emergencies, where that is what it takes.
    pub(super) fn emergency(&self) -> Option<Emergency<'a>> {
        match self.who {
            Who::Emergency(emergency) => Some(emergency),
            _ => None,
        }
    }

    /// Whether the policy says nothing about the class.
    pub(super) fn is_forgotten(&self) -> bool {
        matches!(self.who, Who::Unmeetable(Unmeetable::Forgotten(_)))
    }

    /// The word for it: the name of the vote, or of the people.
    pub(super) fn name(&self) -> &'a str {
        match self.who {
            Who::Vote(vote) | Who::Both(_, vote) => vote.name,
            Who::ReleaseManagers(_) => RELEASE_MANAGERS,
            Who::Emergency(_) => Method::Emergency.name(),
            Who::Unmeetable(unmeetable) => unmeetable.name(),
        }
    }

    /// The rule in words, for people.
    pub(super) fn in_words(&self) -> String {
        match self.who {
            Who::Vote(vote) => self.vote_in_words(vote.rule),
            Who::ReleaseManagers(count) => managers_in_words(count),
            Who::Emergency(emergency) => emergency.in_words(),
            Who::Both(count, vote) => {
                format!("{}, and {}", managers_in_words(count), self.vote_in_words(vote.rule))
            }
            Who::Unmeetable(unmeetable) => unmeetable.in_words().to_owned(),
        }
    }

    /// Only ways of voting that can give the evidence are ways.
    fn vote_in_words(&self, rule: &VoteRule) -> String {
        let only_electronic = self.evidence > Evidence::Recorded;
        let electronic = rule.electronic.as_ref().map(electronic_in_words);
        let meeting = rule.meeting.as_ref().filter(|_| !only_electronic).map(meeting_in_words);
        let silence = rule.lazy_consensus.as_ref().filter(|_| !only_electronic).map(|lazy| {
            let sponsors = match lazy.sponsors {
                0 => String::new(),
                1 => ", with 1 sponsor".to_owned(),
                many => format!(", with {many} sponsors"),
            };
            format!("nobody objects within {}{sponsors} (lazy consensus)", lazy.open)
        });
        let ways: Vec<String> = [electronic, meeting, silence].into_iter().flatten().collect();
        if ways.is_empty() {
            return format!("no way to vote that gives `{}` evidence", self.evidence);
        }
        ways.join("; or ")
    }

    /// Who has to merge.
    pub(super) fn merged_by(&self) -> Option<Mergers<'a>> {
        self.merged_by
    }
}

/// Who has to merge.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Mergers<'a> {
    /// A TSC member.
    Committee,
    /// A release manager.
    ReleaseManagers,
    /// Nobody is called so.
    Unknown(&'a str),
}

impl<'a> Mergers<'a> {
    fn read(written: &'a Written) -> Option<Self> {
        Some(match written.merged_by.as_deref()? {
            "tsc" => Self::Committee,
            RELEASE_MANAGERS => Self::ReleaseManagers,
            other => Self::Unknown(other),
        })
    }

    /// The words for it.
    pub(super) const fn in_words(self) -> &'a str {
        match self {
            Self::Committee => "a TSC member",
            Self::ReleaseManagers => "a release manager",
            Self::Unknown(name) => name,
        }
    }
}

/// Who has to merge a change of a class, even one that needs nobody's sign-off.
pub(super) fn merged_by(policy: &Policy, class: Class) -> Option<Mergers<'_>> {
    policy.requirements.get(class.name()).and_then(Mergers::read)
}

/// The name of the release managers in policies.
const RELEASE_MANAGERS: &str = "release-managers";

impl<'a> Who<'a> {
    fn read(policy: &'a Policy, written: &'a Written) -> Option<Self> {
        let managers = match written.approve.as_deref() {
            Some(RELEASE_MANAGERS) => Some(count_of(written)),
            Some(other) => return Some(Self::Unmeetable(Unmeetable::UnknownApprovers(other))),
            None => None,
        };
        let vote = match &written.vote {
            Some(name) => match policy.votes.get(name) {
                Some(rule) => Some(NamedVote { name, rule }),
                None => return Some(Self::Unmeetable(Unmeetable::UnknownVote(name))),
            },
            None => None,
        };
        match (managers, vote) {
            (Some(count), Some(vote)) => Some(Self::Both(count, vote)),
            (Some(count), None) => Some(Self::ReleaseManagers(count)),
            (None, Some(vote)) => Some(Self::Vote(vote)),
            (None, None) if written.count.is_some() => Some(Self::Unmeetable(Unmeetable::CountOfNobody)),
            (None, None) => written.evidence.as_ref().map(|_| Self::Unmeetable(Unmeetable::EvidenceOfNobody)),
        }
    }
}

/// Nobody at all never approves anything.
fn count_of(written: &Written) -> usize {
    written.count.map_or(1, |count| usize::try_from(count).unwrap_or(usize::MAX)).max(1)
}

/// A word that nobody knows asks for the strongest.
fn evidence_of(written: &Written) -> Evidence {
    match written.evidence.as_deref() {
        None | Some("recorded") => Evidence::Recorded,
        Some("confirmed") => Evidence::Confirmed,
        Some(_) => Evidence::Signed,
    }
}

impl<'a> Unmeetable<'a> {
    fn name(self) -> &'a str {
        match self {
            Self::Forgotten(_) => "none",
            Self::UnknownVote(name) | Self::UnknownApprovers(name) => name,
            Self::CountOfNobody | Self::EvidenceOfNobody => "nobody",
        }
    }

    const fn in_words(self) -> &'static str {
        match self {
            Self::Forgotten(_) => "the policy has no requirement for this class",
            Self::UnknownVote(_) => "no such vote in the policy",
            Self::UnknownApprovers(_) => "nobody is called so",
            Self::CountOfNobody => "the policy says how many, but not of whom",
            Self::EvidenceOfNobody => "the policy says which evidence, but not of whose votes",
        }
    }

    /// The fact, as a reason.
    pub(super) fn fact(self) -> String {
        match self {
            Self::Forgotten(class) => {
                format!("the policy has no requirement for `{class}`, so nothing can meet it")
            }
            Self::UnknownVote(name) => format!("the policy has no vote called `{name}`"),
            Self::UnknownApprovers(name) => {
                format!("the policy asks for `{name}`, and nobody is called so")
            }
            Self::CountOfNobody | Self::EvidenceOfNobody => self.in_words().to_owned(),
        }
    }

    /// What the policy lacks.
    pub(super) fn lacks(self) -> String {
        match self {
            Self::Forgotten(class) => format!("a requirement for `{class}` in the policy"),
            Self::UnknownVote(name) => format!("a vote called `{name}` in the policy"),
            Self::UnknownApprovers(_) | Self::CountOfNobody | Self::EvidenceOfNobody => {
                format!("a `vote` or `approve: {RELEASE_MANAGERS}` in the policy")
            }
        }
    }
}

fn managers_in_words(count: usize) -> String {
    if count == 1 { "1 release manager".to_owned() } else { format!("{count} release managers") }
}

fn electronic_in_words(rule: &MethodRule) -> String {
    // Without a meeting nobody is present, and the seats are counted.
    let pass = if rule.pass.base == Base::Present { of_seats(rule.pass) } else { rule.pass };
    let quorum = rule.quorum.map(|quorum| format!(", with {} voting", of_seats(quorum).in_words()));
    let open = rule.open.map(|open| format!(", open {open}")).unwrap_or_default();
    format!("{}{} (electronic{open})", pass.in_words(), quorum.unwrap_or_default())
}

fn meeting_in_words(rule: &MethodRule) -> String {
    let quorum = rule.quorum.map(|quorum| format!(", with {} there", of_seats(quorum).in_words()));
    let open = rule.open.map(|open| format!(" (open {open})")).unwrap_or_default();
    format!("in a meeting {}{}{open}", rule.pass.in_words(), quorum.unwrap_or_default())
}

/// A quorum is a share of the seats, whatever base is written.
fn of_seats(threshold: Threshold) -> Threshold {
    Threshold { base: Base::Seats, ..threshold }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use super::*;

    /// The words for a requirement of the class `process`.
    fn words(votes: &str, requirement: &str) -> String {
        let written = |class: Class| if class == Class::Process { requirement } else { "{}" };
        let classes = Class::ALL.map(|class| format!("  {class}: {}\n", written(class))).concat();
        let text = format!("kind: policy/v1\nversion: 1\nvotes:\n{votes}requirements:\n{classes}");
        let files = crate::source::InMemory::new("test").with_file("release/policy.yaml", &text);
        let workspace = crate::document::load(&files, "release", &BTreeSet::new()).expect("a workspace");
        let policy = workspace.policy.unwrap_or_else(|| panic!("{:?}", workspace.diagnostics)).value;
        Requirement::of(&policy, Class::Process).expect("a requirement").in_words()
    }

    const MAJORITY: &str = "  majority:
    meeting: {quorum: \">= 1/2 of seats\", pass: \"> 1/2 of present\"}
    electronic: {pass: \"> 1/2 of seats\", open: 7 days}
";

    #[test]
    fn a_rule_reads_as_a_sentence() {
        assert_eq!(
            words(MAJORITY, "{vote: majority}"),
            "more than 1/2 of the seats (electronic, open 7 days); \
             or in a meeting more than 1/2 of those present, with at least 1/2 of the seats there"
        );
        assert_eq!(words(MAJORITY, "{approve: release-managers}"), "1 release manager");
        assert_eq!(words(MAJORITY, "{approve: release-managers, count: 2}"), "2 release managers");
        assert_eq!(
            words("  quiet:\n    lazy-consensus: {open: 14 days, sponsors: 2}\n", "{vote: quiet}"),
            "nobody objects within 14 days, with 2 sponsors (lazy consensus)"
        );
    }

    #[test]
    fn a_rule_for_both_says_both() {
        assert_eq!(
            words(
                "  most:\n    electronic: {pass: \"> 1/2 of cast\", quorum: \">= 2/3 of seats\"}\n",
                "{vote: most, approve: release-managers}"
            ),
            "1 release manager, and more than 1/2 of the votes cast, \
             with at least 2/3 of the seats voting (electronic)"
        );
    }

    #[test]
    fn ways_that_cannot_give_the_evidence_are_left_out() {
        assert_eq!(
            words(MAJORITY, "{vote: majority, evidence: confirmed}"),
            "more than 1/2 of the seats (electronic, open 7 days)"
        );
        assert_eq!(
            words(
                "  spoken:\n    meeting: {pass: \"> 1/2 of present\"}\n",
                "{vote: spoken, evidence: signed}"
            ),
            "no way to vote that gives `signed` evidence"
        );
    }

    #[test]
    fn an_electronic_share_of_those_present_is_one_of_the_seats() {
        assert_eq!(
            words("  odd:\n    electronic: {pass: \"> 1/2 of present\"}\n", "{vote: odd}"),
            "more than 1/2 of the seats (electronic)"
        );
    }
}
