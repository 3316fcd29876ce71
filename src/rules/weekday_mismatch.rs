//! The rule `weekday-mismatch`: a weekday of a milestone or a meeting that the date beside it contradicts.

use jiff::civil::{Date, Weekday};

use super::documents::readable;
use super::plans::{Dated, check_open};
use super::{Check, Checked, Context, Rule, Scope, Topic, Unchecked};
use crate::calendar::{show_day, weekday_called, weekday_name};
use crate::diagnostic::{Diagnostic, Location, Severity, Span};
use crate::document::PeriodicMeeting;
use crate::schema::Kind;
use crate::yaml::Spanned;

pub(super) static RULE: Rule = Rule {
    id: "weekday-mismatch",
    topic: Topic::Schedule,
    summary: "a weekday in a milestone's name or note, or of a meeting, is that of its date",
    severity: Severity::Warning,
    guarded: false,
    scope: Scope::Document,
    explanation: "People remember the weekday and type the date. Where a name or note says `Thursday 25 March` and \
        the date is a Friday, one of the two is wrong, and half of the readers will go by the wrong one.\n\n\
        English weekdays are looked at, in full or as `Thu`, where the date is an exact day. A weekday \
        in front of another day of the month (`moved from Monday 8 March`) is left alone, and so are \
        notes that name the right weekday among others.\n\n\
        A meeting whose `first` day is on another weekday than `on` takes place on no day that anybody could \
        tell: no date snaps to it, and calendars show it as cancelled.\n\n\
        Correct the date, or the weekday.",
    before: "- {id: feature-freeze, date: 2027-03-26, note: Thursday 25 March in all time zones}\n",
    after: "- {id: feature-freeze, date: 2027-03-25, note: Thursday 25 March in all time zones}\n",
    check: Check::Function(check),
};

fn check(context: &Context<'_>) -> Checked {
    let plans = check_open(context, |plan| {
        let dated = plan.dated();
        dated.iter().filter_map(|dated| breach(dated, &plan.document.path)).collect()
    });
    let kinds = [Kind::Project, Kind::WorkingGroup];
    let unread = kinds.into_iter().find_map(|kind| readable(context.workspace, kind).err());
    match (plans, unread) {
        (Ok(found), None) => Ok(found.into_iter().chain(meetings(context)).collect()),
        (Ok(found), Some(reason)) | (Err(Unchecked { reason, found }), _) => {
            Err(Unchecked { reason, found: found.into_iter().chain(meetings(context)).collect() })
        }
    }
}

/// The meetings whose first day is on another weekday than they say.
fn meetings(context: &Context<'_>) -> Vec<Diagnostic> {
    let group = context.workspace.working_group.as_ref();
    let group = group.and_then(|group| first_on_another(&group.value.meeting, |span| group.at(span)));
    let project = context.workspace.project.as_ref();
    let tsc = project
        .and_then(|project| first_on_another(project.value.tsc_meeting.as_ref()?, |span| project.at(span)));
    group.into_iter().chain(tsc).collect()
}

fn first_on_another(meeting: &PeriodicMeeting, at: impl Fn(Span) -> Location) -> Option<Diagnostic> {
    let problem = meeting.meeting()?.err()?;
    let first = meeting.first.as_ref()?;
    let found = RULE.breach(at(first.span), problem.message).with_label(at(meeting.on.span), "the weekday");
    Some(match problem.hint {
        Some(hint) => found.with_hint(hint),
        None => found,
    })
}

fn breach(dated: &Dated<'_>, path: &str) -> Option<Diagnostic> {
    let day = dated.exact_day()?;
    let texts = [dated.milestone.name.as_ref(), dated.milestone.note.as_ref()];
    let (weekday, span) = texts.into_iter().flatten().find_map(|text| contradiction(text, day))?;
    let said = weekday_name(weekday);
    let said =
        format!("{}{}", said.get(..1).unwrap_or_default().to_uppercase(), said.get(1..).unwrap_or_default());
    let hint = match nearest(day, weekday) {
        Some(meant) => format!("write `{meant}` ({}), or correct the weekday", show_day(meant)),
        None => "correct the date or the weekday".to_owned(),
    };
    Some(
        RULE.breach(dated.location.clone(), format!("{} is no {said}", dated.show()))
            .with_hint(hint)
            .with_label(Location::at(path, span), format!("here it is said to be a {said}")),
    )
}

/// The first weekday of a text, where none of those that can be about this date is the right one.
fn contradiction(text: &Spanned<String>, day: Date) -> Option<(Weekday, Span)> {
    let said = weekdays_about(text, day);
    let first = said.first()?;
    if said.contains(&day.weekday()) { None } else { Some((*first, text.span)) }
}

fn weekdays_about(text: &str, day: Date) -> Vec<Weekday> {
    let words: Vec<&str> =
        text.split(|c: char| !c.is_alphanumeric()).filter(|word| !word.is_empty()).collect();
    let mut said = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let Some(weekday) = weekday_of(word) else { continue };
        let behind = words.iter().skip(place + 1).take(3);
        let day_of_month = behind.map_while(|word| date_word(word)).find_map(|word| match word {
            DateWord::Day(number) => Some(number),
            DateWord::Filler => None,
        });
        if day_of_month.is_none_or(|number| number == day.day()) {
            said.push(weekday);
        }
    }
    said
}

/// A weekday in full, or in three letters with a capital: `sat` and `sun` are words of their own.
fn weekday_of(word: &str) -> Option<Weekday> {
    if let Some(weekday) = weekday_called(word) {
        return Some(weekday);
    }
    let all = (0..7).filter_map(|offset| Weekday::from_monday_zero_offset(offset).ok());
    let short = |weekday: &Weekday| crate::calendar::weekday_short(*weekday) == word;
    all.into_iter().find(short).or_else(|| longer_abbreviation(word))
}

fn longer_abbreviation(word: &str) -> Option<Weekday> {
    match word {
        "Tues" => Some(Weekday::Tuesday),
        "Weds" => Some(Weekday::Wednesday),
        "Thur" | "Thurs" => Some(Weekday::Thursday),
        _ => None,
    }
}

const MONTHS: [&str; 12] =
    ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];

/// A word behind a weekday that belongs to the same date.
enum DateWord {
    /// The day of the month.
    Day(i8),
    /// A month or an article.
    Filler,
}

fn date_word(word: &str) -> Option<DateWord> {
    let digits = word.trim_end_matches(|c: char| c.is_ascii_alphabetic());
    if let Ok(number @ 1..=31) = digits.parse::<i8>() {
        return Some(DateWord::Day(number));
    }
    let lower = word.to_ascii_lowercase();
    let month = lower.get(..3).is_some_and(|start| MONTHS.contains(&start));
    (lower == "the" || month).then_some(DateWord::Filler)
}

fn nearest(day: Date, weekday: Weekday) -> Option<Date> {
    let days = (-3_i32..=3).filter_map(|offset| day.checked_add(jiff::Span::new().days(offset)).ok());
    days.into_iter().find(|near| near.weekday() == weekday)
}

#[cfg(test)]
mod tests {
    use super::RULE;
    use crate::rules::testing::found;

    fn found_in(words: &str) -> Vec<String> {
        let schedule = format!(
            "kind: schedule/v1\ncycle: paris\nstatus: draft\nmilestones:\n  - {{id: ff, date: 2027-03-26, {words}}}\n"
        );
        found(&RULE, &[("schedules/paris.yaml", &schedule)], "2026-12-01")
    }

    #[test]
    fn a_weekday_that_contradicts_the_date_is_found() {
        assert_eq!(
            found_in("name: Freeze on Thursday"),
            ["5:20 Freeze on Thursday (Fri 26 Mar 2027) is no Thursday"]
        );
        assert_eq!(found_in("note: \"Thu, 26 March\""), ["5:20 ff (Fri 26 Mar 2027) is no Thursday"]);
        assert_eq!(found_in("note: Thursday the 26th"), ["5:20 ff (Fri 26 Mar 2027) is no Thursday"]);
    }

    #[test]
    fn a_first_meeting_on_another_weekday_is_found() {
        let found = |on: &str| {
            let group = format!(
                "kind: working-group/v1\nname: WG\nmeeting: {{every: week, on: {on}, first: 2026-12-08}}\n"
            );
            let project = format!(
                "kind: project/v1\nname: Example\ntsc-meeting: {{every: 2 weeks, on: {on}, first: 2026-12-08}}\n"
            );
            found(&RULE, &[("working-group.yaml", &group), ("project.yaml", &project)], "2026-12-01")
        };
        assert_eq!(
            found("wednesday"),
            [
                "3:46 the first meeting `2026-12-08` is Tue 8 Dec 2026, but `on` says `wednesday`",
                "3:53 the first meeting `2026-12-08` is Tue 8 Dec 2026, but `on` says `wednesday`"
            ]
        );
        assert_eq!(found("tuesday"), Vec::<String>::new());
    }

    #[test]
    fn the_right_weekday_other_days_and_other_words_are_silent() {
        for words in [
            "name: Friday freeze",
            "note: not on Thursday but on Friday",
            "note: Thursday 25 March did not suit",
            "note: \"moved from Monday, March 8\"",
            "note: the committee sat on the monitor",
        ] {
            assert_eq!(found_in(words), Vec::<String>::new(), "{words}");
        }
    }
}
