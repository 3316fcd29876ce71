//! Ids that never change by which other programs know a project and what is published of it.

/// The most characters of a name that become part of an id.
const LONGEST_NAME: usize = 60;

/// How many letters of the first commit become part of an id: whatever people read of commits, this stays.
const COMMIT: usize = 9;

/// The root of the documents that is not a part of the id, because nearly every project has it.
const USUAL_ROOT: &str = "release";

/// What identifies a project: its first name, the first commit of its branch, and the folder of its documents.
///
/// The commit tells projects apart that began from one template or share a name; a folder without history has none.
pub(super) fn project(first_name: &str, first_commit: Option<&str>, root: &str) -> String {
    let mut identity = slug(first_name);
    if let Some(commit) = first_commit {
        identity.push('.');
        identity.extend(commit.chars().take(COMMIT));
    }
    if root != USUAL_ROOT {
        identity.push_str(&format!(".{}", encoded(root)));
    }
    identity
}

/// A name in letters that every address can hold, without a dot.
fn slug(name: &str) -> String {
    let mut slug = String::new();
    for character in name.chars() {
        if character.is_ascii_alphanumeric() {
            slug.push(character.to_ascii_lowercase());
        } else if !slug.is_empty() && !slug.ends_with('-') {
            slug.push('-');
        }
    }
    slug.truncate(LONGEST_NAME);
    let slug = slug.trim_matches('-');
    // What other letters said is kept as a digest.
    let digest = crate::document::digest(name.as_bytes());
    let short = digest.trim_start_matches("sha256:").get(..8).unwrap_or_default().to_owned();
    match slug {
        "" => format!("p{short}"),
        slug if name.is_ascii() && name.len() <= LONGEST_NAME => slug.to_owned(),
        slug => format!("{slug}-{short}"),
    }
}

/// An id or a path as a part of another id. Ids as documents may write them stay as they are; of what an unchecked
/// document says, each other byte becomes `%` and two digits, so that it can neither end a line nor separate anything.
pub(super) fn encoded(id: &str) -> String {
    let mut out = String::with_capacity(id.len());
    for byte in id.bytes() {
        match byte {
            b'a'..=b'z' | b'0'..=b'9' | b'.' | b'_' | b'-' => out.push(char::from(byte)),
            other => out.push_str(&format!("%{other:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_project_is_identified_by_its_first_name_commit_and_folder() {
        assert_eq!(project("Example Network Project", None, "release"), "example-network-project");
        assert_eq!(project("  A/B <c> ", Some("0123456789abcdef"), "release"), "a-b-c.012345678");
        assert_eq!(project("A", Some("0123456789abcdef"), "x/Y"), "a.012345678.x%2F%59");
        let plain = |name: &str| project(name, None, "release");
        assert!(plain("Projekt Ä").starts_with("projekt-") && plain("Projekt Ä") != plain("Projekt Ö"));
        assert!(plain("計画").starts_with('p') && plain("計画") != plain("発表"));
        assert!(plain(&"long ".repeat(40)).len() < 80);
    }

    #[test]
    fn ids_as_documents_may_write_them_stay_as_they_are() {
        assert_eq!(encoded("rc-1.30_b"), "rc-1.30_b");
        assert_eq!(encoded("a~2/b@c:\r\nÄ%"), "a%7E2%2Fb%40c%3A%0D%0A%C3%84%25");
    }
}
