//! Group B: evidence that does not match the content.

use super::history::{History, run, step};
use super::world::{PLAN, PROCESS, Paper, TSC, Thing, World};

#[test]
fn t8_a_byte_changed_after_approval_makes_it_stale_unless_it_says_nothing() {
    let before = World::base();
    let approval = Paper::about("p", &before, &before.moved(), &[PLAN]).ayes(&TSC);
    let approved = before.moved().approve(&approval);
    step(&before, &approved).is("approved");
    let other = approved.clone().edit(PLAN, "2027-07-22", "2027-07-23");
    step(&before, &other).is("pending").because("approval-stale");
    let spaced = approved.edit(PLAN, "kind: schedule/v1\n", "kind: schedule/v1\n# moved\n");
    // Digests of bytes alone cannot tell a comment from a change of meaning.
    step(&before, &spaced).is("pending").because("approval-stale");
}

#[test]
fn t9_base_and_head_are_named_by_their_ids() {
    let history = History::new();
    let base = history.commit(&World::base(), &[]);
    let head = history.commit(&World::base().moved(), &[&base]);
    history.reference("refs/heads/main", &base);
    history.reference("refs/heads/topic", &head);
    history.reference("refs/tags/v1", &head);
    for name in ["topic", "v1", "refs/heads/topic", &head[..12], "topic~0"] {
        let answer = history.gate("main", name);
        assert_eq!(answer.report["base"], base.as_str(), "{name}");
        assert_eq!(answer.report["head"], head.as_str(), "{name}");
    }
}

#[test]
fn t9_a_push_after_the_vote_is_judged_for_itself() {
    let history = History::new();
    let before = World::base();
    let reviewed = before.moved().voted(&before, &[PLAN], &["schedule"]);
    let base = history.commit(&before, &[]);
    let head = history.commit(&reviewed, &[&base]);
    history.reference("refs/heads/topic", &head);
    history.gate(&base, "topic").is("approved");
    let pushed = history.commit(&reviewed.edit(PLAN, "2027-03-01", "2027-02-01"), &[&head]);
    history.reference("refs/heads/topic", &pushed);
    history.gate(&base, "topic").is("pending").because("approval-stale");
    // What was resolved before the push stays what it was.
    history.gate(&base, &head).is("approved");
}

#[test]
fn t10_a_base_that_moved_under_the_same_head_makes_it_stale() {
    let history = History::new();
    let before = World::base();
    let head_world = before.moved().voted(&before, &[PLAN], &["schedule"]);
    let root = history.commit(&before, &[]);
    let head = history.commit(&head_world, &[&root]);
    history.gate(&root, &head).is("approved");
    let elsewhere = history.commit(&before.clone().edit(PLAN, "2027-03-01", "2027-03-02"), &[&root]);
    history.gate(&elsewhere, &head).is("pending").because("approval-stale");
    let unrelated =
        before.edit(PROCESS, "Kick-off", "Start").with("src/main.c", "int main(void) { return 0; }\n");
    let unrelated = history.commit(&unrelated, &[&root]);
    history.gate(&unrelated, &head).is("approved");
}

#[test]
fn t11_an_old_approval_does_not_bring_its_content_back() {
    let history = History::new();
    let (old, new) = (World::base(), World::base().moved());
    let there = Paper::about("there", &old, &new, &[PLAN]).ayes(&TSC).and("closed: 2026-11-01");
    let back = Paper::about("back", &new, &old, &[PLAN]).ayes(&TSC).and("closed: 2026-11-02");
    let first = history.commit(&old, &[]);
    let second = history.commit(&new.clone().approve(&there), &[&first]);
    let reverted = old.clone().approve(&there).approve(&back);
    let third = history.commit(&reverted, &[&second]);
    history.gate(&first, &second).is("approved");
    history.gate(&second, &third).is("approved");
    let again = history.commit(&new.clone().approve(&there).approve(&back), &[&third]);
    history.gate(&third, &again).is("invalid").because("approval-reused");
    let renewed = Paper::about("again", &old, &new, &[PLAN]).ayes(&TSC).and("closed: 2026-11-03");
    let renewed = history.commit(&new.approve(&there).approve(&back).approve(&renewed), &[&third]);
    history.gate(&third, &renewed).is("approved");
}

#[test]
fn t11_a_revert_without_an_approval_does_not_make_the_old_one_usable() {
    let history = History::new();
    let (old, new) = (World::base(), World::base().moved());
    let there = Paper::about("there", &old, &new, &[PLAN]).ayes(&TSC).and("closed: 2026-11-01");
    let first = history.commit(&old, &[]);
    let second = history.commit(&new.clone().approve(&there), &[&first]);
    let third = history.commit(&old.approve(&there), &[&second]);
    history.gate(&second, &third).is("pending");
    let again = history.commit(&new.approve(&there), &[&third]);
    history.gate(&third, &again).is("invalid").because("approval-reused");
}

#[test]
fn t12_an_approval_of_another_cycle_or_branch_is_about_other_content() {
    let vienna = "release/schedules/vienna.yaml";
    let plan = World::base().text(PLAN).replace("paris", "vienna").replace("2027-03-01", "2027-03-02");
    let before = World::base().with(vienna, &plan);
    let copied = Paper::about("p", &before, &before.moved(), &[PLAN]).ayes(&TSC);
    let after = before.clone().edit(vienna, "ga, date: 2027-07-08", "ga, date: 2027-07-22");
    let answer = step(&before, &after.clone().approve(&copied));
    assert!(matches!(answer.verdict(), "pending" | "invalid"), "{answer:#?}");
    let renamed = Paper::about("p", &before, &before.moved(), &[PLAN]).ayes(&TSC);
    let renamed = after.with(&renamed.path(), &renamed.text().replace(PLAN, vienna));
    step(&before, &renamed).is("pending").because("approval-stale");
    // The same move on a branch where the plan was another one.
    let branch = World::base().edit(PLAN, "2027-03-01", "2027-02-22");
    let vote = Paper::about("p", &World::base(), &World::base().moved(), &[PLAN]).ayes(&TSC);
    step(&branch, &branch.moved().approve(&vote)).is("pending").because("approval-stale");
}

#[test]
fn t13_a_part_of_what_was_approved_is_not_approved() {
    let before = World::base();
    let whole = before.moved().edit(PROCESS, "version: 1", "version: 2").edit(PROCESS, "Kick-off", "Start");
    let vote =
        Paper::about("p", &before, &whole, &[PLAN, PROCESS]).deciding(&["process", "schedule"]).ayes(&TSC);
    let part = whole.clone().with(PROCESS, &before.text(PROCESS));
    step(&before, &part.approve(&vote)).is("pending").because("approval-stale");
    step(&before, &whole.approve(&vote)).is("approved");
}

#[test]
fn t14_a_document_is_a_plain_file_and_includes_nothing() {
    let before = World::base();
    let inside = before.text(PLAN);
    let linked = before
        .clone()
        .with("elsewhere/paris.yaml", &inside)
        .put(PLAN, Thing::Link("../../elsewhere/paris.yaml".to_owned()));
    step(&before, &linked.voted(&before, &[PLAN], &["schedule"])).is("invalid").because("not-a-plain-file");
    for (old, new) in [
        ("milestones:\n", "include: ../../elsewhere/paris.yaml\nmilestones:\n"),
        ("milestones:\n", "$ref: ../../elsewhere/paris.yaml\nmilestones:\n"),
        ("status: active", "status: !include ../../elsewhere/status.yaml"),
    ] {
        let after = before.clone().edit(PLAN, old, new);
        step(&before, &after.voted(&before, &[PLAN], &["schedule"])).is("invalid");
    }
    // A protected file may be a link, but who approved its text did not approve a link.
    let text = before.clone().with("CODEOWNERS", "docs/owners");
    let link = before.clone().put("CODEOWNERS", Thing::Link("docs/owners".to_owned()));
    let vote = Paper::about("p", &before, &text, &["CODEOWNERS"]).deciding(&["policy"]).ayes(&TSC);
    step(&before, &text.approve(&vote)).is("approved");
    step(&before, &link.approve(&vote)).is("pending").because("approval-stale");
}

#[test]
fn t15_a_merged_approval_is_not_touched_in_any_way() {
    let old = World::base();
    let vote = Paper::about("p", &old, &old.moved(), &[PLAN]).ayes(&TSC).and("closed: 2026-11-01");
    let merged = old.moved().approve(&vote);
    let path = vote.path();
    let gone = merged.clone().without(&path);
    let moved = gone.clone().with("release/approvals/q.yaml", &vote.text().replace("id: p", "id: q"));
    let commented = merged.clone().edit(&path, "kind:", "# edited\nkind:");
    let voted = merged.clone().with(&path, &vote.clone().ayes(&["heidi"]).text());
    let executable = merged.clone().put(&path, Thing::Executable(vote.text().into_bytes()));
    let page = gone.clone().with("release/approvals/p.md", &vote.text());
    for after in [gone, moved, commented, voted, executable, page] {
        step(&merged, &after).is("invalid").because("append-only");
    }
}

/// A vote that came before its change, and that was revoked before it was used.
struct Revoked {
    history: History,
    plain: World,
    approved: World,
    with_revocation: World,
    revocation: Paper,
    /// The commit that holds both.
    tip: String,
}

impl Revoked {
    fn new() -> Self {
        let history = History::new();
        let plain = World::base();
        let vote =
            Paper::about("early", &plain, &plain.moved(), &[PLAN]).ayes(&TSC).and("closed: 2026-11-10");
        let approved = plain.clone().approve(&vote);
        let revocation = Paper::about("late", &plain, &plain, &[])
            .ayes(&TSC)
            .and("closed: 2026-11-12")
            .and("revokes: [early]");
        let with_revocation = approved.clone().approve(&revocation);
        let root = history.commit(&plain, &[]);
        let early = history.commit(&approved, &[&root]);
        history.gate(&root, &early).is("not-required");
        let used = history.commit(&approved.moved(), &[&early]);
        history.gate(&early, &used).is("approved");
        let tip = history.commit(&with_revocation, &[&early]);
        Self { history, plain, approved, with_revocation, revocation, tip }
    }

    fn expect_no_use(&self, base: &str, world: &World) {
        let head = self.history.commit(&world.moved(), &[base]);
        self.history.gate(base, &head).is("pending").because("approval-stale");
    }
}

#[test]
fn t16_a_revocation_holds_while_it_stands() {
    let case = Revoked::new();
    case.expect_no_use(&case.tip, &case.with_revocation);
}

#[test]
fn t16_a_revocation_that_a_later_step_deleted_or_edited_holds() {
    let case = Revoked::new();
    let deleted = case.history.commit(&case.approved, &[&case.tip]);
    case.history.gate(&case.tip, &deleted).is("invalid").because("append-only");
    // Whoever may bypass the gate merges it all the same.
    case.expect_no_use(&deleted, &case.approved);
    let text = case.revocation.text().replace("revokes: [early]\n", "");
    let emptied = case.approved.clone().with(&case.revocation.path(), &text);
    let edited = case.history.commit(&emptied, &[&case.tip]);
    case.expect_no_use(&edited, &emptied);
}

#[test]
fn t16_a_revocation_that_a_merge_dropped_holds() {
    let case = Revoked::new();
    let root = case.history.commit(&case.plain, &[]);
    let early = case.history.commit(&case.approved, &[&root]);
    let side = case.history.commit(&case.approved.clone().with("src/main.c", "int x;\n"), &[&early]);
    // `git merge -s ours` on the side branch, with the parents in the order of a merge into the main branch: the tree
    // is that of the side branch, and `git log -- release/approvals/` follows only that parent and shows no revocation.
    let dropped = case.approved.clone().with("src/main.c", "int x;\n");
    let merge = case.history.commit(&dropped, &[&case.tip, &side]);
    case.expect_no_use(&merge, &dropped);
    let later = dropped.with("src/other.c", "int y;\n");
    let later_commit = case.history.commit(&later, &[&merge]);
    case.expect_no_use(&later_commit, &later);
}

#[test]
fn t9_what_runs_on_the_same_commits_says_the_same() {
    let history = History::new();
    let base = history.commit(&World::base(), &[]);
    let head = history.commit(&World::base().moved(), &[&base]);
    let arguments = ["gate", "--base", &base, "--head", &head, "--today", "2026-11-20"];
    assert_eq!(run(&history.path(), &arguments).report, run(&history.path(), &arguments).report);
}
