//! Whether a file that was exported before says what an export says now, apart from what names steps of the branch: their
//! commits, and when they were merged. A branch that is merged or squashed has other steps than before, with the same
//! documents.

use std::collections::BTreeSet;

use jiff::civil::Date;
use jiff::{SignedDuration, Timestamp};

use super::model::{Model, Shown};
use super::{About, ExportFile, Format, export};

/// So few letters of a commit are a word like others.
const SHORTEST_COMMIT: usize = 7;
/// Two stretches of time in which no part of a date or a time is the same: each one's first second, and its day.
const STRETCHES: [(i64, Date); 2] =
    [(0, jiff::civil::date(1970, 1, 1)), (1_325_244_153, jiff::civil::date(2011, 12, 30))];

/// Whether a file holds this export. How its lines end is the business of git.
pub fn says_the_same(model: &Model, file: &ExportFile, format: Format, present: &[u8]) -> bool {
    if present == file.text.as_bytes() {
        return true;
    }
    let Ok(present) = std::str::from_utf8(present) else { return false };
    let (present, wanted) = (unfolded(present, format), unfolded(&file.text, format));
    present == wanted || names_other_steps(model, &file.about, format, &present, &wanted)
}

/// The text with one kind of line ends; a line of a calendar is broken wherever it is long.
fn unfolded(text: &str, format: Format) -> String {
    let text = text.replace("\r\n", "\n");
    if format == Format::Ics { text.replace("\n ", "") } else { text }
}

/// Compares word by word. What depends on when the steps were merged is found by an export as if they had been merged at
/// other times.
fn names_other_steps(model: &Model, about: &About, format: Format, present: &str, wanted: &str) -> bool {
    let others =
        STRETCHES.map(|stretch| unfolded(&export(&moved(model, stretch, format), about, format), format));
    let [one, other] = &others;
    let (present, wanted, one, other) = (words(present), words(wanted), words(one), words(other));
    // All four are walked together.
    if [&present, &one, &other].iter().any(|words| words.len() != wanted.len()) {
        return false;
    }
    let commits = commits(model);
    let is_commit = |word: &str| {
        let is_hex = word.len() >= SHORTEST_COMMIT && word.bytes().all(|byte| byte.is_ascii_hexdigit());
        is_hex && commits.iter().any(|commit| commit.starts_with(word))
    };
    let mut key = "";
    for (((wanted, present), one), other) in wanted.iter().zip(&present).zip(&one).zip(&other) {
        let names_step = wanted != one || wanted != other || is_commit(wanted);
        let fits = if !names_step {
            present == wanted
        } else if key.eq_ignore_ascii_case("sequence") {
            // A number that main never reaches would hide what comes next from those who subscribed.
            number(present) <= number(wanted) && number(present).is_some()
        } else {
            alike(present, wanted)
        };
        if !fits {
            return false;
        }
        if wanted.starts_with(|character: char| character.is_alphanumeric()) {
            key = wanted;
        }
    }
    true
}

/// Runs of letters and digits, and every other character alone. How wide a gap is depends on the words around it.
fn words(text: &str) -> Vec<&str> {
    let mut words = Vec::new();
    let mut rest = text;
    while let Some(first) = rest.chars().next() {
        let run = |belongs: fn(char) -> bool| rest.find(|other| !belongs(other)).unwrap_or(rest.len());
        let (length, is_gap) = match first {
            ' ' => (run(|character| character == ' '), true),
            _ if first.is_alphanumeric() => (run(char::is_alphanumeric), false),
            _ => (first.len_utf8(), false),
        };
        let (word, after) = rest.split_at_checked(length).unwrap_or((rest, ""));
        words.push(if is_gap { " " } else { word });
        rest = after;
    }
    words
}

fn number(word: &str) -> Option<u64> {
    word.parse().ok()
}

/// Whether one could stand in the place of the other: two numbers, two names of a day or month, two commits or times.
fn alike(one: &str, other: &str) -> bool {
    let both = |belongs: fn(char) -> bool| one.chars().all(belongs) && other.chars().all(belongs);
    let is_word = |character: char| character.is_ascii_alphanumeric();
    both(|character| character.is_ascii_digit())
        || both(|character| character.is_ascii_alphabetic())
        || (one.len() == other.len() && both(is_word))
}

/// Every commit that an export can name.
fn commits(model: &Model) -> BTreeSet<String> {
    let revisions = model.cycles.iter().flat_map(|cycle| &cycle.revisions).map(|revision| &revision.commit);
    let milestones = model.cycles.iter().flat_map(|cycle| &cycle.milestones);
    let changes = milestones.flat_map(|milestone| &milestone.history).map(|change| &change.commit);
    let steps = model.audit.iter().flat_map(|audit| &audit.steps).map(|step| &step.commit);
    let mut commits: BTreeSet<String> = revisions.chain(changes).chain(steps).cloned().collect();
    commits.extend(model.shown.commit().map(str::to_owned));
    commits
        .extend(model.audit.iter().flat_map(|audit| audit.anchor.iter().map(|anchor| anchor.commit.clone())));
    commits
}

/// The model as if its steps had been merged elsewhere in time, in the same order.
fn moved(model: &Model, (first, day): (i64, Date), format: Format) -> Model {
    let mut model = model.clone();
    let mut known = BTreeSet::new();
    each_time(&mut model, &mut |time| {
        known.insert(*time);
    });
    let known: Vec<Timestamp> = known.into_iter().collect();
    let start = Timestamp::from_second(first).unwrap_or_default();
    each_time(&mut model, &mut |time| {
        let place = known.binary_search(time).unwrap_or_default();
        let after = SignedDuration::from_secs(i64::try_from(place).unwrap_or_default());
        *time = start.checked_add(after).unwrap_or(start);
    });
    each_day(&mut model, &mut |other| *other = day);
    for milestone in model.cycles.iter_mut().flat_map(|cycle| &mut cycle.milestones) {
        milestone.sequence = u8::from(first != 0).into();
    }
    for series in &mut model.meetings {
        series.sequence = u8::from(first != 0).into();
    }
    if format == Format::Json {
        // Elsewhere it decides what is late, which is no name of a revision.
        model.today = day;
    }
    model
}

/// Every moment at which a step was merged.
fn each_time(model: &mut Model, take: &mut dyn FnMut(&mut Timestamp)) {
    if let Shown::Commit { time, latest, .. } = &mut model.shown {
        take(time);
        take(latest);
    }
    for cycle in &mut model.cycles {
        cycle.revisions.iter_mut().for_each(|revision| take(&mut revision.time));
        for milestone in &mut cycle.milestones {
            milestone.history.iter_mut().for_each(|change| take(&mut change.time));
            milestone.created.iter_mut().chain(&mut milestone.modified).for_each(&mut *take);
        }
    }
    for series in &mut model.meetings {
        series.created.iter_mut().chain(&mut series.modified).for_each(&mut *take);
    }
    model.audit.iter_mut().flat_map(|audit| &mut audit.steps).for_each(|step| take(&mut step.time));
}

/// Every day on which a step was merged.
fn each_day(model: &mut Model, take: &mut dyn FnMut(&mut Date)) {
    if let Shown::Commit { day, .. } = &mut model.shown {
        take(day);
    }
    for cycle in &mut model.cycles {
        cycle.revisions.iter_mut().for_each(|revision| take(&mut revision.day));
        let milestones = cycle.milestones.iter_mut();
        milestones.flat_map(|milestone| &mut milestone.history).for_each(|change| take(&mut change.day));
    }
    model.audit.iter_mut().flat_map(|audit| &mut audit.steps).for_each(|step| take(&mut step.day));
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_two_stretches_share_no_part_of_a_time() {
        let [one, other] = STRETCHES.map(|(first, _)| Timestamp::from_second(first).unwrap());
        for seconds in [0_i64, 1, 26, 27, 59, 60, 3_599, 3_600, 40_000] {
            let after = SignedDuration::from_secs(seconds);
            let parts = |time: Timestamp| {
                time.checked_add(after).unwrap().strftime("%Y %m %d %H %M %S %a %b").to_string()
            };
            let (one, other) = (parts(one), parts(other));
            assert!(one.split(' ').zip(other.split(' ')).all(|(one, other)| one != other), "{one} {other}");
        }
    }

    #[test]
    fn only_what_could_name_a_step_stands_for_another() {
        assert!(alike("Mon", "Wed") && alike("1", "31") && alike("20270203T120000Z", "20260203T010203Z"));
        assert!(alike("0123456789", "abcdef0123"));
        assert!(!alike("Mon", "1") && !alike("20270203T120000Z", "TBD") && !alike("(", ")"));
    }
}
