//! The ready-made policies that `profile:` names: embedded, versioned, and never changed once a version is out.
//!
//! What a project states replaces the profile's: a vote under `votes`, a class under `requirements` and a key under
//! `limits` each as a whole, `emergency` and `branches` as a whole; `protect` is the union of both.

use std::borrow::Cow;
use std::sync::OnceLock;

use crate::diagnostic::Span;
use crate::schema::Kind;
use crate::yaml::{Node, Pair, Value, parse};

/// A ready-made policy.
#[derive(Debug)]
pub struct Profile {
    /// Its name and version, as `profile:` writes them.
    pub id: &'static str,
    /// Its file: a whole policy, with the source of every number in comments.
    pub text: &'static str,
    tree: OnceLock<Option<Node>>,
}

macro_rules! profile {
    ($id:literal, $file:literal) => {
        Profile {
            id: $id,
            text: include_str!(concat!("../../profiles/", $file, ".yaml")),
            tree: OnceLock::new(),
        }
    };
}

/// All profiles, in the order in which they are listed.
pub static PROFILES: [Profile; 7] = [
    profile!("lf-charter/1", "lf-charter-1"),
    profile!("camara/1", "camara-1"),
    profile!("tungsten-fabric/1", "tungsten-fabric-1"),
    profile!("hiero/1", "hiero-1"),
    profile!("cncf-toc/1", "cncf-toc-1"),
    profile!("nodejs-tsc/1", "nodejs-tsc-1"),
    profile!("lazy/1", "lazy-1"),
];

/// The mappings whose keys a project states one by one.
const KEY_BY_KEY: [&str; 4] = ["votes", "requirements", "limits", "protect"];
/// What a project states as a whole.
const AS_A_WHOLE: [&str; 2] = ["emergency", "branches"];

impl Profile {
    /// The profile of this name and version.
    pub fn find(id: &str) -> Option<&'static Self> {
        PROFILES.iter().find(|profile| profile.id == id)
    }

    /// The charter that it is taken from, with section, address and revision.
    pub fn source(&self) -> &str {
        self.tree().and_then(|tree| tree.get("note")).and_then(Node::text).unwrap_or_default().trim_end()
    }

    /// Its tree. A file that cannot be read supplies nothing; a test reads every one.
    pub fn tree(&self) -> Option<&Node> {
        self.tree.get_or_init(|| parse(self.id, self.text).tree).as_ref()
    }
}

/// A document's tree, with all that its profile supplies where it is a policy.
pub fn with_profile(kind: Kind, written: &Node) -> Cow<'_, Node> {
    if kind == Kind::Policy { expanded(written) } else { Cow::Borrowed(written) }
}

/// A policy with all that its profile supplies. What comes from the profile stands where the profile is named.
pub(super) fn expanded(written: &Node) -> Cow<'_, Node> {
    let Some(name) = written.get("profile") else { return Cow::Borrowed(written) };
    let profile = name.text().and_then(Profile::find).and_then(Profile::tree);
    let (Some(profile), Value::Mapping(pairs)) = (profile, &written.value) else {
        return Cow::Borrowed(written);
    };
    let mut pairs = pairs.clone();
    for key in KEY_BY_KEY {
        let Some(supplied) = profile.pair(key) else { continue };
        match pairs.iter_mut().find(|pair| pair.key == key) {
            Some(stated) => complete(&mut stated.value, supplied.value.pairs(), name.span),
            None => pairs.push(moved(supplied, name.span)),
        }
    }
    for supplied in AS_A_WHOLE.into_iter().filter_map(|key| profile.pair(key)) {
        if written.pair(&supplied.key).is_none() {
            pairs.push(moved(supplied, name.span));
        }
    }
    Cow::Owned(Node { value: Value::Mapping(pairs), span: written.span })
}

fn complete(stated: &mut Node, supplied: &[Pair], span: Span) {
    let Value::Mapping(pairs) = &mut stated.value else { return };
    for pair in supplied {
        if !pairs.iter().any(|known| known.key == pair.key) {
            pairs.push(moved(pair, span));
        }
    }
}

fn moved(pair: &Pair, span: Span) -> Pair {
    Pair { key: pair.key.clone(), key_span: span, value: moved_node(&pair.value, span) }
}

fn moved_node(node: &Node, span: Span) -> Node {
    let value = match &node.value {
        Value::Scalar(scalar) => Value::Scalar(scalar.clone()),
        Value::Sequence(items) => Value::Sequence(items.iter().map(|item| moved_node(item, span)).collect()),
        Value::Mapping(pairs) => Value::Mapping(pairs.iter().map(|pair| moved(pair, span)).collect()),
    };
    Node { value, span }
}

#[cfg(test)]
mod tests {
    use serde_json::Value as Json;

    use super::*;
    use crate::document::{Policy, meaning_digest};
    use crate::schema::validate;

    const CLASSES: [&str; 10] = [
        "adoption",
        "appointment",
        "electorate",
        "policy",
        "process",
        "schedule",
        "schedule-minor",
        "exception",
        "record",
        "editorial",
    ];

    fn tree(text: &str) -> Node {
        let parsed = parse("policy.yaml", text);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        parsed.tree.expect("a tree")
    }

    fn policy(text: &str) -> Policy {
        Policy::read(&tree(text)).expect("a policy")
    }

    fn digest(text: &str) -> String {
        meaning_digest(Kind::Policy, &tree(text))
    }

    #[test]
    fn every_profile_is_a_whole_policy_of_its_own() {
        for profile in &PROFILES {
            let tree = profile.tree().expect(profile.id);
            assert_eq!(parse(profile.id, profile.text).diagnostics, [], "{}", profile.id);
            assert_eq!(validate(profile.id, Kind::Policy, tree), [], "{}", profile.id);
            let policy = Policy::read(tree).expect(profile.id);
            for class in CLASSES {
                let requirement = policy.requirements.get(class).expect(class);
                if let Some(vote) = &requirement.vote {
                    assert!(policy.votes.get(vote).is_some(), "{}: {class}: {}", profile.id, vote.value);
                }
                // Charters say nothing about proof; a project asks for more by itself.
                assert!(requirement.evidence.is_none() && requirement.merged_by.is_none(), "{}", profile.id);
            }
            assert!(profile.source().contains("https://"), "{}", profile.id);
        }
    }

    #[test]
    fn the_schema_lists_the_profiles() {
        let schema: Json = serde_json::from_str(Kind::Policy.schema_text()).expect("a schema");
        let listed: Vec<&str> = schema["properties"]["profile"]["enum"]
            .as_array()
            .expect("a list")
            .iter()
            .filter_map(Json::as_str)
            .collect();
        assert_eq!(listed, PROFILES.iter().map(|profile| profile.id).collect::<Vec<_>>());
    }

    #[test]
    fn a_version_that_is_out_never_changes() {
        let digests: Vec<String> = PROFILES
            .iter()
            .map(|profile| {
                let digest = meaning_digest(Kind::Policy, profile.tree().expect(profile.id));
                format!("{} {}", profile.id, digest.chars().skip(7).take(16).collect::<String>())
            })
            .collect();
        assert_eq!(digests, RELEASED, "a change of a profile is a new version in a file of its own");
    }

    const RELEASED: [&str; 7] = [
        "lf-charter/1 e74fb94d06c5a475",
        "camara/1 7f28ba6bf3ec2a34",
        "tungsten-fabric/1 45f4d20854c13b49",
        "hiero/1 5b189a7c031713b1",
        "cncf-toc/1 9d55269acca16d53",
        "nodejs-tsc/1 f59b7cfaf91fb957",
        "lazy/1 15c228d54aa7862b",
    ];

    #[test]
    fn a_policy_of_one_line_has_all_that_its_profile_has() {
        let short = policy("kind: policy/v1\nversion: 3\nprofile: lf-charter/1\n");
        let whole = policy(Profile::find("lf-charter/1").expect("a profile").text);
        assert_eq!(short.votes, whole.votes);
        assert_eq!(short.requirements, whole.requirements);
        assert_eq!(short.limits, whole.limits);
        assert_eq!(short.version.value, 3);
    }

    #[test]
    fn what_a_project_states_replaces_what_the_profile_has_of_that_name() {
        let own = policy(
            "kind: policy/v1
version: 1
profile: lf-charter/1
votes:
  majority: {electronic: {pass: \"> 3/5 of seats\"}}
  own: {electronic: {pass: \"> 3/4 of seats\"}}
requirements:
  schedule: {vote: own, evidence: confirmed}
limits: {other-approvers: 1}
protect: {CODEOWNERS: policy}
",
        );
        let profile = policy(Profile::find("lf-charter/1").expect("a profile").text);
        let majority = own.votes.get("majority").expect("a vote");
        assert!(majority.meeting.is_none(), "a vote is replaced as a whole");
        assert_eq!(own.votes.get("two-thirds"), profile.votes.get("two-thirds"));
        assert!(own.votes.get("own").is_some());
        let schedule = own.requirements.get("schedule").expect("a requirement");
        assert_eq!(schedule.evidence.as_deref(), Some("confirmed"));
        assert_eq!(own.requirements.get("policy"), profile.requirements.get("policy"));
        assert_eq!(own.limits.other_approvers, Some(1));
        assert_eq!(own.limits.lapse, profile.limits.lapse);
        assert_eq!(own.protected().len(), 1);
    }

    #[test]
    fn what_comes_from_the_profile_stands_where_it_is_named() {
        let own = policy("kind: policy/v1\nversion: 1\nprofile: lf-charter/1\n");
        let vote = own.requirements.get("schedule").and_then(|schedule| schedule.vote.as_ref());
        assert_eq!(vote.map(|vote| vote.span.start.line()), Some(3));
    }

    #[test]
    fn the_digest_is_that_of_the_expanded_policy_and_the_name() {
        let short = "kind: policy/v1\nversion: 1\nprofile: nodejs-tsc/1\n";
        let restated = format!("{short}limits: {{seats-per-affiliation: \"<= 1/4\"}}\n");
        let stricter = format!("{short}limits: {{seats-per-affiliation: \"<= 1/5\"}}\n");
        assert_eq!(digest(short), digest(&restated), "to state what the profile says anyway changes nothing");
        assert_ne!(digest(short), digest(&stricter));
        assert_ne!(digest(short), digest(&short.replace("nodejs-tsc", "lf-charter")));
        let without_name = digest(Profile::find("nodejs-tsc/1").expect("a profile").text);
        assert_ne!(digest(short), without_name);
    }

    #[test]
    fn an_unknown_profile_supplies_nothing() {
        let own = policy("kind: policy/v1\nversion: 1\nprofile: lf-charter/9\n");
        assert!(own.requirements.keys().next().is_none());
    }
}
