//! Signed commits: what GitHub signed, what git signed with an SSH key, and the same with one byte changed.

use milepost::signature::commit::{Commit, Unsigned};
use milepost::signature::ssh::{APPROVAL_NAMESPACE, GIT_NAMESPACE, Signature, SignatureError};
use milepost::signature::web_flow::{self, Account, GitHubCommit, WebFlowError};

use super::{data, key};

pub(crate) const MERGE: &str = "web-flow/prow-a619408973827f5a8846fc61b4731156bde5fb0c.commit";
pub(crate) const OLD: &str = "web-flow/policy-bot-59a799e5c31ffbe46de3637628536ac5a8adb17b.commit";
const UNSIGNED: &str = "web-flow/prow-unsigned-8c7f9c1be6fdd12f0c368cc6a2e6730e7054c94e.commit";

const OLD_KEY: &str = "5DE3E0509C47EA3CF04A42D34AEE18F83AFDEB23";
const NEW_KEY: &str = "968479A1AFF927E37D1A566BB5690EEEBB952194";

fn text(name: &str) -> String {
    String::from_utf8(data(name)).expect("text")
}

fn verified(name: &str) -> GitHubCommit {
    web_flow::verify(&data(name)).unwrap_or_else(|error| panic!("{name}: {error}"))
}

#[test]
fn a_merge_by_github_names_the_account_that_merged() {
    let commit = verified(MERGE);
    assert_eq!(commit.account, Some(Account { id: 181_008_794, login: "kubernetes-prow[bot]".to_owned() }));
    assert!(commit.account.is_some_and(|account| account.is_bot()));
    assert_eq!(commit.author.name, "kubernetes-prow[bot]");
    assert_eq!(commit.author.email, "181008794+kubernetes-prow[bot]@users.noreply.github.com");
    assert_eq!((commit.parents, commit.key), (2, NEW_KEY));
    assert_eq!(commit.signed_at.as_second(), 1_787_325_075);
}

/// Its two unsigned bytes are wrong.
#[test]
fn a_commit_that_github_signed_before_2021_04_16_is_github_s() {
    let commit = verified(OLD);
    assert_eq!(commit.account, Some(Account { id: 33_266_368, login: "svc-excavator-bot".to_owned() }));
    assert_eq!((commit.parents, commit.key), (1, OLD_KEY));
    assert_eq!(commit.signed_at.as_second(), 1_617_919_095);
}

/// Threat T17: anybody can write GitHub's name.
#[test]
fn githubs_name_alone_proves_nothing() {
    assert_eq!(web_flow::verify(&data(UNSIGNED)), Err(WebFlowError::Unsigned(Unsigned::NoSignature)));
}

#[test]
fn one_changed_byte_is_noticed_wherever_it_stands() {
    for (name, key) in [(MERGE, NEW_KEY), (OLD, OLD_KEY)] {
        let good = text(name);
        for (part, old, new) in [
            ("tree", "tree 8eb2", "tree 8eb3"),
            ("tree", "tree 2a66", "tree 2a67"),
            ("parent", "parent 0c13", "parent 0c14"),
            ("parent", "parent f4af", "parent f4a0"),
            ("author", "author k", "author K"),
            ("author", "author E", "author e"),
            ("author's number", "<181008794", "<181008795"),
            ("author's number", "<33266368", "<33266369"),
            ("author's time", "1787325075 +0000\ncommitter", "1787325076 +0000\ncommitter"),
            ("committer's time", "1617919095 -0700\ngpgsig", "1617919094 -0700\ngpgsig"),
            ("committer", "committer GitHub", "committer Github"),
            ("message", "Merge pull request #787", "Merge pull request #788"),
            ("message", "godel", "Godel"),
            ("header", "\ngpgsig", "\nencoding UTF-8\ngpgsig"),
        ] {
            let changed = good.replacen(old, new, 1);
            if changed != good {
                assert_eq!(
                    web_flow::verify(changed.as_bytes()),
                    Err(WebFlowError::Bad { key }),
                    "{name}: {part}"
                );
            }
        }
        let longer = format!("{good}\n");
        assert_eq!(web_flow::verify(longer.as_bytes()), Err(WebFlowError::Bad { key }), "{name}");
    }
}

#[test]
fn a_parent_taken_away_or_added_is_noticed() {
    let good = text(MERGE);
    let parent = good.lines().nth(2).expect("a parent");
    for changed in [
        good.replacen(&format!("{parent}\n"), "", 1),
        good.replacen(parent, &format!("{parent}\n{parent}"), 1),
    ] {
        assert_ne!(changed, good);
        assert_eq!(web_flow::verify(changed.as_bytes()), Err(WebFlowError::Bad { key: NEW_KEY }));
    }
}

/// The header of the signature with its line end.
fn signature_header(commit: &str) -> &str {
    let start = commit.find("gpgsig ").expect("a signature");
    let end = commit.find("\n\n").expect("an end of headers") + 1;
    &commit[start..end]
}

/// Threat T21.
#[test]
fn two_signatures_are_none() {
    for name in [MERGE, OLD] {
        let good = text(name);
        let header = signature_header(&good);
        for second in
            [header.to_owned(), header.replacen("gpgsig", "gpgsig-sha256", 1), "gpgsig x\n".to_owned()]
        {
            for both in [format!("{header}{second}"), format!("{second}{header}")] {
                let changed = good.replacen(header, &both, 1);
                assert_eq!(
                    web_flow::verify(changed.as_bytes()),
                    Err(WebFlowError::Unsigned(Unsigned::SeveralSignatures)),
                    "{name}"
                );
            }
        }
        let inside = header.trim_end().replace('\n', "\n ");
        let merged_tag = good.replacen(header, &format!("mergetag object\n {inside}\n"), 1);
        assert_eq!(
            Commit::parse(merged_tag.as_bytes()).expect("a commit").signature,
            Err(Unsigned::NoSignature),
            "{name}"
        );
        let twice = good.replacen(
            " -----END PGP SIGNATURE-----\n \n",
            &format!(" -----END PGP SIGNATURE-----\n {}", &header[7..]),
            1,
        );
        assert_ne!(twice, good);
        assert_eq!(web_flow::verify(twice.as_bytes()), Err(WebFlowError::Unreadable), "{name}");
    }
}

#[test]
fn a_signature_that_is_not_github_s_is_not_taken() {
    let (merge, old) = (text(MERGE), text(OLD));
    // The signature of another commit.
    let swapped = merge.replacen(signature_header(&merge), signature_header(&old), 1);
    assert_eq!(web_flow::verify(swapped.as_bytes()), Err(WebFlowError::Bad { key: OLD_KEY }));
    // Another kind.
    assert_eq!(
        web_flow::verify(&data("signatures/git-commit-ed25519.commit")),
        Err(WebFlowError::NotOpenPgp)
    );
    // A key of somebody else's with the same name: the number of the key is signed, but nobody asks for that before.
    for (commit, expected) in [
        (merge.replacen("-----BEGIN PGP", "-----BEGIN  PGP", 1), WebFlowError::NotOpenPgp),
        (merge.replacen("-----END PGP", "-----END  PGP", 1), WebFlowError::Unreadable),
        (merge.replacen("BEGIN PGP SIGNATURE", "BEGIN SIGNED MESSAGE", 1), WebFlowError::NotOpenPgp),
    ] {
        assert_eq!(web_flow::verify(commit.as_bytes()), Err(expected));
    }
}

#[test]
fn only_a_number_tells_the_account() {
    let account = |id, login: &str| Some(Account { id, login: login.to_owned() });
    for (email, expected) in [
        ("1327285+alice-example@users.noreply.github.com", account(1_327_285, "alice-example")),
        ("1+a_corp@users.noreply.github.com", account(1, "a_corp")),
        ("41898282+github-actions[bot]@users.noreply.github.com", account(41_898_282, "github-actions[bot]")),
        ("18446744073709551615+a@users.noreply.github.com", account(u64::MAX, "a")),
        // The old form, and what looks like the new one.
        ("alice-example@users.noreply.github.com", None),
        ("alice@example.org", None),
        ("1327285+alice@users.noreply.github.com.example.org", None),
        ("1327285+alice@USERS.noreply.github.com", None),
        ("1327285+alice@evil@users.noreply.github.com", None),
        ("1+2+alice@users.noreply.github.com", None),
        ("+alice@users.noreply.github.com", None),
        ("1327285+@users.noreply.github.com", None),
        ("1327285+[bot]@users.noreply.github.com", None),
        ("01327285+alice@users.noreply.github.com", None),
        ("+1327285+alice@users.noreply.github.com", None),
        ("-1+alice@users.noreply.github.com", None),
        (" 1+alice@users.noreply.github.com", None),
        ("١+alice@users.noreply.github.com", None),
        ("1+älice@users.noreply.github.com", None),
        ("18446744073709551616+a@users.noreply.github.com", None),
    ] {
        assert_eq!(Account::parse(email), expected, "{email}");
    }
}

/// Threat T25: git's signature of a commit is over the commit, for git, and no vote.
#[test]
fn a_commit_signed_by_git_with_an_ssh_key_holds_for_git_alone() {
    let commit = Commit::parse(&data("signatures/git-commit-ed25519.commit")).expect("a commit");
    let signature = Signature::parse(&commit.signature.expect("a signature")).expect("an SSH signature");
    let keys = [key("ed25519")];
    assert_eq!(signature.verify(&keys, GIT_NAMESPACE, &commit.payload), Ok(&keys[0]));
    assert!(matches!(
        signature.verify(&keys, APPROVAL_NAMESPACE, &commit.payload),
        Err(SignatureError::OtherNamespace { .. })
    ));
    let mut changed = commit.payload;
    changed.push(b'x');
    assert_eq!(signature.verify(&keys, GIT_NAMESPACE, &changed), Err(SignatureError::Bad));
}
