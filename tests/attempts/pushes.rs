//! Group F, as far as git alone shows it: what got onto the branch without the gate.

use super::history::{Answer, History, TODAY, run};
use super::world::{PLAN, Paper, TSC, World};

/// A harmless change on top of a branch, judged with a look at the branch itself.
fn next_gate(history: &History, tip: &str, world: &World) -> Answer {
    let head = history.commit(&world.clone().with("release/notes.md", "Notes\n"), &[tip]);
    let gate = ["gate", "--base", tip, "--head", &head, "--today", TODAY];
    let answer = run(&history.path(), &gate);
    answer.is("not-required");
    assert!(!answer.notes().iter().any(|note| note.contains("holds a step")), "{answer:#?}");
    let asked = run(&history.path(), &[&gate[..], &["--base-history"]].concat());
    asked.is("not-required");
    asked
}

fn steps(answer: &Answer) -> Vec<&str> {
    answer.notes().into_iter().filter(|note| note.contains("holds")).collect()
}

#[test]
fn t54_the_next_gate_says_that_the_branch_holds_an_unapproved_step() {
    let (history, before) = (History::new(), World::base());
    let root = history.commit(&before, &[]);
    assert_eq!(steps(&next_gate(&history, &root, &before)), Vec::<&str>::new());
    let pushed = before.moved();
    let push = history.commit(&pushed, &[&root]);
    let answer = next_gate(&history, &push, &pushed);
    let told = steps(&answer);
    assert_eq!(told.len(), 1, "{told:?}");
    for words in [
        &format!("commit {} of Mon 21 Sep 2026", &push[..9]),
        "that was not approved",
        "(Thu 8 Jul → Thu 22 Jul 2027)",
        &format!("`milepost approve --ratifies {}`", &push[..9]),
        "`milepost audit`",
    ] {
        assert!(told[0].contains(words), "no `{words}` in {told:?}");
    }
    // Once it is ratified, nothing is left to be said.
    let paper = Paper::about("p", &before, &pushed, &[PLAN]).ayes(&TSC).and(&format!("ratifies: {push}"));
    let ratified = pushed.approve(&paper);
    let tip = history.commit(&ratified, &[&push]);
    assert_eq!(steps(&next_gate(&history, &tip, &ratified)), Vec::<&str>::new());
}

#[test]
fn t54_many_unapproved_steps_are_counted() {
    let (history, mut world) = (History::new(), World::base());
    let mut tip = history.commit(&world, &[]);
    for (old, new) in ["07-08", "08-12", "09-09", "10-14", "11-11", "12-09", "12-16", "12-30"]
        .windows(2)
        .map(|pair| (pair[0], pair[1]))
    {
        world = world.edit(PLAN, &format!("ga, date: 2027-{old}"), &format!("ga, date: 2027-{new}"));
        tip = history.commit(&world, &[&tip]);
    }
    let answer = next_gate(&history, &tip, &world);
    let told = steps(&answer);
    assert_eq!(told.len(), 6, "{told:?}");
    assert!(told[0].contains(&tip[..9]), "the newest comes first: {told:?}");
    assert!(told[5].contains("2 more steps") && told[5].contains("`milepost audit`"), "{told:?}");
}

#[test]
fn t54_a_folder_has_no_history_to_look_at() {
    let (history, world) = (History::new(), World::base());
    let folder = history.beside("folder");
    std::fs::create_dir_all(folder.join("release")).unwrap();
    std::fs::write(folder.join("release/project.yaml"), world.text("release/project.yaml")).unwrap();
    let folder = folder.to_str().unwrap();
    let gate = ["gate", "--base", folder, "--head", folder, "--today", TODAY, "--base-history"];
    run(&history.path(), &gate).cannot_be_judged("a folder has no history");
}
