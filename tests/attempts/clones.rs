//! Clones and repositories as git itself makes them.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use super::history::{History, TODAY, gate_in, run, run_configured, run_plainly};
use super::world::{PLAN, Paper, TSC, World};

/// Runs git without any configuration of the machine.
fn git(folder: &Path, arguments: &[&str]) -> String {
    let home = tempfile::tempdir().unwrap();
    let output = Command::new("git")
        .args(["-c", "protocol.file.allow=always", "-c", "safe.directory=*"])
        .args(arguments)
        .current_dir(folder)
        .env("HOME", home.path())
        .env("XDG_CONFIG_HOME", home.path())
        .env("GIT_CONFIG_NOSYSTEM", "1")
        .env("GIT_TERMINAL_PROMPT", "0")
        .envs([("GIT_AUTHOR_NAME", "Ann"), ("GIT_AUTHOR_EMAIL", "ann@example.org")])
        .envs([("GIT_COMMITTER_NAME", "Ann"), ("GIT_COMMITTER_EMAIL", "ann@example.org")])
        .output()
        .expect("git has to be installed for these tests");
    assert!(output.status.success(), "git {arguments:?}: {}", String::from_utf8_lossy(&output.stderr));
    String::from_utf8(output.stdout).unwrap().trim().to_owned()
}

/// A repository with two merged steps on `main` and an approved change on `topic`.
struct Origin {
    history: History,
    base: String,
    head: String,
}

impl Origin {
    fn new() -> Self {
        let history = History::new();
        let before = World::base();
        let root = history.commit(&before.clone().edit(PLAN, "2027-03-01", "2027-02-22"), &[]);
        let base = history.commit(&before, &[&root]);
        let vote = Paper::about("p", &before, &before.moved(), &[PLAN]).ayes(&TSC);
        let head = history.commit(&before.moved().approve(&vote), &[&base]);
        history.reference("refs/heads/main", &base);
        history.reference("refs/heads/topic", &head);
        history
            .write("config", "[core]\n\trepositoryformatversion = 0\n[uploadpack]\n\tallowFilter = true\n");
        Self { history, base, head }
    }

    fn clone(&self, name: &str, options: &[&str]) -> PathBuf {
        let target = self.history.beside(name);
        let path = self.history.path().display().to_string();
        // Only a path, not an address, lets git share objects.
        let from = if options.contains(&"--shared") { path } else { format!("file://{path}") };
        let all = [&["clone", "--quiet"], options, &[&from, target.to_str().unwrap()]].concat();
        git(&self.history.beside("."), &all);
        target
    }
}

#[test]
fn t33_a_full_clone_of_git_is_judged_packed_or_not() {
    let origin = Origin::new();
    for (name, options) in [("plain", &[][..]), ("bare", &["--bare"]), ("mirror", &["--mirror"])] {
        let clone = origin.clone(name, options);
        gate_in(&clone, &origin.base, &origin.head).is("approved");
        git(&clone, &["gc", "--quiet"]);
        git(&clone, &["commit-graph", "write", "--reachable"]);
        git(&clone, &["pack-refs", "--all"]);
        gate_in(&clone, &origin.base, &origin.head).is("approved");
    }
}

#[test]
fn t33_a_clone_of_depth_1_lacks_what_it_takes_and_says_so() {
    let origin = Origin::new();
    let clone = origin.clone("shallow", &["--depth", "1", "--no-single-branch"]);
    let answer = gate_in(&clone, "origin/main", "origin/topic");
    answer.cannot_be_judged("fetch-depth: 0");
    gate_in(&clone, "origin/main~1", "origin/topic").cannot_be_judged("fetch-depth: 0");
    run(&clone, &["check", "--rev", "origin/topic", "--today", TODAY]);
    git(&clone, &["fetch", "--quiet", "--unshallow"]);
    gate_in(&clone, "origin/main", "origin/topic").is("approved");
}

#[test]
fn t33_a_partial_clone_lacks_files_and_says_so() {
    let origin = Origin::new();
    for filter in ["blob:none", "tree:0"] {
        let clone =
            origin.clone(&filter.replace(':', "-"), &[&format!("--filter={filter}"), "--branch", "main"]);
        // What is checked out is there; what the change brings is not.
        gate_in(&clone, "origin/main", "origin/topic").cannot_be_judged("--filter");
        git(&clone, &["checkout", "--quiet", "topic"]);
        gate_in(&clone, "origin/main", "origin/topic").is("approved");
    }
}

#[test]
fn t33_the_audit_of_a_partial_clone_says_what_is_missing_and_how_to_get_it() {
    let origin = Origin::new();
    let audit = ["audit", "--rev", "origin/main", "--today", TODAY];
    let whole = run(&origin.clone("whole", &[]), &audit);
    for filter in ["blob:none", "tree:0"] {
        let clone =
            origin.clone(&filter.replace(':', "-"), &[&format!("--filter={filter}"), "--branch", "main"]);
        // The remote is gone, and nothing is fetched on the quiet.
        let (place, elsewhere) = (origin.history.path(), origin.history.beside("elsewhere"));
        fs::rename(&place, &elsewhere).unwrap();
        let answer = run(&clone, &audit);
        answer.cannot_be_judged("object `");
        answer.cannot_be_judged("git fetch --refetch --no-filter");
        fs::rename(&elsewhere, &place).unwrap();
        git(&clone, &["fetch", "--quiet", "--refetch", "--no-filter"]);
        assert_eq!(run(&clone, &audit).report, whole.report, "{filter}");
        assert!(whole.report["steps"].as_array().is_some_and(|steps| steps.len() == 2));
    }
}

#[test]
fn t33_a_clone_that_borrows_objects_is_refused() {
    let origin = Origin::new();
    let reference = origin.history.path();
    let shared = origin.clone("shared", &["--shared"]);
    let borrowing = origin.clone("borrowing", &["--reference", reference.to_str().unwrap()]);
    for clone in [shared, borrowing] {
        gate_in(&clone, "origin/main", "origin/topic").cannot_be_judged("borrows objects");
        git(&clone, &["repack", "-a", "-d", "-q"]);
        fs::remove_file(clone.join(".git/objects/info/alternates")).unwrap();
        gate_in(&clone, "origin/main", "origin/topic").is("approved");
    }
}

#[test]
fn t33_what_git_replace_and_git_graft_make_is_refused() {
    let origin = Origin::new();
    let clone = origin.clone("plain", &[]);
    git(&clone, &["replace", "--graft", &origin.head]);
    gate_in(&clone, &origin.base, &origin.head).cannot_be_judged("refs/replace");
    // Packed away, and seen from a linked worktree, it is the same.
    git(&clone, &["pack-refs", "--all"]);
    let linked = origin.history.beside("linked");
    git(&clone, &["worktree", "add", "--quiet", linked.to_str().unwrap(), "origin/topic"]);
    for folder in [&clone, &linked] {
        gate_in(folder, &origin.base, &origin.head).cannot_be_judged("refs/replace");
    }
    git(&clone, &["replace", "--delete", &origin.head]);
    for folder in [&clone, &linked] {
        gate_in(folder, &origin.base, &origin.head).is("approved");
    }
    fs::create_dir_all(clone.join(".git/info")).unwrap();
    fs::write(clone.join(".git/info/grafts"), format!("{}\n", origin.head)).unwrap();
    for folder in [&clone, &linked] {
        gate_in(folder, &origin.base, &origin.head).cannot_be_judged("info/grafts");
    }
}

#[test]
fn a_repository_with_sha_256_ids_is_refused_with_the_reason() {
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet", "--object-format=sha256", "."]);
    git(folder.path(), &["commit", "--quiet", "--allow-empty", "-m", "First"]);
    let id = git(folder.path(), &["rev-parse", "HEAD"]);
    assert_eq!(id.len(), 64);
    for name in ["HEAD", &id] {
        gate_in(folder.path(), name, name).cannot_be_judged("SHA-256 ids, which cannot be read yet");
    }
}

#[test]
fn a_submodule_of_another_project_is_a_repository_of_its_own() {
    let origin = Origin::new();
    let folder = tempfile::tempdir().unwrap();
    git(folder.path(), &["init", "--quiet", "."]);
    let url = format!("file://{}", origin.history.path().display());
    git(folder.path(), &["submodule", "--quiet", "add", &url, "project"]);
    gate_in(&folder.path().join("project"), &origin.base, &origin.head).is("approved");
}

/// Git takes a working tree from the configuration of a repository and from nobody else's.
#[test]
fn t39_a_working_tree_in_the_configuration_of_the_user_means_nothing() {
    let origin = Origin::new();
    let (clone, other) = (origin.clone("plain", &["--branch", "topic"]), origin.clone("other", &[]));
    fs::remove_dir_all(other.join("release")).unwrap();
    let linked = origin.history.beside("linked");
    git(&clone, &["worktree", "add", "--quiet", linked.to_str().unwrap(), "origin/main"]);
    let gate = ["gate", "--base", "origin/main", "--head", "origin/topic", "--today", TODAY];
    for arguments in [&["check", "--today", TODAY][..], &gate] {
        for folder in [&clone, &clone.join("release"), &linked] {
            let plain = run_plainly(folder, arguments);
            assert!(plain.report["error"].is_null(), "{plain:#?}");
            for worktree in ["/nowhere", other.to_str().unwrap()] {
                let misled = run_configured(folder, arguments, &format!("[core]\n\tworktree = {worktree}\n"));
                assert_eq!(misled.report, plain.report, "{worktree}");
            }
        }
    }
}

#[test]
fn a_working_tree_that_is_gone_is_named() {
    let origin = Origin::new();
    let clone = origin.clone("plain", &[]);
    git(&clone, &["config", "core.worktree", "/nowhere"]);
    let answer = gate_in(&clone, "origin/main", "origin/topic");
    answer.cannot_be_judged("`/nowhere` (`core.worktree`)");
}

/// Only an administrator can give a folder to somebody else. For everybody else, the unit test beside the mapping of
/// the error (`an_owner_error_names_the_folder_that_git_looked_at`) has to do.
#[cfg(unix)]
#[test]
fn a_repository_of_another_user_is_refused_with_the_way_to_allow_it() {
    use std::os::unix::fs::{MetadataExt, chown};
    let origin = Origin::new();
    let path = origin.history.path();
    let owner = fs::metadata(&path).unwrap().uid();
    for folder in [path.clone(), path.join(".git")] {
        if chown(&folder, Some(owner + 1), None).is_err() {
            // Not by a macro, whose output is hidden where a test passes.
            let said = b"NOT TESTED, since only root can: a repository of another user is refused\n";
            std::io::Write::write_all(&mut std::io::stderr(), said).unwrap();
            return;
        }
    }
    let answer = gate_in(&path, &origin.base, &origin.head);
    answer.cannot_be_judged("belongs to another user");
    answer.cannot_be_judged(&format!("git config --global --add safe.directory {}", path.display()));
}
