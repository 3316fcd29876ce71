//! From rules to dates: resolves the milestones of a process, whatever their order, and finds circles of rules.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use jiff::civil::Date;

use super::rule::{Calendars, NoDate, Rule, Snap};
use super::text::{DateProblem, quote};

/// A milestone with what the process says about its date.
#[derive(Debug, Clone, Copy)]
pub struct Planned<'a> {
    /// Its id.
    pub id: &'a str,
    /// Its rule, if it has one.
    pub rule: Option<&'a Rule>,
    /// What the date of the rule snaps to.
    pub snap: Option<Snap>,
}

/// What came of a milestone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Resolution {
    /// Its date, fixed or from its rule.
    Resolved(Date),
    /// The milestone with this id, which its rule hangs on, has no date: it is unknown, or was itself not resolved.
    MissingAnchor(String),
    /// It hangs on itself by way of these milestones, each on the next and the last on the first, which has the
    /// smallest id. Milestones in several circles are reported with one of them.
    /// Shared, since a circle of thousands has thousands of members.
    Circle(Arc<[String]>),
    /// Its date cannot be computed.
    Problem(DateProblem),
    /// It has neither a date nor a rule.
    Free,
}

impl Resolution {
    /// The date, if there is one.
    pub fn date(&self) -> Option<Date> {
        match self {
            Self::Resolved(date) => Some(*date),
            _ => None,
        }
    }
}

impl Planned<'_> {
    /// The date by rule and snap, from the dates of the anchors alone.
    pub fn resolve(&self, date_of: impl Fn(&str) -> Option<Date>, calendars: &Calendars<'_>) -> Resolution {
        let Some(rule) = self.rule else { return Resolution::Free };
        let date = rule.date(date_of, calendars.working).and_then(|date| match self.snap {
            Some(snap) => Ok(snap.apply(date, calendars)?),
            None => Ok(date),
        });
        match date {
            Ok(date) => Resolution::Resolved(date),
            Err(NoDate::MissingAnchor(id)) => Resolution::MissingAnchor(id),
            Err(NoDate::Problem(problem)) => Resolution::Problem(problem),
        }
    }
}

/// A circle of rules for people: `a → b → a`.
pub fn show_circle(circle: &[String]) -> String {
    circle.iter().chain(circle.first()).map(String::as_str).collect::<Vec<_>>().join(" → ")
}

/// Resolves every milestone. Fixed dates win over rules, and may belong to milestones that are not planned.
pub fn resolve(
    milestones: &[Planned<'_>],
    fixed: &BTreeMap<String, Date>,
    calendars: &Calendars<'_>,
) -> BTreeMap<String, Resolution> {
    let mut search = Search::new(milestones, fixed, calendars);
    let ids: Vec<&str> = search.planned.keys().copied().collect();
    for id in ids {
        search.visit(id);
    }
    search.done.into_iter().map(|(id, resolution)| (id.to_owned(), resolution)).collect()
}

/// A walk from every milestone to its anchors, depth first, with its own stack: long chains must not exhaust
/// the program's.
struct Search<'a> {
    planned: BTreeMap<&'a str, Planned<'a>>,
    ambiguous: BTreeSet<&'a str>,
    fixed: &'a BTreeMap<String, Date>,
    calendars: &'a Calendars<'a>,
    done: BTreeMap<&'a str, Resolution>,
    path: Vec<Step<'a>>,
    /// The place of every milestone on the path.
    places: BTreeMap<&'a str, usize>,
    /// The places on the path that belong to a circle already found, in order.
    circled: Vec<usize>,
}

/// A milestone on the path, with the anchors still to be visited.
struct Step<'a> {
    id: &'a str,
    anchors: Vec<&'a str>,
}

impl<'a> Search<'a> {
    fn new(
        milestones: &[Planned<'a>],
        fixed: &'a BTreeMap<String, Date>,
        calendars: &'a Calendars<'a>,
    ) -> Self {
        let mut planned = BTreeMap::new();
        let mut ambiguous = BTreeSet::new();
        for milestone in milestones {
            if planned.insert(milestone.id, *milestone).is_some() {
                ambiguous.insert(milestone.id);
            }
        }
        Self {
            planned,
            ambiguous,
            fixed,
            calendars,
            done: BTreeMap::new(),
            path: Vec::new(),
            places: BTreeMap::new(),
            circled: Vec::new(),
        }
    }

    fn visit(&mut self, id: &'a str) {
        self.enter(id);
        while let Some(step) = self.path.last_mut() {
            match step.anchors.pop() {
                Some(anchor) => self.enter(anchor),
                None => self.leave(),
            }
        }
    }

    /// Steps onto a milestone, unless it is settled, unknown, or on the path: then there is a circle.
    fn enter(&mut self, id: &'a str) {
        if let Some(place) = self.places.get(id) {
            self.close_circle(*place);
            return;
        }
        let Some(milestone) = self.planned.get(id) else { return };
        if self.done.contains_key(id) {
            return;
        }
        let settled = self.fixed.contains_key(id) || self.ambiguous.contains(id);
        let mut anchors: Vec<&'a str> = match milestone.rule {
            Some(rule) if !settled => rule.anchors().collect(),
            _ => Vec::new(),
        };
        anchors.reverse();
        self.places.insert(id, self.path.len());
        self.path.push(Step { id, anchors });
    }

    /// Settles the last milestone of the path, whose anchors are all settled.
    fn leave(&mut self) {
        let Some(step) = self.path.pop() else { return };
        self.places.remove(step.id);
        self.circled.pop_if(|place| *place == self.path.len());
        if !self.done.contains_key(step.id) {
            let resolution = self.settle(step.id);
            self.done.insert(step.id, resolution);
        }
    }

    fn settle(&self, id: &str) -> Resolution {
        if let Some(date) = self.fixed.get(id) {
            return Resolution::Resolved(*date);
        }
        if self.ambiguous.contains(id) {
            let message = format!("several milestones have the id {}", quote(id));
            return Resolution::Problem(DateProblem::new(message).hint("give each an id of its own"));
        }
        let date_of = |anchor: &str| match self.fixed.get(anchor) {
            Some(date) => Some(*date),
            None => self.done.get(anchor).and_then(Resolution::date),
        };
        self.planned.get(id).map_or(Resolution::Free, |milestone| milestone.resolve(date_of, self.calendars))
    }

    /// The path from a place to its end is a circle. One that touches an earlier circle is not reported again:
    /// its milestones hang on that one, and the reports of all circles together stay as small as the process.
    fn close_circle(&mut self, place: usize) {
        if self.circled.last().is_some_and(|last| *last >= place) {
            return;
        }
        let members: Vec<&'a str> = self.path.iter().skip(place).map(|step| step.id).collect();
        let smallest = members.iter().enumerate().min_by_key(|(_, id)| **id).map_or(0, |(index, _)| index);
        let mut circle: Vec<String> = members.iter().map(|id| (*id).to_owned()).collect();
        circle.rotate_left(smallest);
        let circle: Arc<[String]> = circle.into();
        self.circled.extend(place..self.path.len());
        for id in members {
            self.done.insert(id, Resolution::Circle(Arc::clone(&circle)));
        }
    }
}

#[cfg(test)]
mod tests {
    use jiff::civil::date;
    use proptest::prelude::*;

    use super::*;
    use crate::calendar::{Direction, WorkingCalendar};

    /// Resolves milestones given as id, rule (empty for none) and snap (empty for none).
    fn resolved(
        milestones: &[(String, String, String)],
        fixed: &BTreeMap<String, Date>,
    ) -> BTreeMap<String, Resolution> {
        let working = WorkingCalendar::default();
        let calendars = Calendars { working: &working, working_group: None, tsc: None };
        let rules: Vec<Option<Rule>> = milestones.iter().map(|(_, rule, _)| Rule::parse(rule).ok()).collect();
        let planned: Vec<Planned<'_>> = milestones
            .iter()
            .zip(&rules)
            .map(|((id, _, snap), rule)| Planned {
                id,
                rule: rule.as_ref(),
                snap: Snap::parse(snap, Direction::Later).ok(),
            })
            .collect();
        resolve(&planned, fixed, &calendars)
    }

    fn owned(milestones: &[(&str, &str, &str)]) -> Vec<(String, String, String)> {
        milestones.iter().map(|(id, rule, snap)| ((*id).into(), (*rule).into(), (*snap).into())).collect()
    }

    fn fixed(dates: &[(&str, Date)]) -> BTreeMap<String, Date> {
        dates.iter().map(|(id, date)| ((*id).to_owned(), *date)).collect()
    }

    fn circle(ids: &[&str]) -> Resolution {
        Resolution::Circle(ids.iter().map(|id| (*id).to_owned()).collect())
    }

    #[test]
    fn rules_may_point_forwards_and_backwards() {
        let milestones = owned(&[
            ("freeze", "ga - 4 weeks", "monday"),
            ("kickoff", "", ""),
            ("ga", "kickoff + 26 weeks", ""),
            ("middle", "between kickoff and ga at 1/2", ""),
            ("party", "", ""),
        ]);
        let found = resolved(&milestones, &fixed(&[("kickoff", date(2027, 1, 14))]));
        assert_eq!(found["kickoff"], Resolution::Resolved(date(2027, 1, 14)));
        assert_eq!(found["ga"], Resolution::Resolved(date(2027, 7, 15)));
        assert_eq!(found["freeze"], Resolution::Resolved(date(2027, 6, 21)));
        assert_eq!(found["middle"], Resolution::Resolved(date(2027, 4, 15)));
        assert_eq!(found["party"], Resolution::Free);
    }

    #[test]
    fn a_fixed_date_wins_over_the_rule_and_opens_a_circle() {
        let milestones = owned(&[("a", "b + 1 week", ""), ("b", "a + 1 week", "")]);
        let found =
            resolved(&milestones, &fixed(&[("a", date(2027, 1, 14)), ("elsewhere", date(2027, 1, 1))]));
        assert_eq!(found["a"], Resolution::Resolved(date(2027, 1, 14)));
        assert_eq!(found["b"], Resolution::Resolved(date(2027, 1, 21)));
        assert!(!found.contains_key("elsewhere"));
    }

    #[test]
    fn a_circle_is_shown_from_its_smallest_id() {
        let milestones = owned(&[
            ("c", "a + 1 week", ""),
            ("a", "b + 1 week", ""),
            ("b", "c + 1 week", ""),
            ("late", "b + 1 week", ""),
            ("self", "self + 1 day", ""),
        ]);
        let found = resolved(&milestones, &BTreeMap::new());
        for id in ["a", "b", "c"] {
            assert_eq!(found[id], circle(&["a", "b", "c"]), "{id}");
        }
        assert_eq!(found["late"], Resolution::MissingAnchor("b".to_owned()));
        assert_eq!(found["self"], circle(&["self"]));
        assert_eq!(show_circle(&["a".into(), "b".into()]), "a → b → a");
    }

    #[test]
    fn missing_anchors_and_problems_are_named() {
        let milestones = owned(&[
            ("a", "nowhere + 1 week", ""),
            ("b", "a + 1 week", ""),
            ("far", "start + 99999 months", ""),
            ("met", "start + 1 week", "tsc-meeting"),
        ]);
        let found = resolved(&milestones, &fixed(&[("start", date(2027, 1, 14))]));
        assert_eq!(found["a"], Resolution::MissingAnchor("nowhere".to_owned()));
        assert_eq!(found["b"], Resolution::MissingAnchor("a".to_owned()));
        assert!(
            matches!(&found["far"], Resolution::Problem(problem) if problem.message.contains("9999-12-31"))
        );
        assert!(
            matches!(&found["met"], Resolution::Problem(problem) if problem.message.contains("tsc-meeting"))
        );
    }

    #[test]
    fn an_id_used_twice_is_a_problem_whatever_the_order() {
        let milestones = owned(&[("a", "start + 1 day", ""), ("a", "start + 2 days", "")]);
        let found = resolved(&milestones, &fixed(&[("start", date(2027, 1, 14))]));
        assert!(
            matches!(&found["a"], Resolution::Problem(problem) if problem.message.contains("several milestones"))
        );
    }

    #[test]
    fn ten_thousand_milestones_in_a_chain_or_a_circle_are_no_burden() {
        let chain = |closed: bool| -> Vec<(String, String, String)> {
            let rule = |index: usize| match index {
                9_999 if closed => "m0 + 0 days".to_owned(),
                9_999 => String::new(),
                _ => format!("m{} + 0 days", index + 1),
            };
            (0..10_000).map(|index| (format!("m{index}"), rule(index), String::new())).collect()
        };
        let found = resolved(&chain(false), &fixed(&[("m9999", date(2027, 1, 14))]));
        assert!(found.values().all(|resolution| resolution.date() == Some(date(2027, 1, 14))));
        let found = resolved(&chain(true), &BTreeMap::new());
        assert!(
            found
                .values()
                .all(|resolution| matches!(resolution, Resolution::Circle(ids) if ids.len() == 10_000))
        );
    }

    fn any_process() -> impl Strategy<Value = Vec<(String, String, String)>> {
        let rule = prop_oneof![
            Just(String::new()),
            (0..12, 1..9).prop_map(|(anchor, weeks)| format!("m{anchor} + {weeks} weeks")),
            (0..12, 1..9).prop_map(|(anchor, days)| format!("m{anchor} - {days} working days")),
            (0..12, 0..12).prop_map(|(from, to)| format!("between m{from} and m{to} at 1/3")),
        ];
        let snap = prop::sample::select(vec!["", "thursday", "working-day"]);
        prop::collection::vec((0..12, rule, snap), 0..12).prop_map(|milestones| {
            milestones.into_iter().map(|(id, rule, snap)| (format!("m{id}"), rule, snap.to_owned())).collect()
        })
    }

    proptest! {
        #[test]
        fn the_order_of_milestones_does_not_matter(
            (ordered, shuffled) in any_process().prop_flat_map(|process| (Just(process.clone()), Just(process).prop_shuffle())),
        ) {
            let fixed = fixed(&[("m0", date(2027, 1, 14)), ("m1", date(2027, 7, 22))]);
            let found = resolved(&ordered, &fixed);
            prop_assert_eq!(&found, &resolved(&shuffled, &fixed));
            for (id, _, _) in &ordered {
                prop_assert!(found.contains_key(id));
            }
        }

        #[test]
        fn every_circle_is_one(process in any_process()) {
            for resolution in resolved(&process, &BTreeMap::new()).values() {
                let Resolution::Circle(circle) = resolution else { continue };
                for (id, next) in circle.iter().zip(circle.iter().cycle().skip(1)) {
                    let hangs_on_next = process.iter().any(|(own, rule, _)| {
                        own == id && Rule::parse(rule).is_ok_and(|rule| rule.anchors().any(|anchor| anchor == next))
                    });
                    prop_assert!(hangs_on_next, "{} does not hang on {}", id, next);
                }
            }
        }
    }
}
