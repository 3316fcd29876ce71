//! What the runner of GitHub Actions says about a run, and what the workflow asks for: read once, as one value.

use std::ffi::OsString;
use std::fmt;
use std::path::PathBuf;

use clap::ValueEnum;

use crate::cli::arguments::{FailOn, root};
use crate::cli::failure::Failure;
use crate::github::event::{is_commit, is_repository};

/// Where programs ask, unless it is said otherwise.
const API: &str = "https://api.github.com";

/// Where people read, unless it is said otherwise.
const SERVER: &str = "https://github.com";

/// The variables of a run.
#[derive(Debug, Clone)]
pub(in crate::cli) struct Environment {
    /// What started the workflow, and the file that says more about it.
    pub(super) event: Option<(String, PathBuf)>,
    /// The repository, as `owner/name`.
    pub(super) repository: Option<String>,
    /// The commit that started the workflow.
    pub(super) commit: Option<String>,
    /// The branch or tag that started the workflow, in full.
    pub(super) reference: Option<String>,
    /// Which run this is, and the how manieth attempt.
    pub(super) run: Option<(u64, u64)>,
    /// Where people read the repository.
    pub(super) server: String,
    /// Where programs ask.
    pub(super) api: String,
    /// The file that takes the outputs of the step.
    pub(super) outputs: Option<PathBuf>,
    /// The file that takes the summary of the step.
    pub(super) summary: Option<PathBuf>,
    /// The folder that the checkouts of this job lie in.
    pub(super) workspace: Option<PathBuf>,
    /// The folder for files of this job.
    pub(super) temporary: Option<PathBuf>,
    /// What the client asks with.
    pub(super) token: Option<Token>,
    /// What the workflow asks for.
    pub(super) inputs: Inputs,
}

/// What the workflow asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Inputs {
    pub(super) command: Command,
    pub(super) root: String,
    pub(super) base: Option<String>,
    pub(super) head: Option<String>,
    pub(super) fail_on: FailOn,
    pub(super) comment: Comment,
    /// Where a SARIF report is to be written.
    pub(super) sarif: Option<PathBuf>,
}

/// What is to be done.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Command {
    /// Judge what happened; for a schedule or a button, audit the branch.
    Gate,
    /// Find what is wrong with the documents that are checked out.
    Check,
    /// Audit the branch.
    Audit,
}

impl Command {
    pub(super) const fn name(self) -> &'static str {
        match self {
            Self::Gate => "gate",
            Self::Check => "check",
            Self::Audit => "audit",
        }
    }
}

/// Whether a comment is written on the pull request.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Comment {
    /// Where the change touches what is governed, or there is a comment already.
    Auto,
    Always,
    Never,
}

/// A secret, which no text shows.
#[derive(Clone, PartialEq, Eq)]
pub(super) struct Token(String);

impl Token {
    pub(super) fn secret(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("Token(…)")
    }
}

impl Environment {
    /// The environment of this process, where it runs in GitHub Actions.
    pub(in crate::cli) fn read() -> Result<Option<Self>, Failure> {
        Self::of(&|name| std::env::var_os(name))
    }

    /// An environment with these variables. An empty variable says as little as one that is not set.
    fn of(variable: &dyn Fn(&str) -> Option<OsString>) -> Result<Option<Self>, Failure> {
        let find = |name: &str| variable(name).filter(|value| !value.is_empty());
        let text = |name: &str| match find(name).map(OsString::into_string) {
            Some(Ok(text)) => Ok(Some(text)),
            Some(Err(_)) => Err(unfit(name, "is no text")),
            None => Ok(None),
        };
        if text("GITHUB_ACTIONS")?.as_deref() != Some("true") {
            return Ok(None);
        }
        let file = |name: &str| find(name).map(PathBuf::from);
        let fitting = |name: &str, fits: fn(&str) -> bool, what: &str| match text(name)? {
            Some(value) if fits(&value) => Ok(Some(value)),
            Some(_) => Err(unfit(name, what)),
            None => Ok(None),
        };
        let address = |name: &str, usual: &str| {
            let found = fitting(name, is_address, "is no web address")?;
            Ok::<_, Failure>(
                found.map_or_else(|| usual.to_owned(), |found| found.trim_end_matches('/').to_owned()),
            )
        };
        let number = |name: &str| Ok::<_, Failure>(text(name)?.and_then(|number| number.parse::<u64>().ok()));
        let run = number("GITHUB_RUN_ID")?.zip(number("GITHUB_RUN_ATTEMPT")?.or(Some(1)));
        let token = match text("MILEPOST_TOKEN")? {
            None => text("GITHUB_TOKEN")?,
            token => token,
        };
        Ok(Some(Self {
            event: text("GITHUB_EVENT_NAME")?.zip(file("GITHUB_EVENT_PATH")),
            repository: fitting("GITHUB_REPOSITORY", is_repository, "is not `owner/name`")?,
            commit: fitting("GITHUB_SHA", is_commit, "is no commit")?,
            reference: text("GITHUB_REF")?,
            run,
            server: address("GITHUB_SERVER_URL", SERVER)?,
            api: address("GITHUB_API_URL", API)?,
            outputs: file("GITHUB_OUTPUT"),
            summary: file("GITHUB_STEP_SUMMARY"),
            workspace: file("GITHUB_WORKSPACE"),
            temporary: file("RUNNER_TEMP"),
            token: token.map(Token),
            inputs: Inputs::of(&text, &file)?,
        }))
    }

    /// The token of this process, the address of the API, and the repository, inside of GitHub Actions or not.
    pub(super) fn access() -> (Option<Token>, String, Option<String>) {
        let names = ["MILEPOST_TOKEN", "GITHUB_TOKEN", "GH_TOKEN"];
        let token = names.into_iter().find_map(Self::variable).map(Token);
        let api = Self::variable("GITHUB_API_URL").unwrap_or_else(|| API.to_owned());
        (token, api, Self::variable("GITHUB_REPOSITORY"))
    }

    /// A variable of this process that says something.
    pub(super) fn variable(name: &str) -> Option<String> {
        let value = std::env::var_os(name)?.into_string().ok()?;
        (!value.is_empty()).then_some(value)
    }

    /// Where people read repositories, inside of GitHub Actions or not.
    pub(super) fn server_here() -> String {
        let named = std::env::var_os("GITHUB_SERVER_URL").and_then(|address| address.into_string().ok());
        let named = named.filter(|address| is_address(address));
        named.map_or_else(|| SERVER.to_owned(), |address| address.trim_end_matches('/').to_owned())
    }

    /// Where people read about this run.
    pub(super) fn run_page(&self) -> Option<String> {
        let (run, _) = self.run?;
        Some(format!("{}/{}/actions/runs/{run}", self.server, self.repository.as_ref()?))
    }

    /// Where people read and review a pull request.
    pub(super) fn pull_request_page(&self, number: u64) -> Option<String> {
        Some(format!("{}/{}/pull/{number}", self.server, self.repository.as_ref()?))
    }

    /// Where people read the files of a commit, up to the path.
    pub(super) fn files_of(&self, commit: &str) -> Option<String> {
        Some(format!("{}/{}/blob/{commit}/", self.server, self.repository.as_ref()?))
    }
}

impl Inputs {
    fn of(
        text: &dyn Fn(&str) -> Result<Option<String>, Failure>,
        file: &dyn Fn(&str) -> Option<PathBuf>,
    ) -> Result<Self, Failure> {
        let command = match text("MILEPOST_COMMAND")?.as_deref() {
            None | Some("gate") => Command::Gate,
            Some("check") => Command::Check,
            Some("audit") => Command::Audit,
            Some(other) => {
                return Err(Failure::new(format!("`command: {other}` is nothing that the action does"))
                    .hint("write `gate`, `check` or `audit`"));
            }
        };
        let comment = match text("MILEPOST_COMMENT")?.as_deref() {
            None | Some("auto") => Comment::Auto,
            Some("always") => Comment::Always,
            Some("never") => Comment::Never,
            Some(other) => {
                return Err(Failure::new(format!("`comment: {other}` says nothing"))
                    .hint("write `auto`, `always` or `never`"));
            }
        };
        let fail_on = match text("MILEPOST_FAIL_ON")? {
            None => FailOn::default(),
            Some(severity) => FailOn::from_str(&severity, false).map_err(|_| {
                Failure::new(format!("`fail-on: {severity}` says nothing"))
                    .hint("write `error`, `warning` or `notice`")
            })?,
        };
        let folder = text("MILEPOST_ROOT")?.unwrap_or_else(|| "release".to_owned());
        let root = root(&folder)
            .map_err(|hint| Failure::new(format!("`root: {folder}` is no folder")).hint(hint))?;
        Ok(Self {
            command,
            root,
            base: text("MILEPOST_BASE")?,
            head: text("MILEPOST_HEAD")?,
            fail_on,
            comment,
            sarif: file("MILEPOST_SARIF"),
        })
    }
}

/// An address that ends nothing that it is put into.
fn is_address(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    let is_plain =
        |byte: u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'.' | b'_' | b':' | b'/');
    rest.is_some_and(|rest| !rest.is_empty() && rest.bytes().all(is_plain))
}

fn unfit(name: &str, what: &str) -> Failure {
    Failure::new(format!("the variable `{name}` {what}"))
        .hint("GitHub Actions sets it; a step of the workflow must have changed it")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn of(variables: &[(&str, &str)]) -> Result<Option<Environment>, Failure> {
        Environment::of(&|name| {
            let all = [("GITHUB_ACTIONS", "true")];
            let mut found = variables.iter().chain(&all).filter(|(known, _)| *known == name);
            found.next().map(|(_, value)| OsString::from(value))
        })
    }

    #[test]
    fn elsewhere_there_is_nothing_to_read() {
        assert!(of(&[("GITHUB_ACTIONS", "")]).expect("an answer").is_none());
        assert!(of(&[("GITHUB_ACTIONS", "false")]).expect("an answer").is_none());
    }

    #[test]
    fn what_is_left_empty_is_as_usual() {
        let names =
            ["MILEPOST_COMMAND", "MILEPOST_ROOT", "MILEPOST_BASE", "MILEPOST_FAIL_ON", "MILEPOST_COMMENT"];
        let empty: Vec<(&str, &str)> = names.iter().map(|name| (*name, "")).collect();
        let found = of(&empty).expect("an answer").expect("an environment");
        assert_eq!((found.inputs.command, found.inputs.comment), (Command::Gate, Comment::Auto));
        assert_eq!((found.inputs.root.as_str(), found.inputs.base.as_deref()), ("release", None));
        assert_eq!(found.api, "https://api.github.com");
    }

    #[test]
    fn what_is_misspelt_is_said() {
        for (name, value) in [
            ("MILEPOST_COMMAND", "gat"),
            ("MILEPOST_COMMENT", "yes"),
            ("MILEPOST_FAIL_ON", "never"),
            ("MILEPOST_ROOT", "../x"),
            ("GITHUB_REPOSITORY", "a/b/c"),
            ("GITHUB_SHA", "main"),
            ("GITHUB_SERVER_URL", "https://x) [y](z"),
        ] {
            let failure = of(&[(name, value)]).expect_err("a failure");
            assert!(failure.hint.is_some(), "{failure:?}");
        }
    }

    #[test]
    fn no_text_shows_the_token() {
        let found = of(&[("MILEPOST_TOKEN", "ghs_secret"), ("GITHUB_TOKEN", "other")]);
        let found = found.expect("an answer").expect("an environment");
        assert_eq!(found.token.as_ref().map(Token::secret), Some("ghs_secret"));
        assert!(!format!("{found:?}").contains("secret"));
    }

    #[test]
    fn pages_are_named_by_their_addresses() {
        let found = of(&[
            ("GITHUB_SERVER_URL", "https://git.example.org/"),
            ("GITHUB_REPOSITORY", "o/r"),
            ("GITHUB_RUN_ID", "7"),
        ]);
        let found = found.expect("an answer").expect("an environment");
        assert_eq!(found.run_page().as_deref(), Some("https://git.example.org/o/r/actions/runs/7"));
        assert_eq!(found.files_of("abc").as_deref(), Some("https://git.example.org/o/r/blob/abc/"));
    }
}
