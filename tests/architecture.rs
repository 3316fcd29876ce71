//! Reads the imports of the sources and fails on an arrow against the direction that the design allows.

#![allow(clippy::unwrap_used, reason = "a test that cannot read the sources has failed")]

mod imports;

use std::collections::BTreeSet;
use std::fs;
use std::path::{Path, PathBuf};

use imports::paths_in;

/// The modules from the ground up. A module may use the modules of the rows above its own, and none beside it.
const LAYERS: &[&[&str]] = &[
    &["diagnostic", "threads", "threshold"],
    &["calendar", "signature"],
    &["source"],
    &["repository", "yaml"],
    &["schema"],
    &["document"],
    &["diff"],
    &["rules"],
    &["approval"],
    &["history"],
    &["audit", "trend"],
    &["plan"],
    &["init"],
    &["status"],
    &["report"],
    &["render"],
    &["export"],
    &["github"],
    &["cli"],
];

/// What stands outside of the order: they tie everything together.
const FREE: &[&str] = &["main", "lib"];

/// Crates that one place wraps, so that the rest of the code does not depend on how they work.
const WRAPPED: &[(&str, &[&str])] = &[
    ("git2", &["repository"]),
    ("saphyr_parser", &["yaml"]),
    ("serde_yaml", &["yaml"]),
    ("jsonschema", &["schema"]),
    ("ssh_key", &["signature"]),
    ("pgp", &["signature"]),
    ("octocrab", &["github"]),
    ("tokio", &["github"]),
    ("hyper_util", &["github"]),
    ("hyper_rustls", &["github"]),
    ("http_body_util", &["github"]),
    ("anstream", &["render", "cli"]),
    ("annotate_snippets", &["render", "cli"]),
];

/// Modules that give the same answer for the same input wherever and whenever they run.
const PURE: &[&str] = &[
    "rules",
    "diff",
    "calendar",
    "approval",
    "audit",
    "trend",
    "plan",
    "init",
    "status",
    "signature",
    "export",
];

/// The files of these modules that read the revisions which the rest of the module works on.
const READING: &[&[&str]] = &[
    &["trend", "early"],
    &["trend", "read"],
    &["audit", "asked"],
    &["audit", "facts"],
    &["audit", "line"],
    &["audit", "left_out"],
    &["audit", "merges"],
    &["audit", "prepare"],
    &["audit", "ratify"],
    &["audit", "record"],
    &["audit", "replay"],
    &["audit", "witnesses"],
    &["export", "past"],
    &["export", "read"],
    &["export", "judge"],
    &["export", "judge", "step"],
    &["export", "judge", "surely_open"],
    &["export", "judge", "whole"],
];

/// The modules that read a repository.
const READERS: &[&str] = &["repository", "history"];

/// What would make an answer depend on the machine or the day.
const IMPURE: &[&str] = &[
    "std::env",
    "std::fs",
    "std::net",
    "std::process",
    "std::time::SystemTime",
    "std::time::Instant",
    "SystemTime::now",
    "Instant::now",
    "Timestamp::now",
    "Zoned::now",
];

#[test]
fn imports_point_down() {
    let problems: Vec<String> =
        sources().iter().flat_map(|(path, text)| problems_of(&module_path(path), path, text)).collect();
    assert!(
        problems.is_empty(),
        "{}\n\nThe order stands at the top of tests/architecture.rs; CONTRIBUTING.md says why.",
        problems.join("\n")
    );
}

#[test]
fn every_file_says_why_it_exists() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let silent: Vec<String> = ["src", "tests", "benches"]
        .iter()
        .flat_map(|folder| rust_files(&root.join(folder)))
        .filter(|path| !fs::read_to_string(path).unwrap().starts_with("//! "))
        .map(|path| path.strip_prefix(root).unwrap().display().to_string())
        .collect();
    assert!(silent.is_empty(), "no `//!` line with the reason to exist at the top of: {}", silent.join(", "));
}

#[test]
fn a_module_stands_in_one_layer() {
    let mut seen = BTreeSet::new();
    for module in LAYERS.iter().copied().flatten().chain(FREE) {
        assert!(seen.insert(module), "`{module}` is listed twice");
    }
}

#[test]
fn an_arrow_upwards_is_found() {
    for text in [
        "use crate::cli::Options;",
        "use crate::{diagnostic::Span, cli};",
        "use crate::{\n    diagnostic::{Label, Span},\n    cli::{self, Options},\n};",
        "fn f() { crate::cli::run(); }",
        "fn f() -> Option<crate :: cli :: Options> { None }",
        "use super::super::cli;",
        "use super::super::{cli, source};",
        "pub(crate) use crate::cli as anything;",
    ] {
        let found = problems_of(&["yaml", "parse"], Path::new("src/yaml/parse.rs"), text);
        assert_eq!(found.len(), 1, "{text}: {found:?}");
        assert!(found[0].contains("`yaml` uses `cli`"), "{found:?}");
    }
    assert_eq!(found(&["diff", "mod"], "use crate::rules::Rule;").len(), 1);
    assert_eq!(found(&["source", "mod"], "use crate::repository::Repository;").len(), 1);
    assert_eq!(found(&["diff", "weekend"], "use super::super::rules::Rule;").len(), 1);
}

#[test]
fn a_module_without_a_layer_is_found() {
    assert!(found(&["astrology", "mod"], "use crate::calendar::Date;")[0].contains("has no layer"));
    assert!(found(&["cli", "mod"], "use crate::astrology::Star;")[0].contains("has no layer"));
}

#[test]
fn a_wrapped_crate_is_found_elsewhere_only() {
    for text in ["use git2::Oid;", "use git2 as g;", "fn f(id: git2::Oid) {}", "use ::git2::{Oid, Tree};"] {
        assert_eq!(found(&["audit", "mod"], text).len(), 1, "{text}");
        assert_eq!(found(&["repository", "mod"], text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(found(&["main"], "use git2::Oid;").len(), 1, "nobody is free to use a wrapped crate");
}

#[test]
fn clock_and_machine_are_found_in_pure_modules_only() {
    for text in [
        "use std::env;",
        "use std::{fmt, fs::File};",
        "use std::time::{Duration, SystemTime};",
        "fn f() { jiff::Timestamp::now(); }",
        "fn f() { Zoned::now(); }",
    ] {
        assert_eq!(found(&["plan", "mod"], text).len(), 1, "{text}");
        assert_eq!(found(&["cli", "mod"], text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn git_is_read_in_pure_modules_by_the_files_that_say_so_only() {
    for text in ["use crate::history::Documents;", "fn f(from: &crate::repository::Repository) {}"] {
        assert_eq!(found(&["trend", "lines"], text).len(), 1, "{text}");
        assert_eq!(found(&["status", "mod"], text).len(), 1, "{text}");
        assert_eq!(found(&["trend", "read"], text), Vec::<String>::new(), "{text}");
        assert_eq!(found(&["cli", "mod"], text), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn what_is_no_import_is_passed_over() {
    for text in [
        "// use crate::cli;\n/* use crate::cli; /* crate::cli::x */ */",
        "/// See [`crate::cli`].\nstruct S;",
        "const TEXT: &str = \"use crate::cli; \\\" crate::cli::x\";",
        "const TEXT: &str = r#\"\" use crate::cli;\"#; const QUOTE: char = '\"'; use crate::diagnostic::Span;",
        "fn f<'a>(x: &'a str) -> &'a str { x }",
        "#[cfg(test)]\nmod tests { use crate::cli; fn f() { if true { crate::cli::run(); } } }",
        "#[cfg(test)]\n#[allow(missing_docs, reason = \"tests\")]\npub(crate) mod tests { use crate::cli; }",
        "#[cfg(test)]\nuse crate::cli;",
        "use super::parse; use super::{node, cli};",
        "use self::cli::x; mod cli;",
        "use std::time::Duration; use crate::yaml::Node;",
    ] {
        assert_eq!(found(&["yaml", "parse"], text), Vec::<String>::new(), "{text}");
    }
    assert_eq!(found(&["yaml", "mod"], "#[cfg(test)]\nmod tests {}\nuse crate::cli;").len(), 1);
}

fn found(module: &[&str], text: &str) -> Vec<String> {
    problems_of(module, Path::new("src/fixture.rs"), text)
}

/// Everything that one file uses against the order.
fn problems_of<S: AsRef<str>>(module: &[S], path: &Path, text: &str) -> Vec<String> {
    let module: Vec<&str> = module.iter().map(AsRef::as_ref).collect();
    let own = module.first().copied().unwrap_or_default();
    let depth = module.iter().filter(|part| **part != "mod").count();
    let mut problems = BTreeSet::new();
    for used in paths_in(text) {
        let problem = if let Some(other) = module_used(&used, depth) {
            against_the_order(own, other).or_else(|| reading(&module, other))
        } else {
            against_a_wrapper(own, &used).or_else(|| impure(own, &used))
        };
        problems.extend(problem.map(|problem| format!("{}: {problem}", path.display())));
    }
    problems.into_iter().collect()
}

fn against_the_order(own: &str, other: &str) -> Option<String> {
    if own == other || FREE.contains(&own) || other.starts_with(char::is_uppercase) {
        return None;
    }
    let layer = |module: &str| LAYERS.iter().position(|layer| layer.contains(&module));
    let homeless =
        |module: &str| Some(format!("the module `{module}` has no layer: add it to the table in this test"));
    match (layer(own), layer(other)) {
        (None, _) => homeless(own),
        (_, None) => homeless(other),
        (Some(here), Some(there)) if there < here => None,
        (Some(here), Some(there)) if there == here => Some(format!(
            "`{own}` uses `{other}`, which stands beside it: move what both need into a lower module"
        )),
        _ => Some(format!(
            "`{own}` uses `{other}`, which stands above it: hand the value in as an argument, or move it down"
        )),
    }
}

fn against_a_wrapper(own: &str, used: &[String]) -> Option<String> {
    let (name, wrappers) =
        WRAPPED.iter().find(|(name, _)| used.first().is_some_and(|first| first == name))?;
    (!wrappers.contains(&own)).then(|| {
        format!(
            "`{own}` uses the crate `{name}`, which only `{}` may: ask that module",
            wrappers.join("`, `")
        )
    })
}

fn impure(own: &str, used: &[String]) -> Option<String> {
    let used = used.join("::");
    let starts = |banned: &str| used == banned || used.starts_with(&format!("{banned}::"));
    let banned = IMPURE.iter().find(|banned| starts(banned) || used.ends_with(&format!("::{banned}")))?;
    PURE.contains(&own).then(|| {
        format!(
            "`{own}` uses `{banned}`, and its answer must not depend on that: take the value as an argument"
        )
    })
}

/// Whether a file of a pure module reads a repository, and is not the one that does so for its module.
fn reading(module: &[&str], other: &str) -> Option<String> {
    let own = module.first().copied()?;
    let is_pure = PURE.contains(&own) && !READING.contains(&module);
    (is_pure && READERS.contains(&other)).then(|| {
        format!("`{own}` uses `{other}`, which reads git objects: take what was read as an argument")
    })
}

/// The module below the crate root that a path leads to.
fn module_used(used: &[String], depth: usize) -> Option<&str> {
    let ups = used.iter().take_while(|part| *part == "super").count();
    match used.first().map(String::as_str) {
        Some("crate" | "milepost") => used.get(1).map(String::as_str),
        Some("super") if ups >= depth => used.get(ups).map(String::as_str),
        _ => None,
    }
}

fn sources() -> Vec<(PathBuf, String)> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    rust_files(&root.join("src"))
        .into_iter()
        // `#[cfg(test)] mod tests;` in a file of its own.
        .filter(|path| path.file_name().is_some_and(|name| name != "tests.rs"))
        .map(|path| {
            let text = fs::read_to_string(&path).unwrap();
            (path.strip_prefix(root).unwrap().to_owned(), text)
        })
        .collect()
}

/// `src/yaml/parse.rs` is `yaml`, `parse`.
fn module_path(path: &Path) -> Vec<String> {
    let below = path.strip_prefix("src").unwrap().with_extension("");
    below.iter().map(|part| part.to_string_lossy().into_owned()).collect()
}

fn rust_files(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    for entry in fs::read_dir(folder).into_iter().flatten() {
        let path = entry.unwrap().path();
        if path.is_dir() && !path.ends_with("tests/cases") {
            files.extend(rust_files(&path));
        } else if path.extension().is_some_and(|extension| extension == "rs") {
            files.push(path);
        }
    }
    files.sort();
    files
}
