//! The page of `milepost export html` in a real browser: nothing is fetched, nothing runs but its own script, and everybody
//! can read it, by keyboard and with a screen reader too.
//!
//! Needs Chromium, Node.js, and `npm ci --prefix tests/site --no-audit --no-fund --ignore-scripts`. With
//! `MILEPOST_PICTURES=FOLDER` it leaves pictures of the pages to look at.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it cannot go on, helpers included"
)]

#[path = "export/program.rs"]
mod program;
#[allow(dead_code, reason = "shared with the other tests of histories")]
mod support;

use std::collections::BTreeSet;
use std::fs;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use git2::{IndexAddOption, Repository, RepositoryInitOptions, Signature, Time};
use program::export;
use serde_json::Value;
use support::{history, repository};
use tempfile::TempDir;

/// Names that would do something wherever they were taken for more than text.
const HOSTILE: [&str; 6] = [
    "<script>document.body.textContent = 1</script>",
    "<img src=x onerror=alert(1)>",
    "\\\" onmouseover=alert(1) x=\\\"",
    "</title></style></script><iframe src=https://example.org>",
    "]]><!-- &lt; -->",
    "\u{5d0}\\u202egnp.exe\\u2066",
];

/// A committed project.
struct Project {
    name: &'static str,
    folder: TempDir,
}

impl Project {
    /// The example, with a step that nobody approved after it.
    fn example() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&top().join("examples/network"), folder.path());
        commit(folder.path(), 1_796_000_000);
        let plan = folder.path().join("release/schedules/paris.yaml");
        let text = fs::read_to_string(&plan).unwrap();
        fs::write(
            &plan,
            text.replace("{id: ga, date: 2027-07-08}", "{id: ga, date: 2027-07-22, reason: Late}"),
        )
        .unwrap();
        commit(folder.path(), 1_796_100_000);
        Self { name: "network", folder }
    }

    /// The example with the names that others could write.
    fn hostile() -> Self {
        let folder = tempfile::tempdir().unwrap();
        copy(&top().join("examples/network"), folder.path());
        let mut count = 0;
        for name in ["project.yaml", "roster.yaml", "schedules/paris.yaml", "process.yaml", "support/1.yaml"]
        {
            let path = folder.path().join("release").join(name);
            let text = fs::read_to_string(&path).unwrap();
            let lines = text.lines().map(|line| {
                let key = ["name: ", "topic: "]
                    .into_iter()
                    .find(|key| line.trim_start_matches([' ', '-']).starts_with(key));
                let Some(key) = key else { return line.to_owned() };
                count += 1;
                let before = line.split(key).next().unwrap();
                format!("{before}{key}\"{}\"", HOSTILE[count % HOSTILE.len()])
            });
            let changed: Vec<String> = lines.collect();
            let changed =
                changed.join("\n").replace("https://github.com/example/network", "javascript:alert(1)");
            let changed =
                changed.replace("date: 2027-07-08}", "date: 2027-07-08, note: \"<b onclick=alert(1)>\"}");
            fs::write(&path, changed + "\n").unwrap();
        }
        assert!(count >= HOSTILE.len(), "only {count} names were replaced");
        commit(folder.path(), 1_796_000_000);
        Self { name: "hostile", folder }
    }

    fn page(&self) -> String {
        export(self.folder.path(), &["html"])
    }
}

/// What OpenDaylight published, with all of its cycles and moves.
fn opendaylight() -> String {
    let built = repository::build(&history::read("opendaylight"));
    export(built.path(), &["html", "--rev", built.commits.last().unwrap()])
}

fn pages() -> Vec<(&'static str, String)> {
    let mut pages: Vec<(&'static str, String)> = [Project::example(), Project::hostile()]
        .iter()
        .map(|project| (project.name, project.page()))
        .collect();
    pages.push(("opendaylight", opendaylight()));
    pages
}

#[test]
fn the_same_revision_and_day_give_the_same_bytes() {
    let project = Project::example();
    let path = project.folder.path();
    assert_eq!(project.page(), project.page());
    let before = export(path, &["html", "--today", "2027-01-01"]);
    assert_eq!(before, export(path, &["html", "--rev", "main", "--today", "2027-01-01"]));
    assert_ne!(before, project.page(), "the day to look from is not the one that was asked for");
    assert!(before.contains("<strong>13</strong> days left") && before.contains("seen from Fri 1 Jan 2027"));
}

#[test]
fn a_folder_gets_one_page_that_a_web_server_shows() {
    let project = Project::example();
    let path = project.folder.path();
    export(path, &["html", "--output", "public/"]);
    let names: Vec<_> =
        fs::read_dir(path.join("public")).unwrap().map(|entry| entry.unwrap().file_name()).collect();
    assert_eq!(names, ["index.html"]);
    assert_eq!(fs::read_to_string(path.join("public/index.html")).unwrap(), project.page());
    export(path, &["html", "--output", "public/", "--check"]);
}

#[test]
fn a_page_is_well_formed_and_means_nothing_but_text() {
    for (name, page) in pages() {
        let options = roxmltree::ParsingOptions { allow_dtd: true, ..roxmltree::ParsingOptions::default() };
        let document = roxmltree::Document::parse_with_options(&page, options)
            .unwrap_or_else(|error| panic!("{name}: {error}"));
        let elements = || document.descendants().filter(roxmltree::Node::is_element);
        let count = |tag: &str| elements().filter(|node| node.tag_name().name() == tag).count();
        assert_eq!((count("script"), count("style"), count("h1"), count("main")), (1, 1, 1, 1), "{name}");
        assert_eq!((count("img"), count("iframe"), count("b"), count("link")), (0, 0, 0, 0), "{name}");
        let mut ids = BTreeSet::new();
        for node in elements() {
            for attribute in node.attributes() {
                assert!(!attribute.name().starts_with("on"), "{name}: {node:?}");
                assert!(!matches!(attribute.name(), "src" | "style" | "action"), "{name}: {node:?}");
            }
            if let Some(address) = node.attribute("href") {
                let is_safe = ["#", "https://", "http://"].iter().any(|start| address.starts_with(start));
                assert!(is_safe, "{name}: {address}");
            }
            if let Some(id) = node.attribute("id") {
                assert!(ids.insert(id.to_owned()), "{name}: `{id}` is there twice");
            }
            if node.tag_name().name() == "table" {
                let first = node.children().find(roxmltree::Node::is_element).unwrap();
                assert_eq!(first.tag_name().name(), "caption", "{name}");
            }
            if node.tag_name().name() == "th" {
                assert!(node.attribute("scope").is_some(), "{name}: {node:?}");
            }
            if node.tag_name().name() == "svg" {
                let named: Vec<&str> =
                    node.attribute("aria-labelledby").unwrap_or_default().split(' ').collect();
                assert_eq!(named.len(), 2, "{name}: a picture without title and description");
            }
        }
    }
}

#[test]
fn hidden_characters_of_names_are_shown() {
    let page = Project::hostile().page();
    assert!(!page.contains(['\u{202e}', '\u{2066}']));
    assert!(page.contains("\\u{202e}gnp.exe"));
}

#[test]
fn a_browser_finds_nothing_wrong() {
    let Some(browser) = browser() else { return };
    let folder = tempfile::tempdir().unwrap();
    let pages = pages();
    let mut files = Vec::new();
    for (name, page) in &pages {
        let file = folder.path().join(name).join("index.html");
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        fs::write(&file, page).unwrap();
        files.push(file);
    }
    let seen = look(&browser, &files);
    assert_eq!(seen.len(), pages.len() * 4, "light and dark, phone and desktop");
    let mut grounds = BTreeSet::new();
    for one in &seen {
        let what = format!("{} {} {}", one["file"], one["colorScheme"], one["size"]);
        let bad: Vec<&Value> = one["findings"]
            .as_array()
            .unwrap()
            .iter()
            .filter(|found| matches!(found["impact"].as_str(), Some("serious" | "critical")))
            .collect();
        assert!(bad.is_empty(), "{what}: {bad:#?}");
        assert_eq!(one["messages"], Value::Array(Vec::new()), "{what}: the console is not silent");
        let requests = one["requests"].as_array().unwrap();
        assert!(
            requests.len() == 1 && requests[0].as_str().unwrap().starts_with("file://"),
            "{what}: {requests:?}"
        );
        assert!(one["overflow"].as_i64().unwrap() <= 0, "{what}: {} pixels too wide", one["overflow"]);
        assert_eq!(one["foreign"], 0, "{what}");
        assert_eq!(one["lost"], Value::Array(Vec::new()), "{what}: links to nowhere");
        for protocol in one["links"].as_array().unwrap() {
            assert!(matches!(protocol.as_str(), Some("file:" | "https:" | "http:")), "{what}: {protocol}");
        }
        assert_keyboard(&what, &one["keyboard"]);
        grounds.insert((one["colorScheme"].as_str().unwrap(), one["ground"].as_str().unwrap()));
    }
    let colours: BTreeSet<&str> = grounds.iter().map(|(_, colour)| *colour).collect();
    assert_eq!((grounds.len(), colours.len()), (2, 2), "light and dark look alike: {grounds:?}");
}

fn assert_keyboard(what: &str, keyboard: &Value) {
    assert_eq!(keyboard["skip"]["class"], "skip", "{what}");
    assert_eq!(keyboard["skip"]["inView"], true, "{what}: the skip link is not seen");
    assert_eq!(keyboard["main"], "main", "{what}: the skip link leads elsewhere");
    assert_eq!(keyboard["reached"], true, "{what}: the filter cannot be reached");
    assert_ne!(keyboard["outline"], "none", "{what}: the focus is not seen");
    let (before, none, some, after) =
        (&keyboard["before"], &keyboard["none"], &keyboard["some"], &keyboard["after"]);
    assert_eq!(before["rows"], before["all"], "{what}: everything is there at first");
    assert_eq!(none["rows"], 0, "{what}: words do not filter");
    assert!(none["said"].as_str().unwrap().starts_with("0 of "), "{what}: {none}");
    assert_eq!(some["rows"], keyboard["wanted"], "{what}: the status does not filter");
    assert!(some["rows"].as_u64().unwrap() > 0, "{what}");
    assert_eq!(after["rows"], after["all"], "{what}: the filter cannot be undone");
}

/// What the browser saw of every page.
fn look(browser: &Path, files: &[PathBuf]) -> Vec<Value> {
    let pictures = std::env::var_os("MILEPOST_PICTURES").unwrap_or_else(|| "-".into());
    let home = tempfile::tempdir().unwrap();
    let output = Command::new("node")
        .arg(top().join("tests/site/look.mjs"))
        .arg(browser)
        .arg(pictures)
        .args(files)
        .env_clear()
        .env("PATH", std::env::var_os("PATH").unwrap_or_default())
        .env("HOME", home.path())
        .output()
        .unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    serde_json::from_slice(&output.stdout).unwrap()
}

/// Chromium, where it and what drives it are there.
fn browser() -> Option<PathBuf> {
    let path = std::env::var_os("PATH").unwrap_or_default();
    let named = std::env::var_os("MILEPOST_BROWSER").map(PathBuf::from);
    let found = named.or_else(|| {
        let folders: Vec<PathBuf> = std::env::split_paths(&path).collect();
        let programs = ["chromium", "chromium-browser", "google-chrome"];
        programs
            .iter()
            .flat_map(|name| folders.iter().map(move |folder| folder.join(name)))
            .find(|file| file.is_file())
    });
    let node = Command::new("node").arg("--version").stdout(Stdio::null()).stderr(Stdio::null()).status();
    let drives = top().join("tests/site/node_modules/playwright-core").is_dir()
        && top().join("tests/site/node_modules/axe-core").is_dir()
        && node.is_ok_and(|status| status.success());
    if let Some(browser) = found.filter(|_| drives) {
        return Some(browser);
    }
    let notice = "the page in a browser: it needs Chromium, Node.js and `npm ci --prefix tests/site --no-audit --no-fund \
                  --ignore-scripts`";
    assert!(std::env::var_os("MILEPOST_REQUIRE_BROWSER").is_none(), "not there: {notice}");
    // Not `eprintln`, which nobody sees when a test passes.
    writeln!(std::io::stderr(), "\nNOT TESTED: {notice}").expect("a place for the notice");
    None
}

fn top() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR"))
}

fn copy(from: &Path, to: &Path) {
    fs::create_dir_all(to).unwrap();
    for entry in fs::read_dir(from).unwrap() {
        let path = entry.unwrap().path();
        let target = to.join(path.file_name().unwrap());
        if path.is_dir() {
            copy(&path, &target);
        } else {
            fs::copy(&path, &target).unwrap();
        }
    }
}

/// Commits everything in the folder at a time.
fn commit(folder: &Path, seconds: i64) {
    let mut options = RepositoryInitOptions::new();
    options.external_template(false).initial_head("main");
    let repository = Repository::init_opts(folder, &options).unwrap();
    let mut index = repository.index().unwrap();
    index.add_all(["*"], IndexAddOption::FORCE, None).unwrap();
    index.write().unwrap();
    let tree = repository.find_tree(index.write_tree().unwrap()).unwrap();
    let parent = repository.head().ok().map(|head| head.peel_to_commit().unwrap());
    let parents: Vec<_> = parent.iter().collect();
    let author = Signature::new("Release Team", "release@example.org", &Time::new(seconds, 0)).unwrap();
    repository.commit(Some("HEAD"), &author, &author, "Step\n", &tree, &parents).unwrap();
}
