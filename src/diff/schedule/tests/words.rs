//! Fields that are told in words, and plans that come or go.

use super::*;

#[test]
fn confidence_is_told_in_words() {
    assert_eq!(
        said(
            &["id: ga, date: 2027-03-25, confidence: tentative"],
            &["id: ga, date: 2027-03-25, confidence: confirmed"],
        ),
        ["General availability is confirmed now (was tentative)"]
    );
}

#[test]
fn a_plan_that_comes_or_goes_ends_on_its_last_day() {
    let plan = plan("", &["id: a, date: 2027-03-01", "id: b, date: 2027-03-22/2027-05-07"]);
    let process = process(1, NO_RULES);
    let base = |snapshot: InMemory| load(&snapshot, "release", &BTreeSet::new()).unwrap();
    let empty = InMemory::new("test")
        .with_file("release/project.yaml", PROJECT)
        .with_file("release/working-group.yaml", GROUP)
        .with_file("release/process.yaml", &process);
    let found = diff(&side(&process, &plan), &base(empty));
    assert_eq!(
        found[0].sentence,
        "the schedule of Paris is gone: 2 milestones from Mon 1 Mar 2027 to Fri 7 May 2027"
    );
}

#[test]
fn a_new_plan_with_the_dates_of_one_that_goes_says_so() {
    let with = |cycle: &str, last: &str| {
        let plan = plan("", &["id: a, date: 2027-03-01", last]).replace("paris", cycle);
        let snapshot = InMemory::new("test")
            .with_file("release/project.yaml", PROJECT)
            .with_file(&format!("release/schedules/{cycle}.yaml"), plan.replace("Paris", cycle));
        load(&snapshot, "release", &BTreeSet::new()).unwrap()
    };
    let sentence = |last: &str| {
        let found = diff(&with("argon", "id: b, date: 2027-04-01"), &with("scandium", last));
        found.into_iter().find(|change| change.kind == ChangeKind::Added).unwrap().sentence
    };
    let new = "the schedule of scandium is new: 2 milestones from Mon 1 Mar 2027 to";
    assert_eq!(
        sentence("id: b, date: 2027-04-01"),
        format!("{new} Thu 1 Apr 2027, the dates that argon had")
    );
    assert_eq!(sentence("id: b, date: 2027-04-02"), format!("{new} Fri 2 Apr 2027"));
}

#[test]
fn a_milestone_that_does_not_apply_says_so_with_its_date() {
    assert_eq!(
        said(&["id: a, date: 2027-03-01"], &["id: a, not-applicable: No need"]),
        ["a does not apply any more (was Mon 1 Mar 2027): No need"]
    );
    assert_eq!(
        said(&["id: a, not-applicable: No need"], &["id: b, not-applicable: Nobody asks"]),
        ["b is new, but does not apply: Nobody asks", "a is gone (did not apply: No need)"]
    );
    assert_eq!(said(&["id: a, date: tbd"], &[]), ["a is gone (had no date yet)"]);
    assert_eq!(
        said(&["id: a, date: tbd, after: 2027-03-01"], &[]),
        ["a is gone (had no date yet, not before Mon 1 Mar 2027)"]
    );
}

#[test]
fn a_name_that_several_have_comes_with_the_id() {
    let old = ["id: a, name: Freeze, date: 2027-02-01", "id: b, name: Freeze, date: 2027-02-02"];
    let new = ["id: a, name: Freeze, date: 2027-02-03", "id: b, name: Soft freeze, date: 2027-02-02"];
    assert_eq!(
        said(&old, &new),
        [
            "Freeze (a) moves 2 days later (Mon 1 Feb → Wed 3 Feb 2027)",
            "`Freeze` (b) is called `Soft freeze` now"
        ]
    );
}

#[test]
fn another_name_stands_apart_from_the_sentence() {
    assert_eq!(
        said(
            &["id: a, name: \"'U' nomination\", date: 2027-02-01"],
            &["id: a, name: \"'V' nomination\", date: 2027-02-01"]
        ),
        ["`'U' nomination` is called `'V' nomination` now"]
    );
}

#[test]
fn short_texts_are_told() {
    let with = |note: &str| format!("id: a, date: 2027-02-01, note: {note}");
    let plain = "id: a, date: 2027-02-01";
    assert_eq!(said(&[plain], &[&with("actual 2027-02-02")]), ["a: note is new: actual 2027-02-02"]);
    assert_eq!(said(&[&with("soon")], &[&with("later")]), ["a: note: soon → later"]);
    assert_eq!(said(&[&with("soon")], &[plain]), ["a: note is gone: soon"]);
    assert_eq!(said(&[plain], &[&with(&"long ".repeat(13))]), ["a: note: a text is new"]);
}

#[test]
fn what_is_said_about_the_whole_plan_is_told_in_words() {
    let whole = |keys: &str| {
        format!("kind: schedule/v1\ncycle: paris\n{keys}milestones:\n  - {{id: ga, date: 2027-07-15}}\n")
    };
    let told = |old: &str, new: &str| -> Vec<String> {
        let process = process(1, NO_RULES);
        let (before, after) = (side(&process, &whole(old)), side(&process, &whole(new)));
        assert!(before.unread.is_empty() && after.unread.is_empty(), "{:?}", after.diagnostics);
        diff(&before, &after).into_iter().map(|change| change.sentence).collect()
    };
    let bare = "status: proposed\n";
    let full = "status: active\nname: Paris\nversion: \"2027-03\"\nprocess: 1\nsupported: {from: ga, until: 2028-07-22}\n";
    let other = "status: active\nname: London\nversion: \"3.3\"\nprocess: 2\nsupported: {from: 2027-07-22, until: 2028-08-22}\n";
    assert_eq!(
        told(bare, full),
        [
            "the plan becomes active (was proposed)",
            "the cycle is called Paris",
            "the cycle releases version 2027-03",
            "the plan follows the process in version 1",
            "the release is supported from General availability until Sat 22 Jul 2028",
        ]
    );
    assert_eq!(
        told(full, other),
        [
            "the cycle is called London instead of Paris",
            "the cycle releases version 3.3 instead of 2027-03",
            "the plan follows the process in version 2 instead of 1",
            "support begins with Thu 22 Jul 2027 instead of General availability",
            "the release is supported until Tue 22 Aug 2028 instead of Sat 22 Jul 2028",
        ]
    );
    assert_eq!(
        told(full, bare),
        [
            "the plan is proposed (was active)",
            "the cycle no longer is called Paris",
            "the cycle no longer releases version 2027-03",
            "the plan no longer follows the process in version 1",
            "it is no longer said that the release is supported from General availability until Sat 22 Jul 2028",
        ]
    );
}

#[test]
fn owners_and_freezes_are_told_in_words() {
    let told = |old: &str, new: &str| {
        let with = |rest: &str| format!("id: ga, date: 2027-07-15{rest}");
        said(&[&with(old)], &[&with(new)])
    };
    let ga = "General availability";
    assert_eq!(told("", ", owner: tsc"), [format!("{ga} is owned by tsc")]);
    assert_eq!(told(", owner: tsc", ", owner: docs"), [format!("{ga} is owned by docs instead of tsc")]);
    assert_eq!(told(", freeze: code", ""), [format!("{ga} no longer freezes code")]);
}
