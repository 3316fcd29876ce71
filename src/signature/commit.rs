//! What a commit object says, byte by byte, and what its signature is over.
//!
//! Tools disagree about commits that are written oddly: libgit2 takes one of two signature headers away, and git both.
//! So a commit is read only if it is written as git writes it, and with two signatures it has none (threat T21).

use std::fmt;

use thiserror::Error;

/// The largest commit that is looked at; far beyond any message.
pub const MOST_BYTES: usize = 1024 * 1024;

/// A commit object.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// The id of its tree.
    pub tree: String,
    /// The ids of its parents.
    pub parents: Vec<String>,
    /// Who is named as the author.
    pub author: Person,
    /// Who is named as the committer.
    pub committer: Person,
    /// The text of its one signature, if it has just one.
    pub signature: Result<String, Unsigned>,
    /// The bytes that the signature is over: the object without the signature's header.
    pub payload: Vec<u8>,
}

/// Somebody whom a commit names. Anybody can write any name: alone, it proves nothing.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The e-mail address.
    pub email: String,
    /// When the commit says it was, in seconds since 1970.
    pub seconds: i64,
}

/// Why a commit counts as unsigned.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum Unsigned {
    /// It has no signature. One inside of a `mergetag` is a tag's.
    #[error("the commit is not signed")]
    NoSignature,
    /// It has several.
    #[error("the commit has more than one signature, and counts as unsigned")]
    SeveralSignatures,
}

/// Why bytes are no commit.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Error)]
pub enum CommitError {
    /// They are too many.
    #[error("the commit has {bytes} bytes; at most {MOST_BYTES} are read")]
    TooLarge {
        /// How many.
        bytes: usize,
    },
    /// It is not written as git writes commits.
    #[error("the commit is not written as git writes commits: {0}")]
    Malformed(&'static str),
}

/// One header: its name, its value with line ends, and where it stands.
struct Header<'a> {
    name: &'a [u8],
    value: Vec<u8>,
    start: usize,
    end: usize,
}

impl Commit {
    /// Reads the content of a commit object, which `git cat-file commit` prints.
    pub fn parse(object: &[u8]) -> Result<Self, CommitError> {
        if object.len() > MOST_BYTES {
            return Err(CommitError::TooLarge { bytes: object.len() });
        }
        let mut headers = headers(object)?.into_iter().peekable();
        let tree = headers
            .next_if(|header| header.name == b"tree")
            .ok_or(CommitError::Malformed("it does not begin with its tree"))?;
        let tree = object_id(&tree.value)?;
        let mut parents = Vec::new();
        while let Some(parent) = headers.next_if(|header| header.name == b"parent") {
            parents.push(object_id(&parent.value)?);
        }
        let mut person = |name: &[u8], missing| {
            let header =
                headers.next_if(|header| header.name == name).ok_or(CommitError::Malformed(missing))?;
            Person::parse(&header.value)
                .ok_or(CommitError::Malformed("the author or committer is not readable"))
        };
        let author = person(b"author", "no author follows the tree and the parents")?;
        let committer = person(b"committer", "no committer follows the author")?;
        let others: Vec<Header<'_>> = headers.collect();
        if others
            .iter()
            .any(|header| [&b"tree"[..], b"parent", b"author", b"committer"].contains(&header.name))
        {
            return Err(CommitError::Malformed(
                "the tree, a parent, the author or the committer is named again",
            ));
        }
        let (signature, payload) = signature_of(object, &others);
        Ok(Self { tree, parents, author, committer, signature, payload })
    }
}

/// The headers in order; they end with the first empty line.
fn headers(object: &[u8]) -> Result<Vec<Header<'_>>, CommitError> {
    let mut headers: Vec<Header<'_>> = Vec::new();
    let mut start = 0;
    for line in object.split_inclusive(|byte| *byte == b'\n') {
        let end = start + line.len();
        let Some(text) = line.strip_suffix(b"\n") else { break };
        if text.is_empty() {
            return Ok(headers);
        }
        if text.contains(&0) {
            return Err(CommitError::Malformed("a header holds a zero byte"));
        }
        if let Some(more) = text.strip_prefix(b" ") {
            let header = headers.last_mut().ok_or(CommitError::Malformed("it begins with a space"))?;
            header.value.push(b'\n');
            header.value.extend(more);
            header.end = end;
        } else {
            let at = text.iter().position(|byte| *byte == b' ');
            let (name, value) = text.split_at(at.ok_or(CommitError::Malformed("a header has no value"))?);
            headers.push(Header { name, value: value.get(1..).unwrap_or_default().to_vec(), start, end });
        }
        start = end;
    }
    Err(CommitError::Malformed("no empty line ends the headers"))
}

fn object_id(value: &[u8]) -> Result<String, CommitError> {
    let digits = value.iter().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'));
    match std::str::from_utf8(value) {
        Ok(text) if digits && matches!(text.len(), 40 | 64) => Ok(text.to_owned()),
        _ => Err(CommitError::Malformed("the tree or a parent is no object id")),
    }
}

/// The one signature and what it is over. Without one, the whole object.
fn signature_of(object: &[u8], headers: &[Header<'_>]) -> (Result<String, Unsigned>, Vec<u8>) {
    // `gpgsig-sha256` signs the same commit under another notation of object ids.
    let mut signatures = headers.iter().filter(|header| header.name.starts_with(b"gpgsig"));
    let signature = match (signatures.next(), signatures.next()) {
        (Some(header), None) if header.name == b"gpgsig" => header,
        (_, None) => return (Err(Unsigned::NoSignature), object.to_vec()),
        (_, Some(_)) => return (Err(Unsigned::SeveralSignatures), object.to_vec()),
    };
    // What is not text is no signature of any kind.
    let Ok(text) = String::from_utf8(signature.value.clone()) else {
        return (Err(Unsigned::NoSignature), object.to_vec());
    };
    let before = object.get(..signature.start).unwrap_or_default();
    let after = object.get(signature.end..).unwrap_or_default();
    (Ok(text), [before, after].concat())
}

impl Person {
    /// Reads `NAME <EMAIL> SECONDS ZONE`.
    fn parse(value: &[u8]) -> Option<Self> {
        let text = std::str::from_utf8(value).ok()?;
        let (name, rest) = text.split_once('<')?;
        let (email, when) = rest.split_once('>')?;
        let (seconds, zone) = when.strip_prefix(' ')?.split_once(' ')?;
        let digits = |text: &str| !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_digit());
        let offset = zone.strip_prefix(['+', '-'])?;
        let plain = !text.contains('\n') && !email.contains('<') && !name.contains('>');
        if !plain || !digits(seconds) || !digits(offset) || offset.len() != 4 {
            return None;
        }
        let name = if name.is_empty() { name } else { name.strip_suffix(' ')? };
        Some(Self { name: name.to_owned(), email: email.to_owned(), seconds: seconds.parse().ok()? })
    }
}

impl fmt::Display for Person {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{} <{}>", self.name, self.email)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "4b825dc642cb6eb9a060e54bf8d69288fbee4904";

    fn commit(headers: &str) -> Vec<u8> {
        format!(
            "tree {TREE}\nparent {TREE}\nauthor A U Thor <a@example.org> 1 +0000\n\
             committer C <> 2 -0130\n{headers}\nmessage\ngpgsig no header\n"
        )
        .into_bytes()
    }

    #[test]
    fn the_signature_is_over_all_but_its_own_header() {
        let object = commit("encoding UTF-8\ngpgsig first\n second\n \nmergetag object\n  gpgsig inside\n");
        let read = Commit::parse(&object).unwrap();
        assert_eq!(read.signature.as_deref(), Ok("first\nsecond\n"));
        assert_eq!(read.payload, commit("encoding UTF-8\nmergetag object\n  gpgsig inside\n"));
        assert_eq!((read.tree.as_str(), read.parents.as_slice()), (TREE, [TREE.to_owned()].as_slice()));
        assert_eq!(read.author.to_string(), "A U Thor <a@example.org>");
        assert_eq!(read.committer, Person { name: "C".to_owned(), email: String::new(), seconds: 2 });
    }

    #[test]
    fn a_signature_inside_a_merged_tag_or_the_message_is_not_the_commits() {
        let object = commit("mergetag object\n type commit\n gpgsig inside\n");
        let read = Commit::parse(&object).unwrap();
        assert_eq!(read.signature, Err(Unsigned::NoSignature));
        assert_eq!(read.payload, object);
    }

    #[test]
    fn two_signatures_are_none() {
        for headers in [
            "gpgsig a\ngpgsig a\n",
            "gpgsig a\nencoding UTF-8\ngpgsig b\n",
            "gpgsig a\ngpgsig-sha256 b\n",
            "gpgsig-sha256 a\ngpgsig b\n",
        ] {
            let read = Commit::parse(&commit(headers)).unwrap();
            assert_eq!(read.signature, Err(Unsigned::SeveralSignatures), "{headers}");
        }
        let read = Commit::parse(&commit("gpgsig-sha256 a\n")).unwrap();
        assert_eq!(read.signature, Err(Unsigned::NoSignature), "it is over other bytes");
    }

    #[test]
    fn what_git_would_not_write_is_not_read() {
        let text = String::from_utf8(commit("")).unwrap();
        for (old, new) in [
            ("tree 4b", "tree 4B"),
            ("tree 4b", "tree b"),
            ("tree", "Tree"),
            ("tree", " tree"),
            ("author", "committer"),
            ("committer C", "committer: C"),
            ("committer C <>", "committer <"),
            ("2 -0130", "2"),
            ("2 -0130", "-2 -0130"),
            ("2 -0130", "2 -130"),
            ("2 -0130", "2 -0130\n more"),
            ("2 -0130", "2 -0130\nparent 4b825dc642cb6eb9a060e54bf8d69288fbee4904"),
            ("2 -0130", "2 -0130\nauthor A U Thor <a@example.org> 1 +0000"),
            ("2 -0130", "2 -0130\nvoid"),
            ("2 -0130", "2 -0130\nx y\0z"),
            ("<a@example.org>", "<a@example.org> <b@example.org>"),
            ("A U Thor <", "A U Thor<"),
            ("\n\nmessage", "\nmessage"),
        ] {
            let changed = text.replacen(old, new, 1);
            assert_ne!(changed, text, "{old}");
            let read = Commit::parse(changed.as_bytes());
            assert!(matches!(read, Err(CommitError::Malformed(_))), "{old} → {new}: {read:?}");
        }
        assert!(Commit::parse(text.as_bytes()).is_ok());
        assert_eq!(
            Commit::parse(&vec![b'x'; MOST_BYTES + 1]),
            Err(CommitError::TooLarge { bytes: MOST_BYTES + 1 })
        );
    }
}
