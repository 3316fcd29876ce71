//! Which milestones move along when some are moved, which stay, and which dates then need a reason.

use std::collections::{BTreeMap, BTreeSet};

use jiff::civil::Date;

use super::departure::Departure;
use super::doubt::{Doubt, other_year, refuse_the_past};
use super::draft::unknown_milestone;
use super::refusal::Refusal;
use super::shift::{Shift, by_days, on_day};
use crate::calendar::{DateText, Exactness, Planned, Resolution, Zone, days_between, resolve, show_day};
use crate::document::{Milestone, ParsedRule, Process, Progress, ProjectCalendars, Schedule, parsed_rules};

/// What a person wants moved.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Wish {
    /// The id of the milestone.
    pub milestone: String,
    /// By how much, or to which date.
    pub shift: Shift,
}

/// What comes of it.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Moves {
    /// The milestones that get another date, in the order of the schedule.
    pub moved: Vec<Moved>,
    /// The milestones whose rule would move them, but that stay.
    pub stays: Vec<Stay>,
    /// The places of the milestones behind whose date a reason is written, if one is given.
    pub explained: Vec<usize>,
    /// The milestones whose date needs a reason now.
    pub unexplained: Vec<Unexplained>,
    /// How the milestones that were moved, or whose rule gives another day now, stand to their rule.
    pub ruled: Vec<Ruled>,
    /// The milestones that are back on their rule, so that their reason has nothing to explain.
    pub reason_superfluous: Vec<Superfluous>,
    /// What people call the milestones that were moved, still depart from their rule, and keep their reason.
    pub reason_kept: Vec<(String, String)>,
    /// The milestones that were moved to a date whose year may not be meant.
    pub doubts: Vec<Doubt>,
}

/// A milestone that does not depart from its rule any more, and still says why it did.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Superfluous {
    /// Its place in the list of the schedule.
    pub place: usize,
    /// What people call it.
    pub name: String,
    /// The reason.
    pub reason: String,
    /// Whether its own date moves, so that the reason goes with the date that it explained.
    pub goes: bool,
}

/// How a milestone stands to its rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ruled {
    /// Its place in the list of the schedule.
    pub place: usize,
    /// Its rule.
    pub rule: String,
    /// The day that the rule gives, where its date is another one.
    pub expected: Option<Date>,
}

/// A milestone that gets another date.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Moved {
    /// Its place in the list of the schedule.
    pub place: usize,
    /// Its new date.
    pub date: DateText,
}

/// A milestone that stays although its rule would move it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Stay {
    /// What people call it.
    pub name: String,
    /// Why it stays.
    pub why: StayReason,
}

/// Why a milestone stays.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum StayReason {
    /// It was reached on this day.
    Reached(Date),
    /// It departed from its rule before, for this reason if one is written.
    Departs(Option<String>),
    /// What it is counted from has no exact date any more; its own date stays this one.
    Unanchored(String),
    /// Its date is not exact enough to follow a rule.
    Inexact(String),
}

/// A milestone that departs from its rule without a reason.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unexplained {
    /// Its place in the list of the schedule.
    pub place: usize,
    /// What people call it.
    pub name: String,
    /// Its date then.
    pub date: DateText,
    /// Its rule.
    pub rule: String,
    /// By how much it departs.
    pub departure: Departure,
}

/// Works out what moves. Without a process, only what was named does.
pub fn moves(
    schedule: &Schedule,
    process: Option<&Process>,
    progress: Option<&Progress>,
    (timing, zone, today): (&ProjectCalendars, &Zone, Date),
    wishes: &[Wish],
) -> Result<Moves, Refusal> {
    let plan = Plan { schedule, process, progress, timing, zone, today };
    let named = plan.named(wishes)?;
    let before = Moment::of(&plan, schedule.exact_days(zone));
    let mut dates = named.clone();
    plan.let_followers_move(&before, &mut dates)?;
    let after = Moment::of(&plan, plan.exact_days_with(&dates));
    plan.let_stretches_move(&before, &after, &named, &mut dates)?;
    let moves = plan.summed_up(&Moving { before: &before, after: &after, named: &named, dates: &dates });
    Ok(Moves { doubts: plan.doubts(wishes, &named), ..moves })
}

struct Plan<'a> {
    schedule: &'a Schedule,
    process: Option<&'a Process>,
    progress: Option<&'a Progress>,
    timing: &'a ProjectCalendars,
    zone: &'a Zone,
    today: Date,
}

/// The dates of a plan at one moment.
struct Moment {
    /// The day of every milestone that has an exact one.
    days: BTreeMap<String, Date>,
    /// Where the rules put every milestone, given these days.
    by_rule: BTreeMap<String, Date>,
}

impl Moment {
    fn of(plan: &Plan<'_>, days: BTreeMap<String, Date>) -> Self {
        let by_rule = plan.process.map_or_else(BTreeMap::new, |process| {
            plan.timing.rule_dates(&parsed_rules(process), plan.schedule, &days)
        });
        Self { days, by_rule }
    }

    fn is_on_its_rule(&self, id: &str) -> bool {
        self.days.get(id).is_some_and(|day| self.by_rule.get(id) == Some(day))
    }
}

/// The moves as a whole.
struct Moving<'a> {
    before: &'a Moment,
    after: &'a Moment,
    /// The dates that were asked for.
    named: &'a Dates,
    /// These, and all that follow from them.
    dates: &'a Dates,
}

impl Moving<'_> {
    fn was_departing(&self, milestone: &Milestone) -> bool {
        let rule = self.before.by_rule.get(milestone.id.as_str());
        written(milestone).zip(rule).is_some_and(|(date, day)| departure(date, *day).is_some())
    }
}

/// How a milestone stands to its rule after the moves, as far as these have to do with it.
enum Standing {
    /// Nobody has to say anything: it is on its rule, or departs from it as before, or has its reason already.
    Settled,
    /// It was named, and its rule or its wish gives no day, so it departs from nothing; who moves it may still say why.
    NamedFreely,
    /// It is on its rule again, and this reason has nothing to explain.
    BackOnItsRule(String),
    /// With this date it departs from its rule now, without a reason.
    Unexplained(DateText, Departure),
    /// It was named, departs from its rule, and has this reason from before.
    Explained(String),
}

fn standing(step: &Moving<'_>, place: usize, milestone: &Milestone) -> Standing {
    let is_named = step.named.contains_key(&place);
    let date = step.dates.get(&place).or(written(milestone));
    let (Some(date), Some(expected)) = (date, step.after.by_rule.get(milestone.id.as_str())) else {
        return if is_named { Standing::NamedFreely } else { Standing::Settled };
    };
    if is_named && date.first_day().is_none() {
        return Standing::NamedFreely;
    }
    let reason = milestone.reason.as_ref().map(|reason| reason.value.clone());
    match (departure(date, *expected), reason) {
        (Some(departure), None) if is_named || !step.was_departing(milestone) => {
            Standing::Unexplained(date.clone(), departure)
        }
        (Some(_), Some(reason)) if is_named => Standing::Explained(reason),
        (None, Some(reason)) if step.was_departing(milestone) => Standing::BackOnItsRule(reason),
        _ => Standing::Settled,
    }
}

fn written(milestone: &Milestone) -> Option<&DateText> {
    milestone.date.as_ref().and_then(|date| date.value.date())
}

/// New dates by the place of their milestone.
type Dates = BTreeMap<usize, DateText>;

impl<'a> Plan<'a> {
    /// The dates that were asked for.
    fn named(&self, wishes: &[Wish]) -> Result<Dates, Refusal> {
        let mut dates = Dates::new();
        for wish in wishes {
            let (place, milestone) = self.find(&wish.milestone)?;
            let name = self.name_of(milestone);
            let about =
                |refusal: Refusal| Refusal { message: format!("{name}: {}", refusal.message), ..refusal };
            if let Some(day) = self.reached(milestone) {
                return Err(Refusal::new(format!(
                    "{name} was reached on {}, so it cannot be moved",
                    show_day(day)
                ))
                .hint("if that day is wrong, correct `actual` in the progress of the cycle"));
            }
            let new = match (written(milestone), &wish.shift) {
                (Some(date), shift) => {
                    let new = shift.applied(date, &self.timing.working).map_err(about)?;
                    refuse_the_past(&wish.milestone, (date, &new), shift, self.today).map_err(about)?;
                    new
                }
                (None, Shift::To(date)) => date.clone(),
                (None, Shift::By(..)) => {
                    return Err(about(
                        Refusal::new("it has no date that could be moved by an amount")
                            .hint(format!("give it a date: `--move {}=2027-04-08`", wish.milestone)),
                    ));
                }
            };
            if dates.insert(place, new).is_some() {
                return Err(Refusal::new(format!("`{}` is moved twice", wish.milestone)).hint("move it once"));
            }
        }
        Ok(dates)
    }

    /// The milestones that were named with a year that may not be meant.
    fn doubts(&self, wishes: &[Wish], named: &Dates) -> Vec<Doubt> {
        let doubt = |wish: &Wish| {
            let (place, milestone) = self.find(&wish.milestone).ok()?;
            let (old, new) = (written(milestone)?, named.get(&place)?);
            Some(Doubt {
                id: wish.milestone.clone(),
                name: self.name_of(milestone),
                days: days_between(old.first_day()?, new.first_day()?),
                date: new.clone(),
                suggested: other_year((old, new), &wish.shift, self.today)?,
            })
        };
        wishes.iter().filter_map(doubt).collect()
    }

    fn find(&self, id: &str) -> Result<(usize, &'a Milestone), Refusal> {
        let milestones = &self.schedule.milestones;
        let applicable = || milestones.iter().filter(|milestone| milestone.not_applicable.is_none());
        let found = milestones.iter().enumerate().find(|(_, milestone)| milestone.id.as_str() == id);
        match found {
            Some((_, milestone)) if milestone.not_applicable.is_some() => {
                Err(Refusal::new(format!("`{id}` does not apply to this cycle, so it cannot be moved"))
                    .hint("take `not-applicable` away in the schedule first"))
            }
            Some(found) => Ok(found),
            None => {
                let known: Vec<&str> = applicable().map(|milestone| milestone.id.as_str()).collect();
                let place = format!("the schedule of `{}`", self.schedule.cycle.value);
                Err(unknown_milestone(&place, id, known.into_iter()))
            }
        }
    }

    /// Adds the milestones with an exact date that follow their rule, and go on following it.
    fn let_followers_move(&self, before: &Moment, dates: &mut Dates) -> Result<(), Refusal> {
        let Some(process) = self.process else { return Ok(()) };
        let mut followers: BTreeMap<&str, (usize, &Milestone)> = self
            .still_to_come()
            .filter(|(place, milestone)| {
                !dates.contains_key(place) && before.is_on_its_rule(milestone.id.as_str())
            })
            .map(|(place, milestone)| (milestone.id.as_str(), (place, milestone)))
            .collect();
        let parsed = parsed_rules(process);
        loop {
            let mut fixed = self.exact_days_with(dates);
            fixed.retain(|id, _| !followers.contains_key(id.as_str()));
            let resolved = self.resolved(&parsed, &fixed, &followers);
            let lost: Vec<&str> =
                followers.keys().copied().filter(|id| day_of(&resolved, id).is_none()).collect();
            if lost.is_empty() {
                return self.take(&resolved, &followers, dates);
            }
            for id in lost {
                let follower = followers.remove(id);
                if let (Some(Resolution::Problem(problem)), Some((_, milestone))) =
                    (resolved.get(id), follower)
                {
                    return Err(self.cannot_follow(milestone, dates, problem.clone().into()));
                }
            }
        }
    }

    /// Gives every follower the day of its rule.
    fn take(
        &self,
        resolved: &BTreeMap<String, Resolution>,
        followers: &BTreeMap<&str, (usize, &Milestone)>,
        dates: &mut Dates,
    ) -> Result<(), Refusal> {
        let named = dates.clone();
        for (id, (place, milestone)) in followers {
            if let (Some(date), Some(day)) = (written(milestone), day_of(resolved, id))
                && date.first_day() != Some(day)
            {
                let moved = on_day(date, day).map_err(|why| self.cannot_follow(milestone, &named, why))?;
                dates.insert(*place, moved);
            }
        }
        Ok(())
    }

    /// Says which milestone cannot move along with those that were named.
    fn cannot_follow(&self, milestone: &Milestone, named: &Dates, why: Refusal) -> Refusal {
        let leaders = named.keys().filter_map(|place| self.schedule.milestones.get(*place));
        let leaders: Vec<String> = leaders.map(|leader| self.name_of(leader)).collect();
        let (name, leaders) = (self.name_of(milestone), leaders.join(", "));
        let own = || format!("give it a date of its own: `--move {}=DATE`", milestone.id.value);
        Refusal::new(format!("{name} cannot move along with {leaders}: {}", why.message))
            .hint(why.hint.unwrap_or_else(own))
    }

    fn resolved(
        &self,
        parsed: &[ParsedRule<'_>],
        fixed: &BTreeMap<String, Date>,
        followers: &BTreeMap<&str, (usize, &Milestone)>,
    ) -> BTreeMap<String, Resolution> {
        let applicable =
            self.schedule.milestones.iter().filter(|milestone| milestone.not_applicable.is_none());
        let inexact: BTreeSet<&str> = applicable
            .map(|milestone| milestone.id.as_str())
            .filter(|id| !fixed.contains_key(*id) && !followers.contains_key(id))
            .collect();
        let planned: Vec<Planned<'_>> =
            parsed.iter().map(ParsedRule::planned).filter(|one| !inexact.contains(one.id)).collect();
        resolve(&planned, fixed, &self.timing.borrowed())
    }

    /// Adds the stretches of days that hold the day of their rule: they move by as much as that day does.
    fn let_stretches_move(
        &self,
        before: &Moment,
        after: &Moment,
        named: &Dates,
        dates: &mut Dates,
    ) -> Result<(), Refusal> {
        for (place, milestone) in self.still_to_come().filter(|(place, _)| !named.contains_key(place)) {
            let id = milestone.id.as_str();
            let (Some(old), Some(new)) = (before.by_rule.get(id), after.by_rule.get(id)) else { continue };
            let Some(date) = written(milestone) else { continue };
            let is_within = departure(date, *old).is_none();
            if date.exactness() == Exactness::Days && is_within && old != new {
                let moved = by_days(date, days_between(*old, *new));
                let moved = moved.map_err(|why| self.cannot_follow(milestone, named, why))?;
                dates.insert(place, moved);
            }
        }
        Ok(())
    }

    fn summed_up(&self, step: &Moving<'_>) -> Moves {
        let mut moves = Moves::default();
        let applicable = self.schedule.milestones.iter().enumerate();
        for (place, milestone) in applicable.filter(|(_, milestone)| milestone.not_applicable.is_none()) {
            let written = written(milestone);
            if let Some(date) =
                step.dates.get(&place).filter(|new| written.map(DateText::text) != Some(new.text()))
            {
                moves.moved.push(Moved { place, date: date.clone() });
            }
            moves.ruled.extend(self.ruled(step, place, milestone));
            let why = self.why_it_stays(step, place, milestone);
            moves.stays.extend(why.map(|why| Stay { name: self.name_of(milestone), why }));
            let name = || self.name_of(milestone);
            match standing(step, place, milestone) {
                Standing::Settled => {}
                Standing::NamedFreely => moves.explained.push(place),
                Standing::BackOnItsRule(reason) => {
                    let goes = step.dates.contains_key(&place);
                    moves.reason_superfluous.push(Superfluous { place, name: name(), reason, goes });
                }
                Standing::Unexplained(date, departure) => {
                    moves.explained.push(place);
                    let rule = self.rule_of(milestone.id.as_str());
                    moves.unexplained.push(Unexplained { place, name: name(), date, rule, departure });
                }
                Standing::Explained(reason) => {
                    moves.explained.push(place);
                    moves.reason_kept.push((name(), reason));
                }
            }
        }
        moves
    }

    fn ruled(&self, step: &Moving<'_>, place: usize, milestone: &Milestone) -> Option<Ruled> {
        let id = milestone.id.as_str();
        self.process?.milestone(id)?.at.as_ref()?;
        let (old, new) = (step.before.by_rule.get(id), step.after.by_rule.get(id));
        if !step.dates.contains_key(&place) && old == new {
            return None;
        }
        let date = step.dates.get(&place).or(written(milestone));
        let departure = date.zip(new).and_then(|(date, expected)| departure(date, *expected));
        let expected = departure.map(|departure| departure.expected);
        Some(Ruled { place, rule: self.rule_of(id), expected })
    }

    /// Why a milestone stays that its rule would move; nothing where it moves, or its rule does not.
    fn why_it_stays(&self, step: &Moving<'_>, place: usize, milestone: &Milestone) -> Option<StayReason> {
        let id = milestone.id.as_str();
        let (old_rule, new_rule) = (step.before.by_rule.get(id), step.after.by_rule.get(id));
        let date = step.dates.get(&place).or(written(milestone));
        let (Some(date), Some(expected)) = (date, new_rule) else {
            let loses_its_rule = !step.named.contains_key(&place) && step.before.is_on_its_rule(id);
            return (loses_its_rule && new_rule.is_none())
                .then(|| StayReason::Unanchored(date.map_or_else(String::new, DateText::show)));
        };
        if step.dates.contains_key(&place) || old_rule == new_rule || departure(date, *expected).is_none() {
            return None;
        }
        if let Some(day) = self.reached(milestone) {
            return Some(StayReason::Reached(day));
        }
        if step.was_departing(milestone) {
            let reason = milestone.reason.as_ref().map(|reason| reason.value.clone());
            return Some(StayReason::Departs(reason));
        }
        matches!(date.exactness(), Exactness::Week | Exactness::Month | Exactness::Quarter)
            .then(|| StayReason::Inexact(date.show()))
    }

    /// The milestones that apply and were not reached, with their places.
    fn still_to_come(&self) -> impl Iterator<Item = (usize, &'a Milestone)> {
        let applicable = self.schedule.milestones.iter().enumerate();
        applicable
            .filter(|(_, milestone)| milestone.not_applicable.is_none() && self.reached(milestone).is_none())
    }

    fn reached(&self, milestone: &Milestone) -> Option<Date> {
        Some(self.progress?.actual(milestone.id.as_str())?.value.0)
    }

    /// The exact days of the schedule, with new dates in place of the old ones.
    fn exact_days_with(&self, dates: &Dates) -> BTreeMap<String, Date> {
        let mut days = self.schedule.exact_days(self.zone);
        for (place, date) in dates {
            let Some(milestone) = self.schedule.milestones.get(*place) else { continue };
            days.remove(milestone.id.as_str());
            let is_exact = matches!(date.exactness(), Exactness::Day | Exactness::Instant);
            let day = date.first_day().filter(|_| is_exact);
            days.extend(day.map(|day| (milestone.id.value.clone(), day)));
        }
        days
    }

    fn name_of(&self, milestone: &Milestone) -> String {
        let of_process = || self.process?.milestone(milestone.id.as_str())?.name.as_deref();
        milestone.called(of_process).to_owned()
    }

    fn rule_of(&self, id: &str) -> String {
        let milestone = self.process.and_then(|process| process.milestone(id));
        milestone.map_or_else(String::new, super::write::rule_in_words)
    }
}

fn day_of(resolved: &BTreeMap<String, Resolution>, id: &str) -> Option<Date> {
    resolved.get(id).and_then(Resolution::date)
}

/// How far a date lies from where its rule puts it; what has no days departs from nothing.
fn departure(date: &DateText, expected: Date) -> Option<Departure> {
    Departure::of(date.first_day()?, date.last_day()?, expected)
}
