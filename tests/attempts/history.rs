//! Real repositories, written object by object, and what the program says about them on a hostile machine.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::{Command, Output};

use git2::{ObjectType, Oid, RepositoryInitOptions};
use serde_json::Value;
use tempfile::TempDir;

use super::world::{Thing, World};

/// The day from which everything is looked at.
pub(crate) const TODAY: &str = "2026-11-20";

/// What a user, or whoever wrote to the user's home, could have configured.
const HOSTILE: &str = "[core]
	quotePath = true
	autocrlf = true
	eol = crlf
	ignoreCase = true
	precomposeUnicode = true
	fsmonitor = false
	attributesFile = ~/attributes
	excludesFile = ~/attributes
	pager = false
	editor = false
	bare = true
	useReplaceRefs = true
[diff]
	external = false
	renames = copies
	noprefix = true
	orderFile = ~/attributes
	ignoreSubmodules = all
[merge]
	default = union
	renames = true
	conflictStyle = diff3
[filter \"lfs\"]
	clean = false
	smudge = false
	required = true
[log]
	mailmap = true
	follow = true
	showSignature = true
[mailmap]
	file = ~/attributes
[color]
	ui = always
[alias]
	log = !false
[gpg]
	program = false
[commit]
	gpgSign = true
[init]
	defaultBranch = elsewhere
";

/// Where git would look, were it asked; the program has to read what `--repo` names and nothing else.
const MISLEADING: [(&str, &str); 9] = [
    ("GIT_DIR", "/nowhere/.git"),
    ("GIT_WORK_TREE", "/nowhere"),
    ("GIT_INDEX_FILE", "/nowhere/index"),
    ("GIT_OBJECT_DIRECTORY", "/nowhere/objects"),
    ("GIT_ALTERNATE_OBJECT_DIRECTORIES", "/nowhere/more"),
    ("GIT_NAMESPACE", "elsewhere"),
    ("GIT_CONFIG_COUNT", "1"),
    ("GIT_REPLACE_REF_BASE", "refs/heads/"),
    ("GIT_EXTERNAL_DIFF", "false"),
];

/// A repository under construction.
pub(crate) struct History {
    folder: TempDir,
    git: git2::Repository,
}

impl History {
    pub(crate) fn new() -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = RepositoryInitOptions::new();
        options.initial_head("main").external_template(false);
        let git = git2::Repository::init_opts(folder.path().join("project"), &options).unwrap();
        Self { folder, git }
    }

    pub(crate) fn path(&self) -> PathBuf {
        self.folder.path().join("project")
    }

    pub(crate) fn git_path(&self) -> &Path {
        self.git.path()
    }

    /// A folder beside the repository.
    pub(crate) fn beside(&self, name: &str) -> PathBuf {
        self.folder.path().join(name)
    }

    pub(crate) fn commit(&self, world: &World, parents: &[&str]) -> String {
        self.commit_tree(self.tree(world), parents)
    }

    /// Written as bytes: no library has a say in what a commit may be.
    pub(crate) fn commit_tree(&self, tree: Oid, parents: &[&str]) -> String {
        let parents: String = parents.iter().map(|parent| format!("parent {parent}\n")).collect();
        let person = "Ann <ann@example.org> 1790000000 +0000";
        let text = format!("tree {tree}\n{parents}author {person}\ncommitter {person}\n\nA change\n");
        self.object(ObjectType::Commit, text.as_bytes()).to_string()
    }

    pub(crate) fn tree(&self, world: &World) -> Oid {
        let mut index = git2::Index::new().unwrap();
        for (path, thing) in &world.0 {
            let (mode, id) = match thing {
                Thing::Plain(bytes) => (0o100_644, self.blob(bytes)),
                Thing::Executable(bytes) => (0o100_755, self.blob(bytes)),
                Thing::Link(target) => (0o120_000, self.blob(target.as_bytes())),
                Thing::Submodule(commit) => (0o160_000, Oid::from_str(commit).unwrap()),
            };
            index.add(&index_entry(path, mode, id)).unwrap();
        }
        index.write_tree_to(&self.git).unwrap()
    }

    pub(crate) fn blob(&self, bytes: &[u8]) -> Oid {
        self.git.blob(bytes).unwrap()
    }

    /// A tree with exactly these entries in exactly this order.
    pub(crate) fn raw_tree(&self, entries: &[(&str, &[u8], Oid)]) -> Oid {
        let bytes: Vec<u8> = entries
            .iter()
            .flat_map(|(mode, name, id)| [mode.as_bytes(), b" ", name, b"\0", id.as_bytes()].concat())
            .collect();
        self.object(ObjectType::Tree, &bytes)
    }

    /// The entries of the tree at a path, to be written anew.
    pub(crate) fn entries(&self, tree: Oid, path: &str) -> Vec<(String, Vec<u8>, Oid)> {
        let mut tree = self.git.find_tree(tree).unwrap();
        if !path.is_empty() {
            let inside = tree.get_path(Path::new(path)).unwrap();
            tree = self.git.find_tree(inside.id()).unwrap();
        }
        let entries = tree.iter();
        entries
            .map(|entry| (format!("{:o}", entry.filemode_raw()), entry.name_bytes().to_vec(), entry.id()))
            .collect()
    }

    /// A commit of `world` in which the tree of `release/` holds exactly what `change` makes of its entries.
    pub(crate) fn commit_with_release(
        &self,
        world: &World,
        parent: &str,
        change: impl FnOnce(&mut Vec<(String, Vec<u8>, Oid)>),
    ) -> String {
        let whole = self.tree(world);
        let mut inside = self.entries(whole, "release");
        change(&mut inside);
        let release = self.raw_tree(&borrowed(&inside));
        let mut top = self.entries(whole, "");
        top.iter_mut().filter(|(_, name, _)| name == b"release").for_each(|entry| entry.2 = release);
        self.commit_tree(self.raw_tree(&borrowed(&top)), &[parent])
    }

    pub(crate) fn reference(&self, name: &str, id: &str) {
        self.git.reference(name, Oid::from_str(id).unwrap(), true, "test").unwrap();
    }

    /// Writes a file of git's own folder.
    pub(crate) fn write(&self, path: &str, text: &str) {
        let path = self.git_path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    }

    pub(crate) fn object(&self, kind: ObjectType, bytes: &[u8]) -> Oid {
        self.git.odb().unwrap().write(kind, bytes).unwrap()
    }

    /// The verdict about a change.
    pub(crate) fn gate(&self, base: &str, head: &str) -> Answer {
        gate_in(&self.path(), base, head)
    }

    /// The verdict about a change from one moment to the next.
    pub(crate) fn step(&self, before: &World, after: &World) -> Answer {
        let base = self.commit(before, &[]);
        let head = self.commit(after, &[&base]);
        self.gate(&base, &head)
    }
}

/// The verdict about a change from one moment to the next, in a repository of its own.
pub(crate) fn step(before: &World, after: &World) -> Answer {
    History::new().step(before, after)
}

/// The verdict about a change in a repository.
pub(crate) fn gate_in(repository: &Path, base: &str, head: &str) -> Answer {
    run(repository, &["gate", "--base", base, "--head", head, "--today", TODAY])
}

/// Runs the program on a repository, as somebody with a hostile configuration and environment.
pub(crate) fn run(repository: &Path, arguments: &[&str]) -> Answer {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(".gitconfig"), HOSTILE).unwrap();
    fs::write(home.path().join("attributes"), "* filter=lfs merge=union -text\nMallory <ann@example.org>\n")
        .unwrap();
    let output = program(repository, arguments, home.path()).envs(MISLEADING).output().unwrap();
    Answer::of(arguments, &output)
}

/// Runs the program on a repository, as somebody without any configuration.
pub(crate) fn run_plainly(repository: &Path, arguments: &[&str]) -> Answer {
    let home = tempfile::tempdir().unwrap();
    Answer::of(arguments, &program(repository, arguments, home.path()).output().unwrap())
}

/// Runs the program on a repository, as somebody with this configuration.
pub(crate) fn run_configured(repository: &Path, arguments: &[&str], gitconfig: &str) -> Answer {
    let home = tempfile::tempdir().unwrap();
    fs::write(home.path().join(".gitconfig"), gitconfig).unwrap();
    Answer::of(arguments, &program(repository, arguments, home.path()).output().unwrap())
}

fn program(repository: &Path, arguments: &[&str], home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_milepost"));
    command
        .args(arguments)
        .args(["--format", "json", "--repo"])
        .arg(repository)
        .current_dir(home)
        .env_clear()
        .env("HOME", home)
        .env("XDG_CONFIG_HOME", home);
    command
}

/// What the program said.
#[derive(Debug)]
pub(crate) struct Answer {
    code: i32,
    pub(crate) report: Value,
}

impl Answer {
    fn of(arguments: &[&str], output: &Output) -> Self {
        let errors = String::from_utf8_lossy(&output.stderr).into_owned();
        let code = output.status.code().unwrap_or(-1);
        assert!((0..=2).contains(&code) && !errors.contains("panicked"), "{arguments:?}: {code}\n{errors}");
        let report = serde_json::from_slice(&output.stdout).unwrap_or_else(|error| {
            panic!("{arguments:?}: {error}\n{}\n{errors}", String::from_utf8_lossy(&output.stdout))
        });
        Self { code, report }
    }

    pub(crate) fn verdict(&self) -> &str {
        self.report["verdict"].as_str().unwrap_or_default()
    }

    /// What is noted besides the verdict.
    pub(crate) fn notes(&self) -> Vec<&str> {
        list(&self.report["notes"]).filter_map(Value::as_str).collect()
    }

    /// Expects this verdict, and an exit code that fits it.
    pub(crate) fn is(&self, verdict: &str) -> &Self {
        assert_eq!(self.verdict(), verdict, "{self:#?}");
        let passes = matches!(verdict, "approved" | "not-required");
        assert_eq!(self.code, i32::from(!passes), "{self:#?}");
        self
    }

    /// Expects a rule among the errors and the reasons of the decisions.
    pub(crate) fn because(&self, rule: &str) -> &Self {
        assert!(self.rules().iter().any(|found| found == rule), "no `{rule}` in {self:#?}");
        self
    }

    /// Expects that nothing was judged, and why.
    pub(crate) fn cannot_be_judged(&self, why: &str) -> &Self {
        assert_eq!((self.code, self.verdict()), (2, ""), "{self:#?}");
        let said = self.report["error"].to_string();
        assert!(said.contains(why), "no `{why}` in {self:#?}");
        self
    }

    /// The rules of the errors and of the reasons.
    pub(crate) fn rules(&self) -> Vec<String> {
        let errors = list(&self.report["diagnostics"]).filter(|found| found["severity"] == "error");
        let errors = errors.filter_map(|found| found["rule"].as_str());
        let reasons = list(&self.report["decisions"]).flat_map(|decision| list(&decision["reasons"]));
        let reasons = reasons.filter_map(|reason| reason.as_str()?.split(':').next());
        errors.chain(reasons).map(str::to_owned).collect()
    }

    /// The classes of what changes at a path, each once, sorted.
    pub(crate) fn classes_of(&self, path: &str) -> Vec<String> {
        let here = list(&self.report["changes"]).filter(|change| change["path"] == path);
        let mut classes: Vec<String> =
            here.filter_map(|change| change["class"].as_str()).map(str::to_owned).collect();
        classes.sort();
        classes.dedup();
        classes
    }
}

fn list(value: &Value) -> impl Iterator<Item = &Value> {
    value.as_array().into_iter().flatten()
}

pub(crate) fn borrowed(entries: &[(String, Vec<u8>, Oid)]) -> Vec<(&str, &[u8], Oid)> {
    entries.iter().map(|(mode, name, id)| (mode.as_str(), name.as_slice(), *id)).collect()
}

fn index_entry(path: &str, mode: u32, id: Oid) -> git2::IndexEntry {
    let time = git2::IndexTime::new(0, 0);
    git2::IndexEntry {
        ctime: time,
        mtime: time,
        dev: 0,
        ino: 0,
        mode,
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}
