//! The patterns of the schemas without regular expressions, which take long to build: what holds here certainly
//! matches, what does not may match all the same.

use super::is_id;

/// A question about a text.
pub(super) type Matches = fn(&str) -> bool;

/// The question that is certain about a pattern; none for a pattern that is not known.
pub(super) fn of(pattern: &str) -> Option<Matches> {
    let matches: Matches = match pattern {
        r"^[a-z0-9][a-z0-9._-]*$" => is_id,
        r"^[a-z0-9][a-z0-9._-]*/[a-z0-9][a-z0-9._-]*$" => is_two_ids,
        r"^https?://[!-~]+$" => is_url,
        r"^[A-Za-z0-9][A-Za-z0-9_-]{0,38}$" => is_login,
        r"^[A-Za-z0-9][A-Za-z0-9_-]{0,38}(\[bot\])?$" => is_login_or_bot,
        r"^[A-Za-z0-9.!#$%&'*+/=?^_{|}~-]+@[A-Za-z0-9-]+(\.[A-Za-z0-9-]+)+$" => is_email,
        r"^(ssh-|ecdsa-sha2-|sk-)[!-~]+ [^ ]+( .*)?$" => is_ssh_key,
        r"^-----BEGIN SSH SIGNATURE-----" => is_ssh_signature,
        r"^[^/]" => is_no_absolute_path,
        r"^(?!(.*/)?\.\.?(/|$))[^\s/*?\[\]\\]([^/*?\[\]\\]*[^\s/*?\[\]\\])?(/[^\s/*?\[\]\\]([^/*?\[\]\\]*[^\s/*?\[\]\\])?)*$" => {
            is_plain_path
        }
        r"^(sha256:)?[0-9a-f]{64}$" => is_sha256_or_its_digits,
        r"^(sha256:[0-9a-f]{64}|none)$" => is_sha256_or_none,
        r"^[0-9a-f]{40}([0-9a-f]{24})?$" => is_commit,
        r"^[0-9]{4}-[0-9]{2}-[0-9]{2}T[0-9]{2}:[0-9]{2}:[0-9]{2}Z$" => is_instant,
        _ => return None,
    };
    Some(matches)
}

fn is_two_ids(text: &str) -> bool {
    text.split_once('/').is_some_and(|(first, second)| is_id(first) && is_id(second))
}

fn is_url(text: &str) -> bool {
    let rest = text.strip_prefix("https://").or_else(|| text.strip_prefix("http://"));
    rest.is_some_and(is_printed)
}

/// At least one character, and none but the visible ones of ASCII.
fn is_printed(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(|byte| byte.is_ascii_graphic())
}

fn is_login(text: &str) -> bool {
    let rest = text.strip_prefix(|letter: char| letter.is_ascii_alphanumeric());
    rest.is_some_and(|rest| {
        rest.len() <= 38 && rest.bytes().all(|byte| byte.is_ascii_alphanumeric() || b"_-".contains(&byte))
    })
}

fn is_login_or_bot(text: &str) -> bool {
    is_login(text.strip_suffix("[bot]").unwrap_or(text))
}

fn is_email(text: &str) -> bool {
    let Some((name, domain)) = text.split_once('@') else { return false };
    let is_label = |label: &str| {
        !label.is_empty() && label.bytes().all(|byte| byte.is_ascii_alphanumeric() || byte == b'-')
    };
    !name.is_empty()
        && name.bytes().all(|byte| byte.is_ascii_alphanumeric() || b".!#$%&'*+/=?^_{|}~-".contains(&byte))
        && domain.contains('.')
        && domain.split('.').all(is_label)
}

fn is_ssh_key(text: &str) -> bool {
    let Some((algorithm, rest)) = text.split_once(' ') else { return false };
    let name = ["ssh-", "ecdsa-sha2-", "sk-"].iter().find_map(|prefix| algorithm.strip_prefix(prefix));
    let (key, comment) = rest.split_once(' ').unwrap_or((rest, ""));
    name.is_some_and(is_printed)
        && is_printed(key)
        && comment.bytes().all(|byte| (b' '..=b'~').contains(&byte))
}

fn is_ssh_signature(text: &str) -> bool {
    text.starts_with("-----BEGIN SSH SIGNATURE-----")
}

fn is_no_absolute_path(text: &str) -> bool {
    !text.is_empty() && !text.starts_with('/')
}

fn is_plain_path(text: &str) -> bool {
    text.split('/').all(|part| {
        is_printed(part) && !matches!(part, "." | "..") && !part.contains(['*', '?', '[', ']', '\\'])
    })
}

fn is_sha256_or_its_digits(text: &str) -> bool {
    is_hexadecimal(text.strip_prefix("sha256:").unwrap_or(text), 64)
}

fn is_sha256_or_none(text: &str) -> bool {
    text == "none" || text.strip_prefix("sha256:").is_some_and(|digits| is_hexadecimal(digits, 64))
}

fn is_commit(text: &str) -> bool {
    is_hexadecimal(text, 40) || is_hexadecimal(text, 64)
}

fn is_hexadecimal(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|byte| matches!(byte, b'0'..=b'9' | b'a'..=b'f'))
}

fn is_instant(text: &str) -> bool {
    const FORM: &[u8] = b"0000-00-00T00:00:00Z";
    let fits = |(byte, form): (u8, &u8)| if *form == b'0' { byte.is_ascii_digit() } else { byte == *form };
    text.len() == FORM.len() && text.bytes().zip(FORM).all(fits)
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::super::Kind;
    use super::*;

    fn patterns(schema: &Json, found: &mut Vec<String>) {
        match schema {
            Json::Object(map) => {
                found.extend(map.get("pattern").and_then(Json::as_str).map(str::to_owned));
                map.values().for_each(|value| patterns(value, found));
            }
            Json::Array(items) => items.iter().for_each(|item| patterns(item, found)),
            _ => {}
        }
    }

    /// Texts near what the patterns demand, each of them also with a character more, less or other at every place.
    fn texts() -> Vec<String> {
        let digits = "0123456789abcdef".repeat(4);
        let begun = [
            String::new(),
            "a-1._".to_owned(),
            "oslo/a1".to_owned(),
            "https://a.example/b?c=d".to_owned(),
            "http://a".to_owned(),
            "helper[bot]".to_owned(),
            "a".repeat(39),
            "o'a+b@mail.example.org".to_owned(),
            "ssh-ed25519 AAAA/B= a comment".to_owned(),
            "ecdsa-sha2-nistp256 AAAA".to_owned(),
            "sk-ssh-x AAAA  c".to_owned(),
            "-----BEGIN SSH SIGNATURE-----".to_owned(),
            ".github/workflows/../a..b".to_owned(),
            "./a/.b".to_owned(),
            "a/..".to_owned(),
            "none".to_owned(),
            digits[..40].to_owned(),
            format!("sha256:{digits}"),
            digits,
            "2027-01-20T09:30:00Z".to_owned(),
        ];
        let others =
            ["", "\n", "\r", " ", "a", "A", "0", "/", ".", "..", "*", "[", "\\", "@", ":", "ä", "\u{2028}"];
        let mut texts = begun.to_vec();
        for text in &begun {
            for place in 0..=text.len() {
                let (front, back) = text.split_at(place);
                for other in others {
                    texts.push(format!("{front}{other}{back}"));
                    texts.push(format!("{front}{other}{}", back.get(1..).unwrap_or_default()));
                }
            }
        }
        texts
    }

    #[test]
    fn what_is_certain_about_a_pattern_is_what_the_validator_says() {
        let mut found = Vec::new();
        for kind in Kind::ALL {
            patterns(&serde_json::from_str(kind.schema_text()).expect("JSON"), &mut found);
        }
        found.sort();
        found.dedup();
        let texts = texts();
        for pattern in found {
            let matches = of(&pattern).unwrap_or_else(|| panic!("`{pattern}` is not known"));
            let validator =
                jsonschema::validator_for(&serde_json::json!({"pattern": pattern})).expect("a schema");
            let mut certain = 0;
            for text in &texts {
                if matches(text) {
                    assert!(validator.is_valid(&Json::from(text.as_str())), "`{pattern}` matches {text:?}");
                    certain += 1;
                }
            }
            assert!(certain > 0, "`{pattern}` matches nothing");
        }
    }
}
