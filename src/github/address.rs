//! Where the API is, and which addresses belong to it.

use super::error::GitHubError;

/// The address of an API of GitHub: GitHub itself, or an Enterprise Server.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Address {
    /// Without a slash at the end.
    base: String,
    /// How many bytes of it name the scheme, the host and the port.
    origin: usize,
}

impl Address {
    pub(super) fn new(text: &str) -> Result<Self, GitHubError> {
        let wrong = |reason: &str| GitHubError::Address { reason: reason.to_owned() };
        let base = text.trim().trim_end_matches('/');
        let (scheme, rest) = base.split_once("://").ok_or_else(|| wrong("it is no web address"))?;
        let host = rest.split('/').next().unwrap_or_default();
        if host.contains('@') {
            return Err(wrong("it holds a name or a password"));
        }
        let is_plain = |letter: u8| letter.is_ascii_alphanumeric() || b"-._~:/[]".contains(&letter);
        if host.is_empty() || !rest.bytes().all(is_plain) {
            return Err(wrong("it is no web address"));
        }
        match scheme {
            "https" => {}
            "http" if is_this_machine(host) => {}
            "http" => return Err(wrong("over `http://` everybody on the way could read the token")),
            _ => return Err(wrong("it does not begin with `https://`")),
        }
        Ok(Self { base: base.to_owned(), origin: scheme.len() + "://".len() + host.len() })
    }

    pub(super) fn base(&self) -> &str {
        &self.base
    }

    pub(super) fn is_encrypted(&self) -> bool {
        self.base.starts_with("https://")
    }

    /// The address of a path of the API.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// Whether a link stays on this host.
    pub(super) fn owns(&self, url: &str) -> bool {
        let origin = self.base.get(..self.origin).unwrap_or(&self.base);
        url.strip_prefix(origin).is_some_and(|rest| rest.starts_with('/'))
    }
}

/// Nobody listens between here and here.
fn is_this_machine(host: &str) -> bool {
    let is_port = |port: &str| port.bytes().all(|digit| digit.is_ascii_digit());
    let name = host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name);
    ["127.0.0.1", "localhost", "[::1]"].contains(&name)
}

/// A part of a path, in which nothing has a meaning for the server.
pub(super) fn segment(text: &str) -> String {
    let mut encoded = String::new();
    for byte in text.bytes() {
        if byte.is_ascii_alphanumeric() || b"-._~".contains(&byte) {
            encoded.push(char::from(byte));
        } else {
            encoded.push_str(&format!("%{byte:02X}"));
        }
    }
    encoded
}
