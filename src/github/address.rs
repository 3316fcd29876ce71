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

    /// The name of the host, without a port.
    pub(super) fn host(&self) -> &str {
        let origin = self.base.get(..self.origin).unwrap_or(&self.base);
        let host = origin.split_once("://").map_or(origin, |(_, host)| host);
        let is_port = |port: &str| port.bytes().all(|digit| digit.is_ascii_digit());
        host.rsplit_once(':').filter(|(_, port)| is_port(port)).map_or(host, |(name, _)| name)
    }

    /// The address of a path of the API.
    pub(super) fn url(&self, path: &str) -> String {
        format!("{}{path}", self.base)
    }

    /// The address of GitHub's other API: beside the third version of this one on an Enterprise Server, below it elsewhere.
    pub(super) fn query_url(&self) -> String {
        format!("{}/graphql", self.base.strip_suffix("/v3").unwrap_or(&self.base))
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn both_apis_of_an_enterprise_server_are_found() {
        let of = |text: &str| Address::new(text).map(|address| (address.url("/user"), address.query_url()));
        let github = ("https://api.github.com/user", "https://api.github.com/graphql");
        let server = ("https://git.example:8443/api/v3/user", "https://git.example:8443/api/graphql");
        for (text, (path, query)) in
            [("https://api.github.com", github), ("https://git.example:8443/api/v3/", server)]
        {
            assert_eq!(of(text), Ok((path.to_owned(), query.to_owned())), "{text}");
        }
    }

    #[test]
    fn a_link_stays_on_the_host_and_port() {
        let address = Address::new("https://git.example/api/v3").unwrap();
        assert!(address.owns("https://git.example/api/v3/repositories/1/pulls?page=2"));
        for url in [
            "https://git.example.org/x",
            "https://git.example:444/x",
            "http://git.example/x",
            "https://git.example@evil.example/x",
            "//git.example/x",
            "/x",
            "",
        ] {
            assert!(!address.owns(url), "{url}");
        }
    }

    #[test]
    fn only_this_machine_is_asked_unencrypted() {
        for text in ["http://127.0.0.1:8080", "http://localhost", "http://[::1]:80", "http://[::1]"] {
            assert!(Address::new(text).is_ok(), "{text}");
        }
        for text in ["http://127.0.0.2", "http://localhost.example", "http://localhost:x", "http://[::1]x"] {
            assert!(Address::new(text).is_err(), "{text}");
        }
    }

    #[test]
    fn a_part_of_a_path_has_no_meaning() {
        assert_eq!(segment("stable/london?x=../#ü"), "stable%2Flondon%3Fx%3D..%2F%23%C3%BC");
    }
}
