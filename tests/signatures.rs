//! Signatures by real tools, altered in every way: what they prove, and what they don't.

#![allow(clippy::expect_used, clippy::panic, reason = "a failed expectation is how a test fails")]

#[path = "signatures/commits.rs"]
mod commits;
#[path = "signatures/keys.rs"]
mod keys;
#[path = "signatures/open_ssh.rs"]
mod open_ssh;
#[path = "signatures/properties.rs"]
mod properties;
#[path = "signatures/security_keys.rs"]
mod security_keys;
#[path = "signatures/voting.rs"]
mod voting;
#[path = "signatures/wire.rs"]
mod wire;

use std::fs;

use milepost::signature::signing;
use milepost::signature::ssh::{
    APPROVAL_NAMESPACE, GIT_NAMESPACE, KeyError, PublicKey, Signature, SignatureError,
};
use milepost::signature::statement::Statement;

/// The signatures by `ssh-keygen` that hold.
const GOOD: [&str; 7] = [
    "ed25519",
    "ed25519-hash-sha256",
    "ecdsa-p256",
    "ecdsa-p384",
    "ecdsa-p521",
    "rsa-3072-sha2-256",
    "rsa-3072-sha2-512",
];

fn data(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/{name}", env!("CARGO_MANIFEST_DIR"));
    fs::read(&path).unwrap_or_else(|error| panic!("{path}: {error}"))
}

fn text(name: &str) -> String {
    String::from_utf8(data(&format!("signatures/{name}"))).expect("text")
}

fn statement() -> Vec<u8> {
    data("signatures/statement.json")
}

fn key(name: &str) -> PublicKey {
    PublicKey::parse(&text(&format!("{name}.pub"))).unwrap_or_else(|error| panic!("{name}: {error}"))
}

fn signature(name: &str) -> Signature {
    Signature::parse(&text(&format!("{name}.sig"))).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn what_ssh_keygen_signed_holds_for_its_key_alone() {
    let all: Vec<PublicKey> = GOOD.iter().map(|name| key(name)).collect();
    for name in GOOD {
        let (key, signature) = (key(name), signature(name));
        assert_eq!(signature.verify(&all, APPROVAL_NAMESPACE, &statement()), Ok(&key), "{name}");
        let others: Vec<PublicKey> = all.iter().filter(|other| **other != key).cloned().collect();
        assert_eq!(
            signature.verify(&others, APPROVAL_NAMESPACE, &statement()),
            Err(SignatureError::KeyNotListed { fingerprint: key.fingerprint() }),
            "{name}"
        );
        assert_eq!(signature.claimed_key(), &key, "{name}");
    }
}

#[test]
fn another_text_is_not_what_was_signed() {
    let mut shorter = statement();
    shorter.pop();
    let longer = [statement(), b"\n".to_vec()].concat();
    let mut other = statement();
    other[20] ^= 1;
    for name in GOOD {
        for message in [&shorter, &longer, &other, &Vec::new()] {
            let answer = signature(name).verify(&[key(name)], APPROVAL_NAMESPACE, message).cloned();
            assert_eq!(answer, Err(SignatureError::Bad), "{name}");
        }
    }
}

/// The committed signatures are over what this program asks voters to sign.
#[test]
fn the_signed_text_is_a_canonical_statement() {
    let statement: Statement = serde_json::from_slice(&self::statement()).expect("a statement");
    assert_eq!(statement.to_bytes().expect("bytes"), self::statement());
}

/// Threat T25: a signature made for something else is no vote.
#[test]
fn a_signature_for_another_purpose_is_refused() {
    let other = signature("refused-namespace-git");
    let keys = [key("refused-namespace-git")];
    assert_eq!(
        other.verify(&keys, APPROVAL_NAMESPACE, &statement()),
        Err(SignatureError::OtherNamespace {
            found: GIT_NAMESPACE.to_owned(),
            wanted: APPROVAL_NAMESPACE.to_owned(),
        })
    );
    assert!(other.verify(&keys, GIT_NAMESPACE, &statement()).is_ok());
    assert_eq!(other.namespace(), GIT_NAMESPACE);
}

#[test]
fn weak_and_unknown_ways_to_sign_are_refused() {
    for (name, expected) in [
        ("refused-rsa-sha1", SignatureError::Sha1),
        ("refused-rsa-1024", KeyError::RsaSize { bits: 1024 }.into()),
        ("refused-dsa", KeyError::UnsupportedAlgorithm { algorithm: "ssh-dss".to_owned() }.into()),
        (
            "refused-certificate",
            KeyError::Certificate { algorithm: "ssh-ed25519-cert-v01@openssh.com".to_owned() }.into(),
        ),
    ] {
        assert_eq!(Signature::parse(&text(&format!("{name}.sig"))), Err(expected), "{name}");
    }
}

#[test]
fn a_signature_stands_alone_between_its_two_lines() {
    let good = text("ed25519.sig");
    let windows = good.replace('\n', "\r\n");
    let wide = good.replace('\n', "\n ").replace(" -", "-");
    for same in [format!("\n{good}\n\n"), windows, wide] {
        assert_eq!(Signature::parse(&same), Ok(signature("ed25519")), "{same}");
    }
    let first = good.lines().nth(1).expect("a line");
    let damaged = format!("{}!{}", &first[..9], &first[10..]);
    for (changed, expected) in [
        (String::new(), SignatureError::NotArmored),
        (good.replace("-----BEGIN", "----BEGIN"), SignatureError::NotArmored),
        (good.replace("-----END", "----END"), SignatureError::NotArmored),
        (good.replace("SSH SIGNATURE", "PGP SIGNATURE"), SignatureError::NotArmored),
        (good.replacen('\n', "", 1), SignatureError::NotArmored),
        (format!("see below\n{good}"), SignatureError::NotArmored),
        (format!("{good}see above"), SignatureError::TrailingData),
        (format!("{good}{good}"), SignatureError::TwoSignatures),
        (good.replace(first, &damaged), SignatureError::Unreadable),
        (good.replace(first, ""), SignatureError::Unreadable),
        (format!("{good}{}", " ".repeat(8192)), SignatureError::TooLong { characters: good.len() + 8192 }),
    ] {
        assert_eq!(Signature::parse(&changed), Err(expected), "{changed}");
    }
}

#[test]
fn the_outline_of_a_signature_is_read_strictly() {
    let good = wire::Parts::of(&text("ed25519.sig"));
    assert_eq!(Signature::parse(&good.armored()), Ok(signature("ed25519")));
    for (changed, expected) in [
        (wire::Parts { preamble: b"SSHSIX".to_vec(), ..good.clone() }, SignatureError::Unreadable),
        (wire::Parts { version: 0, ..good.clone() }, SignatureError::UnsupportedVersion { version: 0 }),
        (wire::Parts { version: 2, ..good.clone() }, SignatureError::UnsupportedVersion { version: 2 }),
        (wire::Parts { namespace: Vec::new(), ..good.clone() }, SignatureError::Unreadable),
        (wire::Parts { namespace: b"\xff".to_vec(), ..good.clone() }, SignatureError::Unreadable),
        (wire::Parts { reserved: b"x".to_vec(), ..good.clone() }, SignatureError::Unreadable),
        (
            wire::Parts { hash: b"md5".to_vec(), ..good.clone() },
            SignatureError::UnsupportedHash { hash: "md5".to_owned() },
        ),
        (wire::Parts { key: [&good.key[..], b"x"].concat(), ..good.clone() }, KeyError::Unreadable.into()),
        (
            wire::Parts { value: [&good.value[..], b"x"].concat(), ..good.clone() },
            SignatureError::TrailingData,
        ),
        (wire::Parts { rest: b"x".to_vec(), ..good.clone() }, SignatureError::TrailingData),
        (
            wire::Parts { value: wire::strings(&[b"rsa-sha2-512", &[1; 64]]), ..good.clone() },
            SignatureError::UnsupportedAlgorithm { algorithm: "rsa-sha2-512".to_owned(), key: "ssh-ed25519" },
        ),
        (
            wire::Parts { value: wire::strings(&[b"ssh-ed25519", &[1; 63]]), ..good.clone() },
            SignatureError::Unreadable,
        ),
    ] {
        assert_eq!(Signature::parse(&changed.armored()), Err(expected), "{changed:?}");
    }
}

#[test]
fn what_ssh_keygen_printed_is_checked_before_it_is_believed() {
    let keys = [key("ecdsa-p256"), key("ed25519")];
    let printed = text("ed25519.sig");
    let made =
        signing::accept(printed.as_bytes(), &keys, APPROVAL_NAMESPACE, &statement()).expect("a signature");
    assert_eq!((made.text.as_str(), made.key), (printed.as_str(), &keys[1]));
    let windows = printed.replace('\n', "\r\n");
    let made =
        signing::accept(windows.as_bytes(), &keys, APPROVAL_NAMESPACE, &statement()).expect("a signature");
    assert_eq!(made.text, printed);
    for (keys, message) in [(&keys[..1], statement()), (&keys[..], b"another".to_vec())] {
        assert!(signing::accept(printed.as_bytes(), keys, APPROVAL_NAMESPACE, &message).is_err());
    }
}
