//! Whatever the bytes are: no panic, no long wait, and no changed signature that still holds.

use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding as _};
use milepost::signature::commit::{self, Commit};
use milepost::signature::ssh::{APPROVAL_NAMESPACE, PublicKey, Signature};
use milepost::signature::web_flow;
use proptest::collection::vec;
use proptest::prelude::*;
use proptest::sample::{Index, select};

use super::commits::{MERGE, OLD};
use super::wire::{armor, bytes_of, key_line};
use super::{GOOD, data, key, statement, text};

/// A change of one place.
#[derive(Debug, Clone)]
enum Change {
    Replace(Index, u8),
    Insert(Index, Vec<u8>),
    Remove(Index, usize),
    Cut(Index),
}

impl Change {
    fn apply(&self, bytes: &mut Vec<u8>) {
        match self {
            Self::Replace(at, byte) if !bytes.is_empty() => *at.get_mut(bytes) = *byte,
            Self::Insert(at, more) => {
                let at = at.index(bytes.len() + 1);
                bytes.splice(at..at, more.iter().copied());
            }
            Self::Remove(at, count) if !bytes.is_empty() => {
                let at = at.index(bytes.len());
                let end = bytes.len().min(at + count);
                bytes.drain(at..end);
            }
            Self::Cut(at) => bytes.truncate(at.index(bytes.len() + 1)),
            Self::Replace(..) | Self::Remove(..) => {}
        }
    }
}

fn change() -> impl Strategy<Value = Change> {
    prop_oneof![
        4 => (any::<Index>(), any::<u8>()).prop_map(|(at, byte)| Change::Replace(at, byte)),
        1 => (any::<Index>(), vec(any::<u8>(), 1..5)).prop_map(|(at, more)| Change::Insert(at, more)),
        1 => (any::<Index>(), 1_usize..5).prop_map(|(at, count)| Change::Remove(at, count)),
        1 => any::<Index>().prop_map(Change::Cut),
    ]
}

fn changed(mut bytes: Vec<u8>, changes: &[Change]) -> Vec<u8> {
    for change in changes {
        change.apply(&mut bytes);
    }
    bytes
}

fn pgp_armor(bytes: &[u8]) -> String {
    let encoded = Base64::encode_string(bytes);
    let lines: Vec<&str> =
        encoded.as_bytes().chunks(64).map(|line| std::str::from_utf8(line).expect("ASCII")).collect();
    format!("-----BEGIN PGP SIGNATURE-----\n\n{}\n-----END PGP SIGNATURE-----\n", lines.join("\n"))
}

/// The commit with another signature.
fn signed_with(name: &str, signature: &str) -> Vec<u8> {
    let commit = Commit::parse(&data(name)).expect("a commit");
    let payload = String::from_utf8(commit.payload).expect("text");
    let header = format!("gpgsig {}\n", signature.trim_end().replace('\n', "\n "));
    payload.replacen("\n\n", &format!("\n{header}\n"), 1).into_bytes()
}

/// The bytes of the commit's OpenPGP signature.
fn pgp_bytes(name: &str) -> Vec<u8> {
    let signature = Commit::parse(&data(name)).expect("a commit").signature.expect("a signature");
    let body: String =
        signature.lines().filter(|line| !line.starts_with('-') && !line.starts_with('=')).collect();
    Base64::decode_vec(&body).expect("Base64")
}

proptest! {
    #[test]
    fn any_text_is_read_or_refused(text in any::<String>(), bytes in vec(any::<u8>(), 0..300)) {
        let _ = Signature::parse(&text);
        let _ = PublicKey::parse(&text);
        let _ = Signature::parse(&armor(&bytes));
        let _ = Signature::parse(&armor(&[b"SSHSIG\0\0\0\x01", &bytes[..]].concat()));
        let _ = PublicKey::parse(&format!("ssh-ed25519 {}", Base64::encode_string(&bytes)));
        let _ = web_flow::verify(&bytes);
        let _ = web_flow::verify(&signed_with(MERGE, &text));
        let _ = web_flow::verify(&signed_with(MERGE, &pgp_armor(&bytes)));
    }

    /// The outline is read so strictly that no two texts are the same signature.
    #[test]
    fn a_changed_signature_does_not_hold(changes in vec(change(), 1..4)) {
        let good = bytes_of(&text("ed25519.sig"));
        let bytes = changed(good.clone(), &changes);
        prop_assume!(bytes != good);
        let answer = Signature::parse(&armor(&bytes))
            .and_then(|signature| signature.verify(&[key("ed25519")], APPROVAL_NAMESPACE, &statement()).map(drop));
        prop_assert!(answer.is_err(), "{changes:?}");
    }

    #[test]
    fn a_changed_signature_or_key_of_any_kind_is_read_or_refused(
        name in select(&GOOD[..]),
        changes in vec(change(), 1..4),
    ) {
        let bytes = changed(bytes_of(&text(&format!("{name}.sig"))), &changes);
        let _ = Signature::parse(&armor(&bytes));
        let armored = changed(text(&format!("{name}.sig")).into_bytes(), &changes);
        let _ = Signature::parse(&String::from_utf8_lossy(&armored));

        let line = key(name).to_string();
        let good = Base64::decode_vec(line.split(' ').nth(1).expect("a key")).expect("Base64");
        let bytes = changed(good.clone(), &changes);
        if bytes.len() > 30 && usize::from(bytes[3]) < bytes.len() - 4
            && let Ok(other) = PublicKey::parse(&key_line(&bytes))
        {
            prop_assert_eq!(other == key(name), bytes == good, "one key, one notation");
            prop_assert_eq!(other.to_string(), key_line(&bytes));
        }
    }

}

proptest! {
    // RSA takes its time where nothing is optimised.
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn a_changed_commit_is_not_github_s(name in select(&[MERGE, OLD][..]), changes in vec(change(), 1..4)) {
        let good = data(name);
        let bytes = changed(good.clone(), &changes);
        if web_flow::verify(&bytes).is_ok() {
            // What was changed is the armor of the signature, which is not signed, and cannot be.
            let payload = |bytes: &[u8]| Commit::parse(bytes).expect("a commit").payload;
            prop_assert_eq!(payload(&bytes), payload(&good));
        }
    }

    #[test]
    fn a_changed_openpgp_signature_is_read_or_refused(
        name in select(&[MERGE, OLD][..]),
        changes in vec(change(), 1..4),
    ) {
        let good = pgp_bytes(name);
        prop_assert!(web_flow::verify(&signed_with(name, &pgp_armor(&good))).is_ok());
        let bytes = changed(good, &changes);
        if let Ok(commit) = web_flow::verify(&signed_with(name, &pgp_armor(&bytes))) {
            prop_assert_eq!(Some(commit), web_flow::verify(&data(name)).ok(), "nothing that it says has changed");
        }
    }
}

/// Inputs that would take long if their size or the sizes they claim were believed.
#[test]
fn no_input_takes_long() {
    let megabytes = "A".repeat(4 * 1024 * 1024);
    let claims_four_gigabytes = [b"SSHSIG\0\0\0\x01", &[0xff; 64][..]].concat();
    // A packet of 7,000 bytes whose signature claims 65,535 bits.
    let huge_number = [&[0xc2, 0xda, 0x40][..], &pgp_bytes(MERGE)[3..29], &[0xff; 6000]].concat();
    let many_headers = "gpgsig x\n".repeat(100_000);
    let began = Instant::now();
    assert!(Signature::parse(&megabytes).is_err());
    assert!(Signature::parse(&"-----BEGIN SSH SIGNATURE-----\n".repeat(100_000)).is_err());
    assert!(Signature::parse(&armor(&claims_four_gigabytes)).is_err());
    assert!(PublicKey::parse(&format!("ssh-rsa {megabytes}")).is_err());
    assert!(web_flow::verify(megabytes.as_bytes()).is_err());
    assert!(
        web_flow::verify(&signed_with(
            MERGE,
            &format!("-----BEGIN PGP SIGNATURE-----\n\n{}", &megabytes[..900_000])
        ))
        .is_err()
    );
    assert!(web_flow::verify(&signed_with(MERGE, &pgp_armor(&huge_number))).is_err());
    assert!(web_flow::verify(&signed_with(MERGE, &many_headers)).is_err());
    let lines = format!("gpgsig x\n{}", " y\n".repeat(commit::MOST_BYTES / 4));
    assert!(web_flow::verify(&signed_with(MERGE, &lines)).is_err());
    assert!(began.elapsed() < Duration::from_secs(30), "{:?}", began.elapsed());
}
