//! Milepost on schedules that real projects published: every step of three git histories, compared with the data itself.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    reason = "a test stops where it cannot go on, helpers included"
)]

mod support;

use std::collections::{BTreeMap, BTreeSet};
use std::sync::{LazyLock, OnceLock};

use serde_json::Value;
use support::history::{self, Milestone, Releases, Revision};
use support::milepost::{self, Difference};
use support::{moves, repository};

/// The kinds of change that say something about a date.
const ABOUT_DATES: [&str; 5] = ["moved", "dated", "undated", "precision", "shifted"];

/// What a person finds wrong with the years in the data: the revision that published it, the one that mended it, the
/// release and the milestone.
type Mistake = (&'static str, &'static str, &'static str, &'static str);

/// A mistake that was never mended.
const NEVER: &str = "never";

const OPENDAYLIGHT_SLIPS: [Mistake; 2] = [
    ("a5b6bb21c", "80399fa2e", "silicon", "version-bump"),
    ("9f2acd574", "677a027c9", "argon", "version-bump-checkpoint"),
];
const NODEJS_SLIPS: [Mistake; 1] = [("7ab8b0751", "6a76441ef", "v8", "lts")];

const OPENSTACK_SLIPS: [Mistake; 9] = [
    ("8a14fb249", NEVER, "mitaka", "m-nova-npff-stated"),
    ("c967f78cc", NEVER, "mitaka", "m-cinder-nddeadline-stated"),
    ("c967f78cc", NEVER, "mitaka", "m-cinder-spec-freeze-stated"),
    ("d214a1ae5", NEVER, "queens", "q-ptg-stated"),
    ("d96b635ba", "7ae6c958f", "yoga", "week-r-13"),
    ("c9685fc84", "e7231f1ff", "caracal", "c-rc1-stated"),
    ("c9685fc84", "e7231f1ff", "caracal", "c-finalrc-stated"),
    ("c9685fc84", "e7231f1ff", "caracal", "c-final-stated"),
    ("35c05992c", NEVER, "caracal", "c-cinder-spec-freeze-stated"),
];

static OPENDAYLIGHT: LazyLock<History> = LazyLock::new(|| History::read("opendaylight"));
static NODEJS: LazyLock<History> = LazyLock::new(|| History::read("nodejs"));
static OPENSTACK: LazyLock<History> = LazyLock::new(|| History::read("openstack"));

/// A published history with what Milepost says about it.
struct History {
    name: &'static str,
    revisions: Vec<Revision>,
    differences: OnceLock<Vec<Difference>>,
    diagnostics: OnceLock<Vec<(Revision, Vec<Value>)>>,
}

/// A revision, the one before it, and the changes between the two.
struct Step<'a> {
    before: &'a Revision,
    after: &'a Revision,
    changes: &'a [Value],
    page: &'a str,
}

impl History {
    fn read(name: &'static str) -> Self {
        let revisions = history::read(name);
        Self { name, revisions, differences: OnceLock::new(), diagnostics: OnceLock::new() }
    }

    /// What each revision but the first brings.
    fn differences(&self) -> &[Difference] {
        self.differences.get_or_init(|| {
            let built = repository::build(&self.revisions);
            let steps = built.commits.windows(2).zip(&self.revisions[1..]);
            steps
                .map(|(commits, head)| milepost::diff(built.path(), &commits[0], &commits[1], head.day()))
                .collect()
        })
    }

    /// Each revision with the releases that it changed and no others.
    fn published(&self) -> Vec<Revision> {
        let before = std::iter::once(None).chain(self.revisions.iter().map(Some));
        let pairs = before.zip(&self.revisions);
        pairs
            .map(|(before, after)| before.map_or_else(|| after.clone(), |before| after.since(before)))
            .collect()
    }

    /// What the check finds in the releases that each revision published.
    fn diagnostics(&self) -> &[(Revision, Vec<Value>)] {
        self.diagnostics.get_or_init(|| {
            let published = self.published();
            let built = repository::build(&published);
            let states = built.commits.iter().zip(published);
            states
                .map(|(commit, revision)| {
                    let found = milepost::check(built.path(), commit, revision.day());
                    (revision, found)
                })
                .collect()
        })
    }

    fn steps(&self) -> impl Iterator<Item = Step<'_>> {
        let pairs = self.revisions.windows(2).zip(self.differences());
        pairs.map(|(pair, difference)| Step {
            before: &pair[0],
            after: &pair[1],
            changes: &difference.changes,
            page: &difference.page,
        })
    }

    /// The day of a release of years ago that nobody recorded as reached is told to people, and stands in no file.
    fn expect_what_is_long_past_to_be_overdue(&self, cycle: &str) {
        let built = repository::build(&self.revisions[..2]);
        let (page, table) = milepost::trend(built.path(), cycle);
        assert!(page.contains(" days overdue on "), "{page}");
        assert!(table.contains(cycle) && !table.contains("overdue"), "{table}");
    }

    fn expect_moves_as_published(&self) {
        for step in self.steps() {
            let expected = moves::published(&step.before.releases, &step.after.releases);
            assert_eq!(moves::reported(step.changes), expected, "{} {}", self.name, step.after.id);
            let shifts = moves::published_shifts(&step.before.releases, &step.after.releases);
            assert_eq!(step.subjects_of("shifted"), shifts, "{} {}", self.name, step.after.id);
        }
    }

    fn count_moves(&self) -> Counts {
        let per_step = self.steps().map(|step| moves::reported(step.changes).len());
        per_step
            .filter(|count| *count > 0)
            .fold(Counts::default(), |sum, count| Counts { moves: sum.moves + count, steps: sum.steps + 1 })
    }

    fn expect_silence_where_no_date_changed(&self) -> usize {
        let mut silent = 0;
        for step in self.steps().filter(|step| !step.changes_a_date()) {
            let about_dates: Vec<_> = step
                .changes
                .iter()
                .filter(|change| ABOUT_DATES.iter().any(|kind| change["kind"] == *kind))
                .collect();
            assert!(about_dates.is_empty(), "{} {}: {about_dates:#?}", self.name, step.after.id);
            silent += 1;
        }
        silent
    }

    fn expect_nothing_where_nothing_changed(&self) -> usize {
        let unchanged = self.steps().filter(|step| step.documents().next().is_none());
        unchanged
            .inspect(|step| assert!(step.changes.is_empty(), "{}: {:#?}", step.after.id, step.changes))
            .count()
    }

    fn expect_changes_only_where_something_changed(&self) {
        for step in self.steps() {
            let changed: BTreeSet<String> =
                step.documents().map(|release| format!("schedule/{release}")).collect();
            let named: BTreeSet<String> =
                step.changes.iter().map(|change| text(change, "document")).collect();
            assert_eq!(named, changed, "{} {}", self.name, step.after.id);
        }
    }

    /// Every id that came or went does so in the changes; how many went, and how many came.
    fn expect_every_id_accounted_for(&self) -> (usize, usize) {
        let mut counts = (0, 0);
        for step in self.steps() {
            for (release, before, after) in step.releases_on_both_sides() {
                let (old, new) = (ids(before), ids(after));
                let lost: BTreeSet<String> = old.difference(&new).cloned().collect();
                let gained: BTreeSet<String> = new.difference(&old).cloned().collect();
                let context = format!("{} {} {release}", self.name, step.after.id);
                let of_release = step.of(release);
                assert_eq!(gone(&of_release), lost, "{context}");
                assert_eq!(come(&of_release), gained, "{context}");
                counts = (counts.0 + lost.len(), counts.1 + gained.len());
            }
        }
        counts
    }

    fn expect_whole_releases_to_come_and_go(&self) {
        for step in self.steps() {
            for release in step.documents() {
                let (was, is) =
                    (step.before.releases.contains_key(release), step.after.releases.contains_key(release));
                let kinds: BTreeSet<String> =
                    step.of(release).iter().map(|change| text(change, "kind")).collect();
                let context = format!("{} {} {release}: {kinds:?}", self.name, step.after.id);
                match (was, is) {
                    (false, true) => assert!(kinds.contains("added"), "{context}"),
                    (true, false) => assert!(kinds.contains("removed"), "{context}"),
                    _ => {}
                }
            }
        }
    }

    fn expect_new_names_to_be_shown(&self) -> usize {
        let mut shown = 0;
        for step in self.steps() {
            for (release, before, after) in step.releases_on_both_sides() {
                for (old, new) in same_id(before, after).filter(|(old, new)| old.name != new.name) {
                    let found = step.of(release).iter().any(|change| {
                        change["old"] == old.name.as_str() && change["new"] == new.name.as_str()
                    });
                    assert!(found, "{} {} {release} {}", self.name, step.after.id, new.id);
                    shown += 1;
                }
            }
        }
        shown
    }

    fn expect_a_dropped_date_to_be_shown(&self) -> usize {
        let mut dropped = 0;
        for step in self.steps() {
            for (release, before, after) in step.releases_on_both_sides() {
                let lost =
                    same_id(before, after).filter(|(old, new)| old.date.is_some() && new.date.is_none());
                for (_, new) in lost {
                    let found = step.of(release).iter().any(|change| {
                        change["kind"] == "applicability" && change["subject"] == new.id.as_str()
                    });
                    assert!(found, "{} {} {release} {}", self.name, step.after.id, new.id);
                    dropped += 1;
                }
            }
        }
        dropped
    }

    /// A milestone that was given a date, or lost it, is told so; how many there are of either.
    fn expect_dates_given_and_taken(&self) -> (usize, usize) {
        let mut counts = (0, 0);
        for step in self.steps() {
            let mut expected = [BTreeSet::new(), BTreeSet::new()];
            for (release, before, after) in step.releases_on_both_sides() {
                for (old, new) in same_id(before, after) {
                    match (&old.date, &new.date) {
                        (None, Some(_)) => expected[0].insert((release.clone(), new.id.clone())),
                        (Some(_), None) => expected[1].insert((release.clone(), new.id.clone())),
                        _ => false,
                    };
                }
            }
            let found = ["dated", "undated"].map(|kind| step.milestones_of(kind));
            assert_eq!(found, expected, "{} {}", self.name, step.after.id);
            counts = (counts.0 + expected[0].len(), counts.1 + expected[1].len());
        }
        counts
    }

    /// A date that is only written otherwise is no change of its milestone; how many there are.
    fn expect_no_change_where_only_the_notation_differs(&self) -> usize {
        let mut silent = 0;
        for step in self.steps() {
            for (release, before, after) in step.releases_on_both_sides() {
                for (_, new) in same_id(before, after).filter(|(old, new)| old != new && old.means(new)) {
                    let found = step.of(release).iter().any(|change| change["subject"] == new.id.as_str());
                    assert!(!found, "{} {} {release} {}", self.name, step.after.id, new.id);
                    silent += 1;
                }
            }
        }
        silent
    }

    /// What `rule` reports in what every revision published are the mistakes that stand there, and nothing else.
    fn expect_mistakes(&self, rule: &str, mistakes: &[Mistake]) {
        for (place, (revision, diagnostics)) in self.diagnostics().iter().enumerate() {
            let standing: BTreeSet<(String, String)> = mistakes
                .iter()
                .filter(|(published, mended, ..)| {
                    (self.place_of(published)..self.place_of(mended)).contains(&place)
                })
                .filter(|(_, _, release, _)| revision.releases.contains_key(*release))
                .map(|(_, _, release, milestone)| ((*release).to_owned(), (*milestone).to_owned()))
                .collect();
            let found = milestones_with(rule, diagnostics, &revision.releases);
            assert_eq!(found, standing, "{rule} in {} {}", self.name, revision.id);
        }
    }

    /// The documents of every revision are read without an error.
    fn expect_no_errors(&self) {
        for (revision, diagnostics) in self.diagnostics() {
            let errors: Vec<_> =
                diagnostics.iter().filter(|diagnostic| diagnostic["severity"] == "error").collect();
            assert!(errors.is_empty(), "{} {}: {errors:#?}", self.name, revision.id);
        }
    }

    fn place_of(&self, short_id: &str) -> usize {
        if short_id == NEVER {
            return self.revisions.len();
        }
        let place = self.revisions.iter().position(|revision| revision.id.starts_with(short_id));
        place.unwrap_or_else(|| panic!("{} has no revision {short_id}", self.name))
    }

    /// Compares the moves with the page that people read, or writes it where `MILEPOST_UPDATE` is set.
    fn expect_moves_as_on_the_page(&self) {
        let lines = self.steps().flat_map(|step| {
            let moves = moves::reported(step.changes);
            moves.iter().map(|one| moves::line(step.after, one)).collect::<Vec<_>>()
        });
        let text: String = lines.collect();
        self.expect_file("moves.txt", &text);
    }

    /// Compares what the program says to people at every revision, or writes it where `MILEPOST_UPDATE` is set.
    fn expect_pages(&self) {
        let pages = self
            .steps()
            .map(|step| format!("===== {} {}\n\n{}\n", step.after.short_id(), step.after.day(), step.page));
        self.expect_file("expected.txt", &pages.collect::<String>());
    }

    fn expect_file(&self, end: &str, text: &str) {
        let path = history::folder().join(format!("{}.{end}", self.name));
        if std::env::var_os("MILEPOST_UPDATE").is_some() {
            std::fs::write(&path, text).unwrap();
        }
        let page =
            std::fs::read_to_string(&path).unwrap_or_else(|error| panic!("{}: {error}", path.display()));
        assert_eq!(text, page, "{} differs; MILEPOST_UPDATE=1 writes it anew", path.display());
    }
}

/// How many dates moved, and in how many steps.
#[derive(Debug, Default, PartialEq, Eq)]
struct Counts {
    moves: usize,
    steps: usize,
}

impl Step<'_> {
    /// The releases that are not the same on both sides.
    fn documents(&self) -> impl Iterator<Item = &String> {
        let (before, after) = (&self.before.releases, &self.after.releases);
        let all: BTreeSet<&String> = before.keys().chain(after.keys()).collect();
        let same = |release: &String| match (before.get(release), after.get(release)) {
            (Some(old), Some(new)) => history::mean_the_same(old, new),
            _ => false,
        };
        all.into_iter().filter(move |release| !same(release))
    }

    fn releases_on_both_sides(&self) -> impl Iterator<Item = (&String, &[Milestone], &[Milestone])> {
        let after = self.after.releases.iter();
        after.filter_map(|(release, new)| {
            Some((release, self.before.releases.get(release)?.as_slice(), new.as_slice()))
        })
    }

    fn changes_a_date(&self) -> bool {
        self.releases_on_both_sides()
            .any(|(_, before, after)| same_id(before, after).any(|(old, new)| old.date != new.date))
    }

    fn of(&self, release: &str) -> Vec<&Value> {
        self.changes.iter().filter(|change| change["document"] == format!("schedule/{release}")).collect()
    }

    /// The releases and ids of the milestones of which something of this kind is told.
    fn milestones_of(&self, kind: &str) -> BTreeSet<(String, String)> {
        let of_kind = self.changes.iter().filter(|change| change["kind"] == kind);
        of_kind
            .map(|change| (text(change, "document").replacen("schedule/", "", 1), text(change, "subject")))
            .collect()
    }

    fn subjects_of(&self, kind: &str) -> BTreeSet<String> {
        let of_kind = self.changes.iter().filter(|change| change["kind"] == kind);
        of_kind.map(|change| text(change, "subject")).collect()
    }
}

fn same_id<'a>(
    before: &'a [Milestone],
    after: &'a [Milestone],
) -> impl Iterator<Item = (&'a Milestone, &'a Milestone)> {
    let old: BTreeMap<&str, &Milestone> = before.iter().map(|one| (one.id.as_str(), one)).collect();
    after.iter().filter_map(move |new| Some((*old.get(new.id.as_str())?, new)))
}

fn ids(milestones: &[Milestone]) -> BTreeSet<String> {
    milestones.iter().map(|milestone| milestone.id.clone()).collect()
}

/// The milestones that the changes take away, under a renamed one's old id.
fn gone(changes: &[&Value]) -> BTreeSet<String> {
    let removed =
        changes.iter().filter(|change| change["kind"] == "removed").map(|change| text(change, "subject"));
    let renamed =
        changes.iter().filter(|change| change["kind"] == "renamed").map(|change| text(change, "old"));
    removed.chain(renamed).collect()
}

/// The milestones that the changes bring, under a renamed one's new id.
fn come(changes: &[&Value]) -> BTreeSet<String> {
    let added =
        changes.iter().filter(|change| change["kind"] == "added").map(|change| text(change, "subject"));
    let renamed =
        changes.iter().filter(|change| change["kind"] == "renamed").map(|change| text(change, "new"));
    added.chain(renamed).collect()
}

/// The milestones at which a rule reports something, found by path and line.
fn milestones_with(rule: &str, diagnostics: &[Value], releases: &Releases) -> BTreeSet<(String, String)> {
    let of_rule: Vec<&Value> = diagnostics.iter().filter(|diagnostic| diagnostic["rule"] == rule).collect();
    let found: BTreeSet<_> = of_rule.iter().map(|diagnostic| milestone_of(diagnostic, releases)).collect();
    assert_eq!(found.len(), of_rule.len(), "a milestone is reported twice: {of_rule:#?}");
    found
}

fn milestone_of(diagnostic: &Value, releases: &Releases) -> (String, String) {
    let path = text(diagnostic, "path");
    let release = path.strip_prefix("release/schedules/").and_then(|name| name.strip_suffix(".yaml"));
    let line = diagnostic["line"].as_u64().and_then(|line| usize::try_from(line).ok());
    let milestone = release.zip(line).and_then(|(release, line)| {
        let milestone = repository::milestone_on_line(releases.get(release)?, line)?;
        Some((release.to_owned(), milestone.id.clone()))
    });
    milestone.unwrap_or_else(|| panic!("at no milestone of a schedule: {diagnostic:#}"))
}

fn text(value: &Value, key: &str) -> String {
    value[key].as_str().unwrap_or_else(|| panic!("no `{key}` in {value:#}")).to_owned()
}

mod opendaylight {
    use super::*;

    #[test]
    fn the_moves_are_those_in_the_data() {
        OPENDAYLIGHT.expect_moves_as_published();
        assert_eq!(OPENDAYLIGHT.count_moves(), Counts { moves: 46, steps: 14 });
    }

    #[test]
    fn a_revision_that_changed_no_date_gives_no_move() {
        assert_eq!(OPENDAYLIGHT.expect_silence_where_no_date_changed(), 20);
    }

    #[test]
    fn only_what_changed_is_reported() {
        OPENDAYLIGHT.expect_changes_only_where_something_changed();
        assert_eq!(OPENDAYLIGHT.expect_every_id_accounted_for(), (2, 2));
        OPENDAYLIGHT.expect_whole_releases_to_come_and_go();
        assert_eq!(OPENDAYLIGHT.expect_new_names_to_be_shown(), 2);
        assert_eq!(OPENDAYLIGHT.expect_a_dropped_date_to_be_shown(), 3);
    }

    #[test]
    fn a_year_slip_is_reported_from_the_revision_that_brought_it_to_the_one_that_mended_it() {
        OPENDAYLIGHT.expect_mistakes("year-slip", &OPENDAYLIGHT_SLIPS);
    }

    #[test]
    fn every_published_date_is_read() {
        OPENDAYLIGHT.expect_mistakes("no-such-date", &[]);
        OPENDAYLIGHT.expect_no_errors();
    }

    #[test]
    fn the_moves_read_well() {
        OPENDAYLIGHT.expect_moves_as_on_the_page();
    }

    #[test]
    fn every_revision_reads_well() {
        OPENDAYLIGHT.expect_pages();
    }
}

mod nodejs {
    use super::*;

    #[test]
    fn a_date_of_years_ago_is_overdue_today() {
        NODEJS.expect_what_is_long_past_to_be_overdue("v8");
    }

    #[test]
    fn the_moves_are_those_in_the_data() {
        NODEJS.expect_moves_as_published();
        assert_eq!(NODEJS.count_moves(), Counts { moves: 30, steps: 20 });
    }

    #[test]
    fn a_revision_that_changed_no_date_gives_no_move() {
        assert_eq!(NODEJS.expect_silence_where_no_date_changed(), 16);
        assert_eq!(NODEJS.expect_nothing_where_nothing_changed(), 8);
    }

    #[test]
    fn only_what_changed_is_reported() {
        NODEJS.expect_changes_only_where_something_changed();
        assert_eq!(NODEJS.expect_every_id_accounted_for(), (0, 0));
        NODEJS.expect_whole_releases_to_come_and_go();
    }

    #[test]
    fn a_year_slip_is_reported_from_the_revision_that_brought_it_to_the_one_that_mended_it() {
        NODEJS.expect_mistakes("year-slip", &NODEJS_SLIPS);
    }

    #[test]
    fn every_published_date_is_read() {
        NODEJS.expect_mistakes("no-such-date", &[]);
        NODEJS.expect_no_errors();
    }

    #[test]
    fn the_moves_read_well() {
        NODEJS.expect_moves_as_on_the_page();
    }

    #[test]
    fn every_revision_reads_well() {
        NODEJS.expect_pages();
    }
}

mod openstack {
    use super::*;

    #[test]
    fn the_moves_are_those_in_the_data() {
        OPENSTACK.expect_moves_as_published();
        assert_eq!(OPENSTACK.count_moves(), Counts { moves: 85, steps: 23 });
    }

    #[test]
    fn a_revision_that_changed_no_date_gives_no_move() {
        assert_eq!(OPENSTACK.expect_silence_where_no_date_changed(), 131);
        // One that changed something else, and one that changed the order and the notation of a schedule.
        assert_eq!(OPENSTACK.expect_nothing_where_nothing_changed(), 2);
        assert_eq!(OPENSTACK.expect_no_change_where_only_the_notation_differs(), 53);
    }

    #[test]
    fn a_date_in_place_of_a_placeholder_is_no_move() {
        assert_eq!(OPENSTACK.expect_dates_given_and_taken(), (24, 7));
    }

    #[test]
    fn only_what_changed_is_reported() {
        OPENSTACK.expect_changes_only_where_something_changed();
        assert_eq!(OPENSTACK.expect_every_id_accounted_for(), (22, 536));
        OPENSTACK.expect_whole_releases_to_come_and_go();
        assert_eq!(OPENSTACK.expect_new_names_to_be_shown(), 13);
    }

    #[test]
    fn a_year_slip_is_reported_from_the_revision_that_brought_it_to_the_one_that_mended_it() {
        OPENSTACK.expect_mistakes("year-slip", &OPENSTACK_SLIPS);
    }

    #[test]
    fn every_published_date_is_read() {
        OPENSTACK.expect_mistakes("no-such-date", &[]);
        OPENSTACK.expect_no_errors();
    }

    #[test]
    fn the_moves_read_well() {
        OPENSTACK.expect_moves_as_on_the_page();
    }

    #[test]
    fn every_revision_reads_well() {
        OPENSTACK.expect_pages();
    }
}

mod a_date_that_does_not_exist {
    use super::*;

    const IMPOSSIBLE: &str = "2019-11-31";

    /// The published history up to a correction of Sodium, in which one revision says 31 November.
    fn revisions_with_a_slip_of_the_pen() -> (Vec<Revision>, usize) {
        let mut revisions = history::read("opendaylight");
        let place = revisions.iter().position(|revision| revision.id.starts_with("5991425df")).unwrap();
        revisions.truncate(place + 2);
        let sodium = revisions[place].releases.get_mut("sodium").unwrap();
        let milestone = sodium.iter_mut().find(|milestone| milestone.id == "service-release-1").unwrap();
        milestone.date = Some(IMPOSSIBLE.to_owned());
        (revisions, place)
    }

    #[test]
    fn it_is_reported_at_its_revision_and_no_other() {
        let (revisions, place) = revisions_with_a_slip_of_the_pen();
        let built = repository::build(&revisions);
        for (number, (revision, commit)) in revisions.iter().zip(&built.commits).enumerate() {
            let diagnostics = milepost::check(built.path(), commit, revision.day());
            let found = milestones_with("no-such-date", &diagnostics, &revision.releases);
            let expected = (number == place).then(|| ("sodium".to_owned(), "service-release-1".to_owned()));
            assert_eq!(found, expected.into_iter().collect(), "{}", revision.id);
        }
    }

    #[test]
    fn it_is_quoted() {
        let (revisions, place) = revisions_with_a_slip_of_the_pen();
        let built = repository::build(&revisions);
        let diagnostics = milepost::check(built.path(), &built.commits[place], revisions[place].day());
        let found = diagnostics.iter().find(|diagnostic| diagnostic["rule"] == "no-such-date").unwrap();
        assert!(text(found, "message").contains(IMPOSSIBLE), "{found:#}");
    }

    #[test]
    fn it_does_not_hide_the_moves_of_the_other_milestones() {
        let (revisions, place) = revisions_with_a_slip_of_the_pen();
        let built = repository::build(&revisions);
        let (base, head) = (&built.commits[place - 1], &built.commits[place]);
        let changes = milepost::diff(built.path(), base, head, revisions[place].day()).changes;
        let expected = moves::published(&revisions[place - 1].releases, &revisions[place].releases);
        assert_eq!(expected.len(), 2);
        assert_eq!(moves::reported(&changes), expected);
    }
}
