//! Tests of what only this module can reach: its keys, one at a time.

use std::fs;

use pgp::types::KeyDetails as _;

use super::*;

fn commit(name: &str) -> Vec<u8> {
    let path = format!("{}/tests/data/web-flow/{name}.commit", env!("CARGO_MANIFEST_DIR"));
    fs::read(path).unwrap()
}

#[test]
fn every_known_key_is_read_and_vouches_for_itself_and_its_time() {
    assert_eq!(KEYS.len(), KNOWN.len());
    for known in &KNOWN {
        let (key, _) = SignedPublicKey::from_string(known.armored).unwrap();
        key.verify_bindings().unwrap();
        let created = i64::from(key.primary_key.created_at().as_secs());
        assert_eq!(created, known.from);
        let [user] = key.details.users.as_slice() else { panic!("one user") };
        let [signature] = user.signatures.as_slice() else { panic!("one signature") };
        let stated = signature.key_expiration_time().map(|age| created + i64::from(age.as_secs()));
        assert_eq!(stated.unwrap_or(i64::MAX), known.until);
    }
}

#[test]
fn a_key_that_is_not_known_proves_nothing() {
    let merged = commit("prow-a619408973827f5a8846fc61b4731156bde5fb0c");
    let bot = commit("policy-bot-59a799e5c31ffbe46de3637628536ac5a8adb17b");
    let key = |index: usize| Key::read(&KNOWN[index]).unwrap();
    assert!(verify_with(&[key(1)], &merged).is_ok());
    assert!(verify_with(&[key(0)], &bot).is_ok());
    assert_eq!(
        verify_with(&[key(0)], &merged),
        Err(WebFlowError::OtherKey { key: "B5690EEEBB952194".to_owned() })
    );
    assert_eq!(
        verify_with(&[key(1)], &bot),
        Err(WebFlowError::OtherKey { key: "4AEE18F83AFDEB23".to_owned() })
    );
    assert!(verify_with(&[], &bot).is_err());
}

#[test]
fn a_signature_outside_of_the_keys_time_is_refused() {
    static RETIRED: Known = Known { until: 1_617_919_094, ..KNOWN[0] };
    static BEFORE: Known = Known { from: 1_617_919_096, ..KNOWN[0] };
    static JUST: Known = Known { from: 1_617_919_095, until: 1_617_919_095, ..KNOWN[0] };
    let bot = commit("policy-bot-59a799e5c31ffbe46de3637628536ac5a8adb17b");
    for known in [&RETIRED, &BEFORE] {
        let refused = verify_with(&[Key::read(known).unwrap()], &bot).unwrap_err();
        let signed_at = "2021-04-08T21:58:15Z".parse().unwrap();
        assert_eq!(refused, WebFlowError::OutsideKeyTime { key: KNOWN[0].fingerprint, signed_at });
    }
    assert!(verify_with(&[Key::read(&JUST).unwrap()], &bot).is_ok());
}

#[test]
fn a_key_file_with_another_key_is_not_taken() {
    static SWAPPED: Known = Known { armored: KNOWN[1].armored, ..KNOWN[0] };
    assert!(Key::read(&SWAPPED).is_none());
}

#[test]
fn github_wrote_two_wrong_bytes_before_2021_04_16() {
    let read = Commit::parse(&commit("policy-bot-59a799e5c31ffbe46de3637628536ac5a8adb17b")).unwrap();
    let signature = read_signature(&read.signature.unwrap()).unwrap();
    let key = Key::read(&KNOWN[0]).unwrap();
    assert_eq!(signature.signed_hash_value(), Some(*b"tr"));
    assert!(
        signature.verify(&key.packet, read.payload.as_slice()).is_err(),
        "the workaround is not needed any more"
    );
    let corrected = with_right_hash_bytes(&signature, &read.payload).unwrap();
    assert_ne!(corrected.signed_hash_value(), Some(*b"tr"));
    assert_eq!(corrected.signature(), signature.signature());
    // The right two bytes alone make nothing good.
    let other = [read.payload.as_slice(), b"x"].concat();
    let corrected = with_right_hash_bytes(&signature, &other).unwrap();
    assert!(corrected.verify(&key.packet, other.as_slice()).is_err());
}

/// A key as only GitHub could have it; `tests/data/web-flow/make.py` made it and what it signed.
static TEST: Known = Known {
    fingerprint: "35C4578DA4BB7CA7D3C718C07D6887BDCB5CF0C9",
    armored: include_str!("../../../tests/data/web-flow/test-key.asc"),
    from: 1_800_000_000,
    until: 1_800_000_010,
};

fn verify_test(name: &str) -> Result<GitHubCommit, WebFlowError> {
    verify_with(&[Key::read(&TEST).unwrap()], &commit(&format!("test-{name}")))
}

/// GitHub also signs what people commit in its hosted development machines, with the author that they have set.
#[test]
fn what_github_signed_for_another_committer_is_not_github_s() {
    for (name, committer) in [
        ("other-committer", "Mallory Example <mallory@example.org>"),
        ("other-email", "GitHub <mallory@example.org>"),
    ] {
        let expected = WebFlowError::OtherCommitter { committer: committer.to_owned() };
        assert_eq!(verify_test(name), Err(expected));
    }
}

#[test]
fn only_the_kind_of_signature_that_github_makes_is_taken() {
    for name in ["good", "sha256"] {
        let commit = verify_test(name).unwrap_or_else(|error| panic!("{name}: {error}"));
        assert_eq!(commit.account.map(|account| account.id), Some(1_327_285));
        assert_eq!((commit.parents, commit.key), (0, TEST.fingerprint));
    }
    assert_eq!(verify_test("sha1"), Err(WebFlowError::Unsupported));
    assert_eq!(verify_test("text"), Err(WebFlowError::Unsupported));
}

/// Threat T21: the second one hides in the armor of the first.
#[test]
fn two_signatures_in_one_armor_are_none() {
    assert_eq!(verify_test("twice"), Err(WebFlowError::Unreadable));
}
