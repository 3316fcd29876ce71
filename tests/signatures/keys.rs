//! Which public keys are taken.

use base64ct::{Base64, Encoding as _};
use milepost::signature::ssh::{KeyError, PublicKey};

use super::wire::{key_line, strings};
use super::{GOOD, key, text};

#[test]
fn a_key_is_the_same_whatever_its_remark_says() {
    for name in GOOD {
        let key = key(name);
        let line = key.to_string();
        for same in [line.clone(), format!("{line} alice@laptop old key"), format!("  {line}\t\n")] {
            assert_eq!(PublicKey::parse(&same), Ok(key.clone()), "{same}");
        }
        assert!(!key.is_security_key(), "{name}");
        assert!(line.starts_with(&format!("{} ", key.algorithm())), "{name}");
    }
    assert_ne!(key("ed25519"), key("ecdsa-p256"));
}

#[test]
fn the_fingerprint_is_the_one_that_ssh_keygen_prints() {
    let printed = text("fingerprints.txt");
    assert_eq!(printed.lines().count(), GOOD.len());
    for line in printed.lines() {
        let (name, fingerprint) = line.split_once(' ').expect("two words");
        assert_eq!(key(name).fingerprint(), fingerprint, "{name}");
    }
}

#[test]
fn what_is_no_such_key_is_said() {
    let good = key("ed25519").to_string();
    let (algorithm, encoded) = good.split_once(' ').expect("two words");
    let other = |algorithm: &str| KeyError::UnsupportedAlgorithm { algorithm: algorithm.to_owned() };
    for (line, expected) in [
        (String::new(), KeyError::Empty),
        (" \n".to_owned(), KeyError::Empty),
        (algorithm.to_owned(), KeyError::Unreadable),
        (encoded.to_owned(), other(encoded)),
        (format!("{algorithm} {}", &encoded[4..]), KeyError::Unreadable),
        (format!("{algorithm} {}", &encoded[..encoded.len() - 4]), KeyError::Unreadable),
        (format!("{algorithm} {encoded}AAAA"), KeyError::Unreadable),
        (format!("{algorithm} {encoded}="), KeyError::Unreadable),
        (format!("ecdsa-sha2-nistp256 {encoded}"), KeyError::Unreadable),
        (format!("no-pty {good}"), other("no-pty")),
        (format!("{good}\n{good}"), KeyError::SeveralLines),
        (text("refused-dsa.pub"), other("ssh-dss")),
        (
            text("refused-certificate.pub"),
            KeyError::Certificate { algorithm: "ssh-ed25519-cert-v01@openssh.com".to_owned() },
        ),
        (text("refused-rsa-1024.pub"), KeyError::RsaSize { bits: 1024 }),
        (
            "-----BEGIN OPENSSH PRIVATE KEY-----\nAAAA\n-----END OPENSSH PRIVATE KEY-----".to_owned(),
            KeyError::Private,
        ),
        (format!("{good} {}", "x".repeat(8192)), KeyError::TooLong { characters: good.len() + 8193 }),
    ] {
        assert_eq!(PublicKey::parse(&line), Err(expected), "{line}");
    }
}

fn rsa(exponent: &[u8], modulus: &[u8]) -> Result<PublicKey, KeyError> {
    PublicKey::parse(&key_line(&strings(&[b"ssh-rsa", exponent, modulus])))
}

/// A number of so many bits, with the leading zero that makes it a positive one.
fn number(bits: usize, last: u8) -> Vec<u8> {
    let mut bytes = vec![0xff; bits.div_ceil(8)];
    if !bits.is_multiple_of(8) {
        bytes[0] = (1 << (bits % 8)) - 1;
    }
    *bytes.last_mut().expect("a byte") = last;
    if bytes[0] >= 0x80 { [vec![0], bytes].concat() } else { bytes }
}

#[test]
fn an_rsa_key_is_neither_weak_nor_a_burden() {
    for bits in [2047, 2041, 1024, 8, 4097, 8192, 16384] {
        assert_eq!(rsa(&[1, 0, 1], &number(bits, 0xff)), Err(KeyError::RsaSize { bits }));
    }
    for bits in [2048, 3072, 4096] {
        assert!(rsa(&[1, 0, 1], &number(bits, 0xff)).is_ok(), "{bits}");
    }
    for (exponent, modulus) in [(vec![1], 0xff), (vec![2], 0xff), (vec![1, 0, 1], 0xfe)] {
        assert_eq!(rsa(&exponent, &number(2048, modulus)), Err(KeyError::Weak), "{exponent:?}");
    }
    for exponent in [vec![], vec![0, 3], vec![0x81]] {
        assert!(rsa(&exponent, &number(2048, 0xff)).is_err(), "{exponent:?}");
    }
}

/// A placeholder such as all zeros would let anybody sign.
#[test]
fn an_ed25519_key_that_anybody_could_sign_with_is_refused() {
    let mut one = [0; 32];
    one[0] = 1;
    for point in [[0; 32], one] {
        let line = key_line(&strings(&[b"ssh-ed25519", &point]));
        assert_eq!(PublicKey::parse(&line), Err(KeyError::Weak));
        let line = key_line(&strings(&[b"sk-ssh-ed25519@openssh.com", &point, b"ssh:"]));
        assert_eq!(PublicKey::parse(&line), Err(KeyError::Weak));
    }
    let mut no_point = [0; 32];
    no_point[0] = 2;
    let line = key_line(&strings(&[b"ssh-ed25519", &no_point]));
    assert_eq!(PublicKey::parse(&line), Err(KeyError::Unreadable));
}

/// Threat T19: else one key could stand under two people.
#[test]
fn a_key_can_be_written_in_one_way_only() {
    let line = key("ecdsa-p256").to_string();
    let bytes = Base64::decode_vec(line.split(' ').nth(1).expect("the key")).expect("Base64");
    let point = &bytes[bytes.len() - 65..];
    assert_eq!(point[0], 4, "the point is written in full");
    let sign = 2 + point[64] % 2;
    let compressed = [&[sign], &point[1..33]].concat();
    let short = key_line(&strings(&[b"ecdsa-sha2-nistp256", b"nistp256", &compressed]));
    assert_eq!(PublicKey::parse(&short), Err(KeyError::Unreadable));

    // A length that claims more than is there.
    let ed25519 = key("ed25519").to_string();
    let mut bytes = Base64::decode_vec(ed25519.split(' ').nth(1).expect("the key")).expect("Base64");
    let at = bytes.len() - 33;
    assert_eq!(bytes[at], 32);
    bytes[at] = 33;
    assert_eq!(PublicKey::parse(&key_line(&bytes)), Err(KeyError::Unreadable));
}
