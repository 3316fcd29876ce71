//! The proxy by which this machine reaches other networks, where its variables name one, as `curl` reads them.

use super::error::GitHubError;

/// The proxy to ask for a host over HTTPS, as an address without a path; nothing where it is reached directly.
pub(super) fn proxy_for(
    host: &str,
    variable: impl Fn(&str) -> Option<String>,
) -> Result<Option<String>, GitHubError> {
    let first = |names: [&str; 2]| names.into_iter().filter_map(&variable).find(|value| !value.is_empty());
    let Some(proxy) = first(["HTTPS_PROXY", "https_proxy"]) else { return Ok(None) };
    if first(["NO_PROXY", "no_proxy"]).is_some_and(|list| list.split(',').any(|entry| covers(entry, host))) {
        return Ok(None);
    }
    address(proxy.trim()).map(Some)
}

/// Whether an entry of `NO_PROXY` is the host, or a domain that it is in.
fn covers(entry: &str, host: &str) -> bool {
    let entry = entry.trim().trim_start_matches("*.").trim_start_matches('.').to_ascii_lowercase();
    let host = host.to_ascii_lowercase();
    let is_below = || host.strip_suffix(&entry).is_some_and(|rest| rest.ends_with('.'));
    !entry.is_empty() && (entry == "*" || host == entry || is_below())
}

fn address(text: &str) -> Result<String, GitHubError> {
    let wrong = |reason| Err(GitHubError::Proxy { reason });
    let (scheme, rest) = text.split_once("://").unwrap_or(("http", text));
    let host = rest.trim_end_matches('/');
    let is_plain = |letter: u8| letter.is_ascii_alphanumeric() || b"-._:[]".contains(&letter);
    if host.contains('@') {
        return wrong("it holds a name or a password");
    }
    if !scheme.eq_ignore_ascii_case("http") {
        return wrong("it does not begin with `http://`");
    }
    if host.is_empty() || !host.bytes().all(is_plain) {
        return wrong("it is no web address");
    }
    Ok(format!("http://{host}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(variables: &[(&str, &str)]) -> Result<Option<String>, GitHubError> {
        let find = |name: &str| variables.iter().find(|(known, _)| *known == name);
        proxy_for("api.github.com", |name| find(name).map(|(_, value)| (*value).to_owned()))
    }

    #[test]
    fn a_proxy_is_read_as_curl_reads_it() {
        let is = |text: &str| Ok(Some(text.to_owned()));
        assert_eq!(found(&[]), Ok(None));
        assert_eq!(found(&[("HTTPS_PROXY", ""), ("HTTP_PROXY", "http://p:1")]), Ok(None));
        assert_eq!(found(&[("HTTPS_PROXY", "http://p.example:3128/")]), is("http://p.example:3128"));
        assert_eq!(found(&[("https_proxy", "p.example:3128")]), is("http://p.example:3128"));
        assert_eq!(found(&[("HTTPS_PROXY", "http://[::1]:80"), ("https_proxy", "x")]), is("http://[::1]:80"));
    }

    #[test]
    fn hosts_are_left_out_by_their_names_and_domains() {
        let is_left_out = |list: &str| found(&[("HTTPS_PROXY", "p"), ("no_proxy", list)]) == Ok(None);
        for list in ["*", "api.github.com", "x, GitHub.com", ".github.com", "*.github.com", "com"] {
            assert!(is_left_out(list), "{list}");
        }
        for list in ["", ",", "hub.com", "pi.github.com", "api.github.com.evil", "github", "a.api.github.com"]
        {
            assert!(!is_left_out(list), "{list}");
        }
    }

    #[test]
    fn a_proxy_that_cannot_be_asked_is_told_and_its_password_is_not() {
        for text in ["https://p:1", "socks5://p:1", "http://alice:secret@p:1", "http://", "p/x", "p q"] {
            let error = found(&[("HTTPS_PROXY", text)]).expect_err(text);
            let said = format!("{error} {} {error:?}", error.hint());
            assert!(said.contains("HTTPS_PROXY") && !said.contains("secret"), "{said}");
        }
    }
}
