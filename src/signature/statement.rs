//! The exact bytes that a voter signs: one text for one vote about one content, the same wherever it is written.
//!
//! They are canonical JSON (RFC 8785), in UTF-8 and without a line end, so that anybody can make them from the files,
//! and `ssh-keygen -Y verify` alone can check the signature:
//!
//! ```json
//! {"approval":"2027-01-10-move-feature-freeze","classes":["schedule"],"method":"electronic","policy":"sha256:…",
//!  "project":"Example","subject":[{"from":"sha256:…","path":"release/schedules/paris.yaml","to":"sha256:…"}],
//!  "type":"milepost-approval-v1","vote":"+1","voter":"alice"}
//! ```
//!
//! (all on one line, without white space between the parts). What an approval file leaves out is left out here, too,
//! and not written as `null` or as an empty list; so whoever adds it later makes another statement, which nobody has
//! signed.

use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

/// What one voter says in one approval.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What kind of statement this is, so that no other JSON text that somebody signed can be taken for a vote.
    #[serde(rename = "type")]
    pub kind: StatementType,
    /// The project's name, so that a vote of another project is none here (threat T12).
    pub project: String,
    /// The id of the approval. It is never used again, and so is the vote.
    pub approval: String,
    /// The content that is voted on. The order in the file does not matter.
    pub subject: Vec<SubjectEntry>,
    /// The classes that are decided. The order in the file does not matter.
    pub classes: BTreeSet<String>,
    /// How it is voted: `meeting`, `electronic`, …; inside the signature, so that nobody can call a vote of two people
    /// a meeting afterwards (threat T67).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub method: Option<String>,
    /// The day on which the vote ended, as `YYYY-MM-DD`, where it is known when the vote is signed. While the vote is
    /// open it is not, and the statement goes without: see [`Statement::accepted_forms`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closed: Option<String>,
    /// The day on which the vote began, as `YYYY-MM-DD`. Only where the policy asks for a vote to stay open is it signed,
    /// and where it is, nobody can make the vote older than it is: see [`Statement::accepted_forms`].
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub opened: Option<String>,
    /// The digest of the policy that the vote was asked for under: `sha256:` and 64 hexadecimal digits. Under another
    /// policy, the same vote might count for more.
    pub policy: String,
    /// The id of the voter in the roster. Two people who share a key cannot vote for each other unseen.
    pub voter: String,
    /// `+1`, `-1`, `0` or `recused`.
    pub vote: String,
    /// The approvals that cease to hold by this one. Without it here, somebody could add `revokes:` to a file that
    /// others have signed.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub revokes: BTreeSet<String>,
    /// The approvals that this one takes the place of.
    #[serde(default, skip_serializing_if = "BTreeSet::is_empty")]
    pub supersedes: BTreeSet<String>,
    /// The commit that is approved after the fact.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ratifies: Option<String>,
}

/// The kinds of statements; there is one.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum StatementType {
    /// A vote.
    #[default]
    #[serde(rename = "milepost-approval-v1")]
    ApprovalV1,
}

/// One path, and its content before and after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct SubjectEntry {
    /// The path from the top of the repository.
    pub path: String,
    /// The digest of the bytes before: `sha256:` and 64 hexadecimal digits, or `none` where the file is new.
    pub from: String,
    /// The digest of the bytes after; `none` where the file is gone.
    pub to: String,
    /// The digests of what the document means, where the approval file gives them. An approval covers whatever has the
    /// same meaning, so they are part of what is signed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub meaning: Option<Meaning>,
}

/// What a document means before and after.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Meaning {
    /// The digest of the meaning before; `none` where the file is new.
    pub from: String,
    /// The digest of the meaning after; `none` where the file is gone.
    pub to: String,
}

impl Statement {
    /// The bytes to sign.
    pub fn to_bytes(&self) -> Result<Vec<u8>, serde_json::Error> {
        let mut ordered = self.clone();
        ordered.subject.sort();
        serde_json_canonicalizer::to_vec(&ordered)
    }

    /// Every text that a signature may be over to count as this vote: the statement itself, and, where the vote has
    /// ended, the statement without `closed`.
    ///
    /// Most votes are signed while the vote is open, when nobody knows yet on which day it will be closed. Such a
    /// signature leaves that day to whoever closes the vote; how far back it may lie is bounded elsewhere (`lapse`,
    /// threat T70). A signature that does name a day holds for that day alone: whoever changes `closed` afterwards
    /// loses the vote. The other way round nothing is accepted: a statement with a day never counts in a file without.
    ///
    /// Nor does a signature have to name the day on which the vote began: the ordinary statement does not. One that does
    /// name it holds for that day alone.
    pub fn accepted_forms(&self) -> Result<Vec<Vec<u8>>, serde_json::Error> {
        let mut forms = Vec::new();
        let mut openings = vec![None];
        openings.extend(self.opened.clone().map(Some));
        for opened in openings {
            let form = Self { opened, ..self.clone() };
            forms.push(form.to_bytes()?);
            if self.closed.is_some() {
                forms.push(Self { closed: None, ..form }.to_bytes()?);
            }
        }
        Ok(forms)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn statement() -> Statement {
        let entry = |path: &str| SubjectEntry {
            path: path.to_owned(),
            from: "none".to_owned(),
            to: "sha256:22".to_owned(),
            meaning: None,
        };
        Statement {
            kind: StatementType::ApprovalV1,
            project: "Beispiel-Projekt für alle".to_owned(),
            approval: "2027-01-10-move".to_owned(),
            subject: vec![entry("release/b.yaml"), entry("release/a.yaml")],
            classes: ["schedule", "exception"].map(str::to_owned).into(),
            method: None,
            closed: Some("2027-01-14".to_owned()),
            opened: None,
            policy: "sha256:33".to_owned(),
            voter: "alice".to_owned(),
            vote: "+1".to_owned(),
            revokes: BTreeSet::new(),
            supersedes: BTreeSet::new(),
            ratifies: None,
        }
    }

    fn text(statement: &Statement) -> String {
        String::from_utf8(statement.to_bytes().unwrap()).unwrap()
    }

    #[test]
    fn the_bytes_are_canonical_json_without_what_is_absent() {
        assert_eq!(
            text(&statement()),
            "{\"approval\":\"2027-01-10-move\",\"classes\":[\"exception\",\"schedule\"],\"closed\":\"2027-01-14\",\
             \"policy\":\"sha256:33\",\"project\":\"Beispiel-Projekt für alle\",\"subject\":[\
             {\"from\":\"none\",\"path\":\"release/a.yaml\",\"to\":\"sha256:22\"},\
             {\"from\":\"none\",\"path\":\"release/b.yaml\",\"to\":\"sha256:22\"}],\
             \"type\":\"milepost-approval-v1\",\"vote\":\"+1\",\"voter\":\"alice\"}"
        );
    }

    #[test]
    fn the_order_in_the_file_says_nothing() {
        let mut other = statement();
        other.subject.reverse();
        assert_eq!(text(&other), text(&statement()));
    }

    #[test]
    fn every_field_changes_the_bytes() {
        let edits: [fn(&mut Statement); 16] = [
            |it| it.project.push('x'),
            |it| it.approval.push('x'),
            |it| it.subject[0].path.push('x'),
            |it| it.subject[0].from.push('x'),
            |it| it.subject[0].to.push('x'),
            |it| it.subject[0].meaning = Some(Meaning { from: "none".into(), to: "none".into() }),
            |it| drop(it.subject.pop()),
            |it| drop(it.classes.pop_first()),
            |it| it.method = Some("meeting".into()),
            |it| it.closed = None,
            |it| it.opened = Some("2027-01-07".into()),
            |it| it.policy.push('x'),
            |it| it.voter.push('x'),
            |it| it.vote = "-1".into(),
            |it| it.revokes = ["an-older-one".to_owned()].into(),
            |it| it.ratifies = Some("0123456789".into()),
        ];
        let texts: BTreeSet<String> = edits
            .iter()
            .map(|edit| {
                let mut changed = statement();
                edit(&mut changed);
                text(&changed)
            })
            .chain([text(&statement())])
            .collect();
        assert_eq!(texts.len(), edits.len() + 1);
    }

    #[test]
    fn superseding_is_not_revoking() {
        let mut revoking = statement();
        revoking.revokes.insert("an-older-one".into());
        let mut superseding = statement();
        superseding.supersedes.insert("an-older-one".into());
        assert_ne!(text(&revoking), text(&superseding));
    }

    #[test]
    fn a_vote_signed_while_open_counts_when_closed_and_not_the_other_way_round() {
        let closed = statement();
        let open = Statement { closed: None, ..statement() };
        let other_day = Statement { closed: Some("2027-01-15".into()), ..statement() };
        let [closed_bytes, open_bytes] = [closed.to_bytes().unwrap(), open.to_bytes().unwrap()];
        assert_eq!(closed.accepted_forms().unwrap(), [closed_bytes.clone(), open_bytes.clone()]);
        assert_eq!(open.accepted_forms().unwrap(), [open_bytes]);
        assert!(!other_day.accepted_forms().unwrap().contains(&closed_bytes));
    }

    #[test]
    fn a_vote_may_be_signed_with_the_day_on_which_it_began_and_then_holds_for_that_day_alone() {
        let without = statement();
        let dated = |day: &str| Statement { opened: Some(day.into()), ..statement() };
        let signed = dated("2027-01-07").to_bytes().unwrap();
        let forms = dated("2027-01-07").accepted_forms().unwrap();
        assert_eq!(forms.first(), Some(&without.to_bytes().unwrap()));
        assert!(forms.contains(&signed));
        assert!(!dated("2026-12-01").accepted_forms().unwrap().contains(&signed));
        assert!(!without.accepted_forms().unwrap().contains(&signed));
    }

    #[test]
    fn what_was_written_is_read_and_nothing_else() {
        let bytes = statement().to_bytes().unwrap();
        let mut expected = statement();
        expected.subject.sort();
        assert_eq!(serde_json::from_slice::<Statement>(&bytes).unwrap(), expected);
        let text = String::from_utf8(bytes).unwrap();
        for (old, new) in
            [("milepost-approval-v1", "milepost-approval-v2"), ("{\"approval", "{\"also\":1,\"approval")]
        {
            let changed = text.replacen(old, new, 1);
            assert_ne!(changed, text);
            assert!(serde_json::from_str::<Statement>(&changed).is_err(), "{changed}");
        }
    }
}
