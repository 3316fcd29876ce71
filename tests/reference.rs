//! The pages of `docs/reference/` are what rules and schemas say. `MILEPOST_UPDATE=1` writes them anew.

#![allow(clippy::expect_used, clippy::panic, reason = "a failed expectation is how a test fails")]

mod keys;

use std::collections::BTreeMap;
use std::fs;
use std::path::{Path, PathBuf};

use milepost::document::{MethodRule, PROFILES, Policy, Profile};
use milepost::render::{Format, profile, rule, rule_list};
use milepost::rules::{RULES, Rule};
use milepost::schema::Kind;
use serde_json::{Value as Json, json};

use keys::{Key, cell, keys_of, written};

/// Every page says who writes it.
const GENERATED: &str =
    "<!-- Generated from the program: MILEPOST_UPDATE=1 cargo test --test reference -->\n\n";

/// Rule settings say how to weaken a rule; those that guard decisions cannot be weakened.
const RULES_HEAD: &str = "# Rules\n\nWhat Milepost checks, by topic. `milepost explain RULE` prints the same in the terminal. A project may give a rule \
another severity, or switch it off, under `rules:` in [`project.yaml`](project.md), unless the rule guards decisions.\n\n";

const PROFILES_HEAD: &str = "# Profiles\n\nReady-made policies, each from a charter that is in use. `profile: lf-charter/1` in [`policy.yaml`](policy.md) takes \
one over; `milepost explain lf-charter/1` prints it.\n\n\
What the policy states itself replaces what the profile has of that name: a vote under `votes`, a class under `requirements` and a \
key under `limits`, each as a whole. `emergency`, `branches` and `protect` are the project's own. A version that is out never changes.\n\n";

const INDEX_HEAD: &str = "# Reference\n\nEverything that may stand in the files, and everything that is checked. What the files are for is told in \
[Documents](../documents.md).\n\n";

#[test]
fn the_reference_says_what_the_program_says() {
    let fresh = pages();
    let committed = committed();
    if std::env::var_os("MILEPOST_UPDATE").is_some() {
        return update(&fresh, &committed);
    }
    let hint = "MILEPOST_UPDATE=1 cargo test --test reference";
    let names = |pages: &BTreeMap<String, String>| pages.keys().cloned().collect::<Vec<_>>();
    assert_eq!(names(&committed), names(&fresh), "pages are missing or superfluous: {hint}");
    for (name, text) in &fresh {
        assert_eq!(committed.get(name), Some(text), "docs/reference/{name} is out of date: {hint}");
    }
}

#[test]
fn every_row_of_a_table_has_the_cells_of_its_head() {
    for (name, text) in pages() {
        let mut columns = 0;
        for line in text.lines() {
            let count = if line.starts_with('|') { line.replace("\\|", "").matches('|').count() } else { 0 };
            assert!(columns == 0 || count == 0 || count == columns, "{name}: {line}");
            columns = count;
        }
    }
}

#[test]
fn keys_inside_of_keys_are_listed_by_their_path() {
    let schema: Json = serde_json::from_str(Kind::Schedule.schema_text()).expect("a schema");
    let paths: Vec<String> = keys_of(&schema).into_iter().map(|key| key.path).collect();
    for path in ["kind", "milestones", "milestones[].date", "supported.until"] {
        assert!(paths.iter().any(|found| found == path), "{path} is not among {paths:?}");
    }
}

#[test]
fn a_cell_is_one_line_without_an_end_in_it() {
    assert_eq!(cell("a | b\n  <c> `d|<e>`"), "a \\| b &lt;c> `d\\|<e>`");
}

#[test]
fn examples_are_written_as_yaml() {
    assert_eq!(written(&json!([{"id": "ga", "date": "2027-Q3"}])), "[{id: ga, date: 2027-Q3}]");
    assert_eq!(written(&json!(["16:00", "3.2", "+1", 1])), r#"["16:00", "3.2", "+1", 1]"#);
}

fn pages() -> BTreeMap<String, String> {
    let mut pages: BTreeMap<String, String> =
        Kind::ALL.into_iter().map(|kind| (format!("{kind}.md"), kind_page(kind))).collect();
    pages.insert("rules.md".to_owned(), rules_page());
    pages.insert("profiles.md".to_owned(), profiles_page());
    pages.insert("README.md".to_owned(), index_page());
    for text in pages.values_mut() {
        text.insert_str(0, GENERATED);
    }
    pages
}

fn rules_page() -> String {
    let mut topics: Vec<_> = RULES.iter().map(|rule| rule.topic).collect();
    topics.sort();
    topics.dedup();
    let mut page = RULES_HEAD.to_owned();
    for topic in topics {
        let rules: Vec<&Rule> = RULES.iter().copied().filter(|rule| rule.topic == topic).collect();
        page.push_str(&linked(&rule_list(&rules, Format::Markdown), &rules));
        for one in rules {
            page.push_str(&format!("#{}\n", rule(one, Format::Markdown)));
        }
    }
    format!("{}\n", page.trim_end())
}

fn profiles_page() -> String {
    let mut page = PROFILES_HEAD.to_owned();
    page.push_str("| profile | a plan (`schedule`) passes by | the policy changes by | seats of one organisation |\n| --- | --- | --- | --- |\n");
    for profile in &PROFILES {
        let policy = Policy::read(profile.tree().expect(profile.id)).expect(profile.id);
        let seats = policy.limits.seats_per_affiliation.0;
        let seats = seats.map_or_else(|| "any".to_owned(), |limit| format!("`{limit}`"));
        let (plan, own) = (passes(&policy, "schedule"), passes(&policy, "policy"));
        page.push_str(&format!(
            "| [`{0}`](#{1}) | {plan} | {own} | {2} |\n",
            profile.id,
            anchor(profile),
            cell(&seats)
        ));
    }
    page.push_str("\nIn every one of them two release managers approve `schedule-minor`, and `record` and `editorial` need nobody.\n");
    for one in &PROFILES {
        page.push_str(&format!("\n{}", profile(one, Format::Markdown)));
    }
    page.push_str("\nBack to the [reference](README.md).\n");
    page
}

/// The heading of a profile as the web addresses it.
fn anchor(profile: &Profile) -> String {
    profile.id.replace('/', "")
}

/// How a decision of a class passes, by each method.
fn passes(policy: &Policy, class: &str) -> String {
    let requirement = policy.requirements.get(class).expect(class);
    let vote = policy.votes.get(requirement.vote.as_ref().expect("a vote")).expect("a vote");
    let method = |name: &str, rule: Option<&MethodRule>| {
        let rule = rule?;
        let quorum = rule.quorum.map(|quorum| format!(", quorum `{quorum}`")).unwrap_or_default();
        let open = rule.open.map(|open| format!(", open {open}")).unwrap_or_default();
        Some(format!("{name} `{}`{quorum}{open}", rule.pass))
    };
    let lazy = vote.lazy_consensus.as_ref();
    let lazy = lazy.map(|lazy| format!("silence for {}, sponsors: {}", lazy.open, lazy.sponsors));
    let ways =
        [method("electronic", vote.electronic.as_ref()), method("meeting", vote.meeting.as_ref()), lazy];
    ways.into_iter().flatten().collect::<Vec<_>>().join("; ")
}

/// The list with links from the ids to where the rules are explained.
fn linked(list: &str, rules: &[&Rule]) -> String {
    rules.iter().fold(list.to_owned(), |list, rule| {
        list.replace(&format!("| `{}` |", rule.id), &format!("| [`{0}`](#{0}) |", rule.id))
    })
}

fn index_page() -> String {
    let mut page = format!("{INDEX_HEAD}| page | file | what it says |\n| --- | --- | --- |\n");
    for kind in Kind::ALL {
        let (place, said) = (kind.place("release"), cell(&description(&schema(kind))));
        page.push_str(&format!("| [{kind}]({kind}.md) | `{place}` | {said} |\n"));
    }
    page.push_str(
        "| [profiles](profiles.md) | | The ready-made policies that `profile:` names, with the source of every number. |\n",
    );
    page.push_str(
        "| [rules](rules.md) | | Every rule: what it says, why, and how to mend what breaks it. |\n",
    );
    page
}

fn kind_page(kind: Kind) -> String {
    let schema = schema(kind);
    let keys = keys_of(&schema);
    let mut page = format!("# {kind}\n\n{}\n\n", description(&schema));
    page.push_str(&format!("- Stands in: `{}`\n", kind.place("release")));
    page.push_str(&format!("- A change of it is: {}\n", decision(kind)));
    for class in ["editorial", "record"] {
        page.push_str(&always(&keys, class));
    }
    page.push_str("\n`[]` stands for each item of a list, `<…>` for any key that may stand there. A key is required where the mapping that it belongs to is there.\n");
    page.push_str(
        "\n| key | what it says | required | values | example |\n| --- | --- | --- | --- | --- |\n",
    );
    page.extend(keys.iter().map(Key::row));
    if kind == Kind::Policy {
        page.push_str(
            "\nThe numbers of every profile, and where they are taken from: [Profiles](profiles.md).\n",
        );
    }
    page.push_str("\nBack to the [reference](README.md).\n");
    page
}

/// The keys whose changes are of this class whatever else holds.
fn always(keys: &[Key], class: &str) -> String {
    let of_class: Vec<String> = keys
        .iter()
        .filter(|key| key.class.as_deref() == Some(class))
        .map(|key| format!("`{}`", key.path))
        .collect();
    if of_class.is_empty() {
        return String::new();
    }
    format!("- Always `{class}`: {}\n", of_class.join(", "))
}

/// Which decision a change takes, as the page about documents says it.
fn decision(kind: Kind) -> String {
    let documents = fs::read_to_string(top().join("docs/documents.md")).expect("the page about documents");
    let row = documents.lines().find(|line| line.starts_with(&format!("| `{kind}` |")));
    let cells: Vec<&str> = row.unwrap_or_else(|| panic!("no row for `{kind}`")).split('|').collect();
    cells.get(4).expect("the cell of the decision").trim().to_owned()
}

fn description(schema: &Json) -> String {
    schema["description"].as_str().expect("a description").to_owned()
}

fn schema(kind: Kind) -> Json {
    serde_json::from_str(kind.schema_text()).expect("a schema")
}

fn committed() -> BTreeMap<String, String> {
    let files = fs::read_dir(folder()).into_iter().flatten().map(|entry| entry.expect("an entry").path());
    files
        .map(|path| {
            let name = path.file_name().expect("a name").to_string_lossy().into_owned();
            (name, fs::read_to_string(&path).expect("a page"))
        })
        .collect()
}

fn update(fresh: &BTreeMap<String, String>, committed: &BTreeMap<String, String>) {
    fs::create_dir_all(folder()).expect("the folder");
    for name in committed.keys().filter(|name| !fresh.contains_key(*name)) {
        fs::remove_file(folder().join(name)).expect("a page that can be removed");
    }
    for (name, text) in fresh {
        fs::write(folder().join(name), text).expect("a page that can be written");
    }
}

fn folder() -> PathBuf {
    top().join("docs/reference")
}

fn top() -> &'static Path {
    Path::new(env!("CARGO_MANIFEST_DIR"))
}
