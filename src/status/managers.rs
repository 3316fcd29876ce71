//! Release managers: their terms, who acts while one is away, and whether two of them stay a living rule.

use jiff::ToSpan as _;
use jiff::civil::Date;

use super::{View, list};
use crate::calendar::show_day;
use crate::document::{Appointment, Period, Workspace};
use crate::rules::{self, Check, Context, Settings};

/// How far ahead the end of a term matters: finding somebody, and the committee's decision, take time.
const AHEAD: i32 = 60;

/// The release managers and how the rule of two lives.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct ReleaseManagers {
    /// Who is in office, or will be before the weeks are over, in the order of the roster.
    pub managers: Vec<Manager>,
    /// What the rule of two asks for; empty where the project has not adopted the service.
    pub points: Vec<Point>,
}

/// A release manager.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Manager {
    /// The id in the roster.
    pub id: String,
    /// The name.
    pub name: String,
    /// The first day of the term.
    pub from: Option<Date>,
    /// The last day of the term.
    pub until: Option<Date>,
    /// Absences now or before the weeks are over.
    pub away: Vec<Absence>,
}

/// An absence.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Absence {
    /// The first day.
    pub from: Option<Date>,
    /// The last day.
    pub until: Option<Date>,
    /// Whether it holds today.
    pub now: bool,
    /// Who acts meanwhile, by name; nobody where all others are away at some time of it.
    pub acting: Vec<String>,
}

/// One thing that the rule of two asks for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Point {
    /// Its id in the JSON report.
    pub id: &'static str,
    /// Whether it is as it should be.
    pub holds: bool,
    /// Where it stands.
    pub text: String,
}

/// The release managers of a day who are not away, in the order of the roster.
pub(super) fn there_on(workspace: &Workspace, day: Date) -> Vec<&str> {
    let Some(roster) = &workspace.roster else { return Vec::new() };
    let away = |person: &str| {
        let mut own = appointments(workspace).filter(|manager| manager.person.as_str() == person);
        own.any(|manager| manager.away.iter().any(|away| away.contains(day)))
    };
    roster.value.release_managers_on(day).into_iter().filter(|person| !away(person)).collect()
}

/// Everything about the release managers.
pub(super) fn release_managers(view: View<'_>) -> ReleaseManagers {
    let near = appointments(view.workspace).filter(|manager| overlaps(view, &manager.term()));
    let managers = near.map(|manager| known(view, manager)).collect();
    let points = if has_adopted(view) && view.workspace.roster.is_some() { points(view) } else { Vec::new() };
    ReleaseManagers { managers, points }
}

fn appointments(workspace: &Workspace) -> impl Iterator<Item = &Appointment> {
    workspace.roster.iter().flat_map(|roster| &roster.value.release_managers)
}

fn overlaps(view: View<'_>, period: &Period) -> bool {
    period.from.is_none_or(|from| from.0 <= view.until)
        && period.until.is_none_or(|until| view.today <= until.0)
}

fn has_adopted(view: View<'_>) -> bool {
    view.workspace.project.as_ref().is_some_and(|project| {
        let retired = project.value.retired.is_some_and(|retired| retired.0 <= view.today);
        project.value.service.is_some() && !retired
    })
}

fn known(view: View<'_>, manager: &Appointment) -> Manager {
    let id = manager.person.as_str();
    Manager {
        id: id.to_owned(),
        name: view.name_of(id).to_owned(),
        from: manager.from.as_ref().map(|day| day.value.0),
        until: manager.until.as_ref().map(|day| day.value.0),
        away: manager
            .away
            .iter()
            .filter(|away| overlaps(view, away))
            .map(|away| absence(view, id, *away))
            .collect(),
    }
}

fn absence(view: View<'_>, person: &str, away: Period) -> Absence {
    let first = away.from.map_or(view.today, |from| from.0.max(view.today));
    let last = away.until.map_or(view.until, |until| until.0).max(first);
    let mut acting: Option<Vec<&str>> = None;
    for day in first.series(1.day()).take_while(|day| *day <= last).take(LONGEST) {
        let there = there_on(view.workspace, day);
        acting = Some(match acting {
            None => there,
            Some(so_far) => so_far.into_iter().filter(|other| there.contains(other)).collect(),
        });
    }
    let acting = acting.unwrap_or_default().into_iter().filter(|other| *other != person);
    Absence {
        from: away.from.map(|day| day.0),
        until: away.until.map(|day| day.0),
        now: away.contains(view.today),
        acting: acting.map(|other| view.name_of(other).to_owned()).collect(),
    }
}

/// Days of an absence that are looked at, one by one.
const LONGEST: usize = 1000;

fn points(view: View<'_>) -> Vec<Point> {
    let both = || {
        let names: Vec<String> = active(view).iter().map(|person| view.name_of(person).to_owned()).collect();
        format!("{} are in office", list(&names))
    };
    let cover =
        || "somebody is there on every day and every milestone, as far as absences are recorded".to_owned();
    if active(view).is_empty() {
        return vec![Point { id: "two-active", holds: false, text: "nobody is in office".to_owned() }];
    }
    let mut points = vec![
        by_rule(view, "two-active", "two-release-managers", both),
        by_rule(view, "cover", "release-manager-cover", cover),
        hand_over(view),
    ];
    points.extend(four_eyes(view));
    points
}

fn active(view: View<'_>) -> Vec<&str> {
    let roster = view.workspace.roster.as_ref();
    roster.map(|roster| roster.value.release_managers_on(view.today)).unwrap_or_default()
}

/// What `milepost check` finds by a rule, or that all is well.
fn by_rule(view: View<'_>, id: &'static str, rule: &str, well: impl Fn() -> String) -> Point {
    let context = Context { workspace: view.workspace, today: view.today, before: None, changes: &[] };
    let found = match rules::find(rule).map(|rule| rule.check) {
        Some(Check::Function(check)) => check(&context).unwrap_or_else(|unchecked| unchecked.found),
        _ => Vec::new(),
    };
    if found.is_empty() {
        return Point { id, holds: true, text: well() };
    }
    let is_off = Settings::of(view.workspace).apply(found.clone()).is_empty();
    let messages: Vec<String> = found.into_iter().map(|found| found.message).collect();
    let off = if is_off { format!(" (decided: `{rule}` is off in project.yaml)") } else { String::new() };
    Point { id, holds: is_off, text: format!("{}{off}", messages.join("; ")) }
}

fn hand_over(view: View<'_>) -> Point {
    let horizon = view.today.checked_add(AHEAD.days()).unwrap_or(Date::MAX);
    let ending = appointments(view.workspace)
        .filter(|manager| manager.term().contains(view.today))
        .filter_map(|manager| Some((manager, manager.until.as_ref()?.value.0)))
        .filter(|(_, until)| *until <= horizon);
    let mut holds = true;
    let mut texts = Vec::new();
    for (manager, until) in ending {
        let name = view.name_of(&manager.person);
        let ends = format!("the term of {name} ends on {}", show_day(until));
        match successor(view, manager, until) {
            Some((next, from)) if next == name => {
                texts.push(format!("{ends} and goes on from {}", show_day(from)));
            }
            Some((next, from)) => texts.push(format!("{ends}; {next} follows on {}", show_day(from))),
            None => {
                holds = false;
                texts.push(format!("{ends}, and nobody is appointed to follow"));
            }
        }
    }
    if texts.is_empty() {
        texts.push(format!("no term ends before {}", show_day(horizon)));
    }
    Point { id: "hand-over", holds, text: texts.join("; ") }
}

/// Who begins after today, and on the day behind the end of the term at the latest.
fn successor<'a>(view: View<'a>, leaving: &Appointment, until: Date) -> Option<(&'a str, Date)> {
    let next = until.tomorrow().ok()?;
    let begins = |manager: &'a Appointment| Some((manager, manager.from.as_ref()?.value.0));
    appointments(view.workspace)
        .filter(|manager| *manager != leaving)
        .filter_map(begins)
        .find(|(_, from)| *from > view.today && *from <= next)
        .map(|(manager, from)| (view.name_of(&manager.person), from))
}

/// Who has to agree to the changes that are the release managers' own.
fn four_eyes(view: View<'_>) -> Option<Point> {
    let requirement = view.workspace.policy.as_ref()?.value.requirements.get("schedule-minor")?;
    let point = |holds, text: String| Some(Point { id: "four-eyes", holds, text });
    if requirement.approve.as_deref() != Some("release-managers") {
        return match &requirement.vote {
            Some(vote) => point(true, format!("small moves need the TSC's vote `{}`", vote.value)),
            None => point(false, "small moves need nobody's approval".to_owned()),
        };
    }
    let needed = requirement.count.unwrap_or(1);
    let there = there_on(view.workspace, view.today).len();
    let text = match needed {
        1 => "one release manager alone may make a small move".to_owned(),
        many => format!("small moves need {many} release managers"),
    };
    let enough = u64::try_from(there).is_ok_and(|there| there >= needed);
    let who = if there == 0 { "nobody is".to_owned() } else { format!("{there} is") };
    let meanwhile = if enough {
        String::new()
    } else {
        format!("; {who} there today, so the TSC votes on them meanwhile")
    };
    point(needed > 1, format!("{text}{meanwhile}"))
}

#[cfg(test)]
mod tests {
    use super::Point;
    use crate::status::Status;
    use crate::status::testing::{of, roster};

    fn with(managers: &str, today: &str) -> Status {
        of(&[("roster.yaml", &roster(managers))], today, 4)
    }

    fn point<'a>(status: &'a Status, id: &str) -> &'a Point {
        status.managers.points.iter().find(|point| point.id == id).expect("a point")
    }

    #[test]
    fn an_absence_says_who_acts() {
        let managers = "  - {person: carol}\n  - {person: frank, away: [{from: 2027-02-01, until: 2027-02-14}, {from: 2027-06-01, until: 2027-06-02}]}\n";
        let status = with(managers, "2027-01-20");
        let away = &status.managers.managers[1].away;
        assert_eq!(away.len(), 1, "the other one is too far off");
        assert!(!away[0].now);
        assert_eq!(away[0].acting, ["Carol"]);
        let now = with(managers, "2027-02-14");
        assert!(now.managers.managers[1].away[0].now);
        assert!(with(managers, "2027-02-15").managers.managers[1].away.is_empty());
    }

    #[test]
    fn nobody_acts_where_the_others_are_away_at_some_time_of_it() {
        let status = with(
            "  - {person: carol, away: [{from: 2027-02-10}]}\n  - {person: frank, away: [{from: 2027-02-01, until: 2027-02-14}]}\n",
            "2027-02-01",
        );
        assert_eq!(status.managers.managers[1].away[0].acting, [""; 0]);
        let cover = point(&status, "cover");
        assert!(!cover.holds && cover.text.contains("away from Wed 10 Feb 2027"), "{cover:?}");
    }

    #[test]
    fn a_term_that_ends_soon_asks_for_a_hand_over() {
        let alone = with("  - {person: carol, until: 2027-03-01}\n  - {person: frank}\n", "2027-01-20");
        let hand_over = point(&alone, "hand-over");
        assert!(!hand_over.holds);
        assert_eq!(
            hand_over.text,
            "the term of Carol ends on Mon 1 Mar 2027, and nobody is appointed to follow"
        );
        let follows = "  - {person: carol, until: 2027-03-01}\n  - {person: frank}\n  - {person: alice, from: 2027-03-02}\n";
        let hand_over = point(&with(follows, "2027-01-20"), "hand-over").clone();
        assert!(
            hand_over.holds && hand_over.text.ends_with("Alice follows on Tue 2 Mar 2027"),
            "{hand_over:?}"
        );
        assert!(point(&with(follows, "2026-12-01"), "hand-over").text.starts_with("no term ends before"));
    }

    #[test]
    fn four_eyes_count_who_is_there() {
        let status = with(
            "  - {person: carol}\n  - {person: frank, away: [{from: 2027-01-30, until: 2027-02-14}]}\n",
            "2027-02-01",
        );
        assert_eq!(
            point(&status, "four-eyes").text,
            "small moves need 2 release managers; 1 is there today, so the TSC votes on them meanwhile"
        );
    }
}
