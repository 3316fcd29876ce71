//! Which repository the address of a clone names, in any of the ways in which git writes one.

use super::event::is_repository;

/// The repository that an address names, as `owner/name`, where it is on this server (`https://github.com`) or has the shape
/// `owner/name` already.
pub fn name_of(address: &str, server: &str) -> Option<String> {
    let host = server.split_once("://").map_or(server, |(_, rest)| rest).trim_end_matches('/');
    let path = if let Some((_, rest)) = address.split_once("://") {
        let (place, path) = rest.split_once('/')?;
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        // The port of SSH is none of the server's.
        let is_there = is_same_host(place, host) || is_same_host(without_port(place), without_port(host));
        is_there.then_some(path)?
    } else if let Some((place, path)) = address.split_once(':') {
        let place = place.rsplit_once('@').map_or(place, |(_, place)| place);
        is_same_host(place, without_port(host)).then_some(path)?
    } else {
        address
    };
    let name = path.trim_matches('/');
    let name = name.strip_suffix(".git").unwrap_or(name);
    is_repository(name).then(|| name.to_owned())
}

fn is_same_host(one: &str, other: &str) -> bool {
    one.eq_ignore_ascii_case(other)
}

fn without_port(place: &str) -> &str {
    place.split_once(':').map_or(place, |(host, _)| host)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_of_writing_an_address_names_the_same_repository() {
        for address in [
            "acme/net",
            "https://github.com/acme/net",
            "https://github.com/acme/net/",
            "https://github.com/acme/net.git",
            "https://rita:secret@GitHub.com/acme/net.git",
            "git@github.com:acme/net.git",
            "github.com:acme/net",
            "ssh://git@github.com/acme/net.git",
            "ssh://git@github.com:22/acme/net.git",
        ] {
            assert_eq!(name_of(address, "https://github.com").as_deref(), Some("acme/net"), "{address}");
        }
        let enterprise = "https://github.example.org:8443";
        assert_eq!(name_of("https://github.example.org:8443/a/b", enterprise).as_deref(), Some("a/b"));
        assert_eq!(name_of("git@github.example.org:a/b.git", enterprise).as_deref(), Some("a/b"));
    }

    #[test]
    fn another_server_and_a_folder_name_none() {
        for address in [
            "https://gitlab.com/acme/net",
            "https://github.com.example.org/acme/net",
            "https://github.com/acme",
            "https://github.com/acme/net/tree/main",
            "git@example.org:acme/net.git",
            "file:///srv/acme/net.git",
            "/srv/acme/net.git",
            "../net",
            "",
        ] {
            assert_eq!(name_of(address, "https://github.com"), None, "{address}");
        }
    }
}
