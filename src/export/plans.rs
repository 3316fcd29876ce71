//! Reads every content that plans ever had. There are many, and most differ from the one before in a few days alone: then
//! all else that was read of it holds again. The others are read on several processors.

use std::ops::Range;
use std::rc::Rc;

use crate::calendar::DateText;
use crate::document::{Schedule, WrittenDate};
use crate::threads::each;
use crate::yaml;

/// A content of a plan.
pub(super) struct Content {
    pub(super) bytes: Vec<u8>,
    /// The index of the content before it, which is a smaller one.
    pub(super) before: Option<usize>,
}

/// How many bytes a day has: `2027-03-25`.
const DAY: usize = 10;
/// So few contents are read sooner than a thread begins.
const FEW: usize = 32;

/// The plans; none where one cannot be read.
pub(super) fn read_all(contents: &[Content]) -> Vec<Option<Rc<Schedule>>> {
    let edits: Vec<Option<Vec<Range<usize>>>> =
        contents.iter().map(|content| edits(contents, content)).collect();
    let others: Vec<&Content> = contents
        .iter()
        .zip(&edits)
        .filter(|(_, edits)| edits.is_none())
        .map(|(content, _)| content)
        .collect();
    let mut others = read_apart(others).into_iter();
    let mut plans: Vec<Option<Rc<Schedule>>> = Vec::with_capacity(contents.len());
    for (content, edits) in contents.iter().zip(&edits) {
        let plan = match edits {
            None => others.next().flatten(),
            Some(edits) => {
                let before = content.before.and_then(|before| plans.get(before).cloned().flatten());
                before.and_then(|before| edited(&before, &content.bytes, edits)).or_else(|| parse(content))
            }
        };
        plans.push(plan.map(Rc::new));
    }
    plans
}

fn parse(content: &Content) -> Option<Schedule> {
    yaml::read("schedule", &content.bytes).tree.and_then(|tree| yaml::from_node(&tree).ok())
}

fn read_apart(contents: Vec<&Content>) -> Vec<Option<Schedule>> {
    if contents.len() < FEW { contents.into_iter().map(parse).collect() } else { each(contents, parse) }
}

/// The days in which a content differs from the one before; none where it differs otherwise.
fn edits(contents: &[Content], content: &Content) -> Option<Vec<Range<usize>>> {
    let (old, new) = (&contents.get(content.before?)?.bytes, &content.bytes);
    if old.len() != new.len() {
        return None;
    }
    let is_day = |bytes: &[u8], from: usize| {
        bytes.get(from..from + DAY).is_some_and(|day| {
            day.iter().enumerate().all(|(index, byte)| match index {
                4 | 7 => *byte == b'-',
                _ => byte.is_ascii_digit(),
            })
        })
    };
    let mut edits: Vec<Range<usize>> = Vec::new();
    for (at, _) in old.iter().zip(new).enumerate().filter(|(_, (old, new))| old != new) {
        if edits.last().is_some_and(|edit| edit.contains(&at)) {
            continue;
        }
        let from = (at.saturating_sub(DAY - 1)..=at).find(|from| is_day(old, *from) && is_day(new, *from))?;
        edits.push(from..from + DAY);
    }
    Some(edits)
}

/// The plan with other days; none where one of the edits is something else than the whole date of a milestone.
fn edited(before: &Schedule, bytes: &[u8], edits: &[Range<usize>]) -> Option<Schedule> {
    let mut plan = before.clone();
    for edit in edits {
        let dates = plan.milestones.iter_mut().filter_map(|milestone| milestone.date.as_mut());
        let mut here = dates.filter(|date| (date.span.start.offset()..date.span.end.offset()) == *edit);
        let text = std::str::from_utf8(bytes.get(edit.clone())?).ok()?;
        let date = DateText::parse(text).ok()?;
        here.next()?.value = WrittenDate::Date(date);
    }
    Some(plan)
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    const PLAN: &str = "\
kind: schedule/v1
cycle: paris
name: 2027-01-01
status: active
milestones:
  - {id: kickoff, date: 2027-01-14}
  - id: freeze
    date: 2027-03-25   # a remark of 2027-03-25
    note: |
      date: 2027-03-25
  - {id: rc, date: \"2027-05-01\"}
  - {id: week, date: 2027-05-03/2027-05-07}
  - {id: moment, date: \"2027-06-01T12:00[UTC]\"}
  - {id: ga, date: 2027-07-08}
supported: {from: ga, until: 2028-07-08}
";

    fn contents(texts: &[String]) -> Vec<Content> {
        let content = |(index, text): (usize, &String)| Content {
            bytes: text.clone().into_bytes(),
            before: index.checked_sub(1),
        };
        texts.iter().enumerate().map(content).collect()
    }

    #[test]
    fn only_days_that_are_dates_of_milestones_are_taken_over() {
        let moved = PLAN.replace("date: 2027-07-08", "date: 2027-08-19").replace("2027-01-14", "2027-02-14");
        let texts = [PLAN.to_owned(), moved];
        let found = contents(&texts);
        let days = edits(&found, &found[1]).unwrap();
        assert_eq!(days.len(), 2);
        let before = parse(&found[0]).unwrap();
        assert_eq!(edited(&before, &found[1].bytes, &days), parse(&found[1]));
        for other in [
            "name: 2027-01-02",
            "until: 2028-08-08",
            "      date: 2027-03-26",
            "\"2027-05-02\"",
            "2027-05-08}",
        ] {
            let (from, to) = match other {
                "name: 2027-01-02" => ("name: 2027-01-01", other),
                "until: 2028-08-08" => ("until: 2028-07-08", other),
                "\"2027-05-02\"" => ("\"2027-05-01\"", other),
                "2027-05-08}" => ("2027-05-07}", other),
                _ => ("      date: 2027-03-25", other),
            };
            let texts = [PLAN.to_owned(), PLAN.replace(from, to)];
            let found = contents(&texts);
            let days = edits(&found, &found[1]).unwrap();
            assert_eq!(edited(&before, &found[1].bytes, &days), None, "{other}");
        }
    }

    proptest! {
        #[test]
        fn a_chain_of_edits_reads_as_each_content_alone(
            steps in prop::collection::vec((0_usize..PLAN.len(), "[0-9a-z:\\-/ ]"), 0..40)
        ) {
            let mut texts = vec![PLAN.to_owned()];
            for (at, sign) in steps {
                let mut text = texts.last().unwrap().clone();
                text.replace_range(at..=at, &sign);
                texts.push(text);
            }
            let found = contents(&texts);
            let alone: Vec<Option<Rc<Schedule>>> = found.iter().map(|one| parse(one).map(Rc::new)).collect();
            prop_assert_eq!(read_all(&found), alone);
        }

        #[test]
        fn days_that_change_read_as_each_content_alone(
            steps in prop::collection::vec((0_usize..12, 1_u8..13, 1_u8..32), 0..60)
        ) {
            let places: Vec<usize> = PLAN.match_indices("2027-").chain(PLAN.match_indices("2028-")).map(|(at, _)| at).collect();
            let mut texts = vec![PLAN.to_owned()];
            for (place, month, day) in steps {
                let mut text = texts.last().unwrap().clone();
                let at = places[place % places.len()];
                text.replace_range(at + 5..at + 10, &format!("{month:02}-{day:02}"));
                texts.push(text);
            }
            let found = contents(&texts);
            let alone: Vec<Option<Rc<Schedule>>> = found.iter().map(|one| parse(one).map(Rc::new)).collect();
            prop_assert_eq!(read_all(&found), alone);
        }
    }
}
