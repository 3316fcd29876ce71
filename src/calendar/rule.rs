//! The rules of a process: where a milestone lies relative to others (`at:`), and the day it then snaps to.

use std::fmt;

use jiff::civil::{Date, Weekday};

use super::day::{parse_weekday, show_day, weekday_name};
use super::duration::{Direction, Duration};
use super::meeting::Meeting;
use super::text::{DateProblem, check_length, nearest, number, quote};
use super::working::{WorkingCalendar, add_days, day_number};

const FORM: &str =
    "write a rule such as `kickoff + 10 weeks`, `ga - 5 working days` or `between kickoff and ga at 1/2`";

/// The calendars of a project that rules count with.
#[derive(Debug, Clone, Copy)]
pub struct Calendars<'a> {
    /// Weekend and holidays.
    pub working: &'a WorkingCalendar,
    /// The meeting of the working group, if it is declared.
    pub working_group: Option<&'a Meeting>,
    /// The meeting of the TSC, if it is declared.
    pub tsc: Option<&'a Meeting>,
}

/// Where a milestone lies relative to others.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
pub enum Rule {
    /// On the day of another milestone: `ga`.
    Same(MilestoneId),
    /// So much before or after another: `ga - 4 weeks`.
    Offset {
        /// The other milestone.
        anchor: MilestoneId,
        /// Before or after it.
        direction: Direction,
        /// By how much.
        duration: Duration,
    },
    /// A fraction of the way from one to another: `between kickoff and ga at 1/2`. Part of a day does not count.
    Between {
        /// Where the way begins.
        from: MilestoneId,
        /// Where it ends.
        to: MilestoneId,
        /// How much of it.
        fraction: Fraction,
    },
}

/// The id of a milestone: small letters, digits, `.`, `_` and `-`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct MilestoneId(String);

impl MilestoneId {
    /// The id as text.
    pub fn as_str(&self) -> &str {
        &self.0
    }

    fn parse(word: &str, rule: &str) -> Result<Self, DateProblem> {
        if is_id(word) {
            return Ok(Self(word.to_owned()));
        }
        let problem =
            DateProblem::new(format!("{} in {} is not the id of a milestone", quote(word), quote(rule)));
        let lower = word.to_lowercase();
        Err(if is_id(&lower) {
            problem.hint(format!("write `{lower}`"))
        } else if word.contains('+') {
            problem.hint("put a space on either side of `+`")
        } else {
            problem.hint(FORM)
        })
    }
}

impl fmt::Display for MilestoneId {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(&self.0)
    }
}

fn is_id(word: &str) -> bool {
    let letter_or_digit = |byte: u8| byte.is_ascii_lowercase() || byte.is_ascii_digit();
    word.bytes().next().is_some_and(letter_or_digit)
        && word.bytes().all(|byte| letter_or_digit(byte) || matches!(byte, b'.' | b'_' | b'-'))
}

/// A part of a whole, more than nothing and less than all.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Fraction {
    part: u16,
    whole: u16,
}

impl Fraction {
    fn parse(word: &str, rule: &str) -> Result<Self, DateProblem> {
        let small = |text: &str| number(text).and_then(|number| u16::try_from(number).ok());
        word.split_once('/')
            .and_then(|(part, whole)| Some(Self { part: small(part)?, whole: small(whole)? }))
            .filter(|fraction| 0 < fraction.part && fraction.part < fraction.whole)
            .ok_or_else(|| {
                let what =
                    if word.contains('/') { "a fraction between 0 and 1" } else { "written as a fraction" };
                DateProblem::new(format!("{} in {} is not {what}", quote(word), quote(rule)))
                    .hint("write it as `1/2` or `2/3`")
            })
    }

    fn of(self, days: i64) -> i64 {
        days * i64::from(self.part) / i64::from(self.whole)
    }
}

impl fmt::Display for Fraction {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}/{}", self.part, self.whole)
    }
}

/// Why a rule gives no date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NoDate {
    /// The milestone that the rule hangs on has no date.
    MissingAnchor(String),
    /// The date cannot be computed.
    Problem(DateProblem),
}

impl From<DateProblem> for NoDate {
    fn from(problem: DateProblem) -> Self {
        Self::Problem(problem)
    }
}

impl Rule {
    /// Reads a rule.
    pub fn parse(text: &str) -> Result<Self, DateProblem> {
        check_length(text, "a rule")?;
        let words: Vec<&str> = text.split_ascii_whitespace().collect();
        match words.as_slice() {
            [] => Err(DateProblem::new("the rule is empty").hint(FORM)),
            [anchor] => MilestoneId::parse(anchor, text).map(Self::Same),
            [anchor, sign @ ("+" | "-"), rest @ ..] => parse_offset(text, anchor, sign, rest),
            ["between", rest @ ..] => parse_between(text, rest),
            [anchor, second, ..] => Err(misshapen(text, anchor, second, &words)),
        }
    }

    /// The milestones that the rule hangs on.
    pub fn anchors(&self) -> impl Iterator<Item = &str> {
        let (first, second) = match self {
            Self::Same(anchor) | Self::Offset { anchor, .. } => (anchor, None),
            Self::Between { from, to, .. } => (from, Some(to)),
        };
        std::iter::once(first).chain(second).map(MilestoneId::as_str)
    }

    /// The date that follows from the dates of the anchors, before any snapping.
    pub fn date(
        &self,
        date_of: impl Fn(&str) -> Option<Date>,
        calendar: &WorkingCalendar,
    ) -> Result<Date, NoDate> {
        let anchor = |id: &MilestoneId| date_of(&id.0).ok_or_else(|| NoDate::MissingAnchor(id.0.clone()));
        match self {
            Self::Same(id) => anchor(id),
            Self::Offset { anchor: id, direction, duration } => {
                Ok(duration.add_to(anchor(id)?, *direction, calendar)?)
            }
            Self::Between { from, to, fraction } => {
                let (start, end) = (anchor(from)?, anchor(to)?);
                let days = fraction.of(day_number(end) - day_number(start));
                let outside = || DateProblem::new(format!("`{self}` leads outside the calendar"));
                Ok(add_days(start, days).ok_or_else(outside)?)
            }
        }
    }
}

impl fmt::Display for Rule {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Same(anchor) => write!(formatter, "{anchor}"),
            Self::Offset { anchor, direction: Direction::Later, duration } => {
                write!(formatter, "{anchor} + {duration}")
            }
            Self::Offset { anchor, direction: Direction::Earlier, duration } => {
                write!(formatter, "{anchor} - {duration}")
            }
            Self::Between { from, to, fraction } => {
                write!(formatter, "between {from} and {to} at {fraction}")
            }
        }
    }
}

fn parse_offset(text: &str, anchor: &str, sign: &str, rest: &[&str]) -> Result<Rule, DateProblem> {
    let anchor = MilestoneId::parse(anchor, text)?;
    if rest.is_empty() {
        return Err(DateProblem::new(format!("{} does not say how much `{sign}` is", quote(text))).hint(FORM));
    }
    if rest.iter().skip(1).any(|word| matches!(*word, "+" | "-")) {
        return Err(DateProblem::new(format!("{} has more than one duration", quote(text)))
            .hint("write them as one, such as `71 days` for ten weeks and a day"));
    }
    let direction = if sign == "+" { Direction::Later } else { Direction::Earlier };
    Ok(Rule::Offset { anchor, direction, duration: Duration::parse(&rest.join(" "))? })
}

fn parse_between(text: &str, rest: &[&str]) -> Result<Rule, DateProblem> {
    let mut words = rest.iter().copied();
    let ended = || DateProblem::new(format!("{} is not complete", quote(text))).hint(FORM);
    let mut next = || words.next().ok_or_else(ended);
    let expected = |word: &str, wanted: &str| {
        if word == wanted {
            return Ok(());
        }
        let message = format!("{} stands where `{wanted}` belongs in {}", quote(word), quote(text));
        Err(DateProblem::new(message).hint("write `between <milestone> and <milestone> at 1/2`"))
    };
    let from = MilestoneId::parse(next()?, text)?;
    expected(next()?, "and")?;
    let to = MilestoneId::parse(next()?, text)?;
    expected(next()?, "at")?;
    let fraction = Fraction::parse(next()?, text)?;
    match words.next() {
        None => Ok(Rule::Between { from, to, fraction }),
        Some(more) => {
            Err(DateProblem::new(format!("{} is too much at the end of {}", quote(more), quote(text)))
                .hint(format!("write `between {from} and {to} at {fraction}`")))
        }
    }
}

fn misshapen(text: &str, anchor: &str, second: &str, words: &[&str]) -> DateProblem {
    if let Some(meant) = in_prose(words) {
        return DateProblem::new(format!("{} is not written as a rule", quote(text)))
            .hint(format!("write `{meant}`"));
    }
    let problem =
        DateProblem::new(format!("{} stands where `+` or `-` belongs in {}", quote(second), quote(text)));
    if second.starts_with(['+', '-']) {
        return problem.hint("put a space on either side of `+` or `-`");
    }
    if matches!(second, "−" | "–" | "—") {
        return problem.hint("write the `-` of the keyboard");
    }
    if anchor.contains(['+', '-']) && !anchor.starts_with(['+', '-']) && Duration::parse(second).is_err() {
        return problem.hint(format!("put a space on either side of `+` or `-`; {FORM}"));
    }
    problem.hint(FORM)
}

/// The rule that `4 weeks before ga` stands for.
fn in_prose(words: &[&str]) -> Option<String> {
    let (anchor, front) = words.split_last()?;
    let (relation, duration) = front.split_last()?;
    let sign = match *relation {
        "before" => '-',
        "after" => '+',
        _ => return None,
    };
    let duration = Duration::parse(&duration.join(" ")).ok()?;
    if is_id(anchor) { Some(format!("{anchor} {sign} {duration}")) } else { None }
}

/// What a computed date moves to.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum SnapTarget {
    /// A day of the week.
    Weekday(Weekday),
    /// A day on which the project works.
    WorkingDay,
    /// A meeting of the working group.
    WorkingGroupMeeting,
    /// A meeting of the TSC.
    TscMeeting,
}

impl SnapTarget {
    /// The name as documents write it.
    pub fn name(self) -> &'static str {
        match self {
            Self::Weekday(weekday) => weekday_name(weekday),
            Self::WorkingDay => "working-day",
            Self::WorkingGroupMeeting => "working-group-meeting",
            Self::TscMeeting => "tsc-meeting",
        }
    }
}

/// The move of a computed date to the next day of a kind (`snap:`), or to the one before (`snap-back:`). A date
/// that is of that kind already stays.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Snap {
    /// What it moves to.
    pub target: SnapTarget,
    /// Whether to the next or to the one before.
    pub direction: Direction,
}

impl Snap {
    /// Reads the value of `snap:` (later) or `snap-back:` (earlier).
    pub fn parse(text: &str, direction: Direction) -> Result<Self, DateProblem> {
        check_length(text, "a snap")?;
        let target = match text {
            "working-day" => SnapTarget::WorkingDay,
            "working-group-meeting" => SnapTarget::WorkingGroupMeeting,
            "tsc-meeting" => SnapTarget::TscMeeting,
            _ => parse_weekday(text)
                .map(SnapTarget::Weekday)
                .map_err(|problem| unknown_target(text, problem))?,
        };
        Ok(Self { target, direction })
    }

    /// The day that a date snaps to.
    pub fn apply(self, date: Date, calendars: &Calendars<'_>) -> Result<Date, DateProblem> {
        let snapped = match (self.target, self.direction) {
            (SnapTarget::Weekday(weekday), Direction::Later) => {
                add_days(date, i64::from(date.weekday().until(weekday)))
            }
            (SnapTarget::Weekday(weekday), Direction::Earlier) => {
                add_days(date, -i64::from(date.weekday().since(weekday)))
            }
            (SnapTarget::WorkingDay, Direction::Later) => calendars.working.working_day_on_or_after(date),
            (SnapTarget::WorkingDay, Direction::Earlier) => calendars.working.working_day_on_or_before(date),
            (SnapTarget::WorkingGroupMeeting, _) => self.to_meeting(
                date,
                calendars.working_group,
                "the working group",
                "`meeting` in working-group.yaml",
            )?,
            (SnapTarget::TscMeeting, _) => {
                self.to_meeting(date, calendars.tsc, "the TSC", "`tsc-meeting` in project.yaml")?
            }
        };
        snapped.ok_or_else(|| {
            let side = if self.direction == Direction::Later { "on or after" } else { "on or before" };
            DateProblem::new(format!("there is no `{}` {side} {}", self.target.name(), show_day(date)))
        })
    }

    fn to_meeting(
        self,
        date: Date,
        meeting: Option<&Meeting>,
        whose: &str,
        place: &str,
    ) -> Result<Option<Date>, DateProblem> {
        let name = self.target.name();
        let Some(meeting) = meeting else {
            return Err(DateProblem::new(format!(
                "`{name}` needs the meeting of {whose}, which is not declared"
            ))
            .hint(format!("write {place}")));
        };
        Ok(match self.direction {
            Direction::Later => meeting.next_on_or_after(date),
            Direction::Earlier => meeting.last_on_or_before(date),
        })
    }
}

impl fmt::Display for Snap {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(self.target.name())
    }
}

fn unknown_target(text: &str, weekday: DateProblem) -> DateProblem {
    let problem = DateProblem::new(format!("{} is not a day to snap to", quote(text)));
    let wanted = text.trim().replace([' ', '_'], "-");
    match nearest(&wanted, ["working-day", "working-group-meeting", "tsc-meeting"]) {
        Some(name) => problem.hint(format!("did you mean `{name}`?")),
        None => match weekday.hint.filter(|hint| !hint.contains(',')) {
            Some(hint) => problem.hint(hint),
            None => problem.hint(
                "write a weekday such as `thursday`, or `working-day`, `working-group-meeting` or `tsc-meeting`",
            ),
        },
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{Every, TimeOfDay, Zone};

    fn dated(rule: &str) -> Result<Date, NoDate> {
        let date_of = |id: &str| match id {
            "kickoff" => Some(date(2027, 1, 14)),
            "ga" => Some(date(2027, 7, 22)),
            _ => None,
        };
        Rule::parse(rule).unwrap().date(date_of, &WorkingCalendar::default())
    }

    #[test]
    fn rules_lead_from_anchors_to_dates() {
        assert_eq!(dated("kickoff + 10 weeks"), Ok(date(2027, 3, 25)));
        assert_eq!(dated("ga - 4 weeks"), Ok(date(2027, 6, 24)));
        assert_eq!(dated("ga - 5 working days"), Ok(date(2027, 7, 15)));
        assert_eq!(dated("ga"), Ok(date(2027, 7, 22)));
        assert_eq!(dated("between kickoff and ga at 1/2"), Ok(date(2027, 4, 18)));
        assert_eq!(dated("between ga and kickoff at 1/2"), Ok(date(2027, 4, 19)));
        assert_eq!(dated("rc.1 + 1 day"), Err(NoDate::MissingAnchor("rc.1".to_owned())));
        assert!(matches!(dated("ga + 99999 months"), Err(NoDate::Problem(_))));
    }

    #[test]
    fn a_rule_names_its_anchors() {
        let anchors =
            |text: &str| Rule::parse(text).unwrap().anchors().map(str::to_owned).collect::<Vec<_>>();
        assert_eq!(anchors("feature-freeze + 1 week"), ["feature-freeze"]);
        assert_eq!(anchors("between a and b at 2/3"), ["a", "b"]);
        assert_eq!(anchors("between + 1 week"), ["between"]);
    }

    #[test]
    fn wrong_rules_say_which_word_is_wrong() {
        let problem = |text: &str| Rule::parse(text).unwrap_err().to_string();
        assert!(problem("").contains("the rule is empty"));
        assert!(problem("Kickoff + 1 week").contains("`Kickoff` in `Kickoff + 1 week`"));
        assert!(problem("Kickoff + 1 week").ends_with("write `kickoff`"));
        assert!(problem("kickoff+10 weeks").contains("put a space on either side"));
        assert!(problem("kickoff +10 weeks").contains("put a space on either side"));
        assert!(problem("kickoff plus 10 weeks").contains("`plus` stands where `+` or `-` belongs"));
        assert!(problem("kickoff – 10 weeks").contains("the `-` of the keyboard"));
        assert!(problem("kickoff +").contains("does not say how much `+` is"));
        assert!(problem("kickoff + 10 wekks").contains("did you mean `weeks`?"));
        assert!(problem("4 weeks before ga").ends_with("write `ga - 4 weeks`"));
        assert!(problem("between a to b at 1/2").contains("`to` stands where `and` belongs"));
        assert!(problem("between a and b").contains("is not complete"));
        assert!(problem("between a and b at half").contains("`half`"));
        assert!(
            problem("between a and b at 0.5").contains("`0.5` in `between a and b at 0.5` is not written as")
        );
        assert!(problem("kickoff + 10 weeks + 1 day").contains("has more than one duration"));
        assert!(problem("between a and b at 2/2").contains("between 0 and 1"));
        assert!(problem("between a and b at 1/0").contains("between 0 and 1"));
        assert!(problem("between a and b at 1/2 snap").contains("`snap` is too much"));
        assert!(problem(&"a".repeat(100_000)).contains("too long"));
    }

    #[test]
    fn snapping_moves_to_the_next_or_the_one_before_and_stays_on_the_day_itself() {
        let meeting = |first: Date| {
            let every = Every::parse("2 weeks").unwrap();
            Meeting::new(every, first.weekday(), TimeOfDay::parse("15:00").unwrap(), Zone::Utc, first)
                .unwrap()
        };
        let working = WorkingCalendar::default();
        let group = meeting(date(2026, 12, 8));
        let calendars = Calendars { working: &working, working_group: Some(&group), tsc: None };
        let snap =
            |text: &str, direction, date| Snap::parse(text, direction).unwrap().apply(date, &calendars);
        let (later, earlier) = (Direction::Later, Direction::Earlier);
        let saturday = date(2027, 3, 27);
        assert_eq!(snap("thursday", later, saturday), Ok(date(2027, 4, 1)));
        assert_eq!(snap("thursday", earlier, saturday), Ok(date(2027, 3, 25)));
        assert_eq!(snap("saturday", later, saturday), Ok(saturday));
        assert_eq!(snap("saturday", earlier, saturday), Ok(saturday));
        assert_eq!(snap("working-day", later, saturday), Ok(date(2027, 3, 29)));
        assert_eq!(snap("working-day", earlier, saturday), Ok(date(2027, 3, 26)));
        assert_eq!(snap("working-group-meeting", later, saturday), Ok(date(2027, 3, 30)));
        assert_eq!(snap("working-group-meeting", earlier, saturday), Ok(date(2027, 3, 16)));
        assert!(
            snap("tsc-meeting", later, saturday)
                .unwrap_err()
                .to_string()
                .contains("`tsc-meeting` in project.yaml")
        );
        assert!(
            snap("working-group-meeting", earlier, date(2026, 1, 1))
                .unwrap_err()
                .message
                .contains("there is no")
        );
    }

    #[test]
    fn a_wrong_snap_is_answered_with_the_nearest() {
        let problem = |text: &str| Snap::parse(text, Direction::Later).unwrap_err().to_string();
        assert!(problem("working day").contains("did you mean `working-day`?"));
        assert!(problem("tsc").contains("`tsc-meeting`"));
        assert!(problem("Thu").contains("write `thursday`"));
        assert!(problem("full moon").contains("`working-group-meeting`"));
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_back(anchor in "[a-z0-9][a-z0-9._-]{0,9}", other in "[a-z0-9][a-z0-9._-]{0,9}",
                                        count in 0_u32..999, unit in "days|working days|weeks|months",
                                        part in 1_u16..50, more in 1_u16..50) {
            for text in [
                anchor.clone(),
                format!("{anchor} + {count} {unit}"),
                format!("{anchor} - {count} {unit}"),
                format!("between {anchor} and {other} at {part}/{}", part + more),
            ] {
                let rule = Rule::parse(&text).unwrap();
                prop_assert_eq!(Rule::parse(&rule.to_string()), Ok(rule));
            }
        }

        #[test]
        fn no_text_panics(text in "(between |and |at |[a-z]{1,3} |[+-] |[0-9]{1,3} |[0-9]/[0-9]|weeks){0,8}|.{0,30}") {
            let _ = Rule::parse(&text);
            let _ = Snap::parse(&text, Direction::Later);
        }
    }
}
