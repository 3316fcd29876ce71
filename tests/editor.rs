//! What an editor shows through the first line of a document: errors, keys to choose from, and descriptions.
//!
//! Asks the YAML language server, which VS Code and most other editors use. It is there after
//! `npm ci --prefix tests/editor --no-audit --no-fund --ignore-scripts`.

#![allow(clippy::expect_used, clippy::panic, reason = "a failed expectation is how a test fails")]

#[path = "editor/language_server.rs"]
mod language_server;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write;
use std::path::Path;
use std::process::Command;

use milepost::init::Template;
use milepost::schema::Kind;
use serde_json::Value;

use language_server::{LanguageServer, top};

const SCHEDULE: &str = "\
kind: schedule/v1
cycle: paris
version: \"3.2\"
status: active
milestones:
  - id: feature-freeze
    date: 2027-03-25
    confidence: tentative
";

const POLICY: &str = "\
kind: policy/v1
version: 1
profile: lf-charter/1
votes:
  majority:
    meeting: {quorum: \">= 1/2 of seats\", pass: \"> 1/2 of present\"}
requirements:
  schedule: {vote: majority}
  exception: {approve: release-managers, count: 1, merged-by: tsc}
emergency: {approvers: [carol], count: 2, ratify-within: 7 days}
";

#[test]
fn nothing_is_wrong_with_valid_documents() {
    let Some(mut server) = server() else { return };
    let documents = valid_documents();
    for (address, text) in &documents {
        server.open(address, text);
        server.open(&with_stray_key(address), &format!("{text}\nno-such-key: 1\n"));
    }
    for (address, _) in &documents {
        assert_eq!(server.diagnostics(address), Vec::<Value>::new(), "{address}");
        // Nothing is wrong with a document whose schema the server did not find, either.
        let found = server.diagnostics(&with_stray_key(address));
        let messages: Vec<&Value> = found.iter().map(|one| &one["message"]).collect();
        assert_eq!(messages, ["Property no-such-key is not allowed."], "{address}");
    }
    let asked: BTreeSet<&str> = server.schemas_asked_for.iter().map(String::as_str).collect();
    let named: BTreeSet<&str> = documents.iter().map(|(_, text)| schema_named_in(text)).collect();
    assert_eq!(asked, named, "the schemas are not those of the first lines");
    assert_eq!(asked.len(), Kind::ALL.len(), "{asked:?}");
}

#[test]
fn mistakes_in_a_schedule_are_flagged_where_they_are() {
    let item = "\n  - id: feature-freeze\n    date: 2027-03-25\n    confidence: tentative\n";
    let statuses =
        r#"Value is not accepted. Valid values: "draft", "proposed", "active", "released", "cancelled"."#;
    assert_flagged(
        Kind::Schedule,
        SCHEDULE,
        &[
            ("    date:", "    dat:", "dat", "Property dat is not allowed."),
            ("cycle: paris", "cycle: paris\nstart: soon", "start", "Property start is not allowed."),
            ("status: active\n", "", "kind: ", r#"Missing property "status"."#),
            ("id: feature-freeze\n    ", "", "date: ", r#"Missing property "id"."#),
            ("active", "running", "running", statuses),
            ("schedule/v1", "schedule/v2", "schedule/v2", r#"Value must be "schedule/v1"."#),
            ("\"3.2\"", "3.2", "3.2", r#"Incorrect type. Expected "string"."#),
            (item, " soon\n", "soon", r#"Incorrect type. Expected "array"."#),
        ],
    );
}

#[test]
fn mistakes_in_a_policy_are_flagged_where_they_are() {
    let mergers = r#"Value is not accepted. Valid values: "tsc", "release-managers"."#;
    assert_flagged(
        Kind::Policy,
        POLICY,
        &[
            ("  schedule:", "  budget:", "budget", "Property budget is not allowed."),
            ("meeting:", "meting:", "meting", "Property meting is not allowed."),
            ("version: 1\n", "", "kind: ", r#"Missing property "version"."#),
            (", ratify-within: 7 days", "", "emergency", r#"Missing property "ratify-within"."#),
            ("tsc", "bob", "bob", mergers),
            ("version: 1", "version: one", "one", r#"Incorrect type. Expected "integer"."#),
            // The server calls a mapping by the title of its schema.
            ("{vote: majority}", "majority", "majority", r#"Incorrect type. Expected "schedule"."#),
        ],
    );
}

#[test]
fn an_empty_document_offers_the_keys_of_its_kind() {
    let Some(mut server) = server() else { return };
    for kind in Kind::ALL {
        let offered = offered_at(&mut server, kind, "|\n");
        let missing: Vec<String> = keys(kind, "").into_iter().filter(|key| !offered.contains(key)).collect();
        assert_eq!(missing, [""; 0], "{kind} offers {offered:?}");
    }
}

#[test]
fn what_may_stand_at_a_place_is_offered_there() {
    let Some(mut server) = server() else { return };
    let head = "kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n";
    let milestone = keys(Kind::Schedule, "/properties/milestones/items");
    let offered = offered_at(&mut server, Kind::Schedule, &format!("{head}  - |\n"));
    assert!(offered.is_superset(&milestone), "{offered:?}");
    assert!(!offered.contains("milestones"), "the keys of the whole document are offered: {offered:?}");

    let offered = offered_at(&mut server, Kind::Schedule, &format!("{head}  - id: ga\n    |\n"));
    assert!(offered.contains("date") && !offered.contains("id"), "{offered:?}");

    let offered = offered_at(&mut server, Kind::Schedule, &head.replace("active", "|"));
    assert_eq!(offered, set(&["draft", "proposed", "active", "released", "cancelled"]));

    let offered = offered_at(&mut server, Kind::Schedule, "kind: |\n");
    assert_eq!(offered, set(&["schedule/v1"]));

    let requirements = "kind: policy/v1\nversion: 1\nrequirements:\n  |\n";
    let offered = offered_at(&mut server, Kind::Policy, requirements);
    assert_eq!(offered, keys(Kind::Policy, "/properties/requirements"));
}

#[test]
fn a_key_shows_its_description() {
    let Some(mut server) = server() else { return };
    let places = [
        (Kind::Schedule, SCHEDULE, "status:", "/properties/status"),
        (Kind::Schedule, SCHEDULE, "date:", "/properties/milestones/items/properties/date"),
        (Kind::Policy, POLICY, "emergency:", "/properties/emergency"),
    ];
    for (kind, text, key, pointer) in places {
        let (letter, rest) = key.split_at(1);
        let marked = text.replacen(key, &format!("{letter}|{rest}"), 1);
        let shown = ask(&mut server, "textDocument/hover", kind, &marked);
        let shown = shown["contents"]["value"].as_str().unwrap_or_default();
        let schema = schema(kind);
        let description = schema.pointer(pointer).and_then(|found| found["description"].as_str());
        assert!(shown.contains(description.expect("a description")), "{key} shows `{shown}`");
    }
}

/// The server, or none where it is not installed. Where it must be there, its absence is a failure.
fn server() -> Option<LanguageServer> {
    if LanguageServer::is_installed() {
        return Some(LanguageServer::start());
    }
    let install = "npm ci --prefix tests/editor --no-audit --no-fund --ignore-scripts";
    let notice = format!("the YAML language server is not there; it needs Node.js and `{install}`");
    assert!(std::env::var_os("MILEPOST_REQUIRE_EDITOR").is_none(), "{notice}");
    // Not `eprintln`, which nobody sees when a test passes.
    writeln!(std::io::stderr(), "\nNOT TESTED: {notice}").expect("a place for the notice");
    None
}

/// Asserts for each mistake (old text, new text) that it is the only thing flagged, where that begins, and the message.
fn assert_flagged(kind: Kind, valid: &str, mistakes: &[(&str, &str, &str, &str)]) {
    let Some(mut server) = server() else { return };
    let valid = with_modeline(kind, valid);
    let unmarked = "file:///editor/valid.yaml";
    server.open(unmarked, &valid);
    assert_eq!(server.diagnostics(unmarked), Vec::<Value>::new());
    for (number, (old, new, flagged, message)) in mistakes.iter().enumerate() {
        // The first line names the kind as well.
        let (first, rest) = valid.split_once('\n').expect("a modeline");
        let text = format!("{first}\n{}", rest.replacen(old, new, 1));
        assert_ne!(text, valid, "`{old}` is not there");
        let address = format!("file:///editor/{number}.yaml");
        server.open(&address, &text);
        let found = server.diagnostics(&address);
        let [one] = found.as_slice() else { panic!("`{old}` → `{new}`: {found:#?}") };
        assert_eq!(one["message"], *message, "`{old}` → `{new}`");
        assert_eq!(one["severity"], 1, "`{old}` → `{new}` is no error");
        let at = text_from(&text, &one["range"]["start"]);
        assert!(at.starts_with(flagged), "`{old}` → `{new}` is flagged at `{at}`");
    }
}

/// The labels that are offered at the bar in a text.
fn offered_at(server: &mut LanguageServer, kind: Kind, marked: &str) -> BTreeSet<String> {
    let answer = ask(server, "textDocument/completion", kind, marked);
    let items = answer["items"].as_array().into_iter().flatten();
    // An item of the class "class" writes several keys at once, and is named after the schema's title.
    let keys_and_values = items.filter(|item| item["kind"] != 7);
    keys_and_values.filter_map(|item| item["label"].as_str()).map(str::to_owned).collect()
}

/// What the server answers at the bar in a text.
fn ask(server: &mut LanguageServer, method: &str, kind: Kind, marked: &str) -> Value {
    let marked = with_modeline(kind, marked);
    let (before, after) = marked.split_once('|').expect("a bar");
    let column =
        before.lines().last().filter(|_| !before.ends_with('\n')).map_or(0, |line| line.chars().count());
    let address = server.new_address();
    server.open(&address, &format!("{before}{after}"));
    server.ask(method, &address, (before.matches('\n').count(), column))
}

/// The examples, what `init` writes, and of every kind a document with all of its keys.
fn valid_documents() -> Vec<(String, String)> {
    let mut documents = Vec::new();
    collect(&top().join("examples"), &mut documents);
    assert!(!documents.is_empty(), "there are no examples");
    for template in Template::ALL {
        let folder = tempfile::tempdir().expect("a folder");
        init(folder.path(), template);
        let before = documents.len();
        collect(folder.path(), &mut documents);
        assert!(documents.len() > before, "{} wrote nothing", template.name());
    }
    for kind in Kind::ALL {
        let path = format!("tests/data/documents/{}.yaml", kind.name());
        let text = fs::read_to_string(top().join(path)).expect("a document");
        documents
            .push((format!("file:///editor/every-key/{}.yaml", kind.name()), with_modeline(kind, &text)));
    }
    documents
}

fn collect(folder: &Path, documents: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).expect("a folder") {
        let path = entry.expect("an entry").path();
        if path.is_dir() {
            collect(&path, documents);
        } else if path.extension().is_some_and(|extension| extension == "yaml") {
            let text = fs::read_to_string(&path).expect("a document");
            documents.push((format!("file://{}", path.display()), text));
        }
    }
}

fn init(folder: &Path, template: Template) {
    let people =
        ["--tsc=alice:Alice", "--tsc=bob:Bob", "--release-manager=carol:Carol", "--advisor=dana:Dana"];
    let output = Command::new(env!("CARGO_BIN_EXE_milepost"))
        .args(["init", "--template", template.name(), "--name=Example Project", "--rmss"])
        .args(people)
        .args(["--meeting=2 weeks on tuesday at 15:00", "--cycle=paris", "--start=2027-01-14"])
        .arg("--today=2026-12-01")
        .current_dir(folder)
        .env_clear()
        .output()
        .expect("milepost runs");
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
}

fn with_modeline(kind: Kind, text: &str) -> String {
    format!("{}\n{text}", kind.modeline())
}

fn with_stray_key(address: &str) -> String {
    format!("{address}.stray.yaml")
}

fn schema_named_in(text: &str) -> &str {
    let first = text.lines().next().unwrap_or_default();
    first.split_once("$schema=").unwrap_or_else(|| panic!("`{first}` names no schema")).1
}

fn schema(kind: Kind) -> Value {
    serde_json::from_str(kind.schema_text()).expect("a schema")
}

/// The keys of the mapping that a part of a schema describes.
fn keys(kind: Kind, pointer: &str) -> BTreeSet<String> {
    let schema = schema(kind);
    let properties = schema.pointer(pointer).and_then(|part| part["properties"].as_object());
    properties.expect("a mapping").keys().cloned().collect()
}

fn set(names: &[&str]) -> BTreeSet<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

/// The text from a position on; these texts are ASCII, so that columns are bytes.
fn text_from<'a>(text: &'a str, position: &Value) -> &'a str {
    let part = |name: &str| position[name].as_u64().and_then(|number| usize::try_from(number).ok());
    let (line, column) = part("line").zip(part("character")).expect("a position");
    text.lines().nth(line).and_then(|line| line.get(column..)).expect("a place in the text")
}
