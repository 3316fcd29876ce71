//! Commits, parsed from their bytes: libgit2 would apply grafts to the parents.

use git2::{ObjectType, Oid};

use super::{Repository, RepositoryError, hexadecimal, parse_id};

/// A commit, as far as it says something about itself. Nothing of it but the ids proves anything.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Commit {
    /// Its id, 40 hexadecimal digits.
    pub id: String,
    /// The id of its tree.
    pub tree: String,
    /// The ids of its parents, the first parent first.
    pub parents: Vec<String>,
    /// When it was committed, in seconds since 1970 (UTC).
    pub time: i64,
    /// Who is said to have written the change.
    pub author: Person,
    /// Who is said to have committed it.
    pub committer: Person,
    /// The first line of its message.
    pub summary: String,
}

/// A name and an address, as somebody typed them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The name.
    pub name: String,
    /// The e-mail address, without brackets.
    pub email: String,
}

impl Repository {
    /// The commit with an id.
    pub fn commit(&self, id: &str) -> Result<Commit, RepositoryError> {
        let bytes = self.commit_bytes(id)?;
        parse(id, &bytes)
            .map_err(|reason| RepositoryError::Broken { id: id.to_owned(), reason: reason.to_owned() })
    }

    /// The commit as git stores it, signatures included; libgit2 hides one of two.
    pub fn commit_bytes(&self, id: &str) -> Result<Vec<u8>, RepositoryError> {
        let objects = self.objects()?;
        Ok(self.read_object(&objects, parse_id(id)?, ObjectType::Commit)?.data().to_vec())
    }
}

/// Headers stand in a fixed order: tree, parents, author, committer; then others, an empty line, the message.
fn parse(id: &str, bytes: &[u8]) -> Result<Commit, &'static str> {
    let text = String::from_utf8_lossy(bytes);
    let (headers, message) = text.split_once("\n\n").unwrap_or((&text, ""));
    let mut lines = headers.lines().peekable();
    let tree = lines.next().and_then(|line| header_id(line, "tree ")).ok_or("its tree is not named")?;
    let mut parents = Vec::new();
    while let Some(line) = lines.next_if(|line| line.starts_with("parent ")) {
        parents.push(header_id(line, "parent ").ok_or("a parent has no proper id")?);
    }
    let mut signed = |header| lines.next().and_then(|line| line.strip_prefix(header)).and_then(parse_person);
    let (author, _) = signed("author ").ok_or("its author is not named")?;
    let (committer, time) = signed("committer ").ok_or("its committer is not named")?;
    let summary = message.trim_start().lines().next().unwrap_or_default().trim_end().to_owned();
    Ok(Commit { id: id.to_owned(), tree, parents, time, author, committer, summary })
}

/// How a commit hangs together with others: all that a walk asks of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Links {
    pub(super) tree: Oid,
    pub(super) parent: Option<Oid>,
    pub(super) second: Option<Oid>,
    pub(super) parents: usize,
    pub(super) time: i64,
}

/// The same headers as [`parse`] reads, without a copy of any text.
pub(super) fn links(bytes: &[u8]) -> Result<Links, &'static str> {
    let mut rest = bytes;
    let tree = take_id(&mut rest, b"tree ").and_then(Result::ok).ok_or("its tree is not named")?;
    let (mut parent, mut second, mut parents) = (None, None, 0);
    while let Some(id) = take_id(&mut rest, b"parent ") {
        let id = id.map_err(|_| "a parent has no proper id")?;
        if parents == 0 {
            parent = Some(id);
        } else {
            second.get_or_insert(id);
        }
        parents += 1;
    }
    let mut after_person = |header| take_line(&mut rest, header).and_then(after_person);
    after_person(b"author ").ok_or("its author is not named")?;
    let time = after_person(b"committer ").and_then(time_in).ok_or("its committer is not named")?;
    Ok(Links { tree, parent, second, parents, time })
}

/// The rest of the next line, if it begins with a header.
fn take_line<'a>(rest: &mut &'a [u8], header: &[u8]) -> Option<&'a [u8]> {
    let after = rest.strip_prefix(header)?;
    let end = after.iter().position(|byte| *byte == b'\n').unwrap_or(after.len());
    let (line, next) = after.split_at_checked(end)?;
    *rest = next.get(1..).unwrap_or_default();
    Some(line.strip_suffix(b"\r").unwrap_or(line))
}

/// The id in the next line, if it begins with a header; an error for an id that is none.
fn take_id(rest: &mut &[u8], header: &[u8]) -> Option<Result<Oid, NotAnId>> {
    take_line(rest, header).map(|line| hexadecimal::decode(line).ok_or(NotAnId))
}

/// The next line had to name an object.
struct NotAnId;

/// What follows `Name <address>`.
fn after_person(line: &[u8]) -> Option<&[u8]> {
    let end = line.iter().rposition(|byte| *byte == b'>')?;
    let (person, rest) = line.split_at_checked(end)?;
    person.contains(&b'<').then_some(rest.get(1..)?)
}

/// The time in ` seconds zone`; one that is no number counts as 1970, as git has it.
fn time_in(text: &[u8]) -> Option<i64> {
    let seconds = std::str::from_utf8(text).ok()?.split_whitespace().next();
    Some(seconds.and_then(|seconds| seconds.parse().ok()).unwrap_or(0))
}

fn header_id(line: &str, header: &str) -> Option<String> {
    let id = line.strip_prefix(header)?;
    let proper = id.len() == 40 && Oid::from_str(id).is_ok();
    proper.then(|| id.to_owned())
}

/// `Name <address> seconds zone`; a time that is no number counts as 1970, as git has it.
fn parse_person(text: &str) -> Option<(Person, i64)> {
    let (person, time) = text.rsplit_once('>')?;
    let (name, email) = person.split_once('<')?;
    let seconds = time.split_whitespace().next().and_then(|seconds| seconds.parse().ok()).unwrap_or(0);
    Some((Person { name: name.trim().to_owned(), email: email.to_owned() }, seconds))
}

#[cfg(test)]
mod tests {
    use super::*;

    const TREE: &str = "tree 4b825dc642cb6eb9a060e54bf8d69288fbee4904\n";
    const PARENT: &str = "parent 2222222222222222222222222222222222222222\n";

    #[test]
    fn reads_parents_people_time_and_the_first_line() {
        let bytes = format!(
            "{TREE}{PARENT}author Ann <ann@example.org> 5 +0200\ncommitter Bob <b@x> 7 +0000\ngpgsig -----\n \
             parent 1\n -----\n\nMove it\n\nWhy.\n"
        );
        let commit = parse("id", bytes.as_bytes()).unwrap();
        assert_eq!(commit.parents, ["2222222222222222222222222222222222222222"]);
        assert_eq!(commit.author, Person { name: "Ann".to_owned(), email: "ann@example.org".to_owned() });
        assert_eq!((commit.committer.name.as_str(), commit.time), ("Bob", 7));
        assert_eq!(commit.summary, "Move it");
    }

    #[test]
    fn a_walk_reads_the_same_headers() {
        let people = "author Ann <ann@example.org> 5 +0200\ncommitter Bob <b@x> 7 +0000\n";
        let odd = [
            format!("{TREE}{people}\nMove it\n"),
            format!("{TREE}{PARENT}{PARENT}{people}gpgsig -----\n parent 1\n\nMove it\n"),
            format!("{TREE}{PARENT}{people}").trim_end().to_owned(),
            format!("{TREE}author A <a> 1 +0000\ncommitter >< B <b>\n"),
            format!("{TREE}author A <a> 1 +0000\ncommitter <b> -7 +0000\n\n"),
            format!("{TREE}author A <a> 1 +0000\ncommitter <b> soon +0000\n\n"),
            format!("{TREE}author A 1 +0000\ncommitter <b> 7 +0000\n\n"),
            format!("{TREE}author A <a> 1 +0000\n\ncommitter <b> 7 +0000\n"),
            format!("{TREE}parent 22\n{people}\n"),
            format!("{TREE}{}{people}\n", PARENT.replace("2\n", "g\n")),
            format!("{TREE}{}{people}\n", PARENT.replace("2\n", "22\n")),
            format!("{TREE}{PARENT}{people}\n").replace('\n', "\r\n"),
            format!("{PARENT}{TREE}{people}\n"),
            String::new(),
        ];
        for commit in odd {
            let read = parse("id", commit.as_bytes()).map(|commit| {
                (commit.tree, commit.parents.first().cloned(), commit.parents.len(), commit.time)
            });
            let walked = links(commit.as_bytes()).map(|links| {
                (links.tree.to_string(), links.parent.map(|id| id.to_string()), links.parents, links.time)
            });
            assert_eq!(read, walked, "{commit}");
        }
    }

    #[test]
    fn headers_out_of_order_are_broken() {
        let people = "author A <a> 5 +0000\ncommitter B <b> 7 +0000\n";
        assert_eq!(parse("id", format!("{PARENT}{TREE}{people}").as_bytes()), Err("its tree is not named"));
        let late = parse("id", format!("{TREE}{people}{PARENT}\nparent\n").as_bytes()).unwrap();
        assert_eq!(late.parents, Vec::<String>::new());
        let short = parse("id", format!("{TREE}parent 22\n{people}\n").as_bytes());
        assert_eq!(short, Err("a parent has no proper id"));
    }
}
