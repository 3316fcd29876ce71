//! What binds an approval to content: the digest of the bytes, and the digest of what they mean.
//!
//! The meaning is the document's canonical JSON (RFC 8785) without editorial and record fields, with dates in one
//! notation and with lists whose order says nothing sorted. A comment, another order of keys or another way to write
//! the same instant leaves it as it is; any other change does not.

use std::borrow::Cow;
use std::sync::OnceLock;

use serde_json::{Map, Value as Json};
use sha2::{Digest, Sha256};

use super::profile::with_profile;
use crate::calendar::{DateText, Exactness, TimeOfDay, Zone};
use crate::schema::{Field, Identity, Kind};
use crate::yaml::{Node, Pair, Scalar, ScalarType, Value};

/// The word that stands for the content of a file that does not exist.
pub const ABSENT: &str = "none";

/// The digest of bytes as approvals write it: `sha256:` and 64 hexadecimal digits.
pub fn digest(bytes: &[u8]) -> String {
    use std::fmt::Write as _;
    let mut text = String::from("sha256:");
    for byte in Sha256::digest(bytes) {
        // Writing to a string cannot fail.
        let _ = write!(text, "{byte:02x}");
    }
    text
}

/// The digest of what a document means.
pub fn meaning_digest(kind: Kind, tree: &Node) -> String {
    digest(canonical(&meaning(kind, tree)).as_bytes())
}

/// The digests of one file, each told once however many moments share the file.
#[derive(Debug, Default)]
pub struct Digests {
    bytes: OnceLock<String>,
    meaning: OnceLock<String>,
}

impl Digests {
    pub(super) fn of_bytes(&self, bytes: &[u8]) -> &str {
        self.bytes.get_or_init(|| digest(bytes))
    }

    pub(super) fn of_meaning(&self, kind: Kind, tree: &Node) -> &str {
        self.meaning.get_or_init(|| meaning_digest(kind, tree))
    }
}

/// What a document means, as JSON; a policy with all that its profile supplies.
pub fn meaning(kind: Kind, tree: &Node) -> Json {
    let tree = with_profile(kind, tree);
    let tree = if kind == Kind::Schedule { with_moments(&tree) } else { tree };
    meaning_of(&tree, Some(Field::document(kind)))
}

/// A schedule with the moment of a milestone in `date` alone where `date`, `time` and `zone` name it together: that is
/// one more way to write `2027-07-15T17:00[UTC]`.
///
/// All three have to stand there. A time without a zone takes the one of the project, which is not what was approved
/// here: it changes with the project and not with the plan.
fn with_moments(schedule: &Node) -> Cow<'_, Node> {
    let mut schedule = Cow::Borrowed(schedule);
    let milestones = schedule.get("milestones").map_or(&[][..], Node::items);
    let moments: Vec<Option<String>> = milestones.iter().map(moment).collect();
    if moments.iter().all(Option::is_none) {
        return schedule;
    }
    let Value::Mapping(pairs) = &mut schedule.to_mut().value else { return schedule };
    let list = pairs.iter_mut().find(|pair| pair.key == "milestones").map(|pair| &mut pair.value.value);
    if let Some(Value::Sequence(milestones)) = list {
        for (milestone, moment) in milestones.iter_mut().zip(moments) {
            if let (Value::Mapping(pairs), Some(moment)) = (&mut milestone.value, moment) {
                put_moment(pairs, &moment);
            }
        }
    }
    schedule
}

fn put_moment(pairs: &mut Vec<Pair>, moment: &str) {
    pairs.retain(|pair| pair.key != "time" && pair.key != "zone");
    for pair in pairs.iter_mut().filter(|pair| pair.key == "date") {
        pair.value.value = Value::Scalar(Scalar { text: moment.to_owned(), plain: false });
    }
}

/// The moment that a milestone names with three keys, in the one notation of moments.
fn moment(milestone: &Node) -> Option<String> {
    let text = |key: &str| milestone.get(key).and_then(Node::text);
    let date = DateText::parse(text("date")?).ok().filter(|date| date.exactness() == Exactness::Day)?;
    let (time, zone) = (TimeOfDay::parse(text("time")?).ok()?, Zone::parse(text("zone")?).ok()?);
    Some(DateText::at(date.first_day()?, time, zone).ok()?.canonical())
}

/// The one text of a JSON value, by RFC 8785.
fn canonical(value: &Json) -> String {
    // Fails only for numbers that are not finite, and there are none: see `meaning_of`.
    serde_json_canonicalizer::to_string(value).unwrap_or_default()
}

fn meaning_of(node: &Node, field: Option<Field<'_>>) -> Json {
    let field = field.map(|field| field.shaped_like(node));
    match &node.value {
        Value::Mapping(pairs) => {
            let mut map = Map::new();
            for pair in pairs {
                let inner = field.and_then(|field| field.key(&pair.key));
                if inner.and_then(Field::class).is_none() {
                    map.insert(pair.key.clone(), meaning_of(&pair.value, inner));
                }
            }
            Json::Object(map)
        }
        Value::Sequence(items) => {
            let item = field.and_then(Field::item);
            let mut values: Vec<Json> = items.iter().map(|node| meaning_of(node, item)).collect();
            if field.is_some_and(|field| has_no_order(field.identity())) {
                values.sort_by_cached_key(canonical);
            }
            Json::Array(values)
        }
        Value::Scalar(scalar) => match scalar.kind() {
            ScalarType::Boolean(value) => Json::Bool(value),
            ScalarType::Count(value) => Json::from(value),
            ScalarType::Null | ScalarType::OtherNumber | ScalarType::Text => {
                Json::String(one_notation(&scalar.text, field.and_then(Field::format)))
            }
        },
    }
}

fn has_no_order(identity: Identity<'_>) -> bool {
    matches!(identity, Identity::Set | Identity::Key { ordered: false, .. })
}

/// A text of the schema's `format` as the digest sees it: the one way to write its moment, where it is a date, and any
/// other text as it is. The comparison reads texts by this too, so that it tells all that the digest sees.
pub fn one_notation(text: &str, format: Option<&str>) -> String {
    let date = format.filter(|format| *format == "milepost-date").and_then(|_| DateText::parse(text).ok());
    date.map_or_else(|| text.to_owned(), |date| date.canonical())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::yaml::parse;

    fn schedule(milestones: &str) -> String {
        let text = format!("kind: schedule/v1\ncycle: paris\nstatus: active\nmilestones:\n{milestones}");
        let parsed = parse("f.yaml", &text);
        assert!(parsed.diagnostics.is_empty(), "{:?}", parsed.diagnostics);
        meaning_digest(Kind::Schedule, &parsed.tree.expect("a tree"))
    }

    #[test]
    fn the_digest_of_bytes_is_what_sha256sum_prints() {
        assert_eq!(digest(b"abc"), "sha256:ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad");
    }

    #[test]
    fn words_order_and_notation_mean_nothing() {
        let plain = schedule("  - {id: a, date: 2027-01-14}\n  - {id: b, date: \"2027-01-15T12:00[UTC]\"}\n");
        assert_eq!(
            plain,
            schedule(
                "  - {id: b, date: \"2027-01-15T00:00[AoE]\"}\n  - date: 2027-01-14 # why\n    id: a\n    reason: x\n"
            )
        );
    }

    #[test]
    fn a_moment_means_the_same_with_keys_of_its_own_for_time_and_zone() {
        let one = |milestone: &str| schedule(&format!("  - {{id: a, {milestone}}}\n"));
        let plain = one("date: \"2027-07-15T17:00[UTC]\"");
        for same in [
            "date: 2027-07-15, time: \"17:00\", zone: UTC",
            "zone: America/Los_Angeles, time: 10:00, date: 2027-07-15/2027-07-15",
            "date: 2027-07-15, time: \"05:00\", zone: AoE",
            "date: 2027-07-16, time: \"02:00\", zone: Asia/Tokyo, reason: read in Tokyo",
        ] {
            assert_eq!(plain, one(same), "{same}");
        }
        for other in [
            "date: 2027-07-15",
            "date: 2027-07-15, time: \"17:01\", zone: UTC",
            "date: 2027-07-15, time: \"17:00\", zone: America/Los_Angeles",
            "date: 2027-07-16, time: \"17:00\", zone: UTC",
            // The project says in which zone, and may say otherwise tomorrow.
            "date: 2027-07-15, time: \"17:00\"",
            // The zone says nothing without a time, and the time nothing beside a moment or several days.
            "date: 2027-07-15, zone: UTC",
            "date: \"2027-07-15T17:00[UTC]\", time: \"17:00\", zone: UTC",
            "date: 2027-07-15/2027-07-16, time: \"17:00\", zone: UTC",
            "date: 2027-07-15, time: \"17:00\", zone: UTC, not-applicable: no need",
        ] {
            assert_ne!(plain, one(other), "{other}");
        }
    }

    #[test]
    fn a_local_time_that_happens_twice_or_never_is_no_moment() {
        let one = |time: &str, day: &str, zone: &str| {
            schedule(&format!("  - {{id: a, date: {day}, time: \"{time}\", zone: {zone}}}\n"))
        };
        assert_ne!(one("02:30", "2027-10-31", "Europe/Berlin"), one("00:30", "2027-10-31", "UTC"));
        assert_ne!(one("02:30", "2027-10-31", "Europe/Berlin"), one("01:30", "2027-10-31", "UTC"));
        assert_ne!(one("02:30", "2027-03-28", "Europe/Berlin"), one("01:30", "2027-03-28", "UTC"));
    }

    #[test]
    fn dates_names_and_criteria_mean_something() {
        let plain = schedule("  - {id: a, date: 2027-01-14}\n");
        assert_ne!(plain, schedule("  - {id: a, date: 2027-01-15}\n"));
        assert_ne!(plain, schedule("  - {id: a, date: 2027-01-14, name: Other}\n"));
        assert_ne!(plain, schedule("  - {id: a, date: 2027-01-14, not-applicable: no need}\n"));
    }
}
