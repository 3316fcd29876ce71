//! Repositories as people have them, built in temporary folders, and as attackers would make them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "helpers of tests fail like tests")]

use std::fs;
use std::path::Path;

use git2::{FileMode, IndexEntry, IndexTime, ObjectType, Oid, RepositoryInitOptions, Signature, Time};
use milepost::repository::{Ends, MergeBase, Repository, RepositoryError, merge_text};
use milepost::source::{
    Content, Entry, EntryKind, LARGEST_FILE, MergeError, MergedSnapshot, Snapshot, SourceError, merge,
    real_path,
};
use tempfile::TempDir;

/// A repository under construction.
struct Builder {
    folder: TempDir,
    git: git2::Repository,
}

impl Builder {
    fn new() -> Self {
        Self::init(false)
    }

    fn init(bare: bool) -> Self {
        let folder = tempfile::tempdir().unwrap();
        let mut options = RepositoryInitOptions::new();
        options.initial_head("main").external_template(false).bare(bare);
        let git = git2::Repository::init_opts(folder.path(), &options).unwrap();
        Self { folder, git }
    }

    fn path(&self) -> &Path {
        self.folder.path()
    }

    fn open(&self) -> Repository {
        Repository::discover(self.path()).unwrap()
    }

    fn blob(&self, bytes: &[u8]) -> Oid {
        self.git.blob(bytes).unwrap()
    }

    fn tree(&self, files: &[(&str, &str)]) -> Oid {
        let entries: Vec<_> =
            files.iter().map(|(path, text)| (*path, FileMode::Blob, self.blob(text.as_bytes()))).collect();
        self.tree_of(&entries)
    }

    fn tree_of(&self, entries: &[(&str, FileMode, Oid)]) -> Oid {
        let mut index = git2::Index::new().unwrap();
        for (path, mode, id) in entries {
            index.add(&index_entry(path, *mode, *id)).unwrap();
        }
        index.write_tree_to(&self.git).unwrap()
    }

    /// A tree object with exactly these bytes, which git would never write.
    fn raw_tree(&self, entries: &[(&str, &str, Oid)]) -> Oid {
        let bytes: Vec<u8> = entries
            .iter()
            .flat_map(|(mode, name, id)| {
                [mode.as_bytes(), b" ", name.as_bytes(), b"\0", id.as_bytes()].concat()
            })
            .collect();
        self.raw_object(ObjectType::Tree, &bytes)
    }

    fn raw_object(&self, kind: ObjectType, bytes: &[u8]) -> Oid {
        self.git.odb().unwrap().write(kind, bytes).unwrap()
    }

    fn commit_tree(&self, tree: Oid, parents: &[&str], message: &str) -> String {
        let person = Signature::new("Ann", "ann@example.org", &Time::new(1_700_000_000, 60)).unwrap();
        let tree = self.git.find_tree(tree).unwrap();
        let parents: Vec<_> =
            parents.iter().map(|id| self.git.find_commit(Oid::from_str(id).unwrap()).unwrap()).collect();
        let parents: Vec<_> = parents.iter().collect();
        self.git.commit(None, &person, &person, message, &tree, &parents).unwrap().to_string()
    }

    fn commit(&self, files: &[(&str, &str)], parents: &[&str]) -> String {
        // All commits have one time; the message keeps those with equal parents apart.
        self.commit_tree(self.tree(files), parents, &format!("Commit\n\n{files:?}"))
    }

    /// A commit whose tree libgit2 may not be willing to read.
    fn commit_raw_tree(&self, tree: Oid) -> String {
        let person = "Ann <ann@example.org> 1700000000 +0000";
        let text = format!("tree {tree}\nauthor {person}\ncommitter {person}\n\nRaw\n");
        self.raw_object(ObjectType::Commit, text.as_bytes()).to_string()
    }

    fn branch(&self, name: &str, commit: &str) {
        self.reference(&format!("refs/heads/{name}"), commit);
    }

    fn reference(&self, name: &str, id: &str) {
        self.git.reference(name, Oid::from_str(id).unwrap(), true, "test").unwrap();
    }

    fn forget(&self, id: &str) {
        fs::remove_file(self.git.path().join("objects").join(&id[..2]).join(&id[2..])).unwrap();
    }

    fn configure(&self, text: &str) {
        fs::write(self.git.path().join("config"), text).unwrap();
    }
}

fn index_entry(path: &str, mode: FileMode, id: Oid) -> IndexEntry {
    IndexEntry {
        ctime: IndexTime::new(0, 0),
        mtime: IndexTime::new(0, 0),
        dev: 0,
        ino: 0,
        mode: mode.into(),
        uid: 0,
        gid: 0,
        file_size: 0,
        id,
        flags: 0,
        flags_extended: 0,
        path: path.as_bytes().to_vec(),
    }
}

fn text(entry: &Entry) -> &str {
    match &entry.content {
        Content::Bytes(bytes) => std::str::from_utf8(bytes).unwrap(),
        other => panic!("`{}` holds {other:?}", entry.path),
    }
}

fn texts(entries: &[Entry]) -> Vec<(&str, &str)> {
    entries.iter().map(|entry| (entry.path.as_str(), text(entry))).collect()
}

fn canonical(path: &Path) -> std::path::PathBuf {
    real_path(path).unwrap()
}

// Opening

#[test]
fn a_repository_is_found_from_a_folder_inside_it() {
    let builder = Builder::new();
    let inside = builder.path().join("release/schedules");
    fs::create_dir_all(&inside).unwrap();
    let repository = Repository::discover(&inside).unwrap();
    assert_eq!(canonical(&repository.worktree_root().unwrap()), canonical(builder.path()));
    assert_eq!(canonical(&repository.git_path()), canonical(&builder.path().join(".git")));
    assert_eq!(repository.tampering().unwrap(), Vec::<String>::new());
    assert!(!repository.is_shallow());
}

#[test]
fn a_bare_repository_has_no_worktree() {
    let builder = Builder::init(true);
    let commit = builder.commit(&[("a", "1")], &[]);
    builder.branch("main", &commit);
    let repository = builder.open();
    assert_eq!(repository.worktree_root(), None);
    assert_eq!(repository.resolve("main").unwrap().id, commit);
}

#[test]
fn a_repository_among_the_files_of_another_is_not_believed() {
    let outer = Builder::new();
    let embed = |folder: &Path, config: &str| {
        let mut options = RepositoryInitOptions::new();
        git2::Repository::init_opts(folder, options.external_template(false).bare(true)).unwrap();
        fs::write(folder.join("config"), config).unwrap();
    };
    let refused = |path: &Path| matches!(Repository::discover(path), Err(RepositoryError::Embedded { .. }));
    let bare = outer.path().join("proj");
    embed(&bare, "[core]\n\tbare = true\n");
    assert!(refused(&bare));
    let inside = bare.join("release");
    fs::create_dir_all(&inside).unwrap();
    assert!(refused(&inside));
    let nested = bare.join("deeper");
    embed(&nested, "[core]\n\tbare = true\n");
    assert!(refused(&nested));
    let disguised = outer.path().join("disguised");
    embed(&disguised, "[core]\n\tbare = false\n\tworktree = .\n");
    assert!(refused(&disguised));
}

#[test]
fn a_repository_apart_from_its_worktree_is_read_from_inside() {
    let around = tempfile::tempdir().unwrap();
    let bare = around.path().join("project.git");
    let mut options = RepositoryInitOptions::new();
    git2::Repository::init_opts(&bare, options.external_template(false).bare(true)).unwrap();
    let inside = Repository::discover(&bare.join("objects")).unwrap();
    assert_eq!(canonical(&inside.git_path()), canonical(&bare));
    // A `.git` beside it that leads to this very repository is nobody else's.
    fs::write(around.path().join(".git"), "gitdir: ./project.git\n").unwrap();
    assert_eq!(canonical(&Repository::discover(&bare).unwrap().git_path()), canonical(&bare));
    let ordinary = Builder::new();
    let within = Repository::discover(&ordinary.path().join(".git/refs")).unwrap();
    assert_eq!(canonical(&within.git_path()), canonical(&ordinary.path().join(".git")));
}

#[test]
fn a_linked_worktree_has_its_own_head_and_the_same_commits() {
    let builder = Builder::new();
    let commit = builder.commit(&[("a", "1")], &[]);
    builder.branch("main", &commit);
    let elsewhere = tempfile::tempdir().unwrap();
    let worktree = elsewhere.path().join("paris");
    builder.git.worktree("paris", &worktree, None).unwrap();
    let repository = Repository::discover(&worktree).unwrap();
    assert_eq!(repository.head_branch_name().as_deref(), Some("paris"));
    assert_eq!(repository.resolve("HEAD").unwrap().id, commit);
    assert_eq!(canonical(&repository.worktree_root().unwrap()), canonical(&worktree));
    assert_eq!(builder.open().head_branch_name().as_deref(), Some("main"));
}

#[test]
fn a_folder_without_a_repository_and_a_missing_one_are_told_apart() {
    let folder = tempfile::tempdir().unwrap();
    let missing = folder.path().join("missing");
    let error = |path: &Path| Repository::discover(path).unwrap_err();
    assert!(matches!(error(folder.path()), RepositoryError::NotARepository { .. }));
    assert!(matches!(error(&missing), RepositoryError::NoSuchPath { .. }));
}

#[test]
fn repositories_that_cannot_be_read_whole_are_refused() {
    let refused = |config: &str| {
        let builder = Builder::new();
        builder.configure(&format!("[core]\n\trepositoryformatversion = 1\n[extensions]\n\t{config}\n"));
        Repository::discover(builder.path()).unwrap_err()
    };
    assert!(matches!(refused("objectformat = sha256"), RepositoryError::Sha256 { .. }));
    assert!(matches!(refused("partialclone = origin"), RepositoryError::PartialClone { .. }));
    let reftable = refused("refstorage = reftable");
    assert!(matches!(&reftable, RepositoryError::Extension { extension, .. } if extension == "refstorage"));
}

#[test]
fn t33_what_bends_history_is_listed() {
    let builder = Builder::new();
    let one = builder.commit(&[("a", "1")], &[]);
    let two = builder.commit(&[("a", "2")], &[&one]);
    builder.reference(&format!("refs/replace/{two}"), &one);
    let info = |path: &str, text: &str| {
        let path = builder.git.path().join(path);
        fs::create_dir_all(path.parent().unwrap()).unwrap();
        fs::write(path, text).unwrap();
    };
    info("info/grafts", &format!("{two}\n"));
    info("objects/info/alternates", "/elsewhere\n");
    let repository = builder.open();
    assert_eq!(
        repository.tampering().unwrap(),
        [
            format!("`refs/replace/{two}` shows another object in the place of the one it names"),
            format!("`info/grafts` gives a commit other parents: `{two}`"),
            "`objects/info/alternates` borrows objects from `/elsewhere`".to_owned(),
        ]
    );
    // Neither the replacement nor the graft is believed.
    assert_eq!(repository.commit(&two).unwrap().parents, [one]);
}

// Revisions

#[test]
fn revisions_are_branches_tags_ids_and_expressions() {
    let builder = Builder::new();
    let one = builder.commit(&[("a", "1")], &[]);
    let two = builder.commit(&[("a", "2")], &[&one]);
    let three = builder.commit(&[("a", "3")], &[&two]);
    builder.branch("main", &three);
    builder.reference("refs/remotes/origin/paris", &two);
    let person = Signature::new("Ann", "ann@example.org", &Time::new(0, 0)).unwrap();
    let object = builder.git.find_object(Oid::from_str(&one).unwrap(), None).unwrap();
    builder.git.tag("v1", &object, &person, "first", false).unwrap();
    let repository = builder.open();
    let id = |revision: &str| repository.resolve(revision).unwrap().id;
    assert_eq!(id("main"), three);
    assert_eq!(id("HEAD~2"), one);
    assert_eq!(id("origin/paris"), two);
    assert_eq!(id("v1"), one);
    assert_eq!(id("refs/heads/main"), three);
    assert_eq!(id(&two), two);
    assert_eq!(id(&two[..12]), two);
    let commit = repository.resolve("main").unwrap();
    assert_eq!((commit.time, commit.summary.as_str(), commit.parents), (1_700_000_000, "Commit", vec![two]));
    assert_eq!(commit.author.email, "ann@example.org");
}

#[test]
fn what_names_no_commit_is_said_with_a_way_on() {
    let builder = Builder::new();
    builder.branch("main", &builder.commit(&[("a", "1")], &[]));
    builder.reference("refs/remotes/origin/stable/paris", &builder.commit(&[("a", "2")], &[]));
    let repository = builder.open();
    let error = |revision: &str| repository.resolve(revision).unwrap_err();
    assert_eq!(
        error("mian").to_string(),
        "`mian` is no branch, tag or commit of this repository; did you mean `main`?"
    );
    assert!(error("stable/paris").to_string().ends_with("did you mean `origin/stable/paris`?"));
    assert_eq!(error("HEAD^{tree}").to_string(), "`HEAD^{tree}` is a tree, not a commit");
    assert_eq!(error("HEAD:a").to_string(), "`HEAD:a` is a blob, not a commit");
    for revision in ["", "main..main", "HEAD~7", "1234567", "--all", "a b", "HEAD@{99}", "\u{0}"] {
        assert!(matches!(error(revision), RepositoryError::UnknownRevision { .. }), "{revision}");
    }
}

#[test]
fn a_repository_without_commits_says_so() {
    let builder = Builder::new();
    let repository = builder.open();
    let error = repository.resolve("HEAD").unwrap_err();
    assert!(matches!(error, RepositoryError::NoCommits { .. }), "{error}");
    assert!(matches!(repository.resolve("main").unwrap_err(), RepositoryError::NoCommits { .. }));
    assert!(matches!(repository.resolve("other").unwrap_err(), RepositoryError::UnknownRevision { .. }));
    assert_eq!(repository.head_branch_name().as_deref(), Some("main"));
    assert_eq!(repository.default_branch(), None);
}

#[test]
fn the_only_branch_is_the_default_where_there_is_nothing_else() {
    let builder = Builder::new();
    let commit = builder.commit(&[("a", "1")], &[]);
    builder.branch("stable", &commit);
    assert_eq!(builder.open().default_branch().as_deref(), Some("refs/heads/stable"));
    builder.branch("topic", &commit);
    assert_eq!(builder.open().default_branch(), None);
    let mut branches = builder.open().branches();
    branches.sort();
    assert_eq!(branches, ["stable", "topic"]);
    builder.branch("trunk", &commit);
    assert_eq!(builder.open().default_branch().as_deref(), Some("refs/heads/trunk"));
}

#[test]
fn the_only_branch_of_a_clone_may_be_the_change_itself() {
    let builder = Builder::new();
    let commit = builder.commit(&[("a", "1")], &[]);
    builder.branch("topic", &commit);
    builder.git.remote("origin", "https://example.org/project.git").unwrap();
    assert_eq!(builder.open().default_branch(), None);
}

#[test]
fn the_default_branch_is_what_origin_calls_so() {
    let builder = Builder::new();
    let commit = builder.commit(&[("a", "1")], &[]);
    builder.reference("refs/remotes/origin/master", &commit);
    assert_eq!(builder.open().default_branch().as_deref(), Some("refs/remotes/origin/master"));
    builder.branch("main", &commit);
    assert_eq!(builder.open().default_branch().as_deref(), Some("refs/heads/main"));
    let other = builder.commit(&[("a", "2")], &[&commit]);
    builder.reference("refs/tags/main", &other);
    assert_eq!(
        builder.open().resolve("refs/heads/main").unwrap().id,
        commit,
        "a tag takes no branch's place"
    );
    builder.reference("refs/remotes/origin/trunk", &commit);
    let head = "refs/remotes/origin/HEAD";
    builder.git.reference_symbolic(head, "refs/remotes/origin/trunk", true, "test").unwrap();
    assert_eq!(builder.open().default_branch().as_deref(), Some("refs/remotes/origin/trunk"));
    assert_eq!(builder.open().resolve("origin/trunk").unwrap().id, commit);
}

#[test]
fn ids_are_taken_in_full_only() {
    let builder = Builder::new();
    let commit = builder.commit(&[("a", "1")], &[]);
    let error = builder.open().commit(&commit[..10]).unwrap_err();
    assert!(matches!(error, RepositoryError::NotAnId { .. }));
}

// Trees

#[test]
fn t34_kinds_are_told_apart() {
    let builder = Builder::new();
    let file = builder.blob(b"x");
    let link = builder.blob(b"../elsewhere");
    let first = builder.commit(&[("a", "1")], &[]);
    let module = Oid::from_str(&first).unwrap();
    let tree = builder.tree_of(&[
        ("release/a.yaml", FileMode::Blob, file),
        ("release/b.yaml", FileMode::BlobExecutable, file),
        ("release/c.yaml", FileMode::Link, link),
        ("release/d.yaml", FileMode::Commit, module),
        ("release/e.yaml/f", FileMode::Blob, file),
        ("release-notes", FileMode::Blob, file),
    ]);
    let repository = builder.open();
    let commit = builder.commit_tree(tree, &[], "Kinds");
    let snapshot = repository.snapshot(&commit).unwrap();
    let entries = snapshot.entries("release/").unwrap();
    let found: Vec<_> = entries.iter().map(|entry| (entry.path.as_str(), entry.kind)).collect();
    assert_eq!(
        found,
        [
            ("release/a.yaml", EntryKind::File),
            ("release/b.yaml", EntryKind::Executable),
            ("release/c.yaml", EntryKind::Symlink),
            ("release/d.yaml", EntryKind::Submodule),
            ("release/e.yaml", EntryKind::Folder),
            ("release/e.yaml/f", EntryKind::File),
        ]
    );
    assert_eq!(entries[2].content, Content::Target("../elsewhere".to_owned()));
    assert_eq!(entries[3].content, Content::Target(first));
    assert_eq!(snapshot.top_level().unwrap(), ["release", "release-notes"]);
    assert_eq!(snapshot.name(), commit);
    assert_eq!(snapshot.entries("missing").unwrap(), []);
    assert_eq!(snapshot.entries("release/c.yaml").unwrap().len(), 1);
    assert_eq!(snapshot.entry("release").unwrap().unwrap().kind, EntryKind::Folder);
    assert_eq!(snapshot.entry("release/a.yaml/x").unwrap(), None);
    assert_eq!(snapshot.entry("../release/a.yaml").unwrap(), None);
}

#[test]
fn t36_two_entries_of_one_name_are_an_error() {
    let builder = Builder::new();
    let (one, two) = (builder.blob(b"one"), builder.blob(b"two"));
    let folder = builder.raw_tree(&[("100644", "roster.yaml", one), ("100644", "roster.yaml", two)]);
    let tree = builder.raw_tree(&[("40000", "release", folder), ("100644", "z", one)]);
    let commit = builder.commit_raw_tree(tree);
    let repository = builder.open();
    let snapshot = repository.snapshot(&commit).unwrap();
    let expected = format!(
        "cannot read `release` in {commit}: object `{folder}` is broken: it holds two entries named `roster.yaml`"
    );
    assert_eq!(snapshot.entries("release").unwrap_err().to_string(), expected);
    assert!(snapshot.entry("release/roster.yaml").is_err());
    assert!(repository.id_at(&commit, "release/roster.yaml").is_err());
    assert_eq!(text(&snapshot.entry("z").unwrap().unwrap()), "one");
}

#[test]
fn t36_unsorted_entries_and_odd_names_are_an_error() {
    let builder = Builder::new();
    let blob = builder.blob(b"x");
    for entries in
        [[("100644", "b", blob), ("100644", "a", blob)], [("100644", "..", blob), ("100644", "a", blob)]]
    {
        let commit = builder.commit_raw_tree(builder.raw_tree(&entries));
        let repository = builder.open();
        let snapshot = repository.snapshot(&commit).unwrap();
        assert!(matches!(snapshot.entries("").unwrap_err(), SourceError::Object { .. }));
        assert!(matches!(snapshot.top_level().unwrap_err(), SourceError::Object { .. }));
    }
}

#[test]
fn a_large_file_is_told_by_its_size() {
    let builder = Builder::new();
    let large = "x".repeat(usize::try_from(LARGEST_FILE).unwrap() + 1);
    let commit = builder.commit(&[("a", &large)], &[]);
    let repository = builder.open();
    let entry = repository.snapshot(&commit).unwrap().entry("a").unwrap().unwrap();
    assert_eq!(entry.content, Content::TooLarge(LARGEST_FILE + 1));
}

#[test]
fn t44_a_tree_that_multiplies_itself_is_refused() {
    let builder = Builder::new();
    let mut id = builder.blob(b"x");
    let mut mode = "100644";
    for _ in 0..8 {
        let names: Vec<String> = (0..10).map(|number| number.to_string()).collect();
        id = builder.raw_tree(&names.iter().map(|name| (mode, name.as_str(), id)).collect::<Vec<_>>());
        mode = "40000";
    }
    let commit = builder.commit_raw_tree(id);
    let repository = builder.open();
    let error = repository.snapshot(&commit).unwrap().entries("").unwrap_err();
    assert!(error.to_string().contains("more than 100000 entries"), "{error}");
}

#[test]
fn a_missing_file_names_the_likely_cause() {
    let builder = Builder::new();
    let commit = builder.commit(&[("release/a", "1")], &[]);
    builder.forget(&builder.blob(b"1").to_string());
    let repository = builder.open();
    let error = repository.snapshot(&commit).unwrap().entries("release").unwrap_err().to_string();
    assert!(error.starts_with("cannot read `release/a` in "), "{error}");
    assert!(error.contains("is missing: the clone was made with `git clone --filter`"), "{error}");
}

#[test]
fn a_path_is_looked_up_without_listing() {
    let builder = Builder::new();
    let one = builder.commit(&[("release/a", "1"), ("b", "1")], &[]);
    let two = builder.commit(&[("release/a", "1"), ("b", "2")], &[&one]);
    let repository = builder.open();
    let found = repository.id_at(&one, "release/a").unwrap().unwrap();
    assert_eq!(found.id, builder.blob(b"1").to_string());
    assert_eq!(repository.content(&found).unwrap(), Content::Bytes(b"1"[..].into()));
    assert_eq!(repository.id_at(&one, "release/z").unwrap(), None);
    let at = |commit: &str, path: &str| repository.id_at(commit, path).unwrap();
    assert_eq!(at(&one, "release"), at(&two, "release"));
    assert_ne!(at(&one, "b"), at(&two, "b"));
    assert_eq!(at(&one, "release").unwrap().kind, EntryKind::Folder);
}

// History

#[test]
fn t30_merge_bases_are_one_none_or_several() {
    let builder = Builder::new();
    let root = builder.commit(&[("a", "0")], &[]);
    let ours = builder.commit(&[("a", "1")], &[&root]);
    let theirs = builder.commit(&[("a", "2")], &[&root]);
    let crossed = builder.commit(&[("a", "3")], &[&ours, &theirs]);
    let criss = builder.commit(&[("a", "4")], &[&theirs, &ours]);
    let other = builder.commit(&[("b", "0")], &[]);
    let repository = builder.open();
    let base = |one: &str, two: &str| repository.merge_base(one, two).unwrap();
    assert_eq!(base(&ours, &theirs), MergeBase::One(root.clone()));
    assert_eq!(base(&root, &crossed), MergeBase::One(root.clone()));
    assert_eq!(base(&ours, &other), MergeBase::None);
    let mut several = vec![ours.clone(), theirs.clone()];
    several.sort();
    assert_eq!(base(&crossed, &criss), MergeBase::Several(several));
    assert!(repository.is_ancestor(&root, &criss).unwrap());
    assert!(repository.is_ancestor(&root, &root).unwrap());
    assert!(!repository.is_ancestor(&criss, &root).unwrap());
    assert!(!repository.is_ancestor(&other, &criss).unwrap());
}

/// The commits of a line that touch a path, and what each makes of it: `+` new, `-` gone, `~` changed.
fn touching(repository: &Repository, from: &str, paths: &[&str]) -> Vec<(String, String)> {
    let sign = |ends: &Ends| match (&ends.before, &ends.after) {
        (before, after) if before == after => '=',
        (None, _) => '+',
        (_, None) => '-',
        _ => '~',
    };
    let commits = repository.touching(from, paths).unwrap().map(Result::unwrap);
    commits.map(|commit| (commit.paths.iter().map(sign).collect(), commit.id)).collect()
}

#[test]
fn a_walk_leaves_merged_branches_and_other_files_aside() {
    let builder = Builder::new();
    let root = builder.commit(&[("b", "0")], &[]);
    let new = builder.commit(&[("b", "0"), ("release/a", "1")], &[&root]);
    let side = builder.commit(&[("b", "0"), ("release/a", "2")], &[&new]);
    let other = builder.commit(&[("b", "1"), ("release/a", "1"), ("release/c", "1")], &[&new]);
    let merged = builder.commit(&[("b", "1"), ("release/a", "3"), ("release/c", "1")], &[&other, &side]);
    let gone = builder.commit(&[("b", "1")], &[&merged]);
    let repository = builder.open();
    let signs = |paths: &[&str]| {
        touching(&repository, &gone, paths).into_iter().map(|(sign, id)| (id, sign)).collect::<Vec<_>>()
    };
    let expected = |list: &[(&String, &str)]| {
        list.iter().map(|(id, sign)| ((*id).clone(), (*sign).to_owned())).collect::<Vec<_>>()
    };
    assert_eq!(signs(&["release/a"]), expected(&[(&gone, "-"), (&merged, "~"), (&new, "+")]));
    assert_eq!(
        signs(&["release", "b"]),
        expected(&[(&gone, "-="), (&merged, "~="), (&other, "~~"), (&new, "+="), (&root, "=+")])
    );
    assert_eq!(signs(&["", "../b", "nowhere", "release/a/b", "b/c"]), []);
    let parents: Vec<_> = repository.touching(&gone, &["release/a"]).unwrap().map(Result::unwrap).collect();
    assert_eq!((parents[1].parents, parents[1].parent.as_ref()), (2, Some(&other)));
    assert_eq!(parents.iter().map(|commit| commit.age).collect::<Vec<_>>(), [0, 1, 3]);
}

/// A line that is long enough for a walk to get help, all of it in one pack.
fn packed_line(builder: &Builder) -> (String, std::path::PathBuf) {
    let mut last: Option<String> = None;
    for number in 0..200 {
        let (release, other) = ((number / 7).to_string(), number.to_string());
        let parents: Vec<&str> = last.as_deref().into_iter().collect();
        last = Some(builder.commit(&[("release/a", &release), ("b", &other), ("c", "same")], &parents));
    }
    let last = last.unwrap();
    let objects = builder.git.path().join("objects");
    let mut pack = builder.git.packbuilder().unwrap();
    let mut line = builder.git.revwalk().unwrap();
    line.push(Oid::from_str(&last).unwrap()).unwrap();
    pack.insert_walk(&mut line).unwrap();
    pack.write(&objects.join("pack"), 0).unwrap();
    for entry in fs::read_dir(&objects).unwrap().map(Result::unwrap) {
        if entry.file_name().len() == 2 {
            fs::remove_dir_all(entry.path()).unwrap();
        }
    }
    let files = fs::read_dir(objects.join("pack")).unwrap().map(|entry| entry.unwrap().path());
    (last, files.into_iter().find(|path| path.extension().is_some_and(|ending| ending == "pack")).unwrap())
}

#[test]
fn a_long_walk_finds_the_same_in_a_pack() {
    let builder = Builder::new();
    let (last, _) = packed_line(&builder);
    let found = touching(&builder.open(), &last, &["release/a"]);
    let signs: String = found.iter().map(|(sign, _)| sign.as_str()).collect();
    assert_eq!(signs, format!("{}+", "~".repeat(28)));
    let ages: Vec<_> =
        builder.open().touching(&last, &["release/a"]).unwrap().map(|commit| commit.unwrap().age).collect();
    assert_eq!(ages, (0..29).rev().map(|change| 199 - change * 7).collect::<Vec<usize>>());
}

#[test]
fn a_long_walk_through_a_damaged_pack_fails_or_finds_the_same() {
    let builder = Builder::new();
    let (last, pack) = packed_line(&builder);
    let walk = || builder.open().touching(&last, &["release/a"]).unwrap().collect::<Vec<_>>();
    let expected: Vec<_> = walk().into_iter().map(Result::unwrap).collect();
    let bytes = fs::read(&pack).unwrap();
    let mut failed = 0;
    for place in (12..bytes.len()).step_by(bytes.len() / 60) {
        let mut damaged = bytes.clone();
        damaged[place] ^= 0x55;
        fs::remove_file(&pack).unwrap();
        fs::write(&pack, damaged).unwrap();
        match walk().into_iter().collect::<Result<Vec<_>, _>>() {
            Ok(found) => assert_eq!(found, expected, "byte {place}"),
            Err(_) => failed += 1,
        }
    }
    assert!(failed > 10, "{failed}");
}

#[test]
fn a_walk_tells_a_file_from_a_program_of_the_same_bytes() {
    let builder = Builder::new();
    let blob = builder.blob(b"x");
    let plain = builder.tree_of(&[("release", FileMode::Blob, blob)]);
    let program = builder.tree_of(&[("release", FileMode::BlobExecutable, blob)]);
    let first = builder.commit_tree(plain, &[], "plain");
    let second = builder.commit_tree(program, &[&first], "program");
    let found = touching(&builder.open(), &second, &["release"]);
    assert_eq!(found, [("~".to_owned(), second), ("+".to_owned(), first)]);
}

#[test]
fn t36_a_walk_refuses_a_tree_with_two_entries_of_the_name() {
    let builder = Builder::new();
    let (one, two) = (builder.blob(b"one"), builder.blob(b"two"));
    let folder = builder.raw_tree(&[("100644", "a", one)]);
    let twice = builder.raw_tree(&[("100644", "release", two), ("40000", "release", folder)]);
    let unsorted = builder.raw_tree(&[("40000", "release", folder), ("100644", "b", one)]);
    for tree in [twice, unsorted] {
        let commit = builder.commit_raw_tree(tree);
        let steps: Vec<_> = builder.open().touching(&commit, &["release/a"]).unwrap().collect();
        assert!(matches!(steps.as_slice(), [Err(RepositoryError::Broken { .. })]), "{steps:?}");
    }
}

#[test]
fn objects_whose_bytes_are_not_those_of_their_id_are_broken() {
    let builder = Builder::new();
    let first = builder.commit(&[("release/a", "1")], &[]);
    let second = builder.commit(&[("release/a", "2")], &[&first]);
    let file = |id: &str| builder.git.path().join("objects").join(&id[..2]).join(&id[2..]);
    let replace = |id: &str, other: &str| {
        fs::remove_file(file(id)).unwrap();
        fs::copy(file(other), file(id)).unwrap();
    };
    let one = builder.blob(b"1").to_string();
    replace(&one, &builder.blob(b"2").to_string());
    let repository = builder.open();
    let error = repository.snapshot(&first).unwrap().entries("release").unwrap_err().to_string();
    assert!(error.contains(&format!("object `{one}` is broken: its bytes are those of")), "{error}");
    replace(&first, &second);
    let last = builder.open().touching(&second, &["release"]).unwrap().last().unwrap();
    assert!(matches!(last, Err(RepositoryError::Broken { id, .. }) if id == first));
}

#[test]
fn t33_a_shallow_clone_never_looks_like_the_whole_history() {
    let builder = Builder::new();
    let root = builder.commit(&[("a", "0")], &[]);
    let ours = builder.commit(&[("a", "1")], &[&root]);
    let theirs = builder.commit(&[("a", "2")], &[&root]);
    builder.branch("main", &ours);
    builder.forget(&root);
    fs::write(builder.git.path().join("shallow"), format!("{ours}\n{theirs}\n")).unwrap();
    let repository = builder.open();
    assert!(repository.is_shallow());
    let steps: Vec<_> = repository.touching(&ours, &["nothing"]).unwrap().collect();
    assert!(matches!(steps.as_slice(), [Err(RepositoryError::Shallow { id })] if *id == root));
    let message = steps[0].as_ref().unwrap_err().to_string();
    assert!(message.contains("`fetch-depth: 0`"), "{message}");
    assert!(matches!(repository.merge_base(&ours, &theirs), Err(RepositoryError::Shallow { .. })));
    assert!(matches!(repository.is_ancestor(&root, &ours), Err(RepositoryError::Shallow { .. })));
    let unknown = repository.resolve("v1").unwrap_err().to_string();
    assert!(unknown.contains("`fetch-depth: 0`"), "{unknown}");
}

#[test]
fn a_damaged_history_is_an_error_and_not_unrelated() {
    let builder = Builder::new();
    let root = builder.commit(&[("a", "0")], &[]);
    let ours = builder.commit(&[("a", "1")], &[&root]);
    let theirs = builder.commit(&[("a", "2")], &[&root]);
    builder.forget(&root);
    let repository = builder.open();
    assert!(repository.merge_base(&ours, &theirs).is_err());
    assert!(repository.is_ancestor(&theirs, &ours).is_err());
    let last = repository.touching(&ours, &["nothing"]).unwrap().last().unwrap();
    assert!(matches!(last, Err(RepositoryError::Missing { .. })));
}

// Merging

const TEN: &str = "1\n2\n3\n4\n5\n6\n7\n8\n9\n";

fn merged(
    ancestor: Option<&[(&str, &str)]>,
    base: &[(&str, &str)],
    head: &[(&str, &str)],
) -> Result<MergedSnapshot, MergeError> {
    let builder = Builder::new();
    let root = ancestor.map(|files| builder.commit(files, &[]));
    let parents: Vec<&str> = root.iter().map(String::as_str).collect();
    let (base, head) = (builder.commit(base, &parents), builder.commit(head, &parents));
    let repository = builder.open();
    let ancestor = match repository.merge_base(&base, &head).unwrap() {
        MergeBase::One(id) => Some(repository.snapshot(&id).unwrap()),
        MergeBase::None => None,
        several @ MergeBase::Several(_) => panic!("{several:?}"),
    };
    let ancestor = ancestor.as_ref().map(|tree| tree as &dyn Snapshot);
    let (base, head) = (repository.snapshot(&base).unwrap(), repository.snapshot(&head).unwrap());
    merge(ancestor, &base, &head, "release", &["CODEOWNERS".to_owned()], &merge_text)
}

#[test]
fn changes_of_different_lines_are_merged() {
    let (first, last) = (TEN.replace('1', "one"), TEN.replace('9', "nine"));
    let both = first.replace('9', "nine");
    let result = merged(
        Some(&[("release/a", TEN), ("src/x", "1")]),
        &[("release/a", &first), ("src/x", "2"), ("CODEOWNERS", "ann")],
        &[("release/a", &last), ("src/x", "3")],
    )
    .unwrap();
    assert_eq!(texts(&result.entries("release").unwrap()), [("release/a", both.as_str())]);
    assert_eq!(text(&result.entry("CODEOWNERS").unwrap().unwrap()), "ann");
}

#[test]
fn changes_of_one_line_and_a_deletion_of_what_the_other_changed_conflict() {
    let (ours, theirs) = (TEN.replace('5', "five"), TEN.replace('5', "V"));
    let result = merged(
        Some(&[("release/a", TEN), ("release/b", "1"), ("release/c", "1")]),
        &[("release/a", &ours), ("release/b", "2")],
        &[("release/a", &theirs), ("release/c", "1")],
    );
    let Err(MergeError::Conflict { paths }) = result else { panic!("{result:?}") };
    assert_eq!(paths, ["release/a", "release/b"]);
}

#[test]
fn t28_a_rename_is_a_deletion_and_an_addition() {
    let changed = TEN.replace('1', "one");
    let result = merged(Some(&[("release/a", TEN)]), &[("release/a", &changed)], &[("release/b", TEN)]);
    let Err(MergeError::Conflict { paths }) = result else { panic!("{result:?}") };
    assert_eq!(paths, ["release/a"]);
    let moved_in = merged(Some(&[("old", TEN)]), &[("old", &changed)], &[("release/a", TEN)]).unwrap();
    assert_eq!(texts(&moved_in.entries("release").unwrap()), [("release/a", TEN)]);
}

#[test]
fn unrelated_histories_merge_only_where_they_agree() {
    let result = merged(None, &[("release/a", "1")], &[("release/b", "1")]).unwrap();
    assert_eq!(texts(&result.entries("release").unwrap()), [("release/a", "1"), ("release/b", "1")]);
    let conflict = merged(None, &[("release/a", "1")], &[("release/a", "2")]);
    assert!(matches!(conflict, Err(MergeError::Conflict { .. })));
}

#[test]
fn t37_attributes_and_merge_drivers_change_nothing() {
    let ours = TEN.replace('5', "five");
    let attributes = "* merge=union text eol=crlf\n";
    let result = merged(
        Some(&[(".gitattributes", attributes), ("release/.gitattributes", attributes), ("release/a", TEN)]),
        &[(".gitattributes", attributes), ("release/.gitattributes", attributes), ("release/a", &ours)],
        &[(".gitattributes", attributes), ("release/.gitattributes", attributes), ("release/a", "x\n")],
    );
    let Err(MergeError::Conflict { paths }) = result else { panic!("{result:?}") };
    assert_eq!(paths, ["release/a"]);
}
