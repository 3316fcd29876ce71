//! A program that subscribes to calendars: it knows events by their ids and believes the higher sequence number.

use std::collections::BTreeMap;

use icalendar::parser::{Component, read_calendar, unfold};

/// An event as a subscriber keeps it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Event {
    pub(crate) uid: String,
    pub(crate) sequence: u64,
    pub(crate) modified: String,
    pub(crate) stamp: String,
    pub(crate) start: String,
    pub(crate) summary: String,
    pub(crate) description: String,
    pub(crate) status: String,
    /// All else that people see: the end, the rule of a series, and where it is.
    pub(crate) more: Vec<Option<String>>,
    /// The cycle and the present id of its milestone.
    pub(crate) milestone: Option<(String, String)>,
}

impl Event {
    /// Everything that people see of it.
    pub(crate) fn seen(&self) -> (&str, &str, &str, &str, &[Option<String>]) {
        (&self.start, &self.summary, &self.description, &self.status, &self.more)
    }

    /// `2027-03-25`
    pub(crate) fn day(&self) -> String {
        let part = |range: std::ops::Range<usize>| self.start.get(range).unwrap_or_default();
        format!("{}-{}-{}", part(0..4), part(4..6), part(6..8))
    }
}

/// The events of a calendar; a text that is none fails the test.
pub(crate) fn parse(text: &str) -> Vec<Event> {
    assert!(text.starts_with("BEGIN:VCALENDAR\r\n") && text.ends_with("END:VCALENDAR\r\n"));
    for line in text.split_terminator("\r\n") {
        assert!(line.len() <= 75 && !line.contains(['\r', '\n']), "{line}");
    }
    let unfolded = unfold(text);
    let calendar = read_calendar(&unfolded).expect("a calendar");
    calendar.components.iter().filter(|component| component.name.as_ref() == "VEVENT").map(event).collect()
}

fn event(component: &Component<'_>) -> Event {
    let found = |name: &str| {
        let property = component.properties.iter().find(|property| property.name.as_ref() == name);
        property.map(|property| unescaped(property.val.as_ref()))
    };
    let needed = |name: &str| found(name).unwrap_or_else(|| panic!("an event without {name}"));
    assert_eq!(needed("DTSTAMP").len(), 16);
    Event {
        uid: needed("UID"),
        sequence: needed("SEQUENCE").parse().expect("a number"),
        modified: found("LAST-MODIFIED").unwrap_or_default(),
        stamp: needed("DTSTAMP"),
        start: needed("DTSTART"),
        summary: needed("SUMMARY"),
        description: needed("DESCRIPTION"),
        status: needed("STATUS"),
        more: ["DTEND", "DURATION", "RRULE", "LOCATION", "CATEGORIES"].map(found).to_vec(),
        milestone: found("X-MILEPOST-CYCLE").zip(found("X-MILEPOST-MILESTONE")),
    }
}

fn unescaped(value: &str) -> String {
    let mut out = String::new();
    let mut characters = value.chars();
    while let Some(character) = characters.next() {
        match character {
            '\\' => match characters.next() {
                Some('n' | 'N') => out.push('\n'),
                Some(other) => out.push(other),
                None => {}
            },
            other => out.push(other),
        }
    }
    out
}

/// What a subscriber has after some refreshes.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Calendar {
    events: BTreeMap<String, Event>,
}

impl Calendar {
    pub(crate) fn of(events: Vec<Event>) -> Self {
        Self::default().import(events)
    }

    /// Takes over what is newer; what is not named stays as it is.
    pub(crate) fn import(mut self, events: Vec<Event>) -> Self {
        let mut seen = std::collections::BTreeSet::new();
        for event in events {
            assert!(seen.insert(event.uid.clone()), "`{}` stands there twice", event.uid);
            let known = self.events.get(&event.uid);
            if let Some(known) = known {
                assert!(event.sequence >= known.sequence, "`{}` goes back", event.uid);
                assert!(
                    event.stamp >= known.stamp && event.modified >= known.modified,
                    "{event:?} after {known:?}"
                );
                if event.sequence == known.sequence {
                    assert_eq!(event.seen(), known.seen(), "`{}` changes unnoticed", event.uid);
                    assert_eq!(event.modified, known.modified, "{}", event.uid);
                }
            }
            self.events.insert(event.uid.clone(), event);
        }
        self
    }

    pub(crate) fn events(&self) -> impl Iterator<Item = &Event> {
        self.events.values()
    }

    /// The event of a milestone by its present id, else the one of a milestone that had this id and is gone.
    pub(crate) fn event(&self, cycle: &str, milestone: &str) -> &Event {
        let same =
            |event: &&Event| event.milestone.as_ref().is_some_and(|(of, id)| of == cycle && id == milestone);
        let found: Vec<&Event> = self.events().filter(same).collect();
        let alive = found.iter().find(|event| event.status != "CANCELLED").or(found.first());
        alive.unwrap_or_else(|| panic!("no event for {cycle}/{milestone}"))
    }
}
