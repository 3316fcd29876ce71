//! Two plans of one cycle, compared in the words of release management.

use std::collections::BTreeMap;

use jiff::civil::Date;

use crate::calendar::{
    Calendars, DateText, Direction, Exactness, Planned, Rule, Snap, WorkingCalendar, Zone, show_day_short,
};
use crate::diagnostic::{Location, Span};
use crate::document::{Document, Milestone, Process, Schedule, Workspace};
use crate::schema::Field;
use crate::schema::Kind;

use super::fields::{self, Context};
use super::pairing::{Pairing, pair};
use super::{Cause, Change, ChangeKind, Side};

/// The keys of a milestone that have words of their own.
const OWN_WORDS: [&str; 6] = ["id", "date", "time", "zone", "was", "not-applicable"];

/// Compares two plans of one cycle.
pub(super) fn diff(
    context: Context<'_>,
    before: &Workspace,
    after: &Workspace,
    old: &Document<Schedule>,
    new: &Document<Schedule>,
) -> Vec<Change> {
    let calendar = working_calendar(before, after);
    let comparison = Comparison {
        context,
        old,
        new,
        zones: [zone_of(before), zone_of(after)],
        processes: [process_of(before, &old.value), process_of(after, &new.value)],
        known: [before, after].map(|workspace| workspace.process.as_ref().map(|process| &process.value)),
        calendar: &calendar,
    };
    comparison.changes()
}

/// The milestones of a new or a dropped plan in one phrase.
pub(super) fn summary(schedule: &Schedule) -> String {
    let days: Vec<Date> = schedule
        .milestones
        .iter()
        .filter_map(|milestone| milestone.date.as_ref()?.date()?.first_day())
        .collect();
    let count = schedule.milestones.len();
    let noun = if count == 1 { "milestone" } else { "milestones" };
    match (days.iter().min(), days.iter().max()) {
        (Some(first), Some(last)) if first != last => {
            format!(": {count} {noun} from {} to {}", shown_day(*first), shown_day(*last))
        }
        (Some(only), _) => format!(": {count} {noun} on {}", shown_day(*only)),
        _ => format!(": {count} {noun}"),
    }
}

fn shown_day(day: Date) -> String {
    DateText::day(day).show()
}

fn working_calendar(before: &Workspace, after: &Workspace) -> WorkingCalendar {
    let project = after.project.as_ref().or(before.project.as_ref());
    project.map_or_else(WorkingCalendar::default, |project| project.value.working_calendar())
}

fn zone_of(workspace: &Workspace) -> Zone {
    workspace.project.as_ref().map_or(Zone::Utc, |project| project.value.deadline().zone)
}

/// The process that the plan follows, where the workspace holds that version of it.
fn process_of<'a>(workspace: &'a Workspace, schedule: &Schedule) -> Option<&'a Process> {
    let process = &workspace.process.as_ref()?.value;
    let follows = schedule.process.as_ref().is_none_or(|version| version.value == process.version.value);
    follows.then_some(process)
}

struct Comparison<'a> {
    context: Context<'a>,
    old: &'a Document<Schedule>,
    new: &'a Document<Schedule>,
    zones: [Zone; 2],
    /// The process that each plan follows, where its side holds that version.
    processes: [Option<&'a Process>; 2],
    /// The process of each side, whatever its version: names and key milestones outlive a version, and a milestone
    /// that is key in any of them is treated as one.
    known: [Option<&'a Process>; 2],
    calendar: &'a WorkingCalendar,
}

impl<'a> Comparison<'a> {
    fn changes(&self) -> Vec<Change> {
        let mut changes = fields::compare_except(
            self.context,
            &self.old.tree,
            &self.new.tree,
            Some(Field::document(Kind::Schedule)),
            &[],
            &["milestones"],
        );
        changes.iter_mut().for_each(reword_field);
        let pairings = pair(&self.old.value, &self.new.value, &self.zones[0]);
        let mut milestones: Vec<Change> = pairings.iter().flat_map(|pairing| self.pairing(pairing)).collect();
        self.explain_knock_ons(&mut milestones);
        changes.extend(self.shift(&pairings, &mut milestones));
        changes.extend(milestones);
        changes
    }

    fn pairing(&self, pairing: &Pairing<'a>) -> Vec<Change> {
        match pairing {
            Pairing::Same(old, new) => self.fields(old, new),
            Pairing::Renamed(old, new) => {
                let mut change = self.at_new(new, ChangeKind::Renamed, "id");
                change.old = Some(old.id.value.clone());
                change.new = Some(new.id.value.clone());
                change.old_shown.clone_from(&change.old);
                change.new_shown.clone_from(&change.new);
                change.sentence = self.renamed(old, new);
                std::iter::once(change).chain(self.fields(old, new)).collect()
            }
            Pairing::Split(old, heirs) => self.lineage(ChangeKind::Split, &[old], heirs),
            Pairing::Merged(ancestors, new) => self.lineage(ChangeKind::Merged, ancestors, &[new]),
            Pairing::Added(new) => vec![self.added(new)],
            Pairing::Removed(old) => vec![self.removed(old)],
        }
    }

    fn renamed(&self, old: &Milestone, new: &Milestone) -> String {
        let (from, to) = (self.name_of(old), self.name_of(new));
        let (old, new) = (&old.id.value, &new.id.value);
        match (from == *old, from == to) {
            (true, _) => format!("`{old}` is renamed to `{new}`"),
            (false, true) => format!("{from}: `{old}` is renamed to `{new}`"),
            (false, false) => format!("{from} (`{old}`) becomes {to} (`{new}`)"),
        }
    }

    fn fields(&self, old: &Milestone, new: &Milestone) -> Vec<Change> {
        let mut changes = Vec::new();
        let applicability = self.applicability(old, new);
        if applicability.is_none() {
            changes.extend(self.date(old, new));
        }
        changes.extend(applicability);
        if let (Some(left), Some(right)) = (node_of(self.old, old), node_of(self.new, new)) {
            let field = Field::document(Kind::Schedule).key("milestones").and_then(Field::item);
            let pointer = ["milestones".to_owned(), new.id.value.clone()];
            let mut rest = fields::compare_except(self.context, left, right, field, &pointer, &OWN_WORDS);
            for change in &mut rest {
                self.reword_milestone_field(change, old, new);
            }
            // A rename says the names itself.
            let renamed = old.id.value != new.id.value;
            changes.extend(rest.into_iter().filter(|change| !(renamed && is_name(change))));
        }
        changes
    }

    fn date(&self, old: &Milestone, new: &Milestone) -> Option<Change> {
        let (before, after) = (old.moment(&self.zones[0]), new.moment(&self.zones[1]));
        let kind = match (&before, &after) {
            (Some(Ok(left)), Some(Ok(right))) => date_kind(left, right)?,
            (None, None) => return None,
            (Some(Err(left)), Some(Err(right))) if left == right => return None,
            (None, Some(Ok(_))) => ChangeKind::Dated,
            (Some(Ok(_)), None) => ChangeKind::Undated,
            _ => ChangeKind::Value,
        };
        let mut change = self.at_new(new, kind, "date");
        let text = |moment: &Option<Result<DateText, String>>| match moment {
            Some(Ok(date)) => Some(date.text().to_owned()),
            Some(Err(text)) => Some(text.clone()),
            None => None,
        };
        let day = |moment: &Option<Result<DateText, String>>| moment.as_ref()?.as_ref().ok()?.first_day();
        let shown = |moment: &Option<Result<DateText, String>>| match moment {
            Some(Ok(date)) => Some(date.show()),
            _ => text(moment),
        };
        (change.old, change.new) = (text(&before), text(&after));
        (change.old_shown, change.new_shown) = (shown(&before), shown(&after));
        (change.old_day, change.new_day) = (day(&before), day(&after));
        change.reason = new.reason.as_ref().map(|reason| reason.value.clone());
        if let (ChangeKind::Moved, Some(Ok(left)), Some(Ok(right))) = (kind, &before, &after) {
            let (from, to) = moved_days(left, right)?;
            change.days = Some(days_between(from, to));
            change.working_days = Some(self.calendar.working_days_between(from, to));
            change.cause = Some(Cause::Edited);
        }
        change.sentence = date_sentence(&change);
        Some(change)
    }

    fn applicability(&self, old: &Milestone, new: &Milestone) -> Option<Change> {
        let reason =
            |milestone: &Milestone| milestone.not_applicable.as_ref().map(|reason| reason.value.clone());
        let (before, after) = (reason(old), reason(new));
        if before == after {
            return None;
        }
        let mut change = self.at_new(new, ChangeKind::Applicability, "not-applicable");
        let dated = |milestone: &Milestone| milestone.date.as_ref().map(|date| date.text().to_owned());
        let moment = |milestone: &Milestone, zone: &Zone| milestone.moment(zone).as_ref().map(shown_of);
        let shown = |reason: &Option<String>, milestone: &Milestone, zone: &Zone| match reason {
            Some(reason) => Some(format!("not applicable: {reason}")),
            None => moment(milestone, zone),
        };
        change.old_shown = shown(&before, old, &self.zones[0]);
        change.new_shown = shown(&after, new, &self.zones[1]);
        change.sentence = match (&before, &after) {
            (None, Some(reason)) => format!("{} does not apply any more: {reason}", change.subject_name),
            (Some(_), None) => match &change.new_shown {
                Some(date) => format!("{} applies now: {date}", change.subject_name),
                None => format!("{} applies now", change.subject_name),
            },
            _ => format!("{} does not apply for another reason", change.subject_name),
        };
        (change.old, change.new) = (before.or_else(|| dated(old)), after.or_else(|| dated(new)));
        Some(change)
    }

    fn added(&self, new: &Milestone) -> Change {
        let mut change = self.at_new(new, ChangeKind::Added, "");
        let moment = new.moment(&self.zones[1]);
        change.new = moment.as_ref().map(text_of);
        change.new_shown = moment.as_ref().map(shown_of);
        change.new_day = moment.and_then(|moment| moment.ok()?.first_day());
        change.reason = new.reason.as_ref().map(|reason| reason.value.clone());
        let when = change.new_shown.as_ref().map(|date| format!(": {date}")).unwrap_or_default();
        change.sentence = format!("{} is new{when}", change.subject_name);
        change
    }

    fn removed(&self, old: &Milestone) -> Change {
        let mut change = self.at_new(old, ChangeKind::Removed, "");
        let moment = old.moment(&self.zones[0]);
        change.old = moment.as_ref().map(text_of);
        change.old_shown = moment.as_ref().map(shown_of);
        change.old_day = moment.and_then(|moment| moment.ok()?.first_day());
        change.side = Side::Before;
        change.location = self.location(self.old, old, "");
        let when = change.old_shown.as_ref().map(|date| format!(" (was {date})")).unwrap_or_default();
        change.sentence = format!("{} is gone{when}", change.subject_name);
        change
    }

    fn lineage(&self, kind: ChangeKind, ancestors: &[&Milestone], heirs: &[&Milestone]) -> Vec<Change> {
        let Some(first) = heirs.first() else { return Vec::new() };
        let list = |milestones: &[&Milestone], zone: &Zone| {
            let texts: Vec<String> = milestones
                .iter()
                .map(|milestone| match milestone.moment(zone) {
                    Some(moment) => format!("{} ({})", milestone.id.value, shown_of(&moment)),
                    None => milestone.id.value.clone(),
                })
                .collect();
            match texts.split_last() {
                Some((last, [])) => last.clone(),
                Some((last, others)) => format!("{} and {last}", others.join(", ")),
                None => String::new(),
            }
        };
        let ids = |milestones: &[&Milestone]| {
            milestones.iter().map(|milestone| milestone.id.as_str()).collect::<Vec<_>>().join(", ")
        };
        let mut change = self.at_new(first, kind, "was");
        if kind == ChangeKind::Split {
            let ancestor = ancestors.first().map_or("", |ancestor| ancestor.id.as_str());
            ancestor.clone_into(&mut change.subject);
        }
        (change.old, change.new) = (Some(ids(ancestors)), Some(ids(heirs)));
        change.old_shown = Some(list(ancestors, &self.zones[0]));
        change.new_shown = Some(list(heirs, &self.zones[1]));
        change.key = ancestors.iter().chain(heirs).any(|milestone| self.is_key(&milestone.id));
        let verb = if kind == ChangeKind::Split { "splits into" } else { "become" };
        change.sentence = format!(
            "{} {verb} {}",
            change.old_shown.as_deref().unwrap_or_default(),
            change.new_shown.as_deref().unwrap_or_default()
        );
        vec![change]
    }

    /// A move that is where its rule puts it, now that a milestone it hangs on has moved.
    fn explain_knock_ons(&self, changes: &mut [Change]) {
        let Some(process) = self.processes[1] else { return };
        let moved: BTreeMap<String, Date> = changes
            .iter()
            .filter(|change| change.kind == ChangeKind::Moved)
            .filter_map(|change| Some((change.subject.clone(), change.new_day?)))
            .collect();
        let day_of = |id: &str| self.new.value.milestone(id)?.date.as_ref()?.date()?.first_day();
        for change in changes.iter_mut().filter(|change| change.kind == ChangeKind::Moved) {
            let Some((rule, snap)) = rule_of(process, &change.subject) else { continue };
            let Some(anchor) = rule.anchors().find(|anchor| moved.contains_key(*anchor)) else { continue };
            let calendars = Calendars { working: self.calendar, working_group: None, tsc: None };
            let planned = Planned { id: &change.subject, rule: Some(&rule), snap };
            if planned.resolve(day_of, &calendars).date() == change.new_day {
                change.cause = Some(Cause::KnockOn(anchor.to_owned()));
            }
        }
    }

    /// One line for a cycle of which most milestones moved by the same number of days.
    fn shift(&self, pairings: &[Pairing<'_>], changes: &mut [Change]) -> Option<Change> {
        let moves: Vec<i64> = changes.iter().filter_map(|change| change.days).collect();
        let mut counts: BTreeMap<i64, usize> = BTreeMap::new();
        for days in &moves {
            *counts.entry(*days).or_default() += 1;
        }
        let (&days, &count) = counts.iter().max_by_key(|(_, count)| **count)?;
        let dated = pairings.iter().filter(|pairing| self.is_dated(pairing)).count();
        if count < 3 || count * 2 <= moves.len() || count * 2 <= dated || days == 0 {
            return None;
        }
        for change in changes.iter_mut().filter(|change| change.days == Some(days)) {
            change.cause = Some(Cause::Shift);
        }
        let mut change = self.blank(ChangeKind::Shifted, &self.new.id, None);
        self.context.title.clone_into(&mut change.subject_name);
        change.days = Some(days);
        change.key = changes.iter().any(|change| change.key && change.days == Some(days));
        let rest = moves.len() - count;
        let residual = match rest {
            0 => String::new(),
            1 => ", one milestone otherwise".to_owned(),
            _ => format!(", {rest} milestones otherwise"),
        };
        change.sentence =
            format!("the whole cycle moves {}: {count} of {dated} milestones{residual}", by_days(days));
        change.location = Location { path: self.context.path.to_owned(), span: self.milestones_key() };
        Some(change)
    }

    fn is_dated(&self, pairing: &Pairing<'_>) -> bool {
        match pairing {
            Pairing::Same(old, new) | Pairing::Renamed(old, new) => {
                let exact = |milestone: &Milestone, zone: &Zone| matches!(milestone.moment(zone), Some(Ok(date)) if date.first_day().is_some());
                exact(old, &self.zones[0]) && exact(new, &self.zones[1])
            }
            _ => false,
        }
    }

    fn milestones_key(&self) -> Option<Span> {
        self.new.tree.pair("milestones").map(|pair| pair.key_span)
    }

    fn is_key(&self, id: &str) -> bool {
        self.known
            .iter()
            .flatten()
            .any(|process| process.milestone(id).is_some_and(|milestone| milestone.key))
    }

    /// What people call a milestone: its own name, the process' name for it, or its id.
    fn name_of(&self, milestone: &Milestone) -> String {
        let own = milestone.name.as_ref().map(|name| name.value.clone());
        let of_process = || {
            self.processes
                .iter()
                .rev()
                .chain(self.known.iter().rev())
                .flatten()
                .find_map(|process| process.milestone(&milestone.id)?.name.clone())
        };
        own.or_else(of_process).unwrap_or_else(|| milestone.id.value.clone())
    }

    fn at_new(&self, milestone: &Milestone, kind: ChangeKind, key: &str) -> Change {
        let mut change = self.blank(kind, &milestone.id, Some(milestone));
        change.location = self.location(self.new, milestone, key);
        change
    }

    fn blank(&self, kind: ChangeKind, subject: &str, milestone: Option<&Milestone>) -> Change {
        let name = milestone.map_or_else(|| subject.to_owned(), |milestone| self.name_of(milestone));
        Change {
            document: self.context.document.to_owned(),
            title: self.context.title.to_owned(),
            kind,
            subject: subject.to_owned(),
            subject_name: name,
            old: None,
            new: None,
            old_shown: None,
            new_shown: None,
            old_day: None,
            new_day: None,
            days: None,
            working_days: None,
            cause: None,
            reason: None,
            key: self.is_key(subject),
            location: Location::file(self.context.path),
            side: Side::After,
            mark: None,
            pointer: vec!["milestones".to_owned(), subject.to_owned()],
            sentence: String::new(),
        }
    }

    fn reword_milestone_field(&self, change: &mut Change, old: &Milestone, milestone: &Milestone) {
        let name = self.name_of(milestone);
        let field = change.pointer.get(2..).unwrap_or_default().join(".");
        let prefix = format!("milestones.{}.", milestone.id.value);
        change.sentence = change.sentence.replacen(&prefix, &format!("{name}: "), 1);
        change.key = self.is_key(&milestone.id);
        change.subject.clone_from(&milestone.id.value);
        if is_name(change) {
            change.sentence = format!("{} is called {name} now", self.name_of(old));
        }
        change.subject_name = name;
        change.kind = match (field.as_str(), change.kind) {
            ("owner", _) => ChangeKind::Owner,
            ("confidence", _) => ChangeKind::Confidence,
            (_, ChangeKind::Text) => ChangeKind::Text,
            _ => ChangeKind::Value,
        };
    }

    fn location(&self, document: &Document<Schedule>, milestone: &Milestone, key: &str) -> Location {
        let value = node_of(document, milestone).and_then(|item| item.get(key)).map(|value| value.span);
        Location::at(self.context.path, value.unwrap_or(milestone.id.span))
    }
}

fn is_name(change: &Change) -> bool {
    matches!(change.pointer.as_slice(), [_, _, field] if field == "name")
}

fn reword_field(change: &mut Change) {
    if change.kind == ChangeKind::Status {
        let value = |value: &Option<String>| value.clone().unwrap_or_default();
        change.sentence = format!("status: {} → {}", value(&change.old), value(&change.new));
    }
}

fn text_of(moment: &Result<DateText, String>) -> String {
    match moment {
        Ok(date) => date.text().to_owned(),
        Err(text) => text.clone(),
    }
}

fn shown_of(moment: &Result<DateText, String>) -> String {
    match moment {
        Ok(date) => date.show(),
        Err(text) => text.clone(),
    }
}

/// What became of a date; nothing where only the notation changed.
fn date_kind(old: &DateText, new: &DateText) -> Option<ChangeKind> {
    if old.same_moment(new) {
        return None;
    }
    let unknown = |date: &DateText| date.exactness() == Exactness::ToBeDecided;
    Some(match (unknown(old), unknown(new)) {
        (true, false) => ChangeKind::Dated,
        (false, true) => ChangeKind::Undated,
        _ if old.exactness() != new.exactness() && (new.lies_within(old) || old.lies_within(new)) => {
            ChangeKind::Precision
        }
        _ => ChangeKind::Moved,
    })
}

/// The two days that tell how far a date moved: the first ones, or the last ones where only the end moved.
fn moved_days(old: &DateText, new: &DateText) -> Option<(Date, Date)> {
    let firsts = (old.first_day()?, new.first_day()?);
    let lasts = (old.last_day()?, new.last_day()?);
    Some(if firsts.0 == firsts.1 { lasts } else { firsts })
}

fn days_between(from: Date, to: Date) -> i64 {
    let span = to.since(from).unwrap_or_default();
    i64::from(span.get_days())
}

/// `14 days later`, `1 day earlier`.
fn by_days(days: i64) -> String {
    let noun = if days.abs() == 1 { "day" } else { "days" };
    let direction = if days < 0 { "earlier" } else { "later" };
    format!("{} {noun} {direction}", days.abs())
}

fn date_sentence(change: &Change) -> String {
    let name = &change.subject_name;
    let shown = |value: &Option<String>| value.clone().unwrap_or_else(|| "no date".to_owned());
    let (old, new) = (shown(&change.old_shown), shown(&change.new_shown));
    match (change.kind, change.days) {
        (ChangeKind::Moved, Some(0) | None) => {
            format!("{name} moves within the day ({old} → {new})")
        }
        (ChangeKind::Moved, Some(days)) => {
            let old = match (change.old_day, change.new_day) {
                // The year stands once where it is the same.
                (Some(from), Some(to)) if from.year() == to.year() && shown_day(from) == old => {
                    show_day_short(from)
                }
                _ => old,
            };
            format!("{name} moves {} ({old} → {new})", by_days(days))
        }
        (ChangeKind::Dated, _) => format!("{name} is dated: {new}"),
        (ChangeKind::Undated, _) => format!("{name} has no date any more (was {old})"),
        (ChangeKind::Precision, _) => format!("{name}: {old} → {new}, without moving"),
        _ => format!("{name}: {old} → {new}"),
    }
}

/// The rule of a milestone, where the process has one that can be read.
fn rule_of(process: &Process, id: &str) -> Option<(Rule, Option<Snap>)> {
    let milestone = process.milestone(id)?;
    let rule = Rule::parse(milestone.at.as_ref()?.as_str()).ok()?;
    let snap = match (&milestone.snap, &milestone.snap_back) {
        (Some(snap), _) => Some(Snap::parse(snap, Direction::Later).ok()?),
        (None, Some(snap)) => Some(Snap::parse(snap, Direction::Earlier).ok()?),
        (None, None) => None,
    };
    Some((rule, snap))
}

/// The item of the list that holds the milestone.
fn node_of<'a>(document: &'a Document<Schedule>, milestone: &Milestone) -> Option<&'a crate::yaml::Node> {
    let items = document.tree.get("milestones")?.items();
    let position = document.value.milestones.iter().position(|other| std::ptr::eq(other, milestone));
    let by_id = || {
        items
            .iter()
            .find(|item| item.get("id").and_then(crate::yaml::Node::text) == Some(milestone.id.as_str()))
    };
    position.and_then(|position| items.get(position)).or_else(by_id)
}
