//! The people of a project as they are named on one line each, and the offices they hold.

use crate::schema::is_id;

const FORM: &str = "write `id:Name`, `id:Name:login` or `id:Name:login:number`, such as `alice:Alice Example:alice-example:1327285`; a colon inside a name is `\\:`";
const LONGEST_LOGIN: usize = 39;

/// A person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Person {
    /// The id by which documents name the person.
    pub id: String,
    /// What people call the person.
    pub name: String,
    /// The account on GitHub.
    pub account: Account,
}

/// An account on GitHub, as far as it is known.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Account {
    /// None is known.
    Unknown,
    /// The login alone, which can change hands.
    Login(String),
    /// The login with the number that stays.
    Numbered {
        /// The login.
        login: String,
        /// The number.
        number: u64,
    },
}

impl Account {
    /// An account of its parts; an empty text is an absent part.
    pub fn new(login: &str, number: &str) -> Result<Self, String> {
        if login.is_empty() && number.is_empty() {
            return Ok(Self::Unknown);
        }
        let login = login.strip_prefix('@').unwrap_or(login);
        if !is_login(login) {
            return Err(format!("`{login}` is no login on GitHub: it has letters, digits and hyphens"));
        }
        if number.is_empty() {
            return Ok(Self::Login(login.to_owned()));
        }
        let digits = number.bytes().all(|byte| byte.is_ascii_digit());
        match number.parse() {
            Ok(number) if digits && number > 0 => Ok(Self::Numbered { login: login.to_owned(), number }),
            _ => Err(format!(
                "`{number}` is no account number: it is the `id` at https://api.github.com/users/{login}"
            )),
        }
    }
}

/// A person as named for an office: with everything that is known, or by id alone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Mention {
    /// Somebody who is described elsewhere.
    Known(String),
    /// Somebody described here.
    New(Person),
}

impl Mention {
    /// Reads `id`, `id:Name`, `id:Name:login` or `id:Name:login:number`.
    pub fn parse(text: &str) -> Result<Self, String> {
        let parts: Vec<String> = split(text).iter().map(|part| part.trim().to_owned()).collect();
        let part = |index: usize| parts.get(index).map_or("", String::as_str);
        let id = part(0);
        if !is_id(id) {
            return Err(format!(
                "`{id}` is no id: it has lower-case letters, digits, dots, underscores and hyphens; {FORM}"
            ));
        }
        match parts.len() {
            1 => Ok(Self::Known(id.to_owned())),
            2..=4 if part(1).is_empty() => Err(format!("`{id}` has no name; {FORM}")),
            2..=4 => Ok(Self::New(Person {
                id: id.to_owned(),
                name: part(1).to_owned(),
                account: Account::new(part(2), part(3))?,
            })),
            _ => Err(format!("`{text}` has too many colons; {FORM}")),
        }
    }

    /// The id of the person.
    pub fn id(&self) -> &str {
        match self {
            Self::Known(id) => id,
            Self::New(person) => &person.id,
        }
    }
}

impl std::fmt::Display for Mention {
    /// The text that [`Mention::parse`] reads back.
    fn fmt(&self, formatter: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let person = match self {
            Self::Known(id) => return formatter.write_str(id),
            Self::New(person) => person,
        };
        write!(formatter, "{}:{}", person.id, person.name.replace('\\', "\\\\").replace(':', "\\:"))?;
        match &person.account {
            Account::Unknown => Ok(()),
            Account::Login(login) => write!(formatter, ":{login}"),
            Account::Numbered { login, number } => write!(formatter, ":{login}:{number}"),
        }
    }
}

/// The parts between colons; a backslash makes the next character a plain one.
fn split(text: &str) -> Vec<String> {
    let (mut parts, mut part) = (Vec::new(), String::new());
    let mut characters = text.chars();
    while let Some(character) = characters.next() {
        match character {
            ':' => parts.push(std::mem::take(&mut part)),
            '\\' => part.extend(characters.next()),
            _ => part.push(character),
        }
    }
    parts.push(part);
    parts
}

fn is_login(text: &str) -> bool {
    text.len() <= LONGEST_LOGIN
        && text.bytes().next().is_some_and(|byte| byte.is_ascii_alphanumeric())
        && text.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_'))
}

/// Everybody, with the offices they hold: each person stands once, and every office names somebody who is there.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Roll {
    people: Vec<Person>,
    tsc: Vec<String>,
    release_managers: Vec<String>,
    advisors: Vec<String>,
}

impl Roll {
    /// Gathers the people of the three offices.
    pub fn new(tsc: &[Mention], release_managers: &[Mention], advisors: &[Mention]) -> Result<Self, String> {
        let mut people: Vec<Person> = Vec::new();
        for mention in [tsc, release_managers, advisors].into_iter().flatten() {
            let Mention::New(person) = mention else { continue };
            match people.iter().find(|known| known.id == person.id) {
                None => people.push(person.clone()),
                Some(known) if known == person => {}
                Some(known) => {
                    return Err(format!(
                        "`{}` stands for two people, {} and {}: give each an id, or write the id alone where the \
                         same person is meant",
                        person.id, known.name, person.name
                    ));
                }
            }
        }
        Ok(Self {
            tsc: holders("a seat of the TSC", tsc, &people)?,
            release_managers: holders("release manager", release_managers, &people)?,
            advisors: holders("advisor", advisors, &people)?,
            people,
        })
    }

    /// Everybody, in the order of the first mention.
    pub fn people(&self) -> &[Person] {
        &self.people
    }

    /// The person with this id.
    pub fn person(&self, id: &str) -> Option<&Person> {
        self.people.iter().find(|person| person.id == id)
    }

    /// Who holds the seats of the TSC.
    pub fn tsc(&self) -> &[String] {
        &self.tsc
    }

    /// Who manages releases.
    pub fn release_managers(&self) -> &[String] {
        &self.release_managers
    }

    /// Who advises.
    pub fn advisors(&self) -> &[String] {
        &self.advisors
    }
}

fn holders(office: &str, mentions: &[Mention], people: &[Person]) -> Result<Vec<String>, String> {
    let mut ids: Vec<String> = Vec::new();
    for mention in mentions {
        let id = mention.id();
        if !people.iter().any(|person| person.id == id) {
            return Err(format!("`{id}` ({office}) has no name; {FORM}"));
        }
        if ids.iter().any(|other| other == id) {
            return Err(format!("`{id}` is named twice as {office}"));
        }
        ids.push(id.to_owned());
    }
    Ok(ids)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn person(id: &str, name: &str, account: Account) -> Mention {
        Mention::New(Person { id: id.into(), name: name.into(), account })
    }

    #[test]
    fn a_person_is_read_from_one_line() {
        let numbered = Account::Numbered { login: "alice-example".into(), number: 1_327_285 };
        for (text, expected) in [
            ("alice", Mention::Known("alice".into())),
            ("alice:Alice Example", person("alice", "Alice Example", Account::Unknown)),
            (
                "alice: Alice :@alice-example",
                person("alice", "Alice", Account::Login("alice-example".into())),
            ),
            ("alice:Alice:alice-example:1327285", person("alice", "Alice", numbered)),
            ("alice:Alice\\: the \\\\ one", person("alice", "Alice: the \\ one", Account::Unknown)),
        ] {
            assert_eq!(Mention::parse(text), Ok(expected), "{text}");
        }
    }

    #[test]
    fn what_is_no_person_is_refused() {
        for text in
            ["", "Alice", "alice:", "alice:A:b c", "alice:A:a:0", "alice:A:a:+7", "alice:A::7", "a:b:c:4:5"]
        {
            assert!(Mention::parse(text).is_err(), "{text}");
        }
    }

    #[test]
    fn everybody_is_named_once() {
        let alice = person("alice", "Alice", Account::Unknown);
        let known = Mention::Known("alice".into());
        let roll =
            Roll::new(std::slice::from_ref(&alice), std::slice::from_ref(&known), &[]).expect("a roll");
        assert_eq!((roll.people().len(), roll.release_managers().len()), (1, 1));
        let other = person("alice", "Alina", Account::Unknown);
        assert!(Roll::new(std::slice::from_ref(&alice), &[other], &[]).is_err(), "two people under one id");
        assert!(Roll::new(&[alice.clone(), alice], &[], &[]).is_err(), "one seat twice");
        assert!(Roll::new(&[], &[known], &[]).is_err(), "nobody is called alice");
    }

    proptest! {
        #[test]
        fn every_name_reads_back(name in "\\PC{1,20}") {
            prop_assume!(name.trim() == name);
            let mention = person("a", &name, Account::Login("a".into()));
            prop_assert_eq!(Mention::parse(&mention.to_string()), Ok(mention));
        }
    }
}
