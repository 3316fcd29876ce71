//! Commits, parsed from their bytes: libgit2 would apply grafts to the parents.

use git2::{ObjectType, Oid};

use super::{Repository, RepositoryError, parse_id};

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
        self.read_object(&self.objects()?, parse_id(id)?, ObjectType::Commit)
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
    fn headers_out_of_order_are_broken() {
        let people = "author A <a> 5 +0000\ncommitter B <b> 7 +0000\n";
        assert_eq!(parse("id", format!("{PARENT}{TREE}{people}").as_bytes()), Err("its tree is not named"));
        let late = parse("id", format!("{TREE}{people}{PARENT}\nparent\n").as_bytes()).unwrap();
        assert_eq!(late.parents, Vec::<String>::new());
        let short = parse("id", format!("{TREE}parent 22\n{people}\n").as_bytes());
        assert_eq!(short, Err("a parent has no proper id"));
    }
}
