//! Puts one vote into the text of an approval file, and leaves everything else as it is.

use crate::document::{Vote, VoteLine, meaning_digest};
use crate::schema::Kind;
use crate::yaml::write::scalar;
use crate::yaml::{Content, EditError, Editor, Node, Value};

use super::failure::Failure;

/// A vote that is to stand in the file.
#[derive(Debug, Clone, Copy)]
pub(super) struct NewVote<'a> {
    pub(super) voter: &'a str,
    pub(super) vote: Vote,
    pub(super) reason: Option<&'a str>,
    pub(super) signature: Option<&'a str>,
}

/// The text with the vote; `listed` is the line that the voter has already.
pub(super) fn with_vote(text: &str, new: NewVote<'_>, listed: Option<&VoteLine>) -> Result<String, Failure> {
    let text = if listed.is_some() { text.to_owned() } else { with_line(text, new)? };
    // Brackets cannot hold a signature as people read it.
    let text = if new.signature.is_some() { with_block_line(&text, new.voter) } else { text };
    let mut editor = Editor::new(&text)?;
    let votes = editor.tree().get("votes").map(Node::items).unwrap_or_default();
    let position = votes.iter().position(|line| is_of(line, new.voter));
    if let Some(position) = position {
        replace(&mut editor, position, new, listed)?;
    }
    Ok(editor.finish())
}

fn is_of(line: &Node, voter: &str) -> bool {
    line.get("voter").and_then(Node::text) == Some(voter)
}

/// The text with a line of the voter's behind the others, without a signature yet.
fn with_line(text: &str, new: NewVote<'_>) -> Result<String, Failure> {
    if let Some(text) = in_empty_list(text, new) {
        return Ok(text);
    }
    let mut editor = Editor::new(text)?;
    match editor.tree().get("votes").map(|votes| votes.items().len()) {
        Some(0) => {
            let keys = editor.tree().pairs();
            let place = keys.iter().position(|pair| pair.key == "votes").unwrap_or_default();
            let before = place.checked_sub(1).and_then(|place| keys.get(place)).map(|pair| pair.key.clone());
            editor.remove(&[], "votes")?;
            editor.set(&[], "votes", Content::List(vec![line(new)]), before.as_deref())?;
        }
        Some(_) => editor.append(&["votes"], line(new))?,
        None => editor.set(&[], "votes", Content::List(vec![line(new)]), None)?,
    }
    Ok(editor.finish())
}

/// The first line in the place of `[]`, so that what stands above the list stays above it.
fn in_empty_list(text: &str, new: NewVote<'_>) -> Option<String> {
    let editor = Editor::new(text).ok()?;
    let votes = editor.tree().get("votes").filter(|votes| votes.items().is_empty())?;
    let (front, rest) = text.split_at_checked(votes.span.start.offset())?;
    let rest = rest.strip_prefix("[]")?;
    let (comment, below) = rest.split_at_checked(rest.find('\n').unwrap_or(rest.len()))?;
    let vote = scalar(new.vote.name());
    let mut lines = format!("\n  - voter: {}\n    vote: {vote}", scalar(new.voter));
    if let Some(reason) = new.reason {
        lines.push_str(&format!("\n    reason: {}", scalar(reason)));
    }
    let edited = format!("{}{comment}{lines}{below}", front.trim_end_matches(' '));
    let mut expected = Editor::new(text).ok()?;
    expected.remove(&[], "votes").ok()?;
    let mut others = Editor::new(&edited).ok()?;
    let is_there = matches!(others.tree().get("votes")?.items(), [only] if is_of(only, new.voter));
    others.remove(&[], "votes").ok()?;
    let meaning = |editor: &Editor| meaning_digest(Kind::Approval, editor.tree());
    (is_there && meaning(&others) == meaning(&expected)).then_some(edited)
}

impl From<EditError> for Failure {
    fn from(error: EditError) -> Self {
        Self::new(error.to_string()).hint("add the vote by hand")
    }
}

fn line(new: NewVote<'_>) -> Content {
    let pair = |key: &str, value: &str| (key.to_owned(), Content::from(value));
    let mut pairs = vec![pair("voter", new.voter), pair("vote", new.vote.name())];
    pairs.extend(new.reason.map(|reason| pair("reason", reason)));
    Content::Mapping(pairs)
}

fn replace(
    editor: &mut Editor,
    position: usize,
    new: NewVote<'_>,
    listed: Option<&VoteLine>,
) -> Result<(), Failure> {
    let position = position.to_string();
    let path = ["votes", position.as_str()];
    editor.set(&path, "vote", new.vote.name(), None)?;
    if let Some(reason) = new.reason {
        editor.set(&path, "reason", reason, Some("vote"))?;
    }
    let changes = listed.is_some_and(|listed| listed.vote.value != new.vote);
    // A review confirms the vote that it was about, and a reason explains it.
    if changes && listed.is_some_and(|listed| listed.review.is_some()) {
        editor.remove(&path, "review")?;
    }
    if changes && new.reason.is_none() && listed.is_some_and(|listed| listed.reason.is_some()) {
        editor.remove(&path, "reason")?;
    }
    if listed.is_some_and(|listed| listed.signature.is_some()) {
        editor.remove(&path, "signature")?;
    }
    if let Some(signature) = new.signature {
        editor.set(&path, "signature", signature, None)?;
    }
    Ok(())
}

/// A line in braces is written by indentation; where that is not surely the same, the text stays as it is.
fn with_block_line(text: &str, voter: &str) -> String {
    rewritten(text, voter).unwrap_or_else(|| text.to_owned())
}

fn rewritten(text: &str, voter: &str) -> Option<String> {
    let editor = Editor::new(text).ok()?;
    let meaning = meaning_digest(Kind::Approval, editor.tree());
    let line = editor.tree().get("votes")?.items().iter().find(|line| is_of(line, voter))?;
    let start = line.span.start.offset();
    let row = text.get(..start)?.rfind('\n').map_or(0, |newline| newline + 1);
    let row_end = text.get(start..)?.find('\n').map_or(text.len(), |newline| start + newline);
    let braces = text.get(start..row_end)?;
    if !braces.starts_with('{') || text.get(row..start)?.trim() != "-" {
        return None;
    }
    let mut pairs = line.pairs().iter().map(|pair| {
        let Value::Scalar(written) = &pair.value.value else { return None };
        Some(format!("{}: {}", pair.key, scalar(&written.text)))
    });
    let first = pairs.next()??;
    let others: Vec<String> = pairs.collect::<Option<_>>()?;
    let indent = " ".repeat(start - row);
    let below: String = others.iter().map(|pair| format!("\n{indent}{pair}")).collect();
    let (front, rest) = (text.get(..start)?, text.get(row_end..)?);
    // A brace may stand in a text, too: the first that leaves everything as it was is the right one.
    braces.match_indices('}').find_map(|(brace, _)| {
        let behind = braces.get(brace + 1..)?;
        let new = format!("{front}{first}{behind}{below}{rest}");
        let is_same = meaning_digest(Kind::Approval, Editor::new(&new).ok()?.tree()) == meaning;
        is_same.then_some(new)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    const SIGNATURE: &str = "-----BEGIN SSH SIGNATURE-----\nAAAA\n-----END SSH SIGNATURE-----\n";
    const HEAD: &str = "kind: approval/v1\nid: p\ndecisions: [schedule]\n";

    fn new(voter: &str) -> NewVote<'_> {
        NewVote { voter, vote: Vote::InFavour, reason: None, signature: Some(SIGNATURE) }
    }

    fn read(text: &str, voter: &str) -> Option<VoteLine> {
        let tree = crate::yaml::read("f", text.as_bytes()).tree.unwrap();
        let approval: crate::document::Approval = crate::yaml::from_node(&tree).unwrap();
        approval.votes.into_iter().find(|line| line.voter.value == voter)
    }

    fn edited(text: &str, new: NewVote<'_>) -> String {
        with_vote(text, new, read(text, new.voter).as_ref()).unwrap()
    }

    const BLOCK: &str = "  - voter: alice\n    vote: \"+1\"\n    signature: |\n      -----BEGIN SSH SIGNATURE-----\n      \
                         AAAA\n      -----END SSH SIGNATURE-----\n";

    #[test]
    fn the_first_vote_takes_the_place_of_the_empty_list() {
        let text = format!("{HEAD}# One line a vote\nvotes: []\n");
        assert_eq!(edited(&text, new("alice")), format!("{HEAD}# One line a vote\nvotes:\n{BLOCK}"));
        let text = format!("{HEAD}votes: []   # one a line\noutcome: approved\n");
        let expected = format!("{HEAD}votes:   # one a line\n{BLOCK}outcome: approved\n");
        assert_eq!(edited(&text, new("alice")), expected);
        assert_eq!(edited(HEAD, new("alice")), format!("{HEAD}votes:\n{BLOCK}"));
    }

    #[test]
    fn another_vote_comes_behind_the_others() {
        let text = format!("{HEAD}votes:\n  - {{voter: bob, vote: \"-1\"}}   # by mail\noutcome: rejected\n");
        let expected =
            format!("{HEAD}votes:\n  - {{voter: bob, vote: \"-1\"}}   # by mail\n{BLOCK}outcome: rejected\n");
        assert_eq!(edited(&text, new("alice")), expected);
    }

    #[test]
    fn a_line_in_braces_is_opened_for_its_signature() {
        let text = format!(
            "{HEAD}votes:\n  - {{voter: alice, vote: \"+1\"}}   # by mail\n  - {{voter: bob, vote: \"0\"}}\n"
        );
        let edited = edited(&text, new("alice"));
        let expected = format!("{HEAD}votes:\n{BLOCK}  - {{voter: bob, vote: \"0\"}}\n")
            .replace("voter: alice\n", "voter: alice   # by mail\n");
        assert_eq!(edited, expected);
    }

    #[test]
    fn a_new_signature_replaces_the_old_one_and_what_no_longer_fits() {
        let old =
            BLOCK.replace("AAAA", "BBBB").replace("vote: \"+1\"", "vote: \"-1\"\n    reason: too early");
        let text = format!("{HEAD}votes:\n{old}");
        assert_eq!(edited(&text, new("alice")), format!("{HEAD}votes:\n{BLOCK}"));
    }
}
