//! Asking GitHub: tries again where that helps, reads lists to their end, and turns every failure into a sentence.

use std::cell::{Cell, RefCell};
use std::collections::BTreeSet;
use std::fmt;
use std::time::Duration;

use serde::de::DeserializeOwned;
use serde_json::Value;

use super::address::{Address, segment};
use super::error::{GitHubError, Permission, Said};
use super::identity::Identity;
use super::paging::next_page;
use super::patience::{Patience, is_limit, wished_wait};
use super::proxy::proxy_for;
use super::token::Token;
use super::transport::{Answer, Break, Limits, Method, Transport};

/// The most pages of one list: 10,000 entries.
const MOST_PAGES: usize = 100;

/// How often something is tried at most.
const MOST_TRIES: u32 = 3;

/// One repository on GitHub, as one token sees it. Every call waits for its answer.
pub struct Client {
    address: Address,
    owner: String,
    name: String,
    pub(super) token: Token,
    transport: Transport,
    limits: Limits,
    sleep: Box<dyn Fn(Duration)>,
    requests: Cell<u32>,
    waited: Cell<Duration>,
    pub(super) identity: RefCell<Option<Identity>>,
}

/// What a request is for: for the sentences when it fails.
#[derive(Debug, Clone)]
pub(super) struct Errand {
    /// As in "reading the reviews of pull request 7 of `acme/widget`".
    pub(super) doing: String,
    /// What the token must be allowed for it.
    pub(super) permission: Permission,
}

impl fmt::Debug for Client {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter
            .debug_struct("Client")
            .field("address", &self.address.base())
            .field("repository", &self.repository())
            .field("requests", &self.requests.get())
            .finish_non_exhaustive()
    }
}

impl Client {
    /// Gets ready to ask about `repository` (`owner/name`); nothing is asked yet. `api` is the address of the API, such
    /// as `https://api.github.com`.
    pub fn new(api: &str, repository: &str, token: Token) -> Result<Self, GitHubError> {
        Self::with_limits(api, repository, token, Limits::default())
    }

    /// The same, with other limits than usual.
    pub fn with_limits(
        api: &str,
        repository: &str,
        token: Token,
        limits: Limits,
    ) -> Result<Self, GitHubError> {
        Self::connected(api, repository, token, limits, &|_| None)
    }

    /// The same, by the proxy that the variables of this process name (`HTTPS_PROXY`, `NO_PROXY`), if they name one.
    pub fn by_proxy(
        api: &str,
        repository: &str,
        token: Token,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, GitHubError> {
        Self::connected(api, repository, token, Limits::default(), variable)
    }

    fn connected(
        api: &str,
        repository: &str,
        token: Token,
        limits: Limits,
        variable: &dyn Fn(&str) -> Option<String>,
    ) -> Result<Self, GitHubError> {
        let address = Address::new(api)?;
        let proxy = if address.is_encrypted() { proxy_for(address.host(), variable)? } else { None };
        let (owner, name) = repository
            .split_once('/')
            .filter(|(owner, name)| is_name(owner) && is_name(name))
            .ok_or_else(|| GitHubError::Repository { name: repository.to_owned() })?;
        Ok(Self {
            transport: Transport::new((&address, proxy.as_deref()), &token, limits)?,
            owner: owner.to_owned(),
            name: name.to_owned(),
            address,
            token,
            limits,
            sleep: Box::new(std::thread::sleep),
            requests: Cell::new(0),
            waited: Cell::new(Duration::ZERO),
            identity: RefCell::new(None),
        })
    }

    /// Waits in another way.
    #[must_use]
    pub fn with_sleep(self, sleep: impl Fn(Duration) + 'static) -> Self {
        Self { sleep: Box::new(sleep), ..self }
    }

    /// `owner/name`.
    pub fn repository(&self) -> String {
        format!("{}/{}", self.owner, self.name)
    }

    /// How many requests were sent, each try counted.
    pub fn requests(&self) -> u32 {
        self.requests.get()
    }

    /// A path below the repository's own.
    pub(super) fn path(&self, rest: &str) -> String {
        format!("/repos/{}/{}{rest}", segment(&self.owner), segment(&self.name))
    }

    pub(super) fn errand(&self, doing: &str, permission: &'static str) -> Errand {
        let permission = Permission::OfWorkflow(permission);
        Errand { doing: format!("{doing} of `{}`", self.repository()), permission }
    }

    /// The same for what the token of a workflow never may.
    pub(super) fn administrators_errand(&self, doing: &str, permission: &'static str) -> Errand {
        Errand { permission: Permission::OfAdministrator(permission), ..self.errand(doing, permission) }
    }

    /// Reads one thing.
    pub(super) fn get<T: DeserializeOwned>(&self, errand: &Errand, path: &str) -> Result<T, GitHubError> {
        let answer = self.ask(errand, Method::Get, &self.address.url(path))?;
        self.understand(errand, &answer)
    }

    /// Makes something.
    pub(super) fn post<T: DeserializeOwned>(
        &self,
        errand: &Errand,
        path: &str,
        body: &Value,
    ) -> Result<T, GitHubError> {
        let answer = self.ask(errand, Method::Post(body), &self.address.url(path))?;
        self.understand(errand, &answer)
    }

    /// Changes something.
    pub(super) fn patch<T: DeserializeOwned>(
        &self,
        errand: &Errand,
        path: &str,
        body: &Value,
    ) -> Result<T, GitHubError> {
        let answer = self.ask(errand, Method::Patch(body), &self.address.url(path))?;
        self.understand(errand, &answer)
    }

    /// Asks GitHub's other API, which is for questions only that this one does not answer.
    pub(super) fn query<T: DeserializeOwned>(&self, errand: &Errand, body: &Value) -> Result<T, GitHubError> {
        let answer = self.ask(errand, Method::Post(body), &self.address.query_url())?;
        self.understand(errand, &answer)
    }

    /// Reads a list to its end. `query` is empty, or ends with `&`.
    pub(super) fn list<T: DeserializeOwned>(
        &self,
        errand: &Errand,
        path: &str,
        query: &str,
    ) -> Result<Vec<T>, GitHubError> {
        let wrong = |reason: String| GitHubError::Pages { doing: errand.doing.clone(), reason };
        let mut url = format!("{}?{query}per_page=100", self.address.url(path));
        let mut seen = BTreeSet::new();
        let mut entries = Vec::new();
        for _ in 0..MOST_PAGES {
            let answer = self.ask(errand, Method::Get, &url)?;
            seen.insert(std::mem::take(&mut url));
            entries.extend(self.understand::<Vec<T>>(errand, &answer)?);
            let Some(next) = answer.headers.link.as_deref().and_then(next_page) else {
                return Ok(entries);
            };
            if !self.address.owns(next) {
                return Err(wrong("the next page is said to be on another host".to_owned()));
            }
            if seen.contains(next) {
                return Err(wrong("the next page is one that was read before".to_owned()));
            }
            url = next.to_owned();
        }
        Err(wrong(format!("there are more than {MOST_PAGES} pages")))
    }

    /// Asks until there is an answer that says something, or trying again makes no sense.
    fn ask(&self, errand: &Errand, method: Method<'_>, url: &str) -> Result<Answer, GitHubError> {
        let left = self.limits.waits.saturating_sub(self.waited.get());
        let mut patience = Patience::new(MOST_TRIES, left);
        loop {
            self.requests.set(self.requests.get() + 1);
            let outcome = self.transport.exchange(method, url);
            let wait = match &outcome {
                Ok(answer) if (200..300).contains(&answer.status) => None,
                Ok(answer) if is_limit(answer) => patience.wait(wished_wait(answer)),
                Ok(answer) if answer.status >= 500 => patience.wait(wished_wait(answer)),
                Err(Break::NotConnected(_)) => patience.wait(None),
                // What was lost may have been done: making it again would make a second one.
                Err(Break::CutOff(_) | Break::TimedOut) if !matches!(method, Method::Post(_)) => {
                    patience.wait(None)
                }
                _ => None,
            };
            match wait {
                Some(wait) => {
                    self.waited.set(self.waited.get() + wait);
                    (self.sleep)(wait);
                }
                None => return self.settle(errand, outcome, patience.tries()),
            }
        }
    }

    /// What an answer that is the last one means.
    fn settle(
        &self,
        errand: &Errand,
        outcome: Result<Answer, Break>,
        tries: u32,
    ) -> Result<Answer, GitHubError> {
        let doing = errand.doing.clone();
        let answer = outcome.map_err(|broken| self.broken(&doing, broken))?;
        let permission = errand.permission;
        let status = answer.status;
        let said = || self.said(&answer);
        Err(match status {
            200..300 => return Ok(answer),
            _ if is_limit(&answer) => {
                GitHubError::RateLimited { doing, seconds: wished_wait(&answer).map(|wait| wait.as_secs()) }
            }
            300..400 => GitHubError::Moved { doing },
            401 => GitHubError::Token { doing, said: said() },
            403 => GitHubError::Forbidden { doing, permission, said: said() },
            404 => GitHubError::NotFound { doing, permission, said: said() },
            400..500 => GitHubError::Refused { doing, status, said: said() },
            500.. => GitHubError::Down { doing, status, tries },
            _ => GitHubError::Odd { doing, reason: format!("it has the status {status}") },
        })
    }

    fn broken(&self, doing: &str, broken: Break) -> GitHubError {
        let doing = doing.to_owned();
        match broken {
            Break::NotConnected(reason) | Break::CutOff(reason) | Break::Unsendable(reason) => {
                GitHubError::Unreachable { doing, reason: self.token.struck_from(&reason) }
            }
            Break::TimedOut => GitHubError::TimedOut { doing, seconds: self.limits.answer.as_secs() },
            Break::TooLarge => GitHubError::TooLarge { doing, limit: self.limits.bytes },
        }
    }

    /// The words of GitHub in an answer that refuses.
    fn said(&self, answer: &Answer) -> Said {
        let body: Option<Value> = serde_json::from_slice(&answer.body).ok();
        let message = body.as_ref().and_then(|body| body.get("message")?.as_str());
        let errors = body.as_ref().and_then(|body| body.get("errors")?.as_array());
        let details = errors.into_iter().flatten().filter_map(detail);
        let words: Vec<&str> = message.into_iter().chain(details).collect();
        Said::new(&self.token.struck_from(&words.join(": ")))
    }

    fn understand<T: DeserializeOwned>(&self, errand: &Errand, answer: &Answer) -> Result<T, GitHubError> {
        serde_json::from_slice(&answer.body).map_err(|error| self.odd(errand, &error.to_string()))
    }

    /// An answer that is not what GitHub describes.
    pub(super) fn odd(&self, errand: &Errand, reason: &str) -> GitHubError {
        GitHubError::Odd { doing: errand.doing.clone(), reason: self.token.struck_from(reason) }
    }
}

/// What one entry of the `errors` says: a text, or an object with one.
fn detail(error: &Value) -> Option<&str> {
    error.as_str().or_else(|| error.get("message")?.as_str())
}

/// What GitHub allows in the name of an owner or a repository.
fn is_name(text: &str) -> bool {
    let is_letter = |byte: u8| byte.is_ascii_alphanumeric() || b"-._".contains(&byte);
    !text.is_empty()
        && text.len() <= 100
        && !text.bytes().all(|byte| byte == b'.')
        && text.bytes().all(is_letter)
}

/// A commit's id, as git writes it.
pub(super) fn commit_id(text: &str) -> Result<&str, GitHubError> {
    let is_id = text.len() == 40 && text.bytes().all(|byte| byte.is_ascii_hexdigit());
    if is_id { Ok(text) } else { Err(unfit("the commit", text, "an id has 40 hexadecimal digits")) }
}

pub(super) fn unfit(what: &'static str, value: &str, reason: &'static str) -> GitHubError {
    GitHubError::Argument { what, value: value.to_owned(), reason }
}
