//! Reports for the tests of the renderers.

use std::collections::BTreeMap;
use std::sync::Arc;

use jiff::civil::{Date, date};

use crate::approval::{
    CastVote, Class, Decision, Evidence, MergeState, Merging, Proof, Reason, Status, Uncounted, Verdict,
    Votes,
};
use crate::diagnostic::{Diagnostic, Location, NotChecked, Position, Span};
use crate::diff::{Cause, Change, ChangeKind};
use crate::document::Vote;
use crate::report::{ClassifiedChange, Command, Report, TextChange};

const SCHEDULE: &str = "\
schema: milepost/v1
kind: schedule
id: paris
title: Paris
status: planned

milestones:
  - id: code-freeze
    date: 2027-06-24
  - id: rc1
    date: 2027-07-10
  - id: ga
    date: 2027-07-22
    reason: The test lab moves in July
";

const PROCESS: &str = "\
schema: milepost/v1
kind: process

milestones:
  - id: rc1
    name: Release candidate 1
    rule: code-freeze + 2 weeks
";

/// Where `text` stands in `source`.
pub(super) fn span(source: &str, text: &str) -> Span {
    let offset = source.find(text).unwrap();
    let position = |offset: usize| {
        let before = &source[..offset];
        let line_start = before.rfind('\n').map_or(0, |end| end + 1);
        let line = before.matches('\n').count() + 1;
        Position::new(offset, line, before[line_start..].chars().count() + 1)
    };
    Span { start: position(offset), end: position(offset + text.len()) }
}

fn at(path: &str, source: &str, text: &str) -> Location {
    Location::at(path, span(source, text))
}

fn paris(text: &str) -> Location {
    at("release/schedules/paris.yaml", SCHEDULE, text)
}

/// `2027-07-08` as people read it.
fn shown(day: Date) -> String {
    day.strftime("%a %-d %b %Y").to_string()
}

fn moved(
    id: &str,
    name: &str,
    days: (Date, Date),
    delta: (i64, i64),
    cause: Cause,
    at: &str,
) -> ClassifiedChange {
    let (old, new) = days;
    let change = Change {
        subject_name: name.to_owned(),
        old: Some(old.to_string()),
        new: Some(new.to_string()),
        old_shown: Some(shown(old)),
        new_shown: Some(shown(new)),
        old_day: Some(old),
        new_day: Some(new),
        days: Some(delta.0),
        working_days: Some(delta.1),
        cause: Some(cause),
        key: id == "ga",
        pointer: vec!["milestones".to_owned(), id.to_owned(), "date".to_owned()],
        sentence: format!(
            "{name} moves {} days later ({} → {})",
            delta.0,
            old.strftime("%a %-d %b"),
            new.strftime("%a %-d %b %Y")
        ),
        ..Change::new(ChangeKind::Moved, "schedule/paris", "Paris", id, paris(at))
    };
    ClassifiedChange { change, class: Class::Schedule, why: None, notice: None }
}

fn added() -> ClassifiedChange {
    let change = Change {
        subject_name: "Ivan Petrov".to_owned(),
        new: Some("ivan".to_owned()),
        pointer: vec!["people".to_owned(), "ivan".to_owned()],
        sentence: "Ivan Petrov joins the roster as a contributor without a vote".to_owned(),
        ..Change::new(ChangeKind::Added, "roster", "roster", "ivan", Location::file("release/roster.yaml"))
    };
    ClassifiedChange { change, class: Class::Record, why: None, notice: None }
}

fn names(names: &[&str]) -> Vec<String> {
    names.iter().map(|&name| name.to_owned()).collect()
}

fn cast(voter: &str, proof: Proof, uncounted: Option<Uncounted>) -> CastVote {
    CastVote { voter: voter.to_owned(), vote: Vote::InFavour, proof, uncounted }
}

fn decision() -> Decision {
    Decision {
        class: Class::Schedule,
        paths: vec!["release/schedules/paris.yaml".to_owned()],
        acts: Vec::new(),
        requirement: "majority".to_owned(),
        rule: "more than 1/2 of the 5 seats".to_owned(),
        status: Status::Pending,
        approvals: vec!["2026-11-20-paris-ga".to_owned()],
        evidence: Some(Evidence::Recorded),
        needs_evidence: Evidence::Confirmed,
        votes: Votes {
            in_favour: names(&["alice"]),
            missing: names(&["bob", "dave", "grace", "heidi"]),
            uncounted: names(&["bob"]),
            ..Votes::default()
        },
        count: Some((1, 3)),
        needed: Some("1 more of dave, grace, heidi, and proof of the vote of bob (approve the pull request on GitHub, or sign with `milepost sign`)".to_owned()),
        reasons: vec![Reason::new("threshold", "2 of the 3 needed votes are in favour")],
        merged_by: Some("a TSC member".to_owned()),
        cast: vec![
            cast("alice", Proof::Review { review: 99 }, None),
            cast("bob", Proof::Recorded, Some(Uncounted::EvidenceTooWeak)),
        ],
        unverifiable: false,
        below_evidence: false,
    }
}

fn base(command: Command) -> Report {
    Report {
        command,
        project: Some("Example".to_owned()),
        base: Some("6b1f0c2d9e8a7b6c5d4e3f2a1b0c9d8e7f6a5b4c".to_owned()),
        head: Some("0f9e8d7c6b5a4f3e2d1c0b9a8f7e6d5c4b3a2f1e".to_owned()),
        verdict: None,
        notes: Vec::new(),
        diagnostics: Vec::new(),
        not_checked: Vec::new(),
        changes: Vec::new(),
        in_force: Vec::new(),
        first_documents: false,
        slips: Vec::new(),
        decisions: Vec::new(),
        merging: Vec::new(),
        documents: 42,
        sources: BTreeMap::from([
            ("release/schedules/paris.yaml".to_owned(), Arc::from(SCHEDULE)),
            ("release/process.yaml".to_owned(), Arc::from(PROCESS)),
        ]),
        texts: Vec::new(),
        approval: None,
        planned: None,
        repeat: None,
        link_base: None,
        link_before: None,
        is_anchor: false,
        merged: None,
        page: None,
    }
}

/// General availability of Paris slips by two weeks, three milestones follow, and a vote is missing.
pub(super) fn pending() -> Report {
    let knock_on = || Cause::KnockOn("code-freeze".to_owned());
    let mut ga = moved(
        "ga",
        "General availability",
        (date(2027, 7, 8), date(2027, 7, 22)),
        (14, 10),
        knock_on(),
        "id: ga",
    );
    ga.change.reason = Some("The test lab moves in July".to_owned());
    let days =
        |from: (i16, i8, i8), to: (i16, i8, i8)| (date(from.0, from.1, from.2), date(to.0, to.1, to.2));
    Report {
        verdict: Some(Verdict::Pending),
        notes: vec!["The electorate is that of the base; this change adds nobody who may vote".to_owned()],
        diagnostics: vec![
            Diagnostic::warning(
                "derived-date",
                paris("2027-07-10"),
                "`2027-07-10` (a Saturday) is 2 days after what the process asks for, Thu 8 Jul 2027",
            )
            .with_hint("write `2027-07-08`, or give a `reason` for the difference")
            .with_label(
                at("release/process.yaml", PROCESS, "code-freeze + 2 weeks"),
                "the process asks for `code-freeze + 2 weeks` here",
            ),
        ],
        not_checked: vec![NotChecked {
            rule: "approval-signature",
            reason: "the approval holds no signature".to_owned(),
        }],
        changes: vec![
            moved(
                "code-freeze",
                "Code freeze",
                days((2027, 6, 10), (2027, 6, 24)),
                (14, 10),
                Cause::Edited,
                "2027-06-24",
            ),
            moved(
                "rc1",
                "Release candidate 1",
                days((2027, 6, 24), (2027, 7, 10)),
                (16, 11),
                knock_on(),
                "id: rc1",
            ),
            ga,
            added(),
        ],
        decisions: vec![decision()],
        merging: vec![Merging {
            class: Class::Schedule,
            by: "a TSC member".to_owned(),
            state: MergeState::Awaited,
        }],
        texts: vec![TextChange {
            path: "release/schedules/paris.yaml".to_owned(),
            before: Some(SCHEDULE.replace("2027-07-22", "2027-07-08").into()),
            after: Some(Arc::from(SCHEDULE)),
        }],
        approval: Some((
            "release/approvals/2026-11-22-paris.yaml".to_owned(),
            "schema: milepost/v1\nkind: approval\nclasses: [schedule]\n".to_owned(),
        )),
        repeat: Some("milepost gate --base 6b1f0c2d9e8a --head 0f9e8d7c6b5a".to_owned()),
        link_base: Some("https://github.com/example/releases/blob/0f9e8d7c6b5a/".to_owned()),
        ..base(Command::Gate)
    }
}

/// An unknown key and a date on a holiday.
pub(super) fn invalid() -> Report {
    Report {
        verdict: Some(Verdict::Invalid),
        diagnostics: vec![
            Diagnostic::error("schema", paris("status"), "`status` is not known here; did you mean `state`?")
                .with_hint("rename `status` to `state`"),
            Diagnostic::error("unique-id", paris("id: rc1"), "`rc1` is used twice in this schedule")
                .with_hint("give one of the two another id")
                .with_label(paris("id: code-freeze"), "the other one"),
            Diagnostic::notice(
                "file-name",
                Location::file("release/schedules/Paris2.yml"),
                "the name ends in `.yml`",
            ),
        ],
        ..base(Command::Gate)
    }
}

/// Nothing to say.
pub(super) fn clean_check() -> Report {
    Report { base: None, head: None, ..base(Command::Check) }
}

const HOSTILE: &str = "]() @org/all <!-- milepost:gate --> | </details> ::set-output name=x::y \u{1b}[31m\u{202e}\n::error::x #1 GH-2 `a` ``` ; %% $x$";

/// Every text that comes from the documents attacks the reader.
pub(super) fn hostile() -> Report {
    let source = "key: \u{202e}\u{1b}[31m value ::error:: ##[error]\r\n::set-output name=a::b\r\n";
    let path = "release/]() @org/all <x>|`,:%\n::error::.yaml";
    let place = Location::at(path, span(source, "value"));
    let mut report = pending();
    report.sources.insert(path.to_owned(), Arc::from(source));
    report.diagnostics = vec![
        Diagnostic::error("schema", place.clone(), HOSTILE).with_hint(HOSTILE).with_label(place, HOSTILE),
        Diagnostic::warning("schema", Location::file(path), HOSTILE),
    ];
    report.notes = vec![HOSTILE.to_owned()];
    report.not_checked = vec![NotChecked { rule: "schema", reason: HOSTILE.to_owned() }];
    report.changes.truncate(1);
    report.changes.push(added());
    for classified in &mut report.changes {
        let change = &mut classified.change;
        change.title = HOSTILE.to_owned();
        change.subject_name = HOSTILE.to_owned();
        change.sentence = HOSTILE.to_owned();
        change.reason = Some(HOSTILE.to_owned());
        change.location = Location::file(path);
        change.old_shown = Some(HOSTILE.to_owned());
    }
    report.decisions[0].requirement = HOSTILE.to_owned();
    report.decisions[0].needed = Some(HOSTILE.to_owned());
    report.decisions[0].votes.in_favour = vec![HOSTILE.to_owned()];
    report.decisions[0].cast[0].voter = HOSTILE.to_owned();
    report.texts = vec![TextChange {
        path: path.to_owned(),
        before: None,
        after: Some(Arc::from(format!("# {HOSTILE}\n{source}"))),
    }];
    report.approval = Some((path.to_owned(), format!("note: {HOSTILE}\n```\n</details>\n")));
    report.repeat = Some(HOSTILE.to_owned());
    report
}

/// A pending report in which every foreign text is `piece` many times, and every list long.
pub(super) fn enormous(piece: &str, repeat: usize, rows: usize) -> Report {
    let text = piece.repeat(repeat);
    let mut report = pending();
    let place = Location::file(text.clone());
    let diagnostic = Diagnostic::notice("schema", place.clone(), text.clone())
        .with_hint(text.clone())
        .with_label(place.clone(), text.clone());
    report.diagnostics.extend(std::iter::repeat_n(diagnostic, rows));
    let mut long_move = report.changes[2].clone();
    long_move.change.days = Some(1_000);
    let mut long_other = report.changes[3].clone();
    for change in [&mut long_move.change, &mut long_other.change] {
        change.title.clone_from(&text);
        change.subject_name.clone_from(&text);
        change.sentence.clone_from(&text);
        change.reason = Some(text.clone());
        change.new_shown = Some(text.clone());
        change.location = place.clone();
    }
    report.changes.extend(std::iter::repeat_n(long_move, rows));
    report.changes.extend(std::iter::repeat_n(long_other, rows));
    let decision = &mut report.decisions[0];
    decision.needed = Some(text.clone());
    decision.votes.in_favour = vec![text.clone(); rows];
    decision.cast = vec![cast(&text, Proof::Review { review: 99 }, None); rows];
    decision.reasons.extend(std::iter::repeat_n(Reason::new("quorum", text.clone()), rows));
    report.notes.extend(std::iter::repeat_n(text.clone(), rows));
    report.approval = Some((text.clone(), text.clone()));
    report.repeat = Some(text);
    report
}
