//! Makes every name in a complete project stand for nothing, one at a time, and expects exactly one diagnostic, there.
//!
//! The names are found, not listed: a text that is the name of something has to be known below as a reference or as the
//! place that gives the name.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test that cannot go on has failed")]

use std::collections::{BTreeMap, BTreeSet};
use std::fs;
use std::path::Path;

use jiff::civil::date;
use milepost::diagnostic::{Diagnostic, Span};
use milepost::document;
use milepost::rules::{self, Context};
use milepost::schema::Kind;
use milepost::source::InMemory;
use milepost::yaml::{self, Node, Value};

const UNKNOWN: &str = "nobody-such";
const REFERENCE: &str = "unknown-reference";

/// Every place that refers to something, with the rule that answers for it. `*` is any item or key; a last `{}` is the
/// key itself.
const REFERENCES: [(Kind, &str, &str); 44] = [
    (Kind::Project, "service/advisor", REFERENCE),
    (Kind::Roster, "tsc/*/person", REFERENCE),
    (Kind::Roster, "tsc/*/alternate", REFERENCE),
    (Kind::Roster, "release-managers/*/person", REFERENCE),
    (Kind::Roster, "advisors/*", REFERENCE),
    (Kind::Policy, "requirements/*/vote", REFERENCE),
    (Kind::Policy, "emergency/approvers/*", REFERENCE),
    (Kind::WorkingGroup, "chair", REFERENCE),
    (Kind::Training, "sessions/*/attended/*", REFERENCE),
    (Kind::Training, "sessions/*/made-up/*", REFERENCE),
    (Kind::Process, "milestones/*/phase", REFERENCE),
    (Kind::Process, "milestones/*/owner", REFERENCE),
    (Kind::Process, "milestones/*/at", "rule-anchor"),
    (Kind::Process, "milestones/*/entry/*/owner", REFERENCE),
    (Kind::Process, "milestones/*/exit/*/owner", REFERENCE),
    (Kind::Process, "artifacts/*/owner", REFERENCE),
    (Kind::Process, "artifacts/*/due", REFERENCE),
    (Kind::Process, "retrospective/of", REFERENCE),
    (Kind::Process, "answers/*", REFERENCE),
    (Kind::Process, "answers/*/action", REFERENCE),
    (Kind::Schedule, "cycle", "kind-and-place"),
    (Kind::Schedule, "process", REFERENCE),
    (Kind::Schedule, "milestones/*/owner", REFERENCE),
    (Kind::Schedule, "supported/from", REFERENCE),
    (Kind::Progress, "cycle", "kind-and-place"),
    (Kind::Progress, "milestones/{}", REFERENCE),
    (Kind::Progress, "milestones/*/criteria/{}", "unknown-criterion"),
    (Kind::Progress, "milestones/*/criteria/*/by", REFERENCE),
    (Kind::Progress, "milestones/*/criteria/*/exception", REFERENCE),
    (Kind::Progress, "artifacts/{}", REFERENCE),
    (Kind::Progress, "risks/*/owner", REFERENCE),
    (Kind::Exception, "cycle", "kind-and-place"),
    (Kind::Exception, "milestone", REFERENCE),
    (Kind::Exception, "requested-by", REFERENCE),
    (Kind::Retrospective, "cycle", "kind-and-place"),
    (Kind::Retrospective, "facilitator", REFERENCE),
    (Kind::Retrospective, "actions/*/owner", REFERENCE),
    (Kind::Support, "asked-by", REFERENCE),
    (Kind::Support, "owner", REFERENCE),
    (Kind::Approval, "present/*", REFERENCE),
    (Kind::Approval, "votes/*/voter", REFERENCE),
    (Kind::Approval, "revokes/*", REFERENCE),
    (Kind::Approval, "supersedes/*", REFERENCE),
    (Kind::Witness, "approval", "kind-and-place"),
];

/// What else is then true, and said by another rule elsewhere: each is a fact of its own, about whom or what was meant.
const CONSEQUENCES: [(Kind, &str, &str); 7] = [
    // Nobody says any more that the release manager was there.
    (Kind::Training, "sessions/*/attended/*", "training-attendance"),
    (Kind::Training, "sessions/*/made-up/*", "training-attendance"),
    // The milestone that was meant has no actual date, and its criteria went elsewhere.
    (Kind::Progress, "milestones/{}", "released-but-unfinished"),
    (Kind::Progress, "milestones/{}", "waived-without-exception"),
    // The criterion that was meant is open.
    (Kind::Progress, "milestones/*/criteria/{}", "passed-with-open-criteria"),
    // The action that was meant has no answer, and its day is past.
    (Kind::Process, "answers/*/action", "improvement-unanswered"),
    // The waiver relies on an exception for another milestone.
    (Kind::Exception, "milestone", "waived-without-exception"),
];

/// The places that give a name, and those whose words are no names.
const NO_REFERENCES: [(Kind, &str); 11] = [
    (Kind::Roster, "people/{}"),
    (Kind::Policy, "votes/{}"),
    (Kind::Process, "phases/*"),
    (Kind::Process, "roles/*"),
    (Kind::Process, "milestones/*/id"),
    (Kind::Process, "milestones/*/exit/*/id"),
    (Kind::Process, "artifacts/*/id"),
    (Kind::Schedule, "milestones/*/id"),
    (Kind::Approval, "id"),
    // A class of people, and not the role that may be called the same.
    (Kind::Policy, "requirements/*/merged-by"),
    (Kind::Process, "milestones/*/entry/*/id"),
];

/// What the example does without.
const ADDITIONS: [(&str, &str, &str); 5] = [
    (
        "policy.yaml",
        "limits:\n",
        "emergency: {approvers: [alice, bob], count: 2, ratify-within: 14 days}\nlimits:\n",
    ),
    (
        "process.yaml",
        "how: the TSC owns the milestone go-no-go}\n",
        "how: the TSC owns the milestone go-no-go}\n  - oslo/a2\n",
    ),
    (
        "process.yaml",
        "    freeze: features\n",
        "    freeze: features\n    entry: [{id: plan, text: The plan is there, owner: alice}]\n",
    ),
    ("schedules/paris.yaml", "{id: kickoff,", "{id: kickoff, owner: carol,"),
    (
        "approvals/2026-11-06-paris-schedule.yaml",
        "outcome: approved\n",
        "outcome: approved\nrevokes: [2026-10-15-process-1]\nsupersedes: [2026-10-15-process-1]\n",
    ),
];

#[test]
fn a_name_that_stands_for_nothing_is_one_diagnostic_at_the_name() {
    let files = files();
    let known = look(&files);
    let mut wrong = Vec::new();
    for (path, text) in &files {
        for place in places(path, text) {
            let Some((_, _, rule)) = REFERENCES.iter().find(|(kind, pattern, _)| place.is_at(*kind, pattern))
            else {
                continue;
            };
            let mut broken = files.clone();
            broken.insert(path.clone(), place.renamed(text));
            let follows = |seen: &Seen| {
                let of =
                    |(kind, pattern, rule): &(_, &str, _)| place.is_at(*kind, pattern) && seen.rule == *rule;
                CONSEQUENCES.iter().any(of)
            };
            let new: Vec<Seen> =
                look(&broken).into_iter().filter(|seen| !known.contains(seen) && !follows(seen)).collect();
            let start = place.span.start;
            let is_right = matches!(new.as_slice(), [one]
                if one.rule == *rule && one.path == *path && one.place == (start.line(), start.column()));
            if !is_right {
                wrong.push(format!("{path}:{}:{} {}: {new:?}", start.line(), start.column(), place.pointer));
            }
        }
    }
    assert!(wrong.is_empty(), "{} of the names:\n{}", wrong.len(), wrong.join("\n"));
}

#[test]
fn every_name_is_known_as_a_reference_or_as_what_gives_the_name() {
    let places: Vec<Place> = files().iter().flat_map(|(path, text)| places(path, text)).collect();
    let gives = |place: &&Place| NO_REFERENCES.iter().any(|(kind, pattern)| place.is_at(*kind, pattern));
    let names: BTreeSet<&str> = places.iter().filter(gives).map(|place| place.text.as_str()).collect();
    let refers = |place: &Place| REFERENCES.iter().any(|(kind, pattern, _)| place.is_at(*kind, pattern));
    let strangers: BTreeSet<String> = places
        .iter()
        .filter(|place| names.contains(place.text.as_str()) && !gives(place) && !refers(place))
        .map(|place| format!("{} {}: {}", place.kind, place.pointer, place.text))
        .collect();
    assert_eq!(strangers, BTreeSet::new());
    for (kind, pattern, _) in REFERENCES {
        assert!(places.iter().any(|place| place.is_at(kind, pattern)), "{kind} {pattern} is nowhere");
    }
}

/// The documents of the example, by path, with a use of every reference.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    let top = Path::new(env!("CARGO_MANIFEST_DIR")).join("examples/network");
    collect(&top, "release", &mut files);
    for (path, old, new) in ADDITIONS {
        let text = files.get_mut(&format!("release/{path}")).unwrap();
        assert!(text.contains(old), "{path} does not contain {old}");
        *text = text.replacen(old, new, 1);
    }
    files
}

fn collect(top: &Path, folder: &str, files: &mut BTreeMap<String, String>) {
    for entry in fs::read_dir(top.join(folder)).unwrap() {
        let entry = entry.unwrap();
        let path = format!("{folder}/{}", entry.file_name().to_string_lossy());
        if entry.path().is_dir() {
            collect(top, &path, files);
        } else {
            files.insert(path, fs::read_to_string(entry.path()).unwrap());
        }
    }
}

/// What a check said, and where.
#[derive(Debug, PartialEq, Eq, PartialOrd, Ord)]
struct Seen {
    rule: &'static str,
    path: String,
    place: (usize, usize),
    message: String,
}

impl Seen {
    fn of(problem: Diagnostic) -> Self {
        let start = problem.location.span.unwrap_or_default().start;
        let place = (start.line(), start.column());
        Self { rule: problem.rule, path: problem.location.path, place, message: problem.message }
    }
}

fn look(files: &BTreeMap<String, String>) -> Vec<Seen> {
    let snapshot = files
        .iter()
        .fold(InMemory::new("documents"), |snapshot, (path, text)| snapshot.with_file(path, text.as_bytes()));
    let workspace = document::load(&snapshot, "release", &BTreeSet::new()).unwrap();
    let today = date(2026, 12, 1);
    let (found, _) = rules::run(&Context { workspace: &workspace, today, before: None, changes: &[] });
    workspace.diagnostics.iter().cloned().chain(found).map(Seen::of).collect()
}

/// A text or key of a document.
struct Place {
    kind: Kind,
    pointer: String,
    text: String,
    span: Span,
}

impl Place {
    fn is_at(&self, kind: Kind, pattern: &str) -> bool {
        let (own, asked): (Vec<&str>, Vec<&str>) =
            (self.pointer.split('/').collect(), pattern.split('/').collect());
        let fits = |(own, asked): (&&str, &&str)| own == asked || (*asked == "*" && *own != "{}");
        self.kind == kind && own.len() == asked.len() && own.iter().zip(&asked).all(fits)
    }

    /// The document with a name here that nothing has.
    fn renamed(&self, text: &str) -> String {
        let mut text = text.to_owned();
        let name = match self.pointer.rsplit('/').next() {
            Some("process") => "9".to_owned(),
            _ if self.is_at(Kind::Process, "answers/*") || self.is_at(Kind::Process, "answers/*/action") => {
                format!("oslo/{UNKNOWN}")
            }
            Some("at") => self.text.replacen(self.text.split(' ').next().unwrap(), UNKNOWN, 1),
            _ => UNKNOWN.to_owned(),
        };
        text.replace_range(self.span.start.offset()..self.span.end.offset(), &name);
        text
    }
}

fn places(path: &str, text: &str) -> Vec<Place> {
    let tree = yaml::read(path, text.as_bytes()).tree.unwrap();
    let name = tree.get("kind").and_then(Node::text).and_then(|kind| kind.strip_suffix("/v1")).unwrap();
    let kind = Kind::ALL.into_iter().find(|kind| kind.to_string() == name).unwrap();
    let mut found = Vec::new();
    walk(kind, &tree, "", &mut found);
    found
}

fn walk(kind: Kind, node: &Node, pointer: &str, found: &mut Vec<Place>) {
    let below = |key: &str| if pointer.is_empty() { key.to_owned() } else { format!("{pointer}/{key}") };
    match &node.value {
        Value::Scalar(scalar) => {
            found.push(Place {
                kind,
                pointer: pointer.to_owned(),
                text: scalar.text.clone(),
                span: node.span,
            });
        }
        Value::Sequence(items) => {
            for (index, item) in items.iter().enumerate() {
                walk(kind, item, &below(&index.to_string()), found);
            }
        }
        Value::Mapping(pairs) => {
            for pair in pairs {
                // The keys of a whole document are never names.
                if !pointer.is_empty() {
                    found.push(Place {
                        kind,
                        pointer: below("{}"),
                        text: pair.key.clone(),
                        span: pair.key_span,
                    });
                }
                walk(kind, &pair.value, &below(&pair.key), found);
            }
        }
    }
}
