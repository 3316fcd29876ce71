//! Group D: git objects that git itself would refuse, hide or show in another way.

use git2::Oid;
use milepost::document::digest;

use super::history::{Answer, History, run, run_plainly, step};
use super::world::{EVERYBODY, PLAN, POLICY, Paper, ROSTER, TSC, Thing, World};

/// What the whole committee has voted for is no better for it.
fn voted_by_all(before: &World, after: &World, path: &str, class: &str) -> World {
    after.clone().approve(&Paper::about("p", before, after, &[path]).deciding(&[class]).ayes(&EVERYBODY))
}

#[test]
fn t28_a_rename_shows_both_of_its_ends() {
    let before = World::base();
    let text = before.text(PLAN);
    let out = before.clone().without(PLAN).with("attic/paris.yaml", &text);
    // `git diff --name-only` lists `attic/paris.yaml` alone.
    assert_eq!(step(&before, &out).is("pending").classes_of(PLAN), ["schedule"]);
    assert_eq!(step(&out, &before).is("pending").classes_of(PLAN), ["schedule"]);
    let vienna = "release/schedules/vienna.yaml";
    let other = before.clone().without(PLAN).with(vienna, &text.replace("paris", "vienna"));
    let answer = step(&before, &other);
    assert_eq!(answer.is("pending").classes_of(PLAN), ["schedule"]);
    assert_eq!(answer.classes_of(vienna), ["schedule"]);
}

#[test]
fn t28_a_merge_follows_no_rename() {
    let history = History::new();
    let before = World::base();
    let root = history.commit(&before, &[]);
    let vienna = "release/schedules/vienna.yaml";
    let renamed = before.clone().without(PLAN).with(vienna, &before.text(PLAN).replace("paris", "vienna"));
    let base = history.commit(&renamed, &[&root]);
    let head = history.commit(&before.moved(), &[&root]);
    // With rename detection the move would silently become one of Vienna.
    history.gate(&base, &head).cannot_be_judged(PLAN);
}

#[test]
fn t29_content_of_the_merge_commit_alone_is_judged() {
    let history = History::new();
    let before = World::base();
    let base = history.commit(&before, &[]);
    let side = history.commit(&before.clone().with("src/main.c", "int x;\n"), &[&base]);
    let evil = before.moved().with("src/main.c", "int x;\n");
    let merge = history.commit(&evil, &[&base, &side]);
    assert_eq!(history.gate(&base, &merge).is("pending").classes_of(PLAN), ["schedule"]);
    let honest = history.commit(&before.with("src/main.c", "int x;\n"), &[&base, &side]);
    history.gate(&base, &honest).is("not-required");
}

#[test]
fn t30_an_octopus_is_judged_by_its_content() {
    let history = History::new();
    let before = World::base();
    let base = history.commit(&before, &[]);
    let one = history.commit(&before.clone().with("a", "1"), &[&base]);
    let two = history.commit(&before.clone().with("b", "1"), &[&base]);
    let all = before.clone().with("a", "1").with("b", "1");
    let honest = history.commit(&all, &[&base, &one, &two]);
    history.gate(&base, &honest).is("not-required");
    let evil = history.commit(&all.moved(), &[&base, &one, &two]);
    assert_eq!(history.gate(&base, &evil).is("pending").classes_of(PLAN), ["schedule"]);
    // The base itself may be one.
    let further = history.commit(&all.moved(), &[&honest]);
    history.gate(&honest, &further).is("pending");
}

#[test]
fn t30_a_criss_cross_is_judged_only_where_every_ancestor_leads_to_one_result() {
    let history = History::new();
    let before = World::base();
    let root = history.commit(&before, &[]);
    let left = before.clone().edit(PLAN, "2027-03-01", "2027-03-02");
    let right = before.clone().edit(PLAN, "2027-07-08", "2027-07-09");
    let both = left.clone().edit(PLAN, "2027-07-08", "2027-07-09");
    let a = history.commit(&left, &[&root]);
    let b = history.commit(&right, &[&root]);
    let across = history.commit(&both, &[&a, &b]);
    let back = history.commit(&both, &[&b, &a]);
    let head = history.commit(&both.clone().with("x", "1"), &[&back]);
    history.gate(&across, &head).is("not-required");
    // One side took the other's change back while merging: by one ancestor it is gone, by the other it is not.
    let undone = history.commit(&left.clone().with("x", "1"), &[&b, &a]);
    let answer = history.gate(&across, &undone);
    answer.cannot_be_judged("");
}

#[test]
fn t30_unrelated_histories_are_not_merged() {
    let history = History::new();
    let base = history.commit(&World::base(), &[]);
    let other = history.commit(&World::base().moved(), &[]);
    history.gate(&base, &other).cannot_be_judged("no common history");
}

#[test]
fn t30_a_second_root_brings_its_content_into_the_step() {
    let history = History::new();
    let before = World::base();
    let base = history.commit(&before, &[]);
    let foreign = history.commit(&World::default().with(PLAN, &before.moved().text(PLAN)), &[]);
    let merge = history.commit(&before.moved(), &[&base, &foreign]);
    assert_eq!(history.gate(&base, &merge).is("pending").classes_of(PLAN), ["schedule"]);
    // With the foreign root first, the step is the same.
    let foxtrot = history.commit(&before.moved(), &[&foreign, &base]);
    assert_eq!(history.gate(&base, &foxtrot).is("pending").classes_of(PLAN), ["schedule"]);
}

#[test]
fn t31_squash_rebase_and_cherry_pick_keep_the_evidence_in_the_tree() {
    let history = History::new();
    let before = World::base();
    let root = history.commit(&before, &[]);
    let moved = history.commit(&before.moved(), &[&root]);
    let voted = before.moved().voted(&before, &[PLAN], &["schedule"]);
    let branch = history.commit(&voted, &[&moved]);
    history.gate(&root, &branch).is("approved");
    let squashed = history.commit(&voted, &[&root]);
    history.gate(&root, &squashed).is("approved");
    let other = history.commit(&before.clone().with("x", "1"), &[&root]);
    let picked = history.commit(&voted.with("x", "1"), &[&other]);
    history.gate(&other, &picked).is("approved");
    history.gate(&other, &branch).is("approved");
}

/// A change that is approved, in a repository of its own.
fn approved() -> (History, String, String) {
    let history = History::new();
    let before = World::base();
    let base = history.commit(&before, &[]);
    let head = history.commit(&before.moved().voted(&before, &[PLAN], &["schedule"]), &[&base]);
    history.reference("refs/heads/main", &base);
    history.gate(&base, &head).is("approved");
    (history, base, head)
}

#[test]
fn t33_replaced_commits_trees_and_files_are_refused() {
    let (history, base, head) = approved();
    let other = history.commit(&World::base().moved(), &[&base]);
    let blob = history.blob(b"other").to_string();
    for (name, target) in [(&base, &other), (&other, &head), (&blob, &base)] {
        history.reference(&format!("refs/replace/{name}"), target);
        history.gate(&base, &head).cannot_be_judged("cannot be trusted");
        run(&history.path(), &["check", "--rev", &base]).cannot_be_judged("refs/replace");
        std::fs::remove_file(history.git_path().join("refs/replace").join(name)).unwrap();
    }
    history.gate(&base, &head).is("approved");
}

#[test]
fn t33_a_packed_replace_ref_is_seen_too() {
    let (history, base, head) = approved();
    history.write(
        "packed-refs",
        &format!("# pack-refs with: peeled fully-peeled sorted\n{head} refs/replace/{base}\n"),
    );
    history.gate(&base, &head).cannot_be_judged("refs/replace");
}

#[test]
fn t33_grafts_and_borrowed_objects_are_refused() {
    let (history, base, head) = approved();
    history.write("info/grafts", &format!("{head}\n"));
    history.gate(&base, &head).cannot_be_judged("info/grafts");
    std::fs::remove_file(history.git_path().join("info/grafts")).unwrap();
    history.write("objects/info/alternates", "/nowhere/objects\n");
    history.gate(&base, &head).cannot_be_judged("borrows objects");
}

#[test]
fn t33_a_shallow_end_is_never_taken_for_the_beginning() {
    let (history, base, head) = approved();
    let side = history.commit(&World::base().with("x", "1"), &[&base]);
    history.write("shallow", &format!("{head}\n{side}\n"));
    let path = history.git_path().join("objects").join(&base[..2]).join(&base[2..]);
    std::fs::remove_file(path).unwrap();
    history.gate(&side, &head).cannot_be_judged("fetch-depth: 0");
    history.gate(&base, &head).cannot_be_judged("fetch-depth: 0");
}

#[test]
fn t34_only_plain_files_are_governed() {
    let before = World::base();
    let text = before.text(PLAN);
    let commit = "1".repeat(40);
    for (path, thing) in [
        (PLAN, Thing::Executable(text.clone().into_bytes())),
        (PLAN, Thing::Link("../../elsewhere.yaml".to_owned())),
        (PLAN, Thing::Link(text.clone())),
        (PLAN, Thing::Submodule(commit.clone())),
        ("release/vendor", Thing::Submodule(commit.clone())),
        ("release/schedules/vienna.yaml", Thing::Link("paris.yaml".to_owned())),
        ("release/notes.md", Thing::Executable(b"Hello\n".to_vec())),
    ] {
        let after = before.clone().put(path, thing.clone());
        step(&before, &after).is("invalid").because("not-a-plain-file");
        let voted = voted_by_all(&before, &after, path, "schedule");
        step(&before, &voted).is("invalid").because("not-a-plain-file");
    }
    let folder = before.clone().without(PLAN).with(&format!("{PLAN}/part.yaml"), &text);
    step(&before, &folder).is("invalid").because("not-a-plain-file");
    // The other way round a link in base is no document, and taking it away is a change that is told.
    let linked = before.clone().put(PLAN, Thing::Link("../elsewhere.yaml".to_owned()));
    assert_ne!(step(&linked, &before).verdict(), "not-required");
}

#[test]
fn t34_a_root_that_is_no_folder_holds_no_documents() {
    let before = World::base();
    let outside: Vec<String> = before.0.keys().filter(|path| path.starts_with("release/")).cloned().collect();
    let mut after = before.clone();
    for path in &outside {
        let Some(thing) = before.0.get(path) else { continue };
        after = after.without(path).put(&path.replace("release/", "elsewhere/"), thing.clone());
    }
    for thing in [Thing::Link("elsewhere".to_owned()), Thing::Submodule("1".repeat(40))] {
        step(&before, &after.clone().put("release", thing)).is("invalid");
    }
}

#[test]
fn t34_old_and_invented_modes_are_not_plain() {
    let history = History::new();
    let before = World::base();
    let base = history.commit(&before, &[]);
    for mode in ["100664", "100600", "100666", "120777", "100645"] {
        let head = history.commit_with_release(&before, &base, |entries| {
            let roster = entries.iter_mut().find(|(_, name, _)| name == b"roster.yaml").unwrap();
            mode.clone_into(&mut roster.0);
        });
        let answer = history.gate(&base, &head);
        assert!(!matches!(answer.verdict(), "approved" | "not-required"), "{mode}: {answer:#?}");
    }
}

#[test]
fn t35_paths_that_some_machine_takes_for_one_are_an_error() {
    let before = World::base();
    let text = before.text(PLAN);
    let composed = before.clone().with("release/n\u{f6}te.md", "one\n");
    for after in [
        before.clone().with("Release/roster.yaml", "kind: roster/v1\n"),
        before.clone().with("RELEASE/x", "1\n"),
        before.clone().with("release/Roster.yaml", &before.text(ROSTER)),
        before.clone().with("release/schedules/PARIS.yaml", &text),
        before.clone().with("release/Schedules/vienna.yaml", &text),
        before.clone().with("release/roster.yaml.", "x\n"),
        before.clone().with("release/roster.yaml ", "x\n"),
        before.clone().with("release/schedules /vienna.yaml", &text),
        composed.with("release/no\u{308}te.md", "two\n"),
        before.clone().with("release/\u{17f}upport/x.md", "long s\n").with("release/support/x.md", "s\n"),
        before.clone().with("release/\u{212a}eys.md", "Kelvin\n").with("release/keys.md", "k\n"),
    ] {
        step(&before, &after).is("invalid").because("path-collision");
    }
}

#[test]
fn t35_names_that_no_id_can_hold_keep_no_verdict_waiting() {
    let before = World::base();
    let text = before.text(PLAN);
    let long = "x".repeat(200);
    for name in ["PARIS", "\u{e4}", "a b", &long, "-", ""] {
        let after = before.clone().with(&format!("release/schedules/{name}.yaml"), &text);
        step(&before, &after).is("invalid");
    }
    let many = (0..40).fold(before.clone(), |world, number| {
        let id = format!("cycle-with-a-long-name-{number}");
        world.with(&format!("release/schedules/{id}.yaml"), &text.replace("paris", &id))
    });
    step(&before, &many);
}

#[test]
fn t36_a_tree_with_twins_or_without_order_is_not_judged() {
    let before = World::base();
    let history = History::new();
    let base = history.commit(&before, &[]);
    let other = history.blob(World::base().text(ROSTER).replace("mallory", "malory").as_bytes());
    let twin = |entry: &(String, Vec<u8>, Oid)| (entry.0.clone(), entry.1.clone(), other);
    // git and libgit2 pick different ones of the two.
    let twins = history.commit_with_release(&before, &base, |entries| {
        let place = entries.iter().position(|(_, name, _)| name == b"roster.yaml").unwrap();
        let second = twin(&entries[place]);
        entries.insert(place + 1, second);
    });
    history.gate(&base, &twins).cannot_be_judged("two entries named `roster.yaml`");
    run(&history.path(), &["check", "--rev", &twins]).cannot_be_judged("two entries");
    // Nor as the base, or as the ancestor of both.
    let later = history.commit(&before.moved(), &[&twins]);
    history.gate(&twins, &later).cannot_be_judged("two entries");
    let elsewhere = history.commit(&before.clone().with("x", "1"), &[&twins]);
    history.gate(&elsewhere, &later).cannot_be_judged("two entries");

    let apart = history.commit_with_release(&before, &base, |entries| {
        let place = entries.iter().position(|(_, name, _)| name == b"roster.yaml").unwrap();
        let second = twin(&entries[place]);
        entries.push(second);
    });
    history.gate(&base, &apart).cannot_be_judged("two entries");
    let unsorted = history.commit_with_release(&before, &base, |entries| entries.reverse());
    history.gate(&base, &unsorted).cannot_be_judged("out of order");
    let as_folder = history.commit_with_release(&before, &base, |entries| {
        let folder = entries.iter().find(|(_, name, _)| name == b"schedules").unwrap().2;
        entries.push(("40000".to_owned(), b"roster.yaml".to_vec(), folder));
    });
    history.gate(&base, &as_folder).cannot_be_judged("");
    for name in [&b".."[..], b".", b"", b".git", b"a/b"] {
        let odd = history.commit_with_release(&before, &base, |entries| {
            entries.insert(0, ("100644".to_owned(), name.to_vec(), other));
        });
        history.gate(&base, &odd).cannot_be_judged("it holds an entry named");
    }
}

#[test]
fn t37_the_bytes_of_objects_count_whatever_attributes_say() {
    let history = History::new();
    let attributes = "* text eol=crlf ident filter=lfs merge=union working-tree-encoding=UTF-16\n";
    let before = World::base()
        .with("release/schedules/.gitattributes", attributes)
        .with(".gitattributes", attributes)
        .edit(PLAN, "kind:", "# $Id$\nkind:");
    // A file of attributes is no document, wherever it stands below the root.
    let base = history.commit(&before, &[]);
    assert!(run(&history.path(), &["check", "--rev", &base]).report.to_string().contains("unknown-file"));
    let before = before.without("release/schedules/.gitattributes");
    history.write("info/attributes", attributes);
    let base = history.commit(&before, &[]);
    let head = history.commit(&before.moved().voted(&before, &[PLAN], &["schedule"]), &[&base]);
    history.gate(&base, &head).is("approved");
    // `merge=union` would keep both dates; here it stays a conflict.
    let mine = history.commit(&before.clone().edit(PLAN, "2027-07-08", "2027-07-09"), &[&base]);
    history.gate(&mine, &head).cannot_be_judged(PLAN);
}

#[test]
fn t37_a_pointer_to_a_large_file_is_no_document() {
    let before = World::base();
    let pointer = "version https://git-lfs.github.com/spec/v1\noid sha256:4d7a214614ab2935c943f9e0ff69d22eadbb8f32b12\
                   58daaa5e2ca24d17e2393\nsize 12345\n";
    for (path, class) in [(PLAN, "schedule"), (POLICY, "policy")] {
        let after = before.clone().with(path, pointer);
        step(&before, &voted_by_all(&before, &after, path, class)).is("invalid");
    }
}

#[test]
fn t38_no_id_of_git_binds_an_approval() {
    let history = History::new();
    let before = World::base();
    let after = before.moved();
    let git = |world: &World| history.blob(world.text(PLAN).as_bytes()).to_string();
    let paper = Paper::about("p", &before, &after, &[PLAN]).ayes(&EVERYBODY);
    let (from, to) = (digest(before.text(PLAN).as_bytes()), digest(after.text(PLAN).as_bytes()));
    assert!(paper.text().contains(&from) && paper.text().contains(&to));
    let judged = |from_now: &str, to_now: &str| -> Answer {
        let text = paper.text().replace(&from, from_now).replace(&to, to_now);
        step(&before, &after.clone().with(&paper.path(), &text))
    };
    judged(&from, &to).is("approved");
    judged(&git(&before), &git(&after)).is("invalid");
    judged(&format!("sha1:{}", git(&before)), &format!("sha1:{}", git(&after))).is("invalid");
    let padded = |id: String| format!("sha256:{id}{}", "0".repeat(24));
    judged(&padded(git(&before)), &padded(git(&after))).is("pending").because("approval-stale");
    // Neither a part of the digest nor another spelling of it stands for the whole.
    judged(&from[..47], &to[..47]).is("invalid");
    judged(&from, &to.to_uppercase()).is("invalid");
    let last = if to.ends_with('0') { "1" } else { "0" };
    judged(&from, &format!("{}{last}", &to[..to.len() - 1])).is("pending").because("approval-stale");
}

#[test]
fn t39_the_machine_of_the_user_changes_nothing() {
    let history = History::new();
    let strange = "release/\u{e4}\"\t.md";
    let before = World::base().with(strange, "one\n").with(".mailmap", "Alice <mallory@example.org>\n");
    let after = before.moved().with(strange, "two\n");
    let base = history.commit(&before, &[]);
    let head = history.commit(&after.voted(&before, &[PLAN], &["schedule"]), &[&base]);
    let other = history.commit(&before.clone().with("x", "1"), &[&base]);
    let today = ["--today", "2026-11-20"];
    for arguments in [
        [&["gate", "--base", &base, "--head", &head], &today[..]].concat(),
        [&["gate", "--base", &other, "--head", &head], &today[..]].concat(),
        [&["diff", &base, &head], &today[..]].concat(),
        [&["check", "--rev", &head], &today[..]].concat(),
    ] {
        let (plain, hostile) = (run_plainly(&history.path(), &arguments), run(&history.path(), &arguments));
        assert_eq!(plain.report, hostile.report, "{arguments:?}");
        assert!(plain.report.get("error").is_none(), "{plain:#?}");
    }
}

#[test]
fn t39_odd_paths_are_quoted_and_decide_nothing() {
    let before = World::base();
    for path in ["release/a\nb.md", "release/\"quoted\".md", "release/\\336\\274.md", "release/-rf.md"] {
        let answer = step(&before, &before.clone().with(path, "x\n"));
        let said = answer.report.to_string();
        assert!(!said.contains("a\nb"), "{said}");
        assert!(matches!(answer.verdict(), "invalid" | "not-required"), "{path:?}: {answer:#?}");
    }
}

#[test]
fn t32_a_base_that_lost_the_approved_step_is_judged_from_what_it_holds() {
    let history = History::new();
    let before = World::base();
    let root = history.commit(&before, &[]);
    let voted = before.moved().voted(&before, &[PLAN], &["schedule"]);
    let approved = history.commit(&voted, &[&root]);
    history.gate(&root, &approved).is("approved");
    // The branch is set back and rewritten: the same work upon it has to be approved like any other.
    let rewritten = history.commit(&before.with("x", "1"), &[&root]);
    let next = history.commit(&voted.clone().edit(PLAN, "2027-07-22", "2027-08-22"), &[&approved]);
    history.gate(&rewritten, &next).is("pending").because("approval-stale");
    history.gate(&approved, &next).is("pending");
}

#[test]
fn t30_no_vote_of_most_heals_a_conflict() {
    let history = History::new();
    let before = World::base();
    let root = history.commit(&before, &[]);
    let mine = history.commit(&before.clone().edit(PLAN, "2027-07-08", "2027-07-15"), &[&root]);
    let vote = Paper::about("p", &before, &before.moved(), &[PLAN]).ayes(&TSC);
    let yours = history.commit(&before.moved().approve(&vote), &[&root]);
    history.gate(&mine, &yours).cannot_be_judged(PLAN);
}
