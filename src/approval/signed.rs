//! Whether the signature of a vote holds: made by the voter's own key, over exactly this vote.

use std::cell::OnceCell;
use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::diagnostic::Diagnostic;
use crate::document::{Approval, Document, Policy, Project, Roster, Subject, Vote, VoteLine, Workspace};
use crate::schema::Kind;
use crate::signature::ssh::{APPROVAL_NAMESPACE, PublicKey, Signature, SignatureError};
use crate::signature::statement::{Meaning, Statement, StatementType, SubjectEntry};

use super::classify::Step;

/// A signed vote with all that it takes to check it by hand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct SignedVote {
    /// The bytes that the signature has to be over.
    pub statement: Vec<u8>,
    /// The signature, as `ssh-keygen` wrote it.
    pub signature: String,
    /// The public keys that the roster lists for the voter.
    pub keys: Vec<String>,
    /// The fingerprint of the key that the signature names; nothing where it cannot be read.
    pub claimed: Option<String>,
    /// The fingerprint of the key that made it, or why it does not hold.
    pub holds: Result<String, String>,
    /// From when on somebody else may have had that key, by this roster or by a later one.
    pub compromised_since: Option<Date>,
}

/// What every statement about a step says besides the approval: the project, and the policy by which it is judged.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Terms {
    /// The project's name.
    pub project: String,
    /// The digest of what the policy means.
    pub policy: String,
}

impl Terms {
    /// The terms of the documents that a step is judged by.
    pub fn of(project: &Document<Project>, policy: &Document<Policy>) -> Self {
        Self { project: project.value.name.value.clone(), policy: policy.meaning(Kind::Policy).to_owned() }
    }

    fn of_workspace(workspace: &Workspace) -> Option<Self> {
        Some(Self::of(workspace.project.as_ref()?, workspace.policy.as_ref()?))
    }
}

/// What `voter` says by `vote` in an approval: the text that a signature has to be over.
pub fn statement(approval: &Approval, terms: &Terms, voter: &str, vote: Vote) -> Statement {
    let entry = |subject: &Subject| SubjectEntry {
        path: subject.path.value.clone(),
        from: subject.from.value.clone(),
        to: subject.to.value.clone(),
        meaning: subject
            .meaning
            .as_ref()
            .map(|meaning| Meaning { from: meaning.from.clone(), to: meaning.to.clone() }),
    };
    Statement {
        kind: StatementType::ApprovalV1,
        project: terms.project.clone(),
        approval: approval.id.value.clone(),
        subject: approval.subject.iter().map(entry).collect(),
        classes: approval.decisions.iter().map(|class| class.value.clone()).collect(),
        method: approval.method.as_ref().map(|method| method.value.name().to_owned()),
        closed: approval.closed.as_ref().map(|day| day.value.0.to_string()),
        policy: terms.policy.clone(),
        voter: voter.to_owned(),
        vote: vote.name().to_owned(),
        revokes: approval.revokes.iter().map(|id| id.value.clone()).collect(),
        supersedes: approval.supersedes.iter().map(|id| id.value.clone()).collect(),
        ratifies: approval.ratifies.as_ref().map(|commit| commit.value.clone()),
    }
}

/// What signatures are checked against.
#[derive(Debug)]
pub(super) struct Signatories<'a> {
    roster: &'a Roster,
    /// The documents that the step is judged by.
    source: &'a Workspace,
    /// The terms by the source, and the keys of the roster; read only where there is a signature.
    terms: OnceCell<Option<Terms>>,
    keys: OnceCell<Vec<(String, PublicKey)>>,
    compromised: OnceCell<BTreeMap<String, Date>>,
    step: Step<'a>,
}

/// A reference to what signatures are checked against.
pub(super) type Signed<'a> = &'a Signatories<'a>;

impl<'a> Signatories<'a> {
    /// By the documents that the step is judged by, and those after it.
    pub(super) fn new(roster: &'a Roster, source: &'a Workspace, step: Step<'a>) -> Self {
        Self {
            roster,
            source,
            terms: OnceCell::new(),
            keys: OnceCell::new(),
            compromised: OnceCell::new(),
            step,
        }
    }

    /// The fingerprint of the key that signed a line, or what is wrong; nothing where it has no signature.
    pub(super) fn check(
        &self,
        approval: &Document<Approval>,
        line: &VoteLine,
    ) -> Option<Result<String, Box<Diagnostic>>> {
        let text = line.signature.as_ref()?;
        let checked = self.verified(&approval.value, line, text);
        Some(checked.map_err(|broken| {
            let message = format!(
                "the signature of `{}` in `{}` does not hold: {}",
                line.voter.value, approval.id, broken.fact
            );
            let diagnostic = Diagnostic::error("bad-signature", approval.at(text.span), message);
            Box::new(diagnostic.with_hint(broken.cure))
        }))
    }

    /// What it takes to check the signature of a line without this program; nothing where it has none.
    pub(super) fn evidence(&self, approval: &Document<Approval>, line: &VoteLine) -> Option<SignedVote> {
        let text = line.signature.as_ref()?;
        let voter = line.voter.as_str();
        let holds = self.verified(&approval.value, line, text);
        let terms = self.terms.get_or_init(|| Terms::of_workspace(self.source)).as_ref()?;
        let own = statement(&approval.value, terms, voter, line.vote.value);
        let forms = own.accepted_forms().unwrap_or_default();
        let keys = self.keys_of(voter);
        let signature = Signature::parse(text).ok();
        let is_over = |form: &&Vec<u8>| {
            signature.as_ref().is_some_and(|it| it.verify(&keys, APPROVAL_NAMESPACE, form).is_ok())
        };
        let signed = forms.iter().find(is_over).or(forms.first()).cloned().unwrap_or_default();
        let claimed = signature.as_ref().map(|it| it.claimed_key().fingerprint());
        Some(SignedVote {
            statement: signed,
            signature: text.value.clone(),
            keys: keys.iter().map(ToString::to_string).collect(),
            compromised_since: claimed.as_deref().and_then(|key| self.compromised_since(key)),
            claimed,
            holds: holds.map_err(|broken| broken.fact),
        })
    }

    fn verified(&self, approval: &Approval, line: &VoteLine, text: &str) -> Result<String, Broken> {
        let voter = line.voter.as_str();
        let Some(terms) = self.terms.get_or_init(|| Terms::of_workspace(self.source)) else {
            return Err(Broken::new(
                "nobody can tell what it has to be over, since the project document cannot be read",
                "repair the project document on the target branch first",
            ));
        };
        let signature = Signature::parse(text).map_err(|error| Broken::new(error.to_string(), SIGN_AGAIN))?;
        let keys = self.keys_of(voter);
        if keys.is_empty() {
            return Err(self.without_keys(voter));
        }
        let claimed = signature.claimed_key();
        if let Some(other) = self.other_owner(voter, claimed) {
            let fact = format!("its key stands under `{other}` too, so it does not tell who signed");
            return Err(Broken::new(fact, "let each person have a key of their own in the roster"));
        }
        let own = statement(approval, terms, voter, line.vote.value);
        match verify(&signature, &keys, &own) {
            Ok(key) => Ok(key.fingerprint()),
            Err(SignatureError::KeyNotListed { fingerprint }) => {
                Err(self.unlisted(voter, claimed, &fingerprint))
            }
            Err(SignatureError::Bad) => Err(self.other_statement(&signature, &keys, &own)),
            Err(error) => Err(Broken::new(error.to_string(), SIGN_AGAIN)),
        }
    }

    /// Whether somebody else may have had a key by the day of the step.
    pub(super) fn is_compromised(&self, fingerprint: &str) -> bool {
        self.compromised_since(fingerprint).is_some_and(|since| since <= self.step.today)
    }

    /// From when on somebody else may have had a key: as the roster says, or as became known later (threat T23).
    fn compromised_since(&self, fingerprint: &str) -> Option<Date> {
        let known_later = self.step.history.compromised.get(fingerprint).copied();
        let listed = self.compromised.get_or_init(|| compromised(self.roster)).get(fingerprint).copied();
        listed.into_iter().chain(known_later).min()
    }

    fn keys(&self) -> &[(String, PublicKey)] {
        self.keys.get_or_init(|| keys_in(self.roster))
    }

    fn keys_of(&self, voter: &str) -> Vec<PublicKey> {
        let own = self.keys().iter().filter(|(person, _)| person == voter);
        own.map(|(_, key)| key.clone()).collect()
    }

    /// Somebody else under whom the key stands (threat T19).
    fn other_owner(&self, voter: &str, key: &PublicKey) -> Option<&str> {
        let mut others = self.keys().iter().filter(|(person, known)| person != voter && known == key);
        let is_own = self.keys().iter().any(|(person, known)| person == voter && known == key);
        others.next().filter(|_| is_own).map(|(person, _)| person.as_str())
    }

    fn without_keys(&self, voter: &str) -> Broken {
        let fact = if self.roster.people.get(voter).is_none() {
            format!("`{voter}` is not in the roster")
        } else {
            format!("the roster lists no usable key for `{voter}`")
        };
        Broken::new(fact, KEY_FIRST)
    }

    /// A key that is not the voter's, before the step.
    fn unlisted(&self, voter: &str, key: &PublicKey, fingerprint: &str) -> Broken {
        let comes = self.step.after.roster.as_ref().is_some_and(|roster| {
            keys_in(&roster.value).iter().any(|(person, known)| person == voter && known == key)
        });
        let owner = self.keys().iter().find(|(_, known)| known == key).map(|(person, _)| person.as_str());
        let fact = match owner {
            Some(owner) => format!("it is by the key `{fingerprint}` of `{owner}`"),
            None if comes => format!("it is by the key `{fingerprint}`, which this very change adds"),
            None => format!("it is by the key `{fingerprint}`, which the roster does not list for `{voter}`"),
        };
        Broken::new(fact, KEY_FIRST)
    }

    /// What the signature is over instead, where that can be told.
    fn other_statement(&self, signature: &Signature, keys: &[PublicKey], own: &Statement) -> Broken {
        let is_over = |other: &Statement| verify(signature, keys, other).is_ok();
        let later = self.step.after.roster.as_ref().and_then(|_| Terms::of_workspace(self.step.after));
        let by_later = later.map(|terms| Statement {
            policy: terms.policy.clone(),
            project: terms.project.clone(),
            ..own.clone()
        });
        let other_vote =
            Vote::ALL.iter().find(|vote| is_over(&Statement { vote: vote.name().to_owned(), ..own.clone() }));
        let fact = match (other_vote, by_later) {
            (Some(vote), _) => {
                format!("it is over the vote `{}`, and the line says `{}`", vote.name(), own.vote)
            }
            (None, Some(later)) if is_over(&later) => {
                "it is over the policy that the change brings, and the one before it counts".to_owned()
            }
            _ => "it is over another statement: another approval, content, method, day or policy, \
                  or something was changed after signing"
                .to_owned(),
        };
        Broken::new(fact, SIGN_AGAIN)
    }
}

/// What is wrong with a signature, and what to do.
struct Broken {
    fact: String,
    cure: &'static str,
}

impl Broken {
    fn new(fact: impl Into<String>, cure: &'static str) -> Self {
        Self { fact: fact.into(), cure }
    }
}

const SIGN_AGAIN: &str = "let the voter sign this approval again, or take the signature out";
const KEY_FIRST: &str =
    "a key has to stand in the roster before the change that it signs for; or take the signature out";

/// Whether the signature is over the statement, as it stands or as it was before the vote was closed.
fn verify<'k>(
    signature: &Signature,
    keys: &'k [PublicKey],
    statement: &Statement,
) -> Result<&'k PublicKey, SignatureError> {
    // Text and numbers always have a canonical form.
    let forms = statement.accepted_forms().unwrap_or_default();
    let mut result = Err(SignatureError::Bad);
    for form in &forms {
        result = signature.verify(keys, APPROVAL_NAMESPACE, form);
        if !matches!(result, Err(SignatureError::Bad)) {
            break;
        }
    }
    result
}

/// Every usable key of a roster with the person whom it stands under.
fn keys_in(roster: &Roster) -> Vec<(String, PublicKey)> {
    roster
        .people
        .iter()
        .flat_map(|(id, person)| {
            let keys = person.keys.iter().filter_map(|key| PublicKey::parse(&key.key).ok());
            keys.map(|key| (id.value.clone(), key))
        })
        .collect()
}

/// The fingerprints of the keys that a roster calls compromised, each with the first day of it.
pub fn compromised(roster: &Roster) -> BTreeMap<String, Date> {
    let mut found = BTreeMap::new();
    for key in roster.people.iter().flat_map(|(_, person)| &person.keys) {
        let Some(since) = key.compromised_since else { continue };
        let Ok(parsed) = PublicKey::parse(&key.key) else { continue };
        let known = found.entry(parsed.fingerprint()).or_insert(since.0);
        *known = since.0.min(*known);
    }
    found
}
