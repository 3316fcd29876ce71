//! One change of meaning between two revisions of the documents, in the words of the domain.

use std::fmt;

use jiff::civil::Date;

use crate::calendar::days_between;
use crate::diagnostic::Location;

/// What kind of change it is; the names are those of the JSON report.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum ChangeKind {
    /// A date became another date.
    Moved,
    /// `tbd` became a date.
    Dated,
    /// A date became `tbd`.
    Undated,
    /// A date became more or less exact without moving.
    Precision,
    /// Something is new.
    Added,
    /// Something is gone.
    Removed,
    /// The same thing has another id.
    Renamed,
    /// One milestone became several.
    Split,
    /// Several milestones became one.
    Merged,
    /// Most milestones of a cycle moved by the same amount.
    Shifted,
    /// The status of a cycle.
    Status,
    /// Tentative or confirmed.
    Confidence,
    /// Who is responsible.
    Owner,
    /// What has to be met at a milestone.
    Criteria,
    /// Whether a milestone applies at all.
    Applicability,
    /// Words that carry no meaning of their own: descriptions, notes, reasons, links, Markdown pages.
    Text,
    /// Any other value: `path: old → new`.
    Value,
}

impl ChangeKind {
    /// The word used in the JSON report.
    pub const fn name(self) -> &'static str {
        match self {
            Self::Moved => "moved",
            Self::Dated => "dated",
            Self::Undated => "undated",
            Self::Precision => "precision",
            Self::Added => "added",
            Self::Removed => "removed",
            Self::Renamed => "renamed",
            Self::Split => "split",
            Self::Merged => "merged",
            Self::Shifted => "shifted",
            Self::Status => "status",
            Self::Confidence => "confidence",
            Self::Owner => "owner",
            Self::Criteria => "criteria",
            Self::Applicability => "applicability",
            Self::Text => "text",
            Self::Value => "value",
        }
    }
}

/// Why a date moved.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Cause {
    /// Somebody changed it.
    Edited,
    /// It follows by its rule from the move of this milestone.
    KnockOn(String),
    /// It moved with the whole cycle.
    Shift,
}

impl Cause {
    /// The text used in the JSON report.
    pub fn text(&self) -> String {
        match self {
            Self::Edited => "edited".to_owned(),
            Self::KnockOn(anchor) => format!("knock-on of {anchor}"),
            Self::Shift => "shift".to_owned(),
        }
    }
}

/// On which side of the comparison the place of a change lies.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Side {
    /// In the older documents, for what is gone.
    Before,
    /// In the newer documents.
    After,
}

/// What the schema itself says of a field's weight.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Mark {
    /// Words, order or notation.
    Editorial,
    /// What is only recorded, such as an absence.
    Record,
}

/// The milestones of the old plan that became some of the new one: one and one where an id changes, one and several for a
/// split, several and one for a merger.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Lineage {
    /// The ids before, in the order of the old plan.
    pub ancestors: Vec<String>,
    /// The ids after, in the order of the new plan.
    pub heirs: Vec<String>,
}

/// One change.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The document as `kind` or `kind/id`: `schedule/paris`, `roster`; `file` for what is no document.
    pub document: String,
    /// What people call the document: `Paris`, `roster`, `CODEOWNERS`.
    pub title: String,
    /// What kind of change.
    pub kind: ChangeKind,
    /// What changed: the id of a milestone or person, the cycle, or the path of a value (`votes.majority.meeting.pass`).
    pub subject: String,
    /// What people call the subject: `General availability`.
    pub subject_name: String,
    /// The value before, as written.
    pub old: Option<String>,
    /// The value after, as written.
    pub new: Option<String>,
    /// The value before for people, dates with their weekday.
    pub old_shown: Option<String>,
    /// The value after for people.
    pub new_shown: Option<String>,
    /// The day before, where the value is a date; the first one of a span.
    pub old_day: Option<Date>,
    /// The day after; the first one of a span.
    pub new_day: Option<Date>,
    /// The last day that was meant before.
    pub old_end: Option<Date>,
    /// The last day that is meant after.
    pub new_end: Option<Date>,
    /// By how many calendar days a date moved; positive is later. Of a span the first day counts, or the last one where
    /// the first one stays.
    pub days: Option<i64>,
    /// How the two ends of a span moved, where they moved differently.
    pub ends: Option<Ends>,
    /// By how many working days of the project a date moved; positive is later.
    pub working_days: Option<i64>,
    /// By how many days a date moved otherwise than the whole cycle did; positive is later.
    pub beyond_shift: Option<i64>,
    /// Why a date moved.
    pub cause: Option<Cause>,
    /// Which milestones became which, where ids change.
    pub lineage: Option<Lineage>,
    /// The reason that the documents themselves give.
    pub reason: Option<String>,
    /// Whether it touches a key milestone of the process.
    pub key: bool,
    /// Where it stands.
    pub location: Location,
    /// In which of the two sides `location` lies.
    pub side: Side,
    /// What the schema says of the field.
    pub mark: Option<Mark>,
    /// The keys that lead to the value, from the top of the document.
    pub pointer: Vec<String>,
    /// The whole change as one sentence without a full stop: `General availability moves 14 days later
    /// (Thu 8 Jul → Thu 22 Jul 2027)`.
    pub sentence: String,
}

impl Change {
    /// A change that says no more than what changed, and where; the rest is filled in by name.
    pub fn new(kind: ChangeKind, document: &str, title: &str, subject: &str, location: Location) -> Self {
        Self {
            document: document.to_owned(),
            title: title.to_owned(),
            kind,
            subject: subject.to_owned(),
            subject_name: subject.to_owned(),
            old: None,
            new: None,
            old_shown: None,
            new_shown: None,
            old_day: None,
            new_day: None,
            old_end: None,
            new_end: None,
            days: None,
            ends: None,
            working_days: None,
            beyond_shift: None,
            cause: None,
            lineage: None,
            reason: None,
            key: false,
            location,
            side: Side::After,
            mark: None,
            pointer: Vec::new(),
            sentence: String::new(),
        }
    }

    /// The years, where a move changes nothing else.
    pub fn years(&self) -> Option<Years> {
        Years::of(self)
    }

    /// Whether a document changed in comments, order or notation alone. Such a change is judged, but says nothing.
    pub fn is_notation_only(&self) -> bool {
        self.mark == Some(Mark::Editorial) && self.pointer.is_empty() && self.document != "file"
    }
}

/// A move that only changes a year, as where one was typed wrong.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Years {
    /// Which of the days has another year.
    pub of: YearOf,
    /// The year before.
    pub from: i16,
    /// The year after.
    pub to: i16,
    days: i64,
}

/// The part of a date that has another year.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum YearOf {
    /// A day, or both ends of a span.
    Date,
    /// The first day of a span.
    Start,
    /// Its last day.
    End,
}

impl Years {
    /// The change of a moved date, where it keeps day, month and time.
    fn of(change: &Change) -> Option<Self> {
        let time = |text: &Option<String>| text.as_ref()?.split_once('T').map(|(_, time)| time.to_owned());
        if change.kind != ChangeKind::Moved || time(&change.old) != time(&change.new) {
            return None;
        }
        let (starts, ends) = ((change.old_day?, change.new_day?), (change.old_end?, change.new_end?));
        let same_day = |(old, new): (Date, Date)| (old.month(), old.day()) == (new.month(), new.day());
        let by = |(old, new): (Date, Date)| new.year() - old.year();
        let (of, days) = match (by(starts), by(ends)) {
            _ if !same_day(starts) || !same_day(ends) => return None,
            (0, 0) => return None,
            (0, _) => (YearOf::End, ends),
            (_, 0) => (YearOf::Start, starts),
            (start, end) if start == end => (YearOf::Date, starts),
            _ => return None,
        };
        Some(Self { of, from: days.0.year(), to: days.1.year(), days: days_between(days.0, days.1) })
    }

    /// Whether a span loses whole years: nobody plans to end it a year earlier to the day.
    pub(super) const fn shortens(self) -> bool {
        match self.of {
            YearOf::Date => false,
            YearOf::Start => self.days > 0,
            YearOf::End => self.days < 0,
        }
    }
}

impl fmt::Display for Years {
    /// `only the year changes (2019 → 2020): 366 days later`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let of = match self.of {
            YearOf::Date => "",
            YearOf::Start => " of the start",
            YearOf::End => " of the end",
        };
        write!(formatter, "only the year{of} changes ({} → {}): {}", self.from, self.to, by_days(self.days))
    }
}

/// How the two ends of a span moved, in days; positive is later.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Ends {
    /// Its first day.
    pub start: i64,
    /// Its last day.
    pub end: i64,
}

impl fmt::Display for Ends {
    /// `start moves 3 days earlier, end stays: 3 days longer`
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        let one = |name: &str, days: i64| match days {
            0 => format!("{name} stays"),
            days => format!("{name} moves {}", by_days(days)),
        };
        let longer = self.end - self.start;
        let word = if longer > 0 { "longer" } else { "shorter" };
        let (start, end) = (one("start", self.start), one("end", self.end));
        write!(formatter, "{start}, {end}: {} {word}", count_days(longer))
    }
}

/// `1 day`, `14 days`, whatever the direction.
pub(super) fn count_days(days: i64) -> String {
    let noun = if days.abs() == 1 { "day" } else { "days" };
    format!("{} {noun}", days.abs())
}

/// `14 days later`, `1 day earlier`.
pub(super) fn by_days(days: i64) -> String {
    let direction = if days < 0 { "earlier" } else { "later" };
    format!("{} {direction}", count_days(days))
}
