//! `milepost sign`: adds one person's signed vote to the approval of the change at hand.

use std::path::{Path, PathBuf};

use crate::approval::{
    self, Effect, Explanation, NotExplained, Proofs, Relation, Terms, classify, statement,
};
use crate::document::{Vote, VoteLine, Workspace};
use crate::schema::suggestion;
use crate::signature::ssh::{APPROVAL_NAMESPACE, PublicKey, Signature};
use crate::signature::statement::Statement;
use crate::source::{Overlay, Snapshot, slashed};

use super::Outcome;
use super::arguments::SignOptions;
use super::failure::Failure;
use super::gate::{Change, base_side};
use super::history;
use super::output::{print, print_bytes};
use super::side::{Place, Side};
use super::signer;
use super::verify::{id_of, unknown, unreadable};
use super::vote_line::{NewVote, with_vote};
use super::writing;

/// Runs the command.
pub(super) fn run(options: &SignOptions) -> Result<Outcome, Failure> {
    let place = Place::open(&options.place);
    let base = base_side(&place, options.base.as_deref(), options.head.as_deref())?;
    let head = match &options.head {
        Some(head) => place.side(head)?,
        None => place.worktree()?,
    };
    let snapshot = history::snapshot(&place, &head)?;
    let change = Change::load(&place, &base, &head)?;
    let mut desk = Desk { place: &place, change, snapshot: snapshot.as_ref(), id: id_of(&options.approval) };
    let explained = desk.open()?;
    let cast = match &options.signature {
        Some(file) => desk.given(file, options, &explained)?,
        None => match desk.own(options, &explained)? {
            Some(cast) => cast,
            None => return Ok(Outcome::Fine),
        },
    };
    let is_listed = desk.line(&cast.voter).is_some();
    let text = desk.with(&cast, options.reason.as_deref())?;
    desk.hold(&cast)?;
    if options.dry_run {
        print(&text)?;
        return Ok(Outcome::Fine);
    }
    let target = folder_of(&place, &head, options)?;
    let path = desk.path();
    writing::refuse_a_detour(&target, &path)?;
    writing::replace(&target.join(&path), &text)?;
    print(&told(&cast, &path, is_listed))?;
    Ok(Outcome::Fine)
}

/// A vote with its signature.
struct Cast {
    voter: String,
    vote: Vote,
    signature: String,
    key: String,
}

/// The change at hand, with the approval that is signed.
struct Desk<'a> {
    place: &'a Place<'a>,
    change: Change,
    snapshot: &'a dyn Snapshot,
    id: String,
}

impl Desk<'_> {
    fn path(&self) -> String {
        format!("{}/approvals/{}.yaml", self.place.root(), self.id)
    }

    /// The approval as it stands, if it can be signed at all.
    fn open(&self) -> Result<Explanation, Failure> {
        let path = self.path();
        let (before, after) = (&self.change.before, &self.change.after);
        if before.files.contains_key(&path) {
            return Err(Failure::new(format!(
                "`{}` is merged already, and a merged approval is never edited",
                self.id
            ))
            .hint(
                "its votes are what they were; a new decision takes a new approval, see `milepost approve`",
            ));
        }
        if after.unread.contains(&path) {
            return Err(unreadable(after, &path, &self.id));
        }
        let explained = self.explain()?;
        match &explained.relation {
            // What ratifies or revokes is about nothing that this change does, and is voted on all the same.
            _ if explained.effect != Effect::Decides => Ok(explained),
            Relation::Applies => Ok(explained),
            Relation::Stale(differences) => {
                let message = format!("`{}` is about other content now: {}", self.id, differences.join("; "));
                Err(Failure::new(message)
                    .hint("delete it, and let `milepost approve` write the approval of what is there now"))
            }
            Relation::Elsewhere => {
                Err(Failure::new(format!("`{}` is about nothing that this change does", self.id))
                    .hint("name the target with `--base` if it is not the default branch"))
            }
        }
    }

    fn explain(&self) -> Result<Explanation, Failure> {
        let after = &self.change.after;
        let today = self.place.today(&self.change.before);
        let facts = self.change.facts(self.place, today)?;
        let step = self.change.step(today, &facts, Proofs::offline());
        let changes = classify(step, step.changes());
        approval::explain(step, &changes, &self.id, None).map_err(|error| match error {
            NotExplained::Unknown(_) => unknown(after, &self.id),
            NotExplained::NoRules(message) => Failure::new(message).hint(
                "a readable policy and roster have to be on the target branch; repair them there first",
            ),
        })
    }

    /// The documents that the votes are read by: those of the base, or of the change where it brings the first policy.
    fn rules(&self) -> Result<&Workspace, Failure> {
        let is_anchor = self.explain()?.is_anchor;
        Ok(if is_anchor { &self.change.after } else { &self.change.before })
    }

    /// The keys of the roster, with whom they stand under.
    fn keys(&self) -> Result<Vec<(String, PublicKey)>, Failure> {
        let roster = self.rules()?.roster.as_ref();
        let people = roster.into_iter().flat_map(|roster| roster.value.people.iter());
        let keys = people.flat_map(|(id, person)| {
            let keys = person.keys.iter().filter_map(|key| PublicKey::parse(&key.key).ok());
            keys.map(|key| (id.value.clone(), key)).collect::<Vec<_>>()
        });
        Ok(keys.collect())
    }

    /// Everything that a signature may be over.
    fn forms(&self, voter: &str, vote: Vote) -> Result<Vec<Vec<u8>>, Failure> {
        self.statement(voter, vote)?.accepted_forms().map_err(|error| Failure::new(error.to_string()))
    }

    fn statement(&self, voter: &str, vote: Vote) -> Result<Statement, Failure> {
        let rules = self.rules()?;
        let (Some(project), Some(policy)) = (&rules.project, &rules.policy) else {
            return Err(Failure::new(
                "nobody can tell what has to be signed, since the project document cannot be read",
            )
            .hint("repair the project document on the target branch first"));
        };
        let approval = self.change.after.approvals.get(&self.id);
        let approval = approval.ok_or_else(|| unknown(&self.change.after, &self.id))?;
        Ok(statement(&approval.value, &Terms::of(project, policy), voter, vote))
    }

    fn line(&self, voter: &str) -> Option<&VoteLine> {
        let approval = self.change.after.approvals.get(&self.id)?;
        approval.value.votes.iter().find(|line| line.voter.value == voter)
    }

    /// Signs with a key of this machine; nothing where only the statement was asked for.
    fn own(&mut self, options: &SignOptions, explained: &Explanation) -> Result<Option<Cast>, Failure> {
        let vote = options.vote.ok_or_else(|| {
            Failure::new("nothing says how you vote").hint("add `--vote +1`, or `-1`, `0`, `recused`")
        })?;
        let keys = self.keys()?;
        if let (Some(voter), true) = (&options.voter, options.print_statement) {
            self.refuse(voter, vote, explained)?;
            print_bytes(&self.to_sign(voter, vote)?)?;
            return Ok(None);
        }
        let is_listed = |public: &PublicKey| {
            let mut own = keys.iter().filter(|(_, key)| key == public);
            own.any(|(person, _)| options.voter.as_ref().is_none_or(|voter| voter == person))
        };
        let key = signer::find(options.key.as_deref(), &options.place.repo, is_listed)?;
        let voter = owner(&keys, &key.public, options.voter.as_deref())?;
        self.refuse(&voter, vote, explained)?;
        let message = self.to_sign(&voter, vote)?;
        if options.print_statement {
            print_bytes(&message)?;
            return Ok(None);
        }
        let signature = signer::sign(&key, &message)?;
        Ok(Some(Cast { voter, vote, signature, key: key.public.fingerprint() }))
    }

    /// What is signed here. Where the vote has to stay open for some time, since when it is open is signed too.
    fn to_sign(&self, voter: &str, vote: Vote) -> Result<Vec<u8>, Failure> {
        let explained = self.explain()?;
        let mut checks = explained.decisions.iter().flat_map(|decision| &decision.checks);
        let statement = self.statement(voter, vote)?;
        let opened = statement.opened.clone().filter(|_| checks.any(|check| check.what == "window"));
        Statement { opened, ..statement }.to_bytes().map_err(|error| Failure::new(error.to_string()))
    }

    /// Takes a signature that was made elsewhere.
    fn given(
        &mut self,
        file: &Path,
        options: &SignOptions,
        explained: &Explanation,
    ) -> Result<Cast, Failure> {
        let bytes = std::fs::read(file).map_err(|error| Failure::of_file("read", file, &error))?;
        let name = slashed(file);
        let text = String::from_utf8_lossy(&bytes).into_owned();
        let signature = Signature::parse(&text).map_err(|error| {
            Failure::new(format!("`{name}` is no signature that can be taken: {error}"))
                .hint(format!("make it with `ssh-keygen -Y sign -n {APPROVAL_NAMESPACE} -f KEY statement`"))
        })?;
        let keys = self.keys()?;
        let voter = owner(&keys, signature.claimed_key(), options.voter.as_deref())?;
        let own: Vec<PublicKey> =
            keys.iter().filter(|(person, _)| *person == voter).map(|(_, key)| key.clone()).collect();
        let possible = options.vote.map_or_else(|| Vote::ALL.to_vec(), |vote| vec![vote]);
        let mut why = None;
        for vote in possible {
            for form in self.forms(&voter, vote)? {
                match signature.verify(&own, APPROVAL_NAMESPACE, &form) {
                    Ok(key) => {
                        let key = key.fingerprint();
                        self.refuse(&voter, vote, explained)?;
                        let signature = format!("{}\n", text.trim_ascii().replace('\r', ""));
                        return Ok(Cast { voter, vote, signature, key });
                    }
                    Err(error) => why = Some(error),
                }
            }
        }
        let why = why.map(|error| format!(" ({error})")).unwrap_or_default();
        let of =
            options.vote.map_or_else(|| "a vote".to_owned(), |vote| format!("the vote `{}`", vote.name()));
        Err(Failure::new(format!(
            "the signature in `{name}` is not over {of} of `{voter}` in `{}`{why}",
            self.id
        ))
        .hint(format!(
            "sign exactly what `milepost sign {} --vote +1 --voter {voter} --print-statement` prints",
            self.id
        )))
    }

    /// Whoever may not vote, or has signed this vote already, is told before any key is asked for.
    fn refuse(&mut self, voter: &str, vote: Vote, explained: &Explanation) -> Result<(), Failure> {
        let listed = explained.votes.iter().find(|known| known.voter == voter);
        let holds =
            listed.is_some_and(|known| known.signed.as_ref().is_some_and(|signed| signed.holds.is_ok()));
        if holds && listed.is_some_and(|known| known.vote == vote) {
            let message =
                format!("the vote `{}` of `{voter}` in `{}` is signed already", vote.name(), self.id);
            return Err(Failure::new(message).hint("there is nothing left to sign; commit the file"));
        }
        let text = self.text()?;
        let plain = NewVote { voter, vote, reason: None, signature: None };
        let trial = with_vote(&text, plain, self.line(voter))?;
        let before = self.put(&trial)?;
        let explained = self.explain();
        self.change.after.approvals.extend(before);
        let explained = explained?;
        let is_emergency = !explained.decisions.is_empty()
            && explained.decisions.iter().all(|decision| decision.is_emergency);
        let may_vote = explained.voters.iter().any(|known| known.person == voter);
        let outsider = (is_emergency && !may_vote)
            .then(|| format!("`{voter}` may not vote in `{}`: it is an emergency approval", self.id));
        let refused =
            explained.votes.into_iter().find(|known| known.voter == voter).and_then(|known| known.refused);
        match refused.or(outsider) {
            None => Ok(()),
            Some(why) => {
                let voters: Vec<String> =
                    self.explain()?.voters.iter().map(|known| format!("`{}`", known.person)).collect();
                let who = if voters.is_empty() { "nobody".to_owned() } else { voters.join(", ") };
                Err(Failure::new(why).hint(format!("by the documents of the base, these may vote: {who}")))
            }
        }
    }

    fn text(&self) -> Result<String, Failure> {
        let path = self.path();
        let file = self.change.after.files.get(&path).and_then(|file| file.bytes.as_ref());
        let bytes = file.ok_or_else(|| unknown(&self.change.after, &self.id))?;
        String::from_utf8(bytes.to_vec())
            .map_err(|_| Failure::new(format!("`{path}` is not UTF-8, so it cannot be edited")))
    }

    /// Reads another text of the approval in the place of its own, which is given back.
    fn put(&mut self, text: &str) -> Result<Option<(String, Approved)>, Failure> {
        let path = self.path();
        let overlay = Overlay::new(self.snapshot, &path, text.as_bytes());
        let mut edited = self.place.load(&overlay, &std::collections::BTreeSet::new())?;
        match edited.approvals.remove(&self.id) {
            Some(approval) => {
                let old = self.change.after.approvals.insert(self.id.clone(), approval);
                Ok(old.map(|old| (self.id.clone(), old)))
            }
            None => Err(unreadable(&edited, &path, &self.id)),
        }
    }

    /// The text with the signed vote, which from here on is the approval.
    fn with(&mut self, cast: &Cast, reason: Option<&str>) -> Result<String, Failure> {
        let new =
            NewVote { voter: &cast.voter, vote: cast.vote, reason, signature: Some(cast.signature.as_str()) };
        let text = with_vote(&self.text()?, new, self.line(&cast.voter))?;
        self.put(&text)?;
        Ok(text)
    }

    /// Makes sure that the gate will count it.
    fn hold(&self, cast: &Cast) -> Result<(), Failure> {
        let explained = self.explain()?;
        let vote = explained.votes.iter().find(|known| known.voter == cast.voter);
        match vote.and_then(|vote| vote.signed.as_ref()).map(|signed| &signed.holds) {
            Some(Ok(_)) => Ok(()),
            Some(Err(why)) => {
                Err(Failure::new(format!("the signature does not hold, so nothing was written: {why}")))
            }
            None => Err(Failure::new("the signature did not reach the file, so nothing was written")),
        }
    }
}

/// What stands in the documents for one approval.
type Approved = crate::document::Document<crate::document::Approval>;

/// Whose key it is, by the roster of the base.
fn owner(keys: &[(String, PublicKey)], key: &PublicKey, stated: Option<&str>) -> Result<String, Failure> {
    let owners: Vec<&str> =
        keys.iter().filter(|(_, known)| known == key).map(|(person, _)| person.as_str()).collect();
    let fingerprint = key.fingerprint();
    let add = "a key has to stand in the roster of the target branch before it can sign; add it under `keys:` there";
    match (owners.as_slice(), stated) {
        ([], Some(voter)) => {
            let people = keys.iter().map(|(person, _)| person.as_str());
            let hint = match suggestion(voter, people).filter(|near| *near != voter) {
                Some(near) => format!("did you mean `{near}`? {add}"),
                None => add.to_owned(),
            };
            Err(Failure::new(format!("the roster does not list the key `{fingerprint}` for `{voter}`"))
                .hint(hint))
        }
        ([], None) => {
            Err(Failure::new(format!("nobody in the roster has the key `{fingerprint}`")).hint(add))
        }
        ([one], None) => Ok((*one).to_owned()),
        ([one], Some(voter)) if *one == voter => Ok(voter.to_owned()),
        ([one], Some(voter)) => {
            Err(Failure::new(format!("the key `{fingerprint}` is that of `{one}`, and not of `{voter}`"))
                .hint("sign with your own key, named by `--key`"))
        }
        (several, _) => {
            let message = format!("the key `{fingerprint}` stands under {} people", several.len());
            Err(Failure::new(message).hint("let each person have a key of their own in the roster"))
        }
    }
}

/// The folder that holds the change.
fn folder_of(place: &Place<'_>, head: &Side, options: &SignOptions) -> Result<PathBuf, Failure> {
    match (head, &options.head) {
        (Side::Folder(_), Some(folder)) => Ok(PathBuf::from(folder)),
        (Side::Revision(_), _) => Err(Failure::new(
            "a commit cannot be edited, so the vote has nowhere to go",
        )
        .hint("check the branch out and leave `--head` away, or use `--dry-run` and save what it prints")),
        _ => place.top(),
    }
}

fn told(cast: &Cast, path: &str, was_listed: bool) -> String {
    let (did, in_file) = if was_listed { ("Replaced", "in") } else { ("Added", "to") };
    format!(
        "{did} the vote {} of {} {in_file} {path}, signed by\n{}.\nNext: commit the file on the branch of the change, and run \
         `milepost gate`.\n",
        cast.vote.name(),
        cast.voter,
        cast.key
    )
}
